# The lexer: the bytes of one section -> tokens. All tokens are stored; literals are checked here and decoded later.
# cython: language_level=3, boundscheck=False, wraparound=False, cdivision=True, initializedcheck=False

from libc.stdint cimport uint8_t, uint32_t, uint64_t

from seraphscript.compiler.workspace cimport Workspace


cdef enum:
    # Token flags
    TF_BAD = 1        # an error was reported for this token: no further ones that follow from it
    TF_RAW = 2        # TK_STRING: no escape sequences, the bytes between the quotes are the value
    TF_SINGLE = 4     # TK_FLOAT: suffix f, 32 bits

# Append the tokens of a section, ended by a TK_EOF that stands directly behind the last token. 0, or -1 (w.oom).
cdef int lex_section(Workspace* w, uint32_t section) noexcept nogil

# The value of a TK_INT token and its type (PT_INT32, PT_INT64, PT_UINT32, PT_UINT64).
cdef uint64_t lex_int(Workspace* w, uint32_t token, uint8_t* type) noexcept nogil
# The bits of a TK_FLOAT token: of a float with TF_SINGLE, else of a double. Correctly rounded.
cdef uint64_t lex_float(Workspace* w, uint32_t token) noexcept nogil
# Append the value of a TK_STRING or TK_HEREDOC token to w.text.
cdef void lex_string(Workspace* w, uint32_t token) noexcept nogil
