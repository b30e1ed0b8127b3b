# cython: language_level=3, boundscheck=False, wraparound=False, cdivision=True, initializedcheck=False
"""The end of a function: final numbers of its registers, costs, lines, local variables, and its row.

What it is: the last pass over the code of one function. What it is not: emission (`emit.pyx`), which leaves register
numbers in two ranges of their own and costs empty.
"""
from libc.stdint cimport int64_t, uint8_t, uint16_t, uint32_t, uint64_t
from libc.string cimport memmove

from seraphscript.compiler.diagnostics cimport diag_error
from seraphscript.compiler.emit cimport grow, too_many
from seraphscript.compiler.error_codes cimport E_TOO_LARGE
from seraphscript.compiler.gen cimport NO_REG, OWN, Gen
from seraphscript.compiler.intmap cimport map_get
from seraphscript.compiler.tables cimport name_key, name_text, set_lines, type_text
from seraphscript.compiler.types cimport is_handle_kind
from seraphscript.vm.costs cimport COSTS_CODE, COSTS_FIELD, NO_WORD, costs_from_starts
from seraphscript.vm.layout cimport MAX_REGS, FuncDef, LocalDef
from seraphscript.vm.opcode_info cimport op_info, op_registers, op_words
from seraphscript.vm.opcodes cimport OP_CALL0, OP_CALLI, OP_CALLV1, OP_ENTER, OP_HOST, PROP_JUMP, PROP_POLL

cdef extern from "platform.h" nogil:
    uint32_t low_bit(uint64_t x)


cdef inline uint64_t place(Gen *g, uint64_t reg) noexcept nogil:
    """Final number of a register."""
    if reg & OWN:
        return (reg & ~<uint64_t>OWN) + g.fs.nparams
    return reg + g.fs.nown if reg >= g.fs.nparams else reg


cdef inline uint64_t move_field(Gen *g, uint64_t w, uint32_t shift) noexcept nogil:
    return (w & ~(<uint64_t>0xffff << shift)) | place(g, w >> shift & 0xffff) << shift


cdef inline uint64_t move_fields(Gen *g, uint64_t w, uint32_t fields) noexcept nogil:
    """A word with the final numbers of its registers: bit i of `fields` says that bits 16 * i and up hold one."""
    cdef uint32_t i
    while fields:
        i = low_bit(fields)
        w = move_field(g, w, 16 * i)
        fields &= fields - 1
    return w


cdef void move_call(Gen *g, uint64_t *code, uint32_t nregs) noexcept nogil:
    """The same for a call, which learns the size of the frame here too."""
    cdef uint32_t op = <uint8_t>code[0], nargs = code[0] >> 8 & 0xff, i, k
    cdef uint64_t w
    if nargs > 0:
        code[0] = move_field(g, code[0], 16)
    w = code[1]
    if nargs > 1:
        w = move_field(g, w, 0)
    if nargs > 2:
        w = move_field(g, w, 16)
    if (w >> 32 & 0xffff) != NO_REG:
        w = move_field(g, w, 32)
    elif OP_CALLV1 <= op <= OP_CALLI:
        w = (w & 0xffff0000ffffffffULL) | <uint64_t>nregs << 32
    code[1] = (w & 0x0000ffffffffffffULL) | <uint64_t>nregs << 48
    for k in range(3, nargs):
        i = 2 + (k - 3) // 4
        code[i] = move_field(g, code[i], ((k - 3) & 3) * 16)


cdef int64_t renumber(Gen *g, uint32_t ncode, uint32_t nregs) noexcept nogil:
    """Give all register operands their final numbers, and calls, entry and back edges what they need to know.

    Returns what costs_from_starts returns.
    """
    cdef uint64_t *code = &g.code[g.fs.start]
    cdef uint32_t *prev = g.scratch
    cdef uint32_t *edges = prev + ncode + 1
    cdef uint32_t pc = 0, last = NO_WORD, nedges = 0, where = 0, op, n, fields
    while pc < ncode:
        op = <uint8_t>code[pc]
        n = op_words(code + pc, ncode - pc)
        if n == 0:
            g.failed = 1
            return COSTS_CODE
        prev[pc] = last
        last = pc
        if OP_CALL0 <= op <= OP_HOST:
            move_call(g, code + pc, nregs)
        elif g.fs.nown:                     # else they have their final numbers already
            fields = op_registers[op]
            code[pc] = move_fields(g, code[pc], (fields & 7) << 1)
            if fields > 7:
                code[pc + 1] = move_fields(g, code[pc + 1], fields >> 3)
        if op_info[op].props & (PROP_POLL | PROP_JUMP) == (PROP_POLL | PROP_JUMP):
            edges[nedges] = pc
            nedges += 1
        pc += n
    return costs_from_starts(
        code, ncode, g.tries + g.fs.tries, g.ntries - g.fs.tries, prev, last, edges, nedges, True, &where)


cdef void finish_scopes(Gen *g, uint32_t ncode, uint32_t shift) noexcept nogil:
    """Final numbers and texts for the local variables of the function; those that no code can see go."""
    cdef uint32_t i, text, n = g.fs.scopes
    cdef LocalDef v
    for i in range(g.fs.first_local, g.nlocals):
        g.locals[i].row = 0                 # open to the end of the function
    for i in range(g.fs.scopes, g.nscopes):
        v = g.scopes[i]
        v.start = v.start - shift if v.start else 0
        v.end = min(v.end - shift if v.end else ncode, ncode)
        if v.start >= v.end or (not v.reg & OWN and v.reg >= g.fs.nparams and is_handle_kind(g.reg_kinds[v.reg])):
            continue
        v.reg = <uint16_t>place(g, v.reg)
        text = map_get(&g.text_map, name_key(v.name))
        v.name = text if text else name_text(g, v.name)
        text = map_get(&g.text_map, v.type)
        v.type = text if text else type_text(g, v.type)
        g.scopes[n] = v
        n += 1
    g.nscopes = n


cdef void gen_finish(Gen *g, uint32_t row) noexcept nogil:
    cdef uint32_t nparams = g.fs.nparams, nown = g.fs.nown, start = g.fs.start
    cdef uint32_t nregs = g.fs.nplain + nown
    cdef uint32_t ncode, i, shift = 0
    cdef int64_t cost
    cdef FuncDef *f
    if g.failed or g.w.error_count:
        return
    if nregs > MAX_REGS:
        too_many(g)
        return
    if nown:
        g.code[start] = <uint64_t>OP_ENTER | <uint64_t>nparams << 16 | <uint64_t>nown << 32
    else:                                   # nothing to clear: take the reserved word out
        memmove(&g.code[start], &g.code[start + 1], (g.ncode - start - 1) * sizeof(uint64_t))
        g.ncode -= 1
        shift = 1
    ncode = g.ncode - start
    for i in range(g.fs.tries, g.ntries):
        g.tries[i].start -= shift
        g.tries[i].end -= shift
        g.tries[i].handler -= shift
        g.tries[i].own += nparams
    if ncode + 1 > g.cap_scratch // 2 and not grow(
            g, <void**>&g.scratch, &g.cap_scratch, 2 * (ncode + 1), sizeof(uint32_t)):
        return
    cost = renumber(g, ncode, nregs)
    if cost < 0:
        if cost == COSTS_FIELD and not g.fs.long_loops:
            g.fs.long_loops = 1
            g.fs.restart = 1
        else:
            i = g.lines[g.nlines - 1].line if g.nlines > g.fs.lines else 0
            diag_error(g.w, E_TOO_LARGE, i, i + 1, "function too large or try blocks nested too deeply")
        return
    while g.nlines > g.fs.lines and g.lines[g.nlines - 1].pc >= ncode + shift:
        g.nlines -= 1                       # a statement at the end that needs no code
    for i in range(g.fs.lines, g.nlines):
        if g.lines[i].pc > 0:
            g.lines[i].pc -= shift
    set_lines(g, g.lines + g.fs.lines, g.nlines - g.fs.lines)
    finish_scopes(g, ncode, shift)
    f = &g.funcs[row]
    f.code = start
    f.ncode = ncode
    f.cost = <uint32_t>cost
    f.nregs = <uint16_t>nregs
    f.nparams = <uint16_t>nparams
    f.own = <uint16_t>nparams
    f.nown = <uint16_t>nown
    f.kinds = g.nkinds
    f.lines = g.fs.lines
    f.nlines = g.nlines - g.fs.lines
    f.locals = g.fs.scopes
    f.nlocals = g.nscopes - g.fs.scopes
    f.tries = g.fs.tries
    f.ntries = g.ntries - g.fs.tries
    if g.nkinds + nregs >= g.cap_kinds and not grow(
            g, <void**>&g.kinds, &g.cap_kinds, g.nkinds + nregs, sizeof(uint32_t)):
        return
    f = &g.funcs[row]
    for i in range(nparams):
        g.kinds[g.nkinds + i] = g.reg_kinds[i]
    for i in range(nown):
        g.kinds[g.nkinds + nparams + i] = g.own_kinds[i]
    for i in range(nparams, g.fs.nplain):
        g.kinds[g.nkinds + nown + i] = g.reg_kinds[i]
    g.nkinds += nregs
