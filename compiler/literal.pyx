# cython: language_level=3, boundscheck=False, wraparound=False, cdivision=True, initializedcheck=False
"""Literals, initialisation lists, and the initialisation of variables.

What it is: everything that fills a fresh register or a fresh array.
What it is not: assignment to variables that exist (`lvalue`).

Invariant: an owned register is null when it is initialised, so nothing is released here.
"""
from libc.stdint cimport int64_t, uint32_t

from seraphscript.compiler.classes cimport class_info
from seraphscript.compiler.convert cimport (
    TR_F32, TR_F64, TR_I32, TR_I64, TR_NULL, TR_U32, TR_U64, TR_BOOL, blank, convert, convert_assign, convert_explicit,
    error_value, hold, is_array, is_error, is_int, is_string, prim_kind, to_reg,
)
from seraphscript.compiler.dictvalue cimport dict_list, is_dict, is_native_object, native_default
from seraphscript.compiler.emit cimport (
    emit_abc, emit_jump_cmp, gen_at, label_new, label_place, own_moved, own_reset, own_take, reg_kind, reg_reset,
    reg_take, retarget,
)
from seraphscript.compiler.construct cimport construct_default, construct_object
from seraphscript.compiler.error_codes cimport E_ARGUMENT_COUNT, E_CONVERSION, E_NAMED_ARGUMENT, E_NO_STRING
from seraphscript.compiler.expr cimport expr
from seraphscript.compiler.funcdef cimport construct_fiber, construct_function, is_funcdef
from seraphscript.compiler.hostlist cimport host_list, host_string, list_factory
from seraphscript.compiler.gen cimport CI_LIST, OWN, V_CONST, V_LIST, V_LIT, V_LOCAL, V_NULL, V_PARTS, V_REG, Gen, Value
from seraphscript.compiler.implicit cimport converted_argument
from seraphscript.compiler.nodes cimport *
from seraphscript.compiler.objects cimport copy_value, fill_elements, is_object
from seraphscript.compiler.parts cimport is_parts_type, parts_construct, parts_fill_object
from seraphscript.compiler.tables cimport emit_const, kind_of, lit_row, type_row
from seraphscript.compiler.types cimport gen_error, is_handle_kind, is_value_object
from seraphscript.registry.context cimport ctx_targ, ctx_type
from seraphscript.registry.tier cimport REF_MASK, T_CONST, T_CONST_HANDLE, T_HANDLE, TF_FIBER, FuncRef, TypeRef
from seraphscript.vm.opcode_info cimport kind_width
from seraphscript.vm.opcodes cimport *


cdef Value literal_value(Gen *g, uint32_t node) noexcept nogil:
    cdef uint32_t kind = node_kind(g.w, node), op = node_op(g.w, node)
    cdef Value v = blank(V_CONST, TR_I32, node)
    if kind == NK_IntLit:
        v.bits = <int64_t>IntLit_lo(g.w, node) | <int64_t>IntLit_hi(g.w, node) << 32
        v.type = TR_I32 if op == PT_INT32 else TR_I64 if op == PT_INT64 else TR_U32 if op == PT_UINT32 else TR_U64
    elif kind == NK_FloatLit:
        v.bits = <int64_t>FloatLit_lo(g.w, node)
        v.type = TR_F32
        if op == PT_DOUBLE:
            v.bits |= <int64_t>FloatLit_hi(g.w, node) << 32
            v.type = TR_F64
    elif kind == NK_BoolLit:
        v.bits = 1 if BoolLit_value(g.w, node) else 0
        v.type = TR_BOOL
    elif kind == NK_NullLit:
        v.sort = V_NULL
        v.type = TR_NULL
    elif g.cx.string_factory != 0:
        return host_string(g, lit_row(g, <const char*>g.w.text + StrLit_start(g.w, node), StrLit_len(g.w, node)), node)
    elif g.cx.string_type == 0:
        gen_error(g, E_NO_STRING, node, "no string factory configured - call Context::set_string_factory() or use "
                  "with_default_modules()")
        return error_value(node)
    else:
        v.sort = V_LIT
        v.type = g.cx.string_type
        v.bits = StrLit_len(g.w, node)
        v.index = lit_row(g, <const char*>g.w.text + StrLit_start(g.w, node), StrLit_len(g.w, node))
    return v


# ----------------------------------------------------------------------------------------- initialisation

cdef void init_reg(Gen *g, Value v, TypeRef type, uint32_t reg) noexcept nogil:
    cdef uint32_t kind = kind_of(g, type), r
    v = convert_assign(g, v, type)
    if is_error(v.type):
        return
    if not is_handle_kind(kind):
        if v.sort == V_CONST:
            emit_const(g, reg, v.bits, kind)
            return
        r = to_reg(g, v)
        if r != reg and not (v.sort != V_LOCAL and retarget(g, r, reg)):
            emit_abc(g, OP_MOV, reg, r, 0)
        return
    if is_value_object(g, type):
        if v.sort == V_PARTS and reg & OWN:
            parts_fill_object(g, v, reg)
            return
        if v.sort != V_REG or not v.owned or not v.fresh:
            v.reg = copy_value(g, v, type)
            v.sort = V_REG
            v.owned = 1
    elif v.sort == V_NULL or (v.sort == V_LIT and v.bits == 0):
        return
    if v.sort == V_REG and v.owned:
        if v.reg != reg:
            emit_abc(g, OP_MVH, reg, v.reg, 0)
            own_moved(g, v.reg)
        return
    r = to_reg(g, v)
    emit_abc(g, OP_MOVH, reg, r, 0)


cdef uint32_t adopt_local(Gen *g, Value v, TypeRef type) noexcept nogil:
    cdef uint32_t kind = kind_of(g, type), r
    cdef int handle = is_handle_kind(kind)
    v = convert_assign(g, v, type)
    if v.sort == V_REG and not is_error(v.type) and reg_kind(g, v.reg) == kind:
        if not handle or (v.owned and (v.fresh or not is_value_object(g, type))):
            return v.reg
    if is_value_object(g, type) and not is_error(v.type):
        return copy_value(g, v, type)
    r = own_take(g, kind) if handle else reg_take(g, kind)
    init_reg(g, v, type, r)
    return r


cdef void init_default(Gen *g, TypeRef type, uint32_t reg, uint32_t node) noexcept nogil:
    cdef uint32_t kind
    if is_error(type):
        return
    if is_value_object(g, type):
        gen_at(g, node_token(g.w, node))
        if is_array(g, type):
            emit_abc(g, OP_NEWARRI, reg, 0, type_row(g, type))
        elif is_native_object(g, type):
            native_default(g, type, reg, node)
        else:
            construct_default(g, type, reg, node)
        return
    kind = kind_of(g, type)
    if not is_handle_kind(kind):
        emit_const(g, reg, 0, kind)


cdef void store_element(Gen *g, Value v, TypeRef elem, uint32_t array, uint32_t index) noexcept nogil:
    cdef uint32_t kind = kind_of(g, elem), r, width
    v = convert_assign(g, v, elem)
    if is_error(v.type):
        return
    if not is_handle_kind(kind):
        r = to_reg(g, v)
        width = kind_width[kind & 0xff]
        emit_abc(g, OP_ASET_8 if width == 1 else OP_ASET_16 if width == 2 else OP_ASET_32 if width == 4 else OP_ASET_64,
                 array, index, r)
        return
    if is_value_object(g, elem):
        r = copy_value(g, v, elem)
    elif v.sort == V_REG and v.owned:
        r = v.reg
    else:
        r = to_reg(g, v)
        emit_abc(g, OP_ASETH, array, index, r)
        return
    emit_abc(g, OP_AGIVE, array, index, r)
    own_moved(g, r)


cdef Value list_object(Gen *g, uint32_t node, TypeRef type) noexcept nogil:
    cdef uint32_t item = InitList_items(g.w, node)
    cdef int complete = InitList_count(g.w, node) == class_info(g, type).total_fields
    while item != 0:
        complete &= node_kind(g.w, item) != NK_Gap
        item = node_next(g.w, item)
    if complete:
        return construct(g, type, InitList_items(g.w, node), InitList_count(g.w, node), node)
    gen_error(g, E_ARGUMENT_COUNT, node, "a list that becomes '%T' has %d values, got %d", type & REF_MASK,
              <int>class_info(g, type).total_fields, <int>InitList_count(g.w, node))
    return error_value(node)


cdef Value list_value(Gen *g, uint32_t node, TypeRef type) noexcept nogil:
    cdef uint32_t count = InitList_count(g.w, node), item = InitList_items(g.w, node), kind, array, row, t, i = 0
    cdef uint32_t top, own_top
    cdef TypeRef elem
    cdef FuncRef f
    cdef Value v
    if is_error(type):
        return error_value(node)
    if is_dict(g, type):
        return dict_list(g, node, type)
    f = list_factory(g, type)
    if f != 0:
        return host_list(g, f, node, type)
    if not type & T_HANDLE and class_info(g, type).flags & CI_LIST:
        return list_object(g, node, type)
    if not is_array(g, type):
        gen_error(g, E_CONVERSION, node, "an initialisation list cannot become '%T'", type)
        return error_value(node)
    elem = ctx_targ(g.cx, type, 0)
    kind = kind_of(g, type)
    array = own_take(g, kind)
    row = type_row(g, type)
    gen_at(g, node_token(g.w, node))
    if count <= 0xffff:
        emit_abc(g, OP_NEWARRI, array, count, row)
    else:
        top = g.fs.top
        t = reg_take(g, K_I32)
        emit_const(g, t, count, K_I32)
        emit_abc(g, OP_NEWARR, array, t, row)
        reg_reset(g, top)
    while item != 0:
        if node_kind(g.w, item) != NK_Gap or (not elem & T_HANDLE and is_object(g, elem)):
            top = g.fs.top
            own_top = g.fs.own_top
            if node_kind(g.w, item) == NK_InitList:
                v = blank(V_LIST, 0, item)
            elif node_kind(g.w, item) == NK_Gap:
                v = construct(g, elem, 0, 0, item)
            else:
                v = expr(g, item)
            t = reg_take(g, K_I32)
            emit_const(g, t, i, K_I32)
            store_element(g, v, elem, array, t)
            own_reset(g, own_top)
            reg_reset(g, top)
        i += 1
        item = node_next(g.w, item)
    v = blank(V_REG, type & REF_MASK, node)
    v.reg = array
    v.owned = 1
    v.fresh = 1
    return v


# ------------------------------------------------------------------------------------------- construction

cdef void fill(Gen *g, TypeRef type, uint32_t array, Value n, Value v, uint32_t node) noexcept nogil:
    """A new array of n elements, each a copy of v."""
    cdef TypeRef elem = ctx_targ(g.cx, type, 0)
    cdef uint32_t i, count, body, end, t
    n = convert(g, n, TR_I32)
    v = convert_assign(g, v, elem)
    if is_error(n.type) or is_error(v.type):
        return
    count = to_reg(g, n)
    if v.sort == V_REG and v.owned:
        v.owned = 0                         # stored more than once: counted or copied each time
        v.fresh = 0
    elif v.sort != V_LOCAL:
        t = to_reg(g, v)
        v.sort = V_REG
        v.reg = t
    gen_at(g, node_token(g.w, node))
    emit_abc(g, OP_NEWARR, array, count, type_row(g, type))
    i = reg_take(g, K_I32)
    emit_const(g, i, 0, K_I32)
    body = label_new(g)
    end = label_new(g)
    emit_jump_cmp(g, OP_JLEI, count, 0, end)
    label_place(g, body)
    store_element(g, v, elem, array, i)
    emit_abc(g, OP_ADDI_I32, i, i, 1)
    emit_jump_cmp(g, OP_JLT_I, i, count, body)
    label_place(g, end)


cdef void init_array(Gen *g, TypeRef type, uint32_t reg, uint32_t args, uint32_t count, uint32_t node) noexcept nogil:
    cdef uint32_t second = node_next(g.w, args), r
    cdef Value n, v
    if count == 0:
        init_default(g, type, reg, node)
        return
    if count > 2:
        gen_error(g, E_ARGUMENT_COUNT, node, "'%T' is made of a length and a value, got %d arguments", type, <int>count)
        return
    if count == 2:                          # last argument first
        if node_kind(g.w, second) == NK_InitList:
            v = list_value(g, second, ctx_targ(g.cx, type, 0))
        else:
            v = hold(g, expr(g, second), args)
        n = expr(g, args)
        fill(g, type, reg, n, v, node)
        return
    if node_kind(g.w, args) == NK_InitList:
        init_reg(g, list_value(g, args, type), type, reg)
        return
    v = expr(g, args)
    if is_error(v.type):
        return
    if (v.type & REF_MASK) == (type & REF_MASK):
        init_reg(g, v, type, reg)
        return
    if v.sort == V_CONST and 0 <= v.bits <= 0xffff and is_int(prim_kind(g, v.type)):
        gen_at(g, node_token(g.w, node))
        emit_abc(g, OP_NEWARRI, reg, <uint32_t>v.bits, type_row(g, type))
        if v.bits:
            fill_elements(g, type, reg, to_reg(g, v), node)
        return
    v = convert(g, v, TR_I32 if prim_kind(g, v.type) != K_I64 else <TypeRef>TR_I64)
    if is_error(v.type):
        return
    r = to_reg(g, v)
    gen_at(g, node_token(g.w, node))
    emit_abc(g, OP_NEWARR, reg, r, type_row(g, type))
    fill_elements(g, type, reg, r, node)


cdef void init_args(Gen *g, TypeRef type, uint32_t reg, uint32_t args, uint32_t count, uint32_t node) noexcept nogil:
    if is_error(type):
        return
    if is_parts_type(g, type):
        init_reg(g, parts_construct(g, type, args, count, node), type, reg)
        return
    if is_value_object(g, type) and not is_array(g, type) and not is_native_object(g, type):
        construct_object(g, type, args, count, reg, node)
        return
    if args != 0 and node_kind(g.w, args) == NK_NamedArg:
        gen_error(g, E_NAMED_ARGUMENT, args, "'%T' has no named arguments", type)
        return
    if is_array(g, type) and is_value_object(g, type):
        init_array(g, type, reg, args, count, node)
    elif count == 0:
        init_default(g, type, reg, node)
    elif count != 1:
        gen_error(g, E_ARGUMENT_COUNT, node, "'%T' is made of one value, got %d", type, <int>count)
    elif node_kind(g.w, args) == NK_InitList:
        init_reg(g, list_value(g, args, type), type, reg)
    else:
        init_reg(g, expr(g, args), type, reg)


cdef Value construct(Gen *g, TypeRef type, uint32_t args, uint32_t count, uint32_t node) noexcept nogil:
    cdef uint32_t kind
    cdef Value v
    if is_error(type):
        return error_value(node)
    type &= ~<TypeRef>(T_CONST | T_CONST_HANDLE)
    if is_funcdef(g, type):
        return construct_function(g, type, args, count, node)
    if prim_kind(g, type) or is_string(g, type) or type & T_HANDLE:
        if count > 1 or (count == 0 and not is_string(g, type)):
            gen_error(g, E_ARGUMENT_COUNT, node, "'%T' is made of one value, got %d", type, <int>count)
            return error_value(node)
        if count == 0:
            v = blank(V_LIT, type, node)
            v.index = lit_row(g, "", 0)
            return v
        if node_kind(g.w, args) == NK_NamedArg:
            gen_error(g, E_NAMED_ARGUMENT, args, "'%T' has no named arguments", type)
            return error_value(node)
        v = expr(g, args)
        v.node = args
        return convert_explicit(g, v, type)
    if ctx_type(g.cx, type).flags & TF_FIBER:
        return construct_fiber(g, type, args, count, node)
    kind = kind_of(g, type)
    if not is_value_object(g, type):
        gen_error(g, E_CONVERSION, node, "'%T' cannot be constructed", type)
        return error_value(node)
    if count == 1 and converted_argument(g, args, type, &v):
        return v
    if is_parts_type(g, type):
        return parts_construct(g, type, args, count, node)
    v = blank(V_REG, type, node)
    v.reg = own_take(g, kind)
    v.owned = 1
    v.fresh = 1
    init_args(g, type, v.reg, args, count, node)
    return v
