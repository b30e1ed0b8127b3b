"""The asv suite runs: each benchmark once, with its first and its last parameters, as `asv run --quick` does.

What it is not: a measurement. Nothing here looks at times.
"""

from __future__ import annotations

import importlib
import inspect
import itertools
import json
import re
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

BENCH = Path(__file__).resolve().parent.parent / "asv_bench"
KINDS = ("time_", "timeraw_", "track_", "peakmem_", "mem_")
SKIPPED = {"__init__", "common"}
SLOW = {"registry_times"}  # by its sizes: thousands of types


def suites() -> Iterator[tuple[str, Any]]:
    sys.path.insert(0, str(BENCH))
    try:
        for path in sorted((BENCH / "benchmarks").glob("*.py")):
            if path.stem not in SKIPPED:
                module = importlib.import_module(f"benchmarks.{path.stem}")
                for name, found in inspect.getmembers(module):
                    if inspect.isclass(found) and found.__module__ == module.__name__ and measured(found):
                        yield f"{path.stem}.{name}", found
    finally:
        sys.path.remove(str(BENCH))


def measured(suite: type) -> list[str]:
    return [name for name in dir(suite) if name.startswith(KINDS)]


SUITES = dict(suites())


def parameters(suite: type) -> list[tuple[Any, ...]]:
    """The first and the last of all combinations."""
    params = getattr(suite, "params", ())
    if not params:
        return [()]
    if not isinstance(params[0], list | tuple):
        params = (params,)
    every = list(itertools.product(*params))
    return [every[0], every[-1]] if len(every) > 1 else every


@pytest.mark.row("CARD-08", "CARD-06")
@pytest.mark.parametrize("name", [name for name in SUITES if name.partition(".")[0] not in SLOW])
def test_a_suite_runs(name: str) -> None:
    for values in parameters(SUITES[name]):
        suite = SUITES[name]()
        arguments = values
        if hasattr(suite, "setup_cache"):
            arguments = (suite.setup_cache(), *values)
        try:
            if hasattr(suite, "setup"):
                suite.setup(*arguments)
        except NotImplementedError:
            continue  # how a benchmark says that it does not apply
        try:
            for benchmark in measured(suite):
                result = getattr(suite, benchmark)(*arguments)
                if benchmark.startswith("track_"):
                    assert isinstance(result, int | float), benchmark
        finally:
            if hasattr(suite, "teardown"):
                suite.teardown(*arguments)


@pytest.mark.row("CARD-08")
def test_the_configuration_needs_no_network_of_its_own() -> None:
    text = (BENCH / "asv.conf.json").read_text(encoding="utf-8")
    config = json.loads(re.sub(r"^\s*//.*$", "", text, flags=re.MULTILINE))
    assert config["repo"] == ".."
    assert (BENCH / config["benchmark_dir"] / "__init__.py").is_file()
    assert SUITES
