"""Expressions: constant folding against the VM, the choice of opcodes, and diagnostics."""

from __future__ import annotations

import re
import threading

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from seraphscript import BuildError, Context, ScriptException
from seraphscript.compiler.diagnostics import Diagnostic
from seraphscript.unit import Unit

CONTEXT = Context()

INTEGERS = {
    "int8": (-(1 << 7), (1 << 7) - 1),
    "int16": (-(1 << 15), (1 << 15) - 1),
    "int": (-(1 << 31), (1 << 31) - 1),
    "int64": (-(1 << 63), (1 << 63) - 1),
    "uint8": (0, (1 << 8) - 1),
    "uint16": (0, (1 << 16) - 1),
    "uint": (0, (1 << 32) - 1),
    "uint64": (0, (1 << 64) - 1),
}
FLOATS = ("float", "double")
ARITHMETIC = ("+", "-", "*", "/", "%", "**")
BITWISE = ("&", "|", "^", "<<", ">>", ">>>")
COMPARISONS = ("==", "!=", "<", "<=", ">", ">=")


def build(source: str) -> Unit:
    unit = CONTEXT.create_unit("expressions")
    unit.add_source("e.as", source)
    unit.build()
    return unit


def opcodes(source: str, function: str) -> list[str]:
    """The opcodes of one function, in order."""
    found: list[str] = []
    inside = False
    for line in build(source).program.disassemble().splitlines():
        if re.search(r" ; function \d", line):
            inside = f" {function}(" in line
        word = re.match(r"  [> ]\s*\d+ ([A-Z_0-9]+)", line)
        if inside and word:
            found.append(word.group(1))
    return found


def diagnostics(source: str) -> list[Diagnostic]:
    with pytest.raises(BuildError) as error:
        build(source)
    return error.value.diagnostics


# ---------------------------------------------------------------------------------------------- folding


def literal(kind: str, value: float) -> str:
    """A constant expression that has the value, of that type."""
    if kind in FLOATS:
        return f"{kind}({value!r})"
    if value < 0:
        return f"{kind}(-int64({-value - 1}) - 1)"
    return f"{kind}({value})"


@st.composite
def operands(draw: st.DrawFn) -> tuple[str, float, float]:
    kind = draw(st.sampled_from([*INTEGERS, *FLOATS]))
    if kind in FLOATS:
        number = st.floats(-1e6, 1e6, width=32 if kind == "float" else 64).filter(lambda x: abs(x) > 1e-4 or x == 0)
        return kind, draw(number), draw(number)
    low, high = INTEGERS[kind]
    number = st.one_of(st.integers(low, high), st.sampled_from([low, high, 0, 1, 2, 31, 33, 63]))
    return kind, draw(number), draw(number)


@settings(max_examples=300, deadline=None)
@given(
    operands(),
    st.sampled_from([*ARITHMETIC, *BITWISE, *COMPARISONS]),
    st.sampled_from([*INTEGERS, *FLOATS]),
)
@pytest.mark.row("EXP-20")
def test_constants_fold_to_what_the_vm_computes(case: tuple[str, float, float], op: str, target: str) -> None:
    kind, a, b = case
    if kind in FLOATS and op in BITWISE:
        return
    result = "bool" if op in COMPARISONS else target
    constant = f"{result} fold() {{ return {literal(kind, a)} {op} {literal(kind, b)}; }}"
    computed = f"{result} run({kind} a, {kind} b) {{ return a {op} b; }}"
    unit = build(computed)
    try:
        expected = unit.call(f"{result} run({kind}, {kind})", a, b)
    except ScriptException:
        assert any("constant" in d.message or "zero" in d.message for d in diagnostics(constant))
        return
    folded = build(constant)
    if op != "-" or kind not in {"uint", "uint64", "uint8", "uint16"} or a >= b:  # 5 - 0xFF is an int, as a constant
        assert repr(folded.call(f"{result} fold()")) == repr(expected)
    assert set(opcodes(constant, "fold")) <= {"LDI", "LDK", "LDF32", "LDF64", "RET"}


@settings(max_examples=200, deadline=None)
@given(operands(), st.sampled_from([*INTEGERS, *FLOATS]))
def test_conversions_fold_to_what_the_vm_computes(case: tuple[str, float, float], target: str) -> None:
    kind, a, _ = case
    unit = build(
        f"{target} fold() {{ return {target}({literal(kind, a)}); }} {target} run({kind} a) {{ return {target}(a); }}"
    )
    assert repr(unit.call(f"{target} fold()")) == repr(unit.call(f"{target} run({kind})", a))


# ------------------------------------------------------------------------------------------ choice of opcodes


def test_conditions_are_fused_compare_and_jump() -> None:
    source = "int f(int a, int b) { if (a > b && a != 7 || b <= -3) return 1; return 2; }"
    assert opcodes(source, "f") == ["JLE_I", "JNEI", "JGTI", "LDI", "RET", "LDI", "RET"]


def test_float_conditions_respect_nan() -> None:
    source = "bool f(double a, double b) { if (!(a < b)) return true; return false; }"
    assert opcodes(source, "f")[0] == "JLT_F64"
    unit = build(source + "bool g(double a, double b) { if (a < b) return true; return false; }")
    nan = float("nan")
    assert unit.call("bool f(double, double)", nan, 1.0) is True
    assert unit.call("bool g(double, double)", nan, 1.0) is False


def test_results_go_straight_into_variables() -> None:
    source = "int f(int[]@ a, int i) { int x = a[i] * 3; x = x + i; a[i] = x; x = f(a, x); return x; }"
    assert opcodes(source, "f") == [
        "AGET_I32", "MULI_I32", "ADD_I32", "ASET_32", "CALL2", "RET",
    ]  # fmt: skip


def test_constants_are_immediate_operands() -> None:
    assert opcodes("int f(int a) { return 5 + a - 3 * (a & 255); }", "f") == [
        "ADDI_I32", "ANDI", "MULI_I32", "SUB_I32", "RET",
    ]  # fmt: skip


def test_a_chain_of_texts_grows_in_place() -> None:
    source = 'string f(int i) { string s = "a" + i + "b" + i; s += "c" + i; return s; }'
    assert opcodes(source, "f") == [
        "ENTER", "LDS", "MOVH", "SAPPI", "LDS", "SAPP", "SAPPI", "LDS", "SAPP", "SAPPI", "RET",
    ]  # fmt: skip
    assert build(source).call("string f(int)", 5) == "a5b5c5"


def test_globals_and_elements_are_appended_to_in_place() -> None:
    source = 'string g; string[] l(1); void f() { g += "x"; l[0] += "y"; }'
    assert opcodes(source, "f") == [
        "ENTER", "TAKEG", "LDS", "SAPP", "GIVEG", "LDI", "LDG", "ATAKE", "LDS", "SAPP", "AGIVE", "RETV",
    ]  # fmt: skip


def test_local_strings_are_lent_to_calls() -> None:
    source = "int g(const string &in a, string b) { return 1; } int f(string s) { return g(s, s); }"
    assert opcodes(source, "f") == ["CALL2", "RET"]


# -------------------------------------------------------------------------------------------- diagnostics


@pytest.mark.parametrize(
    ("statement", "column", "message", "hint"),
    [
        ('int a = "text";', 23, "no conversion from 'string' to 'int'", ""),
        ("bool b = 1;", 24, "no conversion from 'int' to 'bool'", "compare it"),
        ("int a = true;", 23, "no conversion from 'bool' to 'int'", "? 1 : 0"),
        ("int a = null;", 23, "cannot be null", ""),
        ("if (5) {}", 19, "a condition must be a bool, not 'int'", "compare it"),
        ("5 = 6;", 15, "not a variable", ""),
        ('string s = "a" - "b";', 26, "operator '-' is not defined for 'string' and 'string'", ""),
        ("int a = 1 / 0;", 23, "division by zero", ""),
        ("int a = 2 ** 40;", 23, "overflow", ""),
        ("one(1, 2);", 15, "'one' takes 1 argument(s), got 2", "it is declared as"),
        ("one(zz: 1);", 23, "'one' has no parameter 'zz'", "it is declared as"),
        ("one();", 15, "'one' takes 1 argument(s), got 0", "it is declared as"),
        ('two("x", 1);', 15, "no function 'two' takes the arguments (string, int)", "there are"),
        ("int a; a(2);", 22, "'a' is not a function", ""),
        ("int a = 1; a[0] = 1;", 26, "'int' cannot be indexed", ""),
        ("int a = 1; a.foo();", 28, "'int' has no method 'foo'", ""),
        ("int[] a; a.foo();", 26, "'array<int>' has no method 'foo'", ""),
        ("int[] a = {1, \"x\"};", 29, "no conversion from 'string' to 'int'", ""),
        ("const int a = 1; a++;", 32, "read-only", ""),
        ("int a = one;", 23, "'one' is a function", "parentheses"),
        ("one(void);", 19, "'void' can only stand for an &out argument", ""),
    ],
)
def test_messages_name_types_and_places(statement: str, column: int, message: str, hint: str) -> None:
    declarations = "int one(int a) { return a; }\nvoid two(int a, int b) {} void two(double[] a) {}\n"
    first = diagnostics(f"{declarations}void main() {{ {statement} }}")[0]
    assert (first.line, first.section) == (3, "e.as")
    assert message in first.message
    assert hint in first.hint
    assert first.column == column


def test_every_error_of_a_build_is_reported() -> None:
    found = diagnostics('void main() {\n int a = "x";\n bool b = 1;\n missing(3);\n a = unknown;\n}')
    assert [d.line for d in found] == [2, 3, 4, 5]


def test_a_wrong_call_is_one_error() -> None:
    assert len(diagnostics("int f(int a) { return a; } void main() { int x = f(f(f(missing))) + f(1); }")) == 1


def test_an_expression_at_the_height_limit_compiles() -> None:
    unit = build("int f(int x) { return " + " + ".join(["x"] * 390) + "; }")
    assert unit.call("int f(int)", 2) == 780


def test_the_height_limit_fits_a_small_stack() -> None:
    """Threads of some systems have 512 KiB; the deepest accepted trees must compile there."""
    results: list[object] = []

    def work() -> None:
        for left, right in (("", " + x"), ("-(", ")"), ("x + (", ")"), ("h(", ")"), ("a[", "]"), ("true ? x : (", ")")):
            count = 390 if not left else 120
            text = "int h(int x) { return x; } int f(int x) { array<int> a(9, 1); return "
            text += left * count + "x" + right * count + "; }"
            results.append(build(text).call("int f(int)", 1))

    before = threading.stack_size(512 << 10)
    try:
        thread = threading.Thread(target=work)
        thread.start()
        thread.join()
    finally:
        threading.stack_size(before)
    assert results == [391, 1, 121, 1, 1, 1]
