"""Structured changes of registry files, for `fuzz_sfr.py`.

What it is: Decoded, the tables of a file as rows of numbers, whose fields are read out of `registry/tier.pxd`; and
Mutator, which changes some of them so that most of the file still means something. What it is not: running anything.
"""

from __future__ import annotations

import random
import re
import struct
from collections.abc import Callable
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import Any

from seraphscript.registry.name_table import FIXED, KEYWORDS
from seraphscript.registry.sfr import TABLES, join_parts, split_parts
from seraphscript.registry.views import FUNCTION_FLAGS

TIER = Path(__file__).resolve().parent.parent / "registry" / "tier.pxd"
FFI = 0x800000  # TIER_FFI
HOST = FUNCTION_FLAGS["host"]
NAME_COUNT = 1 + len(KEYWORDS) + len(FIXED)  # names of the file have the numbers from here on
MODIFIERS = (0, 0, 0, 0x1000000, 0x2000000, 0x3000000, 0x5000000, 0x7000000)
ODD = (
    0, 1, 2, 3, 7, 8, 0x7F, 0x80, 0xFF, 0x100, 0x7FFF, 0xFFFF, 0x7FFFFF, FFI, 0xFFFFFF, 0x1000000, 0x80000000,
    0xFFFFFFFF,
)  # fmt: skip
RECORDS = {
    "types": "TypeRec", "funcs": "FuncRec", "params": "ParamRec", "globals": "GlobalRec", "scopes": "ScopeRec",
}  # fmt: skip
CODES = {"uint8_t": "B", "uint16_t": "H", "uint64_t": "Q", "int64_t": "Q"}  # others: references and numbers of 32 bits
PLAIN = {
    "targs": ("type",), "symbols": ("scope", "name", "cls", "sort", "ref"), "natives": ("key",), "by_id": ("func",),
    "classes": ("row",),
}  # fmt: skip
SYMBOL_TABLE = {1: "funcs", 2: "types", 3: "globals", 4: "scopes"}  # by class of symbol
TEXTS = (
    "0", "-1", "1e400", "null", '"text"', '"', "'", "game::shapes::LIMIT", "LIMIT + 1", "Color::Green", "{1, 2}",
    "array<int>()", "((((", "(" * 3000, "f(", "a ? b : c", "function() { }", "function(x) { return x; }",
    "cast<Vec>(null)", "Vec(1, 2)", "math::sin(1)", "string()", "make()", "game::shapes::make()", "same(null)",
    "defaults()", "this", "x", "1; } void evil() {", "// comment", "/*", "\u00e4", "-" * 5000, "1 " * 2000, "true",
    "Shape()", "dictionary = {{1, 2}}", "@null", "a[1]", "void",
)  # fmt: skip


TEMPLATE, INSTANCE, CLASS = 5, 6, 8  # TypeSort in tier.pxd


@cache
def layout(record: str) -> tuple[str, tuple[str, ...]]:
    """The format of a record for struct, and the names of its fields, as tier.pxd declares them."""
    body = re.search(rf"cdef struct {record}:.*\n((?:    .*\n)+)", TIER.read_text(encoding="utf-8"))
    assert body is not None
    codes, names = "@", []
    for line in body.group(1).splitlines():
        declared = re.match(r"    (\w+) ([\w, ]+?)\s*(?:#.*)?$", line)
        if declared is None:
            continue
        for name in declared.group(2).split(", "):
            codes += CODES.get(declared.group(1), "I")
            names.append(name)
    return codes + "0Q", tuple(names)


class Decoded:
    """A file in pieces; encode() is the inverse of the constructor."""

    def __init__(self, file: bytes) -> None:
        parts: list[Any] = split_parts(file)
        self.fingerprint, self.source, self.roots, self.required, tables = parts[2:]
        self.rows: dict[str, list[list[int]]] = {}
        self.fields: dict[str, dict[str, int]] = {}
        self.formats: dict[str, str] = {}
        for name, width in TABLES.items():
            if name in RECORDS:
                self.formats[name], fields = layout(RECORDS[name])
            elif name in PLAIN:
                fields = PLAIN[name]
                self.formats[name] = "@" + ("I" if width == 4 * len(fields) else "Q") * len(fields)
            else:
                continue
            if struct.calcsize(self.formats[name]) != width:
                raise AssertionError(f"table {name}: rows of {width} bytes are not as tier.pxd has them")
            self.fields[name] = {field: i for i, field in enumerate(fields)}
            self.rows[name] = [list(row) for row in struct.iter_unpack(self.formats[name], tables[name])]
        self.text = bytearray(tables["text"])
        self.texts: dict[str, list[bytes]] = {}
        for name in ("names", "keys"):
            offsets = struct.unpack(f"={len(tables[f'{name[:-1]}_offsets']) // 4}I", tables[f"{name[:-1]}_offsets"])
            self.texts[name] = [tables[name][a:b] for a, b in pairwise(offsets)]

    def copy(self) -> Decoded:
        twin = object.__new__(Decoded)
        twin.fingerprint, twin.source, twin.fields, twin.formats = (
            self.fingerprint,
            self.source,
            self.fields,
            self.formats,
        )
        twin.roots = self.roots[:]
        twin.required = [entry[:] for entry in self.required]
        twin.rows = {name: [row[:] for row in rows] for name, rows in self.rows.items()}
        twin.text = self.text[:]
        twin.texts = {name: texts[:] for name, texts in self.texts.items()}
        return twin

    def get(self, table: str, row: int, field: str) -> int:
        return self.rows[table][row][self.fields[table][field]]

    def set(self, table: str, row: int, field: str, value: int) -> None:
        self.rows[table][row][self.fields[table][field]] = value

    def order(self) -> None:
        """Set right the table of functions by id, which follows from their rows."""
        ids = self.fields["funcs"]["id"]
        rows = self.rows["funcs"]
        self.rows["by_id"] = [[i] for i in sorted(range(1, len(rows)), key=lambda i: (rows[i][ids], i))]

    def encode(self) -> dict[str, bytes]:
        tables = {}
        for name, rows in self.rows.items():
            packed = struct.Struct(self.formats[name])
            masks = [
                (1 << 8 * struct.calcsize(code)) - 1
                for code in re.findall("[A-Z]", self.formats[name].removesuffix("0Q"))
            ]
            tables[name] = b"".join(
                packed.pack(*(v & mask for v, mask in zip(row, masks, strict=True))) for row in rows
            )
        tables["text"] = bytes(self.text)
        for name, texts in self.texts.items():
            where = [0]
            for text in texts:
                where.append(where[-1] + len(text))
            tables[name] = b"".join(texts)
            tables[f"{name[:-1]}_offsets"] = struct.pack(f"={len(where)}I", *where)
        return {name: tables[name] for name in TABLES}

    def file(self, tables: dict[str, bytes]) -> bytes:
        return join_parts(self.fingerprint, self.source, self.roots, self.required, tables)


class Mutator:
    """Changes a registry in a few places; most changes take something that stands elsewhere in the same registry."""

    def __init__(self, rng: random.Random) -> None:
        self.rng = rng
        self.steps: list[tuple[float, Callable[[Decoded], None]]] = [
            (4, self.column), (2, self.group), (2, self.field), (2, self.reference), (2, self.parameter),
            (2, self.default), (1, self.rename), (1, self.fixed_name), (1, self.kind), (1, self.implementation),
            (1, self.base), (1, self.argument), (1, self.enum), (1, self.constant), (1, self.symbol), (1, self.rows),
            (1, self.swap), (0.5, self.root), (0.5, self.text), (0.5, self.name), (0.5, self.key), (1, self.other),
            (0.5, self.required), (1, self.flag), (0.5, self.chain), (0.5, self.native), (1, self.result),
            (0.5, self.classes), (0.3, self.owner),
        ]  # fmt: skip

    def mutate(self, d: Decoded) -> list[str]:
        """Change it; gives what was done."""
        done = []
        for _ in range(self.rng.choice((1, 1, 1, 2, 2, 3, 5))):
            step = self.rng.choices([s for _, s in self.steps], [w for w, _ in self.steps])[0]
            done.append(step.__name__)
            step(d)
        if self.rng.random() < 0.97:
            d.order()
        return done

    # -- choices

    def row(self, d: Decoded, table: str) -> int:
        """A row, rarely one of the fixed ones in front."""
        rows = len(d.rows[table])
        first = {"types": 16, "scopes": 2, "symbols": 0, "by_id": 0, "classes": 0}.get(table, 1)
        return self.rng.randrange(first, rows) if rows > first else -1

    def type(self, d: Decoded) -> int:
        plain = self.rng.randrange(len(d.rows["types"])) if self.rng.random() < 0.9 else self.rng.randrange(18)
        return plain | FFI | self.rng.choice(MODIFIERS)

    def some(self, d: Decoded, table: str) -> str:
        return self.rng.choice(list(d.fields[table]))

    # -- changes

    def column(self, d: Decoded) -> None:
        """What another row has in a field."""
        table = self.rng.choice(
            ["types", "funcs", "funcs", "params", "params", "globals", "scopes", "symbols", "targs"]
        )
        a, b = self.row(d, table), self.row(d, table)
        if a >= 0:
            field = self.some(d, table)
            d.set(table, a, field, d.get(table, b, field))

    def group(self, d: Decoded) -> None:
        """Several fields of another row."""
        table = self.rng.choice(["types", "funcs", "params", "globals", "symbols"])
        a, b = self.row(d, table), self.row(d, table)
        if a >= 0:
            for field in self.rng.sample(list(d.fields[table]), self.rng.randint(1, len(d.fields[table]))):
                if field != "id" or self.rng.random() < 0.2:
                    d.set(table, a, field, d.get(table, b, field))

    def field(self, d: Decoded) -> None:
        """An odd number, a neighbour or another bit."""
        table = self.rng.choice(list(d.rows))
        row = self.row(d, table)
        if row >= 0:
            field = self.some(d, table)
            old = d.get(table, row, field)
            new = self.rng.choice(
                [self.rng.choice(ODD), old + 1, old - 1, old ^ 1 << self.rng.randrange(32), self.rng.getrandbits(32)]
            )
            d.set(table, row, field, new if new >= 0 else 0)

    def reference(self, d: Decoded) -> None:
        """A reference to something else of its sort."""
        table, field, target = self.rng.choice([
            ("types", "scope", "scopes"), ("types", "members", "scopes"), ("types", "base", "types"),
            ("types", "args", "targs"), ("funcs", "scope", "scopes"), ("funcs", "owner", "types"),
            ("funcs", "ret", "types"), ("funcs", "params", "params"), ("funcs", "next", "funcs"),
            ("params", "type", "types"), ("globals", "scope", "scopes"), ("globals", "type", "types"),
            ("scopes", "parent", "scopes"), ("scopes", "type", "types"), ("targs", "type", "types"),
            ("symbols", "scope", "scopes"),
        ])  # fmt: skip
        row = self.row(d, table)
        if row >= 0:
            to = self.rng.randrange(len(d.rows[target]))
            d.set(table, row, field, to if field in ("params", "args") else to | FFI)

    def parameter(self, d: Decoded) -> None:
        """Another type or way of passing."""
        row = self.row(d, "params")
        if row < 0:
            return
        if self.rng.random() < 0.6:
            d.set("params", row, "type", self.type(d))
        if self.rng.random() < 0.4:
            d.set("params", row, "mode", self.rng.randrange(4))
        if self.rng.random() < 0.2:
            d.set("params", row, "variadic", self.rng.randrange(2))
        if self.rng.random() < 0.2:
            d.set("params", row, "handle_const", self.rng.randrange(2))

    def result(self, d: Decoded) -> None:
        row = self.row(d, "funcs")
        if row >= 0:
            d.set("funcs", row, "ret", self.type(d))

    def default(self, d: Decoded) -> None:
        """Another text for a default, or one for a parameter that had none."""
        function = self.row(d, "funcs")
        if function < 0 or not d.get("funcs", function, "nparams"):
            return
        first, n = d.get("funcs", function, "params"), d.get("funcs", function, "nparams")
        last = min(first + n, len(d.rows["params"]))
        if first >= last:
            return
        start = self.rng.randrange(first, last)
        for row in range(start, last):
            if d.get("params", row, "variadic"):
                continue
            text = self.rng.choice(TEXTS).encode()
            d.set("params", row, "has_default", 1)
            d.set("params", row, "default_text", len(d.text))
            d.set("params", row, "default_len", len(text))
            d.text += text
        d.set("funcs", function, "nrequired", start - first)

    def rename(self, d: Decoded) -> None:
        """Another name for all overloads of a symbol."""
        self.new_name(d, NAME_COUNT + self.rng.randrange(max(1, len(d.texts["names"]))))

    def fixed_name(self, d: Decoded) -> None:
        """A name with a meaning, such as of an operator."""
        self.new_name(d, self.rng.randrange(1, NAME_COUNT))

    def new_name(self, d: Decoded, name: int) -> None:
        row = self.row(d, "symbols")
        if row < 0:
            return
        d.set("symbols", row, "name", name)
        table = SYMBOL_TABLE.get(d.get("symbols", row, "cls"), "types")
        to = d.get("symbols", row, "ref") & 0x7FFFFF
        for _ in range(100):
            if not 0 < to < len(d.rows[table]):
                break
            d.set(table, to, "name", name)
            if table != "funcs":
                break
            to = d.get(table, to, "next") & 0x7FFFFF

    def kind(self, d: Decoded) -> None:
        """Sort, kind and flags of another type."""
        a, b = self.row(d, "types"), self.row(d, "types")
        if a >= 0:
            for field in ("sort", "kind", "flags", "base", "args", "nargs", "depth"):
                d.set("types", a, field, d.get("types", b, field))

    def implementation(self, d: Decoded) -> None:
        """What implements another function."""
        a, b = self.row(d, "funcs"), self.row(d, "funcs")
        if a >= 0:
            d.set("funcs", a, "impl", d.get("funcs", b, "impl"))
            if self.rng.random() < 0.8:
                d.set("funcs", a, "flags", d.get("funcs", b, "flags"))

    def base(self, d: Decoded) -> None:
        """Another base of a class or a template, at times one that makes a ring."""
        rows = range(16, len(d.rows["types"]))
        classes = [row for row in rows if d.get("types", row, "sort") == CLASS]
        derived = classes + [row for row in rows if d.get("types", row, "sort") == TEMPLATE]
        bases = classes + [row for row in rows if d.get("types", row, "sort") == INSTANCE]
        if derived and bases:
            d.set("types", self.rng.choice(derived), "base", self.rng.choice(bases) | FFI)

    def argument(self, d: Decoded) -> None:
        """Another argument of an instance."""
        row = self.row(d, "targs")
        if row >= 0:
            d.set("targs", row, "type", self.type(d))

    def enum(self, d: Decoded) -> None:
        """Another base of an enum."""
        enums = [row for row in range(16, len(d.rows["types"])) if d.get("types", row, "sort") == 2]
        if enums:
            row, kind = self.rng.choice(enums), self.rng.randrange(1, 13)
            d.set("types", row, "kind", kind)
            d.set("types", row, "base", kind | FFI)

    def constant(self, d: Decoded) -> None:
        """Another value, type or scope of a constant."""
        row = self.row(d, "globals")
        if row < 0:
            return
        if self.rng.random() < 0.7:
            d.set(
                "globals",
                row,
                "value",
                self.rng.choice([0, 1, -1, 255, 1 << 31, -(1 << 63), (1 << 63) - 1, self.rng.getrandbits(63)]),
            )
        if self.rng.random() < 0.4:
            d.set("globals", row, "type", self.rng.randrange(20) | FFI)

    def symbol(self, d: Decoded) -> None:
        """Something else of the same sort under a name."""
        row = self.row(d, "symbols")
        if row < 0:
            return
        table = SYMBOL_TABLE.get(d.get("symbols", row, "cls"), "types")
        to = self.row(d, table)
        d.set("symbols", row, "ref", max(to, 0) | FFI)
        if table != "types" and self.rng.random() < 0.8 and to >= 0:
            d.set("symbols", row, "name", d.get(table, to, "name"))
        if self.rng.random() < 0.1:
            d.set("symbols", row, "sort", self.rng.randrange(9))

    def rows(self, d: Decoded) -> None:
        """A row more or less."""
        table = self.rng.choice(list(d.rows))
        row = self.row(d, table)
        if row < 0:
            return
        choice = self.rng.random()
        if choice < 0.4:
            d.rows[table].append(d.rows[table][row][:])
        elif choice < 0.7:
            d.rows[table].pop()
        elif choice < 0.9:
            del d.rows[table][row]
        else:
            del d.rows[table][row:]

    def swap(self, d: Decoded) -> None:
        """Two rows, or a field of them."""
        table = self.rng.choice(list(d.rows))
        a, b = self.row(d, table), self.row(d, table)
        if a < 0:
            return
        if self.rng.random() < 0.3:
            d.rows[table][a], d.rows[table][b] = d.rows[table][b], d.rows[table][a]
        else:
            field = self.some(d, table)
            one, other = d.get(table, a, field), d.get(table, b, field)
            d.set(table, a, field, other)
            d.set(table, b, field, one)

    def root(self, d: Decoded) -> None:
        which = self.rng.randrange(len(d.roots))
        d.roots[which] = self.rng.choice(
            [0, 1, self.rng.choice(d.roots), self.rng.randrange(len(d.rows["types"])) | FFI]
        )

    def text(self, d: Decoded) -> None:
        """Characters of declarations and defaults."""
        at = self.rng.randrange(len(d.text))
        d.text[at : at + self.rng.randrange(4)] = bytes(
            self.rng.choices(b"(){}<>@&,:; \"'\\a0.\x00\xff\xc3\xa4", k=self.rng.randrange(4))
        )

    def name(self, d: Decoded) -> None:
        """Another text for a name."""
        if d.texts["names"]:
            at = self.rng.randrange(len(d.texts["names"]))
            new = self.rng.choice(
                [b"", b"x", b"a b", b"1", b"\xff", b"new" * 9000, self.rng.choice(d.texts["names"]), b"opAdd", b"zz@"]
            )
            d.texts["names"][at] = new

    def key(self, d: Decoded) -> None:
        at = self.rng.randrange(len(d.texts["keys"]))
        d.texts["keys"][at] = self.rng.choice([b"", b"x", b"::", b"\xff", self.rng.choice(d.texts["keys"])])

    def other(self, d: Decoded) -> None:
        """Functions that are bound to what is another one's: by their keys or by their rows, at times with its name."""
        hosts = [row for row in range(1, len(d.rows["funcs"])) if d.get("funcs", row, "flags") & HOST]
        last = len(d.texts["keys"]) - 1
        for _ in range(self.rng.choice((1, 1, 3, 10)) if len(hosts) > 1 else 0):
            a, b = self.rng.sample(hosts, 2)
            own, theirs = (min(d.get("funcs", row, "impl"), last) for row in (a, b))
            if self.rng.random() < 0.5:
                d.set("funcs", a, "impl", theirs)
            else:
                d.texts["keys"][own] = d.texts["keys"][theirs]
            if self.rng.random() < 0.1:
                for field in ("name", "scope"):
                    d.set("funcs", a, field, d.get("funcs", b, field))

    def required(self, d: Decoded) -> None:
        row = self.rng.randrange(max(1, len(d.texts["keys"])))
        d.required.append([row, self.rng.randbytes(self.rng.randrange(42))])

    def flag(self, d: Decoded) -> None:
        table, width = self.rng.choice([("funcs", 27), ("types", 15), ("globals", 6)])
        row = self.row(d, table)
        if row >= 0:
            d.set(table, row, "flags", d.get(table, row, "flags") ^ 1 << self.rng.randrange(width))

    def chain(self, d: Decoded) -> None:
        """Another next overload."""
        row = self.row(d, "funcs")
        if row >= 0:
            d.set("funcs", row, "next", self.rng.choice([0, self.rng.randrange(len(d.rows["funcs"])) | FFI, row | FFI]))

    def native(self, d: Decoded) -> None:
        a, b = self.row(d, "natives"), self.row(d, "natives")
        if a >= 0:
            d.rows["natives"][a] = self.rng.choice([d.rows["natives"][b], [self.rng.getrandbits(64)]])

    def classes(self, d: Decoded) -> None:
        rows = d.rows["classes"]
        types = len(d.rows["types"])            # another step may have left only a few
        named = self.rng.randrange(min(16, types), types + 1)
        choice = self.rng.random()
        if choice < 0.4 and rows:
            rows.pop(self.rng.randrange(len(rows)))
        elif choice < 0.8:
            rows.append([named])
        elif rows:
            rows[self.rng.randrange(len(rows))] = [named]

    def owner(self, d: Decoded) -> None:
        """A function into another class or out of its class."""
        a, b = self.row(d, "funcs"), self.row(d, "funcs")
        if a >= 0:
            d.set("funcs", a, "owner", d.get("funcs", b, "owner"))
            d.set("funcs", a, "scope", d.get("funcs", b, "scope"))
