"""Running calls of an instance. See driver.pyx."""
from libc.stdint cimport int64_t, uint32_t, uint64_t

from .convert cimport seraph_load, seraph_store
from .heap cimport Heap
from .hostcall cimport HostTable
from .layout cimport FuncLink
from .program cimport Program
from .vmstate cimport Vm

cdef extern from "Python.h":
    ctypedef struct PyThreadState
    unsigned long PyThread_get_thread_ident() nogil

cdef extern from "<stdint.h>" nogil:
    const int64_t INT64_MAX             # as a budget or deadline: no limit

cdef enum:
    MAX_NESTING = 100           # calls of one instance within calls of it, through host functions

cdef class InstanceState:
    cdef readonly Program program
    cdef HostTable hosts
    cdef const FuncLink *links          # the program's table, until something is overridden
    cdef Heap heap
    cdef Vm *vm                         # of the calls in progress, NULL without one
    cdef uint64_t number                # tells instances that have run apart; never used again
    cdef unsigned long owner            # the thread of the calls in progress
    cdef uint32_t depth                 # entries in progress: calls, and accesses that convert values
    cdef bint is_closed
    cdef int interrupted                # set by any thread, cleared at the end of the outermost call
    cdef uint32_t max_frames
    cdef uint64_t max_regs
    # the calls in progress
    cdef int64_t given                  # cost so far is given - vm.slice
    cdef int64_t stop_at                # cost at which the budget of the innermost call is used up
    cdef int64_t deadline               # on the monotonic clock; INT64_MAX: none
    cdef int64_t hold_until             # the GIL is kept at polls until then; 0: no poll yet
    cdef int64_t tick_at                # next look at signals and output
    cdef bint on_main_thread
    cdef PyThreadState *released        # saved while the GIL is released
    cdef object cause                   # the Python exception that the pending script exception stands for
    cdef uint32_t cause_tag             # Vm.exc_tag of that script exception
    # counters
    cdef int64_t cost
    cdef uint64_t calls
    cdef uint64_t host_calls
    cdef object output                  # callable or None: sys.stdout
    cdef object error_output            # callable or None: sys.stderr
    cdef object on_exception            # callable or None: sys.unraisablehook

# Makes the thread the owner: InstanceBusyError if another one is. Every enter needs its leave().
cdef int enter_slow(InstanceState st) except -1
# Calls function fn. The instance is entered; nargs values (handles stay the caller's) in args. results[0] becomes the
# result, results[1..] the &out results; handles there are owned by the caller. budget: cost units; deadline: on the
# clock of seraph_now(); INT64_MAX: no limit besides those of the calls around this one. [moves]
cdef int invoke(InstanceState st, uint32_t fn, const int64_t *args, uint32_t nargs, int64_t *results,
                int64_t budget, int64_t deadline) except -1
# Hands an exception that cannot be raised to on_exception.
cdef void report(InstanceState st, object error) noexcept
# Argument errors of calls: cost units and seconds as invoke() wants them.
cdef int64_t budget_units(object budget) except -1
cdef int64_t deadline_time(object deadline) except -1


cdef inline int enter(InstanceState st) except -1:
    if st.depth == 0 and not st.is_closed:
        st.owner = PyThread_get_thread_ident()
        st.depth = 1
        return 0
    return enter_slow(st)


cdef inline void leave(InstanceState st) noexcept:
    st.depth -= 1
