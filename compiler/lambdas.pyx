# cython: language_level=3, boundscheck=False, wraparound=False, cdivision=True, initializedcheck=False
"""Anonymous functions: `function(a, b) { ... }`.

What it is: the way from a Lambda node and the signature that is wanted to a function of the unit, which is compiled like
those that the compiler makes itself, after the function around it. What it is not: handles to functions (`funcdef`).

An anonymous function is a global function in the scope of the code around it. It captures nothing: names of local
variables around it are kept for the message alone. The same node can become several functions, one for each signature;
code that is generated again finds the function that it made before.
"""
from libc.stdint cimport uint8_t, uint32_t
from libc.stdio cimport snprintf
from libc.string cimport memcpy

from seraphscript.compiler.diagnostics cimport node_span
from seraphscript.compiler.emit cimport grow
from seraphscript.compiler.error_codes cimport E_CAPTURE
from seraphscript.compiler.gen cimport Gen, LambdaInfo
from seraphscript.compiler.nodes cimport *
from seraphscript.compiler.types cimport gen_error, gen_hint, local_find, type_of_node
from seraphscript.compiler.workspace cimport token_start
from seraphscript.registry.context cimport (
    ctx_func, ctx_name, ctx_new_func, ctx_note, ctx_param_type, ctx_params, ctx_return_type,
)
from seraphscript.registry.names cimport names_intern
from seraphscript.registry.tier cimport FF_LAMBDA, FF_RETURNS_REF, FF_SHARED, PM_IN, PM_INOUT, PM_OUT, PM_VALUE, FuncRec, FuncRef, ParamRec, TypeRef
from seraphscript.vm.layout cimport NO_FUNC

cdef enum:
    NOTE_LAMBDA = 41            # ctx_note space: Lambda node -> its first row in Gen.lambdas, plus 1
    MAX_NAME = 240


cdef uint32_t sig_of(Gen *g, uint32_t node) noexcept nogil:
    return Lambda_sig(g.w, node) if node_kind(g.w, node) == NK_Lambda else Func_sig(g.w, node)


cdef uint32_t body_of(Gen *g, uint32_t node) noexcept nogil:
    return Lambda_body(g.w, node) if node_kind(g.w, node) == NK_Lambda else Func_body(g.w, node)


cdef inline uint32_t mode_of(Gen *g, uint32_t param) noexcept nogil:
    cdef uint32_t mode = node_op(g.w, param)
    return PM_VALUE if mode == REF_NONE else PM_IN if mode == REF_IN else PM_OUT if mode == REF_OUT else PM_INOUT


cdef int lambda_fits(Gen *g, uint32_t node, FuncRef signature, TypeRef instance) noexcept nogil:
    cdef uint32_t param = Sig_params(g.w, Lambda_sig(g.w, node)), i = 0, n = ctx_func(g.cx, signature).nparams
    while param != 0:
        if i == n:
            return 0
        if Param_type(g.w, param) != 0 and (
                type_of_node(g, Param_type(g.w, param), g.fs.scope) != ctx_param_type(g.cx, signature, i, instance)
                or mode_of(g, param) != ctx_params(g.cx, signature)[i].mode):
            return 0
        i += 1
        param = node_next(g.w, param)
    return i == n


cdef int same_types(Gen *g, FuncRef f, FuncRef signature, TypeRef instance) noexcept nogil:
    """Was the function made for this signature? (Modes differ only where types do not: both are compared.)"""
    cdef uint32_t i
    if ctx_func(g.cx, f).ret != ctx_return_type(g.cx, signature, instance) or (
            ctx_func(g.cx, f).flags ^ ctx_func(g.cx, signature).flags) & FF_RETURNS_REF:
        return 0
    for i in range(ctx_func(g.cx, f).nparams):
        if ctx_params(g.cx, f)[i].type != ctx_param_type(g.cx, signature, i, instance) or (
                ctx_params(g.cx, f)[i].mode != ctx_params(g.cx, signature)[i].mode):
            return 0
    return 1


cdef int keep_names(Gen *g, uint32_t node, LambdaInfo *l) noexcept nogil:
    """The names in the function that are local variables around it."""
    cdef uint32_t first, last, t, name, local
    l.first_name = g.ncaptured
    node_span(g.w, node, &first, &last)
    for t in range(first, last + 1):
        if t >= g.w.token_count or g.w.tokens[t].kind != TK_IDENT:
            continue
        name = g.w.tokens[t].val
        local = local_find(g, name)
        if local == 0:
            continue
        g.locals[local - 1].used = 1            # naming it is an error of its own: it is not unused as well
        if not grow(g, <void**>&g.captured, &g.cap_captured, g.ncaptured, sizeof(uint32_t)):
            return 0
        g.captured[g.ncaptured] = name
        g.ncaptured += 1
    if g.fs.lambda_ != 0:                       # and those around the one that it stands in
        for t in range(g.lambdas[g.fs.lambda_ - 1].first_name, g.lambdas[g.fs.lambda_ - 1].end_name):
            if not grow(g, <void**>&g.captured, &g.cap_captured, g.ncaptured, sizeof(uint32_t)):
                return 0
            g.captured[g.ncaptured] = g.captured[t]
            g.ncaptured += 1
    l.end_name = g.ncaptured
    l.first_using = g.ncaptured
    for t in range(2 * g.nusings):              # all of them: those of the unit stay where they are
        if not grow(g, <void**>&g.captured, &g.cap_captured, g.ncaptured, sizeof(uint32_t)):
            return 0
        g.captured[g.ncaptured] = g.using_in[t >> 1] if t & 1 else g.usings[t >> 1]
        g.ncaptured += 1
    l.end_using = g.ncaptured
    return 1


cdef uint32_t lambda_name(Gen *g, uint32_t number) noexcept nogil:
    """No name that a script could write: "main.lambda2"."""
    cdef char text[MAX_NAME + 32]
    cdef uint32_t n = 0
    cdef const char *outer
    if g.fs.func != 0:
        outer = ctx_name(g.cx, ctx_func(g.cx, g.fs.func).name, &n)
        n = min(n, <uint32_t>MAX_NAME)
        memcpy(text, outer, n)
    n += <uint32_t>snprintf(text + n, 32, ".lambda%u" if n else "lambda%u", number)
    return names_intern(&g.w.names, <const uint8_t*>text, n)


cdef FuncRef lambda_function(Gen *g, uint32_t node, FuncRef signature, TypeRef instance) noexcept nogil:
    cdef uint32_t *note = ctx_note(g.cx, NOTE_LAMBDA, node)
    cdef uint32_t i, n = ctx_func(g.cx, signature).nparams, before, number = 1, param, name
    cdef FuncRef f
    cdef FuncRec *rec
    cdef ParamRec *p
    cdef TypeRef t
    cdef LambdaInfo *l
    if note == NULL:
        return 0
    before = note[0]
    i = before
    while i != 0:
        if ctx_func(g.cx, g.lambdas[i - 1].func).scope == g.fs.scope and same_types(
                g, g.lambdas[i - 1].func, signature, instance):
            return g.lambdas[i - 1].func
        i = g.lambdas[i - 1].before
    if not grow(g, <void**>&g.lambdas, &g.cap_lambdas, g.nlambdas, sizeof(LambdaInfo)):
        return 0
    if g.nlambdas and g.lambdas[g.nlambdas - 1].outer == g.fs.func:
        number = g.lambdas[g.nlambdas - 1].number + (0 if before == g.nlambdas else 1)
    name = lambda_name(g, number)
    f = ctx_new_func(g.cx, g.fs.scope, name, n)
    if f == 0:
        g.failed = 1
        return 0
    l = &g.lambdas[g.nlambdas]
    l.func = f
    l.outer = g.fs.func
    l.number = number
    l.before = before
    if not keep_names(g, node, l):
        return 0
    g.nlambdas += 1
    note = ctx_note(g.cx, NOTE_LAMBDA, node)
    if note != NULL:
        note[0] = g.nlambdas
    rec = ctx_func(g.cx, f)
    rec.flags = FF_LAMBDA | (ctx_func(g.cx, signature).flags & FF_RETURNS_REF) | (FF_SHARED if g.in_shared else 0)
    rec.nrequired = <uint8_t>n
    rec.node = node
    rec.offset = token_start(g.w, node_token(g.w, node))
    rec.impl = NO_FUNC
    rec.decl = g.nlambdas
    t = ctx_return_type(g.cx, signature, instance)
    ctx_func(g.cx, f).ret = t
    param = Sig_params(g.w, Lambda_sig(g.w, node))
    for i in range(n):
        t = ctx_param_type(g.cx, signature, i, instance)
        p = &ctx_params(g.cx, f)[i]
        p.type = t
        p.mode = ctx_params(g.cx, signature)[i].mode
        p.name = Param_name(g.w, param)
        param = node_next(g.w, param)
    return f


cdef uint32_t lambda_enter(Gen *g, FuncRef f) noexcept nogil:
    cdef const LambdaInfo *l
    cdef uint32_t i, usings = g.nusings
    if not ctx_func(g.cx, f).flags & FF_LAMBDA:
        g.fs.lambda_ = 0
        return usings
    g.fs.lambda_ = ctx_func(g.cx, f).decl
    l = &g.lambdas[g.fs.lambda_ - 1]
    g.nusings = 0
    for i in range(l.first_using, l.end_using, 2):
        g.usings[g.nusings] = g.captured[i]
        g.using_in[g.nusings] = g.captured[i + 1]
        g.nusings += 1
    return usings


cdef int lambda_names_local(Gen *g, uint32_t node, uint32_t name) noexcept nogil:
    cdef uint32_t i
    if g.fs.lambda_ == 0:
        return 0
    for i in range(g.lambdas[g.fs.lambda_ - 1].first_name, g.lambdas[g.fs.lambda_ - 1].end_name):
        if g.captured[i] == name:
            gen_error(g, E_CAPTURE, node, "'%N' is a local variable outside of this anonymous function, which cannot "
                      "capture it", name)
            gen_hint(g, "pass '%N' as an argument, or make it a member of an object and use a method of it", name)
            return 1
    return 0
