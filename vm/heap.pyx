# cython: language_level=3, boundscheck=False, wraparound=False, cdivision=True, initializedcheck=False
"""Linear memory: allocation, release and growth. See `heap.pxd` for what it is and its invariants.

Free blocks: header with count 0 and type 0 (the size class stays), the next free block of the class in the
slot behind. From `first` to the bump pointer one block follows the other, so that a walk finds them all: free
neighbours are merged when the end of the buffer is reached and half of it is free, or the limit is.
"""
from libc.stdint cimport int32_t, int64_t, uint16_t, uint32_t, uint64_t, uint8_t
from libc.stdlib cimport calloc, free
from libc.string cimport memcpy, memset

from .coroutine cimport fiber_part
from .dicts cimport dict_part, dict_parts
from .gc cimport GC_MIN, gc_collect
from .growth cimport TINY_MOST, moved, tiny_limits
from .layout cimport (
    ARR_DATA, ARR_LEN, ARR_LINK, ClassLink, EXC_MEMORY, EXC_TOO_LARGE, FUNC_OBJECT, FieldDef, FuncDef, HDR_CLASS_SHIFT,
    HDR_DEAD, HDR_FLAG_SHIFT, HDR_PENDING, HDR_PLAIN, HDR_TYPE_SHIFT, HDR_WEAK, MethodLink, NO_FUNC, ProgramData,
    TD_CYCLIC, TD_DTOR, TYPE_DATA, TYPE_FIBER, TYPE_NONE, TYPE_STRING, TY_ANY, TY_ARRAY, TY_CLASS, TY_DICT, TY_FIBER,
    TY_FUNC, TY_HOST, TY_NONE, TY_WEAK, TypeDef,
)
from .opcodes cimport HANDLE_KINDS, K_VOID
from .weak cimport weak_clear, weak_drop

cdef extern from "platform.h" nogil:
    uint32_t top_bit(uint64_t x)
    void *reserve_memory(uint64_t size)
    void release_memory(void *p, uint64_t size)

cdef enum:
    MAX_BLOCK = 0x80000000u             # slots of one block
    MAX_SLOTS = 0xffff0000u             # slots of one memory: links in headers and free lists have 32 bits


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

cdef void heap_link(const ProgramData *prog, ClassLink *classes, MethodLink *methods) noexcept nogil:
    cdef uint32_t i, k
    cdef const FuncDef *f
    cdef const TypeDef *type
    cdef ClassLink *link
    for i in range(prog.ntypes):
        type = prog.types + i
        link = classes + i
        memset(link, 0, sizeof(ClassLink))
        link.sort = type.sort
        link.flags = <uint8_t>type.flags
        link.nfields = <uint16_t>type.nfields
        link.methods = methods + type.vtable
        link.nvtable = type.nvtable
        if type.sort == TY_CLASS:
            link.header = <uint64_t>header(i, size_class(max(type.nfields + 1, <uint32_t>2)))
            if type.flags & TD_DTOR:
                link.header |= <uint64_t>HDR_DEAD << HDR_FLAG_SHIFT
            for k in range(type.nfields):
                if HANDLE_KINDS >> (prog.fields[type.fields + k].kind & 0x1f) & 1:
                    link.handles |= <uint64_t>1 << min(k, <uint32_t>63)
            if type.nfields <= QUICK_FIELDS and link.handles == 0 and not type.flags & TD_DTOR:
                link.header |= <uint64_t>HDR_PLAIN << HDR_FLAG_SHIFT
    for i in range(prog.nvtables):
        if prog.vtables[i] != NO_FUNC:
            f = prog.funcs + prog.vtables[i]
            methods[i] = MethodLink(entry=f.code, cost=f.cost, fn=prog.vtables[i], nregs=f.nregs)


cdef int heap_init(Heap *heap, const ProgramData *prog, const ClassLink *classes, uint64_t limit) noexcept nogil:
    cdef uint64_t first = HEAP_FIRST + <uint64_t>prog.nglobals + prog.nlits
    cdef uint64_t slots = first + (first >> 2)
    cdef uint32_t i
    memset(heap, 0, sizeof(Heap))
    heap.slack = HEAP_SLACK
    for i in range(prog.ntypes):
        heap.slack = max(heap.slack, <uint64_t>prog.types[i].nfields + 2)
    heap.limit = min(limit >> 3, <uint64_t>MAX_SLOTS)
    if tiny_limits:
        slots = first
    elif slots < HEAP_MIN_SLOTS:
        slots = HEAP_MIN_SLOTS
    if slots > heap.limit:
        slots = heap.limit
    if first > slots:
        return EXC_MEMORY
    heap.mem = <int64_t *>calloc(slots + heap.slack, 8)
    if heap.mem == NULL:
        return EXC_MEMORY
    heap.slots = slots
    heap.bound = slots - HEAP_FIRST
    heap.types = prog.types
    heap.fields = prog.fields
    heap.classes = classes
    heap.prog = prog
    heap.ntypes = prog.ntypes
    heap.nglobals = prog.nglobals
    heap.lits = HEAP_FIRST + prog.nglobals
    heap.first = <uint32_t>first
    heap.mem[HEAP_BUMP] = <int64_t>first
    heap.gc_at = GC_MIN if has_cycles(prog) else <uint64_t>1 << 62
    heap.gc_left = <int64_t>heap.gc_at
    heap.gc_used = heap.limit >> 1 if has_cycles(prog) else <uint64_t>1 << 62
    return 0


cdef bint has_cycles(const ProgramData *prog) noexcept nogil:
    """Has the program types whose values can refer to themselves, over whatever detours?"""
    cdef const TypeDef *t
    cdef uint32_t i
    for i in range(prog.ntypes):
        t = &prog.types[i]
        if (t.sort == TY_CLASS and t.flags & TD_CYCLIC) or t.sort == TY_ANY or t.sort == TY_FUNC or (t.sort == TY_ARRAY and t.elem_handle) or \
                (t.sort == TY_DICT and (t.elem_handle or t.elem == K_VOID)):
            return 1
    return 0


cdef void heap_free(Heap *heap) noexcept nogil:
    if heap.mapped:
        release_memory(heap.mem, (heap.limit + heap.slack) << 3)
    else:
        free(heap.mem)
    free(heap.gc_queue)
    heap.mem = NULL
    heap.gc_queue = NULL
    heap.slots = heap.bound = heap.gc_nqueue = heap.gc_cap = 0


cdef bint map_memory(Heap *heap) noexcept nogil:
    """Moves the buffer into a mapping; 0 if the system forbids it."""
    cdef int64_t *mem = <int64_t *>reserve_memory((heap.limit + heap.slack) << 3)
    if mem == NULL:
        return 0
    memcpy(mem, heap.mem, heap.slots << 3)
    free(heap.mem)
    heap.mem = mem
    heap.mapped = 1
    return 1


cdef int heap_pin(Heap *heap) noexcept nogil:
    return 0 if heap.mapped or map_memory(heap) else EXC_MEMORY


cdef void *heap_detach(Heap *heap, uint64_t *size) noexcept nogil:
    cdef void *mapping = heap.mem
    size[0] = (heap.limit + heap.slack) << 3
    heap.mem = NULL
    heap.mapped = 0
    heap_free(heap)
    return mapping


cdef void heap_unmap(void *mapping, uint64_t size) noexcept nogil:
    if mapping != NULL:
        release_memory(mapping, size)


cdef int heap_clone(Heap *heap, const Heap *source) noexcept nogil:
    heap[0] = source[0]
    heap.mapped = source.slots > HEAP_RESERVE
    heap.mem = NULL
    heap.gc_queue = NULL
    heap.gc_nqueue = heap.gc_cap = 0
    if heap.mapped:
        heap.mem = <int64_t *>reserve_memory((heap.limit + heap.slack) << 3)
    if heap.mem == NULL:
        heap.mapped = 0
        heap.mem = <int64_t *>calloc(heap.slots + heap.slack, 8)
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
    if slots < need or tiny_limits:
        slots = need
    if slots > heap.limit:
        slots = heap.limit
    if not heap.mapped:
        if slots <= (TINY_MOST if tiny_limits else HEAP_RESERVE) or not map_memory(heap):
            mem = <int64_t *>moved(heap.mem, (heap.slots + heap.slack) << 3, (slots + heap.slack) << 3)
            if mem == NULL:
                return 0
            memset(mem + heap.slots, 0, (slots + heap.slack - heap.slots) << 3)
            heap.mem = mem
    heap.slots = slots
    heap.bound = slots - HEAP_FIRST
    return 1


cdef void relocate(Heap *heap) noexcept nogil:
    """Every allocation may move the memory: with SERAPH_TINY_LIMITS it does, until it is a mapping."""
    cdef size_t size = (heap.slots + heap.slack) << 3
    cdef void *mem = NULL if heap.mapped else moved(heap.mem, size, size)
    if mem != NULL:
        heap.mem = <int64_t *>mem


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


cdef uint64_t rescue(Heap *heap, uint32_t cls, uint64_t n) noexcept nogil:
    """A block of the class (n slots) after a collection of cycles, when there is no room otherwise, or 0.

    Not again right after one that has freed next to nothing: each allocation in a memory full of what is alive would
    walk over all of it. A failure clears the way: it ends the call, and what that held may be dead for the next one.
    """
    cdef uint64_t used = heap.used, h = 0
    if heap.gc_at >> 61 == 0 and not heap.futile and n <= heap.limit - heap.first:      # the program can have cycles
        gc_collect(heap)
        heap.futile = used - heap.used < heap.slots >> 6
        h = pop_free(heap, cls, n)
        if h == 0:
            h = take(heap, n)
        if h == 0:
            h = find_room(heap, cls, n)
    if h == 0:
        heap.futile = 0
    return h


cdef int64_t heap_alloc_raw(Heap *heap, uint32_t type, uint64_t payload) noexcept nogil:
    cdef uint32_t cls
    cdef uint64_t n, h
    if UNLIKELY(tiny_limits):
        relocate(heap)
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
        h = rescue(heap, cls, n)
    if h == 0:
        heap.error = EXC_MEMORY
        return NO_HANDLE
    heap.mem[h] = header(type, cls)
    heap.gc_left -= 1
    heap.used += n
    return <int64_t>h


cdef int64_t heap_alloc(Heap *heap, uint32_t type, uint64_t payload) noexcept nogil:
    cdef int64_t h
    if type >= TYPE_FIBER and (heap.gc_left <= 0 or heap.used >= heap.gc_used):
        gc_collect(heap)
        heap.futile = 0
    h = heap_alloc_raw(heap, type, payload)
    if h != NO_HANDLE:
        memset(heap.mem + h + 1, 0, payload << 3)
        if payload > QUICK_FIELDS:
            heap.work += <int64_t>(payload >> 1)
    return h


cdef int64_t heap_new(Heap *heap, uint32_t type) noexcept nogil:
    cdef const ClassLink *link = heap.classes + type
    cdef int64_t h = heap_alloc(heap, type, max(link.nfields, <uint16_t>1))
    if h != NO_HANDLE:
        heap.mem[h] = <int64_t>link.header
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


cdef void heap_drop_data(Heap *heap, int64_t h) noexcept nogil:
    if not heap_valid(heap, h) or block_type(heap, h) != TYPE_DATA:
        return
    if <int32_t>heap.mem[h] > 1:
        heap.mem[h] -= 1
    else:
        heap_drop_block(heap, h)


cdef inline uint32_t sort_of(const Heap *heap, int64_t h) noexcept nogil:
    cdef uint32_t type = block_type(heap, h)
    return heap.types[type].sort if type < heap.ntypes else <uint32_t>TY_NONE


cdef inline bint is_container(uint32_t sort) noexcept nogil:
    return sort == TY_ARRAY or sort == TY_DICT or sort == TY_ANY or sort == TY_FIBER or sort == TY_FUNC


cdef inline uint64_t first_part(const Heap *heap, int64_t h) noexcept nogil:
    """Where give_back_parts begins."""
    cdef uint32_t type = block_type(heap, h)
    return heap.classes[type].nfields if type < heap.ntypes and heap.classes[type].sort == TY_CLASS else 0


cdef inline uint64_t next_handle(const Heap *heap, uint32_t type, uint64_t i) noexcept nogil:
    """1 + number of the last handle among the first i fields of a class; 0: there is none."""
    cdef const ClassLink *link = heap.classes + type
    cdef const FieldDef *fields = heap.fields + heap.types[type].fields
    cdef uint64_t mask
    while i > 63:
        if link.handles >> 63 == 0:
            i = 63
            break
        if HANDLE_KINDS >> (fields[i - 1].kind & 0x1f) & 1:
            return i
        i -= 1
    mask = link.handles & ((<uint64_t>1 << i) - 1)
    return <uint64_t>top_bit(mask) + 1 if mask else 0


cdef void await_destructor(Heap *heap, int64_t h) noexcept nogil:
    """Puts a dead object at the end of the list of those whose destructors the VM runs before the next opcode."""
    heap.mem[h] = (heap.mem[h] & HDR_FIXED) | <int64_t>(<uint64_t>(HDR_DEAD | HDR_PENDING) << HDR_FLAG_SHIFT)
    if heap.pending and heap_valid(heap, heap.pending_last):
        heap.mem[heap.pending_last] = (heap.mem[heap.pending_last] & ~<int64_t>0xffffffffULL) | h
    else:
        heap.pending = h
    heap.pending_last = h
    heap.work += 1                          # what makes the loop look


cdef void await_host(Heap *heap, int64_t h) noexcept nogil:
    """Puts a dead object or callable of the host on the list of those that its owner drops when it holds the GIL."""
    heap.mem[h] = heap.mem[h] & HDR_FIXED
    heap.mem[dead_link(heap, h)] = heap.dead
    heap.dead = h
    heap.ndead += 1


cdef int64_t give_back(Heap *heap, int64_t h) noexcept nogil:
    """Gives one reference back. What dies and has no parts is freed, and what has a destructor waits for it; another
    dead container or object is returned: its parts are to be released."""
    cdef const ClassLink *link
    cdef uint32_t type
    cdef int32_t count
    if not heap_valid(heap, h):
        return 0
    count = <int32_t>heap.mem[h]
    if count > 1:
        heap.mem[h] -= 1
        return 0
    if count <= 0 or <uint64_t>heap.mem[h] >> HDR_FLAG_SHIFT & HDR_PENDING:
        checked_use(heap, h)
        return 0
    type = block_type(heap, h)
    if type == TYPE_STRING:
        heap_drop_block(heap, h)
        return 0
    if type >= heap.ntypes:
        return 0
    if <uint64_t>heap.mem[h] >> HDR_FLAG_SHIFT & HDR_WEAK:
        weak_clear(heap, h)
    link = heap.classes + type
    if link.sort == TY_CLASS:
        if link.flags & TD_DTOR and not <uint64_t>heap.mem[h] >> HDR_FLAG_SHIFT & HDR_DEAD:
            await_destructor(heap, h)
            return 0
        if link.handles == 0:
            heap_drop_block(heap, h)
            return 0
    elif link.sort == TY_WEAK:
        weak_drop(heap, h)
        heap_drop_block(heap, h)
        return 0
    elif link.sort == TY_HOST:
        await_host(heap, h)
        return 0
    elif link.sort == TY_FUNC and heap.mem[h + FUNC_OBJECT] < 0:
        await_host(heap, h)
        return 0
    elif not is_container(link.sort):
        return 0
    heap.mem[h] -= 1
    return h


cdef int64_t give_back_parts(Heap *heap, int64_t h, uint64_t *i, uint64_t *budget) noexcept nogil:
    """Releases the parts of a dead container (rising) or object (falling, as members are constructed rising) from number
    i on, up to the first one that has parts itself: that one is returned. 0: all are done."""
    cdef uint32_t type = block_type(heap, h), sort = sort_of(heap, h)
    cdef int64_t data, part
    cdef uint64_t n
    if sort == TY_CLASS:
        while budget[0]:
            i[0] = next_handle(heap, type, i[0])
            if i[0] == 0:
                return 0
            budget[0] -= 1
            part = give_back(heap, heap.mem[h + <int64_t>i[0]])
            i[0] -= 1
            if part:
                return part
        return 0
    if sort == TY_FIBER:
        while budget[0]:
            n = fiber_part(heap, h, i)
            if n == 0:
                return 0
            budget[0] -= 1
            part = give_back(heap, heap.mem[n])
            if part:
                return part
        return 0
    if sort == TY_FUNC:
        n = i[0]
        i[0] = 1
        return 0 if n else give_back(heap, heap.mem[h + FUNC_OBJECT])
    if sort != TY_ARRAY:
        n = dict_parts(heap, h)
        while i[0] < n and budget[0]:
            budget[0] -= 1
            part = give_back(heap, dict_part(heap, h, i[0]))
            i[0] += 1
            if part:
                return part
        return 0
    data = heap.mem[h + ARR_DATA]
    if not heap_valid(heap, data) or block_type(heap, data) != TYPE_DATA:
        return 0
    if not HANDLE_KINDS >> (heap.types[type].elem & 0x1f) & 1:
        return 0
    n = min(<uint64_t>heap.mem[h + ARR_LEN], block_slots(heap, data))
    while i[0] < n and budget[0]:
        budget[0] -= 1
        part = give_back(heap, heap.mem[data + 1 + <int64_t>i[0]])
        i[0] += 1
        if part:
            return part
    return 0


cdef inline int64_t resume_slot(const Heap *heap, int64_t h) noexcept nogil:
    """Where a dead container or object remembers how far its release has come: a slot that is released already."""
    cdef uint32_t type = block_type(heap, h)
    if type < heap.ntypes and heap.classes[type].sort == TY_CLASS:
        return h + heap.classes[type].nfields
    return h + ARR_LINK


cdef void heap_release_last(Heap *heap, int64_t h) noexcept nogil:
    # Depth first, like the destructors, and without recursion: while a part is released, the low half of its header holds
    # the whole that it belongs to. In a good heap every slot belongs to one block, so more parts than there are slots
    # need never be visited; `budget` bounds the rest.
    cdef uint64_t i, budget = heap.slots
    cdef int64_t part, data, whole
    cdef uint32_t sort
    h = give_back(heap, h)
    if h == 0:
        return
    i = first_part(heap, h)
    while True:
        part = give_back_parts(heap, h, &i, &budget)
        if part:
            heap.work += 1
            heap.mem[resume_slot(heap, h)] = <int64_t>i
            heap.mem[part] = (heap.mem[part] & ~<int64_t>0xffffffffULL) | h
            h = part
            i = first_part(heap, h)
            continue
        whole = <int64_t>(<uint64_t>heap.mem[h] & 0xffffffffULL)
        sort = sort_of(heap, h)
        if sort == TY_ARRAY or sort == TY_DICT or sort == TY_FIBER:
            heap.work += 1 if sort == TY_FIBER else <int64_t>(i >> (1 if sort == TY_ARRAY else 2))
            data = heap.mem[h + ARR_DATA]               # of dictionaries and fibers, too
            heap_drop_data(heap, data)
        heap.mem[h] &= ~<int64_t>0xffffffffULL
        heap_drop_block(heap, h)
        if not heap_valid(heap, whole):
            return
        h = whole
        i = <uint64_t>heap.mem[resume_slot(heap, h)]
        if sort_of(heap, h) == TY_CLASS:
            i = min(i, first_part(heap, h))


cdef void heap_release_range(Heap *heap, uint64_t at, uint64_t n) noexcept nogil:
    cdef uint64_t i
    cdef int64_t h
    if at >= heap.slots:
        return
    for i in range(at, at + min(n, heap.slots - at)):
        h = heap.mem[i]
        heap.mem[i] = 0
        heap_release(heap, h)
