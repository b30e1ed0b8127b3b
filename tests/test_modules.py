"""The default modules as a whole: every declared function has its C function, and nothing is left over."""

from __future__ import annotations

from seraphscript.modules import default_modules
from seraphscript.registry.module import FunctionItem, Native, NativeType


def declared_keys() -> set[str]:
    functions = [
        item
        for module in default_modules()
        for entry in module.items
        for item in (entry.members if isinstance(entry, NativeType) else [entry])
        if isinstance(item, FunctionItem)
    ]
    return {item.implementation.key for item in functions if isinstance(item.implementation, Native)}
