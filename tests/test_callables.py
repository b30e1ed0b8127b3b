"""Python callables as functions of scripts, and handles to functions as Python callables."""

from __future__ import annotations

import functools
import gc
import sys
import threading
import weakref
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from seraphscript import (
    BuildError,
    Context,
    ContextError,
    ConversionError,
    Instance,
    Module,
    Program,
    ScriptDelegate,
    ScriptException,
    ScriptFunction,
)
from seraphscript.vm.assembler import assemble
from seraphscript.vm.errors import LoadError
from seraphscript.vm.sbc import save_program

SCRIPT = """
funcdef int F(int);
funcdef void Show(const string &in, array<int>@, bool, Thing@, double);
funcdef int Outs(int, int &out, string &out);
funcdef Thing Make(int);
funcdef Thing@ Find(int);
funcdef array<string>@ Words(double);
funcdef uint8 Byte();
funcdef int& Ref();

class Thing {
    int v = 7;
    F@ callback;
    array<F@> list;
    Thing() {}
    Thing(int n) { v = n; }
    Thing(const Thing &in other) { v = other.v; }
    ~Thing() { println("~" + v); }
    int add(int n) { return n + v; }
    int run(int n) { return callback(n); }
    void set(F@ f) { @callback = f; }
    int overloaded(int n) { return n; }
    double overloaded(double n) { return n * 2; }
}
class Derived : Thing { int add(int n) override { return 1000 + n; } }

F@ variable;
int twice(int x) { return 2 * x; }
int64 wide(int64 x) { return x; }
F@ get() { return twice; }
F@ anonymous() { return function(x) { return x + 100; }; }
F@ method(Thing@ t) { return F(t.add); }
F@ none() { return null; }
int call(F@ f) { return f(5); }
int repeat(F@ f, int n) { int s = 0; for (int i = 0; i < n; i++) s += f(i); return s; }
bool same(F@ a, F@ b) { return a is b; }
string caught(F@ f) { try { f(1); } catch { return getExceptionInfo(); } return "none"; }
int nested(F@ f) { F@ g = f; @variable = f; @f = null; int r = g(1); @variable = null; return r; }
void show(Show@ f) { array<int> a = {1, 2}; Thing t(3); f("text", a, true, t, 0.5); f("", null, false, null, 1); }
string outs(Outs@ f) { int b; string c; int a = f(1, b, c); return a + " " + b + " " + c; }
int make(Make@ f) { Thing t = f(3); t.v += 1; return t.v; }
int find(Find@ f) { Thing@ t = f(3); if (t is null) return -1; t.v += 1; return t.v; }
string words(Words@ f) { array<string>@ s = f(2.5); return s is null ? "null" : join(s, "|"); }
int byte(Byte@ f) { return f(); }
int reference(Ref@ f) { return f(); }
int sum(array<F@>@ list) { int s = 0; for (uint i = 0; i < list.length(); i++) s += list[i](1); return s; }
int named(dictionary<string, F@>@ d) { F@ f; d.get("f", @f); return f(1); }
F@ overload(F@ f) { return f; }
string which(F@) { return "function"; }
string which(int) { return "int"; }
array<F@>@ both(Thing@ t) { array<F@>@ a = {twice, F(t.add), null}; return a; }
void forget() { @variable = null; }
"""

Python = Callable[..., Any]


def program_of(source: str = SCRIPT) -> Program:
    unit = Context().create_unit("callables")
    unit.add_source("callables.as", source)
    unit.build()
    return unit.program


def reloaded(program: Program, folder: Path, *, strip: bool = False) -> Program:
    path = folder / "program.sbc"
    save_program(program, path, strip=strip)
    return Context().load_program(path)


@pytest.fixture(params=["source", "sbc"])
def world(request: pytest.FixtureRequest, tmp_path: Path) -> Instance:
    program = program_of()
    return Context().instantiate(program if request.param == "source" else reloaded(program, tmp_path))


def plus_one(x: int) -> int:
    return x + 1


class Listener:
    def __init__(self, n: int = 0) -> None:
        self.n = n

    def hear(self, x: int) -> int:
        return x + self.n

    def __call__(self, x: int) -> int:
        return x - self.n


# -------------------------------------------------------------------------------------- Python -> script


@pytest.mark.row("REG-37")
def test_callables_are_accepted_wherever_a_function_is_wanted(world: Instance) -> None:
    assert world.call("call", plus_one) == 6
    assert world.call("call", Listener(3).hear) == 8
    assert world.call("call", Listener(3)) == 2
    assert world.call("call", functools.partial(pow, 2)) == 32
    assert world.call("call", abs) == 5
    world.globals["variable"] = plus_one
    assert world.globals["variable"] is plus_one
    world.globals["variable"] = None
    assert world.globals["variable"] is None
    thing = world.types.Thing()
    thing.callback = plus_one
    assert thing.run(1) == 2
    assert thing.callback is plus_one
    thing.set(lambda x: x * 10)
    assert thing.run(4) == 40
    assert world.call("sum", [plus_one, Listener(5).hear]) == 8
    assert world.call("named", {"f": plus_one}) == 2
    assert world.start("call", plus_one).resume()


def test_values_are_converted_both_ways(world: Instance) -> None:
    shown: list[tuple[object, ...]] = []
    world.call("show", lambda *values: shown.append(values))
    assert shown[0][:3] == ("text", [1, 2], True)
    assert shown[0][3].v == 3  # type: ignore[attr-defined]
    assert shown[0][4] == 0.5
    assert shown[1] == ("", None, False, None, 1.0)
    assert world.call("outs", lambda a: (a, 2, "three")) == "1 2 three"
    assert world.call("words", lambda x: [str(x), "b"]) == "2.5|b"
    assert world.call("words", lambda x: None) == "null"
    assert world.call("byte", lambda: 255) == 255


def test_objects_by_value_are_copied_out_of_the_result(world: Instance) -> None:
    thing = world.types.Thing(5)
    assert world.call("make", lambda n: thing) == 6
    assert thing.v == 5
    assert world.call("find", lambda n: thing) == 6
    assert thing.v == 6
    assert world.call("find", lambda n: None) == -1


@pytest.mark.parametrize(
    ("function", "given", "message"),
    [
        ("call", lambda x: "text", "result of 'int F(int)': int expected, not str"),
        ("call", lambda x: None, "result of 'int F(int)': int expected, not None"),
        ("call", lambda x: 1 << 31, "result of 'int F(int)': 2147483648 does not fit into int"),
        ("byte", lambda: 256, "result of 'uint8 Byte()': 256 does not fit into uint8"),
        ("byte", lambda: -1, "result of 'uint8 Byte()': -1 does not fit into uint8"),
        ("make", lambda n: None, "result of 'Thing Make(int)': Thing expected, not None"),
        ("outs", lambda a: (1, 2), "result of 'int Outs(int, int &out, string &out)': a tuple of 3 values expected"),
        ("outs", lambda a: (1, "x", "y"), "result 2 of 3 of 'int Outs(int, int &out, string &out)': int expected"),
        ("words", lambda x: 5, "expected, not int"),
    ],
)
def test_results_are_checked(world: Instance, function: str, given: Python, message: str) -> None:
    with pytest.raises(ScriptException) as caught:
        world.call(function, given)
    assert message in caught.value.message
    assert isinstance(caught.value.__cause__, ConversionError)


def test_values_cannot_be_null_in_stripped_files_either(tmp_path: Path) -> None:
    source = "funcdef array<int> F(); int f(F@ f) { array<int> a = f(); return a.length(); }"
    world = Context().instantiate(reloaded(program_of(source), tmp_path, strip=True))
    assert world.call("f", lambda: [1, 2]) == 2
    with pytest.raises(ScriptException, match="expected, not None"):
        world.call("f", lambda: None)


async def asynchronous(x: int) -> int:
    return x


@pytest.mark.parametrize(
    ("given", "message"),
    [
        (lambda: 1, r"<lambda>\(\) cannot be called with 1 argument$"),
        (lambda x, y: 1, r"<lambda>\(x, y\) cannot be called with 1 argument$"),
        (lambda x, *, k: 1, r"<lambda>\(x, \*, k\) cannot be called with 1 argument$"),
        (Listener.hear, r"hear\(self, x: .*\) .* cannot be called with 1 argument$"),
        (functools.partial(plus_one, 1), "partial.* cannot be called with 1 argument$"),
        (asynchronous, "asynchronous is async"),
        (5, r"int\(int\) expected, not int$"),
        ("text", r"int\(int\) expected, not str$"),
    ],
)
def test_what_does_not_fit_is_told_where_it_is_given(world: Instance, given: object, message: str) -> None:
    for attempt in (
        lambda: world.call("call", given),
        lambda: world.globals.__setitem__("variable", given),
        lambda: setattr(world.types.Thing(), "callback", given),
    ):
        with pytest.raises(ConversionError, match=message):
            attempt()


@pytest.mark.parametrize(
    "given",
    [lambda x=1: x, lambda *a: a[0], lambda x, y=2, *, k=3: x + y + k, functools.partial(max, 3), int, Listener(1)],
)
def test_arity_is_no_obstacle_where_it_fits(world: Instance, given: Python) -> None:
    assert isinstance(world.call("call", given), int)


def test_references_cannot_be_returned_by_the_host(world: Instance) -> None:
    with pytest.raises(ConversionError, match="cannot return a reference"):
        world.call("reference", lambda: 1)


@pytest.mark.parametrize("count", [31, 32, 33, 63, 64, 65, 126, 254])
def test_many_parameters(count: int) -> None:
    """Around the numbers of bits that tables of parameters could be kept in."""
    types, names = ", ".join(["int"] * count), ", ".join(f"int p{i}" for i in range(count))
    context = Context()
    unit = context.create_unit()
    unit.add_source(
        "t.as",
        f"""
        funcdef int F({types});
        class A {{ int v = 1; int m({names}) {{ return p{count - 1} + v; }} }}
        int call(F@ f) {{ return f({", ".join(str(i) for i in range(count))}); }}
        int last({", ".join(f"int p{i}" for i in range(count - 1))}, A a) {{ a.v = 5; return a.v; }}
        A@ same({", ".join(f"int p{i}" for i in range(count - 1))}, A@ a) {{ return a; }}
        """,
    )
    unit.build()
    w = unit.instantiate()
    numbers = list(range(count))
    assert w.call("call", lambda *args: sum(args)) == sum(numbers)
    a = w.types.A()
    assert a.m(*numbers) == count
    assert w.call("last", *numbers[1:], a) == 5
    assert a.v == 1, "passed by value"
    assert w.call("same", *numbers[1:], a) == a


def test_too_many_parameters() -> None:
    types = ", ".join(["int"] * 255)
    for text in (f"funcdef void F({types}); F@ f;", f"class A {{ void m({types}) {{}} }}"):
        unit = Context().create_unit()
        unit.add_source("t.as", text)
        with pytest.raises(BuildError, match="too many parameters"):
            unit.build()


def test_exceptions_travel_as_the_same_object(world: Instance) -> None:
    error = KeyError("gone")

    def fail(x: int) -> int:
        raise error

    assert world.call("caught", fail) == "KeyError: 'gone'"
    with pytest.raises(ScriptException, match="KeyError: 'gone'") as caught:
        world.call("call", fail)
    assert caught.value.__cause__ is error
    text = caught.value.format_traceback()
    assert "in call" in text
    assert "in fail" in text
    inner: list[BaseException] = []

    def through(x: int) -> int:
        try:
            return int(world.call("call", fail))
        except ScriptException as found:
            inner.append(found)
            raise

    with pytest.raises(ScriptException) as outer:
        world.call("call", through)
    assert outer.value.__cause__ is inner[0]


def test_exceptions_that_scripts_cannot_catch_leave_as_they_are(world: Instance) -> None:
    def stop(x: int) -> int:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        world.call("caught", stop)


def test_limits_hold_through_callables(world: Instance) -> None:
    from seraphscript import BudgetExceeded, DepthLimitExceeded

    with pytest.raises(BudgetExceeded):
        world.call("repeat", plus_one, 1 << 30, budget=100_000)

    def again(x: int) -> int:
        return int(world.call("call", again))

    with pytest.raises((DepthLimitExceeded, ScriptException)):
        world.call("call", again)
    assert world.call("call", plus_one) == 6


def test_one_callable_is_one_handle(world: Instance) -> None:
    listener = Listener()
    assert world.call("same", plus_one, plus_one)
    assert world.call("same", listener.hear, listener.hear)
    assert not world.call("same", listener.hear, Listener().hear)
    assert not world.call("same", plus_one, abs)
    world.globals["variable"] = plus_one
    assert world.globals["variable"] is plus_one
    assert world.call("same", world.globals["variable"], plus_one)
    for _ in range(3):  # ids of callables that died are used again
        assert not world.call("same", lambda x: x, lambda x: x + 1)


def test_a_callable_can_let_go_of_itself_while_it_runs(world: Instance) -> None:
    def forget(x: int) -> int:
        world.call("forget")
        world.collect()
        return x

    found = weakref.ref(forget)
    assert world.call("nested", forget) == 1
    del forget
    gc.collect()
    assert found() is None


def test_overloads_know_callables(world: Instance) -> None:
    assert world.call("string which(F@)", plus_one) == "function"
    assert world.call("string which(int)", 5) == "int"
    source = """
        funcdef int One(int);
        funcdef int Two(int, int);
        class K {
            string take(One@ f) { return "one"; }
            string take(Two@ f) { return "two"; }
            string take(int n) { return "int"; }
        }
        One@ one() { return function(a) { return a; }; }
    """
    k = Context().instantiate(program_of(source)).types.K()
    assert k.take(lambda a: 1) == "one"
    assert k.take(lambda a, b: 1) == "two"
    assert k.take(5) == "int"
    assert k.take(k.__class__ and Context().instantiate(program_of(source)).call("one")) == "one"
    with pytest.raises(TypeError, match="matches none"):
        k.take(lambda: 1)
    with pytest.raises(TypeError, match="ambiguous"):
        k.take(lambda *a: 1)


def test_functions_of_another_instance_are_callables_of_python(world: Instance) -> None:
    other = Context().instantiate(program_of())
    assert world.call("call", other.function("twice")) == 10
    assert world.call("call", other.call("method", other.types.Thing(2))) == 7
    assert world.call("call", other.types.Thing(2).add) == 7
    other.close()
    with pytest.raises(ConversionError):
        world.call("call", other.function("wide") if not other.closed else 5)


def test_functions_of_another_signature_are_called_through_python(world: Instance) -> None:
    assert world.call("call", world.function("wide")) == 5
    with pytest.raises(ConversionError, match=r"'bool same\(F@, F@\)' takes 2 arguments"):
        world.call("call", world.function("same"))


# -------------------------------------------------------------------------------------- script -> Python


@pytest.mark.row("REG-37")
def test_functions_come_as_callables_and_go_back_as_the_same_handle(world: Instance) -> None:
    twice = world.call("get")
    assert isinstance(twice, ScriptFunction)
    assert twice(4) == 8
    assert twice == world.function("twice")
    assert world.call("same", twice, world.call("get"))
    assert world.call("same", world.function("twice"), twice)
    assert world.call("none") is None
    lambda_ = world.call("anonymous")
    assert lambda_(1) == 101
    assert lambda_ == world.call("anonymous")
    assert world.call("same", lambda_, world.call("anonymous"))
    assert not world.call("same", lambda_, twice)
    assert world.call("same", world.function("int call(F@)").instance.function("twice"), twice)


def test_functions_that_no_script_refers_to_are_one_handle_too() -> None:
    world = Context().instantiate(
        program_of("""
        funcdef int F(int);
        int a(int x) { return x; }
        int b(int x) { return -x; }
        bool same(F@ a, F@ b) { return a is b; }
        int call(F@ f) { return f(5); }
    """)
    )
    a, b = world.function("a"), world.function("b")
    assert world.call("same", a, a)
    assert not world.call("same", a, b)
    assert world.call("call", b) == -5
    before = world.stats().live_blocks
    for _ in range(100):
        assert world.call("same", a, a)
    assert world.stats().live_blocks == before


@pytest.mark.row("FUN-09")
def test_delegates_keep_their_object(world: Instance, capsys: pytest.CaptureFixture[str]) -> None:
    delegate = world.call("method", world.types.Thing(3))
    gc.collect()
    world.collect()
    assert isinstance(delegate, ScriptDelegate)
    assert delegate(4) == 7
    assert delegate.call(4, budget=1000) == 7
    assert delegate.__self__.v == 3
    assert world.call("same", delegate, delegate)
    assert world.call("call", delegate) == 8
    world.globals["variable"] = delegate
    assert world.globals["variable"] == delegate
    assert len({delegate, world.globals["variable"]}) == 1
    assert delegate != world.call("method", delegate.__self__)
    world.globals["variable"] = None
    assert capsys.readouterr().out == ""
    del delegate
    world.collect()
    assert capsys.readouterr().out == "~3\n"


def test_methods_of_proxies_become_delegates(world: Instance) -> None:
    thing = world.types.Thing(3)
    before = world.stats().host_calls
    assert world.call("call", thing.add) == 8
    assert world.call("call", thing.overloaded) == 5
    assert world.call("call", world.types.Derived().add) == 1005
    assert world.stats().host_calls == before  # scripts call scripts
    world.globals["variable"] = thing.add
    assert world.globals["variable"].__self__ == thing


def test_names(world: Instance) -> None:
    thing = world.types.Thing()
    program = program_of()
    other = Context().instantiate(program)
    delegate = other.call("method", other.types.Thing())
    assert repr(delegate) == "<ScriptDelegate 'int Thing::add(int)'>"
    assert delegate.name == "Thing::add"
    assert delegate.declaration == "int Thing::add(int)"
    assert delegate.instance is other
    assert repr(other.call("get")) == "<ScriptFunction 'int twice(int)'>"
    assert repr(other.call("anonymous")) == "<ScriptFunction 'int anonymous.lambda1(int)'>"
    with pytest.raises(TypeError, match="made by scripts"):
        ScriptDelegate()
    with pytest.raises(TypeError, match="'int Thing::add\\(int\\)' takes 1 argument, not 2"):
        delegate(1, 2)
    with pytest.raises(ConversionError, match="argument 1 of 'int Thing::add\\(int\\)'"):
        delegate("x")
    assert thing.run.__name__ == "run"


def test_lists_of_functions(world: Instance) -> None:
    thing = world.types.Thing(3)
    first, second, third = world.call("both", thing)
    assert (first(1), second(1), third) == (2, 4, None)
    assert world.call("sum", [first, second]) == 6


def test_delegates_die_on_any_thread(world: Instance, capsys: pytest.CaptureFixture[str]) -> None:
    held = [world.call("method", world.types.Thing(n)) for n in range(20)]
    thread = threading.Thread(target=held.clear)
    thread.start()
    thread.join()
    world.call("forget")
    assert len(capsys.readouterr().out.split()) == 20


def test_after_close() -> None:
    world = Context().instantiate(program_of())
    delegate = world.call("method", world.types.Thing(3))
    twice = world.call("get")
    world.globals["variable"] = plus_one
    world.close()
    for function in (delegate, twice):
        assert "Script" in repr(function)
        with pytest.raises(ContextError, match="closed"):
            function(1)
    with pytest.raises(ContextError, match="closed"):
        _ = delegate.__self__
    assert delegate == delegate


def test_functions_of_the_host_cross_as_functions_of_the_script() -> None:
    module = Module("host")

    @module.type
    class Box:
        value: int

        def plus(self, n: int) -> int:
            return self.value + n

    @module.function
    def offer(n: int) -> int:
        return n + 100

    context = Context()
    context.install(module)
    unit = context.create_unit("host")
    unit.add_source(
        "host.as",
        """
        funcdef int64 F(int64);
        F@ plain() { return host::offer; }
        F@ method(host::Box@ b) { return F(b.plus); }
        int64 call(F@ f) { return f(5); }
    """,
    )
    unit.build()
    world = unit.instantiate()
    box = Box()
    box.value = 3
    method = world.call("method", box)
    assert method(1) == 4
    assert method.__self__ is box
    assert world.call("call", method) == 8
    assert world.call("plain")(1) == 101
    assert world.call("call", box.plus) == 8


def test_fibers_can_wait_in_a_callable() -> None:
    world = Context().instantiate(program_of())

    def wait(x: int) -> int:
        world.suspend()
        return x + 1

    fiber = world.start("repeat", wait, 3)
    del wait
    steps = 0
    while not fiber.resume():
        gc.collect()
        steps += 1
    assert (steps, fiber.result) == (3, 6)


@pytest.mark.row("FUN-14")
def test_fibers_of_callables() -> None:
    source = """
        funcdef void Job();
        class K { int v = 1; void run() { yield(); v++; } }
        Fiber@ kept;
        Fiber@ make(Job@ job) { return Fiber(job); }
        void keep(Job@ job) { @kept = Fiber(job); }
        int drive(Fiber@ f) { int n = 0; while (!f.resume()) n++; return n; }
    """
    world = Context().instantiate(program_of(source))
    calls: list[int] = []

    def wait() -> None:
        calls.append(len(calls))
        world.suspend()

    fiber = world.call("make", wait)
    assert [fiber.resume(), fiber.resume(), fiber.done] == [False, True, True]
    assert world.call("drive", world.call("make", wait)) == 1
    assert calls == [0, 1]
    found = weakref.ref(wait)
    world.call("keep", wait)
    del wait
    gc.collect()
    assert found() is not None  # the fiber keeps it
    assert not world.globals["kept"].resume()
    world.globals["kept"] = None
    world.collect()
    gc.collect()
    assert found() is None
    k = world.types.K()
    assert world.call("drive", world.call("make", k.run)) == 1
    assert k.v == 2

    def fail() -> None:
        raise KeyError("gone")

    with pytest.raises(ScriptException) as caught:
        world.call("make", fail).resume()
    assert isinstance(caught.value.__cause__, KeyError)


# --------------------------------------------------------------------------------------------- memory


def test_callables_are_let_go(world: Instance) -> None:
    listener = Listener()
    found = weakref.ref(listener)
    world.globals["variable"] = listener.hear
    thing = world.types.Thing()
    thing.callback = listener
    world.call("sum", [listener.hear] * 3)
    del listener
    assert found() is not None
    world.globals["variable"] = None
    thing.callback = None
    world.collect()
    gc.collect()
    assert found() is None


def test_callables_in_dead_cycles_of_scripts_are_let_go(world: Instance) -> None:
    source = """
        funcdef void F();
        class Node { Node@ next; F@ f; }
        void ring(F@ f) { Node a; Node b; @a.next = b; @b.next = a; @a.f = f; @b.f = f; }
    """
    ring = Context().instantiate(program_of(source))

    def function() -> None:
        pass

    found = weakref.ref(function)
    ring.call("ring", function)
    del function
    assert found() is not None
    ring.collect()
    assert found() is None


def test_a_world_that_its_callables_refer_to_is_collected() -> None:
    def make() -> weakref.ref[object]:
        world = Context().instantiate(program_of())
        thing = world.types.Thing()

        def function(x: int) -> int:
            return x + int(thing.v) + len(world.globals)

        thing.callback = function
        world.globals["variable"] = function
        assert thing.run(1) == 9
        return weakref.ref(function)

    found = make()
    gc.collect()
    assert found() is None


def test_counts_stay(world: Instance) -> None:
    thing = world.types.Thing(1)

    def work() -> None:
        for n in range(50):
            world.call("call", lambda x, n=n: x + n)
            world.call("call", Listener(n).hear)
            world.call("call", world.call("method", thing))
            world.call("sum", [plus_one, thing.add, world.function("twice")])
            with pytest.raises(ConversionError):
                world.call("sum", [plus_one, lambda: 0])
        world.call("forget")

    work()
    gc.collect()
    blocks, live = sys.getallocatedblocks(), world.stats().live_blocks
    for _ in range(5):
        work()
    gc.collect()
    assert world.stats().live_blocks == live
    assert abs(sys.getallocatedblocks() - blocks) < 50


FORGED = """
host ask = 0x2000000000000000 i32(obj, i32) "int F(int)"
type ops = func obj.shape
global kept = ops
func obj.shape(obj host, i32 a) i32
    reg r i32
    HOST ask(host, a) -> r
    RET r
end
func keep(ops f)
    STGH f, kept
    RETV
end
class Liar
    field i64 function
    field i64 object
end
func leave(i64 number, i64 object)
    own x Liar
    NEW x, Liar
    SETF x, 0, number
    SETF x, 1, object
    RETV
end
func use(i64 number, i64 object) i32
    reg h ops
    reg r i32
    reg two i32
    LDI two, 2
    CALLF ops(h, two) -> r
    RET r
end
func lie(i64 number, i64 object) i32
    reg r i32
    CALL leave(number, object)
    CALL use(number, object) -> r
    RET r
end
"""


def test_forged_callables_lead_nowhere_but_to_callables() -> None:
    # Plain registers keep what an earlier call left there: `use` finds an object of another class in its handle.
    world = Instance(assemble(FORGED))
    for number in (-1, -2, -3, 0, 1, 5, 1 << 40, -(1 << 63), (1 << 63) - 1):
        with pytest.raises(ScriptException, match="Unbound function called"):
            world.call("lie", 0, number)
    world.call("keep", plus_one)
    assert world.globals["kept"] is plus_one
    assert world.call("lie", 0, -2) == 3
    for number in (-1, -3, 0, 1, 5, 1 << 40, -(1 << 63), (1 << 63) - 1):
        with pytest.raises(ScriptException, match="Unbound function called"):
            world.call("lie", 0, number)
    world.call("keep", abs)
    assert world.call("lie", 0, -3) == 2
    with pytest.raises(ScriptException, match="Unbound function called"):
        world.call("lie", 0, -2)


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        (FORGED.replace("i32(obj, i32)", "i32()").replace("ask(host, a)", "ask()"), "'int F\\(int\\)' has no object"),
        (FORGED.replace("i32(obj, i32)", "i32(i64, i32)"), "argument 0 is obj"),
        (FORGED.replace("i32(obj, i32)", "i32(i32, i32)").replace("ask(host, a)", "ask(a, a)"), "has no object"),
    ],
)
def test_files_with_wrong_shapes_are_refused(text: str, reason: str) -> None:
    with pytest.raises(LoadError, match=reason):
        Instance(assemble(text))
