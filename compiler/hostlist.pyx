# cython: language_level=3, boundscheck=False, wraparound=False, cdivision=True, initializedcheck=False
"""Initialisation lists and string literals that become objects of the host.

What it is: the walk along a list and the pattern of the function that takes it, and the call of that function. What it is
not: patterns as the host writes them, or what its callable gets (`registry/listbuffer.py`).

A pattern stands in the registry as a text: `{` `}` around the values of a list, `r` (repeat) and `s` (repeat_same) in front
of what occurs any number of times, `.` for a value; the parameters of the function are the types of these, in order. The
shape of a list is known here, its values are not: each value in the pattern is a column, an array with the values of all
its occurrences, and `?` is a column for each type that occurs. The call has a literal, then the columns. The literal is
JSON: [[how often each repeat occurs, in order], [[types of the columns of a value], ...], [null, or for `?` which of these
columns each occurrence is in, ...]].

Two walks: the first counts and reports what does not fit, the second makes code.
"""
from libc.stdint cimport int32_t, uint32_t, uint64_t
from libc.stdlib cimport free, realloc
from libc.string cimport memcpy, memset, strlen

from seraphscript.compiler.convert cimport (
    TR_NULL, TR_VAR, TR_VOID, blank, conv_cost, error_value, is_error, is_string, no_value_error, prim_kind,
)
from seraphscript.compiler.emit cimport (
    emit_abc, emit_ai, emit_call, gen_at, own_reset, own_take, reg_reset, reg_take,
)
from seraphscript.compiler.error_codes cimport E_ARGUMENT_COUNT, E_CONVERSION, E_TOO_MANY
from seraphscript.compiler.expr cimport expr, expr_type
from seraphscript.compiler.factory cimport is_host_class
from seraphscript.compiler.funcdef cimport is_untyped
from seraphscript.compiler.gen cimport V_LIST, V_REG, Gen, Value
from seraphscript.compiler.intmap cimport map_get, map_put
from seraphscript.compiler.literal cimport store_element
from seraphscript.compiler.nodes cimport *
from seraphscript.compiler.tables cimport class_row_new, dbg_string, emit_const, host_row, kind_of, lit_row
from seraphscript.compiler.types cimport gen_error, is_handle_kind
from seraphscript.registry.context cimport ctx_constructors, ctx_func, ctx_params, ctx_type, ctx_type_text
from seraphscript.registry.tier cimport (
    FF_CONSTRUCTOR, FF_HOST, REF_MASK, T_CONST, T_CONST_HANDLE, T_HANDLE, TF_HOST, TF_REFERENCE, TIER_FFI, TS_INSTANCE,
    TS_VALUE, FuncRec, FuncRef, TypeRec, TypeRef,
)
from seraphscript.vm.layout cimport TY_ARRAY
from seraphscript.vm.opcodes cimport *

cdef enum:
    CALL_HOST = 2               # form of emit_call
    MAX_COLUMNS = 120
    MAX_LEAVES = 16             # as in registry/listbuffer.py
    MAX_PATTERN = 256
    MAX_LIST_DEPTH = 16

cdef struct Text:               # grows
    char *data
    uint32_t n, capacity

cdef struct Column:
    TypeRef type                # of its elements: handles to objects
    uint32_t leaf
    uint32_t count, filled
    uint32_t reg, kind

cdef struct Plan:
    FuncRef f
    TypeRef type
    const char *pattern
    uint32_t npattern
    Column columns[MAX_COLUMNS]
    uint32_t ncolumns
    Text counts
    Text which[MAX_LEAVES]      # of `?`: the columns of its occurrences
    int32_t same[MAX_PATTERN]   # how often a repeat_same occurred first
    uint32_t path[MAX_LIST_DEPTH]
    int filling                 # the second walk


# --------------------------------------------------------------------------------------------------- texts

cdef void put(Gen *g, Text *to, const char *text, uint32_t n) noexcept nogil:
    cdef uint32_t capacity = to.capacity
    cdef char *data
    if to.n + n > capacity:
        capacity = 2 * (to.n + n) + 64
        data = <char *>realloc(to.data, capacity)
        if data == NULL:
            g.failed = 1
            return
        to.data = data
        to.capacity = capacity
    if n != 0:                          # no text need be there
        memcpy(to.data + to.n, text, n)
    to.n += n


cdef void puts(Gen *g, Text *to, const char *text) noexcept nogil:
    put(g, to, text, <uint32_t>strlen(text))


cdef void put_number(Gen *g, Text *to, uint32_t value) noexcept nogil:
    """With a comma in front unless it is the first."""
    cdef char digits[12]
    cdef uint32_t i = 12
    while True:
        i -= 1
        digits[i] = <char>(c'0' + value % 10)
        value //= 10
        if value == 0:
            break
    if to.n:
        puts(g, to, b",")
    put(g, to, digits + i, 12 - i)


# ------------------------------------------------------------------------------------------------- columns

cdef uint32_t leaf_at(const Plan *p, uint32_t at) noexcept nogil:
    cdef uint32_t i, n = 0
    for i in range(at):
        n += p.pattern[i] == c'.'
    return n


cdef uint32_t behind(const Plan *p, uint32_t at) noexcept nogil:
    """The place behind one item of the pattern."""
    cdef uint32_t depth = 0
    while at < p.npattern:
        if p.pattern[at] == c'{':
            depth += 1
        elif p.pattern[at] == c'}':
            depth -= 1
        at += 1
        if depth == 0 and p.pattern[at - 1] != c'r' and p.pattern[at - 1] != c's':
            break
    return at


cdef TypeRef element_type(Gen *g, TypeRef t) noexcept nogil:
    """What a column of values of a type holds: handles to objects, so that none is copied on the way."""
    if t & T_HANDLE or (ctx_type(g.cx, t).flags & TF_REFERENCE and ctx_type(g.cx, t).sort != TS_VALUE):
        return (t & ~<TypeRef>T_CONST_HANDLE) | T_HANDLE
    return t & REF_MASK


cdef uint32_t column_of(Gen *g, Plan *p, uint32_t leaf, TypeRef type) noexcept nogil:
    """The column of a value of the pattern and a type, made if it is not there; MAX_COLUMNS: too many."""
    cdef uint32_t i
    for i in range(p.ncolumns):
        if p.columns[i].leaf == leaf and p.columns[i].type == type:
            return i
    if p.ncolumns < MAX_COLUMNS:
        i = p.ncolumns
        memset(&p.columns[i], 0, sizeof(Column))
        p.columns[i].leaf = leaf
        p.columns[i].type = type
        p.ncolumns += 1
        return i
    return MAX_COLUMNS


cdef uint32_t column_kind(Gen *g, TypeRef elem) noexcept nogil:
    """The kind of an array of such elements. Its type has a row of its own: the array module need not be there."""
    cdef uint64_t key = <uint64_t>1 << 62 | elem
    cdef uint32_t row = map_get(&g.type_map, key), kind, n
    cdef char text[512]
    if row == 0:
        kind = kind_of(g, elem)
        row = class_row_new(g, elem)
        n = ctx_type_text(g.cx, elem, text, sizeof(text))
        n = dbg_string(g, text, n)
        g.types[row].sort = TY_ARRAY
        g.types[row].name = n
        g.types[row].elem = kind
        g.types[row].elem_handle = 1 if elem & T_HANDLE else 0
        g.types[row].depth = g.types[kind >> 8].depth + 1 if (kind & 0xff) == K_ARR else 0
        row += 1
        if not map_put(&g.type_map, key, row):
            g.failed = 1
    return <uint32_t>K_ARR | (row - 1) << 8


# ------------------------------------------------------------------------------------------------ the walk

cdef void where(Gen *g, const Plan *p, uint32_t depth, char *text) noexcept nogil:
    """`2`, or `1, 2` in a list within the list."""
    cdef Text out, number
    cdef uint32_t i
    memset(&out, 0, sizeof(out))
    memset(&number, 0, sizeof(number))
    for i in range(depth + 1):
        number.n = 0
        put_number(g, &number, p.path[i])
        if i:
            puts(g, &out, b", ")
        put(g, &out, number.data, number.n)
    memcpy(text, out.data, out.n if out.n < 199 else 199)
    text[out.n if out.n < 199 else 199] = 0
    free(out.data)
    free(number.data)


cdef int wrong_count(Gen *g, const Plan *p, uint32_t depth, uint32_t node, const char *what) noexcept nogil:
    cdef char text[200]
    where(g, p, depth, text)
    gen_error(g, E_ARGUMENT_COUNT, node, "index %s of the list for '%T': %s", <const char *>text, p.type & REF_MASK, what)
    return 0


cdef int walk_list(Gen *g, Plan *p, uint32_t at, uint32_t node, uint32_t depth) noexcept nogil:
    """1, or 0 after a diagnostic. `at`: a `{` of the pattern."""
    cdef uint32_t item = InitList_items(g.w, node), i = 0, n
    at += 1
    while at < p.npattern and p.pattern[at] != c'}':
        if p.pattern[at] == c'r' or p.pattern[at] == c's':
            n = InitList_count(g.w, node) - i
            if not p.filling:
                put_number(g, &p.counts, n)
                if p.pattern[at] == c's' and p.same[at] >= 0 and <uint32_t>p.same[at] != n:
                    gen_error(g, E_ARGUMENT_COUNT, node, "the list at index %d of that for '%T' has %d values, those before "
                              "it have %d", <int>p.path[depth - 1 if depth else 0], p.type & REF_MASK, <int>n, p.same[at])
                    return 0
                p.same[at] = <int32_t>n
            while item != 0:
                p.path[depth] = i
                if not walk_item(g, p, at + 1, item, depth):
                    return 0
                i += 1
                item = node_next(g.w, item)
        else:
            p.path[depth] = i
            if item == 0:
                return wrong_count(g, p, depth, node, "a value is missing")
            if not walk_item(g, p, at, item, depth):
                return 0
            i += 1
            item = node_next(g.w, item)
        at = behind(p, at)
    p.path[depth] = i
    return 1 if item == 0 else wrong_count(g, p, depth, item, "this value is one too many")


cdef int walk_item(Gen *g, Plan *p, uint32_t at, uint32_t node, uint32_t depth) noexcept nogil:
    if node_kind(g.w, node) == NK_Gap:
        return wrong_count(g, p, depth, node, "a value is missing")
    if p.pattern[at] == c'{':
        if node_kind(g.w, node) != NK_InitList:
            return wrong_count(g, p, depth, node, "a list in braces is expected here")
        if depth + 1 == MAX_LIST_DEPTH:
            return wrong_count(g, p, depth, node, "nested too deeply")
        return walk_list(g, p, at, node, depth + 1)
    if p.filling:
        return fill_value(g, p, leaf_at(p, at), node, depth)
    return count_value(g, p, leaf_at(p, at), node, depth)


cdef TypeRef value_type(Gen *g, Plan *p, uint32_t leaf, uint32_t node, uint32_t depth) noexcept nogil:
    """The type of the column that a value goes into, 0 after a diagnostic."""
    cdef TypeRef t = ctx_params(g.cx, p.f)[leaf].type
    if (t & REF_MASK) != TR_VAR:
        return element_type(g, t)
    if node_kind(g.w, node) == NK_InitList:
        wrong_count(g, p, depth, node, "a list has no type of its own here")
        return 0
    t = expr_type(g, node)
    if is_error(t) or t == TR_VOID or t == TR_NULL:
        expr(g, node)                           # reports what is wrong, if anything is
        if not is_error(t):
            wrong_count(g, p, depth, node, "a value with a type is expected here")
        return 0
    return element_type(g, t & ~<TypeRef>T_CONST)


cdef int count_value(Gen *g, Plan *p, uint32_t leaf, uint32_t node, uint32_t depth) noexcept nogil:
    cdef TypeRef type = value_type(g, p, leaf, node, depth)
    cdef uint32_t column, i, number = 0
    if type == 0:
        return 0
    column = column_of(g, p, leaf, type)
    if column == MAX_COLUMNS:
        gen_error(g, E_TOO_MANY, node, "too many types in the list for '%T'", p.type & REF_MASK)
        return 0
    p.columns[column].count += 1
    if (ctx_params(g.cx, p.f)[leaf].type & REF_MASK) == TR_VAR:
        for i in range(column):
            number += p.columns[i].leaf == leaf
        put_number(g, &p.which[leaf], number)
    return 1


cdef int fill_value(Gen *g, Plan *p, uint32_t leaf, uint32_t node, uint32_t depth) noexcept nogil:
    cdef TypeRef type = value_type(g, p, leaf, node, depth)
    cdef uint32_t top = g.fs.top, own_top = g.fs.own_top, column, t
    cdef char text[200]
    cdef Value v
    if type == 0:
        return 0
    column = column_of(g, p, leaf, type)
    if node_kind(g.w, node) == NK_InitList:
        v = blank(V_LIST, 0, node)
    else:
        v = expr(g, node)
        if is_error(v.type) or (not is_untyped(v) and no_value_error(g, v)):
            return 0
    if conv_cost(g, v, type) < 0 and not (is_string(g, type) and v.sort != V_LIST and prim_kind(g, v.type)):
        where(g, p, depth, text)
        if v.sort == V_LIST:
            gen_error(g, E_CONVERSION, node, "index %s of the list for '%T': a list cannot become '%T'", <const char *>text,
                      p.type & REF_MASK, ctx_params(g.cx, p.f)[leaf].type)
        else:
            gen_error(g, E_CONVERSION, node, "index %s of the list for '%T': no conversion from '%T' to '%T'",
                      <const char *>text, p.type & REF_MASK, v.type, ctx_params(g.cx, p.f)[leaf].type)
        return 0
    t = reg_take(g, K_I32)
    emit_const(g, t, p.columns[column].filled, K_I32)
    p.columns[column].filled += 1
    store_element(g, v, type, p.columns[column].reg, t)
    own_reset(g, own_top)
    reg_reset(g, top)
    return 1


# ------------------------------------------------------------------------------------------------ the call

cdef uint32_t shape_literal(Gen *g, Plan *p) noexcept nogil:
    cdef Text out
    cdef char text[512]
    cdef uint32_t leaf, i, row, first, nleaves = ctx_func(g.cx, p.f).nparams
    memset(&out, 0, sizeof(out))
    puts(g, &out, b"[[")
    put(g, &out, p.counts.data, p.counts.n)
    puts(g, &out, b"],[")
    for leaf in range(nleaves):
        puts(g, &out, b",[" if leaf else b"[")
        first = 1
        for i in range(p.ncolumns):
            if p.columns[i].leaf == leaf:
                puts(g, &out, b'"' if first else b',"')
                first = 0
                row = p.columns[i].type
                if (ctx_params(g.cx, p.f)[leaf].type & T_HANDLE) == 0 and (
                        ctx_params(g.cx, p.f)[leaf].type & REF_MASK) != TR_VAR:
                    row &= ~<TypeRef>T_HANDLE
                put(g, &out, text, ctx_type_text(g.cx, row, text, sizeof(text)))
                puts(g, &out, b'"')
        puts(g, &out, b"]")
    puts(g, &out, b"],[")
    for leaf in range(nleaves):
        if leaf:
            puts(g, &out, b",")
        if (ctx_params(g.cx, p.f)[leaf].type & REF_MASK) == TR_VAR:
            puts(g, &out, b"[")
            put(g, &out, p.which[leaf].data, p.which[leaf].n)
            puts(g, &out, b"]")
        else:
            puts(g, &out, b"null")
    puts(g, &out, b"]]")
    row = lit_row(g, out.data, out.n) if not g.failed else 0
    free(out.data)
    return row


cdef uint32_t literal_reg(Gen *g, uint32_t row) noexcept nogil:
    cdef uint32_t reg = reg_take(g, K_STR)
    emit_ai(g, OP_LDS, reg, row)
    return reg


cdef void new_columns(Gen *g, Plan *p) noexcept nogil:
    cdef uint32_t i, t, top
    for i in range(p.ncolumns):
        p.columns[i].kind = column_kind(g, p.columns[i].type)
        p.columns[i].reg = own_take(g, p.columns[i].kind)
        if p.columns[i].count <= 0xffff:
            emit_abc(g, OP_NEWARRI, p.columns[i].reg, p.columns[i].count, p.columns[i].kind >> 8)
        else:
            top = g.fs.top
            t = reg_take(g, K_I32)
            emit_const(g, t, p.columns[i].count, K_I32)
            emit_abc(g, OP_NEWARR, p.columns[i].reg, t, p.columns[i].kind >> 8)
            reg_reset(g, top)


cdef Value planned(Gen *g, Plan *p, uint32_t node) noexcept nogil:
    cdef uint32_t regs[MAX_COLUMNS + 2]
    cdef uint32_t kinds[MAX_COLUMNS + 2]
    cdef uint32_t n = 0, i, leaf, row = 0, nleaves = ctx_func(g.cx, p.f).nparams, ret, dst, top, own_top
    cdef TypeRef t
    cdef Value v
    for leaf in range(nleaves):
        t = ctx_params(g.cx, p.f)[leaf].type
        if (t & REF_MASK) != TR_VAR:            # a column even without values, so that the call is always the same
            column_of(g, p, leaf, element_type(g, t))
    if not walk_list(g, p, 0, node, 0):
        return error_value(node)
    ret = kind_of(g, ctx_func(g.cx, p.f).ret)
    dst = own_take(g, ret) if is_handle_kind(ret) else reg_take(g, ret)
    top = g.fs.top
    own_top = g.fs.own_top
    gen_at(g, node_token(g.w, node))
    new_columns(g, p)
    p.filling = 1
    if not walk_list(g, p, 0, node, 0):
        return error_value(node)
    if takes_instance(g, p.f, &row):
        regs[n] = literal_reg(g, row)
        kinds[n] = K_STR
        n += 1
    regs[n] = literal_reg(g, shape_literal(g, p))
    kinds[n] = K_STR
    n += 1
    for leaf in range(nleaves):
        for i in range(p.ncolumns):
            if p.columns[i].leaf == leaf:
                regs[n] = p.columns[i].reg
                kinds[n] = p.columns[i].kind
                n += 1
    gen_at(g, node_token(g.w, node))
    emit_call(g, CALL_HOST, host_row(g, p.f, kinds, n, ret, NULL, 0), regs, n, dst)
    own_reset(g, own_top)
    reg_reset(g, top)
    v = blank(V_REG, p.type & REF_MASK, node)
    v.reg = dst
    v.owned = is_handle_kind(ret)
    v.fresh = 1
    return v


cdef Value host_list(Gen *g, FuncRef f, uint32_t node, TypeRef type) noexcept nogil:
    cdef Plan p
    cdef const FuncRec *rec = ctx_func(g.cx, f)
    cdef uint32_t i
    cdef Value v = error_value(node)
    memset(&p, 0, sizeof(p))
    p.f = f
    p.type = type & REF_MASK
    p.pattern = g.cx.ffi.text + rec.node
    p.npattern = rec.offset
    if rec.nparams <= MAX_LEAVES and p.npattern <= MAX_PATTERN:
        for i in range(p.npattern):
            p.same[i] = -1
        v = planned(g, &p, node)
    free(p.counts.data)
    for i in range(MAX_LEAVES):
        free(p.which[i].data)
    return v


cdef FuncRef list_factory(Gen *g, TypeRef type) noexcept nogil:
    cdef const TypeRec *rec = ctx_type(g.cx, type)
    if not is_host_class(g, type):
        return 0
    if rec.sort == TS_INSTANCE and rec.members == ctx_type(g.cx, rec.base).members:
        return ctx_constructors(g.cx, type & REF_MASK, 1)
    return rec.node | TIER_FFI if rec.node else 0


cdef Value host_string(Gen *g, uint32_t literal, uint32_t node) noexcept nogil:
    cdef FuncRef f = g.cx.string_factory
    cdef TypeRef type = ctx_func(g.cx, f).ret
    cdef uint32_t ret = kind_of(g, type), dst, top, reg, kind = K_STR
    cdef Value v
    dst = own_take(g, ret) if is_handle_kind(ret) else reg_take(g, ret)
    top = g.fs.top
    reg = literal_reg(g, literal)
    gen_at(g, node_token(g.w, node))
    emit_call(g, CALL_HOST, host_row(g, f, &kind, 1, ret, NULL, 0), &reg, 1, dst)
    reg_reset(g, top)
    v = blank(V_REG, type, node)
    v.reg = dst
    v.owned = is_handle_kind(ret)
    v.fresh = v.owned and not type & T_HANDLE
    return v


cdef int takes_instance(Gen *g, FuncRef f, uint32_t *row) noexcept nogil:
    cdef const FuncRec *rec = ctx_func(g.cx, f)
    cdef const TypeRec *owner = ctx_type(g.cx, rec.owner)
    cdef char text[512]
    if f & TIER_FFI or (rec.flags & (FF_HOST | FF_CONSTRUCTOR)) != FF_HOST | FF_CONSTRUCTOR or not owner.flags & TF_HOST:
        return 0
    row[0] = lit_row(g, text, ctx_type_text(g.cx, rec.owner & REF_MASK, text, sizeof(text)))
    return 1
