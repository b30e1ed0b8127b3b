"""Large structures and many instances: time and memory, as a table.

    python tools/scale.py               full sizes: a minute or two, some 2 GB
    python tools/scale.py --part 10     a tenth of them

Lists of a million nodes with and without destructors, structures nested 100,000 deep (built, copied, compared,
dropped), and 10,000 instances that each run 100 ticks of a program with classes, three times: memory must not grow
after the first. Exit status 1 if a result is wrong or memory is left behind.
"""

from __future__ import annotations

import argparse
import gc
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from seraphscript import Context, Instance, Unit

STRUCTURES = """
class Node { Node@ next; int v; }
class Dying { Dying@ next; ~Dying() { died++; } }
class Tree {
    Tree@ kid; int v;
    Tree() {}
    Tree(const Tree &in o) { v = o.v; @kid = o.kid; }
    bool opEquals(const Tree &in o) const { return v == o.v && kid is o.kid; }
}
int died = 0;
int list(int n) {
    Node@ head;
    for (int i = 0; i < n; i++) { Node@ x = Node(); @x.next = head; x.v = i; @head = x; }
    return head.v + 1;
}
int dying(int n) {
    died = 0;
    { Dying@ head; for (int i = 0; i < n; i++) { Dying@ x = Dying(); @x.next = head; @head = x; } }
    return died;
}
int trees(int n) {
    Tree@ t = Tree();
    for (int i = 0; i < n; i++) { Tree@ x = Tree(); x.v = i; @x.kid = t; @t = x; }
    Tree copy(t);
    return copy == t ? copy.v + 1 : 0;
}
int dictionaries(int n) {
    dictionary@ d = dictionary();
    for (int i = 0; i < n; i++) { dictionary@ e = dictionary(); @e["in"] = d; @d = e; }
    dictionary copy = d;
    return copy == d ? n : 0;
}
int boxes(int n) {
    any@ a = any(); a.store(1);
    for (int i = 0; i < n; i++) { any@ b = any(); b.store(@a); @a = b; }
    any copy = a;
    return n;
}
"""
AGENTS = """
class Vec { double x, y; void add(double a, double b) { x += a; y += b; } }
interface State { int step(Agent@ a); }
class Idle : State { int step(Agent@ a) { a.energy++; return a.energy > 5 ? 1 : 0; } }
class Walk : State { int step(Agent@ a) { a.at.add(0.5, 0.25); a.energy--; return a.energy > 0 ? 1 : 0; } }
class Agent {
    Vec at; int energy; array<State@> states; int current = 0; string log;
    Agent() { states.insertLast(Idle()); states.insertLast(Walk()); }
    void tick() { int n = states[current].step(this); if (n != current) { log = "to " + n; current = n; } }
}
array<Agent@> agents;
void start() { for (int i = 0; i < 5; i++) agents.insertLast(Agent()); }
int tick() {
    int sum = 0;
    for (uint i = 0; i < agents.length(); i++) { agents[i].tick(); sum += agents[i].energy; }
    return sum;
}
"""


class Row(NamedTuple):
    """One line of the table; `left`: blocks or KiB that should be gone."""

    what: str
    size: int
    seconds: float
    left: int
    ok: bool


def unit_of(source: str) -> Unit:
    unit = Context().create_unit("scale")
    unit.add_source("scale.as", source)
    unit.build()
    return unit


def resident() -> int:
    """KiB of this process that are in memory; 0 where the system does not tell."""
    try:
        return int(Path("/proc/self/statm").read_text().split()[1]) * 4
    except OSError:
        return 0


def structures(part: int) -> Iterator[Row]:
    world = unit_of(STRUCTURES).instantiate(memory_limit=1 << 30)
    for name, size in (
        ("list", 1_000_000), ("dying", 1_000_000), ("trees", 100_000), ("dictionaries", 100_000), ("boxes", 100_000),
    ):  # fmt: skip
        n = max(size // part, 1)
        world.call(name, 1)  # literals
        before = world.stats().live_blocks
        start = time.perf_counter()
        result = world.call(name, n)
        seconds = time.perf_counter() - start
        left = world.stats().live_blocks - before
        yield Row(name, n, seconds, left, result == n and left == 0)
    world.close()


def batch(unit: Unit, instances: int, ticks: int) -> bool:
    """All instances at once, tick by tick; do they agree?"""
    worlds: list[Instance] = [unit.instantiate() for _ in range(instances)]
    for world in worlds:
        world.call("start")
    functions = [world.function("tick") for world in worlds]
    same = True
    for _ in range(ticks):
        results = {f() for f in functions}
        same = same and len(results) == 1
    for world in worlds:
        world.close()
    return same


def crowds(part: int, ticks: int = 100) -> Iterator[Row]:
    unit = unit_of(AGENTS)
    n = max(10_000 // part, 1)
    first = 0
    for i in range(3):
        start = time.perf_counter()
        same = batch(unit, n, ticks)
        seconds = time.perf_counter() - start
        gc.collect()
        left = resident() - first if i else 0
        first = first or resident()
        yield Row(f"instances, {ticks} ticks, run {i + 1}", n, seconds, left, same and left < 10_000 + first // 20)


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description="Large structures and many instances.")
    parser.add_argument("--part", type=int, default=1, help="sizes are divided by this")
    part = parser.parse_args(arguments).part
    failed = False
    print(f"{'what':32} {'size':>10} {'seconds':>9} {'left':>8}")
    for rows in (structures(part), crowds(part)):
        for row in rows:
            failed = failed or not row.ok
            note = "" if row.ok else "  WRONG"
            print(f"{row.what:32} {row.size:10,} {row.seconds:9.3f} {row.left:8,}{note}", flush=True)
    return failed


if __name__ == "__main__":
    sys.exit(main())
