"""Views of functions, types and properties: one read API for sealed registries, files of them, and units."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from pathlib import Path

import pytest
from seraphscript import Context, ContextError, FfiRegistry, Module, TemplateInfo, TemplateValidation, Unit
from seraphscript.declared import UnitDeclarations
from seraphscript.registry.views import Declarations, FunctionView, PropertyView, TypeView


class Base:
    x = 3

    def __init__(self, x: int = 0) -> None:
        self.x = x


class Derived(Base):
    pass


def only_numbers(info: TemplateInfo) -> TemplateValidation:
    return TemplateValidation.valid() if info.argument.is_primitive else TemplateValidation.invalid("numbers only")


class Grid:
    pass


def world() -> Module:
    made = Module("game")
    base = made.register_type("Base", Base)
    base.constructor("Base(int x)").constructor("Base(const Base &in other)", lambda other: Base(other.x))
    base.factory("Base@ parse(const string &in text)", lambda text: Base(int(text)))
    base.method("int f() const", lambda this: 1).method("int f(int n) const", lambda this, n: n)
    base.method("int only() const", lambda this: 2).property("int x")
    base.operator("int opIndex(int i)", lambda this, i: i)
    base.operator("Base@ opAdd(const Base &in o) const", lambda a, b: a)
    derived = made.register_type("Derived", Derived)
    derived.method("int f() const", lambda this: 10).property_get("int y", lambda this: 0)
    value = made.value_type("Point", fields=[("x", "float"), ("y", "float")])
    value.constructor("Point(float x) explicit", script="this.x = x;")
    value.constructor("Point(float x, float y)", script="this.x = x; this.y = y;")
    made.enum("Kind", {"A": 1, "B": -7})
    made.interface("Drawable", ["void draw(int x) const", "int area() const"])
    made.register_funcdef("funcdef bool Check(int a, const string &in b)")
    grid = made.register_type("Grid<class T>", Grid, template_callback=only_numbers)
    grid.method("int find(const T &in what) const", lambda this, what: 0)
    names = "array<string>@ names(dictionary<string, array<int>>@ d, int depth = 3)"
    made.register_function(names, lambda d, depth: [])
    made.register_function("bool check(int a, const string &in b)", lambda a, b: True)
    made.register_function("void note(const ?&in... all)", lambda *all: None)
    made.property("int score", lambda: 1, lambda value: None)
    made.property("const int level", lambda: 1)
    made.const("MAX", 5)
    return made


def context() -> Context:
    return Context().install(world())


@pytest.fixture(scope="module")
def registry() -> FfiRegistry:
    return context().seal()


def found(tables: Declarations | Unit, name: str) -> TypeView:
    view = tables.find_type(name)
    assert view is not None, name
    return view


def shown(views: list[FunctionView]) -> list[str]:
    return [view.declaration for view in views]


@pytest.mark.row("REG-50", "TYP-27")
def test_types_by_name_and_id(registry: FfiRegistry) -> None:
    for view in registry.types():
        other = registry.type_by_id(view.id)
        assert other is not None
        assert (other.name, other.sort) == (view.name, view.sort)
    for name in ("array<string>", "dictionary<string, array<int>>", "game::Base", "int", "array"):
        assert found(registry, name).name == name
    assert found(registry, "string[]").name == "array<string>"
    for name in ("array<double>", "game::Base@", "const int", "int[", "", "game::", "game::Nothing<int>", "\ud800"):
        assert registry.find_type(name) is None
    assert registry.type_by_id(12345) is None


@pytest.mark.row("REG-50", "TYP-27")
def test_members_with_inherited_ones(registry: FfiRegistry) -> None:
    base, derived = found(registry, "game::Base"), found(registry, "game::Derived")
    assert [one.name for one in derived.base_classes] == ["game::Base"]
    assert derived.is_subclass_of(base)
    assert derived.is_subclass_of("game::Base")
    assert not base.is_subclass_of(derived)
    assert not base.is_subclass_of("game::Base")
    assert shown(derived.methods) == ["int game::Derived::f() const", "int game::Derived::get_y() const"]
    assert shown(derived.find_methods("f")) == ["int game::Derived::f() const", "int game::Base::f(int) const"]
    assert len({view.declaration for view in derived.all_methods}) == len(derived.all_methods) == 8
    assert derived.find_method("only") is not None
    assert derived.find_method("f", "int").owner == "game::Base"  # type: ignore[union-attr]
    assert derived.find_method("f", "string") is None
    assert [(p.name, p.type, p.is_const) for p in derived.all_properties] == [("y", "int", True), ("x", "int", False)]
    x = derived.find_property("x")
    assert x is not None
    assert x.setter is not None
    assert x.getter is not None
    assert x.qualified_name == "game::Base::x"
    assert x.getter.declaration == "int game::Base::get_x() const"
    assert derived.find_property("nothing") is None
    assert found(registry, "game::Point").find_property("y") == PropertyView(
        "y", "game::Point::y", "float", None, None, False
    )


@pytest.mark.row("REG-50")
def test_operators_and_constness(registry: FfiRegistry) -> None:
    (add,) = found(registry, "game::Derived").find_methods("opAdd")
    assert add.declaration == "game::Base@ game::Base::opAdd(const game::Base &in) const"
    array = found(registry, "array<string>")
    for is_const in (True, False):
        view = array.find_method("opIndex", "uint", is_const=is_const)
        assert view is not None
        assert ("const" in view.traits) is is_const
    insert = array.find_method("insertLast", "string")
    assert insert is not None
    assert (insert.declaration, insert.owner) == ("void array<string>::insertLast(const string &in)", "array<string>")
    keys = found(registry, "dictionary<string, array<int>>").find_method("getValues")
    assert keys is not None
    assert keys.return_type == "array<array<int>>@"


@pytest.mark.row("REG-50", "REG-22")
def test_what_makes_objects(registry: FfiRegistry) -> None:
    base, point = found(registry, "game::Base"), found(registry, "game::Point")
    assert shown(base.constructors) == [
        "game::Base@ game::Base::Base(const game::Base &in)", "game::Base@ game::Base::Base(const string &in)",
        "game::Base@ game::Base::Base(int)",
    ]
    assert base.copy_constructor is not None
    assert base.copy_constructor.param_types == ["const game::Base &in"]
    assert base.find_constructor("string") is not None
    assert base.find_constructor("const string &in") is not None
    assert base.find_constructor("float") is None
    one, two = point.find_constructor("float"), point.find_constructor("float", "float")
    assert one is not None
    assert two is not None
    assert "explicit" in one.traits
    assert "explicit" not in two.traits
    assert point.copy_constructor is None
    assert base.list_constructor is None


@pytest.mark.row("REG-50")
def test_signatures_values_and_validation(registry: FfiRegistry) -> None:
    check = found(registry, "game::Check")
    assert check.signature is not None
    assert check.signature.param_types == ["int", "const string &in"]
    assert check.accepts(registry.find_function("game::check", "int", "string"))  # type: ignore[arg-type]
    assert not check.accepts(registry.lookup_functions("game::names")[0])
    assert found(registry, "game::Base").signature is None
    assert shown(found(registry, "game::Drawable").all_methods) == [
        "void game::Drawable::draw(int) const", "int game::Drawable::area() const"
    ]
    assert found(registry, "game::Kind").values == {"A": 1, "B": -7}
    assert registry.constant("game::Kind::B") == -7
    assert registry.constant("game::MAX") == 5
    assert registry.constant("game::score") is None
    validation = found(registry, "game::Grid").validation
    assert validation is not None
    assert validation.implementation is only_numbers
    assert found(registry, "array").validation is None
    assert found(registry, "game::Base").validation is None


@pytest.mark.row("REG-50", "REG-52")
def test_what_stands_behind_functions(registry: FfiRegistry) -> None:
    (names,) = registry.lookup_functions("game::names")
    assert names.implementation is not None
    assert names.implementation({}, 1) == []
    assert names.native_id == 0
    assert names.namespace == "game"
    (split,) = registry.lookup_functions("string::split")
    assert split.implementation is None
    assert registry.offers_native(split.native_id)
    assert not registry.offers_native(0)
    assert "variadic" in registry.lookup_functions("game::note")[0].traits
    assert registry.find_function("game::note", "const ? &in...") is not None
    assert registry.find_function("game::note", "int") is None


@pytest.mark.row("TYP-27", "REG-50")
def test_namespaces(registry: FfiRegistry) -> None:
    assert registry.namespaces() == ["game", "math"]
    assert [view.name for view in registry.types("game") if view.sort != "instance"] == [
        "game::Kind", "game::Drawable", "game::Check", "game::Point", "game::Base", "game::Derived", "game::Grid"
    ]
    assert {view.name for view in registry.functions("game")} == {
        "check", "names", "note", "get_score", "set_score", "get_level"
    }
    assert [(p.name, p.is_const) for p in registry.properties("game")] == [("level", True), ("score", False)]
    assert registry.properties() == registry.properties("game")
    assert registry.constants("game") == [("int", "game::MAX", 5)]
    score = registry.find_property("game::score")
    assert score is not None
    assert score.setter is not None
    assert registry.find_property("score") is registry.find_property("game::nothing") is None
    assert all(not view.namespace for view in registry.functions(""))
    assert registry.functions("nowhere") == []
    assert registry.has_namespace("game")
    assert not registry.has_namespace("game::Base")


def answers(tables: Declarations) -> Iterator[object]:
    """All answers to all questions."""
    views: list[FunctionView] = list(tables.functions())
    for kind in tables.types():
        yield [getattr(kind, name) for name in (
            "tier", "name", "namespace", "id", "sort", "base", "kind", "allows_weak", "is_template", "arguments",
            "values", "is_bits", "fields",
        )]
        again = tables.find_type(kind.name)
        yield None if again is None else again.id
        yield [one.name for one in kind.base_classes], [kind.is_subclass_of(one) for one in tables.types()]
        for group in (kind.methods, kind.all_methods, kind.constructors):
            yield shown(group)
            views += group
        for single in (kind.signature, kind.validation, kind.copy_constructor, kind.list_constructor):
            yield None if single is None else single.declaration
        yield [tuple(map(str, each)) for each in kind.all_properties]
        yield [kind.accepts(view) for view in tables.functions("game")]
    for view in views:
        yield [getattr(view, name) for name in (
            "tier", "name", "namespace", "qualified_name", "declaration", "id", "return_type", "owner", "key",
            "native_id", "param_count", "required_param_count", "has_defaults", "params", "param_types",
            "template_params", "traits",
        )]
        yield view.implementation is None
        yield shown(tables.lookup_functions(view.qualified_name))
    for namespace in (*tables.namespaces(), ""):
        yield [one.name for one in tables.types(namespace)], shown(tables.functions(namespace))
        yield tables.constants(namespace)
        yield [tuple(map(str, each)) for each in tables.properties(namespace)]
    yield tables.aliases()


@pytest.mark.row("REG-50", "REG-53")
def test_answers_are_the_same_after_saving_and_loading(tmp_path: Path) -> None:
    first = context()
    first.save_registry(tmp_path / "a.sfr")
    second = Context.load_registry(tmp_path / "a.sfr", [world()])
    before, after = list(answers(first.seal())), list(answers(second.seal()))
    assert len(before) > 1000
    for one, other in zip(before, after, strict=True):
        assert repr(one) == repr(other)         # repr: a NaN is not equal to itself


@pytest.mark.row("REG-50", "CTX-29")
def test_views_are_made_when_asked_for(tmp_path: Path) -> None:
    many = world()
    for number in range(2000):
        many.register_function(f"int f{number}(int a)", abs)
    Context().install(many).save_registry(tmp_path / "a.sfr")
    gc.collect()
    loaded = Context.load_registry(tmp_path / "a.sfr")
    views = [one for one in gc.get_objects() if isinstance(one, FunctionView | TypeView) and "f1999" in str(one)]
    assert views == []
    assert loaded.seal().find_function("game::f1999", "int") is not None


SCRIPT = """
namespace units {
    interface Walks { void walk(int steps); }
    abstract class Unit : Walks {
        int hp = 3;
        Unit(int hp = 7) { this.hp = hp; }
        void walk(int steps) override { hp -= steps; }
        int get_armour() const property { return 1; }
        private void secret() {}
        Unit@ opAdd(const Unit &in o) const { return null; }
    }
    class Knight : Unit {
        array<Unit@> friends;
        Knight() { super(1); }
        void walk(int steps) final { hp = 0; }
        void walk(int steps, const string &in how = "a, b", dictionary<string, int> d = dictionary<string, int>()) {}
    }
}
enum Mood { CALM = 4, ANGRY }
funcdef bool Check(int a, const string &in b);
int score = 2;
const double RATE = 0.5;
bool check(int a, const string &in b) { return true; }
int twice(int n = max(1, 2), int &out rest = void) { return n * 2; }
int max(int a, int b) { return a > b ? a : b; }
game::Base@ give(game::Derived@ d) { return d; }
game::Point middle(const game::Point &in p) { return p; }
"""


def built(text: str = SCRIPT) -> Unit:
    unit = context().create_unit("u")
    unit.add_source("u.as", text)
    unit.build()
    return unit


@pytest.mark.row("TYP-16")
def test_functions_of_both_tiers_have_one_view() -> None:
    unit = built()
    script, host = unit.find_function("check", "int", "string"), unit.find_function("game::check", "int", "string")
    assert script is not None
    assert host is not None
    assert type(script) is type(host)
    assert (script.tier, host.tier) == ("script", "ffi")
    for name in ("return_type", "param_types", "params", "param_count", "required_param_count", "has_defaults", "name"):
        assert getattr(script, name) == getattr(host, name), name
    assert (script.declaration, host.declaration) == (
        "bool check(int, const string &in)", "bool game::check(int, const string &in)"
    )
    assert "script" in script.traits
    (twice,) = unit.lookup_functions("twice")
    assert twice.params == [("int", "", "n", "max(1, 2)"), ("int", "&out", "rest", "void")]
    assert (twice.param_count, twice.required_param_count, twice.has_defaults) == (2, 0, True)
    assert (twice.key, twice.implementation, twice.native_id) == ("", None, 0)
    walk = found(unit, "units::Knight").find_method("walk", "int", "string", "dictionary<string, int>")
    assert walk is not None
    assert [default for *_, default in walk.params] == [None, '"a, b"', "dictionary<string, int>()"]
    assert walk.required_param_count == 1
    assert walk.owner == "units::Knight"
    assert walk.qualified_name == "units::Knight::walk"
    names = {view.declaration for view in unit.functions()}
    assert names == {view.declaration for view in unit.functions() if view.tier == "script"}
    assert {"units::Unit::Unit(int)", "void units::Walks::walk(int)", "int max(int, int)"} <= names
    assert [view.name for view in unit.functions("")] == ["check", "twice", "max", "give", "middle"]
    assert unit.functions("units") == []


@pytest.mark.row("TYP-17")
def test_types_of_both_tiers_have_one_view() -> None:
    unit = built()
    knight, base = found(unit, "units::Knight"), found(unit, "game::Base")
    assert type(knight) is type(base)
    assert (knight.tier, base.tier) == ("script", "ffi")
    assert (knight.sort, knight.base, knight.fields) == ("class", "units::Unit", ("array<units::Unit@> friends",))
    assert [one.name for one in knight.base_classes] == ["units::Unit"]
    assert [one.name for one in knight.interfaces] == ["units::Walks"]
    assert knight.is_subclass_of("units::Walks")
    assert found(unit, "units::Unit").fields == ("int hp",)
    assert "private" in found(unit, "units::Unit").find_methods("secret")[0].traits
    assert [view.owner for view in knight.find_methods("walk")] == ["units::Knight", "units::Knight"]
    assert knight.find_method("opAdd", "units::Unit") is not None
    assert [(p.name, p.type) for p in knight.all_properties] == [
        ("friends", "array<units::Unit@>"), ("hp", "int"), ("armour", "int")
    ]
    assert shown(found(unit, "units::Unit").constructors) == ["units::Unit::Unit(int)"]
    assert found(unit, "Mood").values == {"CALM": 4, "ANGRY": 5}
    assert found(unit, "Check").accepts(unit.lookup_functions("check")[0])
    friends = found(unit, "array<units::Unit@>")
    assert (friends.tier, friends.sort, friends.base) == ("script", "instance", "array")
    assert friends.find_method("insertLast", "units::Unit@") is not None
    assert [(p.name, p.type, p.is_const) for p in unit.properties()] == [
        ("score", "int", False), ("RATE", "double", True)
    ]
    assert [kind.name for kind in unit.types("units") if kind.sort != "instance"] == [
        "units::Walks", "units::Unit", "units::Knight"
    ]
    assert found(unit, "string").tier == "ffi"
    assert unit.find_type("units::Nobody") is None


@pytest.mark.row("CTX-23")
def test_types_are_counted() -> None:
    unit = context().create_unit()
    assert unit.type_count == unit.function_count == 0
    unit.add_source("a", SCRIPT)
    unit.build()
    assert unit.type_count == 5
    assert unit.function_count == 5
    unit.clear()
    assert unit.type_count == 0
    unit.add_source("a", "int f() { return 1; }")
    unit.build()
    assert (unit.type_count, unit.function_count) == (0, 1)
    unit.clear()
    unit.add_source("a", "class A {}")
    unit.build()
    assert unit.type_count == 1


@pytest.mark.row("TYP-16", "TYP-17")
def test_views_outlive_their_build() -> None:
    unit = built()
    knight, twice = found(unit, "units::Knight"), unit.lookup_functions("twice")[0]
    before = knight.fields, shown(knight.all_methods), twice.params
    unit.update_source("u.as", SCRIPT.replace("int n = max(1, 2)", "int m = max(1, 2)").replace("n * 2", "m * 3"))
    unit.rebuild()
    assert unit.lookup_functions("twice")[0].params[0][2] == "m"
    unit.clear()
    del unit
    for _ in range(20):
        built("class A { string s; }")
    gc.collect()
    assert before == (knight.fields, shown(knight.all_methods), twice.params)
    empty = context().create_unit()
    for ask in (empty.functions, empty.types, empty.properties, lambda: empty.find_type("int")):
        with pytest.raises(ContextError, match="not built"):
            ask()


@pytest.mark.row("TYP-16")
def test_units_with_shared_entities_and_imports() -> None:
    made = context()
    core = made.create_unit("core")
    core.add_source("core.as", "shared class Hero { int hp = 5; } shared int twice(int n = 3) { return n * 2; }")
    core.build()
    assert core.lookup_functions("twice")[0].params == [("int", "", "n", "3")]
    mod = made.create_unit("mod", uses=[core])
    mod.add_source("mod.as", """
        external shared class Hero; import int f(Hero@ h, int n = 4) from "core"; Hero@ mine() { return Hero(); }
    """)
    mod.build()
    assert shown(mod.functions()) == ["int f(Hero@, int)", "Hero@ mine()"]
    assert mod.functions()[0].params[1][3] == "4"
    assert "import" in mod.functions()[0].traits
    assert found(mod, "Hero").fields == ("int hp",)


def test_nobody_else_makes_them() -> None:
    unit = built()
    for view in (unit.functions()[0], unit.types()[0]):
        with pytest.raises(TypeError):
            type(view)()
    with pytest.raises(TypeError, match="registries and units"):
        Declarations()
    with pytest.raises(TypeError, match="comes from the unit"):
        UnitDeclarations()
