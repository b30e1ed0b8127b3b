"""Members of objects: fields, `this`, and what a name means inside a method."""
from libc.stdint cimport uint32_t

from seraphscript.compiler.gen cimport Gen, Value
from seraphscript.registry.tier cimport FieldRec, ScopeRef, TypeRef

# `this`.
cdef Value this_value(Gen *g, uint32_t node) noexcept nogil
# A field of an object (V_FIELD); reports what may not be accessed.
cdef Value field_value(Gen *g, Value object, const FieldRec *field, uint32_t node) noexcept nogil
# What a name stands for in the scope of a class's members: a field of `this` or methods; 1 if anything.
cdef int member_in_scope(Gen *g, ScopeRef scope, uint32_t name, Value *v) noexcept nogil
# object.name that is not called.
cdef Value member_of(Gen *g, Value object, uint32_t name, uint32_t node) noexcept nogil
# The type of object.name as far as it can be told without code; 0 if unknown.
cdef TypeRef member_type(Gen *g, TypeRef object, uint32_t name) noexcept nogil
