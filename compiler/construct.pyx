# cython: language_level=3, boundscheck=False, wraparound=False, cdivision=True, initializedcheck=False
"""Objects of script classes: construction, copies, assignment of the content, and the functions generated for that.

What it is: what happens around a constructor (NEW before, BORN behind), which constructor copies, and default
constructors, copy constructors and opAssign where a class does not declare them.
What it is not: the body of a constructor (`constructor`), arrays and other objects (`objects`).

Rules
- A class that declares no constructor gets one without arguments and one that copies; one that declares any gets none.
- An object is copied by the copy constructor, else by the default constructor and opAssign.
- A class gets a memberwise opAssign unless it declares or deletes one for its own type.
- Of an object that NEW alone makes (no initialisers, no objects as members) no constructor is called.
- A class with destructors is born behind its constructor: if that raises, no destructor runs.
- Generated functions are functions like others, with the class for their node. They have a row and a body only if
  something calls them, but a default constructor always: its initialisers must be checked.
"""
from libc.stdint cimport uint32_t
from libc.string cimport memset

from seraphscript.compiler.call cimport call_one, call_overloads, call_with
from seraphscript.compiler.classes cimport class_info, class_is
from seraphscript.compiler.convert cimport NOT_LVALUE, blank, error_value, is_array, to_reg
from seraphscript.compiler.emit cimport (
    emit_abc, emit_ai, emit_call, emit_jump, emit_jump_cmp, gen_at, grow, label_new, label_place, own_moved, own_reset,
    own_take, reg_reset, reg_take,
)
from seraphscript.compiler.error_codes cimport E_ABSTRACT, E_CONSTRUCTOR
from seraphscript.compiler.factory cimport (
    factory_copy, factory_object, has_copy_factory, has_host_assign, host_assign, is_host_class,
)
from seraphscript.compiler.class_rows cimport gen_unbound
from seraphscript.compiler.funcdef cimport gen_shape, wrapper_body
from seraphscript.compiler.gen cimport (
    CI_ABSTRACT, CI_DERIVED, CI_HAS_DTOR, CI_INTERFACE, CI_NO_ASSIGN, CI_NO_COPY, CI_NO_DEFAULT, CI_OWN_COPY, CI_OWN_CTOR,
    CI_TRIVIAL_INIT, NO_REG, V_FIELD, V_REG, ClassInfo, Gen, Value,
)
from seraphscript.compiler.lvalue cimport assign
from seraphscript.compiler.member cimport this_value
from seraphscript.compiler.hints cimport hint_candidates
from seraphscript.compiler.nodes cimport *
from seraphscript.compiler.objects cimport copy_value
from seraphscript.compiler.overload cimport Overloads
from seraphscript.compiler.prelude cimport prelude_row
from seraphscript.compiler.stmt cimport gen_function
from seraphscript.compiler.tables cimport kind_of
from seraphscript.compiler.types cimport gen_error, gen_error_token, gen_hint, is_handle_kind, is_value_object
from seraphscript.compiler.workspace cimport token_start
from seraphscript.registry.context cimport ctx_func, ctx_new_func, ctx_params, ctx_targ, ctx_type
from seraphscript.registry.name_ids cimport NAME_opAssign
from seraphscript.registry.tier cimport (
    FF_ABSTRACT, FF_LAMBDA, FF_WRAPPER, TS_INTERFACE,
    FF_AUTO, FF_CONSTRUCTOR, FF_PRELUDE, PM_IN, PM_VALUE, REF_MASK, TIER_FFI, T_CONST, T_HANDLE, FieldRec, FuncRec, FuncRef,
    ParamRec, TypeRef,
)
from seraphscript.vm.layout cimport NO_FUNC, FuncDef
from seraphscript.vm.opcodes cimport *

cdef enum:
    MAX_COPIES = 256            # copies of objects within a copy, for defaults of copy constructors and of opAssign
    MAX_COPY_DEPTH = 32         # ... and within each other


# --------------------------------------------------------------------------------- generated functions

cdef FuncRef generated(Gen *g, const ClassInfo *c, uint32_t name, uint32_t flags, int takes_object) noexcept nogil:
    """The record of a function that the compiler provides."""
    cdef FuncRef f = ctx_new_func(g.cx, ctx_type(g.cx, c.type).members, name, 1 if takes_object else 0)
    cdef FuncRec *rec
    cdef ParamRec *p
    if f == 0:
        g.failed = 1
        return 0
    rec = ctx_func(g.cx, f)
    rec.owner = c.type
    rec.ret = TIER_FFI                      # void
    rec.flags = flags | FF_AUTO
    rec.node = c.node
    rec.offset = token_start(g.w, node_token(g.w, c.node))
    rec.impl = NO_FUNC
    if takes_object:
        rec.nrequired = 1
        p = ctx_params(g.cx, f)
        p.type = c.type | T_CONST
        p.mode = PM_IN
    return f


cdef uint32_t func_row(Gen *g, FuncRef f) noexcept nogil:
    cdef FuncRec *rec = ctx_func(g.cx, f)
    if rec.flags & FF_PRELUDE:
        return prelude_row(g, f)
    if rec.impl == NO_FUNC and rec.flags & (FF_AUTO | FF_LAMBDA):
        if not grow(g, <void**>&g.requested, &g.cap_requested, g.nrequested, sizeof(FuncRef)) or not grow(
                g, <void**>&g.funcs, &g.cap_funcs, g.nfuncs + 1, sizeof(FuncDef)):
            return 0
        g.requested[g.nrequested] = f
        g.nrequested += 1
        rec.impl = g.nfuncs
        g.nfuncs += 1
    return rec.impl


cdef void gen_requested(Gen *g) noexcept nogil:
    while g.ngenerated < g.nrequested and not g.failed:
        g.ngenerated += 1
        if ctx_func(g.cx, g.requested[g.ngenerated - 1]).flags & FF_ABSTRACT:
            if ctx_type(g.cx, ctx_func(g.cx, g.requested[g.ngenerated - 1]).owner).sort == TS_INTERFACE:
                gen_unbound(g, g.requested[g.ngenerated - 1],
                            kind_of(g, ctx_func(g.cx, g.requested[g.ngenerated - 1]).owner))
            else:
                gen_shape(g, g.requested[g.ngenerated - 1])
        else:
            gen_function(g, g.requested[g.ngenerated - 1])


cdef int is_trivial(Gen *g, const ClassInfo *c) noexcept nogil:
    """Is a new object of a class without constructors complete as it is?"""
    cdef uint32_t i
    cdef const FieldRec *f
    if c.base != 0 and not class_info(g, c.base).flags & CI_TRIVIAL_INIT:
        return 0
    for i in range(c.first_field, c.first_field + c.nfields):
        f = &g.cx.script.fields[i]
        if node_op(g.w, f.node) != INIT_NONE or is_value_object(g, f.type):
            return 0
    return 1


cdef void constructors_declare(Gen *g) noexcept nogil:
    cdef uint32_t i
    cdef ClassInfo *c
    for i in range(g.norder):
        c = &g.classes[g.class_order[i]]
        if c.flags & (CI_OWN_CTOR | CI_INTERFACE):
            continue
        if is_trivial(g, c):
            c.flags |= CI_TRIVIAL_INIT
        else:
            c.default_ctor = generated(g, c, ctx_type(g.cx, c.type).name, FF_CONSTRUCTOR, 0)
            func_row(g, c.default_ctor)
        if not c.flags & CI_NO_COPY:
            c.copy_ctor = generated(g, c, ctx_type(g.cx, c.type).name, FF_CONSTRUCTOR, 1)
            c.ctors = c.copy_ctor
        if g.failed:
            return


cdef void value_constructors(Gen *g, ClassInfo *c, int pod) noexcept nogil:
    if c.default_ctor == 0 and (pod or not c.flags & CI_OWN_CTOR):
        c.flags &= ~<uint32_t>CI_NO_DEFAULT
        if is_trivial(g, c):
            c.flags |= CI_TRIVIAL_INIT
        else:
            c.default_ctor = generated(g, c, ctx_type(g.cx, c.type).name, FF_CONSTRUCTOR, 0)
    if c.copy_ctor == 0 and not g.failed:
        c.flags &= ~<uint32_t>CI_NO_COPY
        c.copy_ctor = generated(g, c, ctx_type(g.cx, c.type).name, FF_CONSTRUCTOR, 1)
        if c.copy_ctor != 0:
            ctx_func(g.cx, c.copy_ctor).next = c.ctors
            c.ctors = c.copy_ctor


# ----------------------------------------------------------------------------------------- construction

cdef int not_constructible(Gen *g, const ClassInfo *c, uint32_t node) noexcept nogil:
    """Report a type of which there are no objects; 1 if so."""
    if c.type == 0:
        return 1
    if c.flags & CI_INTERFACE:
        gen_error(g, E_ABSTRACT, node, "'%T' is an interface: there are no objects of it, only handles to it", c.type)
        gen_hint(g, "is '%T@' meant?", c.type)
    elif c.flags & CI_ABSTRACT:
        gen_error(g, E_ABSTRACT, node, "'%T' is abstract: there are only objects of classes that derive from it", c.type)
    else:
        return 0
    return 1


cdef Overloads constructors_of(TypeRef type, FuncRef first) noexcept nogil:
    cdef Overloads o
    memset(&o, 0, sizeof(o))
    o.script = first
    o.instance = type
    o.direct = 1
    return o


cdef void hint_constructors(Gen *g, TypeRef type, FuncRef first) noexcept nogil:
    cdef Overloads o = constructors_of(type, first)
    hint_candidates(g, &o)


cdef Value new_object(Gen *g, const ClassInfo *c, uint32_t reg, uint32_t node) noexcept nogil:
    cdef Value v = blank(V_REG, c.type, node)
    gen_at(g, node_token(g.w, node))
    emit_ai(g, OP_NEW, reg, c.row)
    v.reg = reg
    v.owned = 1
    v.fresh = 1
    v.is_const = NOT_LVALUE
    return v


cdef void born(Gen *g, const ClassInfo *c, uint32_t reg) noexcept nogil:
    if c.flags & CI_HAS_DTOR:
        emit_abc(g, OP_BORN, reg, 0, 0)


cdef void call_default(Gen *g, const ClassInfo *c, Value object, uint32_t node) noexcept nogil:
    """The constructor without arguments, if there is anything to do. It exists."""
    cdef Overloads o
    cdef uint32_t reg
    if c.flags & CI_TRIVIAL_INIT:
        return
    if ctx_func(g.cx, c.default_ctor).flags & FF_AUTO:
        reg = to_reg(g, object)
        gen_at(g, node_token(g.w, node))
        emit_call(g, 0, func_row(g, c.default_ctor), &reg, 1, NO_REG)
        return
    o = constructors_of(c.type, c.ctors)
    call_overloads(g, &o, object, 0, 0, node)


cdef void construct_default(Gen *g, TypeRef type, uint32_t reg, uint32_t node) noexcept nogil:
    cdef const ClassInfo *c = class_info(g, type)
    if is_host_class(g, type):
        factory_object(g, type, 0, reg, node)
        return
    if not_constructible(g, c, node):
        return
    if c.flags & CI_NO_DEFAULT:
        gen_error(g, E_CONSTRUCTOR, node, "'%T' has no constructor without arguments", c.type)
        hint_constructors(g, c.type, c.ctors)
        return
    call_default(g, c, new_object(g, c, reg, node), node)
    born(g, c, reg)


cdef void construct_object(Gen *g, TypeRef type, uint32_t args, uint32_t count, uint32_t reg, uint32_t node) noexcept nogil:
    cdef const ClassInfo *c = class_info(g, type)
    cdef Overloads o
    if is_host_class(g, type):
        factory_object(g, type, args, reg, node)
        return
    if count == 0:
        construct_default(g, type, reg, node)
        return
    if not_constructible(g, c, node):
        return
    if c.ctors == 0:
        gen_error(g, E_CONSTRUCTOR, node, "'%T' has no constructor with arguments", c.type)
        return
    o = constructors_of(c.type, c.ctors)
    call_overloads(g, &o, new_object(g, c, reg, node), 0, args, node)
    born(g, c, reg)


cdef Value construct_from(Gen *g, FuncRef ctor, TypeRef type, Value v) noexcept nogil:
    cdef const ClassInfo *c = class_info(g, type)
    cdef Overloads o = constructors_of(c.type, c.ctors)
    cdef Value object
    if not_constructible(g, c, v.node):
        return error_value(v.node)
    object = new_object(g, c, own_take(g, kind_of(g, c.type)), v.node)
    call_one(g, ctor, &o, object, v, v.node)
    born(g, c, object.reg)
    return object


cdef void base_default(Gen *g, const ClassInfo *c, uint32_t node) noexcept nogil:
    cdef const ClassInfo *b = class_info(g, c.base)
    cdef Value object
    if b.flags & CI_NO_DEFAULT:
        gen_error_token(g, E_CONSTRUCTOR, node_token(g.w, node),
                        "the base class '%T' has no constructor without arguments", c.base)
        gen_hint(g, "call one of its constructors at the beginning of this one: super(...)")
        return
    object = this_value(g, node)
    object.type = b.type
    call_default(g, b, object, node)


# ------------------------------------------------------------------------------------ copy and assignment

cdef int can_default(Gen *g, TypeRef type) noexcept nogil:
    return not class_info(g, type).flags & (CI_NO_DEFAULT | CI_ABSTRACT)


cdef int can_assign(Gen *g, TypeRef type) noexcept nogil:
    return not class_info(g, type).flags & CI_NO_ASSIGN


cdef int can_copy(Gen *g, TypeRef type) noexcept nogil:
    cdef const ClassInfo *c = class_info(g, type)
    if c.flags & CI_ABSTRACT:
        return 0
    return c.copy_ctor != 0 or (not c.flags & CI_OWN_COPY and can_default(g, type) and can_assign(g, type))


cdef uint32_t copy_object(Gen *g, Value v, TypeRef type) noexcept nogil:
    cdef const ClassInfo *c = class_info(g, type)
    cdef uint32_t reg = own_take(g, kind_of(g, type & REF_MASK)), source
    cdef uint32_t regs[2]
    cdef Overloads o
    cdef Value object
    cdef int found = 0
    if is_host_class(g, type):
        return factory_copy(g, v, type, reg)
    if not_constructible(g, c, v.node):
        return reg
    if not can_copy(g, type):
        gen_error(g, E_CONSTRUCTOR, v.node, "'%T' cannot be copied: it has no copy constructor", c.type)
        return reg
    g.copy_work = g.copy_work + 1 if g.copy_depth else 0
    if g.copy_work > MAX_COPIES or g.copy_depth >= MAX_COPY_DEPTH:
        gen_error(g, E_CONSTRUCTOR, v.node, "copying '%T' takes too many copies for defaults of copy constructors", c.type)
        return reg
    g.copy_depth += 1
    source = to_reg(g, v)
    object = new_object(g, c, reg, v.node)
    if c.copy_ctor == 0:
        call_default(g, c, object, v.node)
        assign_object(g, reg, source, c.type, v.node)
    elif ctx_func(g.cx, c.copy_ctor).flags & FF_AUTO:
        regs[0] = reg
        regs[1] = source
        emit_call(g, 0, func_row(g, c.copy_ctor), regs, 2, NO_REG)
    else:
        o = constructors_of(c.type, c.ctors)
        v.type = c.type | (v.type & T_CONST)
        v.fresh = 0
        call_with(g, &o, object, &v, 1, v.node, 0, &found)
    g.copy_depth -= 1
    born(g, c, reg)
    return reg


cdef FuncRef assignment_of(Gen *g, ClassInfo *c) noexcept nogil:
    """The opAssign of a class for its own type."""
    if c.assign == 0:
        c.assign = generated(g, c, NAME_opAssign, 0, 1)
    return c.assign


cdef void assign_object(Gen *g, uint32_t target, uint32_t value, TypeRef type, uint32_t node) noexcept nogil:
    cdef ClassInfo *c = class_info(g, type)
    cdef uint32_t regs[2]
    cdef FuncRef f
    cdef Overloads o
    cdef Value object, v
    cdef int found = 0
    if is_host_class(g, type):
        host_assign(g, target, value, type, node)
        return
    if c.type == 0:
        return
    if c.flags & CI_NO_ASSIGN:
        gen_error(g, E_CONSTRUCTOR, node, "objects of '%T' cannot be assigned: its opAssign is deleted", c.type)
        return
    f = assignment_of(g, c)
    if f == 0:
        return
    if ctx_func(g.cx, f).flags & FF_AUTO:
        regs[0] = target
        regs[1] = value
        gen_at(g, node_token(g.w, node))
        emit_call(g, 0, func_row(g, f), regs, 2, NO_REG)
        return
    o = constructors_of(c.type, f)
    o.direct = 0
    object = blank(V_REG, c.type, node)
    object.reg = target
    object.lent = 1
    object.is_const = NOT_LVALUE
    v = object
    v.reg = value
    call_with(g, &o, object, &v, 1, node, 0, &found)


cdef int copies_whole(Gen *g, TypeRef type, int assigning, uint32_t *work) noexcept nogil:
    """Can the generated functions copy (or assign) an object, members included? 0 as well if that takes too long to see."""
    cdef const ClassInfo *c
    cdef uint32_t i
    while is_array(g, type) and not type & T_HANDLE:
        type = ctx_targ(g.cx, type, 0)
        assigning = 0
    if type & T_HANDLE or not is_value_object(g, type):
        return 1
    if is_host_class(g, type):
        return has_host_assign(g, type) if assigning else has_copy_factory(g, type)
    if work[0] == 0:
        return 0
    work[0] -= 1
    c = class_info(g, type)
    if c.type == 0:
        return 1
    if not assigning:
        if not can_copy(g, c.type):
            return 0
        if c.copy_ctor == 0:
            assigning = 1
        elif not ctx_func(g.cx, c.copy_ctor).flags & FF_AUTO:
            return 1
    if assigning:
        if not can_assign(g, c.type):
            return 0
        if c.assign != 0 and not ctx_func(g.cx, c.assign).flags & FF_AUTO:
            return 1
    if c.base != 0 and not copies_whole(g, c.base, assigning, work):
        return 0
    for i in range(c.first_field, c.first_field + c.nfields):
        if not copies_whole(g, g.cx.script.fields[i].type, assigning, work):
            return 0
    return 1


cdef void request_copies(Gen *g, FuncRef f) noexcept nogil:
    cdef uint32_t i, work, n = ctx_func(g.cx, f).nparams
    cdef const ParamRec *p
    cdef ClassInfo *c
    cdef FuncRef needed
    for i in range(n):
        p = &ctx_params(g.cx, f)[i]
        if p.mode != PM_VALUE and (p.mode != PM_IN or p.type & T_CONST) or p.type & T_HANDLE or is_array(g, p.type):
            continue
        c = class_info(g, p.type)
        work = MAX_COPIES
        if c.type == 0 or not copies_whole(g, c.type, 0, &work):
            continue
        needed = c.copy_ctor if c.copy_ctor != 0 else assignment_of(g, c)
        if needed != 0 and ctx_func(g.cx, needed).flags & FF_AUTO:
            func_row(g, needed)


cdef void assign_dynamic(Gen *g, uint32_t target, uint32_t value, TypeRef type, uint32_t node) noexcept nogil:
    cdef ClassInfo *c = class_info(g, type)
    cdef uint32_t regs[2]
    cdef FuncRef f
    if not c.flags & CI_DERIVED or c.flags & CI_NO_ASSIGN:
        assign_object(g, target, value, type, node)
        return
    f = assignment_of(g, c)
    if f == 0 or not ctx_func(g.cx, f).flags & FF_AUTO:
        assign_object(g, target, value, type, node)
        return
    if c.assign_any == 0:
        c.assign_any = generated(g, c, NAME_opAssign, 0, 1)
        if c.assign_any == 0:
            return
    regs[0] = target
    regs[1] = value
    gen_at(g, node_token(g.w, node))
    emit_call(g, 0, func_row(g, c.assign_any), regs, 2, NO_REG)


# ------------------------------------------------------------------------------------- generated bodies

cdef void any_body(Gen *g, const ClassInfo *c) noexcept nogil:
    """Assign to `this`, of the class or one derived from it, as its own class does. Those further down come first."""
    cdef uint32_t null, to, from_, end, other, i, top, own_top
    cdef const ClassInfo *d
    g.in_shared = 0                         # each program has its own
    end = label_new(g)
    emit_abc(g, OP_MATCH, 0, 1, 0)
    null = reg_take(g, kind_of(g, c.type))
    emit_abc(g, OP_LDNULL, null, 0, 0)
    i = g.norder
    while i > 0 and not g.failed:
        i -= 1
        d = &g.classes[g.class_order[i]]
        if d.flags & (CI_INTERFACE | CI_ABSTRACT) or not class_is(g, d.type, c.type):
            continue
        top = g.fs.top
        own_top = g.fs.own_top
        other = label_new(g)
        to = reg_take(g, kind_of(g, d.type))
        from_ = reg_take(g, kind_of(g, d.type))
        emit_abc(g, OP_CASTO, to, 0, d.row)
        emit_jump_cmp(g, OP_JEQ, to, null, other)
        if d.flags & CI_NO_ASSIGN:
            emit_abc(g, OP_UNBOUND, 0, 0, 0)
        else:
            emit_abc(g, OP_CASTO, from_, 1, d.row)
            assign_object(g, to, from_, d.type, c.node)
        own_reset(g, own_top)
        reg_reset(g, top)
        emit_jump(g, end)
        label_place(g, other)
    label_place(g, end)


cdef Value member_here(const FieldRec *f, uint32_t object, uint32_t node) noexcept nogil:
    cdef Value v = blank(V_FIELD, f.type & ~<TypeRef>T_CONST if not f.type & T_HANDLE else f.type, node)
    v.reg = object
    v.index = f.index
    v.lent = 1
    return v


cdef void copy_field(Gen *g, const FieldRec *f, uint32_t node) noexcept nogil:
    """A member of `this`, which is zero, := a copy of that of the object in register 1."""
    cdef Value from_ = member_here(f, 1, node)
    cdef uint32_t kind = kind_of(g, f.type), r
    if not is_handle_kind(kind):
        emit_abc(g, OP_SETF, 0, f.index, to_reg(g, from_))
    elif not is_value_object(g, f.type):
        emit_abc(g, OP_SETFH, 0, f.index, to_reg(g, from_))
    else:
        r = copy_value(g, from_, f.type)
        emit_abc(g, OP_GIVEF, 0, f.index, r)
        own_moved(g, r)


cdef void assign_field(Gen *g, const FieldRec *f, uint32_t node) noexcept nogil:
    cdef Value from_ = member_here(f, 1, node)
    if f.type & T_HANDLE:
        emit_abc(g, OP_SETFH, 0, f.index, to_reg(g, from_))
    else:
        assign(g, member_here(f, 0, node), from_, node)


cdef void generated_body(Gen *g, FuncRef f) noexcept nogil:
    cdef const ClassInfo *c = class_info(g, ctx_func(g.cx, f).owner)
    cdef const ClassInfo *b
    cdef int copies = (ctx_func(g.cx, f).flags & FF_CONSTRUCTOR) != 0
    cdef uint32_t i, top = g.fs.top, own_top = g.fs.own_top
    cdef uint32_t regs[2]
    cdef Overloads o
    cdef Value object, v
    cdef int found = 0
    cdef FieldRec field
    if ctx_func(g.cx, f).flags & FF_WRAPPER:
        wrapper_body(g, f)
        return
    if ctx_func(g.cx, f).nparams == 0:
        return
    if f == c.assign_any:
        any_body(g, c)
        return
    if c.base != 0:
        b = class_info(g, c.base)
        regs[0] = 0
        regs[1] = 1
        if not copies:
            assign_object(g, 0, 1, c.base, c.node)
        elif b.copy_ctor == 0:
            base_default(g, c, c.node)
            assign_object(g, 0, 1, c.base, c.node)
        elif ctx_func(g.cx, b.copy_ctor).flags & FF_AUTO:
            emit_call(g, 0, func_row(g, b.copy_ctor), regs, 2, NO_REG)
        else:
            o = constructors_of(c.base, b.ctors)
            object = this_value(g, c.node)
            object.type = c.base
            v = object
            v.reg = 1
            v.sort = V_REG
            v.lent = 1
            v.type |= T_CONST
            call_with(g, &o, object, &v, 1, c.node, 0, &found)
    for i in range(c.first_field, c.first_field + c.nfields):
        field = g.cx.script.fields[i]
        gen_at(g, node_token(g.w, field.node))
        if copies:
            copy_field(g, &field, field.node)
        else:
            assign_field(g, &field, field.node)
        own_reset(g, own_top)
        reg_reset(g, top)
