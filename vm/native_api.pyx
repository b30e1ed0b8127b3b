# cython: language_level=3, boundscheck=False, wraparound=False, cdivision=True, initializedcheck=False
"""What C functions of other packages can ask of a call: the table behind `seraph_native.h`.

What it is: the functions of that table, and the registration of C functions that a host hands over as capsules. What it
is not: their declarations (`registry/module.py`), or the table of all C functions (`natives.pyx`).

Invariants
- The table's layout is a public interface: entries are appended, and the version counts up; nothing is changed or removed.
- Its functions take any slot: what is no string or array reads as empty. A C function that reads an argument as what it is
  not gets a wrong value, but stays within the memory of the instance.
- Pointers into the memory of the instance are good until the C function makes a value.
"""
from cpython.pycapsule cimport PyCapsule_GetContext, PyCapsule_GetPointer, PyCapsule_IsValid
from libc.stddef cimport size_t
from libc.stdint cimport int64_t, uint32_t, uint64_t
from libc.stdlib cimport free, malloc
from libc.string cimport memcpy, memset

from .arrays cimport ArrayView, arr_new, arr_view
from .heap cimport NO_HANDLE, block_type, heap_new, heap_valid
from .layout cimport EXC_MEMORY, MAX_ARRAY, TD_DTOR, TD_VALUE, TY_ARRAY, TY_CLASS, ClassLink, ExternDef
from .natives cimport find_native, register_native
from .opcode_info cimport kind_width
from .opcodes cimport HANDLE_KINDS, K_ARR, K_OBJ
from .strings cimport str_new, str_view
from .vmstate cimport NativeFn, Vm, vm_raise, vm_write

from .natives import signature_of

cdef extern from "seraph_native.h" nogil:
    const uint32_t SERAPH_NATIVE_VERSION
    const char *SERAPH_CAPSULE
    ctypedef struct SeraphCall:
        pass
    ctypedef struct SeraphApi:
        uint32_t version
        const char *(*text)(SeraphCall *call, int64_t slot, size_t *size) noexcept nogil
        int (*new_text)(SeraphCall *call, int64_t *slot, const char *text, size_t size) noexcept nogil
        void *(*array)(SeraphCall *call, int64_t slot, size_t width, size_t *size) noexcept nogil
        void *(*new_array)(SeraphCall *call, int64_t *slot, size_t width, size_t size) noexcept nogil
        int64_t *(*outs)(SeraphCall *call) noexcept nogil
        int (*fail "raise")(SeraphCall *call, const char *message, size_t size) noexcept nogil
        int (*write)(SeraphCall *call, const char *text, size_t size) noexcept nogil
        void (*charge)(SeraphCall *call, uint64_t units) noexcept nogil
        int64_t *(*fields)(SeraphCall *call, int64_t slot, size_t count) noexcept nogil
        int64_t *(*new_fields)(SeraphCall *call, int64_t *slot, size_t count) noexcept nogil


cdef const char *api_text(SeraphCall *call, int64_t slot, size_t *size) noexcept nogil:
    cdef uint64_t n
    cdef const char *text = str_view((<Vm *>call).heap, slot, &n)
    size[0] = <size_t>n
    return text


cdef int api_new_text(SeraphCall *call, int64_t *slot, const char *text, size_t size) noexcept nogil:
    cdef Vm *vm = <Vm *>call
    cdef const char *memory = <const char *>vm.heap.mem
    cdef char *copied = NULL
    cdef int64_t made
    if size and memory <= text < memory + (vm.heap.slots + vm.heap.slack) * sizeof(int64_t):
        copied = <char *>malloc(size)               # a part of an argument, and the memory may move
        if copied == NULL:
            return EXC_MEMORY
        memcpy(copied, text, size)
        text = copied
    vm.heap.work += <int64_t>(size >> 4)
    made = str_new(vm.heap, text, size) if size else 0
    free(copied)
    if made == NO_HANDLE:
        return <int>vm.heap.error
    slot[0] = made
    return 0


cdef void *api_array(SeraphCall *call, int64_t slot, size_t width, size_t *size) noexcept nogil:
    cdef Vm *vm = <Vm *>call
    cdef ArrayView view
    size[0] = 0
    if arr_view(vm.heap, slot, &view) or view.handles or view.width != width or view.length == 0:
        return NULL
    size[0] = <size_t>view.length
    return <void *>(vm.heap.mem + view.data)


cdef void *api_new_array(SeraphCall *call, int64_t *slot, size_t width, size_t size) noexcept nogil:
    """The type is that of the result in the row of the call."""
    cdef Vm *vm = <Vm *>call
    cdef const ExternDef *row = &vm.prog.natives[vm.call_index]
    cdef uint32_t kind = vm.prog.kinds[row.kinds + row.nparams], elem
    cdef ArrayView view
    cdef int64_t made
    slot[0] = 0
    if kind & 0xff != K_ARR or vm.prog.types[kind >> 8].sort != TY_ARRAY or size > MAX_ARRAY:
        return NULL
    elem = vm.prog.types[kind >> 8].elem & 0x1f
    if HANDLE_KINDS >> elem & 1 or kind_width[elem] != width:
        return NULL
    made = arr_new(vm.heap, kind >> 8, <int64_t>size)
    if made == NO_HANDLE:
        return NULL
    slot[0] = made
    return <void *>(vm.heap.mem + view.data) if arr_view(vm.heap, made, &view) == 0 and view.length else NULL


cdef int64_t *api_outs(SeraphCall *call) noexcept nogil:
    cdef Vm *vm = <Vm *>call
    memset(vm.outs, 0, vm.prog.natives[vm.call_index].nouts * sizeof(int64_t))
    return vm.outs


cdef int api_raise(SeraphCall *call, const char *message, size_t size) noexcept nogil:
    return vm_raise(<Vm *>call, message, size)


cdef int api_write(SeraphCall *call, const char *text, size_t size) noexcept nogil:
    return vm_write(<Vm *>call, text, size)


cdef void api_charge(SeraphCall *call, uint64_t units) noexcept nogil:
    (<Vm *>call).heap.work += <int64_t>min(units, <uint64_t>1 << 40)


cdef bint is_struct(const Vm *vm, uint32_t type, size_t count) noexcept nogil:
    """Is a type a value type of plain fields, that many?"""
    cdef const ClassLink *link = vm.classes + type
    return (type < vm.ntypes and link.sort == TY_CLASS and link.flags & TD_VALUE and not link.flags & TD_DTOR
            and link.handles == 0 and link.nfields == count)


cdef int64_t *api_fields(SeraphCall *call, int64_t slot, size_t count) noexcept nogil:
    cdef Vm *vm = <Vm *>call
    if not heap_valid(vm.heap, slot) or not is_struct(vm, block_type(vm.heap, slot), count):
        return NULL
    return vm.heap.mem + slot + 1


cdef int64_t *api_new_fields(SeraphCall *call, int64_t *slot, size_t count) noexcept nogil:
    """The type is that of the result in the row of the call."""
    cdef Vm *vm = <Vm *>call
    cdef const ExternDef *row = &vm.prog.natives[vm.call_index]
    cdef uint32_t kind = vm.prog.kinds[row.kinds + row.nparams]
    cdef int64_t made
    slot[0] = 0
    if kind & 0xff != K_OBJ or not is_struct(vm, kind >> 8, count):
        return NULL
    made = heap_new(vm.heap, kind >> 8)
    if made == NO_HANDLE:
        return NULL
    slot[0] = made
    return vm.heap.mem + made + 1


cdef SeraphApi table
table.version = SERAPH_NATIVE_VERSION
table.text = api_text
table.new_text = api_new_text
table.array = api_array
table.new_array = api_new_array
table.outs = api_outs
table.fail = api_raise
table.write = api_write
table.charge = api_charge
table.fields = api_fields
table.new_fields = api_new_fields


cdef const void *native_api() noexcept nogil:
    return &table


def types_of_capsule(capsule: object) -> str | None:
    """The types that the maker of a C function has given with it, None for none; TypeError for anything else."""
    cdef const char *types
    if not PyCapsule_IsValid(capsule, SERAPH_CAPSULE):
        raise TypeError(f"a C function comes as a capsule that seraph_function() has made, not as {type(capsule).__name__}")
    types = <const char *>PyCapsule_GetContext(capsule)
    return None if types == NULL else types.decode()


GENERAL = {}
"""Callables of Python that do what C functions do, by id: the general path where that of the C function is switched off."""


def define_native(id: int, capsule: object, signature: str, key: str, general: object = None) -> None:
    """Make a C function known to programs of hosts that offer it; ValueError if the key stands for another one."""
    cdef NativeFn function = <NativeFn>PyCapsule_GetPointer(capsule, SERAPH_CAPSULE)
    if find_native(id) != NULL and signature_of(id) != signature:
        raise ValueError(f"{key!r} is a C function of this process already, with the types {signature_of(id)}")
    try:
        register_native(id, function, signature, key, False, True)
    except ValueError:
        if find_native(id) == NULL:
            raise
        raise ValueError(f"{key!r} is another C function of this process already") from None
    if general is not None:
        GENERAL[id] = general
