# cython: language_level=3, boundscheck=False, wraparound=False, cdivision=True, initializedcheck=False
"""Function objects. See `funcobjects.pxd` for what they are."""
from libc.stdint cimport int64_t, uint32_t, uint64_t
from libc.string cimport memcmp

from .heap cimport HEAP_FIRST, NO_HANDLE, Heap, block_type, heap_alloc, heap_release, heap_retain
from .layout cimport FUNC_FN, FUNC_OBJECT, FUNC_PAYLOAD, NO_FUNC, TY_CLASS, FuncDef, ProgramData
from .objects cimport interface_method
from .vmstate cimport Vm


cdef int64_t func_new(Heap *heap, uint32_t type, uint32_t fn, int64_t object) noexcept nogil:
    cdef int64_t h
    heap_retain(heap, object)           # first: a collection may run
    h = heap_alloc(heap, type, FUNC_PAYLOAD)
    if h == NO_HANDLE:
        heap_release(heap, object)
        return h
    heap.mem[h + FUNC_FN] = fn
    heap.mem[h + FUNC_OBJECT] = object
    return h


cdef int64_t func_value(Heap *heap, uint32_t index) noexcept nogil:
    cdef uint64_t at = HEAP_FIRST + <uint64_t>index
    cdef int64_t h
    if heap.mem[at] == 0:
        h = func_new(heap, heap.prog.globals[index].kind >> 8, heap.prog.globals[index].func, 0)
        if h == NO_HANDLE:
            return h
        heap.mem[at] = h
    return heap.mem[at]


cdef uint32_t func_method(const Vm *vm, int64_t h, uint32_t fn, uint32_t reg, uint32_t number) noexcept nogil:
    cdef uint32_t wanted = vm.prog.kinds[vm.prog.funcs[fn].kinds + reg] >> 8
    cdef uint32_t dynamic = block_type(vm.heap, h)
    if vm.prog.types[wanted].sort != TY_CLASS:
        return interface_method(vm, h, fn, reg, number)
    if dynamic >= vm.ntypes or number >= vm.classes[dynamic].nvtable:
        return NO_FUNC
    return vm.classes[dynamic].methods[number].fn


cdef bint func_fits(const ProgramData *p, uint32_t fn, uint32_t type, bint bound) noexcept nogil:
    cdef const FuncDef *f = &p.funcs[fn]
    cdef const FuncDef *shape = &p.funcs[func_shape(p, type)]
    if f.nparams + (0 if bound else 1) != shape.nparams or f.ret != shape.ret or f.nouts != shape.nouts:
        return False
    return (
        memcmp(p.kinds + f.kinds + (1 if bound else 0), p.kinds + shape.kinds + 1,
               (<size_t>shape.nparams - 1) * sizeof(uint32_t)) == 0
        and memcmp(p.kinds + f.outs, p.kinds + shape.outs, <size_t>f.nouts * sizeof(uint32_t)) == 0
    )


cdef bytes func_key(const ProgramData *p, uint32_t fn, bint bound):
    cdef const FuncDef *f = &p.funcs[fn]
    cdef uint32_t skip = 1 if bound else 0
    return (
        (<const char *>&f.ret)[:sizeof(uint32_t)] + (<const char *>&f.nouts)[:sizeof(f.nouts)]
        + (<const char *>(p.kinds + f.kinds + skip))[:(f.nparams - skip) * sizeof(uint32_t)]
        + (<const char *>(p.kinds + f.outs))[:f.nouts * sizeof(uint32_t)]
    )
