"""Verifier: decides whether a program may run. See verifier.pyx."""
from libc.stdint cimport int64_t, uint32_t

from .layout cimport ProgramData

cdef enum:                      # VerifyError.code; messages in verify_text.py, same order
    VE_NONE
    VE_MEMORY
    # tables
    VE_RANGE
    VE_STRING_INDEX
    VE_OFFSETS
    VE_UTF8
    VE_EMPTY_FIRST
    VE_EXIT
    VE_KIND
    VE_FIXED_TYPE
    VE_TYPE
    VE_TYPE_DEPTH
    VE_FLAGS
    VE_CONST
    VE_EXTERN_ID
    VE_LIMIT
    VE_OWNED_RANGE
    VE_OWNED_KIND
    VE_SHARED_RANGES
    VE_INIT
    VE_LINES
    VE_LOCALS
    VE_TRY
    # code
    VE_TRUNCATED
    VE_OPCODE
    VE_REGISTER
    VE_OPERAND_KIND
    VE_NOT_OWNED
    VE_INDEX
    VE_KINDS
    VE_IMMEDIATE
    VE_ELEMENT
    VE_TARGET
    VE_DIRECTION
    VE_FALLS_OFF
    VE_ENTER
    VE_ARGUMENT_COUNT
    VE_ARGUMENT
    VE_FRAME_SIZE
    VE_RESULT
    VE_RESULT_OWNED
    VE_NO_RESULT
    VE_OUT
    VE_GETOUT
    VE_FAST
    VE_SWITCH
    VE_TRY_DEPTH
    VE_COST
    VE_ENTRY_COST
    # classes
    VE_BASE
    VE_INHERITED
    VE_INTERFACE
    VE_SIGNATURE
    VE_DESTRUCTOR
    VE_OWNER
    VE_TYPE_ID
    VE_NO_OBJECT
    VE_FIELD
    VE_METHOD
    VE_COUNT

cdef enum:                      # VerifyError.table
    VT_PROGRAM
    VT_FUNCS
    VT_KINDS
    VT_TYPES
    VT_FIELDS
    VT_VTABLES
    VT_IMPLS
    VT_GLOBALS
    VT_CONSTS
    VT_LITS
    VT_NATIVES
    VT_HOSTS
    VT_LINES
    VT_LOCALS
    VT_TRIES
    VT_STRINGS
    VT_COUNT

cdef struct VerifyError:
    int code                    # VE_*; VE_NONE: the program is accepted
    uint32_t func               # function, or NO_FUNC: then `table` and `row` say where
    uint32_t word               # word in the function
    int table                   # VT_*
    uint32_t row
    int64_t a, b                # what the message of the code mentions

# Checks everything that the interpreter relies on; linear in the size of the tables. Safe on garbage: the only thing it
# trusts is that each pointer shows as many entries as its count says (lit_offsets and dbg_offsets one more; NULL is
# fine for count 0). Returns 0 if the program may run, else -1 with *error filled.
# `rows` are the functions whose code is checked (NULL: the first nrows); that of the others is known to be right, or
# everything is checked with NULL and nfuncs. Without `costs`, what entries, back edges and COST words charge is not
# computed again: for code that compute_costs has just written them into.
cdef int verify_functions(
    const ProgramData *p, const uint32_t *rows, uint32_t nrows, bint costs, VerifyError *error
) noexcept nogil

# (where, reason) of an error, for LoadError
cdef tuple describe_error(const ProgramData *p, const VerifyError *error)
