# cython: language_level=3, boundscheck=False, wraparound=False, cdivision=True, initializedcheck=False
"""Members of value types compiled into their callers.

What it is: which constructors, methods and operators that are written as script become code of the function that calls them, and
how: their body is compiled once more at the call, with parameters and `this` bound to the registers of what is passed.
What it is not: values in registers (`parts`), calls (`call`: arguments are evaluated there as for any call).

Rules
- Inlined is a small body without loops and with at most one return, its last statement, in which only numbers and values
  that can lie in registers are passed and returned. Everything else, and everything beyond a depth and an amount, is called.
- Names in the body are those of the host. Its lines do not show: an exception has the place of the call.
- A parameter is the argument's register itself as long as nothing in the body may change one of both, else a copy; but a
  variable that is passed by `const &in` to a method of its own is what it is, and changes with it. An object by `const &in` is
  read into registers first, by a method that changes an object it is read where it is used: it may be the same one.
- A constructor that does nothing but set each field once, of its parameters, moves nothing: the registers of the values
  become those of the new one. Any other one begins with zeros.
"""
from libc.stdint cimport uint8_t, uint32_t

from seraphscript.compiler.classes cimport class_field
from seraphscript.compiler.convert cimport NOT_LVALUE, TR_VOID, blank, convert, is_const_object, prim_kind, to_reg, touches
from seraphscript.compiler.emit cimport emit_abc, own_reset, reg_kind, reg_take
from seraphscript.compiler.expr cimport expr
from seraphscript.compiler.gen cimport (
    V_LOCAL, V_NONE, V_PARTS, V_REG, Gen, Value,
)
from seraphscript.compiler.globals cimport Outer, outer_enter, outer_leave
from seraphscript.compiler.literal cimport list_value
from seraphscript.compiler.member cimport member_type
from seraphscript.compiler.mixin cimport func_scope
from seraphscript.compiler.nodes cimport *
from seraphscript.compiler.objects cimport lend
from seraphscript.compiler.parts cimport (
    is_parts_type, parts_blank, parts_count, parts_detached, parts_name, parts_of, parts_zero,
)
from seraphscript.compiler.stmt cimport stmt
from seraphscript.compiler.tables cimport kind_of
from seraphscript.compiler.types cimport local_add, locals_reset
from seraphscript.registry.context cimport ctx_find_ffi_func, ctx_find_func, ctx_func, ctx_note, ctx_params, ctx_type
from seraphscript.registry.name_ids cimport NAME_function
from seraphscript.registry.tier cimport (
    FF_AUTO, FF_CONST, FF_CONSTRUCTOR, FF_DELETED, FF_DESTRUCTOR, FF_PRELUDE, FF_RETURNS_REF, FF_TEMPLATE, FF_VARIADIC, PM_IN,
    PM_VALUE, REF_MASK, T_CONST, T_HANDLE, TIER_FFI, FieldRec, FuncRec, FuncRef, ParamRec, ScopeRef, TypeRef,
)
from seraphscript.vm.opcodes cimport *

cdef enum:
    NOTE_INLINE = 52            # ctx_note space: function -> what it is
    NEVER = 1
    ANY_BODY = 2
    SETS_FIELDS = 3             # a constructor that is a list of `field = value`
    MAX_TOKENS = 500            # of a body
    MAX_WORK = 30000            # of all bodies that become part of one function
    MAX_DEPTH = 8
    MAX_PLAIN = 1000            # registers of a function beyond which nothing more is inlined
    FEW = 4                     # fields that are read at once; of larger objects those that are used


# --------------------------------------------------------------------------------------- which functions

cdef int plain_statements(Gen *g, uint32_t list, int outermost, int depth) noexcept nogil:
    """Statements that run through from the first to the last one."""
    cdef uint32_t kind
    if depth == 0:
        return 0
    while list != 0:
        kind = node_kind(g.w, list)
        if kind == NK_Return:
            return outermost and node_next(g.w, list) == 0
        if kind == NK_If:
            if not plain_statements(g, If_then(g.w, list), 0, depth - 1) or not plain_statements(
                    g, If_else(g.w, list), 0, depth - 1):
                return 0
        elif kind == NK_Block:
            if not plain_statements(g, Block_stmts(g.w, list), 0, depth - 1):
                return 0
        elif kind != NK_ExprStmt and kind != NK_VarDecl and kind != NK_Empty:
            return 0
        list = node_next(g.w, list)
    return 1


cdef inline uint32_t body_tokens(Gen *g, uint32_t body) noexcept nogil:
    return Block_end(g.w, body) - node_token(g.w, body)


cdef int has_lambda(Gen *g, uint32_t body) noexcept nogil:
    cdef uint32_t t
    for t in range(node_token(g.w, body), Block_end(g.w, body)):
        if g.w.tokens[t].kind == TK_IDENT and g.w.tokens[t].val == NAME_function:
            return 1
    return 0


cdef int is_param(Gen *g, FuncRef f, uint32_t name) noexcept nogil:
    cdef uint32_t i
    for i in range(ctx_func(g.cx, f).nparams):
        if ctx_params(g.cx, f)[i].name == name:
            return 1
    return 0


cdef uint32_t set_field(Gen *g, FuncRef f, uint32_t statement, uint32_t *value) noexcept nogil:
    """The name of the field that a statement `field = value` sets; 0: it is another one."""
    cdef uint32_t assign, target
    if node_kind(g.w, statement) != NK_ExprStmt:
        return 0
    assign = ExprStmt_expr(g.w, statement)
    if node_kind(g.w, assign) != NK_Assign or node_op(g.w, assign) != OPR_NONE:
        return 0
    target = Assign_target(g.w, assign)
    value[0] = Assign_value(g.w, assign)
    if node_kind(g.w, value[0]) == NK_Assign or node_kind(g.w, value[0]) == NK_InitList:
        return 0
    if node_kind(g.w, target) == NK_Member and node_kind(g.w, Member_object(g.w, target)) == NK_This:
        target = Member_name(g.w, target)
    elif node_kind(g.w, target) == NK_Ident and Ident_scope(g.w, target) == 0 and not node_flags(
            g.w, target) & NF_GLOBAL and not is_param(g, f, Ident_name(g.w, target)):
        target = Ident_name(g.w, target)
    else:
        return 0
    return target if class_field(g, ctx_func(g.cx, f).owner, target) != NULL else 0


cdef int sets_fields(Gen *g, FuncRef f, uint32_t body) noexcept nogil:
    """A constructor that is a list of `field = value`, each field once, in which no value names a member."""
    cdef uint32_t list = Block_stmts(g.w, body), value = 0, name, before, t, n = 0
    cdef TypeRef owner = ctx_func(g.cx, f).owner
    cdef ScopeRef members = ctx_type(g.cx, owner).members
    cdef uint32_t seen[32]
    while list != 0:
        name = set_field(g, f, list, &value)
        if name == 0 or n == 32:
            return 0
        for t in range(n):
            if seen[t] == name:
                return 0
        seen[n] = name
        n += 1
        list = node_next(g.w, list)
    n = 0
    for t in range(node_token(g.w, body), Block_end(g.w, body)):
        before = g.w.tokens[t - 1].kind if t else 0
        if g.w.tokens[t].kind == TK_KW_THIS and g.w.tokens[t + 1].kind != TK_DOT:
            return 0
        if g.w.tokens[t].kind == TK_SEMI:
            n = 0
        elif g.w.tokens[t].kind == TK_ASSIGN:
            n += 1
        elif n and g.w.tokens[t].kind == TK_KW_THIS:
            return 0
        elif n and g.w.tokens[t].kind == TK_IDENT and before != TK_DOT and before != TK_SCOPE:
            name = g.w.tokens[t].val
            if not is_param(g, f, name) and (member_type(g, owner, name) != 0 or ctx_find_func(
                    g.cx, members, name) != 0 or ctx_find_ffi_func(g.cx, members, name) != 0):
                return 0
        if n > 1:
            return 0
    return 1


cdef int passes(Gen *g, TypeRef t) noexcept nogil:
    return not t & T_HANDLE and (prim_kind(g, t) != 0 or is_parts_type(g, t))


cdef uint32_t sort_of(Gen *g, FuncRef f) noexcept nogil:
    cdef const FuncRec *rec = ctx_func(g.cx, f)
    cdef uint32_t body, list, i
    cdef TypeRef ret = rec.ret
    if rec.flags & (FF_AUTO | FF_DELETED | FF_DESTRUCTOR | FF_VARIADIC | FF_TEMPLATE) or node_kind(g.w, rec.node) != NK_Func:
        return NEVER
    body = Func_body(g.w, rec.node)
    if body == 0 or node_kind(g.w, body) != NK_Block or body_tokens(g, body) > MAX_TOKENS or has_lambda(g, body):
        return NEVER
    for i in range(rec.nparams):
        if (ctx_params(g.cx, f)[i].mode != PM_VALUE and ctx_params(g.cx, f)[i].mode != PM_IN) or not passes(
                g, ctx_params(g.cx, f)[i].type):
            return NEVER
    list = Block_stmts(g.w, body)
    if not plain_statements(g, list, 1, 8):
        return NEVER
    while list != 0 and node_next(g.w, list) != 0:
        list = node_next(g.w, list)
    if rec.flags & FF_CONSTRUCTOR or (ret & (REF_MASK | T_HANDLE)) == TR_VOID:
        if list != 0 and node_kind(g.w, list) == NK_Return and (Return_value(g.w, list) != 0 or rec.flags & FF_CONSTRUCTOR):
            return NEVER
        return SETS_FIELDS if rec.flags & FF_CONSTRUCTOR and sets_fields(g, f, body) else ANY_BODY
    if list == 0 or node_kind(g.w, list) != NK_Return or Return_value(g.w, list) == 0 or not passes(g, ret):
        return NEVER
    if rec.flags & FF_RETURNS_REF and (
            node_kind(g.w, Return_value(g.w, list)) != NK_This or (ret & REF_MASK) != (rec.owner & REF_MASK)):
        return NEVER
    return ANY_BODY


cdef int can_inline(Gen *g, FuncRef f) noexcept nogil:
    cdef const FuncRec *rec = ctx_func(g.cx, f)
    cdef uint32_t *note
    cdef uint32_t sort
    if f & TIER_FFI or rec.owner == 0 or not rec.flags & FF_PRELUDE or not is_parts_type(g, rec.owner):
        return 0
    if g.inline_depth >= MAX_DEPTH or g.fs.nplain > MAX_PLAIN:
        return 0
    note = ctx_note(g.cx, NOTE_INLINE, f)
    if note == NULL:
        return 0
    if note[0] == 0:
        sort = sort_of(g, f)
        note = ctx_note(g.cx, NOTE_INLINE, f)
        if note == NULL:
            return 0
        note[0] = sort
    return note[0] != NEVER and g.inline_work + body_tokens(g, Func_body(g.w, ctx_func(g.cx, f).node)) <= MAX_WORK


# ------------------------------------------------------------------------------------------------ binding

cdef int changes(Gen *g, uint32_t list, uint32_t name) noexcept nogil:
    """May statements of a body change the parameter of that name (conservative)?"""
    cdef uint32_t kind, var, value
    while list != 0:
        kind = node_kind(g.w, list)
        if kind == NK_ExprStmt:
            if touches(g, ExprStmt_expr(g.w, list), name):
                return 1
        elif kind == NK_VarDecl:
            var = VarDecl_vars(g.w, list)
            while var != 0:
                value = Var_init(g.w, var) if node_op(g.w, var) != INIT_NONE else 0
                while value != 0:
                    if touches(g, value, name):
                        return 1
                    value = node_next(g.w, value)
                var = node_next(g.w, var)
        elif kind == NK_Return:
            if touches(g, Return_value(g.w, list), name):
                return 1
        elif kind != NK_Empty:
            return 1
        list = node_next(g.w, list)
    return 0


cdef inline uint32_t copied(Gen *g, uint32_t reg, uint32_t kind) noexcept nogil:
    cdef uint32_t t = reg_take(g, kind)
    emit_abc(g, OP_MOV, t, reg, 0)
    return t


cdef int is_part_of(Gen *g, Value v, Value object) noexcept nogil:
    """Does a value lie in registers of a variable that is the object, or may it be?"""
    cdef uint32_t i
    if object.sort != V_PARTS or object.index2 == 0:
        return 0
    if v.sort == V_LOCAL:
        return v.index == object.index2 - 1
    if v.sort != V_PARTS:
        return 0
    if v.index2 == object.index2:
        return 1
    for i in range(parts_count(g, v.type)):
        if g.parts[v.index + i].local == object.index2:
            return 1
    return 0


cdef void bind_number(Gen *g, const ParamRec *p, Value v, Value object, int changed) noexcept nogil:
    cdef TypeRef type = p.type & REF_MASK
    cdef uint32_t k, reg, origin = 0, kind = kind_of(g, type), name = p.name
    cdef int is_const = (p.type & T_CONST) != 0
    if v.sort == V_LOCAL:
        reg = v.reg
        if changed or is_part_of(g, v, object):
            reg = copied(g, reg, kind)
        else:
            origin = v.index + 1
    else:
        reg = to_reg(g, v)
        if changed and v.sort == V_REG:
            reg = copied(g, reg, kind)
    k = local_add(g, name, type, reg, is_const, 0)
    g.locals[k].is_param = 1
    g.locals[k].origin = origin


cdef void bind_value(Gen *g, const ParamRec *p, Value v, Value object, int changed, int reads) noexcept nogil:
    """reads: nothing in the body changes `this`."""
    cdef TypeRef type = p.type & (REF_MASK | T_CONST)
    cdef int is_const = (p.type & T_CONST) != 0, by_reference = p.mode == PM_IN and is_const
    cdef uint32_t k, reg, name = p.name
    if v.sort != V_PARTS and by_reference and (not reads or parts_count(g, type) > FEW):
        reg = lend(g, v)
        k = local_add(g, name, type, reg, 1, 0)
        g.locals[k].is_param = 1
        return
    if v.sort != V_PARTS:
        v = parts_of(g, v)
    elif changed or (not reads and is_part_of(g, v, object) and not (by_reference and v.index2 == object.index2)):
        v = parts_detached(g, v)
    if v.sort == V_PARTS:
        parts_name(g, name, type, v, is_const)


cdef Value bind_this(Gen *g, FuncRef f, Value object, uint32_t sort) noexcept nogil:
    """What `this` stands for in the body."""
    cdef int is_const = (ctx_func(g.cx, f).flags & FF_CONST) != 0
    cdef uint32_t i
    cdef int const_object = is_const_object(object)
    object.type &= REF_MASK
    if object.sort == V_PARTS:
        if ctx_func(g.cx, f).flags & FF_CONSTRUCTOR:
            if sort != SETS_FIELDS:
                parts_zero(g, object)
        elif not is_const and object.index2 == 0:
            object = parts_detached(g, object)
        if object.index2 == 0 and object.sort == V_PARTS:
            object.index2 = parts_name(g, 0, object.type, object, is_const) + 1
    elif is_const and parts_count(g, object.type) <= FEW:
        object = parts_of(g, object)
        if object.sort == V_PARTS:
            object.index2 = parts_name(g, 0, object.type, object, 1) + 1
    elif object.sort != V_LOCAL:
        object.reg = lend(g, object)
        object.sort = V_REG
        object.owned = 0
        object.fresh = 0
        object.lent = 1
    object.is_const = 1 if is_const or const_object else 0
    return object


# ------------------------------------------------------------------------------------------------ results

cdef uint32_t variable_outside(Gen *g, uint32_t local, uint32_t nlocals) noexcept nogil:
    """1 + index of the caller's variable that a variable (1 + index) of the body lies in, 0: none."""
    if local <= nlocals:
        return local
    return g.locals[local - 1].origin


cdef Value brought_out(Gen *g, Value v, uint32_t nlocals) noexcept nogil:
    """A value that names no variable of the body any more; it is none itself."""
    cdef uint32_t i
    if v.sort == V_LOCAL and v.index >= nlocals:
        i = variable_outside(g, v.index + 1, nlocals)
        v.sort = V_LOCAL if i else V_REG
        v.index = i - 1 if i else 0
    elif v.sort == V_PARTS:
        for i in range(parts_count(g, v.type)):
            if g.parts[v.index + i].local > nlocals:
                g.parts[v.index + i].local = variable_outside(g, g.parts[v.index + i].local, nlocals)
        v.index2 = 0
    v.is_const = NOT_LVALUE
    v.owned = 0
    v.fresh = 0
    return v


cdef Value as_temporary(Gen *g, Value v, uint32_t nlocals) noexcept nogil:
    """A value that lies in a variable, for use as a temporary: its parts belong to that."""
    cdef Value made
    cdef uint32_t i, local
    if v.sort != V_PARTS or v.index2 == 0:
        return v
    local = v.index2
    made = parts_blank(g, v.type, v.node)
    if made.sort == V_PARTS:
        for i in range(parts_count(g, v.type)):
            g.parts[made.index + i] = g.parts[v.index + i]
            if g.parts[made.index + i].local == 0:
                g.parts[made.index + i].local = local
    return made


cdef Value returned(Gen *g, FuncRef f, uint32_t value, TypeRef ret, uint32_t nlocals) noexcept nogil:
    cdef Value v
    if ctx_func(g.cx, f).flags & FF_RETURNS_REF:
        v = g.inline_this
        if v.sort == V_PARTS and v.index2 > nlocals:
            v = brought_out(g, as_temporary(g, v, nlocals), nlocals)
        elif ret & T_CONST:
            v.is_const = 1
        if v.sort == V_PARTS or v.sort == V_REG:
            v.type = ret & REF_MASK | (v.type & T_CONST)
        return v
    v = list_value(g, value, ret) if node_kind(g.w, value) == NK_InitList else expr(g, value)
    v = convert(g, v, ret)
    if v.sort == V_NONE:
        return v
    if prim_kind(g, ret):
        if v.sort != V_LOCAL and v.sort != V_REG:
            v.reg = to_reg(g, v)
            v.sort = V_REG
    else:
        v = as_temporary(g, parts_of(g, v), nlocals)
    v.type = ret & REF_MASK
    return brought_out(g, v, nlocals)


# --------------------------------------------------------------------------------------------------- call

cdef void set_fields(Gen *g, FuncRef f, uint32_t list) noexcept nogil:
    """The constructor's list of `field = value`: the values' registers become those of the fields."""
    cdef Value object = g.inline_this, v
    cdef const FieldRec *field
    cdef uint32_t value = 0, name, slot, kind, origin
    cdef TypeRef type
    while list != 0:
        name = set_field(g, f, list, &value)
        field = class_field(g, object.type, name)
        slot = field.index
        type = field.type
        kind = kind_of(g, type)
        v = convert(g, expr(g, value), type)
        if v.sort != V_NONE and v.type & REF_MASK == type & REF_MASK:
            origin = v.index + 1 if v.sort == V_LOCAL else 0
            value = to_reg(g, v)
            if reg_kind(g, value) != kind:
                value = copied(g, value, kind)
                origin = 0
            g.parts[object.index + slot].reg = value
            g.parts[object.index + slot].local = origin
        list = node_next(g.w, list)
    parts_zero(g, object)


cdef int inline_call(Gen *g, FuncRef f, Value object, uint32_t pbase, uint32_t node, Value *result) noexcept nogil:
    cdef FuncRec rec = ctx_func(g.cx, f)[0]
    cdef uint32_t body = Func_body(g.w, rec.node), list = Block_stmts(g.w, body), nlocals = g.nlocals, i, own_top
    cdef uint32_t usings = g.nusings, diags = g.w.diag_count, errors = g.w.error_count, messages = g.w.messages_len
    cdef uint32_t sort = ctx_note(g.cx, NOTE_INLINE, f)[0]
    cdef int shared = g.in_shared, this_const = g.fs.this_const, is_ctor = g.fs.is_ctor, whole = g.whole
    cdef int reads = (rec.flags & (FF_CONST | FF_CONSTRUCTOR)) != 0
    cdef FuncRef func = g.fs.func
    cdef TypeRef ret = g.fs.ret
    cdef Value outer_this = g.inline_this, this_
    cdef ParamRec p
    cdef Outer saved
    if not outer_enter(g, func_scope(g, f), &saved):
        return 0
    g.inline_depth += 1
    g.inline_work += body_tokens(g, body)
    g.nusings = 0
    g.in_shared = 0
    g.whole = 0
    this_ = bind_this(g, f, object, sort)
    for i in range(rec.nparams):
        p = ctx_params(g.cx, f)[i]
        if prim_kind(g, p.type):
            bind_number(g, &p, g.args[pbase + i].v, this_ if not reads else blank(V_NONE, 0, 0),
                        not p.type & T_CONST and changes(g, list, p.name))
        else:
            bind_value(g, &p, g.args[pbase + i].v, this_, not p.type & T_CONST and changes(g, list, p.name), reads)
    g.inline_this = this_
    g.fs.func = f
    g.fs.ret = rec.ret
    g.fs.owner = rec.owner
    g.fs.this_const = (rec.flags & FF_CONST) != 0
    g.fs.is_ctor = 0
    own_top = g.fs.own_top
    result[0] = blank(V_NONE, TR_VOID, node)
    if sort == SETS_FIELDS and this_.sort == V_PARTS:
        set_fields(g, f, list)
        list = 0
    while list != 0 and not g.failed:
        if node_kind(g.w, list) != NK_Return:
            stmt(g, list)
        elif Return_value(g.w, list) != 0:
            result[0] = returned(g, f, Return_value(g.w, list), rec.ret, nlocals)
        list = node_next(g.w, list)
    if rec.flags & FF_CONSTRUCTOR and this_.sort == V_PARTS:
        brought_out(g, this_, nlocals)
    result.node = node
    locals_reset(g, nlocals)
    own_reset(g, own_top)
    g.inline_this = outer_this
    g.fs.func = func
    g.fs.ret = ret
    g.fs.this_const = <uint8_t>this_const
    g.fs.is_ctor = <uint8_t>is_ctor
    g.whole = whole
    g.in_shared = shared
    g.nusings = usings
    g.inline_depth -= 1
    outer_leave(g, &saved)
    if g.w.error_count == errors:               # what is to be said of the body was said when the host was sealed
        g.w.diag_count = diags
        g.w.messages_len = messages
    return 1
