"""Fuzzing of the compiler with mutated scripts: lexer, parser, all passes, and what runs of the result.

usage: python tools/fuzz_source.py [--count N] [--seed S] [--start N] [--corpus FOLDER_OR_FILE...] [--keep FILE] [-v]

Takes scripts (by default those of the language tests and of the examples) apart into tokens and mutates these: drops,
doubles, swaps, moves ranges, replaces names by other names of the script or of other scripts, changes operators and
types, splices pieces of one script into another. The result is built; what the compiler accepts is instantiated and its
functions without parameters are called, with at most 20,000 cost units each and a small memory limit.

A finding is whatever is not a BuildError with positions or a script's own end: a crash, a hang (20 s), an exception
other than Seraphscript's own, an error message without a place, a program that the verifier refuses. Mutant N
depends on seed, corpus and N alone: `--seed S --start N --count 1` repeats it; with `--keep FILE` each one is written
there before it is built. Exit code 1: a finding. Under sanitizers: see fuzz_sbc.py.
"""

from __future__ import annotations

import argparse
import collections
import faulthandler
import random
import re
import signal
import sys
import time
import traceback
from pathlib import Path

from seraphscript import BuildError, Context, SeraphError
from seraphscript.vm.errors import LoadError

ROOT = Path(__file__).resolve().parent.parent
TOKEN = re.compile(
    r'"""(?:.|\n)*?"""|"(?:\\.|[^"\\\n])*"|\'(?:\\.|[^\'\\\n])*\'|//[^\n]*|/\*(?:.|\n)*?\*/'
    r"|[A-Za-z_]\w*|0[xX][0-9a-fA-F]+|\d[\w.]*|\s+|>>>=|\*\*=|<<=|>>=|>>>|::|[-+*/%&|^=!<>]=|&&|\|\||\^\^|\+\+|--|<<|>>|\*\*|."
)
WORDS: list[str] = (  # noqa: SIM905 (legible)
    "int uint int8 uint64 double float bool string void auto const array<int> array<string>@ dictionary any ref@ "
    "class interface abstract final override explicit property private protected mixin enum namespace typedef using "
    "return if else for while do switch case default break continue try catch foreach this super null true false "
    "is !is cast<int> @ & &in &out &inout ( ) { } [ ] ; , . :: ? : = == != < > <= >= + - * / % ** & | ^ ~ ! && || ^^ "
    '<< >> >>> ++ -- += -= *= /= 0 1 -1 2147483648 0xffffffffffffffff 1.5 1e400 .5f "" "x" \'y\' opAdd opIndex '
    "opCall opEquals opCmp opAssign opConv opImplConv opForBegin get_x set_x length insertLast ~ function"
).split()
OPERATORS = ("+", "-", "*", "/", "%", "<", "<=", ">", ">=", "==", "!=", "+=", "-=", "*=", "&", "|", "^", "<<", ">>")
NUMBERS = ("0", "1", "2", "3", "7", "-1", "100", "255", "65536", "2147483647", "0x80000000", "1.5", "0.0", "1e300")
LIMIT = 20_000


class Hang(Exception):
    """The time for one mutant is over."""


def tokens_of(text: str) -> list[str]:
    return TOKEN.findall(text)


def scripts(paths: list[Path]) -> list[list[str]]:
    files: list[Path] = []
    for path in paths or [ROOT / "tests" / "language", ROOT / "examples"]:
        files += sorted(path.rglob("*.as")) if path.is_dir() else [path]
    found = [tokens_of(file.read_text(encoding="utf-8", errors="replace")) for file in files]
    return [tokens for tokens in found if tokens]


def mutate(rng: random.Random, corpus: list[list[str]]) -> str:
    """One mutant: a script with some changes, most of them small, so that much of it stays valid."""
    tokens = list(rng.choice(corpus))
    for _ in range(rng.choice((1, 1, 1, 2, 2, 3, 5, 10, 30))):
        if not tokens:
            break
        at = rng.randrange(len(tokens))
        what = rng.randrange(16)
        length = min(rng.choice((1, 1, 2, 4, 12)), len(tokens) - at)
        if what == 0:
            del tokens[at : at + length]
        elif what == 1:
            tokens[at:at] = tokens[at : at + length]
        elif what == 2:
            other = rng.randrange(len(tokens))
            tokens[at], tokens[other] = tokens[other], tokens[at]
        elif what == 3:
            piece = tokens[at : at + length]
            del tokens[at : at + length]
            place = rng.randrange(len(tokens) + 1)
            tokens[place:place] = piece
        elif what in (4, 5):
            same = [token for token in tokens if token.isidentifier()]
            if same:
                places = [i for i, token in enumerate(tokens) if token.isidentifier()]
                tokens[rng.choice(places)] = rng.choice(same)
        elif what == 6:
            other_script = rng.choice(corpus)
            start = rng.randrange(len(other_script))
            tokens[at:at] = other_script[start : start + rng.choice((1, 3, 10, 40))]
        elif what == 7:
            tokens[at] = rng.choice(WORDS)
        elif what == 8:
            tokens.insert(at, rng.choice(WORDS))
        elif what in (9, 10, 11):
            places = [i for i, token in enumerate(tokens) if token in OPERATORS]
            if places:
                tokens[rng.choice(places)] = rng.choice(OPERATORS)
        elif what in (12, 13, 14):
            places = [i for i, token in enumerate(tokens) if token[0].isdigit()]
            if places:
                tokens[rng.choice(places)] = rng.choice(NUMBERS)
        else:
            word = tokens[at]
            if word:
                place = rng.randrange(len(word))
                tokens[at] = (
                    word[:place] + chr(rng.choice((0, 10, 34, 39, 64, 123, 127, 233, 0x10FFFF))) + word[place + 1 :]
                )
    return "".join(tokens)


def run(context: Context, text: str, ends: collections.Counter[str]) -> None:
    """Build one mutant and run what came out. Raises what is a finding."""
    unit = context.create_unit("mutant")
    unit.add_source("mutant.as", text.encode("utf-8", "replace"))
    try:
        unit.build()
    except LoadError as error:
        raise AssertionError(f"the verifier refuses what the compiler made: {error}") from error
    except BuildError as error:
        if not error.diagnostics or any(d.line < 1 or d.column < 1 or not d.message for d in error.diagnostics):
            raise AssertionError(f"an error without a place: {error}") from error
        ends["refused"] += 1
        return
    program = context.parse_program(unit.program.to_bytes(), name="mutant.sbc")
    ends["accepted"] += 1
    try:
        with context.instantiate(program, memory_limit=1 << 20, budget=LIMIT, max_depth=200, output=lambda _: None,
                                 on_exception=lambda _: None) as world:  # fmt: skip
            for function in program.functions():
                if function.parameters or function.outs:
                    continue
                try:
                    world.call(function.declaration, budget=LIMIT)
                except SeraphError as error:
                    ends[type(error).__name__] += 1
                else:
                    ends["done"] += 1
    except SeraphError as error:
        ends[f"instance: {type(error).__name__}"] += 1


def alarm(*_: object) -> None:
    raise Hang("20 seconds are over")


def main() -> int:
    parser = argparse.ArgumentParser(description="Fuzz the compiler with mutated scripts.")
    parser.add_argument("--count", type=int, default=10_000, help="mutants (default 10000)")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--start", type=int, default=0, help="number of the first mutant")
    parser.add_argument("--corpus", type=Path, nargs="*", default=[], help="scripts or folders of scripts")
    parser.add_argument("--keep", type=Path, help="write each mutant here before it is built")
    parser.add_argument("-v", "--verbose", action="store_true", help="how the mutants ended")
    options = parser.parse_args()
    faulthandler.enable()
    signal.signal(signal.SIGALRM, alarm)
    corpus = scripts(options.corpus)
    context = Context()
    ends: collections.Counter[str] = collections.Counter()
    findings = 0
    began = time.perf_counter()
    for number in range(options.start, options.start + options.count):
        text = mutate(random.Random(f"{options.seed}/{number}"), corpus)
        if options.keep is not None:
            options.keep.write_text(text, encoding="utf-8", errors="replace")
        signal.alarm(20)
        try:
            run(context, text, ends)
        except Exception:  # whatever it is, it is a finding
            findings += 1
            print(f"finding: mutant {number}\n{text}\n{traceback.format_exc()}", file=sys.stderr)
        finally:
            signal.alarm(0)
    rate = options.count / (time.perf_counter() - began)
    accepted = ends["accepted"] / options.count if options.count else 0.0
    print(f"{options.count} mutants, {accepted:.1%} accepted, {findings} findings, {rate:.0f} a second")
    if options.verbose:
        for end, count in ends.most_common():
            print(f"{count:8} {end}")
    return 1 if findings else 0


if __name__ == "__main__":
    raise SystemExit(main())
