"""Which module an error is about: DeclarationErrors of Module and of the types that it gives name it.

What it is: a class decorator around what hosts call. What it is not: the message, which is written where the error is
found, by code that knows of no module. What is called for every single function of a host does the same by itself,
without a call in between.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable
from functools import wraps
from typing import Any, TypeVar

from seraphscript.vm.errors import DeclarationError

_C = TypeVar("_C", bound=type)
_F = TypeVar("_F", bound=Callable[..., Any])

PRIVATE = ("_add_class", "_add_value_class")
"""What decorators call later."""


def module_of(owner: object) -> str:
    """The name of a module, or of that which a type belongs to: a type asks its module whether it is frozen."""
    frozen = getattr(owner, "frozen", None)
    return str(getattr(owner if frozen is None else getattr(frozen, "__self__", None), "name", ""))


def shown(item: Any) -> str:  # noqa: ANN401
    """What repr() of a type shows that belongs to a module: <HostType 'game::Item'>."""
    module = getattr(getattr(item, "frozen", None), "__self__", None)
    name = item.name if module is None else module.qualified_name(item.name)
    return f"<{type(item).__name__} {name!r}>"


def names_module(*, but: tuple[str, ...] = ()) -> Callable[[_C], _C]:
    """Let all public methods of a class name the module in their errors, but those that do it themselves."""

    def decorate(cls: _C) -> _C:
        for name, function in list(vars(cls).items()):
            if inspect.isfunction(function) and name not in but and (name in PRIVATE or not name.startswith("_")):
                setattr(cls, name, _naming(function))
        return cls

    return decorate


def _naming(function: _F) -> _F:
    @wraps(function)
    def call(self: object, *args: Any, **kwargs: Any) -> object:  # noqa: ANN401
        try:
            return function(self, *args, **kwargs)
        except DeclarationError as error:
            error.in_module(module_of(self))
            raise

    return call  # type: ignore[return-value]
