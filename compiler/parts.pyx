# cython: language_level=3, boundscheck=False, wraparound=False, cdivision=True, initializedcheck=False
"""Values of the host in registers: a value of few numbers is no object as long as nothing needs one.

What it is: V_PARTS, a value of a value type whose fields lie in a register each: how it gets there from an object and back,
how variables of that form are declared and assigned. What it is not: the calls that make such values of others (`inline`).

Invariants
- The rows of a V_PARTS in Gen.parts say which registers. A temporary may refer to registers of variables (Part.local), as
  V_LOCAL does: before anything that can change these runs, `hold` moves it to registers of its own.
- Registers of a temporary are written once. So values can be parts of several temporaries, and only who takes them over for a
  variable must see that no other part has the same one.
- What needs an object gets a new one (`to_reg`, `copy_value`): there are no handles to values, nobody can tell. Only what
  changes a variable through an object needs the variable to be that object: then the function is generated once more, with it
  in one register (Gen.boxed), as all variables of such types were if their types did not fit.
- An assignment computes all of the value before it changes the target.
"""
from libc.stdint cimport uint8_t, uint32_t, uint64_t
from libc.string cimport memcpy

from seraphscript.compiler.call cimport call_overloads, finish_call, pass_to_script
from seraphscript.compiler.classes cimport class_info
from seraphscript.compiler.construct cimport construct_default, constructors_of, hint_constructors, new_object
from seraphscript.compiler.convert cimport NOT_LVALUE, TR_VOID, blank, error_value, to_reg
from seraphscript.compiler.emit cimport (
    emit_abc, emit_ai, gen_at, grow, own_reset, own_take, reg_keep_parts, reg_kind, reg_take,
)
from seraphscript.compiler.error_codes cimport E_CONSTRUCTOR
from seraphscript.compiler.gen cimport (
    CI_NO_DEFAULT, CI_PARTS, CI_TRIVIAL_INIT, NO_REG, OWN, V_LOCAL, V_NONE, V_PARTS, V_REG, ClassInfo, Gen, Local, Part, Value,
)
from seraphscript.compiler.inline cimport inline_call
from seraphscript.compiler.nodes cimport NF_EFFECT, node_flags, node_token
from seraphscript.compiler.overload cimport Overloads
from seraphscript.compiler.tables cimport emit_const, kind_of
from seraphscript.compiler.types cimport gen_error, local_add, local_show
from seraphscript.compiler.values cimport is_value_type
from seraphscript.compiler.workspace cimport token_start
from seraphscript.registry.context cimport ctx_func, ctx_name, ctx_params
from seraphscript.registry.names cimport names_intern
from seraphscript.registry.tier cimport (
    FF_AUTO, FF_CONST, FF_CONSTRUCTOR, PM_INOUT, REF_MASK, T_HANDLE, FieldRec, FuncRef, TypeRef,
)
from seraphscript.vm.layout cimport LR_VARIABLE
from seraphscript.vm.opcode_info cimport op_info, op_registers, op_words
from seraphscript.vm.opcodes cimport *

cdef enum:
    MAX_BOXED = 64              # variables of a function that are known to need objects; beyond that all are objects
    MAX_PLAIN = 500             # registers of a function above which variables are objects
    MAX_BACK = 400              # instructions of a value that are looked at for one that can write to the target itself
    MAX_NAME = 200


cdef int is_parts_type(Gen *g, TypeRef t) noexcept nogil:
    return not t & T_HANDLE and is_value_type(g, t) and class_info(g, t).flags & CI_PARTS != 0


cdef uint32_t parts_count(Gen *g, TypeRef t) noexcept nogil:
    return class_info(g, t).nfields


cdef inline const FieldRec *field_at(Gen *g, TypeRef t, uint32_t i) noexcept nogil:
    return &g.cx.script.fields[class_info(g, t).first_field + i]


cdef inline uint32_t kind_at(Gen *g, TypeRef t, uint32_t i) noexcept nogil:
    return kind_of(g, field_at(g, t, i).type)


cdef Value parts_blank(Gen *g, TypeRef t, uint32_t node) noexcept nogil:
    cdef Value v = blank(V_PARTS, t & REF_MASK, node)
    cdef uint32_t i, n = parts_count(g, t)
    if not grow(g, <void**>&g.parts, &g.cap_parts, g.nparts + n, sizeof(Part)):
        return error_value(node)
    v.index = g.nparts
    v.is_const = NOT_LVALUE
    for i in range(n):
        g.parts[g.nparts + i].reg = NO_REG
        g.parts[g.nparts + i].local = 0
    g.nparts += n
    return v


cdef void parts_zero(Gen *g, Value v) noexcept nogil:
    cdef uint32_t i, kind
    for i in range(parts_count(g, v.type)):
        if g.parts[v.index + i].reg == NO_REG:
            kind = kind_at(g, v.type, i)
            g.parts[v.index + i].reg = reg_take(g, kind)
            emit_const(g, g.parts[v.index + i].reg, 0, kind)


cdef Value parts_result(Gen *g, TypeRef t, uint32_t node) noexcept nogil:
    cdef Value v = parts_blank(g, t, node)
    cdef uint32_t i
    if v.sort == V_PARTS:
        for i in range(parts_count(g, t)):
            g.parts[v.index + i].reg = reg_take(g, kind_at(g, t, i))
    return v


cdef void read_object(Gen *g, Value v, uint32_t reg) noexcept nogil:
    cdef uint32_t i
    for i in range(parts_count(g, v.type)):
        emit_abc(g, OP_GETF, g.parts[v.index + i].reg, reg, field_at(g, v.type, i).index)


cdef void parts_take_back(Gen *g, Value v, uint32_t reg) noexcept nogil:
    cdef uint32_t i
    for i in range(parts_count(g, v.type)):     # a constructor's object has none yet
        if g.parts[v.index + i].reg == NO_REG:
            g.parts[v.index + i].reg = reg_take(g, kind_at(g, v.type, i))
    read_object(g, v, reg)


cdef Value parts_of(Gen *g, Value v) noexcept nogil:
    cdef uint32_t reg
    cdef Value made
    if v.sort == V_PARTS:
        return v
    reg = to_reg(g, v)
    made = parts_result(g, v.type, v.node)
    gen_at(g, node_token(g.w, v.node))
    if made.sort == V_PARTS:
        read_object(g, made, reg)
    return made


cdef Value parts_detached(Gen *g, Value v) noexcept nogil:
    cdef Value made = parts_result(g, v.type, v.node)
    cdef uint32_t i
    if made.sort == V_PARTS:
        for i in range(parts_count(g, v.type)):
            emit_abc(g, OP_MOV, g.parts[made.index + i].reg, g.parts[v.index + i].reg, 0)
    return made


cdef uint32_t parts_box(Gen *g, Value v) noexcept nogil:
    cdef uint32_t reg = own_take(g, kind_of(g, v.type & REF_MASK))
    parts_fill_object(g, v, reg)
    return reg


cdef void parts_fill_object(Gen *g, Value v, uint32_t reg) noexcept nogil:
    cdef const ClassInfo *c = class_info(g, v.type)
    cdef uint32_t i
    gen_at(g, node_token(g.w, v.node))
    emit_ai(g, OP_NEW, reg, c.row)
    for i in range(c.nfields):
        emit_abc(g, OP_SETF, reg, field_at(g, v.type, i).index, g.parts[v.index + i].reg)


cdef Value parts_field(Gen *g, Value object, uint32_t slot, TypeRef type, uint32_t node) noexcept nogil:
    """A part of a variable is that variable as far as changes of it are concerned."""
    cdef const Part *p = &g.parts[object.index + slot]
    cdef Value v = blank(V_REG, type, node)
    v.reg = p.reg
    if p.local or object.index2:
        v.sort = V_LOCAL
        v.index = (p.local if p.local else object.index2) - 1
    else:
        v.is_const = NOT_LVALUE
    return v


# ---------------------------------------------------------------------------------------------- assignment

cdef int names(const Gen *g, uint64_t word, uint32_t op, uint32_t reg) noexcept nogil:
    """Has an instruction of one word the register for an operand?"""
    cdef uint32_t fields = op_registers[op] & 7
    return (fields & 1 and (word >> 16 & 0xffff) == reg) or (fields & 2 and (word >> 32 & 0xffff) == reg) or (
        fields & 4 and (word >> 48) == reg)


cdef inline int writes_first(uint32_t op) noexcept nogil:
    return op_info[op].noperands != 0 and op_info[op].operands[0].role == ROLE_WRITE and (
        op_info[op].operands[0].field == FIELD_A)


cdef int write_early(Gen *g, const uint32_t *words, uint32_t n, uint32_t temp, uint32_t target) noexcept nogil:
    """Let the instruction that makes a temporary write to the target instead; 1 if nothing behind it would see that."""
    cdef uint32_t i = n, op
    cdef uint64_t w
    while i > 0:
        i -= 1
        w = g.code[words[i]]
        op = <uint8_t>w
        if OP_CALL0 <= op <= OP_HOST or op_info[op].props & (PROP_POLL | PROP_JUMP | PROP_END | PROP_WORDS):
            return 0
        if writes_first(op) and (w >> 16 & 0xffff) == temp:
            if names(g, w & ~<uint64_t>0xffff0000 | <uint64_t>NO_REG << 16, op, temp):
                return 0
            g.code[words[i]] = (w & ~<uint64_t>0xffff0000) | <uint64_t>target << 16
            return 1
        if op_info[op].props & PROP_RAISES or names(g, w, op, temp) or names(g, w, op, target):
            return 0
    return 0


cdef uint32_t instructions(Gen *g, uint32_t start, uint32_t *words) noexcept nogil:
    """The places of the instructions from one on, as far as no jump leads among them; 0: too many."""
    cdef uint32_t pc = max(start, g.fs.last_target), n = 0, length
    if start == NO_REG or start < g.fs.start or pc > g.ncode:
        return 0
    while pc < g.ncode:
        length = op_words(&g.code[pc], g.ncode - pc)
        if length == 0 or n == MAX_BACK:
            return 0
        words[n] = pc
        n += 1
        pc += length
    return n


cdef void move_parts(Gen *g, Value target, Value value, uint32_t start) noexcept nogil:
    """All of the value is computed; it may be made of parts of the target."""
    cdef uint32_t words[MAX_BACK]
    cdef uint32_t from_[MAX_PARTS]
    cdef uint32_t n = parts_count(g, target.type), nwords = 0, i, k, to
    cdef int single
    for i in range(n):
        from_[i] = g.parts[value.index + i].reg
    if value.index2 == 0:
        nwords = instructions(g, start, words)
    for i in range(n):
        to = g.parts[target.index + i].reg
        single = nwords != 0 and g.parts[value.index + i].local == 0 and not from_[i] & OWN and (
            reg_kind(g, from_[i]) == reg_kind(g, to))
        for k in range(n):
            if k != i and (from_[k] == from_[i] or from_[k] == to):
                single = 0
        if single and write_early(g, words, nwords, from_[i], to):
            from_[i] = to
    for i in range(n):
        for k in range(i):
            if from_[i] == g.parts[target.index + k].reg and from_[k] != from_[i]:
                to = reg_take(g, reg_kind(g, from_[i]))     # overwritten before it is read
                emit_abc(g, OP_MOV, to, from_[i], 0)
                from_[i] = to
                break
    for i in range(n):
        to = g.parts[target.index + i].reg
        if from_[i] != to:
            emit_abc(g, OP_MOV, to, from_[i], 0)


cdef void parts_fill(Gen *g, Value target, Value value) noexcept nogil:
    cdef Value from_ = parts_of(g, value)
    if from_.sort == V_PARTS:
        move_parts(g, target, from_, NO_REG)


cdef void parts_assign(Gen *g, Value target, Value value, uint32_t node) noexcept nogil:
    cdef uint32_t reg, i
    value = parts_of(g, value)
    if value.sort != V_PARTS:
        return
    if target.sort == V_PARTS:
        move_parts(g, target, value, g.value_start)
        return
    reg = to_reg(g, target)
    gen_at(g, node_token(g.w, node))
    for i in range(parts_count(g, value.type)):
        emit_abc(g, OP_SETF, reg, field_at(g, value.type, i).index, g.parts[value.index + i].reg)


# ----------------------------------------------------------------------------------------------- variables

cdef void parts_keep(Gen *g, Value v, uint32_t top, uint32_t own_top) noexcept nogil:
    reg_keep_parts(g, &g.parts[v.index], parts_count(g, v.type), top)
    own_reset(g, own_top)


cdef int parts_variable(Gen *g, TypeRef t, uint32_t token) noexcept nogil:
    cdef uint32_t i, offset
    if not is_parts_type(g, t) or g.fs.nplain > MAX_PLAIN or g.nboxed > MAX_BOXED:
        return 0
    offset = token_start(g.w, token)
    for i in range(g.nboxed):
        if g.boxed[i] == offset:
            return 0
    return 1


cdef void parts_must_be_object(Gen *g, Value v) noexcept nogil:
    cdef const Local *l = &g.locals[v.index2 - 1]
    cdef uint32_t i
    if v.sort != V_PARTS or v.index2 == 0 or l.name == 0 or l.row == 0:
        return                              # nothing that is declared: whoever changed a copy takes it back
    g.fs.restart = 1
    for i in range(g.nboxed):
        if g.boxed[i] == l.offset:
            return
    if grow(g, <void**>&g.boxed, &g.cap_boxed, g.nboxed, sizeof(uint32_t)):
        g.boxed[g.nboxed] = l.offset
        g.nboxed += 1


cdef int taken_above(const Gen *g, uint32_t reg, uint32_t top) noexcept nogil:
    cdef uint32_t i
    for i in range(top, g.fs.top):
        if g.reg_stack[i] == reg:
            return 1
    return 0


cdef Value taken_over(Gen *g, Value v, uint32_t top) noexcept nogil:
    """A value in registers that a variable can keep: those of a temporary, as far as they are all different."""
    cdef Value made
    cdef uint32_t i, k, reg, kind, n = parts_count(g, v.type)
    cdef int single
    v = parts_of(g, v)
    made = parts_blank(g, v.type, v.node)
    if v.sort != V_PARTS or made.sort != V_PARTS:
        return made
    for i in range(n):
        reg = g.parts[v.index + i].reg
        kind = kind_at(g, v.type, i)
        single = v.index2 == 0 and g.parts[v.index + i].local == 0 and reg_kind(g, reg) == kind and taken_above(g, reg, top)
        for k in range(i):
            single &= g.parts[v.index + k].reg != reg
        if not single:
            reg = reg_take(g, kind)
            emit_abc(g, OP_MOV, reg, g.parts[v.index + i].reg, 0)
        g.parts[made.index + i].reg = reg
    return made


cdef uint32_t parts_name(Gen *g, uint32_t name, TypeRef type, Value v, int is_const) noexcept nogil:
    cdef uint32_t k
    g.inline_depth += 1                     # no row
    k = local_add(g, name, type, g.parts[v.index].reg, is_const, 0)
    g.inline_depth -= 1
    g.locals[k].parts = v.index + 1
    return k


cdef uint32_t field_name(Gen *g, uint32_t variable, uint32_t field) noexcept nogil:
    """The name `variable.field`, which no script can write; 0 if it is too long."""
    cdef char text[MAX_NAME]
    cdef uint32_t n, m
    cdef const char *p = ctx_name(g.cx, variable, &n)
    cdef const char *q = ctx_name(g.cx, field, &m)
    if n + m + 1 > MAX_NAME:
        return 0
    memcpy(text, p, n)
    text[n] = c'.'
    memcpy(text + n + 1, q, m)
    return names_intern(&g.w.names, <const uint8_t *>text, n + 1 + m)


cdef void show(Gen *g, uint32_t k) noexcept nogil:
    """A row for each field, so that debuggers see (and can set) all of them."""
    cdef Local one
    cdef uint32_t i
    cdef const FieldRec *f
    for i in range(parts_count(g, g.locals[k].type)):
        one = g.locals[k]
        f = field_at(g, one.type, i)
        one.reg = g.parts[one.parts - 1 + i].reg
        one.name = field_name(g, one.name, f.name)
        one.type = f.type
        local_show(g, &one, LR_VARIABLE)
        g.locals[k].row = one.row


cdef void parts_declare(
    Gen *g, uint32_t name, TypeRef type, Value v, int is_const, uint32_t token, uint32_t top, uint32_t own_top
) noexcept nogil:
    cdef Value made = taken_over(g, v, top)
    if made.sort == V_PARTS:
        parts_keep(g, made, top, own_top)
        parts_be_variable(g, name, type, made, is_const, token)


cdef void parts_be_variable(Gen *g, uint32_t name, TypeRef type, Value v, int is_const, uint32_t token) noexcept nogil:
    cdef uint32_t k = parts_name(g, name, type, v, is_const), i
    for i in range(parts_count(g, type)):
        g.parts[v.index + i].local = k + 1
    g.locals[k].offset = token_start(g.w, token)
    if not g.inline_depth:
        show(g, k)


# -------------------------------------------------------------------------------------------------- calls

cdef int copies_parts(Gen *g, FuncRef f, Value object) noexcept nogil:
    cdef uint32_t flags = ctx_func(g.cx, f).flags
    return object.sort == V_PARTS and flags & FF_AUTO and flags & FF_CONSTRUCTOR and ctx_func(g.cx, f).nparams == 1


cdef void args_back(Gen *g, FuncRef f, uint32_t pbase, uint32_t np) noexcept nogil:
    cdef uint32_t i
    for i in range(pbase, pbase + np):
        if g.args[i].v.sort == V_PARTS and g.args[i].v.index2 and ctx_params(g.cx, f)[g.args[i].param].mode == PM_INOUT:
            parts_take_back(g, g.args[i].v, g.args[i].reg)


cdef Value call_on_parts(
    Gen *g, FuncRef f, const Overloads *o, Value object, uint32_t base, uint32_t n, uint32_t pbase, uint32_t np, uint32_t node,
    int inlined
) noexcept nogil:
    cdef uint32_t flags = ctx_func(g.cx, f).flags, i, p, reg
    cdef Value whole = object, v
    if copies_parts(g, f, object):
        v = parts_detached(g, parts_of(g, g.args[pbase].v))
        for i in range(parts_count(g, object.type) if v.sort == V_PARTS else 0):
            g.parts[object.index + i] = g.parts[v.index + i]
        return blank(V_NONE, TR_VOID, node)
    # A change of an operand that the source does not show would come too late for what has been evaluated.
    if o.instance and not flags & (FF_CONST | FF_CONSTRUCTOR) and not (inlined and node_flags(g.w, node) & NF_EFFECT):
        parts_must_be_object(g, object)
    if inlined:
        if inline_call(g, f, object, pbase, node, &v):
            return v
        for i in range(pbase, pbase + np):
            p = g.args[i].param
            reg = pass_to_script(g, g.args[i].v, ctx_params(g.cx, f)[p].type, ctx_params(g.cx, f)[p].mode)
            g.args[i].reg = reg
    if o.instance == 0 or object.sort != V_PARTS:
        v = finish_call(g, f, o, object, base, n, pbase, np, node)
        args_back(g, f, pbase, np)
        return v
    if flags & FF_CONSTRUCTOR:
        whole = new_object(g, class_info(g, object.type), own_take(g, kind_of(g, object.type & REF_MASK)), node)
    else:
        whole.reg = to_reg(g, object)
        whole.sort = V_REG
        whole.owned = 1
        whole.is_const = NOT_LVALUE
    v = finish_call(g, f, o, whole, base, n, pbase, np, node)
    args_back(g, f, pbase, np)
    if flags & FF_CONSTRUCTOR or (not flags & FF_CONST and object.index2):      # a temporary is not looked at again
        parts_take_back(g, object, whole.reg)
    return v


# -------------------------------------------------------------------------------------------- construction

cdef Value parts_construct(Gen *g, TypeRef type, uint32_t args, uint32_t count, uint32_t node) noexcept nogil:
    cdef const ClassInfo *c = class_info(g, type)
    cdef uint32_t errors = g.w.error_count
    cdef Value v = parts_blank(g, type, node), made
    cdef Overloads o
    if v.sort != V_PARTS:
        return v
    if count == 0 and c.flags & CI_NO_DEFAULT:
        gen_error(g, E_CONSTRUCTOR, node, "'%T' has no constructor without arguments", c.type)
        hint_constructors(g, c.type, c.ctors)
    elif count == 0 and not c.flags & CI_TRIVIAL_INIT and ctx_func(g.cx, c.default_ctor).flags & FF_AUTO:
        made = blank(V_REG, c.type, node)
        made.reg = own_take(g, kind_of(g, c.type))
        construct_default(g, type, made.reg, node)
        parts_take_back(g, v, made.reg)
    elif count != 0 or not c.flags & CI_TRIVIAL_INIT:
        if c.ctors == 0:
            gen_error(g, E_CONSTRUCTOR, node, "'%T' has no constructor with arguments", c.type)
            return error_value(node)
        o = constructors_of(c.type, c.ctors)
        call_overloads(g, &o, v, 0, args, node)
    if g.w.error_count != errors:
        return error_value(node)
    parts_zero(g, v)
    return v
