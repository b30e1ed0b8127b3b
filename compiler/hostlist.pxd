"""Initialisation lists and string literals that become objects of the host."""
from libc.stdint cimport uint32_t

from seraphscript.compiler.gen cimport Gen, Value
from seraphscript.registry.tier cimport FuncRef, TypeRef

# The function that makes an object of the type of a list; 0 if there is none.
cdef FuncRef list_factory(Gen *g, TypeRef type) noexcept nogil
# The object that a list becomes, which nobody else has; f is its factory.
cdef Value host_list(Gen *g, FuncRef f, uint32_t node, TypeRef type) noexcept nogil
# The value that the host's string factory makes of a literal (a row of the literals).
cdef Value host_string(Gen *g, uint32_t literal, uint32_t node) noexcept nogil
# Must a constructor be told of which instance of a template it makes an object? `row`: the literal that says it.
cdef int takes_instance(Gen *g, FuncRef f, uint32_t *row) noexcept nogil
