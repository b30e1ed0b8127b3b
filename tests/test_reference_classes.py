"""The engine against models of classes and of overload resolution (tests/reference/classes.py and overloads.py).

The environment variable SERAPH_SEED moves the range of programs. tools/differential.py runs the same ones, as many as
wanted, on the C++ engine too.
"""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from reference.classes import class_program
from reference.overloads import overload_program
from seraphscript import BuildError, Context, Program

START = int(os.environ.get("SERAPH_SEED", "0"))
CONTEXT = Context()


def output(program: Program) -> list[str]:
    """What main() prints; nothing must be left over."""
    lines: list[str] = []
    with CONTEXT.instantiate(program, output=lines.append) as world:
        world.call("void main()", budget=10_000_000)
    return "".join(lines).splitlines()


def build(text: str) -> Program:
    unit = CONTEXT.create_unit("reference")
    unit.add_source("reference.as", text)
    return unit.build()


@pytest.mark.row("CLS-02", "CLS-04", "CLS-06", "CLS-13", "GLB-02", "OPR-03", "OPR-04", "OPR-06", "OPR-08")
@pytest.mark.parametrize("tens", range(15))
def test_classes(tens: int, tmp_path: Path) -> None:
    for seed in range(START + 10 * tens, START + 10 * tens + 10):
        program = class_program(seed)
        built = build(program.text)
        assert output(built) == list(program.expected), program.text
        if seed % 5 == 0:
            built.save(tmp_path / "program.sbc")
            loaded = CONTEXT.load_program(tmp_path / "program.sbc")
            assert output(loaded) == list(program.expected), program.text


@pytest.mark.row("FUN-03", "FUN-04")
def test_overloads() -> None:
    refused = 0
    for seed in range(START, START + 500):
        program = overload_program(seed)
        wanted = program.expected()
        try:
            built = build(program.text())
        except BuildError:
            refused += 1
            assert wanted is None, program.text()
            continue
        assert output(built) == [str(wanted)], program.text()
    assert 50 < refused < 300
