"""The default modules: what scripts find without any registration; and further ones of the library, by name.

What it is: std, string, math, array, dictionary and weakref as ordinary modules, and the import of the C functions
behind them; vec for contexts that ask for it. What it is not: part of the language; a context can do without them.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING

from seraphscript.compiler import prelude
from seraphscript.vm.errors import ContextError, LoadError

if TYPE_CHECKING:
    from seraphscript.registry.ffi_registry import FfiRegistry
    from seraphscript.registry.module import Module

NAMES = ("std", "string", "math", "array", "dictionary", "weakref")
"""The default modules in the order in which a context lists them."""

OPTIONAL = ("vec", "random", "time")
"""Modules of the library that a context has only if it names them."""

NATIVES = ("std", "string", "format", "case", "regex", "math", "array", "dict", "weakref", "random")
"""The files with their C functions."""


PRELUDE = Path(__file__).with_name("prelude")
"""The folder of library methods that are AngelScript."""


IMAGE = Path(__file__).with_name("default.sfr")
"""The sealed registry of the default modules, which the build of the package writes (setup.py)."""


@cache
def load_natives() -> None:
    """Import the C functions of the default modules, and the library methods that are AngelScript."""
    for name in NATIVES:  # importing one registers its C functions
        import_module(f"seraphscript.modules.natives_{name}")
    for path in PRELUDE.glob("*.as"):
        prelude.register(path.name, path.read_text(encoding="utf-8"))


def image() -> FfiRegistry | None:
    """The registry of the default modules from the package's image; None if there is none of this version."""
    from seraphscript.registry.sfr import load_registry

    try:
        return load_registry(IMAGE, trusted=True)[0]
    except (OSError, LoadError):
        return None


def default_modules() -> list[Module]:
    """New modules, in the order of NAMES."""
    from seraphscript.modules import array, dictionary, math, std, string, weakref

    load_natives()
    return [std.module(), string.module(), math.module(), array.module(), dictionary.module(), weakref.module()]


@cache
def _optional(name: str) -> Module:
    """The one module of that name in this process: contexts that share it share its registry, too."""
    made: Module = import_module(f"seraphscript.modules.{name}").module()
    made.freeze()
    return made


def optional_modules(names: Iterable[str]) -> list[Module]:
    """The modules of OPTIONAL that are named, in that order; ContextError for a name that is none."""
    wanted = [names] if isinstance(names, str) else list(names)
    for name in wanted:
        if name not in OPTIONAL:
            raise ContextError(f"no further module is named {name!r}; there are {', '.join(OPTIONAL)}")
    return [_optional(name) for name in OPTIONAL if name in wanted]


def write_image(path: str) -> None:
    """Write the image; `setup.py` calls this when everything is compiled."""
    from seraphscript.registry.builder import FfiRegistryBuilder
    from seraphscript.registry.digest import modules_digest
    from seraphscript.registry.sfr import save_registry

    builder = FfiRegistryBuilder()
    for module in default_modules():
        builder.add(module)
    save_registry(builder.build(), path, source=modules_digest(builder.modules))
