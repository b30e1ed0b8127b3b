"""How scripts make values of the host's classes: as Python does, with whatever the class runs then."""

from __future__ import annotations

import dataclasses
import enum
import sys
import types
from dataclasses import KW_ONLY, InitVar, dataclass
from typing import Any, NamedTuple

import pytest
from seraphscript import Context, Module, RegistryBuildError


class Mode(enum.IntEnum):
    """What a value may hold."""

    ON = 1


@dataclass
class Plain:
    x: float
    y: float = 2.0


class Derived(Plain):
    pass


@dataclass
class Own:
    x: float

    def __init__(self, a: float) -> None:
        self.x = a * 2


@dataclass(slots=True)
class OwnSlots:
    x: float

    def __init__(self, a: float) -> None:
        self.x = a * 2


class OwnInherited(Own):
    pass


@dataclass(init=False)
class OwnOfBase(Own):
    y: float = 1.0


@dataclass
class Post:
    x: float

    def __post_init__(self) -> None:
        self.x *= 2


@dataclass
class PostScaled:
    x: float
    by: InitVar[float] = 2.0

    def __post_init__(self, by: float) -> None:
        self.x *= by


@dataclass
class Setting:
    x: float

    def __setattr__(self, name: str, value: float) -> None:
        object.__setattr__(self, name, value * 2)


@dataclass
class Hidden:
    _twice: bool = dataclasses.field(default=True)
    x: float = 0.0

    def __post_init__(self) -> None:
        self.x *= 1 + self._twice


class Meta(type):
    def __call__(cls, *args: float) -> Any:  # noqa: ANN401
        made = super().__call__(*args)
        made.x *= 2
        return made


@dataclass
class OfMeta(metaclass=Meta):
    x: float


class Pair(NamedTuple):
    x: float
    y: float = 2.0


class PairDerived(Pair):
    __slots__ = ()


class PairOwn(Pair):
    __slots__ = ()

    def __new__(cls, a: float) -> PairOwn:
        return super().__new__(cls, a * 2)


class Hinted:
    x: float = 1.0

    def __init__(self) -> None:
        self.x = 6.0


class Bare:
    x: float = 1.0

    def __init__(self):  # type: ignore[no-untyped-def]  # noqa: ANN204
        self.x = 6.0


@dataclass
class Moded:
    x: float
    mode: Mode

    def __init__(self, mode: Mode) -> None:
        self.x = 6.0 if isinstance(mode, Mode) else 0.0
        self.mode = mode


def result(python: type, expression: str) -> object:
    """What an expression of a script gives."""
    module = Module("g")
    module.enum(Mode)
    module.value(python)
    unit = Context().install(module).create_unit()
    unit.add_source("a.as", f"double f() {{ return {expression}; }}")
    unit.build()
    return unit.instantiate().call("f")


@pytest.mark.row("REG-15")
@pytest.mark.parametrize(
    ("python", "arguments"),
    [
        (Plain, "3"), (Plain, "3, 4"), (Derived, "3"), (Own, "3"), (OwnSlots, "3"), (OwnInherited, "3"),
        (OwnOfBase, "3"), (Post, "3"), (PostScaled, "3"), (PostScaled, "3, 5"), (Setting, "3"), (Hidden, "true, 3"),
        (OfMeta, "3"), (Pair, "3"), (PairDerived, "3, 4"), (PairOwn, "3"), (Hinted, ""), (Bare, ""),
    ],
)
def test_scripts_make_values_as_python_does(python: type, arguments: str) -> None:
    made = python(*[value == "true" or float(value) for value in arguments.split(", ") if value])
    assert result(python, f"g::{python.__name__}({arguments}).x") == made.x


@pytest.mark.row("REG-15")
def test_constructors_get_members_of_enums() -> None:
    assert result(Moded, "g::Moded(g::Mode::ON).x") == 6.0


def problems(python: type) -> list[str]:
    module = Module("g")
    module.value(python)
    with pytest.raises(RegistryBuildError) as caught:
        Context().install(module).seal()
    return [str(error) for error in caught.value.errors]


@pytest.mark.row("REG-15")
def test_constructors_that_scripts_cannot_call() -> None:
    @dataclass
    class Unhinted:
        x: float

        def __init__(self, a) -> None:  # type: ignore[no-untyped-def]  # noqa: ANN001
            self.x = a * 2

    @dataclass
    class ByName:
        x: float
        _: KW_ONLY
        y: float = 1.0

    assert problems(Unhinted) == ["value type g::Unhinted::__init__: parameter 'a' of Unhinted has no type hint"]
    (message,) = problems(ByName)
    assert message.startswith("value type g::ByName::__init__: the field 'y' is keyword-only, which scripts cannot")


@pytest.mark.row("REG-15")
def test_hints_of_a_base_in_another_module(monkeypatch: pytest.MonkeyPatch) -> None:
    other = types.ModuleType("elsewhere")
    monkeypatch.setitem(sys.modules, "elsewhere", other)
    other.__dict__.update(dataclass=dataclass, Number=float)
    exec("@dataclass\nclass Base:\n    x: 'Number'\n    def __post_init__(self): self.x *= 2\n", other.__dict__)
    base: Any = other.__dict__["Base"]

    @dataclass
    class Made(base):  # type: ignore[misc]
        y: float = 1.0

    assert result(Made, "g::Made(3, 2).x") == 6.0
