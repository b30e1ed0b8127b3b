"""The registration passes: what a unit declares goes into its script tier."""
from libc.stdint cimport uint32_t
from seraphscript.compiler.gen cimport Gen
from seraphscript.registry.tier cimport FuncRef, ScopeRef, TypeRef

# Names of namespaces, types, globals and functions, then the types in their declarations. Errors are diagnostics.
# Add a namespace to the active ones; node: for the message when there are too many.
cdef void using_add(Gen *g, ScopeRef s, uint32_t node) noexcept nogil
cdef void declare_unit(Gen *g) noexcept nogil
# A function or member (owner: its class, else 0) from its Func node: parameters, result, flags, row of the program.
# inclusion: where it comes from if from a mixin; the caller then chains it. 0 after a diagnostic. Whether it may stand there, and whether there is such a one already, is the caller's question.
cdef FuncRef declare_func(Gen *g, uint32_t node, ScopeRef scope, TypeRef owner, uint32_t inclusion) noexcept nogil
# The same parameters (and for methods both const or both not).
cdef int same_signature(Gen *g, FuncRef a, FuncRef b) noexcept nogil
# An earlier function of a chain of overloads with the signature of f; 0 if there is none. node: that of f.
cdef FuncRef same_overload(Gen *g, FuncRef first, FuncRef f, uint32_t node) noexcept nogil
