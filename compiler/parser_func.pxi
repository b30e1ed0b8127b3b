# What begins with a type: functions with their parameters, variables, property blocks; also those of the host.


cdef bint function_here(const Parser* p, uint32_t i) noexcept nogil:
    """Does the `(` at i, behind a type and a name, begin the parameters of a function? Else it begins the arguments of a
    variable's constructor."""
    cdef uint32_t first = i + 1
    cdef uint32_t limit = i + 4 * SCAN_TOKENS
    cdef uint32_t open = 0
    cdef uint32_t braces = 0
    cdef uint8_t k
    while i < limit:
        k = kind_at(p, i)
        if k == TK_LPAREN:
            open += 1
        elif k == TK_RPAREN:
            open -= 1
            if open == 0:
                break
        elif k == TK_LBRACE:
            braces += 1
        elif k == TK_RBRACE:
            if braces == 0:
                return False
            braces -= 1
        elif k == TK_EOF or (k == TK_SEMI and braces == 0):
            return False
        i += 1
    if i >= limit:
        return False
    k = kind_at(p, i + 1)
    if k == TK_LBRACE or k == TK_KW_CONST or k == TK_IDENT:
        return True
    if k != TK_SEMI:
        return False
    # `T f(int a);`: a function whose body is missing, if what stands inside can only be a parameter.
    i = scan_type(p, first)
    return i != 0 and (kind_at(p, i) == TK_IDENT or (kind_at(p, i) == TK_AMP and (
        is_word(p, i + 1, NAME_in) or is_word(p, i + 1, NAME_out) or is_word(p, i + 1, NAME_inout))))


cdef uint32_t parse_typed(Parser* p, int place, uint16_t flags) noexcept nogil:
    """What begins with a type: a function, a property block or variables."""
    cdef uint32_t first = p.i
    cdef uint32_t n, type, name
    cdef bint reference
    type = parse_type(p)
    if p.panic:
        return 0
    reference = accept(p, TK_AMP)
    if kind(p) == TK_IDENT:
        n = kind_at(p, p.i + 1)
        if n == TK_LBRACE:
            return parse_property(p, place, flags, type, reference)
        if n == TK_LT or reference or place == AT_INTERFACE or flags & (NF_SHARED | NF_EXTERNAL) or (
                n == TK_LPAREN and function_here(p, p.i + 1)):
            return parse_function(p, place, flags, type, reference)
    if place == AT_INTERFACE:
        expect_name(p, b"the name of a method")
        return 0
    if reference:
        expect_name(p, b"the name of a function")
        return 0
    # Variables: the type is parsed already, so go on behind it.
    n = make(p, NK_VarDecl, first)
    at(p, n).a = type
    at(p, n).flags = flags & (NF_PRIVATE | NF_PROTECTED)
    name = parse_variable_list(p)
    at(p, n).b = name
    if not p.panic and kind(p) == TK_LBRACE and p.tok[p.i - 1].kind == TK_RPAREN:
        error_here(p, E_EXPECTED, b"expected ';' but found ", True)
        return n
    expect_semicolon(p)
    return n


cdef uint32_t parse_function(Parser* p, int place, uint16_t flags, uint32_t type, bint reference) noexcept nogil:
    """A function or method behind its return type; the current token is its name."""
    cdef uint32_t n = make(p, NK_Func, p.i)
    cdef uint32_t tparams = 0
    cdef uint32_t sig
    at(p, n).a = p.tok[p.i].val
    at(p, n).flags = flags
    p.i += 1
    if kind(p) == TK_LT:
        tparams = parse_template_params(p)
    if not p.panic:
        sig = parse_params(p, False)
        finish_sig(p, sig, type, reference, tparams)
        at(p, n).b = sig
    parse_function_end(p, n, place)
    return n


cdef void finish_sig(Parser* p, uint32_t sig, uint32_t type, bint reference, uint32_t tparams) noexcept nogil:
    if sig != 0:
        at(p, sig).a = type
        at(p, sig).c = tparams
        if reference:
            at(p, sig).flags |= NF_REF


cdef void parse_function_end(Parser* p, uint32_t n, int place) noexcept nogil:
    """What follows the parameters: decorators, then a body or `;`."""
    cdef uint32_t child, name
    cdef uint32_t first = p.i
    cdef uint16_t flags = 0
    cdef uint16_t flag
    if p.panic:
        return
    if accept(p, TK_KW_CONST):
        flags = NF_CONST
        if place == AT_GLOBAL or p.w.nodes[n].op != FN_PLAIN:
            error_token(p, E_MODIFIER, p.i - 1, b"only methods can be const")
    while kind(p) == TK_IDENT:
        name = p.tok[p.i].val
        flag = (NF_OVERRIDE if name == NAME_override else NF_FINAL if name == NAME_final else
                NF_EXPLICIT if name == NAME_explicit else NF_PROPERTY if name == NAME_property else
                NF_DELETED if name == NAME_delete else 0)
        if flag == 0:
            break
        if flags & flag:
            error_token(p, E_MODIFIER, p.i, b"a modifier stands twice")
        elif place == AT_GLOBAL and flag != NF_PROPERTY and not p.host:
            error_token(p, E_MODIFIER, p.i, b"this modifier is for members of a class")
        elif place == AT_INTERFACE and flag != NF_PROPERTY:
            error_token(p, E_MODIFIER, p.i, b"this modifier does not fit a method of an interface")
        flags |= flag
        p.i += 1
    at(p, n).flags |= flags
    if p.host:
        return
    flags = p.w.nodes[n].flags
    if kind(p) == TK_LBRACE:
        if place == AT_INTERFACE or flags & (NF_EXTERNAL | NF_DELETED):
            error_token(p, E_BODY, p.i, b"an external, deleted or interface function has no body")
        child = parse_function_body(p)
        if place != AT_INTERFACE:
            at(p, n).c = child
    elif place == AT_INTERFACE or flags & (NF_EXTERNAL | NF_DELETED):
        expect_semicolon(p)
    elif kind(p) == TK_SEMI:
        error_token(p, E_BODY, p.i, b"the body of the function is missing")
        p.i += 1
    else:
        expect(p, TK_LBRACE, b"'{'")


cdef uint32_t parse_function_body(Parser* p) noexcept nogil:
    p.loops = p.switches = p.body_height = 0
    return parse_block(p)


cdef uint32_t property_name(Parser* p, const char* prefix, uint32_t token) noexcept nogil:
    """The id of get_NAME or set_NAME."""
    cdef uint32_t n = p.tok[token].len
    cdef uint32_t name = 0
    cdef uint8_t* out
    if p.w.text_len + n + 12 > p.w.text_capacity and not ws_grow_text(p.w, n + 12):
        give_up(p)
        return 0
    # Built behind the strings, where it need not stay.
    out = p.w.text + p.w.text_len
    memcpy(out, prefix, 4)
    memcpy(out + 4, p.w.source + p.tok[token].start, n)
    name = names_intern_padded(&p.w.names, out, n + 4)
    if name == 0:
        ws_out_of_memory(p.w)
        give_up(p)
    return name


cdef uint32_t parse_property(Parser* p, int place, uint16_t flags, uint32_t type, bint reference) noexcept nogil:
    """`T name {get const {..} set {..}}`; gives the accessors as functions."""
    cdef List accessors
    cdef uint32_t token = p.i
    cdef uint32_t open = p.i + 1
    cdef uint32_t n, sig, param, child
    cdef uint16_t flag
    cdef bint getter
    cdef bint seen[2]
    accessors.head = accessors.tail = accessors.count = 0
    seen[0] = seen[1] = False
    p.i += 2
    while p.i < p.stop and kind(p) != TK_RBRACE:
        getter = is_word(p, p.i, NAME_get)
        if not getter and not is_word(p, p.i, NAME_set):
            error_here(p, E_ACCESSOR, b"expected 'get' or 'set' but found ", True)
            break
        if seen[getter]:
            error_token(p, E_ACCESSOR, p.i, b"an accessor stands twice")
        seen[getter] = True
        n = make(p, NK_Func, p.i)
        sig = make(p, NK_Sig, p.i)
        child = property_name(p, b"get_" if getter else b"set_", token)
        at(p, n).a = child
        at(p, n).b = sig
        at(p, n).op = FN_GET if getter else FN_SET
        at(p, n).flags = flags | NF_PROPERTY
        if getter:
            finish_sig(p, sig, type, reference, 0)
        else:
            child = make(p, NK_Type, p.i)
            at(p, child).op = PT_VOID
            param = make(p, NK_Param, p.i)
            at(p, param).a = type
            at(p, param).b = NAME_value
            at(p, sig).op = 1
            at(p, sig).a = child
            at(p, sig).b = param
        link(p, &accessors, n)
        p.i += 1
        while not p.panic:
            flag = (NF_CONST if kind(p) == TK_KW_CONST else NF_OVERRIDE if is_word(p, p.i, NAME_override) else
                    NF_FINAL if is_word(p, p.i, NAME_final) else 0)
            if flag == 0:
                break
            if place == AT_GLOBAL:
                error_token(p, E_MODIFIER, p.i, b"this modifier is for members of a class")
            at(p, n).flags |= flag
            p.i += 1
        if kind(p) == TK_LBRACE:
            if place == AT_INTERFACE:
                error_token(p, E_BODY, p.i, b"an accessor of an interface has no body")
            child = parse_function_body(p)
            if place != AT_INTERFACE:
                at(p, n).c = child
        elif place == AT_INTERFACE:
            expect_semicolon(p)
        elif kind(p) == TK_SEMI:
            error_token(p, E_BODY, p.i, b"the body of the accessor is missing")
            p.i += 1
        else:
            expect(p, TK_LBRACE, b"'{'")
        if p.panic:
            break
    if p.closing:
        return accessors.head
    if p.panic:
        skip_to_brace(p)
    elif accessors.head == 0 and kind(p) == TK_RBRACE:
        error_token(p, E_ACCESSOR, token, b"a property needs a 'get' or a 'set'")
    close_brace(p, open)
    return accessors.head


cdef uint32_t parse_params(Parser* p, bint lambda_) noexcept nogil:
    """`(T a, U &in b = 1)`; a Sig without return type."""
    cdef List params
    cdef uint32_t n = make(p, NK_Sig, p.i)
    cdef uint32_t param
    cdef bint has_default = False
    params.head = params.tail = params.count = 0
    if not expect(p, TK_LPAREN, b"'('"):
        return n
    if kind(p) == TK_KW_VOID and kind_at(p, p.i + 1) == TK_RPAREN:
        p.i += 1
    elif kind(p) != TK_RPAREN:
        while True:
            param = parse_param(p, lambda_)
            link(p, &params, param)
            if p.panic:
                break
            if p.w.nodes[param].c != 0:
                has_default = True
            elif has_default and p.w.nodes[param].flags & NF_VARIADIC == 0:
                error_token(p, E_DEFAULT_MISSING, p.w.nodes[param].token,
                            b"a parameter behind one with a default value needs one too")
            if p.w.nodes[param].flags & NF_VARIADIC:
                at(p, n).flags |= NF_VARIADIC
                break
            if params.count > MAX_PARAMS:
                error_here(p, E_TOO_MANY, b"too many parameters (the limit is 255)", False)
                break
            if not accept(p, TK_COMMA):
                break
    at(p, n).b = params.head
    at(p, n).op = <uint8_t>min(params.count, <uint32_t>MAX_PARAMS)
    close_bracket(p, TK_RPAREN, b"')'")
    return n


cdef uint32_t parse_param(Parser* p, bint lambda_) noexcept nogil:
    """One parameter."""
    cdef uint32_t n = make(p, NK_Param, p.i)
    cdef uint32_t child
    if lambda_ and kind(p) == TK_IDENT and (kind_at(p, p.i + 1) == TK_COMMA or kind_at(p, p.i + 1) == TK_RPAREN):
        at(p, n).b = p.tok[p.i].val
        p.i += 1
        return n
    if p.host and kind(p) == TK_ELLIPSIS:  # `...` alone: any further arguments
        child = make(p, NK_Type, p.i)
        at(p, child).op = PT_ANY
        at(p, n).a = child
        at(p, n).op = REF_IN
        at(p, n).flags = NF_VARIADIC
        p.i += 1
        return n
    child = parse_type(p)
    at(p, n).a = child
    if p.panic:
        return n
    if accept(p, TK_AMP):
        at(p, n).op = REF_INOUT
        if is_word(p, p.i, NAME_in):
            at(p, n).op = REF_IN
            p.i += 1
        elif is_word(p, p.i, NAME_out):
            at(p, n).op = REF_OUT
            p.i += 1
        elif is_word(p, p.i, NAME_inout):
            p.i += 1
    if p.host:
        accept(p, TK_PLUS)
        if is_word(p, p.i, NAME_if_handle_then_const):
            p.i += 1
        if accept(p, TK_ELLIPSIS):
            at(p, n).flags = NF_VARIADIC
            if kind(p) == TK_IDENT:
                at(p, n).b = p.tok[p.i].val
                p.i += 1
            return n
    if kind(p) == TK_IDENT:
        at(p, n).token = p.i
        at(p, n).b = p.tok[p.i].val
        p.i += 1
    elif kind(p) >= TK_FIRST_KEYWORD:
        expect_name(p, b"the name of a parameter")
        return n
    if accept(p, TK_ASSIGN):
        if kind(p) == TK_KW_VOID:
            child = make(p, NK_VoidArg, p.i)
            p.i += 1
        elif kind(p) == TK_LBRACE:
            child = parse_init_list(p)
        else:
            child = parse_assignment(p)
        at(p, n).c = child
    return n


cdef uint32_t parse_host_declaration(Parser* p, int sort) noexcept nogil:
    """A stand-alone declaration: a function without body, or a variable."""
    cdef uint32_t n, type
    cdef bint reference
    # A constructor or destructor of a host type has no return type.
    if sort == PARSE_FUNCTION and (kind(p) == TK_TILDE or (kind(p) == TK_IDENT and kind_at(p, p.i + 1) == TK_LPAREN)):
        p.class_name = p.tok[p.i + (kind(p) == TK_TILDE)].val
        return parse_structor(p, AT_CLASS, 0)
    type = parse_type(p)
    if p.panic:
        return 0
    reference = accept(p, TK_AMP)
    if sort == PARSE_FUNCTION:
        if kind(p) != TK_IDENT:
            expect_name(p, b"the name of a function")
            return 0
        return parse_function(p, AT_CLASS, 0, type, reference)
    if reference:
        p.i -= 1
        error_here(p, E_EXPECTED, b"expected the name of a variable but found ", True)
        return 0
    n = make(p, NK_VarDecl, p.i)
    at(p, n).a = type
    type = make(p, NK_Var, p.i)
    reference = expect_name(p, b"the name of a variable") != 0
    at(p, type).a = p.tok[p.i - 1].val if reference else 0
    at(p, n).b = type
    return n
