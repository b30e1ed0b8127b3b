"""Units of several source files that refer to each other in both directions; messages name the right file."""

from __future__ import annotations

import itertools

import pytest
from seraphscript import BuildError, Context, ScriptException, Unit

FILES = {
    "world.as": """
        Player@ hero = Player("Ann", Mode::Hard);
        int population = start_population * 2;
        namespace world { enum Mode { Easy, Hard = 5 } int tick(Player@ p) { return p.step() + ai::bonus; } }
        typedef world::Mode Mode;
        mixin class Counted { int steps = first_step; int step() { steps++; return steps * factor(); } }
    """,
    "player.as": """
        class Player : Entity, Counted {
            Mode mode;
            Player(string name, Mode m) { super(name); mode = m; }
            int factor() override { return int(mode); }
        }
        const int first_step = ai::bonus - 9;
        using namespace world;
        int play() { return tick(hero) + population; }
    """,
    "entity.as": """
        abstract class Entity { string name; Entity(string n) { name = n; } int factor() { return 1; } }
        const int start_population = first_step + 20;
        namespace ai { const int bonus = 10; void fail(Player@ p) { throw(p.name + " fails"); } }
    """,
}


def built(order: tuple[str, ...], files: dict[str, str] | None = None) -> Unit:
    unit = Context().create_unit("many")
    for name in order:
        unit.add_source(name, (files or FILES)[name])
    unit.build()
    return unit


@pytest.mark.parametrize("order", list(itertools.permutations(FILES)))
def test_any_order(order: tuple[str, ...]) -> None:
    unit = built(order)
    assert unit.call("play") == 2 * 5 + 10 + 42
    with pytest.raises(ScriptException, match="Ann fails") as caught, unit.instantiate() as world:
        world.call("ai::fail", world.globals["hero"])
    assert (caught.value.traceback[-1].section, caught.value.traceback[-1].line) == ("entity.as", 4)


@pytest.mark.parametrize(
    ("file", "old", "new", "message"),
    [
        ("world.as", "steps++;", "nothing++;", "unknown name 'nothing'"),
        ("player.as", "int(mode)", "int(moda)", "unknown name 'moda'"),
        ("player.as", "override { return int(mode); }", "override { }", "not all paths"),
        ("entity.as", "first_step + 20", '"text"', "string"),
        ("entity.as", "p.name", "p.nam", "has no member 'nam'"),
    ],
)
def test_errors_name_the_file(file: str, old: str, new: str, message: str) -> None:
    for order in itertools.permutations(FILES):
        with pytest.raises(BuildError) as caught:
            built(order, {**FILES, file: FILES[file].replace(old, new)})
        assert [d.section for d in caught.value.diagnostics] == [file]
        assert message in caught.value.diagnostics[0].message


def test_two_files_declare_the_same() -> None:
    files = {"a.as": "class A {}\nint f() { return 1; }", "b.as": "\nclass A {}\nint f() { return 2; }"}
    with pytest.raises(BuildError) as caught:
        built(("a.as", "b.as"), files)
    assert [(d.section, d.line) for d in caught.value.diagnostics] == [("b.as", 2), ("b.as", 3)]


def test_an_error_in_a_mixin_names_both_files() -> None:
    files = {"m.as": "mixin class M { int f() { return x; } }", "c.as": "class C : M {}"}
    with pytest.raises(BuildError) as caught:
        built(("m.as", "c.as"), files)
    (found,) = caught.value.diagnostics
    assert found.section == "m.as"
    assert [place.section for place in found.related] == ["c.as"]
    assert "'C'" in found.related[0].message
