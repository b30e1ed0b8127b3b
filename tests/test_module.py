"""Module: what hosts register, by declaration and by type hints, and what is refused at once."""

from __future__ import annotations

import enum
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Annotated

import pytest
from seraphscript import Context, DeclarationError, Module, RegistryBuildError
from seraphscript.registry.declaration import parse_function
from seraphscript.registry.digest import modules_digest
from seraphscript.registry.items import FunctionItem
from seraphscript.registry.listing import dump


class Color(enum.IntEnum):
    Red = 1
    Green = 5


def declared(module: Module) -> list[str]:
    return [str(item.declaration) for item in module.items if isinstance(item, FunctionItem)]


@pytest.mark.row("REG-01")
def test_namespaces() -> None:
    assert Module("a::b").qualified_name("f") == Module(["a", "b"]).qualified_name("f") == "a::b::f"
    assert (Module("a::b").namespace, Module("a::b").parts) == ("a::b", ("a", "b"))
    assert Module().is_root
    assert not Module("x").is_root
    assert Module().qualified_name("f") == "f"
    for bad in ("a::", "::a", "a b", "1", "for", "a::::b", "é"):
        with pytest.raises(DeclarationError):
            Module(bad)


def test_type_hints() -> None:
    game = Module("game")

    @game.function
    def spawn(kind: str, x: float = 0.0, count: int = -2, on: bool = True, c: Color = Color.Green) -> int:
        return 1

    @game.function
    def narrow(a: Annotated[int, "uint8"], b: Annotated[float, "float"]) -> Annotated[int, "int8"]:
        return a

    @game.function
    def lists(a: list[int], b: list[list[str]]) -> list[float]:
        return []

    @game.function
    def nothing() -> None:
        pass

    assert spawn("x") == narrow(1, 2.0) == 1  # decorators give the function back
    assert declared(game) == [
        "int64 spawn(const string &in kind, double x = 0.0, int64 count = -2, bool on = true, Color c = Color::Green)",
        "int8 narrow(uint8 a, float b)",
        "array<double>@ lists(const array<int64> &in a, const array<array<string>> &in b)",
        "void nothing()",
    ]


def no_hint(a) -> None: ...  # type: ignore[no-untyped-def]  # noqa: ANN001
def no_result(a: int): ...  # type: ignore[no-untyped-def]  # noqa: ANN201
def keyword(*, a: int) -> None: ...
def many(*a: int) -> None: ...
def unknown(a: set[int]) -> None: ...
def bad_default(a: list[int] = []) -> None: ...  # noqa: B006
def infinite(a: float = float("inf")) -> None: ...
def unnamed(a: int, default: int) -> None: ...


@pytest.mark.parametrize(
    ("function", "message"),
    [
        (no_hint, "'a' of no_hint has no type hint"),
        (no_result, "no type hint for its result"),
        (keyword, "'a' of keyword cannot be passed by position"),
        (many, "'a' of many cannot be passed by position"),
        (unknown, "stands for no script type"),
        (bad_default, "cannot be written as a default"),
        (infinite, "infinite"),
        (unnamed, "'default' cannot be the name of a parameter"),
        (lambda: None, "cannot be the name of a function"),
        (7, "takes a function or a declaration"),
    ],
)
def test_bad_hints(function: object, message: str) -> None:
    module = Module()
    with pytest.raises(DeclarationError, match=message):
        module.function(function)  # type: ignore[call-overload]
    assert len(module) == 0


@pytest.mark.row("REG-02")
def test_declarations() -> None:
    game = Module("game")

    @game.function("void log(const string &in text)")
    def log(text: str) -> None:
        pass

    game.register_function("int add(int a, int b)", lambda a, b: a + b)
    game.register_function("int add(float a, int b)", lambda *a: 0).register_function("int most(int a, int b)", max)
    game.register_function("bool div(int a, int b, int &out q, int &out r)", lambda a, b: (True, a // b, a % b))
    game.register_function("void show(const string &in, ...)", lambda text, *more: None)
    assert len(game) == 6
    assert len(declared(game)) == 6


@pytest.mark.parametrize(
    ("declaration", "function"),
    [
        ("int add(int a, int b)", lambda a: 0),
        ("int add(int a)", lambda: 0),
        ("int add()", lambda a: 0),
        ("void split(int a, int &out b)", lambda a, b: 0),
        ("void show(const string &in, ...)", lambda text: 0),
        ("int add(int a)", lambda *, a: 0),
        ("int add(int a)", 5),
    ],
)
@pytest.mark.row("REG-02")
def test_arity_mismatch(declaration: str, function: object) -> None:
    module = Module()
    with pytest.raises(DeclarationError, match=r"cannot be called with|not callable"):
        module.register_function(declaration, function)  # type: ignore[arg-type]
    assert len(module) == 0


@pytest.mark.row("REG-02", "CTX-10")
def test_refused_at_once() -> None:
    module = Module("n")
    module.register_function("int f(int a)", lambda a: 0)
    module.const("MAX", 1)
    for declaration, message in [
        ("", "expected a type"),
        ("int f(int other)", "duplicate registration: n::f"),
        ("void MAX()", "n::MAX is already registered"),
        ("int g() const", "cannot be const"),
        ("T g<T, T>(T a)", "names of their own"),
        ("T g<T>(T a = 1)", "has no default"),
    ]:
        with pytest.raises(DeclarationError, match=message):
            module.register_function(declaration, lambda *a: 0)
    taken: list[Callable[[], object]] = [
        partial(module.const, "MAX", 2),
        partial(module.const, "f", 2),
        partial(module.alias, "MAX", "int"),
    ]
    for register in taken:
        with pytest.raises(DeclarationError, match="already registered"):
            register()
    assert len(module) == 2


@pytest.mark.parametrize(
    ("name", "value", "message"),
    [
        ("MAX", "text", "only bool, int and float"),
        ("MAX", None, "only bool, int and float"),
        ("MAX", 1 << 64, "64 bits"),
        ("for", 1, "cannot be the name"),
        ("const uint8 MAX", 256, "does not fit into uint8"),
        ("const uint8 MAX", -1, "does not fit into uint8"),
        ("const int MAX", 1.5, "no integer"),
        ("const int MAX", True, "no integer"),
        ("const bool MAX", 1, "no bool"),
        ("const float MAX", 1e300, "does not fit into float"),
        ("const double MAX", "1", "no number"),
        ("const string MAX", "x", "only bool, integers"),
        ("const array<int> MAX", 1, "only bool, integers"),
    ],
)
@pytest.mark.row("REG-34", "REG-12")
def test_bad_constants(name: str, value: object, message: str) -> None:
    with pytest.raises(DeclarationError, match=message):
        Module().const(name, value)


@pytest.mark.row("REG-35", "CTX-10")
def test_enums() -> None:
    module = Module()
    assert module.enum(Color) is Color

    @module.enum
    class Size(enum.IntEnum):
        Small = 1
        Little = 1  # an alias keeps its name
        Large = 2

    assert Size.Large.value == 2
    with pytest.raises(DeclarationError, match=r"Bare must derive from enum\.IntEnum"):
        module.enum(enum.Enum("Bare", "A B"))  # type: ignore[call-overload]
    module.enum("Plain", ["A", "B"]).enum("Valued", {"A": -5, "C": 7}, "int16")
    for values, base, message in [
        (["A", "A"], "int", "duplicate enum value: 'A' already exists in enum 'E'"),
        ({"A": 300}, "uint8", "does not fit"),
        ({"A": 1 << 31}, "int", "does not fit"),
        ({"A": "x"}, "int", "no integer"),
        (["A"], "float", "integer type"),
        (["A"], "string", "integer type"),
        (["for"], "int", "cannot be the name"),
    ]:
        with pytest.raises(DeclarationError, match=message):
            module.enum("E", values, base)


@pytest.mark.row("REG-35")
def test_enum_values_that_count_up() -> None:
    module = Module("m")
    module.enum("Mixed", {"A": None, "B": None, "C": -3, "D": None, "E": 10})
    module.enum("Pairs", ["A", ("B", 7), "C", ("D", None)])
    module.enum("Big", [("A", 1 << 40), ("B", None), ("C", -1)], "int64")
    module.enum("Top", {"A": (1 << 64) - 2, "B": None}, "uint64")
    context = Context().install(module)
    registry = context.seal()
    values = {kind.name: kind.values for kind in registry.types("m")}
    assert values["m::Mixed"] == {"A": 0, "B": 1, "C": -3, "D": -2, "E": 10}
    assert values["m::Pairs"] == {"A": 0, "B": 7, "C": 8, "D": 9}
    assert values["m::Big"] == {"A": 1 << 40, "B": (1 << 40) + 1, "C": -1}
    assert registry.constant("m::Top::B") == (1 << 64) - 1
    unit = context.create_unit()
    unit.add_source("a", "int64 f() { return int64(m::Big::B) + int64(m::Mixed::D); }")
    unit.add_source("b", "uint64 g() { return uint64(m::Top::B); }")
    unit.build()
    assert unit.call("f") == (1 << 40) - 1
    assert unit.call("g") == (1 << 64) - 1
    for values_, base, message in [
        (["A", ("B", 255), "C"], "uint8", "C = 256 does not fit into uint8"),
        ([("A", "x"), "B"], "int", "E::B has no integer before it"),
        ([("A", 1, 2)], "int", "names, or names and integers"),
        ([3], "int", "names, or names and integers"),
        ({"A": (1 << 64) - 1, "B": None}, "uint64", "does not fit into uint64"),
    ]:
        with pytest.raises(DeclarationError, match=message):
            module.enum("E", values_, base)  # type: ignore[call-overload]


@pytest.mark.row("REG-34")
def test_constants_in_namespaces_of_their_own(tmp_path: Path) -> None:
    def made(names: list[tuple[str, int, str]], of: str = "game") -> Module:
        module = Module(of)
        for name, value, namespace in names:
            module.const(name, value, namespace=namespace)
        return module.register_function("int f(int a = limits::MAX)", abs) if of == "game" else module

    wanted = [("MAX", 5, "limits"), ("MAX", 7, "limits::deep"), ("MAX", 1, ""), ("const uint8 MIN", 2, "limits")]
    context = Context().install(made(wanted)).install(made([("TOP", 9, "a::b")], ""))
    registry = context.seal()
    assert registry.constants("game::limits") == [("int", "game::limits::MAX", 5), ("uint8", "game::limits::MIN", 2)]
    assert registry.constants("game::limits::deep") == [("int", "game::limits::deep::MAX", 7)]
    assert {"game::limits", "game::limits::deep", "a::b"} <= set(registry.namespaces())
    context.save_registry(tmp_path / "a.sfr")
    loaded = Context.load_registry(tmp_path / "a.sfr", [made(wanted)])
    for one in (context, loaded):
        unit = one.create_unit()
        unit.add_source("a", """
            int f() { return game::limits::MAX * 1000 + game::limits::deep::MAX * 100 + game::MAX * 10 + a::b::TOP; }
            int g() { return game::f(); }
        """)
        unit.build()
        assert unit.call("f") == 5719
        assert unit.call("g") == 5
    assert "game::limits::deep::MAX" in dump(loaded.seal())
    backwards = Context().install(made([("TOP", 9, "a::b")], "")).install(made(wanted[::-1]))
    assert backwards.seal().fingerprint == registry.fingerprint
    digests = {modules_digest([made([("MAX", 5, space)])]) for space in ("", "limits", "limits::deep")}
    assert len(digests) == 3
    assert modules_digest([made(wanted)]) == modules_digest([made(wanted[::-1])])
    for name in (["limits"], "limits"):
        with pytest.raises(DeclarationError, match=r"duplicate registration: game::limits::MAX is already registered"):
            made(wanted).const("MAX", 6, namespace=name)
    with pytest.raises(DeclarationError, match="cannot be the name of a namespace"):
        Module().const("MAX", 6, namespace="a::for")
    twice = Context().install(made(wanted)).install(Module("game::limits").const("MAX", 3))
    with pytest.raises(RegistryBuildError, match="duplicate registration: game::limits::MAX already registered"):
        twice.seal()


@pytest.mark.row("REG-40", "REG-48")
def test_native_types() -> None:
    module = Module()
    kind = module.native_type("pair<class A, class B>", "array")
    kind.method("A first() const", native="pair.first")
    kind.constructor("pair<A, B>@ pair()", intrinsic="ARR_NEW")
    refused: list[tuple[Callable[[], object], str]] = [
        (lambda: module.native_type("x", "unknown"), "sort must be one of string, array"),
        (lambda: module.native_type("pair", "array"), "already registered"),
        (lambda: kind.method("A second() const"), "needs the key"),
        (lambda: kind.method("A second() const", native="x", intrinsic="ARR_NEW"), "needs the key"),
        (lambda: kind.method("A second() const", intrinsic="NOPE"), "no intrinsic 'NOPE'"),
        (lambda: kind.constructor("pair<A, B>@ other()", intrinsic="ARR_NEW"), "must be named pair"),
    ]
    for action, message in refused:
        with pytest.raises(DeclarationError, match=message):
            action()


def test_inputs_and_required() -> None:
    declaration = parse_function('int f(int a, int &out b, string c = "x", int... more)')
    assert (declaration.inputs, declaration.required, declaration.is_variadic) == (2, 2, True)


@pytest.mark.row("CTX-10")
def test_modules_of_one_namespace_that_declare_the_same() -> None:
    def made(*declarations: str) -> Module:
        module = Module("game")
        for declaration in declarations:
            module.register_function(declaration, lambda *given: 0)
        return module

    def with_enum() -> Module:
        module = Module("game")
        module.enum("E", ["A"])
        return module

    context = Context().install(made("int f(int a)", "int g()"))
    with pytest.raises(DeclarationError, match=r"'int f\(int b\)': duplicate registration: game::f is already"):
        context.install(made("int f(string a)", "int f(int b)"))
    with pytest.raises(DeclarationError, match="duplicate registration: game::E is already"):
        context.install(with_enum()).install(with_enum())
    assert context.module_count == len(Context().modules) + 2
    context.install(made("int f(string a)"))
    assert context.seal().has_namespace("game")
    spelled = Context().install(made("int f(int a)")).install(made("int f(game::A a)").alias("A", "int"))
    with pytest.raises(RegistryBuildError, match=r"duplicate registration: int game::f\(int\) already registered"):
        spelled.seal()
