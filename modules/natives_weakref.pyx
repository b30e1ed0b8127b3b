# cython: language_level=3, boundscheck=False, wraparound=False, cdivision=True, initializedcheck=False
"""The C functions of the weakref module. The work is done in `vm/weak.pyx`.

Copies and assignments of whole weak references are those of all containers (`natives_dict`).
"""
from libc.stdint cimport int64_t

from seraphscript.vm.heap cimport heap_retain
from seraphscript.vm.layout cimport EXC_NULL
from seraphscript.vm.natives cimport register_native
from seraphscript.vm.vmstate cimport NativeFn, Vm
from seraphscript.vm.weak cimport is_weak, weak_get, weak_set

from seraphscript.registry.ids import native_id


cdef int w_get(Vm *vm, int64_t *args) noexcept nogil:
    """The object as a counted handle, null if it is dead."""
    if not is_weak(vm.heap, args[0]):
        return EXC_NULL
    args[0] = weak_get(vm.heap, args[0])
    heap_retain(vm.heap, args[0])
    return 0


cdef int w_set(Vm *vm, int64_t *args) noexcept nogil:
    if not is_weak(vm.heap, args[0]):
        return EXC_NULL
    return weak_set(vm.heap, args[0], args[1])


cdef int add(str name, NativeFn fn, str signature) except -1:
    register_native(native_id(name), fn, signature, name)
    return 0


def register() -> None:
    """Register all functions of this file; done once, when the default modules are imported."""
    add("weakref.get", w_get, "E(W)")
    add("weakref.set", w_set, "void(W, E)")


register()
