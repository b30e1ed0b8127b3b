"""Some language scripts through the installed `seraph` command: streams, exit codes and the form of messages."""

from __future__ import annotations

import re
import subprocess
import sysconfig
from pathlib import Path

import pytest
from expectations import Outcome, parse
from language_scripts import LANGUAGE

SERAPH = Path(sysconfig.get_path("scripts"), "seraph")
ERROR = re.compile(r"^(.+) \((\d+), (\d+)\) : ERR : (.+)$", re.MULTILINE)
RUNS = ["control_flow/switch_basic.as", "strings/format_float.as", "arrays/nested.as"]
RAISES = ["arrays/out_of_bounds.as", "exceptions/assert_fails.as"]
REFUSED = ["compile_errors/undeclared_variable.as", "compile_errors/unclosed_block.as"]


def seraph(*arguments: str | Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [SERAPH, *arguments], stdin=subprocess.DEVNULL, capture_output=True, encoding="utf-8", timeout=60, check=False
    )


@pytest.mark.parametrize("script", RUNS)
def test_run(script: str) -> None:
    expectations = parse((LANGUAGE / script).read_text(encoding="utf-8"))
    done = seraph("run", LANGUAGE / script)
    assert (done.returncode, done.stderr) == (0, "")
    assert list(expectations.problems(Outcome(done.stdout))) == []


@pytest.mark.parametrize("script", RAISES)
def test_exception(script: str) -> None:
    expectations = parse((LANGUAGE / script).read_text(encoding="utf-8"))
    done = seraph("run", LANGUAGE / script)
    assert done.returncode == 2
    assert list(expectations.problems(Outcome(done.stdout, exception=done.stderr))) == []
    assert Path(script).name in done.stderr  # the traceback names the section


@pytest.mark.parametrize("script", REFUSED)
@pytest.mark.parametrize("command", ["run", "check"])
def test_error(command: str, script: str) -> None:
    expectations = parse((LANGUAGE / script).read_text(encoding="utf-8"))
    done = seraph(command, LANGUAGE / script)
    assert (done.returncode, done.stdout) == (1, "")
    errors = ERROR.findall(done.stderr)
    assert errors
    assert all(section.endswith(Path(script).name) for section, *_ in errors)
    outcome = Outcome(errors=[(int(row), message) for _, row, _, message in errors])
    assert list(expectations.problems(outcome)) == []


def test_build_then_run(tmp_path: Path) -> None:
    script = LANGUAGE / RUNS[0]
    built = seraph("build", script, "-o", tmp_path / "out.sbc")
    assert (built.returncode, built.stderr) == (0, "")
    done = seraph("run", tmp_path / "out.sbc")
    assert (done.returncode, done.stderr) == (0, "")
    assert list(parse(script.read_text(encoding="utf-8")).problems(Outcome(done.stdout))) == []


def test_refused_build_leaves_no_file(tmp_path: Path) -> None:
    done = seraph("build", LANGUAGE / REFUSED[0], "-o", tmp_path / "out.sbc")
    assert done.returncode == 1
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("arguments", "code"), [(["run", "no-such-file.as"], 1), (["run", "."], 1), ([], 64), (["no-such-command"], 64)]
)
def test_bad_use(arguments: list[str], code: int) -> None:
    done = seraph(*arguments)
    assert (done.returncode, done.stdout) == (code, "")
    assert done.stderr.strip()
    assert "Traceback" not in done.stderr
