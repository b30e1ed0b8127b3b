"""Register kinds: the one list of what a register, global, constant or element can hold.

A kind fixes how the 64 bits of a slot are read. Slots are canonical: integers narrower than 64 bits
are sign- or zero-extended by their own signedness, bool is 0 or 1, a float sits in the low 32 bits
with zeros above, a handle is a slot index into linear memory (0 is null; a null string is "").

A kind word is `kind | type index << 8` (32 bits); the type index is 0 but for arrays and objects.
`tools/gen_opcodes.py` writes these into `opcodes.h` and `opcodes.pxd`.
"""

from __future__ import annotations

KINDS: tuple[str, ...] = (
    "VOID", "BOOL", "I8", "I16", "I32", "I64", "U8", "U16", "U32", "U64", "F32", "F64",
    "STR", "ARR", "OBJ", "HOST", "FUNC",
)
"""Kind names; a kind's number is its position. K_<NAME> in C."""

WIDTH: dict[str, int] = {
    "BOOL": 1, "I8": 1, "U8": 1, "I16": 2, "U16": 2, "I32": 4, "U32": 4, "F32": 4,
    "I64": 8, "U64": 8, "F64": 8, "STR": 8, "ARR": 8, "OBJ": 8, "HOST": 8, "FUNC": 8,
}
"""Bytes of an array element of that kind."""

TYPE_FIRST = 5
"""Index of the first type that a program declares itself; those below are in every program."""

HANDLES: tuple[str, ...] = ("STR", "ARR", "OBJ", "HOST", "FUNC")

_INTS = ("BOOL", "I8", "I16", "I32", "I64", "U8", "U16", "U32", "U64")

ACCEPTS: dict[str, tuple[str, ...]] = {
    "bool": ("BOOL",),
    "i32": ("I32", "I16", "I8", "U16", "U8", "BOOL"),
    "u32": ("U32", "U16", "U8", "BOOL"),
    "i64": ("I64", "I32", "I16", "I8", "U32", "U16", "U8", "BOOL"),
    "u64": ("U64", "U32", "U16", "U8", "BOOL"),
    "f32": ("F32",),
    "f64": ("F64",),
    "int": _INTS,
    "str": ("STR",),
    "arr": ("ARR",),
    "obj": ("OBJ",),
    "hnd": HANDLES,
    "own": HANDLES,
    "any": KINDS[1:],
}
"""Operand class -> kinds that a reading operand accepts (same value without a change of bits)."""

WRITES: dict[str, tuple[str, ...]] = {
    "bool": ("BOOL",), "i32": ("I32",), "u32": ("U32",), "i64": ("I64",), "u64": ("U64",),
    "f32": ("F32",), "f64": ("F64",), "int": _INTS, "str": ("STR",), "arr": ("ARR",), "obj": ("OBJ",),
    "hnd": HANDLES, "own": HANDLES, "any": KINDS[1:],
}
"""Operand class -> kinds that a writing operand may have."""
