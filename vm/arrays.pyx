# cython: language_level=3, boundscheck=False, wraparound=False, cdivision=True, initializedcheck=False
"""Arrays in linear memory. See `arrays.pxd` for what it is and its invariants.

Every function starts from `arr_view`, which checks what the memory says about the array; after a [moves] call
the view is made anew. Walks into nested arrays are bounded by the depth of the type and by the number of slots.
"""
from libc.stdint cimport int8_t, int16_t, int32_t, int64_t, uint8_t, uint16_t, uint32_t, uint64_t
from libc.string cimport memcmp, memmove, memset

from .containers cimport container_assign, container_copy, container_equal, container_new, owns_container
from .growth cimport tiny_limits
from .heap cimport (
    MAX_WORK, NO_HANDLE, Heap, block_slots, block_type, checked_use, heap_alloc, heap_alloc_raw, heap_drop_data,
    heap_extend, heap_release, heap_retain, heap_valid,
)
from .layout cimport (
    ARR_DATA, ARR_LEN, EXC_INDEX, EXC_NULL, EXC_TOO_LARGE, MAX_ARRAY, MAX_TYPE_DEPTH, TY_ARRAY, TYPE_DATA, TypeDef,
)
from .opcode_info cimport kind_width
from .opcodes cimport HANDLE_KINDS, K_ARR, K_BOOL, K_F32, K_F64, K_I8, K_I16, K_I32, K_STR, K_U8, K_U16, K_U32
from .strings cimport str_equal

cdef enum:
    WORK_SHIFT = 4              # 16 bytes moved or cleared cost one unit


cdef inline uint32_t elem_type(const ArrayView *view) noexcept nogil:
    return view.elem >> 8


cdef inline uint8_t *place(Heap *heap, const ArrayView *view, uint64_t i) noexcept nogil:
    return <uint8_t *>(heap.mem + view.data) + i * view.width


cdef int arr_view(const Heap *heap, int64_t a, ArrayView *view) noexcept nogil:
    cdef const TypeDef *type
    cdef uint32_t index
    cdef uint64_t data, room
    if not heap_valid(heap, a):
        return EXC_NULL
    checked_use(heap, a)
    index = block_type(heap, a)
    if index >= heap.ntypes:
        return EXC_NULL
    type = heap.types + index
    if type.sort != TY_ARRAY:
        return EXC_NULL
    view.type = index
    view.elem = type.elem
    view.width = kind_width[type.elem & 0x1f]
    view.handles = HANDLE_KINDS >> (type.elem & 0x1f) & 1
    view.values = view.handles and not type.elem_handle and owns_container(heap, type.elem)
    view.length = <uint64_t>heap.mem[a + ARR_LEN]
    data = <uint64_t>heap.mem[a + ARR_DATA]
    if view.length == 0 or not heap_valid(heap, <int64_t>data):
        view.length = 0
        view.data = data + 1 if heap_valid(heap, <int64_t>data) else 0
        return 0
    view.data = data + 1
    room = (heap.slots - data - 1) << 3
    if view.width == 0 or view.length > room // view.width:
        view.length = room // view.width if view.width else 0
    return 0


cdef int64_t load_element(const uint8_t *data, uint32_t kind, uint64_t i) noexcept nogil:
    if kind == K_I32:
        return (<const int32_t *>data)[i]
    if kind == K_U32 or kind == K_F32:
        return (<const uint32_t *>data)[i]
    if kind == K_U8 or kind == K_BOOL:
        return data[i]
    if kind == K_I8:
        return (<const int8_t *>data)[i]
    if kind == K_I16:
        return (<const int16_t *>data)[i]
    if kind == K_U16:
        return (<const uint16_t *>data)[i]
    return (<const int64_t *>data)[i]


cdef void store_element(uint8_t *data, uint32_t kind, uint64_t i, int64_t value) noexcept nogil:
    cdef uint32_t width = kind_width[kind & 0x1f]
    if width == 4:
        (<uint32_t *>data)[i] = <uint32_t>value
    elif width == 1:
        data[i] = <uint8_t>value
    elif width == 2:
        (<uint16_t *>data)[i] = <uint16_t>value
    else:
        (<int64_t *>data)[i] = value


# --------------------------------------------------------------------------------- size and storage

cdef int64_t arr_len(const Heap *heap, int64_t a) noexcept nogil:
    cdef ArrayView view
    return 0 if arr_view(heap, a, &view) else <int64_t>view.length


cdef uint64_t capacity(const Heap *heap, const ArrayView *view) noexcept nogil:
    """Elements for which the data block has room."""
    if view.data == 0 or view.width == 0 or block_type(heap, <int64_t>view.data - 1) != TYPE_DATA:
        return 0
    return (block_slots(heap, <int64_t>view.data - 1) << 3) // view.width


cdef inline bint is_exported(const Heap *heap, const ArrayView *view) noexcept nogil:
    """Does somebody else refer to the data block, too? Then it stays as it is: the array gets another one."""
    return view.data != 0 and <int32_t>heap.mem[view.data - 1] > 1


cdef int64_t arr_capacity(const Heap *heap, int64_t a) noexcept nogil:
    cdef ArrayView view
    return 0 if arr_view(heap, a, &view) else <int64_t>capacity(heap, &view)


cdef int64_t empty_array(Heap *heap, uint32_t type) noexcept nogil:
    """[moves] An array without elements and storage."""
    return heap_alloc(heap, type, 3)


cdef int ensure(Heap *heap, int64_t a, ArrayView *view, uint64_t n) noexcept nogil:
    """[moves] Room for n elements; 0 or an ExcCode. The view is good again afterwards."""
    cdef uint64_t payload
    cdef int64_t data
    if n > MAX_ARRAY:
        return EXC_TOO_LARGE
    if n <= capacity(heap, view) and not is_exported(heap, view):
        return 0
    payload = (n * view.width + 7) >> 3
    if view.data and block_type(heap, <int64_t>view.data - 1) == TYPE_DATA and not is_exported(heap, view) and \
            heap_extend(heap, <int64_t>view.data - 1, payload):
        return 0
    data = heap_alloc_raw(heap, TYPE_DATA, payload)
    if data == NO_HANDLE:
        return <int>heap.error
    if view.length:
        memmove(heap.mem + data + 1, heap.mem + view.data, min(view.length, n) * view.width)
        heap.work += <int64_t>(min(view.length, n) * view.width >> WORK_SHIFT)
    heap_drop_data(heap, <int64_t>view.data - 1)
    view.data = <uint64_t>data + 1
    heap.mem[a + ARR_DATA] = data
    return 0


cdef int fill_values(Heap *heap, int64_t a, uint64_t start, uint64_t n) noexcept nogil:
    """[moves] Makes the null elements start .. start+n-1 of an array of container values new empty containers."""
    cdef ArrayView view
    cdef int64_t made
    cdef uint64_t i
    heap.work += 2 * <int64_t>n
    for i in range(start, start + n):
        if arr_view(heap, a, &view) or i >= view.length:
            return EXC_INDEX
        made = container_new(heap, elem_type(&view))
        if made == NO_HANDLE:
            return <int>heap.error
        heap.mem[view.data + i] = made
    return 0


cdef int64_t arr_new(Heap *heap, uint32_t type, int64_t n) noexcept nogil:
    cdef ArrayView view
    cdef int64_t a
    cdef int error
    if type >= heap.ntypes or heap.types[type].sort != TY_ARRAY or n < 0 or n > MAX_ARRAY:
        heap.error = EXC_TOO_LARGE
        return NO_HANDLE
    a = empty_array(heap, type)
    if a == NO_HANDLE or n == 0:
        return a
    error = arr_resize(heap, a, n)
    if error:
        heap_release(heap, a)
        heap.error = <uint32_t>error
        return NO_HANDLE
    return a


cdef int arr_reserve(Heap *heap, int64_t a, int64_t n) noexcept nogil:
    cdef ArrayView view
    cdef int error = arr_view(heap, a, &view)
    if error:
        return error
    if n < 0:
        return EXC_TOO_LARGE
    return ensure(heap, a, &view, <uint64_t>n)


cdef int arr_resize(Heap *heap, int64_t a, int64_t n) noexcept nogil:
    cdef ArrayView view
    cdef int error = arr_view(heap, a, &view)
    if error:
        return error
    if n < 0:
        return EXC_TOO_LARGE
    if <uint64_t>n <= view.length:
        return arr_remove(heap, a, n, <int64_t>view.length - n)
    return arr_insert(heap, a, <int64_t>view.length, n - <int64_t>view.length)


cdef int arr_clear(Heap *heap, int64_t a) noexcept nogil:
    cdef ArrayView view
    cdef int error = arr_view(heap, a, &view)
    return error if error else arr_remove(heap, a, 0, <int64_t>view.length)


cdef int arr_insert(Heap *heap, int64_t a, int64_t at, int64_t n) noexcept nogil:
    cdef ArrayView view
    cdef uint64_t length, need
    cdef int error = arr_view(heap, a, &view)
    if error:
        return error
    length = view.length
    if at < 0 or <uint64_t>at > length:
        return EXC_INDEX
    if n < 0 or n > MAX_ARRAY:
        return EXC_TOO_LARGE
    if n == 0:
        return 0
    need = length + <uint64_t>n
    if need > capacity(heap, &view) and length and not tiny_limits:         # a growing array doubles; a new one is exact
        error = ensure(heap, a, &view, min(max(need, length << 1), max(need, <uint64_t>MAX_ARRAY)))
    if error or need > capacity(heap, &view) or is_exported(heap, &view):
        error = ensure(heap, a, &view, need)
    if error:
        return error
    memmove(place(heap, &view, <uint64_t>(at + n)), place(heap, &view, <uint64_t>at),
            (length - <uint64_t>at) * view.width)
    memset(place(heap, &view, <uint64_t>at), 0, <uint64_t>n * view.width)
    heap.work += <int64_t>((need - <uint64_t>at) * view.width >> WORK_SHIFT)
    heap.mem[a + ARR_LEN] = <int64_t>need
    if view.values:
        error = fill_values(heap, a, <uint64_t>at, <uint64_t>n)
        if error:
            arr_remove(heap, a, at, n)
    return error


cdef int arr_remove(Heap *heap, int64_t a, int64_t at, int64_t n) noexcept nogil:
    cdef ArrayView view
    cdef uint64_t i, tail
    cdef int64_t old
    cdef int error = arr_view(heap, a, &view)
    if error:
        return error
    if at < 0 or n < 0 or <uint64_t>at > view.length or <uint64_t>n > view.length - <uint64_t>at:
        return EXC_INDEX
    if n == 0:
        return 0
    if is_exported(heap, &view):
        error = ensure(heap, a, &view, view.length)
        if error:
            return error
    if view.handles:
        heap.work += n
        for i in range(<uint64_t>at, <uint64_t>(at + n)):
            old = heap.mem[view.data + i]
            heap.mem[view.data + i] = 0
            heap_release(heap, old)
    tail = (view.length - <uint64_t>(at + n)) * view.width
    memmove(place(heap, &view, <uint64_t>at), place(heap, &view, <uint64_t>(at + n)), tail)
    heap.work += <int64_t>((tail + <uint64_t>n * view.width) >> WORK_SHIFT)
    heap.mem[a + ARR_LEN] = <int64_t>view.length - n
    return 0


# ----------------------------------------------------------------------------------------- elements

cdef inline int at_index(const Heap *heap, int64_t a, int64_t i, ArrayView *view) noexcept nogil:
    cdef int error = arr_view(heap, a, view)
    if error:
        return error
    return EXC_INDEX if <uint64_t>i >= view.length else 0


cdef int arr_get(const Heap *heap, int64_t a, int64_t at, int64_t *value) noexcept nogil:
    cdef ArrayView view
    cdef int error = at_index(heap, a, at, &view)
    value[0] = 0 if error else arr_load(heap, &view, <uint64_t>at)
    return error


cdef int arr_set(Heap *heap, int64_t a, int64_t at, int64_t value) noexcept nogil:
    cdef ArrayView view
    cdef int error = at_index(heap, a, at, &view)
    if error:
        return error
    if view.handles:
        heap_retain(heap, value)
        return arr_give(heap, a, at, value)
    store_element(<uint8_t *>(heap.mem + view.data), view.elem & 0xff, <uint64_t>at, value)
    return 0


cdef int arr_give(Heap *heap, int64_t a, int64_t at, int64_t value) noexcept nogil:
    cdef ArrayView view
    cdef int64_t old
    cdef int error = at_index(heap, a, at, &view)
    if error:
        heap_release(heap, value)
        return error
    if view.handles:
        old = heap.mem[view.data + <uint64_t>at]
        heap.mem[view.data + <uint64_t>at] = value
        heap_release(heap, old)
    else:
        store_element(<uint8_t *>(heap.mem + view.data), view.elem & 0xff, <uint64_t>at, value)
    return 0


cdef int arr_take(Heap *heap, int64_t a, int64_t at, int64_t *value) noexcept nogil:
    cdef ArrayView view
    cdef int error = at_index(heap, a, at, &view)
    value[0] = 0
    if error:
        return error
    value[0] = arr_load(heap, &view, <uint64_t>at)
    if view.handles:
        heap.mem[view.data + <uint64_t>at] = 0
    return 0


cdef int arr_swap(Heap *heap, int64_t a, int64_t i, int64_t j) noexcept nogil:
    cdef ArrayView view
    cdef uint8_t *data
    cdef int64_t value
    cdef int error = at_index(heap, a, i, &view)
    if error or <uint64_t>j >= view.length:
        return error if error else EXC_INDEX
    data = <uint8_t *>(heap.mem + view.data)
    value = load_element(data, view.elem & 0xff, <uint64_t>i)
    store_element(data, view.elem & 0xff, <uint64_t>i, load_element(data, view.elem & 0xff, <uint64_t>j))
    store_element(data, view.elem & 0xff, <uint64_t>j, value)
    return 0


# ------------------------------------------------------------------------------ copies and equality

cdef int64_t arr_copy(Heap *heap, int64_t a) noexcept nogil:
    cdef ArrayView view
    return 0 if arr_view(heap, a, &view) else container_copy(heap, a)


cdef int arr_assign(Heap *heap, int64_t a, int64_t b) noexcept nogil:
    cdef ArrayView view, made_view
    cdef int error = arr_view(heap, a, &view)
    if error == 0:
        error = arr_view(heap, b, &made_view)
    if error or a == b:
        return error
    if view.type != made_view.type:
        return EXC_NULL
    if not view.handles:                    # in place: the storage is kept
        error = arr_resize(heap, a, <int64_t>made_view.length)
        if error or arr_view(heap, a, &view) or arr_view(heap, b, &made_view) or view.length != made_view.length:
            return error
        memmove(heap.mem + view.data, heap.mem + made_view.data, view.length * view.width)
        heap.work += <int64_t>(view.length * view.width >> WORK_SHIFT)
        return 0
    return container_assign(heap, a, b)


cdef int64_t arr_own_value(Heap *heap, const ArrayView *view, int64_t value) noexcept nogil:
    cdef uint32_t type = elem_type(view)
    if view.values:
        value = container_copy(heap, value)
        return container_new(heap, type) if value == 0 else value
    if view.handles:
        heap_retain(heap, value)
    return value


cdef int arr_equal(Heap *heap, int64_t a, int64_t b) noexcept nogil:
    return container_equal(heap, a, b)
