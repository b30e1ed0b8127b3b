# cython: language_level=3, boundscheck=False, wraparound=False, cdivision=True, initializedcheck=False
"""How tables outside of linear memory grow, in one place, so that SERAPH_TINY_LIMITS can make each growth count.

What it is: the capacity to go for, and realloc(). What it is not: limits of any table, or linear memory (`heap.pyx`).
"""
from libc.stddef cimport size_t
from libc.stdint cimport uint64_t
from libc.stdlib cimport free, malloc, realloc
from libc.string cimport memcpy, memset

from .debug import tiny_limits as is_tiny

cdef enum:
    STALE = 0xdb                # what old places are filled with


tiny_limits = is_tiny()


cdef uint64_t grown(uint64_t have, uint64_t need, uint64_t first) noexcept nogil:
    cdef uint64_t n = have << 1 if have else first
    if tiny_limits and need <= TINY_MOST:
        return max(need, <uint64_t>1)
    while n < need:
        n <<= 1
    return n


cdef void *moved(void *block, size_t have, size_t need) noexcept nogil:
    cdef void *to
    if not tiny_limits:
        return realloc(block, need)
    to = malloc(need if need else 1)
    if to != NULL and block != NULL:
        memcpy(to, block, min(have, need))
        memset(block, STALE, have)
        free(block)
    return to
