"""run(): a piece of script in one line.

What it is: `run('println("hello " + who);', who="world")`, for statements or a whole script. What it is not: a way to
run the same script often; every call compiles anew (make a Context and a Unit for that).
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace

from seraphscript.context import Context
from seraphscript.registry import exprs
from seraphscript.registry.declaration import check_name
from seraphscript.unit import Unit
from seraphscript.vm.errors import BuildError, ConversionError, DeclarationError

SECTION = "<script>"
VALUES = "<values>"
_OPEN, _CLOSE = "void main() { ", "\n}"
_HAS_MAIN = re.compile(r"\bmain\s*\(")
_TYPES: dict[type, str] = {bool: "bool", int: "int64", float: "double", str: "string"}


def run(source: str, *, output: Callable[[str], object] | None = None, **values: object) -> object:
    """Run statements, or a script with a function `main`, and give main's result.

    Further keywords become global variables: bool, int (as int64), float (as double), str, and lists of one of them.
    `output` gets what the script prints instead of sys.stdout.
    """
    context = Context()
    try:
        unit = _unit(context, _OPEN + source + _CLOSE, values)
    except BuildError as error:
        try:
            unit = _unit(context, source, values)
        except BuildError as whole:
            if _HAS_MAIN.search(source):
                raise
            raise _shifted(error) from whole
    with unit.instantiate(output=output) as world:
        return world.call("main")


def _unit(context: Context, source: str, values: dict[str, object]) -> Unit:
    unit = context.create_unit()
    unit.add_source(SECTION, source)
    if values:
        unit.add_source(VALUES, "\n".join(_variable(name, value) for name, value in values.items()))
    unit.build()
    return unit


def _variable(name: str, value: object) -> str:
    """The declaration of a global variable with that value."""
    try:
        check_name(name, "a variable")
    except DeclarationError as error:
        raise ConversionError(str(error)) from None
    if isinstance(value, list):
        kinds = {type(item) for item in value}
        if len(kinds) == 1 and (kind := _TYPES.get(kinds.pop())):
            return f"array<{kind}> {name} = {{{', '.join(_literal(item) for item in value)}}};"
        raise ConversionError(f"{name} must be a list of bool, int, float or str, all of one type, and not empty")
    if type(value) not in _TYPES:
        raise ConversionError(f"{name} must be a bool, int, float, str or list, not {type(value).__name__}")
    return f"{_TYPES[type(value)]} {name} = {_literal(value)};"


def _literal(value: object) -> str:
    if type(value) is int and not -(1 << 63) < value < 1 << 63:
        raise ConversionError(f"{value} does not fit into int64")
    try:
        return str(exprs.from_python(value))
    except ValueError as error:
        raise ConversionError(str(error)) from None


def _shifted(error: BuildError) -> BuildError:
    """The same errors, at the columns of the statements as they were given."""
    moved = []
    for item in error.diagnostics:
        if item.section == SECTION and item.line == 1:
            start = max(item.column - len(_OPEN), 1)
            end = max(item.end_column - len(_OPEN), start) if item.end_line == 1 else item.end_column
            line = item.source_line.removeprefix(_OPEN)
            item = replace(item, column=start, end_column=end, source_line=line)
        moved.append(item)
    return BuildError(moved)
