"""FfiDataType: a type as a host declaration writes it, with all modifiers, resolved or not yet.

What it is: an immutable value that is made from text and printed back in one normal form (`array<T>` for `T[]`, `int`
for `int32`, one space where a space is needed). What it is not: a record of the sealed tier; the builder turns one
into a TypeRef when everything that modules declare is known, in any order.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from enum import StrEnum

PRIMITIVES: tuple[str, ...] = (
    "void", "bool", "int8", "int16", "int", "int64", "uint8", "uint16", "uint", "uint64", "float", "double",
)
"""Names of the primitive types; a type's position is its index in the FFI tier and its register kind."""

INT_RANGES: dict[str, tuple[int, int]] = {
    name: (-(1 << bits - 1), (1 << bits - 1) - 1) if name.startswith("int") else (0, (1 << bits) - 1)
    for name, bits in (
        ("int8", 8), ("int16", 16), ("int", 32), ("int64", 64),
        ("uint8", 8), ("uint16", 16), ("uint", 32), ("uint64", 64),
    )
}
"""Smallest and largest value of each integer type."""

SYNONYMS: dict[str, str] = {"int32": "int", "uint32": "uint"}
ANY = "?"
AUTO = "auto"


class RefMode(StrEnum):
    """How a parameter or a result is passed."""

    VALUE = ""
    IN = "&in"
    OUT = "&out"
    INOUT = "&inout"
    RESULT = "&"


@dataclass(frozen=True, slots=True)
class FfiDataType:
    """A possibly nested type with its modifiers.

    `name` is as written ("int", "Kind", "game::Kind", "?"); a leading "::" means from the global scope. `is_const` is
    the object's (`const T`, `const T@`), `is_const_handle` the handle's own (`T@ const`). `ref` is the number that
    the builder found (a TypeRef), None until then; primitives have it from the start. A type that comes from a hint
    keeps the Python class (found by identity, whatever its name) and whether the hint leaves None out. `text` is what
    str() gives, kept when it is asked for first.
    """

    name: str
    args: tuple[FfiDataType, ...] = ()
    is_const: bool = False
    is_handle: bool = False
    is_const_handle: bool = False
    mode: RefMode = RefMode.VALUE
    ref: int | None = None
    python: type | None = field(default=None, compare=False)
    required: bool = field(default=False, compare=False)
    text: str = field(default="", init=False, compare=False, repr=False)

    def __post_init__(self) -> None:
        if self.ref is None and not self.args and self.name in PRIMITIVES:
            object.__setattr__(self, "ref", PRIMITIVES.index(self.name))

    @property
    def is_resolved(self) -> bool:
        """Whether the type and all its arguments are known."""
        return self.ref is not None

    @property
    def is_void(self) -> bool:
        """Whether this is plain `void`."""
        return self.name == "void" and not self.is_handle

    @property
    def is_primitive(self) -> bool:
        """Whether this is a primitive type other than void."""
        return self.name in PRIMITIVES[1:]

    def with_mode(self, mode: RefMode) -> FfiDataType:
        """The same type passed in another way."""
        return replace(self, mode=mode)

    def __str__(self) -> str:
        if not self.text:
            object.__setattr__(self, "text", self._text())
        return self.text

    def _text(self) -> str:
        text = f"const {self.name}" if self.is_const else self.name
        if self.args:
            text += f"<{', '.join(map(str, self.args))}>"
        if self.is_handle:
            text += "@ const" if self.is_const_handle else "@"
        if self.mode is RefMode.RESULT:
            return f"{text} &"
        return f"{text} {self.mode}" if self.mode else text

    @classmethod
    def parse(cls, text: str) -> FfiDataType:
        """The type that a text writes: `const array<Foo@>@`, `?&in`, `int[] &out`."""
        from seraphscript.registry.declaration import parse_type

        return parse_type(text)


class Unresolved(Exception):
    """A type, or a default of one, that cannot be resolved when a context is sealed."""

    def __init__(self, type_name: str, message: str) -> None:
        self.type_name = type_name
        super().__init__(message)
