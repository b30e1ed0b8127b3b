"""Exact counters: equal on every machine for one commit. A change has a cause, and growth needs a reason.

The sizes of the programs are small here: counters grow with them in a known way, and fib is exponential.
"""

from __future__ import annotations

from .common import SIZES, build, make_context, program_world, script

SMALL = 16
SCRIPTS = (
    "hello_world",
    "functions",
    "game_logic",
    "class_basic",
    "performance/large_500",
    "performance/xxlarge_5000",
    "performance/classes_500",
    "performance/classes_5000",
)


class Runs:
    """One run of each comparison program."""

    params = tuple(SIZES)
    param_names = ("program",)

    def setup(self, name: str) -> None:
        self.world = program_world(name)
        self.before = self.world.stats()
        self.world.function("bench")(SMALL)
        self.after = self.world.stats()

    def teardown(self, name: str) -> None:
        self.world.close()

    def track_cost(self, name: str) -> int:
        return self.after.cost - self.before.cost

    def track_allocations(self, name: str) -> int:
        return self.after.allocations - self.before.allocations

    def track_blocks_left(self, name: str) -> int:
        return self.after.live_blocks - self.before.live_blocks

    def track_host_calls(self, name: str) -> int:
        return self.after.host_calls - self.before.host_calls

    track_cost.unit = "units"  # type: ignore[attr-defined]
    track_allocations.unit = track_blocks_left.unit = "blocks"  # type: ignore[attr-defined]


class Programs:
    """What compiled scripts and their instances take."""

    params = SCRIPTS
    param_names = ("script",)

    def setup(self, name: str) -> None:
        self.unit = build(make_context(), "bench", script(name))
        self.world = self.unit.instantiate(output=lambda text: None)

    def teardown(self, name: str) -> None:
        self.world.close()

    def track_bytecode(self, name: str) -> int:
        return self.unit.program.bytecode_size

    def track_file(self, name: str) -> int:
        return len(self.unit.program.to_bytes())

    def track_program_memory(self, name: str) -> int:
        return self.unit.program.memory_size

    def track_instance_memory(self, name: str) -> int:
        return self.world.stats().memory_size

    def track_main_cost(self, name: str) -> int:
        before = self.world.stats().cost
        self.world.call("void main()")
        return self.world.stats().cost - before

    for function in (track_bytecode, track_file, track_program_memory, track_instance_memory):
        function.unit = "bytes"  # type: ignore[attr-defined]
    del function
