"""Calls in both directions: conversions, &out results, exceptions and tracebacks, nesting, reference counts."""

from __future__ import annotations

import array
import gc
import random
import sys
import traceback
import tracemalloc
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from seraphscript.vm.errors import (
    ConversionError,
    ConversionRangeError,
    ConversionTypeError,
    DepthLimitExceeded,
    ScriptException,
)
from seraphscript.vm.instance import Instance
from worlds import Host, world

KINDS = ("bool", "i8", "i16", "i32", "i64", "u8", "u16", "u32", "u64", "f32", "f64")
ECHO = (
    "".join(f"func {k}({k} x) {k}\nRET x\nend\n" for k in KINDS)
    + """
func str(str x) str
    own s str
    MOVH s, x
    RET s
end
func none() void
    RETV
end
"""
    + "".join(
        f"func {k}({k} x) {k}\nown a {k}\nMOVH a, x\nRET a\nend\n"
        for k in ("ints", "bytes", "bools", "floats", "doubles", "strs", "rows", "refs")
    )
)


round_trips = world(ECHO)


@pytest.fixture(scope="module")
def echo() -> Callable[[str, Any], Any]:
    w = world(ECHO)
    return lambda kind, value: w.call(kind, value)


@pytest.mark.parametrize(("kind", "low", "high"), [
    ("i8", -128, 127), ("i16", -(1 << 15), (1 << 15) - 1), ("i32", -(1 << 31), (1 << 31) - 1),
    ("i64", -(1 << 63), (1 << 63) - 1), ("u8", 0, 255), ("u16", 0, 65535), ("u32", 0, (1 << 32) - 1),
    ("u64", 0, (1 << 64) - 1),
])  # fmt: skip
def test_integers(echo: Callable[[str, Any], Any], kind: str, low: int, high: int) -> None:
    for value in (low, low + 1, 0, 1, high - 1, high):
        assert echo(kind, value) == value
        assert type(echo(kind, value)) is int
    assert echo(kind, True) == 1
    for value in (low - 1, high + 1, 1 << 70, -(1 << 70), 10**5000):
        with pytest.raises(ConversionRangeError, match="does not fit into"):
            echo(kind, value)
    for wrong in (1.0, "1", None, b"1", [1]):
        with pytest.raises(ConversionTypeError, match="expected, not"):
            echo(kind, wrong)


def test_objects_with_index(echo: Callable[[str, Any], Any]) -> None:
    class Number:
        def __index__(self) -> int:
            return 42

        def __float__(self) -> float:
            return 0.5

    class Bad:
        def __index__(self) -> int:
            raise ZeroDivisionError("no index today")

    assert echo("i32", Number()) == 42
    assert echo("u64", Number()) == 42
    assert echo("f64", Number()) == 0.5
    with pytest.raises(ZeroDivisionError, match="no index today"):
        echo("i32", Bad())


def test_floats(echo: Callable[[str, Any], Any]) -> None:
    for value in (0.0, -0.0, 1.5, float("inf"), float("-inf"), 5e-324, 1.7976931348623157e308):
        assert str(echo("f64", value)) == str(value)
    assert echo("f64", float("nan")) != echo("f64", float("nan"))
    assert echo("f64", 7) == 7.0
    assert echo("f64", True) == 1.0
    assert echo("f32", 0.1) == 0.10000000149011612
    assert echo("f32", 3.4028234663852886e38) == 3.4028234663852886e38
    assert echo("f32", float("inf")) == float("inf")
    for value in (3.5e38, -3.5e38, 1e300):
        with pytest.raises(ConversionRangeError):
            echo("f32", value)
    for kind in ("f32", "f64"):
        with pytest.raises(ConversionRangeError):
            echo(kind, 10**400)
        for wrong in ("1.0", None, 1j, [1.0]):
            with pytest.raises(ConversionTypeError):
                echo(kind, wrong)


def test_bools(echo: Callable[[str, Any], Any]) -> None:
    assert echo("bool", True) is True
    assert echo("bool", False) is False
    for wrong in (1, 0, 1.0, "true", None):
        with pytest.raises(ConversionTypeError, match="bool expected"):
            echo("bool", wrong)


def test_strings(echo: Callable[[str, Any], Any]) -> None:
    for text in ("", "a", "hello", "x" * 100_000, "Größe", "日本", "\0", "a\0b", "😀", "\udcff\udc80", "é" * 5000):
        assert echo("str", text) == text
    assert echo("str", b"bytes") == "bytes"
    assert echo("str", b"\xff\xc3") == "\udcff\udcc3"
    assert echo("str", b"ok") == "ok"

    class Text(str):
        __slots__ = ()

    assert echo("str", Text("sub")) == "sub"
    for wrong in (1, None, bytearray(b"x"), ["a"]):
        with pytest.raises(ConversionTypeError, match="string expected"):
            echo("str", wrong)
    with pytest.raises(ConversionTypeError, match="surrogate"):
        echo("str", "\ud800")


def test_arrays(echo: Callable[[str, Any], Any]) -> None:
    assert echo("ints", None) is None
    assert echo("ints", []) == []
    assert echo("ints", [1, -2, 3]) == [1, -2, 3]
    assert echo("ints", (1, 2)) == [1, 2]
    assert echo("ints", range(5)) == [0, 1, 2, 3, 4]
    assert echo("bools", [True, False]) == [True, False]
    assert echo("floats", [0.5, 1]) == [0.5, 1.0]
    assert echo("doubles", [0.1, 2]) == [0.1, 2.0]
    assert echo("bytes", b"abc") == [97, 98, 99]
    assert echo("strs", ["a", "", "bc", "x" * 100]) == ["a", "", "bc", "x" * 100]
    assert echo("rows", [[1], [], [2, 3]]) == [[1], [], [2, 3]]
    assert echo("refs", [[1], None, [2]]) == [[1], None, [2]]
    with pytest.raises(ConversionTypeError, match=r"element 1: array<int> expected, not None"):
        echo("rows", [[1], None])
    with pytest.raises(ConversionRangeError, match=r"argument 1 of .*: element 1: element 0: 4294967296 does not fit"):
        echo("rows", [[1], [1 << 32]])
    for wrong in ("abc", {1: 2}, {1}, 5, iter([1])):
        with pytest.raises(ConversionTypeError, match=r"array<int> expected"):
            echo("ints", wrong)


@given(
    st.integers(-(1 << 31), (1 << 31) - 1), st.integers(0, (1 << 64) - 1), st.floats(), st.text(), st.binary(),
    st.lists(st.text(max_size=100), max_size=20), st.lists(st.lists(st.integers(-9, 9), max_size=5), max_size=5),
    st.lists(st.floats(width=32, allow_nan=False)),
)  # fmt: skip
def test_round_trips(
    i: int, u: int, d: float, text: str, data: bytes, strs: list[str], rows: list[list[int]], floats: list[float]
) -> None:
    w = round_trips
    assert w.call("i32", i) == i
    assert w.call("u64", u) == u
    assert repr(w.call("f64", d)) == repr(d)
    assert w.call("str", text) == text
    assert w.call("str", data).encode("utf-8", "surrogateescape") == data
    assert w.call("bytes", data) == list(data)
    assert w.call("strs", strs) == strs
    assert w.call("rows", rows) == rows
    assert w.call("floats", floats) == floats
    assert w.stats().live_blocks == 0


def test_arrays_from_buffers(echo: Callable[[str, Any], Any]) -> None:
    assert echo("ints", array.array("i", [1, -2])) == [1, -2]
    assert echo("ints", array.array("q", [1, -2])) == [1, -2]
    assert echo("ints", array.array("i")) == []
    assert echo("bytes", bytearray(b"\x00\xff")) == [0, 255]
    assert echo("doubles", array.array("d", [0.1])) == [0.1]
    assert echo("floats", array.array("f", [0.5])) == [0.5]
    assert echo("floats", array.array("d", [0.5])) == [0.5]
    assert echo("bools", memoryview(b"\x00\x02\x01").cast("?")) == [False, True, True]
    assert echo("ints", memoryview(array.array("i", range(6)))[::2]) == [0, 2, 4]
    with pytest.raises(ConversionTypeError):
        echo("ints", array.array("d", [1.0]))
    with pytest.raises(ConversionRangeError):
        echo("bytes", array.array("i", [256]))


def test_arrays_that_occur_more_than_once_become_one_list() -> None:
    w = world("""
func wide() refs
    own rs refs
    own a ints
    reg i i32
    reg n i32
    LDI n, 3
    NEWARRI a, 2, ints
    NEWARRI rs, 3, refs
    LDI i, 0
top:
    ASETH rs, i, a
    INCBLT_I32 i, n, top
    DROP a
    RET rs
end
""")
    a, b, c = w.call("wide")
    assert a == [0, 0]
    assert a is b is c
    assert w.stats().live_blocks == 0


def test_a_sequence_that_changes_while_it_is_read() -> None:
    class Shrink:
        def __index__(self) -> int:
            data.clear()
            return 1

    data: list[Any] = [Shrink(), 2, 3]
    assert world(ECHO).call("ints", data) == [1, 2, 3]


def test_wrong_arguments() -> None:
    w = world("func f(i32 a, str b) i32\nRET a\nend\n" + ECHO)
    f = w.function("f")
    for arguments in ((), (1,), (1, "a", 2)):
        with pytest.raises(TypeError, match=rf"takes 2 arguments, not {len(arguments)}"):
            f(*arguments)
    with pytest.raises(TypeError, match="no keyword arguments"):
        f(1, b="a")  # type: ignore[call-arg]
    with pytest.raises(ConversionTypeError, match=r"argument 2 of 'i32 f\(i32, str\)': string expected, not int"):
        f(1, 2)
    with pytest.raises(TypeError, match="takes 1 argument, not 0"):
        w.function("i32")()
    with pytest.raises(TypeError):
        w.function("none")(1)
    assert w.stats().live_blocks == 0


OUTS = """
func pair(i32 a) i32 outs(i32, str)
    own s str
    reg b i32
    ADDI_I32 b, a, 1
    SFI s, a
    OUT b, 0
    OUT s, 1
    RET a
end
func single() void outs(u8)
    reg b u8
    LDI b, 200
    OUT b, 0
    RETV
end
func many(i32 a, i32 b, i32 c, i32 d, i32 e, i32 f, i32 g, i32 h, i32 i, str j) str
    own s str
    SFI s, a
    SAPPI s, i
    SAPP s, j
    RET s
end
"""


def test_out_results_are_a_tuple() -> None:
    w = world(OUTS)
    assert w.call("pair", 4) == (4, 5, "4")
    assert w.function("pair")(5) == (5, 6, "5")
    assert w.call("single") == 200
    assert w.call("many", 1, 2, 3, 4, 5, 6, 7, 8, 9, "!") == "19!"
    assert w.stats().live_blocks == 0


# ----------------------------------------------------------------------------------------- host calls


def pass_on(kind: str) -> str:
    """A script function that hands its argument to the host function h of that kind and returns its result."""
    own = kind in ("str", "ints", "strs", "rows", "refs", "bytes", "bools", "doubles", "floats")
    register = f"own r {kind}" if own else f"reg r {kind}"
    return f"func main({kind} x) {kind}\n{register}\nHOST h(x) -> r\nRET r\nend"


@pytest.mark.parametrize(("kind", "value"), [
    ("bool", True), ("i8", -5), ("i16", -500), ("i32", -70000), ("i64", -(1 << 40)), ("u8", 200), ("u16", 60000),
    ("u32", 1 << 31), ("u64", 1 << 63), ("f32", 0.5), ("f64", 0.1), ("str", "ä"), ("str", ""), ("ints", [1, 2]),
    ("ints", None), ("strs", ["a", ""]), ("rows", [[1], []]), ("bytes", [1, 255]),
])  # fmt: skip
def test_values_cross_in_both_directions(kind: str, value: object) -> None:
    seen = []

    def h(x: object) -> object:
        seen.append(x)
        return x

    w = world(pass_on(kind), Host("h", f"{kind}({kind})", h))
    assert w.call("main", value) == value
    assert seen == [value]
    assert type(seen[0]) is type(value)
    assert w.stats().live_blocks == 0
    assert w.stats().host_calls == 1


def test_kept_arguments_keep_their_values() -> None:
    kept: list[int] = []

    def h(x: int) -> int:
        if x % 3:
            kept.append(x)
        return x

    w = world(pass_on("i64"), Host("h", "i64(i64)", h))
    main = w.function("main")
    values = [sign * base + i for i in range(300) for sign in (1, -1) for base in (0, 250, 70_000, 1 << 30, 1 << 40)]
    assert [main(value) for value in values] == values
    assert kept == [value for value in values if value % 3]


def test_results_of_host_functions_are_checked() -> None:
    result: object = None
    w = world(pass_on("u8"), Host("h", "u8(u8)", lambda x: result))
    for value, error, text in (
        (256, ConversionRangeError, "result of .*: 256 does not fit into uint8"),
        (None, ConversionTypeError, "result of .*: uint8 expected, not None"),
        ("1", ConversionTypeError, "result of .*: uint8 expected, not str"),
    ):
        result = value
        with pytest.raises(ScriptException, match=text) as caught:
            w.call("main", 1)
        assert isinstance(caught.value.__cause__, error)
    result = 255
    assert w.call("main", 1) == 255


def test_many_arguments_and_out_results_of_host_functions() -> None:
    got: list[object] = []
    result: object = None

    def host(*arguments: object) -> object:
        got[:] = arguments
        return result

    w = world(
        """
func main(i32 a) i32 outs(str, i32)
    own s str
    reg r i32
    reg o i32
    reg b i32
    ADDI_I32 b, a, 1
    HOST h(a, b, a, b, a, b, a, b, a, b) -> r
    GETOUT s, 0
    GETOUT o, 1
    OUT s, 0
    OUT o, 1
    RET r
end
""",
        Host("h", "i32(i32, i32, i32, i32, i32, i32, i32, i32, i32, i32) str, i32", host),
    )
    result = (7, "out", 8)
    assert w.call("main", 1) == (7, "out", 8)
    assert got == [1, 2] * 5
    for value, text in (
        (7, "a tuple of 3 values expected"),
        ((7, "out"), "a tuple of 3 values expected"),
        ((7, "out", "x"), "result 3 of 3 of .*: int expected, not str"),
        ((7, 8, 9), "result 2 of 3 of .*: string expected, not int"),
    ):
        result = value
        with pytest.raises(ScriptException, match=text):
            w.call("main", 1)
    assert w.stats().live_blocks == 0


def test_void_host_functions() -> None:
    calls: list[tuple[object, ...]] = []
    w = world(
        "func main() i32\nreg r i32\nLDI r, 3\nHOST h()\nHOST o() \nGETOUT r, 0\nRET r\nend",
        Host("h", "void()", lambda *a: calls.append(a)),
        Host("o", "void() i32", lambda: 9),
    )
    assert w.call("main") == 9
    assert calls == [()]


CATCHING = """
func main(i32 x) i32
    reg r i32
    LDI r, 0
a:
    HOST h(x) -> r
b:
    RET r
c:
    LDI r, -1
    RET r
    try a, b, c
end
func plain(i32 x) i32
    reg r i32
    HOST h(x) -> r
    RET r
end
func outer(i32 x) i32
    reg r i32
    CALL plain(x) -> r
    RET r
end
"""


def test_python_exceptions_can_be_caught_by_scripts() -> None:
    def h(x: int) -> int:
        raise ValueError("no")

    w = world(CATCHING, Host("h", "i32(i32)", h))
    assert w.call("main", 1) == -1
    with pytest.raises(ScriptException) as caught:
        w.call("outer", 1)
    error = caught.value
    assert str(error) == error.message == "ValueError: no"
    assert type(error.__cause__) is ValueError
    assert [frame.function for frame in error.traceback] == ["outer", "plain"]
    text = error.format_traceback()
    assert text.index("in outer") < text.index("in plain") < text.index("in h")
    assert text.endswith("ScriptException: ValueError: no\n")
    assert "test_calls.py" in text


def test_the_same_exception_object_is_the_cause() -> None:
    thrown = KeyError("k")

    def h(x: int) -> int:
        raise thrown

    w = world(CATCHING, Host("h", "i32(i32)", h))
    with pytest.raises(ScriptException, match="KeyError: 'k'") as caught:
        w.call("plain", 1)
    assert caught.value.__cause__ is thrown


def test_long_and_odd_messages() -> None:
    message: object = ""

    class Odd(Exception):
        def __str__(self) -> str:
            if message is None:
                raise RuntimeError("no text")
            return str(message)

    def h(x: int) -> int:
        raise Odd

    w = world(CATCHING, Host("h", "i32(i32)", h))
    for value, text in (
        ("ä" * 1000, "Odd: " + "ä" * 1000),
        ("x" * 235, "Odd: " + "x" * 235),
        ("\ud800", "Odd: ?"),
        ("", "Odd"),
        (None, "Odd"),
    ):
        message = value
        with pytest.raises(ScriptException) as caught:
            w.call("plain", 1)
        assert str(caught.value) == text
        assert w.call("main", 1) == -1
    assert w.stats().live_blocks == 0


@pytest.mark.parametrize("cls", [KeyboardInterrupt, SystemExit, GeneratorExit])
def test_other_exceptions_are_not_for_scripts(cls: type[BaseException]) -> None:
    thrown = cls("stop")

    def h(x: int) -> int:
        raise thrown

    w = world(CATCHING, Host("h", "i32(i32)", h))
    for function in ("main", "outer"):
        with pytest.raises(cls) as caught:
            w.call(function, 1)
        assert caught.value is thrown
    assert w.stats().live_blocks == 0


def test_traceback_through_both_languages() -> None:
    w: Instance

    def h(x: int) -> int:
        if x:
            return int(w.call("outer", x - 1))
        raise OSError("disk")

    w = world(CATCHING, Host("h", "i32(i32)", h))
    with pytest.raises(ScriptException, match=r"^OSError: disk$") as caught:
        w.call("outer", 2)
    lines = [line for line in caught.value.format_traceback().splitlines() if line.startswith("  File")]
    names = [line.rpartition(" in ")[2] for line in lines]
    assert names == ["outer", "plain", "h"] * 3
    assert w.call("main", 2) == -1
    assert w.stats().live_blocks == 0


def test_tracebacks_of_python_show_script_functions() -> None:
    def h(x: int) -> int:
        raise KeyboardInterrupt if x else OSError("disk")

    w = world(CATCHING, Host("h", "i32(i32)", h))
    with pytest.raises(KeyboardInterrupt) as stopped:
        w.call("outer", 1)
    names = [entry.name for entry in traceback.extract_tb(stopped.value.__traceback__)]
    assert names[-3:] == ["outer", "plain", "h"]
    with pytest.raises(ScriptException) as caught:
        w.call("outer", 0)
    entries = traceback.extract_tb(caught.value.__traceback__)
    assert [entry.name for entry in entries][-2:] == ["outer", "plain"]
    assert [entry.filename for entry in entries][-2:] == ["?", "?"]
    assert [entry.lineno for entry in entries][-2:] == [frame.line for frame in caught.value.traceback]
    text = "".join(traceback.format_exception(caught.value))
    assert "The above exception was the direct cause" in text


def test_only_the_innermost_frames_are_kept() -> None:
    w = world("""
func f(i32 n) i32
    reg z i32
    LDI z, 0
    JGTI n, 0, deeper
    DIV_I32 z, z, z
    RET z
deeper:
    ADDI_I32 z, n, -1
    CALL f(z) -> z
    RET z
end
""")
    with pytest.raises(ScriptException) as caught:
        w.call("f", 999)
    error = caught.value
    assert len(error.traceback) + error.omitted == 1000
    assert error.traceback[-1].line < error.traceback[0].line
    assert f"... {error.omitted} more calls" in error.format_traceback()


# -------------------------------------------------------------------------------------------- nesting

NESTED = """
global memory = ints
func grow(i32 n) i32
    own a ints
    reg m i32
    MULI_I32 m, n, 100
    NEWARR a, m, ints
    GIVEG a, memory
    HOST again(n) -> m
    ADDI_I32 m, m, 1
    RET m
end
func deep(i32 n) i32
    reg m i32
    JGTI n, 0, more
    RET n
more:
    ADDI_I32 m, n, -1
    CALL deep(m) -> m
    ADDI_I32 m, m, 1
    RET m
end
"""


def test_host_functions_may_call_back() -> None:
    w: Instance
    order = []

    def again(n: int) -> int:
        order.append(n)
        if n == 5:
            assert w.call("deep", 5000) == 5000  # moves the register stack and frames of the calls around it
            w.globals["memory"] = [1] * 10_000  # moves linear memory
        return w.call("grow", n - 1) if n else 0

    w = world(NESTED, Host("again", "i32(i32)", again))
    assert w.call("grow", 10) == 11
    assert order == list(range(10, -1, -1))
    assert w.stats().calls == 12
    assert w.stats().live_blocks == 1
    assert w.globals["memory"] == []


def test_nesting_is_limited() -> None:
    w: Instance
    deepest = 0

    def h(x: int) -> int:
        nonlocal deepest
        deepest = max(deepest, x)
        return int(w.call("plain", x + 1))

    w = world(CATCHING, Host("h", "i32(i32)", h))
    with pytest.raises(DepthLimitExceeded, match="nested too deeply"):
        w.call("main", 1)
    assert deepest == 100


def test_instances_call_each_other() -> None:
    def to_other(n: int) -> int:
        return int(other.call("grow", n - 1)) if n else 0

    def back(n: int) -> int:
        return int(first.call("grow", n - 1)) if n else 0

    first = world(NESTED, Host("again", "i32(i32)", to_other))
    other = world(NESTED, Host("again", "i32(i32)", back))
    assert first.call("grow", 8) == 9


# ---------------------------------------------------------------------------------------------- leaks


def test_reference_counts_are_exact() -> None:
    payload = "p" * 50
    items = ["q" * 80, payload]
    failing = ValueError("x")

    def h(x: str) -> str:
        if x == "fail":
            raise failing
        return payload

    w = world(pass_on("str") + "\nfunc strs(strs a) strs\nown b strs\nMOVH b, a\nRET b\nend", Host("h", "str(str)", h))
    main, strs = w.function("main"), w.function("strs")
    big = 1 << 40

    def work() -> None:
        for text in ("a", "fail", payload):
            try:
                main(text)
            except ScriptException:
                failing.__traceback__ = None
        strs(items)
        for wrong in (big, None, [payload, 5]):
            for f in (main, strs):
                with pytest.raises(ConversionError):
                    f(wrong) if f is main or wrong is not None else f(big)

    watched = (payload, items, failing, h, main, strs, w, big)
    work()
    gc.collect()
    before = [sys.getrefcount(x) for x in watched]
    for _ in range(100):
        work()
    gc.collect()
    assert [sys.getrefcount(x) for x in watched] == before
    assert w.stats().live_blocks == 0


def test_exceptions_leave_nothing_behind() -> None:
    """Many calls that end in random ways: memory of Python and of the instance stay where they were."""
    choice = random.Random(5)
    w: Instance

    def h(x: int) -> object:
        action = choice.randrange(8)
        if action == 0:
            raise ValueError("é" * choice.randrange(300))
        if action == 1:
            return "not a number"
        if action == 2:
            return 1 << 35
        if action == 3 and x < 5:
            return w.call("outer", x + 1)
        if action == 4 and x < 5:
            return w.call("main", x + 1)
        if action == 5:
            raise SystemExit
        return x

    w = world(CATCHING, Host("h", "i32(i32)", h))
    outer, main = w.function("outer"), w.function("main")

    def work(n: int) -> int:
        failed = 0
        for _ in range(n):
            try:
                (outer if choice.random() < 0.5 else main)(choice.randrange(5))
            except (ScriptException, SystemExit):
                failed += 1
        return failed

    assert work(5000) > 1000
    gc.collect()
    tracemalloc.start()
    try:
        first = tracemalloc.get_traced_memory()[0]
        work(20_000)
        gc.collect()
        assert tracemalloc.get_traced_memory()[0] - first < 20_000
    finally:
        tracemalloc.stop()
    work(75_000)
    stats = w.stats()
    assert stats.live_blocks == 0
    assert stats.memory_size < 1 << 16
