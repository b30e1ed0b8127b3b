"""update_source() and rebuild(): what an edit of a body gives is what a full build of the new text gives."""

import random
import re
from pathlib import Path

import pytest
from seraphscript import BuildError, Context, ContextError, Program, ScriptException, Unit

LANGUAGE = Path(__file__).parent / "language"
BODY = re.compile(
    r"^[ \t]*(?!else|switch|class|interface|namespace|enum)[\w@&<>:\[\] ]+\([^;{}=]*\)(?: const)? *\{", re.MULTILINE
)
INSERTED = (
    " ",
    "\n\n",
    " // {\n",
    "/* } \n */",
    " { int inserted = 3; inserted += 1; }",
    '\n    { string inserted = "déjà vu"; double more = 0.1 + inserted[0]; }\n',
    " { int unknown = nowhere; }",
    " { int inserted = 0; while (inserted < 3) inserted++; }",
)


@pytest.fixture
def context() -> Context:
    return Context()


def listing(program: Program, sources: dict[str, str]) -> list[str]:
    """The disassembly with places in the source, without the sizes and numbers that depend on how it was made."""
    text = program.disassemble(sources).split("\n", 1)[1]
    text = re.sub(r" +", " ", re.sub(r"\bK\d+|lit \d+|const \d+|type \d+", "", text))
    return [line for line in text.split("\n") if not line.startswith("; : array<")]  # types may be left over


def fresh(context: Context, texts: dict[str, str]) -> Unit:
    unit = context.create_unit("fresh")
    for name, text in texts.items():
        unit.add_source(name, text)
    unit.build()
    return unit


def edited(text: str, rng: random.Random) -> str | None:
    """The text with something inserted at the beginning of one of its bodies, or None."""
    bodies = [m.end() for m in BODY.finditer(text)]
    if not bodies:
        return None
    at = rng.choice(bodies)
    return text[:at] + rng.choice(INSERTED) + text[at:]


def same(unit: Unit, full: Unit) -> None:
    texts = unit.sources
    assert listing(unit.program, texts) == listing(full.program, texts)
    assert unit.warnings == full.warnings


def rebuild_like_full(unit: Unit, context: Context) -> bool:
    """rebuild(), or the errors of a full build; the program stays what it was then. False if there were errors."""
    program = unit.program
    try:
        wanted = fresh(context, unit.sources)
    except BuildError as error:
        with pytest.raises(BuildError) as caught:
            unit.rebuild()
        assert caught.value.diagnostics == error.diagnostics  # noqa: PT017 (both sides raise)
        assert unit.program is program
        return False
    unit.rebuild()
    same(unit, wanted)
    return True


@pytest.mark.parametrize("folder", sorted(p.name for p in LANGUAGE.iterdir() if p.is_dir()))
def test_edits_of_bodies_like_full_builds(folder: str, context: Context) -> None:
    rng = random.Random(folder)
    paths = sorted((LANGUAGE / folder).glob("*.as"))
    for path in rng.sample(paths, min(6, len(paths))):
        unit = context.create_unit(path.name)
        unit.add_source(path.name, path.read_text())
        try:
            unit.build()
        except BuildError:
            continue
        unit.update_source(path.name, path.read_text() + "\n")
        unit.rebuild()
        for _ in range(5):
            text = edited(unit.sources[path.name], rng)
            if text is None:
                break
            before = unit.sources[path.name]
            unit.update_source(path.name, text)
            if not rebuild_like_full(unit, context):
                unit.update_source(path.name, before)
                unit.rebuild()


GAME = """// Überschrift
int total = 0;
namespace ai { int think(int x) { return x + 1; } }
class Actor {
    int hp = 10;
    Actor() { hp += 1; }
    int hit(int n) { hp -= n; return hp; }   int heal(int n) { hp += n; return hp; }
    int power { get const { return hp * 2; } }
}
class Boss : Actor { int hit(int n) override { return Actor::hit(n / 2); } }
int first() { Actor a; return a.hit(3); }
int second() { Boss b; return b.hit(4) + ai::think(b.power); }
int third() {
    int unused = 4;
    return total / (total - total);
}
"""


def game(context: Context, **more: str) -> Unit:
    """A unit whose next rebuild() is a partial one where it can be: what a small unit was built with is not kept."""
    unit = context.create_unit("game")
    for name, source in {"game.as": GAME, **more}.items():
        unit.add_source(name, source)
    unit.rebuild()
    return unit


def update(unit: Unit, old: str, new: str, name: str = "game.as") -> None:
    assert old in unit.sources[name]
    unit.update_source(name, unit.sources[name].replace(old, new))


def test_only_the_edited_function_is_compiled(context: Context) -> None:
    unit = game(context)
    size = unit.program.bytecode_size
    update(unit, "hp -= n; return hp;", "hp -= n + 1; return hp;")
    unit.rebuild()
    grown = unit.program.bytecode_size - size  # old code stays until the next full build
    assert 0 < grown < size / 4
    assert unit.call("first") == 7
    same(unit, fresh(context, unit.sources))


def test_lines_of_warnings_in_the_last_of_two_edits(context: Context) -> None:
    unit = context.create_unit("two")
    unit.add_source("two.as", "int f() { return 1; }\nclass C { int g() { return 2; } }\n" + "// much text\n" * 40)
    unit.rebuild()
    update(unit, "return 1;", "return 3;", "two.as")
    update(unit, "return 2;", "return 2; { return 4; }", "two.as")
    unit.rebuild()
    same(unit, fresh(context, unit.sources))
    assert {w.source_line for w in unit.warnings} == {"class C { int g() { return 2; { return 4; } } }"}


def test_lines_of_warnings_beside_an_edit(context: Context) -> None:
    text = """mixin class M { int get() { return half; } }
class C : M { float half = 0.5; int two() { return 1; } }
int both() { int unused; return 1; } int other() { return 1; }
"""
    unit = game(context, **{"warned.as": text})
    assert len(unit.warnings) == 3
    update(unit, "two() { return 1; }", "two() { return 2; }", "warned.as")
    update(unit, "other() { return 1; }", "other() { return 2; }", "warned.as")
    unit.rebuild()
    same(unit, fresh(context, unit.sources))


def test_places_of_copied_parameters(context: Context) -> None:
    text = """int before() { return 1; }
int sum(array<int> list,
        Actor &out made) {
    int n = 0; return n; }
"""
    unit = game(context, **{"copies.as": text})
    update(unit, "return 1;", "/*\n\n*/ return 2;", "copies.as")
    update(unit, "int n = 0;", "int n =\n 2;", "copies.as")
    unit.rebuild()
    same(unit, fresh(context, unit.sources))


@pytest.mark.parametrize(
    "edits",
    [
        [("return x + 1;", "return x\n + 2;")],
        [("hp -= n;", "hp -= n;\n\n"), ("hp += n;", "hp += 2 * n;"), ("a.hit(3);", "a.hit(1) +\n a.hit(2);")],
        [("return hp * 2;", "return hp * 3;"), ("return total /", "/* \n */ return total /")],
        [("int hp = 10;", "int hp = 12;")],
        [("hp += 1;", "hp += 5;")],
        [("class Boss : Actor", "class Boss : Actor // new\n")],
        [("int total = 0;", "int total = 3;\nint more = 4;"), ("return hp * 2;", "return hp * more;")],
        [("int first() {", "int first(int n = 1) {")],
        [("int second()", "int extra() { return 1; }\nint second()")],
        [("return a.hit(3); }", "return a.hit(3); } }")],
        [("return a.hit(3); }", "return a.hit(3); /* }")],
        [("int unused = 4;", "array<array<Boss@>> bosses; int other = 1;")],
        [("return a.hit(3);", "return nowhere;"), ("return b.hit(4)", "return b.miss(4)")],
        [("return total / (total - total);", "")],
    ],
)
def test_edits_and_back(context: Context, edits: list[tuple[str, str]]) -> None:
    unit = game(context)
    for old, new in edits:
        update(unit, old, new)
    if rebuild_like_full(unit, context):
        assert unit.call("second") == fresh(context, unit.sources).call("second")
    for old, new in reversed(edits):
        if new:
            update(unit, new, old)
        else:
            unit.update_source("game.as", GAME)
    unit.rebuild()
    same(unit, fresh(context, unit.sources))
    assert unit.call("second") == 28


def test_random_edits_like_full_builds(context: Context) -> None:
    rng = random.Random(3)
    unit = game(context)
    pieces = ["}", "{", "\n", '"', "/*", "*/", "//", "'", ";", "int q;", "total = 4;", "(", ")", "", "", ""]
    accepted = 0
    for _ in range(400):
        text = unit.sources["game.as"]
        at = rng.randrange(len(text))
        unit.update_source("game.as", text[:at] + rng.choice(pieces) + text[at + rng.choice((0, 0, 1, 5)) :])
        if rebuild_like_full(unit, context):
            accepted += 1
        else:
            unit.update_source("game.as", text)
            unit.rebuild()
            if len(unit.sources["game.as"]) < 200:
                unit.update_source("game.as", GAME)
                unit.rebuild()
    assert accepted > 40


def test_exceptions_name_the_new_lines(context: Context) -> None:
    unit = game(context)
    update(unit, "return x + 1;", "\n\nreturn x + 1;")
    unit.rebuild()
    with pytest.raises(ScriptException) as caught:
        unit.call("third")
    line = unit.sources["game.as"].split("\n").index("    return total / (total - total);") + 1
    assert caught.value.traceback[-1].line == line


def test_warnings_move_with_their_lines(context: Context) -> None:
    unit = game(context)
    before = [(w.line, w.message) for w in unit.warnings]
    update(unit, "return x + 1;", "\n\nreturn x + 1;")
    unit.rebuild()
    assert [(w.line, w.message) for w in unit.warnings] == [(line + 2, message) for line, message in before]


def test_several_sections(context: Context) -> None:
    unit = game(context, **{"more.as": "int fourth() { return first() + 1; }\nint fifth() { return fourth(); }\n"})
    assert unit.call("fifth") == 9
    update(unit, "return first() + 1;", "return first() + 2;", "more.as")
    update(unit, "return a.hit(3);", "return a.hit(2);")
    unit.rebuild()
    assert unit.call("fifth") == 11
    same(unit, fresh(context, unit.sources))
    unit.update_source("third.as", "int sixth() { return fifth() * 2; }")
    unit.rebuild()
    assert unit.call("sixth") == 22
    unit.remove_source("third.as")
    unit.rebuild()
    same(unit, fresh(context, unit.sources))
    with pytest.raises(KeyError):
        unit.remove_source("third.as")


def test_running_instances_keep_their_program(context: Context) -> None:
    unit = game(context)
    world = unit.instantiate()
    update(unit, "return a.hit(3);", "return a.hit(9);")
    unit.rebuild()
    assert world.call("first") == 8
    assert unit.instantiate().call("first") == 2
    assert unit.rebuild() is unit.program  # nothing has changed


def test_many_edits_do_not_pile_up(context: Context) -> None:
    unit = game(context)
    sizes = []
    for i in range(3000):
        unit.update_source("game.as", GAME.replace("return a.hit(3);", f"return a.hit({i % 7});"))
        unit.rebuild()
        sizes.append(unit.program.memory_size)
    assert max(sizes) < 2 << 20
    assert unit.call("first") == 11 - 2999 % 7


def test_before_a_build(context: Context) -> None:
    unit = context.create_unit("x")
    with pytest.raises(BuildError):
        unit.rebuild()
    unit.update_source("a", "int f() { return 1; }")
    assert unit.rebuild() is unit.program
    assert unit.call("f") == 1
    with pytest.raises(ContextError, match="rebuild"):
        unit.add_source("a", "int f() { return 2; }")
    unit.clear()
    unit.add_source("a", "int f() { return 2; }")
    assert unit.rebuild() and unit.call("f") == 2


@pytest.mark.row("CTX-21")
def test_what_is_dirty(context: Context) -> None:
    unit = context.create_unit("unit")
    assert (unit.has_pending_changes, unit.dirty_files) == (False, [])
    unit.add_source("a", "int f() { return g(); }")
    unit.add_source("b", "int g() { return 1; }")
    assert (unit.has_pending_changes, unit.dirty_files) == (True, ["a", "b"])
    unit.build()
    assert (unit.has_pending_changes, unit.dirty_files) == (False, [])
    assert unit.update_source("b", "int g() { return 1; }") is False
    assert unit.update_source("b", b"int g() { return 1; }") is False
    assert (unit.has_pending_changes, unit.dirty_files) == (False, [])
    assert unit.update_source("b", "int g() { return 2; }") is True
    assert (unit.has_pending_changes, unit.dirty_files) == (True, ["b"])
    assert unit.update_source("c", "int h() { return 2; }") is True  # sections come and go
    unit.remove_source("a")
    assert unit.dirty_files == ["b", "c", "a"]
    with pytest.raises(KeyError):
        unit.remove_source("a")
    unit.rebuild()
    assert (unit.has_pending_changes, unit.dirty_files) == (False, [])
    unit.clear()
    assert (unit.has_pending_changes, unit.dirty_files) == (False, [])


@pytest.mark.row("CTX-22")
def test_only_what_was_edited_is_compiled(context: Context) -> None:
    """The new code stands behind the old one: what a rebuild adds is what it compiled."""
    body = "{{ int y = x * {0}; while (y > 9) {{ y -= {0} + 1; }} return y; }}"
    functions = "\n".join(f"int f{i}(int x) {body.format(i)}" for i in range(300))
    unit = fresh(context, {"a": functions, "b": "int last() { return f7(3); }"})
    unit.update_source("b", "int last() { return f7(4); }")
    unit.rebuild()  # from here on there is something to start from
    size = unit.program.bytecode_size
    unit.update_source("a", functions.replace("int y = x * 7;", "int y = x * 70;"))
    program = unit.rebuild()
    assert 0 < unit.program.bytecode_size - size < size / 100
    assert unit.call("last") == fresh(context, unit.sources).call("last")
    assert unit.rebuild() is program
    unit.update_source("a", functions.replace("int y = x * 7;", "int y = nowhere;"))
    with pytest.raises(BuildError, match="nowhere"):
        unit.rebuild()
    assert (unit.program is program, unit.has_pending_changes) == (True, True)
    assert unit.call("last") == 8
