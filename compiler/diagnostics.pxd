# Diagnostics: recorded by the passes as C structs in the workspace, turned into Python objects when asked for.
#
#   diag_error(w, E_EXPECTED, start, end, "expected '%s'", spelling)                 printf-like, in one call
#   diag_at(w, SEVERITY_ERROR, E_..., node)  diag_text  diag_name  diag_text ...      in parts: for names and types
#   diag_hint(w, "...")                                                              a hint for the last one
#
#   diag_note(w, start, end)  diag_text ...                                          a place that belongs to it, last
#
# Nothing is recorded twice for one start offset: the first error there wins, and the parts and the hint of a dropped
# diagnostic are dropped too. At most MAX_ERRORS errors are kept; `error_count` goes on counting.
# cython: language_level=3, boundscheck=False, wraparound=False, cdivision=True, initializedcheck=False

from libc.stdint cimport int64_t, uint8_t, uint16_t, uint32_t

from seraphscript.compiler.workspace cimport Workspace


# Record an error (or any severity) for the range start..end of the source. The format is that of printf; bytes that are
# not terminated by zero go in with `%.*s`. A message is cut at 1000 bytes.
cdef void diag_error(Workspace* w, uint16_t code, uint32_t start, uint32_t end, const char* format, ...) noexcept nogil
cdef void diag_warning(Workspace* w, uint16_t code, uint32_t start, uint32_t end, const char* format, ...) noexcept nogil

# Record a diagnostic with an empty message that the following calls extend.
cdef void diag_begin(Workspace* w, uint8_t severity, uint16_t code, uint32_t start, uint32_t end) noexcept nogil
# The same, for the span of a node: from the first byte of its first token to the end of its last.
cdef void diag_at(Workspace* w, uint8_t severity, uint16_t code, uint32_t node) noexcept nogil
# The same, for one token.
cdef void diag_at_token(Workspace* w, uint8_t severity, uint16_t code, uint32_t token) noexcept nogil
# Extend the message of the last diagnostic (or its hint, after diag_hint).
cdef void diag_text(Workspace* w, const char* text) noexcept nogil
cdef void diag_bytes(Workspace* w, const uint8_t* p, uint32_t n) noexcept nogil
cdef void diag_name(Workspace* w, uint32_t name_id) noexcept nogil
cdef void diag_int(Workspace* w, int64_t value) noexcept nogil
# A further place that the last diagnostic is about; diag_text etc. then give its message. A hint comes before.
cdef void diag_note(Workspace* w, uint32_t start, uint32_t end) noexcept nogil
# The note at the end also belongs to the other diagnostics from number `first` on.
cdef void diag_spread(Workspace* w, uint32_t first) noexcept nogil
# Reopen the last diagnostic for notes, after others may have been dropped.
cdef void diag_reopen(Workspace* w) noexcept nogil
# Go on with diagnostic number `index`: diag_text etc. extend its message, diag_hint gives it another hint.
cdef void diag_again(Workspace* w, uint32_t index) noexcept nogil
# Add a hint to the last diagnostic; diag_text etc. then extend the hint.
cdef void diag_hint(Workspace* w, const char* text) noexcept nogil

# First and last token of what a node covers.
cdef void node_span(const Workspace* w, uint32_t n, uint32_t* first, uint32_t* last) noexcept nogil

# The diagnostics of a workspace as Python objects, sorted by place.
cdef list diag_list(const Workspace* w)
