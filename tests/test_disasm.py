"""The disassembler: names and values in the right places, source lines, and that no program is beyond it."""

from __future__ import annotations

import pytest
from seraphscript.vm.assembler import assemble
from seraphscript.vm.disasm import Listing, disassemble
from seraphscript.vm.opcode_table import OPCODES

SOURCE = """
type ints = array i32
const half = f64 0.5
const small = i32 -3
lit text = "a \\"b\\"\\n"
global counter = i32
native sin = 0x1 f64(f64) "double math::sin(double)"
host log = 0x2 void(str) "void log(const string &in)"
func math::one(i32 a) i32
    RET a
end
func main(i32 n) i32 outs(u8)
    own s str
    own a ints
    reg i i32
    reg x f64
    reg f f32
    reg b u8
    reg t str
    LDI i, -5
    LDF32 f, 0.1
    LDK x, half
    LDK i, small
top:
    CALL math::one(i) -> i
    NATIVE sin(x) -> x
    LDS t, text
    HOST log(t)
    LDG i, counter
    NEWARRI a, 7, ints
    ADDI_I32 i, i, -2
    JLTI i, -4, out
    SWITCH i, -1, out [one, out]
one:
    INCBLTI_I32 i, 100, top
out:
    OUT b, 0
    RET i
end
"""


def line(listing: str, opcode: str) -> str:
    return next(" ".join(row.split()) for row in listing.splitlines() if f" {opcode} " in row)


@pytest.mark.parametrize(
    "text",
    [
        "0 ENTER 1, 2 ; r1 .. r2 := null: the owned range of the frame",
        "1 LDI r3, -5 ; r3 := -5",
        "2 LDF32 r5, 0.1 ; r5 := 0.1",
        "3 LDK r4, const 0 ; r4 := 0.5",
        "> 5 CALL1 math::one(r3) -> r3",
        "7 NATIVE math::sin(r4) -> r4",
        '9 LDS r7, lit 0 ; r7 := literal "a \\"b\\"\\n", borrowed from the instance',
        "10 HOST log(r7)",
        "12 LDG r3, glob 0 ; r3 := counter; handles are borrowed",
        "13 NEWARRI r2, 7, type 5 ; r2 := array of type ints with 7 zero elements",
        "14 ADDI_I32 r3, r3, -2 ; r3 := i32(r3 + -2)",
        "15 JLTI r3, -4, -> 20 ; if r3 < -4 jump",
        "16 SWITCH r3, -1, -> 19, 20, else 20",
        "> 20 OUT r6, 0 ; out argument 0 of the call that returns next := r6",
    ],
)
def test_lines(text: str) -> None:
    opcode = text.removeprefix("> ").split()[1]
    assert line(disassemble(assemble(SOURCE)), opcode) == text


def test_heads() -> None:
    listing = disassemble(assemble(SOURCE))
    assert "; type 5: ints (elements i32)" in listing
    assert listing.count("; type ") == 1
    assert "; global 0: i32 counter" in listing
    assert "; native 0: double math::sin(double): f64(f64), id 0000000000000001" in listing
    assert "; host 0: void log(const string &in): void(str), id 0000000000000002" in listing
    assert "i32 main(i32)    ; function 1" in listing
    assert "; r0 i32 | r1 str, r2 ints | r3 i32, r4 f64, r5 f32, r6 u8, r7 str; result i32, outs u8; cost " in listing


def test_try_blocks() -> None:
    text = "func f() void\na:\nNOP\nb:\nRETV\nh:\nRETV\ntry a, b, h\nend"
    assert "; try 0 to 1: handler 2, releases from r0" in disassemble(assemble(text))


def test_source_lines() -> None:
    program = assemble(SOURCE)
    listing = program.disassemble({"": SOURCE})
    assert "; 20: LDI i, -5\n" in listing
    assert "; 20\n" in program.disassemble({"other.as": "text"})
    assert "; 20\n" in program.disassemble({"": "too short"})


def test_every_effect_can_be_shown() -> None:
    """An instruction with the same number in every field: no register of the effect column is left in letters."""
    shown = Listing(assemble(SOURCE))
    for number, op in enumerate(OPCODES):
        words = (number | 0x01 << 8 | 0 << 16 | 0 << 32, 0)
        effect = shown.effect(op, words)
        assert "R[" not in effect, op.name


def test_empty_program() -> None:
    assert disassemble(assemble("")).startswith("; 0 functions, 24 bytes of code")


def test_classes() -> None:
    listing = disassemble(
        assemble(
            """
interface Named
    virtual name
end
class Base
    field i32 number
    dtor ~
end
abstract class Derived : Base, Named
    field Base@ other
    virtual many
    impl Named name
end
func Named.name(Named this) void
    UNBOUND
end
func Derived.name(Derived this) void
    RETV
end
func Derived.many(Derived this, i32 a, i32 b, i32 c, i32 d) i32
    CALLV 0(this, a, b, c, d) -> a
    RET a
end
func Base.~(Base this) void
    RETV
end
"""
        )
    )
    assert "; type 5: Named (interface; 1 virtual functions)" in listing
    assert "; type 6: Base (class; fields i32 number; destructor function 3)" in listing
    fields = "fields i32 number, Base@ other"
    assert f"; type 7: Derived (abstract class; of Base, Named; {fields}; 1 virtual functions)" in listing
    assert "CALLV       method 0(r0, r1, r2, r3, r4) -> r1" in listing
