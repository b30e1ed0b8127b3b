"""Kinds of reference types of the host, and their behaviours: which belong together.

What it is: the table of kinds, the table of behaviours, and the rules that sealing checks. What it is not: the
registration (`items.py`), or what the virtual machine does with behaviours (`vm/hostobjects.pyx`).

    managed     a Python class as it is: Python counts, nothing has to be given
    standard    the host counts, too: AddRef when an object enters a world, Release when its last handle there is gone
    scoped      no handles: a script owns what it constructs or gets, and Release is called where the scope ends
    nocount     handles that keep nothing alive: the host does
    nohandle    no handles, no parameters, no constructors: the host's one object, as a global property or a result

Behaviours are functions of the host in the member scope of their type, under names that no script can write.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from typing import NamedTuple

from seraphscript.registry.datatype import FfiDataType
from seraphscript.registry.declaration import FunctionDecl
from seraphscript.vm.errors import DeclarationError

PREFIX = "$"
"""What the names of behaviours begin with."""


class Behaviour(NamedTuple):
    """What a behaviour is called in messages, and what its function gives back."""

    label: str
    result: str = "void"


BEHAVIOURS: dict[str, Behaviour] = {
    "addref": Behaviour("AddRef"),
    "release": Behaviour("Release"),
    "destructor": Behaviour("Destructor"),
    "gc_getrefcount": Behaviour("GetRefCount", "int64"),
    "gc_setflag": Behaviour("SetGCFlag"),
    "gc_getflag": Behaviour("GetGCFlag", "bool"),
    "gc_enumrefs": Behaviour("EnumRefs"),
    "gc_releaserefs": Behaviour("ReleaseRefs"),
    "get_weakref_flag": Behaviour("GetWeakRefFlag"),
}
"""All behaviours by the names of the calls that register them."""

GC = tuple(name for name in BEHAVIOURS if name.startswith("gc_"))
WEAK = "get_weakref_flag"


class Kind(NamedTuple):
    """The rules of a kind; a behaviour that is neither required nor forbidden may be given."""

    number: int
    required: tuple[str, ...] = ()
    forbidden: tuple[str, ...] = ()
    factories: bool = True


KINDS: dict[str, Kind] = {
    "managed": Kind(0, (), ("addref", "release")),
    "standard": Kind(1, ("addref", "release"), ("destructor",)),
    "scoped": Kind(2, ("release",), ("addref", "destructor", *GC, WEAK)),
    "nocount": Kind(3, (), ("addref", "release", "destructor", *GC)),
    "nohandle": Kind(4, (), ("addref", "release", "destructor", *GC, WEAK), factories=False),
}
"""The kinds by name; their numbers are those of kinds.pxd."""

DEFAULT = "managed"
GENERIC = "as_handle"
"""What register_type() takes besides: the name of a type that holds handles to anything."""


def check_kind(kind: str) -> str:
    """The kind; DeclarationError that lists all if there is none of that name."""
    if not isinstance(kind, str) or kind not in KINDS:
        raise DeclarationError(f"there is no kind {kind!r} of types; kinds are {', '.join([*KINDS, GENERIC])}")
    return kind


def check_behaviour(name: str) -> str:
    """The behaviour; DeclarationError that lists all if there is none of that name."""
    if not isinstance(name, str) or name not in BEHAVIOURS:
        raise DeclarationError(f"there is no behaviour {name!r}; behaviours are {', '.join(BEHAVIOURS)}")
    return name


def declaration_of(behaviour: str) -> FunctionDecl:
    """The declaration of a behaviour's function."""
    return FunctionDecl(PREFIX + behaviour, FfiDataType(BEHAVIOURS[behaviour].result))


def problems_of(name: str, kind: str, behaviours: Collection[str], *, factories: bool) -> Iterator[str]:
    """What is wrong with a type of the host: missing and forbidden behaviours, all of them."""
    rules = KINDS[kind]
    required = list(rules.required)
    if any(behaviour in GC for behaviour in behaviours) and not set(rules.forbidden).intersection(GC):
        # Python knows the counts of its own objects.
        required += GC if kind == "standard" else ["gc_enumrefs", "gc_releaserefs"]
    missing = [BEHAVIOURS[one].label for one in required if one not in behaviours]
    if missing:
        yield f"type '{name}' is missing required behaviors: {', '.join(missing)}"
    for behaviour in BEHAVIOURS:
        if behaviour in behaviours and behaviour in rules.forbidden:
            yield f"type '{name}': {kind} reference types cannot have {BEHAVIOURS[behaviour].label} behavior"
    if factories and not rules.factories:
        yield f"type '{name}': {kind} reference types cannot have factories (factories return handles)"
