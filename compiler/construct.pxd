"""Objects of script classes: construction, copies, assignment of the content."""
from libc.stdint cimport uint32_t

from seraphscript.compiler.gen cimport Gen, Value
from seraphscript.registry.tier cimport TypeRef

# T x(args): a new object into the owned register `reg`, which is null.
cdef void construct_object(
    Gen *g, TypeRef type, uint32_t args, uint32_t count, uint32_t reg, uint32_t node) noexcept nogil
# The same with compiled arguments; the object is a fresh owned temporary.
cdef Value construct_value(Gen *g, TypeRef type, const Value *args, uint32_t nargs, uint32_t node) noexcept nogil
# T x;
cdef void construct_default(Gen *g, TypeRef type, uint32_t reg, uint32_t node) noexcept nogil
# A copy of an object, which is lent or counted, and not null: an owned temporary.
cdef uint32_t copy_object(Gen *g, Value v, TypeRef type) noexcept nogil
# The content of the object in register `value` to that in register `target`; both are lent or counted.
cdef void assign_object(Gen *g, uint32_t target, uint32_t value, TypeRef type, uint32_t node) noexcept nogil
