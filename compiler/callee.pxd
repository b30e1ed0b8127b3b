"""What a written call means: functions, methods, constructors, objects with opCall."""
from libc.stdint cimport uint32_t

from seraphscript.compiler.gen cimport Gen, Value
from seraphscript.registry.tier cimport TypeRef

# A Call node.
cdef Value call_value(Gen *g, uint32_t node) noexcept nogil
# x.name that is not called.
cdef Value member_value(Gen *g, uint32_t node) noexcept nogil
# The object of a method with written arguments; its type (T_CONST: read-only), TR_ERROR after a diagnostic. It comes
# behind the arguments; where nobody can see the difference, and where its type cannot be told without code, it is
# evaluated here, and *object_node is then 0.
cdef TypeRef object_for(Gen *g, uint32_t *object_node, uint32_t args, Value *object) noexcept nogil
