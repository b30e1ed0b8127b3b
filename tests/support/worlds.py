"""Instances of assembled programs for tests of the bridge between Python and script."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

from seraphscript.vm.assembler import assemble
from seraphscript.vm.hostcall import HostFunction
from seraphscript.vm.instance import Instance

Option = Any  # of Instance()

TYPES = """
type ints = array i32
type bytes = array u8
type bools = array bool
type floats = array f32
type doubles = array f64
type strs = array str
type rows = array ints
type refs = array ints@
"""
_ELEMENTS = {
    "ints": "[i32]", "bytes": "[u8]", "bools": "[bool]", "floats": "[f32]", "doubles": "[f64]", "strs": "[str]",
    "rows": "[[i32]]", "refs": "[[i32]]",
}  # fmt: skip


class Host(NamedTuple):
    """A host function: its name, its signature as the assembler writes it, the callable."""

    name: str
    signature: str
    callable: Callable[..., Any]

    @property
    def decl(self) -> str:
        result, _, rest = self.signature.partition("(")
        return f"{result} {self.name}({rest}"

    @property
    def kinds(self) -> str:
        text = self.signature
        for name, element in _ELEMENTS.items():
            text = text.replace(name, element)
        return text


def lines(*hosts: Host) -> str:
    return "".join(f'host {h.name} = {i + 1} {h.signature} "{h.decl}"\n' for i, h in enumerate(hosts))


def bindings(*hosts: Host) -> dict[int, HostFunction]:
    return {i + 1: HostFunction(h.callable, h.decl, h.kinds) for i, h in enumerate(hosts)}


def world(source: str, *hosts: Host, **options: Option) -> Instance:
    """An instance of a program of assembler text, with the array types above and these host functions."""
    return Instance(assemble(TYPES + lines(*hosts) + source), bindings(*hosts), **options)
