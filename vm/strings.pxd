"""Strings in linear memory: UTF-8 bytes with value semantics.

What it is: shared, counted blocks, copied on write; the sole owner appends in place with amortised growth.
What it is not: text functions for scripts (the string module) or the formatting of numbers (`numbers.pxd`).

Invariants
- The null handle is "" and every invalid handle reads as "". A string without bytes is always null when
  made here; readers accept both.
- Lengths read from memory are clipped to the buffer, so a pointer and length from `str_view` are always good
  to read until the next call marked [moves].
- [moves] functions return an owned handle, or NO_HANDLE with `heap.error` set. "consumes" means: the reference
  passed in is gone afterwards, on failure as well.
"""
from libc.stdint cimport int64_t, uint8_t, uint32_t, uint64_t

from .heap cimport HEAP_SLACK, Heap, checked_use, heap_valid

# [moves] New string; `text` must not lie in linear memory (see str_sub for that).
cdef int64_t str_new(Heap *heap, const char *text, uint64_t n) noexcept nogil
# [moves] New string of n zero bytes, for the caller to fill (count 1); n > 0.
cdef int64_t str_alloc(Heap *heap, uint64_t n) noexcept nogil
# [moves] Bytes start .. start+n-1 of s, clipped to s; the whole string is shared instead of copied.
cdef int64_t str_sub(Heap *heap, int64_t s, uint64_t start, uint64_t n) noexcept nogil
# [moves] a + b; both borrowed.
cdef int64_t str_concat(Heap *heap, int64_t a, int64_t b) noexcept nogil
# [moves] Consumes s: s + text, in place when solely owned; `text` must not lie in linear memory.
cdef int64_t str_append(Heap *heap, int64_t s, const char *text, uint64_t n) noexcept nogil
# [moves] Consumes s: s + t; t is borrowed and may be s.
cdef int64_t str_append_str(Heap *heap, int64_t s, int64_t t) noexcept nogil
# [moves] Consumes s: a string with the same bytes and count 1, to write into.
cdef int64_t str_unique(Heap *heap, int64_t s) noexcept nogil
# [moves] Consumes s: the same bytes, cut or filled up with zero bytes to the length n.
cdef int64_t str_resize(Heap *heap, int64_t s, uint64_t n) noexcept nogil
# [moves] What a method makes of its borrowed string s: n bytes, the first ones those of s, the others undefined, for the
# caller to write into, with room for `room` bytes. Owned: s itself, counted again, if that is the only reference
# and there is room; else a new block, with room to grow where s had none.
cdef int64_t str_remake(Heap *heap, int64_t s, uint64_t n, uint64_t room) noexcept nogil
# Bytes for which the string's block has room.
cdef uint64_t str_capacity(const Heap *heap, int64_t s) noexcept nogil

cdef bint str_equal(Heap *heap, int64_t a, int64_t b) noexcept nogil
cdef int str_cmp(Heap *heap, int64_t a, int64_t b) noexcept nogil       # -1, 0, 1: unsigned bytes
cdef uint64_t str_hash(Heap *heap, int64_t s) noexcept nogil            # same value everywhere


cdef inline uint64_t str_len(const Heap *heap, int64_t s) noexcept nogil:
    cdef uint64_t n, room
    if not heap_valid(heap, s):
        return 0
    checked_use(heap, s)
    n = <uint32_t>heap.mem[s + 1]                       # STR_LEN
    room = (heap.slots + HEAP_SLACK - 2 - <uint64_t>s) << 3     # STR_BYTES
    return n if n < room else room


cdef inline const char *str_view(const Heap *heap, int64_t s, uint64_t *n) noexcept nogil:
    """Pointer to the bytes (not terminated) and their number; good until the next [moves].

    Slots 2 and 3 of the buffer serve as the bytes of "".
    """
    n[0] = str_len(heap, s)
    return <const char *>(heap.mem + (s if n[0] else 0) + 2)
