# cython: language_level=3, boundscheck=False, wraparound=False, cdivision=True, initializedcheck=False
"""The C functions of the string module: searching, cutting, changing, splitting.

What it is: byte operations on strings in linear memory. What it is not: operators and indexing (opcodes), numbers and
text (`natives_format.pyx`), Unicode case (`natives_case.pyx`), regular expressions (`natives_regex.pyx`).

Conventions: args[0] is the string; positions and lengths count bytes; a method that changes its string gives the changed
one in vm.outs[] (see compiler/gen.pxd). Pointers into the heap are read anew after each call that allocates.
"""
from libc.stdint cimport int64_t, uint8_t, uint32_t, uint64_t
from libc.string cimport memcmp, memmove, memset

from seraphscript.modules.text cimport bytes_at, change, charge, give, is_ascii_text, new_text
from seraphscript.vm.arrays cimport ArrayView, arr_give, arr_load, arr_new, arr_view
from seraphscript.vm.heap cimport NO_HANDLE, heap_release, heap_retain
from seraphscript.vm.layout cimport EXC_MEMORY, EXC_TOO_LARGE, MAX_STRING, STR_LEN, ExternDef
from seraphscript.vm.natives cimport register_native
from seraphscript.vm.strings cimport str_capacity, str_len, str_remake, str_sub, str_view
from seraphscript.vm.vmstate cimport NativeFn, Vm

from seraphscript.registry.ids import native_id

cdef extern from "search.h" nogil:
    int64_t seraph_find(const char *text, uint64_t n, const char *word, uint64_t m)
    int64_t seraph_find_last(const char *text, uint64_t n, const char *word, uint64_t m)


cdef enum:
    MATCH_COST = 4              # cost units of an occurrence, besides those for the bytes


# ------------------------------------------------------------------------------------------ size

cdef int s_capacity(Vm *vm, int64_t *args) noexcept nogil:
    args[0] = <int64_t>str_capacity(vm.heap, args[0])
    return 0


cdef int s_length(Vm *vm, int64_t *args) noexcept nogil:
    args[0] = <int64_t>str_len(vm.heap, args[0])
    return 0


cdef int s_is_empty(Vm *vm, int64_t *args) noexcept nogil:
    args[0] = 1 if str_len(vm.heap, args[0]) == 0 else 0
    return 0


cdef int s_reserve(Vm *vm, int64_t *args) noexcept nogil:
    return change(vm, str_remake(vm.heap, args[0], str_len(vm.heap, args[0]), <uint32_t>args[1]))


cdef int s_shrink(Vm *vm, int64_t *args) noexcept nogil:
    """A block of the right size, if this one has more than the rounding of sizes explains."""
    cdef uint64_t n = str_len(vm.heap, args[0])
    cdef int64_t s
    if str_capacity(vm.heap, args[0]) <= n + (n >> 2) + 16:
        heap_retain(vm.heap, args[0])
        vm.outs[0] = args[0]
        return 0
    s = new_text(vm, n)
    if s > 0:
        charge(vm, n)
        memmove(bytes_at(vm.heap, s, n), bytes_at(vm.heap, args[0], n), n)
    return change(vm, s)


cdef int s_clear(Vm *vm, int64_t *args) noexcept nogil:
    vm.outs[0] = 0
    return 0


cdef int s_resize(Vm *vm, int64_t *args) noexcept nogil:
    """Longer by zero bytes, or shorter."""
    cdef uint64_t n = str_len(vm.heap, args[0]), wanted = <uint32_t>args[1]
    cdef int64_t s = str_remake(vm.heap, args[0], wanted, 0)
    if s != NO_HANDLE and wanted > n:
        memset(bytes_at(vm.heap, s, wanted) + n, 0, wanted - n)
        charge(vm, wanted - n)
    return change(vm, s)


cdef int s_truncate(Vm *vm, int64_t *args) noexcept nogil:
    cdef uint64_t n = str_len(vm.heap, args[0])
    return change(vm, str_remake(vm.heap, args[0], min(n, <uint64_t><uint32_t>args[1]), 0))


# ------------------------------------------------------------------------------------------ parts

cdef int64_t part(Vm *vm, int64_t s, uint64_t start, uint64_t end) noexcept nogil:
    cdef uint64_t n = str_len(vm.heap, s)
    if end > n:
        end = n
    if start >= end:
        return 0
    return str_sub(vm.heap, s, start, end - start)


cdef int s_substr(Vm *vm, int64_t *args) noexcept nogil:
    cdef uint64_t start = <uint32_t>args[1]
    return give(vm, args, part(vm, args[0], start, start + <uint32_t>args[2] if args[2] >= 0 else ~<uint64_t>0))


cdef int s_slice(Vm *vm, int64_t *args) noexcept nogil:
    return give(vm, args, part(vm, args[0], <uint32_t>args[1], <uint32_t>args[2]))


cdef int s_slice_from(Vm *vm, int64_t *args) noexcept nogil:
    return give(vm, args, part(vm, args[0], <uint32_t>args[1], ~<uint64_t>0))


cdef int s_slice_to(Vm *vm, int64_t *args) noexcept nogil:
    return give(vm, args, part(vm, args[0], 0, <uint32_t>args[1]))


# ---------------------------------------------------------------------------------------- searching

cdef inline void charge_search(Vm *vm, uint64_t bytes) noexcept nogil:
    """For the bytes that a search has looked at, those of the word included. It may stop early, so charge afterwards."""
    vm.heap.work += <int64_t>(bytes >> 2)


cdef int s_find_first(Vm *vm, int64_t *args) noexcept nogil:
    cdef uint64_t n, m, start = <uint32_t>args[2]
    cdef const char *p = str_view(vm.heap, args[0], &n)
    cdef const char *q = str_view(vm.heap, args[1], &m)
    cdef int64_t at
    if start > n:
        args[0] = -1
        return 0
    at = seraph_find(p + start, n - start, q, m)
    if m <= n - start:
        charge_search(vm, m + (<uint64_t>at if at >= 0 else n - start))
    args[0] = at + <int64_t>start if at >= 0 else -1
    return EXC_MEMORY if at == -2 else 0


cdef int s_find_last(Vm *vm, int64_t *args) noexcept nogil:
    """The last occurrence that begins at or before a position; from the end if that is negative."""
    cdef uint64_t n, m
    cdef const char *p = str_view(vm.heap, args[0], &n)
    cdef const char *q = str_view(vm.heap, args[1], &m)
    if args[2] >= 0 and m <= n and <uint64_t>args[2] < n - m:
        n = <uint64_t>args[2] + m
    args[0] = seraph_find_last(p, n, q, m)
    if m <= n:
        charge_search(vm, n + 4 * m - (<uint64_t>args[0] if args[0] >= 0 else 0))
    return EXC_MEMORY if args[0] == -2 else 0


cdef void byte_set(const char *q, uint64_t m, uint8_t *members) noexcept nogil:
    cdef uint64_t i
    memset(members, 0, 256)
    for i in range(m):
        members[<uint8_t>q[i]] = 1


cdef int find_bytes(Vm *vm, int64_t *args, int backwards, uint8_t wanted) noexcept nogil:
    """First or last byte that is (not) in a set; from a start position on."""
    cdef uint64_t n, m, i
    cdef const char *p = str_view(vm.heap, args[0], &n)
    cdef const char *q = str_view(vm.heap, args[1], &m)
    cdef uint8_t members[256]
    cdef int64_t at = args[2]
    cdef uint64_t seen = m
    byte_set(q, m, members)
    args[0] = -1
    if backwards:
        i = n
        if at >= 0 and <uint64_t>at < n:
            i = <uint64_t>at + 1
        seen += i
        while i > 0:
            i -= 1
            if members[<uint8_t>p[i]] == wanted:
                args[0] = <int64_t>i
                break
        seen -= i
    else:
        i = <uint32_t>at
        while i < n:
            if members[<uint8_t>p[i]] == wanted:
                args[0] = <int64_t>i
                break
            i += 1
        seen += i - <uint32_t>at
    charge(vm, 2 * seen)
    return 0


cdef int s_find_first_of(Vm *vm, int64_t *args) noexcept nogil:
    return find_bytes(vm, args, 0, 1)


cdef int s_find_first_not_of(Vm *vm, int64_t *args) noexcept nogil:
    return find_bytes(vm, args, 0, 0)


cdef int s_find_last_of(Vm *vm, int64_t *args) noexcept nogil:
    return find_bytes(vm, args, 1, 1)


cdef int s_find_last_not_of(Vm *vm, int64_t *args) noexcept nogil:
    return find_bytes(vm, args, 1, 0)


cdef int s_starts_with(Vm *vm, int64_t *args) noexcept nogil:
    cdef uint64_t n, m
    cdef const char *p = str_view(vm.heap, args[0], &n)
    cdef const char *q = str_view(vm.heap, args[1], &m)
    if m <= n:
        charge(vm, m)
    args[0] = 1 if m <= n and memcmp(p, q, m) == 0 else 0
    return 0


cdef int s_ends_with(Vm *vm, int64_t *args) noexcept nogil:
    cdef uint64_t n, m
    cdef const char *p = str_view(vm.heap, args[0], &n)
    cdef const char *q = str_view(vm.heap, args[1], &m)
    if m <= n:
        charge(vm, m)
    args[0] = 1 if m <= n and memcmp(p + (n - m), q, m) == 0 else 0
    return 0


cdef int s_contains(Vm *vm, int64_t *args) noexcept nogil:
    cdef uint64_t n, m
    cdef int64_t at
    cdef const char *p = str_view(vm.heap, args[0], &n)
    cdef const char *q = str_view(vm.heap, args[1], &m)
    at = seraph_find(p, n, q, m)
    if m <= n:
        charge_search(vm, m + (<uint64_t>at if at >= 0 else n))
    args[0] = 1 if at >= 0 else 0
    return EXC_MEMORY if at == -2 else 0


cdef int64_t count_words(Vm *vm, const char *p, uint64_t n, const char *q, uint64_t m) noexcept nogil:
    """Occurrences that do not overlap; none of an empty word; -2 if memory is short."""
    cdef int64_t count = 0, at
    cdef uint64_t start = 0
    if m == 0:
        return 0
    charge_search(vm, n + m)
    while True:
        at = seraph_find(p + start, n - start, q, m)
        if at < 0:
            vm.heap.work += MATCH_COST * count
            return at if at == -2 else count
        count += 1
        start += <uint64_t>at + m


cdef int s_count(Vm *vm, int64_t *args) noexcept nogil:
    cdef uint64_t n, m
    cdef const char *p = str_view(vm.heap, args[0], &n)
    cdef const char *q = str_view(vm.heap, args[1], &m)
    args[0] = count_words(vm, p, n, q, m)
    return EXC_MEMORY if args[0] < 0 else 0


# ----------------------------------------------------------------------------------------- changing

cdef int splice(Vm *vm, int64_t s, uint64_t start, uint64_t end, int64_t insert) noexcept nogil:
    """The bytes start .. end-1 of the string are replaced by another string; both places are cut to its length."""
    cdef uint64_t n = str_len(vm.heap, s), m = str_len(vm.heap, insert), length
    cdef int64_t made
    cdef char *to
    cdef const char *from_
    if end > n:
        end = n
    if start > end:
        start = end
    length = n - (end - start) + m
    if length > MAX_STRING:
        return EXC_TOO_LARGE
    if insert != s:
        made = str_remake(vm.heap, s, max(length, n), 0)
        if made == NO_HANDLE:
            return <int>vm.heap.error
        charge(vm, m + n - end)
        to = bytes_at(vm.heap, made, max(length, n))
        memmove(to + start + m, to + end, n - end)
        memmove(to + start, bytes_at(vm.heap, insert, m), m)
        if length == 0:
            heap_release(vm.heap, made)
            made = 0
        else:
            vm.heap.mem[made + STR_LEN] = <int64_t>length
        return change(vm, made)
    made = new_text(vm, length)             # a string into itself
    if made > 0:
        charge(vm, length)
        to = bytes_at(vm.heap, made, length)
        from_ = bytes_at(vm.heap, s, n)
        memmove(to, from_, start)
        memmove(to + start, from_, m)
        memmove(to + start + m, from_ + end, n - end)
    return change(vm, made)


cdef int s_insert(Vm *vm, int64_t *args) noexcept nogil:
    return splice(vm, args[0], <uint32_t>args[1], <uint32_t>args[1], args[2])


cdef int s_erase(Vm *vm, int64_t *args) noexcept nogil:
    cdef uint64_t start = <uint32_t>args[1]
    return splice(vm, args[0], start, start + <uint32_t>args[2] if args[2] >= 0 else ~<uint64_t>0, 0)


cdef int s_replace_range(Vm *vm, int64_t *args) noexcept nogil:
    return splice(vm, args[0], <uint32_t>args[1], <uint32_t>args[2], args[3])


cdef int s_push(Vm *vm, int64_t *args) noexcept nogil:
    cdef uint64_t n = str_len(vm.heap, args[0])
    cdef int64_t s = str_remake(vm.heap, args[0], n + 1, 0)
    if s != NO_HANDLE:
        bytes_at(vm.heap, s, n + 1)[n] = <char>args[1]
    return change(vm, s)


cdef int s_pop(Vm *vm, int64_t *args) noexcept nogil:
    """The last byte, taken off; 0 if there is none."""
    cdef uint64_t n
    cdef const char *p = str_view(vm.heap, args[0], &n)
    cdef int64_t last = <uint8_t>p[n - 1] if n else 0
    cdef int error = change(vm, str_remake(vm.heap, args[0], n - 1 if n else 0, 0))
    args[0] = last
    return error


cdef int s_repeat(Vm *vm, int64_t *args) noexcept nogil:
    cdef uint64_t n = str_len(vm.heap, args[0]), count = <uint32_t>args[1], total, done
    cdef int64_t s
    cdef char *to
    if n == 0 or count == 0:
        args[0] = 0
        return 0
    if count > MAX_STRING // n:
        return EXC_TOO_LARGE
    total = n * count
    s = new_text(vm, total)
    if s > 0:
        charge(vm, total)
        to = bytes_at(vm.heap, s, total)
        memmove(to, bytes_at(vm.heap, args[0], n), n)
        done = n
        while done < total:                 # doubling
            memmove(to + done, to, min(done, total - done))
            done *= 2
    return give(vm, args, s)


cdef int replace(Vm *vm, int64_t *args, int64_t limit) noexcept nogil:
    """Replace at most `limit` occurrences of args[1] by args[2], from the left, without overlap."""
    cdef uint64_t n, m, k = str_len(vm.heap, args[2]), start = 0, put = 0, total
    cdef const char *p = str_view(vm.heap, args[0], &n)
    cdef const char *q = str_view(vm.heap, args[1], &m)
    cdef int64_t count, at, s
    cdef char *to
    if limit == 1:
        at = seraph_find(p, n, q, m) if m else -1
        count = 1 if at >= 0 else at + 1
        if 0 < m <= n:
            charge_search(vm, m + (<uint64_t>at if at >= 0 else n))
    else:
        count = count_words(vm, p, n, q, m)
    if count < 0:
        return EXC_MEMORY
    if count == 0:
        heap_retain(vm.heap, args[0])
        return 0
    if k > m and <uint64_t>count > (MAX_STRING - n) // (k - m):
        return EXC_TOO_LARGE
    total = n - <uint64_t>count * m + <uint64_t>count * k
    s = new_text(vm, total)
    if s <= 0:
        return give(vm, args, s)
    charge(vm, total)
    charge_search(vm, n + m if count > 1 else m)
    vm.heap.work += MATCH_COST * count
    p = bytes_at(vm.heap, args[0], n)
    q = bytes_at(vm.heap, args[1], m)
    to = bytes_at(vm.heap, s, total)
    while count > 0:
        at = seraph_find(p + start, n - start, q, m)
        if at < 0 or put + <uint64_t>at + k > total:
            break
        memmove(to + put, p + start, <uint64_t>at)
        memmove(to + put + at, bytes_at(vm.heap, args[2], k), k)
        put += <uint64_t>at + k
        start += <uint64_t>at + m
        count -= 1
    memmove(to + put, p + start, min(n - start, total - put))
    return give(vm, args, s)


cdef int s_replace_all(Vm *vm, int64_t *args) noexcept nogil:
    return replace(vm, args, MAX_STRING)


cdef int s_replace_first(Vm *vm, int64_t *args) noexcept nogil:
    return replace(vm, args, 1)


cdef int s_reversed(Vm *vm, int64_t *args) noexcept nogil:
    """Characters in reverse order: the bytes of a UTF-8 sequence stay together."""
    cdef uint64_t n = str_len(vm.heap, args[0]), i = 0, length
    cdef int64_t s = new_text(vm, n)
    cdef const char *p
    cdef char *to
    if s > 0:
        charge(vm, 8 * n)
        p = bytes_at(vm.heap, args[0], n)
        to = bytes_at(vm.heap, s, n)
        if is_ascii_text(p, n):
            for i in range(n):
                to[n - 1 - i] = p[i]
            return give(vm, args, s)
        while i < n:
            length = 1
            while i + length < n and (<uint8_t>p[i + length] & 0xc0) == 0x80:
                length += 1
            memmove(to + (n - i - length), p + i, length)
            i += length
    return give(vm, args, s)


# -------------------------------------------------------------------------------- splitting, joining

cdef int s_split(Vm *vm, int64_t *args) noexcept nogil:
    cdef const ExternDef *row = &vm.prog.natives[vm.call_index]
    cdef uint32_t type = vm.prog.kinds[row.kinds + row.nparams] >> 8        # of the result
    cdef uint64_t n, m, start = 0
    cdef const char *p = str_view(vm.heap, args[0], &n)
    cdef const char *q = str_view(vm.heap, args[1], &m)
    cdef int64_t count = count_words(vm, p, n, q, m), parts, piece, at, i = 0
    cdef int error
    if count < 0:
        return EXC_MEMORY
    parts = arr_new(vm.heap, type, count + 1)
    if parts == NO_HANDLE:
        return <int>vm.heap.error
    vm.heap.work += MATCH_COST * count
    charge_search(vm, n)
    while True:
        p = bytes_at(vm.heap, args[0], n)
        q = bytes_at(vm.heap, args[1], m)
        at = seraph_find(p + start, n - start, q, m) if m else -1
        piece = str_sub(vm.heap, args[0], start, <uint64_t>at if at >= 0 else n - start) if at != 0 else 0
        error = <int>vm.heap.error if piece == NO_HANDLE else arr_give(vm.heap, parts, i, piece)
        if error:
            heap_release(vm.heap, parts)
            return error
        if at < 0:
            break
        start += <uint64_t>at + m
        i += 1
    args[0] = parts
    return 0


cdef int s_join(Vm *vm, int64_t *args) noexcept nogil:
    cdef ArrayView v
    cdef uint64_t total = 0, m = str_len(vm.heap, args[1]), n, put = 0, i
    cdef int64_t piece, s
    cdef char *to
    cdef int error = arr_view(vm.heap, args[0], &v)
    if error:
        return error
    for i in range(v.length):
        total += str_len(vm.heap, arr_load(vm.heap, &v, i)) + (m if i else 0)
        if total > MAX_STRING:
            return EXC_TOO_LARGE
    vm.heap.work += 2 * <int64_t>v.length
    s = new_text(vm, total)
    if s > 0:
        charge(vm, total)
        to = bytes_at(vm.heap, s, total)
        for i in range(v.length):
            if i:
                n = min(m, total - put)
                memmove(to + put, bytes_at(vm.heap, args[1], m), n)
                put += n
            piece = arr_load(vm.heap, &v, i)
            n = min(str_len(vm.heap, piece), total - put)
            memmove(to + put, bytes_at(vm.heap, piece, n), n)
            put += n
    return give(vm, args, s)


def register() -> None:
    """Register all functions of this file; done once, when the default modules are imported."""
    add("capacity", s_capacity, "u32(str)")
    add("length", s_length, "u32(str)")
    add("isEmpty", s_is_empty, "bool(str)")
    add("reserve", s_reserve, "void(str, u32) str")
    add("shrinkToFit", s_shrink, "void(str) str")
    add("clear", s_clear, "void(str) str")
    add("resize", s_resize, "void(str, u32) str")
    add("truncate", s_truncate, "void(str, u32) str")
    add("substr", s_substr, "str(str, u32, i32)")
    add("slice", s_slice, "str(str, u32, u32)")
    add("sliceFrom", s_slice_from, "str(str, u32)")
    add("sliceTo", s_slice_to, "str(str, u32)")
    add("findFirst", s_find_first, "i32(str, str, u32)")
    add("findLast", s_find_last, "i32(str, str, i32)")
    add("findFirstOf", s_find_first_of, "i32(str, str, u32)")
    add("findFirstNotOf", s_find_first_not_of, "i32(str, str, u32)")
    add("findLastOf", s_find_last_of, "i32(str, str, i32)")
    add("findLastNotOf", s_find_last_not_of, "i32(str, str, i32)")
    add("startsWith", s_starts_with, "bool(str, str)")
    add("endsWith", s_ends_with, "bool(str, str)")
    add("contains", s_contains, "bool(str, str)")
    add("countOccurrences", s_count, "u32(str, str)")
    add("insert", s_insert, "void(str, u32, str) str")
    add("erase", s_erase, "void(str, u32, i32) str")
    add("replaceRange", s_replace_range, "void(str, u32, u32, str) str")
    add("push", s_push, "void(str, u8) str")
    add("pop", s_pop, "u8(str) str")
    add("repeat", s_repeat, "str(str, u32)")
    add("replaceAll", s_replace_all, "str(str, str, str)")
    add("replaceFirst", s_replace_first, "str(str, str, str)")
    add("reversed", s_reversed, "str(str)")
    add("split", s_split, "[str](str, str)")
    add("join", s_join, "str([str], str)")


cdef int add(str name, NativeFn fn, str signature) except -1:
    register_native(native_id("string." + name), fn, signature, "string." + name)
    return 0


register()
