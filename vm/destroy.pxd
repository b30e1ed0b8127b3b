"""Destruction: the frame in which the destructors of dead objects run.

What it is: the steps of the opcode DESTROY, and what becomes of objects whose destructors cannot run any more. What it is
not: counts and the release of members (`heap`), or when destructors run (loop and driver: as soon as heap.pending shows
a dead object, before the next opcode).

A destroy frame has fn = NO_FUNC and returns to the code word 1, OP_DESTROY; its destructors return there as well. It
takes the objects that wait over, so that heap.pending is empty again, runs the destructors of the first one, releases its
members, and puts those of them that wait in front of the others: destruction is depth first, and one frame is enough
for a list of any length. The first frame after a collection of cycles then
takes the objects that this has queued (`gc.pxd`). Its registers:

    0   object whose destructors run, count 1 for this reference; 0: none
    1   next object that waits; linked through the low halves of the headers
    2   type row from which on upwards destructors are still to run
    3   not 0: takes the queue of the collector
    4   exception that the handler around it has caught: its code, then text, length and message (SavedExc)

An exception that leaves a destructor ends there: vm_unwind marks it as dropped, the loop returns RUN_REPORT, and the
driver reports it.
"""
from libc.stdint cimport int64_t, uint32_t

from .heap cimport Heap
from .vmstate cimport Vm

cdef enum:
    DESTROY_PC = 1              # code word of OP_DESTROY
    DESTROY_REGS = 37           # registers of a destroy frame

# Pushes a destroy frame that takes heap.pending over; 0, or the ExcCode of what there is no room for. `outermost`: as a
# call of its own, which ends with RUN_DONE.
cdef int destroy_begin(Vm *vm, bint outermost) noexcept nogil
# The next destructor to run, as the type row that it belongs to; 0: all objects of the frame are gone. To be asked again
# until register 2 is set to the base of that row.
cdef uint32_t destroy_next(Vm *vm, int64_t *r) noexcept nogil
# Puts the caught exception back; the frame is to be popped.
cdef void destroy_end(Vm *vm, int64_t *r) noexcept nogil
# The same for a frame that ends early: what still waits goes back to heap.pending.
cdef void destroy_abandon(Vm *vm, int64_t *r) noexcept nogil
# The exception that the handler in charge has caught, aside (33 registers from `place` on), back, or forgotten.
cdef void save_caught(Vm *vm, int64_t *place) noexcept nogil
cdef void restore_caught(Vm *vm, int64_t *place) noexcept nogil
cdef void drop_saved(Vm *vm, int64_t *place) noexcept nogil
# Releases all objects that wait without running their destructors.
cdef void drop_pending(Heap *heap) noexcept nogil
