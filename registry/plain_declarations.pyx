"""Plain declarations: the short way for what a host registers by the thousand, `int f(int a, const string &in b = "") const`.

What it is: the parts of a declaration without templates, brackets, quotes and parentheses in its parameters, found in one
pass over its bytes, and its record, made without a detour. What it is not: a parser; types and parameters are parsed by
`declaration.py`, once for each text, and whatever is not plain, or wrong, is parsed by it as a whole.
"""
# cython: language_level=3, boundscheck=False, wraparound=False, cdivision=True, initializedcheck=False

from cpython.unicode cimport PyUnicode_1BYTE_DATA, PyUnicode_Substring
from libc.stdint cimport uint8_t
from libc.string cimport memcmp

cdef extern from "Python.h":
    bint PyUnicode_IS_COMPACT_ASCII(object)
    void PyObject_GC_UnTrack(object)

cdef enum:
    LONGEST = 1000
    BLANK = 1
    WORD = 2
    TYPE = 4        # what a type consists of, besides blanks and words
    PARAMS = 8      # what the list of parameters may hold

cdef uint8_t[128] classes


cdef void classify() noexcept:
    cdef int c
    for c in range(128):
        classes[c] = 0 if chr(c) in "()\"'{}<>[]" else PARAMS
        if chr(c) in " \t\n\r\f\v":
            classes[c] |= BLANK
        if chr(c).isalnum() or c == c'_':
            classes[c] |= WORD
    classes[<uint8_t>c':'] |= TYPE


classify()


def plain_function(str text, type record, result_type, parameters, reserved):
    """The record of a plain declaration, None if it is not plain. `result_type` and `parameters` parse parts of it, with
    errors that are about the part alone; `reserved` are the words that no function can be named."""
    cdef Py_ssize_t n = len(text), opens, closes, start, end, stop, i
    cdef const uint8_t *p
    cdef bint is_const = False
    if n >= LONGEST or not PyUnicode_IS_COMPACT_ASCII(text):
        return None
    p = <const uint8_t *>PyUnicode_1BYTE_DATA(text)
    opens = 0
    while opens < n and p[opens] != c'(':
        opens += 1
    # From the end: `;`, const, the closing parenthesis.
    closes = n - 1
    while closes > opens and classes[p[closes]] & BLANK:
        closes -= 1
    if closes > opens and p[closes] == c';':
        closes -= 1
        while closes > opens and classes[p[closes]] & BLANK:
            closes -= 1
    if closes - opens > 5 and memcmp(p + closes - 4, b"const", 5) == 0:
        is_const = True
        closes -= 5
        while closes > opens and classes[p[closes]] & BLANK:
            closes -= 1
    if closes <= opens or p[closes] != c')':
        return None
    for i in range(opens + 1, closes):
        if not classes[p[i]] & PARAMS:
            return None
    # In front of the opening one: the name, then the result.
    end = opens
    while end > 0 and classes[p[end - 1]] & BLANK:
        end -= 1
    start = end
    while start > 0 and classes[p[start - 1]] & WORD:
        start -= 1
    if start == end or c'0' <= p[start] <= c'9':
        return None
    stop = start
    while stop > 0 and classes[p[stop - 1]] & BLANK:
        stop -= 1
    if stop == 0 or (p[stop - 1] != c'@' and stop == start):
        return None
    i = 0
    while i < stop and classes[p[i]] & BLANK:
        i += 1
    returns = PyUnicode_Substring(text, i, stop)
    while i < stop - 1:
        if not classes[p[i]] & (BLANK | WORD | TYPE):
            return None
        i += 1
    if not classes[p[stop - 1]] & (WORD | TYPE) and p[stop - 1] != c'@':
        return None
    name = PyUnicode_Substring(text, start, end)
    if name in reserved:
        return None
    made = tuple.__new__(record, (
        name, result_type(returns), parameters(PyUnicode_Substring(text, opens + 1, closes)), is_const, False, False, ()))
    return untracked(made)


cpdef untracked(record):
    """The record, which Python's cyclic collector does not visit any more, as it visits everything that a host has by the
    hundred thousand again and again. Nothing in it may lead back to it: strings, and types that declarations spell."""
    PyObject_GC_UnTrack(record)
    return record
