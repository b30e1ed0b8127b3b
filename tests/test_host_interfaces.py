"""Interfaces and types of functions that the host registers."""

from __future__ import annotations

import gc
from collections.abc import Callable
from pathlib import Path
from typing import Any, Protocol

import pytest
from seraphscript import (
    BuildError,
    Context,
    DeclarationError,
    Instance,
    Module,
    Program,
    RegistryBuildError,
    ScriptException,
    ScriptObject,
)


class Drawable(Protocol):
    layer: int

    def draw(self, depth: int) -> str: ...

    @Module.method("void resize(float factor) const")
    def resize(self, factor: float) -> None: ...


def game_module() -> Module:
    game = Module("game")
    game.interface(Drawable)
    game.interface("Named", ["string name() const"]).method("void rename(const string &in text)")
    game.kept = []  # type: ignore[attr-defined]

    @game.function
    def add(item: Drawable) -> None:
        game.kept.append(item)  # type: ignore[attr-defined]

    @game.function
    def last() -> Drawable | None:
        return game.kept[-1] if game.kept else None  # type: ignore[attr-defined]

    game.register_function("string nameOf(const Named@ item)", lambda item: item.name() if item else "nobody")
    game.register_funcdef("funcdef int Op(int a, int b)").register_funcdef("funcdef void Report(const string &in text)")
    game.register_function("int apply(Op@ op, int a, int b)", lambda op, a, b: op(a, b))
    game.register_function("Op@ adder()", lambda: lambda a, b: a + b)
    return game


BOX = """
    class Box : game::Drawable, game::Named {
        int64 at = 3;
        string title = "box";
        string draw(int64 depth) { return title + " " + depth + " " + at; }
        void resize(float factor) const {}
        int64 get_layer() const property { return at; }
        void set_layer(int64 value) property { at = value; }
        string name() const { return title; }
        void rename(const string &in text) { title = text; }
    }
"""


def compiled(source: str, *modules: Module, name: str = "unit", context: Context | None = None) -> Program:
    if context is None:
        context = Context()
        for module in modules:
            context.install(module)
    unit = context.create_unit(name)
    unit.add_source(f"{name}.as", source)
    return unit.build()


def world(source: str, *modules: Module) -> Instance:
    context = Context()
    for module in modules or (game_module(),):
        context.install(module)
    return context.instantiate(compiled(source, context=context))


def build_error(source: str, *modules: Module) -> str:
    with pytest.raises(BuildError) as caught:
        compiled(source, *(modules or (game_module(),)))
    return str(caught.value)


# ------------------------------------------------------------------------------------------- interfaces


@pytest.mark.row("REG-36")
def test_the_host_calls_objects_of_scripts_through_an_interface() -> None:
    game = game_module()
    w = world(
        BOX
        + """
        void main() { Box b; game::add(b); }
        string read() {
            game::Drawable@ d = game::last();
            d.layer += 4;
            return d.draw(1) + (d is game::last() ? " same" : " other");
        }
        """,
        game,
    )
    w.call("main")
    box = game.kept[0]  # type: ignore[attr-defined]
    assert isinstance(box, ScriptObject)
    assert isinstance(box, w.types.Box)
    assert (box.draw(5), box.layer) == ("box 5 3", 3)
    assert w.call("read") == "box 1 7 same"
    box.layer = 9
    assert w.call("read") == "box 1 13 same"


@pytest.mark.row("REG-36")
def test_scripts_call_through_interfaces_of_the_host() -> None:
    source = BOX + """
        interface Both : game::Named { int extra(); }
        class Sign : Box, Both { int extra() { return 4; } string name() const override { return "sign " + title; } }
        string all() {
            Sign s;
            Both@ b = s;
            game::Named@ n = b;
            n.rename("x");
            game::Named@[] list = {n, Box()};
            string text = game::nameOf(b) + ", " + game::nameOf(null);
            foreach (game::Named@ one : list) text += ", " + one.name();
            return text + ", " + b.name() + b.extra() + (cast<Box>(n) !is null) + (cast<game::Drawable>(b) !is null);
        }
        bool not_one() { Plain p; ref@ r = p; return cast<game::Named>(r) is null; }
        class Plain {}
        string nothing() { game::Named@ n; return n.name(); }
    """
    w = world(source)
    assert w.call("all") == "sign x, nobody, sign x, box, sign x4truetrue"
    assert w.call("not_one") is True
    with pytest.raises(ScriptException, match="Null pointer access"):
        w.call("nothing")


@pytest.mark.row("REG-36")
def test_what_does_not_implement_an_interface() -> None:
    assert "'A' does not implement 'void game::Named::rename(const string &in)'" in build_error(
        "class A : game::Named { string name() const { return ''; } }"
    )
    assert "does not implement 'string game::Named::name() const'" in build_error(
        "interface B : game::Named {} class A : B { void rename(const string &in n) {} }"
    )
    assert "is an interface: there are no objects of it" in build_error("void f() { game::Named n; }")
    assert "no conversion from 'A' to 'const game::Named@'" in build_error(
        "class A {} void f() { A a; game::nameOf(a); }"
    )
    assert "has no method 'nope'" in build_error("void f(game::Named@ n) { n.nope(); }")
    assert "is not const and cannot be called" in build_error("void f(const game::Named@ n) { n.rename('x'); }")
    w = world(BOX + "class A {} string f(game::Named@ n) { return n.name(); }")
    with pytest.raises(TypeError, match="game::Named expected, not A"):
        w.call("f", w.types.A())
    with pytest.raises(TypeError, match="game::Named expected, not int"):
        w.call("f", 5)
    assert w.call("f", w.types.Box()) == "box"


def test_an_interface_that_only_a_member_names() -> None:
    w = world("class Holder { game::Named@[] all; game::Op@ op; array<game::Drawable@>@ more; } int f() { Holder h; "
              "return h.all.length(); }")
    assert w.call("f") == 0
    assert world("class A { void f(game::Drawable@ d) {} int g() { return 2; } } class B : A { int g() override "
                 "{ return 3; } } int f() { A@ a = B(); return a.g(); }").call("f") == 3


@pytest.mark.row("REG-36")
def test_saved_programs_and_rebuilds(tmp_path: Path) -> None:
    game = game_module()
    context = Context().install(game)
    source = BOX + "string f(game::Named@ n) { return n.name(); } void main() { game::add(Box()); }"
    compiled(source, context=context).save(tmp_path / "box.sbc")
    w = context.instantiate(context.load_program(tmp_path / "box.sbc"))
    assert w.call("f", w.types.Box()) == "box"
    unit = context.create_unit("live")
    unit.add_source("live.as", BOX + "int f(int n) { return n; }")
    unit.build()
    unit.update_source("live.as", BOX + "int f(int n) { game::Drawable@ d = Box(); return n + int(d.layer); }")
    unit.rebuild()
    assert unit.instantiate().call("f", 1) == 4
    unit.update_source("live.as", BOX + "int f(int n) { game::Op@ o = game::adder(); return o(n, 5); }")
    unit.rebuild()
    assert unit.instantiate().call("f", 1) == 6


@pytest.mark.row("REG-36")
def test_an_interface_is_one_type_for_all_programs_of_a_world() -> None:
    game = game_module()
    context = Context().install(game)
    first = compiled(BOX + "void main() { game::add(Box()); }", name="first", context=context)
    second = compiled("string f() { game::Drawable@ d = game::last(); return d.draw(2); } "
                      "class Own : game::Named { string name() const { return 'own'; } "
                      "void rename(const string &in t) {} } string g() { return game::nameOf(Own()); }",
                      name="second", context=context)
    w = context.instantiate([first, second])
    w.call("main")
    assert w.call("f") == "box 2 3"
    assert w.call("g") == "own"


def test_shared_classes_implement_interfaces_of_the_host() -> None:
    game = game_module()
    context = Context().install(game)
    core = compiled("shared class A : game::Named { string name() const { return 'a'; } "
                    "void rename(const string &in t) {} }", name="core", context=context)
    unit = context.create_unit("mod", uses=[core])
    unit.add_source("mod.as", "external shared class A; string f() { A a; return game::nameOf(a); }")
    assert context.instantiate([core, unit.build()]).call("f") == "a"


def test_many_units_of_one_context() -> None:
    context = Context().install(game_module())
    for number in range(30):
        source = f"string f() {{ game::Named@ n = Box(); return n.name() + {number}; }}"
        program = compiled(BOX + source, context=context)
        assert context.instantiate(program).call("f") == f"box{number}"
        with pytest.raises(BuildError):
            compiled("class A : game::Named {}", context=context)


def test_objects_live_as_long_as_the_host_holds_them() -> None:
    kept: list[Any] = []
    game = game_module()
    game.register_function("void keep(Named@ n)", kept.append)
    w = world("int gone; class Own : game::Named { ~Own() { gone++; } string name() const { return ''; } "
              "void rename(const string &in t) {} } void main() { game::Named@ n = Own(); game::keep(n); } "
              "int count() { return gone; }", game)
    for _ in range(10):
        w.call("main")
    assert w.call("count") == 0
    kept.clear()
    gc.collect()
    assert w.call("count") == 10


@pytest.mark.row("REG-36")
def test_mistakes_of_interfaces() -> None:
    game = game_module()
    shape = game.interface("Shape")
    bad: list[tuple[Callable[[], object], str]] = [
        (lambda: game.interface("Shape"), "duplicate registration: game::Shape"),
        (lambda: game.interface("int"), "cannot be the name of an interface"),
        (lambda: game.interface(5), "takes a name or a class"),  # type: ignore[call-overload]
        (lambda: shape.method("void f(int a = 1)"), "has no defaults"),
        (lambda: shape.method("void f(int...)"), "is not variadic"),
        (lambda: shape.method("void f("), "expected a type but found the end at column 8"),
        (lambda: shape.method("int g()").method("int g()"), "has this method already"),
    ]
    for action, message in bad:
        with pytest.raises(DeclarationError, match=message):
            action()
    shape.method("Missing@ h(Gone a)")

    class Wrong(Protocol):
        def f(self, x: set[int]) -> None: ...

    game.interface(Wrong)
    with pytest.raises(RegistryBuildError) as caught:
        Context().install(game).seal()
    text = str(caught.value)
    assert "failed to resolve return type of function 'game::Shape::h': unknown type 'Missing'" in text
    assert "failed to resolve parameter 'a' (index 0) of function 'game::Shape::h': unknown type 'Gone'" in text
    assert "interface game::Wrong::f: parameter 'x' of f: the hint set[int] stands for no script type" in text


# --------------------------------------------------------------------------------------------- funcdefs


@pytest.mark.row("REG-37")
def test_functions_of_scripts_go_to_the_host_and_back() -> None:
    kept: list[Any] = []
    game = game_module()
    game.register_function("void listen(Report@ to)", kept.append)
    game.register_function("Report@ listener()", lambda: kept[0])
    w = world(
        """
        string log;
        void note(const string &in text) { log += text; }
        int mul(int a, int b) { return a * b; }
        class Counter { int n; int count(int a, int b) { n += a + b; return n; } }
        int both() { return game::apply(mul, 3, 4) * 100 + game::apply(function(a, b) { return a - b; }, 10, 4); }
        int given() { game::Op@ op = game::adder(); return op(2, 3); }
        int method() {
            Counter c;
            game::Op@ op = game::Op(c.count);
            game::apply(op, 1, 2);
            return game::apply(op, 3, 4);
        }
        void start() { game::listen(note); }
        string again() { game::listener()("x"); return log; }
        funcdef int Same(int, int);
        int other() { Same@ s = mul; game::Op@ op = s; return game::apply(op, 5, 5); }
        """,
        game,
    )
    results = [w.call(name) for name in ("both", "given", "method", "other")]
    assert results == [1206, 5, 10, 25]
    w.call("start")
    kept[0]("one ")
    assert w.call("again") == "one x"


@pytest.mark.row("REG-37")
def test_mistakes_of_funcdefs() -> None:
    assert "declared as int game::Op::opCall(int, int)" in build_error(
        "int f() { return game::apply(function(x) { return 1; }, 1, 2); }"
    )
    assert "no function 'm' has the signature of 'game::Op'" in build_error(
        "double m(int a, int b) { return 1; } void f() { game::Op@ o = m; }"
    )
    game = game_module()
    bad: list[tuple[Callable[[], object], str]] = [
        (lambda: game.register_funcdef("bool Cb(int)"), "expected 'funcdef' but found 'bool' at column 1"),
        (lambda: game.register_funcdef(""), "expected 'funcdef' but found the end"),
        (lambda: game.register_funcdef("funcdef bool"), "expected the name of the function"),
        (lambda: game.register_funcdef("funcdef bool Cb(int) const"), "neither const nor"),
        (lambda: game.register_funcdef("funcdef bool Cb(int a = 1)"), "have no defaults"),
        (lambda: game.register_funcdef("funcdef bool Op(int)"), "duplicate registration: game::Op"),
    ]
    for action, message in bad:
        with pytest.raises(DeclarationError, match=message):
            action()
    game.register_funcdef("funcdef Missing@ Bad(int)")
    with pytest.raises(RegistryBuildError, match="unknown type 'Missing'"):
        Context().install(game).seal()


# --------------------------------------------------------------------------------------- registry files


@pytest.mark.row("REG-36")
@pytest.mark.row("REG-37")
def test_registry_files(tmp_path: Path) -> None:
    game = game_module()
    Context().install(game).save_registry(tmp_path / "game.sfr")
    context = Context.load_registry(tmp_path / "game.sfr", [game])
    source = BOX + """
        int mul(int a, int b) { return a * b; }
        string f() { game::Named@ n = Box(); n.rename("y"); return game::nameOf(n) + game::apply(mul, 2, 4); }
        class Holder { game::Drawable@ d; }
    """
    assert context.instantiate(compiled(source, context=context)).call("f") == "y8"
    with pytest.raises(BuildError, match="does not implement"):
        compiled("class A : game::Named {}", context=context)
