"""Destructors in the virtual machine: when they run, in which order, and what becomes of their exceptions."""

from __future__ import annotations

import pytest
from seraphscript.vm.errors import BudgetExceeded, ScriptException
from seraphscript.vm.instance import Instance
from worlds import Host, world

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
    w = world(
        LIST.replace("make(i)", "make()").replace("Node", "Link")
        + """
class Link
    field i32 number
    field Link@ next
end
func make() Link
    own o Link
    NEW o, Link
    RET o
end
"""
    )
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
