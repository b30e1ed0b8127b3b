"""Interned names: the part of the table that is not on the hot path, and Python's view of it.

See names.pxd for what a table is. Invariants: `slots` is at most a quarter full; `entries[i].slot` is where slot i + base
stands; slots with id 0 are free; bytes of names lie one behind the other in the order of the ids.
"""
# cython: language_level=3, boundscheck=False, wraparound=False, cdivision=True, initializedcheck=False

import os

from libc.stdlib cimport calloc, free, malloc, realloc
from libc.string cimport memset

from seraphscript.registry.name_table import FIXED, KEYWORDS

from seraphscript.registry.name_ids cimport NAME_COUNT
from seraphscript.vm.growth cimport grown, moved, tiny_limits

cdef enum:
    FIRST_SLOTS = 256
    FIRST_ENTRIES = 128
    FIRST_BYTES = 2048

names_seed = <uint64_t>int.from_bytes(os.urandom(8), "little")


cdef int names_init(NameTable* t, const NameTable* sealed) noexcept nogil:
    t.sealed = sealed
    t.base = sealed.base + sealed.count if sealed != NULL else 0
    cdef uint32_t slots = 2 if tiny_limits else FIRST_SLOTS
    t.capacity = 1 if tiny_limits else FIRST_ENTRIES
    t.bytes_capacity = 1 if tiny_limits else FIRST_BYTES
    t.slots = <NameSlot*>calloc(slots, sizeof(NameSlot))
    t.entries = <NameEntry*>malloc(t.capacity * sizeof(NameEntry))
    t.bytes = <uint8_t*>malloc(t.bytes_capacity + 8)
    if t.slots == NULL or t.entries == NULL or t.bytes == NULL:
        names_free(t)
        return -1
    t.mask = slots - 1
    if sealed == NULL:  # id 0 is no name
        t.entries[0] = NameEntry(0, 0, 0, 0)
        t.count = 1
    return 0


cdef void names_free(NameTable* t) noexcept nogil:
    free(t.slots)
    free(t.entries)
    free(t.bytes)
    memset(t, 0, sizeof(NameTable))


cdef void names_clear(NameTable* t, const NameTable* sealed) noexcept nogil:
    cdef uint32_t i
    if t.count > t.mask // 16:
        memset(t.slots, 0, (<size_t>t.mask + 1) * sizeof(NameSlot))
    else:
        for i in range(t.count):
            t.slots[t.entries[i].slot].id = 0
    t.count = 0
    t.bytes_len = 0
    t.sealed = sealed
    t.base = sealed.base + sealed.count if sealed != NULL else 0


cdef void place(NameTable* t, uint32_t index) noexcept nogil:
    """Put an entry into the first free slot of its chain."""
    cdef uint32_t i = t.entries[index].hash & t.mask
    while t.slots[i].id != 0:
        i = (i + 1) & t.mask
    t.slots[i].hash = t.entries[index].hash
    t.slots[i].id = t.base + index
    t.entries[index].slot = i


cdef int grow_slots(NameTable* t) noexcept nogil:
    cdef uint32_t i
    cdef uint32_t size = (t.mask + 1) * 2
    cdef NameSlot* slots = <NameSlot*>calloc(size, sizeof(NameSlot))
    if slots == NULL:
        return -1
    free(t.slots)
    t.slots = slots
    t.mask = size - 1
    for i in range(t.count):
        if t.base + i != 0:
            place(t, i)
    return 0


cdef int names_reserve(NameTable* t, uint32_t n, size_t size) noexcept nogil:
    cdef void* bigger
    while (t.count + <uint64_t>n) * 4 > t.mask:
        if t.mask > 0x3fffffff or grow_slots(t) < 0:
            return 0
    if t.count + <uint64_t>n > t.capacity:
        bigger = realloc(t.entries, (<size_t>t.count + n) * sizeof(NameEntry))
        if bigger == NULL:
            return 0
        t.entries = <NameEntry*>bigger
        t.capacity = t.count + n
    if t.bytes_len + size > t.bytes_capacity:
        if t.bytes_len + size > 0x7fffffff:
            return 0
        bigger = realloc(t.bytes, t.bytes_len + size + 8)
        if bigger == NULL:
            return 0
        t.bytes = <uint8_t*>bigger
        t.bytes_capacity = <uint32_t>(t.bytes_len + size)
    return 1


cdef uint32_t names_add(NameTable* t, const uint8_t* p, uint32_t n, uint32_t hash) noexcept nogil:
    cdef void* to
    cdef uint64_t size
    cdef uint32_t index = t.count
    if (index + 1) * <uint64_t>4 > t.mask and grow_slots(t) < 0:
        return 0
    if index == t.capacity:
        size = grown(t.capacity, <uint64_t>index + 1, FIRST_ENTRIES)
        to = moved(t.entries, t.capacity * sizeof(NameEntry), <size_t>size * sizeof(NameEntry))
        if to == NULL:
            return 0
        t.entries = <NameEntry*>to
        t.capacity = <uint32_t>size
    if <uint64_t>t.bytes_len + n > t.bytes_capacity:
        size = grown(t.bytes_capacity, <uint64_t>t.bytes_len + n, FIRST_BYTES)
        if size > 0x7fffffff:
            return 0
        to = moved(t.bytes, <size_t>t.bytes_capacity + 8, <size_t>size + 8)
        if to == NULL:
            return 0
        t.bytes = <uint8_t*>to
        t.bytes_capacity = <uint32_t>size
    memcpy(t.bytes + t.bytes_len, p, n)
    t.entries[index] = NameEntry(t.bytes_len, n, hash, 0)
    t.bytes_len += n
    t.count = index + 1
    place(t, index)
    return t.base + index


cdef NameTable core_table


cdef const NameTable* names_core() noexcept nogil:
    return &core_table


cdef class Names:
    """A sealed tier in the making, or sealed: names -> ids, beginning with keywords and fixed names.

    Its NameTable may be used as the sealed tier of others as long as this object lives.
    """

    def __cinit__(self) -> None:
        cdef uint32_t n, i
        cdef const uint8_t* p
        if names_init(&self.table, NULL) < 0:
            raise MemoryError
        for i in range(1, core_table.count):
            p = names_text(&core_table, i, &n)
            if names_intern(&self.table, p, n) == 0:
                raise MemoryError

    def __dealloc__(self) -> None:
        names_free(&self.table)

    def intern(self, name: str | bytes) -> int:
        """The id of a name; gives it one unless it has one."""
        cdef bytes data = name.encode() if isinstance(name, str) else name
        cdef uint32_t found = names_find(&self.table, data, <uint32_t>len(data))
        if found != 0:
            return found
        if len(data) == 0:
            raise ValueError("a name must not be empty")
        if len(data) > 65535:
            raise ValueError("a name must not be longer than 65535 bytes")
        if self.sealed:
            raise ValueError("the name table is sealed")
        found = names_intern(&self.table, data, <uint32_t>len(data))
        if found == 0:
            raise MemoryError
        return found

    def find(self, name: str | bytes) -> int:
        """The id of a name, 0 if it has none."""
        cdef bytes data = name.encode() if isinstance(name, str) else name
        return names_find(&self.table, data, <uint32_t>len(data))

    def text(self, uint32_t name_id) -> bytes:
        """The name of an id."""
        cdef uint32_t n
        cdef const uint8_t* p
        if name_id == 0 or name_id >= names_end(&self.table):
            raise IndexError("no such name")
        p = names_text(&self.table, name_id, &n)
        return (<const char*>p)[:n]

    def seal(self) -> None:
        """No new names from now on."""
        self.sealed = True

    def __len__(self) -> int:
        return self.table.count


cdef int fill_core() except -1:
    cdef bytes data
    cdef uint32_t expected = 1
    if names_init(&core_table, NULL) < 0:
        raise MemoryError
    for word in [word for word, _ in KEYWORDS] + FIXED:
        data = word.encode()
        if names_intern(&core_table, data, <uint32_t>len(data)) != expected:
            raise ImportError("registry/name_table.py: a name stands twice, or out of memory")
        expected += 1
    if expected != NAME_COUNT:
        raise ImportError("registry/name_ids.pxd is stale")
    return 0


fill_core()
