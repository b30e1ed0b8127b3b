"""Calls that can be suspended and continued. See fiber.pyx."""
from libc.stdint cimport int64_t, uint32_t

from cpython.object cimport PyObject

from .driver cimport InstanceState, Suspended
from .vmstate cimport Vm

cdef class Fiber:
    cdef InstanceState state_
    cdef Suspended *call
    cdef int64_t debt           # cost units that were used beyond the budgets so far
    cdef object value           # the result, once the call is over
    cdef object stopped_by
    cdef object error           # the exception that has ended it
    cdef bint running
    cdef uint32_t ended         # FiberState from FIBER_FINISHED on; 0: not yet, or by a script

    cdef uint32_t status(self) except? 0xffffffff
    cdef bint run(self, int64_t units, int64_t time) except -1

# A call that waits for its first resume().
cdef Fiber start_call(InstanceState st, uint32_t fn, PyObject **args, Py_ssize_t nargs)
# The fiber of a call in progress that has reached a limit. It counts the arguments, and takes the VM unless it fails.
cdef Fiber adopt_call(InstanceState st, Vm *vm, uint32_t fn, const int64_t *args, uint32_t nargs, int64_t debt)
# The fiber of a call that is done but has used more than its budget; takes its results.
cdef Fiber overdrawn(InstanceState st, uint32_t fn, int64_t *results, int64_t debt)
# The fiber of a block, as an object of its own; and the counted block of a Fiber: 0 if the object is none.
cdef Fiber fiber_of(InstanceState st, int64_t handle)
cdef int64_t fiber_handle(InstanceState st, object given) except? -2
# The instance is being closed: ends all suspended calls.
cdef void abandon_all(InstanceState st) noexcept
