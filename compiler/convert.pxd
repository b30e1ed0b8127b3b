"""Values: what they are, which conversions exist and what they cost, and how they get into registers."""
from libc.stdint cimport int64_t, uint32_t
from libc.string cimport memset

from seraphscript.compiler.gen cimport (
    V_BYTE, V_CONST, V_DICT, V_ELEM, V_FIELD, V_FUNC, V_GLOBAL, V_LAMBDA, V_LOCAL, V_NONE, V_REF, V_REG, V_TYPE, Gen,
    Value,
)
from seraphscript.registry.context cimport ctx_type
from seraphscript.registry.tier cimport (
    REF_MASK, T_CONST, T_HANDLE, TF_ARRAY, TI_ERROR, TIER_FFI, TS_ENUM, TypeRec, TypeRef,
)
from seraphscript.vm.opcodes cimport K_F32, K_F64, K_I8, K_I64, K_U8, K_U64

cdef enum:                      # TypeRefs of the primitives
    TR_VOID = 0x800000
    TR_BOOL = 0x800001
    TR_I32 = 0x800004
    TR_I64 = 0x800005
    TR_U8 = 0x800006
    TR_U32 = 0x800008
    TR_U64 = 0x800009
    TR_F32 = 0x80000A
    TR_F64 = 0x80000B
    TR_NULL = 0x80000C
    TR_VAR = 0x80000D
    TR_ERROR = 0x80000F

cdef enum:                      # Value.is_const of what is no variable at all
    NOT_LVALUE = 2

cdef enum:                      # Value.fresh of a number: certainly 0 .. 0x7fffffff
    SMALL = 2

cdef enum ConvCost:             # costs of an implicit conversion, as the C++ engine ranks them; overloads compare sums
    CC_IMPOSSIBLE = -1
    CC_NONE = 0
    CC_CONST = 1
    CC_ENUM_SAME_SIZE = 2
    CC_ENUM_OTHER_SIZE = 3
    CC_SIZE_UP = 4
    CC_SIZE_DOWN = 5
    CC_SIGN = 6
    CC_INT_FLOAT = 7
    CC_REFERENCE = 8
    CC_FROM_OBJECT = 9          # to a number, by a method
    CC_TO_OBJECT = 10
    CC_VARIABLE = 11


cdef inline Value blank(uint32_t sort, TypeRef type, uint32_t node) noexcept nogil:
    cdef Value v
    memset(&v, 0, sizeof(Value))
    v.sort = <unsigned char>sort
    v.type = type
    v.node = node
    return v


cdef inline Value error_value(uint32_t node) noexcept nogil:
    return blank(0, TR_ERROR, node)


cdef inline int is_error(TypeRef t) noexcept nogil:
    return (t & REF_MASK) == TR_ERROR


# A primitive other than void.
cdef inline int is_number(TypeRef t) noexcept nogil:
    return (t & REF_MASK) - TR_VOID - 1 < K_F64


# Kind of a primitive or an enum, 0 of everything else (void too).
cdef inline uint32_t prim_kind(const Gen *g, TypeRef t) noexcept nogil:
    cdef const TypeRec *rec
    if (t & REF_MASK) - TR_VOID <= K_F64:
        return (t & REF_MASK) - TR_VOID
    if t & T_HANDLE:
        return 0
    rec = ctx_type(g.cx, t)
    return rec.kind if rec.sort == TS_ENUM else 0


cdef inline int is_enum(const Gen *g, TypeRef t) noexcept nogil:
    return (t & REF_MASK) - TR_VOID > K_F64 and ctx_type(g.cx, t).sort == TS_ENUM


cdef inline int is_string(const Gen *g, TypeRef t) noexcept nogil:
    return (t & REF_MASK) == (g.cx.string_type & REF_MASK) and g.cx.string_type != 0


cdef inline int is_array(const Gen *g, TypeRef t) noexcept nogil:
    return (ctx_type(g.cx, t).flags & TF_ARRAY) != 0


# A variable that is loaded when it is used (no local one).
cdef inline int is_place(Value v) noexcept nogil:
    return (v.sort == V_GLOBAL or v.sort == V_ELEM or v.sort == V_FIELD or v.sort == V_BYTE or v.sort == V_REF
            or v.sort == V_DICT)


# Is the object that a value stands for read-only?
cdef inline int is_const_object(Value v) noexcept nogil:
    return (v.type & T_CONST) != 0 or (v.is_const == 1 and not v.type & T_HANDLE)


cdef inline int is_int(uint32_t kind) noexcept nogil:
    return K_I8 <= kind <= K_U64


cdef inline int is_unsigned(uint32_t kind) noexcept nogil:
    return K_U8 <= kind <= K_U64


cdef inline int is_float(uint32_t kind) noexcept nogil:
    return kind == K_F32 or kind == K_F64


cdef inline int is_wide(uint32_t kind) noexcept nogil:
    return kind == K_I64 or kind == K_U64


# Does a place of kind `to` take a value of kind `from_` without a change of bits?
cdef int same_bits(uint32_t to, uint32_t from_) noexcept nogil
# Cost of the conversion of a number (an enum value) to another kind.
cdef int number_cost(uint32_t from_, uint32_t to, int from_enum) noexcept nogil
# Cost of the implicit conversion of a value to a type (ConvCost).
cdef int conv_cost(Gen *g, Value v, TypeRef to) noexcept nogil
# Implicit conversion to a type (diagnostic if impossible); the value may stay a constant or a variable.
cdef Value convert_other(Gen *g, Value v, TypeRef to) noexcept nogil
cdef inline Value convert(Gen *g, Value v, TypeRef to) noexcept nogil:
    cdef uint32_t sorts = (
        1 << V_CONST | 1 << V_REG | 1 << V_LOCAL | 1 << V_GLOBAL | 1 << V_ELEM | 1 << V_FIELD | 1 << V_REF)
    if (v.type & REF_MASK) == (to & REF_MASK) and is_number(to) and sorts >> v.sort & 1:
        v.type = to & REF_MASK
        return v
    return convert_other(g, v, to)


# The same for initialisation and assignment, where a string takes any primitive.
cdef Value convert_assign(Gen *g, Value v, TypeRef to) noexcept nogil
# T(x) of a primitive, enum or string; cast<T>.
cdef Value convert_explicit(Gen *g, Value v, TypeRef to) noexcept nogil
# Number of kind `kind` (and type `type`) out of a number.
cdef Value convert_number(Gen *g, Value v, TypeRef type, uint32_t kind) noexcept nogil
# A string out of a primitive: an owned temporary.
cdef Value string_of(Gen *g, Value v) noexcept nogil
# Report that a value cannot be used as one (function and type names, void); 1 if so.
cdef int report_no_value(Gen *g, Value v) noexcept nogil
cdef inline int no_value_error(Gen *g, Value v) noexcept nogil:
    cdef uint32_t sorts = 1 << V_NONE | 1 << V_FUNC | 1 << V_TYPE | 1 << V_LAMBDA
    return report_no_value(g, v) if sorts >> v.sort & 1 else 0


# Put a value in a register for reading (borrowed handles stay borrowed); returns the register.
cdef uint32_t to_reg(Gen *g, Value v) noexcept nogil
# A handle as an owned temporary: moved if it is one, else counted.
cdef uint32_t to_own(Gen *g, Value v) noexcept nogil
cdef int own_place(Gen *g, Value v, uint32_t dst) noexcept nogil
# Load a variable, so that later changes of it do not matter. Temporaries and constants stay what they are.
cdef Value load(Gen *g, Value v) noexcept nogil
# Could evaluating `node` change a variable or run script code (conservative)?
cdef int may_run(Gen *g, uint32_t node) noexcept nogil
# Keep an object until the end of a statement, whatever that does to the place it comes from: an owned register, outside of
# the temporaries that the marks `top` and `own_top` free; a variable that owns its object stays what it is.
cdef Value keep_object(Gen *g, Value v, uint32_t top, uint32_t own_top) noexcept nogil
# Make a value safe against the evaluation of another expression.
cdef Value hold(Gen *g, Value v, uint32_t node) noexcept nogil
# Could evaluating `node` change the local variable of that name (conservative)?
cdef int touches(Gen *g, uint32_t node, uint32_t name) noexcept nogil
