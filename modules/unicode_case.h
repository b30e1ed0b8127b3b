/* Case of one character and what decides about a final sigma; lookups in the generated tables. */
#ifndef SERAPH_UNICODE_CASE_H
#define SERAPH_UNICODE_CASE_H
#include "case_tables.h"
#include "utf8.h"

/* The other case of a character: writes it to `to` and returns how many characters it is. */
static inline uint32_t change_case(uint32_t c, const CaseRange *ranges, uint32_t n, const CaseSpecial *special, uint32_t m,
                            uint32_t *to)
{
    uint32_t low = 0, high = n, mid;
    to[0] = c;
    while (low < high) {                    /* the first range that ends at c or behind it */
        mid = (low + high) / 2;
        if (ranges[mid].last < c)
            low = mid + 1;
        else
            high = mid;
    }
    if (low < n && ranges[low].first <= c && (c - ranges[low].first) % ranges[low].step == 0) {
        to[0] = (uint32_t)((int32_t)c + ranges[low].delta);
        return 1;
    }
    for (low = 0, high = m; low < high;) {
        mid = (low + high) / 2;
        if (special[mid].from < c)
            low = mid + 1;
        else
            high = mid;
    }
    if (low < m && special[low].from == c) {
        for (n = 0; n < 3 && special[low].to[n]; n++)
            to[n] = special[low].to[n];
        return n;
    }
    return 1;
}

static inline uint32_t upper_case(uint32_t c, uint32_t *to)
{
    if (c < 0x80) {
        to[0] = c >= 'a' && c <= 'z' ? c - 32 : c;
        return 1;
    }
    return change_case(c, to_upper, N_TO_UPPER, to_upper_special, N_TO_UPPER_SPECIAL, to);
}

static inline uint32_t lower_case(uint32_t c, uint32_t *to)
{
    if (c < 0x80) {
        to[0] = c >= 'A' && c <= 'Z' ? c + 32 : c;
        return 1;
    }
    return change_case(c, to_lower, N_TO_LOWER, to_lower_special, N_TO_LOWER_SPECIAL, to);
}

static inline int in_ranges(uint32_t c, const CharRange *ranges, uint32_t n)
{
    uint32_t low = 0, high = n, mid;
    while (low < high) {
        mid = (low + high) / 2;
        if (ranges[mid].last < c)
            low = mid + 1;
        else
            high = mid;
    }
    return low < n && ranges[low].first <= c;
}

/* Does the capital sigma (two bytes at p[at]) end a word: a cased letter before it and none behind it, ignorable
   characters skipped? */
static inline int is_final_sigma(const char *p, uint64_t n, uint64_t at)
{
    uint64_t i = at;
    uint32_t size, c = 0;
    do {
        if (i == 0)
            return 0;
        c = utf8_read_back(p, i, &size);
        i -= size;
    } while (in_ranges(c, ignorable, N_IGNORABLE));
    if (!in_ranges(c, cased, N_CASED))
        return 0;
    for (i = at + 2; i < n; i += size) {
        c = utf8_read(p + i, n - i, &size);
        if (!in_ranges(c, ignorable, N_IGNORABLE))
            return !in_ranges(c, cased, N_CASED);
    }
    return 1;
}

/* White_Space of Unicode */
static inline int is_space(uint32_t c)
{
    return c == ' ' || (c >= 9 && c <= 13) || c == 0x85 || c == 0xa0 || c == 0x1680 || (c >= 0x2000 && c <= 0x200a) ||
           c == 0x2028 || c == 0x2029 || c == 0x202f || c == 0x205f || c == 0x3000;
}

/* Classes of ASCII bytes, one bit each. */
enum { ASCII_ALPHA = 1, ASCII_DIGIT = 2, ASCII_HEX = 4, ASCII_SPACE = 8 };
static inline uint32_t ascii_class(unsigned char c)
{
    uint32_t lower = c | 32u, found = 0;
    if (lower >= 'a' && lower <= 'z')
        found = lower <= 'f' ? ASCII_ALPHA | ASCII_HEX : ASCII_ALPHA;
    else if (c >= '0' && c <= '9')
        found = ASCII_DIGIT | ASCII_HEX;
    else if (c == ' ' || c == '\t' || c == '\n' || c == '\f' || c == '\r')
        found = ASCII_SPACE;
    return found;
}
#endif
