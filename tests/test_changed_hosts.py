"""Programs and hosts that have changed since they were compiled: types of the same names that are others."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from seraphscript import Context, LoadError, Module

Made = Callable[[], Module]


def value(*, dies: str = "", copies: bool = False) -> Made:
    def make() -> Module:
        module = Module("m")
        kind = module.value_type("V", fields=[("n", "int")]).constructor("V(int n)", lambda n: (n,))
        if dies == "host":
            kind.destructor(lambda v: None)
        elif dies:
            kind.destructor(script=dies)
        if copies:
            kind.constructor("V(const V &in other)", lambda other: other)
        return module

    return make


def reference(kind: str) -> Made:
    def make() -> Module:
        module = Module("m")
        made = module.register_type("R", type("R", (), {}), kind=kind).constructor("R()")
        if kind == "scoped":
            made.release(lambda r: None)
        return module

    return make


def interface(*methods: str) -> Made:
    def make() -> Module:
        module = Module("m")
        if methods:
            module.interface("I", list(methods))
        return module

    return make


def callback(declaration: str) -> Made:
    def make() -> Module:
        module = Module("m")
        module.register_funcdef(f"funcdef {declaration}")
        return module.register_function("void use(F@ f)", lambda f: f)

    return make


VALUE = "void main() { m::V a(1); m::V b = a; }"
REFERENCE = "void main() { m::R r; }"
INTERFACE = "class C : m::I { int q() { return 1; } } void main() { C c; }"
CALLBACK = "void main() { m::use(function(a) { return a; }); }"


@pytest.mark.row("CTX-05", "REG-18", "REG-24")
@pytest.mark.parametrize("way", ["program", "file", "loaded host"])
@pytest.mark.parametrize(
    ("source", "before", "now", "said"),
    [
        (VALUE, value(), value(dies="host"), "'m::V' has a destructor here"),
        (VALUE, value(), value(dies="n = 0;"), "'m::V' has a destructor here"),
        (VALUE, value(dies="n = 0;"), value(), "'m::V' has no destructor here"),
        (VALUE, value(dies="host"), value(), "__destruct"),
        (VALUE, value(), value(copies=True), "'m::V' has a copy constructor here"),
        (REFERENCE, reference("scoped"), reference("managed"), "'m::R' is a class of another kind here"),
        (REFERENCE, reference("managed"), reference("scoped"), "'m::R' is a class of another kind here"),
        (REFERENCE, reference("managed"), reference("nocount"), "'m::R' is a class of another kind here"),
        (INTERFACE, interface("int q()"), interface("string q(int a)"), "the interface 'm::I' is another one here"),
        (INTERFACE, interface("int q()"), interface("int q()", "void z()"), "the interface 'm::I' is another one here"),
        (INTERFACE, interface("int q()"), interface(), "the interface 'm::I' is missing"),
        (CALLBACK, callback("int F(int)"), callback("string F(string)"), "has the signature"),
        (CALLBACK, callback("int F(int)"), callback("int F(int, int &out)"), "has the signature"),
    ],
)  # fmt: skip
def test_types_that_are_others_now(
    source: str, before: Made, now: Made, said: str, way: str, tmp_path: Path
) -> None:
    context = Context().install(before())
    unit = context.create_unit()
    unit.add_source("main.as", source)
    program = unit.build()
    same, other = Context().install(before()), Context().install(now())
    if way == "file":
        program.save(tmp_path / "p.sbc", strip=True)
        with pytest.raises(LoadError, match=said):
            other.instantiate(other.load_program(tmp_path / "p.sbc"))
        program = same.load_program(tmp_path / "p.sbc")
    elif way == "loaded host":
        for number, one in enumerate((same, other)):
            one.save_registry(tmp_path / f"{number}.sfr")
        same = Context.load_registry(tmp_path / "0.sfr", before())
        other = Context.load_registry(tmp_path / "1.sfr", now())
    with pytest.raises(LoadError, match=said):
        other.instantiate(program)
    same.instantiate(program).call("main")


def test_names_in_files_may_be_anything() -> None:
    registry = Context().install(value()()).seal()
    assert registry.shape("m::V") == ("value", False, False)
    for name in ("", "(((", "m::V[]", "m::V@", "m::", "::m::V<int", "m::Gone", "\ufffd", "const m::V"):
        assert registry.shape(name) is None
