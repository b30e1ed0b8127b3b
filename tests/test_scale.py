"""Large structures and many instances, at moderate sizes; `tools/scale.py` runs the full ones."""

from __future__ import annotations

import importlib.util
import sys
from pathlib import Path
from types import ModuleType

import pytest

TOOL = Path(__file__).parents[1] / "tools" / "scale.py"


@pytest.fixture(scope="module")
def scale() -> ModuleType:
    spec = importlib.util.spec_from_file_location("scale", TOOL)
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules["scale"] = module
    spec.loader.exec_module(module)
    return module


def test_structures_are_built_compared_and_released(scale: ModuleType) -> None:
    rows = list(scale.structures(5))
    assert len(rows) == 5
    assert [row.what for row in rows if not row.ok] == []
    assert {row.size for row in rows} == {200_000, 20_000}


def test_memory_stays_flat_over_many_instances(scale: ModuleType) -> None:
    rows = list(scale.crowds(20, ticks=20))
    assert [row.what for row in rows if not row.ok] == []
