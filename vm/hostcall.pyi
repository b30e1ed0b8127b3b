from collections.abc import Callable, Mapping
from typing import Any, Literal, NamedTuple
from weakref import WeakValueDictionary

from seraphscript.vm.program import Program

class HostMember(NamedTuple):
    action: Literal["method", "get", "set"]
    name: str

class HostFunction(NamedTuple):
    callable: Callable[..., Any] | HostMember
    decl: str
    signature: str
    required: int = 0
    owner: type | None = None
    copied: int = 0
    makes: bool = False
    constructs: bool = False

class HostType(NamedTuple):
    python: type
    name: str
    base: int
    kind: int = 0
    behaviours: Mapping[str, Callable[..., Any] | HostMember] | None = None

class HostValue(NamedTuple):
    python: type | None
    name: str
    fields: tuple[str, ...]
    members: tuple[Any, ...] = ...

class HostTable:
    def __new__(
        cls,
        program: Program,
        functions: Mapping[int, HostFunction],
        types: Mapping[int, HostType | HostValue] | Mapping[int | str, HostType | HostValue] | None = None,
    ) -> HostTable: ...
    @property
    def program(self) -> Program: ...

HOST_ACTIONS: dict[str, int]
tables: WeakValueDictionary[tuple[int, int, int], HostTable]
