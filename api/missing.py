"""What is not there: names that a script uses and a module has that this context does not, or not yet when that was
sealed.

What it is: better words for errors. What it is not: part of a build; it runs when one has failed.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace
from typing import TYPE_CHECKING
from weakref import WeakKeyDictionary

from seraphscript.registry.items import FunctionItem
from seraphscript.registry.module import Module, known_modules
from seraphscript.vm.errors import BuildError

if TYPE_CHECKING:
    from seraphscript.compiler.diagnostics import Diagnostic
    from seraphscript.registry.ffi_registry import FfiRegistry

UNKNOWN = ("unknown-name", "unknown-type", "unknown-scope")

LATE = "it was registered after the context was sealed"
NOT_SAVED = "the registry file that the context comes from does not"

_modules: WeakKeyDictionary[FfiRegistry, tuple[WeakKeyDictionary[Module, int], str]] = WeakKeyDictionary()
"""What registries were made of: modules, with the number of items that they had; and why one has more."""


def note_modules(registry: FfiRegistry, modules: Iterable[Module], loaded: bool) -> None:
    """Keep in mind what a registry is made of; a `loaded` one may be of less than what the modules have."""
    sizes = WeakKeyDictionary({module: 0 if loaded else len(module.items) for module in modules})
    _modules[registry] = sizes, NOT_SAVED if loaded else LATE


def explained(error: BuildError, registry: FfiRegistry) -> BuildError:
    """The error, with the module named that has what is unknown."""
    from seraphscript.context import Context
    from seraphscript.modules import OPTIONAL, optional_modules

    if not any(item.name in UNKNOWN for item in error.diagnostics):
        return error
    Context()  # from then on the default modules are known, too
    library = optional_modules(OPTIONAL)
    return BuildError([_explained(item, library, registry) for item in error.diagnostics])


def _explained(item: Diagnostic, library: list[Module], registry: FfiRegistry) -> Diagnostic:
    path = r"((?:\w+::)*)(\w+)" if item.name == "unknown-type" else r"()(\w+)"
    found = re.match(path, item.source_line[item.column - 1 :]) if item.name in UNKNOWN else None
    if found is None or "::" in item.hint:
        return item
    name = found[2]
    installed, why = _modules.get(registry, (WeakKeyDictionary(), ""))
    for module in [*library, *sorted(known_modules(), key=lambda module: module not in installed)]:
        late = module.items[installed.get(module, 0) :]
        if not late:
            continue
        if name in module.parts[:1] if item.name == "unknown-scope" else module.has_name(name):
            if module in library:
                how = f"Context(modules=[{module.name!r}]), or the option -m {module.name}"
                return replace(item, hint=f"the module {module.name!r} has it: {how}")
            where = f"the module {module.name!r}" if module.name else "a module"
            if module in installed:
                names = {one.declaration.name if isinstance(one, FunctionItem) else one.name for one in late}
                if item.name != "unknown-scope" and name not in names:
                    continue
                return replace(item, hint=f"{where} has it, {'but ' if why == LATE else ''}{why}")
            return replace(item, hint=f"{where} has it, but is not installed in this context")
    return item
