"""Several programs in one instance: tables behind one another, shared memory, globals of each."""

from __future__ import annotations

import pytest
from seraphscript import Context, ContextError, Module, Program, ScriptException
from seraphscript.vm.link import link

FIRST = """
namespace first {
    class Counter { int n; Counter(int n_) { n = n_; } ~Counter() { println("~" + n); } int next() { return ++n; } }
    interface Named { string name() const; }
    class Dog : Named { string name() const { return "dog"; } }
    int g = 3;
    string s = "x";
    array<int> numbers = {1, 2};
    Counter@ counter = Counter(10);
    int f(int x) { numbers.insertLast(x); return g + x + int(numbers.length()); }
    string text() { return s + 1.5 + counter.next(); }
    string who() { Named@ n = Dog(); return n.name(); }
    array<int>@ share() { return numbers; }
}
"""
SECOND = """
namespace second {
    class Cat { string sound() { return "meow"; } }
    class Lion : Cat { string sound() override { return "roar"; } }
    string s = "hello";
    int size = 40 + int(s.length());
    dictionary d = {{"a", 1}};
    int divide(int x) { try { return size / x; } catch { return -1; } }
    int sum(array<int>@ a) { int total = 0; foreach (int v : a) total += v; return total; }
    string sound(bool big) { Cat@ c = Cat(); if (big) @c = Lion(); return c.sound() + int(d["a"]); }
    int twice(int x) { return host::twice(x); }
    void fail() { throw("second fails"); }
}
"""


@pytest.fixture
def context() -> Context:
    module = Module("host")

    @module.function
    def twice(n: int) -> int:
        return 2 * n

    context = Context()
    context.install(module)
    return context


def program(context: Context, text: str, name: str) -> Program:
    unit = context.create_unit(name)
    unit.add_source(f"{name}.as", text)
    unit.build()
    return unit.program


@pytest.mark.parametrize("order", [(0, 1), (1, 0)])
def test_two_programs_in_one_world(context: Context, order: tuple[int, int]) -> None:
    both = [program(context, FIRST, "first"), program(context, SECOND, "second")]
    written: list[str] = []
    with context.instantiate([both[i] for i in order], output=written.append) as world:
        assert world.call("int first::f(int)", 5) == 11
        assert world.call("first::text") == "x1.511"
        assert world.call("first::who") == "dog"
        assert world.call("second::divide", 0) == -1
        assert world.call("second::divide", 5) == 9
        assert world.call("second::sound", True) == "roar1"
        assert world.call("second::sound", False) == "meow1"
        assert world.call("second::twice", 21) == 42
        assert world.call("second::sum", world.call("first::share")) == 8
        assert world.globals["second::size"] == 45
        with pytest.raises(ScriptException, match="second fails") as caught:
            world.call("second::fail")
        assert caught.value.traceback[-1].section == "second.as"
    assert "".join(written) == "~11\n"


def test_three_and_the_same_twice(context: Context) -> None:
    first, second = program(context, FIRST, "first"), program(context, SECOND, "second")
    linked = link([second, first, second])
    assert linked.function_count == 2 * second.function_count + first.function_count
    assert linked.bytecode_size > first.bytecode_size + second.bytecode_size
    with context.instantiate(linked, output=lambda _: None) as world:
        assert world.call("first::who") == "dog"
        with pytest.raises(ContextError, match="ambiguous"):
            world.call("second::twice", 1)


def test_linking_is_remembered_and_programs_stay_as_they_are(context: Context) -> None:
    first, second = program(context, FIRST, "first"), program(context, SECOND, "second")
    before = first.fingerprint, second.fingerprint
    one = context.instantiate([first, second], output=lambda _: None)
    two = context.instantiate([first, second], output=lambda _: None)
    assert one.program is two.program
    assert (first.fingerprint, second.fingerprint) == before
    assert link([first]) is first
    assert one.call("int first::f(int)", 1) == two.call("int first::f(int)", 1)


def test_refusals(context: Context) -> None:
    with pytest.raises(ValueError, match="no program"):
        context.instantiate([])
    with pytest.raises(TypeError, match="programs expected"):
        link([1])  # type: ignore[list-item]


def test_what_joins_the_initialisers_is_no_frame() -> None:
    context = Context()
    programs = []
    for name, text in (("a", "int bad() { int[] a; return a[3]; } int x = bad();"), ("b", "int y = 1;")):
        unit = context.create_unit(name)
        unit.add_source(f"{name}.as", text)
        programs.append(unit.build())
    for order in (programs, programs[::-1], programs[:1]):
        with pytest.raises(ScriptException) as caught:
            context.instantiate(order)
        assert [(f.function, f.section, f.line) for f in caught.value.traceback] == [
            ("<globals>", "a.as", 1),
            ("bad", "a.as", 1),
        ]
