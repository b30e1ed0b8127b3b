#!/usr/bin/env python3
"""Compares Seraphscript with Lua 5.4, LuaJIT (JIT off), CPython, C and the C++ AngelScript engine.

    python tools/compare.py [--rounds N] [--programs fib,sieve] [--scale 0.2] [--json FILE]

All engines run interleaved in one process run: in each round every engine runs every program once, and
a ratio is taken inside its round; the table shows the medians of these ratios. So the drift of a shared
machine cancels out. What counts is processor time: other programs on the machine do not. Figures below 1.00
are faster than the engine of reference: Lua 5.4 for the programs and for the call of a script function, CPython
for calls across the border.

It needs lupa (Lua 5.4 and LuaJIT inside this process). C and the C++ engine are shown where a compiler
and the engine are installed. A checksum that differs between engines is an error.
"""

from __future__ import annotations

import argparse
import gc
import importlib
import json
import math
import shutil
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent))
import cpp_engine

PROGRAMS = cpp_engine.ROOT / "asv_bench" / "programs"
REFERENCE = "Lua 5.4"
TARGET_PROGRAMS = ("fib", "sieve", "string_build")  # the geometric mean that is watched
Run = Callable[[int], tuple[float, float]]  # size -> milliseconds, checksum


class Missing(Exception):
    """An engine or a program that cannot run here; the text says why."""


def host_add(a: int, b: int) -> int:
    return a + b


def timed(function: Callable[[int], Any]) -> Run:
    def run(size: int) -> tuple[float, float]:
        start = time.thread_time()
        result = function(size)
        return (time.thread_time() - start) * 1e3, float(result)

    return run


class Engine:
    """Loads programs; `load` returns what runs one entry of a program."""

    name = ""

    def load(self, program: str, entry: str = "bench") -> Run:
        raise NotImplementedError

    def close(self) -> None:
        """Ends what `load` started."""


class Seraph(Engine):
    name = "Seraphscript"

    def __init__(self) -> None:
        try:
            self.package = importlib.import_module("seraphscript")
        except ImportError as error:
            raise Missing(f"seraphscript is not installed: {error}") from error
        module = self.package.Module()
        module.function("int host_add(int, int)")(host_add)
        self.context = self.package.Context()
        self.context.install(module)
        self.worlds: list[Any] = []

    def world(self, program: str) -> Any:  # noqa: ANN401
        unit = self.context.create_unit(program)
        unit.add_source(f"{program}.as", (PROGRAMS / f"{program}.as").read_text(encoding="utf-8"))
        try:
            unit.build()
        except self.package.BuildError as error:
            raise Missing(f"does not build: {error}") from error
        self.worlds.append(unit.instantiate())
        return self.worlds[-1]

    def load(self, program: str, entry: str = "bench") -> Run:
        return timed(self.world(program).function(entry))

    def close(self) -> None:
        for world in self.worlds:
            world.close()


class Lua(Engine):
    def __init__(self, name: str, modules: Iterable[str], setup: str = "") -> None:
        self.name = name
        for module in modules:
            try:
                self.lupa = importlib.import_module(f"lupa.{module}")
                break
            except ImportError:
                continue
        else:
            raise Missing(f"lupa with {name} is not installed (pip install lupa)")
        self.setup = setup

    def runtime(self, program: str) -> Any:  # noqa: ANN401
        lua = self.lupa.LuaRuntime()
        if self.setup:
            lua.execute(self.setup)
        lua.globals().host_add = host_add
        lua.execute((PROGRAMS / f"{program}.lua").read_text(encoding="utf-8"))
        return lua

    def load(self, program: str, entry: str = "bench") -> Run:
        return timed(self.runtime(program).globals()[entry])


class CPython(Engine):
    name = "CPython"

    def load(self, program: str, entry: str = "bench") -> Run:
        path = PROGRAMS / f"{program}.py"
        if not path.is_file():
            raise Missing("no Python version")
        scope: dict[str, Any] = {}
        exec(compile(path.read_text(encoding="utf-8"), path.name, "exec"), scope)
        return timed(scope[entry])


class CppEngine(Engine):
    name = "C++ engine"

    def __init__(self) -> None:
        try:
            cpp_engine.find()
        except cpp_engine.EngineMissing as error:
            raise Missing(str(error)) from error
        self.servers: list[cpp_engine.Server] = []

    def load(self, program: str, entry: str = "bench") -> Run:
        self.servers.append(cpp_engine.Server(PROGRAMS / f"{program}.as", f"double {entry}(int)"))
        return self.servers[-1].call

    def close(self) -> None:
        for server in self.servers:
            server.close()


class C(Engine):
    name = "C -O2"

    def __init__(self) -> None:
        self.compiler = shutil.which("cc") or shutil.which("gcc")
        if self.compiler is None:
            raise Missing("no C compiler")
        self.processes: list[subprocess.Popen[str]] = []

    def load(self, program: str, entry: str = "bench") -> Run:
        source = PROGRAMS / f"{program}.c"
        if not source.is_file() or program == "host_calls" or entry != "bench":
            raise Missing("no C version")
        target = cpp_engine.ROOT / "build" / "compare" / program
        target.parent.mkdir(parents=True, exist_ok=True)
        command = [str(self.compiler), "-O2", str(source), str(PROGRAMS / "harness.c"), "-o", str(target), "-lm"]
        done = subprocess.run(command, capture_output=True, encoding="utf-8", check=False)
        if done.returncode:
            raise Missing(f"does not compile: {done.stderr.strip()}")
        process = subprocess.Popen([str(target)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, encoding="utf-8")
        self.processes.append(process)

        def run(size: int) -> tuple[float, float]:
            assert process.stdin is not None
            assert process.stdout is not None
            process.stdin.write(f"{size}\n")
            process.stdin.flush()
            answer = process.stdout.readline().split()
            return float(answer[0]), float(answer[1])

        return run

    def close(self) -> None:
        for process in self.processes:
            assert process.stdin is not None
            assert process.stdout is not None
            process.stdin.close()
            process.stdout.close()
            process.wait()


def engines(report: Callable[[str], None]) -> list[Engine]:
    """Every engine that is here. Lua 5.4 must be: everything is measured against it."""
    makers: list[tuple[str, Callable[[], Engine]]] = [
        (REFERENCE, lambda: Lua(REFERENCE, ["lua54"])),
        ("C -O2", C),
        ("C++ engine", CppEngine),
        ("LuaJIT, JIT off", lambda: Lua("LuaJIT, JIT off", ["luajit21", "luajit20"], "jit.off()")),
        ("CPython", CPython),
        ("Seraphscript", Seraph),
    ]
    found: list[Engine] = []
    for name, make in makers:
        try:
            found.append(make())
        except Missing as error:
            if name in (REFERENCE, "Seraphscript"):
                raise
            report(f"left out: {name}: {error}")
    return found


def interleaved(runs: dict[str, Run], size: int, rounds: int) -> dict[str, list[float]]:
    """Milliseconds of each round by engine. The first run of each is a warm-up and a check of the checksum."""
    sums = {name: run(size)[1] for name, run in runs.items()}
    expected = sums[REFERENCE] if REFERENCE in sums else next(iter(sums.values()))
    wrong = {name: value for name, value in sums.items() if not math.isclose(value, expected, rel_tol=1e-9)}
    if wrong:
        raise SystemExit(f"compare: different checksums: {expected} expected, got {wrong}")
    times: dict[str, list[float]] = {name: [] for name in runs}
    order = list(runs)
    for number in range(rounds):
        shift = number % len(order)
        for name in order[shift:] + order[:shift]:
            gc.collect()
            gc.disable()
            try:
                if name in times:
                    times[name].append(runs[name](size)[0])
            except cpp_engine.EngineMissing as error:  # it died in the middle: the others go on
                print(f"left out: {name}: {error}", file=sys.stderr)
                del times[name]
            finally:
                gc.enable()
    return times


def ratio(times: dict[str, list[float]], name: str, reference: str) -> float:
    return statistics.median(a / b for a, b in zip(times[name], times[reference], strict=True))


def compare_program(program: str, size: int, found: list[Engine], rounds: int) -> dict[str, Any]:
    runs: dict[str, Run] = {}
    notes: dict[str, str] = {}
    for engine in found:
        try:
            runs[engine.name] = engine.load(program)
        except Missing as error:
            notes[engine.name] = str(error)
    times = interleaved(runs, size, rounds)
    return {
        "size": size,
        "reference_ms": statistics.median(times[REFERENCE]),
        "ratios": {name: ratio(times, name, REFERENCE) for name in times},
        "spread": {
            name: [min(values := [a / b for a, b in zip(times[name], times[REFERENCE], strict=True)]), max(values)]
            for name in times
        },
        "notes": notes,
    }


def compare_call(found: list[Engine], size: int, rounds: int) -> dict[str, Any]:
    """A loop that calls a one-line function, minus the same loop without the call."""
    full: dict[str, Run] = {}
    bare: dict[str, Run] = {}
    for engine in found:
        if engine.name in (REFERENCE, "LuaJIT, JIT off", "C++ engine", "Seraphscript"):
            full[engine.name] = engine.load("one_call")
            bare[engine.name] = engine.load("one_call", "empty")
    with_call = interleaved(full, size, rounds)
    without = interleaved(bare, size, rounds)
    net = {name: [max(a - b, 1e-9) for a, b in zip(with_call[name], without[name], strict=True)] for name in with_call}
    return {
        "nanoseconds": {name: statistics.median(values) * 1e6 / size for name, values in net.items()},
        "ratios": {name: ratio(net, name, REFERENCE) for name in net},
    }


def compare_objects(found: list[Engine], size: int, rounds: int) -> dict[str, dict[str, Any]]:
    """Small objects made and released, and calls of methods; the loop around them is subtracted on all sides."""
    entries = ("empty", "pair", "point", "direct", "virtual_")
    names = [engine.name for engine in found if engine.name not in ("C -O2", "CPython")]
    runs = {
        f"{engine.name} {entry}": engine.load("objects", entry)
        for engine in found
        if engine.name in names
        for entry in entries
    }
    times = interleaved(runs, size, rounds)
    net = {
        name: [max(a - b, 1e-9) for a, b in zip(values, times[f"{name.rpartition(' ')[0]} empty"], strict=True)]
        for name, values in times.items()
    }

    def entry(what: str, against: str, engines: list[str]) -> dict[str, Any]:
        """`against` an entry of the same engine, or the same entry of that engine."""
        return {
            "nanoseconds": {name: statistics.median(net[f"{name} {what}"]) * 1e6 / size for name in engines},
            "ratios": {
                name: ratio(net, f"{name} {what}", f"{name} {against}" if against in entries else f"{against} {what}")
                for name in engines
            },
        }

    names = [name for name in names if all(f"{name} {what}" in net for what in entries)]
    return {
        "object": entry("pair", REFERENCE, names),
        "constructed_object": entry("point", REFERENCE, names),
        "virtual_call": entry("virtual_", "direct", [name for name in names if not name.startswith("Lua")]),
    }


def compare_border(found: list[Engine], size: int, rounds: int) -> dict[str, Any]:
    """Calls from Python into the engine against calls of a Python function of the same body."""

    def loop(function: Callable[[int, int], Any] | None) -> Run:
        def run(count: int) -> tuple[float, float]:
            numbers = range(count)
            start = time.thread_time()
            if function is None:
                for _ in numbers:
                    pass
            else:
                for _ in numbers:
                    function(1, 2)
            return (time.thread_time() - start) * 1e3, 0.0

        return run

    runs = {"loop": loop(None), "CPython": loop(host_add)}
    for engine in found:
        if isinstance(engine, Seraph):
            unit = engine.context.create_unit("border")
            unit.add_source("border.as", "int add(int a, int b) { return a + b; }")
            unit.build()
            engine.worlds.append(unit.instantiate())
            runs[engine.name] = loop(engine.worlds[-1].function("add"))
        elif isinstance(engine, Lua):
            runs[engine.name] = loop(engine.lupa.LuaRuntime().eval("function(a, b) return a + b end"))
    times = interleaved(runs, size, rounds)
    bare = times.pop("loop")
    net = {name: [a - b for a, b in zip(values, bare, strict=True)] for name, values in times.items()}
    return {
        "nanoseconds": {name: statistics.median(values) * 1e6 / size for name, values in net.items()},
        "ratios": {name: ratio(net, name, "CPython") for name in net},
        "ratios_with_loop": {name: ratio(times, name, "CPython") for name in times},
    }


def compare_host(found: list[Engine], size: int, rounds: int) -> dict[str, Any]:
    """A loop in the script that calls a Python function of two integers, against the same loop in Python."""
    runs = {engine.name: engine.load("host_calls") for engine in found if isinstance(engine, Seraph | Lua | CPython)}
    times = interleaved(runs, size, rounds)
    return {
        "nanoseconds": {name: statistics.median(values) * 1e6 / size for name, values in times.items()},
        "ratios": {name: ratio(times, name, "CPython") for name in times},
    }


def table(header: list[str], rows: list[list[str]]) -> str:
    widths = [max(len(row[i]) for row in [header, *rows]) for i in range(len(header))]
    lines = [
        "  ".join(cell.rjust(w) if i else cell.ljust(w) for i, (cell, w) in enumerate(zip(row, widths, strict=True)))
        for row in [header, *rows]
    ]
    return "\n".join([lines[0], "-" * len(lines[0]), *lines[1:]])


def shown(ratios: dict[str, float], names: list[str]) -> list[str]:
    return [f"{ratios[name]:.3f}" if name in ratios else "-" for name in names]


def print_report(result: dict[str, Any], names: list[str]) -> None:
    rows = [
        [program, f"{entry['reference_ms']:.1f}", *shown(entry["ratios"], names)]
        for program, entry in result["programs"].items()
    ]
    print(f"\nTime against {REFERENCE} (medians of {result['rounds']} interleaved rounds; smaller is faster)\n")
    if rows:
        print(table(["program", f"{REFERENCE} ms", *names], rows))
        print()
    if mean := result.get("geometric_mean"):
        print(f"geometric mean of {', '.join(TARGET_PROGRAMS)}: {mean:.3f}")
    for program, reason in result["skipped"].items():
        print(f"skipped: {program}: {reason}")
    for title, key, reference in (
        ("Call and return of a one-line script function, loop subtracted", "script_call", REFERENCE),
        ("Small object made and released, loop subtracted", "object", REFERENCE),
        ("The same with a constructor of two arguments", "constructed_object", REFERENCE),
        ("Call of a virtual method, loop subtracted", "virtual_call", "the call of a method that nothing overrides"),
        ("Script loop calling a Python function of two integers", "host_call", "CPython"),
        ("Python calling add(1, 2) in the script, loop subtracted", "python_to_script", "CPython"),
    ):
        entry = result.get(key)
        if entry:
            print(f"\n{title}, against {reference}\n")
            rows = [
                [name, f"{entry['nanoseconds'][name]:.1f}", f"{value:.3f}"] for name, value in entry["ratios"].items()
            ]
            print(table(["engine", "ns", "ratio"], rows))


def positive(text: str) -> int:
    value = int(text)
    if value < 1:
        raise argparse.ArgumentTypeError("must be at least 1")
    return value


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        description="Compare Seraphscript with other engines, interleaved in one run.",
        epilog="Programs and their sizes stand in asv_bench/programs/programs.json; 'calls' is the table of calls.",
    )
    parser.add_argument("--rounds", type=positive, default=9, help="rounds (default 9)")
    parser.add_argument("--programs", default="", metavar="A,B", help="only these programs, or 'calls' (default: all)")
    parser.add_argument("--scale", type=float, default=1.0, help="multiply all sizes by this (default 1)")
    parser.add_argument("--json", type=Path, metavar="FILE", help="also write the figures there")
    return parser.parse_args()


def main() -> int:
    options = arguments()
    programs = json.loads((PROGRAMS / "programs.json").read_text(encoding="utf-8"))
    wanted = [name for name in options.programs.split(",") if name] or [*programs, "calls"]
    if unknown := [name for name in wanted if name not in programs and name != "calls"]:
        print(f"compare: no such program: {', '.join(unknown)}; there are {', '.join(programs)}", file=sys.stderr)
        return 64
    try:
        found = engines(lambda text: print(text, file=sys.stderr))
    except Missing as error:
        print(f"compare: {error}", file=sys.stderr)
        return 1
    result: dict[str, Any] = {"rounds": options.rounds, "programs": {}, "skipped": {}}
    try:
        for name in wanted:
            if name == "calls":
                continue
            if reason := programs[name].get("needs"):
                result["skipped"][name] = f"needs {reason}"
                continue
            size = max(1, int(programs[name]["size"] * options.scale))
            result["programs"][name] = entry = compare_program(name, size, found, options.rounds)
            if "Seraphscript" in entry["notes"]:
                result["skipped"][name] = entry["notes"]["Seraphscript"]
            print(f"{name}: done", file=sys.stderr)
        if "calls" in wanted:
            size = max(1000, int(2_000_000 * options.scale))
            result["script_call"] = compare_call(found, size, options.rounds)
            result.update(compare_objects(found, size // 2, options.rounds))
            result["host_call"] = compare_host(found, size // 4, options.rounds)
            result["python_to_script"] = compare_border(found, size // 4, options.rounds)
    finally:
        for engine in found:
            engine.close()
    ratios = [result["programs"].get(name, {}).get("ratios", {}).get("Seraphscript") for name in TARGET_PROGRAMS]
    if all(ratios):
        result["geometric_mean"] = statistics.geometric_mean(ratios)
    print_report(result, [engine.name for engine in found if engine.name != REFERENCE])
    if options.json:
        options.json.write_text(json.dumps(result, indent=2) + "\n", encoding="utf-8")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
