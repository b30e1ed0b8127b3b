"""Kinds of host classes when a context is sealed: which kind each class is of, and what is wrong with its behaviours.

What it is: a kind and behaviours come from the class or its base; the rules are those of `kinds.py`. What it is not:
the table of kinds, or registration (`items.py`).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from seraphscript.registry import kinds
from seraphscript.registry.items import HostType

if TYPE_CHECKING:
    from seraphscript.registry.builder import _Build
    from seraphscript.registry.entries import Entry

SCOPED = kinds.KINDS["scoped"].number
NOHANDLE = kinds.KINDS["nohandle"].number


_NONE: set[str] = set()


def no_handle(name: str, kind: str) -> str:
    """What is wrong with a handle to a type of such a kind."""
    return f"cannot create handle to '{name}': it is a {kind} reference type"


def declare_kinds(build: _Build, known: list[tuple[Entry, HostType, bool]]) -> None:
    """Give classes their kinds, bases first; noted what is wrong. The third of each: has the class constructors?"""
    for entry, item, constructed in sorted(known, key=lambda one: len(one[1].python.__mro__)):
        if item.template_params or item.specializes is not None:
            _check_template(build, entry, item)
        else:
            _declare(build, entry, item, constructed)


def _check_template(build: _Build, entry: Entry, item: HostType) -> None:
    name = entry.qualified(item.name)
    if item.kind not in ("", kinds.DEFAULT) or item.behaviours():
        message = f"type '{name}': templates of the host are {kinds.DEFAULT} reference types without behaviours"
        build.problem(entry, message, type_name=name)
    base = build.bases[item.python]
    if base is not None and build.kinds.get(base, (kinds.DEFAULT, _NONE)) != (kinds.DEFAULT, _NONE):
        other = build.types[build.classes[base]]
        kind = build.kinds[base][0]
        why = f"is of kind {kind!r}" if kind != kinds.DEFAULT else "has behaviours"
        message = f"type '{name}': a template cannot derive from '{other}', which {why}"
        build.problem(entry, message, type_name=name)


def _declare(build: _Build, entry: Entry, item: HostType, constructed: bool) -> None:
    base = build.bases[item.python]
    if base is None and not (item.kind or item.weak or item.behaves):
        build.kinds[item.python] = kinds.DEFAULT, _NONE
        return
    name = entry.qualified(item.name)
    kind, behaviours = build.kinds.get(base, ("", set())) if base is not None else ("", set())
    if base is not None and item.kind not in ("", kind):
        other = build.types[build.classes[base]]
        message = f"type '{name}' is of kind {item.kind!r}, but its base '{other}' of kind {kind!r}"
        build.problem(entry, message, type_name=name)
    kind = item.kind or kind or kinds.DEFAULT
    behaviours = behaviours | item.behaviours()
    build.kinds[item.python] = kind, behaviours
    for message in kinds.problems_of(name, kind, behaviours, factories=constructed):
        build.problem(entry, message, type_name=name)
    if (kind == "nocount" or kinds.WEAK in behaviours) and not item.python.__weakrefoffset__:
        what = f"{kind} reference types" if kind == "nocount" else "types with weak references"
        message = f"{what} need a class that allows weak references, which {item.python.__name__} does not"
        build.problem(entry, f"type '{name}': {message}", type_name=name)
    weak = kinds.WEAK in behaviours
    if kind != kinds.DEFAULT or behaviours:
        build.writer.set_kind(build.classes[item.python], kinds.KINDS[kind].number, weak)
        build.writer.note(f"kind {name} {kind} {weak}")
