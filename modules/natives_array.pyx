# cython: language_level=3, boundscheck=False, wraparound=False, cdivision=True, initializedcheck=False
"""The C functions of the array module: inserting, removing, finding, sorting.

What it is: one function for all element types; the kind of the elements comes from the array's own type.
What it is not: construction, indexing, length and assignment (opcodes), or comparisons by script code (prelude).

Sorting makes keys in temporary memory outside the instance, at most twice the size of the sorted elements: many small
integers are counted, other numbers radix-sorted (linear time, NaNs at the ends by their sign), strings merge-sorted by
bytes. So no order of the elements makes it slow.
"""
from libc.stdint cimport int8_t, int16_t, int32_t, int64_t, uint8_t, uint16_t, uint32_t, uint64_t
from libc.stdlib cimport calloc, free, malloc
from libc.string cimport memcpy, memmove, memset

from seraphscript.vm.arrays cimport (
    ArrayView, arr_capacity, arr_clear, arr_equal, arr_get, arr_give, arr_insert, arr_len, arr_load, arr_own_value,
    arr_remove, arr_reserve, arr_resize, arr_set, arr_view, load_element, store_element,
)
from seraphscript.vm.heap cimport MAX_WORK, NO_HANDLE, heap_release, heap_retain
from seraphscript.vm.layout cimport EXC_INDEX, EXC_MEMORY, EXC_NULL, EXC_TOO_LARGE
from seraphscript.vm.natives cimport register_native
from seraphscript.vm.opcodes cimport K_ARR, K_BOOL, K_F32, K_F64, K_I8, K_I16, K_I32, K_I64, K_STR, K_U8, K_U16, K_U32, K_U64
from seraphscript.vm.strings cimport str_cmp, str_equal, str_len
from seraphscript.vm.vmstate cimport NativeFn, Vm, vm_raise

from seraphscript.registry.ids import native_id


# ------------------------------------------------------------------------------------------- size

cdef int a_length(Vm *vm, int64_t *args) noexcept nogil:
    cdef ArrayView v
    cdef int error = arr_view(vm.heap, args[0], &v)
    args[0] = 0 if error else v.length
    return error


cdef int a_is_empty(Vm *vm, int64_t *args) noexcept nogil:
    cdef ArrayView v
    cdef int error = arr_view(vm.heap, args[0], &v)
    args[0] = 1 if not error and v.length == 0 else 0
    return error


cdef int a_capacity(Vm *vm, int64_t *args) noexcept nogil:
    cdef ArrayView v
    cdef int error = arr_view(vm.heap, args[0], &v)
    args[0] = arr_capacity(vm.heap, args[0])
    return error


cdef int a_reserve(Vm *vm, int64_t *args) noexcept nogil:
    return arr_reserve(vm.heap, args[0], args[1])


cdef int a_resize(Vm *vm, int64_t *args) noexcept nogil:
    return arr_resize(vm.heap, args[0], args[1])


cdef int a_unchanged(Vm *vm, int64_t *args) noexcept nogil:
    """shrinkToFit: capacity is the engine's own affair."""
    cdef ArrayView v
    return arr_view(vm.heap, args[0], &v)


cdef int a_clear(Vm *vm, int64_t *args) noexcept nogil:
    return arr_clear(vm.heap, args[0])


# -------------------------------------------------------------------------------- inserting, removing

cdef int insert_value(Vm *vm, int64_t a, int64_t at, int64_t value) noexcept nogil:
    cdef ArrayView v
    cdef int error = arr_view(vm.heap, a, &v)
    if error:
        return error
    if v.handles or v.values:
        value = arr_own_value(vm.heap, &v, value)
        if value == NO_HANDLE:
            return <int>vm.heap.error
    error = arr_insert(vm.heap, a, at, 1)
    if v.handles or v.values:
        if error:
            heap_release(vm.heap, value)
            return error
        return arr_give(vm.heap, a, at, value)
    return error if error else arr_set(vm.heap, a, at, value)


cdef int a_insert_last(Vm *vm, int64_t *args) noexcept nogil:
    return insert_value(vm, args[0], arr_len(vm.heap, args[0]), args[1])


cdef int a_insert_at(Vm *vm, int64_t *args) noexcept nogil:
    return insert_value(vm, args[0], args[1], args[2])


cdef int a_insert_array(Vm *vm, int64_t *args) noexcept nogil:
    """The elements of another array, which may be the array itself."""
    cdef ArrayView v, from_view
    cdef uint8_t *data
    cdef int64_t n, i, from_, value, at = args[1]
    cdef int error = arr_view(vm.heap, args[2], &v)
    if error:
        return error
    n = <int64_t>v.length
    if n == 0:
        return EXC_INDEX if at > arr_len(vm.heap, args[0]) else 0
    error = arr_insert(vm.heap, args[0], at, n)
    if error == 0 and not v.handles:
        error = arr_view(vm.heap, args[0], &v)
        if error or arr_view(vm.heap, args[2], &from_view) or v.width != from_view.width:
            return error if error else EXC_NULL
        data = <uint8_t *>(vm.heap.mem + v.data)
        i = min(at, n) if args[2] == args[0] else n         # what stood behind the place has moved
        n = min(n, <int64_t>min(v.length - <uint64_t>at, from_view.length))
        i = min(i, n)
        memmove(data + <uint64_t>at * v.width, vm.heap.mem + from_view.data, <uint64_t>i * v.width)
        if i < n:
            memmove(data + <uint64_t>(at + i) * v.width, data + <uint64_t>(at + n) * v.width, <uint64_t>(n - i) * v.width)
        vm.heap.work += n * v.width >> 4
        return 0
    vm.heap.work += 2 * n
    i = 0
    while i < n and not error:
        from_ = i
        if args[2] == args[0] and i >= at:  # what stood behind the place has moved
            from_ = i + n
        error = arr_get(vm.heap, args[2], from_, &value)
        if error:
            break
        if v.handles or v.values:
            value = arr_own_value(vm.heap, &v, value)
            if value == NO_HANDLE:
                return <int>vm.heap.error
            error = arr_give(vm.heap, args[0], at + i, value)
        else:
            error = arr_set(vm.heap, args[0], at + i, value)
        i += 1
    return error


cdef int a_remove_last(Vm *vm, int64_t *args) noexcept nogil:
    cdef ArrayView v
    cdef int error = arr_view(vm.heap, args[0], &v)
    if error:
        return error
    return arr_remove(vm.heap, args[0], <int64_t>v.length - 1, 1) if v.length else EXC_INDEX


cdef int a_remove_at(Vm *vm, int64_t *args) noexcept nogil:
    return arr_remove(vm.heap, args[0], args[1], 1)


cdef int a_remove_range(Vm *vm, int64_t *args) noexcept nogil:
    """As many of the elements as there are; a start beyond the end is an error unless the count is 0."""
    cdef ArrayView v
    cdef int64_t n = <uint32_t>args[2]
    cdef int error = arr_view(vm.heap, args[0], &v)
    if error or n == 0:
        return error
    if <uint64_t>args[1] > v.length:
        return EXC_INDEX
    if n > <int64_t>v.length - args[1]:
        n = <int64_t>v.length - args[1]
    return arr_remove(vm.heap, args[0], args[1], n)


cdef int a_reverse(Vm *vm, int64_t *args) noexcept nogil:
    cdef ArrayView v
    cdef uint8_t *data
    cdef uint64_t i
    cdef int64_t value
    cdef int error = arr_view(vm.heap, args[0], &v)
    if error:
        return error
    vm.heap.work += <int64_t>v.length
    data = <uint8_t *>(vm.heap.mem + v.data)
    for i in range(v.length >> 1):
        value = arr_load(vm.heap, &v, i)
        store_element(data, v.elem & 0xff, i, arr_load(vm.heap, &v, v.length - 1 - i))
        store_element(data, v.elem & 0xff, v.length - 1 - i, value)
    return 0


# ------------------------------------------------------------------------------------------ finding

cdef inline double slot_double(int64_t slot) noexcept nogil:
    cdef double d
    memcpy(&d, &slot, 8)
    return d


cdef inline float slot_float(int64_t slot) noexcept nogil:
    cdef float f
    cdef uint32_t bits = <uint32_t>slot
    memcpy(&f, &bits, 4)
    return f


cdef int equal_slots(Vm *vm, const ArrayView *v, int64_t x, int64_t y) noexcept nogil:
    """Value equality of two elements; -1 with heap.error when the walk is too long."""
    cdef uint32_t kind = v.elem & 0xff
    if kind == K_F64:
        return slot_double(x) == slot_double(y)
    if kind == K_F32:
        return slot_float(x) == slot_float(y)
    if kind == K_STR:
        vm.heap.work += 1
        return str_equal(vm.heap, x, y)
    if kind == K_ARR and (v.values or x != y):
        return arr_equal(vm.heap, x, y)
    return x == y


cdef int find(Vm *vm, int64_t *args, int64_t start, int64_t value, int identity) noexcept nogil:
    """Index of the first equal (or identical) element from `start` on, or -1."""
    cdef ArrayView v
    cdef uint64_t i
    cdef int same
    cdef int error = arr_view(vm.heap, args[0], &v)
    if error:
        return error
    args[0] = -1
    if <uint64_t>start >= v.length:
        return 0
    for i in range(<uint64_t>start, v.length):
        if identity:
            same = arr_load(vm.heap, &v, i) == value
        else:
            same = equal_slots(vm, &v, arr_load(vm.heap, &v, i), value)
        if same < 0:
            return <int>vm.heap.error
        if same:
            args[0] = <int64_t>i
            break
        if vm.heap.work > MAX_WORK:
            return EXC_TOO_LARGE
    vm.heap.work += <int64_t>((args[0] if args[0] >= 0 else <int64_t>v.length) - start) >> 1
    return 0


cdef int a_find(Vm *vm, int64_t *args) noexcept nogil:
    return find(vm, args, 0, args[1], 0)


cdef int a_find_from(Vm *vm, int64_t *args) noexcept nogil:
    return find(vm, args, args[1], args[2], 0)


cdef int a_find_by_ref(Vm *vm, int64_t *args) noexcept nogil:
    return find(vm, args, 0, args[1], 1)


cdef int a_find_by_ref_from(Vm *vm, int64_t *args) noexcept nogil:
    return find(vm, args, args[1], args[2], 1)


cdef int a_contains(Vm *vm, int64_t *args) noexcept nogil:
    cdef int error = find(vm, args, 0, args[1], 0)
    args[0] = 1 if args[0] >= 0 else 0
    return error


cdef int a_equals(Vm *vm, int64_t *args) noexcept nogil:
    cdef ArrayView v
    cdef int same, error = arr_view(vm.heap, args[0], &v)
    if error:
        return error
    error = arr_view(vm.heap, args[1], &v)
    if error:
        return error
    vm.heap.work += <int64_t>(v.length >> 2)
    same = arr_equal(vm.heap, args[0], args[1])
    if same < 0:
        return <int>vm.heap.error
    args[0] = same
    return 0


# ------------------------------------------------------------------------------------------ sorting

cdef enum:
    COUNTING_16 = 16384         # from so many elements on those of two bytes are counted


cdef int sort_small(uint8_t *data, uint32_t kind, uint64_t n, int descending) noexcept nogil:
    """Counting sort of elements of one or two bytes."""
    cdef uint32_t range_ = 256 if kind == K_I8 or kind == K_U8 or kind == K_BOOL else 65536
    cdef uint32_t bias = range_ >> 1 if kind == K_I8 or kind == K_I16 else 0, k, key
    cdef uint64_t *counts = <uint64_t *>calloc(range_, sizeof(uint64_t))
    cdef uint64_t i, at = 0
    if counts == NULL:
        return EXC_MEMORY
    for i in range(n):
        counts[(<uint32_t>load_element(data, kind, i) + bias) & (range_ - 1)] += 1
    for k in range(range_):
        key = range_ - 1 - k if descending else k
        for i in range(counts[key]):
            store_element(data, kind, at, <int64_t>(key - bias))
            at += 1
    free(counts)
    return 0


cdef inline uint64_t sort_key(int64_t slot, uint32_t kind) noexcept nogil:
    """An unsigned number that orders as the value does."""
    cdef uint64_t bits = <uint64_t>slot
    if kind == K_F64:
        return ~bits if bits >> 63 else bits | <uint64_t>1 << 63
    if kind == K_F32:
        bits &= <uint64_t>0xffffffffULL
        return ~bits & <uint64_t>0xffffffffULL if bits >> 31 else bits | <uint64_t>1 << 31
    if kind == K_I64 or kind == K_I16:
        return bits ^ <uint64_t>1 << 63
    if kind == K_I32:
        return (bits & <uint64_t>0xffffffffULL) ^ <uint64_t>1 << 31
    return bits


cdef inline int64_t key_slot(uint64_t key, uint32_t kind) noexcept nogil:
    if kind == K_F64:
        return <int64_t>(key & ~(<uint64_t>1 << 63) if key >> 63 else ~key)
    if kind == K_F32:
        return <int64_t>(key & 0x7fffffff if key >> 31 else ~key & <uint64_t>0xffffffffULL)
    if kind == K_I64 or kind == K_I16:
        return <int64_t>(key ^ <uint64_t>1 << 63)
    if kind == K_I32:
        return <int64_t><int32_t><uint32_t>(key ^ <uint64_t>1 << 31)
    return <int64_t>key


cdef void insertion_sort(uint64_t *keys, uint64_t n) noexcept nogil:
    cdef uint64_t i, j, key
    for i in range(1, n):
        key = keys[i]
        j = i
        while j > 0 and keys[j - 1] > key:
            keys[j] = keys[j - 1]
            j -= 1
        keys[j] = key


cdef uint64_t *radix_sort(uint64_t *keys, uint64_t *other, uint64_t n, uint32_t bytes) noexcept nogil:
    """Sort by one byte after the other, from the low end; returns which of the two arrays holds the result."""
    cdef uint64_t counts[256]
    cdef uint64_t i, at, t
    cdef uint64_t *swap
    cdef uint32_t b, k
    for b in range(bytes):
        memset(counts, 0, sizeof(counts))
        for i in range(n):
            counts[keys[i] >> (8 * b) & 0xff] += 1
        if counts[keys[0] >> (8 * b) & 0xff] == n:
            continue                        # all equal in this byte
        at = 0
        for k in range(256):
            t = counts[k]
            counts[k] = at
            at += t
        for i in range(n):
            k = keys[i] >> (8 * b) & 0xff
            other[counts[k]] = keys[i]
            counts[k] += 1
        swap = keys
        keys = other
        other = swap
    return keys


cdef int sort_numbers(uint8_t *data, uint32_t kind, uint64_t n, int descending) noexcept nogil:
    cdef uint64_t *keys = <uint64_t *>malloc(2 * n * sizeof(uint64_t))
    cdef uint64_t *sorted_
    cdef uint64_t i
    if keys == NULL:
        return EXC_MEMORY
    for i in range(n):
        keys[i] = sort_key(load_element(data, kind, i), kind)
    sorted_ = keys
    if n <= 32:
        insertion_sort(keys, n)
    else:
        sorted_ = radix_sort(keys, keys + n, n, 4 if kind == K_F32 or kind == K_I32 or kind == K_U32 else 8)
    for i in range(n):
        store_element(data, kind, n - 1 - i if descending else i, key_slot(sorted_[i], kind))
    free(keys)
    return 0


cdef int sort_strings(Vm *vm, int64_t *data, uint64_t n, int descending) noexcept nogil:
    """Bottom-up merge sort of the handles; equal strings keep their order. Given up, it leaves them half sorted."""
    cdef int64_t *other = <int64_t *>malloc(n * sizeof(int64_t))
    cdef int64_t *from_ = data
    cdef int64_t *to = other
    cdef int64_t *swap
    cdef uint64_t width = 1, lo, mid, hi, i, j, k
    cdef int64_t compared = 0
    cdef int order
    if other == NULL:
        return EXC_MEMORY
    while width < n:
        lo = 0
        while lo < n:
            mid = lo + width if lo + width < n else n
            hi = lo + 2 * width if lo + 2 * width < n else n
            i = lo
            j = mid
            for k in range(lo, hi):
                if i < mid and j < hi:
                    order = str_cmp(vm.heap, from_[i], from_[j])
                    vm.heap.work += 1
                    compared += 1
                    if vm.heap.work > MAX_WORK:
                        if from_ != data:   # where each handle still stands once
                            memcpy(data, from_, n * sizeof(int64_t))
                        free(other)
                        return EXC_TOO_LARGE
                    if descending:
                        order = -order
                else:
                    order = -1 if i < mid else 1
                if order <= 0:
                    to[k] = from_[i]
                    i += 1
                else:
                    to[k] = from_[j]
                    j += 1
            lo = hi
        swap = from_
        from_ = to
        to = swap
        width *= 2
    if from_ != data:
        memcpy(data, from_, n * sizeof(int64_t))
    free(other)
    vm.heap.work += 2 * compared            # mostly waiting for memory
    return 0


cdef int sort(Vm *vm, int64_t a, int64_t start, int64_t count, int descending) noexcept nogil:
    cdef ArrayView v
    cdef uint32_t kind
    cdef uint8_t *data
    cdef int error = arr_view(vm.heap, a, &v)
    if error:
        return error
    kind = v.elem & 0xff
    if v.handles and kind != K_STR:
        return vm_raise(vm, "elements of this type have no order", 35)
    if count < 0:
        count = <int64_t>v.length
    if count < 2:
        return 0
    if start < 0 or start >= <int64_t>v.length or count > <int64_t>v.length - start:
        return EXC_INDEX                    # negative: registers may hold any bits
    data = <uint8_t *>(vm.heap.mem + v.data) + <uint64_t>start * v.width
    vm.heap.work += count
    if kind == K_STR:
        return sort_strings(vm, <int64_t *>data, <uint64_t>count, descending)
    if v.width == 1 or (v.width == 2 and count >= COUNTING_16):
        vm.heap.work += 32 if v.width == 1 else 0
        return sort_small(data, kind, <uint64_t>count, descending)
    return sort_numbers(data, kind, <uint64_t>count, descending)


cdef int a_sort_asc(Vm *vm, int64_t *args) noexcept nogil:
    return sort(vm, args[0], 0, -1, 0)


cdef int a_sort_asc_range(Vm *vm, int64_t *args) noexcept nogil:
    return sort(vm, args[0], <uint32_t>args[1], <uint32_t>args[2], 0)


cdef int a_sort_desc(Vm *vm, int64_t *args) noexcept nogil:
    return sort(vm, args[0], 0, -1, 1)


cdef int a_sort_desc_range(Vm *vm, int64_t *args) noexcept nogil:
    return sort(vm, args[0], <uint32_t>args[1], <uint32_t>args[2], 1)


cdef int a_permute(Vm *vm, int64_t *args) noexcept nogil:
    """The elements from `start` on in the order of a list of their positions, each of which must stand there once."""
    cdef ArrayView v, order
    cdef int64_t *old
    cdef uint8_t *data
    cdef uint8_t *seen
    cdef uint64_t i, n, k, start = <uint32_t>args[1]
    cdef int error = arr_view(vm.heap, args[0], &v)
    if error == 0:
        error = arr_view(vm.heap, args[2], &order)
    n = order.length
    if error or n == 0:
        return error
    if start > v.length or n > v.length - start:
        return EXC_INDEX
    old = <int64_t *>calloc(n, sizeof(int64_t) + 1)
    if old == NULL:
        return EXC_MEMORY
    seen = <uint8_t *>(old + n)
    data = <uint8_t *>(vm.heap.mem + v.data)
    vm.heap.work += 2 * <int64_t>n
    for i in range(n):
        k = <uint64_t>arr_load(vm.heap, &order, i) - start
        if k >= n or seen[k]:
            error = EXC_INDEX
            break
        seen[k] = 1
        old[i] = load_element(data, v.elem & 0xff, start + k)
    if error == 0:
        for i in range(n):
            store_element(data, v.elem & 0xff, start + i, old[i])
    free(old)
    return error


cdef int add(str name, NativeFn fn, str signature) except -1:
    register_native(native_id("array." + name), fn, signature, "array." + name)
    return 0


def register() -> None:
    """Register all functions of this file; done once, when the default modules are imported."""
    add("length", a_length, "u32(A)")
    add("isEmpty", a_is_empty, "bool(A)")
    add("capacity", a_capacity, "u32(A)")
    add("reserve", a_reserve, "void(A, u32)")
    add("resize", a_resize, "void(A, u32)")
    add("shrinkToFit", a_unchanged, "void(A)")
    add("clear", a_clear, "void(A)")
    add("insertLast", a_insert_last, "void(A, T)")
    add("insertAt", a_insert_at, "void(A, u32, T)")
    add("insertArray", a_insert_array, "void(A, u32, A0)")
    add("removeLast", a_remove_last, "void(A)")
    add("removeAt", a_remove_at, "void(A, u32)")
    add("removeRange", a_remove_range, "void(A, u32, u32)")
    add("reverse", a_reverse, "void(A)")
    add("contains", a_contains, "bool(A, T)")
    add("opEquals", a_equals, "bool(A, A0)")
    add("find", a_find, "i32(A, T)")
    add("findFrom", a_find_from, "i32(A, u32, T)")
    add("findByRef", a_find_by_ref, "i32(A, T)")
    add("findByRefFrom", a_find_by_ref_from, "i32(A, u32, T)")
    add("permute", a_permute, "void(A, u32, [u32])")
    add("sortAsc", a_sort_asc, "void(A)")
    add("sortAscRange", a_sort_asc_range, "void(A, u32, u32)")
    add("sortDesc", a_sort_desc, "void(A)")
    add("sortDescRange", a_sort_desc_range, "void(A, u32, u32)")


register()
