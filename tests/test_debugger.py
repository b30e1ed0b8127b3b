"""Line hooks, breakpoints and steps."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from seraphscript import Breakpoint, Context, ContextError, Instance, Module, ScriptException, Step, Stop

SOURCE = """int total = 0;
int twice(int n) {
    int m = n * 2;
    return m;
}
void work(int n) {
    for (int i = 0; i < n; i++) {
        total += twice(i);
    }
    total += 100;
}
void outs(int &out a, string &out b) {
    a = 1;
    b = "b";
}
void fails() {
    try {
        throw("oops");
    } catch {
        total = -1;
    }
}
void rests() {
    total++;
    yield();
    total++;
}
"""


def world(source: str = SOURCE, *modules: Module) -> Instance:
    context = Context()
    for module in modules:
        context.install(module)
    unit = context.create_unit("debug")
    unit.add_source("game.as", source)
    unit.build()
    return unit.instantiate()


def lines(w: Instance, name: str, *arguments: object) -> list[int]:
    seen: list[int] = []
    w.on_line(lambda stop: seen.append(stop.line))
    w.call(name, *arguments)
    w.on_line(None)
    return seen


@pytest.mark.row("VM-09")
def test_each_line_is_reported() -> None:
    w = world()
    assert lines(w, "twice", 4) == [3, 4]
    assert lines(w, "work", 2) == [7, 8, 3, 4, 7, 8, 3, 4, 7, 10, 11]
    assert lines(w, "outs") == [13, 14]
    assert lines(w, "fails") == [18, 20, 22]
    assert w.call("outs") == (1, "b")


@pytest.mark.row("VM-09")
def test_a_line_that_makes_the_stack_grow_is_reported_once() -> None:
    w = world("int deep(int n) {\n if (n == 0)\n  return 0;\n return deep(n - 1) + 1;\n}")
    assert lines(w, "deep", 500) == [2, 4] * 500 + [2, 3]


@pytest.mark.row("VM-09")
def test_a_hook_changes_neither_results_nor_costs() -> None:
    plain, hooked = world(), world()
    hooked.on_line(lambda _stop: None)
    for w in (plain, hooked):
        w.call("work", 50)
        w.call("fails")
    assert plain.stats()._replace(memory_used=0) == hooked.stats()._replace(memory_used=0)
    hooked.on_line(None)
    assert repr(hooked.debugger) == "<Debugger: 0 breakpoints>"


def test_breakpoints_by_line_and_function() -> None:
    w = world()
    stops: list[Stop] = []
    w.debugger.on_break = stops.append
    point = w.debugger.break_at("game.as", 3)
    assert point == Breakpoint("twice", "game.as", 3)
    assert w.debugger.break_at("game.as", 9).line == 10  # no code at the brace
    assert [p.line for p in w.debugger.breakpoints] == [3, 10]
    w.call("work", 2)
    assert [(stop.reason, stop.line, stop.function) for stop in stops] == [
        ("breakpoint", 3, "twice"),
        ("breakpoint", 3, "twice"),
        ("breakpoint", 10, "work"),
    ]
    assert [frame.function for frame in stops[0].frames] == ["work", "twice"]
    assert [frame.line for frame in stops[0].frames] == [8, 3]
    assert (stops[0].depth, stops[0].section) == (2, "game.as")
    stops.clear()
    w.debugger.clear(point)
    w.call("work", 2)
    assert [stop.line for stop in stops] == [10]
    stops.clear()
    w.debugger.clear()
    w.debugger.break_in("int twice(int)")
    w.call("work", 1)
    assert [stop.line for stop in stops] == [3]
    w.debugger.on_break = None
    w.call("work", 1)
    assert len(stops) == 1
    for text in ("nothing", "void twice()"):
        with pytest.raises(ContextError, match="no function"):
            w.debugger.break_in(text)
    for section, line in (("game.as", 1000), ("other.as", 1)):
        with pytest.raises(ContextError, match="no code at line"):
            w.debugger.break_at(section, line)
    with pytest.raises(TypeError, match="callable"):
        w.on_line(5)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("step", "expected"),
    [
        (Step.INTO, [3, 4, 7, 8, 3, 4, 7, 10, 11]),
        (Step.OVER, [3, 4, 7, 8, 7, 10, 11]),
        (Step.OUT, [3, 7, 8, 7, 10, 11]),
        (None, [3]),
    ],
)
def test_steps(step: Step | None, expected: list[int]) -> None:
    """Out of twice() leads into work(); there the steps go on over each line."""
    w = world()
    seen: list[int] = []

    def stopped(stop: Stop) -> Step | None:
        seen.append(stop.line)
        w.debugger.clear()
        return Step.OVER if step is Step.OUT and stop.function == "work" else step

    w.debugger.on_break = stopped
    w.debugger.break_at("game.as", 3)
    w.call("work", 2)
    assert seen == expected


def test_callbacks_use_the_instance() -> None:
    w = world()
    seen = []

    def line(stop: Stop) -> None:
        if stop.line == 8:
            seen.append((w.globals["total"], w.call("twice", 21)))  # not reported itself
            w.globals["total"] += 1

    w.on_line(line)
    w.call("work", 3)
    assert seen == [(0, 42), (1, 42), (4, 42)]
    assert w.globals["total"] == 109


def test_what_a_callback_raises_leaves_the_script() -> None:
    w = world("int f() { int a = 1;\n try { a = 2;\n a = 3; } catch { a = 4; }\n return a; }")

    def line(stop: Stop) -> None:
        if stop.line == 3:
            raise KeyError("stop here")

    w.on_line(line)
    with pytest.raises(KeyError, match="stop here"):
        w.call("f")
    w.on_line(None)
    assert w.call("f") == 3


def test_hooks_come_and_go_during_a_call() -> None:
    w = world()
    seen: list[int] = []

    def line(stop: Stop) -> None:
        seen.append(stop.line)
        if len(seen) == 3:
            w.on_line(None)

    w.on_line(line)
    w.call("work", 5)
    assert seen == [7, 8, 3]
    worlds: list[Instance] = []
    module = Module()
    module.function("void watch()")(lambda: worlds[0].on_line(lambda stop: seen.append(stop.line)))
    watched = world("void main() {\n int a = 1;\n watch();\n a++;\n a++;\n}", module)
    worlds.append(watched)
    seen.clear()
    watched.call("main")
    assert seen == [4, 5, 6]


def test_fibers_stop_as_well() -> None:
    w = world()
    fiber = w.start("rests")
    seen: list[int] = []
    w.on_line(lambda stop: seen.append(stop.line))
    assert not fiber.resume()
    assert seen == [24, 25]
    w.on_line(None)
    assert fiber.resume()
    assert w.globals["total"] == 2
    fiber = w.start("rests")
    assert not fiber.resume()
    w.on_line(lambda stop: seen.append(stop.line))
    assert fiber.resume()
    assert seen[2:] == [26, 27]


def test_limits_hold_under_a_debugger() -> None:
    w = world()
    count = 0

    def line(_stop: Stop) -> None:
        nonlocal count
        count += 1

    w.on_line(line)
    fiber = w.start("work", 500)
    rounds = 0
    while not fiber.resume(budget=500):
        rounds += 1
    assert rounds > 5
    assert count == 500 * 4 + 3
    with pytest.raises(ScriptException, match="oops"):
        world("void f() {\n throw('oops');\n}".replace("'", '"')).call("f")


def test_a_callback_suspends_a_fiber() -> None:
    w = world()
    seen: list[int] = []

    def line(stop: Stop) -> None:
        seen.append(stop.line)
        if stop.line == 3:
            w.suspend()

    w.on_line(line)
    fiber = w.start("work", 2)
    rounds = 0
    while not fiber.resume():
        rounds += 1
    assert rounds == 2
    assert w.globals["total"] == 102
    assert seen == [7, 8, 3, 4, 7, 8, 3, 4, 7, 10, 11]


def test_compiled_programs(tmp_path: Path) -> None:
    context = Context()
    unit = context.create_unit("debug")
    unit.add_source("game.as", SOURCE)
    unit.build()
    unit.program.save(tmp_path / "full.sbc")
    unit.program.save(tmp_path / "bare.sbc", strip=True)
    w = context.instantiate(context.load_program(tmp_path / "full.sbc"))
    assert lines(w, "twice", 4) == [3, 4]
    bare = context.instantiate(context.load_program(tmp_path / "bare.sbc"))
    with pytest.raises(ContextError, match="without debug information"):
        bare.on_line(lambda _stop: None)
    with pytest.raises(ContextError, match="without debug information"):
        _ = bare.debugger


def test_the_example(tmp_path: Path) -> None:
    script = tmp_path / "game.as"
    script.write_text("int total = 0;\nint twice(int n) {\n    return n * 2;\n}\nvoid main() {\n    total = twice(4);\n"
                      "    total += twice(5);\n    println(total);\n}\n", encoding="utf-8")  # fmt: skip
    example = Path(__file__).resolve().parent.parent / "examples" / "debugger" / "debugger.py"
    done = subprocess.run(
        [sys.executable, example, script], input="s\nw\no\ng total\nb 8\nc\nc\n", capture_output=True, encoding="utf-8",
        timeout=60, check=True,
    )  # fmt: skip
    assert done.stdout.split("> ") == [
        "game.as:6 in main: total = twice(4);\n",
        "game.as:3 in twice: return n * 2;\n",
        "  game.as:6 in main\n  game.as:3 in twice\n",
        "game.as:7 in main: total += twice(5);\n",
        "  total = 8\n",
        "  Breakpoint(function='main', section='game.as', line=8)\n",
        "game.as:8 in main: println(total);\n",
        "18\n",
    ]
