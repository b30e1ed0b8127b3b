# cython: language_level=3, boundscheck=False, wraparound=False, cdivision=True, initializedcheck=False
"""The C functions of the string module that turn text into numbers and numbers into text.

Reading skips white space and reads as much as is a number; what is none gives 0, with no byte used. Integers wrap modulo
2 ** 64, bases below 2 count as 2 and above 36 as 36. Floating-point numbers may be hexadecimal, infinite or nan, too.

Formatting: the options are letters in any order; others are ignored.
    l  left-justified          0  zeros instead of blanks before the number (not with l)
    +  sign of positive ones   (blank)  a blank instead of that sign
    h x  hexadecimal, H X in capitals, o octal, b binary: the 64 bits without a sign
    e E  floating-point numbers with an exponent
Digits come from snprintf, with a decimal point whatever the locale says.
"""
from libc.math cimport HUGE_VAL, isfinite, isnan, ldexp
from libc.stdint cimport int64_t, uint8_t, uint32_t, uint64_t
from libc.stdio cimport snprintf
from libc.string cimport memcpy, memmove, memset

from seraphscript.modules.text cimport bytes_at, give, new_text
from seraphscript.vm.layout cimport EXC_TOO_LARGE, MAX_STRING
from seraphscript.vm.natives cimport register_native
from seraphscript.vm.numbers cimport parse_f64, parse_u64
from seraphscript.vm.strings cimport str_view
from seraphscript.vm.vmstate cimport NativeFn, Vm

from seraphscript.registry.ids import native_id

cdef extern from "<math.h>" nogil:
    const double NAN

cdef extern from "unicode_case.h" nogil:
    uint32_t ascii_class(uint8_t c)
    enum:
        ASCII_SPACE

cdef enum:
    FRACTION_DIGITS = 1074      # no double has more; those behind are zero
    FLOAT_TEXT = 1400           # sign, 309 digits, point, FRACTION_DIGITS
    MANTISSA_DIGITS = 15        # hexadecimal digits that are kept of a hexadecimal number


# ------------------------------------------------------------------------------------------ reading

cdef inline uint64_t blanks(const char *p, uint64_t n) noexcept nogil:
    """White space at the start, the vertical tabulator included."""
    cdef uint64_t i = 0
    while i < n and (ascii_class(<uint8_t>p[i]) & ASCII_SPACE or p[i] == 11):
        i += 1
    return i


cdef int parse_integer(Vm *vm, int64_t *args, bint signed_) noexcept nogil:
    cdef uint64_t n, value = 0, i, used = 0
    cdef const char *p = str_view(vm.heap, args[0], &n)
    cdef uint32_t base = min(max(<uint32_t>args[1], <uint32_t>2), <uint32_t>36)
    cdef bint negative = 0, overflow
    i = blanks(p, n)
    if signed_ and i < n and (p[i] == c'-' or p[i] == c'+'):
        negative = p[i] == c'-'
        i += 1
    used = parse_u64(p + i, n - i, base, &value, &overflow)
    vm.heap.work += <int64_t>((i + used) >> 2)
    args[0] = <int64_t>(0 - value if negative else value)
    vm.outs[0] = <int64_t>(i + used) if used else 0
    return 0


cdef int s_parse_int(Vm *vm, int64_t *args) noexcept nogil:
    return parse_integer(vm, args, 1)


cdef int s_parse_uint(Vm *vm, int64_t *args) noexcept nogil:
    return parse_integer(vm, args, 0)


cdef inline uint32_t hex_digit(char c) noexcept nogil:
    """Value of a hexadecimal digit; 16: it is none."""
    if c'0' <= c <= c'9':
        return c - c'0'
    c |= 32
    return c - c'a' + 10 if c'a' <= c <= c'f' else 16


cdef uint64_t parse_hex(const char *p, uint64_t n, double *value) noexcept nogil:
    """The number behind `0x`: digits, point, binary exponent. Digits beyond the kept ones count as "a little more"."""
    cdef uint64_t i = 0, mark, mantissa = 0
    cdef uint32_t digit, count = 0, kept = 0
    cdef int64_t exponent = 0, power = 0
    cdef bint point = 0, minus = 0
    while i < n:
        if p[i] == c'.' and not point:
            point = 1
            i += 1
            continue
        digit = hex_digit(p[i])
        if digit == 16:
            break
        count = 1
        if kept < MANTISSA_DIGITS:
            mantissa = mantissa << 4 | digit
            kept += 1 if mantissa else 0
            exponent -= 4 if point else 0
        else:
            mantissa |= 1 if digit else 0
            exponent += 0 if point else 4
        i += 1
    if count == 0:
        return 0
    if i < n and p[i] | 32 == c'p':
        mark = i
        i += 1
        if i < n and (p[i] == c'+' or p[i] == c'-'):
            minus = p[i] == c'-'
            i += 1
        if i < n and c'0' <= p[i] <= c'9':
            while i < n and c'0' <= p[i] <= c'9':
                power = min(power * 10 + (p[i] - c'0'), <int64_t>1 << 40)
                i += 1
            exponent += -power if minus else power
        else:
            i = mark
    value[0] = ldexp(<double>mantissa, <int>max(min(exponent, <int64_t>100000), <int64_t>-100000))
    return i


cdef inline bint is_word(const char *p, uint64_t n, const char *word, uint64_t m) noexcept nogil:
    """Does the text begin with a word of small letters, in any case?"""
    cdef uint64_t i
    if n < m:
        return 0
    for i in range(m):
        if p[i] | 32 != word[i]:
            return 0
    return 1


cdef int s_parse_float(Vm *vm, int64_t *args) noexcept nogil:
    cdef uint64_t n, start, i, used = 0
    cdef const char *p = str_view(vm.heap, args[0], &n)
    cdef double value = 0
    start = i = blanks(p, n)
    if i < n and (p[i] == c'-' or p[i] == c'+'):
        i += 1
    if is_word(p + i, n - i, "nan", 3):
        value = NAN
        used = 3
    elif is_word(p + i, n - i, "inf", 3):
        value = HUGE_VAL
        used = 8 if is_word(p + i, n - i, "infinity", 8) else 3
    elif i + 2 < n and p[i] == c'0' and p[i + 1] | 32 == c'x':
        used = parse_hex(p + i + 2, n - i - 2, &value)
        used += 2 if used else 0
    if used:
        used += i - start
        if p[start] == c'-':
            value = -value
    else:
        used = parse_f64(p + start, n - start, &value)
        if used == 0:                               # a sign alone is no number
            value = 0
    vm.heap.work += <int64_t>((start + used) >> 1)
    memcpy(args, &value, 8)
    vm.outs[0] = <int64_t>(start + used) if used else 0
    return 0


# ---------------------------------------------------------------------------------------- formatting

cdef struct Options:
    uint32_t base
    bint left, zeros, capitals, exponent
    char sign                   # before numbers that are not negative; 0: nothing


cdef void read_options(Vm *vm, int64_t text, Options *o) noexcept nogil:
    cdef uint64_t n, i
    cdef const char *p = str_view(vm.heap, text, &n)
    cdef char c
    memset(o, 0, sizeof(Options))
    o.base = 10
    vm.heap.work += <int64_t>(n >> 2)
    for i in range(n):
        c = p[i]
        if c == c'l':
            o.left = 1
        elif c == c'0':
            o.zeros = 1
        elif c == c'+' or c == c' ' and o.sign == 0:
            o.sign = c
        elif c == c'h' or c == c'x' or c == c'H' or c == c'X':
            o.base = 16
            o.capitals = c == c'H' or c == c'X'
        elif c == c'o':
            o.base = 8
        elif c == c'b':
            o.base = 2
        elif c == c'e' or c == c'E':
            o.exponent = 1
            o.capitals = c == c'E'


cdef int put(Vm *vm, int64_t *args, const Options *o, const char *text, uint64_t n, uint64_t at, uint64_t zeros, uint64_t width) noexcept nogil:
    """The result: sign and digits, with zeros inserted before position `at`, in a field of a width."""
    cdef uint64_t total = n + zeros, pad, sign
    cdef int64_t s
    cdef char *to
    pad = width - total if width > total else 0
    total += pad
    if total > MAX_STRING:
        return EXC_TOO_LARGE
    s = new_text(vm, total)
    if s > 0:
        to = bytes_at(vm.heap, s, total)
        sign = 0
        if not o.left and o.zeros:              # zeros stand between sign and digits
            sign = 1 if text[0] == c'-' or text[0] == c'+' or text[0] == c' ' else 0
            memcpy(to, text, sign)
            memset(to + sign, c'0', pad)
        elif not o.left:
            memset(to, c' ', pad)
        else:
            memset(to + n + zeros, c' ', pad)
            pad = 0
        memcpy(to + pad + sign, text + sign, at - sign)
        memset(to + pad + at, c'0', zeros)
        memcpy(to + pad + at + zeros, text + at, n - at)
    return give(vm, args, s)


cdef int format_integer(Vm *vm, int64_t *args, bint signed_) noexcept nogil:
    cdef Options o
    cdef char text[68]
    cdef uint64_t value = <uint64_t>args[0], at = 68
    cdef uint32_t digit
    cdef bint negative = signed_ and args[0] < 0
    read_options(vm, args[1], &o)
    if o.base == 10 and negative:
        value = 0 - value
    while True:
        at -= 1
        digit = <uint32_t>(value % o.base)
        text[at] = <char>(digit + (c'0' if digit < 10 else c'A' - 10 if o.capitals else c'a' - 10))
        value //= o.base
        if value == 0:
            break
    if o.base == 10 and signed_ and (negative or o.sign):
        at -= 1
        text[at] = c'-' if negative else o.sign
    return put(vm, args, &o, text + at, 68 - at, 68 - at, 0, <uint32_t>args[2])


cdef int s_format_int(Vm *vm, int64_t *args) noexcept nogil:
    return format_integer(vm, args, 1)


cdef int s_format_uint(Vm *vm, int64_t *args) noexcept nogil:
    return format_integer(vm, args, 0)


cdef uint64_t float_text(char *text, double value, uint64_t precision, const Options *o) noexcept nogil:
    """Sign, digits, point and exponent; returns the length. The locale's decimal point may have several bytes."""
    cdef char form[8]
    cdef uint64_t n = 0, i, count
    form[0] = c'%'
    form[1] = o.sign
    n = 2 if o.sign else 1
    memcpy(form + n, ".*", 2)
    form[n + 2] = (c'E' if o.capitals else c'e') if o.exponent else c'f'
    form[n + 3] = 0
    count = <uint64_t>snprintf(text, FLOAT_TEXT, form, <int>precision, value)
    i = 1                                       # a sign or a digit is first
    while i < count and c'0' <= text[i] <= c'9':
        i += 1
    if precision == 0 or i == count:
        return count
    text[i] = c'.'
    n = i + 1
    i = n
    while i < count and not c'0' <= text[i] <= c'9':
        i += 1
    memmove(text + n, text + i, count - i)
    return n + count - i


cdef int s_format_float(Vm *vm, int64_t *args) noexcept nogil:
    cdef Options o
    cdef char text[FLOAT_TEXT]
    cdef double value
    cdef uint64_t precision = <uint32_t>args[3], zeros = 0, n = 0, at
    memcpy(&value, args, 8)
    read_options(vm, args[1], &o)
    if isnan(value) or not isfinite(value):
        o.zeros = 0
        if value < 0 or o.sign:
            text[0] = c'-' if value < 0 else o.sign
            n = 1
        memcpy(text + n, "nan" if isnan(value) else "inf", 3)
        return put(vm, args, &o, text, n + 3, n + 3, 0, <uint32_t>args[2])
    if precision > FRACTION_DIGITS:
        zeros = precision - FRACTION_DIGITS
        precision = FRACTION_DIGITS
    n = float_text(text, value, precision, &o)
    vm.heap.work += <int64_t>(2 * n)            # each digit takes a division of a long number
    at = n
    if o.exponent:                              # digits end before the exponent
        while at > 0 and text[at - 1] | 32 != c'e':
            at -= 1
        at -= 1
    return put(vm, args, &o, text, n, at, zeros, <uint32_t>args[2])


cdef int add(str name, NativeFn fn, str signature) except -1:
    register_native(native_id("string." + name), fn, signature, "string." + name)
    return 0


def register() -> None:
    """Register all functions of this file; done once, when the default modules are imported."""
    add("parseInt", s_parse_int, "i64(str, u32) u32")
    add("parseUInt", s_parse_uint, "u64(str, u32) u32")
    add("parseFloat", s_parse_float, "f64(str) u32")
    add("formatInt", s_format_int, "str(i64, str, u32)")
    add("formatUInt", s_format_uint, "str(u64, str, u32)")
    add("formatFloat", s_format_float, "str(f64, str, u32, u32)")


register()
