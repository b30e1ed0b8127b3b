"""Members of value types compiled into their callers. See inline.pyx."""
from libc.stdint cimport uint32_t

from seraphscript.compiler.gen cimport Gen, Value
from seraphscript.registry.tier cimport FuncRef


# Is a function one that calls become the code of?
cdef int can_inline(Gen *g, FuncRef f) noexcept nogil
# A call of it. The arguments are evaluated and converted, g.args[pbase ..] by parameter, and so is the object. 0: not done.
cdef int inline_call(Gen *g, FuncRef f, Value object, uint32_t pbase, uint32_t node, Value *result) noexcept nogil
