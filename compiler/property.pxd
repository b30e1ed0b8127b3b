"""Properties: names that stand for calls of get_NAME and set_NAME."""
from libc.stdint cimport uint32_t

from seraphscript.compiler.gen cimport Gen, Value
from seraphscript.registry.tier cimport ScopeRef, TypeRef

# object.name as a property (V_PROP): 1 if the type has accessors of that name. Emits nothing.
cdef int member_property(Gen *g, Value object, uint32_t name, uint32_t node, Value *v) noexcept nogil
# name as a property of a namespace.
cdef int scope_property(Gen *g, ScopeRef scope, uint32_t name, uint32_t node, Value *v) noexcept nogil
# Type of the property `name` of a type, 0 if it has none.
cdef TypeRef property_type(Gen *g, TypeRef object, uint32_t name) noexcept nogil
# Has a property (V_PROP) accessors with `count` indices?
cdef int takes_indices(Gen *g, Value v, uint32_t count) noexcept nogil
# property[args] (V_PROP); at most MAX_INDEX indices.
cdef Value indexed_property(Gen *g, Value v, const Value *args, uint32_t nargs, uint32_t node) noexcept nogil
# Has the type get_opIndex or set_opIndex? And object[args] through them (V_PROP).
cdef int index_accessors(Gen *g, TypeRef type) noexcept nogil
cdef Value index_property(Gen *g, Value object, const Value *args, uint32_t nargs, uint32_t node) noexcept nogil

# The value of a property: a call of its getter.
cdef Value property_read(Gen *g, Value v) noexcept nogil
# property = value, or @property = value.
cdef Value property_write(Gen *g, Value v, Value value, int as_handle, uint32_t node) noexcept nogil
# A warning if `object` is a property whose value is a copy of the host's; `node` changes that copy.
cdef void warn_lost_change(Gen *g, uint32_t object, uint32_t node) noexcept nogil
# property op= value. value_node: the value is to be evaluated; 0: it is in `value`.
cdef Value property_compound(
    Gen *g, Value v, Value value, uint32_t value_node, uint32_t op, uint32_t node) noexcept nogil
