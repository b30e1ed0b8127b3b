"""Names that a script uses and this context does not have, but a module does that is not installed.

What it is: a better hint for errors about unknown names. What it is not: part of a build; it runs when one has failed.
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from seraphscript.registry.module import Module, known_modules
from seraphscript.vm.errors import BuildError

if TYPE_CHECKING:
    from seraphscript.compiler.diagnostics import Diagnostic

UNKNOWN = ("unknown-name", "unknown-type", "unknown-scope")


def explained(error: BuildError) -> BuildError:
    """The error, with the module named that has what is unknown."""
    from seraphscript.context import Context
    from seraphscript.modules import OPTIONAL, optional_modules

    if not any(item.name in UNKNOWN for item in error.diagnostics):
        return error
    Context()  # from then on the default modules are known, too
    library = optional_modules(OPTIONAL)
    return BuildError([_explained(item, library) for item in error.diagnostics])


def _explained(item: Diagnostic, library: list[Module]) -> Diagnostic:
    found = re.match(r"\w+", item.source_line[item.column - 1 :]) if item.name in UNKNOWN else None
    if found is None or "::" in item.hint:
        return item
    name = found[0]
    for module in [*library, *known_modules()]:
        if name in module.parts[:1] if item.name == "unknown-scope" else module.has_name(name):
            if module in library:
                how = f"Context(modules=[{module.name!r}]), or the option -m {module.name}"
                return replace(item, hint=f"the module {module.name!r} has it: {how}")
            where = f"the module {module.name!r}" if module.name else "a module"
            return replace(item, hint=f"{where} has it, but is not installed in this context")
    return item
