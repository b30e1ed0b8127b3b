"""Shared and external entities: what shared code may use, what a program tells others about its shared entities."""
from libc.stdint cimport uint32_t

from seraphscript.compiler.gen cimport Gen
from seraphscript.registry.tier cimport FuncRef, GlobalRec, ScopeRef, TypeRef

cdef enum:                      # SharedRow.sort, in the order of shared.SORTS
    SHARED_CLASS = 0
    SHARED_INTERFACE = 1
    SHARED_ENUM = 2
    SHARED_FUNCDEF = 3
    SHARED_FUNCTION = 4

# A declaration is shared; ref: its TypeRef or FuncRef.
cdef void shared_add(Gen *g, uint32_t node, uint32_t sort, ScopeRef scope, uint32_t ref) noexcept nogil
# Does a declaration stand in a text that another unit has shared, so that a declaration of the unit's own goes before it?
cdef int shared_from_elsewhere(Gen *g, uint32_t node) noexcept nogil
# Is the code of a function shared?
cdef int is_shared_code(Gen *g, FuncRef f) noexcept nogil
# Report what shared code (g.in_shared) cannot use; 1 if it can.
cdef int may_share_type(Gen *g, TypeRef t, uint32_t node) noexcept nogil
cdef int may_share_global(Gen *g, const GlobalRec *rec, uint32_t node) noexcept nogil
cdef int may_share_function(Gen *g, FuncRef f, uint32_t node) noexcept nogil
# An external declaration: what it names must be shared by a unit that this one uses, and be what it says.
cdef void check_external(Gen *g, uint32_t node, uint32_t name, ScopeRef scope) noexcept nogil

# Write what is shared into the program's tables, as a text that `link` and later builds read. Needs the GIL.
cdef int add_manifest(Gen *g) except -1
# The sources, as (name, text) pairs, that declare what programs share.
cdef list shared_sources(list programs)
