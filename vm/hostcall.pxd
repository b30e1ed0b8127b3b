"""Calls from script to Python. See hostcall.pyx."""
from libc.stdint cimport uint16_t, uint32_t

from cpython.object cimport PyObject

from .program cimport Program
from .vmstate cimport Vm

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

# Performs the host call that vm.call_* describe, and stores its results. 0, or -1 with Python's error set: what the
# callable raised, or ConversionError. The instance may be re-entered meanwhile.
cdef int call_host(Vm *vm, const HostLink *link) noexcept

# The parts of it that are rarely needed; here so that the C compiler leaves them out of line.
cdef int put_arg(PyObject **into, Vm *vm, uint32_t kind, uint32_t i) except -1
cdef int store_result(Vm *vm, const HostLink *link, PyObject *value) except -1
