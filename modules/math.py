"""math: constants and functions in `math::`, those of the C++ add-on in the global scope as well.

Declarations only; all functions are C functions. A key ends in the kind of the function's operands: `math.sin.f64`.
Functions of floating-point numbers also take integers (as int64 or uint64, computed as double), so that
`math::sqrt(16)` is no choice between float and double.
"""

from __future__ import annotations

import math as python_math
import struct
import sys

from seraphscript.registry.module import Module

KINDS = {"double": "f64", "float": "f32", "int": "i32", "int64": "i64", "uint": "u32", "uint64": "u64"}
"""Operand types and how keys call them."""

UNARY: tuple[str, ...] = (
    "sin", "cos", "tan", "asin", "acos", "atan", "sinh", "cosh", "tanh", "asinh", "acosh", "atanh", "exp", "exp2",
    "expM1", "ln", "log", "log2", "log10", "ln1p", "sqrt", "cbrt", "floor", "ceil", "round", "trunc", "fract",
    "fraction", "toRadians", "toDegrees",
)  # fmt: skip
"""Functions of one floating-point number."""

BINARY = ["atan2", "pow", "hypot", "copysign", "fmod", "remainder"]
"""Functions of two floating-point numbers."""

TERNARY = {"lerp": "a, b, t", "invLerp": "a, b, x", "smoothstep": "edge0, edge1, x", "mulAdd": "x, a, b"}
"""Functions of three floating-point numbers, with the names of their parameters."""

PREDICATES = ["isNan", "isInfinite", "isFinite", "isNormal", "isSubnormal", "isSignPositive", "isSignNegative"]
"""Questions about a floating-point number."""

GLOBAL: tuple[str, ...] = (
    "acos", "asin", "atan", "atan2", "cos", "cosh", "sin", "sinh", "tan", "tanh", "log", "log10", "pow", "sqrt", "ceil",
    "floor", "fraction", "abs",
)  # fmt: skip
"""Functions that the C++ add-on has in the global scope."""

_SIGNED = ("double", "float", "int", "int64")
_ALL = (*_SIGNED, "uint", "uint64")


def _single(bits: int) -> float:
    value: float = struct.unpack("<f", struct.pack("<I", bits))[0]
    return value


def _constants(module: Module) -> None:
    e, pi = python_math.e, python_math.pi
    values = {
        "PI": pi, "E": e, "TAU": python_math.tau, "SQRT2": python_math.sqrt(2.0), "LN2": python_math.log(2.0),
        "LN10": python_math.log(10.0), "INFINITY": python_math.inf, "NEG_INFINITY": -python_math.inf,
        "NAN": python_math.nan, "EPSILON": sys.float_info.epsilon, "FRAC_PI_2": pi / 2, "FRAC_PI_3": pi / 3,
        "FRAC_PI_4": pi / 4, "FRAC_PI_6": pi / 6, "FRAC_PI_8": pi / 8, "FRAC_1_PI": 1 / pi, "FRAC_2_PI": 2 / pi,
        "FRAC_2_SQRT_PI": 2 / python_math.sqrt(pi), "FRAC_1_SQRT_2": python_math.sqrt(0.5),
        "LOG2_E": 1.4426950408889634, "LOG2_10": 3.321928094887362, "LOG10_E": 0.4342944819032518,
        "LOG10_2": 0.3010299956639812,
        "DBL_MIN": -sys.float_info.max, "DBL_MAX": sys.float_info.max, "DBL_MIN_POSITIVE": sys.float_info.min,
    }  # fmt: skip
    for name, value in values.items():
        module.const(f"const double {name}", value)
    singles = {
        "FLT_INFINITY": python_math.inf, "FLT_NEG_INFINITY": -python_math.inf, "FLT_NAN": python_math.nan,
        "FLT_EPSILON": _single(0x34000000), "FLT_MIN": _single(0xFF7FFFFF), "FLT_MAX": _single(0x7F7FFFFF),
        "FLT_MIN_POSITIVE": _single(0x00800000),
    }  # fmt: skip
    for name, value in singles.items():
        module.const(f"const float {name}", value)


def _of_numbers(module: Module, name: str, params: str, in_global_scope: bool = False) -> None:
    """`double f(double)` and `float f(float)`; with integers `double f(int64)` and `double f(uint64)`."""
    for kind in ("double", "float", "int64", "uint64"):
        result = "float" if kind == "float" else "double"
        declared = ", ".join(f"{kind} {param.strip()}" for param in params.split(","))
        key = f"math.{name}.{KINDS[kind]}"
        module.register_native(f"{result} {name}({declared})", key, in_global_scope=in_global_scope)


def _of_same(
    module: Module,
    name: str,
    params: str,
    kinds: tuple[str, ...],
    result: str = "",
    in_global_scope: bool = False,
) -> None:
    """`T f(T, ...)` for each of some types."""
    for kind in kinds:
        declared = ", ".join(f"{kind} {param.strip()}" for param in params.split(","))
        key = f"math.{name}.{KINDS[kind]}"
        module.register_native(f"{result or kind} {name}({declared})", key, in_global_scope=in_global_scope)


def _function(module: Module, name: str, in_global_scope: bool = False) -> None:
    """One of the functions that exist in both places."""
    if name == "abs":
        _of_same(module, name, "x", _SIGNED, "", in_global_scope)
    else:
        params = {"atan2": "y, x"}.get(name, "x, y" if name in BINARY else "x")
        _of_numbers(module, name, params, in_global_scope)


def _bits(module: Module, to: str, back: str, in_global_scope: bool = False) -> None:
    for kind, bits in (("double", "uint64"), ("float", "uint")):
        to_key, back_key = f"math.toBits.{KINDS[kind]}", f"math.fromBits.{KINDS[kind]}"
        module.register_native(f"{bits} {to}({kind} x)", to_key, in_global_scope=in_global_scope)
        module.register_native(f"{kind} {back}({bits} bits)", back_key, in_global_scope=in_global_scope)


def module() -> Module:
    """The module, new."""
    math = Module("math")
    _constants(math)
    for name in (*UNARY, *BINARY, "abs"):
        _function(math, name)
    for name, params in TERNARY.items():
        _of_numbers(math, name, params)
    for name in PREDICATES:
        _of_same(math, name, "x", ("double", "float"), "bool")
    for kind, result in (("double", "double"), ("float", "float")):
        math.register_native(f"{result} log({kind} x, {kind} base)", f"math.logBase.{KINDS[kind]}")
        math.register_native(f"{result} powi({kind} x, int n)", f"math.powi.{KINDS[kind]}")
    _of_same(math, "sign", "x", _SIGNED)
    _of_same(math, "min", "a, b", _ALL)
    _of_same(math, "max", "a, b", _ALL)
    _of_same(math, "clamp", "x, low, high", _ALL)
    _of_same(math, "divEuclid", "x, y", _SIGNED)
    _of_same(math, "remEuclid", "x, y", _SIGNED)
    _bits(math, "toBits", "fromBits")

    for name in GLOBAL:
        _function(math, name, in_global_scope=True)
    _bits(math, "fpToIEEE", "fpFromIEEE", in_global_scope=True)
    for kind, epsilon in (("double", "0.0000000001"), ("float", "0.00001f")):
        declared = f"bool closeTo({kind} a, {kind} b, {kind} epsilon = {epsilon})"
        math.register_native(declared, f"math.closeTo.{KINDS[kind]}", in_global_scope=True)
    return math
