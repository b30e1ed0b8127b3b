"""Classes registered by declarations: those that the host does not own, or does not annotate."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from typing import Any

import pytest
from seraphscript import (
    BuildError,
    CallContext,
    Context,
    DeclarationError,
    HostType,
    Instance,
    Module,
    RegistryBuildError,
    ScriptException,
)


def world(source: str, *modules: Module, **options: Any) -> Instance:  # noqa: ANN401
    context = Context()
    for module in modules:
        context.install(module)
    unit = context.create_unit("declared")
    unit.add_source("declared.as", "using namespace game;\n" + source)
    unit.build()
    return unit.instantiate(**options)


def build_error(source: str, *modules: Module) -> str:
    with pytest.raises(BuildError) as caught:
        world(source, *modules)
    return str(caught.value)


def evaluate(expression: str, *modules: Module, setup: str = "", kind: str = "string") -> object:
    return world(f"{kind} f() {{ {setup} return {expression}; }}", *modules).call("f")


class Vec:
    """No annotations: nothing of it is seen but what is declared."""

    def __init__(self, x=0.0, y=0.0) -> None:  # type: ignore[no-untyped-def]  # noqa: ANN001
        self.x, self.y = x, y

    def length(self):  # type: ignore[no-untyped-def]  # noqa: ANN201
        return (self.x**2 + self.y**2) ** 0.5

    def secret(self) -> int:
        return 1


def copied(vec: Vec) -> Vec:
    return Vec(vec.x, vec.y)


def vec_module() -> tuple[Module, HostType]:
    game = Module("game")
    vec = game.register_type("Vec", Vec)
    vec.constructor("Vec()").constructor("Vec(double x, double y = 0)").property("double x").property("double y")
    vec.method("double length() const")
    return game, vec


# ---------------------------------------------------------------------------------------- what is declared


@pytest.mark.row("REG-14")
@pytest.mark.row("REG-51")
def test_a_class_that_the_host_does_not_own() -> None:
    game = Module("game")
    date = game.register_type("Date", datetime.date)
    date.factory("Date@ make(int year, int month, int day)").property("const int year").property("const int month")
    date.method("string isoformat() const")
    date.method("int daysUntil(const Date &in other) const", lambda self, other: (other - self).days)
    date.operator("bool opEquals(const Date &in other) const", lambda self, other: self == other)
    date.operator("int opCmp(const Date &in other) const", lambda self, other: (self > other) - (self < other))
    game.function("Date@ endOfYear(const Date &in d)")(lambda d: d.replace(month=12, day=31))
    w = world(
        """
        string text(const Date@ d) { return d.isoformat() + " " + d.year; }
        int left(const Date@ d) { return d.daysUntil(endOfYear(d)); }
        bool before(int y, int m, int d) { return Date(y, m, d) < Date(2024, 2, 29); }
        Date@ make() { return Date(2024, 2, 29); }
        """,
        game,
    )
    made = w.call("make")
    assert made == datetime.date(2024, 2, 29)
    assert type(made) is datetime.date
    assert w.call("text", made) == "2024-02-29 2024"
    assert w.call("left", made) == 306
    assert (w.call("before", 2024, 2, 28), w.call("before", 2024, 3, 1)) == (True, False)
    with pytest.raises(ScriptException, match="ValueError: day"):
        w.call("before", 2023, 2, 30)
    with pytest.raises(TypeError, match="game::Date expected"):
        w.call("text", 5)


def test_a_built_in_class() -> None:
    game = Module("game")
    number = game.register_type("Complex", complex)
    number.constructor("Complex(double re, double im)").property("const double real").property("const double imag")
    number.operator("Complex@ opMul(const Complex &in other) const", complex.__mul__)
    assert evaluate("(a * a).real", game, setup="Complex a(0, 1);", kind="double") == -1.0


def test_only_declared_members_are_seen() -> None:
    game, _ = vec_module()
    assert "'secret'" in build_error("int f(Vec@ v) { return v.secret(); }", game)
    found = game.items[0]
    assert isinstance(found, HostType)
    assert [str(m.declaration) for m in found.members][2:] == [
        "double get_x() const property",
        "void set_x(double value) property",
        "double get_y() const property",
        "void set_y(double value) property",
        "double length() const",
    ]


# -------------------------------------------------------------------------------- constructors and copies


@pytest.mark.row("REG-23")
@pytest.mark.row("REG-22")
def test_factories_are_overloaded() -> None:
    game, vec = vec_module()
    vec.factory("Vec@ fromText(const string &in text)", lambda text: Vec(*map(float, text.split())))
    w = world(
        """
        double none() { Vec v; return v.x; }
        double one() { Vec v(3); return v.x + v.y; }
        double two() { Vec v(3, 4); return v.length(); }
        double text() { Vec@ v = Vec("6 8"); return v.length(); }
        """,
        game,
    )
    assert [w.call(name) for name in ("none", "one", "two", "text")] == [0.0, 3.0, 5.0, 10.0]


@pytest.mark.row("REG-23")
def test_types_without_factories() -> None:
    game = Module("game")
    game.register_type("Vec", Vec)
    assert "scripts cannot make objects of 'game::Vec'" in build_error("void f() { Vec v; }", game)
    game.register_type("Other", datetime.time).constructor("Other(int hour)")
    message = build_error("void f() { Other o; }", game)
    assert "takes 1 argument(s), got 0" in message


@pytest.mark.row("REG-22")
def test_copies_by_the_copy_constructor() -> None:
    game, vec = vec_module()
    source = """
        double change(Vec v) { v.x = 9; return v.x; }
        class Ship { Vec at; }
        double parameter() { Vec v(1, 2); change(v); return v.x; }
        double variable() { Vec v(1, 2); Vec w = v; w.x = 5; return v.x; }
        double element() { array<Vec> a(2); a[0].x = 4; array<Vec> b = a; b[0].x = 7; return a[0].x; }
        double member() { Ship a; a.at.x = 3; Ship b = a; b.at.x = 8; return a.at.x; }
    """
    assert "cannot be copied" in build_error(source, game)
    copies = []

    def copy(other: Vec) -> Vec:
        copies.append(other)
        return copied(other)

    vec.constructor("Vec(const Vec &in other)", copy)
    w = world(source, game)
    assert (w.call("parameter"), w.call("variable"), w.call("element")) == (1.0, 1.0, 4.0)
    assert w.call("member") == 3.0
    assert len(copies) == 5
    assert w.call("change", Vec(1.0, 2.0)) == 9.0


@pytest.mark.row("REG-22")
def test_assignment_by_opassign() -> None:
    game, vec = vec_module()
    source = """
        class Ship { Vec at; }
        double content() { Vec v(1, 2), w(3, 4); v = w; w.x = 7; return v.x; }
        double member() { Ship a, b; a.at.x = 3; b = a; a.at.x = 9; return b.at.x; }
        bool identity() { Vec v(1, 2), w(3, 4); Vec@ h = v; h = w; return h is v && v.y == 4; }
    """
    assert "cannot be assigned" in build_error(source, game)

    def assign(self: Vec, other: Vec) -> Vec:
        self.x, self.y = other.x, other.y
        return self

    vec.operator("Vec &opAssign(const Vec &in other)", assign)
    w = world(source, game)
    assert (w.call("content"), w.call("member"), w.call("identity")) == (3.0, 3.0, True)


def test_what_a_factory_gives_is_checked() -> None:
    game = Module("game")
    game.register_type("Vec", Vec).constructor("Vec()", lambda: None).constructor("Vec(int x)", lambda x: x)
    w = world("void none() { Vec v; } void number() { Vec v(1); }", game)
    with pytest.raises(ScriptException, match=r"result of 'game::Vec@ game::Vec::Vec\(\)': .* expected, not None"):
        w.call("none")
    with pytest.raises(ScriptException, match=r"result of 'game::Vec@ game::Vec::Vec\(int\)': .* expected, not int"):
        w.call("number")


# ------------------------------------------------------------------------------------ methods, properties


@pytest.mark.row("REG-30")
def test_methods_and_const() -> None:
    game, vec = vec_module()

    def grow(self: Vec, by: float) -> None:
        self.x += by

    vec.method("void grow(double by)", grow).method("double norm() const", "length")
    vec.method_raw("double sum(double a, double b) const", lambda call: call.set_return(call.this.x + sum_of(call)))
    w = world("double f(Vec@ v) { v.grow(2); return v.norm() + v.sum(1, 2); }", game)
    assert w.call("f", Vec(1.0, 4.0)) == 5.0 + 6.0
    message = build_error("void f(const Vec@ v) { v.grow(2); }", game)
    assert "is not const and cannot be called: 'const game::Vec@' is read-only" in message
    with pytest.raises(ScriptException, match="Null pointer access"):
        w.call("f", None)


def sum_of(call: CallContext) -> float:
    return float(sum(call.arg(i) for i in range(call.arg_count)))


@pytest.mark.row("REG-31")
@pytest.mark.row("REG-32")
def test_properties() -> None:
    game, vec = vec_module()
    vec.property_get("double size", "x").property("const double area", lambda v: v.x * v.y)
    vec.property("double first", lambda v: v.x, lambda v, value: setattr(v, "x", value)).property("double other", "y")
    vec.method("int get_count() const property", lambda v: int(v.x))
    vec.method("void set_count(int n) property", lambda v, n: setattr(v, "x", float(n)))
    w = world("double f(Vec@ v) { v.first = 6; v.other += 1; v.count = v.count + 1; return v.area + v.size; }", game)
    assert w.call("f", Vec(1.0, 2.0)) == 7.0 * 3.0 + 7.0
    for name in ("size", "area"):
        assert f"property '{name}' cannot be written" in build_error(f"void f(Vec@ v) {{ v.{name} = 1; }}", game)
    assert "read-only" in build_error("void f(const Vec@ v) { v.x = 1; }", game)


@pytest.mark.row("REG-49")
def test_the_object_is_of_the_registered_class() -> None:
    game, vec = vec_module()
    with pytest.raises(DeclarationError, match=r"'this' type mismatch: .* takes a date, .* of class Vec"):
        vec.method("string isoformat() const", datetime.date.isoformat)

    class Impostor:
        x = 5.0

    vec.method("double twice()", lambda self: self.x * 2)
    w = world(
        """
        Vec@ kept;
        void keep(Vec@ v) { @kept = v; }
        double attribute() { return kept.x; }
        double method() { return kept.length(); }
        double callable() { return kept.twice(); }
        """,
        game,
    )
    mine = Vec(3.0, 0.0)
    w.call("keep", mine)
    names = ("attribute", "method", "callable")
    assert [w.call(name) for name in names] == [3.0, 3.0, 6.0]
    mine.__class__ = Impostor  # type: ignore[assignment]
    for name in names:
        with pytest.raises(ScriptException, match="'this' type mismatch: Vec expected, not Impostor"):
            w.call(name)


# --------------------------------------------------------------------------------------------- operators

BINARY = {
    "Add": "+", "Sub": "-", "Mul": "*", "Div": "/", "Mod": "%", "Pow": "**", "And": "&", "Or": "|", "Xor": "^",
    "Shl": "<<", "Shr": ">>", "UShr": ">>>",
}


class Log:
    """Notes which of its operators was called."""

    def __init__(self, name: str = "") -> None:
        self.name = name


def log_module(*operators: tuple[str, Callable[..., object]]) -> Module:
    game = Module("game")
    log = game.register_type("Log", Log)
    log.constructor("Log(const string &in name)").property("string name")
    for declaration, function in operators:
        log.operator(declaration, function)
    return game


@pytest.mark.row("OPR-08")
@pytest.mark.row("OPR-20")
@pytest.mark.parametrize("name", BINARY)
def test_binary_operators(name: str) -> None:
    game = log_module(
        (f"string op{name}(int other) const", lambda self, other: f"{self.name}.{name}({other})"),
        (f"string op{name}_r(int other) const", lambda self, other: f"{self.name}.{name}_r({other})"),
    )
    assert evaluate(f"(a {BINARY[name]} 3) + ' ' + (3 {BINARY[name]} a)", game, setup="Log a('a');") == (
        f"a.{name}(3) a.{name}_r(3)"
    )


@pytest.mark.row("OPR-06")
@pytest.mark.parametrize("name", BINARY)
def test_compound_assignments(name: str) -> None:
    def assign(self: Log, other: int) -> Log:
        self.name += f".{name}({other})"
        return self

    game = log_module((f"Log &op{name}Assign(int other)", assign))
    op = BINARY[name] + "="
    assert evaluate("a.name", game, setup=f"Log a('a'); (a {op} 1) {op} 2;") == f"a.{name}(1).{name}(2)"


@pytest.mark.row("OPR-01")
@pytest.mark.row("OPR-02")
def test_unary_operators() -> None:
    names = {"Neg": "-a", "Com": "~a", "PreInc": "++a", "PreDec": "--a", "PostInc": "a++", "PostDec": "a--"}
    game = log_module(*[(f"string op{n}()", lambda self, n=n: f"{self.name}.{n}") for n in names])
    for name, expression in names.items():
        assert evaluate(expression, game, setup="Log a('a');") == f"a.{name}"
    assert "operator '~' is not defined for 'game::Log@'" in build_error("void f(Log@ a) { ~a; }", log_module())


@pytest.mark.row("OPR-03")
@pytest.mark.row("OPR-04")
@pytest.mark.row("OPR-05")
def test_comparisons() -> None:
    game = log_module(
        ("bool opEquals(const string &in other) const", lambda self, other: self.name == other),
        ("int opCmp(int other) const", lambda self, other: len(self.name) - other),
    )
    w = world(
        """
        bool eq(Log@ a) { return a == "abc" && "abc" == a && a != "x" && !("x" == a); }
        bool cmp(Log@ a) { return a < 4 && a <= 3 && a > 2 && a >= 3 && 4 > a && 3 >= a && 2 < a && !(a < 3); }
        bool same(Log@ a, Log@ b) { return a is b && a !is null; }
        """,
        game,
    )
    a = Log("abc")
    assert (w.call("eq", a), w.call("cmp", a), w.call("same", a, a)) == (True, True, True)
    assert w.call("same", a, Log("abc")) is False


@pytest.mark.row("OPR-10")
@pytest.mark.row("OPR-11")
@pytest.mark.row("OPR-12")
def test_index_and_call() -> None:
    def put(self: Log, index: int, value: str) -> None:
        letters = list(self.name)
        letters[index] = value
        self.name = "".join(letters)

    game = log_module(
        ("string get_opIndex(int index) const property", lambda self, index: self.name[index]),
        ("void set_opIndex(int index, const string &in value) property", put),
        ("string opCall(int times, const string &in between) const", lambda self, n, text: text.join([self.name] * n)),
    )
    assert evaluate("a.name + a[0] + a(2, '-')", game, setup="Log a('xyz'); a[1] = 'Q';") == "xQzxxQz-xQz"
    only = log_module(("string opIndex(int index) const", lambda self, index: self.name[index]))
    assert evaluate("a[2]", only, setup="Log a('xyz');") == "z"
    assert "ERR" in build_error("void f(Log@ a) { a[0] = 'x'; }", only)


@pytest.mark.row("OPR-13")
@pytest.mark.row("OPR-15")
@pytest.mark.row("OPR-20")
def test_conversions() -> None:
    game = log_module(
        ("int opImplConv() const", lambda self: len(self.name)),
        ("double opConv() const", lambda self: len(self.name) / 2),
        ("string opConv() const", lambda self: self.name),
        ("Vec@ opCast()", lambda self: Vec(1.0, 1.0)),
        ("Vec@ opImplCast()", lambda self: Vec(2.0, 2.0)),
    )
    game.register_type("Vec", Vec).property("double x")
    w = world(
        """
        int implicit(Log@ a) { int n = a; return n; }
        double explicit_(Log@ a) { return double(a); }
        string text(Log@ a) { return string(a); }
        double handle(Log@ a) { Vec@ v = a; return v.x; }
        double casted(Log@ a) { return cast<Vec>(a).x; }
        """,
        game,
    )
    results = [w.call(name, Log("abc")) for name in ("implicit", "explicit_", "text", "handle", "casted")]
    assert results == [3, 1.5, "abc", 2.0, 2.0]


@pytest.mark.row("OPR-16")
@pytest.mark.row("OPR-20")
def test_foreach() -> None:
    game = log_module(
        ("int opForBegin() const", lambda self: 0),
        ("bool opForEnd(int at) const", lambda self, at: at >= len(self.name)),
        ("int opForNext(int at) const", lambda self, at: at + 1),
        ("string opForValue0(int at) const", lambda self, at: self.name[at]),
        ("int opForValue1(int at) const", lambda self, at: at),
    )
    setup = "Log a('abc'); string s; foreach (string c, int i : a) s += c + i;"
    assert evaluate("s", game, setup=setup) == "a0b1c2"


@pytest.mark.row("OPR-19")
def test_const_overloads() -> None:
    game = log_module(
        ("string opIndex(int i)", lambda self, i: "mutable"), ("string opIndex(int i) const", lambda self, i: "const")
    )
    w = world("string f(Log@ a) { const Log@ b = a; return a[0] + ' ' + b[0]; }", game)
    assert w.call("f", Log()) == "mutable const"


@pytest.mark.row("OPR-17")
@pytest.mark.row("OPR-18")
def test_methods_named_like_operators_are_operators() -> None:
    game, vec = vec_module()
    vec.method("double opNeg() const", lambda self: -self.x)
    assert evaluate("-v", game, setup="Vec v(3);", kind="double") == -3.0


# ---------------------------------------------------------------------------------------------- mistakes


@pytest.mark.row("REG-48")
def test_mistakes() -> None:
    game, vec = vec_module()
    bad: list[tuple[Callable[[], object], str]] = [
        (lambda: vec.method("double lenght() const"), "has no method 'lenght' .did you mean 'length'"),
        (lambda: vec.method("int secret(int x)"), "cannot be called with 2 arguments"),
        (lambda: vec.method("int f(int a)", lambda self: 1), "cannot be called with 2 arguments"),
        (lambda: vec.method("double length() const"), "duplicate registration: Vec has a member with this name"),
        (lambda: vec.method("int Vec()", len), "cannot be named like its type"),
        (lambda: vec.method("T f<T>(T a = 1)", lambda s, a: a), "a parameter of a template's type has no default"),
        (lambda: vec.method("int f(", lambda self: 1), "expected a type but found the end at column 7"),
        (lambda: vec.operator("int opAd(int x)", lambda s, x: 1), "'opAd' is no operator: did you mean opA"),
        (lambda: vec.operator("int qqq(int x)", lambda s, x: 1), "is no operator: operators are opAdd"),
        (lambda: vec.operator("int opForValue256(int x)", lambda s, x: 1), "is no operator"),
        (lambda: vec.operator("void opConv()", lambda s: 1), "converts to the type of its result"),
        (lambda: vec.operator("Vec opCast()", lambda s: 1), "gives a handle: write 'Vec@'"),
        (lambda: vec.constructor("Vek(int x)"), r"a constructor of Vec is declared 'Vec\(...\)'"),
        (lambda: vec.factory("int make()"), "a factory of Vec gives 'Vec@', not 'int'"),
        (lambda: vec.factory("Vec make()"), "a factory of Vec gives 'Vec@', not 'Vec'"),
        (lambda: vec.constructor("Vec(int x) const"), "neither const nor a property"),
        (lambda: vec.constructor("Vec(int a, int b, int c)"), "cannot be called with 3 arguments"),
        (lambda: vec.constructor("Vec(double x, double y)"), "duplicate registration"),
        (lambda: vec.property("const int n", len, setattr), "a const property has no setter"),
        (lambda: vec.property("int n", lambda: 1), "cannot be called with 1 argument"),
        (lambda: vec.property("int"), "expected the name of the variable"),
        (lambda: vec.property("int x"), "duplicate registration"),
        (lambda: game.register_type("Vec", datetime.date), "duplicate registration"),
        (lambda: game.register_type("Int", int), "int cannot be registered"),
        (lambda: game.register_type("V", Vec), "the class Vec is already registered"),
    ]
    for action, message in bad:
        with pytest.raises(DeclarationError, match=message):
            action()
    vec.method("Nothing@ f(Missing@ a)", lambda self, a: a).property("Gone@ gone")
    with pytest.raises(RegistryBuildError) as caught:
        Context().install(game).seal()
    text = [str(error) for error in caught.value.errors]
    assert text == [
        "failed to resolve return type of function 'game::Vec::f': unknown type 'Nothing'",
        "failed to resolve parameter 'a' (index 0) of function 'game::Vec::f': unknown type 'Missing'",
        "failed to resolve return type of function 'game::Vec::get_gone': unknown type 'Gone'",
        "failed to resolve parameter 'value' (index 0) of function 'game::Vec::set_gone': unknown type 'Gone'",
    ]


def test_members_of_base_types() -> None:
    class Point(Vec):
        pass

    game, _ = vec_module()
    game.register_type("Point", Point).constructor("Point(double x, double y)").method(
        "double length() const", lambda self: 1.0
    )
    w = world(
        """
        double f(Vec@ v) { return v.length(); }
        double g() { Point p(3, 4); p.x = 8; return p.length() + f(p); }
        """,
        game,
    )
    # A callable belongs to the declared type: the script calls what it sees.
    assert w.call("g") == 1.0 + (8**2 + 4**2) ** 0.5
