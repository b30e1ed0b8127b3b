# cython: language_level=3, boundscheck=False, wraparound=False, cdivision=True, initializedcheck=False
"""Fiber: a call that can be suspended and continued.

What it is: the Python object of such a call, and its life on a VM of its own. What it is not: the running (`driver.pyx`).

A fiber comes from Instance.start(), or from the error of a call that reached budget, deadline or interrupt. While it is
suspended its frames stay as they are; what they own stays alive. Budgets add up: what a call uses beyond its budget
before it can be stopped counts against the next one, so the total never exceeds what was given.

Invariants
- A Suspended belongs to one Fiber and stands in the instance's list `fibers`; when a Fiber dies, on whatever thread, a
  call that is not over goes to `orphans`, which the owner of the instance ends.
- Closing the instance ends all suspended calls: their Fibers stay, and refuse to go on.
"""
cimport cython
from libc.stdint cimport int64_t, uint32_t
from libc.stdlib cimport calloc, free, malloc
from libc.string cimport memcpy

from cpython.object cimport PyObject

from .driver cimport (
    DRIVE_DONE, DRIVE_RAISED, DRIVE_SUSPENDED, INT64_MAX, InstanceState, Outer, Suspended, abandon, begin_run,
    budget_units, copy_results, deadline_time, drive, end_run, enter, fail, leave, limit_error, push_call, seraph_store,
)
from .function cimport take_arguments, take_results
from .heap cimport heap_retain
from .layout cimport EXC_BUDGET, EXC_DEADLINE, EXC_INTERRUPT, MAX_OUTS, FuncDef
from .opcodes cimport K_STR
from .output cimport flush_output, has_output
from .vmstate cimport Vm

from .errors import ContextError

cdef bint making = False

cdef dict REASONS = {EXC_BUDGET: "budget", EXC_DEADLINE: "deadline", EXC_INTERRUPT: "interrupt"}


cdef Fiber new_fiber(InstanceState st, uint32_t fn, uint32_t nargs):
    global making
    cdef Fiber fiber
    cdef Suspended *call = <Suspended *>calloc(1, sizeof(Suspended))
    if call == NULL:
        raise MemoryError()
    call.args = <int64_t *>calloc(nargs + 1, sizeof(int64_t))
    if call.args == NULL:
        free(call)
        raise MemoryError()
    call.fn = fn
    making = True
    try:
        fiber = Fiber.__new__(Fiber)
    except BaseException:
        free(call.args)
        free(call)
        raise
    finally:
        making = False
    fiber.state = st
    fiber.call = call
    call.next = st.fibers
    if call.next != NULL:
        call.next.previous = call
    st.fibers = call
    return fiber


cdef Fiber start_call(InstanceState st, uint32_t fn, PyObject **args, Py_ssize_t nargs):
    cdef Fiber fiber
    enter(st)
    try:
        fiber = new_fiber(st, fn, st.program.data.funcs[fn].nparams)
        take_arguments(st, fn, args, nargs, fiber.call.args)
        fiber.call.nargs = <uint32_t>nargs
    finally:
        leave(st)
    return fiber


cdef Fiber adopt_call(InstanceState st, Vm *vm, uint32_t fn, const int64_t *args, uint32_t nargs, int64_t debt):
    cdef Fiber fiber = new_fiber(st, fn, nargs)
    cdef const uint32_t *kinds = st.program.data.kinds + st.program.data.funcs[fn].kinds
    cdef uint32_t i
    for i in range(nargs):
        fiber.call.args[i] = args[i]
        if (kinds[i] & 0xff) >= K_STR:
            heap_retain(&st.heap, args[i])
    fiber.call.nargs = nargs
    fiber.call.vm = vm
    fiber.started = True
    fiber.debt = max(debt, <int64_t>0)
    fiber.stopped_by = REASONS.get(st.stopped)
    return fiber


cdef Fiber overdrawn(InstanceState st, uint32_t fn, int64_t *results, int64_t debt):
    cdef Fiber fiber = new_fiber(st, fn, 0)
    fiber.value = take_results(st, st.program.data.funcs + fn, results)
    fiber.started = fiber.over = True
    fiber.debt = debt
    fiber.stopped_by = "budget"
    return fiber


cdef void abandon_all(InstanceState st) noexcept:
    cdef Suspended *call = st.fibers
    while call != NULL:
        abandon(st, call)
        call = call.next


@cython.final
@cython.no_gc_clear                     # __dealloc__ needs `state`
cdef class Fiber:
    """A call that can be suspended; made by Instance.start(), or `fiber` of a LimitError."""

    def __cinit__(self) -> None:
        if not making:
            raise TypeError("fibers are made by an instance")

    def __dealloc__(self) -> None:
        cdef Suspended *call = self.call
        cdef InstanceState st
        if call == NULL:
            return
        st = self.state
        if call.previous != NULL:
            call.previous.next = call.next
        else:
            st.fibers = call.next
        if call.next != NULL:
            call.next.previous = call.previous
        if call.vm == NULL and (call.args == NULL or call.nargs == 0):
            free(call.args)
            free(call)
            return
        call.previous = NULL
        call.next = st.orphans
        st.orphans = call
        seraph_store(&st.todo, 1)

    def resume(self, *, budget: object = None, deadline: object = None) -> bool:
        """Begin or continue the call; True when it is done, False when it was suspended.

        `budget` in cost units and `deadline` in seconds are for this time; without them it runs to its end. An exception
        of the script ends the fiber and is raised here. Interrupted is raised as well, but the fiber can go on.
        """
        cdef int64_t units = budget_units(budget)
        cdef int64_t time = deadline_time(deadline)
        enter(self.state)
        try:
            if self.running:
                raise ContextError("the fiber is running")
            if self.failed:
                raise ContextError("the fiber has ended")
            if self.over and self.debt == 0:
                raise ContextError("the fiber is done")
            if self.debt > units:
                self.debt -= units
                return False
            if units != INT64_MAX:
                units -= self.debt
            self.debt = 0
            if self.over:
                self.stopped_by = None
                return True
            self.running = True
            try:
                return self.run(units, time)
            finally:
                self.running = False
        finally:
            leave(self.state)

    cdef bint run(self, int64_t units, int64_t time) except -1:
        cdef InstanceState st = self.state
        cdef Suspended *call = self.call
        cdef const FuncDef *f = st.program.data.funcs + call.fn
        cdef int64_t results[MAX_OUTS + 1]
        cdef Outer outer
        cdef Vm *vm = begin_run(st, call.vm, units, time, &outer)
        cdef int64_t used
        cdef bint keep = False
        cdef int status = DRIVE_RAISED
        self.stopped_by = None
        call.vm = vm
        try:
            if self.started or push_call(st, vm, call.fn, call.args, call.nargs) == 0:
                self.started = True
                status = drive(st, vm)
            if status == DRIVE_RAISED:
                fail(st, vm)
            keep = status == DRIVE_SUSPENDED
            if keep:
                self.stopped_by = REASONS.get(st.stopped)
            else:
                copy_results(vm, call.fn, results)
                self.value = take_results(st, f, results)
            if has_output(vm):
                flush_output(vm, st.output, st.error_output, True)
            if keep and st.stopped == EXC_INTERRUPT:
                raise limit_error(st, vm, self)
        except BaseException:
            self.over = self.failed = not keep
            raise
        finally:
            used = end_run(st, vm, &outer, keep)
            if units != INT64_MAX and used > units:
                self.debt = used - units
            if not keep:
                call.vm = NULL
                abandon(st, call)
        self.over = not keep
        if self.over and self.debt:
            self.stopped_by = "budget"
        return self.over and self.debt == 0

    def abandon(self) -> None:
        """End the call where it stands; what its frames own is let go. Does nothing if it is over."""
        if self.over and not self.debt:
            return
        enter(self.state)
        try:
            if self.running:
                raise ContextError("the fiber is running")
            abandon(self.state, self.call)
            seraph_store(&self.state.todo, 1)
            self.value = None
            self.over = self.failed = True
        finally:
            leave(self.state)

    @property
    def done(self) -> bool:
        """Whether the call has ended by itself and `result` can be read."""
        return self.over and not self.failed and self.debt == 0

    @property
    def result(self) -> object:
        """What the function gave back, as Instance.call() would."""
        if self.failed:
            raise ContextError("the fiber has ended without a result")
        if not self.over or self.debt:
            raise ContextError("the fiber is not done")
        return self.value

    @property
    def reason(self) -> str | None:
        """Why the call was suspended: "budget", "deadline" or "interrupt"; None if it is not."""
        return self.stopped_by if not self.failed else None

    @property
    def instance(self) -> InstanceState:
        return self.state

    @property
    def declaration(self) -> str:
        return self.state.program.debug_str(self.state.program.data.funcs[self.call.fn].decl)

    def __repr__(self) -> str:
        if self.failed:
            state = "ended"
        elif self.over and not self.debt:
            state = "done"
        elif self.running:
            state = "running"
        else:
            state = f"suspended by {self.stopped_by}" if self.stopped_by else "not started"
        return f"<Fiber '{self.declaration}': {state}>"
