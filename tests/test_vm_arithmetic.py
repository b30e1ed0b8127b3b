"""Arithmetic, conversions, comparisons and jumps: every opcode against a model in Python, on edges and at random."""

from __future__ import annotations

import math
import random
import struct
from collections.abc import Callable
from typing import Any

import pytest
from seraphscript.vm.assembler import assemble
from seraphscript.vm.errors import ScriptException
from seraphscript.vm.instance import Instance
from seraphscript.vm.opcode_table import OPCODES

DIV_ZERO, DIV_OVERFLOW = "Divide by zero", "Overflow in integer division"
POW_OVERFLOW = "Overflow in exponent operation"


class Raises(Exception):
    """The model's way to say that an opcode raises this message."""


def wrap(bits: int, signed: bool) -> Callable[[int], int]:
    def to(value: int) -> int:
        value &= (1 << bits) - 1
        return value - (1 << bits) if signed and value >> (bits - 1) else value

    return to


def f32(value: float) -> float:
    try:
        return float(struct.unpack("<f", struct.pack("<f", value))[0])
    except OverflowError:
        return math.copysign(math.inf, value)


WRAP = {
    "I8": wrap(8, True), "I16": wrap(16, True), "I32": wrap(32, True), "I64": wrap(64, True),
    "U8": wrap(8, False), "U16": wrap(16, False), "U32": wrap(32, False), "U64": wrap(64, False),
}
EDGES = [0, 1, 2, 3, 7, 31, 32, 33, 63, 64, 100, 127, 128, 255, 256, 32767, 32768, 46341, 65535, 65536, 0x7FFFFFFE,
         0x7FFFFFFF, 0x80000000, 0xFFFFFFFF, 0x100000000, 1 << 53, (1 << 53) + 1, (1 << 63) - 1, 1 << 63, (1 << 64) - 1]
FLOATS = [0.0, -0.0, 1.0, -1.0, 0.5, 1.5, -2.5, 3.0, 1e10, -1e10, 2147483647.5, -2147483648.9, 4294967296.0, 1e18, 1e19,
          -1e19, 1.8e19, 1e20, 1e38, 1e300, 5e-324, 1e-40, math.inf, -math.inf, math.nan]


def divide(a: int, b: int, low: int | None) -> tuple[int, int]:
    """Quotient and remainder, truncated."""
    if b == 0:
        raise Raises(DIV_ZERO)
    if b == -1 and a == low:
        raise Raises(DIV_OVERFLOW)
    quotient = abs(a) // abs(b) * (1 if (a < 0) == (b < 0) else -1)
    return quotient, a - quotient * b


def power(a: int, b: int, most: int) -> int:
    if a == 0 and b <= 0:
        raise Raises(POW_OVERFLOW)
    if b < 0:
        return 0
    if b == 0:
        return 1
    if b == 1 or abs(a) <= 1:
        return a if b % 2 else abs(a)
    if b > 64 or abs(a**b) > most:
        raise Raises(POW_OVERFLOW)
    return int(a**b)


def float_divide(a: float, b: float) -> float:
    if b == 0:
        raise Raises(DIV_ZERO)
    return a / b


def float_modulo(a: float, b: float) -> float:
    if b == 0:
        raise Raises(DIV_ZERO)
    if math.isinf(a) or math.isnan(a) or math.isnan(b):
        return math.nan
    return math.fmod(a, b)


def to_int(value: float, bits: int) -> int:
    low = -(1 << (bits - 1))
    if math.isnan(value) or not low - 1 < value < -low:
        return low
    return max(math.trunc(value), low)


def to_u64(value: float) -> int:
    if math.isnan(value) or value < -(2.0**63):
        return 1 << 63
    if value >= 2.0**64:
        return 0
    return math.trunc(value) % (1 << 64)


def float_power(a: float, b: float, narrow: Callable[[float], float]) -> float:
    try:
        result = narrow(math.pow(a, b))
    except OverflowError:
        result = math.inf
    except ValueError:                  # a pole, or no real result
        result = math.inf if a == 0 else math.nan
    if math.isinf(result) and math.isfinite(a) and math.isfinite(b):
        raise Raises(POW_OVERFLOW)
    return result


def same(value: float) -> float:
    return value


# opcode: (kind of the result, kinds of the operands, model)
MODEL: dict[str, tuple[str, str, Callable[..., Any]]] = {}


def integer_models(kind: str) -> None:
    bits = int(kind[1:])
    signed = kind[0] == "I"
    to, as_signed, as_unsigned = WRAP[kind], wrap(bits, True), wrap(bits, False)
    low = -(1 << (bits - 1)) if signed else None
    most = (1 << (bits - 1)) - 1 if signed else (1 << bits) - 1
    two, count = f"{kind} {kind}", f"{kind} I64"
    MODEL.update({
        f"ADD_{kind}": (kind, two, lambda a, b: to(a + b)),
        f"SUB_{kind}": (kind, two, lambda a, b: to(a - b)),
        f"MUL_{kind}": (kind, two, lambda a, b: to(a * b)),
        f"DIV_{kind}": (kind, two, lambda a, b: divide(a, b, low)[0]),
        f"MOD_{kind}": (kind, two, lambda a, b: divide(a, b, low)[1]),
        f"POW_{kind}": (kind, two, lambda a, b: power(a, b, most)),
        f"BNOT_{kind}": (kind, kind, lambda a: to(~a)),
        f"SHL_{kind}": (kind, count, lambda a, n: to(a << n % bits)),
        f"SHR_{kind}": (kind, count, lambda a, n: to(as_unsigned(a) >> n % bits)),
        f"SAR_{kind}": (kind, count, lambda a, n: to(as_signed(a) >> n % bits)),
    })
    if signed:
        MODEL[f"NEG_{kind}"] = (kind, kind, lambda a: to(-a))


def float_models(kind: str, narrow: Callable[[float], float]) -> None:
    two = f"{kind} {kind}"
    MODEL.update({
        f"ADD_{kind}": (kind, two, lambda a, b: narrow(a + b)),
        f"SUB_{kind}": (kind, two, lambda a, b: narrow(a - b)),
        f"MUL_{kind}": (kind, two, lambda a, b: narrow(a * b)),
        f"DIV_{kind}": (kind, two, lambda a, b: narrow(float_divide(a, b))),
        f"MOD_{kind}": (kind, two, lambda a, b: narrow(float_modulo(a, b))),
        f"POW_{kind}": (kind, two, lambda a, b: float_power(a, b, narrow)),
        f"NEG_{kind}": (kind, kind, lambda a: -a),
        f"EQ_{kind}": ("BOOL", two, lambda a, b: a == b),
        f"NE_{kind}": ("BOOL", two, lambda a, b: a != b),
        f"LT_{kind}": ("BOOL", two, lambda a, b: a < b),
        f"LE_{kind}": ("BOOL", two, lambda a, b: a <= b),
    })


for name in ("I32", "U32", "I64", "U64"):
    integer_models(name)
float_models("F32", f32)
float_models("F64", same)
MODEL.update({
    "NOT": ("BOOL", "BOOL", lambda a: not a),
    "XOR_BOOL": ("BOOL", "BOOL BOOL", lambda a, b: a != b),
    "AND": ("I64", "I64 I64", lambda a, b: a & b),
    "OR": ("I64", "I64 I64", lambda a, b: a | b),
    "XOR": ("I64", "I64 I64", lambda a, b: a ^ b),
    "SX8": ("I8", "I64", WRAP["I8"]), "SX16": ("I16", "I64", WRAP["I16"]), "SX32": ("I32", "I64", WRAP["I32"]),
    "ZX8": ("U8", "I64", WRAP["U8"]), "ZX16": ("U16", "I64", WRAP["U16"]), "ZX32": ("U32", "I64", WRAP["U32"]),
    "BITS64": ("U64", "I64", WRAP["U64"]),
    "I2F32": ("F32", "I64", lambda a: exact_float(a)), "U2F32": ("F32", "U64", lambda a: exact_float(a)),
    "I2F64": ("F64", "I64", float), "U2F64": ("F64", "U64", float),
    "F32TOF64": ("F64", "F32", same), "F64TOF32": ("F32", "F64", f32),
    "F64TOI32": ("I32", "F64", lambda a: to_int(a, 32)), "F64TOI64": ("I64", "F64", lambda a: to_int(a, 64)),
    "F64TOU64": ("U64", "F64", to_u64),
    "EQ": ("BOOL", "I64 I64", lambda a, b: a == b), "NE": ("BOOL", "I64 I64", lambda a, b: a != b),
    "LT_I": ("BOOL", "I64 I64", lambda a, b: a < b), "LE_I": ("BOOL", "I64 I64", lambda a, b: a <= b),
    "LT_U64": ("BOOL", "U64 U64", lambda a, b: a < b), "LE_U64": ("BOOL", "U64 U64", lambda a, b: a <= b),
})


def exact_float(value: int) -> float:
    """An integer to float with one rounding."""
    low, sign = abs(value), -1 if value < 0 else 1
    drop = max(0, low.bit_length() - 24)
    kept, rest = low >> drop, low & ((1 << drop) - 1)
    half = (1 << drop) >> 1
    if drop and (rest > half or (rest == half and kept & 1)):
        kept += 1
    return float(sign * (kept << drop))


def test_every_arithmetic_opcode_has_a_model() -> None:
    names = [op.name for op in OPCODES]
    between = [*names[names.index("ADD_I32"):names.index("EQ")], *names[names.index("EQ"):names.index("JMP")]]
    immediate = {"ADDI_I32", "MULI_I32", "MODI_I32", "ADDI_U32", "ADDI_I64", "ANDI"}
    assert {n for n in between if n not in MODEL} == immediate


def operands(kind: str, rnd: random.Random, n: int) -> list[Any]:
    if kind == "BOOL":
        return [False, True]
    if kind[0] == "F":
        floats = FLOATS + [rnd.uniform(-1000, 1000) for _ in range(n)]
        floats += [rnd.uniform(-2, 2) * 10.0 ** rnd.randrange(-30, 30) for _ in range(n)]
        return [f32(v) for v in floats] if kind == "F32" else floats
    to = WRAP[kind]
    whole = [to(v) for v in EDGES] + [to(-v) for v in EDGES]
    whole += [to(rnd.getrandbits(rnd.randrange(1, 65)) * rnd.choice((1, -1))) for _ in range(n)]
    return sorted(set(whole))


@pytest.fixture(scope="module")
def arithmetic() -> Instance:
    functions = []
    for name, (result, kinds, _) in MODEL.items():
        arguments = ", ".join(f"{kind.lower()} p{i}" for i, kind in enumerate(kinds.split()))
        registers = ", ".join(f"p{i}" for i in range(len(kinds.split())))
        functions.append(f"func {name}({arguments}) {result.lower()}\n reg r {result.lower()}\n"
                         f" {name} r, {registers}\n RET r\nend\n")
    return Instance(assemble("".join(functions)))


def check(function: Callable[..., Any], model: Callable[..., Any], args: tuple[Any, ...]) -> None:
    message = ""
    try:
        expected = model(*args)
    except Raises as error:
        message = str(error)
    if message:
        with pytest.raises(ScriptException) as caught:
            function(*args)
        assert caught.value.message == message, args
        return
    actual = function(*args)
    if isinstance(expected, float):
        if math.isnan(expected):
            assert math.isnan(actual), args
        else:
            assert (actual, math.copysign(1, actual)) == (expected, math.copysign(1, expected)), args
    else:
        assert actual == expected, args


@pytest.mark.parametrize("name", MODEL)
def test_model(arithmetic: Instance, name: str) -> None:
    _, kinds, model = MODEL[name]
    rnd = random.Random(name)
    function = arithmetic.function(name)
    first, *rest = (operands(kind, rnd, 20) for kind in kinds.split())
    pairs: list[tuple[Any, ...]]
    if name.startswith("POW_F"):        # exact results: the last bit of others is the C library's own
        bases = (-2, -1, 0, 1, 2, 0.5, 4)
        pairs = [(float(a), float(b)) for a in bases for b in range(-3, 9)]
        pairs += [(4.0, 0.5), (-1.0, 0.5), (1e38, 2.0), (2.0, 1e10), (2.0, -1e10), (math.inf, 1.0), (math.nan, 1.0),
                  (2.0, math.inf), (-0.0, -3.0), (math.nan, 0.0)]
        pairs = [(f32(a), f32(b)) for a, b in pairs]
    elif rest:
        pairs = [(a, b) for a in first for b in rest[0]]
    else:
        pairs = [(a,) for a in first]
    for args in rnd.sample(pairs, min(len(pairs), 2000)):
        check(function, model, args)


def run(text: str, *args: object) -> object:
    return Instance(assemble(text)).call("f", *args)


def test_immediates() -> None:
    text = """
    func f(i32 a, u32 b, i64 c) void outs(i32, i32, u32, i64, i64)
        reg r i32
        reg s i32
        reg t u32
        reg u i64
        reg v i64
        ADDI_I32 r, a, -7
        MULI_I32 s, a, -3
        ADDI_U32 t, b, -1
        ADDI_I64 u, c, 32767
        ANDI v, c, 0xff00
        OUT r, 0
        OUT s, 1
        OUT t, 2
        OUT u, 3
        OUT v, 4
        RETV
    end
    """
    expected = (2147483641, -2147483648, 4294967295, -9223372036854743042, 65280)
    assert run(text, -2147483648, 0, (1 << 63) - 1) == expected


def test_constants_and_moves() -> None:
    text = """
    const big = u64 0xfedcba9876543210
    const pi = f64 3.141592653589793
    func f() void outs(i32, f32, f64, u64, f64, i64)
        reg i i32
        reg x f32
        reg y f64
        reg u u64
        reg z f64
        reg l i64
        NOP
        LDI i, -5
        LDF32 x, 0.1
        LDF64 y, -0.75
        LDK u, big
        LDK z, pi
        MOV l, i
        OUT i, 0
        OUT x, 1
        OUT y, 2
        OUT u, 3
        OUT z, 4
        OUT l, 5
        RETV
    end
    """
    assert run(text) == (-5, f32(0.1), -0.75, 0xFEDCBA9876543210, math.pi, -5)


COMPARE: dict[str, tuple[str, Callable[[Any, Any], bool]]] = {
    "JEQ": ("i64", lambda a, b: a == b), "JNE": ("i64", lambda a, b: a != b),
    "JLT_I": ("i64", lambda a, b: a < b), "JLE_I": ("i64", lambda a, b: a <= b),
    "JLT_U64": ("u64", lambda a, b: a < b), "JLE_U64": ("u64", lambda a, b: a <= b),
    "JLT_F64": ("f64", lambda a, b: a < b), "JLE_F64": ("f64", lambda a, b: a <= b),
    "JNLT_F64": ("f64", lambda a, b: not a < b), "JNLE_F64": ("f64", lambda a, b: not a <= b),
    "BEQ": ("i64", lambda a, b: a == b), "BNE": ("i64", lambda a, b: a != b),
    "BLT_I": ("i64", lambda a, b: a < b), "BLE_I": ("i64", lambda a, b: a <= b),
    "BLT_F64": ("f64", lambda a, b: a < b), "BLE_F64": ("f64", lambda a, b: a <= b),
}
IMMEDIATE: dict[str, Callable[[int, int], bool]] = {
    "JEQI": lambda a, b: a == b, "JNEI": lambda a, b: a != b, "JLTI": lambda a, b: a < b, "JLEI": lambda a, b: a <= b,
    "JGTI": lambda a, b: a > b, "JGEI": lambda a, b: a >= b, "BNEI": lambda a, b: a != b, "BLTI": lambda a, b: a < b,
    "BLEI": lambda a, b: a <= b, "BGTI": lambda a, b: a > b, "BGEI": lambda a, b: a >= b,
}


def jump_function(name: str, kind: str, second: str) -> str:
    """A function that says whether the jump is taken; backward jumps land on a RET that forward code jumps over."""
    parameters = f"{kind} a, {kind} b" if second == "b" else f"{kind} a"
    test = f"{name} a, {second}, taken"
    taken = "taken:\n LDI r, 1\n RET r\n"
    if name[0] == "J":
        return f"func f({parameters}) bool\n reg r bool\n {test}\n LDI r, 0\n RET r\n{taken}end\n"
    return f"func f({parameters}) bool\n reg r bool\n JMP start\n{taken}start:\n {test}\n LDI r, 0\n RET r\nend\n"


@pytest.mark.parametrize("name", COMPARE)
def test_jump(name: str) -> None:
    kind, model = COMPARE[name]
    function = Instance(assemble(jump_function(name, kind, "b"))).function("f")
    values = operands(kind.upper(), random.Random(1), 5)
    for a in values:
        for b in values:
            assert function(a, b) == model(a, b), (a, b)


@pytest.mark.parametrize("name", IMMEDIATE)
@pytest.mark.parametrize("immediate", [0, 1, -1, 32767, -32768])
def test_jump_immediate(name: str, immediate: int) -> None:
    function = Instance(assemble(jump_function(name, "i64", str(immediate)))).function("f")
    for a in (immediate - 1, immediate, immediate + 1, 1 << 62, -(1 << 62)):
        assert function(a) == IMMEDIATE[name](a, immediate), a


@pytest.mark.parametrize(("name", "when"), [("JT", True), ("JF", False), ("BT", True), ("BF", False)])
def test_jump_on_bool(name: str, when: bool) -> None:
    text = jump_function(name, "bool", "x").replace("a, x,", "a,")
    assert [Instance(assemble(text)).call("f", value) for value in (False, True)] == [not when, when]


LOOPS = {
    "INCBLT_I32 i, n, top": lambda n: range(0, max(n, 1)),
    "INCBLE_I32 i, n, top": lambda n: range(0, max(n, 0) + 1),
    "INCBLTI_I32 i, 9, top": lambda n: range(0, 9),
    "ADDBLT_I32 i, n, top, three": lambda n: range(0, max(n, 1), 3),
    "ADDBLE_I32 i, n, top, three": lambda n: range(0, max(n, 0) + 1, 3),
}


@pytest.mark.parametrize("back", LOOPS)
@pytest.mark.parametrize("n", [-5, 0, 1, 3, 4, 17])
def test_counting_loops(back: str, n: int) -> None:
    text = f"""
    func f(i32 n) i32
        reg i i32
        reg three i32
        reg sum i32
        LDI i, 0
        LDI three, 3
        LDI sum, 0
    top:
        ADD_I32 sum, sum, i
        ADDI_I32 sum, sum, 1
        {back}
        RET sum
    end
    """
    rounds = LOOPS[back](n)
    assert run(text, n) == sum(rounds) + len(rounds)


def test_counting_wraps() -> None:
    text = """
    func f(i32 i, i32 n) i32
    top:
        INCBLT_I32 i, n, top
        RET i
    end
    """
    assert run(text, 0x7FFFFFFF, -0x7FFFFFFF) == -0x7FFFFFFF


def test_loop_and_cost() -> None:
    text = """
    func f(i32 n) i32
        reg i i32
        LDI i, 0
    top:
        JLE_I n, i, done
        ADDI_I32 i, i, 1
        LOOP top
    done:
        COST
        RET i
    end
    """
    world = Instance(assemble(text))
    costs = []
    for n in (0, 10, 100, 1000):
        before = world.stats().cost
        assert world.call("f", n) == n
        costs.append(world.stats().cost - before)
    per_round = (costs[3] - costs[2]) // 900
    assert per_round == 3                                   # the two instructions and LOOP itself
    assert costs == [costs[0] + n * per_round for n in (0, 10, 100, 1000)]


@pytest.mark.parametrize("lowest", [-3, 0, 5, -2147483648])
def test_switch(lowest: int) -> None:
    text = f"""
    func f(i64 a) i32
        reg r i32
        SWITCH a, {lowest}, none [one, two, three, two, none]
    one:
        LDI r, 1
        RET r
    two:
        LDI r, 2
        RET r
    three:
        LDI r, 3
        RET r
    none:
        LDI r, 0
        RET r
    end
    """
    world = Instance(assemble(text))
    expected = {0: 1, 1: 2, 2: 3, 3: 2}
    for a in [*range(lowest - 2, lowest + 8), (1 << 63) - 1, -(1 << 63), lowest + (1 << 32)]:
        assert world.call("f", a) == expected.get(a - lowest, 0), a
