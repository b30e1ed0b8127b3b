# cython: language_level=3, boundscheck=False, wraparound=False, cdivision=True, initializedcheck=False
"""Global variables and enum values: types and constant values on demand, order of initialisation.

What it is: the part that treats a unit's globals as a graph. Constants of primitive type whose initialiser
folds have no code; all others are initialised by one function, primitives before objects, each after the
globals that its initialiser names.
What it is not: their declaration (`declare`) or expressions (`expr`).
"""
from libc.stdint cimport int64_t, uint8_t, uint32_t

from seraphscript.compiler.emit cimport (
    emit_abc, emit_ai, gen_at, gen_begin, gen_mark, gen_rollback, grow, own_moved, own_reset, own_take,
    reg_reset,
)
from seraphscript.compiler.finish cimport gen_finish
from seraphscript.compiler.error_codes cimport E_AUTO, E_CIRCULAR, E_CONSTANT, E_TOO_DEEP
from seraphscript.compiler.diagnostics cimport node_span
from seraphscript.compiler.convert cimport convert, is_const_object, is_error, no_value_error, to_reg
from seraphscript.compiler.expr cimport const_expr, expr
from seraphscript.compiler.fold cimport fold_convert
from seraphscript.compiler.gen cimport V_CONST, V_NONE, Gen, Mark, Value
from seraphscript.compiler.literal cimport init_args, init_default, init_reg, list_value
from seraphscript.compiler.nodes cimport *
from seraphscript.compiler.objects cimport is_reference
from seraphscript.compiler.tables cimport dbg_string, kind_of, qualified_string
from seraphscript.compiler.types cimport gen_error_token, is_handle_kind, using_holds
from seraphscript.compiler.workspace cimport Token, ws_section_at
from seraphscript.compiler.values cimport is_value_type
from seraphscript.compiler.weakref cimport is_weak
from seraphscript.registry.context cimport ctx_find, ctx_global, ctx_scope, ctx_type
from seraphscript.registry.kinds cimport has_no_handles
from seraphscript.registry.tier cimport (
    GF_AUTO, GF_CIRCULAR, GF_CONST, GF_ENUM_VALUE, GF_TOO_DEEP, GF_VALUE, REF_MASK, SYM_GLOBAL, T_CONST, T_HANDLE,
    TI_AUTO, TI_ERROR, TIER_FFI, GlobalRec, GlobalRef, ScopeRef, TypeRef,
)
from seraphscript.vm.layout cimport FN_GLOBAL_INIT, GL_CONST, GL_HANDLE, NO_FUNC, FuncDef, GlobalDef
from seraphscript.vm.opcodes cimport *

cdef enum:                      # GlobalRec.state
    GS_NEW = 0
    GS_BUSY = 1                 # being resolved: meeting it again is a cycle
    GS_RESOLVED = 2             # type and constant value are known, as far as there is one
    GS_INIT_BUSY = 3
    GS_DONE = 4                 # its initialisation has been generated
    MAX_OUTER_STACK = 128 << 10 # bytes of C stack below the outermost tree compiled on demand


cdef int outer_enter(Gen *g, ScopeRef scope, Outer *saved) noexcept nogil:
    # `saved` lies on the C stack, whose use by chains of such trees nothing else limits.
    if g.outer_depth == 0:
        g.outer_base = <size_t>saved
    elif max(g.outer_base, <size_t>saved) - min(g.outer_base, <size_t>saved) > MAX_OUTER_STACK:
        return 0
    g.outer_depth += 1
    saved.scope = g.fs.scope
    saved.owner = g.fs.owner
    saved.locals_floor = g.locals_floor
    g.fs.owner = 0
    g.fs.scope = scope
    g.locals_floor = g.nlocals
    return 1


cdef void outer_leave(Gen *g, const Outer *saved) noexcept nogil:
    g.outer_depth -= 1
    g.fs.scope = saved.scope
    g.fs.owner = saved.owner
    g.locals_floor = saved.locals_floor


cdef void circular_error(Gen *g, GlobalRef ref) noexcept nogil:
    cdef GlobalRec *rec = ctx_global(g.cx, ref)
    gen_error_token(g, E_CIRCULAR, node_token(g.w, rec.node), "the value of '%N' depends on itself", rec.name)


cdef void chain_error(Gen *g, GlobalRef ref) noexcept nogil:
    cdef GlobalRec *rec = ctx_global(g.cx, ref)
    gen_error_token(g, E_TOO_DEEP, node_token(g.w, rec.node), "the value of '%N' depends on too long a chain of others",
                    rec.name)


# ----------------------------------------------------------------------------------------- on demand

cdef void resolve_enum_value(Gen *g, GlobalRef ref) noexcept nogil:
    """An enum value: its expression, or the one before it plus 1. `index` is the reference of the one before."""
    cdef GlobalRec *rec = ctx_global(g.cx, ref)
    cdef GlobalRec *step
    cdef uint32_t value = EnumValue_value(g.w, rec.node), before = rec.index, n
    cdef TypeRef base = ctx_type(g.cx, rec.type).base
    cdef Outer saved
    cdef Value v
    cdef int64_t bits = 0
    if value != 0:
        if not outer_enter(g, rec.scope, &saved):
            rec.flags |= GF_VALUE | GF_TOO_DEEP
            return
        v = const_expr(g, value, base)
        if v.sort == V_CONST:
            v = convert(g, v, base)
        outer_leave(g, &saved)
        if v.sort == V_CONST:
            bits = v.bits
    elif before != 0:
        # Back to the last value that is known or written, then count: without recursion, as enums may be long.
        n = 1
        while ctx_global(g.cx, before).state == GS_NEW and EnumValue_value(g.w, ctx_global(g.cx, before).node) == 0 and (
                ctx_global(g.cx, before).index != 0):
            before = ctx_global(g.cx, before).index
            n += 1
        global_resolve(g, before)
        bits = ctx_global(g.cx, before).value
        before = rec.index
        value = n - 1
        while value != 0:
            step = ctx_global(g.cx, before)
            step.value = fold_convert(bits + value, K_I64, kind_of(g, base))
            step.flags |= GF_VALUE
            step.state = GS_RESOLVED
            before = step.index
            value -= 1
        bits = fold_convert(bits + n, K_I64, kind_of(g, base))
    rec = ctx_global(g.cx, ref)
    rec.value = bits
    rec.flags |= GF_VALUE


cdef void global_resolve(Gen *g, GlobalRef ref) noexcept nogil:
    cdef GlobalRec *rec = ctx_global(g.cx, ref)
    cdef uint32_t node = rec.node, init
    cdef int is_auto = (rec.flags & GF_AUTO) != 0
    cdef Outer saved
    cdef Mark mark
    cdef Value v
    cdef TypeRef type
    if rec.state >= GS_RESOLVED:
        return
    if rec.state == GS_BUSY:
        rec.flags |= GF_CIRCULAR        # reported by globals_prepare: what is said here may be said on trial
        if is_auto:
            rec.type = TIER_FFI | TI_ERROR
        return
    rec.state = GS_BUSY
    if rec.flags & GF_ENUM_VALUE:
        resolve_enum_value(g, ref)
        ctx_global(g.cx, ref).state = GS_RESOLVED
        return
    init = Var_init(g.w, node)
    if is_auto and (node_op(g.w, node) != INIT_EXPR or node_kind(g.w, init) == NK_InitList):
        gen_error_token(g, E_AUTO, node_token(g.w, node), "'auto' needs an initialiser with a type")
        rec.type = TIER_FFI | TI_ERROR
    elif node_op(g.w, node) == INIT_EXPR and node_kind(g.w, init) != NK_InitList and (
            is_auto or (rec.flags & GF_CONST and not is_handle_kind(kind_of(g, rec.type)))):
        if not outer_enter(g, rec.scope, &saved):
            rec.flags |= GF_TOO_DEEP
            if is_auto:
                rec.type = TIER_FFI | TI_ERROR
            rec.state = GS_RESOLVED
            return
        gen_mark(g, &mark)
        v = expr(g, init)
        rec = ctx_global(g.cx, ref)
        if is_auto and rec.flags & GF_AUTO:
            type = v.type & ~<uint32_t>T_CONST
            if is_reference(g, type) and not is_weak(g, type) and not is_value_type(g, type) and not has_no_handles(
                    type, ctx_type(g.cx, type)):
                type |= T_HANDLE | (T_CONST if is_const_object(v) else 0)
            rec.type = type if v.sort != V_NONE else <TypeRef>(TIER_FFI | TI_ERROR)
            rec.flags &= ~<unsigned int>GF_AUTO & 0xffff
        if v.sort == V_CONST and rec.flags & GF_CONST:
            v = convert(g, v, rec.type)
            rec = ctx_global(g.cx, ref)
            if v.sort == V_CONST:
                rec.value = v.bits
                rec.flags |= GF_VALUE
        gen_rollback(g, &mark)
        outer_leave(g, &saved)
    rec = ctx_global(g.cx, ref)
    if rec.state == GS_BUSY:
        rec.state = GS_RESOLVED


# ------------------------------------------------------------------------------------- initialisation

cdef void global_read(Gen *g, GlobalRef ref) noexcept nogil:
    global_resolve(g, ref)
    if g.initialising and g.init_needed == 0 and not (ctx_global(g.cx, ref).flags & GF_VALUE):
        if ctx_global(g.cx, ref).state != GS_DONE:
            g.init_needed = ref


cdef GlobalRef named_global(Gen *g, ScopeRef scope, uint32_t name) noexcept nogil:
    """A script global by its unqualified name, seen from a scope."""
    cdef GlobalRef ref = 0
    cdef ScopeRef seen_from = scope
    cdef uint32_t i
    while scope != 0 and ref == 0:
        ref = ctx_find(g.cx, scope, name, SYM_GLOBAL)
        scope = ctx_scope(g.cx, scope).parent
    i = g.nusings
    while ref == 0 and i > 0:
        i -= 1
        if using_holds(g, i, seen_from):
            ref = ctx_find(g.cx, g.usings[i], name, SYM_GLOBAL)
    return ref


cdef void init_named(Gen *g, ScopeRef scope, uint32_t node) noexcept nogil:
    """Initialise first what the initialiser at `node` names without a namespace; the rest is found on the way."""
    cdef uint32_t first, last, t
    cdef GlobalRef ref
    if node == 0:
        return
    node_span(g.w, node, &first, &last)
    for t in range(first, last + 1):
        if t >= g.w.token_count or g.w.tokens[t].kind != TK_IDENT or (t > 0 and g.w.tokens[t - 1].kind == TK_SCOPE):
            continue
        ref = named_global(g, scope, g.w.tokens[t].val)
        if ref != 0 and not (ref & TIER_FFI):
            init_global(g, ref)


cdef void init_global(Gen *g, GlobalRef ref) noexcept nogil:
    """Generate the initialisation of one global, after that of the globals it reads."""
    cdef GlobalRec *rec = ctx_global(g.cx, ref)
    cdef uint32_t init, arg, needed
    cdef Outer saved
    cdef Mark mark
    if rec.state == GS_INIT_BUSY or rec.state == GS_DONE or rec.flags & GF_ENUM_VALUE:
        return
    if not outer_enter(g, rec.scope, &saved):
        chain_error(g, ref)
        rec.state = GS_DONE
        return
    rec.state = GS_INIT_BUSY
    init = Var_init(g.w, rec.node)
    if node_op(g.w, rec.node) == INIT_ARGS:
        arg = init
        while arg != 0:
            init_named(g, rec.scope, arg)
            arg = node_next(g.w, arg)
    elif node_op(g.w, rec.node) == INIT_EXPR:
        init_named(g, rec.scope, init)
    while True:
        gen_mark(g, &mark)
        g.init_needed = 0
        init_code(g, ref)
        needed = g.init_needed
        if needed == 0:
            break
        gen_rollback(g, &mark)
        if ctx_global(g.cx, needed).state == GS_INIT_BUSY:
            circular_error(g, ref)
            break
        init_global(g, needed)
    ctx_global(g.cx, ref).state = GS_DONE
    outer_leave(g, &saved)


cdef void init_code(Gen *g, GlobalRef ref) noexcept nogil:
    cdef GlobalRec *rec = ctx_global(g.cx, ref)
    cdef uint32_t node = rec.node, init = Var_init(g.w, node), form = node_op(g.w, node), arg, reg, top, own_top
    cdef TypeRef type
    cdef Value v
    type = rec.type
    g.fs.scope = rec.scope
    gen_at(g, node_token(g.w, node))
    top = g.fs.top
    own_top = g.fs.own_top
    if is_handle_kind(kind_of(g, type)):
        reg = own_take(g, kind_of(g, type))
        if form == INIT_NONE:
            init_default(g, type, reg, node)
        elif form == INIT_ARGS:
            init_args(g, type, reg, init, Var_count(g.w, node), node)
        elif node_kind(g.w, init) == NK_InitList:
            init_reg(g, list_value(g, init, type), type, reg)
        else:
            init_reg(g, expr(g, init), type, reg)
        emit_ai(g, OP_GIVEG, reg, ctx_global(g.cx, ref).index)
        own_moved(g, reg)
    else:
        v.sort = V_NONE
        if rec.flags & GF_VALUE:
            v.sort = V_CONST
            v.bits = rec.value
            v.type = type
            v.node = node
        elif form == INIT_EXPR:
            v = list_value(g, init, type) if node_kind(g.w, init) == NK_InitList else expr(g, init)
            if is_error(type):              # an `auto` whose value has no type: convert() would not say why
                no_value_error(g, v)
            v = convert(g, v, type)
        elif form == INIT_ARGS:
            arg = Var_count(g.w, node)
            if arg == 1:
                v = convert(g, expr(g, init), type)
            elif arg != 0:
                gen_error_token(g, E_CONSTANT, node_token(g.w, node), "'%T' takes one value, got %d", type, <int>arg)
        if v.sort != V_NONE and not (v.sort == V_CONST and v.bits == 0):
            emit_ai(g, OP_STG, to_reg(g, v), ctx_global(g.cx, ref).index)
    own_reset(g, own_top)
    reg_reset(g, top)


cdef void global_rows(Gen *g) noexcept nogil:
    """The program's table of globals; enum values have no row."""
    cdef uint32_t i, n
    cdef GlobalRec *rec
    cdef GlobalDef *d
    for i in range(1, g.cx.script.nglobals):
        rec = &g.cx.script.globals[i]
        if rec.flags & GF_ENUM_VALUE:
            continue
        if not grow(g, <void**>&g.globals, &g.cap_globals, g.nglobals, sizeof(GlobalDef)):
            return
        n = kind_of(g, rec.type)
        d = &g.globals[g.nglobals]
        d.kind = n
        d.flags = (GL_CONST if rec.flags & GF_CONST else 0) | (GL_HANDLE if rec.type & T_HANDLE else 0)
        d.func = 0
        d.name = qualified_string(g, rec.scope, rec.name)
        rec.index = g.nglobals
        g.nglobals += 1


cdef void globals_prepare(Gen *g) noexcept nogil:
    cdef uint32_t i
    gen_begin(g, 0, 1)                      # a frame for expressions generated on trial
    for i in range(1, g.cx.script.nglobals):
        global_resolve(g, i)
        if ctx_global(g.cx, i).flags & GF_CIRCULAR:
            circular_error(g, i)
        elif ctx_global(g.cx, i).flags & GF_TOO_DEEP:
            chain_error(g, i)
    g.ncode = g.fs.start
    g.nlines = g.fs.lines
    g.nscopes = g.fs.scopes
    global_rows(g)


cdef uint32_t common_section(Gen *g) noexcept nogil:
    """The debug string of the section that all lines of the function in work lie in; 0 if they lie in several."""
    cdef uint32_t i, section, first = 0
    for i in range(g.fs.lines, g.nlines):
        section = ws_section_at(g.w, g.lines[i].line)
        if i == g.fs.lines:
            first = section
        elif section != first:
            return 0
    return g.section_strings[first] if g.nlines > g.fs.lines and first < g.nsection_strings else 0


cdef uint32_t gen_globals(Gen *g) noexcept nogil:
    cdef uint32_t i, row, objects, first_code, section, name
    cdef ScopeRef scope
    cdef FuncDef *f
    if g.cx.script.nglobals <= 1:
        return NO_FUNC
    scope = 1
    g.fs.wide = 1                           # this function is never generated twice
    g.fs.long_loops = 1
    gen_begin(g, 0, scope)
    first_code = g.ncode
    g.initialising = 1
    for objects in range(2):
        for i in range(1, g.cx.script.nglobals):
            if is_handle_kind(kind_of(g, g.cx.script.globals[i].type)) == <int>objects:
                init_global(g, i)
    g.initialising = 0
    if g.ncode == first_code:
        g.ncode = g.fs.start
        g.nlines = g.fs.lines
        g.nscopes = g.fs.scopes
        return NO_FUNC
    section = common_section(g)
    name = dbg_string(g, "<globals>", 9)
    emit_abc(g, OP_RETV, 0, 0, 0)
    row = g.nfuncs                          # behind what the initialisers have asked for
    if not grow(g, <void**>&g.funcs, &g.cap_funcs, g.nfuncs, sizeof(FuncDef)):
        return NO_FUNC
    g.nfuncs += 1
    f = &g.funcs[row]
    f.ret = K_VOID
    f.outs = 0
    f.nouts = 0
    f.flags = FN_GLOBAL_INIT
    f.owner = 0
    f.name = name
    f.decl = 0
    f.section = section
    gen_finish(g, row)
    return row
