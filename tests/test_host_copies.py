"""What Python passes by value is copied; names, messages and types that hosts see of script objects."""

from __future__ import annotations

import enum
import gc
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Annotated

import pytest
import seraphscript
from seraphscript import (
    BudgetExceeded,
    BuildError,
    Context,
    ContextError,
    ConversionError,
    DeclarationError,
    Instance,
    Module,
    RegistryBuildError,
    ScriptException,
)
from seraphscript.registry import listing
from seraphscript.registry.items import HostType

SOURCE = """
int copies = 0, dead = 0;
class P { int hp = 1; void eat(P o) { o.hp = 9; } void eat_in(P &in o) { o.hp = 9; } }
class Q { Q(P x) { x.hp = 6; } }
class Own {
  int v;
  Own() {}
  Own(const Own &in o) { copies++; v = o.v; while (v == 77) {} if (v == 78) throw("no copy"); }
  ~Own() { dead++; }
}
class Assigned { int v; Assigned() {} Assigned& opAssign(const Assigned &in o) { copies += 10; v = o.v; return this; } }
class Fixed { int v; Fixed(int k) { v = k; } }
class Holder { Fixed@ h; P inner; P[] list; }
P@ last;
void by_value(P p) { p.hp = 5; }
void by_in(P &in p) { p.hp = 5; }
int by_ref(const P &in p) { return p.hp; }
void by_handle(P@ p) { p.hp = 5; }
void by_inout(P &inout p) { p.hp = 6; }
void keep(P p) { @last = p; }
int own(Own o) { o.v++; return o.v; }
void assigned(Assigned a) { a.v = 9; }
int fixed(Fixed f) { return f.v; }
void holder(Holder h) { h.inner.hp = 4; h.list[0].hp = 4; h.h.v = 4; }
"""


def world(source: str = SOURCE, *modules: Module) -> Instance:
    context = Context()
    for module in modules:
        context.install(module)
    unit = context.create_unit("unit")
    unit.add_source("unit.as", source)
    unit.build()
    return unit.instantiate()


def test_objects_by_value_are_copied() -> None:
    w = world()
    p = w.types.P()
    w.call("by_value", p)
    w.call("by_in", p)
    w.function("by_value")(p)
    p.eat(p)
    p.eat_in(p)
    w.types.Q(p)
    w.start("by_value", p).resume()
    assert p.hp == 1 == w.call("by_ref", p)
    w.call("keep", p)
    assert w.globals["last"] != p
    w.call("by_handle", p)
    assert p.hp == 5
    w.call("by_inout", p)
    assert p.hp == 6


def test_copies_use_the_scripts_constructors() -> None:
    w = world()
    own = w.types.Own()
    own.v = 4
    assert w.call("own", own) == 5
    assert own.v == 4
    assert (w.globals["copies"], w.globals["dead"]) == (1, 1)
    other = w.types.Assigned()
    w.call("assigned", other)
    assert other.v == 0
    assert w.globals["copies"] == 11
    holder = w.types.Holder()
    w.call("by_value", holder.inner)
    assert holder.inner.hp == 1
    with pytest.raises(ConversionError, match="Fixed is passed by value, but has no copy constructor"):
        w.call("fixed", w.types.Fixed(3))
    with pytest.raises(ConversionError, match="not None"):
        w.types.Q(None)


def test_copies_are_within_the_limits() -> None:
    w = world()
    own = w.types.Own()
    own.v = 77
    with pytest.raises(BudgetExceeded) as caught:
        w.call("own", own, budget=10_000)
    assert caught.value.fiber is None
    with pytest.raises(BudgetExceeded):
        w.start("own", own)
    own.v = 78
    with pytest.raises(ScriptException, match="no copy"):
        w.call("own", own)
    assert w.globals["dead"] == 0
    own.v = 1
    live = w.stats().live_blocks
    for _ in range(10):
        w.call("own", own)
    assert w.stats().live_blocks == live


class Color(enum.IntEnum):
    RED = 1
    BLUE = 2


def host() -> tuple[Module, list[object]]:
    module = Module("g")
    seen: list[object] = []
    module.enum(Color)

    @module.type
    class Box:
        n: int
        color: Color

        def __init__(self, color: Color = Color.RED) -> None:
            self.n, self.color = 1, color

        def paint(self, color: Color) -> Color:
            seen.append(color)
            return Color.BLUE

    @module.function
    def take(color: Color, colors: list[Color]) -> Color:
        seen.extend([color, *colors])
        return color

    @module.function
    def box(value: Box) -> None:
        seen.append(value.color)

    return module, seen


@pytest.mark.parametrize(
    "source",
    [
        "void f() { g::Box a; g::Box b = a; }",
        "void f() { g::Box a; g::Box b; b = a; }",
        "void f(g::Box a) {}",
        "void f(g::Box &in a) {}",
        "class S { g::Box b; } void f() { S s; S t = s; }",
    ],
)
def test_objects_of_the_host_are_not_copied(source: str) -> None:
    with pytest.raises(BuildError, match="objects of 'g::Box' are the host's and cannot be"):
        world(source, host()[0])


def test_a_class_with_an_object_of_the_host_is_not_copied() -> None:
    w = world("class S { g::Box b; } void f(S s) {} void h(const g::Box &in b) {}", host()[0])
    with pytest.raises(ConversionError, match="S is passed by value, but has no copy constructor"):
        w.call("f", w.types.S())


def test_hosts_get_members_of_enums() -> None:
    module, seen = host()
    w = world(
        "int f() { g::Box b(g::Color::BLUE); g::box(b); b.color = g::Color::BLUE; g::box(b); b.paint(g::Color::RED);"
        " return int(g::take(g::Color::BLUE, {g::Color::RED})); } void bad() { g::take(g::Color(9), {}); }"
        " void nothing() { g::Box@ b; b.paint(g::Color::RED); }",
        module,
    )
    assert w.call("f") == 2
    assert seen == [Color.BLUE, Color.BLUE, Color.RED, Color.BLUE, Color.RED]
    assert all(type(value) is Color for value in seen)
    with pytest.raises(ScriptException, match="ValueError: 9 is not a valid Color"):
        w.call("bad")
    with pytest.raises(ScriptException, match="Null pointer access"):
        w.call("nothing")


def test_async_functions_are_refused() -> None:
    module = Module("g")

    async def later(n: int) -> int:
        return n

    with pytest.raises(DeclarationError, match="later is async"):
        module.function(later)
    with pytest.raises(DeclarationError, match="later is async"):
        module.register_function("int64 later(int64)", later)


def test_names_of_linked_programs_are_told_apart() -> None:
    context = Context()
    programs = []
    for name, source in [
        ("a", "int version = 1; class P { int x; } P@ make() { return P(); } int only = 3;"),
        ("b", "int version = 2; class P { string s; }"),
    ]:
        unit = context.create_unit(name)
        unit.add_source(f"{name}.as", source)
        programs.append(unit.build())
    w = context.instantiate(programs)
    with pytest.raises(ContextError, match="the global 'version' is ambiguous: 'a:version', 'b:version'"):
        w.globals["version"]
    with pytest.raises(ContextError, match="ambiguous"):
        w.globals["version"] = 9
    assert dict(w.globals) == {"a:version": 1, "b:version": 2, "only": 3}
    with pytest.raises(ContextError, match="the class 'P' is ambiguous: 'a:P', 'b:P'"):
        w.types["P"]
    with pytest.raises(ContextError, match="ambiguous"):
        _ = w.types.P
    assert (w.types["a:P"].fields, w.types["b:P"].fields) == ({"x": "int x"}, {"s": "string s"})
    assert isinstance(w.call("make"), w.types["a:P"])
    assert repr(w.program).startswith("<Program 'a + b': ")
    assert repr(programs[0]).startswith("<Program 'a': ")


MEMBERS = """
class A {
  int x;
  int hp { get const { return x; } set { x = value; } }
  int get_ro() const property { return 1; }
  void set_wo(int n) property {}
  private int secret;
  protected void inner() {}
  void open() {}
}
"""


def test_messages_and_dir_of_members() -> None:
    a = world(MEMBERS).types.A()
    names = {name for name in dir(a) if not name.startswith("_")}
    assert {"x", "hp", "ro", "wo", "open"} <= names
    assert not names & {"secret", "inner"}
    for name, message in [
        ("open", "'open' of A is a method and cannot be assigned"),
        ("ro", "property 'ro' of A is read-only"),
        ("inner", "'inner' of A is not public"),
        ("secret", "'int secret' of A is private"),
        ("nope", "A has no member 'nope'"),
    ]:
        with pytest.raises(AttributeError, match=message):
            setattr(a, name, 1)
    for name, message in [("wo", "property 'wo' of A can only be assigned"), ("inner", "is not public")]:
        with pytest.raises(AttributeError, match=message):
            getattr(a, name)


def test_repr_never_raises() -> None:
    module = Module("g")
    shown: list[str] = []
    held: list[object] = []

    @module.function
    def look() -> None:
        thread = threading.Thread(target=lambda: shown.append(repr(held[0])))
        thread.start()
        thread.join()

    w = world(MEMBERS + "void f() { g::look(); }", module)
    kind = w.types.A
    a = kind()
    held.append(a)
    w.call("f")
    assert shown == ["<A (busy)>"]
    w.close()
    assert repr(a) == "<A (closed)>"
    assert isinstance(a, kind)
    with pytest.raises(ContextError, match="closed"):
        _ = a.x
    held.clear()
    del a
    gc.collect()


def test_public_names() -> None:
    for name in ("ScriptType", "ScriptFunction", "ScriptMethod", "InstanceStats", "TracebackError", "TracebackFrame",
                 "ConversionTypeError", "ConversionRangeError"):
        assert name in seraphscript.__all__
        assert getattr(seraphscript, name).__name__ == name


# ------------------------------------------------------------------- objects of the host, taken by value by the host


class Vec:
    """What counts its objects, its copies, and what enters and leaves worlds."""

    alive = 0
    copies: list[int] = []  # noqa: RUF012
    log: list[str] = []  # noqa: RUF012

    def __init__(self, x: int = 0) -> None:
        self.x = x
        Vec.alive += 1

    def __del__(self) -> None:
        Vec.alive -= 1

    def grab(self) -> None:
        Vec.log.append(f"+{self.x}")

    def drop(self) -> None:
        Vec.log.append(f"-{self.x}")

    def swallow(self, other: Vec) -> int:
        other.x += 100
        return other.x


def copy_of(other: Vec) -> Vec:
    Vec.copies.append(other.x)
    if other.x == 77:
        raise ValueError("no copy of 77")
    return type(other)(other.x)


@pytest.fixture(autouse=True)
def _nothing_left() -> Iterator[None]:
    gc.collect()
    before = Vec.alive
    Vec.copies, Vec.log = [], []
    yield
    gc.collect()
    assert Vec.alive == before


def vectors(*declarations: str, constructor: str = "Vec(const Vec &in other)", kind: str = "managed") -> tuple[
    Module, HostType, list[tuple[object, ...]]
]:
    """A module with a class that can be copied, and functions that change what they get, which the list tells."""
    module = Module("g")
    got: list[tuple[object, ...]] = []

    def take(*args: object) -> int:
        got.append(tuple(arg.x if isinstance(arg, Vec) else arg for arg in args))
        for arg in args:
            if isinstance(arg, Vec):
                arg.x = 1000
        return len(got)

    for declaration in declarations:
        module.register_function(declaration, take)
    kind_of_vec = module.register_type("Vec", Vec, kind=kind).constructor("Vec(int x)").property("int x")
    kind_of_vec.method("int swallow(Vec other)")
    if constructor:
        kind_of_vec.constructor(constructor, copy_of)
    return module, kind_of_vec, got


HOST_CALLS = """
int one() { g::Vec v(3); g::take(v); g::take(v); return v.x; }
int fresh() { return g::take(g::Vec(4)); }
int handle() { g::Vec v(5); g::Vec@ h = v; g::take(h); return v.x; }
int twice() { g::Vec v(6); g::both(v, v.x, v); return v.x; }
int many() { g::Vec v(7); g::all(v, g::Vec(8), v); return v.x; }
int method() { g::Vec v(2), w(1); return w.swallow(v) * 10 + v.x; }
int itself() { g::Vec v(2); return v.swallow(v) * 10 + v.x; }
int defaults() { g::Vec v(1); g::given(v); g::given(); return v.x; }
int element() { array<g::Vec@> a = {g::Vec(9)}; g::take(a[0]); return a[0].x; }
funcdef int Taker(g::Vec);
int through() { g::Vec v(3); Taker@ t = @g::take; t(v); return v.x; }
funcdef int Swallower(g::Vec);
int delegate() { g::Vec v(3), w(0); Swallower@ s = Swallower(w.swallow); return s(v) * 10 + v.x; }
int constructed() { g::Vec v(3), w(v, 4); return w.x * 10 + v.x; }
int property() { g::Vec v(3), w(0); w.half = v; return w.x * 10 + v.x; }
int all_properties() { g::Vec v(3); g::origin = v; return v.x; }
int assigned() { g::Vec v(3), w(0); w = v; return w.x * 10 + v.x; }
int operated() { g::Vec v(3), w(4); return (w + v) * 10 + v.x; }
int script() { g::Vec v(3); by_script(v); return v.x; }
void by_script(g::Vec v) { v.x = 1000; }
int nothing() { g::Vec@ v; return g::take(v); }
int none() { g::Vec v(77); return g::take(v); }
int caught() { g::Vec v(77); try { g::take(v); } catch { return 5; } return 6; }
int thrower() { throw("later"); return 1; }
int before() { g::Vec v(3); return g::both(v, thrower(), v); }
int yielder() { yield(); return 1; }
int yields() { g::Vec v(3); return g::both(v, yielder(), v) * 10 + v.x; }
int fails() { g::Vec v(3); g::fail(v); return 1; }
"""


def host_calls() -> tuple[Module, list[tuple[object, ...]]]:
    module, vec, got = vectors(
        "int take(Vec v)", "int both(Vec a, int n, Vec b)", "int all(Vec... v)", "int given(Vec v = Vec(5))",
    )

    def fail(v: Vec) -> None:
        raise ValueError(f"fails with {v.x}")

    def assign(self: Vec, other: Vec) -> Vec:
        self.x, other.x = other.x, 1000
        return self

    def halve(self: Vec, other: Vec) -> None:
        self.x, other.x = other.x // 2, 1000

    module.register_function("void fail(Vec v)", fail)
    def spoiled(v: Vec, n: int = 0) -> Vec:
        v.x = 1000
        return Vec(n)

    def add(v: Vec, other: Vec) -> int:
        result = v.x + other.x
        other.x = 1000
        return result

    module.register_function("void set_origin(Vec v) property", lambda v: spoiled(v) and None)
    vec.constructor("Vec(Vec v, int n)", spoiled)
    vec.method("void set_half(Vec v) property", halve)
    vec.operator("Vec &opAssign(Vec other)", assign)
    vec.operator("int opAdd(Vec other) const", add)
    return module, got


@pytest.mark.row("REG-22")
@pytest.mark.parametrize("way", ["source", "sbc", "sfr"])
def test_hosts_take_copies_by_value(way: str, tmp_path: Path) -> None:
    module, got = host_calls()
    context = Context().install(module)
    unit = context.create_unit("calls")
    unit.add_source("calls.as", HOST_CALLS)
    program = unit.build()
    if way == "sfr":
        context.save_registry(tmp_path / "g.sfr")
        context = Context.load_registry(tmp_path / "g.sfr", [module])
        unit = context.create_unit("calls")
        unit.add_source("calls.as", HOST_CALLS)
        program = unit.build()
    if way != "source":
        program.save(tmp_path / "calls.sbc")
        program = context.load_program(tmp_path / "calls.sbc")
    w = context.instantiate(program)
    live = []
    for _ in range(3):
        check_host_calls(w, got)
        w.collect()
        live.append(w.stats().live_blocks)
    assert live[1] == live[2]                   # handles to functions are made once


def check_host_calls(w: Instance, got: list[tuple[object, ...]]) -> None:
    expected: list[tuple[str, int, list[tuple[object, ...]], list[int]]] = [
        ("one", 3, [(3,), (3,)], [3, 3]),
        ("fresh", 1, [(4,)], []),
        ("handle", 5, [(5,)], [5]),
        ("twice", 6, [(6, 6, 6)], [6, 6]),
        ("many", 7, [(7, 8, 7)], [7, 7]),
        ("method", 1022, [], [2]),
        ("itself", 1022, [], [2]),
        ("defaults", 1, [(1,), (5,)], [1]),
        ("element", 9, [(9,)], [9]),
        ("through", 3, [(3,)], [3]),
        ("delegate", 1033, [], [3]),
        ("constructed", 43, [], [3]),
        ("property", 13, [], [3]),
        ("all_properties", 3, [], [3]),
        ("assigned", 33, [], [3]),
        ("operated", 73, [], [3]),
        ("script", 3, [], [3]),
        ("caught", 5, [], [77]),
    ]
    for name, result, taken, copies in expected:
        got.clear()
        assert w.call(name) == result, name
        assert (got, Vec.copies) == (taken, copies), name
        Vec.copies.clear()
    for name, message, copies in [
        ("nothing", "Null pointer access", []),
        ("none", "no copy of 77", [77]),
        ("before", "later", [3]),
        ("fails", "fails with 3", [3]),
    ]:
        with pytest.raises(ScriptException, match=message):
            w.call(name)
        assert Vec.copies == copies, name
        Vec.copies.clear()
    got.clear()
    fiber, dropped = w.start("yields"), w.start("yields")
    assert not fiber.resume()
    assert not dropped.resume()
    assert Vec.copies == [3, 3]                 # the last argument's, before the one that yields
    assert fiber.resume()
    assert fiber.result == 13
    assert (got, Vec.copies) == ([(3, 1, 3)], [3, 3, 3])
    Vec.copies.clear()


@pytest.mark.row("REG-22")
def test_what_a_host_keeps_is_its_own() -> None:
    module, _, _ = vectors()
    kept: list[Vec] = []
    module.register_function("void keep(Vec v)", kept.append)
    source = "int f() { g::Vec v(3); g::keep(v); v.x = 4; g::keep(v); v.x = 5; g::keep(g::Vec(6)); return v.x; }"
    w = world(source, module)
    assert w.call("f") == 5
    assert [v.x for v in kept] == [3, 4, 6]
    assert Vec.alive >= 3
    kept.clear()


@pytest.mark.row("REG-22")
def test_copies_before_there_is_a_function() -> None:
    module, _, got = vectors("int take(Vec v)")
    shared = Vec(3)
    module.register_function("Vec@ lent()", lambda: shared)
    w = world("int first = g::take(g::lent()); g::Vec own = g::lent(); int second = g::take(own);", module)
    assert (w.globals["first"], w.globals["second"], got, shared.x) == (1, 2, [(3,), (3,)], 3)
    assert Vec.copies == [3, 3, 3]


@pytest.mark.row("REG-22")
@pytest.mark.parametrize("constructor", [
    "Vec(const Vec &in other)", "Vec(Vec &in other)", "Vec(const Vec &inout other)", "Vec(Vec@ other)",
    "Vec@ copied(const g::Vec &in)",
])
def test_what_copies(constructor: str) -> None:
    module, _, got = vectors("void take(Vec v)", constructor=constructor)
    w = world("int f() { g::Vec v(3); g::take(v); return v.x; }", module)
    assert w.call("f") == 3
    assert (got, Vec.copies) == ([(3,)], [3])


@pytest.mark.row("REG-22")
def test_a_constructor_that_wants_a_copy_makes_none() -> None:
    module, vec, got = vectors("void take(Vec v)")
    vec.constructor("Vec(Vec other, int n = 0)", lambda other, n: Vec(500))
    vec.constructor("Vec(Vec other)", lambda other: Vec(600))
    w = world("int f() { g::Vec v(3), w = v; g::take(v); return v.x * 10 + w.x; }", module)
    assert w.call("f") == 33
    assert (got, Vec.copies) == ([(3,)], [3, 3])
    module, vec, got = vectors("void take(Vec v)", constructor="")
    vec.constructor("Vec(Vec other)", copy_of)
    with pytest.raises(RegistryBuildError, match="or give the class a copy constructor"):
        world("", module)


@pytest.mark.row("REG-22")
def test_the_order_of_registration_does_not_matter() -> None:
    first, last = Module("a"), Module("z")
    first.register_function("int take(z::Vec v)", lambda v: v.x)
    first.register_funcdef("funcdef int Taker(z::Vec v)")
    first.register_function("int apply(Taker@ f)", lambda f: f(Vec(8)))
    first.interface("Takes", ["int take(z::Vec v)"])
    last.register_type("Vec", Vec).constructor("Vec(int x)").constructor("Vec(const Vec &in other)", copy_of)
    source = """
        class C : a::Takes { int take(z::Vec v) { return a::take(v) + 1; } }
        int f() { z::Vec v(3); a::Takes@ t = C(); return t.take(v); }
        int g() { return a::apply(function(v) { return a::take(v); }); }
    """
    prints = set()
    for modules in ((first, last), (last, first)):
        context = Context()
        for module in modules:
            context.install(module)
        prints.add(context.seal().fingerprint)
        w = world(source, *modules)
        assert (w.call("f"), w.call("g")) == (4, 8)
    assert len(prints) == 1
    assert Vec.copies == [3, 3, 8] * 2


@pytest.mark.row("REG-22")
def test_derived_objects_are_copied_as_their_base() -> None:
    class Point(Vec):
        pass

    module, _, got = vectors("void take(Vec v)")
    module.register_type("Point", Point).constructor("Point(int x)")
    module.register_function("void point(Point@ p)", lambda p: got.append((p.x,)))
    w = world("int f() { g::Point p(3); g::take(p); return p.x; }", module)
    assert w.call("f") == 3
    assert (got, Vec.copies) == ([(3,)], [3])
    module.register_function("void by_value(Point p)", lambda p: None)
    with pytest.raises(RegistryBuildError, match=r"a copy constructor, 'Point\(const Point &in other\)'"):
        world("", module)


@pytest.mark.row("REG-22")
def test_instances_of_templates_by_value() -> None:
    class Grid:
        def __init__(self, info: object, x: int) -> None:
            self.x = x

    def take(grid: Grid) -> int:
        grid.x += 1
        return grid.x

    for copied in (True, False):
        module = Module()
        grid = module.register_type("Grid<class T>", Grid)
        grid.constructor("Grid(int x)")
        grid.property("int x")
        grid.method("int add(Grid<T> other)", lambda self, other: take(other))
        if copied:
            grid.constructor("Grid(const Grid<T> &in other)", lambda info, other: Grid(info, other.x))
        module.register_function("int take(Grid<int> grid)", take)
        if copied:
            w = world("int f() { Grid<int> g(3); return take(g) * 100 + g.add(g) * 10 + g.x; }", module)
            assert w.call("f") == 443
        else:
            with pytest.raises(RegistryBuildError) as caught:
                world("", module)
            assert [str(problem).partition(": ")[2] for problem in caught.value.errors] == [
                f"objects of 'Grid<{t}>' are passed by handle: write 'Grid<{t}>@', or give the class a copy constructor"
                for t in ("T", "int")
            ]


@pytest.mark.row("REG-22")
def test_template_functions_by_value() -> None:
    module, _, got = vectors("void take<T>(T a, Vec b)")
    w = world("int f() { g::Vec v(3); g::take<int>(4, v); g::take(v, v); return v.x; }", module)
    assert w.call("f") == 1000                  # an object is passed for T as it is
    assert (got, Vec.copies) == ([(4, 3), (3, 3)], [3, 3])


@pytest.mark.row("REG-22", "REG-17")
def test_copies_of_a_kind_are_counted() -> None:
    module, vec, _ = vectors("void take(Vec v)", kind="standard")
    vec.addref("grab").release("drop")
    w = world("void f() { g::Vec v(3); g::take(v); g::take(v); }", module)
    w.call("f")
    assert Vec.log == ["+3", "+3", "-1000", "+3", "-1000", "-3"]
    module, vec, _ = vectors("void take(Vec v)", kind="scoped")
    vec.release("drop")
    Vec.log.clear()
    w = world("void f() { g::Vec v(3); g::take(v); g::take(g::Vec(4)); }", module)
    w.call("f")
    assert Vec.log == ["-1000", "-1000", "-3"]


@pytest.mark.row("REG-22")
def test_what_has_no_copies_says_both_ways_out() -> None:
    way_out = r", or give the class a copy constructor, 'Vec\(const Vec &in other\)'\n"
    for declaration, message in [
        ("void f(Vec v)", f"passed by handle: write 'Vec@'{way_out}"),
        ("void f(g::Vec... v)", f"passed by handle: write 'g::Vec@'{way_out}"),
        ("void f(Vec &out v)", "passed by handle: write 'Vec@'\n"),
        ("Vec f()", "given back by handle: write 'Vec@'\n"),
    ]:
        module = Module("g")
        module.register_type("Vec", Vec).constructor("Vec(Vec@ &out other)", lambda: (Vec(), None))
        module.register_function(declaration, lambda *_: None)
        with pytest.raises(RegistryBuildError, match="objects of '.*' are " + message):
            world("", module)
    module, vec, _ = vectors("Vec f()", kind="scoped", constructor="")
    vec.release("drop")
    with pytest.raises(RegistryBuildError) as caught:
        world("", module)
    assert [error.message for error in caught.value.errors] == [
        "objects of 'Vec' are given back by handle: write 'Vec@'",
        "objects of 'Vec' are passed by reference: write 'const Vec &in', or give the class a copy constructor, "
        "'Vec(const Vec &in other)'",
    ]
    module, vec, _ = vectors("Vec f()", "void g(Vec &out v)")
    vec.list_factory("{repeat Vec}", lambda values: Vec(len(values)))
    with pytest.raises(RegistryBuildError) as caught:
        world("", module)
    assert [error.message for error in caught.value.errors] == [
        "objects of 'Vec' are given back by handle: write 'Vec@'",
        "objects of 'Vec' are passed by handle: write 'Vec@'", "objects of 'Vec' are passed by handle: write 'Vec@'",
    ]


@pytest.mark.row("REG-22")
def test_hints_name_objects_by_value() -> None:
    module = Module("g")

    @module.type
    class Box:
        n: int

        def __init__(self, n: int = 0) -> None:
            self.n = n

        @Module.method("int add(Box other)")
        def add(self, other: Box) -> int:
            other.n += self.n
            return other.n

    class Copied(Box):
        pass

    module.register_type("Copied", Copied).constructor("Copied(int n)").constructor(
        "Copied(const Copied &in other)", lambda other: Copied(other.n))

    @module.function
    def take(box: Annotated[Copied, "Copied"], then: Callable[[Annotated[Copied, "Copied"]], int]) -> int:
        box.n += 1
        return then(box) + box.n

    with pytest.raises(RegistryBuildError, match=r"function 'g::Box::add': objects of 'Box' are passed by handle"):
        world("", module)
    Box.add = lambda self, other: 0  # type: ignore[method-assign]
    w = world(
        "int f() { g::Copied c(3); return g::take(c, function(b) { b.n += 10; return b.n; }) * 100 + c.n; }", module
    )
    assert w.call("f") == 2803


@pytest.mark.row("REG-22")
def test_listings_show_objects_by_value() -> None:
    module, _, _ = vectors("int take(Vec v)")
    registry = Context().install(module).seal()
    assert "int g::take(g::Vec v)  [host g::take(Vec)]" in listing.dump(registry, "text")
    assert "def take(v: g.Vec, /) -> int" in listing.dump(registry, "pyi")
    assert "int take(g::Vec v)" in listing.dump(registry, "as")
    view = registry.find_function("g::take", "g::Vec")
    assert view is not None
    assert view.param_types == ["g::Vec"]
