"""Implicit conversions that the script's own code defines: constructors with one argument."""
from seraphscript.compiler.gen cimport Gen, Value
from seraphscript.registry.tier cimport TypeRef

# Cost of such a conversion (ConvCost).
cdef int user_cost(Gen *g, Value v, TypeRef to) noexcept nogil
# The conversion; 0 if there is none.
cdef int user_convert(Gen *g, Value v, TypeRef to, Value *result) noexcept nogil
