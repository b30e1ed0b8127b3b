"""The dual path: built-in functions with and without a detour, what replaces them, and what puts them back."""

from __future__ import annotations

import gc
import math
import struct
import threading
import weakref
from collections.abc import Callable
from pathlib import Path

import pytest
from seraphscript import Context, Instance, Module, Unit
from seraphscript.vm.dualpath import Builtin
from seraphscript.vm.errors import ContextError, ScriptException
from seraphscript.vm.fast_table import FAST

SCRIPT = """
funcdef double F(double);
int evaluated = 0;
double counted(double x) { evaluated++; return x; }
double seven(double x) { return 7; }
uint eight(const string &in s) { return 8; }
string louder(const string &in s) { return s + "!"; }

double sine(double x) { return math::sin(x); }
double global_sine(double x) { return sin(x); }
double cosine(double x) { return math::cos(x); }
double once(double x) { return math::sin(counted(x)); }
uint length(const string &in s) { return s.length(); }
uint elements() { array<int> a = {1, 2, 3}; return a.length(); }
string upper(const string &in s) { return s.toUppercase(); }
double extracted(double x) { F@ f = math::sin; return f(x); }
string safe(double x) { try { math::sin(x); } catch { return getExceptionInfo(); } return "fine"; }
void waiting() { for (int i = 0; i < 3; i++) { println(math::sin(0.5)); yield(); } }
void sorted() { array<string> words = {"b", "ccc", "a"}; words.sortAsc(); println(words[0] + words[2]); }
namespace math2 { double sin(double x) { return 1; } }
double shadowed(double x) { return math2::sin(x); }
"""


@pytest.fixture
def context() -> Context:
    return Context()


@pytest.fixture(params=["built", "loaded"])
def world(request: pytest.FixtureRequest, context: Context, tmp_path: Path) -> Instance:
    if request.param == "built":
        return make(context)
    compiled(context, SCRIPT).program.save(tmp_path / "dual.sbc")
    return context.instantiate(context.load_program(tmp_path / "dual.sbc"))


def make(context: Context) -> Instance:
    return compiled(context, SCRIPT).instantiate()


def compiled(context: Context, text: str) -> Unit:
    unit = context.create_unit("dual")
    unit.add_source("dual.as", text)
    unit.build()
    return unit


@pytest.mark.row("DUAL-01", "DUAL-03", "DUAL-09", "DUAL-10", "DUAL-11")
def test_flags(world: Instance) -> None:
    library = world.library("math")
    assert library.name == "math" and library.is_builtin_library
    twelve = {"abs", "sin", "cos", "tan", "sqrt", "floor", "ceil", "max", "min", "exp", "log", "pow"}
    more = {"atan2", "hypot", "round", "sign", "trunc"}
    assert set(library.functions) == twelve | more and all(map(library.can_use_fast_path, library.functions))
    assert not any(map(library.can_use_fast_path, ("asin", "fmod", "toRadians", "no such function")))
    texts = {"length", "toUppercase", "toLowercase", "substr", "repeat", "reversed"}
    assert set(world.library("string").functions) == texts
    assert not world.library("string").can_use_fast_path("findFirst")
    nothing = world.library("nothing")
    nothing.enable_fast_path("sin")
    assert not nothing.is_builtin_library and not nothing.can_use_fast_path("sin")


@pytest.mark.row("DUAL-02", "DUAL-04", "DUAL-08", "DUAL-21", "DUAL-25")
def test_replaced_and_restored(world: Instance) -> None:
    library = world.library("math")
    original = library.get("sin")
    assert isinstance(original, Builtin) and library.get("sin") is original
    world.override("math::sin", lambda x: 42.0)
    assert world.call("sine", 1.0) == 42 and world.call("global_sine", 1.0) == 42
    assert world.call("cosine", 1.0) == math.cos(1.0)
    assert not library.can_use_fast_path("sin") and library.can_use_fast_path("cos")
    world.override("math::sin", "seven")
    assert world.call("sine", 1.0) == 7
    world.override("math::sin", world.function("seven"))
    assert world.call("sine", 1.0) == 7
    library.set("sin", math.sin)  # equal, but not the same
    assert world.call("sine", 1.0) == math.sin(1.0) and not library.can_use_fast_path("sin")
    library.set("sin", original)
    assert world.call("sine", 1.0) == math.sin(1.0) and library.can_use_fast_path("sin")
    with pytest.raises(TypeError, match="can only stand for itself"):
        library.set("cos", original)


@pytest.mark.row("DUAL-07")
def test_removed(world: Instance) -> None:
    world.library("math").set("sin", None)
    with pytest.raises(ScriptException, match="Attempt to call non-function"):
        world.call("sine", 1.0)
    assert world.call("safe", 1.0) == "Attempt to call non-function"
    assert world.call("cosine", 0.0) == 1
    world.restore("math::sin")
    assert world.call("sine", 0.0) == 0


@pytest.mark.row("DUAL-06")
def test_a_handle_is_the_function_itself(world: Instance) -> None:
    world.override("math::sin", lambda x: 42.0)
    assert world.call("extracted", 1.0) == math.sin(1.0)


@pytest.mark.row("DUAL-05")
def test_worlds_are_apart(context: Context) -> None:
    one, two = make(context), make(context)
    one.override("math::sin", None)
    assert two.call("sine", 1.0) == math.sin(1.0) and two.library("math").can_use_fast_path("sin")


@pytest.mark.row("DUAL-13")
@pytest.mark.parametrize("target", ["built-in", "seven", ""])
def test_arguments_are_evaluated_once(world: Instance, target: str) -> None:
    if target != "built-in":
        world.override("math::sin", target or (lambda x: x))
    world.call("once", 1.0)
    assert world.globals["evaluated"] == 1


@pytest.mark.row("DUAL-14", "DUAL-22")
def test_methods(world: Instance) -> None:
    assert (world.call("length", "abc"), world.call("elements"), world.call("upper", "ab")) == (3, 3, "AB")
    world.override("string::length", "eight")
    world.override("array::length", len)
    world.override("string::toUppercase", "louder")
    assert (world.call("length", "abc"), world.call("elements"), world.call("upper", "ab")) == (8, 3, "ab!")
    world.call("sorted")  # the library's own code does not ask
    for name in ("string::length", "array::length", "string::toUppercase"):
        world.restore(name)
    assert (world.call("length", "abc"), world.call("elements"), world.call("upper", "ab")) == (3, 3, "AB")


@pytest.mark.row("DUAL-19", "DUAL-20")
def test_counts_and_switches(world: Instance) -> None:
    assert world.call_stats() == {}
    world.call_stats(enable=True)
    library = world.library("math")
    for _ in range(3):
        world.call("sine", 1.0)
    library.disable_fast_path("sin")
    assert not library.can_use_fast_path("sin") and library.can_use_fast_path("cos")
    assert world.call("sine", 1.0) == math.sin(1.0)
    library.enable_fast_path("sin")
    world.override("math::cos", lambda x: 0.0)
    world.call("cosine", 1.0)
    world.call("length", "abc")
    counts = {"math::sin": (3, 1), "math::cos": (0, 1), "string::length": (1, 0)}
    assert world.call_stats() == counts and library.stats() == {"sin": (3, 1), "cos": (0, 1)}
    assert world.call_stats(enable=False) == counts and world.call_stats() == {}
    library.disable_fast_path()
    assert not any(map(library.can_use_fast_path, library.functions))
    assert world.call("sine", 1.0) == math.sin(1.0)


@pytest.mark.row("DUAL-26", "DUAL-24")
def test_every_way_to_call(world: Instance, capsys: pytest.CaptureFixture[str]) -> None:
    fiber = world.start("waiting")
    fiber.resume()
    world.override("math::sin", lambda x: 42.0)
    fiber.resume()
    world.restore("math::sin")
    fiber.resume()
    first, second, third = map(float, capsys.readouterr().out.split())
    assert first == third == pytest.approx(math.sin(0.5)) and second == 42
    assert world.call("shadowed", 0.5) == 1
    function = world.function("sine")
    world.override("math::sin", "seven")
    found: list[object] = []
    thread = threading.Thread(target=lambda: found.append(function(1.0)))
    thread.start()
    thread.join()
    assert found == [7] and function(1.0) == 7


@pytest.mark.row("DUAL-21")
def test_within_a_loop() -> None:
    """A host function replaces what the loop around its call uses."""
    worlds: list[Instance] = []
    module = Module("host")
    module.register_function("void swap()", lambda: worlds[0].override("math::abs", lambda x: 100))
    context = Context()
    context.install(module)
    unit = compiled(
        context,
        """
        int sum() {
            int n = 0;
            for (int i = -4; i < 0; i++) { n += math::abs(i); if (i == -3) host::swap(); }
            return n;
        }
        """,
    )
    worlds.append(unit.instantiate())
    assert worlds[0].call("sum") == 4 + 3 + 100 + 100


def test_overloads_and_mistakes(world: Instance) -> None:
    world.override("double math::sin(double)", "seven")
    assert world.call("sine", 1.0) == 7
    with pytest.raises(ContextError, match="no built-in function 'math::sinn'; did you mean 'math::sin'"):
        world.override("math::sinn", None)
    with pytest.raises(ContextError, match="no function 'nowhere'"):
        world.override("math::cos", "nowhere")
    with pytest.raises(ContextError, match="another result or other parameters"):
        world.override("math::cos", "eight")
    with pytest.raises(TypeError, match="cannot be called with 1 argument"):
        world.override("math::cos", lambda: 1.0)
    other = compiled(Context(), "int none() { return 1; } class Empty {}").instantiate()
    with pytest.raises(TypeError, match=r"'double math::cos\(double\)': 'int none\(\)' takes 0 arguments"):
        world.override("math::cos", other.function("none"))
    with pytest.raises(TypeError, match=r"'double math::cos\(double\)': Empty\(\) takes no arguments"):
        world.override("math::cos", other.types.Empty)
    with pytest.raises(TypeError, match="not int"):
        world.override("math::cos", 3)  # type: ignore[arg-type]
    assert world.call("cosine", 1.0) == math.cos(1.0)


@pytest.mark.row("DUAL-05")
def test_declarations_that_no_function_has(world: Instance) -> None:
    """They replace nothing, so that they must not be taken, even if the program uses other overloads only."""
    for wrong in (
        "double math::sin(int)",
        "void math::sin(double)",
        "math::sin(double)",
        "double math::sin()",
        "asdf math::sin(((",
        "uint array<int>::length() const",
    ):
        with pytest.raises(ContextError, match=r"no built-in function is declared .*; there is "):
            world.override(wrong, None)
    with pytest.raises(ContextError, match="'array::length' is one function for all types"):
        world.override("array<int>::length", None)
    with pytest.raises(TypeError, match="a function is named by a str"):
        world.override(None, None)  # type: ignore[arg-type]
    with pytest.raises(ContextError, match="no built-in function is declared"):
        world.library("math").set("sin(double)", None)
    assert world.call("sine", 0.5) == math.sin(0.5)
    for right in ("float  math::sin( float x )", "uint array<T>::length() const", "uint array::length()"):
        world.override(right, None)
        world.restore(right)


def test_a_name_that_stands_for_several_overloads() -> None:
    unit = compiled(Context(), "float flat(float x) { return 0.5f; } void f() { math::sin(1.0); math::sin(1.0f); }")
    with pytest.raises(ContextError, match="'math::sin' has overloads that the program uses"):
        unit.instantiate().override("math::sin", "flat")
    unit.instantiate().override("float math::sin(float)", "flat")


@pytest.mark.row("DUAL-11", "DUAL-26")
@pytest.mark.parametrize("how", ["restore", "set", "override", "counted", "nested"])
def test_a_callable_takes_itself_away(world: Instance, how: str) -> None:
    library = world.library("math")
    original = library.get("sin")

    def once(x: float) -> float:
        if how == "set":
            library.set("sin", original)
        elif how == "override":
            world.override("math::sin", "seven")
        elif how == "nested":
            if x:
                assert world.call("sine", 0.0) == 42    # which restores it while this call goes on
            world.restore("math::sin")
        else:
            world.restore("math::sin")
        return 42.0

    world.call_stats(enable=how == "counted")
    world.override("math::sin", once)
    assert world.call("sine", 0.5) == 42
    assert world.call("sine", 0.5) == (7 if how == "override" else math.sin(0.5))


def test_a_closed_world_keeps_no_callables() -> None:
    class Callable:
        def __call__(self, x: float) -> float:
            return 1.0

    world = make(Context())
    callable_ = Callable()
    kept = weakref.ref(callable_)
    world.override("math::sin", callable_)
    del callable_
    gc.collect()
    assert kept() is not None
    world.close()
    gc.collect()
    assert kept() is None


def test_seeds_and_overrides_that_are_none(context: Context) -> None:
    unit = compiled(Context(modules=["random"]), "double f() { return random(); }")
    for options in ({"seed": 1.5}, {"seed": "1"}, {"overrides": ["f"]}, {"overrides": {1: None}}):
        with pytest.raises(TypeError, match=r"not (float|str|list|int)$"):
            unit.instantiate(**options)
    for seed in (-1, 1 << 64):
        with pytest.raises(OverflowError, match="a seed is an integer from 0"):
            unit.instantiate(seed=seed)
    world = unit.instantiate()
    for state in ((1, 2), (1, 2, 3, -4), 1.5, (0, 0, 0, 0), (1, 2, 3, "4")):
        with pytest.raises(ValueError, match="random_state: "):
            world.random_state = state  # type: ignore[assignment]


def test_exceptions_of_a_replacement(world: Instance) -> None:
    def fails(x: float) -> float:
        raise KeyError("gone")

    world.override("math::sin", fails)
    with pytest.raises(ScriptException, match="gone") as raised:
        world.call("sine", 1.0)
    assert isinstance(raised.value.__cause__, KeyError)
    world.override("math::sin", lambda x: "no number")
    with pytest.raises(Exception, match="result"):
        world.call("sine", 1.0)


def test_before_anything_runs(context: Context) -> None:
    unit = compiled(context, "double at_once = math::sin(1.0); double seven(double x) { return 7; }")
    assert unit.instantiate(overrides={"math::sin": "seven"}).globals["at_once"] == 7


REALS = (0.0, -0.0, 1.0, -1.0, 0.5, 2.5, -2.5, 1e300, -1e300, 5e-324, math.inf, -math.inf, math.nan, 3.141592653589793)
WHOLE = (0, 1, -1, 5, -7, 2**31 - 1, -(2**31))


@pytest.mark.row("DUAL-12", "DUAL-15")
@pytest.mark.parametrize("kind", ["double", "float"])
def test_both_ways_give_the_same_numbers(context: Context, kind: str) -> None:
    unary = ("sin", "cos", "tan", "exp", "sqrt", "floor", "ceil", "log", "abs")
    text = "".join(f"{kind} f_{name}({kind} x) {{ return math::{name}(x); }}\n" for name in unary)
    binary = ("pow", "min", "max")
    text += "".join(f"{kind} g_{name}({kind} x, {kind} y) {{ return math::{name}(x, y); }}\n" for name in binary)
    world = compiled(context, text).instantiate()
    library = world.library("math")
    reals = [x for x in REALS if kind == "double" or not 1e38 < abs(x) < math.inf]
    calls: list[tuple[str, tuple[float, ...]]] = [(f"f_{name}", (x,)) for name in unary for x in reals]
    calls += [(f"g_{name}", (x, y)) for name in binary for x in reals for y in reals]
    fast = [struct.pack("<d", world.call(name, *arguments)) for name, arguments in calls]
    library.disable_fast_path()
    assert fast == [struct.pack("<d", world.call(name, *arguments)) for name, arguments in calls]


@pytest.mark.row("DUAL-12", "DUAL-15")
def test_both_ways_give_the_same_integers(context: Context) -> None:
    kinds = ("int", "int64", "uint", "uint64")
    text = "".join(
        f"{k} {name}_{k}({k} x, {k} y) {{ return math::{name}(x, y); }}\n" for name in ("min", "max") for k in kinds
    )
    text += "".join(f"{k} abs_{k}({k} x) {{ return math::abs(x); }}\n" for k in kinds[:2])
    world = compiled(context, text).instantiate()
    wide = (*WHOLE, 2**63 - 1, -(2**63))
    values = {"int": WHOLE, "int64": wide, "uint": (0, 1, 2**31, 2**32 - 1), "uint64": (0, 1, 2**63, 2**64 - 1)}
    calls: list[tuple[str, tuple[int, ...]]]
    calls = [(f"{name}_{k}", (x, y)) for name in ("min", "max") for k in kinds for x in values[k] for y in values[k]]
    calls += [(f"abs_{k}", (x,)) for k in kinds[:2] for x in values[k]]
    fast = [world.call(name, *arguments) for name, arguments in calls]
    world.library("math").disable_fast_path()
    assert fast == [world.call(name, *arguments) for name, arguments in calls]
    assert world.call("abs_int", -(2**31)) == -(2**31)


def test_the_table_is_whole() -> None:
    assert len(FAST) <= 128 and len({function.key for function in FAST}) == len(FAST)  # places in Heap.fast


def test_units_and_contexts(context: Context) -> None:
    """What they say holds for new worlds; that of the unit goes before that of the context."""
    unit = compiled(context, SCRIPT)
    before = unit.instantiate()
    context.override("math::sin", lambda x: 1.0)
    context.override("math::cos", lambda x: 2.0)
    unit.override("math::sin", "seven")
    for world in (unit.instantiate(), context.instantiate(unit)):
        assert (world.call("sine", 0.0), world.call("cosine", 0.0)) == (7, 2)
    assert (unit.call("sine", 0.0), unit.call("cosine", 0.0)) == (7, 2)
    assert context.instantiate(unit.program).call("sine", 0.0) == 1
    assert (before.call("sine", 0.0), before.call("cosine", 0.0)) == (0, 1)
    unit.restore("math::sin")
    assert unit.call("sine", 0.0) == 0 and unit.instantiate().call("sine", 0.0) == 1
    assert context.fork().instantiate(unit.program).call("sine", 0.0) == 1
    context.restore("math::sin")
    context.restore("math::cos")
    assert (unit.instantiate().call("sine", 0.0), unit.instantiate().call("cosine", 0.0)) == (0, 1)

HANDLES = """
class Box { string text = "abc"; string[] texts = {"abc"}; }
string shared;
Box box;
uint first(const string &in s) {
    shared = "z"; shared += shared; shared = "";
    box.text = ""; box.texts.resize(0);
    array<string> over(8, "zzzzzzzz");
    return s[0];
}
uint two(const array<int> &in a) { return a[0] + a[1]; }
string longer(const string &in s, uint count) { return s + "*" + count; }
uint of_local() { string s = "abc"; s += "d"; return s.length(); }
uint of_parameter(const string &in s) { return s.length(); }
uint of_global() { shared = "a"; shared += "bc"; return shared.length(); }
uint of_field() { box.text = "a"; box.text += "bc"; return box.text.length(); }
uint of_element() { box.texts = {"a"}; box.texts[0] += "bc"; return box.texts[0].length(); }
uint of_literal() { return "abc".length(); }
uint of_result() { return ("abc" + of_array()).length(); }
uint of_array() { array<int> a = {3, 4}; return a.length(); }
string repeated() { string s = "ab"; return s.repeat(3) + ("x" + s).repeat(2); }
uint deep(int n) { string s = "a" + n; return n == 0 ? s.length() : deep(n - 1); }
uint pauses(const string &in s) { yield(); return 5; }
uint fails(const string &in s) { throw("no"); return 0; }
"""


@pytest.mark.row("DUAL-14", "DUAL-26")
@pytest.mark.parametrize("way", ["local", "parameter", "global", "field", "element", "literal", "result"])
def test_arguments_are_held(context: Context, way: str) -> None:
    """Whatever a function of the script does in the place of a built-in one, its argument is there until it ends."""
    world = compiled(context, HANDLES).instantiate()
    arguments = ["abc"] if way == "parameter" else []
    lengths = {"local": 4, "result": 4}
    for _ in range(3):
        assert world.call(f"of_{way}", *arguments) == lengths.get(way, 3)
    world.override("string::length", "first")
    blocks = 0
    for _ in range(5):
        assert world.call(f"of_{way}", *arguments) == ord("a")
        blocks = blocks or world.stats().live_blocks
    assert world.stats().live_blocks <= blocks
    world.override("string::length", "fails")
    with pytest.raises(ScriptException, match="no"):
        world.call(f"of_{way}", *arguments)


def test_replacements_with_handles(context: Context) -> None:
    world = compiled(context, HANDLES).instantiate(max_depth=50)
    world.override("string::repeat", "longer")
    world.override("array::length", "two")
    world.override("string::length", "first")
    assert world.call("repeated") == "ab*3xab*2" and world.call("of_array") == 7
    assert world.call("deep", 20) == ord("a")
    with pytest.raises(Exception, match="Stack overflow"):
        world.call("deep", 49)
    assert world.call("deep", 20) == ord("a")
    world.override("string::length", "pauses")
    fiber = world.start("of_local")
    assert not fiber.resume() and fiber.resume() and fiber.result == 5


@pytest.mark.row("DUAL-05", "DUAL-08")
def test_units_and_contexts_know_both_names(context: Context) -> None:
    """A name stands for the other one and for all overloads where something is restored or goes before another."""
    unit = compiled(context, "double f(double x) { return math::sin(x); } float g(float x) { return math::sin(x); }")

    def results() -> tuple[object, object]:
        world = unit.instantiate()
        return world.call("f", 0.0), world.call("g", 0.0)

    one: Callable[[float], float] = lambda x: 1.0  # noqa: E731
    two: Callable[[float], float] = lambda x: 2.0  # noqa: E731
    context.override("math::sin", two)
    unit.override("sin", one)
    assert results() == (1, 1)
    unit.restore("math::sin")
    assert results() == (2, 2)
    unit.override("double math::sin(double)", one)
    assert results() == (1, 2)
    unit.restore("sin")
    assert results() == (2, 2)
    context.restore("sin")
    assert results() == (0, 0)
    context.override("double math::sin(double)", two)
    context.override("string::length", len)
    unit.override("math::sin", one)
    assert results() == (1, 1)  # though the context has more to say about the overload
    unit.restore("float math::sin(float)")
    assert results() == (1, 0)
    unit.restore("math::sin")
    assert results() == (2, 0)
    with pytest.raises(TypeError, match="not int"):
        context.override("math::sin", 3)  # type: ignore[arg-type]
    original = unit.instantiate().library("math").get("sin")
    assert isinstance(original, Builtin)
    context.override("sin", original)
    assert results() == (0, 0)
    with pytest.raises(TypeError, match="can only stand for itself"):
        context.override("cos", original)


@pytest.mark.row("DUAL-08")
def test_what_stands_for_a_function_by_its_other_name(world: Instance) -> None:
    library = world.library("math")
    original = library.get("sin")
    world.override("sin", abs)
    assert library.get("sin") is abs
    assert isinstance(original, Builtin)
    world.override("sin", original)
    assert library.get("sin") is original and library.can_use_fast_path("sin")


@pytest.mark.row("DUAL-19")
def test_both_names_are_counted_as_one(world: Instance) -> None:
    world.call_stats(enable=True)
    world.call("sine", 1.0)
    world.call("global_sine", 1.0)
    assert world.call_stats() == {"math::sin": (2, 0)} and world.library("math").stats() == {"sin": (2, 0)}


@pytest.mark.row("DUAL-24")
def test_functions_of_the_script_in_the_place_of_built_in_ones(context: Context) -> None:
    """One with the same parameters hides a built-in one, in `math` and elsewhere; overrides do not concern it."""
    text = """
        namespace math { double sin(double x) { return 99; } double twice(double x) { return 2 * x; } }
        namespace game {
            namespace math { double cos(double x) { return 77; } }
            double sqrt(double x) { return 55; }
            double inner() { return math::cos(0.0) + sqrt(4.0f); }
        }
        double shadow() { return math::sin(1.0) + math::twice(0.5); }
        double others() { return sin(0.0) + math::cos(0.0) + sqrt(4.0) + math::sin(0.0f); }
        double used() { using namespace math; return cos(0.0) + tan(0.0); }
    """
    world = compiled(context, text).instantiate()
    world.call_stats(enable=True)
    assert (world.call("shadow"), world.call("game::inner"), world.call_stats()) == (100, 132, {})
    assert (world.call("others"), world.call("used")) == (3, 1)
    counts = {"sin": (2, 0), "cos": (2, 0), "sqrt": (1, 0), "tan": (1, 0)}
    assert world.library("math").stats() == counts
    world.override("math::sin", lambda x: 5.0)
    assert (world.call("shadow"), world.call("others")) == (100, 13)
