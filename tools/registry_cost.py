#!/usr/bin/env python3
"""What a large registry costs: registering, sealing, files, and building against it, as a table.

    python tools/registry_cost.py [--types N] [--functions M] [--rounds N]

A module of N host classes and M functions (10,000 and 100,000) is registered, sealed, saved and loaded again, the
latter in new processes; loading is compared with reading the file and hashing it as the format does, the first load of
a process with what reading and hashing takes as the first thing in one (pairs in turns, the median). So many classes
that derive from each other, with a method each, are sealed as well. The same is done with a tenth of all, which tells
whether it is linear. hello_world is built against both, and against a registry that is made anew for each build, in
turns; contexts with the default modules are made in new processes.

Times are minima of some rounds, of the processor (those of contexts: of the clock), and only their ratios mean
something. Exit status 1: loading takes more than 3 times reading and hashing, makes objects that grow with the file, or
building costs more than 1.1 times with the larger registry.
"""

from __future__ import annotations

import argparse
import importlib
import json
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "asv_bench"))
from seraphscript import Context, Module

common = importlib.import_module("benchmarks.common")
build, make_classes, make_module = common.build, common.make_classes, common.make_module

LOAD = 3.0  # times reading and hashing
BUILD = 1.1  # times that against a small registry
OBJECTS = 200  # that loading may make, whatever the file holds
BUILDS = 300  # of hello_world in a round

LOADING = """
import gc, hashlib, json, sys, time, weakref
from seraphscript import Context
Context().seal()
def once(action):
    before = time.process_time()
    result = action()
    return time.process_time() - before, result
def read():
    with open(sys.argv[1], "rb") as file:
        hashlib.blake2b(file.read(), digest_size=16).digest()
reads, loads = [], []
for _ in range(int(sys.argv[2])):
    reads.append(once(read)[0])
    gc.collect()
    if loads and last() is not None:
        sys.exit("the registry of the last round is still there: this would measure no load")
    before, blocks = len(gc.get_objects()), sys.getallocatedblocks()
    taken, context = once(lambda: Context.load_registry(sys.argv[1]))
    loads.append(taken)
    objects = max(len(gc.get_objects()) - before, sys.getallocatedblocks() - blocks)
    last = weakref.ref(context.seal())
    again, other = once(lambda: Context.load_registry(sys.argv[1]))
    assert other.seal() is last()
    del context, other
print(json.dumps([min(reads), loads[0], min(loads), again, objects]))
"""
READING = """
import hashlib, json, sys, time
from seraphscript import Context
Context().seal()
before = time.process_time()
with open(sys.argv[1], "rb") as file:
    hashlib.blake2b(file.read(), digest_size=16).digest()
print(json.dumps(time.process_time() - before))
"""
FIRST = """
import json, time
from seraphscript import Context
times = []
for _ in range(3):
    before = time.perf_counter()
    Context().seal()
    times.append(time.perf_counter() - before)
print(json.dumps([times[0], min(times[1:])]))
"""


def timed(action: Callable[[], object]) -> float:
    before = time.process_time()
    action()
    return time.process_time() - before


def apart(code: str, *arguments: object) -> Any:  # noqa: ANN401
    """What a new process prints."""
    done = subprocess.run([sys.executable, "-c", code, *map(str, arguments)], capture_output=True, check=True)
    return json.loads(done.stdout)


def costs(types: int, functions: int, folder: Path, rounds: int) -> tuple[dict[str, float], Context]:
    """Seconds (and numbers) of one registry, and a context with it."""
    found: dict[str, float] = {}
    derived = make_module(make_classes(types, derived=True), 2 * types)     # a method each, and as many functions
    found["seal, with bases"] = min(timed(Context().install(derived).seal) for _ in range(rounds))
    path = folder / f"{types}.sfr"
    classes = make_classes(types)           # Python's work, not ours
    found["register"] = min(timed(lambda: make_module(classes, functions)) for _ in range(rounds))
    module = make_module(classes, functions)
    found["seal"] = min(timed(Context().install(module).seal) for _ in range(rounds))
    context = Context().install(module)
    context.seal()
    found["save"] = min(timed(lambda: context.save_registry(path)) for _ in range(rounds))
    Context().install(module).seal(cache=path)
    # The module without functions makes it another registry each time: no round gets that of the one before.
    anew = [Context().install(module).install(Module(name=f"round {number}")) for number in range(rounds)]
    found["seal from cache"] = min(timed(lambda one=one: one.seal(cache=path)) for one in anew)  # type: ignore[misc]
    found["bytes"] = path.stat().st_size
    parts, reads = [], []
    for _ in range(5):
        reads.append(apart(READING, path))
        parts.append(apart(LOADING, path, rounds))
    found["first / first"] = statistics.median(part[1] / read for part, read in zip(parts, reads, strict=True))
    for index, name in enumerate(("read and hash", "first load", "load", "load again")):
        found[name] = min(part[index] for part in parts)
    found["objects"] = min(part[4] for part in parts)
    return found, context


def build_often(context: Context, text: str) -> None:
    for _ in range(BUILDS):
        build(context, "hello", text)


def build_anew(module: Module, text: str) -> None:
    build(Context().install(module), "hello", text)


def main() -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--types", type=int, default=10_000)
    parser.add_argument("--functions", type=int, default=100_000)
    parser.add_argument("--rounds", type=int, default=5)
    options = parser.parse_args()
    types, functions = options.types, options.functions
    with tempfile.TemporaryDirectory() as folder:
        large, context = costs(types, functions, Path(folder), options.rounds)
        small, _ = costs(max(1, types // 10), functions // 10, Path(folder), options.rounds)
    few = Context().install(make_module(make_classes(max(1, types // 100)), functions // 100))
    few.seal()
    hello = common.script("hello_world")
    builds: dict[str, list[float]] = {"few": [], "many": [], "rebuilt": []}
    for _ in range(3 * options.rounds):
        for name, against in (("few", few), ("many", context)):
            builds[name].append(timed(partial(build_often, against, hello)) / BUILDS)
        module = make_module(make_classes(max(1, types // 100)), functions // 100)
        builds["rebuilt"].append(timed(partial(build_anew, module, hello)))
    contexts = [apart(FIRST) for _ in range(options.rounds)]

    print(f"{types} types, {functions} functions; file of {large['bytes'] / 1e6:.1f} MB")
    print(f"{'':34}{'microseconds':>14}{'a tenth':>12}{'ratio':>8}")
    for name in ("register", "seal", "seal, with bases", "seal from cache", "save",
                 "read and hash", "first load", "load", "load again"):
        print(f"{name:34}{large[name] * 1e6:14.0f}{small[name] * 1e6:12.0f}{large[name] / small[name]:8.1f}")
    each = (large["register"] + large["seal"]) / functions * 1e6
    load, first = large["load"] / large["read and hash"], large["first / first"]
    ratio = min(builds["many"]) / min(builds["few"])
    print(f"{'register and seal, a function':34}{each:14.2f}")
    print(f"{'load / read and hash':34}{load:14.2f}   first in a process {first:.2f}, limit {LOAD}")
    print(f"{'objects made by a load':34}{large['objects']:14.0f}   limit {OBJECTS}")
    print(f"{'hello_world, many / few types':34}{ratio:14.3f}   limit {BUILD}")
    again = min(builds["rebuilt"]) / min(builds["few"])
    print(f"{'hello_world, registry rebuilt':34}{again:14.0f}   times a sealed one, few types")
    print(f"{'first Context(), sealed':34}{min(c[0] for c in contexts) * 1e6:14.0f}   microseconds")
    print(f"{'second Context(), sealed':34}{min(c[1] for c in contexts) * 1e6:14.2f}   microseconds")
    return 1 if max(first, load) > LOAD or large["objects"] > OBJECTS or ratio > BUILD else 0


if __name__ == "__main__":
    sys.exit(main())
