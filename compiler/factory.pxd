"""Objects of host classes: their factories."""
from libc.stdint cimport uint32_t

from seraphscript.compiler.gen cimport Gen, Value
from seraphscript.registry.tier cimport TypeRef

# Is this a class of the host?
cdef int is_host_class(Gen *g, TypeRef type) noexcept nogil
# T x(args): a new object into the owned register `reg`, which is null.
cdef void factory_object(Gen *g, TypeRef type, uint32_t args, uint32_t reg, uint32_t node) noexcept nogil
