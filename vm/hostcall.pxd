"""Calls from script to Python. See hostcall.pyx."""
from libc.stdint cimport uint16_t, uint32_t

from cpython.object cimport PyObject

from .heap cimport Heap
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

# Performs the host call that made the loop return RUN_HOST, and stores its results. Raises what the callable raises and
# ConversionError; the instance may be re-entered from it.
cdef int call_host(Vm *vm, Heap *heap, const HostLink *link) except -1
