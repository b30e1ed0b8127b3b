# The workspace: all memory that one build needs, in typed arrays that are kept and used again for the next build.
#
# Sources of all sections stand one behind the other in `source`, each followed by 16 zero bytes; an offset into it (u32)
# names a place in any section. Tokens and nodes of all sections stand in one array each. Indices, never pointers, are
# kept across calls: every array may move when it grows.
#
# When memory runs out, `oom` is set and one diagnostic is recorded; growing functions return 0 from then on.
# A workspace belongs to one thread at a time. ws_take and ws_give need the GIL, nothing else does.
# cython: language_level=3, boundscheck=False, wraparound=False, cdivision=True, initializedcheck=False

from libc.stdint cimport uint8_t, uint16_t, uint32_t

from seraphscript.registry.names cimport NameTable


cdef enum:
    SOURCE_PADDING = 16
    MAX_SOURCE = 64 << 20      # bytes of all sections together
    MAX_TOKENS = 8 << 20
    MAX_NODES = 32 << 20
    MAX_SECTIONS = 65535
    MAX_DEPTH = 256            # nesting of blocks, parentheses, template arguments, ...
    MAX_HEIGHT = 400           # height of an expression tree: a chain of binary operators or of member accesses counts
    MAX_ERRORS = 100           # errors kept for a build
    SEVERITY_ERROR = 0
    SEVERITY_WARNING = 1
    SEVERITY_NOTE = 2


cdef struct Token:             # 12 bytes
    uint32_t start             # offset of the first byte
    uint32_t val               # TK_IDENT and keywords: name id; else the length in bytes
    uint8_t kind               # TK_*
    uint8_t flags              # numbers and strings: see lexer.pxd
    uint16_t len               # length in bytes, 65535 for a longer literal


cdef struct Node:              # 24 bytes, see nodes.py
    uint8_t kind
    uint8_t op
    uint16_t flags
    uint32_t token
    uint32_t a
    uint32_t b
    uint32_t c
    uint32_t next


cdef struct SourceSection:
    uint32_t start             # first byte in `source`
    uint32_t end               # one past the last; a zero byte stands there
    uint32_t name_start        # name of the section, in `messages`
    uint32_t name_len
    uint32_t first_token
    uint32_t end_token         # its TK_EOF
    uint32_t node              # its Section node; of a text parsed by parse_text the node of that
    bint parsed
    bint stand_alone           # parsed by parse_text: not part of the unit's tree


cdef struct Diag:
    uint32_t start             # offsets in `source`; start == end is a place between two characters
    uint32_t end
    uint16_t code              # error_codes.pxd
    uint8_t severity
    uint8_t follows           # from another error: not shown
    uint32_t message           # offset in `messages`
    uint32_t message_len
    uint32_t hint              # the same for the hint; length 0: none
    uint32_t hint_len


cdef struct Place:             # all zero to begin with; ws_place moves it
    uint32_t offset
    uint32_t section_end       # where it must begin anew
    uint32_t line
    uint32_t column


cdef struct Workspace:
    uint8_t* source
    uint32_t source_len
    uint32_t source_capacity
    SourceSection* sections
    uint32_t section_count
    uint32_t section_capacity
    Token* tokens
    uint32_t token_count
    uint32_t token_capacity
    Node* nodes                # nodes[0] is the none node, all zero
    uint32_t node_count
    uint32_t node_capacity
    uint8_t* text              # decoded string literals
    uint32_t text_len
    uint32_t text_capacity
    uint8_t* messages          # diagnostics and section names
    uint32_t messages_len
    uint32_t messages_capacity
    Diag* diags
    uint32_t diag_count
    uint32_t diag_capacity
    uint32_t diag_target       # number of the diagnostic that diag_text extends
    uint8_t diag_part          # what diag_text extends: 0 nothing, 1 the last message, 2 its hint
    uint32_t error_count       # all errors, also those above MAX_ERRORS that were not kept
    uint32_t warnings_off      # bit n: the warning of code 901 + n is not wanted
    uint32_t warning_errors    # ... counts as an error
    uint32_t root              # first Section node
    bint names_library         # some token is the name of a type of the library (name_table.LIBRARY)
    NameTable names            # the unit's tier
    bint oom
    void* extra                # reusable memory of later passes ...
    void (*free_extra)(void*) noexcept nogil   # ... and how it is freed
    Workspace* next_free


# Take a workspace out of the pool, empty, with its names on top of `sealed` (NULL: names_core()), or give it back.
# NULL when out of memory. Both need the GIL.
cdef Workspace* ws_take(const NameTable* sealed) noexcept
cdef void ws_give(Workspace* w) noexcept

# Add a source; its section number, or -1 with a diagnostic (too large, out of memory).
cdef int ws_add_section(Workspace* w, const char* name, uint32_t name_len, const char* text, size_t len) noexcept nogil
# The section in which an offset lies.
cdef uint32_t ws_section_at(const Workspace* w, uint32_t offset) noexcept nogil
# Line and column of an offset, both from 1; the column counts characters. Reads the section up to there: for many
# offsets in ascending order let a Place follow them instead.
cdef void ws_position(const Workspace* w, uint32_t offset, uint32_t* line, uint32_t* column) noexcept nogil
cdef void ws_place(const Workspace* w, Place* place, uint32_t offset) noexcept nogil

# The slow paths of the inline functions below: make room for at least one more (or n more bytes); 0 when refused.
cdef int ws_grow_tokens(Workspace* w) noexcept nogil
cdef int ws_grow_nodes(Workspace* w) noexcept nogil
cdef int ws_grow_text(Workspace* w, uint32_t n) noexcept nogil
cdef int ws_grow_diags(Workspace* w) noexcept nogil
cdef int ws_grow_messages(Workspace* w, uint32_t n) noexcept nogil
# Sets `oom` and records one diagnostic.
cdef void ws_out_of_memory(Workspace* w) noexcept nogil


# A fresh node with all fields but these zero; its index, or 0 when no more can be had.
cdef inline uint32_t ws_node(Workspace* w, uint8_t kind, uint32_t token) noexcept nogil:
    cdef uint32_t n = w.node_count
    cdef Node* p
    if n >= w.node_capacity and not ws_grow_nodes(w):
        return 0
    p = &w.nodes[n]
    p.kind = kind
    p.op = 0
    p.flags = 0
    p.token = token
    p.a = 0
    p.b = 0
    p.c = 0
    p.next = 0
    w.node_count = n + 1
    return n


# Offset of the first byte of a token and one past its last.
cdef inline uint32_t token_start(const Workspace* w, uint32_t t) noexcept nogil:
    return w.tokens[t].start if t < w.token_count else 0


cdef inline uint32_t token_end(const Workspace* w, uint32_t t) noexcept nogil:
    return w.tokens[t].start + w.tokens[t].len if t < w.token_count else 0
