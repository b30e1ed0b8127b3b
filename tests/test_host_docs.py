"""docs/host.md: each of its examples prints and raises what its comments say."""

from __future__ import annotations

import ast
import io
import itertools
import re
import sys
from contextlib import redirect_stdout
from pathlib import Path
from types import ModuleType

import pytest

DOCS = Path(__file__).resolve().parent.parent / "docs" / "host.md"
SECTION = re.compile(r"^## ", re.MULTILINE)
EXAMPLE = re.compile(r"^```python\n(.*?)^```$", re.MULTILINE | re.DOTALL)
MARK = re.compile(r"# (->|raises:) (.*)")


def sections() -> list[tuple[str, list[tuple[int, str]]]]:
    """Title of each section that has examples, and line and text of these."""
    text = DOCS.read_text(encoding="utf-8")
    starts = [0, *(match.start() for match in SECTION.finditer(text)), len(text)]
    found = []
    for start, end in itertools.pairwise(starts):
        examples = [(text.count("\n", 0, m.start()) + 2, m[1]) for m in EXAMPLE.finditer(text, start, end)]
        if examples:
            found.append((text[start:end].partition("\n")[0].lstrip("# "), examples))
    return found


def expected(lines: list[str]) -> tuple[list[str], str]:
    """What comments in these lines promise: printed lines, and the exception ("" for none)."""
    printed, raised = [], ""
    for line in lines:
        if mark := MARK.search(line):
            if mark[1] == "->":
                printed.append(mark[2])
            else:
                raised = mark[2]
    return printed, raised


def run(first_line: int, source: str, names: dict[str, object]) -> list[str]:
    """Run an example statement by statement; what differs from its comments."""
    lines = source.split("\n")
    body = ast.parse(source).body
    problems = []
    starts = [min([node.lineno, *(d.lineno for d in getattr(node, "decorator_list", []))]) for node in body]
    for node, start, end in zip(body, starts, [*starts[1:], len(lines) + 1], strict=True):
        printed, raised = expected(lines[start - 1 : end - 1])
        output, error = io.StringIO(), ""
        code = compile(ast.Module([node], []), DOCS.name, "exec")
        try:
            with redirect_stdout(output):
                exec(code, names)
        except Exception as caught:
            error = f"{type(caught).__name__}: {caught}"
        where = f"line {first_line + start - 1}"
        if output.getvalue().splitlines() != printed:
            problems.append(f"{where} printed {output.getvalue()!r}, not {printed}")
        name, _, text = raised.partition(": ")
        if bool(error) != bool(raised) or not error.startswith(name) or text not in error:
            problems.append(f"{where} raised {error!r}, not {raised!r}")
    return problems


@pytest.mark.parametrize(("title", "examples"), sections(), ids=[title for title, _ in sections()])
def test_section(title: str, examples: list[tuple[int, str]], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The examples of a section in order, after those of the first section."""
    module = ModuleType("host_guide")
    monkeypatch.setitem(sys.modules, module.__name__, module)
    monkeypatch.chdir(tmp_path)
    first_title, first = sections()[0]
    if title != first_title:
        examples = [*first, *examples]
    problems = [problem for line, source in examples for problem in run(line, source, module.__dict__)]
    assert problems == []


def test_there_are_examples() -> None:
    assert len(sections()) > 10
    fences = re.findall(r"```(\w*)", DOCS.read_text(encoding="utf-8"))
    others = fences.count("c") + fences.count("cython")  # tests/test_native_functions.py has such
    assert len(fences) == 2 * (others + sum(len(examples) for _, examples in sections()))
