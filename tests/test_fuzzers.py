"""The fuzzers' own ground: seeds that are accepted and hold every opcode, mutants that get through, both ways back."""

from __future__ import annotations

import collections
import importlib
import os
import random
import sys
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from seraphscript import Context
from seraphscript.vm.disasm import disassemble
from seraphscript.vm.errors import LoadError
from seraphscript.vm.opcode_table import OPCODES
from seraphscript.vm.sbc import join_parts, parse_program, split_parts

TOOLS = Path(__file__).resolve().parent.parent / "tools"
NAMES = (
    "sbc_mutator", "sbc_corpus", "fuzz_sbc", "source_mutator", "fuzz_source", "sfr_mutator", "sfr_corpus", "fuzz_sfr",
)  # fmt: skip


@pytest.fixture(scope="module")
def tools() -> Iterator[dict[str, ModuleType]]:
    sys.path.insert(0, str(TOOLS))
    try:
        yield {name: importlib.import_module(name) for name in NAMES}
    finally:
        sys.path.remove(str(TOOLS))
        for name in NAMES:
            del sys.modules[name]


@pytest.fixture(scope="module")
def context(tools: dict[str, ModuleType]) -> Context:
    made = Context()
    made.install(tools["sbc_corpus"].host_module())
    made.seal()
    return made


@pytest.fixture(scope="module")
def seeds(tools: dict[str, ModuleType], context: Context) -> list[bytes]:
    found = tools["sbc_corpus"].seeds(context, random.Random(1))
    assert len(found) > 60
    return list(found)


def test_seeds_hold_every_opcode(tools: dict[str, ModuleType], seeds: list[bytes]) -> None:
    used = {one.op for file in seeds for f in tools["sbc_mutator"].Decoded(file).functions for one in f.code}
    never = tools["sbc_corpus"].NEVER
    assert {op.name for i, op in enumerate(OPCODES) if i not in used} == set(never)
    assert all(never.values())


def test_decoded_and_encoded_again(tools: dict[str, ModuleType], seeds: list[bytes]) -> None:
    for file in seeds:
        program = tools["sbc_mutator"].Decoded(file)
        *_, fingerprint, scalars, _ = split_parts(file)
        again = program.copy().encode()
        twin = parse_program(join_parts(fingerprint, scalars, again), link=False)
        text = disassemble(parse_program(file, link=False))
        assert text.splitlines()[1:] == disassemble(twin).splitlines()[1:]  # the first line has a digest of the layout


def test_mutants_get_through(tools: dict[str, ModuleType], context: Context, seeds: list[bytes]) -> None:
    bases = [tools["sbc_mutator"].Decoded(file) for file in seeds]
    results: collections.Counter[str] = collections.Counter()
    for number in range(300):
        rng = random.Random(f"test:{number}")
        program = rng.choice(bases).copy()
        tools["sbc_mutator"].Mutator(rng, bases).mutate(program)
        file = join_parts(program.fingerprint, program.scalars, program.encode())
        tools["fuzz_sbc"].run(file, context.seal().host_types, rng, results, seeds)
    assert results["accepted"] + results["refused"] == 300
    assert results["accepted"] > 90
    assert results["ran to the end"] > 90
    assert results["fiber finished"] and results["fiber left suspended"] and results["linked"]


def test_a_refused_seed_is_an_error(tools: dict[str, ModuleType], context: Context, tmp_path: Path) -> None:
    (tmp_path / "bad.sbc").write_bytes(b"no program")
    with pytest.raises(LoadError):
        tools["sbc_corpus"].seeds(context, random.Random(1), [tmp_path / "bad.sbc"])


SCRIPT = """
class Item { int n = 3; int twice() { return n * 2; } }
int sum(int k) { Item i; int total = 0; for (int j = 0; j < k; j++) { total += i.twice(); } return total; }
void main() { println(sum(4)); }
"""


@pytest.fixture
def fuzzer(tools: dict[str, ModuleType]) -> Any:  # noqa: ANN401
    return tools["fuzz_source"].Fuzzer([tools["source_mutator"].tokens_of(SCRIPT)], 1)


def test_mutated_scripts_compile_and_run(tools: dict[str, ModuleType], fuzzer: Any) -> None:  # noqa: ANN401
    assert "".join(fuzzer.corpus[0]) == SCRIPT
    assert fuzzer.mutant(7)[2] == fuzzer.mutant(7)[2] != SCRIPT
    for number in range(200):
        fuzzer.one(number)
    assert fuzzer.ends["accepted"] + fuzzer.ends["refused"] == 200
    assert fuzzer.ends["accepted"] > 30
    assert fuzzer.ends["done"] > 30


@pytest.mark.skipif(not hasattr(os, "fork"), reason="needs fork()")
def test_deaths_and_findings_are_counted(
    tools: dict[str, ModuleType],
    fuzzer: Any,  # noqa: ANN401
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
) -> None:
    def one(number: int) -> None:
        if number == 3:
            os._exit(7)
        if number == 5:
            raise ValueError("odd")
        fuzzer.ends["accepted"] += 1

    monkeypatch.setattr(fuzzer, "one", one)
    monkeypatch.setattr(tools["fuzz_source"], "REPORT", 1)
    campaign = tools["fuzz_source"].Campaign(fuzzer, tmp_path / "log")
    number = 0
    while number < 8:
        number = campaign.batch(number, 8)
    text = (tmp_path / "log").read_text()
    assert campaign.findings == 2
    assert "finding: mutant 3" in text
    assert "the process died: 7" in text
    assert "ValueError: odd" in text
    assert campaign.ends["accepted"] == 6


@pytest.fixture(scope="module")
def registries(tools: dict[str, ModuleType]) -> Any:  # noqa: ANN401
    return tools["fuzz_sfr"].Fuzzer(tools["sfr_corpus"].seeds(), [SCRIPT], 1)


def test_registries_in_rows_and_back(registries: Any) -> None:  # noqa: ANN401
    names = ["defaults", "rich", "few", "none", "values", "templates", "names", "members"]
    assert [one.name for one in registries.corpus] == names
    for one, decoded in zip(registries.corpus, registries.decoded, strict=True):
        copy = decoded.copy()
        copy.order()
        assert copy.file(copy.encode()) == one.file
        assert len(one.functions) > 0
    rich = registries.corpus[1]
    text = "\n".join(rich.functions)
    assert any("game::Vec3 c = o; c = o;" in function for function in registries.corpus[4].functions)
    for name in ("hand18()", "game::shapes::Circle", "dictionary<string, Vec@>", "opForBegin", "Wide::Low", "math::PI"):
        assert name in text


def test_mutated_registries_are_used(registries: Any) -> None:  # noqa: ANN401
    assert registries.mutant(7)[1][1] == registries.mutant(7)[1][1] != registries.mutant(8)[1][1]
    for number in range(300):
        registries.one(number)
    ends = registries.ends
    assert ends["accepted"] + ends["refused"] == 300
    assert ends["accepted"] > 75
    assert ends["functions that still compile"] > 10_000
    assert ends["ran to the end"] > 2_000
    assert ends["script: built"] > 5
