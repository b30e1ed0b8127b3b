# cython: language_level=3, boundscheck=False, wraparound=False, cdivision=True, initializedcheck=False
"""Fiber: a call that can be suspended and continued.

What it is: the Python object of such a call. What it is not: the running (`driver.pyx`), or the suspended call itself
(`coroutine.pyx`), which lies in linear memory.

A fiber comes from Instance.start(), or from the error of a call that reached budget, deadline or interrupt. Budgets add
up: what a call uses beyond its budget before it can be stopped counts against the next one, so the total never exceeds
what was given.

Invariants
- A Suspended belongs to one Fiber and stands in the instance's list `fibers`; when a Fiber dies, on whatever thread, a
  call that is not over goes to `orphans`, which the owner of the instance ends.
- A fiber that yields waits in linear memory and needs no VM; one that a limit has stopped keeps its VM, with all fibers
  that it has resumed. A call that was begun without a fiber and stopped has no block in linear memory (`fiber` is 0).
- Closing the instance ends all suspended calls: their Fibers stay, and refuse to go on.
"""
cimport cython
from libc.stdint cimport int64_t, uint32_t
from libc.stdlib cimport calloc, free

from cpython.object cimport PyObject

from .convert cimport release_slots
from .coroutine cimport (
    FIBER_ABORTED, FIBER_EXCEPTION, FIBER_FINISHED, FIBER_RUNNING, FIBER_SUSPENDED, fiber_abort, fiber_new, fiber_resume,
    fiber_function, fiber_results, fiber_state,
)
from .debugger cimport debugger_ended
from .driver cimport (
    DRIVE_RAISED, DRIVE_SUSPENDED, INT64_MAX, InstanceState, Outer, Suspended, begin_run, budget_units, copy_results,
    deadline_time, drive, end_run, seraph_store,
)
from .entry cimport abandon, enter, leave
from .failure cimport fail, limit_error
from .function cimport take_arguments, take_results
from .heap cimport NO_HANDLE, heap_retain
from .layout cimport EXC_BUDGET, EXC_DEADLINE, EXC_INTERRUPT, MAX_OUTS, FuncDef
from .opcodes cimport K_STR
from .output cimport flush_output, has_output
from .vmstate cimport NO_REG, Vm

from .errors import ContextError, ConversionTypeError, MemoryLimitExceeded, no_pickle
from .fiberstate import STATES, FiberState

cdef extern from "Python.h":
    int PyGC_Disable()
    int PyGC_Enable()

cdef enum:
    COPY_BUDGET = 1000000       # cost units for copies of start()'s arguments, which is no part of the fiber

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
    fiber.state_ = st
    fiber.call = call
    call.holder = <void *>fiber
    call.next = st.fibers
    if call.next != NULL:
        call.next.previous = call
    st.fibers = call
    return fiber


cdef Fiber start_call(InstanceState st, uint32_t fn, PyObject **args, Py_ssize_t nargs):
    cdef Fiber fiber
    cdef int64_t h, budget = COPY_BUDGET
    enter(st)
    try:
        if st.program.starts == NULL:
            st.program.find_starts()
            st.number = 0                           # VMs that wait in the pool do not know it
        fiber = new_fiber(st, fn, st.program.data.funcs[fn].nparams)
        take_arguments(st, fn, 0, args, nargs, fiber.call.args, &budget, INT64_MAX)
        h = fiber_new(&st.heap, fn, fiber.call.args)
        if h == NO_HANDLE:
            release_slots(&st.heap, st.program.data.kinds + st.program.data.funcs[fn].kinds, fiber.call.args,
                          <uint32_t>nargs)
            raise MemoryLimitExceeded()
        fiber.call.fiber = h
        free(fiber.call.args)
        fiber.call.args = NULL
    finally:
        leave(st)
    return fiber


cdef Fiber fiber_of(InstanceState st, int64_t handle):
    cdef Fiber fiber = new_fiber(st, fiber_function(&st.heap, handle), 0)
    heap_retain(&st.heap, handle)
    fiber.call.fiber = handle
    return fiber


cdef int64_t fiber_handle(InstanceState st, object given) except? -2:
    cdef Fiber fiber
    if not isinstance(given, Fiber):
        return 0
    fiber = given
    if fiber.state_ is not st:
        raise ConversionTypeError("Fiber expected, not one of another instance", expected="Fiber", actual="Fiber")
    if fiber.call.fiber == 0:
        raise ConversionTypeError("Fiber expected, not a call that was begun without one", expected="Fiber", actual="Fiber")
    heap_retain(&st.heap, fiber.call.fiber)
    return fiber.call.fiber


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
    fiber.debt = max(debt, <int64_t>0)
    fiber.stopped_by = REASONS.get(st.stopped)
    return fiber


cdef Fiber overdrawn(InstanceState st, uint32_t fn, int64_t *results, int64_t debt):
    cdef Fiber fiber = new_fiber(st, fn, 0)
    fiber.value = take_results(st, st.program.data.funcs + fn, results)
    fiber.ended = FIBER_FINISHED
    fiber.debt = debt
    fiber.stopped_by = "budget"
    return fiber


cdef void abandon_all(InstanceState st) noexcept:
    cdef Suspended *call
    settle_all(st)
    call = st.fibers
    while call != NULL:
        abandon(st, call)
        call = call.next


cdef void settle_all(InstanceState st) noexcept:
    """Fibers that scripts have brought to their end learn of it, while there is a memory that their results lie in."""
    cdef Suspended *call
    cdef list fibers = []
    cdef bint collecting = PyGC_Disable()       # a Fiber that dies changes the list
    try:
        call = st.fibers
        while call != NULL:
            fibers.append(<Fiber>call.holder)
            call = call.next
    finally:
        if collecting:
            PyGC_Enable()
    for fiber in fibers:
        try:
            (<Fiber>fiber).status()
        except Exception:                       # a result that Python cannot have: there is none
            pass


cdef object results_of(InstanceState st, Fiber fiber):
    """The result of a fiber that has finished; the fiber keeps it."""
    cdef const FuncDef *f = st.program.data.funcs + fiber.call.fn
    cdef const uint32_t *outs = st.program.data.kinds + f.outs
    cdef int64_t results[MAX_OUTS + 1]
    cdef int64_t *place = fiber_results(&st.heap, fiber.call.fiber)
    cdef uint32_t i
    if place == NULL:
        return None
    for i in range(1 + <uint32_t>f.nouts):
        results[i] = place[i]
        if ((f.ret if i == 0 else outs[i - 1]) & 0xff) >= K_STR:
            heap_retain(&st.heap, results[i])
    return take_results(st, f, results)


@cython.final
@cython.no_gc_clear                     # __dealloc__ needs `state_`
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
        st = self.state_
        if call.previous != NULL:
            call.previous.next = call.next
        else:
            st.fibers = call.next
        if call.next != NULL:
            call.next.previous = call.previous
        if call.vm == NULL and call.fiber == 0 and (call.args == NULL or call.nargs == 0):
            free(call.args)
            free(call)
            return
        call.holder = NULL
        call.previous = NULL
        call.next = st.orphans
        st.orphans = call
        seraph_store(&st.todo, 1)

    cdef uint32_t status(self) except? 0xffffffff:
        """The state, without regard to what is owed."""
        cdef InstanceState st = self.state_
        cdef uint32_t state
        if self.running:
            return FIBER_RUNNING
        if self.ended:
            return self.ended
        if st.is_closed:
            return FIBER_ABORTED
        if self.call.fiber == 0 or self.call.vm != NULL:
            return FIBER_SUSPENDED
        enter(st)
        try:
            state = fiber_state(&st.heap, self.call.fiber)
            if state == FIBER_FINISHED:             # by a script
                self.value = results_of(st, self)
            if state >= FIBER_FINISHED:
                self.ended = state
        finally:
            leave(st)
        return state

    def resume(self, *, budget: object = None, deadline: object = None) -> bool:
        """Begin or continue the call; True when it is done, False when it was suspended: `reason` says why.

        `budget` in cost units and `deadline` in seconds are for this time; without them it runs until it ends or yields.
        An exception of the script ends the fiber and is raised here. Interrupted is raised as well, but the fiber can go on.
        """
        cdef int64_t units = budget_units(budget)
        cdef int64_t time = deadline_time(deadline)
        cdef uint32_t state
        enter(self.state_)
        try:
            state = self.status()
            if state == FIBER_RUNNING:
                raise ContextError("the fiber is running")
            if state > FIBER_FINISHED:
                raise ContextError("the fiber has ended")
            if state == FIBER_FINISHED and self.debt == 0:
                raise ContextError("the fiber is done")
            if self.debt > units:
                self.debt -= units
                return False
            if units != INT64_MAX:
                units -= self.debt
            self.debt = 0
            if state == FIBER_FINISHED:
                self.stopped_by = None
                return True
            self.running = True
            try:
                return self.run(units, time)
            finally:
                self.running = False
        finally:
            leave(self.state_)

    cdef bint run(self, int64_t units, int64_t time) except -1:
        cdef InstanceState st = self.state_
        cdef Suspended *call = self.call
        cdef int64_t results[MAX_OUTS + 1]
        cdef Outer outer
        cdef bint waiting = call.vm == NULL         # in linear memory
        cdef Vm *vm = begin_run(st, call.vm, units, time, &outer)
        cdef int64_t used
        cdef bint keep = False
        cdef int status = DRIVE_RAISED
        self.stopped_by = None
        call.vm = vm
        vm.code = st.code
        vm.plain = st.plain
        try:
            if waiting:
                st.calls += 1
                st.heap.work = 0
                if fiber_resume(vm, call.fiber, NO_REG, True) == 0:
                    vm.slice -= st.heap.work
                    st.heap.work = 0
                    waiting = False
            if not waiting:
                status = drive(st, vm)
            if status == DRIVE_RAISED:
                fail(st, vm)
            keep = status == DRIVE_SUSPENDED
            if keep:
                self.stopped_by = REASONS.get(st.stopped)
            elif call.fiber and fiber_state(&st.heap, call.fiber) == FIBER_SUSPENDED:
                self.stopped_by = "yield"
            else:
                if call.fiber:
                    self.value = results_of(st, self)
                else:
                    copy_results(vm, call.fn, results)
                    self.value = take_results(st, st.program.data.funcs + call.fn, results)
                self.ended = FIBER_FINISHED
            if has_output(vm):
                flush_output(vm, st.output, st.error_output, True)
            if keep and st.stopped == EXC_INTERRUPT:
                raise limit_error(st, vm, self)
        except BaseException as error:
            if not keep and self.stopped_by is None:
                self.ended = FIBER_EXCEPTION
                self.error = error
            raise
        finally:
            used = end_run(st, vm, &outer, keep)
            if units != INT64_MAX and used > units:
                self.debt = used - units
            if not keep:
                call.vm = NULL
                if self.ended and call.fiber == 0:
                    abandon(st, call)
            if self.ended and outer.vm == NULL and st.debugger_ is not None:
                debugger_ended(st)
        if self.ended and self.debt:
            self.stopped_by = "budget"
        return self.ended == FIBER_FINISHED and self.debt == 0

    def abort(self) -> None:
        """End the call where it stands; what its frames own is let go. Does nothing if it is over."""
        cdef uint32_t state
        cdef int64_t h
        if self.ended and not self.debt or self.state_.is_closed:
            return
        enter(self.state_)
        try:
            state = self.status()
            if state == FIBER_RUNNING:
                raise ContextError("the fiber is running")
            if state < FIBER_FINISHED or self.debt:
                h = self.call.fiber
                if self.call.vm == NULL and h:
                    fiber_abort(&self.state_.heap, h)
                self.call.fiber = 0
                abandon(self.state_, self.call)
                self.call.fiber = h                 # scripts can ask it: it is empty
                seraph_store(&self.state_.todo, 1)
                self.value = None
                self.debt = 0
                self.ended = FIBER_ABORTED
        finally:
            leave(self.state_)

    @property
    def state(self) -> FiberState:
        """What the fiber is doing."""
        cdef uint32_t state = self.status()
        return STATES[<uint32_t>FIBER_SUSPENDED if state == FIBER_FINISHED and self.debt else state]

    @property
    def done(self) -> bool:
        """Whether the call is over, however it ended: resume() would be refused. `state` tells whether there is a `result`."""
        cdef uint32_t state = self.status()
        return state > FIBER_FINISHED or (state == FIBER_FINISHED and self.debt == 0)

    @property
    def result(self) -> object:
        """What the function gave back, as Instance.call() would."""
        cdef uint32_t state = self.status()
        if state > FIBER_FINISHED:
            raise ContextError("the fiber has ended without a result")
        if state != FIBER_FINISHED or self.debt:
            raise ContextError("the fiber is not done")
        return self.value

    @property
    def exception(self) -> BaseException | None:
        """The exception that resume() raised when it ended the fiber."""
        return self.error

    @property
    def reason(self) -> str | None:
        """Why the call was suspended: "yield", "budget", "deadline" or "interrupt"; None if it is not."""
        return self.stopped_by if self.ended <= FIBER_FINISHED else None

    @property
    def instance(self) -> InstanceState:
        return self.state_

    @property
    def declaration(self) -> str:
        return self.state_.program.debug_str(self.state_.program.data.funcs[self.call.fn].decl)

    def __eq__(self, other: object) -> bool:
        if self is other:
            return True
        if not isinstance(other, Fiber):
            return NotImplemented
        return self.state_ is (<Fiber>other).state_ and self.call.fiber != 0 and self.call.fiber == (<Fiber>other).call.fiber

    def __hash__(self) -> int:
        return hash((id(self.state_), self.call.fiber)) if self.call.fiber else id(self)

    def __reduce__(self):
        raise no_pickle("a fiber", "it stays with its instance; pass values")

    def __repr__(self) -> str:
        state = self.state.value
        if state == "suspended" and self.stopped_by:
            state += f" by {self.stopped_by}"
        return f"<Fiber '{self.declaration}': {state}>"
