#!/usr/bin/env python3
"""What a call from a script to a function in C costs, against the same call from C.

    python tools/native_calls.py [--rounds N]

Builds `examples/native_extension/noise.c` with the C compiler and times, in turns, a loop of a script that calls
`int64 add(int64, int64)`, the same loop with `+` in its place, and a loop in C that calls add() through a pointer. The
call costs what the first takes more than the second; printed are medians of the rounds, in nanoseconds. Exit status 1:
it costs more than 10 ns over the whole round of the loop in C.
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
calls = importlib.import_module("benchmarks.native_times").calls

CALLS = 1_000_000
MOST = 10.0  # nanoseconds


def each(run: Callable[[int], object]) -> float:
    """Nanoseconds of a round of a loop."""
    before = time.process_time()
    run(CALLS)
    return (time.process_time() - before) / CALLS * 1e9


def main() -> int:
    parser = argparse.ArgumentParser(description="Time calls of functions in C.")
    parser.add_argument("--rounds", type=int, default=15)
    rounds = parser.parse_args().rounds
    loops, in_c = calls()
    taken: dict[str, list[float]] = {name: [] for name in [*loops, "c"]}
    over = []
    for _ in range(rounds):
        for name, run in loops.items():
            taken[name].append(each(run))
        taken["c"].append(each(in_c))
        over.append(taken["called"][-1] - taken["inline_"][-1] - taken["c"][-1])
    median = {name: statistics.median(times) for name, times in taken.items()}
    print(f"{'loop of a script, add(a, b)':42}{median['called']:8.2f} ns a round")
    print(f"{'the same with a + b':42}{median['inline_']:8.2f}")
    print(f"{'loop in C, add(a, b)':42}{median['c']:8.2f}")
    print(f"{'loop of a script, mix(x, 1.0, 0.5)':42}{median['mixed']:8.2f}")
    print(f"{'loop of a script, seedOf(text)':42}{median['words']:8.2f}")
    print(f"{'call over one in C':42}{statistics.median(over):8.2f}   at most {MOST:.0f}")
    return 1 if statistics.median(over) > MOST else 0


if __name__ == "__main__":
    sys.exit(main())
