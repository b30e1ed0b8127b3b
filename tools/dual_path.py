#!/usr/bin/env python3
"""What built-in functions with a fast path cost: as they are, replaced, as handles, with the fast path off.

    python tools/dual_path.py [--rounds N] [--calls N] [--all] [NAME ...]

All ways run in turns; a round's ratios are taken inside the round, and the medians are printed. A figure is processor
time of a call without that of the loop around it (`ns`), or a ratio of such times:

    fast     a call on the fast path, ns
    off      ... with the fast path switched off, as a multiple of fast
    Python   replaced by a callable of Python, as a multiple of fast (3 or more is wanted, of whole rounds of the loop)
    host     replaced by a callable, against an ordinary call of the same host function (1 or less is wanted)
    script   replaced by a function of the script, against an ordinary call of that function (1 or less is wanted)
    handle   through a handle to the built-in, as a multiple of fast

One overload of each function, with --all every one. Behind that, for two methods of string: "script" by where the
string comes from.
"""

from __future__ import annotations

import argparse
import importlib
import statistics
import sys
import time
from collections.abc import Callable
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "asv_bench"))
benchmarks = importlib.import_module("benchmarks.dual_path_times")

IN_PYTHON = ("Python", "host call")


def nanoseconds(run: Callable[[int], object], calls: int) -> float:
    before = time.thread_time_ns()
    run(calls)
    return (time.thread_time_ns() - before) / calls


def measured(key: str, rounds: int, calls: int) -> dict[str, float]:
    """Medians of one function: nanoseconds of "fast", ratios of all else."""
    ways = ["empty", *(way for way in benchmarks.WAYS if way in benchmarks.worlds(key))]
    loops = {way: benchmarks.loop(key, way) for way in ways}
    found: dict[str, list[float]] = {}
    for _ in range(rounds):
        whole = {
            way: nanoseconds(run, calls // 8 if way in ("Python", "host call") else calls) for way, run in loops.items()
        }
        net = {way: max(taken - whole["empty"], 0.01) for way, taken in whole.items()}
        figures = {
            "fast": net["fast"],
            "off": net["switched off"] / net["fast"],
            "Python": whole["Python"] / whole["fast"],
            "host": net["Python"] / net["host call"],
            "script": net["script"] / net["script call"],
        }
        if "extracted" in net:
            figures["handle"] = net["extracted"] / net["fast"]
        for name, figure in figures.items():
            found.setdefault(name, []).append(figure)
    return {name: statistics.median(values) for name, values in found.items()}


def by_place(rounds: int, calls: int) -> dict[str, list[float]]:
    """For each place the ratios "script" of length and of repeat."""
    plain, replaced = benchmarks.place_worlds()
    empty = plain.function("empty")
    found: dict[str, list[float]] = {}
    for place in benchmarks.PLACES:
        for name in ("length", "repeat"):
            ratios = []
            script = replaced.function(f"{name}_script_{place}")
            ordinary = plain.function(f"{name}_ordinary_{place}")
            for _ in range(rounds):
                nothing = nanoseconds(empty, calls)
                taken = nanoseconds(script, calls) - nothing
                ratios.append(taken / max(nanoseconds(ordinary, calls) - nothing, 0.01))
            found.setdefault(place, []).append(statistics.median(ratios))
    return found


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("names", nargs="*", metavar="NAME", help='functions, "math::sin" or keys; default: all')
    parser.add_argument("--rounds", type=int, default=9)
    parser.add_argument("--calls", type=int, default=100_000)
    parser.add_argument("--all", action="store_true", help="every overload")
    args = parser.parse_args()
    functions = [f for f in benchmarks.FAST if args.all or f.key in benchmarks.KEYS]
    if args.names:
        functions = [f for f in functions if f.name in args.names or f.key in args.names]
    columns = ("fast", "off", "Python", "host", "script", "handle")
    print(f"{'':24}" + "".join(f"{column:>9}" for column in columns))
    table = []
    for function in functions:
        row = measured(function.key, args.rounds, args.calls)
        table.append(row)
        cells = [f"{row[column]:9.2f}" if column in row else " " * 9 for column in columns]
        print(f"{function.key:24}" + "".join(cells), flush=True)
    if len(table) > 1:
        of_column = [[row[column] for row in table if column in row] for column in columns]
        cells = [f"{statistics.geometric_mean(figures):9.2f}" if figures else " " * 9 for figures in of_column]
        print(f"{'geometric mean':24}" + "".join(cells))
    if not args.names:
        print(f"\n{'script':24}{'length':>9}{'repeat':>9}")
        for place, ratios in by_place(args.rounds, args.calls).items():
            print(f"{place:24}" + "".join(f"{ratio:9.2f}" for ratio in ratios))
    return 0


if __name__ == "__main__":
    sys.exit(main())
