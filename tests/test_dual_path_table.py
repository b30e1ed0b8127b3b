"""Every function of the table of fast paths: the same results by all ways, what a call costs, what is measured.

Parametrised from `vm/fast_table.py`, so that a new entry is covered, or fails for want of a benchmark.
"""

from __future__ import annotations

import importlib
import struct
import sys
from collections.abc import Callable
from itertools import product
from pathlib import Path

import pytest
from seraphscript import Context, Instance, Module, Unit
from seraphscript.vm.errors import ScriptException
from seraphscript.vm.fast_table import FAST, NUMBERS, Fast

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "asv_bench"))
benchmarks = importlib.import_module("benchmarks.dual_path_times")

COMPUTED = [function for function in FAST if function.expression]
METHODS = [function for function in FAST if not function.expression]


def compiled(text: str, context: Context | None = None) -> Unit:
    unit = (context or Context()).create_unit("dual")
    unit.add_source("dual.as", text)
    unit.build()
    return unit


def bits(number: float, size: int) -> int:
    return int.from_bytes(struct.pack("<d" if size == 64 else "<f", number), "little")


def reals(size: int) -> list[int]:
    """Bits of edge values: zeros, subnormals, the largest, infinities, quiet and signalling NaNs, halves, angles."""
    numbers = [0.0, 1.0, 0.5, 1.5, 2.5, 2.0, 3.0, 0.1, 3.141592653589793, 10.0, 1e6, 4503599627370497.5, 1e15]
    found = [bits(number, size) for number in numbers]
    if size == 64:
        found += [1, 0xFFFFFFFFFFFFF, 0x7FEFFFFFFFFFFFFF, 0x7FF0000000000000, 0x7FF8000000000000, 0x7FF8000000000123]
        found += [0x7FF0000000000001, bits(1e300, 64)]
    else:
        found += [1, 0x7FFFFF, 0x7F7FFFFF, 0x7F800000, 0x7FC00000, 0x7FC00123, 0x7F800001]
    return found + [number | 1 << size - 1 for number in found]


EDGES: dict[str, list[int]] = {
    "F64": reals(64),
    "F32": reals(32),
    "I32": [0, 1, -1, 2, -2, 7, 2**31 - 1, -(2**31)],
    "I64": [0, 1, -1, 2**31, -(2**31), 2**53 + 1, 2**63 - 1, -(2**63)],
    "U32": [0, 1, 2**31 - 1, 2**31, 2**32 - 1],
    "U64": [0, 1, 2**53 + 1, 2**63 - 1, 2**63, 2**64 - 1],
}
SLOT = {"F64": "uint64", "F32": "uint"}


def caller(function: Fast) -> str:
    """`f` takes and gives floating-point numbers as bits; so does `handled`, through a handle to the built-in."""
    types: dict[str, str] = benchmarks.TYPES
    kinds = [types[kind] for kind in function.operands]
    pairs = list(zip(function.operands, ["x", "y"], strict=False))
    given = [f"{SLOT.get(kind, types[kind])} {name}" for kind, name in pairs]
    passed = [f"math::fromBits({name})" if kind in SLOT else name for kind, name in pairs]
    result = SLOT.get(function.result, types[function.result])
    text = f"funcdef {types[function.result]} Handle({', '.join(kinds)});\n"
    for name, called in (("f", function.name), ("handled", "h")):
        begin = f"Handle@ h = {function.name}; " if name == "handled" else ""
        call = f"{called}({', '.join(passed)})"
        call = f"math::toBits({call})" if function.result in SLOT else call
        text += f"{result} {name}({', '.join(given)}) {{ {begin}return {call}; }}\n"
    return text


@pytest.mark.row("DUAL-09", "DUAL-12", "DUAL-15")
@pytest.mark.parametrize("function", COMPUTED, ids=lambda function: function.key)
def test_all_ways_give_the_same_bits(function: Fast) -> None:
    world = compiled(caller(function)).instantiate()
    library, _, name = function.name.partition("::")
    values = list(product(*(EDGES[kind] for kind in function.operands)))

    def results(way: str) -> list[object]:
        run = world.function(way)
        return [run(*arguments) for arguments in values]

    fast = results("f")
    assert fast == results("handled")
    world.call_stats(enable=True)
    assert results("f") == fast
    assert world.call_stats(enable=False)[function.name] == (len(values), 0)
    world.library(library).disable_fast_path(name)
    assert not world.library(library).can_use_fast_path(name)
    assert results("f") == fast
    world.library(library).enable_fast_path(name)
    assert world.library(library).can_use_fast_path(name) and results("f") == fast


TEXTS = ["", "a", "Hello, World 16b", "ß", "Zoë 漢字 😀", "ŉ İ ǰ", "x" * 100, "\0mid\0", "i̇"]
METHOD_CALLS = {
    "string.length": ("uint s.length()", []),
    "array.length": ("uint a.length()", []),
    "string.toUppercase": ("string s.toUppercase()", []),
    "string.toLowercase": ("string s.toLowercase()", []),
    "string.reversed": ("string s.reversed()", []),
    "string.substr": ("string s.substr(p, q)", [0, 1, 2, 5, 16, 2**31, 2**32 - 1]),
    "string.repeat": ("string s.repeat(p)", [0, 1, 2, 2**28, 2**31, 2**32 - 1]),
}
SECOND = [0, 1, -1, 7, 2**31 - 1, -(2**31)]


@pytest.mark.row("DUAL-11", "DUAL-12")
@pytest.mark.parametrize("function", METHODS, ids=lambda function: function.key)
def test_all_ways_give_the_same_texts(function: Fast) -> None:
    """Equal bytes, also of what is no UTF-8 (`cut` takes a byte off the end), and equal exceptions."""
    declared, firsts = METHOD_CALLS[function.key]
    result, _, call = declared.partition(" ")
    text = f"""
        {result} one(string s, uint cut, uint p, int q) {{
            s.truncate(s.length() - (s.length() < cut ? 0 : cut));
            array<int> a(s.length());
            return {call};
        }}
        array<uint8>@ f(string s, uint cut, uint p, int q) {{
            array<uint8> bytes;
            {result} r = one(s, cut, p, q);
            {"foreach_byte" if result == "string" else "bytes.resize(r);"}
            return bytes;
        }}
    """
    text = text.replace("foreach_byte", "for (uint i = 0; i < r.length(); i++) bytes.insertLast(r[i]);")
    world = compiled(text).instantiate(memory_limit=1 << 20)
    values = list(product(TEXTS, (0, 1), firsts or [0], SECOND if "q" in call else [0]))

    def results() -> list[object]:
        found: list[object] = []
        run = world.function("f")
        for arguments in values:
            try:
                found.append(run(*arguments))
            except Exception as error:
                found.append((type(error), str(error)))
        return found

    library, _, name = function.name.partition("::")
    fast = results()
    assert any(isinstance(one, tuple) for one in fast) == (name == "repeat")
    world.call_stats(enable=True)
    assert results() == fast
    assert world.call_stats(enable=False)[function.name][0] >= len(values)
    world.library(library).disable_fast_path(name)
    assert results() == fast


@pytest.mark.row("DUAL-16")
@pytest.mark.parametrize("function", COMPUTED, ids=lambda function: function.key)
def test_the_guard_is_no_instruction(function: Fast) -> None:
    """A call is one instruction, which jumps over the general one; its flag is one of 128 bytes."""
    _, call, parameters, _ = benchmarks.call_of(function)
    program = compiled(f"{benchmarks.TYPES[function.result]} f({parameters}) {{ return {call}; }}").program
    listing = [line.split() for line in program.disassemble().splitlines()]
    words = [line[0] if not line[0].isdigit() else line[1] for line in listing if len(line) > 1]
    at = words.index("FAST")
    assert words[at + 1 : at + 3] == ["NATIVE", "RET"] and words.count("FAST") == 1
    assert NUMBERS[function.key] < 128


@pytest.mark.row("DUAL-17", "DUAL-18")
def test_everything_is_measured() -> None:
    """The benchmarks have every function; those of the table of ratios every overload."""
    assert {next(f.name for f in FAST if f.key == key) for key in benchmarks.KEYS} == {f.name for f in FAST}
    assert set(benchmarks.BuiltinFunctions.params[0]) == set(benchmarks.KEYS)
    assert {"fast", "switched off", "Python", "host call", "script", "script call", "extracted"} == set(benchmarks.WAYS)


@pytest.mark.row("DUAL-17", "DUAL-18")
@pytest.mark.parametrize("function", FAST, ids=lambda function: function.key)
def test_what_is_measured(function: Fast) -> None:
    """Each loop goes the way it is named after; a replaced function costs what an ordinary call of the other does."""
    found = benchmarks.worlds(function.key)
    assert set(benchmarks.WAYS) - set(found) == (set() if function.operands else {"extracted"})
    costs = {}
    for way, (world, loop) in found.items():
        world.call_stats(enable=True)
        before = world.stats()
        world.call(loop, 50)
        after = world.stats()
        counts = world.call_stats(enable=False).get(function.name, (0, 0))
        slow = way in ("switched off", "Python", "script", "extracted")
        assert counts == ((50, 0) if way == "fast" else (0, 50) if slow else (0, 0))
        assert after.host_calls - before.host_calls == (50 if way in ("Python", "host call") else 0)
        before = after
        world.call(loop, 50)
        costs[way] = (world.stats().cost - before.cost) / 50
    assert costs["fast"] <= costs["switched off"] + 2
    assert costs["script"] <= costs["script call"] + 8  # the instruction in front, and the call of a C function


def loops(world: Instance, names: list[str]) -> Callable[[int], None]:
    def run(count: int) -> None:
        for name in names:
            world.call(name, count)

    return run


@pytest.mark.row("DUAL-23")
@pytest.mark.parametrize("state", ["fast", "switched off", "script", "Python"])
def test_no_allocation_per_call(state: str) -> None:
    """Neither in the memory of the world nor in Python's."""
    text = "double mine(double x) { return x; }\n"
    for function in COMPUTED:
        if function.result == "F64":
            _, call, _, _ = benchmarks.call_of(function)
            kind = benchmarks.TYPES[function.operands[0]]
            text += f"void f{NUMBERS[function.key]}(int n) {{ {kind} x = 1, y = 2; while (n-- > 0) {call}; }}\n"
    world = compiled(text).instantiate()
    library = world.library("math")
    if state == "switched off":
        library.disable_fast_path()
    elif state != "fast":
        library.set("sin", "mine" if state == "script" else abs)
    run = loops(world, [f"f{NUMBERS[f.key]}" for f in COMPUTED if f.result == "F64"])
    run(100)
    allocations, memory, blocks = world.stats().allocations, world.memory_used, sys.getallocatedblocks()
    run(5000)
    assert (world.stats().allocations, world.memory_used) == (allocations, memory)
    assert sys.getallocatedblocks() - blocks < 200


@pytest.mark.row("DUAL-23", "DUAL-10")
def test_what_has_no_flag() -> None:
    """Functions of hosts and scripts, and those of libraries that are not in the table."""
    module = Module("host")
    module.register_function("double f(double x)", abs)
    world = compiled(
        "double g(double x) { return host::f(x) + math::asin(x); }", Context().install(module)
    ).instantiate()
    for library in ("host", "", "dictionary", "std"):
        assert world.library(library).functions == () and not world.library(library).is_builtin_library
    assert not any(map(world.library("math").can_use_fast_path, ("asin", "fmod", "toRadians", "mine")))
    world.override("math::asin", lambda x: 5.0)
    assert world.call("g", -1.0) == 6
    assert "asin" not in world.library("math").functions
    world.override("math::asin", None)
    with pytest.raises(ScriptException, match="Attempt to call non-function"):
        world.call("g", 0.0)


@pytest.mark.row("DUAL-02")
def test_both_names_are_one_function() -> None:
    """`asin` and `math::asin`, by name and by declaration, whichever of them the script uses."""
    text = "double f(double x) { return asin(x); } double g(int x) { return sqrt(x); }"
    text += " double h(uint64 x) { return sqrt(x); } double same(double x) { return x; }"
    world = compiled(text).instantiate()
    world.override("math::asin", lambda x: 5.0)
    assert world.call("f", 0.0) == 5
    world.restore("asin")
    assert world.call("f", 0.0) == 0
    world.override("math::sqrt", lambda x: 6.0)  # of an integer as well
    assert world.call("g", 4) == 6 and not world.library("math").can_use_fast_path("sqrt")
    world.override("math::sqrt", "same")
    assert (world.call("g", -3), world.call("h", 2**64 - 1)) == (-3, 2**64)  # as double
    world.restore("sqrt")
    assert world.call("g", 4) == 2 and world.library("math").can_use_fast_path("sqrt")


@pytest.mark.row("DUAL-02", "DUAL-08")
def test_one_overload() -> None:
    text = "double f(double x) { return math::abs(x); } int g(int x) { return math::abs(x); }"
    world = compiled(text).instantiate()
    one = "int math::abs(int)"
    world.override("math::abs", lambda x: 7)
    world.restore(one)
    assert (world.call("f", -1.0), world.call("g", -1)) == (7, 1)
    assert not world.library("math").can_use_fast_path("abs")
    world.override(one, lambda x: 8)
    assert (world.call("f", -1.0), world.call("g", -1)) == (7, 8)
    world.restore("math::abs")
    assert (world.call("f", -1.0), world.call("g", -1)) == (1, 1) and world.library("math").can_use_fast_path("abs")
    world.override(one, lambda x: 9)
    assert (world.call("f", -1.0), world.call("g", -1)) == (1, 9)
    with pytest.raises(TypeError):
        world.override("math::abs", lambda: 1)
    assert (world.call("f", -1.0), world.call("g", -1)) == (1, 9)  # as before
    world.restore(one)
    assert world.call("g", -1) == 1 and world.library("math").can_use_fast_path("abs")
