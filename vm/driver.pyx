# cython: language_level=3, boundscheck=False, wraparound=False, cdivision=True, initializedcheck=False
"""Running calls: entry and re-entry of the loop, limits, the GIL.

What it is: InstanceState, the part of an instance that a call in progress needs, and invoke(), which runs a call to its
end. What it is not: the loop, the public face of an instance (`instance.pyx`), conversions of values, what happens
between calls (`entry.pyx`), exceptions on their way in and out (`failure.pyx`).

Invariants
- One thread owns an instance while a call is in progress (`entry.pyx`); it may enter again from a host call.
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
from libc.string cimport memcpy, memset, strlen

from cpython.object cimport PyObject

from .callables cimport callable_behind
from .convert cimport release_slots, seraph_now, seraph_now_coarse
from .debugger cimport debugger_ended, debugger_hit
from .dualpath cimport redirect_calls
from .entry cimport release_dead
from .failure cimport fail, host_failed, limit_error, report_exc, suspend_call
from .fiber cimport overdrawn
from .growth cimport tiny_limits
from .heap cimport heap_free, heap_retain, heap_unmap
from .hostcall cimport HOST_BEHIND, HOST_CALL, HOST_MAKES, HostLink, call_host
from .hostobjects cimport drop_host_objects, taken_over
from .interpreter cimport run
from .layout cimport (
    EXC_BUDGET, EXC_DEADLINE, EXC_INTERRUPT, EXC_NULL, EXC_UNBOUND, MAX_OUTS, FuncDef, RUN_BREAK, RUN_DONE, RUN_GROW, RUN_HOST,
    RUN_POLL, RUN_RAISE, RUN_REPORT,
)
from .native_api cimport native_api
from .opcodes cimport HANDLE_KINDS, K_U64, K_VOID, OP_GETOUT
from .output cimport flush_output, has_output
from .unwind cimport vm_unwind
from .vmstate cimport (
    MAX_MESSAGE, NATIVE_CALL, NATIVE_SLOTS, REG_SLACK, SERVED, VM_SWITCH, ServeFn, Vm, VmMark, vm_clear_exc, vm_enter, vm_free, vm_go_on, vm_grow,
    vm_init, vm_mark, vm_raise, vm_restore, vm_shrink,
)

from .errors import raise_sent

cdef extern from "Python.h":
    PyThreadState *PyEval_SaveThread() nogil
    void PyEval_RestoreThread(PyThreadState *state) nogil
    PyThreadState *PyThreadState_Get() nogil
    int PyErr_CheckSignals() except -1
    void Py_INCREF(PyObject *o)
    void Py_DECREF(PyObject *o)

cdef extern from "hostapi.h" nogil:
    bint seraph_sent(PyThreadState *state)

cdef enum:
    POOL_SIZE = 8
    POOL_REGS = 65536           # a VM with a larger register stack is not kept
    REPORT_COST = 5000          # of an exception that leaves a destructor: what Python does for it takes that long
    CLEARED_REGS = 4096         # up to here clearing one for another instance is cheaper than a new one

cdef:
    int64_t SLICE = 0 if tiny_limits else 65536             # cost units between polls: some 50 to 100 microseconds of work
    int64_t FIRST_HOLD = 0 if tiny_limits else 1000000      # nanoseconds
    int64_t NEXT_HOLD = 0 if tiny_limits else 4000000
    int64_t TICK = 0 if tiny_limits else 10000000           # between looks at signals

cdef extern from *:
    """
    static const char seraph_not_a_function[] = "Attempt to call non-function";
    """
    const char *NOT_A_FUNCTION "seraph_not_a_function"

cdef Vm *pool[POOL_SIZE]
cdef uint64_t numbered = 0          # instances that have run
cdef int pooled = 0


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
        free(self.replaced)
        free(self.natives)
        free(self.counts)
        free(self.releases)
        heap_free(&self.heap)
        heap_unmap(self.kept, self.kept_size)


# ------------------------------------------------------------------------------------- a VM for a call

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
    vm.api = native_api()
    vm.heap = &st.heap
    vm.code = st.code
    vm.plain = st.plain
    vm.links = st.links
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


cdef void change_code(InstanceState st, const uint64_t *plain, const uint64_t *code) noexcept:
    cdef Vm *vm = st.vm
    st.plain = plain
    st.code = code
    st.number = 0                           # VMs that wait in the pool run other code
    while vm != NULL:
        vm.plain = plain
        vm.code = code
        vm = vm.outer


cdef void give_vm(Vm *vm) noexcept:
    """Back to the pool; it has no frames any more."""
    global pooled
    if vm.caught or vm.exc_text:
        vm_clear_exc(vm)
    if pooled < POOL_SIZE and vm.nregs <= POOL_REGS and not tiny_limits:
        vm.out_len = vm.err_len = vm.flush = 0
        pool[pooled] = vm
        pooled += 1
    else:
        vm_free(vm)
        free(vm)


cdef Vm *begin_run(InstanceState st, Vm *vm, int64_t budget, int64_t deadline, Outer *outer) except NULL:
    cdef int64_t left
    if st.redirect_due:
        redirect_calls(st)
    if vm == NULL:
        vm = take_vm(st)
    outer.vm = st.vm
    vm.outer = st.vm
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
        if st.code_old is not None:
            st.code_old = None
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
    if st.debugger_ is not None and not st.adopted:
        debugger_ended(st)
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
            if vm.call_index & NATIVE_CALL:
                status = serve_replaced(vm, True)
            else:
                status = serve(vm) if st.bound != NULL and st.bound[vm.call_index].fn else serve_now(vm)
            if status == SERVED:
                continue
        elif status == RUN_BREAK:
            if st.released != NULL:
                take_gil(st)
                st.hold_until = seraph_now() + NEXT_HOLD
            if (<Hit>debugger_hit)(st, vm):
                vm.pc += 1                      # as if the instruction had raised: it tells the place
                host_failed(st, vm, False)
                break
            vm.skip_break = not (vm.flush & VM_SWITCH or vm.heap.pending)   # else the call comes here again
            if not due(st):
                continue
            status = poll_soon(st, vm)
        if status == RUN_POLL:
            result = poll(st, vm)
            if result != DRIVE_DONE:
                break
            result = DRIVE_RAISED
        elif status == RUN_REPORT:
            if st.released != NULL:
                take_gil(st)
            vm.slice -= REPORT_COST
            report_exc(st, vm)
        elif status == SERVED:
            continue
        elif status != RUN_GROW:
            break
        elif vm_grow(vm) == 0:
            vm.skip_break = 1                   # the instruction has begun: a debugger knows of it
        elif not vm_unwind(vm):
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
    cdef const Binding *b
    if vm.call_index & NATIVE_CALL:
        b = (<InstanceState>vm.user).replaced + (vm.call_index & ~NATIVE_CALL)
        if b.fn or b.link.callable == NULL or (<InstanceState>vm.user).released != NULL or has_output(vm):
            return serve_replaced(vm, False)
        return call_link(vm, &b.link)
    if (<InstanceState>vm.user).bound != NULL and (<InstanceState>vm.user).bound[vm.call_index].fn:
        return vm_go_on(vm, (<InstanceState>vm.user).bound[vm.call_index].fn - 1)
    if (<InstanceState>vm.user).released != NULL or has_output(vm):
        return RUN_HOST
    return serve_now(vm)


cdef inline int serve_now(Vm *vm) noexcept:
    cdef const HostLink *link = (<InstanceState>vm.user).hosts.links + vm.call_index
    if link.callable == NULL:
        if link.action == HOST_BEHIND:
            return serve_callable(vm, link)
        link = bound_link(vm)
        if link == NULL:
            vm_clear_exc(vm)
            vm.exc = EXC_UNBOUND
            return SERVED if vm_unwind(vm) else RUN_RAISE
    if link.action != HOST_CALL and vm.regs[vm.call_args] == 0:
        vm_clear_exc(vm)
        vm.exc = EXC_NULL
        return SERVED if vm_unwind(vm) else RUN_RAISE
    return call_link(vm, link)


cdef inline int call_link(Vm *vm, const HostLink *link) noexcept:
    (<InstanceState>vm.user).host_calls += 1
    if vm.heap.ndead:
        drop_host_objects(<InstanceState>vm.user)
    if call_host(vm, link):
        if not host_failed(<InstanceState>vm.user, vm, True):
            return RUN_RAISE
    elif link.gives:
        taken_over(<InstanceState>vm.user, vm.regs[vm.call_dst], link.gives == HOST_MAKES)
    return served(<InstanceState>vm.user, vm)


cdef inline int served(InstanceState st, Vm *vm) noexcept:
    """Behind a host call: what the host has let go dies here, not at the next poll."""
    vm.heap.work = 0
    if st.todo:
        release_dead(st)
    return poll_soon(st, vm) if due(st) else SERVED


cdef int serve_replaced(Vm *vm, bint ready) noexcept:
    """What stands for a built-in function (`dualpath`). The function goes on in the frame that the arguments lie in, unless they
    are handles that the caller does not hold (a built-in only borrows them) or have to be converted."""
    cdef InstanceState st = <InstanceState>vm.user
    cdef const Binding *b = st.replaced + (vm.call_index & ~NATIVE_CALL)
    cdef int failed
    if b.fn and not b.link.required:
        return vm_go_on(vm, b.fn - 1)
    if not ready and (st.released != NULL or has_output(vm)):
        return RUN_HOST
    if b.fn:
        if (<Replaced>call_replaced)(vm, b) and not host_failed(st, vm, True):
            return RUN_RAISE
        return served(st, vm)
    if b.link.callable == NULL:
        vm_clear_exc(vm)
        vm.exc = <uint32_t>vm_raise(vm, NOT_A_FUNCTION, strlen(NOT_A_FUNCTION))
        return SERVED if vm_unwind(vm) else RUN_RAISE
    return call_link(vm, &b.link)


cdef int call_replaced(Vm *vm, const Binding *b) except -1:
    """A function of the script in place of a built-in one, with handles or integers for double among the arguments."""
    cdef int64_t args[NATIVE_SLOTS]
    cdef int64_t results[MAX_OUTS + 1]
    cdef InstanceState st = <InstanceState>vm.user
    cdef const uint32_t *kinds = b.link.kinds
    cdef const FuncDef *f = vm.prog.funcs + (b.fn - 1)
    cdef uint32_t i, n = b.link.nparams, dst = vm.call_dst
    cdef double number
    for i in range(n):
        args[i] = vm.regs[vm.call_args + i]
        if HANDLE_KINDS >> (kinds[i] & 0xff) & 1:
            heap_retain(vm.heap, args[i])
        elif kinds[i] != vm.prog.kinds[f.kinds + i]:
            number = <double><uint64_t>args[i] if kinds[i] == K_U64 else <double>args[i]
            memcpy(&args[i], &number, 8)
    try:
        invoke(st, b.fn - 1, args, n, results, INT64_MAX, INT64_MAX)
    finally:
        release_slots(vm.heap, kinds, args, n)
    if kinds[n] != K_VOID:
        vm.regs[dst] = results[0]
    return 0


ctypedef int (*Replaced)(Vm *vm, const Binding *b) noexcept


cdef inline bint due(InstanceState st) noexcept nogil:
    """Whether a deadline or interrupt() waits for a poll: asked behind Python code, which takes its time between two polls.
    (The clock itself would take as long as half a host call.)"""
    return seraph_load(&st.interrupted) or st.deadline != INT64_MAX and seraph_now_coarse() >= st.deadline


cdef int poll_soon(InstanceState st, Vm *vm) noexcept nogil:
    """Nothing is left of the slice. RUN_POLL; or SERVED, if the call comes to a poll by itself at once: behind GETOUTs, and
    when the fiber has been switched."""
    st.given -= vm.slice + 1
    vm.slice = -1
    return SERVED if vm.flush & VM_SWITCH or (vm.code[vm.pc] & 0xff) == OP_GETOUT else RUN_POLL


cdef int serve_callable(Vm *vm, const HostLink *shape) noexcept:
    """The call of a Python callable through a handle to a function."""
    cdef InstanceState st = <InstanceState>vm.user
    cdef HostLink link = shape[0]
    cdef int failed
    link.callable = callable_behind(st, vm.regs[vm.call_args])
    if link.callable == NULL:
        vm_clear_exc(vm)
        vm.exc = EXC_UNBOUND
        return SERVED if vm_unwind(vm) else RUN_RAISE
    link.action = HOST_CALL
    vm.call_args += 1
    vm.call_nargs -= 1
    st.host_calls += 1
    Py_INCREF(link.callable)                        # the handle can go while it runs
    if vm.heap.ndead:
        drop_host_objects(st)
    failed = call_host(vm, &link)
    Py_DECREF(link.callable)
    if failed and not host_failed(st, vm, True):
        return RUN_RAISE
    return served(st, vm)


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
    vm.skip_break = 0
    vm_clear_exc(vm)
    vm.exc = code
    return DRIVE_DONE if vm_unwind(vm) else DRIVE_RAISED


cdef int poll(InstanceState st, Vm *vm) noexcept:
    """At the end of a slice: limits, exceptions sent to the thread, signals, output, the GIL. DRIVE_DONE: go on."""
    cdef int64_t used = st.given - vm.slice, now = seraph_now()
    cdef uint32_t code = 0
    cdef bint sent
    if used > st.stop_at:
        code = EXC_BUDGET
    elif seraph_load(&st.interrupted):
        code = EXC_INTERRUPT
    elif now >= st.deadline:
        code = EXC_DEADLINE
    if code:
        return stop(st, vm, code)
    vm.slice = min(SLICE, st.stop_at - used)
    st.given = used + vm.slice
    if tiny_limits:
        vm_shrink(vm)
    if st.hold_until == 0:
        st.hold_until = now + FIRST_HOLD
        st.tick_at = now + TICK
        st.on_main_thread = True                # found out at the first look
    sent = seraph_sent(PyThreadState_Get() if st.released == NULL else st.released)
    if sent or vm.flush or seraph_load(&st.todo) or now >= st.tick_at and (st.on_main_thread or has_output(vm)):
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
    """What needs the GIL at a poll: exceptions sent to the thread, signals and output. Each may raise."""
    if vm.exc == 0:
        st.cause = None                         # of an exception that the script has caught
    if seraph_sent(PyThreadState_Get()):
        raise_sent()
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
