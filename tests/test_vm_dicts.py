"""Dictionaries in the virtual machine: against Python's dict, deep nesting, hostile registers."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st
from seraphscript.modules import default_modules
from seraphscript.registry.ids import native_id
from seraphscript.vm.assembler import assemble
from seraphscript.vm.instance import Instance

default_modules()  # registers the C functions


def native(name: str, key: str, signature: str) -> str:
    return f'native {name} = {native_id(key):#x} {signature} "{key}"'


def program(key: str, value: str) -> str:
    """Functions on one dictionary in a global."""
    return "\n".join(
        [
            f"type map = dict {key} {value}",
            f"type keys = array {key}",
            native("new", "container.new", "map()"),
            native("copy", "container.copy", "map(map)"),
            native("equal", "dictionary.opEquals", "bool(map, map)"),
            native("set", "dictionary.set", f"void(map, {key}, {value})"),
            native("get", "dictionary.get", f"bool(map, {key}) {value}"),
            native("delete", "dictionary.delete", f"bool(map, {key})"),
            native("size", "dictionary.getSize", "u32(map)"),
            native("keys", "dictionary.getKeys", "keys(map)"),
            native("clear", "dictionary.clear", "void(map)"),
            native("shrink", "dictionary.shrinkToFit", "void(map)"),
            f"""
            global m = map
            global other = map
            func start() void
                own d map
                NATIVE new() -> d
                GIVEG d, m
                RETV
            end
            init start
            func set({key} k, {value} v) void
                reg d map
                LDG d, m
                NATIVE set(d, k, v)
                RETV
            end
            func get({key} k) bool outs({value})
                {"own" if value == "str" else "reg"} v {value}
                reg d map
                reg found bool
                LDG d, m
                NATIVE get(d, k) -> found
                GETOUT v, 0
                OUT v, 0
                RET found
            end
            func delete({key} k) bool
                reg d map
                reg found bool
                LDG d, m
                NATIVE delete(d, k) -> found
                RET found
            end
            func size() u32
                reg d map
                reg n u32
                LDG d, m
                NATIVE size(d) -> n
                RET n
            end
            func keys() keys
                own a keys
                reg d map
                LDG d, m
                NATIVE keys(d) -> a
                RET a
            end
            func clear() void
                reg d map
                LDG d, m
                NATIVE clear(d)
                RETV
            end
            func shrink() void
                reg d map
                LDG d, m
                NATIVE shrink(d)
                RETV
            end
            func copy() void
                own c map
                reg d map
                LDG d, m
                NATIVE copy(d) -> c
                GIVEG c, other
                RETV
            end
            func equal() bool
                reg d map
                reg c map
                reg same bool
                LDG d, m
                LDG c, other
                NATIVE equal(d, c) -> same
                RET same
            end
            """,
        ]
    )


PROGRAMS = {(k, v): assemble(program(k, v)) for k, v in [("str", "i64"), ("i32", "str"), ("f64", "f64")]}
TEXT = st.one_of(st.text("ab", max_size=20), st.text(max_size=12))
KEYS = {"str": TEXT, "i32": st.integers(-5, 40), "f64": st.sampled_from([0.0, -0.0, 1.5, float("nan"), -2.0, 1e300])}
VALUES = {"i64": st.integers(-9, 9), "str": TEXT, "f64": st.floats(allow_nan=False)}
ACTIONS = ["set", "set", "set", "get", "delete", "keys", "clear", "shrink", "copy", "equal"]


@settings(max_examples=150, deadline=None)
@given(data=st.data(), kinds=st.sampled_from(list(PROGRAMS)))
def test_like_a_dict(data: st.DataObject, kinds: tuple[str, str]) -> None:
    world = Instance(PROGRAMS[kinds])
    call = {name: world.function(name) for name in [*ACTIONS, "size"]}
    model: dict[object, object] = {}
    copy: dict[object, object] | None = None
    one_nan = float("nan")
    for action in data.draw(st.lists(st.sampled_from(ACTIONS), max_size=60)):
        key = data.draw(KEYS[kinds[0]])
        key = one_nan if key != key else key
        if action == "set":
            value = data.draw(VALUES[kinds[1]])
            call["set"](key, value)
            model[key] = value
        elif action == "get":
            found = call["get"](key)
            assert found[0] == (key in model)
            assert found[1] == model.get(key, type(found[1])())
        elif action == "delete":
            assert call["delete"](key) == (model.pop(key, None) is not None)
        elif action == "keys":
            assert repr(list(call["keys"]())) == repr([0.0 if k == 0.0 and isinstance(k, float) else k for k in model])
        elif action == "copy":
            call["copy"]()
            copy = dict(model)
        elif action == "equal" and copy is not None:
            assert call["equal"]() == (copy == model)
        elif action in ("clear", "shrink"):
            call[action]()
            model = {} if action == "clear" else model
        assert call["size"]() == len(model)
    world.close()
