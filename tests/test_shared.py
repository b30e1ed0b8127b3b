"""Shared entities of several programs: one type, one function, checked to be equal."""

from __future__ import annotations

import pytest
from seraphscript import BuildError, Context, LoadError, ScriptException, Unit

pytestmark = pytest.mark.row("CLS-14")

COMMON = """
shared interface Named { string name() const; }
shared enum Size { Small = 3, Big }
shared class Thing : Named {
    int weight = 5;
    array<int> marks;
    Thing@ next;
    Thing() {}
    Thing(int w) { weight = w; }
    ~Thing() { println("~Thing " + weight); }
    string name() const { return "thing " + weight; }
    int twice() { return weight * 2; }
    int four() { return twice() * 2; }
}
shared int heavier(Thing@ a, Thing@ b) { return a.weight > b.weight ? a.weight : b.weight; }
"""
MAKER = """
Thing@ make(int w) { Thing t(w); t.marks.insertLast(w); return t; }
class Special : Thing {
    Special() { super(7); }
    int twice() override { return 100; }
    string name() const override { return "special"; }
}
Thing@ make_special() { return Special(); }
int maker_heavier(Thing@ a, Thing@ b) { return heavier(a, b); }
"""
USER = """
class Box : Thing { Thing inner; Box() { weight = Big; } int twice() override { return super.twice() + 1; } }
string describe(Thing@ t) { Named@ n = t; return n.name() + " " + t.twice() + " " + t.four() + " " + t.marks.length(); }
bool is_thing(ref@ r) { return cast<Thing>(r) !is null; }
Thing@ box() { return Box(); }
int user_heavier(Thing@ a, Thing@ b) { return heavier(a, b) + Small; }
"""


def unit(context: Context, name: str, text: str, uses: tuple[Unit, ...] = ()) -> Unit:
    made = context.create_unit(name, uses=uses)
    made.add_source(f"{name}.as", text)
    made.build()
    return made


def pair(context: Context, how: str) -> list[Unit]:
    maker = unit(context, "maker", COMMON + "namespace maker {" + MAKER + "}")
    if how == "declared twice":
        common = COMMON.replace("\n", "\n\n// other places\n")
        return [maker, unit(context, "user", f"{common} namespace user {{ {USER} }}")]
    external = "external shared class Thing; external shared enum Size; external shared int heavier(Thing@, Thing@);"
    external += "external shared interface Named;"
    return [maker, unit(context, "user", f"{external} namespace user {{ {USER} }}", (maker,))]


@pytest.mark.parametrize("how", ["declared twice", "external"])
@pytest.mark.parametrize("order", [(0, 1), (1, 0)])
@pytest.mark.parametrize("form", ["source", "sbc"])
def test_objects_pass_between_units(how: str, order: tuple[int, int], form: str) -> None:
    context = Context()
    both = [unit.program for unit in pair(context, how)]
    if form == "sbc":
        both = [context.parse_program(program.to_bytes(strip=True)) for program in both]
    written: list[str] = []
    with context.instantiate([both[i] for i in order], output=written.append) as world:
        thing = world.call("maker::make", 4)
        assert world.call("user::describe", thing) == "thing 4 8 16 1"
        special = world.call("maker::make_special")
        assert world.call("user::describe", special) == "special 100 200 0"
        box = world.call("user::box")
        assert box.twice() == 9
        assert world.call("maker::maker_heavier", thing, box) == 4
        assert world.call("user::user_heavier", special, thing) == 10
        assert world.call("user::is_thing", special)
        assert world.types.Thing(3).weight == 3
        del thing, special, box
    assert sorted("".join(written).split()) == ["3", "4", "4", "5", "7"] + ["~Thing"] * 5


def test_a_shared_function_is_one() -> None:
    context = Context()
    units = pair(context, "declared twice")
    alone = sum(unit.program.function_count for unit in units)
    with context.instantiate(units, output=lambda _: None) as world:
        assert world.program.function_count == alone - 1
        assert world.call("heavier", world.types.Thing(1), world.types.Thing(2)) == 2


def test_what_differs_is_refused() -> None:
    context = Context()
    first = unit(context, "first", COMMON)
    for old, new, what in (
        ("int weight = 5", "int weight = 6", "shared class 'Thing'"),
        ("Small = 3", "Small = 4", "shared enum 'Size'"),
        ("a.weight > b.weight", "a.weight >= b.weight", "shared function 'heavier'"),
        ("name() const;", "name() const; int more();", "shared interface 'Named'"),
    ):
        text = COMMON.replace(old, new)
        if "more" in new:
            text = text.replace("int four()", "int more() { return 1; } int four()")
        second = unit(context, "second", "\n" + text)
        with pytest.raises(LoadError, match=what) as caught:
            context.instantiate([first, second])
        assert "first.as line" in str(caught.value)
        assert "second.as line" in str(caught.value)


def test_entities_of_other_names_stay_apart() -> None:
    context = Context()
    first = unit(context, "first", "shared class S { int f() { return 1; } } int first() { return S().f(); }")
    second = unit(context, "second", "class S { int f() { return 2; } } int second() { return S().f(); }")
    with context.instantiate([first, second]) as world:
        assert (world.call("first"), world.call("second")) == (1, 2)


def test_a_chain_of_uses() -> None:
    context = Context()
    base = unit(context, "base", "namespace n { shared class A { int f() { return 1; } } }")
    text = "namespace n { external shared class A; shared class B : A { int f() override { return 2; } } }"
    middle = unit(context, "middle", text, (base,))
    text = "namespace n { external shared class B; } int run(n::A@ a) { return a.f(); }"
    text += "int own() { return run(n::B()); }"
    top = unit(context, "top", text, (middle,))
    with context.instantiate([top, base, middle]) as world:
        assert world.call("own") == 2
        assert world.call("run", world.types["n::A"]()) == 1
    assert sorted(entity.name for entity in top.program.shared) == ["n::A", "n::B"]


def test_several_in_one_unit_and_again() -> None:
    """Linking what is linked already, and the same program twice."""
    from seraphscript.vm.link import link

    context = Context()
    units = pair(context, "declared twice")
    linked = link([unit.program for unit in units])
    again = link([linked, units[0].program])
    with context.instantiate(again, output=lambda _: None) as world:
        assert world.call("user::describe", world.call("user::box")) == "thing 4 9 18 0"


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("external shared class Nowhere;", "no unit that this one uses shares 'Nowhere'"),
        ("external shared int f(int);", "shares 'f'"),
        ("class P {} shared class S { P p; }", "shared code cannot use 'P', which is not shared"),
        ("class P {} shared class S : P {}", "shared code cannot use 'P'"),
        ("interface I {} shared class S : I {}", "shared code cannot use 'I'"),
        ("class P {} shared void f(P@ p) {}", "shared code cannot use 'P'"),
        ("class P {} shared P@ f() { return null; }", "shared code cannot use 'P'"),
        ("class P {} shared void f() { array<P@> a; }", "shared code cannot use 'P'"),
        ("enum E { A } shared void f() { int x = A; }", "the enum 'E' is not shared"),
        ("const int g = 4; shared int f() { return g; }", "shared code cannot use the global variable 'g'"),
        ("int g; shared int f(int n = g) { return n; } int x = f();", "shared code cannot use the global variable 'g'"),
        ("int p() { return 1; } shared void f(int n = p()) {} void g() { f(); }", "cannot call 'int p()'"),
        ("int g; shared class S { int v = g; }", "shared code cannot use the global variable 'g'"),
        ("int g; shared class S { int f() { return g; } }", "shared code cannot use the global variable 'g'"),
        ("int p() { return 1; } shared int f() { return p(); }", "shared code cannot call 'int p()', which"),
        ('import int p() from "x"; shared int f() { return p(); }', "shared code cannot call 'int p()'"),
        ("class P {} shared void f() { P(); }", "shared code cannot use 'P'"),
    ],
)
def test_shared_code_uses_nothing_else(text: str, message: str) -> None:
    with pytest.raises(BuildError) as caught:
        unit(Context(), "u", text)
    assert message in str(caught.value)


def test_shared_code_uses_what_is_shared_and_the_host() -> None:
    text = """
    typedef int Number;
    shared enum E { One = 1, Two }
    shared class A { int v = Two; array<Number> list = {3, 1}; int get_first() const property { return list[0]; } }
    shared int g(const A &in a) { return a.v; }
    shared int f() {
        A a; A@ h = a; dictionary d = {{"x", One}};
        string s = join({"a"}, "");
        for (int i = 0; i < 2; i++) h.v += int(math::floor(1.5)) + int(d["x"]);
        a.list.sortAsc();
        return g(a) + a.first + int(s.length());
    }
    int main() { return f(); }
    """
    context = Context()
    made = unit(context, "u", text)
    assert made.call("main") == 8


def test_exceptions_in_shared_code() -> None:
    context = Context()
    units = pair(context, "declared twice")
    null = pytest.raises(ScriptException, match="Null pointer")
    with context.instantiate(units, output=lambda _: None) as world, null:
        world.call("heavier", None, None)


def test_funcdefs_are_shared_by_signature() -> None:
    context = Context()
    common = """
    shared funcdef int F(int);
    shared int apply(F@ f, int n) { return f(n); }
    shared int inc(int n) { return n + 1; }
    shared int both(int n) { return apply(inc, n) + apply(function(x) { return x * 3; }, n); }
    """
    first = unit(context, "first", common + "F@ give() { return inc; } int first(F@ f) { return apply(f, 1); }")
    text = """
    external shared funcdef int F(int);
    external shared int apply(F@, int);
    external shared int both(int);
    int own(int n) { return n + 100; }
    import F@ give() from "first";
    import int first(F@) from "first";
    int there() { return first(own); }
    int back() { return apply(give(), 2) + both(1); }
    """
    second = unit(context, "second", text, (first,))
    for programs in ([first, second], [second, first]):
        with context.instantiate(programs) as world:
            assert world.call("there") == 101
            assert world.call("back") == 3 + 5


@pytest.mark.parametrize(
    "text",
    [
        "int own(int n) { return n; } shared void f() { F@ h = own; }",
        "int g; shared void f() { F@ h = function(n) { return g; }; }",
        'import int i(int) from "x"; shared void f() { F@ h = i; }',
        "funcdef int G(int); shared void f() { G@ h; }",
    ],
)
def test_handles_in_shared_code(text: str) -> None:
    with pytest.raises(BuildError, match="shared code cannot"):
        unit(Context(), "bad", "shared funcdef int F(int);" + text)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("external shared interface Thing;", "'Thing' is shared as a class, not as an interface"),
        ("external shared class Size;", "'Size' is shared as an enum, not as a class"),
        ("external shared enum Named;", "'Named' is shared as an interface, not as an enum"),
        ("external shared class Thing; external shared int heavier(Thing@);", "is 'int heavier(Thing@, Thing@)'"),
        ("external shared class Thing; external shared void heavier(Thing@, Thing@);", "is 'int heavier(Thing@"),
        ("external shared int heavier(const Thing@, Thing@);", "is 'int heavier(Thing@"),
        ("external shared int heavier(Nothing@);", "unknown type 'Nothing'"),
        ("external shared funcdef int Two(int);", "is 'int Two(int, int)'"),
        ("external shared class Two;", "'Two' is shared as a funcdef, not as a class"),
    ],
)
def test_external_declarations_say_what_is_shared(text: str, message: str) -> None:
    context = Context()
    maker = unit(context, "maker", COMMON + "shared funcdef int Two(int, int); " + MAKER)
    with pytest.raises(BuildError) as caught:
        unit(context, "user", text, (maker,))
    errors = [d.message for d in caught.value.diagnostics if d.severity == "error"]
    assert len(errors) == 1
    assert message in errors[0]


def test_a_default_of_a_shared_function_is_that_of_its_unit() -> None:
    context = Context()
    maker = unit(context, "maker", "shared int base() { return 4; } shared int f(int n = base() + 1) { return n; }")
    user = unit(context, "user", "external shared int f(int); int run() { return f(); }", (maker,))
    with context.instantiate([maker, user]) as world:
        assert world.call("run") == 5


SHARED_H = "shared class H {{ int hp = {}; int {}; }} int other() {{ return {}; }}"
USER_H = "external shared class H; int go() { H h; return h.hp; }"


def test_a_build_takes_what_the_units_that_it_uses_share_then() -> None:
    context = Context()
    core = unit(context, "core", SHARED_H.format(5, "x", 1))
    user = unit(context, "user", USER_H, (core,))
    program = user.program
    assert (user.rebuild() is program, user.has_pending_changes) == (True, False)

    core.update_source("core.as", SHARED_H.format(5, "x", 2))
    core.rebuild()
    assert (user.rebuild() is program, user.has_pending_changes) == (True, False)  # nothing shared was edited

    core.update_source("core.as", SHARED_H.format(6, "x", 2))
    core.rebuild()
    with pytest.raises(LoadError, match=r"core\.as line 1, built from another text of it: rebuild\(\) the unit"):
        context.instantiate([core.program, user.program])
    assert user.has_pending_changes
    user.rebuild()
    assert not user.has_pending_changes
    assert context.instantiate([core.program, user.program]).call("go") == 6

    core.update_source("core.as", SHARED_H.format(7, "x", 2))
    core.rebuild()
    user.update_source("user.as", USER_H.replace("h.hp", "h.hp * 100"))
    user.rebuild()
    assert context.instantiate([core.program, user.program]).call("go") == 700

    core.update_source("core.as", SHARED_H.format(8, "x", 2))
    core.rebuild()
    user.clear()
    user.add_source("user.as", USER_H)
    user.build()
    assert context.instantiate([core.program, user.program]).call("go") == 8

    core.update_source("core.as", SHARED_H.format(9, "x", 2).replace("hp", "health"))
    core.rebuild()
    with pytest.raises(BuildError, match="hp"):
        user.rebuild()
    assert user.has_pending_changes
