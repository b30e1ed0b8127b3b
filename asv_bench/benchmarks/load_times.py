"""What comes before the first call: import, context, load of a compiled program, new instances."""

from __future__ import annotations

import tempfile
from pathlib import Path

from seraphscript import Context

from .common import build, make_context, script


def timeraw_import() -> str:
    return "import seraphscript"


class Contexts:
    def time_create(self) -> None:
        Context()

    def time_create_and_seal(self) -> None:
        Context().seal()


class Programs:
    """Saved programs of growing size."""

    params = ("hello_world", "functions", "game_logic", "performance/large_500", "performance/xxlarge_5000")
    param_names = ("script",)

    def setup(self, name: str) -> None:
        self.context = make_context()
        self.folder = tempfile.TemporaryDirectory()
        self.path = Path(self.folder.name) / "program.sbc"
        self.unit = build(self.context, "bench", script(name))
        self.unit.save(self.path)
        self.program = self.context.load_program(self.path)

    def teardown(self, name: str) -> None:
        self.folder.cleanup()

    def time_save(self, name: str) -> None:
        self.unit.save(self.path)

    def time_load(self, name: str) -> None:
        self.context.load_program(self.path)

    def time_instantiate(self, name: str) -> None:
        self.context.instantiate(self.program).close()

    def time_first_result(self, name: str) -> None:
        """From the file to the end of main."""
        program = self.context.load_program(self.path)
        with self.context.instantiate(program, output=lambda text: None) as world:
            world.call("void main()")
