# cython: language_level=3, boundscheck=False, wraparound=False, cdivision=True, initializedcheck=False
"""Debugging: breakpoints, steps and line hooks of an instance.

What it is: a copy of the code for one instance in which the first instruction of lines is BREAK, and what
Python is told when one is reached. What it is not: the running (`driver.pyx`), or a user interface.

An instance without breakpoints, step or line hook runs the program's own code: debugging that is off costs nothing, and
that is on costs at the lines that are looked at only.

Invariants
- Only the first word of an instruction is replaced (Program.starts says where they are, whatever the line table of a file
  claims); the original is in the code that the instance runs without breakpoints (`InstanceState.plain`). GETOUT, OUT and the return behind OUTs are never replaced: the outs of a call
  would not survive a call from the callback.
- A copy lives as long as the instance: calls in progress may still run it.
- The callback runs on the thread that owns the instance, and may use it. Lines that it makes run are not reported.
"""
cimport cython
from libc.stdint cimport uint32_t, uint64_t
from libc.stdlib cimport free, malloc
from libc.string cimport memcpy

from .coroutine cimport fiber_current
from .driver cimport InstanceState, change_code
from .entry cimport release_dead
from .layout cimport FN_LIBRARY, FuncDef, ProgramData
from .opcodes cimport OP_BREAK, OP_ENTER, OP_GETOUT, OP_OUT, OP_RET, OP_RETV, OP_UNBOUND
from .output cimport flush_output, has_output
from .stop cimport Stop, make_stop
from .vmstate cimport VM_SWITCH, Vm

from enum import StrEnum
from typing import NamedTuple

from .errors import ContextError, no_pickle

cdef bint making = False


class Step(StrEnum):
    """How a callback lets the script go on; None: to the next breakpoint."""

    INTO = "into"
    """To the next line, in whatever function of the script."""
    OVER = "over"
    """To the next line of this function or of one that has called it. Ends with the host's call, as OUT does."""
    OUT = "out"
    """To the next line of a function that has called this one."""


class Breakpoint(NamedTuple):
    """A place where the script stops."""

    function: str
    section: str
    line: int


cdef object make_debugger(InstanceState st):
    global making
    if st.debugger_ is None:
        if st.program.data.nlines == 0:
            raise ContextError("the program has no line numbers: it was saved without debug information")
        st.program.find_starts()
        making = True
        try:
            st.debugger_ = Debugger(st)
        finally:
            making = False
    return st.debugger_


cdef int debugger_hit(InstanceState st, Vm *vm) except -1:
    if st.debugger_ is not None:
        (<Debugger>st.debugger_).hit(vm)
    return 0


cdef int debugger_follows(InstanceState st, const uint64_t *plain) except -1:
    cdef Debugger debugger = <Debugger>st.debugger_
    debugger.follow(debugger.lines_code, plain)
    debugger.follow(debugger.break_code, plain)
    st.plain = plain
    return debugger.update()


cdef int debugger_ended(InstanceState st) except -1:
    cdef Debugger debugger = <Debugger>st.debugger_
    if debugger.step is not None and debugger.step != "into":
        debugger.step = None
        debugger.update()
    return 0


@cython.final
cdef class Debugger:
    """Breakpoints and steps of one instance: `world.debugger`.

    `on_break` is called at breakpoints and steps, `on_line` before each line; both get a Stop and may return a Step. What
    they raise leaves the script, which cannot catch it.
    """

    cdef InstanceState st               # which refers back; found by Python's garbage collector
    cdef uint64_t *lines_code           # BREAK at each line
    cdef uint64_t *break_code           # BREAK at breakpoints
    cdef dict places                    # word -> Breakpoint
    cdef object line_callback, break_callback
    cdef str step                       # None, or the Step in progress ...
    cdef uint32_t step_depth            # ... and the number of frames when it began
    cdef bint busy                      # within a callback
    cdef set parked                     # (fiber, word) where a callback has suspended: reported already
    cdef tuple waiting                  # (word, frame) that waits for destructors of what a callback let go: likewise

    def __cinit__(self, InstanceState st not None) -> None:
        if not making:
            raise TypeError("an instance has its debugger: Instance.debugger")
        self.st = st
        self.places = {}
        self.parked = set()

    def __dealloc__(self) -> None:
        free(self.lines_code)
        free(self.break_code)

    # -------------------------------------------------------------------------------------- code

    cdef uint64_t *copy(self) except NULL:
        cdef uint32_t ncode = self.st.program.data.ncode
        cdef uint64_t *code = <uint64_t *>malloc(ncode * sizeof(uint64_t))
        if code == NULL:
            raise MemoryError()
        memcpy(code, self.st.plain, ncode * sizeof(uint64_t))
        return code

    cdef void follow(self, uint64_t *code, const uint64_t *plain) noexcept:
        """Bring a copy that was made of the instance's code up to `plain`; only first words of instructions differ."""
        cdef const uint64_t *former = self.st.plain
        cdef uint32_t i
        for i in range(self.st.program.data.ncode if code != NULL else 0):
            if plain[i] != former[i]:
                code[i] = (plain[i] & ~<uint64_t>0xff) | OP_BREAK if (code[i] & 0xff) == OP_BREAK else plain[i]

    cdef uint32_t place(self, const FuncDef *f, uint32_t at) noexcept:
        """The word to replace for a row of the line table that begins at word `at` of a function; 0: none."""
        cdef const ProgramData *p = &self.st.program.data
        cdef uint32_t op, before = f.code + at
        if at >= f.ncode:
            return 0
        at += f.code
        op = p.code[at] & 0xff
        if op == OP_ENTER and at == f.code and f.ncode > 1:     # owned registers are null behind it
            at += 1
            op = p.code[at] & 0xff
        if not self.st.program.starts[at >> 3] >> (at & 7) & 1 or op == OP_GETOUT or op == OP_OUT:
            return 0
        if op == OP_UNBOUND:                    # a declaration: of an interface, a funcdef, an import
            return 0
        if f.nouts and (op == OP_RET or op == OP_RETV):
            return 0
        return at

    cdef int use(self, bint all_lines) except -1:
        """Lets the instance run the copy that it needs now."""
        cdef InstanceState st = self.st
        cdef const ProgramData *p = &st.program.data
        cdef const FuncDef *f
        cdef const uint64_t *code
        cdef uint32_t i, k, at, line
        if all_lines:
            if self.lines_code == NULL:
                self.lines_code = self.copy()
                for i in range(p.nfuncs):
                    f = p.funcs + i
                    if f.flags & FN_LIBRARY:        # a breakpoint in it stops; steps and line hooks are about the script
                        continue
                    line = 0
                    for k in range(f.lines, f.lines + f.nlines):
                        if p.lines[k].line != line:
                            line = p.lines[k].line
                            at = self.place(f, p.lines[k].pc)
                            if at:
                                self.lines_code[at] = (self.lines_code[at] & ~<uint64_t>0xff) | OP_BREAK
            code = self.lines_code
        elif self.places and self.break_callback is not None:
            code = self.break_code
        else:
            code = st.plain
        change_code(st, st.plain, code)
        return 0

    cdef int update(self) except -1:
        return self.use(self.line_callback is not None or self.step is not None)

    cdef list rows_of(self, str section, uint32_t line):
        """(word, function) where code of a line begins."""
        cdef const ProgramData *p = &self.st.program.data
        cdef const FuncDef *f
        cdef uint32_t i, k, at, last
        found = []
        for i in range(p.nfuncs):
            f = p.funcs + i
            if f.nlines == 0 or (section is not None and self.st.program.debug_str(f.section) != section):
                continue
            last = 0
            for k in range(f.lines, f.lines + f.nlines):
                if p.lines[k].line == line and last != line:
                    at = self.place(f, p.lines[k].pc)
                    if at:
                        found.append((at, i))
                last = p.lines[k].line
        return found

    # ------------------------------------------------------------------------------- breakpoints

    cdef object set_at(self, list rows, uint32_t line):
        cdef uint32_t at
        cdef InstanceState st = self.st
        point = None
        if self.break_code == NULL:
            self.break_code = self.copy()
        for at, fn in rows:
            info = st.program.function(fn)
            point = Breakpoint(info.name, info.section, line)
            self.places[at] = point
            self.break_code[at] = (self.break_code[at] & ~<uint64_t>0xff) | OP_BREAK
        self.update()
        return point

    cdef int owned(self) except -1:
        if self.st.is_closed:
            raise ContextError("the instance is closed")
        return 0

    def break_at(self, section: str, line: int) -> Breakpoint:
        """Stop at a line of a section; without code there, at the next line that has some."""
        cdef const ProgramData *p = &self.st.program.data
        cdef const FuncDef *f
        cdef uint32_t i, k, last, best = 0xffffffff, wanted
        self.owned()
        if line < 1:
            raise ValueError(f"line {line}: lines count from 1")
        wanted = min(line, 0xffffffff)
        for i in range(p.nfuncs):
            f = p.funcs + i
            if f.nlines and self.st.program.debug_str(f.section) == section:
                last = 0
                for k in range(f.lines, f.lines + f.nlines):
                    if wanted <= p.lines[k].line < best and p.lines[k].line != last and self.place(f, p.lines[k].pc):
                        best = p.lines[k].line
                    last = p.lines[k].line
        rows = self.rows_of(section, best) if best != 0xffffffff else []
        if not rows:
            raise ContextError(f"no code at line {line} of '{section}', or behind it")
        return self.set_at(rows, best)

    def break_in(self, text: str) -> Breakpoint:
        """Stop at the first line of a function by name or declaration; a name may have several overloads."""
        cdef const ProgramData *p = &self.st.program.data
        cdef const FuncDef *f
        cdef uint32_t i, at
        self.owned()
        point = declared = None
        for i in range(p.nfuncs):
            f = p.funcs + i
            if text in (self.st.program.debug_str(f.name), self.st.program.debug_str(f.decl)):
                declared = text
                at = self.place(f, 0) if f.nlines else 0
                if at:
                    point = self.set_at([(at, i)], p.lines[f.lines].line)
        if point is None and declared is not None:
            raise ContextError(f"'{text}' has no code of its own to stop in")
        if point is None:
            raise ContextError(self.st.program.unknown_function(text))
        return point

    def clear(self, point: Breakpoint | None = None) -> None:
        """Remove a breakpoint, or all of them and the step in progress. One that is not set is an error: ContextError."""
        cdef uint32_t at
        self.owned()
        if point is not None and point not in self.places.values():
            raise ContextError(f"no such breakpoint: {point!r}")
        for word, known in list(self.places.items()):
            if point is None or known == point:
                at = word
                self.break_code[at] = self.st.plain[at]
                del self.places[word]
        if point is None:
            self.step = None
        self.update()

    @property
    def breakpoints(self) -> list[Breakpoint]:
        """All breakpoints, by section and line."""
        return sorted(set(self.places.values()), key=lambda point: (point.section, point.line))

    @property
    def on_break(self) -> object:
        """Called as `on_break(stop)` at breakpoints and steps."""
        return self.break_callback

    @on_break.setter
    def on_break(self, callback: object) -> None:
        if callback is not None and not callable(callback):
            raise TypeError("on_break: a callable or None")
        self.break_callback = callback
        self.update()

    @property
    def on_line(self) -> object:
        """Called as `on_line(stop)` before each line."""
        return self.line_callback

    @on_line.setter
    def on_line(self, callback: object) -> None:
        if callback is not None and not callable(callback):
            raise TypeError("on_line: a callable or None")
        self.line_callback = callback
        self.update()

    # ------------------------------------------------------------------------------------- stops

    cdef bint step_ends(self, const Vm *vm):
        if self.step is None:
            return False
        if self.step == "into":
            return True
        return vm.fp < self.step_depth or (self.step == "over" and vm.fp == self.step_depth)

    cdef object tell(self, Vm *vm, object callback, str reason):
        cdef Stop stop = make_stop(self.st, vm, reason)
        try:
            return callback(stop)
        finally:
            stop.vm = NULL

    cdef int hit(self, Vm *vm) except -1:
        cdef InstanceState st = self.st
        cdef bint broke, stepped
        if self.busy:
            return 0
        if self.parked and (fiber_current(vm), vm.pc) in self.parked:
            self.parked.discard((fiber_current(vm), vm.pc))
            return 0
        if self.waiting is not None and vm.fp <= self.waiting[1]:
            waited = self.waiting == (vm.pc, vm.fp)
            self.waiting = None
            if waited:
                return 0
        broke = vm.pc in self.places and self.break_callback is not None
        stepped = self.step_ends(vm)
        if not broke and not stepped and self.line_callback is None:
            return 0
        if has_output(vm):
            flush_output(vm, st.output, st.error_output, True)
        vm.call_args = vm.call_nargs = 0
        answer = None
        self.busy = True
        try:
            if self.line_callback is not None:
                answer = self.tell(vm, self.line_callback, "line")
            if (broke or stepped) and self.break_callback is not None:
                answer = self.tell(vm, self.break_callback, "breakpoint" if broke else "step")
        finally:
            self.busy = False
        if st.todo:
            release_dead(st)
        if vm.flush & VM_SWITCH:
            self.parked.add((fiber_current(vm), vm.pc))
        elif st.heap.pending:
            self.waiting = (vm.pc, vm.fp)
        if broke or stepped or answer is not None:
            self.step = None if answer is None else Step(answer).value
            self.step_depth = vm.fp
            self.update()
        return 0

    def __reduce__(self):
        raise no_pickle("a debugger", "attach one to an instance of the other process")

    def __repr__(self) -> str:
        return f"<Debugger: {len(self.breakpoints)} breakpoints>"
