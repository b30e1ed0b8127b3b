# cython: language_level=3, boundscheck=False, wraparound=False, cdivision=True, initializedcheck=False
"""Objects at work: what the interpreter's object opcodes do beyond one load or store.

What it is: casts by dynamic type, methods of interfaces, references to fields, elements and globals. What it is not:
blocks and counts (`heap`), destructors (`destroy`).

The type of an object is read from linear memory, so it is compared with the number of types before it is used; what
the tables then say is verified.
"""
from libc.stdint cimport int64_t, uint8_t, uint32_t, uint64_t

from .arrays cimport ArrayView, arr_view, load_element, store_element
from .heap cimport HEAP_FIRST, Heap, block_type, checked_use, heap_release, heap_retain, heap_valid
from .layout cimport (
    EXC_INDEX, EXC_MISMATCH, EXC_NULL, NO_FUNC, TY_ARRAY, TY_CLASS, TY_INTERFACE, ImplDef, ProgramData,
)
from .opcodes cimport HANDLE_KINDS, K_I64
from .subtype cimport find_impl, is_type
from .vmstate cimport Vm


cdef int64_t object_cast(const Vm *vm, int64_t h, uint32_t type) noexcept nogil:
    if not heap_valid(vm.heap, h):
        return 0
    checked_use(vm.heap, h)
    return h if is_type(vm.prog, block_type(vm.heap, h), type) else 0


cdef uint32_t object_match(const Vm *vm, int64_t to, int64_t from_) noexcept nogil:
    cdef uint32_t type
    if not heap_valid(vm.heap, to) or not heap_valid(vm.heap, from_):
        return EXC_NULL
    checked_use(vm.heap, to)
    type = block_type(vm.heap, to)
    return 0 if type < vm.ntypes and object_cast(vm, from_, type) else EXC_MISMATCH


cdef inline uint32_t kind_of_register(const Vm *vm, uint32_t fn, uint32_t reg) noexcept nogil:
    return vm.prog.kinds[vm.prog.funcs[fn].kinds + reg]


cdef uint32_t interface_method(const Vm *vm, int64_t h, uint32_t fn, uint32_t reg, uint32_t number) noexcept nogil:
    cdef uint32_t iface = kind_of_register(vm, fn, reg) >> 8
    cdef uint32_t dynamic = block_type(vm.heap, h)
    cdef const ImplDef *impl
    if dynamic >= vm.ntypes or vm.prog.types[dynamic].sort != TY_CLASS:
        return NO_FUNC
    impl = find_impl(vm.prog, dynamic, iface)
    return NO_FUNC if impl == NULL else vm.vtables[impl.methods + number]


cdef struct Place:              # element `at` of the kind `packed` behind `data`
    uint8_t *data
    uint32_t kind               # kind word of what stands there
    uint32_t packed             # how it is stored
    uint64_t at


cdef int find_place(Heap *heap, const ProgramData *prog, int64_t owner, int64_t index, Place *place) noexcept nogil:
    """The place itself; its kind word in place.kind."""
    cdef ArrayView view
    cdef uint32_t type
    place.at = 0
    place.packed = K_I64                    # of globals and fields: whole slots
    if owner == 0:
        if <uint64_t>index >= prog.nglobals:
            return EXC_NULL
        place.kind = prog.globals[index].kind
        place.data = <uint8_t *>(heap.mem + HEAP_FIRST + index)
        return 0
    if not heap_valid(heap, owner):
        return EXC_NULL
    checked_use(heap, owner)
    type = block_type(heap, owner)
    if type >= prog.ntypes:
        return EXC_NULL
    if prog.types[type].sort == TY_CLASS:
        if <uint64_t>index >= prog.types[type].nfields:
            return EXC_NULL
        place.kind = prog.fields[prog.types[type].fields + index].kind
        place.data = <uint8_t *>(heap.mem + owner + 1 + index)
        return 0
    if prog.types[type].sort != TY_ARRAY or arr_view(heap, owner, &view):
        return EXC_NULL
    place.kind = prog.types[type].elem
    if <uint64_t>index >= view.length:
        return EXC_INDEX
    place.data = <uint8_t *>(heap.mem + view.data)
    place.packed = place.kind & 0xff
    place.at = <uint64_t>index
    return 0


cdef int find_wanted(Vm *vm, int64_t owner, int64_t index, uint32_t wanted, Place *place) noexcept nogil:
    cdef int error
    place.kind = wanted
    error = find_place(vm.heap, vm.prog, owner, index, place)
    return EXC_NULL if place.kind != wanted else error


cdef int ref_read(Heap *heap, const ProgramData *prog, int64_t owner, int64_t index, uint32_t *kind, int64_t *value) noexcept nogil:
    cdef Place place
    cdef int error = find_place(heap, prog, owner, index, &place)
    if not error:
        kind[0] = place.kind
        value[0] = load_element(place.data, place.packed, place.at)
    return error


cdef int ref_load(Vm *vm, int64_t owner, int64_t index, uint32_t fn, uint32_t reg, int64_t *value) noexcept nogil:
    cdef Place place
    cdef int error = find_wanted(vm, owner, index, kind_of_register(vm, fn, reg), &place)
    if not error:
        value[0] = load_element(place.data, place.packed, place.at)
    return error


cdef int ref_store(Vm *vm, int64_t owner, int64_t index, uint32_t fn, uint32_t reg, int64_t value) noexcept nogil:
    cdef Place place
    cdef uint32_t kind = kind_of_register(vm, fn, reg)
    cdef int64_t old
    cdef int error = find_wanted(vm, owner, index, kind, &place)
    if error:
        return error
    if HANDLE_KINDS >> (kind & 0x1f) & 1:
        heap_retain(vm.heap, value)
        old = load_element(place.data, place.packed, place.at)
        store_element(place.data, place.packed, place.at, value)
        heap_release(vm.heap, old)
    else:
        store_element(place.data, place.packed, place.at, value)
    return 0
