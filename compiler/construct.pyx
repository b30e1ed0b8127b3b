# cython: language_level=3, boundscheck=False, wraparound=False, cdivision=True, initializedcheck=False
"""Objects of script classes: construction, copies, assignment of the content.

What it is: the code that makes an object, and that copies one. What it is not: the choice among constructors
(`overload`), or when copies are made (`objects`).
"""
from libc.stdint cimport uint32_t

from seraphscript.compiler.call cimport call_overloads, call_with
from seraphscript.compiler.classes cimport class_info
from seraphscript.compiler.convert cimport blank
from seraphscript.compiler.emit cimport emit_abc, emit_ai, own_take
from seraphscript.compiler.factory cimport factory_object, factory_value, is_host_class
from seraphscript.compiler.gen cimport CI_HAS_DTOR, V_REG, Gen, Value
from seraphscript.compiler.overload cimport Overloads
from seraphscript.compiler.tables cimport kind_of
from seraphscript.compiler.types cimport not_supported
from seraphscript.registry.tier cimport TypeRef
from seraphscript.vm.opcodes cimport OP_BORN, OP_NEW


cdef Value new_object(Gen *g, TypeRef type, uint32_t reg, Overloads *o, uint32_t node) noexcept nogil:
    """NEW, and the constructors that there are."""
    cdef Value v = blank(V_REG, type, node)
    v.reg = reg
    v.owned = 1
    v.fresh = 1
    emit_ai(g, OP_NEW, reg, class_info(g, type).row)
    o.script = class_info(g, type).ctors
    o.ffi = 0
    o.instance = type
    o.const_object = 0
    o.direct = 1
    return v


cdef inline void born(Gen *g, TypeRef type, uint32_t reg) noexcept nogil:
    if class_info(g, type).flags & CI_HAS_DTOR:
        emit_abc(g, OP_BORN, reg, 0, 0)


cdef void construct_object(
    Gen *g, TypeRef type, uint32_t args, uint32_t count, uint32_t reg, uint32_t node
) noexcept nogil:
    cdef Overloads o
    cdef Value v
    if is_host_class(g, type):
        factory_object(g, type, args, reg, node)
        return
    v = new_object(g, type, reg, &o, node)
    if o.script != 0:
        call_overloads(g, &o, v, 0, args, node)
    born(g, type, reg)


cdef Value construct_value(Gen *g, TypeRef type, const Value *args, uint32_t nargs, uint32_t node) noexcept nogil:
    cdef Overloads o
    cdef Value v
    cdef int found = 0
    if is_host_class(g, type):
        return factory_value(g, type, args, nargs, node)
    v = new_object(g, type, own_take(g, kind_of(g, type)), &o, node)
    if o.script != 0:
        call_with(g, &o, v, args, nargs, node, 0, &found)
    born(g, type, v.reg)
    return v


cdef void construct_default(Gen *g, TypeRef type, uint32_t reg, uint32_t node) noexcept nogil:
    construct_object(g, type, 0, 0, reg, node)


cdef uint32_t copy_object(Gen *g, Value v, TypeRef type) noexcept nogil:
    not_supported(g, v.node, "copies of objects")
    return own_take(g, kind_of(g, type))


cdef void assign_object(Gen *g, uint32_t target, uint32_t value, TypeRef type, uint32_t node) noexcept nogil:
    not_supported(g, node, "assignment of objects")
