"""Where modules that are bound to a registry file declare something otherwise than the file.

What it is: the comparison of a registry that came from a file with one that is made of the modules anew. What it is
not: whether everything is bound at all (`bindings.py`).
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from seraphscript.registry.builder import FfiRegistryBuilder
from seraphscript.registry.listing import diff
from seraphscript.vm.errors import RegistryBuildError, SeraphError

if TYPE_CHECKING:
    from seraphscript.registry.ffi_registry import FfiRegistry
    from seraphscript.registry.module import Module


def contradictions(registry: FfiRegistry, defaults: Iterable[Module]) -> list[str]:
    """What is declared otherwise, a text for each; `defaults` are modules that need not be named.

    Nothing can be said of modules that others are missing for.
    """
    modules = registry.bindings.modules
    if not modules:
        return []
    builder = FfiRegistryBuilder()
    given = {module.name for module in modules}
    for module in [*[one for one in defaults if one.name not in given], *modules]:
        builder.add(module)
    try:
        anew = builder.build()
    except (RegistryBuildError, SeraphError):
        return []
    return [f"'{one['old']}' is '{one['new']}' in the modules" for one in diff(registry, anew)["changed"]]
