"""The cycle collector: frees objects that only refer to each other.

What it is: one pass over linear memory that finds what nobody outside keeps alive. What it is not: the release of
what reference counting finds dead (`heap.pyx`), or the running of destructors (the loop: OP_DESTROY).

Every reference is counted, so there is no list of roots: a block is alive if more references to it are counted than
other blocks hold, or if something alive refers to it. What registers, globals, proxies and the host hold is
counted and not found in a block. Steps: note the count of each block; take off what the fields, elements and entries of
containers refer to; what has a rest, and all that can be reached from it, lives. Of the others, objects that still
have their destructor before them are queued for it, and all that they reach waits with them for the
next collection (their destructors may use it, or bring it back to life); the rest is cleared and freed.

Invariants
- Runs when a number of allocations was made since the last one, when half of the memory that was left then
  is in use, or when the memory is full, never by time: runs can be
  repeated.
- Only while every handle in a register is counted or borrowed from one that is, and every handle in a block is counted:
  at allocations and between calls.
- Nothing is trusted: a corrupt memory may lose or free the wrong blocks of its own instance, no more. The tables of
  the pass lie outside linear memory; where the system has none for them there is no collection.
"""
from libc.stdint cimport int64_t, uint64_t

from .heap cimport Heap

cdef enum:
    GC_MIN = 20000              # allocations between two collections, at least
    GC_PENDING = -1             # heap.pending when nothing but the queue waits for destructors

# Number of blocks that were found dead (freed, or queued for their destructors); 0 if there was no memory for it.
cdef uint64_t gc_collect(Heap *heap) noexcept nogil
# The next object that a collection queued for its destructor, with HDR_DEAD and counted once for the caller; 0: none.
cdef int64_t gc_next(Heap *heap) noexcept nogil
