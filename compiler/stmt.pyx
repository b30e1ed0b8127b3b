# cython: language_level=3, boundscheck=False, wraparound=False, cdivision=True, initializedcheck=False
"""Statements and function bodies.

What it is: declarations of locals, blocks, if, return, try, and the frame of a function (parameters, &out
parameters, the end of the body). Loops and switch stand in `loops`.
What it is not: expressions, or the passes over declarations.

Invariants
- A statement leaves the register stacks as it found them, except that a declaration adds its variables.
- `fs.reachable` tells whether control can reach the place where the next word goes. Statements that cannot be
  reached are generated all the same (they must be checked), then their code is dropped; meanwhile
  `fs.dead` keeps them from registering jumps with labels outside.
"""
from libc.stdint cimport uint8_t, uint16_t, uint32_t, uint64_t

from seraphscript.compiler.classes cimport class_info
from seraphscript.compiler.construct cimport generated_body, request_copies
from seraphscript.compiler.constructor cimport ctor_assign, ctor_begin, ctor_join, ctor_leave
from seraphscript.compiler.convert cimport convert, is_array, is_const_object, to_reg
from seraphscript.compiler.declare cimport using_add
from seraphscript.compiler.emit cimport (
    emit_abc, emit_drops, emit_jump, emit_try, gen_at, gen_begin, grow, label_new, label_place, own_floor,
    own_reset, own_take, own_unfloor, param_take, reg_keep, reg_reset, reg_take,
)
from seraphscript.compiler.finish cimport gen_finish
from seraphscript.compiler.error_codes cimport (
    E_AUTO, E_MISSING_RETURN, E_REDECLARED, E_RETURN, E_TYPE, W_UNREACHABLE_CODE,
)
from seraphscript.compiler.expr cimport expr, expr_discard, expr_jump
from seraphscript.compiler.foreach cimport stmt_foreach
from seraphscript.compiler.funcdef cimport is_untyped
from seraphscript.compiler.gen cimport NO_REG, OWN, V_LOCAL, V_NONE, V_REG, CtorState, Gen, Local, Value
from seraphscript.compiler.hints cimport check_used, note_missing_return, note_name, warn_hiding
from seraphscript.compiler.lambdas cimport body_of, lambda_enter, sig_of
from seraphscript.compiler.literal cimport adopt_local, init_args, init_default, init_reg, list_value
from seraphscript.compiler.loops cimport (
    stmt_break, stmt_continue, stmt_do, stmt_for, stmt_switch, stmt_while,
)
from seraphscript.compiler.mixin cimport func_inclusion, func_scope, mixin_context
from seraphscript.compiler.nodes cimport *
from seraphscript.compiler.parts cimport parts_construct, parts_declare, parts_variable
from seraphscript.compiler.reference cimport owner_kind, returned_reference, returns_place
from seraphscript.compiler.shared cimport is_shared_code
from seraphscript.compiler.tables cimport dbg_string, kind_of, qualified_string
from seraphscript.compiler.types cimport (
    gen_error, gen_error_token, gen_hint, gen_warning, is_handle_kind, is_value_object, local_add, local_find, local_show,
    locals_reset, scope_of_nodes, type_of_node,
)
from seraphscript.compiler.values cimport is_value_type
from seraphscript.compiler.workspace cimport token_start, ws_position, ws_section_at
from seraphscript.compiler.weakref cimport is_weak
from seraphscript.registry.context cimport ctx_func, ctx_func_text, ctx_params, ctx_type
from seraphscript.registry.kinds cimport has_no_handles
from seraphscript.registry.tier cimport (
    FF_AUTO, FF_CONST, FF_CONSTRUCTOR, FF_DESTRUCTOR, FF_LAMBDA, FF_PRELUDE, FF_PRIVATE, FF_PROTECTED, FF_RETURNS_REF, FF_WRAPPER,
    PM_IN,
    PM_INOUT,
    PM_OUT, PM_VALUE, REF_MASK, T_CONST, T_CONST_HANDLE, T_HANDLE, TF_REFERENCE, TI_AUTO, TI_ERROR, TI_VAR, TIER_FFI, FuncRec,
    FuncRef, ParamRec, ScopeRef, TypeRef,
)
from seraphscript.vm.layout cimport FN_CONST, FN_CTOR, FN_DTOR, FN_LIBRARY, FN_METHOD, FN_PRIVATE, FN_REF, LR_ARGUMENT, LR_THIS, NO_FUNC, FuncDef
from seraphscript.vm.opcode_info cimport op_info
from seraphscript.vm.opcodes cimport *


# ------------------------------------------------------------------------------------------- scopes

cdef void scope_close(Gen *g, uint32_t nlocals, uint32_t top, uint32_t own_top) noexcept nogil:
    """End of a scope: its variables go, owned ones with a DROP each (none where control does not come)."""
    cdef uint32_t ncode = g.ncode
    check_used(g, nlocals)
    locals_reset(g, nlocals)
    own_reset(g, own_top)
    if not g.fs.reachable:
        g.ncode = ncode
    reg_reset(g, top)


cdef void statements(Gen *g, uint32_t list) noexcept nogil:
    """A list of statements. What control cannot reach is generated to be checked, and its code dropped."""
    cdef uint32_t ncode, nlines, nscopes, ntries
    cdef int warned = 0
    while list != 0 and not g.failed:
        if g.fs.reachable:
            stmt(g, list)
        else:
            if not warned and node_kind(g.w, list) != NK_Empty:
                gen_warning(g, W_UNREACHABLE_CODE, list, "unreachable code")
                warned = 1
            ncode = g.ncode
            nlines = g.nlines
            nscopes = g.nscopes
            ntries = g.ntries
            g.fs.dead += 1
            stmt(g, list)
            g.fs.dead -= 1
            g.ncode = ncode
            g.nlines = nlines
            while nscopes < g.nscopes:      # in scope still, perhaps: they keep their rows
                g.scopes[nscopes].start = NO_FUNC
                nscopes += 1
            g.ntries = ntries
            g.fs.last_target = ncode
            g.fs.reachable = 0
        list = node_next(g.w, list)


cdef void stmt_scope(Gen *g, uint32_t list) noexcept nogil:
    cdef uint32_t nlocals = g.nlocals, top = g.fs.top, own_top = g.fs.own_top, usings = g.nusings
    g.fs.depth += 1
    statements(g, list)
    g.fs.depth -= 1
    g.nusings = usings
    scope_close(g, nlocals, top, own_top)


# ------------------------------------------------------------------------------------- declarations

cdef void declare_local(Gen *g, uint32_t var, TypeRef type) noexcept nogil:
    cdef uint32_t name = Var_name(g.w, var), init = Var_init(g.w, var), form = node_op(g.w, var)
    cdef uint32_t top = g.fs.top, own_top = g.fs.own_top, old, reg, kind
    cdef int is_list = form == INIT_EXPR and node_kind(g.w, init) == NK_InitList
    cdef Value v
    old = local_find(g, name)
    if old != 0 and g.locals[old - 1].depth == g.fs.depth:
        gen_error_token(g, E_REDECLARED, node_token(g.w, var), "variable '%N' is already declared in this block", name)
        note_name(g, g.locals[old - 1].offset, name, "it is declared here")
    elif not g.inline_depth and (old != 0 or g.cx.script.nglobals > 1 or g.fs.owner != 0):
        warn_hiding(g, var, old)
    v.sort = V_NONE
    if form == INIT_EXPR and not is_list:
        v = expr(g, init)
        if v.sort == V_NONE and (v.type & REF_MASK) != (TIER_FFI | TI_ERROR):
            gen_error(g, E_TYPE, init, "an expression of type 'void' has no value")
            v.type = TIER_FFI | TI_ERROR
    if (type & REF_MASK) == (TIER_FFI | TI_AUTO):
        type = auto_type(g, type, v, var, form, is_list)
    gen_at(g, node_token(g.w, var))
    if (type & REF_MASK) == (TIER_FFI | TI_ERROR):
        reg = reg_take(g, K_I32)
    elif parts_variable(g, type, node_token(g.w, var)):
        if form == INIT_EXPR:
            v = list_value(g, init, type) if is_list else convert(g, v, type)
        else:
            v = parts_construct(g, type, init if form == INIT_ARGS else 0, Var_count(g.w, var) if form == INIT_ARGS else 0, var)
        if v.sort != V_NONE:
            parts_declare(g, name, type, v, (type & T_CONST) != 0, node_token(g.w, var), top, own_top)
            return
        reg = reg_take(g, K_I32)
    elif form == INIT_EXPR:
        v = list_value(g, init, type) if is_list else convert(g, v, type)
        reg = adopt_local(g, v, type) if v.sort != V_NONE else reg_take(g, K_I32)
    else:
        kind = kind_of(g, type)
        reg = own_take(g, kind) if is_handle_kind(kind) else reg_take(g, kind)
        if form == INIT_NONE:
            init_default(g, type, reg, var)
        else:
            init_args(g, type, reg, init, Var_count(g.w, var), var)
    reg_keep(g, reg, top, own_top)
    local_add(g, name, type & ~<uint32_t>T_CONST if not (ctx_type(g.cx, type).flags & TF_REFERENCE) else type, reg,
              (type & T_CONST and not (type & T_HANDLE)) or type & T_CONST_HANDLE, node_token(g.w, var))


cdef TypeRef auto_type(Gen *g, TypeRef type, Value v, uint32_t var, uint32_t form, int is_list) noexcept nogil:
    """The type that `auto` stands for; reference types become handles."""
    cdef TypeRef t = v.type
    if form != INIT_EXPR or is_list:
        gen_error_token(g, E_AUTO, node_token(g.w, var), "'auto' needs an initialiser with a type")
        return TIER_FFI | TI_ERROR
    if v.sort == V_NONE:
        return TIER_FFI | TI_ERROR
    if is_untyped(v):
        gen_error_token(g, E_AUTO, node_token(g.w, var), "'auto' cannot tell which funcdef the function is to have")
        gen_hint(g, "write the type of the handle, or F(...) around the function")
        return TIER_FFI | TI_ERROR
    if (t & REF_MASK) == TIER_FFI or (t & REF_MASK) >= (TIER_FFI | 12) and (t & REF_MASK) <= (TIER_FFI | 15):
        if (t & REF_MASK) != (TIER_FFI | TI_ERROR):
            gen_error_token(g, E_AUTO, node_token(g.w, var), "'auto' cannot take its type from '%T'", t)
        return TIER_FFI | TI_ERROR
    if ctx_type(g.cx, t).flags & TF_REFERENCE and not is_weak(g, t) and not is_value_type(g, t) and (
            type & T_HANDLE or not has_no_handles(t, ctx_type(g.cx, t))):
        t |= T_HANDLE | (T_CONST if is_const_object(v) else 0)
    elif type & T_HANDLE:
        gen_error_token(g, E_AUTO, node_token(g.w, var), "cannot create handle to '%T'", t & REF_MASK)
        return TIER_FFI | TI_ERROR
    else:
        t &= ~<uint32_t>T_CONST
    return (t & ~<uint32_t>T_CONST_HANDLE) | (type & T_CONST)


cdef void stmt_declaration(Gen *g, uint32_t node) noexcept nogil:
    cdef TypeRef type = type_of_node(g, VarDecl_type(g.w, node), g.fs.scope)
    cdef uint32_t var = VarDecl_vars(g.w, node)
    if (type & REF_MASK) == TIER_FFI or (type & REF_MASK) == (TIER_FFI | TI_VAR):
        gen_error(g, E_TYPE, VarDecl_type(g.w, node), "a variable cannot be of type '%T'", type)
        type = TIER_FFI | TI_ERROR
    while var != 0 and not g.failed:
        declare_local(g, var, type)
        var = node_next(g.w, var)


# ---------------------------------------------------------------------------------------- statements

cdef void stmt_if(Gen *g, uint32_t node) noexcept nogil:
    """`else if` chains are walked in a loop: their length is not limited."""
    cdef uint32_t otherwise, rest, end = label_new(g)
    cdef uint32_t reach_end = 0
    cdef CtorState before, joined
    cdef int any_ = 0
    while True:
        rest = label_new(g)
        gen_at(g, node_token(g.w, node))
        expr_jump(g, If_cond(g.w, node), 0, rest)
        before = g.fs.ctor
        stmt_body(g, If_then(g.w, node))
        if g.fs.is_ctor:
            ctor_join(g, &joined, &any_, node)
            g.fs.ctor = before
        otherwise = If_else(g.w, node)
        if otherwise == 0:
            label_place(g, rest)
            g.fs.reachable = 1
            break
        if g.fs.reachable:
            reach_end = 1
            emit_jump(g, end)
        label_place(g, rest)
        g.fs.reachable = 1
        if node_kind(g.w, otherwise) != NK_If:
            stmt_body(g, otherwise)
            break
        node = otherwise
    if g.fs.is_ctor:
        ctor_join(g, &joined, &any_, node)
        if any_:
            g.fs.ctor = joined
    label_place(g, end)
    g.fs.reachable |= reach_end


cdef void stmt_body(Gen *g, uint32_t node) noexcept nogil:
    stmt_scope(g, Block_stmts(g.w, node) if node_kind(g.w, node) == NK_Block else node)


cdef void emit_return(Gen *g, uint32_t reg, uint32_t place) noexcept nogil:
    """Leave the function: owned registers are dropped, &out parameters handed over.

    reg: the result or NO_REG. place: number of the place that is returned by reference, or NO_REG.
    """
    cdef uint32_t i, own_top = g.fs.own_top
    cdef Local *l
    if g.fs.nouts == 0:
        emit_drops(g, 0, reg)
    else:                                   # out variables are moved by OUT, not dropped
        while own_top > 0:
            own_top -= 1
            i = g.fs.first_out
            while i < g.fs.first_out + g.fs.nouts and g.locals[i].reg != (OWN | g.own_stack[own_top]):
                i += 1
            if i == g.fs.first_out + g.fs.nouts and (OWN | g.own_stack[own_top]) != reg:
                emit_abc(g, OP_DROP, OWN | g.own_stack[own_top], 0, 0)
        for i in range(g.fs.nouts):
            l = &g.locals[g.fs.first_out + i]
            emit_abc(g, OP_OUT, l.reg, i, 0)
    if place != NO_REG:
        emit_abc(g, OP_OUT, place, g.fs.nouts, 0)
    if reg == NO_REG:
        emit_abc(g, OP_RETV, 0, 0, 0)
    else:
        emit_abc(g, OP_RET, reg, 0, 0)
    g.fs.reachable = 0


cdef void stmt_return(Gen *g, uint32_t node) noexcept nogil:
    cdef uint32_t value = Return_value(g.w, node), top = g.fs.top, own_top = g.fs.own_top, reg, saved, place
    cdef TypeRef ret = g.fs.ret
    cdef Value v
    gen_at(g, node_token(g.w, node))
    if (ret & REF_MASK) == TIER_FFI:
        if value != 0:
            v = expr(g, value)
            if not (v.sort == V_NONE and (v.type & REF_MASK) == TIER_FFI):
                gen_error(g, E_RETURN, value, "a 'void' function cannot return a value")
        if g.fs.is_ctor:
            ctor_leave(g, node)
        emit_return(g, NO_REG, NO_REG)
    elif value == 0:
        if (ret & REF_MASK) != (TIER_FFI | TI_ERROR):
            gen_error(g, E_RETURN, node, "a value of type '%T' must be returned", ret)
        g.fs.reachable = 0
    elif ctx_func(g.cx, g.fs.func).flags & FF_RETURNS_REF:
        returned_reference(g, value, &reg, &place)
        gen_at(g, node_token(g.w, node))
        if reg != NO_REG:
            emit_return(g, reg, place)
        g.fs.reachable = 0
    else:
        if node_kind(g.w, value) == NK_InitList:
            v = list_value(g, value, ret)
        else:
            v = convert(g, expr(g, value), ret)
        return_value(g, v, ret, node)
    saved = g.ncode
    own_reset(g, own_top)
    g.ncode = saved                         # dropped by emit_return
    reg_reset(g, top)


cdef void return_value(Gen *g, Value v, TypeRef ret, uint32_t node) noexcept nogil:
    cdef uint32_t kind, reg
    if v.sort == V_NONE or (ret & REF_MASK) == (TIER_FFI | TI_ERROR):
        g.fs.reachable = 0
    else:
        kind = kind_of(g, ret)
        if not is_handle_kind(kind):
            reg = to_reg(g, v)
        elif returns_itself(g, v, ret):
            reg = v.reg
        else:
            reg = own_take(g, kind)
            init_reg(g, v, ret, reg)
        gen_at(g, node_token(g.w, node))
        emit_return(g, reg, NO_REG)


cdef int returns_itself(Gen *g, Value v, TypeRef ret) noexcept nogil:
    """Whether the reference in an owned register can leave the function as it is, without being counted again."""
    cdef uint32_t i
    if not (v.reg & OWN) or v.reg == NO_REG:
        return 0
    if v.sort == V_REG:
        return v.owned and (v.fresh or not is_value_object(g, ret))
    if v.sort != V_LOCAL:
        return 0
    if is_value_object(g, ret) and (g.locals[v.index].type & (REF_MASK | T_HANDLE)) != (ret & REF_MASK):
        return 0                            # of a handle, of an object of a derived class the result is a copy
    if is_value_object(g, ret) and g.locals[v.index].shared:
        return 0
    for i in range(g.fs.nouts):
        if g.locals[g.fs.first_out + i].reg == v.reg:
            return 0
    return 1


cdef void stmt_try(Gen *g, uint32_t node) noexcept nogil:
    cdef uint32_t saved[32]
    cdef uint32_t start, end, after = label_new(g), reached, floor = own_floor(g, saved)
    start = g.ncode
    g.fs.last_target = g.ncode
    stmt_body(g, Try_body(g.w, node))
    if g.ncode == start:                    # nothing to catch, but the handler has jumps that count
        emit_abc(g, OP_NOP, 0, 0, 0)
    end = g.ncode
    reached = g.fs.reachable
    own_unfloor(g, saved)
    if reached:
        emit_jump(g, after)
    g.fs.last_target = g.ncode
    emit_try(g, start, end, g.ncode, floor)
    g.fs.reachable = 1
    gen_at(g, Try_catch(g.w, node))
    stmt_body(g, Try_handler(g.w, node))
    g.fs.reachable |= reached
    label_place(g, after)


cdef void stmt_expression(Gen *g, uint32_t node) noexcept nogil:
    cdef uint32_t top = g.fs.top, own_top = g.fs.own_top
    gen_at(g, node_token(g.w, node))
    if not g.fs.is_ctor or not ctor_assign(g, ExprStmt_expr(g.w, node)):
        expr_discard(g, ExprStmt_expr(g.w, node))
    reg_keep(g, NO_REG, top, own_top)


cdef void stmt(Gen *g, uint32_t node) noexcept nogil:
    cdef uint8_t kind = node_kind(g.w, node)
    cdef ScopeRef s
    if kind == NK_ExprStmt or kind == NK_VarDecl:
        gen_at(g, node_token(g.w, node))        # what cannot raise has a line as well: debuggers stop there
    if kind == NK_ExprStmt:
        stmt_expression(g, node)
    elif kind == NK_VarDecl:
        stmt_declaration(g, node)
    elif kind == NK_If:
        stmt_if(g, node)
    elif kind == NK_Return:
        stmt_return(g, node)
    elif kind == NK_Block:
        stmt_scope(g, Block_stmts(g.w, node))
    elif kind == NK_For:
        stmt_for(g, node)
    elif kind == NK_While:
        stmt_while(g, node)
    elif kind == NK_Break:
        stmt_break(g, node)
    elif kind == NK_Continue:
        stmt_continue(g, node)
    elif kind == NK_Switch:
        stmt_switch(g, node)
    elif kind == NK_ForEach:
        stmt_foreach(g, node)
    elif kind == NK_DoWhile:
        stmt_do(g, node)
    elif kind == NK_Try:
        stmt_try(g, node)
    elif kind == NK_Using:
        s = scope_of_nodes(g, Using_scope(g.w, node), node_flags(g.w, node) & NF_GLOBAL, g.fs.scope, 0)
        if s != 0:
            using_add(g, s, 0, node)


# ----------------------------------------------------------------------------------------- functions

cdef void take_params(Gen *g, FuncRef f, uint32_t body) noexcept nogil:
    """Parameter registers first, then the copies that parameters need and the variables of &out parameters."""
    cdef uint32_t i, n = ctx_func(g.cx, f).nparams, reg = 0, own, node, declaration, params, token, k
    cdef TypeRef t
    cdef ParamRec *p
    cdef Value v
    cdef Local *l
    cdef int is_const
    if g.fs.owner != 0:                     # `this`: a variable without a name
        param_take(g, kind_of(g, g.fs.owner))
        k = local_add(g, 0, g.fs.owner, 0, g.fs.this_const, 0)
        l = &g.locals[k]
        l.is_param = 1
        if not ctx_func(g.cx, f).flags & FF_AUTO:
            local_show(g, l, LR_THIS)
        reg = 1
    for i in range(n):
        p = &ctx_params(g.cx, f)[i]
        if p.mode != PM_OUT:
            param_take(g, kind_of(g, p.type))
    params = 0 if ctx_func(g.cx, f).flags & FF_AUTO else Sig_params(g.w, sig_of(g, ctx_func(g.cx, f).node))
    node = params
    for i in range(n):
        p = &ctx_params(g.cx, f)[i]
        t = p.type
        token = node_token(g.w, node)
        declaration = node
        node = node_next(g.w, node)
        is_const = (t & T_CONST and not (t & T_HANDLE)) or t & T_CONST_HANDLE
        if not (ctx_type(g.cx, t).flags & TF_REFERENCE):
            t &= ~<uint32_t>T_CONST
        if p.mode == PM_OUT:
            continue
        if p.name != 0 and local_find(g, p.name) > g.fs.first_local:
            gen_error_token(g, E_REDECLARED, token, "parameter '%N' is declared twice", p.name)
        own = reg
        if is_handle_kind(g.reg_kinds[reg]) and p.mode != PM_INOUT and (
                (is_value_object(g, t) and is_array(g, t) and not is_const) or reg >= 64 or g.fs.param_own >> reg & 1):
            own = own_take(g, g.reg_kinds[reg])
            v.sort = V_LOCAL
            v.owned = 0
            v.is_const = 0
            v.fresh = 0
            v.type = t
            v.reg = reg
            v.index = 0
            v.node = declaration
            init_reg(g, v, t, own)
        k = local_add(g, p.name, t, own, is_const, token)
        l = &g.locals[k]                    # not in one: the call may move g.locals
        l.is_param = 1 if own == reg else 0
        l.mode = p.mode
        show_argument(g, l)
        reg += 1
    g.fs.first_out = g.nlocals
    node = params
    for i in range(n):
        p = &ctx_params(g.cx, f)[i]
        token = node_token(g.w, node)
        if p.mode == PM_OUT:
            t = p.type & ~<uint32_t>T_CONST
            own = kind_of(g, t)
            own = own_take(g, own) if is_handle_kind(own) else reg_take(g, own)
            init_default(g, t, own, node)
            k = local_add(g, ctx_params(g.cx, f)[i].name, t, own, 0, token)
            l = &g.locals[k]
            l.mode = PM_OUT
            show_argument(g, l)
            g.fs.nouts += 1
        node = node_next(g.w, node)
    if body and g.nlines > g.fs.lines:      # all that stands at the body: after an edit of that, other places have moved
        g.nlines = g.fs.lines + 1
        g.lines[g.fs.lines].line = token_start(g.w, node_token(g.w, body))


cdef inline void show_argument(Gen *g, const Local *l) noexcept nogil:
    if l.row != 0:
        g.scopes[l.row - 1].role = LR_ARGUMENT


cdef void describe(Gen *g, FuncRef f, uint32_t row) noexcept nogil:
    """Name, declaration, section and kinds of result and &out parameters."""
    cdef char text[1000]
    cdef FuncRec *rec = ctx_func(g.cx, f)
    cdef uint32_t n, i, section
    cdef int own
    cdef FuncDef *d
    n = qualified_string(g, rec.scope, rec.name, rec.flags & FF_DESTRUCTOR)
    g.funcs[row].name = n
    n = ctx_func_text(g.cx, f, 0, text, sizeof(text))
    n = dbg_string(g, text, n)
    d = &g.funcs[row]
    d.decl = n
    own = rec.owner != 0 and not (rec.flags & FF_AUTO and class_info(g, rec.owner).assign_any == f)
    n = kind_of(g, rec.owner) >> 8 if own else <uint32_t>0
    d = &g.funcs[row]
    d.owner = n                                             # what depends on the program's classes is shared with none
    d.flags = <uint16_t>((FN_METHOD if own else 0) | (FN_CTOR if rec.flags & FF_CONSTRUCTOR else 0)
                         | (FN_DTOR if rec.flags & FF_DESTRUCTOR else 0) | (FN_CONST if rec.flags & FF_CONST else 0)
                         | (FN_PRIVATE if rec.flags & (FF_PRELUDE | FF_PRIVATE | FF_PROTECTED | FF_LAMBDA | FF_WRAPPER) else 0)
                         | (FN_LIBRARY if rec.flags & (FF_PRELUDE | FF_WRAPPER) else 0)
                         | (FN_REF if returns_place(g, f) else 0))
    section = ws_section_at(g.w, rec.offset)
    d.section = g.section_strings[section] if section < g.nsection_strings else 0
    n = owner_kind() if returns_place(g, f) else kind_of(g, rec.ret)
    g.funcs[row].ret = n
    g.funcs[row].nouts = <uint16_t>(g.fs.nouts + (1 if returns_place(g, f) else 0))
    g.funcs[row].outs = g.nkinds
    for i in range(g.funcs[row].nouts):
        n = kind_of(g, g.locals[g.fs.first_out + i].type) if i < g.fs.nouts else K_I64
        if not grow(g, <void**>&g.kinds, &g.cap_kinds, g.nkinds, sizeof(uint32_t)):
            return
        g.kinds[g.nkinds] = n
        g.nkinds += 1


cdef void end_dead_code(Gen *g) noexcept nogil:
    """Control never comes to the end of the body: code that cannot be reached must not run beyond it all the same."""
    cdef uint32_t end
    if g.fs.last_target == g.ncode or not op_info[g.code[g.fs.last_instr] & 0xff].props & PROP_END:
        end = label_new(g)
        label_place(g, end)
        emit_jump(g, end)


cdef void gen_function(Gen *g, FuncRef f) noexcept nogil:
    cdef int auto_ = (ctx_func(g.cx, f).flags & FF_AUTO) != 0
    cdef uint32_t node = ctx_func(g.cx, f).node, body = 0 if auto_ else body_of(g, node), row = ctx_func(g.cx, f).impl
    cdef uint32_t ncode = g.ncode, nlines = g.nlines, nscopes = g.nscopes, ntries = g.ntries, nlocals = g.nlocals, ndiags = g.w.diag_count
    cdef uint32_t attempt, inclusion = func_inclusion(g, f), usings = lambda_enter(g, f)
    g.fs.param_own = 0
    g.fs.wide = 0
    g.fs.long_loops = 0
    g.nboxed = 0
    g.in_shared = g.nshared != 0 and is_shared_code(g, f)
    for attempt in range(140):              # at most one more for each parameter, variable (parts), wide jumps, long loops
        g.fs.restart = 0
        g.fs.ret = ctx_func(g.cx, f).ret
        gen_begin(g, f, func_scope(g, f))
        g.fs.owner = ctx_func(g.cx, f).owner
        g.fs.this_const = (ctx_func(g.cx, f).flags & FF_CONST) != 0
        g.fs.is_ctor = (ctx_func(g.cx, f).flags & FF_CONSTRUCTOR) != 0
        g.fs.depth = 0
        take_params(g, f, body)
        if g.fs.is_ctor:
            ctor_begin(g, body)
        if auto_:
            generated_body(g, f)
        else:
            function_body(g, body)
        if g.fs.reachable:
            if g.fs.is_ctor and not auto_:
                ctor_leave(g, node)
            gen_at(g, node_token(g.w, node) if auto_ else Block_end(g.w, body))
            if (g.fs.ret & REF_MASK) == TIER_FFI:
                emit_return(g, NO_REG, NO_REG)
            elif (g.fs.ret & REF_MASK) != (TIER_FFI | TI_ERROR):
                gen_error_token(g, E_MISSING_RETURN, Block_end(g.w, body),
                                "not all paths of function '%F' return a value", f)
                note_missing_return(g, body)
        else:
            end_dead_code(g)
        if not g.fs.restart:
            describe(g, f, row)
            gen_finish(g, row)
            if not ctx_func(g.cx, f).flags & (FF_AUTO | FF_PRELUDE | FF_LAMBDA):
                request_copies(g, f)
        locals_reset(g, nlocals)
        if not g.fs.restart:
            break
        g.ncode = ncode
        g.nlines = nlines
        g.nscopes = nscopes
        g.ntries = ntries           # rows of other tables stay: external functions may refer to them
    g.nusings = usings
    g.fs.lambda_ = 0
    mixin_context(g, inclusion, ndiags)


cdef void function_body(Gen *g, uint32_t body) noexcept nogil:
    """The statements of a function body: parameters count as declared in the same block; no DROPs at its end."""
    cdef uint32_t usings = g.nusings
    cdef uint32_t nlocals = g.nlocals
    statements(g, Block_stmts(g.w, body))
    check_used(g, nlocals)
    g.nusings = usings
