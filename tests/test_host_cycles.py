"""Cycles through objects of the host: GC behaviours, and what Python itself tells."""

from __future__ import annotations

import gc
import weakref
from collections.abc import Callable
from functools import partial
from typing import Any

import pytest
from seraphscript import Context, ConversionError, Instance, Module
from seraphscript.registry.items import HostType


def world(source: str, made: Module, **options: Any) -> Instance:  # noqa: ANN401
    unit = Context().install(made).create_unit("cycles")
    unit.add_source("cycles.as", source)
    unit.build()
    return unit.instantiate(**options)


class Node:
    """What keeps counts, a flag, and handles to objects of scripts."""

    def __init__(self) -> None:
        self.count = 0
        self.flag = False
        self.refs: list[Any] = []
        self.calls: list[str] = []

    def add(self) -> None:
        self.count += 1
        self.flag = False

    def drop(self) -> None:
        self.count -= 1
        self.calls.append("release")

    def set_flag(self) -> None:
        self.flag = True

    def enum(self) -> list[Any]:
        self.calls.append("enum")
        return self.refs

    def clear(self) -> None:
        self.calls.append("clear")
        self.refs = []


NODES = """
    class Own { k::Node@ node; Own@ other; int n = 3; ~Own() { println("gone"); } }
    class Plain { k::Node@ node; }
    Own@ make(k::Node@ n) { Own o; @o.node = n; return o; }
    Plain@ plain(k::Node@ n) { Plain o; @o.node = n; return o; }
"""


def counted() -> tuple[Module, HostType]:
    made = Module("k")
    node = made.register_type("Node", Node, kind="standard").addref("add").release("drop")
    node.gc_getrefcount(lambda n: n.count).gc_setflag("set_flag").gc_getflag(lambda n: n.flag)
    node.gc_enumrefs("enum").gc_releaserefs("clear")
    return made, node


@pytest.mark.row("REG-25")
def test_a_cycle_through_an_object_of_the_host_is_collected() -> None:
    made, _ = counted()
    printed: list[str] = []
    w = world(NODES, made, output=printed.append)
    before = w.stats().live_blocks + 1  # the text that the destructor prints
    node = Node()
    node.refs.append(w.call("make", node))
    assert node.count == 1
    calls = node.calls
    assert w.collect() == 2  # the object of the script, and the handle to that of the host
    assert calls[0] == "enum"
    assert calls[-2:] == ["clear", "release"]
    assert (node.count, node.refs, printed) == (0, [], ["gone\n"])
    assert w.stats().live_blocks == before
    assert w.collect() == 0


@pytest.mark.row("REG-25")
def test_what_the_host_still_uses_is_not_collected() -> None:
    made, _ = counted()
    w = world(NODES, made)
    node = Node()
    node.refs.append(w.call("make", node))
    node.add()  # somebody else counts it as well
    assert w.collect() == 0
    node.count -= 1
    proxy = node.refs[0]  # ... or has what it refers to
    assert w.collect() == 0
    assert proxy.n == 3
    del proxy
    other = w.call("plain", node)  # ... or an object of the script that is in use
    assert w.collect() == 0
    assert "clear" not in node.calls
    del other
    assert w.collect() > 0
    assert "clear" in node.calls


@pytest.mark.row("REG-25")
def test_objects_that_are_used_while_a_collection_asks_live() -> None:
    made = Module("k")
    node_type = made.register_type("Node", Node, kind="standard").addref("add").release("drop")

    def enum(node: Node) -> list[Any]:
        if node.calls.count("enum") == 0:
            node.flag = False  # as AddRef does
        return node.enum()

    node_type.gc_getrefcount(lambda n: n.count).gc_setflag("set_flag").gc_getflag(lambda n: n.flag)
    node_type.gc_enumrefs(enum).gc_releaserefs("clear")
    w = world(NODES, made)
    node = Node()
    node.refs.append(w.call("plain", node))
    assert w.collect() == 0
    assert w.collect() == 2


@pytest.mark.row("REG-25")
def test_behaviours_of_collection_that_fail_keep_alive() -> None:
    made = Module("k")
    node_type = made.register_type("Node", Node)
    node_type.gc_enumrefs(lambda n: n.fail()).gc_releaserefs("clear")
    reported: list[BaseException] = []
    w = world(NODES, made, on_exception=reported.append)
    node = Node()
    node.refs.append(w.call("plain", node))
    assert w.collect() == 0
    assert [type(error) for error in reported] == [AttributeError]


@pytest.mark.row("REG-25")
@pytest.mark.parametrize(
    ("references", "count", "message"),
    [
        (5, 1, "result of gc_enumrefs of a Node: an iterable of objects expected, not int"),
        ([], "7", "result of gc_getrefcount of a Node: int expected, not str"),
        ([], 1.0, "result of gc_getrefcount of a Node: int expected, not float"),
        (None, None, "result of gc_getrefcount of a Node: int expected, not None"),
    ],
)
def test_what_behaviours_of_collection_give_is_checked(references: Any, count: Any, message: str) -> None:  # noqa: ANN401
    made = Module("k")
    node_type = made.register_type("Node", Node, kind="standard").addref("add").release("drop")
    node_type.gc_getrefcount(lambda n: count).gc_setflag("set_flag").gc_getflag(lambda n: n.flag)
    node_type.gc_enumrefs(lambda n: references).gc_releaserefs("clear")
    reported: list[BaseException] = []
    w = world(NODES, made, on_exception=reported.append)
    node = Node()
    node.refs.append(w.call("plain", node))
    assert w.collect() == 0
    assert [str(error) for error in reported] == [message]
    assert isinstance(reported[0], ConversionError)


@pytest.mark.row("REG-25")
def test_cycles_of_many_objects_of_both_sides() -> None:
    made, _ = counted()
    w = world(NODES, made)
    before = w.stats().live_blocks
    nodes = [Node() for _ in range(500)]
    for i, node in enumerate(nodes):  # node -> object of the script -> next node
        node.refs.append(w.call("plain", nodes[(i + 1) % len(nodes)]))
    watch = nodes[123]
    nodes.clear()
    watch.count += 1
    assert w.collect() == 0
    watch.count -= 1
    assert w.collect() == 1000
    assert w.stats().live_blocks == before


@pytest.mark.row("REG-25")
@pytest.mark.parametrize("through", ["attribute", "list", "closure", "method", "callable"])
def test_cycles_through_plain_python_objects(through: str) -> None:
    made = Module("k")
    made.register_type("Node", Node)
    made.register_funcdef("funcdef void F()")
    w = world(
        "class Own { k::Node@ node; k::F@ f; void hit() {} void set(k::F@ g) { @f = g; } }"
        "Own@ make(k::Node@ n) { Own o; @o.node = n; return o; }",
        made,
    )
    before = w.stats().live_blocks
    node = Node()
    own = w.call("make", node)
    if through == "attribute":
        node.own = own  # type: ignore[attr-defined]
    elif through == "list":
        node.refs.append({"own": [own]})
    elif through == "closure":
        node.on_hit = (lambda held: lambda: held)(own)  # type: ignore[attr-defined]
    elif through == "method":
        node.on_hit = own.hit  # type: ignore[attr-defined]
    else:
        own.set((lambda held: lambda: held.hit())(own))
    watch = weakref.ref(node)
    assert w.collect() == 0
    del node, own
    if through == "callable":
        gc.collect(0)
    assert w.collect() > 0
    assert watch() is None
    assert w.stats().live_blocks == before


def test_python_objects_that_somebody_uses_are_not_collected() -> None:
    made = Module("k")
    made.register_type("Node", Node)
    w = world(NODES, made)
    node = Node()
    own = w.call("make", node)
    node.refs.append(own)
    holder = [node]
    del node, own
    assert w.collect() == 0
    assert holder[0].refs[0].n == 3
    other = holder[0].refs[0]
    holder.clear()
    assert w.collect() == 0
    assert other.node.refs[0] == other
    del other
    assert w.collect() > 0


@pytest.mark.row("REG-25")
@pytest.mark.parametrize("behaviour", ["gc_getrefcount", "gc_setflag", "gc_getflag", "gc_enumrefs", "gc_releaserefs"])
def test_behaviours_that_collect_are_not_asked_within_each_other(behaviour: str) -> None:
    calls: list[Node] = []

    def collecting(function: Callable[[Node], Any], node: Node) -> object:
        calls.append(node)
        assert len(calls) < 100
        w.collect()
        return function(node)

    behaviours: dict[str, Callable[[Node], Any]] = {
        "gc_getrefcount": lambda n: n.count, "gc_setflag": Node.set_flag, "gc_getflag": lambda n: n.flag,
        "gc_enumrefs": Node.enum, "gc_releaserefs": Node.clear,
    }  # fmt: skip
    made = Module("k")
    node = made.register_type("Node", Node, kind="standard").addref("add").release("drop")
    for name, function in behaviours.items():
        node.behaviour(name, partial(collecting, function) if name == behaviour else function)
    w = world(NODES, made)
    for _ in range(3):
        one = Node()
        one.refs.append(w.call("make", one))
    assert w.collect() == 6
    assert 3 <= len(calls) <= 12
