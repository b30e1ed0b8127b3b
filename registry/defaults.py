"""Checks of default values: what can be said about them before a script uses one.

What it is: the rules for literals and for arithmetic of literals against the type that they are given to, at
registration, and for names, null and types that need the tables, when a context is sealed. What it is not: an
evaluator of expressions; what has a meaning for the compiler alone is compiled at the call site.

An integer in decimal notation has to fit into its type. One in hexadecimal, octal or binary notation is a pattern of
bits: it fits if the type has as many.
"""

from __future__ import annotations

import difflib
import struct
from collections.abc import Iterator
from typing import TYPE_CHECKING

from seraphscript.registry import exprs
from seraphscript.registry.datatype import ANY, INT_RANGES, PRIMITIVES, FfiDataType, Unresolved
from seraphscript.registry.exprs import FfiExpr
from seraphscript.registry.name_table import LIBRARY

if TYPE_CHECKING:
    from seraphscript.registry.builder import _Build
    from seraphscript.registry.declaration import ParamDecl

_ARITHMETIC = frozenset(["+", "-", "*", "/", "%"])
_REFUSED: dict[str, frozenset[str]] = {
    "primitive": frozenset(["null", "string"]),
    "string": frozenset(["null", "bool", "number"]),
    "enum": frozenset(["null", "bool", "number", "string"]),
    "value": frozenset(["null"]),
}
"""By sort of type: what literals never become one; constructors may take others."""


def constant_of(expr: FfiExpr) -> int | float | bool | None:
    """The value of a literal, or of arithmetic of literals that cannot overflow; None for anything else."""
    match expr:
        case exprs.IntExpr(value) | exprs.UIntExpr(value) | exprs.FloatExpr(value) | exprs.BoolExpr(value):
            return value
        case exprs.UnaryExpr("-" | "+" as op, operand):
            inner = constant_of(operand)
            if inner is None or isinstance(inner, bool):
                return None
            return -inner if op == "-" else inner
        case exprs.BinaryExpr("+" | "-" | "*" as op, left, right):
            first, second = constant_of(left), constant_of(right)
            if type(first) is not int or type(second) is not int:
                return None
            made = first + second if op == "+" else first - second if op == "-" else first * second
            low, high = INT_RANGES["int"]
            return made if all(low <= one <= high for one in (first, second, made)) else None
    return None


def _is_bits(expr: FfiExpr) -> bool:
    return isinstance(expr, exprs.UIntExpr)


def _parts(expr: FfiExpr) -> Iterator[FfiExpr]:
    """An expression and those within it."""
    yield expr
    match expr:
        case exprs.UnaryExpr(_, operand):
            yield from _parts(operand)
        case exprs.BinaryExpr(_, left, right):
            yield from _parts(left)
            yield from _parts(right)
        case exprs.ConstructExpr(_, args):
            for arg in args:
                yield from _parts(arg)


def literal_problem(kind: FfiDataType, expr: FfiExpr) -> str:
    """What is wrong with a default as far as its type's declaration tells; "" if nothing."""
    for part in _parts(expr):
        if isinstance(part, exprs.BinaryExpr) and part.op in ("/", "%"):
            divided, divisor = constant_of(part.left), constant_of(part.right)
            if type(divided) is int and type(divisor) is int and not divisor:
                return f"{part} is a division by zero"
        if isinstance(part, exprs.StringExpr) and any("\ud800" <= c <= "\udfff" for c in part.value):
            return "a string cannot hold a lone surrogate: it is no text in UTF-8"
    if kind.is_handle or kind.args or kind.name not in PRIMITIVES:
        return ""
    if isinstance(expr, exprs.NullExpr):
        return f"{kind.name} cannot be null: it is not a handle"
    value = constant_of(expr)
    if value is None:
        return ""
    if isinstance(value, bool) != (kind.name == "bool"):
        return f"{expr} is no {kind.name}"
    if kind.name in INT_RANGES:
        low, high = INT_RANGES[kind.name]
        if isinstance(value, float) and value != int(value):
            return f"{expr} is no integer"
        if _is_bits(expr):
            high -= low                         # all bits of the type
        if not low <= value <= high:
            return f"{expr} does not fit into {kind.name} ({low} to {INT_RANGES[kind.name][1]})"
    elif kind.name == "float":
        try:
            struct.pack("<f", value)
        except OverflowError:
            return f"{expr} does not fit into float"
    return ""


def _sort_of(expr: FfiExpr) -> str:
    """What a literal is: null, bool, number or string; "": no literal."""
    match expr:
        case exprs.NullExpr():
            return "null"
        case exprs.BoolExpr():
            return "bool"
        case exprs.StringExpr():
            return "string"
        case exprs.IntExpr() | exprs.UIntExpr() | exprs.FloatExpr():
            return "number"
        case exprs.UnaryExpr("-" | "+" | "~", operand):
            return "number" if _sort_of(operand) == "number" else ""
        case exprs.BinaryExpr(op, left, right) if op in _ARITHMETIC:
            return "number" if _sort_of(left) == _sort_of(right) == "number" else ""
    return ""


def default_problem(build: _Build, kind: FfiDataType, ref: int, expr: FfiExpr, scope: int) -> str:
    """What is wrong with a default of a resolved type, with the names in it as `scope` sees them; "" if nothing."""
    for part in _parts(expr):
        if name := _unknown_name(build, part, scope):
            return f"unknown name '{name}'"
    sort = _sort_of(expr)
    if not sort or kind.name == ANY or (sort == "string" and build.has_string_factory):
        return ""
    if kind.is_handle:
        wrong = sort != "null"
    elif kind.args or build.writer.is_generic(ref):
        return ""
    else:
        wrong = sort in _REFUSED.get(build.writer.sort_name(ref), ())
    if wrong and sort == "null":
        return f"'{kind.name}' cannot be null: it is not a handle"
    return f"a {sort} cannot become '{build.writer.type_text(ref)}'" if wrong else ""


def _unknown_name(build: _Build, part: FfiExpr, scope: int) -> str:
    """The name in an expression (without those within it) that nothing has, "" if there is none."""
    match part:
        case exprs.IdentExpr(name):
            path = ""
        case exprs.ScopedIdentExpr(path, name) | exprs.EnumValueExpr(path, name):
            if path and build.find(path, scope):
                return ""                       # a member of a type
        case exprs.ConstructExpr(type_name, _):
            if type_name in PRIMITIVES or build.find(type_name, scope):
                return ""
            path, _, name = type_name.rpartition("::")
            path = "::" if type_name.startswith("::") and not path else path
        case _:
            return ""
    absolute = isinstance(part, exprs.ScopedIdentExpr | exprs.ConstructExpr) and str(part).startswith("::")
    parts = [one for one in path.split("::") if one]
    if name in LIBRARY:
        return ""
    for start in build.scopes(scope):
        if absolute and build.writer.parent(start):
            continue
        around = build.writer.scope_text(start)
        if "::".join([*([around] if around else []), *parts, name]) in build.function_names:
            return ""
        inner = start
        for one in parts:
            inner = build.writer.find_scope(inner, one) if inner else 0
        if inner and (build.writer.has_value(inner, name) or build.writer.find_type(inner, name)):
            return ""
    return "::".join([*parts, name])


def default_text(build: _Build, param: ParamDecl, ref: int, scope: int) -> str:
    """A parameter's default as it is compiled at the call site; Unresolved if it cannot be one."""
    default = param.default
    assert default is not None
    if problem := default_problem(build, param.type, ref, default, scope):
        raise Unresolved(param.type.name, f"its default {default}: {problem}")
    return str(_qualified(build, default, scope))


def _values_like(build: _Build, ref: int, name: str) -> str:
    """What value of an enum may have been meant."""
    from seraphscript.registry.items import EnumItem

    for _, item in build.of(EnumItem):
        if build.refs.get(id(item)) == ref:
            values = [value for value, _ in item.values]
            close = difflib.get_close_matches(name, values, 3, 0.6) or values[:5]
            return f" (there is {', '.join(close)})" if close else ""
    return ""


def is_for_compiler(expr: FfiExpr) -> bool:
    """Whether the compiler alone can say what is wrong with an expression, apart from the names in it.

    Lists have a meaning only where they are given: they are compiled there.
    """
    if isinstance(expr, exprs.TextExpr) and (expr.text == "void" or expr.text.startswith("{")):
        return False
    return any(isinstance(part, exprs.ConstructExpr | exprs.TextExpr) for part in _parts(expr))


def _qualified(build: _Build, expr: FfiExpr, scope: int) -> FfiExpr:
    """A default with the names that the module's namespace gives a meaning written in full: it is compiled in the
    global scope."""
    match expr:
        case exprs.ScopedIdentExpr(owner, name) | exprs.EnumValueExpr(owner, name):
            ref = build.find(owner, scope)
            if not ref:
                return expr
            if build.writer.is_enum(ref) and not build.writer.has_value(build.writer.members(ref), name):
                raise Unresolved(owner, f"enum '{owner}' has no value '{name}'{_values_like(build, ref, name)}")
            return exprs.EnumValueExpr(build.writer.type_text(ref), name)
        case exprs.IdentExpr(name):
            for around in build.scopes(scope):
                if build.writer.has_value(around, name):
                    path = build.writer.scope_text(around)
                    return exprs.ScopedIdentExpr(path, name) if path else expr
            return expr
        case exprs.UnaryExpr(op, operand):
            return exprs.UnaryExpr(op, _qualified(build, operand, scope))
        case exprs.BinaryExpr(op, left, right):
            return exprs.BinaryExpr(op, _qualified(build, left, scope), _qualified(build, right, scope))
        case exprs.ConstructExpr(type_name, args):
            ref = build.find(type_name, scope)
            name = build.writer.type_text(ref) if ref else type_name
            return exprs.ConstructExpr(name, tuple(_qualified(build, a, scope) for a in args))
    return expr
