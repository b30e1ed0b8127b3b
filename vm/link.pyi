from collections.abc import Iterable

from seraphscript.vm.program import Program

def link(programs: Iterable[Program]) -> Program: ...
