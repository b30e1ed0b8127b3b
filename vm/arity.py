"""Whether a Python callable can take a number of arguments, as far as it tells.

What it is: the check before a callable becomes a function of a script, so that a mistake is reported where the callable
is given, not where it is called. What it is not: the check of host functions when they are registered
(`registry/hints.py`).
"""

from __future__ import annotations

from collections.abc import Callable
from inspect import CO_ASYNC_GENERATOR, CO_COROUTINE, CO_VARARGS
from types import FunctionType, MethodType
from typing import Any

OF_SCRIPTS: dict[type, Callable[[Any, int], str]] = {}
"""What misfit() asks for functions, methods and classes of scripts, which know their parameters (`callables.pyx`)."""


def _misfit_of_function(function: FunctionType, count: int) -> bool:
    code = function.__code__
    least = code.co_argcount - len(function.__defaults__ or ())
    keywords = function.__kwdefaults__ or {}
    names = code.co_varnames[code.co_argcount : code.co_argcount + code.co_kwonlyargcount]
    return (
        count < least
        or (count > code.co_argcount and not code.co_flags & CO_VARARGS)
        or any(name not in keywords for name in names)
    )


def _signature(function: Callable[..., object]) -> str:
    """The parameters in parentheses, empty if the callable does not tell."""
    from inspect import signature  # what costs little is tried first

    try:
        return str(signature(function, follow_wrapped=False))
    except (ValueError, TypeError):
        return ""


def _binds(function: Callable[..., object], count: int) -> bool:
    from inspect import signature

    try:
        found = signature(function, follow_wrapped=False)
    except (ValueError, TypeError):  # some C functions do not tell
        return True
    try:
        found.bind(*[None] * count)
    except TypeError:
        return False
    return True


def misfit(function: Callable[..., object], count: int) -> str:
    """Why a callable cannot be called with that many positional arguments and give a result; empty if it can."""
    of_script = OF_SCRIPTS.get(type(function))
    if of_script is not None:
        return of_script(function, count)
    plain: object = function
    more = 0
    if type(plain) is MethodType:
        plain = plain.__func__
        more = 1
    name = getattr(function, "__name__", None) or type(function).__name__
    if type(plain) is FunctionType:
        if plain.__code__.co_flags & (CO_COROUTINE | CO_ASYNC_GENERATOR):
            return f"{name} is async: scripts call functions of the host synchronously"
        wrong = _misfit_of_function(plain, count + more)
    else:
        wrong = not _binds(function, count)
    if not wrong:
        return ""
    return f"{name}{_signature(function)} cannot be called with {count} argument{'' if count == 1 else 's'}"
