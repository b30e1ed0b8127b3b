"""The benchmark scripts and programs print what the C++ engine prints (asv_bench/expected.json)."""

from __future__ import annotations

import json
import math
import re
from pathlib import Path

import pytest
from seraphscript import Context, Module

BENCH = Path(__file__).resolve().parent.parent / "asv_bench"
EXPECTED = json.loads((BENCH / "expected.json").read_text(encoding="utf-8"))
PROGRAMS = json.loads((BENCH / "programs" / "programs.json").read_text(encoding="utf-8"))
GROUPS = json.loads((BENCH / "scripts" / "scripts.json").read_text(encoding="utf-8"))
BUDGET = 2_000_000_000
COUNTS = {"hello_world": 1, "large_function": 1, "operators": 1, "many_functions": 60}  # functions, where it is a rule
AT_LEAST = {
    "functions": 10,
    "utilities": 10,
    "game_logic": 3,
    "performance/large_500": 10,
    "performance/xlarge_1000": 20,
    "performance/xxlarge_5000": 50,
    "performance/classes_500": 5,
    "performance/classes_5000": 50,
}


def context() -> Context:
    module = Module()

    @module.function("int host_add(int, int)")
    def host_add(a: int, b: int) -> int:
        return a + b

    made = Context()
    made.install(module)
    return made


@pytest.mark.row("PRF-11", "PRF-19")
@pytest.mark.parametrize("mode", ["source", "sbc"])
@pytest.mark.parametrize("name", EXPECTED["scripts"])
def test_script(name: str, mode: str, tmp_path: Path) -> None:
    ctx = context()
    unit = ctx.create_unit("bench")
    text = (BENCH / "scripts" / f"{name}.as").read_text(encoding="utf-8")
    unit.add_source("bench.as", text)
    unit.build()
    if name in COUNTS:
        assert unit.function_count == COUNTS[name]
    assert unit.function_count >= AT_LEAST.get(name, 1)
    program = unit.program
    if mode == "sbc":
        unit.save(tmp_path / "bench.sbc")
        ctx = context()
        program = ctx.load_program(tmp_path / "bench.sbc")
    written: list[str] = []
    with ctx.instantiate(program, output=written.append) as world:
        world.call("void main()", budget=BUDGET)
    assert "".join(written).splitlines() == EXPECTED["scripts"][name]


@pytest.mark.row("PRF-18")
@pytest.mark.parametrize("name", [name for name, entry in PROGRAMS.items() if "needs" not in entry])
def test_program(name: str) -> None:
    unit = context().create_unit("bench")
    unit.add_source("bench.as", (BENCH / "programs" / f"{name}.as").read_text(encoding="utf-8"))
    unit.build()
    with unit.instantiate() as world:
        result = world.function("bench")(EXPECTED["size"])
    assert math.isclose(result, EXPECTED["programs"][name], rel_tol=1e-12)


def test_every_script_is_listed() -> None:
    listed = {script for group in GROUPS.values() for script in group.values() if script}
    files = {p.relative_to(BENCH / "scripts").with_suffix("").as_posix() for p in (BENCH / "scripts").rglob("*.as")}
    assert listed == files == set(EXPECTED["scripts"])
    assert sum(len(group) for group in GROUPS.values()) == 24 + len(GROUPS["class_sizes"]) == 28


def test_every_program_exists_in_all_languages() -> None:
    for name in PROGRAMS:
        for suffix in ("as", "lua", "py", "c"):
            text = (BENCH / "programs" / f"{name}.{suffix}").read_text(encoding="utf-8")
            assert re.search(r"\bbench\b", text)
