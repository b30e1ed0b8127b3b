# cython: language_level=3, boundscheck=False, wraparound=False, cdivision=True, initializedcheck=False
"""Instance: one isolated world, made from a program: its memory, limits and statistics.

What it is: the object that hosts call into. What it is not: the running of calls (`driver.pyx`) and the state that this
needs (its base class InstanceState).

Invariants
- Everything that scripts can change lies in the instance's linear memory; two instances share only what is immutable.
- An idle instance owns this object and its memory, nothing else: the VM with its stacks is borrowed for a call.
- Deallocation runs no script code; close() runs destructors, within a budget.
"""
from collections.abc import Iterator, Mapping
from typing import NamedTuple

from libc.stdint cimport int64_t, uint32_t, uint64_t
from libc.string cimport memcpy, memset

from cpython.object cimport PyObject

from .convert cimport from_slot, to_slot
from .debugger cimport make_debugger
from .driver cimport InstanceState, PyThread_get_thread_ident, budget_units, deadline_time, invoke, seraph_store
from .entry cimport collect_now, enter, leave, release_globals
from .fiber cimport abandon_all, start_call
from .function cimport call_function, make_function
from .heap cimport HEAP_FIRST, heap_allocs, heap_detach, heap_free, heap_init, heap_release
from .hostcall cimport host_table
from .dualpath cimport call_counts, count_calls, override
from .hostobjects cimport drop_all_host_objects
from .imports cimport bind_import, bind_linked, unbind_import
from .layout cimport GL_CONST, GL_HANDLE, NO_FUNC
from .opcodes cimport K_OBJ, K_STR
from .program cimport Program
from .proxies cimport make_types
from .random cimport rng_seed
from .shared_arrays cimport shared_array
from .values cimport is_value
from .vmstate cimport SWITCH_YIELD, VM_SWITCH

from .debug import gc_stress
from .debugger import Debugger
from .dualpath import Library, make_library, restore
from .errors import ContextError, InstanceBusyError, MemoryLimitExceeded, no_pickle
from .options import check_options
from .proxies import Types
from .shared_arrays import ScriptArray

cdef extern from "Python.h":
    PyObject **PySequence_Fast_ITEMS(PyObject *o)

cdef uint64_t GC_EVERY = gc_stress()

DEFAULT_MEMORY_LIMIT = 256 << 20
DEFAULT_MAX_DEPTH = 10_000
DEFAULT_MAX_REGISTERS = 1 << 20


cdef uint64_t seed_of(object seed) except? 0xffffffffffffffff:
    if not isinstance(seed, int):
        raise TypeError(f"a seed is an integer, not {type(seed).__name__}")
    if not 0 <= seed < 1 << 64:
        raise OverflowError("a seed is an integer from 0 to 2**64 - 1")
    return seed


cdef str function_text(object text):
    if not isinstance(text, str):
        raise TypeError(f"a function is named by a str, its name or declaration, not {type(text).__name__}")
    return str.__str__(text)


class InstanceStats(NamedTuple):
    """Exact counters of an instance, the same on every platform for the same calls."""

    cost: int
    """Cost units charged to calls so far."""
    calls: int
    """Calls from the host."""
    host_calls: int
    """Calls of host functions."""
    allocations: int
    """Blocks ever allocated in linear memory."""
    live_blocks: int
    """Blocks in use."""
    memory_used: int
    """Bytes of linear memory in use."""
    memory_size: int
    """Bytes of linear memory that are reserved, used or not."""


cdef class Instance(InstanceState):
    """One isolated world: `Instance(program)` initialises the globals and is ready to be called.

    `functions` and `types` bind what the program uses of its host: mappings of ids to HostFunction and HostType, not
    changed while instances live, which share what is prepared from the same mappings. `memory_limit` is in bytes, `max_depth` in
    calls. `output` takes the text that scripts print (default: sys.stdout), `error_output` what they print to the error
    stream (default: `output` if given, else sys.stderr), `on_exception` exceptions that cannot be raised to a caller.
    `overrides` are what override() is called with before anything runs. `seed` is that of random numbers (module random).
    `budget` and `deadline` limit the initialisation of the globals and nothing else: calls take limits of their own.
    """

    def __cinit__(
        self,
        Program program not None,
        functions: Mapping[int, object] | None = None,
        types: Mapping[int, object] | None = None,
        *,
        memory_limit: object = DEFAULT_MEMORY_LIMIT,
        max_depth: object = DEFAULT_MAX_DEPTH,
        output: object = None,
        error_output: object = None,
        on_exception: object = None,
        budget: object = None,
        deadline: object = None,
        overrides: Mapping[str, object] | None = None,
        seed: object = 0,
        **unknown: object,
    ) -> None:
        cdef int64_t result
        if unknown:
            check_options(unknown, "Instance")
        if not isinstance(memory_limit, int) or not isinstance(max_depth, int):
            raise TypeError("memory_limit and max_depth: int")
        if not 0 < memory_limit <= 1 << 40:
            raise ValueError("memory_limit: bytes, from 1 to 2**40")
        if not 0 < max_depth <= 1 << 24:
            raise ValueError("max_depth: calls, from 1 to 2**24")
        for sink in (output, error_output, on_exception):
            if sink is not None and not callable(sink):
                raise TypeError("output, error_output and on_exception: callables or None")
        self.program = program
        self.links = program.link()
        self.code = self.plain = program.data.code
        if program.data.nhosts or program.data.nnatives or types is not None:
            self.hosts = host_table(program, {} if functions is None else functions, types)
        self.output = output
        self.error_output = output if error_output is None else error_output
        self.on_exception = on_exception
        self.max_frames = <uint32_t>max_depth + 1         # the sentinel of the outermost call
        self.max_regs = DEFAULT_MAX_REGISTERS
        if heap_init(&self.heap, &program.data, program.classes, memory_limit):
            raise MemoryLimitExceeded()
        self.heap.user = <void *>self
        self.heap.natives = program.native_fns
        memset(self.heap.fast, 1, sizeof(self.heap.fast))
        rng_seed(self.random, seed_of(seed))
        if GC_EVERY:
            self.heap.gc_at = self.heap.gc_every = GC_EVERY
            self.heap.gc_left = GC_EVERY
        if program.bindings is not None:
            bind_linked(self)
        if overrides is not None:
            if not isinstance(overrides, Mapping):
                raise TypeError(f"overrides: a mapping from functions to what replaces them, not {type(overrides).__name__}")
            for text, target in overrides.items():
                override(self, function_text(text), target)
        if program.data.init != NO_FUNC:
            enter(self)
            try:
                invoke(self, program.data.init, NULL, 0, &result, budget_units(budget), deadline_time(deadline))
            finally:
                leave(self)

    # ------------------------------------------------------------------------------------------- calls

    cdef uint32_t function_index(self, str text) except? 0xffffffff:
        cdef list found = self.program.find(text)
        if len(found) != 1:
            if not found:
                raise ContextError(self.program.unknown_function(text))
            names = ", ".join([f"'{self.program.function(i).declaration}'" for i in found])
            raise ContextError(f"'{text}' is ambiguous: {names}")
        return found[0]

    def call(self, text: str, *args: object, budget: object = None, deadline: object = None) -> object:
        """Call a function by name ("math::f") or declaration ("void update(float)").

        `budget` limits the cost units, `deadline` the seconds that the call may take.
        """
        return call_function(self, self.function_index(text), PySequence_Fast_ITEMS(<PyObject *>args), len(args),
                             budget_units(budget), deadline_time(deadline))

    def function(self, text: str) -> object:
        """The function of a name or declaration as a Python callable: the fast way to call it often."""
        return make_function(self, self.function_index(text))

    def start(self, text: str, *args: object) -> object:
        """A Fiber for a function by name or declaration: a call that begins with its first resume() and can be suspended."""
        return start_call(self, self.function_index(text), PySequence_Fast_ITEMS(<PyObject *>args), len(args))

    def suspend(self) -> None:
        """From within a host function: suspend the fiber that has called it, as yield() does, behind the call.

        What the function returns is the result of the call then. Where a script could not yield, this raises in the script.
        """
        if self.depth == 0 or self.vm == NULL or self.vm.fp == 0 or self.owner != PyThread_get_thread_ident():
            raise ContextError("suspend() is for a host function that a fiber has called")
        if self.program.starts == NULL:
            self.program.find_starts()
            self.number = 0                         # VMs that wait in the pool do not know it
        self.vm.starts = self.program.starts
        self.vm.switch_to = SWITCH_YIELD
        self.vm.flush |= VM_SWITCH

    @property
    def debugger(self) -> Debugger:
        """Breakpoints and steps of this instance; what is not used costs nothing."""
        return make_debugger(self)

    def on_line(self, callback: object) -> None:
        """Call `callback(stop)` before each line of the script; None: no more."""
        make_debugger(self).on_line = callback

    def interrupt(self) -> None:
        """From any thread: end the calls in progress with Interrupted. Without one this does nothing."""
        if self.vm != NULL:
            seraph_store(&self.interrupted, 1)

    # ------------------------------------------------------------------------------------------ imports

    def bind_import(self, text: str, target: object = None) -> None:
        """Let an imported function ("f", or "int f(int)") be what `target` is, from its next call on.

        A function of this world by name or declaration, or as a Python callable from `function()`, must have the same
        result and parameters; without `target` it is the one of the same name. Any other callable is called as host functions are.
        """
        bind_import(self, text, target)

    def unbind_import(self, text: str) -> None:
        """Let calls of an imported function raise "Unbound function called"."""
        unbind_import(self, text)

    def bind_all_imports(self) -> None:
        """Bind the imported functions to the programs that the world was made of; ContextError names what remains unbound."""
        enter(self)
        try:
            unbound = bind_linked(self)
        finally:
            leave(self)
        if unbound:
            raise ContextError(f"not bound: {', '.join(unbound)}")

    # --------------------------------------------------------------------------------- built-in functions

    def override(self, text: object, target: object) -> None:
        """Let calls of a built-in function ("math::sin", or "double math::sin(double)") go somewhere else, from the next call on.

        `target`: a function of this world, by name or as a Python callable from `function()`; any other callable, called as
        host functions are; or None: calls raise "Attempt to call non-function". A method's object is the first argument.
        """
        override(self, function_text(text), target)

    def restore(self, text: object) -> None:
        """Undo override(): calls go to the built-in function again, on its fast path if it has one."""
        restore(self, function_text(text))

    def library(self, str name not None) -> Library:
        """The built-in functions of one library ("math", "string", "array"): flags of the fast paths, replacements, counts."""
        return make_library(self, name)

    def call_stats(self, *, enable: bool | None = None) -> dict[str, tuple[int, int]]:
        """Calls of built-in functions since counting began: {"math::sin": (on the fast path, on the general one)}.

        `enable=True` begins to count from 0, `enable=False` ends it. What is not counted costs nothing.
        """
        counts = call_counts(self)
        if enable is not None:
            count_calls(self, enable)
        return counts

    @property
    def random_state(self) -> tuple[int, int, int, int]:
        """The state of the random numbers; to be set to one that was read, in another world as well, or to a seed."""
        return self.random[0], self.random[1], self.random[2], self.random[3]

    @random_state.setter
    def random_state(self, value: object) -> None:
        cdef uint64_t state[4]
        if isinstance(value, int):
            rng_seed(state, seed_of(value))
        else:
            if not isinstance(value, (tuple, list)) or len(value) != 4 or not all([
                    isinstance(word, int) and 0 <= word < 1 << 64 for word in value]):
                raise ValueError("random_state: four integers of 64 bits, as they are read, or one as a seed")
            state[0], state[1], state[2], state[3] = value
            if not (state[0] | state[1] | state[2] | state[3]):
                raise ValueError("random_state: must not be all zero")
        enter(self)
        memcpy(self.random, state, sizeof(state))
        leave(self)

    # ------------------------------------------------------------------------------------------ globals

    @property
    def globals(self) -> Globals:
        """The global variables, by qualified name; values are converted, and range-checked, by their type."""
        return Globals(self)

    cdef int64_t *global_slot(self, object name, uint32_t *kind) except NULL:
        """Where a global lies, until memory moves; the instance is entered."""
        cdef object found = self.program.global_index().get(name)
        cdef uint32_t index
        if found is None:
            raise self.program.ambiguous("the global", name, self.program.global_index()) or KeyError(name)
        index = found
        kind[0] = self.program.data.globals[index].kind
        return self.heap.mem + HEAP_FIRST + index

    @property
    def types(self) -> Types:
        """The classes and interfaces of the script, by qualified name: `world.types.Player("Ann")` makes an object."""
        return make_types(self)

    def array(self, name: str, of: object = None) -> ScriptArray:
        """A global array of numbers, or the one in a field `of` an object, as it lies in memory: elements can be read and
        written, and memoryview() or numpy.asarray() share them without a copy."""
        return shared_array(self, name, of)

    def _get_global(self, object name) -> object:
        cdef uint32_t kind
        cdef int64_t *slot
        enter(self)
        try:
            slot = self.global_slot(name, &kind)
            return from_slot(&self.heap, &self.program.data, kind, slot[0])
        finally:
            leave(self)

    def _set_global(self, object name, object value) -> None:
        cdef uint32_t kind
        cdef int64_t *slot
        cdef int64_t new, old
        cdef uint32_t flags
        enter(self)
        try:
            self.global_slot(name, &kind)
            flags = self.program.data.globals[<uint32_t>self.program.global_index()[name]].flags
            if flags & GL_CONST:
                raise TypeError(f"'{name}' is const")
            if (kind & 0xff) == K_OBJ and not flags & GL_HANDLE and not is_value(&self.program.data, kind >> 8):
                raise TypeError(f"'{name}' holds an object of its own: set its attributes")
            to_slot(&self.heap, &self.program.data, kind, <PyObject *>value, &new)
            slot = self.global_slot(name, &kind)
            old = slot[0]
            slot[0] = new
            if (kind & 0xff) >= K_STR:
                heap_release(&self.heap, old)
        finally:
            leave(self)

    # ----------------------------------------------------------------------------------- memory, counters

    cdef int tidy(self) except -1:
        """Let go what only waits for the next call."""
        if self.depth == 0 and not self.is_closed:
            enter(self)
            leave(self)
        return 0

    @property
    def memory_used(self) -> int:
        """Bytes of linear memory in use: globals, and blocks that scripts or proxies hold."""
        self.tidy()
        return (self.heap.first + self.heap.used) * 8 if self.heap.slots else 0

    def stats(self) -> InstanceStats:
        self.tidy()
        cdef int64_t cost = self.cost
        if self.vm != NULL:
            cost += self.given - self.vm.slice
        return InstanceStats(
            cost, self.calls, self.host_calls, heap_allocs(&self.heap), heap_allocs(&self.heap) - self.heap.frees, self.memory_used,
            self.heap.slots * 8,
        )

    def collect(self) -> int:
        """Free the objects that only refer to each other, their destructors first; how many blocks of memory that gave.

        This happens by itself now and then, after a number of allocations.
        """
        enter(self)
        try:
            return collect_now(self)
        finally:
            leave(self)

    # ---------------------------------------------------------------------------------------------- end

    @property
    def closed(self) -> bool:
        return self.is_closed

    def close(self) -> None:
        """Run the destructors of what globals hold, then give the memory back; calls raise ContextError from then on.

        Closing twice is allowed.
        """
        if self.is_closed:
            return
        if self.depth:
            raise InstanceBusyError("a call of the instance is in progress")
        enter(self)
        try:
            abandon_all(self)
            release_globals(self)
        finally:
            leave(self)
        self.is_closed = True
        if self.exports:
            self.kept = heap_detach(&self.heap, &self.kept_size)
        else:
            heap_free(&self.heap)
        drop_all_host_objects(self)
        self.host_objects = None
        self.free_indices = None
        self.host_blocks = None
        self.callables = None
        self.free_callables = None
        self.callable_blocks = None
        self.function_blocks = None
        self.bound_objects = None           # what imports and replaced functions led to: nothing is called any more
        self.bound_old = None
        self.replacements = None

    def __del__(self) -> None:
        drop_all_host_objects(self)         # hosts that count their objects themselves are told

    def __enter__(self) -> Instance:
        return self

    def __exit__(self, *exc: object) -> None:
        self.close()

    def __reduce__(self):
        raise no_pickle("an instance", "pickle its program, make another instance of it there, and pass values")

    def __repr__(self) -> str:
        return f"<Instance: {'closed' if self.is_closed else f'{self.memory_used} bytes'}>"


class Globals(Mapping):
    """The global variables of an instance as a mapping; assignment converts to the variable's type."""

    __slots__ = ("_world",)

    def __init__(self, world: Instance) -> None:
        self._world = world

    def __getitem__(self, name: str) -> object:
        return self._world._get_global(name)

    def __setitem__(self, name: str, value: object) -> None:
        self._world._set_global(name, value)

    def __contains__(self, name: object) -> bool:
        cdef Instance world = self._world
        return name in world.program.global_index()

    def __iter__(self) -> Iterator[str]:
        cdef Instance world = self._world
        return iter(world.program.global_index())

    def __len__(self) -> int:
        cdef Instance world = self._world
        return len(world.program.global_index())

    def __reduce__(self):
        raise no_pickle("the globals of an instance", "take a dict of the values that you need")

    def __repr__(self) -> str:
        return f"<Globals: {dict(self)!r}>"
