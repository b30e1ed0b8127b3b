# cython: language_level=3, boundscheck=False, wraparound=False, cdivision=True, initializedcheck=False
"""Verifier: decides whether a program may run; nothing runs that it did not accept.

What it is: one linear pass over the code of every function, without data flow: each register has one kind for the whole
function, so the operands of an instruction are right or wrong by themselves. Operand kinds are checked without branches
from rows made of the opcode table; the rules in its column `check` are the functions below. What it is not: a check of
values. Registers may hold anything of their kind, so the interpreter range-checks every handle and index; nor does the
verifier prove that counts of references are right (a wrong one gives wrong results inside its own instance).

Invariants of an accepted program (what the interpreter relies on)
- pc is always at the start of an instruction of the running function; code word 0 is EXIT and in no function.
- Register numbers are below nregs, table indices below their count, kinds fit; owned operands lie in the owned range.
- A call's arguments, result and frame size fit the callee; OUT and GETOUT fit the declaration of the call.
- Every cycle and every call charges what `costs` says.
"""
from libc.stdint cimport int64_t, uint8_t, uint32_t, uint64_t
from libc.stdlib cimport free, malloc

from .costs cimport COSTS_TRIES, costs_from_starts
from .layout cimport (
    ExternDef, FuncDef, GL_FUNC, NO_FUNC, ProgramData, TD_ABSTRACT, TY_ARRAY, TY_CLASS, TY_DICT, TY_FUNC, TY_INTERFACE,
    TYPE_FIRST, TypeDef,
)
from .opcode_info cimport (
    class_reads, class_writes, kind_accepts, kind_width, op_info, op_jump_offset, op_words,
)
from .opcodes cimport *
from .fast cimport FAST_COUNT, fast_kinds
from .funcobjects cimport func_fits, func_shape
from .subtype cimport assignable
from .verify_tables cimport verify_tables
from .vmstate cimport NO_REG

from .verify_text import MESSAGES, TABLES, reason, table_name

cdef enum:
    NO_WORD = 0xFFFFFFFFu
    OWNED = 0x80000000u         # bit in the kind mask of a register of the owned range
    # marks of a word
    START = 1                   # an instruction starts here
    TARGET = 2                  # a jump or handler leads here
    BOUNDARY = 4                # a try block begins or ends here
    CLOSED = 8                  # no jump may lead here
    SMALL = 8192                # bytes of scratch on the C stack

cdef struct Row:                # what the branch-free check of an opcode needs
    uint32_t a, b, c            # kinds accepted; 0: the field is no register ...
    uint32_t free_a, free_b, free_c     # ... then not 0
    uint8_t table               # operand class of a table index in the b,c half (OC_NONE: none)
    uint8_t valid
    uint8_t check
    uint8_t flow                # props & (JUMP | END)

cdef struct Job:                # one function being verified
    const ProgramData *p
    const FuncDef *f
    const uint64_t *code
    const uint32_t *regs        # kind words of the registers
    const uint32_t *out_kinds   # what GETOUT may fetch: outs of the call just passed
    uint32_t call_outs
    uint32_t outs_done          # OUTs in a row so far
    bint costs                  # check them
    uint8_t *marks              # ncode + 1
    int64_t a, b                # for the message

cdef Row rows[256]
cdef uint32_t width_mask[9]     # kinds of an array element by width in bytes
cdef uint8_t misplaced[16]      # by marks of a word: somebody relies on it who must not


cdef int make_rows() except -1:
    """The rows of all opcodes, from the opcode table."""
    cdef uint32_t op, i, mask
    cdef Row *row
    for op in range(256):
        row = &rows[op]
        row.a = row.b = row.c = 0
        row.free_a = row.free_b = row.free_c = 1
        row.table = OC_NONE
        row.valid = OP_TRAP < op < OP_COUNT and op_info[op].check != CHK_INTERNAL
        row.check = op_info[op].check
        row.flow = op_info[op].props & (PROP_JUMP | PROP_END)
        for i in range(op_info[op].noperands):
            field = op_info[op].operands[i].field
            cls = op_info[op].operands[i].cls
            if field == FIELD_U:
                if cls in (OC_CONST, OC_LIT, OC_GLOB, OC_TYPE, OC_FUNC, OC_NATIVE, OC_HOST):
                    row.table = cls
                continue
            if row.check in (CHK_CALL, CHK_CALLV, CHK_CALLI, CHK_CALLF, CHK_NATIVE, CHK_HOST) or field > FIELD_C:
                continue                                # arguments are checked against the callee
            if op_info[op].operands[i].role == ROLE_READ:
                mask = class_reads[cls]
            else:
                mask = class_writes[cls]
            if cls == OC_OWN:
                mask = OWNED
            if mask == 0:
                continue                                # a plain value
            if field == 0:
                row.a, row.free_a = mask, 0
            elif field == 1:
                row.b, row.free_b = mask, 0
            else:
                row.c, row.free_c = mask, 0
    for i in range(1, K_COUNT):
        width_mask[kind_width[i]] |= 1u << i
    for i in range(16):
        misplaced[i] = (i & (TARGET | BOUNDARY) and not i & START) or i & (TARGET | CLOSED) == (TARGET | CLOSED)
    return 0


cdef inline bint accepts(const ProgramData *p, uint32_t to, uint32_t value) noexcept nogil:
    """May a place of kind `to` take a value of kind `value` without a change of bits?"""
    if kind_accepts[to & 0xff] >> (value & 0xff) & 1 and to >> 8 == value >> 8:
        return True
    return to & 0xff == K_OBJ and assignable(p, to >> 8, value)


cdef inline bint is_handle(uint32_t kind) noexcept nogil:
    return HANDLE_KINDS >> (kind & 0xff) & 1


cdef inline bint is_object(uint32_t kind) noexcept nogil:
    return kind & 0xff == K_OBJ or kind & 0xff == K_ARR


cdef inline bint is_owned(const FuncDef *f, uint32_t register) noexcept nogil:
    return register - f.own < f.nown


cdef inline int64_t highest(uint32_t kind) noexcept nogil:
    """Highest value of an integer kind, cut to what 32 bits can express."""
    if kind == K_BOOL:
        return 1
    if kind == K_I8:
        return 0x7f
    if kind == K_U8:
        return 0xff
    if kind == K_I16:
        return 0x7fff
    if kind == K_U16:
        return 0xffff
    return 0x7fffffff


cdef inline int64_t lowest(uint32_t kind) noexcept nogil:
    if kind == K_I8:
        return -0x80
    if kind == K_I16:
        return -0x8000
    if kind == K_I32 or kind == K_I64:
        return -0x80000000
    return 0


cdef inline int wrong(Job *j, int code, int64_t a, int64_t b) noexcept nogil:
    j.a = a
    j.b = b
    return code


cdef int check_target(Job *j, uint32_t behind, int64_t offset) noexcept nogil:
    cdef int64_t target = <int64_t>behind + offset
    if target < 0 or target >= j.f.ncode:
        return wrong(j, VE_TARGET, target, j.f.ncode)
    j.marks[target] |= TARGET
    return VE_NONE


cdef int check_switch(Job *j, uint32_t pc, uint32_t behind) noexcept nogil:
    cdef const uint64_t *table = j.code + pc + 1
    cdef uint32_t count = <uint32_t>table[0]            # op_words has compared it with the length
    cdef uint32_t i, offset = <uint32_t>(table[0] >> 32)
    cdef int error
    for i in range(count + 1):
        if offset & 0x80000000u:
            return wrong(j, VE_SWITCH, i, offset)
        error = check_target(j, behind, offset)
        if error:
            return error
        if i < count:
            offset = <uint32_t>(table[1 + i // 2] >> (32 * (i & 1)))
    return VE_NONE


cdef inline uint32_t argument(const uint64_t *code, uint32_t i) noexcept nogil:
    """Register of argument i of the call at code[0]."""
    if i == 0:
        return code[0] >> 16 & 0xffff
    if i < 3:
        return code[1] >> (16 * (i - 1)) & 0xffff
    return code[2 + (i - 3) // 4] >> (16 * ((i - 3) % 4)) & 0xffff


cdef int check_call(
    Job *j, uint32_t pc, uint32_t nargs, const uint32_t *params, uint32_t nparams, uint32_t result,
    const uint32_t *outs, uint32_t nouts, uint32_t no_result, uint32_t first=0
) noexcept nogil:
    """Arguments (from number `first` on), result and frame size of a call of any sort against what is called."""
    cdef const uint64_t *code = j.code + pc
    cdef uint32_t i, register, nregs = j.f.nregs, frame = code[1] >> 48
    if nargs != nparams:
        return wrong(j, VE_ARGUMENT_COUNT, nargs, nparams)
    for i in range(first, nargs):
        register = argument(code, i)
        if register >= nregs:
            return wrong(j, VE_REGISTER, register, nregs)
        if not accepts(j.p, params[i], j.regs[register]):
            return wrong(j, VE_ARGUMENT, i, <int64_t>j.regs[register] << 32 | params[i])
    if frame != nregs:
        return wrong(j, VE_FRAME_SIZE, frame, nregs)
    register = code[1] >> 32 & 0xffff
    if result == K_VOID:
        if register != no_result:
            return wrong(j, VE_NO_RESULT, register, 0)
    else:
        if register >= nregs:
            return wrong(j, VE_REGISTER, register, nregs)
        if not accepts(j.p, j.regs[register], result):
            return wrong(j, VE_RESULT, j.regs[register], result)
        if is_handle(result) and not is_owned(j.f, register):
            return wrong(j, VE_RESULT_OWNED, register, 0)
    j.out_kinds = outs
    j.call_outs = nouts
    return VE_NONE


cdef int check_extern(Job *j, uint32_t pc, const ExternDef *x) noexcept nogil:
    cdef const uint32_t *kinds = j.p.kinds + x.kinds
    return check_call(
        j, pc, j.code[pc] >> 8 & 0xff, kinds, x.nparams, kinds[x.nparams], kinds + x.nparams + 1, x.nouts, NO_REG
    )


cdef int check_script_call(Job *j, uint32_t pc, uint32_t op, const FuncDef *callee) noexcept nogil:
    cdef uint32_t nargs = j.code[pc] >> 8 & 0xff
    if op != OP_CALL and nargs != op - OP_CALL0:
        return wrong(j, VE_ARGUMENT_COUNT, nargs, op - OP_CALL0)
    return check_call(
        j, pc, nargs, j.p.kinds + callee.kinds, callee.nparams, callee.ret, j.p.kinds + callee.outs, callee.nouts,
        NO_REG,
    )


cdef int check_element(Job *j, uint32_t op, uint32_t array, uint32_t value, uint32_t check) noexcept nogil:
    """Element access: the width of the opcode and the kind of the value against the array's type."""
    cdef uint32_t element = j.p.types[array >> 8].elem
    cdef uint32_t bit = 1u << (element & 0xff), mask
    if check == CHK_ASETH or check == CHK_AGETH:
        mask = HANDLE_KINDS
    elif op == OP_AGET_I8:
        mask = 1u << K_I8
    elif op == OP_AGET_U8:
        mask = 1u << K_U8 | 1u << K_BOOL
    elif op == OP_AGET_I16:
        mask = 1u << K_I16
    elif op == OP_AGET_U16:
        mask = 1u << K_U16
    elif op == OP_AGET_I32:
        mask = 1u << K_I32
    elif op == OP_AGET_U32:
        mask = 1u << K_U32 | 1u << K_F32
    elif op == OP_AGET_64:
        mask = width_mask[8]
    elif op == OP_ASET_8:
        mask = width_mask[1]
    elif op == OP_ASET_16:
        mask = width_mask[2]
    elif op == OP_ASET_32:
        mask = width_mask[4]
    else:
        mask = width_mask[8] & ~<uint32_t>HANDLE_KINDS
    if not mask & bit:
        return wrong(j, VE_ELEMENT, element, 0)
    if check == CHK_AGET or check == CHK_AGETH:
        return VE_NONE if accepts(j.p, value, element) else wrong(j, VE_KINDS, value, element)
    return VE_NONE if accepts(j.p, element, value) else wrong(j, VE_KINDS, element, value)


cdef int check_method_call(Job *j, uint32_t pc, uint32_t op, uint32_t check) noexcept nogil:
    """A call through the class or interface that is the type of the first argument's register."""
    cdef uint32_t nargs = j.code[pc] >> 8 & 0xff, number = <uint32_t>(j.code[pc] >> 32), object, kind
    cdef const TypeDef *type
    cdef const FuncDef *callee
    if nargs == 0 or (check == CHK_CALLV and op != OP_CALLV and nargs != 1 + op - OP_CALLV1):
        return wrong(j, VE_ARGUMENT_COUNT, nargs, 1 if nargs == 0 else 1 + op - OP_CALLV1)
    object = argument(j.code + pc, 0)
    if object >= j.f.nregs:
        return wrong(j, VE_REGISTER, object, j.f.nregs)
    kind = j.regs[object]
    if kind & 0xff != K_OBJ:
        return wrong(j, VE_OPERAND_KIND, object, kind)
    type = &j.p.types[kind >> 8]
    if type.sort != (TY_CLASS if check == CHK_CALLV else TY_INTERFACE) or number >= type.nvtable:
        return wrong(j, VE_METHOD, number, kind)
    callee = &j.p.funcs[j.p.vtables[type.vtable + number]]
    return check_call(
        j, pc, nargs, j.p.kinds + callee.kinds, callee.nparams, callee.ret, j.p.kinds + callee.outs, callee.nouts,
        j.f.nregs,
    )


cdef int check_indirect_call(Job *j, uint32_t pc, uint32_t op) noexcept nogil:
    """A call through a handle to a function; its type names the function whose parameters are the signature."""
    cdef uint32_t nargs = j.code[pc] >> 8 & 0xff, type = <uint32_t>(j.code[pc] >> 32), handle
    cdef const FuncDef *shape
    if nargs == 0 or (op != OP_CALLF and nargs != 1 + op - OP_CALLF1):
        return wrong(j, VE_ARGUMENT_COUNT, nargs, 1 if nargs == 0 else 1 + op - OP_CALLF1)
    handle = argument(j.code + pc, 0)
    if handle >= j.f.nregs:
        return wrong(j, VE_REGISTER, handle, j.f.nregs)
    if j.p.types[type].sort != TY_FUNC or j.regs[handle] != (K_OBJ | type << 8):
        return wrong(j, VE_OPERAND_KIND, handle, j.regs[handle])
    shape = &j.p.funcs[func_shape(j.p, type)]
    if nargs != shape.nparams:
        return wrong(j, VE_ARGUMENT_COUNT, nargs, shape.nparams)
    return check_call(
        j, pc, nargs, j.p.kinds + shape.kinds, nargs, shape.ret, j.p.kinds + shape.outs, shape.nouts, NO_REG, 1
    )


cdef int check_func_rule(Job *j, uint32_t pc, uint64_t w, uint32_t check) noexcept nogil:
    """What makes handles to functions: the signature is that of the handle's type."""
    cdef uint32_t u = <uint32_t>(w >> 32), object, to = j.regs[w >> 16 & 0xffff], fn
    cdef const TypeDef *type
    if check == CHK_LDFN:
        if not j.p.globals[u].flags & GL_FUNC:
            return wrong(j, VE_INDEX, u, j.p.nglobals)
        return VE_NONE if accepts(j.p, to, j.p.globals[u].kind) else wrong(j, VE_KINDS, to, j.p.globals[u].kind)
    if to & 0xff != K_OBJ or j.p.types[to >> 8].sort != TY_FUNC:
        return wrong(j, VE_OPERAND_KIND, w >> 16 & 0xffff, to)
    object = j.code[pc + 1] & 0xffff
    if object >= j.f.nregs:
        return wrong(j, VE_REGISTER, object, j.f.nregs)
    if j.regs[object] & 0xff != K_OBJ:
        return wrong(j, VE_OPERAND_KIND, object, j.regs[object])
    if check == CHK_BINDF:
        fn = u
        if not j.p.funcs[fn].owner or not accepts(j.p, j.p.kinds[j.p.funcs[fn].kinds], j.regs[object]):
            return wrong(j, VE_METHOD, fn, j.regs[object])
    else:
        type = &j.p.types[j.regs[object] >> 8]
        if (type.sort != TY_CLASS and type.sort != TY_INTERFACE) or u >= type.nvtable:
            return wrong(j, VE_METHOD, u, j.regs[object])
        fn = j.p.vtables[type.vtable + u]
    return VE_NONE if func_fits(j.p, fn, to >> 8, True) else wrong(j, VE_SIGNATURE, fn, func_shape(j.p, to >> 8))


cdef int check_field(Job *j, uint32_t object, uint32_t field, uint32_t value, uint32_t check) noexcept nogil:
    """Field access: the field exists in the static type, and the kind of the value fits."""
    cdef const TypeDef *type = &j.p.types[object >> 8]
    cdef uint32_t kind
    if type.sort != TY_CLASS or field >= type.nfields:
        return wrong(j, VE_FIELD, field, object)
    kind = j.p.fields[type.fields + field].kind
    if is_handle(kind) != (check == CHK_SETFH or check == CHK_GETFH) and check != CHK_GETF:
        return wrong(j, VE_ELEMENT, kind, 0)
    if check == CHK_GETF or check == CHK_GETFH:
        return VE_NONE if accepts(j.p, value, kind) else wrong(j, VE_KINDS, value, kind)
    return VE_NONE if accepts(j.p, kind, value) else wrong(j, VE_KINDS, kind, value)


cdef inline bint number_field(const ProgramData *p, uint32_t object, uint32_t field, uint32_t kind) noexcept nogil:
    """Is that field of a register's class a number of the kind?"""
    cdef const TypeDef *type = &p.types[object >> 8]
    return type.sort == TY_CLASS and field < type.nfields and p.fields[type.fields + field].kind == kind


cdef int check_object_rule(Job *j, uint32_t pc, uint64_t w, uint32_t check) noexcept nogil:
    """check_rule for the object opcodes."""
    cdef const uint32_t *regs = j.regs
    cdef const ProgramData *p = j.p
    cdef uint32_t a = w >> 16 & 0xffff, b = w >> 32 & 0xffff, c = w >> 48, u = <uint32_t>(w >> 32)
    if check == CHK_NEW:
        if p.types[u].sort != TY_CLASS or p.types[u].flags & TD_ABSTRACT:
            return wrong(j, VE_NO_OBJECT, u, 0)
        return VE_NONE if accepts(p, regs[a], K_OBJ | u << 8) else wrong(j, VE_KINDS, regs[a], K_OBJ | u << 8)
    if check == CHK_GETF or check == CHK_GETFH:
        return check_field(j, regs[b], c, regs[a], check)
    if check == CHK_SETF or check == CHK_SETFH:
        return check_field(j, regs[a], b, regs[c], check)
    if check == CHK_FIELDOP:
        b = number_field(p, regs[a], b, K_F64 if <uint8_t>w == OP_FADD_F64 or <uint8_t>w == OP_FSUB_F64 else K_I32)
        return VE_NONE if b else wrong(j, VE_FIELD, w >> 32 & 0xffff, regs[a])
    if check == CHK_OPFIELD or check == CHK_OPFIELDS:
        u = w >> 8 & 0xff
        if not number_field(p, regs[c], u, K_F64):
            return wrong(j, VE_FIELD, u, regs[c])
        if check == CHK_OPFIELDS and not number_field(p, regs[b], u, K_F64):
            return wrong(j, VE_FIELD, u, regs[b])
        return VE_NONE
    if check == CHK_CAST:
        if c >= p.ntypes:
            return wrong(j, VE_INDEX, c, p.ntypes)
        b = (K_ARR if p.types[c].sort == TY_ARRAY else K_OBJ) | c << 8
        return VE_NONE if accepts(p, regs[a], b) else wrong(j, VE_KINDS, regs[a], b)
    if check == CHK_REF:
        return VE_NONE
    if check == CHK_STREF:          # STREFH reads handles only
        if <uint8_t>w == OP_STREF and is_handle(regs[c]):
            return wrong(j, VE_ELEMENT, regs[c], 0)
        return VE_NONE
    return wrong(j, VE_OPCODE, <uint8_t>w, check)


cdef int check_entry(Job *j, uint32_t dict, uint32_t key, uint32_t kind, bint stored) noexcept nogil:
    """Entry of a dictionary whose value is a number or bool of a kind; values of any kind are converted when fetched."""
    cdef const TypeDef *type = j.p.types + (dict >> 8)
    if type.sort != TY_DICT or not accepts(j.p, type.base, key):
        return wrong(j, VE_KINDS, dict, key)
    if kind < K_BOOL or kind > K_F64:
        return wrong(j, VE_ELEMENT, kind, 0)
    if type.elem != kind and (type.elem != K_VOID or (stored and kind != K_I64 and kind != K_F64 and kind != K_BOOL)):
        return wrong(j, VE_KINDS, type.elem, kind)
    return VE_NONE


cdef int check_fast(Job *j, uint32_t behind, uint64_t w) noexcept nogil:
    """A call of a built-in without a call: what follows is the call, which is jumped over."""
    cdef uint32_t a = w >> 16 & 0xffff, x = w >> 8 & 0xff, row
    cdef const uint8_t *kinds
    if behind + 1 >= j.f.ncode or <uint8_t>j.code[behind] != OP_NATIVE or (j.code[behind] >> 8 & 0xff) > 3:
        return wrong(j, VE_FAST, 0, 0)
    row = <uint32_t>(j.code[behind] >> 32)
    if (j.code[behind + 1] >> 32 & 0xffff) != a or row >= j.p.nnatives or j.p.natives[row].nouts:
        return wrong(j, VE_FAST, 0, 0)
    if <uint8_t>w != OP_FAST:
        return VE_NONE
    if x >= FAST_COUNT or not fast_kinds[x][0]:
        return wrong(j, VE_INDEX, x, FAST_COUNT)
    kinds = fast_kinds[x]
    if not accepts(j.p, j.regs[a], kinds[0]):
        return wrong(j, VE_KINDS, j.regs[a], kinds[0])
    if not accepts(j.p, kinds[1], j.regs[w >> 32 & 0xffff]):
        return wrong(j, VE_KINDS, kinds[1], j.regs[w >> 32 & 0xffff])
    if kinds[2] and not accepts(j.p, kinds[2], j.regs[w >> 48]):
        return wrong(j, VE_KINDS, kinds[2], j.regs[w >> 48])
    return VE_NONE


cdef int check_rule(Job *j, uint32_t pc, uint32_t behind, uint64_t w, uint32_t check) noexcept nogil:
    """The rule of the column `check`; register operands are valid and of accepted kinds already."""
    cdef const uint32_t *regs = j.regs
    cdef const ProgramData *p = j.p
    cdef uint32_t op = <uint8_t>w
    cdef uint32_t a = w >> 16 & 0xffff, b = w >> 32 & 0xffff, c = w >> 48, u = <uint32_t>(w >> 32)
    cdef int64_t imm = <int>u
    cdef uint32_t x, y
    cdef bint fits
    if check == CHK_MOV:
        fits = accepts(j.p, regs[a], regs[b])
        return VE_NONE if fits else wrong(j, VE_KINDS, regs[a], regs[b])
    if check == CHK_LDI:
        fits = lowest(regs[a]) <= imm <= highest(regs[a])
        return VE_NONE if fits else wrong(j, VE_IMMEDIATE, imm, regs[a])
    if check == CHK_LDK:
        fits = accepts(j.p, regs[a], p.const_kinds[u])
        return VE_NONE if fits else wrong(j, VE_KINDS, regs[a], p.const_kinds[u])
    if check == CHK_SAMEHANDLE:
        return VE_NONE if accepts(p, regs[a], regs[b]) else wrong(j, VE_KINDS, regs[a], regs[b])
    if check == CHK_EQ:
        # EQ, NE compare b and c; the jumps compare a and b
        x = regs[b] if not op_info[op].props & PROP_JUMP else regs[a]
        y = regs[c] if not op_info[op].props & PROP_JUMP else regs[b]
        if is_handle(x):
            fits = x == y or (is_object(x) and is_object(y))
        else:           # one integer kind must hold both
            fits = (accepts(p, K_I64, x) and accepts(p, K_I64, y)) or (accepts(p, K_U64, x) and accepts(p, K_U64, y))
        return VE_NONE if fits else wrong(j, VE_KINDS, x, y)
    if check == CHK_BITOP:
        fits = accepts(p, regs[a], regs[b]) and accepts(p, regs[a], regs[c])
        return VE_NONE if fits else wrong(j, VE_KINDS, regs[a], regs[c] if accepts(p, regs[a], regs[b]) else regs[b])
    if check == CHK_MODI:
        return VE_NONE if 0 < c <= 0x7fff else wrong(j, VE_IMMEDIATE, c, regs[a])
    if check == CHK_BITOPI:
        return VE_NONE if c <= highest(regs[a]) else wrong(j, VE_IMMEDIATE, c, regs[a])
    if CHK_TO_I8 <= check <= CHK_TO_U16 or check == CHK_BITS64:
        if check == CHK_TO_I8:
            x = K_I8
        elif check == CHK_TO_I16:
            x = K_I16
        elif check == CHK_TO_U8:
            x = K_U8
        elif check == CHK_TO_U16:
            x = K_U16
        else:
            x = regs[a] if regs[a] == K_U64 else K_I64
        return VE_NONE if accepts(j.p, regs[a], x) else wrong(j, VE_KINDS, regs[a], x)
    if check == CHK_SWITCH:
        return check_switch(j, pc, behind)
    if check == CHK_LOOP:
        return VE_NONE          # a back edge; its cost is compared with all others
    if check == CHK_ADDLOOP:
        x = j.code[pc + 1] & 0xffff
        if x >= j.f.nregs:
            return wrong(j, VE_REGISTER, x, j.f.nregs)
        return VE_NONE if accepts(j.p, K_I32, regs[x]) else wrong(j, VE_KINDS, K_I32, regs[x])
    if check == CHK_DGET:
        x = j.code[pc + 1] & 0xffff
        if x >= j.f.nregs:
            return wrong(j, VE_REGISTER, x, j.f.nregs)
        if regs[x] != (w >> 8 & 0xff):
            return wrong(j, VE_KINDS, regs[x], w >> 8 & 0xff)
        return check_entry(j, regs[b], regs[c], w >> 8 & 0xff, False)
    if check == CHK_DSET:
        x = w >> 8 & 0xff
        if x > K_F64 or not accepts(p, x, regs[c]):         # any byte may stand there
            return wrong(j, VE_KINDS, x, regs[c])
        return check_entry(j, regs[a], regs[b], x, True)
    if check == CHK_CALLV or check == CHK_CALLI:
        return check_method_call(j, pc, op, check)
    if check == CHK_CALLF:
        return check_indirect_call(j, pc, op)
    if check == CHK_LDFN or check == CHK_BINDF or check == CHK_BINDV:
        return check_func_rule(j, pc, w, check)
    if check == CHK_CALL:
        return check_script_call(j, pc, op, &p.funcs[u])
    if check == CHK_FAST:
        return check_fast(j, behind, w)
    if check == CHK_NATIVE:
        return check_extern(j, pc, &p.natives[u])
    if check == CHK_HOST:
        return check_extern(j, pc, &p.hosts[u])
    if check == CHK_RET:
        fits = accepts(j.p, j.f.ret, regs[a])
        return VE_NONE if fits else wrong(j, VE_KINDS, j.f.ret, regs[a])
    if check == CHK_RETV:
        return VE_NONE if j.f.ret == K_VOID else wrong(j, VE_KINDS, j.f.ret, K_VOID)
    if check == CHK_GLOB:
        x = p.globals[u].kind
        if op == OP_STGH or op == OP_GIVEG:
            return VE_NONE if accepts(p, x, regs[a]) else wrong(j, VE_KINDS, x, regs[a])
        return VE_NONE if accepts(p, regs[a], x) else wrong(j, VE_KINDS, regs[a], x)
    if check == CHK_GLOBVAL:
        x = p.globals[u].kind
        return VE_NONE if accepts(j.p, x, regs[a]) and not is_handle(x) else wrong(j, VE_KINDS, x, regs[a])
    if check == CHK_STRDST:
        return VE_NONE if regs[a] == K_STR else wrong(j, VE_KINDS, K_STR, regs[a])
    if check == CHK_NEWARR:
        if c < TYPE_FIRST or c >= p.ntypes or p.types[c].sort != TY_ARRAY:
            return wrong(j, VE_INDEX, c, p.ntypes)
        x = K_ARR | c << 8
        return VE_NONE if accepts(p, regs[a], x) else wrong(j, VE_KINDS, regs[a], x)
    if check == CHK_AGET or check == CHK_AGETH:
        return check_element(j, op, regs[b], regs[a], check)
    if check == CHK_ASET or check == CHK_ASETH:
        return check_element(j, op, regs[a], regs[c], check)
    if check >= CHK_NEW:
        return check_object_rule(j, pc, w, check)
    return wrong(j, VE_OPCODE, op, check)       # a rule that nobody has written


cdef int check_order(Job *j, uint32_t pc, uint64_t w, uint32_t check) noexcept nogil:
    """Instructions that are bound to a place: ENTER, OUT, RET and RETV with outs, GETOUT."""
    cdef uint32_t a = w >> 16 & 0xffff, b = w >> 32 & 0xffff
    cdef const FuncDef *f = j.f
    cdef uint32_t to
    if check == CHK_ENTER:
        j.marks[pc] |= CLOSED
        return VE_NONE if pc == 0 and a == f.own and b == f.nown and b else wrong(j, VE_ENTER, a, b)
    if check == CHK_OUT:
        if b != j.outs_done or b >= f.nouts:
            return wrong(j, VE_OUT, b, j.outs_done)
        if b:
            j.marks[pc] |= CLOSED
        j.outs_done += 1
        to = j.p.kinds[f.outs + b]
        return VE_NONE if accepts(j.p, to, j.regs[a]) else wrong(j, VE_KINDS, to, j.regs[a])
    if check == CHK_GETOUT:
        j.marks[pc] |= CLOSED
        if b >= j.call_outs:
            return wrong(j, VE_GETOUT, b, j.call_outs)
        if not accepts(j.p, j.regs[a], j.out_kinds[b]):
            return wrong(j, VE_KINDS, j.regs[a], j.out_kinds[b])
        return VE_NONE if not is_handle(j.out_kinds[b]) or is_owned(f, a) else wrong(j, VE_RESULT_OWNED, a, 0)
    if f.nouts:                 # RET, RETV
        j.marks[pc] |= CLOSED
    if j.outs_done != f.nouts:
        return wrong(j, VE_OUT, f.nouts, j.outs_done)
    j.outs_done = 0
    return VE_NONE


cdef int explain_operands(Job *j, uint64_t w, const uint32_t *kinds, const uint64_t *limits) noexcept nogil:
    """Which operand of an instruction made the branch-free check fail?"""
    cdef uint32_t i, r, cls, mask, op = <uint8_t>w
    if not rows[op].valid:
        return wrong(j, VE_OPCODE, op, 0)
    for i in range(op_info[op].noperands):
        if op_info[op].operands[i].field > FIELD_C:
            continue
        cls = op_info[op].operands[i].cls
        mask = class_reads[cls] if op_info[op].operands[i].role == ROLE_READ else class_writes[cls]
        if mask == 0:
            continue
        r = w >> (16 + 16 * op_info[op].operands[i].field) & 0xffff
        if r >= j.f.nregs:
            return wrong(j, VE_REGISTER, r, j.f.nregs)
        if cls == OC_OWN and not kinds[r] & OWNED:
            return wrong(j, VE_NOT_OWNED, r, 0)
        if cls != OC_OWN and not kinds[r] & mask:
            return wrong(j, VE_OPERAND_KIND, r, j.regs[r])
    return wrong(j, VE_INDEX, <uint32_t>(w >> 32), <int64_t>limits[rows[op].table])


cdef int check_nesting(Job *j, uint32_t *stack) noexcept nogil:
    """Try blocks are nested or apart, and begin, end and go on at instructions. `stack` has room for ncode rows."""
    cdef uint32_t k, depth = 0
    cdef const ProgramData *p = j.p
    cdef uint32_t first = j.f.tries
    for k in range(first, first + j.f.ntries):
        while depth and p.tries[stack[depth - 1]].start >= p.tries[k].start:
            depth -= 1
        if depth and p.tries[stack[depth - 1]].end > p.tries[k].start:
            return wrong(j, VE_TRY, p.tries[k].start, p.tries[k].end)
        stack[depth] = k
        depth += 1
        j.marks[p.tries[k].start] |= BOUNDARY
        j.marks[p.tries[k].end] |= BOUNDARY
        j.marks[p.tries[k].handler] |= TARGET
    return VE_NONE


cdef int check_function(
    Job *j, uint32_t *kinds, uint32_t *prev, uint32_t *edges, const uint64_t *limits, uint32_t *where
) noexcept nogil:
    """All rules of one function's code. Scratch: kinds nregs + 1, prev and edges ncode + 1 each."""
    cdef const FuncDef *f = j.f
    cdef const uint64_t *code = j.code
    cdef uint8_t *marks = j.marks
    cdef const Row *row
    cdef uint32_t pc = 0, behind, last = NO_WORD, nedges = 0, nregs = f.nregs, ncode = f.ncode, i, n, r, s, t
    cdef uint64_t w
    cdef int64_t cost, offset
    cdef int error
    for i in range(nregs):
        kinds[i] = 1u << (j.regs[i] & 0xff) | (OWNED if is_owned(f, i) else 0)
    kinds[nregs] = 0                                    # stands for all register numbers that are too high
    for i in range(ncode + 1):
        marks[i] = 0
    error = check_nesting(j, edges)
    where[0] = 0
    if error:
        return error
    if f.nown and <uint8_t>code[0] != OP_ENTER:
        return wrong(j, VE_ENTER, 0, 0)
    j.call_outs = 0
    j.outs_done = 0
    while pc < ncode:
        where[0] = pc
        w = code[pc]
        row = &rows[<uint8_t>w]
        n = op_words(code + pc, ncode - pc)
        r = <uint32_t>(w >> 16 & 0xffff)
        s = <uint32_t>(w >> 32 & 0xffff)
        t = <uint32_t>(w >> 48)
        r = r if r < nregs else nregs
        s = s if s < nregs else nregs
        t = t if t < nregs else nregs
        if (
            (((kinds[r] & row.a) | row.free_a) == 0) | (((kinds[s] & row.b) | row.free_b) == 0)
            | (((kinds[t] & row.c) | row.free_c) == 0) | (w >> 32 >= limits[row.table]) | (not row.valid)
        ):
            return explain_operands(j, w, kinds, limits)
        if n == 0:
            return wrong(j, VE_TRUNCATED, 0, 0)
        behind = pc + n
        marks[pc] |= START
        prev[pc] = last
        last = pc
        if row.check == CHK_ENTER or row.check == CHK_OUT or row.check == CHK_GETOUT:
            if row.check != CHK_OUT and j.outs_done:
                return wrong(j, VE_OUT, f.nouts, j.outs_done)
            error = check_order(j, pc, w, row.check)
            if error:
                return error
            if row.check != CHK_GETOUT:
                j.call_outs = 0
        else:
            j.call_outs = 0
            if row.check != CHK_NONE:
                error = check_rule(j, pc, behind, w, row.check)
                if error == VE_NONE and (row.check == CHK_RET or row.check == CHK_RETV):
                    error = check_order(j, pc, w, row.check)
                if error:
                    return error
            if j.outs_done:
                return wrong(j, VE_OUT, f.nouts, j.outs_done)
            if row.flow & PROP_JUMP and row.check != CHK_SWITCH:
                offset = op_jump_offset(w)
                if op_info[<uint8_t>w].props & PROP_POLL:
                    edges[nedges] = pc
                    nedges += 1
                    if offset >= 0:
                        return wrong(j, VE_DIRECTION, offset, 0)
                elif offset < 0:
                    return wrong(j, VE_DIRECTION, offset, 0)
                error = check_target(j, behind, offset)
                if error:
                    return error
        pc = behind
    if not rows[<uint8_t>code[last]].flow & PROP_END:
        return wrong(j, VE_FALLS_OFF, 0, 0)
    error = 0
    for i in range(ncode):
        error |= misplaced[marks[i]]
    if error:
        i = 0
        while not misplaced[marks[i]]:
            i += 1
        where[0] = i
        return wrong(j, VE_TARGET, i, ncode)
    if not j.costs and f.ntries == 0:
        return VE_NONE
    cost = costs_from_starts(
        <uint64_t *>code, ncode, j.p.tries + f.tries, f.ntries, prev, last, edges, nedges, False, where
    )
    if cost < 0:
        return wrong(j, VE_TRY_DEPTH if cost == COSTS_TRIES else VE_COST, 0, 0)
    where[0] = 0
    return VE_NONE if cost == f.cost else wrong(j, VE_ENTRY_COST, f.cost, cost)


cdef int verify_functions(
    const ProgramData *p, const uint32_t *rows, uint32_t nrows, bint costs, VerifyError *error
) noexcept nogil:
    cdef uint64_t limits[OC_COUNT]
    cdef char small[SMALL]
    cdef char *scratch = small
    cdef Job job
    cdef uint64_t size
    cdef uint32_t i, k, most_code = 0, most_regs = 0
    error.code = VE_NONE
    if verify_tables(p, error):
        return -1
    for i in range(OC_COUNT):
        limits[i] = <uint64_t>1 << 32
    limits[OC_CONST] = p.nconsts
    limits[OC_LIT] = p.nlits
    limits[OC_GLOB] = p.nglobals
    limits[OC_TYPE] = p.ntypes
    limits[OC_FUNC] = p.nfuncs
    limits[OC_NATIVE] = p.nnatives
    limits[OC_HOST] = p.nhosts
    for i in range(p.nfuncs):
        most_code = max(most_code, p.funcs[i].ncode)
        most_regs = max(most_regs, <uint32_t>p.funcs[i].nregs)
    size = <uint64_t>(most_code + 1) * 9 + <uint64_t>(most_regs + 1) * 4
    if size > SMALL:
        scratch = <char *>malloc(size)
        if scratch == NULL:
            error.code = VE_MEMORY
            error.func = NO_FUNC
            error.table = VT_PROGRAM
            error.row = error.word = 0
            return -1
    job.p = p
    job.costs = costs
    for k in range(nrows):
        i = k if rows == NULL else rows[k]
        job.f = &p.funcs[i]
        job.code = p.code + job.f.code
        job.regs = p.kinds + job.f.kinds
        job.marks = <uint8_t *>scratch + <uint64_t>(most_code + 1) * 8 + <uint64_t>(most_regs + 1) * 4
        error.code = check_function(
            &job, <uint32_t *>scratch + 2 * <uint64_t>(most_code + 1), <uint32_t *>scratch,
            <uint32_t *>scratch + most_code + 1, limits, &error.word
        )
        if error.code:
            error.func = i
            error.table = VT_FUNCS
            error.row = i
            error.a = job.a
            error.b = job.b
            break
    if scratch != small:
        free(scratch)
    return -1 if error.code else 0


cdef tuple describe_error(const ProgramData *p, const VerifyError *error):
    cdef const FuncDef *f
    if error.func == NO_FUNC:
        return table_name(error.table, error.row), reason(error.code, error.a, error.b, "")
    f = &p.funcs[error.func]
    name = p.dbg[p.dbg_offsets[f.name]:p.dbg_offsets[f.name + 1]].decode("utf-8", "replace")
    where = f"function {name or error.func}, word {error.word}"
    return where, reason(error.code, error.a, error.b, opcode_name(p.code[f.code + error.word]))


cdef str opcode_name(uint64_t word):
    from .opcode_table import OPCODES
    op = word & 0xff
    return OPCODES[op].name if op < len(OPCODES) else f"opcode {op}"


if len(MESSAGES) != VE_COUNT or len(TABLES) != VT_COUNT:
    raise SystemError("verify_text and the codes of verifier.pxd differ")
make_rows()
