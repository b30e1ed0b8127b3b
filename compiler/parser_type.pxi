# Types: the look-ahead that tells whether one stands here, and the parser.


cdef uint32_t scan_type(const Parser* p, uint32_t i) noexcept nogil:
    """The token behind the type that begins at i, or 0 if none does. Reports nothing, changes nothing."""
    cdef uint32_t open = 0      # unclosed `<`
    cdef uint32_t limit = i + SCAN_TOKENS
    cdef uint8_t k
    while i < limit:
        # A type begins here.
        if kind_at(p, i) == TK_KW_CONST:
            i += 1
        if kind_at(p, i) == TK_SCOPE:
            i += 1
        k = kind_at(p, i)
        i += 1
        if k == TK_IDENT:
            while kind_at(p, i) == TK_SCOPE and kind_at(p, i + 1) == TK_IDENT:
                i += 2
            if kind_at(p, i) == TK_LT:
                open += 1
                if open > SCAN_DEPTH:
                    return 0
                i += 1
                continue
        elif primitive_type[k] == 0:
            return 0
        # What may stand behind it, until another begins or the outermost ends.
        while True:
            while True:
                k = kind_at(p, i)
                if k == TK_AT:
                    i += 2 if kind_at(p, i + 1) == TK_KW_CONST else 1
                elif k == TK_LBRACKET and kind_at(p, i + 1) == TK_RBRACKET:
                    i += 2
                else:
                    break
            if open == 0:
                return i
            i += 1
            if k == TK_COMMA:
                break
            if k == TK_GT:
                open -= 1
            elif k == TK_SHR and open >= 2:
                open -= 2
            elif k == TK_USHR and open >= 3:
                open -= 3
            else:
                return 0
            while kind_at(p, i) == TK_SCOPE and kind_at(p, i + 1) == TK_IDENT:
                i += 2
            if i >= limit:
                return 0
    return 0


cdef bint close_angle(Parser* p) noexcept nogil:
    """Pass over a `>`, be it the first character of a longer token, of which the rest is left."""
    cdef Token* t = &p.tok[p.i]
    cdef uint8_t k = t.kind
    if k == TK_GT:
        p.i += 1
        return True
    if k == TK_SHR:
        t.kind = TK_GT
    elif k == TK_USHR:
        t.kind = TK_SHR
    elif k == TK_GE:
        t.kind = TK_ASSIGN
    elif k == TK_SHR_ASSIGN:
        t.kind = TK_GE
    elif k == TK_USHR_ASSIGN:
        t.kind = TK_SHR_ASSIGN
    else:
        return expect(p, TK_GT, b"'>'")
    t.start += 1
    t.val -= 1
    t.len -= 1
    return True


cdef uint32_t parse_type_args(Parser* p) noexcept nogil:
    """`<A, B>`; the current token is the `<`. The first type."""
    cdef List args
    args.head = args.tail = args.count = 0
    advance(p)
    while True:
        link(p, &args, parse_type(p))
        if p.panic or not accept(p, TK_COMMA):
            break
    if not p.panic:
        close_angle(p)
    return args.head


cdef uint32_t parse_scope(Parser* p) noexcept nogil:
    """`A::B::` in front of a name; the first Scope node, or 0 where there is none."""
    cdef List scope
    cdef uint32_t n
    scope.head = scope.tail = scope.count = 0
    while kind(p) == TK_IDENT and kind_at(p, p.i + 1) == TK_SCOPE:
        n = make(p, NK_Scope, p.i)
        at(p, n).a = p.tok[p.i].val
        p.i += 2
        link(p, &scope, n)
    return scope.head


cdef uint32_t parse_named_type(Parser* p) noexcept nogil:
    """`A::B<T>::C<U>`, without what may follow."""
    cdef List scope
    cdef uint32_t n, args
    cdef uint16_t flags = 0
    scope.head = scope.tail = scope.count = 0
    if accept(p, TK_SCOPE):
        flags = NF_GLOBAL
    link(p, &scope, parse_scope(p))
    while True:
        if kind(p) != TK_IDENT or p.i >= p.stop:
            expect_name(p, b"a type")
            return 0
        n = make(p, NK_Type, p.i)
        at(p, n).a = p.tok[p.i].val
        at(p, n).flags = flags
        p.i += 1
        args = 0
        if kind(p) == TK_LT:
            args = parse_type_args(p)
            if p.panic:
                return 0
        if kind(p) != TK_SCOPE:
            at(p, n).b = scope.head
            at(p, n).c = args
            return n
        # What looked like the type is one more part of its scope.
        p.i += 1
        at(p, n).kind = NK_Scope
        at(p, n).flags = 0
        at(p, n).b = args
        link(p, &scope, n)


cdef uint32_t parse_suffixes(Parser* p, uint32_t type) noexcept nogil:
    """`[]` and `@` behind a type. A const in front of all belongs to the outermost array."""
    cdef uint32_t n, object
    cdef uint32_t count = 0
    while True:
        if kind(p) == TK_AT:
            if p.w.nodes[type].kind == NK_TypeHandle:
                error_here(p, E_MODIFIER, b"a handle to a handle is not possible", False)
                return 0
            n = make(p, NK_TypeHandle, p.i)
            p.i += 1
            if accept(p, TK_KW_CONST):
                at(p, n).flags = NF_CONST
        elif kind(p) == TK_LBRACKET and kind_at(p, p.i + 1) == TK_RBRACKET:
            n = make(p, NK_TypeArray, p.i)
            p.i += 2
            object = p.w.nodes[type].a if p.w.nodes[type].kind == NK_TypeHandle else type
            at(p, n).flags = p.w.nodes[object].flags & NF_CONST
            at(p, object).flags &= ~NF_CONST
        else:
            return type
        at(p, n).a = type
        type = n
        count += 1
        if count > MAX_SUFFIXES:
            too_deep(p)
            return 0


cdef uint32_t parse_type(Parser* p) noexcept nogil:
    """`const A::B<T>[]@ const`; 0 only after an error."""
    cdef uint32_t n
    cdef bint constant = accept(p, TK_KW_CONST)
    cdef uint8_t k = kind(p)
    if not enter(p):
        return 0
    if primitive_type[k] != 0 and (k != TK_QUESTION or p.host):
        n = make(p, NK_Type, p.i)
        at(p, n).op = primitive_type[k]
        advance(p)
    elif k == TK_IDENT or k == TK_SCOPE:
        n = parse_named_type(p)
    else:
        error_here(p, E_EXPECTED_TYPE, b"expected a type but found ", True)
        n = 0
    if n != 0 and not p.panic:
        if constant:
            at(p, n).flags |= NF_CONST
        n = parse_suffixes(p, n)
    leave(p)
    return 0 if p.panic else n
