"""Threads: one owner at a time, the GIL during long calls, interrupts and signals."""

from __future__ import annotations

import _thread
import ctypes
import signal
import sys
import threading
import time
from collections.abc import Callable

import pytest
from seraphscript.vm.assembler import assemble
from seraphscript.vm.errors import InstanceBusyError, Interrupted
from seraphscript.vm.instance import Instance
from worlds import Host, world

FOREVER = """
func forever() void
    reg i i32
    LDI i, 0
top:
    ADDI_I32 i, i, 1
    LOOP top
end
func guarded() i32
    reg r i32
    LDI r, 0
a:
    CALL forever()
b:
    RET r
c:
    LDI r, -1
    RET r
    try a, b, c
end
func count(i32 n) i32
    reg i i32
    LDI i, 0
top:
    INCBLT_I32 i, n, top
    RET i
end
"""
CALLING = (
    FOREVER
    + """
func ask(i32 n) i32
    reg i i32
    reg r i32
    LDI i, 0
top:
    HOST h(i) -> r
    INCBLT_I32 i, n, top
    RET r
end
func spin_and_ask(i32 n, i32 spins) i32
    reg i i32
    reg r i32
    LDI i, 0
top:
    CALL count(spins) -> r
    HOST h(i) -> r
    INCBLT_I32 i, n, top
    RET r
end
"""
)


def in_thread(work: Callable[[], object]) -> tuple[threading.Thread, list[object]]:
    """Starts a thread; the list gets its result or exception."""
    result: list[object] = []

    def run() -> None:
        try:
            result.append(work())
        except BaseException as error:
            result.append(error)

    thread = threading.Thread(target=run)
    thread.start()
    return thread, result


def test_other_threads_get_busy_errors() -> None:
    w = world("global g = i32\n" + FOREVER)
    f = w.function("count")
    thread, result = in_thread(lambda: w.call("forever"))
    while not w.stats().calls:
        time.sleep(0.001)
    for use in (
        lambda: f(1),
        lambda: w.call("count", 1),
        lambda: w.globals["g"],
        lambda: w.globals.__setitem__("g", 1),
        w.close,
    ):
        with pytest.raises(InstanceBusyError):
            use()
    w.interrupt()
    thread.join(10)
    assert [type(x) for x in result] == [Interrupted]
    assert f(7) == 7
    thread, result = in_thread(lambda: f(8))
    thread.join(10)
    assert result == [8]


def test_a_thread_may_not_enter_while_the_owner_is_in_a_host_call() -> None:
    results: list[object] = []

    def h(n: int) -> int:
        thread, result = in_thread(lambda: w.call("count", 3))
        thread.join(10)
        results.extend(result)
        return int(w.call("count", 5))

    w = world(CALLING, Host("h", "i32(i32)", h))
    assert w.call("ask", 1) == 5
    assert [type(x) for x in results] == [InstanceBusyError]


@pytest.mark.row("VM-10")
def test_long_calls_let_other_threads_run() -> None:
    """The GIL is given away during a long call: a thread gets to run although the switch interval never ends."""
    interval = sys.getswitchinterval()
    sys.setswitchinterval(1000)
    try:
        w = world(FOREVER)

        def tick() -> None:
            while not w.stats().calls:
                time.sleep(0.001)
            for _ in range(20):
                time.sleep(0.001)
            w.interrupt()

        thread, _ = in_thread(tick)
        with pytest.raises(Interrupted):
            w.call("forever", deadline=60)
        thread.join(10)
    finally:
        sys.setswitchinterval(interval)


def test_host_calls_between_long_stretches() -> None:
    """The GIL is released and taken again many times; every host call has it."""
    seen: list[int] = []

    def note(n: int) -> int:
        seen.append(n)
        return n

    w = world(CALLING, Host("h", "i32(i32)", note))
    others = [world(CALLING, Host("h", "i32(i32)", lambda n: n)) for _ in range(3)]
    threads = [in_thread(lambda o=o: o.call("spin_and_ask", 15, 2_000_000)) for o in others]  # type: ignore[misc]
    assert w.call("spin_and_ask", 15, 2_000_000) == 14
    for thread, result in threads:
        thread.join(60)
        assert result == [14]
    assert seen == list(range(15))


def test_many_threads_with_instances_of_one_program() -> None:
    program = assemble(FOREVER)

    def work() -> int:
        total = 0
        for _ in range(300):
            w = Instance(program)
            total += w.call("count", 1000)
            w.close()
        return total

    threads = [in_thread(work) for _ in range(4)]
    for thread, result in threads:
        thread.join(60)
        assert result == [300_000]


@pytest.mark.parametrize("function", ["forever", "guarded"])
@pytest.mark.row("VM-08")
def test_interrupt_from_another_thread(function: str) -> None:
    w = world(FOREVER)

    def interrupt() -> None:
        while not w.stats().calls:
            time.sleep(0.001)
        w.interrupt()

    thread, _ = in_thread(interrupt)
    with pytest.raises(Interrupted, match="Interrupted"):
        w.call(function)
    thread.join(10)
    assert w.call("count", 1_000_000) == 1_000_000


@pytest.mark.parametrize("function", ["forever", "guarded"])
def test_keyboard_interrupt(function: str) -> None:
    w = world(FOREVER)
    # a process that was started in the background of a shell may ignore the signal
    previous = signal.signal(signal.SIGINT, signal.default_int_handler)
    timer = threading.Timer(0.05, _thread.interrupt_main)
    timer.start()
    try:
        with pytest.raises(KeyboardInterrupt):
            w.call(function, deadline=60)
    finally:
        timer.join()
        signal.signal(signal.SIGINT, previous)
    assert w.call("count", 10) == 10


class Cancelled(Exception):
    """What libraries send to a thread whose time is over."""


@pytest.mark.parametrize("function", ["forever", "guarded"])
@pytest.mark.parametrize("kind", [KeyboardInterrupt, Cancelled])
@pytest.mark.parametrize("after", [0.0, 0.05])
def test_exceptions_sent_to_a_thread(function: str, kind: type[BaseException], after: float) -> None:
    """Before the call lets go of the GIL, and long after."""
    w = world(FOREVER)
    thread, result = in_thread(lambda: w.call(function, deadline=60))
    while not w.stats().calls:
        time.sleep(0.001)
    time.sleep(after)
    assert thread.ident is not None
    assert ctypes.pythonapi.PyThreadState_SetAsyncExc(ctypes.c_ulong(thread.ident), ctypes.py_object(kind)) == 1
    thread.join(30)
    assert [type(x) for x in result] == [kind]
    assert w.call("count", 1_000_000) == 1_000_000


@pytest.mark.skipif(not hasattr(signal, "setitimer"), reason="no interval timer")
def test_signal_handlers_run_during_long_calls() -> None:
    calls = 0

    def handler(number: int, frame: object) -> None:
        nonlocal calls
        calls += 1
        if calls == 3:
            raise TimeoutError("from the handler")

    previous = signal.signal(signal.SIGALRM, handler)
    signal.setitimer(signal.ITIMER_REAL, 0.02, 0.02)
    try:
        w = world(FOREVER)
        with pytest.raises(TimeoutError, match="from the handler"):
            w.call("guarded")
        assert calls == 3
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, previous)


def test_instances_may_be_dropped_by_any_thread() -> None:
    kept = [world("global g = str\n" + FOREVER) for _ in range(50)]
    for w in kept:
        w.globals["g"] = "text" * 100
    thread, result = in_thread(kept.clear)
    thread.join(10)
    assert result == [None]
