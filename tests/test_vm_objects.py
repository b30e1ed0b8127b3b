"""Objects in the virtual machine: fields, virtual functions, interfaces, casts, references."""

from __future__ import annotations

import pytest
from seraphscript.vm.errors import ScriptException
from worlds import world

SHAPES = """
interface Named
    virtual name
end
interface Shape : Named
    virtual area name
    impl Named
end
class Box
    field i32 width
    field f64 weight
    field str label
    field Box@ next
    virtual area name
end
class Square : Box, Named, Shape
    field ints sizes
    virtual area twice
    impl Named name
    impl Shape area name
end
func Named.name(Named this) i32
    UNBOUND
end
func Shape.area(Shape this) i32
    UNBOUND
end
func Shape.name(Shape this) i32
    UNBOUND
end
func Box.area(Box this) i32
    reg r i32
    GETF r, this, 0
    RET r
end
func Box.name(Box this) i32
    reg r i32
    LDI r, 7
    RET r
end
func Square.area(Square this) i32
    reg r i32
    GETF r, this, 0
    MUL_I32 r, r, r
    RET r
end
func Square.twice(Square this) i32
    reg r i32
    CALLV 0(this) -> r
    ADD_I32 r, r, r
    RET r
end
"""


def test_fields() -> None:
    w = world(
        SHAPES
        + """
const half = f64 0.5
lit word = "word"
global kept = Box
func f(i32 n) f64
    own b Box
    own s str
    reg i i32
    reg d f64
    reg t str
    reg e bool
    NEW b, Square
    SETF b, 0, n
    LDK d, half
    SETF b, 1, d
    LDS t, word
    SETFH b, 2, t
    SETFH b, 3, b                   ; a cycle
    TAKEF s, b, 2
    GETF t, b, 2
    SLEN n32, t
    JNEI n32, 0, bad
    GIVEF b, 2, s
    GETF t, b, 2
    SLEN n32, t
    JNEI n32, 4, bad
    GETF i, b, 0
    I2F64 d, i
    GIVEG b, kept
    LDG q, kept
    GETF r, q, 3
    JNE r, q, bad
    GETF x, r, 1
    ADD_F64 d, d, x
    LDNULL r
    STGH r, kept
    RET d
bad:
    LDI i, -1
    I2F64 d, i
    RET d
    reg r Box
    reg q Box
    reg x f64
    reg n32 u32
end
"""
    )
    assert w.call("f", 41) == 41.5
    w.call("f", 1)


@pytest.mark.parametrize("code", ["GETF i, b, 0", "SETF b, 0, i", "SETFH b, 3, b", "TAKEF o, b, 3", "GIVEF b, 3, o",
                                  "CALLV 0(b) -> i", "CALLI 0(s) -> i", "BORN b"])  # fmt: skip
def test_null(code: str) -> None:
    w = world(f"{SHAPES}\nfunc f() void\nown o Box\nreg i i32\nreg b Box\nreg s Shape\nLDI i, 0\nLDNULL b\nLDNULL s\n"
              f"{code}\nRETV\nend")  # fmt: skip
    with pytest.raises(ScriptException, match="Null pointer access"):
        w.call("f")


def test_virtual_calls() -> None:
    w = world(
        SHAPES
        + """
func make(i32 square) i32
    own b Box
    reg i i32
    reg s Square
    reg n Named
    reg h Shape
    JEQI square, 1, square
    NEW b, Box
    JMP made
square:
    NEW b, Square
made:
    LDI i, 9
    SETF b, 0, i
    CALLV 0(b) -> i
    CASTO s, b, Square
    LDNULL n
    JEQ s, n, done
    CALLV 2(s) -> i
    CASTO n, b, Named
    CALLI 0(n) -> x
    ADD_I32 i, i, x
    CASTO h, n, Shape
    CALLI 0(h) -> x
    ADD_I32 i, i, x
    CALLI 1(h) -> x
    ADD_I32 i, i, x
    CASTO s, h, Square
    CALL Box.area(s) -> x
    ADD_I32 i, i, x
done:
    DROP b
    RET i
    reg x i32
end
"""
    )
    assert w.call("make", 0) == 9
    assert w.call("make", 1) == 162 + 7 + 81 + 7 + 9


def test_match() -> None:
    """MATCH lets only an object pass that has all members of another one."""
    w = world(
        SHAPES
        + """
func make(i32 sort) Box
    own b Box
    JEQI sort, 0, null
    JEQI sort, 1, box
    NEW b, Square
    RET b
box:
    NEW b, Box
null:
    RET b
end
func match(i32 to, i32 from) i32
    own a Box
    own b Box
    reg r i32
    CALL make(to) -> a
    CALL make(from) -> b
    MATCH a, b
    LDI r, 1
    DROP a
    DROP b
    RET r
end
"""
    )
    null, box, square = range(3)
    for to, given in ((box, box), (box, square), (square, square)):
        assert w.call("match", to, given) == 1
    with pytest.raises(ScriptException, match=r"^Mismatching types in value assignment$"):
        w.call("match", square, box)
    for to, given in ((null, box), (box, null), (null, null)):
        with pytest.raises(ScriptException, match=r"^Null pointer access$"):
            w.call("match", to, given)


def test_calls_with_many_arguments() -> None:
    words = ", ".join(f"i32 a{i}" for i in range(1, 6))
    w = world(f"""
interface Sum
    virtual sum
end
class Adder : Sum
    virtual none one two three sum
    impl Sum sum
end
func Sum.sum(Sum this, {words}) i32
    UNBOUND
end
func Adder.sum(Adder this, {words}) i32
    reg r i32
    ADD_I32 r, a1, a2
    MULI_I32 r, r, 10
    ADD_I32 r, r, a3
    MULI_I32 r, r, 10
    ADD_I32 r, r, a4
    ADD_I32 r, r, a5
    RET r
end
func Adder.none(Adder this) void
    RETV
end
func Adder.one(Adder this) i32
    reg r i32
    LDI r, 1
    RET r
end
func Adder.two(Adder this, i32 a) i32
    RET a
end
func Adder.three(Adder this, i32 a, i32 b) i32
    reg r i32
    SUB_I32 r, a, b
    RET r
end
func f(i32 a, i32 b, i32 c, i32 d, i32 e) i32
    own o Adder
    reg i i32
    reg j i32
    reg s Sum
    NEW o, Adder
    CALLV 0(o)
    CALLV 1(o) -> i
    CALLV 2(o, a) -> j
    ADD_I32 i, i, j
    CALLV 3(o, c, b) -> j
    ADD_I32 i, i, j
    CALLV 4(o, a, b, c, d, e) -> j
    ADD_I32 i, i, j
    MOVB s, o
    CALLI 0(s, a, b, c, d, e) -> j
    ADD_I32 i, i, j
    DROP o
    RET i
end
""")
    assert w.call("f", 1, 2, 3, 4, 5) == 1 + 1 + 1 + 339 + 339


def test_unbound() -> None:
    w = world(SHAPES + "class C\nvirtual area\nend\nfunc C.area(C this) void\nUNBOUND\nend\n"
              "func f() void\nown o C\nNEW o, C\nCALLV 0(o)\nRETV\nend")  # fmt: skip
    with pytest.raises(ScriptException, match="Unbound function called"):
        w.call("f")


def test_assignability() -> None:
    world(
        SHAPES
        + """
global any = obj
func takes(Shape s) obj
    own o obj
    MOVH o, s
    RET o
end
func f(ints a, Square s) void
    own o obj
    reg b bool
    reg c Named
    reg x Box
    MOVB c, s
    MOVB x, s
    MOVH o, a
    STGH a, any
    CALL takes(s) -> q
    EQ b, c, x
    EQ b, a, s
    RETV
    own q obj
end
"""
    )


# ------------------------------------------------------------------------------------- references


def test_references() -> None:
    w = world(
        SHAPES
        + """
global number = i32
global word = str
lit text = "text"
func swap(obj o, i64 at, i32 value) i32
    reg r i32
    LDREF r, o, at
    STREF o, at, value
    RET r
end
func words(obj o, i64 at) u32
    reg r u32
    reg t str
    LDS t, text
    STREFH o, at, t
    LDREF t, o, at
    SLEN r, t
    RET r
end
func f(i32 way, i64 at, i32 value) i64
    own b Box
    own a ints
    own s strs
    reg r i32
    reg n obj
    NEW b, Square
    NEWARRI a, 3, ints
    NEWARRI s, 3, strs
    LDNULL n
    JEQI way, 0, object
    JEQI way, 1, array
    JEQI way, 2, null
    JEQI way, 3, word
    JEQI way, 4, element
    CALL words(n, at) -> u
    RET u
object:
    CALL swap(b, at, value) -> r
    CALL swap(b, at, value) -> r
    RET r
array:
    CALL swap(a, at, value) -> r
    CALL swap(a, at, value) -> r
    RET r
null:
    CALL swap(n, at, value) -> r
    CALL swap(n, at, value) -> r
    RET r
word:
    CALL words(b, at) -> u
    RET u
element:
    CALL words(s, at) -> u
    RET u
    reg u u32
end
"""
    )
    assert [w.call("f", way, 0, 5) for way in range(3)] == [5, 5, 5]
    assert w.globals["number"] == 5
    assert w.call("f", 1, 2, 6) == 6
    assert (w.call("f", 3, 2, 0), w.call("f", 4, 1, 0), w.call("f", 5, 1, 0)) == (4, 4, 4)
    assert w.globals["word"] == "text"
    for way, at in [(0, 1), (0, 2), (0, 5), (0, -1), (2, 1), (2, 2), (2, -1), (3, 0), (5, 0), (0, 1 << 40)]:
        with pytest.raises(ScriptException, match="Null pointer access"):
            w.call("f", way, at, 0)
    for way, at in [(1, 3), (1, -1), (4, 3), (1, 1 << 62)]:
        with pytest.raises(ScriptException, match="Index out of bounds"):
            w.call("f", way, at, 0)
