from collections.abc import Callable, Mapping
from typing import Any, NamedTuple
from weakref import WeakValueDictionary

from seraphscript.vm.program import Program

class HostFunction(NamedTuple):
    callable: Callable[..., Any]
    decl: str
    signature: str

class HostTable:
    def __new__(cls, program: Program, functions: Mapping[int, HostFunction]) -> HostTable: ...
    @property
    def program(self) -> Program: ...

tables: WeakValueDictionary[tuple[int, int], HostTable]
