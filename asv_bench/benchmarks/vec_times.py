"""Arithmetic on values of the host that lie in registers, against the same on separate floats."""

from __future__ import annotations

from seraphscript import Context

from .common import program

SIZE = 200_000


class VecArithmetic:
    """`programs/vec_arith.as`: the ratio of both is what counts (`tools/vec_ratio.py`)."""

    params = ("bench", "floats")
    param_names = ("function",)

    def setup(self, name: str) -> None:
        self.world = program(Context(modules=["vec"]), "vec_arith").instantiate()
        self.function = self.world.function(name)
        self.function(2)

    def teardown(self, name: str) -> None:
        self.world.close()

    def time_run(self, name: str) -> None:
        self.function(SIZE)
