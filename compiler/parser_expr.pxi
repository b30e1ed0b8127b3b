# Expressions. Every function that returns one sets p.height to the height of its tree.


cdef inline uint16_t effects(Parser* p, uint32_t n) noexcept nogil:
    return p.w.nodes[n].flags & NF_EFFECT


cdef uint32_t parse_assignment(Parser* p) noexcept nogil:
    """Any expression: a ternary, then perhaps an assignment, which binds from the right; 0 only after an error."""
    cdef uint32_t n, value, height
    cdef uint32_t left
    if not enter(p):
        return 0
    left = parse_binary(p, 1)
    if kind(p) == TK_QUESTION and not p.panic:
        left = parse_ternary(p, left)
    if p.panic or kind(p) < TK_ASSIGN or kind(p) > TK_USHR_ASSIGN:
        leave(p)
        return left
    n = make(p, NK_Assign, p.i)
    at(p, n).op = kind(p) - TK_ASSIGN
    height = p.height
    advance(p)
    if kind(p) == TK_LBRACE and p.w.nodes[n].op == OPR_NONE:
        value = parse_init_list(p)
    else:
        value = parse_assignment(p)
    grow_height(p, height)
    at(p, n).a = left
    at(p, n).b = value
    at(p, n).flags |= NF_EFFECT
    leave(p)
    return n


cdef uint32_t parse_ternary(Parser* p, uint32_t cond) noexcept nogil:
    """`? a : b` behind a condition."""
    cdef uint32_t height = p.height
    cdef uint32_t n = make(p, NK_Ternary, p.i)
    cdef uint32_t value
    advance(p)
    value = parse_assignment(p)
    at(p, n).a = cond
    at(p, n).b = value
    if p.panic or not expect(p, TK_COLON, b"':'"):
        return n
    grow_height(p, height)
    height = p.height
    value = parse_assignment(p)
    grow_height(p, height)
    at(p, n).c = value
    at(p, n).flags |= effects(p, cond) | effects(p, p.w.nodes[n].b) | effects(p, value)
    return n


cdef uint32_t parse_binary(Parser* p, uint8_t least) noexcept nogil:
    """Operands joined by operators that bind at least as tightly as `least`."""
    cdef uint32_t n, right, height
    cdef uint8_t op, precedence
    cdef uint32_t left = parse_unary(p)
    while not p.panic:
        precedence = binary_precedence[kind(p)]
        if precedence < least or precedence == 0:
            break
        op = binary_operator[kind(p)]
        n = make(p, NK_Binary if op <= OPR_USHR else NK_Compare if op <= OPR_NIS else NK_Logic, p.i)
        height = p.height
        advance(p)
        right = parse_binary(p, precedence + 1)
        grow_height(p, height)
        at(p, n).op = op
        at(p, n).a = left
        at(p, n).b = right
        at(p, n).flags |= effects(p, left) | effects(p, right)
        left = n
    return left


cdef inline uint8_t prefix_operator(uint8_t k) noexcept nogil:
    if k == TK_MINUS:
        return OPR_NEG
    if k == TK_NOT:
        return OPR_NOT
    if k == TK_AT:
        return OPR_HANDLE
    if k == TK_INC:
        return OPR_INC
    if k == TK_DEC:
        return OPR_DEC
    if k == TK_TILDE:
        return OPR_BNOT
    if k == TK_PLUS:
        return OPR_POS
    return OPR_NONE


cdef uint32_t parse_unary(Parser* p) noexcept nogil:
    """Prefix operators and what they stand before."""
    cdef uint32_t n, operand
    cdef uint8_t op = prefix_operator(kind(p))
    if op == OPR_NONE:
        return parse_postfix(p)
    if not enter(p):
        return 0
    n = make(p, NK_Unary, p.i)
    advance(p)
    operand = parse_unary(p)
    grow_height(p, 0)
    at(p, n).op = op
    at(p, n).a = operand
    at(p, n).flags |= NF_EFFECT if op == OPR_INC or op == OPR_DEC else effects(p, operand)
    leave(p)
    return n


cdef inline bint closes_angle(uint8_t k) noexcept nogil:
    return k == TK_GT or k == TK_SHR or k == TK_USHR


cdef uint32_t parse_postfix(Parser* p) noexcept nogil:
    """A term and the member accesses, calls, indices and ++ -- behind it."""
    cdef uint32_t n, name, behind
    cdef uint8_t k
    cdef uint32_t left = parse_term(p)
    while not p.panic:
        k = kind(p)
        if k == TK_DOT:
            n = make(p, NK_Member, p.i + 1)
            advance(p)
            name = expect_name(p, b"the name of a member")
            at(p, n).a = left
            at(p, n).b = name
            at(p, n).flags |= effects(p, left)
            grow_height(p, 0)
            left = n
            if kind(p) == TK_LT and name != 0:
                behind = scan_type(p, p.i - 1)
                if behind != 0 and kind_at(p, behind) == TK_LPAREN and closes_angle(p.tok[behind - 1].kind):
                    name = parse_type_args(p)
                    at(p, left).c = name
        elif k == TK_LPAREN:
            left = parse_call(p, NK_Call, left)
        elif k == TK_LBRACKET:
            left = parse_call(p, NK_Index, left)
        elif k == TK_INC or k == TK_DEC:
            n = make(p, NK_Postfix, p.i)
            at(p, n).op = OPR_INC if k == TK_INC else OPR_DEC
            at(p, n).a = left
            at(p, n).flags = NF_EFFECT
            grow_height(p, 0)
            advance(p)
            left = n
        else:
            break
    return left


cdef uint32_t parse_call(Parser* p, uint8_t node_kind, uint32_t callee) noexcept nogil:
    """The arguments behind a callee, object or type; the current token is the opening bracket."""
    cdef List args
    cdef uint32_t height = p.height
    cdef uint32_t n = make(p, node_kind, p.i)
    cdef uint16_t flags = NF_EFFECT if node_kind != NK_Index else effects(p, callee)
    parse_args(p, &args, &flags, TK_RBRACKET if node_kind == NK_Index else TK_RPAREN)
    grow_height(p, height)
    at(p, n).a = callee
    at(p, n).b = args.head
    at(p, n).c = args.count
    at(p, n).flags |= flags
    return n


cdef void parse_args(Parser* p, List* args, uint16_t* flags, uint8_t close) noexcept nogil:
    """Arguments with both brackets. Sets p.height to the tallest and adds their effects to `flags`."""
    cdef uint32_t n, value
    cdef uint32_t tallest = 0
    cdef bint named = False
    args.head = args.tail = args.count = 0
    advance(p)
    if kind(p) != close or close == TK_RBRACKET:
        while True:
            if kind(p) == TK_IDENT and kind_at(p, p.i + 1) == TK_COLON:
                n = make(p, NK_NamedArg, p.i)
                at(p, n).a = p.tok[p.i].val
                p.i += 2
                value = parse_init_list(p) if kind(p) == TK_LBRACE else parse_assignment(p)
                grow_height(p, 0)
                at(p, n).b = value
                at(p, n).flags = effects(p, value)
                named = True
            else:
                if named:
                    error_token(p, E_POSITIONAL_AFTER_NAMED, p.i, b"a positional argument cannot follow a named one")
                if kind(p) == TK_KW_VOID and (kind_at(p, p.i + 1) == TK_COMMA or kind_at(p, p.i + 1) == close):
                    n = make(p, NK_VoidArg, p.i)
                    p.height = 1
                    advance(p)
                else:
                    n = parse_init_list(p) if kind(p) == TK_LBRACE else parse_assignment(p)
            flags[0] |= effects(p, n)
            if p.height > tallest:
                tallest = p.height
            link(p, args, n)
            if args.count > MAX_PARAMS and not p.panic:
                error_here(p, E_TOO_MANY, b"too many arguments (the limit is 255)", False)
            if p.panic or not accept(p, TK_COMMA):
                break
    p.height = tallest
    close_bracket(p, close, b"')'" if close == TK_RPAREN else b"']'")


cdef uint32_t parse_init_list(Parser* p) noexcept nogil:
    """`{a, , {b}}`; the current token is the `{`. Nothing before or behind a comma is an element too: `{,}` has two."""
    cdef List items
    cdef uint32_t n = make(p, NK_InitList, p.i)
    cdef uint32_t item
    cdef uint32_t tallest = 0
    cdef uint16_t flags = 0
    items.head = items.tail = items.count = 0
    if not enter(p):
        return 0
    advance(p)
    if kind(p) != TK_RBRACE:
        while True:
            p.height = 1
            if kind(p) == TK_COMMA or kind(p) == TK_RBRACE:
                item = make(p, NK_Gap, p.i)
            elif kind(p) == TK_LBRACE:
                item = parse_init_list(p)
            else:
                item = parse_assignment(p)
            if p.height > tallest:
                tallest = p.height
            flags |= effects(p, item)
            link(p, &items, item)
            if p.panic or not accept(p, TK_COMMA):
                break
    p.height = tallest
    close_bracket(p, TK_RBRACE, b"'}'")
    grow_height(p, 0)
    leave(p)
    at(p, n).a = items.head
    at(p, n).b = items.count
    at(p, n).flags |= flags
    return n


cdef uint32_t parse_term(Parser* p) noexcept nogil:
    """A literal, name, parenthesised expression, cast, lambda or construction; 0 only after an error."""
    cdef uint32_t n, i, type
    cdef uint64_t bits
    cdef uint8_t k = kind(p)
    cdef uint8_t op
    p.height = 1
    if k == TK_IDENT or k == TK_SCOPE:
        return parse_name(p)
    i = p.i
    if k == TK_INT:
        n = make(p, NK_IntLit, i)
        bits = lex_int(p.w, i, &op)
        at(p, n).op = op
        at(p, n).a = <uint32_t>bits
        at(p, n).b = <uint32_t>(bits >> 32)
    elif k == TK_LPAREN:
        advance(p)
        n = parse_assignment(p)
        close_bracket(p, TK_RPAREN, b"')'")
        if n != 0:
            at(p, n).flags |= NF_PAREN
        return n
    elif k == TK_STRING or k == TK_HEREDOC:
        return parse_string(p)
    elif k == TK_FLOAT:
        n = make(p, NK_FloatLit, i)
        bits = lex_float(p.w, i)
        at(p, n).op = PT_FLOAT if p.tok[i].flags & TF_SINGLE else PT_DOUBLE
        at(p, n).a = <uint32_t>bits
        at(p, n).b = <uint32_t>(bits >> 32)
    elif k == TK_KW_TRUE or k == TK_KW_FALSE:
        n = make(p, NK_BoolLit, i)
        at(p, n).a = k == TK_KW_TRUE
    elif k == TK_KW_NULL:
        n = make(p, NK_NullLit, i)
    elif k == TK_KW_THIS:
        n = make(p, NK_This, i)
    elif k == TK_KW_CAST:
        return parse_cast(p)
    elif primitive_type[k] != 0 and k != TK_QUESTION or k == TK_KW_CONST:
        return parse_construct(p)
    else:
        if k == TK_LBRACE:
            error_here(p, E_EXPECTED_EXPRESSION, b"an initialisation list cannot stand here", False)
        else:
            error_here(p, E_EXPECTED_EXPRESSION, b"expected an expression but found ", True)
        return 0
    advance(p)
    return n


cdef uint32_t parse_string(Parser* p) noexcept nogil:
    """String literals that stand side by side are one."""
    cdef uint32_t n = make(p, NK_StrLit, p.i)
    cdef uint32_t begin = p.w.text_len
    while kind(p) == TK_STRING or kind(p) == TK_HEREDOC:
        lex_string(p.w, p.i)
        advance(p)
    at(p, n).a = begin
    at(p, n).b = p.w.text_len - begin
    return n


cdef uint32_t parse_cast(Parser* p) noexcept nogil:
    """`cast<T>(x)`"""
    cdef uint32_t n = make(p, NK_Cast, p.i)
    cdef uint32_t child
    advance(p)
    if not expect(p, TK_LT, b"'<'"):
        return n
    child = parse_type(p)
    at(p, n).a = child
    if p.panic or not close_angle(p) or not expect(p, TK_LPAREN, b"'('"):
        return n
    child = parse_assignment(p)
    at(p, n).b = child
    at(p, n).flags |= NF_EFFECT  # opCast may be code
    grow_height(p, 0)
    close_bracket(p, TK_RPAREN, b"')'")
    return n


cdef uint32_t parse_construct(Parser* p) noexcept nogil:
    """A type and the arguments or the list from which a value of it is made."""
    cdef uint32_t n, list
    cdef uint32_t type = parse_type(p)
    if p.panic:
        return 0
    p.height = 1
    if kind(p) == TK_LPAREN:
        return parse_call(p, NK_Construct, type)
    if kind(p) == TK_ASSIGN and kind_at(p, p.i + 1) == TK_LBRACE:
        n = make(p, NK_TypedList, p.i)
        advance(p)
        list = parse_init_list(p)
        grow_height(p, 0)
        at(p, n).a = type
        at(p, n).b = list
        at(p, n).flags |= NF_EFFECT
        return n
    expect(p, TK_LPAREN, b"'('")
    return 0


cdef bint lambda_here(const Parser* p) noexcept nogil:
    """`function (..) {`: the word alone is a name like any other."""
    cdef uint32_t i = p.i + 2
    cdef uint32_t limit = i + SCAN_TOKENS
    cdef uint32_t open = 1
    cdef uint8_t k
    if not is_word(p, p.i, NAME_function) or kind_at(p, p.i + 1) != TK_LPAREN:
        return False
    while i < limit:
        k = kind_at(p, i)
        i += 1
        if k == TK_LPAREN:
            open += 1
        elif k == TK_RPAREN:
            open -= 1
            if open == 0:
                return kind_at(p, i) == TK_LBRACE
        elif k == TK_SEMI or k == TK_LBRACE or k == TK_RBRACE or k == TK_EOF:
            return False
    return False


cdef uint32_t parse_name(Parser* p) noexcept nogil:
    """Something that begins with a name: a variable, a function, a type that is constructed, a lambda."""
    cdef uint32_t n, i, behind, scope, args
    cdef uint16_t flags = 0
    cdef uint8_t k = kind_at(p, p.i + 1)
    # The plain name, by far the most frequent, first.
    if kind(p) == TK_IDENT and k != TK_LT and k != TK_SCOPE and k != TK_LPAREN and k != TK_AT and k != TK_LBRACKET:
        n = make(p, NK_Ident, p.i)
        at(p, n).a = p.tok[p.i].val
        p.i += 1
        return n
    if k == TK_LPAREN and lambda_here(p):
        return parse_lambda(p)
    # Find the end of the scoped name; then what follows tells whether it must be a type.
    i = p.i
    if kind_at(p, i) == TK_SCOPE:
        i += 1
    while kind_at(p, i) == TK_IDENT and kind_at(p, i + 1) == TK_SCOPE:
        i += 2
    behind = 0
    k = kind_at(p, i + 1)
    if k == TK_AT or k == TK_LT or (k == TK_LBRACKET and kind_at(p, i + 2) == TK_RBRACKET):
        behind = scan_type(p, p.i)
    if behind != 0:
        if p.tok[behind - 1].kind == TK_IDENT:
            return parse_template_scope(p)
        if kind_at(p, behind) == TK_LPAREN:
            # `f<T>(`, and `T<U>(` which looks the same, are calls; only other types are constructed in their own way.
            if not closes_angle(p.tok[behind - 1].kind):
                return parse_construct(p)
        elif kind_at(p, behind) == TK_ASSIGN and kind_at(p, behind + 1) == TK_LBRACE:
            return parse_construct(p)
        else:
            behind = 0
    if accept(p, TK_SCOPE):
        flags = NF_GLOBAL
    scope = parse_scope(p)
    n = make(p, NK_Ident, p.i)
    at(p, n).b = scope
    at(p, n).flags |= flags
    args = expect_name(p, b"a name")
    at(p, n).a = args
    if behind != 0 and kind(p) == TK_LT:
        args = parse_type_args(p)
        at(p, n).c = args
    p.height = 1
    return n


cdef uint32_t parse_template_scope(Parser* p) noexcept nogil:
    """`T<U>::name`: a name inside the scope of a template instance."""
    cdef uint32_t type = parse_named_type(p)
    cdef uint32_t n
    if p.panic:
        return 0
    n = make(p, NK_Ident, p.w.nodes[type].token)
    at(p, n).a = p.w.nodes[type].a
    at(p, n).b = p.w.nodes[type].b
    at(p, n).c = p.w.nodes[type].c
    at(p, n).flags |= p.w.nodes[type].flags & NF_GLOBAL
    p.height = 1
    return n


cdef uint32_t parse_lambda(Parser* p) noexcept nogil:
    """`function(a, int b) {..}`"""
    cdef uint32_t n = make(p, NK_Lambda, p.i)
    cdef uint32_t loops = p.loops
    cdef uint32_t switches = p.switches
    cdef uint32_t outer = p.body_height
    cdef uint32_t child
    if not enter(p):
        return 0
    advance(p)
    child = parse_params(p, True)
    at(p, n).a = child
    if not p.panic:
        p.loops = p.switches = p.body_height = 0
        child = parse_block(p)
        at(p, n).b = child
        p.height = p.body_height
        grow_height(p, 0)
    leave(p)
    p.loops = loops
    p.switches = switches
    p.body_height = outer
    return n
