# cython: language_level=3, boundscheck=False, wraparound=False, cdivision=True, initializedcheck=False
"""Values: which conversions exist and what they cost, and how values get into registers.

What it is: implicit and explicit conversions, loading of variables, counting and copying on the way into a
temporary. What it is not: stores into variables (`lvalue`) or initialisation (`literal`).

Invariants
- V_REG is a temporary of this expression and may be taken over by whoever consumes it; a converted variable stays
  V_LOCAL (with is_const = NOT_LVALUE), because its register is not a temporary.
- After an integer conversion that changes no bits the register keeps its narrower kind; the opcodes accept that.
"""
from libc.stdint cimport uint32_t

from seraphscript.compiler.classes cimport class_info
from seraphscript.compiler.dictvalue cimport box_of, dict_load, is_box, is_dict, is_open_value, open_as
from seraphscript.compiler.emit cimport emit_abc, emit_ai, gen_at, own_take, reg_keep, reg_kind, reg_take
from seraphscript.compiler.error_codes cimport E_CONST, E_CONVERSION, E_NO_VALUE
from seraphscript.compiler.fold cimport fold_convert
from seraphscript.compiler.factory cimport no_handle_error
from seraphscript.compiler.gen cimport (
    CI_LIST, V_BYTE, V_CONST, V_DICT, V_ELEM, V_FIELD, V_FUNC, V_GLOBAL, V_LAMBDA, V_LIST, V_LIT, V_LOCAL, V_NONE,
    V_NULL, V_PARTS, V_PROP, V_REF, V_REG, V_TYPE, Gen, Value,
)
from seraphscript.compiler.funcdef cimport function_fits, function_value, is_untyped
from seraphscript.compiler.hints cimport hint_conversion, hint_type_as_value, warn_conversion
from seraphscript.compiler.hostlist cimport list_factory
from seraphscript.compiler.implicit cimport explicit_convert, user_convert, user_cost
from seraphscript.compiler.literal cimport list_value
from seraphscript.compiler.nodes cimport *
from seraphscript.compiler.objects cimport derives, is_lent, is_reference, not_null, object_cost
from seraphscript.compiler.parts cimport parts_box, parts_detached, parts_must_be_object
from seraphscript.compiler.reference cimport load_place
from seraphscript.compiler.tables cimport emit_const, kind_of
from seraphscript.compiler.types cimport gen_error, gen_hint, is_handle_kind, is_value_object, name_lookup, not_supported
from seraphscript.compiler.weakref cimport is_weak, weak_convert, weak_cost
from seraphscript.registry.context cimport ctx_func, ctx_global
from seraphscript.registry.tier cimport REF_MASK, T_CONST, T_CONST_HANDLE, T_HANDLE, TIER_FFI, TypeRef
from seraphscript.vm.opcode_info cimport kind_width
from seraphscript.vm.opcodes cimport *


cdef int same_bits(uint32_t to, uint32_t from_) noexcept nogil:
    if to == from_:
        return 1
    if from_ == K_U8:
        return to == K_U16 or to == K_U32 or to == K_U64 or to == K_I16 or to == K_I32 or to == K_I64
    if from_ == K_U16:
        return to == K_U32 or to == K_U64 or to == K_I32 or to == K_I64
    if from_ == K_U32:
        return to == K_U64 or to == K_I64
    if from_ == K_I8:
        return to == K_I16 or to == K_I32 or to == K_I64
    if from_ == K_I16:
        return to == K_I32 or to == K_I64
    return from_ == K_I32 and to == K_I64


# ------------------------------------------------------------------------------------------------- costs

cdef int number_cost(uint32_t from_, uint32_t to, int from_enum) noexcept nogil:
    if (from_ == K_BOOL) != (to == K_BOOL):
        return CC_IMPOSSIBLE
    if from_enum and not is_float(to) and not (is_unsigned(to) and not is_unsigned(from_)):
        return CC_ENUM_SAME_SIZE if kind_width[from_] == kind_width[to] else CC_ENUM_OTHER_SIZE
    if from_ == to:
        return CC_NONE
    if is_float(from_) != is_float(to):
        return CC_INT_FLOAT
    if not is_float(to) and is_unsigned(from_) != is_unsigned(to):
        return CC_SIGN
    return CC_SIZE_UP if kind_width[to] > kind_width[from_] else CC_SIZE_DOWN


cdef int takes_list(Gen *g, TypeRef to) noexcept nogil:
    return is_array(g, to) or is_dict(g, to) or (not to & T_HANDLE and class_info(g, to).flags & CI_LIST != 0) or (
        list_factory(g, to) != 0)


cdef int conv_cost(Gen *g, Value v, TypeRef to) noexcept nogil:
    cdef uint32_t kind = prim_kind(g, to), from_
    if is_error(to) or is_error(v.type):
        return CC_NONE
    if v.sort == V_LIST:
        return CC_TO_OBJECT if takes_list(g, to) else CC_IMPOSSIBLE
    if is_untyped(v):
        return CC_NONE if function_fits(g, v, to) else CC_IMPOSSIBLE
    if v.sort == V_NONE or v.sort == V_TYPE:
        return CC_IMPOSSIBLE
    from_ = prim_kind(g, v.type)
    if (to & REF_MASK) == TR_VAR:           # takes any type, but any other function that fits is better
        return CC_VARIABLE if v.sort != V_NULL else CC_IMPOSSIBLE
    if kind:
        if (v.type & REF_MASK) == (to & REF_MASK):
            return CC_NONE
        if from_ == 0:
            return user_cost(g, v, to)
        if is_enum(g, to):
            return CC_IMPOSSIBLE
        return number_cost(from_, kind, is_enum(g, v.type))
    if v.sort == V_NULL and not is_weak(g, to):
        return CC_REFERENCE if to & T_HANDLE else CC_IMPOSSIBLE
    if is_box(g, to) and not to & T_HANDLE and (v.type & REF_MASK) != (to & REF_MASK):
        return CC_VARIABLE
    if (v.type & REF_MASK) != (to & REF_MASK) and (is_weak(g, to) or is_weak(g, v.type)):
        return weak_cost(g, v, to)
    if is_reference(g, to):
        return object_cost(g, v, to)
    return CC_NONE if (v.type & REF_MASK) == (to & REF_MASK) else user_cost(g, v, to)


# ------------------------------------------------------------------------------------------- conversions

cdef int report_no_value(Gen *g, Value v) noexcept nogil:
    if v.sort == V_NONE:
        if not is_error(v.type):
            gen_error(g, E_NO_VALUE, v.node, "this expression has no value")
        return 1
    if v.sort == V_TYPE:
        if not is_error(v.type):
            gen_error(g, E_NO_VALUE, v.node, "expected a value, '%T' is a type", v.type)
            hint_type_as_value(g, v)
        return 1
    if v.sort == V_FUNC:
        gen_error(g, E_NO_VALUE, v.node, "expected a value, '%N' is a function", ctx_func(
            g.cx, v.index if v.index else v.index2).name)
        gen_hint(g, "to call it, write its arguments in parentheses behind it")
        return 1
    if v.sort == V_LAMBDA:
        gen_error(g, E_NO_VALUE, v.node, "an anonymous function can only stand where a handle to a function is expected")
    return 1


cdef Value no_conversion(Gen *g, Value v, TypeRef to) noexcept nogil:
    """What no built-in conversion does: by the script's own code, else a diagnostic."""
    cdef Value made
    if user_convert(g, v, to, &made):
        return made
    if v.sort == V_LIST:
        gen_error(g, E_CONVERSION, v.node, "an initialisation list cannot become '%T'", to)
    elif v.sort == V_NULL:
        gen_error(g, E_CONVERSION, v.node, "'%T' cannot be null: it is not a handle", to)
        hint_conversion(g, v, to)
    else:
        gen_error(g, E_CONVERSION, v.node, "no conversion from '%T' to '%T'", v.type, to)
        hint_conversion(g, v, to)
    return error_value(v.node)


cdef Value as_temp(Value v, uint32_t reg, TypeRef type) noexcept nogil:
    v.sort = V_REG
    v.owned = 0
    v.is_const = NOT_LVALUE
    v.lent = 0
    v.reg = reg
    v.type = type
    return v


cdef Value convert_number(Gen *g, Value v, TypeRef type, uint32_t kind) noexcept nogil:
    cdef uint32_t from_ = prim_kind(g, v.type), reg, t, op, step
    type &= REF_MASK
    if v.sort == V_CONST:
        v.bits = fold_convert(v.bits, from_, kind)
        v.type = type
        return v
    if from_ == kind:
        v.type = type
        return v
    if same_bits(kind, from_):
        if v.sort != V_LOCAL:
            v = as_temp(v, to_reg(g, v), type)
        v.is_const = NOT_LVALUE
        v.type = type
        return v
    reg = to_reg(g, v)
    step = 0
    if is_float(from_):
        if from_ == K_F32 and kind != K_F64:
            t = reg_take(g, K_F64)
            emit_abc(g, OP_F32TOF64, t, reg, 0)
            reg = t
        if kind == K_F64:
            op = OP_F32TOF64
        elif kind == K_F32:
            op = OP_F64TOF32
        elif kind == K_I32:
            op = OP_F64TOI32
        elif kind == K_I64:
            op = OP_F64TOI64
        elif kind == K_U64:
            op = OP_F64TOU64
        else:                           # narrower: low bits of the conversion to i32 (signed) or i64 (unsigned)
            step = OP_F64TOI32 if kind == K_I8 or kind == K_I16 else OP_F64TOI64
            t = reg_take(g, K_I32 if step == OP_F64TOI32 else K_I64)
            emit_abc(g, step, t, reg, 0)
            reg = t
            op = int_op(kind)
    elif kind == K_F32:
        op = OP_U2F32 if from_ == K_U64 else OP_I2F32
    elif kind == K_F64:
        op = OP_U2F64 if from_ == K_U64 else OP_I2F64
    else:
        op = int_op(kind)
    t = reg_take(g, kind)
    emit_abc(g, op, t, reg, 0)
    v = as_temp(v, t, type)
    v.fresh = 0
    return v


cdef inline uint32_t int_op(uint32_t kind) noexcept nogil:
    """The opcode that makes an integer of a kind out of any other."""
    if kind == K_I32:
        return OP_SX32
    if kind == K_U32:
        return OP_ZX32
    if kind == K_I8:
        return OP_SX8
    if kind == K_I16:
        return OP_SX16
    if kind == K_U8:
        return OP_ZX8
    if kind == K_U16:
        return OP_ZX16
    return OP_BITS64


cdef Value convert_handle(Gen *g, Value v, TypeRef to) noexcept nogil:
    """To a string, an object, a handle: no change of the value, at most a null check."""
    cdef int lent
    if v.sort == V_NULL:
        if not to & T_HANDLE:
            return no_conversion(g, v, to)
        v.type = to
        return v
    if (v.type & REF_MASK) != (to & REF_MASK) and not derives(g, v.type, to):
        return no_conversion(g, v, to)
    if to & T_HANDLE and not v.type & T_HANDLE and no_handle_error(g, v.type, v.node):
        return error_value(v.node)
    if to & T_HANDLE and not to & T_CONST and is_const_object(v):
        gen_error(g, E_CONST, v.node, "'%T' is read-only: a handle to it must be 'const %T@'", v.type & REF_MASK,
                  v.type & REF_MASK)
        return error_value(v.node)
    if v.type & T_HANDLE and not to & T_HANDLE:
        v = not_null(g, v)
        v.fresh = 0
    elif (v.type & REF_MASK) != (to & REF_MASK):
        v.fresh = 0                             # a copy of it is of the other class
    if to & T_HANDLE and not v.type & T_HANDLE and (v.sort == V_FIELD or v.sort == V_GLOBAL):
        lent = is_lent(g, v)                    # known as long as it counts as an object by value
        v = as_temp(v, to_reg(g, v), v.type)
        v.lent = lent
    if v.sort == V_LOCAL:
        if to & T_HANDLE and not v.type & T_HANDLE and is_reference(g, to):
            g.locals[v.index].shared = 1
        v.is_const = 1 if is_const_object(v) else NOT_LVALUE
    if v.sort == V_PARTS and to & T_HANDLE:
        v.index2 = 0                            # the object that is made of it is another one
    v.type = to & ~<TypeRef>T_CONST_HANDLE
    return v


cdef Value convert_other(Gen *g, Value v, TypeRef to) noexcept nogil:
    cdef uint32_t kind, from_
    cdef Value made
    if is_error(v.type) or is_error(to):
        return error_value(v.node)
    if is_untyped(v):
        return function_value(g, v, to)
    if no_value_error(g, v):
        return error_value(v.node)
    if v.sort == V_DICT:
        v = dict_load(g, v)
    kind = prim_kind(g, to)
    if kind:
        if (v.type & REF_MASK) == (to & REF_MASK) and v.sort != V_LIST:
            v.type = to & REF_MASK
            return v
        from_ = prim_kind(g, v.type)
        if v.sort == V_LIST or from_ == 0 or is_enum(g, to) or (from_ == K_BOOL) != (kind == K_BOOL):
            return no_conversion(g, v, to)
        made = convert_number(g, v, to, kind)
        if (v.sort == V_CONST and made.bits != v.bits) or (is_float(from_) and not is_float(kind)):
            warn_conversion(g, v, made)
        return made
    if v.sort == V_LIST:
        if not takes_list(g, to):
            return no_conversion(g, v, to)
        v = list_value(g, v.node, to & ~<TypeRef>(T_HANDLE | T_CONST | T_CONST_HANDLE))
        if not is_error(v.type):
            v.type = to
        return v
    if is_box(g, to) and not to & T_HANDLE and (v.type & REF_MASK) != (to & REF_MASK):
        return box_of(g, v, to, v.node)
    if (v.type & REF_MASK) != (to & REF_MASK) and (is_weak(g, to) or is_weak(g, v.type)) and weak_convert(g, v, to, &made):
        return made
    return convert_handle(g, v, to)


cdef Value convert_assign(Gen *g, Value v, TypeRef to) noexcept nogil:
    if is_string(g, to) and v.sort != V_LIST and prim_kind(g, v.type):
        return string_of(g, v)
    return convert(g, v, to)


cdef Value convert_explicit(Gen *g, Value v, TypeRef to) noexcept nogil:
    cdef uint32_t kind = prim_kind(g, to), from_
    cdef Value made
    if is_error(v.type) or is_error(to):
        return error_value(v.node)
    if is_untyped(v):
        return function_value(g, v, to)
    if no_value_error(g, v):
        return error_value(v.node)
    from_ = prim_kind(g, v.type)
    if is_open_value(g, v) and not is_box(g, to):
        return open_as(g, v, to, v.node)
    if from_ == 0 and v.sort != V_LIST and is_reference(g, v.type) and explicit_convert(g, v, to, &made):
        return made
    if v.sort == V_LIST or kind == 0 or from_ == 0 or (from_ == K_BOOL) != (kind == K_BOOL):
        return convert_assign(g, v, to)
    if v.sort != V_CONST and v.sort != V_LOCAL:
        v = load(g, v)
    v = convert_number(g, v, to, kind)
    if v.sort == V_LOCAL:
        v.is_const = NOT_LVALUE
    return v


cdef Value string_of(Gen *g, Value v) noexcept nogil:
    cdef uint32_t kind = prim_kind(g, v.type), reg, t
    reg = to_reg(g, v)
    t = own_take(g, K_STR)
    emit_abc(g, OP_SFB if kind == K_BOOL else OP_SFF if kind == K_F32 else OP_SFD if kind == K_F64
             else OP_SFU if kind == K_U64 else OP_SFI, t, reg, 0)
    v = as_temp(v, t, g.cx.string_type)
    v.owned = 1
    v.fresh = 1
    return v


# --------------------------------------------------------------------------------------------- registers

cdef uint32_t load_element(Gen *g, TypeRef type, uint32_t array, uint32_t index) noexcept nogil:
    cdef uint32_t kind = kind_of(g, type), k = kind & 0xff, t = reg_take(g, kind), op
    if k == K_I32:
        op = OP_AGET_I32
    elif k == K_U32 or k == K_F32:
        op = OP_AGET_U32
    elif k == K_U8 or k == K_BOOL:
        op = OP_AGET_U8
    elif k == K_I8:
        op = OP_AGET_I8
    elif k == K_I16:
        op = OP_AGET_I16
    elif k == K_U16:
        op = OP_AGET_U16
    else:
        op = OP_AGET_64
    emit_abc(g, op, t, array, index)
    return t


cdef uint32_t byte_owner(Gen *g, Value v) noexcept nogil:
    """The string in which a byte lies, borrowed."""
    cdef uint32_t t
    if v.owner_sort == V_GLOBAL:
        t = reg_take(g, K_STR)
        emit_ai(g, OP_LDG, t, ctx_global(g.cx, v.owner_index).index)
        return t
    if v.owner_sort == V_ELEM:
        t = reg_take(g, K_STR)
        emit_abc(g, OP_AGET_64, t, v.owner_reg, v.owner_index)
        return t
    if v.owner_sort == V_FIELD or v.owner_sort == V_REF:
        t = reg_take(g, K_STR)
        emit_abc(g, OP_GETF if v.owner_sort == V_FIELD else OP_LDREF, t, v.owner_reg, v.owner_index)
        return t
    return v.reg


cdef uint32_t to_reg(Gen *g, Value v) noexcept nogil:
    cdef uint32_t t, s, kind
    if v.sort == V_REG or v.sort == V_LOCAL:
        return v.reg
    if v.sort == V_PARTS:
        return parts_box(g, v)
    if v.sort == V_CONST:
        kind = kind_of(g, v.type)
        t = reg_take(g, kind)
        emit_const(g, t, v.bits, kind)
        return t
    if v.sort == V_LIT:
        t = reg_take(g, K_STR)
        emit_ai(g, OP_LDS, t, v.index)
        return t
    if v.sort == V_GLOBAL:
        if v.index & TIER_FFI:
            not_supported(g, v.node, "variables of the host")
            return reg_take(g, kind_of(g, v.type))
        t = reg_take(g, kind_of(g, v.type))
        emit_ai(g, OP_LDG, t, ctx_global(g.cx, v.index).index)
        return t
    if v.sort == V_ELEM:
        gen_at(g, node_token(g.w, v.node))
        return load_element(g, v.type, v.reg, v.index)
    if v.sort == V_FIELD:
        t = reg_take(g, kind_of(g, v.type))
        gen_at(g, node_token(g.w, v.node))
        emit_abc(g, OP_GETF, t, v.reg, v.index)
        return t
    if v.sort == V_REF:
        return load_place(g, v)
    if v.sort == V_BYTE:
        s = byte_owner(g, v)
        t = reg_take(g, K_U8)
        gen_at(g, node_token(g.w, v.node))
        emit_abc(g, OP_SIDX, t, s, v.index)
        return t
    if v.sort == V_DICT:
        return dict_load(g, v).reg
    if v.sort == V_NULL:
        t = reg_take(g, kind_of(g, v.type) if v.type & T_HANDLE else <uint32_t>K_STR)
        emit_abc(g, OP_LDNULL, t, 0, 0)
        return t
    if not no_value_error(g, v) and v.sort == V_LIST:
        gen_error(g, E_NO_VALUE, v.node, "an initialisation list needs a type")
        gen_hint(g, "write the type in front of it: array<int> = {1, 2}")
    return reg_take(g, K_I32)


cdef int own_place(Gen *g, Value v, uint32_t dst) noexcept nogil:
    """A handle of a field or element, counted, into an owned register as one instruction; 1 if done."""
    if v.sort != V_FIELD and v.sort != V_ELEM:
        return 0
    gen_at(g, node_token(g.w, v.node))
    emit_abc(g, OP_GETFH if v.sort == V_FIELD else OP_AGETH, dst, v.reg, v.index)
    return 1


cdef uint32_t to_own(Gen *g, Value v) noexcept nogil:
    cdef uint32_t t, s
    if v.sort == V_DICT:
        v = dict_load(g, v)
    if v.sort == V_REG and v.owned:
        return v.reg
    if v.sort == V_PARTS:
        return parts_box(g, v)
    if v.sort == V_NULL or (v.sort == V_LIT and v.bits == 0):
        return own_take(g, kind_of(g, v.type))          # an unused one is null
    t = own_take(g, kind_of(g, v.type))
    if not own_place(g, v, t):
        s = to_reg(g, v)
        emit_abc(g, OP_MOVH, t, s, 0)
    return t


cdef Value load(Gen *g, Value v) noexcept nogil:
    cdef TypeRef type = v.type
    cdef int lent
    if v.sort == V_DICT:
        return dict_load(g, v)
    if is_place(v) or v.sort == V_NULL:
        if is_const_object(v) and prim_kind(g, type) == 0:
            type |= T_CONST
        lent = is_lent(g, v)
        v = as_temp(v, to_reg(g, v), type)
        v.lent = lent
        return v
    return v


# ------------------------------------------------------------------------------------ order of evaluation

cdef int rooted_in(Gen *g, uint32_t node, uint32_t name) noexcept nogil:
    """Is `node` the variable, or an element or member of it?"""
    cdef uint32_t kind
    while True:
        kind = node_kind(g.w, node)
        if kind == NK_Ident:
            return Ident_name(g.w, node) == name
        if kind == NK_Index:
            node = Index_object(g.w, node)
        elif kind == NK_Member:
            node = Member_object(g.w, node)
        elif kind == NK_NamedArg:
            node = NamedArg_value(g.w, node)
        elif kind == NK_Ternary:
            if rooted_in(g, Ternary_then(g.w, node), name):
                return 1
            node = Ternary_else(g.w, node)
        elif kind == NK_Unary and node_op(g.w, node) == OPR_HANDLE:
            node = Unary_expr(g.w, node)
        elif kind == NK_Assign:
            node = Assign_target(g.w, node)
        else:
            return 0


cdef int list_touches(Gen *g, uint32_t node, uint32_t name, int as_target) noexcept nogil:
    while node != 0:
        if (as_target and rooted_in(g, node, name)) or touches(g, node, name):
            return 1
        node = node_next(g.w, node)
    return 0


cdef int touches(Gen *g, uint32_t node, uint32_t name) noexcept nogil:
    cdef uint32_t kind
    while node != 0 and node_flags(g.w, node) & NF_EFFECT:
        kind = node_kind(g.w, node)
        if kind == NK_Assign:
            if rooted_in(g, Assign_target(g.w, node), name) or touches(g, Assign_target(g.w, node), name):
                return 1
            node = Assign_value(g.w, node)
        elif kind == NK_Unary or kind == NK_Postfix:
            if (node_op(g.w, node) == OPR_INC or node_op(g.w, node) == OPR_DEC) and rooted_in(
                    g, Unary_expr(g.w, node), name):
                return 1
            node = Unary_expr(g.w, node)
        elif kind == NK_Call:
            if list_touches(g, Call_args(g.w, node), name, 1):
                return 1
            node = Call_callee(g.w, node)
            if node_kind(g.w, node) == NK_Member:
                if rooted_in(g, node, name):
                    return 1
                node = Member_object(g.w, node)
        elif kind == NK_Construct:
            return list_touches(g, Construct_args(g.w, node), name, 1)
        elif kind == NK_Index:
            if list_touches(g, Index_args(g.w, node), name, 0):
                return 1
            node = Index_object(g.w, node)
        elif kind == NK_Member:
            node = Member_object(g.w, node)
        elif kind == NK_Binary or kind == NK_Compare or kind == NK_Logic:
            if touches(g, Binary_right(g.w, node), name):
                return 1
            node = Binary_left(g.w, node)
        elif kind == NK_Ternary:
            if touches(g, Ternary_cond(g.w, node), name) or touches(g, Ternary_then(g.w, node), name):
                return 1
            node = Ternary_else(g.w, node)
        elif kind == NK_InitList:
            return list_touches(g, InitList_items(g.w, node), name, 0)
        elif kind == NK_NamedArg:
            node = NamedArg_value(g.w, node)
        else:
            return 1
    return 0


cdef int may_run(Gen *g, uint32_t node) noexcept nogil:
    """Could evaluating `node` change a variable or run script code (conservative)?"""
    cdef uint32_t kind
    if node_flags(g.w, node) & NF_EFFECT:
        return 1
    if not g.hidden_calls:
        return 0
    kind = node_kind(g.w, node)             # operators and properties are calls that cannot be seen
    if kind == NK_Ident:
        return name_lookup(g, node).sort == V_PROP
    return kind != 0 and kind != NK_This and not NK_IntLit <= kind <= NK_StrLit


cdef Value keep_object(Gen *g, Value v, uint32_t top, uint32_t own_top) noexcept nogil:
    if v.sort == V_LOCAL and not v.type & T_HANDLE:
        return v
    parts_must_be_object(g, v)
    if is_const_object(v):
        v.type |= T_CONST
    v.reg = to_own(g, v)
    v.sort = V_REG
    v.owned = 0
    v.fresh = 0
    v.lent = 1
    v.is_const = NOT_LVALUE
    reg_keep(g, v.reg, top, own_top)
    return v


cdef inline int changes_this(Gen *g, Value v, uint32_t node) noexcept nogil:
    """In an inlined method that changes its object: a part of that, which other names stand for."""
    return g.inline_depth and not g.fs.this_const and g.locals[v.index].parts and node_flags(g.w, node) & NF_EFFECT != 0


cdef Value hold(Gen *g, Value v, uint32_t node) noexcept nogil:
    cdef uint32_t kind, t
    cdef TypeRef type = v.type
    if not may_run(g, node):
        kind = node_kind(g.w, node)         # what may raise does so in order
        if (v.sort == V_ELEM or v.sort == V_FIELD or v.sort == V_BYTE) and kind > NK_StrLit and kind != NK_Ident:
            return load(g, v)
        return v
    if v.sort == V_PARTS:
        return parts_detached(g, v) if v.index2 == 0 and node_flags(g.w, node) & NF_EFFECT else v
    if v.sort == V_LOCAL:
        if is_value_object(g, type) or not touches(g, node, g.locals[v.index].name) and not changes_this(g, v, node):
            return v
    elif v.sort == V_REG:
        if v.owned or not is_handle_kind(reg_kind(g, v.reg)):
            return v
    elif v.sort == V_DICT:
        return dict_load(g, v)
    elif not is_place(v):
        return v
    if is_const_object(v) and prim_kind(g, type) == 0:
        type |= T_CONST
    kind = kind_of(g, type)
    if is_handle_kind(kind):
        t = to_own(g, v)
        v = as_temp(v, t, type)
        v.owned = 1
        v.fresh = 0
        return v
    if v.sort == V_LOCAL:
        kind = reg_kind(g, v.reg)
        t = reg_take(g, kind)
        emit_abc(g, OP_MOV, t, v.reg, 0)
        return as_temp(v, t, type)
    return as_temp(v, to_reg(g, v), type)
