"""Declarations as text: what of `int  ns::f(const string&in name, int n = 3)` tells functions apart.

What it is: reading a function's declaration, as a host writes it to look a function up, into result, name and parameter
types in one spelling. What it is not: the compiler's parser; a type's name may be anything, nothing is resolved.
"""

from __future__ import annotations

import re
from typing import NamedTuple

_TOKEN = re.compile(r"\s*([A-Za-z_]\w*(?:\s*::\s*[A-Za-z_]\w*)*|::\s*[A-Za-z_]\w*|[<>,()@&=?]|\[\s*\]|\"[^\"]*\"|\S)")
_SAME = {"int32": "int", "uint32": "uint"}
_MODES = ("in", "out", "inout")


class Signature(NamedTuple):
    """A function's result type, qualified name and parameter types."""

    result: str
    name: str
    parameters: tuple[str, ...]


class _Reader:
    def __init__(self, text: str) -> None:
        self.tokens = [re.sub(r"\s+", "", token) for token in _TOKEN.findall(text)]
        self.at = 0

    def next(self) -> str:
        return self.tokens[self.at] if self.at < len(self.tokens) else ""

    def take(self, *wanted: str) -> str:
        token = self.next()
        if token and (token in wanted or not wanted):
            self.at += 1
            return token
        return ""

    def type(self, depth: int = 0) -> str:
        """One type, without `&`; empty if there is none or it is nested without reason."""
        const = "const " if self.take("const") else ""
        name = self.take()
        if depth > 100 or not (name == "?" or name.lstrip(":")[:1].isidentifier()):
            return ""
        text = _SAME.get(name, name)
        if self.take("<"):
            arguments = [self.type(depth + 1)]
            while self.take(","):
                arguments.append(self.type(depth + 1))
            if not self.take(">") or "" in arguments:
                return ""
            text += f"<{','.join(arguments)}>"
        while suffix := self.take("[]", "@"):
            if suffix == "@":
                text += "@ const" if self.take("const") else "@"
            else:
                text = f"array<{text}>"
        return const + text

    def name(self) -> str:
        """The name of a function, `array<T>::length`."""
        name = self.take()
        if self.take("<"):
            arguments = [self.type()]
            while self.take(","):
                arguments.append(self.type())
            if not self.take(">") or "" in arguments or not self.next().startswith("::"):
                return ""
            name += f"<{','.join(arguments)}>{self.take()}"
        return name

    def parameter(self) -> str:
        text = self.type()
        if text and self.take("&"):
            text += "&" + (self.take(*_MODES) or "inout")
        if self.next()[:1].isidentifier():
            self.take()
        if self.take("="):
            self.skip_default()
        return text

    def skip_default(self) -> None:
        open_brackets = 0
        while token := self.next():
            if open_brackets == 0 and token in ",)":
                return
            open_brackets += (token == "(") - (token == ")")
            self.take()


def parse_declaration(text: str) -> Signature | None:
    """The signature that a declaration stands for, None if it is none."""
    reader = _Reader(text)
    result = reader.type()
    if result and reader.take("&"):
        result += "&"
    name = reader.name()
    if not result or not name[:1].isidentifier() or not reader.take("("):
        return None
    parameters: list[str] = []
    if not reader.take(")"):
        while True:
            parameter = reader.parameter()
            if not parameter:
                return None
            parameters.append(parameter)
            if reader.take(")"):
                break
            if not reader.take(","):
                return None
    if reader.next() == "const":
        reader.take()
    if parameters == ["void"]:
        parameters = []
    return Signature(result, name, tuple(parameters)) if not reader.next() else None


_ARGUMENTS = re.compile(r"<[^<>]*>")


def plain_name(text: str) -> str:
    """The qualified name in a declaration, or a name, without arguments of templates: "array::length"."""
    head = text.partition("(")[0]
    while True:
        shorter = _ARGUMENTS.sub("", head)
        if shorter == head:
            return head.rpartition(" ")[2].lstrip("&@")
        head = shorter


def signature_fits(offered: str, used: str) -> bool:
    """Whether a call of one signature may go to a function of another: `?` takes any kind, `k*` any number of k."""

    def same(wanted: str, given: str) -> bool:
        while wanted[:1] == given[:1] == "[":
            wanted, given = wanted[1:-1], given[1:-1]
        if "obj" in (wanted, given) and (wanted.startswith("func<") or given.startswith("func<")):
            return True                 # a type of functions that is not known exactly
        return wanted in ("?", given)

    def matches(wanted: list[str], given: list[str]) -> bool:
        if wanted and wanted[-1].endswith("*"):
            count = len(given) - len(wanted) + 1
            if count < 0:
                return False
            wanted = wanted[:-1] + [wanted[-1][:-1]] * count
        return len(wanted) == len(given) and all(map(same, wanted, given))

    def parts(text: str) -> list[list[str]]:
        result, _, rest = text.partition("(")
        inputs, _, outs = rest.partition(")")
        return [[word.strip() for word in words.split(",") if word.strip()] for words in (result, inputs, outs)]

    return offered == used or all(map(matches, parts(offered), parts(used)))


def parse_own(text: str) -> Signature | None:
    """The same for what a program calls its function: constructors have no result there."""
    return parse_declaration(text) or parse_declaration(f"void {text}")
