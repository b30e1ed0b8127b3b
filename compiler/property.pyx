# cython: language_level=3, boundscheck=False, wraparound=False, cdivision=True, initializedcheck=False
"""Properties: names that stand for calls of get_NAME and set_NAME.

What it is: the way from `object.name`, `name`, `name[i]` and `object[i]` to the accessors declared `property`.
What it is not: the calls themselves (`call`), or the declaration of accessors (`classes`, `declare`).

A property in an expression is a V_PROP until it is known whether it is read or written; `expr` reads, only `place` gives
it as it is. Its object and indices are evaluated by then.

Rules
- `@p = x` calls the setter of a handle. `p = x` calls the setter as well, unless it takes a handle (or there is none):
  then it assigns to the object that the getter gives.
- Objects of the host have no content that a script could assign to, and a list or dict of the host is a copy: there the
  setter is called in any case.
- `p op= x` calls the getter before x is evaluated, then the operator (opAdd, not opAddAssign), then the setter, for the
  same object. `++` and `--` are refused.
"""
from libc.stdint cimport uint8_t, uint32_t
from libc.string cimport memcpy

from seraphscript.compiler.call cimport call_with
from seraphscript.compiler.classes cimport class_field
from seraphscript.compiler.convert cimport (
    NOT_LVALUE, TR_ERROR, blank, convert, error_value, hold, is_array, is_const_object, is_error, load, no_value_error, prim_kind,
    to_own,
)
from seraphscript.compiler.dictvalue cimport is_dict
from seraphscript.compiler.emit cimport grow
from seraphscript.compiler.error_codes cimport E_PROPERTY, W_LOST_CHANGE
from seraphscript.compiler.expr cimport expr
from seraphscript.compiler.gen cimport (
    MAX_INDEX, V_CONST, V_LIST, V_LIT, V_LOCAL, V_NULL, V_PARTS, V_PROP, V_REG, Gen, Prop, Value,
)
from seraphscript.compiler.lvalue cimport assign
from seraphscript.compiler.nodes cimport *
from seraphscript.compiler.objects cimport is_lent, is_reference
from seraphscript.compiler.operators cimport binary_values
from seraphscript.compiler.overload cimport Overloads, quick_type
from seraphscript.compiler.parts cimport parts_detached
from seraphscript.compiler.types cimport gen_error, gen_hint, gen_warning, name_lookup
from seraphscript.compiler.values cimport is_value_type, value_ready
from seraphscript.registry.context cimport (
    ctx_find_ffi_func, ctx_find_func, ctx_func, ctx_name, ctx_param_type, ctx_return_type, ctx_type,
)
from seraphscript.registry.name_ids cimport NAME_get_opIndex, NAME_set_opIndex
from seraphscript.registry.names cimport names_find
from seraphscript.registry.tier cimport (
    FF_HOST, FF_PROPERTY, FF_RETURNS_REF, REF_MASK, T_CONST, T_HANDLE, FieldRec, FuncRef, ScopeRef, TypeRef,
)

cdef enum:
    MAX_NAME = 252              # bytes of a name that can be a property


# ------------------------------------------------------------------------------------------------ accessors

cdef uint32_t accessor_name(Gen *g, const char *prefix, uint32_t name) noexcept nogil:
    """The id of get_NAME or set_NAME, 0 if nothing has that name."""
    cdef char text[256]
    cdef uint32_t n
    cdef const char *p = ctx_name(g.cx, name, &n)
    if n == 0 or n > MAX_NAME:
        return 0
    memcpy(text, prefix, 4)
    memcpy(text + 4, p, n)
    return names_find(&g.w.names, <const uint8_t *>text, n + 4)


cdef FuncRef with_params(Gen *g, FuncRef f, uint32_t n) noexcept nogil:
    """The first accessor of a chain with n parameters."""
    while f != 0 and not (ctx_func(g.cx, f).flags & FF_PROPERTY and ctx_func(g.cx, f).nparams == n):
        f = ctx_func(g.cx, f).next
    return f


cdef FuncRef getter(Gen *g, const Prop *p, uint32_t nargs) noexcept nogil:
    cdef FuncRef f = with_params(g, p.get, nargs)
    return f if f != 0 else with_params(g, p.ffi_get, nargs)


cdef FuncRef setter(Gen *g, const Prop *p, uint32_t nargs) noexcept nogil:
    cdef FuncRef f = with_params(g, p.set, nargs + 1)
    return f if f != 0 else with_params(g, p.ffi_set, nargs + 1)


cdef int has_accessor(Gen *g, FuncRef f) noexcept nogil:
    while f != 0 and not ctx_func(g.cx, f).flags & FF_PROPERTY:
        f = ctx_func(g.cx, f).next
    return f != 0


cdef int find_accessors(Gen *g, ScopeRef scope, uint32_t get, uint32_t set, Prop *p) noexcept nogil:
    p.get = ctx_find_func(g.cx, scope, get) if get else 0
    p.ffi_get = ctx_find_ffi_func(g.cx, scope, get) if get else 0
    p.set = ctx_find_func(g.cx, scope, set) if set else 0
    p.ffi_set = ctx_find_ffi_func(g.cx, scope, set) if set else 0
    return has_accessor(g, p.get) or has_accessor(g, p.ffi_get) or has_accessor(g, p.set) or has_accessor(g, p.ffi_set)


cdef TypeRef type_of(Gen *g, const Prop *p) noexcept nogil:
    """The property's type; TR_ERROR if it cannot be had with that number of indices."""
    cdef FuncRef f = getter(g, p, p.nargs)
    cdef TypeRef type
    if f != 0:
        type = ctx_return_type(g.cx, f, p.instance)
    else:
        f = setter(g, p, p.nargs)
        if f == 0:
            return TR_ERROR
        type = ctx_param_type(g.cx, f, p.nargs, p.instance)
    return type & REF_MASK if prim_kind(g, type) else type


cdef Value property_value(Gen *g, const Prop *p, uint32_t node) noexcept nogil:
    cdef Value v = blank(V_PROP, type_of(g, p), node)
    if g.nprops >= g.cap_props and not grow(g, <void**>&g.props, &g.cap_props, g.nprops, sizeof(Prop)):
        return error_value(node)
    g.props[g.nprops] = p[0]
    v.index = g.nprops
    g.nprops += 1
    return v


cdef int member_property(Gen *g, Value object, uint32_t name, uint32_t node, Value *v) noexcept nogil:
    cdef Prop p
    cdef ScopeRef members = ctx_type(g.cx, object.type).members
    value_ready(g, object.type)
    if members == 0 or not find_accessors(
            g, members, accessor_name(g, "get_", name), accessor_name(g, "set_", name), &p):
        return 0
    p.instance = object.type & ~<TypeRef>T_CONST
    p.const_object = is_const_object(object)
    p.name = name
    p.object = object
    p.nargs = 0
    v[0] = property_value(g, &p, node)
    return 1


cdef int scope_property(Gen *g, ScopeRef scope, uint32_t name, uint32_t node, Value *v) noexcept nogil:
    cdef Prop p
    if not find_accessors(g, scope, accessor_name(g, "get_", name), accessor_name(g, "set_", name), &p):
        return 0
    p.instance = 0
    p.const_object = 0
    p.name = name
    p.object = blank(0, 0, node)
    p.nargs = 0
    v[0] = property_value(g, &p, node)
    return 1


cdef TypeRef property_type(Gen *g, TypeRef object, uint32_t name) noexcept nogil:
    cdef Prop p
    cdef ScopeRef members = ctx_type(g.cx, object).members
    cdef TypeRef type
    value_ready(g, object)
    if members == 0 or not find_accessors(
            g, members, accessor_name(g, "get_", name), accessor_name(g, "set_", name), &p):
        return 0
    p.instance = object & ~<TypeRef>T_CONST
    p.nargs = 0
    type = type_of(g, &p)
    return 0 if is_error(type) else type


# --------------------------------------------------------------------------------------------------- indices

cdef int takes_indices(Gen *g, Value v, uint32_t count) noexcept nogil:
    cdef const Prop *p = &g.props[v.index]
    return 0 < count <= MAX_INDEX and (getter(g, p, count) != 0 or setter(g, p, count) != 0)


cdef Value indexed_property(Gen *g, Value v, const Value *args, uint32_t nargs, uint32_t node) noexcept nogil:
    cdef Prop p = g.props[v.index]
    cdef uint32_t i
    p.nargs = nargs
    for i in range(nargs):
        p.args[i] = args[i]
    return property_value(g, &p, node)


cdef int index_accessors(Gen *g, TypeRef type) noexcept nogil:
    cdef Prop p
    cdef ScopeRef members = ctx_type(g.cx, type).members
    return members != 0 and find_accessors(g, members, NAME_get_opIndex, NAME_set_opIndex, &p)


cdef Value index_property(Gen *g, Value object, const Value *args, uint32_t nargs, uint32_t node) noexcept nogil:
    cdef Prop p
    find_accessors(g, ctx_type(g.cx, object.type).members, NAME_get_opIndex, NAME_set_opIndex, &p)
    p.instance = object.type & ~<TypeRef>T_CONST
    p.const_object = is_const_object(object)
    p.name = 0
    p.object = object
    p.nargs = 0
    return indexed_property(g, property_value(g, &p, node), args, nargs, node)


# ---------------------------------------------------------------------------------------------------- access

cdef Value no_accessor(Gen *g, const Prop *p, int write, uint32_t node) noexcept nogil:
    cdef const char *what = <const char*>"written: it has no setter" if write else <const char*>"read: it has no getter"
    if p.name == 0:
        gen_error(g, E_PROPERTY, node, "'%T' has no index operator that can be %s", p.instance,
                  <const char*>"written" if write else <const char*>"read")
    elif p.nargs == 0 and (with_params(g, p.get, 1) != 0 or with_params(g, p.set, 2) != 0):
        gen_error(g, E_PROPERTY, node, "property '%N' needs an index", p.name)
    else:
        gen_error(g, E_PROPERTY, node, "property '%N' cannot be %s", p.name, what)
    return error_value(node)


cdef inline int is_copy(Gen *g, FuncRef get, TypeRef type) noexcept nogil:
    """Does a getter make its result of a value of Python's? Nobody else sees such an object."""
    return ctx_func(g.cx, get).flags & FF_HOST and (is_array(g, type) or is_dict(g, type))


cdef void warn_lost_change(Gen *g, uint32_t object, uint32_t node) noexcept nogil:
    cdef TypeRef type
    cdef uint32_t name = 0
    cdef ScopeRef members
    cdef Prop p
    cdef Value v
    cdef FuncRef get
    cdef const FieldRec *field
    if not g.hidden_calls:
        return
    while node_kind(g.w, object) == NK_Member:
        type = quick_type(g, Member_object(g.w, object))
        name = Member_name(g.w, object)
        field = class_field(g, type, name) if type != 0 else NULL
        if type == 0 or (field != NULL and not is_value_type(g, field.type)):
            return
        if field == NULL:
            members = ctx_type(g.cx, type).members
            if members == 0 or not find_accessors(g, members, accessor_name(g, "get_", name), 0, &p):
                return
            p.instance = type & ~<TypeRef>T_CONST
            p.nargs = 0
            break
        object = Member_object(g.w, object)     # a part of a value
    else:
        if node_kind(g.w, object) != NK_Ident:
            return
        v = name_lookup(g, object)
        if v.sort != V_PROP:
            return
        name = Ident_name(g.w, object)
        p = g.props[v.index]
    get = getter(g, &p, 0)
    if get == 0 or not ctx_func(g.cx, get).flags & FF_HOST:
        return
    type = type_of(g, &p)
    if not is_copy(g, get, type) and not is_value_type(g, type):
        return
    gen_warning(g, W_LOST_CHANGE, node, "'%N' gives a copy of the host's value: this changes the copy only", name)
    gen_hint(g, "change a variable and assign it to '%N'", name)


cdef Overloads overloads(const Prop *p, int write) noexcept nogil:
    cdef Overloads o
    o.script = p.set if write else p.get
    o.ffi = p.ffi_set if write else p.ffi_get
    o.instance = p.instance
    o.const_object = p.const_object
    o.direct = 0
    o.targs = 0
    return o


cdef Value property_read(Gen *g, Value v) noexcept nogil:
    cdef Prop p = g.props[v.index]
    cdef Overloads o = overloads(&p, 0)
    cdef int found = 0
    if getter(g, &p, p.nargs) == 0:
        return no_accessor(g, &p, 0, v.node)
    return call_with(g, &o, p.object, p.args, p.nargs, v.node, 0, &found)


cdef int assigns_content(Gen *g, Value v, const Prop *p) noexcept nogil:
    """Does `p = x` assign to the object that the getter gives?"""
    cdef FuncRef get = getter(g, p, p.nargs), set = setter(g, p, p.nargs)
    if not is_reference(g, v.type):
        return 0
    if set != 0:
        return not ctx_func(g.cx, set).flags & FF_HOST and (
            ctx_param_type(g.cx, set, p.nargs, p.instance) & T_HANDLE) != 0
    return get != 0 and not is_copy(g, get, v.type) and (
        v.type & T_HANDLE or ctx_func(g.cx, get).flags & FF_RETURNS_REF) != 0


cdef Value property_write(Gen *g, Value v, Value value, int as_handle, uint32_t node) noexcept nogil:
    cdef Prop p = g.props[v.index]
    cdef Overloads o = overloads(&p, 1)
    cdef Value args[MAX_INDEX + 1]
    cdef uint32_t i
    cdef int found = 0
    if is_error(value.type):
        return error_value(node)
    if not as_handle and assigns_content(g, v, &p):
        if getter(g, &p, p.nargs) != 0:
            return assign(g, property_read(g, v), value, node)
        if p.name == 0:
            gen_error(g, E_PROPERTY, v.node, "the index operator of '%T' takes a handle", p.instance)
        else:
            gen_error(g, E_PROPERTY, v.node, "the setter of property '%N' takes a handle", p.name)
        gen_hint(g, "to set the handle write @ in front")
        return error_value(node)
    if setter(g, &p, p.nargs) == 0:
        return no_accessor(g, &p, 1, v.node)
    if as_handle and not v.type & T_HANDLE:
        gen_error(g, E_PROPERTY, v.node, "property '%N' is no handle, its type is '%T'", p.name, v.type)
        return error_value(node)
    for i in range(p.nargs):
        args[i] = p.args[i]
    args[p.nargs] = value
    if as_handle and value.sort != V_NULL and value.sort != V_LIST:
        args[p.nargs] = convert(g, value, v.type)
    return call_with(g, &o, p.object, args, p.nargs + 1, node, 0, &found)


cdef Value secured(Gen *g, Value v) noexcept nogil:
    """A value that script code, which runs between two uses of it, cannot change or release."""
    cdef uint32_t t
    cdef int is_const = is_const_object(v)
    if v.sort == V_CONST or v.sort == V_LIT or v.sort == V_NULL or v.sort == V_LIST or v.sort == V_LOCAL or v.sort == 0:
        return v
    if prim_kind(g, v.type):
        return load(g, v)
    if v.sort == V_PARTS:
        return v if v.index2 else parts_detached(g, v)
    if is_lent(g, v) and v.sort == V_REG:
        return v
    t = to_own(g, v)
    v.sort = V_REG
    v.reg = t
    v.owned = 1
    v.fresh = 0
    v.is_const = NOT_LVALUE
    if is_const:
        v.type |= T_CONST
    return v


cdef void property_hold(Gen *g, Value v) noexcept nogil:
    """Make the object and the indices of a property safe until it is written."""
    cdef Prop p = g.props[v.index]
    cdef uint32_t i
    p.object = secured(g, p.object)
    for i in range(p.nargs):
        p.args[i] = secured(g, p.args[i])
    g.props[v.index] = p


cdef Value property_compound(
    Gen *g, Value v, Value value, uint32_t value_node, uint32_t op, uint32_t node
) noexcept nogil:
    cdef Value result
    if is_error(value.type):
        return error_value(node)
    if is_reference(g, v.type) and (v.type & T_HANDLE or is_array(g, v.type) or is_dict(g, v.type)):
        gen_error(g, E_PROPERTY, node, "a property of type '%T' has no compound assignment", v.type)
        return error_value(node)
    property_hold(g, v)
    value = secured(g, value)
    if getter(g, &g.props[v.index], g.props[v.index].nargs) != 0 and setter(
            g, &g.props[v.index], g.props[v.index].nargs) == 0:
        return no_accessor(g, &g.props[v.index], 1, v.node)
    result = property_read(g, v)
    if value_node != 0:
        result = hold(g, result, value_node)
        value = expr(g, value_node)
    if is_error(result.type) or is_error(value.type):
        return error_value(node)
    return property_write(g, v, binary_values(g, op, result, value, node), 0, node)
