# cython: language_level=3, boundscheck=False, wraparound=False, cdivision=True, initializedcheck=False
"""What helps with an error: similar names, where things are declared, what would fit instead.

What it is: code that runs after an error was found, so it may be slow: it reads whole tables. Its size is bounded all
the same, because a source can have many errors. What it is not: the checks themselves; those stand where code is made.
Hints and notes are added to the last diagnostic, the hint first.
"""
from libc.stdint cimport int64_t, uint8_t, uint16_t, uint32_t
from libc.string cimport memcmp, strcmp

from seraphscript.compiler.classes cimport class_field
from seraphscript.compiler.convert cimport is_enum, is_float, is_string, is_unsigned, prim_kind
from seraphscript.compiler.diagnostics cimport diag_again, diag_begin, diag_bytes, diag_int, diag_note, diag_text, node_span
from seraphscript.compiler.dictvalue cimport is_box
from seraphscript.compiler.error_codes cimport (
    E_CONDITION, E_CONST, E_CONVERSION, E_OVERRIDE, E_PRIVATE, W_ASSIGNMENT_IN_CONDITION, W_PRECISION_LOSS, W_SHADOWING,
    W_UNREACHABLE_CODE, W_UNUSED_VARIABLE, W_VALUE_RANGE,
)
from seraphscript.compiler.fold cimport fold_convert
from seraphscript.compiler.gen cimport (
    V_BYTE, V_CONST, V_ELEM, V_FIELD, V_GLOBAL, V_LIST, V_LOCAL, V_NULL, V_PARTS, V_REF, ClassInfo, Gen, Local, Value,
)
from seraphscript.compiler.habits cimport HABIT_ARRAY, HABIT_DICTIONARY, HABIT_NAME, HABIT_STRING, HABIT_TYPE, hint_habit
from seraphscript.compiler.nodes cimport *
from seraphscript.compiler.objects cimport derives, is_reference, is_script_type
from seraphscript.compiler.overload cimport MAX_ORDER, Overloads, fitting_order, methods_of, next_candidate
from seraphscript.compiler.types cimport gen_error, gen_error_token, gen_hint, gen_more, gen_warning, is_value_object, using_holds
from seraphscript.compiler.workspace cimport SEVERITY_ERROR, SEVERITY_WARNING, token_end, token_start
from seraphscript.registry.context cimport (
    ctx_find_ffi_func, ctx_find_func, ctx_func, ctx_global, ctx_name, ctx_own, ctx_params, ctx_scope, ctx_scope_text,
    ctx_type,
)
from seraphscript.registry.name_ids cimport (
    KW_auto, KW_cast, KW_const, KW_double, KW_false, KW_null, KW_return, KW_this, KW_true,
)
from seraphscript.registry.tier cimport (
    FF_CONST, FF_HOST, FF_INTRINSIC, FF_NATIVE, FF_PRELUDE, FF_PRIVATE, PM_OUT, REF_MASK, SYM_FIELD, SYM_FUNC, SYM_GLOBAL, SYM_SCOPE, SYM_TYPE, T_CONST, T_CONST_HANDLE,
    T_HANDLE, TF_ARRAY, TF_DICTIONARY, TIER_FFI, TS_CLASS, TS_ENUM, FieldRec, FuncRec, FuncRef, GlobalRec, GlobalRef, ParamRec, ScopeRef, Symbol, Tier, TypeRef,
)
from seraphscript.vm.layout cimport FD_PRIVATE
from seraphscript.vm.opcodes cimport K_BOOL

cdef enum:
    MAX_NAME = 63               # bytes of a name that is compared
    MAX_SHOWN = 5               # candidates in one hint
    MAX_WORK = 30000000         # steps of all hints of a build: a source with many names and many errors must not take long
    MAX_STEPS = 64              # overloads that are looked at
    ONE_EDIT = 2                # distances count half steps, so that a wrong case can count as a part of one


# ------------------------------------------------------------------------------------- misspelled names

cdef struct Search:
    const char *name            # what was written
    uint32_t length
    uint32_t distance           # of the best name so far; what is not below it is no help
    const char *best
    uint32_t best_length
    uint32_t work


cdef inline int is_upper(char c) noexcept nogil:
    return c"A" <= c <= c"Z"


cdef uint32_t distance(const char *a, uint32_t n, const char *b, uint32_t m) noexcept nogil:
    """Edit distance of two names of at most MAX_NAME bytes in half steps: neighbours swapped are one step, a letter in
    the wrong case half of one."""
    cdef uint32_t rows[3][64]
    cdef uint32_t i, j, best, x
    for j in range(m + 1):
        rows[0][j] = ONE_EDIT * j
    for i in range(1, n + 1):
        rows[i % 3][0] = ONE_EDIT * i
        for j in range(1, m + 1):
            best = rows[(i - 1) % 3][j - 1]
            if a[i - 1] != b[j - 1]:
                best += 1 if a[i - 1] == b[j - 1] ^ 32 and (is_upper(a[i - 1]) or is_upper(b[j - 1])) else ONE_EDIT
            x = rows[(i - 1) % 3][j] + ONE_EDIT
            best = x if x < best else best
            x = rows[i % 3][j - 1] + ONE_EDIT
            best = x if x < best else best
            if i > 1 and j > 1 and a[i - 1] == b[j - 2] and a[i - 2] == b[j - 1]:
                x = rows[(i - 2) % 3][j - 2] + ONE_EDIT
                best = x if x < best else best
            rows[i % 3][j] = best
    return rows[n % 3][m]


cdef int begin_search(Gen *g, Search *s, uint32_t name) noexcept nogil:
    """One typing error in a short name, two in a longer one, three in a long one. 0: the name is not worth it."""
    s.name = ctx_name(g.cx, name, &s.length)
    s.best = NULL
    s.work = 0
    s.distance = ONE_EDIT * (1 if s.length < 5 else 2 if s.length < 10 else 3) + 1
    return 2 <= s.length <= MAX_NAME and g.hint_work < MAX_WORK


cdef int comes_before(const char *a, uint32_t n, const char *b, uint32_t m) noexcept nogil:
    """Of names that are equally near one must be chosen, whatever the order of the tables: the shorter one."""
    return n < m or (n == m and memcmp(a, b, n) < 0)


cdef void consider_text(Search *s, const char *p, uint32_t n) noexcept nogil:
    cdef uint32_t d
    if n == 0 or n > MAX_NAME or n + 3 < s.length or s.length + 3 < n or (n == 1 and s.length > 1):
        return
    s.work += s.length * n
    d = distance(s.name, s.length, p, n)
    if d != 0 and (d < s.distance or (d == s.distance and s.best != NULL and comes_before(p, n, s.best, s.best_length))):
        s.distance = d
        s.best = p
        s.best_length = n


cdef void consider(Gen *g, Search *s, uint32_t name) noexcept nogil:
    cdef uint32_t n
    cdef const char *p = ctx_name(g.cx, name, &n)
    consider_text(s, p, n)


cdef void consider_member(Gen *g, Search *s, uint32_t name) noexcept nogil:
    """A method; of an accessor the property counts, too."""
    cdef uint32_t n
    cdef const char *p = ctx_name(g.cx, name, &n)
    consider_text(s, p, n)
    if n > 4 and (p[0] == c"g" or p[0] == c"s") and p[1] == c"e" and p[2] == c"t" and p[3] == c"_":
        consider_text(s, p + 4, n - 4)


cdef void say_best(Gen *g, const Search *s) noexcept nogil:
    cdef char text[64]
    cdef uint32_t i
    g.hint_work += s.work
    if s.best == NULL:
        return
    for i in range(s.best_length):
        text[i] = s.best[i]
    text[s.best_length] = 0
    gen_hint(g, "did you mean '%s'?", <const char*>text)


cdef int same_scope(Gen *g, ScopeRef s, ScopeRef wanted) noexcept nogil:
    return s == wanted or (ctx_scope(g.cx, wanted).ffi != 0 and s == ctx_scope(g.cx, wanted).ffi)


cdef int in_chain(Gen *g, ScopeRef s, ScopeRef from_) noexcept nogil:
    """Is a scope one of members, here or in a base class?"""
    cdef uint32_t steps = 0
    while from_ != 0 and steps < 1000:
        g.hint_work += 1
        if same_scope(g, s, from_):
            return 1
        from_ = ctx_scope(g.cx, from_).base
        steps += 1
    return 0


cdef inline int is_enough(Gen *g, const Search *s) noexcept nogil:
    return g.hint_work + s.work >= MAX_WORK


cdef int scope_visible(Gen *g, ScopeRef s, ScopeRef from_) noexcept nogil:
    cdef uint32_t i
    for i in range(g.nusings):
        if same_scope(g, s, g.usings[i]) and using_holds(g, i, from_):
            return 1
    while from_ != 0:
        if in_chain(g, s, from_):
            return 1
        from_ = ctx_scope(g.cx, from_).parent
    return 0


cdef inline int is_wanted(uint32_t sort, int wanted) noexcept nogil:
    if sort == SYM_TYPE:
        return 1
    if sort == SYM_SCOPE:
        return wanted & WANT_SCOPE
    return wanted & WANT_VALUE and (sort == SYM_FUNC or sort == SYM_GLOBAL or sort == SYM_FIELD)


cdef int is_namespace(Gen *g, ScopeRef s) noexcept nogil:
    """A scope whose names can be written with it in front: an enum's, too, but not that of the members of a class."""
    cdef TypeRef type = ctx_scope(g.cx, s).type
    return ctx_scope(g.cx, s).name != 0 and (type == 0 or ctx_type(g.cx, type).sort == TS_ENUM)


cdef int scope_before(Gen *g, ScopeRef a, ScopeRef b) noexcept nogil:
    """The order of namespaces by name: the one of the tables is another in every process."""
    cdef char x[200]
    cdef char y[200]
    ctx_scope_text(g.cx, a, x, sizeof(x))
    ctx_scope_text(g.cx, b, y, sizeof(y))
    return strcmp(x, y) < 0


cdef inline int is_hidden(Gen *g, const Symbol *sym) noexcept nogil:
    return sym.sort == SYM_FUNC and (ctx_func(g.cx, sym.ref).flags & FF_PRELUDE) != 0


cdef void hint_name(Gen *g, uint32_t name, ScopeRef scope, int wanted) noexcept nogil:
    cdef Search s
    cdef uint32_t i, k
    cdef Tier *tier
    cdef Symbol *sym
    cdef ScopeRef other = 0
    cdef int seen
    if scope == 0 or not begin_search(g, &s, name):
        return
    if wanted & WANT_VALUE and not wanted & WANT_ONLY_HERE:
        for i in range(g.locals_floor, g.nlocals):
            consider(g, &s, g.locals[i].name)
    for k in range(2):
        tier = g.cx.script if k == 0 else g.cx.ffi
        for i in range(tier.symbol_mask + 1):
            sym = &tier.symbols[i]
            if sym.build != tier.build or not is_wanted(sym.sort, wanted) or is_hidden(g, sym):
                continue
            if is_enough(g, &s):
                break
            seen = in_chain(g, sym.scope, scope) if wanted & WANT_ONLY_HERE else scope_visible(g, sym.scope, scope)
            if seen:
                consider(g, &s, sym.name)
            elif sym.name == name and is_namespace(g, sym.scope) and (other == 0 or scope_before(g, sym.scope, other)):
                other = sym.scope
    if other != 0:
        gen_hint(g, "did you mean '%S::%N'?", other, name)
        return
    if wanted & WANT_TYPE:
        for i in range(KW_auto, KW_double + 1):
            consider(g, &s, i)
        if s.distance > ONE_EDIT + 1:
            s.distance = ONE_EDIT + 1
        consider(g, &s, KW_const)               # `retrun x;` looks like a variable of the type retrun
        consider(g, &s, KW_return)
    elif not wanted & (WANT_ONLY_HERE | WANT_SCOPE):
        consider(g, &s, KW_true)                # of the reserved words only those that are values
        consider(g, &s, KW_false)
        consider(g, &s, KW_null)
        consider(g, &s, KW_this)
        consider(g, &s, KW_cast)
    if s.best != NULL or wanted & WANT_ONLY_HERE or not hint_habit(
            g, name, HABIT_TYPE if wanted & WANT_TYPE else HABIT_NAME):
        say_best(g, &s)


cdef int is_getter_of(Gen *g, const Search *s, uint32_t name) noexcept nogil:
    """Is `name` the one that is searched for, with get_ in front?"""
    cdef uint32_t n
    cdef const char *p = ctx_name(g.cx, name, &n)
    return n == s.length + 4 and memcmp(p, "get_", 4) == 0 and memcmp(p + 4, s.name, s.length) == 0


cdef void hint_member(Gen *g, TypeRef type, uint32_t name) noexcept nogil:
    cdef ScopeRef members = ctx_type(g.cx, type).members
    cdef Search s
    cdef uint32_t i, k
    cdef Tier *tier
    cdef Symbol *sym
    cdef uint32_t accessor = 0
    cdef int where, searched
    if members == 0:
        return
    searched = begin_search(g, &s, name)
    for k in range(2):
        tier = g.cx.script if k == 0 else g.cx.ffi
        for i in range(tier.symbol_mask + 1):
            sym = &tier.symbols[i]
            if is_enough(g, &s):
                break
            if sym.build == tier.build and (sym.sort == SYM_FUNC or sym.sort == SYM_FIELD) and in_chain(
                    g, sym.scope, members):
                if searched:
                    consider_member(g, &s, sym.name)
                if sym.sort == SYM_FUNC and is_getter_of(g, &s, sym.name):
                    accessor = sym.name
    where = HABIT_STRING if is_string(g, type) else HABIT_ARRAY if ctx_type(g.cx, type).flags & TF_ARRAY else (
        HABIT_DICTIONARY if ctx_type(g.cx, type).flags & TF_DICTIONARY else 0)
    if accessor != 0:
        gen_hint(g, "'%N' is a method: with 'property' behind its parameters it is read as '%N'", accessor, name)
    elif s.best != NULL or where == 0 or not hint_habit(g, name, where):
        say_best(g, &s)


cdef void hint_parameter(Gen *g, FuncRef f, uint32_t name) noexcept nogil:
    cdef Search s
    cdef uint32_t i
    if begin_search(g, &s, name):
        for i in range(ctx_func(g.cx, f).nparams):
            if ctx_params(g.cx, f)[i].name != 0:
                consider(g, &s, ctx_params(g.cx, f)[i].name)
        if s.best != NULL:
            say_best(g, &s)
            return
    gen_hint(g, "it is declared as %F", f)


# --------------------------------------------------------------------------------------- declarations

cdef void note_name(Gen *g, uint32_t offset, uint32_t name, const char *text) noexcept nogil:
    cdef uint32_t n
    ctx_name(g.cx, name, &n)
    diag_note(g.w, offset, offset + n)
    diag_text(g.w, text)


cdef void note_function(Gen *g, FuncRef f, const char *text) noexcept nogil:
    cdef const FuncRec *rec = ctx_func(g.cx, f)
    if not f & TIER_FFI and rec.offset != 0 and not rec.flags & (FF_PRELUDE | FF_HOST):
        note_name(g, rec.offset, rec.name, text)


cdef void hint_candidates(Gen *g, const Overloads *o) noexcept nogil:
    cdef FuncRef f = next_candidate(g, o, 0)
    cdef uint32_t shown = 0, more = 0
    while f != 0:
        if shown == 0:
            gen_hint(g, <const char*>"it is declared as %M" if next_candidate(g, o, f) == 0 else <const char*>"there are %M", f,
                     o.instance)
            shown = 1
        elif shown < MAX_SHOWN:
            diag_text(g.w, <const char*>" and " if next_candidate(g, o, f) == 0 else <const char*>", ")
            gen_more(g, "%M", f, o.instance)
            shown += 1
        else:
            more += 1
        f = next_candidate(g, o, f)
    if more:
        diag_text(g.w, ", and ")
        diag_int(g.w, more)
        diag_text(g.w, " others")


# ------------------------------------------------------------------------------------------ conversions

cdef void hint_conversion(Gen *g, Value v, TypeRef to) noexcept nogil:
    cdef uint32_t kind = prim_kind(g, to), from_ = prim_kind(g, v.type)
    if v.sort == V_LIST:
        return
    if v.sort == V_NULL:
        if is_reference(g, to):
            gen_hint(g, "only handles can be null: is '%T@' meant?", to & REF_MASK)
    elif is_box(g, v.type) and not is_box(g, to):
        if to & T_HANDLE or not is_reference(g, to):
            gen_hint(g, <const char*>"write cast<%T>(x)" if to & T_HANDLE else <const char*>"write %T(x)", to & REF_MASK)
        else:
            gen_hint(g, "get(key, variable) of a dictionary, or retrieve(variable) of an any, copies it into a variable")
    elif from_ and is_string(g, to):
        gen_hint(g, "write \"\" + x to make a string of it")
    elif is_string(g, v.type) and kind and not is_enum(g, to) and kind != K_BOOL:
        gen_hint(g, <const char*>"write parseFloat(x)" if is_float(kind) else <const char*>"write parseInt(x)")
    elif from_ and is_enum(g, to):
        gen_hint(g, "write %T(x)", to & REF_MASK)
    elif kind == K_BOOL and from_:
        gen_hint(g, "compare it: x != 0")
    elif from_ == K_BOOL and kind:
        gen_hint(g, "write x ? 1 : 0")
    elif kind == 0 and from_ == 0 and is_reference(g, to) and derives(g, to, v.type):
        gen_hint(g, "write cast<%T>(x), which is null if the object is none", to & REF_MASK)
    elif not v.type & T_HANDLE and to & T_HANDLE and from_ and not kind:
        gen_hint(g, "'%T' has no handles", v.type)


# -------------------------------------------------------------------------------------------- operators

cdef void hint_operator(Gen *g, TypeRef type, uint32_t name) noexcept nogil:
    cdef ScopeRef members = ctx_type(g.cx, type).members
    cdef Overloads o
    if not is_reference(g, type):
        return
    o.script = ctx_find_func(g.cx, members, name) if members else 0
    o.ffi = ctx_find_ffi_func(g.cx, members, name) if members else 0
    o.instance = type & REF_MASK
    if o.script or o.ffi:
        hint_candidates(g, &o)
    elif is_script_type(g, type):
        gen_hint(g, "'%T' has no method %N", type & REF_MASK, name)


cdef void override_error(Gen *g, const ClassInfo *c, FuncRef f) noexcept nogil:
    cdef uint32_t k, name = ctx_func(g.cx, f).name
    cdef TypeRef base = c.base
    cdef Overloads o
    gen_error(g, E_OVERRIDE, ctx_func(g.cx, f).node, "'%F' overrides nothing", f)
    for k in range(c.impls, c.impls + min(c.nimpls, <uint32_t>MAX_STEPS)):
        if base == 0 or (ctx_find_func(g.cx, ctx_type(g.cx, base).members, name) == 0 and ctx_find_func(
                g.cx, ctx_type(g.cx, g.iface_refs[k]).members, name) != 0):
            base = g.iface_refs[k]
    if base == 0:
        gen_hint(g, "the class has no base class and no interface")
    elif ctx_find_func(g.cx, ctx_type(g.cx, base).members, name) != 0:
        o = methods_of(g, base, 0, name)
        hint_candidates(g, &o)
    else:
        hint_member(g, base, name)


cdef void hint_type_as_value(Gen *g, Value v) noexcept nogil:
    cdef uint32_t first, last
    node_span(g.w, v.node, &first, &last)
    if last + 2 < g.w.token_count and g.w.tokens[last + 1].kind == TK_DOT and g.w.tokens[last + 2].kind == TK_IDENT:
        gen_hint(g, "write %T::%N", v.type & REF_MASK, g.w.tokens[last + 2].val)


cdef void hint_const_method(Gen *g, ScopeRef members, FuncRef method) noexcept nogil:
    """A class has no method of an interface, but perhaps one that differs from it only in `const`."""
    cdef FuncRef f = ctx_find_func(g.cx, members, ctx_func(g.cx, method).name)
    cdef const FuncRec *wanted = ctx_func(g.cx, method)
    cdef uint32_t i, steps = 0
    while f != 0 and steps < MAX_STEPS:
        i = 0
        if ctx_func(g.cx, f).nparams == wanted.nparams and ctx_func(g.cx, f).ret == wanted.ret and (
                ctx_func(g.cx, f).flags ^ wanted.flags) & FF_CONST:
            while i < wanted.nparams and ctx_params(g.cx, f)[i].type == ctx_params(g.cx, method)[i].type:
                i += 1
            if i == wanted.nparams:
                gen_hint(g, "'%F' differs from it in const", f)
                return
        f = ctx_func(g.cx, f).next
        steps += 1


# ---------------------------------------------------------------------------------- what must not be done

cdef void read_only_error(Gen *g, Value target) noexcept nogil:
    cdef const GlobalRec *global_
    cdef const Local *l
    cdef uint32_t name = 0, kind = node_kind(g.w, target.node)
    if target.sort == V_PARTS and target.index2:
        target.sort = V_LOCAL
        target.index = target.index2 - 1
    elif target.sort == V_LOCAL and g.locals[target.index].parts:
        target.sort = V_FIELD
    if target.sort == V_LOCAL and g.locals[target.index].name != 0:
        l = &g.locals[target.index]
        gen_error(g, E_CONST, target.node, "'%N' is read-only, its type is 'const %T'", l.name,
                  l.type & ~<TypeRef>(T_CONST | T_CONST_HANDLE))
        note_name(g, l.offset, l.name, "it is declared here")
        return
    if target.sort == V_LOCAL:
        gen_error(g, E_CONST, target.node, "'this' is read-only in a method that is const")
        return
    if target.sort == V_GLOBAL:
        global_ = ctx_global(g.cx, target.index)
        gen_error(g, E_CONST, target.node, "'%N' is read-only, its type is 'const %T'", global_.name,
                  global_.type & ~<TypeRef>(T_CONST | T_CONST_HANDLE))
        if not target.index & TIER_FFI:
            note_name(g, global_.offset, global_.name, "it is declared here")
        return
    if kind == NK_Member:
        name = Member_name(g.w, target.node)
    elif kind == NK_Ident:
        name = Ident_name(g.w, target.node)
    if target.sort == V_FIELD and name != 0:
        gen_error_token(g, E_CONST, node_token(g.w, target.node), "member '%N' is read-only here", name)
        if target.type & T_CONST or target.is_const and kind == NK_Ident and not g.fs.this_const:
            gen_hint(g, "it is declared const")
        elif kind == NK_Ident or node_kind(g.w, Member_object(g.w, target.node)) == NK_This:
            gen_hint(g, "the method is const: it cannot change its object")
            note_function(g, g.fs.func, "the method")
        else:
            gen_hint(g, "the object is reached through something const")
        return
    if target.sort == V_ELEM or target.sort == V_BYTE:
        gen_error(g, E_CONST, target.node, "this element is read-only, what it is an element of is const")
    elif target.sort == V_REF:
        gen_error(g, E_CONST, target.node, "what this reference refers to is read-only: 'const %T'",
                  target.type & ~<TypeRef>T_CONST)
    else:
        gen_error(g, E_CONST, target.node, "'%T' is read-only here", target.type & ~<TypeRef>T_CONST)


cdef uint32_t name_token(Gen *g, uint32_t node) noexcept nogil:
    """The token at which an error about a call or member is shown: the name of what is called."""
    if node_kind(g.w, node) == NK_Call:
        node = Call_callee(g.w, node)
    return node_token(g.w, node)


cdef void const_method_error(Gen *g, FuncRef f, TypeRef type, uint32_t node) noexcept nogil:
    gen_error_token(g, E_CONST, name_token(g, node), "'%M' is not const and cannot be called: 'const %T' is read-only", f,
                    type & REF_MASK, type & ~<TypeRef>T_CONST)
    if not f & TIER_FFI:
        gen_hint(g, "if it does not change the object, write const behind its parameters: '%M const'", f, type & REF_MASK)
        note_function(g, f, "it is declared here")


cdef void access_error(Gen *g, FuncRef f, uint32_t node) noexcept nogil:
    cdef const FuncRec *rec = ctx_func(g.cx, f)
    gen_error_token(g, E_PRIVATE, name_token(g, node), "'%M' is %s", f, rec.owner & REF_MASK,
                    <const char*>"private" if rec.flags & FF_PRIVATE else <const char*>"protected")
    hint_access(g, rec.owner, rec.flags & FF_PRIVATE)
    note_function(g, f, "it is declared here")


cdef void field_access_error(Gen *g, const FieldRec *field, uint32_t node) noexcept nogil:
    gen_error_token(g, E_PRIVATE, node_token(g.w, node), "'%N' is a %s member of '%T'", field.name,
                    <const char*>"private" if field.flags & FD_PRIVATE else <const char*>"protected", field.owner)
    hint_access(g, field.owner, field.flags & FD_PRIVATE)
    note_name(g, field.offset, field.name, "it is declared here")


cdef void hint_access(Gen *g, TypeRef owner, int private_) noexcept nogil:
    if private_:
        gen_hint(g, "only '%T' itself can use it", owner & REF_MASK)
    else:
        gen_hint(g, "only '%T' and classes that derive from it can use it", owner & REF_MASK)


cdef void condition_error(Gen *g, Value v, uint32_t node) noexcept nogil:
    cdef uint32_t kind = node_kind(g.w, node)
    gen_error(g, E_CONDITION, node, "a condition must be a bool, not '%T'", v.type)
    if kind == NK_Assign and node_op(g.w, node) == OPR_NONE:
        gen_hint(g, "this is an assignment: to compare, write ==")
    elif v.sort != V_LIST and prim_kind(g, v.type):
        gen_hint(g, "compare it: x != 0")
    elif v.type & T_HANDLE:
        gen_hint(g, "compare it: x !is null")


# -------------------------------------------------------------------------------------------- warnings

cdef void condition_warning(Gen *g, uint32_t node) noexcept nogil:
    cdef uint32_t first, last
    node_span(g.w, node, &first, &last)
    if first >= 2 and g.w.tokens[first - 1].kind == TK_LPAREN and g.w.tokens[first - 2].kind == TK_LPAREN:
        return
    gen_warning(g, W_ASSIGNMENT_IN_CONDITION, node, "this assignment is a condition")
    gen_hint(g, "to compare, write ==; if it is meant, write it in parentheses of its own")


cdef int has_errors(Gen *g) noexcept nogil:
    """Errors, not warnings that count as such."""
    cdef uint32_t i
    for i in range(g.w.diag_count):
        if g.w.diags[i].severity == SEVERITY_ERROR and g.w.diags[i].code < W_UNREACHABLE_CODE:
            return 1
    return 0


cdef void warn_unused(Gen *g, uint32_t local) noexcept nogil:
    cdef const Local *l = &g.locals[local]
    cdef uint32_t n
    cdef const char *name
    if l.name == 0 or l.is_param or l.mode or g.fs.restart or ctx_func(g.cx, g.fs.func).flags & FF_PRELUDE:
        return
    if is_value_object(g, l.type) and ctx_type(g.cx, l.type).sort == TS_CLASS:
        return                                  # its constructor and destructor may be what it is for
    name = ctx_name(g.cx, l.name, &n)
    if (n and name[0] == c"_") or has_errors(g):
        return                                  # what is wrong may hide where it is used
    warning_at(g, W_UNUSED_VARIABLE, l.offset, n)
    gen_more(g, "variable '%N' is never used", l.name)


cdef void warning_at(Gen *g, uint32_t code, uint32_t offset, uint32_t n) noexcept nogil:
    diag_begin(g.w, SEVERITY_WARNING, <uint16_t>code, offset, offset + n)


cdef void warn_hiding(Gen *g, uint32_t var, uint32_t old) noexcept nogil:
    cdef uint32_t name = Var_name(g.w, var), offset = token_start(g.w, node_token(g.w, var)), n
    cdef const FieldRec *field
    cdef GlobalRef ref = 0
    cdef ScopeRef s = g.fs.scope
    ctx_name(g.cx, name, &n)
    if old != 0:
        warning_at(g, W_SHADOWING, offset, n)
        gen_more(g, "variable '%N' hides another one of this function", name)
        note_name(g, g.locals[old - 1].offset, name, "it is declared here")
        return
    if g.fs.owner != 0:
        field = class_field(g, g.fs.owner, name)
        if field != NULL:
            warning_at(g, W_SHADOWING, offset, n)
            gen_more(g, "variable '%N' hides the member of '%T'", name, field.owner)
            note_name(g, field.offset, name, "it is declared here")
            return
    while s != 0 and ref == 0:
        ref = ctx_own(g.cx, s, name, SYM_GLOBAL)
        s = ctx_scope(g.cx, s).parent
    if ref != 0 and not ref & TIER_FFI:
        warning_at(g, W_SHADOWING, offset, n)
        gen_more(g, "variable '%N' hides the global one", name)
        note_name(g, ctx_global(g.cx, ref).offset, name, "it is declared here")


cdef void warn_conversion(Gen *g, Value v, Value to) noexcept nogil:
    cdef uint32_t kind = prim_kind(g, to.type), from_ = prim_kind(g, v.type)
    cdef int64_t back
    if v.sort != V_CONST:
        gen_warning(g, W_PRECISION_LOSS, v.node, "'%T' becomes '%T' without its fraction", v.type, to.type)
        gen_hint(g, "if it is meant, write %T(...)", to.type)
        return
    back = fold_convert(to.bits, kind, from_)
    if is_float(from_) and is_float(kind):
        return                                  # 0.1 is no float exactly, and nobody minds
    if back == v.bits and (is_float(kind) or is_float(from_) or v.bits >= 0 or is_unsigned(kind) == is_unsigned(from_)):
        return
    if is_float(kind) or is_float(from_):
        gen_warning(g, W_PRECISION_LOSS, v.node, "this number cannot be represented exactly as '%T'", to.type)
    else:
        gen_warning(g, W_VALUE_RANGE, v.node, "this number is out of the range of '%T'", to.type)
    gen_hint(g, "if it is meant, write %T(...)", to.type)


# ---------------------------------------------------------------------------------------- missing return

cdef uint32_t last_of(Gen *g, uint32_t list) noexcept nogil:
    while node_next(g.w, list) != 0:
        list = node_next(g.w, list)
    return list


cdef int leaves(Gen *g, uint32_t node, uint32_t depth) noexcept nogil:
    """Does a statement certainly not come to its end? (As far as its form tells.)"""
    cdef uint32_t kind = node_kind(g.w, node)
    if node == 0 or depth > 100:
        return 0
    if kind == NK_Block:
        node = Block_stmts(g.w, node)
        while node != 0:
            if leaves(g, node, depth + 1):
                return 1
            node = node_next(g.w, node)
        return 0
    if kind == NK_If:
        return leaves(g, If_then(g.w, node), depth + 1) and leaves(g, If_else(g.w, node), depth + 1)
    if kind == NK_Try:
        return leaves(g, Try_body(g.w, node), depth + 1) and leaves(g, Try_handler(g.w, node), depth + 1)
    return kind == NK_Return or kind == NK_Break or kind == NK_Continue


cdef void note_missing_return(Gen *g, uint32_t body) noexcept nogil:
    cdef uint32_t node = body, kind, depth = 0
    cdef const char *text = NULL
    while depth < 100:
        depth += 1
        kind = node_kind(g.w, node)
        if kind == NK_Block:
            if Block_stmts(g.w, node) == 0:
                return
            node = last_of(g, Block_stmts(g.w, node))
        elif kind == NK_If:
            if not leaves(g, If_then(g.w, node), 0):
                node = If_then(g.w, node)
                if node_kind(g.w, node) != NK_Block and node_kind(g.w, node) != NK_If:
                    text = "nothing is returned behind this"
                    break
            elif If_else(g.w, node) == 0:
                text = "nothing is returned when this condition is false"
                break
            else:
                node = If_else(g.w, node)
        elif kind == NK_Try:
            node = Try_body(g.w, node) if not leaves(g, Try_body(g.w, node), 0) else Try_handler(g.w, node)
        elif kind == NK_While or kind == NK_For or kind == NK_ForEach or kind == NK_DoWhile:
            text = "nothing is returned when this loop ends"
            break
        elif kind == NK_Switch:
            text = "nothing is returned when this switch is left, or no case matches"
            break
        else:
            return
    if text != NULL:
        diag_note(g.w, token_start(g.w, node_token(g.w, node)), token_end(g.w, node_token(g.w, node)))
        diag_text(g.w, text)


# ------------------------------------------------------------------------------------------- arguments

cdef void hint_order(Gen *g, FuncRef f, TypeRef instance, const uint32_t *order, uint32_t n) noexcept nogil:
    cdef uint32_t i
    gen_hint(g, "'%M' takes these arguments in another order:", f, instance)
    for i in range(n):
        gen_more(g, <const char*>" %d" if i == 0 else <const char*>", %d", <int>(order[i] + 1))


cdef void explain_defaults(Gen *g, FuncRef f, uint32_t slots, uint32_t n, uint32_t first, uint32_t node) noexcept nogil:
    """Errors from number `first` on that are about the whole call, or stand elsewhere, come from defaults of the host."""
    cdef const ParamRec *param
    cdef uint32_t i, k, start, end, a, b, named
    node_span(g.w, node, &a, &b)
    start = token_start(g.w, a)
    end = token_end(g.w, b)
    for k in range(first, g.w.diag_count):
        if g.w.diags[k].severity != SEVERITY_ERROR or (
                (g.w.diags[k].start != start or g.w.diags[k].end != end) and
                g.w.diags[k].start < end and g.w.diags[k].end > start):
            continue
        named = 0
        for i in range(n):
            param = &ctx_params(g.cx, f)[g.args[slots + i].param]
            if g.args[slots + i].node != 0 or param.default_len == 0 or param.mode == PM_OUT:
                continue
            if not named:
                diag_again(g.w, k)
                gen_more(g, ", in a default of '%F': ", f)
            if named:
                gen_more(g, ", ")
            if param.name != 0:
                gen_more(g, "%N = ", param.name)
            diag_bytes(g.w, <const uint8_t*>g.cx.ffi.text + param.default_text, param.default_len)
            named = 1


cdef void explain_arguments(
    Gen *g, FuncRef f, const Overloads *o, uint32_t slots, uint32_t n, uint32_t first, uint32_t node
) noexcept nogil:
    cdef uint32_t i, k, start, end, a, b, count = g.w.diag_count, leftmost = 0
    cdef uint32_t order[MAX_ORDER]
    if ctx_func(g.cx, f).flags & (FF_HOST | FF_NATIVE | FF_INTRINSIC):
        explain_defaults(g, f, slots, n, first, node)
    for k in range(first, count):
        if g.w.diags[k].code != E_CONVERSION:
            continue
        for i in range(n):
            if g.args[slots + i].node == 0:
                continue
            node_span(g.w, g.args[slots + i].node, &a, &b)
            start = token_start(g.w, a)
            end = token_end(g.w, b)
            if g.w.diags[k].start != start or g.w.diags[k].end != end:
                continue
            diag_again(g.w, k)
            gen_more(g, ", for parameter %d of '%M'", <int>(g.args[slots + i].param + 1), f, o.instance)
            if leftmost == 0 or start < g.w.diags[leftmost - 1].start:
                leftmost = k + 1
            break
    if leftmost != 0 and fitting_order(g, f, o, slots, n, order):
        diag_again(g.w, leftmost - 1)
        hint_order(g, f, o.instance, order, n)
