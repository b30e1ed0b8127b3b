"""Classes of the host: what scripts see of a Python class, and objects that cross by handle with their identity."""

from __future__ import annotations

import abc
import enum
import gc
import re
import weakref
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, ClassVar, Final

import pytest
from seraphscript import (
    BuildError,
    Context,
    ConversionError,
    DeclarationError,
    Instance,
    LoadError,
    Module,
    RegistryBuildError,
    ScriptException,
)
from seraphscript.registry.ffi_registry import FfiRegistry


class Mood(enum.IntEnum):
    Calm = 0
    Angry = 3


class Entity:
    """A class as games have them: attributes, methods, a subclass, other classes in its hints."""

    name: str
    hp: int
    _hidden: int = 0
    count: ClassVar[int] = 0
    kind: Final[str] = "entity"

    def __init__(self, name: str, hp: int = 10) -> None:
        self.name = name
        self.hp = hp
        self.target: Entity | None = None
        self.log: list[str] = []

    def damage(self, amount: int) -> int:
        self.hp -= amount
        return self.hp

    def aim(self, target: Entity | None) -> None:
        self.target = target

    def aimed(self) -> Entity | None:
        return self.target

    def mood(self) -> Mood:
        return Mood.Angry if self.target else Mood.Calm

    def fail(self, text: str) -> None:
        raise ValueError(text)

    def unannotated(self, x):  # type: ignore[no-untyped-def]  # noqa: ANN001, ANN201
        return x

    @Module.method("int opAdd(int other) const")
    def plus(self, other: int) -> int:
        return self.hp + other

    @property
    def half(self) -> float:
        return self.hp / 2

    @property
    def scaled(self) -> int:
        return self.hp * 100

    @scaled.setter
    def scaled(self, value: int) -> None:
        self.hp = value // 100

    @staticmethod
    def helper(x: int) -> int:
        return x

    @classmethod
    def make(cls, x: int) -> Entity:
        return cls(str(x))


class Boss(Entity):
    def damage(self, amount: int) -> int:
        return super().damage(amount // 2)

    def roar(self) -> str:
        return self.name.upper() + "!"


@dataclass
class Item:
    price: float
    tags: list[str] = field(default_factory=list)


class Minion(Boss):
    """Not registered."""

    def roar(self) -> str:
        return "squeak"


def game_module() -> Module:
    game = Module("game")
    game.enum(Mood)
    for cls in (Entity, Boss, Item):
        game.type(cls)
    game.pool = {}  # type: ignore[attr-defined]
    return game


def sealed(*modules: Module) -> FfiRegistry:
    context = Context()
    for module in modules:
        context.install(module)
    return context.seal()


def world(source: str, *modules: Module, **options: Any) -> Instance:  # noqa: ANN401
    context = Context()
    for module in modules or (game_module(),):
        context.install(module)
    unit = context.create_unit("classes")
    unit.add_source("classes.as", "using namespace game;\n" + source)
    unit.build()
    return unit.instantiate(**options)


# ---------------------------------------------------------------------------------------- registration


def members(registry: FfiRegistry, name: str) -> list[str]:
    found = registry.find_type(name)
    assert found is not None
    return sorted(method.declaration.replace(f"{name}::", "") for method in found.methods)


def test_members_of_a_class() -> None:
    registry = sealed(game_module())
    assert members(registry, "game::Entity") == [
        "double get_half() const",
        "game::Entity@ Entity(const string &in, int64)",
        "game::Entity@ aimed()",
        "game::Mood mood()",
        "int opAdd(int) const",
        "int64 damage(int64)",
        "int64 get_hp() const",
        "int64 get_scaled() const",
        "string get_kind() const",
        "string get_name() const",
        "void aim(game::Entity@)",
        "void fail(const string &in)",
        "void set_hp(int64)",
        "void set_name(const string &in)",
        "void set_scaled(int64)",
    ]
    assert [m for m in members(registry, "game::Item") if "Item" in m] == [
        "game::Item@ Item(double)",
        "game::Item@ Item(double, const array<string> &in)",
    ]
    boss = registry.find_type("game::Boss")
    assert boss is not None
    assert boss.sort == "class"


def test_classes_find_each_other_by_identity() -> None:
    """Hints name the Python class; its module, order and script name do not matter."""
    first, second, third = Module("first"), Module("second"), Module("third")

    @first.function
    def early(e: Entity) -> Item | None:
        return None

    second.type("Creature")(Entity)
    third.type(Item)
    third.enum(Mood)
    registry = sealed(first, second, third)
    assert registry.lookup_functions("first::early")[0].declaration == "third::Item@ first::early(second::Creature@)"
    assert "third::Mood mood()" in members(registry, "second::Creature")


def test_names_of_local_classes() -> None:
    module = Module("local")

    @module.type
    class Node:
        def next(self) -> Node:
            return self

        def leaf(self) -> Leaf:
            return Leaf()

    @module.type
    class Leaf:
        owner: Node | None

    @module.function
    def root(leaf: Leaf) -> Node:
        return Node()

    registry = sealed(module)
    assert members(registry, "local::Node") == ["local::Leaf@ leaf()", "local::Node@ next()"]
    assert members(registry, "local::Leaf") == [
        "local::Node@ get_owner() const",
        "void set_owner(local::Node@)",
    ]


def test_the_same_classes_give_the_same_registry() -> None:
    assert sealed(game_module()).fingerprint == sealed(game_module()).fingerprint
    other = game_module()
    other.type(Minion)
    assert sealed(other).fingerprint != sealed(game_module()).fingerprint


class Abstract(abc.ABC):
    @abc.abstractmethod
    def run(self) -> None: ...

    def __init__(self, x: int) -> None:
        self.x = x


class Unhinted:
    def half(self, a, b: int) -> int:  # type: ignore[no-untyped-def]  # noqa: ANN001
        return b


class BadHint:
    table: set[int]


class Other:
    pass


class Mixed(Entity, Other):
    pass


class Keyword:
    int: str


def test_abstract_classes_have_no_factory() -> None:
    module = Module("a")
    module.type(Abstract)
    assert members(sealed(module), "a::Abstract") == ["void run()"]


@pytest.mark.parametrize(
    ("classes", "message"),
    [
        ([Unhinted], "class a::Unhinted::half: parameter 'a' of half has no type hint"),
        ([BadHint], r"class a::BadHint::table: the hint set\[int\] stands for no script type"),
        ([Entity, Other, Mixed], "derives from Entity and Other: only one base class can be registered"),
        ([Entity], "the class 'Mood' is not registered|unknown type 'Mood'"),
        ([Keyword], "'int' cannot be the name of an attribute"),
    ],
)
def test_bad_members(classes: list[type], message: str) -> None:
    module = Module("a")
    for cls in classes:
        module.type(cls)
    with pytest.raises(RegistryBuildError, match=message):
        sealed(module)


def test_bad_registrations() -> None:
    module = Module("a")
    module.type(Entity)
    bad: list[tuple[Callable[[], object], str]] = [
        (lambda: module.type(Entity), "duplicate registration"),
        (lambda: module.type("Again")(Entity), "class Entity is already registered"),
        (lambda: module.type("1x")(Item), "cannot be the name of a type"),
        (lambda: module.type(Mood), "takes a class of the host or a name"),
        (lambda: module.type(int), "takes a class of the host or a name"),
        (lambda: module.type(5), "takes a class of the host or a name"),  # type: ignore[call-overload]
        (lambda: Module.method("int f("), "invalid declaration"),
    ]
    for action, message in bad:
        with pytest.raises(DeclarationError, match=message):
            action()
    other = Module("b")
    other.type(Entity)
    other.enum(Mood)
    with pytest.raises(RegistryBuildError, match="the class Entity is already registered"):
        sealed(module, other)


def test_objects_of_the_host_have_no_copies() -> None:
    for declaration in ("void f(Entity e)", "Entity f()", "void f(Entity &out e)"):
        module = game_module()
        module.register_function(declaration, lambda *args: None)
        with pytest.raises(RegistryBuildError, match=r"by handle: write 'Entity@'"):
            sealed(module)
    module = game_module()
    module.register_function("void f(const Entity &in e, Entity@ &out f)", lambda e: e)
    sealed(module)


# --------------------------------------------------------------------------------------------- objects


@dataclass
class Note:
    tags: list[str] = field(default_factory=list)
    peer: Note | None = None


def test_assigning_to_an_attribute_sets_it() -> None:
    module = Module("game")
    module.type(Note)
    w = world(
        """
        void lists(Note@ n, string[] more) { n.tags = {'a'}; n.peer.tags = more; }
        void peers(Note@ n, Note@ other) { n.peer = other; }
        void none(Note@ n) { n.peer = null; }
        """,
        module,
    )
    a, b = Note(), Note()
    w.call("peers", a, b)
    assert a.peer is b
    w.call("lists", a, ["b", "c"])
    assert (a.tags, b.tags) == (["a"], ["b", "c"])
    w.call("none", a)
    assert a.peer is None
    assert b.tags == ["b", "c"]


def test_identity_is_kept_both_ways() -> None:
    game = game_module()
    seen: list[Entity] = []

    @game.function
    def look(e: Entity) -> Entity:
        seen.append(e)
        return e

    w = world(
        """
        Entity@ kept;
        Entity@ same(Entity@ e) { return e; }
        bool keep(Entity@ e) { bool was = kept is e; @kept = e; return was && look(e) is e; }
        Entity@ give() { return kept; }
        bool both(Entity@ a, Entity@ b) { return a is b; }
        """,
        game,
    )
    e, other = Entity("Ann"), Entity("Ann")
    assert w.call("same", e) is e
    assert w.call("same", None) is None
    assert not w.call("keep", e)
    assert w.call("keep", e)
    assert seen == [e]
    assert w.call("give") is e
    assert w.globals["kept"] is e
    assert w.call("both", e, e)
    assert not w.call("both", e, other)
    assert not w.call("both", e, None)
    assert w.call("both", None, None)
    w.globals["kept"] = other
    assert w.call("give") is other
    w.globals["kept"] = None
    assert w.call("give") is None


def test_methods_act_on_the_object() -> None:
    w = world(
        """
        int64 hit(Entity@ e, int n) { return e.damage(n); }
        string roar(Boss@ b) { b.damage(4); return b.roar(); }
        void aim(Entity@ a, Entity@ b) { a.aim(b); }
        Entity@ aimed(Entity@ a) { return a.aimed(); }
        Mood mood(Entity@ a) { return a.mood(); }
        """
    )
    e, b, m = Entity("Ann"), Boss("Bob"), Minion("Max")
    assert w.call("hit", e, 3) == e.hp == 7
    assert w.call("hit", b, 4) == b.hp == 8, "overriding methods of subclasses are called"
    assert w.call("roar", b) == "BOB!"
    assert w.call("roar", m) == "squeak", "classes that are not registered count as their base"
    w.call("aim", e, m)
    assert e.target is m
    assert w.call("aimed", e) is m
    assert w.call("mood", e) == Mood.Angry
    w.call("aim", e, None)
    assert w.call("aimed", e) is None


def test_derived_classes_convert_to_their_base() -> None:
    w = world(
        """
        Entity@ up(Boss@ b) { return b; }
        Boss@ down(Entity@ e) { return cast<Boss>(e); }
        bool same(Boss@ b, Entity@ e) { return b is e; }
        """
    )
    e, b = Entity("Ann"), Boss("Bob")
    assert w.call("up", b) is b
    assert w.call("down", b) is b
    assert w.call("down", e) is None
    assert w.call("same", b, b)
    with pytest.raises(BuildError):
        world("Boss@ f(Entity@ e) { return e; }")
    with pytest.raises(BuildError):
        world("Entity@ f(Item@ i) { return i; }")


def test_scripts_make_objects() -> None:
    w = world(
        """
        Entity@ make(string name, int hp) { Entity@ e = Entity(name, hp); e.damage(1); return e; }
        Boss@ boss() { return Boss("Zed"); }
        Item@ item() { array<string> tags = {"a", "b"}; return Item(2.5, tags); }
        """
    )
    made = w.call("make", "New", 20)
    assert type(made) is Entity
    assert (made.name, made.hp) == ("New", 19)
    assert type(w.call("boss")) is Boss
    assert w.call("item") == Item(2.5, ["a", "b"])


def test_wrong_values() -> None:
    game = game_module()
    results: list[object] = []

    @game.function
    def give() -> Entity:
        return results[-1]  # type: ignore[return-value]

    @game.function
    def take(e: Entity) -> None: ...

    w = world(
        """
        Entity@ same(Entity@ e) { return e; }
        int need(const Entity &in e) { return 1; }
        Boss@ boss(Boss@ b) { return b; }
        Entity@ get() { return give(); }
        void nothing() { take(null); }
        int64 hit(Entity@ e) { return e.damage(1); }
        string guarded() { try { take(null); } catch { return getExceptionInfo(); } return ""; }
        Entity@ kept;
        """,
        game,
    )
    for function, value, message in (
        ("same", 5, r"argument 1 of 'game::Entity@ same\(game::Entity@\)': game::Entity expected, not int"),
        ("same", Item(1.0), "game::Entity expected, not Item"),
        ("same", Entity, "game::Entity expected, not type"),
        ("boss", Entity("x"), "game::Boss expected, not Entity"),
        ("need", None, "game::Entity expected, not None"),
    ):
        with pytest.raises(ConversionError, match=message):
            w.call(function, value)
    with pytest.raises(ConversionError, match="game::Entity expected, not Item"):
        w.globals["kept"] = Item(1.0)
    for result, message in (
        (3, r"result of 'game::Entity@ game::give\(\)': game::Entity expected, not int"),
        (None, r"result of 'game::Entity@ game::give\(\)': game::Entity expected, not None"),
        (Item(1.0), r"result of 'game::Entity@ game::give\(\)': game::Entity expected, not Item"),
    ):
        results.append(result)
        with pytest.raises(ScriptException, match=message):
            w.call("get")
    text = "argument 1 of 'void game::take(game::Entity@)': null, but game::Entity expected"
    with pytest.raises(ScriptException, match=re.escape(text)):
        w.call("nothing")
    assert w.call("guarded") == text
    with pytest.raises(ScriptException, match=r"^Null pointer access$") as caught:
        w.call("hit", None)
    assert [frame.function for frame in caught.value.traceback] == ["hit"]
    assert w.call("need", Entity("x")) == 1


def test_exceptions_of_methods() -> None:
    w = world(
        """
        void fail(Entity@ e) { e.fail("oh no"); }
        string caught(Entity@ e) { try { e.fail("again"); } catch { return getExceptionInfo(); } return ""; }
        """
    )
    with pytest.raises(ScriptException, match="ValueError: oh no") as caught:
        w.call("fail", Entity("x"))
    cause = caught.value.__cause__
    assert isinstance(cause, ValueError)
    text = caught.value.format_traceback()
    assert text.index("in fail\n") < text.rindex("in fail\n"), "the script's function, then the method"
    assert "raise ValueError(text)" in text
    assert w.call("caught", Entity("x")) == "ValueError: again"


def test_arrays_of_handles() -> None:
    w = world(
        """
        array<Entity@>@ same(array<Entity@>@ a) { return a; }
        array<Entity@>@ twice(Entity@ e) { array<Entity@> a; a.insertLast(e); a.insertLast(e); a.insertLast(null);
            return a; }
        int64 all(const array<Entity@> &in a) { int64 n = 0; for (uint i = 0; i < a.length(); i++) n += a[i].damage(0);
            return n; }
        """
    )
    e, b = Entity("Ann"), Boss("Bob", 7)
    back = w.call("same", [e, b, None, e])
    assert back == [e, b, None, e]
    assert w.call("twice", e) == [e, e, None]
    assert w.call("all", (e, b)) == 17
    with pytest.raises(ConversionError, match="element 1: game::Entity expected, not int"):
        w.call("same", [e, 5])


def test_variadic_and_untyped_parameters() -> None:
    game = game_module()
    seen: list[object] = []

    @game.function
    def show(x: object) -> None:
        seen.append(x)

    @game.function("void several(const ?&in...)")
    def several(*args: object) -> None:
        seen.append(args)

    w = world(
        'void f(Entity@ e, Boss@ b) { show(e); show(b); show(5); show("text"); several(e, 1, b); }',
        game,
    )
    e, b = Entity("Ann"), Boss("Bob")
    w.call("f", e, b)
    assert seen == [e, b, 5, "text", (e, 1, b)]
    assert seen[0] is e


# -------------------------------------------------------------------------------------------- lifetime


def test_objects_are_let_go() -> None:
    w = world(
        """
        Entity@ kept;
        void keep(Entity@ e) { @kept = e; }
        void drop() { @kept = null; }
        void pass(Entity@ e) { Entity@ copy = e; }
        """
    )
    e = Entity("Ann")
    ref = weakref.ref(e)
    w.call("keep", e)
    del e
    gc.collect()
    assert ref() is not None
    assert ref() is w.globals["kept"]
    w.call("drop")
    assert ref() is None
    before = w.stats()
    for i in range(1000):
        w.call("pass", Entity(str(i)))
    assert w.stats().live_blocks == before.live_blocks
    assert w.stats().memory_size == before.memory_size


def test_objects_die_during_a_long_call() -> None:
    game = game_module()
    alive: weakref.WeakSet[Entity] = weakref.WeakSet()
    most = 0

    @game.function
    def spawn() -> Entity:
        nonlocal most
        e = Entity("x")
        alive.add(e)
        most = max(most, len(alive))
        return e

    w = world("void f(int n) { for (int i = 0; i < n; i++) { Entity@ e = spawn(); } }", game)
    w.call("f", 10_000)
    assert len(alive) == 0
    assert most < 10


def test_finalizers_may_use_the_instance() -> None:
    game = Module("game")
    calls: list[int] = []

    @game.type
    class Guard:
        def __init__(self) -> None: ...

        def __del__(self) -> None:
            calls.append(w.call("count"))

    w = world(
        """
        int n = 0;
        int count() { Guard@ g; n++; return n; }
        void f(int times) { for (int i = 0; i < times; i++) { Guard@ g = Guard(); } }
        """,
        game,
    )
    w.call("f", 20)
    assert calls == list(range(1, 21))
    w.close()


def test_cycles_with_python_are_collected() -> None:
    """A dropped instance and the objects that refer to it."""
    e = Entity("Ann")
    w = world("Entity@ kept;")
    w.globals["kept"] = e
    e.world = w  # type: ignore[attr-defined]
    refs = weakref.ref(e), weakref.ref(w)
    del e, w
    gc.collect()
    assert [ref() for ref in refs] == [None, None]


def test_closing_lets_objects_go() -> None:
    w = world("Entity@ kept;")
    e = Entity("Ann")
    w.globals["kept"] = e
    ref = weakref.ref(e)
    del e
    w.close()
    assert ref() is None


# ---------------------------------------------------------------------------------------------- programs


def test_compiled_programs_check_the_classes_of_their_host() -> None:
    context = Context()
    context.install(game_module())
    unit = context.create_unit("u")
    unit.add_source("u.as", "game::Entity@ f(game::Boss@ b) { return b; }")
    data = unit.build().to_bytes(strip=True)

    def loaded(*modules: Module, run: bool = False) -> Instance | None:
        other = Context()
        for module in modules:
            other.install(module)
        program = other.parse_program(data)  # refuses already, not only the first instance
        return other.instantiate(program) if run else None

    b = Boss("Bob")
    more = game_module()
    more.type(Minion)
    fitting = loaded(more, run=True)
    assert fitting is not None
    assert fitting.call("f", b) is b
    with pytest.raises(LoadError, match="'game::Entity' is missing; 'game::Boss' is missing"):
        loaded()
    unrelated = Module("game")
    unrelated.enum(Mood)
    unrelated.type(Entity)
    unrelated.type("Boss")(Item)
    with pytest.raises(LoadError, match="'game::Boss' is not derived from 'game::Entity' here"):
        loaded(unrelated)


class Cell:
    def __init__(self, x: int = 0) -> None:
        self.x = x

    def same(self, other: Cell) -> bool:
        return self.x == other.x

    def order(self, other: Cell) -> int:
        return self.x - other.x


def cells(*, whole: bool = True) -> Module:
    module = Module()
    kind = module.register_type("Cell", Cell).constructor("Cell(int x)").property("int x")
    module.register_function("Cell@ lent()", lambda: Cell(9))
    if whole:
        kind.constructor("Cell()").constructor("Cell(const Cell &in other)", lambda other: Cell(other.x))
        kind.method("bool opEquals(const Cell &in) const", "same").method("int opCmp(const Cell &in) const", "order")
    return module


@pytest.mark.row("REG-22")
@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("Cell k(5); array<Cell> a; a.insertLast(k); a[0].x = 99; return k.x;", 5),
        ("Cell k(5); array<Cell> a; a.insertAt(0, k); a[0].x = 99; return k.x;", 5),
        ("array<Cell> a; a.insertLast(Cell(3)); a.insertLast(lent()); return a[0].x + a[1].x;", 12),
        ("array<Cell> a = {Cell(5)}, b; b.insertAt(0, a); b[0].x = 99; return a[0].x;", 5),
        ("array<array<Cell>> a; array<Cell> b = {Cell(5)}; a.insertLast(b); a[0][0].x = 9; return b[0].x;", 5),
        ("array<Cell> a; a.resize(2); a[1].x += 4; return a[0].x + a[1].x;", 4),
        ("array<Cell> a = {Cell(3), Cell(1)}; a.sortAsc(); return a[0].x * 10 + a.find(Cell(3));", 11),
        ("array<Cell@> a = {Cell(3), null, Cell(1)}; a.sortDesc(); return a[0].x * 10 + a.find(Cell(1));", 31),
        ("array<Cell> a = {Cell(3)}, b = {Cell(3)}; return a == b && a.contains(Cell(3)) ? 1 : 0;", 1),
    ],
)
def test_arrays_of_objects_of_the_host(body: str, expected: int) -> None:
    unit = Context().install(cells()).create_unit("cells")
    unit.add_source("cells.as", f"int f() {{ {body} }}")
    unit.build()
    assert unit.instantiate().call("f") == expected


@pytest.mark.row("REG-22")
@pytest.mark.parametrize(
    ("body", "message"),
    [
        ("array<Cell> a; a.insertLast(lent());", "objects of 'Cell' are the host's and cannot be copied"),
        ("array<Cell> a; a.resize(1);", "'resize' makes new elements, but 'Cell' has no constructor without arguments"),
        ("array<Cell@> a; a.sortAsc();", "'sortAsc' compares elements, but 'Cell' has no opCmp"),
    ],
)
def test_arrays_of_objects_that_lack_something(body: str, message: str) -> None:
    unit = Context().install(cells(whole=False)).create_unit("cells")
    unit.add_source("cells.as", f"void f() {{ {body} }}")
    with pytest.raises(BuildError) as caught:
        unit.build()
    assert caught.value.diagnostics[0].message == message


@pytest.mark.row("REG-35", "GLB-05")
@pytest.mark.parametrize("namespace", ["m", ""])
def test_values_of_enums_hide_nothing_that_is_called(namespace: str) -> None:
    module = Module(namespace, name="m")
    module.enum("E", {"Axe": 1, "Tool": 2, "Point": 3})
    module.register_function("int Axe(int n)", lambda n: 10 * n)

    class Tool:
        def __init__(self, n: int) -> None:
            self.n = n

    module.register_type("Tool", Tool).constructor("Tool(int n)").property("int n")
    module.value_type("Point", fields=[("x", "int")]).constructor("Point(int x)", script="this.x = x;")
    at = f"{namespace}::" if namespace else ""
    for prefix, before in ((at, ""), ("", f"using namespace {namespace};" if namespace else "")):
        unit = Context().install(module).create_unit("u")
        called = f"{prefix}Axe(4) + {prefix}Tool(5).n + {prefix}Point(6).x"
        unit.add_source("u.as", f"{before} int f() {{ return {called}; }}")
        unit.add_source("v.as", f"int g() {{ return int({at}Axe) + {at}E::Tool; }}")
        unit.build()
        assert (unit.call("f"), unit.call("g")) == (51, 3)
