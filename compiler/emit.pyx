# cython: language_level=3, boundscheck=False, wraparound=False, cdivision=True, initializedcheck=False
"""Emission: words, registers, labels and jumps.

What it is: the lowest part of the code generator. It knows opcodes and the frame layout, not the language.
What it is not: constants and table rows (`tables.pyx`), the choice of opcodes (`expr` and its siblings), or the end of a
function (`finish.pyx`).

Invariants
- `fs.last_instr` is the word at which the last instruction began, and peepholes (retargeting, fused loop
  steps) touch it only while no label stands behind it (`fs.last_target != ncode`).
- Word 0 of every function is reserved for ENTER; gen_finish removes it where nothing is owned.
"""
from libc.stdint cimport int32_t, int64_t, uint8_t, uint16_t, uint32_t, uint64_t
from libc.string cimport memmove

from seraphscript.compiler.error_codes cimport E_TOO_LARGE
from seraphscript.compiler.gen cimport NO_PLACE, NO_REG, OWN, Gen, Jump, Label, Mark, Part
from seraphscript.compiler.diagnostics cimport diag_error
from seraphscript.compiler.types cimport locals_reset
from seraphscript.compiler.workspace cimport token_start
from seraphscript.registry.tier cimport FuncRef, ScopeRef
from seraphscript.vm.growth cimport grown, moved
from seraphscript.vm.layout cimport MAX_REGS, LineDef, TryDef
from seraphscript.vm.opcode_info cimport op_info
from seraphscript.vm.opcodes cimport *

cdef enum:
    DEF_MARGIN = 200            # a fused back edge charges at most 255; costs behind the loop may add a little


cdef int grow(Gen *g, void **array, uint32_t *capacity, uint32_t count, size_t size) noexcept nogil:
    cdef uint64_t bigger
    cdef void *items
    if count < capacity[0]:
        return 1
    bigger = grown(capacity[0], <uint64_t>count + 1, 64)
    items = moved(array[0], capacity[0] * size, bigger * size)
    if items == NULL:
        g.failed = 1
        return 0
    array[0] = items
    capacity[0] = <uint32_t>bigger
    return 1


# ---------------------------------------------------------------------------------------------- words

cdef inline uint32_t put(Gen *g, uint64_t word) noexcept nogil:
    if g.ncode >= g.cap_code and not grow(g, <void**>&g.code, &g.cap_code, g.ncode, sizeof(uint64_t)):
        return 0
    g.code[g.ncode] = word
    g.ncode += 1
    return g.ncode - 1


cdef inline uint32_t put_instr(Gen *g, uint32_t op, uint64_t rest) noexcept nogil:
    g.fs.last_instr = g.ncode
    g.fs.cost_sum += op_info[op].cost
    return put(g, op | rest)


cdef uint32_t emit_abc(Gen *g, uint32_t op, uint32_t a, uint32_t b, uint32_t c) noexcept nogil:
    return put_instr(g, op, <uint64_t>(a & 0xffff) << 16 | <uint64_t>(b & 0xffff) << 32 | <uint64_t>(c & 0xffff) << 48)


cdef uint32_t emit_xabc(Gen *g, uint32_t op, uint32_t x, uint32_t a, uint32_t b, uint32_t c) noexcept nogil:
    return put_instr(g, op, <uint64_t>(x & 0xff) << 8 | <uint64_t>(a & 0xffff) << 16
                     | <uint64_t>(b & 0xffff) << 32 | <uint64_t>(c & 0xffff) << 48)


cdef uint32_t emit_ai(Gen *g, uint32_t op, uint32_t a, uint32_t imm) noexcept nogil:
    return put_instr(g, op, <uint64_t>(a & 0xffff) << 16 | <uint64_t>imm << 32)


cdef uint32_t emit_word(Gen *g, uint64_t word) noexcept nogil:
    return put(g, word)


cdef void gen_at(Gen *g, uint32_t token) noexcept nogil:
    cdef uint32_t offset = token_start(g.w, token)
    cdef LineDef *last
    if g.default_depth or g.inline_depth:   # the call that wants it is the place
        return
    if g.nlines > g.fs.lines:
        last = &g.lines[g.nlines - 1]
        if last.line == offset:
            return
        if last.pc == g.ncode - g.fs.start:
            last.line = offset
            return
    if g.nlines >= g.cap_lines and not grow(g, <void**>&g.lines, &g.cap_lines, g.nlines, sizeof(LineDef)):
        return
    g.lines[g.nlines].pc = g.ncode - g.fs.start
    g.lines[g.nlines].line = offset         # set_lines turns offsets into lines and columns
    g.lines[g.nlines].col = 0
    g.nlines += 1


cdef void emit_call(Gen *g, int form, uint32_t index, const uint32_t *args, uint32_t nargs, uint32_t dst) noexcept nogil:
    cdef uint32_t op, i
    cdef uint64_t word
    if form == 0:
        op = OP_CALL0 + nargs if nargs <= 3 else <uint32_t>OP_CALL
    elif form == 3:
        op = OP_CALLV1 + nargs - 1 if nargs <= 3 else <uint32_t>OP_CALLV
    elif form == 4:
        op = OP_CALLI
    elif form == 5:
        op = OP_CALLF1 + nargs - 1 if nargs <= 3 else <uint32_t>OP_CALLF
    else:
        op = OP_NATIVE if form == 1 else OP_HOST
    put_instr(g, op, <uint64_t>(nargs & 0xff) << 8 | <uint64_t>((args[0] if nargs > 0 else 0) & 0xffff) << 16
              | <uint64_t>index << 32)
    put(g, <uint64_t>((args[1] if nargs > 1 else 0) & 0xffff) | <uint64_t>((args[2] if nargs > 2 else 0) & 0xffff) << 16
        | <uint64_t>(dst & 0xffff) << 32)
    i = 3
    while i < nargs:
        word = args[i] & 0xffff
        if i + 1 < nargs:
            word |= <uint64_t>(args[i + 1] & 0xffff) << 16
        if i + 2 < nargs:
            word |= <uint64_t>(args[i + 2] & 0xffff) << 32
        if i + 3 < nargs:
            word |= <uint64_t>(args[i + 3] & 0xffff) << 48
        put(g, word)
        i += 4


cdef void emit_fast(Gen *g, uint32_t op, uint32_t number, uint32_t dst, uint32_t a, uint32_t b) noexcept nogil:
    """In front of the NATIVE that does the same and has the same result register."""
    g.fs.last_fast = g.ncode
    emit_xabc(g, op, number, dst, a, b)


cdef void emit_try(Gen *g, uint32_t start, uint32_t end, uint32_t handler, uint32_t own) noexcept nogil:
    cdef TryDef *row
    if g.ntries >= g.cap_tries and not grow(g, <void**>&g.tries, &g.cap_tries, g.ntries, sizeof(TryDef)):
        return
    row = &g.tries[g.ntries]
    row.start = start - g.fs.start
    row.end = end - g.fs.start
    row.handler = handler - g.fs.start
    row.own = own
    g.ntries += 1


# ------------------------------------------------------------------------------------------ registers

cdef int grow_regs(Gen *g, uint32_t count) noexcept nogil:
    cdef uint32_t cap = g.cap_regs
    if not grow(g, <void**>&g.reg_kinds, &cap, count, sizeof(uint32_t)):
        return 0
    cap = g.cap_regs
    if not grow(g, <void**>&g.reg_next, &cap, count, sizeof(uint32_t)):
        return 0
    cap = g.cap_regs
    if not grow(g, <void**>&g.reg_stack, &cap, count, sizeof(uint32_t)):
        return 0
    g.cap_regs = cap
    return 1


cdef int grow_owns(Gen *g, uint32_t count) noexcept nogil:
    cdef uint32_t cap = g.cap_owns
    if not grow(g, <void**>&g.own_kinds, &cap, count, sizeof(uint32_t)):
        return 0
    cap = g.cap_owns
    if not grow(g, <void**>&g.own_next, &cap, count, sizeof(uint32_t)):
        return 0
    cap = g.cap_owns
    if not grow(g, <void**>&g.own_stack, &cap, count, sizeof(uint32_t)):
        return 0
    g.cap_owns = cap
    return 1


cdef void too_many(Gen *g) noexcept nogil:
    cdef uint32_t at = g.lines[g.nlines - 1].line if g.nlines > g.fs.lines else 0
    diag_error(g.w, E_TOO_LARGE, at, at + 1, "function too large: more than %d variables and temporaries", <int>MAX_REGS)


cdef uint32_t param_take(Gen *g, uint32_t kind) noexcept nogil:
    cdef uint32_t r = g.fs.nplain
    if r >= g.cap_regs and not grow_regs(g, r):
        return 0
    g.reg_kinds[r] = kind
    g.fs.nplain += 1
    g.fs.nparams += 1
    return r


cdef uint32_t reg_take(Gen *g, uint32_t kind) noexcept nogil:
    cdef uint32_t *link = &g.reg_free[kind & 31]
    cdef uint32_t r
    while link[0] != 0 and g.reg_kinds[link[0] - 1] != kind:
        link = &g.reg_next[link[0] - 1]
    if link[0] != 0:
        r = link[0] - 1
        link[0] = g.reg_next[r]
    else:
        r = g.fs.nplain
        if r >= g.cap_regs and not grow_regs(g, r):
            return 0
        if r >= MAX_REGS:
            too_many(g)
            return 0
        g.reg_kinds[r] = kind
        g.fs.nplain += 1
    g.reg_stack[g.fs.top] = r
    g.fs.top += 1
    return r


cdef uint32_t own_take(Gen *g, uint32_t kind) noexcept nogil:
    cdef uint32_t *link = &g.own_free[kind & 31]
    cdef uint32_t r
    while link[0] != 0 and g.own_kinds[link[0] - 1] != kind:
        link = &g.own_next[link[0] - 1]
    if link[0] != 0:
        r = link[0] - 1
        link[0] = g.own_next[r]
    else:
        r = g.fs.nown
        if r >= g.cap_owns and not grow_owns(g, r):
            return OWN
        if r >= 16384:
            too_many(g)
            return OWN
        g.own_kinds[r] = kind
        g.fs.nown += 1
    g.own_stack[g.fs.own_top] = r
    g.fs.own_top += 1
    return OWN | r


cdef inline void reg_give(Gen *g, uint32_t r) noexcept nogil:
    cdef uint32_t *head = &g.reg_free[g.reg_kinds[r] & 31]
    g.reg_next[r] = head[0]
    head[0] = r + 1


cdef inline void own_give(Gen *g, uint32_t r) noexcept nogil:
    cdef uint32_t *head = &g.own_free[g.own_kinds[r] & 31]
    g.own_next[r] = head[0]
    head[0] = r + 1


cdef void reg_reset(Gen *g, uint32_t top) noexcept nogil:
    while g.fs.top > top:
        g.fs.top -= 1
        reg_give(g, g.reg_stack[g.fs.top])


cdef void own_reset(Gen *g, uint32_t own_top) noexcept nogil:
    while g.fs.own_top > own_top:
        g.fs.own_top -= 1
        emit_abc(g, OP_DROP, OWN | g.own_stack[g.fs.own_top], 0, 0)
        own_give(g, g.own_stack[g.fs.own_top])


cdef void own_moved(Gen *g, uint32_t reg) noexcept nogil:
    cdef uint32_t i = g.fs.own_top
    cdef uint32_t r = reg & ~<uint32_t>OWN
    while i > 0:
        i -= 1
        if g.own_stack[i] == r:
            memmove(&g.own_stack[i], &g.own_stack[i + 1], (g.fs.own_top - i - 1) * sizeof(uint32_t))
            g.fs.own_top -= 1
            own_give(g, r)
            return


cdef void reg_keep(Gen *g, uint32_t keep, uint32_t top, uint32_t own_top) noexcept nogil:
    cdef uint32_t r, kept = 0
    while g.fs.top > top:
        g.fs.top -= 1
        r = g.reg_stack[g.fs.top]
        if r == keep:
            kept = 1
        else:
            reg_give(g, r)
    if kept:
        g.reg_stack[g.fs.top] = keep
        g.fs.top += 1
    kept = 0
    while g.fs.own_top > own_top:
        g.fs.own_top -= 1
        r = g.own_stack[g.fs.own_top]
        if keep != NO_REG and (OWN | r) == keep:
            kept = 1
        else:
            emit_abc(g, OP_DROP, OWN | r, 0, 0)
            own_give(g, r)
    if kept:
        g.own_stack[g.fs.own_top] = keep & ~<uint32_t>OWN
        g.fs.own_top += 1


cdef void reg_keep_parts(Gen *g, const Part *parts, uint32_t n, uint32_t top) noexcept nogil:
    cdef uint32_t kept = top, r, i
    for i in range(top, g.fs.top):          # in their order, so that nothing that is kept is written over
        r = g.reg_stack[i]
        if is_among(parts, n, r):
            g.reg_stack[kept] = r
            kept += 1
        else:
            reg_give(g, r)
    g.fs.top = kept


cdef inline int is_among(const Part *parts, uint32_t n, uint32_t reg) noexcept nogil:
    cdef uint32_t i
    for i in range(n):
        if parts[i].reg == reg:
            return 1
    return 0


cdef uint32_t own_floor(Gen *g, uint32_t *saved) noexcept nogil:
    cdef uint32_t i
    for i in range(32):
        saved[i] = g.own_free[i]
        g.own_free[i] = 0
    return g.fs.nown


cdef void own_unfloor(Gen *g, const uint32_t *saved) noexcept nogil:
    cdef uint32_t i, r
    for i in range(32):
        if g.own_free[i] == 0:
            g.own_free[i] = saved[i]
            continue
        r = g.own_free[i] - 1
        while g.own_next[r] != 0:
            r = g.own_next[r] - 1
        g.own_next[r] = saved[i]


cdef void emit_drops(Gen *g, uint32_t own_top, uint32_t but) noexcept nogil:
    cdef uint32_t i = g.fs.own_top
    while i > own_top:
        i -= 1
        if (OWN | g.own_stack[i]) != but:
            emit_abc(g, OP_DROP, OWN | g.own_stack[i], 0, 0)


cdef uint32_t reg_kind(Gen *g, uint32_t reg) noexcept nogil:
    if reg & OWN:
        return g.own_kinds[reg & ~<uint32_t>OWN]
    return g.reg_kinds[reg]


cdef int retarget(Gen *g, uint32_t reg, uint32_t dst) noexcept nogil:
    cdef uint64_t w
    cdef uint32_t op, at, i, shift
    if g.fs.last_target == g.ncode or g.fs.last_instr >= g.ncode or (reg | dst) & OWN:
        return 0
    if g.reg_kinds[reg] != g.reg_kinds[dst]:
        return 0
    at = g.fs.last_instr
    w = g.code[at]
    op = w & 0xff
    for i in range(op_info[op].noperands):
        if op_info[op].operands[i].role == ROLE_WRITE:
            if op_info[op].operands[i].field == FIELD_A:
                shift = 16
            elif op_info[op].operands[i].field == FIELD_F:
                shift = 32
                at += 1
            else:
                return 0
            w = g.code[at]
            if (w >> shift & 0xffff) != reg:
                return 0
            g.code[at] = (w & ~(<uint64_t>0xffff << shift)) | <uint64_t>dst << shift
            if op == OP_NATIVE and g.fs.last_fast == at - 2:    # what stands before it gives the same result
                g.code[at - 2] = (g.code[at - 2] & ~<uint64_t>0xffff0000) | <uint64_t>dst << 16
            return 1
    return 0


# ------------------------------------------------------------------------------------ labels and jumps

cdef uint32_t label_new(Gen *g) noexcept nogil:
    if g.nlabels >= g.cap_labels and not grow(g, <void**>&g.labels, &g.cap_labels, g.nlabels, sizeof(Label)):
        return 0
    g.labels[g.nlabels].place = NO_PLACE
    g.labels[g.nlabels].chain = 0
    g.labels[g.nlabels].cost = 0
    g.nlabels += 1
    return g.nlabels - 1


cdef void patch(Gen *g, uint32_t word, uint32_t form, int64_t offset) noexcept nogil:
    if form == 1:
        if offset > 32767 or offset < -32768:
            g.fs.wide = 1
            g.fs.restart = 1
            return
        g.code[word] = (g.code[word] & 0x0000ffffffffffffULL) | <uint64_t>(<uint16_t>offset) << 48
    else:
        g.code[word] = (g.code[word] & 0xffffffffULL) | <uint64_t>(<uint32_t>offset) << 32


cdef void label_place(Gen *g, uint32_t label) noexcept nogil:
    cdef Label *l = &g.labels[label]
    cdef uint32_t j = l.chain
    l.place = <int32_t>g.ncode
    l.cost = g.fs.cost_sum
    while j != 0:
        patch(g, g.jumps[j - 1].word, g.jumps[j - 1].form, <int64_t>g.ncode - g.jumps[j - 1].word - 1)
        j = g.jumps[j - 1].chain
    l.chain = 0
    g.fs.last_target = g.ncode


cdef void jump_to(Gen *g, uint32_t word, uint32_t form, uint32_t label) noexcept nogil:
    """Register the forward jump at `word` with a label that is not placed yet."""
    if g.njumps >= g.cap_jumps and not grow(g, <void**>&g.jumps, &g.cap_jumps, g.njumps, sizeof(Jump)):
        return
    g.jumps[g.njumps].word = word
    g.jumps[g.njumps].form = form
    g.jumps[g.njumps].chain = g.labels[label].chain
    g.njumps += 1
    g.labels[label].chain = g.njumps


cdef void emit_jump(Gen *g, uint32_t label) noexcept nogil:
    cdef uint32_t at
    if g.labels[label].place == NO_PLACE:
        at = emit_ai(g, OP_JMP, 0, 0)
        jump_to(g, at, 0, label)
    else:
        at = emit_ai(g, OP_LOOP, 0, 0)
        patch(g, at, 0, <int64_t>g.labels[label].place - at - 1)


cdef int fits_back(Gen *g, uint32_t label) noexcept nogil:
    """Whether a back edge with 8 bits of cost and 16 of distance certainly does."""
    return (not g.fs.long_loops and g.fs.cost_sum - g.labels[label].cost <= DEF_MARGIN
            and g.ncode - <uint32_t>g.labels[label].place < 32000)


cdef void emit_jump_bool(Gen *g, uint32_t reg, int sense, uint32_t label) noexcept nogil:
    cdef uint32_t at
    if g.labels[label].place == NO_PLACE:
        at = emit_ai(g, OP_JT if sense else OP_JF, reg, 0)
        jump_to(g, at, 0, label)
    elif fits_back(g, label):
        at = emit_ai(g, OP_BT if sense else OP_BF, reg, 0)
        patch(g, at, 0, <int64_t>g.labels[label].place - at - 1)
    else:
        emit_ai(g, OP_JF if sense else OP_JT, reg, 1)
        emit_jump(g, label)
        g.fs.last_target = g.ncode


cdef uint32_t negated(uint32_t op, uint32_t *a, uint32_t *b) noexcept nogil:
    """The opcode (and operands) of the opposite condition."""
    cdef uint32_t t
    if op == OP_JLT_I or op == OP_JLE_I or op == OP_JLT_U64 or op == OP_JLE_U64:
        t = a[0]
        a[0] = b[0]
        b[0] = t
        if op == OP_JLT_I:
            return OP_JLE_I
        if op == OP_JLE_I:
            return OP_JLT_I
        return OP_JLE_U64 if op == OP_JLT_U64 else OP_JLT_U64
    if op == OP_JEQ:
        return OP_JNE
    if op == OP_JNE:
        return OP_JEQ
    if op == OP_JLT_F64:
        return OP_JNLT_F64
    if op == OP_JLE_F64:
        return OP_JNLE_F64
    if op == OP_JNLT_F64:
        return OP_JLT_F64
    if op == OP_JNLE_F64:
        return OP_JLE_F64
    if op == OP_JEQI:
        return OP_JNEI
    if op == OP_JNEI:
        return OP_JEQI
    if op == OP_JLTI:
        return OP_JGEI
    if op == OP_JGEI:
        return OP_JLTI
    if op == OP_JLEI:
        return OP_JGTI
    return OP_JLEI


cdef uint32_t backward(uint32_t op) noexcept nogil:
    """The back-edge form of a forward compare and jump; OP_TRAP where there is none."""
    if op == OP_JEQ:
        return OP_BEQ
    if op == OP_JNE:
        return OP_BNE
    if op == OP_JLT_I:
        return OP_BLT_I
    if op == OP_JLE_I:
        return OP_BLE_I
    if op == OP_JLT_F64:
        return OP_BLT_F64
    if op == OP_JLE_F64:
        return OP_BLE_F64
    if op == OP_JNEI:
        return OP_BNEI
    if op == OP_JLTI:
        return OP_BLTI
    if op == OP_JLEI:
        return OP_BLEI
    if op == OP_JGTI:
        return OP_BGTI
    if op == OP_JGEI:
        return OP_BGEI
    return OP_TRAP


cdef int is_small_int(uint32_t kind) noexcept nogil:
    return kind == K_I32 or kind == K_I16 or kind == K_I8 or kind == K_U16 or kind == K_U8


cdef int fuse_step(Gen *g, uint32_t op, uint32_t a, uint32_t b, uint32_t label) noexcept nogil:
    """Merge `a += step` as the last instruction with the back edge that compares a; 1 if done."""
    cdef uint32_t at = g.fs.last_instr
    cdef uint64_t w
    cdef uint32_t last, fused
    if g.fs.last_target == g.ncode or at + 1 != g.ncode or a & OWN:
        return 0
    w = g.code[at]
    last = w & 0xff
    if (w >> 16 & 0xffff) != a or (w >> 32 & 0xffff) != a:
        return 0
    if last == OP_ADDI_I32 and (w >> 48) == 1:
        if op == OP_BLT_I and is_small_int(reg_kind(g, b)):
            fused = OP_INCBLT_I32
        elif op == OP_BLE_I and is_small_int(reg_kind(g, b)):
            fused = OP_INCBLE_I32
        elif op == OP_BLTI:
            fused = OP_INCBLTI_I32
        else:
            return 0
        g.ncode = at
        at = emit_abc(g, fused, a, b, 0)
        patch(g, at, 1, <int64_t>g.labels[label].place - at - 1)
        return 1
    if last == OP_ADD_I32 and (op == OP_BLT_I or op == OP_BLE_I) and is_small_int(reg_kind(g, b)) and (w >> 48) != a:
        fused = OP_ADDBLT_I32 if op == OP_BLT_I else OP_ADDBLE_I32
        g.ncode = at
        at = emit_abc(g, fused, a, b, 0)
        emit_word(g, w >> 48)
        patch(g, at, 1, <int64_t>g.labels[label].place - at - 2)
        return 1
    return 0


cdef void emit_jump_cmp(Gen *g, uint32_t op, uint32_t a, uint32_t b, uint32_t label) noexcept nogil:
    cdef uint32_t at, back
    cdef int placed = g.labels[label].place != NO_PLACE
    if not placed and not g.fs.wide:
        at = emit_abc(g, op, a, b, 0)
        jump_to(g, at, 1, label)
        return
    if placed and fits_back(g, label):
        back = backward(op)
        if back != OP_TRAP:
            if not fuse_step(g, back, a, b, label):
                at = emit_abc(g, back, a, b, 0)
                patch(g, at, 1, <int64_t>g.labels[label].place - at - 1)
            return
    op = negated(op, &a, &b)
    emit_abc(g, op, a, b, 1)
    emit_jump(g, label)
    g.fs.last_target = g.ncode


# ------------------------------------------------------------------------------------------- functions

cdef void gen_mark(Gen *g, Mark *m) noexcept nogil:
    m.ncode = g.ncode
    m.nlines = g.nlines
    m.nscopes = g.nscopes
    m.ntries = g.ntries
    m.nlabels = g.nlabels
    m.njumps = g.njumps
    m.nlocals = g.nlocals
    m.last_target = g.fs.last_target
    m.last_instr = g.fs.last_instr
    m.last_fast = g.fs.last_fast
    m.cost_sum = g.fs.cost_sum
    m.top = g.fs.top
    m.own_top = g.fs.own_top
    m.diag_count = g.w.diag_count
    m.error_count = g.w.error_count
    m.messages_len = g.w.messages_len
    m.restart = g.fs.restart
    m.wide = g.fs.wide
    m.param_own = g.fs.param_own


cdef void gen_rollback(Gen *g, const Mark *m) noexcept nogil:
    locals_reset(g, m.nlocals)
    reg_reset(g, m.top)
    own_reset(g, m.own_top)
    g.ncode = m.ncode
    g.nlines = m.nlines
    g.nscopes = m.nscopes
    g.ntries = m.ntries
    g.nlabels = m.nlabels
    g.njumps = m.njumps
    g.fs.last_target = m.last_target
    g.fs.last_instr = m.last_instr
    g.fs.last_fast = m.last_fast
    g.fs.cost_sum = m.cost_sum
    g.w.diag_count = m.diag_count
    g.w.error_count = m.error_count
    g.w.messages_len = m.messages_len
    g.fs.restart = m.restart
    g.fs.wide = m.wide
    g.fs.param_own = m.param_own


cdef void gen_begin(Gen *g, FuncRef f, ScopeRef scope) noexcept nogil:
    cdef uint32_t i
    g.fs.func = f
    g.fs.owner = 0
    g.fs.this_const = 0
    g.fs.is_ctor = 0
    g.fs.scope = scope
    g.fs.start = g.ncode
    g.fs.top = 0
    g.fs.own_top = 0
    g.fs.nplain = 0
    g.fs.nown = 0
    g.fs.nparams = 0
    g.fs.depth = 0
    g.fs.first_local = g.nlocals
    g.fs.nloops = 0
    g.fs.last_target = g.ncode
    g.fs.last_fast = 0xffffffff
    g.fs.cost_sum = 0
    g.fs.lines = g.nlines
    g.fs.scopes = g.nscopes
    g.fs.tries = g.ntries
    g.fs.nouts = 0
    g.fs.reachable = 1
    g.fs.dead = 0
    g.nlabels = 0
    g.njumps = 0
    g.nparts = 0
    g.inline_work = 0
    g.value_start = NO_REG
    for i in range(32):
        g.reg_free[i] = 0
        g.own_free[i] = 0
    emit_abc(g, OP_ENTER, 0, 0, 0)
    g.fs.last_target = g.ncode
