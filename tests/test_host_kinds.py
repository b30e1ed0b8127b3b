"""Kinds of reference types of the host and their behaviours: what scripts may do, and what the host is told when."""

from __future__ import annotations

import datetime
import gc
import weakref
from collections.abc import Callable
from typing import Any

import pytest
from seraphscript import (
    BudgetExceeded,
    BuildError,
    Context,
    DeclarationError,
    Instance,
    Module,
    RegistryBuildError,
    ScriptException,
)
from seraphscript.registry.items import HostType
from seraphscript.registry.kinds import KINDS, PREFIX


class Thing:
    """What counts itself, and says so in `log`."""

    log: list[str] = []  # noqa: RUF012

    def __init__(self, name: str = "thing") -> None:
        self.name = name
        self.count = 0
        self.held: Any = None

    def grab(self) -> None:
        self.count += 1
        Thing.log.append(f"+{self.name}")

    def drop(self) -> None:
        self.count -= 1
        Thing.log.append(f"-{self.name}")


@pytest.fixture(autouse=True)
def _fresh_log() -> None:
    Thing.log = []


def module(kind: str, *, factory: bool = True) -> tuple[Module, HostType]:
    made = Module("k")
    thing = made.register_type("Thing", Thing, kind=kind)
    if factory:
        thing.constructor("Thing(const string &in name)")
    thing.property("const string name")
    made.register_function("void say(const string &in text)", Thing.log.append)
    made.register_function("void log(const string &in text)", lambda text: Thing.log.append(text))
    made.register_function("void fail()", failing)
    return made, thing


def failing() -> None:
    raise ValueError("failed")


def standard() -> tuple[Module, HostType]:
    made, thing = module("standard")
    thing.addref("grab").release("drop")
    return made, thing


def scoped() -> tuple[Module, HostType]:
    made, thing = module("scoped")
    thing.release("drop")
    made.register_function("Thing@ make(const string &in name)", Thing)
    return made, thing


def world(source: str, *modules: Module, **options: Any) -> Instance:  # noqa: ANN401
    context = Context()
    for one in modules:
        context.install(one)
    made: Instance = build(context, source).instantiate(**options)
    return made


def build(context: Context, source: str) -> Any:  # noqa: ANN401
    unit = context.create_unit("kinds")
    unit.add_source("kinds.as", "using namespace k;\n" + source)
    unit.build()
    return unit


def errors_of(source: str, *modules: Module) -> str:
    with pytest.raises(BuildError) as caught:
        world(source, *modules)
    return str(caught.value)


def problems_of(*modules: Module) -> list[str]:
    context = Context()
    for one in modules:
        context.install(one)
    with pytest.raises(RegistryBuildError) as caught:
        context.seal()
    return [str(error) for error in caught.value.errors]


# ----------------------------------------------------------------------------------------- validation


@pytest.mark.row("REG-47")
def test_all_missing_and_forbidden_behaviours_are_in_one_list() -> None:
    made = Module("k")
    classes = [type(f"C{i}", (), {"f": lambda self: None}) for i in range(6)]
    made.register_type("A", classes[0], kind="standard")
    made.register_type("B", classes[1], kind="standard").addref("f")
    made.register_type("C", classes[2], kind="scoped").addref("f")
    made.register_type("D", classes[3], kind="nocount").addref("f").release("f")
    made.register_type("E", classes[4], kind="nohandle").constructor("E()").release("f")
    made.register_type("F", classes[5]).release("f").gc_enumrefs("f")
    assert problems_of(made) == [
        "type 'k::A' is missing required behaviors: AddRef, Release",
        "type 'k::B' is missing required behaviors: Release",
        "type 'k::C' is missing required behaviors: Release",
        "type 'k::C': scoped reference types cannot have AddRef behavior",
        "type 'k::D': nocount reference types cannot have AddRef behavior",
        "type 'k::D': nocount reference types cannot have Release behavior",
        "type 'k::E': nohandle reference types cannot have Release behavior",
        "type 'k::E': nohandle reference types cannot have factories (factories return handles)",
        "type 'k::F' is missing required behaviors: ReleaseRefs",
        "type 'k::F': managed reference types cannot have Release behavior",
    ]


@pytest.mark.row("REG-47")
def test_a_context_can_be_repaired_and_templates_are_no_types_of_the_host() -> None:
    made = Module("k")
    thing = made.register_type("Thing", Thing, kind="standard").addref("grab")
    context = Context().install(made)
    with pytest.raises(RegistryBuildError, match="missing required behaviors: Release"):
        context.seal()
    thing.release("drop")
    assert context.seal().find_type("k::Thing") is not None
    assert Context().seal().find_type("array").is_template  # type: ignore[union-attr]


@pytest.mark.row("REG-17")
@pytest.mark.parametrize("given", ["addref", "release"])
def test_a_standard_type_needs_both(given: str) -> None:
    made, thing = module("standard")
    getattr(thing, given)("grab")
    missing = {"addref": "Release", "release": "AddRef"}[given]
    assert problems_of(made) == [f"type 'k::Thing' is missing required behaviors: {missing}"]


def test_kinds_and_behaviours_by_name() -> None:
    made = Module("k")
    with pytest.raises(DeclarationError, match="kinds are managed, standard, scoped, nocount, nohandle, as_handle"):
        made.register_type("Thing", Thing, kind="single")
    thing = Module("k").register_type("Thing", Thing)
    assert thing.reference_type() is thing
    with pytest.raises(DeclarationError, match="of kind 'standard' already"):
        thing.scoped_type()
    with pytest.raises(DeclarationError, match="behaviours are addref, release, destructor, gc_getrefcount"):
        thing.behaviour("retain", "grab")
    with pytest.raises(DeclarationError, match="has no method 'gone'"):
        thing.release("gone")
    with pytest.raises(DeclarationError, match="cannot be called with 1 argument"):
        thing.release(lambda: None)  # type: ignore[misc, arg-type]
    thing.release("drop")
    with pytest.raises(DeclarationError, match="duplicate registration"):
        thing.release("drop")
    builders: dict[str, Callable[[HostType], HostType]] = {
        "standard": HostType.reference_type, "scoped": HostType.scoped_type, "nocount": HostType.nocount,
        "nohandle": HostType.single_ref_type,
    }  # fmt: skip
    for kind in KINDS:
        if kind != "managed":
            assert builders[kind](Module("k").register_type("Thing", Thing)).kind == kind


def test_the_decorator_takes_kind_and_behaviours() -> None:
    made = Module("k")

    @made.type(kind="scoped", release="close")
    class Lock:
        opened = 0

        def __init__(self, name: str) -> None:
            self.name = name

        def close(self) -> None:
            Thing.log.append(f"close {self.name}")

    w = world('void f() { Lock a("a"); Lock b("b"); }', made)
    w.call("f")
    assert Thing.log == ["close b", "close a"]
    with pytest.raises(DeclarationError, match="no behaviour 'closed'"):
        made.type(kind="scoped", closed="close")
    with pytest.raises(DeclarationError, match="no kind 'scope'"):
        made.type(kind="scope")


def test_a_derived_class_has_kind_and_behaviours_of_its_base() -> None:
    class Special(Thing):
        pass

    made, _ = standard()
    made.register_type("Special", Special).constructor("Special(const string &in name)")
    w = world('void f() { Special@ s = Special("s"); Thing@ t = s; }', made)
    w.call("f")
    assert Thing.log == ["+s", "-s"]
    made, _ = standard()
    made.register_type("Special", Special, kind="scoped")
    assert "type 'k::Special' is of kind 'scoped', but its base 'k::Thing' of kind 'standard'" in problems_of(made)


# ------------------------------------------------------------------------------------------- standard


PATHS = {
    "end": 'void f() { Thing@ a = Thing("a"); Thing b("b"); }',
    "return": 'void f() { Thing@ a = Thing("a"); if (true) { Thing@ b = a; return; } }',
    "break": 'void f() { while (true) { Thing a("a"); Thing@ b = a; break; } }',
    "continue": 'void f() { for (int i = 0; i < 3; i++) { Thing a("a" + i); if (i < 2) continue; } }',
    "exception": 'void f() { try { Thing a("a"); fail(); } catch { log("caught"); } }',
    "copies": 'void f() { Thing@ a = Thing("a"); Thing@ b = a; @a = null; Thing@ c = b; @b = c; }',
    "containers": """
        class Box { Thing@ held; }
        void f() {
            array<Thing@> all; for (int i = 0; i < 4; i++) all.insertLast(Thing("a" + i));
            all.removeLast(); dictionary d; @d["x"] = all[0]; any other; other.store(@all[1]);
            Box box; @box.held = all[2]; Box copy = box; all.resize(0);
        }""",
    "global": 'Thing@ kept; void f() { @kept = Thing("a"); @kept = Thing("b"); @kept = null; }',
    "temporary": 'void f() { log(Thing("a").name); }',
    "cycle": 'class N { N@ next; Thing@ held; } void f() { N a; @a.next = a; @a.held = Thing("a"); }',
}


@pytest.mark.row("REG-17")
@pytest.mark.parametrize("path", PATHS)
def test_addref_and_release_are_balanced(path: str) -> None:
    made, _ = standard()
    w = world(PATHS[path], made)
    w.call("f")
    w.collect()
    counts = [text for text in Thing.log if text[0] in "+-"]
    assert counts
    names = {text[1:] for text in counts}
    for name in names:
        assert [text for text in counts if text[1:] == name] == [f"+{name}", f"-{name}"]


@pytest.mark.row("REG-17", "REG-24")
def test_release_after_an_exception_that_leaves_the_call() -> None:
    made, _ = standard()
    w = world('void f() { Thing a("a"); Thing b("b"); fail(); }', made)
    with pytest.raises(ScriptException):
        w.call("f")
    assert Thing.log == ["+a", "+b", "-b", "-a"]


@pytest.mark.row("REG-17")
def test_objects_of_the_host_are_counted_once_while_scripts_have_them() -> None:
    made, _ = standard()
    w = world("Thing@ kept; void keep(Thing@ t) { @kept = t; } Thing@ give() { return kept; }", made)
    thing = Thing("a")
    w.call("keep", thing)
    w.call("keep", thing)
    assert w.call("give") is thing
    assert thing.count == 1
    w.call("keep", None)
    assert thing.count == 0
    w.call("keep", thing)
    w.close()
    assert (thing.count, Thing.log) == (0, ["+a", "-a", "+a", "-a"])


@pytest.mark.row("REG-17")
def test_release_when_an_instance_is_dropped_or_closed_with_a_cycle() -> None:
    made, _ = standard()
    source = 'class N { N@ next; Thing@ held; } void f() { N a; @a.next = a; @a.held = Thing("a"); }'
    w = world(source, made)
    w.call("f")
    del w
    gc.collect()
    assert Thing.log == ["+a", "-a"]
    with world(source, made) as other:
        other.call("f")
    assert Thing.log == ["+a", "-a"] * 2


@pytest.mark.row("REG-17")
def test_what_behaviours_raise() -> None:
    made, thing = module("standard")
    reported: list[BaseException] = []

    def refuse(thing: Thing) -> None:
        raise ValueError(f"no {thing.name}")

    thing.addref(refuse).release("drop")
    w = world('void f() { Thing a("a"); }', made, on_exception=reported.append)
    with pytest.raises(ScriptException, match="no a"):
        w.call("f")
    assert (Thing.log, reported) == ([], [])  # what was not counted is not released
    made, thing = module("standard")
    thing.addref("grab").release(refuse)
    w = world('void f() { Thing a("a"); } int g() { return 1; }', made, on_exception=reported.append)
    w.call("f")
    assert [str(error) for error in reported] == ["no a"]
    assert w.call("g") == 1


@pytest.mark.row("REG-17")
def test_behaviours_may_use_the_world() -> None:
    made, thing = module("standard")
    calls: list[str] = []
    thing.addref(lambda t: calls.append(f"{t.name} {w.call('count', t)}"))

    def again(t: Thing) -> None:
        if not w.closed:
            calls.append(f"{t.name} {w.call('again', t)}")

    thing.release(again)
    w = world(
        "Thing@ kept; int count(Thing@ t) { return t is null ? 0 : 1; } int again(Thing@ t) { @kept = t; return 2; }"
        'void f() { Thing a("a"); }',
        made,
    )
    w.call("f")
    assert calls == ["a 1", "a 1", "a 2"]  # released, and counted anew as the script gets it again
    w.close()


# --------------------------------------------------------------------------------------------- scoped


SCOPED = {
    "end": ('void f() { Thing a("a"); { Thing b = make("b"); log("in"); } log("out"); }', "in -b out -a"),
    "return": ('int f() { Thing a("a"); if (true) { Thing b("b"); return 1; } return 2; }', "-b -a"),
    "break": ('void f() { while (true) { Thing a("a"); break; } log("out"); }', "-a out"),
    "continue": ('void f() { for (int i = 0; i < 2; i++) { Thing a("a" + i); if (i == 0) continue; log("x"); } }',
                 "-a0 x -a1"),
    "caught": ('void f() { try { Thing a("a"); Thing b("b"); fail(); } catch { log("caught"); } }', "-b -a caught"),
    "temporary": ('void f() { log(make("a").name); log("next"); }', "a -a next"),
    "member": ('class C { Thing a = Thing("a"); ~C() { log("~C"); } } void f() { C c; log("in"); }', "in ~C -a"),
    "handed on": ('Thing g() { Thing a("a"); return make("b"); } void f() { Thing x = g(); log("in"); }', "-a in -b"),
    "auto": ('void f() { auto a = make("a"); log(a.name); }', "a -a"),
}  # fmt: skip


@pytest.mark.row("REG-18", "REG-24")
@pytest.mark.parametrize("path", SCOPED)
def test_release_at_the_end_of_a_scope(path: str) -> None:
    source, expected = SCOPED[path]
    made, _ = scoped()
    w = world(source, made)
    w.call("f")
    assert " ".join(Thing.log) == expected


@pytest.mark.row("REG-18")
def test_release_when_an_exception_or_a_limit_ends_the_call() -> None:
    made, _ = scoped()
    w = world('void f() { Thing a("a"); fail(); } void g() { Thing a("b"); while (true) {} }', made)
    with pytest.raises(ScriptException):
        w.call("f")
    assert Thing.log == ["-a"]
    with pytest.raises(BudgetExceeded) as caught:
        w.call("g", budget=1000)
    assert Thing.log == ["-a"]  # it could go on
    caught.value.fiber = None
    del caught
    w.collect()
    assert Thing.log == ["-a", "-b"]


@pytest.mark.row("REG-18")
def test_each_object_that_a_function_gives_has_an_owner() -> None:
    made, _ = scoped()
    one = Thing("one")
    made.register_function("Thing@ same()", lambda: one)
    w = world("void f() { Thing a = same(); Thing b = same(); }", made)
    w.call("f")
    assert Thing.log == ["-one", "-one"]


@pytest.mark.row("REG-18")
def test_what_the_host_lends_is_not_released() -> None:
    made, _ = scoped()
    made.register_function("string show(const Thing &in t)", lambda t: t.name)
    w = world('string f(const Thing &in t) { return t.name; } string g() { Thing a("a"); return show(a); }', made)
    assert w.call("f", Thing("mine")) == "mine"
    assert w.call("g") == "a"
    assert Thing.log == ["-a"]


@pytest.mark.row("REG-18")
@pytest.mark.parametrize(
    "source",
    [
        "void f() { Thing@ a; }",
        "void f(Thing@ a) {}",
        "class C { Thing@ a; }",
        "array<Thing@> all;",
        'void f() { auto@ a = make("a"); }',
        'void f() { ref r = make("a"); }',
        'void f() { dictionary d; Thing a("a"); @d["a"] = @a; }',
        'void f() { dictionary d; Thing a("a"); @d["a"] = a; }',
        'void f() { dictionary d; @d["a"] = make("a"); }',
        'void f() { any x; Thing a("a"); @x = a; }',
        'Thing@ f() { return make("a"); }',
    ],
)
def test_there_are_no_handles_to_scoped_objects(source: str) -> None:
    assert "cannot create handle to 'k::Thing': it is a scoped reference type" in errors_of(source, scoped()[0])


@pytest.mark.row("REG-18")
def test_scoped_types_in_declarations_of_the_host() -> None:
    made, _ = scoped()
    made.register_function("void take(Thing@ t)", lambda t: None)
    assert any("cannot create handle to 'Thing': it is a scoped" in text for text in problems_of(made))
    made, _ = scoped()
    made.register_function("Thing@ nothing()", lambda: None)
    with pytest.raises(ScriptException, match=r"result of 'k::Thing@ k::nothing\(\)': k::Thing expected, not None"):
        world("void f() { Thing t = nothing(); }", made).call("f")


# -------------------------------------------------------------------------------------------- nocount


@pytest.mark.row("REG-19")
def test_nocount_handles_keep_nothing_alive() -> None:
    made, _ = module("nocount", factory=False)
    pool = {"a": Thing("a")}
    made.register_function("Thing@ find(const string &in name)", pool.get)
    w = world('Thing@ kept; void keep() { @kept = find("a"); } string show() { return kept.name; }'
              'bool same() { return kept is find("a"); }', made)  # fmt: skip
    w.call("keep")
    assert (w.call("show"), w.call("same")) == ("a", True)
    watch = weakref.ref(pool["a"])
    del pool["a"]
    assert watch() is None
    with pytest.raises(ScriptException, match="the object of the host is gone"):
        w.call("show")
    pool["a"] = Thing("b")  # may have the id of the old one
    assert w.call("same") is False
    w.call("keep")
    assert w.call("show") == "b"
    assert Thing.log == []


@pytest.mark.row("REG-19")
@pytest.mark.parametrize("behaviour", ["addref", "release"])
def test_nocount_types_have_no_counts(behaviour: str) -> None:
    made, thing = module("nocount")
    getattr(thing, behaviour)("grab")
    label = {"addref": "AddRef", "release": "Release"}[behaviour]
    assert problems_of(made) == [f"type 'k::Thing': nocount reference types cannot have {label} behavior"]


@pytest.mark.row("REG-19")
def test_nocount_needs_weak_references() -> None:
    made = Module("k")
    made.register_type("Date", datetime.date, kind="nocount")
    assert problems_of(made) == [
        "type 'k::Date': nocount reference types need a class that allows weak references, which date does not"
    ]


# ------------------------------------------------------------------------------------------- nohandle


def single() -> Module:
    made, thing = module("nohandle", factory=False)
    made.game = Thing("game")  # type: ignore[attr-defined]
    thing.method("void rename(const string &in name)", lambda self, name: setattr(self, "name", name))
    made.property("Thing game", lambda: made.game)  # type: ignore[attr-defined]
    made.register_function("Thing &world()", lambda: made.game)  # type: ignore[attr-defined]
    made.register_function("Thing other()", lambda: made.game)  # type: ignore[attr-defined]
    return made


@pytest.mark.row("REG-20")
def test_a_single_object_by_property_and_result() -> None:
    made = single()
    w = world(
        'string f() { game.rename("x"); string s = world().name; world().rename("y"); return s + other().name; }', made
    )
    assert w.call("f") == "xy"
    assert made.game.name == "y"  # type: ignore[attr-defined]


@pytest.mark.row("REG-20")
@pytest.mark.parametrize(
    ("source", "message"),
    [
        ("void f() { Thing@ t; }", "cannot create handle to 'k::Thing': it is a nohandle reference type"),
        ("void f() { auto@ t = game; }", "cannot create handle to 'k::Thing': it is a nohandle reference type"),
        ("void f() { ref t = world(); }", "cannot create handle to 'k::Thing': it is a nohandle reference type"),
        ("void f() { dictionary d; @d['a'] = game; }", "cannot create handle to 'k::Thing'"),
        ("void f() { dictionary d; @d['a'] = world(); }", "cannot create handle to 'k::Thing'"),
        ("void f() { array<Thing> a; a.insertLast(world()); }", "are the host's and cannot be copied"),
        ("void f(Thing t) {}", "type 'k::Thing' cannot be used as a parameter: it is a nohandle reference type"),
        ("void f(Thing &in t) {}", "type 'k::Thing' cannot be used as a parameter: it is a nohandle reference type"),
        ("void f(const Thing &in t) {}", "type 'k::Thing' cannot be used as a parameter"),
        ("funcdef void F(Thing &inout);", "type 'k::Thing' cannot be used as a parameter"),
        ("void f() { Thing t; }", "scripts cannot make objects of 'k::Thing'"),
        ("void f() { Thing t = world(); }", "objects of 'k::Thing' are the host's and cannot be copied"),
        ("void f() { auto t = game; }", "objects of 'k::Thing' are the host's and cannot be copied"),
        ("Thing f() { return game; }", "objects of 'k::Thing' are the host's and cannot be copied"),
    ],
)
def test_what_scripts_cannot_do_with_a_single_object(source: str, message: str) -> None:
    assert message in errors_of(source, single())


@pytest.mark.row("REG-20")
def test_single_types_in_declarations_of_the_host() -> None:
    made = single()
    made.register_function("void take(const Thing &in t)", lambda t: None)
    made.register_function("Thing@ give()", lambda: None)
    made.register_type("Other", type("Other", (), {}), kind="nohandle").factory("Other@ make()")
    found = problems_of(made)
    assert any("type 'Thing' cannot be used as a parameter: it is a nohandle reference type" in text for text in found)
    assert any("cannot create handle to 'Thing': it is a nohandle reference type" in text for text in found)
    assert "type 'k::Other': nohandle reference types cannot have factories (factories return handles)" in found


@pytest.mark.row("REG-20")
def test_a_single_type_from_hints() -> None:
    made = Module("k")

    class Game:
        score: int = 3

    made.type(kind="nohandle")(Game)
    game = Game()

    @made.function
    def current() -> Game:
        return game

    current.__annotations__["return"] = Game
    w = world("int f() { current().score = 5; return current().score; }", made)
    assert w.call("f") == 5
    assert game.score == 5


# ------------------------------------------------------------------------------------------ as_handle


@pytest.mark.row("REG-21")
def test_a_name_for_handles_to_anything() -> None:
    made, _ = module("managed")
    assert made.register_type("Any", kind="as_handle") is made
    made.register_function("Any pass(Any a)", lambda a: a)
    w = world(
        """
        class Own { int n = 4; }
        string f() {
            Any a; Any b = Thing("t");
            if (a !is null) return "no";
            @a = Own();
            Own@ own = cast<Own>(pass(a));
            Thing@ t = cast<Thing>(b);
            return t.name + own.n + (cast<Own>(b) is null) + (a is own);
        }
        """,
        made,
    )
    assert w.call("f") == "t4truetrue"
    with pytest.raises(DeclarationError, match="holds handles to anything and has no class"):
        made.register_type("Other", Thing, kind="as_handle")


# ----------------------------------------------------------------------------------------- destructor


@pytest.mark.row("REG-24")
def test_a_destructor_runs_once_for_what_a_script_has_constructed() -> None:
    made, thing = module("managed")
    thing.destructor(lambda t: Thing.log.append(f"~{t.name}"))
    made.register_function("Thing@ lent()", lambda: Thing("lent"))
    w = world(
        """
        Thing@ kept;
        void f() { Thing a("a"); Thing b("b"); Thing@ c = lent(); Thing@ d = a; log("in"); }
        void keep() { @kept = Thing("k"); }
        Thing@ take() { Thing@ t = kept; @kept = null; return t; }
        void use(Thing@ t) {}
        """,
        made,
    )
    w.call("f")
    assert Thing.log == ["in", "~b", "~a"]
    w.call("keep")
    thing_ = w.call("take")
    assert Thing.log[3:] == ["~k"]
    w.call("use", thing_)
    w.close()
    assert Thing.log[3:] == ["~k"]


# ------------------------------------------------------------------------------------- weak references


@pytest.mark.row("REG-26")
def test_weak_references_only_where_the_host_allows_them() -> None:
    source = "void f() { weakref<Thing> w; }"
    made, thing = module("managed")
    assert "the host has not registered get_weakref_flag" in errors_of(source, made)
    assert "get_weakref_flag" in errors_of("const_weakref<Thing> w;", made)
    assert thing.get_weakref_flag() is thing
    w = world('string f() { Thing@ a = Thing("a"); weakref<Thing> w(a); Thing@ b = w; string s = b.name;'
              '@a = null; @b = null; return s + (w.get() is null); }', made)  # fmt: skip
    assert w.call("f") == "atrue"
    made, thing = scoped()
    thing.get_weakref_flag()
    assert problems_of(made) == ["type 'k::Thing': scoped reference types cannot have GetWeakRefFlag behavior"]
    made = Module("k")
    made.register_type("Date", datetime.date).get_weakref_flag()
    assert "types with weak references need a class that allows weak references" in problems_of(made)[0]


# ---------------------------------------------------------------------------------------------- files


@pytest.mark.row("REG-17", "REG-18", "REG-20", "REG-25", "REG-26")
def test_kinds_and_behaviours_survive_a_registry_file(tmp_path: Any) -> None:  # noqa: ANN401
    made, thing = standard()
    thing.get_weakref_flag().gc_getrefcount(lambda t: t.count).gc_setflag(id).gc_getflag(lambda t: True)
    thing.gc_enumrefs(lambda t: [t.held]).gc_releaserefs(lambda t: setattr(t, "held", None))
    path = tmp_path / "kinds.sfr"
    context = Context().install(made)
    context.save_registry(path)
    source = """
        class O { Thing@ t; }
        weakref<Thing> w;
        void f() { Thing a("a"); w = a; }
        O@ g(Thing@ t) { O o; @o.t = t; return o; }
    """
    program = build(context, source).program
    loaded = Context.load_registry(path, [made])
    assert loaded.seal().fingerprint == context.seal().fingerprint
    for one in (loaded.instantiate(program), build(loaded, source).instantiate()):
        Thing.log.clear()
        one.call("f")
        assert Thing.log == ["+a", "-a"]
        held = Thing("h")
        held.held = one.call("g", held)
        assert one.collect() > 0
        assert held.held is None
    bindings = {"k::Thing": Thing, "k::Thing::Thing(const string &in)": Thing}
    with pytest.raises(Exception, match=r"\$addref"):
        Context.load_registry(path, bindings, check=True)


@pytest.mark.row("REG-17", "REG-22")
def test_a_class_with_a_kind_takes_lists(tmp_path: Any) -> None:  # noqa: ANN401
    made, thing = standard()
    thing.list_factory("{repeat int}", lambda values: Thing(str(len(values)))).get_weakref_flag()
    context = Context().install(made)
    path = tmp_path / "lists.sfr"
    context.save_registry(path)
    for one in (context, Context.load_registry(path, [made])):
        Thing.log.clear()
        source = "void f() { Thing@ t = {4, 5, 6}; weakref<Thing> w(t); assert(w.get() is t); }"
        world = build(one, source).instantiate()
        world.call("f")
        assert Thing.log == ["+3", "-3"]
        found = one.seal().find_type("k::Thing")
        assert found is not None
        assert (found.kind, found.allows_weak) == ("standard", True)


@pytest.mark.row("REG-43")
def test_templates_have_no_kinds() -> None:
    made = Module("k")
    made.register_type("Box<class T>", Thing, kind="standard").addref("grab").release("drop")
    assert problems_of(made) == [
        "type 'k::Box': templates of the host are managed reference types without behaviours"
    ]


def test_other_kinds_are_other_registries(tmp_path: Any) -> None:  # noqa: ANN401
    prints = set()
    for kind in ("managed", "nocount"):
        made, _ = module(kind)
        context = Context().install(made)
        prints.add(context.seal().fingerprint)
        path = tmp_path / f"{kind}.sfr"
        context.save_registry(path)
        found = Context.load_registry(path, [made]).seal().find_type("k::Thing")
        assert found is not None
        assert found.kind == kind
    assert len(prints) == 2


def test_names_of_behaviours_cannot_be_written_by_scripts() -> None:
    made, _ = standard()
    assert PREFIX == "$"
    errors_of('void f() { Thing a("a"); a.$release(); }', made)
