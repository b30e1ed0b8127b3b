"""Errors of values that cannot cross between Python and script: their classes, fields, and where they occur."""

from __future__ import annotations

import array
import math
import pickle
from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import pytest
from seraphscript import (
    CallContext,
    Context,
    ConversionError,
    ConversionNullError,
    ConversionRangeError,
    ConversionTextError,
    ConversionTypeError,
    Instance,
    Module,
    ScriptException,
    SeraphError,
)

TEXT = """
class Box { float f; int8 small; string s; }
float f;
int8 small;
array<float> fs;
void take_float(float x) {}
void take_small(int8 x) {}
void take_floats(array<float>@ x) {}
void take_text(string s) {}
void take_box(Box b) {}
void take_point(geo::Point p) {}
void take_dict(dictionary<string, float>@ d) {}
float same(float x) { return x; }
void host_float() { geo::give_float(); }
void host_floats() { geo::give_floats(); }
void host_small() { geo::give_small(); }
void host_box() { geo::Thing@ t = geo::give_thing(); }
void host_null() { geo::need(null); }
Box@ box() { return Box(); }
"""


class Thing:
    pass


given: list[Any] = [None]


@pytest.fixture
def world() -> Instance:
    geo = Module("geo")
    geo.value_type("Point", fields=[("x", "float"), ("y", "float")])
    geo.type(Thing)
    geo.register_function("float give_float()", lambda: given[0])
    geo.register_function("array<float>@ give_floats()", lambda: given[0])
    geo.register_function("int8 give_small()", lambda: given[0])

    @geo.function
    def give_thing() -> Thing:
        return given[0]  # type: ignore[no-any-return]

    @geo.function
    def need(thing: Thing) -> None:
        pass

    unit = Context().install(geo).create_unit()
    unit.add_source("a", TEXT)
    unit.build()
    return unit.instantiate()


def raised(action: Callable[[], object], kind: type[ConversionError]) -> ConversionError:
    with pytest.raises(ConversionError) as caught:
        action()
    error = caught.value
    assert type(error) is kind
    assert isinstance(error, SeraphError)
    again = pickle.loads(pickle.dumps(error))
    assert type(again) is kind
    assert str(again) == str(error)
    assert (again.expected, again.actual, again.value) == (error.expected, error.actual, error.value)
    return error


@pytest.mark.row("REG-12")
@pytest.mark.parametrize(
    ("function", "value", "kind", "fields"),
    [
        ("take_small", 300, ConversionRangeError, ("int8", "int", 300)),
        ("take_small", -(1 << 80), ConversionRangeError, ("int8", "int", -(1 << 80))),
        ("take_small", "x", ConversionTypeError, ("int8", "str", "x")),
        ("take_small", None, ConversionNullError, ("int8", "None", None)),
        ("take_float", 1e300, ConversionRangeError, ("float", "float", 1e300)),
        ("take_float", 10**400, ConversionRangeError, ("float", "int", 10**400)),
        ("take_float", None, ConversionNullError, ("float", "None", None)),
        ("take_floats", [1.0, 1e300], ConversionRangeError, ("float", "float", 1e300)),
        ("take_floats", array.array("d", [1e300]), ConversionRangeError, ("float", "float", 1e300)),
        ("take_floats", 3, ConversionTypeError, ("array<float>", "int", 3)),
        ("take_dict", {"a": 1e300}, ConversionRangeError, ("float", "float", 1e300)),
        ("take_text", "a\ud800", ConversionTextError, ("string", "str", "a\ud800")),
        ("take_text", None, ConversionNullError, ("string", "None", None)),
        ("take_box", None, ConversionNullError, ("Box", "None", None)),
        ("take_box", [1], ConversionTypeError, ("Box", "list", None)),
        ("take_point", None, ConversionNullError, ("geo::Point", "None", None)),
        ("take_point", (1, 2, 3), ConversionTypeError, ("geo::Point", "a tuple of 3", None)),
        ("take_point", (1, 1e300), ConversionRangeError, ("float", "float", 1e300)),
    ],
)
def test_arguments(
    world: Instance, function: str, value: object, kind: type[ConversionError], fields: tuple[str, str, object]
) -> None:
    error = raised(lambda: world.call(function, value), kind)
    assert (error.expected, error.actual, error.value) == fields
    if function != "take_box" or value is not None:
        assert f"'void {function}(" in str(error)


@pytest.mark.row("REG-12")
def test_infinity_passes_and_overflow_does_not(world: Instance) -> None:
    box = world.call("box")
    for value in (math.inf, -math.inf, 1e400, 3.4e38):
        assert world.call("same", value) == pytest.approx(value)
        world.globals["f"] = value
        assert world.globals["f"] == pytest.approx(value)
        box.f = value
        assert box.f == pytest.approx(value)
        given[0] = value
        world.call("host_float")
    assert math.isnan(world.call("same", math.nan))
    for value in (1e300, -1e39):
        actions: list[Callable[[], object]] = [
            lambda value=value: world.call("same", value),  # type: ignore[misc]
            lambda value=value: world.globals.__setitem__("f", value),  # type: ignore[misc]
            lambda value=value: world.globals.__setitem__("fs", [value]),  # type: ignore[misc]
            lambda value=value: setattr(box, "f", value),  # type: ignore[misc]
        ]
        for action in actions:
            error = raised(action, ConversionRangeError)
            assert (error.expected, error.actual, error.value) == ("float", "float", value)
            assert isinstance(error, OverflowError)
    assert world.call("same", 1e-320) == 0.0     # too small is no overflow


@pytest.mark.row("REG-12")
def test_members_and_globals(world: Instance) -> None:
    box = world.call("box")
    error = raised(lambda: setattr(box, "small", 300), ConversionRangeError)
    assert str(error).startswith("'int8 small' of Box: ")
    assert (error.expected, error.value) == ("int8", 300)
    error = raised(lambda: setattr(box, "s", None), ConversionNullError)
    assert (error.expected, error.actual) == ("string", "None")
    error = raised(lambda: world.globals.__setitem__("small", "x"), ConversionTypeError)
    assert (error.expected, error.actual, error.value) == ("int8", "str", "x")


@pytest.mark.row("REG-12", "REG-13")
@pytest.mark.parametrize(
    ("function", "value", "kind", "fields"),
    [
        ("host_float", 1e300, ConversionRangeError, ("float", "float", 1e300)),
        ("host_floats", [1e300], ConversionRangeError, ("float", "float", 1e300)),
        ("host_small", 200, ConversionRangeError, ("int8", "int", 200)),
        ("host_small", None, ConversionNullError, ("int8", "None", None)),
        ("host_box", None, ConversionNullError, ("geo::Thing", "None", None)),
        ("host_box", "x", ConversionTypeError, ("geo::Thing", "str", "x")),
        ("host_null", 0, ConversionNullError, ("geo::Thing", "null", None)),
    ],
)
def test_results_of_the_host(
    world: Instance, function: str, value: object, kind: type[ConversionError], fields: tuple[str, str, object]
) -> None:
    given[0] = value
    with pytest.raises(ScriptException) as caught:
        world.call(function)
    cause = caught.value.__cause__
    assert type(cause) is kind
    assert (cause.expected, cause.actual, cause.value) == fields


@pytest.mark.row("REG-12")
def test_errors_keep_no_objects() -> None:
    error = ConversionTypeError("m", expected="int", actual="list", value=[1])
    assert error.value is None
    assert str(error.within("there")) == "there: m"
    assert (error.within("there").expected, type(error.within("there"))) == ("int", ConversionTypeError)
    assert (ConversionError("x").expected, ConversionError().actual) == ("", "")


# ------------------------------------------------------------------------------------ names of functions


class Vec:
    pass


class Moved:
    def __init__(self, x: object = 0) -> None:
        self.x = x

    def move(self) -> None:
        self.x = "far"


def raw(call: CallContext) -> None:
    call.set_arg(1, 5)
    call.set_return("x")


def gives(value: object) -> Callable[..., Any]:
    return lambda *args: value


@pytest.fixture(scope="module")
def offers() -> Context:
    game = Module("game")
    game.register_function("int64 f()", gives("x"))
    game.register_function("int two(int &out a)", gives((1, "x")))
    game.register_function("int three(int &out a)", gives((1, 2, 3)))
    game.register_function("void out(int &out a)", gives("x"))
    game.register_function("T same<T>(T a)", gives(None))
    game.register_function_raw("int raw(int a, int &out b)", raw)
    game.property("int score", of=SimpleNamespace(score="x"))
    vec = game.register_type("Vec", Vec)
    vec.constructor("Vec()", Vec).constructor("Vec(int x)", gives("x"))
    vec.method("string name() const", gives(5)).method("int hit(int &out a)", gives((1, "x")))
    vec.property("int hp", gives("x"))
    vec.operator("int opAdd(int a)", gives(None))
    moved = game.value_type("Moved", Moved, fields=[("x", "float")])
    moved.method("void move()", Moved.move)
    moved.constructor("Moved(int a)", gives(Moved("here")))
    game.register_function("void push(Moved &inout m)", lambda moved: moved.move())

    @game.function
    def need(name: str, vec: Vec) -> None:
        pass

    return Context().install(game)


def run(context: Context, source: str, *args: object, setup: Callable[[Instance], object] | None = None) -> object:
    unit = context.create_unit("u")
    unit.add_source("a", source)
    unit.build()
    instance = unit.instantiate()
    if setup is not None:
        setup(instance)
    return instance.call("f", *args)


@pytest.mark.row("REG-12", "REG-13")
@pytest.mark.parametrize(
    ("body", "text"),
    [
        ("f();", "result of 'int64 game::f()': int64 expected, not str"),
        ("int a; two(a);", "result 2 of 2 of 'int game::two(int &out)': int expected, not str"),
        ("int a; three(a);", "result of 'int game::three(int &out)': a tuple of 2 values expected"),
        ("int a; out(a);", "result of 'void game::out(int &out)': int expected, not str"),
        ("same(1);", "result of 'T game::same<T>(T)': int expected, not None"),
        ("int b; raw(1, b);", "result 1 of 2 of 'int game::raw(int, int &out)': int expected, not str"),
        ("int a = score;", "result of 'int game::get_score()': int expected, not str"),
        ("Vec v(1);", "result of 'game::Vec@ game::Vec::Vec(int)': game::Vec expected, not str"),
        ("Vec v; v.name();", "result of 'string game::Vec::name() const': string expected, not int"),
        ("Vec v; int a; v.hit(a);", "result 2 of 2 of 'int game::Vec::hit(int &out)': int expected, not str"),
        ("Vec v; int a = v.hp;", "result of 'int game::Vec::get_hp() const': int expected, not str"),
        ("Vec v; int a = v + 1;", "result of 'int game::Vec::opAdd(int)': int expected, not None"),
        ("Moved m; m.move();", "the object of 'void game::Moved::move()': 'float x': float expected, not str"),
        ("Moved m; push(m);", "argument 1 of 'void game::push(game::Moved &inout)': 'float x': float expected"),
        ("Moved m(1);", "result of 'game::Moved::Moved(int)': 'float x': float expected, not str"),
        ("need('', null);", "argument 2 of 'void game::need(const string &in, game::Vec@)': null, but game::Vec"),
    ],
)
def test_errors_of_the_host_name_the_function(offers: Context, body: str, text: str) -> None:
    with pytest.raises(ScriptException) as caught:
        run(offers, f"namespace game {{ void g() {{ {body} }} }} void f() {{ game::g(); }}")
    assert caught.value.message.startswith(text)
    assert isinstance(caught.value.__cause__, ConversionError)
    assert str(caught.value.__cause__) == caught.value.message


def test_the_function_is_named_behind_nested_calls() -> None:
    game = Module("game")
    instances: list[Instance] = []
    game.register_function("int inner()", lambda: 3)
    game.register_function("int outer()", lambda: [instances[0].call("g"), "x"][1])
    with pytest.raises(ScriptException, match=r"^result of 'int game::outer\(\)': int expected, not str$"):
        run(Context().install(game), "int g() { return game::inner(); } int f() { return game::outer() + g(); }",
            setup=instances.append)


def test_callables_imports_and_replaced_functions_are_named() -> None:
    with pytest.raises(ScriptException, match=r"^result of 'int F\(\)': int expected, not str$"):
        run(Context(), "funcdef int F(); int f(F@ g) { return g(); }", gives("x"))
    with pytest.raises(ScriptException, match=r"^result of 'int other\(\) from \"b\"': int expected, not str$"):
        run(Context(), 'import int other() from "b"; int f() { return other(); }',
            setup=lambda w: w.bind_import("other", gives("x")))
    with pytest.raises(ScriptException, match=r"^result of 'double math::sin\(double\)': double expected, not str$"):
        run(Context(), "double f(double x) { return math::sin(x); }", 1.0,
            setup=lambda w: w.override("math::sin", gives("x")))
