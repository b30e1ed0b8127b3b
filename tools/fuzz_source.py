"""Fuzzing of the compiler with mutated scripts: lexer, parser, all passes, and what runs of the result.

usage: python tools/fuzz_source.py [--count N] [--seed S] [--start N] [--corpus FOLDER_OR_FILE...]
           [--log FILE] [--build-only] [-v]

Mutates scripts (see source_mutator.py; by default those of the language tests, of the examples and of fuzz_corpus/) and
builds them: most of them as they are, others in two sources, as an edit of the script that they come from (rebuild()
has to end as a full build does), or in a world with a unit that shares its entities. What the compiler accepts goes
through a file, is instantiated, and its functions are called, some as fibers, with at most 20,000 cost units each and
a small memory limit. With --build-only they are just built, each in one source.

A finding is whatever is not a BuildError with positions or a script's own end: a crash, an exception other than
Seraphscript's own, an error message without a place, a program that the verifier refuses, a rebuild that differs, a
mutant that takes more than 2 s of processor time or hangs (60 s), memory that grows. Mutants run in a process of their
own, which is replaced when it dies and behind 100,000 of them; memory is what malloc says is in use, compared between
the second and the last fifth. Mutant N depends on seed, corpus and N alone: `--seed S --start N --count 1 --here`
repeats it in this process. Exit code 1: a finding. Under sanitizers (see fuzz_sbc.py) memory is not compared.
"""

from __future__ import annotations

import argparse
import collections
import contextlib
import ctypes
import faulthandler
import gc
import multiprocessing
import random
import re
import sys
import time
import traceback
from collections.abc import Callable
from multiprocessing.connection import Connection
from multiprocessing.sharedctypes import Synchronized
from pathlib import Path
from typing import Any, Protocol

from sbc_corpus import host_module
from seraphscript import BuildError, Context, Instance, Program, SeraphError, Unit
from seraphscript.vm.errors import LoadError
from source_mutator import Mutator, scripts

Message = tuple[str, int, "str | int | collections.Counter[str]"]

ROOT = Path(__file__).resolve().parent.parent
CORPUS = [ROOT / "tests" / "language", ROOT / "examples", ROOT / "tools" / "fuzz_corpus"]
LIMIT = 20_000
SLOW, HANG = 2.0, 60.0  # seconds: of the processor for one mutant; without a sign of life
BATCH = 100_000  # mutants of one process
REPORT = 500  # mutants between reports of a process
BLOCK = 64  # bytes of a small object of Python, roughly
GROWTH = 2 << 20  # bytes that the memory in use may differ by
CORE = """
shared enum Level { Low = 1, High }
shared funcdef int Op(int);
shared interface Named { string name() const; }
shared class Thing : Named {
    int weight = High;
    Thing@ next;
    array<int> list;
    string name() const { return "thing " + weight; }
    int twice() { return doubled(weight); }
    ~Thing() { weight = 0; }
}
shared int doubled(int n) { return n * 2; }
int remote(int n, string &out text) { text = "remote"; return n; }
array<int>@ list() { return array<int> = {1, 2}; }
Thing@ make() { return Thing(); }
"""
EXTERNAL = """
external shared class Thing; external shared interface Named; external shared int doubled(int);
external shared enum Level; external shared funcdef int Op(int);
import Thing@ make() from "core";
int use_core() { Thing@ t = make(); return t is null ? 0 : t.twice() + doubled(int(High)); }
"""
ARGUMENTS: dict[str, tuple[object, ...]] = {
    "bool": (True, False), "i8": (3,), "i16": (3,), "i32": (0, 1, 3, -1), "i64": (5,), "u8": (3,), "u16": (3,),
    "u32": (2,), "u64": (5,), "f32": (1.5,), "f64": (0.5, -2.0), "str": ("", "text", "a longer text of a host"),
}  # fmt: skip


class Mallinfo(ctypes.Structure):
    """What glibc's mallinfo2() returns."""

    _fields_ = [(name, ctypes.c_size_t) for name in (
        "arena", "ordblks", "smblks", "hblks", "hblkhd", "usmblks", "fsmblks", "uordblks", "fordblks", "keepcost"
    )]  # fmt: skip


def memory_in_use() -> int:
    """Bytes that malloc has given out, 0 where nobody tells; small objects of Python are counted as blocks."""
    try:
        mallinfo = ctypes.CDLL(None).mallinfo2
    except (AttributeError, OSError):
        return 0
    mallinfo.restype = Mallinfo
    gc.collect()
    info = mallinfo()
    return int(info.uordblks + info.hblkhd) + BLOCK * sys.getallocatedblocks() if info.uordblks else 0


class Fuzzer:
    """Builds and runs mutants; what it raises is a finding."""

    def __init__(self, corpus: list[list[str]], seed: int, *, build_only: bool = False) -> None:
        self.corpus = corpus
        self.seed = seed
        self.build_only = build_only
        self.mutator = Mutator(corpus)
        self.context = Context()
        self.context.install(host_module())
        self.ends: collections.Counter[str] = collections.Counter()
        self.core = self.context.create_unit("core")
        self.core.add_source("core.as", CORE)
        self.core.build()
        self.text = ""

    def mutant(self, number: int) -> tuple[random.Random, list[str], str]:
        """The random numbers to go on with, the script that it was, and its text."""
        rng = random.Random(f"{self.seed}/{number}")
        script = rng.choice(self.corpus)
        return rng, script, self.mutator.mutate(rng, script)

    def one(self, number: int) -> None:
        """Mutant `number`."""
        rng, script, self.text = self.mutant(number)
        how = rng.random()
        if self.build_only:
            unit = self.context.create_unit("mutant")
            put(unit, "mutant.as", self.text)
            self.built(unit)
        elif how < 0.15:
            self.rebuilt(rng, "".join(script), self.text)
        elif how < 0.25:
            self.linked(rng, self.text)
        else:
            unit = self.context.create_unit("mutant")
            at = self.text.find("\n}\n", rng.randrange(len(self.text) + 1)) + 3 if how < 0.4 else 0
            put(unit, "mutant.as", self.text[at:])
            if at > 2:
                put(unit, "first.as", self.text[:at])
            if self.built(unit):
                self.run(rng, [self.context.parse_program(unit.program.to_bytes(), name="mutant.sbc")])

    def built(self, unit: Unit, build: Callable[[Unit], Program] = Unit.build) -> bool:
        try:
            build(unit)
        except LoadError as error:
            raise AssertionError(f"the verifier refuses what the compiler made: {error}") from error
        except BuildError as error:
            if not error.diagnostics or any(d.line < 1 or d.column < 1 or not d.message for d in error.diagnostics):
                raise AssertionError(f"an error without a place: {error}") from error
            self.ends["refused"] += 1
            return False
        self.ends["accepted"] += 1
        return True

    def rebuilt(self, rng: random.Random, before: str, text: str) -> None:
        """The mutant as an edit, and the way back."""
        unit = self.context.create_unit("mutant")
        put(unit, "mutant.as", before)
        with contextlib.suppress(BuildError):
            unit.rebuild()
        fresh = self.context.create_unit("mutant")
        put(fresh, "mutant.as", text)
        put(unit, "mutant.as", text)
        accepted = self.built(fresh)
        again = self.built(unit, Unit.rebuild)
        self.ends["accepted" if again else "refused"] -= 1
        if accepted != again or (accepted and unit.warnings != fresh.warnings):
            raise AssertionError("rebuild() ends otherwise than build()")
        if accepted:
            if rng.random() < 0.2 and not listing(fresh) <= listing(unit):
                raise AssertionError("rebuild() makes another program than build()")
            self.run(rng, [unit.program])
        put(unit, "mutant.as", before)
        with contextlib.suppress(BuildError):
            unit.rebuild()

    def linked(self, rng: random.Random, text: str) -> None:
        """The mutant in one world with a unit that shares its entities, and that it can use."""
        unit = self.context.create_unit("mutant", uses=[self.core])
        put(unit, "mutant.as", text)
        if rng.random() < 0.5:
            put(unit, "external.as", EXTERNAL)
        if not self.built(unit):
            return
        programs = [self.core.program, unit.program]
        rng.shuffle(programs)
        self.run(rng, programs)

    def run(self, rng: random.Random, programs: list[Program]) -> None:
        try:
            world = self.context.instantiate(
                programs if len(programs) > 1 else programs[0], memory_limit=1 << 20, budget=LIMIT, max_depth=200,
                output=lambda _: None, error_output=lambda _: None, on_exception=lambda _: None,
            )  # fmt: skip
        except (SeraphError, LoadError) as error:
            self.ends[f"instance: {type(error).__name__}"] += 1
            return
        with world:
            for function in world.program.functions()[:40]:
                values = [ARGUMENTS.get(kind) for kind in function.parameters]
                if all(values):
                    arguments = [rng.choice(value) for value in values if value]
                    try:
                        self.call(rng, world, function.declaration, arguments)
                    except SeraphError as error:
                        self.ends[type(error).__name__] += 1

    def call(self, rng: random.Random, world: Instance, declaration: str, arguments: list[object]) -> None:
        if rng.random() < 0.7:
            world.call(declaration, *arguments, budget=LIMIT)
            self.ends["done"] += 1
            return
        fiber = world.start(declaration, *arguments)
        for _ in range(rng.randrange(5)):
            if fiber.resume(budget=LIMIT):
                self.ends["fiber finished"] += 1
                return
        self.ends["fiber left"] += 1


def put(unit: Unit, name: str, text: str) -> None:
    unit.update_source(name, text.encode("utf-8", "replace"))


def listing(unit: Unit) -> set[str]:
    """Code of the functions in words, without numbers.

    rebuild() may keep generated functions that nobody calls, and classes of which no dictionary has copies any more.
    """
    text = unit.program.disassemble(unit.sources)
    text = re.sub(r" +", " ", re.sub(r"\bK\d+|\b(lit|const|type|native|host|glob|global|function) \d+", "", text))
    return {one for one in text.split("\n\n")[1:] if not one.startswith("void copy of objects(")}


def work(fuzzer: Mutants, start: int, end: int, at: Synchronized[int], send: Callable[[Message], object]) -> None:
    """Mutants start ... end; `at` is the one in work, and send() gets what is found, counts, and memory at last."""
    samples: list[int] = []
    last = time.process_time()
    for number in range(start, end):
        at.value = number
        try:
            fuzzer.one(number)
        except Exception:  # whatever it is, it is a finding
            send(("finding", number, f"{fuzzer.text}\n{traceback.format_exc()}"))
        now = time.process_time()
        if now - last > SLOW:
            send(("finding", number, f"{fuzzer.text}\n{now - last:.1f} s"))
        last = now
        if (number - start) % REPORT == REPORT - 1 or number == end - 1:
            samples.append(memory_in_use())
            send(("counts", number, fuzzer.ends.copy()))
            fuzzer.ends.clear()
            last = time.process_time()
    fifth = len(samples) // 5
    if fifth:
        send(("memory", end - 1, min(samples[-fifth:]) - min(samples[fifth : 2 * fifth])))


def work_apart(fuzzer: Mutants, start: int, end: int, at: Synchronized[int], pipe: Connection) -> None:
    faulthandler.enable()
    work(fuzzer, start, end, at, pipe.send)
    pipe.close()


class Mutants(Protocol):
    """What makes mutants and tries them, by their numbers."""

    ends: collections.Counter[str]  # how they ended
    text: str  # the one in work

    def one(self, number: int) -> None:
        """Try a mutant; what it raises is a finding."""

    def mutant(self, number: int) -> tuple[random.Random, Any, str]:
        """Make a mutant; the last item describes it."""


class Campaign:
    """Counts and findings of all processes."""

    def __init__(self, fuzzer: Mutants, log: Path | None) -> None:
        self.fuzzer = fuzzer
        self.log = log
        self.ends: collections.Counter[str] = collections.Counter()
        self.findings = 0
        self.growth: list[int] = []

    def take(self, message: Message) -> None:
        _, number, what = message
        if isinstance(what, collections.Counter):
            self.ends.update(what)
        elif isinstance(what, int):
            self.growth.append(what)
            if what > GROWTH:
                self.finding(number, f"memory grew by {what} bytes")
        else:
            self.finding(number, what)

    def finding(self, number: int, text: str) -> None:
        self.findings += 1
        text = f"finding: mutant {number}\n{text}\n"
        print(text, file=sys.stderr)
        if self.log is not None:
            with self.log.open("a", encoding="utf-8", errors="replace") as file:
                file.write(text)

    def batch(self, start: int, end: int) -> int:
        """Some mutants in a process of their own; gives the number of the one to go on with."""
        fork = multiprocessing.get_context("fork")
        mine, its = fork.Pipe(duplex=False)
        at: Synchronized[int] = fork.Value("q", start, lock=False)
        process = fork.Process(target=work_apart, args=(self.fuzzer, start, end, at, its), daemon=True)
        process.start()
        its.close()
        seen, since = -1, time.monotonic()
        try:
            while True:
                if mine.poll(1.0):
                    self.take(mine.recv())
                elif at.value != seen:
                    seen, since = at.value, time.monotonic()
                elif time.monotonic() - since > HANG:
                    process.kill()
                    self.finding(at.value, f"{self.source(at.value)}\nno end after {HANG} s")
                    return at.value + 1
        except EOFError:
            process.join()
        if process.exitcode:
            self.finding(at.value, f"{self.source(at.value)}\nthe process died: {process.exitcode}")
            return at.value + 1
        return end

    def source(self, number: int) -> str:
        return self.fuzzer.mutant(number)[2]


def main() -> int:
    parser = argparse.ArgumentParser(description="Fuzz the compiler with mutated scripts.")
    parser.add_argument("--count", type=int, default=10_000, help="mutants (default 10000)")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--start", type=int, default=0, help="number of the first mutant")
    parser.add_argument("--corpus", type=Path, nargs="*", default=[], help="scripts or folders of scripts")
    parser.add_argument("--log", type=Path, help="append findings to this file, too")
    parser.add_argument("--build-only", action="store_true", help="run nothing: some thousands a second")
    parser.add_argument("--here", action="store_true", help="in this process: for a debugger")
    parser.add_argument("-v", "--verbose", action="store_true", help="how the mutants ended")
    options = parser.parse_args()
    fuzzer = Fuzzer(scripts(options.corpus or CORPUS), options.seed, build_only=options.build_only)
    campaign = Campaign(fuzzer, options.log)
    began = time.perf_counter()
    number, end = options.start, options.start + options.count
    if options.here:
        work(fuzzer, number, end, multiprocessing.Value("q", lock=False), campaign.take)
    else:
        while number < end:
            number = campaign.batch(number, min(end, number + BATCH))
    rate = options.count / (time.perf_counter() - began)
    accepted = campaign.ends["accepted"] / max(1, options.count)
    growth = f", memory {max(campaign.growth):+} bytes" if campaign.growth else ""
    print(
        f"{options.count} mutants, {accepted:.1%} accepted, {campaign.findings} findings, {rate:.0f} a second{growth}"
    )
    if options.verbose:
        for what, count in campaign.ends.most_common():
            print(f"{count:8} {what}")
    return 1 if campaign.findings else 0


if __name__ == "__main__":
    raise SystemExit(main())
