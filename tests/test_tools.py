"""Every tool says what it is, and what is wrong with its arguments."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

TOOLS = Path(__file__).resolve().parent.parent / "tools"
COMMANDS = sorted(path.name for path in TOOLS.glob("*.py") if '__name__ == "__main__"' in path.read_text("utf-8"))


def tool(name: str, *arguments: str | Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, TOOLS / name, *arguments],
        stdin=subprocess.DEVNULL,
        capture_output=True,
        encoding="utf-8",
        timeout=60,
        check=False,
        cwd=TOOLS.parent,
    )


@pytest.mark.row("CARD-07")
@pytest.mark.parametrize("name", COMMANDS)
def test_help_and_usage(name: str) -> None:
    done = tool(name, "--help")
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.startswith(f"usage: {name}")
    done = tool(name, "--no-such-option")
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.startswith(f"usage: {name}")


@pytest.mark.row("CARD-07")
def test_checks_fail(tmp_path: Path) -> None:
    log = tmp_path / "build.log"
    log.write_text("[1/1] Cythonizing a.pyx\n")
    assert tool("check_build_log.py", log).returncode == 0
    log.write_text("[1/1] Cythonizing a.pyx\nwarning: vm/a.pyx:3:4: unused\n")
    done = tool("check_build_log.py", log)
    assert (done.returncode, done.stdout.splitlines()[-1]) == (1, "1 modules, 1 warnings")
    log.write_text("nothing was compiled\n")
    assert tool("check_build_log.py", log).returncode == 1
    assert tool("check_build_log.py", tmp_path / "none").returncode == 2
    assert tool("check_annotate.py", tmp_path).returncode == 1
    assert tool("check_annotate.py", log).returncode == 2
    assert tool("check_dispatch.py", log).returncode != 0
