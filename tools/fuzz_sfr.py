"""Structured fuzzing of registry files: the reader, and everything that trusts a registry which it has let through.

usage: python tools/fuzz_sfr.py [--count N] [--seed S] [--start N] [--scripts FOLDER...] [--log FILE] [--keep FILE]
                                [--here] [-v]

Takes registries apart into rows (see sfr_corpus.py and sfr_mutator.py), changes references, types, flags, texts, rows
and counts, and puts them together again with a right checksum. What the reader accepts is used: its views are read, its
host functions bound, and units are built against it which touch each function, type and constant that the unchanged
registry has, and scripts of the language tests; the functions that still compile are run, with the host's functions
giving values of any type.

A finding is a crash, an exception other than Seraphscript's own, an error message without a place, a hang (60 s), more
than 2 s of processor time for one mutant, memory that grows. Mutants run in a process of their own (see
fuzz_source.py), which --here does without; mutant N depends on seed, corpus and N alone: `--seed S --start N --count 1
--here` repeats it. Exit code 1: a finding, or fewer than 10 % of the mutants were accepted. Under sanitizers: see
fuzz_sbc.py.
"""

from __future__ import annotations

import argparse
import collections
import contextlib
import multiprocessing
import random
import re
import sys
import tempfile
import time
from pathlib import Path

from fuzz_source import BATCH, Campaign, put, work
from seraphscript import BuildError, Context, Unit
from seraphscript.registry import sfr
from seraphscript.registry.bindings import missing
from seraphscript.registry.ffi_registry import FfiRegistry
from seraphscript.vm.errors import LoadError, SeraphError
from sfr_corpus import Seed, compiled, seeds
from sfr_mutator import Decoded, Mutator

ROOT = Path(__file__).resolve().parent.parent
SCRIPTS = [ROOT / "tests" / "language"]
LIMIT = 20_000
LEAST = 0.1  # share of the mutants that the reader must accept


class Fuzzer:
    """Makes, reads and uses mutants; what it raises is a finding."""

    def __init__(self, corpus: list[Seed], scripts: list[str], seed: int, keep: Path | None = None) -> None:
        self.corpus = corpus
        self.decoded = [Decoded(one.file) for one in corpus]
        self.scripts = scripts
        self.seed = seed
        self.keep = keep
        self.known = Context().seal()
        self.ends: collections.Counter[str] = collections.Counter()
        self.text = ""

    def mutant(self, number: int) -> tuple[random.Random, tuple[Seed, bytes], str]:
        """The random numbers to go on with, what it is made of and its bytes, and what was done."""
        rng = random.Random(f"{self.seed}/{number}")
        which = rng.choices(range(len(self.corpus)), [4 if one.name == "rich" else 1 for one in self.corpus])[0]
        changed = self.decoded[which].copy()
        done = Mutator(rng).mutate(changed)
        return (
            rng,
            (self.corpus[which], changed.file(changed.encode())),
            f"{self.corpus[which].name}: {', '.join(done)}",
        )

    def one(self, number: int) -> None:
        """Mutant `number`."""
        rng, (seed, file), self.text = self.mutant(number)
        if self.keep is not None:
            self.keep.write_bytes(file)
        with tempfile.NamedTemporaryFile(suffix=".sfr") as kept:
            kept.write(file)
            kept.flush()
            try:
                context = Context.load_registry(kept.name, seed.modules)
            except LoadError as error:
                if not error.reason:
                    raise AssertionError("a refusal without a reason") from error
                self.ends["refused"] += 1
                self.ends[f"refused: {re.sub(r'[0-9]+', 'N', f'{error.where[-14:]}: {error.reason}')}"] += 1
                return
        self.ends["accepted"] += 1
        self.text += f"\n{file.hex()}" if len(file) < 5000 else ""
        registry = context.seal()
        look(registry, rng)
        if sfr.parse_registry(sfr.dump_registry(registry), known=self.known)[0].fingerprint != registry.fingerprint:
            raise AssertionError("what was read and written again differs")
        self.use(context, seed, rng)
        if rng.random() < 0.5 and len(context.seal().functions()) > 300:
            self.script(context, rng)

    def use(self, context: Context, seed: Seed, rng: random.Random) -> None:
        """Build what touches everything, as far as it still compiles, and run it."""
        functions = seed.functions
        if len(functions) > 400 and rng.random() < 0.7:
            start = rng.randrange(len(functions) - 400)
            functions = functions[start : start + 400]
        try:
            unit, good = compiled(context, seed.head, functions)
        except SeraphError as error:
            self.ends[f"not built: {type(error).__name__}: {re.sub('[0-9]+|.*:', '', str(error))[:60]}"] += 1
            return
        self.ends["functions that still compile"] += len(good)
        if unit is None:
            self.ends["not built: too many errors"] += 1
            return
        self.run(context, unit, rng)

    def script(self, context: Context, rng: random.Random) -> None:
        """Build and run a script that knows nothing of the host's functions."""
        unit = context.create_unit("script")
        put(unit, "script.as", rng.choice(self.scripts))
        try:
            unit.build()
        except BuildError as error:
            if not error.diagnostics or any(d.line < 1 or d.column < 1 or not d.message for d in error.diagnostics):
                raise AssertionError(f"an error without a place: {error}") from error
            self.ends["script: refused"] += 1
            return
        except LoadError:
            self.ends["script: not built"] += 1
            return
        self.ends["script: built"] += 1
        self.run(context, unit, rng)

    def run(self, context: Context, unit: Unit, rng: random.Random) -> None:
        try:
            world = context.instantiate(
                unit.program, memory_limit=1 << 20, budget=LIMIT, max_depth=200, output=lambda _: None,
                error_output=lambda _: None, on_exception=lambda _: None,
            )  # fmt: skip
        except SeraphError as error:
            self.ends[f"instance: {type(error).__name__}: {re.sub('[0-9]+', 'N', str(error))[:40]}"] += 1
            return
        with world:
            offered = [f for f in world.program.functions() if not f.parameters]
            for function in rng.sample(offered, min(150, len(offered))):
                try:
                    world.call(function.declaration, budget=LIMIT)
                    self.ends["ran to the end"] += 1
                except SeraphError as error:
                    self.ends[f"ran: {type(error).__name__}"] += 1
                except LookupError:  # its declaration has the names of a mutant
                    self.ends["cannot be called by name"] += 1


def look(registry: FfiRegistry, rng: random.Random) -> None:
    """Read all that a host can read."""
    for function in registry.functions():
        repr(
            (
                function.declaration,
                function.params,
                function.traits,
                function.owner,
                function.return_type,
                function.name,
            )
        )
        repr((function.qualified_name, function.required_param_count, function.has_defaults))
        found = registry.function_by_id(function.id)
        if found is None:
            raise AssertionError(f"{function.declaration} is not found by its id")
        if rng.random() < 0.1:
            registry.lookup_functions(function.qualified_name)
    for kind in registry.types():
        repr((kind.name, kind.id, kind.sort, kind.is_template, kind.arguments, kind.methods))
        registry.find_type(kind.name)
        for value in kind.values:
            registry.constant(f"{kind.name}::{value}")
    for id in registry.host_ids():
        with contextlib.suppress(LoadError):
            registry.host_functions.get(id)
    for type_id in registry.host_types:
        with contextlib.suppress(LoadError):
            repr(registry.host_types[type_id].name)
    missing(registry)
    repr((registry, registry.type_count, registry.function_count, registry.global_count, registry.host_functions))


def texts(paths: list[Path]) -> list[str]:
    """The scripts of folders and files."""
    files = [file for path in paths for file in (sorted(path.rglob("*.as")) if path.is_dir() else [path])]
    return [file.read_text(encoding="utf-8", errors="replace") for file in files]


def main() -> int:
    parser = argparse.ArgumentParser(description="Fuzz the reader of registry files and what uses them.")
    parser.add_argument("--count", type=int, default=10_000, help="mutants (default 10000)")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--start", type=int, default=0, help="number of the first mutant")
    parser.add_argument("--scripts", type=Path, nargs="*", default=[], help="scripts or folders of scripts")
    parser.add_argument("--log", type=Path, help="append findings to this file, too")
    parser.add_argument("--keep", type=Path, help="write each mutant here before it is read")
    parser.add_argument("--here", action="store_true", help="in this process: for a debugger")
    parser.add_argument("-v", "--verbose", action="store_true", help="why mutants were refused, how the others ended")
    options = parser.parse_args()
    fuzzer = Fuzzer(seeds(), texts(options.scripts or SCRIPTS), options.seed, options.keep)
    campaign = Campaign(fuzzer, options.log)
    began = time.perf_counter()
    number, end = options.start, options.start + options.count
    if options.here:
        work(fuzzer, number, end, multiprocessing.Value("q", lock=False), campaign.take)
    else:
        while number < end:
            number = campaign.batch(number, min(end, number + BATCH))
    rate = options.count / max(time.perf_counter() - began, 1e-9)
    accepted = campaign.ends["accepted"] / max(1, options.count)
    growth = f", memory {max(campaign.growth):+} bytes" if campaign.growth else ""
    print(
        f"{options.count} mutants, {accepted:.1%} accepted, {campaign.findings} findings, {rate:.0f} a second{growth}"
    )
    if options.verbose:
        for what, count in campaign.ends.most_common():
            print(f"{count:8} {what}")
    return 1 if campaign.findings or accepted < LEAST else 0


if __name__ == "__main__":
    sys.exit(main())
