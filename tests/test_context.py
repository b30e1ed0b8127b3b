"""Context and Unit: from modules to running programs, through the public interface."""

from __future__ import annotations

import enum
import subprocess
import sys
import threading
from functools import partial
from pathlib import Path
from typing import Any

import pytest
import seraphscript
from seraphscript import (
    AlreadySealedError,
    BuildError,
    Context,
    ContextError,
    DeclarationError,
    FfiRegistry,
    LoadError,
    Module,
    RegistryBuildError,
    ScriptException,
    SeraphError,
    Unit,
    UnknownModuleError,
)
from seraphscript.registry.builder import FfiRegistryBuilder
from seraphscript.vm.declarations import signature_fits
from seraphscript.vm.options import OPTIONS

HELLO = 'void main() { println("Hello, World!"); }'


def build(context: Context, **sources: str) -> Unit:
    unit = context.create_unit("test")
    for name, text in sources.items():
        unit.add_source(f"{name}.as", text)
    unit.build()
    return unit


def output_of(context: Context, source: str) -> str:
    printed: list[str] = []
    with build(context, main=source).instantiate(output=printed.append) as world:
        world.call("main")
    return "".join(printed)


# -- life of a context


@pytest.mark.row("CTX-12", "CTX-13", "MOD-01")
def test_default_modules() -> None:
    context = Context()
    assert not context.is_sealed
    assert context.ffi_registry is None
    assert [m.name for m in context.modules] == ["std", "string", "math", "array", "dictionary", "weakref"]
    assert context.module_count == 6
    assert context.total_item_count > 100
    assert context.get_module("math").namespace == context.get_module(["math"]).namespace == "math"
    assert context.get_module("std").name == "std"
    with pytest.raises(ContextError, match="module not found: 'nope'"):
        context.get_module("nope")
    sealed = Context.with_default_modules()
    assert sealed.is_sealed
    assert sealed.ffi_registry is context.seal()
    assert "sealed" in repr(sealed)


@pytest.mark.row("MOD-01")
def test_some_default_modules() -> None:
    context = Context(default_modules=["math"])
    assert [m.name for m in context.modules] == ["math"]
    assert build(context, a="double f() { return math::sqrt(2.0); }").call("f") == 2**0.5
    with pytest.raises(ContextError, match="no default module is named 'maths'"):
        Context(default_modules=["maths"])


@pytest.mark.row("CTX-01", "TYP-02")
def test_types_are_known_before_sealing() -> None:
    context = Context(default_modules=False)
    for name in ("int", "uint64", "double", "bool", "void"):
        found = context.lookup_type(name)
        assert found is not None
        assert found.is_resolved
    assert context.lookup_type("game::Color") is None
    context.install(Module("game").enum("Color", ["Red"]))
    found = context.lookup_type("game::Color")
    assert found is not None
    assert not found.is_resolved


@pytest.mark.row("CTX-03", "CTX-05", "CTX-06", "CTX-07")
def test_sealing_happens_once(monkeypatch: pytest.MonkeyPatch) -> None:
    built: list[int] = []
    original = FfiRegistryBuilder.build

    def counted(builder: FfiRegistryBuilder) -> FfiRegistry:
        built.append(1)
        return original(builder)

    monkeypatch.setattr(FfiRegistryBuilder, "build", counted)
    context = Context(default_modules=False)
    first = context.create_unit()
    assert context.is_sealed
    registry = context.ffi_registry
    assert all(context.create_unit().ffi is first.ffi is registry for _ in range(1000))
    assert context.seal() is registry
    assert built == [1]


@pytest.mark.row("CTX-04")
def test_installing_after_sealing() -> None:
    context = Context()
    registry = context.seal()
    before = registry.type_count, registry.function_count, context.module_count
    with pytest.raises(AlreadySealedError, match="already sealed"):
        context.install(Module("late").const("X", 1))
    assert (registry.type_count, registry.function_count, context.module_count) == before
    assert issubclass(AlreadySealedError, ContextError)
    with pytest.raises(TypeError, match="takes a Module"):
        Context().install("game")  # type: ignore[arg-type]


@pytest.mark.row("CTX-08")
def test_repair_after_failed_sealing() -> None:
    game = Module("game")
    game.register_function("Later f(Later x)", lambda x: x)
    context = Context().install(game)
    for _ in range(2):
        with pytest.raises(RegistryBuildError) as caught:
            context.seal()
        assert [e.index for e in caught.value.errors] == [-1, 0]
    with pytest.raises(RegistryBuildError):
        context.create_unit()
    assert not context.is_sealed
    game.enum("Later", {"A": 3})
    assert context.seal() is context.ffi_registry
    assert build(context, a="int f() { return int(game::f(game::Later::A)); }").call("f") == 3


@pytest.mark.row("CTX-15")
def test_threads_seal_once() -> None:
    for _ in range(20):
        context = Context().install(Module("game").const("X", 1))
        barrier = threading.Barrier(4)
        seen: list[object] = []

        def work(context: Context = context, barrier: threading.Barrier = barrier, seen: list[object] = seen) -> None:
            barrier.wait()
            unit = build(context, a="int f() { return game::X; }")
            seen.append((unit.ffi, unit.call("f")))

        threads = [threading.Thread(target=work) for _ in range(4)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert seen == [(context.ffi_registry, 1)] * 4


@pytest.mark.row("CTX-16")
def test_fork() -> None:
    base = Context(strict=True).install(Module("game").const("X", 1))
    old = build(base, a="int f() { return game::X; }")
    world = old.instantiate()
    more = Module("game").const("Y", 2)
    with pytest.raises(AlreadySealedError, match="in a fork"):
        base.install(more)
    fork = base.fork()
    assert (fork.is_sealed, fork.strict, fork.ffi_registry) == (False, True, None)
    assert fork.install(more) is fork
    assert build(fork, a="int f() { return game::X + game::Y; }").call("f") == 3
    assert fork.instantiate(old.program).call("f") == 1
    assert fork.parse_program(old.program.to_bytes()).function_count == 1
    # the base is what it was
    assert base.module_count == fork.module_count - 1
    assert world.call("f") == 1
    assert build(base, a="int f() { return game::X; }").ffi is old.ffi is not fork.ffi_registry
    with pytest.raises(BuildError, match="Y"):
        build(base, a="int f() { return game::Y; }")
    # forks of forks, of open contexts, and of those with the default modules only
    again = fork.fork().install(Module("game").const("Z", 3))
    assert build(again, a="int f() { return game::X + game::Y + game::Z; }").call("f") == 6
    open_fork = Context(default_modules=False).fork()
    assert open_fork.seal().function_count == 0
    assert Context().fork().seal() is Context().seal()


@pytest.mark.row("CTX-16")
def test_a_fork_refuses_what_the_base_has() -> None:
    base = Context().install(Module("game").const("X", 1))
    base.seal()
    fork = base.fork()
    with pytest.raises(DeclarationError, match=r"module 'game': .*'X': duplicate registration: game::X is already"):
        fork.install(Module("game").const("X", 2))
    assert not fork.is_sealed and fork.module_count == base.module_count
    assert build(fork, a="int f() { return game::X; }").call("f") == 1
    assert build(base, a="int f() { return game::X; }").call("f") == 1


@pytest.mark.row("CTX-14")
def test_errors_carry_data() -> None:
    context = Context(default_modules=["math"])
    with pytest.raises(UnknownModuleError) as unknown:
        context.get_module("nope")
    assert (unknown.value.name, unknown.value.available) == ("nope", ("math",))
    context.install(Module("game")).seal()
    with pytest.raises(AlreadySealedError) as late:
        context.install(Module("late"))
    assert late.value.module == "late"
    with pytest.raises(DeclarationError) as declaration:
        Module("m").register_function("int f(", print)
    assert declaration.value.declaration == "int f("
    broken = Module("m")
    broken.register_function("Nowhere f()", lambda: None)
    with pytest.raises(RegistryBuildError) as registry:
        Context().install(broken).seal()
    (problem,) = registry.value.errors
    assert (problem.module, problem.function, problem.type_name, problem.index) == ("m", "m::f", "Nowhere", -1)
    for caught in (unknown, late, declaration, registry):
        assert isinstance(caught.value, ContextError)
        assert (caught.value.phase, caught.value.span) == ("registration", None)


@pytest.mark.row("CTX-27")
@pytest.mark.parametrize(
    ("text", "phase", "place"),
    [
        ("int f() {\n  return `1; }", "lexing", (2, 10)),
        ("int f( { }", "parsing", (1, 11)),
        ("void f() { }\nvoid f() { }", "declaration", (2, 6)),
        ("int f() { return nowhere; }", "compilation", (1, 18)),
    ],
)
def test_phases_and_places_of_build_errors(text: str, phase: str, place: tuple[int, int]) -> None:
    with pytest.raises(SeraphError) as caught:
        build(Context(), a=text)
    error = caught.value
    assert isinstance(error, BuildError)
    assert error.phase == phase
    assert error.span is not None
    assert error.span[:3] == ("a.as", *place)
    assert error.first_error is not None
    assert (error.first_error.line, error.first_error.column) == place
    assert (error.span.end_line, error.span.end_column) == (error.first_error.end_line, error.first_error.end_column)


@pytest.mark.row("CTX-27")
def test_phases_and_places_of_other_errors() -> None:
    unit = build(Context(), a='void g() {\n  throw("x"); }\nvoid f() { g(); }')
    with pytest.raises(SeraphError) as caught:
        unit.call("f")
    assert caught.value.phase == "runtime"
    assert caught.value.span is not None
    assert caught.value.span[:2] == ("a.as", 2)
    with pytest.raises(SeraphError) as refused:
        Context().parse_program(b"no")
    assert (refused.value.phase, refused.value.span) == ("loading", None)
    empty = Context().create_unit()
    with pytest.raises(BuildError) as nothing:
        empty.build()
    assert (nothing.value.phase, nothing.value.span, nothing.value.first_error) == ("compilation", None, None)


def test_shared_modules_are_frozen() -> None:
    for module in Context().modules:
        with pytest.raises(ContextError, match="shared by all contexts"):
            module.const("MINE", 1)
        with pytest.raises(ContextError, match="shared by all contexts"):
            module.register_function("void mine()", lambda: None)


@pytest.mark.row("CTX-11")
def test_two_modules_in_one_namespace() -> None:
    context = Context().install(Module("math").const("ANSWER", 42)).install(Module("math").const("HALF", 21))
    assert build(context, a="int f() { return math::ANSWER + math::HALF + int(math::sqrt(4.0)); }").call("f") == 65


@pytest.mark.row("CTX-11")
def test_the_first_of_two_modules_of_one_name_is_found() -> None:
    context = Context()
    first, second = Module("game").const("A", 1), Module("game").const("B", 2)
    third = Module("game::inner", name="named").const("C", 3)
    count = context.module_count
    context.install(first).install(third).install(second)
    assert context.module_count == count + 3
    assert context.get_module("game") is context.get_module(["game"]) is first
    assert context.get_module(["game", "inner"]) is context.get_module("named") is third
    assert context.get_module("math") is context.get_module(["math"])
    assert context.get_module("math").has_name("PI")
    unit = build(context, a="int f() { return game::A + game::B * 10 + game::inner::C * 100; }")
    assert unit.call("f") == 321
    with pytest.raises(UnknownModuleError, match="module not found: 'nope'"):
        context.get_module("nope")


# -- units


@pytest.mark.row("CTX-17")
def test_unit_without_context() -> None:
    unit = Unit("bare")
    unit.add_source("a.as", "int f() { return 1; }")
    unit.build()
    assert unit.call("f") == 1
    bad = Unit()
    bad.add_source("a.as", 'void f() { "text"; }')
    with pytest.raises(BuildError, match="string"):
        bad.build()


@pytest.mark.row("CTX-18", "CTX-23")
def test_life_of_a_unit() -> None:
    unit = Context().create_unit("u")
    assert (unit.is_built, unit.source_count, unit.function_count, unit.warnings) == (False, 0, 0, [])
    unit.add_source("a.as", "int f() { return 1; }")
    unit.add_source("a.as", "int f() { return 2; }")
    assert unit.source_count == 1
    with pytest.raises(ContextError, match="not built"):
        unit.program  # noqa: B018
    program = unit.build()
    assert unit.program is program
    assert (unit.is_built, unit.function_count) == (True, 1)
    assert unit.call("f") == 2
    with pytest.raises(ContextError, match="already built"):
        unit.add_source("b.as", "")
    with pytest.raises(ContextError, match="already built"):
        unit.build()
    unit.clear()
    assert (unit.is_built, unit.source_count) == (False, 0)
    unit.add_source("a.as", b"int f() { return 3; }")
    unit.build()
    assert unit.call("int f()") == 3
    assert "1 functions" in repr(unit)


@pytest.mark.row("CTX-19", "CTX-20", "ERR-02")
def test_several_sources() -> None:
    unit = build(
        Context(), player="int hp() { return base() * 2; }", main="int base() { return 21; } int f() { return hp(); }"
    )
    assert unit.call("f") == 42
    assert unit.program.section_names == ["player.as", "main.as"]
    with pytest.raises(BuildError, match="no sources"):
        Context().create_unit().build()
    with pytest.raises(BuildError) as caught:
        build(Context(), a="void f() { nope(); }", b="void g() { int x = unknown; }\nvoid h() { 1 +; }")
    assert {(d.section, d.line) for d in caught.value.diagnostics} == {("b.as", 2)}     # nothing else is looked at then
    with pytest.raises(BuildError) as caught:
        build(Context(), a="void f() { nope(); }", b="void g() { int x = unknown; }\nvoid h() { missing(); }")
    assert [(d.section, d.line) for d in caught.value.diagnostics] == [("a.as", 1), ("b.as", 1), ("b.as", 2)]
    assert all(d.severity == "error" for d in caught.value.diagnostics)
    with pytest.raises(BuildError) as caught:
        build(Context(), a="void f() { 1 +; }", b="void g( {}\n", c="int c() { return 1; }")
    assert {d.section for d in caught.value.diagnostics} == {"a.as", "b.as"}


@pytest.mark.parametrize("text", [b"int f() { return '\xff'; }", "int f() { return \ud800; }"])
def test_sources_that_are_no_text(text: str | bytes) -> None:
    unit = Context().create_unit()
    with pytest.raises(BuildError) as caught:
        unit.add_source("bad.as", text)
    assert caught.value.diagnostics[0].section == "bad.as"
    assert unit.source_count == 0
    with pytest.raises(TypeError, match="must be str or bytes"):
        unit.add_source("bad.as", 5)  # type: ignore[arg-type]


@pytest.mark.row("CTX-28", "TYP-14")
def test_units_do_not_see_each_other() -> None:
    context = Context()
    one = build(context, a="enum E { A = 1 } int sqrt(int x) { return x; } int f() { return sqrt(int(E::A)); }")
    two = build(context, a="enum E { A = 2 } int f() { return int(E::A) + int(sqrt(16.0)); }")
    assert (one.call("f"), two.call("f")) == (1, 6)


@pytest.mark.row("CTX-28")
def test_units_have_classes_of_one_name_side_by_side() -> None:
    context = Context()
    one = build(context, a="class Hero { int hp = 5; int power() { return hp; } } Hero@ make() { return Hero(); }")
    two = build(context, a="""
        class Hero { string name = 'Ann'; array<int> bag = {1, 2}; double hp = 0.5; double power() { return hp; } }
        Hero@ make() { return Hero(); }
    """)
    worlds = one.instantiate(), two.instantiate(), one.instantiate()
    heroes: list[Any] = [world.call("make") for world in worlds]
    heroes[0].hp = 9
    assert [hero.power() for hero in heroes] == [9, 0.5, 5]
    assert (heroes[1].name, heroes[1].bag) == ("Ann", [1, 2])
    assert not hasattr(heroes[0], "name")
    assert [found.fields for unit in (one, two) if (found := unit.find_type("Hero"))] == [
        ("int hp",), ("string name", "array<int> bag", "double hp")
    ]


@pytest.mark.row("CTX-24")
def test_calls() -> None:
    unit = build(
        Context(),
        a="int add(int a, int b = 10) { return a + b; } string hi(const string &in n) { return 'hi ' + n; } "
        "void f(int a) {} void f(double a) {} int div(int a, int b, int &out rest) { rest = a % b; return a / b; }",
    )
    assert unit.call("add", 1, 2) == 3
    assert unit.call("int add(int, int)", 1, 2) == 3
    assert unit.call("hi", "Ann") == "hi Ann"
    assert unit.call("div", 17, 5) == (3, 2)
    for name, message in (("f", "ambiguous"), ("nope", "no function"), ("int add(int)", "no function")):
        with pytest.raises(ContextError, match=message):
            unit.call(name, 1)


@pytest.mark.row("CTX-25")
def test_instances_are_separate() -> None:
    context = Context()
    program = build(context, a="int n = 5; int next() { return ++n; }").program
    worlds = [context.instantiate(program) for _ in range(3)]
    assert [worlds[0].call("next"), worlds[0].call("next"), worlds[1].call("next")] == [6, 7, 6]
    assert worlds[2].call("next") == 6


def test_save_and_load(tmp_path: Path) -> None:
    game = Module("game")
    game.register_function("int twice(int a)", lambda a: 2 * a)
    context = Context().install(game)
    unit = build(context, a="int f(int x) { return game::twice(x) + 1; }")
    unit.save(tmp_path / "a.sbc")
    same = Context().install(game)
    assert same.instantiate(same.load_program(tmp_path / "a.sbc")).call("f", 20) == 41
    # A host that has more loads it too, one that lacks or changes the function refuses it by name.
    more = Module("game").register_function("int twice(int a)", lambda a: 3 * a).const("X", 1)
    other = Context().install(more)
    assert other.instantiate(other.load_program(tmp_path / "a.sbc")).call("f", 20) == 61
    with pytest.raises(LoadError, match=r"game::twice.*does not have it"):
        Context().load_program(tmp_path / "a.sbc")
    changed = Module("game").register_function("double twice(int a)", lambda a: 2.0 * a)
    with pytest.raises(LoadError, match=r"game::twice.*instead"):
        Context().install(changed).load_program(tmp_path / "a.sbc")
    with pytest.raises(OSError, match="nope"):
        context.load_program(tmp_path / "nope.sbc")


@pytest.mark.row("TYP-14")
def test_strict_contexts_refuse_shadowing() -> None:
    source = "enum array { A } void f() {}"
    build(Context(), a=source)
    with pytest.raises(BuildError) as caught:
        build(Context(strict=True), a=source)
    assert "array" in caught.value.diagnostics[0].message


# -- host functions, constants and enums as scripts see them


class Color(enum.IntEnum):
    Red = 1
    Green = 5


@pytest.mark.row("REG-02", "REG-08", "REG-33", "REG-34", "REG-35")
def test_host_entities_in_scripts() -> None:
    seen: list[object] = []
    game = Module("game")
    game.enum(Color)
    game.const("MAX", 5).const("const float STEP", 0.5).const("BIG", 1 << 40)

    @game.function
    def spawn(kind: str, x: float = 1.5, count: int = -2, color: Color = Color.Green) -> int:
        seen.append((kind, x, count, color))
        return len(seen)

    @game.function("bool split(int a, int b, int &out q, int &out r)")
    def split(a: int, b: int) -> tuple[bool, int, int]:
        return True, a // b, a % b

    source = """
    void main() {
      println(game::spawn("a"));
      println(game::spawn("b", 2, 3, game::Red));
      println(game::MAX + " " + game::STEP + " " + game::BIG + " " + int(game::Color::Green));
      int q, r;
      println(game::split(17, 5, q, r) + " " + q + " " + r);
    }"""
    assert output_of(Context().install(game), source).splitlines() == ["1", "2", "5 0.5 1099511627776 5", "true 3 2"]
    assert seen == [("a", 1.5, -2, 5), ("b", 2.0, 3, 1)]


@pytest.mark.row("REG-13")
def test_exceptions_of_host_functions() -> None:
    game = Module()

    @game.function
    def fail() -> None:
        raise ValueError("no good")

    context = Context().install(game)
    assert output_of(
        context, "void main() { try { fail(); } catch { println('caught ' + getExceptionInfo()); } }"
    ).startswith("caught ")
    with pytest.raises(ScriptException) as caught:
        build(context, a="void main() { fail(); }").call("main")
    assert isinstance(caught.value.__cause__, ValueError)


@pytest.mark.row("CTX-29", "CARD-05")
def test_building_leaves_the_sealed_tier_alone() -> None:
    context = Context()
    registry = context.seal()
    before = registry.type_count, registry.function_count, registry.global_count, registry.fingerprint
    for i in range(50):
        build(context, a=f"array<array<double>> g{i}; int f{i}(array<uint8> a) {{ return {i}; }}")
    assert (registry.type_count, registry.function_count, registry.global_count, registry.fingerprint) == before


# -- the package


def test_import_is_lazy() -> None:
    code = (
        "import sys, seraphscript\n"
        "heavy = [m for m in sys.modules if m.startswith('seraphscript.')]\n"
        "assert not heavy, heavy\n"
        "assert all(getattr(seraphscript, name) for name in seraphscript.__all__)\n"
        "assert set(seraphscript.__all__) <= set(dir(seraphscript))"
    )
    subprocess.run([sys.executable, "-c", code], check=True)
    with pytest.raises(AttributeError, match="no attribute 'nope'"):
        seraphscript.nope  # noqa: B018


@pytest.mark.parametrize(
    ("source", "values", "printed"),
    [
        ('println("hello " + who);', {"who": "world"}, "hello world\n"),
        ("int x = 2;\nprintln(x * n);", {"n": 21}, "42\n"),
        ("void main() { println(on ? 'yes' : 'no'); }", {"on": True}, "yes\n"),
        ("println(n);", {"n": -(1 << 63) + 1}, f"{-(1 << 63) + 1}\n"),
        ("println(x);", {"x": -0.5}, "-0.5\n"),
        ("println(s.length());", {"s": 'a"\\\n\0\x7fé'}, "8\n"),
        ("foreach (auto v : xs) print(v); println('');", {"xs": [1, 2, 3]}, "123\n"),
        ("// only a comment", {}, ""),
        ("", {}, ""),
    ],
)
def test_run(source: str, values: dict[str, object], printed: str) -> None:
    lines: list[str] = []
    seraphscript.run(source, output=lines.append, **values)
    assert "".join(lines) == printed


def test_run_gives_the_result_of_main() -> None:
    assert seraphscript.run("int main() { return n + 1; }", n=41) == 42


@pytest.mark.parametrize(
    ("source", "place"), [("int x = ;", (1, 9)), ("\n  nope;", (2, 3)), ("int main() { return x; }", (1, 21))]
)
def test_errors_of_run_are_at_their_places(source: str, place: tuple[int, int]) -> None:
    with pytest.raises(BuildError) as caught:
        seraphscript.run(source)
    first = caught.value.diagnostics[0]
    assert (first.line, first.column) == place
    assert first.source_line == source.splitlines()[place[0] - 1]


@pytest.mark.parametrize(
    "values", [{"x": 1 << 63}, {"x": None}, {"x": []}, {"x": [1, "a"]}, {"x": float("inf")}, {"for": 1}]
)
def test_values_that_run_refuses(values: dict[str, object]) -> None:
    with pytest.raises(SeraphError):
        seraphscript.run("", **values)  # type: ignore[arg-type]


@pytest.mark.row("REG-04", "REG-05", "REG-06", "REG-45")
def test_host_functions_that_take_anything() -> None:
    seen: list[tuple[object, ...]] = []
    game = Module("g")
    game.register_function("void show(const string &in, ...)", lambda *a: seen.append(a))
    game.register_function("void one(const ?&in x)", lambda a: seen.append((a,)))
    game.register_function("int sum(int... xs)", lambda *a: sum(a))
    context = Context().install(game)
    unit = build(
        context,
        a="int main() { g::show('x'); g::show('y', 1, 2.5, true, 'z'); g::one('x'); g::one(uint8(3)); "
        "return g::sum() + g::sum(1, 2, 3); }",
    )
    assert unit.call("main") == 6
    assert seen == [("x",), ("y", 1, 2.5, True, "z"), ("x",), (3,)]
    with pytest.raises(BuildError, match="string"):
        build(context, a="int main() { return g::sum('a'); }")


@pytest.mark.parametrize(
    ("offered", "used", "fits"),
    [
        ("i32(str, f64)", "i32(str, f64)", True),
        ("i32(str, f64)", "i32(str)", False),
        ("void(?)", "void([i32])", True),
        ("void(?)", "void()", False),
        ("void(str, ?*)", "void(str)", True),
        ("void(str, ?*)", "void(str, i32, str)", True),
        ("void(str, ?*)", "void()", False),
        ("i32(i32*)", "i32(i32, str)", False),
        ("void(i32) ?", "void(i32) f64", True),
        ("void(i32) ?", "void(i32)", False),
        ("?(i32)", "i32(i32)", True),
    ],
)
def test_signatures_that_fit(offered: str, used: str, fits: bool) -> None:
    assert signature_fits(offered, used) is fits


def test_default_modules_that_need_others() -> None:
    """docs/host.md says which."""
    needs = {"std": {"string", "array"}, "string": {"array"}, "dictionary": {"array"}}
    for name in ("std", "string", "math", "array", "dictionary", "weakref"):
        others = needs.get(name, set())
        assert Context([name, *others]).seal().function_count
        for other in others:
            with pytest.raises(RegistryBuildError, match=f"the module {other} is not installed"):
                Context([name, *others.difference([other])]).seal()
    assert Context(["math"], modules=["vec", "random", "time"]).seal().function_count
    assert Context(False, modules=["random", "time"]).seal().function_count
    with pytest.raises(RegistryBuildError):
        Context(False, modules=["vec"]).seal()


class Late: ...


def test_what_is_registered_after_sealing(tmp_path: Path) -> None:
    module, path = Module("game"), tmp_path / "game.sfr"
    module.register_function("int early()", lambda: 1)
    kind = module.register_type("Kind", type("Kind", (), {}))
    context = Context().install(module)
    context.seal()
    module.register_function("int late()", lambda: 2)
    module.register_type("Late", Late)
    module.const("LATE", 3)
    for text in ("game::late()", "late()", "game::LATE"):
        with pytest.raises(BuildError) as caught:
            build(context, a=f"int main() {{ return {text}; }}")
        hint = "the module 'game' has it, but it was registered after the context was sealed"
        assert caught.value.diagnostics[0].hint == hint
    with pytest.raises(BuildError, match="it was registered after the context was sealed"):
        build(context, a="void main() { game::Late@ late; }")
    for write in (context.save_registry, lambda to: context.seal(cache=to)):
        with pytest.raises(ContextError, match="in the module 'game' something was registered after the context was"):
            write(path)
    assert not path.exists()
    fork = context.fork()
    assert build(fork, a="int main() { return game::early() + game::late() + game::LATE; }").call("main") == 6
    kind.property_get("int more", lambda self: 4)
    with pytest.raises(ContextError, match="in the module 'game'"):
        fork.save_registry(path)
    saved = fork.fork()
    saved.save_registry(path)
    module.register_function("int latest()", lambda: 2)
    with pytest.raises(BuildError, match="'game' has it, the registry file that the context comes from does not"):
        build(Context.load_registry(path, module), a="int main() { return game::latest(); }")
    other = Module("other").const("ONE", 1)
    with pytest.raises(BuildError, match="the module 'other' has it, but is not installed in this context"):
        build(context, a=f"int main() {{ return {other.name}::ONE; }}")


def test_a_sealed_context_writes_its_cache(tmp_path: Path) -> None:
    path = tmp_path / "game.sfr"
    context = Context().install(Module("game").const("X", 1))
    registry = context.seal()
    assert context.seal(cache=path) is registry
    loaded = Context.load_registry(path)
    assert loaded.seal().fingerprint == registry.fingerprint
    before = path.stat().st_mtime_ns, path.stat().st_ino
    assert context.seal(cache=path) is registry
    assert (path.stat().st_mtime_ns, path.stat().st_ino) == before
    other = Context().install(Module("game").const("X", 2))
    other.create_unit()
    other.seal(cache=path)
    assert Context.load_registry(path).seal().fingerprint == other.seal().fingerprint
    with pytest.warns(RuntimeWarning, match="the registry could not be kept"):
        context.seal(cache=tmp_path / "nowhere" / "game.sfr")
    further = tmp_path / "vec.sfr"
    for _ in range(2):
        Context(modules=["vec"]).seal(cache=further)
        assert further.exists()
        further.unlink()
    with pytest.raises(ContextError, match="from a registry file needs no cache"):
        loaded.seal(cache=path)
    with pytest.raises(AlreadySealedError, match="install modules in a context that is made of modules") as late:
        loaded.install(Module("more"))
    assert "fork" not in str(late.value)
    assert late.value.module == "more"


def test_options_of_a_world_that_there_are_not() -> None:
    context = Context()
    unit = build(context, a="void main() {}")
    makers: list[Any] = [unit.instantiate, partial(context.instantiate, unit)]
    for make in makers:
        with pytest.raises(TypeError, match=r"instantiate\(\) has no option 'memlimit': did you mean 'memory_limit'\?"):
            make(memlimit=1)
        with pytest.raises(TypeError, match="has no option 'xyz': there are memory_limit, max_depth, output, "):
            make(budget=100, xyz=1)
        with pytest.raises(TypeError, match="memory_limit and max_depth: int"):
            make(memory_limit="1")
    values: dict[str, object] = dict.fromkeys(OPTIONS)
    values.update(memory_limit=1 << 20, max_depth=10, seed=1)
    context.instantiate(unit, **values).close()  # type: ignore[arg-type]
