"""Value types of the host in a unit. See values.pyx."""
from libc.stdint cimport uint32_t

from seraphscript.compiler.gen cimport ClassInfo, Gen
from seraphscript.registry.context cimport ctx_type
from seraphscript.registry.tier cimport TIER_FFI, TS_VALUE, FuncRef, TypeRef


cdef inline int is_value_type(const Gen *g, TypeRef t) noexcept nogil:
    return t & TIER_FFI and ctx_type(g.cx, t).sort == TS_VALUE


# What the unit knows of a value type, made when it is first asked for; NULL when out of memory. Stays where it is. Its
# members are declared, unless those of other classes are being declared (Gen.declaring): then they are behind that.
cdef ClassInfo *value_class(Gen *g, TypeRef t) noexcept nogil
# Declare what waits for it.
cdef void values_declare(Gen *g) noexcept nogil
# Compile every function of every value type of the host: to see whether their texts are right.
cdef void values_request_all(Gen *g) noexcept nogil
cdef void values_reset(Gen *g) noexcept nogil
cdef void values_free(Gen *g) noexcept nogil


cdef inline void value_ready(Gen *g, TypeRef t) noexcept nogil:
    """Before a lookup among the members of a type."""
    if is_value_type(g, t):
        value_class(g, t)
