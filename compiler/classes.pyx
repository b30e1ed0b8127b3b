# cython: language_level=3, boundscheck=False, wraparound=False, cdivision=True, initializedcheck=False
"""Script classes and interfaces: bases, members, what replaces what, interfaces, virtual tables.

What it is: the declaration of classes, in steps over all of them: names; bases (in any order of declaration, cycles
found, bases before what derives from them from here on); fields and methods; the methods that interfaces ask for;
vtable slots.
What it is not: code (`construct` generates constructors and the like, `stmt` bodies) or the program's rows
(`class_rows`).

Invariants
- The members of a class are found from those of a derived one: ScopeRec.base is followed by every lookup. Where both
  declare functions of one name, the derived class's chain goes on with the base's, without what it replaces (as
  FF_ALIAS entries where the rest of the chain cannot be shared).
- Only methods that some class replaces have vtable slots (FF_OVERRIDDEN); an override has that of what it replaces.
"""
from libc.stdint cimport uint8_t, uint16_t, uint32_t
from libc.string cimport memset

from seraphscript.compiler.declare cimport declare_func, same_overload, same_signature
from seraphscript.compiler.emit cimport grow
from seraphscript.compiler.error_codes cimport (
    E_BASE, E_CONSTRUCTOR, E_DUPLICATE, E_MISSING_METHOD, E_OVERRIDE, E_TOO_DEEP, E_TOO_LARGE, E_TOO_MANY, E_TYPE,
)
from seraphscript.compiler.hostiface cimport host_interface, is_host_interface
from seraphscript.compiler.gen cimport (
    CI_ABSTRACT, CI_BROKEN, CI_CONTAINED, CI_CYCLE_BUSY, CI_DERIVED, CI_FINAL, CI_HAS_DTOR, CI_INTERFACE, CI_NO_ASSIGN,
    CI_NO_COPY, CI_NO_DEFAULT, CI_OWN_ASSIGN, CI_OWN_COPY, CI_OWN_CTOR, CS_BUSY, CS_COMPLETE, ClassInfo, Gen,
)
from seraphscript.compiler.hints cimport hint_const_method, override_error
from seraphscript.compiler.mixin cimport (
    func_inclusion, mixin_bases, mixin_include, mixin_members, mixin_of_node, mixins_check,
)
from seraphscript.compiler.nodes cimport *
from seraphscript.compiler.shared cimport SHARED_CLASS, SHARED_INTERFACE, shared_add
from seraphscript.compiler.tables cimport class_row_new
from seraphscript.compiler.types cimport gen_error, gen_error_token, not_supported, type_of_node
from seraphscript.compiler.values cimport is_value_type, value_class, value_ready, values_declare
from seraphscript.compiler.workspace cimport token_start
from seraphscript.registry.context cimport (
    ctx_add_field, ctx_add_type, ctx_chain_func, ctx_field, ctx_find, ctx_find_func, ctx_func, ctx_member_scope, ctx_new_func, ctx_own,
    ctx_params, ctx_scope, ctx_takes_own_type, ctx_type,
)
from seraphscript.registry.name_ids cimport NAME_opAssign
from seraphscript.registry.tier cimport (
    FF_ABSTRACT, FF_ALIAS, FF_CONSTRUCTOR, FF_DESTRUCTOR, FF_FINAL, FF_OVERRIDDEN, FF_OVERRIDE, FF_PRIVATE,
    FF_PROPERTY, FF_PROTECTED, FF_RETURNS_REF, FF_VIRTUAL, PM_IN, PM_INOUT, PM_OUT, REF_MASK, SYM_FIELD, SYM_FUNC,
    TF_ABSTRACT, TF_FINAL, TF_REFERENCE, TF_RESOLVED, TF_SHARED, TIER_FFI, TI_AUTO, TI_ERROR, TI_VAR, TS_CLASS, TS_INTERFACE, T_CONST,
    T_HANDLE, FieldRec, FieldRef, FuncRec, FuncRef, ParamRec, ScopeRef, Symbol, TypeRef, tier_put,
)
from seraphscript.vm.layout cimport FD_CONST, FD_HANDLE, FD_PRIVATE, FD_PROTECTED, MAX_BASES, MAX_FIELDS
from seraphscript.vm.opcodes cimport K_OBJ

cdef enum:
    MAX_IFACES = 255            # of a class, inherited ones counted
    MAX_CHAIN = 2000            # overloads of one name, inherited ones included
    MAX_CONTAINED = 200         # objects that contain one another by value
    MAX_ROWS = 1 << 22          # of all vtables or lists of interfaces together


# ------------------------------------------------------------------------------------------------- facts

cdef ClassInfo *class_info(Gen *g, TypeRef t) noexcept nogil:
    cdef uint32_t row = ctx_type(g.cx, t).cls
    cdef ClassInfo *c = NULL
    if t & TIER_FFI:
        if is_value_type(g, t):
            c = value_class(g, t)
        elif is_host_interface(g, t):
            c = host_interface(g, t)
        if c != NULL:
            return c
    return &g.classes[row if row < g.nclasses else 0]


cdef FieldRec *class_field(Gen *g, TypeRef t, uint32_t name) noexcept nogil:
    cdef ScopeRef members = ctx_type(g.cx, t).members
    cdef FieldRef f
    value_ready(g, t)
    f = ctx_find(g.cx, members, name, SYM_FIELD) if members != 0 else 0
    return ctx_field(g.cx, f) if f != 0 else NULL


cdef int implements(Gen *g, const ClassInfo *c, TypeRef iface) noexcept nogil:
    cdef uint32_t i
    for i in range(c.impls, c.impls + c.nimpls):
        if g.iface_refs[i] == iface:
            return 1
    return 0


cdef int class_is(Gen *g, TypeRef t, TypeRef base) noexcept nogil:
    t &= REF_MASK
    base &= REF_MASK
    if t == base:
        return 1
    if ctx_type(g.cx, base).sort == TS_INTERFACE:
        return implements(g, class_info(g, t), base)
    while t != 0:
        t = ctx_type(g.cx, t).base & REF_MASK if ctx_type(g.cx, t).sort == TS_CLASS else 0
        if t == base:
            return t != 0
    return 0


cdef int may_access(Gen *g, TypeRef owner, int private_, int protected) noexcept nogil:
    if private_:
        return (owner & REF_MASK) == (g.fs.owner & REF_MASK)
    return not protected or (g.fs.owner != 0 and class_is(g, g.fs.owner, owner))


cdef int may_call(Gen *g, FuncRef f) noexcept nogil:
    cdef uint32_t flags = ctx_func(g.cx, f).flags
    if not flags & (FF_PRIVATE | FF_PROTECTED):
        return 1
    return may_access(g, ctx_func(g.cx, f).owner, (flags & FF_PRIVATE) != 0, (flags & FF_PROTECTED) != 0)


cdef inline int is_own(Gen *g, const ClassInfo *c, FuncRef f) noexcept nogil:
    """Is a function out of the range of a class one that the class declares?"""
    return not ctx_func(g.cx, f).flags & FF_ALIAS and ctx_func(g.cx, f).owner == c.type


cdef uint32_t class_row(Gen *g, TypeRef t) noexcept nogil:
    return class_info(g, t).row


cdef FuncRef method_itself(Gen *g, FuncRef f) noexcept nogil:
    return ctx_func(g.cx, f).decl if ctx_func(g.cx, f).flags & FF_ALIAS else f


cdef uint32_t method_slot(Gen *g, TypeRef object, FuncRef f) noexcept nogil:
    cdef const ClassInfo *c = class_info(g, object)
    cdef uint32_t i
    f = method_itself(g, f)
    if c.flags & CI_INTERFACE and ctx_func(g.cx, f).owner != c.type:
        for i in range(c.nvt):              # inherited: numbers differ from those in its own interface
            if g.vtable_refs[c.vt + i] == f:
                return i
    return ctx_func(g.cx, f).slot


# ------------------------------------------------------------------------------------------------- names

cdef void class_name(Gen *g, uint32_t node, ScopeRef scope) noexcept nogil:
    cdef int is_interface = node_kind(g.w, node) == NK_Interface
    cdef uint32_t name = Interface_name(g.w, node) if is_interface else Class_name(g.w, node)
    cdef uint32_t bits = node_flags(g.w, node)
    cdef TypeRef t = ctx_add_type(g.cx, scope, name, TS_INTERFACE if is_interface else TS_CLASS, K_OBJ)
    cdef ClassInfo *c
    if t == 0 or ctx_member_scope(g.cx, t) == 0 or not grow(
            g, <void**>&g.classes, &g.cap_classes, g.nclasses, sizeof(ClassInfo)):
        g.failed = 1
        return
    if bits & NF_SHARED:
        shared_add(g, node, <uint32_t>(SHARED_INTERFACE if is_interface else SHARED_CLASS), scope, t)
    ctx_type(g.cx, t).flags = <uint16_t>((TF_SHARED if bits & NF_SHARED else 0) | TF_REFERENCE | TF_RESOLVED | (TF_ABSTRACT if bits & NF_ABSTRACT else 0)
                                         | (TF_FINAL if bits & NF_FINAL else 0))
    ctx_type(g.cx, t).node = node
    ctx_type(g.cx, t).offset = token_start(g.w, node_token(g.w, node))
    ctx_type(g.cx, t).cls = g.nclasses
    c = &g.classes[g.nclasses]
    g.nclasses += 1
    memset(c, 0, sizeof(ClassInfo))
    c.type = t
    c.node = node
    c.flags = CI_INTERFACE if is_interface else 0
    if bits & NF_ABSTRACT or is_interface:
        c.flags |= CI_ABSTRACT
    if bits & NF_FINAL:
        c.flags |= CI_FINAL
    elif bits & NF_SHARED:
        c.flags |= CI_DERIVED               # perhaps, in another program


# ------------------------------------------------------------------------------------------------- bases

cdef int iface_add(Gen *g, ClassInfo *c, TypeRef iface) noexcept nogil:
    """Append to the interfaces of the class in progress, whose range is the last one; 0 if there are too many."""
    if iface == c.type or implements(g, c, iface):
        return 1
    if c.nimpls == MAX_IFACES or g.niface_refs >= MAX_ROWS:
        gen_error_token(g, E_TOO_MANY, node_token(g.w, c.node), "too many interfaces: at most %d", <int>MAX_IFACES)
        return 0
    if not grow(g, <void**>&g.iface_refs, &g.cap_iface_refs, g.niface_refs, sizeof(TypeRef)):
        return 0
    g.iface_refs[g.niface_refs] = iface
    g.niface_refs += 1
    c.nimpls += 1
    return 1


cdef uint32_t base_list(Gen *g, const ClassInfo *c) noexcept nogil:
    cdef uint32_t head = Interface_head(g.w, c.node) if c.flags & CI_INTERFACE else Class_head(g.w, c.node)
    return ClassHead_bases(g.w, head) if head != 0 else 0


cdef int check_base(Gen *g, const ClassInfo *c, TypeRef base, uint32_t node) noexcept nogil:
    """Can the class derive from this type? Else a diagnostic."""
    cdef const ClassInfo *b = class_info(g, base)
    if b.type == 0:
        if (base & REF_MASK) != (TIER_FFI | TI_ERROR):
            gen_error(g, E_BASE, node, "'%T' is no class or interface of the script", base)
        return 0
    if base & T_HANDLE or base & T_CONST:
        gen_error(g, E_BASE, node, "'%T' is not the name of a class or interface", base)
        return 0
    if c.flags & CI_INTERFACE and not b.flags & CI_INTERFACE:
        gen_error(g, E_BASE, node, "an interface cannot extend the class '%T'", base)
        return 0
    if b.flags & CI_FINAL:
        gen_error(g, E_BASE, node, "'%T' is final: no class can derive from it", base)
        return 0
    if b.state == CS_BUSY:
        if b == c:
            gen_error(g, E_BASE, node, "'%T' cannot derive from itself", base)
        else:
            gen_error(g, E_BASE, node, "'%T' derives from itself, through '%T'", base, c.type)
        return 0
    return 1


cdef uint32_t collect_bases(Gen *g, uint32_t row, uint32_t node, TypeRef from_, TypeRef *bases, uint32_t n,
                            uint32_t height) noexcept nogil:
    """Append the types of a list behind the name of from_ to the n bases of a class, when their own bases are complete:
    from_ is the class itself or a mixin that it includes. How many there are then."""
    cdef ClassInfo *c = &g.classes[row]
    cdef ClassInfo *b
    cdef TypeRef base
    cdef ScopeRef scope = ctx_type(g.cx, from_).scope
    while node != 0 and not g.failed:
        if n == MAX_IFACES:
            gen_error(g, E_TOO_MANY, node, "too many interfaces: at most %d", <int>MAX_IFACES)
            break
        base = mixin_of_node(g, node, scope)
        if base != 0 and not c.flags & CI_INTERFACE:
            if from_ == c.type:
                mixin_include(g, row, base, node)
                n = collect_bases(g, row, mixin_bases(g, base), base, bases, n, height)
            node = node_next(g.w, node)
            continue
        base = type_of_node(g, node, scope)
        if from_ != c.type and not class_info(g, base).flags & CI_INTERFACE:
            pass                            # reported with the mixin
        elif check_base(g, c, base, node):
            if height < MAX_BASES and not base & TIER_FFI:
                resolve_bases(g, ctx_type(g.cx, base).cls, height + 1)
                g.in_shared = ctx_type(g.cx, c.type).flags & TF_SHARED
            b = class_info(g, base)
            g.classes[row].flags |= b.flags & CI_BROKEN
            if b.state != CS_COMPLETE or b.depth + 1 >= MAX_BASES:
                gen_error(g, E_TOO_DEEP, node, "more than %d bases above one another", <int>MAX_BASES)
                g.classes[row].flags |= CI_BROKEN
            else:
                bases[n] = base
                n += 1
        else:
            g.classes[row].flags |= CI_BROKEN
        node = node_next(g.w, node)
    return n


cdef void resolve_bases(Gen *g, uint32_t row, uint32_t height) noexcept nogil:
    """The base class, the interfaces and the mixins of a class, after those of its bases."""
    cdef ClassInfo *c = &g.classes[row]
    cdef ClassInfo *b
    cdef uint32_t i, k, n
    cdef TypeRef bases[MAX_IFACES]
    if c.state != 0:
        return
    c.state = CS_BUSY
    g.in_shared = ctx_type(g.cx, c.type).flags & TF_SHARED
    n = collect_bases(g, row, base_list(g, c), c.type, bases, 0, height)
    c.impls = g.niface_refs
    for k in range(n):
        b = class_info(g, bases[k])
        if not b.flags & CI_INTERFACE:
            if c.base != 0:
                gen_error_token(g, E_BASE, node_token(g.w, c.node),
                                "a class cannot have two base classes: '%T' and '%T'", c.base, bases[k])
                continue
            c.base = b.type
            b.flags |= CI_DERIVED
            ctx_type(g.cx, c.type).base = b.type
            c.depth = b.depth + 1
        elif c.flags & CI_INTERFACE and c.depth <= b.depth:
            c.depth = b.depth + 1
        if not b.flags & CI_INTERFACE or (c.flags & CI_INTERFACE and n == 1 and not b.type & TIER_FFI):
            ctx_scope(g.cx, ctx_type(g.cx, c.type).members).base = ctx_type(g.cx, b.type).members
        for i in range(b.nimpls):
            if not iface_add(g, c, g.iface_refs[b.impls + i]):
                break
        if b.flags & CI_INTERFACE:
            iface_add(g, c, b.type)
    c.state = CS_COMPLETE
    if not grow(g, <void**>&g.class_order, &g.cap_order, g.norder, sizeof(uint32_t)):
        return
    g.class_order[g.norder] = row
    g.norder += 1


# ------------------------------------------------------------------------------------------------- fields

cdef int contains(Gen *g, ClassInfo *c, uint32_t height) noexcept nogil:
    cdef uint32_t i
    cdef int found
    cdef TypeRef t
    cdef ClassInfo *inner
    if c.flags & CI_CYCLE_BUSY:
        return 1
    if height > MAX_CONTAINED:
        return 2
    if c.flags & CI_CONTAINED:
        return 0
    c.flags |= CI_CYCLE_BUSY
    for i in range(c.nfields + 1):
        t = g.cx.script.fields[c.first_field + i].type if i < c.nfields else c.base
        inner = class_info(g, t)
        if t & T_HANDLE or inner.type == 0:
            continue
        found = contains(g, inner, height + 1)
        if found:
            if i < c.nfields and found == 1:
                gen_error_token(g, E_TYPE, node_token(g.w, g.cx.script.fields[c.first_field + i].node),
                                "an object of '%T' would contain itself: make this a handle", c.type)
            elif i < c.nfields and height == 0:
                gen_error_token(g, E_TOO_DEEP, node_token(g.w, g.cx.script.fields[c.first_field + i].node),
                                "more than %d objects contain one another here", <int>MAX_CONTAINED)
            c.flags &= ~<uint32_t>CI_CYCLE_BUSY
            c.flags |= CI_CONTAINED
            return found
    c.flags &= ~<uint32_t>CI_CYCLE_BUSY
    c.flags |= CI_CONTAINED
    return 0


cdef void declare_fields(Gen *g, ClassInfo *c, uint32_t node, ScopeRef members, uint32_t inclusion) noexcept nogil:
    cdef TypeRef t = type_of_node(g, VarDecl_type(g.w, node), g.inclusions[inclusion].scope if inclusion else members)
    cdef uint32_t var = VarDecl_vars(g.w, node), name, bits = node_flags(g.w, node)
    cdef FieldRef f
    cdef FieldRec *rec
    if (t & REF_MASK) == TIER_FFI or (t & REF_MASK) == (TIER_FFI | TI_VAR) or (t & REF_MASK) == (TIER_FFI | TI_AUTO):
        gen_error(g, E_TYPE, VarDecl_type(g.w, node), "a member cannot be of type '%T'", t)
        t = TIER_FFI | TI_ERROR
    elif not t & T_HANDLE and class_info(g, t).flags & CI_ABSTRACT:
        gen_error(g, E_TYPE, VarDecl_type(g.w, node), "'%T' is %s: a member can only be a handle to it", t,
                  <const char*>"an interface" if class_info(g, t).flags & CI_INTERFACE else <const char*>"abstract")
        t = TIER_FFI | TI_ERROR
    while var != 0 and not g.failed:
        name = Var_name(g.w, var)
        if c.total_fields >= MAX_FIELDS:
            gen_error_token(g, E_TOO_MANY, node_token(g.w, var),
                            "too many members: at most %d, inherited ones included", <int>MAX_FIELDS)
            return
        f = ctx_find(g.cx, members, name, SYM_FIELD)
        if f != 0 and inclusion != 0 and (ctx_field(g.cx, f).owner != c.type or ctx_field(g.cx, f).inclusion != inclusion):
            pass                            # the class has one of this name
        elif f != 0 or ctx_find_func(g.cx, members, name) != 0:
            gen_error_token(g, E_DUPLICATE, node_token(g.w, var), "'%T' already has a member '%N'", c.type, name)
        else:
            f = ctx_add_field(g.cx, c.type, name)
            if f == 0:
                g.failed = 1
                return
            rec = ctx_field(g.cx, f)
            rec.type = t if ctx_type(g.cx, t).flags & TF_REFERENCE else t & ~<uint32_t>T_CONST
            rec.flags = ((FD_HANDLE if t & T_HANDLE else 0) | (FD_CONST if t & T_CONST and not t & T_HANDLE else 0)
                         | (FD_PRIVATE if bits & NF_PRIVATE else 0) | (FD_PROTECTED if bits & NF_PROTECTED else 0))
            rec.index = c.total_fields
            rec.node = var
            rec.decl_node = node
            rec.inclusion = inclusion
            rec.offset = token_start(g.w, node_token(g.w, var))
            c.nfields += 1
            c.total_fields += 1
        var = node_next(g.w, var)


# ------------------------------------------------------------------------------------------------ methods

cdef void drop_last(Gen *g, FuncRef f) noexcept nogil:
    """Take back the row of a function that was declared only to say that it does not exist."""
    ctx_func(g.cx, f).node = 0
    g.nfuncs -= 1


cdef void declare_constructor(Gen *g, ClassInfo *c, uint32_t node, ScopeRef members) noexcept nogil:
    cdef FuncRef f = declare_func(g, node, members, c.type, 0), last
    cdef uint32_t n = 0
    if f == 0:
        return
    if ctx_takes_own_type(g.cx, c.type, f):
        c.flags |= CI_OWN_COPY
    if node_flags(g.w, node) & NF_DELETED:
        if ctx_func(g.cx, f).nparams == 0:
            c.flags |= CI_NO_DEFAULT | CI_OWN_CTOR
        elif c.flags & CI_OWN_COPY:
            c.flags |= CI_NO_COPY
        else:
            gen_error(g, E_CONSTRUCTOR, node, "only the constructors that the compiler would generate can be deleted")
        drop_last(g, f)
        return
    c.flags |= CI_OWN_CTOR
    if c.ctors == 0:
        c.ctors = f
    elif same_overload(g, c.ctors, f, node) != 0:
        gen_error_token(g, E_DUPLICATE, node_token(g.w, node), "'%T' already has a constructor with these parameters",
                        c.type)
        return
    else:
        last = c.ctors
        while ctx_func(g.cx, last).next != 0:
            last = ctx_func(g.cx, last).next
            n += 1
            if n == MAX_CHAIN:              # reported
                return
        ctx_func(g.cx, last).next = f
    if ctx_func(g.cx, f).nrequired == 0 and c.default_ctor == 0:
        c.default_ctor = f
    elif ctx_takes_own_type(g.cx, c.type, f) and c.copy_ctor == 0:
        c.copy_ctor = f


cdef void check_accessor(Gen *g, uint32_t node, FuncRef f) noexcept nogil:
    """Parameters and result of what is declared `property`."""
    cdef FuncRec *rec = ctx_func(g.cx, f)
    cdef uint32_t n = rec.nparams
    cdef const char *name = <const char*>g.w.source + rec.offset
    cdef int is_set = node_op(g.w, node) == FN_SET or (
        node_op(g.w, node) == FN_PLAIN and name[0] == c's' and name[1] == c'e' and name[2] == c't' and name[3] == c'_')
    cdef int is_get = node_op(g.w, node) == FN_GET or (
        node_op(g.w, node) == FN_PLAIN and name[0] == c'g' and name[1] == c'e' and name[2] == c't' and name[3] == c'_')
    if not is_set and not is_get:
        gen_error(g, E_TYPE, node, "a property accessor is named get_ or set_ with the property behind it")
    elif is_get and ((rec.ret & REF_MASK) == TIER_FFI or n > 1):
        gen_error(g, E_TYPE, node, "a getter returns a value and takes at most an index")
    elif is_set and ((rec.ret & REF_MASK) != TIER_FFI and (rec.ret & REF_MASK) != (TIER_FFI | TI_ERROR)
                     or n < 1 or n > 2):
        gen_error(g, E_TYPE, node, "a setter returns nothing and takes a value, or an index and a value")


cdef void declare_method(Gen *g, ClassInfo *c, uint32_t node, ScopeRef members, uint32_t inclusion) noexcept nogil:
    cdef uint32_t name = Func_name(g.w, node), bits = node_flags(g.w, node)
    cdef FuncRef first, f, other
    cdef FuncRec *rec
    if Func_body(g.w, node) == 0 and not c.flags & CI_INTERFACE and not bits & NF_DELETED:
        return                              # the parser reported it
    if ctx_find(g.cx, members, name, SYM_FIELD) != 0:
        gen_error_token(g, E_DUPLICATE, node_token(g.w, node), "'%T' already has a member '%N'", c.type, name)
        return
    first = ctx_own(g.cx, members, name, SYM_FUNC)
    f = declare_func(g, node, members, c.type, inclusion)
    if f == 0:
        return
    rec = ctx_func(g.cx, f)
    other = same_overload(g, first, f, node)
    if inclusion != 0:
        if other != 0 and func_inclusion(g, other) != inclusion:
            drop_last(g, f)                 # the class has one with these parameters
            return
        if not bits & NF_DELETED and not ctx_chain_func(g.cx, f):
            g.failed = 1
            return
    if name == NAME_opAssign and ctx_takes_own_type(g.cx, c.type, f):
        c.flags |= CI_OWN_ASSIGN
        if not bits & NF_DELETED:
            c.assign = f
    if bits & NF_DELETED:
        if name == NAME_opAssign and c.flags & CI_OWN_ASSIGN:
            c.flags |= CI_NO_ASSIGN
        else:
            gen_error(g, E_CONSTRUCTOR, node, "only what the compiler would generate can be deleted")
        drop_last(g, f)
        return
    if c.flags & CI_INTERFACE:
        rec.flags |= FF_ABSTRACT
    elif not rec.flags & FF_PRIVATE:
        rec.flags |= FF_VIRTUAL
    if other != 0:
        gen_error_token(g, E_DUPLICATE, node_token(g.w, node),
                        "method '%F' is already declared with the same parameters", f)
    elif rec.flags & FF_PROPERTY:
        check_accessor(g, node, f)


cdef void declare_destructor(Gen *g, ClassInfo *c, uint32_t node, ScopeRef members) noexcept nogil:
    cdef FuncRef f
    if c.dtor != 0:
        gen_error_token(g, E_DUPLICATE, node_token(g.w, node), "'%T' already has a destructor", c.type)
        return
    if node_flags(g.w, node) & NF_DELETED:
        gen_error(g, E_CONSTRUCTOR, node, "a destructor cannot be deleted")
        return
    f = declare_func(g, node, members, c.type, 0)
    if f != 0:
        ctx_func(g.cx, f).flags &= ~<uint32_t>(FF_PRIVATE | FF_PROTECTED)
        c.dtor = f
        c.flags |= CI_HAS_DTOR


cdef void declare_members(Gen *g, ClassInfo *c) noexcept nogil:
    """Fields and methods of a class whose bases are done."""
    cdef uint32_t node = Interface_members(g.w, c.node) if c.flags & CI_INTERFACE else Class_members(g.w, c.node)
    cdef uint32_t head = 0 if c.flags & CI_INTERFACE else Class_head(g.w, c.node)
    cdef ScopeRef members = ctx_type(g.cx, c.type).members
    cdef uint8_t kind
    if head != 0 and ClassHead_tparams(g.w, head) != 0:
        not_supported(g, c.node, "template classes")
        return
    c.first_field = g.cx.script.nfields
    c.first_func = g.cx.script.nfuncs
    c.end_func = c.first_func
    if c.base != 0:
        c.total_fields = class_info(g, c.base).total_fields
        c.flags |= class_info(g, c.base).flags & CI_HAS_DTOR
    while node != 0 and not g.failed:
        kind = node_kind(g.w, node)
        if kind == NK_VarDecl:
            declare_fields(g, c, node, members, 0)
        elif kind == NK_Funcdef:
            pass                                # funcdef.pyx
        elif node_op(g.w, node) == FN_CTOR:
            declare_constructor(g, c, node, members)
        elif node_op(g.w, node) == FN_DTOR:
            declare_destructor(g, c, node, members)
        else:
            declare_method(g, c, node, members, 0)
        node = node_next(g.w, node)
    if c.inclusions != 0:
        mixin_members(g, c)
    if c.flags & CI_OWN_CTOR:
        if c.default_ctor == 0:
            c.flags |= CI_NO_DEFAULT
        if c.copy_ctor == 0:
            c.flags |= CI_NO_COPY
    c.end_func = g.cx.script.nfuncs


# ----------------------------------------------------------------------------------------------- overriding

cdef FuncRef find_signature(Gen *g, FuncRef chain, FuncRef f) noexcept nogil:
    """The first function of a chain of overloads that has the signature of f, which is not f; 0 if there is none."""
    while chain != 0:
        if chain != f and same_signature(g, chain, f):
            return chain
        chain = ctx_func(g.cx, chain).next
    return 0


cdef int overridden_in(Gen *g, FuncRef own, FuncRef last, FuncRef f) noexcept nogil:
    """Does one of a class's own functions own .. last of a name replace f?"""
    while own != 0:
        if same_signature(g, own, f):
            return 1
        if own == last:
            return 0
        own = ctx_func(g.cx, own).next
    return 0


cdef FuncRef alias_of(Gen *g, FuncRef f, ScopeRef members) noexcept nogil:
    cdef FuncRef a = ctx_new_func(g.cx, members, ctx_func(g.cx, f).name, 0)
    cdef FuncRef itself = method_itself(g, f)
    if a != 0:
        ctx_func(g.cx, a)[0] = ctx_func(g.cx, itself)[0]
        ctx_func(g.cx, a).flags |= FF_ALIAS
        ctx_func(g.cx, a).node = 0
        ctx_func(g.cx, a).next = 0
        ctx_func(g.cx, a).decl = itself
    return a


cdef void add_alias(Gen *g, FuncRef f, ScopeRef members) noexcept nogil:
    """Let a name of a scope stand for a function of another one, too."""
    cdef Symbol *s = tier_put(g.cx.script, members, ctx_func(g.cx, f).name, SYM_FUNC)
    cdef FuncRef a = alias_of(g, f, members)
    if s == NULL or a == 0:
        g.failed = 1
        return
    if s.sort == 0:
        s.sort = SYM_FUNC
        s.ref = a
    else:
        ctx_func(g.cx, s.last).next = a
    s.last = a


cdef void go_on(Gen *g, ClassInfo *c, Symbol *own, FuncRef rest, ScopeRef members) noexcept nogil:
    """Let a class's own functions of one name be followed by its base's, without those that they replace."""
    cdef FuncRef f = rest, last = own.last, tail = own.last, a
    cdef uint32_t n = 0
    while f != 0:                           # what lies behind the last replaced one can be shared
        if overridden_in(g, own.ref, last, f):
            rest = ctx_func(g.cx, f).next
        n += 1
        if n > MAX_CHAIN:
            gen_error_token(g, E_TOO_MANY, node_token(g.w, c.node), "too many methods of the name '%N': at most %d",
                            own.name, <int>MAX_CHAIN)
            return
        f = ctx_func(g.cx, f).next
    f = ctx_find_func(g.cx, ctx_scope(g.cx, members).base, own.name)
    while f != rest and f != 0:
        if not overridden_in(g, own.ref, last, f):
            a = alias_of(g, f, members)
            if a == 0:
                g.failed = 1
                return
            ctx_func(g.cx, tail).next = a
            tail = a
        f = ctx_func(g.cx, f).next
    ctx_func(g.cx, tail).next = rest


cdef void override(Gen *g, FuncRef f, FuncRef replaced) noexcept nogil:
    cdef FuncRec *rec = ctx_func(g.cx, f)
    cdef FuncRec *old
    replaced = method_itself(g, replaced)
    old = ctx_func(g.cx, replaced)
    if old.flags & FF_PRIVATE:
        return                              # nobody can see it: another method of the same name
    if old.flags & FF_FINAL:
        gen_error(g, E_OVERRIDE, rec.node, "'%F' is final and cannot be overridden", replaced)
        return
    if old.ret != rec.ret or (old.flags ^ rec.flags) & FF_RETURNS_REF:
        gen_error(g, E_OVERRIDE, rec.node, "a method that overrides '%F' must have its result type", replaced)
        return
    rec.flags |= FF_OVERRIDE
    rec.slot = replaced                     # until slots are given
    old.flags |= FF_OVERRIDDEN


cdef void inherit(Gen *g, ClassInfo *c) noexcept nogil:
    """Which methods of its bases a class replaces, and the chains of overloads that it shares with them."""
    cdef ScopeRef members = ctx_type(g.cx, c.type).members, above = ctx_scope(g.cx, members).base
    cdef uint32_t i, k, end = c.end_func
    cdef FuncRef replaced, chain, a
    cdef FuncRec *rec
    cdef Symbol *own
    cdef const ClassInfo *b
    for i in range(c.first_func, end):
        rec = ctx_func(g.cx, i)
        if g.failed:
            return
        if rec.node == 0 or rec.owner != c.type or rec.flags & (FF_CONSTRUCTOR | FF_DESTRUCTOR):
            continue
        chain = ctx_find_func(g.cx, above, rec.name) if above != 0 else 0
        if chain == 0:
            continue
        replaced = find_signature(g, chain, i)
        if replaced != 0 and not c.flags & CI_INTERFACE:
            override(g, i, replaced)
        own = tier_put(g.cx.script, members, ctx_func(g.cx, i).name, SYM_FUNC)
        if own == NULL:
            g.failed = 1
        elif own.ref == i:
            go_on(g, c, own, chain, members)
    if c.flags & CI_INTERFACE and above == 0:
        for k in range(c.nimpls):           # several bases
            b = class_info(g, g.iface_refs[c.impls + k])
            for i in range(b.first_func, b.end_func):
                if is_own(g, b, i) and find_signature(
                        g, ctx_find_func(g.cx, members, ctx_func(g.cx, i).name), i) == 0:
                    add_alias(g, i, members)
    c.end_func = g.cx.script.nfuncs


# ---------------------------------------------------------------------------------- interfaces and vtables

cdef FuncRef class_implementation(Gen *g, const ClassInfo *c, FuncRef method) noexcept nogil:
    """What a class has for a method of an interface, 0: nothing."""
    cdef FuncRef f = find_signature(
        g, ctx_find_func(g.cx, ctx_type(g.cx, c.type).members, ctx_func(g.cx, method).name), method)
    return f if f != 0 and ctx_func(g.cx, f).ret == ctx_func(g.cx, method).ret and not (
        ctx_func(g.cx, f).flags ^ ctx_func(g.cx, method).flags) & FF_RETURNS_REF else 0


cdef void check_interfaces(Gen *g, ClassInfo *c) noexcept nogil:
    """Every method of every interface must be there; what the base class implements is known to be."""
    cdef uint32_t i, k, had = class_info(g, c.base).nimpls if c.base != 0 else 0
    cdef const ClassInfo *iface
    for k in range(had, c.nimpls):
        iface = class_info(g, g.iface_refs[c.impls + k])
        for i in range(iface.first_func, iface.end_func):
            if is_own(g, iface, i) and ctx_func(g.cx, i).flags & FF_ABSTRACT and class_implementation(g, c, i) == 0:
                gen_error_token(g, E_MISSING_METHOD, node_token(g.w, c.node), "'%T' does not implement '%F'", c.type, i)
                hint_const_method(g, ctx_type(g.cx, c.type).members, i)


cdef void check_override(Gen *g, const ClassInfo *c) noexcept nogil:
    """What is declared `override` must replace a method of a base class or implement one of an interface."""
    cdef uint32_t i, k
    cdef const FuncRec *rec
    cdef int found
    for i in range(c.first_func, c.end_func):
        rec = ctx_func(g.cx, i)
        if rec.node == 0 or rec.flags & FF_OVERRIDE or not node_flags(g.w, rec.node) & NF_OVERRIDE:
            continue
        found = 0
        for k in range(c.impls, c.impls + c.nimpls):
            if find_signature(g, ctx_find_func(
                    g.cx, ctx_type(g.cx, g.iface_refs[k]).members, rec.name), i) != 0:
                found = 1
                break
        if not found and (c.base == 0 or not g.w.error_count or find_signature(g, ctx_find_func(
                g.cx, ctx_type(g.cx, c.base).members, rec.name), i) == 0):
            override_error(g, c, i)


cdef int vtable_add(Gen *g, FuncRef f) noexcept nogil:
    if g.nvtable_refs >= MAX_ROWS:
        diag_too_large(g, f)
        return 0
    if not grow(g, <void**>&g.vtable_refs, &g.cap_vtable_refs, g.nvtable_refs, sizeof(FuncRef)):
        return 0
    g.vtable_refs[g.nvtable_refs] = f
    g.nvtable_refs += 1
    return 1


cdef void diag_too_large(Gen *g, FuncRef f) noexcept nogil:
    if not g.failed:
        gen_error(g, E_TOO_LARGE, ctx_func(g.cx, f).node,
                  "too many virtual functions: at most %d in all classes together", <int>MAX_ROWS)


cdef void make_vtable(Gen *g, ClassInfo *c) noexcept nogil:
    """The slots of a class: those of its base, its overrides in their places, then its own replaced methods."""
    cdef const ClassInfo *b = class_info(g, c.base)
    cdef uint32_t i, k
    cdef uint32_t others = FF_OVERRIDDEN if ctx_type(g.cx, c.type).flags & TF_SHARED and not c.flags & CI_INTERFACE else 0
    cdef FuncRec *rec                       # others: classes of other programs may derive from it
    c.vt = g.nvtable_refs
    if c.flags & CI_INTERFACE:
        for k in range(c.nimpls):
            b = class_info(g, g.iface_refs[c.impls + k])
            for i in range(b.first_func, b.end_func):
                if is_own(g, b, i) and not vtable_add(g, i):
                    return
    elif c.base != 0:
        for i in range(b.nvt):
            if not vtable_add(g, g.vtable_refs[b.vt + i]):
                return
    for i in range(c.first_func, c.end_func):
        rec = ctx_func(g.cx, i)
        if rec.flags & FF_ALIAS:
            rec.flags |= ctx_func(g.cx, rec.decl).flags & FF_OVERRIDDEN
            rec.slot = ctx_func(g.cx, rec.decl).slot
        elif rec.flags & FF_OVERRIDE:
            rec.slot = ctx_func(g.cx, rec.slot).slot
            rec.flags |= others
            g.vtable_refs[c.vt + rec.slot] = i
        elif rec.owner != c.type:
            pass                            # of an interface of the host that was first named here
        elif rec.flags & (FF_OVERRIDDEN | FF_ABSTRACT) or (others and rec.node != 0 and rec.flags & FF_VIRTUAL and not (
                rec.flags & FF_FINAL)):
            rec.flags |= others
            rec.slot = g.nvtable_refs - c.vt
            if not vtable_add(g, i):
                return
    c.nvt = g.nvtable_refs - c.vt


cdef void classes_declare(Gen *g) noexcept nogil:
    cdef uint32_t i, errors = g.w.error_count
    mixins_check(g)
    for i in range(1, g.nclasses):
        resolve_bases(g, i, 0)
    for i in range(g.norder):
        g.classes[g.class_order[i]].row = class_row_new(g, g.classes[g.class_order[i]].type)
    g.declaring = 1
    for i in range(g.norder):
        if g.failed:
            break
        g.in_shared = ctx_type(g.cx, g.classes[g.class_order[i]].type).flags & TF_SHARED
        declare_members(g, &g.classes[g.class_order[i]])
        inherit(g, &g.classes[g.class_order[i]])
    g.in_shared = 0
    g.declaring = 0
    values_declare(g)
    if g.failed or g.w.error_count != errors:
        return
    for i in range(g.norder):
        contains(g, &g.classes[g.class_order[i]], 0)
    for i in range(g.norder):
        if not g.classes[g.class_order[i]].flags & CI_INTERFACE:
            check_interfaces(g, &g.classes[g.class_order[i]])
            check_override(g, &g.classes[g.class_order[i]])
    for i in range(g.norder):
        if g.failed:
            return
        make_vtable(g, &g.classes[g.class_order[i]])
