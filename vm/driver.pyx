# cython: language_level=3, boundscheck=False, wraparound=False, cdivision=True, initializedcheck=False
"""Running calls: entry and re-entry of the loop, limits, the GIL, exceptions on their way out.

What it is: InstanceState, the part of an instance that a call in progress needs, and invoke(), which runs a call to its
end. What it is not: the loop, the public face of an instance (`instance.pyx`), conversions of values.

Invariants
- One thread owns an instance while a call is in progress; it may enter again from a host call. All changes of owner
  and depth happen with the GIL held.
- A VM belongs to the pool, or to one instance while calls of it are in progress. It comes back without frames,
  output and pending exception.
- While `released` is set no Python object is touched, not even a count.
- Cost is a running number, `given - vm.slice`; a limit is a point on that line. How it is cut into slices cannot be seen
  in any result.
- The call that a limit or exception ends has left no frames, and owned registers are released. No script code runs
  meanwhile.

The GIL is held at first and released at the first poll after FIRST_HOLD, so that short calls never pay for it. A host
call takes it again and keeps it for NEXT_HOLD, so that frequent host calls pay once in a while only.
"""
import threading

from libc.stdint cimport int64_t, uint32_t, uint64_t
from libc.stdlib cimport free, malloc
from libc.string cimport memcpy, memset

from cpython.bytes cimport PyBytes_FromStringAndSize
from cpython.exc cimport PyErr_Fetch, PyErr_Restore, PyErr_SetObject, PyErr_WriteUnraisable
from cpython.object cimport PyObject

from .fiber cimport adopt_call, overdrawn
from .convert cimport decode_text, release_slots, seraph_now
from .debugger cimport debugger_hit
from .destroy cimport destroy_begin, drop_pending
from .excinfo cimport encode_error, frames_of, with_frames
from .gc cimport gc_collect
from .heap cimport HEAP_FIRST, NO_HANDLE, Heap, heap_free, heap_release, heap_release_range
from .hostcall cimport HOST_CALL, HostLink, call_host
from .hostobjects cimport drop_host_objects
from .interpreter cimport run
from .layout cimport (
    EXC_BUDGET, EXC_DEADLINE, EXC_DEPTH, EXC_HOST, EXC_INTERRUPT, EXC_MEMORY, EXC_NULL, EXC_UNBOUND, FuncDef, RUN_BREAK,
    RUN_DONE, RUN_GROW, RUN_HOST, RUN_POLL, RUN_RAISE, RUN_REPORT, ProgramData,
)
from .opcodes cimport HANDLE_KINDS
from .output cimport flush_output, has_output
from .program cimport Program
from .strings cimport str_new
from .unwind cimport exc_code_text, vm_abandon, vm_trace, vm_unwind
from .vmstate cimport (
    MAX_MESSAGE, MAX_TRACE, REG_SLACK, SERVED, VM_SWITCH, ServeFn, TraceEntry, Vm, VmMark, vm_clear_exc, vm_enter, vm_exc_text,
    vm_free, vm_go_on, vm_grow, vm_init, vm_mark, vm_raise, vm_raise_str, vm_restore,
)

from .errors import (
    BudgetExceeded, ContextError, DeadlineExceeded, DepthLimitExceeded, InstanceBusyError, Interrupted, LimitError,
    MemoryLimitExceeded, ScriptException,
)

cdef extern from "Python.h":
    PyThreadState *PyEval_SaveThread() nogil
    void PyEval_RestoreThread(PyThreadState *state) nogil
    int PyErr_CheckSignals() except -1

cdef extern from "hostapi.h":
    object seraph_take_error()

cdef enum:
    SLICE = 65536               # cost units between polls: some 50 to 100 microseconds of work
    FIRST_HOLD = 1000000        # nanoseconds
    NEXT_HOLD = 4000000
    TICK = 10000000             # between looks at signals
    POOL_SIZE = 8
    POOL_REGS = 65536           # a VM with a larger register stack is not kept
    SETTLE_ROUNDS = 16
    COLLECT_ROUNDS = 100        # of one full collection: destructors may make new cycles
    REPORT_COST = 5000          # of an exception that leaves a destructor: what Python does for it takes that long
    MAX_PRINTED = 100           # of them in one call, where no on_exception takes them
    CLEARED_REGS = 4096         # up to here clearing one for another instance is cheaper than a new one

cdef Vm *pool[POOL_SIZE]
cdef uint64_t numbered = 0          # instances that have run
cdef int pooled = 0

LIMIT_CODES: dict[type[LimitError], int] = {
    BudgetExceeded: EXC_BUDGET,
    DeadlineExceeded: EXC_DEADLINE,
    MemoryLimitExceeded: EXC_MEMORY,
    DepthLimitExceeded: EXC_DEPTH,
    Interrupted: EXC_INTERRUPT,
}
LIMIT_ERRORS: dict[int, type[LimitError]] = {code: cls for cls, code in LIMIT_CODES.items()}


cdef class InstanceState:
    """The part of an instance that running calls need."""

    def __dealloc__(self) -> None:
        cdef Suspended *call
        while self.orphans != NULL:
            call = self.orphans
            self.orphans = call.next
            if call.vm != NULL:
                vm_free(call.vm)
                free(call.vm)
            free(call.args)
            free(call)
        free(self.bound)
        free(self.releases)
        heap_free(&self.heap)


# ------------------------------------------------------------------------------------------- entering

cdef int enter_slow(InstanceState st) except -1:
    if st.is_closed:
        raise ContextError("the instance is closed")
    if st.depth and st.owner != PyThread_get_thread_ident():
        raise InstanceBusyError("the instance is in use by another thread")
    if st.depth >= MAX_NESTING:
        raise DepthLimitExceeded("calls between host and script are nested too deeply")
    st.owner = PyThread_get_thread_ident()
    st.depth += 1
    if st.depth == 1:
        settle(st)
    return 0


cdef Vm *take_vm(InstanceState st) except NULL:
    global pooled, numbered
    cdef Vm *vm
    if st.number == 0:
        numbered += 1
        st.number = numbered
    while pooled:
        pooled -= 1
        vm = pool[pooled]
        if vm.nregs <= st.max_regs and vm.nframes <= st.max_frames:
            if vm.instance == st.number:        # as it was left: everything below is set
                return vm
            if vm.nregs <= CLEARED_REGS:    # registers need not be set before they are read: no look at another world
                memset(vm.regs, 0, (vm.nregs + REG_SLACK) * sizeof(int64_t))
                break
        vm_free(vm)
        free(vm)
    else:
        vm = <Vm *>malloc(sizeof(Vm))
        if vm == NULL or vm_init(vm, st.max_regs, st.max_frames):
            free(vm)
            raise MemoryError()
    memset(vm.cached_key, 0, sizeof(vm.cached_key))
    vm.instance = st.number
    vm.heap = &st.heap
    vm.code = st.code
    vm.links = st.links
    vm.natives = st.program.native_fns
    vm.prog = &st.program.data
    vm.classes = st.program.classes
    vm.vtables = st.program.data.vtables
    vm.starts = st.program.starts
    vm.ntypes = st.program.data.ntypes
    vm.nfuncs = st.program.data.nfuncs
    vm.signatures = st.program.signatures
    vm.max_regs = st.max_regs
    vm.max_frames = st.max_frames
    vm.user = <void *>st
    vm.serve = <ServeFn><void *>serve
    return vm


cdef void give_vm(Vm *vm) noexcept:
    """Back to the pool; it has no frames any more."""
    global pooled
    if vm.caught or vm.exc_text:
        vm_clear_exc(vm)
    if pooled < POOL_SIZE and vm.nregs <= POOL_REGS:
        vm.out_len = vm.err_len = vm.flush = 0
        pool[pooled] = vm
        pooled += 1
    else:
        vm_free(vm)
        free(vm)


cdef Vm *begin_run(InstanceState st, Vm *vm, int64_t budget, int64_t deadline, Outer *outer) except NULL:
    cdef int64_t left
    if vm == NULL:
        vm = take_vm(st)
    outer.vm = st.vm
    if st.vm != NULL:                       # within a host call of another one: that one's limits hold as well
        outer.given = st.given
        outer.stop_at = st.stop_at
        outer.deadline = st.deadline
        outer.inner = st.inner
        left = st.stop_at - (st.given - st.vm.slice)
        budget = min(budget, left)
        deadline = min(deadline, st.deadline)
    else:
        st.hold_until = 0
        st.printed = 0
    st.vm = vm
    st.inner = 0
    st.given = SLICE
    st.stop_at = INT64_MAX
    st.deadline = INT64_MAX
    vm.slice = SLICE
    limit(st, vm, budget, deadline)
    return vm


cdef int64_t end_run(InstanceState st, Vm *vm, const Outer *outer, bint keep) noexcept:
    cdef int64_t cost = st.given - vm.slice
    st.vm = outer.vm
    if outer.vm != NULL:
        st.given = outer.given
        st.stop_at = outer.stop_at
        st.deadline = outer.deadline
        st.inner = outer.inner
        outer.vm.slice -= cost
    else:
        st.cost += cost
        seraph_store(&st.interrupted, 0)
    if not keep:
        give_vm(vm)
    return cost


# -------------------------------------------------------------------------------------------- running

cdef int invoke(InstanceState st, uint32_t fn, const int64_t *args, uint32_t nargs, int64_t *results,
                int64_t budget, int64_t deadline) except -1:
    cdef Vm *vm = st.vm
    cdef Outer outer
    cdef int status
    if vm != NULL:
        return nested(st, vm, fn, args, nargs, results, budget, deadline)
    vm = begin_run(st, NULL, budget, deadline, &outer)
    status = (<Call>call)(st, vm, fn, args, nargs, results)
    end_run(st, vm, &outer, st.adopted)
    st.adopted = False
    return status


cdef int nested(InstanceState st, Vm *vm, uint32_t fn, const int64_t *args, uint32_t nargs, int64_t *results,
                int64_t budget, int64_t deadline) except -1:
    """A call from within a host call: everything that belongs to the calls around it is put back afterwards."""
    cdef VmMark mark
    cdef Caught caught
    cdef int64_t stop_at = st.stop_at, outer_deadline = st.deadline
    cdef int status
    vm_mark(vm, &mark)
    caught.code = vm.caught
    if caught.code:
        caught.text = vm.exc_text
        caught.length = vm.exc_len
        memcpy(caught.message, vm.exc_message, vm.exc_len)
        vm.exc_text = 0
        vm.caught = 0
    limit(st, vm, budget, deadline)
    st.inner += 1
    status = (<Call>call)(st, vm, fn, args, nargs, results)
    st.inner -= 1
    st.stop_at = stop_at
    st.deadline = outer_deadline
    vm_restore(vm, &mark)
    if caught.code:
        vm_clear_exc(vm)
        vm.caught = caught.code
        vm.exc_text = caught.text
        vm.exc_len = caught.length
        memcpy(vm.exc_message, caught.message, caught.length)
    return status


cdef struct Caught:                     # the exception whose handler runs, for getExceptionInfo
    uint32_t code, length
    int64_t text
    char message[MAX_MESSAGE]


cdef inline void limit(InstanceState st, Vm *vm, int64_t budget, int64_t deadline) noexcept nogil:
    """Narrow the limits in force to those of a call that begins."""
    cdef int64_t used = st.given - vm.slice
    if budget < st.stop_at - used:
        st.stop_at = used + budget
        if vm.slice > budget:
            st.given -= vm.slice - budget
            vm.slice = budget
    if deadline < st.deadline:
        st.deadline = deadline


# call() for a caller that has something to put back: -1 with Python's error set.
ctypedef int (*Call)(InstanceState st, Vm *vm, uint32_t fn, const int64_t *args, uint32_t nargs,
                     int64_t *results) noexcept


cdef int push_call(InstanceState st, Vm *vm, uint32_t fn, const int64_t *args, uint32_t nargs) noexcept:
    cdef int64_t *place = vm_enter(vm, fn)
    cdef uint32_t i
    st.calls += 1
    if place == NULL:
        return -1
    for i in range(nargs):              # few: a call of memcpy would take longer
        place[i] = args[i]
    st.heap.work = 0                    # of conversions: not the script's
    return 0


cdef int call(InstanceState st, Vm *vm, uint32_t fn, const int64_t *args, uint32_t nargs, int64_t *results) except -1:
    cdef int status
    if push_call(st, vm, fn, args, nargs):
        return fail(st, vm)
    if st.given - vm.slice > st.stop_at:
        status = stop(st, vm, EXC_BUDGET)
    else:
        status = drive(st, vm)
    if status == DRIVE_RAISED:
        return fail(st, vm)
    if status == DRIVE_SUSPENDED:
        return suspend_call(st, vm, fn, args, nargs)
    copy_results(vm, fn, results)
    if has_output(vm) or st.given - vm.slice > st.stop_at:
        return finish(st, vm, fn, results)
    return 0


cdef void copy_results(Vm *vm, uint32_t fn, int64_t *results) noexcept:
    cdef const FuncDef *f = vm.prog.funcs + fn
    results[0] = vm.regs[vm.result]
    if f.nouts:
        memcpy(results + 1, vm.outs, f.nouts * sizeof(int64_t))


cdef int finish(InstanceState st, Vm *vm, uint32_t fn, int64_t *results) except -1:
    """What may still go wrong when a call is done: bulk work at its end that exceeds the budget, and the output."""
    cdef const FuncDef *f = vm.prog.funcs + fn
    try:
        flush_output(vm, st.output, st.error_output, True)
        if st.given - vm.slice > st.stop_at:
            st.stopped = EXC_BUDGET
            raise limit_error(st, NULL, None if st.inner else overdrawn(st, fn, results, st.given - vm.slice - st.stop_at))
    except BaseException:
        release_slots(&st.heap, &f.ret, results, 1)
        release_slots(&st.heap, vm.prog.kinds + f.outs, results + 1, f.nouts)
        raise
    return 0


cdef int drive(InstanceState st, Vm *vm) noexcept:
    cdef int status, result = DRIVE_RAISED
    while True:
        status = run(vm)
        if status == RUN_DONE:
            result = DRIVE_DONE
            break
        if status == RUN_HOST:
            if st.released != NULL:
                take_gil(st)
                st.hold_until = seraph_now() + NEXT_HOLD
            if has_output(vm) and (<Flush>flush_output)(vm, st.output, st.error_output, True):
                host_failed(st, vm, False)
                break
            status = serve(vm) if st.bound != NULL and st.bound[vm.call_index].fn else serve_now(vm)
            if status != SERVED and status != RUN_POLL:
                break
        elif status == RUN_POLL:
            result = poll(st, vm)
            if result != DRIVE_DONE:
                break
            result = DRIVE_RAISED
        elif status == RUN_BREAK:
            if st.released != NULL:
                take_gil(st)
                st.hold_until = seraph_now() + NEXT_HOLD
            if (<Hit>debugger_hit)(st, vm):
                host_failed(st, vm, False)
                break
            vm.skip_break = not vm.flush & VM_SWITCH    # a fiber that yields here comes here again
        elif status == RUN_REPORT:
            if st.released != NULL:
                take_gil(st)
            vm.slice -= REPORT_COST
            report_exc(st, vm)
        elif status != RUN_GROW or vm_grow(vm) and not vm_unwind(vm):
            break
    if st.released != NULL:
        take_gil(st)
    return result


cdef const HostLink *bound_link(Vm *vm) noexcept nogil:
    """The callable that the import in call is bound to, NULL if it is bound to nothing."""
    cdef const Binding *bound = (<InstanceState>vm.user).bound
    if bound == NULL or bound[vm.call_index].link.callable == NULL:
        return NULL
    return &bound[vm.call_index].link


cdef int serve(Vm *vm) noexcept:
    """Vm.serve: a host call from within the loop, if the GIL is held and no output waits. Imports that are bound to functions
    of the instance need neither."""
    if (<InstanceState>vm.user).bound != NULL and (<InstanceState>vm.user).bound[vm.call_index].fn:
        return vm_go_on(vm, (<InstanceState>vm.user).bound[vm.call_index].fn - 1)
    if (<InstanceState>vm.user).released != NULL or has_output(vm):
        return RUN_HOST
    return serve_now(vm)


cdef inline int serve_now(Vm *vm) noexcept:
    cdef const HostLink *link = (<InstanceState>vm.user).hosts.links + vm.call_index
    if link.callable == NULL:
        link = bound_link(vm)
        if link == NULL:
            vm_clear_exc(vm)
            vm.exc = EXC_UNBOUND
            return SERVED if vm_unwind(vm) else RUN_RAISE
    (<InstanceState>vm.user).host_calls += 1
    if link.action != HOST_CALL and vm.regs[vm.call_args] == 0:
        vm_clear_exc(vm)
        vm.exc = EXC_NULL
        return SERVED if vm_unwind(vm) else RUN_RAISE
    if vm.heap.ndead:
        drop_host_objects(<InstanceState>vm.user)
    if call_host(vm, link):
        if not host_failed(<InstanceState>vm.user, vm, True):
            return RUN_RAISE
    vm.heap.work = 0
    return SERVED


ctypedef int (*Flush)(Vm *vm, object sink, object err_sink, bint final) noexcept


cdef inline void take_gil(InstanceState st) noexcept nogil:
    cdef PyThreadState *state = st.released
    st.released = NULL
    PyEval_RestoreThread(state)


cdef int stop(InstanceState st, Vm *vm, uint32_t code) noexcept:
    """A limit is reached at a place where the call can be continued: DRIVE_SUSPENDED.

    Not so a call from within a host call: the Python frames between cannot wait. That is DRIVE_RAISED.
    """
    if st.inner == 0:
        st.stopped = code
        return DRIVE_SUSPENDED
    vm_clear_exc(vm)
    vm.exc = code
    return DRIVE_DONE if vm_unwind(vm) else DRIVE_RAISED


cdef int poll(InstanceState st, Vm *vm) noexcept:
    """At the end of a slice: limits, signals, output, the GIL. DRIVE_DONE: go on."""
    cdef int64_t used = st.given - vm.slice, now = seraph_now()
    cdef uint32_t code = 0
    if used > st.stop_at:
        code = EXC_BUDGET
    elif seraph_load(&st.interrupted):
        code = EXC_INTERRUPT
    elif now >= st.deadline:
        code = EXC_DEADLINE
    if code:
        return stop(st, vm, code)
    vm.slice = min(<int64_t>SLICE, st.stop_at - used)
    st.given = used + vm.slice
    if st.hold_until == 0:
        st.hold_until = now + FIRST_HOLD
        st.tick_at = now + TICK
        st.on_main_thread = True                # found out at the first look
    if vm.flush or seraph_load(&st.todo) or now >= st.tick_at and (st.on_main_thread or has_output(vm)):
        if st.released != NULL:
            take_gil(st)
        if now >= st.tick_at:
            st.tick_at = now + TICK
        if (<Look>look_around)(st, vm):
            return DRIVE_DONE if host_failed(st, vm, False) else DRIVE_RAISED
    elif now >= st.tick_at:
        st.tick_at = now + TICK
    if now >= st.hold_until and st.released == NULL:
        st.released = PyEval_SaveThread()
    return DRIVE_DONE


ctypedef int (*Hit)(InstanceState st, Vm *vm) noexcept
ctypedef int (*Look)(InstanceState st, Vm *vm) noexcept


cdef int look_around(InstanceState st, Vm *vm) except -1:
    """What needs the GIL at a poll: signals and output. Either may raise."""
    if vm.exc == 0:
        st.cause = None                         # of an exception that the script has caught
    if st.on_main_thread:
        st.on_main_thread = threading.main_thread().ident == st.owner
        PyErr_CheckSignals()
    if has_output(vm):
        flush_output(vm, st.output, st.error_output, False)
    if st.todo:
        release_dead(st)
    if st.heap.ndead:
        drop_host_objects(st)
    return 0


# -------------------------------------------------------------------------- what has waited for the owner

cdef void release_dead(InstanceState st) noexcept:
    """Proxies and fibers that have died let go of what they hold."""
    cdef Suspended *call
    cdef int64_t *handles
    cdef size_t n
    seraph_store(&st.todo, 0)
    while st.orphans != NULL:
        call = st.orphans
        st.orphans = call.next
        abandon(st, call)
        free(call)
    n = st.nreleases
    handles = st.releases
    st.releases = NULL
    st.nreleases = st.cap_releases = 0
    while n:
        n -= 1
        heap_release(&st.heap, handles[n])
    free(handles)


cdef void abandon(InstanceState st, Suspended *call) noexcept:
    cdef Vm *vm = call.vm
    if vm != NULL:
        call.vm = NULL
        vm_abandon(vm)
        give_vm(vm)
    if call.fiber:
        heap_release(&st.heap, call.fiber)
        call.fiber = 0
    if call.args != NULL:
        release_slots(&st.heap, st.program.data.kinds + st.program.data.funcs[call.fn].kinds, call.args, call.nargs)
        free(call.args)
        call.args = NULL


cdef void settle(InstanceState st) noexcept:
    cdef PyObject *kind = NULL
    cdef PyObject *value = NULL
    cdef PyObject *traceback = NULL
    cdef int rounds = 0
    PyErr_Fetch(&kind, &value, &traceback)          # of the call that has just ended
    while (st.todo or st.heap.ndead or st.heap.pending) and rounds < SETTLE_ROUNDS:     # the rest comes next time
        rounds += 1
        release_dead(st)
        if st.heap.ndead:
            drop_host_objects(st)
        if st.heap.pending:
            destroy_idle(st)
    PyErr_Restore(kind, value, traceback)


cdef void destroy_idle(InstanceState st, bint globals=False) noexcept:
    """Runs the destructors of objects that died while no call was in progress, or at its end."""
    try:
        destroy_now(st, globals)
    except BaseException as error:                  # no memory
        drop_pending(&st.heap)
        report(st, error)


cdef int destroy_now(InstanceState st, bint globals) except -1:
    cdef Outer outer
    cdef const ProgramData *p = &st.program.data
    cdef Vm *vm = begin_run(st, NULL, DESTRUCTOR_BUDGET, INT64_MAX, &outer)
    cdef uint32_t i
    try:
        run_destructors(st, vm)
        for i in range(p.nglobals if globals else 0):   # one after the other: a destructor sees those that come later
            if HANDLE_KINDS >> (p.globals[i].kind & 0x1f) & 1:
                heap_release_range(&st.heap, HEAP_FIRST + i, 1)
                run_destructors(st, vm)
        if globals:
            collect(st, vm)
        if has_output(vm):
            flush_output(vm, st.output, st.error_output, True)
    finally:
        end_run(st, vm, &outer, False)
    return 0


cdef void release_globals(InstanceState st) noexcept:
    destroy_idle(st, True)


cdef uint64_t collect(InstanceState st, Vm *vm) noexcept:
    """Collects cycles and runs the destructors of what was in them, until none is found. How many blocks were freed."""
    cdef uint64_t before = st.heap.frees, rounds = 0
    while gc_collect(&st.heap) and rounds < COLLECT_ROUNDS:
        run_destructors(st, vm)
        rounds += 1
    return st.heap.frees - before


cdef uint64_t collect_now(InstanceState st) except? 0xffffffffffffffff:
    cdef Outer outer
    cdef Vm *vm = begin_run(st, NULL, DESTRUCTOR_BUDGET, INT64_MAX, &outer)
    cdef uint64_t freed = 0
    try:
        freed = collect(st, vm)
        if has_output(vm):
            flush_output(vm, st.output, st.error_output, True)
    finally:
        end_run(st, vm, &outer, False)
    return freed


cdef void run_destructors(InstanceState st, Vm *vm) noexcept:
    """Runs the destructors of all objects that wait, as a call of its own within the limits in force. What a limit ends
    is reported; the other objects are released without their destructors."""
    cdef int status = DRIVE_DONE
    if st.given - vm.slice > st.stop_at:            # an earlier one has used the budget up
        drop_pending(&st.heap)
    while st.heap.pending and status == DRIVE_DONE:
        vm.exc = <uint32_t>destroy_begin(vm, True)
        status = drive(st, vm) if vm.exc == 0 else DRIVE_RAISED
    if status == DRIVE_DONE:
        return
    if status == DRIVE_SUSPENDED:
        vm.exc = st.stopped
        vm_trace(vm)
        vm_abandon(vm)
    drop_pending(&st.heap)
    report_exc(st, vm)


cdef void report_exc(InstanceState st, Vm *vm) noexcept:
    """The pending exception goes to on_exception, not to a caller."""
    try:
        report(st, take_exc(st, vm))
    except BaseException as error:
        report(st, error)


# ----------------------------------------------------------------------------------------- exceptions

cdef bint host_failed(InstanceState st, Vm *vm, bint catchable) noexcept:
    """Python's error is set: hand it to the script. False if the script did not catch it.

    Only what a host function raises is for scripts; signal handlers and sinks of output are the host's own affair.
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
    """A call that is no fiber's has reached a limit: it becomes one, which the error carries."""
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


# --------------------------------------------------------------------------------------------- limits

cdef int64_t budget_units(object budget) except -1:
    if budget is None:
        return INT64_MAX
    if not isinstance(budget, int):
        raise TypeError("budget: a number of cost units (int) or None expected")
    if budget < 0:
        raise ValueError("budget: must not be negative")
    return min(budget, INT64_MAX)


cdef int64_t deadline_time(object deadline) except -1:
    if deadline is None:
        return INT64_MAX
    if not isinstance(deadline, (int, float)):
        raise TypeError("deadline: seconds (int or float) or None expected")
    if not deadline >= 0:
        raise ValueError("deadline: seconds from now, not negative")
    if deadline > 1e9:
        return INT64_MAX
    return seraph_now() + <int64_t>(<double>deadline * 1e9)
