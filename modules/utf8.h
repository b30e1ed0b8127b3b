/* Code points and their UTF-8 bytes. A byte that belongs to no well-formed sequence counts as one character of its own,
   beyond Unicode: UTF8_STRAY + byte; encoding gives that byte back. */
#ifndef SERAPH_UTF8_H
#define SERAPH_UTF8_H
#include <stdint.h>

enum { UTF8_STRAY = 0x110000 };

/* The character at the start of p[0..n-1], n > 0; *size is its number of bytes. */
static inline uint32_t utf8_read(const char *text, uint64_t n, uint32_t *size)
{
    const unsigned char *p = (const unsigned char *)text;
    uint32_t c = p[0], need, least, i;
    *size = 1;
    if (c < 0x80)
        return c;
    if (c >= 0xc2 && c < 0xe0)
        need = 1, least = 0x80, c &= 0x1f;
    else if (c >= 0xe0 && c < 0xf0)
        need = 2, least = 0x800, c &= 0x0f;
    else if (c >= 0xf0 && c < 0xf5)
        need = 3, least = 0x10000, c &= 0x07;
    else
        return UTF8_STRAY + p[0];
    if (n <= need)
        return UTF8_STRAY + p[0];
    for (i = 1; i <= need; i++) {
        if ((p[i] & 0xc0) != 0x80)
            return UTF8_STRAY + p[0];
        c = c << 6 | (p[i] & 0x3f);
    }
    if (c < least || c > 0x10ffff || (c >= 0xd800 && c < 0xe000))
        return UTF8_STRAY + p[0];
    *size = need + 1;
    return c;
}

/* The character that ends before p[n], n > 0. */
static inline uint32_t utf8_read_back(const char *text, uint64_t n, uint32_t *size)
{
    uint64_t start = n - 1, least = n > 4 ? n - 4 : 0;
    uint32_t c;
    while (start > least && ((unsigned char)text[start] & 0xc0) == 0x80)
        start--;
    c = utf8_read(text + start, n - start, size);
    if (start + *size == n)
        return c;
    *size = 1;
    return UTF8_STRAY + (unsigned char)text[n - 1];
}

static inline uint32_t utf8_size(uint32_t c)
{
    return c < 0x80 || c >= UTF8_STRAY ? 1 : c < 0x800 ? 2 : c < 0x10000 ? 3 : 4;
}

/* Writes utf8_size(c) bytes. */
static inline void utf8_write(char *p, uint32_t c)
{
    if (c < 0x80 || c >= UTF8_STRAY) {
        p[0] = (char)c;
    } else if (c < 0x800) {
        p[0] = (char)(0xc0 | c >> 6);
        p[1] = (char)(0x80 | (c & 0x3f));
    } else if (c < 0x10000) {
        p[0] = (char)(0xe0 | c >> 12);
        p[1] = (char)(0x80 | (c >> 6 & 0x3f));
        p[2] = (char)(0x80 | (c & 0x3f));
    } else {
        p[0] = (char)(0xf0 | c >> 18);
        p[1] = (char)(0x80 | (c >> 12 & 0x3f));
        p[2] = (char)(0x80 | (c >> 6 & 0x3f));
        p[3] = (char)(0x80 | (c & 0x3f));
    }
}
#endif
