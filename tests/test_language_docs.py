"""docs/language.md: each of its examples does what its comments say."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from expectations import Outcome, parse
from seraphscript import BuildError, Context, ScriptException

DOCS = Path(__file__).resolve().parent.parent / "docs" / "language.md"
EXAMPLE = re.compile(r"^```angelscript\n(.*?)^```$", re.MULTILINE | re.DOTALL)
MARKS = {"// -> ": "// expect: ", "// error: ": "// expect error: ", "// raises: ": "// expect exception: "}
BUDGET = 10_000_000


def examples() -> list[tuple[int, str]]:
    """Line and text of each example."""
    text = DOCS.read_text(encoding="utf-8")
    return [(text.count("\n", 0, match.start()) + 2, match[1]) for match in EXAMPLE.finditer(text)]


def run(source: str) -> Outcome:
    outcome = Outcome()
    written: list[str] = []
    context = Context()
    unit = context.create_unit("example")
    unit.add_source("example.as", source)
    try:
        unit.build()
    except BuildError as error:
        outcome.errors = [(d.line, d.message) for d in error.diagnostics if d.severity == "error"]
        return outcome
    with unit.instantiate(output=written.append) as world:
        try:
            world.call("void main()", budget=BUDGET)
        except ScriptException as error:
            outcome.exception = str(error)
    outcome.output = "".join(written)
    return outcome


@pytest.mark.parametrize(("line", "source"), [pytest.param(*e, id=f"line {e[0]}") for e in examples()])
def test_example(line: int, source: str) -> None:
    for mark, expectation in MARKS.items():
        source = source.replace(mark, expectation)
    if "void main()" not in source:
        source = "void main() { " + source + "}"
    assert list(parse(source).problems(run(source))) == []


def test_there_are_examples() -> None:
    assert len(examples()) > 10
    assert DOCS.read_text(encoding="utf-8").count("```") == 2 * len(examples())
