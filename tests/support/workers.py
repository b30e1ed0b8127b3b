"""What tests run in other processes: a shared context, and tasks that are importable by name."""

from __future__ import annotations

import enum
import os
from collections import deque
from collections.abc import Callable
from typing import Any

from seraphscript import Context, Module, Program, shared_context

sealed: list[int] = []
"""One entry for each time that game() has run in this process."""


def scaled(value: int, by: int) -> int:
    return value * by


def failing(value: int) -> int:
    raise ValueError(f"no {value}")


def raw(call: Any) -> None:  # noqa: ANN401
    call.set_return(call.arg(0) + 1)


def first(values: deque[int]) -> int:
    return values[0]


class Token:
    """A host class."""

    value: int

    def __init__(self, value: int) -> None:
        self.value = value


def game_module() -> Module:
    module = Module("game")
    module.register_function("int scaled(int value, int by)", scaled)
    module.register_function("int failing(int value)", failing)
    module.type(Token)
    module.register_function_raw("int raw(int value)", raw)
    module.register_type("Values", deque).method("int count() const", len).property_get("int first", first)
    return module


@shared_context
def game() -> Context:
    """The context of each process."""
    sealed.append(1)
    return Context().install(game_module())


@shared_context
def loaded() -> Context:
    """A context out of a registry file, whose path stands in the environment."""
    return Context.load_registry(os.environ["REGISTRY_FILE"], [game_module()])


def run(context: Context, program: Program, function: str, *arguments: object) -> tuple[int, int, Any]:
    """What a call gives, with the process and how often that has made its context."""
    with context.instantiate(program) as world:
        return os.getpid(), len(sealed), world.call(function, *arguments)


def same_object(first: object, second: object) -> bool:
    """Whether two arguments that came in different pickles are one object."""
    seen.append((first, second))
    return all(pair == seen[0] and pair[0] is seen[0][0] and pair[1] is seen[0][1] for pair in seen)


seen: list[tuple[object, object]] = []


def apply(function: Callable[..., object], *arguments: object) -> object:
    return function(*arguments)


class Mood(enum.IntEnum):
    """An enum of the host."""

    CALM = 1
    ANGRY = 2


def mood_value(mood: Mood) -> str:
    return f"{type(mood).__name__} {mood.name}"
