"""Disassembler: a program in readable form, for `seraph dis`, tests and debugging.

What it is: the listing of all tables and functions, made from the opcode table: operands in its order, and its effect
with the names, constants and texts that the operands stand for. What it is not: input for the assembler.

    int sum(int)                                              function 3, ai.as
      r0 i32 | r1 i32 s, cost 7                               parameters | owned | plain registers
      ; 12:   s += i;                                         source line, where the source is known
         4    ADD_I32     r1, r1, r2       r1 := i32(r1 + r2)
      >  5    INCBLT_I32  r2, r0, 4        ...                 ">": a jump leads here
"""

from __future__ import annotations

import re
import struct
from collections.abc import Iterator, Mapping
from itertools import pairwise
from typing import NamedTuple

from .kinds import KINDS, TYPE_FIRST
from .opcode_table import OPCODES, Opcode, Operand
from .program import Program
from .sbc import program_tables

NO_FUNC = 0xFFFFFFFF
NO_REG = 0xFFFF
GL_FUNC = 4
_SHIFT = {"a": 16, "b": 32, "c": 48, "d": 0, "e": 16, "f": 32, "g": 48, "x": 8, "i": 32, "u": 32}
_CALLS = {"CALL0": 0, "CALL1": 0, "CALL2": 0, "CALL3": 0, "CALL": 0, "NATIVE": 1, "HOST": 2,
          "CALLV1": 3, "CALLV2": 3, "CALLV3": 3, "CALLV": 3, "CALLI": 3,
          "CALLF1": 4, "CALLF2": 4, "CALLF3": 4, "CALLF": 4}  # fmt: skip
_SORTS = ("none", "string", "data", "array", "class", "interface", "host class", "dictionary", "any",
          "weak reference", "fiber", "function")  # fmt: skip
_JUMPS = ("j16", "j32", "back16", "back32")
_VALUES = ("imm8", "imm16", "simm16", "imm32", "fimm", "cost8", "cost24", "const", "lit", "glob", "type", "func")
_PLAIN = re.compile(r"(?<![\w\[.])([abcixu])(?![\w\](])")
_WIDTH = 46  # column of the effect
_LONGEST = 60  # characters shown of a literal


def _printable(text: str) -> str:
    """The text with escapes for what would move the cursor or worse: programs may come from anybody."""
    return "".join(c if c.isprintable() else c.encode("unicode_escape").decode() for c in text)


class Row(NamedTuple):
    """A function's row of the program (`layout.pxd`, FuncDef)."""

    code: int
    ncode: int
    cost: int
    kinds: int
    nregs: int
    nparams: int
    own: int
    nown: int
    ret: int
    outs: int
    nouts: int
    flags: int
    name: int
    decl: int
    section: int
    lines: int
    nlines: int
    tries: int
    ntries: int
    owner: int
    locals: int
    nlocals: int


def _integers(data: bytes, width: str) -> tuple[int, ...]:
    return struct.unpack(f"<{len(data) // struct.calcsize(width)}{width}", data)


def _strings(offsets: bytes, blob: bytes) -> list[bytes]:
    places = _integers(offsets, "I")
    return [blob[start:end] for start, end in pairwise(places)]


class Listing:
    """The tables of one program, as numbers and texts."""

    def __init__(self, program: Program) -> None:
        tables = program_tables(program)
        self.program = program
        self.code = _integers(tables["code"], "Q")
        self.functions = [Row(*row) for row in struct.iter_unpack("<4I4H2I2H3I7I", tables["funcs"])]
        self.kinds = _integers(tables["kinds"], "I")
        self.types = list(struct.iter_unpack("<BBH11IQ", tables["types"]))
        self.fields = list(struct.iter_unpack("<3I", tables["fields"]))
        self.impls = list(struct.iter_unpack("<2I", tables["impls"]))
        self.globals = list(struct.iter_unpack("<4I", tables["globals"]))
        self.constants = list(zip(tables["const_kinds"], _integers(tables["consts"], "Q"), strict=True))
        self.literals = _strings(tables["lit_offsets"], tables["lits"])
        self.externs = [list(struct.iter_unpack("<Q2IHB5x", tables[name])) for name in ("natives", "hosts")]
        self.lines = list(struct.iter_unpack("<3I", tables["lines"]))
        self.locals = list(struct.iter_unpack("<2I2H2I", tables["locals"]))
        self.tries = list(struct.iter_unpack("<4I", tables["tries"]))
        self.strings = [_printable(text.decode()) for text in _strings(tables["dbg_offsets"], tables["dbg"])]

    # ------------------------------------------------------------------------------------- names

    def kind(self, word: int) -> str:
        plain, index = word & 0xFF, word >> 8
        if index:
            return self.strings[self.types[index][4]] or f"{KINDS[plain].lower()}:{index}"
        return KINDS[plain].lower()

    def constant(self, index: int) -> str:
        kind, bits = self.constants[index]
        name = KINDS[kind]
        if name == "F64":
            return repr(struct.unpack("<d", struct.pack("<Q", bits))[0])
        if name == "F32":
            return _short_float(struct.unpack("<f", struct.pack("<I", bits))[0]) + "f"
        if name == "BOOL":
            return "true" if bits else "false"
        return str(bits - (1 << 64) if name.startswith("I") and bits >> 63 else bits)

    def literal(self, index: int) -> str:
        text = self.literals[index].decode("utf-8", "backslashreplace")
        shown = text if len(text) <= _LONGEST else text[: _LONGEST - 3] + "..."
        return '"' + _printable(shown.replace('"', '\\"')) + '"'

    def callee(self, name: str, index: int) -> str:
        sort = _CALLS[name]
        if sort == 3:
            return f"method {index}"
        if sort == 4:
            return self.strings[self.types[index][4]] or f"type {index}"
        if sort == 0:
            return self.strings[self.functions[index].name] or f"function {index}"
        declaration = self.strings[self.externs[sort - 1][index][1]]
        return declaration.partition("(")[0].rpartition(" ")[2] or f"{name.lower()} {index}"

    def variable(self, index: int) -> str:
        _, name, flags, function = self.globals[index]
        if flags & GL_FUNC:
            return "@" + self.named("func", function)
        return self.strings[name] or f"global {index}"

    def named(self, cls: str, index: int) -> str:
        if cls == "const":
            return self.constant(index)
        if cls == "lit":
            return self.literal(index)
        if cls == "glob":
            return self.variable(index)
        if cls == "func":
            return self.strings[self.functions[index].name] or f"function {index}"
        if cls == "type":
            return self.strings[self.types[index][4]] or f"type {index}"
        return str(index)

    # -------------------------------------------------------------------------------------- code

    def instructions(self, f: Row) -> Iterator[tuple[int, Opcode, tuple[int, ...]]]:
        """(word in the function, opcode, its words) of a verified function."""
        pc = 0
        while pc < f.ncode:
            first = self.code[f.code + pc]
            op = OPCODES[first & 0xFF]
            length = 2 if "W" in op.props else 1
            if op.name in ("CALL", "CALLV", "CALLI", "CALLF", "NATIVE", "HOST"):
                length += (first >> 8 & 0xFF) // 4
            elif op.name == "SWITCH":
                length += ((self.code[f.code + pc + 1] & 0xFFFFFFFF) + 1) // 2
            yield pc, op, self.code[f.code + pc : f.code + pc + length]
            pc += length

    def targets(self, pc: int, op: Opcode, words: tuple[int, ...]) -> list[int]:
        """Words that an instruction may jump to; of SWITCH the default first."""
        behind = pc + len(words)
        if op.name == "SWITCH":
            count = words[1] & 0xFFFFFFFF
            halves = [words[1] >> 32] + [half for word in words[2:] for half in (word & 0xFFFFFFFF, word >> 32)]
            return [behind + offset for offset in halves[: count + 1]]
        return [behind + _field(words, operand) for operand in op.operands if operand.cls in _JUMPS]

    def operands(self, pc: int, op: Opcode, words: tuple[int, ...]) -> str:
        if op.name in _CALLS:
            arguments = ", ".join(f"r{register}" for register in _arguments(words))
            result = words[1] >> 32 & 0xFFFF
            if op.name.startswith(("CALLV", "CALLI")) and result == words[1] >> 48:
                result = NO_REG
            return f"{self.callee(op.name, words[0] >> 32)}({arguments})" + (
                f" -> r{result}" if result != NO_REG else ""
            )
        shown = []
        for operand in op.operands:
            value = _field(words, operand)
            if operand.cls in ("cost8", "cost24"):
                continue
            if operand.cls in _JUMPS:
                shown.append(f"-> {pc + len(words) + value}")
            elif operand.cls == "fimm":
                shown.append(_short_float(struct.unpack("<f", struct.pack("<I", value & 0xFFFFFFFF))[0]))
            elif "imm" in operand.cls or operand.cls in ("const", "lit", "glob", "type", "func"):
                shown.append(str(value) if "imm" in operand.cls else f"{operand.cls} {value}")
            else:
                shown.append(f"r{value}")
        if op.name == "SWITCH":
            default, *rest = self.targets(pc, op, words)
            shown.append(f"-> {', '.join(map(str, [*rest, f'else {default}']))}")
        return ", ".join(shown)

    def effect(self, op: Opcode, words: tuple[int, ...]) -> str:
        """The effect column of the opcode table with this instruction's operands."""
        if op.name in _CALLS or op.name == "SWITCH":
            return ""
        if op.name == "ENTER":
            first, count = words[0] >> 16 & 0xFFFF, words[0] >> 32 & 0xFFFF
            return f"r{first} .. r{first + count - 1} := null: the owned range of the frame"
        fields = {operand.field: operand for operand in op.operands}
        text = op.effect.replace("a<<8|x", str(words[0] >> 8 & 0xFFFFFF))
        text = re.sub(r"double\(float with the bits i\)|float with the bits i", "i", text)
        text = re.sub(r"R\[([a-g])\]", lambda m: f"r{_field(words, fields[m[1]])}" if m[1] in fields else m[0], text)
        text = re.sub(r"\b(K|G)\[u\]", "u", text)

        def plain(match: re.Match[str]) -> str:
            operand = fields.get(match[1])
            if operand is None or operand.cls not in _VALUES:
                return match[0]
            value = _field(words, operand)
            if operand.cls == "fimm":
                return _short_float(struct.unpack("<f", struct.pack("<I", value & 0xFFFFFFFF))[0])
            return self.named(operand.cls, value)

        return _PLAIN.sub(plain, text)

    # ----------------------------------------------------------------------------------- listing

    def head(self) -> Iterator[str]:
        program = self.program
        yield (
            f"; {program.function_count} functions, {program.bytecode_size} bytes of code, "
            f"{program.memory_size} bytes in all, fingerprint {program.fingerprint.hex()}"
        )
        for index, (_, handle, _, element, name, *_) in enumerate(self.types[TYPE_FIRST:], TYPE_FIRST):
            shown = f"; type {index}: {self.strings[name]}"
            if self.types[index][0] == 3:
                yield f"{shown} (elements {self.kind(element)}{'@' if handle else ''})"
            else:
                yield f"{shown} ({self.members(index)})"
        for index, (kind, _, flags, _) in enumerate(self.globals):
            const = "const " if flags & 1 and not flags & GL_FUNC else ""
            yield f"; global {index}: {const}{self.kind(kind)} {self.variable(index)}"
        for word, rows in zip(("native", "host"), self.externs, strict=True):
            for index, (id, declaration, first, nparams, nouts) in enumerate(rows):
                kinds = [self.kind(kind) for kind in self.kinds[first : first + nparams + 1 + nouts]]
                outs = f", outs {', '.join(kinds[nparams + 1 :])}" if nouts else ""
                shape = f"{kinds[nparams]}({', '.join(kinds[:nparams])}){outs}"
                yield f"; {word} {index}: {self.strings[declaration]}: {shape}, id {id:016x}"

    def members(self, index: int) -> str:
        """What a class or interface consists of."""
        sort, _, _, _, _, base, first, count, _, slots, impls, nimpls, dtor, flags, _ = self.types[index]
        above = ([base] if base and sort in (4, 6) else []) + [iface for iface, _ in self.impls[impls : impls + nimpls]]
        parts = [("abstract " if flags & 2 else "") + _SORTS[sort]]
        parts += ["of " + ", ".join(self.strings[self.types[i][4]] for i in above)] if above else []
        if sort == 4:
            names = [self.strings[decl] for _, decl, _ in self.fields[first : first + count]]
            parts.append(f"fields {', '.join(names) or '-'}")
        parts += [f"{slots} virtual functions"] if slots else []
        parts += [f"destructor function {dtor}"] if dtor != NO_FUNC else []
        return "; ".join(parts)

    def registers(self, f: Row) -> str:
        names = [f"r{i} {self.kind(self.kinds[f.kinds + i])}" for i in range(f.nregs)]
        own = f.own if f.nown else f.nparams
        plain = names[f.nparams : own] + names[own + f.nown :]
        parts = [", ".join(part) or "-" for part in (names[: f.nparams], names[own : own + f.nown], plain)]
        outs = ", ".join(self.kind(kind) for kind in self.kinds[f.outs : f.outs + f.nouts])
        return " | ".join(parts) + f"; result {self.kind(f.ret)}" + (f", outs {outs}" if outs else "")

    def function(self, index: int, source: list[str] | None) -> Iterator[str]:
        f = self.functions[index]
        section = self.strings[f.section]
        title = self.strings[f.decl] or self.strings[f.name] or "<globals>"
        yield f"{title}    ; function {index}{', ' + section if section else ''}"
        yield f"  ; {self.registers(f)}; cost {f.cost}"
        code = list(self.instructions(f))
        jumped = {target for pc, op, words in code for target in self.targets(pc, op, words)}
        for start, end, handler, own in self.tries[f.tries : f.tries + f.ntries]:
            yield f"  ; try {start} to {end}: handler {handler}, releases from r{own}"
            jumped.add(handler)
        for name, type_, register, _, start, end in self.locals[f.locals : f.locals + f.nlocals]:
            yield f"  ; r{register} from {start} to {end}: {self.strings[type_]} {self.strings[name]}"
        starts = {pc: line for pc, line, _ in self.lines[f.lines : f.lines + f.nlines]}
        before = 0
        for pc, op, words in code:
            line = starts.get(pc, before)
            if line != before:
                before = line
                text = source[line - 1].strip() if source and 0 < line <= len(source) else ""
                yield f"  ; {line}: {text}".rstrip(": ")
            left = f"  {'>' if pc in jumped else ' '} {pc:5} {op.name:12}{self.operands(pc, op, words)}"
            effect = self.effect(op, words)
            yield f"{left:{_WIDTH}}  ; {effect}".rstrip(" ;") if effect else left.rstrip()


def _short_float(value: float) -> str:
    """The shortest text that gives the same float32."""
    for digits in range(6, 10):
        text = f"{value:.{digits}g}"
        if struct.pack("<f", float(text)) == struct.pack("<f", value):
            return text
    return repr(value)


def _field(words: tuple[int, ...], operand: Operand) -> int:
    """Value of an operand: jumps and signed immediates with their sign."""
    word = words[1 if operand.field in "defg" else 0]
    bits = 32 if operand.field in "iu" else 8 if operand.field == "x" else 16
    value = word >> _SHIFT[operand.field] & (1 << bits) - 1
    signed = operand.cls in ("simm16", *_JUMPS) or (operand.field == "i" and operand.cls == "imm32")
    return value - (1 << bits) if signed and value >> bits - 1 else value


def _arguments(words: tuple[int, ...]) -> list[int]:
    count = words[0] >> 8 & 0xFF
    registers = [words[0] >> 16 & 0xFFFF, words[1] & 0xFFFF, words[1] >> 16 & 0xFFFF]
    registers += [word >> 16 * i & 0xFFFF for word in words[2:] for i in range(4)]
    return registers[:count]


def disassemble(program: Program, sources: Mapping[str, str] | None = None) -> str:
    """The listing of a program; `sources` maps section names to source text."""
    listing = Listing(program)
    split = {name: text.splitlines() for name, text in (sources or {}).items()}
    out = list(listing.head())
    for index, f in enumerate(listing.functions):
        out += ["", *listing.function(index, split.get(listing.strings[f.section]))]
    return "\n".join(out)
