"""Built-in functions with a fast path: the one list of them.

What it is: which library functions have a flag of their own, and what their instruction computes.
`tools/gen_opcodes.py` writes `vm/fast.h` from it, the compiler takes the numbers from there, the verifier the kinds.
What it is not: the flags (`vm/dualpath.pyx`), or the functions themselves (`modules/`), which are called wherever a
flag is off: in C, or what the host has put into their place.

A function's number is its position, and the place of its flag in `Heap.fast`. The expression works on the 64-bit slots
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

    @property
    def name(self) -> str:
        """Its name in scripts, which overloads share."""
        return NAMES.get(self.key.rpartition(".")[0], "::".join(self.key.split(".")[:2]))


NAMES = {"math.logBase": "math::log"}
"""Names that keys do not tell."""

_SLOTS = {"I32": "int64_t", "I64": "int64_t", "U32": "int64_t", "U64": "uint64_t"}
"""Integers as they lie in a slot."""


def _real(name: str, expression: str, single: str = "", operands: int = 1, whole: bool = True) -> list[Fast]:
    """For double and float, and with integers, which are computed as double; `@` stands for x, `#` for y."""

    def filled(text: str, x: str) -> str:
        return text.replace("@", x).replace("#", x.replace("x", "y"))

    made = []
    for kind, x in (("F64", "real64(x)"), ("I64", "(double)x"), ("U64", "(double)(uint64_t)x")):
        if kind == "F64" or whole:
            key = f"math.{name}.{kind.lower()}"
            made.append(Fast(key, "F64", (kind,) * operands, f"bits64({filled(expression, x)})"))
    single = single or expression.replace("(", "f(", 1)
    made.append(Fast(f"math.{name}.f32", "F32", ("F32",) * operands, f"bits32({filled(single, 'real32(x)')})"))
    return made


def _chosen(name: str, compare: str) -> list[Fast]:
    """One of two floating-point numbers: the first of equal ones; a NaN loses."""
    return [
        Fast(
            f"math.{name}.f{bits}",
            f"F{bits}",
            (f"F{bits}",) * 2,
            f"{real}(y) {compare} {real}(x) || {real}(x) != {real}(x) ? y : x",
        )
        for bits, real in ((64, "real64"), (32, "real32"))
    ]


def _whole(name: str, expression: str, kinds: tuple[str, ...] = tuple(_SLOTS), operands: int = 2) -> list[Fast]:
    """For integers; `@` stands for x, `#` for y."""
    made = []
    for kind in kinds:
        slot = _SLOTS[kind]
        text = expression.replace("@", f"({slot})x").replace("#", f"({slot})y")
        made.append(Fast(f"math.{name}.{kind.lower()}", kind, (kind,) * operands, text))
    return made


_SIGN = "@ > 0 ? 1 : @ < 0 ? -1 : isnan(@) ? @ : 0"

FAST: tuple[Fast, ...] = (
    Fast("string.length"),
    Fast("array.length"),
    *(f for name in ("sin", "cos", "tan", "exp", "log", "sqrt", "floor", "ceil") for f in _real(name, f"{name}(@)")),
    *(f for name in ("round", "trunc") for f in _real(name, f"{name}(@)")),
    *_real("logBase", "log(@) / log(#)", "logf(@) / logf(#)", 2, False),
    *(f for name in ("pow", "atan2", "hypot") for f in _real(name, f"{name}(@, #)", "", 2)),
    Fast("math.abs.f64", "F64", ("F64",), "x & INT64_MAX"),
    Fast("math.abs.f32", "F32", ("F32",), "x & INT32_MAX"),
    Fast("math.abs.i32", "I32", ("I32",), "(int32_t)(x < 0 ? 0u - (uint32_t)x : (uint32_t)x)"),
    Fast("math.abs.i64", "I64", ("I64",), "(int64_t)(x < 0 ? 0u - (uint64_t)x : (uint64_t)x)"),
    *_real("sign", _SIGN, _SIGN, 1, False),
    *_whole("sign", "(@ > 0) - (@ < 0)", ("I32", "I64"), 1),
    *_chosen("min", "<"),
    *_whole("min", "# < @ ? y : x"),
    *_chosen("max", ">"),
    *_whole("max", "# > @ ? y : x"),
    Fast("string.toUppercase"),
    Fast("string.toLowercase"),
    Fast("string.substr"),
    Fast("string.reversed"),
    Fast("string.repeat"),
)
"""What has a flag. Those without expression or opcode are called in C anyhow: the flag says whether so."""

NUMBERS: dict[str, int] = {f.key: number for number, f in enumerate(FAST)}
STRING_LENGTH, ARRAY_LENGTH = NUMBERS["string.length"], NUMBERS["array.length"]
