"""Verifier: decides whether a program may run. See verifier.pyx."""
from libc.stdint cimport int64_t, uint32_t

from .layout cimport ProgramData

cdef struct VerifyError:
    int code                    # VE_*, 0: the program is accepted
    uint32_t func               # function, or NO_FUNC: then `table` and `row` say where
    uint32_t word               # word in the function
    int table                   # VT_*
    uint32_t row
    int64_t a, b                # what the message of the code mentions

# Checks everything that the interpreter relies on; linear in the size of the tables. Safe on garbage: the only things
# it trusts are that each pointer shows as many entries as its count says (lit_offsets and dbg_offsets one more; NULL is
# fine for count 0). Returns 0 if the program may run, else -1 with *error filled.
cdef int verify_program(const ProgramData *p, VerifyError *error) noexcept nogil

# (where, reason) of an error, for LoadError; `program` names the program
cdef tuple describe_error(const ProgramData *p, const VerifyError *error)
