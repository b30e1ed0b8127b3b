# cython: language_level=3, boundscheck=False, wraparound=False, cdivision=True, initializedcheck=False
"""Who may use an instance, and what has waited for that: enter() and leave(), releases, destructors, collections.

What it is: the owner of an instance, and all that is done between calls: letting go of what proxies and fibers held, the
destructors of objects that died outside of calls, the end of an instance. What it is not: running calls (`driver.pyx`).

Invariants
- One thread owns an instance; all changes of owner and depth happen with the GIL held.
- Nothing here raises for a caller who has asked for something else: exceptions of destructors are reported.
"""
from libc.stdint cimport int64_t, uint32_t, uint64_t
from libc.stdlib cimport free

from cpython.exc cimport PyErr_Fetch, PyErr_Restore
from cpython.object cimport PyObject

from .convert cimport release_slots, seraph_store
from .cycles cimport collect_cycles
from .destroy cimport destroy_begin, drop_pending
from .driver cimport (
    DRIVE_DONE, DRIVE_RAISED, DRIVE_SUSPENDED, INT64_MAX, InstanceState, Outer, PyThread_get_thread_ident, Suspended,
    begin_run, drive, end_run, give_vm,
)
from .failure cimport report, report_exc
from .growth cimport grown, moved
from .heap cimport HEAP_FIRST, heap_drop_data, heap_release, heap_release_range
from .hostobjects cimport drop_host_objects
from .layout cimport ProgramData
from .opcodes cimport HANDLE_KINDS
from .output cimport flush_output, has_output
from .unwind cimport vm_abandon, vm_trace
from .vmstate cimport Vm

from .errors import ContextError, DepthLimitExceeded, InstanceBusyError

cdef enum:
    MAX_NESTING = 100           # calls of one instance within calls of it, through host functions
    SETTLE_ROUNDS = 16
    KEPT_RELEASES = 64          # room for releases that an instance keeps
    COLLECT_ROUNDS = 100        # of one full collection: destructors may make new cycles


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


# -------------------------------------------------------------------------- what has waited for the owner

cdef void release_later(InstanceState st, int64_t handle) noexcept:
    cdef int64_t *releases
    cdef size_t room
    if st.is_closed:
        return
    if st.nreleases == st.cap_releases:
        room = <size_t>grown(st.cap_releases, st.nreleases + 1, 16)
        releases = <int64_t *>moved(st.releases, st.cap_releases * sizeof(int64_t), room * sizeof(int64_t))
        if releases == NULL:                        # the object lives as long as its instance
            return
        st.releases = releases
        st.cap_releases = room
    st.releases[st.nreleases] = handle
    st.nreleases += 1
    seraph_store(&st.todo, 1)


cdef void release_dead(InstanceState st) noexcept:
    """Proxies and fibers that have died let go of what they hold."""
    cdef Suspended *call
    seraph_store(&st.todo, 0)
    while st.orphans != NULL:
        call = st.orphans
        st.orphans = call.next
        abandon(st, call)
        free(call)
    while st.nreleases:                             # heap_release() runs no Python code: nothing is added meanwhile
        st.nreleases -= 1
        if st.releases[st.nreleases] < 0:           # the data block of a view
            heap_drop_data(&st.heap, -st.releases[st.nreleases])
        else:
            heap_release(&st.heap, st.releases[st.nreleases])
    if st.cap_releases > KEPT_RELEASES:
        free(st.releases)
        st.releases = NULL
        st.cap_releases = 0


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
    cdef uint64_t before = st.heap.frees, rounds = 0, steps
    while collect_cycles(st) and rounds < COLLECT_ROUNDS:
        run_destructors(st, vm)
        steps = 0
        while (st.todo or st.heap.ndead) and steps < SETTLE_ROUNDS:     # what Python objects have let go meanwhile
            release_dead(st)
            drop_host_objects(st)
            run_destructors(st, vm)
            steps += 1
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
