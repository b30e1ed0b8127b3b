"""Checks of the tables of a registry file: nothing that the compiler follows may lead it outside of them.

What it is: one linear pass over the records of a sealed tier that came from a file. References lie inside of their tables,
chains go one way and so have an end, texts lie inside of the blob and are UTF-8, sorts, kinds and flags are some that the
builder gives. What it is not: a check of meaning. A file can declare what no module has; programs that are compiled
against it then do not link, or are refused by the verifier.

Types and functions that the code generator has opcodes for (`string`, `array<T>`, intrinsics) are more than data: they
must be exactly those of the default modules of this version.
"""
# cython: language_level=3, boundscheck=False, wraparound=False, cdivision=True, initializedcheck=False

from libc.stdint cimport int64_t, uint8_t, uint64_t
from libc.stdlib cimport calloc, free

from seraphscript.registry.kinds cimport HB_ALL, HK_COUNT, host_kind
from seraphscript.registry.names cimport names_end, names_text
from seraphscript.registry.tier cimport (
    FF_ABSTRACT, FF_CONST, FF_CONSTRUCTOR, FF_EXPLICIT, FF_HOST, FF_INTRINSIC, FF_LIST, FF_NATIVE, FF_PRIVATE, FF_PROPERTY, FF_RETURNS_REF,
    FF_SCRIPT, FF_TEMPLATE, FF_VARIADIC,
    GF_CONST, GF_ENUM_VALUE, GF_VALUE, INDEX_MASK, PM_INOUT, PM_OUT, PM_VALUE, REF_MASK, SYM_AMBIGUOUS, SYM_FUNC, SYM_GLOBAL,
    SYM_SCOPE, SYM_TYPE, T_CONST, T_CONST_HANDLE, T_HANDLE, TF_ABSTRACT, TF_ARRAY, TF_DICTIONARY, TF_FIBER, TF_FINAL, TF_GENERIC, TF_HOST, TF_POD, TF_PYTHON,
    TF_REFERENCE, TF_RESOLVED, TF_ROOT, TF_WEAK, TF_WEAK_CONST, TI_FIRST_USER, TI_VAR, TIER_FFI, TS_ANY, TS_CLASS, TS_ENUM,
    TS_FUNCDEF, TS_INSTANCE, TS_INTERFACE, TS_PARAM, TS_STRING, TS_TEMPLATE, TS_VALUE, FuncRec, GlobalRec, ParamRec, ScopeRec, Symbol, TypeRec,
    tier_func_by_id,
)
from seraphscript.vm cimport opcodes
from seraphscript.vm.layout cimport MAX_OUTS, MAX_TYPE_DEPTH

cdef enum:
    MAX_TEMPLATE_ARGS = 16
    MAX_BASES = 1000            # of a host class, one behind the other
    MAX_PARTS = 4096            # types in an instance, counted as often as they are written
    MAX_FUNC_PARAMS = 254       # declaration.MAX_PARAMS

    VALUE_FLAGS = TF_RESOLVED | TF_REFERENCE | TF_FINAL
    FUNCTION_FLAGS = (FF_PRIVATE | FF_SCRIPT | FF_ABSTRACT | FF_CONST | FF_NATIVE | FF_HOST | FF_VARIADIC | FF_EXPLICIT | FF_PROPERTY | FF_RETURNS_REF
                      | FF_INTRINSIC | FF_CONSTRUCTOR | FF_LIST | FF_TEMPLATE)
    # What the code generator treats in ways of its own. An instance has these flags of its template.
    SPECIAL = TF_ARRAY | TF_DICTIONARY | TF_WEAK | TF_WEAK_CONST | TF_FIBER | TF_ROOT
    TYPE_FLAGS = TF_RESOLVED | TF_REFERENCE | TF_ABSTRACT | TF_FINAL | TF_POD | TF_PYTHON | TF_GENERIC | TF_HOST | SPECIAL
    MAX_PATTERN = 256           # as in patterns.py
    MAX_LEAVES = 16
    MAX_LEVELS = 15


cdef int wrong(Flaw *flaw, const char *table, uint32_t row, const char *what) noexcept nogil:
    flaw.table = table
    flaw.row = row
    flaw.what = what
    return 0


cdef inline int is_type(const Tier *t, uint32_t ref) noexcept nogil:
    """A type with any modifiers."""
    return (ref & TIER_FFI and (ref & INDEX_MASK) < t.ntypes
            and ref & ~<uint32_t>(REF_MASK | T_HANDLE | T_CONST | T_CONST_HANDLE) == 0)


cdef inline int is_plain_type(const Tier *t, uint32_t ref) noexcept nogil:
    return ref & ~<uint32_t>INDEX_MASK == TIER_FFI and (ref & INDEX_MASK) < t.ntypes


cdef inline int is_scope(const Tier *t, uint32_t ref) noexcept nogil:
    return ref & ~<uint32_t>INDEX_MASK == TIER_FFI and 0 < (ref & INDEX_MASK) < t.nscopes


cdef inline int is_name(const Tier *t, uint32_t name) noexcept nogil:
    return 0 < name < names_end(t.names)


cdef inline int is_text(const Tier *t, uint32_t start, uint32_t n) noexcept nogil:
    """A range of the blob, which is UTF-8, that cuts no character."""
    return (<uint64_t>start + n <= t.text_len and (start == t.text_len or t.text[start] & 0xc0 != 0x80)
            and (start + n == t.text_len or t.text[start + n] & 0xc0 != 0x80))


cdef int same_name(const Tier *a, uint32_t name, const Tier *b, uint32_t other) noexcept nogil:
    cdef uint32_t n, m, i
    cdef const uint8_t *p = names_text(a.names, name, &n)
    cdef const uint8_t *q = names_text(b.names, other, &m)
    if n != m:
        return 0
    for i in range(n):
        if p[i] != q[i]:
            return 0
    return 1


cdef const TypeRec *type_there(const Tier *known, uint64_t id) noexcept nogil:
    """The type of another tier with an id. Few are looked for."""
    cdef uint32_t i
    for i in range(TI_FIRST_USER, known.ntypes if known != NULL else 0):
        if known.types[i].id == id:
            return &known.types[i]
    return NULL


cdef int check_types(const Tier *t, const Tier *known, Flaw *flaw) noexcept nogil:
    cdef uint32_t i, j, base
    cdef const TypeRec *r
    cdef const TypeRec *b
    for i in range(TI_FIRST_USER, t.ntypes):
        r = &t.types[i]
        if (r.sort != TS_ENUM and r.sort != TS_STRING and r.sort != TS_TEMPLATE and r.sort != TS_INSTANCE
                and r.sort != TS_PARAM and r.sort != TS_CLASS and r.sort != TS_INTERFACE and r.sort != TS_ANY
                and r.sort != TS_FUNCDEF and r.sort != TS_VALUE):
            return wrong(flaw, b"types", i, b"no sort of type")
        if r.kind >= opcodes.K_COUNT or r.flags & ~<uint32_t>TYPE_FLAGS or not r.flags & TF_RESOLVED:
            return wrong(flaw, b"types", i, b"kind or flags")
        if not is_name(t, r.name) or r.next or not r.id >> 63:
            return wrong(flaw, b"types", i, b"name or id")
        if r.scope and not is_scope(t, r.scope) or not r.scope and r.sort != TS_PARAM:
            return wrong(flaw, b"types", i, b"its scope lies outside of the table")
        if r.members and (not is_scope(t, r.members) or (t.scopes[r.members & INDEX_MASK].type & INDEX_MASK) != i
                          and r.sort != TS_INSTANCE):
            return wrong(flaw, b"types", i, b"its members are not its own")
        if r.nargs > MAX_TEMPLATE_ARGS or <uint64_t>r.args + r.nargs > t.ntargs or (r.nargs and not r.args):
            return wrong(flaw, b"types", i, b"its arguments lie outside of the table")
        if (r.nargs != 0) != (r.sort == TS_TEMPLATE or r.sort == TS_INSTANCE) or r.depth > MAX_TYPE_DEPTH:
            return wrong(flaw, b"types", i, b"number or depth of arguments")
        for j in range(r.args, r.args + r.nargs):
            if not is_type(t, t.targs[j]):
                return wrong(flaw, b"targs", j, b"no type")
            b = &t.types[t.targs[j] & INDEX_MASK]
            if r.sort == TS_TEMPLATE and b.sort != TS_PARAM:
                return wrong(flaw, b"targs", j, b"no template parameter")
            if r.sort == TS_INSTANCE and ((t.targs[j] & INDEX_MASK) >= i or b.sort == TS_TEMPLATE or b.depth >= r.depth):
                return wrong(flaw, b"targs", j, b"no argument of an instance")
        base = r.base
        if r.sort == TS_INSTANCE:
            if not is_plain_type(t, base) or t.types[base & INDEX_MASK].sort != TS_TEMPLATE:
                return wrong(flaw, b"types", i, b"an instance of no template")
            b = &t.types[base & INDEX_MASK]
            if b.nargs != r.nargs or b.kind != r.kind or (r.flags ^ b.flags) & ~<uint32_t>TF_GENERIC or (
                    r.members != b.members and not is_specialization(t, i)):
                return wrong(flaw, b"types", i, b"not like its template")
        elif r.sort == TS_ENUM:
            if base != (TIER_FFI | <uint32_t>r.kind) or not opcodes.K_I8 <= r.kind <= opcodes.K_U64 or (
                    r.flags & ~<uint32_t>TF_PYTHON != TF_RESOLVED):
                return wrong(flaw, b"types", i, b"no base of an enum")
        elif base and r.sort != TS_CLASS and not (r.sort == TS_TEMPLATE and r.flags & (TF_HOST | TF_ABSTRACT) == TF_HOST):
            return wrong(flaw, b"types", i, b"only classes have a base")
        if r.sort != TS_INSTANCE and not check_special(t, r, known):
            return wrong(flaw, b"types", i, b"not the type of the default modules that it looks like")
        if r.sort != TS_INTERFACE and r.sort != TS_VALUE and not check_makers(t, i):
            return wrong(flaw, b"types", i, b"its functions for lists or arguments are none")
    return 1


cdef int check_bases(const Tier *t, Flaw *flaw) noexcept nogil:
    """Do chains of bases end, and do template parameters in them belong to who derives? The types have been checked."""
    cdef uint32_t i, base, steps
    cdef const TypeRec *r
    cdef const TypeRec *b
    for i in range(TI_FIRST_USER, t.ntypes):
        r = &t.types[i]
        base = r.base
        if not base or (r.sort != TS_CLASS and r.sort != TS_TEMPLATE):
            continue
        if not is_plain_type(t, base) or not has_parameters_of(t, base, i):
            return wrong(flaw, b"types", i, b"its base has template parameters of another type")
        steps = 0
        while base:
            if steps == MAX_BASES or not is_plain_type(t, base):
                return wrong(flaw, b"types", i, b"its bases are no chain of classes")
            b = &t.types[base & INDEX_MASK]
            if b.sort == TS_INSTANCE and b.flags & TF_HOST:
                b = &t.types[b.base & INDEX_MASK]           # the template: what follows is the base of that
                if b.flags & TF_ABSTRACT:
                    return wrong(flaw, b"types", i, b"its bases are no chain of classes")
            elif b.sort != TS_CLASS or b.flags & SPECIAL:
                return wrong(flaw, b"types", i, b"its bases are no chain of classes")
            base = b.base
            steps += 1
    return 1


cdef int check_sizes(const Tier *t, Flaw *flaw) noexcept nogil:
    """Are instances as small as declarations make them? What walks through their arguments visits shared ones again."""
    cdef uint32_t i, j
    cdef uint32_t *parts = <uint32_t *>calloc(t.ntypes, sizeof(uint32_t))
    cdef int fits = 1
    if parts == NULL:
        return wrong(flaw, b"types", 0, b"out of memory")
    for i in range(TI_FIRST_USER, t.ntypes):
        if t.types[i].sort != TS_INSTANCE:
            continue
        parts[i] = 1
        for j in range(t.types[i].args, t.types[i].args + t.types[i].nargs):
            parts[i] += 1 + parts[t.targs[j] & INDEX_MASK]
        if parts[i] > MAX_PARTS:
            fits = wrong(flaw, b"types", i, b"too large an instance")
            break
    free(parts)
    return fits


cdef int has_parameters_of(const Tier *t, uint32_t type, uint32_t owner) noexcept nogil:
    """Are the template parameters in a type those of its owner?"""
    cdef const TypeRec *r
    cdef const TypeRec *own = &t.types[owner]
    cdef uint32_t i
    if not is_type(t, type):
        return 0
    r = &t.types[type & INDEX_MASK]
    if not r.flags & TF_GENERIC:
        return 1
    if r.sort == TS_PARAM:
        if own.sort != TS_TEMPLATE:
            return 0
        for i in range(own.args, own.args + own.nargs):
            if t.targs[i] & INDEX_MASK == type & INDEX_MASK:
                return 1
        return 0
    if r.sort != TS_INSTANCE:
        return 0
    for i in range(r.args, r.args + r.nargs):
        if not has_parameters_of(t, t.targs[i], owner):
            return 0
    return 1


cdef int is_specialization(const Tier *t, uint32_t i) noexcept nogil:
    """Is this an instance of a template of the host with members of its own?"""
    cdef const TypeRec *r = &t.types[i]
    return (r.sort == TS_INSTANCE and r.flags & TF_HOST != 0 and is_plain_type(t, r.base) and is_scope(t, r.members)
            and r.members != t.types[r.base & INDEX_MASK].members
            and t.scopes[r.members & INDEX_MASK].type == (i | TIER_FFI))


cdef int check_makers(const Tier *t, uint32_t i) noexcept nogil:
    """The function of a class or template that takes lists, the one that is asked about its arguments, and its handles."""
    cdef const TypeRec *r = &t.types[i]
    cdef const FuncRec *f
    cdef int host = is_host_class(t, i)
    if r.user and not (host and r.sort == TS_TEMPLATE):
        return 0
    if r.node:
        if not host or r.node >= t.nfuncs:
            return 0
        f = &t.funcs[r.node]
        if not f.flags & FF_LIST or not f.owner or not is_plain_type(t, f.owner) or f.ret != (f.owner | T_HANDLE):
            return 0
        if f.owner != (i | TIER_FFI) and (r.sort != TS_TEMPLATE or t.types[f.owner & INDEX_MASK].sort != TS_INSTANCE
                                          or t.types[f.owner & INDEX_MASK].base != (i | TIER_FFI)):
            return 0
    if r.offset and not (host and r.sort == TS_CLASS):
        if not host or r.sort != TS_TEMPLATE or r.offset >= t.nfuncs:
            return 0
        f = &t.funcs[r.offset]
        if not f.flags & FF_HOST or f.nparams:
            return 0
    return 1


cdef int check_pattern(const Tier *t, const FuncRec *f) noexcept nogil:
    """Is the pattern of a function one that patterns.py makes? The compiler follows it without looking."""
    cdef const char *p = t.text + f.node
    cdef uint8_t[MAX_LEVELS + 2] over           # the repeat of these braces has begun: it is the last item
    cdef uint32_t i, depth = 0, leaves = 0, n = f.offset
    cdef int repeats = 0                        # the item belongs to a repeat
    if n == 0 or n > MAX_PATTERN or not is_text(t, f.node, n) or f.flags & FF_HOST == 0:
        return 0
    if n == 1:
        return p[0] == c'"' and f.nparams == 0 and not f.flags & FF_CONSTRUCTOR
    if p[0] != c'{' or not f.flags & FF_CONSTRUCTOR:
        return 0
    for i in range(n):
        if i and depth == 0:
            return 0
        if p[i] == c'}':
            if repeats or p[i - 1] == c'{':
                return 0
            depth -= 1
            continue
        if i and over[depth] and not repeats:
            return 0
        if p[i] == c'r' or p[i] == c's':
            if repeats:
                return 0
            repeats = over[depth] = 1
            continue
        repeats = 0
        if p[i] == c'.':
            leaves += 1
        elif p[i] == c'{' and depth < MAX_LEVELS:
            depth += 1
            over[depth] = 0
        else:
            return 0
    return depth == 0 and not repeats and leaves == f.nparams and leaves <= MAX_LEAVES


cdef int check_special(const Tier *t, const TypeRec *r, const Tier *known) noexcept nogil:
    """Is a type with operations of its own one that there is, and an ordinary one nothing more?"""
    cdef const TypeRec *k
    cdef uint32_t i
    if r.sort == TS_PARAM:
        return r.kind == opcodes.K_VOID and r.flags == TF_RESOLVED | TF_GENERIC
    if not r.members:
        return 0
    if r.sort == TS_ENUM:
        return 1
    if r.sort == TS_CLASS and not r.flags & SPECIAL:
        if host_kind(r) >= HK_COUNT or r.offset & ~<uint32_t>HB_ALL:
            return 0
        return r.kind == opcodes.K_OBJ and r.flags == TF_RESOLVED | TF_REFERENCE
    if r.sort == TS_VALUE:
        return (r.kind == opcodes.K_OBJ and r.flags & ~<uint32_t>(TF_POD | TF_PYTHON) == VALUE_FLAGS and r.offset != 0
                and is_text(t, r.node, r.offset))
    if r.sort == TS_INTERFACE and not r.flags & SPECIAL:
        if <uint64_t>r.node + r.offset > t.nfuncs or (r.offset and not r.node):
            return 0
        for i in range(r.node, r.node + r.offset):
            if t.funcs[i].owner != (<uint32_t>(r - t.types) | TIER_FFI):
                return 0
        return r.kind == opcodes.K_OBJ and r.flags == TF_RESOLVED | TF_REFERENCE | TF_ABSTRACT
    if r.sort == TS_FUNCDEF:
        return r.kind == opcodes.K_OBJ and r.flags & ~<uint32_t>TF_GENERIC == TF_RESOLVED | TF_REFERENCE
    if r.sort == TS_TEMPLATE and r.flags & TF_HOST:
        return r.kind == opcodes.K_OBJ and r.flags & ~<uint32_t>TF_ABSTRACT == TF_RESOLVED | TF_REFERENCE | TF_HOST
    k = type_there(known, r.id)
    return (k != NULL and k.sort == r.sort and k.kind == r.kind and k.flags == r.flags and k.nargs == r.nargs
            and same_name(t, r.name, known, k.name))


cdef int is_abstract(const Tier *t, uint32_t index) noexcept nogil:
    """Is a function in its place: a method of an interface by its number, and others in none?"""
    cdef const FuncRec *f = &t.funcs[index]
    cdef const TypeRec *r = &t.types[f.owner & INDEX_MASK]      # an owner that is_plain_type has seen
    cdef int abstract = f.flags & FF_ABSTRACT != 0, callable = f.owner != 0 and r.sort == TS_FUNCDEF
    if f.owner and r.sort == TS_INTERFACE and not r.flags & SPECIAL:
        return abstract and index >= r.node and index - r.node < r.offset and f.slot == index - r.node
    if f.flags & FF_TEMPLATE:
        r = &t.types[f.slot if f.slot < t.ntypes else 0]
        return r.sort == TS_TEMPLATE and r.flags & TF_HOST and r.flags & TF_ABSTRACT and f.flags & FF_HOST and not abstract
    return f.slot == 0 and abstract == callable


cdef int check_funcs(const Tier *t, uint32_t nhosts, const Tier *known, Flaw *flaw) noexcept nogil:
    cdef uint32_t i, j, how, outs
    cdef const FuncRec *f
    cdef const FuncRec *g
    cdef const ParamRec *p
    for i in range(1, t.nparams):
        p = &t.params[i]
        if not is_type(t, p.type) or (p.type & INDEX_MASK) == opcodes.K_VOID or p.mode > PM_INOUT or p.default_node:
            return wrong(flaw, b"params", i, b"no type or way of passing")
        if p.has_default > 1 or p.variadic > 1 or p.handle_const > 1 or (p.name and not is_name(t, p.name)):
            return wrong(flaw, b"params", i, b"name or flags")
        if not is_text(t, p.default_text, p.default_len) or (p.default_len and not p.has_default):
            return wrong(flaw, b"params", i, b"its default lies outside of the texts")
    for i in range(1, t.nfuncs):
        f = &t.funcs[i]
        if not is_name(t, f.name) or not is_scope(t, f.scope) or not f.id >> 63 or (
                (f.node or f.offset) and not f.flags & FF_LIST):
            return wrong(flaw, b"funcs", i, b"name, scope or id")
        if f.owner and not is_plain_type(t, f.owner) or not is_type(t, f.ret):
            return wrong(flaw, b"funcs", i, b"no type of its object or result")
        if not is_abstract(t, i):
            return wrong(flaw, b"funcs", i, b"no method of an interface")
        if f.owner and t.scopes[f.scope & INDEX_MASK].type == 0:
            return wrong(flaw, b"funcs", i, b"a method outside of a type")
        how = f.flags & (FF_NATIVE | FF_HOST | FF_INTRINSIC | FF_ABSTRACT | FF_SCRIPT)
        if f.flags & (FF_SCRIPT | FF_PRIVATE) and (
                not f.owner or t.types[f.owner & INDEX_MASK].sort != TS_VALUE or f.flags & FF_SCRIPT and f.next):
            return wrong(flaw, b"funcs", i, b"no member of a value type")
        if f.flags & ~<uint32_t>FUNCTION_FLAGS or how & (how - 1) or not how:
            return wrong(flaw, b"funcs", i, b"flags")
        if <uint64_t>f.params + f.nparams > t.nparams or (f.nparams and not f.params) or f.nrequired > f.nparams:
            return wrong(flaw, b"funcs", i, b"its parameters lie outside of the table")
        if f.nparams > MAX_FUNC_PARAMS:
            return wrong(flaw, b"funcs", i, b"too many parameters")
        outs = 0
        for j in range(f.nparams):
            p = &t.params[f.params + j]
            outs += p.mode == PM_OUT
            if p.variadic and (j + 1 < f.nparams or not f.flags & FF_VARIADIC or p.has_default):
                return wrong(flaw, b"funcs", i, b"only the last parameter can be variadic")
            if not p.variadic and (p.has_default != 0) == (j < f.nrequired):
                return wrong(flaw, b"funcs", i, b"defaults come last")
        if outs > MAX_OUTS:
            return wrong(flaw, b"funcs", i, b"too many &out parameters")
        if f.flags & FF_VARIADIC and (not f.nparams or not t.params[f.params + f.nparams - 1].variadic):
            return wrong(flaw, b"funcs", i, b"no variadic parameter")
        if f.flags & FF_LIST and not check_pattern(t, f):
            return wrong(flaw, b"funcs", i, b"no pattern of lists")
        if not is_text(t, f.decl, f.decl_len):
            return wrong(flaw, b"funcs", i, b"its declaration lies outside of the texts")
        if f.next and (f.next & ~<uint32_t>INDEX_MASK != TIER_FFI or not i < (f.next & INDEX_MASK) < t.nfuncs
                       or t.funcs[f.next & INDEX_MASK].name != f.name
                       or t.funcs[f.next & INDEX_MASK].flags & FF_SCRIPT):
            return wrong(flaw, b"funcs", i, b"no next overload")
        if f.flags & FF_HOST and not 0 < f.impl < nhosts or f.flags & FF_NATIVE and not 0 < f.impl < t.nnatives:
            return wrong(flaw, b"funcs", i, b"its implementation lies outside of the table")
        if f.flags & FF_INTRINSIC:
            j = tier_func_by_id(known, f.id) if known != NULL else 0
            g = &known.funcs[j & INDEX_MASK] if j else NULL
            if g == NULL or not same_function(t, f, known, g) or not same_root(t, f.owner, known, g.owner):
                return wrong(flaw, b"funcs", i, b"not the function of the default modules that it looks like")
    return 1


cdef int same_function(const Tier *t, const FuncRec *f, const Tier *known, const FuncRec *g) noexcept nogil:
    """Do two intrinsics of the same id agree in what their declarations say, and so in all types?"""
    cdef uint32_t i
    if f.flags != g.flags or f.impl != g.impl or f.nparams != g.nparams or f.decl_len != g.decl_len:
        return 0
    for i in range(f.decl_len):
        if t.text[f.decl + i] != known.text[g.decl + i]:
            return 0
    if not same_type(t, f.ret, known, g.ret) or not same_type(t, f.owner, known, g.owner):
        return 0
    for i in range(f.nparams):
        if (t.params[f.params + i].mode != known.params[g.params + i].mode
                or not same_type(t, t.params[f.params + i].type, known, known.params[g.params + i].type)):
            return 0
    return 1


cdef int same_root(const Tier *t, uint32_t owner, const Tier *known, uint32_t g) noexcept nogil:
    """Is the type of an intrinsic what the compiler takes for string, array and dictionary, as it is in the default modules?
    Else it would take the operation for one of the host's, which is done by the operation."""
    return ((owner == t.string_type) == (g == known.string_type) and (owner == t.array_template) == (g == known.array_template)
            and (owner == t.dict_template) == (g == known.dict_template))


cdef int same_type(const Tier *t, uint32_t a, const Tier *known, uint32_t b) noexcept nogil:
    return ((a ^ b) & ~<uint32_t>INDEX_MASK == 0
            and (not a or t.types[a & INDEX_MASK].id == known.types[b & INDEX_MASK].id))


cdef int check_scopes(const Tier *t, Flaw *flaw) noexcept nogil:
    cdef uint32_t i
    cdef const ScopeRec *s
    for i in range(2, t.nscopes):
        s = &t.scopes[i]
        if not is_name(t, s.name) or not is_scope(t, s.parent) or (s.parent & INDEX_MASK) >= i:
            return wrong(flaw, b"scopes", i, b"name or parent")
        if s.ffi != (i | TIER_FFI) or s.base or s.first_child or (s.type and not is_plain_type(t, s.type)):
            return wrong(flaw, b"scopes", i, b"no scope of the host")
        if s.type and t.types[s.type & INDEX_MASK].members != (i | TIER_FFI):
            return wrong(flaw, b"scopes", i, b"the members of another type")
    return 1


cdef int check_globals(const Tier *t, Flaw *flaw) noexcept nogil:
    cdef uint32_t i, kind
    cdef const GlobalRec *g
    for i in range(1, t.nglobals):
        g = &t.globals[i]
        if not is_name(t, g.name) or not is_scope(t, g.scope) or not is_plain_type(t, g.type):
            return wrong(flaw, b"globals", i, b"name, scope or type")
        if g.state or g.node or g.offset or g.index or g.flags & ~<uint32_t>(GF_CONST | GF_VALUE | GF_ENUM_VALUE):
            return wrong(flaw, b"globals", i, b"flags")
        kind = t.types[g.type & INDEX_MASK].kind
        if g.flags & (GF_CONST | GF_VALUE) != GF_CONST | GF_VALUE or not opcodes.K_BOOL <= kind <= opcodes.K_F64:
            return wrong(flaw, b"globals", i, b"no constant")
        if not fits(kind, g.value):
            return wrong(flaw, b"globals", i, b"its value does not fit into its type")
        if (t.types[g.type & INDEX_MASK].sort == TS_ENUM) != ((g.flags & GF_ENUM_VALUE) != 0):
            return wrong(flaw, b"globals", i, b"no value of an enum")
    return 1


cdef int fits(uint32_t kind, int64_t value) noexcept nogil:
    """Are these bits a canonical slot of a kind?"""
    if kind == opcodes.K_BOOL:
        return 0 <= value <= 1
    if kind == opcodes.K_I8:
        return -0x80 <= value <= 0x7f
    if kind == opcodes.K_I16:
        return -0x8000 <= value <= 0x7fff
    if kind == opcodes.K_I32:
        return -0x80000000LL <= value <= 0x7fffffffLL
    if kind == opcodes.K_U8:
        return 0 <= value <= 0xff
    if kind == opcodes.K_U16:
        return 0 <= value <= 0xffff
    if kind == opcodes.K_U32 or kind == opcodes.K_F32:
        return 0 <= value <= 0xffffffffLL
    return 1


cdef int check_classes(const Tier *t, const uint32_t *rows, size_t n) noexcept nogil:
    """Are these rows, in order, of types that are classes of the host?"""
    cdef size_t i
    for i in range(n):
        if not TI_FIRST_USER <= rows[i] < t.ntypes or (i and rows[i] <= rows[i - 1]) or not is_host_class(t, rows[i]):
            return 0
    return 1


cdef int is_host_class(const Tier *t, uint32_t row) noexcept nogil:
    """Is this type a class of the host, none of the default modules, a template of classes, or a value type?"""
    cdef const TypeRec *r = &t.types[row]
    if r.sort == TS_TEMPLATE:
        return r.flags & (TF_HOST | TF_ABSTRACT) == TF_HOST
    return r.sort == TS_VALUE or r.sort == TS_CLASS and not r.flags & SPECIAL or is_specialization(t, row)


cdef int is_copy(const Tier *t, const FuncRec *a, const FuncRec *b) noexcept nogil:
    """Are two functions one, which stands in two chains? All that is not their place in a chain is equal, but for types in
    which what derives from an instance has put its arguments."""
    cdef uint32_t i
    cdef const ParamRec *p
    cdef const ParamRec *q
    if not (a.id == b.id and a.name == b.name and a.scope == b.scope and a.owner == b.owner
            and a.nparams == b.nparams and a.nrequired == b.nrequired and a.flags == b.flags
            and a.slot == b.slot and a.impl == b.impl and a.decl == b.decl and a.decl_len == b.decl_len):
        return 0
    if a.ret == b.ret and a.params == b.params:
        return 1
    for i in range(a.nparams):
        p = &t.params[a.params + i]
        q = &t.params[b.params + i]
        if p.mode != q.mode or p.variadic != q.variadic or p.has_default != q.has_default or p.handle_const != q.handle_const:
            return 0
    i = TF_HOST | TF_GENERIC
    return a.flags & FF_HOST and a.owner and t.types[a.owner & INDEX_MASK].flags & i == i


cdef int check_symbol(const Tier *t, const Symbol *s) noexcept nogil:
    """Does a symbol stand for something that has its name?"""
    cdef uint32_t i = s.ref & INDEX_MASK
    if not is_scope(t, s.scope) or not is_name(t, s.name) or s.ref & ~<uint32_t>INDEX_MASK != TIER_FFI or not i:
        return 0
    if s.cls == SYM_FUNC and s.sort == SYM_FUNC:
        return i < t.nfuncs and t.funcs[i].name == s.name and not t.funcs[i].flags & FF_SCRIPT
    if s.cls == SYM_TYPE and s.sort == SYM_TYPE:
        return i < t.ntypes
    if s.cls == SYM_SCOPE and s.sort == SYM_SCOPE:
        return i < t.nscopes and t.scopes[i].name == s.name
    if s.cls == SYM_GLOBAL and (s.sort == SYM_GLOBAL or s.sort == SYM_AMBIGUOUS):
        return i < t.nglobals and t.globals[i].name == s.name
    return 0


cdef int check_roots(const Tier *t, const Tier *known, Flaw *flaw) noexcept nogil:
    """The types that the tier itself names: those, and no others, that it has of their sorts."""
    cdef uint32_t i, ref
    cdef const TypeRec *r
    if t.dict_template and t.string_type and not t.dict_type:
        return wrong(flaw, b"roots", 3, b"no type of dictionaries")
    if t.string_type and not has_sort(t, t.string_type, TS_STRING, 0):
        return wrong(flaw, b"roots", 0, b"no string type")
    if t.array_template and not has_sort(t, t.array_template, TS_TEMPLATE, TF_ARRAY):
        return wrong(flaw, b"roots", 1, b"no template of arrays")
    if t.dict_template and not has_sort(t, t.dict_template, TS_TEMPLATE, TF_DICTIONARY):
        return wrong(flaw, b"roots", 2, b"no template of dictionaries")
    if t.dict_value and not has_sort(t, t.dict_value, TS_ANY, 0):
        return wrong(flaw, b"roots", 4, b"no type of values")
    if t.root_type and not has_sort(t, t.root_type, TS_INTERFACE, TF_ROOT):
        return wrong(flaw, b"roots", 5, b"no root type")
    if t.string_factory and (t.string_factory & ~<uint32_t>INDEX_MASK != TIER_FFI
                             or (t.string_factory & INDEX_MASK) >= t.nfuncs
                             or not t.funcs[t.string_factory & INDEX_MASK].flags & FF_LIST
                             or t.funcs[t.string_factory & INDEX_MASK].offset != 1):
        return wrong(flaw, b"roots", 7, b"no string factory")
    for i in range(TI_FIRST_USER, t.ntypes):
        r = &t.types[i]
        ref = i | TIER_FFI
        if r.sort == TS_STRING and ref != t.string_type:
            return wrong(flaw, b"roots", 0, b"not the string type")
        if r.sort == TS_TEMPLATE and r.flags & TF_ARRAY and ref != t.array_template:
            return wrong(flaw, b"roots", 1, b"not the template of arrays")
        if r.sort == TS_TEMPLATE and r.flags & TF_DICTIONARY and ref != t.dict_template:
            return wrong(flaw, b"roots", 2, b"not the template of dictionaries")
        if r.sort == TS_ANY and (ref == t.dict_value) != (known != NULL
                                                          and r.id == known.types[known.dict_value & INDEX_MASK].id):
            return wrong(flaw, b"roots", 4, b"not the type of values")
        if r.flags & TF_ROOT and ref != t.root_type:
            return wrong(flaw, b"roots", 5, b"not the root type")
    if t.dict_type:
        if not is_plain_type(t, t.dict_type) or not t.dict_template:
            return wrong(flaw, b"roots", 3, b"no type of dictionaries")
        r = &t.types[t.dict_type & INDEX_MASK]
        if (r.sort != TS_INSTANCE or r.base != t.dict_template or t.targs[r.args] != t.string_type
                or t.targs[r.args + 1] != TIER_FFI | <uint32_t>TI_VAR):
            return wrong(flaw, b"roots", 3, b"no type of dictionaries")
    return 1


cdef inline int has_sort(const Tier *t, uint32_t ref, uint32_t sort, uint32_t flag) noexcept nogil:
    return (is_plain_type(t, ref) and t.types[ref & INDEX_MASK].sort == sort
            and t.types[ref & INDEX_MASK].flags & flag == flag)


cdef int check_tier(const Tier *t, uint32_t nhosts, const Tier *known, Flaw *flaw) noexcept nogil:
    return (check_scopes(t, flaw) and check_types(t, known, flaw) and check_sizes(t, flaw)
            and check_bases(t, flaw) and check_funcs(t, nhosts, known, flaw) and check_globals(t, flaw) and check_roots(t, known, flaw))
