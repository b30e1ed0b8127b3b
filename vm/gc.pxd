"""The cycle collector: frees objects that only refer to each other.

What it is: one pass over linear memory that finds what nobody outside keeps alive. What it is not: the release of
what reference counting finds dead (`heap.pyx`), or the running of destructors (the loop: OP_DESTROY).

Every reference is counted, so there is no list of roots: a block is alive if more references to it are counted than
other blocks hold, or if something alive refers to it. What registers, globals, proxies and the host hold is
counted and not found in a block. Steps: note the count of each block; take off what the fields, elements and entries of
containers refer to; what has a rest, and all that can be reached from it, lives. Of the others, objects that still
have their destructor before them are queued for it, and all that they reach waits with them for the
next collection (their destructors may use it, or bring it back to life); the rest is cleared and freed.

References that Python objects hold (proxies) are counted as well, so a circle through one is not found, unless `outside`
tells what these objects are and who refers to them.

Invariants
- Runs when a number of allocations was made since the last one, when half of the memory that was left then
  is in use, or when the memory is full, never by time: runs can be
  repeated.
- Only while every handle in a register is counted or borrowed from one that is, and every handle in a block is counted:
  at allocations and between calls.
- Nothing is trusted: a corrupt memory may lose or free the wrong blocks of its own instance, no more. The tables of
  the pass lie outside linear memory; where the system has none for them there is no collection.
"""
from libc.stdint cimport int64_t, uint8_t, uint32_t, uint64_t

from .heap cimport Heap

cdef enum:
    GC_MIN = 20000              # allocations between two collections, at least
    GC_PENDING = -1             # heap.pending when nothing but the queue waits for destructors

# What Python objects hold and what holds them, as far as the instance leads to it (`cycles.pyx`): a graph of `n` objects.
# An object is alive if it has more references than these edges and the table of the instance explain, or if something
# alive leads to it.
cdef struct GcOutside:
    uint32_t n
    int64_t *counts             # references to each; what is not explained is left
    uint8_t *counted            # only edges from objects that tell themselves what they refer to explain its references
    uint8_t *tells
    uint32_t *first             # n + 1: its edges begin there
    uint32_t *edges
    int64_t *handles            # the block that it counts, as a proxy does; 0: none
    uint8_t *live
    uint32_t nblocks            # blocks of the instance that stand for objects, rising, ...
    int64_t *blocks
    uint32_t *objects           # ... and for which
    uint32_t *todo              # room for n
    bint done                   # there was memory for the collection

# Number of blocks that were found dead (freed, or queued for their destructors); 0 if there was no memory for it.
cdef uint64_t gc_collect(Heap *heap) noexcept nogil
# The same with what is outside of the memory, or NULL; `live` is set then, also for what waits for destructors.
cdef uint64_t gc_collect_with(Heap *heap, GcOutside *outside) noexcept nogil
# The next object that a collection queued for its destructor, with HDR_DEAD and counted once for the caller; 0: none.
cdef int64_t gc_next(Heap *heap) noexcept nogil
