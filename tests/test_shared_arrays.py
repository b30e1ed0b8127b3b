"""Arrays of scripts as buffers: shared without a copy, safe whatever script and host do meanwhile."""

from __future__ import annotations

import gc
import pickle
import random
import threading
from typing import Any

import pytest
from seraphscript import Context, ContextError, Instance, MemoryLimitExceeded, Module, ScriptArray

SOURCE = """
array<float> heights = {1, 2, 3};
array<int> empty;
array<bool> flags = {true, false};
array<uint8> bytes = {1, 255};
array<int64> wide = {-1, 1};
array<string> words;
array<array<int>> grid;
array<int>@ none;
array<int>@ some = {7};
const array<int> fixed = {4, 5};
int plain;
class Field { array<double> cells; private array<int> own; int n; Field() { cells.resize(4); } }
Field field;
Field@ get() { return field; }
float sum() { float s = 0; for (uint i = 0; i < heights.length(); i++) s += heights[i]; return s; }
void set(int i, float v) { heights[i] = v; }
void push(float v) { heights.insertLast(v); }
void pop() { heights.removeLast(); }
void clear() { heights.resize(0); }
void renew() { array<float> other = {9, 8}; heights = other; }
void drop() { @some = null; }
void fill(int n) { array<array<int>> junk; for (int i = 0; i < n; i++) { array<int> a(100); junk.insertLast(a); } }
void sort() { heights.sortDesc(); }
"""


@pytest.fixture
def world() -> Instance:
    unit = Context().create_unit("arrays")
    unit.add_source("arrays.as", SOURCE)
    unit.build()
    return unit.instantiate()


def test_elements(world: Instance) -> None:
    heights = world.array("heights")
    assert isinstance(heights, ScriptArray) and heights.type == "array<float>" and not heights.readonly
    assert (len(heights), heights[0], heights[-1], list(heights)) == (3, 1, 3, [1, 2, 3])
    heights[1] = 2.5
    assert world.call("sum") == 6.5
    for index in (3, -4, 1 << 40):
        with pytest.raises(IndexError):
            heights[index]
        with pytest.raises(IndexError):
            heights[index] = 1
    with pytest.raises(TypeError):
        heights[0] = "x"
    with pytest.raises(TypeError):
        heights["x"]  # type: ignore[index]
    with pytest.raises(OverflowError):
        world.array("bytes")[0] = 256
    heights.assign([4, 5])
    assert world.call("sum") == 9
    heights.assign(memoryview(heights))
    assert heights.tolist() == [4, 5]
    assert repr(heights) == "<ScriptArray array<float>: 2>"
    with pytest.raises(TypeError):
        heights.assign(None)  # type: ignore[arg-type]
    with pytest.raises(TypeError):
        pickle.dumps(heights)
    with pytest.raises(TypeError):
        ScriptArray()


def test_which_arrays(world: Instance) -> None:
    assert world.array("cells", world.call("get")).tolist() == [0, 0, 0, 0]
    assert world.array("some")[0] == 7
    for name, error in (
        ("nothing", KeyError), ("plain", TypeError), ("words", TypeError), ("grid", TypeError), ("none", ContextError),
    ):  # fmt: skip
        with pytest.raises(error):
            world.array(name)
    with pytest.raises(TypeError):
        world.array(3)  # type: ignore[arg-type]
    for name in ("own", "nothing"):
        with pytest.raises(AttributeError):
            world.array(name, of=world.call("get"))
    with pytest.raises(TypeError):
        world.array("n", of=world.call("get"))
    with pytest.raises(TypeError):
        world.array("cells", of=3)  # type: ignore[arg-type]


def test_buffers_share_memory(world: Instance) -> None:
    view = memoryview(world.array("heights"))
    assert (view.format, view.itemsize, view.shape, view.readonly) == ("f", 4, (3,), False)
    view[0] = 10
    assert world.call("sum") == 15
    world.call("set", 2, 0.5)
    assert view.tolist() == [10, 2, 0.5]
    world.call("sort")
    assert view.tolist() == [10, 2, 0.5]
    for name, letter, values in (("flags", "?", [True, False]), ("bytes", "B", [1, 255]), ("wide", "q", [-1, 1])):
        shown = memoryview(world.array(name))
        assert (shown.format, shown.tolist()) == (letter, values)
    assert memoryview(world.array("empty")).tolist() == []
    fixed = memoryview(world.array("fixed"))
    assert fixed.readonly and fixed.tolist() == [4, 5]
    with pytest.raises(TypeError):
        fixed[0] = 1
    with pytest.raises(TypeError):
        world.array("fixed")[0] = 1
    assert bytes(world.array("bytes")) == b"\x01\xff"
    memoryview(world.array("bytes"))[0] = 7
    assert world.globals["bytes"] == [7, 255]


@pytest.mark.parametrize("change", ["push", "pop", "clear", "renew", "assign"])
def test_a_view_keeps_its_elements(world: Instance, change: str) -> None:
    heights = world.array("heights")
    view = memoryview(heights)
    if change == "assign":
        heights.assign([5])
    else:
        world.call(change, *([4] if change == "push" else []))
    after: Any = world.globals["heights"]
    assert after == {"push": [1, 2, 3, 4], "pop": [1, 2], "clear": [], "renew": [9, 8], "assign": [5]}[change]
    assert view.tolist() == [1, 2, 3]
    view[0] = 50
    assert world.globals["heights"] == after
    again = memoryview(heights)
    assert again.tolist() == after
    world.call("fill", 3000)
    assert (view.tolist(), again.tolist()) == ([50, 2, 3], after)
    used = world.memory_used
    view.release()
    assert world.memory_used < used


def test_views_outlive_everything(world: Instance) -> None:
    some = memoryview(world.array("some"))
    world.call("drop")
    gc.collect()
    world.call("fill", 2000)
    assert some.tolist() == [7]
    heights = world.array("heights")
    view = memoryview(heights)
    world.close()
    view[1] = 77
    assert (some.tolist(), view.tolist()) == ([7], [1, 77, 3])
    assert repr(heights) == "<ScriptArray array<float> (closed)>"
    for use in (lambda: heights[0], lambda: memoryview(heights), lambda: len(heights), heights.tolist):
        with pytest.raises(ContextError):
            use()
    del world
    gc.collect()
    assert view.tolist() == [1, 77, 3]
    view.release()
    some.release()


def test_nothing_leaks(world: Instance) -> None:
    base = world.stats().live_blocks
    for _ in range(100):
        views = [memoryview(world.array("heights")) for _ in range(3)]
        world.call("push", 1)
        views.append(memoryview(world.array("heights")))
        world.call("pop")
        del views
    assert world.stats().live_blocks == base
    assert world.globals["heights"] == [1, 2, 3]


def test_growing_memory_does_not_move_views(world: Instance) -> None:
    view = memoryview(world.array("heights"))
    for _ in range(3):
        world.call("fill", 20_000)
        view[0] += 1
    assert world.globals["heights"] == [4, 2, 3]


def test_views_of_host_functions_and_other_threads(world: Instance) -> None:
    module = Module("host")
    kept: list[memoryview] = []
    module.register_function("void look()", lambda: kept.append(memoryview(inner.array("data"))))
    unit = Context().install(module).create_unit("inner")
    unit.add_source(
        "inner.as",
        "array<int> data = {1, 2};\n"
        "int main() { host::look(); data[0] = 5; data.insertLast(3); data[1] = 6;\n"
        "    return data[0] + data[1] + data[2]; }",
    )
    unit.build()
    inner = unit.instantiate()
    assert inner.call("main") == 14
    assert kept[0].tolist() == [5, 2]
    thread = threading.Thread(target=kept.clear)
    thread.start()
    thread.join()
    assert inner.call("main") == 5 + 6 + 3


def test_no_room(world: Instance) -> None:
    unit = Context().create_unit("small")
    unit.add_source("s.as", "array<int> a; void f() { a.resize(8000); } void g() { a.insertLast(1); }")
    unit.build()
    small = unit.instantiate(memory_limit=1 << 16)
    small.call("f")
    view = memoryview(small.array("a"))
    with pytest.raises(MemoryLimitExceeded):
        small.call("g")
    assert len(view) == 8000
    assert len(small.array("a")) == 8000


@pytest.mark.parametrize("seed", range(8))
def test_any_order_of_changes(world: Instance, seed: int) -> None:
    """A model in Python of the array and of what each view must show."""
    rng = random.Random(seed)
    shared = world.array("heights")
    model: list[float] = [1, 2, 3]
    views: list[tuple[memoryview, list[float]]] = []
    for step in range(300):
        action = rng.randrange(8)
        if action == 0:
            views.append((memoryview(shared), model))
        elif action == 1 and views:
            views.pop(rng.randrange(len(views)))
        elif action == 2:
            world.call("push", step)
            model = [*model, step]
        elif action == 3 and model:
            world.call("pop")
            model = model[:-1]
        elif action == 4 and model:
            at = rng.randrange(len(model))
            world.call("set", at, step)
            model[at] = step
        elif action == 5 and views:
            view, shown = rng.choice(views)
            if shown:
                at = rng.randrange(len(shown))
                view[at] = shown[at] = step
        elif action == 6:
            world.call("fill", rng.randrange(50))
        elif action == 7 and rng.random() < 0.2:
            change = rng.choice(["renew", "clear"])
            world.call(change)
            if change == "renew" and len(model) == 2:  # as many elements: written where the others were
                model[:] = [9, 8]
            else:
                model = [9, 8] if change == "renew" else []
        assert world.globals["heights"] == model
        assert [view.tolist() for view, _ in views] == [shown for _, shown in views]


def test_numpy(world: Instance) -> None:
    numpy = pytest.importorskip("numpy")
    heights = numpy.asarray(world.array("heights"))
    assert heights.dtype == numpy.float32
    heights *= 2
    assert world.call("sum") == 12
    world.call("set", 0, -1)
    assert heights.tolist() == [-1, 4, 6]
    assert numpy.shares_memory(heights, numpy.asarray(world.array("heights")))
    assert numpy.asarray(world.array("flags")).dtype == numpy.bool_
    assert numpy.asarray(world.array("wide")).dtype == numpy.int64
    cells = numpy.asarray(world.array("cells", of=world.call("get")))
    cells[:] = numpy.arange(4) / 2
    assert list(world.array("cells", of=world.call("get"))) == [0, 0.5, 1, 1.5]
    world.call("push", 5)
    assert heights.tolist() == [-1, 4, 6]
    world.array("heights").assign(heights + 1)
    assert world.globals["heights"] == [0, 5, 7]
