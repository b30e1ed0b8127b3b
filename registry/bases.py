"""What types of the host derive from when a context is sealed: classes, and instances of templates; what they inherit.

What it is: which type is the base of a class or a template, by its Python class or by what the host says, what is wrong
with that, and the methods that go from bases to what derives from them. What it is not: the conversions that follow
(compiler), or what instances of a template that a script names derive from (`instances.pxi`).

Invariant: the Python class of a type derives from that of its base and is another one, so no chain of bases has a loop.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from seraphscript.registry.datatype import Unresolved
from seraphscript.registry.host_types import base_of
from seraphscript.registry.items import VALIDATION, HostType
from seraphscript.vm.errors import DeclarationError

if TYPE_CHECKING:
    from seraphscript.registry.builder import _Build
    from seraphscript.registry.entries import Entry


def classes_of(build: _Build) -> dict[int, type]:
    """The Python classes of the host's types that are known by now, templates among them."""
    return {ref: item.python for _, item in build.of(HostType) if (ref := build.refs.get(id(item), 0))}


def declare_bases(build: _Build) -> None:
    """What templates derive from by the word of the host, before there are instances."""
    classes = classes_of(build)
    for entry, item in build.of(HostType):
        ref = build.refs.get(id(item), 0)
        if item.template_params and ref and item.base is not None:
            build.writer.set_base(ref, _named(build, entry, item, ref, classes))


def parent_of(
    build: _Build, entry: Entry, item: HostType, ref: int, hosts: Mapping[type, HostType], classes: Mapping[int, type]
) -> tuple[type | None, int]:
    """The registered base class of a type, if it is a plain one, and the type that it derives from; 0 if it is none.

    `hosts` are the plain types, `classes` the classes of all. DeclarationError if the Python classes do not fit.
    """
    writer = build.writer
    if item.specializes is not None:
        parent = writer.base(ref)
    elif item.base is not None:
        parent = writer.base_of_template(ref) if item.template_params else _named(build, entry, item, ref, classes)
    else:
        base = base_of(item.python, hosts)
        parent = build.classes[base] if base is not None else 0
    if not parent:
        return None, 0
    if item.specializes is None:
        writer.set_base(ref, parent)
    python = classes[parent] if parent in classes else classes[writer.template(parent)]
    if python is item.python or not issubclass(item.python, python):
        raise DeclarationError(
            f"type '{entry.qualified(item.name)}' has the base '{writer.type_text(parent)}': {item.python.__name__} "
            f"must derive from {python.__name__}"
        )
    return (python if python in hosts else None), parent


def inherit(build: _Build) -> None:
    """Give each type the methods of its base: its own ones first, without those that they replace."""
    writer = build.writer
    for ref, (_, base) in sorted(build.parents.items(), key=lambda pair: len(pair[1][0].__mro__)):
        template = 0 if writer.is_specialized(base) else writer.template(base)
        inherited = build.own.get(writer.array_of_self(template) if template else base, {})
        own = build.own.setdefault(writer.array_of_self(ref), {})
        for name, functions in inherited.items():
            if name != VALIDATION:
                own[name] = writer.inherit(ref, name, own.get(name, []), functions, base if template else 0)


def _named(build: _Build, entry: Entry, item: HostType, ref: int, classes: Mapping[int, type]) -> int:
    """What the host says that a type derives from, 0 with a problem noted."""
    assert item.base is not None
    scope = build.writer.members(ref) if item.template_params else build.scope(entry.parts)
    name = entry.qualified(item.name)
    try:
        base = build.resolve(item.base, scope)
        if (build.writer.template(base) or base) not in classes:
            raise Unresolved(name, f"'{item.base}' is no class of the host")
    except Unresolved as error:
        build.problem(entry, f"the base of {name}: {error}", type_name=error.type_name)
        return 0
    return base
