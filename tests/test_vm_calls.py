"""Calls, results, &out results, unwinding, limits: how the loop enters and leaves functions, and that nothing leaks."""

from __future__ import annotations

import functools
import itertools

import pytest
from seraphscript.vm.assembler import assemble
from seraphscript.vm.errors import BudgetExceeded, DepthLimitExceeded, ScriptException
from seraphscript.vm.hostcall import HostFunction
from seraphscript.vm.instance import Instance

FIB = """
func fib(i32 n) i32
    reg a i32
    reg b i32
    JGEI n, 2, more
    RET n
more:
    ADDI_I32 a, n, -1
    CALL fib(a) -> b
    ADDI_I32 a, n, -2
    CALL fib(a) -> a
    ADD_I32 a, a, b
    RET a
end
"""


def live(world: Instance) -> int:
    return world.stats().live_blocks


def test_recursion() -> None:
    assert Instance(assemble(FIB)).call("fib", 20) == 6765


@pytest.mark.parametrize("n", range(12))
def test_arguments_of_every_number(n: int) -> None:
    names = [f"p{i}" for i in range(n)]
    adds = "\n".join(f" MUL_I64 sum, sum, ten\n ADD_I64 sum, sum, {name}" for name in names)
    text = f"""
    func g({", ".join(f"i64 {name}" for name in names)}) i64
        reg sum i64
        reg ten i64
        LDI sum, 1
        LDI ten, 10
        {adds}
        RET sum
    end
    func f({", ".join(f"i64 {name}" for name in names)}) i64
        reg r i64
        CALL g({", ".join(reversed(names))}) -> r
        RET r
    end
    """
    expected = functools.reduce(lambda total, i: total * 10 + i, reversed(range(n)), 1)
    assert Instance(assemble(text)).call("f", *range(n)) == expected


@pytest.mark.parametrize("n", [0, 1, 3, 4, 7, 8])
@pytest.mark.row("VM-05")
def test_host_calls(n: int) -> None:
    seen = []
    text = f"""
    host log = 0x77 i32({", ".join(["i32"] * n)}) "int log({", ".join(["int"] * n)})"
    func f() i32
        reg r i32
        {"".join(f" reg p{i} i32{chr(10)}" for i in range(n))}
        {"".join(f" LDI p{i}, {i + 5}{chr(10)}" for i in range(n))}
        HOST log({", ".join(f"p{i}" for i in range(n))}) -> r
        ADDI_I32 r, r, 1
        RET r
    end
    """

    def log(*args: int) -> int:
        seen.append(args)
        return 41

    signature = f"i32({', '.join(['i32'] * n)})"
    functions = {0x77: HostFunction(log, f"int log({', '.join(['int'] * n)})", signature)}
    assert Instance(assemble(text), functions).call("f") == 42
    assert seen == [tuple(range(5, 5 + n))]


OUTS = """
lit hello = "hello"
func pair(i32 n) i32 outs(i32, str)
    own s str
    reg t str
    reg twice i32
    LDS t, hello
    SAPP s, t
    SAPPI s, n
    ADD_I32 twice, n, n
    OUT twice, 0
    OUT s, 1
    RET n
end
func f(i32 n) str outs(i32)
    own s str
    own r str
    reg a i32
    reg b i32
    CALL pair(n) -> a
    GETOUT b, 0
    GETOUT s, 1
    ADD_I32 b, b, a
    MOVH r, s
    DROP s
    OUT b, 0
    RET r
end
"""


def test_out_results_move() -> None:
    world = Instance(assemble(OUTS))
    assert world.call("pair", 21) == (21, 42, "hello21")
    assert world.call("f", 7) == ("hello7", 21)
    assert live(world) == 1                             # the literal


RAISING = """
type strs = array str
lit text = "text"
func divide(i32 a, i32 b) i32
    own s str
    own list strs
    reg t str
    reg r i32
    LDS t, text
    SAPP s, t
    NEWARRI list, 3, strs
    LDI r, 1
    ASETH list, r, s
    DIV_I32 r, a, b
    DROP list
    DROP s
    RET r
end
func nested(i32 a, i32 b) i32
    own s str
    reg r i32
    SFI s, a
    CALL divide(a, b) -> r
    DROP s
    RET r
end
func caught(i32 a, i32 b) i32
    own s str
    reg r i32
    LDI r, -1
    SFI s, b
from:
    CALL nested(a, b) -> r
to:
    DROP s
    RET r
handler:
    LDI r, 99
    RET r
    try from, to, handler
end
func again(i32 n) i32
    own s str
    reg i i32
    reg zero i32
    reg r i32
    LDI i, 0
    LDI zero, 0
top:
from:
    DROP s
    SFI s, i
    CALL nested(i, zero) -> r
    JMP next
to:
next:
    INCBLT_I32 i, n, top
    RET i
    try from, to, next
end
"""


def test_exception_releases_what_the_frames_own() -> None:
    world = Instance(assemble(RAISING))
    assert world.call("nested", 12, 4) == 3
    assert live(world) == 1
    with pytest.raises(ScriptException) as caught:
        world.call("nested", 1, 0)
    assert caught.value.message == "Divide by zero"
    assert [frame.function for frame in caught.value.traceback] == ["nested", "divide"]
    assert live(world) == 1


@pytest.mark.row("VM-07")
def test_catch_releases_and_goes_on() -> None:
    world = Instance(assemble(RAISING))
    assert world.call("caught", 12, 4) == 3
    assert world.call("caught", 12, 0) == 99
    assert live(world) == 1
    assert world.call("again", 1000) == 1000
    assert live(world) == 1


@pytest.mark.row("VM-07")
def test_inner_try_before_outer() -> None:
    text = """
    func f(i32 a) i32
        reg r i32
    from:
    inner:
        DIV_I32 r, a, a
    inner_end:
        RET r
    first:
        LDI r, 1
        DIV_I32 r, r, a
    to:
        RET r
    second:
        LDI r, 2
        RET r
        try from, to, second
        try inner, inner_end, first
    end
    """
    world = Instance(assemble(text))
    assert world.call("f", 5) == 1
    assert world.call("f", 0) == 2                      # the handler of the inner one raises within the outer one


def test_stack_overflow_cannot_be_caught() -> None:
    text = """
    func deep(i32 n) i32
        own s str
        reg r i32
        SFI s, n
    from:
        ADDI_I32 r, n, 1
        CALL deep(r) -> r
    to:
        DROP s
        RET r
    handler:
        LDI r, -1
        RET r
        try from, to, handler
    end
    """
    world = Instance(assemble(text), max_depth=500)
    for _ in range(3):
        with pytest.raises(DepthLimitExceeded):
            world.call("deep", 0)
        assert live(world) == 0
    big = Instance(assemble(text.replace("reg r i32", "".join(f"reg r{i}x i32\n" for i in range(30000)) + "reg r i32")))
    with pytest.raises(DepthLimitExceeded):             # the limit of registers, not that of calls
        big.call("deep", 0)
    assert live(big) == 0


def test_registers_and_frames_grow() -> None:
    text = """
    func down(i32 n) i32
        reg r i32
        JGTI n, 0, more
        LDI r, 0
        RET r
    more:
        ADDI_I32 r, n, -1
        CALL down(r) -> r
        ADDI_I32 r, r, 1
        RET r
    end
    """
    world = Instance(assemble(text), max_depth=200_000)
    assert [world.call("down", n) for n in (0, 10, 1000, 100_000)] == [0, 10, 1000, 100_000]


def test_budget_ends_a_call_anywhere_without_leak() -> None:
    world = Instance(assemble(RAISING))
    before = world.stats().cost
    world.call("again", 5)
    cost = world.stats().cost - before
    assert cost > 100
    for budget in itertools.chain(range(cost), [cost]):
        if budget < cost:
            with pytest.raises(BudgetExceeded):
                world.call("again", 5, budget=budget)
        else:
            assert world.call("again", 5, budget=budget) == 5
        assert live(world) == 1, budget


def test_cost_is_the_same_however_it_is_cut() -> None:
    world = Instance(assemble(FIB))
    costs = set()
    for budget in (None, 10_000_000, 1 << 62):
        before = world.stats().cost
        world.call("fib", 15, budget=budget)
        costs.add(world.stats().cost - before)
    assert len(costs) == 1


def test_reentry_from_host_calls() -> None:
    text = """
    host again = 0x5 i64(i64, str) "int64 again(int64, const string &in)"
    func f(i64 n) i64
        own s str
        reg r i64
        JGTI n, 0, more
        LDI r, 0
        RET r
    more:
        SFI s, n
        ADDI_I64 r, n, -1
        HOST again(r, s) -> r
        ADDI_I64 r, r, 1
        DROP s
        RET r
    end
    """
    texts = []

    def again(n: int, text: str) -> int:
        texts.append(text)
        if n == 3 and len(texts) > 20:
            raise ValueError("enough")
        result = world.call("f", n)
        assert isinstance(result, int)
        return result

    signature = "i64(i64, str)"
    world = Instance(assemble(text), {5: HostFunction(again, "int64 again(int64, const string &in)", signature)})
    assert world.call("f", 10) == 10
    assert texts == [str(i) for i in range(10, 0, -1)]
    assert live(world) == 0
    with pytest.raises(ScriptException, match="enough") as caught:
        world.call("f", 30)
    assert isinstance(caught.value.__cause__, BaseException)
    assert live(world) == 0
