"""The body of a constructor: base class, initialisation of members, super(...) and this(...)."""
from libc.stdint cimport uint32_t, uint64_t

from seraphscript.compiler.gen cimport CtorState, Gen, Value
from seraphscript.registry.tier cimport FieldRec

# What stands in front of the statements of the constructor in progress (body: its Block, 0 for a generated one), and
# what is left to do where control leaves it.
cdef void ctor_begin(Gen *g, uint32_t body) noexcept nogil
cdef void ctor_leave(Gen *g, uint32_t node) noexcept nogil
# super(...) and this(...): Call nodes.
cdef Value super_call(Gen *g, uint32_t node) noexcept nogil
cdef Value this_call(Gen *g, uint32_t node) noexcept nogil
# An Assign node that is a statement. If it is the one that initialises a member: do so, and 1.
cdef int ctor_assign(Gen *g, uint32_t node) noexcept nogil
# A member of `this` is used: complain if the constructor initialises it further on.
cdef void ctor_uses(Gen *g, const FieldRec *field, uint32_t node) noexcept nogil
# Branches: where the first one begins, remember g.fs.ctor; at the end of each, join what it has done. node: for messages.
cdef void ctor_join(Gen *g, CtorState *joined, int *any_, uint32_t node) noexcept nogil
