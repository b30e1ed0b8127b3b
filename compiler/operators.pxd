"""Operators on compiled values: arithmetic, comparison, unary."""
from libc.stdint cimport int64_t, uint32_t

from seraphscript.compiler.gen cimport Gen, Value

cdef enum CmpSort:              # what a comparison came down to
    CMP_ERROR = 0
    CMP_CONST = 1               # a = the result
    CMP_BOOL = 2                # a = register of a bool, op = OPR_EQ (as it is) or OPR_NE (negated)
    CMP_INT = 3                 # a op b; with `imm`, b is a 16-bit value
    CMP_U64 = 4
    CMP_F32 = 5
    CMP_F64 = 6
    CMP_HANDLE = 7              # identity: EQ or NE

cdef struct Cmp:
    uint32_t sort               # CmpSort
    uint32_t op                 # OPR_EQ .. OPR_LE (never > or >=)
    uint32_t a, b
    int imm

# left op right for OPR_ADD .. OPR_USHR. Operands are compiled; registers are not freed.
cdef Value binary_values(Gen *g, uint32_t op, Value left, Value right, uint32_t node) noexcept nogil
# field op= value as one instruction, where there is one; 1 if done.
cdef int field_step(Gen *g, uint32_t op, Value target, Value value, uint32_t node) noexcept nogil
# -x, +x, ~x, !x
cdef Value unary_value(Gen *g, uint32_t op, Value v, uint32_t node) noexcept nogil
# Compile both sides of a Compare node and say what remains to be compared.
cdef void compare_operands(Gen *g, uint32_t node, Cmp *c) noexcept nogil
# The same for two values without == of handles: numbers, strings, opEquals and opCmp.
cdef void compare_values(Gen *g, uint32_t op, Value a, Value b, uint32_t node, Cmp *c) noexcept nogil
# The result as a bool, or as a jump if it is `sense`.
cdef Value compare_value(Gen *g, const Cmp *c, uint32_t node) noexcept nogil
cdef void compare_jump(Gen *g, const Cmp *c, int sense, uint32_t label) noexcept nogil
# Spelling of an operator (OPR_*) for messages.
cdef const char *op_name(uint32_t op) noexcept nogil
