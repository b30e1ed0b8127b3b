# cython: language_level=3, boundscheck=False, wraparound=False, cdivision=True, initializedcheck=False
"""The cycle collector. See `gc.pxd` for what it does and when.

State of a block in the table `marks` (one entry for each slot, so that a handle leads to it): NO_BLOCK where no block
begins, else its count plus 1 as far as no container explains it, or LIVE.
"""
from libc.stdint cimport int32_t, int64_t, uint32_t, uint64_t
from libc.stdlib cimport calloc, free, malloc

from .coroutine cimport fiber_part
from .dicts cimport ANY_KIND, ANY_VALUE, ENTRY_KEY, ENTRY_KIND, ENTRY_SLOTS, ENTRY_VALUE, DictView, dict_view
from .growth cimport grown, moved
from .heap cimport (
    HEAP_BUMP, HEAP_CLASSES, Heap, block_slots, block_type, class_slots, heap_allocs, heap_release, heap_retain, heap_valid,
)
from .layout cimport (
    ARR_DATA, ARR_LEN, FUNC_OBJECT, HDR_CLASS_SHIFT, HDR_DEAD, HDR_FLAG_SHIFT, HDR_PENDING, HDR_WEAK, TD_DTOR, TY_ANY,
    TY_ARRAY, TY_CLASS, TY_DICT, TY_FIBER, TY_FUNC, TY_HOST, TYPE_DATA, TYPE_FIBER, TYPE_NONE, FieldDef, TypeDef,
)
from .opcodes cimport HANDLE_KINDS
from .weak cimport weak_clear

cdef enum:
    NO_BLOCK = 0
    GARBAGE = 1                 # all references are explained
    LIVE = 0xFFFFFFFFu
    HELD = 0xFFFFFFFEu          # alive whatever refers to it


cdef struct Refs:               # a walk over the references in a container
    const TypeDef *type
    uint64_t at                 # slot to look at next
    uint64_t left               # how many are left
    uint64_t step               # entries of dictionaries: key, then value
    const FieldDef *field
    int64_t fiber               # the block itself, `step` its cursor


cdef inline bint is_handle(uint64_t kind) noexcept nogil:
    return (HANDLE_KINDS >> (kind & 0x1f)) & 1


cdef bint refs_open(const Heap *heap, int64_t h, Refs *refs) noexcept nogil:
    """Begins a walk over the references that a block holds; 0 if it can hold none."""
    cdef uint32_t index = block_type(heap, h)
    cdef const TypeDef *type
    cdef DictView view
    cdef int64_t data
    if index < TYPE_FIBER or index >= heap.ntypes:
        return 0
    type = heap.types + index
    refs.type = type
    refs.step = 0
    refs.left = 0
    if type.sort == TY_CLASS:
        refs.at = <uint64_t>h + 1
        refs.field = heap.fields + type.fields
        refs.left = type.nfields
        return type.nfields != 0
    if type.sort == TY_ARRAY:
        data = heap.mem[h + ARR_DATA]
        if not is_handle(type.elem) or not heap_valid(heap, data) or block_type(heap, data) != TYPE_DATA:
            return 0
        refs.at = <uint64_t>data + 1
        refs.left = min(<uint64_t>heap.mem[h + ARR_LEN], block_slots(heap, data))
        return refs.left != 0
    if type.sort == TY_DICT:
        if dict_view(heap, h, &view) or view.used == 0:
            return 0
        refs.at = view.entries
        refs.left = <uint64_t>view.used << 1
        return 1
    if type.sort == TY_FUNC:
        refs.at = <uint64_t>h + FUNC_OBJECT
        refs.left = heap.mem[h + FUNC_OBJECT] > 0       # negative: a callable of the host
        return refs.left != 0
    if type.sort == TY_FIBER:
        refs.fiber = h
        refs.left = 1
        return 1
    if type.sort == TY_ANY:
        refs.at = <uint64_t>h + ANY_VALUE
        refs.left = is_handle(<uint64_t>heap.mem[h + ANY_KIND])
        return refs.left != 0
    return 0


cdef uint64_t refs_next(const Heap *heap, Refs *refs) noexcept nogil:
    """The slot of the next reference that is not null, or 0."""
    cdef uint64_t at
    cdef bint found
    while refs.left:
        if refs.type.sort == TY_FIBER:
            at = fiber_part(heap, refs.fiber, &refs.step)
            if at == 0:
                break
            if heap.mem[at] != 0:
                return at
            continue
        refs.left -= 1
        at = refs.at
        if refs.type.sort == TY_CLASS:
            found = is_handle(refs.field.kind)
            refs.field += 1
            refs.at += 1
        elif refs.type.sort == TY_DICT:
            if refs.step == 0:
                found = is_handle(refs.type.base) and <uint32_t>heap.mem[at + ENTRY_KIND] != 0
                at += ENTRY_KEY
                refs.step = 1
            else:
                found = is_handle(<uint64_t>heap.mem[at + ENTRY_KIND])
                at += ENTRY_VALUE
                refs.step = 0
                refs.at += ENTRY_SLOTS
        else:
            found = 1
            refs.at += 1
        if found and heap.mem[at] != 0:
            return at
    return 0


cdef struct Pass:
    Heap *heap
    GcOutside *outside          # or NULL
    uint32_t *reached           # blocks of the host's objects that have been marked as alive, not looked at yet
    uint64_t nreached
    uint32_t *marks             # by slot from `first` on
    uint32_t *stack             # blocks whose references are still to be marked
    uint64_t first, top
    uint64_t nstack


cdef inline uint32_t *mark_of(Pass *p, int64_t h) noexcept nogil:
    """The mark of a block; NULL for what is none."""
    if <uint64_t>h - p.first < p.top - p.first and p.marks[<uint64_t>h - p.first] != NO_BLOCK:
        return p.marks + (<uint64_t>h - p.first)
    return NULL


cdef uint64_t next_block(const Pass *p, uint64_t at) noexcept nogil:
    """The block behind the one at `at`; top at the end, or where the memory is corrupt."""
    cdef uint32_t cls = <uint32_t>(<uint64_t>p.heap.mem[at] >> HDR_CLASS_SHIFT) & 0xff
    cdef uint64_t n = class_slots(cls) if cls < HEAP_CLASSES else 0
    return at + n if n and n <= p.top - at else p.top


cdef inline bint stands_for_object(const Heap *heap, int64_t h) noexcept nogil:
    cdef uint32_t type = block_type(heap, h)
    return type < heap.ntypes and (heap.types[type].sort == TY_HOST or heap.types[type].sort == TY_FUNC)


cdef void mark_from(Pass *p, int64_t h) noexcept nogil:
    """Marks a block and all that it reaches as alive. Each block enters the stack at most once."""
    cdef Refs refs
    cdef uint64_t slot
    cdef uint32_t *mark = mark_of(p, h)
    if mark == NULL or mark[0] == LIVE:
        return
    mark[0] = LIVE
    p.stack[0] = <uint32_t>h
    p.nstack = 1
    while p.nstack:
        p.nstack -= 1
        if not refs_open(p.heap, p.stack[p.nstack], &refs):
            if p.reached != NULL and stands_for_object(p.heap, p.stack[p.nstack]):
                p.reached[p.nreached] = p.stack[p.nstack]
                p.nreached += 1
            continue
        slot = refs_next(p.heap, &refs)
        while slot:
            p.heap.work += 1
            mark = mark_of(p, p.heap.mem[slot])
            if mark != NULL and mark[0] != LIVE:
                mark[0] = LIVE
                p.stack[p.nstack] = <uint32_t>p.heap.mem[slot]
                p.nstack += 1
            slot = refs_next(p.heap, &refs)


cdef uint64_t count_blocks(Pass *p) noexcept nogil:
    """Notes the count of each block; their number."""
    cdef uint64_t at = p.first, n = 0
    cdef uint64_t flags
    cdef int32_t count
    while at < p.top:
        if block_type(p.heap, <int64_t>at) != TYPE_NONE:
            n += 1
            flags = <uint64_t>p.heap.mem[at] >> HDR_FLAG_SHIFT
            count = <int32_t>p.heap.mem[at]
            p.marks[at - p.first] = HELD if flags & HDR_PENDING or count < 0 else <uint32_t>count + 1
        at = next_block(p, at)
    return n


cdef void explain(Pass *p) noexcept nogil:
    """Takes off the references that containers hold."""
    cdef uint64_t at = p.first, slot
    cdef uint32_t *mark
    cdef Refs refs
    while at < p.top:
        if p.marks[at - p.first] != NO_BLOCK and refs_open(p.heap, <int64_t>at, &refs):
            slot = refs_next(p.heap, &refs)
            while slot:
                p.heap.work += 1
                mark = mark_of(p, p.heap.mem[slot])
                if mark != NULL and GARBAGE < mark[0] < HELD:
                    mark[0] -= 1
                slot = refs_next(p.heap, &refs)
        at = next_block(p, at)


cdef bint enqueue(Heap *heap, int64_t h) noexcept nogil:
    cdef uint32_t *queue
    cdef uint32_t cap
    if heap.gc_nqueue == heap.gc_cap:
        cap = <uint32_t>grown(heap.gc_cap, heap.gc_nqueue + 1, 64)
        queue = <uint32_t *>moved(heap.gc_queue, heap.gc_cap * sizeof(uint32_t), cap * sizeof(uint32_t))
        if queue == NULL:
            return 0
        heap.gc_queue = queue
        heap.gc_cap = cap
    heap.gc_queue[heap.gc_nqueue] = <uint32_t>h
    heap.gc_nqueue += 1
    heap_retain(heap, h)
    return 1


cdef bint awaits_destructor(const Heap *heap, int64_t h) noexcept nogil:
    cdef uint32_t type = block_type(heap, h)
    return type < heap.ntypes and heap.types[type].sort == TY_CLASS and heap.types[type].flags & TD_DTOR and \
        not (<uint64_t>heap.mem[h] >> HDR_FLAG_SHIFT) & HDR_DEAD


cdef uint64_t queue_destructors(Pass *p) noexcept nogil:
    """Queues dead objects for their destructors; they and what they reach stay for now. How many."""
    cdef uint64_t at = p.first, n = 0
    cdef uint32_t old = p.heap.gc_nqueue, i
    while at < p.top:
        if p.marks[at - p.first] == GARBAGE and awaits_destructor(p.heap, <int64_t>at):
            if enqueue(p.heap, <int64_t>at):
                n += 1
            else:
                mark_from(p, <int64_t>at)
        at = next_block(p, at)
    for i in range(old, p.heap.gc_nqueue):
        mark_from(p, p.heap.gc_queue[i])
    return n


cdef uint64_t sweep(Pass *p) noexcept nogil:
    """Clears and frees the dead containers. The list of them takes the place of the stack."""
    cdef uint64_t at = p.first, n = 0, i, slot
    cdef int64_t child
    cdef Refs refs
    while at < p.top:
        if p.marks[at - p.first] == GARBAGE and refs_open(p.heap, <int64_t>at, &refs):
            p.stack[n] = <uint32_t>at
            n += 1
            heap_retain(p.heap, <int64_t>at)
        at = next_block(p, at)
    for i in range(n):
        refs_open(p.heap, p.stack[i], &refs)
        slot = refs_next(p.heap, &refs)
        while slot:
            child = p.heap.mem[slot]
            p.heap.mem[slot] = 0
            heap_release(p.heap, child)
            slot = refs_next(p.heap, &refs)
    for i in range(n):
        heap_release(p.heap, p.stack[i])
    return n


# ------------------------------------------------------------------------------ Python objects in between

cdef void explain_outside(Pass *p) noexcept nogil:
    """Takes off the references between the objects outside, those of the instance to them, and theirs to blocks."""
    cdef GcOutside *o = p.outside
    cdef uint32_t i, k
    cdef uint32_t *mark
    for i in range(o.n):
        for k in range(o.first[i], o.first[i + 1]):
            if o.tells[i] or not o.counted[o.edges[k]]:
                o.counts[o.edges[k]] -= 1
        mark = mark_of(p, o.handles[i]) if o.handles[i] else NULL
        if mark != NULL and GARBAGE < mark[0] < HELD:
            mark[0] -= 1
    for i in range(o.nblocks):
        o.counts[o.objects[i]] -= 1


cdef uint32_t object_behind(const GcOutside *o, int64_t h) noexcept nogil:
    """The object that a block stands for, n if it is none of the graph."""
    cdef uint32_t low = 0, high = o.nblocks, mid
    while low < high:
        mid = (low + high) >> 1
        if o.blocks[mid] < h:
            low = mid + 1
        else:
            high = mid
    return o.objects[low] if low < o.nblocks and o.blocks[low] == h else o.n


cdef void follow(Pass *p, uint32_t start) noexcept nogil:
    """Marks an object outside (or none: n), all blocks that have been reached, and what they lead to, to and fro. Each
    object enters `todo` at most once."""
    cdef GcOutside *o = p.outside
    cdef uint32_t n = 0, i, k
    if start < o.n and not o.live[start]:
        o.live[start] = 1
        o.todo[0] = start
        n = 1
    while n or p.nreached:
        if n == 0:
            p.nreached -= 1
            i = object_behind(o, p.reached[p.nreached])
            if i < o.n and not o.live[i]:
                o.live[i] = 1
                o.todo[0] = i
                n = 1
            continue
        n -= 1
        i = o.todo[n]
        for k in range(o.first[i], o.first[i + 1]):
            if not o.live[o.edges[k]]:
                o.live[o.edges[k]] = 1
                o.todo[n] = o.edges[k]
                n += 1
        if o.handles[i]:
            mark_from(p, o.handles[i])


cdef uint64_t gc_collect(Heap *heap) noexcept nogil:
    return gc_collect_with(heap, NULL)


cdef uint64_t gc_collect_with(Heap *heap, GcOutside *outside) noexcept nogil:
    cdef Pass p
    cdef uint64_t at, n, found = 0
    cdef uint32_t i
    p.heap = heap
    p.first = heap.first
    p.top = <uint64_t>heap.mem[HEAP_BUMP]
    p.marks = NULL
    p.stack = NULL
    p.reached = NULL
    p.outside = outside
    p.nstack = p.nreached = 0
    n = 0
    if p.first < p.top <= heap.slots:
        p.marks = <uint32_t *>calloc(p.top - p.first, sizeof(uint32_t))
    if p.marks != NULL:
        n = count_blocks(&p)
        p.stack = <uint32_t *>malloc((n + 1) * sizeof(uint32_t))
        if outside != NULL:
            p.reached = <uint32_t *>malloc((n + 1) * sizeof(uint32_t))
    if p.stack != NULL and (outside == NULL or p.reached != NULL):
        heap.work += <int64_t>(n + ((p.top - p.first) >> 5))
        explain(&p)
        if outside != NULL:
            explain_outside(&p)
        at = p.first
        while at < p.top:
            if GARBAGE < p.marks[at - p.first] <= HELD:
                mark_from(&p, <int64_t>at)
            at = next_block(&p, at)
        if outside != NULL:
            follow(&p, outside.n)
            for i in range(outside.n):
                if outside.counts[i] > 0:
                    follow(&p, i)
        found = queue_destructors(&p)
        if outside != NULL:
            follow(&p, outside.n)
            outside.done = 1
        found += sweep(&p)
    free(p.marks)
    free(p.stack)
    free(p.reached)
    n = heap.gc_every if heap.gc_every else max(n, <uint64_t>GC_MIN)
    heap.gc_at = heap_allocs(heap) + n
    heap.gc_left = <int64_t>n
    # Half of what is left, so that destructors run before there is no room any more.
    heap.gc_used = heap.used + max((heap.limit - heap.used) >> 1, heap.limit >> 4)
    if heap.gc_nqueue and heap.pending == 0 and not heap.gc_taken:
        heap.pending = GC_PENDING
    return found


cdef int64_t gc_next(Heap *heap) noexcept nogil:
    cdef int64_t h
    while heap.gc_nqueue:
        heap.gc_nqueue -= 1
        h = heap.gc_queue[heap.gc_nqueue]
        if heap_valid(heap, h) and awaits_destructor(heap, h):
            if <uint64_t>heap.mem[h] >> HDR_FLAG_SHIFT & HDR_WEAK:
                weak_clear(heap, h)
            heap.mem[h] |= <int64_t>(<uint64_t>HDR_DEAD << HDR_FLAG_SHIFT)
            return h
        heap_release(heap, h)
    return 0
