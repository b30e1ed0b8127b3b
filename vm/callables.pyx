# cython: language_level=3, boundscheck=False, wraparound=False, cdivision=True, initializedcheck=False
"""Python callables as functions of scripts, and handles to functions as Python callables.

What it is: the conversion of both, ScriptDelegate, and the table of the callables that an instance refers to. What it is not:
the function objects of linear memory (`funcobjects`), the call of a callable (`driver.serve_callable`), functions that
Python knows by name (`function.pyx`).

A callable becomes a function object like any other: its function is the shape of the type (layout.pxd), which calls the
host; where delegates have their object, it has FIRST_CALLABLE - index in the table `callables`. As long as a script refers
to it, the same callable has one block for each type, so handles to it are equal; a method that is bound anew at each
access counts as the same callable. When the block dies, the owner of the instance lets the callable go, as with objects of
the host.

On the way back a callable is itself. A plain function of the script is a ScriptFunction: the instance keeps its block, so
it needs no count, and it comes back as the same handle. A delegate is a ScriptDelegate, which counts its block.

Invariants
- `callable_blocks` maps the key of each entry of `callables` to its block; the callable is alive, so ids in keys are its own.
- Indices and functions come from linear memory: they are checked before use.
"""
cimport cython
from libc.stdint cimport int64_t, uint32_t

from cpython.object cimport PyObject

from .convert cimport from_slot, kind_text
from .driver cimport InstanceState, budget_units, deadline_time
from .entry cimport enter, leave, release_later
from .funcobjects cimport func_new, func_shape, func_value
from .function cimport ScriptFunction, call_bound, make_function
from .heap cimport NO_HANDLE, Heap, block_type, heap_retain, heap_valid
from .hostobjects cimport drop_host_objects
from .layout cimport FN_METHOD, FN_REF, FUNC_FN, FUNC_OBJECT, GL_FUNC, TY_FUNC, ProgramData
from .opcodes cimport K_OBJ
from .program cimport Program
from .proxies cimport ScriptMethod, ScriptType, constructors_of

from types import MethodType

from .arity import OF_SCRIPTS, misfit
from .errors import ConversionTypeError, MemoryLimitExceeded, no_pickle, unexpected

cdef extern from "Python.h":
    PyObject **PySequence_Fast_ITEMS(PyObject *o)

cdef enum:
    FIRST_CALLABLE = -2         # FUNC_OBJECT of the callable 0; from there the numbers fall

cdef bint making = False


cdef bint same_signature(InstanceState st, uint32_t fn, uint32_t type) noexcept:
    """May a handle of the type refer to the function? Numbers of signatures tell, as at calls."""
    cdef Program program = st.program
    return fn < program.data.nfuncs and program.signatures[fn] != 0 and (
        program.signatures[fn] == <uint32_t>program.classes[type].handles)


# ------------------------------------------------------------------------------------------ from Python

cdef int function_to_slot(InstanceState st, uint32_t type, object given, int64_t *slot) except -1:
    cdef uint32_t fn
    if isinstance(given, ScriptFunction) and (<ScriptFunction>given).state is st:
        fn = (<ScriptFunction>given).index
        if same_signature(st, fn, type):
            slot[0] = plain_handle(st, type, fn)
            return 0
    elif isinstance(given, ScriptDelegate) and (<ScriptDelegate>given).state is st:
        if same_signature(st, (<ScriptDelegate>given).index, type):
            heap_retain(&st.heap, (<ScriptDelegate>given).handle)
            slot[0] = (<ScriptDelegate>given).handle
            return 0
    elif isinstance(given, ScriptMethod) and (<ScriptMethod>given).owner.state is st:
        for view in (<ScriptMethod>given).candidates:
            fn = view.function
            if same_signature(st, fn, type):
                slot[0] = func_new(&st.heap, type, fn, (<ScriptMethod>given).owner.handle)
                if slot[0] == NO_HANDLE:
                    raise MemoryLimitExceeded()
                return 0
    if not callable(given):
        raise unexpected(kind_text(&st.program.data, <uint32_t>K_OBJ | type << 8), given, type_name(given))
    slot[0] = callable_handle(st, type, given)
    return 0


cdef str type_name(object value):
    return type(value).__name__


cdef int64_t plain_handle(InstanceState st, uint32_t type, uint32_t fn) except -1:
    """The one handle to a function of the script, counted: that of the global which stands for it, or one of the instance's."""
    cdef int64_t h
    cdef uint32_t i
    cdef dict values = function_values(st.program)
    found = values.get(fn)
    if found is not None:
        i = found
        h = func_value(&st.heap, i)
    else:
        if st.function_blocks is None:
            st.function_blocks = {}
        found = st.function_blocks.get(fn)
        h = found if found is not None else func_new(&st.heap, type, fn, 0)
        if found is None and h != NO_HANDLE:
            st.function_blocks[fn] = h
    if h == NO_HANDLE:
        raise MemoryLimitExceeded()
    heap_retain(&st.heap, h)
    return h


cdef dict function_values(Program program):
    """Function row -> the global that stands for it."""
    cdef uint32_t i
    cdef dict values
    if program.values_ is None:
        values = {}
        for i in range(program.data.nglobals):
            if program.data.globals[i].flags & GL_FUNC:
                values.setdefault(program.data.globals[i].func, i)
        program.values_ = values
    return program.values_


cdef str problem_of(InstanceState st, uint32_t type, object value):
    """Why a callable cannot be a function of the type, or ""."""
    cdef const ProgramData *p = &st.program.data
    cdef uint32_t shape = func_shape(p, type)
    if p.funcs[shape].flags & FN_REF:
        return "a function of the host cannot return a reference"
    return misfit(value, p.funcs[shape].nparams - 1)


def misfit_of_script(value: object, count: int) -> str:
    """misfit() for what scripts have: Python calls it with its own checks."""
    cdef InstanceState st
    if isinstance(value, ScriptFunction):
        counts = {(<ScriptFunction>value).nparams}
        texts = [value.declaration]
    elif isinstance(value, ScriptDelegate):
        st = (<ScriptDelegate>value).state
        counts = {st.program.data.funcs[(<ScriptDelegate>value).index].nparams - 1}
        texts = [value.declaration]
    else:
        if isinstance(value, ScriptMethod):
            st = (<ScriptMethod>value).owner.state
            views = (<ScriptMethod>value).candidates
        else:
            st = (<ScriptType>value).state
            view = (<ScriptType>value).view
            if view.is_interface or view.is_abstract:
                return f"{view.name} is {'an interface' if view.is_interface else 'abstract'}: no objects can be made"
            views = constructors_of(view, count)
            if not views:                           # none is needed, or there is none
                return f"{view.name}() takes no arguments" if count else ""
        counts = {st.program.data.funcs[<uint32_t>one.function].nparams - 1 for one in views}
        texts = [one.declaration for one in views]
    if count in counts:
        return ""
    if len(texts) > 1:
        return f"none of {', '.join([repr(text) for text in texts])} takes {count} argument{'' if count == 1 else 's'}"
    given = counts.pop()
    return f"{texts[0]!r} takes {given} argument{'' if given == 1 else 's'}"


OF_SCRIPTS.update(dict.fromkeys((ScriptFunction, ScriptDelegate, ScriptMethod, ScriptType), misfit_of_script))


cdef object key_of(uint32_t type, object value):
    if isinstance(value, MethodType):
        return type, id(value.__self__), id(value.__func__)
    return type, id(value)


cdef int64_t callable_handle(InstanceState st, uint32_t type, object value) except -1:
    cdef Heap *heap = &st.heap
    cdef int64_t h
    cdef Py_ssize_t index
    if heap.ndead:
        drop_host_objects(st)
    if st.callables is None:
        st.callables = []
        st.free_callables = []
        st.callable_blocks = {}
    key = key_of(type, value)
    found = st.callable_blocks.get(key)
    if found is not None:
        h = found
        heap_retain(heap, h)
        return h
    problem = problem_of(st, type, value)
    if problem:
        expected = kind_text(&st.program.data, <uint32_t>K_OBJ | type << 8)
        raise ConversionTypeError(f"{expected} expected, but {problem}", expected=expected, actual=type_name(value))
    found = st.callable_blocks.get(key)             # again: telling what it takes may run code of the callable's
    if found is not None:
        h = found
        heap_retain(heap, h)
        return h
    h = func_new(heap, type, func_shape(&st.program.data, type), 0)
    if h == NO_HANDLE:
        raise MemoryLimitExceeded()
    if st.free_callables:
        index = st.free_callables.pop()
        st.callables[index] = value
    else:
        index = len(st.callables)
        st.callables.append(value)
    heap.mem[h + FUNC_OBJECT] = FIRST_CALLABLE - index
    st.callable_blocks[key] = h
    return h


cdef int function_fitness(InstanceState st, uint32_t type, object value) except -2:
    cdef ScriptMethod method
    if isinstance(value, ScriptFunction) and (<ScriptFunction>value).state is st:
        if same_signature(st, (<ScriptFunction>value).index, type):
            return 0
    elif isinstance(value, ScriptDelegate) and (<ScriptDelegate>value).state is st:
        if same_signature(st, (<ScriptDelegate>value).index, type):
            return 0
    elif isinstance(value, ScriptMethod):
        method = value
        if method.owner.state is st and any([same_signature(st, view.function, type) for view in method.candidates]):
            return 0
    return 1 if callable(value) and not problem_of(st, type, value) else -1


# -------------------------------------------------------------------------------------------- to Python

cdef PyObject *callable_behind(InstanceState st, int64_t object) noexcept:
    cdef int64_t index
    if heap_valid(&st.heap, object):                # the function object itself: that is how a fiber keeps it
        if block_type(&st.heap, object) >= st.heap.ntypes or st.heap.types[block_type(&st.heap, object)].sort != TY_FUNC:
            return NULL
        object = st.heap.mem[object + FUNC_OBJECT]
    index = FIRST_CALLABLE - object
    if object > FIRST_CALLABLE or st.callables is None or index >= len(st.callables) or st.callables[index] is None:
        return NULL
    return <PyObject *>st.callables[index]


cdef object function_from_slot(InstanceState st, int64_t handle):
    cdef Heap *heap = &st.heap
    cdef uint32_t type = block_type(heap, handle), fn
    cdef int64_t object = heap.mem[handle + FUNC_OBJECT]
    cdef int64_t number = heap.mem[handle + FUNC_FN]
    cdef PyObject *found
    if object < 0:
        found = callable_behind(st, object)
        if found != NULL:
            return <object>found
    elif 0 <= number < st.program.data.nfuncs:
        fn = <uint32_t>number
        if same_signature(st, fn, type):
            if not st.program.data.funcs[fn].flags & FN_METHOD:
                return make_function(st, fn)
            if heap_valid(heap, object):
                return make_delegate(st, handle, fn)
    raise ConversionTypeError(f"the {kind_text(&st.program.data, <uint32_t>K_OBJ | type << 8)} is gone")


cdef object take_callable(InstanceState st, int64_t handle, uint32_t type, int64_t object):
    cdef int64_t index = FIRST_CALLABLE - object
    cdef PyObject *found = callable_behind(st, object)
    if found == NULL:
        return None
    value = <object>found
    key = key_of(type, value)
    if st.callable_blocks.get(key) != handle:       # a corrupt memory: what it has lost stays in the table
        return None
    del st.callable_blocks[key]
    st.callables[index] = None
    st.free_callables.append(index)
    return value


# ---------------------------------------------------------------------------------------------- delegates

cdef ScriptDelegate make_delegate(InstanceState st, int64_t handle, uint32_t fn):
    global making
    cdef ScriptDelegate made
    heap_retain(&st.heap, handle)       # first: making an object may run Python's garbage collector
    making = True
    try:
        made = ScriptDelegate.__new__(ScriptDelegate)
    except BaseException:
        release_later(st, handle)
        raise
    finally:
        making = False
    made.state = st
    made.handle = handle
    made.index = fn
    return made


@cython.final
@cython.no_gc_clear                     # __dealloc__ needs `state`
@cython.freelist(16)
cdef class ScriptDelegate:
    """A method of one object of the script, which a script has made a handle to: calling it runs the method."""

    def __cinit__(self) -> None:
        if not making:
            raise TypeError("delegates are made by scripts")

    def __dealloc__(self) -> None:
        if self.handle:
            release_later(self.state, self.handle)

    cdef object run(self, tuple args, object budget, object deadline):
        cdef InstanceState st = self.state
        enter(st)
        try:
            return call_bound(st, self.index, st.heap.mem[self.handle + FUNC_OBJECT],
                              PySequence_Fast_ITEMS(<PyObject *>args), len(args), budget_units(budget),
                              deadline_time(deadline))
        finally:
            leave(st)

    def __call__(self, *args: object) -> object:
        return self.run(args, None, None)

    def call(self, *args: object, budget: object = None, deadline: object = None) -> object:
        """Call with limits: `budget` in cost units, `deadline` in seconds from now."""
        return self.run(args, budget, deadline)

    @property
    def __self__(self) -> object:
        """The object whose method it is."""
        cdef InstanceState st = self.state
        cdef const ProgramData *p = &st.program.data
        enter(st)
        try:
            return from_slot(&st.heap, p, p.kinds[p.funcs[self.index].kinds], st.heap.mem[self.handle + FUNC_OBJECT])
        finally:
            leave(st)

    @property
    def instance(self) -> InstanceState:
        return self.state

    @property
    def name(self) -> str:
        """Qualified name, "Player::hit"."""
        return self.state.program.debug_str(self.state.program.data.funcs[self.index].name)

    @property
    def declaration(self) -> str:
        return self.state.program.debug_str(self.state.program.data.funcs[self.index].decl)

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, ScriptDelegate):
            return NotImplemented
        return self.state is (<ScriptDelegate>other).state and self.handle == (<ScriptDelegate>other).handle

    def __hash__(self) -> int:
        return hash((id(self.state), self.handle))

    def __repr__(self) -> str:
        return f"<ScriptDelegate '{self.declaration}'>"

    def __reduce__(self) -> object:
        raise no_pickle("a method of a script object", "pass plain values")
