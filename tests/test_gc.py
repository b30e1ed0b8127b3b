"""The cycle collector, through scripts: what it finds, when destructors run, what is left in memory."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from scripts import script

PRELUDE = """
int died = 0;
class Node {
    Node@ next; Node@[] list; dictionary d; any box; weakref<Node> weak;
    ~Node() { died++; }
}
"""
SHAPES = {
    "itself": "Node@ a = Node(); @a.next = a;",
    "ring": "Node@ a = Node(), b = Node(); @a.next = b; @b.next = a;",
    "array": "Node@ a = Node(); a.list.insertLast(a); a.list.insertLast(null); a.list.insertLast(a);",
    "dictionary": 'Node@ a = Node(); @a.d["me"] = a; a.d["n"] = 1;',
    "any": "Node@ a = Node(); a.box.store(@a);",
    "detour": 'Node@ a = Node(), b = Node(); @a.d["b"] = b; b.list.insertLast(a); b.box.store(@b);',
    "weak": "Node@ a = Node(); @a.next = a; @a.weak = a;",
}


@pytest.mark.parametrize("shape", SHAPES)
def test_cycles_are_freed_with_their_destructors(shape: str) -> None:
    world = script(PRELUDE + f"void make() {{ {SHAPES[shape]} }}")
    world.call("make")
    world.collect()
    before = world.stats().live_blocks  # with the literals that scripts have used
    world.globals["died"] = 0
    for _ in range(50):
        world.call("make")
    assert world.globals["died"] == 0
    assert world.stats().live_blocks > before
    world.collect()
    assert world.globals["died"] == 50 * (2 if shape in ("ring", "detour") else 1)
    assert world.stats().live_blocks == before


def test_what_is_referred_to_lives() -> None:
    world = script(
        PRELUDE + "Node@ kept; void make() { Node@ a = Node(); @a.next = a; @kept = a; } void drop() { @kept = null; }"
    )
    world.call("make")
    proxy = world.globals["kept"]
    world.call("drop")
    world.collect()
    assert world.globals["died"] == 0
    assert proxy.next == proxy
    del proxy
    world.collect()
    assert world.globals["died"] == 1


def test_every_script_passes_when_each_allocation_collects() -> None:
    environment = {**os.environ, "SERAPH_GC_STRESS": "1"}
    folder = Path(__file__).parent / "language"
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", str(folder)]
    command += ["-k", "source and not deep.as"]  # collecting at each of its allocations is quadratic, beyond its budget
    done = subprocess.run(
        command, env=environment, capture_output=True, text=True, cwd=folder.parent.parent, check=False
    )
    assert done.returncode == 0, done.stdout[-3000:] + done.stderr[-1000:]
