#!/usr/bin/env python3
"""Random programs on three engines: ours, the C++ engine, and the reference evaluator of the tests.

    python tools/differential.py [--examples N] [--seed N] [--kind NAME ...]

Expressions over all primitive types, control flow, strings and arrays (tests/reference/generate.py, containers.py) are
printed as scripts of many namespaces; classes (classes.py) and overloads (overloads.py) are a script each. Results are
compared as text. Where the C++ engine and ours differ, the evaluator must foresee both results: its switches
`cpp_conversions` and `old` stand for differences that docs/language.md lists. All else counts as wrong, prints the
program and makes the exit status 1. Programs that crash the C++ engine are counted and left out. Needs hypothesis and
Debian's packages of the C++ engine (see cpp_engine.py).
"""

from __future__ import annotations

import argparse
import re
import struct
import sys
import tempfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass, fields
from pathlib import Path

from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis.strategies import SearchStrategy

sys.path.insert(0, str(Path(__file__).resolve().parent))
sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "tests"))
import cpp_engine
from reference import nodes, values
from reference.classes import class_program
from reference.containers import ContainerProgram, container_programs
from reference.generate import LEAVES, Program, expressions, programs
from reference.nodes import TooLong
from reference.overloads import overload_program
from reference.values import BOOL, FLOAT, Number, Type
from seraphscript import BuildError, Context, ScriptException

BATCH = 200
BUDGET = 1_000_000_000  # cost units of a script
CRASHED = "crashed"
CONTEXT = Context()
AnyProgram = Program | ContainerProgram


def our_lines(text: str) -> list[str] | str:
    """What our engine prints, or what a build or main() ends with."""
    output: list[str] = []
    unit = CONTEXT.create_unit("differential")
    unit.add_source("differential.as", text)
    try:
        unit.build()
        with unit.instantiate(output=output.append) as world:
            world.call("void main()", budget=BUDGET)
    except BuildError as error:
        return f"error: {next(d for d in error.diagnostics if d.severity == 'error').format()}"
    except ScriptException as error:
        return f"exception: {error}"
    return "".join(output).splitlines()


def cpp_lines(text: str) -> list[str] | str:
    """The same of the C++ engine; CRASHED if it was killed by a signal."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "script.as")
        path.write_text(text, encoding="utf-8")
        done = cpp_engine.run(path)
    if done.returncode < 0:
        return CRASHED
    if done.returncode:
        return "\n".join(
            ["error:", *(line for line in done.stderr.splitlines() if ": ERR" in line), done.stderr[-200:]]
        )
    return done.stdout.splitlines()


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
    unsigned = "uint64(" in text or ("int64(" in text and "uint(" in text)
    return unsigned or "0x8000000000000000" in text or (want == f"! {values.POWER_OVERFLOW}" and "**" in text)


def folds_to_zero(program: object, got: object) -> bool:
    """Whether we refuse a constant division by what a conversion out of range has made zero (in C++: anything)."""
    converts = re.search(r"int\d*\(.*(double|float)", repr(program)) is not None
    return converts and isinstance(got, str) and got.startswith("error") and "division by zero" in got


@dataclass
class Tally:
    """Results of one kind."""

    compared: int = 0
    equal: int = 0
    known: int = 0  # differences that the evaluator foresees
    crashed: int = 0  # the C++ engine
    wrong: int = 0

    def add(self, program: object, got: object, cpp: object, want: object, want_cpp: object, excused: bool) -> None:
        """One result: ours, the C++ engine's, and what the evaluator expects of both."""
        self.compared += 1
        if got == want and got == cpp:
            self.equal += 1
        elif (got == want and (cpp == want_cpp or excused)) or folds_to_zero(program, got):
            self.known += 1
        else:
            self.wrong += 1
            print(f"--- {program!r}\nours: {got}\nC++:  {cpp}\nexpected: {want}; of C++: {want_cpp}")


def compare(batch: Sequence[AnyProgram], wanted: list[str], tally: Tally) -> None:
    text = script(batch)
    cpp = cpp_lines(text)
    if cpp == CRASHED:
        if len(batch) == 1:
            tally.crashed += 1
            return
        half = len(batch) // 2
        compare(batch[:half], wanted[:half], tally)
        compare(batch[half:], wanted[half:], tally)
        return
    ours = our_lines(text)
    if isinstance(cpp, str) or isinstance(ours, str):
        if len(batch) > 1:
            half = len(batch) // 2
            compare(batch[:half], wanted[:half], tally)
            compare(batch[half:], wanted[half:], tally)
        else:
            tally.add(batch[0], ours, cpp, wanted[0], wanted[0], False)
        return
    for program, want_cpp, got, other in zip(batch, wanted, ours, cpp, strict=True):
        values.cpp_conversions = False
        want = expected(program) or want_cpp
        values.cpp_conversions = True
        tally.add(program, got, other, want, want_cpp, accident(program, want_cpp))


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


def compare_classes(examples: int, start: int, tally: Tally) -> None:
    for number in range(start * examples, (start + 1) * examples):
        program = class_program(number)
        cpp, want = cpp_lines(program.text), list(program.expected)
        if cpp == CRASHED:
            tally.crashed += 1
        else:
            tally.add(f"class_program({number})", our_lines(program.text), cpp, want, want, False)


def compare_overloads(examples: int, start: int, tally: Tally) -> None:
    for number in range(start * examples, (start + 1) * examples):
        program = overload_program(number)
        outcomes = [our_lines(program.text()), cpp_lines(program.text())]
        ours, cpp = ["none" if isinstance(outcome, str) else "".join(outcome) for outcome in outcomes]
        want, want_cpp = [str(program.expected(old)).lower() for old in (False, True)]
        tally.add(program, ours, cpp, want, want_cpp, False)


def main() -> int:
    parser = argparse.ArgumentParser(description="Compare our engine, the C++ engine and the reference evaluator.")
    parser.add_argument("--examples", type=int, default=2000, help="programs of each kind (default 2000)")
    parser.add_argument("--seed", type=int, default=1, help="seed of the generators (default 1)")
    parser.add_argument("--kind", action="append", help="only kinds whose name begins so")
    options = parser.parse_args()
    values.cpp_conversions = True
    nodes.float_literal = careful_literal
    kinds: dict[str, SearchStrategy[AnyProgram] | Callable[[int, int, Tally], None]] = {}
    for leaves in LEAVES:
        kinds[f"expressions, {leaves}"] = expressions(leaves)
        kinds[f"programs, {leaves}"] = programs(leaves)
    kinds |= {"containers": container_programs(), "classes": compare_classes, "overloads": compare_overloads}
    total = Tally()
    for name, kind in kinds.items():
        if options.kind and not any(name.startswith(start) for start in options.kind):
            continue
        tally = Tally()
        if isinstance(kind, SearchStrategy):
            batch, wanted = collect(kind, options.examples, options.seed)
            for start in range(0, len(batch), BATCH):
                compare(batch[start : start + BATCH], wanted[start : start + BATCH], tally)
        else:
            kind(options.examples, options.seed, tally)
        print(f"{name}: {tally}", flush=True)
        for field in fields(Tally):
            setattr(total, field.name, getattr(total, field.name) + getattr(tally, field.name))
    print(f"all: {total}")
    return int(total.wrong > 0)


if __name__ == "__main__":
    raise SystemExit(main())
