# cython: language_level=3, boundscheck=False, wraparound=False, cdivision=True, initializedcheck=False
"""Containers by value. See `containers.pxd` for what it is and its invariants."""
from libc.stdint cimport int64_t, uint32_t, uint64_t
from libc.stdlib cimport free
from libc.string cimport memcmp, memmove

from .arrays cimport ArrayView, arr_get, arr_insert, arr_new, arr_reserve, arr_set, arr_view
from .dicts cimport (
    ANY_KIND, ANY_PAYLOAD, ANY_VALUE, DICT_COUNT, DICT_DATA, DICT_LAST, DICT_PAYLOAD, DICT_TABLE, DictView, ENTRY_BY_VALUE,
    ENTRY_KEY, ENTRY_KIND, ENTRY_VALUE, any_share, any_valid, dict_count, dict_entry, dict_find, dict_next, dict_share, dict_view,
)
from .growth cimport grown, moved
from .heap cimport (
    MAX_WORK, NO_HANDLE, Heap, block_type, heap_alloc, heap_release, heap_retain, heap_valid,
)
from .layout cimport (
    ARR_DATA, ARR_LEN, EXC_MEMORY, EXC_NULL, EXC_TOO_LARGE, TY_ANY, TY_ARRAY, TY_DICT, TY_WEAK, TYPE_STRING,
)
from .opcodes cimport HANDLE_KINDS, K_ARR, K_F32, K_F64, K_OBJ, K_STR, K_VOID
from .strings cimport str_equal
from .weak cimport WEAK_PAYLOAD, is_weak, weak_get, weak_set

cdef enum:
    WORK_SHIFT = 4              # 16 bytes copied or compared cost one unit


cdef bint is_container_type(const Heap *heap, uint32_t type) noexcept nogil:
    cdef uint32_t sort = heap.types[type].sort if type < heap.ntypes else 0
    return sort == TY_ARRAY or sort == TY_DICT or sort == TY_ANY or sort == TY_WEAK


cdef bint owns_container(const Heap *heap, int64_t kind) noexcept nogil:
    cdef uint32_t k = kind & 0xff
    return (k == K_ARR or k == K_OBJ) and is_container_type(heap, <uint32_t>kind >> 8)


cdef int64_t container_new(Heap *heap, uint32_t type) noexcept nogil:
    cdef uint32_t sort = heap.types[type].sort if type < heap.ntypes else 0
    if sort == TY_DICT:
        return heap_alloc(heap, type, DICT_PAYLOAD)
    if sort == TY_ANY:
        return heap_alloc(heap, type, ANY_PAYLOAD)
    if sort == TY_WEAK:
        return heap_alloc(heap, type, WEAK_PAYLOAD)
    return arr_new(heap, type, 0)


# -------------------------------------------------------------------------------------------- copies

cdef int64_t share_array(Heap *heap, int64_t a) noexcept nogil:
    """[moves] An array with the same elements, handles counted."""
    cdef ArrayView view, to
    cdef int64_t made
    cdef uint64_t i
    cdef int error = arr_view(heap, a, &view)
    if error:
        return 0
    made = heap_alloc(heap, view.type, 3)
    if made == NO_HANDLE or view.length == 0:
        return made
    error = arr_reserve(heap, made, <int64_t>view.length)
    if error or arr_view(heap, made, &to):
        heap_release(heap, made)
        heap.error = <uint32_t>error
        return NO_HANDLE
    memmove(heap.mem + to.data, heap.mem + view.data, view.length * view.width)
    heap.mem[made + ARR_LEN] = <int64_t>view.length
    heap.work += <int64_t>(view.length * view.width >> WORK_SHIFT)
    if view.handles:
        for i in range(view.length):
            heap_retain(heap, heap.mem[to.data + i])
    return made


cdef int64_t copy_weak(Heap *heap, int64_t w) noexcept nogil:
    """[moves] Another weak reference to the same object."""
    cdef int64_t made = heap_alloc(heap, block_type(heap, w), WEAK_PAYLOAD)
    cdef int error
    if made == NO_HANDLE:
        return made
    error = weak_set(heap, made, weak_get(heap, w))
    if error:
        heap_release(heap, made)
        heap.error = <uint32_t>error
        return NO_HANDLE
    return made


cdef int64_t share(Heap *heap, int64_t h) noexcept nogil:
    """[moves] A container with the same content, handles counted; 0 if h is none."""
    cdef uint32_t sort = 0
    if heap_valid(heap, h) and block_type(heap, h) < heap.ntypes:
        sort = heap.types[block_type(heap, h)].sort
    heap.work += 2
    if sort == TY_ARRAY:
        return share_array(heap, h)
    if sort == TY_DICT:
        return dict_share(heap, h)
    if sort == TY_WEAK:
        return copy_weak(heap, h)
    return any_share(heap, h) if sort == TY_ANY else 0


cdef int64_t deepen(Heap *heap, uint64_t place, int64_t pending) noexcept nogil:
    """[moves] Replaces the shared container in a slot by a copy that goes before the list; its new head or NO_HANDLE."""
    cdef int64_t child = heap.mem[place]
    cdef int64_t made = share(heap, child)
    if made == NO_HANDLE or made == 0:
        return NO_HANDLE if made else pending
    heap.mem[place] = made
    heap_release(heap, child)
    heap.mem[made + CONTAINER_LINK] = pending
    return made


cdef int64_t deepen_all(Heap *heap, int64_t h, int64_t pending) noexcept nogil:
    """[moves] The same for everything that a new copy owns."""
    cdef ArrayView array
    cdef DictView dict
    cdef uint64_t place
    cdef int64_t i
    if any_valid(heap, h):
        if heap.mem[h + ANY_KIND] & ENTRY_BY_VALUE and owns_container(heap, heap.mem[h + ANY_KIND]):
            pending = deepen(heap, <uint64_t>h + ANY_VALUE, pending)
    elif dict_view(heap, h, &dict) == 0:
        i = dict_next(heap, &dict, 0)
        while i >= 0 and pending != NO_HANDLE:
            place = <uint64_t>(dict_entry(heap, &dict, <uint64_t>i) - heap.mem)
            if heap.mem[place + ENTRY_KIND] & ENTRY_BY_VALUE and owns_container(heap, heap.mem[place + ENTRY_KIND]):
                pending = deepen(heap, place + ENTRY_VALUE, pending)
            i = dict_next(heap, &dict, i + 1)
    elif arr_view(heap, h, &array) == 0 and array.values:
        for place in range(array.data, array.data + array.length):
            pending = deepen(heap, place, pending)
            if pending == NO_HANDLE:
                break
    return pending


cdef int64_t container_copy(Heap *heap, int64_t h) noexcept nogil:
    cdef int64_t made = share(heap, h), pending
    if made == NO_HANDLE or made == 0:
        return made
    pending = deepen_all(heap, made, 0)
    while pending != 0 and pending != NO_HANDLE and heap_valid(heap, pending):
        h = pending
        pending = heap.mem[h + CONTAINER_LINK]
        heap.mem[h + CONTAINER_LINK] = 0
        pending = deepen_all(heap, h, pending)
    if pending == NO_HANDLE:
        heap_release(heap, made)            # what is not deepened yet shares counted handles
        return NO_HANDLE
    return made


cdef struct Owned:              # a walk over the class objects that a container owns
    int64_t pending             # containers to be visited, linked
    int64_t list
    int64_t done                # objects so far
    uint64_t budget
    bint place


cdef int visit_owned(Heap *heap, Owned *walk, uint64_t at) noexcept nogil:
    """[moves] What stands by value in a slot."""
    cdef int64_t child = heap.mem[at], object
    cdef int error
    if not heap_valid(heap, child):
        return 0
    if is_container_type(heap, block_type(heap, child)):
        heap.mem[child + CONTAINER_LINK] = walk.pending
        walk.pending = child
        return 0
    if block_type(heap, child) == TYPE_STRING:
        return 0
    if not walk.place:
        error = arr_insert(heap, walk.list, walk.done, 1)
        if error == 0:
            error = arr_set(heap, walk.list, walk.done, child)
    else:
        error = arr_get(heap, walk.list, walk.done, &object)
        if error == 0:
            heap_retain(heap, object)
            heap.mem[at] = object
            heap_release(heap, child)
    walk.done += 1
    return error


cdef int visit_parts(Heap *heap, Owned *walk, int64_t h) noexcept nogil:
    cdef ArrayView array
    cdef DictView dict
    cdef uint64_t at
    cdef int64_t i
    cdef int error = 0
    if any_valid(heap, h):
        if heap.mem[h + ANY_KIND] & ENTRY_BY_VALUE:
            error = visit_owned(heap, walk, <uint64_t>h + ANY_VALUE)
    elif dict_view(heap, h, &dict) == 0:
        i = dict_next(heap, &dict, 0)
        while i >= 0 and error == 0:
            at = <uint64_t>(dict_entry(heap, &dict, <uint64_t>i) - heap.mem)
            if heap.mem[at + ENTRY_KIND] & ENTRY_BY_VALUE:
                error = visit_owned(heap, walk, at + ENTRY_VALUE)
            i = dict_next(heap, &dict, i + 1)
    elif arr_view(heap, h, &array) == 0 and array.handles and not heap.types[array.type].elem_handle:
        for at in range(array.data, array.data + array.length):
            error = visit_owned(heap, walk, at)
            if error:
                break
    return error


cdef int container_owned(Heap *heap, int64_t h, int64_t list, bint place) noexcept nogil:
    cdef Owned walk
    cdef int error = 0
    walk.pending = h
    walk.list = list
    walk.done = 0
    walk.place = place
    walk.budget = heap.slots
    if heap_valid(heap, h):
        heap.mem[h + CONTAINER_LINK] = 0
    while error == 0 and heap_valid(heap, walk.pending) and walk.budget:
        h = walk.pending
        walk.pending = heap.mem[h + CONTAINER_LINK]
        heap.mem[h + CONTAINER_LINK] = 0
        walk.budget -= 1
        heap.work += 1
        error = visit_parts(heap, &walk, h)
    return error


cdef void swap_slots(Heap *heap, int64_t a, int64_t b) noexcept nogil:
    cdef int64_t t = heap.mem[a]
    heap.mem[a] = heap.mem[b]
    heap.mem[b] = t


cdef int container_assign(Heap *heap, int64_t a, int64_t b) noexcept nogil:
    cdef int64_t made
    cdef uint32_t type
    if not heap_valid(heap, a) or not heap_valid(heap, b) or block_type(heap, a) != block_type(heap, b) or \
            not is_container_type(heap, block_type(heap, a)):
        return EXC_NULL
    if a == b:
        return 0
    type = block_type(heap, a)
    if heap.types[type].sort == TY_WEAK:
        return weak_set(heap, a, weak_get(heap, b))
    made = container_copy(heap, b)
    if made == NO_HANDLE:
        return <int>heap.error
    # Exchange the content and let go of the old one with the copy.
    if heap.types[type].sort == TY_ARRAY:
        swap_slots(heap, a + ARR_LEN, made + ARR_LEN)
        swap_slots(heap, a + ARR_DATA, made + ARR_DATA)
    elif heap.types[type].sort == TY_DICT:
        swap_slots(heap, a + DICT_COUNT, made + DICT_COUNT)
        swap_slots(heap, a + DICT_DATA, made + DICT_DATA)
        swap_slots(heap, a + DICT_TABLE, made + DICT_TABLE)
        heap.mem[a + DICT_LAST] = heap.mem[made + DICT_LAST] = 0
    else:
        swap_slots(heap, a + ANY_KIND, made + ANY_KIND)
        swap_slots(heap, a + ANY_VALUE, made + ANY_VALUE)
    heap_release(heap, made)
    return 0


# ---------------------------------------------------------------------------------------- comparison

cdef struct Pairs:              # what is still to be compared
    int64_t *items
    uint64_t n, capacity
    uint64_t budget             # comparisons left
    int failed                  # an ExcCode


cdef bint push(Pairs *p, int64_t a, int64_t b) noexcept nogil:
    cdef uint64_t capacity
    cdef int64_t *items
    if p.n + 2 > p.capacity:
        capacity = grown(p.capacity, p.n + 2, 32)
        items = <int64_t *>moved(p.items, p.capacity * sizeof(int64_t), capacity * sizeof(int64_t))
        if items == NULL:
            p.failed = EXC_MEMORY
            return 0
        p.items = items
        p.capacity = capacity
    p.items[p.n] = a
    p.items[p.n + 1] = b
    p.n += 2
    return 1


cdef bint equal_numbers(uint32_t kind, int64_t a, int64_t b) noexcept nogil:
    """By value: 0 equals -0, nan equals nothing."""
    if kind == K_F64:
        return (<double *>&a)[0] == (<double *>&b)[0]
    if kind == K_F32:
        return (<float *>&a)[0] == (<float *>&b)[0]
    return a == b


cdef bint equal_values(Heap *heap, Pairs *p, int64_t a, int64_t a_kind, int64_t b, int64_t b_kind) noexcept nogil:
    """Values of dictionaries: kinds count, so the number 1 is not the text "1"."""
    cdef uint32_t kind = a_kind & 0xff
    if kind != b_kind & 0xff:
        return 0
    if kind == K_STR:
        return str_equal(heap, a, b)
    if not HANDLE_KINDS >> (kind & 0x1f) & 1:
        return equal_numbers(kind, a, b)
    if a_kind & b_kind & ENTRY_BY_VALUE and owns_container(heap, a_kind):
        return push(p, a, b)
    return a == b


cdef bint equal_dicts(Heap *heap, Pairs *p, const DictView *a, int64_t h, int64_t k) noexcept nogil:
    cdef DictView b
    cdef int64_t i
    cdef uint32_t found
    cdef int64_t *x
    cdef int64_t *y
    if dict_view(heap, k, &b) or a.type != b.type or dict_count(heap, h) != dict_count(heap, k):
        return 0
    i = dict_next(heap, a, 0)
    while i >= 0:
        x = dict_entry(heap, a, <uint64_t>i)
        found = dict_find(heap, &b, x[ENTRY_KEY])
        if found == 0:
            return 0
        y = dict_entry(heap, &b, found - 1)
        heap.work += 4
        if not equal_values(heap, p, x[ENTRY_VALUE], x[ENTRY_KIND], y[ENTRY_VALUE], y[ENTRY_KIND]):
            return 0
        if heap.work > MAX_WORK:
            p.failed = EXC_TOO_LARGE
            return 0
        i = dict_next(heap, a, i + 1)
    return 1


cdef bint equal_arrays(Heap *heap, Pairs *p, const ArrayView *a, int64_t k) noexcept nogil:
    cdef ArrayView b
    cdef uint64_t i
    cdef uint32_t kind = a.elem & 0xff
    if arr_view(heap, k, &b) or a.type != b.type or a.length != b.length:
        return 0
    heap.work += <int64_t>(a.length * a.width >> WORK_SHIFT)
    if kind == K_STR:
        heap.work += <int64_t>a.length
        for i in range(a.length):
            if not str_equal(heap, heap.mem[a.data + i], heap.mem[b.data + i]):
                return 0
            if heap.work > MAX_WORK:
                p.failed = EXC_TOO_LARGE
                return 0
        return 1
    if a.handles and (a.values or kind == K_ARR):
        i = a.length
        while i:                            # the first elements are compared first
            i -= 1
            if (a.values or heap.mem[a.data + i] != heap.mem[b.data + i]) and not push(
                    p, heap.mem[a.data + i], heap.mem[b.data + i]):
                return 0
        return 1
    if kind == K_F32:
        for i in range(a.length):
            if (<float *>(heap.mem + a.data))[i] != (<float *>(heap.mem + b.data))[i]:
                return 0
        return 1
    if kind == K_F64:
        for i in range(a.length):
            if (<double *>(heap.mem + a.data))[i] != (<double *>(heap.mem + b.data))[i]:
                return 0
        return 1
    return a.length == 0 or memcmp(heap.mem + a.data, heap.mem + b.data, a.length * a.width) == 0


cdef bint equal_pair(Heap *heap, Pairs *p, int64_t a, int64_t b) noexcept nogil:
    """Two containers, without what they contain: that is put on the stack."""
    cdef ArrayView array
    cdef DictView dict
    cdef uint64_t size = 1
    cdef bint same
    heap.work += 2
    if arr_view(heap, a, &array) == 0:
        if a == b and not array.values and not 1 << (array.elem & 0x1f) & (1 << K_F32 | 1 << K_F64 | 1 << K_ARR):
            return 1                        # else a nan inside is not equal to itself
        size += array.length if array.handles else 0
        same = equal_arrays(heap, p, &array, b)
    elif dict_view(heap, a, &dict) == 0:
        size += dict.used
        same = equal_dicts(heap, p, &dict, a, b)
    elif any_valid(heap, a) and any_valid(heap, b):
        same = equal_values(heap, p, heap.mem[a + ANY_VALUE], heap.mem[a + ANY_KIND], heap.mem[b + ANY_VALUE],
                            heap.mem[b + ANY_KIND])
    elif is_weak(heap, a) and is_weak(heap, b):
        same = weak_get(heap, a) == weak_get(heap, b)
    else:
        return a == b
    if size > p.budget:
        p.failed = EXC_TOO_LARGE
        return 0
    p.budget -= size
    return same


cdef int container_equal(Heap *heap, int64_t a, int64_t b) noexcept nogil:
    cdef Pairs p
    cdef bint same
    p.items = NULL
    p.n = p.capacity = 0
    p.failed = 0
    p.budget = (heap.slots << 3) + 1        # two containers of a good heap have at most 2 elements a byte of it each
    same = equal_pair(heap, &p, a, b)
    while same and p.n and not p.failed:
        p.n -= 2
        a = p.items[p.n]
        b = p.items[p.n + 1]
        same = equal_pair(heap, &p, a, b)
    free(p.items)
    if p.failed:
        heap.error = <uint32_t>p.failed
        return -1
    return same
