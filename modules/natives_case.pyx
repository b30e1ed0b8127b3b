# cython: language_level=3, boundscheck=False, wraparound=False, cdivision=True, initializedcheck=False
"""The C functions of the string module that know characters: upper and lower case, trimming, classes of bytes.

What it is: full case mappings of Unicode (one character may become three; a capital sigma that ends a word becomes a
final one) and its white space; bytes that are no UTF-8 stay as they are. What it is not: dependent on a locale.

Changes of case take two passes, one for the length and one to write; a string that does not change is shared.
"""
from libc.stdint cimport int64_t, uint8_t, uint32_t, uint64_t
from libc.stdlib cimport calloc, free
from libc.string cimport memset

from seraphscript.modules.text cimport bytes_at, charge, give, is_ascii_text, new_text
from seraphscript.vm.heap cimport heap_retain
from seraphscript.vm.layout cimport EXC_MEMORY, EXC_TOO_LARGE, MAX_STRING
from seraphscript.vm.natives cimport register_native
from seraphscript.vm.strings cimport str_len, str_sub, str_view
from seraphscript.vm.vmstate cimport NativeFn, Vm

from seraphscript.registry.ids import native_id

cdef extern from "unicode_case.h" nogil:
    uint32_t utf8_read(const char *text, uint64_t n, uint32_t *size)
    uint32_t utf8_read_back(const char *text, uint64_t n, uint32_t *size)
    uint32_t utf8_size(uint32_t c)
    void utf8_write(char *p, uint32_t c)
    uint32_t upper_case(uint32_t c, uint32_t *to)
    uint32_t lower_case(uint32_t c, uint32_t *to)
    bint is_final_sigma(const char *p, uint64_t n, uint64_t at)
    bint is_space(uint32_t c)
    uint32_t ascii_class(uint8_t c)
    enum:
        UTF8_STRAY
        ASCII_ALPHA
        ASCII_DIGIT
        ASCII_HEX
        ASCII_SPACE

cdef enum:
    CAPITAL_SIGMA = 0x3a3
    FINAL_SIGMA = 0x3c2


# -------------------------------------------------------------------------------------------- case

cdef uint64_t case_pass(const char *p, uint64_t n, int upper, char *out, uint64_t room, bint *same) noexcept nogil:
    """Length of the text in the other case; with `out`, writes at most `room` bytes of it."""
    cdef uint64_t i = 0, put = 0
    cdef uint32_t to[3]
    cdef uint32_t c, size, count, k
    same[0] = 1
    while i < n:
        c = utf8_read(p + i, n - i, &size)
        if upper:
            count = upper_case(c, to)
        elif c == CAPITAL_SIGMA and is_final_sigma(p, n, i):
            to[0] = FINAL_SIGMA
            count = 1
        else:
            count = lower_case(c, to)
        i += size
        if count != 1 or to[0] != c:
            same[0] = 0
        for k in range(count):
            size = utf8_size(to[k])
            if out != NULL:
                if put + size > room:
                    return put
                utf8_write(out + put, to[k])
            put += size
    return put


cdef inline uint64_t letters(uint64_t word, uint64_t first) noexcept nogil:
    """Bit 5 of each of eight ASCII bytes that is one of the 26 letters from `first` on."""
    cdef uint64_t ones = 0x0101010101010101ULL
    return ((word + (128 - first) * ones) & ~(word + (102 - first) * ones) & 128 * ones) >> 2


cdef int in_case_ascii(Vm *vm, int64_t *args, uint64_t n, uint64_t first) noexcept nogil:
    """Eight bytes at a time; what stands behind the end in the last slot does not matter."""
    cdef const uint64_t *p = <const uint64_t *>bytes_at(vm.heap, args[0], n)
    cdef uint64_t *to
    cdef uint64_t changed = 0, i
    cdef int64_t s
    charge(vm, 2 * n)
    for i in range(n >> 3):
        changed |= letters(p[i], first)
    if n & 7:
        changed |= letters(p[n >> 3] << (64 - 8 * (n & 7)), first)
    if not changed:
        heap_retain(vm.heap, args[0])
        return 0
    s = new_text(vm, n)
    if s > 0:
        p = <const uint64_t *>bytes_at(vm.heap, args[0], n)
        to = <uint64_t *>bytes_at(vm.heap, s, n)
        for i in range((n + 7) >> 3):
            to[i] = p[i] ^ letters(p[i], first)
    return give(vm, args, s)


cdef int in_case(Vm *vm, int64_t *args, int upper) noexcept nogil:
    cdef uint64_t n, total
    cdef const char *p = str_view(vm.heap, args[0], &n)
    cdef bint same
    cdef int64_t s
    if is_ascii_text(p, n):
        return in_case_ascii(vm, args, n, 97 if upper else 65)
    charge(vm, 32 * n)
    total = case_pass(p, n, upper, NULL, 0, &same)
    if same:
        heap_retain(vm.heap, args[0])
        return 0
    if total > MAX_STRING:
        return EXC_TOO_LARGE
    s = new_text(vm, total)
    if s > 0:
        case_pass(bytes_at(vm.heap, args[0], n), n, upper, bytes_at(vm.heap, s, total), total, &same)
    return give(vm, args, s)


cdef int s_to_upper(Vm *vm, int64_t *args) noexcept nogil:
    return in_case(vm, args, 1)


cdef int s_to_lower(Vm *vm, int64_t *args) noexcept nogil:
    return in_case(vm, args, 0)


cdef int in_ascii_case(Vm *vm, int64_t *args, uint8_t first) noexcept nogil:
    """Letters from `first` on change their case, other bytes stay."""
    cdef uint64_t n = str_len(vm.heap, args[0]), i
    cdef int64_t s = new_text(vm, n)
    cdef const uint8_t *p
    cdef uint8_t *to
    if s > 0:
        charge(vm, 4 * n)
        p = <const uint8_t *>bytes_at(vm.heap, args[0], n)
        to = <uint8_t *>bytes_at(vm.heap, s, n)
        for i in range(n):
            to[i] = p[i] ^ <uint8_t>32 if <uint8_t>(p[i] - first) < 26 else p[i]
    return give(vm, args, s)


cdef int s_to_ascii_upper(Vm *vm, int64_t *args) noexcept nogil:
    return in_ascii_case(vm, args, 97)


cdef int s_to_ascii_lower(Vm *vm, int64_t *args) noexcept nogil:
    return in_ascii_case(vm, args, 65)


# ------------------------------------------------------------------------------------------ trimming

cdef inline bint is_member(uint32_t c, const uint8_t *members, uint32_t limit) noexcept nogil:
    """In the set of characters (a bit each, for those below the limit), or white space if there is no set."""
    if members == NULL:
        return is_space(c)
    return c < limit and members[c >> 3] >> (c & 7) & 1


cdef int64_t trimmed(Vm *vm, int64_t s, const uint8_t *members, uint32_t limit, bint left, bint right) noexcept nogil:
    cdef uint64_t end, start = 0, n
    cdef const char *p = str_view(vm.heap, s, &n)
    cdef uint32_t size = 0
    end = n
    while left and start < end and is_member(utf8_read(p + start, end - start, &size), members, limit):
        start += size
    while right and start < end and is_member(utf8_read_back(p + start, end - start, &size), members, limit):
        end -= size
    charge(vm, 16 * (n - (end - start)))
    return str_sub(vm.heap, s, start, end - start)


cdef int s_trim(Vm *vm, int64_t *args) noexcept nogil:
    return give(vm, args, trimmed(vm, args[0], NULL, 0, 1, 1))


cdef int s_trim_start(Vm *vm, int64_t *args) noexcept nogil:
    return give(vm, args, trimmed(vm, args[0], NULL, 0, 1, 0))


cdef int s_trim_end(Vm *vm, int64_t *args) noexcept nogil:
    return give(vm, args, trimmed(vm, args[0], NULL, 0, 0, 1))


cdef int s_trim_matches(Vm *vm, int64_t *args) noexcept nogil:
    """Without the characters at both ends that stand in another string."""
    cdef uint64_t n, i
    cdef const char *p = str_view(vm.heap, args[1], &n)
    cdef uint8_t ascii[16]
    cdef uint8_t *members = ascii
    cdef uint32_t c, size = 0, limit = 128
    cdef int64_t s
    charge(vm, 16 * n)
    memset(ascii, 0, sizeof(ascii))
    for i in range(n):
        if <uint8_t>p[i] >= 128:
            limit = UTF8_STRAY + 256
            break
    if limit > 128:
        members = <uint8_t *>calloc(limit >> 3, 1)
        if members == NULL:
            return EXC_MEMORY
        vm.heap.work += 1000
    i = 0
    while i < n:
        c = utf8_read(p + i, n - i, &size)
        members[c >> 3] |= <uint8_t>(1 << (c & 7))
        i += size
    s = trimmed(vm, args[0], members, limit, 1, 1)
    if members != ascii:
        free(members)
    return give(vm, args, s)


# ------------------------------------------------------------------------------------------ classes

cdef int s_is_ascii(Vm *vm, int64_t *args) noexcept nogil:
    cdef uint64_t n, i = 0
    cdef const char *p = str_view(vm.heap, args[0], &n)
    while i < n and <uint8_t>p[i] < 128:
        i += 1
    charge(vm, 4 * i)
    args[0] = 1 if i == n else 0
    return 0


cdef int all_of(Vm *vm, int64_t *args, uint32_t classes) noexcept nogil:
    """Is every byte in one of the classes? No byte is not."""
    cdef uint64_t n, i = 0
    cdef const char *p = str_view(vm.heap, args[0], &n)
    while i < n and ascii_class(<uint8_t>p[i]) & classes:
        i += 1
    charge(vm, 4 * i)
    args[0] = 1 if n and i == n else 0
    return 0


cdef int s_is_alphabetic(Vm *vm, int64_t *args) noexcept nogil:
    return all_of(vm, args, ASCII_ALPHA)


cdef int s_is_alphanumeric(Vm *vm, int64_t *args) noexcept nogil:
    return all_of(vm, args, ASCII_ALPHA | ASCII_DIGIT)


cdef int s_is_digit(Vm *vm, int64_t *args) noexcept nogil:
    return all_of(vm, args, ASCII_DIGIT)


cdef int s_is_hexdigit(Vm *vm, int64_t *args) noexcept nogil:
    return all_of(vm, args, ASCII_HEX)


cdef int s_is_whitespace(Vm *vm, int64_t *args) noexcept nogil:
    return all_of(vm, args, ASCII_SPACE)


cdef int add(str name, NativeFn fn, str signature) except -1:
    register_native(native_id("string." + name), fn, signature, "string." + name)
    return 0


def register() -> None:
    """Register all functions of this file; done once, when the default modules are imported."""
    add("toUppercase", s_to_upper, "str(str)")
    add("toLowercase", s_to_lower, "str(str)")
    add("toAsciiUppercase", s_to_ascii_upper, "str(str)")
    add("toAsciiLowercase", s_to_ascii_lower, "str(str)")
    add("trim", s_trim, "str(str)")
    add("trimStart", s_trim_start, "str(str)")
    add("trimEnd", s_trim_end, "str(str)")
    add("trimMatches", s_trim_matches, "str(str, str)")
    add("isAscii", s_is_ascii, "bool(str)")
    add("isAsciiAlphabetic", s_is_alphabetic, "bool(str)")
    add("isAsciiAlphanumeric", s_is_alphanumeric, "bool(str)")
    add("isAsciiDigit", s_is_digit, "bool(str)")
    add("isAsciiHexdigit", s_is_hexdigit, "bool(str)")
    add("isAsciiWhitespace", s_is_whitespace, "bool(str)")


register()
