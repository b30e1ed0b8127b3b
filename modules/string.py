"""string: the type of string literals, a byte string in UTF-8 with value semantics, and the functions about it.

Declarations only: operators and indexing are opcodes, the rest are C functions. Names and signatures are those of the
C++ add-on, with further methods besides.
"""

from __future__ import annotations

from seraphscript.registry.module import Module

_OPERANDS = ("const string &in", "int64", "uint64", "double", "float", "bool")

_METHODS = """
uint capacity() const
bool isEmpty() const
void reserve(uint capacity)
void shrinkToFit()
void clear()
void resize(uint length)
string substr(uint start = 0, int count = -1) const
string slice(uint start, uint end) const
string sliceFrom(uint start) const
string sliceTo(uint end) const
int findFirst(const string &in text, uint start = 0) const
int findLast(const string &in text, int start = -1) const
int findFirstOf(const string &in bytes, uint start = 0) const
int findFirstNotOf(const string &in bytes, uint start = 0) const
int findLastOf(const string &in bytes, int start = -1) const
int findLastNotOf(const string &in bytes, int start = -1) const
int regexFind(const string &in regex, uint start = 0, uint &out lengthOfMatch = void) const
void insert(uint pos, const string &in text)
void erase(uint pos, int count = -1)
void push(uint8 byte)
uint8 pop()
void truncate(uint length)
void replaceRange(uint start, uint end, const string &in text)
string toLowercase() const
string toUppercase() const
string toAsciiLowercase() const
string toAsciiUppercase() const
string trim() const
string trimStart() const
string trimEnd() const
string trimMatches(const string &in characters) const
bool startsWith(const string &in text) const
bool endsWith(const string &in text) const
bool contains(const string &in text) const
bool isAscii() const
bool isAsciiAlphabetic() const
bool isAsciiAlphanumeric() const
bool isAsciiDigit() const
bool isAsciiHexdigit() const
bool isAsciiWhitespace() const
string repeat(uint count) const
string replaceAll(const string &in from, const string &in to) const
string replaceFirst(const string &in from, const string &in to) const
string reversed() const
uint countOccurrences(const string &in text) const
array<string>@ split(const string &in delimiter) const
"""

_FUNCTIONS = """
string join(const array<string> &in parts, const string &in delimiter)
int64 parseInt(const string &in text, uint base = 10, uint &out byteCount = void)
uint64 parseUInt(const string &in text, uint base = 10, uint &out byteCount = void)
double parseFloat(const string &in text, uint &out byteCount = void)
string formatInt(int64 value, const string &in options = "", uint width = 0)
string formatUInt(uint64 value, const string &in options = "", uint width = 0)
string formatFloat(double value, const string &in options = "", uint width = 0, uint precision = 0)
"""


def name_of(declaration: str) -> str:
    """The name in a function's declaration."""
    return declaration.partition("(")[0].split()[-1]


def lines(text: str) -> list[str]:
    """The lines that are not empty."""
    return [line for line in text.splitlines() if line]


def module() -> Module:
    """The module, new."""
    string = Module(name="string")
    kind = string.native_type("string", "string")
    kind.method("uint length() const", intrinsic="STR_LENGTH")
    kind.method("uint8 &opIndex(uint index)", intrinsic="STR_INDEX")
    kind.method("const uint8 &opIndex(uint index) const", intrinsic="STR_INDEX")
    kind.method("bool opEquals(const string &in other) const", intrinsic="STR_EQUALS")
    kind.method("int opCmp(const string &in other) const", intrinsic="STR_COMPARE")
    for operand in _OPERANDS:
        kind.method(f"string &opAssign({operand} value)", intrinsic="STR_ASSIGN")
        kind.method(f"string &opAddAssign({operand} value)", intrinsic="STR_APPEND")
        kind.method(f"string opAdd({operand} value) const", intrinsic="STR_CONCAT")
        if operand != _OPERANDS[0]:
            kind.method(f"string opAdd_r({operand} value) const", intrinsic="STR_CONCAT_R")
    for method in lines(_METHODS):
        kind.method(method, native=f"string.{name_of(method)}")
    for function in lines(_FUNCTIONS):
        string.register_native(function, f"string.{name_of(function)}")
    return string
