"""Where modules that are bound to a registry file declare something otherwise than the file.

What it is: the comparison of a registry that came from a file with one that is made of the modules anew. What it is
not: whether everything is bound at all (`bindings.py`).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from seraphscript.registry.builder import FfiRegistryBuilder
from seraphscript.registry.listing import diff
from seraphscript.vm.errors import RegistryBuildError, SeraphError

if TYPE_CHECKING:
    from seraphscript.registry.ffi_registry import FfiRegistry


def contradictions(registry: FfiRegistry) -> list[str]:
    """What is declared otherwise, a text for each. Nothing is known of modules that others are missing for."""
    from seraphscript.modules import default_modules

    modules = registry.bindings.modules
    if not modules:
        return []
    builder = FfiRegistryBuilder()
    given = {module.name for module in modules}
    for module in [*[one for one in default_modules() if one.name not in given], *modules]:
        builder.add(module)
    try:
        anew = builder.build()
    except (RegistryBuildError, SeraphError):
        return []
    return [f"'{one['old']}' is '{one['new']}' in the modules" for one in diff(registry, anew)["changed"]]
