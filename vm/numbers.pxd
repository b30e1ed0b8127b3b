"""Numbers: text of numbers and back, checked power, float to integer.

What it is: pure C functions without memory of their own, the same result on every platform and in every
locale; shared by the loop, the compiler's constant folding and the modules. What it is not: arithmetic that C
does as we need it (the loop does that with -fwrapv).

Float to integer: truncation. Out of range and NaN follow x86-64: to i32 gives INT32_MIN, to i64 INT64_MIN;
to u64 negative values wrap, NaN and below -2**63 give 2**63, 2**64 and above give 0 (a C compiler's conversion).
Narrower unsigned targets are the low bits of the i64 conversion, i8 and i16 the low bits of the i32 conversion.
"""
from libc.stdint cimport INT32_MIN, int32_t, int64_t, uint32_t, uint64_t

cdef enum:
    NUMBER_TEXT = 32            # bytes that any of the fmt_ functions may write

# Write the text (not terminated) and return its length.
cdef uint32_t fmt_i64(char *out, int64_t value) noexcept nogil
cdef uint32_t fmt_u64(char *out, uint64_t value) noexcept nogil
cdef uint32_t fmt_f64(char *out, double value) noexcept nogil         # %g: six significant digits
cdef uint32_t fmt_f32(char *out, float value) noexcept nogil
cdef uint32_t fmt_bool(char *out, int64_t value) noexcept nogil

# Read a number at the start of text[0..n-1] and return the bytes used, 0 if there is none.
# Sign, digits, fraction, exponent; correctly rounded; no white space, no hexadecimal, no inf or nan.
cdef uint32_t parse_f64(const char *text, uint64_t n, double *value) noexcept nogil
# The same for a float: rounded once, not by way of double.
cdef uint32_t parse_f32(const char *text, uint64_t n, float *value) noexcept nogil
# Sign and decimal digits; wraps modulo 2**64, *overflow says so.
cdef uint32_t parse_i64(const char *text, uint64_t n, int64_t *value, bint *overflow) noexcept nogil
# Digits of a base 2 .. 36, no sign.
cdef uint32_t parse_u64(const char *text, uint64_t n, uint32_t base, uint64_t *value, bint *overflow) noexcept nogil

# 0, or EXC_POW_OVERFLOW.
cdef int pow_i32(int64_t base, int64_t exponent, int64_t *result) noexcept nogil
cdef int pow_u32(uint64_t base, uint64_t exponent, int64_t *result) noexcept nogil
cdef int pow_i64(int64_t base, int64_t exponent, int64_t *result) noexcept nogil
cdef int pow_u64(uint64_t base, uint64_t exponent, int64_t *result) noexcept nogil
cdef int pow_f32(float base, float exponent, float *result) noexcept nogil
cdef int pow_f64(double base, double exponent, double *result) noexcept nogil


# A number or bool of one kind as another one, as conversions of the language do it; bool is what is not 0.
cdef int64_t number_as(int64_t slot, uint32_t have, uint32_t want) noexcept nogil


cdef inline int64_t f64_to_i32(double value) noexcept nogil:
    if value > -2147483649.0 and value < 2147483648.0:
        return <int32_t>value
    return INT32_MIN


cdef inline int64_t f64_to_i64(double value) noexcept nogil:
    if value >= -9223372036854775808.0 and value < 9223372036854775808.0:
        return <int64_t>value
    return <int64_t>(<uint64_t>1 << 63)


cdef inline int64_t f64_to_u64(double value) noexcept nogil:
    if value < 9223372036854775808.0:
        return f64_to_i64(value)
    if value < 18446744073709551616.0:
        return <int64_t>(<uint64_t>value)
    return 0 if value >= 18446744073709551616.0 else <int64_t>(<uint64_t>1 << 63)
