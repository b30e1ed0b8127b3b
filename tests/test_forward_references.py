"""Names before they are declared, in whatever part of a registration; identity of members and of template instances."""

from __future__ import annotations

import gc
import sys
from pathlib import Path
from typing import Any

import pytest
from seraphscript import BuildError, Context, Module, RegistryBuildError, Unit
from seraphscript.registry.script_registry import ScriptRegistry


def build(context: Context, text: str) -> Unit:
    unit = context.create_unit()
    unit.add_source("a.as", text)
    unit.build()
    return unit


class Later:
    x = 4


class Holder:
    item = Later()


def users() -> Module:
    """Everything that can name a type that comes later, in another module."""
    made = Module("early")
    give = "late::Later@ give(late::Later@ a, late::Kind k = late::Kind::B)"
    made.register_function(give, lambda a, k: a if k == 7 else None)
    made.register_function("array<late::Later@>@ all(array<late::Later@>@ a)", lambda a: a)
    made.register_function("int total(int a = late::MAX)", lambda a: a)
    made.property("late::Later@ current", lambda: Holder.item, lambda value: setattr(Holder, "item", value))
    holder = made.register_type("Holder", Holder)
    holder.factory("Holder@ f()", Holder)
    holder.property("late::Later@ item").method("late::Kind kind(late::Later@ a) const", lambda this, a: a.x)
    made.register_funcdef("funcdef late::Kind Choose(late::Later@ a)")
    made.register_function("int choose(Choose@ f, late::Later@ a)", lambda f, a: f(a))
    made.interface("Uses", ["late::Later@ pick(late::Later@ a)"])
    made.register_function("int picked(Uses@ u)", lambda u: u.pick(Holder.item).x)
    return made


def declared() -> Module:
    made = Module("late")
    made.register_type("Later", Later).property("int x")
    return made.enum("Kind", {"A": 4, "B": 7}).const("MAX", 12)


SCRIPT = """
class Mine : early::Uses { late::Later@ pick(late::Later@ a) { return a; } }
late::Kind chosen(late::Later@ a) { return late::Kind(a.x); }
int f() {
    late::Later@ l = early::current;
    early::Holder@ h = early::Holder();
    @h.item = early::give(l);
    array<late::Later@> some = {l, h.item};
    int sum = early::all(some)[1].x + early::total() * 10 + h.kind(l) * 1000;
    return sum + early::choose(chosen, l) * 10000 + early::picked(Mine()) * 100000;
}
"""


@pytest.mark.row("TYP-06")
@pytest.mark.parametrize("backwards", [False, True])
def test_every_place_of_a_type_may_come_before_it(tmp_path: Path, backwards: bool) -> None:
    modules = [users(), declared()][:: -1 if backwards else 1]
    context = Context()
    for module in modules:
        context.install(module)
    assert build(context, SCRIPT).call("f") == 4 + 120 + 4000 + 40000 + 400000
    context.save_registry(tmp_path / "a.sfr")
    again = Context.load_registry(tmp_path / "a.sfr", modules)
    assert build(again, SCRIPT).call("f") == 444124


@pytest.mark.row("TYP-06", "TYP-05")
def test_what_never_comes_is_named_everywhere() -> None:
    with pytest.raises(RegistryBuildError) as caught:
        Context().install(users()).seal()
    text = str(caught.value)
    for place in ("early::give", "early::all", "early::get_current", "Holder::get_item", "Choose", "pick", "total"):
        assert place in text, place


@pytest.mark.row("TYP-07")
def test_parameters_of_other_templates_are_unknown() -> None:
    class Grid:
        pass

    made = Module("game")
    grid = made.register_type("Grid<class T>", Grid)
    grid.method("Grid<T> &opAssign(const Grid<T> &in other)", lambda this, other: this)
    made.register_type("Other<class U>", Later)
    Context().install(made).seal()
    for wrong in ("void f(const Grid<U> &in other)", "Grid<U>@ g()", "void h(array<U>@ a)"):
        bad = Module("game")
        bad.register_type("Grid<class T>", Grid).method(wrong, lambda *_: None)
        bad.register_type("Other<class U>", Later)
        with pytest.raises(RegistryBuildError, match=r"[Uu]nknown type.*U"):
            Context().install(bad).seal()


@pytest.mark.row("TYP-11")
def test_const_overloads_and_overriding() -> None:
    unit = build(Context(), """
        class Base {
            int f() { return 1; } int f() const { return 2; } Base@ self() { return this; } int k() const { return 3; }
        }
        class Derived : Base { int f() const { return 20; } Base@ self() { return this; } int only() { return 5; } }
        int calls() {
            Derived d; Base@ b = d; const Base@ c = d; Base plain; const Base@ p = plain;
            return b.f() + c.f() * 10 + plain.f() * 1000 + p.f() * 10000 + c.k() * 100000 + b.self().f() * 1000000;
        }
    """)
    assert unit.call("calls") == 1 + 200 + 1000 + 20000 + 300000 + 1000000
    made = Module("game")
    kind = made.register_type("Thing", Later)
    kind.factory("Thing@ f()", Later).method("int f()", lambda this: 1).method("int f() const", lambda this: 2)
    context = Context().install(made)
    text = "int f() { game::Thing@ a = game::Thing(); const game::Thing@ b = a; return a.f() * 10 + b.f(); }"
    unit = build(context, text)
    assert unit.call("f") == 12
    both = context.seal().lookup_functions("game::Thing::f")
    assert len({view.id for view in both}) == 2


@pytest.mark.row("TYP-12", "TYP-19")
def test_the_order_of_two_arguments_tells_instances_apart() -> None:
    made = Module("game")
    made.register_type("Pair<class A, class B>", Holder)
    registry = Context().install(made).seal()
    script = ScriptRegistry(registry)
    for template in ("dictionary", "game::Pair"):
        texts = [f"{template}<{a}, {b}>" for a in ("int", "string") for b in ("int", "string")]
        refs = [script.type(text) for text in texts]
        assert len(set(refs)) == len({script.type_id(ref) for ref in refs}) == 4
        assert [script.type(text) for text in texts] == refs
        assert [script.type_text(ref) for ref in refs] == texts
    with pytest.raises(BuildError, match="dictionary"):
        build(Context(), "void f(dictionary<int, string>@ d) {} void g() { dictionary<string, int> d; f(d); }")


@pytest.mark.row("REG-08")
def test_defaults_of_all_sorts_through_a_file(tmp_path: Path) -> None:
    got: list[tuple[Any, ...]] = []

    def note(*values: Any) -> int:  # noqa: ANN401
        got.append(values)
        return 0

    made = Module("game").enum("Color", ["Red", "Green"]).const("MAX", 9)
    declaration = (
        "int note(uint u = 4000000000, uint64 w = 0xFFFFFFFFFFFFFFFF, bool on = true, bool off = false, "
        'float f = -1.5f, double d = 2.5e10, string s = "a\\n", Color c = Color::Green, int m = -MAX + 1, '
        "uint8 b = ~0xF0 & 255, "
        "int q = MAX > 3 ? 1 : 2)"
    )
    made.register_function(declaration, note)
    made.register_type("Thing", Later)
    made.register_function("int handle(Thing@ a = null)", lambda a: note(a))
    context = Context().install(made)
    context.save_registry(tmp_path / "a.sfr")
    for one in (context, Context.load_registry(tmp_path / "a.sfr", [made])):
        build(one, "void f() { game::note(); game::handle(); game::note(1); }").call("f")
    wanted = (4000000000, (1 << 64) - 1, True, False, -1.5, 2.5e10, "a\n", 1, -8, 15, 1)
    assert got == [wanted, (None,), (1, *wanted[1:])] * 2
    assert [type(value) for value in got[0]] == [type(value) for value in wanted]


@pytest.mark.row("REG-11")
def test_void_is_called_for_a_result_that_nobody_wants(tmp_path: Path) -> None:
    made = Module("game")
    made.register_function("int div(int a, int b, int &out rest = void)", lambda a, b: divmod(a, b))
    context = Context().install(made)
    context.save_registry(tmp_path / "a.sfr")
    text = """
        int own(int a, int &out twice = void) { twice = a * 2; return a; }
        int f() {
            int rest = 0, t = 0, q = game::div(17, 5);
            game::div(17, 5, rest); own(3); own(4, t);
            return q * 100 + rest * 10 + t;
        }
    """
    for one in (context, Context.load_registry(tmp_path / "a.sfr", [made])):
        assert build(one, text).call("f") == 300 + 20 + 8
    with pytest.raises(BuildError, match="void"):
        build(Context(), "void f(int a = void) {} void g() { f(); }")


@pytest.mark.row("REG-01")
def test_nested_namespaces_are_reached_by_scripts() -> None:
    made = Module(["std", "collections"]).register_function("int f(int a)", lambda a: a + 1).const("SIZE", 3)
    made.enum("Order", ["UP", "DOWN"])
    context = Context().install(made).install(Module("std").register_function("int g()", lambda: 5))
    unit = build(context, """
        int a() { return std::collections::f(1); }
        int b() { return ::std::collections::f(std::g()); }
        namespace std { int c() { return collections::f(collections::SIZE) + int(collections::Order::DOWN); } }
        int d() { using namespace std::collections; return f(10); }
    """)
    assert [unit.call(name) for name in ("a", "b", "std::c", "d")] == [2, 6, 5, 11]


@pytest.mark.row("CARD-05")
def test_ten_thousand_units_leave_nothing() -> None:
    context = Context()
    text = "class A { int x; } namespace n { int f(array<A@>@ a, int b = 2) { return b; } } enum E { P } string s = '';"

    def some(count: int) -> int:
        for _ in range(count):
            build(context, text)
        gc.collect()
        return sys.getallocatedblocks()

    before = some(500)
    ids = [view.id for view in build(context, text).functions()]
    assert some(10_000) - before < 500              # a block for every second unit would be ten times that
    assert [view.id for view in build(context, text).functions()] == ids
