"""Weak references: blocks that know an object without keeping it alive.

What it is: a table from objects to the weak references that point at them. What it is not: the weakref type of the
language (`modules/weakref.py`).

A block of a TY_WEAK type refers to at most one target. All weak references to one target form a chain through their
blocks, linked both ways; the table, open addressing in a data block of linear memory, leads from the target to the
first one. So whatever dies is found in constant time, and a snapshot needs nothing besides the memory.

Invariants
- A target whose header has HDR_WEAK has an entry in the table, others have none; a target that dies (before its
  destructor runs) leaves the table, and its weak references become null.
- Nothing read from memory is trusted: walks are bounded, every handle is checked.
- [moves]: may relocate the memory, see `heap.pxd`.
"""
from libc.stdint cimport int64_t, uint32_t

from .heap cimport Heap, block_type, heap_valid
from .layout cimport TY_WEAK

cdef enum:
    WEAK_TARGET = 1             # slots of a weak reference: the object or 0,
    WEAK_NEXT = 2               # the next weak reference to it, or 0,
    WEAK_BEFORE = 4             # the one before it; 0: the table leads to this one
    WEAK_PAYLOAD = 4            # the third is the link of lists through containers (CONTAINER_LINK)


cdef inline bint is_weak(const Heap *heap, int64_t w) noexcept nogil:
    cdef uint32_t type
    if not heap_valid(heap, w):
        return 0
    type = block_type(heap, w)
    return type < heap.ntypes and heap.types[type].sort == TY_WEAK


# [moves] Makes the weak reference w point at an object (0: at none). 0 or EXC_MEMORY.
cdef int weak_set(Heap *heap, int64_t w, int64_t target) noexcept nogil
# What w points at, borrowed; 0 if that is dead, or w is no weak reference.
cdef int64_t weak_get(const Heap *heap, int64_t w) noexcept nogil
# The object dies: its weak references become null.
cdef void weak_clear(Heap *heap, int64_t target) noexcept nogil
# The weak reference w dies.
cdef void weak_drop(Heap *heap, int64_t w) noexcept nogil
