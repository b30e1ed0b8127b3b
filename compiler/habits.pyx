# cython: language_level=3, boundscheck=False, wraparound=False, cdivision=True, initializedcheck=False
"""Words of other languages, and what is written here instead.

What it is: a table for names that nothing declares. What it is not: a list of what there is, which has been looked
through before, or of misspelled names (`hints.pyx`). What the parser stumbles over is in `parser_hints.pxi`.
"""
from libc.stdint cimport uint32_t
from libc.string cimport strchr

from seraphscript.compiler.diagnostics cimport diag_bytes
from seraphscript.compiler.gen cimport Gen
from seraphscript.compiler.types cimport gen_hint
from seraphscript.registry.context cimport ctx_name

# Lines: where (HABIT_*), the words in small letters, each between spaces, the hint.
cdef const char *TABLE = (
    "T long short byte sbyte unsigned size_t ulong ushort integer |"
    "integers are int8, int16, int and int64, or uint8, uint16, uint and uint64\n"
    "T char wchar rune |there are no characters: a byte is uint8, a text is string\n"
    "T boolean |did you mean 'bool'?\n"
    "T str text |did you mean 'string'?\n"
    "T var let val |write auto\n"
    "T number real decimal |numbers are int, float and double, among others\n"
    "T def func fn function fun sub |"
    "a function is written with the types of its result and its parameters: int f(int x) { ... }\n"
    "T list vector |a list is an array: array<int>\n"
    "T map dict hashmap table |did you mean 'dictionary'?\n"
    "T object |a handle to any object is ref@\n"
    "T struct record |write class\n"
    "N null nullptr none nil undefined |the handle to no object is 'null'\n"
    "N self |the object of a method is 'this'\n"
    "N len sizeof strlen |write x.length()\n"
    "N str tostring to_string |write \"\" + x to make a string of it\n"
    "N std |there is no namespace std: what the language has is global\n"
    "N printf console cout system writeln puts echo |to print a line, write println(...)\n"
    "S size count len getsize |did you mean 'length'?\n"
    "S find indexof index strpos |did you mean 'findFirst'?\n"
    "S rfind lastindexof |did you mean 'findLast'?\n"
    "S replace |did you mean 'replaceAll'?\n"
    "S toupper upper uppercase to_upper |did you mean 'toUppercase'?\n"
    "S tolower lower lowercase to_lower |did you mean 'toLowercase'?\n"
    "S substring sub mid |did you mean 'substr'?\n"
    "S strip |did you mean 'trim'?\n"
    "S charat at |s[i] is a byte, s.substr(i, 1) a string\n"
    "S append concat add push_back |write a += b\n"
    "A size count len getsize |did you mean 'length'?\n"
    "A push_back push append add |did you mean 'insertLast'?\n"
    "A pop pop_back poplast |removeLast() takes the last element away; read it before that\n"
    "A erase remove delete |did you mean 'removeAt'?\n"
    "A insert |did you mean 'insertAt'?\n"
    "A indexof index findfirst |did you mean 'find'?\n"
    "A at get |write a[i]\n"
    "A begin end foreach |to go through the elements, write foreach (auto x : container)\n"
    "D size length count len |did you mean 'getSize'?\n"
    "D has contains haskey containskey find |did you mean 'exists'?\n"
    "D remove erase |did you mean 'delete'?\n"
    "D keys |did you mean 'getKeys'?\n"
    "D values |did you mean 'getValues'?\n"
    "D add insert put |did you mean 'set'?\n"
)


cdef inline char small(char c) noexcept nogil:
    return c | 32 if c"A" <= c <= c"Z" else c


cdef int has_word(const char *line, const char *name, uint32_t length) noexcept nogil:
    """Is a name among the words of a line?"""
    cdef uint32_t i
    while line[0] != c"|":
        i = 0
        while i < length and line[i] == small(name[i]):
            i += 1
        if i == length and line[i] == c" ":
            return 1
        line = strchr(line, c" ") + 1
    return 0


cdef int hint_habit(Gen *g, uint32_t name, int where) noexcept nogil:
    cdef uint32_t n
    cdef const char *text = ctx_name(g.cx, name, &n)
    cdef const char *line = TABLE
    cdef const char *hint
    while line[0] != 0:
        hint = strchr(line, c"|") + 1
        if line[0] == where and has_word(line + 2, text, n):
            gen_hint(g, "")
            diag_bytes(g.w, <const unsigned char *>hint, <uint32_t>(strchr(hint, c"\n") - hint))
            return 1
        line = strchr(hint, c"\n") + 1
    return 0
