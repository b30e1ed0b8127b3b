# cython: language_level=3, boundscheck=False, wraparound=False, cdivision=True, initializedcheck=False
"""Dictionaries and `any` values in linear memory. See `dicts.pxd` for what it is and its invariants."""
from libc.stdint cimport int64_t, uint32_t, uint64_t
from libc.string cimport memcpy, memmove, memset

from .growth cimport tiny_limits
from .heap cimport (
    NO_HANDLE, Heap, block_type, checked_use, heap_alloc, heap_alloc_raw, heap_drop_block, heap_release, heap_retain, heap_valid,
)
from .layout cimport EXC_NULL, EXC_TOO_LARGE, STR_BYTES, STR_LEN, TY_ANY, TYPE_DATA
from .numbers cimport number_as
from .opcodes cimport HANDLE_KINDS, K_F32, K_F64, K_STR, K_VOID
from .strings cimport str_equal, str_len

cdef enum:
    FIRST_CAPACITY = 8
    HASH_SHIFT = 5              # 32 bytes hashed cost one unit
    CHAIN_SHIFT = 2             # four steps along a chain cost one unit
    SEQ_LIMIT = 0x7ffffff0      # numbers of entries are smaller
    FEW_NUMBERS = 1000          # with tiny limits numbers are used up soon


cdef inline bint is_handle(int64_t kind) noexcept nogil:
    return HANDLE_KINDS >> (kind & 0x1f) & 1


cdef inline uint32_t next_of(const int64_t *entry) noexcept nogil:
    return <uint32_t>(<uint64_t>entry[ENTRY_CHAIN] >> 32)


cdef inline uint32_t *heads(const Heap *heap, const DictView *view) noexcept nogil:
    return <uint32_t *>(heap.mem + view.entries + <uint64_t>view.capacity * ENTRY_SLOTS)


# --------------------------------------------------------------------------------------------- keys

cdef inline uint32_t mix(uint64_t h) noexcept nogil:
    h *= 0x9ddfea08eb382d69ULL
    return <uint32_t>(h ^ h >> 32)


cdef inline uint32_t text_hash(Heap *heap, int64_t s) noexcept nogil:
    """The same value in every process; remembered in the string's block."""
    cdef uint32_t hash
    if not heap_valid(heap, s):
        return 0
    checked_use(heap, s)
    hash = <uint32_t>(<uint64_t>heap.mem[s + STR_LEN] >> 32)
    return hash if hash else find_hash(heap, s)


cdef uint32_t find_hash(Heap *heap, int64_t s) noexcept nogil:
    cdef uint64_t n = str_len(heap, s), h = n, left = n
    cdef const int64_t *p = heap.mem + s + STR_BYTES    # a string's bytes begin with a slot
    cdef uint32_t hash
    if n == 0:
        return 0
    while left > 8:
        h = (h ^ <uint64_t>p[0]) * 0x9ddfea08eb382d69ULL
        h ^= h >> 29
        p += 1
        left -= 8
    h ^= <uint64_t>p[0] << (64 - left * 8)
    heap.work += <int64_t>(n >> HASH_SHIFT)
    h *= 0x9ddfea08eb382d69ULL
    hash = mix(h ^ h >> 29)
    if hash == 0:                           # that means: not known
        hash = 1
    heap.mem[s + STR_LEN] = <int64_t>(<uint32_t>heap.mem[s + STR_LEN] | <uint64_t>hash << 32)
    return hash


cdef int64_t canonical_float(int64_t key, uint32_t kind) noexcept nogil:
    """-0.0 becomes 0.0, any nan the one nan."""
    cdef double d
    cdef float f
    if kind == K_F32:
        memcpy(&f, &key, 4)
        return 0 if f == 0 else 0x7fc00000 if f != f else key
    memcpy(&d, &key, 8)
    return 0 if d == 0 else 0x7ff8000000000000 if d != d else key


cdef inline int64_t prepare(Heap *heap, const DictView *view, int64_t key, uint32_t *hash) noexcept nogil:
    """The key as it is compared, and its hash."""
    cdef uint32_t kind = view.type.base
    if kind == K_STR:
        hash[0] = text_hash(heap, key)
        return key
    if kind == K_F32 or kind == K_F64:
        key = canonical_float(key, kind)
    hash[0] = mix(<uint64_t>key ^ <uint64_t>key >> 29)
    return key


cdef inline uint32_t lookup(Heap *heap, const DictView *view, int64_t key, uint32_t hash) noexcept nogil:
    cdef const int64_t *e
    cdef uint32_t i, steps = 0
    cdef bint text = view.type.base == K_STR
    if view.capacity == 0:
        return 0
    i = heads(heap, view)[hash & (4 * view.capacity - 1)]
    while i - 1 < view.used and steps <= view.used:
        e = dict_entry(heap, view, i - 1)
        if <uint32_t>e[ENTRY_CHAIN] == hash and (e[ENTRY_KEY] == key or (text and str_equal(heap, e[ENTRY_KEY], key))):
            break
        steps += 1
        i = next_of(e)
    heap.work += steps >> CHAIN_SHIFT
    return i if i <= view.used and steps <= view.used else 0


cdef uint32_t dict_find(Heap *heap, const DictView *view, int64_t key) noexcept nogil:
    cdef uint32_t hash
    key = prepare(heap, view, key, &hash)
    return lookup(heap, view, key, hash)


# -------------------------------------------------------------------------------------------- table

cdef inline void set_count(Heap *heap, int64_t d, uint32_t n) noexcept nogil:
    heap.mem[d + DICT_COUNT] = <int64_t>(<uint64_t>heap.mem[d + DICT_COUNT] >> 32 << 32 | n)


cdef int rebuild(Heap *heap, int64_t d, uint32_t capacity) noexcept nogil:
    """[moves] A new table of `capacity` (a power of two, at least the number of entries; 0: none) without deleted entries."""
    cdef DictView old, view
    cdef int64_t data = 0
    cdef int64_t *e
    cdef int64_t *to
    cdef uint32_t i, hash
    cdef uint32_t *head
    if capacity:
        data = heap_alloc_raw(heap, TYPE_DATA, table_slots(capacity))
        if data == NO_HANDLE:
            return <int>heap.error
    if dict_view(heap, d, &old):
        heap_drop_block(heap, data)
        return EXC_NULL
    view = old
    view.entries = <uint64_t>data + 1
    view.capacity = capacity
    view.used = 0
    if capacity:
        memset(heads(heap, &view), 0, <uint64_t>capacity * 16)
    for i in range(old.used):
        e = dict_entry(heap, &old, i)
        if kind_in(e) == K_VOID or view.used >= capacity:
            continue
        to = dict_entry(heap, &view, view.used)
        memmove(to, e, ENTRY_SLOTS * 8)
        hash = <uint32_t>to[ENTRY_CHAIN]
        head = heads(heap, &view) + (hash & (4 * capacity - 1))
        to[ENTRY_CHAIN] = <int64_t>(hash | <uint64_t>head[0] << 32)
        view.used += 1
        head[0] = view.used
    heap.work += old.used + capacity                # what is cleared, and filled again
    if heap_valid(heap, heap.mem[d + DICT_DATA]) and block_type(heap, heap.mem[d + DICT_DATA]) == TYPE_DATA:
        heap_drop_block(heap, heap.mem[d + DICT_DATA])
    heap.mem[d + DICT_DATA] = data
    heap.mem[d + DICT_LAST] = 0
    set_count(heap, d, view.used)
    heap.mem[d + DICT_TABLE] = <int64_t>(view.used | <uint64_t>capacity << 32)
    return 0


cdef int make_room(Heap *heap, int64_t d, const DictView *view) noexcept nogil:
    """[moves] Room for one more entry in a full table: deleted entries go, or the table doubles."""
    cdef uint64_t count = dict_count(heap, d)
    if view.capacity == 0:
        return rebuild(heap, d, 1 if tiny_limits else FIRST_CAPACITY)
    if count + max(view.capacity >> 2, <uint32_t>1) <= view.capacity:
        return rebuild(heap, d, view.capacity)
    if view.capacity >= MAX_CAPACITY:
        return EXC_TOO_LARGE
    return rebuild(heap, d, view.capacity << 1)


cdef int64_t dict_new(Heap *heap, uint32_t type) noexcept nogil:
    return heap_alloc(heap, type, DICT_PAYLOAD)


cdef inline void replace(Heap *heap, int64_t *e, int64_t value, int64_t kind) noexcept nogil:
    cdef int64_t old = e[ENTRY_VALUE], old_kind = e[ENTRY_KIND]
    e[ENTRY_VALUE] = value
    e[ENTRY_KIND] = kind | (old_kind & ~KIND_MASK)
    if is_handle(old_kind):
        heap_release(heap, old)


cdef int64_t renumber(Heap *heap, int64_t d, const DictView *view) noexcept nogil:
    """All entries get the smallest numbers, the next one of which is the result."""
    cdef int64_t *e
    cdef uint32_t i
    for i in range(view.used):
        e = dict_entry(heap, view, i)
        e[ENTRY_KIND] = kind_in(e) | <int64_t>i << SEQ_SHIFT
    heap.work += view.used
    heap.mem[d + DICT_COUNT] = <int64_t>(<uint64_t>heap.mem[d + DICT_COUNT] + (<uint64_t>1 << 32))
    return view.used


cdef inline int64_t next_number(Heap *heap, int64_t d, const DictView *view) noexcept nogil:
    """For an entry behind the last one."""
    cdef int64_t n = number_of(dict_entry(heap, view, view.used - 1)) + 1 if view.used else 0
    if n < (max(<int64_t>FEW_NUMBERS, <int64_t>view.used << 1) if tiny_limits else <int64_t>SEQ_LIMIT):
        return n
    return renumber(heap, d, view)


cdef int dict_set(Heap *heap, int64_t d, int64_t key, int64_t value, int64_t kind) noexcept nogil:
    cdef DictView view
    cdef int64_t *e
    cdef uint32_t *head
    cdef uint32_t hash, i
    cdef int error
    error = dict_view(heap, d, &view)
    if error == 0:
        key = prepare(heap, &view, key, &hash)
        i = lookup(heap, &view, key, hash)
        if i:
            replace(heap, dict_entry(heap, &view, i - 1), value, kind)
            return 0
        if view.used >= view.capacity:
            error = make_room(heap, d, &view)
            if error == 0:
                error = dict_view(heap, d, &view)
            if error == 0 and view.used >= view.capacity:
                error = EXC_TOO_LARGE       # a corrupt memory
    if error:
        if is_handle(kind):
            heap_release(heap, value)
        return error
    if is_handle(view.type.base):
        heap_retain(heap, key)
    head = heads(heap, &view) + (hash & (4 * view.capacity - 1))
    e = dict_entry(heap, &view, view.used)
    e[ENTRY_CHAIN] = <int64_t>(hash | <uint64_t>head[0] << 32)
    e[ENTRY_KEY] = key
    e[ENTRY_VALUE] = value
    e[ENTRY_KIND] = kind | next_number(heap, d, &view) << SEQ_SHIFT
    head[0] = view.used + 1
    heap.mem[d + DICT_TABLE] += 1
    heap.mem[d + DICT_COUNT] += 1
    return 0


cdef int dict_find_number(Heap *heap, int64_t d, int64_t key, uint32_t kind, int64_t *value) noexcept nogil:
    cdef DictView view
    cdef const int64_t *e
    cdef uint32_t i, have
    value[0] = 0
    if dict_view(heap, d, &view):
        return -1
    i = dict_find(heap, &view, key)
    if i == 0:
        return 0
    e = dict_entry(heap, &view, i - 1)
    heap.mem[d + DICT_LAST] = e - heap.mem
    have = e[ENTRY_KIND] & 0xff
    if is_handle(have) or have == K_VOID:
        return 0
    value[0] = e[ENTRY_VALUE] if have == kind else number_as(e[ENTRY_VALUE], have, kind)
    return 1


cdef void join_run(Heap *heap, const DictView *view, uint32_t i) noexcept nogil:
    """Entry i has been deleted: one run with the deleted entries on both sides. Within a run entries may remember an end
    that has been reached earlier."""
    cdef uint32_t first = i, end = i + 1
    cdef int64_t *e
    if i:
        e = dict_entry(heap, view, i - 1)
        if kind_in(e) == K_VOID:
            first = min(<uint32_t>e[ENTRY_CHAIN], i - 1)
    if end < view.used:
        e = dict_entry(heap, view, end)
        if kind_in(e) == K_VOID:
            end = min(max(next_of(e), end + 1), view.used)
    dict_entry(heap, view, i)[ENTRY_CHAIN] = dict_entry(heap, view, first)[ENTRY_CHAIN] = \
        dict_entry(heap, view, end - 1)[ENTRY_CHAIN] = <int64_t>(first | <uint64_t>end << 32)


cdef bint dict_delete(Heap *heap, int64_t d, int64_t key) noexcept nogil:
    cdef DictView view
    cdef int64_t *e
    cdef int64_t value, kind
    cdef uint32_t *head
    cdef uint32_t hash, found, before = 0, at, steps = 0
    if dict_view(heap, d, &view):
        return 0
    key = prepare(heap, &view, key, &hash)
    found = lookup(heap, &view, key, hash)
    if found == 0:
        return 0
    e = dict_entry(heap, &view, found - 1)
    head = heads(heap, &view) + (hash & (4 * view.capacity - 1))
    at = head[0]
    while at != found and at - 1 < view.used and steps <= view.used:
        before = at
        at = next_of(dict_entry(heap, &view, at - 1))
        steps += 1
    if at == found and before == 0:
        head[0] = next_of(e)
    elif at == found:
        at = <uint32_t>dict_entry(heap, &view, before - 1)[ENTRY_CHAIN]
        dict_entry(heap, &view, before - 1)[ENTRY_CHAIN] = <int64_t>(at | <uint64_t>next_of(e) << 32)
    key = e[ENTRY_KEY]
    value = e[ENTRY_VALUE]
    kind = e[ENTRY_KIND]
    e[ENTRY_KEY] = e[ENTRY_VALUE] = 0
    e[ENTRY_KIND] &= ~KIND_MASK
    heap.mem[d + DICT_COUNT] -= 1
    if found < view.used:
        join_run(heap, &view, found - 1)
    else:
        view.used -= 1                      # entries at the end are free again
        while view.used and kind_in(dict_entry(heap, &view, view.used - 1)) == K_VOID:
            view.used = min(<uint32_t>dict_entry(heap, &view, view.used - 1)[ENTRY_CHAIN], view.used - 1)
    heap.mem[d + DICT_TABLE] = <int64_t>(view.used | <uint64_t>view.capacity << 32)
    if is_handle(view.type.base):
        heap_release(heap, key)
    if is_handle(kind):
        heap_release(heap, value)
    return 1


cdef int dict_clear(Heap *heap, int64_t d) noexcept nogil:
    # The table goes with a dictionary of its own: what is released may be anything.
    cdef int64_t data
    cdef int error
    cdef int64_t old
    cdef DictView view
    error = dict_view(heap, d, &view)
    if error or view.capacity == 0:
        return error
    old = heap_alloc(heap, block_type(heap, d), DICT_PAYLOAD)
    if old == NO_HANDLE:
        return <int>heap.error
    data = heap.mem[d + DICT_DATA]
    heap.mem[old + DICT_DATA] = data
    heap.mem[old + DICT_COUNT] = heap.mem[d + DICT_COUNT]
    heap.mem[old + DICT_TABLE] = heap.mem[d + DICT_TABLE]
    heap.mem[d + DICT_DATA] = heap.mem[d + DICT_TABLE] = heap.mem[d + DICT_LAST] = 0
    set_count(heap, d, 0)
    heap_release(heap, old)
    return 0


cdef int dict_reserve(Heap *heap, int64_t d, int64_t n, bint exact) noexcept nogil:
    cdef DictView view
    cdef uint32_t capacity = 1 if tiny_limits else FIRST_CAPACITY
    cdef int64_t count
    cdef int error = dict_view(heap, d, &view)
    if error:
        return error
    count = dict_count(heap, d)
    n = max(n, count)
    if n > MAX_CAPACITY or n < 0:
        return EXC_TOO_LARGE
    while capacity < n:
        capacity <<= 1
    if n == 0:
        capacity = 0
    if capacity > view.capacity or (exact and (capacity < view.capacity or view.used != count)):
        return rebuild(heap, d, capacity)
    return 0


cdef int64_t dict_next(Heap *heap, const DictView *view, int64_t i) noexcept nogil:
    cdef const int64_t *e
    cdef uint32_t steps = 0
    if i < 0:
        i = 0
    while i < view.used:
        e = dict_entry(heap, view, <uint64_t>i)
        if kind_in(e) != K_VOID:
            heap.work += steps
            return i
        i = max(i + 1, <int64_t>next_of(e))
        steps += 1
    heap.work += steps
    return -1


cdef inline int64_t renumberings(const Heap *heap, int64_t d) noexcept nogil:
    """As positions count them."""
    return <int64_t>(<uint64_t>heap.mem[d + DICT_COUNT] >> 32 & 63)


cdef inline int64_t position_of(const Heap *heap, int64_t d, const DictView *view, int64_t i) noexcept nogil:
    return number_of(dict_entry(heap, view, <uint64_t>i)) | i << SEQ_BITS | \
        renumberings(heap, d) << (SEQ_BITS + PLACE_BITS)


cdef int64_t place_of(Heap *heap, int64_t d, const DictView *view, int64_t position) noexcept nogil:
    """The first entry, deleted or not, whose number is that of a position or larger; -2: entries have been renumbered.
    It mostly stands where it did, or comes next."""
    cdef int64_t number = number_in(position), low = place_in(position), high = view.used, middle
    cdef uint32_t steps = 0
    if position <= 0:
        return 0
    if position >> (SEQ_BITS + PLACE_BITS) != renumberings(heap, d):
        return -2
    if low < high and number_of(dict_entry(heap, view, <uint64_t>low)) < number:
        low += 1
        if low == high or number_of(dict_entry(heap, view, <uint64_t>low)) >= number:
            return low
    elif low < high and number_of(dict_entry(heap, view, <uint64_t>low)) == number:
        return low
    else:
        high = min(low, high)
        low = 0
    while low < high:
        middle = (low + high) >> 1
        if number_of(dict_entry(heap, view, <uint64_t>middle)) < number:
            low = middle + 1
        else:
            high = middle
        steps += 1
    heap.work += steps
    return low


cdef int64_t dict_seek(Heap *heap, int64_t d, const DictView *view, int64_t position) noexcept nogil:
    cdef const int64_t *e
    cdef int64_t i = place_in(position) + 1
    if position > 0 and i < view.used:      # mostly it is the next one, in every respect
        e = dict_entry(heap, view, <uint64_t>i)
        if number_of(e) == number_in(position) and kind_in(e) != K_VOID and renumberings(heap, d) == \
                position >> (SEQ_BITS + PLACE_BITS):
            return position + (<int64_t>1 << SEQ_BITS)
    i = place_of(heap, d, view, position)
    if i >= 0:
        i = dict_next(heap, view, i)
    return position_of(heap, d, view, i) if i >= 0 else i


cdef int64_t dict_look_for(Heap *heap, int64_t d, const DictView *view, int64_t position) noexcept nogil:
    cdef int64_t i = place_of(heap, d, view, position)
    if i < 0 or i >= view.used or number_of(dict_entry(heap, view, <uint64_t>i)) != number_in(position):
        return -1
    return i


cdef int64_t dict_share(Heap *heap, int64_t d) noexcept nogil:
    cdef DictView view
    cdef int64_t made, data
    cdef int64_t *e
    cdef uint32_t i
    cdef bint keys
    if dict_view(heap, d, &view):
        heap.error = EXC_NULL
        return NO_HANDLE
    made = heap_alloc(heap, block_type(heap, d), DICT_PAYLOAD)
    if made == NO_HANDLE or view.capacity == 0:
        return made
    data = heap_alloc_raw(heap, TYPE_DATA, table_slots(view.capacity))
    if data == NO_HANDLE:
        heap_release(heap, made)
        return NO_HANDLE
    memmove(heap.mem + data + 1, heap.mem + view.entries, table_slots(view.capacity) << 3)
    heap.mem[made + DICT_COUNT] = heap.mem[d + DICT_COUNT]
    heap.mem[made + DICT_DATA] = data
    heap.mem[made + DICT_TABLE] = <int64_t>(view.used | <uint64_t>view.capacity << 32)
    heap.work += 3 * <int64_t>view.capacity         # 48 bytes each
    keys = is_handle(view.type.base)
    view.entries = <uint64_t>data + 1
    for i in range(view.used):
        e = dict_entry(heap, &view, i)
        if kind_in(e) == K_VOID:
            continue
        if keys:
            heap_retain(heap, e[ENTRY_KEY])
        if is_handle(e[ENTRY_KIND]):
            heap_retain(heap, e[ENTRY_VALUE])
    return made


# ---------------------------------------------------------------------------------------------- any

cdef bint any_valid(const Heap *heap, int64_t a) noexcept nogil:
    cdef uint32_t index
    if not heap_valid(heap, a):
        return 0
    index = block_type(heap, a)
    return index < heap.ntypes and heap.types[index].sort == TY_ANY


cdef int64_t any_new(Heap *heap, uint32_t type) noexcept nogil:
    return heap_alloc(heap, type, ANY_PAYLOAD)


cdef int64_t any_share(Heap *heap, int64_t a) noexcept nogil:
    cdef int64_t made
    if not any_valid(heap, a):
        heap.error = EXC_NULL
        return NO_HANDLE
    made = heap_alloc(heap, block_type(heap, a), ANY_PAYLOAD)
    if made != NO_HANDLE:
        heap.mem[made + ANY_KIND] = heap.mem[a + ANY_KIND]
        heap.mem[made + ANY_VALUE] = heap.mem[a + ANY_VALUE]
        if is_handle(heap.mem[made + ANY_KIND]):
            heap_retain(heap, heap.mem[made + ANY_VALUE])
    return made


cdef int any_set(Heap *heap, int64_t a, int64_t value, int64_t kind) noexcept nogil:
    cdef int64_t old = value, old_kind = kind
    cdef bint ok = any_valid(heap, a)
    if ok:
        old = heap.mem[a + ANY_VALUE]
        old_kind = heap.mem[a + ANY_KIND]
        heap.mem[a + ANY_VALUE] = value
        heap.mem[a + ANY_KIND] = kind
    if is_handle(old_kind):
        heap_release(heap, old)
    return 0 if ok else EXC_NULL


# ------------------------------------------------------------------------------------------ release

cdef uint64_t dict_parts(const Heap *heap, int64_t h) noexcept nogil:
    cdef DictView view
    if any_valid(heap, h):
        return 1
    return 0 if dict_open(heap, h, &view) else 2 * <uint64_t>view.used


cdef int64_t dict_part(const Heap *heap, int64_t h, uint64_t i) noexcept nogil:
    cdef DictView view
    cdef int64_t *e
    if any_valid(heap, h):
        return heap.mem[h + ANY_VALUE] if is_handle(heap.mem[h + ANY_KIND]) else 0
    if dict_open(heap, h, &view) or i >> 1 >= view.used:
        return 0
    e = dict_entry(heap, &view, i >> 1)
    if kind_in(e) == K_VOID:
        return 0
    if i & 1:
        return e[ENTRY_VALUE] if is_handle(e[ENTRY_KIND]) else 0
    return e[ENTRY_KEY] if is_handle(view.type.base) else 0
