# cython: language_level=3, boundscheck=False, wraparound=False, cdivision=True, initializedcheck=False
"""Variables: index expressions, assignment, compound assignment, ++ and --.

What it is: everything that stores into a variable that exists. There are no addresses: a variable is a local
register, a global, an element (array, index), a field (object, slot) or a byte of a string that lives in one of these.
What it is not: the operators of compound assignments themselves (`operators`, `concat`).

Order of evaluation: the value first, then the target; in a target the index before the object.
"""
from libc.stdint cimport uint32_t, uint64_t

from seraphscript.compiler.call cimport call_method, call_overloads, call_with
from seraphscript.compiler.callee cimport object_for
from seraphscript.compiler.classes cimport class_field
from seraphscript.compiler.concat cimport append_chain, append_value, concat_values, is_self_append
from seraphscript.compiler.convert cimport (
    NOT_LVALUE, TR_I32, TR_U8, blank, convert, convert_assign, convert_number, error_value, hold, is_array,
    is_const_object, is_error, is_float, is_int, is_place, is_string, load, may_run, no_value_error, own_place,
    prim_kind, to_reg,
)
from seraphscript.compiler.dictvalue cimport box_store, dict_index, dict_store, is_box, is_dict
from seraphscript.compiler.emit cimport (
    emit_abc, emit_ai, emit_jump, gen_at, label_new, label_place, own_moved, own_reset, own_take, reg_kind, reg_reset,
    reg_take, retarget,
)
from seraphscript.compiler.factory cimport no_handle_error
from seraphscript.compiler.error_codes cimport E_CONST, E_INDEX, E_LVALUE, E_OPERATOR, E_PROPERTY
from seraphscript.compiler.expr cimport expr, expr_jump, place, place_type
from seraphscript.compiler.gen cimport (
    MAX_INDEX, NO_REG, OWN, V_BYTE, V_CONST, V_DICT, V_ELEM, V_FIELD, V_GLOBAL, V_LIST, V_LIT, V_LOCAL, V_NONE, V_NULL, V_PARTS, V_PROP,
    V_REF, V_REG, V_TYPE, Gen, Value,
)
from seraphscript.compiler.hints cimport hint_operator, read_only_error
from seraphscript.compiler.literal cimport list_value, store_element
from seraphscript.compiler.nodes cimport *
from seraphscript.compiler.objects cimport assign_objects, is_reference
from seraphscript.compiler.operators cimport binary_values, field_step, op_name
from seraphscript.compiler.overload cimport Overloads, methods_of, quick_type
from seraphscript.compiler.property cimport (
    index_accessors, index_property, indexed_property, property_compound, property_read, property_type,
    property_write, takes_indices, warn_lost_change,
)
from seraphscript.compiler.reference cimport store_place
from seraphscript.compiler.tables cimport emit_const
from seraphscript.compiler.types cimport gen_error, gen_hint, local_add, name_lookup, not_supported
from seraphscript.compiler.weakref cimport is_weak, weak_store
from seraphscript.registry.context cimport ctx_global, ctx_targ
from seraphscript.registry.name_ids cimport (
    NAME_opAddAssign, NAME_opIndex, NAME_opPostDec, NAME_opPostInc, NAME_opPreDec, NAME_opPreInc,
)
from seraphscript.registry.tier cimport REF_MASK, T_CONST, T_CONST_HANDLE, T_HANDLE, TIER_FFI, TypeRef
from seraphscript.vm.opcodes cimport *


# ------------------------------------------------------------------------------------------------- index

cdef int list_may_run(Gen *g, uint32_t list) noexcept nogil:
    while list != 0:
        if may_run(g, list):
            return 1
        list = node_next(g.w, list)
    return 0


cdef Value hold_for(Gen *g, Value v, uint32_t list) noexcept nogil:
    """An object that is evaluated before the arguments."""
    while list != 0:
        if v.sort == V_PROP:
            g.props[v.index].object = hold(g, g.props[v.index].object, list)
        else:
            v = hold(g, v, list)
        list = node_next(g.w, list)
    return v


cdef int compile_indices(Gen *g, uint32_t list, Value *values) noexcept nogil:
    """Evaluate indices, last to first; their number, -1 after a diagnostic."""
    cdef uint32_t nodes[MAX_INDEX]
    cdef int n = 0, i, k
    while list != 0:
        if n == MAX_INDEX or node_kind(g.w, list) == NK_NamedArg:
            gen_error(g, E_INDEX, list, "an index has no name, and there are at most %d", <int>MAX_INDEX)
            return -1
        nodes[n] = list
        n += 1
        list = node_next(g.w, list)
    for i in range(n - 1, -1, -1):
        values[i] = expr(g, nodes[i])
        if is_error(values[i].type) or (values[i].sort != V_LIST and no_value_error(g, values[i])):
            return -1
        for k in range(i):
            values[i] = hold(g, values[i], nodes[k])
    return n


cdef inline int has_elements(Gen *g, TypeRef t) noexcept nogil:
    return is_array(g, t) or is_string(g, t) or is_dict(g, t)


cdef Value index_value(Gen *g, uint32_t node) noexcept nogil:
    """The object of an index expression comes behind the indices, unless nobody can see the difference."""
    cdef uint32_t args = Index_args(g.w, node), object_node = Index_object(g.w, node), count = Index_count(g.w, node)
    cdef Value values[MAX_INDEX]
    cdef Value object
    cdef Overloads o
    cdef TypeRef type
    cdef uint32_t kind = node_kind(g.w, args)
    cdef int n = 0, found = 0, late = node_kind(g.w, object_node) != NK_Ident and (
        list_may_run(g, args) or (count == 1 and kind > NK_StrLit and kind != NK_Ident))    # may raise
    if late and count == 1 and node_kind(g.w, args) != NK_NamedArg:
        values[0] = hold(g, expr(g, args), object_node)
        n = 1
        if is_error(values[0].type):
            return values[0]
    elif late and count > 1:
        type = object_for(g, &object_node, args, &object)
        if is_error(type):
            return error_value(node)
        o = methods_of(g, type & ~<TypeRef>T_CONST, (type & T_CONST) != 0, NAME_opIndex)
        if o.script != 0 or o.ffi != 0:
            return call_overloads(g, &o, object, object_node, args, node)
    if object_node != 0:
        object = place(g, object_node)
    if n == 0:
        object = hold_for(g, object, args) if late or object.sort == V_PROP else object
    if object.sort == V_PROP:
        if takes_indices(g, object, count):
            if n == 0:
                n = compile_indices(g, args, values)
            return indexed_property(g, object, values, <uint32_t>n, node) if n > 0 else error_value(node)
        object = property_read(g, object)
    if is_error(object.type) or no_value_error(g, object):
        return error_value(node)
    if not has_elements(g, object.type):
        o = methods_of(g, object.type & ~<TypeRef>T_CONST, is_const_object(object), NAME_opIndex)
        if o.script != 0 or o.ffi != 0:
            if n == 0:
                return call_overloads(g, &o, object, 0, args, node)
            return call_with(g, &o, object, values, <uint32_t>n, node, 0, &found)
        if index_accessors(g, object.type):
            if n == 0:
                n = compile_indices(g, args, values)
            return index_property(g, object, values, <uint32_t>n, node) if n > 0 else error_value(node)
    elif count != 1 or node_kind(g.w, args) == NK_NamedArg:
        gen_error(g, E_INDEX, node, "'%T' takes one index", object.type)
        return error_value(node)
    elif n == 0:
        values[0] = expr(g, args)
    if has_elements(g, object.type):
        return element_of(g, object, values[0], node)
    gen_error(g, E_INDEX, object.node, "'%T' cannot be indexed", object.type)
    return error_value(node)


cdef Value element_of(Gen *g, Value object, Value index, uint32_t node) noexcept nogil:
    cdef Value v = blank(V_ELEM, 0, node)
    cdef uint32_t kind = prim_kind(g, index.type)
    if is_error(object.type) or is_error(index.type):
        return error_value(node)
    if no_value_error(g, object) or (index.sort != V_LIST and no_value_error(g, index)):
        return error_value(node)
    if is_dict(g, object.type):
        return dict_index(g, object, index, node)
    if not is_array(g, object.type) and not is_string(g, object.type):
        gen_error(g, E_INDEX, object.node, "'%T' cannot be indexed", object.type)
        return error_value(node)
    if is_float(kind):
        index = convert(g, index, TR_I32)
    elif not is_int(kind):
        gen_error(g, E_INDEX, index.node, "an index must be a number, not '%T'", index.type)
        return error_value(node)
    v.index = to_reg(g, index)
    v.is_const = 1 if is_const_object(object) else 0
    if is_array(g, object.type):
        v.type = ctx_targ(g.cx, object.type, 0)
        if v.type & T_CONST and not v.type & T_HANDLE:
            v.is_const = 1
        v.reg = to_reg(g, object)
        return v
    v.sort = V_BYTE
    v.type = TR_U8
    v.owner_sort = object.sort
    if object.sort == V_GLOBAL:
        v.owner_index = object.index
    elif object.sort == V_ELEM or object.sort == V_FIELD or object.sort == V_REF:
        v.owner_reg = object.reg
        v.owner_index = object.index
    elif object.sort == V_LOCAL:
        v.owner_index = object.index
        v.reg = object.reg
    else:
        v.owner_sort = V_REG
        v.is_const = 1
        v.reg = to_reg(g, object)
    return v


# ---------------------------------------------------------------------------------------------- assignment

cdef inline int is_variable(Value v) noexcept nogil:
    return v.sort == V_LOCAL or is_place(v)


cdef int not_assignable(Gen *g, Value target, uint32_t node) noexcept nogil:
    """Report a target that cannot be written; 1 if so."""
    if is_error(target.type):
        return 1
    if target.sort == V_NONE:
        return no_value_error(g, target)
    if target.sort == V_PROP:
        gen_error(g, E_PROPERTY, target.node, "a property is no variable: write += 1 or -= 1")
        return 1
    if target.sort == V_CONST and node_kind(g.w, target.node) == NK_Ident:
        gen_error(g, E_CONST, target.node, "'%N' is a constant, it cannot be changed", Ident_name(g.w, target.node))
        return 1
    if target.is_const == NOT_LVALUE or not is_variable(target):
        gen_error(g, E_LVALUE, target.node, "this is not a variable and cannot be assigned to")
        return 1
    if target.sort == V_GLOBAL and target.index & TIER_FFI:
        gen_error(g, E_CONST, target.node, "variables of the host are read-only")
        return 1
    if target.is_const or (target.type & T_CONST and not target.type & T_HANDLE):
        read_only_error(g, target)
        return 1
    return 0


cdef int own_param(Gen *g, Value target) noexcept nogil:
    """A handle parameter is borrowed: before it is written the function must own a copy. 1: being generated again."""
    cdef uint32_t n = target.reg
    if target.reg & OWN:
        return 0
    g.fs.param_own |= <uint64_t>1 << (n if n < 63 else 63)
    g.fs.restart = 1
    return 1


cdef void store_handle(Gen *g, Value target, Value v) noexcept nogil:
    """A string or handle into its variable: moved if it is an owned temporary, else counted."""
    cdef uint32_t reg
    cdef int owned = v.sort == V_REG and v.owned
    if target.sort == V_LOCAL:
        if own_param(g, target):
            return
        if v.sort == V_NULL or (v.sort == V_LIT and v.bits == 0):
            emit_abc(g, OP_DROP, target.reg, 0, 0)
            return
        if own_place(g, v, target.reg):
            return
        reg = to_reg(g, v)
        if reg == target.reg:
            return
        emit_abc(g, OP_MVH if owned else OP_MOVH, target.reg, reg, 0)
    elif target.sort == V_GLOBAL:
        v.type = target.type
        reg = to_reg(g, v)
        emit_ai(g, OP_GIVEG if owned else OP_STGH, reg, ctx_global(g.cx, target.index).index)
    elif target.sort == V_FIELD:
        v.type = target.type
        reg = to_reg(g, v)
        gen_at(g, node_token(g.w, target.node))
        emit_abc(g, OP_GIVEF if owned else OP_SETFH, target.reg, target.index, reg)
    elif target.sort == V_REF:
        v.type = target.type
        store_place(g, target, to_reg(g, v))
        return
    else:
        v.type = target.type
        reg = to_reg(g, v)
        gen_at(g, node_token(g.w, target.node))
        emit_abc(g, OP_AGIVE if owned else OP_ASETH, target.reg, target.index, reg)
    if owned:
        own_moved(g, reg)


cdef void store_byte(Gen *g, Value target, uint32_t reg) noexcept nogil:
    cdef uint32_t t, s
    if target.owner_sort == V_LOCAL:
        if not (target.reg & OWN):
            own_param(g, target)
            return
        gen_at(g, node_token(g.w, target.node))
        emit_abc(g, OP_SSET, target.reg, target.index, reg)
        return
    # Read the byte first: if the index is out of range this raises while the string is still in its place.
    to_reg(g, target)
    t = own_take(g, K_STR)
    if target.owner_sort == V_GLOBAL:
        s = ctx_global(g.cx, target.owner_index).index
        emit_ai(g, OP_TAKEG, t, s)
        emit_abc(g, OP_SSET, t, target.index, reg)
        emit_ai(g, OP_GIVEG, t, s)
    elif target.owner_sort == V_FIELD:
        emit_abc(g, OP_TAKEF, t, target.owner_reg, target.owner_index)
        emit_abc(g, OP_SSET, t, target.index, reg)
        emit_abc(g, OP_GIVEF, target.owner_reg, target.owner_index, t)
    elif target.owner_sort == V_REF:
        s = reg_take(g, K_STR)
        emit_abc(g, OP_LDREF, s, target.owner_reg, target.owner_index)
        emit_abc(g, OP_MOVH, t, s, 0)
        emit_abc(g, OP_SSET, t, target.index, reg)
        emit_abc(g, OP_STREFH, target.owner_reg, target.owner_index, t)
        return
    else:
        emit_abc(g, OP_ATAKE, t, target.owner_reg, target.owner_index)
        emit_abc(g, OP_SSET, t, target.index, reg)
        emit_abc(g, OP_AGIVE, target.owner_reg, target.owner_index, t)
    own_moved(g, t)


cdef void store_number(Gen *g, Value target, Value v) noexcept nogil:
    """A number of the target's type into it."""
    cdef uint32_t reg, kind
    if target.sort == V_DICT:
        dict_store(g, target, v, 0, target.node)
        return
    if target.sort == V_LOCAL:
        kind = reg_kind(g, target.reg)
        if v.sort == V_CONST:
            emit_const(g, target.reg, v.bits, kind)
            return
        reg = to_reg(g, v)
        if reg != target.reg and not (v.sort != V_LOCAL and retarget(g, reg, target.reg)):
            emit_abc(g, OP_MOV, target.reg, reg, 0)
        return
    reg = to_reg(g, v)
    if target.sort == V_GLOBAL:
        emit_ai(g, OP_STG, reg, ctx_global(g.cx, target.index).index)
    elif target.sort == V_ELEM:
        v.sort = V_REG
        v.reg = reg
        gen_at(g, node_token(g.w, target.node))
        store_element(g, v, target.type, target.reg, target.index)
    elif target.sort == V_FIELD:
        gen_at(g, node_token(g.w, target.node))
        emit_abc(g, OP_SETF, target.reg, target.index, reg)
    elif target.sort == V_REF:
        store_place(g, target, reg)
    else:
        store_byte(g, target, reg)


cdef Value assign(Gen *g, Value target, Value value, uint32_t node) noexcept nogil:
    if target.sort == V_DICT:
        return dict_store(g, target, value, 0, node)
    if target.sort == V_PROP:
        return property_write(g, target, value, 0, node)
    if is_reference(g, target.type):
        if value.sort == V_NULL and target.type & T_HANDLE:
            return assign_handle(g, target, value, node)
        return assign_objects(g, target, value, node)
    if is_error(value.type) or not_assignable(g, target, node):
        return error_value(node)
    if prim_kind(g, target.type):
        value = convert(g, value, target.type)
        if not is_error(value.type):
            store_number(g, target, value)
    elif is_string(g, target.type):
        value = convert_assign(g, value, target.type)
        if not is_error(value.type):
            store_handle(g, target, value)
    else:
        not_supported(g, node, "assignment to this type")
        return error_value(node)
    if is_error(value.type):
        return error_value(node)
    return target


cdef Value assign_handle(Gen *g, Value target, Value value, uint32_t node) noexcept nogil:
    if is_error(target.type) or is_error(value.type):
        return error_value(node)
    if target.sort == V_PROP:
        return property_write(g, target, value, 1, node)
    if no_value_error(g, target):
        return error_value(node)
    if value.type & REF_MASK and not value.type & T_HANDLE and no_handle_error(g, value.type, node):
        return error_value(node)
    if target.sort == V_DICT:
        return dict_store(g, target, value, 1, node)
    if is_box(g, target.type) and not target.type & T_HANDLE:
        return box_store(g, target, value, 1, node)
    if is_weak(g, target.type):
        return weak_store(g, target, value, node)
    if not target.type & T_HANDLE:
        gen_error(g, E_LVALUE, target.node, "'%T' is not a handle, it cannot be made to refer to another object", target.type)
        gen_hint(g, "to copy the content of an object write = without @")
        return error_value(node)
    if target.type & T_CONST_HANDLE:
        gen_error(g, E_CONST, target.node, "the handle '%T' is read-only", target.type)
        return error_value(node)
    if not_assignable(g, target, node):
        return error_value(node)
    value = convert(g, value, target.type)
    if is_error(value.type):
        return value
    store_handle(g, target, value)
    return target


cdef Value target_of(Gen *g, uint32_t node) noexcept nogil:
    """What is assigned to. A member of a temporary in registers is one of the object that it would else be: it may be set."""
    cdef Value v = place(g, node)
    cdef uint32_t kind, t
    if (v.sort == V_REG or v.sort == V_LOCAL) and v.is_const == NOT_LVALUE and node_kind(g.w, node) == NK_Member and (
            prim_kind(g, v.type) != 0):
        kind = reg_kind(g, v.reg)
        t = reg_take(g, kind)
        emit_abc(g, OP_MOV, t, v.reg, 0)
        v.sort = V_LOCAL
        v.index = local_add(g, 0, v.type, t, 0, 0)
        v.reg = t
        v.is_const = 0
    return v


# ------------------------------------------------------------------------------------- Assign expressions

cdef Value both_targets(Gen *g, uint32_t node, Value v) noexcept nogil:
    """(c ? a : b) = v, or an operator instead of =."""
    cdef uint32_t ternary = Assign_target(g.w, node), other, end, i, top, own_top, branch
    cdef Value target
    if v.sort != V_CONST and v.sort != V_LIT and v.sort != V_NULL:
        v = hold(g, v, ternary)
        v = load(g, v)
        if v.sort == V_REG and v.owned:
            v.owned = 0                     # used in both branches, so in neither moved
            v.fresh = 0
    other = label_new(g)
    end = label_new(g)
    expr_jump(g, Ternary_cond(g.w, ternary), 0, other)
    top = g.fs.top
    own_top = g.fs.own_top
    for i in range(2):
        branch = Ternary_then(g.w, ternary) if i == 0 else Ternary_else(g.w, ternary)
        target = place(g, branch)
        if node_op(g.w, node) == OPR_NONE:
            assign(g, target, v, node)
        else:
            compound(g, target, v, node, 0)
        own_reset(g, own_top)
        reg_reset(g, top)
        if i == 0:
            emit_jump(g, end)
            label_place(g, other)
    label_place(g, end)
    if v.sort == V_LOCAL:
        v.is_const = NOT_LVALUE
    return v


cdef int names_property(Gen *g, uint32_t node) noexcept nogil:
    cdef TypeRef type
    if node_kind(g.w, node) == NK_Ident:
        return g.hidden_calls and name_lookup(g, node).sort == V_PROP
    if node_kind(g.w, node) != NK_Member:
        return 0
    type = quick_type(g, Member_object(g.w, node))
    return type != 0 and class_field(g, type, Member_name(g.w, node)) == NULL and property_type(
        g, type, Member_name(g.w, node)) != 0


cdef Value assignment(Gen *g, uint32_t node, int used) noexcept nogil:
    cdef uint32_t target = Assign_target(g.w, node), value = Assign_value(g.w, node), op = node_op(g.w, node)
    cdef uint32_t start = g.ncode
    cdef uint32_t kind = node_kind(g.w, target)
    cdef Value v, t
    if op == OPR_ADD and append_chain(g, node, &t):
        return t
    if op == OPR_NONE and is_self_append(g, node) and append_chain(g, node, &t):
        return t
    if node_kind(g.w, value) == NK_InitList and kind == NK_Ident and op == OPR_NONE:
        t = name_lookup(g, target)
        if t.sort == V_TYPE:                    # dictionary = {...}
            return list_value(g, value, t.type & ~<TypeRef>(T_HANDLE | T_CONST | T_CONST_HANDLE))
    if op != OPR_NONE and names_property(g, target):
        t = place(g, target)
        if t.sort == V_PROP:
            return property_compound(g, t, blank(V_NONE, 0, value), value, op, node)
        return compound(g, t, expr(g, value), node, used)
    if node_kind(g.w, value) == NK_InitList:
        t.type = place_type(g, Unary_expr(g.w, target) if kind == NK_Unary and node_op(g.w, target) == OPR_HANDLE
                            else target)
        if is_error(t.type):
            return error_value(node)
        v = list_value(g, value, t.type & ~<TypeRef>(T_HANDLE | T_CONST | T_CONST_HANDLE))
    else:
        v = expr(g, value)
    if kind == NK_Ternary:
        return both_targets(g, node, v)
    if kind == NK_Index:
        warn_lost_change(g, Index_object(g.w, target), node)
    elif kind == NK_Member:
        warn_lost_change(g, Member_object(g.w, target), node)
    v = hold(g, v, target)
    if kind == NK_Unary and node_op(g.w, target) == OPR_HANDLE:
        t = place(g, Unary_expr(g.w, target))
        if op != OPR_NONE:
            gen_error(g, E_OPERATOR, node, "operator '%s=' is not defined for handles", op_name(op))
            return error_value(node)
        return assign_handle(g, t, v, node)
    t = target_of(g, target)
    if op != OPR_NONE:
        return compound(g, t, v, node, used)
    if t.sort == V_PARTS:
        g.value_start = start
    t = assign(g, t, v, node)
    g.value_start = NO_REG
    return t


cdef Value compound(Gen *g, Value target, Value value, uint32_t node, int used) noexcept nogil:
    """target op= value."""
    cdef uint32_t op = node_op(g.w, node)
    cdef Value v
    if target.sort == V_PROP:
        return property_compound(g, target, value, 0, op, node)
    if is_error(target.type) or is_error(value.type):
        return error_value(node)
    if is_reference(g, target.type):
        return call_operator(g, target, NAME_opAddAssign + (op - OPR_ADD), &value, 1, node, op)
    if not_assignable(g, target, node):
        return error_value(node)
    if is_string(g, target.type) and op == OPR_ADD:
        if target.sort == V_DICT:
            return assign(g, target, concat_values(g, target, value, node), node)
        return append_value(g, target, value, node)
    if prim_kind(g, target.type) == 0:
        gen_error(g, E_OPERATOR, node, "operator '%s=' is not defined for '%T'", op_name(op), target.type)
        return error_value(node)
    if is_place(value):
        value = load(g, value)
    if field_step(g, op, target, value, node):
        return target
    v = binary_values(g, op, target, value, node)
    if is_error(v.type):
        return v
    v.node = node
    return assign(g, target, v, node)


# ------------------------------------------------------------------------------------------------- ++, --

cdef Value call_operator(
    Gen *g, Value object, uint32_t name, Value *args, uint32_t nargs, uint32_t node, uint32_t op
) noexcept nogil:
    """An operator that changes an object: a method of it, without alternative."""
    cdef Overloads o = methods_of(g, object.type & ~<TypeRef>T_CONST, 0, name)
    if o.script == 0 and o.ffi == 0:
        gen_error(g, E_OPERATOR, node, "operator '%s%s' is not defined for '%T'", op_name(op),
                  <const char*>"=" if nargs else <const char*>"", object.type)
        hint_operator(g, object.type, name)
        return error_value(node)
    return call_method(g, object, name, args, nargs, node)


cdef Value step_object(Gen *g, Value object, uint32_t op, int postfix, uint32_t node) noexcept nogil:
    cdef uint32_t name = NAME_opPreInc if op == OPR_INC else NAME_opPreDec
    if postfix:
        name = NAME_opPostInc if op == OPR_INC else NAME_opPostDec
    return call_operator(g, object, name, NULL, 0, node, op)


cdef Value step(Gen *g, uint32_t node, int used) noexcept nogil:
    cdef Value target = target_of(g, Unary_expr(g.w, node)), v, one, old
    cdef uint32_t kind, r, t, op = node_op(g.w, node), add = OPR_ADD if op == OPR_INC else OPR_SUB
    cdef int postfix = node_kind(g.w, node) == NK_Postfix
    if target.sort != V_PROP and not is_error(target.type) and is_reference(g, target.type):
        return step_object(g, target, op, postfix, node)
    if not_assignable(g, target, node):
        return error_value(node)
    kind = prim_kind(g, target.type)
    if kind == 0 or kind == K_BOOL:
        gen_error(g, E_OPERATOR, node, "operator '%s' is not defined for '%T'", op_name(op), target.type)
        return error_value(node)
    one = blank(V_CONST, TR_I32, node)
    one.bits = 1
    old = target
    if target.sort != V_LOCAL:
        old = load(g, target)
    elif postfix and used:                  # the old value survives in a temporary
        t = reg_take(g, reg_kind(g, target.reg))
        emit_abc(g, OP_MOV, t, target.reg, 0)
        old.sort = V_REG
        old.reg = t
    v = old if target.sort != V_LOCAL else target
    gen_at(g, node_token(g.w, node))
    v = binary_values(g, add, v, one, node)
    v = convert_number(g, v, target.type & REF_MASK, kind)
    if not used or postfix:
        store_number(g, target, v)
        old.is_const = NOT_LVALUE
        return old
    if target.sort == V_LOCAL:
        store_number(g, target, v)
        target.is_const = NOT_LVALUE
        return target
    r = to_reg(g, v)
    v.sort = V_REG
    v.reg = r
    v.is_const = NOT_LVALUE
    store_number(g, target, v)
    return v
