from collections.abc import Iterable

from seraphscript.vm.program import Program

def link(programs: Iterable[Program], names: Iterable[str] | None = None) -> Program: ...
