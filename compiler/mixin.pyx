# cython: language_level=3, boundscheck=False, wraparound=False, cdivision=True, initializedcheck=False
"""Mixins: members that are compiled anew for each class that includes them.

What it is: the names of mixins, the inclusions (a class and a mixin), the members that they give, and the note that tells
for which class a message about a mixin was written. What it is not: the declaration of a member (`classes`) or its code.

Invariants
- A mixin is no type: its TypeRec (TS_MIXIN) only holds the name. What stands in no class is not looked at, apart from
  the interfaces.
- A member of the class itself, or of a mixin further to the left, takes the place of an equal one: a method of the same
  signature, a variable of the same name. Of methods this does not count what is inherited (they override it); of variables
  it does (inherited ones are used).
- What a mixin declares looks for names among the members of the class, then where the mixin is declared. If that is not the
  namespace of the class, the inclusion has a scope of its own, whose members are those of the class.
"""
from libc.stdint cimport uint32_t
from libc.string cimport memset

from seraphscript.compiler.classes cimport class_info, declare_fields, declare_method
from seraphscript.compiler.diagnostics cimport diag_spread
from seraphscript.compiler.emit cimport grow
from seraphscript.compiler.error_codes cimport E_BASE, E_NOT_SUPPORTED, E_TOO_LARGE
from seraphscript.compiler.gen cimport CI_INTERFACE, ClassInfo, Gen, Inclusion
from seraphscript.compiler.nodes cimport *
from seraphscript.compiler.types cimport gen_error, gen_error_token, gen_note, type_named, type_of_node
from seraphscript.compiler.workspace cimport token_start
from seraphscript.registry.context cimport ctx_add_type, ctx_func, ctx_scope, ctx_type
from seraphscript.registry.tier cimport (
    FF_ALIAS, FF_MIXIN, REF_MASK, TI_ERROR, TIER_FFI, TS_MIXIN, FuncRec, FuncRef, ScopeRef, TypeRef, tier_new_scope,
)
from seraphscript.vm.opcodes cimport K_OBJ

cdef enum:
    MAX_WORK = 1 << 21          # tokens of mixins, counted once for each class that includes them


cdef void mixin_name(Gen *g, uint32_t node, ScopeRef scope) noexcept nogil:
    cdef TypeRef t = ctx_add_type(g.cx, scope, Class_name(g.w, node), TS_MIXIN, K_OBJ)
    if t == 0 or not grow(g, <void**>&g.mixins, &g.cap_mixins, g.nmixins, sizeof(TypeRef)):
        g.failed = 1
        return
    ctx_type(g.cx, t).node = node
    ctx_type(g.cx, t).offset = token_start(g.w, node_token(g.w, node))
    g.mixins[g.nmixins] = t
    g.nmixins += 1


cdef uint32_t mixin_bases(Gen *g, TypeRef mixin) noexcept nogil:
    cdef uint32_t head = Class_head(g.w, ctx_type(g.cx, mixin).node)
    return ClassHead_bases(g.w, head) if head != 0 else 0


cdef void mixins_check(Gen *g) noexcept nogil:
    cdef uint32_t i, node, head
    cdef TypeRef base
    for i in range(g.nmixins):
        head = Class_head(g.w, ctx_type(g.cx, g.mixins[i]).node)
        if head != 0 and ClassHead_tparams(g.w, head) != 0:
            gen_error(g, E_NOT_SUPPORTED, ctx_type(g.cx, g.mixins[i]).node, "a mixin cannot be a template")
        node = mixin_bases(g, g.mixins[i])
        while node != 0:
            if mixin_of_node(g, node, ctx_type(g.cx, g.mixins[i]).scope) != 0:
                gen_error(g, E_BASE, node, "a mixin cannot include a mixin: the class has to include both")
            else:
                base = type_of_node(g, node, ctx_type(g.cx, g.mixins[i]).scope)
                if not class_info(g, base).flags & CI_INTERFACE and base != (TIER_FFI | TI_ERROR):
                    gen_error(g, E_BASE, node, "a mixin cannot derive from '%T': it can only ask for interfaces", base)
            node = node_next(g.w, node)


cdef TypeRef mixin_of_node(Gen *g, uint32_t node, ScopeRef scope) noexcept nogil:
    cdef TypeRef t
    if g.nmixins == 0 or node_kind(g.w, node) != NK_Type or node_op(g.w, node) != PT_NAMED:
        return 0
    t = type_named(g, node, scope, 1)
    return t if t != 0 and ctx_type(g.cx, t).sort == TS_MIXIN else 0


# --------------------------------------------------------------------------------------------- inclusions

cdef uint32_t weight(Gen *g, uint32_t node) noexcept nogil:
    """Tokens of the members of a mixin, about."""
    cdef uint32_t n = 1, body
    while node != 0:
        n += 1
        if node_kind(g.w, node) == NK_Func:
            body = Func_body(g.w, node)
            if body != 0 and Block_end(g.w, body) > node_token(g.w, node):
                n += Block_end(g.w, body) - node_token(g.w, node)
        node = node_next(g.w, node)
    return n


cdef ScopeRef scope_for(Gen *g, TypeRef class_, TypeRef mixin) noexcept nogil:
    """Where names are looked for in what a class has from a mixin."""
    cdef ScopeRef members = ctx_type(g.cx, class_).members, s
    if ctx_type(g.cx, class_).scope == ctx_type(g.cx, mixin).scope:
        return members
    s = tier_new_scope(g.cx.script)
    if s == 0:
        g.failed = 1
        return members
    ctx_scope(g.cx, s).name = ctx_scope(g.cx, members).name
    ctx_scope(g.cx, s).parent = ctx_type(g.cx, mixin).scope
    ctx_scope(g.cx, s).type = class_ & REF_MASK
    ctx_scope(g.cx, s).base = members
    return s


cdef void mixin_include(Gen *g, uint32_t row, TypeRef mixin, uint32_t node) noexcept nogil:
    cdef uint32_t i = g.classes[row].inclusions, last = 0
    cdef Inclusion *x
    while i != 0:
        if g.inclusions[i].mixin == mixin:
            return                          # named twice
        last = i
        i = g.inclusions[i].next
    if g.mixin_work > MAX_WORK:
        return
    g.mixin_work += weight(g, Class_members(g.w, ctx_type(g.cx, mixin).node))
    if g.mixin_work > MAX_WORK:
        gen_error(g, E_TOO_LARGE, node, "too many classes that include too large mixins, '%T' and others", mixin)
        return
    if g.ninclusions == 0:
        g.ninclusions = 1                   # row 0: none
    if not grow(g, <void**>&g.inclusions, &g.cap_inclusions, g.ninclusions, sizeof(Inclusion)):
        return
    i = g.ninclusions
    g.ninclusions += 1
    x = &g.inclusions[i]
    memset(x, 0, sizeof(Inclusion))
    x.owner = g.classes[row].type
    x.mixin = mixin
    x.node = node
    x.scope = scope_for(g, x.owner, mixin)
    if last != 0:
        g.inclusions[last].next = i
    else:
        g.classes[row].inclusions = i


cdef void mixin_members(Gen *g, ClassInfo *c) noexcept nogil:
    cdef uint32_t i = c.inclusions, node, before
    cdef ScopeRef members = ctx_type(g.cx, c.type).members
    while i != 0 and not g.failed:
        before = g.w.diag_count
        node = Class_members(g.w, ctx_type(g.cx, g.inclusions[i].mixin).node)
        while node != 0 and not g.failed:
            if node_kind(g.w, node) == NK_VarDecl:
                declare_fields(g, c, node, members, i)
            elif node_kind(g.w, node) == NK_Func:
                declare_method(g, c, node, members, i)
            else:
                gen_error(g, E_NOT_SUPPORTED, node, "a mixin can only have variables and methods")
            node = node_next(g.w, node)
        mixin_context(g, i, before)
        i = g.inclusions[i].next


cdef uint32_t func_inclusion(Gen *g, FuncRef f) noexcept nogil:
    cdef const FuncRec *rec = ctx_func(g.cx, f)
    if rec.flags & FF_ALIAS:
        rec = ctx_func(g.cx, rec.decl)
    return rec.decl if rec.flags & FF_MIXIN else 0


cdef ScopeRef func_scope(Gen *g, FuncRef f) noexcept nogil:
    cdef uint32_t i = func_inclusion(g, f)
    return g.inclusions[i].scope if i != 0 else ctx_func(g.cx, f).scope


cdef void mixin_context(Gen *g, uint32_t inclusion, uint32_t before) noexcept nogil:
    cdef const Inclusion *x
    if inclusion == 0 or g.w.diag_count == before:
        return
    x = &g.inclusions[inclusion]
    if gen_note(g, node_token(g.w, x.node), "in the mixin '%T' as the class '%T' includes it", x.mixin, x.owner):
        diag_spread(g.w, before)
