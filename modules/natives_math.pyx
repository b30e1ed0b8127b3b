# cython: language_level=3, boundscheck=False, wraparound=False, cdivision=True, initializedcheck=False
"""The C functions of the math module: registration of the table in natives_math.h.

What it is not: their declarations (`math.py`).
"""
from libc.stdint cimport int64_t, uint64_t

from seraphscript.vm.natives cimport register_native
from seraphscript.vm.vmstate cimport NativeFn, Vm, vm_raise

from seraphscript.registry.ids import native_id

cdef extern from "natives_math.h" nogil:
    ctypedef struct MathNative:
        const char *key
        void *fn
        const char *signature
    const MathNative math_natives[]
    int MATH_NATIVES
    void *seraph_raise


def register() -> None:
    """Register all functions of the module; done once, when the default modules are imported."""
    cdef int i
    global seraph_raise
    seraph_raise = <void *>vm_raise
    for i in range(MATH_NATIVES):
        key = math_natives[i].key.decode()
        register_native(native_id(key), <NativeFn>math_natives[i].fn, math_natives[i].signature.decode(), key)


register()
