"""Calls from script to Python. See hostcall.pyx."""
from libc.stdint cimport int64_t, uint16_t, uint32_t

from cpython.object cimport PyObject

from .convert cimport quick_object, quick_slot
from .program cimport Program
from .vmstate cimport Vm

cdef extern from "Python.h":
    void Py_DECREF(PyObject *value)

cdef extern from "hostapi.h":
    PyObject *seraph_call(PyObject *callable, PyObject **args, size_t nargs)
    void seraph_drop(PyObject *value)

cdef enum:
    QUICK_ARGS = 8              # arguments that need no allocation

cdef struct HostLink:           # one host function as a program calls it
    PyObject *callable          # owned by the HostTable
    const uint32_t *kinds       # nparams + 1 + nouts kind words: parameters, result, outs
    uint16_t nparams
    uint16_t nouts

cdef class HostTable:
    cdef readonly Program program
    cdef HostLink *links        # program.data.nhosts
    cdef tuple callables        # keeps them alive
    cdef object functions       # what it was made from
    cdef object __weakref__

# The table of a program and a mapping of functions: the one that another instance holds already, or a new one.
cdef HostTable host_table(Program program, object functions)

# The parts of a host call that are rarely needed, out of line. call_many: more than QUICK_ARGS arguments.
cdef int put_arg(PyObject **into, Vm *vm, uint32_t kind, uint32_t i) except -1
cdef int store_result(Vm *vm, const HostLink *link, PyObject *value) except -1
cdef int call_many(Vm *vm, const HostLink *link) noexcept

# The same for callers that have something to clean up: -1 with Python's error set.
ctypedef int (*PutArg)(PyObject **into, Vm *vm, uint32_t kind, uint32_t i) noexcept
ctypedef int (*StoreResult)(Vm *vm, const HostLink *link, PyObject *value) noexcept


cdef inline int call_with(Vm *vm, const HostLink *link, PyObject **argv) noexcept:
    """The host call with room for one object more than there are arguments."""
    cdef PyObject *result
    cdef uint32_t nargs = link.nparams
    cdef uint32_t i = 0
    cdef uint32_t kind
    cdef int64_t slot
    cdef int status = 0
    while i < nargs:
        kind = link.kinds[i]
        if quick_object(kind, vm.regs[vm.call_args + i], &argv[i + 1]):
            if argv[i + 1] == NULL:
                break
        elif (<PutArg>put_arg)(&argv[i + 1], vm, kind, i):
            break
        i += 1
    else:
        status = 1
    result = seraph_call(link.callable, argv + 1, nargs) if status else NULL
    while i:
        seraph_drop(argv[i])
        i -= 1
    if result == NULL:
        return -1
    status = 0
    if link.nouts == 0 and quick_slot(link.kinds[nargs], result, &slot):
        vm.regs[vm.call_dst] = slot
    else:
        status = (<StoreResult>store_result)(vm, link, result)
    seraph_drop(result)
    return status


# Performs the host call that vm.call_* describe, and stores its results. 0, or -1 with Python's error set: what the
# callable raised, or ConversionError. The instance may be re-entered meanwhile.
cdef inline int call_host(Vm *vm, const HostLink *link) noexcept:
    cdef PyObject *argv[QUICK_ARGS + 1]
    if link.nparams > QUICK_ARGS:
        return call_many(vm, link)
    return call_with(vm, link, argv)
