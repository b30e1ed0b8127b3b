"""The parser: trees of every construct, precedence, recovery from errors, limits, and that nothing crashes it."""

from __future__ import annotations

import random
import re
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from seraphscript.compiler.ast_dump import check, parse, parse_one, spans, walk

SCRIPTS = sorted((Path(__file__).parent / "language").rglob("*.as"))


def tree(source: str) -> str:
    """The declarations of a source that has no errors."""
    (section,), errors = parse(source)
    assert errors == []
    return section.removeprefix("(Section [").removesuffix("] 0)")


def statement(source: str) -> str:
    """The statements of a function body, without the function around them."""
    found = re.fullmatch(r"\(Func f .*? \(Block \[(.*)\]\)\)", tree(f"void f() {{ {source} }}"))
    assert found is not None
    return found[1]


def group(source: str) -> str:
    """How an expression of names and operators is grouped: every node in parentheses."""
    text, errors = parse_one(source)
    assert errors == []
    parts = iter(re.findall(r"[()]|[^\s()]+", text))

    def read_open() -> str:
        kind = next(parts).partition(":")[0]
        children: list[str] = []
        for word in parts:
            if word == ")":
                break
            children.append(read_open() if word == "(" else word)
        return combine(kind, children)

    def combine(kind: str, children: list[str]) -> str:
        if kind in ("Binary", "Compare", "Logic", "Assign"):
            return f"({children[1]} {children[0]} {children[2]})"
        if kind == "Unary":
            return f"({children[0]}{children[1]})"
        if kind == "Postfix":
            return f"({children[1]}{children[0]})"
        if kind == "Ternary":
            return f"({children[0]} ? {children[1]} : {children[2]})"
        if kind == "Member":
            return f"{children[0]}.{children[1]}"
        return children[0]

    assert next(parts) == "("
    return read_open()


def errors_of(source: str) -> list[tuple[str, int, int]]:
    return [(e.code, e.line, e.column) for e in check(source)]


# ---- Precedence ----


@pytest.mark.row("LEX-10", "EXP-06", "EXP-23")
@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("a + b * c", "(a + (b * c))"),
        ("a * b + c", "((a * b) + c)"),
        ("a - b - c", "((a - b) - c)"),
        ("a ** b ** c", "((a ** b) ** c)"),
        ("-a ** b", "((-a) ** b)"),
        ("a * b ** c", "(a * (b ** c))"),
        ("a % b * c / d", "(((a % b) * c) / d)"),
        ("a + b << c - d", "((a + b) << (c - d))"),
        ("a << b >> c >>> d", "(((a << b) >> c) >>> d)"),
        ("a & b << c", "(a & (b << c))"),
        ("a ^ b & c", "(a ^ (b & c))"),
        ("a | b ^ c", "(a | (b ^ c))"),
        ("a & b == c", "((a & b) == c)"),
        ("a < b | c", "(a < (b | c))"),
        ("a == b < c", "(a == (b < c))"),
        ("a < b == c > d", "((a < b) == (c > d))"),
        ("a is b != c !is d", "(((a is b) != c) !is d)"),
        ("a ^^ b == c", "((a ^^ b) == c)"),
        ("a && b ^^ c", "(a && (b ^^ c))"),
        ("a || b && c", "(a || (b && c))"),
        ("a or b and not c", "(a || (b && (!c)))"),
        ("a = b = c", "(a = (b = c))"),
        ("a += b -= c", "(a += (b -= c))"),
        ("a ? b : c ? d : e", "(a ? b : (c ? d : e))"),
        ("a ? b ? c : d : e", "(a ? (b ? c : d) : e)"),
        ("a || b ? c : d = e", "((a || b) ? c : (d = e))"),
        ("a = b ? c : d", "(a = (b ? c : d))"),
        ("(a ? b : c) = d", "((a ? b : c) = d)"),
        ("-a.b", "(-a.b)"),
        ("!a++", "(!(a++))"),
        ("- -a + ~b", "((-(-a)) + (~b))"),
        ("@a = @b", "((@a) = (@b))"),
        ("++a - --b", "((++a) - (--b))"),
    ],
)
def test_precedence(source: str, expected: str) -> None:
    assert group(source) == expected


BINARY = [
    ["||"], ["&&"], ["==", "!=", "is", "!is", "^^"], ["<", "<=", ">", ">="], ["|"], ["^"], ["&"], ["<<", ">>", ">>>"],
    ["+", "-"], ["*", "/", "%"], ["**"],
]  # fmt: skip


@pytest.mark.row("LEX-10")
def test_every_pair_of_binary_operators() -> None:
    for low, first in enumerate(BINARY):
        for high, second in enumerate(BINARY):
            for one in first:
                for two in second:
                    left = f"((a {one} b) {two} c)"
                    right = f"(a {one} (b {two} c))"
                    assert group(f"a {one} b {two} c") == (right if high > low else left)


# ---- Types ----

TYPES = [
    ("int", "(Type int)"),
    ("const int", "(Type:const int)"),
    ("Foo", "(Type Foo)"),
    ("::Foo", "(Type:global Foo)"),
    ("A::B::C", "(Type C [(Scope A) (Scope B)])"),
    ("Foo@", "(TypeHandle (Type Foo))"),
    ("const Foo@", "(TypeHandle (Type:const Foo))"),
    ("Foo@ const", "(TypeHandle:const (Type Foo))"),
    ("const Foo@ const", "(TypeHandle:const (Type:const Foo))"),
    ("int[]", "(TypeArray (Type int))"),
    ("int[][]", "(TypeArray (TypeArray (Type int)))"),
    ("const int[]", "(TypeArray:const (Type int))"),
    ("const Foo@[]", "(TypeArray:const (TypeHandle (Type Foo)))"),
    ("const int[][]@", "(TypeHandle (TypeArray:const (TypeArray (Type int))))"),
    ("Foo@[]@", "(TypeHandle (TypeArray (TypeHandle (Type Foo))))"),
    ("array<int>", "(Type array [] [(Type int)])"),
    ("array<const Foo@>", "(Type array [] [(TypeHandle (Type:const Foo))])"),
    ("map<int, A::B>", "(Type map [] [(Type int) (Type B [(Scope A)])])"),
    ("a<b<int>>", "(Type a [] [(Type b [] [(Type int)])])"),
    ("a<b<c<int>>>", "(Type a [] [(Type b [] [(Type c [] [(Type int)])])])"),
    ("a<b<c<d<int>>>>", "(Type a [] [(Type b [] [(Type c [] [(Type d [] [(Type int)])])])])"),
    ("a<int>::b", "(Type b [(Scope a [(Type int)])])"),
    ("a<b<int>[]>@", "(TypeHandle (Type a [] [(TypeArray (Type b [] [(Type int)]))]))"),
]


@pytest.mark.row("LEX-01", "LEX-11", "GLB-02", "GLB-03")
@pytest.mark.parametrize(("source", "expected"), TYPES)
def test_types(source: str, expected: str) -> None:
    assert parse_one(source, "type") == (expected, [])
    # The look-ahead and the parser agree on what a type is: as a declaration and as a construction.
    assert statement(f"{source} x;") == f"(VarDecl {expected} [(Var x)])"
    assert tree(f"{source} x;") == f"(VarDecl {expected} [(Var x)])"


@pytest.mark.row("LEX-11")
def test_angle_brackets_glued_to_an_assignment() -> None:
    assert tree("a<b<int>>x; array<int>= 3;".replace(">= 3", "> y = 3")).count("VarDecl") == 2
    assert errors_of("array<int> x; array<array<int>>= 3;") != []


# ---- Statements and expressions ----


@pytest.mark.row("LEX-01", "STM-01", "STM-10")
@pytest.mark.parametrize(
    ("source", "expected"),
    [
        (";", "(Empty)"),
        ("{}", "(Block)"),
        ("a < b;", "(ExprStmt (Compare < (Ident a) (Ident b)))"),
        ("a < b > c;", "(VarDecl (Type a [] [(Type b)]) [(Var c)])"),
        ("a * b;", "(ExprStmt (Binary * (Ident a) (Ident b)))"),
        ("a b;", "(VarDecl (Type a) [(Var b)])"),
        ("a@ b = c;", "(VarDecl (TypeHandle (Type a)) [(Var INIT_EXPR b [(Ident c)])])"),
        ("a[] b;", "(VarDecl (TypeArray (Type a)) [(Var b)])"),
        ("a[b];", "(ExprStmt (Index (Ident a) [(Ident b)]))"),
        ("a::b c(1);", "(VarDecl (Type b [(Scope a)]) [(Var INIT_ARGS c [(IntLit int 1)])])"),
        ("a::b(1);", "(ExprStmt (Call (Ident b [(Scope a)]) [(IntLit int 1)]))"),
        ("auto x = {};", "(VarDecl (Type auto) [(Var INIT_EXPR x [(InitList)])])"),
        ("break_ = 1;", "(ExprStmt (Assign = (Ident break_) (IntLit int 1)))"),
        ("return;", "(Return)"),
        ("return {1};", "(Return (InitList [(IntLit int 1)]))"),
        ("using namespace ::A::B;", "(Using:global [(Scope A) (Scope B)])"),
        ("try {} catch {}", "(Try (Block) (Block))"),
        ("for (;;) ;", "(For (ForHead (Empty)) (Empty))"),
        ("do ; while (a);", "(DoWhile (Ident a) (Empty))"),
        ("while (a) break;", "(While (Ident a) (Break))"),
        ("if (a) {} else if (b) {} else ;", "(If (Ident a) (Block) (If (Ident b) (Block) (Empty)))"),
        ("if (a) if (b) {} else ;", "(If (Ident a) (If (Ident b) (Block) (Empty)))"),
        ("switch (a) { case 1: case 2: b; default: }",
         "(Switch (Ident a) [(Case (IntLit int 1)) (Case (IntLit int 2) [(ExprStmt (Ident b))]) (Case)])"),
        ("foreach (auto a, const B@ b : c) ;",
         "(ForEach [(ForVar (Type auto) a) (ForVar (TypeHandle (Type:const B)) b)] (Ident c) (Empty))"),
    ],
)  # fmt: skip
def test_statements(source: str, expected: str) -> None:
    assert statement(source) == expected


def test_for_with_several_parts() -> None:
    text = statement("for (int i = 0, j = 1; i < j; i++, --j) continue;")
    assert text == (
        "(For (ForHead (VarDecl (Type int) [(Var INIT_EXPR i [(IntLit int 0)]) (Var INIT_EXPR j [(IntLit int 1)])]) "
        "(Compare < (Ident i) (Ident j)) [(Postfix ++ (Ident i)) (Unary -- (Ident j))]) (Continue))"
    )


@pytest.mark.row("LEX-09")
def test_contextual_words_as_names() -> None:
    words = "foreach property override final explicit delete shared external abstract mixin get set from in out inout"
    for word in words.split():
        assert statement(f"int {word} = 1; {word} = 2; {word}(3);") == (
            f"(VarDecl (Type int) [(Var INIT_EXPR {word} [(IntLit int 1)])]) "
            f"(ExprStmt (Assign = (Ident {word}) (IntLit int 2))) "
            f"(ExprStmt (Call (Ident {word}) [(IntLit int 3)]))"
        )
        assert tree(f"int {word};") == f"(VarDecl (Type int) [(Var {word})])"
        assert tree(f"{word} x;") == f"(VarDecl (Type {word}) [(Var x)])"
        assert tree(f"void {word}() {{}}").startswith(f"(Func {word} ")


@pytest.mark.row("EXP-03", "EXP-04", "EXP-14", "EXP-15", "EXP-16", "EXP-17", "REG-07")
@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("f()", "(Call (Ident f))"),
        ("f(void, b: 1)", "(Call (Ident f) [(VoidArg) (NamedArg b (IntLit int 1))])"),
        ("f(a ? b : c)", "(Call (Ident f) [(Ternary (Ident a) (Ident b) (Ident c))])"),
        ("f({1, 2})", "(Call (Ident f) [(InitList [(IntLit int 1) (IntLit int 2)])])"),
        ("a.b(1).c", "(Member (Call (Member (Ident a) b) [(IntLit int 1)]) c)"),
        ("a[1, x: 2]", "(Index (Ident a) [(IntLit int 1) (NamedArg x (IntLit int 2))])"),
        ("f<int>(1)", "(Call (Ident f [] [(Type int)]) [(IntLit int 1)])"),
        ("a.f<int, B@>(1)", "(Call (Member (Ident a) f [(Type int) (TypeHandle (Type B))]) [(IntLit int 1)])"),
        ("a < b && c > (d)", "(Logic && (Compare < (Ident a) (Ident b)) (Compare > (Ident c) (Ident:paren d)))"),
        ("a.b < c", "(Compare < (Member (Ident a) b) (Ident c))"),
        ("int(1)", "(Construct (Type int) [(IntLit int 1)])"),
        ("int[](1)", "(Construct (TypeArray (Type int)) [(IntLit int 1)])"),
        ("Foo@(a)", "(Construct (TypeHandle (Type Foo)) [(Ident a)])"),
        ("array<int>[](1)", "(Construct (TypeArray (Type array [] [(Type int)])) [(IntLit int 1)])"),
        ("array<int> = {1}", "(TypedList (Type array [] [(Type int)]) (InitList [(IntLit int 1)]))"),
        ("a<int>::b(1)", "(Call (Ident b [(Scope a [(Type int)])]) [(IntLit int 1)])"),
        ("cast<Foo@>(a)", "(Cast (TypeHandle (Type Foo)) (Ident a))"),
        ("cast<a<b>>(c)", "(Cast (Type a [] [(Type b)]) (Ident c))"),
        ("{}", "(InitList)"),
        ("{1,,3}", "(InitList [(IntLit int 1) (Gap) (IntLit int 3)])"),
        ("{,1,}", "(InitList [(Gap) (IntLit int 1) (Gap)])"),
        ("{{1}, {}}", "(InitList [(InitList [(IntLit int 1)]) (InitList)])"),
        ("'a' \"b\" \"\"\"c\"\"\"", "(StrLit b'abc')"),
        ("null is this", "(Compare is (NullLit) (This))"),
        ("::a", "(Ident:global a)"),
        ("super(1)", "(Call (Ident super) [(IntLit int 1)])"),
        ("function(1)", "(Call (Ident function) [(IntLit int 1)])"),
        ("function(a, int b) {}",
         "(Lambda (Sig #2 - [(Param - a) (Param (Type int) b)]) (Block))"),
        ("function() { return function(a) {}; }",
         "(Lambda (Sig) (Block [(Return (Lambda (Sig #1 - [(Param - a)]) (Block)))]))"),
    ],
)  # fmt: skip
def test_expressions(source: str, expected: str) -> None:
    assert parse_one(source) == (expected, [])


# ---- Declarations ----


@pytest.mark.row("LEX-01", "FUN-12", "CLS-09", "CLS-12", "GLB-05", "GLB-08", "GLB-09", "FUN-13", "CLS-14")
@pytest.mark.parametrize(
    ("source", "expected"),
    [
        (";", ""),
        ("void f() {}", "(Func f (Sig (Type void)) (Block))"),
        ("void f(void) {}", "(Func f (Sig (Type void)) (Block))"),
        ("T& f() {}", "(Func f (Sig:ref (Type T)) (Block))"),
        ("int x(1), y = 2, z;",
         "(VarDecl (Type int) [(Var INIT_ARGS x [(IntLit int 1)]) (Var INIT_EXPR y [(IntLit int 2)]) (Var z)])"),
        ("T f<T, U>(T a) {}",
         "(Func f (Sig #1 (Type T) [(Param (Type T) a)] [(TemplateParam T) (TemplateParam U)]) (Block))"),
        ("enum E : uint8 {A, B = 2,}", "(Enum E [(EnumValue A) (EnumValue B (IntLit int 2))] (Type uint8))"),
        ("shared enum E {}", "(Enum:shared E)"),
        ("external enum E;", "(Enum:external E)"),
        ("typedef array<int> L;", "(Typedef L (Type array [] [(Type int)]))"),
        ("funcdef void F(int, int b);",
         "(Funcdef F (Sig #2 (Type void) [(Param (Type int)) (Param (Type int) b)]))"),
        ("import int f() from 'm';", "(Import f (Sig (Type int)) (StrLit b'm'))"),
        ("namespace A::B { int x; }", "(Namespace A [(Namespace B [(VarDecl (Type int) [(Var x)])])])"),
        ("int p { get { return 1; } set { } }",
         "(Func:property FN_GET get_p (Sig (Type int)) (Block [(Return (IntLit int 1))])) "
         "(Func:property FN_SET set_p (Sig #1 (Type void) [(Param (Type int) value)]) (Block))"),
        ("shared void f() {}", "(Func:shared f (Sig (Type void)) (Block))"),
        ("external shared T@ f();", "(Func:shared:external f (Sig (TypeHandle (Type T))))"),
        ("abstract shared final class A {}", "(Class:shared:abstract:final A)"),
        ("external shared class A;", "(Class:shared:external A)"),
        ("mixin class A {}", "(Class CLASS_MIXIN A)"),
        ("class A<T> : B, C::D {};",
         "(Class A (ClassHead [(Type B) (Type D [(Scope C)])] [(TemplateParam T)]))"),
        ("class A { A() {} ~A() {} A(int) explicit {} }",
         "(Class A - [(Func FN_CTOR A (Sig) (Block)) (Func FN_DTOR A (Sig) (Block)) "
         "(Func:explicit FN_CTOR A (Sig #1 - [(Param (Type int))]) (Block))])"),
        ("class A { private int x = 1; protected A@[] y; int z(2); }",
         "(Class A - [(VarDecl:private (Type int) [(Var INIT_EXPR x [(IntLit int 1)])]) "
         "(VarDecl:protected (TypeArray (TypeHandle (Type A))) [(Var y)]) "
         "(VarDecl (Type int) [(Var INIT_ARGS z [(IntLit int 2)])])])"),
        ("class A { int f() const override final property { return 0; } "
         "A &opAssign(const A &in) delete; funcdef void F(); }",
         "(Class A - [(Func:const:final:override:property f (Sig (Type int)) (Block [(Return (IntLit int 0))])) "
         "(Func:deleted opAssign (Sig:ref #1 (Type A) [(Param REF_IN (Type:const A))])) "
         "(Funcdef F (Sig (Type void)))])"),
        ("interface I : J { void f(int a) const; int p { get const; set; } }",
         "(Interface I (ClassHead [(Type J)]) [(Func:const f (Sig #1 (Type void) "
         "[(Param (Type int) a)])) (Func:const:property FN_GET get_p (Sig (Type int))) "
         "(Func:property FN_SET set_p (Sig #1 (Type void) [(Param (Type int) value)]))])"),
        ("void f(int &in a = 1, T &out b = void, T &inout c = null, T & d = x) {}",
         "(Func f (Sig #4 (Type void) [(Param REF_IN (Type int) a (IntLit int 1)) (Param REF_OUT (Type T) b (VoidArg)) "
         "(Param REF_INOUT (Type T) c (NullLit)) (Param REF_INOUT (Type T) d (Ident x))]) (Block))"),
    ],
)  # fmt: skip
def test_declarations(source: str, expected: str) -> None:
    assert tree(source) == expected


@pytest.mark.row("REG-04", "REG-05", "REG-07")
@pytest.mark.parametrize(
    ("source", "sort", "expected"),
    [
        ("int f(int)", "function", "(Func f (Sig #1 (Type int) [(Param (Type int))]))"),
        ("T max<T>(T)", "function", "(Func max (Sig #1 (Type T) [(Param (Type T))] [(TemplateParam T)]))"),
        ("void f(?&in, ...)", "function",
         "(Func f (Sig:variadic #2 (Type void) [(Param REF_IN (Type ?)) (Param:variadic REF_IN (Type ?))]))"),
        ("void f(int...)", "function",
         "(Func f (Sig:variadic #1 (Type void) [(Param:variadic (Type int))]))"),
        ("T@ f(const T&in if_handle_then_const a) const", "function",
         "(Func:const f (Sig #1 (TypeHandle (Type T)) [(Param REF_IN (Type:const T) a)]))"),
        ("V(float x)", "function", "(Func FN_CTOR V (Sig #1 - [(Param (Type float) x)]))"),
        ("const int x", "variable", "(VarDecl (Type:const int) [(Var x)])"),
    ],
)  # fmt: skip
def test_host_declarations(source: str, sort: str, expected: str) -> None:
    assert parse_one(source, sort) == (expected, [])  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("source", "sort"),
    [("", "expression"), ("1 2", "expression"), ("int", "function"), ("int f(", "function"), ("int f() x", "function"),
     ("int x = 1", "variable"), ("3", "type"), ("int f(int", "function"), ("f<", "type"), ("int f(){}", "function")],
)  # fmt: skip
def test_bad_host_declarations(source: str, sort: str) -> None:
    text, errors = parse_one(source, sort)  # type: ignore[arg-type]
    assert text == "-"
    assert len(errors) == 1


def test_several_sections() -> None:
    trees, errors = parse("int a;", "int b", "int c;")
    assert [t.endswith(f" {i})") for i, t in enumerate(trees)] == [True] * 3
    assert [(e.section, e.line, e.column) for e in errors] == [("section1", 1, 6)]


# ---- Errors ----


@pytest.mark.row("LEX-07", "ERR-02")
def test_independent_errors_are_all_reported() -> None:
    source = """\
void f() {
  int a = ;
  a = (1 + 2;
  if (a b) { a = 1; }
  foo(1, , 2);
  int class = 1;
}
int g( { }
class C { int x int y; }
enum E { A B }
void h() { return 1 }
"""
    assert errors_of(source) == [
        ("E0202", 2, 11),
        ("E0201", 3, 13),
        ("E0201", 4, 9),
        ("E0202", 5, 10),
        ("E0207", 6, 7),
        ("E0201", 9, 1),
        ("E0201", 9, 17),
        ("E0201", 10, 12),
        ("E0201", 11, 21),
    ]


@pytest.mark.row("LEX-07")
@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("void f() {\n  int a = 1\n  int b = 2;\n}", [("E0201", 3, 3)]),
        ("void f() {\n  g((1);\n  h();\n}", [("E0201", 2, 8)]),
        ("void f() {\n  g(1;\n  h);\n}", [("E0201", 2, 6), ("E0201", 3, 4)]),
        ("void f() {\n  else g();\n}", [("E0206", 2, 3)]),
        ("void f() {\n  { int a = 1;\n}", [("E0216", 3, 2)]),
        ("void f() {\n  if (a) {\n}\nvoid g() {}\nvoid h() {}\n", [("E0216", 4, 1)]),
        ("void f() {\nclass A {}\n", [("E0216", 2, 1)]),
        ("class A {\n  void f() {}\nclass B {}\n", [("E0216", 3, 1)]),
        ("}\nint x;", [("E0205", 1, 1)]),
        ("int f(int a);", [("E0215", 1, 13)]),
        ("break;", [("E0205", 1, 1)]),
        ("void f() { break; continue; }", [("E0212", 1, 12), ("E0213", 1, 19)]),
        ("void f() { for (;;) { function() { break; }; } }", [("E0212", 1, 36)]),
        ("void f() { switch (1) { case 1: continue; } }", [("E0213", 1, 33)]),
        ("void f() { switch (1) { default: default: } }", [("E0211", 1, 34)]),
        ("void f() { switch (1) { x(); case 1: } y z w; }", [("E0201", 1, 25), ("E0201", 1, 44)]),
        ("void f() { h(a: 1, 2); }", [("E0209", 1, 20)]),
        ("void f(int a = 1, int b) {}", [("E0210", 1, 23)]),
        ("private int x;", [("E0208", 1, 1)]),
        ("shared shared class A {}", [("E0208", 1, 8)]),
        ("abstract void f() {}", [("E0208", 1, 1)]),
        ("mixin shared class A {}", [("E0208", 1, 7)]),
        ("void f() override {}", [("E0208", 1, 10)]),
        ("void f() const {}", [("E0208", 1, 10)]),
        ("class A { f() {} }", [("E0203", 1, 11)]),
        ("class A { ~B() {} }", [("E0204", 1, 12)]),
        ("class A { ~A(int a) {} }", [("E0803", 1, 13)]),
        ("class A { int p { } }", [("E0214", 1, 15)]),
        ("class A { int p { get {} get {} } }", [("E0214", 1, 26)]),
        ("class A { int p { foo {} } int q; int r s; }", [("E0214", 1, 19), ("E0201", 1, 41)]),
        ("interface I { void f() {} }", [("E0215", 1, 24)]),
        ("mixin class M { M() {} }", [("E0205", 1, 17)]),
        ("external class A {}", [("E0215", 1, 18)]),
        ("import int f() into 'm';", [("E0201", 1, 16)]),
        ("void f() { x = {1 2}; }", [("E0201", 1, 19)]),
        ("void f() { if (a) int b; }", [("E0206", 1, 19)]),
        ("void f() { T@@ h; }", [("E0208", 1, 14)]),
        ("T@@ h;", [("E0208", 1, 3)]),
        ("int x = a.;", [("E0204", 1, 11)]),
        ("int x = a.class;", [("E0207", 1, 11)]),
        ("int x = {};\nint y = ({});", [("E0202", 2, 10)]),
        ("int x = # ;\nint y = 2", [("E0101", 1, 9), ("E0201", 2, 10)]),
        ('void f() { g("abc;\n h(1); i j k; }', [("E0102", 1, 14), ("E0201", 2, 12)]),
    ],
)
def test_errors_and_recovery(source: str, expected: list[tuple[str, int, int]]) -> None:
    assert errors_of(source) == expected


@pytest.mark.row("LEX-08")
def test_format_of_an_error() -> None:
    (found,) = check("int a;\n\tint class = 1;\n")
    assert found.format() == (
        "section0 (2, 6) : ERR : 'class' is a reserved word and cannot be a name\n"
        "  \tint class = 1;\n"
        "  \t    ^~~~~"
    )
    (found,) = check("void f() {\n")
    assert found.hint == "the '{' of line 1 is never closed"
    assert "\n  hint: the '{' of line 1 is never closed\n" in found.format()
    assert [(place.line, place.column) for place in found.related] == [(1, 10)]


@pytest.mark.row("LEX-08")
def test_columns_count_characters() -> None:
    (found,) = check('string s = "äöü" 5;')
    assert (found.column, found.end_column) == (18, 19)


def test_errors_are_limited() -> None:
    found = check("void f() {\n" + "a b c;\n" * 1000 + "}")
    assert len(found) == 101
    assert [e.code for e in found].count("E0806") == 1


@pytest.mark.row("LEX-12")
def test_spans_cover_the_whole_construct() -> None:
    found = spans("int x = f(a, (b + c) * 2)[g(1)].h(3) + -d;")
    assert ("Call", "f(a, (b + c) * 2)", True) in found
    assert ("Index", "f(a, (b + c) * 2)[g(1)]", True) in found
    assert ("Binary", "f(a, (b + c) * 2)[g(1)].h(3) + -d", True) in found
    assert ("Unary", "-d", False) in found


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("a + b * -c", False),
        ("a.b[c] ? d : !e", False),
        ("{a, {b}}", False),
        ("function() { a = 1; }", False),
        ("a + b++", True),
        ("a[--b]", True),
        ("a ? b : (c = d)", True),
        ("a ? b += 1 : c", True),
        ("{a, {b()}}", True),
        ("(a.b()).c is d", True),
        ("!cast<T>(a) || b", True),
        ("int(a) + 1", True),
        ("@a[array<int> = {1}]", True),
    ],
)
def test_effects_are_seen_from_above(source: str, expected: bool) -> None:
    found = [(kind, effect) for kind, text, effect in spans(f"int x = {source};") if text == source]
    assert found
    assert {effect for _, effect in found} == {expected}, found


# ---- Limits and hostile input ----


@pytest.mark.parametrize(
    ("source", "code"),
    [
        (b"(" * (65 << 20), "E0802"),
        (b"(" * (9 << 20), "E0802"),
        (b"void f() { x = " + b"(" * 10000 + b"1" + b")" * 10000 + b"; }", "E0801"),
        (b"void f()" + b"{" * 10000 + b"}" * 10000, "E0801"),
        (b"array<" * 100000 + b"int" + b">" * 100000 + b" x;", "E0801"),
        (b"void f() { " + b"array<" * 100000 + b"int" + b">" * 100000 + b" x; }", "E0801"),
        (b"int" + b"[]" * 100000 + b" x;", "E0801"),
        (b"int x = " + b"-" * 100000 + b"1;", "E0801"),
        (b"int x = 1" + b" + 1" * 100000 + b";", "E0801"),
        (b"int x = a" + b".b" * 100000 + b";", "E0801"),
        (b"int x = a" + b"()" * 100000 + b";", "E0801"),
        (b"int x = a" + b" = a" * 100000 + b";", "E0801"),
        (b"int x = a" + b" ? 1 : a" * 100000 + b";", "E0801"),
        (b"int x = " + b"{" * 100000, "E0801"),
        (b"int x = " + b"function() { return " * 100000, "E0801"),
        (b"void f() {" + b"if (a) " * 100000, "E0801"),
        (b"namespace a {" * 100000, "E0801"),
        (b"namespace " + b"a::" * 100000 + b"b {}", "E0801"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_hostile_input_gives_one_error(source: bytes, code: str) -> None:
    assert [e.code for e in check(source)] == [code]


@pytest.mark.parametrize(
    "source",
    [
        b"void f() { if (a) b(); " + b"else if (a) b(); " * 20000 + b"}",
        b"int x = 1" + b" + 1" * 390 + b";",
        b"void f() { " + b"{" * 200 + b"}" * 200 + b" }",
        b"int x = " + b"(" * 200 + b"1" + b")" * 200 + b";",
        b"int[] x = {" + b"a < b," * 20000 + b"1};",
        b"int " + b",".join(b"v%d" % i for i in range(20000)) + b";",
    ],
)
def test_long_but_legal(source: bytes) -> None:
    assert check(source) == []


@pytest.mark.row("LEX-01")
@pytest.mark.parametrize("path", SCRIPTS, ids=lambda p: f"{p.parent.name}/{p.stem}")
def test_language_scripts_parse(path: Path) -> None:
    source = path.read_text(encoding="utf-8")
    expected = {n for n, line in enumerate(source.split("\n"), 1) if "// expect error" in line}
    found = check(source)
    # An error may also come from a later pass, but if the parser has one, it must be the expected one.
    assert {e.line for e in found} <= expected, found
    nodes, reached, _ = walk(source)
    if not found:
        # Every node but the none node stands in the tree once, except for the types that two accessors share.
        shared = len(re.findall(r"\{\s*(?:get|set)\b", source))
        assert nodes - 1 <= reached <= nodes - 1 + 4 * shared


def test_there_are_language_scripts() -> None:
    assert len(SCRIPTS) >= 300


PIECES = [b"{", b"}", b"(", b")", b"<", b">", b">>", b"@", b"::", b'"', b'"""', b"[", b"]", b";", b"function(", b"get"]


def mutate(source: bytes, others: list[bytes], rng: random.Random) -> bytes:
    text = bytearray(source)
    for _ in range(rng.choice((1, 1, 2, 5, 20))):
        at = rng.randrange(len(text) + 1)
        match rng.randrange(5):
            case 0:
                del text[at : at + rng.randrange(1, 20)]
            case 1:
                other = rng.choice(others)
                start = rng.randrange(len(other) + 1)
                text[at:at] = other[start : start + rng.randrange(80)]
            case 2:
                text[at:at] = rng.choice(PIECES)
            case 3:
                text[at : at + 1] = bytes([rng.randrange(256)])
            case _:
                del text[at:]
    return bytes(text)


def test_mutated_scripts() -> None:
    rng = random.Random(20)
    sources = [path.read_bytes() for path in SCRIPTS]
    for _ in range(4000):
        text = mutate(rng.choice(sources), sources, rng)
        for found in check(text):
            found.format()
        walk(text)


SAMPLE = "\n".join(path.read_text(encoding="utf-8") for path in SCRIPTS[::5])
WORDS = sorted(set(re.findall(r"\w+|[^\w\s]{1,3}", SAMPLE)))


@settings(max_examples=300, deadline=None)
@example(["A", "&", "A"])
@given(st.lists(st.sampled_from(WORDS), max_size=60))
def test_any_sequence_of_tokens(words: list[str]) -> None:
    text = " ".join(words)
    (section,), errors = parse(text)
    assert section.count("(") >= 1
    for sort in ("expression", "function", "variable", "type"):
        found, complaints = parse_one(text, sort)
        assert (found == "-") == bool(complaints)
    assert all(e.format() for e in errors)


@given(st.lists(st.integers(0, len(BINARY) - 1), max_size=40))
def test_grouping_agrees_with_precedence_climbing(levels: list[int]) -> None:
    """Against a second parser: split at the last operator of the loosest level."""
    operators = [BINARY[level][0] for level in levels]

    def model(first: int, last: int) -> str:
        if first == last:
            return f"v{first}"
        span = range(first, last)
        at = max(i for i in span if levels[i] == min(levels[j] for j in span))
        return f"({model(first, at)} {operators[at]} {model(at + 1, last)})"

    text = "v0" + "".join(f" {op} v{i + 1}" for i, op in enumerate(operators))
    assert group(text) == model(0, len(operators))
