"""Which tests prove which row of the acceptance table, and how they ended.

    python tools/rows.py [SECTION ...]               run the tests that name rows of the sections (default: all), print
    python tools/rows.py --results FILE [SECTION...] read a result that `pytest --junit-xml=FILE` wrote instead
    python tools/rows.py --names [SECTION...]        run nothing: print which tests name which rows

A test names rows with `@pytest.mark.row("CTX-04")`, a script with a comment `// row: STM-03`. The rows, their sections
and how we read them stand in tests/rows.toml. Skipped tests do not count; a script that is pending fails its rows.
Deferred rows are not asked for.
Exit status 1: a row of a finished section has no test or one that failed, or a test names a row that is none.
"""

from __future__ import annotations

import argparse
import ast
import re
import subprocess
import sys
import tempfile
import tomllib
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from xml.etree import ElementTree

TESTS = Path(__file__).resolve().parent.parent / "tests"
SCRIPT_ROW = re.compile(r"//\s?row:\s*(.+)$", re.MULTILINE)
Tests = Mapping[str, Mapping[str, str]]  # row -> test -> how it ended


@dataclass(frozen=True)
class Row:
    id: str
    section: str
    text: str
    reading: str
    finished: bool
    deferred: str = ""


def read_table(path: Path = TESTS / "rows.toml") -> dict[str, Row]:
    data = tomllib.loads(path.read_text(encoding="utf-8"))
    readings: dict[str, str] = data["readings"]
    deferred: dict[str, str] = data["deferred"]
    table: dict[str, Row] = {}
    for section in data["section"]:
        texts = section.get("rows") or {f"{section['prefix']}-{n:02}": "" for n in range(1, section["count"] + 1)}
        for row, text in texts.items():
            if not row.startswith(section["prefix"] + "-") or row in table:
                raise ValueError(f"{path}: {row} is no row of section {section['id']}, or stands there twice")
            finished = section.get("finished", False)
            table[row] = Row(row, section["id"], text, readings.get(row, ""), finished, deferred.get(row, ""))
    if unknown := (set(readings) | set(deferred)) - set(table):
        raise ValueError(f"{path}: readings of rows that are none: {sorted(unknown)}")
    return table


def named_in_python(path: Path) -> Iterator[str]:
    """The rows in calls of `...mark.row("ID", ...)`; ids that are computed are seen in results only."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "row":
            yield from (a.value for a in node.args if isinstance(a, ast.Constant) and isinstance(a.value, str))


def named_tests() -> dict[str, dict[str, str]]:
    """What the sources of the tests say, without running them. Scripts count where the plugin collects them."""
    tests: dict[str, dict[str, str]] = defaultdict(dict)
    pending = {
        line.split()[0]
        for line in (TESTS / "language/pending.txt").read_text(encoding="utf-8").splitlines()
        if line.strip() and not line.startswith("#")
    }
    for path in sorted(TESTS.glob("test_*.py")):
        for row in named_in_python(path):
            tests[row][path.name] = "named"
    for path in sorted((TESTS / "language").rglob("*.as")):
        script = path.relative_to(TESTS / "language").as_posix()
        for names in SCRIPT_ROW.findall(path.read_text(encoding="utf-8")):
            for row in names.split():
                tests[row][script] = "pending" if script in pending else "named"
    return tests


def run_tests(rows: set[str]) -> ElementTree.Element:
    """Runs what names one of the rows, and gives back the result."""
    files = {
        str(TESTS / test if test.endswith(".py") else TESTS / "language" / test)
        for row, tests in named_tests().items()
        if row in rows
        for test in tests
    }
    files |= {str(path) for path in TESTS.glob("test_*.py") if 'mark.row(f"' in path.read_text(encoding="utf-8")}
    with tempfile.TemporaryDirectory() as folder:
        result = Path(folder, "result.xml")
        command = [sys.executable, "-m", "pytest", "-q", f"--junit-xml={result}", *sorted(files)]
        subprocess.run(command, cwd=TESTS.parent, stdout=sys.stderr, check=False)
        return ElementTree.parse(result).getroot()


def results(root: ElementTree.Element) -> dict[str, dict[str, str]]:
    tests: dict[str, dict[str, str]] = defaultdict(dict)
    for case in root.iter("testcase"):
        skipped = case.find("skipped")
        if case.find("failure") is not None or case.find("error") is not None:
            outcome = "failed"
        elif skipped is None:
            outcome = "passed"
        elif skipped.get("type") == "pytest.xfail":
            outcome = "pending"
        else:
            continue
        for entry in case.iter("property"):
            if entry.get("name") == "row":
                test = "::".join(part for part in (case.get("classname"), case.get("name")) if part)
                tests[entry.get("value", "")][test] = outcome
    return tests


def problems(table: Mapping[str, Row], tests: Tests, sections: set[str]) -> Iterator[str]:
    """What keeps the finished sections from being proved."""
    for unknown in sorted(set(tests) - set(table)):
        yield f"{unknown} is no row of the table, named by {', '.join(tests[unknown])}"
    for row in table.values():
        if not row.finished or row.deferred or row.section not in sections:
            continue
        failed = [test for test, outcome in tests.get(row.id, {}).items() if outcome in ("failed", "pending")]
        if row.id not in tests:
            yield f"{row.id} has no test: {row.text}"
        elif failed:
            yield f"{row.id} is not proved: {', '.join(failed)}"


def report(table: Mapping[str, Row], tests: Tests, sections: set[str]) -> None:
    for row in table.values():
        if row.section not in sections or not (row.text or row.id in tests):
            continue
        outcomes = tests.get(row.id, {})
        state = "empty" if not outcomes else "ok" if set(outcomes.values()) <= {"passed", "named"} else "NOT OK"
        print(f"{row.id:8} {state:7} {row.text}".rstrip())
        if row.deferred:
            print(f"         deferred: {row.deferred}")
        if row.reading:
            print(f"         read as: {row.reading}")
        for test, outcome in sorted(outcomes.items()):
            print(f"    {outcome:8} {test}")


def main(arguments: list[str] | None = None) -> int:
    table = read_table()
    known = {row.section for row in table.values()}
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("sections", nargs="*", metavar="SECTION", help=f"some of: {' '.join(sorted(known))}")
    parser.add_argument("--results", type=Path, metavar="FILE", help="the JUnit file of a run")
    parser.add_argument("--names", action="store_true", help="run nothing: only which tests name which rows")
    options = parser.parse_args(arguments)
    sections = set(options.sections) or known
    if unknown := sections - known:
        parser.error(f"no such section: {' '.join(sorted(unknown))}")
    if options.names:
        tests = named_tests()
    elif options.results:
        tests = results(ElementTree.parse(options.results).getroot())
    else:
        tests = results(run_tests({row.id for row in table.values() if row.section in sections}))
    report(table, tests, sections)
    found = list(problems(table, tests, sections))
    for problem in found:
        print(problem, file=sys.stderr)
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
