"""The default modules: what scripts find without any registration.

What it is: std, string, math and array as ordinary modules, and the import of the C functions behind them. What it is
not: part of the language; a context can do without them.
"""

from __future__ import annotations

from importlib import import_module

from seraphscript.registry.module import Module

NAMES = ("std", "string", "math", "array")
"""The default modules in the order in which a context lists them."""

NATIVES = ("std", "string", "format", "case", "regex", "math", "array", "dict")
"""The files with their C functions."""


def default_modules() -> list[Module]:
    """New modules, in the order of NAMES."""
    from seraphscript.modules import array, math, std, string

    for name in NATIVES:  # importing one registers its C functions
        import_module(f"seraphscript.modules.natives_{name}")
    return [std.module(), string.module(), math.module(), array.module()]
