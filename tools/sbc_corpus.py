"""Programs that `fuzz_sbc.py` mutates: generated ones and the scripts of fuzz_corpus/.

What it is: programs that the verifier accepts and that contain every opcode which may stand in a file; those made here
put random instructions on one frame that has registers of every sort, so that instructions of one fit another. What it
is not: the mutations (`sbc_mutator.py`). A seed that is refused raises: nothing that is made of it would get far.
"""

from __future__ import annotations

import collections
import functools
import random
import re
import struct
from collections.abc import Sequence
from pathlib import Path

from sbc_mutator import FUNCTION_ROW, JUMPS
from seraphscript import Context, Module
from seraphscript.registry.ids import native_id
from seraphscript.vm.assembler import parse
from seraphscript.vm.costs import fill_costs
from seraphscript.vm.errors import LoadError
from seraphscript.vm.fast_table import NUMBERS
from seraphscript.vm.kinds import ACCEPTS, KINDS, WRITES
from seraphscript.vm.opcode_table import OPCODES, Opcode
from seraphscript.vm.sbc import join_parts, parse_program

SCRIPTS = Path(__file__).parent / "fuzz_corpus"
NEVER = {  # opcodes that no file may contain
    "TRAP": "never valid",
    "EXIT": "stands in front of the code of every program",
    "DESTROY": "stands in front of the code of every program",
    "KEPT": "stands in front of the code of every program",
    "BREAK": "stands in a debugger's copy of the code only",
    "CALLB1": "stands in an instance's copy of the code only",
    "CALLB2": "stands in an instance's copy of the code only",
    "CALLK": "stands in an instance's copy of the code only",
    "CALLK1": "stands in an instance's copy of the code only",
    "CALLBK1": "stands in an instance's copy of the code only",
}

HEAD = """
type a1 = array i8
type a2 = array u16
type as2 = array i16
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
type pick = func pick_shape
type getter = func get_shape
type both = func both_shape
type mixed = func mixed_shape
interface Face
    virtual get
end
class Base
    field i32 number
    field f64 weight
    field str text
    field Base@ next
    field a4 list
    virtual get set pair mix
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
global g7 = pick
global g8 = fiber
value v0 = pick leaf
value v1 = pick down
value v2 = getter one
func pick_shape(obj f, i32 n) i32
    UNBOUND
end
func get_shape(obj f) i32
    UNBOUND
end
func both_shape(obj f, i32 n, i32 m) i32
    UNBOUND
end
func mixed_shape(obj f, i32 n, str s, f64 x, u8 b) f64
    UNBOUND
end
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
func Base.pair(Base this, i32 n, i32 m) i32
    ADD_I32 n, n, m
    RET n
end
func Base.mix(Base this, i32 n, str s, f64 x, u8 b) f64
    SETF this, 1, x
    SETFH this, 2, s
    RET x
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
func make_base(i32 n) Base
    own b Base
    NEW b, Base
    SETF b, 0, n
    RET b
end
func make_face(i32 n) Face
    own d Derived
    NEW d, Derived
    BORN d
    SETF d, 0, n
    RET d
end
func make_pick(i32 n) pick
    own f pick
    reg h pick
    LDFN h, v1
    MOVH f, h
    RET f
end
func wait(i32 n) i32
    ADDI_I32 n, n, 1
    NATIVE pause()
    ADDI_I32 n, n, 1
    NATIVE pause()
    RET n
end
func leaf(i32 a) i32
    RET a
end
func one() i32
    reg r i32
    LDI r, 1
    RET r
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
NATIVES = (  # key, result, parameters, &out kind of native functions, and where results go: @ owned register, % another
    ("string.substr", "str", "str, u32, i32", "", " -> @str"),
    ("string.insert", "void", "str, u32, str", "str", "\nGETOUT @str, 0"),
    ("string.replaceAll", "str", "str, str, str", "", " -> @str"),
    ("string.resize", "void", "str, u32", "str", "\nGETOUT @str, 0"),
    ("string.split", "as", "str, str", "", " -> @as"),
    ("string.join", "str", "as, str", "", " -> @str"),
    ("string.formatFloat", "str", "f64, str, u32, u32", "", " -> @str"),
    ("string.regexFind", "i32", "str, str, u32", "u32", " -> %i32"),
    ("array.insertArray", "void", "a4, u32, a4", "", ""),
    ("array.insertAt", "void", "as, u32, str", "", ""),
    ("array.resize", "void", "aa, u32", "", ""),
    ("array.removeRange", "void", "as, u32, u32", "", ""),
    ("array.sortAscRange", "void", "a8, u32, u32", "", ""),
    ("array.sortDesc", "void", "as", "", ""),
    ("array.opEquals", "bool", "aa, aa", "", " -> %bool"),
    ("array.find", "i32", "as, str", "", " -> %i32"),
    ("std.println", "void", "str, i32, f64", "", ""),
    ("container.copy", "dv", "dv", "", " -> @dv"),
    ("dictionary.set", "void", "ds, str, i32", "", ""),
    ("dictionary.set", "void", "dv, str, as", "", ""),
    ("dictionary.get", "bool", "di, i32", "f64", " -> %bool\nGETOUT %f64, 0"),
    ("dictionary.delete", "bool", "ds, str", "", " -> %bool"),
    ("dictionary.getKeys", "as", "dv", "", " -> @as"),
    ("dictionary.opEquals", "bool", "dv, dv", "", " -> %bool"),
    ("any.store", "void", "box, Base", "", ""),
    ("any.retrieve", "bool", "box", "Base", " -> %bool\nGETOUT @Base, 0"),
    ("std.yield", "void", "", "", ""),
    ("std.throw", "void", "str", "", ""),
    ("std.getExceptionInfo", "str", "", "", " -> @str"),
    ("fiber.resume", "bool", "fiber", "", " -> %bool"),
    ("fiber.abort", "void", "fiber", "", ""),
    ("fiber.state", "i32", "fiber", "", " -> %i32"),
    ("fiber.done", "bool", "fiber", "", " -> %bool"),
    ("math.sin.f64", "f64", "f64", "", " -> %f64"),
    ("math.max.i32", "i32", "i32, i32", "", " -> %i32"),
    ("string.length", "u32", "str", "", " -> %u32"),
    ("array.length", "u32", "a4", "", " -> %u32"),
)
HEAD += f'native pause = {native_id("std.yield"):#x} void() "yield"\n'
HEAD += "".join(
    f'native n{i} = {native_id(key):#x} {result}({parameters}) {outs} "{key}"\n'
    for i, (key, result, parameters, outs, _) in enumerate(NATIVES)
)
BOXES = ("ds", "di", "dv", "box", "weak")
HEAD += "".join(f'native new_{kind} = {native_id("container.new"):#x} {kind}() "container.new"\n' for kind in BOXES)
ARRAYS = ("a1", "a2", "as2", "a4", "af", "a8", "ab", "as", "aa", "ah")
ELEMENTS = dict(re.findall(r"(?m)^type (\w+) = array (\w+)", HEAD))
FUNCDEFS = ("pick", "getter", "both", "mixed")
CLASSES = ("Face", "Base", "Derived", "Ring", "obj", *BOXES, *FUNCDEFS, "fiber")
TYPES = tuple(kind for kind in (*ARRAYS, *CLASSES) if kind != "fiber")
OWNED = ("str", "str", *ARRAYS, "Base", "Derived", "Ring", "obj", *BOXES, *FUNCDEFS, "fiber")
PLAIN = ("i32", "i32", "i32", "bool", "i8", "i16", "u8", "u16", "u32", "i64", "i64", "u64", "f32", "f64", "f64", "str",
         *ARRAYS, *CLASSES, "Base")  # fmt: skip
PARAMS = ("i32", "u8", "str", "a4", "as", "f64", "fiber")
FRAME = {  # register: kind
    **{f"p{i}": kind for i, kind in enumerate(PARAMS)},
    **{f"o{i}": kind for i, kind in enumerate(OWNED)},
    **{f"q{i}": kind for i, kind in enumerate(PLAIN)},
}
BY_KIND = {kind: [name for name, other in FRAME.items() if other == kind] for kind in FRAME.values()}
BY_KIND["Base"] += BY_KIND["Derived"]
OBJECTS = BY_KIND["Base"]
CALLS = ("CALL", "CALLV", "CALLI", "CALLF", "NATIVE", "HOST", "FAST", "SLENF", "ALENF")
WRITTEN_AS_CALL = {f"CALL{n}" for n in range(4)} | {f"{name}{n}" for name in ("CALLV", "CALLF") for n in range(1, 4)}
BOUND_TO_A_PLACE = {"ENTER", "OUT", "GETOUT", "RET", "RETV", "UNBOUND"}
TABLES = {"glob": HEAD.count("\nglobal ") + HEAD.count("\nvalue "), "const": HEAD.count("\nconst "),
          "lit": HEAD.count("\nlit ")}  # fmt: skip
TRIES, ENOUGH, MANY = 1000, 8, 100  # of an opcode: candidates at most, and how many accepted ones are enough


def owned(kind: str) -> str:
    return f"o{OWNED.index(kind)}"


def plain(kind: str) -> str:
    return f"q{PLAIN.index(kind)}"


def placed(text: str) -> str:
    """Text with registers for @kind (an owned one) and %kind (a plain one)."""
    return re.sub(r"([@%])(\w+)", lambda match: (owned if match[1] == "@" else plain)(match[2]), text)


START = placed(
    "LDI %i32, 3\nNEWARRI @a4, 5, a4\nNEWARRI @as, 4, as\nMOVB %a4, @a4\nLDS %str, l0\nSFI @str, %i32\n"
    "NEW @Base, Base\nNEW @Derived, Derived\nBORN @Derived\nNEW @Ring, Ring\nMOVB %Derived, @Derived\n"
    "MOVB %Face, @Derived\nMOVB %Base, @Derived\nMOVB %obj, @a4\nLDFN %pick, v0\n"
    "LDFN %getter, v2\nBINDV @getter, 0, @Derived\nBINDF @both, Base.pair, @Base\nBINDV @mixed, 3, @Derived\n"
    "MOVB %both, @both\nMOVB %mixed, @mixed\nMOVB %fiber, p6\nMOVH @fiber, p6\n"
) + "".join(placed(f"NATIVE new_{kind}() -> @{kind}\nMOVB %{kind}, @{kind}\n") for kind in BOXES)


def frame_function(body: str) -> str:
    parameters = ", ".join(f"{kind} p{i}" for i, kind in enumerate(PARAMS))
    text = f"func main({parameters}) i32 outs(u8)\n"
    text += "".join(f"own o{i} {kind}\n" for i, kind in enumerate(OWNED))
    text += "".join(f"reg q{i} {kind}\n" for i, kind in enumerate(PLAIN))
    return text + body + "\nout:\nOUT p1, 0\nRET p0\nend\n"


def plain_kind(kind: str) -> str:
    return "ARR" if kind in ARRAYS else "OBJ" if kind in CLASSES else kind.upper()


@functools.cache
def registers(cls: str, written: bool) -> list[str]:
    """The registers that fit an operand of a class."""
    wanted = (WRITES if written else ACCEPTS)[cls]
    fitting = [name for name, kind in FRAME.items() if plain_kind(kind) in wanted]
    return [name for name in fitting if name[0] == "o"] if cls == "own" else fitting


def call(rng: random.Random, op: str) -> str:
    """A call of any sort that is valid on the frame."""
    some = {kind: rng.choice(names) for kind, names in BY_KIND.items()}
    number = f"{rng.choice(BY_KIND['i32'])}"
    if op == "NATIVE":
        row = rng.randrange(len(NATIVES))
        _, _, parameters, _, target = NATIVES[row]
        arguments = ", ".join(rng.choice(BY_KIND[kind]) for kind in parameters.split(", ") if kind)
        return f"NATIVE n{row}({arguments}){placed(target)}"
    i32, text, f64 = some["i32"], some["str"], some["f64"]
    native = {key: f"NATIVE n{row}" for row, (key, *_) in enumerate(NATIVES)}
    sin, greater = NUMBERS["math.sin.f64"], NUMBERS["math.max.i32"]
    u32, real = rng.choice(BY_KIND["u32"]), rng.choice(BY_KIND["f64"])
    choices = {
        "FAST": [
            f"FAST {sin}, {real}, {f64}, {f64}\n{native['math.sin.f64']}({f64}) -> {real}",
            f"FAST {greater}, {number}, {i32}, {number}\n{native['math.max.i32']}({i32}, {number}) -> {number}",
        ],
        "SLENF": [f"SLENF 0, {u32}, {text}\n{native['string.length']}({text}) -> {u32}"],
        "ALENF": [f"ALENF 0, {u32}, {some['a4']}\n{native['array.length']}({some['a4']}) -> {u32}"],
        "CALL": [
            f"CALL leaf({i32}) -> {number}", f"CALL down({i32}) -> {number}", f"CALL one() -> {number}",
            f"CALL wait({i32}) -> {number}",
            f"CALL make_pick({i32}) -> {owned('pick')}", f"CALL make_face({i32}) -> {owned('obj')}",
            f"CALL Base.pair({some['Base']}, {i32}, {i32}) -> {number}", f"CALL Base.set({some['Base']}, {i32})",
            f"CALL many({i32}, {f64}, {text}, {some['a4']}, {some['u8']}) -> o0\nGETOUT {f64}, 0\nGETOUT o1, 1",
        ],
        "CALLV": [
            f"CALLV 0({some['Base']}) -> {number}", f"CALLV 1({some['Base']}, {i32})",
            f"CALLV 2({some['Base']}, {i32}, {number}) -> {i32}",
            f"CALLV 3({some['Base']}, {i32}, {text}, {f64}, {some['u8']}) -> {f64}",
        ],
        "CALLI": [f"CALLI 0({some['Face']}) -> {number}"],
        "CALLF": [
            f"CALLF pick({some['pick']}, {i32}) -> {number}", f"CALLF getter({some['getter']}) -> {number}",
            f"CALLF both({some['both']}, {i32}, {number}) -> {i32}",
            f"CALLF mixed({some['mixed']}, {i32}, {text}, {f64}, {some['u8']}) -> {f64}",
        ],
        "HOST": [
            f"HOST h0({i32}, {text}) -> {number}", "HOST h2()",
            f"HOST h1({some['a4']}) -> o0\nGETOUT {some['u8']}, 0\nGETOUT o1, 1",
        ],
    }  # fmt: skip
    return rng.choice(choices[op])


def candidate(rng: random.Random, op: Opcode) -> str:
    """One instruction on the frame, often a valid one."""
    if op.name in CALLS:
        return call(rng, op.name)
    if op.name == "SWITCH":
        return f"SWITCH {rng.choice(BY_KIND['i32'])}, {rng.randrange(-2, 3)}, out [{'out, ' * rng.randrange(5)}out]"
    if op.name in ("BINDF", "BINDV"):
        method = rng.choice(["Base.get", "Derived.get"]) if op.name == "BINDF" else "0"
        return f"{op.name} {owned('getter')}, {method}, {rng.choice(OBJECTS)}"
    if op.name in ("DGET", "DSET"):
        entries, key, value = rng.choice([("ds", "str", "i32"), ("di", "i32", "f64"), ("dv", "str", "f64")])
        entry = f"{rng.choice(BY_KIND[entries])}, {rng.choice(BY_KIND[key])}, {rng.choice(BY_KIND[value])}"
        return f"{op.name} {KINDS.index(value.upper())}, {plain('bool') + ', ' if op.name == 'DGET' else ''}{entry}"
    if op.name == "COST":
        return "COST"  # what it charges is computed
    parts: dict[str, str] = {}  # operands by field
    like: list[str] = []  # kinds that may fit the next register, going by those chosen so far
    for operand in sorted(op.operands, key=lambda operand: operand.cls not in ("arr", "obj")):
        if operand.cls in ("cost8", "cost24"):
            continue
        if operand.cls in JUMPS:
            text = "here" if operand.cls.startswith("back") else "out"
        elif operand.cls == "type":
            text = rng.choice([*(kind for kind in like if kind in TYPES), rng.choice(TYPES)])
        elif operand.cls in TABLES:
            text = str(rng.randrange(TABLES[operand.cls]))
        elif operand.cls == "fimm":
            text = str(rng.choice([0.0, 1.0, -2.5]))
        elif "imm" in operand.cls:
            text = str(rng.choice([0, 1, 2, 3, 4, 5, 11, 100, 127, 1000]))
        else:
            fitting = registers(operand.cls, bool(operand.role))
            same = [name for name in fitting if FRAME[name] in like]
            text = rng.choice(same if same and rng.random() < 0.7 else fitting)
            like += [FRAME[text], ELEMENTS.get(FRAME[text], "")]
        parts[operand.field] = text
    return f"{op.name} {', '.join(parts[operand.field] for operand in op.operands if operand.field in parts)}"


class Trial:
    """Tells which instructions are accepted on the frame; much faster than to assemble a program for each."""

    def __init__(self) -> None:
        self.made = parse(HEAD + frame_function("NOP"))
        self.main = self.made.functions["main"]
        self.end = self.main.code[-2:]  # OUT, RET
        self.tables = self.made.tables()
        width = struct.calcsize(FUNCTION_ROW)
        self.functions, last = self.tables["funcs"][:-width], self.tables["funcs"][-width:]
        self.row = list(struct.unpack(FUNCTION_ROW, last))
        self.code = self.tables["code"][: self.row[0] * 8]

    def accepts(self, text: str) -> bool:
        lines = [line.partition(" ") for line in text.splitlines()]
        self.main.code = [*((name, operands, 0) for name, _, operands in lines), *self.end]
        self.main.labels = {"here": 0, "out": len(lines)}
        try:
            words, _, _ = self.made.assemble(self.main)
            code = bytearray(struct.pack(f"<{len(words)}Q", *words))
            row = self.row.copy()
            row[1], row[2], row[16] = len(words), fill_costs(code), 0
            function = struct.pack(FUNCTION_ROW, *row)
            tables = self.tables | {"code": self.code + code, "funcs": self.functions + function}
            parse_program(join_parts(None, [0xFFFFFFFF, 0, 0, 0], tables), link=False)
        except (LoadError, ValueError):
            return False
        return True


def instructions(rng: random.Random) -> dict[str, list[str]]:
    """For each opcode instructions on the frame that are accepted."""
    trial = Trial()
    pool: dict[str, list[str]] = collections.defaultdict(list)
    for op in OPCODES:
        if op.name in NEVER or op.name in WRITTEN_AS_CALL | BOUND_TO_A_PLACE:
            continue
        tried: set[str] = set()
        enough = MANY if op.name in CALLS else ENOUGH
        while len(pool[op.name]) < enough and len(tried) < TRIES:
            text = next((text for text in (candidate(rng, op) for _ in range(30)) if text not in tried), "")
            if not text:  # there are hardly any others
                break
            tried.add(text)
            if trial.accepts(text):
                pool[op.name].append(text)
            if pool[op.name] and len(tried) >= MANY:
                break
        if not pool[op.name]:
            raise LookupError(f"none of {len(tried)} instructions {op.name} was accepted")
    return pool


def at_labels(rng: random.Random, text: str, i: int, total: int) -> str:
    """Instruction i of so many with labels for its jumps: near ones, often."""
    text = text.replace("here", f"l{rng.randint(max(0, i - 5), i)}")
    ahead = ["out", *(f"l{min(total, i + n)}" for n in (1, 3, 6))]
    return re.sub(r"\bout\b", lambda _: rng.choice(ahead), text)


def generated(rng: random.Random, count: int) -> list[bytes]:
    """At least so many programs, made of random instructions; each one that was found is in some program."""
    pool = [texts for _, texts in sorted(instructions(rng).items())]
    unused = [text for texts in pool for text in texts]
    rng.shuffle(unused)
    programs: list[bytes] = []
    refused = 0
    while len(programs) < count or unused:
        lines = [START]
        total = rng.randrange(5, 60)
        for i in range(total):
            text = unused[i] if i < len(unused) else rng.choice(rng.choice(pool))
            text = at_labels(rng, text, i, total)
            lines += [f"l{i}:", text]
        lines += [f"l{total}:"]
        if rng.random() < 0.3:
            low = rng.randrange(total - 1)
            lines.append(f"try l{low}, l{rng.randint(low + 1, total)}, l{total}")
        made = parse(HEAD + frame_function("\n".join(lines)))
        try:
            made.program()
        except LoadError:
            refused += 1
            if refused > count:
                raise
            continue
        programs.append(made.file())
        unused = unused[total:]
    return programs


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


def seeds(context: Context, rng: random.Random, paths: Sequence[Path] = ()) -> list[bytes]:
    """The generated programs, the scripts, and more files."""
    files = generated(rng, 60)
    for path in [*sorted(SCRIPTS.glob("*.as")) * 5, *paths]:
        if path.suffix == ".sbc":
            files.append(path.read_bytes())
        else:
            unit = context.create_unit(path.stem)
            unit.add_source(path.name, path.read_text(encoding="utf-8"))
            unit.build()
            files.append(unit.program.to_bytes())
    for file in files:
        parse_program(file, link=False)
    return files
