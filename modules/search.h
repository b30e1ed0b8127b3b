/* Position of a byte sequence in another, from the left (seraph_find) or from the right (seraph_find_last): -1 if there
   is none, -2 if memory is short. Linear time, so that no script can make it hang: Knuth-Morris-Pratt, or memmem where
   the C library's own is known to be linear. */
#ifndef SERAPH_SEARCH_H
#define SERAPH_SEARCH_H
#ifndef _GNU_SOURCE
#define _GNU_SOURCE
#endif
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

/* Byte i of p[0..n-1], counted from the left (step 1) or from the right (step -1). */
#define SERAPH_BYTE(p, n, i) (step > 0 ? (p)[i] : (p)[(n) - 1 - (i)])

/* Bytes before the first match in that direction; the word is not empty and not longer than the text. */
static int64_t seraph_kmp(const char *text, uint64_t n, const char *word, uint64_t m, int step)
{
    uint32_t *border = (uint32_t *)malloc((size_t)m * sizeof(uint32_t));
    uint64_t i, k = 0;
    int64_t found = -1;
    if (!border)
        return -2;
    border[0] = 0;
    for (i = 1; i < m; i++) {
        while (k && SERAPH_BYTE(word, m, i) != SERAPH_BYTE(word, m, k))
            k = border[k - 1];
        if (SERAPH_BYTE(word, m, i) == SERAPH_BYTE(word, m, k))
            k++;
        border[i] = (uint32_t)k;
    }
    for (i = 0, k = 0; i < n; i++) {
        while (k && SERAPH_BYTE(text, n, i) != SERAPH_BYTE(word, m, k))
            k = border[k - 1];
        if (SERAPH_BYTE(text, n, i) == SERAPH_BYTE(word, m, k) && ++k == m) {
            found = (int64_t)(i + 1 - m);
            break;
        }
    }
    free(border);
    return found;
}
#undef SERAPH_BYTE

static int64_t seraph_find(const char *text, uint64_t n, const char *word, uint64_t m)
{
    if (m == 0)
        return 0;
    if (m > n)
        return -1;
#if defined(__linux__)
    {
        const char *hit = (const char *)memmem(text, (size_t)n, word, (size_t)m);
        return hit ? (int64_t)(hit - text) : -1;
    }
#else
    return seraph_kmp(text, n, word, m, 1);
#endif
}

static int64_t seraph_find_last(const char *text, uint64_t n, const char *word, uint64_t m)
{
    int64_t at;
    if (m > n)
        return -1;
    if (m > 16) {
        at = seraph_kmp(text, n, word, m, -1);
        return at < 0 ? at : (int64_t)(n - m) - at;
    }
    for (at = (int64_t)(n - m); at >= 0; at--)
        if (memcmp(text + at, word, (size_t)m) == 0)
            break;
    return at;
}
#endif
