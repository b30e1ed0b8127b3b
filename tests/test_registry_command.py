"""seraph registry dump, diff and check: formats, differences, missing bindings, exit codes, unusable files."""

from __future__ import annotations

import ast
import enum
import json
import os
import re
import subprocess
import sys
import sysconfig
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from seraphscript import Context, Module
from seraphscript.registry import listing, sfr

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "tools"))

from sfr_corpus import kinds_module, shapes_module, templates_module, time_module, values_module, vec_module

SERAPH = Path(sysconfig.get_path("scripts"), "seraph")


class Color(enum.IntEnum):
    Red = 1
    Green = 2


class Shape:
    name: str

    def __init__(self, name: str = "x") -> None:
        self.name = name

    def grow(self, by: int = 1) -> None: ...


class Circle(Shape):
    def area(self) -> float:
        return 1.0


def game(**how: Any) -> Module:  # noqa: ANN401
    module = Module("game::world")
    module.type(Shape)
    module.type(Circle)
    module.enum(Color)
    module.const("LIMIT", how.get("limit", 5))
    module.alias("Id", "uint64")
    module.interface("Named", ["string name() const"])
    module.register_funcdef("funcdef int Op(int a, int b)")
    module.register_function(str(how.get("make", "Shape@ make(const string &in name, Color from = Color::Red)")), print)
    module.register_function("int count(array<Shape@>@ list, int &out most, int... rest)", print)
    module.register_function("int count(int n)", abs)
    module.register_function("int get_score() property", print)
    module.register_function("void set_score(int value) property", print)
    if "more" in how:
        module.register_function("void more()", print)
    return module


def saved(path: Path, **how: Any) -> Path:  # noqa: ANN401
    Context().install(game(**how)).save_registry(path)
    return path


def registry(*arguments: str | Path, cwd: Path | None = None) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [SERAPH, "registry", *arguments], stdin=subprocess.DEVNULL, capture_output=True, encoding="utf-8", timeout=60,
        check=False, cwd=cwd,
    )  # fmt: skip


def dumped(path: Path, form: str) -> str:
    done = registry("dump", path, "--format", form)
    assert (done.returncode, done.stderr) == (0, "")
    return done.stdout


def test_text(tmp_path: Path) -> None:
    text = dumped(saved(tmp_path / "game.sfr"), "text")
    assert re.search(r"^  funcs +\d+  of 64 bytes$", text, re.MULTILINE)
    assert "class game::world::Circle : game::world::Shape" in text
    assert "  void grow(int64 by = 1)  [host game::world::Shape::grow(int64)]" in text
    assert text.count("grow(") == 2  # not once more where it is inherited
    assert (
        "  game::world::Shape@ game::world::make(const string &in name, game::world::Color from = "
        "game::world::Color::Red)  [host game::world::make(const string &in,Color)]" in text
    )
    assert "  int game::world::LIMIT = 5" in text
    assert "  game::world::Id = uint64" in text
    assert "  double sqrt(double x)  [native]" in text
    assert "  Green = 2" in text


def test_every_key_that_is_shown_can_be_bound(tmp_path: Path) -> None:
    keys = set(re.findall(r"\[host (.*)\]", dumped(saved(tmp_path / "game.sfr"), "text")))
    bindings: dict[str, Any] = {"game::world::Shape": Shape, "game::world::Circle": Circle}
    context = Context.load_registry(tmp_path / "game.sfr", {**bindings, **dict.fromkeys(keys, print)}, check=True)
    assert set(context.seal().host_keys()) == keys


def test_json(tmp_path: Path) -> None:
    document = json.loads(dumped(saved(tmp_path / "game.sfr"), "json"))
    assert document == listing.describe(Context.load_registry(tmp_path / "game.sfr").seal())
    types = {kind["name"]: kind for kind in document["types"]}
    assert types["game::world::Color"]["values"] == {"Red": 1, "Green": 2}
    assert types["array"]["parameters"] == ["T"]
    assert types["game::world::Circle"]["base"] == "game::world::Shape"
    assert [m["name"] for m in types["game::world::Named"]["members"]] == ["name"]
    make = next(f for f in document["functions"] if f["name"] == "make")
    assert make["parameters"][1] == {
        "type": "game::world::Color", "mode": "", "name": "from", "default": "game::world::Color::Red",
    }  # fmt: skip
    assert (make["how"], make["key"]) == ("host", "game::world::make(const string &in,Color)")
    assert {"name": "game::world::LIMIT", "type": "int", "value": 5} in document["constants"]
    assert {"name": "math::INFINITY", "type": "double", "value": "inf"} in document["constants"]
    assert document["tables"]["funcs"] == len(Context.load_registry(tmp_path / "game.sfr").seal().functions()) + 1


def test_declarations_for_editors(tmp_path: Path) -> None:
    text = dumped(saved(tmp_path / "game.sfr"), "as")
    space = text.partition("namespace game::world {\n")[2].partition("\n}")[0].splitlines()
    for line in (
        "    typedef uint64 Id;", "    const int LIMIT;", "    int score;", "    class Circle : game::world::Shape {",
        "        string name;", "        Shape(const string &in name = \"x\");",
        "    enum Color : int { Red = 1, Green = 2 }",
        "    interface Named {", "        string name() const;", "    funcdef int Op(int a, int b);",
        "    int count(array<game::world::Shape@>@ list, int &out most, int ... rest);",
    ):  # fmt: skip
        assert line in space
    assert "class array<T> {" in text
    assert "uint64 length() const;" in text or "uint length() const;" in text


def test_stubs(tmp_path: Path) -> None:
    text = dumped(saved(tmp_path / "game.sfr"), "pyi")
    tree = ast.parse(text)
    (outer,) = [n for n in tree.body if isinstance(n, ast.ClassDef) and n.name == "game"]
    (world,) = [n for n in outer.body if isinstance(n, ast.ClassDef)]
    functions = [n for n in world.body if isinstance(n, ast.FunctionDef)]
    assert [ast.unparse(d) for d in functions[0].decorator_list] == ["overload", "staticmethod"]
    assert "def count(list: list[game.world.Shape | None], *rest: int) -> tuple[int, int]: ..." in text
    assert "def make(name: str, from_: game.world.Color = ..., /) -> game.world.Shape | None: ..." in text
    assert "class Named(Protocol):" in text
    assert "LIMIT: Final[int]" in text
    assert "sqrt" not in text  # not the host's


def test_stubs_of_everything() -> None:
    """Kinds, value types, templates: what scripts cannot name is not shown, and Python can read the stubs."""
    context = Context()
    for make in (shapes_module, vec_module, time_module, kinds_module, values_module, templates_module):
        context.install(make())
    sealed = context.seal()
    for form in ("as", "md", "pyi"):
        text = listing.dump(sealed, form)
        assert "$" not in text
        assert not re.search(r"<(list_|validation|string_factory)", text)
    assert "Managed::$gc_enumrefs()" in listing.dump(sealed, "text")
    text = listing.dump(sealed, "pyi")
    tree = ast.parse(text)
    named = {node.name for node in ast.walk(tree) if isinstance(node, ast.ClassDef)}
    assert {"Standard", "Scoped", "Vec3", "Rect", "Grid", "Pairs", "Row", "Drawable", "Wide"} <= named
    assert "class Rights(IntFlag):" in text
    assert "class Color(IntEnum):" in text
    loaded = sfr.parse_registry(sfr.dump_registry(sealed), known=Context().seal())[0]
    assert listing.dump(loaded, "pyi") == text
    assert '_K = TypeVar("_K")' in text
    assert "class Pairs(Plain, Generic[_K, _V]):" in text
    assert "def set(self, i: int, value: _T, /) -> None: ..." in text
    assert "def names(of: Grid[int] | None, /) -> Grid[str] | None: ..." in text


def test_markdown(tmp_path: Path) -> None:
    text = dumped(saved(tmp_path / "game.sfr"), "md")
    assert "## Namespace `game::world`" in text
    assert "| `LIMIT` | `int` | 5 |" in text
    assert "### `class game::world::Circle : game::world::Shape`" in text
    assert text.count("```") % 2 == 0


@pytest.mark.parametrize("form", listing.FORMATS)
def test_default_modules_and_output_file(tmp_path: Path, form: str) -> None:
    done = registry("dump", "--format", form, "-o", tmp_path / "out")
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
    text = (tmp_path / "out").read_text(encoding="utf-8")
    assert text == registry("dump", "--format", form).stdout
    assert "FiberState" in text
    done = registry("dump", "-o", tmp_path / "nowhere" / "out")
    assert done.returncode == 1
    assert "No such file" in done.stderr


def test_differences(tmp_path: Path) -> None:
    old = saved(tmp_path / "old.sfr")
    new = saved(tmp_path / "new.sfr", more=True, limit=6, make="Circle@ make(const string &in name, Color from)")
    assert (registry("diff", old, old).returncode, registry("diff", old, old).stdout) == (0, "")
    done = registry("diff", old, new)
    assert done.returncode == 1
    assert "+ function void game::world::more() [game::world::more()]" in done.stdout
    assert "  - int game::world::LIMIT = 5\n  + int game::world::LIMIT = 6" in done.stdout
    assert "~ function game::world::make(const string &in, game::world::Color)" in done.stdout
    found = json.loads(registry("diff", old, new, "--json").stdout)
    assert [one["name"] for one in found["added"]] == ["game::world::more()"]
    assert found["removed"] == []
    assert [one["sort"] for one in found["changed"]] == ["function", "constant"]
    back = json.loads(registry("diff", new, old, "--json").stdout)
    assert back["removed"] == [
        {"sort": "function", "name": "game::world::more()", "old": "void game::world::more() [game::world::more()]"}
    ]


HOST = """
from seraphscript import Module
from test_registry_command import game
modules = [game()]
one = game()
none = Module("game::world")
mapping = {"game::world::more()": print}
wrong = 3
def fails(): raise ValueError("no")
class Folder:
    def make(): return [game()]
"""


def test_check(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = saved(tmp_path / "game.sfr")
    (tmp_path / "hostmod.py").write_text(HOST)
    monkeypatch.setenv("PYTHONPATH", str(Path(__file__).parent), prepend=os.pathsep)
    done = registry("check", path)
    assert done.returncode == 0
    assert re.search(r"game.sfr: \d+ functions, \d+ types, \d+ bindings\n$", done.stdout)
    for name in ("modules", "one", "game", "Folder.make"):
        assert registry("check", path, "--bindings", f"hostmod:{name}", cwd=tmp_path).returncode == 0, name
    done = registry("check", path, "--bindings", "hostmod:none", cwd=tmp_path)
    assert done.returncode == 1
    assert "nothing is bound to game::world::count(int)\n" in done.stdout
    assert "nothing is bound to game::world::Shape\n" in done.stdout
    assert registry("check", path, "--bindings", "hostmod:mapping", cwd=tmp_path).returncode == 1
    for name, message in (
        ("hostmod:wrong", "no Module, list of them, or mapping, but int"), ("hostmod:fails", "ValueError: no"),
        ("hostmod:absent", "AttributeError"), ("nowhere:x", "ModuleNotFoundError"), ("hostmod", "write MODULE:NAME"),
    ):  # fmt: skip
        done = registry("check", path, "--bindings", name, cwd=tmp_path)
        assert done.returncode == 1
        assert message in done.stderr
        assert "Traceback" not in done.stderr


def test_files_that_cannot_be_used(tmp_path: Path) -> None:
    good = saved(tmp_path / "game.sfr")
    (tmp_path / "cut.sfr").write_bytes(good.read_bytes()[:-5])
    (tmp_path / "text.sfr").write_text("text")
    for name, message in (
        ("cut.sfr", "damaged or cut off"), ("text.sfr", "not a registry"), ("absent.sfr", "No such file"),
        (".", "directory"),
    ):  # fmt: skip
        for command in (["dump"], ["check"], ["diff", good]):
            done = registry(*command, tmp_path / name)
            assert (done.returncode, done.stdout) == (1, "")
            assert message in done.stderr
            assert "Traceback" not in done.stderr
    for usage in ([], ["dump", "--format", "xml"], ["diff", good], ["check"], ["nope"]):
        done = registry(*usage)
        assert done.returncode == 64
        assert "usage: seraph registry" in done.stderr
    assert registry("--help").returncode == registry("dump", "--help").returncode == 0


def test_functions_and_properties_in_all_formats(tmp_path: Path) -> None:
    """Types of functions by their signatures, properties as variables, in namespaces and in classes."""

    class Player:
        visit: Callable[[str, list[int]], dict[str, bool]] | None

        @property
        def label(self) -> str:
            return ""

    class Grid: ...

    module, root = Module("game"), Module()
    state = type("State", (), {"score": 1, "best": 2, "lives": 3})
    module.property("int score", of=state).property("const int best", of=state)
    module.register_funcdef("funcdef bool Filter(int, const string &in)")
    module.register_funcdef("funcdef bool Ask(Filter@ f, int &out answer)")
    module.type(Player)
    grid = module.register_type("Grid<class T>", Grid)
    grid.funcdef("funcdef bool Test(const T &in)").method("int count(Test@ t)", lambda self, test: 1)
    module.register_function("void each(Filter@ f, dictionary<string, array<int>> d, dictionary@ any)", print)
    module.register_function("int get_at(int i) property", print)
    module.register_function("void set_only(int v) property", print)

    @module.function
    def apply(f: Callable[[int], float], g: Callable[[Callable[[str], None]], int] | None) -> None: ...

    root.property("double lives", of=state)
    Context().install(module).install(root).save_registry(path := tmp_path / "game.sfr")
    stubs = dumped(path, "pyi")
    for line in (
        "lives: float", "    score: int", "    best: Final[int]", "    only: int",
        "    def get_at(i: int, /) -> int: ...",
        "    Filter: TypeAlias = Callable[[int, str], bool]",
        "    Ask: TypeAlias = Callable[[game.Filter | None], tuple[bool, int]]",
        "        visit: Callable[[str, list[int]], dict[str, bool]] | None",
        "        @property\n        def label(self) -> str: ...",
        "        def count(self, t: Callable[[_T], bool] | None, /) -> int: ...",
        "    def each(f: game.Filter | None, d: dict[str, list[int]], any: dict[Any, Any], /) -> None: ...",
        "    def apply(f: Callable[[int], float] | None, g: Callable[[Callable[[str], None] | None], int] | None, /) "
        "-> None: ...",
    ):  # fmt: skip
        assert f"\n{line}\n" in stubs
    assert "_score(" not in stubs
    assert "get_label" not in stubs
    (tmp_path / "game.pyi").write_text(stubs)
    user = "from game import game\nx: int = game.score\nf: game.Filter = lambda n, s: n == 1\n"
    (tmp_path / "user.py").write_text(user)
    done = subprocess.run(
        [sys.executable, "-m", "mypy", "--strict", "--cache-dir", tmp_path / "cache", "user.py"], cwd=tmp_path,
        capture_output=True, encoding="utf-8", check=False,
    )  # fmt: skip
    assert done.returncode == 0 or "No module named mypy" in done.stderr, done.stdout
    for form, end in (("as", ";"), ("md", "")):
        text = dumped(path, form).replace("\n    ", "\n").replace("\n    ", "\n")
        for line in (
            "const int best", "int score", "const string label", "double lives", "int get_at(int i) property",
            "void set_only(int v) property", "funcdef bool Test(const T &in)",
        ):  # fmt: skip
            assert f"\n{line}{end}\n" in text
        assert "opCall(int" not in text
    assert "### `funcdef game::Filter`\n\n```\nbool Filter(int, const string &in)\n```" in dumped(path, "md")
