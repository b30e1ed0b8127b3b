"""List patterns: what an initialisation list must look like that becomes an object of the host.

What it is: the small language of patterns, `{repeat int}`, `{repeat {string, ?}}`, `{float, float, float}`, and calls
that make the common ones. What it is not: the walk along a list (`compiler/hostlist.pyx`), or what a callable gets
(`listbuffer.py`).

    {a, b}                      two values
    {a, repeat b}               one a, then any number of b
    {repeat {a, b}}             any number of lists of two
    {repeat {repeat_same a}}    any number of lists, all of one length

A value is a type; `?` is a value of any type, a parameter of the template one of that. A repeat comes last in its
braces.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from seraphscript.registry.datatype import FfiDataType
from seraphscript.registry.declaration import DeclarationParser

MAX_VALUES = 16
MAX_STRUCTURE = 256
MAX_DEPTH = 15


@dataclass(frozen=True, slots=True)
class Repeat:
    """Any number of an item; `same`: as many as the first time that a list has it."""

    item: PatternItem
    same: bool = False

    def __str__(self) -> str:
        return f"repeat{'_same' if self.same else ''} {self.item}"


@dataclass(frozen=True, slots=True)
class ListPattern:
    """What stands between two braces."""

    items: tuple[PatternItem, ...]

    def __str__(self) -> str:
        return "{" + ", ".join(map(str, self.items)) + "}"

    @property
    def types(self) -> tuple[FfiDataType, ...]:
        """The types of its values, in order."""
        return tuple(item for item in _leaves(self))

    @property
    def structure(self) -> str:
        """The pattern with a dot for each value: what the registry keeps."""
        return _structure(self)

    @classmethod
    def parse(cls, text: str, start: int = 0) -> ListPattern:
        """The pattern that a text writes from a place on; DeclarationError if it is none."""
        parser = DeclarationParser(text)
        while parser.tokens[parser.at][2] < start:
            parser.at += 1
        found = _list(parser)
        parser.end()
        if len(found.types) > MAX_VALUES or len(found.structure) > MAX_STRUCTURE or _depth(found) > MAX_DEPTH:
            parser.fail(f"a list pattern has at most {MAX_VALUES} values and {MAX_DEPTH} levels")
        return found


PatternItem = FfiDataType | ListPattern | Repeat


def _list(parser: DeclarationParser) -> ListPattern:
    parser.deeper()
    parser.expect("{")
    items: list[PatternItem] = [_item(parser)]
    while parser.accept(","):
        items.append(_item(parser))
    if any(isinstance(item, Repeat) for item in items[:-1]):
        parser.fail("a repeat must be the last in its braces")
    parser.expect("}")
    parser.depth -= 1
    return ListPattern(tuple(items))


def _item(parser: DeclarationParser) -> PatternItem:
    word = parser.accept("repeat", "repeat_same")
    if not word:
        return _value(parser)
    return Repeat(_value(parser), word == "repeat_same")


def _value(parser: DeclarationParser) -> ListPattern | FfiDataType:
    if parser.word == "{":
        return _list(parser)
    found = parser.type()
    if found.is_void:
        parser.fail("a list has no values of type void")
    return found


def _leaves(item: PatternItem) -> Iterator[FfiDataType]:
    if isinstance(item, FfiDataType):
        yield item
    elif isinstance(item, Repeat):
        yield from _leaves(item.item)
    else:
        for inner in item.items:
            yield from _leaves(inner)


def _structure(item: PatternItem) -> str:
    if isinstance(item, FfiDataType):
        return "."
    if isinstance(item, Repeat):
        return ("s" if item.same else "r") + _structure(item.item)
    return "{" + "".join(map(_structure, item.items)) + "}"


def _depth(item: PatternItem) -> int:
    if isinstance(item, FfiDataType):
        return 0
    if isinstance(item, Repeat):
        return _depth(item.item)
    return 1 + max(map(_depth, item.items))


def repeat(type: str) -> ListPattern:
    """Any number of values: `{1, 2, 3}`."""
    return ListPattern.parse(f"{{repeat {type}}}")


def repeat_same(type: str) -> ListPattern:
    """Any number of lists of one length: `{{1, 2}, {3, 4}}`."""
    return ListPattern.parse(f"{{repeat {{repeat_same {type}}}}}")


def fixed(*types: str) -> ListPattern:
    """One value of each type: `{1.0, 2.0, 3.0}`."""
    return ListPattern.parse(f"{{{', '.join(types)}}}")


def repeat_tuple(*types: str) -> ListPattern:
    """Any number of lists of values of these types: `{{"a", 1}, {"b", 2}}`."""
    return ListPattern.parse(f"{{repeat {{{', '.join(types)}}}}}")


def repeat_template(parameter: str = "T") -> ListPattern:
    """Any number of values of a parameter of the template."""
    return repeat(parameter)


def repeat_tuple_template(key: str = "K", value: str = "V") -> ListPattern:
    """Any number of pairs of two parameters of the template."""
    return repeat_tuple(key, value)
