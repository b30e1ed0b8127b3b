"""Scripts that try to outlive a limit of their instance; none may.

Each script in `evasion/` names on its first line what must end it: budget, deadline, memory, depth, interrupt, or an
ordinary exception. It runs with small limits, with functions of the host that raise, do nothing or call back.
Afterwards the instance must still be good for another call, and for an orderly end.
"""

from __future__ import annotations

import threading
from pathlib import Path

import pytest
from seraphscript import Context, Instance, Module
from seraphscript.vm.errors import (
    BudgetExceeded,
    DeadlineExceeded,
    DepthLimitExceeded,
    Interrupted,
    MemoryLimitExceeded,
    ScriptException,
)

SCRIPTS = sorted((Path(__file__).parent / "evasion").glob("*.as"))
ENDS: dict[str, type[Exception]] = {
    "budget": BudgetExceeded,
    "deadline": DeadlineExceeded,
    "memory": MemoryLimitExceeded,
    "depth": DepthLimitExceeded,
    "interrupt": Interrupted,
    "exception": ScriptException,
}
BUDGET = 3_000_000
ALIVE = "\nint still_alive(int x) { array<int> a(3, x); return a[2] + 1; }\n"


class Host:
    """The host's side: what its functions do to the instance in charge."""

    def __init__(self) -> None:
        self.world: Instance | None = None
        self.module = Module("")
        self.module.function("void fail()")(self.fail)
        self.module.function("void nothing()")(self.nothing)
        self.module.function("void reenter(const string &in)")(self.reenter)

    def fail(self) -> None:
        raise ValueError("refused")

    def nothing(self) -> None:
        return None

    def reenter(self, declaration: str) -> None:
        assert self.world is not None
        self.world.call(declaration)


def call_main(world: Instance, end: str) -> None:
    """Runs with the limit under test; where it is none of a call, with a budget that would only come much later."""
    if end == "deadline":
        world.call("void main()", deadline=0.05)
    elif end == "interrupt":
        world.call("void main()")
    else:
        world.call("void main()", budget=BUDGET if end in ("budget", "exception") else 100 * BUDGET)


@pytest.mark.parametrize("path", SCRIPTS, ids=lambda path: path.stem)
def test_no_script_outlives_its_limit(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    end = text.partition("\n")[0].removeprefix("// ends: ")
    host = Host()
    context = Context()
    context.install(host.module)
    unit = context.create_unit(path.stem)
    unit.add_source(path.name, text + ALIVE)
    unit.build()
    written: list[str] = []
    reported: list[BaseException] = []  # what destructors raise
    if path.stem.startswith("globals_"):
        with pytest.raises(ENDS[end]):
            unit.instantiate(memory_limit=4 << 20, budget=BUDGET)
        return
    world = unit.instantiate(memory_limit=4 << 20, max_depth=500, output=written.append, on_exception=reported.append)
    host.world = world
    timer = threading.Timer(0.05, world.interrupt)
    if end == "interrupt":
        timer.start()
    try:
        with pytest.raises(ENDS[end]) as caught:
            call_main(world, end)
        assert type(caught.value) is ENDS[end]
    finally:
        timer.cancel()
    assert world.call("int still_alive(int)", 41, budget=BUDGET) == 42
    world.close()


def test_there_are_enough_of_them() -> None:
    assert len(SCRIPTS) >= 110
