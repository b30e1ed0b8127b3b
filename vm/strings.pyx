# cython: language_level=3, boundscheck=False, wraparound=False, cdivision=True, initializedcheck=False
"""Strings in linear memory. See `strings.pxd` for what it is and its invariants.

Bytes move within the memory by memmove: blocks that overlap must not hurt (a corrupt memory can have them).
"""
from libc.stdint cimport int32_t, int64_t, uint8_t, uint32_t, uint64_t
from libc.string cimport memcmp, memcpy, memmove, memset

from .growth cimport tiny_limits
from .heap cimport NO_HANDLE, Heap, block_slots, heap_alloc_raw, heap_extend, heap_release, heap_retain, heap_valid
from .layout cimport EXC_TOO_LARGE, MAX_STRING, STR_BYTES, STR_LEN, TYPE_STRING

cdef enum:
    WORK_SHIFT = 4              # 16 bytes moved or compared cost one unit


cdef inline char *bytes_of(Heap *heap, int64_t s) noexcept nogil:
    return <char *>(heap.mem + s + STR_BYTES)


cdef inline uint64_t room_of(const Heap *heap, int64_t s) noexcept nogil:
    """Bytes for which a valid string's block has room."""
    cdef uint64_t n = block_slots(heap, s)
    return (n - 1) << 3 if n else 0


cdef inline bint sole_owner(const Heap *heap, int64_t s) noexcept nogil:
    return <int32_t>heap.mem[s] == 1


cdef int64_t make(Heap *heap, uint64_t length, uint64_t room) noexcept nogil:
    """[moves] A string of `length` undefined bytes with room for at least `room` of them."""
    cdef int64_t s
    if length > MAX_STRING:
        heap.error = EXC_TOO_LARGE
        return NO_HANDLE
    s = heap_alloc_raw(heap, TYPE_STRING, 1 + ((room + 7) >> 3))
    if s != NO_HANDLE:
        heap.mem[s + STR_LEN] = <int64_t>length
    return s


cdef int64_t str_alloc(Heap *heap, uint64_t n) noexcept nogil:
    cdef int64_t s = make(heap, n, n)
    if s != NO_HANDLE:
        memset(bytes_of(heap, s), 0, n)
        heap.work += <int64_t>(n >> WORK_SHIFT)
    return s


cdef int64_t str_new(Heap *heap, const char *text, uint64_t n) noexcept nogil:
    cdef int64_t s
    if n == 0:
        return 0
    s = make(heap, n, n)
    if s != NO_HANDLE:
        memcpy(bytes_of(heap, s), text, n)
        heap.work += <int64_t>(n >> WORK_SHIFT)
    return s


cdef int64_t str_sub(Heap *heap, int64_t s, uint64_t start, uint64_t n) noexcept nogil:
    cdef uint64_t length = str_len(heap, s)
    cdef int64_t t
    if start >= length or n == 0:
        return 0
    if n > length - start:
        n = length - start
    if n == length:
        heap_retain(heap, s)
        return s
    t = make(heap, n, n)
    if t != NO_HANDLE:
        memmove(bytes_of(heap, t), bytes_of(heap, s) + start, n)
        heap.work += <int64_t>(n >> WORK_SHIFT)
    return t


cdef int64_t str_concat(Heap *heap, int64_t a, int64_t b) noexcept nogil:
    cdef uint64_t na = str_len(heap, a), nb = str_len(heap, b)
    cdef int64_t t
    if na == 0 or nb == 0:
        t = a if na else (b if nb else 0)
        heap_retain(heap, t)
        return t
    t = make(heap, na + nb, na + nb)
    if t != NO_HANDLE:
        memmove(bytes_of(heap, t), bytes_of(heap, a), na)
        memmove(bytes_of(heap, t) + na, bytes_of(heap, b), nb)
        heap.work += <int64_t>((na + nb) >> WORK_SHIFT)
    return t


cdef int64_t widen(Heap *heap, int64_t s, uint64_t length, uint64_t more) noexcept nogil:
    """[moves] Consumes s (its length given): a string with count 1, the same bytes and `more` undefined ones."""
    cdef uint64_t n = length + more
    cdef int64_t t
    if n > MAX_STRING:
        heap.error = EXC_TOO_LARGE
        heap_release(heap, s)
        return NO_HANDLE
    if heap_valid(heap, s) and sole_owner(heap, s):
        if n <= room_of(heap, s) or heap_extend(heap, s, 1 + ((n + (0 if tiny_limits else n >> 1) + 7) >> 3)):
            heap.mem[s + STR_LEN] = <int64_t>n
            return s
        t = make(heap, n, n if tiny_limits else n << 1)
        if t == NO_HANDLE:
            t = make(heap, n, n)
    else:
        t = make(heap, n, n)
    if t != NO_HANDLE and length:
        memmove(bytes_of(heap, t), bytes_of(heap, s), length)
        heap.work += <int64_t>(length >> WORK_SHIFT)
    heap_release(heap, s)
    return t


cdef int64_t str_append(Heap *heap, int64_t s, const char *text, uint64_t n) noexcept nogil:
    cdef uint64_t length = str_len(heap, s)
    if n == 0:
        return s
    s = widen(heap, s, length, n)
    if s != NO_HANDLE:
        memcpy(bytes_of(heap, s) + length, text, n)
        heap.work += <int64_t>(n >> WORK_SHIFT)
    return s


cdef int64_t str_append_str(Heap *heap, int64_t s, int64_t t) noexcept nogil:
    cdef uint64_t length = str_len(heap, s), n = str_len(heap, t)
    cdef bint twice = s == t
    if n == 0:
        return s
    if length == 0:
        heap_retain(heap, t)
        heap_release(heap, s)
        return t
    heap_retain(heap, t)            # s and t may be one block: it must outlive the copy
    if twice:
        s = str_unique(heap, s)
        if s == NO_HANDLE:
            heap_release(heap, t)
            return NO_HANDLE
    s = widen(heap, s, length, n)
    if s != NO_HANDLE:
        memmove(bytes_of(heap, s) + length, bytes_of(heap, t), n)
        heap.work += <int64_t>(n >> WORK_SHIFT)
    heap_release(heap, t)
    return s


cdef int64_t str_unique(Heap *heap, int64_t s) noexcept nogil:
    cdef uint64_t n = str_len(heap, s)
    if n == 0:
        return s
    if sole_owner(heap, s):
        heap.mem[s + STR_LEN] = <uint32_t>heap.mem[s + STR_LEN]     # its hash is going to be another one
        return s
    return widen(heap, s, n, 0)


cdef int64_t str_resize(Heap *heap, int64_t s, uint64_t n) noexcept nogil:
    cdef uint64_t length = str_len(heap, s)
    cdef int64_t t
    if n == length:
        return s
    if n > length:
        s = widen(heap, s, length, n - length)
        if s != NO_HANDLE:
            memset(bytes_of(heap, s) + length, 0, n - length)
            heap.work += <int64_t>((n - length) >> WORK_SHIFT)
        return s
    if n and sole_owner(heap, s):
        heap.mem[s + STR_LEN] = <int64_t>n
        return s
    t = str_sub(heap, s, 0, n)
    heap_release(heap, s)
    return t


cdef uint64_t str_capacity(const Heap *heap, int64_t s) noexcept nogil:
    return room_of(heap, s) if heap_valid(heap, s) else 0


cdef int64_t str_remake(Heap *heap, int64_t s, uint64_t n, uint64_t room) noexcept nogil:
    cdef uint64_t length = str_len(heap, s), have = str_capacity(heap, s)
    cdef int64_t t
    if n > MAX_STRING or room > MAX_STRING:
        heap.error = EXC_TOO_LARGE
        return NO_HANDLE
    if n == 0 and room == 0:
        return 0
    if n > have and not tiny_limits:
        room = max(room, min(n + (n >> 1), <uint64_t>MAX_STRING))
    room = max(room, n)
    if heap_valid(heap, s) and sole_owner(heap, s) and \
            (room <= have or heap_extend(heap, s, 1 + ((room + 7) >> 3))):
        heap.mem[s + STR_LEN] = <int64_t>n
        heap_retain(heap, s)
        return s
    t = make(heap, n, room)
    if t == NO_HANDLE:
        t = make(heap, n, n)
    if t != NO_HANDLE and length:
        length = min(length, n)
        memmove(bytes_of(heap, t), bytes_of(heap, s), length)
        heap.work += <int64_t>(length >> WORK_SHIFT)
    return t


cdef bint str_equal(Heap *heap, int64_t a, int64_t b) noexcept nogil:
    cdef uint64_t n
    if a == b:
        return 1
    n = str_len(heap, a)
    if n != str_len(heap, b):
        return 0
    heap.work += <int64_t>(n >> WORK_SHIFT)
    return n == 0 or memcmp(bytes_of(heap, a), bytes_of(heap, b), n) == 0


cdef int str_cmp(Heap *heap, int64_t a, int64_t b) noexcept nogil:
    cdef uint64_t na = str_len(heap, a), nb = str_len(heap, b), n = min(na, nb)
    cdef int order = 0
    heap.work += <int64_t>(n >> WORK_SHIFT)
    if n:
        order = memcmp(bytes_of(heap, a), bytes_of(heap, b), n)
    if order == 0:
        return (na > nb) - (na < nb)
    return 1 if order > 0 else -1


cdef uint64_t str_hash(Heap *heap, int64_t s) noexcept nogil:
    # FNV-1a with a final mix, so that the low bits are good for tables.
    cdef uint64_t n, i, hash = 0xcbf29ce484222325ULL
    cdef const uint8_t *p = <const uint8_t *>str_view(heap, s, &n)
    heap.work += <int64_t>(n >> 2)
    for i in range(n):
        hash = (hash ^ p[i]) * 0x100000001b3ULL
    hash ^= hash >> 32
    return hash * 0x9e3779b97f4a7c15ULL
