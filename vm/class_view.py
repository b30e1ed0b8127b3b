"""What Python sees of the classes of a program: members by name.

What it is: plain data, made once for a program when somebody asks. What it is not: objects, or access to them
(`proxies.pyx`).
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import NamedTuple

from seraphscript.vm.declarations import parse_own


class FieldView(NamedTuple):
    """A field: its slot in the object, and how it is declared."""

    slot: int
    declaration: str
    access: str
    is_handle: bool
    is_const: bool


class MethodView(NamedTuple):
    """A method or constructor: function number, declaration and the types of its parameters."""

    function: int
    declaration: str
    parameters: tuple[str, ...]
    is_private: bool


@dataclass(slots=True)
class ClassView:
    """A class or interface with all it inherits; overloads that a class overrides are left out."""

    name: str
    row: int
    is_interface: bool
    is_abstract: bool
    fields: dict[str, FieldView] = field(default_factory=dict)
    methods: dict[str, list[MethodView]] = field(default_factory=dict)
    constructors: list[MethodView] = field(default_factory=list)
    reads: dict[str, int] = field(default_factory=dict)
    """Fields that can be read: kind word << 16 | slot."""
    callables: dict[str, int | list[MethodView]] = field(default_factory=dict)
    """What attributes stand for that have been looked up: the function of a getter, or methods."""

    def add_methods(self, name: str, found: list[MethodView]) -> None:
        """Add methods of the class, or of a base once those of the derived classes are in."""
        known = self.methods.setdefault(name, [])
        taken = {method.parameters for method in known}
        known.extend(method for method in found if method.parameters not in taken)

    def names(self) -> list[str]:
        """What can stand behind the dot."""
        found = set(self.reads)
        for name, methods in self.methods.items():
            for method in methods:
                if not method.is_private:
                    found.add(name)
                    if (name[:4], len(method.parameters)) in (("get_", 0), ("set_", 1)):
                        found.add(name[4:])
        return sorted(found)


def method_view(function: int, declaration: str, is_private: bool) -> MethodView:
    """A method by its declaration text."""
    signature = parse_own(declaration)
    return MethodView(function, declaration, signature.parameters if signature else (declaration,), is_private)


def name_of_field(declaration: str) -> str:
    """`Player@[] friends` is the declaration of `friends`."""
    return declaration.rpartition(" ")[2]
