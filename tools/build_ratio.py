#!/usr/bin/env python3
"""Build time against the C++ AngelScript engine, interleaved in one run.

    python tools/build_ratio.py [--rounds N] [--scripts hello_world,functions] [--json FILE]

Timed on our side: create_unit, add_source, build, function_count and the drop of the unit, in one context that
was set up before; on the other side a build and its discard in one engine (`asrun build`). In each round both
build every script many times; the ratio is that of the two medians of the round, the table shows the median
over the rounds. What counts is processor time: other programs on the machine do not. Without the C++ engine the
absolute figures are printed alone.

The big script differs from the others in what its lines say, so the time per line of REPEATED, the 500-line script
eight times in namespaces, tells more about whether the time is linear in the size.
"""

from __future__ import annotations

import argparse
import gc
import importlib
import json
import statistics
import sys
import time
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent))
import cpp_engine

SCRIPTS = cpp_engine.ROOT / "asv_bench" / "scripts"
BUILDS = {  # script -> builds in a round: ours in a batch, batches, the C++ engine's
    "hello_world": (500, 9, 500),
    "functions": (100, 9, 100),
    "performance/large_500": (5, 9, 15),
    "performance/xxlarge_5000": (1, 9, 5),
}
REPEATED = "performance/large_500 x 8"
BUILDS[REPEATED] = (1, 9, 5)


def source(name: str) -> str:
    text = (SCRIPTS / f"{name.partition(' x ')[0]}.as").read_text(encoding="utf-8")
    if name != REPEATED:
        return text
    return "".join(f"namespace copy{i} {{\n{text}}}\n" for i in range(8))


def our_build_times(context: Any, text: str, batch: int, batches: int) -> list[float]:  # noqa: ANN401
    """Microseconds of a build, as the mean of each batch."""
    times: list[float] = []
    clock = time.thread_time
    gc.collect()
    gc.disable()
    try:
        for _ in range(batches):
            start = clock()
            for _ in range(batch):
                unit = context.create_unit("bench")
                unit.add_source("test.as", text)
                unit.build()
                functions = unit.function_count
                del unit
            times.append((clock() - start) * 1e6 / batch)
            if not functions:
                raise ValueError("the script has no functions")
    finally:
        gc.enable()
    return times


def measure(names: list[str], rounds: int, asrun: Path | None) -> dict[str, dict[str, float]]:
    context = importlib.import_module("seraphscript").Context()
    texts = {name: source(name) for name in names}
    for text in texts.values():
        our_build_times(context, text, 3, 1)  # warm-up
    ours: dict[str, list[float]] = {name: [] for name in names}
    theirs: dict[str, list[float]] = {name: [] for name in names}
    for number in range(rounds):
        for name in names:
            for turn in (0, 1):
                batch, batches, builds = BUILDS[name]
                if (number + turn) % 2:
                    ours[name].append(statistics.median(our_build_times(context, texts[name], batch, batches)))
                elif asrun and name != REPEATED:
                    theirs[name].append(cpp_engine.build_time(SCRIPTS / f"{name}.as", builds, asrun)[1])
    result: dict[str, dict[str, float]] = {}
    for name in names:
        lines = texts[name].count("\n")
        entry = {"lines": float(lines), "us": statistics.median(ours[name])}
        entry["ns_per_line"] = entry["us"] * 1e3 / lines
        if theirs[name]:
            entry["cpp_us"] = statistics.median(theirs[name])
            entry["times_as_fast"] = statistics.median(b / a for a, b in zip(ours[name], theirs[name], strict=True))
        result[name] = entry
    return result


def print_report(result: dict[str, dict[str, float]]) -> None:
    print(f"{'script':26} {'lines':>6} {'µs':>9} {'ns/line':>8} {'C++ µs':>9} {'times as fast':>14}")
    for name, entry in result.items():
        tail = f"{entry['cpp_us']:9.1f} {entry['times_as_fast']:14.1f}" if "cpp_us" in entry else f"{'-':>9} {'-':>14}"
        print(f"{name:26} {entry['lines']:6.0f} {entry['us']:9.1f} {entry['ns_per_line']:8.0f} {tail}")
    small = result.get("performance/large_500")
    for name in ("performance/xxlarge_5000", REPEATED):
        if small and name in result:
            ratio = result[name]["ns_per_line"] / small["ns_per_line"]
            print(f"time per line, {name} against large_500: {ratio:.2f}")


def main() -> int:
    parser = argparse.ArgumentParser(description="Build time against the C++ AngelScript engine.")
    parser.add_argument("--rounds", type=int, default=7, help="rounds (default 7)")
    parser.add_argument("--scripts", default=",".join(BUILDS), metavar="A,B", help=f"of: {', '.join(BUILDS)}")
    parser.add_argument("--json", type=Path, metavar="FILE", help="also write the figures there")
    options = parser.parse_args()
    names = [name for name in options.scripts.split(",") if name]
    if options.rounds < 1 or not names or any(name not in BUILDS for name in names):
        parser.error(f"at least one round, and scripts of {', '.join(BUILDS)}")
    asrun = None
    try:
        asrun = cpp_engine.find()
    except cpp_engine.EngineMissing as error:
        print(f"build_ratio: no comparison: {error}", file=sys.stderr)
    try:
        result = measure(names, options.rounds, asrun)
    except ImportError as error:
        print(f"build_ratio: seraphscript is not installed: {error}", file=sys.stderr)
        return 1
    print_report(result)
    if options.json:
        options.json.write_text(json.dumps(result, indent=2) + "\n", encoding="utf-8")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
