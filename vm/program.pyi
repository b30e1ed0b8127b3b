from collections.abc import Mapping
from os import PathLike
from typing import NamedTuple, final

class FuncInfo(NamedTuple):
    number: int
    name: str
    declaration: str
    section: str
    parameters: tuple[str, ...]
    result: str
    outs: tuple[str, ...]
    private: bool

class HostUse(NamedTuple):
    id: int
    declaration: str
    parameters: tuple[str, ...]
    result: str
    outs: tuple[str, ...]

class SharedEntity(NamedTuple):
    sort: str
    name: str
    digest: str
    section: str
    line: int
    text: str
    function: int

def read_manifest(text: str) -> list[SharedEntity]: ...

class ImportUse(NamedTuple):
    name: str
    declaration: str
    unit: str

@final
class Program:
    @property
    def name(self) -> str: ...
    @property
    def shared(self) -> list[SharedEntity]: ...
    @property
    def imports(self) -> list[ImportUse]: ...
    @property
    def function_count(self) -> int: ...
    @property
    def bytecode_size(self) -> int: ...
    @property
    def memory_size(self) -> int: ...
    @property
    def section_names(self) -> list[str]: ...
    @property
    def ffi_fingerprint(self) -> bytes | None: ...
    @property
    def fingerprint(self) -> bytes: ...
    def kind_name(self, kind: int) -> str: ...
    def function(self, index: int) -> FuncInfo: ...
    def functions(self) -> list[FuncInfo]: ...
    def host_functions(self) -> list[HostUse]: ...
    def find_function(self, text: str) -> FuncInfo | None: ...
    def save(self, path: str | PathLike[str], *, strip: bool = False) -> None: ...
    def to_bytes(self, *, strip: bool = False) -> bytes: ...
    def disassemble(self, sources: Mapping[str, str] | None = None) -> str: ...
