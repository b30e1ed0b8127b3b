# cython: language_level=3, boundscheck=False, wraparound=False, cdivision=True, initializedcheck=False
"""Regular expressions: from the pattern to its program. See `regex.pxd`; the search is in `regex_search.pxi`.

The parser makes a tree in one array. Counted repetitions are written out by the emitter, which visits a node as often
as it is repeated; what repeats nothing is visited once. A loop around something that can be empty needs no care: the
search never runs an instruction twice at one place. `x*` is compiled as `(x+)?`, so that an empty turn of the loop is
preferred as a backtracking matcher prefers it.
"""
from libc.stdint cimport int64_t, uint8_t, uint32_t, uint64_t
from libc.stdlib cimport calloc, free, malloc
from libc.string cimport memcmp, memmove, memset, strlen

from seraphscript.vm.growth cimport grown, moved

cdef extern from "utf8.h" nogil:
    uint32_t utf8_read(const char *text, uint64_t n, uint32_t *size)
    enum:
        UTF8_STRAY

cdef extern from *:
    """
    static const struct { const char *name, *ranges; } NAMED[] = {
        {"alpha", "AZaz"}, {"digit", "09"}, {"alnum", "09AZaz"}, {"upper", "AZ"}, {"lower", "az"}, {"space", "\\t\\r  "},
        {"blank", "\\t\\t  "}, {"punct", "!/:@[`{~"}, {"xdigit", "09AFaf"}, {"cntrl", "\\x01\\x1f\\x7f\\x7f"},
        {"print", " ~"}, {"graph", "!~"},
    };
    enum { N_NAMED = sizeof NAMED / sizeof NAMED[0] };
    """
    ctypedef struct NamedSet:
        const char *name
        const char *ranges      # pairs of bytes
    const NamedSet NAMED[]
    enum:
        N_NAMED

cdef enum:                      # kinds of nodes
    N_EMPTY = 0
    N_CHAR = 1                  # a: the character
    N_ANY = 2
    N_CLASS = 3                 # a: the class
    N_ASSERT = 4                # a: Assertion
    N_LIST = 5                  # a: first of the nodes that follow each other
    N_CHOICE = 6                # a: first of the alternatives
    N_REPEAT = 7                # a: node, b: at least, c: at most
    NO_LIMIT = 0xffffffffu
    LAST_CHAR = 0x1100ff        # UTF8_STRAY + 255
    MAX_EMITTED = 100000
    END = 0xffffffffu           # no character

include "regex_search.pxi"


# ------------------------------------------------------------------------------------------ parsing
# Functions return a node; 0 after an error.

cdef uint32_t fail(Regex *re, const char *message) noexcept nogil:
    if re.error == NULL:
        re.error = message
    return 0


cdef uint32_t node(Regex *re, uint8_t kind, uint32_t a) noexcept nogil:
    cdef Node *made
    if re.nnodes >= 2 * re.n + 8:
        return fail(re, "too large")
    made = re.nodes + re.nnodes
    memset(made, 0, sizeof(Node))
    made.kind = kind
    made.a = a
    re.nnodes += 1
    return re.nnodes - 1


cdef inline bint more(const Regex *re) noexcept nogil:
    return re.at < re.n


cdef inline bint take(Regex *re, char c) noexcept nogil:
    """Skip a byte if it is the next one."""
    if re.at < re.n and re.text[re.at] == c:
        re.at += 1
        return 1
    return 0


cdef uint32_t next_char(Regex *re) noexcept nogil:
    cdef uint32_t size = 0, c = utf8_read(re.text + re.at, re.n - re.at, &size)
    re.at += size
    return c


cdef int hex_value(Regex *re, uint32_t digits, uint32_t *value) noexcept nogil:
    cdef uint32_t i, c
    value[0] = 0
    for i in range(digits):
        c = <uint8_t>re.text[re.at] if more(re) else 0
        if c'0' <= c <= c'9':
            c -= c'0'
        elif c'a' <= (c | 32) <= c'f':
            c = (c | 32) - c'a' + 10
        else:
            fail(re, "hexadecimal digits expected")
            return -1
        value[0] = value[0] << 4 | c
        re.at += 1
    return 0


cdef int escaped_char(Regex *re, uint32_t *value) noexcept nogil:
    """The single character that an escape means; re.at is behind the backslash."""
    cdef uint32_t c = <uint8_t>re.text[re.at]
    re.at += 1
    if c == c'n':
        value[0] = 10
    elif c == c't':
        value[0] = 9
    elif c == c'r':
        value[0] = 13
    elif c == c'f':
        value[0] = 12
    elif c == c'v':
        value[0] = 11
    elif c == c'0':
        value[0] = 0
    elif c == c'x':
        return hex_value(re, 2, value)
    elif c == c'u':
        return hex_value(re, 4, value)
    elif c == c'c' and more(re) and c'a' <= re.text[re.at] | 32 <= c'z':
        value[0] = <uint8_t>re.text[re.at] & 31
        re.at += 1
    elif c'1' <= c <= c'9':
        fail(re, "back references are not supported")
        return -1
    elif c'a' <= (c | 32) <= c'z' and c < 128:
        fail(re, "unknown escape")
        return -1
    else:
        re.at -= 1
        value[0] = next_char(re)
    return 0


cdef void add_range(Regex *re, CharClass *cls, uint32_t first, uint32_t last) noexcept nogil:
    """Ranges of a class (the last one) stay in ascending order and apart."""
    cdef Range *ranges = re.ranges + cls.first
    cdef uint32_t i = cls.count, j
    while i > 0 and ranges[i - 1].first > first:
        i -= 1
    if i > 0 and ranges[i - 1].last + 1 >= first:
        i -= 1                              # joins the range before it
        ranges[i].last = max(ranges[i].last, last)
    else:
        if re.nranges >= 4 * re.n + 16:
            fail(re, "too large")
            return
        memmove(ranges + i + 1, ranges + i, (cls.count - i) * sizeof(Range))
        ranges[i].first = first
        ranges[i].last = last
        cls.count += 1
    j = i + 1
    while j < cls.count and ranges[j].first <= ranges[i].last + 1:
        ranges[i].last = max(ranges[i].last, ranges[j].last)
        j += 1
    memmove(ranges + i + 1, ranges + j, (cls.count - j) * sizeof(Range))
    cls.count -= j - i - 1
    re.nranges = cls.first + cls.count


cdef bint add_set(Regex *re, CharClass *cls, char letter) noexcept nogil:
    """\\d, \\w, \\s and their capitals; 0: no such set."""
    if letter == c'd':
        add_range(re, cls, c'0', c'9')
    elif letter == c'D':
        add_range(re, cls, 0, c'0' - 1)
        add_range(re, cls, c'9' + 1, LAST_CHAR)
    elif letter == c'w':
        add_range(re, cls, c'0', c'9')
        add_range(re, cls, c'A', c'Z')
        add_range(re, cls, c'_', c'_')
        add_range(re, cls, c'a', c'z')
    elif letter == c'W':
        add_range(re, cls, 0, c'0' - 1)
        add_range(re, cls, c'9' + 1, c'A' - 1)
        add_range(re, cls, c'Z' + 1, c'_' - 1)
        add_range(re, cls, c'_' + 1, c'a' - 1)
        add_range(re, cls, c'z' + 1, LAST_CHAR)
    elif letter == c's':
        add_range(re, cls, 9, 13)
        add_range(re, cls, c' ', c' ')
    elif letter == c'S':
        add_range(re, cls, 0, 8)
        add_range(re, cls, 14, c' ' - 1)
        add_range(re, cls, c' ' + 1, LAST_CHAR)
    else:
        return 0
    return 1


cdef void add_named(Regex *re, CharClass *cls) noexcept nogil:
    """[:name:] within a class; re.at is behind the colon."""
    cdef uint32_t i
    cdef uint64_t n
    cdef const char *p
    for i in range(N_NAMED):
        n = strlen(NAMED[i].name)
        if re.n - re.at >= n + 2 and memcmp(re.text + re.at, NAMED[i].name, n) == 0 and \
                memcmp(re.text + re.at + n, ":]", 2) == 0:
            re.at += n + 2
            p = NAMED[i].ranges
            while p[0]:
                add_range(re, cls, <uint8_t>p[0], <uint8_t>p[1])
                p += 2
            return
    fail(re, "unknown name of a class")


cdef bint class_item(Regex *re, CharClass *cls, uint32_t *c) noexcept nogil:
    """One character of a class, or a set; 1: it was a character."""
    cdef char letter
    if re.text[re.at] == c'[' and re.at + 1 < re.n and re.text[re.at + 1] == c':':
        re.at += 2
        add_named(re, cls)
        return 0
    if not take(re, c'\\'):
        c[0] = next_char(re)
        return 1
    if not more(re):
        fail(re, "backslash at the end")
        return 0
    letter = re.text[re.at]
    if add_set(re, cls, letter):
        re.at += 1
        return 0
    if letter == c'b':
        re.at += 1
        c[0] = 8
        return 1
    return escaped_char(re, c) == 0


cdef void close_class(Regex *re, CharClass *cls) noexcept nogil:
    """Makes the bits of ASCII."""
    cdef Range *ranges = re.ranges + cls.first
    cdef uint32_t i, c
    for i in range(cls.count):
        for c in range(ranges[i].first, min(ranges[i].last, <uint32_t>127) + 1):
            cls.ascii[c >> 6] |= <uint64_t>1 << (c & 63)
    if cls.negated:
        cls.ascii[0] = ~cls.ascii[0]
        cls.ascii[1] = ~cls.ascii[1]


cdef CharClass *new_class(Regex *re) noexcept nogil:
    cdef CharClass *cls = re.classes + re.nclasses
    re.nclasses += 1                        # at most one for two bytes of the pattern
    memset(cls, 0, sizeof(CharClass))
    cls.first = re.nranges
    return cls


cdef uint32_t parse_class(Regex *re) noexcept nogil:
    """Behind the opening bracket."""
    cdef CharClass *cls = new_class(re)
    cdef uint32_t low = 0, high = 0
    cls.negated = take(re, c'^')
    while re.error == NULL:
        if not more(re):
            return fail(re, "missing ]")
        if take(re, c']'):
            close_class(re, cls)
            return node(re, N_CLASS, re.nclasses - 1)
        if not class_item(re, cls, &low):
            if re.at + 1 < re.n and re.text[re.at] == c'-' and re.text[re.at + 1] != c']':
                return fail(re, "bad range")
            continue
        high = low
        if re.at + 1 < re.n and re.text[re.at] == c'-' and re.text[re.at + 1] != c']':
            re.at += 1
            if not class_item(re, cls, &high) or high < low:
                return fail(re, "bad range")
        add_range(re, cls, low, high)
    return 0


cdef uint32_t parse_escape(Regex *re) noexcept nogil:
    """Behind the backslash."""
    cdef CharClass *cls
    cdef uint32_t c = 0
    cdef char letter
    if not more(re):
        return fail(re, "backslash at the end")
    letter = re.text[re.at]
    if letter == c'b' or letter == c'B':
        re.at += 1
        return node(re, N_ASSERT, AT_WORD_EDGE if letter == c'b' else AT_NO_WORD_EDGE)
    cls = new_class(re)
    if add_set(re, cls, letter):
        re.at += 1
        close_class(re, cls)
        return node(re, N_CLASS, re.nclasses - 1)
    re.nclasses -= 1
    return node(re, N_CHAR, c) if escaped_char(re, &c) == 0 else 0


cdef uint32_t parse_atom(Regex *re, uint32_t depth) noexcept nogil:
    cdef char c = re.text[re.at]
    cdef uint32_t inner
    if c == c'*' or c == c'+' or c == c'?' or c == c'{':
        return fail(re, "nothing to repeat")
    if take(re, c'('):
        if take(re, c'?') and not take(re, c':'):
            return fail(re, "this kind of group is not supported")
        inner = parse_choice(re, depth + 1)
        if re.error == NULL and not take(re, c')'):
            return fail(re, "missing )")
        return inner
    if take(re, c'['):
        return parse_class(re)
    if take(re, c'\\'):
        return parse_escape(re)
    if take(re, c'.'):
        return node(re, N_ANY, 0)
    if take(re, c'^'):
        return node(re, N_ASSERT, AT_START)
    if take(re, c'$'):
        return node(re, N_ASSERT, AT_END)
    return node(re, N_CHAR, next_char(re))


cdef int parse_number(Regex *re, uint32_t *value) noexcept nogil:
    """-1: there is none, or it is too large."""
    cdef uint64_t start = re.at
    value[0] = 0
    while more(re) and c'0' <= re.text[re.at] <= c'9':
        value[0] = min(value[0] * 10 + <uint32_t>(re.text[re.at] - c'0'), <uint32_t>100000)
        re.at += 1
    if value[0] > MAX_REPEAT:
        fail(re, "too many repetitions")
        return -1
    return 0 if re.at > start else -1


cdef int parse_count(Regex *re, uint32_t *least, uint32_t *most) noexcept nogil:
    """A quantifier; 0: there is none."""
    least[0] = 0
    most[0] = NO_LIMIT
    if take(re, c'*'):
        return 1
    if take(re, c'+'):
        least[0] = 1
        return 1
    if take(re, c'?'):
        most[0] = 1
        return 1
    if not take(re, c'{'):
        return 0
    if parse_number(re, least) == 0:
        most[0] = least[0]
        if take(re, c','):
            most[0] = NO_LIMIT
            if more(re) and re.text[re.at] != c'}':
                parse_number(re, most)
        if take(re, c'}') and least[0] <= most[0]:
            return 1
    fail(re, "bad repetition")
    return 0


cdef uint32_t parse_list(Regex *re, uint32_t depth) noexcept nogil:
    cdef uint32_t list_ = node(re, N_LIST, 0), last = 0, item, repeat, least = 0, most = 0
    while re.error == NULL and more(re) and re.text[re.at] != c'|' and re.text[re.at] != c')':
        item = parse_atom(re, depth)
        if re.error == NULL and parse_count(re, &least, &most):
            repeat = node(re, N_REPEAT, item)
            re.nodes[repeat].b = least
            re.nodes[repeat].c = most
            re.nodes[repeat].lazy = take(re, c'?')
            item = repeat
        if last:
            re.nodes[last].next = item
        else:
            re.nodes[list_].a = item
        last = item
    return list_


cdef uint32_t parse_choice(Regex *re, uint32_t depth) noexcept nogil:
    cdef uint32_t choice, last, item
    if depth > MAX_GROUPS:
        return fail(re, "too many groups within groups")
    choice = node(re, N_CHOICE, 0)
    last = parse_list(re, depth)
    re.nodes[choice].a = last
    while re.error == NULL and take(re, c'|'):
        item = parse_list(re, depth)
        re.nodes[last].next = item
        last = item
    return choice


# ----------------------------------------------------------------------------------------- emitting

cdef inline bint stopped(const Regex *re) noexcept nogil:
    return re.error != NULL or re.no_memory


cdef uint32_t emit(Regex *re, uint32_t op, uint32_t a, uint32_t b) noexcept nogil:
    cdef Inst *code
    cdef uint32_t room
    if stopped(re):
        return 0
    if re.ncode == re.code_room:
        if re.ncode >= MAX_CODE:
            fail(re, "too large")
            return 0
        room = <uint32_t>grown(re.code_room, re.ncode + 1, 32)
        code = <Inst *>moved(re.code, re.code_room * sizeof(Inst), room * sizeof(Inst))
        if code == NULL:
            re.no_memory = 1
            return 0
        re.code = code
        re.code_room = room
    re.code[re.ncode].op = op
    re.code[re.ncode].a = a
    re.code[re.ncode].b = b
    re.ncode += 1
    return re.ncode - 1


cdef inline void set_exit(Regex *re, uint32_t split, bint lazy, uint32_t inside, uint32_t outside) noexcept nogil:
    re.code[split].a = outside if lazy else inside
    re.code[split].b = inside if lazy else outside


cdef void emit_repeat(Regex *re, const Node *p) noexcept nogil:
    cdef uint32_t i, start = 0, split, chain = NO_LIMIT, next
    cdef uint32_t once = p.b if p.c != NO_LIMIT or p.b == 0 else p.b - 1
    for i in range(once):
        start = re.ncode
        emit_node(re, p.a)
        if re.ncode == start or stopped(re):
            return
    if p.c == NO_LIMIT:
        if p.b == 0:
            chain = emit(re, I_SPLIT, 0, 0)
        start = re.ncode
        emit_node(re, p.a)
        split = emit(re, I_SPLIT, 0, 0)
        if stopped(re):
            return
        set_exit(re, split, p.lazy, start, re.ncode)
        if p.b == 0:
            set_exit(re, chain, p.lazy, chain + 1, re.ncode)
        return
    for i in range(p.c - p.b):              # each turn may be the last: (x(x(x)?)?)?
        split = emit(re, I_SPLIT, chain, 0)
        emit_node(re, p.a)
        if stopped(re):
            return
        chain = split
        if re.ncode == split + 1:
            break
    while chain != NO_LIMIT:
        next = re.code[chain].a
        set_exit(re, chain, p.lazy, chain + 1, re.ncode)
        chain = next


cdef void emit_choice(Regex *re, uint32_t item) noexcept nogil:
    cdef uint32_t split = 0, chain = NO_LIMIT, next
    while True:
        next = re.nodes[item].next
        if next:
            split = emit(re, I_SPLIT, 0, 0)
        emit_node(re, item)
        if stopped(re):
            return
        if next == 0:
            break
        chain = emit(re, I_JUMP, chain, 0)
        if stopped(re):
            return
        set_exit(re, split, 0, split + 1, re.ncode)
        item = next
    while chain != NO_LIMIT:
        next = re.code[chain].a
        re.code[chain].a = re.ncode
        chain = next


cdef void emit_node(Regex *re, uint32_t at) noexcept nogil:
    cdef const Node *p = re.nodes + at
    cdef uint32_t item
    re.emitted += 1
    if re.emitted > MAX_EMITTED:
        fail(re, "too large")
    if stopped(re):
        return
    if p.kind == N_CHAR:
        emit(re, I_CHAR, p.a, 0)
    elif p.kind == N_ANY:
        emit(re, I_ANY, 0, 0)
    elif p.kind == N_CLASS:
        emit(re, I_CLASS, p.a, 0)
    elif p.kind == N_ASSERT:
        emit(re, I_ASSERT, p.a, 0)
    elif p.kind == N_LIST:
        item = p.a
        while item and not stopped(re):
            emit_node(re, item)
            item = re.nodes[item].next
    elif p.kind == N_CHOICE:
        emit_choice(re, p.a)
    elif p.kind == N_REPEAT:
        emit_repeat(re, p)


cdef int regex_compile(Regex *re, const char *pattern, uint64_t n) noexcept nogil:
    cdef uint32_t root
    memset(re, 0, sizeof(Regex))
    re.text = pattern
    re.n = n
    if n > MAX_PATTERN:
        fail(re, "too large")
        return -1
    re.nodes = <Node *>malloc((2 * n + 8) * sizeof(Node))
    re.ranges = <Range *>malloc((4 * n + 16) * sizeof(Range))
    re.classes = <CharClass *>malloc((n + 1) * sizeof(CharClass))
    if re.nodes == NULL or re.ranges == NULL or re.classes == NULL:
        re.no_memory = 1
        return -1
    node(re, N_EMPTY, 0)                    # node 0 is none
    root = parse_choice(re, 0)
    if re.error == NULL and more(re):
        fail(re, "missing (")
    if re.error == NULL:
        emit_node(re, root)
        emit(re, I_MATCH, 0, 0)
    return -1 if stopped(re) else 0


cdef void regex_free(Regex *re) noexcept nogil:
    free(re.nodes)
    free(re.ranges)
    free(re.classes)
    free(re.code)
