"""Functions in C from an extension outside of the package: `examples/native_extension`, built and used."""

from __future__ import annotations

import importlib.util
import shutil
import subprocess
import sys
import sysconfig
from collections.abc import Callable
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
import seraphscript
from seraphscript import BuildError, Context, DeclarationError, LimitError, LoadError, Module, ScriptException, Unit

ROOT = Path(__file__).resolve().parent.parent
EXAMPLE = ROOT / "examples" / "native_extension"
PACKAGE = Path(seraphscript.__file__).parent


def command(folder: Path, *arguments: str | Path) -> str:
    done = subprocess.run(
        [sys.executable, *arguments], cwd=folder, capture_output=True, encoding="utf-8", timeout=300, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of the example with its extensions."""
    compiler = (sysconfig.get_config_var("CC") or "cc").split()[0]
    if shutil.which(compiler) is None:
        pytest.skip(f"there is no C compiler ({compiler})")
    for tool in ("Cython", "setuptools"):
        if importlib.util.find_spec(tool) is None:
            pytest.skip(f"{tool} is not installed")
    folder = tmp_path_factory.mktemp("native") / "extension"
    shutil.copytree(EXAMPLE, folder, ignore=shutil.ignore_patterns("build", "*.so", "heights.c"))
    if PACKAGE.name != "seraphscript":  # an editable install, where folders have other names: Cython needs the view
        command(folder, "-m", "cython", "-3", "-I", ROOT / "build" / "view", "heights.pyx")
    command(folder, "setup.py", "build_ext", "--inplace")
    return folder


def load(folder: Path, name: str) -> ModuleType:
    spec = importlib.util.spec_from_file_location(name, folder / f"{name}{sysconfig.get_config_var('EXT_SUFFIX')}")
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="module")
def terrain(built: Path) -> Module:
    module = Module("terrain")
    for name in ("noise", "heights"):
        load(built, name).register(module)
    return module


@pytest.fixture
def context(terrain: Module) -> Context:
    return Context().install(terrain)


def make(context: Context, source: str) -> Unit:
    unit = context.create_unit("test")
    unit.add_source("test.as", source)
    unit.build()
    return unit


def run(context: Context, source: str, *arguments: Any, **limits: Any) -> Any:  # noqa: ANN401
    with make(context, source).instantiate(**limits) as world:
        return world.call("main", *arguments)


def test_the_package_ships_what_authors_need() -> None:
    assert Path(seraphscript.get_include(), "seraph_native.h").is_file()
    assert (PACKAGE / "native.pxd").is_file()


def test_example(built: Path) -> None:
    line, last, message = command(built, "play.py").splitlines()
    assert len(line) == 64 and set(line) == {"s", "m", "r"}
    assert (last, message) == ("2", "fewer than no heights")


def test_functions_of_c_types(context: Context) -> None:
    assert run(context, "double main() { return terrain::mix(2, 4, 0.25); }") == 2.5
    assert run(context, "int64 main() { return terrain::add(-(int64(1) << 62), -1); }") == -(1 << 62) - 1
    assert run(context, "uint main() { return terrain::seedOf(''); }") == 2166136261
    assert run(context, "uint main(string s) { return terrain::seedOf(s); }", "é") == fnv("é")
    assert run(context, "string main(float h, bool w) { return terrain::biome(h, w); }", 0.5, True) == "meadow"
    assert run(context, "string main(float h, bool w) { return terrain::biome(h, w); }", 0.5, False) == "tundra"
    first, second = "terrain::noise(3.25, 7.5)", "terrain::noise(3.25, 7.5, 2)"
    assert run(context, f"bool main() {{ return {first} != {second} && {first} >= 0 && {first} <= 1; }}") is True


def fnv(text: str) -> int:
    value = 2166136261
    for byte in text.encode():
        value = ((value ^ byte) * 16777619) & 0xFFFFFFFF
    return value


def test_functions_for_slots(context: Context) -> None:
    assert run(context, "array<float>@ main() { return terrain::ramp(4, 0.5f); }") == [0, 0.5, 1, 1.5]
    assert run(context, "array<float>@ main() { return terrain::ramp(0, 1); }") == []
    source = "array<float>@ main() { array<float> a = {0, 3, 6, 0}; terrain::smoothed(a); return a; }"
    assert run(context, source) == [0, 3, 3, 0]
    source = """string main() {
        array<float> a = {2, -3, 8};
        float low = 7, high = 7;
        terrain::spread(a, low, high);
        string s = low + " " + high;
        a.resize(0);
        try { terrain::spread(a, low, high); } catch { s += " " + getExceptionInfo() + " " + low; }
        return s;
    }"""
    assert run(context, source) == "-3 8 there are no heights -3"
    words = "string main(string s) { return terrain::firstWord(s); }"
    for text in ("", "one", "one two", " x", "ümlaut üx", "a" * 5000 + " b", "\0 x"):
        assert run(context, words, text) == text.split(" ")[0]


def test_values_are_their_fields(context: Context, tmp_path: Path) -> None:
    source = """string main() {
        terrain::Point a(3, 4), b;
        string s = "" + a.length() + " " + terrain::between(a, b).x;
        b = a;
        b.scale(2);
        array<terrain::Point> path = {a, terrain::between(a, b)};
        path[0].scale(10);
        path[1].scale(10);
        s += " " + a.x + " " + b.y + " " + path[0].length() + " " + path[1].x + " " + terrain::between(path[0], b).y;
        for (int i = 0; i < 1000; i++) b = terrain::between(b, a);
        return s + " " + b.x;
    }"""
    expected = "5 1.5 3 8 50 45 24 3"
    unit = make(context, source)
    with unit.instantiate() as world:
        assert world.call("main") == expected
        blocks = world.stats().live_blocks
        world.call("main")
        assert world.stats().live_blocks == blocks
    unit.save(tmp_path / "points.sbc")
    with context.instantiate(context.load_program(tmp_path / "points.sbc")) as world:
        assert world.call("main") == expected
    with pytest.raises(BuildError, match="const"):
        make(context, "void f(const terrain::Point &in p) { p.scale(2); }")


def test_pieces_of_arguments_outlive_moves_of_the_memory(context: Context) -> None:
    """What a result is copied from may move while room is made for it."""
    source = """int main() {
        array<string> kept;
        string word = "w";
        for (int i = 0; i < 12; i++) word += word;
        for (int i = 0; i < 2000; i++) {
            string all = word + " x";
            kept.insertLast(terrain::firstWord(all));
            if (kept[i] != word) return i;
        }
        return -1;
    }"""
    assert run(context, source, memory_limit=64 << 20) == -1


def test_limits(context: Context) -> None:
    with pytest.raises(LimitError):
        run(context, "void main() { terrain::ramp(100000000, 1); }", memory_limit=1 << 20)
    source = "void main() { array<float> a(100000); for (int i = 0; i < 1000; i++) terrain::smoothed(a); }"
    with make(context, source).instantiate() as world, pytest.raises(LimitError):
        world.call("main", budget=100_000)
    with pytest.raises(ScriptException, match="there are no heights"):
        run(context, "void main() { float a, b; terrain::spread({}, a, b); }")


def test_compiled_programs_find_them_by_key(context: Context, tmp_path: Path) -> None:
    unit = make(context, "double main() { return terrain::mix(1, 3, 0.5); }")
    unit.save(tmp_path / "mix.sbc")
    program = context.load_program(tmp_path / "mix.sbc")
    with context.instantiate(program) as world:
        assert world.call("main") == 2
    with pytest.raises(LoadError, match=r"'double terrain::mix.*' is missing"):
        Context().instantiate(program)
    with pytest.raises(LoadError, match=r"'double terrain::mix.*' is missing"):
        Context().load_program(tmp_path / "mix.sbc")


def test_registry_files(context: Context, terrain: Module, built: Path, tmp_path: Path) -> None:
    source = "double main() { return terrain::mix(1, 3, 0.5); }"
    context.save_registry(tmp_path / "terrain.sfr")
    loaded = Context.load_registry(tmp_path / "terrain.sfr", [terrain])
    assert loaded.seal().fingerprint == context.seal().fingerprint
    assert loaded.seal().missing_natives() == []
    assert run(loaded, source) == 2
    (tmp_path / "late.py").write_text(
        "import sys\n"
        "from seraphscript import Context, LoadError, Module\n"
        f"sys.path.insert(0, {str(built)!r})\n"
        "context = Context.load_registry('terrain.sfr')\n"
        "unit = context.create_unit('late')\n"
        f"unit.add_source('late.as', {source!r})\n"
        "unit.build()\n"
        "print(len(context.seal().missing_natives()))\n"
        "try:\n    unit.instantiate()\nexcept LoadError as error:\n    print(error)\n"
        "import noise, heights\n"
        "module = Module('terrain')\nnoise.register(module)\n"
        "print(unit.instantiate().call('main'), len(context.seal().missing_natives()))\n"
    )
    missing, error, rest = command(tmp_path, "late.py").splitlines()
    assert missing == "12"
    assert "double terrain::mix(double, double, double)" in error and "does not have it" in error
    assert rest == "2.0 7"


class Recorder(Module):
    """Takes functions, and does not look at them."""

    def __init__(self) -> None:
        super().__init__("recorder")
        self.functions: list[object] = []

    def native(
        self, declaration: str, function: object, *, of: str = "", general: Callable[..., object] | None = None
    ) -> Module:
        self.functions.append(function)
        return self


def functions_of(extension: ModuleType) -> list[object]:
    recorder = Recorder()
    extension.register(recorder)
    return recorder.functions


def test_wrong_registrations(built: Path, terrain: Module) -> None:
    noise = load(built, "noise")
    module = Module("wrong")
    module.value_type("Point", fields=[("x", "float"), ("name", "string")])
    mix, _, seed_of, biome, add = functions_of(noise)
    for declaration, function, message in (
        ("double mix(double a, double b)", mix, r"types f64\(f64, f64, f64\), the declaration says f64\(f64, f64\)"),
        ("float mix(double a, double b, double t)", mix, "the declaration says f32"),
        ("uint seedOf(const string &in, int &out)", seed_of, r"says u32\(str\) i32"),
        ("uint seedOf(any@ a)", seed_of, "parameter 'a' is 'any@': C functions take bool, numbers"),
        ("uint seedOf(string@ s)", seed_of, "C functions take"),
        ("uint seedOf(array<string> &inout)", seed_of, "parameter 0 is 'array<string> &inout'"),
        ("uint seedOf(array<int> &out a)", seed_of, "use &inout"),
        ("array<int> seedOf(string s)", seed_of, "arrays are given by handle"),
        ("string &seedOf(string s)", seed_of, "no references"),
        ("uint seedOf(string...)", seed_of, "neither variadic nor"),
        ("string biome(float h, bool w) const", biome, "cannot be const"),
        ("int64 add(int64 a, int64 b)", 3, "capsule that seraph_function.. has made, not as int"),
        ("int64 add(int64 a, int64 b)", print, "capsule"),
        ("int64 add(int64 a", add, "expected"),
        ("Point add(Point a)", add, r"the declaration says S\(S\)"),
        ("int64 add(Point &out a)", add, "use &inout"),
        ("Point@ add(Point a)", add, "C functions take"),
    ):
        with pytest.raises(DeclarationError, match=message):
            module.native(declaration, function)
    module.native("int64 add(int64 a, int64 b)", add)
    with pytest.raises(DeclarationError, match="duplicate registration"):
        module.native("int64 add(int64 x, int64 y)", add)
    other = Module("wrong").native("int64 add(int64 a, int64 b)", add)  # the same one once more
    assert run(Context().install(other), "int64 main() { return wrong::add(1, 2); }") == 3
    slots = functions_of(load(built, "heights"))
    with pytest.raises(DeclarationError, match=r"'wrong::add\(int64,int64\)' is another C function of this process"):
        Module("wrong").native("int64 add(int64 a, int64 b)", slots[-1])  # one that says no types
    with pytest.raises(DeclarationError, match=r"with the types i64\(i64, i64\)"):
        Module("wrong").native("double add(int64 a, int64 b)", slots[-1])
    with pytest.raises(DeclarationError, match="wrong::Wrong is no value type of this module"):
        module.native("int64 add(int64 a, int64 b)", add, of="Wrong")
    with pytest.raises(BuildError, match="no conversion from 'string' to 'int64'"):
        make(Context().install(other), "void main() { wrong::add('a', 2); }")


def test_enums_are_their_numbers(built: Path) -> None:
    taken = functions_of(load(built, "noise"))
    module = Module("kinds").enum("Kind", {"Low": 1, "High": 40}, base="int64")
    module.native("Kind join(Kind a, Kind b)", taken[-1])
    assert run(Context().install(module), "int64 main() { return kinds::join(kinds::Low, kinds::High); }") == 41


def test_values_of_another_form_are_refused(built: Path) -> None:
    """A C function asks for its fields by their number, and for plain ones."""
    length, _, between = functions_of(load(built, "heights"))[:3]
    for number, fields in enumerate(
        ([("x", "float"), ("name", "string")], [("x", "float")], [("x", "float"), ("y", "float"), ("z", "float")])
    ):
        module = Module(f"form{number}")
        module.value_type("Point", fields=fields)
        module.native("float length() const", length, of="Point")
        module.native("Point between(const Point &in a, const Point &in b)", between)
        context = Context().install(module)
        for call in ("p.length()", f"form{number}::between(p, p)"):
            with pytest.raises(ScriptException, match="Null pointer access"):
                run(context, f"void main() {{ form{number}::Point p; {call}; }}")


def test_the_header_is_c_and_cpp(built: Path, tmp_path: Path) -> None:
    """Compilers that are strict have nothing to say about it."""
    source = tmp_path / "strict.c"
    source.write_text(
        '#include "seraph_native.h"\n'
        "static int64_t twice(int64_t x) { return 2 * x; }\nSERAPH_WRAP1(twice, i64, i64)\n"
        "static void note(const char *text, size_t size) { (void)text; (void)size; }\nSERAPH_WRAP1(note, void, str)\n"
        "static int none(void) { return 1; }\nSERAPH_WRAP0(none, bool)\n"
        "SeraphFunction all[3];\nvoid fill(void);\n"
        "void fill(void) { all[0] = twice_call; all[1] = note_call; all[2] = none_call; }\n"
    )
    for name, language, standard in (("cc", "c", "c99"), ("c++", "c++", "c++11")):
        if shutil.which(name) is None:
            continue
        done = subprocess.run(
            [name, "-x", language, f"-std={standard}", "-Wall", "-Wextra", "-Werror", "-fsyntax-only",
             f"-I{seraphscript.get_include()}", source],
            capture_output=True, encoding="utf-8", check=False,
        )  # fmt: skip
        assert done.returncode == 0, done.stderr


@pytest.mark.row("DUAL-22", "DUAL-01")
def test_fast_path_of_a_c_function(built: Path) -> None:
    """A C function is the fast path of its name; where that is off, calls go to the callable that was given with it."""
    mix, _, seed_of, _, add = functions_of(load(built, "noise"))
    general: list[tuple[int, int]] = []

    def slow_add(a: int, b: int) -> int:
        general.append((a, b))
        return a + b

    module = Module("quick")
    module.native("int64 add(int64 a, int64 b)", add, general=slow_add)
    module.native("uint seedOf(const string &in s)", seed_of)
    with pytest.raises(DeclarationError, match="cannot be called with 3 arguments"):
        module.native("double mix(double a, double b, double t)", mix, general=slow_add)
    unit = make(
        Context().install(module),
        """
        int64 sum(int n) { int64 s = 0; for (int i = 0; i < n; i++) s = quick::add(s, i); return s; }
        uint seed(string s) { return quick::seedOf(s); }
        int64 eight(int64 a, int64 b) { return 8; }
        """,
    )
    world, other = unit.instantiate(), unit.instantiate()
    library = world.library("quick")
    assert library.is_builtin_library and library.functions == ("add", "seedOf")
    assert library.can_use_fast_path("add") and world.call("sum", 4) == 6 and not general
    world.call_stats(enable=True)
    world.call("sum", 3)
    library.disable_fast_path("add")
    assert not library.can_use_fast_path("add") and library.can_use_fast_path("seedOf")
    assert world.call("sum", 4) == 6 and general == [(0, 0), (0, 1), (1, 2), (3, 3)]
    assert world.call_stats(enable=False) == {"quick::add": (3, 4)}
    assert world.call("sum", 3) == 3 and len(general) == 7
    assert other.call("sum", 4) == 6 and len(general) == 7  # another world
    world.override("quick::add", "eight")
    assert world.call("sum", 1) == 8 and not library.can_use_fast_path("add")
    library.enable_fast_path("add")
    assert world.call("sum", 1) == 8 and not library.can_use_fast_path("add")
    world.restore("quick::add")
    assert world.call("sum", 4) == 6 and len(general) == 7 and library.can_use_fast_path("add")
    library.disable_fast_path()
    world.override("quick::add", None)
    with pytest.raises(ScriptException, match="Attempt to call non-function"):
        world.call("sum", 1)
    world.restore("quick::add")  # its fast path is still off
    assert world.call("sum", 2) == 1 and len(general) == 9
    assert world.call("seed", "é") == fnv("é")  # no callable was given: the C function stays
    library.enable_fast_path()
    assert world.call("sum", 2) == 1 and len(general) == 9
