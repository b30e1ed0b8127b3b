"""Interfaces and funcdefs of the host in a unit. See hostiface.pyx."""
from libc.stdint cimport uint32_t

from seraphscript.compiler.gen cimport ClassInfo, Gen
from seraphscript.registry.tier cimport FuncRef, TypeRef

# Is this an interface that the host registered?
cdef int is_host_interface(Gen *g, TypeRef t) noexcept nogil
# What the unit knows of it, made when it is first asked for; NULL when out of memory. Stays where it is.
cdef ClassInfo *host_interface(Gen *g, TypeRef t) noexcept nogil
# A function of the script tier with the signature of a method without body of the FFI tier; 0 when out of memory.
cdef FuncRef abstract_copy(Gen *g, FuncRef f) noexcept nogil
# Rows of functions for the methods of interfaces that came into use since the last call.
cdef void host_interfaces_request(Gen *g) noexcept nogil
# The rows of types; behind all functions.
cdef void host_interface_rows(Gen *g) noexcept nogil
cdef void host_interfaces_reset(Gen *g) noexcept nogil
cdef void host_interfaces_free(Gen *g) noexcept nogil
