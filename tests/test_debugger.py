"""Line hooks, breakpoints and steps."""

from __future__ import annotations

import struct
import subprocess
import sys
import threading
from pathlib import Path

import pytest
from seraphscript import (
    Breakpoint,
    Context,
    ContextError,
    ConversionError,
    Instance,
    InstanceBusyError,
    LoadError,
    Module,
    ScriptException,
    ScriptObject,
    Step,
    Stop,
    Unconvertible,
)
from seraphscript.vm.sbc import join_parts, parse_program, split_parts

SOURCE = """int total = 0;
int twice(int n) {
    int m = n * 2;
    return m;
}
void work(int n) {
    for (int i = 0; i < n; i++) {
        total += twice(i);
    }
    total += 100;
}
void outs(int &out a, string &out b) {
    a = 1;
    b = "b";
}
void fails() {
    try {
        throw("oops");
    } catch {
        total = -1;
    }
}
void rests() {
    total++;
    yield();
    total++;
}
"""


def world(source: str = SOURCE, *modules: Module) -> Instance:
    context = Context()
    for module in modules:
        context.install(module)
    unit = context.create_unit("debug")
    unit.add_source("game.as", source)
    unit.build()
    return unit.instantiate()


def lines(w: Instance, name: str, *arguments: object) -> list[int]:
    seen: list[int] = []
    w.on_line(lambda stop: seen.append(stop.line))
    w.call(name, *arguments)
    w.on_line(None)
    return seen


@pytest.mark.row("VM-09")
def test_each_line_is_reported() -> None:
    w = world()
    assert lines(w, "twice", 4) == [3, 4]
    assert lines(w, "work", 2) == [7, 8, 3, 4, 7, 8, 3, 4, 7, 10, 11]
    assert lines(w, "outs") == [13, 14]
    assert lines(w, "fails") == [18, 20, 22]
    assert w.call("outs") == (1, "b")


@pytest.mark.row("VM-09")
def test_a_line_that_makes_the_stack_grow_is_reported_once() -> None:
    w = world("int deep(int n) {\n if (n == 0)\n  return 0;\n return deep(n - 1) + 1;\n}")
    assert lines(w, "deep", 500) == [2, 4] * 500 + [2, 3]


@pytest.mark.row("VM-09")
def test_a_hook_changes_neither_results_nor_costs() -> None:
    plain, hooked = world(), world()
    hooked.on_line(lambda _stop: None)
    for w in (plain, hooked):
        w.call("work", 50)
        w.call("fails")
    assert plain.stats()._replace(memory_used=0) == hooked.stats()._replace(memory_used=0)
    hooked.on_line(None)
    assert repr(hooked.debugger) == "<Debugger: 0 breakpoints>"


LETTING_GO = """class A {
    ~A() {
        died++;
    }
}
int died = 0;
A@ held = A();
int work() {
    int n = 1;
    return n + died;
}
int inspect() {
    A@ a = A();
    @a = null;
    return died;
}"""


def test_destructors_of_what_a_callback_lets_go() -> None:
    """They run before the line that is reported, once."""
    w = world(LETTING_GO)
    seen: list[int] = []

    def hook(stop: Stop) -> None:
        seen.append(stop.line)
        if stop.line == 10:
            w.globals["held"] = None

    w.on_line(hook)
    assert (w.call("work"), seen) == (2, [9, 10, 3, 4])
    seen.clear()
    assert (w.call("work"), seen) == (2, [9, 10])


def test_looking_at_objects_does_not_keep_them() -> None:
    w = world(LETTING_GO)
    seen: dict[str, object] = {}

    def hook(stop: Stop) -> None:
        seen.update(stop.frames[-1].locals)
        seen.clear()

    w.on_line(hook)
    assert w.call("inspect") == 1


def test_breakpoints_by_line_and_function() -> None:
    w = world()
    stops: list[Stop] = []
    w.debugger.on_break = stops.append
    point = w.debugger.break_at("game.as", 3)
    assert point == Breakpoint("twice", "game.as", 3)
    assert w.debugger.break_at("game.as", 9).line == 10  # no code at the brace
    assert [p.line for p in w.debugger.breakpoints] == [3, 10]
    w.call("work", 2)
    assert [(stop.reason, stop.line, stop.function) for stop in stops] == [
        ("breakpoint", 3, "twice"),
        ("breakpoint", 3, "twice"),
        ("breakpoint", 10, "work"),
    ]
    assert [frame.function for frame in stops[0].frames] == ["work", "twice"]
    assert [frame.line for frame in stops[0].frames] == [8, 3]
    assert (stops[0].depth, stops[0].section) == (2, "game.as")
    stops.clear()
    w.debugger.clear(point)
    w.call("work", 2)
    assert [stop.line for stop in stops] == [10]
    stops.clear()
    w.debugger.clear()
    w.debugger.break_in("int twice(int)")
    w.call("work", 1)
    assert [stop.line for stop in stops] == [3]
    w.debugger.on_break = None
    w.call("work", 1)
    assert len(stops) == 1
    for text in ("nothing", "void twice()"):
        with pytest.raises(ContextError, match="no function"):
            w.debugger.break_in(text)
    for section, line in (("game.as", 1000), ("other.as", 1)):
        with pytest.raises(ContextError, match="no code at line"):
            w.debugger.break_at(section, line)
    for line in (0, -1, -(1 << 70)):
        with pytest.raises(ValueError, match="lines count from 1"):
            w.debugger.break_at("game.as", line)
    with pytest.raises(ContextError, match="no code at line"):
        w.debugger.break_at("game.as", 1 << 70)
    w.debugger.clear(w.debugger.break_at("game.as", 3))
    with pytest.raises(ContextError, match="no such breakpoint: Breakpoint"):
        w.debugger.clear(point)
    w.debugger.clear()
    w.debugger.clear()
    with pytest.raises(TypeError, match="callable"):
        w.on_line(5)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("step", "expected"),
    [
        (Step.INTO, [3, 4, 7, 8, 3, 4, 7, 10, 11]),
        (Step.OVER, [3, 4, 7, 8, 7, 10, 11]),
        (Step.OUT, [3, 7, 8, 7, 10, 11]),
        (None, [3]),
    ],
)
def test_steps(step: Step | None, expected: list[int]) -> None:
    """Out of twice() leads into work(); there the steps go on over each line."""
    w = world()
    seen: list[int] = []

    def stopped(stop: Stop) -> Step | None:
        seen.append(stop.line)
        w.debugger.clear()
        return Step.OVER if step is Step.OUT and stop.function == "work" else step

    w.debugger.on_break = stopped
    w.debugger.break_at("game.as", 3)
    w.call("work", 2)
    assert seen == expected


def test_callbacks_use_the_instance() -> None:
    w = world()
    seen = []

    def line(stop: Stop) -> None:
        if stop.line == 8:
            seen.append((w.globals["total"], w.call("twice", 21)))  # not reported itself
            w.globals["total"] += 1

    w.on_line(line)
    w.call("work", 3)
    assert seen == [(0, 42), (1, 42), (4, 42)]
    assert w.globals["total"] == 109


def test_what_a_callback_raises_leaves_the_script() -> None:
    w = world("int f() { int a = 1;\n try { a = 2;\n a = 3; } catch { a = 4; }\n return a; }")

    def line(stop: Stop) -> None:
        if stop.line == 3:
            raise KeyError("stop here")

    w.on_line(line)
    with pytest.raises(KeyError, match="stop here"):
        w.call("f")
    w.on_line(None)
    assert w.call("f") == 3


def test_hooks_come_and_go_during_a_call() -> None:
    w = world()
    seen: list[int] = []

    def line(stop: Stop) -> None:
        seen.append(stop.line)
        if len(seen) == 3:
            w.on_line(None)

    w.on_line(line)
    w.call("work", 5)
    assert seen == [7, 8, 3]
    worlds: list[Instance] = []
    module = Module()
    module.function("void watch()")(lambda: worlds[0].on_line(lambda stop: seen.append(stop.line)))
    watched = world("void main() {\n int a = 1;\n watch();\n a++;\n a++;\n}", module)
    worlds.append(watched)
    seen.clear()
    watched.call("main")
    assert seen == [4, 5, 6]


def test_fibers_stop_as_well() -> None:
    w = world()
    fiber = w.start("rests")
    seen: list[int] = []
    w.on_line(lambda stop: seen.append(stop.line))
    assert not fiber.resume()
    assert seen == [24, 25]
    w.on_line(None)
    assert fiber.resume()
    assert w.globals["total"] == 2
    fiber = w.start("rests")
    assert not fiber.resume()
    w.on_line(lambda stop: seen.append(stop.line))
    assert fiber.resume()
    assert seen[2:] == [26, 27]


def test_limits_hold_under_a_debugger() -> None:
    w = world()
    count = 0

    def line(_stop: Stop) -> None:
        nonlocal count
        count += 1

    w.on_line(line)
    fiber = w.start("work", 500)
    rounds = 0
    while not fiber.resume(budget=500):
        rounds += 1
    assert rounds > 5
    assert count == 500 * 4 + 3
    with pytest.raises(ScriptException, match="oops"):
        world("void f() {\n throw('oops');\n}".replace("'", '"')).call("f")


def test_a_callback_suspends_a_fiber() -> None:
    w = world()
    seen: list[int] = []

    def line(stop: Stop) -> None:
        seen.append(stop.line)
        if stop.line == 3:
            w.suspend()

    w.on_line(line)
    fiber = w.start("work", 2)
    rounds = 0
    while not fiber.resume():
        rounds += 1
    assert rounds == 2
    assert w.globals["total"] == 102
    assert seen == [7, 8, 3, 4, 7, 8, 3, 4, 7, 10, 11]


LOCALS = """class Point {
    int x = 3;
    int sum(int add) {
        int result = x + add;
        return result;
    }
}
int inner(const string &in text, const array<int> &in list) {
    string copy = text;
    {
        int n = 1;
        copy += n;
    }
    for (int n = 7; n < 8; n++) {
        copy += n;
    }
    return int(copy.length());
}
int main() {
    Point p;
    const int limit = 5;
    array<int> list = {1, 2};
    int n = p.sum(limit);
    return inner("text", list) + n;
}
"""


def seen_locals(w: Instance) -> dict[int, list[dict[str, object]]]:
    """Variables of all frames at each line, as they were at its first stop."""
    seen: dict[int, list[dict[str, object]]] = {}

    def line(stop: Stop) -> None:
        frames = [f.locals.items() for f in stop.frames]
        seen.setdefault(stop.line, [{k: v for k, v in found if k not in {"p", "this"}} for found in frames])

    w.on_line(line)
    w.call("main")
    w.on_line(None)
    return seen


def test_locals_are_seen_in_their_scope_only() -> None:
    seen = seen_locals(world(LOCALS))
    assert seen[20] == [{}]
    assert seen[23] == [{"limit": 5, "list": [1, 2]}]
    assert seen[4] == [{"limit": 5, "list": [1, 2]}, {"add": 5}]
    assert seen[5] == [{"limit": 5, "list": [1, 2]}, {"add": 5, "result": 8}]
    assert seen[9][1] == {"text": "text", "list": [1, 2]}
    assert seen[12][1] == {"text": "text", "list": [1, 2], "copy": "text", "n": 1}
    assert seen[15][1] == {"text": "text", "list": [1, 2], "copy": "text1", "n": 7}
    assert seen[17][1] == {"text": "text", "list": [1, 2], "copy": "text17"}
    assert seen[24] == [{"limit": 5, "list": [1, 2], "n": 8}]


def test_this_is_a_local() -> None:
    w = world(LOCALS)
    found: list[tuple[object, object]] = []
    w.debugger.break_at("game.as", 4)
    w.debugger.on_break = lambda stop: found.append((stop.frames[-1].locals["this"], stop.frames[0].locals["p"]))
    w.call("main")
    ((this, p),) = found
    assert isinstance(this, ScriptObject)
    assert this == p
    assert this.x == 3


def test_locals_are_set() -> None:
    w = world(LOCALS)

    def line(stop: Stop) -> None:
        frame = stop.frames[-1]
        if stop.line == 12:
            frame.set_local("n", 44)
            with pytest.raises(ContextError, match="'copy' is neither a number nor a bool: string"):
                frame.set_local("copy", "longer")
            assert frame.locals["n"] == 44
            with pytest.raises(ContextError, match="no variable 'limit'"):
                frame.set_local("limit", 1)
            with pytest.raises(ContextError, match="'limit' is const"):
                stop.frames[0].set_local("limit", 1)
            with pytest.raises(ContextError, match="'list' is neither a number nor a bool: array<int>"):
                stop.frames[0].set_local("list", [])
            with pytest.raises(ConversionError):
                frame.set_local("n", "text")

    w.on_line(line)
    assert w.call("main") == len("text447") + 8


def test_values_end_with_their_stop() -> None:
    w = world(LOCALS)
    stops: list[Stop] = []
    w.on_line(stops.append)
    w.call("main")
    late = next(stop for stop in stops if stop.line == 24)
    assert (late.line, late.depth) == (24, 1)
    inner = next(stop for stop in stops if stop.line == 4)
    assert [(frame.function, frame.line) for frame in inner.frames] == [("main", 23), ("Point::sum", 4)]
    assert [v.name for v in late.frames[0].variables] == ["p", "limit", "list", "n"]
    with pytest.raises(ContextError, match="the script has gone on"):
        _ = late.frames[0].locals
    with pytest.raises(ContextError, match="the script has gone on"):
        late.frames[0].set_local("n", 1)


def test_names_types_and_roles() -> None:
    w = world("""enum Colour { Red, Green }
class Unit { int hp = 7; Unit@ self; int hit(const array<string> &in by, double force, int &out left) const {
        left = hp;
        return int(by.length());
    }
}
int main() {
    Unit u;
    Unit@ other = u;
    const Unit@ fixed = null;
    Colour c = Green;
    dictionary d = {{"a", 1}};
    array<double>@ list = {1.5, 2.5};
    const string word = "w";
    int64 big = 1;
    bool yes = true;
    uint8 small = 255;
    float half = 0.5f;
    int left;
    return u.hit({"x", "y"}, 2.5, left) + left;
}
""")
    seen: dict[int, list[tuple[str, str, str, object]]] = {}

    def line(stop: Stop) -> None:
        frame = stop.frames[-1]
        seen[stop.line] = [(v.name, v.type, v.role, v.value) for v in frame.variables]
        assert [v.name for v in frame.variables] == list(frame.locals)

    w.on_line(line)
    assert w.call("main") == 9
    this, *rest = seen[4]
    assert this[:3] == ("this", "const Unit", "argument")
    assert isinstance(this[3], ScriptObject)
    assert this[3].hp == 7
    assert rest == [
        ("by", "const array<string>", "argument", ["x", "y"]),
        ("force", "double", "argument", 2.5),
        ("left", "int", "argument", 7),
    ]
    (u, other, *rest) = seen[21 - 1]
    assert u[:3] == ("u", "Unit", "variable")
    assert other[:3] == ("other", "Unit@", "variable")
    assert u[3] == other[3]
    assert rest == [
        ("fixed", "const Unit@", "variable", None),
        ("c", "Colour", "variable", 1),
        ("d", "dictionary", "variable", {"a": 1}),
        ("list", "array<double>@", "variable", [1.5, 2.5]),
        ("word", "const string", "variable", "w"),
        ("big", "int64", "variable", 1),
        ("yes", "bool", "variable", True),
        ("small", "uint8", "variable", 255),
        ("half", "float", "variable", 0.5),
        ("left", "int", "variable", 0),
    ]


def test_inner_variables_hide_outer_ones() -> None:
    w = world("""int value = 1;
void main(int value) {
    for (int i = 0; i < 1; i++) {
        string value = "inner";
        array<int> list = {10};
        foreach (int x : list) {
            bool value = x == 10;
            value = !value;
        }
        value += "!";
    }
    value++;
}
""")
    seen: dict[int, object] = {}
    w.on_line(lambda stop: seen.update({stop.line: stop.frames[-1].locals.get("value")}))
    w.call("main", 2)
    assert (seen[4], seen[6], seen[8], seen[10], seen[12]) == (2, "inner", True, "inner", 2)


def test_values_that_python_cannot_have() -> None:
    w = world("""funcdef int F(int);
int twice(int n) { return 2 * n; }
int main() {
    F@ f = twice;
    dictionary@ deep = dictionary();
    for (int i = 0; i < 300; i++) {
        dictionary@ outer = dictionary();
        outer.set("inner", @deep);
        @deep = outer;
    }
    int n = 3;
    return f(n);
}
""")
    seen: list[tuple[object, object, object]] = []

    def look(stop: Stop) -> None:
        found = stop.frames[-1].locals
        f = found["f"]
        assert callable(f)
        seen.append((f(5), found["deep"], found["n"]))

    w.debugger.break_at("game.as", 12)
    w.debugger.on_break = look
    assert w.call("main") == 6
    assert seen == [(10, Unconvertible("containers are nested too deeply for Python"), 3)]
    assert repr(seen[0][1]) == "<containers are nested too deeply for Python>"


def test_variables_of_fibers_and_their_callers() -> None:
    w = world("""void inner(int depth) {
    int mine = depth * 10;
    if (depth > 0) inner(depth - 1);
    yield();
    mine++;
}
void drive(Fiber@ f) {
    int outer = 99;
    f.resume();
    f.resume();
}
""")
    seen: list[list[dict[str, object]]] = []
    w.debugger.break_at("game.as", 5)
    w.debugger.on_break = lambda stop: seen.append(
        [{k: v for k, v in frame.locals.items() if k != "f"} for frame in stop.frames]
    )
    w.call("drive", w.start("inner", 1))
    assert seen == [[{"outer": 99}, {"depth": 1, "mine": 10}, {"depth": 0, "mine": 0}]]


def test_variables_while_destructors_and_host_calls_run() -> None:
    module = Module("host")
    found: list[object] = []

    @module.function("int twice(int n)")
    def twice(n: int) -> int:
        return int(w.call("deep", n))

    w = world(
        """class Guard {
    int id;
    Guard(int id) { this.id = id; }
    ~Guard() {
        id = -id;
    }
}
int deep(int n) {
    int result = n * 2;
    return result;
}
int main() {
    int kept = 5;
    {
        Guard g(7);
    }
    return host::twice(kept);
}
""",
        module,
    )

    def line(stop: Stop) -> None:
        if stop.line == 5:
            found.append([{k: getattr(v, "id", v) for k, v in f.locals.items()} for f in stop.frames])
        if stop.line == 10:
            assert w.call("deep", 100) == 200  # above the frames that are looked at
            found.append([f.locals for f in stop.frames])

    w.on_line(line)
    assert w.call("main") == 10
    assert found == [[{"kept": 5}, {"this": 7}], [{"n": 5, "result": 10}]]


def test_variables_belong_to_the_thread_of_the_call() -> None:
    w = world(LOCALS)
    errors: list[BaseException] = []

    def other(stop: Stop) -> None:
        try:
            _ = stop.frames[0].locals
        except InstanceBusyError as error:
            errors.append(error)

    def line(stop: Stop) -> None:
        thread = threading.Thread(target=other, args=(stop,))
        thread.start()
        thread.join()

    w.debugger.break_at("game.as", 24)
    w.debugger.on_break = line
    w.call("main")
    assert len(errors) == 1


def test_a_stop_cannot_be_made() -> None:
    with pytest.raises(TypeError):
        Stop()


def test_deep_calls_are_counted() -> None:
    w = world("int down(int n) {\n    if (n == 0) return 0;\n    return down(n - 1) + 1;\n}")
    depths: list[tuple[int, int, int]] = []

    def line(stop: Stop) -> None:
        if stop.frames[-1].locals["n"] == 0:
            depths.append((stop.depth, len(stop.frames), stop.frames[0].locals["n"]))  # type: ignore[arg-type]

    w.on_line(line)
    assert w.call("down", 500) == 500
    assert depths == [(501, 48, 47)]


def test_edited_functions_have_locals() -> None:
    context = Context()
    unit = context.create_unit("debug")
    unit.add_source("game.as", LOCALS)
    unit.build()
    unit.update_source("game.as", LOCALS.replace("int result = x + add;", "int first = 1, result = x + add;"))
    unit.rebuild()
    seen = seen_locals(unit.instantiate())
    assert seen[5][1] == {"add": 5, "first": 1, "result": 8}
    assert seen[17][1]["copy"] == "text17"


@pytest.mark.parametrize(
    ("offset", "value", "message"),
    [
        (0, 9999, "string 9999 does not exist"),
        (4, 9999, "string 9999 does not exist"),
        (8, 9999, "register 9999 cannot be shown"),
        (12, 9999, "not in scope inside the function"),
        (16, 9999, "not in scope inside the function"),
        (10, 3, "register 0 cannot be shown"),
    ],
)
def test_the_table_of_locals_is_verified(offset: int, value: int, message: str) -> None:
    context = Context()
    unit = context.create_unit("debug")
    unit.add_source("game.as", LOCALS)
    unit.build()
    _, _, fingerprint, scalars, tables = split_parts(unit.program.to_bytes())
    rows = bytearray(tables["locals"])
    struct.pack_into("<H" if offset in (8, 10) else "<I", rows, offset, value)
    with pytest.raises(LoadError, match=message):
        parse_program(join_parts(fingerprint, scalars, {**tables, "locals": bytes(rows)}))


def test_a_table_of_locals_changes_no_kind() -> None:
    """A register that the verifier lets a row name is shown as what it is, whatever name and scope a file claims."""
    context = Context()
    unit = context.create_unit("debug")
    unit.add_source("game.as", LOCALS)
    unit.build()
    _, _, fingerprint, scalars, tables = split_parts(unit.program.to_bytes())
    rows = tables["locals"]
    shown, refused = 0, 0

    def look(stop: Stop) -> None:
        for frame in stop.frames:
            assert len(frame.locals) == len(frame.variables)

    for at in range(0, len(rows), 20):
        name, type_, _, role, _, end = struct.unpack_from("<2I2H2I", rows, at)
        for register in range(24):
            changed = rows[:at] + struct.pack("<2I2H2I", name, type_, register, role, 0, end) + rows[at + 20 :]
            try:
                program = parse_program(join_parts(fingerprint, scalars, {**tables, "locals": changed}))
            except LoadError:
                refused += 1
                continue
            w = context.instantiate(program)
            w.on_line(look)
            assert w.call("main") == len("text17") + 8
            shown += 1
    assert shown > 50
    assert refused > 50


def test_compiled_programs(tmp_path: Path) -> None:
    context = Context()
    unit = context.create_unit("debug")
    unit.add_source("game.as", SOURCE)
    unit.build()
    unit.program.save(tmp_path / "full.sbc")
    unit.program.save(tmp_path / "bare.sbc", strip=True)
    w = context.instantiate(context.load_program(tmp_path / "full.sbc"))
    assert lines(w, "twice", 4) == [3, 4]
    seen: list[object] = []
    w.on_line(lambda stop: seen.append([frame.locals for frame in stop.frames]))
    w.call("twice", 4)
    assert seen == [[{"n": 4}], [{"n": 4, "m": 8}]]
    bare = context.instantiate(context.load_program(tmp_path / "bare.sbc"))
    with pytest.raises(ContextError, match="without debug information"):
        bare.on_line(lambda _stop: None)
    with pytest.raises(ContextError, match="without debug information"):
        _ = bare.debugger


def test_the_example(tmp_path: Path) -> None:
    script = tmp_path / "game.as"
    script.write_text("int total = 0;\nint twice(int n) {\n    return n * 2;\n}\nvoid main() {\n    total = twice(4);\n"
                      "    total += twice(5);\n    println(total);\n}\n", encoding="utf-8")  # fmt: skip
    example = Path(__file__).resolve().parent.parent / "examples" / "debugger" / "debugger.py"
    done = subprocess.run(
        [sys.executable, example, script], input="s\nw\nlocals\no\ng total\nb 8\nc\nc\n", capture_output=True,
        encoding="utf-8", timeout=60, check=True,
    )  # fmt: skip
    assert done.stdout.split("> ") == [
        "game.as:6 in main: total = twice(4);\n",
        "game.as:3 in twice: return n * 2;\n",
        "  game.as:6 in main\n  game.as:3 in twice\n",
        "  n = 4\n",
        "game.as:7 in main: total += twice(5);\n",
        "  total = 8\n",
        "  Breakpoint(function='main', section='game.as', line=8)\n",
        "game.as:8 in main: println(total);\n",
        "18\n",
    ]
