"""Declarations from Python type hints.

What a hint becomes: `bool` bool, `int` int64, `float` double, `str` string (as a parameter `const string &in`),
`None` as result void, `list[T]` array<T>, an enum class the registered enum of its name. A Python int and float know
no width, so they get the widest type that holds them; `Annotated[int, "uint8"]` (or any other AngelScript type as the
annotation) names one. Defaults must be constants. What it is not: a conversion of values.
"""

from __future__ import annotations

import enum
import inspect
import itertools
import types
import typing
from collections.abc import Callable
from typing import Annotated, Any

from seraphscript.registry import exprs
from seraphscript.registry.datatype import FfiDataType, RefMode
from seraphscript.registry.declaration import FunctionDecl, ParamDecl, check_name, parse_type
from seraphscript.vm.errors import DeclarationError

_PLAIN: dict[object, str] = {bool: "bool", int: "int64", float: "double", str: "string"}


def type_of_hint(hint: object) -> FfiDataType:
    """The type for a hint, without a way of passing unless the hint names one; DeclarationError if there is none."""
    if typing.get_origin(hint) is Annotated:
        for note in typing.get_args(hint)[1:]:
            if isinstance(note, str):
                return parse_type(note)
        return type_of_hint(typing.get_args(hint)[0])
    if hint is None or hint is types.NoneType:
        return FfiDataType("void")
    if isinstance(hint, type) and hint in _PLAIN:
        return FfiDataType(_PLAIN[hint])
    if isinstance(hint, type) and issubclass(hint, enum.Enum):
        return FfiDataType(hint.__name__)
    if typing.get_origin(hint) is list and len(typing.get_args(hint)) == 1:
        return FfiDataType("array", (type_of_hint(typing.get_args(hint)[0]),))
    raise DeclarationError(
        f"the hint {hint!r} stands for no script type; use bool, int, float, str, list[...], an enum class, "
        "Annotated[..., 'script type'] or a declaration"
    )


def _parameter(function: str, param: inspect.Parameter, hints: dict[str, Any]) -> ParamDecl:
    where = f"parameter {param.name!r} of {function}"
    if param.kind in (param.KEYWORD_ONLY, param.VAR_KEYWORD, param.VAR_POSITIONAL):
        raise DeclarationError(f"{where} cannot be passed by position; use a declaration")
    if param.name not in hints:
        raise DeclarationError(f"{where} has no type hint")
    try:
        kind = type_of_hint(hints[param.name])
        if kind.is_void:
            raise DeclarationError("a parameter cannot be void")
        default = None if param.default is param.empty else exprs.from_python(param.default)
    except ValueError as error:
        raise DeclarationError(f"{where}: {error}") from None
    if kind.mode is RefMode.VALUE and not kind.is_handle and (kind.name in ("string", "array")):
        kind = FfiDataType(kind.name, kind.args, is_const=True, mode=RefMode.IN)
    return ParamDecl(kind, check_name(param.name, "a parameter"), default)


def declaration_of(function: Callable[..., Any]) -> FunctionDecl:
    """The declaration that a function's type hints make."""
    name = getattr(function, "__name__", "")
    check_name(name, "a function")
    try:
        hints = typing.get_type_hints(function, include_extras=True)
    except NameError as error:
        raise DeclarationError(f"a type hint of {name} cannot be evaluated: {error}") from None
    if "return" not in hints:
        raise DeclarationError(f"{name} has no type hint for its result (-> None for none)")
    returns = type_of_hint(hints["return"])
    if returns.name == "array" and not returns.is_handle:
        returns = FfiDataType(returns.name, returns.args, is_handle=True)
    params = [_parameter(name, p, hints) for p in inspect.signature(function).parameters.values()]
    required = [p.default is None for p in params]
    if any(later and not earlier for earlier, later in itertools.pairwise(required)):
        raise DeclarationError(f"{name}: a parameter without a default follows one with a default")
    return FunctionDecl(name, returns, tuple(params))


def check_arity(declaration: FunctionDecl, function: Callable[..., Any]) -> None:
    """DeclarationError if a callable cannot take the arguments that its declaration promises."""
    if not callable(function):
        raise DeclarationError(f"{function!r} is not callable", str(declaration))
    try:
        signature = inspect.signature(function)
    except (ValueError, TypeError):  # some C functions do not tell
        return
    arguments = [None] * declaration.inputs
    try:
        signature.bind(*arguments)
        if declaration.is_variadic:
            signature.bind(*arguments, None, None)
    except TypeError as error:
        count = f"{len(arguments)} argument{'' if len(arguments) == 1 else 's'}"
        if declaration.is_variadic:
            count += " or more"
        name = getattr(function, "__name__", repr(function))
        message = f"the callable {name}{signature} cannot be called with {count}: {error}"
        raise DeclarationError(message, str(declaration)) from None
