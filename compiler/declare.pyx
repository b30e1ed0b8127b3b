# cython: language_level=3, boundscheck=False, wraparound=False, cdivision=True, initializedcheck=False
"""The registration passes: what a unit declares goes into its script tier.

What it is: two walks over the declarations of all sections. The first registers the names of namespaces,
types and enum values, so that order does not matter; the second resolves the types in typedefs, functions and
globals and finds duplicates.
What it is not: constant values and `auto` globals (`globals`, on demand) or code.
"""
from libc.stdint cimport uint8_t, uint16_t, uint32_t

from seraphscript.compiler.classes cimport check_accessor, class_info, class_name, classes_declare
from seraphscript.compiler.error_codes cimport (
    E_DUPLICATE, E_HOST_NAME, E_PARAM_TYPE, E_TOO_MANY, E_TYPE,
)
from seraphscript.compiler.funcdef cimport funcdef_name, funcdefs_declare
from seraphscript.compiler.factory cimport has_copy_factory, is_host_class, is_parameter_error
from seraphscript.compiler.gen cimport CI_ABSTRACT, Gen
from seraphscript.compiler.hints cimport note_function, note_name
from seraphscript.compiler.mixin cimport mixin_name
from seraphscript.compiler.nodes cimport *
from seraphscript.compiler.prelude cimport prelude_types
from seraphscript.compiler.shared cimport (
    SHARED_ENUM, SHARED_FUNCTION, check_external, shared_add, shared_from_elsewhere,
)
from seraphscript.compiler.tables cimport kind_of
from seraphscript.compiler.types cimport (
    gen_error, gen_error_token, gen_hint, is_handle_kind, not_supported, scope_of_nodes, type_of_node,
)
from seraphscript.compiler.workspace cimport token_start
from seraphscript.registry.context cimport (
    ctx_add_func, ctx_add_global, ctx_add_symbol, ctx_add_type, ctx_find, ctx_find_ffi_func, ctx_find_func, ctx_func,
    ctx_global, ctx_member_scope, ctx_namespace, ctx_new_func, ctx_params, ctx_type,
)
from seraphscript.registry.name_ids cimport NAME_opCast, NAME_opImplConv
from seraphscript.registry.tier cimport (
    FF_CONST, FF_CONSTRUCTOR, FF_DELETED, FF_DESTRUCTOR, FF_EXPLICIT, FF_FINAL, FF_IMPORT, FF_MIXIN,
    FF_SHARED, FF_PRIVATE, FF_PROPERTY, FF_PROTECTED,
    FF_RETURNS_REF, GF_AUTO, GF_CONST, GF_ENUM_VALUE, INDEX_MASK, PM_IN, PM_INOUT, PM_OUT, PM_VALUE, REF_MASK, SYM_AMBIGUOUS,
    SYM_FUNC, SYM_GLOBAL, SYM_TYPE, T_CONST, T_HANDLE, TF_REFERENCE, TF_SHARED, TI_AUTO, TI_ERROR, TI_VAR, TIER_FFI, TS_ALIAS,
    TS_CLASS, TS_ENUM, TS_INTERFACE, FuncRec, FuncRef, GlobalRec, GlobalRef, ParamRec, ScopeRef, TypeRec,
    TypeRef,
)
from seraphscript.vm.layout cimport MAX_OUTS
from seraphscript.vm.opcodes cimport *
from seraphscript.vm.verify_tables cimport invalid_utf8

cdef enum:
    MAX_UNIT_NAME = 200         # bytes
    MAX_OVERLOADS = 1000        # of one name in one scope: looking for equal ones is quadratic

cdef const char *ELSEWHERE = "the other declaration is here"


cdef int taken(Gen *g, ScopeRef scope, uint32_t name, uint32_t token, int functions_too) noexcept nogil:
    """Report a name that the unit itself already uses in this scope, and where; 1 if so."""
    cdef TypeRef type = ctx_find(g.cx, scope, name, SYM_TYPE)
    cdef FuncRef f = ctx_find_func(g.cx, scope, name) if functions_too else 0
    cdef GlobalRef var = ctx_find(g.cx, scope, name, SYM_GLOBAL)
    cdef uint32_t node
    if type & TIER_FFI:
        type = 0
    if var & TIER_FFI:
        var = 0
    if type == 0 and f == 0 and var == 0:
        return 0
    gen_error_token(g, E_DUPLICATE, token, "'%N' is already declared in this scope", name)
    if type != 0:
        node = ctx_type(g.cx, type).node
        if node != 0:
            note_name(g, token_start(g.w, node_token(g.w, node)), name, ELSEWHERE)
    elif f != 0:
        note_function(g, f, ELSEWHERE)
    elif ctx_global(g.cx, var).offset != 0:
        note_name(g, ctx_global(g.cx, var).offset, name, ELSEWHERE)
    return 1


cdef void host_name(Gen *g, ScopeRef scope, uint32_t name, uint32_t token) noexcept nogil:
    """In a strict context a script may not use a name of the host."""
    if g.cx.strict and (ctx_find(g.cx, scope, name, SYM_TYPE) & TIER_FFI
                        or ctx_find(g.cx, scope, name, SYM_GLOBAL) & TIER_FFI
                        or ctx_find_ffi_func(g.cx, scope, name) != 0):
        gen_error_token(g, E_HOST_NAME, token, "'%N' is a name of the host, which this context does not let scripts "
                        "declare again", name)


# --------------------------------------------------------------------------------------- first walk

cdef void declare_enum(Gen *g, uint32_t node, ScopeRef scope) noexcept nogil:
    cdef uint32_t name = Enum_name(g.w, node), value, before = 0, bits = node_flags(g.w, node)
    cdef TypeRef t
    cdef ScopeRef members
    cdef GlobalRef ref
    cdef GlobalRec *rec
    if taken(g, scope, name, node_token(g.w, node), 1):
        return
    host_name(g, scope, name, node_token(g.w, node))
    t = ctx_add_type(g.cx, scope, name, TS_ENUM, K_I32)
    members = ctx_member_scope(g.cx, t)
    if t == 0 or members == 0:
        g.failed = 1
        return
    ctx_type(g.cx, t).base = TIER_FFI | K_I32
    ctx_type(g.cx, t).node = node
    if bits & NF_SHARED:
        ctx_type(g.cx, t).flags |= TF_SHARED
        shared_add(g, node, SHARED_ENUM, scope, t)
    ctx_type(g.cx, t).offset = token_start(g.w, node_token(g.w, node))
    value = Enum_values(g.w, node)
    while value != 0:
        name = EnumValue_name(g.w, value)
        ref = ctx_find(g.cx, members, name, SYM_GLOBAL)
        if ref != 0:
            gen_error_token(g, E_DUPLICATE, node_token(g.w, value), "enum value '%N' is already declared", name)
        else:
            ref = ctx_add_global(g.cx, members, name)
            if ref == 0:
                g.failed = 1
                return
            rec = ctx_global(g.cx, ref)
            rec.type = t
            rec.flags = GF_CONST | GF_ENUM_VALUE
            rec.node = value
            rec.offset = token_start(g.w, node_token(g.w, value))
            rec.index = before
            before = ref
            if ctx_find(g.cx, scope, name, SYM_GLOBAL) & REF_MASK & ~<uint32_t>TIER_FFI and not (
                    ctx_find(g.cx, scope, name, SYM_GLOBAL) & TIER_FFI):
                ctx_add_symbol(g.cx, scope, name, SYM_AMBIGUOUS, ref)
            else:
                ctx_add_symbol(g.cx, scope, name, SYM_GLOBAL, ref)
        value = node_next(g.w, value)


cdef void funcdef_members(Gen *g, uint32_t node, ScopeRef scope) noexcept nogil:
    """The names of the funcdefs of a class."""
    cdef TypeRef t = ctx_find(g.cx, scope, Class_name(g.w, node), SYM_TYPE)
    node = Class_members(g.w, node)
    while node != 0 and t != 0 and not t & TIER_FFI:
        if node_kind(g.w, node) == NK_Funcdef:
            funcdef_name(g, node, ctx_member_scope(g.cx, t))
        node = node_next(g.w, node)


cdef void declare_names(Gen *g, uint32_t node, ScopeRef scope) noexcept nogil:
    cdef uint8_t kind
    cdef uint32_t name
    cdef ScopeRef inner
    cdef TypeRef t
    while node != 0 and not g.failed:
        kind = node_kind(g.w, node)
        if node_flags(g.w, node) & (NF_SHARED | NF_EXTERNAL) and kind != NK_Func and (
                node_flags(g.w, node) & NF_EXTERNAL or shared_from_elsewhere(g, node)):
            name = Class_name(g.w, node)    # the same place in all declarations
            if node_flags(g.w, node) & NF_EXTERNAL or (
                    ctx_find(g.cx, scope, name, SYM_TYPE) & ~<uint32_t>TIER_FFI and not (
                        ctx_find(g.cx, scope, name, SYM_TYPE) & TIER_FFI)):
                node = node_next(g.w, node)
                continue
        if kind == NK_Namespace:
            inner = ctx_namespace(g.cx, scope, Namespace_name(g.w, node))
            if inner == 0:
                g.failed = 1
                return
            declare_names(g, Namespace_decls(g.w, node), inner)
        elif kind == NK_Enum:
            declare_enum(g, node, scope)
        elif kind == NK_Typedef:
            name = Typedef_name(g.w, node)
            if not taken(g, scope, name, node_token(g.w, node), 1):
                host_name(g, scope, name, node_token(g.w, node))
                t = ctx_add_type(g.cx, scope, name, TS_ALIAS, K_VOID)
                if t == 0:
                    g.failed = 1
                    return
                ctx_type(g.cx, t).node = node
                ctx_type(g.cx, t).base = 0              # not known yet
        elif kind == NK_Class:
            name = Class_name(g.w, node)
            if node_op(g.w, node) == CLASS_MIXIN:
                if not taken(g, scope, name, node_token(g.w, node), 1):
                    host_name(g, scope, name, node_token(g.w, node))
                    mixin_name(g, node, scope)
            elif not taken(g, scope, name, node_token(g.w, node), 1):
                host_name(g, scope, name, node_token(g.w, node))
                class_name(g, node, scope)
                funcdef_members(g, node, scope)
        elif kind == NK_Interface:
            name = Interface_name(g.w, node)
            if not taken(g, scope, name, node_token(g.w, node), 1):
                host_name(g, scope, name, node_token(g.w, node))
                class_name(g, node, scope)
        elif kind == NK_Funcdef:
            funcdef_name(g, node, scope)
        node = node_next(g.w, node)


# -------------------------------------------------------------------------------------- second walk

cdef void declare_param(Gen *g, uint32_t node, ScopeRef scope, FuncRef f, uint32_t i) noexcept nogil:
    cdef TypeRef t = type_of_node(g, Param_type(g.w, node), scope)
    cdef uint32_t mode = node_op(g.w, node)
    cdef ParamRec *p
    cdef TypeRef bare = t & REF_MASK
    if bare == TIER_FFI:
        gen_error(g, E_PARAM_TYPE, node, "a parameter cannot be of type 'void'")
        t = TIER_FFI | TI_ERROR
    elif bare == (TIER_FFI | TI_AUTO) or bare == (TIER_FFI | TI_VAR):
        gen_error(g, E_PARAM_TYPE, node, "'%T' cannot be the type of a script function's parameter", t)
        t = TIER_FFI | TI_ERROR
    elif mode == REF_INOUT and bare != (TIER_FFI | TI_ERROR) and (
            t & T_HANDLE or not (ctx_type(g.cx, t).flags & TF_REFERENCE)):
        gen_error(g, E_PARAM_TYPE, node, "'%T' cannot be passed by &inout: only reference types can", t)
        gen_hint(g, "use &in to read it, &out to return it, or both")
    elif not t & T_HANDLE and class_info(g, t).flags & CI_ABSTRACT and mode != REF_INOUT and not (
            mode == REF_IN and t & T_CONST):
        gen_error(g, E_PARAM_TYPE, node, "there are no objects of '%T' that could be passed so", t)
        gen_hint(g, "make it a handle, '%T@', or 'const %T &in'", t & REF_MASK, t & REF_MASK)
    elif is_parameter_error(g, t, node):
        t = TIER_FFI | TI_ERROR
    elif is_host_class(g, t) and not t & T_HANDLE and not has_copy_factory(g, t) and (mode == REF_NONE or (mode == REF_IN and not t & T_CONST)):
        gen_error(g, E_PARAM_TYPE, node, "objects of '%T' are the host's and cannot be copied for a parameter", bare)
        gen_hint(g, "make it a handle, '%T@', or 'const %T &in'", bare, bare)
    p = &ctx_params(g.cx, f)[i]
    p.type = t
    p.mode = <uint8_t>(PM_VALUE if mode == REF_NONE else PM_IN if mode == REF_IN else PM_OUT if mode == REF_OUT
                       else PM_INOUT)
    p.name = Param_name(g.w, node)
    p.default_node = Param_default(g.w, node)
    p.has_default = 1 if p.default_node else 0


cdef int same_signature(Gen *g, FuncRef a, FuncRef b) noexcept nogil:
    cdef FuncRec *x = ctx_func(g.cx, a)
    cdef FuncRec *y = ctx_func(g.cx, b)
    cdef ParamRec *p = ctx_params(g.cx, a)
    cdef ParamRec *q = ctx_params(g.cx, b)
    cdef uint32_t i
    if x.nparams != y.nparams or (x.flags ^ y.flags) & FF_CONST:
        return 0
    for i in range(x.nparams):
        if p[i].type != q[i].type or p[i].mode != q[i].mode:
            return 0
    return not NAME_opCast <= x.name <= NAME_opImplConv or x.ret == y.ret      # conversions differ in their results


cdef TypeRef result_type(Gen *g, uint32_t sig, ScopeRef scope, uint32_t *flags) noexcept nogil:
    """The result type; FF_RETURNS_REF tells that it is a reference."""
    cdef TypeRef ret
    if Sig_ret(g.w, sig) == 0:
        return TIER_FFI                     # void: constructor, destructor
    ret = type_of_node(g, Sig_ret(g.w, sig), scope)
    if (ret & REF_MASK) == (TIER_FFI | TI_AUTO) or (ret & REF_MASK) == (TIER_FFI | TI_VAR):
        gen_error(g, E_TYPE, Sig_ret(g.w, sig), "'%T' cannot be a result type", ret)
        return TIER_FFI | TI_ERROR
    if not node_flags(g.w, sig) & NF_REF and not ret & T_HANDLE and class_info(g, ret).flags & CI_ABSTRACT:
        gen_error(g, E_TYPE, Sig_ret(g.w, sig), "there are no objects of '%T': return a handle", ret)
        return TIER_FFI | TI_ERROR
    if node_flags(g.w, sig) & NF_REF and (ret & REF_MASK) != (TIER_FFI | TI_ERROR):
        if (ret & REF_MASK) == TIER_FFI:
            gen_error(g, E_TYPE, Sig_ret(g.w, sig), "a reference to 'void' is impossible")
            return TIER_FFI | TI_ERROR
        flags[0] |= FF_RETURNS_REF
    return ret


cdef FuncRef declare_func(Gen *g, uint32_t node, ScopeRef scope, TypeRef owner, uint32_t inclusion) noexcept nogil:
    cdef FuncRef f = declare_signature(
        g, node, Func_name(g.w, node), Func_sig(g.w, node), owner, scope,
        g.inclusions[inclusion].scope if inclusion != 0 else scope, inclusion)
    if f != 0:
        ctx_func(g.cx, f).impl = g.nfuncs
        g.nfuncs += 1
    return f


cdef FuncRef declare_signature(
    Gen *g, uint32_t node, uint32_t name, uint32_t sig, TypeRef owner, ScopeRef into, ScopeRef scope, uint32_t inclusion
) noexcept nogil:
    cdef uint32_t param, i = 0, required = 0, flags = 0, n = 0, outs = 0, bits
    cdef uint32_t form = node_op(g.w, node) if node_kind(g.w, node) == NK_Func else <uint32_t>FN_PLAIN
    cdef FuncRef f
    cdef FuncRec *rec
    cdef TypeRef ret
    if Sig_tparams(g.w, sig) != 0:
        not_supported(g, node, "template functions")
        return 0
    if node_flags(g.w, sig) & NF_VARIADIC:
        not_supported(g, node, "variadic script functions")
        return 0
    param = Sig_params(g.w, sig)
    while param != 0:
        n += 1
        if node_op(g.w, param) == REF_OUT:
            outs += 1
        param = node_next(g.w, param)
    if n + (1 if owner or node_kind(g.w, node) == NK_Funcdef else 0) > 255 or outs + (1 if node_flags(g.w, sig) & NF_REF else 0) > MAX_OUTS:
        gen_error_token(g, E_TOO_MANY, node_token(g.w, node), "too many parameters: at most 255, of these %d &out",
                        <int>MAX_OUTS)
        return 0
    ret = result_type(g, sig, scope, &flags)
    if form == FN_CTOR or form == FN_DTOR or node_flags(g.w, node) & (NF_DELETED | NF_EXTERNAL) or inclusion != 0:
        f = ctx_new_func(g.cx, into, name, n)
        flags |= FF_CONSTRUCTOR if form == FN_CTOR else FF_DESTRUCTOR if form == FN_DTOR else (
            FF_DELETED if node_flags(g.w, node) & NF_DELETED else FF_MIXIN if inclusion != 0 else 0)
    else:
        f = ctx_add_func(g.cx, into, name, n)
    if f == 0:
        g.failed = 1
        return 0
    param = Sig_params(g.w, sig)
    while param != 0:
        declare_param(g, param, scope, f, i)
        i += 1
        if Param_default(g.w, param) == 0:
            required = i
        param = node_next(g.w, param)
    bits = node_flags(g.w, node)
    if bits & NF_CONST:
        flags |= FF_CONST
    if bits & NF_PRIVATE:
        flags |= FF_PRIVATE
    if bits & NF_PROTECTED:
        flags |= FF_PROTECTED
    if bits & NF_FINAL:
        flags |= FF_FINAL
    if bits & NF_EXPLICIT:
        flags |= FF_EXPLICIT
    if bits & NF_PROPERTY:
        flags |= FF_PROPERTY
    rec = ctx_func(g.cx, f)
    rec.owner = owner
    rec.ret = ret
    rec.flags = flags
    rec.nrequired = <uint8_t>required
    rec.node = node
    rec.offset = token_start(g.w, node_token(g.w, node))
    if flags & FF_MIXIN:
        rec.decl = inclusion
    return f


cdef FuncRef same_overload(Gen *g, FuncRef first, FuncRef f, uint32_t node) noexcept nogil:
    """An earlier function of a chain with the signature of f; 0 if there is none."""
    cdef uint32_t n = 0
    while first != 0 and first != f:
        if same_signature(g, f, first):
            return first
        n += 1
        if n == MAX_OVERLOADS:
            gen_error_token(g, E_TOO_MANY, node_token(g.w, node), "too many functions of one name: at most %d",
                            <int>MAX_OVERLOADS)
            return 0
        first = ctx_func(g.cx, first).next
    return 0


cdef void declare_function(Gen *g, uint32_t node, ScopeRef scope) noexcept nogil:
    cdef uint32_t name = Func_name(g.w, node)
    cdef FuncRef f, other, first
    if node_flags(g.w, node) & NF_EXTERNAL:
        return                              # check_externals
    if Func_body(g.w, node) == 0:
        return                              # the parser reported it
    if shared_from_elsewhere(g, node) and shared_twice(g, node, scope, name):
        return
    if taken(g, scope, name, node_token(g.w, node), 0):
        return
    host_name(g, scope, name, node_token(g.w, node))
    first = ctx_find_func(g.cx, scope, name)
    g.in_shared = node_flags(g.w, node) & NF_SHARED
    f = declare_func(g, node, scope, 0, 0)
    g.in_shared = 0
    if f != 0 and node_flags(g.w, node) & NF_SHARED:
        ctx_func(g.cx, f).flags |= FF_SHARED
        shared_add(g, node, SHARED_FUNCTION, scope, f)
    other = same_overload(g, first, f, node) if f != 0 else 0
    if other != 0 and shared_from_elsewhere(g, node):
        ctx_func(g.cx, f).node = 0          # the unit's own declaration stands
        g.nfuncs -= 1
        g.nshared -= 1
    elif other != 0:
        gen_error_token(g, E_DUPLICATE, node_token(g.w, node),
                        "function '%F' is already declared with the same parameters", other)
        note_function(g, other, ELSEWHERE)
    elif f != 0 and node_flags(g.w, node) & NF_PROPERTY:
        check_accessor(g, node, f)


cdef void declare_import(Gen *g, uint32_t node, ScopeRef scope) noexcept nogil:
    """An imported function: a name and a signature like those of a function, and the unit that it comes from."""
    cdef uint32_t name = Import_name(g.w, node), unit = Import_module(g.w, node), n = StrLit_len(g.w, unit), i
    cdef const uint8_t *text = <const uint8_t*>g.w.text + StrLit_start(g.w, unit)
    cdef FuncRef f, other, first
    cdef int bad = n == 0 or n > MAX_UNIT_NAME or invalid_utf8(text, n) >= 0
    for i in range(n):
        bad |= text[i] < 32 or text[i] == c'"'
    if bad:
        gen_error(g, E_TYPE, unit, "the name of a unit has 1 to %d bytes, without quotes and control characters",
                  <int>MAX_UNIT_NAME)
        return
    if taken(g, scope, name, node_token(g.w, node), 0):
        return
    host_name(g, scope, name, node_token(g.w, node))
    first = ctx_find_func(g.cx, scope, name)
    f = declare_func(g, node, scope, 0, 0)
    if f == 0:
        return
    ctx_func(g.cx, f).flags |= FF_IMPORT
    g.nfuncs -= 1                           # it has no row of its own
    if ctx_func(g.cx, f).flags & FF_RETURNS_REF:
        gen_error(g, E_TYPE, node, "an imported function cannot return a reference: what is bound to it may belong to the host")
        gen_hint(g, "return a handle or a copy")
    other = same_overload(g, first, f, node)
    if other != 0:
        gen_error_token(g, E_DUPLICATE, node_token(g.w, node),
                        "function '%F' is already declared with the same parameters", other)
        note_function(g, other, ELSEWHERE)


cdef void declare_globals(Gen *g, uint32_t node, ScopeRef scope) noexcept nogil:
    cdef TypeRef t = type_of_node(g, VarDecl_type(g.w, node), scope)
    cdef uint32_t var = VarDecl_vars(g.w, node), name
    cdef GlobalRef ref
    cdef GlobalRec *rec
    if (t & REF_MASK) == TIER_FFI or (t & REF_MASK) == (TIER_FFI | TI_VAR):
        gen_error(g, E_TYPE, VarDecl_type(g.w, node), "a variable cannot be of type '%T'", t)
        t = TIER_FFI | TI_ERROR
    while var != 0:
        name = Var_name(g.w, var)
        if not taken(g, scope, name, node_token(g.w, var), 1):
            host_name(g, scope, name, node_token(g.w, var))
            ref = ctx_add_global(g.cx, scope, name)
            if ref == 0:
                g.failed = 1
                return
            ctx_add_symbol(g.cx, scope, name, SYM_GLOBAL, ref)
            rec = ctx_global(g.cx, ref)
            rec.type = t
            rec.flags = 0
            if (t & T_CONST and not (t & T_HANDLE)):
                rec.flags |= GF_CONST
            if (t & REF_MASK) == (TIER_FFI | TI_AUTO):
                rec.flags |= GF_AUTO
            elif not is_handle_kind(kind_of(g, t)):
                rec.type = t & ~<uint32_t>T_CONST
            rec.node = var
            rec.offset = token_start(g.w, node_token(g.w, var))
        var = node_next(g.w, var)


cdef void declare_typedefs(Gen *g, uint32_t node, ScopeRef scope) noexcept nogil:
    cdef TypeRef t, base
    cdef TypeRec *rec
    while node != 0 and not g.failed:
        if node_kind(g.w, node) == NK_Namespace:
            declare_typedefs(g, Namespace_decls(g.w, node), ctx_namespace(g.cx, scope, Namespace_name(g.w, node)))
        elif node_kind(g.w, node) == NK_Typedef:
            t = ctx_find(g.cx, scope, Typedef_name(g.w, node), SYM_TYPE)
            if t != 0 and not (t & TIER_FFI) and ctx_type(g.cx, t).node == node:
                base = type_of_node(g, Typedef_type(g.w, node), scope)
                if (base & REF_MASK) == TIER_FFI or (base & REF_MASK) == (TIER_FFI | TI_AUTO):
                    gen_error(g, E_TYPE, node, "a typedef cannot stand for '%T'", base)
                    base = TIER_FFI | TI_ERROR
                rec = ctx_type(g.cx, t)
                rec.base = base
                rec.kind = ctx_type(g.cx, base).kind
        elif node_kind(g.w, node) == NK_Enum and Enum_base(g.w, node) != 0:
            t = ctx_find(g.cx, scope, Enum_name(g.w, node), SYM_TYPE)
            base = type_of_node(g, Enum_base(g.w, node), scope)
            if t != 0 and not (t & TIER_FFI) and ctx_type(g.cx, t).node == node:
                if base & TIER_FFI and K_I8 <= (base & INDEX_MASK) <= K_U64:
                    rec = ctx_type(g.cx, t)
                    rec.base = base & REF_MASK
                    rec.kind = <uint8_t>(base & INDEX_MASK)
                else:
                    gen_error(g, E_TYPE, Enum_base(g.w, node), "an enum cannot be stored as '%T'", base)
        node = node_next(g.w, node)


cdef void declare_rest(Gen *g, uint32_t node, ScopeRef scope) noexcept nogil:
    cdef uint8_t kind
    while node != 0 and not g.failed:
        kind = node_kind(g.w, node)
        if kind == NK_Namespace:
            declare_rest(g, Namespace_decls(g.w, node), ctx_namespace(g.cx, scope, Namespace_name(g.w, node)))
        elif kind == NK_Func:
            declare_function(g, node, scope)
        elif kind == NK_VarDecl:
            declare_globals(g, node, scope)
        elif kind == NK_Import:
            declare_import(g, node, scope)
        node = node_next(g.w, node)


cdef int shared_twice(Gen *g, uint32_t node, ScopeRef scope, uint32_t name) noexcept nogil:
    """Does the unit declare something else than functions of the name of a function that another unit shares?"""
    return ctx_find(g.cx, scope, name, SYM_TYPE) & REF_MASK and not ctx_find(g.cx, scope, name, SYM_TYPE) & TIER_FFI or (
        ctx_find(g.cx, scope, name, SYM_GLOBAL) & REF_MASK and not ctx_find(g.cx, scope, name, SYM_GLOBAL) & TIER_FFI)


cdef void check_externals(Gen *g, uint32_t node, ScopeRef scope) noexcept nogil:
    while node != 0 and not g.failed:
        if node_kind(g.w, node) == NK_Namespace:
            check_externals(g, Namespace_decls(g.w, node), ctx_namespace(g.cx, scope, Namespace_name(g.w, node)))
        elif node_flags(g.w, node) & NF_EXTERNAL:
            check_external(g, node, Class_name(g.w, node), scope)
        node = node_next(g.w, node)


cdef void declare_usings(Gen *g, uint32_t node, ScopeRef scope) noexcept nogil:
    cdef ScopeRef s
    while node != 0:
        if node_kind(g.w, node) == NK_Namespace:
            declare_usings(g, Namespace_decls(g.w, node), ctx_namespace(g.cx, scope, Namespace_name(g.w, node)))
        elif node_kind(g.w, node) == NK_Using:
            s = scope_of_nodes(g, Using_scope(g.w, node), node_flags(g.w, node) & NF_GLOBAL, scope, 0)
            if s != 0:
                using_add(g, s, scope if scope != 1 else 0, node)
        node = node_next(g.w, node)


cdef void using_add(Gen *g, ScopeRef s, ScopeRef scope, uint32_t node) noexcept nogil:
    cdef uint32_t i
    for i in range(g.nusings):
        if g.usings[i] == s and (g.using_in[i] == 0 or g.using_in[i] == scope):
            return
    if g.nusings >= 64:
        gen_error(g, E_TOO_MANY, node, "too many 'using namespace' at one place: at most 64")
        return
    g.usings[g.nusings] = s
    g.using_in[g.nusings] = scope
    g.nusings += 1


cdef void declare_unit(Gen *g) noexcept nogil:
    cdef uint32_t section
    section = g.w.root
    while section != 0:
        declare_names(g, Section_decls(g.w, section), 1)
        section = node_next(g.w, section)
    prelude_types(g)
    section = g.w.root
    while section != 0:
        declare_usings(g, Section_decls(g.w, section), 1)
        section = node_next(g.w, section)
    section = g.w.root
    while section != 0:
        declare_typedefs(g, Section_decls(g.w, section), 1)
        section = node_next(g.w, section)
    funcdefs_declare(g, 1)
    classes_declare(g)
    section = g.w.root
    while section != 0:
        declare_rest(g, Section_decls(g.w, section), 1)
        section = node_next(g.w, section)
    section = g.w.root
    while section != 0:
        check_externals(g, Section_decls(g.w, section), 1)
        section = node_next(g.w, section)
