"""The type of string literals, when the host decides it."""

from __future__ import annotations

from pathlib import Path

import pytest
from seraphscript import BuildError, Context, DeclarationError, Instance, Module, RegistryBuildError, ScriptException


class Name:
    """A name that is kept once, whatever its bytes."""

    known: dict[bytes, Name] = {}  # noqa: RUF012

    def __init__(self, raw: bytes) -> None:
        self.raw = raw

    @classmethod
    def of(cls, raw: bytes) -> Name:
        return cls.known.setdefault(raw, cls(raw))


def names() -> Module:
    made = Module()
    made.register_type("Name", Name).method("int size() const", lambda name: len(name.raw))
    return made


def world(context: Context, text: str) -> Instance:
    unit = context.create_unit()
    unit.add_source("a.as", text)
    unit.build()
    return unit.instantiate()


@pytest.mark.row("REG-46")
def test_literals_are_of_the_type_that_the_factory_gives() -> None:
    context = Context(default_modules=False).install(names())
    context.set_string_factory("Name@", Name.of)
    found = world(context, r"""
        Name@ raw() { return "\xFF\xFE\0é"; }
        bool same() { Name@ a = "hero"; return a is "hero" && "hero" !is "villain"; }
        int size() { return "four".size() + 'five!'.size(); }
    """)
    name = found.call("raw")
    assert isinstance(name, Name)
    assert name.raw == b"\xff\xfe\x00\xc3\xa9"
    assert found.call("same") is True
    assert found.call("size") == 9


@pytest.mark.row("REG-46")
def test_a_factory_that_gives_nothing_is_named() -> None:
    def missing(raw: bytes) -> None:
        return None

    context = Context(default_modules=False).install(names())
    context.set_string_factory("Name@", missing)
    with pytest.raises(ScriptException, match="result of the string factory 'missing': an object expected, not None"):
        world(context, 'void f() { Name@ a = "x"; }').call("f")


@pytest.mark.row("REG-46")
def test_bytes_of_the_string_module() -> None:
    context = Context()
    context.set_string_factory("string", bytes.upper)
    assert world(context, 'string f() { return "shout" + " it"; }').call("f") == "SHOUT IT"


@pytest.mark.row("REG-46")
def test_no_factory() -> None:
    context = Context(default_modules=False).install(names())
    with pytest.raises(BuildError) as caught:
        world(context, 'void f() { "text"; }')
    (error,) = [one for one in caught.value.diagnostics if one.severity == "error"]
    assert "no string factory" in error.message
    assert (error.line, error.column) == (1, 12)


@pytest.mark.row("REG-46")
def test_mistakes() -> None:
    context = Context(default_modules=False).install(names())
    with pytest.raises(DeclarationError, match="not callable"):
        context.set_string_factory("Name@", 3)  # type: ignore[arg-type]
    context.set_string_factory("Nothing@", Name.of)
    with pytest.raises(RegistryBuildError, match="Nothing"):
        context.seal()
    twice = Context().install(names())
    twice.set_string_factory("Name@", Name.of)
    twice.set_string_factory("Name@", Name.of)
    with pytest.raises(RegistryBuildError, match="string factory"):
        twice.seal()


@pytest.mark.row("REG-46")
def test_what_the_factory_raises_and_gives() -> None:
    def made(raw: bytes) -> object:
        if raw == b"bad":
            raise KeyError(raw)
        return 3

    context = Context(default_modules=False).install(names())
    context.set_string_factory("Name@", made)
    found = world(context, 'Name@ f() { return "bad"; } Name@ g() { return "wrong"; }')
    with pytest.raises(ScriptException, match="bad") as caught:
        found.call("f")
    assert isinstance(caught.value.__cause__, KeyError)
    with pytest.raises(ScriptException, match="Name expected, not int"):
        found.call("g")


@pytest.mark.row("REG-46", "REG-53")
def test_the_factory_is_in_the_file(tmp_path: Path) -> None:
    context = Context(default_modules=False).install(names())
    context.set_string_factory("Name@", Name.of)
    path = tmp_path / "names.sfr"
    context.save_registry(path)
    again = Context(default_modules=False).install(names())
    again.set_string_factory("Name@", Name.of)
    loaded = Context.load_registry(path, again.modules)
    assert world(loaded, 'int f() { return "four".size(); }').call("f") == 4
