"""The parser: tokens of all sections -> one tree of nodes. The grammar is spread over the included files:
types (parser_type.pxi), expressions (parser_expr.pxi), statements (parser_stmt.pxi), declarations (parser_decl.pxi),
functions and variables (parser_func.pxi).

Recursive descent over stored tokens, with unlimited look-ahead where the language needs it (is `a < b > (c)` a call? is
`T x(1);` a variable?). It decides by form only, never by what a name means: what form cannot tell (`f(x)`: a call or a
conversion?) is one kind of node that the code generator resolves.

Recovery. The first error of a statement is reported and sets `panic`; while it is set nothing more is reported, and
the loops over statements and declarations clear it at a place where one may begin again. Tokens that the lexer has
complained about are passed over silently. `fatal` ends the parse of a section: every function then sees its TK_EOF.

Limits. `depth` counts nested calls of the recursive functions, `height` is the height of the expression tree that was
parsed last; both are bounded, so neither this parser nor a later pass that recurses over the tree can exhaust the stack.
A look-ahead scans each token a bounded number of times, so that the parse is linear in the source.

Invariants: tok[i] for i <= stop is always valid and tok[stop] is TK_EOF; no function moves past it. A function that
returns a node returns 0 only with `panic` or `fatal` set, or where its comment says so; it consumes at least one token
or leaves an error.
"""
# cython: language_level=3, boundscheck=False, wraparound=False, cdivision=True, initializedcheck=False

from libc.stdint cimport uint8_t, uint16_t, uint64_t
from libc.string cimport memcmp, memcpy, strlen

from seraphscript.compiler.diagnostics cimport diag_begin, diag_bytes, diag_error, diag_hint, diag_int, diag_note, diag_text
from seraphscript.compiler.error_codes cimport *
from seraphscript.compiler.lexer cimport TF_BAD, TF_SINGLE, lex_float, lex_int, lex_section, lex_string
from seraphscript.compiler.nodes cimport *
from seraphscript.compiler.workspace cimport (
    MAX_DEPTH, MAX_ERRORS, MAX_HEIGHT, SEVERITY_ERROR, Node, Token, ws_add_section, ws_grow_text, ws_node,
    ws_out_of_memory, ws_position,
)
from seraphscript.registry.name_ids cimport *
from seraphscript.registry.names cimport names_intern_padded

from seraphscript.compiler import nodes as node_table
from seraphscript.registry import name_table

cdef enum:
    MAX_PARAMS = 255        # parameters of a function, arguments of a call
    MAX_SUFFIXES = 32       # `[]` and `@` behind a type
    SCAN_DEPTH = 64         # nesting of template arguments in a look-ahead
    SCAN_TOKENS = 1024      # tokens of a type in a look-ahead
    # Where a declaration stands
    AT_GLOBAL = 0
    AT_CLASS = 1
    AT_INTERFACE = 2
    AT_MIXIN = 3


cdef struct Parser:
    Workspace* w
    Token* tok
    uint32_t i           # the current token
    uint32_t stop        # TK_EOF of the section
    uint32_t depth
    uint32_t height
    uint32_t body_height # tallest expression of the function body in hand
    uint32_t loops       # open loops of the function body in hand
    uint32_t switches
    uint32_t class_name  # name of the class in hand, or 0
    bint panic
    bint fatal
    bint closing         # a `}` is missing: give up all open blocks
    bint host            # a declaration of the host, not of a script


cdef struct List:
    uint32_t head
    uint32_t tail
    uint32_t count


cdef uint8_t binary_precedence[256]   # 0: no binary operator
cdef uint8_t binary_operator[256]
cdef uint8_t primitive_type[256]      # PT_* of a type keyword, 0 for other tokens


# ---- Tokens and nodes ----

cdef inline uint8_t kind_at(const Parser* p, uint32_t i) noexcept nogil:
    return p.tok[i].kind if i < p.stop else TK_EOF


cdef inline uint8_t kind(const Parser* p) noexcept nogil:
    return p.tok[p.i].kind


cdef inline bint is_word(const Parser* p, uint32_t i, uint32_t name) noexcept nogil:
    """Does the contextual keyword of this name stand at i?"""
    return p.tok[i].kind == TK_IDENT and p.tok[i].val == name


cdef inline void advance(Parser* p) noexcept nogil:
    if p.i < p.stop:
        p.i += 1


cdef inline bint accept(Parser* p, uint8_t wanted) noexcept nogil:
    if p.tok[p.i].kind == wanted and p.i < p.stop:
        p.i += 1
        return True
    return False


cdef inline uint32_t make(Parser* p, uint8_t node_kind, uint32_t token) noexcept nogil:
    cdef uint32_t n = ws_node(p.w, node_kind, token)
    if n == 0:
        give_up(p)
    return n


cdef inline Node* at(Parser* p, uint32_t n) noexcept nogil:
    """A node for writing; valid until the next one is made. When memory is short, the sink instead of node 0."""
    return &p.w.nodes[n] if n != 0 else &sink


cdef Node sink


cdef inline void link(Parser* p, List* list, uint32_t n) noexcept nogil:
    """Append a node, or a chain of them, to a list."""
    if n == 0:
        return
    if list.tail != 0:
        p.w.nodes[list.tail].next = n
    else:
        list.head = n
    while True:
        list.tail = n
        list.count += 1
        n = p.w.nodes[n].next
        if n == 0:
            return


cdef inline bint enter(Parser* p) noexcept nogil:
    """One level deeper; False, with the one error for it, when that is too deep. leave() takes it back."""
    p.depth += 1
    if p.depth <= MAX_DEPTH:
        return True
    too_deep(p)
    p.depth -= 1
    return False


cdef inline void leave(Parser* p) noexcept nogil:
    p.depth -= 1


cdef inline void grow_height(Parser* p, uint32_t other) noexcept nogil:
    """The height of a node above the last expression and one of height `other`."""
    if other > p.height:
        p.height = other
    p.height += 1
    if p.height > MAX_HEIGHT:
        too_deep(p)


# ---- Errors ----

cdef void give_up(Parser* p) noexcept nogil:
    """End the parse of this section; something was reported."""
    p.panic = True
    p.fatal = True
    p.i = p.stop


cdef void too_deep(Parser* p) noexcept nogil:
    if not p.fatal:
        diag_error(p.w, E_TOO_DEEP, p.tok[p.i].start, p.tok[p.i].start + p.tok[p.i].len,
                   "nested too deeply (the limits are %d levels and %d operators in one expression)",
                   <int>MAX_DEPTH, <int>MAX_HEIGHT)
    give_up(p)


cdef bint quiet(Parser* p) noexcept nogil:
    """Begin an error: True if it must not be shown, because it follows from one that was."""
    cdef bint shown = not p.panic
    p.panic = True
    if p.tok[p.i].flags & TF_BAD or p.tok[p.i].kind == TK_BAD:
        return True
    if p.i > 0 and (p.tok[p.i - 1].flags & TF_BAD or p.tok[p.i - 1].kind == TK_BAD):
        return True
    if p.w.error_count > MAX_ERRORS:
        give_up(p)
        return True
    return not shown


cdef void add_found(Parser* p) noexcept nogil:
    """Add what stands at the current token to a message."""
    cdef Token* t = &p.tok[p.i]
    cdef uint32_t n = t.len
    if p.i >= p.stop:
        diag_text(p.w, b"the end of the text" if p.host else b"the end of the file")
        return
    diag_text(p.w, b"'")
    if n > 40:
        n = 40
        while p.w.source[t.start + n] & 0xc0 == 0x80:
            n -= 1
        diag_bytes(p.w, p.w.source + t.start, n)
        diag_text(p.w, b"...")
    else:
        diag_bytes(p.w, p.w.source + t.start, n)
    diag_text(p.w, b"'")


include "parser_hints.pxi"


cdef bint error_here(Parser* p, uint16_t code, const char* before, bint found) noexcept nogil:
    """Report something about the current token: `before`, then (if `found`) what stands there. True if it was shown."""
    cdef Token* t = &p.tok[p.i]
    if quiet(p):
        return False
    diag_begin(p.w, SEVERITY_ERROR, code, t.start, t.start + t.len)
    diag_text(p.w, before)
    if found:
        add_found(p)
        hint_habit(p)
    return True


cdef void error_token(Parser* p, uint16_t code, uint32_t token, const char* text) noexcept nogil:
    """Report something about a token that does not stop the parse."""
    if not p.panic:
        diag_error(p.w, code, p.tok[token].start, p.tok[token].start + p.tok[token].len, "%s", text)


cdef bint expect(Parser* p, uint8_t wanted, const char* spelling) noexcept nogil:
    """Pass over a token that must stand here."""
    if p.tok[p.i].kind == wanted and p.i < p.stop:
        p.i += 1
        return True
    if not quiet(p):
        diag_begin(p.w, SEVERITY_ERROR, E_EXPECTED, p.tok[p.i].start, p.tok[p.i].start + p.tok[p.i].len)
        diag_text(p.w, b"expected ")
        diag_text(p.w, spelling)
        diag_text(p.w, b" but found ")
        add_found(p)
        hint_habit(p)
    return False


cdef bint new_line(const Parser* p) noexcept nogil:
    """Does the current token begin a line, or end the file?"""
    cdef uint32_t at
    if p.i == 0 or p.i >= p.stop:
        return True
    for at in range(p.tok[p.i - 1].start, p.tok[p.i].start):
        if p.w.source[at] == c"\n":
            return True
    return False


cdef void expect_semicolon(Parser* p) noexcept nogil:
    """A missing one is taken as written where a line ends: what follows is parsed as usual."""
    cdef uint32_t line, column, errors = p.w.error_count
    if p.panic or expect(p, TK_SEMI, b"';'"):
        return
    if p.w.error_count != errors and p.i > 0 and new_line(p):
        ws_position(p.w, p.tok[p.i - 1].start, &line, &column)
        diag_hint(p.w, b"a ';' is missing at the end of line ")
        diag_int(p.w, line)
    if not p.fatal and (new_line(p) or kind(p) == TK_RBRACE):
        p.panic = False


cdef uint32_t expect_name(Parser* p, const char* what) noexcept nogil:
    """A name that must stand here: its id, 0 if there is none."""
    cdef uint32_t name
    if kind(p) == TK_IDENT and p.i < p.stop:
        name = p.tok[p.i].val
        p.i += 1
        return name
    if p.i < p.stop and (kind(p) >= TK_FIRST_KEYWORD or name_token(p)):
        if not quiet(p):
            diag_begin(p.w, SEVERITY_ERROR, E_RESERVED_WORD, p.tok[p.i].start, p.tok[p.i].start + p.tok[p.i].len)
            add_found(p)
            diag_text(p.w, b" is a reserved word and cannot be a name")
            hint_habit(p)
        return 0
    if not quiet(p):
        diag_begin(p.w, SEVERITY_ERROR, E_EXPECTED_NAME, p.tok[p.i].start, p.tok[p.i].start + p.tok[p.i].len)
        diag_text(p.w, b"expected ")
        diag_text(p.w, what)
        diag_text(p.w, b" but found ")
        add_found(p)
        hint_habit(p)
    return 0


cdef bint name_token(const Parser* p) noexcept nogil:
    """Is the current token a word? (`and`, `or` ... share the kinds of symbols.)"""
    cdef uint8_t c = p.w.source[p.tok[p.i].start] | 0x20
    return c"a" <= c <= c"z"


cdef void note_opening(Parser* p) noexcept nogil:
    """The bracket that is still open before the current token belongs to the last message."""
    cdef uint32_t i = p.i
    cdef uint32_t closed = 0
    cdef uint8_t k
    while i > 0 and p.i - i < SCAN_TOKENS:
        i -= 1
        k = p.tok[i].kind
        if k == TK_RPAREN or k == TK_RBRACKET or k == TK_RBRACE:
            closed += 1
        elif k == TK_LPAREN or k == TK_LBRACKET or k == TK_LBRACE:
            if closed == 0:
                diag_note(p.w, p.tok[i].start, p.tok[i].start + p.tok[i].len)
                diag_text(p.w, b"it is opened here")
                return
            closed -= 1


cdef void close_bracket(Parser* p, uint8_t wanted, const char* spelling) noexcept nogil:
    """Pass over the closing bracket. After an error inside, look for it in the rest of the statement, and go on behind
    it as if nothing had happened."""
    cdef uint32_t i
    cdef uint32_t open = 0
    cdef uint8_t k
    cdef uint32_t errors = p.w.error_count
    if not p.panic and expect(p, wanted, spelling):
        return
    if p.w.error_count != errors:
        note_opening(p)
    if p.fatal:
        return
    i = p.i
    while i < p.stop and i - p.i < SCAN_TOKENS:
        k = p.tok[i].kind
        if k == wanted and open == 0:
            p.i = i + 1
            p.panic = False
            return
        if k == TK_LPAREN or k == TK_LBRACKET or (k == TK_LBRACE and wanted == TK_RBRACE):
            open += 1
        elif k == TK_RPAREN or k == TK_RBRACKET or (k == TK_RBRACE and wanted == TK_RBRACE):
            if open == 0:
                return
            open -= 1
        elif k == TK_SEMI or k == TK_LBRACE or k == TK_RBRACE:
            return
        i += 1


include "parser_type.pxi"
include "parser_expr.pxi"
include "parser_stmt.pxi"
include "parser_decl.pxi"
include "parser_func.pxi"


# ---- Entry points ----

cdef void start(Parser* p, Workspace* w, uint32_t section) noexcept nogil:
    p.w = w
    p.tok = w.tokens
    p.i = w.sections[section].first_token
    p.stop = w.sections[section].end_token
    p.depth = 0
    p.height = 0
    p.body_height = 0
    p.loops = 0
    p.switches = 0
    p.class_name = 0
    p.panic = False
    p.fatal = False
    p.closing = False
    p.host = False


cdef int parse_unit(Workspace* w) noexcept nogil:
    cdef Parser p
    cdef List sections
    cdef List decls
    cdef uint32_t s, node
    sections.head = sections.tail = sections.count = 0
    for s in range(w.section_count):
        if w.sections[s].stand_alone:
            continue
        node = w.sections[s].node
        if not w.sections[s].parsed:
            w.sections[s].parsed = True
            if lex_section(w, s) < 0:
                break
            node = ws_node(w, NK_Section, w.sections[s].first_token)
            if node == 0:
                break
            w.nodes[node].b = s
            w.sections[s].node = node
            start(&p, w, s)
            decls.head = decls.tail = decls.count = 0
            parse_declarations(&p, &decls, True)
            w.nodes[node].a = decls.head
        if sections.tail != 0:
            w.nodes[sections.tail].next = node
        else:
            sections.head = node
        sections.tail = node
    w.root = sections.head
    return <int>w.error_count


cdef uint32_t parse_text(Workspace* w, int sort, const char* text, uint32_t length) noexcept nogil:
    cdef Parser p
    cdef uint32_t node = 0
    cdef uint32_t errors = w.error_count
    cdef int section = ws_add_section(w, b"<declaration>", 13, text, length)
    if section < 0:
        return 0
    w.sections[section].parsed = True
    w.sections[section].stand_alone = True
    if lex_section(w, <uint32_t>section) < 0:
        return 0
    start(&p, w, <uint32_t>section)
    p.host = True
    if sort == PARSE_EXPRESSION:
        node = parse_init_list(&p) if kind(&p) == TK_LBRACE else parse_assignment(&p)
    elif sort == PARSE_TYPE:
        node = parse_type(&p)
    else:
        node = parse_host_declaration(&p, sort)
    if not p.panic and p.i < p.stop:
        error_here(&p, E_EXPECTED, b"expected the end of the declaration but found ", True)
    if w.error_count != errors or node == 0:
        return 0
    w.sections[section].node = node
    return node


cdef uint32_t parse_library_text(Workspace* w, const char* name, uint32_t name_len, const char* text, uint32_t length) noexcept nogil:
    cdef Parser p
    cdef List decls
    cdef uint32_t errors = w.error_count
    cdef int section = ws_add_section(w, name, name_len, text, length)
    if section < 0:
        return 0
    w.sections[section].parsed = True
    w.sections[section].stand_alone = True
    if lex_section(w, <uint32_t>section) < 0:
        return 0
    start(&p, w, <uint32_t>section)
    decls.head = decls.tail = decls.count = 0
    parse_declarations(&p, &decls, True)
    return decls.head if w.error_count == errors else 0


cdef uint32_t parse_block_at(Workspace* w, uint32_t section, uint32_t* token) noexcept nogil:
    cdef Parser p
    cdef uint32_t node, errors = w.error_count
    start(&p, w, section)
    p.i = token[0]
    node = parse_block(&p)
    token[0] = p.i
    return node if w.error_count == errors else 0


cdef uint32_t parse_expression_text(Workspace* w, const char* text, uint32_t length) noexcept nogil:
    return parse_text(w, PARSE_EXPRESSION, text, length)


def _fill_tables() -> None:
    kinds = {symbol: number for number, symbol in enumerate(node_table.token_symbols(name_table.KEYWORDS))}
    operators = {text: number for number, (_, text) in reversed(list(enumerate(node_table.OPERATORS)))}
    primitives = {text: number for number, (_, text) in enumerate(node_table.PRIMITIVES)}
    spelling = dict(node_table.TOKENS) | {"TK_KW_IS": "is"}
    for level, symbols in enumerate(node_table.PRECEDENCE, 1):
        for symbol in symbols:
            binary_precedence[kinds[symbol]] = level
            binary_operator[kinds[symbol]] = operators[spelling[symbol]]
    for word, symbol in name_table.KEYWORDS:
        if word in primitives:
            primitive_type[kinds[symbol or node_table.keyword_symbol(word)]] = primitives[word]
    primitive_type[TK_QUESTION] = PT_ANY
    if operators[">>>"] != OPR_USHR or binary_operator[TK_PLUS] != OPR_ADD or binary_operator[TK_MINUS] != OPR_SUB:
        raise ImportError("compiler/nodes.pxd is stale")
    if TK_USHR_ASSIGN - TK_ASSIGN != OPR_USHR:
        raise ImportError("compiler/nodes.py: compound assignments are out of order")


_fill_tables()
