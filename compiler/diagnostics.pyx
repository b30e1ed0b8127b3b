"""Diagnostics: recording them without Python, and the Python class that users see.

See diagnostics.pxd for how passes report. A message under construction is always the last thing in `messages`.
"""
# cython: language_level=3, boundscheck=False, wraparound=False, cdivision=True, initializedcheck=False

from dataclasses import dataclass

from libc.stdio cimport snprintf
from libc.string cimport memcpy, memset, strlen

from seraphscript.compiler.error_codes cimport E_TOO_MANY_ERRORS
from seraphscript.compiler.nodes cimport *
from seraphscript.compiler.workspace cimport (
    MAX_DEPTH, MAX_ERRORS, MAX_HEIGHT, SEVERITY_ERROR, SEVERITY_NOTE, SEVERITY_WARNING, Diag, Place, SourceSection,
    Workspace, token_end, token_start, ws_grow_diags, ws_grow_messages, ws_place, ws_section_at,
)
from seraphscript.registry.names cimport names_text

from seraphscript.compiler import nodes as node_table
from seraphscript.compiler.error_codes import NAMES, code_text

cdef extern from "<stdarg.h>" nogil:
    ctypedef struct va_list:
        pass
    void va_start(va_list args, const char* last)
    void va_end(va_list args)

cdef extern from "<stdio.h>" nogil:
    int vsnprintf(char* out, size_t size, const char* format, va_list args)

cdef enum:
    MESSAGE_LIMIT = 1000    # bytes of one message made by diag_error
    MAX_DIAGS = 1000        # errors, warnings and their notes together
    MAX_WARNINGS = 500      # no warning comes behind so many of them: they must not take the place of errors
    FIRST_WARNING = 901


cdef void diag_begin(Workspace* w, uint8_t severity, uint16_t code, uint32_t start, uint32_t end) noexcept nogil:
    cdef uint32_t i, bit
    cdef Diag* d
    w.diag_part = 0
    if severity == SEVERITY_WARNING:
        bit = <uint32_t>1 << ((code - FIRST_WARNING) & 31)
        if w.warnings_off & bit or w.sections[ws_section_at(w, start)].stand_alone:
            return                          # text of the host or of the library is no business of whoever reads this
        if w.warning_errors & bit:
            severity = SEVERITY_ERROR
    if w.diag_count >= (MAX_WARNINGS if severity == SEVERITY_WARNING else MAX_DIAGS) or (severity == SEVERITY_ERROR and w.error_count > MAX_ERRORS):
        if severity == SEVERITY_ERROR:
            w.error_count += 1
        return
    for i in range(w.diag_count):
        if w.diags[i].start == start and w.diags[i].severity <= severity:
            if severity == SEVERITY_ERROR:
                w.error_count += 1
            return
    if severity == SEVERITY_ERROR:
        w.error_count += 1
        if w.error_count > MAX_ERRORS:
            code = E_TOO_MANY_ERRORS
    if w.diag_count >= w.diag_capacity and not ws_grow_diags(w):
        return
    d = &w.diags[w.diag_count]
    memset(d, 0, sizeof(Diag))
    d.start = start
    d.end = end if end > start else start
    d.code = code
    d.severity = severity
    d.message = w.messages_len
    w.diag_target = w.diag_count
    w.diag_count += 1
    if code == E_TOO_MANY_ERRORS:
        w.diag_part = 1
        diag_text(w, b"too many errors, the rest is not shown")
        w.diag_part = 0
        return
    w.diag_part = 1


cdef void diag_note(Workspace* w, uint32_t start, uint32_t end) noexcept nogil:
    cdef Diag* d
    if w.diag_part == 0:
        return
    w.diag_part = 0
    if w.diag_count >= w.diag_capacity and not ws_grow_diags(w):
        return
    d = &w.diags[w.diag_count]
    memset(d, 0, sizeof(Diag))
    d.start = start
    d.end = end if end > start else start
    d.severity = SEVERITY_NOTE
    d.message = w.messages_len
    w.diag_target = w.diag_count
    w.diag_count += 1
    w.diag_part = 1


cdef void diag_reopen(Workspace* w) noexcept nogil:
    w.diag_part = 1 if w.diag_count else 0


cdef void diag_spread(Workspace* w, uint32_t first) noexcept nogil:
    cdef uint32_t i = w.diag_count, to, more = 0
    cdef Diag note
    if i < first + 2:
        return
    w.diag_part = 0
    note = w.diags[i - 1]
    for i in range(first + 1, w.diag_count - 1):
        more += w.diags[i].severity != SEVERITY_NOTE
    while w.diag_count + more > w.diag_capacity:
        if not ws_grow_diags(w):
            return
    i = w.diag_count - 1
    to = w.diag_count + more
    w.diag_count = to
    while to > i + 1 and i > first:         # from behind: a note, then what it belongs to with the notes that it has
        to -= 1
        w.diags[to] = note
        while True:
            i -= 1
            to -= 1
            w.diags[to] = w.diags[i]
            if w.diags[i].severity != SEVERITY_NOTE or i == first:
                break


cdef void diag_again(Workspace* w, uint32_t index) noexcept nogil:
    cdef Diag* d = &w.diags[index if index < w.diag_count else 0]
    cdef uint32_t n = d.message_len
    w.diag_part = 0
    if index >= w.diag_count or (w.messages_len + n > w.messages_capacity and not ws_grow_messages(w, n)):
        return
    memcpy(w.messages + w.messages_len, w.messages + d.message, n)      # what is extended must be the last text
    d.message = w.messages_len
    w.messages_len += n
    w.diag_target = index
    w.diag_part = 1


cdef void diag_bytes(Workspace* w, const uint8_t* p, uint32_t n) noexcept nogil:
    if w.diag_part == 0 or n == 0:
        return
    if w.messages_len + n > w.messages_capacity and not ws_grow_messages(w, n):
        return
    memcpy(w.messages + w.messages_len, p, n)
    w.messages_len += n
    if w.diag_part == 1:
        w.diags[w.diag_target].message_len += n
    else:
        w.diags[w.diag_target].hint_len += n


cdef void diag_text(Workspace* w, const char* text) noexcept nogil:
    diag_bytes(w, <const uint8_t*>text, <uint32_t>strlen(text))


cdef void diag_name(Workspace* w, uint32_t name_id) noexcept nogil:
    cdef uint32_t n
    cdef const uint8_t* p = names_text(&w.names, name_id, &n)
    diag_bytes(w, p, n)


cdef void diag_int(Workspace* w, int64_t value) noexcept nogil:
    cdef char digits[24]
    cdef int n = snprintf(digits, sizeof(digits), "%lld", <long long>value)
    diag_bytes(w, <const uint8_t*>digits, <uint32_t>n)


cdef void diag_hint(Workspace* w, const char* text) noexcept nogil:
    if w.diag_part == 0:
        return
    w.diag_part = 2
    w.diags[w.diag_target].hint = w.messages_len
    w.diags[w.diag_target].hint_len = 0
    diag_text(w, text)


cdef void diag_error(Workspace* w, uint16_t code, uint32_t start, uint32_t end, const char* format, ...) noexcept nogil:
    cdef char message[MESSAGE_LIMIT]
    cdef va_list args
    va_start(args, format)
    vsnprintf(message, MESSAGE_LIMIT, format, args)
    va_end(args)
    diag_begin(w, SEVERITY_ERROR, code, start, end)
    diag_text(w, message)


cdef void diag_warning(
        Workspace* w, uint16_t code, uint32_t start, uint32_t end, const char* format, ...) noexcept nogil:
    cdef char message[MESSAGE_LIMIT]
    cdef va_list args
    va_start(args, format)
    vsnprintf(message, MESSAGE_LIMIT, format, args)
    va_end(args)
    diag_begin(w, SEVERITY_WARNING, code, start, end)
    diag_text(w, message)


cdef void diag_at_token(Workspace* w, uint8_t severity, uint16_t code, uint32_t token) noexcept nogil:
    diag_begin(w, severity, code, token_start(w, token), token_end(w, token))


cdef void diag_at(Workspace* w, uint8_t severity, uint16_t code, uint32_t node) noexcept nogil:
    cdef uint32_t first, last
    node_span(w, node, &first, &last)
    diag_begin(w, severity, code, token_start(w, first), token_end(w, last))


# ---- Spans of nodes ----

cdef enum:
    IS_NODE = 1
    IS_LIST = 2
    IS_TOKEN = 3

cdef uint8_t spanned[256][3]   # which of a, b, c of a kind belong to its span, and what they are


cdef void widen(
        const Workspace* w, uint32_t n, uint32_t depth, uint32_t* budget, uint32_t* first, uint32_t* last) noexcept nogil:
    """Take the tokens of a node and of what is below it into a span. Only messages pay for this walk; it is bounded, so
    that a wrong tree could at worst give a wrong span."""
    cdef uint32_t child[3]
    cdef uint32_t token
    cdef uint8_t sort
    cdef int i
    if n == 0 or n >= w.node_count or depth == 0 or budget[0] == 0:
        return
    budget[0] -= 1
    token = w.nodes[n].token
    first[0] = token if token < first[0] else first[0]
    last[0] = token if token > last[0] else last[0]
    child[0] = w.nodes[n].a
    child[1] = w.nodes[n].b
    child[2] = w.nodes[n].c
    for i in range(3):
        sort = spanned[w.nodes[n].kind][i]
        if sort == IS_TOKEN and child[i] > last[0] and child[i] < w.token_count:
            last[0] = child[i]
        elif sort == IS_NODE:
            widen(w, child[i], depth - 1, budget, first, last)
        elif sort == IS_LIST:
            while child[i] != 0 and budget[0] != 0:
                widen(w, child[i], depth - 1, budget, first, last)
                child[i] = node_next(w, child[i])


cdef inline bint opens(uint8_t kind) noexcept nogil:
    return kind == TK_LPAREN or kind == TK_LBRACKET or kind == TK_LBRACE


cdef inline bint closes(uint8_t kind) noexcept nogil:
    return kind == TK_RPAREN or kind == TK_RBRACKET or kind == TK_RBRACE


cdef void node_span(const Workspace* w, uint32_t n, uint32_t* first, uint32_t* last) noexcept nogil:
    cdef uint32_t budget = 10000
    first[0] = last[0] = node_token(w, n)
    widen(w, n, MAX_DEPTH + MAX_HEIGHT, &budget, first, last)
    # Brackets are no nodes: take in those around the span whose partners lie inside of it.
    cdef uint32_t t = first[0]
    cdef uint32_t opening = 0   # inside, not closed
    cdef uint32_t closing = 0   # inside, not opened
    while t <= last[0] and t < w.token_count:
        if opens(w.tokens[t].kind):
            opening += 1
        elif closes(w.tokens[t].kind):
            if opening != 0:
                opening -= 1
            else:
                closing += 1
        t += 1
    while opening != 0 and last[0] + 1 < w.token_count and closes(w.tokens[last[0] + 1].kind):
        opening -= 1
        last[0] += 1
    while closing != 0 and first[0] > 0 and opens(w.tokens[first[0] - 1].kind):
        closing -= 1
        first[0] -= 1


# ---- What users see ----


def _shown(line: str, column: int, width: int) -> list[str]:
    """A source line and the carets below it; nothing if the line is not known."""
    if not line:
        return []
    # Tabs stay tabs, so that the caret stands below its place however wide they are shown.
    indent = "".join(["\t" if c == "\t" else " " for c in line[: column - 1]])
    return ["  " + line, "  " + indent + "^" + "~" * (max(1, min(width, len(line) + 1 - column)) - 1)]


@dataclass(frozen=True)
class Related:
    """A further place that a message is about: the other declaration, the brace that is open, a candidate."""

    section: str
    line: int
    column: int
    end_line: int
    end_column: int
    message: str
    source_line: str

    def format(self) -> str:
        """Place, text, source line and a caret line."""
        width = (self.end_column if self.end_line == self.line else len(self.source_line) + 1) - self.column
        head = f"{self.section} ({self.line}, {self.column}) : INFO : {self.message}"
        return "\n".join([head, *_shown(self.source_line, self.column, width)])


@dataclass(frozen=True)
class Diagnostic:
    """One message of a build. Lines and columns count from 1, columns in characters; the end is exclusive."""

    section: str
    line: int
    column: int
    end_line: int
    end_column: int
    severity: str  # "error" or "warning"
    code: str  # "E0201"; stable
    message: str
    hint: str
    source_line: str
    related: tuple[Related, ...] = ()

    @property
    def name(self) -> str:
        """The name of its code: "unused-variable"."""
        return NAMES.get(self.code, "")

    def format(self) -> str:
        """The message as shown on a terminal: place, text, source line, a caret line, the hint, and related places."""
        label = "ERR" if self.severity == "error" else "WARN"
        name = f" [{self.name}]" if self.code.startswith("W") else ""
        width = (self.end_column if self.end_line == self.line else len(self.source_line) + 1) - self.column
        lines = [f"{self.section} ({self.line}, {self.column}) : {label} : {self.message}{name}"]
        lines += _shown(self.source_line, self.column, width)
        if self.hint:
            lines.append(f"  hint: {self.hint}")
        return "\n".join([*lines, *[place.format() for place in self.related]])

    def __str__(self) -> str:
        return self.format()


cdef str decode(const uint8_t* p, uint32_t n):
    return (<const char*>p)[:n].decode("utf-8", "replace")


cdef str line_at(const Workspace* w, uint32_t offset):
    """The source line of an offset, cut at 400 bytes; nothing where the place lies behind the cut."""
    cdef uint32_t start = offset
    cdef uint32_t end = offset
    cdef SourceSection* s
    if w.section_count == 0:
        return ""
    s = &w.sections[ws_section_at(w, offset)]
    while start > s.start and w.source[start - 1] != c"\n":
        start -= 1
        if offset - start > 400:
            return ""
    while end < s.end and w.source[end] != c"\n" and end - start < 400:
        end += 1
    if end > start and w.source[end - 1] == c"\r":
        end -= 1
    return decode(w.source + start, end - start)


cdef tuple placed(const Workspace* w, const Diag* d, Place* start):
    """Section, place and source line of a diagnostic; `start` follows the diagnostics through the source."""
    cdef uint32_t at = d.start
    cdef uint32_t end = d.end
    cdef Place behind
    cdef const SourceSection* s
    section = ""
    if w.section_count != 0:
        s = &w.sections[ws_section_at(w, at)]
        section = decode(w.messages + s.name_start, s.name_len)
        at = min(at, s.end)
        end = min(end, s.end)
    ws_place(w, start, at)
    behind = start[0]
    ws_place(w, &behind, end)
    text = line_at(w, at)
    return (section, start.line, start.column, behind.line, behind.column,
            "".join([c if c.isprintable() or c == "\t" else "\ufffd" for c in text]))


cdef object make(const Workspace* w, uint32_t i, Place* start):
    """A diagnostic as Python object, with the notes behind it."""
    cdef const Diag* d = &w.diags[i]
    cdef Place other
    cdef tuple at = placed(w, d, start)
    cdef list related = []
    i += 1
    while i < w.diag_count and w.diags[i].severity == SEVERITY_NOTE:
        memset(&other, 0, sizeof(Place))
        note = placed(w, &w.diags[i], &other)
        related.append(Related(*note[:5], decode(w.messages + w.diags[i].message, w.diags[i].message_len), note[5]))
        i += 1
    return Diagnostic(
        *at[:5],
        "error" if d.severity == SEVERITY_ERROR else "warning",
        code_text(d.code),
        decode(w.messages + d.message, d.message_len),
        decode(w.messages + d.hint, d.hint_len),
        at[5],
        tuple(related),
    )


cdef list diag_list(const Workspace* w):
    cdef uint32_t i
    cdef Place place
    memset(&place, 0, sizeof(Place))
    out = []
    for _, i in sorted([(w.diags[i].start, i) for i in range(w.diag_count)
                        if w.diags[i].severity != SEVERITY_NOTE and not w.diags[i].follows]):
        out.append(make(w, i, &place))
    return out


def _fill_tables() -> None:
    """Expressions and types reach over all that is below them; of declarations and statements the name has to do."""
    sorts = {"N": IS_NODE, "L": IS_LIST}
    reaching = False
    for number, kind in enumerate(node_table.KINDS, 1):
        reaching = reaching or kind.name == "IntLit"  # the first of the expressions
        if reaching or kind.name in ("Type", "TypeArray", "TypeHandle", "Scope", "ExprStmt"):
            for i, field in enumerate((kind.a, kind.b, kind.c)):
                spanned[number][i] = sorts.get(field.sort, 0) if field is not None else 0
    spanned[NK_Lambda][0] = 0
    spanned[NK_Block][1] = IS_TOKEN


_fill_tables()
