"""Structured fuzzing of compiled programs: verifier, interpreter and heap against hostile `.sbc` files.

usage: python tools/fuzz_sbc.py [--count N] [--seed S] [--start N] [--corpus FILE...] [--keep FILE] [-v]

Decodes valid programs into functions, instructions and table rows, mutates these (operands, opcodes, order, jumps,
kinds, rows, bits), lays the result out again with right costs, checksum and table hash, loads it, and runs what the
verifier accepts: an instance is made and its functions are called, each with at most 10,000 cost units, a small memory
limit and host functions that call back. The corpus (see sbc_corpus.py) has every opcode; files
(.sbc, or .as that need nothing but what its scripts use) can be added.

A finding is whatever is not a clean refusal or a script's own end: a crash, a hang (20 s of the processor), an
exception other than Seraphscript's own. Mutant N depends on seed, corpus and N alone: `--seed S --start N --count 1`
repeats it; with `--keep FILE` each mutant is written to FILE before it runs, so the last one is there after a crash.
Exit code 1: a finding, or fewer than 30 % of the mutants were accepted.

Under sanitizers: build with SERAPH_SANITIZE=1 (see setup.py), then
    LD_PRELOAD="$(gcc -print-file-name=libasan.so) $(gcc -print-file-name=libubsan.so)" \\
    ASAN_OPTIONS=detect_leaks=0 UBSAN_OPTIONS=print_stacktrace=1:halt_on_error=1 python tools/fuzz_sbc.py --count 100000
"""

from __future__ import annotations

import argparse
import collections
import contextlib
import faulthandler
import random
import re
import signal
import struct
import sys
import time
import traceback
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from sbc_corpus import Thing, host_module, seeds
from sbc_mutator import Decoded, Mutator, damage
from seraphscript import Context
from seraphscript.vm.assembler import TYPE_FIBER
from seraphscript.vm.errors import ContextError, LoadError, SeraphError
from seraphscript.vm.fiber import Fiber
from seraphscript.vm.hostcall import HostFunction, HostType, HostValue
from seraphscript.vm.instance import Instance
from seraphscript.vm.kinds import KINDS
from seraphscript.vm.link import link
from seraphscript.vm.program import FuncInfo, HostUse, Program
from seraphscript.vm.sbc import join_parts, parse_program, program_tables
from seraphscript.vm.stop import Stop

BUDGET = 10_000
MEMORY = 1 << 20
HANG = 20  # seconds of the processor
WATCHED = 50  # lines
REPLACEABLE = (
    *(
        "string::length",
        "array::length",
        "math::sin",
        "math::max",
        "string::substr",
        "string::replaceAll",
        "string::split",
    ),
    *("string::join", "formatFloat", "array::find", "array::insertAt", "array::removeRange", "array::resize", "yield"),
)  # what the corpus calls
ARRAY = KINDS.index("ARR")
FIBER = f"obj {TYPE_FIBER}"  # its kind in words


class Host:
    """Host functions for whatever a program declares; they return values that fit and sometimes call back."""

    def __init__(self, rng: random.Random, elements: dict[str, str]) -> None:
        self.rng = rng
        self.elements = elements
        self.world: Instance | None = None
        self.thing = Thing()
        self.depth = 0
        self.kept: dict[str, list[object]] = collections.defaultdict(list)  # by kind: what may be handed back

    def value(self, kind: str, depth: int = 0) -> object:
        rng = self.rng
        plain = kind.split()[0].upper()
        if plain == "VOID":
            return None
        if plain == "BOOL":
            return rng.random() < 0.5
        if plain == "STR":
            return rng.choice(["", "text", "a longer text than the others " * 3])
        if plain == "F32":
            return float(rng.randrange(-100, 100))
        if plain == "F64":
            return rng.choice([0.0, -1.5, 1e300, float("nan"), float("inf")])
        if plain[0] in "IU":
            bits, signed = int(plain[1:]), plain[0] == "I"
            low, high = (-(1 << bits - 1), (1 << bits - 1) - 1) if signed else (0, (1 << bits) - 1)
            return rng.choice([low, high, 0, 1, 2, 5, min(high, 100)])
        if plain == "OBJ":
            others = (None, None, None, self.thing, Thing(), {"a": 1}, lambda *_: 1)
            return rng.choice(self.kept[kind] if self.kept[kind] and rng.random() < 0.8 else others)
        element = self.elements.get(kind.partition(" ")[2], "") if depth < 3 else ""
        if not element or rng.random() < 0.1:
            return rng.choice([None, None, [], [1, 2, 3], ["a", "b"]])
        return [self.value(element, depth + 1) for _ in range(rng.choice([0, 1, 3, 5, 20]))]

    def functions(self, program: Program) -> dict[int, HostFunction]:
        return {
            use.id: HostFunction(self.function(use.result, use.outs), use.declaration, signature(self.elements, use))
            for use in program.host_functions()
        }

    def function(self, result: str, outs: tuple[str, ...]) -> Callable[..., object]:
        def call(*arguments: object) -> object:
            choice = self.rng.random()
            if choice < 0.1:
                raise ValueError("from the host")
            if choice < 0.3 and self.world is not None and self.depth < 3:
                self.depth += 1
                try:
                    self.call_one(self.world, self.rng.randrange(8))
                finally:
                    self.depth -= 1
            values = ([] if result == "void" else [self.value(result)]) + [self.value(kind) for kind in outs]
            return tuple(values) if len(values) > 1 else values[0] if values else None

        return call

    def call_one(self, world: Instance, number: int) -> None:
        offered = world.program.functions()
        info = offered[number % len(offered)] if offered else None
        if info is not None and is_itself(world.program, info):
            with contextlib.suppress(SeraphError):
                world.call(info.declaration, *map(self.value, info.parameters), budget=BUDGET, deadline=5.0)


def is_itself(program: Program, info: FuncInfo) -> bool:
    """Does a function's declaration lead back to it? Mutated names may not."""
    try:
        return program.find_function(info.declaration) is info
    except LookupError:
        return False


def element_kinds(program: Program) -> dict[str, str]:
    """Kinds of the elements of a program's array types, by the type's name."""
    rows = struct.iter_unpack("<BBH11IQ", program_tables(program)["types"])
    names = [(program.kind_name(ARRAY | i << 8).partition(" ")[2], row[3]) for i, row in enumerate(rows) if row[0] == 3]
    return {name: program.kind_name(element) for name, element in names}


def signature(elements: dict[str, str], use: HostUse) -> str:
    """The signature of a use as hosts write it: arrays as the kind of their elements in brackets."""

    def text(kind: str) -> str:
        plain, _, name = kind.partition(" ")
        return plain if plain != "arr" else f"[{text(elements[name])}]"

    outs = ", ".join(map(text, use.outs))
    return f"{text(use.result)}({', '.join(map(text, use.parameters))})" + (f" {outs}" if outs else "")


def watch(world: Instance, results: collections.Counter[str]) -> None:
    """Look at the variables of all calls at each of the first lines that run."""
    seen = 0

    def line(stop: Stop) -> None:
        nonlocal seen
        seen += 1
        for frame in stop.frames[-3:]:
            repr(frame.locals)
        if seen == WATCHED:
            results["watched"] += 1
            world.on_line(None)

    with contextlib.suppress(ContextError):  # no line numbers
        world.on_line(line)


def replace(
    world: Instance, offered: Sequence[FuncInfo], rng: random.Random, results: collections.Counter[str]
) -> None:
    """Let functions of the program stand in the place of built-in ones, as far as their kinds fit."""
    for name in rng.sample(REPLACEABLE, 6):
        for info in rng.sample(offered, min(20, len(offered))):
            try:
                world.override(name, info.declaration)
            except SeraphError as error:
                results[f"not replaced: {type(error).__name__}"] += 1
                continue
            results["replaced"] += 1
            break


def run(
    file: bytes,
    types: Mapping[int | str, HostType | HostValue],
    rng: random.Random,
    results: collections.Counter[str],
    others: list[bytes],
) -> None:
    """Load one mutant and run what is accepted, at times linked with another program. What it raises is a finding."""
    try:
        program = parse_program(file)
    except LoadError as error:
        results["refused"] += 1
        results["refused: " + re.sub(r"-?\d+", "N", error.reason)[:60]] += 1
        return
    results["accepted"] += 1
    if rng.random() < 0.1:
        programs = [program, parse_program(rng.choice(others))]
        rng.shuffle(programs)
        try:
            program = link(programs)
            results["linked"] += 1
        except LoadError as error:
            results["not linked: " + re.sub(r"-?\d+", "N", error.reason)[:60]] += 1
    host = Host(rng, element_kinds(program))
    try:
        world = Instance(program, host.functions(program), types, memory_limit=MEMORY, max_depth=100, budget=BUDGET,
                         output=lambda text: None, on_exception=lambda error: None)  # fmt: skip
    except SeraphError as error:
        results[f"instance: {type(error).__name__}"] += 1
        return
    host.world = world
    if rng.random() < 0.1:
        watch(world, results)
    offered = program.functions()
    if offered and rng.random() < 0.4:
        replace(world, offered, rng, results)
    if offered:
        start_fiber(world, rng.choice(offered), host)
    for info in rng.sample(offered, min(6, len(offered))):
        if not is_itself(program, info):
            continue
        try:
            arguments = [host.value(kind) for kind in info.parameters]
            if rng.random() < 0.2:
                call_as_fiber(world, info, arguments, host, results)
            else:
                result = world.call(info.declaration, *arguments, budget=BUDGET, deadline=5.0)
                host.kept[info.result].append(result[0] if isinstance(result, tuple) and result else result)
                results["ran to the end"] += 1
        except SeraphError as error:
            results[f"ran: {type(error).__name__}"] += 1
    with contextlib.suppress(SeraphError):
        for name in world.globals:
            repr(world.globals[name])
    world.close()


def start_fiber(world: Instance, info: FuncInfo, host: Host) -> None:
    """A fiber for the functions that take one; it has not begun."""
    if is_itself(world.program, info):
        with contextlib.suppress(SeraphError):
            host.kept[FIBER].append(world.start(info.declaration, *map(host.value, info.parameters)))


def call_as_fiber(
    world: Instance, info: FuncInfo, arguments: list[object], host: Host, results: collections.Counter[str]
) -> None:
    """A call that may be suspended: resumed at once, a few times, and kept for the functions that take fibers."""
    fiber: Fiber = world.start(info.declaration, *arguments)
    host.kept[FIBER].append(fiber)
    for _ in range(host.rng.randrange(4)):
        if fiber.resume(budget=BUDGET, deadline=5.0):
            results["fiber finished"] += 1
            return
    results["fiber left suspended"] += 1


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--count", type=int, default=10_000, help="mutants (default 10000)")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--start", type=int, default=0, help="number of the first mutant")
    parser.add_argument("--corpus", type=Path, nargs="*", default=[], help="more programs: .sbc or .as files")
    parser.add_argument("--keep", type=Path, help="write each mutant here before it runs")
    parser.add_argument("-v", "--verbose", action="store_true", help="why mutants were refused, how the others ended")
    args = parser.parse_args()
    faulthandler.enable()
    if hasattr(faulthandler, "register"):
        faulthandler.register(signal.SIGPROF, chain=True)  # then the process ends
    context = Context()
    context.install(host_module())
    types = context.seal().host_types  # sealing brings the native functions of the default modules
    files = seeds(context, random.Random(args.seed), args.corpus)
    bases = [Decoded(file) for file in files]
    results: collections.Counter[str] = collections.Counter()
    findings = 0
    started = time.monotonic()
    for number in range(args.start, args.start + args.count):
        rng = random.Random(f"{args.seed}:{number}")
        program = rng.choice(bases).copy()
        Mutator(rng, bases).mutate(program)
        try:
            tables = program.encode()
        except struct.error:
            results["not encodable"] += 1
            continue
        if rng.random() < 0.1:
            damage(rng, tables)
        file = join_parts(program.fingerprint, program.scalars, tables)
        if args.keep:
            args.keep.write_bytes(file)
        if hasattr(signal, "setitimer"):
            signal.setitimer(signal.ITIMER_PROF, HANG)
        try:
            run(file, types, rng, results, files)
        except Exception as error:
            findings += 1
            print(f"mutant {number}: {type(error).__name__}: {error}", file=sys.stderr)
            if args.verbose:
                traceback.print_exc()
    if hasattr(signal, "setitimer"):
        signal.setitimer(signal.ITIMER_PROF, 0)
    rate = results["accepted"] / max(1, args.count)
    seconds = time.monotonic() - started
    speed = args.count / max(seconds, 1e-9)
    print(f"{args.count} mutants, {rate:.1%} accepted, {findings} findings, {speed:.0f} a second")
    if args.verbose:
        for text, count in results.most_common():
            print(f"{count:8} {text}")
    return 1 if findings or rate < 0.3 else 0


if __name__ == "__main__":
    sys.exit(main())
