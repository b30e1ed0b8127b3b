"""UnitDeclarations: what the sources of a unit declare, through the views that registries have.

What it is: the script tier of one build and the syntax tree that defaults stand in, kept to be looked at. What it is not: what the
program or a rebuild() works with. A build makes no objects for its functions and gives its tier back, so the first question after
one compiles the sources once more, and nothing ever changes these tables: views stay what they were, whatever the unit does.
"""
# cython: language_level=3, boundscheck=False, wraparound=False, cdivision=True, initializedcheck=False

cimport cython
from libc.stdint cimport uint32_t

from seraphscript.compiler.driver cimport NOGIL_SOURCE, build_unit
from seraphscript.compiler.gen cimport ClassInfo, Gen
from seraphscript.compiler.nodes cimport (
    NK_Func, NK_Import, TK_ASSIGN, TK_COMMA, TK_GT, TK_LBRACE, TK_LBRACKET, TK_LPAREN, TK_LT, TK_RBRACE, TK_RBRACKET, TK_RPAREN, TK_SEMI,
    TK_SHR, TK_USHR,
    Func_sig, Param_default, Sig_params, node_kind, node_next, node_token,
)
from seraphscript.compiler.rebuild cimport Kept
from seraphscript.compiler.workspace cimport Workspace, token_end, token_start, ws_section_at
from seraphscript.registry.context cimport ctx_func, ctx_type
from seraphscript.registry.ffi_registry cimport FfiRegistry, raise_what_stopped
from seraphscript.registry.tier cimport (
    FF_ALIAS, FF_AUTO, FF_LAMBDA, FF_PRELUDE, FF_WRAPPER, INDEX_MASK, REF_MASK, TIER_FFI, TS_CLASS, TS_INSTANCE, TS_INTERFACE, FuncRec,
    TypeRec,
)
from seraphscript.registry.views cimport Declarations

cdef bint making = False


@cython.final
cdef class UnitDeclarations(Declarations):
    """The functions, types and variables that the sources of a unit declare; what a unit's own methods ask."""

    cdef Kept kept
    cdef FfiRegistry registry
    cdef uint32_t own_sections          # those behind are of other units, or of types of the host

    def __cinit__(self):
        if not making:
            raise TypeError("what a unit declares comes from the unit")

    cdef Declarations home(self, uint32_t ref):
        return self.registry if ref & TIER_FFI else self

    cdef bint is_at_home(self, uint32_t offset):
        return ws_section_at(self.kept.w, offset) < self.own_sections

    cdef bint is_shown(self, uint32_t f):
        cdef const FuncRec *rec = &self.own.funcs[f]
        return (rec.node != 0 and not rec.flags & (FF_ALIAS | FF_AUTO | FF_LAMBDA | FF_PRELUDE | FF_WRAPPER)
                and self.is_at_home(rec.offset))

    cdef bint is_declared(self, uint32_t t):
        cdef const TypeRec *rec = &self.own.types[t]
        return rec.sort == TS_INSTANCE or (rec.node != 0 and self.is_at_home(rec.offset))

    cdef bint is_own_global(self, uint32_t g):
        return self.own.globals[g].node != 0 and self.is_at_home(self.own.globals[g].offset)

    cdef list interfaces_of(self, uint32_t t):
        cdef Gen *g = <Gen *>self.kept.w.extra
        cdef const TypeRec *rec = ctx_type(&self.cx, t)
        cdef const ClassInfo *c
        cdef uint32_t i
        if t & TIER_FFI or rec.sort not in (TS_CLASS, TS_INTERFACE) or not 0 < rec.cls < g.nclasses:
            return []
        c = &g.classes[rec.cls]
        return [self.type_view(g.iface_refs[c.impls + i] & REF_MASK) for i in range(c.nimpls)]

    cdef object default_of(self, uint32_t f, uint32_t i):
        """The text between `=` and what ends the parameter."""
        cdef const Workspace *w = self.kept.w
        cdef uint32_t node = ctx_func(&self.cx, f).node, param, token, first, depth = 0
        if node_kind(w, node) not in (NK_Func, NK_Import):
            return None
        param = Sig_params(w, Func_sig(w, node))
        while param and i:
            param = node_next(w, param)
            i -= 1
        if not param or not Param_default(w, param):
            return None
        token = node_token(w, param)
        while token < w.token_count and w.tokens[token].kind not in (TK_ASSIGN, TK_RPAREN, TK_SEMI):
            token += 1
        token += 1
        first = token
        while token < w.token_count:
            kind = w.tokens[token].kind
            if kind in (TK_LPAREN, TK_LBRACKET, TK_LBRACE):
                depth += 1
            elif depth == 0 and kind in (TK_COMMA, TK_RPAREN):
                break
            elif kind in (TK_RPAREN, TK_RBRACKET, TK_RBRACE):
                depth -= 1
            elif kind == TK_LT and closing(w, token):
                token = closing(w, token)
            token += 1
        if token == first or token >= w.token_count:
            return None
        return w.source[token_start(w, first):token_end(w, token - 1)].decode("utf-8", "replace")


cdef uint32_t closing(const Workspace *w, uint32_t token) noexcept nogil:
    """The `>` of template arguments that are followed by a call, 0 if `<` begins none."""
    cdef uint32_t depth = 0
    while token + 1 < w.token_count:
        if w.tokens[token].kind == TK_LT:
            depth += 1
        elif w.tokens[token].kind in (TK_GT, TK_SHR, TK_USHR):
            depth -= min(depth, 1 if w.tokens[token].kind == TK_GT else 2 if w.tokens[token].kind == TK_SHR else 3)
            if depth == 0:
                return token if w.tokens[token + 1].kind == TK_LPAREN else 0
        elif w.tokens[token].kind in (TK_LPAREN, TK_RPAREN, TK_LBRACE, TK_SEMI, TK_ASSIGN):
            return 0
        token += 1
    return 0


cdef Declarations declared_by(FfiRegistry registry, str name, list sources, list uses, bint strict):
    global making
    cdef Kept kept = Kept.__new__(Kept)
    cdef UnitDeclarations made
    kept.to_look_at = True
    try:
        build_unit(registry, name, sources, uses, strict, <uint32_t>0xffffffff, 0, None, kept, NOGIL_SOURCE)
    finally:
        raise_what_stopped()
    making = True
    try:
        made = UnitDeclarations.__new__(UnitDeclarations)
    finally:
        making = False
    made.kept = kept
    made.registry = registry
    made.own_sections = <uint32_t>len(sources)
    made.own = kept.tier
    made.bit = 0
    made.cx = kept.cx
    return made
