# cython: language_level=3, boundscheck=False, wraparound=False, cdivision=True, initializedcheck=False
"""Functions that return references: `T& f()`.

What it is: the way a place leaves a function, and how it is read and written by the caller.
What it is not: the call (`call`) or assignments in general (`lvalue`).

There are no addresses. A place is a pair: its owner (an object or array, counted; null stands for the globals) and a
number in it (slot, index, row of the global). It is checked at each use. An object that is no handle cannot be replaced,
so a reference to one is a handle to it.
"""
from libc.stdint cimport uint32_t

from seraphscript.compiler.convert cimport (
    NOT_LVALUE, TR_I64, blank, convert_number, error_value, is_const_object, is_error, no_value_error, to_own, to_reg,
)
from seraphscript.compiler.emit cimport emit_abc, gen_at, own_take, reg_kind, reg_take
from seraphscript.compiler.error_codes cimport E_CONST, E_CONVERSION, E_RETURN
from seraphscript.compiler.expr cimport expr
from seraphscript.compiler.gen cimport NO_REG, V_ELEM, V_FIELD, V_GLOBAL, V_LIST, V_LOCAL, V_PARTS, V_REF, V_REG, Gen, Value
from seraphscript.compiler.nodes cimport *
from seraphscript.compiler.objects cimport derives, is_reference
from seraphscript.compiler.tables cimport emit_const, kind_of
from seraphscript.compiler.types cimport gen_error, gen_hint, is_handle_kind, is_value_object, not_supported
from seraphscript.registry.context cimport ctx_func, ctx_global, ctx_type
from seraphscript.registry.tier cimport (
    FF_HOST, FF_RETURNS_REF, REF_MASK, T_CONST, T_HANDLE, TF_REFERENCE, TIER_FFI, FuncRec, FuncRef, TypeRef,
)
from seraphscript.vm.layout cimport TYPE_OBJECT
from seraphscript.vm.opcodes cimport *


cdef int returns_place(const Gen *g, FuncRef f) noexcept nogil:
    cdef const FuncRec *rec = ctx_func(g.cx, f)
    return rec.flags & FF_RETURNS_REF and not f & TIER_FFI and not rec.flags & FF_HOST and (
        rec.ret & T_HANDLE or not ctx_type(g.cx, rec.ret).flags & TF_REFERENCE)


cdef uint32_t owner_kind() noexcept nogil:
    return <uint32_t>K_OBJ | <uint32_t>TYPE_OBJECT << 8


cdef uint32_t load_place(Gen *g, Value v) noexcept nogil:
    cdef uint32_t t = reg_take(g, kind_of(g, v.type))
    gen_at(g, node_token(g.w, v.node))
    emit_abc(g, OP_LDREF, t, v.reg, v.index)
    return t


cdef void store_place(Gen *g, Value target, uint32_t reg) noexcept nogil:
    gen_at(g, node_token(g.w, target.node))
    emit_abc(g, OP_STREFH if is_handle_kind(kind_of(g, target.type)) else OP_STREF, target.reg, target.index, reg)


# ---------------------------------------------------------------------------------------------------- return

cdef int outlives(Gen *g, Value v, uint32_t node) noexcept nogil:
    """Does what a value stands for live on behind the function? Else a diagnostic."""
    if (v.sort == V_PARTS and v.index2) or v.sort == V_LOCAL and not (g.fs.owner != 0 and v.index == g.fs.first_local):
        gen_error(g, E_RETURN, node, "a reference to a local variable cannot be returned")
        return 0
    if v.sort == V_LOCAL or v.sort == V_FIELD or v.sort == V_ELEM or v.sort == V_GLOBAL or v.sort == V_REF:
        return 1
    if v.sort == V_REG and v.owned and not v.fresh and is_value_object(g, v.type):
        return 1                                # what a function returned by reference
    gen_error(g, E_RETURN, node, "a reference to a temporary value cannot be returned")
    return 0


cdef void take_place(Gen *g, Value v, uint32_t owner, uint32_t index) noexcept nogil:
    """Owner and number of a place into registers."""
    cdef Value number
    if v.sort == V_GLOBAL:                      # the owner stays null
        emit_const(g, index, ctx_global(g.cx, v.index).index, K_I64)
        return
    if v.sort == V_FIELD:
        if v.reg != 0 or g.fs.owner == 0:       # not `this`
            emit_abc(g, OP_NONULL, v.reg, 0, 0)
        emit_const(g, index, v.index, K_I64)
    elif v.sort == V_ELEM:
        to_reg(g, v)                            # raises if there is no such element
        number = blank(V_REG, 0x800000 | reg_kind(g, v.index), v.node)
        number.reg = v.index
        number.is_const = NOT_LVALUE
        emit_abc(g, OP_MOV, index, to_reg(g, convert_number(g, number, TR_I64, K_I64)), 0)
    else:
        emit_abc(g, OP_MOV, index, v.index, 0)
    emit_abc(g, OP_MOVH, owner, v.reg, 0)


cdef void returned_reference(Gen *g, uint32_t node, uint32_t *reg, uint32_t *index) noexcept nogil:
    cdef TypeRef ret = g.fs.ret
    cdef Value v = blank(V_LIST, 0, node) if node_kind(g.w, node) == NK_InitList else expr(g, node)
    reg[0] = NO_REG
    index[0] = NO_REG
    if is_error(v.type) or is_error(ret) or (v.sort != V_LIST and no_value_error(g, v)):
        return
    if v.sort == V_LIST or (v.type & T_HANDLE) != (ret & T_HANDLE) or (v.type & REF_MASK) != (ret & REF_MASK) and (
            returns_place(g, g.fs.func) or not derives(g, v.type, ret)):
        if v.sort == V_LIST:
            gen_error(g, E_CONVERSION, node, "a reference to '%T' is returned, not a list", ret)
        else:
            gen_error(g, E_CONVERSION, node, "a reference to '%T' is returned, which '%T' is not", ret, v.type)
        if v.type & T_HANDLE and not ret & T_HANDLE:
            gen_hint(g, "a function that returns '%T@' can return a handle", ret & REF_MASK)
        return
    if not outlives(g, v, node):
        return
    if not ret & T_CONST and (is_const_object(v) or v.is_const == 1):
        gen_error(g, E_CONST, node, "'%T' is read-only here: the result must be 'const %T &'", ret, ret)
        return
    if not returns_place(g, g.fs.func):
        reg[0] = to_own(g, v)
        return
    if v.sort == V_GLOBAL and v.index & TIER_FFI:
        not_supported(g, node, "references to variables of the host")
        return
    gen_at(g, node_token(g.w, node))
    reg[0] = own_take(g, owner_kind())
    index[0] = reg_take(g, K_I64)
    take_place(g, v, reg[0], index[0])
