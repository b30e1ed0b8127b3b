# cython: language_level=3, boundscheck=False, wraparound=False, cdivision=True, initializedcheck=False
"""Operators on compiled values: arithmetic, comparison, unary.

What it is: the common type of two operands, folding, and the opcode that fits (immediates included).
What it is not: the order of evaluation and the places of registers (`expr`), strings (`concat`).

Common type of arithmetic and comparisons (as the C++ engine has it): double if one is a double, else float;
else 64 bits if one has; signed if one is signed. But a constant adapts: a double constant to a float variable, a
signed integer constant to an unsigned operand. Bit operators take the signedness of the left operand, shifts
its type.
"""
from libc.stdint cimport int64_t, uint8_t, uint32_t

from seraphscript.compiler.call cimport call_method, operator_method
from seraphscript.compiler.concat cimport concat_values
from seraphscript.compiler.convert cimport (
    NOT_LVALUE, SMALL, TR_BOOL, TR_F64, TR_I32, TR_I64, blank, convert, convert_number, error_value, hold, is_array, is_enum,
    is_error, is_float, is_int, is_string, is_unsigned, is_wide, no_value_error, prim_kind, to_reg,
)
from seraphscript.compiler.emit cimport (
    emit_abc, emit_jump, emit_jump_bool, emit_jump_cmp, emit_xabc, gen_at, reg_take,
)
from seraphscript.compiler.error_codes cimport E_CONSTANT, E_OPERATOR, W_SIGN_MISMATCH
from seraphscript.compiler.expr cimport expr
from seraphscript.compiler.fold cimport FOLD_DIV_ZERO, FOLD_OK, fold_binary, fold_compare, fold_convert, fold_unary
from seraphscript.compiler.funcdef cimport function_value, is_funcdef, is_untyped
from seraphscript.compiler.gen cimport V_CONST, V_FIELD, V_LIST, V_LOCAL, V_NULL, V_REG, Gen, Value
from seraphscript.compiler.hints cimport hint_operator
from seraphscript.compiler.implicit cimport truth_of, user_number
from seraphscript.compiler.nodes cimport *
from seraphscript.compiler.overload cimport Overloads, methods_of
from seraphscript.compiler.objects cimport derives, is_reference, is_script_type
from seraphscript.compiler.types cimport gen_error, gen_hint, gen_warning
from seraphscript.compiler.tables cimport kind_of
from seraphscript.compiler.values cimport is_value_type
from seraphscript.compiler.weakref cimport is_weak, weak_target
from seraphscript.registry.context cimport ctx_type
from seraphscript.registry.name_ids cimport NAME_opAdd, NAME_opCmp, NAME_opCom, NAME_opEquals, NAME_opNeg
from seraphscript.registry.tier cimport REF_MASK, T_CONST, T_HANDLE, TS_INTERFACE, TypeRef
from seraphscript.vm.opcode_info cimport kind_width
from seraphscript.vm.opcodes cimport *

cdef enum:                      # columns of the opcode table
    COLUMNS = 6                 # I32 U32 I64 U64 F32 F64

cdef uint8_t ops[32][COLUMNS]   # OPR_* -> opcodes, 0: none


cdef void make_ops() noexcept:
    cdef uint32_t i
    ops[OPR_ADD][0], ops[OPR_ADD][1], ops[OPR_ADD][2] = OP_ADD_I32, OP_ADD_U32, OP_ADD_I64
    ops[OPR_ADD][3], ops[OPR_ADD][4], ops[OPR_ADD][5] = OP_ADD_U64, OP_ADD_F32, OP_ADD_F64
    ops[OPR_SUB][0], ops[OPR_SUB][1], ops[OPR_SUB][2] = OP_SUB_I32, OP_SUB_U32, OP_SUB_I64
    ops[OPR_SUB][3], ops[OPR_SUB][4], ops[OPR_SUB][5] = OP_SUB_U64, OP_SUB_F32, OP_SUB_F64
    ops[OPR_MUL][0], ops[OPR_MUL][1], ops[OPR_MUL][2] = OP_MUL_I32, OP_MUL_U32, OP_MUL_I64
    ops[OPR_MUL][3], ops[OPR_MUL][4], ops[OPR_MUL][5] = OP_MUL_U64, OP_MUL_F32, OP_MUL_F64
    ops[OPR_DIV][0], ops[OPR_DIV][1], ops[OPR_DIV][2] = OP_DIV_I32, OP_DIV_U32, OP_DIV_I64
    ops[OPR_DIV][3], ops[OPR_DIV][4], ops[OPR_DIV][5] = OP_DIV_U64, OP_DIV_F32, OP_DIV_F64
    ops[OPR_MOD][0], ops[OPR_MOD][1], ops[OPR_MOD][2] = OP_MOD_I32, OP_MOD_U32, OP_MOD_I64
    ops[OPR_MOD][3], ops[OPR_MOD][4], ops[OPR_MOD][5] = OP_MOD_U64, OP_MOD_F32, OP_MOD_F64
    ops[OPR_POW][0], ops[OPR_POW][1], ops[OPR_POW][2] = OP_POW_I32, OP_POW_U32, OP_POW_I64
    ops[OPR_POW][3], ops[OPR_POW][4], ops[OPR_POW][5] = OP_POW_U64, OP_POW_F32, OP_POW_F64
    for i in range(4):
        ops[OPR_BAND][i] = OP_AND
        ops[OPR_BOR][i] = OP_OR
        ops[OPR_BXOR][i] = OP_XOR
    ops[OPR_SHL][0], ops[OPR_SHL][1], ops[OPR_SHL][2], ops[OPR_SHL][3] = OP_SHL_I32, OP_SHL_U32, OP_SHL_I64, OP_SHL_U64
    ops[OPR_SHR][0], ops[OPR_SHR][1], ops[OPR_SHR][2], ops[OPR_SHR][3] = OP_SHR_I32, OP_SHR_U32, OP_SHR_I64, OP_SHR_U64
    ops[OPR_USHR][0], ops[OPR_USHR][1] = OP_SAR_I32, OP_SAR_U32
    ops[OPR_USHR][2], ops[OPR_USHR][3] = OP_SAR_I64, OP_SAR_U64


make_ops()


cdef inline uint32_t column(uint32_t kind) noexcept nogil:
    if kind == K_I32:
        return 0
    if kind == K_U32:
        return 1
    if kind == K_I64:
        return 2
    if kind == K_U64:
        return 3
    return 4 if kind == K_F32 else 5


cdef const char *op_name(uint32_t op) noexcept nogil:
    if op == OPR_ADD or op == OPR_POS:
        return "+"
    if op == OPR_SUB or op == OPR_NEG:
        return "-"
    if op == OPR_MUL:
        return "*"
    if op == OPR_DIV:
        return "/"
    if op == OPR_MOD:
        return "%"
    if op == OPR_POW:
        return "**"
    if op == OPR_BAND:
        return "&"
    if op == OPR_BOR:
        return "|"
    if op == OPR_BXOR:
        return "^"
    if op == OPR_SHL:
        return "<<"
    if op == OPR_SHR:
        return ">>"
    if op == OPR_USHR:
        return ">>>"
    if op == OPR_EQ:
        return "=="
    if op == OPR_NE:
        return "!="
    if op == OPR_LT:
        return "<"
    if op == OPR_LE:
        return "<="
    if op == OPR_GT:
        return ">"
    if op == OPR_GE:
        return ">="
    if op == OPR_IS:
        return "is"
    if op == OPR_NIS:
        return "!is"
    if op == OPR_AND:
        return "&&"
    if op == OPR_OR:
        return "||"
    if op == OPR_XOR:
        return "^^"
    if op == OPR_NOT:
        return "!"
    if op == OPR_BNOT:
        return "~"
    if op == OPR_INC:
        return "++"
    return "--" if op == OPR_DEC else "="


# ------------------------------------------------------------------------------------------ common types

cdef uint32_t common_kind(Value a, uint32_t ka, Value b, uint32_t kb) noexcept nogil:
    """Kind in which two numbers are added or compared."""
    cdef int ca = a.sort == V_CONST, cb = b.sort == V_CONST, ua, ub
    if is_float(ka) or is_float(kb):
        if ka == K_F64 and not (ca and kb == K_F32 and not cb):
            return K_F64
        if kb == K_F64 and not (cb and ka == K_F32 and not ca):
            return K_F64
        return K_F32
    ua = is_unsigned(ka)
    ub = is_unsigned(kb)
    if ua != ub and ((ca and not ua) or (cb and not ub)):
        ua = 1
        ub = 1
    if is_wide(ka) or is_wide(kb):
        return K_U64 if ua and ub else K_I64
    return K_U32 if ua and ub else K_I32


cdef inline uint32_t bit_kind(uint32_t left, int wide) noexcept nogil:
    if is_unsigned(left):
        return K_U64 if wide else K_U32
    return K_I64 if wide else K_I32


# ---------------------------------------------------------------------------------------------- arithmetic

cdef Value undefined(Gen *g, uint32_t op, Value a, Value b, uint32_t node) noexcept nogil:
    cdef Overloads o
    if a.sort == V_LIST or b.sort == V_LIST:
        gen_error(g, E_OPERATOR, node, "operator '%s' is not defined for initialisation lists", op_name(op))
    else:
        gen_error(g, E_OPERATOR, node, "operator '%s' is not defined for '%T' and '%T'", op_name(op), a.type, b.type)
        if OPR_ADD <= op <= OPR_USHR:
            hint_operator(g, a.type, NAME_opAdd + (op - OPR_ADD))
        elif op == OPR_EQ or op == OPR_NE:
            o = methods_of(g, a.type & ~<TypeRef>T_CONST, 0, NAME_opEquals)
            if o.script != 0 or o.ffi != 0 or is_script_type(g, a.type) or not is_reference(g, a.type):
                hint_operator(g, a.type, NAME_opEquals)
            elif is_reference(g, b.type):
                gen_hint(g, "to ask whether both are the same object use '%s'",
                         <const char*>"is" if op == OPR_EQ else <const char*>"!is")
        elif op != OPR_IS and op != OPR_NIS:
            hint_operator(g, a.type, NAME_opCmp)
    return error_value(node)


cdef Value fold(Gen *g, uint32_t op, uint32_t kind, Value a, Value b, uint32_t node) noexcept nogil:
    cdef Value v = blank(V_CONST, 0x800000 | kind, node)
    cdef int error
    error = fold_binary(op, kind, a.bits, b.bits, &v.bits)
    if error == FOLD_DIV_ZERO:
        gen_error(g, E_CONSTANT, node, "division by zero in a constant expression")
    elif error != FOLD_OK:
        gen_error(g, E_CONSTANT, node, "overflow in a constant expression")
    if error != FOLD_OK:
        return error_value(node)
    if op == OPR_SUB and (kind == K_U32 or kind == K_U64) and fold_compare(OPR_LT, kind, a.bits, b.bits):
        v.type = TR_I32 if kind == K_U32 else TR_I64        # as the C++ engine: 5 - 0xFF is -250
        v.bits = fold_convert(v.bits, kind, K_I32 if kind == K_U32 else K_I64)
    return v


cdef uint32_t immediate(uint32_t op, uint32_t kind, Value *a, Value *b, uint32_t *imm) noexcept nogil:
    """The opcode with a constant operand, if there is one: then a is the other operand and *imm the constant."""
    cdef Value t
    cdef int64_t n
    if a.sort == V_CONST and (op == OPR_ADD or op == OPR_MUL or op == OPR_BAND):
        t = a[0]
        a[0] = b[0]
        b[0] = t
    if b.sort != V_CONST:
        return 0
    n = b.bits
    if op == OPR_BAND and is_int(kind) and 0 <= n <= 0xffff:
        imm[0] = <uint32_t>n
        return OP_ANDI
    if op == OPR_SUB:
        n = -n
    elif op == OPR_MUL:
        if kind != K_I32 or n < -32768 or n > 32767:
            return 0
        imm[0] = <uint32_t>n & 0xffff
        return OP_MULI_I32
    elif op == OPR_MOD:
        imm[0] = <uint32_t>n & 0xffff
        return OP_MODI_I32 if kind == K_I32 and 0 < n <= 32767 else 0
    elif op != OPR_ADD:
        return 0
    if n < -32768 or n > 32767:
        return 0
    imm[0] = <uint32_t>n & 0xffff
    return OP_ADDI_I32 if kind == K_I32 else OP_ADDI_U32 if kind == K_U32 else OP_ADDI_I64 if kind == K_I64 else 0


cdef inline int is_short_field(Value v) noexcept nogil:
    """A field, not loaded yet, that instructions with a field operand can name."""
    return v.sort == V_FIELD and v.index <= 0xff


cdef int field_operand(Gen *g, uint32_t op, Value a, Value b, Value *v, uint32_t node) noexcept nogil:
    """+ - * of doubles of which one or both are fields, as one instruction; 1 if done."""
    cdef uint32_t code, r
    if not is_short_field(a) and not is_short_field(b):
        return 0
    if is_short_field(a) and is_short_field(b) and a.index == b.index and (op == OPR_SUB or op == OPR_MUL):
        v.reg = reg_take(g, K_F64)
        gen_at(g, node_token(g.w, node))
        emit_xabc(g, OP_SUBFF_F64 if op == OPR_SUB else OP_MULFF_F64, a.index, v.reg, a.reg, b.reg)
        return 1
    code = OP_ADDF_F64 if op == OPR_ADD else OP_MULF_F64 if op == OPR_MUL else OP_SUBF_F64
    if op != OPR_ADD and op != OPR_MUL and op != OPR_SUB:
        return 0
    if not is_short_field(b):
        a, b = b, a
        if op == OPR_SUB:
            code = OP_RSUBF_F64
    r = to_reg(g, a)
    v.reg = reg_take(g, K_F64)
    gen_at(g, node_token(g.w, node))
    emit_xabc(g, code, b.index, v.reg, r, b.reg)
    return 1


cdef int field_step(Gen *g, uint32_t op, Value target, Value value, uint32_t node) noexcept nogil:
    """field += value and field -= value of doubles and ints as one instruction; 1 if done."""
    cdef uint32_t kind = kind_of(g, target.type), other = prim_kind(g, value.type)
    if target.sort != V_FIELD or (op != OPR_ADD and op != OPR_SUB) or other == 0 or other == K_BOOL:
        return 0
    if kind == K_F64:
        value = convert_number(g, value, TR_F64, K_F64)
        kind = to_reg(g, value)
        gen_at(g, node_token(g.w, node))
        emit_abc(g, OP_FADD_F64 if op == OPR_ADD else OP_FSUB_F64, target.reg, target.index, kind)
        return 1
    if kind != K_I32 or other != K_I32 or is_enum(g, target.type):
        return 0
    if value.sort == V_CONST and -32767 <= value.bits <= 32767:
        gen_at(g, node_token(g.w, node))
        emit_abc(g, OP_FADDI_I32, target.reg, target.index,
                 <uint32_t>(value.bits if op == OPR_ADD else -value.bits) & 0xffff)
        return 1
    if op == OPR_SUB:
        return 0
    kind = to_reg(g, value)
    gen_at(g, node_token(g.w, node))
    emit_abc(g, OP_FADD_I32, target.reg, target.index, kind)
    return 1


cdef Value emit_binary(Gen *g, uint32_t op, uint32_t kind, Value a, Value b, uint32_t node) noexcept nogil:
    cdef Value v = blank(V_REG, 0x800000 | kind, node)
    cdef uint32_t code, imm = 0, ra, rb
    v.is_const = NOT_LVALUE
    code = immediate(op, kind, &a, &b, &imm)
    if code:
        ra = to_reg(g, a)
        v.reg = reg_take(g, kind)
        emit_abc(g, code, v.reg, ra, imm)
        return v
    if kind == K_F64 and field_operand(g, op, a, b, &v, node):
        return v
    ra = to_reg(g, a)
    rb = to_reg(g, b)
    v.reg = reg_take(g, kind)
    if op == OPR_DIV or op == OPR_MOD or op == OPR_POW:
        gen_at(g, node_token(g.w, node))
    emit_abc(g, ops[op][column(kind)], v.reg, ra, rb)
    return v


cdef Value binary_values(Gen *g, uint32_t op, Value left, Value right, uint32_t node) noexcept nogil:
    cdef uint32_t ka, kb, kind
    if is_error(left.type) or is_error(right.type):
        return error_value(node)
    if left.sort != V_LIST and no_value_error(g, left):
        return error_value(node)
    if right.sort != V_LIST and no_value_error(g, right):
        return error_value(node)
    ka = prim_kind(g, left.type)
    kb = prim_kind(g, right.type)
    if ka == 0 or kb == 0:
        if op == OPR_ADD and (is_string(g, left.type) or is_string(g, right.type)):
            return concat_values(g, left, right, node)
        return binary_objects(g, op, left, right, node)
    if ka == K_BOOL or kb == K_BOOL:
        return undefined(g, op, left, right, node)
    if op <= OPR_POW:
        kind = common_kind(left, ka, right, kb)
        left = convert_number(g, left, 0x800000 | kind, kind)
        right = convert_number(g, right, 0x800000 | kind, kind)
    elif op <= OPR_BXOR:
        if is_float(ka) or is_float(kb):
            return undefined(g, op, left, right, node)
        kind = bit_kind(ka, is_wide(ka) or is_wide(kb))
        left = convert_number(g, left, 0x800000 | kind, kind)
        right = convert_number(g, right, 0x800000 | kind, kind)
    else:
        if is_float(ka):
            return undefined(g, op, left, right, node)
        kind = bit_kind(ka, is_wide(ka))
        left = convert_number(g, left, 0x800000 | kind, kind)
        if is_float(kb):
            right = convert_number(g, right, TR_I32, K_I32)
    if left.sort == V_CONST and right.sort == V_CONST:
        return fold(g, op, kind, left, right, node)
    if right.sort == V_CONST and right.bits == 0 and (op == OPR_DIV or op == OPR_MOD) and not is_float(kind):
        gen_error(g, E_CONSTANT, node, "division by zero")
        return error_value(node)
    return emit_binary(g, op, kind, left, right, node)


cdef int to_numbers(Gen *g, Value *a, Value *b) noexcept nogil:
    """If one operand is a number or bool and the other an object that converts to one, convert it; 1 if so."""
    cdef uint32_t ka = prim_kind(g, a.type), kb = prim_kind(g, b.type)
    if (ka == 0) == (kb == 0) or a.sort == V_LIST or b.sort == V_LIST:
        return 0
    if ka == 0:
        return user_number(g, a[0], 0x800000 | kb, a) and not is_error(a.type)
    return user_number(g, b[0], 0x800000 | ka, b) and not is_error(b.type)


cdef Value binary_objects(Gen *g, uint32_t op, Value left, Value right, uint32_t node) noexcept nogil:
    cdef Value v
    if operator_method(g, NAME_opAdd + (op - OPR_ADD), left, right, node, &v):
        return v
    if to_numbers(g, &left, &right):
        return binary_values(g, op, left, right, node)
    return undefined(g, op, left, right, node)


cdef Value unary_value(Gen *g, uint32_t op, Value v, uint32_t node) noexcept nogil:
    cdef uint32_t kind, r, code, wide
    cdef Value t
    cdef Overloads o
    if is_error(v.type):
        return error_value(node)
    if no_value_error(g, v):
        return error_value(node)
    if op == OPR_NOT:
        v = truth_of(g, v)
    kind = prim_kind(g, v.type)
    if op == OPR_NOT:
        if kind != K_BOOL:
            gen_error(g, E_OPERATOR, node, "operator '!' needs a bool, not '%T'", v.type)
            if kind:
                gen_hint(g, "compare it: x == 0")
            return error_value(node)
        t = blank(V_CONST, TR_BOOL, node)
        if v.sort == V_CONST:
            t.bits = 1 - v.bits
            return t
        r = to_reg(g, v)
        t.sort = V_REG
        t.is_const = NOT_LVALUE
        t.reg = reg_take(g, K_BOOL)
        emit_abc(g, OP_NOT, t.reg, r, 0)
        return t
    if kind == 0 and (op == OPR_NEG or op == OPR_BNOT):
        o = methods_of(g, v.type, 0, NAME_opNeg if op == OPR_NEG else NAME_opCom)
        if o.script != 0 or o.ffi != 0:
            return call_method(g, v, NAME_opNeg if op == OPR_NEG else NAME_opCom, NULL, 0, node)
    if kind == 0 or kind == K_BOOL or (op == OPR_BNOT and is_float(kind)):
        gen_error(g, E_OPERATOR, node, "operator '%s' is not defined for '%T'", op_name(op), v.type)
        return error_value(node)
    # + and - make an unsigned number signed, ~ a signed one unsigned; the width stays.
    if op == OPR_BNOT:
        if not is_unsigned(kind):
            kind = unsigned_of(kind)
            v = convert_number(g, v, 0x800000 | kind, kind)
        elif is_enum(g, v.type):
            v = convert_number(g, v, 0x800000 | kind, kind)
    elif is_unsigned(kind):
        kind = signed_of(kind)
        v = convert_number(g, v, 0x800000 | kind, kind)
    if v.sort == V_CONST:
        if op != OPR_POS:
            v.bits = fold_unary(op, kind, v.bits)
        v.node = node
        return v
    r = to_reg(g, v)
    t = v
    t.sort = V_REG
    t.owned = 0
    t.fresh = 0
    t.is_const = NOT_LVALUE
    t.node = node
    if op == OPR_POS:
        if v.sort == V_LOCAL:
            t.sort = V_LOCAL
        t.reg = r
        return t
    wide = K_F32 if kind == K_F32 else K_F64 if kind == K_F64 else bit_kind(kind, is_wide(kind))
    if op == OPR_BNOT:
        code = OP_BNOT_U64 if wide == K_U64 else OP_BNOT_U32
    else:
        code = (OP_NEG_F32 if kind == K_F32 else OP_NEG_F64 if kind == K_F64
                else OP_NEG_I64 if wide == K_I64 else OP_NEG_I32)
    t.reg = reg_take(g, wide)
    emit_abc(g, code, t.reg, r, 0)
    if wide != kind:
        r = t.reg
        t.reg = reg_take(g, kind)
        emit_abc(g, OP_ZX8 if kind == K_U8 else OP_ZX16 if kind == K_U16 else OP_SX8 if kind == K_I8 else OP_SX16,
                 t.reg, r, 0)
    return t


cdef inline uint32_t unsigned_of(uint32_t kind) noexcept nogil:
    return K_U8 if kind == K_I8 else K_U16 if kind == K_I16 else K_U32 if kind == K_I32 else K_U64


cdef inline uint32_t signed_of(uint32_t kind) noexcept nogil:
    return K_I8 if kind == K_U8 else K_I16 if kind == K_U16 else K_I32 if kind == K_U32 else K_I64


# ---------------------------------------------------------------------------------------------- comparison

cdef inline uint32_t swapped(uint32_t op) noexcept nogil:
    """The operator with its operands exchanged."""
    if op == OPR_LT:
        return OPR_GT
    if op == OPR_LE:
        return OPR_GE
    if op == OPR_GT:
        return OPR_LT
    return OPR_LE if op == OPR_GE else op


cdef void compare_signs(Gen *g, uint32_t ka, uint32_t kb, Value a, Value b, uint32_t node) noexcept nogil:
    """Warn of numbers of different signedness, unless all values of the unsigned type are numbers of the other one."""
    if a.sort == V_CONST or b.sort == V_CONST or a.fresh == SMALL or b.fresh == SMALL:
        return
    if (kind_width[ka] < kind_width[kb]) if is_unsigned(ka) else (kind_width[kb] < kind_width[ka]):
        return
    gen_warning(g, W_SIGN_MISMATCH, node, "'%T' is compared with '%T': only one of them has a sign", a.type, b.type)


cdef void compare_numbers(
    Gen *g, uint32_t op, uint32_t ka, uint32_t kb, Value a, Value b, uint32_t node, Cmp *c
) noexcept nogil:
    cdef uint32_t kind, t
    if (ka == K_BOOL) != (kb == K_BOOL) or (ka == K_BOOL and op != OPR_EQ and op != OPR_NE):
        undefined(g, op, a, b, node)
        return
    if ka == K_BOOL:
        kind = K_BOOL
    else:
        kind = common_kind(a, ka, b, kb)
        if is_int(ka) and is_int(kb) and is_unsigned(ka) != is_unsigned(kb):
            compare_signs(g, ka, kb, a, b, node)
        # What is certainly 0 .. 0x7fffffff is the same number in either signedness.
        if kind == K_I32 and ka == K_U32 and a.fresh == SMALL:
            a.type = TR_I32
        elif kind == K_I32 and kb == K_U32 and b.fresh == SMALL:
            b.type = TR_I32
        a = convert_number(g, a, 0x800000 | kind, kind)
        b = convert_number(g, b, 0x800000 | kind, kind)
    if a.sort == V_CONST and b.sort == V_CONST:
        c.sort = CMP_CONST
        c.a = fold_compare(op, kind, a.bits, b.bits)
        return
    c.sort = CMP_U64 if kind == K_U64 else CMP_F32 if kind == K_F32 else CMP_F64 if kind == K_F64 else CMP_INT
    if c.sort == CMP_INT and kind != K_BOOL:
        if a.sort == V_CONST and -32768 <= a.bits <= 32767:
            c.op = swapped(op)
            c.a = to_reg(g, b)
            c.b = <uint32_t>a.bits & 0xffff
            c.imm = 1
            return
        if b.sort == V_CONST and -32768 <= b.bits <= 32767:
            c.op = op
            c.a = to_reg(g, a)
            c.b = <uint32_t>b.bits & 0xffff
            c.imm = 1
            return
    if kind == K_BOOL and (a.sort == V_CONST or b.sort == V_CONST):
        t = <uint32_t>(a.bits if a.sort == V_CONST else b.bits)
        c.sort = CMP_BOOL
        c.a = to_reg(g, b if a.sort == V_CONST else a)
        c.op = OPR_EQ if (t != 0) == (op == OPR_EQ) else OPR_NE
        return
    c.op = op
    c.a = to_reg(g, a)
    c.b = to_reg(g, b)
    if op == OPR_GT or op == OPR_GE:
        c.op = OPR_LT if op == OPR_GT else OPR_LE
        t = c.a
        c.a = c.b
        c.b = t


cdef void compare_strings(Gen *g, uint32_t op, Value a, Value b, Cmp *c) noexcept nogil:
    cdef uint32_t ra = to_reg(g, a), rb = to_reg(g, b)
    if op == OPR_EQ or op == OPR_NE:
        c.sort = CMP_BOOL
        c.op = OPR_EQ
        c.a = reg_take(g, K_BOOL)
        emit_abc(g, OP_SEQ if op == OPR_EQ else OP_SNE, c.a, ra, rb)
        return
    c.sort = CMP_INT
    c.op = op
    c.imm = 1
    c.b = 0
    c.a = reg_take(g, K_I32)
    emit_abc(g, OP_SCMP, c.a, ra, rb)


cdef void compare_handles(Gen *g, uint32_t op, Value a, Value b, uint32_t node, Cmp *c) noexcept nogil:
    """Identity: `is`, `!is`, and == of handles."""
    if a.sort == V_NULL and b.sort == V_NULL:
        c.sort = CMP_CONST
        c.a = op == OPR_EQ
        return
    if a.sort == V_NULL:
        a.type = b.type | T_HANDLE
    elif b.sort == V_NULL:
        b.type = a.type | T_HANDLE
    if is_value_type(g, a.type) or is_value_type(g, b.type) or not derives(g, a.type, b.type) and not derives(
            g, b.type, a.type) and not (
            is_script_type(g, a.type) and is_script_type(g, b.type)
            and (ctx_type(g.cx, a.type).sort == TS_INTERFACE or ctx_type(g.cx, b.type).sort == TS_INTERFACE)):
        gen_error(g, E_OPERATOR, node, "'%T' and '%T' cannot be compared by identity", a.type, b.type)
        return
    c.sort = CMP_HANDLE
    c.op = op
    c.a = to_reg(g, a)
    c.b = to_reg(g, b)


cdef void compare_weak(Gen *g, uint32_t op, Value a, Value b, uint32_t node, Cmp *c) noexcept nogil:
    """What weak references refer to, compared by identity."""
    if op == OPR_LT or op == OPR_LE or op == OPR_GT or op == OPR_GE or a.sort == V_LIST or b.sort == V_LIST:
        undefined(g, op, a, b, node)
        return
    if is_weak(g, a.type):
        a = weak_target(g, a)
    if is_weak(g, b.type):
        b = weak_target(g, b)
    compare_handles(g, OPR_EQ if op == OPR_EQ or op == OPR_IS else OPR_NE, a, b, node, c)


cdef inline int is_explicit_handle(Gen *g, uint32_t node) noexcept nogil:
    return node_kind(g.w, node) == NK_Unary and node_op(g.w, node) == OPR_HANDLE


cdef void compare_methods(Gen *g, uint32_t op, Value a, Value b, uint32_t node, Cmp *c) noexcept nogil:
    """opEquals and opCmp, of either side; numbers that objects convert to."""
    cdef Value v
    if (op == OPR_EQ or op == OPR_NE) and operator_method(g, NAME_opEquals, a, b, node, &v):
        v = convert(g, v, TR_BOOL)
        if is_error(v.type):
            return
        c.sort = CMP_BOOL
        c.op = op
        c.a = to_reg(g, v)
        return
    c.op = op
    if operator_method(g, NAME_opCmp, a, b, node, &v):
        pass
    elif operator_method(g, NAME_opCmp, b, a, node, &v):
        c.op = swapped(op)
    elif to_numbers(g, &a, &b):
        compare_numbers(g, op, prim_kind(g, a.type), prim_kind(g, b.type), a, b, node, c)
        return
    else:
        undefined(g, op, a, b, node)
        return
    v = convert(g, v, TR_I32)
    if is_error(v.type):
        return
    c.sort = CMP_INT
    c.imm = 1
    c.a = to_reg(g, v)


cdef void compare_operands(Gen *g, uint32_t node, Cmp *c) noexcept nogil:
    cdef uint32_t op = node_op(g.w, node), left = Compare_left(g.w, node), right = Compare_right(g.w, node)
    cdef Value a, b
    c.sort = CMP_ERROR
    c.op = op
    c.imm = 0
    c.a = 0
    c.b = 0
    a = hold(g, expr(g, left), right)
    b = expr(g, right)
    if is_error(a.type) or is_error(b.type):
        return
    if is_untyped(a) and not is_untyped(b) and is_funcdef(g, b.type):
        a = function_value(g, a, b.type)
    elif is_untyped(b) and not is_untyped(a) and is_funcdef(g, a.type):
        b = function_value(g, b, a.type)
    if is_error(a.type) or is_error(b.type):
        return
    if (a.sort != V_LIST and no_value_error(g, a)) or (b.sort != V_LIST and no_value_error(g, b)):
        return
    if (a.sort != V_LIST and is_weak(g, a.type)) or (b.sort != V_LIST and is_weak(g, b.type)):
        compare_weak(g, op, a, b, node, c)
        return
    if op == OPR_IS or op == OPR_NIS:
        compare_handles(g, OPR_EQ if op == OPR_IS else OPR_NE, a, b, node, c)
        return
    if (op == OPR_EQ or op == OPR_NE) and (
            a.sort == V_NULL or b.sort == V_NULL or (is_explicit_handle(g, left) and is_explicit_handle(g, right))):
        compare_handles(g, op, a, b, node, c)
    else:
        compare_values(g, op, a, b, node, c)


cdef void compare_values(Gen *g, uint32_t op, Value a, Value b, uint32_t node, Cmp *c) noexcept nogil:
    cdef uint32_t ka = prim_kind(g, a.type), kb = prim_kind(g, b.type)
    c.sort = CMP_ERROR
    c.op = op
    c.imm = 0
    c.a = 0
    c.b = 0
    if ka and kb:
        compare_numbers(g, op, ka, kb, a, b, node, c)
    elif is_string(g, a.type) and is_string(g, b.type):
        compare_strings(g, op, a, b, c)
    elif a.sort != V_NULL and b.sort != V_NULL and a.sort != V_LIST and b.sort != V_LIST:
        compare_methods(g, op, a, b, node, c)
    else:
        undefined(g, op, a, b, node)


cdef Value compare_value(Gen *g, const Cmp *c, uint32_t node) noexcept nogil:
    cdef Value v = blank(V_REG, TR_BOOL, node)
    cdef uint32_t b = c.b, a = c.a, t
    cdef uint32_t op = c.op
    cdef Value imm
    v.is_const = NOT_LVALUE
    if c.sort == CMP_ERROR:
        return error_value(node)
    if c.sort == CMP_CONST:
        v.sort = V_CONST
        v.bits = c.a
        return v
    if c.sort == CMP_BOOL:
        v.reg = c.a
        if op == OPR_NE:
            v.reg = reg_take(g, K_BOOL)
            emit_abc(g, OP_NOT, v.reg, c.a, 0)
        return v
    if c.imm:
        imm = blank(V_CONST, TR_I32, node)
        imm.bits = <short>c.b
        b = to_reg(g, imm)
        if op == OPR_GT or op == OPR_GE:
            op = OPR_LT if op == OPR_GT else OPR_LE
            t = a
            a = b
            b = t
    v.reg = reg_take(g, K_BOOL)
    emit_abc(g, compare_op(c.sort, op), v.reg, a, b)
    return v


cdef inline uint32_t compare_op(uint32_t sort, uint32_t op) noexcept nogil:
    if sort == CMP_F64:
        return OP_EQ_F64 if op == OPR_EQ else OP_NE_F64 if op == OPR_NE else OP_LT_F64 if op == OPR_LT else OP_LE_F64
    if sort == CMP_F32:
        return OP_EQ_F32 if op == OPR_EQ else OP_NE_F32 if op == OPR_NE else OP_LT_F32 if op == OPR_LT else OP_LE_F32
    if op == OPR_EQ:
        return OP_EQ
    if op == OPR_NE:
        return OP_NE
    if sort == CMP_U64:
        return OP_LT_U64 if op == OPR_LT else OP_LE_U64
    return OP_LT_I if op == OPR_LT else OP_LE_I


cdef void compare_jump(Gen *g, const Cmp *c, int sense, uint32_t label) noexcept nogil:
    cdef uint32_t op = c.op, a = c.a, b = c.b, code
    cdef Value v
    if c.sort == CMP_ERROR:
        return
    if c.sort == CMP_CONST:
        if (c.a != 0) == (sense != 0):
            emit_jump(g, label)
        return
    if c.sort == CMP_BOOL:
        emit_jump_bool(g, a, sense if op == OPR_EQ else not sense, label)
        return
    if c.sort == CMP_F32 or (c.sort == CMP_F64 and (op == OPR_EQ or op == OPR_NE)):
        v = compare_value(g, c, 0)
        emit_jump_bool(g, v.reg, sense, label)
        return
    if c.sort == CMP_F64:                   # not (a < b) is not b <= a: there are NaNs
        if op == OPR_LT:
            code = OP_JLT_F64 if sense else OP_JNLT_F64
        else:
            code = OP_JLE_F64 if sense else OP_JNLE_F64
        emit_jump_cmp(g, code, a, b, label)
        return
    if op == OPR_EQ or op == OPR_NE:
        if (op == OPR_EQ) == (sense != 0):
            code = OP_JEQI if c.imm else OP_JEQ
        else:
            code = OP_JNEI if c.imm else OP_JNE
        emit_jump_cmp(g, code, a, b, label)
        return
    if c.imm:
        if not sense:
            op = OPR_GE if op == OPR_LT else OPR_GT if op == OPR_LE else OPR_LE if op == OPR_GT else OPR_LT
        code = OP_JLTI if op == OPR_LT else OP_JLEI if op == OPR_LE else OP_JGTI if op == OPR_GT else OP_JGEI
        emit_jump_cmp(g, code, a, b, label)
        return
    if not sense:                           # not (a < b) is b <= a
        op = OPR_LE if op == OPR_LT else OPR_LT
        a = c.b
        b = c.a
    if c.sort == CMP_U64:
        code = OP_JLT_U64 if op == OPR_LT else OP_JLE_U64
    else:
        code = OP_JLT_I if op == OPR_LT else OP_JLE_I
    emit_jump_cmp(g, code, a, b, label)
