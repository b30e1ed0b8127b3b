from typing import final

from seraphscript.registry.builder import _Build, _Params
from seraphscript.registry.entries import Entry
from seraphscript.registry.ffi_writer import RegistryWriter
from seraphscript.registry.items import FunctionItem

@final
class PlainFunctions:
    def __init__(self, writer: RegistryWriter) -> None: ...
    def declare(self, build: _Build, entry: Entry) -> int | None: ...

def required_values(item: FunctionItem, params: _Params, own: bool, kind: int) -> int: ...
