"""How tables grow. See growth.pyx."""
from libc.stddef cimport size_t
from libc.stdint cimport uint64_t

# SERAPH_TINY_LIMITS (`debug.py`). For paths that are rare without it.
cdef bint tiny_limits

cdef enum:
    TINY_MOST = 4096            # what is larger grows as usual then: moving it each time would take too long

# The next capacity of a table that has `have` and needs `need`: doubled, at first `first`.
cdef uint64_t grown(uint64_t have, uint64_t need, uint64_t first) noexcept nogil
# realloc() of a block of `have` bytes; NULL: no memory, the block is as it was.
cdef void *moved(void *block, size_t have, size_t need) noexcept nogil
