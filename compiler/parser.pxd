# The parser: sections -> tokens -> nodes, the whole language at once, with recovery.
# cython: language_level=3, boundscheck=False, wraparound=False, cdivision=True, initializedcheck=False

from libc.stdint cimport uint32_t

from seraphscript.compiler.workspace cimport Workspace


cdef enum:
    PARSE_EXPRESSION = 0   # an expression or initialisation list: the root of its tree
    PARSE_FUNCTION = 1     # `int f(int a, string b = "x")`, `T max<T>(T a, T b)`, ...: Func
    PARSE_VARIABLE = 2     # `const int x`: VarDecl with one Var
    PARSE_TYPE = 3         # `const array<int>@`: a type


# Lex and parse all sections that are not yet parsed; w.root is the first Section node. Returns the number of errors.
# The tree is complete enough to be walked even when there were errors.
cdef int parse_unit(Workspace* w) noexcept nogil

# Add a text as a section of its own and parse it as one thing of the given sort (PARSE_*), with what host declarations
# may contain besides: `?`, `T...`, `if_handle_then_const`. The node, or 0 with diagnostics.
cdef uint32_t parse_text(Workspace* w, int sort, const char* text, uint32_t len) noexcept nogil
# Add a text as a section of its own and parse it as the declarations of a unit; the first one, or 0 with diagnostics.
cdef uint32_t parse_library_text(Workspace* w, const char* name, uint32_t name_len, const char* text, uint32_t length) noexcept nogil
# parse_text of an expression.
cdef uint32_t parse_expression_text(Workspace* w, const char* text, uint32_t len) noexcept nogil
# The block that begins at a token of a section that is lexed already; *token becomes the one behind it. 0 on errors.
cdef uint32_t parse_block_at(Workspace* w, uint32_t section, uint32_t* token) noexcept nogil
