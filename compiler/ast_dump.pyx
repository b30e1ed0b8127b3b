"""A look at tokens and trees, for tests and debugging: nothing in the engine uses it.

`parse` gives the tree as s-expressions: `(Binary + (IntLit 1) (Ident a))`. Children stand in the order a, b, c of the node
table; absent ones are `-` and at the end nothing, lists are in brackets, flags follow the kind as `:const`.
"""
# cython: language_level=3, boundscheck=False, wraparound=False, cdivision=True, initializedcheck=False

import struct
import time
from collections.abc import Sequence

from libc.stdint cimport uint8_t, uint32_t

from seraphscript.compiler.diagnostics cimport diag_list, node_span
from seraphscript.compiler.lexer cimport lex_float, lex_int, lex_section, lex_string
from seraphscript.compiler.nodes cimport *
from seraphscript.compiler.parser cimport parse_text, parse_unit
from seraphscript.compiler.workspace cimport Workspace, token_end, token_start, ws_add_section, ws_give, ws_take
from seraphscript.registry.names cimport names_text

from seraphscript.compiler import nodes as node_table
from seraphscript.compiler.diagnostics import Diagnostic
from seraphscript.registry import name_table

KINDS = [None, *node_table.KINDS]
FLAGS = [symbol.removeprefix("NF_").lower() for symbol, _ in node_table.FLAGS]
OPERATORS = [text for _, text in node_table.OPERATORS]
PRIMITIVES = [text for _, text in node_table.PRIMITIVES]
TOKENS = node_table.token_symbols(name_table.KEYWORDS)
ENUMS = {title.split()[-1]: [symbol for symbol, _ in entries] for title, entries in node_table.ENUMS}
SORTS = {"expression": 0, "function": 1, "variable": 2, "type": 3}


cdef class Sources:
    """A workspace with the given sources, taken from the pool for one use."""

    cdef Workspace* w

    def __cinit__(self, sources: Sequence[str | bytes]) -> None:
        cdef bytes data
        cdef bytes name
        self.w = ws_take(NULL)
        if self.w == NULL:
            raise MemoryError
        for number, source in enumerate(sources):
            data = source.encode() if isinstance(source, str) else source
            name = f"section{number}".encode()
            ws_add_section(self.w, name, <uint32_t>len(name), data, len(data))

    def __dealloc__(self) -> None:
        ws_give(self.w)


cdef str name_of(const Workspace* w, uint32_t name_id):
    cdef uint32_t n
    cdef const uint8_t* p = names_text(&w.names, name_id, &n)
    return (<const char*>p)[:n].decode()


cdef str op_of(const Workspace* w, uint32_t n):
    """The op of a node as its kind spells it; nothing where it is 0 and means nothing."""
    cdef uint8_t op = w.nodes[n].op
    kind = KINDS[w.nodes[n].kind].name
    if kind in ("Binary", "Compare", "Logic", "Unary", "Postfix"):
        return " " + OPERATORS[op]
    if kind == "Assign":
        return f" {OPERATORS[op]}=" if op else " ="
    if kind in ("Type", "IntLit", "FloatLit"):
        return f" {PRIMITIVES[op]}" if op else ""
    symbols = ENUMS.get({"Param": "Param", "Func": "Func", "Class": "Class", "Var": "initialiser"}.get(kind, ""))
    if symbols is not None:
        return f" {symbols[op]}" if op else ""
    return f" #{op}" if op else ""


cdef str field(const Workspace* w, uint32_t n, uint32_t value, sort: str):
    if sort == "N":
        return dump(w, value)
    if sort == "L":
        parts = []
        while value != 0:
            parts.append(dump(w, value))
            value = node_next(w, value)
        return "[" + " ".join(parts) + "]"
    if sort == "I":
        return name_of(w, value) if value else "-"
    return str(value)


cdef str dump(const Workspace* w, uint32_t n):
    cdef uint32_t bits
    if n == 0:
        return "-"
    kind = KINDS[w.nodes[n].kind]
    out = kind.name
    for bit, flag in enumerate(FLAGS):
        if w.nodes[n].flags >> bit & 1 and flag != "effect":
            out += ":" + flag
    out += op_of(w, n)
    if kind.name == "IntLit":
        return f"({out} {<unsigned long long>w.nodes[n].b << 32 | w.nodes[n].a})"
    if kind.name == "FloatLit":
        raw = struct.pack("<II", w.nodes[n].a, w.nodes[n].b)
        value = struct.unpack("<d", raw)[0] if w.nodes[n].op == PT_DOUBLE else struct.unpack("<f", raw[:4])[0]
        return f"({out} {value!r})"
    if kind.name == "StrLit":
        return f"({out} {(<const char*>w.text)[w.nodes[n].a:w.nodes[n].a + w.nodes[n].b]!r})"
    for slot, value in ((kind.a, w.nodes[n].a), (kind.b, w.nodes[n].b), (kind.c, w.nodes[n].c)):
        if slot is not None and slot.sort != "T" and slot.name != "count":
            out += " " + field(w, n, value, slot.sort)
    while out.endswith((" -", " []")):
        out = out.rpartition(" ")[0]
    return f"({out})"


def parse(*sources: str | bytes) -> tuple[list[str], list[Diagnostic]]:
    """The tree of each section and the diagnostics."""
    cdef Sources s = Sources(sources)
    cdef uint32_t n
    with nogil:
        parse_unit(s.w)
    trees = []
    n = s.w.root
    while n != 0:
        trees.append(dump(s.w, n))
        n = node_next(s.w, n)
    return trees, diag_list(s.w)


def check(*sources: str | bytes) -> list[Diagnostic]:
    """The diagnostics only."""
    cdef Sources s = Sources(sources)
    with nogil:
        parse_unit(s.w)
    return diag_list(s.w)


def parse_one(text: str, sort: str = "expression") -> tuple[str, list[Diagnostic]]:
    """The tree of a stand-alone text: an "expression", or a host's "function", "variable" or "type"."""
    cdef Sources s = Sources([])
    cdef bytes data = text.encode()
    cdef uint32_t n = parse_text(s.w, SORTS[sort], data, <uint32_t>len(data))
    return dump(s.w, n), diag_list(s.w)


def tokens(source: str | bytes) -> tuple[list[tuple[str, object]], list[Diagnostic]]:
    """Kind and value of each token: names and text as str, strings as decoded bytes, numbers as numbers."""
    cdef Sources s = Sources([source])
    cdef uint32_t i, begin
    cdef uint8_t kind, type
    lex_section(s.w, 0)
    out = []
    for i in range(s.w.token_count):
        kind = s.w.tokens[i].kind
        value: object = (<const char*>s.w.source)[token_start(s.w, i):token_end(s.w, i)].decode()
        if kind == TK_INT:
            number = lex_int(s.w, i, &type)
            value = (PRIMITIVES[type], number)
        elif kind == TK_FLOAT:
            raw = struct.pack("<Q", lex_float(s.w, i))
            single = s.w.tokens[i].flags & 4
            value = ("float", struct.unpack("<f", raw[:4])[0]) if single else ("double", struct.unpack("<d", raw)[0])
        elif kind == TK_STRING or kind == TK_HEREDOC:
            begin = s.w.text_len
            lex_string(s.w, i)
            value = (<const char*>s.w.text)[begin:s.w.text_len]
        elif kind == TK_IDENT:
            value = name_of(s.w, s.w.tokens[i].val)
        out.append((TOKENS[kind], value))
    return out, diag_list(s.w)


cdef uint32_t count_in_order(const Workspace* w, uint32_t n, uint32_t limit):
    """Number of nodes under n, n included; more than `limit` if the tree is none (a node has two parents)."""
    cdef uint32_t total = 1
    cdef uint32_t child
    kind = KINDS[w.nodes[n].kind]
    for slot, value in ((kind.a, w.nodes[n].a), (kind.b, w.nodes[n].b), (kind.c, w.nodes[n].c)):
        if slot is None or slot.sort not in "NL":
            continue
        child = value
        while child != 0 and total <= limit:
            if child >= w.node_count:
                return limit + 1
            total += count_in_order(w, child, limit)
            child = node_next(w, child) if slot.sort == "L" else 0
    return total


def walk(*sources: str | bytes) -> tuple[int, int, int]:
    """Nodes made, nodes reached from the root (Type nodes of accessors twice), tokens; every span is computed too."""
    cdef Sources s = Sources(sources)
    cdef uint32_t n, first, last
    cdef uint32_t reached = 0
    parse_unit(s.w)
    n = s.w.root
    while n != 0:
        reached += count_in_order(s.w, n, 2 * s.w.node_count)
        n = node_next(s.w, n)
    for n in range(1, s.w.node_count):
        node_span(s.w, n, &first, &last)
        if first > last or last >= s.w.token_count:
            raise AssertionError("a span lies outside of the tokens")
    return s.w.node_count, reached, s.w.token_count


def spans(source: str) -> list[tuple[str, str, bool]]:
    """Kind, source text and NF_EFFECT of each node, in the order in which they were made."""
    cdef Sources s = Sources([source])
    cdef uint32_t n, first, last
    parse_unit(s.w)
    out = []
    for n in range(1, s.w.node_count):
        node_span(s.w, n, &first, &last)
        text = (<const char*>s.w.source)[token_start(s.w, first):token_end(s.w, last)].decode()
        out.append((KINDS[s.w.nodes[n].kind].name, text, s.w.nodes[n].flags & NF_EFFECT != 0))
    return out


def measure(source: bytes, int repeat) -> tuple[float, float, int, int]:
    """Seconds to lex, seconds to lex and parse (each the best of `repeat`), number of tokens and of nodes."""
    cdef Sources s
    cdef double began, lexed, parsed
    cdef uint32_t tokens = 0
    cdef uint32_t nodes = 0
    lexed = parsed = 1e9
    for _ in range(repeat):
        s = Sources([source])
        began = time.perf_counter()
        lex_section(s.w, 0)
        lexed = min(lexed, time.perf_counter() - began)
        del s
        s = Sources([source])
        began = time.perf_counter()
        parse_unit(s.w)
        parsed = min(parsed, time.perf_counter() - began)
        tokens = s.w.token_count
        nodes = s.w.node_count
        del s
    return lexed, parsed, tokens, nodes
