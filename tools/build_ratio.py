#!/usr/bin/env python3
"""Build time against the C++ AngelScript engine, interleaved in one run.

    python tools/build_ratio.py [--rounds N] [--scripts hello_world,functions] [--json FILE]

Timed on our side: create_unit, add_source, build, function_count and the drop of the unit, in one context that
was set up before; on the other side the build in one engine (`asrun build`; its discard is not timed). In each
round both build every script many times, in turns. What counts is processor time, so other programs take none of
it, but they do take caches and clock rate: a single figure drifts by a third and more on a busy machine. So each
script has two ratios. That of the minima over all rounds compares what both can do undisturbed; the other is the
median of the rounds' ratios of medians, with the lowest and the highest round beside it. The times per line are
from the minima. Without the C++ engine our figures are printed alone.

Two scripts of different size differ in what their lines say as well, so the time per line of the scripts "x N",
N copies in namespaces, tells more about whether the time is linear in the size.

The last row is about `rebuild()`: a statement is put into one function after the other of EDITED and taken out
again; update_source and rebuild are timed against a full build of the same text, in turns. The ratio is that of the
medians.
"""

from __future__ import annotations

import argparse
import gc
import importlib
import json
import re
import statistics
import sys
import time
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent))
import cpp_engine

SCRIPTS = cpp_engine.ROOT / "asv_bench" / "scripts"
BUILDS = {  # script -> builds in a round: ours in a batch, batches, the C++ engine's
    "hello_world": (100, 25, 500),
    "functions": (20, 25, 100),
    "performance/large_500": (1, 45, 15),
    "performance/xxlarge_5000": (1, 9, 5),
    "performance/large_500 x 8": (1, 9, 0),
    "class_tiny": (100, 25, 300),
    "class_basic": (20, 25, 60),
    "performance/classes_500": (1, 45, 12),
    "performance/classes_5000": (1, 9, 4),
    "performance/classes_500 x 10": (1, 9, 0),
}
LINEAR = {  # script -> the smaller one with which its time per line is compared
    "performance/xxlarge_5000": "performance/large_500",
    "performance/large_500 x 8": "performance/large_500",
    "performance/classes_5000": "performance/classes_500",
    "performance/classes_500 x 10": "performance/classes_500",
}
EDITED = "performance/xxlarge_5000"
REBUILD = "rebuild of one function"
EDITS = 12  # in a round

Figures = dict[str, float]


def source(name: str) -> str:
    script, _, copies = name.partition(" x ")
    text = (SCRIPTS / f"{script}.as").read_text(encoding="utf-8")
    if not copies:
        return text
    return "".join(f"namespace copy{i} {{\n{text}}}\n" for i in range(int(copies)))


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


class Edits:
    """A unit whose functions are edited one after the other: a statement is put in, at the next edit taken out."""

    def __init__(self, context: Any, text: str) -> None:  # noqa: ANN401
        self.context = context
        self.text = text
        self.places = [found.end() for found in re.finditer(r"(?m)^\w+ \w+\(.*\) \{\n", text)]
        self.unit = context.create_unit("edited")
        self.unit.add_source("test.as", text)
        self.unit.build()
        self.count = 0

    def edited(self) -> str:
        """The text behind the next edit: it differs from the one before in the body of one function."""
        self.count += 1
        if self.count % 2 == 0:
            return self.text
        place = self.places[self.count * 7 % len(self.places)]
        return f"{self.text[:place]}    int edit{self.count} = 1; edit{self.count}++;\n{self.text[place:]}"

    def measure(self, edits: int) -> tuple[list[float], list[float]]:
        """Microseconds of each rebuild, and of a full build of the same text behind each."""
        partial: list[float] = []
        full: list[float] = []
        for _ in range(edits):
            text = self.edited()
            before = self.unit.program
            gc.disable()
            start = time.thread_time()
            self.unit.update_source("test.as", text)
            self.unit.rebuild()
            partial.append((time.thread_time() - start) * 1e6)
            gc.enable()
            if self.unit.program is before:
                raise ValueError("the edit was not seen")
            full += our_build_times(self.context, text, 1, 1)
        return partial, full


def measure(names: list[str], rounds: int, asrun: Path | None, rebuild: bool) -> dict[str, Figures]:
    context = importlib.import_module("seraphscript").Context()
    texts = {name: source(name) for name in names}
    for text in texts.values():
        our_build_times(context, text, 3, 1)  # warm-up
    ours: dict[str, list[list[float]]] = {name: [] for name in names}
    theirs: dict[str, list[tuple[float, float]]] = {name: [] for name in names}
    edits = Edits(context, source(EDITED)) if rebuild else None
    partial: list[float] = []
    full: list[float] = []
    for number in range(rounds):
        for name in names:
            for turn in (0, 1):
                batch, batches, builds = BUILDS[name]
                if (number + turn) % 2:
                    ours[name].append(our_build_times(context, texts[name], batch, batches))
                elif asrun and builds:
                    theirs[name].append(cpp_engine.build_time(SCRIPTS / f"{name}.as", builds, asrun))
        if edits:
            new = edits.measure(EDITS)
            partial += new[0]
            full += new[1]
    result = {name: figures(texts[name].count("\n"), ours[name], theirs[name]) for name in names}
    if edits:
        result[REBUILD] = {
            "lines": float(edits.text.count("\n")),
            "us": statistics.median(partial),
            "full_us": statistics.median(full),
            "ratio": statistics.median(partial) / statistics.median(full),
        }
    return result


def figures(lines: int, ours: list[list[float]], theirs: list[tuple[float, float]]) -> Figures:
    medians = [statistics.median(times) for times in ours]
    entry = {"lines": float(lines), "us": min(map(min, ours)), "median_us": statistics.median(medians)}
    entry["ns_per_line"] = entry["us"] * 1e3 / lines
    if theirs:
        ratios = [cpp / own for own, (_, cpp) in zip(medians, theirs, strict=True)]
        entry["cpp_us"] = min(least for least, _ in theirs)
        entry["cpp_median_us"] = statistics.median(median for _, median in theirs)
        entry["cpp_ns_per_line"] = entry["cpp_us"] * 1e3 / lines
        entry["ratio_of_minima"] = entry["cpp_us"] / entry["us"]
        entry["times_as_fast"] = statistics.median(ratios)
        entry["lowest"], entry["highest"] = min(ratios), max(ratios)
    return entry


def print_report(result: dict[str, Figures]) -> None:
    print(f"{'':28} {'':>6} {'ours':>18} {'the C++ engine':>18}   {'times as fast':^28}")
    print(
        f"{'script':28} {'lines':>6} {'µs':>9} {'ns/line':>8} {'µs':>9} {'ns/line':>8}"
        f"   {'minima':>7} {'medians':>8} {'of rounds':>11}"
    )
    for name, entry in result.items():
        if name == REBUILD:
            continue
        line = f"{name:28} {entry['lines']:6.0f} {entry['us']:9.1f} {entry['ns_per_line']:8.0f}"
        if "cpp_us" in entry:
            spread = f"{entry['lowest']:.1f}-{entry['highest']:.1f}"
            line += f" {entry['cpp_us']:9.1f} {entry['cpp_ns_per_line']:8.0f}"
            line += f"   {entry['ratio_of_minima']:7.1f} {entry['times_as_fast']:8.1f} {spread:>11}"
        print(line)
    for name, small in LINEAR.items():
        if name in result and small in result:
            ratio = result[name]["ns_per_line"] / result[small]["ns_per_line"]
            print(f"time per line, {name} against {small}: {ratio:.2f}")
    if entry := result.get(REBUILD, {}):
        print(f"{REBUILD} of {entry['lines']:.0f} lines: {entry['us']:.0f} µs, ", end="")
        print(f"{entry['ratio']:.3f} of a full build ({entry['full_us']:.0f} µs)")


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
        result = measure(names, options.rounds, asrun, EDITED in names)
    except ImportError as error:
        print(f"build_ratio: seraphscript is not installed: {error}", file=sys.stderr)
        return 1
    print_report(result)
    if options.json:
        options.json.write_text(json.dumps(result, indent=2) + "\n", encoding="utf-8")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
