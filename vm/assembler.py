"""Assembler: programs written by hand, for tests and tools.

What it is: a small text format and the builder behind it, which fill the same tables as the compiler; the result goes
through the verifier like any other. What it is not: part of running scripts, or the inverse of the disassembler.

    ; comment
    type ints = array i32                   a program's types: array of a kind or of a type, "@" for handles to it
    type map = dict str ints                dictionary; values of any kind: "?"
    type pick = func shape                  handles to functions like `shape`, which takes an object in front
    type box = any                          also `weak Circle`: weak references
    interface Shape : Named                 the interfaces that it extends, directly or not
        virtual area name                   functions of its methods
    end
    class Circle : Base, Named, Shape       base class and interfaces; "abstract" and "cyclic" may stand in front
        field i32 radius                    own fields; "@" for handles
        virtual area                        functions of the slots: one of the base's of that name is replaced
        impl Shape area name                functions for the methods of an interface, where they differ from the base's
        dtor ~                              function Circle.~
    end
    const half = f64 0.5
    lit text = "any\\x20Python string"
    global counter = i32
    value best = pick larger                the global that stands for function `larger` as a handle (LDFN)
    native sin = 0x1234 f64(f64) "double sin(double)"       id, kinds, declaration; "host" alike
    func f(i32 n, ints a) i32 outs(u8)      parameters, result kind ("void"), kinds of the &out parameters
    func Circle.area(Circle this) i32       a member: Circle.area in code, `area` in the class; .~ is a destructor
    func obj.shape(obj host, i32 a) i32     a member of any object: the signature of a type `= func obj.shape`
        own s str                           owned registers; ENTER is written for them
        reg i i32                           plain registers
    top:                                    label
        ADD_I32 i, i, n                     operands as the opcode table lists them, costs left out
        INCBLT_I32 i, n, top
        CALL f(i, a) -> i                   also NATIVE and HOST; the opcode for the number of arguments is chosen
        CALLV 2(a, b) -> c                  slot 2 of the class of `a`; also CALLI
        CALLF pick(h, a) -> c               through the handle h of the type
        SWITCH i, 0, top [one, two]         lowest value, default, targets
        try from, to, handler               labels
        RET i
    end
    init f                                  the function that initialises globals
"""

from __future__ import annotations

import ast
import re
import struct
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from itertools import accumulate
from typing import NamedTuple

from .costs import fill_costs
from .kinds import KINDS, TYPE_FIRST
from .opcode_table import OPCODES, Opcode
from .program import Program
from .sbc import join_parts, parse_program

NO_FUNC = 0xFFFFFFFF
NO_REG = 0xFFFF
TYPE_OBJECT = 3
TYPE_FIBER = 4
FN_GLOBAL_INIT = 1
FN_METHOD = 4
FN_DTOR = 16
TY_ARRAY, TY_CLASS, TY_INTERFACE, TY_DICT, TY_ANY, TY_WEAK, TY_FIBER, TY_FUNC = 3, 4, 5, 7, 8, 9, 10, 11
TD_DTOR, TD_ABSTRACT, TD_CYCLIC = 1, 2, 4
FD_HANDLE = 1
GL_FUNC = 4
_NUMBER = {op.name: i for i, op in enumerate(OPCODES)}
_TABLES = {
    "const": "constants",
    "lit": "literals",
    "glob": "globals",
    "func": "functions",
    "native": "natives",
    "host": "hosts",
}
_SHIFT = {"a": 16, "b": 32, "c": 48, "d": 0, "e": 16, "f": 32, "g": 48, "x": 8, "i": 32, "u": 32}
_JUMPS = {"j16": 16, "back16": 16, "j32": 32, "back32": 32}
_COSTS = ("cost8", "cost24")
_CALLS = {"CALL": "func", "CALLV": "", "CALLI": "", "CALLF": "type", "NATIVE": "native", "HOST": "host"}


class AssemblyError(ValueError):
    """The text is no program; the message begins with the line."""


class Extern(NamedTuple):
    """A row of the native or host functions."""

    id: int
    parameters: tuple[int, ...]
    result: int
    outs: tuple[int, ...]
    declaration: str


@dataclass
class Type:
    """A declared type. Functions by name: found when the tables are laid out."""

    sort: int
    index: int
    element: int = 0
    handle: bool = False
    depth: int = 0
    keys: int = 0
    base: Type | None = None
    fields: list[tuple[int, str, int]] = field(default_factory=list)  # kind word, declaration, flags; own ones
    virtual: list[str] = field(default_factory=list)  # own ones
    impls: dict[str, list[str]] = field(default_factory=dict)  # own ones
    dtor: str = ""
    flags: int = 0

    def all_fields(self) -> list[tuple[int, str, int]]:
        return [*(self.base.all_fields() if self.base else ()), *self.fields]

    def all_flags(self) -> int:
        return self.flags | (TD_DTOR if self.dtor else 0) | (self.base.all_flags() & TD_DTOR if self.base else 0)


@dataclass
class Function:
    """One function while it is being written. Registers: parameters, owned ones, plain ones."""

    name: str
    result: int
    outs: tuple[int, ...]
    parameters: dict[str, int]
    declaration: str
    flags: int = 0
    owner: int = 0
    owned: dict[str, int] = field(default_factory=dict)
    plain: dict[str, int] = field(default_factory=dict)
    code: list[tuple[str, str, int]] = field(default_factory=list)  # opcode, operands, line
    labels: dict[str, int] = field(default_factory=dict)  # to an index in `code`
    tries: list[tuple[str, str, str]] = field(default_factory=list)

    def registers(self) -> list[str]:
        return [*self.parameters, *self.owned, *self.plain]

    def kinds(self) -> list[int]:
        return [*self.parameters.values(), *self.owned.values(), *self.plain.values()]


class Assembler:
    """The tables of a program, filled by name; `tables()` lays them out, `program()` makes the Program."""

    def __init__(self) -> None:
        self.types: dict[str, Type] = {}
        self.constants: dict[str, tuple[int, int]] = {}  # name: kind, bits
        self.literals: dict[str, bytes] = {}
        self.globals: dict[str, int] = {}
        self.values: dict[str, str] = {}  # globals that stand for functions
        self.natives: dict[str, Extern] = {}
        self.hosts: dict[str, Extern] = {}
        self.functions: dict[str, Function] = {}
        self.init = ""
        self._strings: dict[bytes, int] = {b"": 0}

    # -------------------------------------------------------------------------------- declarations

    def kind(self, name: str) -> int:
        """Kind word of a kind or of a declared type; "obj" is any object, "fiber" a fiber."""
        if name in self.types:
            kind = "ARR" if self.types[name].sort == TY_ARRAY else "OBJ"
            return KINDS.index(kind) | self.types[name].index << 8
        if name == "obj":
            return KINDS.index("OBJ") | TYPE_OBJECT << 8
        if name == "fiber":
            return KINDS.index("OBJ") | TYPE_FIBER << 8
        if name.upper() in KINDS:
            return KINDS.index(name.upper())
        raise AssemblyError(f"no kind {name!r}")

    def declare(self, name: str, sort: int) -> Type:
        """A type by name; the first use declares it."""
        return self.types.setdefault(name, Type(sort, TYPE_FIRST + len(self.types)))

    def array_type(self, name: str, element: str) -> None:
        made = self.declare(name, TY_ARRAY)
        made.element = self.kind(element.rstrip("@"))
        made.handle = element.endswith("@")
        inner = self.types.get(element.rstrip("@"))
        made.depth = inner.depth + 1 if inner is not None and inner.sort == TY_ARRAY else 0

    def dict_type(self, name: str, key: str, value: str) -> None:
        made = self.declare(name, TY_DICT)
        made.element = 0 if value == "?" else self.kind(value.rstrip("@"))
        made.handle = value.endswith("@")
        made.keys = self.kind(key)

    def weak_type(self, name: str, target: str) -> None:
        self.declare(name, TY_WEAK).element = self.kind(target)

    def constant(self, name: str, kind: str, value: float) -> None:
        bits = value
        if kind == "f64":
            bits = struct.unpack("<Q", struct.pack("<d", value))[0]
        elif kind == "f32":
            bits = struct.unpack("<I", struct.pack("<f", value))[0]
        self.constants[name] = (self.kind(kind), int(bits) & 0xFFFFFFFFFFFFFFFF)

    def extern(self, signature: str, id: int, declaration: str) -> Extern:
        match = re.fullmatch(r"(\w+)\(([^)]*)\)\s*(.*)", signature.strip())
        if match is None:
            raise AssemblyError(f"bad signature {signature!r}")
        parameters = tuple(self.kind(word) for word in _split(match[2]))
        return Extern(id, parameters, self.kind(match[1]), tuple(map(self.kind, _split(match[3]))), declaration)

    def function(
        self, name: str, parameters: Mapping[str, str], result: str = "void", outs: Iterable[str] = ()
    ) -> Function:
        declaration = f"{result} {name}({', '.join(parameters.values())})"
        kinds = {register: self.kind(kind) for register, kind in parameters.items()}
        made = Function(name, self.kind(result), tuple(map(self.kind, outs)), kinds, declaration)
        owner, dot, member = name.partition(".")
        if dot:
            made.owner = TYPE_OBJECT if owner == "obj" else self.types[owner].index
            made.flags = FN_DTOR if member == "~" else FN_METHOD
        self.functions[name] = made
        return made

    # -------------------------------------------------------------------------------------- layout

    def string(self, text: str) -> int:
        return self._strings.setdefault(text.encode(), len(self._strings))

    def tables(self) -> dict[str, bytes]:
        """All tables of the program as they stand in a file."""
        kinds: list[int] = []
        code = [_NUMBER["EXIT"], _NUMBER["DESTROY"], _NUMBER["KEPT"]]
        functions, lines, tries = b"", b"", b""
        for f in self.functions.values():
            words, starts, at = self.assemble(f)
            raw = bytearray(struct.pack(f"<{len(words)}Q", *words))
            try:
                rows = [(at[start], at[end], at[handler]) for start, end, handler in f.tries]
                rows.sort(key=lambda row: (row[1], -row[0]))
                cost = fill_costs(raw, rows)
            except (ValueError, KeyError) as error:
                raise AssemblyError(f"function {f.name}: {error}") from None
            own = len(f.parameters)
            functions += struct.pack(
                "<4I4H2I2H3I7I", len(code), len(words), cost, len(kinds), len(f.kinds()), own, own, len(f.owned),
                f.result, len(kinds) + len(f.kinds()), len(f.outs), f.flags, self.string(f.name),
                self.string(f.declaration), 0, len(lines) // 12, len(starts), len(tries) // 16, len(rows), f.owner,
                0, 0,
            )  # fmt: skip
            kinds += [*f.kinds(), *f.outs]
            code += struct.unpack(f"<{len(words)}Q", raw)
            for start, (_, _, line) in zip(starts, f.code, strict=True):
                lines += struct.pack("<3I", start, line, 1)
            for row in rows:
                tries += struct.pack("<4I", *row, own)
        natives = b"".join(self._extern_row(x, kinds) for x in self.natives.values())
        hosts = b"".join(self._extern_row(x, kinds) for x in self.hosts.values())
        classes = self.class_tables()
        variables = b"".join(self._global_row(name, kind) for name, kind in self.globals.items())
        return {
            "code": struct.pack(f"<{len(code)}Q", *code),
            "funcs": functions,
            "kinds": struct.pack(f"<{len(kinds)}I", *kinds),
            **classes,
            "globals": variables,
            "consts": b"".join(struct.pack("<Q", bits) for _, bits in self.constants.values()),
            "const_kinds": bytes(kind for kind, _ in self.constants.values()),
            "lit_offsets": _offsets(self.literals.values()),
            "lits": b"".join(self.literals.values()),
            "natives": natives,
            "hosts": hosts,
            "lines": lines,
            "locals": b"",
            "tries": tries,
            "dbg_offsets": _offsets(self._strings),
            "dbg": b"".join(self._strings),
        }

    def class_tables(self) -> dict[str, bytes]:
        """Rows of the types and of what belongs to them, with what they inherit."""
        rows = [_type_row(sort) for sort in (0, 1, 2, TY_INTERFACE, TY_FIBER)]
        fields: list[tuple[int, str, int]] = []
        vtables: list[int] = []
        impls: list[tuple[int, int]] = []
        number = {name: i for i, name in enumerate(self.functions)}
        for name, made in self.types.items():
            slots = [number[f] for f in self.slots(name)]
            own = made.all_fields()
            mine = self.implementations(name)
            places = (len(fields), len(own), len(vtables), len(slots), len(impls), len(mine))
            fields += own
            vtables += slots
            for iface, functions in sorted(mine.items(), key=lambda item: self.types[item[0]].index):
                impls.append((self.types[iface].index, len(vtables) if made.sort == TY_CLASS else NO_FUNC))
                vtables += [number[f] for f in functions] if made.sort == TY_CLASS else []
            base = made.base.index if made.base else made.keys
            dtor = number[made.dtor] if made.dtor else NO_FUNC
            head = (made.handle, self.depth(made), made.element, self.string(name), base)
            rows.append(_type_row(made.sort, head, places, dtor, made.all_flags()))
        return {
            "types": b"".join(rows),
            "fields": b"".join(struct.pack("<3I", kind, self.string(text), flags) for kind, text, flags in fields),
            "vtables": struct.pack(f"<{len(vtables)}I", *vtables),
            "impls": b"".join(struct.pack("<2I", *row) for row in impls),
        }

    def depth(self, made: Type) -> int:
        return made.depth if made.sort == TY_ARRAY else 0 if made.base is None else self.depth(made.base) + 1

    def name_of(self, made: Type) -> str:
        return next(name for name, other in self.types.items() if other is made)

    def member(self, name: str, text: str) -> str:
        """The function that a member's name in a class or interface stands for: its own, else that of a base."""
        made: Type | None = self.types[name]
        while made is not None:
            full = f"{self.name_of(made)}.{text}"
            if full in self.functions:
                return full
            made = made.base
        if text in self.functions:
            return text
        raise AssemblyError(f"{name} has no function {text!r}")

    def slots(self, name: str) -> list[str]:
        """Functions of the slots: those of the base, where nothing replaces them, and new ones."""
        made = self.types[name]
        found = self.slots(self.name_of(made.base)) if made.base else []
        for text in made.virtual:
            function = self.member(name, text)
            same = [i for i, other in enumerate(found) if other.rpartition(".")[2] == text]
            if same:
                found[same[0]] = function
            else:
                found.append(function)
        return found

    def implementations(self, name: str) -> dict[str, list[str]]:
        made = self.types[name]
        found = self.implementations(self.name_of(made.base)) if made.base else {}
        return found | {iface: [self.member(name, text) for text in texts] for iface, texts in made.impls.items()}

    def file(self, **options: int) -> bytes:
        """The bytes of an .sbc file."""
        tables = self.tables()
        init = list(self.functions).index(self.init) if self.init else NO_FUNC
        return join_parts(None, [init, 0, 0, 0], tables, **options)

    def program(self) -> Program:
        return parse_program(self.file(), where="assembler", link=False)

    def _global_row(self, name: str, kind: int) -> bytes:
        function = self.values.get(name)
        where = 0 if function is None else list(self.functions).index(function)
        return struct.pack("<4I", kind, self.string(name), 0 if function is None else GL_FUNC, where)

    def _extern_row(self, x: Extern, kinds: list[int]) -> bytes:
        first = len(kinds)
        kinds += [*x.parameters, x.result, *x.outs]
        return struct.pack("<Q2IHBx4x", x.id, self.string(x.declaration), first, len(x.parameters), len(x.outs))

    # ---------------------------------------------------------------------------------------- code

    def assemble(self, f: Function) -> tuple[list[int], list[int], dict[str, int]]:
        """Words of a function without costs, the place of each line of its code, and of each label."""
        if f.owned and (not f.code or f.code[0][0] != "ENTER"):
            f.code.insert(0, ("ENTER", f"{len(f.parameters)}, {len(f.owned)}", 0))
            f.labels = {name: i + 1 for name, i in f.labels.items()}
        lengths = [self.length(name, operands) for name, operands, _ in f.code]
        places = [0, *accumulate(lengths)]
        labels = {name: places[i] for name, i in f.labels.items()}
        words: list[int] = []
        for name, operands, line in f.code:
            try:
                if name in _CALLS:
                    words += self.call(f, name, operands)
                elif name == "SWITCH":
                    words += self.switch(f, operands, labels, len(words))
                else:
                    words += self.instruction(f, name, operands, labels, len(words))
            except (AssemblyError, ValueError, KeyError, IndexError) as error:
                raise AssemblyError(f"line {line}: {name} {operands}: {error}") from None
        return words, places[:-1], labels

    @staticmethod
    def length(name: str, operands: str) -> int:
        if name in _CALLS:
            return 2 + len(_split(operands.partition("(")[2].partition(")")[0])) // 4
        if name == "SWITCH":
            return 2 + (len(_split(operands.partition("[")[2].partition("]")[0])) + 1) // 2
        if name not in _NUMBER:
            raise AssemblyError(f"no opcode {name!r}")
        return 2 if "W" in OPCODES[_NUMBER[name]].props else 1

    def register(self, f: Function, name: str) -> int:
        if name.startswith("r") and name[1:].isdigit():
            return int(name[1:])
        if name not in f.registers():
            raise AssemblyError(f"no register {name!r}")
        return f.registers().index(name)

    def index(self, cls: str, name: str) -> int:
        if name.isdigit():
            return int(name)
        if cls == "type":
            return TYPE_OBJECT if name == "obj" else self.types[name].index
        return list(getattr(self, _TABLES[cls])).index(name)

    def instruction(self, f: Function, name: str, text: str, labels: dict[str, int], at: int) -> list[int]:
        op: Opcode = OPCODES[_NUMBER[name]]
        wanted = [operand for operand in op.operands if operand.cls not in _COSTS and name != "COST"]
        given = _split(text)
        if len(given) != len(wanted):
            raise AssemblyError(f"{len(given)} operands, {len(wanted)} wanted")
        words = [_NUMBER[name]] + [0] * (self.length(name, text) - 1)
        for operand, value in zip(wanted, given, strict=True):
            word = 1 if operand.field in "defg" else 0
            bits = 32 if operand.field in "iu" else 8 if operand.field == "x" else 16
            if operand.cls in _JUMPS:
                number = labels[value] - at - len(words) if value in labels else int(value, 0)
            elif operand.cls in _TABLES or operand.cls == "type":
                number = self.index(operand.cls, value)
            elif operand.cls == "fimm":
                number = struct.unpack("<I", struct.pack("<f", float(value)))[0]
            elif "imm" in operand.cls:
                number = int(value, 0)
            else:
                number = self.register(f, value)
            if not -(1 << bits - 1) <= number < 1 << bits:
                raise AssemblyError(f"{value} does not fit {bits} bits")
            words[word] |= (number & (1 << bits) - 1) << _SHIFT[operand.field]
        return words

    def call(self, f: Function, name: str, text: str) -> list[int]:
        match = re.fullmatch(r"([\w:.~]+)\s*\(([^)]*)\)\s*(?:->\s*(\w+))?", text.strip())
        if match is None:
            raise AssemblyError("a call is `name(arguments) -> register`")
        arguments = [self.register(f, register) for register in _split(match[2])]
        target = self.index(_CALLS[name], match[1])
        opcode = name
        if (name == "CALL" and len(arguments) <= 3) or (name in ("CALLV", "CALLF") and 1 <= len(arguments) <= 3):
            opcode = f"{name}{len(arguments)}"
        no_result = len(f.kinds()) if name in ("CALLV", "CALLI") else NO_REG
        result = self.register(f, match[3]) if match[3] else no_result
        padded = [*arguments, 0, 0, 0]
        words = [
            _NUMBER[opcode] | len(arguments) << 8 | padded[0] << 16 | target << 32,
            padded[1] | padded[2] << 16 | result << 32 | len(f.kinds()) << 48,
        ]
        for i in range(3, len(arguments), 4):
            words.append(sum(register << 16 * k for k, register in enumerate(arguments[i : i + 4])))
        return words

    def switch(self, f: Function, text: str, labels: dict[str, int], at: int) -> list[int]:
        match = re.fullmatch(r"(\w+)\s*,\s*(-?\w+)\s*,\s*(\w+)\s*\[(.*)\]", text.strip())
        if match is None:
            raise AssemblyError("a switch is `register, lowest, default [targets]`")
        targets = _split(match[4])
        behind = at + 2 + (len(targets) + 1) // 2
        offsets = [(labels[name] - behind) & 0xFFFFFFFF for name in [match[3], *targets]]
        words = [_NUMBER["SWITCH"] | self.register(f, match[1]) << 16 | (int(match[2], 0) & 0xFFFFFFFF) << 32]
        words.append(len(targets) | offsets[0] << 32)
        for i in range(1, len(offsets), 2):
            words.append(offsets[i] | (offsets[i + 1] << 32 if i + 1 < len(offsets) else 0))
        return words


def _split(text: str) -> list[str]:
    return [part.strip() for part in text.split(",") if part.strip()]


def _offsets(strings: Iterable[bytes]) -> bytes:
    ends = [0]
    for text in strings:
        ends.append(ends[-1] + len(text))
    return struct.pack(f"<{len(ends)}I", *ends)


# --------------------------------------------------------------------------------------------- text

_TYPE = re.compile(r"(?m)^\s*(type|(?:abstract |cyclic )*class|interface)\s+(\w+)(?:\s*=\s*(\w+))?")
_SORTS = {
    "array": TY_ARRAY,
    "dict": TY_DICT,
    "any": TY_ANY,
    "weak": TY_WEAK,
    "func": TY_FUNC,
    "interface": TY_INTERFACE,
}
_FUNC = re.compile(r"([\w:.~]+)\s*\(([^)]*)\)\s*(\w+)?\s*(?:outs\(([^)]*)\))?")


def parse(text: str) -> Assembler:
    """Read the text format."""
    made = Assembler()
    function: Function | Type | None = None
    for match in _TYPE.finditer(text):
        made.declare(match[2], _SORTS.get(match[3] or match[1], TY_CLASS))
    for number, raw in enumerate(text.splitlines(), 1):
        line = re.sub(r";(?=(?:[^\"]*\"[^\"]*\")*[^\"]*$).*", "", raw).strip()
        if not line:
            continue
        try:
            if function is None:
                function = _declaration(made, line)
            elif line == "end":
                function = None
            elif isinstance(function, Type):
                _member(made, function, line)
            else:
                _line(made, function, line, number)
        except AssemblyError as error:
            raise AssemblyError(f"line {number}: {error}") from None
        except (ValueError, KeyError, IndexError, SyntaxError) as error:
            raise AssemblyError(f"line {number}: {line}: {error}") from None
    if function is not None:
        raise AssemblyError("the last function or class has no end")
    return made


def _declaration(made: Assembler, line: str) -> Function | Type | None:
    word, _, rest = line.partition(" ")
    if word in ("abstract", "cyclic", "class", "interface"):
        return _class(made, line)
    if word == "func":
        match = _FUNC.fullmatch(rest.strip())
        if match is None:
            raise AssemblyError("a function is `func name(kind register, ...) result`")
        parameters = {register: kind for kind, register in (part.split() for part in _split(match[2]))}
        return made.function(match[1], parameters, match[3] or "void", _split(match[4] or ""))
    if word == "init":
        made.init = rest.strip()
        made.functions[made.init].flags |= FN_GLOBAL_INIT
        return None
    name, _, value = (part.strip() for part in rest.partition("="))
    if word == "type" and value.startswith("dict "):
        made.dict_type(name, *value.split()[1:])
    elif word == "type" and value.startswith("weak "):
        made.weak_type(name, value.split()[1])
    elif word == "type" and value.startswith("func "):
        made.types[name].virtual = [value.split()[1]]
    elif word == "type" and value == "any":
        made.declare(name, TY_ANY)
    elif word == "type":
        made.array_type(name, value.removeprefix("array").strip())
    elif word == "const":
        kind, _, number = value.partition(" ")
        made.constant(name, kind, float(number) if kind in ("f32", "f64") else int(number, 0))
    elif word == "lit":
        made.literals[name] = ast.literal_eval(value).encode()
    elif word == "global":
        made.globals[name] = made.kind(value)
    elif word == "value":
        kind, made.values[name] = value.split()
        made.globals[name] = made.kind(kind)
    elif word in ("native", "host"):
        id, _, signature = value.partition(" ")
        signature, _, declaration = signature.partition('"')
        table = made.natives if word == "native" else made.hosts
        table[name] = made.extern(signature, int(id, 0), declaration.rstrip('"'))
    else:
        raise AssemblyError(f"no declaration {word!r}")
    return None


def _class(made: Assembler, line: str) -> Type:
    """The head of a class or interface."""
    head, _, bases = line.partition(":")
    *flags, _, name = head.split()
    type = made.types[name]
    type.flags = sum({"abstract": TD_ABSTRACT, "cyclic": TD_CYCLIC}[flag] for flag in flags)
    for base in _split(bases):
        if made.types[base].sort == TY_CLASS:
            type.base = made.types[base]
        else:
            type.impls[base] = []
    return type


def _member(made: Assembler, type: Type, line: str) -> None:
    word, *rest = line.split()
    if word == "field":
        kind, name = rest
        type.fields.append((made.kind(kind.rstrip("@")), f"{kind} {name}", FD_HANDLE if kind.endswith("@") else 0))
    elif word == "virtual":
        type.virtual += rest
    elif word == "impl":
        type.impls[rest[0]] = rest[1:]
    elif word == "dtor":
        type.dtor = made.name_of(type) + ".~" if rest == ["~"] else rest[0]
    else:
        raise AssemblyError(f"no member {word!r}")


def _line(made: Assembler, f: Function, line: str, number: int) -> None:
    word, _, rest = line.partition(" ")
    if line.endswith(":"):
        f.labels[line[:-1]] = len(f.code)
    elif word in ("own", "reg"):
        name, kind = rest.split()
        (f.owned if word == "own" else f.plain)[name] = made.kind(kind)
    elif word == "try":
        start, end, handler = _split(rest)
        f.tries.append((start, end, handler))
    else:
        f.code.append((word, rest.strip(), number))


def _type_row(
    sort: int,
    head: tuple[int, ...] = (0, 0, 0, 0, 0),
    places: tuple[int, ...] = (0, 0, 0, 0, 0, 0),
    dtor: int = NO_FUNC,
    flags: int = 0,
) -> bytes:
    """A row of TypeDef: sort; elem_handle, depth, elem, name, base; the ranges; dtor, flags; id."""
    return struct.pack("<BBH11IQ", sort, *head, *places, dtor, flags, 0)


def assemble(text: str) -> Program:
    """The Program of a text; AssemblyError if it cannot be laid out, LoadError if the verifier refuses it."""
    return parse(text).program()
