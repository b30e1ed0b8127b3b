"""What is declared in a tier, and views of its functions and types. See views.pyx."""
from libc.stdint cimport uint32_t, uint64_t

from seraphscript.registry.context cimport CompilationContext
from seraphscript.registry.tier cimport Tier

cdef class Declarations:
    cdef CompilationContext cx          # looks into the tier, and into what it stands on
    cdef Tier *own                      # the tier; read-only
    cdef uint32_t bit                   # TIER_FFI or 0: what references to its records have
    cdef dict views                     # FunctionView by reference, made on request

    # What kinds of tiers answer differently.
    cdef Declarations home(self, uint32_t ref)          # whose views those of a reference are
    cdef bint is_shown(self, uint32_t f)                # is a function of the tier one that somebody declared?
    cdef bint is_declared(self, uint32_t t)             # ... a type, a global (their places in the source)
    cdef bint is_own_global(self, uint32_t g)
    cdef object default_of(self, uint32_t f, uint32_t i)    # text of the default of a parameter, or None
    cdef list interfaces_of(self, uint32_t t)
    cdef str binding_key(self, uint32_t f)
    cdef object implementation(self, uint32_t f)
    cdef bint is_host_type(self, uint64_t id)

    cdef str name_of(self, uint32_t name)
    cdef str type_text(self, uint32_t t)
    cdef str text_in(self, uint32_t t, uint32_t instance, bint handle_const)
    cdef str scope_text(self, uint32_t scope)
    cdef str qualified(self, uint32_t scope, uint32_t name)
    cdef uint32_t name_id(self, str name)
    cdef uint32_t scope_named(self, list parts)
    cdef uint32_t find(self, str text, uint32_t sort)
    cdef uint32_t resolved(self, kind)
    cdef uint32_t instance_of(self, uint32_t template, list args)
    cdef object value_of(self, uint32_t g)
    cdef bint stands_in(self, uint32_t scope, object namespace)
    cdef FunctionView function_view(self, uint32_t ref)
    cdef FunctionView member_view(self, uint32_t ref, uint32_t instance)
    cdef TypeView type_view(self, uint32_t ref)
    cdef list overloads(self, uint32_t scope, uint32_t name, uint32_t instance)


cdef class FunctionView:
    cdef Declarations tables
    cdef uint32_t ref
    cdef uint32_t instance              # the instance of a template that it is a method of, 0: of none


cdef class TypeView:
    cdef Declarations tables
    cdef uint32_t ref

    cdef list own_functions(self, uint32_t wanted, uint32_t unwanted)


cdef str c_text(const char *text, uint32_t n)
