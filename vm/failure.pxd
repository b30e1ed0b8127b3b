"""Exceptions on their way between Python and script. See failure.pyx."""
from libc.stdint cimport int64_t, uint32_t

from .driver cimport InstanceState
from .vmstate cimport Vm

# Python's error is set: hands it to the script. False if the script did not catch it: the VM is as after vm_unwind.
cdef bint host_failed(InstanceState st, Vm *vm, bint catchable) noexcept
# An exception has left the call: raises it for Python.
cdef int fail(InstanceState st, Vm *vm) except -1
# The error for a suspended call that `fiber` can continue, with its traceback; vm NULL: the call is over.
cdef object limit_error(InstanceState st, Vm *vm, object fiber)
# A call that is no fiber's has reached a limit: it becomes one, which the error carries. Always raises.
cdef int suspend_call(InstanceState st, Vm *vm, uint32_t fn, const int64_t *args, uint32_t nargs) except -1
# Hands an exception that cannot be raised to on_exception.
cdef void report(InstanceState st, object error) noexcept
# The pending exception goes there, not to a caller.
cdef void report_exc(InstanceState st, Vm *vm) noexcept
