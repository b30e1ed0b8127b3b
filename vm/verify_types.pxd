"""The verifier's rules for types: arrays, classes, interfaces. See verify_types.pyx."""
from libc.stdint cimport uint32_t

from .layout cimport ProgramData
from .verifier cimport VerifyError

# Rows of types, fields and implementations by themselves; needs valid debug strings.
cdef int check_types(const ProgramData *p, VerifyError *e) noexcept nogil
# What ties types to functions: virtual functions, methods of interfaces, destructors, owners; needs valid functions.
cdef int check_members(const ProgramData *p, VerifyError *e) noexcept nogil
cdef bint valid_kind(const ProgramData *p, uint32_t kind) noexcept nogil
cdef int refuse(VerifyError *e, int code, int table, uint32_t row, long long a, long long b) noexcept nogil
