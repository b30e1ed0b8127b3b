"""Where breakpoints bind, where steps end, and what line an exception of a callback names."""

from __future__ import annotations

from typing import NoReturn

import pytest
from seraphscript import Context, ContextError, Instance, Step, Stop


def world(text: str) -> Instance:
    unit = Context().create_unit()
    unit.add_source("game.as", text)
    unit.build()
    return unit.instantiate()


TWO = "int n;\nvoid f() {\n    n = 1;\n    n = 2;\n}\nvoid g() {\n    n = 3;\n}\n"


@pytest.mark.parametrize("step", [Step.OVER, Step.OUT, Step.INTO])
def test_a_step_over_ends_with_the_call(step: Step) -> None:
    w = world(TWO)
    seen: list[int] = []
    w.debugger.break_at("game.as", 4)

    def stopped(stop: Stop) -> Step:
        seen.append(stop.line)
        return step

    w.debugger.on_break = stopped
    w.call("f")
    before = [4] if step is Step.OUT else [4, 5]
    assert seen == before
    w.debugger.clear(w.debugger.breakpoints[0])
    w.call("g")
    assert seen == ([*before, 7, 8] if step is Step.INTO else before)
    w.debugger.clear()  # what is in progress, too
    w.call("g")
    assert seen == ([*before, 7, 8] if step is Step.INTO else before)


def test_what_a_callback_raises_names_the_line() -> None:
    w = world(TWO)
    w.debugger.on_break = lambda stop: raising()
    for line in (3, 4, 5):
        w.debugger.break_at("game.as", line)
        with pytest.raises(RuntimeError) as caught:
            w.call("f")
        assert [entry.lineno for entry in caught.traceback if str(entry.path).endswith("game.as")] == [line - 1]
        w.debugger.clear()


def raising() -> NoReturn:
    raise RuntimeError("here")


def test_declarations_are_no_places_to_stop() -> None:
    w = world("interface I {\n void m();\n}\nfuncdef void F();\nimport void imp() from 'x';\n"
              "class A : I {\n void m() { n++; }\n}\nint n;\nvoid main() { I@ i = A(); i.m(); }")
    seen: list[int] = []
    w.debugger.on_break = lambda stop: seen.append(stop.line)
    for line in range(1, 8):
        assert w.debugger.break_at("game.as", line).line == 7
    w.call("main")
    assert seen == [7]
    for name in ("I::m", "F", "imp"):
        with pytest.raises(ContextError, match=r"no code of its own|no function"):
            w.debugger.break_in(name)


def test_steps_go_over_the_library() -> None:
    """What the library has written in the language is called, but no place to stop at; what it calls is."""
    source = """bool less(const int &in a, const int &in b) {
        return a < b;
    }
    void main() {
        array<int> a = {2, 1};
        a.sort(less);
        println(a[0]);
    }"""
    unit = Context().create_unit("steps")
    unit.add_source("steps.as", source)
    unit.build()
    world = unit.instantiate(output=lambda text: None)
    lines: list[tuple[str, int]] = []
    world.debugger.on_line = lambda stop: lines.append((stop.section, stop.line))
    world.call("main")
    world.debugger.on_line = None
    assert lines == [("steps.as", 5), ("steps.as", 6), ("steps.as", 2), ("steps.as", 7), ("steps.as", 8)]

    steps: list[int] = []

    def into(stop: Stop) -> Step:
        steps.append(stop.line)
        return Step.INTO

    world.debugger.on_break = into
    world.debugger.break_at("steps.as", 6)
    world.call("main")
    assert steps == [6, 2, 7, 8]
