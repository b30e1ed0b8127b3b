# cython: language_level=3, boundscheck=False, wraparound=False, cdivision=True, initializedcheck=False
"""Concatenation of strings: +, +=, and chains of them in place.

What it is: the selection of the append opcodes. A chain "a" + b + c becomes one owned temporary that grows in
place; appended to a variable whose name does not occur in it, it needs no temporary at all.
What it is not: the runtime side (`vm/strings`) or other operators (`operators`).

Invariant of append_chain: all pieces are evaluated, and all exceptions they may raise are raised, before the variable
is changed.
"""
from libc.stdint cimport uint32_t

from seraphscript.compiler.call cimport operator_method
from seraphscript.compiler.convert cimport (
    NOT_LVALUE, blank, error_value, is_error, is_place, is_string, load, no_value_error, prim_kind, string_of, to_own,
    to_reg,
)
from seraphscript.compiler.emit cimport emit_abc, emit_ai, gen_at, own_moved, own_take
from seraphscript.compiler.error_codes cimport E_OPERATOR
from seraphscript.compiler.expr cimport expr
from seraphscript.compiler.gen cimport (
    OWN, V_BYTE, V_CONST, V_FIELD, V_GLOBAL, V_LIST, V_LIT, V_LOCAL, V_REF, V_REG, Gen, Value,
)
from seraphscript.compiler.lvalue cimport assign
from seraphscript.compiler.nodes cimport *
from seraphscript.compiler.operators cimport binary_values
from seraphscript.compiler.reference cimport store_place
from seraphscript.compiler.types cimport gen_error, name_lookup
from seraphscript.registry.context cimport ctx_global
from seraphscript.registry.name_ids cimport NAME_opAdd
from seraphscript.registry.tier cimport T_CONST, TIER_FFI
from seraphscript.vm.opcodes cimport *

cdef enum:
    MAX_PIECES = 32             # longer chains go through a temporary


cdef inline int is_piece(Gen *g, Value v) noexcept nogil:
    return v.sort != V_LIST and (prim_kind(g, v.type) != 0 or is_string(g, v.type))


cdef void append(Gen *g, uint32_t reg, Value v) noexcept nogil:
    """Append a string or primitive to an owned register."""
    cdef uint32_t kind, r
    if is_string(g, v.type):
        if v.sort != V_LIT or v.bits != 0:
            r = to_reg(g, v)
            emit_abc(g, OP_SAPP, reg, r, 0)
        return
    kind = prim_kind(g, v.type)
    r = to_reg(g, v)
    emit_abc(g, OP_SAPPB if kind == K_BOOL else OP_SAPPF if kind == K_F32 else OP_SAPPD if kind == K_F64
             else OP_SAPPU if kind == K_U64 else OP_SAPPI, reg, r, 0)


cdef Value concat_values(Gen *g, Value left, Value right, uint32_t node) noexcept nogil:
    cdef Value v
    if not is_piece(g, left) or not is_piece(g, right):
        if operator_method(g, NAME_opAdd, left, right, node, &v):
            return v
        if left.sort == V_LIST or right.sort == V_LIST:
            gen_error(g, E_OPERATOR, node, "an initialisation list cannot be appended to a string")
        else:
            gen_error(g, E_OPERATOR, node, "operator '+' is not defined for '%T' and '%T'", left.type, right.type)
        return error_value(node)
    gen_at(g, node_token(g.w, node))
    if not is_string(g, left.type):
        v = string_of(g, left)
    elif left.sort == V_LIT and left.bits == 0 and not is_string(g, right.type):
        v = string_of(g, right)
        v.node = node
        return v
    else:
        v = blank(V_REG, g.cx.string_type, node)
        v.is_const = NOT_LVALUE
        v.reg = to_own(g, left)
        v.owned = 1
        v.fresh = 1
    v.node = node
    append(g, v.reg, right)
    return v


cdef Value append_value(Gen *g, Value target, Value value, uint32_t node) noexcept nogil:
    cdef uint32_t t, row
    if not is_piece(g, value):
        if value.sort == V_LIST or no_value_error(g, value):
            return error_value(node)
        gen_error(g, E_OPERATOR, node, "operator '+=' is not defined for '%T' and '%T'", target.type, value.type)
        return error_value(node)
    if target.sort == V_LOCAL:
        if not target.reg & OWN:            # a borrowed parameter: reports what is to be done about it
            return assign(g, target, target, node)
        gen_at(g, node_token(g.w, node))
        append(g, target.reg, value)
        return target
    if value.sort != V_CONST and value.sort != V_LIT:
        value = load(g, value)
    t = own_take(g, K_STR)
    gen_at(g, node_token(g.w, node))
    if target.sort == V_GLOBAL:
        row = ctx_global(g.cx, target.index).index
        emit_ai(g, OP_TAKEG, t, row)
        append(g, t, value)
        emit_ai(g, OP_GIVEG, t, row)
    elif target.sort == V_FIELD:
        emit_abc(g, OP_TAKEF, t, target.reg, target.index)
        append(g, t, value)
        emit_abc(g, OP_GIVEF, target.reg, target.index, t)
    elif target.sort == V_REF:
        emit_abc(g, OP_MOVH, t, to_reg(g, target), 0)
        append(g, t, value)
        store_place(g, target, t)
        return target
    else:
        emit_abc(g, OP_ATAKE, t, target.reg, target.index)
        append(g, t, value)
        emit_abc(g, OP_AGIVE, target.reg, target.index, t)
    own_moved(g, t)
    return target


# ---------------------------------------------------------------------------------------------- chains

cdef int mentions(Gen *g, uint32_t node, uint32_t name) noexcept nogil:
    """Does an expression without effects contain the name (conservative)?"""
    cdef uint32_t kind
    while node != 0:
        kind = node_kind(g.w, node)
        if kind == NK_Ident:
            return Ident_name(g.w, node) == name
        if kind == NK_Binary or kind == NK_Compare or kind == NK_Logic:
            if mentions(g, Binary_right(g.w, node), name):
                return 1
            node = Binary_left(g.w, node)
        elif kind == NK_Unary:
            node = Unary_expr(g.w, node)
        elif kind == NK_Index:
            if Index_count(g.w, node) != 1 or mentions(g, Index_args(g.w, node), name):
                return 1
            node = Index_object(g.w, node)
        elif kind == NK_Ternary:
            if mentions(g, Ternary_cond(g.w, node), name) or mentions(g, Ternary_then(g.w, node), name):
                return 1
            node = Ternary_else(g.w, node)
        else:
            return kind > NK_StrLit or kind < NK_IntLit
    return 0


cdef inline int is_sum(Gen *g, uint32_t node) noexcept nogil:
    return node_kind(g.w, node) == NK_Binary and node_op(g.w, node) == OPR_ADD


cdef uint32_t leftmost(Gen *g, uint32_t node) noexcept nogil:
    while is_sum(g, node):
        node = Binary_left(g.w, node)
    return node


cdef int is_self_append(Gen *g, uint32_t node) noexcept nogil:
    cdef uint32_t target = Assign_target(g.w, node), value = Assign_value(g.w, node)
    if node_kind(g.w, target) != NK_Ident or not is_sum(g, value):
        return 0
    value = leftmost(g, value)
    return (node_kind(g.w, value) == NK_Ident and Ident_name(g.w, value) == Ident_name(g.w, target)
            and Ident_scope(g.w, value) == 0 and Ident_scope(g.w, target) == 0
            and not (node_flags(g.w, value) | node_flags(g.w, target)) & NF_GLOBAL)


cdef int append_chain(Gen *g, uint32_t node, Value *result) noexcept nogil:
    cdef uint32_t target = Assign_target(g.w, node), sum = Assign_value(g.w, node), n = 0, i, name, t, row = 0
    cdef int self_append = node_op(g.w, node) == OPR_NONE, is_text
    cdef uint32_t nodes[MAX_PIECES]
    cdef Value pieces[MAX_PIECES]
    cdef uint32_t npieces = 0
    cdef Value v, next
    if node_kind(g.w, target) != NK_Ident or not is_sum(g, sum) or node_flags(g.w, sum) & NF_EFFECT or g.hidden_calls:
        return 0
    v = name_lookup(g, target)
    if (v.sort != V_LOCAL and v.sort != V_GLOBAL) or not is_string(g, v.type) or v.is_const or v.type & T_CONST:
        return 0
    if (v.sort == V_LOCAL and not v.reg & OWN) or (v.sort == V_GLOBAL and v.index & TIER_FFI):
        return 0
    name = Ident_name(g.w, target)
    while is_sum(g, sum) and n < MAX_PIECES:
        nodes[n] = Binary_right(g.w, sum)
        if mentions(g, nodes[n], name):
            return 0
        n += 1
        sum = Binary_left(g.w, sum)
    if n == MAX_PIECES:
        return 0
    if not self_append:
        nodes[n] = sum
        if mentions(g, sum, name):
            return 0
        n += 1
    result[0] = v
    is_text = self_append
    for i in range(n):                      # pieces that are no text yet are added as numbers
        next = expr(g, nodes[n - 1 - i])
        if is_place(next) and next.sort != V_GLOBAL:
            next = load(g, next)
        if is_text or npieces == 0:
            pieces[npieces] = next
            npieces += 1
        elif is_string(g, pieces[0].type) or is_string(g, next.type):
            is_text = 1
            pieces[npieces] = next
            npieces += 1
        else:
            pieces[0] = binary_values(g, OPR_ADD, pieces[0], next, node)
    for i in range(npieces):
        if is_error(pieces[i].type):
            result[0] = error_value(node)
            return 1
        if not is_piece(g, pieces[i]):
            result[0] = concat_values(g, v, pieces[i], node)    # an operator of its type, or a diagnostic
            return 1
    gen_at(g, node_token(g.w, node))
    t = v.reg
    if v.sort == V_GLOBAL:
        row = ctx_global(g.cx, v.index).index
        t = own_take(g, K_STR)
        emit_ai(g, OP_TAKEG, t, row)
    for i in range(npieces):
        append(g, t, pieces[i])
    if v.sort == V_GLOBAL:
        emit_ai(g, OP_GIVEG, t, row)
        own_moved(g, t)
    return 1
