"""Coroutines: calls that are suspended in linear memory and go on later.

What it is: the block of a fiber, and the ways into and out of it (resume, yield, end, failure, abort). What it is not: the
object that hosts hold (`fiber.pxd`), or the suspension of a whole call by a limit, which keeps its VM.

A fiber runs on the stack of the VM that resumes it, above a boundary frame (fn = FIBER_FUNC); its first function returns to
code word 0. So budget, deadline, depth and unwinding know nothing of fibers: they see one chain of calls. Yielding copies
the frames above the boundary into the fiber's data block, resuming copies them back, wherever the stack is then. What a
fiber holds while it waits is what its frames own; the tables of the program say which registers these are, so the collector
and the release of a fiber that is dropped go by the same walk (`fiber_part`).

Block (TYPE_FIBER), FIBER_PAYLOAD slots:
    1   state (FiberState) | function << 32
    2   data block or 0
    3   link while it is being released (ARR_LINK)
    4   code of the exception whose handler is suspended | frames << 32
    5   its message as a counted string, or 0
Data block: first the values, one slot each: arguments of the function, counted, until it has ended; then its result and
&out results. Behind them, while it is suspended, two slots a frame, the outermost first: function | next word << 32;
number of its first register | register for the result of the call above << 32. Then the registers of all frames.
Boundary frame, registers: 0 the fiber, counted; 1 result of the function; from 4 on the exception that the handler around
has caught, as in destroy frames.

Invariants
- Frames that come from linear memory are checked like everything else there: functions, places (only where an
  instruction begins), registers and sizes. So a fiber that wrong handles have overwritten is refused or computes nonsense
  within its own instance.
- A fiber is in the state FIBER_RUNNING exactly while a boundary frame of it lies on some VM's stack.
"""
from libc.stdint cimport int64_t, uint8_t, uint32_t, uint64_t

from .heap cimport Heap
from .layout cimport FuncDef, ProgramData
from .vmstate cimport Vm

cdef enum FiberState:
    FIBER_READY = 0             # not begun
    FIBER_SUSPENDED = 1
    FIBER_RUNNING = 2           # or waiting for a fiber that it has resumed, or for its turn when a limit has stopped it
    FIBER_FINISHED = 3
    FIBER_EXCEPTION = 4
    FIBER_ABORTED = 5

cdef enum:
    FIBER_STATE = 1
    FIBER_DATA = 2              # as ARR_DATA
    FIBER_CAUGHT = 4
    FIBER_TEXT = 5
    FIBER_PAYLOAD = 5

# [moves] A fiber for a call of `fn`, with its arguments, whose references it takes over; NO_HANDLE if there is no room.
cdef int64_t fiber_new(Heap *heap, uint32_t fn, const int64_t *args) noexcept nogil
cdef bint is_fiber(const Heap *heap, int64_t h) noexcept nogil
# State of a fiber; FIBER_ABORTED if the handle is none.
cdef uint32_t fiber_state(const Heap *heap, int64_t h) noexcept nogil
# Its function; 0 for what is no fiber.
cdef uint32_t fiber_function(const Heap *heap, int64_t h) noexcept nogil
# Begins or continues a fiber: pushes its frames. 0, or an ExcCode with vm.exc set. `dst`: register of the frame in charge
# that becomes true when the fiber has ended and false when it yields, or NO_REG. `outermost`: as a call of its own; the
# loop returns RUN_DONE at either.
cdef int fiber_resume(Vm *vm, int64_t h, uint32_t dst, bint outermost) noexcept nogil
# The loop's part: what a native function has asked for (vm.switch_to), and the return of a fiber's first function. SERVED:
# run on; RUN_DONE; RUN_RAISE.
cdef int fiber_switch(Vm *vm) noexcept nogil
cdef int fiber_return(Vm *vm) noexcept nogil
# The boundary frame is in charge: the fiber has ended with this state. Pops the frame.
cdef void fiber_fail(Vm *vm, uint32_t state) noexcept nogil
# Ends a fiber that is not running: releases all that it holds.
cdef void fiber_abort(Heap *heap, int64_t h) noexcept nogil
# After FIBER_FINISHED: the place of the result, &out results behind it; NULL if there are none.
cdef int64_t *fiber_results(const Heap *heap, int64_t h) noexcept nogil
# Next slot with a counted reference of the fiber, in the order of unwinding, or 0; `cursor` begins as 0.
cdef uint64_t fiber_part(const Heap *heap, int64_t h, uint64_t *cursor) noexcept nogil
# The fiber in charge, or 0.
cdef int64_t fiber_current(const Vm *vm) noexcept nogil
# One bit for each code word of a program: an instruction begins there. malloc; NULL without memory.
cdef uint8_t *instruction_starts(const ProgramData *p) noexcept nogil
