# Interned names: a hash table of byte strings -> uint32 ids, without Python objects.
#
# Two tiers: a sealed table (keywords, fixed names and the host's names) that is only read, and a unit's own table on top
# of it, whose ids continue where the sealed ones end. So `id < names_base(t)` tells that the sealed tier has the name.
# Ids: 0 is no name; then keywords and fixed names (name_ids.pxd); then the rest in the order they were interned.
#
# A table is owned by one thread, except a sealed one, which any number of threads may read.
# The seed of the hash is random per process: scripts cannot aim at collisions. Ids do not depend on it.
# cython: language_level=3, boundscheck=False, wraparound=False, cdivision=True, initializedcheck=False

from libc.stdint cimport uint8_t, uint32_t, uint64_t
from libc.string cimport memcmp, memcpy


cdef struct NameEntry:
    uint32_t start   # offset in `bytes`
    uint32_t len
    uint32_t hash
    uint32_t slot    # where the hash table holds it, so that clearing costs no more than the names used


cdef struct NameSlot:
    uint32_t hash
    uint32_t id      # 0: free


cdef struct NameTable:
    const NameTable* sealed  # probed first; NULL for a sealed table itself
    uint32_t base            # id of entries[0]
    uint32_t count           # entries in this table
    uint32_t capacity
    uint32_t mask            # number of slots - 1
    NameEntry* entries
    NameSlot* slots
    uint8_t* bytes           # 8 bytes more than bytes_capacity are allocated
    uint32_t bytes_len
    uint32_t bytes_capacity


cdef uint64_t names_seed

# Prepare a table (zeroed memory before). 0, or -1 when out of memory. `sealed` must outlive the table.
cdef int names_init(NameTable* t, const NameTable* sealed) noexcept nogil
cdef void names_free(NameTable* t) noexcept nogil
# Forget the table's own names and stand on top of another (or the same) sealed table. Keeps the memory.
cdef void names_clear(NameTable* t, const NameTable* sealed) noexcept nogil
# Insert a name that is known to be absent; its id, or 0 when out of memory.
cdef uint32_t names_add(NameTable* t, const uint8_t* p, uint32_t n, uint32_t hash) noexcept nogil
# Make room for n names with so many bytes. 1, or 0 when out of memory.
cdef int names_reserve(NameTable* t, uint32_t n, size_t size) noexcept nogil
# The process-wide sealed table that holds keywords and fixed names only.
cdef const NameTable* names_core() noexcept nogil


cdef inline uint64_t names_mix(uint64_t h, uint64_t w) noexcept nogil:
    h ^= w
    h ^= h >> 32
    h *= <uint64_t>0xd6e8feb86659fd93ULL
    h ^= h >> 29
    h *= <uint64_t>0xd6e8feb86659fd93ULL
    return h ^ (h >> 32)


# Hash of a name of n > 0 bytes behind which at least 8 more bytes may be read (the workspace's source has 16).
cdef inline uint32_t names_hash_padded(const uint8_t* p, uint32_t n) noexcept nogil:
    cdef uint64_t h = names_seed + n
    cdef uint64_t w
    cdef uint32_t one = 1
    while n > 8:
        memcpy(&w, p, 8)
        h = names_mix(h, w)
        p += 8
        n -= 8
    memcpy(&w, p, 8)
    # The bytes behind the name must not count, in either byte order.
    if (<uint8_t*>&one)[0] == 1:
        w &= <uint64_t>0xffffffffffffffffULL >> (8 * (8 - n))
    else:
        w &= <uint64_t>0xffffffffffffffffULL << (8 * (8 - n))
    return <uint32_t>names_mix(h, w)


# The same hash for a name that may stand at the end of its memory.
cdef inline uint32_t names_hash(const uint8_t* p, uint32_t n) noexcept nogil:
    cdef uint64_t h = names_seed + n
    cdef uint64_t w
    while n > 8:
        memcpy(&w, p, 8)
        h = names_mix(h, w)
        p += 8
        n -= 8
    w = 0
    memcpy(&w, p, n)
    return <uint32_t>names_mix(h, w)


# Do n > 0 bytes agree? Behind both, at least 8 more bytes may be read.
cdef inline bint names_equal_padded(const uint8_t* p, const uint8_t* q, uint32_t n) noexcept nogil:
    cdef uint64_t v, w
    cdef uint32_t one = 1
    while n > 8:
        memcpy(&v, p, 8)
        memcpy(&w, q, 8)
        if v != w:
            return False
        p += 8
        q += 8
        n -= 8
    memcpy(&v, p, 8)
    memcpy(&w, q, 8)
    v ^= w
    if (<uint8_t*>&one)[0] == 1:
        return v << (8 * (8 - n)) == 0
    return v >> (8 * (8 - n)) == 0


# Look in this table only; 0 if absent. `padded` (a constant) tells whether 8 bytes behind the name may be read.
cdef inline uint32_t names_probe(
        const NameTable* t, const uint8_t* p, uint32_t n, uint32_t hash, bint padded) noexcept nogil:
    cdef uint32_t i = hash & t.mask
    cdef const NameEntry* e
    while t.slots[i].id != 0:
        if t.slots[i].hash == hash:
            e = &t.entries[t.slots[i].id - t.base]
            if e.len == n:
                if padded:
                    if names_equal_padded(t.bytes + e.start, p, n):
                        return t.slots[i].id
                elif memcmp(t.bytes + e.start, p, n) == 0:
                    return t.slots[i].id
        i = (i + 1) & t.mask
    return 0


# The id of a name of n > 0 bytes, new or old; 0 when out of memory. Behind it 8 more bytes may be read.
cdef inline uint32_t names_intern_padded(NameTable* t, const uint8_t* p, uint32_t n) noexcept nogil:
    cdef uint32_t hash = names_hash_padded(p, n)
    cdef uint32_t id = names_probe(t.sealed, p, n, hash, True)
    if id != 0:
        return id
    id = names_probe(t, p, n, hash, True)
    return id if id != 0 else names_add(t, p, n, hash)


# The id of a name, 0 if neither tier has it.
cdef inline uint32_t names_find(const NameTable* t, const uint8_t* p, uint32_t n) noexcept nogil:
    cdef uint32_t id = 0
    cdef uint32_t hash
    if n == 0:
        return 0
    hash = names_hash(p, n)
    if t.sealed != NULL:
        id = names_probe(t.sealed, p, n, hash, False)
    return id if id != 0 else names_probe(t, p, n, hash, False)


# The id of a name, new or old; 0 when out of memory or n == 0.
cdef inline uint32_t names_intern(NameTable* t, const uint8_t* p, uint32_t n) noexcept nogil:
    cdef uint32_t id = names_find(t, p, n)
    return id if id != 0 or n == 0 else names_add(t, p, n, names_hash(p, n))


# First id of the unit's own tier.
cdef inline uint32_t names_base(const NameTable* t) noexcept nogil:
    return t.base


# One past the last id.
cdef inline uint32_t names_end(const NameTable* t) noexcept nogil:
    return t.base + t.count


# The bytes of a name (not terminated by 0); valid until the next insertion. Length 0 for an id that is none.
cdef inline const uint8_t* names_text(const NameTable* t, uint32_t id, uint32_t* n) noexcept nogil:
    if id < t.base and t.sealed != NULL:
        t = t.sealed
    if id < t.base or id - t.base >= t.count:
        n[0] = 0
        return <const uint8_t*>""
    n[0] = t.entries[id - t.base].len
    return t.bytes + t.entries[id - t.base].start


# Python's view of a table: the registry fills one and seals it; tests look into it.
cdef class Names:
    cdef NameTable table
    cdef readonly bint sealed
