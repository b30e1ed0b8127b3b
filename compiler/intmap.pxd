"""A small open-addressing map from uint64 keys to uint32 values, cleared in time proportional to its use.

Values are at least 1; 0 means absent. Used for deduplicating table rows during one build.
"""
from libc.stdint cimport uint32_t, uint64_t
from libc.stdlib cimport calloc, free, malloc

from seraphscript.vm.growth cimport tiny_limits

cdef struct IntMap:
    uint64_t *keys
    uint32_t *values            # 0: free slot
    uint32_t *used              # slots in order of insertion
    uint32_t count
    uint32_t mask               # number of slots - 1; 0 before the first insertion


cdef inline uint32_t map_slot(const IntMap *m, uint64_t key) noexcept nogil:
    cdef uint64_t h = key * <uint64_t>0x9e3779b97f4a7c15ULL
    cdef uint32_t i = <uint32_t>(h >> 32) & m.mask
    while m.values[i] != 0 and m.keys[i] != key:
        i = (i + 1) & m.mask
    return i


cdef inline uint32_t map_get(const IntMap *m, uint64_t key) noexcept nogil:
    if m.count == 0:
        return 0
    return m.values[map_slot(m, key)]


cdef inline int map_grow(IntMap *m) noexcept nogil:
    cdef uint32_t slots = (m.mask + 1) * 2 if m.mask else 2 if tiny_limits else 64
    cdef IntMap bigger
    cdef uint32_t i, old, at
    bigger.keys = <uint64_t*>malloc(slots * sizeof(uint64_t))
    bigger.values = <uint32_t*>calloc(slots, sizeof(uint32_t))
    bigger.used = <uint32_t*>malloc(slots * sizeof(uint32_t))
    bigger.mask = slots - 1
    bigger.count = m.count
    if bigger.keys == NULL or bigger.values == NULL or bigger.used == NULL:
        free(bigger.keys)
        free(bigger.values)
        free(bigger.used)
        return 0
    for i in range(m.count):
        old = m.used[i]
        at = map_slot(&bigger, m.keys[old])
        bigger.keys[at] = m.keys[old]
        bigger.values[at] = m.values[old]
        bigger.used[i] = at
    map_free(m)
    m[0] = bigger
    return 1


# 1, or 0 when out of memory. Replaces the value of a key that is there.
cdef inline int map_put(IntMap *m, uint64_t key, uint32_t value) noexcept nogil:
    cdef uint32_t i
    if m.mask == 0 or m.count * 2 >= m.mask:
        if not map_grow(m):
            return 0
    i = map_slot(m, key)
    if m.values[i] == 0:
        m.keys[i] = key
        m.used[m.count] = i
        m.count += 1
    m.values[i] = value
    return 1


cdef inline void map_clear(IntMap *m) noexcept nogil:
    cdef uint32_t i
    for i in range(m.count):
        m.values[m.used[i]] = 0
    m.count = 0


cdef inline void map_free(IntMap *m) noexcept nogil:
    free(m.keys)
    free(m.values)
    free(m.used)
    m.keys = NULL
    m.values = NULL
    m.used = NULL
    m.count = 0
    m.mask = 0
