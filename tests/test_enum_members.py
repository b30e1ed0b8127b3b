"""Values of the host whose fields are enums: Python gets members of them, scripts numbers."""

from __future__ import annotations

import enum
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from seraphscript import Context, Module


class Suit(enum.IntEnum):
    RED = 1
    BLACK = 2


class Card(NamedTuple):
    suit: Suit = Suit.RED

    def text(self) -> str:
        return self.suit.name


@dataclass(slots=True)
class SlottedCard:
    suit: Suit = Suit.RED
    others: list[Suit] = field(default_factory=list)

    def text(self) -> str:
        return self.suit.name + "".join(one.name for one in self.others)


class Mark(enum.IntFlag):
    A = 1
    B = 2
    C = 8


Many = enum.IntFlag("Many", "A B C D E F G H I")


@dataclass
class Marked:
    mark: Mark
    many: Many
    by_name: dict[str, Mark]


def test_flags_and_dicts() -> None:
    module = Module("m")
    for one in (Mark, Many):
        module.enum(one)
    module.value(Marked)
    given: list[Any] = []
    module.register_function("void give(Marked a)", given.append)
    unit = Context().install(module).create_unit()
    unit.add_source("m.as", """void f(int mark, int many) {
        m::Marked a; a.mark = m::Mark(mark); a.many = m::Many(many);
        a.by_name.set("x", a.mark);
        m::give(a);
    }""")
    unit.build()
    for mark, many in ((9, 4), (0, 5), (16, 0)):
        unit.call("f", mark, many)
        one = given.pop()
        assert (one.mark, one.many, one.by_name) == (mark, many, {"x": mark})
        kinds = [type(value) for value in (one.mark, one.many, one.by_name["x"])]
        assert kinds == [int if mark == 16 else Mark, Many if many == 4 else int, int if mark == 16 else Mark]


def test_enums_of_the_host_run_nothing_while_memory_is_read() -> None:
    class Odd(enum.IntEnum):
        ONE = 1

        @classmethod
        def _missing_(cls, value: object) -> Odd:
            raise AssertionError("user code runs between the elements of an array")

    @dataclass
    class Held:
        odd: Odd

    module = Module("m")
    module.enum(Odd)
    module.value(Held)
    unit = Context().install(module).create_unit()
    unit.add_source("m.as", """array<m::Held> f() {
        array<m::Held> a(3);
        a[1].odd = m::ONE; a[2].odd = m::Odd(5);
        return a;
    }""")
    unit.build()
    held: Any = unit.call("f")
    assert [type(one.odd) for one in held] == [int, Odd, int]


@pytest.mark.parametrize("way", ["sealed", "modules", "mapping"])
def test_fields_whose_hints_name_enums_get_members(way: str, tmp_path: Path) -> None:
    module = Module("m")
    module.enum(Suit)
    module.value(Card)
    module.value(SlottedCard)
    given: list[Any] = []
    module.register_function("void give(Card a, SlottedCard b)", lambda *cards: given.extend(cards))
    context = Context().install(module)
    if way != "sealed":
        context.save_registry(tmp_path / "m.sfr")
        more = [] if way == "modules" else [{"m::Card": Card, "m::SlottedCard": SlottedCard}]
        context = Context.load_registry(tmp_path / "m.sfr", [module, *more])
    unit = context.create_unit()
    unit.add_source("m.as", """string f() {
        m::Card a;
        m::SlottedCard b; b.suit = m::BLACK; b.others.insertLast(m::RED);
        m::give(a, b);
        return a.text() + b.text();
    }""")
    unit.build()
    assert unit.call("f") == "REDBLACKRED"
    assert given == [Card(Suit.RED), SlottedCard(Suit.BLACK, [Suit.RED])]
    assert all(type(suit) is Suit for suit in (given[0].suit, given[1].suit, given[1].others[0]))
    unit.clear()
    unit.add_source("n.as", "void g() { m::SlottedCard b; b.suit = m::Suit(7); m::give(m::Card(), b); }")
    unit.build()
    given.clear()
    unit.call("g")
    assert given[1].suit == 7 and type(given[1].suit) is int
