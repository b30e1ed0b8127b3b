# cython: language_level=3, boundscheck=False, wraparound=False, cdivision=True, initializedcheck=False
"""Imported functions: `import int f(int) from "unit";` and what an instance has bound them to.

What it is: the table of bindings of one instance, and the checks of what is bound. What it is not: the call (`driver.serve`).

A call of an import is compiled like that of a host function: its row in the program's host functions has an id of its
own sort and the declaration `int f(int) from "unit"`. The HostTable leaves such rows empty. Bound to a function of
the same instance, the call continues there without Python, in the frame that the arguments already lie in; bound to a
Python callable it is a host call.

Invariants
- A script function is only bound to an import of the same kinds, result and outs included; so nothing is checked at a call.
- A callable whose binding is replaced while calls are in progress lives until they have ended.
"""
from libc.stdint cimport uint32_t
from libc.stdlib cimport calloc

from cpython.object cimport PyObject

from .driver cimport Binding, InstanceState
from .entry cimport enter, leave
from .function cimport ScriptFunction
from .hostcall cimport HOST_CALL
from .layout cimport ExternDef, FuncDef, ProgramData
from .program cimport Program, is_import

from .declarations import parse_declaration
from .errors import ContextError
from .suggest import nearest


cdef str import_text(Program program, uint32_t row):
    return program.debug_str(program.data.hosts[row].decl)


cdef str without_unit(str text):
    return text.rpartition(' from "')[0] or text


cdef list rows_of(Program program, str text):
    """The rows of the imports that a name or declaration stands for."""
    cdef uint32_t i
    cdef list found = []
    wanted = parse_declaration(without_unit(text)) if "(" in text else None
    for i in range(program.data.nhosts):
        if not is_import(program.data.hosts[i].id):
            continue
        decl = import_text(program, i)
        if decl == text or decl == text.strip():
            return [i]
        have = parse_declaration(without_unit(decl))
        if have is None or ' from "' in text:
            continue
        if have == wanted or (wanted is None and "(" not in text and have.name == text.strip()):
            found.append(i)
    if not found:
        name = wanted.name if wanted is not None else text.strip()
        same = [f"'{use.declaration}'" for use in program.imports if use.name == name]
        hint = f" (it is declared as {', '.join(same[:5])})" if same else nearest(name, [use.name for use in program.imports])
        raise ContextError(f"no import '{text}'{hint}")
    return found


cdef bint same_kinds(const ProgramData *p, const ExternDef *x, const FuncDef *f) noexcept:
    """Does a function take and give what calls of the import pass?"""
    cdef uint32_t i
    if f.nparams != x.nparams or f.nouts != x.nouts or p.kinds[x.kinds + x.nparams] != f.ret:
        return 0
    for i in range(x.nparams):
        if p.kinds[x.kinds + i] != p.kinds[f.kinds + i]:
            return 0
    for i in range(x.nouts):
        if p.kinds[x.kinds + x.nparams + 1 + i] != p.kinds[f.outs + i]:
            return 0
    return 1


cdef bint fits(Program program, uint32_t row, uint32_t fn):
    return fits_row(program, &program.data.hosts[row], without_unit(import_text(program, row)), fn)


cdef bint fits_row(Program program, const ExternDef *x, str text, uint32_t fn):
    """The same kinds, for safety, and the same declaration but for the name."""
    if not same_kinds(&program.data, x, &program.data.funcs[fn]):
        return False
    wanted = parse_declaration(text)
    have = parse_declaration(program.debug_str(program.data.funcs[fn].decl))
    return wanted is not None and have is not None and (
        wanted.result == have.result and wanted.parameters == have.parameters)


def linked_imports(Program program not None, list parts):
    """What the imports of a program that was linked from others lead to: [(row, function)].

    parts: (name, rows of its functions) of each. The second result tells what is wrong: an import from one
    of these whose function is not there, or another one.
    """
    cdef uint32_t i, fn
    cdef list bound = [], problems = []
    for i in range(program.data.nhosts):
        if not is_import(program.data.hosts[i].id):
            continue
        decl = import_text(program, i)
        text, _, unit = decl.rpartition(' from "')
        unit = unit.removesuffix('"')
        signature = parse_declaration(text)
        for name, rows in parts:
            if not name or name != unit or signature is None:
                continue
            found = [fn for fn in program.find(signature.name) if fn in rows]
            same = [fn for fn in found if fits(program, i, fn)]
            if same:
                bound.append((i, same[0]))
            elif found:
                problems.append(f"'{decl}' is '{program.debug_str(program.data.funcs[<uint32_t>found[0]].decl)}' there")
            else:
                problems.append(f"'{decl}': there is no such function")
            break
    return bound, problems


# ------------------------------------------------------------------------------------------- bindings

cdef Binding *table(InstanceState st) except NULL:
    if st.bound == NULL:
        st.bound = <Binding *>calloc(st.program.data.nhosts + 1, sizeof(Binding))
        if st.bound == NULL:
            raise MemoryError
    return st.bound


cdef int put(InstanceState st, uint32_t row, uint32_t fn, object callable_) except -1:
    return put_binding(st, table(st) + row, row, &st.program.data.hosts[row], fn, callable_)


cdef int put_binding(
    InstanceState st, Binding *b, object key, const ExternDef *x, uint32_t fn, object callable_
) except -1:
    """fn: 1 + function row, 0: the callable (None: nothing). key: of the callable among those that the instance keeps."""
    if st.bound_objects is None:
        st.bound_objects = {}
    old = st.bound_objects.pop(key, None)
    if old is not None and st.depth > 1:
        if st.bound_old is None:
            st.bound_old = []
        st.bound_old.append(old)
    elif st.depth <= 1:
        st.bound_old = None
    b.fn = fn
    b.given = 1
    b.link.callable = NULL
    if callable_ is not None:
        st.bound_objects[key] = callable_
        b.link.callable = <PyObject *>callable_
    b.link.kinds = st.program.data.kinds + x.kinds
    b.link.nparams = x.nparams
    b.link.nouts = x.nouts
    b.link.action = HOST_CALL
    b.link.required = 0
    return 0


cdef uint32_t own_function(InstanceState st, uint32_t row, str text) except? 0xffffffff:
    """The function of the instance that a text names, which must fit the import."""
    cdef Program program = st.program
    found = [fn for fn in program.find(text) if fits(program, row, fn)]
    if len(found) == 1:
        return found[0]
    others = [f"'{program.debug_str(program.data.funcs[<uint32_t>fn].decl)}'" for fn in (found or program.find(text))]
    if not others:
        raise ContextError(f"no function '{text}' to bind the import '{import_text(program, row)}' to")
    raise ContextError(f"the import '{import_text(program, row)}' {'fits several functions' if found else 'does not fit'}: "
                       + ", ".join(others))


cdef int bind_import(InstanceState st, str text, object target) except -1:
    cdef uint32_t row, fn
    cdef ScriptFunction function
    enter(st)
    try:
        rows = rows_of(st.program, text)
        for row in rows:
            if target is None:
                target = parse_declaration(without_unit(import_text(st.program, row))).name
            if isinstance(target, str):
                put(st, row, own_function(st, row, target) + 1, None)
                continue
            if isinstance(target, ScriptFunction):
                function = target
                if function.state is st:
                    fn = function.index
                    if not fits(st.program, row, fn):
                        raise ContextError(f"the import '{import_text(st.program, row)}' does not fit: "
                                           f"'{st.program.debug_str(st.program.data.funcs[fn].decl)}'")
                    put(st, row, fn + 1, None)
                    continue
            if not callable(target):
                raise TypeError(f"an import is bound to a function, its name or a callable, not {type(target).__name__}")
            put(st, row, 0, target)
    finally:
        leave(st)
    return 0


cdef int unbind_import(InstanceState st, str text) except -1:
    enter(st)
    try:
        for row in rows_of(st.program, text):
            put(st, row, 0, None)
    finally:
        leave(st)
    return 0


cdef list bind_linked(InstanceState st):
    cdef uint32_t i
    cdef list open_ = []
    if st.program.bindings is not None:
        for row, fn in st.program.bindings:
            put(st, row, <uint32_t>fn + 1, None)
    for i in range(st.program.data.nhosts):
        if is_import(st.program.data.hosts[i].id) and (
                st.bound == NULL or (st.bound[i].fn == 0 and st.bound[i].link.callable == NULL)):
            open_.append(import_text(st.program, i))
    return open_
