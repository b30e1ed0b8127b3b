"""Value types: the scripts in value_types/, and what the host sees of values, sealing, files and linked programs."""

from __future__ import annotations

import gc
import math
import pickle
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any, NamedTuple

import pytest
import values
from expectations import Outcome, parse
from seraphscript import (
    BuildError,
    Context,
    ConversionError,
    LoadError,
    Module,
    RegistryBuildError,
    ScriptException,
)
from seraphscript.registry.digest import modules_digest
from seraphscript.vm.errors import DeclarationError

SCRIPTS = sorted((Path(__file__).parent / "value_types").glob("*.as"))
BUDGET = 10_000_000


def outcome_of(context: Context, runner: Context, path: Path, folder: Path | None) -> Outcome:
    """What a script does that one context builds and another one runs, through a file if there is a folder."""
    outcome = Outcome()
    written: list[str] = []
    unit = context.create_unit(path.stem)
    unit.add_source(path.name, path.read_text(encoding="utf-8"))
    try:
        unit.build()
    except BuildError as error:
        outcome.errors = [(d.line, d.message) for d in error.diagnostics if d.severity == "error"]
        return outcome
    program = unit.program
    if folder is not None:
        program.save(folder / "script.sbc", strip=True)
        program = runner.load_program(folder / "script.sbc")
    with runner.instantiate(program, output=written.append) as world:
        try:
            world.call("void main()", budget=BUDGET)
        except ScriptException as error:
            outcome.exception = str(error)
    outcome.output = "".join(written)
    return outcome


@pytest.mark.row("REG-14", "REG-15", "REG-16", "REG-22", "REG-24")
@pytest.mark.parametrize("mode", ["source", "sbc", "sfr"])
@pytest.mark.parametrize("path", SCRIPTS, ids=[path.stem for path in SCRIPTS])
def test_scripts(path: Path, mode: str, tmp_path: Path) -> None:
    module = values.game_module()
    context = Context()
    context.install(module)
    runner = context
    if mode == "sfr":
        context.save_registry(tmp_path / "game.sfr")
        runner = Context.load_registry(tmp_path / "game.sfr", [module], check=True)
        context = runner
    outcome = outcome_of(context, runner, path, tmp_path if mode != "source" else None)
    assert list(parse(path.read_text(encoding="utf-8")).problems(outcome)) == []


def built(module: Module, source: str = "") -> Any:  # noqa: ANN401
    """A unit with the module installed."""
    context = Context()
    context.install(module)
    unit = context.create_unit("test")
    unit.add_source("test.as", source)
    unit.build()
    return unit


def sealing(module: Module) -> list[str]:
    """What sealing says is wrong."""
    context = Context()
    context.install(module)
    with pytest.raises(RegistryBuildError) as caught:
        context.seal()
    assert not context.is_sealed
    return [str(error) for error in caught.value.errors]


@dataclass
class Vec2:
    x: Annotated[float, "float"] = 0.0
    y: Annotated[float, "float"] = 0.0


class Point(NamedTuple):
    id: int
    at: Vec2 = Vec2(1, 2)  # no expression of the script: zero there


class Slotted:
    __slots__ = ("name", "size")
    name: str
    size: Annotated[int, "uint8"]


def geometry() -> Module:
    module = Module("geo")
    module.value(Vec2)
    module.value(Point)
    module.value(Slotted)
    return module


# ------------------------------------------------------------------------------------------- the border


@pytest.mark.row("REG-14", "REG-15")
def test_python_objects_cross_as_copies() -> None:
    module = geometry()
    seen: list[Vec2] = []

    def keep(value: Vec2) -> Vec2:
        seen.append(value)
        return value

    module.register_function("Vec2 keep(const Vec2 &in v)", keep)
    world = built(
        module,
        """
        using namespace geo;
        Vec2 position(1, 2);
        class Body { Vec2 at; Slotted tag; }
        Vec2 same(Vec2 v) { v.x += 1; return v; }
        void both(Vec2 &out a, Point &out b) { a = position; b = Point(3, position); }
        float sum(const array<Vec2> &in all) { float s = 0; foreach (auto v : all) s += v.x + v.y; return s; }
        array<Vec2>@ list() { array<Vec2> a = {position, Vec2(5, 6)}; return a; }
        dictionary@ named() { dictionary d; d["p"] = position; return d; }
        float from(const dictionary<string, Vec2> &in d) { return d["a"].y; }
        float loose(const dictionary &in d) { Vec2 v; d.get("a", v); return v.y; }
        string tag(const Slotted &in s) { return s.name + s.size; }
        Slotted tagged() { Slotted s; s.name = "n"; s.size = 7; return s; }
        void run() { Vec2 v = keep(position); v.x = 99; }
        """,
    ).instantiate()
    given = Vec2(3, 4)
    assert world.call("same", given) == Vec2(4, 4) and given == Vec2(3, 4)
    assert world.call("both") == (Vec2(1, 2), Point(3, Vec2(1, 2)))
    assert type(world.call("both")[1]) is Point
    assert world.call("sum", [Vec2(1, 2), Vec2(3, 4)]) == 10
    assert world.call("list") == [Vec2(1, 2), Vec2(5, 6)]
    assert world.call("named") == {"p": Vec2(1, 2)}
    assert world.call("from", {"a": Vec2(0, 8)}) == 8
    assert world.call("loose", {"a": Vec2(0, 9)}) == 9
    slotted = Slotted()
    slotted.name, slotted.size = "x", 5
    assert world.call("tag", slotted) == "x5"
    assert (world.call("tagged").name, world.call("tagged").size) == ("n", 7)
    world.call("run")
    assert seen == [Vec2(1, 2)] and world.globals["position"] == Vec2(1, 2)
    world.globals["position"].x = 50
    assert world.globals["position"] == Vec2(1, 2)
    world.globals["position"] = Vec2(8, 9)
    assert world.call("list")[0] == Vec2(8, 9)
    body = world.types.Body()
    body.at = Vec2(2, 3)
    assert body.at == Vec2(2, 3) and body.at is not body.at
    assert "geo::Vec2" not in world.types


@pytest.mark.row("REG-12", "REG-15")
def test_wrong_values_are_refused() -> None:
    module = geometry()
    module.value_type("Pair", fields=[("a", "int8"), ("b", "int8")])
    module.register_function("Vec2 broken()", lambda: 5)
    world = built(
        module,
        """
        geo::Vec2 here;
        void take(geo::Vec2 v) {}
        void pair(geo::Pair p) {}
        void slot(const geo::Slotted &in s) {}
        void run() { here = geo::broken(); }
        """,
    ).instantiate()
    for function, value, message in [
        ("take", None, "geo::Vec2 expected, not None"),
        ("take", (1, 2), "geo::Vec2 expected, not tuple"),
        ("take", Vec2(1e300, 0), "'float x': 1e+300 does not fit into float"),
        ("take", Vec2("a", 0), "'float x': float expected, not str"),  # type: ignore[arg-type]
        ("pair", (1, 2, 3), "a tuple of 2, not of 3"),
        ("pair", (1, 300), "'int8 b': 300 does not fit into int8"),
        ("pair", 7, "geo::Pair expected, not int"),
        ("slot", Slotted(), "has no attribute 'name'"),
    ]:
        with pytest.raises(ConversionError, match=message.replace("+", r"\+").replace("(", r"\(")):
            world.call(function, value)
    with pytest.raises(ScriptException, match="geo::Vec2 expected, not int"):
        world.call("run")
    with pytest.raises(ConversionError):
        world.globals["here"] = None
    with pytest.raises(ConversionError):
        world.globals["here"] = (1, 2)


def test_nothing_of_the_class_runs_when_python_gets_a_value() -> None:
    class Guarded:
        x: int

        def __new__(cls) -> Guarded:
            raise AssertionError("made")

        def __setattr__(self, name: str, value: object) -> None:
            raise AssertionError("set")

    module = Module()
    module.value(Guarded)
    world = built(module, "Guarded make() { Guarded g; g.x = 4; return g; }").instantiate()
    assert world.call("make").x == 4


def test_values_are_no_objects_of_the_host() -> None:
    world = built(
        values.game_module(),
        "game::Counter used; void run(ref r) {} void all(array<ref@> a) {} void any(dictionary d) {}",
    ).instantiate()
    with pytest.raises(ConversionError, match="expected, not Counter"):
        world.call("run", values.Counter(1))
    with pytest.raises(ConversionError, match="expected, not Counter"):
        world.call("all", [values.Counter(1)])
    world.call("any", {"c": values.Counter(1)})


@pytest.mark.row("REG-15")
def test_callable_that_changes_the_instance_while_its_value_is_copied() -> None:
    module = Module()
    worlds: list[Any] = []

    class Odd:
        def __index__(self) -> int:
            worlds[0].call("churn")
            return 7

    @module.value
    class Box:
        n: int

        def turn(self) -> None:
            self.n = Odd()  # type: ignore[assignment]

    world = built(
        module,
        """
        array<Box> boxes(1);
        void churn() { boxes.resize(0); array<string> s(100); boxes.resize(50); }
        int run() { boxes[0].turn(); return boxes[0].n; }
        int local() { Box b; b.turn(); return b.n; }
        """,
    ).instantiate()
    worlds.append(world)
    assert world.call("local") == 7
    assert world.call("run") in (0, 7)


@pytest.mark.row("REG-24")
def test_values_from_and_for_python_are_destroyed_once() -> None:
    module = values.game_module()
    module.register_function("Token fetch(int id)", lambda id: (id,))
    module.register_function("int look(Token t)", lambda t: t[0])
    world = built(
        module,
        """
        using namespace game;
        array<Token> kept;
        void take(Token t) { note("in " + t.id); }
        Token give(int id) { return Token(id); }
        void store(const array<Token> &in all) { note("all " + all.length()); }
        int fetches() { Token t = fetch(7); return look(t) + look(fetch(8)); }
        void keep(Token t) { kept.insertLast(t); }
        string said() { return notes(); }
        """,
    ).instantiate()
    said = world.function("said")
    world.call("take", (5,))
    assert said() == "in 5 ~5"
    assert world.call("give", 6) == (6,)
    assert said() == "~6"
    world.call("store", [(1,), (2,)])
    assert said() == "all 2 ~1 ~2"
    with pytest.raises(ConversionError):
        world.call("store", [(1,), ("x",)])
    assert said() == "~1"
    assert world.call("fetches") == 15
    assert sorted(said().split()) == ["~7", "~8"]
    world.call("keep", (9,))
    assert said() == "copy 9 ~9"
    world.globals["kept"] = []
    assert said() == "~9"


@pytest.mark.row("REG-16")
def test_array_of_a_million_holds_no_python_objects() -> None:
    world = built(
        values.game_module(),
        """
        array<game::Vec3> all;
        void fill(uint n) { all.resize(n); for (uint i = 0; i < n; i++) all[i].x = i; }
        double sum() { double s = 0; for (uint i = 0; i < all.length(); i++) s += all[i].x; return s; }
        """,
    ).instantiate(memory_limit=256 << 20)
    world.call("fill", 10)
    gc.collect()
    blocks, objects = sys.getallocatedblocks(), len(gc.get_objects())
    world.call("fill", 1_000_000)
    assert abs(sys.getallocatedblocks() - blocks) < 100
    assert abs(len(gc.get_objects()) - objects) < 100
    assert world.call("sum") == pytest.approx(999_999 * 500_000)


@pytest.mark.row("REG-08")
def test_default_argument_makes_a_value(tmp_path: Path) -> None:
    module = geometry()
    module.register_function("float both(Vec2 v = Vec2(3, 4), Vec2 w = Vec2())", lambda v, w: v.x + v.y + w.x)
    context = Context()
    context.install(module)
    context.save_registry(tmp_path / "geo.sfr")
    for found in (context, Context.load_registry(tmp_path / "geo.sfr", [module])):
        unit = found.create_unit()
        unit.add_source("a.as", "float run() { return geo::both() + geo::both(geo::Vec2(10, 0)); }")
        unit.build()
        assert unit.instantiate().call("run") == 17


# ----------------------------------------------------------------------------------------- registration


@pytest.mark.row("REG-15")
def test_missing_behaviours() -> None:
    module = Module("game")
    module.value_type("Vec3", size=12, align=4)
    module.value_type("File", fields=[("id", "int")], pod=False).constructor("File()", lambda: (1,))
    module.value_type("Lock", fields=[("id", "int")]).destructor(lambda lock: None)
    assert sealing(module) == [
        "type 'game::Vec3' is missing required behaviors: Constructor, Destructor",
        "type 'game::File' is missing required behaviors: Destructor",
        "type 'game::Lock' is missing required behaviors: Constructor",
    ]


def test_classes_are_checked() -> None:
    module = Module("m")

    @module.value
    class Hidden:
        a: int
        _b: int
        _c: int = 3

    @module.value
    class Wrong:
        t: tuple[int, int]

    @module.value
    class Half:
        __slots__ = ("a",)
        a: int

        def method(self, x) -> int:  # type: ignore[no-untyped-def]  # noqa: ANN001
            return 1

    module.value_type("Named", Point, fields=[("id", "int")])
    module.value_type("Slot", Slotted, fields=[("other", "int")])
    assert [error.replace("value type m::", "") for error in sealing(module)] == [
        "Hidden::_b: an attribute that scripts do not see needs a default",
        "Wrong::t: the hint tuple[int, int] stands for no script type: use list[...], or a declaration with &out "
        "parameters for several results",
        "Half::method: parameter 'x' of method has no type hint",
        "Named: its items are id, at",
        "Slot::other: Slotted has no slot of this name",
    ]


def test_texts_give_no_warnings() -> None:
    source = """
        using namespace game;
        void run() { Vec3 v(1, 2, 3); v += v; v.length2 = v.length2; Segment s(v, v); v = s.along(); }
        void more() { Token t(1); note("" + t.id); }
    """
    assert [str(w) for w in built(values.game_module(), source).warnings] == []


def test_values_without_a_default_constructor() -> None:
    for source, message in [
        ("game::Token t;", "has no constructor without arguments"),
        ("array<game::Token> t(3);", "has no constructor without arguments"),
        ("void f() { array<game::Token> t; t.resize(3); }", "has no constructor without arguments"),
    ]:
        with pytest.raises(BuildError, match=message):
            built(values.game_module(), source)


@pytest.mark.row("REG-15", "REG-16")
def test_plain_data_and_layout() -> None:
    module = Module("m")
    module.value_type("Empty", pod=True, size=4)
    module.value_type("Text", fields=[("s", "string")], pod=True)
    module.value_type("Dies", fields=[("i", "int")], pod=True).destructor(lambda v: None)
    module.value_type("Small", fields=[("a", "int8"), ("b", "int64")], size=9)
    module.value_type("Packed", fields=[("a", "int8"), ("b", "int64")], size=9, align=1)
    module.value_type("Outer", fields=[("a", "int8"), ("in", "Packed")], size=10, align=1)
    assert sealing(module) == [
        "type 'm::Empty' is plain data without fields: opaque values cannot be registered, declare what they hold",
        "type 'm::Text' is plain data, but its field 's' is 'string'",
        "type 'm::Dies' is plain data and has a destructor",
        "type 'm::Small' has size 9, but its fields take 16 bytes",
    ]


def test_fields_are_checked() -> None:
    module = Module("m")

    @module.type
    class Host:
        pass

    module.value_type("Missing", fields=[("a", "Nowhere")])
    module.value_type("ByValue", fields=[("h", "Host")])
    module.value_type("Held", fields=[("h", "Host@")])
    module.value_type("Self", fields=[("s", "Self")])
    module.value_type("A", fields=[("b", "B")])
    module.value_type("B", fields=[("a", "A")])
    module.value_type("Handle", fields=[("a", "A@")])
    module.register_function("void f(A@ a)", lambda a: None)
    found = "\n".join(sealing(module))
    for text in (
        "unknown type 'Nowhere'",
        "objects of 'm::Host' are held by handle: write 'm::Host@'",
        "type 'm::Self' would contain itself: its field 's'",
        "type 'm::A' would contain itself: its field 'b'",
        "there are no handles to 'A', it is no reference type",
    ):
        assert text in found
    assert "Held" not in found


def test_mistakes_in_declarations() -> None:
    module = Module("m")
    vec = module.value_type("Vec", fields=[("x", "float")])
    for make, message in [
        (lambda: vec.field("int x"), "has a field 'x' already"),
        (lambda: vec.field("const int y"), "neither const nor a reference"),
        (lambda: vec.field("void y"), "cannot be of type void"),
        (lambda: vec.method("float x() const", script="return 1;"), "has a field 'x' already"),
        (lambda: vec.method("float f()"), "which has no Python class, has no method 'f'"),
        (lambda: vec.method("float f()", lambda: 1), "cannot be called with 1 argument"),
        (lambda: vec.method("float f()", lambda v: 1, script="return 1;"), "not by both"),
        (lambda: vec.method("float __f()", lambda v: 1), "do not begin with '__'"),
        (lambda: vec.operator("float plus()", lambda v: 1), "is no operator"),
        (lambda: vec.constructor("Other(int x)", lambda x: (x,)), "a constructor of Vec is declared 'Vec(...)'"),
        (lambda: vec.constructor("Vec(int x)"), "needs a callable or script="),
        (lambda: vec.destructor(), "needs a callable or script="),
        (lambda: module.value_type("Vec"), "already registered"),
        (lambda: module.value_type("W", int), "takes a class of the host"),
        (lambda: module.value_type("W", size=-1), "the size of W cannot be -1"),
        (lambda: module.value_type("W", align=3), "the align of W cannot be 3"),
        (lambda: module.value(tuple), "takes a class of the host"),
        (lambda: module.value(type("D", (dict,), {})), "cannot be made from their fields"),
    ]:
        with pytest.raises(DeclarationError, match=message.replace("(", r"\(").replace(")", r"\)").replace(".", r"\.")):
            make()  # type: ignore[no-untyped-call]
    vec.method("float f() const", script="return x;")
    with pytest.raises(DeclarationError, match="has a member with this name and these parameters already"):
        vec.method("float f() const", script="return x;")


@pytest.mark.row("REG-15")
def test_mistakes_in_texts_are_found_when_the_context_is_sealed() -> None:
    module = Module("m")
    vec = module.value_type("Vec", fields=[("x", "float")])
    vec.method("float ok() const", script="return x;")
    vec.method("float bad() const", script="return y;")
    vec.method("void worse() const", script="x = 1;")
    errors = sealing(module)
    assert len(errors) == 2
    assert errors[0].startswith("value type m::Vec: ") and "'y'" in errors[0] and "return y;" in errors[0]
    assert "x = 1;" in errors[1]


def test_texts_see_the_host_alone() -> None:
    module = Module("m")
    module.register_function("int one()", lambda: 1)
    module.value_type("V", fields=[("x", "int")]).method("int get() const", script="return one() + K;")
    module.const("K", 10)
    unit = built(module, "namespace m { int one() { return 2; } } int K = 20; int run() { m::V v; return v.get(); }")
    assert unit.instantiate().call("run") == 11


def test_units_compile_what_they_use() -> None:
    module = values.game_module()
    nothing = built(module, "int run() { return 1; }").program
    one = built(module, "float run() { game::Vec3 v(1, 2, 3); return v.x; }").program
    assert nothing.bytecode_size < 100 and one.bytecode_size < 400
    assert "Vec3" not in nothing.disassemble() and "opNeg" not in one.disassemble()


# ------------------------------------------------------------------------------------ files, links, pickles


def test_registry_files(tmp_path: Path) -> None:
    first, second = values.game_module(), values.game_module()
    assert modules_digest([first]) == modules_digest([second])
    context = Context()
    context.install(first)
    context.save_registry(tmp_path / "a.sfr")
    other = Context()
    other.install(second)
    other.save_registry(tmp_path / "b.sfr")
    assert (tmp_path / "a.sfr").read_bytes() == (tmp_path / "b.sfr").read_bytes()
    third = values.game_module()
    third.value_type("More", fields=[("a", "int")])
    changed = Module("game")
    changed.value_type("More", fields=[("a", "int"), ("b", "int")])
    assert modules_digest([first]) != modules_digest([third]) != modules_digest([changed])
    bindings = {"game::Counter": values.Counter}
    loaded = Context.load_registry(tmp_path / "a.sfr", bindings)
    unit = loaded.create_unit()
    unit.add_source("a.as", "float run() { game::Vec3 v(1, 2, 3); return (v + v).y; }")
    unit.build()
    assert unit.instantiate().call("run") == 4
    unit = loaded.create_unit()
    unit.add_source("a.as", "void run() { game::Counter c; c.add(1); }")
    unit.build()
    with pytest.raises(LoadError, match=r"nothing is bound to 'game::Counter::add\(int64\)'"):
        unit.instantiate()


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ([("x", "float"), ("y", "double")], "has the fields float x; double y here, float x; float y in the program"),
        ([("x", "float"), ("z", "float")], "has the fields float x; float z here"),
        ([("x", "float")], "has the fields float x here"),
        (None, "'m::V' is missing"),
    ],
)
def test_programs_of_another_type_are_refused(
    fields: list[tuple[str, str]] | None, message: str, tmp_path: Path
) -> None:
    module = Module("m")
    module.value_type("V", fields=[("x", "float"), ("y", "float")])
    built(module, "m::V v;").program.save(tmp_path / "v.sbc")
    other = Module("m")
    if fields is not None:
        other.value_type("V", fields=fields)
    context = Context()
    context.install(other)
    with pytest.raises(LoadError, match=message):
        context.load_program(tmp_path / "v.sbc")


def test_linked_programs_share_the_type() -> None:
    module = values.game_module()
    context = Context()
    context.install(module)
    sources = {
        "a": "game::Vec3 from_a() { return game::Vec3(1, 2, 3) + game::Vec3(1, 1, 1); }",
        "b": 'import game::Vec3 from_a() from "a"; game::Token t(1); '
        "float run() { game::Vec3 v = from_a(); v += v; return v.y; }",
    }
    programs = []
    for name, text in sources.items():
        unit = context.create_unit(name)
        unit.add_source(f"{name}.as", text)
        unit.build()
        programs.append(unit.program)
    world = context.instantiate(programs)
    assert world.call("run") == 6
    assert world.call("from_a") == (2, 3, 4)


def test_contexts_with_values_pickle() -> None:
    module = Module("game")
    values.counters(module)
    context = Context()
    context.install(module)
    context.seal()
    again = pickle.loads(pickle.dumps(context))
    unit = again.create_unit()
    unit.add_source("a.as", "int run() { game::Counter c(4); c.add(2); return c.count; }")
    unit.build()
    assert unit.instantiate().call("run") == 6


def test_rebuild_with_a_type_that_was_not_used_before() -> None:
    context = Context()
    context.install(values.game_module())
    unit = context.create_unit()
    unit.add_source("a.as", "float run() { return 1; }")
    unit.build()
    unit.update_source("a.as", "float run() { game::Vec3 v(1, 2, 3); return v.length2; }")
    unit.rebuild()
    assert unit.instantiate().call("run") == 14


def test_listing_shows_fields_and_members() -> None:
    from seraphscript.registry.listing import describe, diff, dump

    context = Context()
    context.install(values.game_module())
    registry = context.seal()
    kind = next(one for one in describe(registry)["types"] if one["name"] == "game::Vec3")
    assert kind["sort"] == "value" and kind["fields"] == ["float x", "float y", "float z"]
    members = {one["declaration"]: one["how"] for one in kind["members"]}
    assert members["Vec3(float x, float y, float z)"] == "script"
    for form in ("text", "as", "md", "pyi", "json"):
        text = dump(registry, form)
        assert "Vec3" in text
        if form in ("as", "md"):
            assert "__construct" not in text and "float z" in text
    other = Module("game")
    other.value_type("Vec3", fields=[("x", "float")])
    smaller = Context()
    smaller.install(other)
    assert any(one["name"] == "game::Vec3" for one in diff(registry, smaller.seal())["changed"])


def test_value_types_cost_a_unit_nothing() -> None:
    many = Module("many")
    for i in range(300):
        vec = many.value_type(f"V{i}", fields=[("x", "float")])
        vec.method("float twice() const", script="return 2 * x;")
    program = built(many, "float run() { many::V7 v; v.x = 3; return v.twice(); }").program
    assert program.to_bytes().count(b"many::V") < 10


@pytest.mark.row("REG-22")
def test_constructors_are_overloaded() -> None:
    module = Module()
    vec = module.value_type("V", fields=[("x", "double"), ("how", "string")])
    vec.constructor("V(double x)", script='this.x = x; how = "double";')
    vec.constructor("V(const string &in s)", lambda s: (len(s), "string"))
    vec.constructor("V(const V &in other, int times)", lambda other, times: (other[0] * times, "times"))
    vec.constructor("V(const V &in other)", script='x = other.x; how = "copy";')
    world = built(
        module,
        """
        string run() {
            V none; V a(2.5); V b("abc"); V c(b, 2); V d = c; V e(d);
            return none.how + none.x + a.how + a.x + b.how + b.x + c.how + c.x + d.how + e.x;
        }
        string passed(V v) { return v.how; }
        string passes() { V v(1.0); return passed(v); }
        """,
    ).instantiate()
    assert world.call("run") == "0double2.5string3times6copy6"
    assert world.call("passes") == "copy"
    assert world.call("passed", (1, "host")) == "host"


def test_hints_of_values() -> None:
    module = geometry()

    @module.function
    def middle(a: Vec2, b: Vec2) -> Vec2:
        return Vec2((a.x + b.x) / 2, (a.y + b.y) / 2)

    @module.function
    def total(points: list[Vec2]) -> float:
        return math.fsum(v.x for v in points)

    world = built(
        module,
        """
        using namespace geo;
        float run() { Vec2 a(2, 4), b; array<Vec2> all = {a, middle(a, b)}; return total(all); }
        """,
    ).instantiate()
    assert world.call("run") == 3


@pytest.mark.row("OPR-14")
def test_a_value_that_converts_to_bool_is_a_condition() -> None:
    module = Module()
    asked: list[int] = []
    kind = module.value_type("Lamp", fields=[("n", "int")])

    def lit(lamp: tuple[int]) -> bool:
        asked.append(lamp[0])
        return lamp[0] > 0

    kind.method("bool opImplConv() const", lit)
    unit = Context().install(module).create_unit("lamps")
    unit.add_source("lamps.as", """
        Lamp lamp(int n) { Lamp made; made.n = n; return made; }
        string f() {
            Lamp on = lamp(2), off;
            string found;
            if (on) found += "a";
            if (!off) found += "b";
            if (on && !off) found += "c";
            if (off || on) found += "d";
            if (on ^^ off) found += "e";
            found += lamp(1) ? "f" : "-";
            while (on) { on.n--; found += "g"; }
            bool plain = lamp(0);
            return found + plain;
        }
    """)
    unit.build()
    assert unit.instantiate().call("f") == "abcdefggfalse"
    assert asked == [2, 0, 2, 0, 0, 2, 2, 0, 1, 2, 1, 0, 0]


@pytest.mark.row("REG-33")
@pytest.mark.parametrize(
    ("body", "lost"),
    [
        ("pos.x = 11;", "pos"),
        ("pos.x += 1;", "pos"),
        ("two.a.x = 3;", "two"),
        ("Owner o; o.pos.y = 4;", "pos"),
        ("Point p = pos; p.x = 3; pos = p;", ""),
        ("Owner o; o.pos = Point();", ""),
        ("Kept k; k.p.x = 2;", ""),
        ("Point[] a(1); a[0].x = pos.x;", ""),
    ],
)
def test_changes_of_copies_that_the_host_does_not_see(body: str, lost: str) -> None:
    class Owner:
        pos = (1, 2)

    class State:
        pos = (1, 2)
        two = ((1, 2),)

    state = State()
    module = Module()
    module.value_type("Point", fields=[("x", "int"), ("y", "int")])
    module.value_type("Two", fields=[("a", "Point")])
    module.property("Point pos", of=state).property("Two two", of=state)
    module.register_type("Owner", Owner).constructor("Owner()").property("Point pos")
    unit = Context().install(module).create_unit("lost")
    unit.add_source("lost.as", f"class Kept {{ Point p; }} void main() {{ {body} }}")
    unit.build()
    message = f"'{lost}' gives a copy of the host's value: this changes the copy only"
    assert [warning.message for warning in unit.warnings] == ([message] if lost else [])
    unit.instantiate().call("main")
    assert state.pos == ((3, 2) if "pos = p" in body else (1, 2))
