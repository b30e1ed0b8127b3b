"""CompilationContext: lookup, adding to the script tier, template instances, ids and texts. See context.pxd.

What it is: name lookup over two tiers, creation of script entities, the template instantiator, and how types and
functions are written in messages. What it is not: the scope rules of the language (the compiler walks outwards and
through `using` itself), or overload resolution.

Instances are cached by template and full arguments. Their members are not copied: an instance shares its template's
member scope, and the type of a parameter or result is substituted when it is asked for. An instance lives in the FFI
tier if the host's declarations named it before sealing, otherwise in the script tier.
"""
# cython: language_level=3, boundscheck=False, wraparound=False, cdivision=True, initializedcheck=False

from libc.stdint cimport uint8_t, uint16_t
from libc.string cimport memcmp, memcpy, memset, strlen

from seraphscript.registry.ids cimport (
    id_argument, id_func, id_func_end, id_func_param, id_is_ffi, id_mix, id_scope, id_tier, id_type,
)
from seraphscript.registry.kinds cimport HB_WEAK
from seraphscript.registry.names cimport names_base
from seraphscript.registry.name_ids cimport NAME_opCall, NAME_opCast, NAME_opImplConv
from seraphscript.registry.tier cimport (
    FF_ABSTRACT, FF_AUTO, FF_CONST, FF_CONSTRUCTOR, FF_DESTRUCTOR, FF_RETURNS_REF, FF_TEMPLATE, PM_IN, PM_INOUT, PM_OUT,
    PM_VALUE, SYM_AMBIGUOUS, SYM_FIELD, SYM_FUNC, SYM_GLOBAL, SYM_INSTANCE, SYM_NONE, SYM_NOTE, SYM_SCOPE, SYM_TYPE,
    TF_DICTIONARY, TF_FIBER, TF_GENERIC, TF_HOST, TF_REFERENCE, TF_RESOLVED, TF_ROOT, TF_WEAK, TI_ERROR, TI_VAR, TS_ALIAS,
    TS_CLASS, TS_ENUM, TS_FUNCDEF, TS_INSTANCE, TS_INTERFACE, TS_NONE, TS_PARAM, TS_PRIMITIVE, TS_STRING, TS_TEMPLATE, TS_VALUE,
    T_CONST, T_CONST_HANDLE, T_HANDLE, tier_find, tier_func_by_id, tier_init, tier_new_field, tier_new_func, tier_new_global,
    tier_new_params, tier_new_scope, tier_new_targs, tier_new_type, tier_put,
)
from seraphscript.vm cimport opcodes
from seraphscript.vm.layout cimport MAX_TYPE_DEPTH, NO_FUNC

cdef enum:
    MAX_NESTING = 80            # of template arguments in a text; instances are limited to fewer
    MAX_TEMPLATE_ARGS = 16      # the builder refuses templates with more
    MAX_FOR_BASES = 256         # instances made for the bases of one
    NOTE_CONSTRUCTORS = 60      # ctx_note spaces: instance -> the first of its constructors,
    NOTE_LISTS = 61             # ... the one that takes lists;
    NOTE_FUNCTIONS = 62         # instance of the template of a function -> the function, others follow in `slot`

# What a context without a script tier looks into: record 0 of each table.
cdef NameTable no_names
cdef Tier no_script
memset(&no_names, 0, sizeof(NameTable))
if tier_init(&no_script, &no_names, 0) < 0:
    raise MemoryError


cdef void ctx_open(CompilationContext *cx, Tier *ffi, Tier *script, int strict) noexcept nogil:
    cx.ffi = ffi
    cx.script = script if script != NULL else &no_script
    cx.string_type = ffi.string_type
    cx.array_template = ffi.array_template
    cx.dict_type = ffi.dict_type
    cx.dict_value = ffi.dict_value
    cx.root_type = ffi.root_type
    cx.string_factory = ffi.string_factory
    cx.refusal[0] = 0
    cx.strict = strict


# -------------------------------------------------------------------------------------------------- lookup

cdef inline uint32_t symbol_class(uint32_t sort) noexcept nogil:
    return SYM_GLOBAL if sort == SYM_AMBIGUOUS else sort


cdef inline ScopeRef ffi_scope(const CompilationContext *cx, ScopeRef scope) noexcept nogil:
    """The FFI scope of the same qualified name, as an index, 0 if there is none."""
    return (scope if scope & TIER_FFI else ctx_scope(cx, scope).ffi) & INDEX_MASK


cdef inline int known_to_ffi(const CompilationContext *cx, uint32_t name) noexcept nogil:
    # Names that only the unit has are not in the sealed tables: no probe for them.
    return cx.script == &no_script or name < names_base(cx.script.names)


cdef const Symbol *find_ffi(const CompilationContext *cx, ScopeRef scope, uint32_t name, uint32_t cls) noexcept nogil:
    cdef uint32_t ffi
    if not known_to_ffi(cx, name):
        return NULL
    ffi = ffi_scope(cx, scope)
    return tier_find(cx.ffi, ffi | TIER_FFI, name, cls) if ffi else NULL


cdef inline int is_sealed(const CompilationContext *cx, ScopeRef scope) noexcept nogil:
    """Does nothing of the script tier stand in this scope? The members of value types of the host are the unit's."""
    return scope & TIER_FFI and ctx_type(cx, ctx_scope(cx, scope).type).sort != TS_VALUE


cdef uint32_t ctx_find(const CompilationContext *cx, ScopeRef scope, uint32_t name, uint32_t sort) noexcept nogil:
    cdef const Symbol *s
    cdef uint32_t cls = symbol_class(sort)
    while True:
        s = NULL
        if not is_sealed(cx, scope):
            s = tier_find(cx.script, scope, name, cls)
        if s == NULL:
            s = find_ffi(cx, scope, name, cls)
        if s != NULL:
            return s.ref if s.sort == sort else 0
        scope = ctx_scope(cx, scope).base
        if scope == 0:
            return 0


cdef uint32_t ctx_own(const CompilationContext *cx, ScopeRef scope, uint32_t name, uint32_t sort) noexcept nogil:
    cdef const Symbol *s = tier_find(cx.script, scope, name, symbol_class(sort)) if not is_sealed(cx, scope) else NULL
    return s.ref if s != NULL and s.sort == sort else 0


cdef FuncRef ctx_find_func(const CompilationContext *cx, ScopeRef scope, uint32_t name) noexcept nogil:
    cdef const Symbol *s
    while scope != 0 and not is_sealed(cx, scope):
        s = tier_find(cx.script, scope, name, SYM_FUNC)
        if s != NULL:
            return s.ref
        scope = ctx_scope(cx, scope).base
    return 0


cdef FuncRef ctx_find_ffi_func(const CompilationContext *cx, ScopeRef scope, uint32_t name) noexcept nogil:
    cdef const Symbol *s = NULL
    while scope != 0 and s == NULL:
        s = find_ffi(cx, scope, name, SYM_FUNC)
        scope = ctx_scope(cx, scope).base
    return s.ref if s != NULL else 0


cdef FuncRef ctx_find_func_id(const CompilationContext *cx, uint64_t id) noexcept nogil:
    cdef uint32_t i
    if id >> 63:
        return tier_func_by_id(cx.ffi, id)
    for i in range(1, cx.script.nfuncs):
        if ctx_func_id(cx, i) == id:
            return i
    return 0


cdef ScopeRef ctx_find_namespace(const CompilationContext *cx, ScopeRef parent, uint32_t name) noexcept nogil:
    return ctx_find(cx, parent, name, SYM_SCOPE)


# -------------------------------------------------------------------------------------------------- adding

cdef int add_symbol(Tier *t, ScopeRef scope, uint32_t name, uint32_t sort, uint32_t ref) noexcept nogil:
    cdef Symbol *s = tier_put(t, scope, name, symbol_class(sort))
    if s == NULL:
        return 0
    if s.sort != SYM_NONE:
        if sort != SYM_AMBIGUOUS:
            return 0
        s.sort = SYM_AMBIGUOUS
        return 1
    s.sort = <uint16_t>sort
    s.ref = ref
    s.last = ref
    return 1


cdef int ctx_add_symbol(CompilationContext *cx, ScopeRef scope, uint32_t name, uint32_t sort, uint32_t ref) noexcept nogil:
    return add_symbol(cx.script, scope, name, sort, ref)


cdef ScopeRef ctx_namespace(CompilationContext *cx, ScopeRef parent, uint32_t name) noexcept nogil:
    cdef Symbol *s
    cdef ScopeRec *rec
    cdef const Symbol *ffi
    cdef uint32_t scope, n
    cdef const char *text
    if parent & TIER_FFI:       # the script tier's own scope for it
        rec = ctx_scope(cx, parent)
        parent = ctx_namespace(cx, rec.parent, rec.name) if rec.parent else 1
        if not parent:
            return 0
    s = tier_put(cx.script, parent, name, SYM_SCOPE)
    if s == NULL:
        return 0
    if s.sort == SYM_NONE:
        scope = tier_new_scope(cx.script)
        if not scope:
            return 0
        s.sort = SYM_SCOPE
        s.ref = scope
        rec = &cx.script.scopes[scope]
        rec.name = name
        rec.parent = parent
        ffi = find_ffi(cx, parent, name, SYM_SCOPE)
        rec.ffi = ffi.ref if ffi != NULL else 0
        text = ctx_name(cx, name, &n)
        rec.id = id_scope(ctx_scope(cx, parent).id, text, n)
    return s.ref


cdef TypeRef ctx_add_type(CompilationContext *cx, ScopeRef scope, uint32_t name, uint32_t sort, uint32_t kind) noexcept nogil:
    cdef TypeRec *rec
    cdef uint32_t n, t
    cdef const char *text
    if tier_find(cx.script, scope, name, SYM_TYPE) != NULL:
        return 0
    t = tier_new_type(cx.script)
    if not t or not add_symbol(cx.script, scope, name, SYM_TYPE, t):
        return 0
    rec = &cx.script.types[t]
    rec.sort = <uint8_t>sort
    rec.kind = <uint8_t>kind
    rec.name = name
    rec.scope = scope
    text = ctx_name(cx, name, &n)
    rec.id = id_type(ctx_scope(cx, scope).id, text, n, 0)
    return t


cdef FuncRef new_func(Tier *t, ScopeRef scope, uint32_t name, uint32_t nparams) noexcept nogil:
    cdef uint32_t f, params
    if nparams > 255:
        return 0
    params = tier_new_params(t, nparams) if nparams else 0
    f = tier_new_func(t)
    if t.failed:
        return 0
    t.funcs[f].name = name
    t.funcs[f].scope = scope
    t.funcs[f].params = params
    t.funcs[f].nparams = <uint8_t>nparams
    return f | t.is_ffi


cdef int chain_func(Tier *t, FuncRef f) noexcept nogil:
    cdef const FuncRec *rec = &t.funcs[f & INDEX_MASK]
    cdef Symbol *s = tier_put(t, rec.scope, rec.name, SYM_FUNC)
    if s == NULL:
        return 0
    if s.sort == SYM_NONE:
        s.sort = SYM_FUNC
        s.ref = f
    else:
        t.funcs[s.last & INDEX_MASK].next = f
    s.last = f
    return 1


cdef FuncRef add_func(Tier *t, ScopeRef scope, uint32_t name, uint32_t nparams) noexcept nogil:
    cdef FuncRef f = new_func(t, scope, name, nparams)
    return f if f != 0 and chain_func(t, f) else 0


cdef FuncRef ctx_add_func(CompilationContext *cx, ScopeRef scope, uint32_t name, uint32_t nparams) noexcept nogil:
    return add_func(cx.script, scope, name, nparams)


cdef FuncRef ctx_new_func(CompilationContext *cx, ScopeRef scope, uint32_t name, uint32_t nparams) noexcept nogil:
    return new_func(cx.script, scope, name, nparams)


cdef int ctx_chain_func(CompilationContext *cx, FuncRef f) noexcept nogil:
    return chain_func(cx.script, f)


cdef FieldRef ctx_add_field(CompilationContext *cx, TypeRef owner, uint32_t name) noexcept nogil:
    cdef ScopeRef scope = ctx_member_scope(cx, owner)
    cdef uint32_t f
    if tier_find(cx.script, scope, name, SYM_FIELD) != NULL:
        return 0
    f = tier_new_field(cx.script)
    if not f or not add_symbol(cx.script, scope, name, SYM_FIELD, f):
        return 0
    cx.script.fields[f].name = name
    cx.script.fields[f].owner = owner & REF_MASK
    return f


cdef GlobalRef ctx_add_global(CompilationContext *cx, ScopeRef scope, uint32_t name) noexcept nogil:
    cdef uint32_t g
    if tier_find(cx.script, scope, name, SYM_GLOBAL) != NULL:
        return 0
    g = tier_new_global(cx.script)
    if not g or not add_symbol(cx.script, scope, name, SYM_GLOBAL, g):
        return 0
    cx.script.globals[g].name = name
    cx.script.globals[g].scope = scope
    return g


cdef ScopeRef ctx_member_scope(CompilationContext *cx, TypeRef t) noexcept nogil:
    cdef TypeRec *rec = ctx_type(cx, t)
    cdef uint32_t scope, n
    cdef const char *text
    if rec.members or t & TIER_FFI or not t & INDEX_MASK or rec.sort == TS_INSTANCE:
        return rec.members
    scope = tier_new_scope(cx.script)
    if not scope:
        return 0
    rec.members = scope
    cx.script.scopes[scope].name = rec.name
    cx.script.scopes[scope].parent = rec.scope
    cx.script.scopes[scope].type = t & REF_MASK
    text = ctx_name(cx, rec.name, &n)
    cx.script.scopes[scope].id = id_scope(ctx_scope(cx, rec.scope).id, text, n)
    return scope


cdef uint32_t *ctx_note(CompilationContext *cx, uint32_t space, uint32_t ref) noexcept nogil:
    cdef Symbol *s = tier_put(cx.script, ref & REF_MASK, 0, SYM_NOTE + space)
    return &s.ref if s != NULL else NULL


# ----------------------------------------------------------------------------------------------------- ids

cdef uint64_t func_id(const CompilationContext *cx, FuncRef f) noexcept nogil:
    cdef const FuncRec *func = ctx_func(cx, f)
    cdef const ParamRec *params = ctx_params(cx, f)
    cdef uint32_t i, n
    cdef const char *text = ctx_name(cx, func.name, &n)
    cdef uint64_t id = id_func(ctx_scope(cx, func.scope).id, text, n)
    for i in range(func.nparams):
        if not params[i].variadic:
            id = id_func_param(id, ctx_type(cx, params[i].type).id, params[i].type & ~<uint32_t>REF_MASK, params[i].mode)
    if NAME_opCast <= func.name <= NAME_opImplConv:     # a class has one for each type that it converts to
        id = id_func_param(id, ctx_type(cx, func.ret).id, func.ret & ~<uint32_t>REF_MASK, PM_VALUE)
    return id_func_end(id, func.flags & FF_CONST, f & TIER_FFI)


cdef uint64_t ctx_func_id(const CompilationContext *cx, FuncRef f) noexcept nogil:
    cdef uint64_t id = ctx_func(cx, f).id
    return id if id else func_id(cx, f)


# ------------------------------------------------------------------------------------------------ instances

include "instances.pxi"


# --------------------------------------------------------------------------------------------------- texts

cdef struct Text:
    char *buf
    uint32_t size               # room for this many bytes and a zero
    uint32_t n


cdef void put(Text *out, const char *text, uint32_t n) noexcept nogil:
    if n > out.size - out.n:
        n = out.size - out.n
    memcpy(out.buf + out.n, text, n)
    out.n += n


cdef void puts(Text *out, const char *text) noexcept nogil:
    put(out, text, <uint32_t>strlen(text))


cdef uint32_t finish(Text *out) noexcept nogil:
    out.buf[out.n] = 0
    return out.n


cdef Text text_into(char *buf, uint32_t size) noexcept nogil:
    cdef Text out
    out.buf = buf
    out.size = size - 1 if size else 0
    out.n = 0
    return out


cdef const char *ctx_name(const CompilationContext *cx, uint32_t name, uint32_t *length) noexcept nogil:
    cdef const NameTable *names = cx.ffi.names if cx.script == &no_script else cx.script.names
    return <const char *>names_text(names, name, length)


cdef void put_name(const CompilationContext *cx, Text *out, uint32_t name) noexcept nogil:
    cdef uint32_t n
    cdef const char *text = ctx_name(cx, name, &n)
    put(out, text, n)


cdef void put_scope(const CompilationContext *cx, Text *out, ScopeRef s, int closing) noexcept nogil:
    """A::B of a scope; with `closing` A::B:: and nothing for the global scope."""
    cdef ScopeRef chain[64]     # what is nested deeper shows its innermost parts
    cdef uint32_t n = 0
    while s and ctx_scope(cx, s).parent and n < 64:
        chain[n] = s
        n += 1
        s = ctx_scope(cx, s).parent
    while n:
        n -= 1
        put_name(cx, out, ctx_scope(cx, chain[n]).name)
        if n or closing:
            puts(out, b"::")


cdef void put_type(const CompilationContext *cx, Text *out, TypeRef t, uint32_t depth) noexcept nogil:
    cdef const TypeRec *rec = ctx_type(cx, t)
    cdef uint32_t i
    if out.n == out.size:
        return                      # arguments that are shared would be walked through as often as they are written
    if t & T_CONST:
        puts(out, b"const ")
    if t & REF_MASK == 0:
        puts(out, b"<none>")
    elif depth > MAX_NESTING:
        puts(out, b"...")
    else:
        if rec.scope:
            put_scope(cx, out, rec.scope, 1)
        put_name(cx, out, rec.name)
        if rec.sort == TS_INSTANCE and (t & REF_MASK) != cx.dict_type:
            puts(out, b"<")
            for i in range(rec.nargs):
                if i:
                    puts(out, b", ")
                put_type(cx, out, ctx_targ(cx, t, i), depth + 1)
            puts(out, b">")
    if t & T_HANDLE:
        puts(out, b"@")
        if t & T_CONST_HANDLE:
            puts(out, b" const")


cdef int ctx_takes_own_type(const CompilationContext *cx, TypeRef type, FuncRef f) noexcept nogil:
    cdef const ParamRec *p = ctx_params(cx, f)
    return (ctx_func(cx, f).nparams >= 1 and ctx_func(cx, f).nrequired <= 1 and (p.type & REF_MASK) == type
            and (p.type & T_HANDLE or p.mode == PM_INOUT or (p.mode == PM_IN and p.type & T_CONST)) and p.mode != PM_OUT)


cdef uint64_t ctx_interface_id(const CompilationContext *cx, TypeRef t) noexcept nogil:
    cdef const TypeRec *rec = ctx_type(cx, t)
    cdef const FuncRec *f
    cdef uint64_t id = rec.id
    cdef uint32_t i
    for i in range(rec.offset):
        f = ctx_func(cx, ((rec.node + i) & INDEX_MASK) | TIER_FFI)
        id = id_mix(id_mix(id, f.id), ctx_type(cx, f.ret).id)
    return id | 1


cdef uint32_t ctx_type_text(const CompilationContext *cx, TypeRef t, char *buf, uint32_t size) noexcept nogil:
    cdef Text out = text_into(buf, size)
    if not size:
        return 0
    put_type(cx, &out, t, 0)
    return finish(&out)


cdef uint32_t ctx_scope_text(const CompilationContext *cx, ScopeRef s, char *buf, uint32_t size) noexcept nogil:
    cdef Text out = text_into(buf, size)
    if not size:
        return 0
    put_scope(cx, &out, s, 0)
    return finish(&out)


cdef uint32_t ctx_func_text(CompilationContext *cx, FuncRef f, TypeRef instance, char *buf, uint32_t size) noexcept nogil:
    cdef Text out = text_into(buf, size)
    cdef uint32_t i
    cdef ParamRec param
    if not size:
        return 0
    if f & TIER_FFI or not ctx_func(cx, f).flags & (FF_CONSTRUCTOR | FF_DESTRUCTOR):
        i = T_HANDLE if ctx_func(cx, f).flags & FF_RETURNS_REF and not f & TIER_FFI else 0   # a reference to an object
        put_type(cx, &out, ctx_return_type(cx, f, instance) & ~i, 0)
        puts(&out, b" &" if ctx_func(cx, f).flags & FF_RETURNS_REF else b" ")
    if instance and ctx_func(cx, f).owner:
        put_type(cx, &out, instance & REF_MASK, 0)
        puts(&out, b"::")
    else:
        put_scope(cx, &out, ctx_func(cx, f).scope, 1)
    if ctx_func(cx, f).flags & FF_DESTRUCTOR and not f & TIER_FFI:
        puts(&out, b"~")
    put_name(cx, &out, ctx_func(cx, f).name)
    if ctx_func(cx, f).flags & FF_TEMPLATE:
        for i in range(ctx_type(cx, ctx_func(cx, f).slot | TIER_FFI).nargs):
            puts(&out, b", " if i else b"<")
            put_type(cx, &out, ctx_targ(cx, ctx_func(cx, f).slot | TIER_FFI, i), 0)
        puts(&out, b">")
    puts(&out, b"(")
    for i in range(ctx_func(cx, f).nparams):
        if i:
            puts(&out, b", ")
        param = ctx_params(cx, f)[i]
        put_type(cx, &out, ctx_param_type(cx, f, i, instance), 0)
        if param.mode == PM_IN:
            puts(&out, b" &in")
        elif param.mode == PM_OUT:
            puts(&out, b" &out")
        elif param.mode == PM_INOUT:
            puts(&out, b" &inout")
        if param.variadic:
            puts(&out, b"...")
    puts(&out, b") const" if ctx_func(cx, f).flags & FF_CONST else b")")
    return finish(&out)
