"""Anonymous functions."""
from libc.stdint cimport uint32_t

from seraphscript.compiler.gen cimport Gen
from seraphscript.registry.tier cimport FuncRef, TypeRef

# Can the Lambda node be a function of this signature (a function of either tier, as a method of `instance`)?
cdef int lambda_fits(Gen *g, uint32_t node, FuncRef signature, TypeRef instance) noexcept nogil
# The function that it stands for with this signature, which it fits; 0 when out of memory.
cdef FuncRef lambda_function(Gen *g, uint32_t node, FuncRef signature, TypeRef instance) noexcept nogil
# Sig node and body of a function's syntax node, be it a Func or a Lambda.
cdef uint32_t sig_of(Gen *g, uint32_t node) noexcept nogil
cdef uint32_t body_of(Gen *g, uint32_t node) noexcept nogil
# Called before and after the body of an anonymous function is compiled: the `using namespace` of its place.
cdef uint32_t lambda_enter(Gen *g, FuncRef f) noexcept nogil
# Is the unknown name a local variable around the anonymous function in work? Then 1, and the error is reported.
cdef int lambda_names_local(Gen *g, uint32_t node, uint32_t name) noexcept nogil
