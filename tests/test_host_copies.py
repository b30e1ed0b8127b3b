"""What Python passes by value is copied; names, messages and types that hosts see of script objects."""

from __future__ import annotations

import enum
import gc
import threading

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
    ScriptException,
)

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
