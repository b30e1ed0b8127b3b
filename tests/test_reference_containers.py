"""Random programs over strings, arrays and handles against a model in Python: same results, and nothing leaks."""

from __future__ import annotations

from hypothesis import HealthCheck, given, settings
from reference.containers import ContainerProgram, container_programs
from seraphscript import Context, ScriptException

BUDGET = 50_000_000
CONTEXT = Context()


@settings(max_examples=300, deadline=None, suppress_health_check=list(HealthCheck))
@given(container_programs())
def test_containers(program: ContainerProgram) -> None:
    wanted, raises = program.run()
    unit = CONTEXT.create_unit("containers")
    unit.add_source("containers.as", program.text())
    unit.build()
    with unit.instantiate() as world:
        blocks: list[int] = []
        for _ in range(1 if program.shared else 3):
            try:
                got, raised = world.call("f", budget=BUDGET), False
            except ScriptException as error:
                got, raised = str(error), True
            assert (got, raised) == (wanted, raises)
            blocks.append(world.stats().live_blocks)
        assert len(set(blocks)) == 1  # the first call also makes the literals
