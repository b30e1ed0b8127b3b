"""Classes and interfaces in the program's tables."""
from libc.stdint cimport uint32_t

from seraphscript.compiler.gen cimport Gen
from seraphscript.registry.tier cimport FuncRef

# The body of a method, or of a shape of handles to functions, that has none: it raises when it is called. object: kind
# word of what is passed in front, whose type owns the function.
cdef void gen_unbound(Gen *g, FuncRef f, uint32_t object) noexcept nogil
# Rows of the types of all fields.
cdef void field_types(Gen *g) noexcept nogil
# Fill the type rows of all classes: fields, virtual functions, interfaces. Behind all functions.
cdef void class_rows(Gen *g) noexcept nogil
