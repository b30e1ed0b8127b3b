"""A Python host: it owns a meadow, registers functions for scripts and runs a script for 1,000 ticks.

    python examples/host/host.py                     compiles bees.as and runs it
    python examples/host/host.py --through bees.sbc  saves the compiled script, loads the file in a second
                                                     context, as a game would, and runs that

Both print the same. Every tick has a budget: when the script dreams away (it does so three times), the call is
given up and the game goes on.
"""

from __future__ import annotations

import argparse
import random
from pathlib import Path

from seraphscript import BudgetExceeded, Context, Instance, Module

SCRIPT = Path(__file__).resolve().parent / "bees.as"
TICKS = 1000
BUDGET = 200_000  # cost units a tick; a busy tick takes a small part of it


class Meadow:
    """What the host keeps to itself: a field of flowers. Scripts see it through functions only."""

    def __init__(self, width: int, height: int, seed: int) -> None:
        self.width = width
        self.height = height
        self.chance = random.Random(seed)
        self.nectar = [[0] * width for _ in range(height)]

    def grow(self, flowers: int) -> None:
        for _ in range(flowers):
            row = self.nectar[self.chance.randrange(self.height)]
            row[self.chance.randrange(self.width)] += self.chance.randint(1, 5)

    def at(self, x: int, y: int) -> int:
        return self.nectar[y][x] if 0 <= x < self.width and 0 <= y < self.height else 0


def meadow_module(meadow: Meadow) -> Module:
    """The functions that scripts see in the namespace `meadow`."""
    module = Module("meadow")

    # Signatures come from type hints ...
    @module.function
    def width() -> int:
        return meadow.width

    @module.function
    def height() -> int:
        return meadow.height

    @module.function
    def smell(x: int, y: int) -> int:
        return meadow.at(x, y)

    @module.function
    def chance(sides: int) -> int:
        return meadow.chance.randrange(sides)

    # ... or from a declaration in the script's own language, here with a default argument.
    @module.function("int take(int x, int y, int most = 1)")
    def take(x: int, y: int, most: int) -> int:
        got = min(meadow.at(x, y), most)
        if got:
            meadow.nectar[y][x] -= got
        return got

    @module.function("void log(const string &in text)")
    def log(text: str) -> None:
        print(f"[bees] {text}")

    return module


def make_context(meadow: Meadow) -> Context:
    context = Context()
    context.install(meadow_module(meadow))
    return context


def load(meadow: Meadow, through: Path | None) -> Instance:
    """An instance of the script, from its source or through a compiled file."""
    context = make_context(meadow)
    unit = context.create_unit("bees")
    unit.add_source(SCRIPT.name, SCRIPT.read_text(encoding="utf-8"))
    unit.build()
    if through is None:
        return unit.instantiate(memory_limit=1 << 20)
    unit.save(through)
    game = make_context(meadow)
    return game.instantiate(game.load_program(through), memory_limit=1 << 20)


def play(through: Path | None) -> None:
    meadow = Meadow(48, 32, seed=11)
    meadow.grow(120)
    given_up = 0
    with load(meadow, through) as world:
        world.call("void start(int, int)", meadow.width // 2, meadow.height // 2)
        for time in range(TICKS):
            if time % 10 == 0:
                meadow.grow(3)
            try:
                world.call("void tick(int)", time, budget=BUDGET)
            except BudgetExceeded:
                given_up += 1
                print(f"[host] tick {time}: the script ran out of its budget")
        honey, trips = world.globals["honey"], world.globals["trips"]
    print(f"[host] {TICKS} ticks, {given_up} given up: honey {honey} from {trips} trips")


def main() -> None:
    parser = argparse.ArgumentParser(description="Run the bees for 1,000 ticks.")
    parser.add_argument("--through", type=Path, metavar="FILE.sbc", help="save, load and run this compiled file")
    play(parser.parse_args().through)


if __name__ == "__main__":
    main()
