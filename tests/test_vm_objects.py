"""Objects in the virtual machine: fields, virtual functions, interfaces, casts, references, destructors."""

from __future__ import annotations

import pytest
from seraphscript.vm.errors import BudgetExceeded, ScriptException
from seraphscript.vm.instance import Instance
from worlds import Host, world

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


# ------------------------------------------------------------------------------------ destructors

DYING = """
cyclic class Node
    field i32 number
    field Node@ left
    field Node@ right
    dtor ~
end
func Node.~(Node this) void
    reg i i32
    GETF i, this, 0
    HOST log(i)
    RETV
end
func make(i32 n) Node
    own o Node
    NEW o, Node
    SETF o, 0, n
    BORN o
    RET o
end
class Holder
    field Node@ a
    field i32 x
    field Node@ b
end
"""


class Log(list[int]):
    """What scripts log."""

    def world(self, source: str, **options: object) -> Instance:
        return world(DYING + source, Host("log", "void(i32)", self.append), **options)


def test_destructors_run_at_once() -> None:
    log = Log()
    w = log.world("""
func f() void
    own a Node
    own b Node
    reg i i32
    LDI i, 1
    CALL make(i) -> a
    LDI i, 2
    CALL make(i) -> b
    DROP a
    LDI i, 0
    HOST log(i)
    DROP b
    LDI i, 9
    HOST log(i)
    RETV
end
""")
    w.call("f")
    assert log == [1, 0, 2, 9]
    assert w.stats().live_blocks == 0


def test_members_after_the_body_last_first() -> None:
    log = Log()
    w = log.world("""
class Pair : Node
    field Holder h
    field nodes list
    dtor ~
end
type nodes = array Node@
func Pair.~(Pair this) void
    reg i i32
    LDI i, 100
    HOST log(i)
    RETV
end
func f() void
    own a Node
    own p Pair
    own h Holder
    own l nodes
    reg i i32
    NEW p, Pair
    BORN p
    NEW h, Holder
    LDI i, 2
    CALL make(i) -> a
    GIVEF h, 0, a
    LDI i, 3
    CALL make(i) -> a
    GIVEF h, 2, a
    GIVEF p, 3, h
    LDI i, 1
    CALL make(i) -> a
    GIVEF p, 1, a
    NEWARRI l, 2, nodes
    LDI i, 0
    LDI n, 4
    CALL make(n) -> a
    AGIVE l, i, a
    LDI i, 1
    LDI n, 5
    CALL make(n) -> a
    AGIVE l, i, a
    GIVEF p, 4, l
    LDI i, 0
    SETF p, 0, i
    DROP p
    RETV
    reg n i32
end
""")
    w.call("f")
    assert log == [100, 0, 4, 5, 3, 2, 1]
    assert w.stats().live_blocks == 0


LIST = """
func chain(i32 n) Node
    own head Node
    own o Node
    reg i i32
    LDI i, 0
again:
    CALL make(i) -> o
    GIVEF o, 1, head
    MVH head, o
    INCBLT_I32 i, n, again
    RET head
end
func f(i32 n) void
    own head Node
    CALL chain(n) -> head
    DROP head
    RETV
end
"""


def test_lists_of_any_length() -> None:
    log = Log()
    w = log.world(LIST, max_depth=8)
    w.call("f", 10_000)
    assert log == list(range(9_999, -1, -1))
    assert w.stats().live_blocks == 0


def test_lists_without_destructors() -> None:
    w = world(LIST.replace("make(i)", "make()").replace("Node", "Link") + """
class Link
    field i32 number
    field Link@ next
end
func make() Link
    own o Link
    NEW o, Link
    RET o
end
""")
    w.call("f", 1_000_000)
    assert w.stats().live_blocks == 0


def test_destructors_before_the_handler_runs() -> None:
    log = Log()
    w = log.world("""
func inner() void
    own a Node
    own b Node
    reg i i32
    reg z i32
    LDI i, 1
    CALL make(i) -> a
    LDI i, 2
    CALL make(i) -> b
    LDI z, 0
    DIV_I32 i, i, z
    RETV
end
func f() void
    own c Node
    own d Node
    reg i i32
    LDI i, 3
    CALL make(i) -> c
from:
    LDI i, 4
    CALL make(i) -> d
    CALL inner()
to:
    RETV
handler:
    LDI i, 0
    HOST log(i)
    RETV
    try from, to, handler
end
""")
    w.call("f")
    assert log == [2, 1, 4, 3, 0]
    log.clear()
    with pytest.raises(ScriptException, match="Divide by zero"):
        w.call("inner")
    assert log == [2, 1]
    assert w.stats().live_blocks == 0


RAISING = """
class Bad
    field Node@ member
    dtor ~
end
func Bad.~(Bad this) void
    reg i i32
    reg z i32
    LDI i, 50
    HOST log(i)
    LDI z, 0
    DIV_I32 i, i, z
    HOST log(i)
    RETV
end
func bad(i32 n) Bad
    own o Bad
    own m Node
    NEW o, Bad
    CALL make(n) -> m
    GIVEF o, 0, m
    BORN o
    RET o
end
func f() void
    own a Bad
    own b Bad
    reg i i32
    LDI i, 1
    CALL bad(i) -> a
    LDI i, 2
    CALL bad(i) -> b
    DROP a
    LDI i, 0
    HOST log(i)
    DROP b
    RETV
end
"""


def test_exceptions_end_in_destructors() -> None:
    log, seen = Log(), list[BaseException]()
    w = log.world(RAISING, on_exception=seen.append)
    w.call("f")
    assert log == [50, 1, 0, 50, 2]
    assert [str(error) for error in seen] == ["Divide by zero"] * 2
    assert isinstance(seen[0], ScriptException)
    assert [frame.function for frame in seen[0].traceback] == ["Bad.~"]
    assert w.stats().live_blocks == 0


def test_reporting_may_call_the_instance() -> None:
    log = Log()
    w: Instance
    again = "func g(i32 n) void\nown a Node\nCALL make(n) -> a\nDROP a\nRETV\nend"
    w = log.world(RAISING + again, on_exception=lambda error: w.call("g", 77))
    w.call("f")
    assert log == [50, 77, 1, 0, 50, 77, 2]


def test_unfinished_objects_have_no_destructor() -> None:
    log = Log()
    w = log.world("""
func f() void
    own a Node
    own m Node
    reg i i32
    NEW a, Node
    LDI i, 1
    CALL make(i) -> m
    GIVEF a, 1, m
    DROP a
    RETV
end
""")
    w.call("f")
    assert log == [1]
    assert w.stats().live_blocks == 0


def test_resurrection() -> None:
    log = Log()
    w = log.world("""
global saved = Phoenix
class Phoenix
    field Node@ member
    dtor ~
end
func Phoenix.~(Phoenix this) void
    reg i i32
    LDI i, 60
    HOST log(i)
    STGH this, saved
    RETV
end
func f() void
    own a Phoenix
    own m Node
    reg i i32
    NEW a, Phoenix
    BORN a
    LDI i, 1
    CALL make(i) -> m
    GIVEF a, 0, m
    DROP a
    LDI i, 0
    HOST log(i)
    LDNULL n
    STGH n, saved
    LDI i, 2
    HOST log(i)
    RETV
    reg n Phoenix
end
""")
    w.call("f")
    assert log == [60, 0, 1, 2]
    assert w.stats().live_blocks == 0


def test_destructors_at_the_end_of_the_world() -> None:
    log = Log()
    w = log.world("""
global one = Node
global two = Node
func f() void
    own a Node
    reg i i32
    LDI i, 1
    CALL make(i) -> a
    GIVEG a, one
    LDI i, 2
    CALL make(i) -> a
    GIVEG a, two
    RETV
end
""")
    w.call("f")
    w.close()
    assert log == [1, 2]


def test_results_between_call_and_getout() -> None:
    """A destructor that becomes due in a call with &out arguments runs behind their GETOUTs."""
    log = Log()
    w = log.world("""
func outs(i32 n) i32 outs(i32, i32)
    own a Node
    reg i i32
    CALL make(n) -> a
    ADDI_I32 i, n, 1
    DROP a
    OUT n, 0
    OUT i, 1
    RET i
end
func f(i32 n) i32
    reg a i32
    reg b i32
    reg c i32
    CALL outs(n) -> a
    GETOUT b, 0
    GETOUT c, 1
    MULI_I32 b, b, 100
    ADD_I32 b, b, c
    RET b
end
""")
    assert w.call("f", 3) == 304
    assert log == [3]


ENDLESS = """
class Endless
    dtor ~
end
func Endless.~(Endless this) void
again:
    NOP
    LOOP again
end
func f() void
    own a Endless
    NEW a, Endless
    BORN a
    DROP a
    RETV
end
func g() void
    own a Endless
    NEW a, Endless
    BORN a
    GIVEG a, kept
    RETV
end
global kept = Endless
"""


def test_endless_destructors() -> None:
    w = world(ENDLESS)
    with pytest.raises(BudgetExceeded):
        w.call("f", budget=100_000)
    assert w.stats().live_blocks == 0
    w = world(ENDLESS, on_exception=(seen := list[BaseException]()).append)
    w.call("g")
    w.close()
    assert [type(error) for error in seen] == [BudgetExceeded]


def test_reborn_forever_is_metered() -> None:
    w = world("""
class Again
    dtor ~
end
func Again.~(Again this) void
    BORN this
    RETV
end
func f() void
    own a Again
    NEW a, Again
    BORN a
    DROP a
    RETV
end
""")
    with pytest.raises(BudgetExceeded):
        w.call("f", budget=100_000)


# ------------------------------------------------------------------------------------------ cycles

RINGS = """
func ring(i32 n) void
    own a Node
    own b Node
    reg m i32
    CALL make(n) -> a
    ADDI_I32 m, n, 1
    CALL make(m) -> b
    SETFH a, 1, b
    SETFH b, 1, a
    SETFH a, 2, a
    DROP a
    DROP b
    RETV
end
func f(i32 n) void
    reg i i32
    LDI i, 0
again:
    CALL ring(i)
    INCBLT_I32 i, n, again
    RETV
end
"""


def test_rings_are_collected_with_their_destructors() -> None:
    log = Log()
    w = log.world(RINGS)
    w.call("f", 60_000)
    live = w.stats().live_blocks
    assert live < 100_000
    assert len(log) == len(set(log)) or len(log) > 20_000
    w.close()
    assert len(log) == 120_000


def test_collection_is_repeatable() -> None:
    counts = []
    for _ in range(2):
        log = Log()
        w = log.world(RINGS)
        w.call("f", 30_000)
        counts.append((len(log), w.stats().live_blocks, w.stats().cost))
    assert counts[0] == counts[1]
