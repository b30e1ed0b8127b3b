"""Fibers that yield: suspended calls in linear memory, resumed by hosts and by scripts."""

from __future__ import annotations

import gc
from pathlib import Path
from typing import Any

import pytest
from seraphscript import (
    BudgetExceeded,
    Context,
    ContextError,
    DepthLimitExceeded,
    Fiber,
    FiberState,
    Instance,
    Interrupted,
    LimitError,
    MemoryLimitExceeded,
    Module,
    ScriptException,
)

LOG = """
string log;
void say(const string &in text) { log += text + ";"; }
class Loud {
    string name;
    Loud(const string &in n) { name = n; }
    ~Loud() { say("~" + name); }
}
"""


def world(source: str, *modules: Module, **options: Any) -> Instance:  # noqa: ANN401
    context = Context()
    for module in modules:
        context.install(module)
    unit = context.create_unit("fibers")
    unit.add_source("fibers.as", LOG + source)
    unit.build()
    return unit.instantiate(**options)


def finish(fiber: Fiber, **limits: Any) -> int:  # noqa: ANN401
    """Resumes until the end; how often it was suspended."""
    times = 0
    while not fiber.resume(**limits):
        times += 1
    return times


@pytest.mark.row("FUN-14")
def test_yields_below_methods_without_a_result() -> None:
    w = world("""
        interface Steps { void step(const string &in name); }
        class Slow : Steps { void step(const string &in name) { say(name); yield(); say(name); } }
        class Slower : Slow { void step(const string &in name) { Slow::step("of the base"); yield(); } }
        void run() { Slow@ s = Slower(); s.step("virtual"); Steps@ i = Slow(); i.step("interface"); say("end"); }
    """)
    assert finish(w.start("run")) == 3
    assert w.globals["log"] == "of the base;of the base;interface;interface;end;"


@pytest.mark.row("FUN-14")
@pytest.mark.row("VM-08")
@pytest.mark.row("FUN-14", "GLB-15")
def test_states_and_results() -> None:
    w = world("""
        int quest(int n, const string &in who, string &out last) {
            int total = 0;
            for (int i = 0; i < n; i++) { yield(); total += i; }
            last = who + n;
            return total;
        }
    """)
    fiber = w.start("quest", 3, "Bob")
    assert (fiber.state, fiber.reason, fiber.done) == (FiberState.READY, None, False)
    for _ in range(3):
        assert not fiber.resume()
        assert (fiber.state, fiber.reason, fiber.done) == (FiberState.SUSPENDED, "yield", False)
        with pytest.raises(ContextError, match="not done"):
            _ = fiber.result
    assert repr(fiber).endswith("suspended by yield>")
    assert fiber.resume()
    assert (fiber.state, fiber.reason, fiber.done) == (FiberState.FINISHED, None, True)
    assert fiber.result == (3, "Bob3")
    with pytest.raises(ContextError, match="is done"):
        fiber.resume()


@pytest.mark.row("FUN-14", "GLB-15")
def test_any_depth_of_calls() -> None:
    w = world("""
        void down(int depth, int leaves) {
            Loud mark("" + depth);
            if (depth == 0) { for (int i = 0; i < leaves; i++) { say("y"); yield(); } return; }
            down(depth - 1, leaves);
            yield();
        }
    """)
    fiber = w.start("down", 3, 2)
    assert finish(fiber) == 5
    assert w.globals["log"] == "y;y;~0;~1;~2;~3;"
    deep = w.start("down", 3000, 3)
    assert finish(deep) == 3003


@pytest.mark.row("FUN-14", "GLB-15")
def test_a_dropped_fiber_lets_go_as_unwinding_does() -> None:
    source = """
        void inner(Loud@ given) { Loud c("c"); Loud@ same = given;
                                  array<Loud@> list = {Loud("d")}; yield(); say("no"); }
        void outer(const Loud &in a) { Loud b("b"); inner(b); }
        void start() { Loud a("a"); outer(a); }
    """
    w = world(source)
    before = w.stats().live_blocks
    for end in ("drop", "abort"):
        w.globals["log"] = ""
        fiber: Fiber | None = w.start("start")
        assert fiber is not None
        assert not fiber.resume()
        assert w.globals["log"] == ""
        if end == "abort":
            fiber.abort()
            fiber.abort()
            assert fiber.state is FiberState.ABORTED
            with pytest.raises(ContextError, match="has ended"):
                fiber.resume()
        else:
            fiber = None
        assert w.globals["log"] == "~d;~c;~b;~a;"
        fiber = None
    w.globals["log"] = ""
    assert w.stats().live_blocks <= before + 8  # literals


@pytest.mark.row("FUN-14")
def test_a_thousand_fibers_take_turns() -> None:
    w = world("""
        int turns = 0;
        int walk(int id, int steps) {
            int mine = 0;
            for (int i = 0; i < steps; i++) { assert(turns % 1000 == id); turns++; mine += id; yield(); }
            return mine;
        }
    """)
    fibers = [w.start("walk", i, 5) for i in range(1000)]
    for _ in range(5):
        for fiber in fibers:
            assert not fiber.resume()
    for i, fiber in enumerate(fibers):
        assert fiber.resume()
        assert fiber.result == 5 * i
    assert w.globals["turns"] == 5000


def test_memory_of_fibers_that_were_dropped() -> None:
    w = world("void wait(int n, const string &in text) { string own = text + n; yield(); say(own); }")
    sizes = []
    for _ in range(3):
        fibers = [w.start("wait", i, "some text") for i in range(100_000)]
        for fiber in fibers:
            fiber.resume()
        assert w.memory_used > 100_000 * 100
        del fibers, fiber
        sizes.append((w.memory_used, w.stats().live_blocks, w.stats().memory_size))
    assert len(set(sizes)) == 1


@pytest.mark.row("GLB-15")
def test_an_exception_in_one_does_not_stop_the_others() -> None:
    w = world("""
        void worker(int id) {
            Loud mark("" + id);
            for (int i = 0; i < 3; i++) { yield(); if (id == 1 && i == 1) throw("broken"); }
        }
    """)
    fibers = [w.start("worker", i) for i in range(3)]
    errors = []
    for _ in range(4):
        for fiber in fibers:
            if fiber.state in (FiberState.READY, FiberState.SUSPENDED):
                try:
                    fiber.resume()
                except ScriptException as error:
                    errors.append(error)
    assert [fiber.state.value for fiber in fibers] == ["finished", "exception", "finished"]
    assert [str(error) for error in errors] == ["broken"]
    assert fibers[1].exception is errors[0]
    assert [frame.function for frame in errors[0].traceback] == ["worker"]
    assert w.globals["log"] == "~1;~0;~2;"
    with pytest.raises(ContextError, match="ended without"):
        _ = fibers[1].result


# ----------------------------------------------------------------------------------------- scripts

PASSED = """
    int gen(int n) { Loud mark("gen"); for (int i = 0; i < n; i++) { say("y" + i); yield(); } return n; }
    void bad() { Loud mark("bad"); yield(); throw("oops"); }
    int drive(Fiber@ f) { int n = 0; while (!f.resume()) n++; return n; }
    FiberState stateOf(Fiber@ f) { return f.state; }
    bool isDone(Fiber@ f) { return f.done; }
    string guarded(Fiber@ f) {
        try { drive(f); } catch { return getExceptionInfo() + (f.state == FiberState::Exception ? "!" : "?"); }
        return "none";
    }
    Fiber@ kept;
    void keep(Fiber@ f) { @kept = f; }
    Fiber@ give() { return kept; }
    void stop(Fiber@ f) { f.abort(); }
    void nothing() {}
"""


def test_scripts_resume_fibers() -> None:
    w = world(PASSED)
    fiber = w.start("gen", 4)
    assert w.call("stateOf", fiber) == 0
    assert w.call("drive", fiber) == 4
    assert (fiber.done, fiber.result, w.call("isDone", fiber), w.call("stateOf", fiber)) == (True, 4, True, 3)
    assert w.globals["log"] == "y0;y1;y2;y3;~gen;"
    with pytest.raises(ScriptException, match="The fiber has ended"):
        w.call("drive", fiber)
    with pytest.raises(ScriptException, match="Null pointer access"):
        w.call("drive", None)


def test_exceptions_reach_whoever_has_resumed() -> None:
    w = world(PASSED)
    fiber = w.start("bad")
    assert w.call("guarded", fiber) == "oops!"
    assert (fiber.state, w.globals["log"]) == (FiberState.EXCEPTION, "~bad;")
    fiber = w.start("bad")
    with pytest.raises(ScriptException, match="oops") as caught:
        w.call("drive", fiber)
    assert [frame.function for frame in caught.value.traceback] == ["drive", "bad"]


def test_fibers_are_objects_of_the_script_as_well() -> None:
    w = world(PASSED)
    fiber = w.start("gen", 2)
    fiber.resume()
    w.call("keep", fiber)
    same = w.call("give")
    assert same == fiber
    assert hash(same) == hash(fiber)
    assert same != w.start("gen", 2)
    assert w.globals["kept"] == fiber
    del fiber, same
    gc.collect()
    assert w.globals["log"] == "y0;"  # the script holds it
    again = w.globals["kept"]
    assert not again.resume()
    w.call("stop", again)
    assert again.state is FiberState.ABORTED
    assert w.globals["log"] == "y0;y1;~gen;"
    other = world(PASSED)
    with pytest.raises(TypeError, match="another instance"):
        other.call("keep", again)
    with pytest.raises(TypeError, match="Fiber expected, not int"):
        w.call("keep", 5)


def test_fibers_resume_fibers() -> None:
    w = world("""
        void leaf(int n) { for (int i = 0; i < n; i++) { say("leaf"); yield(); } }
        void node(Fiber@ below) { while (!below.resume()) { say("node"); yield(); } }
    """)
    top = w.start("leaf", 2)
    for _ in range(200):
        top = w.start("node", top)
    assert finish(top) == 2
    assert w.globals["log"] == "leaf;" + "node;" * 200 + "leaf;" + "node;" * 200


def test_a_fiber_cannot_resume_itself_or_who_waits_for_it() -> None:
    w = world("""
        Fiber@ a, b;
        string trial(Fiber@ f) { try { f.resume(); } catch { return getExceptionInfo(); } return "went on"; }
        string own() { string text = trial(a); yield(); return text; }
        string first() { b.resume(); return "first"; }
        string second() { return trial(a); }
        string stop() { try { a.abort(); } catch { return getExceptionInfo(); } return "went on"; }
    """)
    fiber = w.globals["a"] = w.start("own")
    finish(fiber)
    assert fiber.result == "The fiber is running"
    w.globals["a"], w.globals["b"] = w.start("first"), w.start("second")
    first, second = w.globals["a"], w.globals["b"]
    assert first.resume()
    assert (first.result, second.result) == ("first", "The fiber is running")
    fiber = w.globals["a"] = w.start("stop")
    assert fiber.resume()
    assert fiber.result == "The fiber is running"


# ------------------------------------------------------------------------------- where one can yield


def test_only_fibers_can_yield() -> None:
    w = world("""
        void plain() { yield(); }
        class Bad { ~Bad() { try { yield(); } catch { say(getExceptionInfo()); } yield(); } }
        void inside() { { Bad bad; } say("end"); yield(); }
    """, on_exception=lambda error: reports.append(str(error)))  # fmt: skip
    reports: list[str] = []
    with pytest.raises(ScriptException, match="Only a fiber can yield"):
        w.call("plain")
    assert finish(w.start("inside")) == 1
    assert w.globals["log"] == "A destructor cannot yield;end;"
    assert reports == ["A destructor cannot yield"]


def test_no_yield_across_calls_of_the_host() -> None:
    module = Module()
    worlds: list[Instance] = []

    @module.function("void back()")
    def back() -> None:
        worlds[0].call("pause")

    w = world("void pause() { yield(); }"
              "int main() { try { back(); } catch { say(getExceptionInfo()); } yield(); return 7; }",
              module)  # fmt: skip
    worlds.append(w)
    fiber = w.start("main")
    assert not fiber.resume()
    assert w.globals["log"] == "A fiber cannot yield across a call of a host function;"
    assert fiber.resume()
    assert fiber.result == 7


def test_host_functions_suspend() -> None:
    module = Module()
    worlds: list[Instance] = []

    @module.function("int wait(int n)")
    def wait(n: int) -> int:
        worlds[0].suspend()
        return n + 1

    @module.function("void wrong()")
    def wrong() -> None:
        worlds[0].suspend()
        raise ValueError("wrong")

    w = world("""
        int main() { int a = wait(1) + wait(10); try { wrong(); } catch { say(getExceptionInfo()); } return a; }
        string plain() { try { wait(1); } catch { return getExceptionInfo(); } return "went on"; }
    """, module)  # fmt: skip
    worlds.append(w)
    fiber = w.start("main")
    assert finish(fiber) == 2
    assert (fiber.result, w.globals["log"]) == (13, "ValueError: wrong;")
    assert w.call("plain") == "Only a fiber can yield"
    with pytest.raises(ContextError, match="host function"):
        w.suspend()


def test_yield_in_every_place() -> None:
    w = world("""
        class Item { int key; Item() {} Item(int k) { key = k; }
                     int opCmp(const Item &in o) const { yield(); return key - o.key; } }
        class Row { int opForBegin() { yield(); return 0; } bool opForEnd(int i) { yield(); return i == 3; }
                    int opForNext(int i) { yield(); return i + 1; } int opForValue(int i) { yield(); return i * i; } }
        class Has { int n; Has() { yield(); n = 1; } int get_value() const property { yield(); return n; }
                    void set_value(int v) property { yield(); n = v; }
                    Has@ opAdd(int k) { yield(); Has h; h.n = n + k; return h; } }
        int nap(int n) { yield(); return n; }
        int global = 5;
        string text = "global";
        string read(const string &in s) { text = "changed"; yield(); return s; }
        void sorting() {
            array<Item> items; for (int i = 0; i < 9; i++) items.insertLast(Item((i * 7) % 9));
            items.sortAsc(); for (uint i = 0; i < 9; i++) say("" + items[i].key);
        }
        void loops() { Row row; foreach (int v : row) { say("" + v); yield(); }
                       array<int> a = {1, 2, 3}; foreach (int v : a) { yield(); say("" + v); } }
        void members() { Has h; h.value = 5; h.value += nap(2); say("" + (h + nap(3)).value); }
        void guard() {
            for (int i = 0; i < 2; i++) {
                try { yield(); if (i == 1) throw("thrown"); say("fine"); }
                catch { yield(); say(getExceptionInfo());
                        try { throw("again"); } catch { yield(); say(getExceptionInfo()); } yield(); }
            }
        }
        void arguments() { array<int> a = {nap(1), nap(2)};
                           say("" + a[nap(1)] + nap(global + nap(1)) + read(text) + text); }
    """)  # fmt: skip
    for name, said in (
        ("sorting", "0;1;2;3;4;5;6;7;8;"),
        ("loops", "0;1;4;1;2;3;"),
        ("members", "10;"),
        ("guard", "fine;thrown;again;"),
        ("arguments", "26globalchanged;"),
    ):
        w.globals["log"] = ""
        other = w.start("loops")
        fiber = w.start(name)
        while not fiber.resume():
            w.collect()
            if not other.done:
                text = w.globals["log"]
                other.resume()
                w.globals["log"] = text
        assert w.globals["log"] == said, name


def test_handlers_keep_their_exceptions_apart() -> None:
    w = world("""
        void one(const string &in text) {
            try { throw(text); } catch { yield(); say(getExceptionInfo()); yield(); say(getExceptionInfo()); }
        }
        void index() { array<int> a; try { a[1] = 0; } catch { yield(); say(getExceptionInfo()); } }
        void drive(Fiber@ a, Fiber@ b) {
            try { throw("driver"); }
            catch { a.resume(); b.resume(); say(getExceptionInfo()); a.resume(); b.resume(); say(getExceptionInfo()); }
        }
    """)  # fmt: skip
    w.call("drive", w.start("one", "x" * 300), w.start("one", "short"))
    assert w.globals["log"] == f"driver;{'x' * 300};short;driver;"
    w.globals["log"] = ""
    finish(w.start("index"))
    assert w.globals["log"] == "Index out of bounds;"


# ------------------------------------------------------------------------------------------- limits


def test_limits_hold_for_the_chain() -> None:
    w = world("""
        void spin(int n) { for (int i = 0; i < n; i++) {} yield(); for (int i = 0; i < n; i++) {} }
        int drive(Fiber@ f) { int n = 0; while (!f.resume()) n++; return n; }
        void endless() { while (true) yield(); }
    """)
    before = w.stats().cost
    w.call("drive", w.start("spin", 10_000))
    whole = w.stats().cost - before
    with pytest.raises(BudgetExceeded) as caught:
        w.call("drive", w.start("spin", 10_000), budget=1000)
    stopped_fiber = caught.value.fiber
    assert stopped_fiber is not None
    times = finish(stopped_fiber, budget=1000)
    assert whole // 1000 - 2 <= times <= whole // 1000 + 1
    assert stopped_fiber.result == 1
    for limits in ({"budget": 10_000}, {"deadline": 0.01}):
        with pytest.raises(LimitError) as stopped:
            w.call("drive", w.start("endless"), **limits)
        assert stopped.value.fiber is not None
        del stopped
    fiber = w.start("spin", 1_000_000)
    rounds = 0
    while not fiber.resume(budget=100_000):
        rounds += 1
    assert rounds > 20


def test_a_limit_within_a_fiber_that_a_script_has_resumed() -> None:
    w = world(
        PASSED
        + """
        int long(int n) { Loud mark("long"); for (int i = 0; i < n; i++) { if (i % 1000 == 0) yield(); } return n; }
        int outer(Fiber@ f) { Loud mark("outer"); return drive(f); }
    """
    )
    inner = w.start("long", 20_000)
    fiber = w.start("outer", inner)
    rounds = 0
    while not fiber.resume(budget=5000):
        rounds += 1
        assert inner.state in (FiberState.RUNNING, FiberState.SUSPENDED, FiberState.FINISHED)
        if inner.state is FiberState.RUNNING:
            with pytest.raises(ScriptException, match="is running"):
                w.call("drive", inner)
    assert rounds > 3
    assert fiber.result == 20
    inner = w.start("long", 1_000_000)
    fiber = w.start("outer", inner)
    assert not fiber.resume(budget=10_000)
    w.globals["log"] = ""
    fiber.abort()
    assert inner.state is FiberState.ABORTED
    assert w.globals["log"] == "~long;~outer;"


def test_depth_and_memory_are_limited_for_all() -> None:
    source = """
        Fiber@ next;
        void chain(Fiber@ below) { if (below !is null) below.resume(); else recurse(0); }
        int recurse(int n) { return recurse(n + 1) + 1; }
        void hold() { string s = "0123456789"; for (int i = 0; i < 4; i++) s += s; yield(); say(s); }
    """
    w = world(source, max_depth=500)
    fiber = w.start("chain", None)
    for _ in range(400):
        fiber = w.start("chain", fiber)
    with pytest.raises(DepthLimitExceeded):
        fiber.resume()
    assert fiber.state is FiberState.EXCEPTION
    w = world(source, memory_limit=1 << 18)
    fibers: list[Fiber] = []

    def hold_forever() -> None:
        while True:
            fibers.append(w.start("hold"))
            fibers[-1].resume()

    with pytest.raises(MemoryLimitExceeded):
        hold_forever()
    assert 200 < len(fibers) < 1500
    count = len(fibers)
    fibers.clear()
    for _ in range(count - 10):
        fibers.append(w.start("hold"))
        fibers[-1].resume()


def test_interrupts_end_a_chain() -> None:
    module = Module()
    worlds: list[Instance] = []
    module.function("void stop()")(lambda: worlds[0].interrupt())
    w = world("void work() { yield(); stop(); while (true) yield(); } void drive(Fiber@ f) { while (!f.resume()) {} }",
              module)  # fmt: skip
    worlds.append(w)
    with pytest.raises(Interrupted):
        w.call("drive", w.start("work"))


# ------------------------------------------------------------------------------------------- cycles


def test_cycles_through_fibers_are_collected() -> None:
    w = world("""
        class Holder { Fiber@ fiber; Loud loud("held"); }
        void wait(Holder@ h) { Holder@ own = h; array<Holder@> more = {h}; yield(); say("no"); }
        void tie(Holder@ h, Fiber@ f) { @h.fiber = f; f.resume(); }
        Holder@ make() { return Holder(); }
    """)
    before = w.stats().live_blocks
    for _ in range(50):
        holder = w.call("make")
        w.call("tie", holder, w.start("wait", holder))
        del holder
    gc.collect()
    assert w.globals["log"] == ""
    assert w.stats().live_blocks > before + 200
    w.collect()
    assert w.globals["log"] == "~held;" * 50
    w.globals["log"] = ""
    assert w.stats().live_blocks <= before + 12  # literals


def test_collections_see_what_suspended_fibers_hold() -> None:
    w = world("""
        class Node { Node@ next; int n; }
        int walk(int n) {
            Node@ first; for (int i = 0; i < n; i++) { Node node; node.n = i; @node.next = first; @first = node;
                                                       yield(); }
            int sum = 0; while (first !is null) { sum += first.n; @first = first.next; yield(); }
            return sum;
        }
    """)
    fibers = [w.start("walk", 20) for _ in range(30)]
    while not all(fiber.done for fiber in fibers):
        for fiber in fibers:
            if not fiber.done:
                fiber.resume()
        w.collect()
    assert {fiber.result for fiber in fibers} == {190}


def test_closing_ends_what_waits() -> None:
    w = world("void wait() { Loud l('w'); yield(); }".replace("'w'", '"w"'), output=None)
    fibers = [w.start("wait") for _ in range(3)]
    for fiber in fibers:
        fiber.resume()
    w.close()
    assert {fiber.state for fiber in fibers} == {FiberState.ABORTED}
    with pytest.raises(ContextError, match="closed"):
        fibers[0].resume()


def test_closing_keeps_the_results_of_scripts() -> None:
    w = world("""int five() { yield(); return 5; }
        int fails() { yield(); throw("oops"); return 0; }
        funcdef int F();
        F@ maker() { yield(); return five; }
        void drive(Fiber@ f) { try { while (!f.done) f.resume(); } catch {} }""")
    five, fails, maker = w.start("five"), w.start("fails"), w.start("maker")
    for fiber in (five, fails, maker):
        w.call("drive", fiber)
    w.close()
    assert (five.done, five.state, five.result) == (True, FiberState.FINISHED, 5)
    assert (fails.done, fails.state) == (True, FiberState.EXCEPTION)
    assert maker.done
    with pytest.raises(ContextError, match="closed"):
        maker.result()


def test_fibers_of_compiled_programs(tmp_path: Path) -> None:
    context = Context()
    unit = context.create_unit()
    unit.add_source("f.as", "int sum(int n) { int t = 0; for (int i = 0; i < n; i++) { t += i; yield(); } return t; }")
    unit.build()
    unit.save(tmp_path / "f.sbc")
    w = context.instantiate(context.load_program(tmp_path / "f.sbc"))
    fiber = w.start("sum", 10)
    assert finish(fiber) == 10
    assert fiber.result == 45


def test_done_means_over_for_host_and_script_alike() -> None:
    w = world("""void fails() { throw("oops"); }
        void waits() { yield(); }
        void spins() { for (int i = 0; i < 1000; i++) {} }
        string ask(Fiber@ f) { return f.done + " " + (f.state == FiberState::Aborted); }
        string go_on(Fiber@ f) { try { f.resume(); } catch { return getExceptionInfo(); } return "went on"; }""")
    fails, waits, fresh, spins = w.start("fails"), w.start("waits"), w.start("waits"), w.start("spins")
    with pytest.raises(ScriptException, match="oops"):
        fails.resume()
    assert (fails.done, fails.state) == (True, FiberState.EXCEPTION)
    waits.resume()
    assert not spins.resume(budget=100)
    known = {waits: "waits", fresh: "fresh"}
    for fiber in (waits, fresh, spins):
        assert not fiber.done
        fiber.abort()
        assert (fiber.done, fiber.state) == (True, FiberState.ABORTED)
        assert w.call("ask", fiber) == "true true"
        assert w.call("go_on", fiber) == "The fiber has ended"
    assert known[waits] == "waits"
    ended = w.start("waits")
    w.close()
    assert (ended.done, ended.state) == (True, FiberState.ABORTED)
    with pytest.raises(ContextError):
        ended.result  # noqa: B018
