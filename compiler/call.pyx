# cython: language_level=3, boundscheck=False, wraparound=False, cdivision=True, initializedcheck=False
"""Calls: functions, methods, natives and host functions, arguments and results.

What it is: evaluation of arguments in order, passing them, the call, and writing back what it returns through
parameters. What it is not: what a written call means (`callee`), the choice among overloads (`overload`).

Rules
- Arguments are evaluated last to first, the object of a method behind them; the targets of &out arguments
  after the call. One candidate: each argument is converted as it is evaluated. Several: all are evaluated, then the
  function is chosen, then they are converted.
- A borrowed handle may be passed if nothing that runs before the call returns can release it (`lend`). Natives take
  any.
- An object by value or by plain &in is copied for the callee (the host: by value), a fresh one is passed as it is. An
  array is passed as it is: the callee makes its own copy.
- A method is called through the vtable only if a class of the unit overrides it and the object may be of that class.
- A native method that changes a string takes it by value and returns the new one as its first out value.
"""
from libc.stdint cimport int64_t, uint32_t
from libc.string cimport memset

from seraphscript.compiler.classes cimport may_call, method_slot
from seraphscript.compiler.concat cimport append_value, concat_values
from seraphscript.compiler.convert cimport (
    NOT_LVALUE, SMALL, TR_BOOL, TR_ERROR, TR_I32, TR_U32, TR_VAR, TR_VOID, blank, convert, error_value, hold,
    is_array, is_const_object, is_error, is_place, is_string, may_run, no_value_error, prim_kind, to_own, to_reg, touches,
)
from seraphscript.compiler.construct cimport func_row
from seraphscript.compiler.dictvalue cimport dict_intrinsic, is_dict, is_native_object
from seraphscript.compiler.emit cimport (
    emit_abc, emit_ai, emit_call, emit_fast, gen_at, own_take, reg_keep, reg_kind, reg_take,
)
from seraphscript.compiler.enum_names cimport host_call_row
from seraphscript.compiler.error_codes cimport (
    E_ARGUMENT_COUNT, E_CONST, E_CONVERSION, E_LVALUE, E_NOT_CALLABLE, E_TOO_DEEP, E_TOO_MANY, E_UNKNOWN_MEMBER,
)
from seraphscript.compiler.expr cimport expr, expr_type, place
from seraphscript.compiler.funcdef cimport is_funcdef, is_untyped
from seraphscript.compiler.factory cimport host_result, takes_copy
from seraphscript.compiler.gen cimport (
    NO_REG, V_BYTE, V_CONST, V_FUNC, V_GLOBAL, V_LAMBDA, V_LIST, V_LIT, V_LOCAL, V_NONE, V_NULL, V_PARTS, V_REF, V_REG, Arg, Gen,
    Value,
)
from seraphscript.compiler.globals cimport Outer, outer_enter, outer_leave
from seraphscript.compiler.hints cimport access_error, const_method_error, explain_arguments, hint_member
from seraphscript.compiler.hostlist cimport takes_instance
from seraphscript.compiler.inline cimport can_inline
from seraphscript.compiler.literal cimport list_value
from seraphscript.compiler.lvalue cimport assign, assign_handle, element_of
from seraphscript.compiler.mixin cimport func_scope
from seraphscript.compiler.nodes cimport *
from seraphscript.compiler.objects cimport (
    copy_value, derives, has_objects, is_held, is_object, lend, not_null, values_apart,
)
from seraphscript.compiler.out_args cimport check_out, out_type
from seraphscript.compiler.overload cimport (
    NO_ARG, QUIET_NO_MATCH, Overloads, arg_push, args_push, best_overload, bind, may_be_out, methods_of, only_one, quick_type,
)
from seraphscript.compiler.parser cimport parse_expression_text
from seraphscript.compiler.parts cimport call_on_parts, copies_parts, parts_detached, parts_must_be_object, parts_of
from seraphscript.compiler.prelude cimport prelude_method
from seraphscript.compiler.reference cimport owner_kind, returns_place
from seraphscript.compiler.shared cimport is_shared_code, may_share_function
from seraphscript.compiler.fastpath cimport ID_ARRAY_LENGTH, ID_STRING_LENGTH, emit_fast_call
from seraphscript.compiler.tables cimport kind_of, library_code, lit_row, native_row, type_row
from seraphscript.compiler.types cimport gen_error, gen_hint, is_handle_kind, is_value_object, not_supported
from seraphscript.registry.context cimport (
    ctx_func, ctx_note, ctx_param_type, ctx_params, ctx_return_type, ctx_type,
)
from seraphscript.registry.intrinsics cimport *
from seraphscript.registry.name_ids cimport NAME_opAdd, NAME_opAdd_r, NAME_opEquals, NAME_opUShr
from seraphscript.registry.tier cimport (
    FF_ALIAS, FF_CONST, FF_CONSTRUCTOR, FF_DELETED, FF_HOST, FF_IMPORT, FF_INTRINSIC, FF_NATIVE, FF_OVERRIDDEN, FF_PRELUDE, FF_PRIVATE,
    FF_RETURNS_REF, FF_TEMPLATE, FF_VARIADIC, FF_VIRTUAL, PM_IN, PM_INOUT, PM_OUT, REF_MASK, T_CONST, T_CONST_HANDLE, T_HANDLE, TIER_FFI,
    TS_INTERFACE, FuncRec, FuncRef, ParamRec, TypeRef,
)
from seraphscript.vm.layout cimport MAX_OUTS
from seraphscript.vm.opcodes cimport *

cdef enum:
    MAX_DEFAULTS = 256          # defaults evaluated within one default
    MAX_DEFAULT_DEPTH = 32      # ... and within each other
    NOTE_DEFAULT = 1            # ctx_note space: text of a default of the FFI tier -> its node


# ------------------------------------------------------------------------------------------------ defaults

cdef int simple_default(Gen *g, const char *p, uint32_t n, Value *v) noexcept nogil:
    """Decimal integers and plain strings, without the parser. 1 if it is one."""
    cdef uint32_t i = 0
    cdef int64_t value = 0
    cdef int negative = 0
    if n >= 2 and p[0] == c'"' and p[n - 1] == c'"':
        for i in range(1, n - 1):
            if p[i] == c'"' or p[i] == c'\\':
                return 0
        v[0] = blank(V_LIT, g.cx.string_type, v.node)
        v.bits = n - 2
        v.index = lit_row(g, p + 1, n - 2)
        return g.cx.string_type != 0
    if n and p[0] == c'-':
        negative = 1
        i = 1
    if i == n or n - i > 9:
        return 0
    while i < n:
        if not c'0' <= p[i] <= c'9':
            return 0
        value = value * 10 + (p[i] - c'0')
        i += 1
    v[0] = blank(V_CONST, TR_I32, v.node)
    v.bits = -value if negative else value
    return 1


cdef Value default_value(Gen *g, FuncRef f, uint32_t p, uint32_t node) noexcept nogil:
    """The default of a parameter, compiled as in the scope of the function's declaration."""
    cdef ParamRec *param = &ctx_params(g.cx, f)[p]
    cdef Value v = blank(V_NONE, TR_ERROR, node)
    cdef uint32_t tree = param.default_node, text = param.default_text
    cdef int shared = g.in_shared
    cdef uint32_t *note
    cdef Outer saved
    if ctx_func(g.cx, f).flags & (FF_HOST | FF_NATIVE | FF_INTRINSIC):
        if simple_default(g, g.cx.ffi.text + param.default_text, param.default_len, &v):
            return v
        note = ctx_note(g.cx, NOTE_DEFAULT, text)
        tree = note[0] if note != NULL else 0
        if tree == 0:
            tree = parse_expression_text(g.w, g.cx.ffi.text + text, param.default_len)
            note = ctx_note(g.cx, NOTE_DEFAULT, text)
            if note != NULL:
                note[0] = tree
    if tree == 0:
        return v
    # Defaults that call functions with defaults can recur, or multiply without end.
    g.default_work = g.default_work + 1 if g.default_depth else 0
    if g.default_work > MAX_DEFAULTS or g.default_depth >= MAX_DEFAULT_DEPTH or not outer_enter(g, func_scope(g, f), &saved):
        gen_error(g, E_TOO_DEEP, node, "too many default arguments within the default arguments of '%N'",
                  ctx_func(g.cx, f).name)
        return v
    if g.default_depth == 0:
        gen_at(g, node_token(g.w, node))        # all of it: where it stands may be in another source, or moved by an edit
    g.default_depth += 1
    if not ctx_func(g.cx, f).flags & (FF_HOST | FF_NATIVE | FF_INTRINSIC):      # the same in all programs, whoever calls
        g.in_shared = is_shared_code(g, f)
    if node_kind(g.w, tree) == NK_InitList:
        v = list_value(g, tree, ctx_param_type(g.cx, f, p, 0))
    else:
        v = expr(g, tree)
        if v.sort == V_LAMBDA:                  # names in it are those of the declaration
            v = convert(g, v, ctx_param_type(g.cx, f, p, 0))
    g.in_shared = shared
    g.default_depth -= 1
    outer_leave(g, &saved)
    v.node = node
    return v


# ----------------------------------------------------------------------------------------------- arguments

cdef int disturbed(Gen *g, uint32_t first, uint32_t end, uint32_t object, uint32_t name) noexcept nogil:
    """Can evaluating what is still to come (arguments first .. end-1, the object) change a local variable?"""
    cdef uint32_t i
    for i in range(first, end):
        if not g.args[i].ready and g.args[i].node != 0 and touches(g, g.args[i].node, name):
            return 1
    return object != 0 and touches(g, object, name)


cdef int has_effects(Gen *g, uint32_t first, uint32_t end, uint32_t object) noexcept nogil:
    cdef uint32_t i
    for i in range(first, end):
        if not g.args[i].ready and g.args[i].node != 0 and may_run(g, g.args[i].node):
            return 1
    return object != 0 and may_run(g, object)


cdef uint32_t pass_value(
    Gen *g, Value v, TypeRef type, uint32_t mode, int form, uint32_t first, uint32_t end, uint32_t object
) noexcept nogil:
    """The register in which an argument is passed. first, end, object: what is evaluated before the call."""
    cdef uint32_t reg, t
    cdef int later
    if (type & REF_MASK) == TR_VAR:
        if no_value_error(g, v) or is_error(v.type):
            return 0
        if form == FORM_NATIVE and not prim_kind(g, v.type) and not is_string(g, v.type):
            gen_error(g, E_CONVERSION, v.node, "a value of type '%T' cannot be printed or formatted: only numbers, bools, "
                      "enums and strings can", v.type)
            return 0
        type = v.type & REF_MASK
    if mode == PM_INOUT and not holds_string(v) and not is_object(g, v.type) and not v.type & T_HANDLE and not (
            v.sort == V_REG and not v.fresh and is_array(g, v.type)):
        if not is_error(v.type):
            gen_error(g, E_LVALUE, v.node, "an &inout argument must be a variable")
        return 0
    if mode == PM_INOUT and is_const_object(v) and not type & T_CONST:
        gen_error(g, E_CONST, v.node, "'%T' is read-only and cannot be passed by &inout", v.type)
        return 0
    if mode == PM_INOUT:
        parts_must_be_object(g, v)
    v = convert(g, v, type)
    if is_error(v.type):
        return 0
    later = has_effects(g, first, end, object)
    if form == FORM_SCRIPT and is_value_object(g, type) and is_object(g, type) and mode != PM_INOUT and not (
            mode == PM_IN and type & T_CONST):
        return copy_value(g, v, type)           # the callee's own
    if v.sort == V_PARTS and v.index2 and later and disturbed(g, first, end, object, g.locals[v.index2 - 1].name):
        parts_must_be_object(g, v)
    if form == FORM_KEEPS:
        if is_value_object(g, type) and (is_object(g, type) and not is_native_object(g, type) or has_objects(g, type)):
            if not ctx_func(g.cx, g.fs.func).flags & FF_PRELUDE:
                v.fresh = 0                     # the element is a copy of a temporary, too
            return copy_value(g, v, type)
        form = FORM_NATIVE
    if prim_kind(g, type):
        reg = to_reg(g, v)
        if later and v.sort == V_LOCAL and disturbed(g, first, end, object, g.locals[v.index].name):
            t = reg_take(g, reg_kind(g, reg))
            emit_abc(g, OP_MOV, t, reg, 0)
            return t
        return reg
    if v.sort == V_LOCAL:
        if later and not is_value_object(g, type) and disturbed(g, first, end, object, g.locals[v.index].name):
            return to_own(g, v)
        return v.reg
    if v.sort == V_LIT or v.sort == V_NULL or (v.sort == V_REG and v.owned) or (form == FORM_NATIVE and not later):
        return to_reg(g, v)
    return to_own(g, v) if later else lend(g, v)


cdef uint32_t pass_to_script(Gen *g, Value v, TypeRef type, uint32_t mode) noexcept nogil:
    return pass_value(g, v, type, mode, FORM_SCRIPT, 0, 0, 0)


cdef Value argument(Gen *g, uint32_t node) noexcept nogil:
    if node_kind(g.w, node) == NK_InitList:
        return blank(V_LIST, 0, node)
    return expr(g, node)


cdef int evaluate(Gen *g, const Overloads *o, uint32_t base, uint32_t n, uint32_t object) noexcept nogil:
    """All arguments, last to first, before the function is known; what may be an &out argument gets only its type."""
    cdef uint32_t i = n, node, k
    cdef Value v
    cdef int ok = 1
    while i > 0:
        i -= 1
        node = g.args[base + i].node
        if node_kind(g.w, node) == NK_VoidArg:
            continue
        if may_be_out(g, o, base, i) and (node_kind(g.w, node) == NK_Ident or node_kind(g.w, node) == NK_Index
                                          or node_kind(g.w, node) == NK_Member):
            v = blank(V_GLOBAL, quick_type(g, node), node)
            if v.type == 0:
                v.type = expr_type(g, node)
            if v.type & T_CONST:
                v.is_const = 1
            g.args[base + i].v = v
            continue
        v = argument(g, node)
        if v.sort != V_LIST and not is_untyped(v) and (is_error(v.type) or no_value_error(g, v)):
            ok = 0
        elif v.sort != V_LIST and not is_untyped(v):
            for k in range(i):
                v = hold(g, v, g.args[base + k].node)
            if object:
                v = hold(g, v, object)
        g.args[base + i].v = v
        g.args[base + i].ready = 1
    return ok


# ------------------------------------------------------------------------------------------------ the call

cdef Value intrinsic(Gen *g, FuncRef f, Value object, uint32_t base, uint32_t n, uint32_t node) noexcept nogil:
    """A function that has opcodes. The object and the arguments base .. base+n-1 are evaluated."""
    cdef uint32_t number = ctx_func(g.cx, f).impl, r, s, kind
    cdef Value v = blank(V_REG, TR_U32, node), a = object
    if n:
        a = g.args[base].v
        if is_error(a.type):
            return error_value(node)
    if is_error(object.type):
        return error_value(node)
    if INTR_DICT_NEW <= number <= INTR_ANY_RETRIEVE:
        return dict_intrinsic(g, number, object, base, n, node)
    v.is_const = NOT_LVALUE
    if number == INTR_STR_LENGTH or number == INTR_ARR_LENGTH:
        r = to_reg(g, object)
        v.reg = reg_take(g, K_U32)
        v.fresh = SMALL
        gen_at(g, node_token(g.w, node))
        if library_code(g):
            emit_abc(g, OP_SLEN if number == INTR_STR_LENGTH else OP_ALEN, v.reg, r, 0)
            return v
        kind = kind_of(g, object.type)
        s = native_row(g, f, ID_STRING_LENGTH if number == INTR_STR_LENGTH else ID_ARRAY_LENGTH, &kind, 1, K_U32, NULL, 0,
                       is_held(g, object, &r, &kind, 1))
        emit_fast(g, OP_SLENF if number == INTR_STR_LENGTH else OP_ALENF, 0, v.reg, r, 0)
        emit_call(g, FORM_NATIVE, s, &r, 1, v.reg)
        return v
    if number == INTR_STR_INDEX or number == INTR_ARR_INDEX:
        return element_of(g, object, a, node)
    if n and not prim_kind(g, a.type) and number >= INTR_STR_CONCAT and is_string(g, object.type):
        a = convert(g, a, g.cx.string_type)     # by the operators of the argument's class
        if is_error(a.type):
            return error_value(node)
    if number == INTR_STR_CONCAT:
        return concat_values(g, object, a, node)
    if number == INTR_STR_CONCAT_R:
        return concat_values(g, a, object, node)
    if number == INTR_STR_ASSIGN or number == INTR_ARR_ASSIGN:
        return assign(g, object, a, node)
    if number == INTR_STR_APPEND:
        if not holds_string(object) or object.is_const:
            return assign(g, object, object, node)      # reports why not
        return append_value(g, object, a, node)
    a = convert(g, a, g.cx.string_type)
    if is_error(a.type):
        return error_value(node)
    r = to_reg(g, object)
    s = to_reg(g, a)
    v.type = TR_BOOL if number == INTR_STR_EQUALS else <TypeRef>TR_I32
    v.reg = reg_take(g, K_BOOL if number == INTR_STR_EQUALS else K_I32)
    emit_abc(g, OP_SEQ if number == INTR_STR_EQUALS else OP_SCMP, v.reg, r, s)
    return v


cdef inline int holds_string(Value v) noexcept nogil:
    """A variable, where a changed string can be stored."""
    return v.sort == V_LOCAL or (is_place(v) and v.sort != V_BYTE)


cdef int changes_string(Gen *g, FuncRef f, TypeRef instance) noexcept nogil:
    """A native method that returns the changed string as its first out value."""
    return is_string(g, instance) and (ctx_func(g.cx, f).flags & (FF_NATIVE | FF_CONST)) == FF_NATIVE


cdef int check_object(Gen *g, FuncRef f, Value object, uint32_t node) noexcept nogil:
    """May the method be called on this object? Else a diagnostic."""
    if is_error(object.type) or (object.sort != V_LIST and no_value_error(g, object)):
        return 0
    if not may_call(g, f):
        access_error(g, f, node)
        return 0
    if not ctx_func(g.cx, f).flags & FF_CONST and (
            is_const_object(object) or (object.sort == V_LIT and is_string(g, object.type))):
        const_method_error(g, f, object.type, node)
        return 0
    return 1


cdef uint32_t object_reg(Gen *g, Value object, int form) noexcept nogil:
    """The register of `this` for a method."""
    cdef uint32_t reg, kind, as_interface
    if form == FORM_NATIVE:
        return to_reg(g, object)
    if form == FORM_SCRIPT:
        object = not_null(g, object)
    reg = lend(g, object)
    kind = kind_of(g, object.type)
    if form == FORM_INTERFACE and reg_kind(g, reg) != kind:     # an object that was converted: the call looks at the kind
        as_interface = own_take(g, kind)
        emit_abc(g, OP_MOVH, as_interface, reg, 0)
        return as_interface
    return reg


cdef int is_exact(Gen *g, Value object) noexcept nogil:
    """Is the object certainly of its static class, not of a derived one?"""
    if object.type & T_HANDLE:
        return 0
    if object.sort == V_LOCAL:
        return not g.locals[object.index].is_param
    return is_place(object) or (
        object.sort == V_REG and object.owned and object.fresh)


cdef int call_form(Gen *g, FuncRef f, const Overloads *o, Value object) noexcept nogil:
    cdef const FuncRec *rec = ctx_func(g.cx, f)
    if rec.flags & FF_NATIVE:
        return FORM_NATIVE
    if rec.flags & (FF_HOST | FF_IMPORT):
        return FORM_HOST
    if o.instance == 0 or o.direct or rec.owner == 0:
        return FORM_SCRIPT
    if ctx_type(g.cx, object.type).sort == TS_INTERFACE:
        return FORM_INTERFACE
    if is_funcdef(g, object.type):
        return FORM_FUNC
    if rec.flags & FF_VIRTUAL and rec.flags & FF_OVERRIDDEN and not is_exact(g, object):
        return FORM_VIRTUAL
    return FORM_SCRIPT


cdef Value finish_call(
    Gen *g, FuncRef f, const Overloads *o, Value object, uint32_t base, uint32_t n, uint32_t pbase, uint32_t np,
    uint32_t node
) noexcept nogil:
    """Emit the call: the registers of parameters stand in g.args[pbase .. pbase+np-1], their modes decide.

    Arg.param of these is the parameter, Arg.node of an &out parameter its target (0: none).
    """
    cdef uint32_t regs[260]
    cdef uint32_t kinds[260]
    cdef uint32_t outs[MAX_OUTS + 1]
    cdef uint32_t out_regs[MAX_OUTS + 1]
    cdef uint32_t nregs = 0, nouts = 0, i, k, slot, row, ret_kind, dst, p, first
    cdef int form = call_form(g, f, o, object)
    cdef TypeRef ret = ctx_return_type(g.cx, f, o.instance), type
    cdef uint64_t id = 0
    cdef int changed = 0
    cdef Value v, target
    if o.instance:
        gen_at(g, node_token(g.w, node))
        regs[0] = object_reg(g, object, form)
        kinds[0] = kind_of(g, object.type)
        nregs = 1
        if changes_string(g, f, o.instance):
            changed = 1
            outs[0] = K_STR
            nouts = 1
    if takes_instance(g, f, &row):
        kinds[0] = K_STR
        regs[0] = reg_take(g, K_STR)
        emit_ai(g, OP_LDS, regs[0], row)
        nregs = 1
    first = nregs
    for i in range(np):
        p = g.args[pbase + i].param
        type = ctx_param_type(g.cx, f, p, o.instance)
        if ctx_params(g.cx, f)[p].mode == PM_OUT:
            g.args[pbase + i].v.type = type = out_type(g, type, &g.args[pbase + i], node)
            outs[nouts] = kind_of(g, type)
            nouts += 1
            continue
        regs[nregs] = g.args[pbase + i].reg
        kinds[nregs] = kind_of(g, g.args[pbase + i].v.type if (type & REF_MASK) == TR_VAR else type)
        nregs += 1
    if nregs > 255:
        gen_error(g, E_TOO_MANY, node, "too many arguments: at most 255")
        return error_value(node)
    ret_kind = kind_of(g, ret)
    dst = NO_REG
    if returns_place(g, f):
        ret_kind = owner_kind()
        outs[nouts] = K_I64
        nouts += 1
    if ret_kind != K_VOID:
        dst = own_take(g, ret_kind) if is_handle_kind(ret_kind) else reg_take(g, ret_kind)
    for k in range(nouts):
        out_regs[k] = own_take(g, outs[k]) if is_handle_kind(outs[k]) else reg_take(g, outs[k])
    if form == FORM_NATIVE:
        id = g.cx.ffi.natives[ctx_func(g.cx, f).impl]
        row = native_row(g, f, id, kinds, nregs, ret_kind, outs, nouts, o.instance and is_held(g, object, regs, kinds, nregs))
    elif form == FORM_HOST:
        row = host_call_row(g, f, o, first, pbase, np, kinds, nregs, ret_kind, outs, nouts)
    elif form == FORM_SCRIPT:
        row = func_row(g, f)
    elif form == FORM_FUNC:
        row = type_row(g, object.type)
    else:
        row = method_slot(g, object.type, f)
    gen_at(g, node_token(g.w, node))
    if form == FORM_NATIVE and nouts == 0 and 0 < nregs <= 2 and (not library_code(g) or g.inline_depth):
        emit_fast_call(g, id, dst, regs, nregs)
    emit_call(g, form, row, regs, nregs, dst)
    for k in range(nouts):
        emit_abc(g, OP_GETOUT, out_regs[k], k, 0)
    if changed and holds_string(object):
        v = blank(V_REG, g.cx.string_type, object.node)
        v.reg = out_regs[0]
        v.owned = 1
        v.fresh = 1
        assign(g, object, v, node)
    k = nouts - 1 if returns_place(g, f) else nouts
    for i in range(np, 0, -1):              # last to first, as arguments are evaluated
        slot = pbase + i - 1
        p = g.args[slot].param
        if ctx_params(g.cx, f)[p].mode != PM_OUT:
            continue
        k -= 1
        if g.args[slot].node != 0:
            type = g.args[slot].v.type
            v = blank(V_REG, type & (REF_MASK | T_HANDLE), g.args[slot].node)
            v.reg = out_regs[k]
            v.owned = 1 if is_handle_kind(outs[k]) else 0
            v.fresh = 1
            v.is_const = NOT_LVALUE
            target = place(g, g.args[slot].node)
            if v.owned and type & T_HANDLE and target.type & T_HANDLE:
                assign_handle(g, target, v, node)
            else:
                assign(g, target, v, node)
    if ret_kind == K_VOID:
        return blank(V_NONE, TR_VOID if not is_error(ret) else <TypeRef>TR_ERROR, node)
    v = blank(V_REG, ret, node)
    if prim_kind(g, ret):
        v.type &= REF_MASK
    v.reg = dst
    if returns_place(g, f):
        v.sort = V_REF
        v.index = out_regs[nouts - 1]
        v.is_const = 1 if ret & (T_CONST_HANDLE if ret & T_HANDLE else T_CONST) else 0
        return v
    v.is_const = NOT_LVALUE
    v.owned = 1 if is_handle_kind(ret_kind) else 0
    v.fresh = 1 if v.owned and not ret & T_HANDLE and not ctx_func(g.cx, f).flags & FF_RETURNS_REF else 0
    if form == FORM_HOST and not f & TIER_FFI and not ctx_func(g.cx, f).flags & (FF_CONSTRUCTOR | FF_IMPORT):
        v.fresh = 0                         # a template function may give an object that it was given
    if v.owned and form == FORM_HOST:
        host_result(g, &v)
    return v


cdef inline FuncRec *method_itself(Gen *g, FuncRef *f) noexcept nogil:
    """What a derived class's entry for an inherited method stands for."""
    if ctx_func(g.cx, f[0]).flags & FF_ALIAS:
        f[0] = ctx_func(g.cx, f[0]).decl
    return ctx_func(g.cx, f[0])


cdef Value call_bound(
    Gen *g, FuncRef f, const Overloads *o, Value object, uint32_t object_node, uint32_t base, uint32_t n, uint32_t
    node
) noexcept nogil:
    """Call a function whose written arguments are bound; evaluates what is not ready yet."""
    cdef FuncRec *rec = method_itself(g, &f)
    cdef uint32_t nparams = rec.nparams, flags = rec.flags, np, pbase = g.nargs, i, p, k, mode, reg, extra = 0, errors
    cdef uint32_t diags = g.w.diag_count, warned
    cdef int form = FORM_NATIVE if flags & FF_NATIVE else FORM_HOST if flags & FF_HOST else FORM_SCRIPT
    cdef TypeRef type
    cdef Value v
    cdef int inlined = form == FORM_SCRIPT and (can_inline(g, f) or (object.sort == V_PARTS and copies_parts(g, f, object)))
    cdef int keeps = form == FORM_NATIVE and not flags & FF_CONST and o.instance != 0 and is_array(g, o.instance)
    errors = g.w.error_count
    if g.in_shared and not may_share_function(g, f, node):
        return error_value(node)
    if flags & FF_DELETED:
        gen_error(g, E_NOT_CALLABLE, node, "%F is deleted and cannot be called", f)
        return error_value(node)
    # One slot for each parameter, in order; a variadic one has as many as there are arguments for it.
    np = nparams
    if flags & FF_VARIADIC and nparams:
        for i in range(n):
            if g.args[base + i].param == nparams - 1:
                extra += 1
        np = nparams - 1 + extra
    for i in range(np):
        k = arg_push(g, 0, 0)
        if k == NO_ARG:
            return error_value(node)
        g.args[k].param = i if i < nparams else nparams - 1
        g.args[k].ready = 2                     # the default
    k = nparams - 1
    for i in range(n):
        p = g.args[base + i].param
        if flags & FF_VARIADIC and p == nparams - 1:
            p = k
            k += 1
        g.args[pbase + p].node = g.args[base + i].node
        g.args[pbase + p].v = g.args[base + i].v
        g.args[pbase + p].ready = g.args[base + i].ready
    i = np
    while i > 0:
        i -= 1
        p = g.args[pbase + i].param
        mode = ctx_params(g.cx, f)[p].mode
        if mode == PM_OUT:
            check_out(g, f, pbase + i, node)
            continue
        warned = 0xffffffffU
        if g.args[pbase + i].ready == 2:
            v = default_value(g, f, p, node)
            warned = g.w.diag_count
        elif g.args[pbase + i].ready:
            v = g.args[pbase + i].v
        else:
            v = argument(g, g.args[pbase + i].node)
        g.args[pbase + i].ready = 1
        if v.sort != V_LIST and not is_untyped(v) and (is_error(v.type) or no_value_error(g, v)):
            continue
        type = ctx_param_type(g.cx, f, p, o.instance)
        g.args[pbase + i].v = v
        if inlined:
            v = convert(g, v, type)
            if is_error(v.type):
                continue
            if prim_kind(g, type) == 0 and not (mode == PM_IN and type & T_CONST) and has_effects(g, pbase, pbase + i, object_node):
                v = parts_detached(g, parts_of(g, v))
            g.args[pbase + i].v = v
        if flags & FF_INTRINSIC or inlined:
            for k in range(i):
                if not g.args[pbase + k].ready:
                    v = hold(g, v, g.args[pbase + k].node)
            if object_node:
                v = hold(g, v, object_node)
            g.args[pbase + i].v = v
        else:
            k = FORM_KEEPS if keeps else FORM_SCRIPT if form != FORM_SCRIPT and takes_copy(g, f, p, type) else form
            reg = pass_value(g, v, type, mode, k, pbase, pbase + i, object_node)
            g.args[pbase + i].reg = reg         # not before: a copy is a call, which can move the arguments
        if g.w.diag_count > warned and g.w.error_count == errors:
            g.w.diag_count = warned             # what becomes of a default is no business of the call's
    if object_node:
        object = expr(g, object_node)
        if (object.type & REF_MASK) != (o.instance & REF_MASK) and not is_error(object.type) and not derives(
                g, object.type, o.instance):
            gen_error(g, E_NOT_CALLABLE, object_node, "the type of this expression is not certain, store it first")
            return error_value(node)
    if o.instance and not check_object(g, f, object, node):
        return error_value(node)
    if o.instance and is_error(ctx_return_type(g.cx, f, o.instance)):
        gen_error(g, E_NOT_CALLABLE, node, "there is no type for what '%N' of '%T' gives", ctx_func(g.cx, f).name, o.instance)
        if (o.instance & REF_MASK) == g.cx.dict_type:
            gen_hint(g, "a dictionary<string, T> has values of one type, and an array of them")
        return error_value(node)
    if g.w.error_count != errors:
        explain_arguments(g, f, o, pbase, np, diags, node)
        return error_value(node)
    if flags & FF_INTRINSIC:
        return intrinsic(g, f, object, pbase, np, node)
    if inlined or g.nparts != 0:
        return call_on_parts(g, f, o, object, base, n, pbase, np, node, inlined)
    return finish_call(g, f, o, object, base, n, pbase, np, node)


cdef Value call_prelude(
    Gen *g, FuncRef p, const Overloads *o, Value object, uint32_t object_node, uint32_t base, uint32_t n, uint32_t node
) noexcept nogil:
    """A method of an array that is script code: the array goes in front of the arguments, and nothing is read-only."""
    cdef Overloads functions
    cdef uint32_t i
    for i in range(base, base + n):
        if not g.args[i].ready:
            if not evaluate(g, o, base, n, object_node):
                return error_value(node)
            break
    if object_node:
        object = expr(g, object_node)
    if is_error(object.type) or arg_push(g, 0, 0) == NO_ARG:
        return error_value(node)
    i = base + n
    while i > base:
        g.args[i] = g.args[i - 1]
        i -= 1
    memset(&g.args[base], 0, sizeof(Arg))
    g.args[base].v = object
    g.args[base].node = object.node
    for i in range(base, base + n + 1):
        g.args[i].ready = 1
        if g.args[i].v.sort != V_LIST:
            g.args[i].v.type &= ~<TypeRef>T_CONST
            if g.args[i].v.is_const == 1:
                g.args[i].v.is_const = 0
    memset(&functions, 0, sizeof(Overloads))
    functions.script = p
    if not bind(g, p, base, n + 1, node, 1):
        return error_value(node)
    return call_bound(g, p, &functions, object, 0, base, n + 1, node)


cdef Value call_library(
    Gen *g, FuncRef p, Value object, uint32_t object_node, uint32_t args, uint32_t node
) noexcept nogil:
    cdef uint32_t base = g.nargs
    cdef Overloads o
    cdef Value v = error_value(node)
    cdef int n = args_push(g, args, node)
    memset(&o, 0, sizeof(Overloads))
    o.script = p
    if is_const_object(object):
        gen_error(g, E_CONST, node, "'%N' changes the array, but it is read-only here", ctx_func(g.cx, p).name)
    elif n == 0 or n >= ctx_func(g.cx, p).nparams:
        gen_error(g, E_ARGUMENT_COUNT, node, "'%N' takes 1 to %d arguments, got %d", ctx_func(g.cx, p).name,
                  <int>(ctx_func(g.cx, p).nparams - 1), n)
    elif n > 0:
        v = call_prelude(g, p, &o, object, object_node, base, n, node)
    g.nargs = base
    return v


cdef Value call_chosen(
    Gen *g, FuncRef f, const Overloads *o, Value object, uint32_t object_node, uint32_t base, uint32_t n, uint32_t node
) noexcept nogil:
    """A call whose function is known; some methods of arrays of objects are functions of the prelude."""
    cdef FuncRef p = 0
    if f & TIER_FFI and o.instance and is_array(g, o.instance) and ctx_func(g.cx, f).flags & FF_NATIVE:
        p = prelude_method(g, f, o.instance, node)
    if p != 0:
        return call_prelude(g, p, o, object, object_node, base, n, node)
    if f & TIER_FFI and o.instance and is_dict(g, o.instance) and ctx_func(g.cx, f).flags & FF_NATIVE:
        return values_apart(g, call_bound(g, f, o, object, object_node, base, n, node))
    return call_bound(g, f, o, object, object_node, base, n, node)


cdef Value call_overloads(
    Gen *g, const Overloads *o, Value object, uint32_t object_node, uint32_t args, uint32_t node
) noexcept nogil:
    """Resolve and call. object_node: the object is to be evaluated behind the arguments; 0: it is in `object`."""
    cdef uint32_t base = g.nargs
    cdef int n = args_push(g, args, node)
    cdef FuncRef f = only_one(g, o)
    cdef Value v = error_value(node)
    if f != 0 and ctx_func(g.cx, f).flags & FF_TEMPLATE:
        f = 0                               # what it is tell the arguments
    if n >= 0:
        if f != 0:
            if bind(g, f, base, n, node, 1):
                v = call_chosen(g, f, o, object, object_node, base, n, node)
        elif evaluate(g, o, base, n, object_node):
            f = best_overload(g, o, base, n, node, 0)
            if f != 0:
                v = call_chosen(g, f, o, object, object_node, base, n, node)
    g.nargs = base
    return v


# --------------------------------------------------------------------------------------- compiled arguments

cdef Value call_with(
    Gen *g, const Overloads *o, Value object, const Value *args, uint32_t nargs, uint32_t node, int quiet, int
    *found
) noexcept nogil:
    cdef uint32_t base = g.nargs, i, k, errors = g.w.error_count
    cdef FuncRef f
    cdef Value v = error_value(node)
    for i in range(nargs):
        k = arg_push(g, 0, 0)
        if k == NO_ARG:
            return v
        g.args[k].v = args[i]
        g.args[k].node = args[i].node
        g.args[k].ready = 1
    f = best_overload(g, o, base, nargs, node, QUIET_NO_MATCH if quiet else 0)
    found[0] = f != 0 or (quiet and g.w.error_count != errors)     # ambiguous: reported
    if f != 0:
        v = call_chosen(g, f, o, object, 0, base, nargs, node)
    g.nargs = base
    return v


cdef Value call_one(Gen *g, FuncRef f, const Overloads *o, Value object, Value arg, uint32_t node) noexcept nogil:
    cdef uint32_t base = g.nargs, k = arg_push(g, 0, 0)
    cdef Value v = error_value(node)
    if k != NO_ARG:
        g.args[k].v = arg
        g.args[k].node = arg.node
        g.args[k].ready = 1
        if bind(g, f, base, 1, node, 1):
            v = call_chosen(g, f, o, object, 0, base, 1, node)
    g.nargs = base
    return v


cdef Value call_method(Gen *g, Value object, uint32_t name, Value *args, uint32_t nargs, uint32_t node) noexcept nogil:
    cdef Overloads o
    cdef int found = 0
    if is_error(object.type):
        return error_value(node)
    o = methods_of(g, object.type, is_const_object(object), name)
    if o.script == 0 and o.ffi == 0:
        gen_error(g, E_UNKNOWN_MEMBER, node, "'%T' has no method '%N'", object.type, name)
        hint_member(g, object.type, name)
        return error_value(node)
    return call_with(g, &o, object, args, nargs, node, 0, &found)


cdef Value call_exact(Gen *g, FuncRef f, Value object, uint32_t node) noexcept nogil:
    cdef Overloads o = methods_of(g, object.type & ~<TypeRef>T_CONST, is_const_object(object), ctx_func(g.cx, f).name)
    return call_bound(g, f, &o, object, 0, g.nargs, 0, node)


cdef int operator_method(Gen *g, uint32_t name, Value a, Value b, uint32_t node, Value *result) noexcept nogil:
    cdef Overloads o
    cdef int found = 0
    if a.sort == V_LIST or is_error(a.type) or is_error(b.type):
        return 0
    o = methods_of(g, a.type & ~<TypeRef>T_CONST, is_const_object(a), name)
    if o.script != 0 or o.ffi != 0:
        result[0] = call_with(g, &o, a, &b, 1, node, 1, &found)
        if found:
            return 1
    if b.sort == V_LIST:
        return 0
    if NAME_opAdd <= name <= NAME_opUShr:
        o = methods_of(g, b.type, is_const_object(b), name + (NAME_opAdd_r - NAME_opAdd))
    elif name == NAME_opEquals:
        o = methods_of(g, b.type, is_const_object(b), name)
    else:
        return 0
    if o.script == 0 and o.ffi == 0:
        return 0
    result[0] = call_with(g, &o, b, &a, 1, node, 1, &found)
    return found
