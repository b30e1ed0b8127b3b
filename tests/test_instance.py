"""Instances: making and closing them, globals, counters, binding of host functions, memory."""

from __future__ import annotations

import gc
import weakref
from collections.abc import Mapping

import pytest
from seraphscript.vm.assembler import assemble
from seraphscript.vm.driver import InstanceState
from seraphscript.vm.errors import (
    ContextError,
    ConversionError,
    InstanceBusyError,
    LoadError,
    MemoryLimitExceeded,
    ScriptException,
)
from seraphscript.vm.hostcall import HostFunction, HostTable, tables
from seraphscript.vm.instance import Instance
from worlds import TYPES, Host, bindings, lines, world

GLOBALS = """
lit hello = "hello"
global count = i32
global small = u8
global ratio = f32
global exact = f64
global on = bool
global name = str
global list = ints
func bump() i32
    reg r i32
    LDG r, count
    ADDI_I32 r, r, 1
    STG r, count
    RET r
end
func length() u32
    reg l ints
    reg n u32
    LDG l, list
    ALEN n, l
    RET n
end
func setup() void
    own s str
    reg t str
    reg n i32
    LDI n, 7
    STG n, count
    LDS t, hello
    STGH t, name
    RETV
end
init setup
"""


def test_initialisation_and_globals() -> None:
    w = world(GLOBALS)
    assert dict(w.globals) == {
        "count": 7, "small": 0, "ratio": 0.0, "exact": 0.0, "on": False, "name": "hello", "list": None,
    }  # fmt: skip
    w.globals["count"] += 1
    assert w.call("bump") == 9
    assert w.globals["count"] == 9
    w.globals["name"] = "näme \udc80"
    w.globals["on"] = True
    w.globals["ratio"] = 0.1
    w.globals["exact"] = 3
    w.globals["list"] = [1, 2, 3]
    assert w.globals["name"] == "näme \udc80"
    assert w.globals["on"] is True
    assert w.globals["ratio"] == pytest.approx(0.1, abs=1e-7)
    assert w.globals["ratio"] != 0.1
    assert w.globals["exact"] == 3.0
    assert w.globals["list"] == [1, 2, 3]
    assert w.call("length") == 3
    assert isinstance(w.globals, Mapping)
    assert len(w.globals) == 7
    assert "count" in w.globals
    assert "nothing" not in w.globals


def test_globals_refuse_what_does_not_fit() -> None:
    w = world(GLOBALS)
    w.globals["small"] = 255
    for name, value, error in (
        ("small", 256, OverflowError),
        ("small", -1, OverflowError),
        ("small", 1.0, TypeError),
        ("count", 1 << 31, OverflowError),
        ("count", 1 << 200, OverflowError),
        ("count", None, TypeError),
        ("ratio", 1e39, OverflowError),
        ("ratio", "1", TypeError),
        ("exact", 10**400, OverflowError),
        ("on", 1, TypeError),
        ("name", 5, TypeError),
        ("name", "\ud800", TypeError),
        ("list", "abc", TypeError),
        ("list", {1, 2}, TypeError),
    ):
        with pytest.raises(error) as caught:
            w.globals[name] = value
        assert isinstance(caught.value, ConversionError)
    with pytest.raises(KeyError):
        w.globals["nothing"]
    with pytest.raises(KeyError):
        w.globals["nothing"] = 1
    assert w.globals["small"] == 255
    assert w.globals["count"] == 7
    w.globals["ratio"] = float("inf")
    assert w.globals["ratio"] == float("inf")


def test_replaced_globals_are_released() -> None:
    w = world(GLOBALS)
    w.globals["name"] = "x" * 100
    before = w.stats()
    for i in range(1000):
        w.globals["name"] = "y" * (1 + i % 100)
        w.globals["list"] = list(range(i % 10))
        with pytest.raises(ConversionError):
            w.globals["list"] = [1, 2, "three"]
    w.globals["name"] = "z" * 100
    w.globals["list"] = None
    after = w.stats()
    assert after.live_blocks == before.live_blocks
    assert after.memory_used == before.memory_used
    assert after.memory_size < 1 << 16


def test_exception_in_the_initialiser() -> None:
    with pytest.raises(ScriptException, match="Divide by zero") as caught:
        world("""
func setup() void
    reg a i32
    LDI a, 0
    DIV_I32 a, a, a
    RETV
end
init setup
""")
    assert [frame.function for frame in caught.value.traceback] == ["setup"]


def test_functions_are_found_by_name_and_declaration() -> None:
    w = world("""
func a::f(i32 x) i32
    RET x
end
func g() void
    RETV
end
""")
    assert w.call("a::f", 1) == 1
    assert w.call("i32 a::f(i32 y)", 2) == 2
    assert w.call("g") is None
    with pytest.raises(ContextError, match=r"no function 'f'$"):
        w.call("f", 1)
    with pytest.raises(ContextError, match=r"no function 'b::f' \(did you mean 'a::f'\?\)"):
        w.call("b::f", 1)
    with pytest.raises(ContextError, match=r"no function 'void a::f\(i32\)' \(it is declared as '.*a::f"):
        w.function("void a::f(i32)")
    f = w.function("a::f")
    assert f.name == "a::f"
    assert f.declaration == "i32 a::f(i32)"
    assert f.instance is w
    assert f == w.function("a::f")
    assert hash(f) == hash(w.function("a::f"))
    assert f != w.function("g")
    assert f != 1
    assert "a::f" in repr(f)


def test_function_objects_are_made_by_instances_only() -> None:
    cls = type(world("func g() void\nRETV\nend").function("g"))
    with pytest.raises(TypeError, match="made by an instance"):
        cls()


def test_counters() -> None:
    w = world(GLOBALS)
    start = w.stats()
    w.call("bump")
    one = w.stats()
    w.call("bump")
    two = w.stats()
    assert one.calls == start.calls + 1
    assert two.cost - one.cost == one.cost - start.cost > 0
    assert two.allocations == start.allocations
    assert w.memory_used == two.memory_used <= two.memory_size
    assert world(GLOBALS).stats() == start


def test_close() -> None:
    with world(GLOBALS) as w:
        f = w.function("bump")
        assert f() == 8
        assert not w.closed
    assert w.closed
    w.close()
    for use in (f, lambda: w.call("bump"), lambda: w.globals["count"], lambda: w.globals.__setitem__("count", 1)):
        with pytest.raises(ContextError, match="closed"):
            use()
    assert w.memory_used == 0
    assert "closed" in repr(w)


def test_close_during_a_call() -> None:
    w: Instance
    errors = []

    def close() -> None:
        try:
            w.close()
        except InstanceBusyError as error:
            errors.append(error)

    w = world("func f() i32\nreg r i32\nHOST close()\nLDI r, 5\nRET r\nend", Host("close", "void()", close))
    assert w.call("f") == 5
    assert len(errors) == 1


def test_options_are_checked() -> None:
    program = assemble("func g() void\nRETV\nend")
    for options in ({"memory_limit": 0}, {"memory_limit": 1 << 60}, {"max_depth": 0}, {"max_depth": 1 << 30}):
        with pytest.raises(ValueError, match=r"limit|depth"):
            Instance(program, **options)  # type: ignore[arg-type]
    with pytest.raises(TypeError, match="callables"):
        Instance(program, output=5)  # type: ignore[arg-type]
    with pytest.raises(TypeError):
        Instance(None)  # type: ignore[arg-type]
    with pytest.raises(TypeError, match="memory_limit"):
        Instance(program, memory_limit=1e6)  # type: ignore[arg-type]
    with pytest.raises(MemoryLimitExceeded):
        Instance(program, memory_limit=8)
    with pytest.raises(TypeError, match=r"Instance\(\) has no option 'memlimit': did you mean 'memory_limit'\?"):
        Instance(program, memlimit=1)  # type: ignore[call-arg]


# ------------------------------------------------------------------------------------- host functions

USES = (
    lines(Host("f", "i32(i32)", abs), Host("g", "void(str, ints)", print))
    + """
func main() void
    reg s str
    reg a ints
    reg i i32
    LDI i, 0
    LDNULL s
    LDNULL a
    HOST f(i) -> i
    HOST g(s, a)
    RETV
end
"""
)


def test_host_functions_are_bound_by_id_and_signature() -> None:
    program = assemble(TYPES + USES)
    good = bindings(Host("f", "i32(i32)", abs), Host("g", "void(str, ints)", print))
    assert HostTable(program, good).program is program
    Instance(program, good)
    with pytest.raises(LoadError, match=r"'i32 f\(i32\)' is missing; 'void g\(str, ints\)' is missing"):
        Instance(program)
    with pytest.raises(LoadError, match=r"'void g\(str, ints\)' is missing$"):
        Instance(program, {1: good[1]})
    changed = HostFunction(abs, "i32 f(i64)", "i32(i64)")
    with pytest.raises(LoadError, match=r"'i32 f\(i32\)' is 'i32 f\(i64\)' here$"):
        Instance(program, {2: good[2], 9: changed})
    with pytest.raises(LoadError, match=r"has the signature void\(str, \[u8\]\) here, void\(str, \[i32\]\) in"):
        Instance(program, {1: good[1], 2: good[2]._replace(signature="void(str, [u8])")})


def test_instances_share_the_binding_of_host_functions() -> None:
    program = assemble(TYPES + USES)
    functions = bindings(Host("f", "i32(i32)", abs), Host("g", "void(str, ints)", print))
    gc.collect()
    count = len(tables)
    kept = [Instance(program, functions) for _ in range(10)]
    assert len(tables) == count + 1
    other = Instance(assemble(TYPES + USES), functions)
    assert len(tables) == count + 2
    del other
    kept.clear()
    assert len(tables) == count


# --------------------------------------------------------------------------------------------- memory


def test_an_idle_instance_is_small() -> None:
    program = assemble(TYPES + GLOBALS)
    w = Instance(program)
    w.call("bump")
    assert Instance.__basicsize__ + w.stats().memory_size + 128 <= 4096
    assert isinstance(w, InstanceState)


def test_instances_leave_nothing_behind() -> None:
    resource = pytest.importorskip("resource")  # not on Windows
    program = assemble(TYPES + GLOBALS)

    def round_trip(n: int) -> None:
        kept = []
        for i in range(n):
            w = Instance(program)
            w.globals["name"] = "some text"
            w.call("bump")
            kept.append(w)
            if i % 100 == 0:
                kept.clear()

    round_trip(10_000)
    gc.collect()
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    round_trip(10_000)
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 1024


def test_instances_die_with_their_last_reference() -> None:
    w = world(GLOBALS)
    f = w.function("bump")
    ref = weakref.ref(w)
    del w
    assert f() == 8
    del f
    assert ref() is None


def test_cycles_through_python_are_collected() -> None:
    class Console:
        world: Instance

        def write(self, text: str) -> None:
            """Takes part in the cycle."""

    console = Console()
    console.world = world(GLOBALS, output=console.write)
    ref = weakref.ref(console.world)
    del console
    gc.collect()
    assert ref() is None
