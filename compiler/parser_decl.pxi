# Declarations: of the unit, of namespaces, of classes and interfaces.


cdef bint begins_declaration(const Parser* p) noexcept nogil:
    """A token with which, at the begin of a line, most likely a declaration begins."""
    cdef uint8_t k = kind(p)
    if k == TK_IDENT:
        return modifier_here(p) != 0
    return (k == TK_KW_CLASS or k == TK_KW_INTERFACE or k == TK_KW_ENUM or k == TK_KW_FUNCDEF or k == TK_KW_NAMESPACE
            or k == TK_KW_TYPEDEF or k == TK_KW_IMPORT or k == TK_KW_USING or k == TK_KW_CONST
            or k == TK_KW_PRIVATE or k == TK_KW_PROTECTED or (primitive_type[k] != 0 and k != TK_QUESTION))


cdef void recover_declaration(Parser* p, uint32_t before) noexcept nogil:
    """After an error in a declaration that began at `before`: go to where the next one may begin."""
    cdef uint32_t open = 0
    if p.fatal:
        return
    p.panic = False
    if p.closing:  # the blocks of a function were given up, here a declaration stands
        p.closing = False
        if p.i > before:
            return
    while p.i < p.stop:
        if kind(p) == TK_LBRACE:
            open += 1
        elif kind(p) == TK_RBRACE:
            if open == 0:
                return
            open -= 1
            if open == 0 and not goes_on(p):
                p.i += 1
                return
        elif open == 0:
            if kind(p) == TK_SEMI:
                p.i += 1
                return
            if p.i > before and begins_declaration(p) and new_line(p):
                return
        p.i += 1


cdef uint32_t modifier_here(const Parser* p) noexcept nogil:
    """The flag of the contextual keyword in front of a declaration that stands here, or 0. `shared x = 1;` and
    `shared f() {}` use the word as a name of a type."""
    cdef uint32_t name = p.tok[p.i].val
    cdef uint16_t flag
    cdef uint8_t k = kind_at(p, p.i + 1)
    if kind(p) != TK_IDENT:
        return 0
    if name == NAME_shared:
        flag = NF_SHARED
    elif name == NAME_external:
        flag = NF_EXTERNAL
    elif name == NAME_abstract:
        flag = NF_ABSTRACT
    elif name == NAME_final:
        flag = NF_FINAL
    else:
        return 0
    if k == TK_IDENT:
        k = kind_at(p, p.i + 2)
        return 0 if k == TK_ASSIGN or k == TK_SEMI or k == TK_COMMA or k == TK_LPAREN else flag
    return flag if k >= TK_FIRST_KEYWORD or k == TK_SCOPE else 0


cdef uint16_t parse_modifiers(Parser* p) noexcept nogil:
    """shared, external, abstract, final; whether they fit is checked by allow()."""
    cdef uint16_t flags = 0
    cdef uint16_t flag
    while True:
        flag = <uint16_t>modifier_here(p)
        if flag == 0:
            return flags
        if flags & flag:
            error_token(p, E_MODIFIER, p.i, b"a modifier stands twice")
        flags |= flag
        p.i += 1


cdef void allow(Parser* p, uint32_t first, uint16_t flags, uint16_t allowed) noexcept nogil:
    """Complain about the modifiers that do not fit the declaration."""
    cdef uint32_t i
    if flags & ~allowed == 0:
        return
    for i in range(first, p.i):
        if p.tok[i].kind == TK_IDENT:
            error_token(p, E_MODIFIER, i, b"this modifier does not fit the declaration")
            return


cdef void parse_declarations(Parser* p, List* list, bint outermost) noexcept nogil:
    """Declarations up to the end of the section, or up to the `}` of a namespace."""
    cdef uint32_t before
    while p.i < p.stop:
        if kind(p) == TK_RBRACE:
            if not outermost:
                return
            error_token(p, E_EXPECTED_DECLARATION, p.i, b"unexpected '}': no block is open")
            p.i += 1
            continue
        before = p.i
        link(p, list, parse_declaration(p))
        if p.panic:
            recover_declaration(p, before)
        if p.i == before:
            advance(p)


cdef uint32_t parse_declaration(Parser* p) noexcept nogil:
    """One declaration (or a chain of two accessors); 0 for a lone `;` and after an error."""
    cdef uint32_t first = p.i
    cdef uint32_t n
    cdef uint16_t flags = 0
    cdef uint8_t k
    if kind(p) == TK_IDENT:
        if is_word(p, p.i, NAME_mixin) and (kind_at(p, p.i + 1) == TK_KW_CLASS or mixin_modifiers(p)):
            p.i += 1
            flags = parse_modifiers(p)
            if kind(p) != TK_KW_CLASS:
                expect(p, TK_KW_CLASS, b"'class'")
                return 0
            allow(p, first + 1, flags, 0)
            return parse_class(p, 0, CLASS_MIXIN)
        flags = parse_modifiers(p)
    k = kind(p)
    if k == TK_KW_CLASS:
        return parse_class(p, flags, CLASS_PLAIN)
    if k == TK_KW_INTERFACE:
        allow(p, first, flags, NF_SHARED | NF_EXTERNAL)
        return parse_interface(p, flags)
    if k == TK_KW_ENUM:
        allow(p, first, flags, NF_SHARED | NF_EXTERNAL)
        return parse_enum(p, flags)
    if k == TK_KW_FUNCDEF:
        allow(p, first, flags, NF_SHARED | NF_EXTERNAL)
        return parse_funcdef(p, flags)
    if k == TK_KW_NAMESPACE or k == TK_KW_TYPEDEF or k == TK_KW_IMPORT or k == TK_KW_USING or k == TK_SEMI:
        allow(p, first, flags, 0)
        if k == TK_KW_NAMESPACE:
            return parse_namespace(p)
        if k == TK_KW_TYPEDEF:
            return parse_typedef(p)
        if k == TK_KW_IMPORT:
            return parse_import(p)
        if k == TK_KW_USING:
            return parse_using(p)
        p.i += 1
        return 0
    if k == TK_KW_PRIVATE or k == TK_KW_PROTECTED:
        error_token(p, E_MODIFIER, p.i, b"only members of a class can be private or protected")
        p.i += 1
        k = kind(p)
    if k != TK_IDENT and k != TK_SCOPE and k != TK_KW_CONST and (primitive_type[k] == 0 or k == TK_QUESTION):
        error_here(p, E_EXPECTED_DECLARATION, b"expected a declaration but found ", True)
        return 0
    n = parse_typed(p, AT_GLOBAL, flags)
    if n != 0 and p.w.nodes[n].kind == NK_Func:
        allow(p, first, flags, NF_SHARED | NF_EXTERNAL)
    else:
        allow(p, first, flags, 0)
    return n


cdef bint mixin_modifiers(const Parser* p) noexcept nogil:
    """`mixin shared class`: to complain about the modifier, not about the class."""
    cdef uint32_t i = p.i + 1
    while (is_word(p, i, NAME_shared) or is_word(p, i, NAME_final) or is_word(p, i, NAME_abstract)
            or is_word(p, i, NAME_external)):
        i += 1
    return kind_at(p, i) == TK_KW_CLASS


cdef uint32_t parse_namespace(Parser* p) noexcept nogil:
    """`namespace A::B {..}`"""
    cdef List decls
    cdef uint32_t n, name, open
    if not enter(p):
        return 0
    advance(p)
    n = make(p, NK_Namespace, p.i)
    name = expect_name(p, b"the name of a namespace")
    at(p, n).a = name
    if not p.panic and kind(p) == TK_SCOPE:
        name = parse_namespace(p)  # the `::` passes for the keyword
        at(p, n).b = name
    elif not p.panic:
        open = p.i
        if expect(p, TK_LBRACE, b"'{'"):
            decls.head = decls.tail = decls.count = 0
            parse_declarations(p, &decls, False)
            at(p, n).b = decls.head
            close_brace(p, open)
    leave(p)
    return n


cdef uint32_t parse_typedef(Parser* p) noexcept nogil:
    """`typedef T name;`"""
    cdef uint32_t type, n, name
    advance(p)
    type = parse_type(p)
    n = make(p, NK_Typedef, p.i)
    at(p, n).b = type
    if not p.panic:
        name = expect_name(p, b"the name of the type")
        at(p, n).a = name
    expect_semicolon(p)
    return n


cdef uint32_t parse_enum(Parser* p, uint16_t flags) noexcept nogil:
    """`enum E : T {A, B = 2}`"""
    cdef List values
    cdef uint32_t n, value, open, child
    advance(p)
    n = make(p, NK_Enum, p.i)
    at(p, n).flags = flags
    child = expect_name(p, b"the name of the enum")
    at(p, n).a = child
    if not p.panic and accept(p, TK_COLON):
        child = parse_type(p)
        at(p, n).c = child
    if p.panic or external_end(p, flags):
        return n
    open = p.i
    if not expect(p, TK_LBRACE, b"'{'"):
        return n
    values.head = values.tail = values.count = 0
    while kind(p) != TK_RBRACE and p.i < p.stop:
        value = make(p, NK_EnumValue, p.i)
        child = expect_name(p, b"the name of an enum value")
        at(p, value).a = child
        link(p, &values, value)
        if not p.panic and accept(p, TK_ASSIGN):
            child = parse_assignment(p)
            at(p, value).b = child
        if p.panic or not accept(p, TK_COMMA):
            break
    at(p, n).b = values.head
    if not p.panic and kind(p) != TK_RBRACE and p.i < p.stop:
        error_here(p, E_EXPECTED, b"expected ',' or '}' but found ", True)
    if p.panic:
        skip_to_brace(p)
    close_brace(p, open)
    return n


cdef bint external_end(Parser* p, uint16_t flags) noexcept nogil:
    """An external declaration ends with `;` where others have a body."""
    if flags & NF_EXTERNAL == 0:
        return False
    if kind(p) != TK_LBRACE:
        expect_semicolon(p)
    else:
        error_here(p, E_BODY, b"an external declaration has no body", False)
    return True


cdef uint32_t parse_funcdef(Parser* p, uint16_t flags) noexcept nogil:
    """`funcdef T name(..);`"""
    cdef uint32_t type, n, child
    cdef bint reference
    advance(p)
    type = parse_type(p)
    reference = not p.panic and accept(p, TK_AMP)
    n = make(p, NK_Funcdef, p.i)
    at(p, n).flags = flags
    if p.panic:
        return n
    child = expect_name(p, b"the name of the funcdef")
    at(p, n).a = child
    if not p.panic:
        child = parse_params(p, False)
        finish_sig(p, child, type, reference, 0)
        at(p, n).b = child
    expect_semicolon(p)
    return n


cdef uint32_t parse_import(Parser* p) noexcept nogil:
    """`import T name(..) from "module";`"""
    cdef uint32_t type, n, child
    cdef bint reference
    advance(p)
    type = parse_type(p)
    reference = not p.panic and accept(p, TK_AMP)
    n = make(p, NK_Import, p.i)
    if p.panic:
        return n
    child = expect_name(p, b"the name of a function")
    at(p, n).a = child
    if p.panic:
        return n
    child = parse_params(p, False)
    finish_sig(p, child, type, reference, 0)
    at(p, n).b = child
    if p.panic:
        return n
    if not is_word(p, p.i, NAME_from):
        error_here(p, E_EXPECTED, b"expected 'from' but found ", True)
        return n
    p.i += 1
    if kind(p) != TK_STRING:
        error_here(p, E_EXPECTED, b"expected the name of a module in quotes but found ", True)
        return n
    child = parse_string(p)
    at(p, n).c = child
    expect_semicolon(p)
    return n


# ---- Classes and interfaces ----

cdef uint32_t parse_class_head(Parser* p) noexcept nogil:
    """`<T> : Base, I` behind the name of a class; 0 where there is none."""
    cdef List bases
    cdef List params
    cdef uint32_t n
    if kind(p) != TK_LT and kind(p) != TK_COLON:
        return 0
    n = make(p, NK_ClassHead, p.i)
    params.head = 0
    if kind(p) == TK_LT:
        params.head = parse_template_params(p)
    bases.head = bases.tail = bases.count = 0
    if not p.panic and accept(p, TK_COLON):
        while True:
            link(p, &bases, parse_named_type(p))
            if p.panic or not accept(p, TK_COMMA):
                break
    at(p, n).a = bases.head
    at(p, n).b = params.head
    return n


cdef uint32_t parse_template_params(Parser* p) noexcept nogil:
    """`<T, U>` or, as some write, `<class T>`; the current token is the `<`."""
    cdef List params
    cdef uint32_t n, name
    params.head = params.tail = params.count = 0
    advance(p)
    while True:
        accept(p, TK_KW_CLASS)
        n = make(p, NK_TemplateParam, p.i)
        name = expect_name(p, b"the name of a type parameter")
        at(p, n).a = name
        link(p, &params, n)
        if p.panic or not accept(p, TK_COMMA):
            break
    if not p.panic:
        close_angle(p)
    return params.head


cdef uint32_t parse_class(Parser* p, uint16_t flags, uint8_t form) noexcept nogil:
    cdef uint32_t n, child, outer
    advance(p)
    n = make(p, NK_Class, p.i)
    at(p, n).op = form
    at(p, n).flags = flags
    child = expect_name(p, b"the name of the class")
    at(p, n).a = child
    if p.panic:
        return n
    outer = p.class_name
    p.class_name = child
    child = parse_class_head(p)
    at(p, n).b = child
    if not p.panic and not external_end(p, flags):
        child = parse_members(p, AT_MIXIN if form == CLASS_MIXIN else AT_CLASS)
        at(p, n).c = child
    p.class_name = outer
    return n


cdef uint32_t parse_interface(Parser* p, uint16_t flags) noexcept nogil:
    cdef uint32_t n, child
    advance(p)
    n = make(p, NK_Interface, p.i)
    at(p, n).flags = flags
    child = expect_name(p, b"the name of the interface")
    at(p, n).a = child
    if p.panic:
        return n
    child = parse_class_head(p)
    at(p, n).b = child
    if not p.panic and not external_end(p, flags):
        child = parse_members(p, AT_INTERFACE)
        at(p, n).c = child
    return n


cdef uint32_t parse_members(Parser* p, int place) noexcept nogil:
    """`{..}` of a class or interface; the first member."""
    cdef List members
    cdef uint32_t open = p.i
    cdef uint32_t before
    members.head = members.tail = members.count = 0
    if not expect(p, TK_LBRACE, b"'{'"):
        return 0
    while p.i < p.stop and kind(p) != TK_RBRACE:
        before = p.i
        if kind(p) == TK_KW_CLASS or kind(p) == TK_KW_INTERFACE or kind(p) == TK_KW_ENUM or kind(p) == TK_KW_NAMESPACE:
            if error_here(p, E_UNCLOSED, b"this cannot be declared inside of a class or interface: ", True):
                diag_hint(p.w, b"is a '}' missing before it?")
            p.closing = True
            return members.head
        link(p, &members, parse_member(p, place))
        if p.panic:
            recover_declaration(p, before)
        if p.i == before:
            advance(p)
    close_brace(p, open)
    accept(p, TK_SEMI)
    return members.head


cdef uint32_t parse_member(Parser* p, int place) noexcept nogil:
    """One member (or a chain of two accessors); 0 for a lone `;` and after an error."""
    cdef uint16_t flags = 0
    cdef uint32_t n
    cdef uint8_t k = kind(p)
    if k == TK_KW_PRIVATE or k == TK_KW_PROTECTED:
        if place == AT_INTERFACE:
            error_token(p, E_MODIFIER, p.i, b"the members of an interface are public")
        flags = NF_PRIVATE if k == TK_KW_PRIVATE else NF_PROTECTED
        p.i += 1
        k = kind(p)
    if k == TK_SEMI:
        p.i += 1
        return 0
    if k == TK_KW_FUNCDEF and place == AT_CLASS:
        return parse_funcdef(p, flags)
    if k == TK_IDENT and is_word(p, p.i, NAME_explicit) and kind_at(p, p.i + 1) == TK_IDENT and (
            kind_at(p, p.i + 2) == TK_LPAREN):
        error_token(p, E_MODIFIER, p.i, b"'explicit' does not stand in front of a constructor")
        diag_hint(p.w, b"write it behind the parameters: T(int x) explicit { ... }")
        flags |= NF_EXPLICIT
        p.i += 1
    if k == TK_TILDE or (k == TK_IDENT and kind_at(p, p.i + 1) == TK_LPAREN):
        return parse_structor(p, place, flags)
    n = parse_typed(p, place, flags)
    return n


cdef uint32_t parse_structor(Parser* p, int place, uint16_t flags) noexcept nogil:
    """`T(..) {..}` or `~T() {..}`"""
    cdef uint32_t n, child
    cdef uint8_t form = FN_CTOR
    if place == AT_INTERFACE or place == AT_MIXIN:
        error_here(p, E_EXPECTED_DECLARATION,
                   b"an interface or mixin class has no constructor and no destructor", False)
        return 0
    if accept(p, TK_TILDE):
        form = FN_DTOR
    n = make(p, NK_Func, p.i)
    at(p, n).op = form
    at(p, n).flags = flags
    child = expect_name(p, b"the name of the class")
    at(p, n).a = child
    if p.panic:
        return n
    if child != p.class_name:
        p.i -= 1
        if form == FN_DTOR:
            error_here(p, E_EXPECTED_NAME, b"a destructor must have the name of its class, not ", True)
        elif error_here(p, E_EXPECTED_TYPE, b"a method needs a return type: ", True):
            diag_hint(p.w, b"a constructor must have the name of its class")
        return n
    child = parse_params(p, False)
    at(p, n).b = child
    if not p.panic and form == FN_DTOR and p.w.nodes[child].op != 0:
        error_token(p, E_TOO_MANY, p.w.nodes[child].token, b"a destructor has no parameters")
    parse_function_end(p, n, place)
    return n
