# cython: language_level=3, boundscheck=False, wraparound=False, cdivision=True, initializedcheck=False
"""Constant folding: arithmetic on canonical slots, bit for bit what the VM computes.

What it is: pure functions from slots to slots, built on the same C helpers as the interpreter.
What it is not: the choice of the common type of two operands (`operators`) or its diagnostics.

Invariant: slots are canonical (`vm/kinds.py`) before and after.
"""
from libc.math cimport fmod, fmodf
from libc.stdint cimport INT32_MIN, INT64_MIN, int8_t, int16_t, int32_t, int64_t, uint8_t, uint16_t, uint32_t, uint64_t
from libc.string cimport memcpy

from seraphscript.compiler.nodes cimport *
from seraphscript.vm.numbers cimport (
    f64_to_i32, f64_to_i64, f64_to_u64, pow_f32, pow_f64, pow_i32, pow_i64, pow_u32, pow_u64,
)
from seraphscript.vm.opcodes cimport *


cdef double f64_of(int64_t bits) noexcept nogil:
    cdef double value
    memcpy(&value, &bits, 8)
    return value


cdef int64_t f64_bits(double value) noexcept nogil:
    cdef int64_t bits
    memcpy(&bits, &value, 8)
    return bits


cdef float f32_of(int64_t bits) noexcept nogil:
    cdef uint32_t low = <uint32_t>bits
    cdef float value
    memcpy(&value, &low, 4)
    return value


cdef int64_t f32_bits(float value) noexcept nogil:
    cdef uint32_t low
    memcpy(&low, &value, 4)
    return <int64_t>low


cdef inline int64_t to_int(int64_t bits, uint32_t kind) noexcept nogil:
    """The low bits of an integer as a slot of an integer kind."""
    if kind == K_I32:
        return <int32_t>bits
    if kind == K_U32:
        return <uint32_t>bits
    if kind == K_I8:
        return <int8_t>bits
    if kind == K_I16:
        return <int16_t>bits
    if kind == K_U8:
        return <uint8_t>bits
    if kind == K_U16:
        return <uint16_t>bits
    return bits


cdef int64_t fold_convert(int64_t bits, uint32_t from_, uint32_t to) noexcept nogil:
    cdef double d
    if from_ == to:
        return bits
    if from_ == K_F32 or from_ == K_F64:
        d = f64_of(bits) if from_ == K_F64 else <double>f32_of(bits)
        if to == K_F64:
            return f64_bits(d)
        if to == K_F32:
            return f32_bits(<float>d)
        if to == K_U64:
            return f64_to_u64(d)
        if to == K_I32 or to == K_I16 or to == K_I8:
            return to_int(f64_to_i32(d), to)
        return to_int(f64_to_i64(d), to)
    if to == K_F64:
        return f64_bits(<double><uint64_t>bits if from_ == K_U64 else <double>bits)
    if to == K_F32:
        return f32_bits(<float><uint64_t>bits if from_ == K_U64 else <float>bits)
    return to_int(bits, to)


cdef int fold_f64(uint32_t op, double a, double b, int64_t *result) noexcept nogil:
    if op == OPR_ADD:
        a = a + b
    elif op == OPR_SUB:
        a = a - b
    elif op == OPR_MUL:
        a = a * b
    elif op == OPR_DIV or op == OPR_MOD:
        if b == 0:
            return FOLD_DIV_ZERO
        a = a / b if op == OPR_DIV else fmod(a, b)
    elif op == OPR_POW:
        if pow_f64(a, b, &a):
            return FOLD_OVERFLOW
    else:
        return FOLD_NO
    result[0] = f64_bits(a)
    return FOLD_OK


cdef int fold_f32(uint32_t op, float a, float b, int64_t *result) noexcept nogil:
    if op == OPR_ADD:
        a = a + b
    elif op == OPR_SUB:
        a = a - b
    elif op == OPR_MUL:
        a = a * b
    elif op == OPR_DIV or op == OPR_MOD:
        if b == 0:
            return FOLD_DIV_ZERO
        a = a / b if op == OPR_DIV else fmodf(a, b)
    elif op == OPR_POW:
        if pow_f32(a, b, &a):
            return FOLD_OVERFLOW
    else:
        return FOLD_NO
    result[0] = f32_bits(a)
    return FOLD_OK


cdef int fold_divide(uint32_t op, uint32_t kind, int64_t a, int64_t b, int64_t *result) noexcept nogil:
    if b == 0:
        return FOLD_DIV_ZERO
    if kind == K_U32 or kind == K_U64:
        result[0] = <int64_t>(<uint64_t>a / <uint64_t>b if op == OPR_DIV else <uint64_t>a % <uint64_t>b)
        return FOLD_OK
    if b == -1 and a == (<int64_t>INT32_MIN if kind == K_I32 else INT64_MIN):
        return FOLD_OVERFLOW
    result[0] = a / b if op == OPR_DIV else a % b
    return FOLD_OK


cdef int fold_power(uint32_t kind, int64_t a, int64_t b, int64_t *result) noexcept nogil:
    if kind == K_I32:
        return FOLD_OVERFLOW if pow_i32(a, b, result) else FOLD_OK
    if kind == K_U32:
        return FOLD_OVERFLOW if pow_u32(<uint64_t>a, <uint64_t>b, result) else FOLD_OK
    if kind == K_I64:
        return FOLD_OVERFLOW if pow_i64(a, b, result) else FOLD_OK
    return FOLD_OVERFLOW if pow_u64(<uint64_t>a, <uint64_t>b, result) else FOLD_OK


cdef int64_t fold_shift(uint32_t op, uint32_t kind, int64_t a, int64_t b) noexcept nogil:
    cdef int wide = kind == K_I64 or kind == K_U64
    cdef int n = <int>(b & (63 if wide else 31))
    if op == OPR_SHL:
        return to_int(<int64_t>(<uint64_t>a << n), kind)
    if op == OPR_SHR:
        return to_int(<int64_t>((<uint64_t>a if wide else <uint64_t><uint32_t>a) >> n), kind)
    return to_int((a if wide else <int64_t><int32_t>a) >> n, kind)


cdef int fold_binary(uint32_t op, uint32_t kind, int64_t a, int64_t b, int64_t *result) noexcept nogil:
    if kind == K_F64:
        return fold_f64(op, f64_of(a), f64_of(b), result)
    if kind == K_F32:
        return fold_f32(op, f32_of(a), f32_of(b), result)
    if op == OPR_ADD:
        result[0] = to_int(<int64_t>(<uint64_t>a + <uint64_t>b), kind)
    elif op == OPR_SUB:
        result[0] = to_int(<int64_t>(<uint64_t>a - <uint64_t>b), kind)
    elif op == OPR_MUL:
        result[0] = to_int(<int64_t>(<uint64_t>a * <uint64_t>b), kind)
    elif op == OPR_DIV or op == OPR_MOD:
        return fold_divide(op, kind, a, b, result)
    elif op == OPR_POW:
        return fold_power(kind, a, b, result)
    elif op == OPR_BAND:
        result[0] = a & b
    elif op == OPR_BOR:
        result[0] = a | b
    elif op == OPR_BXOR:
        result[0] = a ^ b
    elif OPR_SHL <= op <= OPR_USHR:
        result[0] = fold_shift(op, kind, a, b)
    else:
        return FOLD_NO
    return FOLD_OK


cdef int fold_compare(uint32_t op, uint32_t kind, int64_t a, int64_t b) noexcept nogil:
    cdef double x, y
    if kind == K_F64 or kind == K_F32:
        x = f64_of(a) if kind == K_F64 else <double>f32_of(a)
        y = f64_of(b) if kind == K_F64 else <double>f32_of(b)
        if op == OPR_EQ:
            return x == y
        if op == OPR_NE:
            return x != y
        if op == OPR_LT:
            return x < y
        if op == OPR_LE:
            return x <= y
        return x > y if op == OPR_GT else x >= y
    if op == OPR_EQ:
        return a == b
    if op == OPR_NE:
        return a != b
    if kind == K_U64:               # order as signed numbers
        a = <int64_t>(<uint64_t>a ^ <uint64_t>1 << 63)
        b = <int64_t>(<uint64_t>b ^ <uint64_t>1 << 63)
    if op == OPR_LT:
        return a < b
    if op == OPR_LE:
        return a <= b
    return a > b if op == OPR_GT else a >= b


cdef int64_t fold_unary(uint32_t op, uint32_t kind, int64_t a) noexcept nogil:
    if op == OPR_BNOT:
        return to_int(~a, kind)
    if kind == K_F64:
        return f64_bits(-f64_of(a))
    if kind == K_F32:
        return f32_bits(-f32_of(a))
    return to_int(<int64_t>(0 - <uint64_t>a), kind)
