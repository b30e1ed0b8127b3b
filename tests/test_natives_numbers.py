"""Text of numbers and back, and the math module, against Python."""

from __future__ import annotations

import math
import re
import struct
from collections.abc import Callable

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from scripts import script
from seraphscript.vm.errors import ScriptException

I64 = st.integers(-(1 << 63), (1 << 63) - 1)
U64 = st.integers(0, (1 << 64) - 1)
DOUBLES = st.floats()
BLANK = " \t\n\v\f\r"

TEXT = script("""
string formatInt_(int64 x, string o, uint w) { return formatInt(x, o, w); }
string formatUInt_(uint64 x, string o, uint w) { return formatUInt(x, o, w); }
string formatFloat_(double x, string o, uint w, uint p) { return formatFloat(x, o, w, p); }
int64 parseInt_(string s, uint base, uint &out used) { return parseInt(s, base, used); }
uint64 parseUInt_(string s, uint base, uint &out used) { return parseUInt(s, base, used); }
double parseFloat_(string s, uint &out used) { return parseFloat(s, used); }
""")


# ---------------------------------------------------------------------------------------- formatting


def wrap(value: int) -> int:
    return (value + (1 << 63)) % (1 << 64) - (1 << 63)


def justified(body: str, options: str, width: int, zeros: bool) -> str:
    if "l" in options:
        return body.ljust(width)
    if zeros and "0" in options:
        sign = body[0] if body[0] in "+- " else ""
        return sign + body[len(sign) :].rjust(width - len(sign), "0")
    return body.rjust(width)


def formatted(value: int, options: str, width: int, signed: bool) -> str:
    base = [o for o in options if o in "hxHXob"]
    sign = ""
    if base:
        body = format(value % (1 << 64), {"h": "x", "H": "X"}.get(base[-1], base[-1]))
    else:
        body = str(abs(value))
        if signed:
            sign = "-" if value < 0 else "+" if "+" in options else " " if " " in options else ""
    return justified(sign + body, options, width, True)


@given(I64, st.text("l0+ hHxXob?", max_size=4), st.integers(0, 80))
@pytest.mark.row("MOD-16")
def test_formatting_integers(value: int, options: str, width: int) -> None:
    assert TEXT.call("formatInt_", value, options, width) == formatted(value, options, width, True)
    unsigned = value % (1 << 64)
    assert TEXT.call("formatUInt_", unsigned, options, width) == formatted(unsigned, options, width, False)


@given(DOUBLES, st.text("l0+ eE", max_size=4), st.integers(0, 40), st.integers(0, 30))
@example(5e-324, "", 0, 1074)
@example(1.7976931348623157e308, "0+", 400, 1200)
@example(0.1, "e", 0, 1200)
@example(-0.0, "+", 0, 0)
@example(math.inf, "0", 8, 2)
@pytest.mark.row("MOD-16")
def test_formatting_floats(value: float, options: str, width: int, precision: int) -> None:
    form = [o for o in options if o in "eE"]
    sign = "+" if "+" in options else " " if " " in options else ""
    value = math.nan if math.isnan(value) else value  # nan has no sign
    body = f"%{sign}.{precision}{form[-1] if form else 'f'}" % value
    body = body.lower() if not math.isfinite(value) else body
    expected = justified(body, options, width, math.isfinite(value))
    assert TEXT.call("formatFloat_", value, options, width, precision) == expected


# ------------------------------------------------------------------------------------------ reading


def digits_of(value: int, base: int) -> str:
    digits = ""
    while True:
        value, digit = divmod(value, base)
        digits = "0123456789abcdefghijklmnopqrstuvwxyz"[digit] + digits
        if value == 0:
            return digits


@given(
    U64, st.sampled_from(["", "-", "+"]), st.integers(0, 40), st.text(BLANK, max_size=2), st.text("@. x", max_size=2)
)
@pytest.mark.row("MOD-15")
def test_reading_integers(value: int, sign: str, base: int, blank: str, rest: str) -> None:
    real = min(max(base, 2), 36)
    digits = digits_of(value, real)
    rest = "" if real > 33 else rest
    source = blank + sign + digits + rest
    used = len(source) - len(rest)
    assert TEXT.call(
        "parseInt_",
        source.upper(),
        base,
    ) == (wrap(-value if sign == "-" else value), used)
    assert TEXT.call("parseUInt_", source, base) == ((0, 0) if sign else (value, used))


@pytest.mark.parametrize("source", ["", "-", " ", "+ 1", "x1", "--1", ".5", "\0001"])
def test_what_is_no_integer(source: str) -> None:
    assert TEXT.call("parseInt_", source, 10) == (0, 0)


@given(
    st.one_of(DOUBLES.map(repr), st.text("0123456789.eE+-", max_size=14), st.from_regex(r"[0-9]{1,30}e-?[0-9]{1,3}"))
)
@example("1e400")
@example("-infinite")
@example("iNf")
@example("-nan5")
@example("1.e5e")
@example("  .5 ")
@example("2.2250738585072011e-308")
@pytest.mark.row("MOD-15")
def test_reading_floats(source: str) -> None:
    number = re.match(r"\s*[-+]?(inf(inity)?|nan|([0-9]+\.?[0-9]*|\.[0-9]+)(e[-+]?[0-9]+)?)", source, re.I | re.A)
    got, used = TEXT.call("parseFloat_", source)
    if number is None:
        assert (got, used) == (0, 0)
        return
    expected = float(number[0])
    assert struct.pack("<d", abs(got)) == struct.pack("<d", abs(expected)) or (math.isnan(got) and math.isnan(expected))
    assert (math.copysign(1, got), used) == (math.copysign(1, expected), number.end()) or math.isnan(got)


@given(
    st.one_of(
        DOUBLES.filter(math.isfinite).map(float.hex),
        st.from_regex(r"-?0[xX][0-9a-f]{1,40}(\.[0-9a-f]{0,40})?", fullmatch=True),
    )
)
@example("0x.8p1")
@example("0x1p-1074")
@example("0x1.00000000000008000000000000001")
def test_reading_hexadecimal_floats(source: str) -> None:
    source = source.strip()
    try:
        expected = float.fromhex(source)
    except OverflowError:
        expected = math.inf
    assert TEXT.call("parseFloat_", source) == (expected, len(source))


def test_hexadecimal_prefix_alone_is_a_zero() -> None:
    assert TEXT.call("parseFloat_", "0xg") == (0, 1)
    for text in ("-", " -x", "+"):
        got, used = TEXT.call("parseFloat_", text)
        assert (got, used, math.copysign(1, got)) == (0, 0, 1)
    assert math.copysign(1, TEXT.call("parseFloat_", "-0")[0]) == -1
    assert TEXT.call("parseFloat_", "0x1p+") == (1, 3)


# ------------------------------------------------------------------------------------------- math

UNARY: dict[str, Callable[[float], float]] = {
    "sin": math.sin, "cos": math.cos, "tan": math.tan, "asin": math.asin, "acos": math.acos, "atan": math.atan,
    "sinh": math.sinh, "cosh": math.cosh, "tanh": math.tanh, "asinh": math.asinh, "acosh": math.acosh,
    "atanh": math.atanh, "exp": math.exp, "exp2": math.exp2, "expM1": math.expm1, "ln": math.log, "log2": math.log2,
    "log10": math.log10, "ln1p": math.log1p, "sqrt": math.sqrt, "cbrt": math.cbrt, "toRadians": math.radians,
    "toDegrees": math.degrees,
}  # fmt: skip
ROWS = {
    "sin": 30, "cos": 31, "tan": 32, "asin": 33, "acos": 34, "atan": 35, "sinh": 37, "cosh": 38, "tanh": 39,
    "asinh": 40, "acosh": 41, "atanh": 42, "exp": 43, "exp2": 44, "expM1": 45, "ln": 46, "log2": 47, "log10": 48,
    "ln1p": 50, "sqrt": 53, "cbrt": 54, "toRadians": 77, "toDegrees": 78,
}  # fmt: skip
EXACT: dict[str, Callable[[float], float]] = {
    "floor": math.floor, "ceil": math.ceil, "trunc": math.trunc,
    "round": lambda x: math.copysign(math.floor(abs(x) + 0.5), x),
}  # fmt: skip
EDGES = (0.0, -0.0, 0.5, -0.5, 1.0, -1.0, 2.5, -2.5, 3.7, -1e300, 1e300, 5e-324, math.inf, -math.inf, math.nan)
MATH = script(
    "".join(
        f"double {name}(double x) {{ return math::{name}(x); }} float f_{name}(float x) {{ return math::{name}(x); }}\n"
        for name in (*UNARY, *EXACT)
    )
    + """
double remainder(double x, double y) { return math::remainder(x, y); }
double mulAdd(double x, double a, double b) { return math::mulAdd(x, a, b); }
double hypot(double x, double y) { return math::hypot(x, y); }
double fmod(double x, double y) { return math::fmod(x, y); }
double atan2(double y, double x) { return math::atan2(y, x); }
double pow(double x, double y) { return math::pow(x, y); }
double div(double x, double y) { return math::divEuclid(x, y); }
double rem(double x, double y) { return math::remEuclid(x, y); }
int64 idiv(int64 x, int64 y) { return math::divEuclid(x, y); }
int64 irem(int64 x, int64 y) { return math::remEuclid(x, y); }
uint64 bits(double x) { return math::toBits(x); }
double back(uint64 x) { return math::fromBits(x); }
"""
)


def single(x: float) -> float:
    try:
        result: float = struct.unpack("<f", struct.pack("<f", x))[0]
    except OverflowError:
        return math.copysign(math.inf, x)
    return result


def or_special(function: Callable[..., float], *args: float) -> float:
    """What C's function gives where Python's raises; nan as the mark that the sign does not count."""
    try:
        return function(*args)
    except ValueError:
        return math.nan
    except OverflowError:
        return math.inf


def same(a: float, b: float, relative: float) -> bool:
    if math.isnan(a) or math.isnan(b) or math.isinf(a) or math.isinf(b):
        return (math.isnan(a) and math.isnan(b)) or abs(a) == abs(b)
    return math.isclose(a, b, rel_tol=relative, abs_tol=relative * 1e-290)


@pytest.mark.parametrize("name", [pytest.param(n, marks=pytest.mark.row(f"MOD-{r}")) for n, r in ROWS.items()])
def test_functions_of_one_number(name: str) -> None:
    for x in EDGES:
        got, expected = MATH.call(name, x), or_special(UNARY[name], x)
        if x in (1.0, -1.0, 0.0) and math.isnan(expected):  # poles: infinite in C, an error in Python
            assert math.isnan(got) or math.isinf(got)
        else:
            assert same(got, expected, 1e-14), (x, got, expected)
        x = math.copysign(single(3e38), x) if abs(x) == 1e300 else single(x)
        got = MATH.call(f"f_{name}", x)
        expected = or_special(UNARY[name], x)
        assert got == single(got) or math.isnan(got)
        if not math.isnan(expected):
            assert same(got, single(expected), 1e-6), (x, got, expected)


@pytest.mark.row("MOD-56", "MOD-57", "MOD-58", "MOD-59")
def test_rounding() -> None:
    for name, function in EXACT.items():
        for x in EDGES:
            if math.isfinite(x) and abs(x) < 1e100:
                got = MATH.call(name, x)
                assert (got, math.copysign(1, got)) == (function(x), math.copysign(1, x if not function(x) else got))
                assert MATH.call(f"f_{name}", x) == function(single(x))
            else:
                assert same(MATH.call(name, x), x, 0)


@given(DOUBLES, DOUBLES)
@pytest.mark.row("MOD-36", "MOD-55", "MOD-79", "MOD-80", "MOD-51")
def test_functions_of_two_numbers(x: float, y: float) -> None:
    assert same(MATH.call("remainder", x, y), or_special(math.remainder, x, y), 0)
    assert same(MATH.call("fmod", x, y), or_special(math.fmod, x, y), 0)
    assert same(MATH.call("hypot", x, y), or_special(math.hypot, x, y), 1e-15)
    assert same(MATH.call("atan2", x, y), math.atan2(x, y), 1e-15)
    assert math.copysign(1, MATH.call("atan2", x, y)) == math.copysign(1, math.atan2(x, y)) or math.isnan(x + y)
    expected = or_special(math.pow, x, y)
    if not math.isnan(expected) and expected:
        assert same(MATH.call("pow", x, y), expected, 1e-14)


@pytest.mark.row("MOD-81")
def test_multiplication_and_addition_round_once() -> None:
    x = 1 + 2.0**-30
    assert MATH.call("mulAdd", x, x, -1 - 2.0**-29) == 2.0**-60
    assert x * x - 1 - 2.0**-29 == 0


@given(I64, I64.filter(bool))
@example(-7, 3)
@example(-7, -3)
@pytest.mark.row("MOD-82", "MOD-83")
def test_euclidean_division(x: int, y: int) -> None:
    rem = x % abs(y)
    div = (x - rem) // y
    assert MATH.call("irem", x, y) == rem
    if div == wrap(div):
        assert MATH.call("idiv", x, y) == div


@given(st.floats(-1e6, 1e6), st.floats(-1e3, 1e3).filter(lambda y: abs(y) > 1e-3))
@example(999999.9999999999, 999.9999999999999)
@example(-999999.9999999999, 999.9999999999999)
@pytest.mark.row("MOD-82", "MOD-83")
def test_euclidean_division_of_floats(x: float, y: float) -> None:
    rem, div = MATH.call("rem", x, y), MATH.call("div", x, y)
    assert 0 <= rem <= abs(y)
    assert div == math.trunc(div)
    assert math.isclose(div * y + rem, x, rel_tol=1e-12, abs_tol=1e-9)


@pytest.mark.row("MOD-82", "MOD-83")
def test_euclidean_division_by_zero_and_overflow() -> None:
    for name in ("div", "rem", "idiv", "irem"):
        with pytest.raises(ScriptException, match="Divide by zero"):
            MATH.call(name, 1, 0)
    with pytest.raises(ScriptException, match="Overflow in integer division"):
        MATH.call("idiv", -(1 << 63), -1)
    assert MATH.call("irem", -(1 << 63), -1) == 0


@given(U64)
@example(0x7FF4000000000001)
@pytest.mark.row("MOD-84", "MOD-85")
def test_bits(bits: int) -> None:
    with script(f"uint64 b = 0x{bits:x}; uint64 f() {{ return math::toBits(math::fromBits(b)); }}") as world:
        assert world.call("f") == bits
