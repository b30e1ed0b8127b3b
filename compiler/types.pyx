# cython: language_level=3, boundscheck=False, wraparound=False, cdivision=True, initializedcheck=False
"""Type nodes to TypeRefs, names to what they stand for, local variables, diagnostics that speak of types.

What it is: name resolution. An unqualified name is a local variable, else it is looked for in the namespaces
from the current one outwards (without the global one), then in those of `using namespace`, then globally.
What it is not: overload resolution (`call`) or the declaration passes (`declare`).
"""
from libc.stdint cimport uint8_t, uint16_t, uint32_t
from libc.stdlib cimport realloc
from libc.string cimport memset, strlen

from seraphscript.compiler.classes cimport class_info
from seraphscript.compiler.diagnostics cimport (
    diag_at, diag_at_token, diag_bytes, diag_hint, diag_int, diag_note, diag_reopen, diag_text,
)
from seraphscript.compiler.emit cimport grow
from seraphscript.compiler.error_codes cimport (
    E_AMBIGUOUS, E_NOT_SUPPORTED, E_TEMPLATE_ARGS, E_TOO_DEEP, E_TYPE, E_UNKNOWN_NAME, E_UNKNOWN_SCOPE, E_UNKNOWN_TYPE,
)
from seraphscript.compiler.factory cimport no_handle_error
from seraphscript.compiler.gen cimport (
    CI_BROKEN, V_CONST, V_FUNC, V_GLOBAL, V_LOCAL, V_NONE, V_PARTS, V_TYPE, Gen, Local, Value,
)
from seraphscript.compiler.globals cimport global_read
from seraphscript.compiler.hints cimport WANT_ONLY_HERE, WANT_SCOPE, WANT_TYPE, WANT_VALUE, hint_name
from seraphscript.compiler.lambdas cimport lambda_names_local
from seraphscript.compiler.member cimport member_in_scope
from seraphscript.compiler.nodes cimport *
from seraphscript.compiler.prelude cimport prelude_funcdef
from seraphscript.compiler.parts cimport parts_count
from seraphscript.compiler.property cimport scope_property
from seraphscript.compiler.shared cimport may_share_global, may_share_type
from seraphscript.compiler.values cimport is_value_type
from seraphscript.compiler.workspace cimport (
    SEVERITY_ERROR, SEVERITY_WARNING, Workspace, token_end, token_start, ws_section_at,
)
from seraphscript.registry.context cimport (
    INST_ARG_COUNT, INST_NOT_TEMPLATE, INST_TOO_DEEP, ctx_array_of, ctx_find, ctx_find_ffi_func, ctx_find_func,
    ctx_find_namespace, ctx_func, ctx_func_text, ctx_global, ctx_inst_message, ctx_instance, ctx_name, ctx_params,
    ctx_scope, ctx_scope_text, ctx_substitute, ctx_type, ctx_type_text,
)
from seraphscript.registry.name_ids cimport NAME_array
from seraphscript.registry.names cimport names_end
from seraphscript.registry.tier cimport (
    GF_CONST, GF_VALUE, INDEX_MASK, REF_MASK, SYM_AMBIGUOUS, SYM_GLOBAL, SYM_SCOPE, SYM_TYPE, T_CONST, T_CONST_HANDLE, T_HANDLE,
    TF_ARRAY, TF_DICTIONARY, TF_GENERIC, TF_REFERENCE, TF_ROOT, TF_WEAK, TI_AUTO, TI_ERROR, TI_VAR, TIER_FFI, TS_ALIAS, TS_CLASS, TS_FUNCDEF, TS_INTERFACE,
    TS_MIXIN, TS_TEMPLATE, FuncRef, GlobalRec, GlobalRef, ScopeRef, Symbol, Tier, TypeRec, TypeRef,
)
from seraphscript.vm.layout cimport LR_VARIABLE, LocalDef
from seraphscript.vm.opcodes cimport *

cdef enum:                      # why a name has no value (bits of a V_NONE)
    AMBIGUOUS_VALUE = 1         # several enums declare it
    AMBIGUOUS_NAME = 2          # several `using namespace` give it

cdef extern from "stdarg.h" nogil:
    ctypedef struct va_list:
        pass
    void va_start(va_list, const char*)
    void va_end(va_list)

cdef extern from *:
    """
    /* va_arg takes a type as its second argument, which Cython cannot pass. */
    #include <stdarg.h>
    #define seraph_arg_int(list) va_arg(list, int)
    #define seraph_arg_u32(list) va_arg(list, uint32_t)
    #define seraph_arg_str(list) va_arg(list, const char *)
    """
    int seraph_arg_int(va_list) nogil
    uint32_t seraph_arg_u32(va_list) nogil
    const char *seraph_arg_str(va_list) nogil


# --------------------------------------------------------------------------------------- diagnostics

cdef void format_parts(Gen *g, const char *format, va_list args) noexcept nogil:
    """Append a format with %T (type), %F (function), %M (function and the type it is a method of), %N (name), %S (scope),
    %d and %s to the last diagnostic."""
    cdef const char *p = format
    cdef const char *start = format
    cdef char text[600]
    cdef uint32_t n, f
    cdef const char *name
    while p[0] != 0:
        if p[0] != c'%':
            p += 1
            continue
        diag_bytes(g.w, <const uint8_t*>start, <uint32_t>(p - start))
        p += 1
        if p[0] == c'T':
            n = ctx_type_text(g.cx, seraph_arg_u32(args), text, sizeof(text))
            diag_bytes(g.w, <const uint8_t*>text, n)
        elif p[0] == c'F':
            n = ctx_func_text(g.cx, seraph_arg_u32(args), 0, text, sizeof(text))
            diag_bytes(g.w, <const uint8_t*>text, n)
        elif p[0] == c'M':
            f = seraph_arg_u32(args)
            n = ctx_func_text(g.cx, f, seraph_arg_u32(args), text, sizeof(text))
            diag_bytes(g.w, <const uint8_t*>text, n)
        elif p[0] == c'S':
            n = ctx_scope_text(g.cx, seraph_arg_u32(args), text, sizeof(text))
            diag_bytes(g.w, <const uint8_t*>text, n)
        elif p[0] == c'N':
            name = ctx_name(g.cx, seraph_arg_u32(args), &n)
            diag_bytes(g.w, <const uint8_t*>name, n)
        elif p[0] == c'd':
            diag_int(g.w, seraph_arg_int(args))
        elif p[0] == c's':
            diag_text(g.w, seraph_arg_str(args))
        elif p[0] == 0:
            start = p
            break
        p += 1
        start = p
    diag_bytes(g.w, <const uint8_t*>start, <uint32_t>(p - start))


cdef inline int is_broken(TypeRef t) noexcept nogil:
    return (t & REF_MASK) == (TIER_FFI | TI_ERROR)


cdef void gen_follows(Gen *g, TypeRef owner) noexcept nogil:
    if owner != 0 and g.w.diag_count != 0 and (is_broken(owner) or (
            not owner & TIER_FFI and class_info(g, owner).flags & CI_BROKEN)):
        g.w.diags[g.w.diag_count - 1].follows = 1


cdef void gen_follows_signature(Gen *g, FuncRef f) noexcept nogil:
    cdef uint32_t i
    gen_follows(g, ctx_func(g.cx, f).owner)
    if is_broken(ctx_func(g.cx, f).ret):
        gen_follows(g, ctx_func(g.cx, f).ret)
    for i in range(ctx_func(g.cx, f).nparams):
        if is_broken(ctx_params(g.cx, f)[i].type):
            gen_follows(g, ctx_params(g.cx, f)[i].type)


cdef void find_broken(Gen *g, const char *format, va_list args) noexcept nogil:
    """An error about a class that is broken, or a type or function whose declaration has an error, follows from that."""
    cdef uint32_t f
    while format[0] != 0:
        if format[0] != c'%':
            format += 1
            continue
        format += 1
        if format[0] == c'T':
            gen_follows(g, seraph_arg_u32(args))
        elif format[0] == c'F' or format[0] == c'M':
            f = seraph_arg_u32(args)
            gen_follows_signature(g, f)
            if format[0] == c'M':
                gen_follows(g, seraph_arg_u32(args))
        elif format[0] == c's':
            seraph_arg_str(args)
        elif format[0] == c'd':
            seraph_arg_int(args)
        elif format[0] != 0:
            seraph_arg_u32(args)


cdef void gen_error(Gen *g, uint16_t code, uint32_t node, const char *format, ...) noexcept nogil:
    cdef va_list args
    diag_at(g.w, SEVERITY_ERROR, code, node)
    va_start(args, format)
    format_parts(g, format, args)
    va_end(args)
    va_start(args, format)
    find_broken(g, format, args)
    va_end(args)


cdef void gen_error_token(Gen *g, uint16_t code, uint32_t token, const char *format, ...) noexcept nogil:
    cdef va_list args
    diag_at_token(g.w, SEVERITY_ERROR, code, token)
    va_start(args, format)
    format_parts(g, format, args)
    va_end(args)
    va_start(args, format)
    find_broken(g, format, args)
    va_end(args)


cdef void gen_warning(Gen *g, uint16_t code, uint32_t node, const char *format, ...) noexcept nogil:
    cdef va_list args
    diag_at(g.w, SEVERITY_WARNING, code, node)
    va_start(args, format)
    format_parts(g, format, args)
    va_end(args)


cdef void gen_hint(Gen *g, const char *format, ...) noexcept nogil:
    cdef va_list args
    diag_hint(g.w, "")
    va_start(args, format)
    format_parts(g, format, args)
    va_end(args)
    va_start(args, format)
    find_broken(g, format, args)
    va_end(args)


cdef int gen_note(Gen *g, uint32_t token, const char *format, ...) noexcept nogil:
    cdef va_list args
    cdef uint32_t count = g.w.diag_count
    diag_reopen(g.w)
    diag_note(g.w, token_start(g.w, token), token_end(g.w, token))
    if g.w.diag_count == count:
        return 0
    va_start(args, format)
    format_parts(g, format, args)
    va_end(args)
    return 1


cdef void gen_more(Gen *g, const char *format, ...) noexcept nogil:
    cdef va_list args
    va_start(args, format)
    format_parts(g, format, args)
    va_end(args)


cdef void not_supported(Gen *g, uint32_t node, const char *what) noexcept nogil:
    gen_error(g, E_NOT_SUPPORTED, node, "not supported yet: %s", what)


# --------------------------------------------------------------------------------------------- types

cdef int is_handle_kind(uint32_t kind) noexcept nogil:
    return (<uint32_t>HANDLE_KINDS >> (kind & 0xff)) & 1


cdef int is_value_object(Gen *g, TypeRef t) noexcept nogil:
    return not (t & T_HANDLE) and (ctx_type(g.cx, t).flags & TF_REFERENCE) != 0


cdef int using_holds(const Gen *g, uint32_t i, ScopeRef scope) noexcept nogil:
    while scope != 0 and g.using_in[i] != 0 and scope != g.using_in[i]:
        scope = ctx_scope(g.cx, scope).parent
    return scope != 0


cdef TypeRef named_type(Gen *g, uint32_t name, ScopeRef scope) noexcept nogil:
    """A type by its unqualified name seen from a scope; 0 if there is none."""
    cdef ScopeRef s = scope, last = scope
    cdef TypeRef t
    cdef uint32_t i
    while s != 0:
        last = s
        if ctx_scope(g.cx, s).parent == 0:
            break
        t = ctx_find(g.cx, s, name, SYM_TYPE)
        if t != 0:
            return t
        s = ctx_scope(g.cx, s).parent
    i = g.nusings
    while i > 0:
        i -= 1
        t = ctx_find(g.cx, g.usings[i], name, SYM_TYPE) if using_holds(g, i, scope) else 0
        if t != 0:
            return t
    return ctx_find(g.cx, last, name, SYM_TYPE)


cdef ScopeRef scope_child(Gen *g, ScopeRef scope, uint32_t name) noexcept nogil:
    """The namespace or the member scope of the type of that name directly in a scope; 0 if there is none."""
    cdef ScopeRef s = ctx_find_namespace(g.cx, scope, name)
    cdef TypeRef t
    if s != 0:
        return s
    t = ctx_find(g.cx, scope, name, SYM_TYPE)
    if t == 0:
        return 0
    if ctx_type(g.cx, t).sort == TS_ALIAS:
        t = ctx_type(g.cx, t).base
    return ctx_type(g.cx, t).members


cdef ScopeRef global_scope(Gen *g, ScopeRef scope) noexcept nogil:
    while ctx_scope(g.cx, scope).parent != 0:
        scope = ctx_scope(g.cx, scope).parent
    return scope


cdef ScopeRef scope_of_nodes(Gen *g, uint32_t list, int is_global, ScopeRef scope, int quiet) noexcept nogil:
    cdef uint32_t node = list, name = Scope_name(g.w, list), i
    cdef ScopeRef found = 0, s
    if is_global:
        found = global_scope(g, scope)
        if list == 0:
            return found
        found = scope_child(g, found, name)
    else:
        s = scope
        while s != 0 and found == 0:
            found = scope_child(g, s, name)
            s = ctx_scope(g.cx, s).parent
        i = g.nusings
        while found == 0 and i > 0:
            i -= 1
            found = scope_child(g, g.usings[i], name) if using_holds(g, i, scope) else 0
    while found != 0:
        if Scope_args(g.w, node) != 0 and ctx_type(g.cx, ctx_scope(g.cx, found).type).sort != TS_TEMPLATE:
            if not quiet:
                gen_error(g, E_TEMPLATE_ARGS, node, "'%N' is not a template", name)
            return 0
        if node_next(g.w, node) == 0:
            break
        node = node_next(g.w, node)
        name = Scope_name(g.w, node)
        found = scope_child(g, found, name)
    if found == 0 and not quiet:
        gen_error_token(g, E_UNKNOWN_SCOPE, node_token(g.w, node), "unknown namespace or type '%N'", name)
        if node == list and not is_global:
            hint_name(g, name, scope, WANT_SCOPE)
    return found


cdef TypeRef finish_named(Gen *g, TypeRef t, uint32_t node, uint32_t args, ScopeRef scope) noexcept nogil:
    """Aliases resolved, template arguments applied; what later issues bring is TI_ERROR (reported where declared)."""
    cdef TypeRec *rec = ctx_type(g.cx, t)
    cdef TypeRef list[8]
    cdef TypeRef error_type
    cdef uint32_t n = 0
    cdef int error = 0
    if rec.sort == TS_ALIAS:
        if rec.base == 0:
            gen_error(g, E_TYPE, node, "'%N' is not known yet here: its typedef has to come first", rec.name)
            return TIER_FFI | TI_ERROR
        t = rec.base
        rec = ctx_type(g.cx, t)
    if rec.sort == TS_MIXIN:
        gen_error(g, E_TYPE, node, "'%N' is a mixin, not a type: a class can include it", rec.name)
        return TIER_FFI | TI_ERROR
    if rec.sort == TS_TEMPLATE:
        while args != 0 and n < 8:
            list[n] = type_of_node(g, args, scope)
            if (list[n] & INDEX_MASK) == TI_ERROR and (list[n] & TIER_FFI):
                return TIER_FFI | TI_ERROR
            n += 1
            args = node_next(g.w, args)
        if n == 0 and rec.flags & TF_DICTIONARY and g.cx.dict_type != 0:
            return g.cx.dict_type           # `dictionary`: string keys, values of any type
        if n == 0 or args != 0:
            gen_error(g, E_TEMPLATE_ARGS, node, "template '%T' expects %d type argument(s), got %d", t, <int>rec.nargs,
                      <int>n)
            return TIER_FFI | TI_ERROR
        error_type = t
        t = ctx_instance(g.cx, t, list, n, &error)
        if t == 0:
            rec = ctx_type(g.cx, error_type)
            instance_error(g, node, error, rec.name, rec.nargs, list, n)
            return TIER_FFI | TI_ERROR
        return t
    if args != 0:
        gen_error(g, E_TEMPLATE_ARGS, node, "'%T' is not a template", t)
        return TIER_FFI | TI_ERROR
    if g.in_shared and not may_share_type(g, t, node):
        return TIER_FFI | TI_ERROR
    if (rec.sort == TS_CLASS or rec.sort == TS_FUNCDEF) and rec.base == (TIER_FFI | TI_ERROR):
        return rec.base                     # reported where it is declared
    return t | T_HANDLE if rec.flags & TF_ROOT else t       # `ref` and `ref@` are the same


cdef void instance_error(
    Gen *g, uint32_t node, int error, uint32_t template, uint32_t wanted, const TypeRef *args, uint32_t got
) noexcept nogil:
    cdef uint32_t i
    if error == INST_TOO_DEEP:
        gen_error(g, E_TOO_DEEP, node, "type nested too deeply")
    elif error == INST_ARG_COUNT or error == INST_NOT_TEMPLATE:
        gen_error(g, E_TEMPLATE_ARGS, node, "template '%N' expects %d type argument(s), got %d", template, <int>wanted,
                  <int>got)
    else:
        gen_error(g, E_TEMPLATE_ARGS, node, "invalid template instantiation '%N<", template)
        for i in range(got):
            gen_more(g, <const char*>", %T" if i else <const char*>"%T", args[i])
        gen_more(g, ">': %s", ctx_inst_message(g.cx, error))


cdef TypeRef child_of_instance(
    Gen *g, TypeRef template, uint32_t name, uint32_t scopes, ScopeRef scope
) noexcept nogil:
    """The type of functions within a template that `Grid<int>::Filter` or `array<int>::less` names, 0: there is none."""
    cdef TypeRef t = ctx_find(g.cx, ctx_type(g.cx, template).members, name, SYM_TYPE), instance
    if t == 0 and template != g.cx.array_template:
        return 0
    while node_next(g.w, scopes) != 0:
        scopes = node_next(g.w, scopes)
    instance = finish_named(g, template, scopes, Scope_args(g.w, scopes), scope)
    if instance == (TIER_FFI | TI_ERROR):
        return instance
    if template == g.cx.array_template:
        return prelude_funcdef(g, name, instance)
    return ctx_substitute(g.cx, t, instance) if ctx_type(g.cx, t).flags & TF_GENERIC else t


cdef TypeRef type_named(Gen *g, uint32_t node, ScopeRef scope, int quiet) noexcept nogil:
    cdef uint16_t flags = node_flags(g.w, node)
    cdef TypeRef t
    cdef ScopeRef s
    if Type_scope(g.w, node) != 0 or flags & NF_GLOBAL:
        s = scope_of_nodes(g, Type_scope(g.w, node), flags & NF_GLOBAL, scope, quiet)
        if s == 0:
            return 0
        t = ctx_scope(g.cx, s).type
        if t != 0 and ctx_type(g.cx, t).sort == TS_TEMPLATE and Type_scope(g.w, node) != 0:
            t = child_of_instance(g, t, Type_name(g.w, node), Type_scope(g.w, node), scope)
        else:
            t = ctx_find(g.cx, s, Type_name(g.w, node), SYM_TYPE)
    else:
        s = 0
        t = named_type(g, Type_name(g.w, node), scope)
    if t == 0 and not quiet:
        gen_error(g, E_UNKNOWN_TYPE, node, "unknown type '%N'", Type_name(g.w, node))
        hint_name(g, Type_name(g.w, node), scope if s == 0 else s, WANT_TYPE if s == 0 else WANT_TYPE | WANT_ONLY_HERE)
    return t


cdef TypeRef type_of_node(Gen *g, uint32_t node, ScopeRef scope) noexcept nogil:
    cdef TypeRef t = type_bare(g, node, scope)
    if ctx_type(g.cx, t).sort == TS_FUNCDEF and not t & T_HANDLE:
        gen_error(g, E_TYPE, node, "'%T' is a funcdef: there are only handles to functions, '%T@'", t & REF_MASK, t & REF_MASK)
        return TIER_FFI | TI_ERROR
    return t


cdef int is_prelude(Gen *g, uint32_t node, ScopeRef scope) noexcept nogil:
    """Does a type stand in a text of the prelude for arrays of objects? There, T@ lends an element of any class."""
    cdef uint32_t section = ws_section_at(g.w, token_start(g.w, node_token(g.w, node)))
    return not scope & TIER_FFI and section < g.w.section_count and g.w.sections[section].stand_alone


cdef TypeRef type_bare(Gen *g, uint32_t node, ScopeRef scope) noexcept nogil:
    cdef uint8_t kind = node_kind(g.w, node)
    cdef uint16_t flags = node_flags(g.w, node)
    cdef uint32_t op
    cdef TypeRef t, elem
    cdef int error = 0
    if kind == NK_Type:
        op = node_op(g.w, node)
        if op != PT_NAMED:
            if op == PT_AUTO:
                t = TIER_FFI | TI_AUTO
            elif op == PT_ANY:
                t = TIER_FFI | TI_VAR
            else:
                t = TIER_FFI | (op - PT_VOID)       # primitives stand in the order of the register kinds
            return t | (T_CONST if flags & NF_CONST else 0)
        t = type_named(g, node, scope, 0)
        if t == 0:
            return TIER_FFI | TI_ERROR
        t = finish_named(g, t, node, Type_args(g.w, node), scope)
        return t | (T_CONST if flags & NF_CONST else 0)
    if kind == NK_TypeArray:
        elem = type_of_node(g, TypeArray_elem(g.w, node), scope)
        if (elem & REF_MASK) == (TIER_FFI | TI_ERROR):
            return elem
        if (elem & REF_MASK) == TIER_FFI:
            gen_error(g, E_TYPE, node, "an array of 'void' is impossible")
            return TIER_FFI | TI_ERROR
        if (elem & REF_MASK) == (TIER_FFI | TI_AUTO):
            gen_error(g, E_TYPE, node, "'auto' cannot be an element type")
            return TIER_FFI | TI_ERROR
        t = ctx_array_of(g.cx, elem, &error)
        if t == 0 and g.cx.array_template == 0:
            gen_error(g, E_TEMPLATE_ARGS, node, "there is no type '%T[]': the module array is not installed", elem)
            return TIER_FFI | TI_ERROR
        if t == 0:
            instance_error(g, node, error, NAME_array, 1, &elem, 1)
            return TIER_FFI | TI_ERROR
        return t | (T_CONST if flags & NF_CONST else 0)
    if kind == NK_TypeHandle:
        t = type_bare(g, TypeHandle_target(g.w, node), scope)
        if (t & REF_MASK) == (TIER_FFI | TI_ERROR):
            return t
        if t & T_HANDLE and not ctx_type(g.cx, t).flags & TF_ROOT:
            gen_error(g, E_TYPE, node, "a handle to a handle is impossible")
            return TIER_FFI | TI_ERROR
        if (t & REF_MASK) != (TIER_FFI | TI_AUTO) and ((ctx_type(g.cx, t).flags & (TF_REFERENCE | TF_WEAK)) != TF_REFERENCE
                or (is_value_type(g, t) and not is_prelude(g, node, scope))):
            gen_error(g, E_TYPE, node, "cannot create handle to '%T': it is not a reference type", t & REF_MASK)
            return TIER_FFI | TI_ERROR
        if no_handle_error(g, t, node):
            return TIER_FFI | TI_ERROR
        return t | T_HANDLE | (T_CONST_HANDLE if flags & NF_CONST else 0)
    gen_error(g, E_UNKNOWN_TYPE, node, "a type was expected")
    return TIER_FFI | TI_ERROR


cdef TypeRef type_of_ident(Gen *g, uint32_t node, ScopeRef scope) noexcept nogil:
    cdef TypeRef t
    cdef ScopeRef s
    if local_find(g, Ident_name(g.w, node)) != 0 and Ident_scope(g.w, node) == 0 and not (
            node_flags(g.w, node) & NF_GLOBAL):
        return 0
    if Ident_scope(g.w, node) != 0 or node_flags(g.w, node) & NF_GLOBAL:
        s = scope_of_nodes(g, Ident_scope(g.w, node), node_flags(g.w, node) & NF_GLOBAL, scope, 1)
        t = ctx_find(g.cx, s, Ident_name(g.w, node), SYM_TYPE) if s else 0
    else:
        t = named_type(g, Ident_name(g.w, node), scope)
    if t == 0:
        return 0
    return finish_named(g, t, node, Ident_args(g.w, node), scope)


# --------------------------------------------------------------------------------------------- names

cdef inline void clear_value(Value *v, uint32_t node) noexcept nogil:
    memset(v, 0, sizeof(Value))
    v.type = TIER_FFI | TI_ERROR
    v.node = node


cdef Value no_value(uint32_t node) noexcept nogil:
    cdef Value v
    clear_value(&v, node)
    return v


cdef int in_scope(Gen *g, ScopeRef scope, uint32_t name, Value *v) noexcept nogil:
    """What a name stands for directly in one scope; 1 if anything."""
    cdef GlobalRef ref
    cdef GlobalRec *rec
    if ctx_scope(g.cx, scope).type != 0 and member_in_scope(g, scope, name, v):
        return 1
    ref = ctx_find(g.cx, scope, name, SYM_GLOBAL)
    if ref != 0:
        rec = ctx_global(g.cx, ref)
        if g.in_shared and not ref & TIER_FFI and not may_share_global(g, rec, v.node):
            v.sort = V_NONE
            v.type = TIER_FFI | TI_ERROR
            return 1
        if not (rec.flags & GF_VALUE) and not (ref & TIER_FFI):
            global_read(g, ref)          # constants and `auto` may not be known yet
            rec = ctx_global(g.cx, ref)
        v.type = rec.type & ~<uint32_t>T_CONST if not (ctx_type(g.cx, rec.type).flags & TF_REFERENCE) else rec.type
        if rec.flags & GF_VALUE:
            v.sort = V_CONST
            v.bits = rec.value
        else:
            v.sort = V_GLOBAL
            v.index = ref
        v.is_const = 1 if rec.flags & GF_CONST else 0
        return 1
    v.index = ctx_find_func(g.cx, scope, name)
    v.index2 = ctx_find_ffi_func(g.cx, scope, name)
    if v.index != 0 or v.index2 != 0:
        v.sort = V_FUNC
        return 1
    if ctx_find(g.cx, scope, name, SYM_AMBIGUOUS) != 0:
        v.sort = V_NONE
        v.bits = AMBIGUOUS_VALUE
        return 1
    return 0


cdef Value name_lookup(Gen *g, uint32_t node) noexcept nogil:
    cdef Value v, other
    cdef uint32_t name = Ident_name(g.w, node), i
    cdef uint16_t flags = node_flags(g.w, node)
    cdef ScopeRef s, last = 0
    cdef Local *l
    cdef TypeRef t
    clear_value(&v, node)
    if Ident_scope(g.w, node) != 0 or flags & NF_GLOBAL:
        s = scope_of_nodes(g, Ident_scope(g.w, node), flags & NF_GLOBAL, g.fs.scope, 1)
        if s != 0 and in_scope(g, s, name, &v):
            return v
    else:
        i = local_find(g, name)
        if i != 0:
            l = &g.locals[i - 1]
            l.used = 1
            v.sort = V_LOCAL
            v.type = l.type
            v.reg = l.reg
            v.is_const = l.is_const
            v.index = i - 1
            if l.parts:
                v.sort = V_PARTS
                v.index = l.parts - 1
                v.index2 = i
            return v
        s = g.fs.scope
        while s != 0:
            last = s
            if ctx_scope(g.cx, s).parent == 0:
                break
            if in_scope(g, s, name, &v):
                return v
            s = ctx_scope(g.cx, s).parent
        i = g.nusings
        while i > 0:
            i -= 1
            if using_holds(g, i, g.fs.scope) and in_scope(g, g.usings[i], name, &v):
                clear_value(&other, node)
                while i > 0:
                    i -= 1
                    if using_holds(g, i, g.fs.scope) and in_scope(g, g.usings[i], name, &other):
                        v = no_value(node)
                        v.bits = AMBIGUOUS_NAME
                return v
        if last != 0 and in_scope(g, last, name, &v):
            return v
    t = type_of_ident(g, node, g.fs.scope)
    if t != 0:
        v.sort = V_TYPE
        v.type = t
    else:
        global_property(g, node, &v)
    return v


cdef int global_property(Gen *g, uint32_t node, Value *v) noexcept nogil:
    """A name that nothing is declared as: a property of a namespace?"""
    cdef uint32_t name = Ident_name(g.w, node), i
    cdef ScopeRef s
    if Ident_scope(g.w, node) != 0 or node_flags(g.w, node) & NF_GLOBAL:
        s = scope_of_nodes(g, Ident_scope(g.w, node), node_flags(g.w, node) & NF_GLOBAL, g.fs.scope, 1)
        return s != 0 and scope_property(g, s, name, node, v)
    s = g.fs.scope
    while s != 0:
        if ctx_scope(g.cx, s).type == 0 and scope_property(g, s, name, node, v):
            return 1
        s = ctx_scope(g.cx, s).parent
    for i in range(g.nusings):
        if using_holds(g, i, g.fs.scope) and scope_property(g, g.usings[i], name, node, v):
            return 1
    return 0


cdef void ambiguous_name(Gen *g, uint32_t node) noexcept nogil:
    """Report a name that more than one `using namespace` gives, with two of the namespaces."""
    cdef uint32_t name = Ident_name(g.w, node), i = g.nusings, found = 0
    cdef ScopeRef scopes[2]
    cdef Value v = no_value(node)
    while i > 0 and found < 2:
        i -= 1
        if using_holds(g, i, g.fs.scope) and in_scope(g, g.usings[i], name, &v):
            scopes[found] = g.usings[i]
            found += 1
    gen_error(g, E_AMBIGUOUS, node, "ambiguous name '%N': it could be '%S::%N' or '%S::%N'", name, scopes[1], name,
              scopes[0], name)
    gen_hint(g, "write the namespace in front of it")


cdef Value name_value(Gen *g, uint32_t node) noexcept nogil:
    cdef Value v = name_lookup(g, node)
    if v.sort == V_NONE:
        unknown_name(g, v, node, "name")
    return v


cdef int function_in_scope(Gen *g, ScopeRef scope, uint32_t name, Value *v) noexcept nogil:
    v.index = ctx_find_func(g.cx, scope, name)
    v.index2 = ctx_find_ffi_func(g.cx, scope, name)
    v.sort = V_FUNC
    return v.index != 0 or v.index2 != 0


cdef Value callee_lookup(Gen *g, uint32_t node) noexcept nogil:
    """What a name stands for that is called. A number cannot be: a constant, mostly the value of an enum, hides no function
    and no type there."""
    cdef Value v = name_lookup(g, node), found
    cdef ScopeRef s = g.fs.scope
    cdef uint32_t name = Ident_name(g.w, node), i
    if v.sort != V_CONST:
        return v
    clear_value(&found, node)
    if Ident_scope(g.w, node) != 0 or node_flags(g.w, node) & NF_GLOBAL:
        s = scope_of_nodes(g, Ident_scope(g.w, node), node_flags(g.w, node) & NF_GLOBAL, s, 1)
        if s != 0 and function_in_scope(g, s, name, &found):
            return found
    else:
        while s != 0:
            if function_in_scope(g, s, name, &found):
                return found
            s = ctx_scope(g.cx, s).parent
        for i in range(g.nusings):
            if using_holds(g, i, g.fs.scope) and function_in_scope(g, g.usings[i], name, &found):
                return found
    found.type = type_of_ident(g, node, g.fs.scope)
    found.sort = V_TYPE
    return found if found.type != 0 else v


cdef Value callee_value(Gen *g, uint32_t node) noexcept nogil:
    cdef Value v = callee_lookup(g, node)
    if v.sort == V_NONE:
        unknown_name(g, v, node, "function")
    return v


cdef void unknown_name(Gen *g, Value v, uint32_t node, const char *what) noexcept nogil:
    cdef ScopeRef s = 0
    if v.bits == AMBIGUOUS_NAME:
        ambiguous_name(g, node)
        return
    if v.bits == AMBIGUOUS_VALUE:
        gen_error(g, E_UNKNOWN_NAME, node, "ambiguous enum value '%N': more than one enum declares it",
                  Ident_name(g.w, node))
        gen_hint(g, "write the enum's name in front of it: Enum::%N", Ident_name(g.w, node))
        return
    if Ident_scope(g.w, node) != 0 or node_flags(g.w, node) & NF_GLOBAL:
        s = scope_of_nodes(g, Ident_scope(g.w, node), node_flags(g.w, node) & NF_GLOBAL, g.fs.scope, 0)
        if s == 0:
            return
        if ctx_scope(g.cx, s).name != 0:
            gen_error_token(g, E_UNKNOWN_NAME, node_token(g.w, node), "'%S' has no %s '%N'", s, what, Ident_name(g.w, node))
            gen_follows(g, g.fs.owner)
        else:
            gen_error_token(g, E_UNKNOWN_NAME, node_token(g.w, node), "unknown global %s '%N'", what, Ident_name(g.w, node))
        hint_name(g, Ident_name(g.w, node), s, WANT_VALUE | WANT_ONLY_HERE)
        return
    if lambda_names_local(g, node, Ident_name(g.w, node)):
        return
    gen_error(g, E_UNKNOWN_NAME, node, "unknown %s '%N'", what, Ident_name(g.w, node))
    gen_follows(g, g.fs.owner)
    hint_name(g, Ident_name(g.w, node), g.fs.scope, WANT_VALUE)


# -------------------------------------------------------------------------------------------- locals

cdef uint32_t local_find(Gen *g, uint32_t name) noexcept nogil:
    cdef uint32_t i = g.local_of[name] if name < g.cap_local_of else 0
    return i if i > g.locals_floor else 0


cdef uint32_t local_add(Gen *g, uint32_t name, TypeRef type, uint32_t reg, int is_const, uint32_t token) noexcept nogil:
    cdef Local *l
    cdef uint32_t cap = g.cap_local_of, n
    if g.nlocals >= g.cap_locals and not grow(g, <void**>&g.locals, &g.cap_locals, g.nlocals, sizeof(Local)):
        return 0
    if name >= cap:
        n = names_end(&g.w.names)
        if not grow(g, <void**>&g.local_of, &g.cap_local_of, n if n > name else name, sizeof(uint32_t)):
            return 0
        memset(g.local_of + cap, 0, (g.cap_local_of - cap) * sizeof(uint32_t))
    l = &g.locals[g.nlocals]
    l.name = name
    l.type = type
    l.reg = reg
    l.depth = g.fs.depth
    l.shadowed = g.local_of[name]
    l.offset = token_start(g.w, token)
    l.is_const = <uint8_t>(1 if is_const else 0)
    l.used = 0
    l.is_param = 0
    l.mode = 0
    l.shared = 0
    l.row = 0
    l.parts = 0
    l.origin = 0
    g.nlocals += 1
    if name != 0:
        g.local_of[name] = g.nlocals
        if not g.inline_depth:
            local_show(g, l, LR_VARIABLE)
    return g.nlocals - 1


cdef void local_show(Gen *g, Local *l, uint16_t role) noexcept nogil:
    """A row in the table of local variables, from here on; locals_reset ends it."""
    cdef LocalDef *v
    if g.nscopes >= g.cap_scopes and not grow(g, <void**>&g.scopes, &g.cap_scopes, g.nscopes, sizeof(LocalDef)):
        return
    v = &g.scopes[g.nscopes]
    v.name = l.name
    v.type = l.type | T_CONST if l.is_const and not l.type & T_HANDLE else l.type
    v.reg = <uint16_t>l.reg
    v.role = role
    v.start = g.ncode - g.fs.start
    v.end = 0
    g.nscopes += 1
    l.row = g.nscopes


cdef void locals_reset(Gen *g, uint32_t nlocals) noexcept nogil:
    cdef Local *l
    cdef uint32_t n
    while g.nlocals > nlocals:
        g.nlocals -= 1
        l = &g.locals[g.nlocals]
        if l.row != 0:
            n = parts_count(g, l.type) if l.parts else 1
            while n:
                n -= 1
                g.scopes[l.row - 1 - n].end = g.ncode - g.fs.start
        if l.name != 0:
            g.local_of[l.name] = l.shadowed
