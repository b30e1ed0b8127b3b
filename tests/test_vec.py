"""The module vec: what crosses to Python, contexts that name it, and its functions against those formulas in Python."""

from __future__ import annotations

import io
import math
import pickle
import re
import struct
from contextlib import redirect_stdout
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from seraphscript import BuildError, Context, ContextError, Instance, Module, ScriptException
from seraphscript.modules import vec
from seraphscript.modules.vec import Color, IVec2, Mat4, Quat, Rect, RectI, Vec2, Vec3, Vec4

FINITE = st.floats(-1e6, 1e6, width=32)


def world_of(source: str, *, context: Context | None = None) -> Instance:
    unit = (context or Context(modules=["vec"])).create_unit("test")
    unit.add_source("test.as", "using namespace vec;\n" + source)
    unit.build()
    return unit.instantiate()


def f32(value: float) -> float:
    rounded: float = struct.unpack("<f", struct.pack("<f", value))[0]
    return rounded


def test_contexts_name_the_module() -> None:
    unit = Context().create_unit()
    unit.add_source("a.as", "vec::Vec3 v;")
    with pytest.raises(BuildError, match="unknown namespace or type 'vec'"):
        unit.build()
    with pytest.raises(ContextError, match="no further module is named 'math'"):
        Context(modules=["math"])
    context = Context(modules=["vec"])
    assert context.get_module("vec").name == "vec"
    assert context.seal() is Context(modules=["vec"]).seal()  # one registry for the whole process
    assert context.fork().seal() is context.seal()
    more = Context(modules=["vec"]).install(Module("more"))
    assert more.seal() is not context.seal()
    alone = Context(default_modules=["math"], modules=["vec"])
    assert [module.name for module in alone.modules] == ["math", "vec"]
    assert world_of("float f() { return Vec3(2, 3, 6).length(); }", context=alone).call("f") == 7


def test_contexts_with_the_module_are_pickled() -> None:
    context = Context(modules=["vec"])
    context.seal()
    again = pickle.loads(pickle.dumps(context))
    assert world_of("Vec2 f() { return Vec2(1, 2) * 2; }", context=again).call("f") == (2, 4)


def test_values_are_named_tuples() -> None:
    world = world_of(
        """
        Vec2 a() { return Vec2(1, 2); } Vec3 b(Vec3 v) { return v; } Vec4 c(const Vec4 &in v) { return -v; }
        IVec2 d(IVec2 v) { return v * 2; } Quat e() { return Quat(); } Mat4 f() { return Mat4(); }
        Color g(Color c) { return c.lerp(Color(0xffffffff), 0.5f); } Rect h(Rect r) { return r.grown(1); }
        RectI i(RectI r) { return r.moved(IVec2(1, 1)); } float j(array<Vec2> v) { return v[0].x + v[1].y; }
        array<Vec3> k() { array<Vec3> v = {Vec3(1, 2, 3)}; return v; }
        """
    )
    two = world.call("a")
    assert type(two) is Vec2 and two == Vec2(1, 2) and (two.x, two.y) == (1, 2)
    assert world.call("b", Vec3(1, 2, 3)) == Vec3(1, 2, 3)
    assert world.call("c", Vec4(1, 2, 3, 4)) == Vec4(-1, -2, -3, -4)
    assert world.call("d", IVec2(3, 4)) == IVec2(6, 8)
    assert world.call("e") == Quat() == (0, 0, 0, 1)
    assert world.call("f") == Mat4() and world.call("f").m11 == 1
    assert world.call("g", Color()) == Color(0.5, 0.5, 0.5, 1)
    assert world.call("h", Rect(0, 0, 2, 2)) == Rect(-1, -1, 4, 4)
    assert world.call("i", RectI(0, 0, 2, 2)) == RectI(1, 1, 2, 2)
    assert world.call("j", [Vec2(1, 2), Vec2(3, 4)]) == 5
    assert world.call("k") == [Vec3(1, 2, 3)]


def test_host_functions_take_and_give_vectors() -> None:
    game = Module("game")
    seen: list[Vec3] = []

    @game.function("vec::Vec3 aim(const vec::Vec3 &in at, float by)")
    def aim(at: Vec3, by: float) -> Vec3:
        seen.append(at)
        return Vec3(at.x * by, at.y * by, at.z * by)

    context = Context(modules=["vec"]).install(game)
    world = world_of("Vec3 f() { Vec3 v(1, 2, 3); return game::aim(v + v, 2) + v; }", context=context)
    assert world.call("f") == Vec3(5, 10, 15)
    assert seen == [Vec3(2, 4, 6)]
    assert type(seen[0]) is Vec3




REFERENCE = world_of(
    """
    Vec3 add(Vec3 a, Vec3 b) { return a + b; }
    Vec3 lerp(Vec3 a, Vec3 b, float t) { Vec3 r = a; r = r.lerp(b, t); return r; }
    Vec3 cross(Vec3 a, Vec3 b) { a = a.cross(b); return a; }
    Vec3 scaled(Vec3 a, float f) { Vec3 r = a * f; r += a; r -= f * a; return r; }
    float dot(Vec3 a, Vec3 b) { return a.dot(b); }
    float length(Vec3 a) { return a.length(); }
    Vec3 normalized(Vec3 a) { return a.normalized(); }
    Vec3 reflect(Vec3 a, Vec3 n) { return a.reflect(n); }
    bool same(Vec3 a, Vec3 b) { return a == b; }
    """
)


def add(a: float, b: float) -> float:
    return f32(a + b)


def sub(a: float, b: float) -> float:
    return f32(a - b)


def mul(a: float, b: float) -> float:
    return f32(a * b)


def dot(a: Vec3, b: Vec3) -> float:
    return add(add(mul(a.x, b.x), mul(a.y, b.y)), mul(a.z, b.z))


def cross(a: Vec3, b: Vec3) -> Vec3:
    return Vec3(
        sub(mul(a.y, b.z), mul(a.z, b.y)), sub(mul(a.z, b.x), mul(a.x, b.z)), sub(mul(a.x, b.y), mul(a.y, b.x))
    )


@settings(max_examples=300, deadline=None)
@given(st.builds(Vec3, FINITE, FINITE, FINITE), st.builds(Vec3, FINITE, FINITE, FINITE), FINITE)
def test_the_formulas_in_single_precision(a: Vec3, b: Vec3, t: float) -> None:
    call = REFERENCE.call
    assert call("add", a, b) == Vec3(*[add(p, q) for p, q in zip(a, b, strict=True)])
    assert call("lerp", a, b, t) == Vec3(*[add(p, mul(sub(q, p), t)) for p, q in zip(a, b, strict=True)])
    assert call("cross", a, b) == cross(a, b)
    scaled = [sub(add(mul(p, t), p), mul(t, p)) for p in a]
    assert call("scaled", a, t) == Vec3(*scaled)
    assert call("dot", a, b) == dot(a, b)
    length = f32(math.sqrt(dot(a, a)))
    assert call("length", a) == length
    length = math.sqrt(a.x * a.x + a.y * a.y + a.z * a.z)
    assert call("normalized", a) == Vec3(*[f32(p / (length or 1.0)) for p in a])
    double = mul(2.0, dot(a, b))
    assert call("reflect", a, b) == Vec3(*[sub(p, mul(double, q)) for p, q in zip(a, b, strict=True)])
    assert call("same", a, b) == (a == b) and call("same", a, a)


ANGLE = st.floats(-3, 3, width=32)


@settings(max_examples=50, deadline=None)
@given(ANGLE, ANGLE, st.builds(Vec3, ANGLE, ANGLE, ANGLE))
def test_matrices_and_quaternions_rotate_alike(a: float, b: float, point: Vec3) -> None:
    world = ROTATIONS
    by_quat, by_matrix, back = (world.call(name, a, b, point) for name in ("quat", "matrix", "back"))
    assert by_quat == pytest.approx(by_matrix, abs=1e-4)
    assert back == pytest.approx(point, abs=1e-3)


ROTATIONS = world_of(
    """
    Vec3 X = Vec3(1, 0, 0), Y = Vec3(0, 2, 0);
    Vec3 quat(float a, float b, Vec3 p) { return Quat(X, a) * Quat(Y, b) * p; }
    Vec3 matrix(float a, float b, Vec3 p) { return Mat4().rotated(X, a).rotated(Quat(Y, b)).transformPoint(p); }
    Vec3 back(float a, float b, Vec3 p) {
        Mat4 m = Mat4().translated(X * a).rotated(Y, b).scaled(Vec3(2, 0.5f, 1));
        return m.inverse().transformPoint(m.transformPoint(p));
    }
    """
)


def test_the_module_is_made_anew() -> None:
    assert vec.module() is not vec.module()
    assert [item.name for item in vec.module().items] == [  # type: ignore[union-attr]
        "Vec2", "Vec3", "Vec4", "IVec2", "Quat", "Mat4", "Color", "Rect", "RectI",
    ]  # fmt: skip


def test_functions_of_the_module_keep_what_they_call() -> None:
    world = world_of("float own() { return Vec3(2, 3, 6).length(); } float sqrt() { return math::sqrt(49.0f); }")
    world.override("float math::sqrt(float)", lambda x: 5.0)
    assert world.call("own") == 7
    assert world.call("sqrt") == 5


def test_division_by_zero_raises() -> None:
    world = world_of("Vec2 f(Vec2 v, float by) { return v / by; }")
    assert world.call("f", Vec2(1, 2), 2.0) == Vec2(0.5, 1)
    with pytest.raises(ScriptException, match="Divide by zero"):
        world.call("f", Vec2(1, 2), 0.0)


def test_the_example_of_the_documentation() -> None:
    text = (Path(__file__).resolve().parent.parent / "docs" / "vec.md").read_text(encoding="utf-8")
    (example,) = re.findall(r"^```python\n(.*?)^```$", text, re.MULTILINE | re.DOTALL)
    printed = io.StringIO()
    with redirect_stdout(printed):
        exec(compile(example, "vec.md", "exec"), {})
    assert printed.getvalue().splitlines() == re.findall(r"# -> (.*)", example)


def test_directions_of_tiny_and_huge_vectors() -> None:
    world = world_of(
        """
        Vec3 of3(Vec3 v) { return v.normalized(); }
        Vec2 of2(Vec2 v) { return v.normalized(); }
        Quat ofQ(Quat q) { return q.normalized(); }
        """
    )
    for size in (1e-45, 1e-30, 1.0, 1e30, 3e38):
        assert world.call("of3", Vec3(size, 0, 0)) == Vec3(1, 0, 0)
        assert world.call("of2", Vec2(0, -size)) == Vec2(0, -1)
        assert world.call("ofQ", Quat(0, size, 0, 0)) == Quat(0, 1, 0, 0)
    assert world.call("of3", Vec3(3e30, 0, 4e30)) == pytest.approx((0.6, 0, 0.8))
    assert world.call("of3", Vec3()) == Vec3()


def test_a_division_changes_all_parts_or_none() -> None:
    world = world_of(
        """
        Vec2 v(4, 6); IVec2 i(4, -2147483648);
        Vec2 by(Vec2 o) { v = Vec2(4, 6); try { v /= o; } catch { } return v; }
        IVec2 ints(IVec2 o) { i = IVec2(4, -2147483648); try { i /= o; } catch { } return i; }
        IVec2 number(int n) { i = IVec2(4, -2147483648); try { i /= n; } catch { } return i; }
        """
    )
    assert world.call("by", Vec2(2, 0)) == Vec2(4, 6)
    assert world.call("by", Vec2(2, 3)) == Vec2(2, 2)
    assert world.call("ints", IVec2(2, 0)) == IVec2(4, -(2**31))
    assert world.call("ints", IVec2(2, 2)) == IVec2(2, -(2**30))
    assert world.call("number", -1) == IVec2(4, -(2**31))


EDGE = st.one_of(st.integers(-5, 5), st.sampled_from([2**31 - 1, 2**31 - 4, -(2**31), -(2**31) + 3]))
SIZE = st.one_of(st.integers(-2, 8), st.just(2**31 - 1))


@settings(max_examples=150, deadline=None)
@given(st.builds(RectI, EDGE, EDGE, SIZE, SIZE), st.builds(RectI, EDGE, EDGE, SIZE, SIZE), st.builds(IVec2, EDGE, EDGE))
def test_rectangles_at_the_ends_of_the_ints(a: RectI, b: RectI, p: IVec2) -> None:
    call = RECTANGLES.call
    low = [max(a.x, b.x), max(a.y, b.y)]
    high = [min(a.x + a.width, b.x + b.width), min(a.y + a.height, b.y + b.height)]
    meet = low[0] < high[0] and low[1] < high[1]
    expected = RectI(low[0], low[1], high[0] - low[0], high[1] - low[1]) if meet else RectI()
    assert call("intersection", a, b) == expected
    assert call("intersects", a, b) == meet
    assert call("contains", a, p) == (a.x <= p.x < a.x + a.width and a.y <= p.y < a.y + a.height)
    far = [max(a.x + a.width, b.x + b.width), max(a.y + a.height, b.y + b.height)]
    low = [min(a.x, b.x), min(a.y, b.y)]
    width, height = [min(f - n, 2**31 - 1) for f, n in zip(far, low, strict=True)]
    both = RectI(low[0], low[1], width, height)
    empty = [not (r.width > 0 and r.height > 0) for r in (a, b)]
    assert call("both", a, b) == (a if empty[1] else b if empty[0] else both)


RECTANGLES = world_of(
    """
    RectI intersection(RectI a, RectI b) { return a.intersection(b); }
    RectI both(RectI a, RectI b) { return a.union(b); }
    bool intersects(RectI a, RectI b) { return a.intersects(b); }
    bool contains(RectI a, IVec2 p) { return a.contains(p); }
    bool meet(Rect a, Rect b) { return a.intersects(b); }
    """
)


def test_nothing_intersects_an_empty_rectangle() -> None:
    meet = RECTANGLES.call
    assert meet("meet", Rect(0, 0, 9, 9), Rect(8, 8, 2, 2))
    assert not meet("meet", Rect(0, 0, 9, 9), Rect(5, 5, 0, 0))
    assert not meet("meet", Rect(5, 5, 2, 0), Rect(0, 0, 9, 9))
    assert not meet("meet", Rect(0, 0, 9, 9), Rect(9, 0, 1, 1))


def test_what_is_copied_and_what_is_not() -> None:
    """As docs/vec.md says: operands and `const &in` are the value itself, parameters and variables of loops copies."""
    world = world_of(
        """
        Vec2 g; Vec2[] vecs = {Vec2(1, 1), Vec2(2, 2)};
        Vec2 change(Vec2 &inout v) { v.x = 100; return Vec2(1, 1); }
        float sum() { Vec2 v(1, 1); return (v + change(v)).x; }
        float look(const Vec2 &in v) { g.x = 5; return v.x; }
        float keep(Vec2 v) { g.x = 6; return v.x; }
        float looked() { g = Vec2(1, 1); return look(g); }
        float kept() { g = Vec2(1, 1); return keep(g); }
        string loop() {
            string all;
            foreach (auto v : vecs) { vecs[0].x = vecs[1].x = 50; all += v.x + " "; }
            return all;
        }
        """
    )
    assert [world.call(name) for name in ("sum", "looked", "kept")] == [101, 5, 1]
    assert world.call("loop") == "1 50 "
