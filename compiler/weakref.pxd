"""Weak references in expressions: conversions from and to handles, assignment."""
from libc.stdint cimport uint32_t

from seraphscript.compiler.gen cimport Gen, Value
from seraphscript.registry.context cimport ctx_type
from seraphscript.registry.tier cimport TF_WEAK, TypeRef


# weakref<T> or const_weakref<T>.
cdef inline int is_weak(const Gen *g, TypeRef t) noexcept nogil:
    return (ctx_type(g.cx, t).flags & TF_WEAK) != 0


# The object of a weak reference: an owned handle, null if it is dead.
cdef Value weak_target(Gen *g, Value v) noexcept nogil
# Conversions between two different types of which one is a weak reference: the cost (ConvCost), and the conversion; 0 if
# there is none.
cdef int weak_cost(Gen *g, Value v, TypeRef to) noexcept nogil
cdef int weak_convert(Gen *g, Value v, TypeRef to, Value *result) noexcept nogil
# target = value and @target = value.
cdef Value weak_store(Gen *g, Value target, Value value, uint32_t node) noexcept nogil
