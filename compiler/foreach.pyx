# cython: language_level=3, boundscheck=False, wraparound=False, cdivision=True, initializedcheck=False
"""foreach over arrays and over objects with opForBegin, opForEnd, opForNext and opForValue.

What it is: the loops that name what they go over. What it is not: while, do, for and switch (`loops`).

The variables are const and new for each turn. What the loop goes over is held until it ends.
"""
from libc.stdint cimport uint32_t

from seraphscript.compiler.call cimport call_method
from seraphscript.compiler.convert cimport (
    NOT_LVALUE, TR_BOOL, convert, error_value, is_array, is_const_object, is_error, keep_object, load, no_value_error, to_reg,
)
from seraphscript.compiler.dictvalue cimport foreach_dict, is_dict
from seraphscript.compiler.emit cimport (
    emit_abc, emit_ai, emit_jump, emit_jump_bool, emit_jump_cmp, gen_at, label_new, label_place, own_moved, own_reset,
    own_take, reg_keep, reg_kind, reg_reset, reg_take,
)
from seraphscript.compiler.error_codes cimport E_FOREACH
from seraphscript.compiler.expr cimport expr
from seraphscript.compiler.gen cimport (
    NO_REG, OWN, V_ELEM, V_LIST, V_LOCAL, V_NONE, V_PARTS, V_REF, V_REG, Gen, Value,
)
from seraphscript.compiler.literal cimport init_reg
from seraphscript.compiler.loops cimport loop_push
from seraphscript.compiler.nodes cimport *
from seraphscript.compiler.overload cimport Overloads, methods_of, next_candidate
from seraphscript.compiler.parts cimport parts_be_variable, parts_result, parts_take_back, parts_variable
from seraphscript.compiler.stmt cimport stmt_body
from seraphscript.compiler.tables cimport kind_of
from seraphscript.compiler.types cimport (
    gen_error, is_handle_kind, is_value_object, local_add, locals_reset, type_of_node,
)
from seraphscript.compiler.values cimport is_value_type
from seraphscript.registry.context cimport ctx_func, ctx_return_type, ctx_targ, ctx_type
from seraphscript.registry.name_ids cimport (
    NAME_opForBegin, NAME_opForEnd, NAME_opForNext, NAME_opForValue, NAME_opForValue0,
)
from seraphscript.registry.tier cimport (
    FF_RETURNS_REF, REF_MASK, T_CONST, T_CONST_HANDLE, T_HANDLE, TF_REFERENCE, TI_AUTO, TI_ERROR, TIER_FFI, FuncRef,
    TypeRef,
)
from seraphscript.vm.opcodes cimport *


cdef void loop_variable(Gen *g, uint32_t var, TypeRef type, uint32_t reg) noexcept nogil:
    local_add(g, ForVar_name(g.w, var), type, reg, 1, node_token(g.w, var))


cdef void stmt_foreach(Gen *g, uint32_t node) noexcept nogil:
    cdef uint32_t top = g.fs.top, own_top = g.fs.own_top, nlocals = g.nlocals
    cdef Value v
    gen_at(g, node_token(g.w, node))
    v = expr(g, ForEach_range(g.w, node))
    if is_error(v.type) or (v.sort != V_LIST and no_value_error(g, v)):
        return
    if is_dict(g, v.type) and v.sort != V_LIST and node_next(g.w, node_next(g.w, ForEach_vars(g.w, node))) == 0:
        g.fs.depth += 1
        foreach_dict(g, node, v)
        g.fs.depth -= 1
        locals_reset(g, nlocals)
        own_reset(g, own_top)
        reg_reset(g, top)
    elif v.sort != V_LIST and is_array(g, v.type):
        over_array(g, node, v, top, own_top)
    elif v.sort != V_LIST and has_method(g, v, NAME_opForBegin):
        over_object(g, node, v, top, own_top)
    else:
        gen_error(g, E_FOREACH, ForEach_range(g.w, node), "foreach cannot go over a value of type '%T'", v.type)
        reg_keep(g, NO_REG, top, own_top)


cdef void over_array(Gen *g, uint32_t node, Value v, uint32_t top, uint32_t own_top) noexcept nogil:
    """The length is read again for each element, so the array may change meanwhile."""
    cdef uint32_t nlocals = g.nlocals, i
    cdef uint32_t var = ForEach_vars(g.w, node), second = node_next(g.w, var)
    cdef uint32_t array, index, reg, ireg = NO_REG, test, again, size, kind, mark, own_mark
    cdef TypeRef elem, type, itype = 0
    cdef Value e, in_parts
    if node_next(g.w, second) != 0:
        gen_error(g, E_FOREACH, node_next(g.w, second), "foreach over an array has at most two variables: value, index")
        reg_keep(g, NO_REG, top, own_top)
        return
    elem = ctx_targ(g.cx, v.type, 0)
    g.fs.depth += 1
    if v.sort == V_LOCAL and not (v.type & T_HANDLE):
        array = v.reg                       # an array variable keeps its object
        reg_keep(g, NO_REG, top, own_top)
    else:
        kind = kind_of(g, v.type)
        array = own_take(g, kind)
        init_reg(g, v, v.type | T_HANDLE | (T_CONST if is_const_object(v) else 0), array)
        reg_keep(g, array, top, own_top)
    index = reg_take(g, K_U32)
    emit_ai(g, OP_LDI, index, 0)
    type = type_of_node(g, ForVar_type(g.w, var), g.fs.scope)
    if (type & REF_MASK) == (TIER_FFI | TI_AUTO):
        type = elem if not ctx_type(g.cx, elem).flags & TF_REFERENCE or is_value_type(g, elem) else elem if elem & T_HANDLE else elem | T_HANDLE | T_CONST
    if (type & REF_MASK) == (TIER_FFI | TI_ERROR):
        elem = type
    if not (ctx_type(g.cx, type).flags & TF_REFERENCE):
        type &= ~<uint32_t>T_CONST
    kind = kind_of(g, type)
    in_parts.sort = V_NONE
    if (type & REF_MASK) == (elem & REF_MASK) and parts_variable(g, type, node_token(g.w, var)):
        in_parts = parts_result(g, type, var)
    reg = NO_REG
    if in_parts.sort != V_PARTS:
        reg = own_take(g, kind) if is_handle_kind(kind) else reg_take(g, kind)
    if second != 0:
        itype = type_of_node(g, ForVar_type(g.w, second), g.fs.scope) & ~<uint32_t>T_CONST
        if (itype & REF_MASK) == (TIER_FFI | TI_AUTO):
            itype = TIER_FFI | K_U32
        kind = kind_of(g, itype)
        ireg = own_take(g, kind) if is_handle_kind(kind) else reg_take(g, kind)
    i = g.fs.nloops
    if (elem & REF_MASK) != (TIER_FFI | TI_ERROR) and loop_push(g, node, 0) != NULL:
        test = label_new(g)
        again = label_new(g)
        emit_jump(g, test)
        label_place(g, again)
        mark = g.fs.top
        own_mark = g.fs.own_top
        e = v
        e.sort = V_ELEM
        e.owned = 0
        e.fresh = 0
        e.is_const = 1
        e.type = elem
        e.reg = array
        e.index = index
        e.node = var
        if reg != NO_REG:
            init_reg(g, convert(g, e, type), type, reg)
        else:
            parts_take_back(g, in_parts, to_reg(g, e))
        if second != 0:
            e.sort = V_REG
            e.type = TIER_FFI | K_U32
            e.reg = index
            e.node = second
            init_reg(g, convert(g, e, itype), itype, ireg)
        reg_keep(g, NO_REG, mark, own_mark)
        if reg != NO_REG:
            loop_variable(g, var, type, reg)
        else:
            parts_be_variable(g, ForVar_name(g.w, var), type, in_parts, 1, node_token(g.w, var))
        if second != 0:
            loop_variable(g, second, itype, ireg)
        stmt_body(g, ForEach_body(g.w, node))
        label_place(g, g.loops[i].continue_label)
        if reg != NO_REG and reg & OWN:
            emit_abc(g, OP_DROP, reg, 0, 0)
        if ireg != NO_REG and ireg & OWN:
            emit_abc(g, OP_DROP, ireg, 0, 0)
        emit_abc(g, OP_ADDI_U32, index, index, 1)
        label_place(g, test)
        size = reg_take(g, K_U32)
        emit_abc(g, OP_ALEN, size, array, 0)
        emit_jump_cmp(g, OP_JLT_I, index, size, again)
        label_place(g, g.loops[i].break_label)
        g.fs.nloops -= 1
        g.fs.reachable = 1
    g.fs.depth -= 1
    locals_reset(g, nlocals)
    own_reset(g, own_top)
    reg_reset(g, top)


# ---------------------------------------------------------------------------------------------- objects

cdef int has_method(Gen *g, Value v, uint32_t name) noexcept nogil:
    cdef Overloads o = methods_of(g, v.type & ~<TypeRef>T_CONST, is_const_object(v), name)
    return o.script != 0 or o.ffi != 0


cdef uint32_t value_method(Gen *g, Value container, uint32_t i, uint32_t count) noexcept nogil:
    """The name of the method that gives variable i of a loop with `count` of them, 0 if there is none."""
    if count == 1 and has_method(g, container, NAME_opForValue):
        return NAME_opForValue
    return NAME_opForValue0 + i if i < 8 and has_method(g, container, NAME_opForValue0 + i) else 0


cdef TypeRef variable_type(Gen *g, uint32_t var, Value container, uint32_t name) noexcept nogil:
    """The declared type of a variable, or that of what the method gives."""
    cdef TypeRef type = type_of_node(g, ForVar_type(g.w, var), g.fs.scope)
    cdef Overloads o
    cdef FuncRef f
    if (type & REF_MASK) == (TIER_FFI | TI_AUTO):
        o = methods_of(g, container.type & ~<TypeRef>T_CONST, is_const_object(container), name)
        f = next_candidate(g, &o, 0)
        type = ctx_return_type(g.cx, f, o.instance)
        if ctx_func(g.cx, f).flags & FF_RETURNS_REF and is_value_object(g, type) and not is_value_type(g, type):
            type |= T_HANDLE
        type &= ~<TypeRef>T_CONST_HANDLE
    if not ctx_type(g.cx, type).flags & TF_REFERENCE:
        type &= ~<TypeRef>T_CONST
    return type


cdef uint32_t variable_reg(Gen *g, TypeRef type) noexcept nogil:
    cdef uint32_t kind = kind_of(g, type)
    return own_take(g, kind) if is_handle_kind(kind) else reg_take(g, kind)


cdef void advance(Gen *g, Value next, Value iterator) noexcept nogil:
    """What opForNext gave becomes the iterator."""
    cdef uint32_t t
    next = convert(g, next, iterator.type)
    if is_error(next.type):
        return
    if not iterator.reg & OWN:
        init_reg(g, next, iterator.type, iterator.reg)
        return
    t = own_take(g, reg_kind(g, iterator.reg))
    init_reg(g, next, iterator.type, t)
    emit_abc(g, OP_MVH, iterator.reg, t, 0)
    own_moved(g, t)


cdef void over_object(Gen *g, uint32_t node, Value v, uint32_t top, uint32_t own_top) noexcept nogil:
    """for (it = c.opForBegin(); !c.opForEnd(it); it = c.opForNext(it)) { value = c.opForValue(it); ... }"""
    cdef uint32_t nlocals = g.nlocals, var = ForEach_vars(g.w, node), count = 0, i, loop, again, mark, own_mark
    cdef uint32_t names[8]
    cdef TypeRef types[8]
    cdef uint32_t regs[8]
    cdef Value it, end
    while var != 0:
        if count == 8:
            gen_error(g, E_FOREACH, var, "foreach has at most 8 variables")
            return
        count += 1
        var = node_next(g.w, var)
    g.fs.depth += 1
    v = keep_object(g, v, top, own_top)
    it = call_method(g, v, NAME_opForBegin, NULL, 0, node)
    var = ForEach_vars(g.w, node)
    for i in range(count):
        names[i] = value_method(g, v, i, count)
        if names[i] == 0:
            gen_error(g, E_FOREACH, var, "'%T' has no method for variable %d of a foreach", v.type, <int>(i + 1))
            it = error_value(node)
        var = node_next(g.w, var)
    if not is_error(it.type) and not no_value_error(g, it):
        end = it
        if it.sort == V_REF:
            end = load(g, it)
        it.type &= ~<TypeRef>T_CONST
        it.reg = variable_reg(g, it.type)
        init_reg(g, end, it.type, it.reg)
        it.sort = V_REG
        it.owned = 0
        it.fresh = 0
        it.lent = 1
        it.is_const = NOT_LVALUE
        var = ForEach_vars(g.w, node)
        for i in range(count):
            types[i] = variable_type(g, var, v, names[i])
            regs[i] = variable_reg(g, types[i])
            var = node_next(g.w, var)
        loop = g.fs.nloops
        if loop_push(g, node, 0) != NULL:
            again = label_new(g)
            label_place(g, again)
            mark = g.fs.top
            own_mark = g.fs.own_top
            end = convert(g, call_method(g, v, NAME_opForEnd, &it, 1, node), TR_BOOL)
            if not is_error(end.type):
                emit_jump_bool(g, to_reg(g, end), 1, g.loops[loop].break_label)
            reg_keep(g, NO_REG, mark, own_mark)
            var = ForEach_vars(g.w, node)
            for i in range(count):
                if not is_error(types[i]):
                    end = call_method(g, v, names[i], &it, 1, var)
                    init_reg(g, convert(g, end, types[i]), types[i], regs[i])
                reg_keep(g, NO_REG, mark, own_mark)
                var = node_next(g.w, var)
            var = ForEach_vars(g.w, node)
            for i in range(count):
                loop_variable(g, var, types[i], regs[i])
                var = node_next(g.w, var)
            stmt_body(g, ForEach_body(g.w, node))
            label_place(g, g.loops[loop].continue_label)
            for i in range(count):
                if regs[i] & OWN:
                    emit_abc(g, OP_DROP, regs[i], 0, 0)
            gen_at(g, node_token(g.w, node))
            advance(g, call_method(g, v, NAME_opForNext, &it, 1, node), it)
            reg_keep(g, NO_REG, mark, own_mark)
            emit_jump(g, again)
            label_place(g, g.loops[loop].break_label)
            g.fs.nloops -= 1
            g.fs.reachable = 1
    g.fs.depth -= 1
    locals_reset(g, nlocals)
    own_reset(g, own_top)
    reg_reset(g, top)
