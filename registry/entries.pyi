from typing import final

from seraphscript.registry.items import FuncdefItem, FunctionItem, HostType, InterfaceType, NativeType
from seraphscript.registry.module import Item, Module
from seraphscript.registry.value_types import ValueType

_Owner = NativeType | HostType | InterfaceType | FuncdefItem | ValueType | None

@final
class Entry:
    module: Module
    item: Item
    owner: _Owner
    def __init__(
        self, module: Module, item: Item, owner: _Owner = None, number: int = 0, index: int = 0, sub: int = 0
    ) -> None: ...
    def member(self, sub: int, item: FunctionItem | FuncdefItem, owner: _Owner) -> Entry: ...
    @property
    def order(self) -> tuple[int, int, int]: ...
    @property
    def parts(self) -> tuple[str, ...]: ...
    def qualified(self, name: str) -> str: ...

def in_order(entries: list[Entry]) -> list[Entry]: ...
