"""Entering and leaving an instance. See entry.pyx."""
from libc.stdint cimport int64_t, uint64_t

from .driver cimport InstanceState, PyThread_get_thread_ident, Suspended
from .vmstate cimport Vm

cdef enum:
    DESTRUCTOR_BUDGET = 10000000    # cost units for destructors that run outside of calls, at a time

# Makes the thread the owner: InstanceBusyError if another one is. Every enter needs its leave().
cdef int enter_slow(InstanceState st) except -1
# Does what has waited for the owner: releases, orphans, destructors, objects of the host. Entered, with no call in
# progress. Exceptions are reported.
cdef void settle(InstanceState st) noexcept
# The releases and orphans of it alone, without destructors: also while a call is in progress.
cdef void release_dead(InstanceState st) noexcept
# A proxy lets go of a handle: from any thread, with the GIL held. Done by the owner later.
cdef void release_later(InstanceState st, int64_t handle) noexcept
# Ends a suspended call: its frames let go what they own. The instance is entered.
cdef void abandon(InstanceState st, Suspended *call) noexcept
# At the end of an instance: releases the globals in the order of their numbers; their destructors run within
# DESTRUCTOR_BUDGET. Entered, with no call in progress.
cdef void release_globals(InstanceState st) noexcept
# A full collection of cycles with its destructors, under the same budget; the number of blocks that were freed. Entered.
cdef uint64_t collect_now(InstanceState st) except? 0xffffffffffffffff
# The same as part of the call in progress, within its limits.
cdef uint64_t collect(InstanceState st, Vm *vm) noexcept
# Runs the destructors of all objects that wait, as a call of its own within the limits in force. What a limit ends
# is reported; the other objects are released without their destructors.
cdef void run_destructors(InstanceState st, Vm *vm) noexcept


cdef inline int enter(InstanceState st) except -1:
    if st.depth == 0 and not st.is_closed and not st.todo:
        st.owner = PyThread_get_thread_ident()
        st.depth = 1
        return 0
    return enter_slow(st)


cdef inline void leave(InstanceState st) noexcept:
    if st.depth == 1 and (st.todo or st.heap.ndead or st.heap.pending):
        settle(st)
    st.depth -= 1
