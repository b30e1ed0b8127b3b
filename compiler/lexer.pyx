"""The lexer: turns the bytes of a section into 12-byte tokens.

What it is not: it keeps no line numbers (they are derived from offsets when asked for), does not decode literals (the
parser asks for those it needs) and knows no grammar (`>>` is one token; the parser splits it inside of templates).

Invariants: the text was checked to be UTF-8 without zero bytes before the first token is made, and 16 zero bytes stand
behind it: a scan that stops at 0 needs no other test for the end, and up to 16 bytes may be looked at ahead.
"""
# cython: language_level=3, boundscheck=False, wraparound=False, cdivision=True, initializedcheck=False

from libc.stdint cimport int64_t
from libc.stdio cimport snprintf
from libc.stdlib cimport strtod
from libc.string cimport memchr, memcpy

from seraphscript.compiler.diagnostics cimport diag_error, diag_hint
from seraphscript.compiler.error_codes cimport (
    E_INVALID_ESCAPE, E_INVALID_NUMBER, E_INVALID_UTF8, E_TOO_LARGE, E_UNEXPECTED_CHAR, E_UNTERMINATED_COMMENT,
    E_UNTERMINATED_HEREDOC, E_UNTERMINATED_STRING,
)
from seraphscript.compiler.nodes cimport *
from seraphscript.compiler.workspace cimport SourceSection, Token, ws_grow_text, ws_grow_tokens, ws_out_of_memory
from seraphscript.registry.names cimport names_intern_padded

from seraphscript.compiler import nodes as node_table
from seraphscript.registry import name_table

cdef extern from "<stdlib.h>" nogil:
    float strtof(const char* text, char** end)

cdef extern from "platform.h" nogil:
    uint32_t low_bit(uint64_t x)
    uint32_t top_bit(uint64_t x)

cdef enum:
    C_NONE = 0      # begins no token
    C_SPACE = 1
    C_NAME = 2
    C_DIGIT = 3
    C_PUNCT = 4     # a token of one byte that begins no longer one
    C_OPERATOR = 5
    C_QUOTE = 6
    C_END = 7
    C_BOM = 8
    MAX_KEYWORDS = 64
    MAX_NAME = 65535     # so that a token knows the length of its name
    FLOAT_DIGITS = 800   # more decimal digits cannot change which double is nearest, but for whether any is not 0

# A byte 1 eight times. (A C constant: an enum would not hold it.)
cdef extern from *:
    const uint64_t BYTES "UINT64_C(0x0101010101010101)"

cdef uint8_t char_class[256]
cdef uint8_t punctuation[256]        # token kind of a C_PUNCT byte, and of a C_OPERATOR byte that stands alone
cdef uint8_t name_part[256]          # 1 for a byte that may stand inside a name
cdef uint8_t keyword_kind[MAX_KEYWORDS]   # token kind by name id
cdef uint32_t keyword_end = 0        # first id that is no keyword and no type of the library


# Names and indentation are looked at in words of 8 bytes: the length of one is then no branch to be guessed.
# 0x0101010101010101 * c is a word of bytes c; the sums below stay within each byte, for bit 7 is masked off first.

cdef inline uint32_t first_marked(uint64_t marks) noexcept nogil:
    """Index in memory of the first byte whose bit 7 is set. Some byte is marked, and no other bit."""
    cdef uint32_t one = 1
    if (<uint8_t*>&one)[0] == 1:
        return low_bit(marks) >> 3
    return (63 - top_bit(marks)) >> 3


cdef inline const uint8_t* name_end(const uint8_t* p) noexcept nogil:
    """The first byte from p on that no name contains. The zero behind the source is such a byte."""
    cdef uint64_t word, low, lower, inside
    while True:
        memcpy(&word, p, 8)
        low = word & BYTES * 0x7f
        lower = low | BYTES * 0x20
        inside = (lower + BYTES * (0x80 - 0x61)) & ~(lower + BYTES * (0x80 - 0x7b))     # a to z, A to Z
        inside |= (low + BYTES * (0x80 - 0x30)) & ~(low + BYTES * (0x80 - 0x3a))        # 0 to 9
        inside |= ~((low ^ BYTES * 0x5f) + BYTES * 0x7f)                                # _
        inside = ~(inside & ~word) & BYTES * 0x80
        if inside:
            return p + first_marked(inside)
        p += 8


cdef inline uint32_t spaces_at(const uint8_t* p) noexcept nogil:
    """How many spaces stand at p, at most 8."""
    cdef uint64_t word
    memcpy(&word, p, 8)
    word ^= BYTES * 0x20
    word = (((word & BYTES * 0x7f) + BYTES * 0x7f) | word) & BYTES * 0x80
    return first_marked(word) if word else 8


cdef uint32_t utf8_error(const uint8_t* p, uint32_t n) noexcept nogil:
    """Offset of the first byte that is not valid UTF-8, n if there is none."""
    cdef uint32_t i = 0
    cdef uint32_t more, least, code, j
    cdef uint64_t word
    while i < n:
        memcpy(&word, p + i, 8)  # the padding allows it; its zero bytes are valid
        if word & <uint64_t>0x8080808080808080ULL == 0:
            i += 8
            continue
        if p[i] < 0x80:
            i += 1
            continue
        if p[i] & 0xe0 == 0xc0:
            more = 1
            least = 0x80
            code = p[i] & 0x1f
        elif p[i] & 0xf0 == 0xe0:
            more = 2
            least = 0x800
            code = p[i] & 0x0f
        elif p[i] & 0xf8 == 0xf0:
            more = 3
            least = 0x10000
            code = p[i] & 0x07
        else:
            return i
        for j in range(1, more + 1):
            if p[i + j] & 0xc0 != 0x80:
                return i
            code = code << 6 | (p[i + j] & 0x3f)
        if code < least or code > 0x10ffff or 0xd800 <= code <= 0xdfff:
            return i
        i += more + 1
    return n


cdef bint check_text(Workspace* w, SourceSection* s) noexcept nogil:
    """Report bytes that no text has; such a section gets no tokens, so this is the only error for it."""
    cdef const uint8_t* p = w.source + s.start
    cdef uint32_t n = s.end - s.start
    cdef uint32_t bad
    cdef const void* zero = memchr(p, 0, n)
    if zero != NULL:
        bad = s.start + <uint32_t>(<const uint8_t*>zero - p)
        diag_error(w, E_UNEXPECTED_CHAR, bad, bad + 1, "the source contains a zero byte; is this a text file?")
        return False
    bad = utf8_error(p, n)
    if bad < n:
        diag_error(w, E_INVALID_UTF8, s.start + bad, s.start + bad + 1,
                   "the source is not valid UTF-8: unexpected byte 0x%02x", <int>p[bad])
        return False
    return True


cdef int hex_value(uint8_t c) noexcept nogil:
    if c"0" <= c <= c"9":
        return c - c"0"
    c |= 0x20
    return c - c"a" + 10 if c"a" <= c <= c"f" else 99


# ---- Numbers ----

cdef const uint8_t* skip_digits(const uint8_t* p, int base) noexcept nogil:
    """The end of a run of digits, in which single quotes may separate digits."""
    while True:
        if hex_value(p[0]) < base:
            p += 1
        elif p[0] == c"'" and hex_value(p[1]) < base and hex_value(p[-1]) < base:
            p += 1
        else:
            return p


cdef int base_of(uint8_t letter) noexcept nogil:
    letter |= 0x20
    if letter == c"x":
        return 16
    if letter == c"b":
        return 2
    if letter == c"o":
        return 8
    return 10 if letter == c"d" else 0


cdef const uint8_t* scan_number(Workspace* w, const uint8_t* p, Token* t) noexcept nogil:
    """Find the end of a number and check its form; the first byte is a digit, or a point before a digit."""
    cdef const uint8_t* start = p
    cdef const uint8_t* digits
    cdef uint32_t at = t.start
    t.kind = TK_INT
    if p[0] == c"0" and base_of(p[1]) != 0:
        digits = p + 2
        p = skip_digits(digits, base_of(p[1]))
        if p == digits:
            t.flags = TF_BAD
            while name_part[p[0]]:
                p += 1
            diag_error(w, E_INVALID_NUMBER, at, at + <uint32_t>(p - start),
                       "invalid number: digits expected after '%.2s'", <const char*>start)
            return p
    else:
        p = skip_digits(p, 10)
        if p[0] == c".":
            t.kind = TK_FLOAT
            p = skip_digits(p + 1, 10)
        if p[0] == c"e" or p[0] == c"E":
            t.kind = TK_FLOAT
            digits = p + 2 if p[1] == c"+" or p[1] == c"-" else p + 1
            p = skip_digits(digits, 10)
            if p == digits:
                t.flags = TF_BAD
                diag_error(w, E_INVALID_NUMBER, at, at + <uint32_t>(p - start),
                           "invalid number: the exponent has no digits")
        if t.kind == TK_FLOAT and (p[0] == c"f" or p[0] == c"F") and not name_part[p[1]]:
            t.flags |= TF_SINGLE
            p += 1
    if name_part[p[0]]:
        digits = p
        while name_part[p[0]]:
            p += 1
        if t.flags & TF_BAD == 0:
            diag_error(w, E_INVALID_NUMBER, at, at + <uint32_t>(p - start), "invalid number: unexpected '%.*s'",
                       <int>(p - digits if p - digits < 40 else 40), <const char*>digits)
            if t.kind == TK_INT and (digits[0] | 0x20) == c"f" and p == digits + 1:
                diag_hint(w, "the suffix 'f' needs a decimal point before it, as in 1.0f")
        t.flags = TF_BAD
    return p


cdef uint64_t lex_int(Workspace* w, uint32_t token, uint8_t* type) noexcept nogil:
    cdef Token* t = &w.tokens[token]
    cdef const uint8_t* p = w.source + t.start
    cdef const uint8_t* end = p + t.val
    cdef uint64_t value = 0
    cdef int base = 10
    cdef int digit
    cdef bint prefixed = False
    type[0] = PT_INT32
    if t.flags & TF_BAD:
        return 0
    if t.val > 1 and p[0] == c"0" and base_of(p[1]) != 0:
        base = base_of(p[1])
        prefixed = True
        p += 2
    while p < end:
        if p[0] != c"'":
            if value < 0x1000000:       # no division to be paid for
                value = value * base + hex_value(p[0])
                p += 1
                continue
            digit = hex_value(p[0])
            if value > (<uint64_t>0xffffffffffffffffULL - digit) // <uint64_t>base:
                diag_error(w, E_INVALID_NUMBER, t.start, t.start + t.val, "invalid number: it needs more than 64 bits")
                return 0
            value = value * base + digit
        p += 1
    if prefixed and base != 10:
        type[0] = PT_UINT64 if value > <uint64_t>0xffffffffULL else PT_UINT32
    elif value > <uint64_t>0x7fffffffffffffffULL:
        type[0] = PT_UINT64
    elif value > 0x7fffffff:
        type[0] = PT_INT64
    return value


cdef uint64_t lex_float(Workspace* w, uint32_t token) noexcept nogil:
    # The digits are handed to strtod without a decimal point, so that the process's locale does not matter.
    cdef Token* t = &w.tokens[token]
    cdef const uint8_t* p = w.source + t.start
    cdef const uint8_t* end = p + t.val
    cdef char digits[FLOAT_DIGITS + 32]
    cdef int n = 0
    cdef int64_t exponent = 0
    cdef int64_t written = 0
    cdef bint negative = False
    cdef bint point = False
    cdef bint sticky = False
    cdef double d
    cdef float f
    cdef uint32_t half
    cdef uint64_t bits
    if t.flags & TF_BAD:
        return 0
    while p < end and (p[0] == c"." or p[0] == c"'" or c"0" <= p[0] <= c"9"):
        if p[0] == c".":
            point = True
        elif p[0] != c"'":
            if n == 0 and p[0] == c"0":
                exponent -= point        # leading zeros only shift
            elif n < FLOAT_DIGITS:
                digits[n] = <char>p[0]
                n += 1
                exponent -= point
            else:
                sticky = sticky or p[0] != c"0"
                exponent += not point
        p += 1
    if p < end and (p[0] == c"e" or p[0] == c"E"):
        p += 1
        if p[0] == c"+" or p[0] == c"-":
            negative = p[0] == c"-"
            p += 1
        while p < end and (p[0] == c"'" or c"0" <= p[0] <= c"9"):
            if p[0] != c"'" and written < 1000000000:
                written = written * 10 + (p[0] - c"0")
            p += 1
        exponent += -written if negative else written
    if n == 0:
        digits[0] = c"0"
        n = 1
        exponent = 0
    if sticky:  # something beyond what is kept is not zero: it matters only on which side of a tie the value lies
        digits[n] = c"1"
        n += 1
        exponent -= 1
    if exponent > 1000000:
        exponent = 1000000
    elif exponent < -1000000:
        exponent = -1000000
    snprintf(digits + n, 32, "e%lld", <long long>exponent)
    if t.flags & TF_SINGLE:
        f = strtof(digits, NULL)
        memcpy(&half, &f, 4)
        return half
    d = strtod(digits, NULL)
    memcpy(&bits, &d, 8)
    return bits


# ---- Strings ----

cdef const uint8_t* scan_string(Workspace* w, const uint8_t* p, Token* t) noexcept nogil:
    """Find the end of a string literal; p stands at the quote."""
    cdef const uint8_t* start = p
    cdef uint8_t quote = p[0]
    if quote == c'"' and p[1] == c'"' and p[2] == c'"':
        t.kind = TK_HEREDOC
        p += 3
        while p[0] != 0:
            if p[0] == c'"' and p[1] == c'"' and p[2] == c'"':
                return p + 3
            p += 1
        t.flags = TF_BAD
        diag_error(w, E_UNTERMINATED_HEREDOC, t.start, t.start + 3,
                   "unterminated heredoc: its closing '\"\"\"' is missing")
        return p
    t.kind = TK_STRING
    t.flags = TF_RAW
    p += 1
    while p[0] != quote:
        if p[0] == c"\\":
            t.flags = 0
            p += 1
        if p[0] == c"\n" or p[0] == c"\r" or p[0] == 0:
            t.flags = TF_BAD
            diag_error(w, E_UNTERMINATED_STRING, t.start, t.start + <uint32_t>(p - start),
                       "unterminated string: its closing %s is missing on this line",
                       b"'\"'" if quote == c'"' else b'"\'"')
            return p
        p += 1
    return p + 1


cdef void put(Workspace* w, const uint8_t* p, uint32_t n) noexcept nogil:
    if w.text_len + n > w.text_capacity and not ws_grow_text(w, n):
        return
    if n != 0:                          # before the first text there is no place for it
        memcpy(w.text + w.text_len, p, n)
    w.text_len += n


cdef void put_code_point(Workspace* w, uint32_t code) noexcept nogil:
    cdef uint8_t out[4]
    if code < 0x80:
        out[0] = <uint8_t>code
        put(w, out, 1)
    elif code < 0x800:
        out[0] = <uint8_t>(0xc0 | code >> 6)
        out[1] = <uint8_t>(0x80 | (code & 0x3f))
        put(w, out, 2)
    elif code < 0x10000:
        out[0] = <uint8_t>(0xe0 | code >> 12)
        out[1] = <uint8_t>(0x80 | (code >> 6 & 0x3f))
        out[2] = <uint8_t>(0x80 | (code & 0x3f))
        put(w, out, 3)
    else:
        out[0] = <uint8_t>(0xf0 | code >> 18)
        out[1] = <uint8_t>(0x80 | (code >> 12 & 0x3f))
        out[2] = <uint8_t>(0x80 | (code >> 6 & 0x3f))
        out[3] = <uint8_t>(0x80 | (code & 0x3f))
        put(w, out, 4)


cdef uint32_t put_escape(Workspace* w, uint32_t at) noexcept nogil:
    """Decode the escape sequence at an offset; the offset behind it. A wrong one is reported and left out."""
    cdef const uint8_t* p = w.source + at
    cdef uint8_t letter = p[1]
    cdef uint8_t byte
    cdef uint32_t code = 0
    cdef uint32_t most = 0
    cdef uint32_t n = 0
    if letter == c"n":
        byte = c"\n"
    elif letter == c"t":
        byte = c"\t"
    elif letter == c"r":
        byte = c"\r"
    elif letter == c"0":
        byte = 0
    elif letter == c"\\" or letter == c'"' or letter == c"'":
        byte = letter
    elif letter == c"x" or letter == c"X" or letter == c"u" or letter == c"U":
        most = 8 if letter == c"U" else 4
        while n < most and hex_value(p[2 + n]) < 16:
            code = code << 4 | <uint32_t>hex_value(p[2 + n])
            n += 1
        if letter == c"u" or letter == c"U":
            if n < most:
                diag_error(w, E_INVALID_ESCAPE, at, at + 2 + n,
                           "invalid escape sequence: \\%c takes exactly %d hexadecimal digits", <int>letter, <int>most)
            elif code > 0x10ffff or 0xd800 <= code <= 0xdfff:
                diag_error(w, E_INVALID_ESCAPE, at, at + 2 + n,
                           "invalid escape sequence: U+%04X is not a character", code)
            else:
                put_code_point(w, code)
            return at + 2 + n
        if n == 0:
            diag_error(w, E_INVALID_ESCAPE, at, at + 2, "invalid escape sequence: \\x takes hexadecimal digits")
            return at + 2
        if code > 255:
            diag_error(w, E_INVALID_ESCAPE, at, at + 2 + n,
                       "invalid escape sequence: \\x%X does not fit into a byte", code)
            return at + 2 + n
        byte = <uint8_t>code
    else:
        n = 1
        while p[1 + n] & 0xc0 == 0x80:  # the whole character
            n += 1
        diag_error(w, E_INVALID_ESCAPE, at, at + 1 + n, "invalid escape sequence '\\%.*s'", <int>n, <const char*>p + 1)
        return at + 1 + n
    put(w, &byte, 1)
    return at + 2 + n


cdef bint blank(uint8_t c) noexcept nogil:
    return c == c" " or c == c"\t" or c == c"\r"


cdef void put_heredoc(Workspace* w, const uint8_t* p, uint32_t n) noexcept nogil:
    """The text without a blank first line and without the blanks before the closing quotes on a last line."""
    cdef uint32_t first = 0
    cdef uint32_t last = n
    while first < n and blank(p[first]):
        first += 1
    if first < n:
        first = first + 1 if p[first] == c"\n" else 0
    while last > 0 and blank(p[last - 1]):
        last -= 1
    if last == 0 or p[last - 1] != c"\n":
        last = n
    if first < last:
        put(w, p + first, last - first)


cdef void lex_string(Workspace* w, uint32_t token) noexcept nogil:
    cdef Token* t = &w.tokens[token]
    cdef uint32_t at, end, run
    if t.flags & TF_BAD:
        return
    if t.kind == TK_HEREDOC:
        put_heredoc(w, w.source + t.start + 3, t.val - 6)
        return
    at = t.start + 1
    end = t.start + t.val - 1
    if t.flags & TF_RAW:
        put(w, w.source + at, end - at)
        return
    while at < end:
        run = at
        while at < end and w.source[at] != c"\\":
            at += 1
        put(w, w.source + run, at - run)
        if at < end:
            at = put_escape(w, at)


# ---- Tokens ----

cdef const uint8_t* scan_operator(const uint8_t* p, Token* t) noexcept nogil:
    """The longest operator at p."""
    cdef uint8_t c = p[0]
    cdef uint8_t d = p[1]
    if c == c"=":
        t.kind = TK_EQ if d == c"=" else TK_ASSIGN
        return p + 2 if d == c"=" else p + 1
    if c == c"+":
        t.kind = TK_INC if d == c"+" else TK_ADD_ASSIGN if d == c"=" else TK_PLUS
        return p + 2 if t.kind != TK_PLUS else p + 1
    if c == c"-":
        t.kind = TK_DEC if d == c"-" else TK_SUB_ASSIGN if d == c"=" else TK_MINUS
        return p + 2 if t.kind != TK_MINUS else p + 1
    if c == c"*":
        if d == c"*":
            t.kind = TK_POW_ASSIGN if p[2] == c"=" else TK_POW
            return p + 3 if t.kind == TK_POW_ASSIGN else p + 2
        t.kind = TK_MUL_ASSIGN if d == c"=" else TK_STAR
        return p + 2 if d == c"=" else p + 1
    if c == c"/":
        t.kind = TK_DIV_ASSIGN if d == c"=" else TK_SLASH
        return p + 2 if d == c"=" else p + 1
    if c == c"%":
        t.kind = TK_MOD_ASSIGN if d == c"=" else TK_PERCENT
        return p + 2 if d == c"=" else p + 1
    if c == c"&":
        t.kind = TK_ANDAND if d == c"&" else TK_AND_ASSIGN if d == c"=" else TK_AMP
        return p + 2 if t.kind != TK_AMP else p + 1
    if c == c"|":
        t.kind = TK_OROR if d == c"|" else TK_OR_ASSIGN if d == c"=" else TK_PIPE
        return p + 2 if t.kind != TK_PIPE else p + 1
    if c == c"^":
        t.kind = TK_XORXOR if d == c"^" else TK_XOR_ASSIGN if d == c"=" else TK_CARET
        return p + 2 if t.kind != TK_CARET else p + 1
    if c == c"<":
        if d == c"<":
            t.kind = TK_SHL_ASSIGN if p[2] == c"=" else TK_SHL
            return p + 3 if t.kind == TK_SHL_ASSIGN else p + 2
        t.kind = TK_LE if d == c"=" else TK_LT
        return p + 2 if d == c"=" else p + 1
    if c == c">":
        if d == c">" and p[2] == c">":
            t.kind = TK_USHR_ASSIGN if p[3] == c"=" else TK_USHR
            return p + 4 if t.kind == TK_USHR_ASSIGN else p + 3
        if d == c">":
            t.kind = TK_SHR_ASSIGN if p[2] == c"=" else TK_SHR
            return p + 3 if t.kind == TK_SHR_ASSIGN else p + 2
        t.kind = TK_GE if d == c"=" else TK_GT
        return p + 2 if d == c"=" else p + 1
    if c == c"!":
        if d == c"i" and p[2] == c"s" and not name_part[p[3]]:
            t.kind = TK_NOTIS
            return p + 3
        t.kind = TK_NE if d == c"=" else TK_NOT
        return p + 2 if d == c"=" else p + 1
    if c == c":":
        t.kind = TK_SCOPE if d == c":" else TK_COLON
        return p + 2 if d == c":" else p + 1
    if d == c"." and p[2] == c".":  # the only one left is the point
        t.kind = TK_ELLIPSIS
        return p + 3
    t.kind = TK_DOT
    return p + 1


cdef const uint8_t* scan_bad(Workspace* w, const uint8_t* p, Token* t) noexcept nogil:
    """A run of characters that begin no token: one error, one token that the parser passes over."""
    cdef const uint8_t* start = p
    cdef int first = 1
    p += 1
    while p[0] & 0xc0 == 0x80:
        first += 1
        p += 1
    while char_class[p[0]] == C_NONE:
        p += 1
    t.kind = TK_BAD
    t.flags = TF_BAD
    if start[0] < 0x20 or start[0] == 0x7f:
        diag_error(w, E_UNEXPECTED_CHAR, t.start, t.start + <uint32_t>(p - start),
                   "unexpected character 0x%02x", <int>start[0])
    else:
        diag_error(w, E_UNEXPECTED_CHAR, t.start, t.start + <uint32_t>(p - start),
                   "unexpected character '%.*s'", first, <const char*>start)
        if start[0] == c"#":
            diag_hint(w, "there is no preprocessor: a unit has several sources, which see each other")
        elif start[0] >= 0x80:
            diag_hint(w, "outside of strings and comments there is ASCII text only")
    return p


cdef const uint8_t* skip_comment(Workspace* w, const uint8_t* p) noexcept nogil:
    """The end of the block comment that begins at p."""
    cdef uint32_t start = <uint32_t>(p - w.source)
    p += 2
    while p[0] != 0:
        if p[0] == c"*" and p[1] == c"/":
            return p + 2
        p += 1
    diag_error(w, E_UNTERMINATED_COMMENT, start, start + 2, "unterminated comment: its closing '*/' is missing")
    return p


cdef int lex_section(Workspace* w, uint32_t section) noexcept nogil:
    cdef SourceSection* s = &w.sections[section]
    cdef const uint8_t* source = w.source
    cdef const uint8_t* p = source + s.start
    cdef const uint8_t* end = source + s.end
    cdef const uint8_t* start
    cdef Token* t
    cdef uint8_t kind
    cdef uint32_t length
    cdef uint32_t ends_operator = 1 << C_SPACE | 1 << C_NAME | 1 << C_PUNCT     # classes of bytes
    cdef uint32_t last = s.start   # where the last token ended
    s.first_token = w.token_count
    if not check_text(w, s):
        p = source + s.end
    while True:
        p += p[0] == c" "       # one space or none: not worth a branch
        kind = char_class[p[0]]
        if kind == C_SPACE:
            p += 1
            p += spaces_at(p)
            continue
        if w.token_count >= w.token_capacity and not ws_grow_tokens(w):
            # The parser must find an end: the last token becomes it.
            if w.token_count > s.first_token:
                w.tokens[w.token_count - 1].kind = TK_EOF
                s.end_token = w.token_count - 1
            return -1
        t = &w.tokens[w.token_count]
        start = p
        t.start = <uint32_t>(p - source)
        t.flags = 0
        if kind == C_NAME:
            p = name_end(p + 1)
            length = <uint32_t>(p - start)
            if length > MAX_NAME:
                diag_error(w, E_TOO_LARGE, t.start, t.start + length, "a name has more than %d bytes", <int>MAX_NAME)
                length = MAX_NAME
                t.flags = TF_BAD
            t.val = names_intern_padded(&w.names, start, length)
            if t.val < keyword_end:
                if t.val == 0:
                    ws_out_of_memory(w)
                t.kind = keyword_kind[t.val]
                if t.kind == TK_IDENT:
                    w.names_library = True
            else:
                t.kind = TK_IDENT
            t.len = <uint16_t>length
            last = t.start + length
            w.token_count += 1
            continue
        if kind == C_PUNCT or (kind == C_OPERATOR and p[0] != c"!" and ends_operator >> char_class[p[1]] & 1):
            t.kind = punctuation[p[0]]
            p += 1
        elif kind == C_OPERATOR:
            if p[0] == c"/":
                if p[1] == c"/":
                    p = <const uint8_t*>memchr(p, c"\n", end - p)
                    if p == NULL:
                        p = end
                    continue
                if p[1] == c"*":
                    p = skip_comment(w, p)
                    continue
            elif p[0] == c"." and char_class[p[1]] == C_DIGIT:
                p = scan_number(w, p, t)
            if p == start:
                p = scan_operator(p, t)
        elif kind == C_DIGIT:
            p = scan_number(w, p, t)
        elif kind == C_QUOTE:
            p = scan_string(w, p, t)
        elif kind == C_END:
            t.start = last
            t.kind = TK_EOF
            t.val = 0
            t.len = 0
            s.end_token = w.token_count
            w.token_count += 1
            return 0
        elif kind == C_BOM and p[1] == 0xbb and p[2] == 0xbf:
            p += 3
            continue
        else:
            p = scan_bad(w, p, t)
        length = <uint32_t>(p - start)
        t.val = length
        t.len = <uint16_t>length if length < 65535 else 65535
        last = t.start + length
        w.token_count += 1


def _fill_tables() -> None:
    global keyword_end
    kinds = {symbol: number for number, symbol in enumerate(node_table.token_symbols(name_table.KEYWORDS))}
    spelling = {text: symbol for symbol, text in node_table.TOKENS}
    if len(name_table.KEYWORDS) + len(name_table.LIBRARY) + 1 > MAX_KEYWORDS or len(kinds) != TK_COUNT:
        raise ImportError("compiler/nodes.pxd is stale")
    for c in range(256):
        char_class[c] = C_NONE
        name_part[c] = chr(c).isalnum() and c < 128 or c == ord("_")
    for c in range(ord("a"), ord("z") + 1):
        char_class[c] = char_class[c - 32] = C_NAME
    char_class[ord("_")] = C_NAME
    for c in tuple(b"0123456789"):
        char_class[c] = C_DIGIT
    for c in tuple(b" \t\r\n\f\v"):
        char_class[c] = C_SPACE
    for c in tuple(b"\"'"):
        char_class[c] = C_QUOTE
    for c in tuple(b"=+-*/%&|^<>!:."):
        char_class[c] = C_OPERATOR
        punctuation[c] = kinds[spelling[chr(c)]]
    for c in tuple(b"()[]{};,?@~"):
        char_class[c] = C_PUNCT
        punctuation[c] = kinds[spelling[chr(c)]]
    char_class[0] = C_END
    char_class[0xef] = C_BOM
    for number, (word, symbol) in enumerate(name_table.KEYWORDS, 1):
        keyword_kind[number] = kinds[symbol or node_table.keyword_symbol(word)]
    keyword_kind[0] = TK_BAD
    for number in range(len(name_table.LIBRARY)):
        keyword_kind[len(name_table.KEYWORDS) + 1 + number] = TK_IDENT
    keyword_end = len(name_table.KEYWORDS) + len(name_table.LIBRARY) + 1


_fill_tables()
