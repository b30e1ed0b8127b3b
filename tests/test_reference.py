"""The engine against the reference evaluator: arithmetic of all primitive types and simple control flow.

Every example runs three ways: with constants only (so that the compiler folds them), with values that only arrive as
arguments, and mixed. Results must be equal to the last bit, exceptions must have the same text.
"""

from __future__ import annotations

import math

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st
from reference import values
from reference.generate import LEAVES, Program, expressions, numbers_of, programs
from reference.nodes import TooLong
from reference.values import DOUBLE, FLOAT, INTEGERS, NUMBERS, Number, Raised, Type, Value
from seraphscript import Context, ScriptException

BUDGET = 50_000_000
CONTEXT = Context()
CHECKS = settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))


def run(source: str, arguments: tuple[Number, ...]) -> Number | str:
    """The result of f(arguments), or the message of the script exception."""
    unit = CONTEXT.create_unit("reference")
    unit.add_source("reference.as", source)
    unit.build()
    with unit.instantiate() as world:
        try:
            result: Number = world.call("f", *arguments, budget=BUDGET)
        except ScriptException as error:
            return str(error)
    return result


def check(program: Program) -> None:
    try:
        wanted = program.run()
    except TooLong:
        assume(False)
        return
    got = run(program.text(), program.arguments)
    if isinstance(wanted, str):
        assert isinstance(got, str), f"expected {wanted!r}, got {got!r}"
        assert wanted in got
        return
    assert not isinstance(got, str), f"expected {wanted.number!r}, got the exception {got!r}"
    assert values.same(got, wanted.number), f"expected {wanted.number!r}, got {got!r}"


@pytest.mark.row("EXP-05", "EXP-06", "EXP-07", "EXP-20", "EXP-23")
@pytest.mark.parametrize("leaves", LEAVES)
def test_expressions(leaves: str) -> None:
    @CHECKS
    @given(expressions(leaves))
    def property_(program: Program) -> None:
        check(program)

    property_()


@pytest.mark.row("EXP-08", "EXP-18")
@pytest.mark.parametrize("leaves", LEAVES)
def test_programs(leaves: str) -> None:
    @CHECKS
    @given(programs(leaves))
    def property_(program: Program) -> None:
        check(program)

    property_()


def conversion(source: Type, target: Type, constant: str | None) -> str:
    body = constant if constant is not None else "v"
    parameters = "" if constant is not None else f"{source} v"
    return f"{target} f({parameters}) {{ return {target}({body}); }}"


@pytest.mark.row("VM-06", "EXP-14")
@pytest.mark.parametrize("source", NUMBERS, ids=str)
def test_every_conversion(source: Type) -> None:
    """Explicit conversions between all pairs of numeric types, with the values at the borders."""
    numbers: list[Number]
    if source.floating:
        numbers = [0.0, -0.0, 0.99, -0.99, 127.5, 128.0, -129.0, 255.5, 256.0, 65536.5, 2.0**31 - 1, 2.0**31]
        numbers += [-(2.0**31) - 1, 2.0**32 - 1, 2.0**32, 3e9, 2.0**53, 2.0**63, -(2.0**63), 1e19, 2.0**64, 1e30]
        numbers += [1e300, -1e300, math.inf, -math.inf, math.nan]
        if source is FLOAT:
            numbers = [values.round_to_float(float(number)) for number in numbers]
    else:
        numbers = sorted({source.low, source.low + 1, -1 if source.signed else 1, 0, 5, source.high - 1, source.high})
        numbers += [n for n in (2**24 + 1, 2**53 + 1, 0x7FFFFF4000000001) if n <= source.high]
    for target in NUMBERS:
        unit = CONTEXT.create_unit("conversion")
        unit.add_source("conversion.as", conversion(source, target, None))
        unit.build()
        with unit.instantiate() as world:
            function = world.function("f")
            for number in numbers:
                wanted = values.convert(Value(source, number), target).number
                got = function(number)
                assert values.same(got, wanted), f"{target}({source} {number}): expected {wanted}, got {got}"


@CHECKS
@given(st.data())
def test_integer_borders(data: st.DataObject) -> None:
    """Every operator on borders of every pair of integer types, as variables."""
    left, right = data.draw(st.sampled_from(INTEGERS)), data.draw(st.sampled_from(INTEGERS))
    op = data.draw(st.sampled_from(["+", "-", "*", "/", "%", "&", "|", "^", "<<", ">>", ">>>", "<", "=="]))
    a, b = data.draw(numbers_of(left)), data.draw(numbers_of(right))
    wanted: Value | str
    try:
        wanted = values.binary(op, Value(left, a), Value(right, b))
        result = wanted.type
    except Raised as error:
        wanted, result = str(error), left
    got = run(f"{result} f({left} a, {right} b) {{ return a {op} b; }}", (a, b))
    if isinstance(wanted, str):
        assert isinstance(got, str)
        assert wanted in got
    else:
        assert values.same(got, wanted.number) if not isinstance(got, str) else False, f"expected {wanted}, got {got}"


@CHECKS
@given(st.sampled_from([FLOAT, DOUBLE]), st.data())
def test_power_of_floats(type_: Type, data: st.DataObject) -> None:
    """C libraries differ in the last bits of pow, so these are compared with a tolerance."""
    base, exponent = data.draw(numbers_of(type_)), data.draw(st.integers(-12, 12))
    wanted: Value | str
    try:
        wanted = values.binary("**", Value(type_, base), Value(type_, float(exponent)))
    except Raised as error:
        wanted = str(error)
    got = run(f"{type_} f({type_} a, {type_} b) {{ return a ** b; }}", (base, float(exponent)))
    if isinstance(wanted, str):
        assert isinstance(got, str)
        assert wanted in got
    else:
        assert not isinstance(got, str), f"expected {wanted}, got {got}"
        assert math.isclose(got, wanted.number, rel_tol=1e-6 if type_ is FLOAT else 1e-12)


def test_the_evaluator_can_fail() -> None:
    """The comparison above is not empty: a wrong expectation is seen."""
    assert run("int f(int a) { return a + 1; }", (41,)) == 42
    assert not values.same(0.0, -0.0)
    assert not values.same(1, 1.0)
    assert values.same(math.nan, math.nan)
