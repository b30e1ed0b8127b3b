"""asv itself runs the suite of the repository: with the installed package, without a network."""

from __future__ import annotations

import importlib.util
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

BENCH = Path(__file__).resolve().parent.parent / "asv_bench"

pytestmark = [
    pytest.mark.row("CARD-08"),
    pytest.mark.skipif(importlib.util.find_spec("asv") is None, reason="asv is not installed (pip install asv)"),
    pytest.mark.skipif(not (BENCH.parent / ".git").exists(), reason="asv works on a repository, and this is none"),
]


def asv(home: Path, *arguments: str) -> str:
    """What a command of asv prints. It notes what machine this is in the home directory."""
    environment = {**os.environ, "HOME": str(home), "PIP_NO_INDEX": "1"}
    done = subprocess.run(
        [sys.executable, "-m", "asv", *arguments], cwd=BENCH, env=environment, capture_output=True, encoding="utf-8",
        timeout=300, check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def test_all_suites_are_found(tmp_path: Path) -> None:
    assert "No problems found" in asv(tmp_path, "check", "-E", f"existing:{sys.executable}")


def test_a_quick_run_gives_numbers(tmp_path: Path) -> None:
    asv(tmp_path, "machine", "--yes")
    shown = asv(tmp_path, "run", "--quick", "--python=same", "--dry-run", "--bench", "counters.Runs.track_cost")
    costs = dict(re.findall(r"^\s+(fib|sieve)\s+(\d+)\s*$", shown, flags=re.MULTILINE))
    assert set(costs) == {"fib", "sieve"}, shown
    assert int(costs["fib"]) > 1000
