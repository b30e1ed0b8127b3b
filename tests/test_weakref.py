"""Weak references from outside: as Python values, in memory, to host objects, in untrusted programs."""

from __future__ import annotations

import gc

import pytest
from scripts import script
from seraphscript import Context, Module
from seraphscript.registry.ids import native_id
from seraphscript.vm.assembler import assemble
from seraphscript.vm.errors import LoadError, SeraphError
from seraphscript.vm.instance import Instance

WORLD = """
class Node { int v; Node(int x) { v = x; } }
Node@ kept;
weakref<Node> w;
const_weakref<Node> k;
weakref<Node>[] list;
dictionary d;
void keep(int v) { @kept = Node(v); w = kept; @k = kept; }
void drop() { @kept = null; }
void fill() { list.resize(2); list[0] = kept; d["w"] = w; d["none"] = weakref<Node>(); }
weakref<Node> give() { return w; }
int churn(int n) {
    Node@[] nodes;
    weakref<Node>[] refs(n);
    for (int i = 0; i < n; i++) { nodes.insertLast(Node(i)); @refs[i] = nodes[i]; }
    int alive = 0;
    for (int i = 0; i < n; i += 2) @nodes[i] = null;
    for (int i = 0; i < n; i++) if (refs[i].get() !is null) alive++;
    return alive;
}
"""


@pytest.mark.row("GLB-11")
def test_a_weak_reference_is_its_object_to_python() -> None:
    world = script(WORLD)
    assert world.globals["w"] is None
    world.call("keep", 5)
    assert world.globals["w"] == world.globals["kept"]
    assert world.globals["k"].v == 5
    assert world.call("give").v == 5
    world.call("fill")
    assert [item and item.v for item in world.globals["list"]] == [5, None]
    assert {key: item and item.v for key, item in world.globals["d"].items()} == {"w": 5, "none": None}
    world.call("drop")
    assert world.globals["w"] is None
    assert world.call("give") is None


@pytest.mark.row("GLB-11")
def test_a_proxy_keeps_the_object() -> None:
    world = script(WORLD)
    world.call("keep", 7)
    proxy = world.globals["w"]
    world.call("drop")
    assert proxy.v == 7
    assert world.globals["w"] == proxy
    del proxy
    gc.collect()
    assert world.globals["w"] is None


@pytest.mark.row("GLB-11")
def test_memory_is_given_back() -> None:
    world = script(WORLD)
    world.call("churn", 100)
    before = world.stats().live_blocks
    assert world.call("churn", 1000) == 500
    assert world.stats().live_blocks == before


def test_no_memory() -> None:
    world = script(WORLD, memory_limit=1 << 16)
    with pytest.raises(SeraphError):
        world.call("churn", 100_000)
    assert world.call("churn", 10) == 5


@pytest.mark.row("GLB-11")
def test_host_objects() -> None:
    game = Module()

    @game.type(get_weakref_flag=True)
    class Entity:
        hp: int

        def __init__(self, hp: int) -> None:
            self.hp = hp

    ctx = Context()
    ctx.install(game)
    unit = ctx.create_unit("test")
    unit.add_source(
        "test.as",
        """
        weakref<Entity> w;
        Entity@ kept;
        void watch(Entity@ e) { w = e; @kept = e; }
        void drop() { @kept = null; }
        int hp() { Entity@ e = w; return e is null ? -1 : e.hp; }
        """,
    )
    unit.build()
    world = unit.instantiate()
    entity = Entity(12)
    world.call("watch", entity)
    assert world.globals["w"] is entity
    assert world.call("hp") == 12
    world.call("drop")
    assert world.call("hp") == -1  # scripts no longer know it, whoever else does


FORGED = """
class A
    field i32 x
end
type link = weak A
type ints = array i32
native get = {get:#x} {result}(link) "get"
func f() void
    own l link
    own r {result}
    NATIVE get(l) -> r
    RETV
end
"""


def test_forged_rows_are_refused() -> None:
    get = native_id("weakref.get")
    Instance(assemble(FORGED.format(get=get, result="A")))
    with pytest.raises(SeraphError):
        Instance(assemble(FORGED.format(get=get, result="ints")))
    for target in ("i32", "ints", "str"):
        with pytest.raises(LoadError, match="kind"):
            assemble(f"type ints = array i32\ntype link = weak {target}\nfunc f() void\nRETV\nend")
