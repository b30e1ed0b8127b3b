"""Fibers: calls that budgets, deadlines and interrupts suspend, and that go on later."""

from __future__ import annotations

import gc
import threading
from typing import Any

import pytest
from seraphscript import BudgetExceeded, Context, ContextError, Instance, Interrupted, Module, ScriptException
from seraphscript.vm.fiber import Fiber

SOURCE = """
int steps = 0;
int count(int n) {
    string text = "held";
    for (int i = 0; i < n; i++) { steps++; }
    return steps + int(text.length());
}
int fail(int n) { int zero = 0; count(n); return 1 / zero; }
string words(int n) { string text; for (int i = 0; i < n; i++) text += "x"; return text; }
void outs(int n, int &out twice, string &out text) { for (int i = 0; i < n; i++) {} twice = 2 * n; text = "done"; }
void forever() { while (true) {} }
int guarded() { try { forever(); } catch { return 1; } return 2; }
int sum(const array<int> &in a) { int total = 0; for (uint i = 0; i < a.length(); i++) total += a[i]; return total; }
"""


def world(*modules: Module, source: str = SOURCE, **options: Any) -> Instance:  # noqa: ANN401
    context = Context()
    for module in modules:
        context.install(module)
    unit = context.create_unit("fibers")
    unit.add_source("fibers.as", source)
    unit.build()
    return unit.instantiate(**options)


@pytest.mark.row("VM-08")
def test_a_budget_suspends_and_can_be_refilled() -> None:
    w = world()
    fiber = w.start("count", 100_000)
    assert repr(fiber) == "<Fiber 'int count(int)': ready>"
    assert not fiber.done
    rounds = 0
    while not fiber.resume(budget=50_000):
        rounds += 1
        assert fiber.reason == "budget"
        assert not fiber.done
        with pytest.raises(ContextError, match="not done"):
            _ = fiber.result
    assert rounds > 2
    assert fiber.done
    assert fiber.reason is None
    assert fiber.result == 100_004
    assert repr(fiber) == "<Fiber 'int count(int)': finished>"
    with pytest.raises(ContextError, match="is done"):
        fiber.resume()
    assert fiber.instance is w


def test_budgets_add_up_exactly() -> None:
    """However a budget is cut into pieces, the call is over when their sum reaches its cost."""
    w = world()

    def cost() -> int:
        before = w.stats().cost
        w.globals["steps"] = 0
        w.call("count", 3000)
        return w.stats().cost - before

    whole = cost()
    assert cost() == whole
    for piece in (1, 7, 1000, whole - 1):
        fiber = w.start("count", 3000)
        given = 0
        while not fiber.resume(budget=piece):
            given += piece
        given += piece
        assert whole <= given < whole + piece
    fiber = w.start("count", 3000)
    assert fiber.resume(budget=whole)


def test_results_and_arguments() -> None:
    w = world()
    for name, arguments, result in (
        ("words", (500,), "x" * 500),
        ("outs", (900,), (1800, "done")),
        ("sum", (list(range(1000)),), 499_500),
    ):
        fiber = w.start(name, *arguments)
        while not fiber.resume(budget=200):
            gc.collect()
        assert fiber.result == result
    with pytest.raises(TypeError, match="takes 1 argument"):
        w.start("words")
    with pytest.raises(TypeError, match=r"argument 1 .*int expected"):
        w.start("words", "x")
    del fiber
    before = w.stats().live_blocks
    fiber = w.start("sum", [1, 2, 3])
    assert w.stats().live_blocks == before + 4  # list, its data, fiber, its values
    del fiber
    assert w.stats().live_blocks == before


@pytest.mark.row("GLB-15")
def test_many_fibers_take_turns() -> None:
    w = world()
    fibers = [w.start("words", 100 * i) for i in range(20)]
    while not all(fiber.done for fiber in fibers):
        for fiber in fibers:
            if not fiber.done:
                fiber.resume(budget=150)
                assert w.call("sum", [1, 2]) == 3
    assert [len(fiber.result) for fiber in fibers] == [100 * i for i in range(20)]


def test_a_call_that_exceeds_its_budget_can_go_on() -> None:
    w = world()
    with pytest.raises(BudgetExceeded) as caught:
        w.call("count", 100_000, budget=1000)
    assert [frame.function for frame in caught.value.traceback] == ["count"]
    fiber = caught.value.fiber
    assert isinstance(fiber, Fiber)
    assert fiber.reason == "budget"
    assert not fiber.resume(budget=1000)
    assert fiber.resume()
    assert fiber.result == 100_004
    with pytest.raises(BudgetExceeded) as caught:
        w.function("words").call(100, budget=0)
    assert caught.value.fiber is not None
    assert caught.value.fiber.resume()
    assert caught.value.fiber.result == "x" * 100


def test_deadlines_suspend_as_well() -> None:
    w = world()
    fiber = w.start("count", 1_000_000)
    assert not fiber.resume(deadline=0.0)
    assert fiber.reason == "deadline"
    assert fiber.resume()
    assert fiber.result == 1_000_004


@pytest.mark.row("GLB-15", "VM-08")
def test_exceptions_end_a_fiber() -> None:
    w = world()
    fiber = w.start("fail", 10_000)
    assert not fiber.resume(budget=100)
    with pytest.raises(ScriptException, match="Divide by zero") as caught:
        fiber.resume()
    assert [frame.function for frame in caught.value.traceback] == ["fail"]
    assert repr(fiber) == "<Fiber 'int fail(int)': exception>"
    for use in (fiber.resume, lambda: fiber.result):
        with pytest.raises(ContextError, match="ended"):
            use()
    del caught
    assert w.stats().live_blocks == 0 or w.call("sum", [1]) == 1


def test_scripts_cannot_catch_what_suspends_them() -> None:
    w = world()
    fiber = w.start("guarded")
    for _ in range(5):
        assert not fiber.resume(budget=10_000)


@pytest.mark.row("GLB-15")
def test_abandoned_fibers_let_go_what_they_hold() -> None:
    w = world()
    w.call("words", 1)
    before = w.stats().live_blocks
    for end in ("abort", "drop", "other thread"):
        fiber = w.start("words", 1000)
        assert not fiber.resume(budget=500)
        assert w.stats().live_blocks > before
        if end == "abort":
            fiber.abort()
            fiber.abort()
            with pytest.raises(ContextError, match="has ended"):
                fiber.resume()
            assert w.stats().live_blocks == before + 1  # which scripts can ask
            del fiber
        elif end == "drop":
            del fiber
        else:
            kept = [fiber]
            del fiber
            thread = threading.Thread(target=kept.clear)
            thread.start()
            thread.join()
        assert w.stats().live_blocks == before, end
    fiber = w.start("words", 1000)
    fiber.abort()
    assert w.stats().live_blocks == before + 1


def test_closing_ends_suspended_fibers() -> None:
    w = world()
    started, waiting = w.start("count", 100_000), w.start("words", 5)
    assert not started.resume(budget=10)
    w.close()
    for fiber in (started, waiting):
        with pytest.raises(ContextError, match="closed"):
            fiber.resume()
        with pytest.raises(ContextError, match="ended without"):
            _ = fiber.result
    del started, waiting, fiber
    gc.collect()


def test_instances_die_with_suspended_fibers() -> None:
    for _ in range(100):
        fiber = world().start("count", 100_000)
        assert not fiber.resume(budget=10)
        del fiber


def test_interrupts_leave_a_fiber_that_can_go_on() -> None:
    w = world()
    fiber = w.start("forever")
    timer = threading.Timer(0.05, w.interrupt)
    timer.start()
    with pytest.raises(Interrupted) as caught:
        fiber.resume()
    timer.join()
    assert caught.value.fiber is fiber
    assert fiber.reason == "interrupt"
    assert not fiber.resume(budget=1000)
    timer = threading.Timer(0.05, w.interrupt)
    timer.start()
    with pytest.raises(Interrupted) as again:
        w.call("forever")
    timer.join()
    assert again.value.fiber is not None
    assert again.value.fiber.reason == "interrupt"


def test_fibers_within_host_calls() -> None:
    """The budget of the call around them holds for fibers too, and pays for them."""
    game = Module("game")
    spawned: list[Fiber] = []

    @game.function
    def spawn(n: int) -> None:
        spawned.append(w.start("count", n))

    @game.function
    def step(budget: int) -> bool:
        return spawned[-1].resume(budget=budget)

    @game.function
    def itself() -> str:
        try:
            spawned[-1].resume()
        except ContextError as error:
            return str(error)
        return ""

    w = world(
        game,
        source=SOURCE
        + """
        int host(int n, int budget) { game::spawn(n); int rounds = 1; while (!game::step(budget)) rounds++;
            return rounds; }
        string inside() { return game::itself(); }
        """,
    )
    before = w.stats().cost
    assert w.call("host", 1000, 1000) > 3
    assert spawned[-1].result >= 1000
    used = w.stats().cost - before
    with pytest.raises(BudgetExceeded) as caught:
        w.call("host", 100_000, 1 << 30, budget=used)
    assert caught.value.fiber is not None
    assert not spawned[-1].done
    assert w.stats().cost - before < 4 * used
    assert caught.value.fiber.resume()
    assert spawned[-1].done
    spawned.append(w.start("inside"))
    assert spawned[-1].resume()
    assert spawned[-1].result == "the fiber is running"


def test_calls_from_host_functions_cannot_be_suspended() -> None:
    game = Module("game")

    @game.function
    def again(n: int) -> int:
        result: int = w.call("count", n)
        return result

    w = world(game, source=SOURCE + "int host(int n) { try { return game::again(n); } catch {} return -1; }")
    assert w.call("host", 10) == 14
    with pytest.raises(BudgetExceeded) as caught:
        w.call("host", 1_000_000, budget=10_000)
    assert caught.value.fiber is None
    fiber = w.start("host", 1_000_000)
    with pytest.raises(BudgetExceeded):
        fiber.resume(budget=10_000)
    with pytest.raises(ContextError, match="ended"):
        fiber.resume()


def test_fibers_are_made_by_instances_only() -> None:
    with pytest.raises(TypeError, match="made by an instance"):
        Fiber()
