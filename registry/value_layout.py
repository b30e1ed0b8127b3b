"""Value types when a context is sealed: their fields are resolved and checked, then their texts go into the tables.

What it is: the rules for fields, plain data, sizes and what must not contain itself. What it is not: declarations
(`value_types.py`), or functions, which `builder.py` declares like all others.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from seraphscript.registry.datatype import PRIMITIVES, FfiDataType, Unresolved
from seraphscript.registry.declaration import parse_expression
from seraphscript.registry.defaults import default_problem
from seraphscript.registry.ffi_writer import HANDLE
from seraphscript.registry.hints import field_members
from seraphscript.registry.items import FunctionItem
from seraphscript.registry.value_types import Field, ValueMembers, ValueType, missing_behaviours

if TYPE_CHECKING:
    from seraphscript.registry.builder import _Build
    from seraphscript.registry.entries import Entry

_WIDTHS = (0, 1, 1, 2, 4, 8, 1, 2, 4, 8, 4, 8)
"""Bytes of each primitive type, by register kind."""
_REF_MASK = 0xFFFFFF
_POINTER = 8
MAX_LEVELS = 200
"""Values within one another, as many as the compiler takes."""
_FieldTypes = dict[int, list[tuple[Field, int]] | None]
"""The fields of value types with their types, by type; None: something is wrong with them."""


def declare_values(build: _Build) -> None:
    """Check all value types and hand them to the writer; problems are noted."""
    fields = {ref: _fields(build, entry, members) for ref, (entry, members) in build.values.items()}
    levels = _levels(fields)
    for ref, (entry, members) in build.values.items():
        item = entry.item
        assert isinstance(item, ValueType)
        name = entry.qualified(item.name)
        found = fields[ref]
        if found is None or members.problems:
            continue
        if (through := _contains(ref, fields)) is not None:
            build.problem(entry, f"type '{name}' would contain itself: its field '{through}'", type_name=name)
            continue
        if levels[ref] > MAX_LEVELS:
            message = f"type '{name}': more than {MAX_LEVELS} values contain one another"
            build.problem(entry, message, type_name=name)
            continue
        pod = _check_plain(build, entry, item, members, found)
        _check_layout(build, entry, item, ref, fields)
        text = members.text(item.name, lambda kind, entry=entry: _spell(build, entry, kind))  # type: ignore[misc]
        declared = tuple([f"{build.writer.type_text(kind)} {one.name}" for one, kind in found])
        names = {python.__name__: python for python in build.classes}
        build.writer.set_value(ref, text, pod, item.python, declared, field_members(item.python, declared, names))
        build.writer.note(f"type {name} value {pod} {item.python is not None} {text}")


def _scope(build: _Build, entry: Entry) -> int:
    assert isinstance(entry.item, ValueType)
    ref = build.writer.find_type(build.scope(entry.parts), entry.item.name)
    return build.writer.members(ref)


def _spell(build: _Build, entry: Entry, kind: FfiDataType) -> str:
    """A type as the text writes it; what cannot be resolved is reported with the member's own record."""
    try:
        return build.writer.type_text(build.resolve(kind, _scope(build, entry)))
    except Unresolved:
        return str(kind)


def _fields(build: _Build, entry: Entry, members: ValueMembers) -> list[tuple[Field, int]] | None:
    """The fields with their types, None with problems noted."""
    item: Any = entry.item
    name = entry.qualified(item.name)
    found: list[tuple[Field, int]] = []
    wrong = False
    for one in members.fields:
        try:
            found.append((one, _field_type(build, entry, one)))
        except Unresolved as error:
            message = f"field '{one.name}' of type '{name}': {error}"
            text = f"{one.type} {one.name}" + (f" = {one.default}" if one.default else "")
            build.problem(
                entry, message, parameter=one.name, type_name=error.type_name, declaration=text,
                column=text.find(error.type_name) + 1,
            )
            wrong = True
    seen = {one.name for one, _ in found}
    if len(seen) < len(found):
        build.problem(entry, f"type '{name}' has two fields of one name", type_name=name)
        wrong = True
    for member in members.members:
        if isinstance(member, FunctionItem) and member.declaration.name in seen and not member.constructor:
            build.problem(entry, f"type '{name}' has a field and a method '{member.declaration.name}'", type_name=name)
            wrong = True
    return None if wrong else found


def _field_type(build: _Build, entry: Entry, one: Field) -> int:
    ref = build.resolve(one.type, _scope(build, entry))
    if build.writer.sort_name(ref) in ("class", "interface", "funcdef") and not one.type.is_handle:
        text = build.writer.type_text(ref)
        raise Unresolved(text, f"objects of '{text}' are held by handle: write '{text}@'")
    if one.default:
        problem = default_problem(build, one.type, ref, parse_expression(one.default), _scope(build, entry))
        if problem:
            raise Unresolved(one.type.name, f"the default {one.default}: {problem}")
    return ref


def _inner(ref: int, fields: _FieldTypes) -> list[tuple[Field, int]]:
    """The fields of a type that are values of other types that are checked here, and these types."""
    found = [(one, kind & _REF_MASK) for one, kind in fields.get(ref) or () if not kind & HANDLE]
    return [(one, kind) for one, kind in found if kind in fields]


def _contains(wanted: int, fields: _FieldTypes) -> str | None:
    """The field through which a type contains itself by value."""
    for one, first in _inner(wanted, fields):
        seen, pending = {first}, [first]
        while pending:
            ref = pending.pop()
            if ref == wanted:
                return one.name
            new = {inner for _, inner in _inner(ref, fields)} - seen
            seen |= new
            pending += new
    return None


def _levels(fields: _FieldTypes) -> dict[int, int]:
    """How many values lie within one another in a value of each type; in a circle anything."""
    levels: dict[int, int] = {}
    for start in fields:
        path: set[int] = set()
        pending = [start]
        while pending:
            ref = pending[-1]
            inner = [kind for _, kind in _inner(ref, fields)]
            new = [kind for kind in inner if kind not in levels and kind not in path]
            if ref in levels or ref in path or not new:
                levels.setdefault(ref, 1 + max([levels.get(kind, 0) for kind in inner], default=0))
                path.discard(ref)
                pending.pop()
            else:
                path.add(ref)
                pending += new
    return levels


def _check_plain(
    build: _Build, entry: Entry, item: ValueType, members: ValueMembers, found: list[tuple[Field, int]]
) -> bool:
    """Is the type plain data? What contradicts that is a problem."""
    name = entry.qualified(item.name)
    if item.pod and not found:
        why = "opaque values cannot be registered, declare what they hold"
        build.problem(entry, f"type '{name}' is plain data without fields: {why}", type_name=name)
        return True
    if item.pod and members.destroyer is not None:
        build.problem(entry, f"type '{name}' is plain data and has a destructor", type_name=name)
    for one, kind in found if item.pod else ():
        slot = build.writer.kind_of(kind)
        inner = build.values.get(kind & _REF_MASK)
        plain = inner is not None and inner[0].item.pod is not False and inner[1].destroyer is None  # type: ignore[union-attr]
        if kind & HANDLE or (slot >= len(PRIMITIVES) and not plain):
            text = build.writer.type_text(kind)
            build.problem(entry, f"type '{name}' is plain data, but its field '{one.name}' is '{text}'", type_name=name)
    pod = bool(found) and members.destroyer is None if item.pod is None else item.pod
    if not pod and (missing := missing_behaviours(members)):
        message = f"type '{name}' is missing required behaviors: {', '.join(missing)}"
        if item.hinted and not found:
            message += " (its class has no fields: annotations say what values hold)"
        build.problem(entry, message, type_name=name)
    return pod


def _layout(
    build: _Build, ref: int, fields: _FieldTypes, most: int
) -> tuple[int, int]:
    """Size and alignment of a C struct with these fields, none of them aligned to more than `most` bytes."""
    size, align = 0, 1
    for _, kind in fields.get(ref) or ():
        slot = build.writer.kind_of(kind)
        if not kind & HANDLE and kind & _REF_MASK in fields:
            width, natural = _layout(build, kind & _REF_MASK, fields, most)
        else:
            width = natural = _POINTER if kind & HANDLE or slot >= len(_WIDTHS) else _WIDTHS[slot]
        natural = min(natural, most)
        size = -(-size // natural) * natural + width
        align = max(align, natural)
    return -(-size // align) * align, align


def _check_layout(
    build: _Build, entry: Entry, item: ValueType, ref: int, fields: _FieldTypes
) -> None:
    """A size or alignment that the host names must be that of its fields."""
    if not fields[ref] or not (item.size or item.align):
        return
    size, align = _layout(build, ref, fields, item.align or _POINTER)
    name = entry.qualified(item.name)
    if item.align > align:
        size = -(-size // item.align) * item.align
    if item.size and item.size != size:
        message = f"type '{name}' has size {item.size}, but its fields take {size} bytes"
        build.problem(entry, message, type_name=name)
