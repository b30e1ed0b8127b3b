"""The verifier: what it accepts, and that each of its rules refuses what breaks it, at the right place.

Programs are written with the assembler; tables are broken in the laid-out bytes, because the assembler makes none that
are wrong.
"""

from __future__ import annotations

import contextlib
import re
import struct
from collections.abc import Callable

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from seraphscript.vm import verify_text
from seraphscript.vm.assembler import Assembler, assemble, parse
from seraphscript.vm.errors import LoadError
from seraphscript.vm.opcode_table import OPCODES
from seraphscript.vm.sbc import join_parts, parse_program

HEAD = """
type ints = array i32
type bools = array bool
type floats = array f32
type strs = array str
type grid = array ints
type wide = array u64
type handles = array ints@
const half = f64 0.5
const big = i64 0x100000000
const half32 = f32 0.5
lit text = "text"
global number = i32
global small = u8
global word = str
native twice = 0x1 f64(f64) "double twice(double)"
host log = 0x2 void(str) u8 "void log(const string &in, uint8 &out)"
func none() void
    RETV
end
func one(i32 a) i32
    RET a
end
func four(i32 a, f64 b, str c, ints d) str outs(f64, str)
    own s str
    OUT b, 0
    OUT s, 1
    RET s
end
func f(i32 p, u8 q, str ps) i32 outs(u8)
    own s str
    own s2 str
    own a ints
    own g grid
    reg i i32
    reg i2 i32
    reg u u32
    reg i8 i8
    reg u8 u8
    reg u16 u16
    reg l i64
    reg ul u64
    reg x f32
    reg y f64
    reg y2 f64
    reg b bool
    reg b2 bool
    reg t str
    reg ra ints
    reg rb bools
    reg rf floats
    reg rs strs
    reg rg grid
    reg rw wide
    reg rh handles
"""
TAIL = """
out:
    OUT u8, 0
    RET i
end
"""


def build(body: str, tail: str = TAIL) -> None:
    assemble(HEAD + body + tail)


ACCEPTED = """
MOV i, q
MOV l, i | MOV ul, u | MOV t, s
LDI i8, -128 | LDI u8, 255 | LDI u, 0x7fffffff | LDI l, -1 | LDI b, 1
LDK y, half | LDK l, big | LDK x, half32
LDS t, text | LDNULL t | LDNULL ra
MOVB t, s | MOVH s, ps | MVH s, s2 | DROP a
ADD_I32 i, q, u8 | ADD_I64 l, i, u | ADD_U64 ul, u, u16
AND i, i2, u8 | OR l, u, i | XOR b, b2, b2 | ANDI u8, l, 255
SX8 i, l | SX8 i8, ul | ZX8 u8, l | ZX8 i, l | ZX16 u, i | BITS64 ul, i | BITS64 l, ul
EQ b, i, u | EQ b, t, s | EQ b, ul, u | NE b, ra, a
JEQ i, i2, out | JF b, out | JNLT_F64 y, y2, out
CALL none() | CALL one(q) -> l | CALL four(i, y, t, a) -> s | GETOUT y2, 0 | GETOUT s2, 1
NATIVE twice(y) -> y2
HOST log(t) | GETOUT u8, 0
LDG l, number | STG u8, small | LDG t, word | STGH s, word | TAKEG s, word | GIVEG s, word
SFI s, i | SAPP s, t | SIDX u8, t, i | SSET s, i, l | SCMP i, s, t
NEWARR a, i, ints | NEWARRI g, 0, grid | ALEN u, rg
AGET_I32 i, ra, u8 | AGET_I32 l, ra, i | AGET_U8 b, rb, i | AGET_U32 x, rf, i | AGET_64 ul, rw, i
AGET_64 t, rs, i | AGET_64 ra, rg, i | AGET_64 ra, rh, i
ASET_32 ra, i, u8 | ASET_8 rb, i, b | ASET_32 rf, i, x | ASET_64 rw, i, u8
ASETH rs, i, t | ATAKE s, rs, i | AGIVE rs, i, s | ATAKE a, rg, i
SWITCH i, -1, out [out, out, out]
SWITCH i, 0, out []
COST
"""


@pytest.mark.parametrize("line", ACCEPTED.strip().splitlines())
@pytest.mark.row("VM-02")
def test_accepts(line: str) -> None:
    build("\n".join(line.split("|")))


REFUSED = [
    # operands
    ("MOV i, r99", "register 99 does not exist, the function has"),
    ("ADD_I32 i, i, r65535", "register 65535 does not exist"),
    ("ADD_I32 i, i, u", "register 9 of kind u32 is not accepted"),
    ("ADD_I32 u8, i, i", "of kind u8 is not accepted"),
    ("ADD_F64 y, y, x", "of kind f32 is not accepted"),
    ("NOT b, i", "of kind i32 is not accepted"),
    ("DROP t", "register 20 is not in the owned range"),
    ("MVH s, t", "is not in the owned range"),
    ("MOVH t, s", "is not in the owned range"),
    ("LDNULL i", "of kind i32 is not accepted"),
    ("LDK y, 3", "index 3 does not exist, there are 3"),
    ("LDS t, 1", "index 1 does not exist, there are 1"),
    ("LDG i, 3", "index 3 does not exist"),
    ("TRAP", "TRAP: no such instruction"),
    ("EXIT", "EXIT: no such instruction"),
    # rules
    ("MOV i8, u8", "MOV: u8 does not fit i8"),
    ("MOV s, ra", "arr 5 does not fit str"),
    ("MOV ra, rg", "arr 9 does not fit arr 5"),
    ("MOV y, x", "f32 does not fit f64"),
    ("LDI u8, 256", "256 does not fit u8"),
    ("LDI u, -1", "-1 does not fit u32"),
    ("LDI b, 2", "2 does not fit bool"),
    ("LDI i8, -129", "-129 does not fit i8"),
    ("LDK i, big", "i64 does not fit i32"),
    ("LDK y, half32", "f32 does not fit f64"),
    ("MOVB ra, t", "str does not fit arr 5"),
    ("MVH s, a", "arr 5 does not fit str"),
    ("AND i8, i8, u8", "u8 does not fit i8"),
    ("ANDI u8, i, 256", "256 does not fit u8"),
    ("ANDI b, i, 2", "2 does not fit bool"),
    ("SX8 u8, i", "i8 does not fit u8"),
    ("ZX16 i8, i", "u16 does not fit i8"),
    ("ZX8 b, i", "u8 does not fit bool"),
    ("BITS64 i, l", "i64 does not fit i32"),
    ("EQ b, i, ul", "u64 does not fit i32"),
    ("EQ b, x, x", "f32 does not fit f32"),
    ("EQ b, t, i", "i32 does not fit str"),
    ("LDG u8, number", "i32 does not fit u8"),
    ("LDG ra, word", "str does not fit arr 5"),
    ("STG i, small", "i32 does not fit u8"),
    ("STG t, word", "str does not fit str"),
    ("STGH ra, word", "arr 5 does not fit str"),
    ("TAKEG a, word", "str does not fit arr 5"),
    ("SFI a, i", "arr 5 does not fit str"),
    ("SSET a, i, i", "arr 5 does not fit str"),
    ("NEWARR a, i, grid", "does not fit arr 5"),
    ("NEWARR a, i, 2", "index 2 does not exist, there are 12"),
    ("NEWARR a, i, 99", "index 99 does not exist"),
    ("AGET_I32 i, rb, i", "elements of kind bool need another instruction"),
    ("AGET_U8 u8, ra, i", "elements of kind i32 need another instruction"),
    ("AGET_I32 u, ra, i", "i32 does not fit u32"),
    ("AGET_64 t, rg, i", "arr 5 does not fit str"),
    ("AGET_U32 u, rf, i", "f32 does not fit u32"),
    ("ASET_8 rb, i, u8", "u8 does not fit bool"),
    ("ASET_64 rs, i, t", "elements of kind str need another instruction"),
    ("ASET_32 rw, i, i", "elements of kind u64 need another instruction"),
    ("ASETH ra, i, t", "elements of kind i32 need another instruction"),
    ("ASETH rg, i, t", "str does not fit arr 5"),
    ("ATAKE s, rg, i", "arr 5 does not fit str"),
    # calls
    ("CALL one()", "0 arguments, 1 wanted"),
    ("CALL one(i, i) -> i", "2 arguments, 1 wanted"),
    ("CALL one(l) -> i", "argument 0 is i64, i32 wanted"),
    ("CALL four(i, y, t, rg) -> s", "argument 3 is arr 9, arr 5 wanted"),
    ("CALL one(r99) -> i", "register 99 does not exist"),
    ("CALL one(i) -> u", "i32 does not fit u32"),
    ("CALL one(i)", "register 65535 does not exist"),
    ("CALL none() -> i", "there is no result for register 7"),
    ("CALL four(i, y, t, a) -> t", "takes a handle and is not in the owned range"),
    ("CALL 9()", "index 9 does not exist"),
    ("NATIVE twice(i) -> y", "argument 0 is i32, f64 wanted"),
    ("NATIVE twice(y) -> x", "f64 does not fit f32"),
    ("HOST log(i)", "argument 0 is i32, str wanted"),
    ("HOST 1(i)", "index 1 does not exist"),
    # places
    ("GETOUT u8, 0", "out argument 0 cannot be fetched here, there are 0"),
    ("HOST log(t) | NOP | GETOUT u8, 0", "out argument 0 cannot be fetched here"),
    ("HOST log(t) | GETOUT u8, 1", "out argument 1 cannot be fetched here, there are 1"),
    ("HOST log(t) | GETOUT i8, 0", "u8 does not fit i8"),
    ("CALL four(i, y, t, a) -> s | GETOUT t, 1", "not in the owned range"),
    ("JF b, x | HOST log(t) | x: | GETOUT u8, 0", "word 4 of"),
    ("RET i", "out arguments must be set"),
    ("OUT u8, 0 | NOP", "out arguments must be set"),
    ("OUT i, 0 | RET i", "i32 does not fit u8"),
    ("OUT u8, 1 | RET i", "out arguments must be set"),
    ("JF b, x | OUT u8, 0 | x: | RET i", "is no place to go to"),
    ("OUT u8, 0 | RET l", "i64 does not fit i32"),
    ("OUT u8, 0 | RETV", "void does not fit i32"),
    ("NOP | ENTER 3, 4", "ENTER must be the first"),
    # jumps
    ("ADDBLT_I32 i, i, -2, u", "u32 does not fit i32"),
    ("ADDBLT_I32 i, i, -2, r99", "register 99 does not exist"),
]


@pytest.mark.parametrize(("body", "message"), REFUSED, ids=[body for body, _ in REFUSED])
@pytest.mark.row("VM-11", "STM-10")
def test_refuses(body: str, message: str) -> None:
    with pytest.raises(LoadError, match="function ") as caught:
        build("\n".join(body.split("|")))
    assert message in caught.value.reason
    assert re.fullmatch(r"assembler: function \w+, word \d+", caught.value.where)


def test_names_function_and_word() -> None:
    with pytest.raises(LoadError) as caught:
        build("NOP\nNOT b, i\n")
    assert caught.value.where == "assembler: function f, word 2"
    assert caught.value.reason.startswith("NOT: ")


# ----------------------------------------------------------------------------------- broken words


def broken(change: Callable[[dict[str, bytes], Assembler], None], body: str = "", init: int = 0xFFFFFFFF) -> LoadError:
    """Lay a good program out, break its tables, and give the refusal."""
    made = parse(HEAD + body + TAIL)
    tables = made.tables()
    parse_program(join_parts(None, [0xFFFFFFFF, 0, 0, 0], tables), link=False)
    change(tables, made)
    with pytest.raises(LoadError) as caught:
        parse_program(join_parts(None, [init, 0, 0, 0], tables), link=False)
    return caught.value


def patch(name: str, row: int, width: int, offset: int, form: str, value: int) -> Callable[..., None]:
    def change(tables: dict[str, bytes], made: Assembler) -> None:
        data = bytearray(tables[name])
        at = row * width + offset if row >= 0 else len(data) + row * width + offset
        struct.pack_into("<" + form, data, at, value)
        tables[name] = bytes(data)

    return change


FUNC = {
    "code": (0, "I"), "ncode": (4, "I"), "cost": (8, "I"), "kinds": (12, "I"), "nregs": (16, "H"), "nparams": (18, "H"),
    "own": (20, "H"), "nown": (22, "H"), "ret": (24, "I"), "outs": (28, "I"), "nouts": (32, "H"), "flags": (34, "H"),
    "name": (36, "I"), "decl": (40, "I"), "section": (44, "I"), "lines": (48, "I"), "nlines": (52, "I"),
    "tries": (56, "I"), "ntries": (60, "I"), "owner": (64, "I"), "locals": (68, "I"), "nlocals": (72, "I"),
}  # fmt: skip


@pytest.mark.parametrize(
    ("field", "value", "message"),
    [
        ("code", 0, "range at 0 does not lie inside"),
        ("code", 0xFFFFFFFF, "does not lie inside"),
        ("ncode", 0, "does not lie inside"),
        ("ncode", 0x7FFFFFFF, "does not lie inside"),
        ("cost", 1, "the cost of the entry is 1, that of the code"),
        ("kinds", 0xFFFFFFFF, "does not lie inside"),
        ("nregs", 65535, "beyond the limit"),
        ("nregs", 2, "beyond the limit"),
        ("nparams", 300, "beyond the limit"),
        ("own", 0, "the owned range at register 0 does not fit"),
        ("nown", 65535, "owned range"),
        ("nown", 5, "register 7 is in the owned range but of kind i32"),
        ("ret", 0x55, "kind kind 85 is not allowed here"),
        ("ret", 0x30D, "is not allowed here"),
        ("outs", 0xFFFFFFFF, "does not lie inside"),
        ("nouts", 65, "beyond the limit"),
        ("flags", 64, "unknown flags 64"),
        ("flags", 4, "unknown flags 4"),
        ("owner", 5, "the first parameter is not an object of type 5"),
        ("name", 9999, "string 9999 does not exist"),
        ("decl", 9999, "string 9999 does not exist"),
        ("section", 9999, "string 9999 does not exist"),
        ("lines", 0xFFFFFFFF, "does not lie inside"),
        ("nlines", 0xFFFFFFFF, "does not lie inside"),
        ("tries", 0xFFFFFFFF, "does not lie inside"),
        ("ntries", 1, "does not lie inside"),
        ("locals", 0xFFFFFFFF, "does not lie inside"),
        ("nlocals", 1, "does not lie inside"),
    ],
)
def test_refuses_function_rows(field: str, value: int, message: str) -> None:
    offset, form = FUNC[field]
    error = broken(patch("funcs", 3, 76, offset, form, value))
    assert message in str(error)
    assert "function" in error.where


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (patch("code", 0, 8, 0, "Q", 1), "the code does not begin with EXIT"),
        (patch("code", 1, 8, 0, "Q", 1), "the code does not begin with EXIT"),
        (patch("kinds", 0, 4, 0, "I", 17), "is not allowed here"),
        (patch("kinds", 0, 4, 0, "I", 0x1000000 | 13), "is not allowed here"),
        (patch("kinds", 0, 4, 0, "I", 14), "kind obj is not allowed here"),
        (patch("types", 1, 56, 0, "B", 3), "the first types are fixed"),
        (patch("types", 5, 56, 0, "B", 12), "unknown sort of type 12"),
        (patch("types", 5, 56, 1, "B", 1), "unknown flags 1"),
        (patch("types", 5, 56, 4, "I", 0), "kind void is not allowed here"),
        (patch("types", 9, 56, 4, "I", 13 | 9 << 8), "kind arr 9 is not allowed here"),
        (patch("types", 9, 56, 4, "I", 13 | 10 << 8), "kind arr 10 is not allowed here"),
        (patch("types", 9, 56, 2, "H", 65), "depth 65, counted 1"),
        (patch("types", 9, 56, 8, "I", 999), "string 999 does not exist"),
        (patch("globals", 0, 16, 0, "I", 0), "kind void is not allowed here"),
        (patch("globals", 0, 16, 4, "I", 999), "string 999 does not exist"),
        (patch("globals", 0, 16, 8, "I", 8), "unknown flags 8"),
        (patch("const_kinds", 0, 1, 0, "B", 1), "a constant of kind bool cannot be"),
        (patch("const_kinds", 0, 1, 0, "B", 12), "a constant of kind str cannot be"),
        (patch("const_kinds", 1, 1, 0, "B", 4), "a constant of kind i32 cannot be"),
        (patch("lit_offsets", 1, 4, 0, "I", 5), "offsets 5 and 4 do not rise"),
        (patch("lit_offsets", 0, 4, 0, "I", 1), "do not rise"),
        (patch("dbg_offsets", 2, 4, 0, "I", 0xFFFFFFFF), "do not rise"),
        (patch("dbg_offsets", 1, 4, 0, "I", 1), "the first debug string must be empty"),
        (patch("dbg", 0, 1, 0, "B", 0xFF), "no valid UTF-8 at byte 0"),
        (patch("natives", 0, 24, 0, "Q", 0), "the id is 0"),
        (patch("natives", 0, 24, 8, "I", 999), "string 999 does not exist"),
        (patch("natives", 0, 24, 12, "I", 0xFFFFFFFF), "does not lie inside"),
        (patch("natives", 0, 24, 16, "H", 256), "beyond the limit"),
        (patch("hosts", 0, 24, 18, "H", 65), "beyond the limit"),
        (patch("hosts", 0, 24, 18, "H", 2), "does not lie inside"),
        (patch("lines", 4, 12, 0, "I", 9999), "out of order or outside"),
        (patch("lines", 4, 12, 4, "I", 0xFFFFFFFF), "out of order or outside"),
    ],
)
def test_refuses_tables(change: Callable[..., None], message: str) -> None:
    assert message in broken(change).reason


@pytest.mark.parametrize(
    ("offset", "value", "message"),
    [
        (0, 9999, "empty, out of order"),
        (0, 3, "empty, out of order"),
        (4, 1, "empty, out of order"),
        (4, 5, "empty, out of order"),
        (8, 2, "empty, out of order"),
        (8, 9999, "empty, out of order"),
        (12, 99, "the owned range at register 99"),
        (12, 2, "the owned range at register 2"),
    ],
)
def test_refuses_tries(offset: int, value: int, message: str) -> None:
    body = "try a, b, h\na:\nNOP\nNOP\nb:\nNOP\nh:\nNOP\n"
    assert message in broken(patch("tries", 0, 16, offset, "I", value), body).reason


def test_try_blocks_must_nest_and_begin_at_instructions() -> None:
    build("try a, c, h\ntry a, b, h\na:\nNOP\nb:\nNOP\nc:\nNOP\nh:\nNOP\n")
    with pytest.raises(LoadError, match="overlapping"):
        build("try a, c, h\ntry b, d, h\na:\nNOP\nb:\nNOP\nc:\nNOP\nd:\nNOP\nh:\nNOP\n")
    error = broken(patch("tries", 0, 16, 0, "I", 2), "try a, b, h\na:\nCALL none()\nb:\nNOP\nh:\nNOP\n")
    assert "is no place to go to" in error.reason


def word(row: int, value: int) -> Callable[..., None]:
    """Replace a word of function f."""

    def change(tables: dict[str, bytes], made: Assembler) -> None:
        start = struct.unpack_from("<I", tables["funcs"], 3 * 76)[0]
        patch("code", start + row, 8, 0, "Q", value)(tables, made)

    return change


def op(name: str) -> int:
    return next(i for i, row in enumerate(OPCODES) if row.name == name)


@pytest.mark.parametrize(
    ("row", "value", "message"),
    [
        (1, 0, "no such instruction"),
        (1, 255, "opcode 255: no such instruction"),
        (1, op("JMP") | 0xFFFFFFFF << 32, "a jump by -1 goes in the wrong direction"),
        (1, op("LOOP") | 0 << 32, "a jump by 0 goes in the wrong direction"),
        (1, op("LOOP") | 0xFFFFFFFE << 32, "is no place to go to"),
        (1, op("LOOP") | 0xFFFFFF00 << 32, "is no place to go to"),
        (1, op("LOOP") | 0xFFFFFFFF << 32, "the cost differs from that of the code"),
        (1, op("COST"), "the cost differs from that of the code"),
        (0, op("NOP"), "ENTER must be the first instruction"),
        (0, op("ENTER") | 2 << 16 | 4 << 32, "ENTER must be the first instruction"),
        (3, op("NOP"), "out arguments must be set"),
        (1, op("JMP") | 30000 << 32, "is no place to go to"),
        (1, op("JT") | 18 << 16 | 0x7FFFFFFF << 32, "is no place to go to"),
        (1, op("JEQ") | 7 << 16 | 7 << 32 | 0x8000 << 48, "a jump by -32768 goes in the wrong direction"),
        (3, op("CALL0"), "does not end inside the function"),
        (3, op("SWITCH") | 10 << 16, "does not end inside the function"),
        (1, op("SWITCH") | 7 << 16, "does not end inside the function"),
        (1, op("CALL0") | 1 << 8, "1 arguments, 0 wanted"),
    ],
)
def test_refuses_words(row: int, value: int, message: str) -> None:
    assert message in broken(word(row, value), "NOP").reason


def test_refuses_other_frame_sizes() -> None:
    def change(tables: dict[str, bytes], made: Assembler) -> None:
        start = struct.unpack_from("<I", tables["funcs"], 3 * 76)[0]
        for frame in (0, 1, 27, 29, 0xFFFF):
            patch("code", start + 2, 8, 6, "H", frame)(tables, made)
            with pytest.raises(LoadError, match=f"frame size {frame}, the function has 28 registers"):
                parse_program(join_parts(None, [0xFFFFFFFF, 0, 0, 0], tables), link=False)

    assert "frame size 65535" in broken(change, "CALL none()").reason


def test_refuses_switch_into_its_table() -> None:
    body = "SWITCH i, 0, out [out, out, out]"
    for entry in (0x80000000, 0xFFFFFFFF):
        assert "is negative" in broken(word(3, entry), body).reason
    assert "is no place to go to" in broken(word(3, 9999), body).reason
    assert "does not end inside" in broken(word(2, 0xFFFFFFFF), body).reason


def test_refuses_shared_ranges() -> None:
    """Many functions over the same code would make the verifier's work larger than the file."""
    made = parse("func f() void\n" + "NOP\n" * 50 + "RETV\nend")
    tables = made.tables()
    tables["funcs"] *= 20
    with pytest.raises(LoadError, match="functions share ranges of tables"):
        parse_program(join_parts(None, [0xFFFFFFFF, 0, 0, 0], tables), link=False)


@pytest.mark.parametrize("init", [0, 3, 4, 9999])
def test_refuses_init(init: int) -> None:
    assert f"function {init} cannot initialise globals" in broken(lambda tables, made: None, init=init).reason


@pytest.mark.parametrize("body", ["NOP", "RETV\nNOP", "JT b, x\nRETV\nx:\nCALL f(b)"])
def test_refuses_to_run_off_the_end(body: str) -> None:
    with pytest.raises(LoadError, match="the code runs beyond the end"):
        assemble(f"func f(bool b) void\n{body}\nend")


def test_unreached_code_is_verified_too() -> None:
    with pytest.raises(LoadError, match="not accepted"):
        build("JMP out\nNOT b, i")


def test_type_depth() -> None:
    text = "type t0 = array i32\n" + "".join(f"type t{i} = array t{i - 1}\n" for i in range(1, 66))
    assemble(text.rpartition("type")[0])
    with pytest.raises(LoadError, match="depth 65"):
        assemble(text)


def test_messages_tell_rules_apart() -> None:
    assert len(set(verify_text.MESSAGES)) == len(verify_text.MESSAGES)


# ------------------------------------------------------------------------------------------- costs


def entry_cost(body: str) -> int:
    tables = parse(f"func f(i32 i, i32 n, bool b) void\n{body}\nRETV\nend").tables()
    cost: int = struct.unpack_from("<I", tables["funcs"], 8)[0]
    return cost


def charges(body: str) -> list[int]:
    """Charges of the back edges and COST words of a function, in order."""
    tables = parse(f"func f(i32 i, i32 n, bool b) void\n{body}\nRETV\nend").tables()
    words = struct.unpack(f"<{len(tables['code']) // 8}Q", tables["code"])
    found = []
    for value in words:
        name = OPCODES[value & 0xFF].name
        if name == "LOOP":
            found.append(value >> 8 & 0xFFFFFF)
        elif name == "COST":
            found.append(value >> 32)
        elif name.startswith(("B", "INCB")) and name not in ("BITS64", "BNOT_I32"):
            found.append(value >> 8 & 0xFF)
    return found


def test_costs_of_straight_code_and_branches() -> None:
    assert entry_cost("") == 1
    assert entry_cost("NOP\nADD_I32 i, i, n\nDIV_I32 i, i, n") == 6
    assert entry_cost("JF b, x\nDIV_I32 i, i, n\nJMP y\nx:\nADD_I32 i, i, n\ny:") == 7
    assert entry_cost("JF b, y\nDIV_I32 i, i, n\ny:") == 6


def test_costs_of_loops_are_those_of_the_body() -> None:
    loop = "top:\nDIV_I32 i, i, n\nINCBLT_I32 i, n, top"
    assert charges(loop) == [5]
    assert charges(loop + "\nDIV_I32 i, i, n" * 9) == [5]
    assert entry_cost(loop + "\nDIV_I32 i, i, n" * 9) == 42
    top_tested = "top:\nJF b, out\nDIV_I32 i, i, n\nLOOP top\nout:\nDIV_I32 i, i, n"
    assert charges(top_tested) == [6]
    assert entry_cost(top_tested) == 11
    nested = "a:\nNOP\nb:\nDIV_I32 i, i, n\nINCBLT_I32 i, n, b\nDIV_I32 i, i, n\nINCBLT_I32 n, i, a"
    assert charges(nested) == [5, 10]


def test_cost_words_cut_the_path() -> None:
    body = "NOP\nCOST\nDIV_I32 i, i, n\nDIV_I32 i, i, n"
    assert charges(body) == [9]
    assert entry_cost(body) == 0
    assert charges("top:\nCOST\nDIV_I32 i, i, n\nBT b, top") == [6, 0]


def test_costs_of_handlers() -> None:
    body = "try a, b, h\na:\nNOP\nDIV_I32 i, i, n\nb:\nJMP x\nh:\n" + "DIV_I32 i, i, n\n" * 5 + "x:"
    assert entry_cost(body) == 4 + 20 + 1


def test_charge_too_large_for_its_field() -> None:
    with pytest.raises(ValueError, match="a charge does not fit its field"):
        charges("top:\n" + "DIV_I32 i, i, n\n" * 64 + "BT b, top")
    assert charges("top:\n" + "DIV_I32 i, i, n\n" * 64 + "JF b, out\nLOOP top\nout:") == [258]


REGISTERS = st.integers(0, 2)


@st.composite
def bodies(draw: st.DrawFn) -> str:
    """Code with random forward and backward jumps."""
    count = draw(st.integers(1, 24))
    lines = []
    for i in range(count):
        lines.append(f"l{i}:")
        kind = draw(st.integers(0, 5))
        ahead, back = draw(st.integers(i + 1, count)), draw(st.integers(0, i))
        lines.append(
            ["DIV_I32 i, i, n", "NOP", f"JF b, l{ahead}", f"JMP l{ahead}", f"BT b, l{back}", f"LOOP l{back}"][kind]
        )
    return "\n".join([*lines, f"l{count}:"])


@settings(max_examples=200, suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(bodies(), st.randoms(use_true_random=False))
def test_nothing_runs_unpaid(body: str, random: object) -> None:
    """Walk the code at random: what was charged is at no time less than what was executed."""
    tables = parse(f"func f(i32 i, i32 n, bool b) void\n{body}\nRETV\nend").tables()
    words = struct.unpack(f"<{len(tables['code']) // 8}Q", tables["code"])[2:]
    paid: int = struct.unpack_from("<I", tables["funcs"], 8)[0]
    spent = pc = 0
    for _ in range(500):
        value = words[pc]
        row = OPCODES[value & 0xFF]
        spent += row.cost
        pc += 1
        assert spent <= paid
        if row.name == "RETV":
            break
        offset = (value >> 32) - ((value >> 32 & 0x80000000) << 1)
        taken = row.name in ("JMP", "LOOP") or random.random() < 0.5  # type: ignore[attr-defined]
        if row.name in ("BT", "LOOP") and taken:
            paid += value >> 8 & 0xFF if row.name == "BT" else value >> 8 & 0xFFFFFF
            pc += offset
        elif row.name in ("JMP", "JF") and taken:
            pc += offset


# -------------------------------------------------------------------------------------- robustness


@settings(max_examples=300, suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(st.data())
@pytest.mark.row("VM-11")
def test_random_damage_is_refused_or_harmless(data: st.DataObject) -> None:
    tables = parse(HEAD + "CALL four(i, y, t, a) -> s\nSWITCH i, 0, out [out, out, out]" + TAIL).tables()
    for _ in range(data.draw(st.integers(1, 4))):
        name = data.draw(st.sampled_from(sorted(tables)))
        damaged = bytearray(tables[name])
        if damaged:
            at = data.draw(st.integers(0, len(damaged) - 1))
            damaged[at] = data.draw(st.integers(0, 255))
            tables[name] = bytes(damaged)
    file = join_parts(None, [data.draw(st.sampled_from([0, 3, 0xFFFFFFFF])), 0], tables)
    with contextlib.suppress(LoadError):
        parse_program(file, link=False)
