"""Dictionaries, `dictionaryValue`, `any`: d[key] as value and target, set and get, lists, copies."""
from libc.stdint cimport uint32_t

from seraphscript.compiler.gen cimport Gen, Value
from seraphscript.compiler.weakref cimport is_weak
from seraphscript.registry.context cimport ctx_targ, ctx_type
from seraphscript.registry.tier cimport REF_MASK, TF_DICTIONARY, TI_VAR, TIER_FFI, TS_ANY, TypeRef


cdef inline int is_dict(const Gen *g, TypeRef t) noexcept nogil:
    return (ctx_type(g.cx, t).flags & TF_DICTIONARY) != 0


# Dictionary of values of any type.
cdef inline int is_open_dict(const Gen *g, TypeRef t) noexcept nogil:
    return is_dict(g, t) and (ctx_targ(g.cx, t, 1) & REF_MASK) == TIER_FFI | TI_VAR


# `any` or `dictionaryValue`.
cdef inline int is_box(const Gen *g, TypeRef t) noexcept nogil:
    return ctx_type(g.cx, t).sort == TS_ANY


# Types whose objects the VM itself makes, copies and assigns, by value and with all that they contain.
cdef inline int is_native_object(const Gen *g, TypeRef t) noexcept nogil:
    return is_dict(g, t) or is_box(g, t) or is_weak(g, t)


# A new empty object into an owned register that is null.
cdef void native_default(Gen *g, TypeRef type, uint32_t reg, uint32_t node) noexcept nogil
# A copy of the object in a register; an owned register.
cdef uint32_t native_copy(Gen *g, uint32_t from_, TypeRef type, uint32_t node) noexcept nogil
# Content of the object in register b into that in a.
cdef void native_assign(Gen *g, uint32_t a, uint32_t b, TypeRef type, uint32_t node) noexcept nogil

# d[key]: V_DICT. The values are evaluated.
cdef Value dict_index(Gen *g, Value object, Value key, uint32_t node) noexcept nogil
# What V_DICT stands for in a register: a value of the dictionary's type, a box if that is open.
cdef Value dict_load(Gen *g, Value v) noexcept nogil
# T(v), cast<T>(v): what a value of any type (V_DICT of an open dictionary, a box) holds, as T; zero or null if it is
# nothing of the kind. is_open_value tells whether a value is of that sort.
cdef int is_open_value(const Gen *g, Value v) noexcept nogil
cdef Value open_as(Gen *g, Value v, TypeRef to, uint32_t node) noexcept nogil
# d[key] = value and @d[key] = value.
cdef Value dict_store(Gen *g, Value target, Value value, int as_handle, uint32_t node) noexcept nogil
# Assignment of anything to a box variable.
cdef Value box_store(Gen *g, Value target, Value value, int as_handle, uint32_t node) noexcept nogil
# A box with a value: an owned temporary of that box type.
cdef Value box_of(Gen *g, Value value, TypeRef type, uint32_t node) noexcept nogil
# {{key, value}, ...} as a new dictionary.
cdef Value dict_list(Gen *g, uint32_t node, TypeRef type) noexcept nogil
# Methods with opcodes of their own; the arguments stand in g.args from `base` on.
cdef Value dict_intrinsic(Gen *g, uint32_t number, Value object, uint32_t base, uint32_t n, uint32_t node) noexcept nogil
# foreach over a dictionary: one variable for the values, or values and keys.
cdef void foreach_dict(Gen *g, uint32_t node, Value range_) noexcept nogil
