# cython: language_level=3, boundscheck=False, wraparound=False, cdivision=True, initializedcheck=False
"""What a written call means: functions, methods, constructors, objects with opCall.

What it is: the way from a Call node to the functions that are candidates, and to their object.
What it is not: arguments, results and the call itself (`call`).
"""
from libc.stdint cimport uint32_t

from seraphscript.compiler.call cimport call_library, call_overloads
from seraphscript.compiler.constructor cimport super_call, this_call
from seraphscript.compiler.convert cimport (
    NOT_LVALUE, TR_ERROR, TR_NULL, TR_VOID, blank, error_value, hold, is_array, is_const_object, is_error, is_string, may_run, no_value_error, prim_kind,
)
from seraphscript.compiler.emit cimport own_reset, reg_keep
from seraphscript.compiler.error_codes cimport E_NOT_CALLABLE, E_TEMPLATE_ARGS, E_UNKNOWN_MEMBER
from seraphscript.compiler.expr cimport expr, expr_type
from seraphscript.compiler.funcdef cimport is_funcdef
from seraphscript.compiler.gen cimport NO_REG, V_FUNC, V_LIST, V_NONE, V_PARTS, V_PROP, V_REG, V_TYPE, Gen, Value
from seraphscript.compiler.hints cimport hint_member
from seraphscript.compiler.literal cimport construct
from seraphscript.compiler.member cimport member_of, member_type, this_value
from seraphscript.compiler.nodes cimport *
from seraphscript.compiler.objects cimport derives
from seraphscript.compiler.overload cimport Overloads, methods_of, quick_type
from seraphscript.compiler.prelude cimport prelude_function
from seraphscript.compiler.property cimport property_read, warn_lost_change
from seraphscript.compiler.types cimport callee_value, gen_error, gen_error_token, gen_follows
from seraphscript.registry.context cimport ctx_func, ctx_type
from seraphscript.registry.name_ids cimport NAME_opCall, NAME_super
from seraphscript.registry.tier cimport FF_CONST, FF_TEMPLATE, REF_MASK, T_CONST, T_HANDLE, FuncRef, TypeRef


cdef Value called(Gen *g, Value v, uint32_t top, uint32_t own_top) noexcept nogil:
    """The result of a call; the temporaries that it needed go at once, as destructors may tell."""
    if v.sort == V_NONE:
        reg_keep(g, NO_REG, top, own_top)
    elif v.sort == V_PARTS:
        own_reset(g, own_top)
    elif v.sort == V_REG and (v.owned or prim_kind(g, v.type) != 0):
        reg_keep(g, v.reg, top, own_top)
    return v


cdef inline Value object_of(Gen *g, uint32_t node) noexcept nogil:
    """What a member is named of. Of a conditional expression it is the object itself, which may be changed."""
    cdef int whole = g.whole
    cdef Value v
    if node_kind(g.w, node) != NK_Ternary:
        return expr(g, node)
    g.whole = 1
    v = expr(g, node)
    g.whole = whole
    return v


cdef TypeRef object_for(Gen *g, uint32_t *object_node, uint32_t args, Value *object) noexcept nogil:
    cdef uint32_t arg = args
    cdef TypeRef type = 0
    cdef int effects = 0, raises = 0
    if node_kind(g.w, object_node[0]) != NK_Ident:
        while arg != 0:
            if not NK_IntLit <= node_kind(g.w, arg) <= NK_StrLit:
                effects |= may_run(g, arg) or may_run(g, object_node[0])
                raises |= node_kind(g.w, arg) != NK_Ident
            arg = node_next(g.w, arg)
        if effects or raises:
            type = quick_type(g, object_node[0])
            if type == 0 and effects and g.expr_depth == 0:
                type = expr_type(g, object_node[0])
                type = 0 if is_error(type) or type == TR_VOID or type == TR_NULL else type
    if type != 0:
        object[0] = blank(V_NONE, type, object_node[0])
        return type
    object[0] = object_of(g, object_node[0])
    object_node[0] = 0
    if is_error(object.type) or (object.sort != V_LIST and no_value_error(g, object[0])):
        return TR_ERROR
    arg = args
    while effects and arg != 0 and not is_string(g, object.type):
        object[0] = hold(g, object[0], arg)
        arg = node_next(g.w, arg)
    return object.type | (T_CONST if is_const_object(object[0]) else 0)


cdef int takes_type_args(Gen *g, Overloads *o, uint32_t args, uint32_t callee, uint32_t name) noexcept nogil:
    """f<T>(..): only a template of the host has arguments in angle brackets; 0 after a diagnostic."""
    cdef FuncRef f = o.ffi
    o.targs = args
    if args == 0:
        return 1
    while f != 0 and not ctx_func(g.cx, f).flags & FF_TEMPLATE:
        f = ctx_func(g.cx, f).next
    if f == 0:
        gen_error_token(g, E_TEMPLATE_ARGS, node_token(g.w, callee), "'%N' is not a template", name)
    return f != 0


cdef Value call_member(Gen *g, uint32_t node, uint32_t callee) noexcept nogil:
    cdef uint32_t object_node = Member_object(g.w, callee), name = Member_name(g.w, callee)
    cdef uint32_t args = Call_args(g.w, node)
    cdef Value object
    cdef TypeRef type
    cdef FuncRef library
    cdef Overloads o
    if node_kind(g.w, object_node) == NK_Ident and Ident_name(g.w, object_node) == NAME_super:
        return call_base_method(g, node, callee)
    type = object_for(g, &object_node, args, &object)
    if is_error(type):
        return error_value(node)
    o = methods_of(g, type & ~<TypeRef>T_CONST, (type & T_CONST) != 0, name)
    if o.script == 0 and o.ffi == 0:
        library = prelude_function(g, name, type) if is_array(g, type) else 0
        if library != 0:
            return call_library(g, library, object, object_node, args, node)
        if member_type(g, type, name) != 0:     # a variable or property that holds what is called
            if object_node:
                object = expr(g, object_node)
            object = member_of(g, object, name, callee)
            return call_value_of(g, property_read(g, object) if object.sort == V_PROP else object, node)
        gen_error_token(g, E_UNKNOWN_MEMBER, node_token(g.w, callee), "'%T' has no method '%N'",
                        type & ~<TypeRef>(T_CONST | T_HANDLE), name)
        hint_member(g, type, name)
        return error_value(node)
    if not takes_type_args(g, &o, Member_args(g.w, callee), callee, name):
        return error_value(node)
    if not ctx_func(g.cx, o.script if o.script != 0 else o.ffi).flags & FF_CONST:
        warn_lost_change(g, Member_object(g.w, callee), node)
    return call_overloads(g, &o, object, object_node, args, node)


cdef Value call_value_of(Gen *g, Value v, uint32_t node) noexcept nogil:
    """value(..): the method opCall of an object."""
    cdef uint32_t arg = Call_args(g.w, node)
    cdef Overloads o
    if is_error(v.type) or (v.sort != V_LIST and no_value_error(g, v)):
        return error_value(node)
    if is_funcdef(g, v.type):
        v.type &= ~<TypeRef>T_CONST             # a call changes no handle
        v.is_const = v.is_const if v.is_const == NOT_LVALUE else 0
    o = methods_of(g, v.type & ~<TypeRef>T_CONST, is_const_object(v), NAME_opCall)
    if v.sort == V_LIST or (o.script == 0 and o.ffi == 0):
        if node_kind(g.w, v.node) == NK_Ident:
            gen_error(g, E_NOT_CALLABLE, v.node, "'%N' is not a function, its type is '%T'", Ident_name(g.w, v.node), v.type)
        else:
            gen_error(g, E_NOT_CALLABLE, v.node, "this cannot be called, its type is '%T'", v.type)
        return error_value(node)
    while arg != 0:
        v = hold(g, v, arg)
        arg = node_next(g.w, arg)
    return call_overloads(g, &o, v, 0, Call_args(g.w, node), node)


cdef Value call_own_method(Gen *g, uint32_t node, uint32_t callee, TypeRef type) noexcept nogil:
    """f(..) or Base::f(..) inside a method, which stand for this.f(..); the second one is never virtual."""
    cdef Value object
    cdef Overloads o
    if g.fs.owner == 0 or not derives(g, g.fs.owner, type):
        gen_error(g, E_NOT_CALLABLE, callee, "'%N' is a method of '%T' and needs an object", Ident_name(g.w, callee), type)
        return error_value(node)
    object = this_value(g, callee)
    o = methods_of(g, type, is_const_object(object), Ident_name(g.w, callee))
    o.direct = Ident_scope(g.w, callee) != 0
    if not takes_type_args(g, &o, Ident_args(g.w, callee), callee, Ident_name(g.w, callee)):
        return error_value(node)
    return call_overloads(g, &o, object, 0, Call_args(g.w, node), node)


cdef Value call_base_method(Gen *g, uint32_t node, uint32_t callee) noexcept nogil:
    """super.f(..)"""
    cdef TypeRef base = ctx_type(g.cx, g.fs.owner).base & REF_MASK if g.fs.owner != 0 else 0
    cdef uint32_t name = Member_name(g.w, callee)
    cdef Value object
    cdef Overloads o
    if base == 0:
        gen_error(g, E_NOT_CALLABLE, callee, "'super' stands for the base class, and there is none here")
        gen_follows(g, g.fs.owner)
        return error_value(node)
    object = this_value(g, callee)
    o = methods_of(g, base, is_const_object(object), name)
    o.direct = 1
    if o.script == 0 and o.ffi == 0:
        gen_error_token(g, E_UNKNOWN_MEMBER, node_token(g.w, callee), "'%T' has no method '%N'", base, name)
        hint_member(g, base, name)
        return error_value(node)
    if not takes_type_args(g, &o, Member_args(g.w, callee), callee, name):
        return error_value(node)
    return call_overloads(g, &o, object, 0, Call_args(g.w, node), node)


cdef Value call_value(Gen *g, uint32_t node) noexcept nogil:
    cdef uint32_t top = g.fs.top, own_top = g.fs.own_top
    return called(g, call_node(g, node), top, own_top)


cdef Value call_node(Gen *g, uint32_t node) noexcept nogil:
    cdef uint32_t callee = Call_callee(g.w, node), kind = node_kind(g.w, callee)
    cdef Value v
    cdef Overloads o
    if kind == NK_Member:
        return call_member(g, node, callee)
    if kind == NK_This:
        return this_call(g, node)
    if kind != NK_Ident:
        return call_value_of(g, expr(g, callee), node)
    if Ident_name(g.w, callee) == NAME_super:
        return super_call(g, node)
    v = callee_value(g, callee)
    if v.sort == V_FUNC:
        if v.owner_index != 0:
            return call_own_method(g, node, callee, v.owner_index)
        o.script = v.index
        o.ffi = v.index2
        o.instance = 0
        o.const_object = 0
        o.direct = 0
        if not takes_type_args(g, &o, Ident_args(g.w, callee), callee, Ident_name(g.w, callee)):
            return error_value(node)
        return call_overloads(g, &o, v, 0, Call_args(g.w, node), node)
    if v.sort == V_TYPE:
        return construct(g, v.type, Call_args(g.w, node), Call_count(g.w, node), node)
    if v.sort == V_NONE or is_error(v.type):
        return error_value(node)
    v.node = callee
    return call_value_of(g, property_read(g, v) if v.sort == V_PROP else v, node)


cdef Value member_value(Gen *g, uint32_t node) noexcept nogil:
    return member_of(g, object_of(g, Member_object(g.w, node)), Member_name(g.w, node), node)
