# cython: language_level=3, boundscheck=False, wraparound=False, cdivision=True, initializedcheck=False
"""The C functions of the dictionary and any modules.

What it is: one function for all types of keys and values; the kinds stand in the row of the call and in the
dictionary's own type. What it is not: the tables (`vm/dicts.pyx`), or copies of class objects: compiled code makes them
before it stores an object by value and after it has fetched one.

Values of any kind are stored as int64, double, bool, string or handle, as the C++ add-on does: a number may be fetched
as any other number or bool, a string as a string, an object as its own type, a base or an interface of it.
"""
from libc.stdint cimport int64_t, uint32_t, uint64_t

from seraphscript.vm.arrays cimport arr_give, arr_new, arr_set
from seraphscript.vm.containers cimport (
    container_assign, container_copy, container_equal, container_new, container_owned, owns_container,
)
from seraphscript.vm.dicts cimport (
    ANY_KIND, ANY_VALUE, DictView, ENTRY_BY_VALUE, ENTRY_KEY, ENTRY_KIND, ENTRY_VALUE, any_new, any_set, any_valid, dict_at,
    dict_clear, dict_count, dict_delete, dict_entry, dict_find, dict_next, dict_reserve, dict_seek, dict_set, dict_view, kind_in,
)
from seraphscript.vm.heap cimport NO_HANDLE, heap_release, heap_retain
from seraphscript.vm.layout cimport EXC_INDEX, EXC_NULL
from seraphscript.vm.natives cimport register_native
from seraphscript.vm.numbers cimport number_as
from seraphscript.vm.objects cimport object_cast
from seraphscript.vm.opcodes cimport HANDLE_KINDS, K_BOOL, K_F32, K_F64, K_I8, K_I64, K_OBJ, K_STR, K_U64, K_VOID
from seraphscript.vm.vmstate cimport NativeFn, Vm, vm_raise

from seraphscript.registry.ids import native_id


cdef inline const uint32_t *kinds_of(const Vm *vm) noexcept nogil:
    """Kind words of the call in progress: parameters, result, outs."""
    return vm.prog.kinds + vm.prog.natives[vm.call_index].kinds


cdef inline uint32_t result_kind(const Vm *vm) noexcept nogil:
    return kinds_of(vm)[vm.prog.natives[vm.call_index].nparams]


cdef inline uint32_t out_kind(const Vm *vm) noexcept nogil:
    return kinds_of(vm)[vm.prog.natives[vm.call_index].nparams + 1]


cdef inline bint is_handle(int64_t kind) noexcept nogil:
    return HANDLE_KINDS >> (kind & 0x1f) & 1


# -------------------------------------------------------------------------------------- conversions

cdef int64_t stored(int64_t slot, int64_t *kind) noexcept nogil:
    """A number as dictionaries of any values keep it; `kind` becomes what it is then."""
    cdef uint32_t k = kind[0] & 0xff
    if k == K_F32:
        kind[0] = K_F64
        return number_as(slot, K_F32, K_F64)
    if K_I8 <= k <= K_U64:
        kind[0] = K_I64
    return slot


cdef inline bint fetch(Vm *vm, int64_t slot, int64_t have, uint32_t want, int64_t *value) noexcept nogil:
    """A stored value as what is wanted, handles counted; 0 (and a zero) if it cannot be that."""
    cdef uint32_t h = have & 0xff, w = want & 0xff
    value[0] = 0
    if not is_handle(want):
        if h == w:
            value[0] = slot
        elif is_handle(have) or h == K_VOID:
            return 0
        else:
            value[0] = number_as(slot, h, w)
        return 1
    if w == K_STR or h == K_STR:
        if w != h:
            return 0
    elif not is_handle(have) or object_cast(vm, slot, want >> 8) == 0:
        return 0
    heap_retain(vm.heap, slot)
    value[0] = slot
    return 1


cdef inline int put(Vm *vm, int64_t d, int64_t key, int64_t value, uint32_t kind, int64_t by_value) noexcept nogil:
    """Stores a borrowed value."""
    cdef DictView view
    cdef int64_t k = kind
    if dict_view(vm.heap, d, &view):
        return EXC_NULL
    if is_handle(kind):
        heap_retain(vm.heap, value)
        k |= by_value
    elif view.type.elem == K_VOID:
        value = stored(value, &k)
    return dict_set(vm.heap, d, key, value, k)


# --------------------------------------------------------------------------------------- dictionaries

cdef int d_new(Vm *vm, int64_t *args) noexcept nogil:
    args[0] = container_new(vm.heap, result_kind(vm) >> 8)
    return <int>vm.heap.error if args[0] == NO_HANDLE else 0


cdef int d_copy(Vm *vm, int64_t *args) noexcept nogil:
    args[0] = container_copy(vm.heap, args[0])
    if args[0] == NO_HANDLE:
        return <int>vm.heap.error
    return 0 if args[0] else EXC_NULL


cdef int d_assign(Vm *vm, int64_t *args) noexcept nogil:
    return container_assign(vm.heap, args[0], args[1])


cdef int d_owned(Vm *vm, int64_t *args) noexcept nogil:
    """A list of the class objects that a copy shares with its source."""
    cdef int64_t list = arr_new(vm.heap, result_kind(vm) >> 8, 0)
    cdef int error
    if list == NO_HANDLE:
        return <int>vm.heap.error
    error = container_owned(vm.heap, args[0], list, 0)
    if error:
        heap_release(vm.heap, list)
        return error
    args[0] = list
    return 0


cdef int d_place(Vm *vm, int64_t *args) noexcept nogil:
    """Puts copies of them in their places."""
    return container_owned(vm.heap, args[0], args[1], 1)


cdef int d_set(Vm *vm, int64_t *args) noexcept nogil:
    """The value is the dictionary's own: a handle refers to an object that nobody else will keep."""
    return put(vm, args[0], args[1], args[2], kinds_of(vm)[2], ENTRY_BY_VALUE)


cdef int d_set_handle(Vm *vm, int64_t *args) noexcept nogil:
    return put(vm, args[0], args[1], args[2], kinds_of(vm)[2], 0)


cdef int d_get(Vm *vm, int64_t *args) noexcept nogil:
    """Whether the key exists and its value can be what is wanted; if not, the value is zero or null."""
    cdef DictView view
    cdef int64_t *e
    cdef uint32_t i
    cdef int error = dict_view(vm.heap, args[0], &view)
    if error:
        return error
    vm.outs[0] = 0
    args[0] = 0
    i = dict_find(vm.heap, &view, args[1])
    if i:
        e = dict_entry(vm.heap, &view, i - 1)
        args[0] = fetch(vm, e[ENTRY_VALUE], e[ENTRY_KIND], out_kind(vm), &vm.outs[0])
    return 0


cdef int default_value(Vm *vm, const DictView *view, int64_t *value, int64_t *kind) noexcept nogil:
    """[moves] What a new entry holds: zero, an empty container, null."""
    kind[0] = view.type.elem if view.type.elem != K_VOID else <uint32_t>K_OBJ
    value[0] = 0
    if not view.type.elem_handle and owns_container(vm.heap, kind[0]):
        kind[0] |= ENTRY_BY_VALUE
        value[0] = container_new(vm.heap, view.type.elem >> 8)
    return <int>vm.heap.error if value[0] == NO_HANDLE else 0


cdef int read(Vm *vm, int64_t *args, bint insert) noexcept nogil:
    """d[key] as the kind of the result; what does not exist is inserted, or raises."""
    cdef DictView view
    cdef int64_t *e
    cdef int64_t value, kind
    cdef uint32_t i
    cdef int error = dict_view(vm.heap, args[0], &view)
    if error:
        return error
    i = dict_find(vm.heap, &view, args[1])
    if i == 0:
        if not insert:
            return vm_raise(vm, "Invalid access to non-existing value", 36)
        error = default_value(vm, &view, &value, &kind)
        if error == 0:
            error = dict_set(vm.heap, args[0], args[1], value, kind)
        if error == 0:
            error = dict_view(vm.heap, args[0], &view)
        if error:
            return error
        i = dict_find(vm.heap, &view, args[1])
    args[0] = 0
    if i:
        e = dict_entry(vm.heap, &view, i - 1)
        fetch(vm, e[ENTRY_VALUE], e[ENTRY_KIND], result_kind(vm), &args[0])
    return 0


cdef int d_read(Vm *vm, int64_t *args) noexcept nogil:
    return read(vm, args, 1)


cdef int d_read_const(Vm *vm, int64_t *args) noexcept nogil:
    return read(vm, args, 0)


cdef int d_find(Vm *vm, int64_t *args) noexcept nogil:
    """The same without inserting or raising: zero or null."""
    cdef DictView view
    cdef int64_t *e
    cdef uint32_t i
    cdef int error = dict_view(vm.heap, args[0], &view)
    if error:
        return error
    i = dict_find(vm.heap, &view, args[1])
    args[0] = 0
    if i:
        e = dict_entry(vm.heap, &view, i - 1)
        fetch(vm, e[ENTRY_VALUE], e[ENTRY_KIND], result_kind(vm), &args[0])
    return 0


cdef int d_exists(Vm *vm, int64_t *args) noexcept nogil:
    cdef DictView view
    cdef int error = dict_view(vm.heap, args[0], &view)
    args[0] = 1 if error == 0 and dict_find(vm.heap, &view, args[1]) else 0
    return error


cdef int d_delete(Vm *vm, int64_t *args) noexcept nogil:
    cdef DictView view
    cdef int error = dict_view(vm.heap, args[0], &view)
    args[0] = dict_delete(vm.heap, args[0], args[1])
    return error


cdef int d_clear(Vm *vm, int64_t *args) noexcept nogil:
    return dict_clear(vm.heap, args[0])


cdef int d_size(Vm *vm, int64_t *args) noexcept nogil:
    cdef DictView view
    cdef int error = dict_view(vm.heap, args[0], &view)
    args[0] = 0 if error else dict_count(vm.heap, args[0])
    return error


cdef int d_is_empty(Vm *vm, int64_t *args) noexcept nogil:
    cdef int error = d_size(vm, args)
    args[0] = args[0] == 0
    return error


cdef int d_capacity(Vm *vm, int64_t *args) noexcept nogil:
    cdef DictView view
    cdef int error = dict_view(vm.heap, args[0], &view)
    args[0] = 0 if error else view.capacity
    return error


cdef int d_reserve(Vm *vm, int64_t *args) noexcept nogil:
    return dict_reserve(vm.heap, args[0], <uint32_t>args[1], 0)


cdef int d_shrink(Vm *vm, int64_t *args) noexcept nogil:
    return dict_reserve(vm.heap, args[0], 0, 1)


cdef int collect(Vm *vm, int64_t *args, uint32_t field) noexcept nogil:
    """A new array of all keys or values, in order of insertion."""
    cdef DictView view
    cdef int64_t made, i, n = 0, value
    cdef int error = dict_view(vm.heap, args[0], &view)
    if error:
        return error
    made = arr_new(vm.heap, result_kind(vm) >> 8, dict_count(vm.heap, args[0]))
    if made == NO_HANDLE:
        return <int>vm.heap.error
    vm.heap.work += 2 * <int64_t>dict_count(vm.heap, args[0])
    i = -1
    while error == 0:
        error = dict_view(vm.heap, args[0], &view)
        i = -1 if error else dict_next(vm.heap, &view, i + 1)
        if i < 0:
            break
        value = dict_entry(vm.heap, &view, <uint64_t>i)[field]
        if field == ENTRY_VALUE and not view.type.elem_handle and owns_container(vm.heap, view.type.elem):
            value = container_copy(vm.heap, value)
            error = <int>vm.heap.error if value == NO_HANDLE else arr_give(vm.heap, made, n, value)
        else:
            error = arr_set(vm.heap, made, n, value)
        n += 1
    if error:
        heap_release(vm.heap, made)
        return error
    args[0] = made
    return 0


cdef int d_keys(Vm *vm, int64_t *args) noexcept nogil:
    return collect(vm, args, ENTRY_KEY)


cdef int d_values(Vm *vm, int64_t *args) noexcept nogil:
    return collect(vm, args, ENTRY_VALUE)


cdef int d_equals(Vm *vm, int64_t *args) noexcept nogil:
    cdef DictView view
    cdef int error = dict_view(vm.heap, args[0], &view)
    if error == 0:
        error = dict_view(vm.heap, args[1], &view)
    if error:
        return error
    args[0] = container_equal(vm.heap, args[0], args[1])
    return <int>vm.heap.error if args[0] < 0 else 0


# Loops: positions stay good while the dictionary changes (`vm/dicts.pxd`).

cdef int d_next(Vm *vm, int64_t *args) noexcept nogil:
    """Position of the first entry from a position on; -1: none."""
    cdef DictView view
    cdef int error = dict_view(vm.heap, args[0], &view)
    args[0] = -1 if error else dict_seek(vm.heap, args[0], &view, args[1])
    if args[0] < -1:
        return vm_raise(vm, "The dictionary was changed too often during foreach", 51)
    return error


cdef inline int entry_at(Vm *vm, int64_t *args, int64_t **e) noexcept nogil:
    cdef DictView view
    cdef int64_t i
    cdef int error = dict_view(vm.heap, args[0], &view)
    if error:
        return error
    i = dict_at(vm.heap, args[0], &view, args[1])
    if i < 0:
        return EXC_INDEX
    e[0] = dict_entry(vm.heap, &view, <uint64_t>i)
    return 0


cdef int d_key_at(Vm *vm, int64_t *args) noexcept nogil:
    cdef int64_t *e
    cdef int error = entry_at(vm, args, &e)
    if error == 0:
        args[0] = e[ENTRY_KEY]
        if is_handle(result_kind(vm)):
            heap_retain(vm.heap, args[0])
    return error


cdef int box(Vm *vm, int64_t *args, int64_t value, int64_t kind) noexcept nogil:
    """[moves] The result is a new `any` with a copy of a value; containers by value are copied with it."""
    cdef int64_t made = any_new(vm.heap, result_kind(vm) >> 8)
    if made == NO_HANDLE:
        return <int>vm.heap.error
    if kind & ENTRY_BY_VALUE and owns_container(vm.heap, kind):
        value = container_copy(vm.heap, value)
        if value == NO_HANDLE:
            heap_release(vm.heap, made)
            return <int>vm.heap.error
    elif is_handle(kind):
        heap_retain(vm.heap, value)
    args[0] = made
    return any_set(vm.heap, made, value, kind)


cdef int d_value_at(Vm *vm, int64_t *args) noexcept nogil:
    """The value at a position: of a dictionary of any values in a box."""
    cdef int64_t *e
    cdef int64_t value, kind
    cdef int error = entry_at(vm, args, &e)
    if error:
        return error
    value = e[ENTRY_VALUE]
    kind = kind_in(e)
    if result_is_box(vm):
        return box(vm, args, value, kind)
    fetch(vm, value, kind, result_kind(vm), &args[0])
    return 0


cdef bint result_is_box(Vm *vm) noexcept nogil:
    """Is the dictionary in parameter 0 one of any values?"""
    return vm.prog.types[kinds_of(vm)[0] >> 8].elem == K_VOID


cdef int d_box(Vm *vm, int64_t *args) noexcept nogil:
    """d[key] in a box."""
    cdef DictView view
    cdef int64_t *e
    cdef int64_t value = 0, kind = K_VOID
    cdef uint32_t i
    cdef int error = dict_view(vm.heap, args[0], &view)
    if error:
        return error
    i = dict_find(vm.heap, &view, args[1])
    if i:
        e = dict_entry(vm.heap, &view, i - 1)
        value = e[ENTRY_VALUE]
        kind = kind_in(e)
    return box(vm, args, value, kind)


cdef int d_set_any(Vm *vm, int64_t *args) noexcept nogil:
    """The value of a box, copied."""
    cdef int64_t value, kind
    if not any_valid(vm.heap, args[2]):
        return EXC_NULL
    value = vm.heap.mem[args[2] + ANY_VALUE]
    kind = vm.heap.mem[args[2] + ANY_KIND]
    if kind & 0xff == K_VOID:
        kind = K_OBJ
    if kind & ENTRY_BY_VALUE and owns_container(vm.heap, kind):
        value = container_copy(vm.heap, value)
        if value == NO_HANDLE:
            return <int>vm.heap.error
    elif is_handle(kind):
        heap_retain(vm.heap, value)
    return dict_set(vm.heap, args[0], args[1], value, kind)


# ----------------------------------------------------------------------------------------------- any

cdef int y_store(Vm *vm, int64_t *args) noexcept nogil:
    cdef int64_t value = args[1], kind = kinds_of(vm)[1]
    if is_handle(kind):
        heap_retain(vm.heap, value)
        return any_set(vm.heap, args[0], value, kind | ENTRY_BY_VALUE)
    value = stored(value, &kind)
    return any_set(vm.heap, args[0], value, kind)


cdef int y_store_handle(Vm *vm, int64_t *args) noexcept nogil:
    heap_retain(vm.heap, args[1])
    return any_set(vm.heap, args[0], args[1], kinds_of(vm)[1])


cdef int y_retrieve(Vm *vm, int64_t *args) noexcept nogil:
    """Whether the value can be what is wanted; unlike in a dictionary a bool is no number here."""
    cdef int64_t a = args[0], kind
    if not any_valid(vm.heap, a):
        return EXC_NULL
    kind = vm.heap.mem[a + ANY_KIND]
    if (kind & 0xff == K_BOOL) != (out_kind(vm) == K_BOOL):
        kind = K_VOID
    args[0] = fetch(vm, vm.heap.mem[a + ANY_VALUE], kind, out_kind(vm), &vm.outs[0])
    return 0


cdef int y_read(Vm *vm, int64_t *args) noexcept nogil:
    cdef int64_t a = args[0]
    if not any_valid(vm.heap, a):
        return EXC_NULL
    fetch(vm, vm.heap.mem[a + ANY_VALUE], vm.heap.mem[a + ANY_KIND], result_kind(vm), &args[0])
    return 0


# ------------------------------------------------------------------------------------- registration

cdef int add(str name, NativeFn fn, str signature) except -1:
    register_native(native_id(name), fn, signature, name)
    return 0


def register() -> None:
    """Register all functions of this file; done once, when the default modules are imported."""
    add("container.new", d_new, "?()")
    add("container.copy", d_copy, "A0(C)")
    add("container.assign", d_assign, "void(C, A0)")
    add("container.owned", d_owned, "?(C)")
    add("container.place", d_place, "void(C, A)")
    add("dictionary.set", d_set, "void(D, K, V)")
    add("dictionary.setHandle", d_set_handle, "void(D, K, V)")
    add("dictionary.setAny", d_set_any, "void(D, K, Y)")
    add("dictionary.get", d_get, "bool(D, K) V")
    add("dictionary.read", d_read, "V(D, K)")
    add("dictionary.readConst", d_read_const, "V(D, K)")
    add("dictionary.find", d_find, "V(D, K)")
    add("dictionary.box", d_box, "Y(D, K)")
    add("dictionary.exists", d_exists, "bool(D, K)")
    add("dictionary.delete", d_delete, "bool(D, K)")
    add("dictionary.deleteAll", d_clear, "void(D)")
    add("dictionary.clear", d_clear, "void(D)")
    add("dictionary.getSize", d_size, "u32(D)")
    add("dictionary.isEmpty", d_is_empty, "bool(D)")
    add("dictionary.capacity", d_capacity, "u32(D)")
    add("dictionary.reserve", d_reserve, "void(D, u32)")
    add("dictionary.shrinkToFit", d_shrink, "void(D)")
    add("dictionary.getKeys", d_keys, "[K](D)")
    add("dictionary.getValues", d_values, "[V](D)")
    add("dictionary.opEquals", d_equals, "bool(D, A0)")
    add("dictionary.next", d_next, "i64(D, i64)")
    add("dictionary.keyAt", d_key_at, "K(D, i64)")
    add("dictionary.valueAt", d_value_at, "?(D, i64)")
    add("any.store", y_store, "void(Y, ?)")
    add("any.storeHandle", y_store_handle, "void(Y, ?)")
    add("any.retrieve", y_retrieve, "bool(Y) ?")
    add("any.read", y_read, "?(Y)")


register()
