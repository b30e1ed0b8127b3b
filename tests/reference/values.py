"""Primitive values: exact integer widths, float32 rounding, conversions, operators.

Three places differ from the C++ engine of 2.35, because it does what the processor does:
  - float to an unsigned integer: the low bits of the conversion to int64, uint64 up to 2**64 (C++: the low bits of
    the conversion to int32). Signed targets are the low bits of the conversion to int32 (int64: to int64). A value
    out of range, or NaN, gives the smallest integer of the intermediate type; uint64 gives 0 for 2**64 and more.
  - the smallest integer divided by -1 raises for constants as well (there: at compile time).
  - a conditional expression whose condition is a literal and whose chosen branch is a constant is a constant.
Set `cpp_conversions` to get the first and the last as in the C++ engine.

Invariant: a Value holds a number that its type can hold; float values are representable in float32.
"""

from __future__ import annotations

import math
import operator
import struct
from collections.abc import Callable
from dataclasses import dataclass

Number = int | float | bool

DIVIDE_BY_ZERO = "Divide by zero"
DIVIDE_OVERFLOW = "Overflow in integer division"
POWER_OVERFLOW = "Overflow in exponent operation"

cpp_conversions = False


class Raised(Exception):
    """A script exception."""


@dataclass(frozen=True)
class Type:
    name: str
    bits: int
    signed: bool = False
    floating: bool = False

    @property
    def integer(self) -> bool:
        return self.bits > 1 and not self.floating

    @property
    def low(self) -> int:
        return -(1 << (self.bits - 1)) if self.signed else 0

    @property
    def high(self) -> int:
        return (1 << (self.bits - self.signed)) - 1

    def __str__(self) -> str:
        return self.name


BOOL = Type("bool", 1)
INT8, INT16, INT, INT64 = (Type(n, b, True) for n, b in (("int8", 8), ("int16", 16), ("int", 32), ("int64", 64)))
UINT8, UINT16, UINT, UINT64 = (Type(n, b) for n, b in (("uint8", 8), ("uint16", 16), ("uint", 32), ("uint64", 64)))
FLOAT, DOUBLE = Type("float", 32, True, True), Type("double", 64, True, True)
INTEGERS = (INT8, INT16, INT, INT64, UINT8, UINT16, UINT, UINT64)
NUMBERS = (*INTEGERS, FLOAT, DOUBLE)
UNSIGNED_OF = {8: UINT8, 16: UINT16, 32: UINT, 64: UINT64}
SIGNED_OF = {8: INT8, 16: INT16, 32: INT, 64: INT64}


@dataclass(frozen=True)
class Value:
    type: Type
    number: Number
    constant: bool = False  # known to the compiler: takes part in the choice of types


def wrap(number: int, type_: Type) -> int:
    """The number modulo 2**bits, in the range of the type."""
    number &= (1 << type_.bits) - 1
    return number - (1 << type_.bits) if type_.signed and number > type_.high else number


def round_to_float(number: float) -> float:
    """A double rounded to float32, half to even; too large becomes infinite."""
    try:
        return float(struct.unpack("<f", struct.pack("<f", number))[0])
    except OverflowError:
        return math.copysign(math.inf, number)


def integer_to_float(number: int) -> float:
    """An integer rounded to float32 once, not by way of a double."""
    magnitude = abs(number)
    extra = magnitude.bit_length() - 24
    if extra > 0:
        rest = magnitude & ((1 << extra) - 1)
        magnitude >>= extra
        half = 1 << (extra - 1)
        if rest > half or (rest == half and magnitude & 1):
            magnitude += 1
        magnitude <<= extra
    return float(-magnitude if number < 0 else magnitude)


def truncate(number: float, bits: int) -> int:
    """What the processor makes of a float: the smallest integer if it does not fit."""
    smallest = -(1 << (bits - 1))
    if math.isnan(number) or math.isinf(number):
        return smallest
    whole = int(number)
    return whole if smallest <= whole < -smallest else smallest


def float_to_integer(number: float, to: Type) -> int:
    if cpp_conversions or to.signed:
        return wrap(truncate(number, max(to.bits, 32)), to)
    if to.bits < 64 or math.isnan(number) or number < 2.0**63:
        return wrap(truncate(number, 64), to)
    return int(number) if number < 2.0**64 else 0


def convert(value: Value, to: Type) -> Value:
    number = value.number
    if value.type == to:
        return value
    assert BOOL not in (value.type, to), f"{value.type} to {to}"
    if not to.floating:
        whole = float_to_integer(float(number), to) if value.type.floating else wrap(int(number), to)
        return Value(to, whole, value.constant)
    if to is DOUBLE:
        return Value(to, float(number), value.constant)
    single = round_to_float(float(number)) if value.type.floating else integer_to_float(int(number))
    return Value(to, single, value.constant)


def common_type(a: Value, b: Value) -> Type:
    """The type in which +, -, *, /, %, ** and comparisons work."""
    if DOUBLE in (a.type, b.type):
        for one, other in ((a, b), (b, a)):
            if one.type is DOUBLE and one.constant and other.type is FLOAT and not other.constant:
                return FLOAT
        return DOUBLE
    if FLOAT in (a.type, b.type):
        return FLOAT
    bits = max(32, a.type.bits, b.type.bits)
    if any(v.type.signed and not v.constant for v in (a, b)):
        return SIGNED_OF[bits]
    return UNSIGNED_OF[bits] if not (a.type.signed and b.type.signed) else SIGNED_OF[bits]


def power(base: Number, exponent: Number, type_: Type) -> Number:
    if type_.floating:
        try:
            result: float = math.pow(base, exponent)
        except (OverflowError, ZeroDivisionError):
            raise Raised(POWER_OVERFLOW) from None
        except ValueError:
            if base == 0:  # to a negative power: infinite
                raise Raised(POWER_OVERFLOW) from None
            return math.nan
        result = round_to_float(result) if type_ is FLOAT else result
        if math.isinf(result):
            raise Raised(POWER_OVERFLOW)
        return result
    base, exponent = int(base), int(exponent)
    if base == 0 and exponent <= 0:
        raise Raised(POWER_OVERFLOW)
    if exponent < 0:
        return 0
    if abs(base) > 1 and exponent > 64:
        raise Raised(POWER_OVERFLOW)
    if exponent == 1:
        return base
    whole = int(base**exponent) if abs(base) > 1 else base ** (exponent % 2 + 2)
    if abs(whole) > type_.high:
        raise Raised(POWER_OVERFLOW)
    return whole


def divide(a: Number, b: Number, type_: Type, remainder: bool) -> Number:
    if b == 0:
        raise Raised(DIVIDE_BY_ZERO)
    if type_.floating:
        if remainder:
            return math.nan if math.isinf(a) or math.isnan(a) or math.isnan(b) else math.fmod(a, b)
        try:
            return a / b
        except OverflowError:
            return math.copysign(math.inf, a) * math.copysign(1.0, b)
    a, b = int(a), int(b)
    if type_.signed and a == type_.low and b == -1:
        raise Raised(DIVIDE_OVERFLOW)
    quotient = abs(a) // abs(b)
    if (a < 0) != (b < 0):
        quotient = -quotient
    return a - b * quotient if remainder else quotient


def arithmetic(op: str, a: Value, b: Value) -> Value:
    """+, -, *, /, %, **."""
    type_ = common_type(a, b)
    constant = a.constant and b.constant
    x, y = convert(a, type_).number, convert(b, type_).number
    result: Number
    if op in "/%":
        result = divide(x, y, type_, op == "%")
    elif op == "**":
        result = power(x, y, type_)
    else:
        result = x + y if op == "+" else x - y if op == "-" else x * y
    if type_.floating:
        return Value(type_, round_to_float(float(result)) if type_ is FLOAT else float(result), constant)
    if op == "-" and constant and not type_.signed and x < y:
        type_ = SIGNED_OF[type_.bits]  # a constant that would wrap is negative instead
    return Value(type_, wrap(int(result), type_), constant)


def bitwise(op: str, a: Value, b: Value) -> Value:
    """&, |, ^: the signedness of the left operand, the width of the wider one, at least 32 bits."""
    bits = max(32, a.type.bits, b.type.bits)
    type_ = SIGNED_OF[bits] if a.type.signed else UNSIGNED_OF[bits]
    x, y = int(convert(a, type_).number), int(convert(b, type_).number)
    result = {"&": x & y, "|": x | y, "^": x ^ y}[op]
    return Value(type_, wrap(result, type_), a.constant and b.constant)


def shift(op: str, a: Value, b: Value) -> Value:
    """<<, >> (logical), >>> (arithmetic); the count is taken modulo the width."""
    bits = max(32, a.type.bits)
    type_ = SIGNED_OF[bits] if a.type.signed else UNSIGNED_OF[bits]
    count = int(convert(b, UINT).number) % bits
    number = int(convert(a, type_).number)
    if op == "<<":
        number <<= count
    elif op == ">>":
        number = wrap(number, UNSIGNED_OF[bits]) >> count
    else:
        number = wrap(number, SIGNED_OF[bits]) >> count
    return Value(type_, wrap(number, type_), a.constant and b.constant)


def compare(op: str, a: Value, b: Value) -> Value:
    constant = a.constant and b.constant
    if a.type is BOOL:
        return Value(BOOL, (a.number == b.number) == (op == "=="), constant)
    type_ = common_type(a, b)
    x, y = convert(a, type_).number, convert(b, type_).number
    tests: dict[str, Callable[[Number, Number], bool]] = {
        "==": operator.eq,
        "!=": operator.ne,
        "<": operator.lt,
        "<=": operator.le,
        ">": operator.gt,
        ">=": operator.ge,
    }
    return Value(BOOL, tests[op](x, y), constant)


def unary(op: str, a: Value) -> Value:
    if op == "!":
        return Value(BOOL, not a.number, a.constant)
    if op == "~":
        type_ = UNSIGNED_OF[a.type.bits]
        return Value(type_, wrap(~int(a.number), type_), a.constant)
    if a.type.floating:
        return Value(a.type, -a.number if op == "-" else a.number, a.constant)
    type_ = SIGNED_OF[a.type.bits]
    return Value(type_, wrap(-int(a.number) if op == "-" else int(a.number), type_), a.constant)


def binary(op: str, a: Value, b: Value) -> Value:
    if op in ("&&", "||", "^^"):
        x, y = bool(a.number), bool(b.number)
        return Value(BOOL, {"&&": x and y, "||": x or y, "^^": x != y}[op], a.constant and b.constant)
    if op in ("&", "|", "^"):
        return bitwise(op, a, b)
    if op in ("<<", ">>", ">>>"):
        return shift(op, a, b)
    if op in ("==", "!=", "<", "<=", ">", ">="):
        return compare(op, a, b)
    return arithmetic(op, a, b)


def same(a: Number, b: Number) -> bool:
    """Equal as results: any NaN is like any other, zeros differ by sign."""
    if isinstance(a, float) and isinstance(b, float):
        if math.isnan(a) or math.isnan(b):
            return math.isnan(a) and math.isnan(b)
        return a == b and math.copysign(1.0, a) == math.copysign(1.0, b)
    return type(a) is type(b) and a == b
