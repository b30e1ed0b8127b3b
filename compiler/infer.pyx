# cython: language_level=3, boundscheck=False, wraparound=False, cdivision=True, initializedcheck=False
"""Template functions: which types their parameters stand for in a call.

What it is: type arguments as they are written, `max<int>(1, 2)`, or out of the types of the arguments, and the function that
results. What it is not: the instances themselves (`registry/context`), or the choice among overloads (`overload`).

Rules
- Each parameter of the function whose type has a T in it says what T is; `const` and the way of passing do not count.
- What derives from an instance of a template says what that one would.
- An object that is passed for a T makes it a handle, `Foo@`, as the host gets objects by handle.
- If two arguments say different things the call is an error: there is no common type, it has to be written.
- A T that no argument tells has to be written.
"""
from libc.stdint cimport uint32_t
from libc.string cimport memset

from seraphscript.compiler.convert cimport TR_VOID, is_error
from seraphscript.compiler.error_codes cimport E_NO_MATCH, E_TEMPLATE_ARGS
from seraphscript.compiler.funcdef cimport is_untyped
from seraphscript.compiler.gen cimport V_LIST, V_NULL, V_TYPE, Gen, Value
from seraphscript.compiler.nodes cimport *
from seraphscript.compiler.overload cimport Overloads
from seraphscript.compiler.types cimport gen_error, gen_hint, type_of_node
from seraphscript.registry.context cimport (
    INST_OK, ctx_base, ctx_func, ctx_function_instance, ctx_inst_message, ctx_param_type, ctx_targ, ctx_type,
)
from seraphscript.registry.tier cimport (
    REF_MASK, T_CONST, T_CONST_HANDLE, T_HANDLE, TF_GENERIC, TF_REFERENCE, TIER_FFI, TS_INSTANCE, TS_PARAM, TS_VALUE, FuncRef,
    TypeRec, TypeRef,
)

cdef enum:
    MAX_TARGS = 8
    MAX_DEPTH = 16              # of types within types

cdef struct Guess:
    TypeRef type                # 0: unknown yet
    uint32_t arg                # the argument that said it, from 1 on


cdef struct Inference:
    TypeRef template            # has the parameters
    uint32_t count
    Guess guesses[MAX_TARGS]
    uint32_t arg
    uint32_t conflict           # 1 + the parameter that two arguments disagree about, 0: none
    uint32_t other              # ... the argument that says otherwise,
    TypeRef other_type          # ... and what


cdef void say(Inference *x, uint32_t i, TypeRef type) noexcept nogil:
    if x.guesses[i].type == 0:
        x.guesses[i].type = type
        x.guesses[i].arg = x.arg
    elif x.guesses[i].type != type and x.conflict == 0:
        x.conflict = i + 1
        x.other = x.arg
        x.other_type = type


cdef void match(Gen *g, Inference *x, TypeRef param, TypeRef arg, int is_argument, uint32_t depth) noexcept nogil:
    """Compare the type of a parameter with that of an argument. What does not fit says nothing: the call reports it."""
    cdef const TypeRec *rec = ctx_type(g.cx, param)
    cdef TypeRef template
    cdef uint32_t i, nargs
    if not rec.flags & TF_GENERIC or depth > MAX_DEPTH:
        return
    if rec.sort == TS_PARAM:
        for i in range(x.count):
            if (ctx_targ(g.cx, x.template, i) ^ param) & REF_MASK == 0:
                arg &= ~<TypeRef>T_CONST_HANDLE
                if param & T_HANDLE:
                    arg &= REF_MASK
                elif is_argument and not arg & T_HANDLE and ctx_type(g.cx, arg).flags & TF_REFERENCE and (
                        ctx_type(g.cx, arg).sort != TS_VALUE):
                    arg |= T_HANDLE
                if not arg & T_HANDLE:
                    arg &= REF_MASK
                elif param & T_CONST and not param & T_HANDLE and not is_argument:
                    arg &= ~<TypeRef>T_CONST
                say(x, i, arg)
        return
    if rec.sort != TS_INSTANCE:
        return
    template = rec.base & REF_MASK
    while is_argument and (ctx_type(g.cx, arg).sort != TS_INSTANCE or ctx_type(g.cx, arg).base & REF_MASK != template):
        arg = ctx_base(g.cx, arg) if arg & TIER_FFI or ctx_type(g.cx, arg).sort == TS_INSTANCE else 0
        if arg == 0:
            return
    rec = ctx_type(g.cx, param)     # an instance that is new may have moved the records
    if ctx_type(g.cx, arg).sort != TS_INSTANCE or ctx_type(g.cx, arg).base & REF_MASK != template or (
            rec.nargs != ctx_type(g.cx, arg).nargs):
        return
    nargs = rec.nargs
    for i in range(nargs):
        match(g, x, ctx_targ(g.cx, param, i), ctx_targ(g.cx, arg, i), 0, depth + 1)


cdef int written(Gen *g, Inference *x, FuncRef f, uint32_t list, uint32_t node, int report) noexcept nogil:
    """Take the written type arguments; fewer than there are parameters leave the rest to the arguments of the call."""
    cdef uint32_t i = 0
    cdef TypeRef t
    while list != 0:
        if i == x.count:
            if report:
                gen_error(g, E_TEMPLATE_ARGS, node, "template '%N' expects %d type argument(s), got more", ctx_func(g.cx, f).name,
                          <int>x.count)
            return 0
        t = type_of_node(g, list, g.fs.scope)
        if is_error(t):
            return 0
        x.guesses[i].type = t
        i += 1
        list = node_next(g.w, list)
    return 1


cdef FuncRef inferred(Gen *g, FuncRef f, const Overloads *o, uint32_t base, uint32_t n, uint32_t node, int report) noexcept nogil:
    cdef Inference x
    cdef TypeRef args[MAX_TARGS]
    cdef TypeRef param
    cdef uint32_t i
    cdef int error = INST_OK
    cdef Value v
    cdef FuncRef made
    memset(&x, 0, sizeof(x))
    x.template = ctx_func(g.cx, f).slot | TIER_FFI
    x.count = ctx_type(g.cx, x.template).nargs
    if x.count > MAX_TARGS or not written(g, &x, f, o.targs, node, report):
        return 0
    for i in range(n):
        v = g.args[base + i].v
        if v.sort == V_LIST or v.sort == V_NULL or v.sort == V_TYPE or is_untyped(v) or is_error(v.type) or (
                v.type == TR_VOID) or node_kind(g.w, g.args[base + i].node) == NK_VoidArg:
            continue
        param = ctx_param_type(g.cx, f, g.args[base + i].param, o.instance)
        x.arg = i + 1
        if not o.targs:
            match(g, &x, param, v.type, 1, 0)
    if x.conflict:
        i = x.conflict - 1
        if report:
            gen_error(g, E_NO_MATCH, node, "'%T' of '%N' would be '%T' by argument %d and '%T' by argument %d",
                      ctx_targ(g.cx, x.template, i), ctx_func(g.cx, f).name, x.guesses[i].type, <int>x.guesses[i].arg,
                      x.other_type, <int>x.other)
            gen_hint(g, "write the type: %N<%T>(...)", ctx_func(g.cx, f).name, x.other_type)
        return 0
    for i in range(x.count):
        args[i] = x.guesses[i].type
        if args[i] == 0:
            if report:
                gen_error(g, E_TEMPLATE_ARGS, node, "no argument tells what '%T' of '%N' is", ctx_targ(g.cx, x.template, i),
                          ctx_func(g.cx, f).name)
                gen_hint(g, "write the type: %N<...>(...)", ctx_func(g.cx, f).name)
            return 0
    made = ctx_function_instance(g.cx, f, o.instance, args, x.count, &error)
    if made == 0 and report:
        gen_error(g, E_TEMPLATE_ARGS, node, "invalid template instantiation of '%N': %s", ctx_func(g.cx, f).name,
                  ctx_inst_message(g.cx, error))
    return made
