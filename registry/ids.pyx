"""Stable ids: what an entity is, as 64 bits that mean the same in every process, on every platform, in every file.

An id is a hash of the qualified name and, for functions, the parameter types (not the result, not a variadic
parameter); the highest bit tells the tier, so that a lookup by id is routed without comparing strings. Ids identify;
they do not protect: whoever needs that compares the declaration as well. 0 is no id.

The hash is fixed for ever, because ids stand in compiled programs: bytes are read in little-endian words and mixed
with 64-bit multiplications. It is not meant to withstand chosen collisions; the builder refuses a collision in the
FFI tier, and a script that makes one only harms itself.
"""
# cython: language_level=3, boundscheck=False, wraparound=False, cdivision=True, initializedcheck=False

cdef enum:
    DOMAIN_SCOPE = 1
    DOMAIN_TYPE = 2
    DOMAIN_FUNC = 3
    DOMAIN_PARAM = 4
    DOMAIN_END = 5
    DOMAIN_ARGUMENT = 6
    DOMAIN_NATIVE = 7

FFI_BIT: int = 1 << 63


cdef uint64_t id_mix(uint64_t a, uint64_t b) noexcept nogil:
    cdef uint64_t h = (a * <uint64_t>0x9e3779b97f4a7c15ULL) ^ (b + <uint64_t>0xbf58476d1ce4e5b9ULL)
    h ^= h >> 30
    h *= <uint64_t>0xbf58476d1ce4e5b9ULL
    h ^= h >> 27
    h *= <uint64_t>0x94d049bb133111ebULL
    return h ^ (h >> 31)


cdef uint64_t id_text(const char *text, size_t n) noexcept nogil:
    cdef uint64_t h = n
    cdef uint64_t word
    cdef size_t i = 0
    cdef size_t k
    while i < n:
        word = 0
        for k in range(8 if n - i >= 8 else n - i):
            word |= <uint64_t>(<const unsigned char *>text)[i + k] << (8 * k)
        h = id_mix(h, word)
        i += 8
    return h


cdef uint64_t id_tier(uint64_t id, int is_ffi) noexcept nogil:
    cdef uint64_t bit = <uint64_t>1 << 63
    return id | bit if is_ffi else id & ~bit


cdef uint64_t id_primitive(uint32_t index) noexcept nogil:
    return id_tier(index + 1, 1)


cdef uint64_t id_scope(uint64_t parent, const char *name, size_t n) noexcept nogil:
    return id_mix(parent + DOMAIN_SCOPE, id_text(name, n))


cdef uint64_t id_type(uint64_t scope, const char *name, size_t n, int is_ffi) noexcept nogil:
    return id_tier(id_mix(scope + DOMAIN_TYPE, id_text(name, n)), is_ffi)


cdef uint64_t id_func(uint64_t scope, const char *name, size_t n) noexcept nogil:
    return id_mix(scope + DOMAIN_FUNC, id_text(name, n))


cdef uint64_t id_func_param(uint64_t id, uint64_t type_id, uint32_t type_flags, uint32_t mode) noexcept nogil:
    return id_mix(id_mix(id + DOMAIN_PARAM, type_id), <uint64_t>type_flags << 8 | mode)


cdef uint64_t id_func_end(uint64_t id, int is_const, int is_ffi) noexcept nogil:
    return id_tier(id_mix(id + DOMAIN_END, is_const), is_ffi)


cdef uint64_t id_argument(uint64_t id, uint64_t type_id, uint32_t type_flags) noexcept nogil:
    return id_mix(id_mix(id + DOMAIN_ARGUMENT, type_id), type_flags)


def is_ffi(id: int) -> bool:
    """Tell whether an id belongs to the FFI tier."""
    return (id >> 63) != 0


def stable_hash(text: str | bytes) -> int:
    """The hash of a text that ids are made of."""
    cdef bytes data = text.encode() if isinstance(text, str) else text
    return id_text(data, <size_t>len(data))


def native_id(key: str) -> int:
    """The id of a C function from its key ("string.substr"): what natives register under and programs link by."""
    cdef bytes data = key.encode()
    return id_tier(id_mix(DOMAIN_NATIVE, id_text(data, <size_t>len(data))), 1)
