"""The sealed registry and script tiers on top of it: resolution, identity, lookup, template instances."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest
from seraphscript import FfiRegistry, Module, RegistryBuildError
from seraphscript.modules import default_modules
from seraphscript.registry.builder import LIBRARY_TYPES, FfiRegistryBuilder
from seraphscript.registry.ids import is_ffi, native_id, stable_hash
from seraphscript.registry.items import EnumItem, NativeType
from seraphscript.registry.problems import RegistryProblem
from seraphscript.registry.script_registry import ScriptRegistry


def build(*modules: Module) -> FfiRegistry:
    builder = FfiRegistryBuilder()
    for module in modules:
        builder.add(module)
    return builder.build()


def problems(*modules: Module) -> list[RegistryProblem]:
    with pytest.raises(RegistryBuildError) as caught:
        build(*modules)
    found: list[RegistryProblem] = caught.value.errors
    return found


def host(*declarations: str, namespace: str = "", name: str = "") -> Module:
    module = Module(namespace, name=name)
    for declaration in declarations:
        module.register_function(declaration, lambda *_: None)
    return module


@pytest.fixture(scope="module")
def defaults() -> FfiRegistry:
    return build(*default_modules())


# -- the sealed tier


@pytest.mark.row("CTX-02", "TYP-06")
def test_order_of_installation_does_not_matter() -> None:
    using = host("void paint(Color c)", "array<Color>@ all()", "void log(const string &in a)")
    declaring = Module().enum("Color", ["Red", "Green"])
    everything = [using, declaring, *default_modules()]
    first, second = build(*everything), build(*reversed(everything))
    assert first.fingerprint == second.fingerprint
    assert [repr(f) for f in first.functions()] == [repr(f) for f in second.functions()]
    assert [(t.name, t.id) for t in first.types()] == [(t.name, t.id) for t in second.types()]


@pytest.mark.row("TYP-09", "TYP-10", "CARD-02")
def test_ids_and_fingerprint_are_the_same_in_every_process(defaults: FfiRegistry) -> None:
    code = (
        "from seraphscript.modules import default_modules\n"
        "from seraphscript.registry.builder import FfiRegistryBuilder\n"
        "builder = FfiRegistryBuilder()\n"
        "builder.modules = default_modules()\n"
        "r = builder.build()\n"
        "print(r.fingerprint.hex(), sum(f.id for f in r.functions()), sum(t.id for t in r.types()))"
    )
    outputs = {
        subprocess.run(
            [sys.executable, "-c", code],
            env={**os.environ, "PYTHONHASHSEED": seed},
            capture_output=True,
            encoding="utf-8",
            check=True,
        ).stdout
        for seed in ("0", "1", "random")
    }
    ids = sum(f.id for f in defaults.functions()), sum(t.id for t in defaults.types())
    assert outputs == {f"{defaults.fingerprint.hex()} {ids[0]} {ids[1]}\n"}


@pytest.mark.row("TYP-08")
def test_the_hash_is_fixed_for_ever() -> None:
    # Ids stand in compiled programs: these numbers must never change.
    assert stable_hash("") == 0
    assert stable_hash("seraph") == 0xE8E26FC1D8DDB123
    assert native_id("math.sin.f64") == 0xA4D45CC7BD95225E
    assert is_ffi(native_id("x"))
    assert not is_ffi(5)


@pytest.mark.row("TYP-10", "TYP-11", "CTX-10")
def test_identity_of_functions() -> None:
    registry = build(
        host("int f(int, float)", "int f(float, int)", "int f(int)", "int f(const int &in)"), host("int f()")
    )
    overloads = registry.lookup_functions("f")
    assert len({f.id for f in overloads}) == len(overloads) == 5
    assert all(is_ffi(f.id) for f in overloads)
    assert all(registry.function_by_id(f.id) is f for f in overloads)
    assert registry.function_by_id(1) is None
    # Neither names of parameters nor defaults nor the result are part of the identity.
    other = build(host("void f(int x = 3)")).lookup_functions("f")[0]
    assert other.id == next(f.id for f in overloads if f.declaration == "int f(int)")


@pytest.mark.row("CTX-10", "REG-05")
@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("int f(int a)", "float f(int b)"),
        ("void f(const string &in, ...)", "void f(const string &in)"),
        ("void f(Id a)", "void f(uint64 a)"),
    ],
)
def test_duplicate_functions_across_modules(first: str, second: str) -> None:
    alias = Module().alias("Id", "uint64")
    found = problems(host(first, namespace="n"), host(second, namespace="n"), alias, *default_modules())
    assert len(found) == 1
    assert "duplicate registration" in str(found[0])
    assert "n::f" in str(found[0])


@pytest.mark.row("CTX-10")
def test_duplicate_types_across_modules() -> None:
    found = problems(Module("n").enum("Color", ["A"]), Module("n").enum("Color", ["B"]))
    assert [str(p) for p in found] == ["duplicate type: n::Color"]
    build(Module("n").enum("Color", ["A"]), Module("m").enum("Color", ["A"]))


@pytest.mark.row("CTX-08", "CTX-09", "TYP-03", "TYP-05")
def test_all_errors_at_once() -> None:
    bad = Module("game", name="bad")
    bad.register_native("Missing f(int a, Foo b)", "x")
    bad.register_native("void g(array<array<Bar>> c)", "x")
    bad.register_native("void h(Colr c)", "x")
    bad.register_native("void i(array<int, int> c)", "x")
    found = problems(bad, Module().enum("Color", ["Red"]), *default_modules())
    assert [(p.function, p.parameter, p.index, p.type_name) for p in found] == [
        ("game::f", "", -1, "Missing"),
        ("game::f", "b", 1, "Foo"),
        ("game::g", "c", 0, "Bar"),
        ("game::h", "c", 0, "Colr"),
        ("game::i", "c", 0, "array"),
    ]
    assert str(found[0]) == "failed to resolve return type of function 'game::f': unknown type 'Missing'"
    assert str(found[1]) == "failed to resolve parameter 'b' (index 1) of function 'game::f': unknown type 'Foo'"
    assert "did you mean 'Color'?" in str(found[3])
    assert "expects 1 type argument(s), got 2" in str(found[4])
    assert all(p.module == "bad" for p in found)


@pytest.mark.parametrize(
    ("declaration", "message"),
    [
        ("void f(string@ a)", "no handles to 'string'"),
        ("void f(string &inout a)", "no reference type"),
        ("void f(Color &inout a)", "no reference type"),
        ("void f(array<void> a)", "cannot be instantiated"),
        ("void f(array a)", "needs 1 type argument"),
        ("void f(string<int> a)", "not a template"),
        ("void f(int a = Color::Blue)", "enum 'Color' has no value 'Blue'"),
        ("void f(" + "array<" * 20 + "Nope" + ">" * 20 + " a)", "unknown type 'Nope'"),
    ],
)
@pytest.mark.row("REG-09", "TYP-21")
def test_errors_of_resolution(declaration: str, message: str) -> None:
    found = problems(host(declaration), Module().enum("Color", ["Red"]), *default_modules())
    assert len(found) == 1
    assert message in str(found[0])


def test_missing_module_is_named() -> None:
    assert "module string is not installed" in str(problems(host("void f(string s)"))[0])


@pytest.mark.row("CTX-11", "TYP-06")
def test_names_are_looked_up_from_the_namespace_outwards() -> None:
    inner = Module("a::b").enum("Kind", ["X"])
    outer = Module("a").enum("Kind", ["Y"])
    root = Module().enum("Kind", ["Z"])
    users = [host("void f(Kind k)", namespace=n) for n in ("a::b", "a", "", "a::b::c")]
    users.append(host("void g(::Kind k, b::Kind l)", namespace="a"))
    registry = build(*users, inner, outer, root)
    found = {f.qualified_name: [p[0] for p in f.params] for f in registry.functions()}
    assert found == {
        "a::b::f": ["a::b::Kind"],
        "a::f": ["a::Kind"],
        "f": ["Kind"],
        "a::b::c::f": ["a::b::Kind"],
        "a::g": ["Kind", "a::b::Kind"],
    }


@pytest.mark.row("REG-08", "REG-09")
def test_defaults_are_written_in_full() -> None:
    game = Module("game").enum("Color", ["Red", "Green"])
    game.const("MAX", 5)
    game.register_function(
        'void f(Color c = Color::Green, int n = -MAX, int m = MAX + 1, string s = "x")', lambda *_: None
    )
    (f,) = build(game, *default_modules()).lookup_functions("game::f")
    defaults = [p[3] for p in f.params]
    assert defaults == ["game::Color::Green", "-game::MAX", "game::MAX + 1", '"x"']
    assert (f.param_count, f.required_param_count, f.has_defaults) == (4, 0, True)


@pytest.mark.row("REG-34", "REG-35", "REG-39")
def test_constants_enums_aliases() -> None:
    module = Module("limits")
    module.const("MAX", 5).const("BIG", 1 << 40).const("HUGE", (1 << 64) - 1).const("const float F", 0.1).const(
        "ON", True
    )
    module.const("const int8 LOW", -128).const("X", 1.5)
    module.enum("Color", {"Red": -1, "Blue": 7}).enum("Wide", {"W": 1 << 40}, "int64")
    module.alias("Id", "Later").alias("Later", "uint64")
    module.register_native("Id next(Id a)", "x")
    registry = build(module)
    assert {n: registry.constant(f"limits::{n}") for n in ("MAX", "BIG", "HUGE", "ON", "LOW", "X")} == {
        "MAX": 5, "BIG": 1 << 40, "HUGE": (1 << 64) - 1, "ON": True, "LOW": -128, "X": 1.5,
    }  # fmt: skip
    assert registry.constant("limits::F") == pytest.approx(0.1, rel=1e-6)
    assert registry.constant("limits::F") != 0.1
    assert registry.constant("limits::Color::Red") == registry.constant("limits::Red") == -1
    assert registry.constant("limits::Wide::W") == 1 << 40
    assert registry.constant("limits::NONE") is None
    color = registry.find_type("limits::Color")
    assert color is not None
    assert (color.sort, color.values) == ("enum", {"Red": -1, "Blue": 7})
    assert registry.lookup_functions("limits::next")[0].declaration == "uint64 limits::next(uint64)"


def test_circular_alias() -> None:
    found = problems(Module().alias("A", "B").alias("B", "A"))
    assert len(found) == 2


@pytest.mark.row("REG-50", "REG-52", "TYP-16", "TYP-27")
def test_read_access(defaults: FfiRegistry) -> None:
    (substr,) = defaults.lookup_functions("string::substr")
    assert substr.declaration == "string string::substr(uint, int) const"
    assert (substr.owner, substr.return_type, substr.name) == ("string", "string", "substr")
    assert substr.params == [("uint", "", "start", "0"), ("int", "", "count", "-1")]
    assert substr.traits == {"native", "const"}
    array = defaults.find_type("array")
    assert array is not None
    assert (array.is_template, array.arguments) == (True, ["T"])
    assert {m.name for m in array.methods} >= {"length", "opIndex", "insertLast", "find"}
    assert "array<string>" in [t.name for t in defaults.types()]
    assert defaults.find_type("int") is not None
    assert defaults.find_type("Missing") is None
    assert defaults.has_namespace("math")
    assert not defaults.has_namespace("maths")
    assert {f.return_type for f in defaults.lookup_functions("math::sin")} == {"double", "float"}
    assert defaults.constant("math::PI") == 3.141592653589793
    assert len(defaults.functions()) == defaults.function_count


@pytest.mark.row("MOD-01")
def test_default_modules_alone() -> None:
    for module in default_modules():
        if module.name in ("string", "dictionary"):
            assert "unknown type 'array'" in str(problems(module)[0])
        elif module.name == "std":
            assert "unknown type 'string'" in str(problems(module)[0])
        else:
            assert build(module).function_count > 0


# -- script tiers


def test_namespaces_of_both_tiers(defaults: FfiRegistry) -> None:
    script = ScriptRegistry(defaults)
    sealed = script.find_namespace("math")
    assert sealed
    assert script.scope_text(sealed) == "math"
    own = script.namespace("math")
    assert own != sealed
    assert script.find_namespace("math") == own
    assert script.namespace("math") == own
    inner = script.namespace("math::deep")
    assert script.scope_text(inner) == "math::deep"
    assert script.find_namespace("nope") == 0
    # Functions of both tiers are found from the script's scope.
    f = script.add_function(own, "sin", ["int"])
    assert script.overloads(own, "sin") == ([f], script.overloads(sealed, "sin")[1])
    assert len(script.overloads(own, "sin")[1]) == 4


@pytest.mark.row("TYP-14", "CTX-28")
def test_script_names_come_first(defaults: FfiRegistry) -> None:
    first, second = ScriptRegistry(defaults), ScriptRegistry(defaults)
    before = defaults.type_count, defaults.function_count
    mine = first.add_type(first.namespace(), "string")
    assert first.type("string") == mine
    assert first.type_text(mine) == "string"
    assert second.type("string") != mine
    with pytest.raises(ValueError, match="already declared"):
        first.add_type(first.namespace(), "string")
    assert (defaults.type_count, defaults.function_count) == before


@pytest.mark.row("TYP-19", "TYP-12", "TYP-03")
def test_instances_are_cached_by_all_of_their_arguments(defaults: FfiRegistry) -> None:
    script = ScriptRegistry(defaults)
    script.add_type(script.namespace(), "Foo")
    texts = ["array<int>", "array<Foo>", "array<Foo@>", "array<const Foo@>", "array<array<Foo@>@>", "array<uint>"]
    refs = [script.type(text) for text in texts]
    assert len(set(refs)) == len(refs)
    assert len({script.type_id(t) for t in refs}) == len(refs)
    count = script.type_count
    assert [script.type(text) for text in texts] == refs
    assert script.type_count == count
    assert [script.type_text(t) for t in refs] == texts


@pytest.mark.row("TYP-20")
def test_instances_that_the_host_named_are_shared(defaults: FfiRegistry) -> None:
    first, second = ScriptRegistry(defaults), ScriptRegistry(defaults)
    assert first.type("array<string>") == second.type("array<string>")
    assert first.type_count == 0
    first.type("array<double>")
    assert first.type_count == 1
    assert second.type_count == 0


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("array<void>", "cannot be instantiated"),
        ("array<array>", "cannot be instantiated"),
        ("string<int>", "is not a template"),
        ("array<int, int>", "another number"),
        ("Nope", "unknown type"),
    ],
)
@pytest.mark.row("TYP-21")
def test_refused_instances(defaults: FfiRegistry, text: str, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        ScriptRegistry(defaults).type(text)


def test_nesting_of_instances_is_limited(defaults: FfiRegistry) -> None:
    script = ScriptRegistry(defaults)
    text = "int"
    script.add_type(script.namespace(), "Foo")
    for _ in range(30):
        text = f"array<{text}>"
    assert script.type(text)


@pytest.mark.row("TYP-07", "TYP-22", "TYP-23", "TYP-24", "REG-43")
def test_substitution(defaults: FfiRegistry) -> None:
    extra = Module()
    box = extra.native_type("box<class T>", "array")
    box.method("T &opIndex(uint i)", native="x")
    box.method("const T &opIndex(uint i) const", native="x")
    box.method("box<T> &opAssign(const box<T> &in other)", native="x")
    box.method("int find(const T &in v)", native="x")
    box.method("int findConst(const T &in if_handle_then_const v)", native="x")
    box.method("box<box<T>> wrap(T@ h)", native="x")
    script = ScriptRegistry(build(extra))
    script.add_type(script.namespace(), "Foo")
    members = script.members(script.type("box<int>"))

    def types(method: str, instance: str, overload: int = 0) -> list[str]:
        return script.function_types(script.overloads(members, method)[1][overload], script.type(instance))

    assert types("opIndex", "box<int>") == ["int", "uint"]
    assert types("opIndex", "box<int>", 1) == ["const int", "uint"]
    assert types("opAssign", "box<Foo@>") == ["box<Foo@>", "const box<Foo@>"]
    assert types("find", "box<Foo>") == ["int", "const Foo"]
    assert types("find", "box<Foo@>") == ["int", "Foo@ const"]
    assert types("findConst", "box<Foo@>") == ["int", "const Foo@ const"]
    assert types("wrap", "box<Foo>") == ["box<box<Foo>>", "Foo@"]
    find = script.overloads(members, "find")[1][0]
    assert script.function_text(find, script.type("box<Foo@>")) == "int box<Foo@>::find(Foo@ const &in)"


@pytest.mark.row("TYP-13")
def test_functions_by_id(defaults: FfiRegistry) -> None:
    script = ScriptRegistry(defaults)
    scope = script.namespace("n")
    f = script.add_function(scope, "f", ["int", "array<string>"], "bool")
    g = script.add_function(scope, "f", ["array<string>", "int"], "bool")
    assert script.function_text(f) == "bool n::f(int, array<string>)"
    assert not is_ffi(script.function_id(f))
    assert script.function_id(f) != script.function_id(g)
    assert script.find_function(script.function_id(g)) == g
    sealed = defaults.lookup_functions("string::split")[0]
    assert script.function_text(script.find_function(sealed.id)) == sealed.declaration
    assert script.find_function(123) == 0


def test_values_and_notes(defaults: FfiRegistry) -> None:
    script = ScriptRegistry(defaults)
    scope = script.namespace()
    a = script.add_global(scope, "a")
    assert script.find_global(scope, "a") == (a, 0)
    with pytest.raises(ValueError, match="already declared"):
        script.add_global(scope, "a")
    assert script.mark_ambiguous(scope, "a")
    assert script.find_global(scope, "a") == (0, a)
    sealed, _ = script.find_global(script.find_namespace("math"), "PI")
    assert script.note(0, sealed) == 0
    assert script.note(0, sealed, 7) == 7
    assert (script.note(1, sealed), script.note(0, a), script.note(0, sealed)) == (0, 0, 7)


@pytest.mark.row("CARD-05", "CTX-29")
def test_a_tier_is_used_again_without_growing(defaults: FfiRegistry) -> None:
    script = ScriptRegistry(defaults)

    def fill() -> list[int]:
        made = [script.type("array<double>")]
        for i in range(500):
            scope = script.namespace(f"n{i % 7}::deep{i % 50}")
            made += [script.add_function(scope, f"f{i}", ["int"]), script.add_type(scope, f"T{i}")]
            made += [script.add_global(scope, f"g{i}"), script.find_namespace(f"n{i % 7}")]
        assert all(script.overloads(script.namespace(f"n{i % 7}::deep{i % 50}"), f"f{i}")[0] for i in range(500))
        return made

    first = fill()
    memory = script.memory
    for _ in range(20):
        script.reset()
        assert (script.type_count, script.function_count) == (0, 0)
        assert script.find_namespace("n0") == 0
        assert fill() == first
    assert script.memory == memory


def test_a_tier_gives_back_what_a_large_build_took(defaults: FfiRegistry) -> None:
    script = ScriptRegistry(defaults)
    scope = script.namespace()
    for i in range(150_000):
        script.add_function(scope, f"f{i}")
    assert script.memory > 16 << 20
    script.reset()
    assert script.memory < 16 << 20
    assert script.type("array<double>")


def test_types_of_modules_that_are_not_installed() -> None:
    items = [(module.name, item) for module in default_modules() for item in module.items]
    library = {item.name: module for module, item in items if isinstance(item, EnumItem | NativeType)}
    assert library == LIBRARY_TYPES
    for name, module in LIBRARY_TYPES.items():
        game = Module("game")
        game.register_function(f"void f({name} &in a)", lambda a: None)
        (problem,) = problems(game)
        assert problem.message == f"unknown type '{name}' (the module {module} is not installed)"
