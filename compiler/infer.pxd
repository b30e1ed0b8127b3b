"""Template functions: which types their parameters stand for in a call."""
from libc.stdint cimport uint32_t

from seraphscript.compiler.gen cimport Gen
from seraphscript.compiler.overload cimport Overloads
from seraphscript.registry.tier cimport FuncRef

# The function that a template function is in a call with the evaluated arguments base .. base+n-1, which are bound to it:
# by the written type arguments, else by the types of the arguments. 0 if it is none, with a diagnostic if `report`.
cdef FuncRef inferred(Gen *g, FuncRef f, const Overloads *o, uint32_t base, uint32_t n, uint32_t node, int report) noexcept nogil
