"""Conversions that the script's own code defines: constructors with one argument, opConv, opCast and the like."""
from libc.stdint cimport uint32_t
from seraphscript.compiler.gen cimport Gen, Value
from seraphscript.registry.tier cimport TypeRef

# Cost of such an implicit conversion (ConvCost).
cdef int user_cost(Gen *g, Value v, TypeRef to) noexcept nogil
# The implicit conversion; 0 if there is none.
cdef int user_convert(Gen *g, Value v, TypeRef to, Value *result) noexcept nogil
# The number that an object becomes beside an operand of type `to`, in the type that its method gives; 0 if there is none.
cdef int user_number(Gen *g, Value v, TypeRef to, Value *result) noexcept nogil
# The conversion of an object by T(x) or cast<T>(x): methods that are not implicit, too. 0 if there is none.
cdef int explicit_convert(Gen *g, Value v, TypeRef to, Value *result) noexcept nogil
# T(x) for a class T of which no constructor takes x, but which a conversion method of x gives: compiles x and the
# conversion. 0 (and no code) if that is not so.
cdef int converted_argument(Gen *g, uint32_t node, TypeRef to, Value *result) noexcept nogil
# Where a bool is wanted: what the opImplConv of a value of the host gives, other values as they are. Objects of classes
# are left alone, as a condition on a handle would have two meanings.
cdef Value truth_of(Gen *g, Value v) noexcept nogil
