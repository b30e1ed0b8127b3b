"""Random numbers of an instance: xoshiro256** with a state of its own, seeded by splitmix64.

Integer arithmetic only, so that the numbers behind a state are the same everywhere: a replay needs the seed, a saved
game the state. Not for secrets.
"""
from libc.stdint cimport uint64_t

cdef inline uint64_t rng_rotated(uint64_t x, int k) noexcept nogil:
    return x << k | x >> (64 - k)


cdef inline uint64_t rng_next(uint64_t *s) noexcept nogil:
    """The next 64 random bits."""
    cdef uint64_t result = rng_rotated(s[1] * 5, 7) * 9, t = s[1] << 17
    s[2] ^= s[0]
    s[3] ^= s[1]
    s[1] ^= s[2]
    s[0] ^= s[3]
    s[2] ^= t
    s[3] = rng_rotated(s[3], 45)
    return result


cdef inline void rng_seed(uint64_t *s, uint64_t seed) noexcept nogil:
    """Any seed is as good as another; the state is never all zero."""
    cdef uint64_t z
    cdef int i
    for i in range(4):
        seed += 0x9e3779b97f4a7c15ULL
        z = seed
        z = (z ^ z >> 30) * 0xbf58476d1ce4e5b9ULL
        z = (z ^ z >> 27) * 0x94d049bb133111ebULL
        s[i] = z ^ z >> 31
