"""Classes and interfaces in the program's tables."""
from libc.stdint cimport uint32_t

from seraphscript.compiler.gen cimport Gen
from seraphscript.registry.tier cimport FuncRef

# The body of a method that has none: it raises when it is called.
cdef void gen_unbound(Gen *g, FuncRef f) noexcept nogil
# Fill the type rows of all classes: fields, virtual functions, interfaces. Behind all functions.
cdef void class_rows(Gen *g) noexcept nogil
