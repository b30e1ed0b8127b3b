"""Declarations of hosts: types, functions and default expressions as values, from text and back."""

from __future__ import annotations

import enum

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from seraphscript import DeclarationError, FfiDataType
from seraphscript.registry import exprs
from seraphscript.registry.datatype import PRIMITIVES, RefMode
from seraphscript.registry.declaration import (
    MAX_PARAMS,
    DeclarationParser,
    FunctionDecl,
    parse_expression,
    parse_function,
    parse_type,
    parse_type_declaration,
    parse_variable,
)

NAMES = st.sampled_from(["Foo", "Bar", "game::Kind", "::a::B", "string"])
MODES = st.sampled_from([RefMode.VALUE, RefMode.IN, RefMode.OUT, RefMode.INOUT])


def handles(draw: st.DrawFn, name: str, args: tuple[FfiDataType, ...]) -> FfiDataType:
    handle = draw(st.booleans())
    return FfiDataType(name, args, draw(st.booleans()), handle, handle and draw(st.booleans()))


@st.composite
def types(draw: st.DrawFn, depth: int = 3) -> FfiDataType:
    if draw(st.booleans()):
        return FfiDataType(draw(st.sampled_from(PRIMITIVES[1:])), is_const=draw(st.booleans()))
    if depth and draw(st.booleans()):
        count = draw(st.integers(1, 2))
        return handles(draw, draw(NAMES), tuple(draw(types(depth - 1)) for _ in range(count)))
    return handles(draw, draw(NAMES), ())


@given(types(), MODES)
@pytest.mark.row("TYP-04", "TYP-01")
def test_types_survive_printing(kind: FfiDataType, mode: RefMode) -> None:
    kind = kind.with_mode(mode)
    assert parse_type(str(kind)) == kind


@pytest.mark.parametrize(
    ("text", "normal"),
    [
        ("int[]", "array<int>"),
        ("const int[]", "const array<int>"),
        ("Foo@[]@", "array<Foo@>@"),
        ("int[][]&in", "array<array<int>> &in"),
        ("array<array<int>>", "array<array<int>>"),
        ("array<array<array<int>>>", "array<array<array<int>>>"),
        ("const Foo@ const", "const Foo@ const"),
        ("int32", "int"),
        ("uint32", "uint"),
        ("?&in", "? &in"),
        ("const ?  &  in", "const ? &in"),
        ("string&", "string &inout"),
        ("dictionary<string,Foo@>", "dictionary<string, Foo@>"),
    ],
)
def test_normal_form_of_types(text: str, normal: str) -> None:
    assert str(parse_type(text)) == normal


@pytest.mark.row("TYP-02", "CTX-01")
def test_primitives_are_resolved_at_once() -> None:
    assert all(FfiDataType.parse(name).is_resolved for name in PRIMITIVES)
    assert FfiDataType.parse("int32").ref == FfiDataType.parse("int").ref
    assert not FfiDataType.parse("MyClass@").is_resolved
    assert not FfiDataType.parse("array<int>").is_resolved


@pytest.mark.parametrize(
    "text", ["", "int int", "array<", "array<int", "Foo@@", "int@", "const", "a::", "1", "int[", "for"]
)
def test_bad_types(text: str) -> None:
    with pytest.raises(DeclarationError, match="invalid declaration"):
        parse_type(text)


@pytest.mark.parametrize(
    ("text", "normal"),
    [
        ("void f()", "void f()"),
        ("void f(void);", "void f()"),
        ("int add(int a,int b=1)", "int add(int a, int b = 1)"),
        ("const string &get(const string&in key) const", "const string &get(const string &in key) const"),
        ("T max<T>(T a, T b)", "T max<T>(T a, T b)"),
        ("void print(const ?&in... values)", "void print(const ? &in... values)"),
        ("void log(const string &in, ...)", "void log(const string &in, const ? &in...)"),
        ("int sum(int...)", "int sum(int...)"),
        ("int get_count() const property", "int get_count() const property"),
        ("bool f(float&out x = void)", "bool f(float &out x = void)"),
        ("int find(const T&in if_handle_then_const v)", "int find(const T &in if_handle_then_const v)"),
    ],
)
@pytest.mark.row("REG-04", "REG-02")
def test_normal_form_of_functions(text: str, normal: str) -> None:
    parsed = parse_function(text)
    assert str(parsed) == normal
    assert parse_function(normal) == parsed


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "expected a type"),
        ("int", "the name of the function"),
        ("int f", r"expected '\('"),
        ("int f(", "expected a type"),
        ("int f(int a int b)", r"expected '\)'"),
        ("int f(void a)", "cannot be void"),
        ("int f(int a = 1, int b)", "needs a default"),
        ("int f(int a, float a)", "two parameters are named a"),
        ("int f(int... a, int b)", "only the last"),
        ("int f(int... a = 1)", "no default"),
        ("void f(int &inout a)", "reference types"),
        ("void f(int &a)", "reference types"),
        ("void f(? a)", "must be &in or &out"),
        ("void f(int@ a)", "no handles to int"),
        ("void& f()", "no references to void"),
        ("int f() $", "unexpected"),
        ("int f() 1", "expected the end"),
        ("int if()", "the name of the function"),
        ("void f(int &out a = 3)", "expected 'void'"),
        (f"void f({', '.join(['int'] * (MAX_PARAMS + 1))})", "more than 254"),
        (f"void f({', '.join(['int &out'] * 65)})", "more than 64 &out"),
        ("void f(" + "array<" * 10_000 + "int)", "nested too deeply"),
        ("void f(int a = " + "(" * 10_000 + ")", "nested too deeply"),
        ("void f(int a = " + "-" * 10_000 + "1)", "nested too deeply"),
        ("void f(" + "x" * 70_000 + " a)", "longer than"),
    ],
)
@pytest.mark.row("REG-02", "REG-10", "REG-11", "REG-48")
def test_bad_functions(text: str, message: str) -> None:
    with pytest.raises(DeclarationError, match=message):
        parse_function(text)


@pytest.mark.parametrize(
    ("text", "expr"),
    [
        ("0", exprs.IntExpr(0)),
        ("1'000", exprs.IntExpr(1000)),
        ("0xff", exprs.UIntExpr(255)),
        ("0b101", exprs.UIntExpr(5)),
        ("- -1", exprs.UnaryExpr("-", exprs.UnaryExpr("-", exprs.IntExpr(1)))),
        ("-1.5f", exprs.UnaryExpr("-", exprs.FloatExpr(1.5, True))),
        ("2.", exprs.FloatExpr(2.0)),
        (".5e1", exprs.FloatExpr(5.0)),
        ("true", exprs.BoolExpr(True)),
        ("null", exprs.NullExpr()),
        ('"a\\n\\x41" "b"', exprs.StringExpr("a\nAb")),
        ("X", exprs.IdentExpr("X")),
        ("A::B::X", exprs.ScopedIdentExpr("A::B", "X")),
        ("Vec2(0, -1)", exprs.ConstructExpr("Vec2", (exprs.IntExpr(0), exprs.UnaryExpr("-", exprs.IntExpr(1))))),
        ("ns::T()", exprs.ConstructExpr("ns::T", ())),
        ("int(3)", exprs.ConstructExpr("int", (exprs.IntExpr(3),))),
        (
            "(1 + 2) * 3",
            exprs.BinaryExpr("*", exprs.BinaryExpr("+", exprs.IntExpr(1), exprs.IntExpr(2)), exprs.IntExpr(3)),
        ),
        (
            "1 - 2 - 3",
            exprs.BinaryExpr("-", exprs.BinaryExpr("-", exprs.IntExpr(1), exprs.IntExpr(2)), exprs.IntExpr(3)),
        ),
        ("a > 0 ? 1 : 2", exprs.TextExpr("a > 0 ? 1 : 2")),
        ("f(x)[0].y", exprs.TextExpr("f(x)[0].y")),
        ("array<int>(3)", exprs.TextExpr("array<int>(3)")),
        ("a < b", exprs.BinaryExpr("<", exprs.IdentExpr("a"), exprs.IdentExpr("b"))),
        ("cast<Foo@>(x)", exprs.TextExpr("cast<Foo@>(x)")),
        ("{1, 2}", exprs.TextExpr("{1, 2}")),
    ],
)
@pytest.mark.row("REG-08", "REG-09", "REG-10")
def test_expressions(text: str, expr: exprs.FfiExpr) -> None:
    assert parse_expression(text) == expr
    assert parse_expression(str(expr)) == expr


@pytest.mark.parametrize(
    "text", ["", "1 +", "(1", "f(", "a ? b", "1 2", "'", '"x', "99999999999999999999", "1e999", '"\\q"']
)
@pytest.mark.row("REG-10")
def test_bad_expressions(text: str) -> None:
    with pytest.raises(DeclarationError):
        parse_expression(text)


class Color(enum.IntEnum):
    Red = 1


@given(
    st.one_of(
        st.booleans(),
        st.integers(-(1 << 63) + 1, (1 << 63) - 1),
        st.floats(allow_nan=False, allow_infinity=False),
        st.text(),
    )
)
@pytest.mark.row("REG-08")
def test_python_values_survive_as_expressions(value: bool | int | float | str) -> None:
    def evaluate(expr: exprs.FfiExpr) -> bool | int | float | str:
        match expr:
            case exprs.UnaryExpr("-", operand):
                number = evaluate(operand)
                assert not isinstance(number, str)
                return -number
            case exprs.IntExpr(v) | exprs.FloatExpr(v) | exprs.BoolExpr(v) | exprs.StringExpr(v):
                return v
        raise AssertionError(expr)

    back = evaluate(parse_expression(str(exprs.from_python(value))))
    assert (type(back), repr(back)) == (type(value), repr(value))


def test_python_values_without_expression() -> None:
    assert exprs.from_python(Color.Red) == exprs.EnumValueExpr("Color", "Red")
    for value in (float("inf"), float("nan"), object(), [1]):
        with pytest.raises(ValueError, match="default"):
            exprs.from_python(value)


@pytest.mark.row("REG-40")
def test_type_declarations() -> None:
    assert parse_type_declaration("string") == ("string", ())
    assert parse_type_declaration("array<class T>") == ("array", ("T",))
    assert parse_type_declaration("dictionary<K, class V>") == ("dictionary", ("K", "V"))
    for text in ("array<int>", "array<class T, class T>", "array<", "1", "array<T> x"):
        with pytest.raises(DeclarationError):
            parse_type_declaration(text)


def test_variables() -> None:
    kind, name = parse_variable("const uint8 MAX")
    assert (str(kind), name) == ("const uint8", "MAX")
    for text in ("int", "void x", "?& x", "int x y"):
        with pytest.raises(DeclarationError):
            parse_variable(text)


WORDS = [
    "int",
    "Foo",
    "const",
    "&",
    "in",
    "out",
    "@",
    "<",
    ">",
    ">>",
    "[",
    "]",
    "(",
    ")",
    ",",
    "=",
    "?",
    "...",
    "::",
    "1",
]


@example("::A")
@example("::A::b")
@given(
    st.one_of(
        st.text(max_size=40), st.lists(st.sampled_from([*WORDS, "f", '"x"', "-", "void", "{", "cast"])).map(" ".join)
    )
)
def test_no_text_does_more_than_be_refused(text: str) -> None:
    for parse in (parse_function, parse_type, parse_type_declaration, parse_variable, parse_expression):
        try:
            parsed = parse(text)
        except DeclarationError:
            continue
        assert parse(str(parsed) if not isinstance(parsed, tuple) else text) == parsed


PLAIN = ("int f(int a, const string &in b) const", "void g()", "::a::b@ h ( int x = 3 ) ; ", "const int@ k(uint8[] a)")
PIECES = [*WORDS, *" \t\n@&;:=", "in", "out", "void", "f", "int", "1", "true", "é", "\x1c", "property", "if"]


@st.composite
def nearly_plain(draw: st.DrawFn) -> str:
    """What most declarations look like, with some mistakes or unusual spaces."""
    text = draw(st.sampled_from(PLAIN))
    for _ in range(draw(st.integers(0, 3))):
        at = draw(st.integers(0, len(text) - 1))
        text = text[:at] + draw(st.sampled_from(["", *PIECES])) + text[at + draw(st.integers(0, 1)):]
    return text


def by_parser(text: str) -> FunctionDecl | None:
    try:
        parser = DeclarationParser(text)
        found = parser.function()
        parser.end()
    except DeclarationError:
        return None
    return found


@example("int f(int a)const")
@example("int ns::f()")
@example("intf()")
@example("int f(int a) xconst")
@example("int\x1cf()")
@given(st.one_of(nearly_plain(), st.lists(st.sampled_from(PIECES), max_size=9).map("".join)))
def test_the_short_way_is_the_same(text: str) -> None:
    expected = by_parser(text)
    if expected is None:
        with pytest.raises(DeclarationError):
            parse_function(text)
    else:
        assert parse_function(text) == expected


class Text(str):
    """A text of a class of the host's."""

    def __str__(self) -> str:
        return "something else"


def test_texts_of_derived_classes() -> None:
    assert parse_function(Text("int f(int a)")) == parse_function("int f(int a)")
