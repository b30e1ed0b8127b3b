# cython: language_level=3, boundscheck=False, wraparound=False, cdivision=True, initializedcheck=False
"""Interfaces and funcdefs that the host registered, as a unit uses them.

What it is: the ClassInfo of an interface of the FFI tier, made in the unit that first needs it, so that the passes treat
it like one of the script's own; and functions of the script tier for its methods, since rows of a program cannot be noted
in the sealed tier. What it is not: the rules for interfaces (`classes`) or handles to functions (`funcdef`).

Invariants
- A unit that uses no such interface does nothing for it.
- A ClassInfo stays where it is: whoever holds a pointer to one may resolve further types.
- The copies of an interface's methods are one range of FuncRecs, in the order of the methods' numbers, owned by the
  interface. They may lie within the range of a class that is being declared: those ranges are read with the owner in mind.
"""
from libc.stdint cimport uint32_t, uint64_t
from libc.stdlib cimport calloc, free

from seraphscript.compiler.classes cimport vtable_add
from seraphscript.compiler.construct cimport func_row
from seraphscript.compiler.emit cimport grow
from seraphscript.compiler.gen cimport CI_ABSTRACT, CI_INTERFACE, CS_COMPLETE, ClassInfo, Gen
from seraphscript.compiler.tables cimport class_row_new, dbg_string
from seraphscript.registry.context cimport ctx_func, ctx_interface_id, ctx_new_func, ctx_note, ctx_params, ctx_type, ctx_type_text
from seraphscript.registry.tier cimport (
    FF_ABSTRACT, FF_AUTO, FF_CONST, FF_PROPERTY, FF_RETURNS_REF, INDEX_MASK, REF_MASK, TF_ROOT, TIER_FFI, TS_INTERFACE, FuncRec, FuncRef, TypeRec, TypeRef,
)
from seraphscript.vm.layout cimport NO_FUNC, TY_INTERFACE, TypeDef

cdef enum:
    NOTE_INTERFACE = 48         # ctx_note spaces: interface of the FFI tier -> 1 + its index in Gen.host_ifaces,
    NOTE_ABSTRACT = 49          # method without body of the FFI tier -> its copy


cdef int is_host_interface(Gen *g, TypeRef t) noexcept nogil:
    return (t & TIER_FFI) != 0 and ctx_type(g.cx, t).sort == TS_INTERFACE and not ctx_type(g.cx, t).flags & TF_ROOT


cdef FuncRef abstract_copy(Gen *g, FuncRef f) noexcept nogil:
    cdef uint32_t *note = ctx_note(g.cx, NOTE_ABSTRACT, f)
    cdef uint32_t i, n = ctx_func(g.cx, f).nparams
    cdef FuncRef made
    cdef FuncRec *rec
    if note == NULL or note[0] != 0:
        return note[0] if note != NULL else 0
    made = ctx_new_func(g.cx, ctx_func(g.cx, f).scope, ctx_func(g.cx, f).name, n)
    if made == 0:
        g.failed = 1
        return 0
    rec = ctx_func(g.cx, made)
    rec.owner = ctx_func(g.cx, f).owner
    rec.ret = ctx_func(g.cx, f).ret
    rec.flags = (ctx_func(g.cx, f).flags & (FF_CONST | FF_PROPERTY | FF_RETURNS_REF)) | FF_ABSTRACT | FF_AUTO
    rec.nrequired = ctx_func(g.cx, f).nrequired
    rec.slot = ctx_func(g.cx, f).slot
    rec.impl = NO_FUNC
    for i in range(n):
        ctx_params(g.cx, made)[i].type = ctx_params(g.cx, f)[i].type
        ctx_params(g.cx, made)[i].mode = ctx_params(g.cx, f)[i].mode
        ctx_params(g.cx, made)[i].name = ctx_params(g.cx, f)[i].name
    note = ctx_note(g.cx, NOTE_ABSTRACT, f)
    if note != NULL:
        note[0] = made
    return made


cdef ClassInfo *host_interface(Gen *g, TypeRef t) noexcept nogil:
    cdef uint32_t *note = ctx_note(g.cx, NOTE_INTERFACE, t & REF_MASK)
    cdef const TypeRec *rec = ctx_type(g.cx, t)
    cdef ClassInfo *c
    cdef uint32_t i
    cdef FuncRef f
    if note == NULL:
        return NULL
    if note[0] != 0:
        return g.host_ifaces[note[0] - 1]
    if not grow(g, <void**>&g.host_ifaces, &g.cap_host_ifaces, g.nhost_ifaces, sizeof(ClassInfo *)):
        return NULL
    c = <ClassInfo *>calloc(1, sizeof(ClassInfo))
    if c == NULL:
        g.failed = 1
        return NULL
    g.host_ifaces[g.nhost_ifaces] = c
    g.nhost_ifaces += 1
    note[0] = g.nhost_ifaces
    c.type = t & REF_MASK
    c.flags = CI_INTERFACE | CI_ABSTRACT
    c.state = CS_COMPLETE
    c.row = class_row_new(g, c.type)
    c.first_func = g.cx.script.nfuncs
    c.vt = g.nvtable_refs
    for i in range(rec.offset):
        f = abstract_copy(g, (rec.node + i) | TIER_FFI)
        if f == 0 or not vtable_add(g, f):
            return c
        c.nvt += 1
    c.end_func = g.cx.script.nfuncs
    return c


cdef void host_interfaces_request(Gen *g) noexcept nogil:
    cdef const ClassInfo *c
    cdef uint32_t i
    while g.nasked_ifaces < g.nhost_ifaces and not g.failed:
        c = g.host_ifaces[g.nasked_ifaces]
        g.nasked_ifaces += 1
        for i in range(c.vt, c.vt + c.nvt):
            func_row(g, g.vtable_refs[i])


cdef void host_interface_rows(Gen *g) noexcept nogil:
    cdef const ClassInfo *c
    cdef TypeDef *d
    cdef uint32_t k, i, n
    cdef char text[512]
    for k in range(g.nhost_ifaces):
        c = g.host_ifaces[k]
        if not grow(g, <void**>&g.vtables, &g.cap_vtables, g.nvtables + c.nvt, sizeof(uint32_t)):
            return
        n = ctx_type_text(g.cx, c.type, text, sizeof(text))
        n = dbg_string(g, text, n)
        d = &g.types[c.row]
        d.sort = TY_INTERFACE
        d.name = n
        d.vtable = g.nvtables
        d.nvtable = c.nvt
        d.impls = g.nimpls
        for i in range(c.vt, c.vt + c.nvt):
            g.vtables[g.nvtables] = ctx_func(g.cx, g.vtable_refs[i]).impl
            g.nvtables += 1
        d.id = ctx_interface_id(g.cx, c.type)   # programs that know another interface of this name do not share it


cdef void host_interfaces_reset(Gen *g) noexcept nogil:
    cdef uint32_t k
    for k in range(g.nhost_ifaces):
        free(g.host_ifaces[k])
    g.nhost_ifaces = 0
    g.nasked_ifaces = 0


cdef void host_interfaces_free(Gen *g) noexcept nogil:
    host_interfaces_reset(g)
    free(g.host_ifaces)
