"""The optional modules: random numbers that can be repeated, and clocks that a host grants."""

from __future__ import annotations

import time
from pathlib import Path

import pytest
from seraphscript import Context, Instance, Unit
from seraphscript.vm.errors import BuildError, LoadError, ScriptException

SCRIPT = """
int first = rand();
double real() { return random(); }
int whole() { return rand(); }
int under(int n) { return rand(n); }
int between(int low, int high) { return rand(low, high); }
double range(double low, double high) { return randomRange(low, high); }
void reseed(uint value) { seed(value); }
int largest() { return RAND_MAX; }
"""
CLOCKS = """
int64 ms() { return getSystemTime(); }
int64 ns() { return getSystemTimeNs(); }
int64 monotonic() { return getMonotonicTime(); }
"""


def unit_of(text: str, *modules: str) -> Unit:
    unit = Context(modules=modules).create_unit("chance")
    unit.add_source("chance.as", text)
    unit.build()
    return unit


@pytest.fixture
def unit() -> Unit:
    return unit_of(SCRIPT, "random")


def xoshiro(seed: int, count: int) -> list[int]:
    """The generator, written down once more."""
    mask = 2**64 - 1
    s = []
    for _ in range(4):
        seed = (seed + 0x9E3779B97F4A7C15) & mask
        z = (seed ^ seed >> 30) * 0xBF58476D1CE4E5B9 & mask
        z = (z ^ z >> 27) * 0x94D049BB133111EB & mask
        s.append(z ^ z >> 31)
    found = []
    for _ in range(count):
        x = s[1] * 5 & mask
        found.append((x << 7 | x >> 57) * 9 & mask)
        t = s[1] << 17 & mask
        s[2] ^= s[0]
        s[3] ^= s[1]
        s[1] ^= s[2]
        s[0] ^= s[3]
        s[2] ^= t
        s[3] = (s[3] << 45 | s[3] >> 19) & mask
    return found


@pytest.mark.row("MOD-05")
@pytest.mark.parametrize("seed", [0, 1, 2**64 - 1])
def test_numbers(unit: Unit, seed: int) -> None:
    world = unit.instantiate(seed=seed)
    expected = xoshiro(seed, 30)
    assert world.globals["first"] == expected[0] >> 33
    assert [world.call("whole") for _ in range(9)] == [x >> 33 for x in expected[1:10]]
    assert [world.call("real") for _ in range(10)] == [(x >> 11) / 2**53 for x in expected[10:20]]
    assert [world.call("under", 6) for _ in range(10)] == [(x >> 32) * 6 >> 32 for x in expected[20:30]]
    assert world.call("largest") == 2**31 - 1


@pytest.mark.row("MOD-05")
def test_state_belongs_to_the_world(unit: Unit) -> None:
    """Two worlds do not disturb each other; a state that was kept, or a seed, gives the same numbers again."""
    one, two = unit.instantiate(seed=5), unit.instantiate(seed=5)
    numbers = [one.call("whole") for _ in range(5)]
    assert numbers == [two.call("whole") for _ in range(5)]
    kept = one.random_state
    after = [one.call("real") for _ in range(5)]
    two.call("whole")
    two.random_state = kept
    assert [two.call("real") for _ in range(5)] == after
    one.call("reseed", 7)
    two.random_state = 7
    assert one.random_state == two.random_state and one.call("whole") == two.call("whole")
    assert unit.instantiate().random_state == unit.instantiate().random_state


def test_mistakes_of_the_host(unit: Unit) -> None:
    world = unit.instantiate()
    with pytest.raises(ValueError, match="must not be all zero"):
        world.random_state = (0, 0, 0, 0)
    with pytest.raises(ValueError, match="random_state: four integers"):
        world.random_state = (1, 2, 3)  # type: ignore[assignment]
    for number in (-1, 2**64):
        with pytest.raises(OverflowError):
            world.random_state = number
        with pytest.raises(OverflowError):
            unit.instantiate(seed=number)


@pytest.mark.row("MOD-05")
def test_ranges(unit: Unit) -> None:
    world = unit.instantiate(seed=1)
    assert {world.call("under", 6) for _ in range(300)} == set(range(6))
    assert {world.call("between", -2, 3) for _ in range(300)} == {-2, -1, 0, 1, 2}
    low, high = -(2**31), 2**31 - 1
    assert all(low <= world.call("between", low, high) < high for _ in range(100))
    assert all(0 <= world.call("under", high) < high for _ in range(100))
    assert all(-1 <= world.call("range", -1.0, 0.5) < 0.5 for _ in range(100))
    assert all(abs(world.call("range", -1e308, 1e308)) <= 1e308 for _ in range(100))
    assert world.call("range", 1.0, 1.0 + 2**-52) == 1.0
    nan, inf = float("nan"), float("inf")
    wrong: list[tuple[str, tuple[float, ...]]] = [("under", (0,)), ("under", (-5,)), ("between", (3, 3))]
    wrong += [("between", (4, 3))]
    wrong += [("range", pair) for pair in ((1.0, 1.0), (nan, 1.0), (0.0, nan), (0.0, inf), (-inf, 0.0))]
    for name, arguments in wrong:
        with pytest.raises(ScriptException, match="Out of range"):
            world.call(name, *arguments)


@pytest.mark.row("MOD-05")
def test_clocks() -> None:
    world = unit_of(CLOCKS, "time").instantiate()
    before, after = time.time_ns(), world.call("ns")
    assert before - 10**9 < after < time.time_ns() + 10**9
    assert abs(world.call("ms") - time.time_ns() // 10**6) < 10_000
    first = world.call("monotonic")
    assert world.call("monotonic") >= first
    world.override("getSystemTime", lambda: 12)
    assert world.call("ms") == 12


@pytest.mark.row("MOD-05")
def test_only_where_the_host_has_installed_them(tmp_path: Path, unit: Unit) -> None:
    """Neither names nor programs from elsewhere lead to the clock of a host that does not grant it."""
    for text in (SCRIPT, CLOCKS):
        with pytest.raises(BuildError):
            unit_of(text)
    for text, name in ((SCRIPT, "random"), (CLOCKS, "time")):
        unit_of(text, name).program.save(tmp_path / f"{name}.sbc")
        with pytest.raises(LoadError, match="is missing"):
            Context().load_program(tmp_path / f"{name}.sbc")
        with pytest.raises(LoadError, match="is missing"):
            Instance(unit_of(text, name).program)
        granting = Context(modules=[name])
        granting.instantiate(granting.load_program(tmp_path / f"{name}.sbc"))


@pytest.mark.parametrize("name", ["random", "time"])
def test_registry_files(tmp_path: Path, name: str) -> None:
    """A context from a registry file has them, too."""
    Context(modules=[name]).save_registry(tmp_path / "host.sfr")
    context = Context.load_registry(tmp_path / "host.sfr")
    unit = context.create_unit("again")
    unit.add_source("again.as", SCRIPT if name == "random" else CLOCKS)
    unit.build()
    assert unit.call("whole" if name == "random" else "monotonic") != 0
