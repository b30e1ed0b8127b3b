"""What a callable of the host is told about an instance of a template, and what its validation answers.

What it is: TemplateInfo, made out of the name of an instance, `game::Grid<int>`, and TemplateValidation. What it is
not: the instances themselves (`context.pyx`).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from seraphscript.registry.datatype import PRIMITIVES


class TemplateArgument(str):
    """An argument of a template as scripts write it: "int", "game::Unit@", "array<string>"."""

    __slots__ = ()

    @property
    def is_handle(self) -> bool:
        """Whether it is a handle."""
        return self.rpartition(">")[2].removesuffix(" const").endswith("@")

    @property
    def is_const(self) -> bool:
        """Whether the object, or the value, is const."""
        return self.startswith("const ")

    @property
    def is_primitive(self) -> bool:
        """Whether it is bool or a number."""
        return self in PRIMITIVES[1:]

    @property
    def is_string(self) -> bool:
        """Whether it is `string`."""
        return self == "string"

    @property
    def zero(self) -> Any:  # noqa: ANN401
        """The value that a variable of the type begins with: 0, 0.0, False, ""; None for objects and handles."""
        if self.is_primitive:
            return False if self == "bool" else 0.0 if self in ("float", "double") else 0
        return "" if self.is_string else None


@dataclass(frozen=True, slots=True)
class TemplateInfo:
    """An instance of a template: its name, the template's, and the arguments."""

    name: str
    template: str
    arguments: tuple[TemplateArgument, ...]

    @property
    def argument(self) -> TemplateArgument:
        """The first argument."""
        return self.arguments[0]

    def __str__(self) -> str:
        return self.name


def _split(text: str) -> list[str]:
    parts, depth, start = [], 0, 0
    for at, char in enumerate(text):
        depth += (char == "<") - (char == ">")
        if char == "," and depth == 0:
            parts.append(text[start:at].strip())
            start = at + 1
    return [*parts, text[start:].strip()]


@lru_cache(1024)
def template_info(name: str) -> TemplateInfo:
    """What the name of an instance says."""
    template, _, rest = name.partition("<")
    return TemplateInfo(name, template, tuple(map(TemplateArgument, _split(rest.removesuffix(">")))))


class TemplateValidation:
    """What a validation says of the arguments of a template."""

    __slots__ = ("message",)

    def __init__(self, message: str = "") -> None:
        self.message = message

    @classmethod
    def valid(cls) -> TemplateValidation:
        """There is such an instance."""
        return cls()

    @classmethod
    def with_gc(cls) -> TemplateValidation:
        """There is such an instance, and its objects may refer to each other in circles. Objects of the host are
        Python's, whose garbage collector finds circles in any case: the same as valid()."""
        return cls()

    @classmethod
    def invalid(cls, message: str) -> TemplateValidation:
        """There is no such instance, and why."""
        return cls(message or "the host refuses it")

    def __repr__(self) -> str:
        return f"TemplateValidation.invalid({self.message!r})" if self.message else "TemplateValidation.valid()"


def refusal(callback: Callable[[TemplateInfo], object], name: str) -> str:
    """Why the host refuses an instance, "" if it does not."""
    try:
        found = callback(template_info(name))
    except Exception as error:  # whatever it is, the instance is not valid
        return f"{type(error).__name__}: {error}"
    if not isinstance(found, TemplateValidation):
        return f"its validation gave {type(found).__name__}, not a TemplateValidation"
    return found.message
