from collections.abc import Callable
from enum import StrEnum
from typing import NamedTuple, final

from seraphscript.vm.stop import Stop

class Step(StrEnum):
    INTO = "into"
    OVER = "over"
    OUT = "out"

class Breakpoint(NamedTuple):
    function: str
    section: str
    line: int

@final
class Debugger:
    on_break: Callable[[Stop], Step | None] | None
    on_line: Callable[[Stop], Step | None] | None
    def break_at(self, section: str, line: int) -> Breakpoint: ...
    def break_in(self, text: str) -> Breakpoint: ...
    def clear(self, point: Breakpoint | None = None) -> None: ...
    @property
    def breakpoints(self) -> list[Breakpoint]: ...
