"""The pytest plugin that makes each script under tests/language/ two tests.

`source` builds the script and runs it; `sbc` saves the program, loads the file in a fresh context and runs that. Both
go through the public API in this process, under a budget, so that no script can hang the run. With SERAPH_TINY_LIMITS a
script runs in pieces: its call is suspended at each poll, and as a fiber before each line.

Scripts in the folder of an optional module of the library (`vec`) run in contexts with that module.

What the engine cannot do yet stands in tests/language/pending.txt, a script and a reason per line. Such a script must
miss its expectations in both modes: if it passes, or if anything but a missed expectation happens, the run fails.

The rows of the acceptance table that a test names travel with its report; tools/rows.py reads them from a JUnit file.
"""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from _pytest._code.code import TerminalRepr
from expectations import Expectations, Outcome, parse

if TYPE_CHECKING:
    from seraphscript import Instance
    from seraphscript.vm.stop import Stop

BUDGET = 200_000_000  # cost units; the longest script needs a small part of it
MODES = ("source", "sbc")
TINY = os.environ.get("SERAPH_TINY_LIMITS") == "1"
LANGUAGE = Path(__file__).resolve().parent.parent / "language"
PENDING = LANGUAGE / "pending.txt"

pending_key = pytest.StashKey[dict[str, str]]()


class MissedExpectation(Exception):
    """The script ran, or was refused, in another way than it promises."""


def modules_of(path: Path) -> list[str]:
    """Scripts in a folder with the name of an optional module have that module."""
    from seraphscript.modules import OPTIONAL

    return [path.parent.name] if path.parent.name in OPTIONAL else []


def run_script(path: Path, mode: str, folder: Path) -> Outcome:
    """Run `void main()` of a script; `sbc` goes through a file in the folder."""
    from seraphscript import BuildError, Context, ScriptException

    outcome = Outcome()
    written: list[str] = []
    context = Context(modules=modules_of(path))
    unit = context.create_unit(path.stem)
    unit.add_source(path.name, path.read_text(encoding="utf-8"))
    try:
        unit.build()
    except BuildError as error:
        outcome.errors = [(d.line, d.message) for d in error.diagnostics if d.severity == "error"]
        if not outcome.errors:
            raise AssertionError("BuildError without an error") from error
        return outcome
    program = unit.program
    if mode == "sbc":
        file = folder / f"{path.stem}.sbc"
        unit.save(file)
        context = Context(modules=modules_of(path))
        program = context.load_program(file)
    with context.instantiate(program, output=written.append) as world:
        try:
            if TINY:
                run_in_pieces(world, path.read_text(encoding="utf-8"))
            else:
                world.call("void main()", budget=BUDGET)
        except ScriptException as error:
            outcome.exception = str(error)
    outcome.output = "".join(written)
    return outcome


def run_in_pieces(world: Instance, text: str) -> None:
    """Run `void main()` as a fiber that is suspended wherever it can be."""
    again = False

    def suspend(stop: Stop) -> None:
        nonlocal again
        again = not again  # a fiber that is suspended before a line comes there once more
        if again and not any("~" in frame.function for frame in stop.frames):  # a destructor cannot yield
            world.suspend()
        else:
            again = False

    if "Fiber" not in text:  # fibers of its own would yield to it
        world.on_line(suspend)
    budget = 1000 if "// expect exception" in text else 1  # the destructors that follow need what is left
    fiber = world.start("void main()")
    spent = 0
    while not fiber.resume(budget=budget):
        spent += 1
        assert spent < BUDGET


class ScriptFile(pytest.File):
    def collect(self) -> Iterator[ScriptItem]:
        expectations = parse(self.path.read_text(encoding="utf-8"))
        reason = self.config.stash[pending_key].get(self.path.relative_to(LANGUAGE).as_posix())
        for mode in MODES:
            item = ScriptItem.from_parent(self, name=mode, expectations=expectations)
            if reason is not None:
                item.add_marker(pytest.mark.xfail(reason=reason, strict=True, raises=MissedExpectation))
            if expectations.rows:
                item.add_marker(pytest.mark.row(*expectations.rows))
            yield item


class ScriptItem(pytest.Item):
    def __init__(self, *, expectations: Expectations, **kwargs: object) -> None:
        super().__init__(**kwargs)  # type: ignore[arg-type]
        self.expectations = expectations

    def runtest(self) -> None:
        with tempfile.TemporaryDirectory() as folder:
            outcome = run_script(self.path, self.name, Path(folder))
        problems = list(self.expectations.problems(outcome))
        if problems:
            raise MissedExpectation("\n".join(problems))

    def repr_failure(self, excinfo: pytest.ExceptionInfo[BaseException], style: object = None) -> str | TerminalRepr:
        if isinstance(excinfo.value, MissedExpectation):
            return f"{self.path}\n{excinfo.value}"
        return super().repr_failure(excinfo)

    def reportinfo(self) -> tuple[Path, int | None, str]:
        return self.path, 0, f"{self.path.parent.name}/{self.path.name} [{self.name}]"


def read_pending() -> dict[str, str]:
    """Script (relative to tests/language/) to reason."""
    pending: dict[str, str] = {}
    for number, line in enumerate(PENDING.read_text(encoding="utf-8").splitlines(), 1):
        if not line.strip() or line.startswith("#"):
            continue
        script, _, reason = line.partition(" ")
        if not reason.strip() or script in pending or not (LANGUAGE / script).is_file():
            raise pytest.UsageError(f"{PENDING}:{number}: a script that exists, once, and a reason are needed: {line}")
        pending[script] = reason.strip()
    return pending


def pytest_configure(config: pytest.Config) -> None:
    config.stash[pending_key] = read_pending()


def pytest_report_header() -> str:
    import seraphscript

    return f"seraphscript {seraphscript.__version__}: {seraphscript.__file__}"


def pytest_collect_file(file_path: Path, parent: pytest.Collector) -> ScriptFile | None:
    if file_path.suffix == ".as" and LANGUAGE in file_path.parents:
        return ScriptFile.from_parent(parent, path=file_path)
    return None


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Reports know no markers; user properties travel with them."""
    for item in items:
        item.user_properties += [("row", row) for mark in item.iter_markers("row") for row in mark.args]
