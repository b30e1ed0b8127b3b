# cython: language_level=3, boundscheck=False, wraparound=False, cdivision=True, initializedcheck=False
"""Overload resolution: which function a call means, and which argument goes to which parameter.

What it is: candidates of both tiers, binding of positional and named arguments, ranking by the sum of the
conversion costs of all arguments (`conv_cost`), as in the C++ engine.
What it is not: the evaluation of arguments or the call itself (`call`).

Equal sums are ambiguous, with two exceptions: a non-const method wins over a const one for an object that is
not read-only, and a function of the script over one of the host.
"""
from libc.stdint cimport uint8_t, uint32_t
from libc.string cimport memset

from seraphscript.compiler.convert cimport CC_IMPOSSIBLE, CC_VARIABLE, TR_U8, TR_VAR, conv_cost, is_array, is_error, is_string
from seraphscript.compiler.emit cimport gen_mark, gen_rollback, grow
from seraphscript.compiler.error_codes cimport E_AMBIGUOUS, E_ARGUMENT_COUNT, E_NAMED_ARGUMENT, E_NO_MATCH, E_TOO_MANY
from seraphscript.compiler.gen cimport (
    V_FIELD, V_FUNC, V_GLOBAL, V_LAMBDA, V_LIST, V_LOCAL, V_PARTS, V_PROP, V_TYPE, Arg, Gen, Mark, Value,
)
from seraphscript.compiler.hints cimport (
    const_method_error, hint_candidates, hint_order, hint_parameter, note_function,
)
from seraphscript.compiler.infer cimport inferred
from seraphscript.compiler.member cimport member_type
from seraphscript.compiler.nodes cimport *
from seraphscript.compiler.types cimport callee_lookup, gen_error, gen_follows, gen_hint, name_lookup, type_bare
from seraphscript.compiler.values cimport value_ready
from seraphscript.registry.context cimport (
    ctx_find_ffi_func, ctx_find_func, ctx_func, ctx_param_type, ctx_params, ctx_return_type, ctx_targ, ctx_type,
    ctx_type_text,
)
from seraphscript.registry.tier cimport (
    FF_CONST, FF_CONSTRUCTOR, FF_HOST, FF_TEMPLATE, FF_VARIADIC, PM_OUT, REF_MASK, T_CONST, T_HANDLE, TIER_FFI, FuncRec, FuncRef, ParamRec, ScopeRef, TypeRef,
)


# ---------------------------------------------------------------------------------------------- candidates

cdef Overloads methods_of(Gen *g, TypeRef type, int const_object, uint32_t name) noexcept nogil:
    cdef Overloads o
    cdef ScopeRef members = ctx_type(g.cx, type).members
    value_ready(g, type)
    o.script = ctx_find_func(g.cx, members, name) if members else 0
    o.ffi = ctx_find_ffi_func(g.cx, members, name) if members else 0
    o.instance = type
    o.const_object = const_object
    o.direct = 0
    o.targs = 0
    return o


cdef FuncRef next_candidate(Gen *g, const Overloads *o, FuncRef f) noexcept nogil:
    if f == 0:
        return o.script if o.script != 0 else o.ffi
    if ctx_func(g.cx, f).next != 0:
        return ctx_func(g.cx, f).next
    return o.ffi if not f & TIER_FFI else 0


cdef FuncRef only_one(Gen *g, const Overloads *o) noexcept nogil:
    cdef FuncRef f = next_candidate(g, o, 0)
    return f if f != 0 and next_candidate(g, o, f) == 0 else 0


# ----------------------------------------------------------------------------------------------- arguments

cdef uint32_t arg_push(Gen *g, uint32_t node, uint32_t name) noexcept nogil:
    cdef Arg *a
    if g.nargs >= g.cap_args and not grow(g, <void**>&g.args, &g.cap_args, g.nargs, sizeof(Arg)):
        return NO_ARG
    a = &g.args[g.nargs]
    memset(a, 0, sizeof(Arg))
    a.node = node
    a.name = name
    g.nargs += 1
    return g.nargs - 1


cdef int args_push(Gen *g, uint32_t list, uint32_t node) noexcept nogil:
    cdef int n = 0
    cdef uint32_t i
    while list != 0:
        if n == 255:
            gen_error(g, E_TOO_MANY, node, "too many arguments: at most 255")
            return -1
        if node_kind(g.w, list) == NK_NamedArg:
            i = arg_push(g, NamedArg_value(g.w, list), NamedArg_name(g.w, list))
        else:
            i = arg_push(g, list, 0)
        if i == NO_ARG:
            return -1
        n += 1
        list = node_next(g.w, list)
    return n


cdef int bind(Gen *g, FuncRef f, uint32_t base, uint32_t n, uint32_t node, int report) noexcept nogil:
    cdef FuncRec *rec = ctx_func(g.cx, f)
    cdef ParamRec *params = ctx_params(g.cx, f)
    cdef uint32_t i, p, nparams = rec.nparams
    cdef int variadic = (rec.flags & FF_VARIADIC) != 0 and nparams > 0
    cdef uint8_t given[256]
    if n > nparams and not variadic:
        if report:
            gen_error(g, E_ARGUMENT_COUNT, node, "'%N' takes %d argument(s), got %d", rec.name, <int>nparams, <int>n)
            gen_follows(g, rec.owner)
            gen_hint(g, "it is declared as %F", f)
            note_function(g, f, "it is declared here")
        return 0
    memset(given, 0, nparams + 1)
    for i in range(n):
        if g.args[base + i].name == 0:
            p = i
            if variadic and p >= nparams - 1:
                p = nparams - 1
        else:
            p = 0
            while p < nparams and params[p].name != g.args[base + i].name:
                p += 1
            if p == nparams:
                if report:
                    gen_error(g, E_NAMED_ARGUMENT, g.args[base + i].node, "'%N' has no parameter '%N'", rec.name,
                              g.args[base + i].name)
                    hint_parameter(g, f, g.args[base + i].name)
                return 0
            if given[p]:
                if report:
                    gen_error(g, E_NAMED_ARGUMENT, g.args[base + i].node, "parameter '%N' is given twice",
                              g.args[base + i].name)
                return 0
        given[p] = 1
        g.args[base + i].param = p
    for p in range(nparams):
        if not given[p] and not params[p].has_default and not (variadic and p == nparams - 1):
            if report:
                if g.args[base + n - 1].name if n else 0:
                    gen_error(g, E_ARGUMENT_COUNT, node, "parameter %d of '%N' is missing", <int>(p + 1), rec.name)
                else:
                    gen_error(g, E_ARGUMENT_COUNT, node, "'%N' takes %s%d argument(s), got %d", rec.name,
                              <const char*>"at least " if variadic or rec.nrequired < nparams else <const char*>"",
                              <int>rec.nrequired, <int>n)
                gen_follows(g, rec.owner)
                gen_hint(g, "it is declared as %F", f)
                note_function(g, f, "it is declared here")
            return 0
    return 1


cdef int may_be_out(Gen *g, const Overloads *o, uint32_t base, uint32_t i) noexcept nogil:
    cdef FuncRef f = next_candidate(g, o, 0)
    cdef uint32_t p
    while f != 0:
        for p in range(ctx_func(g.cx, f).nparams):
            if ctx_params(g.cx, f)[p].mode == PM_OUT and (
                    p == i if g.args[base + i].name == 0 else ctx_params(g.cx, f)[p].name == g.args[base + i].name):
                return 1
        f = next_candidate(g, o, f)
    return 0


# ------------------------------------------------------------------------------------------------ ranking

cdef int arg_cost(Gen *g, FuncRef f, const Overloads *o, uint32_t i) noexcept nogil:
    """Cost of passing argument i (an index of g.args) to the parameter it is bound to."""
    cdef uint32_t p = g.args[i].param
    cdef TypeRef type = ctx_param_type(g.cx, f, p, o.instance)
    cdef Value v = g.args[i].v, back
    if ctx_params(g.cx, f)[p].mode != PM_OUT:
        return conv_cost(g, v, type)
    if node_kind(g.w, g.args[i].node) == NK_VoidArg:
        return 0
    if g.args[i].ready and v.sort != V_LOCAL and v.sort != V_GLOBAL:
        return CC_IMPOSSIBLE                # no variable
    if (type & REF_MASK) == TR_VAR:
        return CC_VARIABLE
    back = v
    back.sort = V_GLOBAL                    # from the parameter to the variable
    back.is_const = 0
    back.type = type
    return conv_cost(g, back, v.type)


cdef int total_cost(Gen *g, FuncRef f, const Overloads *o, uint32_t base, uint32_t n) noexcept nogil:
    cdef uint32_t i
    cdef int sum = 0, cost
    for i in range(base, base + n):
        cost = arg_cost(g, f, o, i)
        if cost < 0:
            return -1
        sum += cost
    return sum


cdef uint32_t put_text(char *to, uint32_t at, uint32_t size, const char *text) noexcept nogil:
    while text[0] != 0 and at + 1 < size:
        to[at] = text[0]
        at += 1
        text += 1
    to[at] = 0
    return at


cdef void arg_types(Gen *g, uint32_t base, uint32_t n, char *text, uint32_t size) noexcept nogil:
    cdef uint32_t i, at = 0
    cdef char one[200]
    cdef Value v
    text[0] = 0
    for i in range(n):
        if i:
            at = put_text(text, at, size, ", ")
        v = g.args[base + i].v
        if v.sort == V_LIST:
            at = put_text(text, at, size, "{...}")
        elif node_kind(g.w, g.args[base + i].node) == NK_VoidArg:
            at = put_text(text, at, size, "void")
        elif v.sort == V_LAMBDA:
            at = put_text(text, at, size, "function")
        elif v.sort == V_FUNC or v.sort == V_TYPE:
            at = put_text(text, at, size, "?")
        else:
            ctx_type_text(g.cx, v.type, one, sizeof(one))
            at = put_text(text, at, size, one)


cdef int fitting_order(
    Gen *g, FuncRef f, const Overloads *o, uint32_t base, uint32_t n, uint32_t *order
) noexcept nogil:
    cdef uint8_t fits[MAX_ORDER][MAX_ORDER]
    cdef uint32_t i, p = 0, saved, used = 0
    if n < 2 or n > MAX_ORDER or n != ctx_func(g.cx, f).nparams or ctx_func(g.cx, f).flags & FF_VARIADIC:
        return 0
    for i in range(n):
        if g.args[base + i].node == 0 or g.args[base + i].name != 0:
            return 0
        if g.args[base + i].v.sort != V_LIST and (g.args[base + i].v.type == 0 or is_error(g.args[base + i].v.type)):
            return 0
        saved = g.args[base + i].param
        for p in range(n):
            g.args[base + i].param = p
            fits[i][p] = arg_cost(g, f, o, base + i) >= 0
        g.args[base + i].param = saved
    p = 0
    order[0] = 0
    while True:                             # parameter by parameter, back where no argument is left that fits
        i = order[p]
        while i < n and (used >> i & 1 or not fits[i][p]):
            i += 1
        if i < n:
            order[p] = i
            used |= <uint32_t>1 << i
            p += 1
            if p == n:
                return 1
            order[p] = 0
        elif p == 0:
            return 0
        else:
            p -= 1
            used &= ~(<uint32_t>1 << order[p])
            order[p] += 1


cdef int some_count_fits(Gen *g, const Overloads *o, uint32_t base, uint32_t n, uint32_t node) noexcept nogil:
    cdef FuncRef f = next_candidate(g, o, 0)
    while f != 0:
        if bind(g, f, base, n, node, 0):
            return 1
        f = next_candidate(g, o, f)
    return 0


cdef void no_match(
    Gen *g, const Overloads *o, uint32_t base, uint32_t n, uint32_t node, FuncRef a, FuncRef b
) noexcept nogil:
    """Report a call that fits no candidate (a = 0) or two alike."""
    cdef char text[500]
    cdef FuncRef f = next_candidate(g, o, 0)
    cdef uint32_t order[MAX_ORDER]
    cdef uint32_t i, named = 0
    arg_types(g, base, n, text, sizeof(text))
    if a != 0:
        gen_error(g, E_AMBIGUOUS, node, "the call of '%N' with (%s) is ambiguous", ctx_func(g.cx, f).name,
                  <const char*>text)
        gen_hint(g, "it could mean %M or %M", a, o.instance, b, o.instance)
        note_function(g, a, "one is declared here")
        note_function(g, b, "the other one is declared here")
        return
    for i in range(n):
        named |= g.args[base + i].name
    if named == 0 and not some_count_fits(g, o, base, n, node):
        gen_error(g, E_ARGUMENT_COUNT, node, "no %s '%N' takes %d argument(s)",
                  <const char*>"constructor" if ctx_func(g.cx, f).flags & FF_CONSTRUCTOR else
                  <const char*>"method" if o.instance else <const char*>"function", ctx_func(g.cx, f).name, <int>n)
        gen_follows(g, ctx_func(g.cx, f).owner)
    elif o.instance:
        gen_error(g, E_NO_MATCH, node, "no method '%N' of '%T' takes the arguments (%s)", ctx_func(g.cx, f).name,
                  o.instance & REF_MASK, <const char*>text)
    else:
        gen_error(g, E_NO_MATCH, node, "no function '%N' takes the arguments (%s)", ctx_func(g.cx, f).name,
                  <const char*>text)
    while f != 0:
        if fitting_order(g, f, o, base, n, order):
            hint_order(g, f, o.instance, order, n)
            return
        f = next_candidate(g, o, f)
    hint_candidates(g, o)


cdef inline int is_hosts(Gen *g, FuncRef f) noexcept nogil:
    return f & TIER_FFI or ctx_func(g.cx, f).flags & FF_HOST


cdef inline int is_instance(Gen *g, FuncRef f) noexcept nogil:
    """Is it what a template function of the host became?"""
    return not f & TIER_FFI and ctx_func(g.cx, f).flags & FF_HOST


cdef FuncRef best_overload(
    Gen *g, const Overloads *o, uint32_t base, uint32_t n, uint32_t node, int quiet
) noexcept nogil:
    cdef FuncRef next = next_candidate(g, o, 0), best = 0, tie = 0, f
    cdef int cost, best_cost = 0
    cdef uint32_t errors
    cdef FuncRef only_const = 0             # one that would fit if the object were not read-only
    while next != 0:
        f = next
        next = next_candidate(g, o, f)
        if ctx_func(g.cx, f).flags & FF_TEMPLATE:
            f = inferred(g, f, o, base, n, node, 0) if bind(g, f, base, n, node, 0) else 0
        elif o.targs:
            f = 0                           # type arguments are for templates
        if f != 0 and bind(g, f, base, n, node, 0):
            cost = total_cost(g, f, o, base, n)
            if cost >= 0:
                cost *= 2
                if o.instance and not ctx_func(g.cx, f).flags & FF_CONST:
                    if o.const_object:
                        cost = -1
                        only_const = f
                elif o.instance and not o.const_object:
                    cost += 1
            if cost >= 0:
                if best == 0 or cost < best_cost or (cost == best_cost and is_instance(g, best) > is_instance(g, f)):
                    best = f
                    best_cost = cost
                    tie = 0
                elif cost == best_cost and is_hosts(g, f) == is_hosts(g, best) and is_instance(g, f) == is_instance(g, best):
                    tie = f
    if best != 0 and tie == 0:
        bind(g, best, base, n, node, 0)
        return best
    if quiet and (best == 0 or quiet != QUIET_NO_MATCH):
        return 0
    if best == 0 and only_one(g, o) and ctx_func(g.cx, only_one(g, o)).flags & FF_TEMPLATE and bind(
            g, only_one(g, o), base, n, node, 1):
        errors = g.w.error_count
        inferred(g, only_one(g, o), o, base, n, node, 1)
        if g.w.error_count != errors:
            return 0
    if best == 0 and only_const:
        const_method_error(g, only_const, o.instance, node)
    else:
        no_match(g, o, base, n, node, best, tie)
    return 0


# -------------------------------------------------------------------------------------- types without code

cdef TypeRef result_of(Gen *g, const Overloads *o) noexcept nogil:
    """The result type that all candidates have, 0 if they differ."""
    cdef FuncRef f = next_candidate(g, o, 0)
    cdef TypeRef type = ctx_return_type(g.cx, f, o.instance) if f != 0 else 0
    while f != 0:
        if ctx_return_type(g.cx, f, o.instance) != type or ctx_func(g.cx, f).flags & FF_TEMPLATE:
            return 0
        f = next_candidate(g, o, f)
    return type


cdef TypeRef quick_type(Gen *g, uint32_t node) noexcept nogil:
    cdef uint32_t kind = node_kind(g.w, node), callee
    cdef Value v
    cdef Overloads o
    cdef Mark mark
    cdef TypeRef t
    if kind == NK_Ident:
        v = name_lookup(g, node)
        if v.sort == V_PROP:
            return 0 if is_error(v.type) else v.type
        if v.sort == V_LOCAL or v.sort == V_GLOBAL or v.sort == V_FIELD or v.sort == V_PARTS:
            return v.type | (T_CONST if v.is_const == 1 and not v.type & T_HANDLE else 0)
        return 0
    if kind == NK_StrLit:
        return ctx_func(g.cx, g.cx.string_factory).ret if g.cx.string_factory else g.cx.string_type
    if kind == NK_Unary and node_op(g.w, node) == OPR_HANDLE:
        t = quick_type(g, Unary_expr(g.w, node))
        return t | T_HANDLE if t != 0 else 0
    if kind == NK_Cast:
        gen_mark(g, &mark)                  # what is wrong with the type is reported when code is made of it
        t = type_bare(g, Cast_type(g.w, node), g.fs.scope)
        gen_rollback(g, &mark)
        return t | T_HANDLE if not is_error(t) else 0
    if kind == NK_This:
        return g.fs.owner | (T_CONST if g.fs.this_const else 0) if g.fs.owner != 0 else 0
    if kind == NK_Member:
        t = quick_type(g, Member_object(g.w, node))
        return member_type(g, t, Member_name(g.w, node)) if t != 0 else 0
    if kind == NK_Index:
        t = quick_type(g, Index_object(g.w, node))
        if t == 0:
            return 0
        if is_string(g, t):
            return TR_U8
        if not is_array(g, t):
            return 0
        return ctx_targ(g.cx, t, 0) | (t & T_CONST if not ctx_targ(g.cx, t, 0) & T_HANDLE else 0)
    if kind == NK_Assign:
        return quick_type(g, Assign_target(g.w, node))
    if kind == NK_Ternary:
        t = quick_type(g, Ternary_then(g.w, node))
        return t if t != 0 and t == quick_type(g, Ternary_else(g.w, node)) else 0
    if kind == NK_Binary:                       # a sum with a string among the first two is one, whatever follows
        while kind == NK_Binary and node_op(g.w, node) == OPR_ADD:
            t = quick_type(g, Binary_right(g.w, node))
            if t != 0 and is_string(g, t):
                return g.cx.string_type
            node = Binary_left(g.w, node)
            kind = node_kind(g.w, node)
        t = quick_type(g, node) if kind != NK_Binary else 0
        return g.cx.string_type if t != 0 and is_string(g, t) else 0
    if kind == NK_Call:
        callee = Call_callee(g.w, node)
        if node_kind(g.w, callee) == NK_Ident:
            v = callee_lookup(g, callee)
            if v.sort == V_TYPE:
                return v.type
            if v.sort != V_FUNC:
                return 0
            o.script = v.index
            o.ffi = v.index2
            o.instance = 0
            o.const_object = 0
            o.direct = 0
            o.targs = 0
            return result_of(g, &o)
        if node_kind(g.w, callee) == NK_Member:
            t = quick_type(g, Member_object(g.w, callee))
            if t == 0:
                return 0
            o = methods_of(g, t, 0, Member_name(g.w, callee))
            return result_of(g, &o)
    return 0
