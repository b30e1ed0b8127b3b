"""Limits of calls: budget, deadline, memory, depth, interrupts; metering; what is left behind when one is reached."""

from __future__ import annotations

import time

import pytest
from seraphscript.vm.errors import (
    BudgetExceeded,
    DeadlineExceeded,
    DepthLimitExceeded,
    Interrupted,
    LimitError,
    MemoryLimitExceeded,
    ScriptException,
    SeraphError,
)
from seraphscript.vm.instance import Instance
from worlds import Host, world

LOOP = """
global seen = i32
func loop(i32 n) i32
    own s str
    reg i i32
    LDI i, 0
    SFI s, n
top:
    STG i, seen
    INCBLT_I32 i, n, top
    DROP s
    RET i
end
func guarded(i32 n) i32
    reg r i32
    LDI r, 0
a:
    CALL loop(n) -> r
b:
    RET r
c:
    LDI r, -1
    RET r
    try a, b, c
end
func forever() void
    reg i i32
    own s str
    LDI i, 0
top:
    ADDI_I32 i, i, 1
    LOOP top
end
func straight(i32 a) i32
    ADDI_I32 a, a, 1
    ADDI_I32 a, a, 1
    ADDI_I32 a, a, 1
    RET a
end
"""


def cost_of(w: Instance, function: str, *arguments: object) -> int:
    before = w.stats().cost
    w.call(function, *arguments)
    return w.stats().cost - before


def test_budget_is_exact() -> None:
    w = world(LOOP)
    for function, argument in (("loop", 3), ("loop", 1000), ("loop", 200_000), ("straight", 1), ("guarded", 5)):
        cost = cost_of(w, function, argument)
        assert cost > 0
        assert cost_of(w, function, argument) == cost
        w.call(function, argument, budget=cost)
        with pytest.raises(BudgetExceeded, match="Budget exceeded") as caught:
            w.call(function, argument, budget=cost - 1)
        assert isinstance(caught.value, LimitError)
        assert isinstance(caught.value, SeraphError)
        w.function(function).call(argument, budget=cost)
        with pytest.raises(BudgetExceeded):
            w.function(function).call(argument, budget=cost - 1)
        del caught  # its fiber could continue the call
    assert w.stats().live_blocks == 0


def test_cost_grows_evenly() -> None:
    w = world(LOOP)
    base = cost_of(w, "loop", 1)
    step = cost_of(w, "loop", 2) - base
    for n in (10, 1000, 65_536, 300_000):
        assert cost_of(w, "loop", n) == base + step * (n - 1)


def test_the_same_point_is_reached_with_the_same_budget() -> None:
    reached = set()
    for history in (0, 1, 50_000):
        w = world(LOOP)
        w.call("loop", history)
        with pytest.raises(BudgetExceeded):
            w.call("loop", 1 << 30, budget=1_000_000)
        reached.add(w.globals["seen"])
    assert len(reached) == 1
    assert reached.pop() > 100_000


@pytest.mark.row("VM-08")
def test_scripts_cannot_catch_limits() -> None:
    w = world(LOOP)
    with pytest.raises(BudgetExceeded) as caught:
        w.call("guarded", 1 << 30, budget=100_000)
    assert [frame.function for frame in caught.value.traceback] == ["guarded", "loop"]
    with pytest.raises(DeadlineExceeded):
        w.call("guarded", (1 << 31) - 1, deadline=0.0)
    del caught  # its fiber could continue the call
    assert w.stats().live_blocks == 0
    assert w.call("guarded", 5) == 5


@pytest.mark.row("VM-08")
def test_deadline() -> None:
    w = world(LOOP)
    start = time.monotonic()
    with pytest.raises(DeadlineExceeded, match="Deadline exceeded"):
        w.call("forever", deadline=0.02)
    assert time.monotonic() - start >= 0.02
    w.call("loop", 10, deadline=1e18)
    w.call("loop", 10, deadline=0.0)
    with pytest.raises(BudgetExceeded):
        w.call("forever", deadline=60, budget=100_000)


def test_values_of_limits() -> None:
    w = world(LOOP)
    for budget in (-1, -(1 << 70)):
        with pytest.raises(ValueError, match="budget"):
            w.call("loop", 1, budget=budget)
    with pytest.raises(TypeError, match="budget"):
        w.call("loop", 1, budget=1.5)  # type: ignore[arg-type]
    with pytest.raises(TypeError, match="deadline"):
        w.call("loop", 1, deadline="1")  # type: ignore[arg-type]
    for deadline in (-0.1, -1, -(10**400), float("nan")):
        with pytest.raises(ValueError, match="deadline"):
            w.call("loop", 1, deadline=deadline)
    assert w.call("loop", 10, budget=1 << 100, deadline=float("inf")) == 10
    assert w.call("loop", 10, deadline=10**400) == 10
    with pytest.raises(BudgetExceeded):
        w.call("straight", 1, budget=0)


def test_initialisers_are_limited() -> None:
    source = "func f() void\ntop:\nLOOP top\nend\ninit f"
    with pytest.raises(BudgetExceeded):
        world(source, budget=10_000)
    with pytest.raises(DeadlineExceeded):
        world(source, deadline=0.001)


# -------------------------------------------------------------------------------------- nested calls

OUTER = (
    LOOP
    + """
func outer(i32 n) i32
    reg r i32
    LDI r, 0
top:
a:
    HOST h(n) -> r
b:
    INCBLT_I32 r, n, top
    RET r
c:
    LDI r, -1
    RET r
    try a, b, c
end
"""
)


def test_nested_calls_are_charged_to_the_calls_around_them() -> None:
    w: Instance
    inner = 0

    def h(n: int) -> int:
        nonlocal inner
        inner = cost_of(w, "loop", 1000)
        return n

    w = world(OUTER, Host("h", "i32(i32)", h))
    whole = cost_of(w, "outer", 1)
    assert whole > inner > 1000
    w.call("outer", 1, budget=whole)
    with pytest.raises(BudgetExceeded):
        w.call("outer", 1, budget=whole - 1)
    with pytest.raises(BudgetExceeded):
        w.call("outer", 1, budget=inner // 2)


def test_a_nested_call_cannot_widen_its_limits() -> None:
    w: Instance
    raised: list[type[BaseException]] = []

    def h(n: int) -> int:
        try:
            w.call("forever", budget=1 << 60, deadline=1000)
        except LimitError as error:
            raised.append(type(error))
            raise
        return n

    w = world(OUTER, Host("h", "i32(i32)", h))
    with pytest.raises(BudgetExceeded) as caught:
        w.call("outer", 1, budget=300_000)
    assert [frame.function for frame in caught.value.traceback] == ["outer"]
    assert isinstance(caught.value.__cause__, BudgetExceeded)
    with pytest.raises(DeadlineExceeded):
        w.call("outer", 1, deadline=0.01)
    assert raised == [BudgetExceeded, DeadlineExceeded]


def test_a_limit_of_a_nested_call_ends_with_it() -> None:
    w: Instance

    def h(n: int) -> int:
        with pytest.raises(BudgetExceeded):
            w.call("forever", budget=1000)
        w.call("loop", 300_000)
        return n

    w = world(OUTER, Host("h", "i32(i32)", h))
    assert w.call("outer", 3) == 4


# -------------------------------------------------------------------------------------- memory, depth

GREEDY = """
global kept = strs
func fill() void
    own a strs
    own s str
    reg i i32
    reg n i32
    LDI n, 10000000
    LDI i, 0
    NEWARRI a, 1000, strs
top:
    SAPPI s, i
    SAPPI s, i
    INCBLT_I32 i, n, top
    DROP s
    DROP a
    RETV
end
func guarded() i32
    reg r i32
    LDI r, 0
a:
    CALL fill()
b:
    RET r
c:
    LDI r, -1
    RET r
    try a, b, c
end
func down(i32 n) i32
    reg m i32
    ADDI_I32 m, n, 1
    CALL down(m) -> m
    RET m
end
func safe() i32
    reg r i32
    LDI r, 0
a:
    CALL down(r) -> r
b:
    RET r
c:
    LDI r, -1
    RET r
    try a, b, c
end
func depth(i32 n) i32
    reg m i32
    JGTI n, 0, more
    RET n
more:
    ADDI_I32 m, n, -1
    CALL depth(m) -> m
    ADDI_I32 m, m, 1
    RET m
end
"""


@pytest.mark.parametrize("limit", [1 << 16, 1 << 20, 4 << 20])
def test_memory_limit(limit: int) -> None:
    w = world(GREEDY, memory_limit=limit)
    for function in ("fill", "guarded"):
        with pytest.raises(MemoryLimitExceeded, match="Memory limit exceeded") as caught:
            w.call(function)
        assert caught.value.traceback[-1].function == "fill"
        assert w.stats().memory_size <= limit
        assert w.stats().live_blocks == 0
    with pytest.raises(MemoryLimitExceeded):
        w.globals["kept"] = ["x" * limit]
    assert w.stats().live_blocks == 0
    assert w.call("depth", 10) == 10


def test_results_of_host_functions_count_for_the_memory_limit() -> None:
    w = world(
        """
func main() i32
    own s str
    reg r i32
    LDI r, 0
a:
    HOST h() -> s
    DROP s
b:
    RET r
c:
    LDI r, -1
    RET r
    try a, b, c
end
""",
        Host("h", "str()", lambda: "x" * 100_000),
        memory_limit=1 << 16,
    )
    with pytest.raises(MemoryLimitExceeded):
        w.call("main")
    assert w.stats().live_blocks == 0


@pytest.mark.row("VM-05")
def test_depth_limit() -> None:
    w = world(GREEDY)
    for function in ("down", "safe"):
        arguments = (0,) if function == "down" else ()
        with pytest.raises(DepthLimitExceeded, match="Stack overflow") as caught:
            w.call(function, *arguments)
        assert isinstance(caught.value, ScriptException)
        assert len(caught.value.traceback) + caught.value.omitted == 10_000
    assert w.call("depth", 9_000) == 9_000


def test_depth_limit_of_an_instance() -> None:
    deep = world(GREEDY)
    assert deep.call("depth", 5_000) == 5_000  # leaves a large VM in the pool
    w = world(GREEDY, max_depth=50)
    assert w.call("depth", 49) == 49
    for n in (50, 51, 200, 5_000):
        with pytest.raises(DepthLimitExceeded):
            w.call("depth", n)
    assert deep.call("depth", 5_000) == 5_000


def test_registers_are_limited() -> None:
    """Frames of 30,000 registers: the register stack is full long before the depth is reached."""
    registers = "".join(f"reg x{i} i32\n" for i in range(30_000))
    w = world(f"func down(i32 n) i32\n{registers}ADDI_I32 x0, n, 1\nCALL down(x0) -> x0\nRET x0\nend")
    with pytest.raises(DepthLimitExceeded, match="Stack overflow") as caught:
        w.call("down", 0)
    assert len(caught.value.traceback) + caught.value.omitted < 40


# ----------------------------------------------------------------------------------------- interrupts


def test_interrupt_without_a_call_does_nothing() -> None:
    w = world(LOOP)
    w.interrupt()
    assert w.call("loop", 300_000) == 300_000


def test_interrupt_ends_all_calls_in_progress() -> None:
    w: Instance

    def h(n: int) -> int:
        w.interrupt()
        w.call("loop", 1_000_000)
        return n

    w = world(OUTER, Host("h", "i32(i32)", h))
    with pytest.raises(Interrupted) as caught:
        w.call("outer", 1)
    assert isinstance(caught.value.__cause__, Interrupted)
    assert w.call("loop", 300_000) == 300_000


def test_an_interrupt_that_the_host_swallows_comes_again() -> None:
    w: Instance
    caught = 0

    def h(n: int) -> int:
        nonlocal caught
        w.interrupt()
        try:
            w.call("forever")
        except Interrupted:
            caught += 1
        return 0

    w = world(OUTER, Host("h", "i32(i32)", h))
    with pytest.raises(Interrupted):
        w.call("outer", 1 << 30)
    assert caught > 0
