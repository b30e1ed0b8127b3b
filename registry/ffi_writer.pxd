"""RegistryWriter. See ffi_writer.pyx."""
from libc.stdint cimport int64_t, uint32_t, uint64_t

from seraphscript.registry.ffi_registry cimport FfiRegistry

cdef class ParamList:
    cdef uint32_t first, count
    cdef uint32_t required      # those without a default
    cdef uint64_t hash          # of the defaults


cdef class RegistryWriter:
    cdef FfiRegistry registry
    cdef uint64_t low, high     # the fingerprint so far
    cdef list special           # host classes that have a kind or behaviours
    cdef object member          # the last one that member_hash() was asked about
    cdef uint64_t hashed

    cdef int check(self) except -1
    cdef int put_in(self, uint32_t f, uint32_t instance) except -1
    cdef bint same_parameters(self, uint32_t a, uint32_t b, uint32_t instance)
    cdef int symbol(self, uint32_t scope, uint32_t name, uint32_t sort, uint32_t ref) except -1
    cdef uint32_t new_scope(self, uint32_t parent, str name, uint32_t type) except 0
    cdef uint32_t new_type(self, uint32_t scope, str name, uint32_t sort, uint32_t kind, uint32_t flags) except 0
    cdef uint32_t add_global(self, uint32_t scope, uint32_t name, uint32_t type, uint32_t flags, int64_t bits) except? 0
    cdef int add_type_params(self, uint32_t t, tuple params) except -1
    cdef void add_line(self, const char *text, size_t n, uint64_t more)
    cdef uint32_t new_func(
        self, uint32_t scope, uint32_t owner, str name, uint32_t returns, uint32_t flags, ParamList params
    ) except 0
    cdef uint32_t put_function(
        self, uint32_t scope, uint32_t owner, str name, uint32_t returns, uint32_t flags, ParamList params,
        object implementation, str key, object required, str pattern, uint32_t template
    ) except? 0
    cdef uint64_t member_hash(self, object member) except? 0
