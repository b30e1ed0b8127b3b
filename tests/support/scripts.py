"""Script functions for tests in Python: one program, called with Python values."""

from __future__ import annotations

from collections.abc import Callable

from seraphscript import Context
from seraphscript.vm.instance import DEFAULT_MEMORY_LIMIT, Instance


def script(
    source: str,
    *,
    memory_limit: int = DEFAULT_MEMORY_LIMIT,
    on_exception: Callable[[BaseException], object] | None = None,
) -> Instance:
    """An instance of a script, with the default modules."""
    unit = Context().create_unit("test")
    unit.add_source("test.as", source)
    unit.build()
    return unit.instantiate(memory_limit=memory_limit, on_exception=on_exception)


def text(data: bytes) -> str:
    """Bytes as a script string comes to Python: what is no UTF-8 as surrogate escapes."""
    return data.decode("utf-8", "surrogateescape")


def data(value: str) -> bytes:
    """And back."""
    return value.encode("utf-8", "surrogateescape")
