"""Debugging: breakpoints, steps and line hooks of an instance. See debugger.pyx."""
from libc.stdint cimport uint64_t

from .driver cimport InstanceState
from .vmstate cimport Vm

# The debugger of an instance, made when it is asked for.
cdef object make_debugger(InstanceState st)
# RUN_BREAK: calls back. -1 with Python's error set.
cdef int debugger_hit(InstanceState st, Vm *vm) except -1
# Lets the instance run other code; the breakpoints stay.
cdef int debugger_follows(InstanceState st, const uint64_t *plain) except -1
# A call of the host's has ended: so have steps over and out.
cdef int debugger_ended(InstanceState st) except -1
