"""Regular expressions: patterns compiled to a small program that is run on all alternatives at once.

What it is: a Thompson automaton with the leftmost match and the preferences of a backtracking matcher (the first
alternative that matches, as much as possible or, with `?`, as little), in time proportional to text times program.
What it is not: a matcher with back references or look-around; those are refused. No function here touches linear memory.

Syntax, as ECMAScript has it: . [a-z] [^a-z] [[:alpha:]] \\d \\D \\w \\W \\s \\S \\b \\B ^ $ (...) (?:...) | * + ? {m} {m,}
{m,n}, each also lazy (`*?`), and escapes for single characters. Classes are those of ASCII; a character is a code point
of UTF-8, and a byte that is no UTF-8 is one of its own. `.` is anything but line feed and carriage return.

Invariants
- Memory is bounded by the limits below; recursion by MAX_GROUPS.
- The program is never larger than MAX_CODE, a search never takes more than MAX_STEPS.
"""
from libc.stdint cimport int64_t, uint8_t, uint32_t, uint64_t

cdef enum:
    MAX_PATTERN = 4096          # bytes
    MAX_GROUPS = 100            # groups within groups
    MAX_REPEAT = 1000           # numbers in {m,n}
    MAX_CODE = 4096             # instructions
    MAX_STEPS = 1 << 26         # of one search: about half a second

cdef enum Assertion:            # what must hold at a place
    AT_START = 0
    AT_END = 1
    AT_WORD_EDGE = 2
    AT_NO_WORD_EDGE = 3

cdef enum Instruction:
    I_CHAR = 0                  # the character a
    I_ANY = 1                   # any but the end of a line
    I_CLASS = 2                 # one of the class a
    I_ASSERT = 3                # Assertion a
    I_JUMP = 4                  # go on at a
    I_SPLIT = 5                 # go on at a, or else at b
    I_MATCH = 6

cdef struct Inst:
    uint32_t op, a, b

cdef struct Range:
    uint32_t first, last

cdef struct CharClass:
    uint64_t ascii[2]           # a bit for each, negation included
    uint32_t first, count       # ranges in ascending order
    uint32_t negated

cdef struct Node:               # of the syntax tree; lists are linked by next
    uint8_t kind
    uint8_t lazy
    uint32_t next
    uint32_t a, b, c

cdef struct Regex:
    const char *text            # the pattern
    uint64_t n
    uint64_t at                 # place of the parser, and of the error
    const char *error           # what is wrong with the pattern, or NULL
    bint no_memory
    Node *nodes
    uint32_t nnodes
    Range *ranges
    uint32_t nranges
    CharClass *classes
    uint32_t nclasses
    Inst *code
    uint32_t ncode, code_room
    uint32_t emitted            # nodes visited by the emitter
    uint64_t steps              # of the last search

# 0, or -1 with `error` or `no_memory` set. Call regex_free in any case.
cdef int regex_compile(Regex *re, const char *pattern, uint64_t n) noexcept nogil
cdef void regex_free(Regex *re) noexcept nogil
# 1: found, first byte and end are set; 0: not found; -1: memory is short; -2: more than MAX_STEPS.
cdef int regex_search(Regex *re, const char *text, uint64_t n, uint64_t *first, uint64_t *end) noexcept nogil
