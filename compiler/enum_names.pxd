"""What a host is told of the enums in a call of its function."""
from libc.stdint cimport uint32_t

from seraphscript.compiler.gen cimport Gen
from seraphscript.compiler.overload cimport Overloads
from seraphscript.registry.tier cimport FuncRef

# The row of a function of the host, or an imported one, for a call with values of these kinds. Those of parameters come
# behind `first` others and stand in g.args[pbase .. pbase+np-1].
cdef uint32_t host_call_row(
    Gen *g, FuncRef f, const Overloads *o, uint32_t first, uint32_t pbase, uint32_t np, const uint32_t *kinds, uint32_t nargs,
    uint32_t ret, const uint32_t *outs, uint32_t nouts
) noexcept nogil
