"""Variables that scripts share with the host, and the generic calling convention."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from seraphscript import BuildError, CallContext, Context, DeclarationError, Instance, Module, ScriptException


def world(source: str, *modules: Module, **options: Any) -> Instance:  # noqa: ANN401
    context = Context()
    for module in modules:
        context.install(module)
    unit = context.create_unit("shared")
    unit.add_source("shared.as", source)
    unit.build()
    return unit.instantiate(**options)


def build_error(source: str, *modules: Module) -> str:
    with pytest.raises(BuildError) as caught:
        world(source, *modules)
    return str(caught.value)


class Box:
    def __init__(self, value: int) -> None:
        self.value = value


# ------------------------------------------------------------------------------------------- properties


@pytest.mark.row("REG-33")
def test_attributes_of_an_object_are_shared_both_ways() -> None:
    state = SimpleNamespace(score=3, name="Ann", level=2, tags=["a"], alive=True)
    game = Module("game")
    game.property("int score", of=state).property("string name", of=state).property("const int stage", of=state,
                                                                                     attribute="level")
    game.property("array<string>@ tags", of=state).property("bool alive", of=state)
    w = world(
        """
        void add(int n) { game::score += n; game::name = game::name + "!"; game::alive = !game::alive; }
        int read() { return game::score * 100 + game::stage; }
        void tag() { auto t = game::tags; t.insertLast("b"); @game::tags = t; }
        """,
        game,
    )
    w.call("add", 4)
    assert (state.score, state.name, state.alive) == (7, "Ann!", False)
    state.score, state.level = 50, 9
    assert w.call("read") == 5009
    w.call("tag")
    assert state.tags == ["a", "b"]
    state.score = "text"
    with pytest.raises(ScriptException, match=r"result of 'int game::get_score\(\)': int expected, not str"):
        w.call("read")


@pytest.mark.row("REG-33")
def test_const_variables_cannot_be_written() -> None:
    state = SimpleNamespace(level=2)
    game = Module("game")
    game.property("const int level", of=state).property("int seen", lambda: 5)
    for statement in ("game::level = 3;", "game::level += 1;", "game::seen = 1;"):
        message = build_error(f"void f() {{ {statement} }}", game)
        assert "cannot be written: it has no setter" in message
        assert "shared.as (1, 12)" in message
    assert world("int f() { return game::level + game::seen; }", game).call("f") == 7


@pytest.mark.row("REG-33")
@pytest.mark.row("REG-32")
def test_getters_and_setters() -> None:
    box = Box(1)
    game = Module()
    game.type(Box)
    game.property("int volume", lambda: box.value, lambda value: setattr(box, "value", value))
    game.register_function("int get_twice() property", lambda: box.value * 2)
    game.register_function("void set_twice(int n) property", lambda n: setattr(box, "value", n // 2))
    shared = SimpleNamespace(best=box)
    game.property("Box@ best", of=shared)
    w = world("int f() { volume = 4; twice += 8; return volume; } bool same(Box@ b) { return best is b; } "
              "void put(Box@ b) { @best = b; }", game)
    assert w.call("f") == box.value == 8
    assert w.call("same", box) is True
    other = Box(2)
    w.call("put", other)
    assert shared.best is other


@pytest.mark.row("REG-33")
def test_mistakes_of_properties() -> None:
    state = SimpleNamespace(score=1)
    game = Module("game")
    wrong: Any = lambda x: 1  # noqa: E731
    nothing: Any = lambda: None  # noqa: E731
    bad: list[tuple[Callable[[], object], str]] = [
        (lambda: game.property("int score"), "needs a getter or the object"),
        (lambda: game.property("int score", nothing, of=state), "needs a getter or the object"),
        (lambda: game.property("int points", of=state), "SimpleNamespace has no attribute 'points'"),
        (lambda: game.property("const int score", lambda: 1, lambda v: None), "a const property has no setter"),
        (lambda: game.property("int score", of=state, setter=lambda v: None), "no setter of its own"),
        (lambda: game.property("int score", wrong), "cannot be called with 0 arguments"),
        (lambda: game.property("int score", nothing, nothing), "cannot be called with 1 argument"),
        (lambda: game.property("void score", of=state), "cannot be of type void"),
        (lambda: game.property("int 3", of=state), r"expected the name of the variable but found '3' at column 5"),
    ]
    for action, message in bad:
        with pytest.raises(DeclarationError, match=message):
            action()
    assert len(game) == 0
    game.property("int score", of=state)
    with pytest.raises(DeclarationError, match="duplicate registration"):
        game.property("int score", of=state)


# ------------------------------------------------------------------------------------- calling convention


@pytest.mark.row("REG-03")
def test_a_raw_function() -> None:
    calls: list[str] = []

    def divide(call: CallContext) -> None:
        calls.append(f"{call.declaration} {call.arg_count} {call.this}")
        call.set_arg(2, call.arg(0) % call.arg(1))
        call.set_return(call.arg(0) // call.arg(1))

    game = Module("game")
    game.register_function_raw("int divide(int a, int b, int &out rest)", divide)
    w = world("string f() { int rest; int q = game::divide(17, 5, rest); return q + ' ' + rest; }", game)
    assert w.call("f") == "3 2"
    assert calls == ["int divide(int a, int b, int &out rest) 3 None"]


@pytest.mark.row("REG-03")
@pytest.mark.parametrize(
    ("body", "message"),
    [
        (lambda c: c.arg(3), r"IndexError: argument index 3 out of bounds \(function has 2 arguments\)"),
        (lambda c: c.arg(-1), "argument index -1 out of bounds"),
        (lambda c: c.arg("x"), "TypeError: the index of an argument is an int, not 'x'"),
        (lambda c: c.set_arg(None, 1), "TypeError: the index of an argument is an int, not None"),
        (lambda c: c.variadic_arg("x"), "TypeError: the index of an argument is an int, not 'x'"),
        (lambda c: c.arg(1), "parameter 1 is &out"),
        (lambda c: c.set_arg(0, 1), "parameter 0 is not &out"),
        (lambda c: c.set_arg(7, 1), "argument index 7 out of bounds"),
        (lambda c: c.variadic_arg(0), "variadic argument index 0 out of bounds"),
        (lambda c: c.set_return(1), "&out parameter 1 was not set"),
        (lambda c: (c.set_arg(1, 5), c.set_return("x")), r"result 1 of 2 of 'int game::f\(.*\)': int expected"),
    ],
)
def test_mistakes_in_raw_functions(body: Callable[[CallContext], object], message: str) -> None:
    game = Module("game")
    game.register_function_raw("int f(int a, int &out b)", body)
    with pytest.raises(ScriptException, match=message):
        world("void f() { int b; game::f(1, b); }", game).call("f")


def test_a_call_context_is_over_with_its_call() -> None:
    kept: list[CallContext] = []

    def keep(call: CallContext) -> None:
        kept.append(call)
        if call.arg(0):
            raise ValueError("failed")

    game = Module("game")
    game.register_function_raw("int f(int a, ...)", keep)
    w = world("void f(int a) { game::f(a, 2); }", game)
    with pytest.raises(ScriptException, match="failed"):
        w.call("f", 1)
    with pytest.raises(ScriptException, match="int expected"):
        w.call("f", 0)
    assert len(kept) == 2
    uses: list[Callable[[CallContext], object]] = [
        lambda c: c.arg(0), lambda c: c.arg_type(0), lambda c: c.variadic_arg(0), lambda c: c.set_return(1),
        lambda c: c.set_arg(0, 1), lambda c: c.arg_count, lambda c: c.this,
    ]
    for use in uses:
        for call in kept:
            with pytest.raises(RuntimeError, match="the call is over"):
                use(call)


def test_a_raw_function_without_result() -> None:
    game = Module("game")
    game.register_function_raw("void f()", lambda c: c.set_return(1))
    with pytest.raises(ScriptException, match="gives nothing back"):
        world("void f() { game::f(); }", game).call("f")
    with pytest.raises(DeclarationError, match="is not callable"):
        game.register_function_raw("void g()", 5)  # type: ignore[arg-type]


@pytest.mark.row("REG-04")
@pytest.mark.row("REG-45")
def test_parameters_of_any_type() -> None:
    seen: list[object] = []
    game = Module("game")
    game.type(Box)
    game.enum("Color", ["Red", "Green"])
    game.register_function("void take(const ?&in value)", seen.append)
    game.register_function("const Box@ same(const Box@ b)", lambda b: b)
    box = Box(1)
    source = """
        void f(game::Box@ b) {
            game::take(1); game::take("x"); game::take(b); game::take(game::Green); game::take(true); game::take(2.5);
            game::take(array<int> = {1, 2});
        }
        int g(game::Box@ b) { const game::Box@ c = game::same(b); return c is b ? 1 : 0; }
    """
    w = world(source, game)
    w.call("f", box)
    assert seen == [1, "x", box, 1, True, 2.5, [1, 2]]
    assert w.call("g", box) == 1
    message = build_error("void f(game::Box@ b) { game::Box@ c = game::same(b); }", game)
    assert "'game::Box' is read-only: a handle to it must be 'const game::Box@'" in message


GIVEN: dict[str, object] = {
    "int": 5, "float": 2.5, "text": "txt", "box": Box(4), "list": [1, 2, 3], "none": None,
    "big": 10**30, "map": {"k": 1},
}


@pytest.mark.row("REG-04", "REG-45")
@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("int x; game::get('int', x); return x;", 5),
        ("double x; game::get('float', x); return int(x * 2);", 5),
        ("float x; game::get('int', x); return int(x * 2);", 10),
        ("string x; game::get('text', x); return x.length();", 3),
        ("game::Box@ x; game::get('box', x); return x.value;", 4),
        ("game::Box@ x; game::get('box', @x); return x.value;", 4),
        ("game::Box@ x; game::get('none', x); return x is null ? 1 : 0;", 1),
        ("array<int> x; game::get('list', x); return x[2];", 3),
        ("array<int>@ x; game::get('list', x); return x[2];", 3),
        ("dictionary x; game::get('map', x); return int(x['k']);", 1),
        ("auto x = uint8(1); game::get('int', x); return x;", 5),
        ("Pair p; game::get('int', p.a); game::get('int', p.list[1]); return p.a * 10 + p.list[1];", 55),
        ("int x; return game::get('int', x) ? x : 0;", 5),
        ("int x; game::raw(x); return x;", 7),
    ],
)
def test_variables_of_any_type(body: str, expected: int, tmp_path: Path) -> None:
    game = Module("game")
    game.register_type("Box", Box).property("int value")
    game.register_function("bool get(const string &in key, ?&out value)", lambda key: (True, GIVEN[key]))
    game.register_function_raw("void raw(?&out value)", lambda call: call.set_arg(0, 7))
    context = Context().install(game)
    unit = context.create_unit("u")
    unit.add_source("a.as", f"class Pair {{ int a; array<int> list = {{1, 2}}; }} int f() {{ {body} }}")
    program = unit.build()
    assert unit.call("f") == expected
    program.save(tmp_path / "a.sbc")
    assert context.instantiate(context.load_program(tmp_path / "a.sbc")).call("f") == expected


@pytest.mark.row("REG-04", "REG-45")
def test_variables_that_do_not_fit() -> None:
    game = Module("game")
    game.register_function("void get(const string &in key, ?&out value)", GIVEN.get)
    for body, message in (
        ("string x; game::get('int', x);", "string expected, not int"),
        ("int x; game::get('text', x);", "int expected, not str"),
        ("int x; game::get('big', x);", "does not fit into int"),
    ):
        with pytest.raises(ScriptException, match=message):
            world(f"void f() {{ {body} }}", game).call("f")
    assert "must be a variable" in build_error("void f() { game::get('int', void); }", game)
    assert "not a variable" in build_error("void f() { game::get('int', 3); }", game)


def test_a_raw_function_with_one_value_to_give() -> None:
    game = Module("game")
    game.register_function_raw("void one(int &out value)", lambda call: call.set_arg(0, 7))

    def two(call: CallContext) -> None:
        call.set_arg(0, 1)
        call.set_arg(1, 2)

    game.register_function_raw("void two(int &out a, int &out b)", two)
    w = world("int f() { int a, b, c; game::one(a); game::two(b, c); return a * 100 + b * 10 + c; }", game)
    assert w.call("f") == 712


@pytest.mark.row("REG-05")
@pytest.mark.row("REG-06")
def test_variadic_parameters() -> None:
    seen: list[object] = []

    def note(call: CallContext) -> None:
        extra = [call.variadic_arg(i) for i in range(call.variadic_count)]
        seen.append((call.arg(0), extra, call.arg_count, [call.arg(i) for i in range(call.arg_count)]))

    game = Module("game")
    game.register_function_raw("void note(const string &in text, const ?&in...)", note)
    game.register_function("int sum(int... values)", lambda *values: sum(values))
    source = "int f() { game::note('a'); game::note('b', 1, true); return game::sum() * 9 + game::sum(1, 2, 3); }"
    w = world(source, game)
    assert w.call("f") == 6
    assert seen == [("a", [], 1, ["a"]), ("b", [1, True], 3, ["b", 1, True])]
    assert "no conversion from 'string' to 'int'" in build_error("void f() { game::sum(1, 'x'); }", game)
    with pytest.raises(DeclarationError, match="duplicate registration"):
        game.register_function("void note(const string &in text)", lambda text: None)
    with pytest.raises(DeclarationError, match="only the last parameter can be variadic"):
        game.register_function("void bad(int... a, int b)", lambda *a: None)
    context = Context().install(game)
    found = context.seal().lookup_functions("game::note")[0]
    assert (found.param_count, found.required_param_count, "variadic" in found.traits) == (2, 1, True)


@pytest.mark.row("REG-32")
@pytest.mark.parametrize(
    ("declaration", "message"),
    [
        ("void get_b() property", "a getter returns a value and takes at most an index"),
        ("int get_a(int i, int j) const property", "a getter returns a value and takes at most an index"),
        ("void set_d() property", "a setter returns nothing and takes a value, or an index and a value"),
        ("int set_c(int a) property", "a setter returns nothing and takes a value, or an index and a value"),
        ("void set_e(int i, int j, int k) property", "a setter returns nothing"),
        ("string weird(int a) property", "a property accessor is named get_ or set_ with the property behind it"),
        ("int get_() property", "a property accessor is named get_ or set_ with the property behind it"),
        ("int get_x(int i = 0) property", "the parameters of a property accessor are given"),
        ("void set_x(int &out x) property", "the parameters of a property accessor are given"),
    ],
)
def test_accessors_that_are_none(declaration: str, message: str) -> None:
    module = Module("g")
    kind = module.register_type("A", type("A", (), {}))
    with pytest.raises(DeclarationError, match=message):
        kind.method(declaration, lambda *given: None)
    if "const" not in declaration:
        with pytest.raises(DeclarationError, match=message):
            module.register_function(declaration, lambda *given: None)
