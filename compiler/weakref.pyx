# cython: language_level=3, boundscheck=False, wraparound=False, cdivision=True, initializedcheck=False
"""Weak references in expressions: conversions from and to handles, assignment.

What it is: what needs the types of both sides. What it is not: `get` (an ordinary native), copies of weak references
of one type (`dictvalue`: native_copy), the table of references (`vm/weak.pyx`).

Rules
- A weak reference is a value: variables, fields, elements and parameters own theirs, and there are no handles to it.
- An object, a handle or null becomes a weak reference to it, and a weak reference a handle, implicitly. = and @= mean
  the same.
- A const_weakref takes const objects and gives const handles.
- Compared by `is` and == is what is referred to.
"""
from libc.stdint cimport uint32_t

from seraphscript.compiler.convert cimport (
    CC_IMPOSSIBLE, CC_TO_OBJECT, NOT_LVALUE, blank, conv_cost, convert, error_value, is_const_object, is_error,
    no_value_error, to_reg,
)
from seraphscript.compiler.dictvalue cimport dict_load, native_assign, native_default
from seraphscript.compiler.emit cimport gen_at, own_take
from seraphscript.compiler.error_codes cimport E_CONST, E_LVALUE
from seraphscript.compiler.gen cimport V_DICT, V_LIST, V_NULL, V_REG, Gen, Value
from seraphscript.compiler.library cimport LIB_WEAK_GET, LIB_WEAK_SET, library_call_as
from seraphscript.compiler.nodes cimport node_token
from seraphscript.compiler.objects cimport lend, not_null
from seraphscript.compiler.tables cimport kind_of
from seraphscript.compiler.types cimport gen_error
from seraphscript.registry.context cimport ctx_targ, ctx_type
from seraphscript.registry.tier cimport REF_MASK, T_CONST, T_HANDLE, TF_WEAK_CONST, TypeRef
from seraphscript.vm.opcodes cimport K_VOID


cdef inline TypeRef handle_type(const Gen *g, TypeRef weak) noexcept nogil:
    """What a weak reference gives and takes: T@ or const T@."""
    cdef TypeRef const_ = T_CONST if ctx_type(g.cx, weak).flags & TF_WEAK_CONST else <TypeRef>0
    return ctx_targ(g.cx, weak, 0) | T_HANDLE | const_


cdef Value temporary(uint32_t reg, TypeRef type, uint32_t node) noexcept nogil:
    cdef Value v = blank(V_REG, type, node)
    v.reg = reg
    v.owned = 1
    v.is_const = NOT_LVALUE
    return v


cdef Value weak_target(Gen *g, Value v) noexcept nogil:
    cdef TypeRef type = handle_type(g, v.type)
    cdef uint32_t reg = to_reg(g, v), kind = kind_of(g, v.type)
    gen_at(g, node_token(g.w, v.node))
    return temporary(library_call_as(g, LIB_WEAK_GET, &reg, &kind, 1, kind_of(g, type), K_VOID, NULL), type, v.node)


cdef void put(Gen *g, uint32_t reg, TypeRef type, uint32_t target, uint32_t node) noexcept nogil:
    """The weak reference of a type in register `reg` now refers to the object in register `target`."""
    cdef uint32_t regs[2]
    cdef uint32_t kinds[2]
    regs[0] = reg
    regs[1] = target
    kinds[0] = kind_of(g, type)
    kinds[1] = kind_of(g, handle_type(g, type))
    gen_at(g, node_token(g.w, node))
    library_call_as(g, LIB_WEAK_SET, regs, kinds, 2, K_VOID, K_VOID, NULL)


# ----------------------------------------------------------------------------------------------- conversions

cdef int weak_cost(Gen *g, Value v, TypeRef to) noexcept nogil:
    if v.sort == V_LIST:
        return CC_IMPOSSIBLE
    if is_weak(g, v.type):
        v = temporary(0, handle_type(g, v.type), v.node)
    if is_weak(g, to):
        to = handle_type(g, to)
    return CC_IMPOSSIBLE if conv_cost(g, v, to) < 0 else <int>CC_TO_OBJECT


cdef int weak_convert(Gen *g, Value v, TypeRef to, Value *result) noexcept nogil:
    cdef uint32_t reg
    if weak_cost(g, v, to) == CC_IMPOSSIBLE:
        return 0
    if is_weak(g, v.type):
        v = weak_target(g, v)
    if not is_weak(g, to):
        result[0] = convert(g, v, to)
        return 1
    v = convert(g, v, handle_type(g, to))
    if is_error(v.type):
        result[0] = v
        return 1
    reg = own_take(g, kind_of(g, to))
    native_default(g, to, reg, v.node)
    if v.sort != V_NULL:
        put(g, reg, to, to_reg(g, v), v.node)
    result[0] = temporary(reg, to & REF_MASK, v.node)
    result.fresh = 1
    return 1


# ------------------------------------------------------------------------------------------------ assignment

cdef Value weak_store(Gen *g, Value target, Value value, uint32_t node) noexcept nogil:
    cdef TypeRef type = target.type & REF_MASK
    cdef uint32_t a, b
    if is_error(target.type) or is_error(value.type):
        return error_value(node)
    if no_value_error(g, target) or (value.sort != V_LIST and no_value_error(g, value)):
        return error_value(node)
    if is_const_object(target):
        gen_error(g, E_CONST, target.node, "'%T' is read-only here", type)
        return error_value(node)
    if target.sort == V_NULL or target.sort == V_LIST:
        gen_error(g, E_LVALUE, target.node, "this is not a variable and cannot be assigned to")
        return error_value(node)
    if value.sort == V_DICT:
        value = dict_load(g, value)
    if (value.type & REF_MASK) != type or value.sort == V_LIST:
        if value.sort != V_LIST and is_weak(g, value.type):
            value = weak_target(g, value)
        value = convert(g, value, handle_type(g, type))
        if is_error(value.type):
            return error_value(node)
        b = lend(g, value)
        a = lend(g, not_null(g, target))
        put(g, a, type, b, node)
        return target
    b = lend(g, value)
    a = lend(g, not_null(g, target))
    native_assign(g, a, b, type, node)
    return target
