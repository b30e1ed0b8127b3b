# cython: language_level=3, boundscheck=False, wraparound=False, cdivision=True, initializedcheck=False
"""The body of a constructor: base class, initialisation of members, super(...) and this(...).

What it is: what runs around and inside the statements of a constructor so that each member is initialised exactly once.
What it is not: NEW and BORN (`construct`), other statements (`stmt`).

Order
- Members that are objects and have no initialiser, the base class's constructor, members with initialisers, body.
- A call of super(...) in the body takes the place of the implicit one, with the initialisers right behind it. A
  constructor that calls this(...) leaves everything to the other one.
- A member whose first assignment is a statement of the body, in no loop, switch or try, is initialised by that: its
  initialiser does not run, no default object is made. All branches of an if must do it, and nothing may use the member
  before. Where a `return` leaves earlier, it is initialised as declared. A member that another member's
  initialiser names is not treated so.
"""
from libc.stdint cimport uint8_t, uint32_t, uint64_t
from libc.string cimport memset

from seraphscript.compiler.call cimport call_overloads
from seraphscript.compiler.classes cimport class_info
from seraphscript.compiler.construct cimport base_default
from seraphscript.compiler.convert cimport blank, convert_assign, error_value, is_error, to_reg
from seraphscript.compiler.diagnostics cimport node_span
from seraphscript.compiler.emit cimport emit_abc, gen_at, own_moved, own_reset, own_take, reg_reset
from seraphscript.compiler.error_codes cimport (
    E_ARGUMENT_COUNT, E_CONSTRUCTOR, E_INITIALISATION, E_NOT_CALLABLE, E_TOO_LARGE,
)
from seraphscript.compiler.expr cimport expr
from seraphscript.compiler.funcdef cimport is_funcdef
from seraphscript.compiler.gen cimport (
    CTOR_FIELDS, CTOR_WORDS, V_CONST, V_LIT, V_NONE, V_NULL, V_REG, ClassInfo, CtorState, Gen, Value,
)
from seraphscript.compiler.literal cimport init_args, init_default, init_reg, list_value
from seraphscript.compiler.member cimport this_value
from seraphscript.compiler.mixin cimport mixin_context
from seraphscript.compiler.nodes cimport *
from seraphscript.compiler.objects cimport copy_value, no_content_error
from seraphscript.compiler.overload cimport Overloads
from seraphscript.compiler.tables cimport kind_of
from seraphscript.compiler.types cimport (
    gen_error, gen_error_token, gen_follows, gen_hint, is_handle_kind, is_value_object, local_find,
)
from seraphscript.registry.context cimport ctx_func, ctx_own, ctx_params, ctx_type
from seraphscript.registry.name_ids cimport NAME_super
from seraphscript.registry.tier cimport (
    FF_AUTO, SYM_FIELD, T_CONST, T_CONST_HANDLE, T_HANDLE, TIER_FFI, FieldRec, FieldRef, ScopeRef, TypeRef,
)
from seraphscript.vm.opcodes cimport *

cdef enum:                      # what the body of a constructor calls
    CALLS_NONE = 0
    CALLS_SUPER = 1
    CALLS_THIS = 2

cdef enum:
    MAX_WORK = 1 << 22          # words and tokens of initialisers in all constructors together

cdef struct Scan:               # a look at the body before it is generated; bit k: the class's own field k
    const ClassInfo *c
    uint32_t calls
    uint64_t init[CTOR_WORDS]       # initialised by a statement
    uint64_t assigned[CTOR_WORDS]   # assigned in another way before
    uint64_t hidden[CTOR_WORDS]     # the name is a local variable's or parameter's


cdef inline int has(const uint64_t *bits, uint32_t k) noexcept nogil:
    return (bits[k >> 6] >> (k & 63)) & 1


cdef inline void put(uint64_t *bits, uint32_t k) noexcept nogil:
    bits[k >> 6] |= <uint64_t>1 << (k & 63)


cdef inline void take(uint64_t *bits, uint32_t k) noexcept nogil:
    bits[k >> 6] &= ~(<uint64_t>1 << (k & 63))


# ------------------------------------------------------------------------------------- a look at the body

cdef uint32_t own_field(Gen *g, const ClassInfo *c, uint32_t name) noexcept nogil:
    """Number of the class's own field of this name; CTOR_FIELDS if there is none (or it has a higher number)."""
    cdef FieldRef f = ctx_own(g.cx, ctx_type(g.cx, c.type).members, name, SYM_FIELD)
    if f == 0 or f - c.first_field >= CTOR_FIELDS:
        return CTOR_FIELDS
    return f - c.first_field


cdef uint32_t target_field(Gen *g, const ClassInfo *c, uint32_t node, int *by_name) noexcept nogil:
    """The own field that is the target of `x =`, `this.x =`, `@x =`, `@this.x =`; CTOR_FIELDS for other targets."""
    by_name[0] = 0
    if node_kind(g.w, node) == NK_Unary and node_op(g.w, node) == OPR_HANDLE:
        node = Unary_expr(g.w, node)
    if node_kind(g.w, node) == NK_Ident and Ident_scope(g.w, node) == 0 and not node_flags(g.w, node) & NF_GLOBAL:
        by_name[0] = 1
        return own_field(g, c, Ident_name(g.w, node))
    if node_kind(g.w, node) == NK_Member and node_kind(g.w, Member_object(g.w, node)) == NK_This:
        return own_field(g, c, Member_name(g.w, node))
    return CTOR_FIELDS


cdef void hide(Gen *g, Scan *s, uint32_t name) noexcept nogil:
    cdef uint32_t k = own_field(g, s.c, name)
    if k < CTOR_FIELDS:
        put(s.hidden, k)


cdef void scan_expression(Gen *g, Scan *s, uint32_t node, int plain) noexcept nogil:
    """An expression statement. plain: in no loop, switch or try."""
    cdef uint32_t k, callee
    cdef int by_name = 0
    while node_kind(g.w, node) == NK_Assign and node_op(g.w, node) == OPR_NONE:
        k = target_field(g, s.c, Assign_target(g.w, node), &by_name)
        if k < CTOR_FIELDS and not (by_name and has(s.hidden, k)) and not has(s.init, k):
            if plain and not has(s.assigned, k):
                put(s.init, k)
            else:
                put(s.assigned, k)
        node = Assign_value(g.w, node)
    if node_kind(g.w, node) == NK_Call:
        callee = Call_callee(g.w, node)
        if node_kind(g.w, callee) == NK_This:
            s.calls = CALLS_THIS
        elif node_kind(g.w, callee) == NK_Ident and Ident_name(g.w, callee) == NAME_super and s.calls == CALLS_NONE:
            s.calls = CALLS_SUPER


cdef void scan_declaration(Gen *g, Scan *s, uint32_t node) noexcept nogil:
    node = VarDecl_vars(g.w, node)
    while node != 0:
        hide(g, s, Var_name(g.w, node))
        node = node_next(g.w, node)


cdef void scan_statements(Gen *g, Scan *s, uint32_t node, int plain, int alone) noexcept nogil:
    """A list of statements, or (alone) one that stands in no list."""
    cdef uint8_t kind
    cdef uint32_t inner
    while node != 0:
        kind = node_kind(g.w, node)
        if kind == NK_ExprStmt:
            scan_expression(g, s, ExprStmt_expr(g.w, node), plain)
        elif kind == NK_VarDecl:
            scan_declaration(g, s, node)
        elif kind == NK_Block:
            scan_statements(g, s, Block_stmts(g.w, node), plain, 0)
        elif kind == NK_If:
            inner = node
            while node_kind(g.w, inner) == NK_If:
                scan_statements(g, s, If_then(g.w, inner), plain, 1)
                inner = If_else(g.w, inner)
            scan_statements(g, s, inner, plain, 1)
        elif kind == NK_For:
            inner = ForHead_init(g.w, For_head(g.w, node))
            if node_kind(g.w, inner) == NK_VarDecl:
                scan_declaration(g, s, inner)
            scan_statements(g, s, For_body(g.w, node), 0, 1)
        elif kind == NK_While:
            scan_statements(g, s, While_body(g.w, node), 0, 1)
        elif kind == NK_DoWhile:
            scan_statements(g, s, DoWhile_body(g.w, node), 0, 1)
        elif kind == NK_ForEach:
            inner = ForEach_vars(g.w, node)
            while inner != 0:
                hide(g, s, ForVar_name(g.w, inner))
                inner = node_next(g.w, inner)
            scan_statements(g, s, ForEach_body(g.w, node), 0, 1)
        elif kind == NK_Switch:
            inner = Switch_cases(g.w, node)
            while inner != 0:
                scan_statements(g, s, Case_stmts(g.w, inner), 0, 0)
                inner = node_next(g.w, inner)
        elif kind == NK_Try:
            scan_statements(g, s, Try_body(g.w, node), 0, 1)
            scan_statements(g, s, Try_handler(g.w, node), 0, 1)
        if alone:
            return
        node = node_next(g.w, node)


cdef int too_much(Gen *g, const ClassInfo *c, uint32_t n) noexcept nogil:
    """Every constructor repeats the initialisers: a limit for the product. 1, with one diagnostic, beyond it."""
    if g.ctor_work > MAX_WORK:
        return 1
    g.ctor_work += n
    if g.ctor_work <= MAX_WORK:
        return 0
    gen_error_token(g, E_TOO_LARGE, node_token(g.w, c.node),
                    "too many constructors that repeat too many initialisers, of '%T' and others", c.type)
    return 1


cdef void spare_named(Gen *g, Scan *s) noexcept nogil:
    """Members that an initialiser names are initialised before the body all the same."""
    cdef uint32_t i, k, t, first, last, part
    cdef const FieldRec *f
    for i in range(s.c.first_field, s.c.first_field + s.c.nfields):
        f = &g.cx.script.fields[i]
        part = Var_init(g.w, f.node)
        while part != 0:
            node_span(g.w, part, &first, &last)
            if too_much(g, s.c, last - first + 1):
                return
            for t in range(first, last + 1):
                if t < g.w.token_count and g.w.tokens[t].kind == TK_IDENT:
                    k = own_field(g, s.c, g.w.tokens[t].val)
                    if k < CTOR_FIELDS and s.c.first_field + k != i:
                        take(s.init, k)
            part = node_next(g.w, part) if node_op(g.w, f.node) == INIT_ARGS else 0


# ----------------------------------------------------------------------------------------- initialisation

cdef void store_first(Gen *g, const FieldRec *f, Value v) noexcept nogil:
    """A member of `this` that has no value yet := v. Zero and null need no code: a new object is all zero."""
    cdef uint32_t kind = kind_of(g, f.type), r
    cdef TypeRef type = f.type
    if type & T_HANDLE:
        type &= ~<TypeRef>T_CONST_HANDLE
    v = convert_assign(g, v, type)
    if is_error(v.type):
        return
    if not is_handle_kind(kind):
        if v.sort != V_CONST or v.bits != 0:
            emit_abc(g, OP_SETF, 0, f.index, to_reg(g, v))
        return
    if is_value_object(g, type):
        r = copy_value(g, v, type)
    elif v.sort == V_NULL or (v.sort == V_LIT and v.bits == 0):
        return
    elif v.sort == V_REG and v.owned:
        r = v.reg
    else:
        emit_abc(g, OP_SETFH, 0, f.index, to_reg(g, v))
        return
    emit_abc(g, OP_GIVEF, 0, f.index, r)
    own_moved(g, r)


cdef void init_declared(Gen *g, const FieldRec *field) noexcept nogil:
    """A member as it is declared: initialiser, arguments or default."""
    cdef FieldRec f = field[0]
    cdef uint32_t node = f.node, form = node_op(g.w, node), init = Var_init(g.w, node), kind = kind_of(g, f.type), reg
    cdef uint32_t top = g.fs.top, own_top = g.fs.own_top, floor = g.locals_floor, ncode = g.ncode
    cdef uint32_t ndiags = g.w.diag_count
    cdef ScopeRef scope = g.fs.scope
    cdef CtorState state = g.fs.ctor
    cdef Value v
    if is_error(f.type) or too_much(g, class_info(g, f.owner), 1):
        return
    g.locals_floor = g.nlocals              # parameters and variables of the constructor are not seen
    g.fs.scope = g.inclusions[f.inclusion].scope if f.inclusion != 0 else ctx_type(g.cx, f.owner).members
    memset(g.fs.ctor.pending, 0, sizeof(g.fs.ctor.pending))
    gen_at(g, node_token(g.w, node))
    if form == INIT_EXPR:
        if node_kind(g.w, init) == NK_InitList:
            v = list_value(g, init, f.type & ~<TypeRef>(T_HANDLE | T_CONST | T_CONST_HANDLE))
        else:
            v = expr(g, init)
        gen_at(g, node_token(g.w, node))
        store_first(g, &f, v)
    elif is_handle_kind(kind):
        reg = own_take(g, kind)
        if form == INIT_ARGS:
            init_args(g, f.type, reg, init, Var_count(g.w, node), node)
        else:
            init_default(g, f.type, reg, node)
        emit_abc(g, OP_GIVEF, 0, f.index, reg)
        own_moved(g, reg)
    elif form == INIT_ARGS:
        if Var_count(g.w, node) == 1:
            store_first(g, &f, expr(g, init))
        elif Var_count(g.w, node) != 0:
            gen_error_token(g, E_ARGUMENT_COUNT, node_token(g.w, node), "'%T' takes one value, got %d", f.type,
                            <int>Var_count(g.w, node))
    too_much(g, class_info(g, f.owner), g.ncode - ncode if g.ncode > ncode else 0)
    g.fs.ctor = state
    g.fs.scope = scope
    g.locals_floor = floor
    mixin_context(g, f.inclusion, ndiags)
    own_reset(g, own_top)
    reg_reset(g, top)


cdef int needs_default(Gen *g, const FieldRec *f) noexcept nogil:
    """A member without initialiser that null does not do for."""
    return node_op(g.w, f.node) == INIT_NONE and is_value_object(g, f.type)


cdef void init_with_initialisers(Gen *g, const ClassInfo *c) noexcept nogil:
    cdef uint32_t i
    for i in range(c.nfields):
        if node_op(g.w, g.cx.script.fields[c.first_field + i].node) != INIT_NONE and not (
                i < CTOR_FIELDS and has(g.fs.ctor.pending, i)):
            init_declared(g, &g.cx.script.fields[c.first_field + i])


cdef void ctor_begin(Gen *g, uint32_t body) noexcept nogil:
    cdef const ClassInfo *c = class_info(g, g.fs.owner)
    cdef uint32_t i, n = ctx_func(g.cx, g.fs.func).nparams
    cdef Scan s
    memset(&s, 0, sizeof(s))
    memset(&g.fs.ctor, 0, sizeof(g.fs.ctor))
    g.fs.ctor_calls = CALLS_NONE
    if ctx_func(g.cx, g.fs.func).flags & FF_AUTO and n != 0:
        return                              # a generated copy constructor copies everything
    if body != 0:
        s.c = c
        for i in range(n):
            hide(g, &s, ctx_params(g.cx, g.fs.func)[i].name)
        scan_statements(g, &s, Block_stmts(g.w, body), 1, 0)
        g.fs.ctor_calls = s.calls if s.calls != CALLS_SUPER or c.base != 0 else <uint32_t>CALLS_NONE
        if s.calls == CALLS_THIS:
            return
        for i in range(CTOR_WORDS):
            if s.init[i]:
                spare_named(g, &s)
                break
        for i in range(CTOR_WORDS):
            g.fs.ctor.pending[i] = s.init[i]
    for i in range(c.nfields):
        if needs_default(g, &g.cx.script.fields[c.first_field + i]) and not (
                i < CTOR_FIELDS and has(g.fs.ctor.pending, i)):
            init_declared(g, &g.cx.script.fields[c.first_field + i])
    if g.fs.ctor_calls == CALLS_SUPER:
        return
    if c.base != 0:
        base_default(g, c, ctx_func(g.cx, g.fs.func).node)
    init_with_initialisers(g, c)


cdef void ctor_leave(Gen *g, uint32_t node) noexcept nogil:
    cdef const ClassInfo *c = class_info(g, g.fs.owner)
    cdef uint32_t i
    if g.fs.ctor_calls != CALLS_NONE and not g.fs.ctor.called:
        gen_error(g, E_INITIALISATION, node, "the constructor can be left here without the call of %s(...)",
                  <const char*>"this" if g.fs.ctor_calls == CALLS_THIS else <const char*>"super")
        return
    for i in range(c.nfields if c.nfields < CTOR_FIELDS else <uint32_t>CTOR_FIELDS):
        if has(g.fs.ctor.pending, i):
            init_declared(g, &g.cx.script.fields[c.first_field + i])


cdef int ctor_assign(Gen *g, uint32_t node) noexcept nogil:
    cdef const ClassInfo *c = class_info(g, g.fs.owner)
    cdef uint32_t k, value
    cdef int by_name = 0
    cdef FieldRec f
    cdef TypeRef type
    cdef Value v
    if node_kind(g.w, node) != NK_Assign or node_op(g.w, node) != OPR_NONE:
        return 0
    k = target_field(g, c, Assign_target(g.w, node), &by_name)
    if k >= CTOR_FIELDS or not has(g.fs.ctor.pending, k) or (
            by_name and local_find(g, g.cx.script.fields[c.first_field + k].name) != 0):
        return 0
    f = g.cx.script.fields[c.first_field + k]
    value = Assign_value(g.w, node)
    type = f.type & ~<TypeRef>(T_HANDLE | T_CONST | T_CONST_HANDLE)
    if node_kind(g.w, value) == NK_InitList:
        v = list_value(g, value, type)
    elif ctor_assign(g, value):             # a = b = 1
        v = expr(g, Assign_target(g.w, value))
    else:
        v = expr(g, value)
    if is_funcdef(g, type) and v.sort != V_NULL and node_kind(g.w, Assign_target(g.w, node)) != NK_Unary and (
            not is_error(v.type)):
        no_content_error(g, node)
    gen_at(g, node_token(g.w, node))
    store_first(g, &f, v)
    take(g.fs.ctor.pending, k)
    return 1


cdef void ctor_uses(Gen *g, const FieldRec *field, uint32_t node) noexcept nogil:
    cdef const ClassInfo *c = class_info(g, g.fs.owner)
    cdef uint32_t k
    if field.owner != c.type:
        return
    k = field.index - (c.total_fields - c.nfields)
    if k < CTOR_FIELDS and has(g.fs.ctor.pending, k):
        gen_error(g, E_INITIALISATION, node, "member '%N' is used before it is initialised", field.name)
        gen_hint(g, "a later assignment in this constructor initialises it")
        take(g.fs.ctor.pending, k)


cdef void ctor_join(Gen *g, CtorState *joined, int *any_, uint32_t node) noexcept nogil:
    cdef const ClassInfo *c = class_info(g, g.fs.owner)
    cdef uint32_t i
    cdef uint64_t different = 0
    if not g.fs.reachable:
        return
    if not any_[0]:
        any_[0] = 1
        joined[0] = g.fs.ctor
        return
    if joined.called != g.fs.ctor.called:
        gen_error(g, E_INITIALISATION, node, "all branches must call %s(...), or none",
                  <const char*>"this" if g.fs.ctor_calls == CALLS_THIS else <const char*>"super")
        joined.called = 1
    for i in range(CTOR_FIELDS):
        if i & 63 == 0:
            different = joined.pending[i >> 6] ^ g.fs.ctor.pending[i >> 6]
        if different >> (i & 63) & 1:
            gen_error(g, E_INITIALISATION, node, "all branches must initialise member '%N', or none",
                      g.cx.script.fields[c.first_field + i].name)
            gen_hint(g, "assign it in the other branch too, or before the 'if'")
            take(joined.pending, i)


# ------------------------------------------------------------------------------------ super(...), this(...)

cdef int may_call_here(Gen *g, uint32_t node, const char *what) noexcept nogil:
    if g.fs.ctor.called:
        gen_error(g, E_CONSTRUCTOR, node, "a constructor cannot call another one twice")
        return 0
    if g.fs.nloops != 0:
        gen_error(g, E_CONSTRUCTOR, node, "'%s' cannot be called in a loop or switch", what)
        g.fs.ctor.called = 1
        return 0
    g.fs.ctor.called = 1
    return 1


cdef Value call_constructor(Gen *g, const ClassInfo *c, uint32_t node) noexcept nogil:
    cdef Overloads o
    cdef Value object = this_value(g, node)
    object.type = c.type
    memset(&o, 0, sizeof(o))
    o.script = c.ctors
    o.instance = c.type
    o.direct = 1
    if o.script == 0:
        gen_error(g, E_CONSTRUCTOR, node, "'%T' has no constructor with arguments", c.type)
        return error_value(node)
    return call_overloads(g, &o, object, 0, Call_args(g.w, node), node)


cdef Value super_call(Gen *g, uint32_t node) noexcept nogil:
    cdef const ClassInfo *c = class_info(g, g.fs.owner)
    cdef uint32_t base_node = node
    cdef Value v = blank(V_NONE, TIER_FFI, node)
    if not g.fs.is_ctor or c.base == 0:
        gen_error(g, E_NOT_CALLABLE, node, "'super' can only be called in a constructor of a derived class")
        if g.fs.is_ctor:
            gen_follows(g, g.fs.owner)
        return error_value(node)
    if g.fs.ctor_calls == CALLS_NONE:       # in an expression, where it has not been looked for
        gen_error(g, E_NOT_CALLABLE, node, "'super(...)' must be a statement")
        return error_value(node)
    if g.fs.ctor_calls == CALLS_THIS:
        gen_error(g, E_CONSTRUCTOR, node, "a constructor that calls 'this' cannot call 'super'")
        return error_value(node)
    if not may_call_here(g, node, "super"):
        return error_value(node)
    if Call_count(g.w, node) == 0:
        base_default(g, c, base_node)
    else:
        v = call_constructor(g, class_info(g, c.base), node)
    init_with_initialisers(g, c)
    return v


cdef Value this_call(Gen *g, uint32_t node) noexcept nogil:
    cdef const ClassInfo *c = class_info(g, g.fs.owner)
    if not g.fs.is_ctor:
        gen_error(g, E_NOT_CALLABLE, node, "'this' can only be called in a constructor")
        return error_value(node)
    if g.fs.ctor_calls != CALLS_THIS:
        gen_error(g, E_NOT_CALLABLE, node, "'this(...)' must be a statement")
        return error_value(node)
    if not may_call_here(g, node, "this"):
        return error_value(node)
    return call_constructor(g, c, node)
