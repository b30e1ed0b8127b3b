"""The registration passes: what a unit declares goes into its script tier."""
from libc.stdint cimport uint32_t
from seraphscript.compiler.gen cimport Gen
from seraphscript.registry.tier cimport ScopeRef

# Names of namespaces, types, globals and functions, then the types in their declarations. Errors are diagnostics.
# Add a namespace to the active ones; node: for the message when there are too many.
cdef void using_add(Gen *g, ScopeRef s, uint32_t node) noexcept nogil
cdef void declare_unit(Gen *g) noexcept nogil
