"""Arrays, dictionaries and strings of scripts against list, dict and bytes: a modest number of random operations.

`tools/containers.py` has the models, and does any number.
"""

from __future__ import annotations

import importlib
import random
import sys
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "tools"))
containers = importlib.import_module("containers")


@pytest.mark.parametrize("name", containers.SUBJECTS)
@given(seed=st.integers(0, 2**32))
@settings(max_examples=10, deadline=None)
def test_against_the_model(name: str, seed: int) -> None:
    containers.check(name, seed, 200)


@pytest.mark.parametrize("name", ["Ints", "Names", "String"])
def test_differences_are_found(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """A model with a mistake does not pass."""
    subject = containers.SUBJECTS[name](random.Random(1))
    if name == "Ints":
        monkeypatch.setattr(subject, "key", lambda value: -value)
    elif name == "Names":
        monkeypatch.setattr(subject, "zero", 5)
    else:
        monkeypatch.setattr(subject, "text", lambda: "a")
        monkeypatch.setattr(subject, "become", lambda value: setattr(subject, "s", value[:3]))
    with pytest.raises(containers.Difference):
        subject.run(2000)


def test_leaks_are_found() -> None:
    subject = containers.SUBJECTS["Words"](random.Random(1))
    subject.blocks -= 5
    with pytest.raises(containers.Difference, match="blocks more than at the beginning"):
        subject.run(100)
