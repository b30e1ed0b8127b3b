"""Stable 64-bit ids of types, functions and scopes. See ids.pyx."""
from libc.stdint cimport uint32_t, uint64_t

cdef inline uint64_t id_global_scope() noexcept nogil:
    return <uint64_t>0x9ae16a3b2f90404fULL


cdef inline int id_is_ffi(uint64_t id) noexcept nogil:
    return <int>(id >> 63)


# Hash of bytes, the same on every platform and in every process.
cdef uint64_t id_text(const char *text, size_t n) noexcept nogil
# Combine, order matters.
cdef uint64_t id_mix(uint64_t a, uint64_t b) noexcept nogil
cdef uint64_t id_primitive(uint32_t index) noexcept nogil
# Id of what `name` names in a scope. The tier bit is not set in a scope's id.
cdef uint64_t id_scope(uint64_t parent, const char *name, size_t n) noexcept nogil
cdef uint64_t id_type(uint64_t scope, const char *name, size_t n, int is_ffi) noexcept nogil
cdef uint64_t id_func(uint64_t scope, const char *name, size_t n) noexcept nogil
# ... of a function: add each parameter that is not variadic, then finish.
cdef uint64_t id_func_param(uint64_t id, uint64_t type_id, uint32_t type_flags, uint32_t mode) noexcept nogil
cdef uint64_t id_func_end(uint64_t id, int is_const, int is_ffi) noexcept nogil
# ... of an instance: begin with the template's id, add each argument.
cdef uint64_t id_argument(uint64_t id, uint64_t type_id, uint32_t type_flags) noexcept nogil
cdef uint64_t id_tier(uint64_t id, int is_ffi) noexcept nogil
