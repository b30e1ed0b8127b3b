"""Global variables and enum values: types and constant values on demand, order of initialisation."""
from libc.stdint cimport uint32_t
from seraphscript.compiler.gen cimport Gen
from seraphscript.registry.tier cimport GlobalRef, ScopeRef, TypeRef

cdef struct Outer:              # where name lookup stood before outer_enter
    ScopeRef scope
    TypeRef owner
    uint32_t locals_floor

# Look names up as at the top level of a scope (no locals, no `this`), and go back. 0: trees compiled on demand nest too
# deeply, which the caller reports; then there is nothing to leave.
cdef int outer_enter(Gen *g, ScopeRef scope, Outer *saved) noexcept nogil
cdef void outer_leave(Gen *g, const Outer *saved) noexcept nogil
# Make the type (auto) and the constant value of a global known, as far as it has one.
cdef void global_resolve(Gen *g, GlobalRef ref) noexcept nogil
# An expression reads a global of the script: resolve it, and note if its initialisation has to come first.
cdef void global_read(Gen *g, GlobalRef ref) noexcept nogil
# Resolve all globals and enum values and fill the program's table of globals.
cdef void globals_prepare(Gen *g) noexcept nogil
# Generate the function that initialises all globals in the row after the last function; returns its row or NO_FUNC.
cdef uint32_t gen_globals(Gen *g) noexcept nogil
