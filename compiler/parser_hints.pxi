# Hints of the parser: what is written in the place of something that other languages have.
#
# Part of parser.pyx. They run behind an error only, look at the tokens around it, at most HABIT_TOKENS of them, and change
# nothing in the parse.

cdef enum:
    HABIT_TOKENS = 64


cdef bint is_text(const Parser* p, uint32_t i, const char* word) noexcept nogil:
    cdef size_t n = strlen(word)
    return p.tok[i].kind == TK_IDENT and p.tok[i].len == n and memcmp(p.w.source + p.tok[i].start, word, n) == 0


cdef bint is_pair(const Parser* p, uint32_t i, uint8_t first, uint8_t second) noexcept nogil:
    """Do two tokens stand at i without space between them?"""
    return (kind_at(p, i) == first and kind_at(p, i + 1) == second
            and p.tok[i].start + p.tok[i].len == p.tok[i + 1].start)


cdef bint before_arrow(const Parser* p) noexcept nogil:
    """Is this within the parameters of `(x, y) => ...`?"""
    cdef uint32_t i = p.i
    cdef uint8_t k
    while i < p.stop and i - p.i < HABIT_TOKENS:
        k = p.tok[i].kind
        if k == TK_RPAREN:
            return is_pair(p, i + 1, TK_ASSIGN, TK_GT)
        if k != TK_IDENT and k != TK_COMMA and k < TK_FIRST_KEYWORD:
            return False
        i += 1
    return False


cdef uint32_t opening_before(const Parser* p, uint32_t i) noexcept nogil:
    """The `(` that is open in front of token i, 0 if there is none nearby."""
    cdef uint32_t n = 0
    cdef uint32_t closed = 0
    cdef uint8_t k
    while i > 0 and n < HABIT_TOKENS:
        i -= 1
        n += 1
        k = p.tok[i].kind
        if k == TK_RPAREN:
            closed += 1
        elif k == TK_LPAREN:
            if closed == 0:
                return i
            closed -= 1
        elif k == TK_SEMI or k == TK_LBRACE or k == TK_RBRACE:
            return 0
    return 0


cdef uint32_t statement_start(const Parser* p) noexcept nogil:
    """The first token behind the last `;` or brace."""
    cdef uint32_t i = p.i
    cdef uint32_t n = 0
    while i > 0 and n < HABIT_TOKENS and p.tok[i - 1].kind not in (TK_SEMI, TK_LBRACE, TK_RBRACE, TK_EOF):
        i -= 1
        n += 1
    return i


cdef const char* colon_habit(const Parser* p) noexcept nogil:
    cdef uint32_t i
    if p.tok[p.i - 1].kind == TK_KW_PRIVATE or p.tok[p.i - 1].kind == TK_KW_PROTECTED or is_text(p, p.i - 1, b"public"):
        return b"members are public unless 'private' or 'protected' stands in front of each of them"
    i = statement_start(p)
    if is_text(p, i, b"def") or is_text(p, i, b"fn") or is_text(p, i, b"func"):
        return b"a function is written with the types of its result and its parameters: int f(int x) { ... }"
    return NULL


cdef const char* brace_habit(const Parser* p) noexcept nogil:
    cdef uint32_t i
    if p.tok[p.i - 1].kind == TK_RPAREN:
        i = opening_before(p, p.i - 1)
        if i > 0 and (is_text(p, i - 1, b"elif") or is_text(p, i - 1, b"elseif") or is_text(p, i - 1, b"elsif")):
            return b"write else if (...)"
    return NULL


cdef const char* habit(const Parser* p) noexcept nogil:
    """What helps with an error at the current token, or NULL."""
    cdef uint32_t i
    cdef uint8_t k = kind(p)
    if is_word(p, p.i, NAME_abstract):
        return b"a method cannot be abstract: declare it in an interface, or give it a body"
    if before_arrow(p) or is_pair(p, p.i, TK_ASSIGN, TK_GT):
        return b"an anonymous function is written function(x, y) { return x < y; }"
    if k == TK_LBRACKET:
        return b"a list is written in braces: {1, 2}"
    if p.i == 0 or p.i >= p.stop:
        return NULL
    if k == TK_COLON or is_text(p, p.i, b"in"):
        i = opening_before(p, p.i)
        if i > 0 and p.tok[i - 1].kind == TK_KW_FOR:
            return b"to go through a container, write foreach (auto x : container)"
    if k == TK_COLON:
        return colon_habit(p)
    if p.i > 2 and p.tok[p.i - 1].kind == TK_LBRACE and is_text(p, p.i - 3, b"struct"):
        return b"there are no structs: write class"
    if k == TK_LBRACE:
        return brace_habit(p)
    if k == TK_GT and is_pair(p, p.i - 1, TK_MINUS, TK_GT):
        return b"members are reached by '.', through handles, too"
    if k == TK_GT and is_pair(p, p.i - 1, TK_ASSIGN, TK_GT):
        return b"an anonymous function is written function(x, y) { return x < y; }"
    if k == TK_LPAREN and p.tok[p.i - 1].kind == TK_KW_CATCH:
        return b"catch has no variable: in its block, getExceptionInfo() is the text of the exception"
    if is_text(p, p.i, b"extends") or is_text(p, p.i, b"implements"):
        return b"a base class and interfaces stand behind a colon: class A : B, C"
    if is_text(p, p.i - 1, b"unsigned"):
        return b"unsigned integers are uint8, uint16, uint and uint64"
    if is_text(p, p.i - 1, b"long") or is_text(p, p.i - 1, b"short") or (p.i > 1 and is_text(p, p.i - 2, b"long")):
        return b"integers are int8, int16, int and int64"
    if k == TK_KW_CLASS and p.tok[p.i - 1].kind == TK_KW_ENUM:
        return b"write enum E { A }: its values are E::A"
    if k == TK_IDENT and is_text(p, p.i - 1, b"new"):
        return b"an object is made without 'new': write the name of its class and the arguments"
    if is_text(p, p.i - 1, b"throw"):
        return b"throw is a function: throw(text)"
    if is_word(p, p.i - 1, NAME_override):
        return b"'override' stands behind the parameters"
    if is_text(p, p.i - 1, b"static"):
        return b"there are no static members: write a function or variable outside of the class"
    return NULL


cdef void hint_habit(Parser* p) noexcept nogil:
    """Behind a message about the current token."""
    cdef const char* text = habit(p)
    if text != NULL:
        diag_hint(p.w, text)
