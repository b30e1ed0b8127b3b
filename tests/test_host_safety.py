"""Hostile bytecode that the verifier accepts: it may do nonsense in its own instance, never harm the host."""

from __future__ import annotations

import contextlib
import itertools

import pytest
from seraphscript.vm.assembler import assemble
from seraphscript.vm.errors import BudgetExceeded, MemoryLimitExceeded, ScriptException, SeraphError
from seraphscript.vm.instance import Instance
from seraphscript.vm.interpreter import BUILD

PATTERNS = (
    0, 1, -1, 1 << 32, -1 << 32, 0x80000000, -0x80000000, 0xFFFFFFFF, 0x1_FFFF_FFFF, 0x7_8000_0000, 1 << 63, -(1 << 63),
    68 << 3, 0x7FF0000000000000, 0x7FF8000000000001,
)  # fmt: skip
NUMBERS = {"i32": "I32", "u32": "U32", "i64": "I64", "u64": "U64", "f32": "F32", "f64": "F64"}


def stale(kind: str, body: str, extra: str = "") -> Instance:
    """A world whose `main(a, b)` runs `body` with registers x, y of the kind that hold the bits of a, b: the frame of
    a function called before lay there, and nothing clears registers that own nothing."""
    return Instance(
        assemble(
            f"{extra}\nfunc leave(i64 a, i64 b) void\nRETV\nend\n"
            f"func use() void\nreg x {kind}\nreg y {kind}\nreg z {kind}\n{body}\nRETV\nend\n"
            "func main(i64 a, i64 b) void\nCALL leave(a, b)\nCALL use()\nRETV\nend"
        )
    )


@pytest.mark.parametrize("kind", NUMBERS)
@pytest.mark.parametrize("op", ["DIV", "MOD", "POW", "ADD", "SUB", "MUL"])
def test_arithmetic_of_any_bits(op: str, kind: str) -> None:
    world = stale(kind, f"{op}_{NUMBERS[kind]} z, x, y")
    for a, b in itertools.product(PATTERNS, repeat=2):
        with contextlib.suppress(ScriptException):
            world.call("main", _signed(a), _signed(b), budget=10_000)


@pytest.mark.parametrize("kind", ["bool", "i8", "i16", "i32", "u8", "u16", "u32", "i64", "u64"])
def test_shifts_indices_and_switches_of_any_bits(kind: str) -> None:
    body = """
        own s str
        own t ints
        reg n i32
        reg u u32
        reg b u8
        LDI n, 5
        NEWARR t, n, ints
        SFI s, n
        SHL_I32 n, n, x
        SHR_U32 u, u, x
        SWITCH n, 0, one [one, two]
    one:
        AGET_I32 n, t, x
    two:
        ASET_32 t, y, n
        SIDX b, s, x
        SSET s, y, x
        NEWARR t, x, ints
        DROP t
        DROP s
    """
    world = Instance(
        assemble(
            "type ints = array i32\nfunc leave(i64 p, i64 q, i64 a, i64 b) void\nRETV\nend\n"
            f"func use() void\nreg x {kind}\nreg y {kind}\n{body}\nRETV\nend\n"
            "func main(i64 a, i64 b) void\nCALL leave(a, b, a, b)\nCALL use()\nRETV\nend"
        ),
        memory_limit=1 << 20,
    )
    for a, b in itertools.product(PATTERNS, repeat=2):
        with contextlib.suppress(ScriptException, MemoryLimitExceeded, BudgetExceeded):
            world.call("main", _signed(a), _signed(b), budget=100_000)


@pytest.mark.skipif(BUILD["checked"], reason="the checking build ends at the first use of a freed block")
@pytest.mark.parametrize("pattern", PATTERNS)
@pytest.mark.parametrize("kind", ["str", "ints", "strs", "grid"])
def test_wrong_handles(kind: str, pattern: int) -> None:
    """Handles with any bits are range-checked at every use, also where memory is overwritten through them."""
    code = {
        "str": "SLEN u, x\nSEQ c, x, y\nSIDX b, x, n\nMOVH s, x\nSAPP s, y\nSSET s, n, n\nDROP s",
        "ints": "ASET_32 x, n, n\nAGET_I32 n, x, n\nMOVH t, x\nACOPY t, x\nDROP t\nALEN u, x",
        "strs": "ASETH x, n, q\nAGET_64 q, x, n\nATAKE s, x, n\nAGIVE x, n, s\nDROP s",
        "grid": "AGET_64 r, x, n\nATAKE t, x, n\nASET_32 t, n, n\nDROP t",
    }[kind]
    text = (
        "type ints = array i32\ntype strs = array str\ntype grid = array ints\n"
        "func leave(i64 p, i64 q, i64 a, i64 b) void\nRETV\nend\n"
        f"func use(i32 n) void\nown s str\nown t ints\nreg x {kind}\nreg y {kind}\nreg u u32\nreg b u8\nreg c bool\n"
        f"reg q str\nreg r ints\n{code}\nRETV\nend\n"
        "func main(i64 a, i32 n) void\nCALL leave(a, a, a, a)\nCALL use(n)\nRETV\nend"
    )
    world = Instance(assemble(text), memory_limit=1 << 16)
    for offset, n in itertools.product((0, 1, 3, 60, 68, 69, 100, 127, 128), (0, 1, 7, 1000, 1 << 20, -1)):
        with contextlib.suppress(SeraphError):
            world.call("main", _signed(pattern + offset), n, budget=100_000)


def _signed(value: int) -> int:
    value &= (1 << 64) - 1
    return value - (1 << 64) if value >> 63 else value


def test_registers_of_another_instance_cannot_be_read() -> None:
    program = assemble(
        "func leave(i64 a, i64 b, i64 c) void\nRETV\nend\n"
        "func read() i64\nreg a i64\nreg b i64\nOR a, a, b\nRET a\nend\n"
        "func deep(i32 n) void\nreg a i64\nJLEI n, 0, out\nADDI_I32 n, n, -1\nLDI a, 77\nCALL deep(n)\nout:\nRETV\nend"
    )
    one, other = Instance(program), Instance(program)
    for depth in (0, 100, 5000):
        one.call("deep", depth)
        one.call("leave", 4711, 4711, 4711)
        assert one.call("read") != 0, "this test relies on what the first call left behind"
        assert other.call("read") == 0


# ------------------------------------------------------------------------------- bulk work is metered

BULK = {
    "new arrays": ("own a wide", "NEWARR a, n, wide\nDROP a"),
    "copies of arrays": ("own a wide\nown b wide\nNEWARR a, n, wide", "ACOPY b, a\nDROP b"),
    "assignments of arrays": ("own a wide\nown b wide\nNEWARR a, n, wide\nNEWARR b, n, wide", "AASSIGN a, b"),
    "released elements": ("own a strs", "NEWARR a, n, strs\nDROP a"),
}


@pytest.mark.parametrize("name", BULK)
def test_bulk_work_counts_while_it_is_done(name: str) -> None:
    """The budget ends a loop of bulk operations near its end, not at some later poll."""
    registers, body = BULK[name]
    declared = "\n".join(line for line in registers.splitlines() if line.startswith("own"))
    setup = "\n".join(line for line in registers.splitlines() if not line.startswith("own"))
    world = Instance(
        assemble(
            f"type wide = array i64\ntype strs = array str\nfunc main(i32 n) void\n{declared}\nreg i i32\n"
            f"LDI i, 0\n{setup}\ntop:\n{body}\nINCBLTI_I32 i, 10000, top\nRETV\nend"
        )
    )
    before = world.stats().cost
    with pytest.raises(BudgetExceeded):
        world.call("main", 100_000, budget=1_000_000)
    assert world.stats().cost - before < 1_500_000


def test_bulk_work_counts_in_straight_code() -> None:
    body = "NEWARR a, n, wide\nDROP a\n" * 200
    world = Instance(assemble(f"type wide = array i64\nfunc main(i32 n) void\nown a wide\n{body}RETV\nend"))
    with pytest.raises(BudgetExceeded):
        world.call("main", 100_000, budget=1_000_000)
    assert world.stats().cost < 1_500_000
