"""Values of the host whose fields are enums: Python gets members of them, scripts numbers."""

from __future__ import annotations

import enum
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from seraphscript import Context, Module, ScriptException


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
    with pytest.raises(ScriptException, match="7 is not a valid Suit"):
        unit.call("g")
