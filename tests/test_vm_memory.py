"""Linear memory through the opcodes: strings, arrays, globals, limits, and programs that use it against its rules."""

from __future__ import annotations

import contextlib
import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from seraphscript.vm.assembler import assemble
from seraphscript.vm.errors import BudgetExceeded, DeadlineExceeded, MemoryLimitExceeded, ScriptException
from seraphscript.vm.instance import Instance
from seraphscript.vm.interpreter import BUILD


def live(world: Instance) -> int:
    return world.stats().live_blocks


# ------------------------------------------------------------------------------------------- strings

TEXT = """
lit comma = ", "
lit none = ""
func numbers(i64 i, u64 u, f32 f, f64 d, bool b) str
    own s str
    own t str
    reg c str
    LDS c, comma
    SFI s, i
    SAPP s, c
    SAPPU s, u
    SAPP s, c
    SAPPF s, f
    SAPP s, c
    SAPPD s, d
    SAPP s, c
    SAPPB s, b
    SAPP s, c
    SAPPI s, i
    SFU t, u
    SAPP s, c
    SAPP s, t
    DROP t
    SFF t, f
    SAPP s, t
    DROP t
    SFD t, d
    SAPP s, t
    DROP t
    SFB t, b
    SAPP s, t
    DROP t
    LDS c, none
    SAPP s, c
    RET s
end
func of_double(f64 d) str
    own s str
    SFD s, d
    RET s
end
func of_float(f32 d) str
    own s str
    SFF s, d
    RET s
end
func append(str a, str b) str
    own s str
    MOVH s, a
    SAPP s, b
    RET s
end
func twice(str a) str
    own s str
    MOVH s, a
    SAPP s, s
    SAPP s, s
    RET s
end
func compare(str a, str b) i32 outs(bool, bool)
    reg r i32
    reg e bool
    reg n bool
    SCMP r, a, b
    SEQ e, a, b
    SNE n, a, b
    OUT e, 0
    OUT n, 1
    RET r
end
func at(str a, i64 i) u8 outs(u32)
    reg n u32
    reg r u8
    SLEN n, a
    SIDX r, a, i
    OUT n, 0
    RET r
end
func put(str a, i64 i, u8 c) str outs(str)
    own s str
    own t str
    MOVH s, a
    SSET s, i, c
    MOVH t, a
    OUT t, 0
    RET s
end
func build(i32 n) u32
    own s str
    reg c str
    reg i i32
    reg r u32
    LDI i, 0
    LDS c, comma
top:
    SAPP s, c
    INCBLT_I32 i, n, top
    SLEN r, s
    DROP s
    RET r
end
"""


@pytest.fixture(scope="module")
def text() -> Instance:
    return Instance(assemble(TEXT))


def test_numbers_as_text(text: Instance) -> None:
    assert text.call("numbers", -(1 << 63), (1 << 64) - 1, 0.1, 1e100, True) == (
        "-9223372036854775808, 18446744073709551615, 0.1, 1e+100, true, -9223372036854775808, "
        "184467440737095516150.11e+100true"
    )


def plain(value: float) -> str:
    return "nan" if value != value else f"{value:g}"


@settings(deadline=None)
@given(st.floats())
def test_double_as_text(text: Instance, value: float) -> None:
    assert text.call("of_double", value) == plain(value)


@settings(deadline=None)
@given(st.floats(width=32))
def test_float_as_text(text: Instance, value: float) -> None:
    assert text.call("of_float", value) == plain(value)


@pytest.mark.parametrize("exponent", range(-8, 9))
@pytest.mark.parametrize("digits", ["1", "999999", "9999995", "1000005", "123456", "1234565"])
def test_rounding_of_text(text: Instance, digits: str, exponent: int) -> None:
    value = float(f"{digits}e{exponent}")
    assert text.call("of_double", value) == f"{value:g}"
    assert text.call("of_double", -value) == f"{-value:g}"


@settings(deadline=None)
@given(st.text(max_size=40), st.text(max_size=40))
def test_strings(text: Instance, a: str, b: str) -> None:
    x, y = a.encode(), b.encode()
    assert text.call("append", a, b) == a + b
    assert text.call("twice", a) == a * 4
    assert text.call("compare", a, b) == ((x > y) - (x < y), x == y, x != y)
    for i, byte in enumerate(x):
        assert text.call("at", a, i) == (byte, len(x))


def test_string_index_and_copy_on_write(text: Instance) -> None:
    assert text.call("put", "abc", 1, ord("X")) == ("aXc", "abc")
    for i in (3, -1, 1 << 40):
        with pytest.raises(ScriptException, match="Out of range"):
            text.call("put", "abc", i, 65)
        with pytest.raises(ScriptException, match="Out of range"):
            text.call("at", "abc", i)
    with pytest.raises(ScriptException, match="Out of range"):
        text.call("at", "", 0)


def test_append_is_linear_and_leaves_nothing() -> None:
    world = Instance(assemble(TEXT))
    assert world.call("build", 100_000) == 200_000
    stats = world.stats()
    assert stats.live_blocks == 1                       # the literal
    assert stats.allocations < 100                      # growth is geometric


# ------------------------------------------------------------------------------------------- arrays

KINDS = {
    "bool": ("8", "U8", 1), "i8": ("8", "I8", -128), "u8": ("8", "U8", 255), "i16": ("16", "I16", -32768),
    "u16": ("16", "U16", 65535), "i32": ("32", "I32", -(1 << 31)), "u32": ("32", "U32", (1 << 32) - 1),
    "f32": ("32", "U32", 1.5), "i64": ("64", "64", -(1 << 63)), "u64": ("64", "64", (1 << 64) - 1),
    "f64": ("64", "64", 1e300),
}


@pytest.mark.parametrize("kind", KINDS)
def test_elements_of_every_kind(kind: str) -> None:
    store, load, extreme = KINDS[kind]
    world = Instance(assemble(f"""
    type list = array {kind}
    func make(i64 n) list
        own a list
        NEWARR a, n, list
        RET a
    end
    func get(list a, i64 i) {kind} outs(u32)
        reg r {kind}
        reg n u32
        AGET_{load} r, a, i
        ALEN n, a
        OUT n, 0
        RET r
    end
    func set(i64 i, {kind} v) list
        own a list
        NEWARRI a, 5, list
        ASET_{store} a, i, v
        RET a
    end
    func null(i64 i) {kind}
        reg a list
        reg r {kind}
        LDNULL a
        AGET_{load} r, a, i
        RET r
    end
    """))
    zero, value = (False, True) if kind == "bool" else (0, extreme)
    assert list(world.call("make", 3)) == [zero] * 3
    for i in range(5):
        assert list(world.call("set", i, value)) == [zero] * i + [value] + [zero] * (4 - i)
        assert world.call("get", list(world.call("set", i, value)), i) == (value, 5)
    for i in (5, -1, 1 << 62, -(1 << 63)):
        with pytest.raises(ScriptException, match="Index out of bounds"):
            world.call("set", i, value)
        with pytest.raises(ScriptException, match="Index out of bounds"):
            world.call("get", [value], i)
    with pytest.raises(ScriptException, match="Null pointer access"):
        world.call("null", 0)
    for n in (-1, 1 << 40, -(1 << 63)):
        with pytest.raises(ScriptException, match="Too large"):
            world.call("make", n)
    assert live(world) == 0


NESTED = """
type list = array i32
type grid = array list
type handles = array list@
type strs = array str
lit word = "word"
global kept = grid
global names = strs
func fill(i32 n) grid
    own g grid
    own row list
    reg i i32
    NEWARR g, n, grid
    LDI i, 0
top:
    ATAKE row, g, i
    DROP row
    NEWARR row, n, list
    ASET_32 row, i, n
    AGIVE g, i, row
    INCBLT_I32 i, n, top
    RET g
end
func copy(grid a) grid outs(i32)
    own g grid
    reg row list
    reg i i32
    reg r i32
    ACOPY g, a
    LDI i, 0
    AGET_64 row, g, i
    LDI r, -1
    ASET_32 row, i, r
    AGET_64 row, a, i
    AGET_I32 r, row, i
    OUT r, 0
    RET g
end
func assign(grid a) u32
    own g grid
    reg n u32
    NEWARRI g, 7, grid
    AASSIGN g, a
    AASSIGN g, g
    ALEN n, g
    DROP g
    RET n
end
func empties() u32
    own g grid
    reg row list
    reg i i32
    reg n u32
    NEWARRI g, 4, grid
    LDI i, 3
    AGET_64 row, g, i
    ALEN n, row
    DROP g
    RET n
end
func share() u32
    own h handles
    own a list
    own b list
    reg i i32
    reg n u32
    NEWARRI h, 3, handles
    NEWARRI a, 9, list
    LDI i, 0
    ASETH h, i, a
    LDI i, 2
    ASETH h, i, a
    DROP a
    ATAKE b, h, i
    ALEN n, b
    DROP b
    DROP h
    RET n
end
func keep(grid g) void
    STGH g, kept
    RETV
end
func give(i32 n) u32
    own s strs
    own t str
    reg w str
    reg i i32
    reg u u32
    reg borrowed strs
    NEWARR s, n, strs
    LDI i, 0
    LDS w, word
top:
    SFI t, i
    SAPP t, w
    AGIVE s, i, t
    INCBLT_I32 i, n, top
    GIVEG s, names
    LDG borrowed, names
    ALEN u, borrowed
    RET u
end
func taken() strs
    own s strs
    TAKEG s, names
    RET s
end
"""


def test_nested_arrays() -> None:
    world = Instance(assemble(NESTED))
    rows = [[5 if i == j else 0 for j in range(5)] for i in range(5)]
    assert world.call("fill", 5) == rows
    assert world.call("copy", rows) == ([[-1, *rows[0][1:]], *rows[1:]], 5)
    assert world.call("assign", rows) == 5
    assert world.call("empties") == 0
    assert world.call("share") == 9
    assert live(world) == 0
    world.call("keep", rows)
    world.call("keep", rows)
    assert world.globals["kept"] == rows
    world.call("keep", [])
    assert world.globals["kept"] == []
    assert world.call("give", 4) == 4
    assert world.call("taken") == [f"{i}word" for i in range(4)]
    assert not world.globals["names"]


def test_plain_globals() -> None:
    world = Instance(assemble("""
    lit word = "word"
    global number = i32
    global name = str
    func f(i32 n) i32 outs(str)
        own s str
        reg w str
        reg old i32
        LDG old, number
        STG n, number
        LDS w, word
        STGH w, name
        LDG w, name
        MOVH s, w
        OUT s, 0
        RET old
    end
    """))
    assert [world.call("f", n) for n in (5, 6, 7)] == [(0, "word"), (5, "word"), (6, "word")]
    assert world.globals["number"] == 7


# ------------------------------------------------------------------------------------------- limits

GREEDY = """
type list = array i64
type lists = array list
lit bit = "0123456789abcdef"
global kept = lists
func strings() void
    own s str
    reg b str
    reg i i32
    LDS b, bit
    SAPP s, b
top:
    SAPP s, s
    LOOP top
end
func arrays(i64 n) void
    own a list
    own g lists
    reg i i32
    LDI i, 0
    NEWARRI g, 1000, lists
from:
top:
    NEWARR a, n, list
    AGIVE g, i, a
    ADDI_I32 i, i, 1
    LOOP top
to:
caught:
    RETV
    try from, to, caught
end
func one(i64 n) void
    own a list
    NEWARR a, n, list
    DROP a
    RETV
end
"""


@pytest.mark.parametrize("limit", [4096, 1 << 16, 1 << 20, 5 << 20])
def test_memory_limit(limit: int) -> None:
    world = Instance(assemble(GREEDY), memory_limit=limit)
    for _ in range(3):
        with pytest.raises(MemoryLimitExceeded):
            world.call("strings")
        with pytest.raises(MemoryLimitExceeded):        # which a script cannot catch
            world.call("arrays", limit // 200)
        assert world.stats().memory_size <= limit
        assert live(world) <= 1                         # the literal
        world.call("one", limit // 8 // 3)              # what was released can be had again


def test_idle_instance_is_small() -> None:
    assert Instance(assemble(GREEDY)).stats().memory_size <= 2048


def test_memory_is_reused() -> None:
    world = Instance(assemble(GREEDY))
    for n in random.Random(1).choices([1, 10, 100, 1000, 10_000, 50_000], k=3000):
        world.call("one", n)
    assert world.stats().memory_size < 2 << 20


# ------------------------------------------------------------------------- programs against the rules
# The verifier does not follow values, so a register can be read before it is written: it holds what an earlier call
# left there. Every use of such a "handle" must stay inside the instance's memory; that is what these runs look at
# (under the sanitizers of the test build as well). What they compute does not matter.

HOSTILE = """
type list = array i32
type bytes = array u8
type longs = array i64
type strs = array str
type grid = array list
func leave({words}) void
    RETV
end
func use(i32 how, i64 i, i64 v) i64
    own oa list
    own ob bytes
    own oc longs
    own os str
    own ot strs
    own og grid
    reg p0 i32
{registers}
    reg r i64
    reg u u32
    reg b u8
    reg q i32
    MOV r, i
    SWITCH how, 0, done [{targets}]
{bodies}
done:
    RET r
end
"""
ACTIONS = [
    "AGET_I32 q, a, i", "AGET_U8 b, ba, i", "AGET_64 r, c, i", "AGET_64 s, t, i|SLEN u, s", "AGET_64 a, g, i|ALEN u, a",
    "SX32 q, v|ASET_32 a, i, q", "ASET_64 c, i, v", "ZX8 b, v|ASET_8 ba, i, b", "ASETH t, i, s", "ATAKE os, t, i",
    "AGIVE g, i, oa", "ALEN u, g", "SLEN u, s", "SIDX b, s, i", "SEQ bb, s, s2", "SCMP q, s, s2", "MOVH os, s|DROP os",
    "MOVH os, s|SAPP os, s2", "MOVH os, s|SSET os, i, v", "MOVH oa, a|DROP oa", "MOVH ot, t|DROP ot",
    "MOVH og, g|DROP og",
    "MOVH og, g|ACOPY og, g", "AASSIGN a, a2", "AASSIGN t, t2", "AASSIGN g, g2", "MOVH oc, c|DROP oc|DROP oc",
    "NEWARRI oc, 20, longs|ASET_64 oc, i, v", "NEWARRI og, 3, grid", "SFI os, v|SAPP os, s",
]


def hostile() -> str:
    handles = {
        "a": "list", "a2": "list", "ba": "bytes", "c": "longs", "s": "str", "s2": "str", "t": "strs", "t2": "strs",
        "g": "grid", "g2": "grid", "bb": "bool",
    }
    bodies = []
    for i, action in enumerate(ACTIONS):
        bodies += [f"do{i}:", *(f"    {line}" for line in action.split("|")), "    JMP done"]
    return HOSTILE.format(
        words=", ".join(f"i64 w{i}" for i in range(24)),
        registers="\n".join(f"    reg {name} {kind}" for name, kind in handles.items()),
        targets=", ".join(f"do{i}" for i in range(len(ACTIONS))),
        bodies="\n".join(bodies),
    )


def stale_words(rnd: random.Random, size: int) -> list[int]:
    """What a hostile program leaves in registers: places near everything of interest, and anything else."""
    near = [0, 1, 4, 67, 68, 69, 70, 100, size - 2, size - 1, size, size + 7, 1 << 20, 1 << 31, 1 << 32, 1 << 60, -1]
    return [
        rnd.choice((rnd.choice(near) + rnd.randrange(-2, 3), rnd.randrange(64, max(65, size)), rnd.getrandbits(63)))
        for _ in range(24)
    ]


@pytest.mark.skipif(BUILD["checked"], reason="the checking build ends at the first use of a freed block")
@pytest.mark.parametrize("seed", range(20))
def test_stale_handles_stay_inside(seed: int) -> None:
    rnd = random.Random(seed)
    world = Instance(assemble(hostile()), memory_limit=1 << 18)
    done = 0
    for _ in range(1500):
        size = world.stats().memory_size // 8
        world.call("leave", *stale_words(rnd, size))
        # Headers of blocks that do not exist: count, type and size class as they would be.
        header = rnd.choice((1, 2, 0)) | rnd.randrange(9) << 32 | rnd.randrange(130) << 52
        value = rnd.choice((header, rnd.randrange(64, size), rnd.getrandbits(62), rnd.randrange(200)))
        index = rnd.choice((0, 1, 2, 3, rnd.randrange(40), rnd.randrange(size)))
        with contextlib.suppress(ScriptException, MemoryLimitExceeded):
            world.call("use", rnd.randrange(len(ACTIONS)), index, value)
            done += 1
    assert done > 200
    assert world.stats().memory_size <= 1 << 18


def test_bulk_work_is_charged() -> None:
    """Opcodes that move or compare much cost by the amount, so that polls come in time."""
    world = Instance(assemble("""
    type list = array i64
    lit bit = "0123456789abcdef"
    func double(i32 n) u32
        own s str
        reg b str
        reg i i32
        reg r u32
        LDS b, bit
        SAPP s, b
        LDI i, 0
    top:
        SAPP s, s
        INCBLT_I32 i, n, top
        SLEN r, s
        DROP s
        RET r
    end
    func compare(str a, str b, i32 n) void
        reg i i32
        reg r i32
        LDI i, 0
    top:
        SCMP r, a, b
        INCBLT_I32 i, n, top
        RETV
    end
    func copies(i64 n, i32 times) void
        own a list
        own b list
        reg i i32
        NEWARR a, n, list
        LDI i, 0
    top:
        DROP b
        ACOPY b, a
        INCBLT_I32 i, times, top
        DROP a
        DROP b
        RETV
    end
    """))

    def cost(name: str, *args: object) -> int:
        before = world.stats().cost
        world.call(name, *args)
        return world.stats().cost - before

    assert cost("double", 20) > (16 << 20) // 16
    text = "x" * 100_000
    assert cost("compare", text + "a", text + "b", 50) - cost("compare", "a", "b", 50) >= 50 * 100_000 // 16
    assert cost("copies", 10_000, 50) - cost("copies", 0, 50) >= 50 * 10_000 // 2
    with pytest.raises(BudgetExceeded):
        world.call("double", 22, budget=100_000)
    with pytest.raises(DeadlineExceeded):
        world.call("compare", text * 20 + "a", text * 20 + "b", 1 << 30, deadline=0.02)
    assert live(world) == 1
