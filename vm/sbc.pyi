from collections.abc import Callable, Mapping
from functools import lru_cache
from os import PathLike
from typing import IO, Any

from .program import HostUse, Program

MAGIC: bytes
FORMAT_VERSION: int
OPCODE_HASH: int
MAX_FILE: int
TABLES: dict[str, int]

def join_parts(
    fingerprint: bytes | None,
    scalars: list[int],
    tables: Mapping[str, bytes],
    *,
    version: int = ...,
    opcodes: int = ...,
) -> bytes: ...
def split_parts(data: bytes, where: str = "") -> list[Any]: ...
def program_tables(program: Program) -> dict[str, bytes]: ...
def dump_program(program: Program, *, strip: bool = False) -> bytes: ...
def read_at_most(file: IO[bytes], most: int) -> bytes: ...
def write_whole(path: str | PathLike[str], data: bytes) -> None: ...
def save_program(program: Program, path: str | PathLike[str], *, strip: bool = False) -> None: ...
def parse_program(
    data: bytes,
    *,
    where: str = "",
    ffi_fingerprint: bytes | None = None,
    check_host: Callable[[HostUse], str] | None = None,
    link: bool = True,
) -> Program: ...
@lru_cache
def unpickled_program(data: bytes) -> Program: ...
def load_program(
    path: str | PathLike[str],
    *,
    ffi_fingerprint: bytes | None = None,
    check_host: Callable[[HostUse], str] | None = None,
) -> Program: ...
