# cython: language_level=3, boundscheck=False, wraparound=False, cdivision=True, initializedcheck=False
"""Exceptions on their way between Python and script.

What it is: what a host function raises becomes a script exception (host_failed), what leaves a call becomes Python's
(fail, limit_error, suspend_call), and what nobody can take goes to on_exception (report). What it is not: the search for a
handler (`unwind.pyx`), tracebacks and their texts (`excinfo.pyx`).
"""
from libc.stdint cimport int64_t, uint32_t, uint64_t
from libc.string cimport memcpy

from cpython.bytes cimport PyBytes_FromStringAndSize
from cpython.exc cimport PyErr_SetObject, PyErr_WriteUnraisable

from .convert cimport decode_text
from .driver cimport InstanceState
from .entry cimport collect, run_destructors
from .excinfo cimport encode_error, frames_of, with_frames
from .fiber cimport adopt_call
from .heap cimport NO_HANDLE, heap_release
from .layout cimport EXC_BUDGET, EXC_DEADLINE, EXC_DEPTH, EXC_HOST, EXC_INTERRUPT, EXC_MEMORY
from .output cimport flush_output, has_output
from .strings cimport str_new
from .unwind cimport exc_code_text, vm_abandon, vm_trace, vm_unwind
from .vmstate cimport MAX_MESSAGE, MAX_TRACE, VM_SWITCH, TraceEntry, Vm, vm_clear_exc, vm_exc_text, vm_raise, vm_raise_str

from .errors import (
    BudgetExceeded, DeadlineExceeded, DepthLimitExceeded, Interrupted, LimitError, MemoryLimitExceeded, ScriptException,
)

cdef extern from "hostapi.h":
    object seraph_take_error()

cdef enum:
    MAX_PRINTED = 100           # reported exceptions of one call, where no on_exception takes them

LIMIT_CODES: dict[type[LimitError], int] = {
    BudgetExceeded: EXC_BUDGET,
    DeadlineExceeded: EXC_DEADLINE,
    MemoryLimitExceeded: EXC_MEMORY,
    DepthLimitExceeded: EXC_DEPTH,
    Interrupted: EXC_INTERRUPT,
}
LIMIT_ERRORS: dict[int, type[LimitError]] = {code: cls for cls, code in LIMIT_CODES.items()}


cdef bint host_failed(InstanceState st, Vm *vm, bint catchable) noexcept:
    """Only what a host function raises is for scripts; signal handlers and sinks of output are the host's own affair.
    """
    cdef object error = seraph_take_error()
    cdef bytes text = b""
    cdef uint32_t code = 0
    cdef int64_t h
    st.cause = None
    try:
        if not catchable:
            code = EXC_HOST
        elif isinstance(error, LimitError):
            code = LIMIT_CODES.get(type(error), <uint32_t>EXC_HOST)
        elif isinstance(error, Exception):
            text = encode_error(error)
        else:
            code = EXC_HOST
    except BaseException:
        text = b"Exception"
    # From here on nothing runs that could use the VM.
    vm.flush &= ~<uint32_t>VM_SWITCH
    if code:
        vm_clear_exc(vm)
        vm.exc = code
    else:
        h = NO_HANDLE
        if len(text) > MAX_MESSAGE:
            h = str_new(&st.heap, text, <uint64_t>len(text))
        if h == NO_HANDLE:
            vm_raise(vm, text, <uint64_t>len(text))
        else:
            vm_raise_str(vm, h)
            heap_release(&st.heap, h)
    st.cause_tag = (st.cause_tag + 1) & 0x7fffffff or 1
    vm.exc_tag = st.cause_tag
    st.cause = error
    return vm_unwind(vm)


cdef int fail(InstanceState st, Vm *vm) except -1:
    """An exception has left the call: raise it for Python. Destructors and output that were due before it go first."""
    error = take_exc(st, vm)
    if isinstance(error, MemoryLimitExceeded) and st.inner == 0:    # what the call has left behind must not block the next one
        collect(st, vm)
    if st.heap.pending:
        run_destructors(st, vm)
    if has_output(vm):
        try:
            flush_output(vm, st.output, st.error_output, True)
        except BaseException as other:
            report(st, other)
    raise error


cdef object take_exc(InstanceState st, Vm *vm):
    """The pending exception as Python's, with its traceback; the VM has none any more."""
    cdef TraceEntry trace[MAX_TRACE]
    cdef uint32_t total = vm.trace_total, code = vm.exc
    cdef uint64_t n = 0
    cdef const char *message = vm_exc_text(vm, &n)
    cdef bytes text = PyBytes_FromStringAndSize(message, <Py_ssize_t>n)
    cdef object cause = st.cause if vm.exc_tag and vm.exc_tag == st.cause_tag else None
    memcpy(trace, vm.trace, sizeof(trace))
    vm_clear_exc(vm)
    # From here on Python code may run and use the VM.
    st.cause = None
    frames = frames_of(st.program, trace, min(total, <uint32_t>MAX_TRACE))
    if code == EXC_HOST and cause is not None:
        error = cause
    else:
        error = LIMIT_ERRORS.get(code, ScriptException)(
            cause.message if isinstance(cause, LimitError) else decode_text(text, <uint32_t>n),
            frames,
            total - MAX_TRACE if total > MAX_TRACE else 0,
        )
        if cause is not None:
            error.__cause__ = cause
    error.__traceback__ = with_frames(error.__traceback__, frames)
    return error


cdef object limit_error(InstanceState st, Vm *vm, object fiber):
    cdef TraceEntry trace[MAX_TRACE]
    cdef uint32_t total = 0
    cdef const char *message = exc_code_text(st.stopped)
    if vm != NULL:
        vm_trace(vm)
        total = vm.trace_total
        memcpy(trace, vm.trace, sizeof(trace))
    frames = frames_of(st.program, trace, min(total, <uint32_t>MAX_TRACE))
    error = LIMIT_ERRORS[st.stopped](message.decode(), frames, total - MAX_TRACE if total > MAX_TRACE else 0)
    error.fiber = fiber
    error.__traceback__ = with_frames(None, frames)
    return error


cdef int suspend_call(InstanceState st, Vm *vm, uint32_t fn, const int64_t *args, uint32_t nargs) except -1:
    cdef object fiber = None
    if has_output(vm):
        try:
            flush_output(vm, st.output, st.error_output, True)
        except BaseException as other:
            report(st, other)
    try:
        fiber = adopt_call(st, vm, fn, args, nargs, st.given - vm.slice - st.stop_at)
        error = limit_error(st, vm, fiber)
    except BaseException:               # no memory
        if fiber is None:
            vm_abandon(vm)
        else:
            st.adopted = True
        raise
    st.adopted = True
    raise error


cdef void report(InstanceState st, object error) noexcept:
    try:
        if st.on_exception is not None:
            st.on_exception(error)
            return
    except BaseException as other:
        error = other
    st.printed += 1
    if st.printed == MAX_PRINTED + 1:
        error = RuntimeError("there are more exceptions of this call, which are not shown")
    if st.printed <= MAX_PRINTED + 1:
        PyErr_SetObject(type(error), error)
        PyErr_WriteUnraisable(st.program)


cdef void report_exc(InstanceState st, Vm *vm) noexcept:
    try:
        report(st, take_exc(st, vm))
    except BaseException as error:
        report(st, error)
