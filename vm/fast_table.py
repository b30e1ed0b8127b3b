"""Built-in functions with a fast path: the one list of them.

What it is: which library functions have a flag of their own, and what their instruction computes.
`tools/gen_opcodes.py` writes `vm/fast.h` from it, the compiler takes the numbers from there, the verifier the kinds.
What it is not: the flags (`vm/dualpath.pyx`), or the functions themselves (`modules/`), which are called wherever a
flag is off: in C, or what the host has put into their place.

A function's number is its position, and the bit of its flag in `Heap.fast`. The expression works on the 64-bit slots
x and y; it must give what the function of the module gives for every value, bit by bit (tests compare them).
"""

from __future__ import annotations

from typing import NamedTuple


class Fast(NamedTuple):
    """One function: key of its C function, kinds, and its expression ("": an opcode of its own, or a plain call)."""

    key: str
    result: str = ""
    operands: tuple[str, ...] = ()
    expression: str = ""


def _unary(name: str, double: str, single: str) -> list[Fast]:
    return [
        Fast(f"math.{name}.f64", "F64", ("F64",), f"bits64({double}(real64(x)))"),
        Fast(f"math.{name}.f32", "F32", ("F32",), f"bits32({single}(real32(x)))"),
    ]


def _binary(name: str, double: str, single: str) -> list[Fast]:
    return [
        Fast(f"math.{name}.f64", "F64", ("F64", "F64"), f"bits64({double}(real64(x), real64(y)))"),
        Fast(f"math.{name}.f32", "F32", ("F32", "F32"), f"bits32({single}(real32(x), real32(y)))"),
    ]


def _whole(name: str, compare: str) -> list[Fast]:
    kinds = {"i32": "int64_t", "i64": "int64_t", "u32": "int64_t", "u64": "uint64_t"}
    return [
        Fast(f"math.{name}.{kind}", kind.upper(), (kind.upper(),) * 2, f"({c})y {compare} ({c})x ? y : x")
        for kind, c in kinds.items()
    ]


FAST: tuple[Fast, ...] = (
    Fast("string.length"),
    Fast("array.length"),
    *(f for name in ("sin", "cos", "tan", "exp", "sqrt", "floor", "ceil") for f in _unary(name, name, f"{name}f")),
    *_unary("log", "log", "logf"),
    *_binary("pow", "pow", "powf"),
    *_unary("abs", "fabs", "fabsf"),
    Fast("math.abs.i32", "I32", ("I32",), "(int32_t)(x < 0 ? 0u - (uint32_t)x : (uint32_t)x)"),
    Fast("math.abs.i64", "I64", ("I64",), "(int64_t)(x < 0 ? 0u - (uint64_t)x : (uint64_t)x)"),
    *_binary("min", "fmin", "fminf"),
    *_whole("min", "<"),
    *_binary("max", "fmax", "fmaxf"),
    *_whole("max", ">"),
    Fast("string.toUppercase"),
    Fast("string.toLowercase"),
    Fast("string.substr"),
    Fast("string.reversed"),
    Fast("string.repeat"),
)
"""What has a flag; at most 64. Those without expression or opcode are called in C anyhow: the flag says whether so."""

NUMBERS: dict[str, int] = {f.key: number for number, f in enumerate(FAST)}
STRING_LENGTH, ARRAY_LENGTH = NUMBERS["string.length"], NUMBERS["array.length"]
