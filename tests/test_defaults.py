"""Defaults of host functions and of fields: what is refused at registration or when a context is sealed."""

from __future__ import annotations

from typing import Annotated

import pytest
from seraphscript import BuildError, Context, Module, RegistryBuildError
from seraphscript.vm.errors import DeclarationError


def game(*declarations: str) -> Context:
    """A context with a function for each declaration, and what defaults may name."""
    module = Module("game")
    module.enum("Color", ["Red", "Green"])
    module.const("LIMIT", 5)
    module.property("int score", lambda: 7)
    module.register_function("int twice(int x)", lambda x: 2 * x)
    module.register_funcdef("funcdef void Done()")
    module.register_function("void done()", lambda: None)
    value = module.value_type("V", fields=[("x", "int")])
    value.constructor("V(int x)", script="this.x = x;")
    module.register_type("Thing", type("Thing", (), {}))
    for declaration in declarations:
        module.register_function(declaration, lambda given: given)
    context = Context()
    context.install(module)
    return context


@pytest.mark.parametrize(
    ("declaration", "message"),
    [
        ("void f(uint8 x = 300)", "parameter 'x': 300 does not fit into uint8"),
        ("void f(uint8 x = -1)", "-1 does not fit into uint8"),
        ("void f(uint x = -1)", "-1 does not fit into uint"),
        ("void f(int8 x = 100 + 100)", "100 \\+ 100 does not fit into int8"),
        ("void f(int x = 4294967295)", "does not fit into int"),
        ("void f(int x = 0x1FFFFFFFF)", "does not fit into int"),
        ("void f(int8 x = -0xFF)", "does not fit into int8"),
        ("void f(int64 x = 9223372036854775808)", "does not fit into int64"),
        ("void f(int x = 1.5)", "1.5 is no integer"),
        ("void f(float x = 1e300)", "does not fit into float"),
        ("void f(bool x = 1)", "1 is no bool"),
        ("void f(int x = true)", "true is no int"),
        ("void f(int x = null)", "int cannot be null"),
        ("void f(int x = 1 / 0)", "1 / 0 is a division by zero"),
        ("void f(int x = 2 * (3 % (1 - 1)))", "is a division by zero"),
        ('void f(const string &in s = "\\ud800")', "lone surrogate"),
        ('void f(const string &in s = "\ud800")', "lone surrogate"),
        ("void f(int x = " + "+".join(["1"] * 1000) + ")", "at most 256 operands"),
    ],
)
def test_literals_are_checked_at_registration(declaration: str, message: str) -> None:
    with pytest.raises(DeclarationError, match=message):
        Module().register_function(declaration, lambda x: None)


@pytest.mark.parametrize(
    ("parameter", "value"),
    [
        ("uint8 x = 255", 255), ("int x = 0xFFFFFFFF", -1), ("int8 x = 0xFF", -1), ("int x = -2147483648", -(1 << 31)),
        ("int x = 3.0", 3), ("uint x = ~0", (1 << 32) - 1), ("uint8 x = 2 * 100", 200), ("int x = LIMIT", 5),
        ("int x = game::LIMIT", 5), ("int x = ::game::LIMIT", 5), ("int x = score", 7), ("int x = twice(4)", 8),
        ("int x = game::twice(4)", 8), ("int x = int(5)", 5), ("double x = math::PI * 0", 0),
        ("int x = Color::Green", 1), ("Color x = Green", 1),
        ("V x = V(3)", (3,)), ("V x = 3", (3,)), ("Thing@ x = null", None),
        ("bool x = !true", False),
        ("int x = " + "+".join(["1"] * 200), 200),
    ],
)
def test_what_fits_is_given(parameter: str, value: object) -> None:
    result = parameter.split()[0]
    unit = game(f"{result} f({parameter})").create_unit("u")
    scope = "game::" if result[0].isupper() else ""
    unit.add_source("u", f"{scope}{result} run() {{ return game::f(); }}")
    unit.build()
    assert unit.call("run") == value


@pytest.mark.parametrize(
    ("parameter", "message"),
    [
        ("int x = undefined_thing", "unknown name 'undefined_thing'"),
        ("int x = 1 + missing", "unknown name 'missing'"),
        ("int x = nowhere::LIMIT", "unknown name 'nowhere::LIMIT'"),
        ("int x = ::LIMIT", "unknown name 'LIMIT'"),
        ("int x = missing(5)", "unknown name 'missing'"),
        ("int x = twice(missing)", "unknown name 'missing'"),
        ("int x = missing > 0 ? 1 : 2", "its default missing > 0 ? 1 : 2: unknown name 'missing'"),
        ("int x = 1 > 0 ? missing : 2", "unknown name 'missing'"),
        ("int x = missing[0]", "unknown name 'missing'"),
        ("int x = missing.a", "unknown name 'missing'"),
        ("V x = V('a', 'b', 'c')", "no constructor 'V' takes 3 argument(s)"),
        ("V x = twice(1) > 0 ? V('a', 'b', 'c') : V()", "no constructor 'V' takes 3 argument(s)"),
        ("Color x = Color::Gren", "enum 'Color' has no value 'Gren' (there is Green)"),
        ("int x = 'a'", "a string cannot become 'int'"),
        ("string x = 5", "a number cannot become 'string'"),
        ("string x = true", "a bool cannot become 'string'"),
        ("const string &in x = null", "'string' cannot be null"),
        ("V x = null", "'V' cannot be null"),
        ("Color x = 1", "a number cannot become 'game::Color'"),
        ("Thing@ x = 5", "a number cannot become 'game::Thing@'"),
        ("Done@ x = 5", "a number cannot become 'game::Done@'"),
    ],
)
def test_names_and_types_are_checked_when_a_context_is_sealed(parameter: str, message: str) -> None:
    with pytest.raises(RegistryBuildError) as caught:
        game(f"void f({parameter})").seal()
    (problem,) = caught.value.errors
    assert message in problem.message and problem.function == "game::f" and problem.parameter == "x"


def test_functions_of_other_modules_are_known() -> None:
    context = game("int f(int x = other::later())")
    other = Module("other")
    other.register_function("int later()", lambda: 9)
    context.install(other)
    unit = context.create_unit("u")
    unit.add_source("u", "int run() { return game::f() + (game::score > 0 ? 1 : 0); }")
    unit.build()
    assert unit.call("run") == 10


def test_defaults_of_hints() -> None:
    module = Module("game")

    def narrow(x: Annotated[int, "uint8"] = 300) -> int: ...  # type: ignore[empty-body]

    def wide(x: int = 10**30) -> int: ...  # type: ignore[empty-body]

    def flag(x: bool = 1) -> int: ...  # type: ignore[assignment, empty-body]

    def none(x: int = None) -> int: ...  # type: ignore[assignment, empty-body]  # noqa: RUF013

    for function, message in (
        (narrow, "300 does not fit into uint8"), (wide, "does not fit into int64"), (flag, "1 is no bool"),
        (none, "int64 cannot be null"),
    ):
        with pytest.raises(DeclarationError, match=f"parameter 'x' of {function.__name__}: its default: .*{message}"):
            module.function(function)
    assert not module.items


def test_defaults_of_fields() -> None:
    module = Module("game")
    value = module.value_type("V")
    with pytest.raises(DeclarationError, match="field 'x': 300 does not fit into int8"):
        value.field("int8 x = 300")
    value.field("int x = missing")

    @module.value
    class W:
        x: Annotated[int, "int8"] = 300
        y: Annotated[int, "int8"] = 100

    context = Context()
    context.install(module)
    with pytest.raises(RegistryBuildError) as caught:
        context.seal()
    first, second = sorted(caught.value.errors, key=str, reverse=True)
    assert "value type game::W::x: the default of field 'x': 300 does not fit into int8" in str(first)
    assert "unknown name 'missing'" in str(second)
    assert W.y == 100


@pytest.mark.parametrize(
    ("parameter", "message"),
    [
        ("bool b = !1", "needs a bool, not 'int', in a default of 'void game::f(bool)': b = !1"),
        ("int x = 5 == 5", "no conversion from 'bool' to 'int', in a default of 'void game::f(int)': x = 5 == 5"),
        ("array<int> &in = 5", "in a default of 'void game::f(array<int> &in)': 5"),
        ("int x = 1, int y = -'a'", "in a default of 'void game::f(int, int)': x = 1, y = -\"a\""),
    ],
)
def test_callers_are_told_which_default_it_is(parameter: str, message: str) -> None:
    module = Module("game")
    module.value_type("V", fields=[("x", "int")]).constructor("V(int x)", script="this.x = x;")
    module.register_function(f"void f({parameter})", lambda *given: None)
    context = Context()
    context.install(module)
    unit = context.create_unit("u")
    unit.add_source("u", "void run() { int n = game::missing(); game::f(); }")
    with pytest.raises(BuildError) as caught:
        unit.build()
    first, second = (d for d in caught.value.diagnostics if d.severity == "error")
    if "missing" in second.message:
        first, second = second, first
    assert message in second.message and "default" not in first.message
