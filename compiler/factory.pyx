# cython: language_level=3, boundscheck=False, wraparound=False, cdivision=True, initializedcheck=False
"""Objects of host classes: their factories.

What it is: construction of an object that Python makes, copies by a constructor that takes an object of the class, and
assignment by opAssign; without these two a class has handles only. What it is not: script classes (`construct`).
"""
from libc.stdint cimport uint32_t
from libc.string cimport memset

from seraphscript.compiler.call cimport call_one, call_overloads, call_with
from seraphscript.compiler.convert cimport NOT_LVALUE, blank, error_value, is_error
from seraphscript.compiler.error_codes cimport E_CONSTRUCTOR, E_PARAM_TYPE, E_TYPE
from seraphscript.compiler.funcdef cimport construct_fiber
from seraphscript.compiler.gen cimport V_REG, Gen, Value
from seraphscript.compiler.literal cimport init_reg
from seraphscript.compiler.nodes cimport node_next
from seraphscript.compiler.overload cimport Overloads, methods_of
from seraphscript.compiler.types cimport gen_error, gen_hint
from seraphscript.registry.context cimport (
    ctx_constructors, ctx_find_ffi_func, ctx_func, ctx_param_type, ctx_params, ctx_type,
)
from seraphscript.registry.kinds cimport HK_NOHANDLE, HK_SCOPED, has_no_handles, host_kind
from seraphscript.registry.name_ids cimport NAME_opAssign
from seraphscript.registry.tier cimport (
    FF_HOST, FF_WRAPPER, PM_OUT, PM_VALUE, REF_MASK, T_CONST, T_CONST_HANDLE, T_HANDLE, TF_FIBER, TF_HOST,
    TF_ROOT, TIER_FFI, TS_CLASS, TS_INSTANCE, TS_PARAM, FuncRef, TypeRec, TypeRef, tier_func_by_id,
)


cdef int is_host_class(Gen *g, TypeRef type) noexcept nogil:
    cdef const TypeRec *rec = ctx_type(g.cx, type)
    return (type & TIER_FFI) != 0 and rec.sort == TS_CLASS or rec.sort == TS_INSTANCE and rec.flags & TF_HOST != 0


cdef Overloads made_by(Gen *g, TypeRef type) noexcept nogil:
    """The constructors of a class. Instances of a template have theirs with its arguments, unless they are special ones."""
    cdef const TypeRec *rec = ctx_type(g.cx, type)
    cdef Overloads o
    memset(&o, 0, sizeof(Overloads))
    if rec.sort == TS_INSTANCE and rec.members == ctx_type(g.cx, rec.base).members:
        o.script = ctx_constructors(g.cx, type & REF_MASK, 0)
    else:
        o.ffi = ctx_find_ffi_func(g.cx, rec.members, rec.name)
    return o


cdef int no_handle_error(Gen *g, TypeRef t, uint32_t node) noexcept nogil:
    cdef const TypeRec *rec = ctx_type(g.cx, t)
    if not has_no_handles(t, rec):
        return 0
    gen_error(g, E_TYPE, node, "cannot create handle to '%T': it is a %s reference type", t & REF_MASK,
              <const char *>(b"scoped" if host_kind(rec) == HK_SCOPED else b"nohandle"))
    return 1


cdef int is_parameter_error(Gen *g, TypeRef t, uint32_t node) noexcept nogil:
    if not t & TIER_FFI or ctx_type(g.cx, t).sort != TS_CLASS or host_kind(ctx_type(g.cx, t)) != HK_NOHANDLE:
        return 0
    gen_error(g, E_PARAM_TYPE, node, "type '%T' cannot be used as a parameter: it is a nohandle reference type", t & REF_MASK)
    return 1


cdef void host_result(Gen *g, Value *v) noexcept nogil:
    """What a function of the host has given, of a type without handles: the script's own, or the host's one object."""
    if has_no_handles(v.type, ctx_type(g.cx, v.type)):
        v.type &= ~<TypeRef>(T_HANDLE | T_CONST_HANDLE)
        v.fresh = host_kind(ctx_type(g.cx, v.type)) == HK_SCOPED


cdef int factories(Gen *g, TypeRef type, Overloads *o, uint32_t node) noexcept nogil:
    """0 after a diagnostic."""
    o[0] = made_by(g, type)
    if o.ffi == 0 and o.script == 0:
        gen_error(g, E_CONSTRUCTOR, node, "scripts cannot make objects of '%T': the host gives it no constructor", type)
    return o.ffi != 0 or o.script != 0


cdef Value made(Value v, TypeRef type) noexcept nogil:
    """What a factory gave: a handle that nobody else has, and that is not null."""
    if not is_error(v.type):
        v.type = type & REF_MASK
        v.fresh = 1
    return v


cdef void factory_object(Gen *g, TypeRef type, uint32_t args, uint32_t reg, uint32_t node) noexcept nogil:
    cdef Overloads o
    cdef Value v
    cdef uint32_t count = 0, arg = args
    if ctx_type(g.cx, type).flags & TF_FIBER:
        while arg != 0:
            count += 1
            arg = node_next(g.w, arg)
        v = made(construct_fiber(g, type & REF_MASK, args, count, node), type)
        if not is_error(v.type):
            init_reg(g, v, type & REF_MASK, reg)
        return
    if not factories(g, type, &o, node):
        return
    v = made(call_overloads(g, &o, error_value(node), 0, args, node), type)
    if not is_error(v.type):
        init_reg(g, v, type & REF_MASK, reg)


cdef FuncRef with_own_type(Gen *g, const Overloads *o, TypeRef type, int by_value) noexcept nogil:
    """The one of some functions that takes one object of the type; a copy constructor cannot want a copy of it."""
    cdef FuncRef f = o.script if o.script != 0 else o.ffi
    cdef uint32_t mode
    while f != 0:
        if ctx_func(g.cx, f).nparams == 1 and (ctx_param_type(g.cx, f, 0, type) ^ type) & REF_MASK == 0:
            mode = ctx_params(g.cx, f)[0].mode
            if mode != PM_OUT and (mode != PM_VALUE or by_value or ctx_params(g.cx, f)[0].type & T_HANDLE):
                return f
        f = ctx_func(g.cx, f).next
    return 0


cdef int has_copy_factory(Gen *g, TypeRef type) noexcept nogil:
    cdef Overloads o = made_by(g, type)
    return with_own_type(g, &o, type, 0) != 0


cdef int takes_copy(Gen *g, FuncRef f, uint32_t p, TypeRef type) noexcept nogil:
    cdef FuncRef declared = f
    if ctx_params(g.cx, f)[p].mode != PM_VALUE or type & T_HANDLE or not is_host_class(g, type) or (
            ctx_type(g.cx, type).flags & (TF_FIBER | TF_ROOT)):
        return 0
    if ctx_func(g.cx, g.fs.func).flags & FF_WRAPPER:
        return 0                            # what it passes on is its own copy
    if not f & TIER_FFI:
        if not ctx_func(g.cx, f).flags & FF_HOST:
            return 0
        declared = tier_func_by_id(g.cx.ffi, ctx_func(g.cx, f).id)
    return declared == 0 or ctx_type(g.cx, ctx_params(g.cx, declared)[p].type).sort != TS_PARAM


cdef int has_default_factory(Gen *g, TypeRef type) noexcept nogil:
    cdef Overloads o = made_by(g, type)
    cdef FuncRef f = o.script if o.script != 0 else o.ffi
    while f != 0:
        if ctx_func(g.cx, f).nrequired == 0:
            return 1
        f = ctx_func(g.cx, f).next
    return 0


cdef int has_host_assign(Gen *g, TypeRef type) noexcept nogil:
    cdef Overloads o = methods_of(g, type & REF_MASK, 0, NAME_opAssign)
    o.script = 0
    return with_own_type(g, &o, type, 1) != 0


cdef uint32_t factory_copy(Gen *g, Value v, TypeRef type, uint32_t reg) noexcept nogil:
    cdef Overloads o = made_by(g, type)
    cdef FuncRef f = with_own_type(g, &o, type, 0)
    cdef Value made_value
    if f == 0:
        gen_error(g, E_CONSTRUCTOR, v.node, "objects of '%T' are the host's and cannot be copied", type & REF_MASK)
        if not has_no_handles(type, ctx_type(g.cx, type)):
            gen_hint(g, "make it a handle: '%T@'", type & REF_MASK)
        return reg
    o.direct = 1
    v.type = (type & REF_MASK) | (v.type & T_CONST)
    made_value = made(call_one(g, f, &o, error_value(v.node), v, v.node), type)
    if not is_error(made_value.type):
        init_reg(g, made_value, type & REF_MASK, reg)
    return reg


cdef void host_assign(Gen *g, uint32_t target, uint32_t value, TypeRef type, uint32_t node) noexcept nogil:
    cdef Overloads o = methods_of(g, type & REF_MASK, 0, NAME_opAssign)
    cdef Value object = blank(V_REG, type & REF_MASK, node), v
    cdef int found = 0
    if not has_host_assign(g, type):
        gen_error(g, E_CONSTRUCTOR, node, "objects of '%T' are the host's and cannot be assigned", type & REF_MASK)
        if not has_no_handles(type, ctx_type(g.cx, type)):
            gen_hint(g, "to let a handle refer to another one, write '@variable = ...'")
        return
    object.reg = target
    object.lent = 1
    object.is_const = NOT_LVALUE
    v = object
    v.reg = value
    call_with(g, &o, object, &v, 1, node, 0, &found)
