"""Functions of the script in the place of built-in ones: what they are passed, and what becomes of calls in progress.

`tests/test_dual_path.py` has what can be put into a place, `tools/dual_path.py` what such a call costs.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from seraphscript import Context, Instance, Module, Unit
from seraphscript.vm.errors import ScriptException
from seraphscript.vm.stop import Stop

PLACES = {
    "global": 'name = "ab"; name += "cd";|name',
    "element": 'names = {"ab"}; names[0] += "cd";|names[0]',
    "field": 'box.inner.text = "ab"; box.inner.text += "cd";|box.inner.text',
    "field of a handle": '@box.other = Inner(); box.other.text += "cd";|box.other.text',
    "literal": '|"abcd"',
    "temporary": 'string s = "ab";|(s + "cd")',
    "result": "|made()",
    "local": 'string s = "ab"; s += "cd";|s',
    "element of a local": 'array<string> l = {"ab"}; l[0] += "cd";|l[0]',
    "choice": 'name = "ab"; name += "cd"; bool b = mode >= 0;|(b ? name : "x")',
}
"""What comes before, and a string that is "abcd" then."""

SCRIPT = """
class Inner { string text = "ab"; array<int> numbers = {1, 2, 3}; }
class Box { Inner inner; Inner@ other = Inner(); }
string name; array<string> names; Box box; array<int>@ numbers;
int mode = 0, left = 0, steps = 0;
string made() { string s = "ab"; return s + "cd"; }

void disturb() {
    name = "z"; name += name; name = ""; names.resize(0); box.inner.text = ""; @box.other = null;
    array<string> over(16, "zzzzzzzz");
    over[3] += "y";
}
void act() {
    disturb();
    if (mode == 1) throw("no");
    if (mode == 2) yield();
    for (int i = 0; i < steps; i++) { string t = "" + i; }
}
uint measured(const string &in s) { act(); return s == "abcd" ? 40 : 1; }
string doubled(const string &in s, uint n) { act(); return s + n; }
int found(const string &in s, const string &in other, uint start) {
    act();
    return s == "abcd" && other == "abcd" ? int(start) : -1;
}
uint counted(const array<int> &in a) { @numbers = null; array<int> over(3, 9); return a[0] + a[1] + a[2]; }
uint again(const string &in s) { left--; return left > 0 ? name.length() + 1 : 1; }
uint recursive() { name = "ab"; name += "cd"; return name.length(); }
uint of_array() { @numbers = array<int> = {1, 2, 3}; return numbers.length(); }
uint of_parameter(const string &in s) { return s.length(); }
uint parameter() { name = "ab"; name += "cd"; return of_parameter(name); }
"""
for number, (begin, _, text) in enumerate(place.partition("|") for place in PLACES.values()):
    SCRIPT += f"uint length{number}() {{ {begin} return {text}.length(); }}\n"
    SCRIPT += f"string repeat{number}() {{ {begin} return {text}.repeat(2); }}\n"
    SCRIPT += f'int find{number}() {{ {begin} string o = "ab"; o += "cd"; return {text}.findFirst(o, 30); }}\n'
    SCRIPT += f"int both{number}() {{ {begin} return {text}.findFirst({text}, 30); }}\n"
    SCRIPT += f"uint caught{number}() {{ {begin} try {{ return {text}.length(); }} catch {{ }} return 77; }}\n"

CALLS = {"length": 40, "repeat": "abcd2", "find": 30, "both": 30}
CALLED = {"length": "measured", "repeat": "doubled", "find": "found", "both": "found"}


def compiled(context: Context, text: str, name: str = "redirect") -> Unit:
    unit = context.create_unit(name)
    unit.add_source(f"{name}.as", text)
    unit.build()
    return unit


@pytest.fixture(params=["built", "loaded"])
def world(request: pytest.FixtureRequest, tmp_path: Path) -> Instance:
    context = Context()
    program = compiled(context, SCRIPT).program
    if request.param == "loaded":
        program.save(tmp_path / "redirect.sbc")
        program = context.load_program(tmp_path / "redirect.sbc")
    made = context.instantiate(program)
    replace(made)
    return made


def replace(world: Instance) -> None:
    world.override("string::length", "measured")
    world.override("string::repeat", "doubled")
    world.override("string::findFirst", "found")
    world.override("array::length", "counted")


def blocks(world: Instance) -> int:
    world.globals["mode"] = 0
    world.call("disturb")
    world.collect()
    return world.stats().live_blocks


def ready(world: Instance, number: int) -> int:
    """Everything has been called: literals are made at the first use."""
    for call, expected in CALLS.items():
        assert world.call(f"{call}{number}") == expected
    world.globals["mode"] = 1
    assert world.call(f"caught{number}") == 77
    return blocks(world)


each_place = pytest.mark.parametrize("number", range(len(PLACES)), ids=list(PLACES))


@pytest.mark.row("DUAL-14", "DUAL-26")
@each_place
def test_arguments_outlive_what_they_come_from(world: Instance, number: int) -> None:
    before = ready(world, number)
    for call, expected in CALLS.items():
        for _ in range(3):
            assert world.call(f"{call}{number}") == expected
        assert blocks(world) == before
    assert (world.call("parameter"), world.call("of_array")) == (40, 6)


@pytest.mark.row("DUAL-14")
@each_place
def test_exceptions_let_arguments_go(world: Instance, number: int) -> None:
    before = ready(world, number)
    for _ in range(3):
        world.globals["mode"] = 1
        for call in CALLS:
            with pytest.raises(ScriptException, match="no") as raised:
                world.call(f"{call}{number}")
            assert [frame.function for frame in raised.value.traceback] == [f"{call}{number}", CALLED[call], "act"]
        assert world.call(f"caught{number}") == 77
    assert blocks(world) == before


@pytest.mark.row("DUAL-14")
@each_place
def test_yielding(world: Instance, number: int) -> None:
    """A suspended fiber holds the arguments, and lets them go when it ends or is given up."""
    before = ready(world, number)
    for call, expected in CALLS.items():
        for given_up in (False, True):
            world.globals["mode"] = 2
            fiber = world.start(f"{call}{number}")
            assert not fiber.resume()
            world.call("disturb")
            world.collect()
            if not given_up:
                assert fiber.resume() and fiber.result == expected
            del fiber
            assert blocks(world) == before


@pytest.mark.row("DUAL-14")
@each_place
def test_budgets(world: Instance, number: int) -> None:
    """A call that is stopped anywhere goes on there."""
    world.globals["steps"] = 3
    for call, expected in CALLS.items():
        fiber = world.start(f"{call}{number}")
        while not fiber.resume(budget=60):
            world.collect()
        assert fiber.result == expected
    world.globals["steps"] = 1000
    before = ready(world, number)
    with pytest.raises(Exception, match="Budget exceeded"):
        world.call(f"length{number}", budget=500)
    assert blocks(world) == before


@pytest.mark.row("DUAL-14")
def test_depth(world: Instance) -> None:
    """Frames that hold arguments count; the stack grows under them."""
    world.override("string::length", "again")
    for depth in (1, 2, 15, 31, 32, 33, 500):
        world.globals["left"] = depth
        assert world.call("recursive") == depth
    before = blocks(world)
    world.globals["left"] = 1 << 30
    with pytest.raises(Exception, match="Stack overflow"):
        world.call("recursive")
    assert blocks(world) == before
    world.globals["left"] = 3
    assert world.call("recursive") == 3


LOOP = """
double twice(double x) { return 2 * x; }
double thrice(double x) { return 3 * x; }
funcdef double F(double);
double behind(double x) { F@ f = math::abs; return f(x) + 100; }
uint nine(const string &in s) { return 9; }
string text = "abc";
string loop(int n) {
    string all;
    double x = -1;
    for (int i = 0; i < n; i++) {
        host::change(i);
        all += math::abs(x) + "," + text.length() + " ";
    }
    return all;
}
string pausing(int n) {
    string all;
    for (int i = 0; i < n; i++) { all += math::abs(-1.0) + "," + text.length() + " "; yield(); }
    return all;
}
"""


def looping(change: Callable[[int], None]) -> Instance:
    module = Module("host")
    module.register_function("void change(int step)", change)
    return compiled(Context().install(module), LOOP).instantiate()


CHANGES: list[tuple[str, Any, str]] = [
    ("restore", None, "1,3"),
    ("math::abs", "twice", "-2,3"),
    ("string::length", "nine", "-2,9"),
    ("math::abs", "thrice", "-3,9"),
    ("math::abs", lambda x: 5.0, "5,9"),
    ("math::abs", "twice", "-2,9"),
    ("off", None, "-2,9"),
    ("count", True, "-2,9"),
    ("math::abs", "behind", "101,9"),
    ("count", False, "101,9"),
    ("on", None, "101,9"),
    ("restore", None, "1,3"),
    ("string::length", "nine", "1,9"),
]


def carry_out(world: Instance, step: int) -> None:
    what, target, _ = CHANGES[step]
    if what == "restore":
        world.restore("math::abs")
        world.restore("string::length")
    elif what in ("on", "off"):
        for library in map(world.library, ("math", "string")):
            library.enable_fast_path() if what == "on" else library.disable_fast_path()
    elif what == "count":
        world.call_stats(enable=bool(target))
    else:
        world.override(what, target)


@pytest.mark.row("DUAL-02", "DUAL-04", "DUAL-22")
@pytest.mark.parametrize("fibers", [0, 1, 2])
def test_within_a_running_loop(fibers: int) -> None:
    """From the next call on, also when it is not the innermost loop that runs while something changes."""
    expected = " ".join(now for _, _, now in CHANGES) + " "

    def change(step: int) -> None:
        inner(step, fibers)

    def inner(step: int, more: int) -> None:
        if more == 0:
            carry_out(world, step)
            return
        fiber = world.start("pausing", 3)
        fiber.resume()
        inner(step, more - 1)
        while not fiber.resume():
            pass
        assert fiber.result.split()[1:] == [CHANGES[step][2]] * 2

    world = looping(change)
    for _ in range(2):
        assert world.call("loop", len(CHANGES)) == expected


@pytest.mark.row("DUAL-22")
def test_within_a_suspended_fiber() -> None:
    world = looping(lambda step: None)
    fiber = world.start("pausing", len(CHANGES))
    for step in range(len(CHANGES)):
        carry_out(world, step)
        assert not fiber.resume()
    assert fiber.resume()
    assert fiber.result == " ".join(now for _, _, now in CHANGES) + " "


@pytest.mark.row("DUAL-05")
def test_worlds_with_the_same_replacements() -> None:
    unit = compiled(Context(), SCRIPT)
    worlds = [unit.instantiate() for _ in range(3)]
    for world in worlds:
        replace(world)
    assert [world.call("length0") for world in worlds] == [40] * 3
    worlds[0].restore("string::length")
    assert [world.call("length0") for world in worlds] == [4, 40, 40]
    del worlds[1]
    assert [world.call("length0") for world in worlds] == [4, 40]


@pytest.mark.row("DUAL-02")
def test_a_function_of_another_unit() -> None:
    context = Context()
    first = compiled(context, "string t = 'ab'; uint f() { return t.length() + uint(abs(-1)); }", "first")
    second = compiled(context, "uint seven(const string &in s) { return 7; } int ten(int x) { return 10; }", "second")
    world = context.instantiate([first.program, second.program])
    world.override("string::length", "seven")
    world.override("int math::abs(int)", "ten")
    assert world.call("f") == 17
    world.restore("string::length")
    assert world.call("f") == 12


@pytest.mark.row("DUAL-02")
@pytest.mark.parametrize("held", [True, False])
def test_many_arguments_and_none(held: bool) -> None:
    """Calls of every length: with more than three arguments they take more words."""
    text = """
        string mine(double value, const string &in options, uint width, uint digits) {
            shared = ""; return options + int(value) + width + digits;
        }
        string info() { return "mine"; }
        string shared;
    """
    options = "o" if held else "shared"
    text += f'string f() {{ string o = "a"; shared = o + "b"; o += "b"; return formatFloat(1, {options}, 2, 3); }}\n'
    text += "string g() { return getExceptionInfo(); }\n"
    world = compiled(Context(), text).instantiate()
    world.override("formatFloat", "mine")
    assert world.call("f") == "ab123"
    world.override("getExceptionInfo", "info")
    assert (world.call("f"), world.call("g")) == ("ab123", "mine")


@pytest.mark.row("DUAL-22")
def test_breakpoints_stay() -> None:
    """Breakpoints and replacements are two changes of the same code; neither undoes the other."""
    text = 'string s = "abc";\nuint nine(const string &in t) {\nreturn 9;\n}\n'
    text += "uint f() {\nuint n = s.length();\nreturn n + s.length();\n}\n"
    world = compiled(Context(), text).instantiate()
    lines: list[int] = []

    def stopped(stop: Stop) -> None:
        lines.append(stop.line)

    def ran() -> tuple[object, list[int]]:
        lines.clear()
        return world.call("f"), lines[:]

    world.debugger.on_break = stopped
    point = world.debugger.break_at("redirect.as", 7)
    assert ran() == (6, [7])
    world.override("string::length", "nine")
    assert ran() == (18, [7])
    world.debugger.break_in("nine")
    assert ran() == (18, [3, 7, 3])
    world.restore("string::length")
    assert ran() == (6, [7])
    world.debugger.clear(point)
    world.override("string::length", "nine")
    assert ran() == (18, [3, 3])
    world.debugger.on_line = stopped
    assert ran() == (18, [6, 3, 3, 7, 3, 3])
    world.restore("string::length")
    assert ran() == (6, [6, 7])
    world.debugger.on_line = None
    world.debugger.clear()
    assert ran() == (6, [])
    world.override("string::length", "nine")
    assert ran() == (18, [])
