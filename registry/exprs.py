"""FfiExpr: default arguments of host functions as owned expressions.

What it is: small immutable values (literals, null, enum values, constructions, unary and binary operators, names) that
print themselves as AngelScript text, and that are made from Python values or by the declaration parser.
What it is not: an evaluator. Whatever has no shape of its own here is kept as checked text (TextExpr); all of them are
compiled at the call site, in the global scope.
"""

from __future__ import annotations

import enum
import math
from dataclasses import dataclass

_ESCAPES = {"\\": "\\\\", '"': '\\"', "\n": "\\n", "\r": "\\r", "\t": "\\t", "\0": "\\0"}


@dataclass(frozen=True, slots=True)
class FfiExpr:
    """Base of all expressions; `str(expr)` is its text."""


@dataclass(frozen=True, slots=True)
class IntExpr(FfiExpr):
    """A decimal integer."""

    value: int

    def __str__(self) -> str:
        return str(self.value)


@dataclass(frozen=True, slots=True)
class UIntExpr(FfiExpr):
    """An integer in hexadecimal, octal or binary notation: unsigned."""

    value: int

    def __str__(self) -> str:
        return hex(self.value)


@dataclass(frozen=True, slots=True)
class FloatExpr(FfiExpr):
    """A floating-point number; `single` is written with the suffix f."""

    value: float
    single: bool = False

    def __str__(self) -> str:
        if not math.isfinite(self.value):  # no literal: the quotient of literals would raise
            raise ValueError("a default argument cannot be infinite or not a number")
        text = repr(self.value)
        return text + ("" if "." in text or "e" in text else ".0") + ("f" if self.single else "")


@dataclass(frozen=True, slots=True)
class BoolExpr(FfiExpr):
    """true or false."""

    value: bool

    def __str__(self) -> str:
        return "true" if self.value else "false"


@dataclass(frozen=True, slots=True)
class StringExpr(FfiExpr):
    """A string literal."""

    value: str

    def __str__(self) -> str:
        return '"' + "".join(_ESCAPES.get(c, f"\\x{ord(c):02x}" if c < " " else c) for c in self.value) + '"'


@dataclass(frozen=True, slots=True)
class NullExpr(FfiExpr):
    """null."""

    def __str__(self) -> str:
        return "null"


@dataclass(frozen=True, slots=True)
class IdentExpr(FfiExpr):
    """A name without a scope."""

    name: str

    def __str__(self) -> str:
        return self.name


@dataclass(frozen=True, slots=True)
class ScopedIdentExpr(FfiExpr):
    """`A::B::name`; the builder checks that the name exists if the scope is an enum. `::name` has the scope ""."""

    scope: str
    name: str

    def __str__(self) -> str:
        return f"{self.scope}::{self.name}"


@dataclass(frozen=True, slots=True)
class EnumValueExpr(FfiExpr):
    """A value of a registered enum."""

    enum: str
    name: str

    def __str__(self) -> str:
        return f"{self.enum}::{self.name}"


@dataclass(frozen=True, slots=True)
class ConstructExpr(FfiExpr):
    """`Type(arguments)`."""

    type_name: str
    args: tuple[FfiExpr, ...]

    def __str__(self) -> str:
        return f"{self.type_name}({', '.join(map(str, self.args))})"


@dataclass(frozen=True, slots=True)
class UnaryExpr(FfiExpr):
    """A prefix operator: - + ! ~."""

    op: str
    operand: FfiExpr

    def __str__(self) -> str:
        text = f"({self.operand})" if isinstance(self.operand, BinaryExpr) else str(self.operand)
        return f"{self.op} {text}" if text.startswith(self.op) else self.op + text  # -- would be another operator


@dataclass(frozen=True, slots=True)
class BinaryExpr(FfiExpr):
    """Two operands and an operator."""

    op: str
    left: FfiExpr
    right: FfiExpr

    def __str__(self) -> str:
        sides = [f"({side})" if isinstance(side, BinaryExpr) else str(side) for side in (self.left, self.right)]
        return f"{sides[0]} {self.op} {sides[1]}"


@dataclass(frozen=True, slots=True)
class TextExpr(FfiExpr):
    """Anything else, as text whose syntax was checked."""

    text: str

    def __str__(self) -> str:
        return self.text


def from_python(value: object) -> FfiExpr:
    """The expression for a Python default value; ValueError if there is none."""
    if isinstance(value, enum.Flag) and isinstance(value, int) and value.name not in type(value).__members__:
        return ConstructExpr(type(value).__name__, (from_python(int(value)),))  # several flags
    if isinstance(value, enum.Enum):
        return EnumValueExpr(type(value).__name__, value.name)
    if isinstance(value, bool):
        return BoolExpr(value)
    if isinstance(value, int):
        return UnaryExpr("-", IntExpr(-value)) if value < 0 else IntExpr(value)
    if isinstance(value, float):
        expr = FloatExpr(abs(value))
        str(expr)
        return UnaryExpr("-", expr) if math.copysign(1.0, value) < 0 else expr
    if isinstance(value, str):
        return StringExpr(value)
    if value is None:
        return NullExpr()
    raise ValueError(f"{value!r} cannot be written as a default argument")
