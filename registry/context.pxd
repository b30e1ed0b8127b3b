"""CompilationContext: the only view over both tiers that the compiler's passes use.

A C struct and `noexcept nogil` accessors; no Python objects. Building a unit does no work in
proportion to the FFI tier: a lookup probes the script tier, then the FFI tier.
"""
from libc.stdint cimport int64_t, uint32_t, uint64_t
from .tier cimport (
    FuncRec, FuncRef, GlobalRec, GlobalRef, ParamRec, ScopeRec, ScopeRef, Symbol, Tier, TypeRec, TypeRef,
)

cdef struct CompilationContext:
    Tier *ffi                   # sealed, read-only
    Tier *script                # this unit's
    TypeRef string_type         # 0: no string factory
    TypeRef array_template      # 0: no array module
    int strict                  # shadowing a host name is an error

# records (invalid references give record 0)
cdef TypeRec *ctx_type(CompilationContext *cx, TypeRef t) noexcept nogil
cdef FuncRec *ctx_func(CompilationContext *cx, FuncRef f) noexcept nogil
cdef ParamRec *ctx_params(CompilationContext *cx, FuncRef f) noexcept nogil
cdef GlobalRec *ctx_global(CompilationContext *cx, GlobalRef g) noexcept nogil
cdef ScopeRec *ctx_scope(CompilationContext *cx, ScopeRef s) noexcept nogil
cdef TypeRef ctx_targ(CompilationContext *cx, TypeRef t, uint32_t i) noexcept nogil

# lookup of one name in exactly one scope, script tier first, then the FFI scope of the same name.
# sort is a SYM_*; returns the reference or 0. ctx_find_func gives the first overload of the script tier;
# ctx_find_ffi_func the first one of the FFI tier (both sets are candidates unless the signatures are equal).
cdef uint32_t ctx_find(CompilationContext *cx, ScopeRef scope, uint32_t name, uint32_t sort) noexcept nogil
cdef FuncRef ctx_find_func(CompilationContext *cx, ScopeRef scope, uint32_t name) noexcept nogil
cdef FuncRef ctx_find_ffi_func(CompilationContext *cx, ScopeRef scope, uint32_t name) noexcept nogil

# the script tier's scope for a namespace (made on demand; linked to the FFI scope of the same name)
cdef ScopeRef ctx_namespace(CompilationContext *cx, ScopeRef parent, uint32_t name) noexcept nogil
cdef ScopeRef ctx_find_namespace(CompilationContext *cx, ScopeRef parent, uint32_t name) noexcept nogil

# script tier: adding (0 on duplicate or failed allocation; see tier->failed). New records are zeroed.
cdef TypeRef ctx_add_type(CompilationContext *cx, ScopeRef scope, uint32_t name, uint32_t sort, uint32_t kind) noexcept nogil
cdef FuncRef ctx_add_func(CompilationContext *cx, ScopeRef scope, uint32_t name, uint32_t nparams) noexcept nogil
cdef GlobalRef ctx_add_global(CompilationContext *cx, ScopeRef scope, uint32_t name) noexcept nogil
cdef int ctx_add_symbol(CompilationContext *cx, ScopeRef scope, uint32_t name, uint32_t sort, uint32_t ref) noexcept nogil
cdef ScopeRef ctx_member_scope(CompilationContext *cx, TypeRef t) noexcept nogil

# template instances (script tier, cached by template and full arguments incl. handle and const);
# 0: refused, *error is then an INST_* reason
cdef enum InstError:
    INST_OK = 0
    INST_NOT_TEMPLATE = 1
    INST_ARG_COUNT = 2
    INST_TOO_DEEP = 3           # MAX_TYPE_DEPTH
    INST_INVALID = 4            # the template's rule refuses the arguments; ctx_inst_message has the text
    INST_MEMORY = 5
cdef TypeRef ctx_instance(CompilationContext *cx, TypeRef template, TypeRef *args, uint32_t nargs, int *error) noexcept nogil
cdef TypeRef ctx_array_of(CompilationContext *cx, TypeRef elem, int *error) noexcept nogil
cdef const char *ctx_inst_message(CompilationContext *cx) noexcept nogil
# a type out of a template's member (T, const T&in, array<T>@ ...) with the arguments of `instance` put in
cdef TypeRef ctx_substitute(CompilationContext *cx, TypeRef t, TypeRef instance) noexcept nogil

# text of a type ("const array<int>@", "string") for messages and declarations: written into buf, returns the
# length (cut at size - 1, always terminated)
cdef uint32_t ctx_type_text(CompilationContext *cx, TypeRef t, char *buf, uint32_t size) noexcept nogil
cdef uint32_t ctx_func_text(CompilationContext *cx, FuncRef f, TypeRef instance, char *buf, uint32_t size) noexcept nogil
cdef uint32_t ctx_scope_text(CompilationContext *cx, ScopeRef s, char *buf, uint32_t size) noexcept nogil
cdef const char *ctx_name(CompilationContext *cx, uint32_t name, uint32_t *length) noexcept nogil
