# cython: language_level=3, boundscheck=False, wraparound=False, cdivision=True, initializedcheck=False
"""Expressions: the dispatch over nodes, logic, conditions and conditional expressions.

What it is: the walk over expression trees, and everything that jumps within an expression.
What it is not: operators on compiled values (`operators`, `concat`), variables (`lvalue`), calls (`call`).

Invariants
- Variables are loaded as late as possible. Before something else is evaluated, a value is made safe against it
  (`hold`), so that binary operands count as evaluated left to right.
- Owned temporaries live to the end of the statement, or of the condition (expr_jump) that made them. One that was
  filled in a branch is null where the branch was not taken, so dropping it behind the join is right.
"""
from libc.stdint cimport uint32_t

from seraphscript.compiler.callee cimport call_value, member_value
from seraphscript.compiler.convert cimport (
    NOT_LVALUE, TR_BOOL, TR_ERROR, TR_VOID, blank, conv_cost, convert, error_value, hold, is_array, is_const_object,
    is_error, is_float, is_place, is_string, load, no_value_error, prim_kind, to_reg,
)
from seraphscript.compiler.emit cimport (
    emit_abc, emit_jump, emit_jump_bool, gen_mark, gen_rollback, label_new, label_place, own_reset, own_take, reg_keep,
    reg_reset, reg_take,
)
from seraphscript.compiler.error_codes cimport E_CONSTANT, E_CONVERSION, E_NO_VALUE, E_OPERATOR, E_TOO_DEEP, W_UNUSED_VALUE
from seraphscript.compiler.funcdef cimport function_value, is_untyped
from seraphscript.compiler.factory cimport no_handle_error
from seraphscript.compiler.gen cimport (
    NO_REG, V_BYTE, V_CONST, V_FIELD, V_FUNC, V_GLOBAL, V_LAMBDA, V_LIST, V_LIT, V_LOCAL, V_NONE, V_NULL, V_PARTS, V_PROP, V_REG, Gen, Mark, Value,
)
from seraphscript.compiler.hints cimport condition_error, condition_warning
from seraphscript.compiler.implicit cimport truth_of
from seraphscript.compiler.literal cimport construct, init_reg, list_value, literal_value
from seraphscript.compiler.lvalue cimport assignment, index_value, step
from seraphscript.compiler.member cimport this_value
from seraphscript.compiler.nodes cimport *
from seraphscript.compiler.objects cimport cast_object, derives, is_reference
from seraphscript.compiler.operators cimport (
    CMP_HANDLE, Cmp, binary_values, compare_jump, compare_operands, compare_value, op_name, unary_value,
)
from seraphscript.compiler.parts cimport is_parts_type, parts_fill, parts_keep, parts_must_be_object, parts_result
from seraphscript.compiler.property cimport property_read
from seraphscript.compiler.tables cimport kind_of
from seraphscript.compiler.types cimport gen_error, gen_hint, gen_warning, is_handle_kind, name_value, not_supported, type_bare, type_of_node
from seraphscript.compiler.values cimport is_value_type
from seraphscript.compiler.weakref cimport is_weak, weak_target
from seraphscript.registry.tier cimport REF_MASK, T_CONST, T_CONST_HANDLE, T_HANDLE, TypeRef
from seraphscript.vm.opcodes cimport *

cdef enum:
    MAX_TRIALS = 4              # expressions generated on trial within each other


cdef Value expr(Gen *g, uint32_t node) noexcept nogil:
    cdef Value v = place(g, node)
    return property_read(g, v) if v.sort == V_PROP else v


cdef Value place(Gen *g, uint32_t node) noexcept nogil:
    cdef uint32_t kind = node_kind(g.w, node), op
    cdef Value v
    if NK_IntLit <= kind <= NK_StrLit:
        return literal_value(g, node)
    if kind == NK_Ident:
        return variable(g, node)
    if kind == NK_Binary:
        return binary(g, node)
    if kind == NK_Call:
        return call_value(g, node)
    if kind == NK_Index:
        return index_value(g, node)
    if kind == NK_Assign:
        return assignment(g, node, 1)
    if kind == NK_Postfix:
        return step(g, node, 1)
    if kind == NK_Unary:
        op = node_op(g.w, node)
        if op == OPR_INC or op == OPR_DEC:
            return step(g, node, 1)
        v = expr(g, Unary_expr(g.w, node))
        return handle_of(g, v, node) if op == OPR_HANDLE else unary_value(g, op, v, node)
    if kind == NK_Compare:
        return comparison(g, node)
    if kind == NK_Logic:
        return logic(g, node)
    if kind == NK_Ternary:
        return ternary(g, node)
    return rare(g, node, kind)


cdef Value rare(Gen *g, uint32_t node, uint32_t kind) noexcept nogil:
    cdef TypeRef type
    if kind == NK_Member:
        return member_value(g, node)
    if kind == NK_This:
        return this_value(g, node)
    if kind == NK_Construct:
        type = type_bare(g, Construct_type(g.w, node), g.fs.scope)
        return construct(g, type, Construct_args(g.w, node), Construct_count(g.w, node), node)
    if kind == NK_InitList:
        return blank(V_LIST, 0, node)
    if kind == NK_TypedList:
        type = type_of_node(g, TypedList_type(g.w, node), g.fs.scope)
        return list_value(g, TypedList_list(g.w, node), type & ~<TypeRef>(T_HANDLE | T_CONST | T_CONST_HANDLE))
    if kind == NK_Cast:
        return cast_value(g, node)
    if kind == NK_Lambda:
        return blank(V_LAMBDA, 0, node)
    if kind == NK_VoidArg:
        gen_error(g, E_NO_VALUE, node, "'void' can only stand for an &out argument")
    elif kind != NK_NONE or g.w.error_count == 0:
        gen_error(g, E_NO_VALUE, node, "an expression was expected")
    return error_value(node)


cdef Value variable(Gen *g, uint32_t node) noexcept nogil:
    cdef Value v = name_value(g, node)
    v.node = node
    if v.sort == V_NONE:
        return error_value(node)
    if v.sort == V_FUNC:
        v.type = 0                              # not an error yet: no_value_error tells where it cannot stand
    if v.type & T_CONST and prim_kind(g, v.type):
        v.type &= ~<TypeRef>T_CONST
        if v.sort == V_LOCAL or v.sort == V_GLOBAL or v.sort == V_FIELD:
            v.is_const = 1
    return v


cdef Value handle_of(Gen *g, Value v, uint32_t node) noexcept nogil:
    """@x"""
    if is_error(v.type) or v.sort == V_NULL:
        return v
    if is_untyped(v):
        return v                                # a handle as soon as it is known to which funcdef
    if no_value_error(g, v):
        return error_value(node)
    if v.sort != V_LIST and is_weak(g, v.type):
        v = weak_target(g, v)
    elif v.sort == V_LIST or not is_reference(g, v.type) or is_value_type(g, v.type):
        gen_error(g, E_OPERATOR, node, "'%T' has no handles", v.type)
        return error_value(node)
    elif no_handle_error(g, v.type, node):
        return error_value(node)
    if is_const_object(v):
        v.type |= T_CONST
    v.type |= T_HANDLE
    v.node = node
    return v


cdef Value cast_value(Gen *g, uint32_t node) noexcept nogil:
    cdef TypeRef type = type_bare(g, Cast_type(g.w, node), g.fs.scope)
    cdef Value v = expr(g, Cast_expr(g.w, node))
    if is_error(type) or is_error(v.type):
        return error_value(node)
    if is_untyped(v):
        return function_value(g, v, type | T_HANDLE)
    if no_value_error(g, v):
        return error_value(node)
    if not is_reference(g, type) or is_value_type(g, type):
        gen_error(g, E_CONVERSION, node, "'%T' cannot be the target of a cast: it is not a reference type", type)
        if prim_kind(g, type):
            gen_hint(g, "write %T(x)", type)
        return error_value(node)
    return cast_object(g, v, type, node)


cdef Value binary(Gen *g, uint32_t node) noexcept nogil:
    cdef uint32_t top = g.fs.top, right = Binary_right(g.w, node)
    cdef Value a = hold(g, expr(g, Binary_left(g.w, node)), right)
    cdef Value v = binary_values(g, node_op(g.w, node), a, expr(g, right), node)
    if v.sort == V_REG and not v.owned:
        reg_keep(g, v.reg, top, g.fs.own_top)
    return v


cdef Value comparison(Gen *g, uint32_t node) noexcept nogil:
    cdef uint32_t top = g.fs.top
    cdef Cmp c
    cdef Value v
    compare_operands(g, node, &c)
    v = compare_value(g, &c, node)
    if v.sort == V_REG:
        reg_keep(g, v.reg, top, g.fs.own_top)
    return v


# ----------------------------------------------------------------------------------------- conditions

cdef Value bool_operand(Gen *g, uint32_t node, uint32_t at, uint32_t op) noexcept nogil:
    cdef Value v = expr(g, node)
    if is_error(v.type):
        return v
    if no_value_error(g, v):
        return error_value(node)
    v = truth_of(g, v)
    if v.sort == V_LIST or prim_kind(g, v.type) != K_BOOL:
        gen_error(g, E_OPERATOR, at, "operator '%s' needs bools, not '%T'", op_name(op), v.type)
        return error_value(node)
    return v


cdef void check_only(Gen *g, uint32_t node, uint32_t at, uint32_t op) noexcept nogil:
    """An operand that never runs: its errors count, its code does not."""
    cdef Mark mark
    gen_mark(g, &mark)
    bool_operand(g, node, at, op)
    if g.w.error_count == mark.error_count:
        gen_rollback(g, &mark)


cdef Value logic(Gen *g, uint32_t node) noexcept nogil:
    cdef uint32_t op = node_op(g.w, node), right = Logic_right(g.w, node), end, top = g.fs.top, ra, rb
    cdef Value a = bool_operand(g, Logic_left(g.w, node), node, op), b, v
    v = blank(V_REG, TR_BOOL, node)
    v.is_const = NOT_LVALUE
    if op == OPR_XOR:
        a = hold(g, a, right)
        b = bool_operand(g, right, node, op)
        if is_error(a.type) or is_error(b.type):
            return error_value(node)
        if a.sort == V_CONST and b.sort == V_CONST:
            a.bits ^= b.bits
            return a
        ra = to_reg(g, a)
        rb = to_reg(g, b)
        v.reg = reg_take(g, K_BOOL)
        emit_abc(g, OP_XOR_BOOL, v.reg, ra, rb)
        reg_keep(g, v.reg, top, g.fs.own_top)
        return v
    if is_error(a.type):
        check_only(g, right, node, op)
        return a
    if a.sort == V_CONST:
        if (a.bits != 0) == (op == OPR_OR):
            check_only(g, right, node, op)
            return a
        return bool_operand(g, right, node, op)
    v.reg = reg_take(g, K_BOOL)
    init_reg(g, a, TR_BOOL, v.reg)
    reg_keep(g, v.reg, top, g.fs.own_top)
    top = g.fs.top
    end = label_new(g)
    emit_jump_bool(g, v.reg, op == OPR_OR, end)
    b = bool_operand(g, right, node, op)
    if is_error(b.type):
        return b
    init_reg(g, b, TR_BOOL, v.reg)
    reg_reset(g, top)
    label_place(g, end)
    return v


cdef void expr_jump(Gen *g, uint32_t node, int sense, uint32_t label) noexcept nogil:
    cdef uint32_t kind = node_kind(g.w, node), op = node_op(g.w, node), top = g.fs.top, own_top = g.fs.own_top, skip, r
    cdef Cmp c
    cdef Value v
    if kind == NK_Logic and op != OPR_XOR:
        if (op == OPR_AND) == (sense != 0):     # both operands decide: the first one may skip the second
            skip = label_new(g)
            expr_jump(g, Logic_left(g.w, node), not sense, skip)
            expr_jump(g, Logic_right(g.w, node), sense, label)
            label_place(g, skip)
        else:
            expr_jump(g, Logic_left(g.w, node), sense, label)
            expr_jump(g, Logic_right(g.w, node), sense, label)
        return
    if kind == NK_Unary and op == OPR_NOT:
        expr_jump(g, Unary_expr(g.w, node), not sense, label)
        return
    if kind == NK_Compare:
        compare_operands(g, node, &c)
        if g.fs.own_top == own_top or c.sort != CMP_HANDLE:
            own_reset(g, own_top)
            compare_jump(g, &c, sense, label)
        else:                                   # the temporaries that are compared go after the comparison
            v = compare_value(g, &c, node)
            own_reset(g, own_top)
            emit_jump_bool(g, v.reg, sense, label)
        reg_reset(g, top)
        return
    v = expr(g, node)
    if is_error(v.type) or no_value_error(g, v):
        return
    v = truth_of(g, v)
    if v.sort == V_LIST or prim_kind(g, v.type) != K_BOOL:
        condition_error(g, v, node)
        return
    if kind == NK_Assign:
        condition_warning(g, node)
    if v.sort == V_CONST:
        if (v.bits != 0) == (sense != 0):
            emit_jump(g, label)
        return
    r = to_reg(g, v)
    own_reset(g, own_top)
    emit_jump_bool(g, r, sense, label)
    reg_reset(g, top)


# ------------------------------------------------------------------------------ conditional expressions

cdef TypeRef common_type(Gen *g, Value a, Value b, uint32_t node) noexcept nogil:
    """The type of both branches, TR_ERROR with a diagnostic if there is none."""
    cdef uint32_t ka, kb, width_a, width_b
    cdef int to_a, to_b
    if a.sort == V_LIST or b.sort == V_LIST:
        gen_error(g, E_NO_VALUE, node, "an initialisation list needs a type here")
        return TR_ERROR
    ka = prim_kind(g, a.type)
    kb = prim_kind(g, b.type)
    if (a.type & REF_MASK) == (b.type & REF_MASK):
        if ka or is_string(g, a.type):
            return a.type & REF_MASK
        if a.sort == V_NULL:
            gen_error(g, E_NO_VALUE, node, "both branches are null: a type is missing")
            return TR_ERROR
        return (a.type | b.type) & (REF_MASK | T_HANDLE) | (T_CONST if is_const_object(a) or is_const_object(b) else 0)
    if a.sort == V_NULL and is_reference(g, b.type):
        return b.type & (REF_MASK | T_CONST) | T_HANDLE
    if b.sort == V_NULL and is_reference(g, a.type):
        return a.type & (REF_MASK | T_CONST) | T_HANDLE
    if derives(g, a.type, b.type) or derives(g, b.type, a.type):
        return (b.type if derives(g, a.type, b.type) else a.type) & REF_MASK | T_HANDLE | (
            T_CONST if is_const_object(a) or is_const_object(b) else 0)
    to_a = conv_cost(g, b, a.type)
    to_b = conv_cost(g, a, b.type)
    if ka and kb and (to_a >= 0 or to_b >= 0):
        if to_a < 0 or is_float(kb) > is_float(ka):
            return b.type & REF_MASK
        if to_b < 0 or is_float(ka) > is_float(kb):
            return a.type & REF_MASK
        if to_a == to_b:                        # signed and unsigned: the wider one, so that no bits are lost;
            width_a = (ka - K_I8) & 3           # of one width, a constant adapts, else signed as in arithmetic
            width_b = (kb - K_I8) & 3
            if width_a != width_b and ka <= K_U64 and kb <= K_U64:
                return b.type & REF_MASK if width_b > width_a else a.type & REF_MASK
            return b.type & REF_MASK if a.sort == V_CONST or kb <= K_I64 and b.sort != V_CONST else a.type & REF_MASK
        return a.type & REF_MASK if to_a < to_b else b.type & REF_MASK
    gen_error(g, E_CONVERSION, node, "the branches have the types '%T' and '%T', which have no common one", a.type,
              b.type)
    return TR_ERROR


cdef uint32_t result_reg(Gen *g, TypeRef type) noexcept nogil:
    cdef uint32_t kind = kind_of(g, type)
    return own_take(g, kind) if is_handle_kind(kind) else reg_take(g, kind)


cdef void fill_result(Gen *g, Value v, TypeRef type, uint32_t reg) noexcept nogil:
    """A branch's value into the result's register; arrays by value are shared here and copied by whoever keeps them."""
    if is_reference(g, type):
        type |= T_HANDLE
        if is_const_object(v):
            type |= T_CONST
    parts_must_be_object(g, v)
    init_reg(g, v, type, reg)


cdef Value peek(Gen *g, uint32_t node, int *known) noexcept nogil:
    """The value of a branch that needs no code (a constant, a variable), to learn its type early."""
    cdef uint32_t kind = node_kind(g.w, node)
    cdef Value v = blank(V_NONE, TR_ERROR, node)
    known[0] = 0
    if (NK_IntLit <= kind <= NK_StrLit) or kind == NK_Ident or (
            kind == NK_Unary and node_op(g.w, node) == OPR_NEG and NK_IntLit <= node_kind(
                g.w, Unary_expr(g.w, node)) <= NK_FloatLit):
        v = expr(g, node)
        known[0] = v.sort == V_CONST or v.sort == V_LIT or v.sort == V_NULL or v.sort == V_LOCAL or v.sort == V_GLOBAL or v.sort == V_FIELD
    return v


cdef Value chosen(Gen *g, uint32_t node, int which) noexcept nogil:
    """A conditional expression whose condition is a constant: the other branch counts for the type alone."""
    cdef Value v = expr(g, Ternary_then(g.w, node) if which else Ternary_else(g.w, node)), other
    cdef TypeRef type
    cdef Mark mark
    gen_mark(g, &mark)
    other = expr(g, Ternary_else(g.w, node) if which else Ternary_then(g.w, node))
    if is_error(v.type) or is_error(other.type):
        return error_value(node)
    if (v.sort != V_LIST and no_value_error(g, v)) or (other.sort != V_LIST and no_value_error(g, other)):
        return error_value(node)
    type = common_type(g, v if which else other, other if which else v, node)
    if is_error(type):
        return error_value(node)
    gen_rollback(g, &mark)
    v = load(g, convert(g, v, type))
    v.is_const = 1 if is_const_object(v) else NOT_LVALUE
    return v


cdef Value ternary_parts(
    Gen *g, uint32_t node, Value a, uint32_t other, uint32_t top, uint32_t own_top
) noexcept nogil:
    """A conditional expression whose value lies in registers; the first branch has been evaluated."""
    cdef uint32_t end = label_new(g)
    cdef Value v = parts_result(g, a.type, node), b
    if v.sort != V_PARTS:
        return v
    parts_fill(g, v, a)
    parts_keep(g, v, top, own_top)
    top = g.fs.top
    own_top = g.fs.own_top
    emit_jump(g, end)
    label_place(g, other)
    b = expr(g, Ternary_else(g.w, node))
    if is_error(b.type) or (b.sort != V_LIST and no_value_error(g, b)):
        return error_value(node)
    if b.sort == V_LIST or b.sort == V_NULL or (b.type & (REF_MASK | T_HANDLE)) != (a.type & REF_MASK):
        if not is_error(common_type(g, a, b, node)):
            gen_error(g, E_CONVERSION, node, "the branches have the types '%T' and '%T', which have no common one", a.type, b.type)
        return error_value(node)
    parts_fill(g, v, b)
    parts_keep(g, v, top, own_top)
    label_place(g, end)
    return v


cdef Value ternary(Gen *g, uint32_t node) noexcept nogil:
    cdef uint32_t other = label_new(g), end = label_new(g), late = 0, top, own_top, first = NO_REG, result = NO_REG
    cdef uint32_t left = Ternary_then(g.w, node), right = Ternary_else(g.w, node)
    cdef Value a, b, v
    cdef TypeRef type = 0
    cdef int known = 0
    a = peek(g, Ternary_cond(g.w, node), &known)
    if a.sort == V_CONST and prim_kind(g, a.type) == K_BOOL:
        return chosen(g, node, a.bits != 0)
    expr_jump(g, Ternary_cond(g.w, node), 0, other)
    # The first branch. If the type of the second one is plain to see, the common type is known at once.
    top = g.fs.top
    own_top = g.fs.own_top
    a = expr(g, left)
    if is_error(a.type) or (a.sort != V_LIST and no_value_error(g, a)):
        expr(g, right)
        return error_value(node)
    if a.sort != V_LIST and a.sort != V_NULL and not g.whole and is_parts_type(g, a.type):
        return ternary_parts(g, node, a, other, top, own_top)
    b = peek(g, right, &known)
    if known:
        type = common_type(g, a, b, node)
        if is_error(type):
            return error_value(node)
        result = result_reg(g, type)
        fill_result(g, a, type, result)
    elif a.sort != V_NULL and a.sort != V_LIST:
        type = a.type
        if is_reference(g, type) and is_const_object(a):
            type |= T_CONST
        first = result_reg(g, type)
        fill_result(g, a, type, first)
        a.sort = V_REG                          # what it is if it must be converted later
        a.reg = first
        a.type = type
        a.owned = 1 if is_handle_kind(kind_of(g, type)) else 0
        a.fresh = 0
    reg_keep(g, result if known else first, top, own_top)
    top = g.fs.top
    own_top = g.fs.own_top
    if known or first != NO_REG:
        emit_jump(g, end)
    else:
        late = label_new(g)
        emit_jump(g, late)
    label_place(g, other)
    # The second branch.
    b = expr(g, right)
    if is_error(b.type) or (b.sort != V_LIST and no_value_error(g, b)):
        return error_value(node)
    if not known:
        type = common_type(g, a, b, node)
        if is_error(type):
            return error_value(node)
        result = first
        if first == NO_REG or kind_of(g, a.type) != kind_of(g, type):
            result = result_reg(g, type)
    fill_result(g, b, type, result)
    if result == first or known:
        reg_keep(g, result, top, own_top)
    else:
        own_reset_but(g, result, own_top)
        if late == 0:                           # the first branch jumps to `end`: here, where it is converted
            late = end
            end = label_new(g)
        emit_jump(g, end)
        label_place(g, late)
        fill_result(g, a, type, result)
    label_place(g, end)
    v = blank(V_REG, type & ~<TypeRef>T_CONST_HANDLE, node)
    v.reg = result
    v.is_const = NOT_LVALUE
    v.owned = 1 if is_handle_kind(kind_of(g, type)) else 0
    return v


cdef inline void own_reset_but(Gen *g, uint32_t keep, uint32_t own_top) noexcept nogil:
    reg_keep(g, keep, g.fs.top, own_top)


# ------------------------------------------------------------------------------------- without a value

cdef inline int is_value(Value v) noexcept nogil:
    return V_CONST <= v.sort <= V_BYTE or v.sort == V_FIELD


cdef void expr_discard(Gen *g, uint32_t node) noexcept nogil:
    cdef uint32_t kind = node_kind(g.w, node), op = node_op(g.w, node)
    cdef Value v
    if kind == NK_Assign:
        assignment(g, node, 0)
        return
    if kind == NK_Postfix or (kind == NK_Unary and (op == OPR_INC or op == OPR_DEC)):
        step(g, node, 0)
        return
    v = expr(g, node)
    if not node_flags(g.w, node) & NF_EFFECT and not is_error(v.type) and not g.hidden_calls and is_value(v):
        gen_warning(g, W_UNUSED_VALUE, node, "this value is not used")
    if is_place(v) and v.sort != V_GLOBAL:
        to_reg(g, v)
    elif v.sort != V_NONE and v.sort != V_LIST:
        no_value_error(g, v)
    elif v.sort == V_LIST:
        gen_error(g, E_NO_VALUE, node, "an initialisation list is no statement")


cdef Value trial(Gen *g, uint32_t node, bint as_place) noexcept nogil:
    """What an expression is, or a place if it may be one. Its code is forgotten, unless a place is an error."""
    cdef Mark mark
    cdef Value v
    if g.expr_depth >= MAX_TRIALS:
        gen_error(g, E_TOO_DEEP, node, "this expression is too complex")
        return error_value(node)
    g.expr_depth += 1
    gen_mark(g, &mark)
    v = place(g, node) if as_place else expr(g, node)
    if as_place and v.sort == V_PROP and is_error(v.type):
        property_read(g, v)                     # reports
    elif not as_place or not is_error(v.type):
        gen_rollback(g, &mark)
    g.expr_depth -= 1
    return v


cdef TypeRef place_type(Gen *g, uint32_t node) noexcept nogil:
    return trial(g, node, True).type


cdef TypeRef expr_type(Gen *g, uint32_t node) noexcept nogil:
    cdef Value v = trial(g, node, False)
    if v.sort == V_NONE and not is_error(v.type):
        return TR_VOID
    return v.type | (T_CONST if is_const_object(v) and not v.type & T_HANDLE else 0)


cdef Value const_expr(Gen *g, uint32_t node, TypeRef wanted) noexcept nogil:
    cdef Mark mark
    cdef Value v
    gen_mark(g, &mark)
    v = expr(g, node)
    if v.sort == V_CONST:
        gen_rollback(g, &mark)
        return v
    if v.sort == V_LIT:
        gen_error(g, E_CONSTANT, node, "a constant of type '%T' was expected, not '%T'", wanted, v.type)
    elif not is_error(v.type):
        gen_error(g, E_CONSTANT, node, "a constant expression was expected")
    return error_value(node)
