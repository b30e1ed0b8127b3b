#!/usr/bin/env python3
"""Writes the large benchmark scripts (`asv_bench/scripts/performance/*.as`).

What it is: a deterministic generator. It fills the building blocks of `asv_bench/blocks/` (game
subsystems with nouns, numbers and alternatives left open) and adds rule, formula and lookup
functions of random shape, until a script has the wanted number of lines. The class-heavy scripts
consist of the blocks of `asv_bench/blocks/classes/`; only what no block fits into is filled with
such functions. Each script ends in a `void main()` that runs everything and prints checksums.

What it is not: part of the benchmarks. The scripts it writes are committed; `--check` tells whether
they are still what this program writes.

Invariants: no use of Python's `random` (its sequences may change); the same input files give the
same bytes on every platform.
"""

from __future__ import annotations

import argparse
import re
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TypeVar

T = TypeVar("T")
BENCH = Path(__file__).resolve().parent.parent / "asv_bench"
BLOCKS = BENCH / "blocks"
TARGET = BENCH / "scripts" / "performance"

# name of the file -> (lines, seed, folder of the building blocks, class-heavy)
SCRIPTS: dict[str, tuple[int, int, Path, bool]] = {
    "large_500": (579, 500, BLOCKS, False),
    "xlarge_1000": (1086, 1000, BLOCKS, False),
    "xxlarge_5000": (4563, 5000, BLOCKS, False),
    "classes_500": (500, 501, BLOCKS / "classes", True),
    "classes_5000": (5000, 5001, BLOCKS / "classes", True),
}


def words(text: str) -> list[str]:
    return text.split()


NOUNS = words("""
goblin harbour castle raven tower river forest garden knight dragon tavern village
bridge caravan ferry orchard mill bakery smithy stable beacon chapel cellar attic quarry mine
swamp marsh glacier canyon desert island lagoon reef cavern grotto hollow meadow prairie tundra
wizard ranger bandit pirate sailor miner baker weaver tanner fletcher herald jester squire baron
falcon otter badger lynx viper beetle mantis spider moth sparrow heron stag boar wolf bear
lantern anchor compass barrel wagon sled plough anvil bellows kiln loom sail rudder mast cannon
crystal amber copper silver iron cobalt marble granite basalt obsidian ivory velvet linen leather
comet planet rocket station reactor engine turbine drone robot rover probe satellite shuttle
circuit sensor magnet laser beam shield hangar colony dome cargo freighter cruiser scout
potion scroll amulet charm rune totem idol relic banner trumpet drum flute harp mirror
ghost phantom golem giant ogre troll sprite pixie nymph hydra griffin phoenix kraken sphinx
market bazaar arena temple palace dungeon library archive museum theatre academy barracks
winter summer autumn spring morning evening midnight thunder breeze blizzard monsoon drought
""")

VERBS = words("rate judge weigh tune pick guess grade scale plan trade price skill rank tempt lure")
SUBJECTS = words("speed luck threat value reward terrain morale supply travel barter")


class Dice:
    """A 64-bit linear congruential generator: the only source of chance here."""

    def __init__(self, seed: int) -> None:
        self.state = seed * 2862933555777941757 + 3037000493

    def below(self, n: int) -> int:
        self.state = (self.state * 6364136223846793005 + 1442695040888963407) & (2**64 - 1)
        return (self.state >> 33) % n

    def between(self, low: int, high: int) -> int:
        return low + self.below(high - low + 1)

    def pick(self, items: Sequence[T]) -> T:
        return items[self.below(len(items))]

    def shuffled(self, items: Sequence[T]) -> list[T]:
        rest = list(items)
        for i in range(len(rest) - 1, 0, -1):
            j = self.below(i + 1)
            rest[i], rest[j] = rest[j], rest[i]
        return rest


def load_blocks(folder: Path) -> list[str]:
    """The building blocks of all block files of a folder, in file order."""
    blocks: list[str] = []
    for path in sorted(folder.glob("*.txt")):
        blocks += re.split(r"(?m)^===== .*\n", path.read_text(encoding="utf-8"))[1:]
    return blocks


def fill(block: str, noun: str, dice: Dice) -> str:
    """One copy of a block: alternatives chosen, noun and numbers put in."""
    text = re.sub(r"(?s)<\[(.*?)\]>", lambda m: dice.pick(m[1].split("|;|")), block)
    text = re.sub(r"@(\d+)\.\.(\d+)@", lambda m: str(dice.between(int(m[1]), int(m[2]))), text)
    return text.replace("@n@", noun).replace("@N@", noun[0].upper() + noun[1:])


def whole(dice: Dice, names: Sequence[str], depth: int) -> str:
    """A random expression over the whole numbers `names`; division is by constants only."""
    if depth == 0 or dice.below(6) == 0:
        return dice.pick(names) if dice.below(3) else str(dice.between(1, 60))
    kind = dice.below(9)
    left = whole(dice, names, depth - 1)
    if kind == 0:
        return f"({left} % {dice.between(3, 97)})"
    if kind == 1:
        return f"{dice.pick(names)} / {dice.between(2, 9)}"
    if kind == 2:
        test = f"{dice.pick(names)} {dice.pick(['<', '>', '<=', '!='])} {dice.between(2, 40)}"
        return f"({test} ? {left} : {whole(dice, names, depth - 1)})"
    right = whole(dice, names, depth - 1)
    operator = dice.pick(["+", "-", "*", "+", "-", "&", "^"])
    return f"({left} {operator} {right})"


def condition(dice: Dice, names: Sequence[str]) -> str:
    """A random test of one or two comparisons."""

    def one() -> str:
        form = dice.below(4)
        name = dice.pick(names)
        if form == 0:
            return f"{name} % {dice.between(2, 7)} == {dice.between(0, 1)}"
        if form == 1:
            return f"{name} {dice.pick(['<', '>=', '>'])} {dice.pick(names)} + {dice.between(1, 20)}"
        return f"{name} {dice.pick(['<', '>', '<=', '>='])} {dice.between(3, 60)}"

    if dice.below(3):
        return one()
    return f"{one()} {dice.pick(['&&', '||', 'and', 'or'])} {one()}"


def rule(name: str, dice: Dice) -> str:
    """A function of nested decisions, as designers write them."""
    names = dice.pick([["level", "armour", "rage"], ["day", "crowd", "coins"], ["range", "wind", "aim"]])
    first, second, third = names
    out = [f"int {name}(int {first}, int {second}, int {third} = {dice.between(1, 30)}) {{"]
    out.append(f"    int result = {whole(dice, names, 1)};")
    for _ in range(dice.between(2, 4)):
        form = dice.below(5)
        if form == 0:
            out.append(f"    if ({condition(dice, names)}) result += {whole(dice, names, 2)};")
        elif form == 1:
            out.append(f"    if ({condition(dice, names)}) {{")
            out.append(f"        result {dice.pick(['+=', '-=', '^='])} {whole(dice, names, 2)};")
            out.append(f"        {first} += {dice.between(1, 9)};")
            out.append(f"    }} else if ({condition(dice, names)}) {{")
            out.append(f"        result -= {dice.pick(names)};")
            out.append("    }")
        elif form == 2:
            out.append(f"    for (int i = 0; i < {dice.between(2, 6)}; i++) {{")
            out.append(f"        result = (result * {dice.between(2, 7)} + {second} + i) % 10007;")
            if dice.below(2):
                out.append(f"        if (result > {dice.between(5000, 9000)}) break;")
            out.append("    }")
        elif form == 3:
            out.append(f"    while ({third} > {dice.between(2, 5)}) {{")
            out.append(f"        {third} {dice.pick(['/= 2', '-= 3', '/= 3'])};")
            out.append(f"        result += {whole(dice, names, 1)};")
            out.append("    }")
        else:
            out.append(f"    result = {condition(dice, names)} ? result : {whole(dice, names, 2)};")
    out.append(f"    return result % {dice.between(500, 9000)};")
    out.append("}")
    return "\n".join(out)


def lookup(name: str, dice: Dice) -> str:
    """A function that is one switch."""
    out = [f"int {name}(int kind) {{", "    switch (kind) {"]
    key = 0
    for _ in range(dice.between(4, 8)):
        out.append(f"    case {key}:")
        if dice.below(4) == 0:
            key += 1
            out.append(f"    case {key}:")
        form = dice.below(3)
        if form == 0:
            out.append(f"        return {dice.between(2, 99)};")
        elif form == 1:
            out.append(f"        kind += {dice.between(10, 50)};")
            out.append("        break;")
        else:
            out.append(f"        return kind * {dice.between(2, 12)};")
        key += dice.between(1, 3)
    out += ["    }", f"    return kind % {dice.between(3, 30)};", "}"]
    return "\n".join(out)


def formula(name: str, dice: Dice) -> str:
    """A short function of floats."""
    a, b = dice.pick([("mass", "speed"), ("angle", "force"), ("heat", "time"), ("depth", "light")])
    ratio = f"{dice.between(1, 9)}.{dice.between(1, 9)}f"
    out = [f"float {name}(float {a}, float {b}) {{"]
    form = dice.below(4)
    if form == 0:
        out.append(f"    float half = {a} * 0.5f;")
        out.append(f"    return half * {b} + {ratio} - half / ({b} * {b} + 1.0f);")
    elif form == 1:
        out.append(f"    if ({a} > {b}) return {a} - {b} * {ratio};")
        out.append(f"    return ({a} + {ratio}) * ({b} - 0.25f);")
    elif form == 2:
        out.append(f"    float sum = {a};")
        out.append(f"    for (int i = 1; i <= {dice.between(2, 5)}; i++) sum += {b} / i;")
        out.append(f"    return sum < 0 ? -sum : sum * {ratio};")
    else:
        out.append(f"    double exact = {a} * {ratio} + sqrt({b} * {b});")
        out.append(f"    return float(exact) / {ratio};")
    out.append("}")
    return "\n".join(out)


def small(index: int, dice: Dice) -> tuple[str, str]:
    """A generated function and the expression that runs it."""
    name = f"{dice.pick(VERBS)}{dice.pick(SUBJECTS).capitalize()}{index}"
    kind = dice.below(3)
    if kind == 0:
        return rule(name, dice), f"{name}({dice.between(1, 50)}, {dice.between(1, 50)})"
    if kind == 1:
        return lookup(name, dice), f"{name}({dice.between(0, 9)})"
    return formula(name, dice), f"int({name}({dice.between(1, 9)}.5f, {dice.between(1, 9)}.0f) * 10.0f)"


def parts_of(runs: Sequence[str]) -> list[str]:
    """Functions that call everything, eight calls each, and the main function."""
    out: list[str] = []
    groups = [runs[i : i + 8] for i in range(0, len(runs), 8)]
    for number, group in enumerate(groups):
        out.append(f"int part{number}() {{\n    int sum = 0;")
        out += [f"    sum = (sum * 31 + {call}) & 0xFFFFFF;" for call in group]
        out.append("    return sum;\n}\n")
    out.append("void main() {\n    int64 all = 0;")
    for number in range(len(groups)):
        out.append(f"    int sum{number} = part{number}();")
        out.append(f'    println("part {number}: " + sum{number});')
        out.append(f"    all = (all * 257 + sum{number}) % 2147483647;")
    out.append('    println("checksum " + all);\n}')
    return "\n".join(out).split("\n")


def make(lines: int, seed: int, folder: Path, classes: bool) -> str:
    """A script of exactly `lines` lines."""
    dice = Dice(seed)
    blocks = load_blocks(folder)
    nouns = dice.shuffled(NOUNS)
    order: list[str] = []
    body = [f"// Generated by tools/gen_bench_scripts.py: {lines} lines of game code.", ""]
    runs: list[str] = []
    index = misses = 0
    while misses < 20:
        rest = lines - len(body) - len(parts_of(runs)) - 10
        index += 1
        fits = [block for block in order or blocks if block.count("\n") < rest - 10]
        if fits if classes else rest > 80 and index % 3:
            if not order:
                order = dice.shuffled(blocks)
            block = dice.pick(fits) if classes else order[-1]
            order.remove(block)
            noun = nouns.pop()
            text, run = fill(block, noun, dice), f"check{noun.capitalize()}()"
        else:
            text, run = small(index, dice)
        new = text.rstrip("\n").split("\n")
        if rest < len(new) + (6 if classes else -4):
            misses += 1
            continue
        body += [*new, ""]
        runs.append(run)
    tail = parts_of(runs)
    # what is left is filled with one list of names, so that the length is exact
    missing = lines - len(body) - len(tail) - 3
    if not 0 < missing <= len(NOUNS):
        raise ValueError(f"a list of {missing} names does not fill up {lines} lines")
    body.append("array<string> places = {")
    body += [f'    "{noun} road",' for noun in dice.shuffled(NOUNS)[: missing - 1]]
    body += ['    "the end"', "};", ""]
    return "\n".join(body + tail) + "\n"


def main() -> int:
    parser = argparse.ArgumentParser(description="Write the large benchmark scripts.")
    parser.add_argument("--check", action="store_true", help="write nothing; exit 1 if a script is stale")
    options = parser.parse_args()
    stale = 0
    for name, wanted in SCRIPTS.items():
        text = make(*wanted)
        path = TARGET / f"{name}.as"
        if options.check:
            if not path.exists() or path.read_text(encoding="utf-8") != text:
                print(f"{path.name} is not what gen_bench_scripts.py writes", file=sys.stderr)
                stale = 1
            continue
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8", newline="\n")
        print(f"{path.name}: {text.count(chr(10))} lines, {len(text.encode())} bytes")
    return stale


if __name__ == "__main__":
    raise SystemExit(main())
