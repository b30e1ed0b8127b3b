"""Intrinsics: host functions for which the code generator has opcodes of its own. The one list of them.

`tools/gen_intrinsics.py` writes the numbers into `registry/intrinsics.pxd`. A number means one operation; which form of
it (the type of the other operand, of the element) tells the signature. All of them belong to the types `string`,
`array<T>`, `dictionary<K, V>` and `any`; whatever is not here is called as a native function.
"""

from __future__ import annotations

INTRINSICS: tuple[tuple[str, str], ...] = (
    ("NONE", "no intrinsic"),
    ("STR_LENGTH", "uint length() const"),
    ("STR_INDEX", "uint8 &opIndex(uint) and its const form: a byte, as value or target"),
    ("STR_EQUALS", "bool opEquals(const string &in) const"),
    ("STR_COMPARE", "int opCmp(const string &in) const"),
    ("STR_CONCAT", "string opAdd(X) const with X string or primitive"),
    ("STR_CONCAT_R", "string opAdd_r(X) const with X a primitive"),
    ("STR_APPEND", "string &opAddAssign(X) with X string or primitive"),
    ("STR_ASSIGN", "string &opAssign(X) with X string or primitive"),
    ("ARR_LENGTH", "uint length() const"),
    ("ARR_INDEX", "T &opIndex(uint) and its const form: an element, as value or target"),
    ("ARR_ASSIGN", "array<T> &opAssign(const array<T> &in): a shallow copy"),
    ("ARR_NEW", "factories array<T>@ (), (uint length), (uint length, const T &in value)"),
    ("DICT_NEW", "factory dictionary<K, V>@ ()"),
    ("DICT_SET", "void set(const K &in, const V &in)"),
    ("DICT_GET", "bool get(const K &in, V &out) const"),
    ("DICT_INDEX", "V &opIndex(const K &in) and its const form"),
    ("ANY_NEW", "factories any@ (), (const ?&in)"),
    ("ANY_STORE", "void store(const ?&in)"),
    ("ANY_RETRIEVE", "bool retrieve(?&out) const"),
)
"""(name, what it stands for); an intrinsic's number is its position, INTR_<NAME> in Cython."""

NUMBERS: dict[str, int] = {name: number for number, (name, _) in enumerate(INTRINSICS)}
