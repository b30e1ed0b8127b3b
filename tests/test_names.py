"""The table of interned names as Python sees it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from seraphscript.registry.name_table import FIXED, KEYWORDS
from seraphscript.registry.names import Names


def test_keywords_and_fixed_names_come_first() -> None:
    names = Names()
    words = [word for word, _ in KEYWORDS] + FIXED
    assert [names.find(word) for word in words] == list(range(1, len(words) + 1))
    assert len(names) == len(words) + 1
    assert names.text(1) == KEYWORDS[0][0].encode()


def test_operator_methods_stand_in_the_order_of_the_operators() -> None:
    names = Names()
    suffixes = ["Add", "Sub", "Mul", "Div", "Mod", "Pow", "And", "Or", "Xor", "Shl", "Shr", "UShr"]
    for form in ("op{}", "op{}_r", "op{}Assign"):
        first = names.find(form.format("Add"))
        assert [names.find(form.format(suffix)) for suffix in suffixes] == list(range(first, first + 12))


@given(st.lists(st.binary(min_size=1, max_size=40), max_size=300))
def test_ids_are_given_in_order_and_once(words: list[bytes]) -> None:
    names = Names()
    first = len(names)
    expected: dict[bytes, int] = {}
    for word in words:
        known = names.find(word)
        assert known == expected.get(word, known if known < first else 0)
        found = names.intern(word)
        if found >= first:
            assert found == expected.setdefault(word, first + len(expected))
        assert names.text(found) == word
    assert len(names) == first + len(expected)


def test_many_names() -> None:
    names = Names()
    first = len(names)
    words = [f"name{i}" for i in range(20000)]
    assert [names.intern(word) for word in words] == list(range(first, first + 20000))
    assert [names.find(word) for word in words] == list(range(first, first + 20000))


def test_sealed() -> None:
    names = Names()
    number = names.intern("hero")
    names.seal()
    assert names.sealed
    assert names.intern("hero") == number
    assert names.find("villain") == 0
    with pytest.raises(ValueError, match="sealed"):
        names.intern("villain")


def test_refusals() -> None:
    names = Names()
    with pytest.raises(ValueError, match="empty"):
        names.intern("")
    with pytest.raises(ValueError, match="65535"):
        names.intern("a" * 65536)
    for number in (0, len(names), 2**32 - 1):
        with pytest.raises(IndexError):
            names.text(number)
