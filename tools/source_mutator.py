"""Changed scripts: what `fuzz_source.py` makes its mutants with.

What it is: scripts as lists of tokens, and changes to these. Gentle ones replace a token by one of its own sort, or
duplicate, swap, drop and wrap whole statements and arguments, so that the result often compiles; wild ones do anything.
What it is not: building or running.
"""

from __future__ import annotations

import random
import re
from collections.abc import Callable
from pathlib import Path

TOKEN = re.compile(
    r'"""(?:.|\n)*?"""|"(?:\\.|[^"\\\n])*"|\'(?:\\.|[^\'\\\n])*\'|//[^\n]*|/\*(?:.|\n)*?\*/'
    r"|[A-Za-z_]\w*|0[xX][0-9a-fA-F]+|\d[\w.]*|\s+|>>>=|\*\*=|<<=|>>=|>>>|::|[-+*/%&|^=!<>]=|&&|\|\||\^\^|\+\+|--|<<|>>|\*\*|."
)
WORDS: list[str] = (  # noqa: SIM905 (legible)
    "int uint int8 uint64 double float bool string void auto const array<int> array<string>@ dictionary any ref@ "
    "complex class interface abstract final override explicit property private protected mixin enum namespace typedef "
    "using funcdef import from shared external delete get set explicit weakref<int> Fiber@ dictionary<string,int> "
    "return if else for while do switch case default break continue try catch foreach this super null true false "
    "is !is cast<int> @ & &in &out &inout ( ) { } [ ] ; , . :: ? : = == != < > <= >= + - * / % ** & | ^ ~ ! && || ^^ "
    '<< >> >>> ++ -- += -= *= /= 0 1 -1 2147483648 0xffffffffffffffff 1.5 1e400 .5f "" "x" \'y\' opAdd opIndex '
    "opCall opEquals opCmp opAssign opConv opImplConv opForBegin get_x set_x length insertLast yield() ~ function"
).split()
ALIKE: tuple[tuple[str, ...], ...] = (  # tokens that often fit where another one of their row stands
    ("+", "-", "*", "/", "%", "**", "&", "|", "^", "<<", ">>", ">>>"),
    ("<", "<=", ">", ">=", "==", "!="),
    ("is", "!is"),
    ("&&", "||", "^^"),
    ("=", "+=", "-=", "*=", "/=", "&=", "|=", "<<=", "**="),
    ("++", "--"),
    ("int", "uint", "int8", "int16", "int64", "uint8", "uint16", "uint64", "float", "double", "bool", "auto"),
    ("string", "array", "dictionary", "any", "complex", "int"),
    ("true", "false", "null"),
    ("break", "continue", "return"),
    ("private", "protected", "const", "final", "shared", "abstract", "explicit", "override"),
    ("in", "out", "inout"),
)
ROW = {word: row for row in ALIKE for word in row}
OPERATORS = {word for row in ALIKE[:6] for word in row}
INTEGERS = ("0", "1", "2", "3", "7", "-1", "100", "255", "256", "65536", "2147483647", "0x80000000", "1000000007")
FLOATS = ("0.5", "1.5f", "0.0", "-0.0", "1e300", "3.4e38f", "1e-9")
STRINGS = ('""', '"x"', '"a longer text, too long for a slot"', '"\\n\\t\\0"', '"äöü €"', '"""heredoc\n text"""')
WRAPPERS = (
    "if (true) { ? }", "{ ? }", "for (int qq = 0; qq < 3; qq++) { ? }", "while (false) { ? }",
    "do { ? } while (false);", "try { ? } catch { }", 'try { ? throw("x"); } catch { ? }', "? yield();",
    "switch (3) { case 3: { ? } default: break; }", "foreach (int qq : array<int> = {1, 2}) { ? }",
    "if (false) { } else { ? }",
)  # fmt: skip
CHARACTERS = (0, 10, 34, 39, 64, 123, 127, 233, 0x10FFFF)
OPEN, CLOSE = {"(": ")", "{": "}", "[": "]"}, {")", "}", "]"}


def tokens_of(text: str) -> list[str]:
    return TOKEN.findall(text)


def scripts(paths: list[Path]) -> list[list[str]]:
    """The tokens of files and of the scripts in folders."""
    files: list[Path] = []
    for path in paths:
        files += sorted(path.rglob("*.as")) if path.is_dir() else [path]
    found = [tokens_of(file.read_text(encoding="utf-8", errors="replace")) for file in files]
    return [tokens for tokens in found if tokens]


def is_blank(token: str) -> bool:
    return token.isspace() or token.startswith(("//", "/*"))


def behind(tokens: list[str], at: int) -> int:
    """The place behind the bracket that closes the one at `at`; the end if there is none."""
    depth = 0
    for i in range(at, len(tokens)):
        if tokens[i] in OPEN:
            depth += 1
        elif tokens[i] in CLOSE:
            depth -= 1
            if depth == 0:
                return i + 1
    return len(tokens)


def statement(tokens: list[str], at: int) -> tuple[int, int] | None:
    """The statement around a place that ends in a semicolon or a block, as far as brackets tell."""
    start = at
    while start > 0 and tokens[start - 1] not in (";", "{", "}"):
        start -= 1
    while start < len(tokens) and is_blank(tokens[start]):
        start += 1
    end = start
    while end < len(tokens):
        if tokens[end] == ";":
            return start, end + 1
        if tokens[end] == "{":
            return start, behind(tokens, end)
        if tokens[end] in ("(", "["):
            end = behind(tokens, end)
        elif tokens[end] in CLOSE:
            return None
        else:
            end += 1
    return None


def argument(tokens: list[str], at: int) -> tuple[int, int] | None:
    """The expression behind an opening bracket, a comma or an assignment."""
    end = at + 1
    while end < len(tokens) and tokens[end] not in (",", ";") and tokens[end] not in CLOSE:
        end = behind(tokens, end) if tokens[end] in OPEN else end + 1
    return (at + 1, end) if at + 1 < end < len(tokens) else None


class Mutator:
    """Makes mutants of a corpus; the same random numbers give the same mutants."""

    def __init__(self, corpus: list[list[str]]) -> None:
        self.corpus = corpus
        self.gentle: list[Callable[[random.Random, list[str]], None]] = [
            self.alike, self.alike, self.number, self.text, self.name, self.name, self.repeat, self.swap_statements,
            self.drop, self.wrap, self.swap_arguments, self.swap_arguments, self.empty, self.borrow,
        ]  # fmt: skip

    def mutate(self, rng: random.Random, script: list[str]) -> str:
        """One mutant: mostly a few gentle changes, at times many or wild ones."""
        tokens = script.copy()
        gentle = rng.random() < 0.6
        for _ in range(rng.choice((1, 1, 2, 3, 5) if gentle else (1, 1, 2, 3, 10, 30))):
            if tokens:
                (rng.choice(self.gentle) if gentle or rng.random() < 0.4 else self.wild)(rng, tokens)
        return "".join(tokens)

    @staticmethod
    def find(rng: random.Random, tokens: list[str], fits: Callable[[str], bool]) -> int:
        """A place near a random one with a token that fits, or -1."""
        at = rng.randrange(len(tokens))
        for i in range(at, min(at + 200, len(tokens))):
            if fits(tokens[i]):
                return i
        return -1

    def alike(self, rng: random.Random, tokens: list[str]) -> None:
        at = self.find(rng, tokens, ROW.__contains__)
        if at >= 0:
            tokens[at] = rng.choice(ROW[tokens[at]])

    def number(self, rng: random.Random, tokens: list[str]) -> None:
        at = self.find(rng, tokens, lambda token: token[0].isdigit())
        if at >= 0:
            tokens[at] = rng.choice(FLOATS if "." in tokens[at] or rng.random() < 0.05 else INTEGERS)

    def text(self, rng: random.Random, tokens: list[str]) -> None:
        at = self.find(rng, tokens, lambda token: token[0] == '"')
        if at >= 0:
            tokens[at] = rng.choice(STRINGS)

    def name(self, rng: random.Random, tokens: list[str]) -> None:
        """A name by another one of the script that is followed by the same: another function, type or variable."""
        at = self.find(rng, tokens, str.isidentifier)
        if at < 0 or at + 1 >= len(tokens):
            return
        same = [
            i for i in range(len(tokens) - 1) if tokens[i + 1] == tokens[at + 1] and tokens[i].isidentifier()
            and (tokens[i - 1] == ".") == (tokens[at - 1] == ".")
        ]  # fmt: skip
        tokens[at] = tokens[rng.choice(same)] if same else tokens[at]

    def repeat(self, rng: random.Random, tokens: list[str]) -> None:
        found = statement(tokens, rng.randrange(len(tokens)))
        if found and found[1] - found[0] < 400:
            piece = ["{ ", *tokens[found[0] : found[1]], " }"] if rng.random() < 0.5 else tokens[found[0] : found[1]]
            tokens[found[1] : found[1]] = [" ", *piece]

    def swap_statements(self, rng: random.Random, tokens: list[str]) -> None:
        first = statement(tokens, rng.randrange(len(tokens)))
        second = statement(tokens, first[1]) if first and first[1] < len(tokens) else None
        if first and second and first[1] <= second[0]:
            one, two = tokens[first[0] : first[1]], tokens[second[0] : second[1]]
            tokens[second[0] : second[1]] = one
            tokens[first[0] : first[1]] = two

    def drop(self, rng: random.Random, tokens: list[str]) -> None:
        found = statement(tokens, rng.randrange(len(tokens)))
        if found:
            del tokens[found[0] : found[1]]

    def wrap(self, rng: random.Random, tokens: list[str]) -> None:
        found = statement(tokens, rng.randrange(len(tokens)))
        if found and found[1] - found[0] < 400:
            piece = "".join(tokens[found[0] : found[1]])
            tokens[found[0] : found[1]] = tokens_of(rng.choice(WRAPPERS).replace("?", piece))

    def swap_arguments(self, rng: random.Random, tokens: list[str]) -> None:
        """An argument or assigned value in the place of another one."""
        places = [self.find(rng, tokens, lambda token: token in ("(", ",", "=", "return")) for _ in range(2)]
        spans = [argument(tokens, at) if at >= 0 else None for at in places]
        if spans[0] and spans[1]:
            tokens[spans[0][0] : spans[0][1]] = tokens[spans[1][0] : spans[1][1]]

    def empty(self, rng: random.Random, tokens: list[str]) -> None:
        at = self.find(rng, tokens, OPEN.__contains__)
        if at >= 0:
            end = behind(tokens, at)
            tokens[at + 1 : end - 1] = []

    def borrow(self, rng: random.Random, tokens: list[str]) -> None:
        """A declaration or statement of another script."""
        other = rng.choice(self.corpus)
        found = statement(other, rng.randrange(len(other)))
        if found and found[1] - found[0] < 600:
            mine = statement(tokens, rng.randrange(len(tokens)))
            at = mine[0] if mine and rng.random() < 0.6 else len(tokens)
            tokens[at:at] = [*other[found[0] : found[1]], " "]

    def wild(self, rng: random.Random, tokens: list[str]) -> None:
        at = rng.randrange(len(tokens))
        what = rng.randrange(9)
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
        elif what == 4:
            names = [i for i, token in enumerate(tokens) if token.isidentifier()]
            if names:
                tokens[rng.choice(names)] = tokens[rng.choice(names)]
        elif what == 5:
            script = rng.choice(self.corpus)
            start = rng.randrange(len(script))
            tokens[at:at] = script[start : start + rng.choice((1, 3, 10, 40))]
        elif what == 6:
            tokens[at] = rng.choice(WORDS)
        elif what == 7:
            tokens.insert(at, rng.choice(WORDS))
        else:
            word = tokens[at]
            place = rng.randrange(len(word))
            tokens[at] = word[:place] + chr(rng.choice(CHARACTERS)) + word[place + 1 :]
