# cython: language_level=3, boundscheck=False, wraparound=False, cdivision=True, initializedcheck=False
"""Classes and interfaces in the program's tables: types, fields, virtual functions, implementations.

What it is: the last step of a build with classes, a copy of what `classes` found into rows of the program.
What it is not: the declaration of classes, or code (but for the body of methods that have none).

Invariant: rows stand in the order of Gen.class_order, so that a base's row is filled before those that copy it.
"""
from libc.stdint cimport uint16_t, uint32_t
from libc.string cimport memcpy

from seraphscript.compiler.classes cimport class_implementation, class_info
from seraphscript.compiler.diagnostics cimport diag_error
from seraphscript.compiler.emit cimport emit_abc, gen_at, gen_begin, grow, param_take
from seraphscript.compiler.finish cimport gen_finish
from seraphscript.compiler.error_codes cimport E_TOO_LARGE
from seraphscript.compiler.gen cimport (
    CI_ABSTRACT, CI_ACYCLIC, CI_CYCLE_BUSY, CI_CYCLIC, CI_DERIVED, CI_HAS_DTOR, CI_INTERFACE, CI_OWN_COPY, ClassInfo, Gen,
)
from seraphscript.compiler.hostiface cimport host_interface_rows
from seraphscript.compiler.nodes cimport node_token
from seraphscript.compiler.stmt cimport describe
from seraphscript.compiler.tables cimport dbg_string, kind_of, qualified_string
from seraphscript.compiler.types cimport is_handle_kind, local_add, locals_reset
from seraphscript.registry.context cimport ctx_func, ctx_name, ctx_params, ctx_targ, ctx_type, ctx_type_text
from seraphscript.registry.tier cimport (
    PM_OUT, T_HANDLE, TF_ARRAY, FieldRec, FuncRef, TypeRec, TypeRef,
)
from seraphscript.vm.layout cimport (
    NO_FUNC, TD_ABSTRACT, TD_COPY, TD_CYCLIC, TD_DTOR, TD_VALUE, TY_CLASS, TY_INTERFACE, FieldDef, ImplDef, TypeDef,
)
from seraphscript.vm.opcodes cimport *

cdef enum:
    MAX_ROWS = 1 << 22          # of fields, virtual functions or implementations of all classes together
    MAX_LOOK = 64               # types that lie one in the other when cycles are looked for


cdef void gen_unbound(Gen *g, FuncRef f, uint32_t object) noexcept nogil:
    cdef uint32_t i, k, n = ctx_func(g.cx, f).nparams, row = ctx_func(g.cx, f).impl
    gen_begin(g, f, ctx_func(g.cx, f).scope)
    param_take(g, object)
    for i in range(n):
        if ctx_params(g.cx, f)[i].mode != PM_OUT:
            k = kind_of(g, ctx_params(g.cx, f)[i].type)
            param_take(g, k)
    g.fs.first_out = g.nlocals
    for i in range(n):
        if ctx_params(g.cx, f)[i].mode == PM_OUT:
            local_add(g, 0, ctx_params(g.cx, f)[i].type, 0, 0, 0)
            g.fs.nouts += 1
    gen_at(g, node_token(g.w, ctx_func(g.cx, f).node))
    emit_abc(g, OP_UNBOUND, 0, 0, 0)
    describe(g, f, row)
    g.funcs[row].owner = object >> 8
    gen_finish(g, row)
    locals_reset(g, g.fs.first_out)


# ------------------------------------------------------------------------------------------------- cycles

cdef int may_cycle(Gen *g, TypeRef t, uint32_t height) noexcept nogil:
    """Can an object that a variable of this type refers to lead back to one that holds it?"""
    cdef const TypeRec *rec = ctx_type(g.cx, t)
    cdef ClassInfo *c
    cdef FieldRec *f
    cdef uint32_t i
    if not is_handle_kind(rec.kind) or rec.kind == K_STR:
        return 0
    if height > MAX_LOOK:
        return 1
    if rec.flags & TF_ARRAY:
        return may_cycle(g, ctx_targ(g.cx, t, 0), height + 1)
    c = class_info(g, t)
    if c.type == 0 or c.flags & (CI_INTERFACE | CI_CYCLE_BUSY | CI_CYCLIC):
        return 1
    if t & T_HANDLE and c.flags & CI_DERIVED:
        return 1
    if c.flags & CI_ACYCLIC:
        return 0
    c.flags |= CI_CYCLE_BUSY
    i = may_cycle(g, c.base, height + 1) if c.base != 0 else 0
    if i == 0:
        for i in range(c.first_field, c.first_field + c.nfields):
            f = &g.cx.script.fields[i]
            if may_cycle(g, f.type, height + 1):
                c.flags |= CI_CYCLIC
                break
    else:
        c.flags |= CI_CYCLIC
    c.flags &= ~<uint32_t>CI_CYCLE_BUSY
    if not c.flags & CI_CYCLIC:
        c.flags |= CI_ACYCLIC
    return (c.flags & CI_CYCLIC) != 0


# -------------------------------------------------------------------------------------------------- rows

cdef int room(Gen *g, void **table, uint32_t *capacity, uint32_t count, size_t size) noexcept nogil:
    if count >= MAX_ROWS:
        if g.w.error_count == 0:
            diag_error(g.w, E_TOO_LARGE, 0, 0, "too many members and virtual functions: at most %d in all classes together",
                       <int>MAX_ROWS)
        return 0
    return grow(g, table, capacity, count, size)


cdef uint32_t field_text(Gen *g, const FieldRec *f) noexcept nogil:
    """Debug string of a field's declaration: "int hp"."""
    cdef char text[600]
    cdef uint32_t m, n = ctx_type_text(g.cx, f.type, text, 400)
    cdef const char *name = ctx_name(g.cx, f.name, &m)
    text[n] = c' '
    n += 1
    if m > sizeof(text) - n:
        m = sizeof(text) - n
    memcpy(text + n, name, m)
    return dbg_string(g, text, n + m)


cdef void field_rows(Gen *g, const ClassInfo *c) noexcept nogil:
    cdef uint32_t i, first = g.nfields, from_, kind, text
    cdef FieldRec *f
    cdef FieldDef *d
    if c.base != 0:
        from_ = g.types[class_info(g, c.base).row].fields
        for i in range(class_info(g, c.base).total_fields):
            if not room(g, <void**>&g.fields, &g.cap_fields, g.nfields, sizeof(FieldDef)):
                return
            g.fields[g.nfields] = g.fields[from_ + i]
            g.nfields += 1
    for i in range(c.first_field, c.first_field + c.nfields):
        f = &g.cx.script.fields[i]
        if not room(g, <void**>&g.fields, &g.cap_fields, g.nfields, sizeof(FieldDef)):
            return
        kind = kind_of(g, f.type)
        text = field_text(g, f)
        d = &g.fields[g.nfields]
        d.kind = kind
        d.decl = text
        d.flags = f.flags
        g.nfields += 1
    g.types[c.row].fields = first
    g.types[c.row].nfields = g.nfields - first


cdef void vtable_rows(Gen *g, const ClassInfo *c) noexcept nogil:
    cdef uint32_t i
    g.types[c.row].vtable = g.nvtables
    g.types[c.row].nvtable = c.nvt
    for i in range(c.vt, c.vt + c.nvt):
        if not room(g, <void**>&g.vtables, &g.cap_vtables, g.nvtables, sizeof(uint32_t)):
            return
        g.vtables[g.nvtables] = ctx_func(g.cx, g.vtable_refs[i]).impl
        g.nvtables += 1


cdef void impl_row(Gen *g, const ClassInfo *c, uint32_t k) noexcept nogil:
    """The row of one interface. Rows stand by rising interface."""
    cdef const ClassInfo *iface = class_info(g, g.iface_refs[c.impls + k])
    cdef uint32_t i = g.nimpls, j
    if not room(g, <void**>&g.impls, &g.cap_impls, g.nimpls, sizeof(ImplDef)):
        return
    while i > g.types[c.row].impls and g.impls[i - 1].iface > iface.row:
        g.impls[i] = g.impls[i - 1]
        i -= 1
    g.nimpls += 1
    g.impls[i].iface = iface.row
    g.impls[i].methods = NO_FUNC
    if c.flags & CI_INTERFACE:
        return
    g.impls[i].methods = g.nvtables
    for j in range(iface.vt, iface.vt + iface.nvt):
        if not room(g, <void**>&g.vtables, &g.cap_vtables, g.nvtables, sizeof(uint32_t)):
            return
        g.vtables[g.nvtables] = ctx_func(g.cx, class_implementation(g, c, g.vtable_refs[j])).impl
        g.nvtables += 1


cdef void value_row(Gen *g, ClassInfo *c) noexcept nogil:
    cdef uint32_t n = qualified_string(g, ctx_type(g.cx, c.type).scope, ctx_type(g.cx, c.type).name)
    cdef TypeDef *d = &g.types[c.row]
    d.sort = TY_CLASS
    d.name = n
    d.dtor = ctx_func(g.cx, c.dtor).impl if c.dtor != 0 else <uint32_t>NO_FUNC
    d.flags = TD_VALUE | (TD_DTOR if c.dtor != 0 else 0) | (TD_CYCLIC if may_cycle(g, c.type, 0) else 0)
    d.flags |= TD_COPY if c.flags & CI_OWN_COPY else 0
    d.id = ctx_type(g.cx, c.type).id
    field_rows(g, c)


cdef void class_rows(Gen *g) noexcept nogil:
    cdef uint32_t i, k, n
    cdef ClassInfo *c
    cdef TypeDef *d
    host_interface_rows(g)
    for i in range(g.nvalues):
        if g.failed or g.w.error_count:
            return
        value_row(g, g.values[i])
    for i in range(g.norder):
        c = &g.classes[g.class_order[i]]
        if g.failed or g.w.error_count:
            return
        n = qualified_string(g, ctx_type(g.cx, c.type).scope, ctx_type(g.cx, c.type).name)
        d = &g.types[c.row]
        d.sort = TY_INTERFACE if c.flags & CI_INTERFACE else TY_CLASS
        d.depth = <uint16_t>(0 if c.flags & CI_INTERFACE else c.depth)
        d.name = n
        d.base = class_info(g, c.base).row if c.base != 0 else 0
        d.dtor = ctx_func(g.cx, c.dtor).impl if c.dtor != 0 else <uint32_t>NO_FUNC
        d.flags = ((TD_DTOR if c.flags & CI_HAS_DTOR else 0)
                   | (TD_ABSTRACT if c.flags & CI_ABSTRACT and not c.flags & CI_INTERFACE else 0)
                   | (TD_CYCLIC if not c.flags & CI_INTERFACE and may_cycle(g, c.type, 0) else 0))
        if not c.flags & CI_INTERFACE:
            field_rows(g, c)
        vtable_rows(g, c)
        g.types[c.row].impls = g.nimpls
        g.types[c.row].nimpls = c.nimpls
        for k in range(c.nimpls):
            impl_row(g, c, k)


cdef void field_types(Gen *g) noexcept nogil:
    """Types that nothing but a field has: handles to functions and interfaces of the host need functions of their own, which
    class_rows cannot add."""
    cdef const ClassInfo *c
    cdef uint32_t i, k
    for i in range(1, g.nclasses):
        c = &g.classes[i]
        for k in range(c.first_field, c.first_field + c.nfields):
            kind_of(g, g.cx.script.fields[k].type)
