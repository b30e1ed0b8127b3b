#!/usr/bin/env python3
"""docs/errors.md: fills in what the compiler says of each example.

    python tools/gen_errors.py [--check]

The document is its own source: examples and advice are written by hand; the heading and meaning of each code come from
compiler/error_codes.py, the messages from compiling the example. A section looks like this:

    ### E0401 `unknown-name`

    A name that nothing visible has.

    ```angelscript              (or ```python: an expression that gives the source; E0804 has no example)
    ```
    ```text                     what is printed, written by this tool
    ```
    How to fix it.

`<!-- Context(strict=True) -->` in front of an example gives the arguments of its context; the class game::Chest, with
the attribute `items: list[str]`, is there for all
that name it. Every code of the table must
have a section, in its order, and every example must give its code and no other.
"""

from __future__ import annotations

import argparse
import ast
import re
import sys
from pathlib import Path

from seraphscript import BuildError, Context, Module
from seraphscript.compiler.diagnostics import Diagnostic
from seraphscript.compiler.error_codes import CODES, NAMES, code_text
from seraphscript.unit import LARGEST_SOURCE

DOCUMENT = Path(__file__).resolve().parent.parent / "docs" / "errors.md"
WITHOUT_EXAMPLE = ("E0804",)  # no script shows what happens when the memory of the machine is used up
SECTION = re.compile(r"^### ([EW]\d{4}) [^\n]*\n(.*?)(?=^##|\Z)", re.M | re.S)
EXAMPLE = re.compile(
    r"(?:<!-- Context\((.*?)\) -->\n)?```(angelscript|python)\n(.*?)```\n(?:\n```text\n.*?```\n)?", re.S
)
LONGEST = 12  # lines of messages that are shown


class Chest:
    """The class of the host in the examples, game::Chest."""

    items: list[str]


class DocumentError(Exception):
    """A document that cannot be filled in."""


def diagnostics(source: str | bytes, options: str = "") -> list[Diagnostic]:
    """What the compiler says of a source, in a context with these arguments ("strict=True")."""
    call = ast.parse(f"Context({options})", mode="eval").body
    assert isinstance(call, ast.Call)
    context = Context(**{k.arg: ast.literal_eval(k.value) for k in call.keywords if k.arg})
    if isinstance(source, str) and "game::" in source:
        game = Module("game")
        game.type(Chest)
        context.install(game)
    unit = context.create_unit()
    try:
        unit.add_source("example.as", source)
        unit.build()
    except BuildError as error:
        return list(error.diagnostics)
    return unit.warnings


def source_of(language: str, text: str) -> str | bytes:
    """The source that an example stands for."""
    if language == "angelscript":
        return text
    value = eval(text, {"range": range, "LARGEST_SOURCE": LARGEST_SOURCE})
    assert isinstance(value, str | bytes)
    return value


def filled(code: str, body: str) -> str:
    """The body of a section with its meaning and messages."""
    meaning = next(text for _, number, text in CODES if code_text(number) == code)
    head = f"\n{meaning[0].upper()}{meaning[1:]}.\n\n"
    found = EXAMPLE.search(body)
    if found is None:
        if code not in WITHOUT_EXAMPLE:
            raise DocumentError(f"{code} has no example")
        return head + body.strip().partition("\n\n")[2] + "\n\n"
    options, language, text = found.groups(default="")
    items = diagnostics(source_of(language, text), options)
    if code == "E0806":
        items = items[-1:]  # what is too many are other errors
    if {item.code for item in items} != {code}:
        raise DocumentError(f"the example of {code} gives {', '.join(item.code for item in items) or 'nothing'}")
    lines = "\n".join(str(item) for item in items).split("\n")
    if len(lines) > LONGEST:
        lines = [*lines[:LONGEST], "..."]
    lines = [line if len(line) <= 120 else line[:116] + " ..." for line in lines]
    before = f"<!-- Context({options}) -->\n" if options else ""
    example = f"{before}```{language}\n{text}```\n\n```text\n" + "\n".join(lines) + "\n```\n"
    return head + example + "\n" + body[found.end() :].strip() + "\n\n"


def document(text: str) -> str:
    """The document with all sections filled in; DocumentError if it is not complete."""
    codes = [match[1] for match in SECTION.finditer(text)]
    wanted = [code_text(number) for _, number, _ in CODES]
    for code in (*wanted, *codes):
        if codes.count(code) != 1 or code not in wanted:
            raise DocumentError(f"{code} has {codes.count(code)} sections, and the table {wanted.count(code)} entries")
    if codes != wanted:
        raise DocumentError("the sections are not in the order of the table")
    text = SECTION.sub(lambda match: f"### {match[1]} `{NAMES[match[1]]}`\n{filled(match[1], match[2])}", text)
    return text.rstrip("\n") + "\n"


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--check", action="store_true", help="only tell whether the document is fresh")
    check: bool = parser.parse_args().check
    old = DOCUMENT.read_text(encoding="utf-8")
    try:
        new = document(old)
    except DocumentError as error:
        sys.exit(f"docs/errors.md: {error}")
    if new != old and not check:
        DOCUMENT.write_text(new, encoding="utf-8")
    if new != old:
        print("docs/errors.md is stale: run python tools/gen_errors.py" if check else "wrote docs/errors.md")
    return 1 if check and new != old else 0


if __name__ == "__main__":
    sys.exit(main())
