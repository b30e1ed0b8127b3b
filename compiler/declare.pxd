"""The registration passes: what a unit declares goes into its script tier."""
from libc.stdint cimport uint32_t
from seraphscript.compiler.gen cimport Gen
from seraphscript.registry.tier cimport FuncRef, ScopeRef, TypeRef

# Names of namespaces, types, globals and functions, then the types in their declarations. Errors are diagnostics.
cdef void declare_unit(Gen *g) noexcept nogil
# Add a namespace to the active ones, for code in the namespace `scope` (0: all); node: for the message when there are too many.
cdef void using_add(Gen *g, ScopeRef s, ScopeRef scope, uint32_t node) noexcept nogil
# A function or member (owner: its class, else 0) from its Func node: parameters, result, flags, row of the program.
# inclusion: where it comes from if from a mixin; the caller then chains it. 0 after a diagnostic. Whether it may stand
# there, and whether there is such a one already, is the caller's question.
cdef FuncRef declare_func(Gen *g, uint32_t node, ScopeRef scope, TypeRef owner, uint32_t inclusion) noexcept nogil
# The same for what is no Func: the record goes into the scope `into` under the name, types are looked up from `scope`. It
# has no row of the program yet.
cdef FuncRef declare_signature(
    Gen *g, uint32_t node, uint32_t name, uint32_t sig, TypeRef owner, ScopeRef into, ScopeRef scope, uint32_t inclusion
) noexcept nogil
# Report a name that the unit itself, or in a strict context the host, uses already; taken: 1 if so.
cdef int taken(Gen *g, ScopeRef scope, uint32_t name, uint32_t token, int functions_too) noexcept nogil
cdef void host_name(Gen *g, ScopeRef scope, uint32_t name, uint32_t token) noexcept nogil
# The same parameters (and for methods both const or both not).
cdef int same_signature(Gen *g, FuncRef a, FuncRef b) noexcept nogil
# An earlier function of a chain of overloads with the signature of f; 0 if there is none. node: that of f.
cdef FuncRef same_overload(Gen *g, FuncRef first, FuncRef f, uint32_t node) noexcept nogil
