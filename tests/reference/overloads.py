"""Random overloads of one function, and which of them each call means.

What it is: parameters of primitive types and enums, by value; a call is of the overload whose arguments need the least
conversion, as sums of the costs below; equal sums are ambiguous. What it is not: objects, handles, references, names.
The costs are those that the C++ engine documents for matching functions, in its order.
"""

from __future__ import annotations

import random
from dataclasses import dataclass

INTEGERS = {"int8": 8, "int16": 16, "int": 32, "int64": 64}
UNSIGNED = {"uint8": 8, "uint16": 16, "uint": 32, "uint64": 64}
FLOATS = {"float": 32, "double": 64}
TYPES = [*INTEGERS, *UNSIGNED, *FLOATS, "bool", "Color"]
SIZES = {**INTEGERS, **UNSIGNED, **FLOATS, "Color": 32}
IMPOSSIBLE = 1000

ENUM_SAME_SIZE, ENUM_OTHER_SIZE, SIZE_UP, SIZE_DOWN, SIGN, INT_FLOAT = range(2, 8)


def cost(source: str, target: str, old: bool = False) -> int:
    """What converting an argument costs; old: for the C++ engine of 2.35, to which wider and narrower are the same."""
    found = new_cost(source, target)
    return found - 1 if old and SIZE_DOWN <= found < IMPOSSIBLE else found


def new_cost(source: str, target: str) -> int:
    if source == target:
        return 0
    if "bool" in (source, target) or target == "Color":
        return IMPOSSIBLE
    if source == "Color":
        if target in FLOATS:
            return INT_FLOAT
        if target in UNSIGNED:
            return SIGN
        return ENUM_SAME_SIZE if SIZES[target] == 32 else ENUM_OTHER_SIZE
    if target in FLOATS:
        if source not in FLOATS:
            return INT_FLOAT
        return SIZE_UP if SIZES[target] > SIZES[source] else SIZE_DOWN
    if source in FLOATS:
        return INT_FLOAT
    if (source in INTEGERS) != (target in INTEGERS):
        return SIGN
    return SIZE_UP if SIZES[target] > SIZES[source] else SIZE_DOWN


@dataclass(frozen=True)
class OverloadProgram:
    """Overloads f and one call. The result is the number of an overload, or None where the call is an error."""

    overloads: tuple[tuple[str, ...], ...]
    arguments: tuple[str, ...]

    def expected(self, old: bool = False) -> int | None:
        """The overload that the call means; old: to the C++ engine of 2.35."""
        costs = [
            (sum(cost(source, target, old) for source, target in zip(self.arguments, types, strict=True)), number)
            for number, types in enumerate(self.overloads)
            if len(types) == len(self.arguments)
        ]
        fitting = sorted(pair for pair in costs if pair[0] < IMPOSSIBLE)
        if not fitting or (len(fitting) > 1 and fitting[0][0] == fitting[1][0]):
            return None
        return fitting[0][1]

    def text(self) -> str:
        lines = ["enum Color { Red = 1, Blue = 7 }"]
        for number, types in enumerate(self.overloads):
            parameters = ", ".join(f"{type_} p{i}" for i, type_ in enumerate(types))
            lines.append(f"int f({parameters}) {{ return {number}; }}")
        lines.append("void main() {")
        for i, type_ in enumerate(self.arguments):
            value = {"bool": "true", "Color": "Blue"}.get(type_, "3")
            lines.append(f"    {type_} a{i} = {value};")
        lines += [f"    println(f({', '.join(f'a{i}' for i in range(len(self.arguments)))}));", "}", ""]
        return "\n".join(lines)


def overload_program(seed: int) -> OverloadProgram:
    """The program of a seed."""
    rng = random.Random(seed)
    count = rng.choice([1, 1, 1, 2, 2, 3])
    overloads: list[tuple[str, ...]] = []
    for _ in range(rng.randint(1, 6)):
        types = tuple(rng.choice(TYPES) for _ in range(count if rng.random() < 0.9 else rng.randint(1, 3)))
        if types not in overloads:
            overloads.append(types)
    return OverloadProgram(tuple(overloads), tuple(rng.choice(TYPES) for _ in range(count)))
