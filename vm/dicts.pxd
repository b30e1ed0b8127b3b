"""Dictionaries and `any` values in linear memory: insertion-ordered hash tables, and single values that know their kind.

What it is: the operations behind the dictionary and any modules. What it is not: conversions between kinds (the
module), or deep copies and comparisons (`containers.pxd`).

A dictionary is a block (layout below) and a data block: `capacity` entries of ENTRY_SLOTS slots in the order of
insertion, then four times as many chain heads of 32 bits. A chain leads through the entries whose hashes fall into one bucket;
heads and links are entry numbers from 1 on, 0 ends a chain. So rebuilding the table takes linear time whatever the keys
are, and what a lookup in a long chain costs is charged. A deleted entry leaves its chain and has the kind K_VOID until
the table is rebuilt; instead of the chain it leads to the other end of its run of deleted entries, so that walks skip
runs at once.

Loops remember positions, which stay good whatever happens to the dictionary: entries have numbers that grow from each
to the next one and never change, and a position is a number with the place where its entry stood. When the numbers are
used up (after SEQ_LIMIT insertions), entries get new ones; the dictionary counts how often, positions tell.

Invariants
- Functions take any handle: for null and for what is no dictionary they return EXC_NULL (or 0, as said).
- The type says what keys are (`TypeDef.base`: kind word) and what values are (`elem`: kind word; K_VOID: of any kind).
- Keys are canonical slots. Strings compare by content, handles by identity; -0.0 is the key 0.0, and there is one nan.
- Each entry says the kind of its value; ENTRY_BY_VALUE tells an object that the entry owns from a handle. The bits
  above are the entry's number: look at kinds through `kind_in`, or at their low 32 bits.
- Numbers of entries and chains are checked against the buffer before use; walks along a chain are bounded.
- [moves]: may relocate the memory, see `heap.pxd`.
"""
from libc.stdint cimport int64_t, uint32_t, uint64_t

from .heap cimport Heap, block_type, checked_use, heap_valid
from .layout cimport EXC_NULL, TY_DICT, TypeDef

cdef enum:
    DICT_COUNT = 1              # entries | how often they have been renumbered << 32
    DICT_DATA = 2               # data block or 0
    DICT_LINK = 3               # as ARR_LINK: while it is being released or copied
    DICT_TABLE = 4              # entries in use, deleted ones included | capacity << 32
    DICT_LAST = 5               # slot of the entry that was found last, 0: none; only worth a look
    DICT_PAYLOAD = 5
    ENTRY_CHAIN = 0             # hash | next entry of the chain << 32; deleted: the run's first entry | end << 32
    ENTRY_KEY = 1
    ENTRY_VALUE = 2
    ENTRY_KIND = 3              # kind word; with ENTRY_BY_VALUE; number << SEQ_SHIFT
    ENTRY_SLOTS = 4
    MAX_CAPACITY = 0x4000000
    SEQ_SHIFT = 33
    SEQ_BITS = 31               # a position: number, place in the table, renumberings
    PLACE_BITS = 26
    ANY_KIND = 1                # as ENTRY_KIND; K_VOID: empty
    ANY_VALUE = 2
    ANY_LINK = 3
    ANY_PAYLOAD = 3

cdef extern from *:
    """
    #define ENTRY_BY_VALUE 0x100000000ll
    #define KIND_MASK 0x1ffffffffll
    """
    const int64_t ENTRY_BY_VALUE
    const int64_t KIND_MASK

# What a dictionary handle says about itself, checked.
cdef struct DictView:
    uint64_t entries            # slot of the first entry
    uint32_t used
    uint32_t capacity           # a power of two; 0: there is no table
    const TypeDef *type


cdef inline uint64_t table_slots(uint32_t capacity) noexcept nogil:
    return <uint64_t>capacity * (ENTRY_SLOTS + 2)


cdef inline int dict_open(const Heap *heap, int64_t d, DictView *view) noexcept nogil:
    """0 or EXC_NULL. Also for a dictionary that is being released, whose count is 0."""
    cdef uint64_t data
    cdef uint32_t index
    if not heap_valid(heap, d):
        return EXC_NULL
    index = block_type(heap, d)
    if index >= heap.ntypes or heap.types[index].sort != TY_DICT:
        return EXC_NULL
    view.type = heap.types + index
    view.used = <uint32_t>heap.mem[d + DICT_TABLE]
    view.capacity = <uint32_t>(<uint64_t>heap.mem[d + DICT_TABLE] >> 32)
    data = <uint64_t>heap.mem[d + DICT_DATA]
    view.entries = data + 1
    if not heap_valid(heap, <int64_t>data) or \
            table_slots(view.capacity) > heap.slots - data - 1:
        view.capacity = 0
    if view.used > view.capacity:
        view.used = view.capacity
    return 0


cdef inline int dict_view(const Heap *heap, int64_t d, DictView *view) noexcept nogil:
    """0 or EXC_NULL."""
    checked_use(heap, d)
    return dict_open(heap, d, view)

# [moves] New and empty; owned, or NO_HANDLE.
cdef int64_t dict_new(Heap *heap, uint32_t type) noexcept nogil
# Number of the entry of a key, from 1 on; 0: there is none.
cdef uint32_t dict_find(Heap *heap, const DictView *view, int64_t key) noexcept nogil
# [moves] Sets a value; `kind` with ENTRY_BY_VALUE. A handle moves into the dictionary (on failure it is released), the
# key is counted. 0 or an ExcCode.
cdef int dict_set(Heap *heap, int64_t d, int64_t key, int64_t value, int64_t kind) noexcept nogil
# The number or bool of a key as that kind: 1 found; 0 there is none, or it is no number; -1 d is no dictionary.
cdef int dict_find_number(Heap *heap, int64_t d, int64_t key, uint32_t kind, int64_t *value) noexcept nogil
# 1: there was such a key; 0: none; releases key and value.
cdef bint dict_delete(Heap *heap, int64_t d, int64_t key) noexcept nogil
cdef int dict_clear(Heap *heap, int64_t d) noexcept nogil
# [moves] Room for n entries; `exact`: no more than that, and none for deleted ones. 0 or an ExcCode.
cdef int dict_reserve(Heap *heap, int64_t d, int64_t n, bint exact) noexcept nogil
# First entry from i on (counting from 0), or -1. Bounded.
cdef int64_t dict_next(Heap *heap, const DictView *view, int64_t i) noexcept nogil
# The same for loops during which the dictionary changes: the position of the first entry from a position on; 0 is the
# beginning, p + 1 what comes behind p. -1: there is none; -2: entries have been renumbered since.
cdef int64_t dict_seek(Heap *heap, int64_t d, const DictView *view, int64_t position) noexcept nogil
# The entry at a position, or -1; wherever it stands now.
cdef int64_t dict_look_for(Heap *heap, int64_t d, const DictView *view, int64_t position) noexcept nogil
# [moves] A dictionary with the same entries: handles are counted, also those of objects that entries own.
# Owned, or NO_HANDLE.
cdef int64_t dict_share(Heap *heap, int64_t d) noexcept nogil

# [moves] An empty `any`; the same with the value of another one, whose handle is counted.
cdef int64_t any_new(Heap *heap, uint32_t type) noexcept nogil
cdef int64_t any_share(Heap *heap, int64_t a) noexcept nogil
# EXC_NULL if it is no `any`; a handle moves in.
cdef int any_set(Heap *heap, int64_t a, int64_t value, int64_t kind) noexcept nogil
cdef bint any_valid(const Heap *heap, int64_t a) noexcept nogil

# For the release without recursion (`heap.pyx`): how many parts a dead dictionary or `any` may have, and the handle that
# is part i, or 0.
cdef uint64_t dict_parts(const Heap *heap, int64_t h) noexcept nogil
cdef int64_t dict_part(const Heap *heap, int64_t h, uint64_t i) noexcept nogil


cdef inline int64_t *dict_entry(const Heap *heap, const DictView *view, uint64_t i) noexcept nogil:
    """Entry i < view.used; good until the next [moves]."""
    return heap.mem + view.entries + i * ENTRY_SLOTS


cdef inline int64_t kind_in(const int64_t *entry) noexcept nogil:
    """Kind word and ENTRY_BY_VALUE of an entry; K_VOID: deleted."""
    return entry[ENTRY_KIND] & KIND_MASK


cdef inline uint32_t dict_count(const Heap *heap, int64_t d) noexcept nogil:
    """Entries of a valid dictionary."""
    return <uint32_t>heap.mem[d + DICT_COUNT]


cdef inline int64_t number_of(const int64_t *entry) noexcept nogil:
    return <int64_t>(<uint64_t>entry[ENTRY_KIND] >> SEQ_SHIFT)


cdef inline int64_t place_in(int64_t position) noexcept nogil:
    return position >> SEQ_BITS & ((<int64_t>1 << PLACE_BITS) - 1)


cdef inline int64_t number_in(int64_t position) noexcept nogil:
    return position & ((<int64_t>1 << SEQ_BITS) - 1)


cdef inline int64_t dict_at(Heap *heap, int64_t d, const DictView *view, int64_t position) noexcept nogil:
    """The entry at a position, which `dict_seek` has given, or -1. Nearly always it stands where it did."""
    cdef int64_t i = place_in(position)
    if i < view.used and number_of(dict_entry(heap, view, <uint64_t>i)) == number_in(position):
        return i
    return dict_look_for(heap, d, view, position)
