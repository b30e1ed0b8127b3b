from collections.abc import Callable, Iterator, Mapping
from typing import NamedTuple, Self

from seraphscript.vm.driver import InstanceState
from seraphscript.vm.fiber import Fiber
from seraphscript.vm.function import ScriptFunction, ScriptValue
from seraphscript.vm.hostcall import HostFunction, HostType
from seraphscript.vm.program import Program
from seraphscript.vm.proxies import Types

DEFAULT_MEMORY_LIMIT: int
DEFAULT_MAX_DEPTH: int
DEFAULT_MAX_REGISTERS: int

class InstanceStats(NamedTuple):
    cost: int
    calls: int
    host_calls: int
    allocations: int
    live_blocks: int
    memory_used: int
    memory_size: int

class Instance(InstanceState):
    def __new__(
        cls,
        program: Program,
        functions: Mapping[int, HostFunction] | None = None,
        types: Mapping[int, HostType] | None = None,
        *,
        memory_limit: int = ...,
        max_depth: int = ...,
        output: Callable[[str], object] | None = None,
        error_output: Callable[[str], object] | None = None,
        on_exception: Callable[[BaseException], object] | None = None,
        budget: int | None = None,
        deadline: float | None = None,
    ) -> Self: ...
    def call(
        self, text: str, *args: object, budget: int | None = None, deadline: float | None = None
    ) -> ScriptValue: ...
    def function(self, text: str) -> ScriptFunction: ...
    def start(self, text: str, *args: object) -> Fiber: ...
    def interrupt(self) -> None: ...
    def collect(self) -> int: ...
    @property
    def globals(self) -> Globals: ...
    @property
    def types(self) -> Types: ...
    @property
    def memory_used(self) -> int: ...
    def stats(self) -> InstanceStats: ...
    @property
    def closed(self) -> bool: ...
    def close(self) -> None: ...
    def __enter__(self) -> Self: ...
    def __exit__(self, *exc: object) -> None: ...

class Globals(Mapping[str, ScriptValue]):
    def __init__(self, world: Instance) -> None: ...
    def __getitem__(self, name: str) -> ScriptValue: ...
    def __setitem__(self, name: str, value: object) -> None: ...
    def __iter__(self) -> Iterator[str]: ...
    def __len__(self) -> int: ...
