"""Values in registers: programs print what they print if all values are objects, from source and from a file."""

from __future__ import annotations

from pathlib import Path

import pytest
import value_programs
from seraphscript import Context, Instance, Module, ScriptException, Stop
from seraphscript.vm.disasm import disassemble

BUDGET = 3_000_000
PROGRAMS = 150


def context_of(boxed: bool) -> Context:
    context = Context().install(value_programs.module(boxed))
    context.seal()
    return context


def built(context: Context, source: str) -> Instance:
    unit = context.create_unit("test")
    unit.add_source("test.as", source)
    unit.build()
    return unit.instantiate()


def printed(context: Context, source: str, file: Path | None = None) -> str:
    written: list[str] = []
    unit = context.create_unit("test")
    unit.add_source("test.as", source)
    unit.build()
    program = unit.program
    if file is not None:
        unit.save(file)
        program = context.load_program(file)
    with context.instantiate(program, output=written.append) as world:
        try:
            world.call("void main()", budget=BUDGET)
        except ScriptException as error:
            written.append(f"{error}\n")
    return "".join(written)


def test_random_programs(tmp_path: Path) -> None:
    in_registers, boxed = context_of(False), context_of(True)
    for seed in range(PROGRAMS):
        source = value_programs.Programs(seed).program()
        expected = printed(boxed, source)
        assert printed(in_registers, source) == expected, source
        if seed % 10 == 0:
            assert printed(in_registers, source, tmp_path / "test.sbc") == expected, source


def test_arithmetic_makes_no_objects() -> None:
    source = """
        using namespace vec;
        float run(int n) {
            Vec3 p, v(1, 2, 3);
            for (int i = 0; i < n; i++) {
                v = v.cross(p + v) * 0.5f;
                p += v.normalized().lerp(p, 0.1f);
                v = i > 3 ? p : v;
            }
            return p.dot(v);
        }
    """
    unit = Context(modules=["vec"]).create_unit("test")
    unit.add_source("test.as", source)
    unit.build()
    text = disassemble(unit.program)
    assert "NEW " not in text
    assert "CALL" not in text


@pytest.mark.parametrize("changed", ["v.long_change()", "io(v, gb)", "v.calls_long()", "(k > 1 ? v : gb).x = 5"])
def test_variables_that_must_be_objects_are(changed: str) -> None:
    source = value_programs.DECLARATIONS + f"void main() {{ float k = 2; V v(1, 2, 3); {changed}; println(show(v)); }}"
    assert printed(context_of(False), source) == printed(context_of(True), source)


def test_debuggers_see_and_set_the_fields() -> None:
    world = built(
        context_of(False),
        """
        using namespace game;
        float run(float k) {
            V v(k, 2, 3);
            v.x += 1;
            return v.x + v.y;
        }
        """,
    )
    seen: list[dict[str, object]] = []

    def look(stop: Stop) -> None:
        frame = stop.frames[0]
        seen.append(dict(frame.locals))
        if stop.line == 6:
            frame.set_local("v.y", 10)

    world.on_line(look)
    assert world.call("run", 1.0) == 12
    assert [{name for name in one if "." in name} for one in seen[1:]] == [{"v.x", "v.y", "v.z"}] * 2
    assert (seen[2]["v.x"], seen[2]["v.y"], seen[2]["v.z"]) == (2, 2, 3)


def test_values_in_fibers_survive_suspension() -> None:
    world = built(
        context_of(False),
        """
        using namespace game;
        float run(int n) {
            V v(1, 1, 0), w(0, 1, 0);
            for (int i = 0; i < n; i++) { v += w; w = v.swapped * 0.5f; }
            return v.x + w.y;
        }
        """,
    )
    expected = world.call("run", 20)
    fiber = world.start("float run(int)", 20)
    while not fiber.resume(budget=3):
        pass
    assert fiber.result == expected


def test_the_place_of_an_exception_is_the_call() -> None:
    unit = Context(modules=["vec"]).create_unit("test")
    source = "using namespace vec;\nint run(int n) {\n    IVec2 v(1, 2);\n    v /= n;\n    return v.x;\n}"
    unit.add_source("test.as", source)
    unit.build()
    world = unit.instantiate()
    assert world.call("run", 1) == 1
    with pytest.raises(ScriptException, match="Divide by zero") as caught:
        world.call("run", 0)
    assert [(frame.function, frame.line) for frame in caught.value.traceback] == [("run", 4)]


def test_what_does_not_fit_is_an_object() -> None:
    module = Module("big")
    big = module.value_type("Big", fields=[(f"f{i}", "int64") for i in range(17)])
    big.method("int64 sum() const", script=f"return {' + '.join([f'f{i}' for i in range(17)])};")
    context = Context().install(module)
    source = "big::Big b; b.f0 = 1; b.f16 = 2; big::Big c = b; c.f0 = 10; return b.sum() * 100 + c.sum();"
    world = built(context, f"int64 run() {{ {source} }}")
    assert world.call("run") == 312


def test_a_function_with_more_values_than_registers_for_them() -> None:
    count = 700
    lines = [f"V v{i}({i}, 1, 0);" for i in range(count)]
    lines += ["float s = 0;", *[f"s += v{i}.x;" for i in range(count)], "return s;"]
    world = built(context_of(False), f"using namespace game; float run() {{ {' '.join(lines)} }}")
    assert world.call("run") == sum(range(count))
