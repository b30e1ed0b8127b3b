from os import PathLike

from seraphscript.registry.bindings import Bindings
from seraphscript.registry.ffi_registry import FfiRegistry

MAGIC: bytes
FORMAT_VERSION: int
LAYOUT: bytes
TABLES: dict[str, int]

def registry_tables(registry: FfiRegistry) -> dict[str, bytes]: ...
def join_parts(
    fingerprint: object,
    source: object,
    roots: object,
    required: object,
    tables: object,
    *,
    version: int = ...,
    layout: bytes = ...,
) -> bytes: ...
def split_parts(data: bytes, where: str = "") -> list[object]: ...
def dump_registry(registry: FfiRegistry, *, source: bytes = b"") -> bytes: ...
def save_registry(registry: FfiRegistry, path: str | PathLike[str], *, source: bytes = b"") -> None: ...
def parse_registry(
    data: bytes, *, where: str = "", known: FfiRegistry | None = None, trusted: bool = False
) -> tuple[FfiRegistry, bytes]: ...
def registry_of(parts: list[object], where: str, known: FfiRegistry | None, trusted: bool) -> FfiRegistry: ...
def load_registry(
    path: str | PathLike[str], *, known: FfiRegistry | None = None, trusted: bool = False
) -> tuple[FfiRegistry, bytes]: ...
def shared_registry(
    path: str | PathLike[str], bindings: Bindings, *, known: FfiRegistry | None = None, source: bytes | None = None
) -> FfiRegistry | None: ...
def source_of(path: str | PathLike[str]) -> bytes: ...
