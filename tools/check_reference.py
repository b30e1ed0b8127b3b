#!/usr/bin/env python3
"""Compares the reference evaluator of the tests with the C++ engine.

    python tools/check_reference.py [--examples N] [--seed N]

Random expressions and programs of tests/reference/ are printed as one script, run by the C++ engine, and its results
compared bit by bit with the evaluator's. It proves the oracle of tests/test_reference.py, not our engine. What the
engine of 2.35 does in another way (see tests/reference/values.py) is switched to its way first. Needs hypothesis.
"""

from __future__ import annotations

import argparse
import struct
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis.strategies import SearchStrategy

sys.path.insert(0, str(Path(__file__).resolve().parent))
sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "tests"))
import cpp_engine
from reference import nodes, values
from reference.containers import ContainerProgram, container_programs
from reference.generate import LEAVES, Program, expressions, programs
from reference.nodes import TooLong
from reference.values import BOOL, FLOAT, Number, Type

BATCH = 200
AnyProgram = Program | ContainerProgram


def careful_literal(type_: Type, number: float) -> str:
    """A constant whose text the C++ engine, which may be one unit off in the last place, cannot misread."""
    numerator, denominator = abs(number).as_integer_ratio()
    sign = "-" if str(number).startswith("-") else ""
    if denominator == 1 and numerator >= 2**63:
        return f"({sign}{type_}(0x{2**63:X}) * {type_}({numerator >> 63}))"
    return f"({sign}{type_}({numerator}) / {type_}({denominator}))"


def exact_literal(type_: Type, number: Number) -> str:
    """A number passed at run time, without the C++ engine's own reading of decimals."""
    if type_ is BOOL:
        return "true" if number else "false"
    if type_.floating:
        kind, whole = ("<f", "<I") if type_ is FLOAT else ("<d", "<Q")
        bits = struct.unpack(whole, struct.pack(kind, number))[0]
        return f"fpFromIEEE({'uint' if type_ is FLOAT else 'uint64'}(0x{bits:X}))"
    return f"{type_}(0x{int(number) & 2**64 - 1:X})"


def shown(type_: Type, number: Number) -> str:
    """What the script prints for a result."""
    if type_ is BOOL:
        return "true" if number else "false"
    if type_.floating:
        if number != number:
            return "nan"
        kind, whole = ("<f", "<I") if type_ is FLOAT else ("<d", "<Q")
        return str(struct.unpack(whole, struct.pack(kind, number))[0])
    return str(number)


def call_of(program: Program, name: str) -> str:
    """The call whose result is printed."""
    arguments = zip(program.main.parameters, program.arguments, strict=True)
    call = f"{name}({', '.join(exact_literal(type_, value) for (type_, _), value in arguments)})"
    return f'({call} != {call} ? "nan" : "" + fpToIEEE({call}))' if program.main.result.floating else call


def script(batch: Sequence[AnyProgram]) -> str:
    """Every program in a namespace of its own, and a main that prints a line for each."""
    parts: list[str] = []
    calls: list[str] = []
    for number, program in enumerate(batch):
        parts.append(f"namespace n{number} {{\n{program.text()}}}")
        name = f"n{number}::f"
        call = call_of(program, name) if isinstance(program, Program) else f"{name}()"
        calls.append(f'    try {{ println({call}); }} catch {{ println("! " + getExceptionInfo()); }}')
    return "\n".join([*parts, "void main() {", *calls, "}", ""])


def expected(program: AnyProgram) -> str | None:
    if isinstance(program, ContainerProgram):
        text, raised = program.run()
        return f"! {text}" if raised else text
    try:
        result = program.run()
    except TooLong:
        return None
    return f"! {result}" if isinstance(result, str) else shown(program.main.result, result.number)


def accident(program: AnyProgram, want: str) -> bool:
    """Whether the C++ engine may differ by an accident of its own."""
    if isinstance(program, ContainerProgram):
        return False
    # its folding takes constants of uint64 from 2**63 for negative ones where it converts or compares them;
    # the smallest integer to a power wraps
    text = program.text()
    return "uint64(" in text or "0x8000000000000000" in text or (want == f"! {values.POWER_OVERFLOW}" and "**" in text)


def compare(batch: Sequence[AnyProgram], wanted: list[str]) -> int:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "batch.as")
        path.write_text(script(batch), encoding="utf-8")
        done = cpp_engine.run(path)
    if done.returncode < 0:  # a crash: find the program and leave it out
        if len(batch) == 1:
            print(f"--- crashes the C++ engine\n{batch[0]!r}")
            return 0
        half = len(batch) // 2
        return compare(batch[:half], wanted[:half]) + compare(batch[half:], wanted[half:])
    if done.returncode:
        errors = [line for line in done.stderr.splitlines() if ": ERR" in line]
        print(f"the C++ engine ends with {done.returncode}: {errors[:5]}", file=sys.stderr)
        for line in errors[:3]:
            row = int(line.split("(")[1].split(",")[0])
            print(script(batch).splitlines()[row - 1], file=sys.stderr)
        return 1
    wrong = 0
    for program, want, got in zip(batch, wanted, done.stdout.splitlines(), strict=True):
        if want != got and not accident(program, want):
            wrong += 1
            print(f"--- expected {want}, the C++ engine gives {got}\n{program!r}")
    return wrong


def collect(strategy: SearchStrategy[AnyProgram], examples: int, start: int) -> tuple[list[AnyProgram], list[str]]:
    """Programs and the results that the evaluator expects."""
    batch: list[AnyProgram] = []
    wanted: list[str] = []

    @seed(start)
    @settings(
        max_examples=examples,
        database=None,
        deadline=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(strategy)
    def take(program: AnyProgram) -> None:
        want = expected(program)
        if want is not None:
            batch.append(program)
            wanted.append(want)

    take()
    return batch, wanted


def main() -> int:
    parser = argparse.ArgumentParser(description="Compare the reference evaluator with the C++ engine.")
    parser.add_argument("--examples", type=int, default=2000, help="examples of each kind (default 2000)")
    parser.add_argument("--seed", type=int, default=1, help="seed of the generator (default 1)")
    options = parser.parse_args()
    values.cpp_conversions = True
    nodes.float_literal = careful_literal
    wrong = total = 0
    kinds: dict[str, SearchStrategy[AnyProgram]] = {}
    for leaves in LEAVES:
        kinds[f"expressions, {leaves}"] = expressions(leaves)
        kinds[f"programs, {leaves}"] = programs(leaves)
    kinds["containers"] = container_programs()
    for name, kind in kinds.items():
        batch, wanted = collect(kind, options.examples, options.seed)
        for start in range(0, len(batch), BATCH):
            wrong += compare(batch[start : start + BATCH], wanted[start : start + BATCH])
        total += len(batch)
        raised = sum(want.startswith("!") for want in wanted)
        print(f"{name}: {len(batch)} examples, {raised} of them raise", file=sys.stderr)
    print(f"{wrong} of {total} differ")
    return int(wrong > 0)


if __name__ == "__main__":
    raise SystemExit(main())
