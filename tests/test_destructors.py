"""Destructors at odd times: while the collector runs, in close(), after an interrupt, of unfinished objects."""

from __future__ import annotations

import sys
from types import SimpleNamespace

import pytest
from scripts import script
from seraphscript import Context, Instance, Module
from seraphscript.vm.errors import BudgetExceeded, Interrupted, ScriptException

CYCLES = """
int died = 0;
N@ saved;
array<N@> made;
class N { N@ me; int id; N() { @me = this; }
    ~N() { died++; %s } }
void make(int n) { for (int i = 0; i < n; i++) { N@ x = N(); x.id = i; } }
void forget() { @saved = null; made.resize(0); }
"""
BODIES = {
    "throws": 'throw("late");',
    "resurrects": "@saved = this;",
    "allocates": "array<int> a(1000); string s = 'text'; s += died; dictionary d; d[s] = a.length();"
    " if (died < 50) { N@ x = N(); }",
    "allocates and keeps": "if (died < 50) made.insertLast(N());",
    "breaks the cycle": "@me = null;",
}


def cycles(body: str, seen: list[BaseException]) -> Instance:
    return script(CYCLES % BODIES[body].replace("'", '"'), on_exception=seen.append)


@pytest.mark.parametrize("body", BODIES)
@pytest.mark.parametrize("by", ["collect", "allocations"])
def test_in_the_collector(body: str, by: str) -> None:
    seen: list[BaseException] = []
    w = cycles(body, seen)
    n = 10 if by == "collect" or body == "throws" else 50_000
    w.call("make", n)
    for _ in range(4):
        w.collect()
    died = w.globals["died"]
    assert died == n if "allocates" not in body else died >= n
    assert len(seen) == (n if body == "throws" else 0)
    w.call("forget")
    for _ in range(4):
        w.collect()
    assert w.stats().live_blocks < 20
    assert w.globals["saved"] is None


@pytest.mark.parametrize("body", BODIES)
def test_in_close(body: str) -> None:
    seen: list[BaseException] = []
    died: list[int] = []
    module = Module("")
    module.function("void note(int)")(died.append)
    context = Context()
    context.install(module)
    unit = context.create_unit("u")
    source = (CYCLES % BODIES[body].replace("'", '"')).replace("died++;", "died++; note(died);")
    unit.add_source(
        "u.as", source + "array<N@> held; void hold(int n) { for (int i = 0; i < n; i++) held.insertLast(N()); }"
    )
    unit.build()
    w = unit.instantiate(on_exception=seen.append)
    w.call("make", 5)
    w.call("hold", 5)
    w.close()
    assert len(died) == 10 if "allocates" not in body else len(died) >= 10
    if body != "allocates and keeps":  # the array that keeps them may be gone
        assert len(seen) == (10 if body == "throws" else 0)


CONSTRUCTOR = """
int born = 0, died = 0;
class Part { Part() { born++; } ~Part() { died++; } }
class Whole {
    Part first; Part@ second;
    Whole(int rounds) { @second = Part(); for (int i = 0; i < rounds; i++) work++; born += 100; }
    Whole() { @second = Part(); throw("no"); }
    ~Whole() { died += 100; }
    int work;
}
int make(int rounds) { Whole w(rounds); return w.work; }
int caught() { try { Whole w; } catch { return 1; } return 0; }
"""


def test_a_constructor_is_stopped_and_goes_on() -> None:
    w = script(CONSTRUCTOR)
    with pytest.raises(BudgetExceeded) as stopped:
        w.call("make", 100_000, budget=10_000)
    assert (w.globals["born"], w.globals["died"]) == (2, 0)
    assert stopped.value.fiber is not None
    assert stopped.value.fiber.resume()
    assert stopped.value.fiber.result == 100_000
    assert (w.globals["born"], w.globals["died"]) == (102, 102)


def test_a_constructor_is_stopped_and_dropped() -> None:
    """The members were made and are destroyed, the object itself was never finished."""
    w = script(CONSTRUCTOR)
    blocks = w.stats().live_blocks
    with pytest.raises(BudgetExceeded) as stopped:
        w.call("make", 100_000, budget=10_000)
    stopped.value.fiber = None
    del stopped
    w.collect()
    assert (w.globals["born"], w.globals["died"]) == (2, 2)
    assert w.stats().live_blocks == blocks


@pytest.mark.parametrize("resumed", [False, True])
def test_an_interrupt_in_a_constructor(resumed: bool) -> None:
    host = SimpleNamespace(world=None)
    module = Module("")
    module.function("void stop()")(lambda: host.world.interrupt())
    context = Context()
    context.install(module)
    unit = context.create_unit("u")
    unit.add_source("u.as", CONSTRUCTOR.replace("for (int", "stop(); for (int"))
    unit.build()
    w = host.world = unit.instantiate()
    with pytest.raises(Interrupted) as stopped:
        w.call("make", 1_000_000)
    fiber = stopped.value.fiber
    stopped.value.fiber = None
    del stopped
    assert fiber is not None
    if resumed:
        assert fiber.resume()
        assert fiber.result == 1_000_000
    del fiber
    w.collect()
    assert (w.globals["born"], w.globals["died"]) == ((102, 102) if resumed else (2, 2))


def test_no_destructor_after_a_constructor_that_raised() -> None:
    w = script(CONSTRUCTOR)
    assert w.call("caught") == 1
    assert (w.globals["born"], w.globals["died"]) == (2, 2)
    with pytest.raises(ScriptException, match="no"):
        w.types.Whole()
    w.collect()
    assert (w.globals["born"], w.globals["died"]) == (4, 4)
    w.types.Whole(3)
    w.collect()
    assert (w.globals["born"], w.globals["died"]) == (106, 106)


THROWS = 'class N { ~N() { throw("late"); } } void main(int n) { for (int i = 0; i < n; i++) { N x; } }'


def test_reports_are_charged() -> None:
    seen: list[BaseException] = []
    w = script(THROWS, on_exception=seen.append)
    with pytest.raises(BudgetExceeded):
        w.call("main", 1_000_000, budget=1_000_000)
    assert 10 < len(seen) <= 200


def test_reports_without_a_handler_are_limited(monkeypatch: pytest.MonkeyPatch) -> None:
    shown: list[BaseException | None] = []
    monkeypatch.setattr(sys, "unraisablehook", lambda report: shown.append(report.exc_value))
    w = script(THROWS)
    w.call("main", 1000)
    assert len(shown) == 101
    assert all(isinstance(error, ScriptException) for error in shown[:100])
    assert "more exceptions" in str(shown[100])
    w.call("main", 3)  # counted for each call
    assert len(shown) == 104
