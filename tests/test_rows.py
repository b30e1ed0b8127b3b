"""The acceptance table: tests name rows that exist, finished sections have no empty row, and tools/rows.py tells so."""

from __future__ import annotations

import importlib.util
import sys
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType
from xml.etree import ElementTree

import pytest

TOOL = Path(__file__).resolve().parent.parent / "tools" / "rows.py"
RESULT = """<testsuites><testsuite>
<testcase classname="a" name="one"><properties><property name="row" value="X-01"/></properties></testcase>
<testcase classname="a" name="two"><properties><property name="row" value="X-02"/></properties><failure/></testcase>
<testcase classname="a" name="three"><properties><property name="row" value="X-03"/></properties>
<skipped type="pytest.skip"/></testcase>
<testcase classname="a" name="four"><properties><property name="row" value="X-04"/></properties>
<skipped type="pytest.xfail"/></testcase>
</testsuite></testsuites>"""


@pytest.fixture(scope="module")
def rows() -> Iterator[ModuleType]:
    spec = importlib.util.spec_from_file_location("rows_tool", TOOL)
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules["rows_tool"] = module  # dataclasses look their module up
    spec.loader.exec_module(module)
    yield module
    del sys.modules["rows_tool"]


def test_finished_sections_are_proved(rows: ModuleType) -> None:
    table = rows.read_table()
    sections = {row.section for row in table.values()}
    assert list(rows.problems(table, rows.named_tests(), sections)) == []


def test_problems(rows: ModuleType) -> None:
    table = {
        f"X-0{n}": rows.Row(f"X-0{n}", "X" if n < 5 else "Y", "text", "", finished=True) for n in (1, 2, 3, 4, 5)
    }
    tests = rows.results(ElementTree.fromstring(RESULT))
    assert list(rows.problems(table, tests, {"X"})) == [
        "X-02 is not proved: a::two",
        "X-03 has no test: text",
        "X-04 is not proved: a::four",
    ]
    assert [p for p in rows.problems(table, tests, {"Y"}) if "X" in p.split()[0]] == ["X-05 has no test: text"]
    tests["Z-1"] = {"a::five": "passed"}
    assert next(rows.problems(table, tests, {"X"})) == "Z-1 is no row of the table, named by a::five"


def test_names_are_found_in_python(rows: ModuleType, tmp_path: Path) -> None:
    path = tmp_path / "test_some.py"
    path.write_text(
        '@pytest.mark.row("A-1", "A-2")\ndef f(): ...\n'
        'x = pytest.param(1, marks=pytest.mark.row("A-3"))\n'
        '@pytest.mark.row(f"A-{4}")\ndef g(): ...\n# row("A-5")\n',
        encoding="utf-8",
    )
    assert list(rows.named_in_python(path)) == ["A-1", "A-2", "A-3"]


def test_command(rows: ModuleType, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "result.xml"
    file.write_text(RESULT.replace("X-0", "OPR-0"), encoding="utf-8")
    assert rows.main(["--results", str(file), "C"]) == 1
    out, err = capsys.readouterr()
    assert "OPR-01   ok" in out and "OPR-02   NOT OK" in out and "OPR-03   empty" in out
    assert "OPR-02 is not proved: a::two" in err and "OPR-03 has no test" in err
    with pytest.raises(SystemExit):
        rows.main(["--names", "no such section"])
