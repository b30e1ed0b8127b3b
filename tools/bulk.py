#!/usr/bin/env python3
"""Large arrays: whether insertLast takes linear time, and what sorting a million integers costs against C's qsort.

    python tools/bulk.py [--rounds N]

The rounds are interleaved, and the medians of their ratios are printed. Wanted: ten million insertions at most 1.3
times ten times as long as one million; sorting at most half of what `qsort` takes (built by the C compiler with -O2).
Exit status 1: one of them is missed.
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
benchmarks = importlib.import_module("benchmarks.bulk_times")

LINEAR, SORTED = 1.3, 0.5


def seconds(run: Callable[..., object], *arguments: object) -> float:
    before = time.thread_time()
    run(*arguments)
    return time.thread_time() - before


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=5)
    rounds = parser.parse_args().rounds
    world, qsort, million = benchmarks.world(), benchmarks.qsort(), benchmarks.MILLION
    growth: list[float] = []
    ratio: list[float] = []
    for _ in range(rounds):
        one = seconds(world.call, "inserted", million)
        growth.append(seconds(world.call, "inserted", 10 * million) / 10 / one)
        world.call("filled", million)
        ratio.append(seconds(world.call, "sorted") / qsort(million))
        assert world.call("in_order")
    print(f"ten million insertLast against ten times a million: {statistics.median(growth):.2f} (at most {LINEAR})")
    print(f"sorting a million integers against qsort:           {statistics.median(ratio):.2f} (at most {SORTED})")
    return 1 if statistics.median(growth) > LINEAR or statistics.median(ratio) > SORTED else 0


if __name__ == "__main__":
    sys.exit(main())
