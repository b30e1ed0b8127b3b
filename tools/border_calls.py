"""Calls across the border between Python and scripts, at random, with counts of what they leave behind.

usage: python tools/border_calls.py [--count N] [--seed S]

Calls go from Python to script functions, methods of script objects and globals, from scripts to Python functions and
methods of host objects, and back again; through handles to functions, which are Python callables, functions of the
script and methods on either side; with values of all types, wrong ones among them, with exceptions on either
side, with calls that re-enter the instance, with objects that are kept and let go; with fibers, calls that run out of
budget and go on, other instances, builds and pickles in between. After half of the calls, and at
the end, the instance is emptied and collected, and counted: memory blocks of the interpreter
(`sys.getallocatedblocks`), references (`sys.gettotalrefcount`, where the interpreter is a debug build), and live
blocks of the instance. Exit code 1: the counts differ by more than a few.
"""

from __future__ import annotations

import argparse
import gc
import pickle
import random
import sys
from collections.abc import Callable
from typing import Any

from seraphscript import CallContext, Context, Instance, LimitError, Module, SeraphError
from seraphscript.vm.sbc import unpickled_program

SLACK = 300  # what free lists and caches may come to hold between the counts; a rare leak takes more in 100,000 calls

SCRIPT = """
funcdef int Op(int);
funcdef string Tell(const string &in, Thing@);
class Thing {
    int n; string s; Thing@ next; array<int> numbers; double d = 0.5;
    Thing() {}
    Thing(int n_, const string &in s_) { n = n_; s = s_; }
    int add(int x) { n += x; return n; }
    string text() const { return s + n; }
    int get_twice() const property { return n * 2; }
    void set_twice(int v) property { n = v / 2; }
    void fail() { throw("thing " + n); }
    Thing@ link(Thing@ other) { @next = other; return this; }
    Op@ op;
    int run(int x) { return op(x); }
    Op@ adder() { return Op(this.add); }
}
class Child : Thing {
    host::Box@ box;
    Child(host::Box@ b) { super(1, "child"); @box = b; }
    string text() const override { return "child " + (box is null ? 0 : box.value); }
}
int counter = 0;
string label = "x";
double ratio = 0.5;
Thing@ kept;
host::Box@ kept_box;
array<int> numbers = {1, 2, 3};

int add(int a, int b) { return a + b; }
int64 wide(int64 a, uint8 b) { return a * b; }
double half(double x) { return x / 2; }
float single(float x) { return x * 2; }
bool flip(bool b) { return !b; }
string twice(const string &in s) { return s + s; }
void outs(int a, int &out b, string &out c) { b = a + 1; c = "" + a; }
array<int>@ reverse(array<int>@ a) { array<int> b = a; b.reverse(); return b; }
array<string>@ words(const string &in s) { return s.split(" "); }
Thing@ make(int n) { return Thing(n, "made"); }
Thing@ same(Thing@ t) { return t; }
string describe(Thing@ t) { return t is null ? "none" : t.text(); }
void keep(Thing@ t) { @kept = t; }
void keep_box(host::Box@ b) { @kept_box = b; }
host::Box@ box(host::Box@ b) { return b; }
int box_sum(host::Box@ a, host::Box@ b) { return a.value + b.value + a.plus(1); }
host::Box@ new_box(int n) { return host::Box(n); }
void ring() { Thing@ a = Thing(1, "a"); Thing@ b = Thing(2, "b"); @a.next = b; @b.next = a; }
int fail(int n) { if (n <= 0) { throw("failed"); } return fail(n - 1); }
string caught(int n) { try { return "" + fail(n); } catch { return getExceptionInfo(); } }
int call_host(int n) { return host::add(n, 1) + host::add(n, 2); }
string host_fails(int n) { try { host::fail(n); } catch { return "caught"; } return "none"; }
void host_fails_through(int n) { host::fail(n); }
int reenter(int n) { return n <= 0 ? 0 : 1 + host::again(n - 1); }
Op@ kept_op;
int double_(int x) { return x * 2; }
int apply(Op@ f, int n) { int s = 0; for (int i = 0; i < n % 5; i++) s += f(i); return s; }
Op@ pass(Op@ f) { return f; }
Op@ some(int n) {
    if (n % 3 == 0) return double_;
    if (n % 3 == 1) return function(x) { return x - 1; };
    return Thing(n, "d").adder();
}
bool equal(Op@ f, Op@ g) { return f is g; }
void keep_op(Op@ f) { @kept_op = f; }
int all(array<Op@>@ list) {
    int s = 0;
    for (uint i = 0; i < list.length(); i++) s += list[i] is null ? 0 : list[i](1);
    return s;
}
string tell(Tell@ f, const string &in s) { try { return f(s, Thing(1, s)); } catch { return getExceptionInfo(); } }
void loop(Op@ f) { Thing a(1, "a"); Thing b(2, "b"); @a.next = b; @b.next = a; @a.op = f; @b.op = Op(a.add); }
host::Span@ span(int a, int b) { host::Span s(a, b); s.last = s.last + 1; return s + host::Span(1, 2); }
int raw(int a) { int b = 0; int c = host::raw(a, b); host::shared = b; return b + c + host::shared; }
int slow(int n) {
    Thing@ t = Thing(n, "slow"); int s = 0;
    for (int i = 0; i < n % 1000; i++) { s += t.add(1); }
    return s;
}
int waits(int n) {
    Thing@ t = Thing(n, "waits");
    string s = "kept";
    yield();
    int sum = host::add(n, t.n);
    yield();
    if (n % 3 == 0) throw(s);
    return sum;
}
void clear() { @kept = null; @kept_box = null; @kept_op = null; counter = 0; label = ""; }
"""


class Box:
    """A host object."""

    value: int

    def __init__(self, value: int) -> None:
        self.value = value

    def plus(self, n: int) -> int:
        if n > 90:
            raise ValueError("too much")
        return self.value + n


class Span:
    """A host object that is registered by declarations."""

    def __init__(self, first: int, last: int) -> None:
        if last > 1 << 30:
            raise OverflowError("too long")
        self.first = first
        self.last = last


class Border:
    def __init__(self, seed: int) -> None:
        self.rng = random.Random(seed)
        module = Module("host")
        module.type(Box)
        span = module.register_type("Span", Span)
        span.factory("Span@ make(int first, int last)").property("int first").property("int last")
        span.operator("Span@ opAdd(const Span &in other) const", lambda a, b: Span(a.first + b.first, a.last + b.last))
        self.shared = 0
        module.property("int shared", of=self)

        def raw(call: CallContext) -> None:
            if call.arg(0) > 80:
                raise LookupError("no more")
            call.set_arg(1, call.arg(0) + 1)
            call.set_return(call.arg(0) * 2)

        module.register_function_raw("int raw(int a, int &out b)", raw)

        @module.function
        def add(a: int, b: int) -> int:
            return a + b

        @module.function
        def fail(n: int) -> None:
            raise (KeyError if n % 2 else ValueError)(f"host {n}")

        @module.function
        def again(n: int) -> int:
            return int(self.world.call("int reenter(int)", n))

        self.context = context = Context()
        context.install(module)
        self.unit = unit = context.create_unit("border")
        unit.add_source("border.as", SCRIPT)
        unit.build()
        self.world: Instance = unit.instantiate(max_depth=200)
        self.functions = [self.world.function(f.declaration) for f in unit.program.functions()]
        self.held: list[Any] = []
        self.boxes = [Box(i) for i in range(5)]
        self.actions: list[Callable[[], object]] = [
            self.call, self.call, self.call, self.call_method, self.field, self.use_globals, self.hold, self.construct,
            self.pass_functions, self.fiber, self.budget, self.others,
        ]  # fmt: skip

    def value(self) -> object:
        rng = self.rng
        choices: tuple[Callable[[], object], ...] = (
            lambda: rng.randrange(-5, 120),
            lambda: rng.choice((0, 1, -1, 2**31 - 1, 2**31, -(2**63), 2**63, 10**30)),
            lambda: rng.random() * 100,
            lambda: rng.random() < 0.5,
            lambda: rng.choice(("", "a b c", "é€", "x" * 200, "\0")),
            lambda: [rng.randrange(100) for _ in range(rng.randrange(6))],
            lambda: None,
            lambda: rng.choice(self.boxes),
            lambda: Box(rng.randrange(100)),
            lambda: rng.choice(self.held) if self.held else None,
            self.function,
            lambda: rng.choice((b"bytes", object(), {"a": 1}, ["x", 1], 1j)),
        )
        return rng.choice(choices)()

    def function(self) -> object:
        """What a script may get as a function: of Python, of the script, or nothing of the sort."""
        rng = self.rng
        n = rng.randrange(100)
        choices: tuple[Callable[[], object], ...] = (
            lambda: lambda x: x + n,
            lambda: lambda x: "text",
            lambda: lambda: n,
            lambda: lambda s, thing: s + str(thing.n),
            lambda: lambda x: 1 // 0,
            lambda: lambda x: self.world.call("int apply(Op@, int)", lambda y: x + y, 2),
            lambda: rng.choice(self.boxes).plus,
            lambda: self.world.call("Op@ some(int)", n),
            lambda: self.world.call("Thing@ make(int)", n).add,
            lambda: self.world.function("int double_(int)"),
            lambda: self.world.function("int add(int, int)"),
            lambda: rng.choice(self.held) if self.held else None,
            lambda: None,
        )
        return rng.choice(choices)()

    def pass_functions(self) -> object:
        rng = self.rng
        world = self.world
        f, g = self.function(), self.function()
        made = self.attempt(lambda: world.call("Op@ pass(Op@)", f))
        if made is not None:
            self.held.append(made)
            self.attempt(lambda: made(rng.randrange(20)))  # type: ignore[operator]
        self.attempt(lambda: world.call("int apply(Op@, int)", f, rng.randrange(9)))
        self.attempt(lambda: world.call("bool equal(Op@, Op@)", f, g))
        self.attempt(lambda: world.call("void keep_op(Op@)", g))
        self.attempt(lambda: world.call("int all(array<Op@>@)", [f, None, g]))
        self.attempt(lambda: world.call("string tell(Tell@, const string &in)", f, "s"))
        self.attempt(lambda: world.call("void loop(Op@)", f))
        thing = world.call("Thing@ make(int)", 3)
        self.attempt(lambda: setattr(thing, "op", g))
        self.attempt(lambda: thing.run(1))
        return thing.op

    def attempt(self, action: Callable[[], object]) -> object:
        try:
            return action()
        except (SeraphError, ValueError, KeyError, TypeError, ArithmeticError, AttributeError, RecursionError):
            return None

    def call(self) -> object:
        function = self.rng.choice(self.functions)
        count = self.rng.choice((function.declaration.count(",") + 1, 0, 1, 2))
        if "()" in function.declaration and self.rng.random() < 0.9:
            count = 0
        arguments = [self.value() for _ in range(count)]
        return function(*arguments)

    def call_method(self) -> object:
        thing = self.world.call("Thing@ make(int)", self.rng.randrange(50))
        self.attempt(lambda: thing.add(self.value()))
        self.attempt(lambda: thing.link(self.value()))
        self.attempt(thing.fail)
        return thing.text()

    def field(self) -> object:
        thing = self.world.types.Thing(3, "t")
        name = self.rng.choice(("n", "s", "next", "numbers", "d", "twice", "missing"))
        self.attempt(lambda: setattr(thing, name, self.value()))
        return getattr(thing, name)

    def use_globals(self) -> object:
        name = self.rng.choice(("counter", "label", "ratio", "kept", "kept_box", "numbers", "missing"))
        self.attempt(lambda: self.world.globals.__setitem__(name, self.value()))
        return self.world.globals[name]

    def hold(self) -> object:
        if len(self.held) > 20:
            self.held.clear()
        self.held.append(self.world.call("Thing@ make(int)", len(self.held)))
        return None

    def construct(self) -> object:
        return self.world.types.Child(self.value())

    def fiber(self) -> object:
        """A fiber that comes to its end, or is left on the way."""
        fiber = self.world.start("int waits(int)", self.rng.randrange(100))
        for _ in range(self.rng.randrange(5)):
            self.attempt(fiber.resume)
        if self.rng.random() < 0.2:
            fiber.abort()
        return fiber.result

    def budget(self) -> object:
        """A call that runs out of its budget, and goes on or not."""
        try:
            return self.world.call("int slow(int)", self.rng.randrange(200), budget=self.rng.randrange(2000))
        except LimitError as error:
            if error.fiber is not None and self.rng.random() < 0.5:
                return error.fiber.resume(budget=1_000_000)
            return pickle.loads(pickle.dumps(error))

    def others(self) -> object:
        """What is made once in a while: other instances, and programs."""
        if self.rng.random() < 0.9:
            return None
        text = f"int f(int n) {{ return n + {self.rng.randrange(9)}{self.rng.choice(('', '', ' +'))}; }}"
        unit = self.context.create_unit("other")
        unit.add_source("other.as", text)
        self.attempt(unit.build)
        program = unit.program if unit.is_built else self.unit.program
        world = self.context.instantiate(program if self.rng.random() < 0.5 else pickle.loads(pickle.dumps(program)))
        self.attempt(lambda: world.call("f", self.value()))
        self.attempt(lambda: world.call("void loop(Op@)", self.function()))
        if self.rng.random() < 0.5:
            world.close()
        return None

    def run(self, count: int) -> None:
        for _ in range(count):
            self.attempt(self.rng.choice(self.actions))

    def counts(self) -> tuple[int, int, int]:
        """Memory blocks, references and blocks of the instance, when nothing is held any more."""
        self.held.clear()
        unpickled_program.cache_clear()
        self.world.call("void clear()")
        self.world.globals["numbers"] = [1, 2, 3]
        for _ in range(3):
            gc.collect()
            self.world.collect()
        references = getattr(sys, "gettotalrefcount", lambda: 0)()
        return sys.getallocatedblocks(), references, self.world.stats().live_blocks


def main() -> int:
    parser = argparse.ArgumentParser(description="Random calls across the border, with counts.")
    parser.add_argument("--count", type=int, default=100_000, help="calls (default 100000)")
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    border = Border(options.seed)
    border.run(options.count // 2)
    before = border.counts()
    border.run(options.count - options.count // 2)
    after = border.counts()
    print(f"{options.count} calls; blocks, references, instance blocks: {before} -> {after}")
    return 1 if any(abs(b - a) > SLACK for a, b in zip(before, after, strict=True)) else 0


if __name__ == "__main__":
    raise SystemExit(main())
