"""array<T>: the type of `T[]` and of initialisation lists. Declarations only.

Construction, indexing, length and assignment are opcodes, the rest are C functions that work on elements of any kind.
"""

from __future__ import annotations

from seraphscript.modules.string import lines, name_of
from seraphscript.registry.module import Module

_METHODS = """
bool isEmpty() const
uint capacity() const
void reserve(uint length)
void resize(uint length)
void shrinkToFit()
void clear()
void insertLast(const T &in value)
void removeLast()
void removeAt(uint index)
void removeRange(uint start, uint count)
void reverse()
void permute(uint start, const array<uint> &in order)
bool contains(const T &in if_handle_then_const value) const
bool opEquals(const array<T> &in other) const
"""

# Overloads: the C function's name after the colon.
_OVERLOADS = """
void insertAt(uint index, const T &in value) : insertAt
void insertAt(uint index, const array<T> &in values) : insertArray
int find(const T &in if_handle_then_const value) const : find
int find(uint start, const T &in if_handle_then_const value) const : findFrom
int findByRef(const T &in if_handle_then_const value) const : findByRef
int findByRef(uint start, const T &in if_handle_then_const value) const : findByRefFrom
void sortAsc() : sortAsc
void sortAsc(uint start, uint count) : sortAscRange
void sortDesc() : sortDesc
void sortDesc(uint start, uint count) : sortDescRange
"""


def module() -> Module:
    """The module, new."""
    array = Module(name="array")
    kind = array.native_type("array<class T>", "array")
    kind.constructor("array<T>@ array()", intrinsic="ARR_NEW")
    kind.constructor("array<T>@ array(uint length)", intrinsic="ARR_NEW")
    kind.constructor("array<T>@ array(uint length, const T &in value)", intrinsic="ARR_NEW")
    kind.method("uint length() const", intrinsic="ARR_LENGTH")
    kind.method("T &opIndex(uint index)", intrinsic="ARR_INDEX")
    kind.method("const T &opIndex(uint index) const", intrinsic="ARR_INDEX")
    kind.method("array<T> &opAssign(const array<T> &in other)", intrinsic="ARR_ASSIGN")
    for method in lines(_METHODS):
        kind.method(method, native=f"array.{name_of(method)}")
    for overload in lines(_OVERLOADS):
        declaration, _, key = overload.partition(" : ")
        kind.method(declaration, native=f"array.{key}")
    return array
