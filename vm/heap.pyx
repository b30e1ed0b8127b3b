# cython: language_level=3, boundscheck=False, wraparound=False, cdivision=True, initializedcheck=False
"""Linear memory: allocation, release and growth. See `heap.pxd` for what it is and its invariants.

Free blocks: header with count 0 and type 0 (the size class stays), the next free block of the class in the
slot behind. From `first` to the bump pointer one block follows the other, so that a walk finds them all: free
neighbours are merged when the end of the buffer is reached and half of it is free, or the limit is.
"""
from libc.stdint cimport int32_t, int64_t, uint32_t, uint64_t
from libc.stdlib cimport calloc, free, realloc
from libc.string cimport memcpy, memset

from .dicts cimport dict_release
from .layout cimport (
    ARR_DATA, ARR_LEN, ARR_LINK, EXC_MEMORY, EXC_TOO_LARGE, HDR_CLASS_SHIFT, HDR_TYPE_SHIFT, TY_ANY, TY_ARRAY, TY_DICT, TY_NONE, TYPE_DATA,
    TYPE_NONE, TYPE_STRING, TypeDef,
)
from .opcodes cimport HANDLE_KINDS

cdef extern from "platform.h" nogil:
    uint32_t top_bit(uint64_t x)
    void *reserve_memory(uint64_t size)
    void release_memory(void *p, uint64_t size)

cdef enum:
    MAX_BLOCK = 0x80000000u             # slots of one block
    MAX_SLOTS = 0xffff0000u             # slots of one memory: free list links have 32 bits


cdef inline uint32_t size_class(uint64_t n) noexcept nogil:
    """Smallest class whose blocks have at least n slots; 1 <= n <= MAX_BLOCK."""
    cdef uint32_t e
    if n <= 8:
        return <uint32_t>n - 1
    e = top_bit(n - 1)
    return 8 + (e - 3) * 4 + (<uint32_t>((n - 1) >> (e - 2)) & 3)


cdef inline uint32_t *lists(Heap *heap) noexcept nogil:
    return <uint32_t *>(heap.mem + HEAP_LISTS)


cdef inline uint64_t bump(const Heap *heap) noexcept nogil:
    """First never used slot; the end of the buffer if the memory is corrupt."""
    cdef uint64_t at = <uint64_t>heap.mem[HEAP_BUMP]
    return at if heap.first <= at <= heap.slots else heap.slots


cdef inline int64_t header(uint32_t type, uint32_t cls) noexcept nogil:
    return <int64_t>(1 | <uint64_t>type << HDR_TYPE_SHIFT | <uint64_t>cls << HDR_CLASS_SHIFT)


# ------------------------------------------------------------------------------- the buffer itself

cdef int heap_init(Heap *heap, const TypeDef *types, uint32_t ntypes, uint32_t nglobals, uint32_t nlits,
                   uint64_t limit) noexcept nogil:
    cdef uint64_t first = HEAP_FIRST + <uint64_t>nglobals + nlits
    cdef uint64_t slots = first + (first >> 2)
    memset(heap, 0, sizeof(Heap))
    heap.limit = min(limit >> 3, <uint64_t>MAX_SLOTS)
    if slots < HEAP_MIN_SLOTS:
        slots = HEAP_MIN_SLOTS
    if slots > heap.limit:
        slots = heap.limit
    if first > slots:
        return EXC_MEMORY
    heap.mem = <int64_t *>calloc(slots + HEAP_SLACK, 8)
    if heap.mem == NULL:
        return EXC_MEMORY
    heap.slots = slots
    heap.bound = slots - HEAP_FIRST
    heap.types = types
    heap.ntypes = ntypes
    heap.nglobals = nglobals
    heap.lits = HEAP_FIRST + nglobals
    heap.first = <uint32_t>first
    heap.mem[HEAP_BUMP] = <int64_t>first
    return 0


cdef void heap_free(Heap *heap) noexcept nogil:
    if heap.mapped:
        release_memory(heap.mem, (heap.limit + HEAP_SLACK) << 3)
    else:
        free(heap.mem)
    heap.mem = NULL
    heap.slots = heap.bound = 0


cdef int heap_clone(Heap *heap, const Heap *source) noexcept nogil:
    heap[0] = source[0]
    heap.mapped = source.slots > HEAP_RESERVE
    heap.mem = NULL
    if heap.mapped:
        heap.mem = <int64_t *>reserve_memory((heap.limit + HEAP_SLACK) << 3)
    if heap.mem == NULL:
        heap.mapped = 0
        heap.mem = <int64_t *>calloc(heap.slots + HEAP_SLACK, 8)
    if heap.mem == NULL:
        heap.slots = heap.bound = 0
        return EXC_MEMORY
    memcpy(heap.mem, source.mem, bump(source) << 3)
    return 0


cdef bint grow(Heap *heap, uint64_t need) noexcept nogil:
    """Makes the buffer at least `need` slots large; 0 if the limit or the system forbids it."""
    cdef int64_t *mem = NULL
    cdef uint64_t slots = heap.slots << 1
    if need > heap.limit:
        return 0
    if slots < need:
        slots = need
    if slots > heap.limit:
        slots = heap.limit
    if not heap.mapped:
        if slots > HEAP_RESERVE:
            mem = <int64_t *>reserve_memory((heap.limit + HEAP_SLACK) << 3)
        if mem != NULL:
            memcpy(mem, heap.mem, heap.slots << 3)
            free(heap.mem)
            heap.mapped = 1
        else:
            mem = <int64_t *>realloc(heap.mem, (slots + HEAP_SLACK) << 3)
            if mem == NULL:
                return 0
            memset(mem + heap.slots, 0, (slots + HEAP_SLACK - heap.slots) << 3)
        heap.mem = mem
    heap.slots = slots
    heap.bound = slots - HEAP_FIRST
    return 1


# --------------------------------------------------------------------------------------- allocation

cdef inline void push_free(Heap *heap, uint64_t h, uint32_t cls) noexcept nogil:
    heap.mem[h] = <int64_t>(<uint64_t>cls << HDR_CLASS_SHIFT)
    heap.mem[h + 1] = lists(heap)[cls]
    lists(heap)[cls] = <uint32_t>h


cdef inline uint64_t pop_free(Heap *heap, uint32_t cls, uint64_t n) noexcept nogil:
    """A free block of the class (n slots), or 0; a list that leads astray is given up."""
    cdef uint64_t h = lists(heap)[cls]
    if h == 0:
        return 0
    if h < heap.first or h + n > heap.slots:
        lists(heap)[cls] = 0
        return 0
    lists(heap)[cls] = <uint32_t>heap.mem[h + 1]
    return h


cdef void free_range(Heap *heap, uint64_t at, uint64_t n) noexcept nogil:
    """Makes free blocks of n slots; a single last slot is a block of class 0, on no list."""
    cdef uint32_t cls
    while n >= 2:
        cls = size_class(n)
        if class_slots(cls) > n:
            cls -= 1
        push_free(heap, at, cls)
        at += class_slots(cls)
        n -= class_slots(cls)
    if n:
        heap.mem[at] = 0


cdef void merge(Heap *heap) noexcept nogil:
    """Merges free neighbours; a walk that meets nonsense ends there and leaves the rest unused."""
    cdef uint64_t top = bump(heap), at = heap.first, start, n
    cdef uint32_t cls
    cdef bint used
    memset(lists(heap), 0, HEAP_CLASSES * sizeof(uint32_t))
    start = at
    while at < top:
        heap.work += 1
        cls = <uint32_t>(<uint64_t>heap.mem[at] >> HDR_CLASS_SHIFT) & 0xff
        n = class_slots(cls) if cls < HEAP_CLASSES else 0
        if n == 0 or n > top - at:
            return
        used = block_type(heap, <int64_t>at) != TYPE_NONE
        if used and at > start:
            free_range(heap, start, at - start)
        at += n
        if used:
            start = at
    heap.mem[HEAP_BUMP] = <int64_t>start


cdef uint64_t cut(Heap *heap, uint32_t cls, uint64_t n) noexcept nogil:
    """A block of the class (n slots) from the smallest free block that is large enough, or 0."""
    cdef uint32_t larger
    cdef uint64_t h
    for larger in range(cls, HEAP_CLASSES):
        h = pop_free(heap, larger, class_slots(larger))
        if h != 0:
            free_range(heap, h + n, class_slots(larger) - n)
            return h
    return 0


cdef uint64_t take(Heap *heap, uint64_t n) noexcept nogil:
    """n slots from the top, if the buffer has them, or 0."""
    cdef uint64_t h = bump(heap)
    if h + n > heap.slots:
        return 0
    heap.mem[HEAP_BUMP] = <int64_t>(h + n)
    return h


cdef uint64_t find_room(Heap *heap, uint32_t cls, uint64_t n) noexcept nogil:
    """A block of the class (n slots) when neither its list nor the top has one, or 0."""
    cdef uint64_t h
    cdef bint full = bump(heap) + n > heap.limit
    if full or heap.used < heap.slots >> 1:
        # Merging walks over the whole memory, so it comes last, and not again before anything was freed.
        h = cut(heap, cls, n)
        if h == 0 and heap.frees != heap.merged:
            merge(heap)
            heap.merged = heap.frees
            h = take(heap, n)
            if h == 0:
                h = cut(heap, cls, n)
        if h:
            return h
    return take(heap, n) if grow(heap, bump(heap) + n) else 0


cdef int64_t heap_alloc_raw(Heap *heap, uint32_t type, uint64_t payload) noexcept nogil:
    cdef uint32_t cls
    cdef uint64_t n, h
    if payload >= MAX_BLOCK:
        heap.error = EXC_TOO_LARGE
        return NO_HANDLE
    cls = size_class(payload + 1 if payload else 2)
    n = class_slots(cls)
    h = pop_free(heap, cls, n)
    if h == 0:
        h = take(heap, n)
    if h == 0:
        h = find_room(heap, cls, n)
    if h == 0:
        heap.error = EXC_MEMORY
        return NO_HANDLE
    heap.mem[h] = header(type, cls)
    heap.allocs += 1
    heap.used += n
    return <int64_t>h


cdef int64_t heap_alloc(Heap *heap, uint32_t type, uint64_t payload) noexcept nogil:
    cdef int64_t h = heap_alloc_raw(heap, type, payload)
    if h != NO_HANDLE:
        memset(heap.mem + h + 1, 0, payload << 3)
        heap.work += <int64_t>(payload >> 1)
    return h


cdef bint heap_extend(Heap *heap, int64_t h, uint64_t payload) noexcept nogil:
    cdef uint32_t cls
    cdef uint64_t old, n
    if not heap_valid(heap, h) or payload >= MAX_BLOCK:
        return 0
    old = class_slots(<uint32_t>(<uint64_t>heap.mem[h] >> HDR_CLASS_SHIFT) & 0x7f)
    cls = size_class(payload + 1)
    n = class_slots(cls)
    if <uint64_t>h + old != bump(heap) or n < old:
        return 0
    if <uint64_t>h + n > heap.slots and not grow(heap, <uint64_t>h + n):
        return 0
    heap.mem[HEAP_BUMP] = h + <int64_t>n
    heap.mem[h] = (heap.mem[h] & <int64_t>((<uint64_t>1 << HDR_CLASS_SHIFT) - 1)) | \
        <int64_t>(<uint64_t>cls << HDR_CLASS_SHIFT)
    heap.used += n - old
    return 1


# ------------------------------------------------------------------------------------------ release

cdef void heap_drop_block(Heap *heap, int64_t h) noexcept nogil:
    cdef uint64_t n, i
    cdef uint32_t cls
    if not heap_valid(heap, h):
        return
    cls = <uint32_t>(<uint64_t>heap.mem[h] >> HDR_CLASS_SHIFT) & 0xff
    n = class_slots(cls) if 0 < cls < HEAP_CLASSES else 0
    if n == 0 or h < heap.first or <uint64_t>h + n > bump(heap) or block_type(heap, h) == TYPE_NONE:
        if CHECKED:
            checked_trap()
        return
    if CHECKED:
        for i in range(1, n):
            heap.mem[h + <int64_t>i] = POISON
    heap.frees += 1
    heap.used -= n
    if <uint64_t>h + n == bump(heap):
        heap.mem[h] = 0
        heap.mem[HEAP_BUMP] = h
    else:
        push_free(heap, <uint64_t>h, cls)


cdef inline uint32_t sort_of(const Heap *heap, int64_t h) noexcept nogil:
    cdef uint32_t type = block_type(heap, h)
    return heap.types[type].sort if type < heap.ntypes else <uint32_t>TY_NONE


cdef inline bint is_container(uint32_t sort) noexcept nogil:
    return sort == TY_ARRAY or sort == TY_DICT or sort == TY_ANY


cdef int64_t heap_release_element(Heap *heap, int64_t h, int64_t pending) noexcept nogil:
    """Gives one reference back; a container that dies goes before the list `pending`, whose new head is returned."""
    cdef int32_t count
    if not heap_valid(heap, h):
        return pending
    count = <int32_t>heap.mem[h]
    if count > 1:
        heap.mem[h] -= 1
    elif count == 1:
        if block_type(heap, h) == TYPE_STRING:
            heap_drop_block(heap, h)
        elif is_container(sort_of(heap, h)):
            heap.mem[h] -= 1
            heap.mem[h + ARR_LINK] = pending
            return h
    else:
        checked_use(heap, h)
    return pending


cdef void heap_release_last(Heap *heap, int64_t h) noexcept nogil:
    # Containers that died and whose elements are still to be released form a list through ARR_LINK. In a good heap every
    # slot belongs to one block, so more slots than there are need never be visited; `budget` bounds the rest.
    cdef int64_t data, pending = heap_release_element(heap, h, 0)
    cdef uint64_t i, n, budget = heap.slots
    while heap_valid(heap, pending) and is_container(sort_of(heap, pending)) and budget:
        h = pending
        pending = heap.mem[h + ARR_LINK]
        budget -= 1
        if sort_of(heap, h) != TY_ARRAY:
            pending = dict_release(heap, h, pending, &budget)
        elif heap_valid(heap, heap.mem[h + ARR_DATA]) and block_type(heap, heap.mem[h + ARR_DATA]) == TYPE_DATA:
            data = heap.mem[h + ARR_DATA]
            if HANDLE_KINDS >> (heap.types[block_type(heap, h)].elem & 0x1f) & 1:
                n = min(min(<uint64_t>heap.mem[h + ARR_LEN], block_slots(heap, data)), budget)
                budget -= n
                heap.work += <int64_t>(n >> 1)
                for i in range(n):
                    pending = heap_release_element(heap, heap.mem[data + 1 + <int64_t>i], pending)
            heap_drop_block(heap, data)
        heap_drop_block(heap, h)
        if pending:
            heap.work += 1


cdef void heap_release_range(Heap *heap, uint64_t at, uint64_t n) noexcept nogil:
    cdef uint64_t i
    cdef int64_t h
    if at >= heap.slots:
        return
    for i in range(at, at + min(n, heap.slots - at)):
        h = heap.mem[i]
        heap.mem[i] = 0
        heap_release(heap, h)
