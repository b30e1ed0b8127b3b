# cython: language_level=3, boundscheck=False, wraparound=False, cdivision=True, initializedcheck=False
"""Objects of host classes: their factories.

What it is: construction of an object that Python makes. What it is not: script classes (`construct`). There are no
copies of such objects, only handles to them.
"""
from libc.stdint cimport uint32_t
from libc.string cimport memset

from seraphscript.compiler.call cimport call_overloads
from seraphscript.compiler.convert cimport error_value, is_error
from seraphscript.compiler.error_codes cimport E_CONSTRUCTOR
from seraphscript.compiler.gen cimport Gen, Value
from seraphscript.compiler.literal cimport init_reg
from seraphscript.compiler.overload cimport Overloads
from seraphscript.compiler.types cimport gen_error
from seraphscript.registry.context cimport ctx_find_ffi_func, ctx_type
from seraphscript.registry.tier cimport REF_MASK, TIER_FFI, TS_CLASS, TypeRec, TypeRef


cdef int is_host_class(Gen *g, TypeRef type) noexcept nogil:
    return (type & TIER_FFI) != 0 and ctx_type(g.cx, type).sort == TS_CLASS


cdef int factories(Gen *g, TypeRef type, Overloads *o, uint32_t node) noexcept nogil:
    """0 after a diagnostic."""
    cdef const TypeRec *rec = ctx_type(g.cx, type)
    memset(o, 0, sizeof(Overloads))
    o.ffi = ctx_find_ffi_func(g.cx, rec.members, rec.name)
    if o.ffi == 0:
        gen_error(g, E_CONSTRUCTOR, node, "scripts cannot make objects of '%T': the host gives it no constructor", type)
    return o.ffi != 0


cdef Value made(Value v, TypeRef type) noexcept nogil:
    """What a factory gave: a handle that nobody else has, and that is not null."""
    if not is_error(v.type):
        v.type = type & REF_MASK
        v.fresh = 1
    return v


cdef void factory_object(Gen *g, TypeRef type, uint32_t args, uint32_t reg, uint32_t node) noexcept nogil:
    cdef Overloads o
    cdef Value v
    if not factories(g, type, &o, node):
        return
    v = made(call_overloads(g, &o, error_value(node), 0, args, node), type)
    if not is_error(v.type):
        init_reg(g, v, type & REF_MASK, reg)
