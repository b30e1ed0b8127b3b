# cython: language_level=3, boundscheck=False, wraparound=False, cdivision=True, initializedcheck=False
"""The prelude: library methods that call script code (sorting with opCmp, finding with opEquals), and `complex`.

What it is: AngelScript texts that the default modules register, parsed when a unit first needs one; for each class T a
namespace of its own in which T is another name for the class; and the functions of it that are called, compiled into the
unit like the unit's own. `complex` is a class of the global namespace of each unit that names it, shared with others.
What it is not: the texts (`modules/prelude/`), or calls (`call`).

A build that uses nothing of the prelude does nothing for it: which methods a text has is known by name beforehand, so
that the other methods of arrays of objects, the most common ones, do not lead to it.
"""
import re

from libc.stdint cimport uint8_t, uint32_t
from libc.string cimport memcmp

from seraphscript.compiler.classes cimport class_info, class_name
from seraphscript.compiler.declare cimport declare_func
from seraphscript.compiler.emit cimport grow
from seraphscript.compiler.factory cimport has_default_factory, is_host_class
from seraphscript.compiler.funcdef cimport funcdef_name, funcdefs_declare, is_funcdef
from seraphscript.compiler.gen cimport CI_LIST, CI_NO_DEFAULT, Gen
from seraphscript.compiler.error_codes cimport E_UNKNOWN_MEMBER
from seraphscript.compiler.nodes cimport *
from seraphscript.compiler.overload cimport Overloads, methods_of
from seraphscript.compiler.parser cimport parse_library_text
from seraphscript.compiler.shared cimport shared_from_elsewhere
from seraphscript.compiler.stmt cimport gen_function
from seraphscript.compiler.tables cimport dbg_string, lines_changed
from seraphscript.compiler.types cimport gen_error
from seraphscript.registry.context cimport (
    ctx_add_type, ctx_find, ctx_find_ffi_func, ctx_find_func, ctx_find_namespace, ctx_func, ctx_name, ctx_namespace,
    ctx_note, ctx_params, ctx_targ, ctx_type, ctx_type_text,
)
from seraphscript.registry.name_ids cimport NAME_T, NAME_complex, NAME_math, NAME_opCmp, NAME_opEquals, NAME_sqrt
from seraphscript.registry.names cimport names_intern
from seraphscript.registry.tier cimport (
    FF_PRELUDE, REF_MASK, SYM_GLOBAL, SYM_TYPE, T_CONST, T_HANDLE, TF_SHARED, TIER_FFI, TS_ALIAS, TS_CLASS, TS_INTERFACE, TS_VALUE, FuncRef,
    ScopeRef, TypeRef,
)
from seraphscript.vm.layout cimport FuncDef

cdef enum:
    NOTE_PRELUDE = 44           # ctx_note spaces: type -> namespace of its prelude functions; one for each text
    TEXTS = 4
    VALUES = 0                  # texts: arrays of objects by value
    HANDLES = 1                 # arrays of handles
    FUNCTIONS = 2               # all arrays: methods that take functions
    COMPLEX = 3                 # a class
    MAX_NAME = 600
    MAX_METHODS = 16            # of a text
    USED = 1                    # FuncRec.slot of a function of the prelude
    COMPILED = 2

cdef struct MethodName:
    const char *text
    uint32_t length

cdef struct Text:
    const char *name
    const char *text
    uint32_t name_len, text_len
    uint32_t nmethods
    MethodName methods[MAX_METHODS]

cdef Text texts[TEXTS]
_kept = []
_NAMES = ("array_values.as", "array_handles.as", "array_sort.as", "complex.as")


def register(name: str, text: str) -> None:
    """The text of a file of the prelude; done once, when the default modules are imported."""
    cdef bytes c_name = name.encode()
    cdef bytes c_text = text.encode()
    cdef list methods = sorted(set(re.findall(rb"^\w.* (\w+)\(array<[TE]@?>@ ", c_text, re.MULTILINE)))
    cdef Text *text_row = &texts[_NAMES.index(name)]
    cdef bytes method
    if (text_row == &texts[COMPLEX]) != (not methods) or len(methods) > MAX_METHODS:
        raise ValueError(f"{name} has {len(methods)} methods of arrays")
    _kept.append((c_name, c_text, methods))
    text_row.name = c_name
    text_row.text = c_text
    text_row.name_len = <uint32_t>len(c_name)
    text_row.text_len = <uint32_t>len(c_text)
    text_row.nmethods = 0
    for method in methods:
        text_row.methods[text_row.nmethods] = MethodName(method, <uint32_t>len(method))
        text_row.nmethods += 1


cdef int has_method(Gen *g, uint32_t which, uint32_t name) noexcept nogil:
    cdef uint32_t i, n
    cdef const char *p = ctx_name(g.cx, name, &n)
    for i in range(texts[which].nmethods):
        if texts[which].methods[i].length == n and memcmp(texts[which].methods[i].text, p, n) == 0:
            return 1
    return 0


cdef uint32_t text_root(Gen *g, uint32_t which) noexcept nogil:
    """First declaration of a text, parsed when it is first asked for; 0: there is no such text."""
    if g.prelude_roots[which] == 0 and texts[which].text_len:
        g.prelude_roots[which] = parse_library_text(g.w, texts[which].name, texts[which].name_len, texts[which].text,
                                                    texts[which].text_len)
        name_sections(g)
    return g.prelude_roots[which]


cdef void name_sections(Gen *g) noexcept nogil:
    cdef uint32_t n
    lines_changed(g)
    while g.nsection_strings < g.w.section_count:
        n = g.w.sections[g.nsection_strings].name_len
        n = dbg_string(g, <const char*>g.w.messages + g.w.sections[g.nsection_strings].name_start, n)
        if not grow(g, <void**>&g.section_strings, &g.cap_section_strings, g.nsection_strings, sizeof(uint32_t)):
            break
        g.section_strings[g.nsection_strings] = n
        g.nsection_strings += 1


cdef ScopeRef prelude_scope(Gen *g, uint32_t which, TypeRef array) noexcept nogil:
    """The namespace of a text's functions for one type of array, with their declarations; 0: there is none."""
    cdef uint32_t *note = ctx_note(g.cx, NOTE_PRELUDE + which, array & REF_MASK)
    cdef uint32_t node, n, nfuncs
    cdef char name[MAX_NAME]
    cdef TypeRef t, elem = ctx_targ(g.cx, array, 0)
    cdef ScopeRef scope
    cdef FuncRef f
    if note == NULL or note[0] != 0:
        return note[0] if note != NULL else 0
    node = text_root(g, which)
    if node == 0:
        return 0
    n = ctx_type_text(g.cx, array & REF_MASK, name, sizeof(name))       # no name that a script could write
    scope = ctx_namespace(g.cx, 1, names_intern(&g.w.names, <const uint8_t*>name, n))
    n = names_intern(&g.w.names, <const uint8_t*>b"E", 1) if which == FUNCTIONS else <uint32_t>NAME_T
    t = ctx_add_type(g.cx, scope, n, TS_ALIAS, ctx_type(g.cx, elem).kind) if scope else 0
    if t == 0:
        g.failed = 1
        return 0
    ctx_type(g.cx, t).base = elem if which == FUNCTIONS else elem & (REF_MASK | T_CONST)
    note = ctx_note(g.cx, NOTE_PRELUDE + which, array & REF_MASK)
    if note == NULL:
        return 0
    note[0] = scope
    n = g.cx.script.ntypes
    while node != 0:
        if node_kind(g.w, node) == NK_Funcdef:      # in front of what uses them
            funcdef_name(g, node, scope)
            funcdefs_declare(g, n)
        if node_kind(g.w, node) == NK_Func:
            nfuncs = g.nfuncs
            f = declare_func(g, node, scope, 0, 0)
            g.nfuncs = nfuncs                   # a row comes with the first call
            if f != 0:
                ctx_func(g.cx, f).flags |= FF_PRELUDE
                ctx_func(g.cx, f).slot = 0
        node = node_next(g.w, node)
    return scope


cdef int has_operators(Gen *g, FuncRef f, TypeRef elem, uint32_t node) noexcept nogil:
    """Has the class what the function needs? Handles without operators are compared as such; else it is an error."""
    cdef uint32_t n
    cdef const char *name = ctx_name(g.cx, ctx_func(g.cx, f).name, &n)
    cdef int needs_default
    cdef Overloads order = methods_of(g, elem, 0, NAME_opCmp), same = methods_of(g, elem, 0, NAME_opEquals)
    if name[0] == c'r':
        if is_host_class(g, elem):
            needs_default = not has_default_factory(g, elem)
        else:
            needs_default = class_info(g, elem).flags & CI_NO_DEFAULT
        if not needs_default:
            return 1
        gen_error(g, E_UNKNOWN_MEMBER, node, "'%N' makes new elements, but '%T' has no constructor without arguments",
                  ctx_func(g.cx, f).name, elem & REF_MASK)
        return 0
    if order.script | order.ffi != 0 or (name[0] != c's' and same.script | same.ffi != 0):
        return 1
    if name[0] != c's' and elem & T_HANDLE:
        return 0
    gen_error(g, E_UNKNOWN_MEMBER, node, "'%N' compares elements, but '%T' has no %s", ctx_func(g.cx, f).name,
              elem & REF_MASK, <const char*>"opCmp" if name[0] == c's' else <const char*>"opEquals")
    return 0


cdef FuncRef prelude_method(Gen *g, FuncRef method, TypeRef array, uint32_t node) noexcept nogil:
    cdef TypeRef elem = ctx_targ(g.cx, array, 0)
    cdef uint32_t sort = ctx_type(g.cx, elem).sort, nparams = ctx_func(g.cx, method).nparams
    cdef uint32_t which = HANDLES if elem & T_HANDLE else VALUES
    cdef ScopeRef scope
    cdef FuncRef f
    if sort != TS_CLASS and sort != TS_INTERFACE and sort != TS_VALUE and not is_host_class(g, elem) or not has_method(
            g, which, ctx_func(g.cx, method).name):
        return 0
    scope = prelude_scope(g, which, array)
    f = ctx_find_func(g.cx, scope, ctx_func(g.cx, method).name) if scope else 0
    while f != 0:
        if ctx_func(g.cx, f).nparams == nparams + 1:
            return f if has_operators(g, f, elem, node) else 0
        f = ctx_func(g.cx, f).next
    return 0


cdef FuncRef prelude_function(Gen *g, uint32_t name, TypeRef array) noexcept nogil:
    cdef ScopeRef scope = prelude_scope(g, FUNCTIONS, array) if has_method(g, FUNCTIONS, name) else 0
    cdef FuncRef f = ctx_find_func(g.cx, scope, name) if scope else 0
    while f != 0 and not is_funcdef(g, ctx_params(g.cx, f)[1].type):    # helpers of the other texts have the same name
        f = ctx_func(g.cx, f).next
    return f


cdef TypeRef prelude_funcdef(Gen *g, uint32_t name, TypeRef array) noexcept nogil:
    cdef ScopeRef scope = prelude_scope(g, FUNCTIONS, array)
    cdef TypeRef t = ctx_find(g.cx, scope, name, SYM_TYPE) if scope else 0
    return t if t and is_funcdef(g, t) else 0


# ------------------------------------------------------------------------------------------------- classes

cdef int declares(Gen *g, uint32_t name) noexcept nogil:
    """Has the global namespace a function or variable of this name? They are not in its scope yet."""
    cdef uint32_t section = g.w.root, node, var
    while section != 0:
        node = Section_decls(g.w, section)
        while node != 0:
            if node_kind(g.w, node) == NK_Func and Func_name(g.w, node) == name or node_kind(
                    g.w, node) == NK_Import and Import_name(g.w, node) == name:
                return 1
            var = VarDecl_vars(g.w, node) if node_kind(g.w, node) == NK_VarDecl else 0
            while var != 0:
                if Var_name(g.w, var) == name:
                    return 1
                var = node_next(g.w, var)
            node = node_next(g.w, node)
        section = node_next(g.w, section)
    return 0


cdef void prelude_types(Gen *g) noexcept nogil:
    cdef ScopeRef math
    cdef TypeRef t
    cdef uint32_t node
    if not g.w.names_library:
        return
    t = ctx_find(g.cx, 1, NAME_complex, SYM_TYPE)
    if t != 0:
        if not t & TIER_FFI and ctx_type(g.cx, t).flags & TF_SHARED and shared_from_elsewhere(g, ctx_type(g.cx, t).node):
            class_info(g, t).flags |= CI_LIST       # a unit that this one uses names it, too
        return
    math = ctx_find_namespace(g.cx, 1, NAME_math)   # the class is part of that module, and built on it
    if math == 0 or ctx_find_ffi_func(g.cx, math, NAME_sqrt) == 0 or ctx_find_ffi_func(
            g.cx, 1, NAME_complex) != 0 or ctx_find(g.cx, 1, NAME_complex, SYM_GLOBAL) != 0 or declares(g, NAME_complex):
        return
    node = text_root(g, COMPLEX)
    if node != 0:
        class_name(g, node, 1)
        class_info(g, ctx_find(g.cx, 1, NAME_complex, SYM_TYPE)).flags |= CI_LIST


cdef uint32_t prelude_row(Gen *g, FuncRef f) noexcept nogil:
    if ctx_func(g.cx, f).slot == 0:
        if not grow(g, <void**>&g.funcs, &g.cap_funcs, g.nfuncs + 1, sizeof(FuncDef)):
            return 0
        ctx_func(g.cx, f).impl = g.nfuncs
        ctx_func(g.cx, f).slot = USED
        g.nfuncs += 1
        g.prelude_used += 1
    return ctx_func(g.cx, f).impl


cdef void prelude_compile(Gen *g) noexcept nogil:
    cdef uint32_t i
    while g.prelude_used and not g.failed:
        g.prelude_used = 0
        i = 1
        while i < g.cx.script.nfuncs and not g.failed:      # compiling one may declare others
            if g.cx.script.funcs[i].flags & FF_PRELUDE and g.cx.script.funcs[i].slot == USED:
                g.cx.script.funcs[i].slot = COMPILED
                gen_function(g, i)
            i += 1
