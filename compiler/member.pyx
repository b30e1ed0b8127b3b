# cython: language_level=3, boundscheck=False, wraparound=False, cdivision=True, initializedcheck=False
"""Members of objects: fields, `this`, and what a name means inside a method.

What it is: the way from a name to a field of an object. What it is not: calls of methods (`call`), loads and stores
(`convert`, `lvalue`), the declarations (`classes`).

Inside a method the members of its class hide everything further out; fields count as `this.name`.
"""
from libc.stdint cimport uint32_t

from seraphscript.compiler.classes cimport class_field, class_is, may_access
from seraphscript.compiler.constructor cimport ctor_uses
from seraphscript.compiler.convert cimport NOT_LVALUE, blank, error_value, is_const_object, is_error, no_value_error, to_reg
from seraphscript.compiler.error_codes cimport E_NO_VALUE, E_UNKNOWN_MEMBER
from seraphscript.compiler.gen cimport V_FIELD, V_FUNC, V_LIST, V_LOCAL, V_PARTS, Gen, Value
from seraphscript.compiler.hints cimport field_access_error, hint_member
from seraphscript.compiler.nodes cimport node_token
from seraphscript.compiler.objects cimport is_lent, is_script_type
from seraphscript.compiler.overload cimport Overloads, methods_of
from seraphscript.compiler.parts cimport parts_field
from seraphscript.compiler.property cimport member_property, property_type
from seraphscript.compiler.types cimport gen_error, gen_error_token, gen_hint
from seraphscript.registry.context cimport ctx_find_ffi_func, ctx_find_func, ctx_scope, ctx_type
from seraphscript.registry.tier cimport (
    T_CONST, T_CONST_HANDLE, T_HANDLE, TF_REFERENCE, FieldRec, ScopeRef, TypeRef,
)
from seraphscript.vm.layout cimport FD_PRIVATE, FD_PROTECTED


cdef Value this_value(Gen *g, uint32_t node) noexcept nogil:
    cdef Value v
    if g.fs.owner == 0:
        gen_error(g, E_NO_VALUE, node, "'this' outside of a method")
        return error_value(node)
    if g.inline_depth:
        v = g.inline_this
        v.node = node
        return v
    v = blank(V_LOCAL, g.fs.owner, node)
    v.reg = 0
    v.index = g.fs.first_local              # the variable without a name that take_params makes
    v.is_const = 1 if g.fs.this_const else 0
    return v


cdef Value field_value(Gen *g, Value object, const FieldRec *field, uint32_t node) noexcept nogil:
    cdef TypeRef type = field.type
    cdef Value v = blank(V_FIELD, type, node)
    if is_error(type):
        return error_value(node)
    if not may_access(g, field.owner, (field.flags & FD_PRIVATE) != 0, (field.flags & FD_PROTECTED) != 0):
        field_access_error(g, field, node)
        return error_value(node)
    if object.sort == V_PARTS:
        v = parts_field(g, object, field.index, type, node)
    v.index = field.index if v.sort == V_FIELD else v.index
    v.is_const = 1 if is_const_object(object) or (type & T_CONST and not type & T_HANDLE) or type & T_CONST_HANDLE else 0
    if not ctx_type(g.cx, type).flags & TF_REFERENCE:
        v.type &= ~<TypeRef>T_CONST
    if v.sort != V_FIELD:
        if object.index2 == 0:
            v.is_const = NOT_LVALUE
        return v
    if g.fs.is_ctor and object.sort == V_LOCAL and object.reg == 0:
        ctor_uses(g, field, node)
    v.lent = is_lent(g, object)
    v.reg = to_reg(g, object)
    return v


cdef int member_in_scope(Gen *g, ScopeRef scope, uint32_t name, Value *v) noexcept nogil:
    cdef TypeRef type = ctx_scope(g.cx, scope).type
    cdef const FieldRec *field
    if not is_script_type(g, type):
        return 0
    if g.fs.owner != 0 and class_is(g, g.fs.owner, type):
        field = class_field(g, type, name)
        if field != NULL:
            v[0] = field_value(g, this_value(g, v.node), field, v.node)
            return 1
        if member_property(g, this_value(g, v.node), name, v.node, v):
            return 1
    v.index = ctx_find_func(g.cx, scope, name)
    v.index2 = ctx_find_ffi_func(g.cx, scope, name)
    if v.index != 0 or v.index2 != 0:
        v.sort = V_FUNC
        v.owner_index = type                # methods of this class, called for `this`
        return 1
    return 0


cdef TypeRef member_type(Gen *g, TypeRef object, uint32_t name) noexcept nogil:
    cdef const FieldRec *field = class_field(g, object, name) if is_script_type(g, object) else NULL
    if field == NULL:
        return property_type(g, object, name)
    if field.type & T_HANDLE or not ctx_type(g.cx, field.type).flags & TF_REFERENCE:
        return field.type
    return field.type | object & T_CONST


cdef Value member_of(Gen *g, Value object, uint32_t name, uint32_t node) noexcept nogil:
    cdef const FieldRec *field
    cdef Overloads o
    cdef Value v
    if is_error(object.type) or (object.sort != V_LIST and no_value_error(g, object)):
        return error_value(node)
    if is_script_type(g, object.type):
        field = class_field(g, object.type, name)
        if field != NULL:
            return field_value(g, object, field, node)
    if member_property(g, object, name, node, &v):
        return v
    o = methods_of(g, object.type, 0, name)
    if o.script or o.ffi:
        gen_error(g, E_NO_VALUE, node, "expected a value, '%N' is a method", name)
        gen_hint(g, "to call it, write %N(...); a handle to it is made with a funcdef: F(object.%N)", name, name)
    else:
        gen_error_token(g, E_UNKNOWN_MEMBER, node_token(g.w, node), "'%T' has no member '%N'",
                        object.type & ~<TypeRef>(T_CONST | T_HANDLE), name)
        hint_member(g, object.type, name)
    return error_value(node)
