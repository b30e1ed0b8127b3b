"""First half of the verifier: the tables of a program. See verify_tables.pyx."""
from libc.stdint cimport int64_t, uint8_t, uint32_t, uint64_t

from .layout cimport ProgramData
from .verifier cimport VerifyError

# Checks all tables, but not code: afterwards every index in a table, every kind word and every range is valid. 0 or -1.
cdef int verify_tables(const ProgramData *p, VerifyError *error) noexcept nogil
# Position of the first byte that is not part of valid UTF-8, -1 if there is none.
cdef int64_t invalid_utf8(const uint8_t *s, uint64_t n) noexcept nogil
