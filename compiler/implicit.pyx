# cython: language_level=3, boundscheck=False, wraparound=False, cdivision=True, initializedcheck=False
"""Conversions that the script's own code defines: constructors with one argument, opConv, opCast and the like.

What it is: the last resort of `convert` and of overload ranking, where no built-in conversion fits.
What it is not: explicit conversions T(x) to objects, which are constructor calls (`literal`), and casts between related
classes (`objects`).

Methods: opImplConv and opConv give another value, opImplCast and opCast a handle to another object; those without
Impl count only where the conversion is written. Of several that give numbers the nearest kind is taken.

Invariant: a conversion takes one such step; while one is being looked for (`g.converting`) there are no others.
"""
from libc.stdint cimport uint32_t

from seraphscript.compiler.call cimport call_exact
from seraphscript.compiler.classes cimport class_info
from seraphscript.compiler.construct cimport construct_from
from seraphscript.compiler.convert cimport (
    CC_FROM_OBJECT, CC_IMPOSSIBLE, CC_REFERENCE, CC_TO_OBJECT, TR_BOOL, blank, convert, is_const_object, is_enum, is_error,
    is_string, load, number_cost, prim_kind,
)
from seraphscript.compiler.expr cimport expr
from seraphscript.compiler.gen cimport V_LIST, V_NULL, V_REG, Gen, Value
from seraphscript.compiler.nodes cimport *
from seraphscript.compiler.objects cimport derives, is_reference, is_script_type
from seraphscript.compiler.overload cimport NO_ARG, Overloads, arg_push, best_overload, methods_of, next_candidate, quick_type
from seraphscript.compiler.values cimport is_value_type
from seraphscript.registry.context cimport ctx_func, ctx_return_type
from seraphscript.registry.name_ids cimport NAME_opCast, NAME_opConv, NAME_opImplCast, NAME_opImplConv
from seraphscript.registry.tier cimport (
    FF_CONST, FF_DELETED, FF_EXPLICIT, REF_MASK, T_CONST, T_HANDLE, FuncRef, TypeRef,
)


# ------------------------------------------------------------------------------------------------- methods

cdef int result_cost(Gen *g, TypeRef ret, TypeRef to, int as_handle) noexcept nogil:
    """How well the result of a conversion method fits: 0 exactly, CC_IMPOSSIBLE not at all."""
    cdef uint32_t kind = prim_kind(g, to), from_
    cdef int cost
    if kind:
        from_ = prim_kind(g, ret)
        if as_handle or from_ == 0:
            return CC_IMPOSSIBLE
        if (ret & REF_MASK) == (to & REF_MASK):
            return 0
        cost = CC_IMPOSSIBLE if is_enum(g, to) else number_cost(from_, kind, is_enum(g, ret))
        return cost if cost < 0 else cost + 1
    if is_string(g, to):
        return 0 if not as_handle and is_string(g, ret) else CC_IMPOSSIBLE
    if not is_reference(g, to) or not derives(g, ret, to) or (as_handle == 0) != (ret & T_HANDLE == 0):
        return CC_IMPOSSIBLE
    if to & T_HANDLE and (not as_handle or (ret & T_CONST and not to & T_CONST)):
        return CC_IMPOSSIBLE
    return 0


cdef void look_for(Gen *g, Value v, TypeRef to, uint32_t name, FuncRef *best, int *best_cost) noexcept nogil:
    cdef Overloads o = methods_of(g, v.type & ~<TypeRef>T_CONST, is_const_object(v), name)
    cdef FuncRef f = next_candidate(g, &o, 0)
    cdef int cost
    while f != 0:
        if ctx_func(g.cx, f).nparams == 0 and (ctx_func(g.cx, f).flags & FF_CONST or not o.const_object):
            cost = result_cost(g, ctx_return_type(g.cx, f, o.instance), to, name == NAME_opImplCast or name == NAME_opCast)
            if cost >= 0 and (best[0] == 0 or cost < best_cost[0]):
                best[0] = f
                best_cost[0] = cost
        f = next_candidate(g, &o, f)


cdef FuncRef conversion_method(Gen *g, Value v, TypeRef to, int written, int *cost) noexcept nogil:
    """The method of an object that gives a `to`, 0 if there is none; cost: in the sense of ConvCost."""
    cdef FuncRef best = 0
    cdef int best_cost = 0
    if v.sort == V_LIST or v.sort == V_NULL or not is_reference(g, v.type):
        return 0
    look_for(g, v, to, NAME_opImplConv, &best, &best_cost)
    look_for(g, v, to, NAME_opImplCast, &best, &best_cost)
    if written:
        look_for(g, v, to, NAME_opConv, &best, &best_cost)
        look_for(g, v, to, NAME_opCast, &best, &best_cost)
    cost[0] = best_cost + (CC_FROM_OBJECT if prim_kind(g, to) else CC_REFERENCE if to & T_HANDLE else CC_TO_OBJECT)
    return best


# -------------------------------------------------------------------------------------------- constructors

cdef FuncRef constructor_for(Gen *g, Value v, TypeRef to, int written) noexcept nogil:
    """The constructor of class `to` that takes the value, 0 if none does. written: explicit ones count, too."""
    cdef uint32_t base = g.nargs, k
    cdef FuncRef f
    cdef Overloads o
    if to & T_HANDLE or not is_script_type(g, to):
        return 0
    o.script = class_info(g, to).ctors
    o.ffi = 0
    o.instance = to & REF_MASK
    o.const_object = 0
    o.direct = 1
    o.targs = 0
    if o.script == 0:
        return 0
    k = arg_push(g, 0, 0)
    if k == NO_ARG:
        return 0
    g.args[k].v = v
    g.args[k].node = v.node
    g.args[k].ready = 1
    f = best_overload(g, &o, base, 1, v.node, 1)
    g.nargs = base
    return f if f != 0 and not ctx_func(g.cx, f).flags & (FF_DELETED | (0 if written else FF_EXPLICIT)) else 0


# ---------------------------------------------------------------------------------------------- both of them

cdef int user_cost(Gen *g, Value v, TypeRef to) noexcept nogil:
    cdef int cost = CC_IMPOSSIBLE, by_method = 0
    if g.converting or is_error(v.type):
        return cost
    g.converting = 1
    if constructor_for(g, v, to, 0) != 0:
        cost = CC_TO_OBJECT
    elif conversion_method(g, v, to, 0, &by_method) != 0:
        cost = by_method
    g.converting = 0
    return cost


cdef int by_method(Gen *g, Value v, TypeRef to, int written, Value *result) noexcept nogil:
    cdef int cost = 0
    cdef FuncRef f = conversion_method(g, v, to, written, &cost)
    if f == 0:
        return 0
    g.converting = 1                            # what the method gives is converted without further methods
    result[0] = convert(g, call_exact(g, f, v, v.node), to)
    g.converting = 0
    return 1


cdef int user_convert(Gen *g, Value v, TypeRef to, Value *result) noexcept nogil:
    cdef FuncRef f
    if g.converting or is_error(v.type) or v.sort == V_LIST:
        return 0
    g.converting = 1
    f = constructor_for(g, v, to, 0)
    g.converting = 0
    if f == 0:
        return by_method(g, v, to, 0, result)
    # That very one: with conversions allowed again, another one might come first, which takes a `to`.
    result[0] = construct_from(g, f, to & REF_MASK, v)
    return 1


cdef Value truth_of(Gen *g, Value v) noexcept nogil:
    cdef Value made
    if v.sort != V_LIST and is_value_type(g, v.type) and not g.converting and by_method(g, v, TR_BOOL, 0, &made):
        return made
    return v


cdef int explicit_convert(Gen *g, Value v, TypeRef to, Value *result) noexcept nogil:
    if g.converting or is_error(v.type):
        return 0
    return by_method(g, v, to, 1, result)


cdef int converted_argument(Gen *g, uint32_t node, TypeRef to, Value *result) noexcept nogil:
    cdef uint32_t kind = node_kind(g.w, node)
    cdef TypeRef type
    cdef Value v
    cdef int cost = 0, found
    if g.converting or kind == NK_NamedArg or kind == NK_InitList or kind == NK_Lambda:
        return 0
    type = quick_type(g, node)
    if type == 0 or not is_script_type(g, type) or derives(g, type, to):
        return 0
    v = blank(V_REG, type & ~<TypeRef>T_CONST, node)
    v.is_const = 1 if type & T_CONST else 0
    g.converting = 1
    found = constructor_for(g, v, to, 1) == 0 and conversion_method(g, v, to, 1, &cost) != 0
    g.converting = 0
    if not found:
        return 0
    v = expr(g, node)
    return not is_error(v.type) and by_method(g, v, to, 1, result)


cdef int user_number(Gen *g, Value v, TypeRef to, Value *result) noexcept nogil:
    cdef int cost = 0
    cdef FuncRef f = conversion_method(g, v, to, 0, &cost) if not g.converting and not is_error(v.type) else 0
    if f == 0:
        return 0
    result[0] = load(g, call_exact(g, f, v, v.node))
    return 1
