# Instances of templates: part of registry/context.pyx, which says how they are kept.
#
# What it is: finding and making instances, what they derive from, types of members with arguments put in, and functions of
# instances. What it is not: which arguments a script wrote or meant (compiler).
#
# Invariants
# - An instance that is in the cache has been accepted, and so has what it derives from.
# - The base of a template is a class or an instance with the template's own parameters; chains of bases end (builder,
#   sfr_check.pyx), so that what walks along them does. What stands in the arguments of bases need not end:
#   `Own<A, B> : Grid<Own<B, array<A>>@>` names ever more instances. `left` is how many may still be made for one that is
#   wanted, each within the one before; NULL where that begins.


cdef uint64_t instance_id(const CompilationContext *cx, TypeRef template, const TypeRef *args, uint32_t nargs) noexcept nogil:
    cdef uint64_t id = ctx_type(cx, template).id
    cdef uint32_t i, ffi = template & TIER_FFI
    for i in range(nargs):
        id = id_argument(id, ctx_type(cx, args[i]).id, args[i] & ~<uint32_t>REF_MASK)
        ffi &= args[i]
    return id_tier(id, ffi)


cdef TypeRef cached(const CompilationContext *cx, const Tier *t, TypeRef template, const TypeRef *args, uint32_t nargs, uint64_t id) noexcept nogil:
    cdef const Symbol *s = tier_find(t, template, <uint32_t>id, SYM_INSTANCE)
    cdef TypeRef found = s.ref if s != NULL else 0
    cdef const TypeRec *rec
    while found:
        rec = &t.types[found & INDEX_MASK]
        if rec.nargs == nargs and memcmp(&t.targs[rec.args], args, nargs * sizeof(TypeRef)) == 0:
            return found
        found = rec.next
    return 0


cdef int is_key(const TypeRec *rec, TypeRef t) noexcept nogil:
    """Dictionary keys: primitives, enums, strings, handles."""
    return rec.sort == TS_ENUM or rec.sort == TS_STRING or rec.sort == TS_PARAM or (t & T_HANDLE) != 0 or (
        rec.sort == TS_PRIMITIVE and rec.kind != opcodes.K_VOID)


cdef int is_class(const TypeRec *rec) noexcept nogil:
    """Classes and interfaces of scripts and hosts, and what may become one."""
    return rec.sort == TS_CLASS or rec.sort == TS_PARAM or (rec.sort == TS_INTERFACE and not rec.flags & TF_ROOT)


cdef int refused(const CompilationContext *cx, TypeRef template, const TypeRef *args, uint32_t nargs) noexcept nogil:
    """The reason why these arguments make no instance, or INST_OK."""
    cdef const TypeRec *rec = ctx_type(cx, template)
    cdef uint32_t i
    cdef int is_dict = (rec.flags & TF_DICTIONARY) != 0, is_weak = (rec.flags & TF_WEAK) != 0
    cdef int is_host = (rec.flags & TF_HOST) != 0
    cdef uint32_t handles = rec.user
    if rec.sort != TS_TEMPLATE:
        return INST_NOT_TEMPLATE
    if rec.nargs != nargs:
        return INST_ARG_COUNT
    for i in range(nargs):
        rec = ctx_type(cx, args[i])
        if is_dict and i == 0 and not is_key(rec, args[i]):
            return INST_KEY
        if is_dict and i == 1 and (args[i] & REF_MASK) == TIER_FFI | TI_VAR:
            continue
        if rec.depth + 1 >= MAX_TYPE_DEPTH:
            return INST_TOO_DEEP
        if rec.sort == TS_TEMPLATE or rec.sort == TS_NONE or rec.sort == TS_ALIAS:
            return INST_INVALID
        if rec.sort == TS_PRIMITIVE and (rec.kind == opcodes.K_VOID or args[i] & T_HANDLE):
            return INST_INVALID         # void, null, ?, auto; int@
        if rec.sort == TS_VALUE and args[i] & T_HANDLE:
            return INST_INVALID
        if is_weak:
            if not is_class(rec) or args[i] & ~<TypeRef>REF_MASK:
                return INST_WEAK
            if args[i] & TIER_FFI and rec.sort == TS_CLASS and not (rec.offset & HB_WEAK or rec.flags & TF_FIBER):
                return INST_WEAK_HOST
        elif rec.sort == TS_INTERFACE and not args[i] & T_HANDLE:
            return INST_INVALID
        if is_host and i < 32 and handles >> i & 1 and not args[i] & T_HANDLE and rec.sort != TS_PARAM and (
                not rec.flags & TF_REFERENCE or rec.sort == TS_VALUE):
            return INST_HANDLE
    return INST_OK


cdef int valid(CompilationContext *cx, TypeRef template, const TypeRef *args, uint32_t nargs) noexcept nogil:
    """What the host says about arguments; those that are parameters themselves are nothing to ask about."""
    cdef const TypeRec *rec = ctx_type(cx, template)
    cdef uint32_t i
    if not rec.flags & TF_HOST or rec.offset == 0 or cx.ffi.validate == NULL or not template & TIER_FFI:
        return 1
    for i in range(nargs):
        if ctx_type(cx, args[i]).flags & TF_GENERIC:
            return 1
    return cx.ffi.validate(cx.ffi.owner, cx, template, args, nargs, cx.refusal, REFUSAL_SIZE)


cdef TypeRef add_instance(Tier *t, CompilationContext *cx, TypeRef template, const TypeRef *args, uint32_t nargs, uint64_t id) noexcept nogil:
    cdef Symbol *s = tier_put(t, template, <uint32_t>id, SYM_INSTANCE)
    cdef uint32_t first = tier_new_targs(t, nargs)
    cdef uint32_t i, index = tier_new_type(t)
    cdef TypeRec *rec
    cdef const TypeRec *base = ctx_type(cx, template)
    cdef const TypeRec *arg
    if t.failed:
        return 0
    rec = &t.types[index]
    rec.sort = TS_INSTANCE
    rec.kind = base.kind
    rec.flags = base.flags | TF_RESOLVED
    rec.name = base.name
    rec.scope = base.scope
    rec.members = base.members
    rec.base = template
    rec.args = first
    rec.nargs = nargs
    rec.id = id
    for i in range(nargs):
        arg = ctx_type(cx, args[i])
        t.targs[first + i] = args[i]
        rec.flags |= arg.flags & TF_GENERIC
        if arg.depth + 1 > rec.depth:
            rec.depth = arg.depth + 1
    rec.next = s.ref
    s.sort = SYM_INSTANCE
    s.ref = index | t.is_ffi
    return s.ref


cdef TypeRef base_of(CompilationContext *cx, TypeRef instance, int *error, uint32_t *left) noexcept nogil:
    """What an instance of a template of the host derives from: the base of the template, with the arguments put in."""
    cdef TypeRef[MAX_TEMPLATE_ARGS] args
    cdef TypeRef base = ctx_type(cx, ctx_type(cx, instance).base).base & REF_MASK
    cdef const TypeRec *rec = ctx_type(cx, base)
    cdef TypeRef template = rec.base
    cdef uint32_t i, nargs = rec.nargs
    error[0] = INST_OK
    if not base or rec.sort != TS_INSTANCE or not rec.flags & TF_GENERIC or nargs > MAX_TEMPLATE_ARGS:
        return base
    for i in range(nargs):
        args[i] = substitute(cx, ctx_targ(cx, base, i), instance, 0, left)
        if args[i] == TIER_FFI | TI_ERROR:
            error[0] = INST_BASE
            return 0
    return instance_of(cx, template, args, nargs, error, left)


cdef int has_base(CompilationContext *cx, TypeRef instance, int *error, uint32_t *left) noexcept nogil:
    """Is there what a new instance would derive from? The builder asks about specialisations when it knows them all."""
    cdef TypeRef base = base_of(cx, instance, error, left)
    if base and cx.script != &no_script and ctx_specialized(cx, base):
        error[0] = INST_SPECIAL_BASE
        return 0
    return base != 0


cdef int ctx_specialized(const CompilationContext *cx, TypeRef t) noexcept nogil:
    cdef const TypeRec *rec = ctx_type(cx, t)
    return rec.sort == TS_INSTANCE and rec.members != ctx_type(cx, rec.base).members


cdef TypeRef ctx_base(CompilationContext *cx, TypeRef t) noexcept nogil:
    cdef const TypeRec *rec = ctx_type(cx, t)
    cdef int error
    if rec.sort == TS_CLASS:
        return rec.base & REF_MASK
    return base_of(cx, t, &error, NULL) if rec.sort == TS_INSTANCE and rec.flags & TF_HOST else 0


cdef void forget_instance(Tier *t, TypeRef template, uint64_t id, TypeRef instance) noexcept nogil:
    """Let there be no instance that was added last after all."""
    cdef Symbol *s = tier_find(t, template, <uint32_t>id, SYM_INSTANCE)
    if s != NULL and s.ref == instance:
        s.ref = t.types[instance & INDEX_MASK].next


cdef TypeRef instance_of(
    CompilationContext *cx, TypeRef template, const TypeRef *args, uint32_t nargs, int *error, uint32_t *left
) noexcept nogil:
    cdef uint32_t all = MAX_FOR_BASES
    cdef uint64_t id
    cdef TypeRef found
    cdef Tier *tier
    template &= REF_MASK
    error[0] = refused(cx, template, args, nargs)
    if error[0] != INST_OK:
        return 0
    id = instance_id(cx, template, args, nargs)
    if id_is_ffi(id):
        found = cached(cx, cx.ffi, template, args, nargs, id)
        if found:
            return found
    found = cached(cx, cx.script, template, args, nargs, id)
    if not found and not valid(cx, template, args, nargs):
        error[0] = INST_REFUSED
        return 0
    left = &all if left == NULL else left
    # Without a script tier the builder is at work, and the FFI tier is still open; or somebody looks at a sealed one.
    tier = cx.ffi if cx.script == &no_script else cx.script
    if not found and (left[0] == 0 or tier.by_id != NULL):
        error[0] = INST_TOO_DEEP if left[0] == 0 else INST_INVALID
    elif not found:
        left[0] -= 1
        found = add_instance(tier, cx, template, args, nargs, id)
        if not found:
            error[0] = INST_MEMORY
        elif ctx_type(cx, template).base and not has_base(cx, found, error, left):
            forget_instance(tier, template, id, found)
            return 0
    return found


cdef TypeRef ctx_instance(CompilationContext *cx, TypeRef template, const TypeRef *args, uint32_t nargs, int *error) noexcept nogil:
    return instance_of(cx, template, args, nargs, error, NULL)


cdef TypeRef ctx_array_of(CompilationContext *cx, TypeRef elem, int *error) noexcept nogil:
    return ctx_instance(cx, cx.array_template, &elem, 1, error)


cdef const char *ctx_inst_message(const CompilationContext *cx, int error) noexcept nogil:
    if error == INST_REFUSED:
        return cx.refusal
    return <const char *>(
        b"is not a template" if error == INST_NOT_TEMPLATE else
        b"has another number of type arguments" if error == INST_ARG_COUNT else
        b"types are nested too deeply" if error == INST_TOO_DEEP else
        b"cannot be instantiated with this type" if error == INST_INVALID else
        b"Dictionary key must be hashable (primitive, string, or handle)" if error == INST_KEY else
        b"a weak reference refers to a class or interface, named without const and @" if error == INST_WEAK else
        b"there is no such type as its base" if error == INST_BASE else
        b"its base is a specialisation, so it has to be one, too" if error == INST_SPECIAL_BASE else
        b"it holds handles, and there are none to this type" if error == INST_HANDLE else
        b"there are no weak references to objects of this type: the host has not registered get_weakref_flag for it"
        if error == INST_WEAK_HOST else b"out of memory" if error == INST_MEMORY else b"")


cdef TypeRef put_argument(TypeRef t, TypeRef arg, int handle_const) noexcept nogil:
    """A use of a template parameter (`const T`, `T@`) with the argument put in its place."""
    if t & T_HANDLE:
        arg |= T_HANDLE | (t & (T_CONST | T_CONST_HANDLE))
    elif t & T_CONST:
        # Of a handle the handle itself is const, as if T were a name for it.
        arg |= T_CONST if not arg & T_HANDLE else T_CONST_HANDLE | (T_CONST if handle_const else 0)
    return arg


cdef TypeRef substitute(CompilationContext *cx, TypeRef t, TypeRef instance, int handle_const, uint32_t *left) noexcept nogil:
    cdef TypeRef[MAX_TEMPLATE_ARGS] args
    cdef const TypeRec *rec = ctx_type(cx, t)
    cdef TypeRef base, found
    cdef uint32_t i, nargs
    cdef int error = INST_OK
    if not rec.flags & TF_GENERIC:
        return t
    if rec.sort == TS_PARAM:
        base = ctx_type(cx, instance).base
        nargs = ctx_type(cx, instance).nargs
        for i in range(nargs):
            if (ctx_targ(cx, base, i) ^ t) & REF_MASK == 0:
                return put_argument(t, ctx_targ(cx, instance, i), handle_const)
        return t
    if rec.sort == TS_FUNCDEF:
        found = child_funcdef(cx, t & REF_MASK, instance)
        return found | (t & ~<uint32_t>REF_MASK) if found else TIER_FFI | TI_ERROR
    if rec.sort != TS_INSTANCE or rec.nargs > MAX_TEMPLATE_ARGS:
        return t
    base = rec.base
    nargs = rec.nargs
    for i in range(nargs):
        args[i] = substitute(cx, ctx_targ(cx, t, i), instance, 0, left)
        if args[i] == TIER_FFI | TI_ERROR:
            return TIER_FFI | TI_ERROR
    found = instance_of(cx, base, args, nargs, &error, left)
    return found | (t & ~<uint32_t>REF_MASK) if found else TIER_FFI | TI_ERROR


cdef TypeRef put_arguments(CompilationContext *cx, TypeRef t, TypeRef owner, int handle_const) noexcept nogil:
    """A type in a member with the arguments put in of the instance that its owner is or, being a class, derives from."""
    cdef uint32_t steps = 0
    if not owner or not ctx_type(cx, t).flags & TF_GENERIC:
        return t
    while owner & TIER_FFI and ctx_type(cx, owner).sort == TS_CLASS and ctx_type(cx, owner).base and steps < 256:
        owner = ctx_type(cx, owner).base
        steps += 1
    return substitute(cx, t, owner, handle_const, NULL) if ctx_type(cx, owner).sort == TS_INSTANCE else t


cdef TypeRef ctx_substitute(CompilationContext *cx, TypeRef t, TypeRef instance) noexcept nogil:
    return put_arguments(cx, t, instance, 0)


cdef TypeRef ctx_param_type(CompilationContext *cx, FuncRef f, uint32_t i, TypeRef instance) noexcept nogil:
    return put_arguments(cx, ctx_params(cx, f)[i].type, instance, ctx_params(cx, f)[i].handle_const)


cdef TypeRef ctx_return_type(CompilationContext *cx, FuncRef f, TypeRef instance) noexcept nogil:
    cdef TypeRef t = ctx_func(cx, f).ret
    return ctx_substitute(cx, t, instance)


# ------------------------------------------------------------------------------------- functions of instances

cdef FuncRef concrete(CompilationContext *cx, FuncRef f, TypeRef owner, TypeRef instance) noexcept nogil:
    """A function with the arguments of two instances put in: of the type that it belongs to, and its own."""
    cdef uint32_t n = ctx_func(cx, f).nparams, i, params
    cdef FuncRef made = new_func(cx.script, ctx_func(cx, f).scope, ctx_func(cx, f).name, n)
    cdef FuncRec *rec
    cdef ParamRec param
    cdef TypeRef t
    if not made:
        return 0
    params = cx.script.funcs[made].params
    cx.script.funcs[made] = ctx_func(cx, f)[0]
    rec = &cx.script.funcs[made]
    rec.params = params
    rec.owner = owner
    rec.next = 0
    rec.slot = 0
    rec.flags &= ~<uint32_t>FF_TEMPLATE
    for i in range(n):
        param = ctx_params(cx, f)[i]
        param.type = put_in(cx, param.type, owner, instance, param.handle_const)
        cx.script.params[params + i] = param
        if param.type == TIER_FFI | TI_ERROR:
            return 0
    t = put_in(cx, ctx_func(cx, f).ret, owner, instance, 0)
    cx.script.funcs[made].ret = t
    return made if t != TIER_FFI | TI_ERROR and not cx.script.failed else 0


cdef TypeRef put_in(CompilationContext *cx, TypeRef t, TypeRef owner, TypeRef instance, int handle_const) noexcept nogil:
    return substitute(cx, put_arguments(cx, t, owner, handle_const), instance, handle_const, NULL)


cdef TypeRef child_funcdef(CompilationContext *cx, TypeRef t, TypeRef instance) noexcept nogil:
    """The type of functions that a type of functions within a template is in an instance."""
    cdef Symbol *s
    cdef ScopeRef members
    cdef FuncRef f
    cdef uint32_t made, steps = 0
    if cx.script == &no_script:
        return t
    while (ctx_scope(cx, ctx_type(cx, t).scope).type ^ ctx_type(cx, instance).base) & REF_MASK:
        instance = ctx_base(cx, instance)       # that of the template that it is declared in
        steps += 1
        if not instance or ctx_type(cx, instance).sort != TS_INSTANCE or steps == 256:
            return t
    s = tier_put(cx.script, t, instance & REF_MASK, SYM_INSTANCE)
    if s == NULL or s.sort != SYM_NONE:
        return s.ref if s != NULL else 0
    made = tier_new_type(cx.script)
    if not made:
        return 0
    s.sort = SYM_INSTANCE
    s.ref = made
    cx.script.types[made].sort = TS_FUNCDEF
    cx.script.types[made].kind = <uint8_t>opcodes.K_OBJ
    cx.script.types[made].flags = TF_REFERENCE | TF_RESOLVED
    cx.script.types[made].name = ctx_type(cx, t).name
    cx.script.types[made].scope = ctx_type(cx, t).scope
    cx.script.types[made].id = id_argument(ctx_type(cx, t).id, ctx_type(cx, instance).id, 0)
    members = ctx_member_scope(cx, made)
    f = ctx_find_ffi_func(cx, ctx_type(cx, t).members, NAME_opCall)
    f = concrete(cx, f, made, instance) if f and members else 0
    if not f or not add_symbol(cx.script, members, NAME_opCall, SYM_FUNC, f):
        return 0
    cx.script.funcs[f].name = cx.script.types[made].name
    cx.script.funcs[f].scope = cx.script.types[made].scope
    cx.script.funcs[f].flags |= FF_ABSTRACT | FF_AUTO
    cx.script.funcs[f].impl = NO_FUNC
    return made


cdef FuncRef ctx_constructors(CompilationContext *cx, TypeRef instance, int list) noexcept nogil:
    cdef uint32_t *note = ctx_note(cx, NOTE_LISTS if list else NOTE_CONSTRUCTORS, instance)
    cdef const TypeRec *rec = ctx_type(cx, instance)
    cdef FuncRef f, made, first = 0, last = 0
    if note == NULL or note[0]:
        return note[0] if note != NULL else 0
    f = ctx_type(cx, rec.base).node if list else ctx_find_ffi_func(cx, rec.members, rec.name)
    f |= TIER_FFI if f else 0
    while f:
        made = concrete(cx, f, instance & REF_MASK, instance)
        if made and last:
            cx.script.funcs[last].next = made
        first = first if first else made
        last = made if made else last
        f = 0 if list else ctx_func(cx, f).next
    note = ctx_note(cx, NOTE_LISTS if list else NOTE_CONSTRUCTORS, instance)
    if note != NULL:
        note[0] = first
    return first


cdef FuncRef ctx_function_instance(
    CompilationContext *cx, FuncRef f, TypeRef owner, const TypeRef *args, uint32_t nargs, int *error
) noexcept nogil:
    cdef TypeRef instance = ctx_instance(cx, ctx_func(cx, f).slot | TIER_FFI, args, nargs, error)
    cdef uint32_t *note
    cdef FuncRef made
    if not instance:
        return 0
    if ctx_func(cx, f).owner == 0:
        owner = 0
    note = ctx_note(cx, NOTE_FUNCTIONS, instance)
    made = note[0] if note != NULL else 0
    while made and cx.script.funcs[made].owner != owner & REF_MASK:
        made = cx.script.funcs[made].slot
    if made:
        return made
    made = concrete(cx, f, owner & REF_MASK, instance)
    note = ctx_note(cx, NOTE_FUNCTIONS, instance)
    if not made or note == NULL:
        error[0] = INST_INVALID
        return 0
    cx.script.funcs[made].slot = note[0]
    note[0] = made
    return made
