# cython: language_level=3, boundscheck=False, wraparound=False, cdivision=True, initializedcheck=False
"""The C functions of the string module: searching, cutting, changing, splitting.

What it is: byte operations on strings in linear memory. What it is not: operators and indexing (opcodes), numbers and
text (`natives_format.pyx`), Unicode case (`natives_case.pyx`), regular expressions (`natives_regex.pyx`).

Conventions: args[0] is the string; positions and lengths count bytes; a method that changes its string gives the changed
one in vm.outs[] (see compiler/gen.pxd). Pointers into the heap are read anew after each call that allocates.
"""
from libc.stdint cimport int64_t, uint8_t, uint32_t, uint64_t
from libc.string cimport memchr, memcmp, memcpy, memset

from seraphscript.vm.arrays cimport arr_give, arr_len, arr_get, arr_new
from seraphscript.vm.heap cimport NO_HANDLE, Heap, heap_release, heap_retain
from seraphscript.vm.layout cimport EXC_TOO_LARGE, MAX_STRING, TY_ARRAY
from seraphscript.vm.natives cimport register_native
from seraphscript.vm.opcodes cimport K_STR
from seraphscript.vm.strings cimport str_alloc, str_len, str_new, str_resize, str_sub, str_view
from seraphscript.vm.vmstate cimport NativeFn, Vm

from seraphscript.registry.ids import native_id

cdef extern from "search.h" nogil:
    int64_t seraph_find(const char *text, uint64_t n, const char *word, uint64_t m)


cdef inline int give(Vm *vm, int64_t *args, int64_t s) noexcept nogil:
    """The result is the owned string s."""
    if s == NO_HANDLE:
        return <int>vm.heap.error
    args[0] = s
    return 0


cdef inline int change(Vm *vm, int64_t s) noexcept nogil:
    """The string itself becomes the owned string s."""
    if s == NO_HANDLE:
        return <int>vm.heap.error
    vm.outs[0] = s
    return 0


cdef inline void charge(Vm *vm, uint64_t bytes) noexcept nogil:
    vm.heap.work += <int64_t>(bytes >> 4)


cdef int64_t spliced(Vm *vm, int64_t s, uint64_t start, uint64_t end, int64_t insert) noexcept nogil:
    """A new string: the bytes start .. end-1 of s (inside it) replaced by another string."""
    cdef uint64_t n, m
    cdef const char *p = str_view(vm.heap, s, &n)
    cdef const char *q = str_view(vm.heap, insert, &m)
    cdef uint64_t length = n - (end - start) + m
    cdef int64_t made
    cdef char *to
    charge(vm, n + m)
    if length == 0:
        return 0
    made = str_alloc(vm.heap, length)
    if made == NO_HANDLE:
        return made
    p = str_view(vm.heap, s, &n)
    q = str_view(vm.heap, insert, &m)
    to = <char *>str_view(vm.heap, made, &length)
    memcpy(to, p, start)
    memcpy(to + start, q, m)
    memcpy(to + start + m, p + end, n - end)
    return made


# ------------------------------------------------------------------------------------------ size

cdef int s_capacity(Vm *vm, int64_t *args) noexcept nogil:
    cdef uint64_t n = str_len(vm.heap, args[0])
    args[0] = <int64_t>(<uint64_t>vm.heap.mem[args[0] + 1] >> 32) if n else 0
    return 0


cdef int s_is_empty(Vm *vm, int64_t *args) noexcept nogil:
    args[0] = 1 if str_len(vm.heap, args[0]) == 0 else 0
    return 0


cdef int s_unchanged(Vm *vm, int64_t *args) noexcept nogil:
    """reserve and shrinkToFit: capacity is the engine's own affair."""
    heap_retain(vm.heap, args[0])
    vm.outs[0] = args[0]
    return 0


cdef int s_clear(Vm *vm, int64_t *args) noexcept nogil:
    vm.outs[0] = 0
    return 0


cdef int s_resize(Vm *vm, int64_t *args) noexcept nogil:
    cdef uint64_t n = <uint64_t>args[1]
    if n > MAX_STRING:
        return EXC_TOO_LARGE
    charge(vm, n)
    heap_retain(vm.heap, args[0])
    return change(vm, str_resize(vm.heap, args[0], n))


cdef int s_truncate(Vm *vm, int64_t *args) noexcept nogil:
    return change(vm, str_sub(vm.heap, args[0], 0, <uint64_t>args[1]))


# ------------------------------------------------------------------------------------------ parts

cdef int64_t part(Vm *vm, int64_t s, uint64_t start, uint64_t end) noexcept nogil:
    cdef uint64_t n = str_len(vm.heap, s)
    if end > n:
        end = n
    if start >= end:
        return 0
    charge(vm, end - start)
    return str_sub(vm.heap, s, start, end - start)


cdef int s_substr(Vm *vm, int64_t *args) noexcept nogil:
    cdef uint64_t start = <uint64_t>args[1]
    return give(vm, args, part(vm, args[0], start, start + <uint64_t>args[2] if args[2] >= 0 else ~<uint64_t>0))


cdef int s_slice(Vm *vm, int64_t *args) noexcept nogil:
    return give(vm, args, part(vm, args[0], <uint64_t>args[1], <uint64_t>args[2]))


cdef int s_slice_from(Vm *vm, int64_t *args) noexcept nogil:
    return give(vm, args, part(vm, args[0], <uint64_t>args[1], ~<uint64_t>0))


cdef int s_slice_to(Vm *vm, int64_t *args) noexcept nogil:
    return give(vm, args, part(vm, args[0], 0, <uint64_t>args[1]))


# ---------------------------------------------------------------------------------------- searching

cdef int s_find_first(Vm *vm, int64_t *args) noexcept nogil:
    cdef uint64_t n, m, start = <uint64_t>args[2]
    cdef const char *p = str_view(vm.heap, args[0], &n)
    cdef const char *q = str_view(vm.heap, args[1], &m)
    cdef int64_t at
    if start > n:
        args[0] = -1
        return 0
    charge(vm, n - start + m)
    at = seraph_find(p + start, n - start, q, m)
    args[0] = at + <int64_t>start if at >= 0 else -1
    return 0


cdef int64_t find_last(const char *p, uint64_t n, const char *q, uint64_t m, uint64_t last) noexcept nogil:
    """The last occurrence that begins at or before `last`, in linear time: the last of all matches from the left."""
    cdef int64_t found = -1, at
    cdef uint64_t start = 0
    if m > n:
        return -1
    if last > n - m:
        last = n - m
    if m == 0:
        return <int64_t>last
    if m <= 16:                             # short words: compare from the right
        at = <int64_t>last
        while at >= 0 and memcmp(p + at, q, m) != 0:
            at -= 1
        return at
    while start <= last:
        at = seraph_find(p + start, last + m - start, q, m)
        if at < 0:
            break
        found = <int64_t>start + at
        start = <uint64_t>found + 1
    return found


cdef int s_find_last(Vm *vm, int64_t *args) noexcept nogil:
    cdef uint64_t n, m
    cdef const char *p = str_view(vm.heap, args[0], &n)
    cdef const char *q = str_view(vm.heap, args[1], &m)
    charge(vm, n + m)
    args[0] = find_last(p, n, q, m, <uint64_t>args[2] if args[2] >= 0 else n)
    return 0


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
    byte_set(q, m, members)
    charge(vm, n + m)
    args[0] = -1
    if backwards:
        i = n
        if at >= 0 and <uint64_t>at < n:
            i = <uint64_t>at + 1
        while i > 0:
            i -= 1
            if members[<uint8_t>p[i]] == wanted:
                args[0] = <int64_t>i
                break
    else:
        for i in range(<uint64_t>at, n):
            if members[<uint8_t>p[i]] == wanted:
                args[0] = <int64_t>i
                break
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
    args[0] = 1 if m <= n and memcmp(p, q, m) == 0 else 0
    return 0


cdef int s_ends_with(Vm *vm, int64_t *args) noexcept nogil:
    cdef uint64_t n, m
    cdef const char *p = str_view(vm.heap, args[0], &n)
    cdef const char *q = str_view(vm.heap, args[1], &m)
    args[0] = 1 if m <= n and memcmp(p + (n - m), q, m) == 0 else 0
    return 0


cdef int s_contains(Vm *vm, int64_t *args) noexcept nogil:
    cdef uint64_t n, m
    cdef const char *p = str_view(vm.heap, args[0], &n)
    cdef const char *q = str_view(vm.heap, args[1], &m)
    charge(vm, n + m)
    args[0] = 1 if seraph_find(p, n, q, m) >= 0 else 0
    return 0


cdef int64_t count_words(const char *p, uint64_t n, const char *q, uint64_t m) noexcept nogil:
    """Occurrences that do not overlap; none of an empty word."""
    cdef int64_t count = 0, at
    cdef uint64_t start = 0
    if m == 0:
        return 0
    while True:
        at = seraph_find(p + start, n - start, q, m)
        if at < 0:
            return count
        count += 1
        start += <uint64_t>at + m


cdef int s_count(Vm *vm, int64_t *args) noexcept nogil:
    cdef uint64_t n, m
    cdef const char *p = str_view(vm.heap, args[0], &n)
    cdef const char *q = str_view(vm.heap, args[1], &m)
    charge(vm, n + m)
    args[0] = count_words(p, n, q, m)
    return 0


# ----------------------------------------------------------------------------------------- changing

cdef int s_insert(Vm *vm, int64_t *args) noexcept nogil:
    cdef uint64_t n = str_len(vm.heap, args[0]), at = <uint64_t>args[1]
    if at > n:
        at = n
    return change(vm, spliced(vm, args[0], at, at, args[2]))


cdef int s_erase(Vm *vm, int64_t *args) noexcept nogil:
    cdef uint64_t n = str_len(vm.heap, args[0]), at = <uint64_t>args[1], end = n
    if at >= n:
        return s_unchanged(vm, args)
    if args[2] >= 0 and <uint64_t>args[2] < n - at:
        end = at + <uint64_t>args[2]
    return change(vm, spliced(vm, args[0], at, end, 0))


cdef int s_replace_range(Vm *vm, int64_t *args) noexcept nogil:
    cdef uint64_t n = str_len(vm.heap, args[0]), start = <uint64_t>args[1], end = <uint64_t>args[2]
    if end > n:
        end = n
    if start > end:
        start = end
    return change(vm, spliced(vm, args[0], start, end, args[3]))


cdef int s_push(Vm *vm, int64_t *args) noexcept nogil:
    cdef uint64_t n = str_len(vm.heap, args[0])
    cdef int64_t s
    cdef uint64_t m
    charge(vm, n)
    heap_retain(vm.heap, args[0])
    s = str_resize(vm.heap, args[0], n + 1)
    if s != NO_HANDLE:
        (<char *>str_view(vm.heap, s, &m))[n] = <char>args[1]
    return change(vm, s)


cdef int s_pop(Vm *vm, int64_t *args) noexcept nogil:
    cdef uint64_t n
    cdef const char *p = str_view(vm.heap, args[0], &n)
    cdef int64_t last
    if n == 0:
        vm.outs[0] = 0
        args[0] = 0
        return 0
    last = <uint8_t>p[n - 1]
    vm.outs[0] = str_sub(vm.heap, args[0], 0, n - 1)
    if vm.outs[0] == NO_HANDLE:
        vm.outs[0] = 0
        return <int>vm.heap.error
    args[0] = last
    return 0


cdef int s_repeat(Vm *vm, int64_t *args) noexcept nogil:
    cdef uint64_t n = str_len(vm.heap, args[0]), count = <uint64_t>args[1], done
    cdef int64_t s
    cdef char *to
    if n == 0 or count == 0:
        args[0] = 0
        return 0
    if count > MAX_STRING // n:
        return EXC_TOO_LARGE
    charge(vm, n * count)
    s = str_alloc(vm.heap, n * count)
    if s == NO_HANDLE:
        return <int>vm.heap.error
    to = <char *>str_view(vm.heap, s, &done)
    memcpy(to, str_view(vm.heap, args[0], &done), n)
    done = n
    while done < n * count:                 # doubling
        memcpy(to + done, to, done if done <= n * count - done else n * count - done)
        done *= 2
    args[0] = s
    return 0


cdef int replace(Vm *vm, int64_t *args, int64_t limit) noexcept nogil:
    """Replace at most `limit` occurrences of args[1] by args[2], from the left, without overlap."""
    cdef uint64_t n, m, k, start = 0, put = 0, room
    cdef const char *p = str_view(vm.heap, args[0], &n)
    cdef const char *q = str_view(vm.heap, args[1], &m)
    cdef const char *r
    cdef int64_t count = count_words(p, n, q, m), at, s
    cdef char *to
    k = str_len(vm.heap, args[2])
    if count > limit:
        count = limit
    charge(vm, 2 * n + m)
    if count == 0:
        heap_retain(vm.heap, args[0])
        return 0
    if k > m and <uint64_t>count > (MAX_STRING - n) // (k - m):
        return EXC_TOO_LARGE
    room = n - <uint64_t>count * m + <uint64_t>count * k
    charge(vm, room)
    if room == 0:
        args[0] = 0
        return 0
    s = str_alloc(vm.heap, room)
    if s == NO_HANDLE:
        return <int>vm.heap.error
    p = str_view(vm.heap, args[0], &n)
    q = str_view(vm.heap, args[1], &m)
    r = str_view(vm.heap, args[2], &k)
    to = <char *>str_view(vm.heap, s, &room)
    while count > 0:
        at = seraph_find(p + start, n - start, q, m)
        if at < 0:
            break
        memcpy(to + put, p + start, <uint64_t>at)
        memcpy(to + put + at, r, k)
        put += <uint64_t>at + k
        start += <uint64_t>at + m
        count -= 1
    memcpy(to + put, p + start, n - start)
    args[0] = s
    return 0


cdef int s_replace_all(Vm *vm, int64_t *args) noexcept nogil:
    return replace(vm, args, MAX_STRING)


cdef int s_replace_first(Vm *vm, int64_t *args) noexcept nogil:
    return replace(vm, args, 1)


cdef int s_reversed(Vm *vm, int64_t *args) noexcept nogil:
    """Characters in reverse order: the bytes of a UTF-8 sequence stay together."""
    cdef uint64_t n, i = 0, length
    cdef const char *p = str_view(vm.heap, args[0], &n)
    cdef int64_t s
    cdef char *to
    if n == 0:
        args[0] = 0
        return 0
    charge(vm, n)
    s = str_alloc(vm.heap, n)
    if s == NO_HANDLE:
        return <int>vm.heap.error
    p = str_view(vm.heap, args[0], &n)
    to = <char *>str_view(vm.heap, s, &n)
    while i < n:
        length = 1
        while i + length < n and (<uint8_t>p[i + length] & 0xc0) == 0x80:
            length += 1
        memcpy(to + (n - i - length), p + i, length)
        i += length
    args[0] = s
    return 0


# -------------------------------------------------------------------------------- splitting, joining

cdef uint32_t string_array(const Heap *heap) noexcept nogil:
    """The program's type array<string>; 0 if it has none."""
    cdef uint32_t i
    for i in range(heap.ntypes):
        if heap.types[i].sort == TY_ARRAY and (heap.types[i].elem & 0xff) == K_STR:
            return i
    return 0


cdef int s_split(Vm *vm, int64_t *args) noexcept nogil:
    cdef uint64_t n, m, start = 0
    cdef const char *p = str_view(vm.heap, args[0], &n)
    cdef const char *q = str_view(vm.heap, args[1], &m)
    cdef int64_t parts, piece, at, i = 0
    cdef int error
    charge(vm, 2 * n + m)
    parts = arr_new(vm.heap, string_array(vm.heap), count_words(p, n, q, m) + 1)
    if parts == NO_HANDLE:
        return <int>vm.heap.error
    while True:
        p = str_view(vm.heap, args[0], &n)
        q = str_view(vm.heap, args[1], &m)
        at = seraph_find(p + start, n - start, q, m) if m else -1
        piece = str_sub(vm.heap, args[0], start, <uint64_t>at if at >= 0 else n - start) if at != 0 else 0
        if piece == NO_HANDLE:
            heap_release(vm.heap, parts)
            return <int>vm.heap.error
        vm.heap.work += 1
        error = arr_give(vm.heap, parts, i, piece)
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
    cdef int64_t count = arr_len(vm.heap, args[0]), i, piece, s
    cdef uint64_t total = 0, m, n, put = 0
    cdef const char *p
    cdef char *to
    p = str_view(vm.heap, args[1], &m)
    for i in range(count):
        if arr_get(vm.heap, args[0], i, &piece) == 0:
            total += str_len(vm.heap, piece) + (m if i else 0)
        if total > MAX_STRING:
            return EXC_TOO_LARGE
    vm.heap.work += count
    charge(vm, total)
    if total == 0:
        args[0] = 0
        return 0
    s = str_alloc(vm.heap, total)
    if s == NO_HANDLE:
        return <int>vm.heap.error
    to = <char *>str_view(vm.heap, s, &total)
    for i in range(count):
        if i:
            p = str_view(vm.heap, args[1], &m)
            if put + m > total:
                break
            memcpy(to + put, p, m)
            put += m
        if arr_get(vm.heap, args[0], i, &piece) != 0:
            break
        p = str_view(vm.heap, piece, &n)
        if put + n > total:
            break
        memcpy(to + put, p, n)
        put += n
    args[0] = s
    return 0


def register() -> None:
    """Register all functions of this file; done once, when the default modules are imported."""
    add("capacity", s_capacity, "u32(str)")
    add("isEmpty", s_is_empty, "bool(str)")
    add("reserve", s_unchanged, "void(str, u32) str")
    add("shrinkToFit", s_unchanged, "void(str) str")
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
