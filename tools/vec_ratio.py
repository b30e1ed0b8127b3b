#!/usr/bin/env python3
"""Arithmetic on vectors against the same on separate floats: `asv_bench/programs/vec_arith.as`, ratio of the times.

usage: python tools/vec_ratio.py [--rounds N] [--size N] [--limit RATIO]

Both take turns in one process; the ratio is the median over the rounds. Exit code 1: it is above the limit.
"""

from __future__ import annotations

import argparse
import statistics
import sys
import time
from collections.abc import Callable
from pathlib import Path

from seraphscript import Context

PROGRAM = Path(__file__).resolve().parent.parent / "asv_bench" / "programs" / "vec_arith.as"


def seconds(function: Callable[[int], object], size: int) -> float:
    start = time.process_time()
    function(size)
    return time.process_time() - start


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=15)
    parser.add_argument("--size", type=int, default=200_000)
    parser.add_argument("--limit", type=float, default=1.3)
    options = parser.parse_args()
    unit = Context(modules=["vec"]).create_unit("vec_arith")
    unit.add_source(PROGRAM.name, PROGRAM.read_text(encoding="utf-8"))
    unit.build()
    with unit.instantiate() as world:
        vectors, floats = world.function("bench"), world.function("floats")
        if vectors(1000) != floats(1000):
            print("the results differ", file=sys.stderr)
            return 1
        times = [(seconds(vectors, options.size), seconds(floats, options.size)) for _ in range(options.rounds)]
    ratio = statistics.median([a / b for a, b in times])
    print(f"vectors {statistics.median([a for a, _ in times]) * 1e3:.1f} ms", end=", ")
    print(f"floats {statistics.median([b for _, b in times]) * 1e3:.1f} ms, ratio {ratio:.2f}")
    return int(ratio > options.limit)


if __name__ == "__main__":
    sys.exit(main())
