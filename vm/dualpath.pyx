# cython: language_level=3, boundscheck=False, wraparound=False, cdivision=True, initializedcheck=False
"""The dual path: built-in functions run without a call as long as nothing has been put into their place.

What it is: the state of one instance's built-in functions, and Library, which shows it by name. What it is not: the
instructions (`interpreter.pyx`), or the call of a replacement (`driver.serve_replaced`).

Every call of a built-in function is a NATIVE, which calls what `heap.natives` says; the functions of `fast_table.py` have
an instruction in front of it that does the same without a call while the function's bit in `heap.fast` is set. To replace
a function, clear its bit and let its entry lead to `native_replaced`, or be NULL where a function of the script goes on in
the frame that the arguments lie in: the next call takes the new way, in a running loop and in code from a file, too. To
count calls, all bits are cleared and all entries lead to `native_counted`.

Invariants
- An instance that replaces and counts nothing shares the program's table; nothing is paid for the possibility.
- The bits of `heap.fast` follow from flags_off, flags_replaced and counts, the entries from replaced and counts: refresh()
  is the one place that sets them.
- Rows with EX_ORIGINAL are never replaced: code of the library does not depend on what a host puts into its place, and a
  handle that a script takes of a built-in function is the function itself.
"""
from typing import Any

from libc.stdint cimport int64_t, uint32_t, uint64_t
from libc.stdlib cimport calloc, free, malloc

from cpython.object cimport PyObject

from .driver cimport Binding, InstanceState
from .entry cimport enter, leave
from .function cimport ScriptFunction
from .imports cimport put_binding, same_kinds
from .layout cimport EX_ORIGINAL, ExternDef, ProgramData
from .natives cimport native_ids
from .opcodes cimport HANDLE_KINDS
from .vmstate cimport NATIVE_REPLACED, NATIVE_SLOTS, NativeFn, Vm

import re

from .arity import misfit
from .declarations import parse_declaration
from .errors import ContextError
from .fast_table import FAST

cdef uint64_t NO_FLAG = <uint64_t>1 << 63

_TEMPLATE = re.compile(r"<[^<>]*>")

cdef dict flags = {}            # "math::sin" -> bits of its overloads
cdef dict slots = {}            # id of a function -> number of its bit
cdef set known = set()          # names of all built-in functions


def _fill_tables() -> None:
    numbers = {function.key: number for number, function in enumerate(FAST)}
    for key in native_ids():
        known.add("::".join(key.split(".")[:2]))
        if key in numbers:
            slots[native_ids()[key]] = numbers[key]
    for key, number in numbers.items():
        name = "::".join(key.split(".")[:2])
        flags[name] = flags.get(name, 0) | 1 << number


class Builtin:
    """A built-in function as it was before anything replaced it; the same object for the same name."""

    __slots__ = ("name",)

    def __init__(self, name: str) -> None:
        self.name = name

    def __repr__(self) -> str:
        return f"<built-in {self.name}>"


cdef dict builtins = {}


cdef object builtin(str name):
    found = builtins.get(name)
    if found is None:
        found = builtins[name] = Builtin(name)
    return found


# ------------------------------------------------------------------------------------------------ rows

cdef str name_of(str decl):
    """The qualified name in a declaration, without arguments of templates: "array::length"."""
    head = decl.partition("(")[0]
    while True:
        shorter = _TEMPLATE.sub("", head)
        if shorter == head:
            return head.rpartition(" ")[2].lstrip("&@")
        head = shorter


cdef list rows_of(InstanceState st, str text):
    """The rows of the built-in functions that a name or declaration stands for; none if the program does not use them."""
    cdef const ProgramData *p = &st.program.data
    cdef uint32_t i
    cdef list found = []
    cdef set ids = set()
    name = name_of(text)
    wanted = parse_declaration(text) if "(" in text else None
    for i in range(p.nnatives):
        decl = st.program.debug_str(p.natives[i].decl)
        if name_of(decl) != name and not (name in flags and p.natives[i].id in slots
                                          and flags[name] >> <int>slots[p.natives[i].id] & 1):
            continue
        if wanted is None and "(" in text and " ".join(decl.split()) != " ".join(text.split()):
            continue
        if wanted is not None:
            have = parse_declaration(decl)
            if have is None or have.parameters != wanted.parameters or have.result != wanted.result:
                continue
        ids.add(p.natives[i].id)
    for i in range(p.nnatives):                 # one function may have several names: math::sin and sin
        if p.natives[i].id in ids and not p.natives[i].flags & EX_ORIGINAL:
            found.append(i)
    return found


cdef int check_name(InstanceState st, str text) except -1:
    """ContextError for a name that no built-in function has."""
    if not flags:
        _fill_tables()                          # not before: the functions register when their modules are imported
    name = name_of(text)
    if name not in known and not rows_of(st, text):
        from difflib import get_close_matches

        close = get_close_matches(name, known, 1)
        raise ContextError(f"there is no built-in function '{name}'" + (f"; did you mean '{close[0]}'?" if close else ""))
    return 0


# --------------------------------------------------------------------------------------------- entries

cdef int native_replaced(Vm *vm, int64_t *args) noexcept nogil:
    cdef uint64_t *counts = (<InstanceState>vm.user).counts
    if counts != NULL:
        counts[3 * vm.call_index + 1] += 1
    return NATIVE_REPLACED


cdef int native_counted(Vm *vm, int64_t *args) noexcept nogil:
    cdef uint64_t *row = (<InstanceState>vm.user).counts + 3 * vm.call_index
    row[0 if row[2] >> 63 == 0 and ((<InstanceState>vm.user).flags_off >> row[2] & 1) == 0 else 1] += 1
    return (<InstanceState>vm.user).program.native_fns[vm.call_index](vm, args)


cdef bint is_replaced(InstanceState st, uint32_t row) noexcept:
    return st.replaced != NULL and st.replaced[row].link.kinds != NULL


cdef int refresh(InstanceState st) except -1:
    cdef uint32_t i, n = st.program.data.nnatives
    if st.natives == NULL:
        st.natives = <NativeFn *>malloc((n + 1) * sizeof(NativeFn))
        st.replaced_by = <uint32_t *>calloc(n + 1, sizeof(uint32_t))
        if st.natives == NULL or st.replaced_by == NULL:
            raise MemoryError
    st.flags_replaced = 0
    for i in range(n):
        st.natives[i] = st.program.native_fns[i]
        st.replaced_by[i] = 0
        if is_replaced(st, i):
            st.natives[i] = native_replaced
            if st.replaced[i].fn and not st.replaced[i].link.required and st.counts == NULL:
                st.natives[i] = NULL            # the loop makes the call
                st.replaced_by[i] = st.replaced[i].fn - 1
            st.flags_replaced |= <uint64_t>1 << slots[st.program.data.natives[i].id] \
                if st.program.data.natives[i].id in slots else <uint64_t>0
        elif st.counts != NULL:
            st.natives[i] = native_counted
    if st.replacements:
        for text in st.replacements:            # what the program does not use has flags as well
            if "(" not in text:
                st.flags_replaced |= <uint64_t>flags.get(name_of(text), 0)
    st.heap.natives = st.natives
    st.heap.replaced = st.replaced_by
    st.heap.fast = 0 if st.counts != NULL else ~(st.flags_off | st.flags_replaced)
    return 0


cdef int replace(InstanceState st, uint32_t row, object target) except -1:
    """Let a row lead to a function of the script, a callable, or (None) nothing."""
    cdef const ExternDef *x = &st.program.data.natives[row]
    cdef const ProgramData *p = &st.program.data
    cdef ScriptFunction function
    cdef Binding *b = &st.replaced[row]
    cdef uint32_t i
    if isinstance(target, ScriptFunction) and (<ScriptFunction>target).state is st:
        function = target
        if x.nouts or x.nparams > NATIVE_SLOTS or not same_kinds(p, x, &p.funcs[function.index]):
            raise ContextError(f"'{st.program.debug_str(p.natives[row].decl)}' cannot be replaced by "
                               f"'{st.program.debug_str(p.funcs[function.index].decl)}': another result or other parameters")
        put_binding(st, b, -1 - <int64_t>row, x, function.index + 1, None)
        for i in range(x.nparams + 1):
            if HANDLE_KINDS >> (p.kinds[x.kinds + i] & 0xff) & 1:
                b.link.required = 1             # for driver.serve_replaced
        return 0
    if target is not None:
        problem = misfit(target, x.nparams)
        if problem:
            raise TypeError(f"'{st.program.debug_str(p.natives[row].decl)}': {problem}")
    put_binding(st, b, -1 - <int64_t>row, x, 0, target)
    return 0


cdef int override(InstanceState st, str text, object target) except -1:
    """`target`: None, a callable, a function of the instance, its name or declaration; the Builtin restores the function."""
    cdef uint32_t row
    check_name(st, text)
    if isinstance(target, Builtin) and target is not builtins.get(name_of(text)):
        raise TypeError(f"{target!r} can only stand for itself")
    if target is not None and not isinstance(target, (str, Builtin)) and not callable(target):
        raise TypeError(f"a function is replaced by a function, its name, a callable or None, not {type(target).__name__}")
    enter(st)
    try:
        rows = rows_of(st, text)
        if st.replaced == NULL:
            st.replaced = <Binding *>calloc(st.program.data.nnatives + 1, sizeof(Binding))
            if st.replaced == NULL:
                raise MemoryError
        if st.replacements is None:
            st.replacements = {}
        if isinstance(target, Builtin):
            for row in rows:
                put_binding(st, &st.replaced[row], -1 - <int64_t>row, &st.program.data.natives[row], 0, None)
                st.replaced[row].link.kinds = NULL
            for key in [key for key in st.replacements if name_of(key) == name_of(text) and ("(" not in text or key == text)]:
                del st.replacements[key]
        else:
            if isinstance(target, str):
                candidates = [st.function(target)] if "(" in target else [
                    st.function(st.program.debug_str(st.program.data.funcs[<uint32_t>fn].decl)) for fn in st.program.find(target)]
                if not candidates:
                    raise ContextError(f"no function '{target}' to put into the place of '{text}'")
            else:
                candidates = [target]
            for row in rows:
                replace_by_one_of(st, row, candidates)
            st.replacements[text] = target
        refresh(st)
    finally:
        leave(st)
    return 0


cdef int replace_by_one_of(InstanceState st, uint32_t row, list candidates) except -1:
    """The first that fits: a script may have a function for each overload."""
    for candidate in candidates:
        try:
            return replace(st, row, candidate)
        except ContextError as error:
            problem = error
    raise problem


# ---------------------------------------------------------------------------------------------- counts

cdef int count_calls(InstanceState st, bint enable) except -1:
    cdef uint32_t i, n = st.program.data.nnatives
    if not flags:
        _fill_tables()
    enter(st)
    try:
        free(st.counts)
        st.counts = NULL
        if enable:
            st.counts = <uint64_t *>calloc(3 * (<size_t>n + 1), sizeof(uint64_t))
            if st.counts == NULL:
                raise MemoryError
            for i in range(n):
                st.counts[3 * i + 2] = slots.get(st.program.data.natives[i].id, NO_FLAG)
        refresh(st)
    finally:
        leave(st)
    return 0


cdef dict call_counts(InstanceState st):
    cdef uint32_t i
    cdef dict found = {}
    if st.counts == NULL:
        return found
    for i in range(st.program.data.nnatives):
        if st.counts[3 * i] or st.counts[3 * i + 1]:
            name = name_of(st.program.debug_str(st.program.data.natives[i].decl))
            fast, slow = found.get(name, (0, 0))
            found[name] = (fast + st.counts[3 * i], slow + st.counts[3 * i + 1])
    return found


# --------------------------------------------------------------------------------------------- library

cdef class Library:
    """The functions of one library in one world, by name: `world.library("math")`.

    A function has a flag if it has a fast path. Whatever is put into its place switches the flag off, its restoration
    switches it on again.
    """

    cdef readonly str name
    cdef InstanceState state

    def __init__(self) -> None:
        raise TypeError("a library comes from Instance.library()")

    @property
    def is_builtin_library(self) -> bool:
        """Whether any of its functions has a fast path."""
        return any(name.startswith(f"{self.name}::") for name in flags)

    @property
    def functions(self) -> tuple[str, ...]:
        """Names of the functions with a fast path."""
        return tuple(name.partition("::")[2] for name in flags if name.startswith(f"{self.name}::"))

    def can_use_fast_path(self, str function not None) -> bool:
        """Whether calls take the fast path now; False for what has none."""
        cdef uint64_t bits = flags.get(f"{self.name}::{function}", 0)
        return bits != 0 and not bits & (self.state.flags_off | self.state.flags_replaced)

    def enable_fast_path(self, str function=None) -> None:
        """Let a function, or all, use the fast path again, unless something stands in its place; unknown names are ignored."""
        self.switch(function, False)

    def disable_fast_path(self, str function=None) -> None:
        """Let calls of a function, or of all, take the general path, which gives the same results."""
        self.switch(function, True)

    def switch(self, function, bint off):
        cdef uint64_t bits = 0
        for name in self.functions if function is None else (function,):
            bits |= <uint64_t>flags.get(f"{self.name}::{name}", 0)
        enter(self.state)
        try:
            self.state.flags_off = self.state.flags_off | bits if off else self.state.flags_off & ~bits
            refresh(self.state)
        finally:
            leave(self.state)

    def get(self, str function not None) -> Any:
        """What stands for a function: what was given for it, else the built-in itself, as an object with identity."""
        name = f"{self.name}::{function}"
        check_name(self.state, name)
        if self.state.replacements is not None and name in self.state.replacements:
            return self.state.replacements[name]
        return builtin(name)

    def set(self, str function not None, object target) -> None:
        """Instance.override() for a function of this library."""
        override(self.state, f"{self.name}::{function}", target)

    def stats(self) -> dict[str, tuple[int, int]]:
        """Calls on the fast and on the general path, since Instance.call_stats(enable=True)."""
        return {name.partition("::")[2]: counts for name, counts in call_counts(self.state).items()
                if name.startswith(f"{self.name}::")}

    def __repr__(self) -> str:
        return f"<Library {self.name}>"


def make_library(InstanceState state not None, str name not None):
    cdef Library library = Library.__new__(Library)
    if not flags:
        _fill_tables()
    library.name = name
    library.state = state
    return library


def restore(InstanceState state not None, str text not None):
    override(state, text, builtin(name_of(text)))
