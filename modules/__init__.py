"""The default modules: what scripts find without any registration.

What it is: std, string, math, array, dictionary and weakref as ordinary modules, and the import of the C functions
behind them. What it is not: part of the language; a context can do without them.
"""

from __future__ import annotations

from importlib import import_module
from pathlib import Path

from seraphscript.compiler import prelude
from seraphscript.registry.module import Module

NAMES = ("std", "string", "math", "array", "dictionary", "weakref")
"""The default modules in the order in which a context lists them."""

NATIVES = ("std", "string", "format", "case", "regex", "math", "array", "dict", "weakref")
"""The files with their C functions."""


PRELUDE = Path(__file__).with_name("prelude")
"""The folder of library methods that are AngelScript."""


def default_modules() -> list[Module]:
    """New modules, in the order of NAMES."""
    from seraphscript.modules import array, dictionary, math, std, string, weakref

    for name in NATIVES:  # importing one registers its C functions
        import_module(f"seraphscript.modules.natives_{name}")
    for path in PRELUDE.glob("*.as"):
        prelude.register(path.name, path.read_text(encoding="utf-8"))
    return [std.module(), string.module(), math.module(), array.module(), dictionary.module(), weakref.module()]
