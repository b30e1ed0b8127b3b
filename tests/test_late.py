"""Deadlines and interrupts that come while Python code runs: host functions, line hooks, in calls and in fibers."""

from __future__ import annotations

import gc
import time

import pytest
from seraphscript import (
    Context,
    DeadlineExceeded,
    FiberState,
    Instance,
    Interrupted,
    LimitError,
    Module,
    ScriptException,
    Stop,
)

SOURCE = """
int reached = 0;
class Guard { ~Guard() { reached += 100; } }
void straight() {
    host::slow("a");
    host::slow("b");
    host::slow("c");
}
int outs() {
    int n;
    string s;
    host::outs(n, s);
    reached++;
    host::outs(n, s);
    return n + int(s.length());
}
void guarded() {
    Guard g;
    try {
        host::slow("a");
        host::slow("b");
    } catch {
        reached = -1;
    }
}
void caught() {
    try { host::fails(); } catch { reached = 1; }
    host::slow("never");
}
void nested() {
    host::call("straight");
    reached = 1;
}
void rests() {
    host::rest();
    reached = 1;
    yield();
    reached = 2;
}
int plain() { return 1; }
"""


class Late:
    """A world whose host functions let the deadline pass, or interrupt, in their first call."""

    def __init__(self, deadline: float | None = 0.02) -> None:
        self.deadline = deadline
        self.calls: list[str] = []
        self.world: Instance
        module = Module("host")
        module.function("void slow(const string &in name)")(self.slow)
        module.function("void outs(int &out n, string &out s)")(self.outs)
        module.function("void fails()")(self.fails)
        module.function("void call(const string &in name)")(self.call)
        module.function("void rest()")(self.rest)
        context = Context()
        context.install(module)
        unit = context.create_unit("late")
        unit.add_source("late.as", SOURCE)
        unit.build()
        self.world = unit.instantiate()

    def late(self) -> None:
        if self.deadline is None:
            self.world.interrupt()
        else:
            end = time.monotonic() + 2 * self.deadline
            while time.monotonic() < end:
                time.sleep(self.deadline / 2)

    def slow(self, name: str) -> None:
        self.calls.append(name)
        self.late()

    def outs(self) -> tuple[int, str]:
        self.calls.append("outs")
        self.late()
        return len(self.calls), "text"

    def fails(self) -> None:
        self.calls.append("fails")
        self.late()
        raise ValueError("no")

    def call(self, name: str) -> None:
        self.world.call(name)

    def rest(self) -> None:
        self.world.suspend()
        self.late()

    def run(self, name: str) -> LimitError:
        with pytest.raises(LimitError) as caught:
            self.world.call(name, deadline=self.deadline)
        assert type(caught.value) is (Interrupted if self.deadline is None else DeadlineExceeded)
        return caught.value


@pytest.mark.parametrize("deadline", [0.02, None])
def test_a_call_ends_behind_the_host_call(deadline: float | None) -> None:
    late = Late(deadline)
    error = late.run("straight")
    assert late.calls == ["a"]
    assert error.traceback[-1].line == 6  # where it would go on
    assert error.fiber is not None
    late.deadline = 0.0
    assert error.fiber.resume()
    assert late.calls == ["a", "b", "c"]


@pytest.mark.parametrize("deadline", [0.02, None])
def test_out_values_of_the_host_call_are_kept(deadline: float | None) -> None:
    late = Late(deadline)
    error = late.run("outs")
    assert late.calls == ["outs"]
    assert late.world.globals["reached"] == 0
    assert error.fiber is not None
    late.deadline = 0.0
    assert error.fiber.resume()
    assert error.fiber.result == 2 + 4
    assert late.world.globals["reached"] == 1


def test_out_values_of_a_call_that_does_not_go_on() -> None:
    late = Late()
    blocks = late.world.stats().live_blocks
    for _ in range(3):
        late.run("outs")
        late.calls.clear()
    gc.collect()
    late.world.call("plain")
    assert late.world.stats().live_blocks == blocks


def test_scripts_cannot_catch_it() -> None:
    late = Late()
    error = late.run("guarded")
    assert late.calls == ["a"]
    assert error.fiber is not None
    error.fiber.abort()
    assert late.world.call("plain") == 1
    assert late.world.globals["reached"] == 100


def test_an_exception_of_the_host_function_changes_nothing() -> None:
    late = Late()
    error = late.run("caught")
    assert late.calls == ["fails"]
    assert error.fiber is not None
    error.fiber.resume()
    assert late.world.globals["reached"] == 1


@pytest.mark.parametrize("deadline", [0.02, None])
def test_calls_within_host_functions(deadline: float | None) -> None:
    late = Late(deadline)
    late.run("nested")
    assert late.calls == ["a"]
    assert late.world.globals["reached"] == 0
    assert late.world.call("plain") == 1


@pytest.mark.parametrize("deadline", [0.02, None])
def test_fibers(deadline: float | None) -> None:
    late = Late(deadline)
    fiber = late.world.start("straight")
    if deadline is None:
        with pytest.raises(Interrupted):
            fiber.resume()
    else:
        assert not fiber.resume(deadline=deadline)
    assert fiber.reason == ("interrupt" if deadline is None else "deadline")
    assert late.calls == ["a"]
    late.deadline = 0.0
    assert fiber.resume()
    assert late.calls == ["a", "b", "c"]


def test_a_fiber_that_the_host_function_suspends() -> None:
    late = Late()
    fiber = late.world.start("rests")
    assert not fiber.resume(deadline=0.02)
    assert fiber.reason in {"yield", "deadline"}
    while not fiber.done:
        fiber.resume()
    assert fiber.state == FiberState.FINISHED
    assert late.world.globals["reached"] == 2


@pytest.mark.parametrize("deadline", [0.02, None])
def test_a_call_ends_behind_a_line_hook(deadline: float | None) -> None:
    late = Late(deadline)
    seen: list[int] = []

    def line(stop: Stop) -> None:
        seen.append(stop.line)
        if len(seen) == 1:
            late.late()

    late.world.on_line(line)
    error = late.run("straight")
    assert seen == [5]
    assert late.calls == []
    assert error.fiber is not None
    late.deadline = 0.0
    assert error.fiber.resume()
    assert seen == [5, 6, 7, 8]  # no line twice
    assert late.calls == ["a", "b", "c"]


def test_no_limit_without_a_deadline() -> None:
    late = Late()
    late.world.call("straight")
    assert late.calls == ["a", "b", "c"]
    assert late.world.call("outs", deadline=60) == 9
    with pytest.raises(ScriptException, match="yield"):
        late.world.call("rests")
