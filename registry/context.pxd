"""CompilationContext: the only view over both tiers that the compiler's passes use.

A C struct and `noexcept nogil` accessors; no Python objects. Building a unit does no work in
proportion to the FFI tier: a lookup probes the script tier, then the FFI tier.
"""
from libc.stdint cimport int64_t, uint32_t, uint64_t
from seraphscript.registry.names cimport NameTable, names_text
from seraphscript.registry.tier cimport (
    INDEX_MASK, REF_MASK, TIER_FFI,
    FieldRec, FieldRef, FuncRec, FuncRef, GlobalRec, GlobalRef, ParamRec, ScopeRec, ScopeRef, Symbol, Tier, TypeRec, TypeRef,
)

cdef enum:
    REFUSAL_SIZE = 256

cdef struct CompilationContext:
    Tier *ffi                   # sealed, read-only
    Tier *script                # this unit's
    TypeRef string_type         # 0: no string factory
    TypeRef array_template      # 0: no array module
    TypeRef dict_type           # `dictionary`; 0: no dictionary module
    TypeRef root_type           # `ref`
    TypeRef dict_value          # `dictionaryValue`
    FuncRef string_factory      # makes the values of string literals; 0: they are of string_type
    int strict                  # shadowing a host name is an error
    char refusal[REFUSAL_SIZE]  # the host's words behind INST_REFUSED

# A view over two tiers. script may be NULL to look into the FFI tier alone.
cdef void ctx_open(CompilationContext *cx, Tier *ffi, Tier *script, int strict) noexcept nogil


# Records (invalid references give record 0). Pointers are valid until a record of that table is added.
cdef inline TypeRec *ctx_type(const CompilationContext *cx, TypeRef t) noexcept nogil:
    cdef const Tier *tier = cx.ffi if t & TIER_FFI else cx.script
    t &= INDEX_MASK
    return &tier.types[t if t < tier.ntypes else 0]


cdef inline FuncRec *ctx_func(const CompilationContext *cx, FuncRef f) noexcept nogil:
    cdef const Tier *tier = cx.ffi if f & TIER_FFI else cx.script
    f &= INDEX_MASK
    return &tier.funcs[f if f < tier.nfuncs else 0]


# The first of its parameters; nparams of them stand one behind the other.
cdef inline ParamRec *ctx_params(const CompilationContext *cx, FuncRef f) noexcept nogil:
    cdef const Tier *tier = cx.ffi if f & TIER_FFI else cx.script
    f &= INDEX_MASK
    return &tier.params[tier.funcs[f if f < tier.nfuncs else 0].params]


cdef inline GlobalRec *ctx_global(const CompilationContext *cx, GlobalRef g) noexcept nogil:
    cdef const Tier *tier = cx.ffi if g & TIER_FFI else cx.script
    g &= INDEX_MASK
    return &tier.globals[g if g < tier.nglobals else 0]


cdef inline FieldRec *ctx_field(const CompilationContext *cx, FieldRef f) noexcept nogil:
    cdef const Tier *tier = cx.ffi if f & TIER_FFI else cx.script
    f &= INDEX_MASK
    return &tier.fields[f if f < tier.nfields else 0]


cdef inline ScopeRec *ctx_scope(const CompilationContext *cx, ScopeRef s) noexcept nogil:
    cdef const Tier *tier = cx.ffi if s & TIER_FFI else cx.script
    s &= INDEX_MASK
    return &tier.scopes[s if s < tier.nscopes else 0]


# Template argument i of an instance (or parameter i of a template), 0 if there is none.
cdef inline TypeRef ctx_targ(const CompilationContext *cx, TypeRef t, uint32_t i) noexcept nogil:
    cdef const TypeRec *rec = ctx_type(cx, t)
    return (cx.ffi if t & TIER_FFI else cx.script).targs[rec.args + i] if i < rec.nargs else 0


# Lookup of one name in exactly one scope, script tier first, then the FFI scope of the same name.
# sort is a SYM_*; returns the reference or 0. SYM_GLOBAL does not find what is SYM_AMBIGUOUS.
# ctx_find_func gives the first overload of the script tier; ctx_find_ffi_func the first one of the FFI tier (both sets
# are candidates unless the signatures are equal). Overloads are chained through FuncRec.next. A lookup in the members
# of a class goes on in those of its base class; ctx_own looks only into the scope itself (script tier). What the unit
# declares as members of a value type of the host stands in the script tier under the sealed scope of the type.
cdef uint32_t ctx_find(const CompilationContext *cx, ScopeRef scope, uint32_t name, uint32_t sort) noexcept nogil
cdef uint32_t ctx_own(const CompilationContext *cx, ScopeRef scope, uint32_t name, uint32_t sort) noexcept nogil
cdef FuncRef ctx_find_func(const CompilationContext *cx, ScopeRef scope, uint32_t name) noexcept nogil
cdef FuncRef ctx_find_ffi_func(const CompilationContext *cx, ScopeRef scope, uint32_t name) noexcept nogil
# A function by its stable id (either tier), 0 if there is none. Slow (linear) for the script tier.
cdef FuncRef ctx_find_func_id(const CompilationContext *cx, uint64_t id) noexcept nogil

# The script tier's scope for a namespace (made on demand; linked to the FFI scope of the same name), or what exists
# of it in either tier (the script tier's scope if there is one), 0 if nothing does.
cdef ScopeRef ctx_namespace(CompilationContext *cx, ScopeRef parent, uint32_t name) noexcept nogil
cdef ScopeRef ctx_find_namespace(const CompilationContext *cx, ScopeRef parent, uint32_t name) noexcept nogil

# Script tier: adding (0 on duplicate or failed allocation; see tier.failed). New records are zeroed but for name and
# scope; types have an id. ctx_add_func reserves nparams (<= 255) parameters and appends to the chain of overloads;
# whether the signature is new is the caller's question. ctx_add_symbol with SYM_AMBIGUOUS marks a SYM_GLOBAL entry.
cdef TypeRef ctx_add_type(CompilationContext *cx, ScopeRef scope, uint32_t name, uint32_t sort, uint32_t kind) noexcept nogil
cdef FuncRef ctx_add_func(CompilationContext *cx, ScopeRef scope, uint32_t name, uint32_t nparams) noexcept nogil
cdef GlobalRef ctx_add_global(CompilationContext *cx, ScopeRef scope, uint32_t name) noexcept nogil
cdef int ctx_add_symbol(CompilationContext *cx, ScopeRef scope, uint32_t name, uint32_t sort, uint32_t ref) noexcept nogil
# A function that no name stands for (constructors, destructors): the caller chains it, ctx_chain_func to those of its name.
cdef FuncRef ctx_new_func(CompilationContext *cx, ScopeRef scope, uint32_t name, uint32_t nparams) noexcept nogil
cdef int ctx_chain_func(CompilationContext *cx, FuncRef f) noexcept nogil
# A field of a class of the script tier; 0 if the class itself has one of this name.
cdef FieldRef ctx_add_field(CompilationContext *cx, TypeRef owner, uint32_t name) noexcept nogil
# The scope of a type's members; made on demand for types of the script tier. 0 for what has none.
cdef ScopeRef ctx_member_scope(CompilationContext *cx, TypeRef t) noexcept nogil
# A number that a pass keeps for an entity of either tier (FFI records are not to be written): 0 at first; each space
# (0 .. 65000) is a numbering of its own. NULL when out of memory. Valid until the next symbol or note is added.
cdef uint32_t *ctx_note(CompilationContext *cx, uint32_t space, uint32_t ref) noexcept nogil
# The stable id of a function (for the script tier it is computed when asked for).
cdef uint64_t ctx_func_id(const CompilationContext *cx, FuncRef f) noexcept nogil

# Template instances (cached by template and full arguments incl. handle and const; in the FFI tier if the host's
# declarations name them, else in the script tier); 0: refused, *error is then an INST_* reason.
cdef enum InstError:
    INST_OK = 0
    INST_NOT_TEMPLATE = 1
    INST_ARG_COUNT = 2
    INST_TOO_DEEP = 3           # MAX_TYPE_DEPTH
    INST_INVALID = 4            # the template's rule refuses the arguments
    INST_MEMORY = 5
    INST_KEY = 6                # what a dictionary cannot have as keys
    INST_WEAK = 7               # what no weak reference can refer to
    INST_REFUSED = 8            # the host's validation says no
    INST_HANDLE = 9             # the template has handles `T@`, and there are none to the argument
    INST_BASE = 11              # what it would derive from has arguments that there are not
    INST_SPECIAL_BASE = 12      # what it would derive from is a specialisation, and it is none itself
    INST_WEAK_HOST = 10         # a class of the host that allows none
cdef TypeRef ctx_instance(CompilationContext *cx, TypeRef template, const TypeRef *args, uint32_t nargs, int *error) noexcept nogil
cdef TypeRef ctx_array_of(CompilationContext *cx, TypeRef elem, int *error) noexcept nogil
# A sentence about an INST_* reason.
cdef const char *ctx_inst_message(const CompilationContext *cx, int error) noexcept nogil
# The constructors of an instance of a host's template, as functions of the script tier with the arguments put in, in a
# chain; 0 if there are none. `list`: the one that takes initialisation lists, alone.
cdef FuncRef ctx_constructors(CompilationContext *cx, TypeRef instance, int list) noexcept nogil
# A template function with its arguments put in, as a function of the script tier; as a method it is called on objects of
# `owner`. 0: refused, *error is then an INST_* reason.
cdef FuncRef ctx_function_instance(
    CompilationContext *cx, FuncRef f, TypeRef owner, const TypeRef *args, uint32_t nargs, int *error) noexcept nogil
# What a class, or an instance of a template of the host, derives from, without const and @; 0: nothing.
cdef TypeRef ctx_base(CompilationContext *cx, TypeRef t) noexcept nogil
# Has a constructor or opAssign the form of a copy's: one parameter, which takes an object of the type, and not a copy of it?
cdef int ctx_takes_own_type(const CompilationContext *cx, TypeRef type, FuncRef f) noexcept nogil
# A number for an interface of the host with its methods and their results: another one if they change.
cdef uint64_t ctx_interface_id(const CompilationContext *cx, TypeRef t) noexcept nogil
# Is this an instance of a template of the host with members of its own?
cdef int ctx_specialized(const CompilationContext *cx, TypeRef t) noexcept nogil
# A type out of a template's member (T, const T, array<T>@ ...) with the arguments of `instance` put in, or of that which
# the class `instance` derives from. Other types, and any type if there is no instance, stay what they are. TI_ERROR if an
# instance is refused.
cdef TypeRef ctx_substitute(CompilationContext *cx, TypeRef t, TypeRef instance) noexcept nogil
# Type of parameter i of f, called as a method of `instance` (0: none). Use these for all calls, they are cheap for
# functions that belong to no template.
cdef TypeRef ctx_param_type(CompilationContext *cx, FuncRef f, uint32_t i, TypeRef instance) noexcept nogil
cdef TypeRef ctx_return_type(CompilationContext *cx, FuncRef f, TypeRef instance) noexcept nogil

# Text of a type ("const array<int>@", "string") for messages and declarations: written into buf, returns the
# length (cut at size - 1, always terminated).
cdef uint32_t ctx_type_text(const CompilationContext *cx, TypeRef t, char *buf, uint32_t size) noexcept nogil
cdef uint32_t ctx_func_text(CompilationContext *cx, FuncRef f, TypeRef instance, char *buf, uint32_t size) noexcept nogil
cdef uint32_t ctx_scope_text(const CompilationContext *cx, ScopeRef s, char *buf, uint32_t size) noexcept nogil
cdef const char *ctx_name(const CompilationContext *cx, uint32_t name, uint32_t *length) noexcept nogil
