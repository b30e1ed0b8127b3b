"""Running calls of an instance. See driver.pyx."""
from libc.stddef cimport size_t
from libc.stdint cimport int64_t, uint32_t, uint64_t

from .convert cimport seraph_load, seraph_store
from .heap cimport Heap
from .hostcall cimport HostLink, HostTable
from .layout cimport FuncLink
from .program cimport Program
from .redirect cimport Redirected
from .vmstate cimport NativeFn, Vm

cdef extern from "Python.h":
    ctypedef struct PyThreadState
    unsigned long PyThread_get_thread_ident() nogil

cdef extern from "<stdint.h>" nogil:
    const int64_t INT64_MAX             # as a budget or deadline: no limit

cdef struct Suspended:          # a call that can be continued; belongs to a Fiber, or to `orphans` when that has died
    Vm *vm                      # of a call that a limit has stopped, or NULL
    int64_t fiber               # the block of the fiber, counted; 0: a call without one
    int64_t *args               # then its arguments; handles in it are counted
    uint32_t fn
    uint32_t nargs
    Suspended *next             # in InstanceState.fibers or .orphans
    Suspended *previous         # in .fibers
    void *holder                # while it is there: the Fiber

cdef struct Binding:            # of an imported function, by its row in the program's host functions
    uint32_t fn                 # 1 + function of the same instance, 0: none
    uint32_t given              # 0: it says nothing
    HostLink link               # without a function, if its callable is not NULL, a Python callable

cdef class InstanceState:
    cdef readonly Program program
    cdef HostTable hosts
    cdef const uint64_t *plain          # the program's code, or the copy of `redirected`
    cdef const uint64_t *code           # that, or the copy of a debugger
    cdef Redirected redirected          # None, or the code in which calls of replaced functions lead elsewhere (`redirect`)
    cdef bint redirect_due              # it is to be found anew before the next call
    cdef list code_old                  # former ones, while calls are in progress
    cdef object debugger_               # None, or a Debugger
    cdef const FuncLink *links          # the program's table, until something is overridden
    cdef Binding *bound                 # of imports, one for each of the program's host functions; NULL: none is bound
    cdef dict bound_objects             # row -> callable that a binding refers to
    cdef list bound_old                 # replaced ones, while calls are in progress
    # built-in functions that something else stands for (`dualpath`); all NULL or empty until then
    cdef Binding *replaced              # one for each of the program's natives; link.required: a call of fn passes handles
    cdef NativeFn *natives              # what heap.natives is then
    cdef uint64_t *counts               # calls of each: without a detour, with one, which of these; NULL: nobody counts
    cdef set slow                       # names whose fast path is switched off; None: nothing was ever switched
    cdef dict replacements              # name or declaration -> what was given for it
    cdef Heap heap
    cdef uint64_t random[4]             # state of the random numbers (`random.pxd`)
    cdef Vm *vm                         # of the calls in progress, NULL without one
    cdef uint64_t number                # tells instances that have run apart; never used again
    cdef unsigned long owner            # the thread of the calls in progress
    cdef uint32_t depth                 # entries in progress: calls, and accesses that convert values
    cdef bint is_closed
    cdef int interrupted                # set by any thread, cleared at the end of the outermost call
    cdef uint32_t max_frames
    cdef uint64_t max_regs
    # what any thread may leave behind, with the GIL held, for the owner
    cdef int todo                       # there is something of it: looked at without the GIL
    cdef int64_t *releases              # handles of proxies that have died
    cdef size_t nreleases, cap_releases
    cdef Suspended *orphans
    cdef Suspended *fibers              # those that a Fiber still holds
    # objects of the host, by the index that their blocks hold
    cdef list host_objects              # None: free
    cdef list free_indices
    cdef dict host_blocks               # id of an object -> handle of its block
    # Python callables that are functions of the script (callables.pyx), by the index that their blocks hold
    cdef list callables                 # None: free
    cdef list free_callables
    cdef dict callable_blocks           # type and id of a callable -> handle of its block
    cdef dict function_blocks           # function -> its block, counted, where no global stands for it
    # views of arrays (shared_arrays.pyx)
    cdef uint64_t exports               # how many there are
    cdef void *kept                     # memory of a closed instance that they still show
    cdef uint64_t kept_size
    # the calls in progress
    cdef int64_t given                  # cost so far is given - vm.slice
    cdef int64_t stop_at                # cost at which the budget of the innermost call is used up
    cdef int64_t deadline               # on the monotonic clock; INT64_MAX: none
    cdef int64_t hold_until             # the GIL is kept at polls until then; 0: no poll yet
    cdef int64_t tick_at                # next look at signals and output
    cdef uint32_t inner                 # calls from within host calls on this VM: it cannot be suspended
    cdef uint32_t stopped               # why drive() has suspended it: EXC_BUDGET, EXC_DEADLINE or EXC_INTERRUPT
    cdef uint32_t printed               # exceptions that went to sys.unraisablehook
    cdef bint adopted                   # the VM of the call that has just failed belongs to the fiber in the error
    cdef bint on_main_thread
    cdef bint collecting                # a collection asks the host's objects (`cycles`)
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

# Calls function fn. The instance is entered; nargs values (handles stay the caller's) in args. results[0] becomes the
# result, results[1..] the &out results; handles there are owned by the caller. budget: cost units; deadline: on the
# clock of seraph_now(); INT64_MAX: no limit besides those of the calls around this one. [moves]
cdef int invoke(InstanceState st, uint32_t fn, const int64_t *args, uint32_t nargs, int64_t *results,
                int64_t budget, int64_t deadline) except -1
# A call on a VM of its own, begun or continued; until end_run everything concerns this one. `outer` keeps what it
# replaces. begin_run fails before it has changed anything. vm NULL: takes one.
cdef struct Outer:
    Vm *vm
    int64_t given, stop_at, deadline
    uint32_t inner

cdef Vm *begin_run(InstanceState st, Vm *vm, int64_t budget, int64_t deadline, Outer *outer) except NULL
# keep: the call is suspended, the VM stays the caller's; else it goes back to the pool. Gives the cost of the run.
cdef int64_t end_run(InstanceState st, Vm *vm, const Outer *outer, bint keep) noexcept
# Pushes the call of fn and its arguments; 0 or -1 with the exception set in the VM.
cdef int push_call(InstanceState st, Vm *vm, uint32_t fn, const int64_t *args, uint32_t nargs) noexcept
# Runs the call in charge: DRIVE_*. The GIL is held again then.
cdef enum:
    DRIVE_DONE = 0
    DRIVE_RAISED = 1            # fail() (`failure.pxd`) raises it for Python
    DRIVE_SUSPENDED = 2         # st.stopped says why
cdef int drive(InstanceState st, Vm *vm) noexcept
# Lets the instance run other code from the next instruction on, in calls in progress, too. plain: without breakpoints.
cdef void change_code(InstanceState st, const uint64_t *plain, const uint64_t *code) noexcept
# Back to the pool; the VM has no frames any more.
cdef void give_vm(Vm *vm) noexcept
# Results of a call that is done, as invoke() gives them.
cdef void copy_results(Vm *vm, uint32_t fn, int64_t *results) noexcept
# Argument errors of calls: cost units and seconds as invoke() wants them.
cdef int64_t budget_units(object budget) except -1
cdef int64_t deadline_time(object deadline) except -1
