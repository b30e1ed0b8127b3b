"""C functions called with registers of any bits: they may spoil their own instance, never harm the host.

Every C function of the default modules is called from code that the verifier accepts and that did not set its
registers: handles point to null, nowhere, into the middle of blocks, to blocks of other types; numbers have any 64
bits.
A finding is a crash of the process, or an error of the sanitizers in a build with them.
"""

from __future__ import annotations

import contextlib
import random
import re

import pytest
from seraphscript.compiler.library import NAMES as LIBRARY
from seraphscript.modules import default_modules
from seraphscript.registry.ids import native_id
from seraphscript.registry.items import FunctionItem, Native, NativeType
from seraphscript.vm.assembler import assemble
from seraphscript.vm.errors import SeraphError
from seraphscript.vm.instance import Instance
from seraphscript.vm.natives import signature_of

ARRAYS = {"ints": "i32", "bytes": "u8", "doubles": "f64", "strs": "str", "grid": "ints"}
DICTS = {"map": "str i64", "open": "str ?", "nest": "i32 ints"}
HANDLES = ("str", *ARRAYS, "uints", "longs", "grids", "box", "link", "obj", "task", "fiber", *DICTS)
TYPES = (
    "".join(f"type {name} = array {element}\n" for name, element in ARRAYS.items())
    + "type uints = array u32\ntype longs = array i64\ntype box = any\ntype link = weak obj\n"
    + "type task = func shape\nvalue nothing_ = task nothing\n"
    + "".join(f"type {name} = dict {kinds}\n" for name, kinds in DICTS.items())
)
GLOBALS = {
    "s": "str", "t": "str", "b": "bytes", "v": "strs", "g": "grid", "m": "map", "o": "open", "n": "nest", "y": "box",
    "w": "link", "q": "task",
}  # fmt: skip
NEW = {name: f"new_{name}" for name in (*DICTS, "box", "link")}
PUT = "".join(f"func put_{name}() void\nreg x {kind}\nLDG x, {name}\nRETV\nend\n" for name, kind in GLOBALS.items())
SETUP = (
    """
lit long = "a string of more than one slot: [a-z]+ 123 end"
lit short = "a"
"""
    + "".join(f"global {name} = {kind}\n" for name, kind in GLOBALS.items())
    + "".join(f'native {name} = {native_id("container.new"):#x} {kind}() "new"\n' for kind, name in NEW.items())
    + f'native fill = {native_id("dictionary.set"):#x} void(open, str, str) "set"\n'
    + f'native count = {native_id("dictionary.set"):#x} void(map, str, i64) "set"\n'
    + f'native point = {native_id("weakref.set"):#x} void(link, obj) "set"\n'
    + """
func setup() void
    own b bytes
    own v strs
    own g grid
    own m map
    own o open
    own d nest
    own y box
    own w link
    own q task
    reg i i64
    reg s str
    reg t str
    reg n i32
    LDI n, 5
    LDS s, long
    LDS t, short
    NEWARR b, n, bytes
    NEWARR v, n, strs
    NEWARR g, n, grid
    LDI n, 2
    ASETH v, n, s
    STGH s, s
    STGH t, t
    STGH b, b
    STGH v, v
    STGH g, g
    DROP b
    DROP v
    DROP g
    LDI i, 7
    NATIVE new_map() -> m
    NATIVE new_open() -> o
    NATIVE new_nest() -> d
    NATIVE new_box() -> y
    NATIVE new_link() -> w
    NATIVE point(w, m)
    NATIVE count(m, s, i)
    NATIVE count(m, t, i)
    NATIVE fill(o, s, t)
    GIVEG m, m
    GIVEG o, o
    GIVEG d, n
    GIVEG y, y
    GIVEG w, w
    LDFN q, nothing_
    GIVEG q, q
    RETV
end
func shape(obj host) void
    UNBOUND
end
func nothing() void
    RETV
end
func found() i64
    reg x i64
    RET x
end
"""
    + PUT  # a handle that one call leaves in a register is a number to the next one
)
BITS = (
    0, 1, -1, 2, 3, 5, 10, 16, 36, 255, 1 << 31, (1 << 31) - 1, -(1 << 31), (1 << 32) - 1, 1 << 32, 0x1_0000_0001,
    1 << 62, (1 << 63) - 1, -(1 << 63), 0x3FF0000000000000, 0x7FF8000000000000, 0x7FEFFFFFFFFFFFFF, 0x3FFFFFFF,
)  # fmt: skip


def signatures() -> dict[str, str]:
    found = {key: signature_of(native_id(key)) or "" for key in LIBRARY}
    for module in default_modules():
        for entry in module.items:
            for item in entry.members if isinstance(entry, NativeType) else [entry]:
                if isinstance(item, FunctionItem) and isinstance(item.implementation, Native):
                    key = item.implementation.key
                    found[key] = signature_of(native_id(key)) or ""
    return found


def kinds_of(signature: str, array: str) -> tuple[list[str], str, list[str]]:
    """Parameters, result and outs of a signature, with a type of array for what it leaves open."""
    match = re.fullmatch(r"(\S+)\((.*)\) ?(.*)", signature)
    assert match is not None, signature
    names = {"[str]": "strs", "[u32]": "uints", "*": "str, f64, i8, str", "?": "i64", "Y": "box"}
    names |= {"W": "link", "E": "obj", "F": "fiber", "H": "task"}
    if array in DICTS:
        key, value = DICTS[array].replace("?", "str").split()
        names |= {"A": "strs", "D": array, "C": array, "A0": array, "K": key, "V": value}
        names |= {"[K]": {"str": "strs", "i32": "ints"}[key], "[V]": {"i64": "longs", "ints": "grid"}.get(value, "")}
    else:
        names |= {"A": array, "C": array, "A0": array, "T": ARRAYS[array]}
    params, result, outs = (
        [word for part in text.split(", ") if part for word in names.get(part, part).split(", ")]
        for text in (match[2], match[1], match[3])
    )
    return params, result[0], outs


def program(key: str, signature: str, array: str) -> str:
    params, result, outs = kinds_of(signature, array)
    rows = f'native under_test = {native_id(key):#x} {result}({", ".join(params)}) {", ".join(outs)} "f"\n'
    owned = [f"own r {result}"] if result in HANDLES else [f"reg r {result}"] if result != "void" else []
    regs = [f"reg p{i} {kind}" for i, kind in enumerate(params)]
    outs_own = [f"own o{i} {kind}" for i, kind in enumerate(outs) if kind in HANDLES]
    outs_reg = [f"reg o{i} {kind}" for i, kind in enumerate(outs) if kind not in HANDLES]
    arguments = ", ".join(f"p{i}" for i in range(len(params)))
    call = f"NATIVE under_test({arguments})" + ("" if result == "void" else " -> r")
    body = [call, *(f"GETOUT o{i}, {i}" for i in range(len(outs)))]
    order = [x for x in owned if x.startswith("own")] + outs_own
    order += regs + [x for x in owned if x.startswith("reg")] + outs_reg
    count = len(order)
    lines = "\n".join([*order, *body, "RETV"])
    leave = ", ".join(f"i64 a{i}" for i in range(count))
    return f"{TYPES}{rows}{SETUP}func leave({leave}) void\nRETV\nend\nfunc use() void\n{lines}\nend\n"


@pytest.mark.parametrize("key", sorted(signatures()))
def test_any_bits(key: str) -> None:
    signature = signatures()[key]
    chance = random.Random(key)
    for array in DICTS if re.search("[DC]", signature) else ARRAYS if "A" in signature else ("ints",):
        if "[V]" in signature and array == "open":
            continue
        code = assemble(program(key, signature, array))
        count = code_parameters(program(key, signature, array))
        for _ in range(8):
            world = Instance(code, memory_limit=1 << 16)
            world.call("setup")
            handles = []
            for name in GLOBALS:
                world.call(f"put_{name}")
                handles.append(world.call("found"))
            for _ in range(40):
                pool = (handles, handles, BITS, range(64, 200))
                bits = [chance.choice(chance.choice(pool)) for _ in range(count)]
                world.call("leave", *bits)
                with contextlib.suppress(SeraphError):
                    world.call("use", budget=100_000)


def code_parameters(text: str) -> int:
    match = re.search(r"func leave\((.*)\) void", text)
    assert match is not None
    return len(match[1].split(", ")) if match[1] else 0
