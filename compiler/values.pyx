# cython: language_level=3, boundscheck=False, wraparound=False, cdivision=True, initializedcheck=False
"""Value types that the host registered, as a unit uses them.

What it is: the class that stands for such a type in a unit. The sealed tier has its text, a class with fields,
constructors and those members that are written as script; it is parsed and declared in the unit that first needs the type, and of
its functions those are compiled that the unit calls, as from the prelude. What is implemented by the host are methods of
the sealed tier. What it is not: classes in general (`classes`, `construct`), or values of Python (vm/values.pyx).

Invariants
- A unit that uses no value type does nothing for them.
- The type is that of the sealed tier, so are its scope and what its text can see: the host's names, never the unit's.
  Only the records of its members are the unit's own, under the sealed scope (see registry/context.pyx).
- A ClassInfo stays where it is: whoever holds a pointer to one may resolve further types.
- The fields of a class are one range. So the members of a value type that is first named while those of another class are
  being declared wait until that is done.
"""
from libc.stdint cimport uint32_t
from libc.stdlib cimport calloc, free

from seraphscript.compiler.classes cimport class_info, contains, declare_members
from seraphscript.compiler.construct cimport func_row, value_constructors
from seraphscript.compiler.convert cimport prim_kind
from seraphscript.compiler.emit cimport grow
from seraphscript.compiler.error_codes cimport E_TYPE
from seraphscript.compiler.gen cimport (
    CI_FINAL, CI_HAS_DTOR, CI_LIST, CI_NO_ASSIGN, CI_OWN_ASSIGN, CI_OWN_COPY, CI_PARTS, CS_COMPLETE, ClassInfo, Gen,
)
from seraphscript.compiler.nodes cimport *
from seraphscript.compiler.parser cimport parse_library_text
from seraphscript.compiler.parts cimport MAX_PARTS
from seraphscript.compiler.prelude cimport name_sections
from seraphscript.compiler.tables cimport class_row_new, kind_of
from seraphscript.compiler.types cimport gen_error
from seraphscript.registry.context cimport ctx_func, ctx_note, ctx_type, ctx_type_text
from seraphscript.registry.tier cimport (
    FF_PRELUDE, FF_VIRTUAL, REF_MASK, TF_POD, TI_FIRST_USER, TIER_FFI, TS_VALUE, FuncRef, TypeRec,
    TypeRef,
)

cdef enum:
    NOTE_VALUE_TYPE = 50        # ctx_note space: value type of the FFI tier -> 1 + its index in Gen.values
    MAX_NAME = 600


cdef ClassInfo *value_class(Gen *g, TypeRef t) noexcept nogil:
    cdef uint32_t *note = ctx_note(g.cx, NOTE_VALUE_TYPE, t & REF_MASK)
    cdef ClassInfo *c
    if note == NULL:
        return NULL
    if note[0] != 0:
        return g.values[note[0] - 1]
    if not grow(g, <void**>&g.values, &g.cap_values, g.nvalues, sizeof(ClassInfo *)):
        return NULL
    c = <ClassInfo *>calloc(1, sizeof(ClassInfo))
    if c == NULL:
        g.failed = 1
        return NULL
    g.values[g.nvalues] = c
    g.nvalues += 1
    note[0] = g.nvalues
    c.type = t & REF_MASK
    c.flags = CI_FINAL
    c.state = CS_COMPLETE
    c.row = class_row_new(g, c.type)
    values_declare(g)
    return c


cdef uint32_t class_of_text(Gen *g, const ClassInfo *c) noexcept nogil:
    """The Class node of a type's text; 0 after a diagnostic."""
    cdef const TypeRec *rec = ctx_type(g.cx, c.type)
    cdef char name[MAX_NAME]
    cdef uint32_t n = ctx_type_text(g.cx, c.type, name, sizeof(name))
    cdef uint32_t node = parse_library_text(g.w, name, n, g.cx.ffi.text + rec.node, rec.offset)
    name_sections(g)
    if node == 0:
        return 0
    if node_kind(g.w, node) == NK_Class and node_next(g.w, node) == 0 and Class_name(g.w, node) == rec.name and (
            node_op(g.w, node) != CLASS_MIXIN and node_flags(g.w, node) & NF_FINAL and Class_head(g.w, node) == 0):
        return node
    gen_error(g, E_TYPE, node, "the text of the host's type '%T' is no class of its name", c.type)
    return 0


cdef void declare_value(Gen *g, ClassInfo *c) noexcept nogil:
    """Fields, constructors and methods. A function gets a row with the first call."""
    cdef uint32_t i, nfuncs = g.nfuncs
    c.node = class_of_text(g, c)
    c.first_field = g.cx.script.nfields
    c.first_func = c.end_func = g.cx.script.nfuncs
    if c.node == 0:
        return
    declare_members(g, c)
    g.nfuncs = nfuncs
    for i in range(c.first_func, c.end_func):
        g.cx.script.funcs[i].flags = (g.cx.script.funcs[i].flags & ~<uint32_t>FF_VIRTUAL) | FF_PRELUDE
        g.cx.script.funcs[i].slot = 0


cdef int fits_registers(Gen *g, const ClassInfo *c) noexcept nogil:
    """Is a value nothing but a few numbers, copied as such?"""
    cdef uint32_t i
    if c.flags & (CI_HAS_DTOR | CI_NO_ASSIGN | CI_OWN_ASSIGN | CI_OWN_COPY) or not ctx_type(g.cx, c.type).flags & TF_POD:
        return 0
    for i in range(c.first_field, c.first_field + c.nfields):
        if prim_kind(g, g.cx.script.fields[i].type) == 0:
            return 0
    return 0 < c.nfields <= MAX_PARTS


cdef void finish_value(Gen *g, ClassInfo *c) noexcept nogil:
    cdef FuncRef f
    cdef uint32_t i
    if c.node == 0 or g.failed or contains(g, c, 0):
        return
    value_constructors(g, c, ctx_type(g.cx, c.type).flags & TF_POD)
    f = c.ctors
    while f != 0:
        if ctx_func(g.cx, f).nparams == c.total_fields > 1:
            c.flags |= CI_LIST
        f = ctx_func(g.cx, f).next
    for i in range(c.first_field, c.first_field + c.nfields):
        kind_of(g, g.cx.script.fields[i].type)
    if fits_registers(g, c):
        c.flags |= CI_PARTS
    if c.dtor != 0:
        func_row(g, c.dtor)
    if c.end_func > c.first_func:
        g.hidden_calls = 1


cdef void values_declare(Gen *g) noexcept nogil:
    cdef uint32_t i, first = g.ndeclared_values, usings = g.nusings, shared = g.in_shared
    if g.declaring:
        return
    g.declaring = 1
    g.nusings = 0                           # those of the place that needs the type
    g.in_shared = 0
    while g.ndeclared_values < g.nvalues and not g.failed:
        g.ndeclared_values += 1
        declare_value(g, g.values[g.ndeclared_values - 1])
    g.declaring = 0
    for i in range(first, g.ndeclared_values):
        finish_value(g, g.values[i])
    g.nusings = usings
    g.in_shared = shared


cdef void values_request_all(Gen *g) noexcept nogil:
    cdef uint32_t i, k
    cdef const ClassInfo *c
    for i in range(TI_FIRST_USER, g.cx.ffi.ntypes):
        if g.cx.ffi.types[i].sort != TS_VALUE or g.failed:
            continue
        c = class_info(g, i | TIER_FFI)
        for k in range(c.first_func, c.end_func):
            if g.cx.script.funcs[k].owner == c.type and g.cx.script.funcs[k].node != 0:
                func_row(g, k)
        if c.default_ctor != 0:
            func_row(g, c.default_ctor)
        if c.copy_ctor != 0:
            func_row(g, c.copy_ctor)


cdef void values_reset(Gen *g) noexcept nogil:
    cdef uint32_t i
    for i in range(g.nvalues):
        free(g.values[i])
    g.nvalues = 0
    g.ndeclared_values = 0
    g.declaring = 0
    g.all_values = 0


cdef void values_free(Gen *g) noexcept nogil:
    values_reset(g)
    free(g.values)
