# cython: language_level=3, boundscheck=False, wraparound=False, cdivision=True, initializedcheck=False
"""Where a script stands: what the callbacks of a debugger see.

What it is: Stop with the calls in progress (CallFrame) and their variables (Variable), read from the registers of the
VM. What it is not: breakpoints and steps (`debugger.pyx`), or conversions (`convert.pyx`).

Invariants
- Making a Stop costs the same however deep the calls are: at most MAX_TRACE places are kept, texts are made when they are
  asked for, and the calls are counted then.
- Registers are read while the callback of the stop is in progress only, by the thread that owns the instance. The frames
  looked at stay where they are meanwhile: calls of the callback's lie above them.
- What a register holds is told by its kind, which the verifier has proved, never by the table of local variables. That
  table's rows are verified too: registers of the function, and no handles that nobody holds.
"""
from libc.stdint cimport int64_t, uint32_t

from cpython.object cimport PyObject

from .convert cimport from_slot, to_slot
from .driver cimport InstanceState, PyThread_get_thread_ident
from .excinfo cimport frames_of
from .layout cimport LR_ARGUMENT, LR_THIS, FuncDef, LocalDef, ProgramData
from .opcodes cimport K_BOOL, K_F64
from .program cimport Program
from .unwind cimport CallWalk, walk_begin, walk_next
from .vmstate cimport TraceEntry, Vm

from typing import NamedTuple

from .errors import ContextError, ConversionTypeError, InstanceBusyError, no_pickle
from .traceback import TracebackFrame

cdef bint making = False


class Unconvertible(NamedTuple):
    """Stands for a value that Python cannot have: containers nested too deeply, for instance."""

    reason: str

    def __repr__(self):
        return f"<{self.reason}>"


class Variable:
    """An argument or a variable in scope. `value` converts it as results are converted, when it is asked for."""

    __slots__ = ("_frame", "_row", "name", "role", "type")

    def __init__(self, name, type, role, frame, row):
        self.name = name
        """"this" for the object of a method."""
        self.type = type
        """As the script would write it: "const array<int>"."""
        self.role = role
        """"argument" ("this" is one of them) or "variable"."""
        self._frame = frame
        self._row = row

    @property
    def value(self):
        """Its value; an Unconvertible says why there is none. Until the callback returns."""
        return (<Stop?>self._frame._stop).read(self._frame._index, self._row)

    def __reduce__(self):
        raise no_pickle("a variable of a stop", "take its value")

    def __repr__(self):
        return f"<Variable {self.type} {self.name}>"


class CallFrame(TracebackFrame):
    """A call in progress. Its variables can be looked at until the callback returns."""

    @property
    def variables(self):
        """The arguments, then the variables in scope, in the order of their declarations; of those with equal names
        the innermost."""
        return (<Stop?>self._stop).variables(self, self._index)

    @property
    def locals(self):
        """Name -> value of all `variables`."""
        return {variable.name: variable.value for variable in self.variables}

    def set_local(self, name, value):
        """Give a variable that is a number, a bool or an enum, and not const, another value."""
        for variable in self.variables:
            if variable.name == name:
                (<Stop?>self._stop).write(self._index, variable, value)
                return
        raise ContextError(f"no variable '{name}' in scope")

    def __reduce__(self):
        raise no_pickle("a call in progress", "take its place and the values of its variables")


cdef Stop make_stop(InstanceState st, Vm *vm, str reason):
    global making
    cdef Stop stop
    cdef CallWalk walk
    making = True
    try:
        stop = Stop()
    finally:
        making = False
    stop.st = st
    stop.vm = vm
    stop.reason = reason
    walk_begin(vm, &stop.start)
    walk = stop.start
    while walk_next(vm, &walk):
        if stop.kept == STOP_CALLS:
            return stop                 # counted when somebody asks
        stop.trace[stop.kept] = TraceEntry(fn=walk.fn, pc=walk.pc)
        stop.bases[stop.kept] = walk.base
        stop.kept += 1
    stop.total = stop.kept
    return stop


cdef class Stop:
    """Where the script stands: before the line of the last of `frames`."""

    def __cinit__(self) -> None:
        if not making:
            raise TypeError("a Stop is made by a debugger")

    # ------------------------------------------------------------------------------------ places

    cdef object innermost(self):
        if self.last is None:
            self.last = frames_of(self.st.program, self.trace, 1)[0]
        return self.last

    @property
    def function(self) -> str:
        return self.innermost().function

    @property
    def section(self) -> str:
        return self.innermost().section

    @property
    def line(self) -> int:
        return self.innermost().line

    @property
    def frames(self) -> tuple[CallFrame, ...]:
        """The calls in progress since the host's last call, outermost first; of very many the innermost."""
        cdef uint32_t i = self.kept
        found = []                              # not kept: they refer to the stop
        for place in frames_of(self.st.program, self.trace, self.kept):
            i -= 1
            frame = CallFrame(*place)
            frame._stop = self
            frame._index = i
            found.append(frame)
        return tuple(found)

    @property
    def depth(self) -> int:
        """How many calls are in progress."""
        cdef CallWalk walk = self.start
        if self.total == 0:
            self.in_progress()
            while walk_next(self.vm, &walk):
                self.total += 1
        return self.total

    # --------------------------------------------------------------------------------- variables

    cdef int in_progress(self) except -1:
        if self.vm == NULL:
            raise ContextError("the script has gone on: this can be looked at until the callback returns")
        if self.st.owner != PyThread_get_thread_ident():
            raise InstanceBusyError("the instance is in use by another thread")
        return 0

    cdef const FuncDef *function_of(self, uint32_t index) except NULL:
        if index >= self.kept:
            raise IndexError("no such call")
        return self.st.program.data.funcs + self.trace[index].fn

    cdef const LocalDef *row_of(self, uint32_t index, uint32_t row) except NULL:
        """A row whose variable is in scope."""
        cdef const FuncDef *f = self.function_of(index)
        cdef const LocalDef *v
        cdef uint32_t at = self.trace[index].pc - f.code
        if row >= f.nlocals:
            raise IndexError("no such variable")
        v = self.st.program.data.locals + f.locals + row
        if not v.start <= at < v.end:
            raise IndexError("the variable is not in scope")
        return v

    cdef tuple variables(self, object frame, uint32_t index):
        cdef Program program = self.st.program
        cdef const FuncDef *f = self.function_of(index)
        cdef const LocalDef *v
        cdef uint32_t i, at = self.trace[index].pc - f.code
        cdef dict found = {}
        for i in range(f.nlocals):
            v = program.data.locals + f.locals + i
            if v.start <= at < v.end:
                name = program.debug_str(v.name)
                found.pop(name, None)           # hidden by this one
                found[name] = Variable(name, program.debug_str(v.type),
                                       "argument" if v.role == LR_ARGUMENT or v.role == LR_THIS else "variable", frame, i)
        return tuple(found.values())

    cdef object read(self, uint32_t index, uint32_t row):
        cdef const ProgramData *p = &self.st.program.data
        cdef const LocalDef *v = self.row_of(index, row)
        cdef const FuncDef *f = self.function_of(index)
        self.in_progress()
        try:
            return from_slot(&self.st.heap, p, p.kinds[f.kinds + v.reg], self.vm.regs[self.bases[index] + v.reg])
        except ConversionTypeError as error:
            return Unconvertible(str(error))

    cdef int write(self, uint32_t index, object variable, object value) except -1:
        cdef const ProgramData *p = &self.st.program.data
        cdef const LocalDef *v = self.row_of(index, variable._row)
        cdef const FuncDef *f = self.function_of(index)
        cdef uint32_t kind = p.kinds[f.kinds + v.reg]
        cdef int64_t slot = 0
        if variable.type.startswith("const "):
            raise ContextError(f"'{variable.name}' is const")
        if not K_BOOL <= kind <= K_F64:             # of a handle somebody may have a copy that does not count
            raise ContextError(f"'{variable.name}' is neither a number nor a bool: {variable.type}")
        self.in_progress()
        to_slot(&self.st.heap, p, kind, <PyObject *>value, &slot)
        self.in_progress()                          # still: the value's own methods may have run
        self.vm.regs[self.bases[index] + v.reg] = slot
        return 0

    def __reduce__(self):
        raise no_pickle("a stop", "take its place and the values of variables")

    def __repr__(self) -> str:
        return f"<Stop at {self.section}:{self.line} in {self.function}: {self.reason}>"
