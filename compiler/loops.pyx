# cython: language_level=3, boundscheck=False, wraparound=False, cdivision=True, initializedcheck=False
"""Loops and switch: the statements that break and continue leave.

A loop tests at its bottom, so that one fused opcode steps, compares and jumps back. A short condition without
side effects is generated twice (before the loop and at the bottom), any other is jumped to first.
"""
from libc.stdint cimport int32_t, int64_t, uint8_t, uint32_t, uint64_t
from libc.stdlib cimport free, malloc, qsort
from libc.string cimport memcpy

from seraphscript.compiler.convert cimport convert, is_const_object, is_error, is_string, keep_object, to_reg
from seraphscript.compiler.diagnostics cimport node_span
from seraphscript.compiler.emit cimport (
    emit_abc, emit_ai, emit_drops, emit_jump, emit_jump_bool, emit_jump_cmp, emit_word, gen_at, grow, label_new,
    label_place, own_reset, own_take, reg_keep, reg_reset, reg_take,
)
from seraphscript.compiler.error_codes cimport E_CONSTANT, E_DUPLICATE_CASE, E_SWITCH_TYPE, E_TOO_DEEP
from seraphscript.compiler.expr cimport const_expr, expr, expr_discard, expr_jump
from seraphscript.compiler.gen cimport (
    NO_REG, V_CONST, V_LIST, V_LIT, V_LOCAL, V_NONE, V_NULL, V_REG, Gen, Loop, Value,
)
from seraphscript.compiler.hints cimport check_used
from seraphscript.compiler.nodes cimport *
from seraphscript.compiler.operators cimport CMP_ERROR, Cmp, compare_jump, compare_values
from seraphscript.compiler.overload cimport Overloads, methods_of
from seraphscript.compiler.stmt cimport stmt, stmt_body, stmt_scope
from seraphscript.compiler.tables cimport emit_const, kind_of
from seraphscript.compiler.types cimport (
    gen_error, gen_error_token, gen_hint, locals_reset,
)
from seraphscript.registry.name_ids cimport NAME_opEquals
from seraphscript.registry.tier cimport (
    REF_MASK, T_CONST, T_HANDLE, TI_ERROR, TIER_FFI, TypeRef,
)
from seraphscript.vm.opcodes cimport *

cdef enum:
    SHORT_CONDITION = 12        # tokens of a condition that may be generated twice


cdef Loop *loop_push(Gen *g, uint32_t node, int is_switch) noexcept nogil:
    """Open a loop or switch; NULL + diagnostic when nested too deeply."""
    cdef Loop *l
    if g.fs.nloops >= 256:
        gen_error(g, E_TOO_DEEP, node, "loops nested too deeply")
        return NULL
    l = &g.loops[g.fs.nloops]
    l.break_label = label_new(g)
    l.continue_label = 0 if is_switch else label_new(g)
    l.is_switch = <uint8_t>is_switch
    l.has_break = 0
    l.own_top = g.fs.own_top
    g.fs.nloops += 1
    return l


cdef int constant_condition(Gen *g, uint32_t node) noexcept nogil:
    """1 or 0 for the literals true and false, else -1. A missing condition (of for) is true."""
    if node == 0:
        return 1
    if node_kind(g.w, node) == NK_BoolLit:
        return 1 if BoolLit_value(g.w, node) else 0
    return -1


cdef int short_condition(Gen *g, uint32_t node) noexcept nogil:
    cdef uint32_t first, last
    if node_flags(g.w, node) & NF_EFFECT:
        return 0
    node_span(g.w, node, &first, &last)
    return last - first < SHORT_CONDITION


cdef void body_and_test(Gen *g, uint32_t node, uint32_t body, uint32_t cond, uint32_t steps) noexcept nogil:
    """The loop proper: entry test, body, steps, test at the bottom. The loop is open; closes it."""
    cdef uint32_t i = g.fs.nloops - 1
    cdef uint32_t exit = g.loops[i].break_label, next = g.loops[i].continue_label
    cdef uint32_t top, test = label_new(g), again = label_new(g), entry_top, own_top
    cdef int constant = constant_condition(g, cond), jump_in = 0
    if constant == -1:
        gen_at(g, node_token(g.w, cond))
        if short_condition(g, cond):
            expr_jump(g, cond, 0, exit)
        else:
            jump_in = 1
            emit_jump(g, test)
    elif constant == 0:
        emit_jump(g, exit)
        g.fs.reachable = 0
    label_place(g, again)
    stmt_body(g, body)
    label_place(g, next)
    while steps != 0:
        top = g.fs.top
        own_top = g.fs.own_top
        gen_at(g, node_token(g.w, steps))
        expr_discard(g, steps)
        reg_keep(g, NO_REG, top, own_top)
        steps = node_next(g.w, steps)
    if jump_in:
        label_place(g, test)
    if constant == -1:
        expr_jump(g, cond, 1, again)
    elif constant == 1:
        gen_at(g, node_token(g.w, node))
        emit_jump(g, again)
    label_place(g, exit)
    g.fs.nloops -= 1
    g.fs.reachable = 1 if constant != 1 or g.loops[i].has_break else 0


cdef void stmt_while(Gen *g, uint32_t node) noexcept nogil:
    cdef uint32_t reached = g.fs.reachable
    if loop_push(g, node, 0) == NULL:
        return
    body_and_test(g, node, While_body(g.w, node), While_cond(g.w, node), 0)
    g.fs.reachable &= reached


cdef void stmt_for(Gen *g, uint32_t node) noexcept nogil:
    cdef uint32_t head = For_head(g.w, node), nlocals = g.nlocals, top = g.fs.top, own_top = g.fs.own_top
    cdef uint32_t reached = g.fs.reachable, ncode
    g.fs.depth += 1
    if ForHead_init(g.w, head) != 0:
        stmt(g, ForHead_init(g.w, head))
    if loop_push(g, node, 0) != NULL:
        body_and_test(g, node, For_body(g.w, node), ForHead_cond(g.w, head), ForHead_steps(g.w, head))
        g.fs.reachable &= reached
    g.fs.depth -= 1
    check_used(g, nlocals)
    locals_reset(g, nlocals)
    own_reset(g, own_top)
    reg_reset(g, top)


cdef void stmt_do(Gen *g, uint32_t node) noexcept nogil:
    cdef uint32_t again, reached, exit, i = g.fs.nloops
    cdef int constant = constant_condition(g, DoWhile_cond(g.w, node))
    if loop_push(g, node, 0) == NULL:
        return
    again = label_new(g)
    label_place(g, again)
    stmt_body(g, DoWhile_body(g.w, node))
    reached = g.fs.reachable | (g.labels[g.loops[i].continue_label].chain != 0)
    label_place(g, g.loops[i].continue_label)
    gen_at(g, node_token(g.w, DoWhile_cond(g.w, node)))
    if constant == -1:
        expr_jump(g, DoWhile_cond(g.w, node), 1, again)
    elif constant == 1:
        emit_jump(g, again)
    exit = g.loops[i].break_label
    label_place(g, exit)
    g.fs.nloops -= 1
    g.fs.reachable = 1 if (reached and constant != 1) or g.loops[i].has_break else 0


cdef void leave(Gen *g, Loop *l, uint32_t label) noexcept nogil:
    if not g.fs.dead:
        emit_drops(g, l.own_top, NO_REG)
        emit_jump(g, label)
    g.fs.reachable = 0


cdef void stmt_break(Gen *g, uint32_t node) noexcept nogil:
    cdef Loop *l
    if g.fs.nloops == 0:
        return                              # the parser reported it
    gen_at(g, node_token(g.w, node))
    l = &g.loops[g.fs.nloops - 1]
    if g.fs.reachable and not g.fs.dead:
        l.has_break = 1
    leave(g, l, l.break_label)


cdef void stmt_continue(Gen *g, uint32_t node) noexcept nogil:
    cdef uint32_t i = g.fs.nloops
    gen_at(g, node_token(g.w, node))
    while i > 0:
        i -= 1
        if not g.loops[i].is_switch:
            leave(g, &g.loops[i], g.loops[i].continue_label)
            return


# -------------------------------------------------------------------------------------------- switch

cdef int case_value(Gen *g, uint32_t node, TypeRef type, uint32_t first) noexcept nogil:
    """Evaluate one case label and remember it with a new label; 0 after a diagnostic."""
    cdef Value v = const_expr(g, Case_value(g.w, node), type)
    cdef uint32_t i, cap = g.cap_cases
    if v.sort != V_CONST:
        return 0
    v = convert(g, v, type)
    if v.sort != V_CONST:
        return 0
    if not grow(g, <void**>&g.case_values, &cap, g.ncases, sizeof(int64_t)):
        return 0
    cap = g.cap_cases
    if not grow(g, <void**>&g.case_labels, &cap, g.ncases, sizeof(uint32_t)):
        return 0
    g.cap_cases = cap
    g.case_values[g.ncases] = v.bits
    g.case_labels[g.ncases] = label_new(g)
    g.ncases += 1
    return 1


cdef int by_value(const void *a, const void *b) noexcept nogil:
    cdef int64_t x = (<const int64_t *>a)[0], y = (<const int64_t *>b)[0]
    return (x > y) - (x < y)


cdef void check_duplicates(Gen *g, uint32_t node, uint32_t first) noexcept nogil:
    """Report a value that two labels of a switch have in common, at the second one."""
    cdef uint32_t n = g.ncases - first, i, case, errors = g.w.error_count
    cdef int64_t *sorted
    cdef int again = 0
    if n < 2:                           # of no label at all there may be no table yet
        return
    sorted = <int64_t *>malloc(n * sizeof(int64_t))
    if sorted == NULL:
        g.failed = 1
        return
    memcpy(sorted, g.case_values + first, n * sizeof(int64_t))
    qsort(sorted, n, sizeof(int64_t), by_value)
    for i in range(1, n):
        if sorted[i] != sorted[i - 1]:
            continue
        case = Switch_cases(g.w, node)
        again = 0
        while case != 0 and g.w.error_count == errors:
            if Case_value(g.w, case) != 0:
                if first < g.ncases and g.case_values[first] == sorted[i]:
                    if again:
                        gen_error(g, E_DUPLICATE_CASE, Case_value(g.w, case), "this case value is used twice")
                    again = 1
                first += 1
            case = node_next(g.w, case)
        break
    free(sorted)


cdef void test_cases(Gen *g, uint32_t reg, uint32_t kind, uint32_t first) noexcept nogil:
    """One compare and jump for each case, in source order."""
    cdef uint32_t i, constant
    cdef int64_t value
    for i in range(first, g.ncases):
        value = g.case_values[i]
        if -32768 <= value <= 32767 and kind != K_U64:
            emit_jump_cmp(g, OP_JEQI, reg, <uint32_t>(value & 0xffff), g.case_labels[i])
        else:
            constant = reg_take(g, kind)
            emit_const(g, constant, value, kind)
            emit_jump_cmp(g, OP_JEQ, reg, constant, g.case_labels[i])
            reg_reset(g, g.fs.top - 1)


cdef int has_equality(Gen *g, Value v) noexcept nogil:
    """Strings, and objects with opEquals."""
    cdef Overloads o
    if v.sort == V_LIST or v.sort == V_NULL:
        return 0
    if is_string(g, v.type):
        return 1
    o = methods_of(g, v.type & ~<TypeRef>T_CONST, is_const_object(v), NAME_opEquals)
    return o.script != 0 or o.ffi != 0


cdef void test_equality(Gen *g, uint32_t node, Value v, uint32_t first) noexcept nogil:
    """One comparison and jump for each case, in source order. What is compared is a value in a register."""
    cdef uint32_t top = g.fs.top, own_top = g.fs.own_top, case = Switch_cases(g.w, node), cap, i, value
    cdef int64_t bits
    cdef Value c
    cdef Cmp cmp
    while case != 0:
        value = Case_value(g.w, case)
        if value != 0:
            gen_at(g, node_token(g.w, case))
            c = expr(g, value)
            bits = c.bits if c.sort == V_CONST else c.index
            if c.sort != V_CONST and c.sort != V_LIT:
                if not is_error(c.type):
                    gen_error(g, E_CONSTANT, value, "a case needs a constant: a literal or the name of a constant")
                return
            compare_values(g, OPR_EQ, v, c, value, &cmp)
            if cmp.sort == CMP_ERROR:
                return
            for i in range(first, g.ncases):
                if g.case_values[i] == bits:
                    gen_error(g, E_DUPLICATE_CASE, value, "this case value is used twice")
                    return
            cap = g.cap_cases
            if not grow(g, <void**>&g.case_values, &cap, g.ncases, sizeof(int64_t)):
                return
            cap = g.cap_cases
            if not grow(g, <void**>&g.case_labels, &cap, g.ncases, sizeof(uint32_t)):
                return
            g.cap_cases = cap
            g.case_values[g.ncases] = bits
            g.case_labels[g.ncases] = label_new(g)
            g.ncases += 1
            compare_jump(g, &cmp, 1, g.case_labels[g.ncases - 1])
            reg_keep(g, NO_REG, top, own_top)
        case = node_next(g.w, case)


cdef void stmt_switch(Gen *g, uint32_t node) noexcept nogil:
    cdef uint32_t top = g.fs.top, own_top = g.fs.own_top, first = g.ncases, otherwise = 0, n, i
    cdef uint32_t case, kind, reg = 0, table = 0, loop = g.fs.nloops, at
    cdef int64_t low = 0, high = 0
    cdef TypeRef type
    cdef Value v
    gen_at(g, node_token(g.w, node))
    v = expr(g, Switch_value(g.w, node))
    type = v.type & REF_MASK
    kind = kind_of(g, type)
    if v.sort == V_NONE or type == (TIER_FFI | TI_ERROR):
        type = TIER_FFI | TI_ERROR
    elif v.type & T_HANDLE or not (K_BOOL <= kind <= K_U64):
        if has_equality(g, v):
            switch_objects(g, node, v, top, own_top)
            return
        gen_error(g, E_SWITCH_TYPE, Switch_value(g.w, node), "type '%T' cannot be used in a switch statement", v.type)
        gen_hint(g, "it takes integers, enums, bools, strings and objects with opEquals")
        type = TIER_FFI | TI_ERROR
    if loop_push(g, node, 1) == NULL:
        return
    if type != (TIER_FFI | TI_ERROR):
        if kind != K_BOOL:                  # small integers and enums are compared as the integers that they promote to
            kind = K_I32 if kind < K_I32 or K_U8 <= kind < K_U32 else kind
            type = TIER_FFI | kind
            v = convert(g, v, type)
        reg = to_reg(g, v)
        case = Switch_cases(g.w, node)
        while case != 0:
            if Case_value(g.w, case) != 0:
                case_value(g, case, type, first)
            case = node_next(g.w, case)
        n = g.ncases - first
        check_duplicates(g, node, first)
        for i in range(first, g.ncases):
            if i == first or g.case_values[i] < low:
                low = g.case_values[i]
            if i == first or g.case_values[i] > high:
                high = g.case_values[i]
        otherwise = label_new(g)
        if n >= 4 and kind != K_U64 and -0x40000000 <= low and high <= 0x40000000 and high - low < <int64_t>n * 4:
            table = emit_ai(g, OP_SWITCH, reg, <uint32_t>low)
            emit_word(g, <uint64_t>(high - low + 1))
            for i in range(<uint32_t>((high - low) // 2 + 1)):
                emit_word(g, 0)
        else:
            test_cases(g, reg, kind, first)
            emit_jump(g, otherwise)
    reg_keep(g, NO_REG, top, own_top)
    g.loops[loop].own_top = g.fs.own_top
    switch_bodies(g, node, first, otherwise)
    if table:
        fill_table(g, table, first, low, high, otherwise)
    g.ncases = first


cdef void switch_objects(Gen *g, uint32_t node, Value v, uint32_t top, uint32_t own_top) noexcept nogil:
    """A switch over a string or an object, which is kept until the end of the statement."""
    cdef uint32_t first = g.ncases, otherwise, errors = g.w.error_count
    v = keep_object(g, v, top, own_top)
    if loop_push(g, node, 1) == NULL:
        return
    test_equality(g, node, v, first)
    otherwise = 0
    if g.w.error_count == errors:
        otherwise = label_new(g)
        emit_jump(g, otherwise)
    switch_bodies(g, node, first, otherwise)
    g.ncases = first
    own_reset(g, own_top)
    reg_reset(g, top)


cdef void switch_bodies(Gen *g, uint32_t node, uint32_t first, uint32_t otherwise) noexcept nogil:
    """The statements of all cases behind the tests, and the end of the switch. otherwise: 0 after an error."""
    cdef uint32_t case = Switch_cases(g.w, node), i = first, at = 0, loop = g.fs.nloops - 1
    g.fs.reachable = 0
    while case != 0:
        if otherwise:
            if Case_value(g.w, case) == 0:
                at = 1
                label_place(g, otherwise)
            elif i < g.ncases:
                label_place(g, g.case_labels[i])
                i += 1
        g.fs.reachable = 1
        stmt_scope(g, Case_stmts(g.w, case))
        case = node_next(g.w, case)
    if not at:
        if otherwise:
            label_place(g, otherwise)
        g.fs.reachable = 1
    label_place(g, g.loops[loop].break_label)
    g.fs.nloops -= 1
    g.fs.reachable |= g.loops[loop].has_break


cdef void fill_table(Gen *g, uint32_t table, uint32_t first, int64_t low, int64_t high, uint32_t otherwise) noexcept nogil:
    """Write the offsets behind a SWITCH, now that all its labels are placed."""
    cdef uint32_t count = <uint32_t>(high - low + 1), behind = table + 2 + (count + 1) // 2
    cdef uint32_t other = <uint32_t>g.labels[otherwise].place - behind, slot, i
    g.code[table + 1] = <uint64_t>count | <uint64_t>other << 32
    for i in range(count):
        g.code[table + 2 + i // 2] = other | (<uint64_t>other << 32 if i + 1 < count else 0)
    for i in range(first, g.ncases):
        slot = <uint32_t>(g.case_values[i] - low)
        other = <uint32_t>g.labels[g.case_labels[i]].place - behind
        if slot & 1:
            g.code[table + 2 + slot // 2] = (g.code[table + 2 + slot // 2] & 0xffffffffULL) | <uint64_t>other << 32
        else:
            g.code[table + 2 + slot // 2] = (g.code[table + 2 + slot // 2] >> 32 << 32) | other
