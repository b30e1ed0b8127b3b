# Statements.


cdef void recover(Parser* p, uint32_t before) noexcept nogil:
    """After an error in a statement that began at `before`: go to where the next one may begin."""
    cdef uint32_t open = 0
    cdef uint8_t k
    if p.fatal or p.closing:
        return
    p.panic = False
    while p.i < p.stop:
        k = kind(p)
        if k == TK_LBRACE:
            open += 1
        elif k == TK_RBRACE:
            if open == 0:
                break
            open -= 1
            if open == 0 and not goes_on(p):
                p.i += 1
                break
        elif open == 0:
            if k == TK_SEMI:
                p.i += 1
                break
            if p.i > before and begins_statement(k) and new_line(p):
                break
        p.i += 1


cdef inline bint goes_on(const Parser* p) noexcept nogil:
    """Does the expression in which the `}` at the current token stands (a list, a lambda) go on behind it?"""
    cdef uint8_t k = kind_at(p, p.i + 1)
    return k == TK_RPAREN or k == TK_RBRACKET or k == TK_COMMA or k == TK_SEMI or k == TK_DOT


cdef inline bint begins_statement(uint8_t k) noexcept nogil:
    return (k == TK_KW_IF or k == TK_KW_FOR or k == TK_KW_WHILE or k == TK_KW_DO or k == TK_KW_SWITCH
            or k == TK_KW_RETURN or k == TK_KW_BREAK or k == TK_KW_CONTINUE or k == TK_KW_TRY
            or k == TK_KW_CASE or k == TK_KW_DEFAULT)


cdef uint32_t parse_block(Parser* p) noexcept nogil:
    """`{..}`"""
    cdef List stmts
    cdef uint32_t open = p.i
    cdef uint32_t n = make(p, NK_Block, open)
    stmts.head = stmts.tail = stmts.count = 0
    if not expect(p, TK_LBRACE, b"'{'"):
        return n
    parse_statements(p, &stmts, False)
    at(p, n).a = stmts.head
    at(p, n).b = p.i
    close_brace(p, open)
    return n


cdef void close_brace(Parser* p, uint32_t open) noexcept nogil:
    """Pass over the `}` of a block; where the file ends instead, tell which brace is still open."""
    cdef uint32_t line, column
    if p.panic or accept(p, TK_RBRACE):
        return
    if error_here(p, E_UNCLOSED, b"expected '}' but found ", True):
        ws_position(p.w, p.tok[open].start, &line, &column)
        diag_hint(p.w, b"the '{' of line ")
        diag_int(p.w, line)
        diag_text(p.w, b" is never closed")
        diag_note(p.w, p.tok[open].start, p.tok[open].start + p.tok[open].len)
        diag_text(p.w, b"it is opened here")
    if p.i >= p.stop:
        give_up(p)


cdef void parse_statements(Parser* p, List* stmts, bint in_case) noexcept nogil:
    """Statements up to a `}`, or up to the next label of a switch."""
    cdef uint32_t n, before
    while p.i < p.stop and not p.closing:
        if kind(p) == TK_RBRACE:
            return
        if in_case and (kind(p) == TK_KW_CASE or kind(p) == TK_KW_DEFAULT):
            return
        before = p.i
        n = parse_statement(p)
        link(p, stmts, n)
        if p.panic:
            recover(p, before)
        if p.i == before and not p.closing:  # whatever stands here begins no statement and ends none
            advance(p)


cdef uint32_t parse_body(Parser* p) noexcept nogil:
    """The statement that if, a loop ... governs; a declaration is none."""
    cdef uint32_t first = p.i
    cdef uint32_t n
    if p.panic:
        return 0
    n = parse_statement(p)
    if not p.panic and p.w.nodes[n].kind == NK_VarDecl:
        error_token(p, E_EXPECTED_STATEMENT, first, b"a declaration cannot stand here without a block around it")
    return n


cdef uint32_t parse_statement(Parser* p) noexcept nogil:
    """One statement; 0 only after an error."""
    cdef uint32_t n
    cdef uint8_t k = kind(p)
    if not enter(p):
        return 0
    if k == TK_IDENT:
        n = parse_foreach(p) if is_word(p, p.i, NAME_foreach) and foreach_here(p) else parse_simple(p)
    elif k == TK_LBRACE:
        n = parse_block(p)
    elif k == TK_KW_IF:
        n = parse_if(p)
    elif k == TK_KW_RETURN:
        n = parse_return(p)
    elif k == TK_KW_FOR:
        n = parse_for(p)
    elif k == TK_KW_WHILE:
        n = parse_while(p)
    elif k == TK_KW_DO:
        n = parse_do(p)
    elif k == TK_KW_SWITCH:
        n = parse_switch(p)
    elif k == TK_KW_BREAK:
        n = make(p, NK_Break, p.i)
        if p.loops == 0 and p.switches == 0:
            error_token(p, E_BREAK_OUTSIDE, p.i, b"'break' outside of a loop or switch")
        advance(p)
        expect_semicolon(p)
    elif k == TK_KW_CONTINUE:
        n = make(p, NK_Continue, p.i)
        if p.loops == 0:
            error_token(p, E_CONTINUE_OUTSIDE, p.i, b"'continue' outside of a loop")
        advance(p)
        expect_semicolon(p)
    elif k == TK_KW_TRY:
        n = parse_try(p)
    elif k == TK_SEMI:
        n = make(p, NK_Empty, p.i)
        advance(p)
    elif k == TK_KW_USING:
        n = parse_using(p)
    elif k == TK_KW_ELSE:
        error_token(p, E_EXPECTED_STATEMENT, p.i, b"'else' without 'if'")
        advance(p)
        n = parse_body(p)
    elif k == TK_KW_CATCH or k == TK_KW_CASE or k == TK_KW_DEFAULT:
        error_here(p, E_EXPECTED_STATEMENT, b"unexpected ", True)
        n = 0
    elif k >= TK_FIRST_KEYWORD and (k == TK_KW_CLASS or k == TK_KW_INTERFACE or k == TK_KW_ENUM or k == TK_KW_FUNCDEF
                                    or k == TK_KW_NAMESPACE or k == TK_KW_TYPEDEF or k == TK_KW_IMPORT):
        unclosed(p)
        n = 0
    else:
        n = parse_simple(p)
    leave(p)
    return n


cdef void unclosed(Parser* p) noexcept nogil:
    """What cannot stand inside a function: most likely a `}` is missing. The enclosing blocks are given up."""
    if error_here(p, E_UNCLOSED, b"this cannot be declared inside of a function: ", True):
        diag_hint(p.w, b"is a '}' missing before it?")
    p.closing = True


cdef uint32_t variable_here(const Parser* p) noexcept nogil:
    """Does a variable declaration begin here? The token behind its type, or 0. A type with a name behind it can be
    nothing else."""
    cdef uint8_t first = kind(p)
    cdef uint8_t k
    cdef uint32_t i
    if first == TK_IDENT:
        k = kind_at(p, p.i + 1)
        if k == TK_IDENT:
            return p.i + 1
        if k != TK_LT and k != TK_AT and k != TK_LBRACKET and k != TK_SCOPE:
            return 0
    elif first != TK_SCOPE and first != TK_KW_CONST and (primitive_type[first] == 0 or first == TK_QUESTION):
        return 0
    i = scan_type(p, p.i)
    if i == 0:  # with these, what is wrong is the type
        return p.stop if first == TK_KW_CONST or first == TK_KW_AUTO else 0
    k = kind_at(p, i)
    if k == TK_IDENT or first == TK_KW_CONST or first == TK_KW_AUTO:
        return i
    # `int class = 1`: the type says what was meant, the parser of the declaration will say what is wrong.
    return i if primitive_type[first] != 0 and k >= TK_FIRST_KEYWORD and k != TK_KW_IS else 0


cdef uint32_t parse_simple(Parser* p) noexcept nogil:
    """A variable declaration or an expression, with its semicolon."""
    cdef uint32_t n, expr
    cdef uint32_t name = variable_here(p)
    if name != 0:
        if kind_at(p, name + 1) == TK_LPAREN and kind_at(p, name) == TK_IDENT and function_here(p, name + 1):
            unclosed(p)
            return 0
        n = parse_variables(p)
    else:
        n = make(p, NK_ExprStmt, p.i)
        expr = parse_statement_expression(p)
        at(p, n).a = expr
    expect_semicolon(p)
    return n


cdef inline uint32_t parse_statement_expression(Parser* p) noexcept nogil:
    """A whole expression: nothing is above it but statements."""
    cdef uint32_t n = parse_assignment(p)
    if p.height > p.body_height:
        p.body_height = p.height
    return n


cdef uint32_t parse_variables(Parser* p) noexcept nogil:
    """`T a = 1, b(2), c`, without the semicolon."""
    cdef uint32_t n = make(p, NK_VarDecl, p.i)
    cdef uint32_t child = parse_type(p)
    at(p, n).a = child
    if not p.panic:
        child = parse_variable_list(p)
        at(p, n).b = child
    return n


cdef uint32_t parse_variable_list(Parser* p) noexcept nogil:
    """`a = 1, b(2), c`"""
    cdef List variables
    variables.head = variables.tail = variables.count = 0
    while True:
        link(p, &variables, parse_variable(p))
        if p.panic or not accept(p, TK_COMMA):
            return variables.head


cdef uint32_t parse_variable(Parser* p) noexcept nogil:
    """A name and its initialiser."""
    cdef List args
    cdef uint16_t flags = 0
    cdef uint32_t n = make(p, NK_Var, p.i)
    cdef uint32_t value = expect_name(p, b"the name of a variable")
    at(p, n).a = value
    p.height = 0
    if p.panic:
        return n
    if accept(p, TK_ASSIGN):
        value = parse_init_list(p) if kind(p) == TK_LBRACE else parse_assignment(p)
        at(p, n).op = INIT_EXPR
        at(p, n).b = value
    elif kind(p) == TK_LPAREN:
        parse_args(p, &args, &flags, TK_RPAREN)
        at(p, n).op = INIT_ARGS
        at(p, n).b = args.head
        at(p, n).c = args.count
    if p.height > p.body_height:
        p.body_height = p.height
    return n


cdef uint32_t parse_condition(Parser* p) noexcept nogil:
    """`(expression)`"""
    cdef uint32_t n
    if not expect(p, TK_LPAREN, b"'('"):
        return 0
    n = parse_statement_expression(p)
    close_bracket(p, TK_RPAREN, b"')'")
    return n


cdef uint32_t parse_if(Parser* p) noexcept nogil:
    """A whole chain of `else if`s, in a loop: chains may be long."""
    cdef uint32_t first = 0
    cdef uint32_t previous = 0
    cdef uint32_t n, child
    while True:
        n = make(p, NK_If, p.i)
        if previous != 0:
            at(p, previous).c = n
        else:
            first = n
        advance(p)
        child = parse_condition(p)
        at(p, n).a = child
        if kind(p) == TK_SEMI:
            error_token(p, E_EXPECTED_STATEMENT, p.i, b"an 'if' needs a statement, this ';' is empty")
        child = parse_body(p)
        at(p, n).b = child
        if p.panic or not accept(p, TK_KW_ELSE):
            return first
        if kind(p) != TK_KW_IF:
            child = parse_body(p)
            at(p, n).c = child
            return first
        previous = n


cdef uint32_t parse_loop_body(Parser* p) noexcept nogil:
    cdef uint32_t n
    p.loops += 1
    n = parse_body(p)
    p.loops -= 1
    return n


cdef uint32_t parse_while(Parser* p) noexcept nogil:
    cdef uint32_t n = make(p, NK_While, p.i)
    cdef uint32_t child
    advance(p)
    child = parse_condition(p)
    at(p, n).a = child
    child = parse_loop_body(p)
    at(p, n).b = child
    return n


cdef uint32_t parse_do(Parser* p) noexcept nogil:
    cdef uint32_t n = make(p, NK_DoWhile, p.i)
    cdef uint32_t child
    advance(p)
    child = parse_loop_body(p)
    at(p, n).b = child
    if p.panic or not expect(p, TK_KW_WHILE, b"'while'"):
        return n
    child = parse_condition(p)
    at(p, n).a = child
    expect_semicolon(p)
    return n


cdef uint32_t parse_for(Parser* p) noexcept nogil:
    cdef List steps
    cdef uint32_t n = make(p, NK_For, p.i)
    cdef uint32_t child, head
    advance(p)
    head = make(p, NK_ForHead, p.i)
    at(p, n).a = head
    if not expect(p, TK_LPAREN, b"'('"):
        return n
    if kind(p) == TK_SEMI:
        child = make(p, NK_Empty, p.i)
    elif variable_here(p) != 0:
        child = parse_variables(p)
    else:
        child = make(p, NK_ExprStmt, p.i)
        steps.head = parse_statement_expression(p)
        at(p, child).a = steps.head
    at(p, head).a = child
    if not p.panic:
        expect(p, TK_SEMI, b"';'")
    if not p.panic and kind(p) != TK_SEMI:
        child = parse_statement_expression(p)
        at(p, head).b = child
    if not p.panic:
        expect(p, TK_SEMI, b"';'")
    steps.head = steps.tail = steps.count = 0
    if not p.panic and kind(p) != TK_RPAREN:
        while True:
            link(p, &steps, parse_statement_expression(p))
            if p.panic or not accept(p, TK_COMMA):
                break
    at(p, head).c = steps.head
    close_bracket(p, TK_RPAREN, b"')'")
    child = parse_loop_body(p)
    at(p, n).b = child
    return n


cdef bint foreach_here(const Parser* p) noexcept nogil:
    """`foreach (T name :` or `,`: the word alone is a name like any other."""
    cdef uint32_t i
    if kind_at(p, p.i + 1) != TK_LPAREN:
        return False
    i = scan_type(p, p.i + 2)
    if i == 0 or kind_at(p, i) != TK_IDENT:
        return False
    return kind_at(p, i + 1) == TK_COLON or kind_at(p, i + 1) == TK_COMMA


cdef uint32_t parse_foreach(Parser* p) noexcept nogil:
    cdef List variables
    cdef uint32_t n = make(p, NK_ForEach, p.i)
    cdef uint32_t var, child
    variables.head = variables.tail = variables.count = 0
    p.i += 2
    while True:
        child = parse_type(p)
        if p.panic:
            break
        var = make(p, NK_ForVar, p.i)
        at(p, var).a = child
        child = expect_name(p, b"the name of a variable")
        at(p, var).b = child
        link(p, &variables, var)
        if p.panic or not accept(p, TK_COMMA):
            break
    at(p, n).a = variables.head
    if not p.panic and expect(p, TK_COLON, b"':'"):
        child = parse_statement_expression(p)
        at(p, n).b = child
    close_bracket(p, TK_RPAREN, b"')'")
    child = parse_loop_body(p)
    at(p, n).c = child
    return n


cdef void skip_to_brace(Parser* p) noexcept nogil:
    """After an error between braces: go to the closing one, as if nothing had happened."""
    cdef uint32_t open = 0
    if p.fatal:
        return
    while p.i < p.stop:
        if kind(p) == TK_LBRACE:
            open += 1
        elif kind(p) == TK_RBRACE:
            if open == 0:
                break
            open -= 1
        p.i += 1
    p.panic = False


cdef uint32_t parse_switch(Parser* p) noexcept nogil:
    cdef List cases
    cdef List stmts
    cdef uint32_t n = make(p, NK_Switch, p.i)
    cdef uint32_t child, open
    cdef bint has_default = False
    cases.head = cases.tail = cases.count = 0
    advance(p)
    child = parse_condition(p)
    at(p, n).a = child
    open = p.i
    if p.panic or not expect(p, TK_LBRACE, b"'{'"):
        return n
    p.switches += 1
    while p.i < p.stop and not p.panic and kind(p) != TK_RBRACE:
        if kind(p) != TK_KW_CASE and kind(p) != TK_KW_DEFAULT:
            error_here(p, E_EXPECTED, b"expected 'case' or 'default' but found ", True)
            skip_to_brace(p)
            break
        child = make(p, NK_Case, p.i)
        if accept(p, TK_KW_DEFAULT):
            if has_default:
                error_token(p, E_TWO_DEFAULTS, p.i - 1, b"a switch has only one 'default'")
            has_default = True
        else:
            advance(p)
            stmts.head = parse_statement_expression(p)
            at(p, child).a = stmts.head
        if not p.panic:
            expect(p, TK_COLON, b"':'")
        if p.panic:
            recover(p, p.i)
        stmts.head = stmts.tail = stmts.count = 0
        parse_statements(p, &stmts, True)
        at(p, child).b = stmts.head
        link(p, &cases, child)
    p.switches -= 1
    at(p, n).b = cases.head
    at(p, n).c = p.i
    close_brace(p, open)
    return n


cdef uint32_t parse_return(Parser* p) noexcept nogil:
    cdef uint32_t n = make(p, NK_Return, p.i)
    cdef uint32_t value
    advance(p)
    if kind(p) == TK_SEMI:
        p.i += 1
        return n
    if kind(p) == TK_RBRACE:
        expect_semicolon(p)
        return n
    if kind(p) == TK_LBRACE:
        value = parse_init_list(p)
        if p.height > p.body_height:
            p.body_height = p.height
    else:
        value = parse_statement_expression(p)
    at(p, n).a = value
    expect_semicolon(p)
    return n


cdef uint32_t parse_try(Parser* p) noexcept nogil:
    cdef uint32_t n = make(p, NK_Try, p.i)
    cdef uint32_t child
    advance(p)
    child = parse_block(p)
    at(p, n).a = child
    at(p, n).c = p.i
    if p.panic or not expect(p, TK_KW_CATCH, b"'catch'"):
        return n
    child = parse_block(p)
    at(p, n).b = child
    return n


cdef uint32_t parse_using(Parser* p) noexcept nogil:
    """`using namespace A::B;`, also as a declaration"""
    cdef List scope
    cdef uint32_t n = make(p, NK_Using, p.i)
    cdef uint32_t part, name
    scope.head = scope.tail = scope.count = 0
    advance(p)
    if not expect(p, TK_KW_NAMESPACE, b"'namespace'"):
        return n
    if accept(p, TK_SCOPE):
        at(p, n).flags = NF_GLOBAL
    while True:
        part = make(p, NK_Scope, p.i)
        name = expect_name(p, b"the name of a namespace")
        at(p, part).a = name
        link(p, &scope, part)
        if p.panic or not accept(p, TK_SCOPE):
            break
    at(p, n).a = scope.head
    expect_semicolon(p)
    return n
