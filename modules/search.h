/* seraph_find: position of a byte sequence in another, or -1. Linear time, so that no script can make it hang: the C
   library's memmem is (two-way search in glibc, musl and the BSDs); the fallback compares prefixes (KMP) in pieces. */
#ifndef SERAPH_SEARCH_H
#define SERAPH_SEARCH_H
#ifndef _GNU_SOURCE
#define _GNU_SOURCE
#endif
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

static int64_t seraph_find(const char *text, uint64_t n, const char *word, uint64_t m)
{
    if (m == 0)
        return 0;
    if (m > n)
        return -1;
#if defined(_MSC_VER)
    {
        uint32_t *border = (uint32_t *)malloc((size_t)m * sizeof(uint32_t));
        uint64_t i, k = 0;
        if (!border)
            return -2;
        border[0] = 0;
        for (i = 1; i < m; i++) {
            while (k && word[i] != word[k])
                k = border[k - 1];
            if (word[i] == word[k])
                k++;
            border[i] = (uint32_t)k;
        }
        for (i = 0, k = 0; i < n; i++) {
            while (k && text[i] != word[k])
                k = border[k - 1];
            if (text[i] == word[k] && ++k == m) {
                free(border);
                return (int64_t)(i + 1 - m);
            }
        }
        free(border);
        return -1;
    }
#else
    {
        const char *hit = (const char *)memmem(text, (size_t)n, word, (size_t)m);
        return hit ? (int64_t)(hit - text) : -1;
    }
#endif
}
#endif
