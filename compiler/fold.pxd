"""Constant folding: arithmetic on canonical slots, bit for bit what the VM computes."""
from libc.stdint cimport int64_t, uint32_t

cdef enum FoldError:
    FOLD_OK = 0
    FOLD_DIV_ZERO = 1           # the VM would raise "Divide by zero"
    FOLD_OVERFLOW = 2           # the VM would raise "Overflow in integer division" or "Overflow in exponent operation"
    FOLD_NO = 3                 # no such operation

# Value of kind `to` out of a value of kind `from_` (K_BOOL .. K_F64).
cdef int64_t fold_convert(int64_t bits, uint32_t from_, uint32_t to) noexcept nogil
# op: OPR_ADD .. OPR_USHR on two values of one kind (K_I32, K_U32, K_I64, K_U64, K_F32, K_F64; of shifts b is any
# integer).
cdef int fold_binary(uint32_t op, uint32_t kind, int64_t a, int64_t b, int64_t *result) noexcept nogil
# op: OPR_EQ .. OPR_GE on two values of one kind.
cdef int fold_compare(uint32_t op, uint32_t kind, int64_t a, int64_t b) noexcept nogil
# op: OPR_NEG or OPR_BNOT; the result has the same kind.
cdef int64_t fold_unary(uint32_t op, uint32_t kind, int64_t a) noexcept nogil
# The bits of a slot as floating-point number and back.
cdef double f64_of(int64_t bits) noexcept nogil
cdef int64_t f64_bits(double value) noexcept nogil
cdef float f32_of(int64_t bits) noexcept nogil
cdef int64_t f32_bits(float value) noexcept nogil
