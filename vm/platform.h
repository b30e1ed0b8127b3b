/* What differs between compilers and systems: branch hints, bit scan and reserved address space.

   reserve_memory(bytes)        address space of that size whose pages are committed at the first touch, zeroed;
                                NULL where the system has no such thing (the heap then stays with realloc).
   release_memory(p, bytes)     gives it back. */
#ifndef SERAPH_PLATFORM_H
#define SERAPH_PLATFORM_H
#include <stddef.h>
#include <stdint.h>

#if defined(_MSC_VER)
#include <intrin.h>
#endif
#if defined(__unix__) || defined(__APPLE__)
#include <sys/mman.h>
#endif

#if defined(__GNUC__)
#define UNLIKELY(x) __builtin_expect(!!(x), 0)
#else
#define UNLIKELY(x) (x)
#endif

/* Ask for a line of the cache before it is needed. */
#if defined(__GNUC__)
#define prefetch(p) __builtin_prefetch(p)
#else
#define prefetch(p) ((void)(p))
#endif

/* Position of the highest set bit; x > 0. */
static inline uint32_t top_bit(uint64_t x) {
#if defined(__GNUC__)
    return 63u - (uint32_t)__builtin_clzll(x);
#elif defined(_MSC_VER) && defined(_WIN64)
    unsigned long n;
    _BitScanReverse64(&n, x);
    return (uint32_t)n;
#else
    uint32_t n = 0;
    while (x >>= 1) n++;
    return n;
#endif
}

/* Position of the lowest set bit; x > 0. */
static inline uint32_t low_bit(uint64_t x) {
#if defined(__GNUC__)
    return (uint32_t)__builtin_ctzll(x);
#else
    return top_bit(x & (0 - x));
#endif
}

static inline void *reserve_memory(uint64_t bytes) {
#if defined(__unix__) || defined(__APPLE__)
#if !defined(MAP_ANONYMOUS)
#define MAP_ANONYMOUS MAP_ANON
#endif
#if !defined(MAP_NORESERVE)
#define MAP_NORESERVE 0
#endif
    void *p;
    if (bytes > SIZE_MAX / 2) return NULL;
    p = mmap(NULL, (size_t)bytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
    return p == MAP_FAILED ? NULL : p;
#else
    (void)bytes;
    return NULL;
#endif
}

static inline void release_memory(void *p, uint64_t bytes) {
#if defined(__unix__) || defined(__APPLE__)
    munmap(p, (size_t)bytes);
#else
    (void)p;
    (void)bytes;
#endif
}

/* SERAPH_CHECKED: the checking build fills freed blocks with this and traps uses of them. */
#ifdef SERAPH_CHECKED
#include <stdlib.h>
#define CHECKED 1
#define POISON ((int64_t)0xdeadbeefdeadbeefULL)
#define checked_trap() abort()
#else
#define CHECKED 0
#define POISON 0
#define checked_trap() ((void)0)
#endif
#endif
