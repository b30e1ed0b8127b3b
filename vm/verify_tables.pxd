"""First half of the verifier: the tables of a program. See verify_tables.pyx."""
from libc.stdint cimport uint32_t

from .layout cimport ProgramData
from .verifier cimport VerifyError

# Checks all tables, but not code: afterwards every index in a table, every kind word and every range is valid. 0 or -1.
cdef int verify_tables(const ProgramData *p, VerifyError *error) noexcept nogil
