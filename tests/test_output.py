"""Output of scripts: where it goes, when, and in which order; what happens when a sink fails."""

from __future__ import annotations

import sys

import pytest
from seraphscript.modules import default_modules
from seraphscript.registry.ids import native_id
from seraphscript.vm.errors import BudgetExceeded, ScriptException
from seraphscript.vm.instance import Instance
from worlds import Host, Option, world

default_modules()  # registers the functions

PRINT = (
    "".join(
        f'native {name}_{kind} = {native_id("std." + name)} void({kind}) "void {name}({kind})"\n'
        for name in ("print", "println", "eprint")
        for kind in ("str", "i32")
    )
    + f'native info = {native_id("std.getExceptionInfo")} str() "string getExceptionInfo()"\n'
)
SOURCE = (
    PRINT
    + """
lit hello = "hello"
lit lead = "\\u00e9"
func say(str s) void
    NATIVE print_str(s)
    RETV
end
func count(i32 n) void
    reg i i32
    LDI i, 0
top:
    NATIVE println_i32(i)
    INCBLT_I32 i, n, top
    RETV
end
func fails() void
    reg i i32
    reg s str
    LDS s, hello
    LDI i, 0
    NATIVE println_str(s)
    DIV_I32 i, i, i
    RETV
end
func both(str a, str b) void
    NATIVE print_str(a)
    NATIVE eprint_str(b)
    NATIVE print_str(a)
    RETV
end
func forever() void
    reg s str
    LDS s, hello
top:
    NATIVE println_str(s)
    LOOP top
end
func around(i32 n) i32
    reg s str
    LDS s, hello
    NATIVE print_str(s)
    HOST h(n) -> n
    NATIVE print_i32(n)
    RET n
end
func catches() str
    own s str
    reg i i32
    LDI i, 0
a:
    DIV_I32 i, i, i
b:
    RET s
c:
    HOST h(i) -> i
    NATIVE info() -> s
    RET s
    try a, b, c
end
"""
)


def make(*chunks: list[str], h: object = abs, **options: Option) -> Instance:
    if chunks:
        options["output"] = chunks[0].append
    return world(SOURCE, Host("h", "i32(i32)", h), **options)  # type: ignore[arg-type]


def test_output_goes_to_the_callable_at_the_end_of_a_call() -> None:
    chunks: list[str] = []
    w = make(chunks)
    w.call("count", 3)
    assert chunks == ["0\n1\n2\n"]
    w.call("say", "")
    assert chunks == ["0\n1\n2\n"]
    w.call("say", "Größe")
    assert chunks[1:] == ["Größe"]


def test_output_goes_to_standard_output_by_default(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    w = make()
    w.call("both", "a", "b")
    assert capsys.readouterr() == ("aa", "b")
    with monkeypatch.context() as patch:
        patch.setattr(sys, "stdout", None)
        w.call("say", "lost")
    assert capsys.readouterr().out == ""


def test_error_output() -> None:
    chunks: list[str] = []
    errors: list[str] = []
    make(chunks).call("both", "a", "b")
    assert "".join(chunks) in ("aba", "aab")
    chunks.clear()
    make(chunks, error_output=errors.append).call("both", "a", "b")
    assert "".join(chunks) == "aa"
    assert errors == ["b"]


def test_output_before_an_exception_is_not_lost() -> None:
    chunks: list[str] = []
    w = make(chunks)
    with pytest.raises(ScriptException, match="Divide by zero"):
        w.call("fails")
    with pytest.raises(BudgetExceeded):
        w.call("forever", budget=1000)
    text = "".join(chunks)
    assert text.startswith("hello\nhello\n")
    assert set(text.split("\n")) == {"hello", ""}


def test_output_is_flushed_before_host_calls() -> None:
    chunks: list[str] = []

    def h(n: int) -> int:
        chunks.append("[host]")
        if n:
            w.call("around", n - 1)
        return n

    w = make(chunks, h=h)
    w.call("around", 1)
    assert "".join(chunks) == "hello[host]hello[host]01"


def test_much_output_is_flushed_on_the_way() -> None:
    chunks: list[str] = []
    make(chunks).call("count", 100_000)
    assert len(chunks) > 3
    assert "".join(chunks) == "".join(f"{i}\n" for i in range(100_000))


def test_characters_are_never_cut() -> None:
    chunks: list[str] = []
    w = make(chunks)
    text = "é日😀" * 7000 + "x"
    for start in range(4):
        chunks.clear()
        w.call("both", "y" * start + text, "")
        assert "".join(chunks) == ("y" * start + text) * 2
    chunks.clear()
    w.call("say", b"a\xffb\xc3")
    assert chunks == ["a\ufffdb\ufffd"]


def test_an_exception_of_the_sink_leaves_the_call() -> None:
    def sink(text: str) -> None:
        raise OSError("console closed")

    w = make(output=sink)
    with pytest.raises(OSError, match="console closed"):
        w.call("say", "x")
    with pytest.raises(OSError, match="console closed"):
        w.call("count", 100_000)
    with pytest.raises(OSError, match="console closed"):
        w.call("around", 1)
    assert w.stats().host_calls == 0
    assert w.stats().live_blocks == 1  # the literal


def test_an_exception_of_the_sink_does_not_hide_that_of_the_script() -> None:
    reported: list[BaseException] = []

    def sink(text: str) -> None:
        raise OSError("console closed")

    w = make(output=sink, on_exception=reported.append)
    with pytest.raises(ScriptException, match="Divide by zero"):
        w.call("fails")
    assert [type(error) for error in reported] == [OSError]


def test_exceptions_nobody_takes_go_to_the_hook(monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[object] = []

    def remember(args: sys.UnraisableHookArgs) -> None:
        seen.append(args.exc_value)
        sys.__unraisablehook__(args)  # it takes nothing but what the interpreter makes

    monkeypatch.setattr(sys, "unraisablehook", remember)

    def fail(_: object) -> None:
        raise OSError("no")

    for hook in (None, fail):
        with pytest.raises(ScriptException):
            make(output=fail, on_exception=hook).call("fails")
    assert [type(error) for error in seen] == [OSError, OSError]


def test_a_sink_may_call_the_instance() -> None:
    got: list[str] = []

    def sink(text: str) -> None:
        got.append(text)
        if len(got) < 5:
            w.call("say", f"again {len(got)}")

    w = make(output=sink)
    w.call("say", "first")
    assert got == ["first", "again 1", "again 2", "again 3", "again 4"]


def test_a_nested_exception_does_not_change_the_one_being_handled() -> None:
    def h(n: int) -> int:
        with pytest.raises(ScriptException, match="ValueError: inner"):
            w.call("around", 7)
        return 0

    def outer(n: int) -> int:
        if n == 7:
            raise ValueError("inner")
        return h(n)

    w = make([], h=outer)
    assert w.call("catches") == "Divide by zero"
    assert w.stats().live_blocks == 1  # the literal
