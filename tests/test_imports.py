"""Imported functions: bound between programs of one world, by the host, anew and not at all."""

from __future__ import annotations

import pytest
from seraphscript import BuildError, Context, ContextError, LoadError, Program, ScriptException, Unit

pytestmark = pytest.mark.row("FUN-13")

MAIN = """
import int twice(int) from "lib";
import void split(float, int &out, float &out) from "lib";
import string join(array<string>@, const string &in) from "lib";
import int count() from "lib";
namespace deep { import int twice(int n) from "lib"; }
int start = 0;
int call(int n) { return twice(n) + 1; }
int call_deep(int n) { return deep::twice(n); }
string parts(float x) { int whole; float rest; split(x, whole, rest); return whole + "/" + rest; }
string words() { return join({"a", "b", "c"}, "-"); }
int safe(int n) { try { return twice(n); } catch { println(getExceptionInfo()); return -1; } }
int loop(int n) { int sum = 0; for (int i = 0; i < n; i++) sum += twice(i); return sum; }
"""
LIB = """
import int call(int) from "main";
int calls = 0;
int twice(int n) { calls++; return n * 2; }
namespace deep { int twice(int n) { return n * 20; } }
void split(float x, int &out whole, float &out rest) { whole = int(x); rest = x - whole; }
string join(array<string>@ words, const string &in gap) {
    string text = words[0];
    for (uint i = 1; i < words.length(); i++) text += gap + words[i];
    return text;
}
int count() { return calls; }
int back(int n) { return call(n); }
"""


@pytest.fixture(params=["source", "sbc"])
def programs(request: pytest.FixtureRequest) -> tuple[Context, Program, Program]:
    context = Context()
    made = []
    for name, text in (("main", MAIN), ("lib", LIB)):
        program = unit(context, name, text).program
        if request.param == "sbc":
            program = context.parse_program(program.to_bytes(strip=True))
        made.append(program)
    return context, made[0], made[1]


def unit(context: Context, name: str, text: str) -> Unit:
    made = context.create_unit(name)
    made.add_source(f"{name}.as", text)
    made.build()
    return made


def test_programs_know_their_names_and_imports(programs: tuple[Context, Program, Program]) -> None:
    _, main, lib = programs
    assert (main.name, lib.name) == ("main", "lib")
    uses = {use.declaration: use for use in main.imports}
    assert uses["int twice(int)"] == ("twice", "int twice(int)", "lib")
    assert "int deep::twice(int n)" in uses or "int deep::twice(int)" in uses
    assert main.host_functions() == []
    assert "twice" in main.disassemble()


@pytest.mark.parametrize("order", [(0, 1), (1, 0)])
def test_together_they_are_bound(programs: tuple[Context, Program, Program], order: tuple[int, int]) -> None:
    context, *both = programs
    with context.instantiate([both[i] for i in order]) as world:
        assert world.call("int call(int)", 4) == 9
        assert world.call("call_deep", 4) == 80
        assert world.call("parts", 2.5) == "2/0.5"
        assert world.call("words") == "a-b-c"
        assert world.call("loop", 1000) == 999_000
        assert world.call("int back(int)", 10) == 21
        assert world.globals["calls"] == 1002
        world.bind_all_imports()


def test_alone_nothing_is_bound(programs: tuple[Context, Program, Program], capsys: pytest.CaptureFixture[str]) -> None:
    context, main, _ = programs
    with context.instantiate(main) as world:
        with pytest.raises(ScriptException, match="Unbound function called") as caught:
            world.call("int call(int)", 1)
        assert caught.value.traceback[-1].function == "call"
        assert world.call("safe", 1) == -1
        with pytest.raises(ContextError, match=r"not bound: int twice\(int\) from \"lib\""):
            world.bind_all_imports()
    assert capsys.readouterr().out == "Unbound function called\n"


def test_python_callables(programs: tuple[Context, Program, Program]) -> None:
    context, main, _ = programs
    with context.instantiate(main) as world:
        world.bind_import("int twice(int)", lambda n: n * 3)
        world.bind_import("split", lambda x: (int(x), 0.25))
        world.bind_import("join", lambda words, gap: gap.join(words).upper())
        assert world.call("int call(int)", 4) == 13
        assert world.call("parts", 7.5) == "7/0.25"
        assert world.call("words") == "A-B-C"
        world.bind_import("int twice(int)", lambda n: 1 // 0)
        with pytest.raises(ScriptException, match="ZeroDivisionError"):
            world.call("int call(int)", 4)
        world.bind_import("int twice(int)", lambda n: "text")
        with pytest.raises(ScriptException, match="result"):
            world.call("int call(int)", 4)
        world.unbind_import("twice")
        with pytest.raises(ScriptException, match="Unbound"):
            world.call("int call(int)", 4)


def test_binding_anew_while_the_call_is_in_progress(programs: tuple[Context, Program, Program]) -> None:
    context, main, lib = programs
    with context.instantiate([main, lib]) as world:

        def first(n: int) -> int:
            world.bind_import("int twice(int)", lambda n: n + 100)
            return n

        world.bind_import("int twice(int)", first)
        assert world.call("loop", 3) == 0 + 101 + 102
        world.bind_import("int twice(int)", "int twice(int)")
        assert world.call("loop", 3) == 6
        world.bind_import("int twice(int)", world.function("int back(int)"))
        with pytest.raises(ScriptException, match="Stack overflow"):
            world.call("loop", 3)
        world.bind_import("int twice(int)")
        assert world.call("loop", 3) == 6


def test_misfits(programs: tuple[Context, Program, Program]) -> None:
    context, main, lib = programs
    with context.instantiate([main, lib]) as world:
        with pytest.raises(ContextError, match=r"'int count\(\) from \"lib\"' does not fit: 'int twice\(int\)'"):
            world.bind_import("count", "int twice(int)")
        with pytest.raises(ContextError, match="does not fit"):
            world.bind_import("count", world.function("words"))
        with pytest.raises(ContextError, match="no function 'nothing'"):
            world.bind_import("count", "nothing")
        with pytest.raises(ContextError, match="no import 'nothing'"):
            world.bind_import("nothing", "count")
        with pytest.raises(ContextError, match=r"no import 'cuont' \(did you mean 'count'\?\)"):
            world.bind_import("cuont", "count")
        with pytest.raises(ContextError, match=r"no import 'int count\(int\)' \(it is declared as 'int count\(\)"):
            world.bind_import("int count(int)", "count")
        with pytest.raises(TypeError, match="not int"):
            world.bind_import("count", 3)  # type: ignore[arg-type]
        assert world.call("int call(int)", 1) == 3
    with pytest.raises(LoadError, match=r"'string join\(array<string>@, const string&? ?&?in\) from \"lib\"'"):
        context.instantiate([main, unit(context, "lib", LIB.replace("string join(", "string jon("))])
    with pytest.raises(LoadError, match=r"'int count\(\) from \"lib\"' is 'float count\(\)' there"):
        context.instantiate([main, unit(context, "lib", LIB.replace("int count()", "float count()"))])


def test_other_names_for_the_programs(programs: tuple[Context, Program, Program]) -> None:
    context, main, _ = programs
    other = unit(context, "mod_17", LIB.replace("n * 2", "n * 4"))
    with context.instantiate({"main": main, "lib": other}) as world:
        assert world.call("int call(int)", 1) == 5
    with context.instantiate([main, other]) as world, pytest.raises(ScriptException, match="Unbound"):
        world.call("int call(int)", 1)


def test_units_with_worlds_of_their_own() -> None:
    context = Context()
    main, lib = unit(context, "main", MAIN), unit(context, "lib", LIB)
    main.bind_import("int twice(int)", lib)
    assert main.call("call", 3) == 7
    assert lib.call("count") == 1
    main.unbind_import("int twice(int)")
    with pytest.raises(ScriptException, match="Unbound"):
        main.call("call", 3)
    main.bind_all_imports(lib)
    assert main.call("words") == "a-b-c"
    with pytest.raises(ContextError, match=r"'int call\(int\)' from 'main'"):
        lib.bind_all_imports(unit(context, "other", LIB))


def test_globals_may_be_initialised_by_imports() -> None:
    context = Context()
    first = unit(context, "first", 'import int make(int) from "second"; int made = make(20);')
    second = unit(context, "second", "int make(int n) { return n + 1; }")
    with context.instantiate([second, first]) as world:
        assert world.globals["made"] == 21
    with pytest.raises(ScriptException, match="Unbound"):
        context.instantiate(first)


def test_objects_pass_by_their_own_rules() -> None:
    """What a call by value or by reference means is the same for imports."""
    context = Context()
    text = 'int change(array<int> a) { a[0] = 9; return a[0]; } void grow(array<int> &inout a) { a.insertLast(1); }'
    first = unit(
        context,
        "first",
        'import int change(array<int>) from "second"; import void grow(array<int> &inout) from "second";'
        "string run() { array<int> a = {1}; int c = change(a); grow(a);"
        " return c + ' ' + a[0] + ' ' + a.length(); }".replace("'", '"'),
    )
    second = unit(context, "second", text)
    with context.instantiate([first, second]) as world:
        assert world.call("run") == "9 1 2"
        before = world.stats().live_blocks
        assert world.call("run") == "9 1 2"
        assert world.stats().live_blocks == before


def test_budget_and_fibers_run_through_imports() -> None:
    context = Context()
    first = unit(context, "first", 'import int spin(int) from "second"; int run(int n) { return spin(n) + spin(n); }')
    second = unit(context, "second", "int spin(int n) { int s = 0; while (n-- > 0) s++; return s; }")
    with context.instantiate([first, second]) as world:
        fiber = world.start("run", 10_000)
        while not fiber.done:
            fiber.resume(budget=5_000)
        assert fiber.result == 20_000


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ('import int f(int) from "";', "the name of a unit has 1 to 200 bytes"),
        ('import int f(int) from "a\\n";', "without quotes and control characters"),
        ('import int& f() from "a";', "cannot return a reference"),
        ('import int f() from "a"; int f() { return 1; }', "already declared with the same parameters"),
        ('import int f() from "a"; import int f() from "b";', "already declared with the same parameters"),
        ('import int f(Nothing) from "a";', "unknown type 'Nothing'"),
        ('int f = 1; import int f() from "a";', "already declared"),
    ],
)
def test_declarations_that_are_wrong(text: str, message: str) -> None:
    with pytest.raises(BuildError, match=message):
        unit(Context(), "u", text)
