"""One tier of the registry: growable tables and the symbol table. See tier.pxd for the records.

What it is: memory management of the tables, the same for the sealed FFI tier and the script tiers, and the pool of
script tiers. What it is not: the meaning of the records (`context.pyx`), or who fills them (`builder.py` through
`ffi_registry.pyx`, the declaration passes of the compiler).

Invariants: record 0 of each table exists and is zero (except FFI types, where 0 is void); scope 1 is the global scope;
the symbol table is at most half full; slots of earlier builds count as free because their `build` differs.
"""
# cython: language_level=3, boundscheck=False, wraparound=False, cdivision=True, initializedcheck=False

from libc.stdlib cimport calloc, free, malloc, qsort
from libc.string cimport memcpy, memset

from seraphscript.registry cimport name_ids
from seraphscript.registry.ids cimport id_global_scope, id_primitive
from seraphscript.registry.names cimport names_intern
from seraphscript.vm cimport opcodes
from seraphscript.vm.growth cimport grown, moved, tiny_limits

cdef enum:
    FIRST = 32                  # records of a fresh table
    MAX_SYMBOLS = 1 << 25
    MAX_TEXT = 1 << 30
    POOL = 8                    # idle tiers kept

cdef Tier *pool = NULL
cdef int pooled = 0

# Names of the fixed types, by index; the numeric ones have keywords of their own.
cdef uint32_t[16] fixed_names
fixed_names[:] = [
    name_ids.KW_void, name_ids.KW_bool, name_ids.KW_int8, name_ids.KW_int16, name_ids.KW_int, name_ids.KW_int64,
    name_ids.KW_uint8, name_ids.KW_uint16, name_ids.KW_uint, name_ids.KW_uint64, name_ids.KW_float,
    name_ids.KW_double, name_ids.KW_null, 0, name_ids.KW_auto, 0,
]


cdef int reserve(void **table, uint32_t *capacity, uint64_t need, size_t size, uint64_t limit) noexcept nogil:
    """Make room for `need` records; 1, or 0 when refused."""
    cdef uint64_t n = capacity[0]
    cdef void *records
    if need <= n:
        return 1
    if need > limit:
        return 0
    n = grown(n, need, FIRST)
    records = moved(table[0], <size_t>capacity[0] * size, <size_t>n * size)
    if records == NULL:
        return 0
    table[0] = records
    capacity[0] = <uint32_t>n
    return 1


cdef uint32_t take(Tier *t, void **table, uint32_t *capacity, uint32_t *count, uint32_t n, size_t size) noexcept nogil:
    """n zeroed records; the index of the first."""
    cdef uint32_t first = count[0]
    if not reserve(table, capacity, <uint64_t>first + n, size, INDEX_MASK):
        t.failed = 1
        return 0
    memset(<char *>table[0] + first * size, 0, n * size)
    count[0] = first + n
    return first


cdef uint32_t tier_new_type(Tier *t) noexcept nogil:
    return take(t, <void **>&t.types, &t.cap_types, &t.ntypes, 1, sizeof(TypeRec))


cdef uint32_t tier_new_func(Tier *t) noexcept nogil:
    return take(t, <void **>&t.funcs, &t.cap_funcs, &t.nfuncs, 1, sizeof(FuncRec))


cdef uint32_t tier_new_params(Tier *t, uint32_t n) noexcept nogil:
    return take(t, <void **>&t.params, &t.cap_params, &t.nparams, n, sizeof(ParamRec))


cdef uint32_t tier_new_global(Tier *t) noexcept nogil:
    return take(t, <void **>&t.globals, &t.cap_globals, &t.nglobals, 1, sizeof(GlobalRec))


cdef uint32_t tier_new_field(Tier *t) noexcept nogil:
    return take(t, <void **>&t.fields, &t.cap_fields, &t.nfields, 1, sizeof(FieldRec))


cdef uint32_t tier_new_scope(Tier *t) noexcept nogil:
    return take(t, <void **>&t.scopes, &t.cap_scopes, &t.nscopes, 1, sizeof(ScopeRec))


cdef uint32_t tier_new_targs(Tier *t, uint32_t n) noexcept nogil:
    return take(t, <void **>&t.targs, &t.cap_targs, &t.ntargs, n, sizeof(TypeRef))


cdef uint32_t tier_new_native(Tier *t, uint64_t key) noexcept nogil:
    cdef uint32_t i = take(t, <void **>&t.natives, &t.cap_natives, &t.nnatives, 1, sizeof(uint64_t))
    if i:
        t.natives[i] = key
    return i


cdef uint32_t tier_new_text(Tier *t, const char *text, uint32_t n) noexcept nogil:
    cdef uint32_t start = t.text_len
    if not reserve(<void **>&t.text, &t.cap_text, <uint64_t>start + n, 1, MAX_TEXT):
        t.failed = 1
        return 0
    memcpy(t.text + start, text, n)
    t.text_len = start + n
    return start


# ------------------------------------------------------------------------------------------------- symbols

cdef int more_symbols(Tier *t) noexcept nogil:
    """Move to a table of twice the size; 1, or 0 with `failed` set."""
    cdef uint32_t old_size = t.symbol_mask + 1 if t.symbols != NULL else 0
    cdef uint32_t size = old_size * 2 if old_size else SYMBOLS_FIRST
    # Tables of 64, 128, ... slots lie one behind the other: the one of `size` begins at size - 64.
    cdef uint64_t end = <uint64_t>size * 2 - SYMBOLS_FIRST
    cdef uint32_t i, j, capacity = t.cap_symbols
    cdef Symbol *table
    cdef Symbol *s
    if end > t.cap_symbols:
        if not reserve(<void **>&t.symbol_base, &t.cap_symbols, end, sizeof(Symbol), MAX_SYMBOLS):
            t.failed = 1
            return 0
        memset(t.symbol_base + capacity, 0, (t.cap_symbols - capacity) * sizeof(Symbol))
        if old_size:
            t.symbols = t.symbol_base + (old_size - SYMBOLS_FIRST)
    table = t.symbol_base + (size - SYMBOLS_FIRST)
    for i in range(old_size):
        s = &t.symbols[i]
        if s.build == t.build:
            j = symbol_hash(s.scope, s.name, s.cls) & (size - 1)
            while table[j].build == t.build:
                j = (j + 1) & (size - 1)
            table[j] = s[0]
    t.symbols = table
    t.symbol_mask = size - 1
    return 1


cdef Symbol *tier_put(Tier *t, uint32_t scope, uint32_t name, uint32_t cls) noexcept nogil:
    cdef uint32_t i
    cdef Symbol *s = tier_find(t, scope, name, cls)
    if s != NULL:
        return s
    if (t.nsymbols + 1) * <uint64_t>2 > t.symbol_mask and not more_symbols(t):
        return NULL
    i = symbol_hash(scope, name, cls) & t.symbol_mask
    while t.symbols[i].build == t.build:
        i = (i + 1) & t.symbol_mask
    s = &t.symbols[i]
    s.scope = scope
    s.name = name
    s.cls = <uint16_t>cls
    s.sort = SYM_NONE
    s.build = t.build
    s.ref = 0
    s.last = 0
    t.nsymbols += 1
    return s


cdef int tier_reserve_symbols(Tier *t, uint64_t n) noexcept nogil:
    cdef uint64_t size = SYMBOLS_FIRST
    cdef Symbol *base
    while size < n * 2:
        size *= 2
    if t.nsymbols or size * 2 > MAX_SYMBOLS:
        return 0
    base = <Symbol *>calloc(size * 2, sizeof(Symbol))   # fresh pages are zero and cost nothing until they are used
    if base == NULL:
        return 0
    free(t.symbol_base)
    t.symbol_base = base
    t.cap_symbols = <uint32_t>(size * 2)
    t.symbols = base + (size - SYMBOLS_FIRST)
    t.symbol_mask = <uint32_t>(size - 1)
    return 1


cdef int tier_sort_ids(Tier *t) noexcept nogil:
    cdef uint64_t *pairs = <uint64_t *>malloc((<size_t>t.nfuncs + 1) * 2 * sizeof(uint64_t))
    cdef uint32_t *order = <uint32_t *>malloc((<size_t>t.nfuncs + 1) * sizeof(uint32_t))
    cdef uint32_t i
    if pairs == NULL or order == NULL:
        free(pairs)
        free(order)
        return 0
    for i in range(1, t.nfuncs):
        pairs[2 * i - 2] = t.funcs[i].id
        pairs[2 * i - 1] = i
    qsort(pairs, t.nfuncs - 1, 2 * sizeof(uint64_t), by_id)
    for i in range(1, t.nfuncs):
        order[i - 1] = <uint32_t>pairs[2 * i - 1]
    free(pairs)
    free(t.by_id)
    t.by_id = order
    t.nby_id = t.nfuncs - 1
    return 1


cdef int by_id(const void *a, const void *b) noexcept nogil:
    """Order of pairs (id, row)."""
    cdef const uint64_t *p = <const uint64_t *>a
    cdef const uint64_t *q = <const uint64_t *>b
    if p[0] != q[0]:
        return -1 if p[0] < q[0] else 1
    return -1 if p[1] < q[1] else p[1] > q[1]


cdef int tier_copy_table(Tier *t, int which, const char *rows, uint32_t n, uint32_t kept) noexcept nogil:
    cdef void **table
    cdef uint32_t *capacity
    cdef uint32_t *count
    cdef size_t size
    if which == 0:
        table, capacity, count, size = <void **>&t.types, &t.cap_types, &t.ntypes, sizeof(TypeRec)
    elif which == 1:
        table, capacity, count, size = <void **>&t.funcs, &t.cap_funcs, &t.nfuncs, sizeof(FuncRec)
    elif which == 2:
        table, capacity, count, size = <void **>&t.params, &t.cap_params, &t.nparams, sizeof(ParamRec)
    elif which == 3:
        table, capacity, count, size = <void **>&t.globals, &t.cap_globals, &t.nglobals, sizeof(GlobalRec)
    elif which == 4:
        table, capacity, count, size = <void **>&t.scopes, &t.cap_scopes, &t.nscopes, sizeof(ScopeRec)
    elif which == 5:
        table, capacity, count, size = <void **>&t.targs, &t.cap_targs, &t.ntargs, sizeof(TypeRef)
    elif which == 6:
        table, capacity, count, size = <void **>&t.natives, &t.cap_natives, &t.nnatives, sizeof(uint64_t)
    else:
        table, capacity, count, size = <void **>&t.text, &t.cap_text, &t.text_len, 1
    if not reserve(table, capacity, n, size, MAX_TEXT):
        return 0
    memcpy(<char *>table[0] + kept * size, rows + kept * size, (n - kept) * size)
    count[0] = n
    return 1


# ---------------------------------------------------------------------------------------- a tier's life

cdef int begin(Tier *t, NameTable *names) noexcept nogil:
    """The records that every tier starts with."""
    cdef uint32_t i, first
    t.names = names
    t.ntypes = t.nfuncs = t.nparams = t.nglobals = t.nfields = t.nscopes = t.ntargs = t.nsymbols = t.nnatives = 0
    t.failed = 0
    t.string_factory = t.string_type = t.array_template = t.dict_template = t.dict_type = t.dict_value = t.root_type = 0
    t.build += 1
    if t.build == 0:            # after 2**32 builds the slots of old ones would look new
        memset(t.symbol_base, 0, t.cap_symbols * sizeof(Symbol))
        t.build = 1
    t.symbols = t.symbol_base
    t.symbol_mask = SYMBOLS_FIRST - 1
    if t.symbols == NULL and not more_symbols(t):
        return -1
    tier_new_func(t)
    tier_new_params(t, 1)
    tier_new_global(t)
    tier_new_field(t)
    tier_new_scope(t)
    tier_new_targs(t, 1)
    if t.is_ffi:
        tier_new_native(t, 0)
        tier_new_text(t, b"\0", 1)
        for i in range(TI_FIRST_USER):
            first = tier_new_type(t)
            if t.failed:
                return -1
            t.types[first].sort = TS_PRIMITIVE
            t.types[first].kind = <uint8_t>i if i <= opcodes.K_F64 else <uint8_t>opcodes.K_VOID
            t.types[first].flags = TF_RESOLVED
            t.types[first].name = fixed_names[i]
            t.types[first].scope = TIER_FFI | 1
            t.types[first].id = id_primitive(i)
        t.types[TI_VAR].name = names_intern(names, <const uint8_t *>b"?", 1)
        t.types[TI_ERROR].name = names_intern(names, <const uint8_t *>b"<error>", 7)
    else:
        tier_new_type(t)
    first = tier_new_scope(t)
    if t.failed:
        return -1
    t.scopes[first].ffi = TIER_FFI | 1
    t.scopes[first].id = id_global_scope()
    return 0


cdef int tier_init(Tier *t, NameTable *names, uint32_t is_ffi) noexcept nogil:
    memset(t, 0, sizeof(Tier))
    t.is_ffi = is_ffi
    if begin(t, names) < 0:
        tier_free(t)
        return -1
    return 0


cdef void tier_free(Tier *t) noexcept nogil:
    free(t.types)
    free(t.funcs)
    free(t.params)
    free(t.globals)
    free(t.fields)
    free(t.scopes)
    free(t.targs)
    free(t.symbol_base)
    free(t.text)
    free(t.natives)
    free(t.by_id)
    memset(t, 0, sizeof(Tier))


cdef size_t tier_bytes(const Tier *t) noexcept nogil:
    return (t.cap_types * sizeof(TypeRec) + t.cap_funcs * sizeof(FuncRec) + t.cap_params * sizeof(ParamRec)
            + t.cap_globals * sizeof(GlobalRec) + t.cap_fields * sizeof(FieldRec) + t.cap_scopes * sizeof(ScopeRec) + t.cap_targs * sizeof(TypeRef)
            + t.cap_symbols * sizeof(Symbol) + t.cap_text + t.cap_natives * sizeof(uint64_t))


cdef int tier_reset(Tier *t, NameTable *names) noexcept nogil:
    if tier_bytes(t) > TIER_KEEP:
        tier_free(t)
    return begin(t, names)


cdef Tier *tier_take(NameTable *names) noexcept:
    global pool, pooled
    cdef Tier *t = pool
    if t != NULL:
        pool = t.next_free
        pooled -= 1
        if tier_reset(t, names) == 0:
            return t
        tier_free(t)
        free(t)
        return NULL
    t = <Tier *>calloc(1, sizeof(Tier))
    if t != NULL and tier_init(t, names, 0) < 0:
        free(t)
        t = NULL
    return t


cdef void tier_give(Tier *t) noexcept:
    global pool, pooled
    if pooled >= POOL or tiny_limits:
        tier_free(t)
        free(t)
        return
    if tier_bytes(t) > TIER_KEEP:
        tier_free(t)
    t.next_free = pool
    t.names = NULL
    pool = t
    pooled += 1
