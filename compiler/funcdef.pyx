# cython: language_level=3, boundscheck=False, wraparound=False, cdivision=True, initializedcheck=False
"""Funcdefs, and functions as values.

What it is: the declaration of funcdefs, the conversion of function names, methods and anonymous functions to handles. What
it is not: calls through handles (`call`: a funcdef is a type with one method, opCall), anonymous functions (`lambda`).

Rules
- A funcdef is used by handle only. A function converts to it if parameters, their modes and the result are the same;
  so do handles to a funcdef of equal signature.
- A function name and an anonymous function have no type of their own: they wait, like initialisation lists, until
  something converts them (`is_untyped`).
- All funcdefs of one signature are one type of the program. Handles to one function are equal, as a global of its own
  keeps its object; delegates, made by F(object.method), are not.
- A function of the host, the library or another unit gets a script function around it, which is what the handle refers to.
"""
from libc.stdint cimport uint8_t, uint32_t, uint64_t
from libc.string cimport memmove, memset

from seraphscript.compiler.call cimport call_bound, check_object
from seraphscript.compiler.class_rows cimport gen_unbound
from seraphscript.compiler.classes cimport class_info, method_slot
from seraphscript.compiler.construct cimport func_row
from seraphscript.compiler.convert cimport (
    NOT_LVALUE, blank, convert, error_value, is_const_object, is_error, no_value_error,
)
from seraphscript.compiler.declare cimport declare_signature, host_name, taken
from seraphscript.compiler.emit cimport (
    emit_abc, emit_ai, emit_call, emit_word, gen_at, gen_begin, grow, own_take, param_take, reg_take,
)
from seraphscript.compiler.finish cimport gen_finish
from seraphscript.compiler.error_codes cimport E_ARGUMENT_COUNT, E_CONVERSION, E_NOT_CALLABLE, E_NO_VALUE
from seraphscript.compiler.expr cimport expr
from seraphscript.compiler.gen cimport (
    CI_ABSTRACT, CI_INTERFACE, CI_NO_COPY, NO_REG, V_FUNC, V_LAMBDA, V_LOCAL, V_REG, ClassInfo, FuncType, Gen, Value,
)
from seraphscript.compiler.hostiface cimport abstract_copy, is_host_interface
from seraphscript.compiler.intmap cimport map_get, map_put
from seraphscript.compiler.lambdas cimport lambda_fits, lambda_function
from seraphscript.compiler.library cimport LIB_FIBER, library_call
from seraphscript.compiler.member cimport member_of, this_value
from seraphscript.compiler.nodes cimport *
from seraphscript.compiler.objects cimport is_object, lend
from seraphscript.compiler.overload cimport NO_ARG, Overloads, arg_push, bind, methods_of, next_candidate
from seraphscript.compiler.reference cimport returns_place
from seraphscript.compiler.stmt cimport describe, emit_return, return_value
from seraphscript.compiler.shared cimport SHARED_FUNCDEF, may_share_function, shared_add
from seraphscript.compiler.tables cimport class_row_new, dbg_string, kind_of, shape_row
from seraphscript.compiler.types cimport gen_error, gen_hint, is_handle_kind, local_add, locals_reset
from seraphscript.compiler.workspace cimport token_start
from seraphscript.registry.context cimport (
    ctx_add_func, ctx_add_type, ctx_find_ffi_func, ctx_find_func, ctx_func, ctx_func_text, ctx_member_scope,
    ctx_new_func, ctx_note, ctx_param_type, ctx_params, ctx_return_type, ctx_type,
)
from seraphscript.registry.name_ids cimport NAME_opCall
from seraphscript.registry.names cimport names_intern
from seraphscript.registry.tier cimport (
    FF_ABSTRACT, FF_ALIAS, FF_AUTO, FF_CONST, FF_CONSTRUCTOR, FF_DELETED, FF_IMPORT, FF_OVERRIDDEN, FF_PRIVATE, FF_PROTECTED,
    FF_RETURNS_REF, FF_TEMPLATE, FF_VARIADIC, FF_VIRTUAL, FF_WRAPPER, PM_OUT, REF_MASK, T_CONST, T_HANDLE, TF_REFERENCE, TF_RESOLVED, TF_SHARED, TIER_FFI, TI_ERROR,
    TS_CLASS, TS_FUNCDEF, TS_INTERFACE, FuncRec, FuncRef, ScopeRef, TypeRec, TypeRef,
)
from seraphscript.vm.layout cimport GL_CONST, GL_FUNC, GL_HANDLE, MAX_OUTS, NO_FUNC, TY_FUNC, TYPE_FIBER, TYPE_OBJECT, GlobalDef
from seraphscript.vm.opcodes cimport *

cdef enum:
    CALL_HOST = 2               # form of emit_call
    NOTE_VALUE = 42             # ctx_note spaces: function -> 1 + row of the global that stands for it,
    NOTE_WRAPPER = 43           # function of the FFI tier -> the script function around it,
    NOTE_FIBER = 48             # 1 -> the funcdef of the functions of fibers
    MAX_LISTED = 4              # candidates that a message names


cdef int is_funcdef(const Gen *g, TypeRef t) noexcept nogil:
    return ctx_type(g.cx, t).sort == TS_FUNCDEF


cdef FuncRef signature_of(Gen *g, TypeRef t) noexcept nogil:
    cdef const TypeRec *rec = ctx_type(g.cx, t)
    cdef FuncRef f = 0
    if rec.sort == TS_FUNCDEF and rec.members != 0:
        f = ctx_find_func(g.cx, rec.members, NAME_opCall)
        if f == 0:
            f = ctx_find_ffi_func(g.cx, rec.members, NAME_opCall)
    return f


cdef int equal_signatures(Gen *g, FuncRef a, TypeRef a_instance, FuncRef b, TypeRef b_instance) noexcept nogil:
    """Results, parameters and modes; `const` of the method itself does not count."""
    cdef uint32_t i, n = ctx_func(g.cx, a).nparams
    if n != ctx_func(g.cx, b).nparams or (ctx_func(g.cx, a).flags ^ ctx_func(g.cx, b).flags) & FF_RETURNS_REF:
        return 0
    if ctx_return_type(g.cx, a, a_instance) != ctx_return_type(g.cx, b, b_instance):
        return 0
    for i in range(n):
        if ctx_param_type(g.cx, a, i, a_instance) != ctx_param_type(g.cx, b, i, b_instance) or (
                ctx_params(g.cx, a)[i].mode != ctx_params(g.cx, b)[i].mode):
            return 0
    return 1


cdef int same_funcdef(Gen *g, TypeRef a, TypeRef b) noexcept nogil:
    a &= REF_MASK
    b &= REF_MASK
    if a == b:
        return is_funcdef(g, a)
    return is_funcdef(g, a) and is_funcdef(g, b) and equal_signatures(g, signature_of(g, a), a, signature_of(g, b), b)


# ------------------------------------------------------------------------------------------- declaration

cdef void funcdef_name(Gen *g, uint32_t node, ScopeRef scope) noexcept nogil:
    cdef uint32_t name = Funcdef_name(g.w, node)
    cdef TypeRef t
    if taken(g, scope, name, node_token(g.w, node), 1):
        return
    host_name(g, scope, name, node_token(g.w, node))
    t = ctx_add_type(g.cx, scope, name, TS_FUNCDEF, K_OBJ)
    if t == 0 or ctx_member_scope(g.cx, t) == 0:
        g.failed = 1
        return
    ctx_type(g.cx, t).flags = TF_REFERENCE | TF_RESOLVED
    if node_flags(g.w, node) & NF_SHARED:
        ctx_type(g.cx, t).flags |= TF_SHARED
        shared_add(g, node, SHARED_FUNCDEF, scope, t)
    ctx_type(g.cx, t).node = node
    ctx_type(g.cx, t).offset = token_start(g.w, node_token(g.w, node))


cdef void funcdefs_declare(Gen *g, uint32_t first_type) noexcept nogil:
    cdef uint32_t i = first_type, node
    cdef FuncRef f
    cdef FuncRec *rec
    while i < g.cx.script.ntypes and not g.failed:
        node = g.cx.script.types[i].node
        if g.cx.script.types[i].sort == TS_FUNCDEF and node != 0:
            g.in_shared = g.cx.script.types[i].flags & TF_SHARED
            f = declare_signature(g, node, NAME_opCall, Funcdef_sig(g.w, node), 0, g.cx.script.types[i].members,
                                  g.cx.script.types[i].scope, 0)
            if f == 0:
                g.cx.script.types[i].base = TIER_FFI | TI_ERROR
            else:
                rec = ctx_func(g.cx, f)         # known by the name of the funcdef; its row comes with the first use
                rec.name = g.cx.script.types[i].name
                rec.scope = g.cx.script.types[i].scope
                rec.owner = i
                rec.flags |= FF_ABSTRACT | FF_AUTO
                rec.impl = NO_FUNC
        i += 1
    g.in_shared = 0


# ---------------------------------------------------------------------------------------------- the type

cdef uint64_t signature_key(Gen *g, FuncRef f, TypeRef instance) noexcept nogil:
    cdef uint64_t h = 0x9e3779b97f4a7c15ULL ^ ctx_return_type(g.cx, f, instance)
    cdef uint32_t i
    for i in range(ctx_func(g.cx, f).nparams):
        h = (h ^ (<uint64_t>ctx_param_type(g.cx, f, i, instance) << 2 | ctx_params(g.cx, f)[i].mode)) * 0x9ddfea08eb382d69ULL
        h ^= h >> 29
    return h | <uint64_t>1 << 63                # type_map has TypeRefs of 32 bits as its other keys


cdef uint32_t type_text(Gen *g, FuncRef f, char *text, uint32_t size) noexcept nogil:
    """A signature without names: "int(int, const string &in)"; FuncDefs show it as their type."""
    cdef uint32_t n = ctx_func_text(g.cx, f, 0, text, size), i = 0, start, end
    end = n
    while end > 0 and text[end - 1] != c')':
        end -= 1
    while i < n and text[i] != c'(':
        i += 1
    start = i
    while start > 0 and text[start - 1] != c' ':
        start -= 1
    if start == 0 or i >= end:
        return n
    memmove(text + start - 1, text + i, end - i)
    return start - 1 + end - i


cdef uint32_t funcdef_row(Gen *g, TypeRef t) noexcept nogil:
    cdef uint32_t row, n, shape
    cdef FuncRef f = signature_of(g, t)
    cdef uint64_t key = signature_key(g, f, t & REF_MASK)
    cdef char text[512]
    t &= REF_MASK
    row = map_get(&g.type_map, key)
    if row != 0 and same_funcdef(g, g.func_types[row - 1].type, t):
        row = g.func_types[row - 1].row
        if not map_put(&g.type_map, t, row + 1):
            g.failed = 1
        return row
    if not grow(g, <void**>&g.func_types, &g.cap_func_types, g.nfunc_types, sizeof(FuncType)) or not grow(
            g, <void**>&g.vtables, &g.cap_vtables, g.nvtables, sizeof(uint32_t)):
        return 0
    row = class_row_new(g, t)
    g.func_types[g.nfunc_types] = FuncType(type=t, row=row)
    g.nfunc_types += 1
    if not map_put(&g.type_map, t, row + 1) or not map_put(&g.type_map, key, g.nfunc_types):
        g.failed = 1
        return 0
    n = type_text(g, f, text, sizeof(text))
    n = dbg_string(g, text, n)
    g.types[row].name = n
    g.types[row].sort = TY_FUNC
    g.types[row].vtable = g.nvtables
    g.types[row].nvtable = 1
    g.nvtables += 1
    shape = func_row(g, abstract_copy(g, f) if f & TIER_FFI else f)
    g.vtables[g.types[row].vtable] = shape
    return row


cdef void gen_shape(Gen *g, FuncRef f) noexcept nogil:
    cdef uint32_t object = <uint32_t>K_OBJ | TYPE_OBJECT << 8, row = ctx_func(g.cx, f).impl
    cdef uint32_t n = ctx_func(g.cx, f).nparams, node = ctx_func(g.cx, f).node, nargs = 1, i, k, dst = NO_REG
    cdef uint32_t regs[256]
    cdef uint32_t kinds[256]
    cdef uint32_t outs[MAX_OUTS]
    cdef TypeRef ret = ctx_func(g.cx, f).ret
    cdef uint32_t ret_kind = kind_of(g, ret)
    cdef Value v
    if returns_place(g, f):                     # the host has no places to refer to
        gen_unbound(g, f, object)
        return
    gen_begin(g, f, ctx_func(g.cx, f).scope)
    g.fs.ret = ret
    regs[0] = param_take(g, object)
    kinds[0] = object
    for i in range(n):
        if ctx_params(g.cx, f)[i].mode != PM_OUT:
            kinds[nargs] = kind_of(g, ctx_params(g.cx, f)[i].type)
            regs[nargs] = param_take(g, kinds[nargs])
            nargs += 1
    g.fs.first_out = g.nlocals
    for i in range(n):
        if ctx_params(g.cx, f)[i].mode == PM_OUT:
            k = kind_of(g, ctx_params(g.cx, f)[i].type)
            outs[g.fs.nouts] = k
            k = own_take(g, k) if is_handle_kind(k) else reg_take(g, k)
            local_add(g, 0, ctx_params(g.cx, f)[i].type, k, 0, 0)
            g.fs.nouts += 1
    if ret_kind != K_VOID:
        dst = own_take(g, ret_kind) if is_handle_kind(ret_kind) else reg_take(g, ret_kind)
    gen_at(g, node_token(g.w, node))
    emit_call(g, CALL_HOST, shape_row(g, f, kinds, nargs, ret_kind, outs, g.fs.nouts), regs, nargs, dst)
    for i in range(g.fs.nouts):
        emit_abc(g, OP_GETOUT, g.locals[g.fs.first_out + i].reg, i, 0)
    if dst == NO_REG:
        emit_return(g, NO_REG, NO_REG)
    else:
        v = blank(V_REG, ret, node)
        v.reg = dst
        v.owned = is_handle_kind(ret_kind)
        v.fresh = v.owned and not is_shared_result(g, ret)
        return_value(g, v, ret, node)
    describe(g, f, row)
    g.funcs[row].owner = object >> 8
    gen_finish(g, row)
    locals_reset(g, g.fs.first_out)


cdef int is_shared_result(Gen *g, TypeRef ret) noexcept nogil:
    """Is a result by value an object that the host has from the script and may keep? Then a copy is returned."""
    cdef const ClassInfo *c
    if ret & T_HANDLE or ctx_type(g.cx, ret).cls == 0:
        return 0
    c = class_info(g, ret)
    return not c.flags & (CI_NO_COPY | CI_ABSTRACT | CI_INTERFACE) and (
        c.copy_ctor == 0 or not ctx_func(g.cx, c.copy_ctor).flags & (FF_PRIVATE | FF_PROTECTED))


# ------------------------------------------------------------------------------------------- conversions

cdef int is_untyped(Value v) noexcept nogil:
    return v.sort == V_FUNC or v.sort == V_LAMBDA


cdef Overloads functions_of(Value v) noexcept nogil:
    cdef Overloads o
    memset(&o, 0, sizeof(o))
    o.script = v.index
    o.ffi = v.index2
    return o


cdef FuncRef with_signature(Gen *g, const Overloads *o, TypeRef to) noexcept nogil:
    """The candidate that has the signature of a funcdef; 0: none."""
    cdef FuncRef f = next_candidate(g, o, 0), signature = signature_of(g, to)
    while f != 0 and signature != 0:
        if equal_signatures(g, f, o.instance, signature, to & REF_MASK):
            return f
        f = next_candidate(g, o, f)
    return 0


cdef int function_fits(Gen *g, Value v, TypeRef to) noexcept nogil:
    cdef Overloads o
    cdef FuncRef signature = signature_of(g, to)
    if signature == 0 or not to & T_HANDLE:
        return 0
    if v.sort == V_LAMBDA:
        return lambda_fits(g, v.node, signature, to & REF_MASK)
    o = functions_of(v)
    return v.owner_index == 0 and with_signature(g, &o, to) != 0


cdef Value handle_value(Gen *g, TypeRef to, uint32_t reg, uint32_t node) noexcept nogil:
    cdef Value v = blank(V_REG, (to & (REF_MASK | T_CONST)) | T_HANDLE, node)
    v.reg = reg
    v.is_const = NOT_LVALUE
    return v


cdef Value function_handle(Gen *g, FuncRef f, TypeRef to, uint32_t node) noexcept nogil:
    """A handle to a script function, which has the signature of `to`: the global that stands for it is loaded."""
    cdef uint32_t *note = ctx_note(g.cx, NOTE_VALUE, f)
    cdef uint32_t row, kind = kind_of(g, to), func = func_row(g, f), reg
    cdef Value v
    if note == NULL or g.failed or (g.in_shared and not may_share_function(g, f, node)):
        return error_value(node)
    if note[0] == 0:
        if not grow(g, <void**>&g.globals, &g.cap_globals, g.nglobals, sizeof(GlobalDef)):
            return error_value(node)
        g.globals[g.nglobals] = GlobalDef(kind=kind, name=0, flags=GL_CONST | GL_HANDLE | GL_FUNC, func=func)
        g.nglobals += 1
        note[0] = g.nglobals
    row = note[0] - 1
    gen_at(g, node_token(g.w, node))
    reg = reg_take(g, kind)
    emit_ai(g, OP_LDFN, reg, row)
    v = handle_value(g, to, reg, node)
    v.lent = 1
    return v


cdef FuncRef wrapper(Gen *g, FuncRef f, TypeRef instance, uint32_t node) noexcept nogil:
    """A script function that calls one of the FFI tier or of another unit; 0 after a diagnostic. (Those of templates are not asked for.)"""
    cdef uint32_t *note = ctx_note(g.cx, NOTE_WRAPPER, f)
    cdef uint32_t i, n = ctx_func(g.cx, f).nparams
    cdef FuncRec *rec = ctx_func(g.cx, f)
    cdef FuncRef made
    if note == NULL:
        return 0
    if note[0] != 0:
        return note[0]
    for i in range(n):
        if ctx_params(g.cx, f)[i].mode == PM_OUT:
            gen_error(g, E_NOT_CALLABLE, node, "%F has &out parameters: a handle can only refer to a function of the "
                      "script then", f)
            return 0
    if rec.flags & (FF_VARIADIC | FF_RETURNS_REF | FF_DELETED | FF_CONSTRUCTOR | FF_TEMPLATE):
        gen_error(g, E_NOT_CALLABLE, node, "a handle cannot refer to %F: write a function that calls it", f)
        return 0
    made = ctx_new_func(g.cx, 1, rec.name, n)
    if made == 0:
        g.failed = 1
        return 0
    rec = ctx_func(g.cx, made)
    rec.owner = instance & REF_MASK
    rec.ret = ctx_func(g.cx, f).ret
    rec.flags = FF_AUTO | FF_WRAPPER | (ctx_func(g.cx, f).flags & FF_CONST)
    rec.nrequired = <uint8_t>n
    rec.node = node
    rec.offset = token_start(g.w, node_token(g.w, node))
    rec.impl = NO_FUNC
    rec.decl = f
    for i in range(n):
        ctx_params(g.cx, made)[i].type = ctx_params(g.cx, f)[i].type
        ctx_params(g.cx, made)[i].mode = ctx_params(g.cx, f)[i].mode
    note = ctx_note(g.cx, NOTE_WRAPPER, f)
    if note != NULL:
        note[0] = made
    return made


cdef void wrapper_body(Gen *g, FuncRef f) noexcept nogil:
    cdef FuncRef target = ctx_func(g.cx, f).decl
    cdef uint32_t node = ctx_func(g.cx, f).node, i, n = ctx_func(g.cx, f).nparams, base = g.nargs, k, at
    cdef TypeRef ret = ctx_func(g.cx, f).ret
    cdef Overloads o
    cdef Value object = error_value(node), v
    memset(&o, 0, sizeof(o))
    if target & TIER_FFI:
        o.ffi = target
    else:
        o.script = target
    at = g.fs.first_local
    if g.fs.owner != 0:
        o.instance = g.fs.owner
        object = this_value(g, node)
        at += 1
    for i in range(n):
        k = arg_push(g, node, 0)
        if k == NO_ARG:
            return
        v = blank(V_LOCAL, g.locals[at + i].type, node)
        v.reg = g.locals[at + i].reg
        v.index = at + i
        v.is_const = g.locals[at + i].is_const
        g.args[k].v = v
        g.args[k].ready = 1
    if bind(g, target, base, n, node, 1):
        v = call_bound(g, target, &o, object, 0, base, n, node)
        if (ret & REF_MASK) != TIER_FFI and not is_error(v.type):
            return_value(g, convert(g, v, ret), ret, node)
    g.nargs = base


cdef void list_candidates(Gen *g, const Overloads *o) noexcept nogil:
    cdef FuncRef f = next_candidate(g, o, 0)
    cdef uint32_t n = 0
    while f != 0 and n < MAX_LISTED:
        gen_hint(g, "there is %F" if n == 0 else "and %F", f)
        f = next_candidate(g, o, f)
        n += 1


cdef Value function_value(Gen *g, Value v, TypeRef to) noexcept nogil:
    cdef Overloads o
    cdef FuncRef f, signature = signature_of(g, to)
    if is_error(to):
        return error_value(v.node)
    if v.sort == V_LAMBDA:
        if signature == 0:
            gen_error(g, E_CONVERSION, v.node, "an anonymous function cannot become '%T'", to)
        elif not lambda_fits(g, v.node, signature, to & REF_MASK):
            gen_error(g, E_CONVERSION, v.node, "this anonymous function does not have the parameters of '%T'", to & REF_MASK)
            gen_hint(g, "it is declared as %F", signature)
        else:
            f = lambda_function(g, v.node, signature, to & REF_MASK)
            return function_handle(g, f, to, v.node) if f != 0 else error_value(v.node)
        return error_value(v.node)
    o = functions_of(v)
    f = next_candidate(g, &o, 0)
    if signature == 0:
        gen_error(g, E_NO_VALUE, v.node, "expected a value, '%N' is a function", ctx_func(g.cx, f).name)
        gen_hint(g, "to call it, write its arguments in parentheses behind it")
        return error_value(v.node)
    if v.owner_index != 0:
        gen_error(g, E_CONVERSION, v.node, "'%N' is a method and needs an object", ctx_func(g.cx, f).name)
        gen_hint(g, "write %T(this.%N)", to & REF_MASK, ctx_func(g.cx, f).name)
        return error_value(v.node)
    f = with_signature(g, &o, to)
    if f == 0:
        gen_error(g, E_CONVERSION, v.node, "no function '%N' has the signature of '%T', which is declared as %F",
                  ctx_func(g.cx, next_candidate(g, &o, 0)).name, to & REF_MASK, signature)
        list_candidates(g, &o)
        return error_value(v.node)
    if f & TIER_FFI or ctx_func(g.cx, f).flags & FF_IMPORT:
        f = wrapper(g, f, 0, v.node)
        if f == 0:
            return error_value(v.node)
    return function_handle(g, f, to, v.node)


# ---------------------------------------------------------------------------------------------- delegates

cdef Value bind_method(Gen *g, Value object, uint32_t name, TypeRef to, uint32_t node) noexcept nogil:
    cdef Overloads o = methods_of(g, object.type & ~<TypeRef>T_CONST, is_const_object(object), name)
    cdef FuncRef f = with_signature(g, &o, to)
    cdef uint32_t op = OP_BINDF, index, reg, dst
    cdef Value v
    if f == 0:
        gen_error(g, E_CONVERSION, node, "no method '%N' of '%T' has the signature of '%T', which is declared as %F", name,
                  object.type & REF_MASK, to & REF_MASK, signature_of(g, to))
        list_candidates(g, &o)
        return error_value(node)
    if ctx_func(g.cx, f).flags & FF_ALIAS:
        f = ctx_func(g.cx, f).decl
    if not check_object(g, f, object, node):
        return error_value(node)
    if f & TIER_FFI and not is_host_interface(g, object.type):
        if not is_object(g, object.type) or ctx_type(g.cx, object.type).sort != TS_CLASS:
            gen_error(g, E_NOT_CALLABLE, node, "a handle cannot refer to a method of '%T': write a function that calls it",
                      object.type & REF_MASK)
            return error_value(node)
        f = wrapper(g, f, ctx_func(g.cx, f).owner, node)
        if f == 0:
            return error_value(node)
        index = func_row(g, f)
    elif ctx_type(g.cx, object.type).sort == TS_INTERFACE or (
            ctx_func(g.cx, f).flags & FF_VIRTUAL and ctx_func(g.cx, f).flags & FF_OVERRIDDEN):
        op = OP_BINDV
        index = method_slot(g, object.type, f)
    else:
        index = func_row(g, f)
    if object.sort == V_LOCAL and not object.type & T_HANDLE:
        g.locals[object.index].shared = 1
    reg = lend(g, object)
    dst = own_take(g, kind_of(g, to))
    gen_at(g, node_token(g.w, node))
    emit_ai(g, op, dst, index)
    emit_word(g, reg & 0xffff)
    v = handle_value(g, to, dst, node)
    v.owned = 1
    v.fresh = 1
    return v


cdef Value construct_function(Gen *g, TypeRef type, uint32_t args, uint32_t count, uint32_t node) noexcept nogil:
    cdef TypeRef to = (type & REF_MASK) | T_HANDLE
    cdef uint32_t kind
    cdef Overloads o
    cdef Value v
    if count != 1 or node_kind(g.w, args) == NK_NamedArg:
        gen_error(g, E_ARGUMENT_COUNT, node, "'%T' is made of one function, got %d", to & REF_MASK, <int>count)
        return error_value(node)
    kind = node_kind(g.w, args)
    if kind == NK_Member:
        v = expr(g, Member_object(g.w, args))
        if is_error(v.type) or no_value_error(g, v):
            return error_value(node)
        o = methods_of(g, v.type & ~<TypeRef>T_CONST, 0, Member_name(g.w, args))
        if o.script != 0 or o.ffi != 0:
            return bind_method(g, v, Member_name(g.w, args), to, args)
        return convert(g, member_of(g, v, Member_name(g.w, args), args), to)
    v = expr(g, args)
    if v.sort == V_FUNC and v.owner_index != 0 and g.fs.owner != 0 and Ident_scope(g.w, args) == 0:
        return bind_method(g, this_value(g, args), Ident_name(g.w, args), to, args)
    return convert(g, v, to)


# ------------------------------------------------------------------------------------------------ fibers

cdef TypeRef fiber_function(Gen *g) noexcept nogil:
    """The funcdef of what a fiber calls: `void()`, a name that no script could write; 0 without memory."""
    cdef uint32_t *note = ctx_note(g.cx, NOTE_FIBER, 1)
    cdef TypeRef t
    cdef FuncRef f
    cdef FuncRec *rec
    cdef ScopeRef members
    if note == NULL or note[0] != 0:
        return note[0] if note != NULL else 0
    t = ctx_add_type(g.cx, 1, names_intern(&g.w.names, <const uint8_t*>b"void()", 6), TS_FUNCDEF, K_OBJ)
    members = ctx_member_scope(g.cx, t) if t != 0 else <ScopeRef>0
    f = ctx_add_func(g.cx, members, NAME_opCall, 0) if members else <FuncRef>0
    if f == 0:
        g.failed = 1
        return 0
    ctx_type(g.cx, t).flags = TF_REFERENCE | TF_RESOLVED
    rec = ctx_func(g.cx, f)
    rec.name = names_intern(&g.w.names, <const uint8_t*>b"FiberFunction", 13)
    rec.scope = 1
    rec.owner = t
    rec.ret = TIER_FFI                          # void
    rec.flags |= FF_ABSTRACT | FF_AUTO
    rec.impl = NO_FUNC                          # no node: the place is none that an edit could move
    note = ctx_note(g.cx, NOTE_FIBER, 1)
    if note != NULL:
        note[0] = t
    return t


cdef Value construct_fiber(Gen *g, TypeRef type, uint32_t args, uint32_t count, uint32_t node) noexcept nogil:
    cdef TypeRef t
    cdef uint32_t reg, errors = g.w.error_count
    cdef Value v
    if count != 1 or node_kind(g.w, args) == NK_NamedArg:
        gen_error(g, E_ARGUMENT_COUNT, node, "a fiber is made of one function, got %d", <int>count)
        gen_hint(g, "what it needs can be members of an object: Fiber(object.method)")
        return error_value(node)
    t = fiber_function(g)
    if t == 0:
        return error_value(node)
    v = construct_function(g, t, args, count, node)
    if is_error(v.type):
        if g.w.error_count != errors:
            gen_hint(g, "the function of a fiber is void and has no parameters")
        return v
    reg = lend(g, v)
    gen_at(g, node_token(g.w, node))
    v = blank(V_REG, type | T_HANDLE, node)
    v.reg = library_call(g, LIB_FIBER, &reg, 1, <uint32_t>K_OBJ | TYPE_FIBER << 8)
    v.is_const = NOT_LVALUE
    v.owned = 1
    return v
