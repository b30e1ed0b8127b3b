"""Structured fuzzing of compiled programs: verifier, interpreter and heap against hostile `.sbc` files.

usage: python tools/fuzz_sbc.py [--count N] [--seed S] [--start N] [--corpus FILE...] [--keep FILE] [-v]

Decodes valid programs into functions, instructions and table rows, mutates these (operands, opcodes, order, jumps,
kinds, rows, bits), lays the result out again with right costs, checksum and table hash, loads it, and runs what the
verifier accepts: an instance is made and its functions are called, each with at most 10,000 cost units, a small memory
limit and host functions that call back. The corpus is generated (every opcode, in programs that are accepted), with
the scripts in fuzz_corpus/; files (.sbc, or .as that need nothing but what these use) can be added.

A finding is whatever is not a clean refusal or a script's own end: a crash, a hang (20 s), an exception other than
Seraphscript's own. Mutant N depends on seed, corpus and N alone: `--seed S --start N --count 1` repeats it; with
`--keep FILE` each mutant is written to FILE before it runs, so the last one is there after a crash. Exit code 1: a
finding, or fewer than 10 % of the mutants were accepted.

Under sanitizers: build with SERAPH_SANITIZE=1 (see setup.py), then
    LD_PRELOAD="$(gcc -print-file-name=libasan.so) $(gcc -print-file-name=libubsan.so)" \\
    ASAN_OPTIONS=detect_leaks=0 UBSAN_OPTIONS=print_stacktrace=1:halt_on_error=1 python tools/fuzz_sbc.py --count 100000
"""

from __future__ import annotations

import argparse
import collections
import contextlib
import faulthandler
import random
import re
import signal
import struct
import sys
import time
import traceback
from collections.abc import Callable, Mapping
from pathlib import Path

from sbc_mutator import JUMPS, Decoded, Mutator, damage
from seraphscript import Context, Module
from seraphscript.registry.ids import native_id
from seraphscript.vm.assembler import parse
from seraphscript.vm.errors import LoadError, SeraphError
from seraphscript.vm.hostcall import HostFunction, HostType
from seraphscript.vm.instance import Instance
from seraphscript.vm.kinds import ACCEPTS, KINDS, WRITES
from seraphscript.vm.opcode_table import OPCODES, Opcode
from seraphscript.vm.program import FuncInfo, HostUse, Program
from seraphscript.vm.sbc import join_parts, parse_program, program_tables

CORPUS = Path(__file__).parent / "fuzz_corpus"
BUDGET = 10_000
MEMORY = 1 << 20
HANG = 20  # seconds
ARRAY = KINDS.index("ARR")

# ----------------------------------------------------------------------------- the generated corpus

HEAD = """
type a1 = array i8
type a2 = array u16
type a4 = array i32
type af = array f32
type a8 = array f64
type ab = array bool
type as = array str
type aa = array a4
type ah = array as@
type ds = dict str i32
type di = dict i32 f64
type dv = dict str ?
type box = any
type weak = weak Base
interface Face
    virtual get
end
class Base
    field i32 number
    field f64 weight
    field str text
    field Base@ next
    field a4 list
    virtual get set
end
class Derived : Base, Face
    field i32 more
    virtual get
    impl Face get
    dtor ~
end
cyclic class Ring
    field obj@ other
    field ah list
end
const c0 = f64 0.5
const c1 = i64 -5
const c2 = f32 1.5
const c3 = u64 0x8000000000000000
lit l0 = "a text that is longer than one slot"
lit l1 = ""
global g0 = i32
global g1 = str
global g2 = aa
global g3 = f64
global g4 = as
host h0 = 0x71 i32(i32, str) "int h0(int, const string &in)"
host h1 = 0x72 str(a4) u8, str "string h1(array<int>@, uint8 &out, string &out)"
host h2 = 0x73 void() "void h2()"
global g5 = Base
global g6 = ds
func Face.get(Face this) i32
    UNBOUND
end
func Base.get(Base this) i32
    reg r i32
    GETF r, this, 0
    RET r
end
func Base.set(Base this, i32 n) void
    SETF this, 0, n
    RETV
end
func Derived.get(Derived this) i32
    reg r i32
    GETF r, this, 5
    RET r
end
func Derived.~(Derived this) void
    reg r i32
    reg n Base
    GETF r, this, 0
    HOST h0(r, t) -> r
    GETF n, this, 3
    STGH n, g5
    RETV
    reg t str
end
func leaf(i32 a) i32
    RET a
end
func many(i32 a, f64 b, str c, a4 d, u8 e) str outs(f64, str)
    own s str
    own t str
    MOVH s, c
    MOVH t, c
    OUT b, 0
    OUT t, 1
    RET s
end
func down(i32 n) i32
    JLEI n, 0, done
    ADDI_I32 n, n, -1
    CALL down(n) -> n
done:
    RET n
end
"""
NATIVES = (  # native functions: key, result, parameters, &out kind, and where the results go on the frame below
    ("string.substr", "str", "str, u32, i32", "", " -> r6"),
    ("string.insert", "void", "str, u32, str", "str", "\nGETOUT r6, 0"),
    ("string.replaceAll", "str", "str, str, str", "", " -> r7"),
    ("string.resize", "void", "str, u32", "str", "\nGETOUT r7, 0"),
    ("string.split", "as", "str, str", "", " -> r14"),
    ("string.join", "str", "as, str", "", " -> r6"),
    ("string.formatFloat", "str", "f64, str, u32, u32", "", " -> r7"),
    ("string.regexFind", "i32", "str, str, u32", "u32", " -> q0"),
    ("array.insertArray", "void", "a4, u32, a4", "", ""),
    ("array.insertAt", "void", "as, u32, str", "", ""),
    ("array.resize", "void", "aa, u32", "", ""),
    ("array.removeRange", "void", "as, u32, u32", "", ""),
    ("array.sortAscRange", "void", "a8, u32, u32", "", ""),
    ("array.sortDesc", "void", "as", "", ""),
    ("array.opEquals", "bool", "aa, aa", "", " -> q3"),
    ("array.find", "i32", "as, str", "", " -> q0"),
    ("std.println", "void", "str, i32, f64", "", ""),
    ("container.copy", "dv", "dv", "", " -> o17"),
    ("dictionary.set", "void", "ds, str, i32", "", ""),
    ("dictionary.set", "void", "dv, str, as", "", ""),
    ("dictionary.get", "bool", "di, i32", "f64", " -> q3\nGETOUT q12, 0"),
    ("dictionary.delete", "bool", "ds, str", "", " -> q3"),
    ("dictionary.getKeys", "as", "dv", "", " -> o8"),
    ("dictionary.opEquals", "bool", "dv, dv", "", " -> q3"),
    ("any.store", "void", "box, Base", "", ""),
    ("any.retrieve", "bool", "box", "Base", " -> q3\nGETOUT o11, 0"),
)
HEAD += "".join(
    f'native n{i} = {native_id(key):#x} {result}({parameters}) {outs} "{key}"\n'
    for i, (key, result, parameters, outs, _) in enumerate(NATIVES)
)
BOXES = ("ds", "di", "dv", "box", "weak")
HEAD += "".join(f'native new_{kind} = {native_id("container.new"):#x} {kind}() "container.new"\n' for kind in BOXES)
CLASSES = ("Face", "Base", "Derived", "Ring", "obj", *BOXES)
OWNED = ("str", "str", "a1", "a2", "a4", "af", "a8", "ab", "as", "aa", "ah", "Base", "Derived", "Ring", "obj",
         *BOXES)  # fmt: skip
PLAIN = ("i32", "i32", "i32", "bool", "i8", "i16", "u8", "u16", "u32", "i64", "i64", "u64", "f32", "f64", "f64", "str",
         "a1", "a2", "a4", "af", "a8", "ab", "as", "aa", "ah", *CLASSES, "Base")  # fmt: skip
PARAMS = ("i32", "u8", "str", "a4", "as", "f64")
FRAME = [*PARAMS, *OWNED, *PLAIN]
ARRAYS = ("a1", "a2", "a4", "af", "a8", "ab", "as", "aa", "ah")
TYPES = (*ARRAYS, *CLASSES)
CALLS = ("CALL", "CALLV", "CALLI", "NATIVE", "HOST")
SKIP = {"TRAP", "EXIT", "DESTROY", "UNBOUND", "ENTER", "OUT", "GETOUT", "RET", "RETV", "SWITCH", "CALL0", "CALL1",
        "CALL2", "CALL3", "CALLV1", "CALLV2", "CALLV3"}  # fmt: skip
TRIES, ENOUGH = 400, 20  # candidates of an opcode until there are enough that are accepted


def frame_function(body: str, name: str = "main") -> str:
    parameters = ", ".join(f"{kind} p{i}" for i, kind in enumerate(PARAMS))
    text = f"func {name}({parameters}) i32 outs(u8)\n"
    text += "".join(f"own o{i} {kind}\n" for i, kind in enumerate(OWNED))
    text += "".join(f"reg q{i} {kind}\n" for i, kind in enumerate(PLAIN))
    return text + body + "\nout:\nOUT p1, 0\nRET p0\nend\n"


def plain_kind(kind: str) -> str:
    return "ARR" if kind in ARRAYS else "OBJ" if kind in CLASSES else kind.upper()


def candidate(rng: random.Random, op: Opcode) -> str:
    """One instruction on the frame, often a valid one."""
    if op.name in CALLS:
        registers = {kind: [i for i, k in enumerate(FRAME) if k == kind] for kind in FRAME}
        own = len(PARAMS) + rng.randrange(2)
        i32, text = rng.choice(registers["i32"]), rng.choice(registers["str"])
        if op.name == "NATIVE":
            number = rng.randrange(len(NATIVES))
            _, _, parameters, _, target = NATIVES[number]
            arguments = ", ".join(f"r{rng.choice(registers[kind])}" for kind in parameters.split(", "))
            return f"NATIVE n{number}({arguments}){target}"
        if op.name in ("CALLV", "CALLI"):
            base = rng.choice(registers["Base"] + registers["Derived"])
            return rng.choice([
                f"CALLV 0(r{base}) -> r{i32}", f"CALLV 1(r{base}, r{i32})",
                f"CALLI 0(r{rng.choice(registers['Face'])}) -> r{i32}",
            ])  # fmt: skip
        return rng.choice([
            f"CALL leaf(r{i32}) -> r{rng.choice(registers['i32'])}",
            f"CALL many(r{i32}, r5, r{text}, r3, r1) -> r{own}\nGETOUT r5, 0\nGETOUT r{own}, 1",
            f"CALL down(r{i32}) -> r{i32}",
            f"HOST h0(r{i32}, r{text}) -> r{i32}",
            f"HOST h1(r{rng.choice(registers['a4'])}) -> r{own}\nGETOUT r1, 0\nGETOUT r{own}, 1",
            "HOST h2()",
        ])  # fmt: skip
    parts = []
    for operand in op.operands:
        if operand.cls in ("cost8", "cost24"):
            continue
        if operand.cls in JUMPS:
            parts.append("here" if operand.cls.startswith("back") else "out")
        elif operand.cls == "type":
            parts.append(rng.choice(TYPES))
        elif operand.cls == "func":
            parts.append(rng.choice(["leaf", "many", "down"]))
        elif operand.cls in ("const", "lit", "glob"):
            parts.append(str(rng.randrange(6)))
        elif operand.cls == "fimm":
            parts.append(str(rng.choice([0.0, 1.0, -2.5])))
        elif "imm" in operand.cls:
            parts.append(str(rng.choice([0, 1, 2, 3, 4, 5, 100, 127, 1000])))
        else:
            wanted = (WRITES if operand.role else ACCEPTS)[operand.cls]
            fitting = [i for i, kind in enumerate(FRAME) if plain_kind(kind) in wanted]
            if operand.cls == "own":
                fitting = [i for i in fitting if len(PARAMS) <= i < len(PARAMS) + len(OWNED)]
            parts.append(f"r{rng.choice(fitting)}")
    return f"{op.name} {', '.join(parts) if op.name != 'COST' else ''}"


def accepted(text: str) -> bool:
    try:
        parse(HEAD + frame_function(text)).program()
    except (LoadError, ValueError):
        return False
    return True


def generated(rng: random.Random, count: int) -> list[bytes]:
    """Programs that are accepted, made of random instructions that are accepted one by one."""
    pool: dict[str, list[str]] = collections.defaultdict(list)
    for op in OPCODES:
        for _ in range(0 if op.name in SKIP else TRIES):
            text = candidate(rng, op)
            if accepted("here:\n" + text):
                pool[op.name].append(text)
                if len(pool[op.name]) == ENOUGH:
                    break
    names = sorted(pool)
    programs: list[bytes] = []
    while len(programs) < count:
        lines = ["LDI q0, 3", "NEWARRI o4, 5, a4", "NEWARRI o8, 4, as", "MOVB q18, o4", "LDS q15, 0", "SFI o0, q0",
                 "NEW o11, Base", "NEW o12, Derived", "BORN o12", "NEW o13, Ring", "MOVB q26, o12", "MOVB q25, o12",
                 "MOVB q30, o12", "MOVH o14, o4",
                 *(f"NATIVE new_{kind}() -> o{OWNED.index(kind)}\nMOVB q{PLAIN.index(kind)}, o{OWNED.index(kind)}"
                   for kind in BOXES)]  # fmt: skip
        total = rng.randrange(5, 60)
        for i in range(total):
            text = rng.choice(pool[rng.choice(names)])
            text = text.replace("here", f"l{rng.randint(max(0, i - 5), i)}")
            if rng.random() < 0.7:
                text = text.replace(", out", f", l{rng.randint(i + 1, min(total, i + 6))}")
            lines += [f"l{i}:", text]
        lines += [f"l{total}:"]
        if rng.random() < 0.3:
            low = rng.randrange(total - 1)
            lines.append(f"try l{low}, l{rng.randint(low + 1, total)}, l{total}")
        with contextlib.suppress(LoadError, ValueError):
            programs.append(parse(HEAD + frame_function("\n".join(lines))).file())
            parse_program(programs[-1], link=False)
    return programs


# ----------------------------------------------------------------------------------------- running


class Thing:
    """A class of the host, for the programs that use one."""

    size: int = 0
    name: str = "thing"

    def grow(self, other: Thing | None) -> Thing | None:
        return other


def host_module() -> Module:
    """What the scripts of the corpus use; while they are fuzzed, other functions stand in for these."""
    module = Module("host")
    module.type(Thing)

    @module.function
    def note(text: str) -> None:
        return None

    @module.function
    def make(size: int) -> Thing:
        return Thing()

    module.function("int twice(int)")(lambda n: 2 * n)
    module.function("double split(const string &in, string &out, int &out)")(lambda text: (0.5, text, len(text)))
    module.function("array<int>@ numbers(array<int>@)")(list)
    return module


class Host:
    """Host functions for whatever a program declares; they return values that fit and sometimes call back."""

    def __init__(self, rng: random.Random, elements: dict[str, str]) -> None:
        self.rng = rng
        self.elements = elements
        self.world: Instance | None = None
        self.thing = Thing()
        self.depth = 0

    def value(self, kind: str, depth: int = 0) -> object:
        rng = self.rng
        plain = kind.split()[0].upper()
        if plain == "VOID":
            return None
        if plain == "BOOL":
            return rng.random() < 0.5
        if plain == "STR":
            return rng.choice(["", "text", "a longer text than the others " * 3])
        if plain == "F32":
            return float(rng.randrange(-100, 100))
        if plain == "F64":
            return rng.choice([0.0, -1.5, 1e300, float("nan"), float("inf")])
        if plain[0] in "IU":
            bits, signed = int(plain[1:]), plain[0] == "I"
            low, high = (-(1 << bits - 1), (1 << bits - 1) - 1) if signed else (0, (1 << bits) - 1)
            return rng.choice([low, high, 0, 1, 2, 5, min(high, 100)])
        if plain == "OBJ":
            return rng.choice([None, self.thing, self.thing, Thing(), {"a": 1}])
        element = self.elements.get(kind.partition(" ")[2], "") if depth < 3 else ""
        if not element or rng.random() < 0.1:
            return rng.choice([None, None, [], [1, 2, 3], ["a", "b"]])
        return [self.value(element, depth + 1) for _ in range(rng.choice([0, 1, 3, 5, 20]))]

    def functions(self, program: Program) -> dict[int, HostFunction]:
        return {
            use.id: HostFunction(self.function(use.result, use.outs), use.declaration, signature(self.elements, use))
            for use in program.host_functions()
        }

    def function(self, result: str, outs: tuple[str, ...]) -> Callable[..., object]:
        def call(*arguments: object) -> object:
            choice = self.rng.random()
            if choice < 0.1:
                raise ValueError("from the host")
            if choice < 0.3 and self.world is not None and self.depth < 3:
                self.depth += 1
                try:
                    self.call_one(self.world, self.rng.randrange(8))
                finally:
                    self.depth -= 1
            values = ([] if result == "void" else [self.value(result)]) + [self.value(kind) for kind in outs]
            return tuple(values) if len(values) > 1 else values[0] if values else None

        return call

    def call_one(self, world: Instance, number: int) -> None:
        offered = world.program.functions()
        info = offered[number % len(offered)] if offered else None
        if info is not None and is_itself(world.program, info):
            with contextlib.suppress(SeraphError):
                world.call(info.declaration, *map(self.value, info.parameters), budget=BUDGET, deadline=5.0)


def is_itself(program: Program, info: FuncInfo) -> bool:
    """Does a function's declaration lead back to it? Mutated names may not."""
    try:
        return program.find_function(info.declaration) is info
    except LookupError:
        return False


def element_kinds(program: Program) -> dict[str, str]:
    """Kinds of the elements of a program's array types, by the type's name."""
    rows = struct.iter_unpack("<BBH11IQ", program_tables(program)["types"])
    names = [(program.kind_name(ARRAY | i << 8).partition(" ")[2], row[3]) for i, row in enumerate(rows) if row[0] == 3]
    return {name: program.kind_name(element) for name, element in names}


def signature(elements: dict[str, str], use: HostUse) -> str:
    """The signature of a use as hosts write it: arrays as the kind of their elements in brackets."""

    def text(kind: str) -> str:
        plain, _, name = kind.partition(" ")
        return plain if plain != "arr" else f"[{text(elements[name])}]"

    outs = ", ".join(map(text, use.outs))
    return f"{text(use.result)}({', '.join(map(text, use.parameters))})" + (f" {outs}" if outs else "")


def run(file: bytes, types: Mapping[int, HostType], rng: random.Random, results: collections.Counter[str]) -> None:
    """Load one mutant and run what is accepted; exceptions that pass through are findings."""
    try:
        program = parse_program(file)
    except LoadError as error:
        results["refused"] += 1
        results["refused: " + re.sub(r"-?\d+", "N", error.reason)[:60]] += 1
        return
    results["accepted"] += 1
    host = Host(rng, element_kinds(program))
    try:
        world = Instance(program, host.functions(program), types, memory_limit=MEMORY, max_depth=100, budget=BUDGET,
                         output=lambda text: None, on_exception=lambda error: None)  # fmt: skip
    except SeraphError as error:
        results[f"instance: {type(error).__name__}"] += 1
        return
    host.world = world
    for info in program.functions()[:6]:
        if not is_itself(program, info):
            continue
        try:
            arguments = [host.value(kind) for kind in info.parameters]
            world.call(info.declaration, *arguments, budget=BUDGET, deadline=5.0)
            results["ran to the end"] += 1
        except SeraphError as error:
            results[f"ran: {type(error).__name__}"] += 1
    with contextlib.suppress(SeraphError):
        for name in world.globals:
            repr(world.globals[name])
    world.close()


def corpus(context: Context, paths: list[Path], rng: random.Random) -> list[bytes]:
    files = generated(rng, 60)
    for path in sorted(CORPUS.glob("*.as")) * 5 + paths:
        if path.suffix == ".sbc":
            files.append(path.read_bytes())
        else:
            unit = context.create_unit(path.stem)
            unit.add_source(path.name, path.read_text(encoding="utf-8"))
            unit.build()
            files.append(unit.program.to_bytes())
    return files


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--count", type=int, default=10_000, help="mutants (default 10000)")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--start", type=int, default=0, help="number of the first mutant")
    parser.add_argument("--corpus", type=Path, nargs="*", default=[], help="more programs: .sbc or .as files")
    parser.add_argument("--keep", type=Path, help="write each mutant here before it runs")
    parser.add_argument("-v", "--verbose", action="store_true", help="why mutants were refused, how the others ended")
    args = parser.parse_args()
    faulthandler.enable()
    context = Context()
    context.install(host_module())
    types = context.seal().host_types  # sealing brings the native functions of the default modules
    bases = [Decoded(file) for file in corpus(context, args.corpus, random.Random(args.seed))]
    results: collections.Counter[str] = collections.Counter()
    findings = 0
    started = time.monotonic()
    for number in range(args.start, args.start + args.count):
        rng = random.Random(f"{args.seed}:{number}")
        program = rng.choice(bases).copy()
        Mutator(rng, bases).mutate(program)
        try:
            tables = program.encode()
        except struct.error:
            results["not encodable"] += 1
            continue
        if rng.random() < 0.1:
            damage(rng, tables)
        file = join_parts(program.fingerprint, program.scalars, tables)
        if args.keep:
            args.keep.write_bytes(file)
        if hasattr(signal, "alarm"):
            signal.alarm(HANG)
        try:
            run(file, types, rng, results)
        except Exception as error:
            findings += 1
            print(f"mutant {number}: {type(error).__name__}: {error}", file=sys.stderr)
            if args.verbose:
                traceback.print_exc()
    if hasattr(signal, "alarm"):
        signal.alarm(0)
    rate = results["accepted"] / max(1, args.count)
    seconds = time.monotonic() - started
    speed = args.count / max(seconds, 1e-9)
    print(f"{args.count} mutants, {rate:.1%} accepted, {findings} findings, {speed:.0f} a second")
    if args.verbose:
        for text, count in results.most_common():
            print(f"{count:8} {text}")
    return 1 if findings or rate < 0.1 else 0


if __name__ == "__main__":
    sys.exit(main())
