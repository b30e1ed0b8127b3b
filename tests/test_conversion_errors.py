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
def test_integers_beyond_floating_point(kinds: Instance) -> None:
    assert kinds.call("d", 2**53 + 1) == 2.0**53
    assert kinds.call("floats", [2**24 + 1]) == [2.0**24]
    for value in (2**1024, -(2**1024), 10**400):
        with pytest.raises(ConversionRangeError, match=r"does not fit into double$"):
            kinds.call("d", value)
    with pytest.raises(ConversionRangeError, match=r"does not fit into float$"):
        kinds.call("floats", [2**128])


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


def test_another_class_of_the_expected_name_is_told_with_its_module(world: Instance) -> None:
    other = type("Thing", (), {"__module__": "others"})
    given[0] = other()
    with pytest.raises(ScriptException, match=r"geo::Thing expected, not others\.Thing$") as caught:
        world.call("host_box")
    assert isinstance(caught.value.__cause__, ConversionError)
    assert caught.value.__cause__.actual == "others.Thing"


# ------------------------------------------------------------------------------------------------ NumPy

KINDS = """
double d(double x) { return x; }
float fl(float x) { return x; }
int i(int x) { return x; }
bool b(bool x) { return x; }
array<float> floats(array<float> a) { return a; }
array<double> doubles(array<double> a) { return a; }
array<int64> longs(array<int64> a) { return a; }
array<int16> shorts(array<int16> a) { return a; }
array<uint8> bytes(array<uint8> a) { return a; }
array<bool> bools(array<bool> a) { return a; }
array<string> texts(array<string> a) { return a; }
array<array<float>> rows(array<array<float>> a) { return a; }
dictionary dict(dictionary d) { return d; }
array<float> host_floats() { return game::floats(); }
array<bool> host_bools() { return game::bools(); }
bool host_bool() { return game::flag(); }
bool host_out() { bool b; game::out(b); return b; }
double host_double() { return game::number(); }
bool asked(bool wanted) { return game::ask(wanted) && game::held; }
funcdef bool Filter(int);
bool filtered(Filter@ f) { return f(1); }
array<float> kept = {1, 2, 3, 4};
bool global;
class Over {
    string f(bool b) { return "bool"; }
    string f(const string &in s) { return "string"; }
    string g(int i) { return "int"; }
    string g(double d) { return "double"; }
}
"""


@pytest.fixture
def kinds() -> Instance:
    game = Module("game")
    for decl in ("array<float>@ floats()", "array<bool>@ bools()", "bool flag()", "double number()"):
        game.register_function(decl, lambda: given[0])
    game.register_function("void out(bool &out a)", lambda: given[0])
    game.register_function("bool ask(bool wanted)", lambda wanted: pytest.importorskip("numpy").bool_(wanted))
    game.property("bool held", lambda: pytest.importorskip("numpy").bool_(True))
    unit = Context().install(game).create_unit()
    unit.add_source("a", KINDS)
    unit.build()
    return unit.instantiate()


def test_arrays_with_strides(kinds: Instance) -> None:
    np = pytest.importorskip("numpy")
    for name, dtype in (
        ("floats", "f4"), ("doubles", "f8"), ("longs", "i8"), ("shorts", "i2"), ("bytes", "u1"), ("floats", "f8"),
        ("longs", "i4"), ("floats", ">f4"), ("floats", "f2"),
    ):
        numbers = np.arange(12).astype(dtype)
        for part in (
            numbers, numbers[::2], numbers[::-1], numbers[1:0], numbers[5:6:3], numbers.reshape(3, 4)[:, 1],
            np.broadcast_to(numbers[3:4], 5), numbers.reshape(3, 4).T[2],
        ):
            assert kinds.call(name, part) == part.tolist(), (name, dtype)
    bools = np.arange(7) % 3 == 0
    assert kinds.call("bools", bools[::2]) == bools[::2].tolist()
    records = np.zeros(3, [("a", "i1"), ("x", "f4")])         # not aligned
    records["x"] = [1, 2, 3]
    assert kinds.call("floats", records["x"]) == [1, 2, 3]
    given[0] = np.arange(6, dtype=np.float32)[::-2]
    assert kinds.call("host_floats") == [5, 3, 1]
    given[0] = bools[::-1]
    assert kinds.call("host_bools") == bools[::-1].tolist()
    shared = np.asarray(kinds.array("kept"))
    kinds.array("kept").assign(shared[::-1])
    assert kinds.globals["kept"] == [4, 3, 2, 1]
    assert kinds.call("floats", memoryview(array.array("f", range(6)))[::2]) == [0, 2, 4]


def test_buffers_of_other_dimensions(kinds: Instance) -> None:
    np = pytest.importorskip("numpy")
    table = np.arange(6, dtype=np.float32).reshape(2, 3)
    assert kinds.call("rows", table) == [[0, 1, 2], [3, 4, 5]]
    assert kinds.call("rows", table.T) == [[0, 3], [1, 4], [2, 5]]
    for value, actual in (
        (table, "ndarray of shape (2, 3)"), (table.astype("f8"), "ndarray of shape (2, 3)"),
        (np.float32([[1]]), "ndarray of shape (1, 1)"),
        (np.array(1.0), "ndarray of shape ()"), (memoryview(table), "memoryview of shape (2, 3)"),
        (memoryview(b"abcd").cast("f", ()), "memoryview of shape ()"),
    ):
        error = raised(lambda value=value: kinds.call("floats", value), ConversionTypeError)  # type: ignore[misc]
        assert str(error) == ("argument 1 of 'array<float> floats(array<float>)': array<float> expected, "
                              f"a buffer of one dimension, not {actual}")
        assert (error.expected, error.actual) == ("array<float>", actual)
        given[0] = value
        with pytest.raises(ScriptException, match="array<float> expected, a buffer of one dimension"):
            kinds.call("host_floats")
    error = raised(lambda: kinds.call("rows", table.reshape(1, 2, 3)), ConversionTypeError)
    assert "element 0: array<float> expected, a buffer of one dimension, not ndarray of shape (2, 3)" in str(error)
    raised(lambda: kinds.call("texts", np.array("a")), ConversionTypeError)
    assert kinds.call("texts", np.array(["a", "b"])[::-1]) == ["b", "a"]
    error = raised(lambda: kinds.call("floats", memoryview(np.arange(2, dtype=">f4"))), ConversionTypeError)
    assert error.actual == "memoryview of format '>f'"


@pytest.mark.filterwarnings("error")        # NumPy's of a lost imaginary part
def test_no_numbers_of_numpy(kinds: Instance) -> None:
    np = pytest.importorskip("numpy")
    cases: list[tuple[str, object, str]] = [
        ("d", np.array([3.0]), "ndarray of shape (1,)"), ("d", np.array([[3, 4]]), "ndarray of shape (1, 2)"),
        ("i", np.array([3]), "ndarray of shape (1,)"), ("b", np.array([True]), "ndarray of shape (1,)"),
        ("i", np.array(3.5), "ndarray"), ("i", np.float64(3), "float64"), ("b", np.int64(1), "int64"),
        ("d", np.datetime64("2020"), "datetime64"), ("d", np.datetime64("2020", "ns"), "datetime64"),
        ("d", np.timedelta64(3, "s"), "timedelta64"), ("i", np.datetime64("2020"), "datetime64"),
        ("d", np.str_("3"), "str_"), ("d", np.bytes_(b"3"), "bytes_"), ("d", np.void(b"abc"), "void"),
        ("d", np.complex128(1 + 2j), "complex128"), ("d", np.complex64(1), "complex64"), ("d", np.array(1j), "ndarray"),
        ("fl", np.complex128(1 + 2j), "complex128"), ("i", np.complex128(1), "complex128"), ("d", 1 + 2j, "complex"),
        ("floats", np.array([1 + 2j]), "complex128"), ("floats", np.complex64([1])[::1], "complex64"),
        ("floats", np.array(["2020"], "M8[D]"), "datetime64"), ("longs", np.array(["2020"], "M8[D]"), "datetime64"),
        ("longs", np.array([3], "m8[s]"), "timedelta64"), ("longs", np.arange(2.0)[::-1], "float64"),
        ("floats", np.zeros(2, [("a", "f4")]), "void"), ("floats", np.array(["a"]), "str_"),
        ("bools", np.array([1, 0]), "int64"), ("bytes", np.array([True, False]).astype("f4"), "float32"),
    ]
    for name, value, actual in cases:
        error = raised(lambda name=name, value=value: kinds.call(name, value), ConversionTypeError)  # type: ignore[misc]
        assert str(error).startswith("argument 1 of '"), (name, value)
        assert error.actual == actual, (name, value)
    for value in (np.complex128(1), np.array([3.0]), np.datetime64("2020")):
        given[0] = value
        with pytest.raises(ScriptException, match=r"^result of 'double game::number\(\)': double expected, not "):
            kinds.call("host_double")
    for value in (np.float32(2), np.float16(2), np.longdouble(2), np.int8(2), np.array(2), np.array(2.0)):
        assert kinds.call("d", value) == 2
    assert kinds.call("floats", np.array([1, 2.0], object)) == [1, 2]
    assert kinds.call("i", np.uint8(3)) == kinds.call("i", np.array(3)) == 3


def test_numbers_of_numpy_in_dictionaries(kinds: Instance) -> None:
    np = pytest.importorskip("numpy")
    for kind in ("int8", "uint16", "int64", "float16", "float32", "float64", "longdouble"):
        value = np.dtype(kind).type(3)
        found = kinds.call("dict", {"a": value, "b": {"c": value}})
        assert found == {"a": 3, "b": {"c": 3}}
        assert type(found["a"]) is type(found["b"]["c"]) is (float if value.dtype.kind == "f" else int)
    assert kinds.call("dict", {"a": np.array(3)}) == {"a": 3}
    with pytest.raises(ConversionRangeError, match="'a': 18446744073709551615 does not fit into int64"):
        kinds.call("dict", {"a": np.uint64(2**64 - 1)})
    for value in (np.array([3]), np.complex64(1), np.datetime64(1, "s")):
        with pytest.raises(ConversionTypeError, match=f"'a': a dictionary cannot hold this {type(value).__name__}$"):
            kinds.call("dict", {"a": value})


def test_bools_of_numpy(kinds: Instance) -> None:
    np = pytest.importorskip("numpy")
    for value in (True, False):
        for given_value in (np.bool_(value), np.array(value)):
            given[0] = given_value
            assert kinds.call("b", given_value) is value
            assert kinds.call("host_bool") is value
            assert kinds.call("host_out") is value
            assert kinds.call("i", given_value) == value
            assert kinds.call("filtered", lambda x, found=given_value: found) is value
        assert kinds.call("asked", np.bool_(value)) is value
        kinds.globals["global"] = np.bool_(value)
        assert kinds.globals["global"] is value
        assert kinds.call("dict", {"a": np.bool_(value)}) == {"a": value}
    assert kinds.call("bools", [np.bool_(True), False]) == [True, False]
    assert kinds.call("longs", np.array([True, False])) == [1, 0]
    over = kinds.types.Over()
    assert (over.f(np.bool_(True)), over.g(np.bool_(True))) == ("bool", "int")


def test_exceptions_of_values_stay_what_they_are(kinds: Instance) -> None:
    class Refuses:
        def __float__(self) -> float:
            raise TypeError("no float")

        def __index__(self) -> int:
            raise TypeError("no index")

    class Lists:
        def __len__(self) -> int:
            return 1

        def __getitem__(self, i: int) -> float:
            raise NotImplementedError("not yet")

    with pytest.raises(TypeError, match=r"^no float$"):
        kinds.call("d", Refuses())
    with pytest.raises(TypeError, match=r"^no float$"):
        kinds.call("floats", [Refuses()])
    with pytest.raises(TypeError, match=r"^no index$"):
        kinds.call("i", Refuses())
    with pytest.raises(NotImplementedError, match=r"^not yet$"):
        kinds.call("floats", Lists())
    np = pytest.importorskip("numpy")
    with pytest.raises(TypeError, match=r"^no float$"):
        kinds.call("floats", np.array([Refuses()], object)[::1])
