# cython: language_level=3, boundscheck=False, wraparound=False, cdivision=True, initializedcheck=False
"""Text of numbers and back, checked power. See `numbers.pxd` for what it is and the rules.

The C library's snprintf and strtod are used in ways that no locale can change: digits are taken out of what
snprintf writes whatever its decimal point is, and strtod gets digits and an exponent without a point.
"""
from libc.math cimport isfinite, isnan, pow
from libc.stdint cimport int32_t, int64_t, uint32_t, uint64_t
from libc.stdio cimport snprintf
from libc.stdlib cimport strtod, strtof
from libc.string cimport memcpy

from .layout cimport EXC_POW_OVERFLOW
from .opcodes cimport K_BOOL, K_F32, K_F64, K_I8, K_I16, K_I32, K_I64, K_U8, K_U32, K_U64

cdef extern from "<math.h>" nogil:
    float powf(float x, float y)

cdef extern from *:
    """
    static const double POWERS[] = {1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14,
                                    1e15, 1e16, 1e17, 1e18, 1e19, 1e20, 1e21, 1e22};
    """
    const double POWERS[]       # exact as double; up to 1e10 as float

cdef enum:
    DIGITS = 6                  # significant digits of floating-point text
    MAX_DIGITS = 770            # significant digits that can decide the rounding of a double
    MAX_EXPONENT = 99999


# ------------------------------------------------------------------------------------------- text

cdef uint32_t fmt_u64(char *out, uint64_t value) noexcept nogil:
    cdef char text[20]
    cdef uint32_t at = 20
    while True:
        at -= 1
        text[at] = <char>(48 + value % 10)
        value //= 10
        if value == 0:
            break
    memcpy(out, text + at, 20 - at)
    return 20 - at


cdef uint32_t fmt_i64(char *out, int64_t value) noexcept nogil:
    if value >= 0:
        return fmt_u64(out, <uint64_t>value)
    out[0] = 45
    return 1 + fmt_u64(out + 1, 0 - <uint64_t>value)


cdef uint32_t fmt_bool(char *out, int64_t value) noexcept nogil:
    if value:
        memcpy(out, b"true", 4)
        return 4
    memcpy(out, b"false", 5)
    return 5


cdef uint32_t fmt_f32(char *out, float value) noexcept nogil:
    return fmt_f64(out, value)


cdef uint32_t fmt_f64(char *out, double value) noexcept nogil:
    cdef char text[48]
    cdef char digits[8]
    cdef uint32_t n = 0, count = 0, i
    cdef int exponent = 0
    cdef int64_t whole
    cdef bint minus
    if isnan(value):
        memcpy(out, b"nan", 3)                  # whatever its sign, which depends on the processor
        return 3
    if -1000000.0 < value < 1000000.0:
        whole = <int64_t>value
        if <double>whole == value and whole:
            return fmt_i64(out, whole)
    if not isfinite(value):
        memcpy(out, b"-inf", 4)
        if value < 0:
            return 4
        memcpy(out, b"inf", 3)
        return 3

    # "-d.ddddde-xx", with any decimal point
    snprintf(text, sizeof(text), b"%.5e", value)
    i = 0
    if text[0] == 45:
        out[n] = 45
        n = i = 1
    while text[i] != 101:
        if 48 <= text[i] <= 57 and count < DIGITS:
            digits[count] = text[i]
            count += 1
        i += 1
    minus = text[i + 1] == 45
    i += 2
    while text[i]:
        exponent = exponent * 10 + (text[i] - 48)
        i += 1
    if minus:
        exponent = -exponent
    while count > 1 and digits[count - 1] == 48:
        count -= 1

    if exponent < -4 or exponent >= DIGITS:
        out[n] = digits[0]
        n += 1
        if count > 1:
            out[n] = 46
            memcpy(out + n + 1, digits + 1, count - 1)
            n += count
        out[n] = 101
        out[n + 1] = 45 if exponent < 0 else 43
        n += 2
        if exponent < 0:
            exponent = -exponent
        if exponent < 10:
            out[n] = 48
            n += 1
        return n + fmt_u64(out + n, <uint64_t>exponent)
    if exponent < 0:
        out[n] = 48
        out[n + 1] = 46
        n += 2
        while exponent < -1:
            out[n] = 48
            n += 1
            exponent += 1
        memcpy(out + n, digits, count)
        return n + count
    for i in range(max(count, <uint32_t>exponent + 1)):
        if i == <uint32_t>exponent + 1:
            out[n] = 46
            n += 1
        out[n] = digits[i] if i < count else <char>48
        n += 1
    return n


# ---------------------------------------------------------------------------------------- reading

cdef struct Decimal:
    uint64_t mantissa           # the first 19 significant digits
    uint32_t count              # digits in text[]
    uint32_t used               # bytes read; 0: no number
    int exponent                # value = digits * 10 ** exponent
    bint negative
    char text[784]              # significant digits, then room for an exponent


cdef void scan(const char *text, uint64_t n, Decimal *d) noexcept nogil:
    """Reads sign, digits, fraction and exponent."""
    cdef uint64_t i = 0, mark
    cdef bint point = 0, any_digit = 0, minus
    cdef int exponent = 0
    cdef char c
    d.mantissa = 0
    d.count = d.used = 0
    d.exponent = 0
    d.negative = 0
    if n > 0x7fffffff:
        n = 0x7fffffff
    if n and (text[0] == 43 or text[0] == 45):
        d.negative = text[0] == 45
        i = 1
    while i < n:
        c = text[i]
        if 48 <= c <= 57:
            any_digit = 1
            if c != 48 or d.count:
                if d.count < MAX_DIGITS:
                    d.text[d.count] = c
                    d.count += 1
                    if d.count <= 19:
                        d.mantissa = d.mantissa * 10 + <uint64_t>(c - 48)
                else:
                    d.exponent += 1
                    if c != 48:                 # digits beyond count only as "more than the half"
                        d.text[MAX_DIGITS - 1] = 49 if d.text[MAX_DIGITS - 1] == 48 else d.text[MAX_DIGITS - 1]
            if point:
                d.exponent -= 1
        elif c == 46 and not point:
            point = 1
        else:
            break
        i += 1
    if not any_digit:
        return
    d.used = <uint32_t>i
    if i < n and (text[i] == 101 or text[i] == 69):
        i += 1
        minus = 0
        if i < n and (text[i] == 43 or text[i] == 45):
            minus = text[i] == 45
            i += 1
        mark = i
        while i < n and 48 <= text[i] <= 57:
            if exponent < MAX_EXPONENT:
                exponent = exponent * 10 + (text[i] - 48)
            i += 1
        if i > mark:
            d.used = <uint32_t>i
            d.exponent += -exponent if minus else exponent
    d.exponent = max(-MAX_EXPONENT, min(MAX_EXPONENT, d.exponent))


cdef void finish(Decimal *d) noexcept nogil:
    """Makes text[] what strtod reads: digits, e, exponent."""
    d.text[d.count] = 101
    d.count += 1
    d.count += fmt_i64(d.text + d.count, d.exponent)
    d.text[d.count] = 0


cdef uint32_t parse_f64(const char *text, uint64_t n, double *value) noexcept nogil:
    cdef Decimal d
    scan(text, n, &d)
    value[0] = 0.0
    if d.count:
        # Both factors are exact, so one rounding is the right one.
        if d.count <= 15 and -22 <= d.exponent <= 22:
            value[0] = <double>d.mantissa
            if d.exponent < 0:
                value[0] = value[0] / POWERS[-d.exponent]
            else:
                value[0] = value[0] * POWERS[d.exponent]
        else:
            finish(&d)
            value[0] = strtod(d.text, NULL)
    if d.negative:
        value[0] = -value[0]
    return d.used


cdef uint32_t parse_f32(const char *text, uint64_t n, float *value) noexcept nogil:
    cdef Decimal d
    scan(text, n, &d)
    value[0] = 0.0
    if d.count:
        if d.count <= 7 and -10 <= d.exponent <= 10:
            value[0] = <float>d.mantissa
            if d.exponent < 0:
                value[0] = value[0] / <float>POWERS[-d.exponent]
            else:
                value[0] = value[0] * <float>POWERS[d.exponent]
        else:
            finish(&d)
            value[0] = strtof(d.text, NULL)
    if d.negative:
        value[0] = -value[0]
    return d.used


cdef uint32_t parse_u64(const char *text, uint64_t n, uint32_t base, uint64_t *value, bint *overflow) noexcept nogil:
    cdef uint64_t i = 0, digit, v = 0, most
    cdef uint32_t c
    value[0] = 0
    overflow[0] = 0
    if base < 2 or base > 36:
        return 0
    most = 0xffffffffffffffffULL // base
    while i < n and i < 0x7fffffff:
        c = <unsigned char>text[i]
        if 48 <= c <= 57:
            digit = c - 48
        elif 97 <= c | 32 <= 122:
            digit = (c | 32) - 87
        else:
            break
        if digit >= base:
            break
        if v > most or v * base > 0xffffffffffffffffULL - digit:
            overflow[0] = 1
        v = v * base + digit
        i += 1
    value[0] = v
    return <uint32_t>i


cdef uint32_t parse_i64(const char *text, uint64_t n, int64_t *value, bint *overflow) noexcept nogil:
    cdef uint64_t v
    cdef bint negative = n > 0 and text[0] == 45
    cdef uint32_t sign = negative or (n > 0 and text[0] == 43)
    cdef uint32_t used = parse_u64(text + sign, n - sign, 10, &v, overflow)
    if v > (<uint64_t>1 << 63) - (0 if negative else 1):
        overflow[0] = 1
    value[0] = <int64_t>(0 - v if negative else v)
    return sign + used if used else 0


# ------------------------------------------------------------------------------------------ power
# As the language has it: 0 ** 0 and 0 ** negative overflow, other bases to a negative power give 0, and the
# magnitude must not exceed the type's largest value.

cdef inline int power(uint64_t base, uint64_t exponent, uint64_t most, uint64_t *result) noexcept nogil:
    """base ** exponent, at most `most`."""
    cdef uint64_t r = 1
    if base == 0 and exponent == 0:
        return EXC_POW_OVERFLOW
    if base <= 1:
        result[0] = base
        return 0
    while True:                             # at most 64 rounds: base doubles its bits or r grows
        if exponent & 1:
            if r > most // base:
                return EXC_POW_OVERFLOW
            r *= base
        exponent >>= 1
        if exponent == 0:
            break
        if base > most // base:
            return EXC_POW_OVERFLOW
        base *= base
    result[0] = r
    return 0


cdef inline int signed_power(int64_t base, int64_t exponent, uint64_t most, int64_t *result) noexcept nogil:
    cdef uint64_t magnitude, r
    if exponent < 0:
        result[0] = 0
        return EXC_POW_OVERFLOW if base == 0 else 0
    if exponent == 1:                       # the smallest value has no positive counterpart
        result[0] = base
        return 0
    if exponent == 0 and base != 0:
        result[0] = 1
        return 0
    magnitude = 0 - <uint64_t>base if base < 0 else <uint64_t>base
    if magnitude == 1:
        result[0] = -1 if base < 0 and exponent & 1 else 1
        return 0
    if power(magnitude, <uint64_t>exponent, most, &r):
        return EXC_POW_OVERFLOW
    result[0] = <int64_t>(0 - r if base < 0 and exponent & 1 else r)
    return 0


cdef int pow_i32(int64_t base, int64_t exponent, int64_t *result) noexcept nogil:
    return signed_power(base, exponent, 0x7fffffff, result)


cdef int pow_i64(int64_t base, int64_t exponent, int64_t *result) noexcept nogil:
    return signed_power(base, exponent, 0x7fffffffffffffffULL, result)


cdef int pow_u32(uint64_t base, uint64_t exponent, int64_t *result) noexcept nogil:
    return power(base, exponent, 0xffffffffULL, <uint64_t *>result)


cdef int pow_u64(uint64_t base, uint64_t exponent, int64_t *result) noexcept nogil:
    return power(base, exponent, 0xffffffffffffffffULL, <uint64_t *>result)


cdef int pow_f32(float base, float exponent, float *result) noexcept nogil:
    result[0] = powf(base, exponent)
    if isfinite(result[0]) or isnan(result[0]) or not isfinite(base) or not isfinite(exponent):
        return 0
    return EXC_POW_OVERFLOW


cdef int pow_f64(double base, double exponent, double *result) noexcept nogil:
    result[0] = pow(base, exponent)
    if isfinite(result[0]) or isnan(result[0]) or not isfinite(base) or not isfinite(exponent):
        return 0
    return EXC_POW_OVERFLOW


# ------------------------------------------------------------------------------------- between kinds

cdef int64_t float_as(double d, uint32_t kind) noexcept nogil:
    cdef float f
    cdef int64_t slot = 0
    if kind == K_F64:
        memcpy(&slot, &d, 8)
        return slot
    if kind == K_F32:
        f = <float>d
        memcpy(&slot, &f, 4)
        return slot
    if kind == K_BOOL:
        return d != 0
    if kind == K_I64:
        return f64_to_i64(d)
    if kind == K_U64:
        return f64_to_u64(d)
    return int_as(f64_to_i32(d) if kind <= K_I32 else f64_to_i64(d), kind)


cdef int64_t int_as(int64_t n, uint32_t kind) noexcept nogil:
    if kind == K_I64 or kind == K_U64:
        return n
    if kind == K_I32:
        return <int32_t>n
    if kind == K_U32:
        return <uint32_t>n
    if kind == K_F64 or kind == K_F32:
        return float_as(<double>n, kind)
    if kind == K_BOOL:
        return n != 0
    if kind == K_I8:
        return <signed char>n
    if kind == K_I16:
        return <short>n
    return n & (0xff if kind == K_U8 else 0xffff)


cdef int64_t number_as(int64_t slot, uint32_t have, uint32_t want) noexcept nogil:
    cdef double d
    cdef float f
    if have == K_F64:
        memcpy(&d, &slot, 8)
        return float_as(d, want)
    if have == K_F32:
        memcpy(&f, &slot, 4)
        return float_as(f, want)
    return int_as(slot, want)
