# cython: language_level=3, boundscheck=False, wraparound=False, cdivision=True, initializedcheck=False
"""Objects and handles: which types stand for which, when an object is safe during a call, copies, casts.

What it is: what the code generator must know about reference types, whatever expression an object comes from.
What it is not: construction, copying and assignment of one class (`construct`), members (`member`), calls (`call`).

Rules
- A variable, field or element of reference type without T_HANDLE owns one object for its whole life; it is never
  bound to another one. Assignment copies the content.
- A parameter of reference type without T_HANDLE may be bound to an object of a derived class.
- Whatever script code may run while an object is in use, the object must stay alive: it is lent by something that
  lives on (`is_lent`), else counted in an owned temporary.
"""
from libc.stdint cimport uint32_t

from seraphscript.compiler.call cimport operator_method
from seraphscript.compiler.classes cimport class_is
from seraphscript.compiler.construct cimport assign_dynamic, assign_object, construct_default, copy_object
from seraphscript.compiler.convert cimport (
    CC_CONST, CC_IMPOSSIBLE, CC_NONE, CC_REFERENCE, NOT_LVALUE, blank, convert, error_value, is_array, is_const_object,
    is_error, no_value_error, to_own, to_reg,
)
from seraphscript.compiler.dictcopy cimport needs_objects, own_objects
from seraphscript.compiler.dictvalue cimport (
    box_store, is_box, is_native_object, is_open_value, native_assign, native_copy, open_as,
)
from seraphscript.compiler.emit cimport (
    emit_abc, emit_jump_cmp, gen_at, label_new, label_place, own_moved, own_reset, own_take, reg_reset, reg_take,
)
from seraphscript.compiler.error_codes cimport E_CONST, E_CONVERSION, E_LVALUE
from seraphscript.compiler.funcdef cimport is_funcdef, same_funcdef
from seraphscript.compiler.gen cimport (
    NO_REG, OWN, V_ELEM, V_FIELD, V_GLOBAL, V_LIST, V_LIT, V_LOCAL, V_NULL, V_PARTS, V_REG, Gen, Value,
)
from seraphscript.compiler.implicit cimport explicit_convert, user_cost
from seraphscript.compiler.nodes cimport node_token
from seraphscript.compiler.parts cimport is_parts_type, parts_assign, parts_box
from seraphscript.compiler.tables cimport emit_const, kind_of, type_row
from seraphscript.compiler.hints cimport read_only_error
from seraphscript.compiler.types cimport gen_error, gen_hint, is_handle_kind, is_value_object
from seraphscript.compiler.values cimport is_value_type
from seraphscript.compiler.weakref cimport is_weak, weak_store, weak_target
from seraphscript.registry.context cimport ctx_base, ctx_targ, ctx_type
from seraphscript.registry.name_ids cimport (
    NAME_opAdd, NAME_opAssign, NAME_opCast, NAME_opCmp, NAME_opCom, NAME_opEquals, NAME_opImplConv, NAME_opIndex,
    NAME_opNeg, NAME_opUShr_r, NAME_set_opIndex,
)
from seraphscript.registry.tier cimport (
    FF_PROPERTY, REF_MASK, T_CONST, T_HANDLE, TF_REFERENCE, TF_ROOT, TIER_FFI, TS_CLASS, TS_INTERFACE, TS_VALUE, FuncRec, TypeRec, TypeRef,
)
from seraphscript.vm.opcodes cimport *


# ------------------------------------------------------------------------------------------------- types

cdef int is_reference(const Gen *g, TypeRef t) noexcept nogil:
    return (ctx_type(g.cx, t).flags & TF_REFERENCE) != 0


cdef int is_object(const Gen *g, TypeRef t) noexcept nogil:
    cdef const TypeRec *rec = ctx_type(g.cx, t)
    return rec.flags & TF_REFERENCE and rec.kind == K_OBJ


cdef int is_script_type(const Gen *g, TypeRef t) noexcept nogil:
    cdef const TypeRec *rec = ctx_type(g.cx, t)
    return rec.sort == TS_VALUE or (not t & TIER_FFI and (rec.sort == TS_CLASS or rec.sort == TS_INTERFACE))


cdef int derives(Gen *g, TypeRef t, TypeRef base) noexcept nogil:
    cdef uint32_t steps = 0
    t &= REF_MASK
    base &= REF_MASK
    if t == base or ctx_type(g.cx, base).flags & TF_ROOT:
        return is_reference(g, t) and (t == base or not is_value_type(g, t))
    if is_script_type(g, t):
        return class_is(g, t, base)
    if is_funcdef(g, t):
        return same_funcdef(g, t, base)
    while t != 0 and steps < 256:
        t = ctx_base(g.cx, t)
        steps += 1
        if t == base and t != 0:
            return 1
    return 0


cdef int has_objects(Gen *g, TypeRef t) noexcept nogil:
    if t & T_HANDLE or not is_array(g, t):
        return 0
    while is_array(g, t) and not t & T_HANDLE:
        t = ctx_targ(g.cx, t, 0)
    return not t & T_HANDLE and is_object(g, t) and not is_native_object(g, t)


cdef int object_cost(Gen *g, Value v, TypeRef to) noexcept nogil:
    cdef int cost = CC_NONE
    if not derives(g, v.type, to):
        return user_cost(g, v, to)
    if (v.type & REF_MASK) != (to & REF_MASK):
        cost = CC_REFERENCE
    if is_const_object(v):
        if to & T_HANDLE and not to & T_CONST:
            return CC_IMPOSSIBLE
    elif to & T_CONST and to & T_HANDLE:
        cost += CC_CONST
    return cost


# ---------------------------------------------------------------------------------------------- lifetime

cdef void find_hidden_calls(Gen *g) noexcept nogil:
    cdef uint32_t i, name
    cdef const FuncRec *rec
    g.hidden_calls = g.cx.ffi.hidden_calls
    for i in range(1, g.cx.script.nfuncs):
        rec = &g.cx.script.funcs[i]
        name = rec.name
        if rec.flags & FF_PROPERTY or rec.owner != 0 and (NAME_opAdd <= name <= NAME_opUShr_r
                               or NAME_opNeg <= name <= NAME_opCom or NAME_opEquals <= name <= NAME_opCmp
                               or NAME_opIndex <= name <= NAME_set_opIndex or NAME_opCast <= name <= NAME_opImplConv):
            g.hidden_calls = 1
            return


cdef int is_lent(Gen *g, Value v) noexcept nogil:
    if v.sort == V_LOCAL or v.sort == V_LIT or v.sort == V_NULL:
        return 1
    if v.sort == V_REG:
        return v.owned or v.lent
    if v.type & T_HANDLE:
        return 0
    if v.sort == V_FIELD:
        return v.lent and is_reference(g, v.type)
    return v.sort == V_GLOBAL and is_object(g, v.type)


cdef uint32_t lend(Gen *g, Value v) noexcept nogil:
    return to_reg(g, v) if is_lent(g, v) else to_own(g, v)


cdef int is_held(Gen *g, Value v, const uint32_t *regs, const uint32_t *kinds, uint32_t nregs) noexcept nogil:
    cdef uint32_t i
    if regs[0] & OWN or v.sort == V_LOCAL or not is_lent(g, v):
        return 0
    for i in range(1, nregs):
        if is_handle_kind(kinds[i]):
            return 0
    return 1


cdef Value not_null(Gen *g, Value v) noexcept nogil:
    cdef int lent
    cdef uint32_t t
    if not v.type & T_HANDLE or (v.sort == V_REG and v.fresh):
        return v
    if v.sort != V_LOCAL and v.sort != V_REG:
        lent = is_lent(g, v)
        v.reg = to_reg(g, v)
        v.sort = V_REG
        v.is_const = NOT_LVALUE
        v.owned = 0
        v.lent = lent
    gen_at(g, node_token(g.w, v.node))
    if is_array(g, v.type):
        t = reg_take(g, K_U32)
        emit_abc(g, OP_ALEN, t, v.reg, 0)
    else:
        emit_abc(g, OP_NONULL, v.reg, 0, 0)
    return v


# ------------------------------------------------------------------------------------------------- copies

cdef void each_element(Gen *g, uint32_t array, uint32_t count, TypeRef elem, uint32_t from_, uint32_t node) noexcept nogil:
    """Elements 0 .. count-1 of an array := copies of those of the array `from_` (NO_REG: default objects)."""
    cdef uint32_t i = reg_take(g, K_I32), n = reg_take(g, K_I32), kind = kind_of(g, elem)
    cdef uint32_t body = label_new(g), end = label_new(g), top = g.fs.top, own_top = g.fs.own_top, r, t
    cdef Value v
    emit_const(g, i, 0, K_I32)
    emit_abc(g, OP_SX32, n, count, 0)
    emit_jump_cmp(g, OP_JLEI, n, 0, end)
    label_place(g, body)
    r = own_take(g, kind)
    if from_ == NO_REG:
        construct_default(g, elem, r, node)
    else:
        t = reg_take(g, kind)
        emit_abc(g, OP_AGET_64, t, from_, i)
        emit_abc(g, OP_MOVH, r, t, 0)
        v = blank(V_REG, elem, node)
        v.is_const = NOT_LVALUE
        v.reg = r
        v.owned = 1
        r = copy_value(g, v, elem)
    emit_abc(g, OP_AGIVE, array, i, r)
    own_moved(g, r)
    own_reset(g, own_top)
    reg_reset(g, top)
    emit_abc(g, OP_ADDI_I32, i, i, 1)
    emit_jump_cmp(g, OP_JLT_I, i, n, body)
    label_place(g, end)


cdef void fill_elements(Gen *g, TypeRef type, uint32_t array, uint32_t count, uint32_t node) noexcept nogil:
    cdef TypeRef elem = ctx_targ(g.cx, type, 0)
    cdef uint32_t top = g.fs.top
    if not elem & T_HANDLE and is_object(g, elem) and not is_native_object(g, elem):
        each_element(g, array, count, elem, NO_REG, node)
        reg_reset(g, top)


cdef uint32_t copy_array(Gen *g, Value v, TypeRef type) noexcept nogil:
    cdef uint32_t from_ = lend(g, v), top = g.fs.top, t, r
    gen_at(g, node_token(g.w, v.node))
    r = own_take(g, kind_of(g, type))
    if not has_objects(g, type):
        emit_abc(g, OP_ACOPY, r, from_, 0)
        own_objects(g, r, type, v.node)
        return r
    t = reg_take(g, K_U32)
    emit_abc(g, OP_ALEN, t, from_, 0)
    emit_abc(g, OP_NEWARR, r, t, type_row(g, type))
    each_element(g, r, t, ctx_targ(g.cx, type, 0), from_, v.node)
    reg_reset(g, top)
    return r


cdef uint32_t copy_value(Gen *g, Value v, TypeRef type) noexcept nogil:
    type &= REF_MASK
    if v.sort == V_PARTS:
        return parts_box(g, v)
    if v.sort == V_REG and v.owned and v.fresh and (v.type & REF_MASK) == type:
        return v.reg
    if is_array(g, type):
        return copy_array(g, v, type)
    if not is_lent(g, v):
        v.reg = to_own(g, v)
        v.sort = V_REG
        v.owned = 1
        v.fresh = 0
        v.is_const = NOT_LVALUE
    v = not_null(g, v)
    return native_copy(g, to_reg(g, v), type, v.node) if is_native_object(g, type) else copy_object(g, v, type)


cdef Value values_apart(Gen *g, Value v) noexcept nogil:
    """What a method of a dictionary gives. An array of objects by value is made new, but its elements are the
    dictionary's own: copies take their places."""
    if v.sort != V_REG or not is_array(g, v.type) or not is_value_object(g, ctx_targ(g.cx, v.type, 0)):
        return v
    v.fresh = 0
    v.reg = copy_value(g, v, v.type)
    v.owned = 1
    v.fresh = 1
    return v


# -------------------------------------------------------------------------------------------- assignment

cdef int owns_object(Gen *g, Value target) noexcept nogil:
    """Is this a place that holds an object by value, which is of no derived class?"""
    if target.type & T_HANDLE:
        return 0
    if target.sort == V_LOCAL:
        return not g.locals[target.index].is_param
    return target.sort == V_GLOBAL or target.sort == V_FIELD or target.sort == V_ELEM


cdef void no_content_error(Gen *g, uint32_t node) noexcept nogil:
    gen_error(g, E_LVALUE, node, "a function has no content to assign to: this does not set the handle")
    gen_hint(g, "write @ in front to set the handle: @f = ...")


cdef Value assign_objects(Gen *g, Value target, Value value, uint32_t node) noexcept nogil:
    cdef TypeRef type = target.type & REF_MASK
    cdef Value v
    cdef uint32_t a, b
    if is_error(value.type) or is_error(target.type) or no_value_error(g, target):
        return error_value(node)
    if is_const_object(target):
        read_only_error(g, target)
        return error_value(node)
    if target.sort == V_NULL or target.sort == V_LIST:
        gen_error(g, E_LVALUE, target.node, "this is not a variable and cannot be assigned to")
        return error_value(node)
    if is_box(g, type):
        return box_store(g, target, value, 0, node)
    if is_weak(g, type):
        return weak_store(g, target, value, node)
    if is_funcdef(g, type):
        no_content_error(g, node)
        return error_value(node)
    if value.sort != V_LIST and not derives(g, value.type, type) and operator_method(
            g, NAME_opAssign, target, value, node, &v):
        return v if is_error(v.type) else target
    value = convert(g, value, type)
    if is_error(value.type):
        return error_value(node)
    if is_array(g, type):
        if has_objects(g, type) or needs_objects(g, type):
            b = copy_value(g, value, type)
        else:
            b = to_reg(g, value)
        a = to_reg(g, target)
        gen_at(g, node_token(g.w, node))
        emit_abc(g, OP_AASSIGN, a, b, 0)
        return target
    if is_parts_type(g, type) and (target.sort == V_PARTS or value.sort == V_PARTS):
        parts_assign(g, target, value, node)
        return target
    b = lend(g, value)
    v = not_null(g, target)
    a = lend(g, v)
    gen_at(g, node_token(g.w, node))
    if is_native_object(g, type):
        native_assign(g, a, b, type, node)
    elif owns_object(g, target):
        assign_object(g, a, b, type, node)
    else:
        assign_dynamic(g, a, b, type, node)
    return target


# -------------------------------------------------------------------------------------------------- casts

cdef Value cast_object(Gen *g, Value v, TypeRef to, uint32_t node) noexcept nogil:
    cdef TypeRef type = (to & (REF_MASK | T_CONST)) | T_HANDLE
    cdef uint32_t r, t
    cdef int lent
    cdef Value made
    if is_open_value(g, v):
        return open_as(g, v, type, node)
    if v.sort != V_NULL and v.sort != V_LIST and is_weak(g, v.type) and not is_weak(g, to):
        v = weak_target(g, v)
    if v.sort == V_NULL or v.sort == V_LIST or derives(g, v.type, to):
        return convert(g, v, type)
    if explicit_convert(g, v, type, &made):
        return made
    if not is_object(g, v.type) or not is_reference(g, to):
        return convert(g, v, type)              # reports
    if is_const_object(v) and not to & T_CONST:
        gen_error(g, E_CONST, node, "'%T' is read-only: the target of the cast must be 'const %T'", v.type & REF_MASK,
                  to & REF_MASK)
        return error_value(node)
    lent = is_lent(g, v)
    r = to_reg(g, v)
    t = reg_take(g, kind_of(g, to))
    gen_at(g, node_token(g.w, node))
    emit_abc(g, OP_CASTO, t, r, kind_of(g, to) >> 8)
    v = blank(V_REG, type, node)
    v.reg = t
    v.is_const = NOT_LVALUE
    v.lent = lent
    return v
