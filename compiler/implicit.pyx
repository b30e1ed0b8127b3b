# cython: language_level=3, boundscheck=False, wraparound=False, cdivision=True, initializedcheck=False
"""Implicit conversions that the script's own code defines: constructors with one argument.

What it is: the last resort of `convert` and of overload ranking, where no built-in conversion fits.
What it is not: explicit conversions T(x), which are constructor calls (`literal`), and casts (`objects`).

Invariant: a conversion takes one such step; while one is being looked for (`g.converting`) there are no others.
"""
from libc.stdint cimport uint32_t

from seraphscript.compiler.call cimport call_with
from seraphscript.compiler.classes cimport class_info
from seraphscript.compiler.construct cimport construct_value
from seraphscript.compiler.convert cimport CC_IMPOSSIBLE, CC_TO_OBJECT, is_error
from seraphscript.compiler.gen cimport V_LIST, Gen, Value
from seraphscript.compiler.objects cimport is_script_type
from seraphscript.compiler.overload cimport NO_ARG, Overloads, arg_push, best_overload
from seraphscript.registry.context cimport ctx_func
from seraphscript.registry.tier cimport FF_DELETED, FF_EXPLICIT, REF_MASK, T_HANDLE, FuncRef, TypeRef


cdef FuncRef constructor_for(Gen *g, Value v, TypeRef to) noexcept nogil:
    """The constructor of class `to` that takes the value, 0 if none does."""
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
    return f if f != 0 and not ctx_func(g.cx, f).flags & (FF_EXPLICIT | FF_DELETED) else 0


cdef int user_cost(Gen *g, Value v, TypeRef to) noexcept nogil:
    cdef int cost = CC_IMPOSSIBLE
    if g.converting or is_error(v.type):
        return cost
    g.converting = 1
    if constructor_for(g, v, to) != 0:
        cost = CC_TO_OBJECT
    g.converting = 0
    return cost


cdef int user_convert(Gen *g, Value v, TypeRef to, Value *result) noexcept nogil:
    cdef FuncRef f
    if g.converting or is_error(v.type) or v.sort == V_LIST:
        return 0
    g.converting = 1
    f = constructor_for(g, v, to)
    g.converting = 0
    if f == 0:
        return 0
    result[0] = construct_value(g, to & REF_MASK, &v, 1, v.node)
    return 1
