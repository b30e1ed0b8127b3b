"""Objects of host classes by value when a context is sealed: whether each call can have its own copy.

What it is: which classes have a copy constructor, and the refusal of what would be a copy without one. What it is not:
the copy, which the compiler makes at the call (`compiler/factory.pyx`).

A copy constructor takes one object of its class, by reference or by handle. It may be declared before or behind what
needs it, in any module. A result is not copied: only the host knows whether what it gives back is still its own, and a
handle leaves it to the script to copy. Neither are values of initialisation lists.
"""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING, cast

from seraphscript.registry.datatype import FfiDataType, RefMode, Unresolved
from seraphscript.registry.host_kinds import SCOPED
from seraphscript.registry.items import FunctionItem, HostType

if TYPE_CHECKING:
    from seraphscript.registry.builder import _Build

_REF_MASK = 0xFFFFFF


def copied_classes(build: _Build) -> set[int]:
    """The member scopes of classes with a copy constructor; instances of a template share that of the template."""
    found = set()
    for entry in build.entries.get(FunctionItem, ()):
        item = cast(FunctionItem, entry.item)
        if not item.constructor or item.pattern or len(item.declaration.params) != 1:
            continue
        base = build.refs.get(id(entry.owner), 0) if type(entry.owner) is HostType else 0
        kind = item.declaration.params[0].type
        if base and (kind.mode in (RefMode.IN, RefMode.INOUT) or (kind.is_handle and kind.mode is RefMode.VALUE)):
            members = build.writer.members(base)
            with suppress(Unresolved):      # reported where the constructor is declared
                if (build.resolve(kind, members) ^ build.writer.array_of_self(base)) & _REF_MASK == 0:
                    found.add(members)
    return found


def refuse_copies(build: _Build, kind: FfiDataType, ref: int, how: str, *, copied: bool = False) -> None:
    """Unresolved for a parameter or result that would be a copy and cannot be one; `copied`: the compiler copies."""
    if kind.is_handle or kind.mode not in (RefMode.VALUE, RefMode.OUT) or not build.writer.is_host_class(ref):
        return
    copied = copied and kind.mode is RefMode.VALUE
    if copied and build.writer.members(ref) in build.copied_classes:
        return
    name = str(FfiDataType(kind.name, kind.args))
    if how == "passed" and build.writer.host_kind(ref) == SCOPED:
        message = f"objects of '{name}' are {how} by reference: write 'const {name} &in'"
    else:
        message = f"objects of '{name}' are {how} by handle: write '{name}@'"
    if copied:
        own = kind.name.rpartition("::")[2]
        example = "" if kind.args else f", '{own}(const {own} &in other)'"
        message += f", or give the class a copy constructor{example}"
    raise Unresolved(kind.name, message)
