# cython: language_level=3, boundscheck=False, wraparound=False, cdivision=True, initializedcheck=False
"""First half of the verifier: the tables of a program.

What it is: every rule about rows, ranges, kind words, constants and strings; nothing here looks at code but the two words
in front of it. What it is not: the rules of types (`verify_types.pyx`) and of instructions (`verifier.pyx`), which rely on
what holds behind this.

Invariants
- Nothing is read before it was bounds-checked: counts bound rows, rows bound ranges.
- Linear: ranges that functions have in common cannot make the work larger than the tables (VE_SHARED_RANGES).
"""
from libc.stdint cimport int32_t, int64_t, uint8_t, uint32_t, uint64_t
from libc.string cimport memcpy

from .costs cimport MAX_FUNC_WORDS
from .layout cimport (
    EX_HELD, EX_ORIGINAL, EXIT_WORDS, ExternDef, FN_CONST, FN_CTOR, FN_DTOR, FN_GLOBAL_INIT, FN_LIBRARY, FN_METHOD, FN_PRIVATE, FN_REF, FuncDef, GL_CONST, GL_FUNC,
    GL_HANDLE, LineDef, LocalDef, LR_COUNT, MAX_OUTS, MAX_PARAMS, MAX_REGS, MAX_STRING, NO_FUNC, ProgramData, TryDef, TYPE_OBJECT,
)
from .opcodes cimport (
    HANDLE_KINDS, K_BOOL, K_F32, K_F64, K_I8, K_I16, K_I32, K_I64, K_OBJ, K_U8, K_U16, K_U32, K_U64, K_VOID,
    OP_DESTROY, OP_EXIT, OP_KEPT,
)
from .verifier cimport (
    VE_CONST, VE_EMPTY_FIRST, VE_EXIT, VE_EXTERN_ID, VE_FLAGS, VE_INIT, VE_KIND, VE_LIMIT, VE_LINES, VE_LOCALS, VE_OFFSETS,
    VE_OWNED_KIND, VE_OWNED_RANGE, VE_RANGE, VE_SHARED_RANGES, VE_STRING_INDEX, VE_TRY, VE_UTF8, VT_CONSTS, VT_FUNCS,
    VT_GLOBALS, VT_HOSTS, VT_KINDS, VT_LINES, VT_LITS, VT_LOCALS, VT_NATIVES, VT_PROGRAM, VT_STRINGS, VT_TRIES, VerifyError,
)
from .verify_types cimport check_members, check_types, refuse, valid_kind

cdef enum:
    MAX_LINE = 0x7FFFFFFF


cdef inline bint is_handle(uint32_t kind) noexcept nogil:
    return HANDLE_KINDS >> (kind & 0xff) & 1


cdef int64_t invalid_utf8(const uint8_t *s, uint64_t n) noexcept nogil:
    cdef uint64_t i = 0, eight
    cdef uint8_t c
    cdef uint32_t need, low, high, k
    while i < n:
        if i + 8 <= n:
            memcpy(&eight, s + i, 8)
            if eight & 0x8080808080808080ULL == 0:
                i += 8
                continue
        c = s[i]
        if c < 0x80:
            i += 1
            continue
        low = 0x80
        high = 0xbf
        if 0xc2 <= c <= 0xdf:
            need = 1
        elif 0xe0 <= c <= 0xef:
            need = 2
            low = 0xa0 if c == 0xe0 else 0x80
            high = 0x9f if c == 0xed else 0xbf
        elif 0xf0 <= c <= 0xf4:
            need = 3
            low = 0x90 if c == 0xf0 else 0x80
            high = 0x8f if c == 0xf4 else 0xbf
        else:
            return <int64_t>i
        if n - i <= need or s[i + 1] < low or s[i + 1] > high:
            return <int64_t>i
        for k in range(2, need + 1):
            if s[i + k] & 0xc0 != 0x80:
                return <int64_t>i
        i += need + 1
    return -1


cdef int check_strings(
    const uint32_t *offsets, uint32_t count, uint32_t length, uint32_t longest, int table, VerifyError *e
) noexcept nogil:
    """Offsets rise from 0 to the length of the blob."""
    cdef uint32_t i
    if count == 0:
        return refuse(e, VE_OFFSETS, table, 0, length, 0) if length else 0
    if offsets[0] != 0 or offsets[count] != length:
        return refuse(e, VE_OFFSETS, table, 0, offsets[count], length)
    for i in range(count):
        if offsets[i] > offsets[i + 1] or offsets[i + 1] - offsets[i] > longest:
            return refuse(e, VE_OFFSETS, table, i, offsets[i], offsets[i + 1])
    return 0


cdef int check_debug_strings(const ProgramData *p, VerifyError *e) noexcept nogil:
    cdef uint32_t i
    cdef int64_t bad
    if check_strings(p.dbg_offsets, p.ndbg, p.dbg_len, MAX_STRING, VT_STRINGS, e):
        return -1
    if p.ndbg == 0 or p.dbg_offsets[1] != 0:
        return refuse(e, VE_EMPTY_FIRST, VT_STRINGS, 0, 0, 0)
    bad = invalid_utf8(<const uint8_t *>p.dbg, p.dbg_len)
    if bad >= 0:
        return refuse(e, VE_UTF8, VT_STRINGS, 0, bad, 0)
    for i in range(p.ndbg):         # with a valid whole, parts are valid if none begins inside a character
        if p.dbg_offsets[i] < p.dbg_len and p.dbg[p.dbg_offsets[i]] & 0xc0 == 0x80:
            return refuse(e, VE_UTF8, VT_STRINGS, i, p.dbg_offsets[i], 0)
    return 0


cdef bint canonical(uint64_t bits, uint32_t kind) noexcept nogil:
    """Does a slot of this kind hold exactly these bits?"""
    if kind == K_BOOL:
        return bits <= 1
    if kind == K_I8:
        return <int64_t>bits == <signed char>bits
    if kind == K_I16:
        return <int64_t>bits == <short>bits
    if kind == K_I32:
        return <int64_t>bits == <int32_t>bits
    if kind == K_U8:
        return bits <= 0xff
    if kind == K_U16:
        return bits <= 0xffff
    if kind == K_U32 or kind == K_F32:
        return bits <= 0xffffffffULL
    return kind == K_I64 or kind == K_U64 or kind == K_F64


cdef int check_values(const ProgramData *p, VerifyError *e) noexcept nogil:
    """Kind words, globals, constants, literals."""
    cdef uint32_t i
    for i in range(p.nkinds):
        if p.kinds[i] != K_VOID and not valid_kind(p, p.kinds[i]):
            return refuse(e, VE_KIND, VT_KINDS, i, p.kinds[i], 0)
    for i in range(p.nglobals):
        if not valid_kind(p, p.globals[i].kind):
            return refuse(e, VE_KIND, VT_GLOBALS, i, p.globals[i].kind, 0)
        if p.globals[i].name >= p.ndbg:
            return refuse(e, VE_STRING_INDEX, VT_GLOBALS, i, p.globals[i].name, p.ndbg)
        if p.globals[i].flags & ~<uint32_t>(GL_CONST | GL_HANDLE | GL_FUNC):
            return refuse(e, VE_FLAGS, VT_GLOBALS, i, p.globals[i].flags, 0)
        if p.globals[i].func and not p.globals[i].flags & GL_FUNC:
            return refuse(e, VE_FLAGS, VT_GLOBALS, i, p.globals[i].flags, 0)
    for i in range(p.nconsts):
        if not canonical(p.consts[i], p.const_kinds[i]):
            return refuse(e, VE_CONST, VT_CONSTS, i, p.const_kinds[i], <int64_t>p.consts[i])
    return check_strings(p.lit_offsets, p.nlits, p.lits_len, MAX_STRING, VT_LITS, e)


cdef bint all_values(const ProgramData *p, uint32_t first, uint32_t count) noexcept nogil:
    cdef uint32_t i
    for i in range(count):
        if p.kinds[first + i] == K_VOID:
            return False
    return True


cdef int check_externs(
    const ProgramData *p, const ExternDef *rows, uint32_t count, int table, VerifyError *e
) noexcept nogil:
    cdef uint32_t i
    cdef const ExternDef *x
    for i in range(count):
        x = &rows[i]
        if x.id == 0:
            return refuse(e, VE_EXTERN_ID, table, i, 0, 0)
        if x.decl >= p.ndbg or x.enums >= p.ndbg:
            return refuse(e, VE_STRING_INDEX, table, i, max(x.decl, x.enums), p.ndbg)
        if x.nparams > MAX_PARAMS or x.nouts > MAX_OUTS:
            return refuse(e, VE_LIMIT, table, i, x.nparams, MAX_PARAMS)
        if <uint64_t>x.kinds + x.nparams + 1 + x.nouts > p.nkinds:
            return refuse(e, VE_RANGE, table, i, x.kinds, p.nkinds)
        if not all_values(p, x.kinds, x.nparams) or not all_values(p, x.kinds + x.nparams + 1, x.nouts):
            return refuse(e, VE_KIND, table, i, K_VOID, 0)
        if x.flags & ~(EX_ORIGINAL | EX_HELD):
            return refuse(e, VE_FLAGS, table, i, x.flags, 0)
    return 0


cdef int check_lines(const ProgramData *p, const FuncDef *f, VerifyError *e) noexcept nogil:
    cdef uint32_t k
    cdef const LineDef *line
    for k in range(f.nlines):
        line = &p.lines[f.lines + k]
        if line.pc >= f.ncode or line.line > MAX_LINE or line.col > MAX_LINE or (k and line.pc < (line - 1).pc):
            return refuse(e, VE_LINES, VT_LINES, f.lines + k, line.pc, f.ncode)
    return 0


cdef int check_locals(const ProgramData *p, const FuncDef *f, VerifyError *e) noexcept nogil:
    """What a register holds is told by its kind alone, whatever this table says. Handles in other registers than these may be
    of objects that are gone: nothing to show."""
    cdef uint32_t k
    cdef const LocalDef *v
    for k in range(f.locals, f.locals + f.nlocals):
        v = &p.locals[k]
        if v.start >= v.end or v.end > f.ncode or v.reg >= f.nregs or v.role >= LR_COUNT or (
                v.reg >= f.nparams and not (f.own <= v.reg < <uint32_t>f.own + f.nown) and is_handle(p.kinds[f.kinds + v.reg])):
            return refuse(e, VE_LOCALS, VT_LOCALS, k, v.reg, f.nregs)
        if v.name >= p.ndbg or v.type >= p.ndbg:
            return refuse(e, VE_STRING_INDEX, VT_LOCALS, k, max(v.name, v.type), p.ndbg)
    return 0


cdef int check_tries(const ProgramData *p, uint32_t i, const FuncDef *f, VerifyError *e) noexcept nogil:
    """Ranges inside the function, in order: by end, and where ends are equal by falling start. (Nesting: with the code.)"""
    cdef uint32_t k
    cdef const TryDef *t
    cdef const TryDef *before
    if f.ntries > f.ncode:
        return refuse(e, VE_LIMIT, VT_FUNCS, i, f.ntries, f.ncode)
    for k in range(f.ntries):
        t = &p.tries[f.tries + k]
        if t.start >= t.end or t.end > t.handler or t.handler >= f.ncode:
            return refuse(e, VE_TRY, VT_TRIES, f.tries + k, t.start, t.end)
        if t.own < f.own or t.own > <uint32_t>f.own + f.nown:
            return refuse(e, VE_OWNED_RANGE, VT_TRIES, f.tries + k, t.own, f.own)
        if k:
            before = t - 1
            if t.end < before.end or (t.end == before.end and t.start > before.start):
                return refuse(e, VE_TRY, VT_TRIES, f.tries + k, t.start, t.end)
    return 0


cdef int check_functions(const ProgramData *p, VerifyError *e) noexcept nogil:
    """Every row but its code. The sums keep the verifier linear when ranges are shared."""
    cdef uint64_t words = EXIT_WORDS, registers = 0, lines = 0, locals_ = 0, tries = 0
    cdef uint32_t i, k
    cdef const FuncDef *f
    for i in range(p.nfuncs):
        f = &p.funcs[i]
        if f.ncode == 0 or f.ncode > MAX_FUNC_WORDS or f.code < EXIT_WORDS or <uint64_t>f.code + f.ncode > p.ncode:
            return refuse(e, VE_RANGE, VT_FUNCS, i, f.code, p.ncode)
        if f.nregs > MAX_REGS or f.nparams > MAX_PARAMS or f.nparams > f.nregs or f.nouts > MAX_OUTS:
            return refuse(e, VE_LIMIT, VT_FUNCS, i, f.nregs, MAX_REGS)
        if <uint64_t>f.kinds + f.nregs > p.nkinds or <uint64_t>f.outs + f.nouts > p.nkinds:
            return refuse(e, VE_RANGE, VT_FUNCS, i, f.kinds, p.nkinds)
        if <uint64_t>f.lines + f.nlines > p.nlines or <uint64_t>f.tries + f.ntries > p.ntries:
            return refuse(e, VE_RANGE, VT_FUNCS, i, f.lines, p.nlines)
        if <uint64_t>f.locals + f.nlocals > p.nlocals:
            return refuse(e, VE_RANGE, VT_FUNCS, i, f.locals, p.nlocals)
        if (f.nown and f.own < f.nparams) or <uint32_t>f.own + f.nown > f.nregs:
            return refuse(e, VE_OWNED_RANGE, VT_FUNCS, i, f.own, f.nown)
        if f.flags & ~(FN_GLOBAL_INIT | FN_PRIVATE | FN_METHOD | FN_CTOR | FN_DTOR | FN_CONST | FN_REF | FN_LIBRARY):
            return refuse(e, VE_FLAGS, VT_FUNCS, i, f.flags, 0)
        if f.name >= p.ndbg or f.decl >= p.ndbg or f.section >= p.ndbg:
            return refuse(e, VE_STRING_INDEX, VT_FUNCS, i, max(f.name, max(f.decl, f.section)), p.ndbg)
        if f.ret != K_VOID and not valid_kind(p, f.ret):
            return refuse(e, VE_KIND, VT_FUNCS, i, f.ret, 0)
        if f.flags & FN_REF and (f.nouts == 0 or f.ret != (K_OBJ | TYPE_OBJECT << 8) or p.kinds[f.outs + f.nouts - 1] != K_I64):
            return refuse(e, VE_FLAGS, VT_FUNCS, i, f.flags, 0)
        if not all_values(p, f.kinds, f.nregs) or not all_values(p, f.outs, f.nouts):
            return refuse(e, VE_KIND, VT_FUNCS, i, K_VOID, 0)
        for k in range(f.own, <uint32_t>f.own + f.nown):
            if not is_handle(p.kinds[f.kinds + k]):
                return refuse(e, VE_OWNED_KIND, VT_FUNCS, i, k, p.kinds[f.kinds + k])
        words += f.ncode
        registers += f.nregs
        lines += f.nlines
        locals_ += f.nlocals
        tries += f.ntries
        if words > p.ncode or registers > p.nkinds or lines > p.nlines or locals_ > p.nlocals or tries > p.ntries:
            return refuse(e, VE_SHARED_RANGES, VT_FUNCS, i, 0, 0)
        if check_lines(p, f, e) or check_locals(p, f, e) or check_tries(p, i, f, e):
            return -1
    return 0


cdef int verify_tables(const ProgramData *p, VerifyError *e) noexcept nogil:
    cdef const FuncDef *init
    if p.ncode < EXIT_WORDS or p.code[0] != OP_EXIT or p.code[1] != OP_DESTROY or p.code[2] != OP_KEPT:
        return refuse(e, VE_EXIT, VT_PROGRAM, 0, 0, 0)
    if p.flags:
        return refuse(e, VE_FLAGS, VT_PROGRAM, 0, p.flags, 0)
    if max(p.name, p.manifest) >= p.ndbg and max(p.name, p.manifest):
        return refuse(e, VE_STRING_INDEX, VT_PROGRAM, 0, max(p.name, p.manifest), p.ndbg)
    if check_debug_strings(p, e) or check_types(p, e) or check_values(p, e):
        return -1
    if check_externs(p, p.natives, p.nnatives, VT_NATIVES, e) or check_externs(p, p.hosts, p.nhosts, VT_HOSTS, e):
        return -1
    if check_functions(p, e) or check_members(p, e):
        return -1
    if p.init != NO_FUNC:
        if p.init >= p.nfuncs:
            return refuse(e, VE_INIT, VT_PROGRAM, 0, p.init, p.nfuncs)
        init = &p.funcs[p.init]
        if init.nparams or init.ret != K_VOID or init.nouts or not init.flags & FN_GLOBAL_INIT:
            return refuse(e, VE_INIT, VT_PROGRAM, 0, p.init, p.nfuncs)
    return 0
