# cython: language_level=3, boundscheck=False, wraparound=False, cdivision=True, initializedcheck=False
"""Dictionaries, `dictionaryValue` and `any` in expressions.

What it is: d[key] as value and target, set and get with any types, initialisation lists, copies.
What it is not: the functions that need no types (`getSize`, `exists` ...: ordinary natives).

Rules
- `dictionary` holds values of any type. d[key] is a dictionaryValue: T(d[key]) and cast<T>(d[key]) fetch a T, nothing is
  converted by itself. Of a dictionary<K, V> d[key] is a V.
- An object is stored as a copy, with @ in front as a handle; in a list a handle variable stays a handle.
- An &out argument gets its value by assignment, with @ in front the handle; where there is no such value, a default.
- d[key] makes an entry for a new key, unless d is read-only: then it raises.
- Registers of V_DICT: reg the dictionary, index the key, index2 the dictionary's type. Both may be borrowed from anywhere:
  before script code runs between their evaluation and the access they are counted (`secure`).
"""
from libc.stdint cimport uint32_t

from seraphscript.compiler.construct cimport construct_default
from seraphscript.compiler.convert cimport (
    NOT_LVALUE, TR_BOOL, TR_F64, TR_I64, TR_VOID, blank, convert, convert_assign, convert_number, error_value, is_const_object,
    is_error, is_float, is_string, no_value_error, prim_kind, to_own, to_reg,
)
from seraphscript.compiler.dictcopy cimport needs_objects, note_stored, own_objects
from seraphscript.compiler.emit cimport (
    emit_abc, emit_ai, emit_jump, emit_jump_cmp, emit_word, emit_xabc, gen_at, label_new, label_place, own_moved, own_reset, own_take, reg_keep,
    reg_kind, reg_reset, reg_take,
)
from seraphscript.compiler.error_codes cimport E_ARGUMENT_COUNT, E_CONST, E_CONVERSION, E_LVALUE
from seraphscript.compiler.expr cimport expr, expr_type
from seraphscript.compiler.funcdef cimport is_funcdef
from seraphscript.compiler.gen cimport (
    NO_REG, OWN, V_DICT, V_LIST, V_LOCAL, V_NONE, V_NULL, V_REG, Gen, Value,
)
from seraphscript.compiler.library cimport *
from seraphscript.compiler.literal cimport init_default, init_reg
from seraphscript.compiler.loops cimport loop_push
from seraphscript.compiler.lvalue cimport assign, assign_handle
from seraphscript.compiler.nodes cimport *
from seraphscript.compiler.objects cimport copy_value, is_object, is_reference, is_script_type, lend, not_null
from seraphscript.compiler.overload cimport quick_type
from seraphscript.compiler.stmt cimport stmt_body
from seraphscript.compiler.tables cimport kind_of
from seraphscript.compiler.types cimport gen_error, gen_hint, is_handle_kind, is_value_object, local_add, name_lookup, type_of_node
from seraphscript.compiler.weakref cimport is_weak
from seraphscript.registry.context cimport ctx_targ, ctx_type
from seraphscript.registry.intrinsics cimport *
from seraphscript.registry.tier cimport REF_MASK, T_CONST, T_CONST_HANDLE, T_HANDLE, TI_AUTO, TIER_FFI, TS_INTERFACE, TypeRef
from seraphscript.vm.layout cimport TYPE_OBJECT
from seraphscript.vm.opcodes cimport *


# ------------------------------------------------------------------------------------- whole objects

cdef void native_default(Gen *g, TypeRef type, uint32_t reg, uint32_t node) noexcept nogil:
    cdef uint32_t r
    gen_at(g, node_token(g.w, node))
    r = library_call(g, LIB_NEW, NULL, 0, kind_of(g, type))
    emit_abc(g, OP_MVH, reg, r, 0)
    own_moved(g, r)


cdef uint32_t native_copy(Gen *g, uint32_t from_, TypeRef type, uint32_t node) noexcept nogil:
    cdef uint32_t r
    gen_at(g, node_token(g.w, node))
    r = library_call(g, LIB_COPY, &from_, 1, kind_of(g, type))
    own_objects(g, r, type, node)
    return r


cdef void native_assign(Gen *g, uint32_t a, uint32_t b, TypeRef type, uint32_t node) noexcept nogil:
    cdef uint32_t regs[2]
    regs[0] = a
    regs[1] = native_copy(g, b, type, node) if needs_objects(g, type) else b
    gen_at(g, node_token(g.w, node))
    library_call(g, LIB_ASSIGN, regs, 2, K_VOID)


# ---------------------------------------------------------------------------------------------- values

cdef inline TypeRef value_type(const Gen *g, TypeRef dict) noexcept nogil:
    return ctx_targ(g.cx, dict, 1)


cdef int is_open_value(const Gen *g, Value v) noexcept nogil:
    return v.sort != V_LIST and v.sort != V_NULL and is_box(g, v.type) and not v.type & T_HANDLE


cdef int is_explicit_handle(const Gen *g, Value v) noexcept nogil:
    """@x and null, not a handle variable."""
    return v.sort == V_NULL or (v.type & T_HANDLE and node_kind(g.w, v.node) == NK_Unary
                                and node_op(g.w, v.node) == OPR_HANDLE)


cdef Value dict_index(Gen *g, Value object, Value key, uint32_t node) noexcept nogil:
    cdef Value v = blank(V_DICT, g.cx.dict_value, node)
    cdef TypeRef type = object.type & REF_MASK
    if is_error(object.type) or is_error(key.type) or no_value_error(g, object):
        return error_value(node)
    key = convert(g, key, ctx_targ(g.cx, type, 0) & ~<TypeRef>T_CONST)
    if is_error(key.type):
        return error_value(node)
    if not is_open_dict(g, type):
        v.type = value_type(g, type)
    v.is_const = 1 if is_const_object(object) else 0
    if v.type & T_CONST and not v.type & T_HANDLE:
        v.is_const = 1
    v.index = to_reg(g, key)
    v.index2 = type
    v.reg = to_reg(g, object)
    return v


cdef Value secure(Gen *g, Value v) noexcept nogil:
    """The same entry, safe while script code runs."""
    cdef Value part = blank(V_REG, v.index2, v.node)
    part.reg = v.reg
    if not v.reg & OWN:
        v.reg = to_own(g, part)
    part.type = ctx_targ(g.cx, v.index2, 0)
    part.reg = v.index
    if is_handle_kind(kind_of(g, part.type)) and not v.index & OWN:
        v.index = to_own(g, part)
    return v


cdef Value temporary(Gen *g, uint32_t reg, TypeRef type, uint32_t node) noexcept nogil:
    cdef Value v = blank(V_REG, type if not prim_kind(g, type) else type & REF_MASK, node)
    v.reg = reg
    v.owned = 1 if is_handle_kind(kind_of(g, type)) else 0
    v.is_const = NOT_LVALUE
    return v


cdef uint32_t entry_call(Gen *g, uint32_t number, Value v, uint32_t kind) noexcept nogil:
    cdef uint32_t regs[2]
    cdef uint32_t kinds[2]
    regs[0] = v.reg
    regs[1] = v.index
    kinds[0] = kind_of(g, v.index2)
    kinds[1] = kind_of(g, ctx_targ(g.cx, v.index2, 0))
    gen_at(g, node_token(g.w, v.node))
    return library_call_as(g, number, regs, kinds, 2, kind, K_VOID, NULL)


cdef Value dict_load(Gen *g, Value v) noexcept nogil:
    cdef TypeRef type = v.type
    cdef uint32_t kind = kind_of(g, type), r, skip, made
    cdef Value made_value
    if v.is_const and not prim_kind(g, type) and not type & T_HANDLE:   # what a handle refers to is another object
        type |= T_CONST
    if is_open_dict(g, v.index2):
        made_value = temporary(g, entry_call(g, LIB_BOX, v, kind), type, v.node)
        own_objects(g, made_value.reg, type, v.node)
        made_value.fresh = 1
        return made_value
    if v.is_const:
        return temporary(g, entry_call(g, LIB_READ_CONST, v, kind), type, v.node)
    if type & T_HANDLE or not is_object(g, type) or is_native_object(g, type):
        return temporary(g, entry_call(g, LIB_READ, v, kind), type, v.node)
    v = secure(g, v)
    r = entry_call(g, LIB_FIND, v, kind)    # a new entry needs a new object of a class
    skip = label_new(g)
    made = reg_take(g, kind)
    emit_abc(g, OP_LDNULL, made, 0, 0)
    emit_jump_cmp(g, OP_JNE, r, made, skip)
    construct_default(g, type & REF_MASK, r, v.node)
    store(g, LIB_SET, v, r, kind)
    label_place(g, skip)
    return temporary(g, r, type, v.node)


cdef Value open_as(Gen *g, Value v, TypeRef to, uint32_t node) noexcept nogil:
    cdef TypeRef type = to & (REF_MASK | T_HANDLE | T_CONST)
    cdef uint32_t kind, r
    if is_error(v.type) or is_error(to):
        return error_value(node)
    if prim_kind(g, to) or is_string(g, to):
        type &= REF_MASK
    elif not is_reference(g, to):
        gen_error(g, E_CONVERSION, node, "no conversion from '%T' to '%T'", v.type, to)
        return error_value(node)
    else:
        type |= T_HANDLE
    kind = kind_of(g, type)
    if v.sort == V_DICT:
        return temporary(g, entry_call(g, LIB_READ_CONST if v.is_const else LIB_READ, v, kind), type, node)
    r = lend(g, v)
    gen_at(g, node_token(g.w, node))
    return temporary(g, library_call(g, LIB_FETCH, &r, 1, kind), type, node)


# ---------------------------------------------------------------------------------------------- stores

cdef void store(Gen *g, uint32_t number, Value target, uint32_t reg, uint32_t kind) noexcept nogil:
    cdef uint32_t regs[3]
    cdef uint32_t kinds[3]
    regs[0] = target.reg
    regs[1] = target.index
    regs[2] = reg
    kinds[0] = kind_of(g, target.index2)
    kinds[1] = kind_of(g, ctx_targ(g.cx, target.index2, 0))
    kinds[2] = kind
    gen_at(g, node_token(g.w, target.node))
    library_call_as(g, number, regs, kinds, 3, K_VOID, K_VOID, NULL)


cdef uint32_t any_value(Gen *g, Value value, int as_handle, uint32_t *kind, int *is_handle) noexcept nogil:
    """A value on its way into a place of any type: its register, kind, and whether it stays a handle; NO_REG: error."""
    cdef uint32_t r
    cdef TypeRef type = value.type
    if is_error(type) or (value.sort != V_LIST and no_value_error(g, value)):
        return NO_REG
    is_handle[0] = 0
    if value.sort == V_LIST:
        gen_error(g, E_CONVERSION, value.node, "an initialisation list needs a type here")
        gen_hint(g, "write the type in front of it: array<int> = {1, 2}")
        return NO_REG
    if value.sort == V_DICT:
        value = dict_load(g, value)
        type = value.type
    if value.sort == V_NULL:
        kind[0] = K_OBJ | <uint32_t>TYPE_OBJECT << 8
        r = reg_take(g, kind[0])
        emit_abc(g, OP_LDNULL, r, 0, 0)
        is_handle[0] = 1
        return r
    if prim_kind(g, type) or is_string(g, type):
        kind[0] = kind_of(g, type & REF_MASK)
        return to_reg(g, value)
    if not is_reference(g, type):
        gen_error(g, E_CONVERSION, value.node, "a value of type '%T' cannot be stored here", type)
        return NO_REG
    kind[0] = kind_of(g, type & REF_MASK)
    if type & T_HANDLE and (as_handle or ctx_type(g.cx, type).sort == TS_INTERFACE or is_funcdef(g, type)):
        is_handle[0] = 1
        return to_reg(g, value)
    if as_handle:
        is_handle[0] = 1
        return lend(g, value)
    note_stored(g, type)
    if is_script_type(g, type):
        value.fresh = 0                         # a copy of a temporary, too, as the C++ add-on makes it
    return copy_value(g, value, type & REF_MASK)


cdef int store_number(Gen *g, Value target, Value value, int as_handle) noexcept nogil:
    """Numbers have an opcode; 1 if it was one, or an error."""
    cdef TypeRef type = target.type
    cdef uint32_t kind = prim_kind(g, value.type) if value.sort != V_LIST else 0
    if is_open_dict(g, target.index2):
        if kind == 0:
            return 0
        type = TR_F64 if is_float(kind) else TR_BOOL if kind == K_BOOL else <TypeRef>TR_I64
        value = convert_number(g, value, type, prim_kind(g, type))
    elif prim_kind(g, type) == 0 or as_handle:
        return 0
    else:
        value = convert(g, value, type)
    if not is_error(value.type):
        kind = to_reg(g, value)
        gen_at(g, node_token(g.w, target.node))
        emit_xabc(g, OP_DSET, kind_of(g, type), target.reg, target.index, kind)
    return 1


cdef Value dict_store(Gen *g, Value target, Value value, int as_handle, uint32_t node) noexcept nogil:
    cdef TypeRef type = target.type
    cdef uint32_t r, kind
    cdef int is_handle
    if is_error(value.type) and value.sort != V_LIST:
        return error_value(node)
    if target.is_const:
        gen_error(g, E_CONST, target.node, "'%T' is read-only here", target.index2)
        return error_value(node)
    if value.sort == V_DICT:
        value = dict_load(g, value)
    if store_number(g, target, value, as_handle):
        return target
    if value.sort == V_LIST or not is_string(g, value.type):
        target = secure(g, target)
    if is_open_dict(g, target.index2):
        if is_open_value(g, value):
            r = to_reg(g, value)
            store(g, LIB_SET_ANY, target, r, kind_of(g, value.type))
            return target
        r = any_value(g, value, as_handle or is_explicit_handle(g, value), &kind, &is_handle)
        if r == NO_REG:
            return error_value(node)
        store(g, LIB_SET_HANDLE if is_handle else LIB_SET, target, r, kind)
        return target
    if type & T_HANDLE and not as_handle and not is_explicit_handle(g, value):
        return assign(g, dict_load(g, target), value, node)
    if as_handle and not type & T_HANDLE and not is_weak(g, type):
        gen_error(g, E_LVALUE, target.node, "'%T' is not a handle", type)
        return error_value(node)
    value = convert_assign(g, value, type & ~<TypeRef>(T_CONST_HANDLE))
    if is_error(value.type):
        return error_value(node)
    if is_value_object(g, type):
        note_stored(g, type)
        if is_script_type(g, type):
            value.fresh = 0
        r = copy_value(g, value, type & REF_MASK)
    else:
        value.type = type
        r = to_reg(g, value)
    store(g, LIB_SET_HANDLE if type & T_HANDLE else LIB_SET, target, r, kind_of(g, type))
    return target


cdef void put_in_box(Gen *g, uint32_t box, Value value, int as_handle, uint32_t node) noexcept nogil:
    cdef uint32_t regs[2]
    cdef uint32_t kinds[2]
    cdef int is_handle
    regs[0] = box
    regs[1] = any_value(g, value, as_handle or is_explicit_handle(g, value), &kinds[1], &is_handle)
    if regs[1] == NO_REG:
        return
    kinds[0] = kind_of(g, g.cx.dict_value)
    gen_at(g, node_token(g.w, node))
    library_call(g, LIB_STORE_HANDLE if is_handle else LIB_STORE, regs, 2, K_VOID)


cdef Value box_store(Gen *g, Value target, Value value, int as_handle, uint32_t node) noexcept nogil:
    cdef uint32_t a, b
    if is_error(value.type) and value.sort != V_LIST:
        return error_value(node)
    if target.is_const == 1 or target.type & T_CONST:
        gen_error(g, E_CONST, target.node, "'%T' is read-only here", target.type & ~<TypeRef>T_CONST)
        return error_value(node)
    if value.sort == V_DICT:
        value = dict_load(g, value)
    if is_open_value(g, value) and (value.type & REF_MASK) == (target.type & REF_MASK):
        b = lend(g, value)
        a = lend(g, target)
        native_assign(g, a, b, target.type & REF_MASK, node)
        return target
    put_in_box(g, lend(g, target), value, as_handle, node)
    return target


cdef Value box_of(Gen *g, Value value, TypeRef type, uint32_t node) noexcept nogil:
    cdef uint32_t r
    cdef Value v
    if value.sort == V_DICT:
        value = dict_load(g, value)
    if is_open_value(g, value) and (value.type & REF_MASK) == (type & REF_MASK):
        return value
    r = own_take(g, kind_of(g, type))
    native_default(g, type, r, node)
    put_in_box(g, r, value, 0, node)
    v = temporary(g, r, type & REF_MASK, node)
    v.fresh = 1
    return v


# ----------------------------------------------------------------------------------------------- lists

cdef Value dict_list(Gen *g, uint32_t node, TypeRef type) noexcept nogil:
    cdef uint32_t item = InitList_items(g.w, node), pair, top, own_top, r = own_take(g, kind_of(g, type))
    cdef Value target = blank(V_DICT, value_type(g, type), node), key, value
    cdef int as_handle = target.type & T_HANDLE != 0    # a new entry has nothing to assign to
    native_default(g, type, r, node)
    target.reg = r
    target.index2 = type & REF_MASK
    while item != 0:
        top = g.fs.top
        own_top = g.fs.own_top
        pair = InitList_items(g.w, item) if node_kind(g.w, item) == NK_InitList else 0
        if pair == 0 or InitList_count(g.w, item) != 2 or node_kind(g.w, pair) == NK_Gap:
            gen_error(g, E_ARGUMENT_COUNT, item, "an entry of a dictionary is written {key, value}")
            return error_value(node)
        key = convert(g, expr(g, pair), ctx_targ(g.cx, type, 0))
        if is_error(key.type):
            return error_value(node)
        target.index = to_reg(g, key) if prim_kind(g, key.type) else to_own(g, key)
        target.node = pair
        pair = node_next(g.w, pair)
        value = blank(V_LIST, 0, pair) if node_kind(g.w, pair) == NK_InitList else expr(g, pair)
        if is_open_dict(g, type):
            as_handle = value.sort != V_LIST and value.type & T_HANDLE != 0
        dict_store(g, target, value, as_handle, pair)
        own_reset(g, own_top)
        reg_reset(g, top)
        item = node_next(g.w, item)
    value = temporary(g, r, type & REF_MASK, node)
    value.fresh = 1
    return value


# --------------------------------------------------------------------------------------------- methods

cdef Value set_entry(Gen *g, Value object, uint32_t base, uint32_t node) noexcept nogil:
    cdef Value target = dict_index(g, object, g.args[base].v, node), value = g.args[base + 1].v
    if is_error(target.type):
        return target
    value.node = g.args[base + 1].node
    dict_store(g, target, value, is_explicit_handle(g, value) or target.type & T_HANDLE != 0, node)
    return blank(V_NONE, TR_VOID, node)


cdef uint32_t out_target(Gen *g, uint32_t slot, TypeRef *type) noexcept nogil:
    """The node that an &out argument is assigned to (0: none) and its type; T_HANDLE tells that it gets the handle."""
    cdef uint32_t node = g.args[slot].node, inner = node
    type[0] = 0
    if node == 0:
        return 0
    if node_kind(g.w, node) == NK_Unary and node_op(g.w, node) == OPR_HANDLE:
        inner = Unary_expr(g.w, node)
    type[0] = quick_type(g, inner)
    if type[0] == 0:
        type[0] = expr_type(g, inner)
    type[0] &= REF_MASK
    if inner != node:
        type[0] |= T_HANDLE
    return inner


cdef Value fetch_number(Gen *g, const uint32_t *regs, uint32_t kind, TypeRef type, uint32_t target, uint32_t at,
                        uint32_t node) noexcept nogil:
    """get of a number by opcode, straight into a local variable of the kind."""
    cdef uint32_t dst = reg_take(g, K_BOOL), out = NO_REG
    cdef Value v = name_lookup(g, target) if target != 0 and node_kind(g.w, target) == NK_Ident else blank(V_NONE, 0, 0)
    cdef TypeRef from_ = TR_VOID + kind
    if v.sort == V_LOCAL and not v.is_const and not v.reg & OWN and reg_kind(g, v.reg) == kind:
        out = v.reg
    else:
        v.sort = V_NONE
        out = reg_take(g, kind)
    emit_xabc(g, OP_DGET, kind, dst, regs[0], regs[1])
    emit_word(g, out)
    if target != 0 and v.sort == V_NONE:
        v = blank(V_REG, type & REF_MASK if prim_kind(g, type) == kind else from_, at)
        v.reg = out
        v.is_const = NOT_LVALUE
        assign(g, expr(g, target), v, node)
    v = blank(V_REG, TR_BOOL, node)
    v.reg = dst
    v.is_const = NOT_LVALUE
    return v


cdef Value fetch_out(Gen *g, uint32_t number, const uint32_t *regs, const uint32_t *kinds, uint32_t nregs, TypeRef open_type,
                     uint32_t slot, uint32_t node) noexcept nogil:
    """get and retrieve: the call, and the assignment of what it fetched. open_type: type of the value, 0: the target's."""
    cdef TypeRef type
    cdef uint32_t inner = out_target(g, slot, &type), kind, dst, out, skip, null
    cdef Value v, target
    if is_error(type):
        if inner:
            expr(g, inner)                  # the type was asked for on trial: this reports what is wrong
        return error_value(node)
    if open_type:
        kind = kind_of(g, open_type)
    elif inner == 0:
        kind = K_I32
        type = TR_BOOL
    elif is_box(g, type) or not (prim_kind(g, type) or is_string(g, type) or is_reference(g, type)):
        gen_error(g, E_CONVERSION, g.args[slot].node, "a value cannot be fetched as '%T'", type)
        return error_value(node)
    else:
        kind = kind_of(g, type)
    gen_at(g, node_token(g.w, node))
    if number == LIB_GET and K_BOOL <= kind <= K_F64:
        return fetch_number(g, regs, kind, type, inner, g.args[slot].node, node)
    dst = library_call_as(g, number, regs, kinds, nregs, K_BOOL, kind, &out)
    if inner:
        v = temporary(g, out, (open_type & (REF_MASK | T_HANDLE | T_CONST)) if open_type else type & REF_MASK,
                      g.args[slot].node)
        if type & T_HANDLE:
            v.type |= T_HANDLE
            target = expr(g, inner)
            assign_handle(g, target, v, node)
        elif v.type & T_HANDLE:                 # a handle for a handle variable, as through any A@ &out
            target = expr(g, inner)
            if target.type & T_HANDLE:
                assign_handle(g, target, v, node)
            else:
                assign(g, target, v, node)
        else:
            if is_reference(g, v.type):         # where nothing was fetched the target becomes a default
                skip = label_new(g)
                null = reg_take(g, kind)
                emit_abc(g, OP_LDNULL, null, 0, 0)
                emit_jump_cmp(g, OP_JNE, out, null, skip)
                init_default(g, v.type & REF_MASK, out, node)
                label_place(g, skip)
            target = expr(g, inner)
            assign(g, target, v, node)
    v = temporary(g, dst, TR_BOOL, node)
    return v


cdef Value dict_intrinsic(Gen *g, uint32_t number, Value object, uint32_t base, uint32_t n, uint32_t node) noexcept nogil:
    cdef uint32_t regs[2]
    cdef uint32_t kinds[2]
    cdef Value v
    if is_error(object.type) or (n and g.args[base].v.sort != V_LIST and is_error(g.args[base].v.type) and
                                 number != INTR_ANY_RETRIEVE):
        return error_value(node)
    if number == INTR_DICT_SET:
        return set_entry(g, object, base, node)
    if number == INTR_DICT_INDEX:
        return dict_index(g, object, g.args[base].v, node)
    if number == INTR_DICT_GET:
        v = dict_index(g, object, g.args[base].v, node)
        if is_error(v.type):
            return v
        regs[0] = v.reg
        regs[1] = v.index
        kinds[0] = kind_of(g, v.index2)
        kinds[1] = kind_of(g, ctx_targ(g.cx, v.index2, 0))
        return fetch_out(g, LIB_GET, regs, kinds, 2, 0 if is_open_dict(g, v.index2) else value_type(g, v.index2),
                         base + 1, node)
    regs[0] = lend(g, not_null(g, object))
    kinds[0] = kind_of(g, object.type)
    if number == INTR_ANY_RETRIEVE:
        return fetch_out(g, LIB_RETRIEVE, regs, kinds, 1, 0, base, node)
    v = g.args[base].v
    v.node = g.args[base].node
    put_in_box(g, regs[0], v, is_explicit_handle(g, v), node)
    return blank(V_NONE, TR_VOID, node)


# --------------------------------------------------------------------------------------------- foreach

cdef TypeRef loop_type(Gen *g, uint32_t var, TypeRef natural) noexcept nogil:
    """Type of a loop variable: as written, `auto` is what the loop has."""
    cdef TypeRef type = type_of_node(g, ForVar_type(g.w, var), g.fs.scope)
    if (type & REF_MASK) == (TIER_FFI | TI_AUTO):
        type = natural
        if is_reference(g, type) and not is_native_object(g, type):
            type |= T_HANDLE
    return type if is_reference(g, type) else type & ~<TypeRef>T_CONST


cdef uint32_t loop_reg(Gen *g, TypeRef type) noexcept nogil:
    cdef uint32_t kind = kind_of(g, type)
    return own_take(g, kind) if is_handle_kind(kind) else reg_take(g, kind)


cdef void foreach_dict(Gen *g, uint32_t node, Value range_) noexcept nogil:
    """The caller has evaluated the range and opened a block; it closes it. One position is one number, so that the
    loop survives whatever its body does to the dictionary."""
    cdef uint32_t var = ForEach_vars(g.w, node), second = node_next(g.w, var)
    cdef uint32_t regs[2]
    cdef uint32_t kinds[2]
    cdef uint32_t at, found, reg, ireg = NO_REG, again, test, mark, own_mark, i, top = g.fs.top, own_top = g.fs.own_top
    cdef TypeRef dict = range_.type & REF_MASK, key = ctx_targ(g.cx, dict, 0), elem = value_type(g, dict), type, itype = 0
    cdef Value v
    if is_open_dict(g, dict):
        elem = g.cx.dict_value
    if range_.sort == V_LOCAL and not range_.type & T_HANDLE:
        regs[0] = range_.reg
    else:
        range_ = not_null(g, range_)
        regs[0] = to_own(g, range_)
        reg_keep(g, regs[0], top, own_top)
    at = reg_take(g, K_I64)
    emit_ai(g, OP_LDI, at, 0)
    type = loop_type(g, var, elem)
    reg = loop_reg(g, type)
    if second != 0:
        itype = loop_type(g, second, key)
        ireg = loop_reg(g, itype)
    if is_error(type) or is_error(itype) or loop_push(g, node, 0) == NULL:
        return
    i = g.fs.nloops - 1
    kinds[0] = kind_of(g, dict)
    kinds[1] = K_I64
    regs[1] = at
    test = label_new(g)
    again = label_new(g)
    emit_jump(g, test)
    label_place(g, again)
    mark = g.fs.top
    own_mark = g.fs.own_top
    gen_at(g, node_token(g.w, node))
    v = temporary(g, library_call_as(g, LIB_VALUE_AT, regs, kinds, 2, kind_of(g, elem), K_VOID, NULL), elem, var)
    v.fresh = 1 if is_open_dict(g, dict) else 0
    init_reg(g, v, type, reg)
    if second != 0:
        v = temporary(g, library_call_as(g, LIB_KEY_AT, regs, kinds, 2, kind_of(g, key), K_VOID, NULL), key, second)
        init_reg(g, v, itype, ireg)
    reg_keep(g, NO_REG, mark, own_mark)
    emit_abc(g, OP_ADDI_I64, at, at, 1)
    local_add(g, ForVar_name(g.w, var), type, reg, 1, node_token(g.w, var))
    if second != 0:
        local_add(g, ForVar_name(g.w, second), itype, ireg, 1, node_token(g.w, second))
    stmt_body(g, ForEach_body(g.w, node))
    label_place(g, g.loops[i].continue_label)
    if reg & OWN:
        emit_abc(g, OP_DROP, reg, 0, 0)
    if ireg != NO_REG and ireg & OWN:
        emit_abc(g, OP_DROP, ireg, 0, 0)
    label_place(g, test)
    found = library_call_as(g, LIB_NEXT, regs, kinds, 2, K_I64, K_VOID, NULL)
    emit_abc(g, OP_MOV, at, found, 0)
    emit_jump_cmp(g, OP_JGEI, at, 0, again)
    label_place(g, g.loops[i].break_label)
    g.fs.nloops -= 1
    g.fs.reachable = 1
