"""What tells whether a saved registry was made of the same modules: a digest of all that they register.

What it is: a line of text for each function, type and constant, the same in every process, and their hash. Callables do
not count, only what they are declared as; neither does the order of modules, or of what they register. What it is not:
the fingerprint of a registry, which is made of what was sealed (`ffi_writer.pyx`).
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import fields, is_dataclass

from seraphscript.registry.bindings import Classes
from seraphscript.registry.datatype import FfiDataType
from seraphscript.registry.declaration import FunctionDecl
from seraphscript.registry.exprs import FfiExpr
from seraphscript.registry.host_types import ClassProblem
from seraphscript.registry.items import FunctionItem, HostType, InterfaceType
from seraphscript.registry.module import Module
from seraphscript.registry.value_types import ValueType

_ELSEWHERE = ("members", "signatures", "frozen")
"""Fields of a host class that follow from its members, which have lines of their own."""


def modules_digest(modules: Iterable[Module]) -> bytes:
    """The digest of some modules, 16 bytes."""
    installed = list({id(module): module for module in modules}.values())
    classes = Classes(installed)
    texts = _Texts()
    lines: list[str] = []
    for module in installed:
        where = f"{module.namespace} "
        for item in module.items:
            if isinstance(item, FunctionItem):
                lines.append(texts.function(where, item))
                continue
            lines.append(where + _text(item))
            if isinstance(item, HostType | InterfaceType | ValueType):
                if isinstance(item, ValueType):
                    lines.append(f"{where}{item.name} {_text(classes.fields(item))}")
                inside = f"{where}{item.name} "
                members = classes.methods(item) if isinstance(item, InterfaceType) else classes.members(item)
                for member in members:
                    if isinstance(member, ClassProblem):
                        lines.append(inside + _text(member))
                    else:
                        lines.append(texts.function(inside, member))
    lines.sort()
    return hashlib.blake2b("\n".join(lines).encode(), digest_size=16).digest()


class _Texts:
    """Texts of what functions share with many others: types, lists of parameters, what implements them."""

    def __init__(self) -> None:
        self._known: dict[int, tuple[object, str]] = {}  # by identity, with the object, so that it stays the same one
        self._flags: dict[tuple[object, ...], str] = {}

    def shared(self, value: object) -> str:
        found = self._known.get(id(value))
        if found is None:
            found = self._known[id(value)] = value, _text(value)
        return found[1]

    def function(self, where: str, item: FunctionItem) -> str:
        name, returns, params, *_ = item.declaration
        implementation = item.implementation
        by = "callable" if callable(implementation) else self.shared(implementation)
        key = item.declaration[3:] + item[2:4]
        flags = self._flags.get(key)
        if flags is None:
            flags = self._flags[key] = str(key)
        return f"{where}{self.shared(returns)} {name}({self.shared(params)}) {flags} {by} {item.pattern}"


_fields_of: dict[type, tuple[str, ...]] = {}


def _fields(kind: type) -> tuple[str, ...]:
    """The names of the fields of a data class that count, none of another class."""
    found = _fields_of.get(kind)
    if found is None:
        known = fields(kind) if is_dataclass(kind) else ()
        found = tuple([f.name for f in known if kind is not HostType or f.name not in _ELSEWHERE])
        if known:  # not those of the host: it may make classes without end
            _fields_of[kind] = found
    return found


def _text(value: object) -> str:
    """What an item says, the same in every process."""
    if isinstance(value, str | int | float | None):
        return repr(value)
    if isinstance(value, FfiDataType | FunctionDecl | FfiExpr):
        return str(value)
    if isinstance(value, list | tuple):
        return f"{type(value).__name__}({','.join(map(_text, value))})"
    if names := _fields(type(value)):
        return f"{type(value).__name__}({','.join([_text(getattr(value, name)) for name in names])})"
    if isinstance(value, type):
        base = value.__mro__[1] if len(value.__mro__) > 1 else object
        return f"class {value.__name__} {base.__name__}"
    return "callable" if callable(value) else type(value).__name__
