"""Compiled programs taken apart and changed: what `fuzz_sbc.py` makes its mutants with.

What it is: Decoded, a program as functions, instructions with jump targets, and table rows, which can be laid out again
with right offsets and costs; and Mutator, which changes one. What it is not: running anything.
"""

from __future__ import annotations

import contextlib
import random
import struct
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from itertools import pairwise

from seraphscript.vm.costs import fill_costs
from seraphscript.vm.kinds import ACCEPTS
from seraphscript.vm.opcode_table import OPCODES, Operand
from seraphscript.vm.sbc import split_parts

NUMBER = {op.name: i for i, op in enumerate(OPCODES)}
CALLS = {i for i, op in enumerate(OPCODES) if op.name.startswith("CALL") or op.name in ("NATIVE", "HOST")}
SHIFT = {"a": 16, "b": 32, "c": 48, "d": 0, "e": 16, "f": 32, "g": 48}
ODD = (0, 1, 2, 3, 7, 8, 0x7F, 0x80, 0xFF, 0x100, 0x7FFF, 0x8000, 0xFFFF, 0x7FFFFFFF, 0x80000000, 0xFFFFFFFF)
FUNCTION_ROW = "<4I4H2I2H3I7I"  # FuncDef
LOCAL_ROW = "<2I2H2I"  # LocalDef
JUMPS = ("j16", "j32", "back16", "back32")
_SHAPE: dict[int, tuple[Operand, ...]] = {i: op.operands for i, op in enumerate(OPCODES)}
SIMILAR = {i: [k for k in _SHAPE if _SHAPE[k] == _SHAPE[i]] for i in _SHAPE}


# --------------------------------------------------------------------------------------- structure


@dataclass
class Instruction:
    """Words of one instruction; jump targets as indices of instructions (of SWITCH the default first)."""

    words: list[int]
    targets: list[int] = field(default_factory=list)

    @property
    def op(self) -> int:
        return self.words[0] & 0xFF

    def copy(self) -> Instruction:
        return Instruction(self.words[:], self.targets[:])


@dataclass
class Function:
    row: list[int]  # of FuncDef; what encode() lays out is overwritten
    kinds: list[int]
    outs: list[int]
    code: list[Instruction]
    lines: list[tuple[int, int, int]]
    tries: list[tuple[int, int, int, int]]
    locals: list[list[int]]  # of LocalDef; the words as indices of instructions, the end may be behind the last


@dataclass
class Extern:
    id: int
    decl: int
    params: list[int]
    result: int
    outs: list[int]
    flags: int
    enums: int


def length(words: list[int]) -> int:
    op = OPCODES[words[0] & 0xFF]
    base = 2 if "W" in op.props else 1
    if op.name in ("CALL", "CALLV", "CALLI", "CALLF", "NATIVE", "HOST"):
        return base + (words[0] >> 8 & 0xFF) // 4
    return base + ((words[1] & 0xFFFFFFFF) + 1) // 2 if op.name == "SWITCH" else base


def offset_of(word: int, operand: Operand) -> int:
    bits = 16 if operand.field == "c" else 32
    value = word >> (64 - bits) & (1 << bits) - 1
    return value - (1 << bits) if value >> bits - 1 else value


class Decoded:
    """A program in pieces; encode() is the inverse of the constructor."""

    def __init__(self, file: bytes) -> None:
        _, _, self.fingerprint, self.scalars, tables = split_parts(file)
        self.tables: dict[str, bytes] = tables
        code = struct.unpack(f"<{len(tables['code']) // 8}Q", tables["code"])
        kinds = struct.unpack(f"<{len(tables['kinds']) // 4}I", tables["kinds"])
        lines = list(struct.iter_unpack("<3I", tables["lines"]))
        tries = list(struct.iter_unpack("<4I", tables["tries"]))
        variables = list(struct.iter_unpack(LOCAL_ROW, tables["locals"]))
        self.functions = []
        for row in struct.iter_unpack(FUNCTION_ROW, tables["funcs"]):
            start, ncode, first, outs = row[0], row[1], row[3], row[9]
            instructions, at = self.instructions(list(code[start : start + ncode]))
            at[ncode] = len(instructions)
            self.functions.append(
                Function(
                    list(row),
                    list(kinds[first : first + row[4]]),
                    list(kinds[outs : outs + row[10]]),
                    instructions,
                    [(at.get(pc, 0), line, column) for pc, line, column in lines[row[15] : row[15] + row[16]]],
                    [(at[s], at[e], at[h], own) for s, e, h, own in tries[row[17] : row[17] + row[18]]],
                    [[*v[:4], at[v[4]], at[v[5]]] for v in variables[row[20] : row[20] + row[21]]],
                )
            )
        self.types = [list(row) for row in struct.iter_unpack("<BBH11IQ", tables["types"])]
        self.fields = [list(row) for row in struct.iter_unpack("<3I", tables["fields"])]
        self.vtables = [function for (function,) in struct.iter_unpack("<I", tables["vtables"])]
        self.impls = [list(row) for row in struct.iter_unpack("<2I", tables["impls"])]
        self.globals = [list(row) for row in struct.iter_unpack("<4I", tables["globals"])]
        self.constants = [
            [kind, bits]
            for kind, (bits,) in zip(tables["const_kinds"], struct.iter_unpack("<Q", tables["consts"]), strict=True)
        ]
        places = struct.unpack(f"<{len(tables['lit_offsets']) // 4}I", tables["lit_offsets"])
        self.literals = [tables["lits"][a:b] for a, b in pairwise(places)]
        self.externs = []
        for name in ("natives", "hosts"):
            rows = []
            for id, decl, first, nparams, nouts, flags, enums in struct.iter_unpack("<Q2IH2BI", tables[name]):
                row_kinds = list(kinds[first : first + nparams + 1 + nouts])
                rows.append(
                    Extern(id, decl, row_kinds[:nparams], row_kinds[nparams], row_kinds[nparams + 1 :], flags, enums)
                )
            self.externs.append(rows)

    @staticmethod
    def instructions(code: list[int]) -> tuple[list[Instruction], dict[int, int]]:
        found: list[Instruction] = []
        at: dict[int, int] = {}
        starts: list[int] = []
        pc = 0
        while pc < len(code):
            at[pc] = len(found)
            starts.append(pc)
            words = code[pc : pc + length(code[pc : pc + 2])]
            found.append(Instruction(words))
            pc += len(words)
        for start, one in zip(starts, found, strict=True):
            behind = start + len(one.words)
            if one.op == NUMBER["SWITCH"]:
                halves = [one.words[1] >> 32]
                halves += [half for word in one.words[2:] for half in (word & 0xFFFFFFFF, word >> 32)]
                one.targets = [at[behind + half] for half in halves[: (one.words[1] & 0xFFFFFFFF) + 1]]
            else:
                jumps = [operand for operand in OPCODES[one.op].operands if operand.cls in JUMPS]
                one.targets = [at[behind + offset_of(one.words[0], operand)] for operand in jumps]
        return found, at

    def copy(self) -> Decoded:
        twin = object.__new__(Decoded)
        twin.fingerprint, twin.scalars, twin.tables = self.fingerprint, self.scalars[:], self.tables
        twin.functions = [
            Function(
                f.row[:],
                f.kinds[:],
                f.outs[:],
                [one.copy() for one in f.code],
                f.lines[:],
                f.tries[:],
                [v[:] for v in f.locals],
            )
            for f in self.functions
        ]
        twin.types = [row[:] for row in self.types]
        twin.fields = [row[:] for row in self.fields]
        twin.vtables = self.vtables[:]
        twin.impls = [row[:] for row in self.impls]
        twin.globals = [row[:] for row in self.globals]
        twin.constants = [row[:] for row in self.constants]
        twin.literals = self.literals[:]
        twin.externs = [[replace(x, params=x.params[:], outs=x.outs[:]) for x in rows] for rows in self.externs]
        return twin

    def encode_function(self, f: Function) -> tuple[list[int], list[int], list[tuple[int, int, int]]]:
        """(words, start of each instruction, try blocks in words); costs filled in where they can be computed."""
        starts, pc = [], 0
        for one in f.code:
            starts.append(pc)
            pc += len(one.words)
        words: list[int] = []
        for start, one in zip(starts, f.code, strict=True):
            fixed = one.words[:]
            behind = start + len(fixed)
            op = OPCODES[one.op] if one.op < len(OPCODES) else None
            offsets = [(starts[t] if t < len(starts) else pc) - behind for t in one.targets]
            if one.op == NUMBER["SWITCH"] and len(fixed) > 1 and offsets:
                fixed[2:] = [0] * (len(fixed) - 2)
                fixed[1] = len(offsets) - 1 | (offsets[0] & 0xFFFFFFFF) << 32
                for i, offset in enumerate(offsets[1:]):
                    if 2 + i // 2 < len(fixed):
                        fixed[2 + i // 2] |= (offset & 0xFFFFFFFF) << 32 * (i & 1)
            elif offsets and op is not None:
                bits = 16 if any(operand.cls in ("j16", "back16") for operand in op.operands) else 32
                keep = (1 << 64 - bits) - 1
                fixed[0] = fixed[0] & keep | (offsets[0] & (1 << bits) - 1) << 64 - bits
            words += fixed
        tries = [(starts[s], starts[e], starts[h]) for s, e, h, _ in f.tries if max(s, e, h) < len(starts)]
        raw = bytearray(struct.pack(f"<{len(words)}Q", *words))
        with contextlib.suppress(ValueError):
            f.row[2] = fill_costs(raw, tries)
        return list(struct.unpack(f"<{len(words)}Q", raw)), starts, tries

    def encode(self) -> dict[str, bytes]:
        code = [NUMBER["EXIT"], NUMBER["DESTROY"], NUMBER["KEPT"]]
        kinds: list[int] = []
        functions = lines = tries = variables = b""
        for f in self.functions:
            words, starts, blocks = self.encode_function(f)
            row = f.row[:]
            row[0], row[1], row[3], row[9] = len(code), len(words), len(kinds), len(kinds) + len(f.kinds)
            row[15], row[17], row[18] = len(lines) // 12, len(tries) // 16, len(blocks)
            row[20], row[16], row[21] = len(variables) // struct.calcsize(LOCAL_ROW), 0, 0
            for at, line, column in f.lines:
                if at < len(starts):
                    lines += struct.pack("<3I", starts[at], line, column)
                    row[16] += 1
            for block, (_, _, _, own) in zip(blocks, f.tries, strict=False):
                tries += struct.pack("<4I", *block, own)
            for *v, begin, end in f.locals:
                if begin < len(starts):
                    behind = starts[end] if end < len(starts) else len(words)
                    variables += struct.pack(LOCAL_ROW, *v, starts[begin], behind)
                    row[21] += 1
            functions += struct.pack(FUNCTION_ROW, *row)
            kinds += f.kinds + f.outs
            code += words
        tables = dict(self.tables)
        for name, rows in zip(("natives", "hosts"), self.externs, strict=True):
            table = b""
            for x in rows:
                table += struct.pack(
                    "<Q2IH2BI", x.id, x.decl, len(kinds), len(x.params), len(x.outs) & 0xFF, x.flags, x.enums
                )
                kinds += [*x.params, x.result, *x.outs]
            tables[name] = table
        places = [0]
        for text in self.literals:
            places.append(places[-1] + len(text))
        tables.update(
            code=struct.pack(f"<{len(code)}Q", *code), funcs=functions, kinds=struct.pack(f"<{len(kinds)}I", *kinds),
            types=b"".join(struct.pack("<BBH11IQ", *row) for row in self.types),
            fields=b"".join(struct.pack("<3I", *row) for row in self.fields),
            vtables=struct.pack(f"<{len(self.vtables)}I", *self.vtables),
            impls=b"".join(struct.pack("<2I", *row) for row in self.impls),
            globals=b"".join(struct.pack("<4I", *row) for row in self.globals),
            consts=b"".join(struct.pack("<Q", bits) for _, bits in self.constants),
            const_kinds=bytes(kind for kind, _ in self.constants),
            lit_offsets=struct.pack(f"<{len(places)}I", *places), lits=b"".join(self.literals),
            lines=lines, tries=tries, locals=variables,
        )  # fmt: skip
        return tables


# --------------------------------------------------------------------------------------- mutations


class Mutator:
    """Changes one decoded program; `strange` mutations are likely to be refused, the others to be accepted."""

    def __init__(self, rng: random.Random, others: list[Decoded]) -> None:
        self.rng = rng
        self.others = others

    def mutate(self, program: Decoded) -> None:
        gentle: list[Callable[[Decoded], None]] = [
            self.register, self.register, self.immediate, self.opcode, self.swap, self.duplicate, self.remove,
            self.target, self.table_index, self.constant, self.literal, self.splice,
        ]  # fmt: skip
        strange: list[Callable[[Decoded], None]] = [
            self.bit, self.kind, self.type_row, self.global_row, self.extern_row, self.function_row, self.try_row,
            self.frame, self.any_opcode, self.call_shape, self.field_row, self.virtual_function, self.impl_row,
            self.local_row,
        ]  # fmt: skip
        for _ in range(self.rng.choice([1, 1, 1, 2, 2, 3, 5])):
            self.rng.choice(gentle if self.rng.random() < 0.8 else strange)(program)

    def number(self, bits: int) -> int:
        rng = self.rng
        value = rng.choice([rng.choice(ODD), rng.randrange(1 << bits), rng.randrange(32)])
        return value & (1 << bits) - 1

    def pick(self, program: Decoded) -> tuple[Function, Instruction]:
        f = self.rng.choice([f for f in program.functions if f.code])
        return f, self.rng.choice(f.code)

    def fields(self, one: Instruction) -> list[tuple[int, int]]:
        """(word, shift) of the registers of an instruction."""
        if one.op >= len(OPCODES):
            return []
        if one.op in CALLS and len(one.words) > 1:
            count = one.words[0] >> 8 & 0xFF
            places = [(0, 16), (1, 0), (1, 16)] + [(2 + i // 4, 16 * (i % 4)) for i in range(max(0, count - 3))]
            places = places[:count]
            return places + ([(1, 32)] if one.words[1] >> 32 & 0xFFFF != 0xFFFF else [])
        return [
            (1 if operand.field in "defg" else 0, SHIFT[operand.field])
            for operand in OPCODES[one.op].operands
            if operand.cls in ACCEPTS
        ]

    def register(self, program: Decoded) -> None:
        f, one = self.pick(program)
        places = [place for place in self.fields(one) if place[0] < len(one.words)]
        if not places or not f.kinds:
            return
        word, shift = self.rng.choice(places)
        old = one.words[word] >> shift & 0xFFFF
        alike = [i for i, kind in enumerate(f.kinds) if old < len(f.kinds) and kind == f.kinds[old]]
        new = self.rng.choice(alike) if alike and self.rng.random() < 0.9 else self.number(16)
        one.words[word] = one.words[word] & ~(0xFFFF << shift) | new << shift

    def immediate(self, program: Decoded) -> None:
        _, one = self.pick(program)
        for operand in OPCODES[one.op].operands if one.op < len(OPCODES) else ():
            if "imm" not in operand.cls or one.op in CALLS or OPCODES[one.op].name == "ENTER":
                continue
            if operand.field in "iu":
                one.words[0] = one.words[0] & 0xFFFFFFFF | self.number(32) << 32
            elif operand.field in SHIFT:
                shift = SHIFT[operand.field]
                one.words[0] = one.words[0] & ~(0xFFFF << shift) | self.number(16) << shift

    def opcode(self, program: Decoded) -> None:
        _, one = self.pick(program)
        if one.op in SIMILAR:
            one.words[0] = one.words[0] & ~0xFF | self.rng.choice(SIMILAR[one.op])

    def any_opcode(self, program: Decoded) -> None:
        _, one = self.pick(program)
        one.words[0] = one.words[0] & ~0xFF | self.rng.randrange(256)

    def swap(self, program: Decoded) -> None:
        f, _ = self.pick(program)
        i, k = self.rng.randrange(len(f.code)), self.rng.randrange(len(f.code))
        f.code[i], f.code[k] = f.code[k], f.code[i]

    def duplicate(self, program: Decoded) -> None:
        f, one = self.pick(program)
        self.insert(f, self.rng.randrange(len(f.code) + 1), one.copy())

    def splice(self, program: Decoded) -> None:
        """An instruction of another program; registers and indices fit where both come from the same frame."""
        f, _ = self.pick(program)
        _, one = self.pick(self.rng.choice(self.others))
        one = one.copy()
        one.targets = [self.rng.randrange(len(f.code)) for _ in one.targets]
        self.insert(f, self.rng.randrange(len(f.code)), one)

    def insert(self, f: Function, at: int, one: Instruction) -> None:
        if len(f.code) < 500:
            f.code.insert(at, one)
            self.shift(f, at, 1)

    def remove(self, program: Decoded) -> None:
        f, _ = self.pick(program)
        if len(f.code) > 1:
            at = self.rng.randrange(len(f.code))
            del f.code[at]
            self.shift(f, at + 1, -1)

    @staticmethod
    def shift(f: Function, at: int, by: int) -> None:
        """Move what points at instruction `at` and behind."""

        def moved(place: int) -> int:
            return place + by if place >= at else place

        for one in f.code:
            one.targets = [moved(target) for target in one.targets]
        f.lines = [(moved(place), line, column) for place, line, column in f.lines]
        f.tries = [(moved(s), moved(e), moved(h), own) for s, e, h, own in f.tries]
        f.locals = [[*v[:4], moved(v[4]), moved(v[5])] for v in f.locals]

    def target(self, program: Decoded) -> None:
        f, _ = self.pick(program)
        jumps = [(i, one) for i, one in enumerate(f.code) if one.targets]
        if not jumps:
            return
        i, one = self.rng.choice(jumps)
        backward = one.targets[0] <= i and one.op != NUMBER["SWITCH"]
        low, high = (0, i) if backward else (i + 1, len(f.code) - 1)
        if self.rng.random() < 0.1:
            low, high = 0, len(f.code)
        if low <= high:
            one.targets[self.rng.randrange(len(one.targets))] = self.rng.randint(low, high)

    def table_index(self, program: Decoded) -> None:
        _, one = self.pick(program)
        sizes = {
            "const": len(program.constants), "lit": len(program.literals), "glob": len(program.globals),
            "func": len(program.functions), "native": len(program.externs[0]), "host": len(program.externs[1]),
        }  # fmt: skip
        for operand in OPCODES[one.op].operands if one.op < len(OPCODES) else ():
            if operand.field == "u" and operand.cls in sizes:
                value = self.rng.randrange(max(1, sizes[operand.cls])) if self.rng.random() < 0.9 else self.number(32)
                one.words[0] = one.words[0] & 0xFFFFFFFF | value << 32

    def constant(self, program: Decoded) -> None:
        if program.constants:
            row = self.rng.choice(program.constants)
            row[1] = self.number(63) if self.rng.random() < 0.7 else self.rng.randrange(1 << 64)
            if self.rng.random() < 0.2:
                row[0] = self.rng.randrange(18)

    def literal(self, program: Decoded) -> None:
        if program.literals:
            at = self.rng.randrange(len(program.literals))
            program.literals[at] = self.rng.randbytes(self.rng.choice([0, 1, 7, 8, 9, 100, 5000]))

    def bit(self, program: Decoded) -> None:
        _, one = self.pick(program)
        at = self.rng.randrange(len(one.words))
        one.words[at] ^= 1 << self.rng.randrange(64)

    def kind_word(self, program: Decoded) -> int:
        rng = self.rng
        plain = rng.choice([rng.randrange(1, 13), 13, 14, rng.randrange(20)])
        return plain | rng.randrange(len(program.types) + 1) << 8 if plain in (13, 14) else plain

    def kind(self, program: Decoded) -> None:
        f, _ = self.pick(program)
        if self.rng.random() < 0.2:
            f.row[8] = self.kind_word(program)
        elif f.kinds:
            f.kinds[self.rng.randrange(len(f.kinds))] = self.kind_word(program)

    def type_row(self, program: Decoded) -> None:
        """Sort, element and depth; ranges by one; whatever else the row has."""
        rng = self.rng
        row = rng.choice(program.types)
        at = rng.randrange(15)
        if at < 4:
            row[at] = [rng.randrange(11), rng.randrange(3), rng.randrange(70), self.kind_word(program)][at]
        elif rng.random() < 0.7:
            row[at] = max(0, row[at] + rng.choice([-1, 1])) & 0xFFFFFFFF
        else:
            row[at] = self.number(32)

    def field_row(self, program: Decoded) -> None:
        if program.fields:
            row = self.rng.choice(program.fields)
            at = self.rng.randrange(3)
            row[at] = self.kind_word(program) if at == 0 else self.number(8)

    def virtual_function(self, program: Decoded) -> None:
        if program.vtables:
            function = self.rng.randrange(len(program.functions) + 1)
            program.vtables[self.rng.randrange(len(program.vtables))] = function

    def impl_row(self, program: Decoded) -> None:
        if program.impls:
            row = self.rng.choice(program.impls)
            at = self.rng.randrange(2)
            row[at] = self.rng.choice([row[at] + 1, max(0, row[at] - 1), self.number(32)]) & 0xFFFFFFFF

    def global_row(self, program: Decoded) -> None:
        if program.globals:
            row = self.rng.choice(program.globals)
            row[self.rng.choice((0, 0, 2, 3))] = self.rng.choice([self.kind_word(program), self.rng.randrange(8)])

    def extern_row(self, program: Decoded) -> None:
        rows = [x for table in program.externs for x in table]
        if not rows:
            return
        x = self.rng.choice(rows)
        choice = self.rng.randrange(6)
        if choice == 0 and x.params:
            x.params[self.rng.randrange(len(x.params))] = self.kind_word(program)
        elif choice == 1:
            x.result = self.kind_word(program)
        elif choice == 2:
            x.outs.append(self.kind_word(program))
        elif choice == 3:
            x.flags = self.rng.choice([0, 1, 2, 3, 4])
        elif choice == 4:
            x.enums = self.rng.choice([x.decl, x.enums + 1, self.number(32)]) & 0xFFFFFFFF
        else:
            x.id = self.rng.choice(rows).id

    def function_row(self, program: Decoded) -> None:
        f, _ = self.pick(program)
        at = self.rng.choice([4, 5, 6, 7, 10, 11, 12, 13, 14, 19])
        f.row[at] = self.number(16) if self.rng.random() < 0.5 else max(0, f.row[at] + self.rng.choice([-1, 1]))

    def try_row(self, program: Decoded) -> None:
        f, _ = self.pick(program)
        count = len(f.code)
        start, end, handler = sorted(self.rng.randrange(count) for _ in range(3))
        f.tries.append((start, end, handler, f.row[6] + self.rng.randrange(f.row[7] + 1)))
        f.tries.sort(key=lambda row: (row[1], -row[0]))

    def local_row(self, program: Decoded) -> None:
        """A variable elsewhere: what a debugger would show is what the register holds all the same."""
        f, _ = self.pick(program)
        begin, end = sorted(self.rng.randrange(len(f.code) + 1) for _ in range(2))
        register, role = self.rng.randrange(len(f.kinds) + 2), self.rng.randrange(4)
        f.locals.append([self.number(4), self.number(4), register, role, begin, end])

    def frame(self, program: Decoded) -> None:
        """One more register; calls get the new frame size."""
        f, _ = self.pick(program)
        if len(f.kinds) >= 1000:
            return
        f.kinds.append(self.kind_word(program))
        f.row[4] = len(f.kinds)
        for one in f.code:
            if one.op in CALLS and len(one.words) > 1 and self.rng.random() < 0.95:
                one.words[1] = one.words[1] & 0xFFFFFFFFFFFF | len(f.kinds) << 48

    def call_shape(self, program: Decoded) -> None:
        f, _ = self.pick(program)
        calls = [one for one in f.code if one.op in CALLS and len(one.words) > 1]
        if calls:
            one = self.rng.choice(calls)
            shift = self.rng.choice([8, 16, 32, 48])
            one.words[shift // 48] ^= 1 << shift + self.rng.randrange(8)


def damage(rng: random.Random, tables: dict[str, bytes]) -> None:
    """Bits of the tables as they are stored."""
    name = rng.choice([name for name in tables if tables[name]])
    data = bytearray(tables[name])
    for _ in range(rng.choice([1, 1, 2, 8])):
        data[rng.randrange(len(data))] ^= 1 << rng.randrange(8)
    tables[name] = bytes(data)
