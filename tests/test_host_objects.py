"""Objects of script classes as Python sees them: types, fields, methods, identity, lifetime, threads."""

from __future__ import annotations

import copy
import gc
import pickle
import threading
import weakref
from collections.abc import Callable
from functools import partial
from typing import Any

import pytest
from seraphscript import (
    Context,
    ContextError,
    ConversionError,
    Instance,
    InstanceBusyError,
    Module,
    ScriptException,
)
from seraphscript.vm.proxies import ScriptMethod, ScriptObject, ScriptType

SOURCE = """
interface Named { string title() const; }
class Point { double x; double y; }
class Base : Named {
    int hp = 5;
    string name;
    uint8 level;
    private int secret = 3;
    protected int inner = 4;
    Base() { name = "none"; }
    Base(const string &in n) { name = n; }
    Base(const string &in n, int h) { name = n; hp = h; }
    int hit(int n) { hp -= n; return hp; }
    string hit(const string &in n) { return name + " by " + n; }
    string title() const { return "base " + name; }
    Base@ self() { return this; }
    int get_twice() const property { return hp * 2; }
    void set_twice(int value) property { hp = value / 2; }
    void fail(int n) { if (n == 0) { throw("failed: " + name); } fail(n - 1); }
    void outs(int &out a, string &out b) { a = hp; b = name; }
    private void hidden() {}
}
class Player : Base {
    Base@ target;
    Point place;
    array<Base@> friends;
    array<int> scores;
    Player(const string &in n) { super(n); }
    string title() const override { return "player " + name; }
    void add(Base@ b) { friends.insertLast(b); }
}
namespace game {
    class Enemy { int a = 1; }
    namespace deep { class Thing { int b = 2; } }
}
class Loud {
    string name;
    Loud(const string &in n) { name = n; if (n == "bad") { throw("no"); } }
    ~Loud() { println("~" + name); }
}
class Careless { ~Careless() { throw("in the destructor"); } }
class Endless { ~Endless() { while (true) {} } }
Base@ hero;
Point fixed;
Loud@ loud;
Base@ get() { return hero; }
void set(Base@ b) { @hero = b; }
bool same(Base@ a, Base@ b) { return a is b; }
string title(Named@ n) { return n.title(); }
array<Base@>@ all(array<Base@>@ a) { return a; }
int hp(const Base &in b) { return b.hp; }
void nothing() {}
Loud@ make(string n) { return Loud(n); }
int spin(int n) { int total = 0; for (int i = 0; i < n; i++) total += i & 3; return total; }
"""


def world(source: str = SOURCE, *modules: Module, **options: Any) -> Instance:  # noqa: ANN401
    context = Context()
    for module in modules:
        context.install(module)
    unit = context.create_unit("objects")
    unit.add_source("objects.as", source)
    unit.build()
    return unit.instantiate(**options)


# ---------------------------------------------------------------------------------------------- types


def test_types() -> None:
    w = world()
    types = w.types
    assert list(types) == [
        "Named", "Point", "Base", "Player", "game::Enemy", "game::deep::Thing", "Loud", "Careless", "Endless",
    ]  # fmt: skip
    assert "Base" in types
    assert "Nothing" not in types
    assert types.game.Enemy == types["game::Enemy"]
    assert types.game.deep.Thing().b == 2
    assert list(types.game) == ["Enemy", "deep::Thing"]
    assert types.Base == w.types.Base
    assert hash(types.Base) == hash(w.types.Base)
    assert types.Base != types.Player
    assert types.Base != world().types.Base
    assert (types.game.Enemy.name, types.game.Enemy.__name__) == ("game::Enemy", "Enemy")
    assert repr(types.game.Enemy) == "<ScriptType game::Enemy>"
    assert types.Player.fields == {
        "hp": "int hp", "name": "string name", "level": "uint8 level", "target": "Base@ target", "place": "Point place",
        "friends": "array<Base@> friends", "scores": "array<int> scores",
    }  # fmt: skip
    assert len(types.Base.constructors) == 3
    assert "hidden" not in types.Player.methods
    assert len(types.Player.methods["hit"]) == 2
    assert len(types.Player.methods["title"]) == 1
    with pytest.raises(AttributeError, match="no class 'Nothing'; enums of scripts are numbers"):
        _ = types.Nothing
    with pytest.raises(AttributeError, match=r"no class 'Plaeyr' \(did you mean 'Player'\?\)"):
        _ = types.Plaeyr
    with pytest.raises(KeyError):
        types["Nothing"]
    with pytest.raises(TypeError, match="Named is an interface"):
        types.Named()
    closed: tuple[Any, ...] = (ScriptType, ScriptObject, ScriptMethod)
    for cls in closed:
        with pytest.raises(TypeError):
            cls()


def test_objects_are_made_by_their_types() -> None:
    types = world().types
    assert (types.Base().name, types.Base().hp) == ("none", 5)
    assert types.Base("Ann").name == "Ann"
    assert types.Base("Ann", 9).hp == 9
    assert types.Player("Bob").name == "Bob"
    point = types.Point()
    assert (point.x, point.y) == (0.0, 0.0)
    point.x = 2.5
    assert point.x == 2.5
    with pytest.raises(TypeError, match=r"Base\(int\) matches none of"):
        types.Base(5)
    with pytest.raises(TypeError, match=r"takes 1 argument, not 0|matches none"):
        types.Player()
    with pytest.raises(TypeError, match="Point"):
        types.Point(1, 2, 3)


def test_isinstance() -> None:
    types = world().types
    player, base = types.Player("Ann"), types.Base()
    assert isinstance(player, types.Player)
    assert isinstance(player, types.Base)
    assert isinstance(player, types.Named)
    assert isinstance(player, ScriptObject)
    assert not isinstance(base, types.Player)
    assert not isinstance(types.Point(), types.Named)
    assert not isinstance(5, types.Base)
    assert not isinstance(world().types.Base(), types.Base)


# ----------------------------------------------------------------------------------- fields, methods


def test_fields() -> None:
    w = world()
    p, b = w.types.Player("Ann"), w.types.Base("Bob")
    p.hp = 7
    p.name += "a"
    assert (p.hp, p.name) == (7, "Anna")
    assert p.target is None
    p.target = b
    assert p.target == b
    p.target = None
    assert p.target is None
    p.place.x = 3
    assert p.place.x == 3.0
    assert p.friends == []
    p.add(b)
    p.add(p)
    assert p.friends == [b, p]
    p.friends = [p, None]
    assert p.friends == [p, None]
    p.scores = [1, 2]
    assert p.scores == [1, 2]
    assert p.twice == 14
    p.twice = 20
    assert p.hp == 10
    bad: list[tuple[str, object, type[Exception], str]] = [
        ("level", 256, OverflowError, "256 does not fit into uint8"),
        ("hp", "x", TypeError, "'int hp' of Player: int expected, not str"),
        ("target", w.types.Point(), TypeError, "Base expected, not Point"),
        ("target", 5, TypeError, "Base expected, not int"),
        ("target", world().types.Base(), TypeError, "not an object of another instance"),
        ("place", w.types.Point(), AttributeError, "holds an object of its own"),
        ("secret", 5, AttributeError, "'int secret' of Player is private"),
        ("inner", 5, AttributeError, "'int inner' of Player is protected"),
        ("nothing", 5, AttributeError, "Player has no member 'nothing'"),
        ("twice", "x", TypeError, "int expected, not str"),
        ("hit", 5, AttributeError, "Player has no member|'hit'"),
    ]
    for name, value, error, message in bad:
        with pytest.raises(error, match=message):
            setattr(p, name, value)
    for name in ("secret", "inner", "nothing", "hidden"):
        with pytest.raises(AttributeError):
            getattr(p, name)
    assert not hasattr(p, "nothing")
    with pytest.raises(AttributeError, match="cannot be deleted"):
        del p.hp
    assert {"hp", "hit", "add"} <= set(dir(p))


def test_methods() -> None:
    w = world()
    p, b = w.types.Player("Ann"), w.types.Base("Bob")
    assert b.hit(2) == 3
    assert b.hit("x") == "Bob by x"
    assert (p.title(), b.title()) == ("player Ann", "base Bob")
    w.call("set", p)
    assert w.call("get").title() == "player Ann", "the object's own class decides"
    assert w.call("title", p) == "player Ann"
    assert b.outs() == (3, "Bob")
    hit = b.hit
    assert hit(1) == 2
    assert hit.__self__ == b
    assert hit.__name__ == "hit"
    assert len(hit.declarations) == 2
    assert hit == b.hit
    assert hit != p.hit
    assert hash(hit) == hash(b.hit)
    assert "hit(int" in repr(hit)
    assert b.hit.call(1, budget=100_000) == 1
    with pytest.raises(TypeError, match=r"hit\(float\) matches none of .*hit\(int"):
        b.hit(1.5)
    with pytest.raises(TypeError, match=r"hit\(\) matches none"):
        b.hit()
    with pytest.raises(TypeError, match="takes 0 arguments, not 1"):
        b.title(5)
    with pytest.raises(ConversionError, match=r"argument 1 of .*add\(Base@ ?b?\)': Base expected, not int"):
        p.add(5)
    with pytest.raises(ScriptException, match="failed: Bob") as caught:
        b.fail(2)
    assert [frame.function.rpartition("::")[2] for frame in caught.value.traceback] == ["fail"] * 3


def test_objects_as_values() -> None:
    w = world()
    p, b = w.types.Player("Ann"), w.types.Base("Bob")
    assert w.call("same", p, p)
    assert not w.call("same", p, b)
    assert w.call("same", None, None)
    assert w.call("all", [p, None, b]) == [p, None, b]
    assert w.call("hp", p) == 5
    with pytest.raises(ConversionError, match="Base expected, not None"):
        w.call("hp", None)
    with pytest.raises(ConversionError, match="element 1: Base expected, not Point"):
        w.call("all", [p, w.types.Point()])
    assert p != b
    assert p == b.__class__ or p == p.self()
    assert p.self() == p
    assert hash(p.self()) == hash(p)
    assert {p: 1}[p.self()] == 1
    assert p != 5
    assert repr(b) == "<Base hp=5 name='Bob' level=0>"
    assert repr(w.types.Point()) == "<Point x=0.0 y=0.0>"
    for use in (pickle.dumps, copy.copy):
        with pytest.raises(TypeError, match="cannot be pickled or copied"):
            use(p)
    assert weakref.ref(p)() is p


def test_globals_of_object_types() -> None:
    w = world()
    assert w.globals["hero"] is None
    b = w.types.Base("Bob")
    w.globals["hero"] = b
    assert w.call("get") == b == w.globals["hero"]
    w.globals["hero"] = None
    assert w.call("get") is None
    w.globals["fixed"].x = 4.5
    assert w.globals["fixed"].x == 4.5
    for value in (w.types.Point(), None):
        with pytest.raises(TypeError, match="holds an object of its own"):
            w.globals["fixed"] = value
    with pytest.raises(ConversionError, match="Base expected, not Point"):
        w.globals["hero"] = w.types.Point()


# ------------------------------------------------------------------------------------------- lifetime


@pytest.mark.row("CTX-26")
def test_a_proxy_keeps_its_object() -> None:
    out: list[str] = []
    w = world(output=out.append)
    a = w.types.Loud("a")
    again = w.call("make", "b")
    w.call("nothing")
    assert out == []
    del a
    w.call("nothing")
    assert "".join(out) == "~a\n"
    w.globals["loud"] = again
    del again
    w.call("nothing")
    assert "".join(out) == "~a\n"
    w.globals["loud"] = None
    assert "".join(out) == "~a\n~b\n"
    before = w.stats().live_blocks
    for i in range(1000):
        w.types.Base(str(i)).self().hit(1)
    assert w.stats().live_blocks == before


def test_what_a_host_function_lets_go_dies_at_its_return() -> None:
    held: list[object] = []
    module = Module("h")
    module.function("void look(ref@ r)")(lambda r: None)
    module.function("void keep(ref@ r)")(held.append)
    module.function("void drop()")(held.clear)
    module.register_funcdef("funcdef void F()")
    module.function("void forget(F@ f)")(lambda f: None)
    unit = Context().install(module).create_unit()
    unit.add_source(
        "t.as",
        """
        int died = 0;
        class A { ~A() { died++; } void m() {} }
        int look() { { A a; h::look(a); } return died; }
        int drop() { { A a; h::keep(a); } int before = died; h::drop(); return 10 * before + died; }
        int forget() { { A a; h::forget(h::F(a.m)); } return died; }
        """,
    )
    unit.build()
    for name, expected in (("look", 1), ("drop", 1), ("forget", 1)):
        assert unit.instantiate().call(name) == expected


def test_constructors_that_raise() -> None:
    out: list[str] = []
    w = world(output=out.append)
    with pytest.raises(ScriptException, match="no"):
        w.types.Loud("bad")
    before = w.stats().live_blocks  # with the literals
    with pytest.raises(ScriptException, match="no"):
        w.types.Loud("bad")
    assert w.stats().live_blocks == before
    assert out == [], "an object that was never complete has no destructor"


def test_exceptions_in_destructors_are_reported() -> None:
    seen: list[BaseException] = []
    w = world(on_exception=seen.append)
    w.types.Careless()
    w.call("nothing")
    assert [str(error) for error in seen] == ["in the destructor"]
    assert w.call("spin", 10) == 13


def test_endless_destructors_end() -> None:
    seen: list[BaseException] = []
    w = world(on_exception=seen.append)
    w.types.Endless()
    w.call("nothing")
    assert [type(error).__name__ for error in seen] == ["BudgetExceeded"]
    assert w.call("spin", 10) == 13


@pytest.mark.row("CTX-26")
def test_close_runs_destructors() -> None:
    out: list[str] = []
    with world(output=out.append) as w:
        w.globals["loud"] = w.types.Loud("global")
        held = w.types.Loud("held")
    assert "".join(out) == "~global\n"
    for use in (
        partial(getattr, held, "name"),
        partial(setattr, held, "name", "x"),
        lambda: w.types.Loud("x"),
        lambda: w.call("make", "x"),
        lambda: w.globals["loud"],
    ):
        with pytest.raises(ContextError, match="closed"):
            use()
    assert repr(held).endswith(" (closed)>")
    del held
    gc.collect()


def test_instances_collected_by_python_run_no_script() -> None:
    out: list[str] = []
    w = world(output=out.append)
    w.globals["loud"] = w.types.Loud("global")
    p = w.types.Loud("proxy")
    ref = weakref.ref(w)
    del w
    gc.collect()
    assert ref() is not None, "a proxy keeps its instance"
    assert p.name == "proxy"
    del p
    gc.collect()
    assert ref() is None
    assert out == []


def test_proxies_hold_no_cycle() -> None:
    game = Module("game")
    kept: list[object] = []

    @game.function
    def keep(x: object) -> None:
        kept.append(x)

    w = world("class A { A@ other; } void f() { A a; game::keep(a); }", game)
    w.call("f")
    assert isinstance(kept[0], w.types.A)
    first = kept.pop()
    first.other = first  # type: ignore[attr-defined]
    first.other = None  # type: ignore[attr-defined]
    del first
    ref = weakref.ref(w)
    del w
    gc.collect()
    assert ref() is None


# -------------------------------------------------------------------------------------------- threads


def test_proxies_may_die_on_any_thread() -> None:
    w = world()
    before = w.stats().live_blocks
    for _ in range(20):
        objects = [w.types.Base(str(i)) for i in range(50)]
        thread = threading.Thread(target=objects.clear)
        thread.start()
        w.call("spin", 100_000)
        thread.join()
        del thread
    assert w.stats().live_blocks == before


def test_one_thread_owns_the_instance() -> None:
    game = Module("game")
    errors: list[str] = []
    uses: list[Callable[[], object]] = []

    def other_thread() -> None:
        for use in uses:
            try:
                use()
            except InstanceBusyError as error:
                errors.append(str(error))

    @game.function
    def wait() -> None:
        thread = threading.Thread(target=other_thread)
        thread.start()
        thread.join()
        assert b.hit(0) == 5, "the owner may enter again"

    w = world(SOURCE + "void hold() { game::wait(); }", game)
    b = w.types.Base("x")
    fiber = w.start("spin", 10)
    uses += [
        lambda: b.hp,
        lambda: setattr(b, "hp", 1),
        lambda: b.hit(1),
        lambda: w.types.Base(),
        lambda: w.globals["hero"],
        lambda: w.call("spin", 1),
        lambda: w.function("spin")(1),
        lambda: fiber.resume(),
        lambda: w.start("spin", 1),
        lambda: w.close(),
    ]
    w.call("hold")
    assert len(errors) == len(uses)
    assert b.hp == 5
    for use in uses:
        use()
    assert w.closed


# --------------------------------------------------------------------------------- borders, together


def test_objects_through_host_functions() -> None:
    game = Module("game")
    seen: list[Any] = []

    @game.function
    def show(x: object) -> None:
        seen.append(x)
        if isinstance(x, ScriptObject):
            x.hp = x.hp + 1

    w = world(SOURCE + "int f(Base@ b) { game::show(b); game::show(b.hp); return b.hp; }", game)
    p = w.types.Player("Ann")
    assert w.call("f", p) == 6
    assert seen == [p, 6]


def test_python_exceptions_pass_through_both_languages() -> None:
    game = Module("game")
    error = KeyError("lost")

    @game.function
    def outer(n: int) -> None:
        if n == 0:
            raise error
        holder.run(n - 1)

    w = world("class Holder { void run(int n) { game::outer(n); } }", game)
    holder = w.types.Holder()
    with pytest.raises(ScriptException, match="KeyError: 'lost'") as caught:
        holder.run(2)
    cause: BaseException = caught.value
    while cause.__cause__ is not None:
        cause = cause.__cause__
    assert cause is error
    lines = caught.value.format_traceback().splitlines()
    names = [line.rpartition(" in ")[2] for line in lines if line.startswith("  File")]
    assert [name.rpartition("::")[2] for name in names] == ["run", "outer", "run", "outer", "run", "outer"]


def test_containers_become_python_objects() -> None:
    w = world(
        """
        class Item { int n = 3; }
        dictionary@ plain() { dictionary d = {{"a", 1}, {"b", 2.5}, {"c", "text"}, {"d", true}}; return d; }
        dictionary@ nested() { Item i; dictionary d; d["item"] = @i; d["again"] = @i; dictionary e; e["x"] = 1;
            d["inner"] = @e; return d; }
        dictionary@ circle() { dictionary d; d["self"] = @d; return d; }
        array<ref@>@ ring() { array<ref@> a(2); @a[0] = @a; return a; }
        """
    )
    assert w.call("plain") == {"a": 1, "b": 2.5, "c": "text", "d": True}
    nested = w.call("nested")
    assert nested["item"] == nested["again"]
    assert nested["item"].n == 3
    assert nested["inner"] == {"x": 1}
    circle = w.call("circle")
    assert circle["self"] is circle
    ring = w.call("ring")
    assert ring[0] is ring
    assert ring[1] is None


def test_tracebacks_name_destructors() -> None:
    unit = Context().create_unit("u")
    unit.add_source("u.as", 'class N { ~N() { throw("late"); } } void f() { N n; }')
    unit.build()
    reported: list[BaseException] = []
    with unit.instantiate(on_exception=reported.append) as made:
        made.call("f")
    [error] = reported
    assert isinstance(error, ScriptException)
    assert "N::~N" in error.format_traceback()
