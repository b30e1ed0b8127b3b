# cython: language_level=3, boundscheck=False, wraparound=False, cdivision=True, initializedcheck=False
"""Shared and external entities.

What it is: the rule that shared code uses nothing but shared entities and the host's, and the manifest of what a
program shares: for each entity its sort, name, text, place and the hash of its tokens. What it is not: the unification of
shared entities of several programs (`vm/link.pyx`).

A unit that uses other programs is compiled together with the texts of what they share, so classes have their layout and
functions their code in every program; the link keeps one of each. Entities of the same name must be equal, token by
token. Since they use only shared entities, which are compared likewise, equal tokens mean equal code.
"""
from libc.stdint cimport uint32_t, uint64_t

import json

from seraphscript.compiler.declare cimport declare_signature
from seraphscript.compiler.emit cimport grow
from seraphscript.compiler.error_codes cimport E_SHARED
from seraphscript.compiler.funcdef cimport equal_signatures, signature_of
from seraphscript.compiler.gen cimport Gen, SharedRow
from seraphscript.compiler.nodes cimport *
from seraphscript.compiler.tables cimport dbg_string
from seraphscript.compiler.types cimport gen_error, gen_error_token, gen_hint
from seraphscript.compiler.workspace cimport Place, token_end, token_start, ws_place, ws_section_at
from seraphscript.registry.context cimport ctx_find, ctx_find_func, ctx_func, ctx_scope, ctx_scope_text, ctx_type
from seraphscript.registry.ids cimport id_mix, id_text
from seraphscript.registry.names cimport names_text
from seraphscript.registry.tier cimport (
    FF_AUTO, FF_HOST, FF_PRELUDE, FF_SHARED, FF_WRAPPER, GF_ENUM_VALUE, REF_MASK, SYM_TYPE, TF_SHARED, TIER_FFI, TS_CLASS, TS_ENUM, TS_FUNCDEF,
    TS_INTERFACE, FuncRec, FuncRef, GlobalRec, ScopeRef, TypeRef,
)
from libc.string cimport memset

SORTS = ("class", "interface", "enum", "funcdef", "function")


cdef void shared_add(Gen *g, uint32_t node, uint32_t sort, ScopeRef scope, uint32_t ref) noexcept nogil:
    if not grow(g, <void**>&g.shared, &g.cap_shared, g.nshared, sizeof(SharedRow)):
        return
    g.shared[g.nshared] = SharedRow(node=node, sort=sort, scope=scope, ref=ref)
    g.nshared += 1


cdef int shared_from_elsewhere(Gen *g, uint32_t node) noexcept nogil:
    return g.own_sections != 0 and ws_section_at(g.w, token_start(g.w, node_token(g.w, node))) >= g.own_sections


cdef int is_shared_code(Gen *g, FuncRef f) noexcept nogil:
    cdef const FuncRec *rec = ctx_func(g.cx, f)
    return rec.flags & FF_SHARED != 0 or (rec.owner != 0 and ctx_type(g.cx, rec.owner).flags & TF_SHARED != 0)


# ------------------------------------------------------------------------------------------- the rule

cdef int may_share_type(Gen *g, TypeRef t, uint32_t node) noexcept nogil:
    cdef uint32_t sort
    if not g.in_shared or t & TIER_FFI or ctx_type(g.cx, t).flags & TF_SHARED:
        return 1
    sort = ctx_type(g.cx, t).sort
    if sort != TS_CLASS and sort != TS_INTERFACE and sort != TS_ENUM and sort != TS_FUNCDEF:
        return 1
    gen_error(g, E_SHARED, node, "shared code cannot use '%T', which is not shared", t & REF_MASK)
    return 0


cdef int may_share_global(Gen *g, const GlobalRec *rec, uint32_t node) noexcept nogil:
    if not g.in_shared or (rec.flags & GF_ENUM_VALUE and ctx_type(g.cx, rec.type).flags & TF_SHARED):
        return 1
    if rec.flags & GF_ENUM_VALUE:
        gen_error(g, E_SHARED, node, "shared code cannot use '%N': the enum '%T' is not shared", rec.name, rec.type)
    else:
        gen_error(g, E_SHARED, node, "shared code cannot use the global variable '%N'", rec.name)
    return 0


cdef int may_share_function(Gen *g, FuncRef f, uint32_t node) noexcept nogil:
    if ctx_func(g.cx, f).flags & FF_WRAPPER:
        f = ctx_func(g.cx, f).decl
    if not g.in_shared or f & TIER_FFI or ctx_func(g.cx, f).flags & (FF_PRELUDE | FF_AUTO | FF_HOST) or is_shared_code(g, f):
        return 1
    gen_error(g, E_SHARED, node, "shared code cannot call '%F', which is not shared", f)
    return 0


cdef const char *kind_name(uint32_t sort) noexcept nogil:
    return <const char*>"an interface" if sort == TS_INTERFACE else <const char*>"an enum" if sort == TS_ENUM else (
        <const char*>"a funcdef" if sort == TS_FUNCDEF else <const char*>"a class")


cdef FuncRef declared_signature(Gen *g, uint32_t node, uint32_t name, uint32_t sig, ScopeRef scope) noexcept nogil:
    """What an external declaration says, as a function that nothing finds; 0 after a diagnostic."""
    cdef uint32_t errors = g.w.error_count
    cdef FuncRef f = declare_signature(g, node, name, sig, 0, scope, scope, 0)
    if f != 0:
        ctx_func(g.cx, f).node = 0              # it has no body
    return f if g.w.error_count == errors else 0


cdef void check_external(Gen *g, uint32_t node, uint32_t name, ScopeRef scope) noexcept nogil:
    cdef uint32_t kind = node_kind(g.w, node), sort
    cdef FuncRef f = ctx_find_func(g.cx, scope, name) if kind == NK_Func else 0, declared, other
    cdef TypeRef t = ctx_find(g.cx, scope, name, SYM_TYPE) if kind != NK_Func else 0
    while f != 0 and not ctx_func(g.cx, f).flags & FF_SHARED:
        f = ctx_func(g.cx, f).next
    if t & TIER_FFI or (t != 0 and not ctx_type(g.cx, t).flags & TF_SHARED):
        t = 0
    if f == 0 and t == 0:
        gen_error_token(g, E_SHARED, node_token(g.w, node), "no unit that this one uses shares '%N'", name)
        gen_hint(g, "the unit is created with them: create_unit(name, uses=[...])")
    elif f != 0:
        declared = declared_signature(g, node, name, Func_sig(g.w, node), scope)
        other = f
        while other != 0 and declared != 0 and not (
                ctx_func(g.cx, other).flags & FF_SHARED and equal_signatures(g, declared, 0, other, 0)):
            other = ctx_func(g.cx, other).next
        if declared != 0 and other == 0:
            gen_error_token(g, E_SHARED, node_token(g.w, node), "what is shared as '%N' is '%F'", name, f)
    else:
        sort = TS_INTERFACE if kind == NK_Interface else TS_ENUM if kind == NK_Enum else TS_FUNCDEF if kind == NK_Funcdef else TS_CLASS
        if ctx_type(g.cx, t).sort != sort:
            gen_error_token(g, E_SHARED, node_token(g.w, node), "'%N' is shared as %s, not as %s", name,
                            kind_name(ctx_type(g.cx, t).sort), kind_name(sort))
        elif sort == TS_FUNCDEF:
            declared = declared_signature(g, node, name, Funcdef_sig(g.w, node), scope)
            other = signature_of(g, t)
            if declared != 0 and other != 0 and not equal_signatures(g, declared, 0, other, 0):
                gen_error_token(g, E_SHARED, node_token(g.w, node), "what is shared as '%N' is '%F'", name, other)


# --------------------------------------------------------------------------------------- the manifest

cdef void extent(const Gen *g, uint32_t node, uint32_t *first, uint32_t *last) noexcept nogil:
    """The tokens of a declaration: from behind the one before to its closing brace or semicolon."""
    cdef uint32_t i = node_token(g.w, node), depth = 0
    cdef uint8_t kind
    first[0] = i
    while first[0] > 0:
        kind = g.w.tokens[first[0] - 1].kind
        if kind == TK_SEMI or kind == TK_LBRACE or kind == TK_RBRACE or kind == TK_EOF:
            break
        first[0] -= 1
    while i + 1 < g.w.token_count and g.w.tokens[i].kind != TK_EOF:
        kind = g.w.tokens[i].kind
        if kind == TK_LBRACE:
            depth += 1
        elif kind == TK_RBRACE:
            depth -= 1
        if depth == 0 and (kind == TK_RBRACE or kind == TK_SEMI):
            break
        i += 1
    last[0] = i


cdef uint64_t tokens_hash(Gen *g, uint32_t first, uint32_t last) noexcept nogil:
    cdef uint64_t h = 0
    cdef uint32_t i, start
    for i in range(first, last + 1):
        start = token_start(g.w, i)
        h = id_mix(h, id_text(<const char*>g.w.source + start, token_end(g.w, i) - start))
    return h


cdef int add_manifest(Gen *g) except -1:
    cdef uint32_t i, n, first, last, section, start
    cdef char scope[600]
    cdef const unsigned char *p
    cdef Place place
    cdef SharedRow *row
    cdef list entries = []
    cdef bytes text
    if g.nshared == 0:
        return 0
    for i in range(g.nshared):
        row = &g.shared[i]
        n = ctx_scope_text(g.cx, row.scope, scope, sizeof(scope)) if ctx_scope(g.cx, row.scope).parent else 0
        space = scope[:n].decode("utf-8", "replace")
        p = names_text(&g.w.names, Class_name(g.w, row.node), &n)      # the name stands in the same place in all of them
        name = p[:n].decode("utf-8", "replace")
        extent(g, row.node, &first, &last)
        start = token_start(g.w, first)
        section = ws_section_at(g.w, start)
        memset(&place, 0, sizeof(place))
        ws_place(g.w, &place, start)
        entries.append([
            SORTS[row.sort], space, name, f"{tokens_hash(g, first, last):016x}",
            (<char *>g.w.messages)[g.w.sections[section].name_start:g.w.sections[section].name_start
                                   + g.w.sections[section].name_len].decode("utf-8", "replace"),
            place.line, (<char *>g.w.source)[start:token_end(g.w, last)].decode("utf-8", "replace"),
            ctx_func(g.cx, row.ref).impl if row.sort == SHARED_FUNCTION else 0,
        ])
    text = json.dumps(entries, ensure_ascii=True, separators=(",", ":")).encode()
    g.manifest = dbg_string(g, text, <uint32_t>len(text))
    return 0


cdef list shared_sources(list programs):
    cdef dict texts = {}
    cdef dict seen = {}
    for program in programs:
        for entity in program.shared:
            key = entity.sort == "function", entity.name, entity.digest
            if key in seen:
                continue
            seen[key] = entity
            text = texts.get(entity.section, "")
            lines = entity.line - 1 - text.count("\n")
            space = entity.name.rpartition("::")[0]
            body = f"namespace {space} {{ {entity.text} }}" if space else entity.text
            texts[entity.section] = text + "\n" * max(lines, 0) + body + " "
    return list(texts.items())
