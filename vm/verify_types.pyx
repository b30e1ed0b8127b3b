# cython: language_level=3, boundscheck=False, wraparound=False, cdivision=True, initializedcheck=False
"""Part of the verifier: types, their fields, virtual functions and interfaces.

What it is: every rule about the rows of types and what they refer to. What it is not: other tables (`verify_tables.pyx`) or
instructions (`verifier.pyx`), which rely on what holds behind this.

Invariants of an accepted program
- A base has a lower number than its classes, an interface than those that extend it; so every walk up ends.
- A class's fields and virtual functions begin with those of its base, with equal kinds and signatures. So code that
  knows the base fits the class.
- The implementations of a class are complete: those of its base, and the interfaces that its interfaces extend.
- A function in a table takes as `this` an object of the class or of a base of it.
- Linear: each class has its own ranges (VE_SHARED_RANGES), and comparing signatures is metered by the tables' sizes.
"""
from libc.stddef cimport size_t
from libc.stdint cimport uint32_t, uint64_t
from libc.string cimport memcmp

from .layout cimport (
    FD_CONST, FD_HANDLE, FD_PRIVATE, FD_PROTECTED, FN_CONST, FN_CTOR, FN_DTOR, FN_METHOD, FuncDef, GL_FUNC, GlobalDef, ImplDef,
    MAX_BASES, MAX_OUTS, MAX_PARAMS,
    MAX_FIELDS, MAX_TYPE_DEPTH, NO_FUNC, ProgramData, TD_ABSTRACT, TD_COPY, TD_CYCLIC, TD_DTOR, TD_KIND, TD_VALUE, TY_ARRAY, TY_CLASS, TY_DATA,
    TY_DICT, TY_FIBER, TY_FUNC, TY_HOST, TY_INTERFACE, TY_NONE, TY_STRING, TY_WEAK, TYPE_DATA, TYPE_FIRST, TYPE_NONE,
    TYPE_OBJECT, TYPE_STRING,
    TypeDef,
)
from .funcobjects cimport func_fits, func_shape
from .opcodes cimport K_ARR, K_OBJ, K_STR, K_VOID
from .subtype cimport find_impl, is_type
from .verifier cimport (
    VE_BASE, VE_DESTRUCTOR, VE_FIXED_TYPE, VE_FLAGS, VE_INHERITED, VE_INTERFACE, VE_KIND, VE_LIMIT, VE_OWNER,
    VE_RANGE, VE_SHARED_RANGES, VE_SIGNATURE, VE_STRING_INDEX, VE_TYPE, VE_TYPE_DEPTH, VE_TYPE_ID, VT_FIELDS, VT_FUNCS, VT_GLOBALS,
    VT_IMPLS, VT_TYPES, VT_VTABLES, VerifyError,
)

cdef enum:
    MAX_TYPES = 0x10000         # NEWARR and CASTO name a type in 16 bits


cdef int refuse(VerifyError *e, int code, int table, uint32_t row, long long a, long long b) noexcept nogil:
    e.code = code
    e.func = NO_FUNC
    e.word = 0
    e.table = table
    e.row = row
    e.a = a
    e.b = b
    return -1


cdef bint valid_kind(const ProgramData *p, uint32_t kind) noexcept nogil:
    cdef uint32_t plain = kind & 0xff, type = kind >> 8
    if plain == K_ARR:
        return TYPE_FIRST <= type < p.ntypes and p.types[type].sort == TY_ARRAY
    if plain == K_OBJ:
        return TYPE_OBJECT <= type < p.ntypes and p.types[type].sort != TY_ARRAY
    return kind > K_VOID and kind <= K_STR      # function handles: not produced yet


cdef inline bint empty(const TypeDef *t) noexcept nogil:
    """No member of any sort."""
    return t.base == 0 and t.nfields == 0 and t.nvtable == 0 and t.nimpls == 0 and t.dtor == NO_FUNC and t.flags == 0


cdef int check_array(const ProgramData *p, uint32_t i, VerifyError *e) noexcept nogil:
    cdef const TypeDef *t = &p.types[i]
    cdef uint32_t depth = 0
    if t.elem & 0xff == K_ARR:                          # elements are of a type above: no cycles
        if t.elem >> 8 < TYPE_FIRST or t.elem >> 8 >= i:
            return refuse(e, VE_KIND, VT_TYPES, i, t.elem, 0)
        depth = p.types[t.elem >> 8].depth + 1
    if not valid_kind(p, t.elem):
        return refuse(e, VE_KIND, VT_TYPES, i, t.elem, 0)
    if t.depth != depth or depth > MAX_TYPE_DEPTH:
        return refuse(e, VE_TYPE_DEPTH, VT_TYPES, i, t.depth, depth)
    if t.elem_handle > 1 or (t.elem_handle and t.elem & 0xff != K_ARR and t.elem & 0xff != K_OBJ):
        return refuse(e, VE_FLAGS, VT_TYPES, i, t.elem_handle, 0)
    return 0 if empty(t) else refuse(e, VE_TYPE, VT_TYPES, i, t.sort, 0)


cdef int check_base(const ProgramData *p, uint32_t i, VerifyError *e) noexcept nogil:
    """Base, depth and flags of a class of script or host."""
    cdef const TypeDef *t = &p.types[i]
    cdef const TypeDef *base = &p.types[t.base]
    cdef uint32_t depth = 0, inherited = 0
    if t.base:
        if t.base >= i or base.sort != t.sort or base.depth >= MAX_BASES:
            return refuse(e, VE_BASE, VT_TYPES, i, t.base, MAX_BASES)
        depth = <uint32_t>base.depth + 1
        inherited = base.flags
    if t.depth != depth:
        return refuse(e, VE_TYPE_DEPTH, VT_TYPES, i, t.depth, depth)
    if t.flags & ~<uint32_t>(TD_KIND if t.sort == TY_HOST else TD_DTOR | TD_ABSTRACT | TD_CYCLIC | TD_VALUE | TD_COPY) or (
            t.flags & TD_COPY and not t.flags & TD_VALUE):
        return refuse(e, VE_FLAGS, VT_TYPES, i, t.flags, 0)
    if (t.flags | inherited) & TD_VALUE and (t.sort != TY_CLASS or t.base or t.nvtable or t.nimpls or t.flags & TD_ABSTRACT):
        return refuse(e, VE_FLAGS, VT_TYPES, i, t.flags, 0)
    if (t.flags & TD_DTOR != 0) != (t.dtor != NO_FUNC or inherited & TD_DTOR != 0):
        return refuse(e, VE_DESTRUCTOR, VT_TYPES, i, t.dtor, 0)
    return 0


cdef int check_fields(const ProgramData *p, uint32_t i, VerifyError *e) noexcept nogil:
    """The fields of a class: those of the base first. (Their kinds: check_types.)"""
    cdef const TypeDef *t = &p.types[i]
    cdef const TypeDef *base = &p.types[t.base]
    cdef uint32_t k
    if <uint64_t>t.fields + t.nfields > p.nfields:
        return refuse(e, VE_RANGE, VT_TYPES, i, t.fields, p.nfields)
    if t.nfields > MAX_FIELDS:
        return refuse(e, VE_LIMIT, VT_TYPES, i, t.nfields, MAX_FIELDS)
    if t.base:
        if t.nfields < base.nfields:
            return refuse(e, VE_INHERITED, VT_TYPES, i, t.nfields, 0)
        for k in range(base.nfields):
            if p.fields[t.fields + k].kind != p.fields[base.fields + k].kind:
                return refuse(e, VE_INHERITED, VT_FIELDS, t.fields + k, k, 0)
    return 0


cdef int check_impls(const ProgramData *p, uint32_t i, VerifyError *e) noexcept nogil:
    """The rows of a class or interface by themselves: rising interfaces with ranges of functions."""
    cdef const TypeDef *t = &p.types[i]
    cdef const ImplDef *row
    cdef uint32_t k
    for k in range(t.nimpls):
        row = &p.impls[t.impls + k]
        if row.iface <= TYPE_OBJECT or row.iface >= p.ntypes or p.types[row.iface].sort != TY_INTERFACE:
            return refuse(e, VE_INTERFACE, VT_IMPLS, t.impls + k, row.iface, 0)
        if k and row.iface <= (row - 1).iface:
            return refuse(e, VE_INTERFACE, VT_IMPLS, t.impls + k, row.iface, 0)
        if t.sort == TY_INTERFACE:
            if row.methods != NO_FUNC or row.iface >= i:
                return refuse(e, VE_INTERFACE, VT_IMPLS, t.impls + k, row.iface, 0)
        elif <uint64_t>row.methods + p.types[row.iface].nvtable > p.nvtables:
            return refuse(e, VE_RANGE, VT_IMPLS, t.impls + k, row.methods, p.nvtables)
    return 0


cdef int check_types(const ProgramData *p, VerifyError *e) noexcept nogil:
    cdef uint64_t fields = 0, vtables = 0, impls = 0
    cdef uint32_t i
    cdef const TypeDef *t
    if p.ntypes < TYPE_FIRST or p.ntypes > MAX_TYPES:
        return refuse(e, VE_LIMIT, VT_TYPES, 0, p.ntypes, MAX_TYPES)
    for i in range(p.ntypes):
        t = &p.types[i]
        if t.name >= p.ndbg:
            return refuse(e, VE_STRING_INDEX, VT_TYPES, i, t.name, p.ndbg)
        if (t.id != 0) != (t.sort == TY_HOST or (t.sort == TY_CLASS and t.flags & TD_VALUE != 0)) and (t.sort != TY_INTERFACE or i < TYPE_FIRST):
            return refuse(e, VE_TYPE_ID, VT_TYPES, i, <long long>t.id, t.sort)
        if i < TYPE_FIRST:
            if (t.sort != (TY_NONE if i == TYPE_NONE else TY_STRING if i == TYPE_STRING else TY_DATA if i == TYPE_DATA
                           else TY_INTERFACE if i == TYPE_OBJECT else TY_FIBER) or t.elem or t.elem_handle or t.depth or not empty(t)):
                return refuse(e, VE_FIXED_TYPE, VT_TYPES, i, t.sort, 0)
            continue
        if t.sort < TY_ARRAY or t.sort > TY_FUNC or t.sort == TY_FIBER:
            return refuse(e, VE_TYPE, VT_TYPES, i, t.sort, 0)
        if t.sort == TY_ARRAY:
            if check_array(p, i, e):
                return -1
            continue
        if (t.elem_handle and (t.sort != TY_DICT or t.elem_handle > 1 or t.elem & 0xff < K_ARR)) or (
                t.elem and t.sort != TY_DICT and t.sort != TY_WEAK):
            return refuse(e, VE_FLAGS, VT_TYPES, i, t.elem_handle, t.elem)
        if t.sort == TY_CLASS or t.sort == TY_HOST:
            if check_base(p, i, e):
                return -1
        elif (t.base and t.sort != TY_DICT) or t.depth or t.dtor != NO_FUNC or t.flags:
            return refuse(e, VE_BASE, VT_TYPES, i, t.base, 0)
        if t.sort != TY_CLASS and t.sort != TY_INTERFACE:
            if t.nfields or t.nvtable != (1 if t.sort == TY_FUNC else 0) or t.nimpls or t.dtor != NO_FUNC:
                return refuse(e, VE_TYPE, VT_TYPES, i, t.sort, 0)
            if (t.elem or t.sort == TY_WEAK) and (
                    not valid_kind(p, t.elem) or (t.sort == TY_WEAK and t.elem & 0xff != K_OBJ)):
                return refuse(e, VE_KIND, VT_TYPES, i, t.elem, 0)
            if t.sort == TY_DICT and not valid_kind(p, t.base):
                return refuse(e, VE_KIND, VT_TYPES, i, t.base, 0)
            if t.sort == TY_FUNC and t.vtable >= p.nvtables:
                return refuse(e, VE_RANGE, VT_TYPES, i, t.vtable, p.nvtables)
            continue
        if t.sort == TY_INTERFACE and t.nfields:
            return refuse(e, VE_TYPE, VT_TYPES, i, t.sort, 0)
        if <uint64_t>t.vtable + t.nvtable > p.nvtables or <uint64_t>t.impls + t.nimpls > p.nimpls:
            return refuse(e, VE_RANGE, VT_TYPES, i, t.vtable, p.nvtables)
        fields += t.nfields
        vtables += t.nvtable
        impls += t.nimpls
        if fields > p.nfields or vtables > p.nvtables or impls > p.nimpls:
            return refuse(e, VE_SHARED_RANGES, VT_TYPES, i, 0, 0)
        if check_fields(p, i, e) or check_impls(p, i, e):
            return -1
    for i in range(p.nfields):
        if not valid_kind(p, p.fields[i].kind):
            return refuse(e, VE_KIND, VT_FIELDS, i, p.fields[i].kind, 0)
        if p.fields[i].decl >= p.ndbg:
            return refuse(e, VE_STRING_INDEX, VT_FIELDS, i, p.fields[i].decl, p.ndbg)
        if p.fields[i].flags & ~<uint32_t>(FD_HANDLE | FD_PRIVATE | FD_PROTECTED | FD_CONST):
            return refuse(e, VE_FLAGS, VT_FIELDS, i, p.fields[i].flags, 0)
    return 0


# ------------------------------------------------------------------------------ types and functions

cdef bint takes_this(const ProgramData *p, uint32_t function, uint32_t type) noexcept nogil:
    """Can the function be called with an object of the type as `this`?"""
    cdef const FuncDef *f = &p.funcs[function]
    cdef uint32_t kind
    if f.nparams == 0:
        return False
    kind = p.kinds[f.kinds]
    return kind & 0xff == K_OBJ and is_type(p, type, kind >> 8)


cdef bint same_signature(const ProgramData *p, uint32_t a, uint32_t b) noexcept nogil:
    """Equal but for the type of `this`."""
    cdef const FuncDef *f = &p.funcs[a]
    cdef const FuncDef *g = &p.funcs[b]
    if f.nparams != g.nparams or f.nparams == 0 or f.ret != g.ret or f.nouts != g.nouts:
        return False
    return (
        memcmp(p.kinds + f.kinds + 1, p.kinds + g.kinds + 1, (<size_t>f.nparams - 1) * sizeof(uint32_t)) == 0
        and memcmp(p.kinds + f.outs, p.kinds + g.outs, <size_t>f.nouts * sizeof(uint32_t)) == 0
    )


cdef int check_vtable(const ProgramData *p, uint32_t i, uint64_t *budget, VerifyError *e) noexcept nogil:
    """Functions exist and take an object of the class; slots of the base keep their signatures."""
    cdef const TypeDef *t = &p.types[i]
    cdef const TypeDef *base = &p.types[t.base]
    cdef uint32_t k, function, cost
    if t.base and t.nvtable < base.nvtable:
        return refuse(e, VE_INHERITED, VT_TYPES, i, t.nvtable, 0)
    for k in range(t.nvtable):
        function = p.vtables[t.vtable + k]
        if function >= p.nfuncs:
            return refuse(e, VE_RANGE, VT_VTABLES, t.vtable + k, function, p.nfuncs)
        if t.base and k < base.nvtable:
            if function == p.vtables[base.vtable + k]:
                continue
            cost = <uint32_t>p.funcs[function].nparams + p.funcs[function].nouts
            if budget[0] < cost:
                return refuse(e, VE_SHARED_RANGES, VT_TYPES, i, 0, 0)
            budget[0] -= cost
            if not same_signature(p, function, p.vtables[base.vtable + k]):
                return refuse(e, VE_SIGNATURE, VT_VTABLES, t.vtable + k, function, p.vtables[base.vtable + k])
        if not takes_this(p, function, i):
            return refuse(e, VE_SIGNATURE, VT_VTABLES, t.vtable + k, function, k)
    return 0


cdef int check_methods(const ProgramData *p, uint32_t i, uint64_t *budget, VerifyError *e) noexcept nogil:
    """What a class or interface implements is complete and fits."""
    cdef const TypeDef *t = &p.types[i]
    cdef const ImplDef *row
    cdef const TypeDef *iface
    cdef uint32_t k, m, function, cost
    if t.base:
        row = p.impls + p.types[t.base].impls
        for k in range(p.types[t.base].nimpls):
            if budget[0] == 0:
                return refuse(e, VE_SHARED_RANGES, VT_TYPES, i, 0, 0)
            budget[0] -= 1
            if find_impl(p, i, row[k].iface) == NULL:
                return refuse(e, VE_INTERFACE, VT_TYPES, i, row[k].iface, 0)
    for k in range(t.nimpls):
        row = &p.impls[t.impls + k]
        iface = &p.types[row.iface]
        for m in range(iface.nimpls):
            if budget[0] == 0:
                return refuse(e, VE_SHARED_RANGES, VT_TYPES, i, 0, 0)
            budget[0] -= 1
            if find_impl(p, i, p.impls[iface.impls + m].iface) == NULL:
                return refuse(e, VE_INTERFACE, VT_IMPLS, t.impls + k, p.impls[iface.impls + m].iface, 0)
        if t.sort != TY_CLASS:
            continue
        for m in range(iface.nvtable):
            function = p.vtables[row.methods + m]
            if function >= p.nfuncs:
                return refuse(e, VE_RANGE, VT_VTABLES, row.methods + m, function, p.nfuncs)
            cost = 1 + <uint32_t>p.funcs[function].nparams + p.funcs[function].nouts
            if budget[0] < cost:
                return refuse(e, VE_SHARED_RANGES, VT_TYPES, i, 0, 0)
            budget[0] -= cost
            if not same_signature(p, function, p.vtables[iface.vtable + m]) or not takes_this(p, function, i):
                return refuse(e, VE_SIGNATURE, VT_VTABLES, row.methods + m, function, p.vtables[iface.vtable + m])
    return 0


cdef int check_shape(const ProgramData *p, uint32_t i, VerifyError *e) noexcept nogil:
    """The function that gives a type of functions its signature: its first parameter is an object."""
    cdef uint32_t function = p.vtables[p.types[i].vtable]
    if function >= p.nfuncs:
        return refuse(e, VE_RANGE, VT_VTABLES, p.types[i].vtable, function, p.nfuncs)
    if p.funcs[function].nparams == 0 or p.kinds[p.funcs[function].kinds] & 0xff != K_OBJ:
        return refuse(e, VE_SIGNATURE, VT_VTABLES, p.types[i].vtable, function, 0)
    return 0


cdef int check_function_value(const ProgramData *p, uint32_t i, VerifyError *e) noexcept nogil:
    """A global that stands for a function: of a type of functions with its signature."""
    cdef const GlobalDef *value = &p.globals[i]
    if value.func >= p.nfuncs:
        return refuse(e, VE_RANGE, VT_GLOBALS, i, value.func, p.nfuncs)
    if value.kind & 0xff != K_OBJ or p.types[value.kind >> 8].sort != TY_FUNC:
        return refuse(e, VE_KIND, VT_GLOBALS, i, value.kind, 0)
    if p.funcs[value.func].owner or not func_fits(p, value.func, value.kind >> 8, False):
        return refuse(e, VE_SIGNATURE, VT_GLOBALS, i, value.func, func_shape(p, value.kind >> 8))
    return 0


cdef int check_members(const ProgramData *p, VerifyError *e) noexcept nogil:
    # Enough for what a compiler makes: signatures of any length, and interfaces 64 above one another.
    cdef uint64_t budget = (1 + MAX_PARAMS + MAX_OUTS) * <uint64_t>p.nvtables + 64 * <uint64_t>p.nimpls + p.nkinds + 1024
    cdef uint32_t i
    cdef const TypeDef *t
    cdef const FuncDef *f
    for i in range(p.nfuncs):
        f = &p.funcs[i]
        if f.owner == 0:
            if f.flags & (FN_METHOD | FN_CTOR | FN_DTOR | FN_CONST):
                return refuse(e, VE_FLAGS, VT_FUNCS, i, f.flags, 0)
            continue
        if f.owner < TYPE_OBJECT or f.owner >= p.ntypes or f.nparams == 0 or p.kinds[f.kinds] != (K_OBJ | f.owner << 8):
            return refuse(e, VE_OWNER, VT_FUNCS, i, f.owner, 0)
    for i in range(TYPE_FIRST, p.ntypes):           # all tables of functions before the first walk through one
        if p.types[i].sort == TY_CLASS or p.types[i].sort == TY_INTERFACE:
            if check_vtable(p, i, &budget, e):
                return -1
        elif p.types[i].sort == TY_FUNC and check_shape(p, i, e):
            return -1
    for i in range(p.nglobals):
        if p.globals[i].flags & GL_FUNC and check_function_value(p, i, e):
            return -1
    for i in range(TYPE_FIRST, p.ntypes):
        t = &p.types[i]
        if t.sort != TY_CLASS and t.sort != TY_INTERFACE:
            continue
        if check_methods(p, i, &budget, e):
            return -1
        if t.dtor != NO_FUNC:
            if t.dtor >= p.nfuncs:
                return refuse(e, VE_DESTRUCTOR, VT_TYPES, i, t.dtor, 0)
            f = &p.funcs[t.dtor]
            if f.nparams != 1 or f.ret != K_VOID or f.nouts or f.owner != i or not f.flags & FN_DTOR:
                return refuse(e, VE_DESTRUCTOR, VT_TYPES, i, t.dtor, 0)
    return 0
