# cython: language_level=3, boundscheck=False, wraparound=False, cdivision=True, initializedcheck=False
"""Script functions for Python: ScriptFunction, the fast way to call one function often.

What it is: conversion of arguments and results around invoke(). What it is not: the running of the call.

Arguments are those that are not &out. The result is the function's result; with &out parameters a tuple of the result
(unless void) and the out values in order, or the bare value if there is just one. A reference is read: its value is
the result.

Invariants
- Arguments are converted to a buffer of the C stack before the call begins: a conversion can run Python code, and
  that can call the instance.
- Handles made for arguments belong to the caller (this module) throughout, results become its own.
"""
cimport cython
from libc.stddef cimport size_t
from libc.stdint cimport int64_t, uint32_t
from libc.stdlib cimport free, malloc

from cpython.object cimport PyObject

from .convert cimport from_slot, kind_text, quick_slot, release_slots, to_slot
from .driver cimport INT64_MAX, InstanceState, budget_units, deadline_time, invoke
from .entry cimport enter, leave
from .heap cimport Heap, heap_retain
from .layout cimport FN_REF, MAX_OUTS, TD_VALUE, TY_CLASS, FuncDef, ProgramData
from .objects cimport ref_read
from .opcodes cimport K_I8, K_I64, K_OBJ, K_STR, K_VOID
from .copies cimport copy_argument, is_copied

from .declarations import parse_own
from .errors import ConversionError, ConversionTypeError, no_pickle, unexpected

cdef extern from "Python.h":
    ctypedef struct PyTypeObject:
        Py_ssize_t tp_vectorcall_offset
        unsigned long tp_flags
        void *tp_call
    unsigned long Py_TPFLAGS_HAVE_VECTORCALL
    size_t PY_VECTORCALL_ARGUMENTS_OFFSET
    void *PyVectorcall_Call
    PyObject *Py_None
    void PyType_Modified(PyTypeObject *type)
    object new_int "PyLong_FromLongLong"(long long value)
    PyObject **PySequence_Fast_ITEMS(PyObject *o)

cdef extern from "hostapi.h":
    object seraph_take_error()

cdef enum:
    QUICK_ARGS = 8

cdef bint making = False        # set while new_function makes an object

# For callers that have something to put back: -1 with Python's error set.
ctypedef int (*ToSlot)(Heap *heap, const ProgramData *prog, uint32_t kind, PyObject *value, int64_t *slot) noexcept
ctypedef int (*Invoke)(InstanceState st, uint32_t fn, const int64_t *args, uint32_t nargs, int64_t *results,
                       int64_t budget, int64_t deadline) noexcept


ctypedef int (*CopyArgument)(InstanceState st, uint32_t row, int64_t *slot, int64_t *budget, int64_t deadline) noexcept
ctypedef int (*RefuseNull)(InstanceState st, uint32_t index, Py_ssize_t i) noexcept


cdef int raise_set() except -1:
    """Python's error is set already."""
    return -1


cdef int argument_failed(InstanceState st, uint32_t index, Py_ssize_t i) except -1:
    """Python's error is set: say which argument it was."""
    cdef object error = seraph_take_error()
    if isinstance(error, ConversionError):
        decl = st.program.debug_str(st.program.data.funcs[index].decl)
        number = i + 1 - hidden_params(st, index)
        raise error.within(f"argument {number} of '{decl}'") from error.__cause__
    raise error


cdef int wrong_count(InstanceState st, uint32_t index, Py_ssize_t given) except -1:
    cdef const FuncDef *f = st.program.data.funcs + index
    cdef int hidden = hidden_params(st, index)
    cdef int wanted = f.nparams - hidden
    raise TypeError(
        f"'{st.program.debug_str(f.decl)}' takes {wanted} argument{'' if wanted == 1 else 's'}, not {given - hidden}"
    )


cdef inline int hidden_params(InstanceState st, uint32_t index) noexcept:
    """A method's first parameter is its object."""
    return st.program.data.funcs[index].owner != 0


cdef int refuse_null(InstanceState st, uint32_t index, Py_ssize_t i) except -1:
    """None for an object: only a parameter that is a handle can be null."""
    cdef const FuncDef *f = st.program.data.funcs + index
    decl = parse_own(st.program.debug_str(f.decl))
    i -= hidden_params(st, index)
    if decl is None or not 0 <= i < len(decl.parameters):
        return 0
    inputs = [kind for kind in decl.parameters if not kind.endswith("&out")]
    if i < len(inputs) and "@" not in inputs[i].rpartition(">")[2]:
        kind = st.program.data.kinds[f.kinds + i + hidden_params(st, index)]
        raise unexpected(kind_text(&st.program.data, kind), None, "None")
    return 0


cdef object call_quick(ScriptFunction self, PyObject **args, size_t nargsf, PyObject *kwnames):
    """The vectorcall entry: plain functions here, all others by call_function."""
    cdef InstanceState st = self.state
    cdef int64_t slots[QUICK_ARGS]
    cdef int64_t result
    cdef uint32_t n = <uint32_t>(nargsf & ~PY_VECTORCALL_ARGUMENTS_OFFSET)
    cdef uint32_t i, ret
    if kwnames != NULL:
        raise TypeError("script functions take no keyword arguments")
    if not self.plain or n != self.nparams:
        return call_function(st, self.index, args, n, INT64_MAX, INT64_MAX)
    enter(st)
    for i in range(n):
        if quick_slot(self.kinds[i], args[i], &slots[i]):
            continue
        if (<ToSlot>to_slot)(&st.heap, &st.program.data, self.kinds[i], args[i], &slots[i]):
            leave(st)
            argument_failed(st, self.index, i)
    i = (<Invoke>invoke)(st, self.index, slots, n, &result, INT64_MAX, INT64_MAX) != 0
    ret = self.func.ret
    if i or ret < K_STR:
        leave(st)
        if i:
            raise_set()
        if ret == K_VOID:
            return None
        if K_I8 <= ret <= K_I64:
            return new_int(result)
        return from_slot(&st.heap, &st.program.data, ret, result)
    try:
        return from_slot(&st.heap, &st.program.data, ret, result)
    finally:
        release_slots(&st.heap, &ret, &result, 1)
        leave(st)


cdef object call_function(InstanceState st, uint32_t index, PyObject **args, Py_ssize_t nargs,
                          int64_t budget, int64_t deadline):
    return call_bound(st, index, 0, args, nargs, budget, deadline)


cdef object call_bound(InstanceState st, uint32_t index, int64_t object, PyObject **args, Py_ssize_t nargs,
                       int64_t budget, int64_t deadline):
    cdef const ProgramData *p = &st.program.data
    cdef const FuncDef *f = p.funcs + index
    cdef const uint32_t *kinds = p.kinds + f.kinds
    cdef int64_t results[MAX_OUTS + 1]
    cdef int64_t room[QUICK_ARGS]
    cdef int64_t *slots = room
    cdef uint32_t first = object != 0
    if nargs + first != f.nparams:
        wrong_count(st, index, nargs + first)
    if f.nparams > QUICK_ARGS:
        slots = <int64_t *>malloc(<size_t>f.nparams * sizeof(int64_t))
        if slots == NULL:
            raise MemoryError()
    try:
        enter(st)
        try:
            slots[0] = object
            take_arguments(st, index, first, args, nargs, slots, &budget, deadline)
            heap_retain(&st.heap, object)
            try:
                invoke(st, index, slots, f.nparams, results, budget, deadline)
                return take_results(st, f, results)
            finally:
                release_slots(&st.heap, kinds, slots, f.nparams)
        finally:
            leave(st)
    finally:
        if f.nparams > QUICK_ARGS:
            free(slots)


cdef int take_arguments(InstanceState st, uint32_t index, uint32_t first, PyObject **args, Py_ssize_t nargs, int64_t *slots,
                        int64_t *budget, int64_t deadline) except -1:
    cdef const ProgramData *p = &st.program.data
    cdef const uint32_t *kinds = p.kinds + p.funcs[index].kinds
    cdef uint32_t done = first
    if nargs + first != p.funcs[index].nparams:
        wrong_count(st, index, nargs + first)
    try:
        while done < nargs + first:
            if args[done - first] == Py_None and (kinds[done] & 0xff) == K_OBJ and (<RefuseNull>refuse_null)(st, index, done):
                argument_failed(st, index, done)
            if (<ToSlot>to_slot)(&st.heap, p, kinds[done], args[done - first], &slots[done]):
                argument_failed(st, index, done)
            done += 1
            if (kinds[done - 1] & 0xff) == K_OBJ and slots[done - 1] and p.types[kinds[done - 1] >> 8].sort == TY_CLASS \
                    and not p.types[kinds[done - 1] >> 8].flags & TD_VALUE \
                    and is_copied(st, index, done - 1) and (<CopyArgument>copy_argument)(
                        st, kinds[done - 1] >> 8, &slots[done - 1], budget, deadline):
                argument_failed(st, index, done - 1)
    except BaseException:
        release_slots(&st.heap, kinds + first, slots + first, done - first)
        raise
    return 0


cdef object take_results(InstanceState st, const FuncDef *f, int64_t *results):
    cdef const ProgramData *p = &st.program.data
    cdef const uint32_t *outs = p.kinds + f.outs
    cdef uint32_t i, kind, n = f.nouts
    cdef int64_t value
    cdef list values = []
    try:
        if n == 0:
            return from_slot(&st.heap, p, f.ret, results[0])
        if f.flags & FN_REF:
            n -= 1
            if ref_read(&st.heap, p, results[0], results[n + 1], &kind, &value):
                raise ConversionTypeError(f"what '{st.program.debug_str(f.decl)}' returns a reference to is gone")
            values.append(from_slot(&st.heap, p, kind, value))
        elif f.ret != K_VOID:
            values.append(from_slot(&st.heap, p, f.ret, results[0]))
        for i in range(n):
            values.append(from_slot(&st.heap, p, outs[i], results[i + 1]))
        return values[0] if len(values) == 1 else tuple(values)
    finally:
        release_slots(&st.heap, &f.ret, results, 1)
        release_slots(&st.heap, outs, results + 1, f.nouts)


cdef ScriptFunction new_function():
    global making
    making = True
    try:
        return ScriptFunction.__new__(ScriptFunction)
    finally:
        making = False


cdef ScriptFunction make_function(InstanceState st, uint32_t index):
    cdef ScriptFunction self = new_function()
    cdef const ProgramData *p = &st.program.data
    cdef uint32_t i
    self.vectorcall = call_quick
    self.state = st
    self.index = index
    self.func = p.funcs + index
    self.kinds = p.kinds + self.func.kinds
    self.nparams = self.func.nparams
    self.plain = self.nparams <= QUICK_ARGS and self.func.nouts == 0
    for i in range(self.nparams):
        if self.kinds[i] & 0xff >= K_STR:
            self.plain = False
    return self


@cython.final
cdef class ScriptFunction:
    """A function of an instance; calling it runs the script."""

    def __cinit__(self) -> None:
        if not making:
            raise TypeError("script functions are made by an instance")

    def call(self, *args: object, budget: object = None, deadline: object = None) -> object:
        """Call with limits: `budget` in cost units, `deadline` in seconds from now."""
        return call_function(self.state, self.index, PySequence_Fast_ITEMS(<PyObject *>args), len(args),
                             budget_units(budget), deadline_time(deadline))

    @property
    def instance(self) -> InstanceState:
        return self.state

    @property
    def name(self) -> str:
        """Qualified name, "math::f"."""
        return self.state.program.debug_str(self.func.name)

    @property
    def declaration(self) -> str:
        return self.state.program.debug_str(self.func.decl)

    def __eq__(self, other: object) -> bool:
        cdef ScriptFunction that
        if not isinstance(other, ScriptFunction):
            return NotImplemented
        that = other
        return self.state is that.state and self.index == that.index

    def __hash__(self) -> int:
        return hash((id(self.state), self.index))

    def __reduce__(self):
        raise no_pickle("a function of an instance", "pickle the program and the function's name")

    def __repr__(self) -> str:
        return f"<ScriptFunction '{self.declaration}'>"


cdef int install_vectorcall() except -1:
    """Make ScriptFunction a type that is called by vectorcall; Cython has no syntax for it."""
    cdef ScriptFunction probe = new_function()
    cdef PyTypeObject *type = <PyTypeObject *>ScriptFunction
    type.tp_vectorcall_offset = <char *>&probe.vectorcall - <char *><PyObject *>probe
    type.tp_call = <void *>PyVectorcall_Call
    type.tp_flags |= Py_TPFLAGS_HAVE_VECTORCALL
    PyType_Modified(type)
    return 0


install_vectorcall()
