# cython: language_level=3, boundscheck=False, wraparound=False, cdivision=True, initializedcheck=False
"""Rows of the program's tables while a unit is built: types, constants, literals, external functions, text.

What it is: append-only tables with deduplication, emptied (not freed) between builds.
What it is not: code (`emit`) or the immutable Program that is made of them (`assemble`).
"""
from libc.stdint cimport int32_t, int64_t, uint8_t, uint32_t, uint64_t
from libc.stdlib cimport free
from libc.string cimport memchr, memcmp, memcpy, memset

from seraphscript.compiler.classes cimport class_row
from seraphscript.compiler.emit cimport emit_abc, emit_ai, grow
from seraphscript.compiler.funcdef cimport funcdef_row
from seraphscript.compiler.gen cimport ClassInfo, Gen, Jump, Label, Local
from seraphscript.compiler.hostiface cimport host_interfaces_free, host_interfaces_reset, is_host_interface
from seraphscript.compiler.intmap cimport IntMap, map_clear, map_free, map_get, map_put
from seraphscript.compiler.nodes cimport Import_module, StrLit_len, StrLit_start
from seraphscript.compiler.values cimport is_value_type, values_free, values_reset
from seraphscript.compiler.workspace cimport Workspace, ws_section_at
from seraphscript.registry.context cimport (
    ctx_base, ctx_func, ctx_func_text, ctx_name, ctx_params, ctx_scope, ctx_scope_text, ctx_targ, ctx_type, ctx_type_text,
)
from seraphscript.registry.ids cimport id_text
from seraphscript.registry.kinds cimport host_kind
from seraphscript.registry.tier cimport (
    FF_PRELUDE, FF_WRAPPER, PM_OUT, REF_MASK, T_HANDLE, TF_ARRAY, TF_DICTIONARY, TF_FIBER, TF_HOST, TF_ROOT, TF_WEAK, TIER_FFI, TS_CLASS, TS_FUNCDEF, FuncRec, FuncRef, ScopeRef, TypeRec, TypeRef,
)
from seraphscript.vm.layout cimport (
    EX_HELD, EX_ORIGINAL, MAX_OUTS, NO_FUNC, TD_KIND_SHIFT, TY_ANY, TY_ARRAY, TY_DATA, TY_DICT, TY_FIBER, TY_HOST, TY_INTERFACE, TY_STRING, TY_WEAK, TYPE_DATA, TYPE_FIBER, TYPE_FIRST, TYPE_OBJECT,
    TYPE_STRING, ExternDef, FuncDef, GlobalDef, LineDef, TryDef, TypeDef,
)
from seraphscript.vm.opcodes cimport *


cdef enum:
    ORIGINAL_SHIFT = 40             # ExternDef.flags in the keys of extern_row


# ----------------------------------------------------------------------------------------------- types

cdef uint32_t host_class_row(Gen *g, TypeRef t) noexcept nogil:
    """Row of a class of the host; its base classes get theirs before it."""
    cdef TypeRec *rec = ctx_type(g.cx, t)
    cdef uint32_t row = map_get(&g.type_map, t), base = 0, n
    cdef TypeDef *d
    cdef char text[512]
    if row != 0:
        return row - 1
    if ctx_base(g.cx, t) != 0:
        base = host_class_row(g, ctx_base(g.cx, t))
        rec = ctx_type(g.cx, t)         # an instance that is new may have moved the records
    if g.ntypes >= g.cap_types and not grow(g, <void**>&g.types, &g.cap_types, g.ntypes, sizeof(TypeDef)):
        return 0
    row = g.ntypes
    g.ntypes += 1
    n = ctx_type_text(g.cx, t, text, sizeof(text))
    n = dbg_string(g, text, n)
    d = &g.types[row]
    memset(d, 0, sizeof(TypeDef))
    d.dtor = NO_FUNC
    d.sort = TY_HOST
    d.base = base
    d.depth = g.types[base].depth + 1 if base else 0
    d.name = n
    d.flags = host_kind(rec) << TD_KIND_SHIFT
    d.id = rec.id
    if not map_put(&g.type_map, t, row + 1):
        g.failed = 1
    return row


cdef uint32_t type_row(Gen *g, TypeRef t) noexcept nogil:
    """Row of a type in the program's type table; element, key and value types get theirs before it."""
    cdef uint32_t row, elem_kind, n, key
    cdef uint8_t sort
    cdef const TypeRec *rec
    cdef TypeRef elem
    cdef TypeDef *d
    cdef char text[512]
    t &= REF_MASK
    if ctx_type(g.cx, t).cls != 0 or is_value_type(g, t) or is_host_interface(g, t):
        return class_row(g, t)
    row = map_get(&g.type_map, t)
    if row != 0:
        return row - 1
    rec = ctx_type(g.cx, t)
    if rec.flags & TF_ROOT:
        return TYPE_OBJECT
    if rec.flags & TF_FIBER:
        return TYPE_FIBER
    if rec.sort == TS_CLASS or rec.flags & TF_HOST:
        return host_class_row(g, t)
    if rec.sort == TS_FUNCDEF:
        return funcdef_row(g, t)
    sort = TY_ARRAY if rec.flags & TF_ARRAY else TY_DICT if rec.flags & TF_DICTIONARY else TY_WEAK if rec.flags & TF_WEAK \
        else TY_ANY
    elem = ctx_targ(g.cx, t, 1 if sort == TY_DICT else 0) if sort != TY_ANY else <TypeRef>TIER_FFI
    elem_kind = kind_of(g, elem)
    key = kind_of(g, ctx_targ(g.cx, t, 0)) if sort == TY_DICT else 0
    if g.ntypes >= g.cap_types and not grow(g, <void**>&g.types, &g.cap_types, g.ntypes, sizeof(TypeDef)):
        return 0
    row = g.ntypes
    g.ntypes += 1
    d = &g.types[row]
    memset(d, 0, sizeof(TypeDef))
    d.dtor = NO_FUNC
    d.sort = sort
    d.elem_handle = 1 if elem & T_HANDLE else 0
    d.depth = 0
    d.elem = elem_kind
    d.base = key
    if sort == TY_ARRAY and (elem_kind & 0xff) == K_ARR:
        d.depth = g.types[elem_kind >> 8].depth + 1
    n = ctx_type_text(g.cx, t, text, sizeof(text))
    n = dbg_string(g, text, n)
    g.types[row].name = n
    if not map_put(&g.type_map, t, row + 1):
        g.failed = 1
    return row


cdef uint32_t class_row_new(Gen *g, TypeRef t) noexcept nogil:
    cdef uint32_t row = g.ntypes
    if g.ntypes >= g.cap_types and not grow(g, <void**>&g.types, &g.cap_types, g.ntypes, sizeof(TypeDef)):
        return 0
    g.ntypes += 1
    memset(&g.types[row], 0, sizeof(TypeDef))
    g.types[row].dtor = NO_FUNC
    return row


cdef uint32_t kind_of(Gen *g, TypeRef t) noexcept nogil:
    cdef TypeRec *rec
    if (t & TIER_FFI) and (t & 0x7fffff) <= K_F64:
        return t & 0x7fffff
    rec = ctx_type(g.cx, t)
    if rec.kind == K_ARR:
        return <uint32_t>K_ARR | type_row(g, t) << 8
    if rec.cls != 0:
        return <uint32_t>K_OBJ | class_row(g, t) << 8
    if rec.kind == K_OBJ:
        return <uint32_t>K_OBJ | type_row(g, t) << 8
    return rec.kind


# ------------------------------------------------------------------------------------------- constants

cdef uint32_t const_row(Gen *g, uint64_t bits, uint32_t kind) noexcept nogil:
    cdef uint64_t key = bits ^ <uint64_t>kind << 57
    cdef uint32_t row = map_get(&g.const_map, key), cap
    if row != 0 and g.consts[row - 1] == bits and g.const_kinds[row - 1] == kind:
        return row - 1
    if g.nconsts >= g.cap_consts:
        cap = g.cap_consts
        if not grow(g, <void**>&g.consts, &cap, g.nconsts, sizeof(uint64_t)):
            return 0
        cap = g.cap_consts
        if not grow(g, <void**>&g.const_kinds, &cap, g.nconsts, sizeof(uint8_t)):
            return 0
        g.cap_consts = cap
    g.consts[g.nconsts] = bits
    g.const_kinds[g.nconsts] = <uint8_t>kind
    g.nconsts += 1
    if row == 0 and not map_put(&g.const_map, key, g.nconsts):
        g.failed = 1
    return g.nconsts - 1


cdef void emit_const(Gen *g, uint32_t dst, int64_t bits, uint32_t kind) noexcept nogil:
    cdef double d
    cdef float f
    cdef uint32_t fbits
    cdef uint64_t dbits = <uint64_t>bits, back
    if kind == K_F32:
        emit_ai(g, OP_LDF32, dst, <uint32_t>(bits & 0xffffffffULL))
        return
    if kind == K_F64:
        memcpy(&d, &dbits, 8)
        f = <float>d
        d = <double>f
        memcpy(&back, &d, 8)
        if back == dbits:
            memcpy(&fbits, &f, 4)
            emit_ai(g, OP_LDF64, dst, fbits)
        else:
            emit_ai(g, OP_LDK, dst, const_row(g, dbits, kind))
        return
    if -0x80000000LL <= bits <= 0x7fffffffLL and (bits >= 0 or kind != K_U64):
        emit_ai(g, OP_LDI, dst, <uint32_t>(bits & 0xffffffffULL))
    else:
        emit_ai(g, OP_LDK, dst, const_row(g, dbits, kind))


cdef inline uint64_t hash_bytes(const char *p, uint32_t n) noexcept nogil:
    cdef uint64_t h = 0xcbf29ce484222325ULL ^ n
    cdef uint64_t w
    while n >= 8:
        memcpy(&w, p, 8)
        h = (h ^ w) * 0x9ddfea08eb382d69ULL
        h ^= h >> 29
        p += 8
        n -= 8
    w = 0
    memcpy(&w, p, n)
    h = (h ^ w) * 0x9ddfea08eb382d69ULL
    return h ^ (h >> 31)


cdef uint32_t lit_row(Gen *g, const char *p, uint32_t n) noexcept nogil:
    cdef uint64_t key = hash_bytes(p, n)
    cdef uint32_t row = map_get(&g.lit_map, key)
    if row != 0:
        row -= 1
        if g.lit_offsets[row + 1] - g.lit_offsets[row] == n and memcmp(g.lits + g.lit_offsets[row], p, n) == 0:
            return row
    if g.nlits + 1 >= g.cap_lits and not grow(g, <void**>&g.lit_offsets, &g.cap_lits, g.nlits + 1, sizeof(uint32_t)):
        return 0
    if g.lits_len + n >= g.cap_lits_len and not grow(g, <void**>&g.lits, &g.cap_lits_len, g.lits_len + n, 1):
        return 0
    g.lit_offsets[g.nlits] = g.lits_len
    memcpy(g.lits + g.lits_len, p, n)
    g.lits_len += n
    g.nlits += 1
    g.lit_offsets[g.nlits] = g.lits_len
    if row == 0 and not map_put(&g.lit_map, key, g.nlits):
        g.failed = 1
    return g.nlits - 1


cdef uint32_t dbg_string(Gen *g, const char *p, uint32_t n) noexcept nogil:
    if n == 0:
        return 0
    if g.ndbg + 1 >= g.cap_dbg and not grow(g, <void**>&g.dbg_offsets, &g.cap_dbg, g.ndbg + 1, sizeof(uint32_t)):
        return 0
    if g.dbg_len + n >= g.cap_dbg_len and not grow(g, <void**>&g.dbg, &g.cap_dbg_len, g.dbg_len + n, 1):
        return 0
    memcpy(g.dbg + g.dbg_len, p, n)
    g.dbg_len += n
    g.ndbg += 1
    g.dbg_offsets[g.ndbg] = g.dbg_len
    return g.ndbg - 1


cdef uint32_t name_text(Gen *g, uint32_t name) noexcept nogil:
    cdef uint32_t n = 4
    cdef const char *text = b"this"
    if name != 0:
        text = ctx_name(g.cx, name, &n)
    n = dbg_string(g, text, n)
    if not map_put(&g.text_map, name_key(name), n):
        g.failed = 1
    return n


cdef uint32_t type_text(Gen *g, TypeRef t) noexcept nogil:
    cdef char text[512]
    cdef uint32_t n = dbg_string(g, text, ctx_type_text(g.cx, t, text, sizeof(text)))
    if not map_put(&g.text_map, t, n):
        g.failed = 1
    return n


cdef uint32_t qualified_string(Gen *g, ScopeRef scope, uint32_t name, int destructor=0) noexcept nogil:
    cdef char text[600]
    cdef uint32_t n = 0, m
    cdef const char *p
    if ctx_scope(g.cx, scope).parent != 0:
        n = ctx_scope_text(g.cx, scope, text, 300)
        text[n] = c':'
        text[n + 1] = c':'
        n += 2
    if destructor:
        text[n] = c'~'
        n += 1
    p = ctx_name(g.cx, name, &m)
    if m > 256:
        m = 256
    memcpy(text + n, p, m)
    return dbg_string(g, text, n + m)


# ---------------------------------------------------------------------------------- external functions

cdef int same_kinds(Gen *g, const ExternDef *e, const uint32_t *kinds, uint32_t nargs, uint32_t ret,
                    const uint32_t *outs, uint32_t nouts) noexcept nogil:
    cdef uint32_t i
    if e.nparams != nargs or e.nouts != nouts or g.kinds[e.kinds + nargs] != ret:
        return 0
    for i in range(nargs):
        if g.kinds[e.kinds + i] != kinds[i]:
            return 0
    for i in range(nouts):
        if g.kinds[e.kinds + nargs + 1 + i] != outs[i]:
            return 0
    return 1


cdef int same_string(const Gen *g, uint32_t string, const char *text, uint32_t n) noexcept nogil:
    """Is a debug string this text?"""
    return g.dbg_offsets[string + 1] - g.dbg_offsets[string] == n and memcmp(g.dbg + g.dbg_offsets[string], text, n) == 0


cdef uint32_t extern_row(Gen *g, uint64_t key, uint64_t id, const char *text, uint32_t text_len, int host,
                         const uint32_t *kinds, uint32_t nargs, uint32_t ret, const uint32_t *outs, uint32_t nouts,
                         const char *enums=b"", uint32_t enums_len=0) noexcept nogil:
    """key: what tells the functions of one build apart."""
    cdef ExternDef *table = g.hosts if host else g.natives
    cdef uint32_t *chain = g.host_next if host else g.native_next
    cdef uint32_t first = map_get(&g.extern_map, key), row = first, count, cap, i, n = nargs + 1 + nouts
    cdef uint32_t decl, names
    while row != 0:
        if same_kinds(g, &table[row - 1], kinds, nargs, ret, outs, nouts) and (
                same_string(g, table[row - 1].enums, enums, enums_len)):
            return row - 1
        row = chain[row - 1]
    count = g.nhosts if host else g.nnatives
    cap = g.cap_hosts if host else g.cap_natives
    if count >= cap:
        i = cap
        if not grow(g, <void**>(&g.hosts if host else &g.natives), &i, count, sizeof(ExternDef)):
            return 0
        i = cap
        if not grow(g, <void**>(&g.host_next if host else &g.native_next), &i, count, sizeof(uint32_t)):
            return 0
        if host:
            g.cap_hosts = i
        else:
            g.cap_natives = i
    if g.nkinds + n >= g.cap_kinds and not grow(g, <void**>&g.kinds, &g.cap_kinds, g.nkinds + n, sizeof(uint32_t)):
        return 0
    decl = dbg_string(g, text, text_len)
    names = dbg_string(g, enums, enums_len)
    table = &(g.hosts if host else g.natives)[count]
    table.id = id
    table.decl = decl
    table.kinds = g.nkinds
    table.nparams = nargs
    table.nouts = nouts
    table.flags = <uint8_t>(key >> ORIGINAL_SHIFT)
    table.enums = names
    for i in range(nargs):
        g.kinds[g.nkinds + i] = kinds[i]
    g.kinds[g.nkinds + nargs] = ret
    for i in range(nouts):
        g.kinds[g.nkinds + nargs + 1 + i] = outs[i]
    g.nkinds += n
    if host:
        g.host_next[count] = first
        g.nhosts += 1
    else:
        g.native_next[count] = first
        g.nnatives += 1
    if not map_put(&g.extern_map, key, count + 1):
        g.failed = 1
    return count


cdef int library_code(Gen *g) noexcept nogil:
    """Is the function in progress none that the script has written: the prelude's, or one around a built-in?"""
    return g.fs.func != 0 and ctx_func(g.cx, g.fs.func).flags & (FF_PRELUDE | FF_WRAPPER) != 0


cdef uint32_t native_row(Gen *g, FuncRef f, uint64_t id, const uint32_t *kinds, uint32_t nargs, uint32_t ret,
                         const uint32_t *outs, uint32_t nouts, int held) noexcept nogil:
    """id: of the C function. Code that is not the script's own calls the function itself, whatever has replaced it. held: a
    script function in its place finds all handles held, literals among them."""
    cdef const FuncRec *rec = ctx_func(g.cx, f)
    cdef uint64_t key = f | <uint64_t>(EX_ORIGINAL if library_code(g) else EX_HELD if held else 0) << ORIGINAL_SHIFT
    return extern_row(g, key, id, g.cx.ffi.text + rec.decl, rec.decl_len, 0, kinds, nargs, ret, outs, nouts)


cdef uint32_t host_row(Gen *g, FuncRef f, const uint32_t *kinds, uint32_t nargs, uint32_t ret,
                       const uint32_t *outs, uint32_t nouts, const char *enums=b"", uint32_t enums_len=0) noexcept nogil:
    """enums: the names of the enums among parameters and outs (`layout.ExternDef`)."""
    cdef const FuncRec *rec = ctx_func(g.cx, f)
    return extern_row(g, f, rec.id, g.cx.ffi.text + rec.decl, rec.decl_len, 1, kinds, nargs, ret, outs, nouts, enums,
                      enums_len)


cdef uint32_t import_row(Gen *g, FuncRef f, const uint32_t *kinds, uint32_t nargs, uint32_t ret,
                         const uint32_t *outs, uint32_t nouts) noexcept nogil:
    cdef char text[1300]
    cdef uint32_t unit = Import_module(g.w, ctx_func(g.cx, f).node), n = ctx_func_text(g.cx, f, 0, text, 1000)
    cdef uint32_t length = StrLit_len(g.w, unit)
    memcpy(text + n, b' from "', 7)
    memcpy(text + n + 7, g.w.text + StrLit_start(g.w, unit), length)     # at most MAX_UNIT_NAME: checked when declared
    text[n + 7 + length] = c'"'
    n += length + 8
    return extern_row(g, f, id_text(text, n) >> 2 | <uint64_t>1 << 62, text, n, 1, kinds, nargs, ret, outs, nouts)


cdef uint32_t shape_row(Gen *g, FuncRef f, const uint32_t *kinds, uint32_t nargs, uint32_t ret,
                        const uint32_t *outs, uint32_t nouts) noexcept nogil:
    cdef char text[1000]
    cdef uint32_t n = ctx_func_text(g.cx, f, 0, text, sizeof(text))
    return extern_row(g, <uint64_t>2 << 32 | f, id_text(text, n) >> 3 | <uint64_t>1 << 61, text, n, 1, kinds, nargs, ret,
                      outs, nouts)


cdef void import_declared(Gen *g, FuncRef f) noexcept nogil:
    """The row of an imported function, whether it is called or not: a host can bind it."""
    cdef uint32_t kinds[256]
    cdef uint32_t outs[MAX_OUTS]
    cdef uint32_t nargs = 0, nouts = 0, i
    for i in range(ctx_func(g.cx, f).nparams):
        if ctx_params(g.cx, f)[i].mode != PM_OUT:
            kinds[nargs] = kind_of(g, ctx_params(g.cx, f)[i].type)
            nargs += 1
        elif nouts < MAX_OUTS:
            outs[nouts] = kind_of(g, ctx_params(g.cx, f)[i].type)
            nouts += 1
    import_row(g, f, kinds, nargs, kind_of(g, ctx_func(g.cx, f).ret), outs, nouts)


cdef uint32_t library_row(Gen *g, uint32_t number, uint64_t id, const char *name, uint32_t name_len,
                          const uint32_t *kinds, uint32_t nargs, uint32_t ret, const uint32_t *outs,
                          uint32_t nouts) noexcept nogil:
    return extern_row(g, <uint64_t>1 << 32 | number | <uint64_t>EX_ORIGINAL << ORIGINAL_SHIFT, id, name, name_len, 0, kinds, nargs, ret, outs, nouts)


# ----------------------------------------------------------------------------------------------- lines

cdef void find_lines(Gen *g) noexcept nogil:
    """Fill line_starts: offsets at which lines begin, in all sections; one more entry follows them."""
    cdef const uint8_t *p = g.w.source
    cdef uint32_t i, end, n
    cdef const void *hit
    for i in range(g.w.section_count):
        n = g.w.sections[i].start
        end = g.w.sections[i].end
        while True:
            if g.nline_starts >= g.cap_line_starts and not grow(
                    g, <void**>&g.line_starts, &g.cap_line_starts, g.nline_starts, sizeof(uint32_t)):
                g.nline_starts = 0
                return
            g.line_starts[g.nline_starts] = n
            g.nline_starts += 1
            hit = memchr(p + n, 10, end - n) if n < end else NULL
            if hit == NULL:
                break
            n = <uint32_t>(<const uint8_t*>hit - p) + 1
    if g.nline_starts < g.cap_line_starts or grow(
            g, <void**>&g.line_starts, &g.cap_line_starts, g.nline_starts, sizeof(uint32_t)):
        g.line_starts[g.nline_starts] = 0xffffffff
    else:
        g.nline_starts = 0


cdef void lines_changed(Gen *g) noexcept nogil:
    g.nline_starts = 0
    g.line_hint = 0
    g.line_from = 1                         # in no section
    g.line_to = 0


cdef uint32_t line_at(Gen *g, uint32_t line, uint32_t offset) noexcept nogil:
    """Index of the line of an offset. Places mostly go upwards: the search widens from the line of the last one."""
    cdef uint32_t lo = line, hi, mid, step = 1
    if g.line_starts[lo] <= offset:
        hi = lo + 1
        while hi < g.nline_starts and g.line_starts[hi] <= offset:
            lo = hi
            hi += step
            step += step
        if hi > g.nline_starts:
            hi = g.nline_starts
    else:
        hi = lo
        while lo > 0 and g.line_starts[lo] > offset:
            hi = lo
            lo = lo - step if lo > step else 0
            step += step
    while hi - lo > 1:
        mid = (lo + hi) >> 1
        if g.line_starts[mid] <= offset:
            lo = mid
        else:
            hi = mid
    return lo


cdef void set_lines(Gen *g, LineDef *rows, uint32_t n) noexcept nogil:
    cdef uint32_t i, offset, section, line
    if g.nline_starts == 0:
        find_lines(g)
    line = g.line_hint
    for i in range(n):
        if g.nline_starts == 0:             # no memory
            rows[i].line = rows[i].col = 1
            continue
        offset = rows[i].line
        if not g.line_from <= offset < g.line_to:
            section = ws_section_at(g.w, offset)
            g.line_from = g.w.sections[section].start
            g.line_to = g.w.sections[section + 1].start if section + 1 < g.w.section_count else 0xffffffff
            g.line_first = line_at(g, line, g.line_from)
        if not g.line_starts[line] <= offset < g.line_starts[line + 1]:
            line = line_at(g, line, offset)
        rows[i].line = line - g.line_first + 1
        rows[i].col = offset - g.line_starts[line] + 1
    g.line_hint = line


# ---------------------------------------------------------------------------------------------- a build

cdef int gen_reset(Gen *g) noexcept nogil:
    cdef uint32_t i
    g.failed = 0
    g.ncode = 0
    g.nfuncs = 0
    g.nkinds = 0
    g.nfields = 0
    g.nvtables = 0
    g.nimpls = 0
    g.nglobals = 0
    g.nconsts = 0
    g.nlits = 0
    g.lits_len = 0
    g.nnatives = 0
    g.nhosts = 0
    g.nlines = 0
    g.nscopes = 0
    g.ntries = 0
    g.dbg_len = 0
    g.nlocals = 0
    g.nlabels = 0
    g.njumps = 0
    g.nusings = 0
    g.ncases = 0
    g.nsection_strings = 0
    g.nclasses = 1
    host_interfaces_reset(g)
    values_reset(g)
    g.nrequested = 0
    g.ctor_work = 0
    g.nmixins = 0
    g.nshared = 0
    g.in_shared = 0
    g.own_sections = 0
    g.manifest = 0
    g.ninclusions = 0
    g.mixin_work = 0
    g.hint_work = 0
    g.ngenerated = 0
    g.norder = 0
    g.nvtable_refs = 0
    g.niface_refs = 0
    g.locals_floor = 0
    g.expr_depth = 0
    g.outer_depth = 0
    g.default_depth = g.copy_depth = 0
    g.initialising = 0
    g.unit_name = 0
    lines_changed(g)
    g.prelude_roots[0] = 0
    g.prelude_roots[1] = 0
    g.prelude_roots[2] = 0
    g.prelude_roots[3] = 0
    g.prelude_used = 0
    g.copier = 0
    g.copier_waits = 0
    g.nstored = 0
    g.nlambdas = 0
    g.ncaptured = 0
    g.nfunc_types = 0
    map_clear(&g.const_map)
    map_clear(&g.lit_map)
    map_clear(&g.extern_map)
    map_clear(&g.type_map)
    map_clear(&g.text_map)
    memset(&g.fs, 0, sizeof(g.fs))
    g.nparts = 0
    g.nboxed = 0
    g.inline_depth = 0
    g.whole = 0
    g.ntypes = 0
    if not grow(g, <void**>&g.types, &g.cap_types, TYPE_FIRST, sizeof(TypeDef)):
        return 0
    for i in range(TYPE_FIRST):
        memset(&g.types[i], 0, sizeof(TypeDef))
        g.types[i].dtor = NO_FUNC
    g.types[TYPE_STRING].sort = TY_STRING
    g.types[TYPE_DATA].sort = TY_DATA
    g.types[TYPE_OBJECT].sort = TY_INTERFACE
    g.types[TYPE_FIBER].sort = TY_FIBER
    g.ntypes = TYPE_FIRST
    if not grow(g, <void**>&g.dbg_offsets, &g.cap_dbg, 2, sizeof(uint32_t)):
        return 0
    if not grow(g, <void**>&g.classes, &g.cap_classes, 1, sizeof(ClassInfo)):
        return 0
    memset(&g.classes[0], 0, sizeof(ClassInfo))
    g.dbg_offsets[0] = 0
    g.dbg_offsets[1] = 0
    g.ndbg = 1
    if not grow(g, <void**>&g.lit_offsets, &g.cap_lits, 1, sizeof(uint32_t)):
        return 0
    g.lit_offsets[0] = 0
    emit_abc(g, OP_EXIT, 0, 0, 0)
    emit_abc(g, OP_DESTROY, 0, 0, 0)
    emit_abc(g, OP_KEPT, 0, 0, 0)
    return not g.failed


cdef void gen_free(Gen *g) noexcept nogil:
    host_interfaces_free(g)
    values_free(g)
    free(g.lambdas)
    free(g.captured)
    free(g.func_types)
    free(g.code)
    free(g.funcs)
    free(g.kinds)
    free(g.types)
    free(g.fields)
    free(g.vtables)
    free(g.impls)
    free(g.globals)
    free(g.consts)
    free(g.const_kinds)
    free(g.lit_offsets)
    free(g.lits)
    free(g.natives)
    free(g.hosts)
    free(g.native_next)
    free(g.host_next)
    free(g.lines)
    free(g.scopes)
    free(g.tries)
    free(g.dbg_offsets)
    free(g.dbg)
    free(g.locals)
    free(g.props)
    free(g.parts)
    free(g.boxed)
    free(g.local_of)
    free(g.labels)
    free(g.jumps)
    free(g.reg_kinds)
    free(g.reg_next)
    free(g.reg_stack)
    free(g.own_kinds)
    free(g.own_next)
    free(g.own_stack)
    free(g.scratch)
    free(g.args)
    free(g.case_values)
    free(g.case_labels)
    free(g.section_strings)
    free(g.classes)
    free(g.mixins)
    free(g.shared)
    free(g.inclusions)
    free(g.requested)
    free(g.stored)
    free(g.class_order)
    free(g.vtable_refs)
    free(g.iface_refs)
    free(g.line_starts)
    map_free(&g.const_map)
    map_free(&g.lit_map)
    map_free(&g.extern_map)
    map_free(&g.type_map)
    map_free(&g.text_map)
    memset(g, 0, sizeof(Gen))


cdef void gen_tables(const Gen *g, ProgramData *p) noexcept nogil:
    p.code = g.code
    p.funcs = g.funcs
    p.kinds = g.kinds
    p.types = g.types
    p.fields = g.fields
    p.vtables = g.vtables
    p.impls = g.impls
    p.name = g.unit_name
    p.manifest = g.manifest
    p.globals = g.globals
    p.consts = g.consts
    p.const_kinds = g.const_kinds
    p.lit_offsets = g.lit_offsets
    p.lits = g.lits
    p.natives = g.natives
    p.hosts = g.hosts
    p.lines = g.lines
    p.locals = g.scopes
    p.tries = g.tries
    p.dbg_offsets = g.dbg_offsets
    p.dbg = g.dbg
    p.ncode = g.ncode
    p.nfuncs = g.nfuncs
    p.nkinds = g.nkinds
    p.ntypes = g.ntypes
    p.nfields = g.nfields
    p.nvtables = g.nvtables
    p.nimpls = g.nimpls
    p.nglobals = g.nglobals
    p.nconsts = g.nconsts
    p.nlits = g.nlits
    p.lits_len = g.lits_len
    p.nnatives = g.nnatives
    p.nhosts = g.nhosts
    p.nlines = g.nlines
    p.nlocals = g.nscopes
    p.ntries = g.ntries
    p.ndbg = g.ndbg
    p.dbg_len = g.dbg_len
