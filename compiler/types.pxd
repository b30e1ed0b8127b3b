"""Type nodes to TypeRefs, names to what they stand for, local variables, diagnostics that speak of types."""
from libc.stdint cimport uint16_t, uint32_t
from seraphscript.compiler.gen cimport Gen, Local, Value
from seraphscript.registry.tier cimport FuncRef, ScopeRef, TypeRef

# TypeRef of a type node (TI_ERROR after a diagnostic). Handles, arrays, templates, const, typedefs, namespaces.
cdef TypeRef type_of_node(Gen *g, uint32_t node, ScopeRef scope) noexcept nogil
# The same where a funcdef may stand without @: what a cast or construction names.
cdef TypeRef type_bare(Gen *g, uint32_t node, ScopeRef scope) noexcept nogil
# What the name of a Type node stands for, aliases and templates as they are; 0 + diagnostic (quiet: none) for nothing.
cdef TypeRef type_named(Gen *g, uint32_t node, ScopeRef scope, int quiet) noexcept nogil
# TypeRef named by an Ident node (for constructor calls and casts), 0 if it names no type. No diagnostics.
cdef TypeRef type_of_ident(Gen *g, uint32_t node, ScopeRef scope) noexcept nogil
# What an Ident node stands for: local, global, constant, functions, type; V_NONE + diagnostic if unknown.
cdef Value name_value(Gen *g, uint32_t node) noexcept nogil
# The same without diagnostics: V_NONE if unknown.
cdef Value name_lookup(Gen *g, uint32_t node) noexcept nogil
# Both for what is called: the diagnostic speaks of a function.
cdef Value callee_value(Gen *g, uint32_t node) noexcept nogil
cdef Value callee_lookup(Gen *g, uint32_t node) noexcept nogil
cdef uint32_t local_add(Gen *g, uint32_t name, TypeRef type, uint32_t reg, int is_const, uint32_t token) noexcept nogil
# Debuggers see the variable from this place on. local_add does it for those with a name.
cdef void local_show(Gen *g, Local *l, uint16_t role) noexcept nogil
cdef uint32_t local_find(Gen *g, uint32_t name) noexcept nogil                            # index + 1, 0: none
cdef void locals_reset(Gen *g, uint32_t nlocals) noexcept nogil
# A variable of this type owns its object: a reference type (array, class, ...) without T_HANDLE.
cdef int is_value_object(Gen *g, TypeRef t) noexcept nogil
cdef int is_handle_kind(uint32_t kind) noexcept nogil

# Diagnostics with types: format has %T (TypeRef), %F (FuncRef), %M (FuncRef, TypeRef), %N (name id), %S (ScopeRef), %d, %s
cdef void gen_error(Gen *g, uint16_t code, uint32_t node, const char *format, ...) noexcept nogil
# The last error is one about a class of which nobody knows what members it has: it is not shown.
cdef void gen_follows(Gen *g, TypeRef owner) noexcept nogil
cdef void gen_error_token(Gen *g, uint16_t code, uint32_t token, const char *format, ...) noexcept nogil
# A further place that belongs to the last diagnostic; 0 if there is none. A hint comes before.
cdef int gen_note(Gen *g, uint32_t token, const char *format, ...) noexcept nogil
cdef void gen_hint(Gen *g, const char *format, ...) noexcept nogil
cdef void gen_more(Gen *g, const char *format, ...) noexcept nogil          # goes on with message, hint or note
cdef void gen_warning(Gen *g, uint16_t code, uint32_t node, const char *format, ...) noexcept nogil
cdef void not_supported(Gen *g, uint32_t node, const char *what) noexcept nogil
# Does the active `using namespace` number i hold for code in a scope?
cdef int using_holds(const Gen *g, uint32_t i, ScopeRef scope) noexcept nogil
# The scope that a list of Scope nodes names, seen from `scope`; 0 + diagnostic (quiet: none) if there is none.
cdef ScopeRef scope_of_nodes(Gen *g, uint32_t list, int is_global, ScopeRef scope, int quiet) noexcept nogil
