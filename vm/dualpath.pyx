# cython: language_level=3, boundscheck=False, wraparound=False, cdivision=True, initializedcheck=False
"""The dual path: built-in functions run without a call as long as nothing has been put into their place.

What it is: the state of one instance's built-in functions, and Library, which shows it by name. What it is not: the
instructions (`interpreter.pyx`), or the call of a replacement (`driver.serve_replaced`).

Every call of a built-in function is a NATIVE, which calls what `heap.natives` says; the functions of `fast_table.py` have
an instruction in front of it that does the same without a call while the function's flag in `heap.fast` is set. To replace
a function, clear its flag and let its entry be NULL: then the driver knows what to do (`driver.serve_replaced`). Functions
of the script that take and give the same kinds are called without it, by code in which the NATIVE is a CALL (`redirect`).
The next call takes the new way, in a running loop and in code from a file, too. To count calls, all flags are cleared and
all entries count.

C functions of hosts (`Module.native`) are built-in functions as well. Their flag says whether a call goes to the C function
or to the Python callable that was given with it; without one it changes nothing but the counts.

Invariants
- An instance that replaces, switches and counts nothing shares the program's table; nothing is paid for the possibility.
- Flags, entries, counters and code follow from `replaced`, `slow` and `counts`: refresh() is the one place that sets them. What
  `replaced` has follows from `replacements` and `slow`: settle() sees to that.
- Rows with EX_ORIGINAL are never replaced: code of the library does not depend on what a host puts into its place, and a
  handle that a script takes of a built-in function is the function itself.
"""
from collections.abc import Mapping
from typing import Any

from libc.stdint cimport int64_t, uint32_t, uint64_t
from libc.stdlib cimport calloc, free, malloc
from libc.string cimport memset, strchr

from .debugger cimport debugger_follows
from .driver cimport Binding, InstanceState, change_code
from .entry cimport enter, leave
from .function cimport ScriptFunction
from .imports cimport put_binding, same_kinds
from .layout cimport EX_ORIGINAL, NO_FUNC, ExternDef, FuncDef, ProgramData
from .natives cimport NativeDef, find_native, native_count, native_ids
from .opcodes cimport HANDLE_KINDS, K_F64, K_I64, K_U64
from .redirect cimport Redirected, redirected_code
from .vmstate cimport NATIVE_REPLACED, NATIVE_SLOTS, NativeFn, Vm

from .arity import misfit
from .declarations import parse_declaration, plain_name
from .errors import ContextError, no_pickle
from .fast_table import FAST
from .native_api import GENERAL

# Names in scripts of functions whose keys say another one.
ALIASES = {name: f"string::{name}" for name in (
    "formatFloat", "formatInt", "formatUInt", "join", "parseFloat", "parseInt", "parseUInt")}
ALIASES |= {f"Fiber::{name}": f"fiber::{name.removeprefix('get_')}" for name in ("abort", "get_done", "get_state", "resume")}
ALIASES |= {"const_weakref::get": "weakref::get", "fpFromIEEE": "math::fromBits", "fpToIEEE": "math::toBits"}

# Methods that are compiled into the script: their calls ask nobody.
COMPILED = {"any::retrieve", "any::store", "array::sort", "dictionary::get", "dictionary::set"}

cdef enum:                      # Binding.link.required of functions of the script: not 0, if serve_replaced cannot just go on
    HANDLES = 1                 # handles among the arguments
    AS_DOUBLE = 2               # integers that become double

cdef dict flags = {}            # "math::sin" -> numbers of its overloads in the table of fast paths
cdef dict slots = {}            # id of a function -> its number there
cdef dict ids = {}              # "math::sin" -> ids of its overloads, for all C functions of the process
cdef set host = set()           # names of those that hosts have given
cdef uint32_t filled = 0        # C functions that the tables know


cdef int fill_tables() except -1:
    """The tables as they are now: functions register when their modules are imported, or made."""
    global filled
    if filled == native_count():
        return 0
    numbers = {function.key: number for number, function in enumerate(FAST)}
    names = {function.key: function.name for function in FAST}
    flags.clear()
    for key, name in names.items():
        flags[name] = (*flags.get(name, ()), numbers[key])
    for key, id in native_ids().items():
        if key.startswith("container."):        # what the compiler calls
            continue
        name = names.get(key) or (plain_name(key) if "(" in key else "::".join(key.split(".")[:2]))
        ids.setdefault(name, set()).add(id)
        if key in numbers:
            slots[id] = numbers[key]
        if "(" in key:                          # keys of hosts are declarations
            host.add(name)
        elif name.partition("::")[0] in ("math", "random", "std", "time"):      # these are in the global scope, too
            ids.setdefault(name.partition("::")[2], set()).add(id)
    for name, other in ALIASES.items():
        if other in ids:
            ids[name] = ids[other]
    filled = native_count()
    return 0


class Builtin:
    """A built-in function as it was before anything replaced it; the same object for the same name."""

    __slots__ = ("name",)

    def __init__(self, name: str) -> None:
        self.name = name

    def __reduce__(self):
        return named_builtin, (self.name,)

    def __repr__(self) -> str:
        return f"<built-in {self.name}>"


cdef dict builtins = {}


cdef object builtin(str name):
    found = builtins.get(name)
    if found is None:
        found = builtins[name] = Builtin(name)
    return found


def named_builtin(str name not None):
    """For pickles and copies, which are the same object again."""
    return builtin(name)


# ------------------------------------------------------------------------------------------------ rows

cdef list rows_of(InstanceState st, str text):
    """The rows of the built-in functions that a name or declaration stands for; none if the program does not use them."""
    cdef const ProgramData *p = &st.program.data
    cdef uint32_t i
    cdef list found = []
    cdef set meant = set(), all_of_name
    name = plain_name(text)
    all_of_name = ids.get(name, set())
    for i in range(p.nnatives):
        decl = st.program.debug_str(p.natives[i].decl)
        if p.natives[i].id not in all_of_name and plain_name(decl) != name:
            continue
        if "(" in text and not same_function(text, decl):
            continue
        meant.add(p.natives[i].id)
    for i in range(p.nnatives):                 # one function may have several names: math::sin and sin
        if p.natives[i].id in meant and not p.natives[i].flags & EX_ORIGINAL:
            found.append(i)
    return found


cdef int check_name(InstanceState st, str text) except -1:
    """ContextError for a name that no built-in function has."""
    fill_tables()
    name = plain_name(text)
    if name in COMPILED:
        raise ContextError(f"calls of '{name}' are compiled into the script: nothing can stand in its place")
    if name not in ids and not rows_of(st, text):
        from difflib import get_close_matches

        close = get_close_matches(name, ids, 1)
        raise ContextError(f"there is no built-in function '{name}'" + (f"; did you mean '{close[0]}'?" if close else ""))
    if "(" not in text and "<" in text:
        raise ContextError(f"'{name}' is one function for all types: there is none for '{text}' alone")
    if "(" not in text or rows_of(st, text):
        return 0
    declared = getattr(None if st.hosts is None else st.hosts.functions, "builtins", None)
    known = declared(name) if declared is not None else []
    if parse_declaration(text) is None or (known and not any([same_function(text, one) for one in known])):
        there = f"; there is {' and '.join([repr(one) for one in known[:4]])}" if known else ""
        raise ContextError(f"no built-in function is declared {text!r}{there}")
    return 0


cdef bint same_function(str text, str declaration):
    """Whether a text, spelled in some way, is a declaration; what template its class is an instance of may be left out."""
    wanted, have = parse_declaration(text), parse_declaration(declaration)
    return wanted is not None and have is not None and wanted.parameters == have.parameters and (
        wanted.result == have.result) and ("<" not in wanted.name or wanted.name == have.name)


# --------------------------------------------------------------------------------------------- entries

cdef int native_replaced(Vm *vm, int64_t *args) noexcept nogil:
    cdef uint64_t *row = (<InstanceState>vm.user).counts + 3 * vm.call_index
    row[1] += 1
    return NATIVE_REPLACED


cdef int native_counted(Vm *vm, int64_t *args) noexcept nogil:
    cdef uint64_t *row = (<InstanceState>vm.user).counts + 3 * vm.call_index
    row[row[2]] += 1
    return (<InstanceState>vm.user).program.native_fns[vm.call_index](vm, args)


cdef bint is_replaced(InstanceState st, uint32_t row) noexcept:
    return st.replaced != NULL and st.replaced[row].given


cdef bint is_about(str text, str name):
    """Whether a name or declaration is of the function of a name: math::sin and sin are one."""
    other = plain_name(text)
    return other == name or other in ids and ids[other] == ids.get(name)


cdef bint is_fast(InstanceState st, str name):
    """Whether nothing stands in the place of a function, or of one of its overloads, and its fast path is not switched off."""
    return not (st.slow and name in st.slow) and not any([is_about(text, name) for text in st.replacements or ()])


cdef int refresh(InstanceState st) except -1:
    cdef uint32_t i, n = st.program.data.nnatives
    cdef set off = set()            # numbers of fast paths
    cdef set slow = set()           # ids of functions
    if st.natives == NULL:
        st.natives = <NativeFn *>malloc((n + 1) * sizeof(NativeFn))
        if st.natives == NULL:
            raise MemoryError
    for name in st.slow or ():
        off.update(flags.get(name, ()))
        slow |= ids.get(name, set())
    for i in range(n):
        st.natives[i] = st.program.native_fns[i]
        if is_replaced(st, i):
            st.natives[i] = native_replaced
            if st.counts == NULL:
                st.natives[i] = NULL
            if st.program.data.natives[i].id in slots:
                off.add(slots[st.program.data.natives[i].id])
        elif st.counts != NULL:
            id = st.program.data.natives[i].id
            st.counts[3 * i + 2] = 0 if (id in slots or is_host(id)) and id not in slow and \
                not st.program.data.natives[i].flags & EX_ORIGINAL else 1
            st.natives[i] = native_counted
    memset(st.heap.fast, st.counts == NULL, sizeof(st.heap.fast))
    for number in off:
        st.heap.fast[<uint32_t>number] = 0
    st.heap.natives = st.natives
    st.redirect_due = 1
    return redirect_calls(st) if st.vm != NULL else 0


cdef int redirect_calls(InstanceState st) except -1:
    cdef uint32_t i, n = st.program.data.nnatives
    cdef uint32_t *instead = <uint32_t *>malloc((n + 1) * sizeof(uint32_t))     # functions of the script
    cdef const uint64_t *plain
    cdef Redirected redirected
    if instead == NULL:
        raise MemoryError
    try:
        for i in range(n):
            instead[i] = NO_FUNC
            if st.counts == NULL and is_replaced(st, i) and st.replaced[i].fn and st.replaced[i].link.required != AS_DOUBLE:
                instead[i] = st.replaced[i].fn - 1
        redirected = redirected_code(st.program, instead)
    finally:
        free(instead)
    st.redirect_due = 0
    if redirected is st.redirected:
        return 0
    plain = st.program.data.code if redirected is None else redirected.code
    if st.vm != NULL and st.redirected is not None:
        st.code_old = (st.code_old or []) + [st.redirected]
    st.redirected = redirected
    if st.debugger_ is None:
        change_code(st, plain, plain)
    else:
        debugger_follows(st, plain)
    return 0


cdef bint is_host(uint64_t id) noexcept:
    cdef const NativeDef *native = find_native(id)
    return native != NULL and native.offered and native.decl != NULL and strchr(native.decl, 40) != NULL


cdef int settle(InstanceState st, str text) except -1:
    """Let the rows that a name or declaration stands for lead where they should: to what replaces them, the latest that was
    given going before others; else, if their fast path is off, to the callable that was given with a C function."""
    cdef uint32_t row
    rows = rows_of(st, text)
    if st.replaced == NULL:
        st.replaced = <Binding *>calloc(st.program.data.nnatives + 1, sizeof(Binding))
        if st.replaced == NULL:
            raise MemoryError
    for row in rows:
        if is_replaced(st, row):
            put_binding(st, &st.replaced[row], -1 - <int64_t>row, &st.program.data.natives[row], 0, None)
            st.replaced[row].given = 0      # what it leads to may be in progress: the rest stays as it is
        general = GENERAL.get(st.program.data.natives[row].id)
        if general is not None and st.slow and any([st.program.data.natives[row].id in ids[name] for name in st.slow]):
            replace(st, row, general)
    for other, target in (st.replacements or {}).items():
        for row in rows_of(st, other):
            if row not in rows:
                continue
            if isinstance(target, Builtin):         # of one overload, when others are replaced
                st.replaced[row].given = 0
            else:
                replace_by_one_of(st, other, row, candidates_of(st, other, target))
    return refresh(st)


cdef list candidates_of(InstanceState st, str text, object target):
    """What a replacement may be: functions of the script go by names, which may have overloads."""
    if not isinstance(target, str):
        return [target]
    found = [st.function(target)] if "(" in target else [
        st.function(st.program.debug_str(st.program.data.funcs[<uint32_t>fn].decl)) for fn in st.program.find(target)]
    if not found:
        raise ContextError(f"no function '{target}' to put into the place of '{text}'")
    return found


cdef bint takes_as_double(const ProgramData *p, const ExternDef *x, const FuncDef *f) noexcept:
    """Functions of floating-point numbers have overloads for integers; the function for double stands for them as well."""
    cdef uint32_t i, have
    if f.nparams != x.nparams or f.nouts or x.nouts or p.kinds[x.kinds + x.nparams] != K_F64 or f.ret != K_F64:
        return 0
    for i in range(x.nparams):
        have = p.kinds[x.kinds + i]
        if p.kinds[f.kinds + i] != K_F64 or (have != K_I64 and have != K_U64):
            return 0
    return 1


cdef int replace(InstanceState st, uint32_t row, object target) except -1:
    """Let a row lead to a function of the script, a callable, or (None) nothing."""
    cdef const ExternDef *x = &st.program.data.natives[row]
    cdef const ProgramData *p = &st.program.data
    cdef ScriptFunction function
    cdef Binding *b = &st.replaced[row]
    cdef uint32_t i
    if isinstance(target, ScriptFunction) and (<ScriptFunction>target).state is st:
        function = target
        if x.nouts or x.nparams > NATIVE_SLOTS or not (
                same_kinds(p, x, &p.funcs[function.index]) or takes_as_double(p, x, &p.funcs[function.index])):
            raise ContextError(f"'{st.program.debug_str(p.natives[row].decl)}' cannot be replaced by "
                               f"'{st.program.debug_str(p.funcs[function.index].decl)}': another result or other parameters")
        put_binding(st, b, -1 - <int64_t>row, x, function.index + 1, None)
        b.link.required = 0 if same_kinds(p, x, &p.funcs[function.index]) else <uint64_t>AS_DOUBLE
        for i in range(x.nparams):
            if HANDLE_KINDS >> (p.kinds[x.kinds + i] & 0xff) & 1:
                b.link.required = HANDLES
        return 0
    if target is not None:
        problem = misfit(target, x.nparams)
        if problem:
            raise TypeError(f"'{st.program.debug_str(p.natives[row].decl)}': {problem}")
    put_binding(st, b, -1 - <int64_t>row, x, 0, target)
    return 0


def with_replacement(replacements: dict[str, object] | None, str text not None, target: object) -> dict[str, object]:
    """Replacements, of a world, unit or context, after override(text, target); the Builtin takes away what it can."""
    fill_tables()
    name = plain_name(text)
    if isinstance(target, Builtin) and not is_about(target.name, name):
        raise TypeError(f"{target!r} can only stand for itself")
    if target is not None and not isinstance(target, (str, Builtin)) and not callable(target):
        raise TypeError(f"a function is replaced by a function, its name, a callable or None, not {type(target).__name__}")
    kept = {other: have for other, have in (replacements or {}).items()
            if other != text and not ("(" not in text and is_about(other, name))}
    if not isinstance(target, Builtin) or any([is_about(other, name) for other in kept]):
        kept[text] = target
    return kept


def without_replacement(replacements: dict[str, object] | None, str text not None) -> dict[str, object]:
    """The same after restore(text)."""
    return with_replacement(replacements, text, builtin(plain_name(text)))


def begin_with(options: dict[str, object], replacements: dict[str, object] | None) -> None:
    """Let options of a new world have replacements, which go behind those that they have."""
    if replacements:
        given = options.get("overrides")
        given = {} if given is None else given
        if isinstance(given, Mapping):          # else the world refuses it
            options["overrides"] = {text: replacements[text] for text in replacements if text not in given} | dict(given)


cdef int override(InstanceState st, str text, object target) except -1:
    """`target`: None, a callable, a function of the instance, its name or declaration; the Builtin restores the function."""
    cdef uint32_t row
    check_name(st, text)
    enter(st)
    try:
        before = st.replacements or {}
        st.replacements = with_replacement(before, text, target)
        try:
            candidates_of(st, text, target)
            settle(st, text)
        except BaseException:
            st.replacements = before
            settle(st, text)
            raise
    finally:
        leave(st)
    return 0


cdef int replace_by_one_of(InstanceState st, str text, uint32_t row, list candidates) except -1:
    """The first that fits: a script may have a function for each overload."""
    for candidate in candidates:
        try:
            return replace(st, row, candidate)
        except ContextError as error:
            problem = error
    if "(" not in text and len(rows_of(st, text)) > 1:
        raise ContextError(f"{problem}; '{text}' has overloads that the program uses: name the one that is meant by its "
                           "declaration") from None
    raise problem


# ---------------------------------------------------------------------------------------------- counts

cdef int count_calls(InstanceState st, bint enable) except -1:
    fill_tables()
    enter(st)
    try:
        free(st.counts)
        st.counts = NULL
        if enable:
            st.counts = <uint64_t *>calloc(3 * (<size_t>st.program.data.nnatives + 1), sizeof(uint64_t))
            if st.counts == NULL:
                raise MemoryError
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
            name = plain_name(st.program.debug_str(st.program.data.natives[i].decl))
            if st.program.data.natives[i].id in ids.get(f"math::{name}", ()):       # by its other name
                name = f"math::{name}"
            fast, slow = found.get(name, (0, 0))
            found[name] = (fast + st.counts[3 * i], slow + st.counts[3 * i + 1])
    return found


# --------------------------------------------------------------------------------------------- library

cdef object MADE_HERE = object()    # what classes are called with that only this module makes objects of


cdef class Library:
    """The functions of one library in one world, by name: `world.library("math")`.

    A function has a flag if it has a fast path. Whatever is put into its place switches the flag off, its restoration
    switches it on again.
    """

    cdef readonly str name
    cdef InstanceState state

    def __cinit__(self, token=None):
        if token is not MADE_HERE:
            raise TypeError("a library comes from Instance.library()")

    @property
    def is_builtin_library(self) -> bool:
        """Whether any of its functions has a fast path."""
        return bool(self.functions)

    @property
    def functions(self) -> tuple[str, ...]:
        """Names of the functions with a fast path."""
        fill_tables()
        return tuple([name.partition("::")[2] for name in (*flags, *sorted(host)) if name.startswith(f"{self.name}::")])

    def can_use_fast_path(self, str function not None) -> bool:
        """Whether calls take the fast path now; False for what has none."""
        return function in self.functions and is_fast(self.state, f"{self.name}::{function}")

    def enable_fast_path(self, str function=None) -> None:
        """Let a function, or all, use the fast path again, unless something stands in its place; unknown names are ignored."""
        self.switch(function, False)

    def disable_fast_path(self, str function=None) -> None:
        """Let calls of a function, or of all, take the general path, which gives the same results."""
        self.switch(function, True)

    def switch(self, function, bint off):
        cdef InstanceState st = self.state
        names = {f"{self.name}::{name}" for name in self.functions if function is None or name == function}
        enter(st)
        try:
            st.slow = (st.slow or set()) | names if off else (st.slow or set()) - names
            for name in names:
                if any([id in GENERAL for id in ids[name]]):
                    settle(st, name)
            refresh(st)
        finally:
            leave(st)

    def get(self, str function not None) -> Any:
        """What stands for a function: what was given for it, else the built-in itself, as an object with identity."""
        name = f"{self.name}::{function}"
        check_name(self.state, name)
        for text, target in (self.state.replacements or {}).items():
            if "(" not in text and is_about(text, name):
                return target
        return builtin(name)

    def set(self, str function not None, object target) -> None:
        """Instance.override() for a function of this library."""
        override(self.state, f"{self.name}::{function}", target)

    def stats(self) -> dict[str, tuple[int, int]]:
        """Calls on the fast and on the general path, since Instance.call_stats(enable=True)."""
        return {name.partition("::")[2]: counts for name, counts in call_counts(self.state).items()
                if name.startswith(f"{self.name}::")}

    def __reduce__(self):
        raise no_pickle("a library of an instance", "pass its name, and call library() of another instance there")

    def __repr__(self) -> str:
        return f"<Library {self.name}>"


def make_library(InstanceState state not None, str name not None):
    cdef Library library = Library.__new__(Library, MADE_HERE)
    library.name = name
    library.state = state
    return library


def restore(InstanceState state not None, str text not None):
    override(state, text, builtin(plain_name(text)))
