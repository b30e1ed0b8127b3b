"""Many threads on one context: units created, built and run at once, build_many(), and one seal for all."""

from __future__ import annotations

import importlib
import os
import sys
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from seraphscript import BuildError, Context, ContextError, FfiRegistry, Module, Unit
from seraphscript.registry.builder import FfiRegistryBuilder

TOOLS = Path(__file__).parents[1] / "tools"
BIG = 40  # functions that take a source well above the size from which builds give up the GIL


@pytest.fixture
def eager() -> Iterator[None]:
    """Threads take turns as often as they can."""
    interval = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    yield
    sys.setswitchinterval(interval)


def source(number: int, functions: int = 3) -> str:
    """A program of its own for each number, with a class, a template instance and a string."""
    text = [
        f"class C{number} {{ int n = {number}; string name = 'c{number}'; int get(int k) {{ return n * k; }} }}",
        f"array<C{number}@> all; int total = 0;",
    ]
    for i in range(functions):
        text.append(
            f"int f{i}(int x) {{ C{number} c; all.insertLast(c); int sum = {i};\n"
            f"    for (int i = 0; i < x; i++) {{ sum += c.get(i) + int(all.length()) % 3 + game::twice(i); }}\n"
            f"    total += sum; return sum; }}"
        )
    calls = " + ".join(f"f{i}(5)" for i in range(functions))
    text.append(f"string main() {{ return '' + ({calls}) + ' ' + total + all[0].name; }}")
    return "\n".join(text)


def twice(n: int) -> int:
    return n * 2


def context() -> Context:
    module = Module("game")
    module.register_function("int twice(int n)", twice)
    return Context().install(module)


def run(made: Context, number: int, functions: int = 3) -> object:
    unit = made.create_unit(f"u{number}")
    unit.add_source("main.as", source(number, functions))
    unit.build()
    with unit.instantiate() as world:
        return world.call("main")


def units(made: Context, count: int, functions: int = BIG) -> list[Unit]:
    found = [made.create_unit(f"u{i}") for i in range(count)]
    for i, unit in enumerate(found):
        unit.add_source("main.as", source(i, functions))
    return found


def at_once(count: int, work: Callable[[], object]) -> list[object]:
    """What a function gives in several threads that begin together."""
    barrier = threading.Barrier(count)

    def begin() -> object:
        barrier.wait(10)
        return work()

    with ThreadPoolExecutor(count) as pool:
        return [task.result() for task in [pool.submit(begin) for _ in range(count)]]


@pytest.mark.row("CTX-15")
@pytest.mark.usefixtures("eager")
def test_threads_build_and_run_as_one_thread_does() -> None:
    """Large and small units, in eight threads of their own, all with the results of one thread."""
    serial = context()
    wanted = [run(serial, n, BIG if n % 5 == 0 else 2) for n in range(40)]
    made = context()

    def work() -> list[object]:
        return [run(made, n, BIG if n % 5 == 0 else 2) for n in range(40)]

    assert at_once(8, work) == [wanted] * 8


@pytest.mark.row("CTX-03", "CTX-15")
@pytest.mark.usefixtures("eager")
@pytest.mark.parametrize("how", ["create_unit", "seal", "load"])
def test_one_of_many_threads_seals(how: str, monkeypatch: pytest.MonkeyPatch) -> None:
    built: list[int] = []
    original = FfiRegistryBuilder.build

    def counted(builder: FfiRegistryBuilder) -> FfiRegistry:
        built.append(1)
        return original(builder)

    unit = context().create_unit()
    unit.add_source("a.as", "void f() {}")
    data = unit.build().to_bytes()
    monkeypatch.setattr(FfiRegistryBuilder, "build", counted)
    for _ in range(10):
        built.clear()
        made = context()
        actions: dict[str, Callable[[], object]] = {
            "create_unit": lambda made=made: made.create_unit().ffi,  # type: ignore[misc]
            "seal": lambda made=made: made.seal(),  # type: ignore[misc]
            "load": lambda made=made: made.parse_program(data) and made.ffi_registry,  # type: ignore[misc]
        }
        seen = at_once(8, actions[how])
        assert built == [1]
        assert all(one is made.ffi_registry for one in seen)


@pytest.mark.usefixtures("eager")
def test_threads_may_share_a_unit_and_its_program() -> None:
    """rebuild() from several threads: each gives a program of the texts of that moment."""
    made = context()
    unit = units(made, 1)[0]
    unit.build()
    program = unit.program
    wanted = unit.call("main")

    def work() -> object:
        for i in range(5):
            unit.update_source("main.as", source(0, BIG) + f"\nint extra() {{ return {i}; }}")
            unit.rebuild()
        with made.instantiate(program) as world:
            return world.call("main")

    assert at_once(4, work) == [wanted] * 4
    unit.rebuild()
    assert unit.call("extra") == 4


def test_the_tool_that_measures(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.syspath_prepend(TOOLS)      # its processes import it, too
    threads = importlib.import_module("threads")
    assert threads.same_as_one_thread(4, 11)
    assert min(threads.run_ratios(1, 100)) > 0
    assert threads.build_ratio(1, 2, 40) > 0


# -- build_many


@pytest.mark.parametrize("threads", [1, 2, 7, None])
def test_build_many(threads: int | None) -> None:
    made = context()
    serial = units(made, 6)
    for unit in serial:
        unit.build()
    for functions in (BIG, 1):
        many = units(made, 6, functions)
        programs = made.build_many(many, threads=threads)
        assert programs == [unit.program for unit in many]
        if functions == BIG:
            assert [p.fingerprint for p in programs] == [unit.program.fingerprint for unit in serial]
        assert [unit.call("main") for unit in many] == [run(made, i, functions) for i in range(6)]
    assert made.build_many([], threads=threads) == []


def test_build_many_of_different_sizes() -> None:
    made = context()
    many = [unit for functions in (1, BIG, 2, BIG * 2) for unit in units(made, 2, functions)]
    programs = made.build_many(iter(many), threads=3)
    assert [p.function_count for p in programs] == [unit.function_count for unit in many]


def test_build_many_reports_all_errors() -> None:
    made = context()
    many = units(made, 5)
    many[1].add_source("bad.as", "int bad() { return nowhere; }")
    many[3].add_source("worse.as", "int worse() { return 'x'; }")
    with pytest.raises(BuildError) as caught:
        made.build_many(many, threads=2)
    assert [d.section for d in caught.value.diagnostics] == ["bad.as", "worse.as"]
    assert "nowhere" in str(caught.value)
    assert [unit.is_built for unit in many] == [True, False, True, False, True]
    many[1].remove_source("bad.as")
    with pytest.raises(BuildError, match="no sources were added"):
        made.build_many([many[1], made.create_unit("empty")])
    assert many[1].is_built


def test_build_many_refuses() -> None:
    made = context()
    many = units(made, 2)
    with pytest.raises(ContextError, match="'u0' belongs to another context"):
        made.build_many(units(context(), 1))
    with pytest.raises(TypeError, match="takes units, not str"):
        made.build_many([*many, "text"])  # type: ignore[list-item]
    with pytest.raises(ContextError, match="only once"):
        made.build_many([*many, many[0]])
    with pytest.raises(ValueError, match="at least 1"):
        made.build_many(many, threads=0)
    assert not any(unit.is_built for unit in many)
    many[1].build()
    with pytest.raises(ContextError, match="'u1' is already built"):
        made.build_many(many)
    assert not many[0].is_built


@pytest.mark.skipif((os.cpu_count() or 1) < 2, reason="one processor")
def test_build_many_gives_up_the_gil() -> None:
    """A thread that wants the GIL gets it during some build, although the switch interval never ends."""
    made = context()
    many = [units(made, 1, 300) for _ in range(100)]
    interval = sys.getswitchinterval()
    stop, turns = threading.Event(), [0]

    def count() -> None:
        while not stop.is_set():
            turns[0] += 1
            stop.wait(1e-5)

    sys.setswitchinterval(1000)
    thread = threading.Thread(target=count)
    try:
        thread.start()
        before = turns[0]
        for one in many:
            made.build_many(one)
            if turns[0] > before:
                break
        during = turns[0] - before
    finally:
        stop.set()
        sys.setswitchinterval(interval)
        thread.join(10)
    assert during > 0
