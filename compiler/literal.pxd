"""Literals, initialisation lists, and the initialisation of variables."""
from libc.stdint cimport uint32_t

from seraphscript.compiler.gen cimport Gen, Value
from seraphscript.registry.tier cimport TypeRef

# Value of a literal node (number, bool, null, string).
cdef Value literal_value(Gen *g, uint32_t node) noexcept nogil
# Initialise a variable: value into the plain register or owned register `reg` of that type (converts, takes, copies or
# counts as the type demands; the owned register is null before).
cdef void init_reg(Gen *g, Value v, TypeRef type, uint32_t reg) noexcept nogil
# Make a local variable out of a value, without a move where it is a temporary of the right kind; returns its register
# (plain or owned, as the type demands). The caller keeps it with reg_keep.
cdef uint32_t adopt_local(Gen *g, Value v, TypeRef type) noexcept nogil
# Default value of a type into a register ("" for strings is null, an empty array for arrays).
cdef void init_default(Gen *g, TypeRef type, uint32_t reg, uint32_t node) noexcept nogil
# T x(args): construction of an array, a string or a primitive with arguments.
cdef void init_args(Gen *g, TypeRef type, uint32_t reg, uint32_t args, uint32_t count, uint32_t node) noexcept nogil
# T(args) as an expression.
cdef Value construct(Gen *g, TypeRef type, uint32_t args, uint32_t count, uint32_t node) noexcept nogil
# Initialisation list {..} as a value of an array type (without T_HANDLE).
cdef Value list_value(Gen *g, uint32_t node, TypeRef type) noexcept nogil
# Store a value into element `index` of an array whose elements have this type; the element may be replaced as a whole.
cdef void store_element(Gen *g, Value v, TypeRef elem, uint32_t array, uint32_t index) noexcept nogil
