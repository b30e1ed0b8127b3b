"""Initialisation lists that become objects of the host: patterns, what the callable gets, and what does not fit."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from seraphscript import (
    BuildError,
    Context,
    DeclarationError,
    ListBuffer,
    ListPattern,
    Module,
    ScriptException,
    TupleListBuffer,
    Unit,
    fixed,
    repeat,
    repeat_same,
    repeat_tuple,
)


class Kept:
    """Keeps the list that it was made of."""

    def __init__(self, values: ListBuffer) -> None:
        self.values = values

    def shown(self) -> str:
        return f"{self.values!r} of {self.values.element_type}"


class Vec(Kept): ...


class Table(Kept): ...


class Point(Kept): ...


class Matrix(Kept): ...


PATTERNS = (
    (Vec, "{repeat int}"),
    (Table, "{repeat {string, ?}}"),
    (Point, "{float, float, float}"),
    (Matrix, "{repeat {repeat_same int}}"),
)


def patterns() -> Module:
    module = Module()
    for python, pattern in PATTERNS:
        name = python.__name__
        module.register_type(name, python).list_factory(f"{name}@ f(int &in) {pattern}").method("string shown() const")
    return module


def run(text: str, *modules: Module, default_modules: bool = True) -> Unit:
    context = Context(default_modules)
    for module in modules:
        context.install(module)
    unit = context.create_unit("u")
    unit.add_source("lists.as", text)
    unit.build()
    return unit


def shown(statements: str) -> str:
    result = run(f"string f() {{ int k = 7; {statements} }}", patterns()).call("string f()")
    assert isinstance(result, str)
    return result


@pytest.mark.row("REG-27", "REG-28")
@pytest.mark.parametrize(
    ("statements", "expected"),
    [
        ("Vec v = {1, k, 3}; return v.shown();", "ListBuffer([1, 7, 3]) of int"),
        ("Vec v = {}; return v.shown();", "ListBuffer([]) of int"),
        ("Vec@ v = {1}; return v.shown();", "ListBuffer([1]) of int"),
        ("Vec@ v = {1}; @v = {4, 5}; return v.shown();", "ListBuffer([4, 5]) of int"),
        ("Point p = {1, 2.5, k}; return p.shown();", "ListBuffer([1.0, 2.5, 7.0]) of float"),
        (
            'Table t = {{"a", 1}, {"b", 2.5}}; return t.shown();',
            "TupleListBuffer([('a', 1), ('b', 2.5)]) of {string, ?}",
        ),
        (
            "Matrix m = {{1, 2}, {3, k}}; return m.shown();",
            "ListBuffer([ListBuffer([1, 2]), ListBuffer([3, 7])]) of {repeat_same int}",
        ),
    ],
)
def test_lists(statements: str, expected: str) -> None:
    assert shown(statements) == expected


@pytest.mark.row("REG-27", "REG-28")
@pytest.mark.parametrize(
    ("statement", "message"),
    [
        ('Vec v = {1, "a"};', "index 1 of the list for 'Vec': no conversion from 'string' to 'int'"),
        ("Vec v = {1, {2}};", "index 1 of the list for 'Vec': a list cannot become 'int'"),
        ("Vec v = {1, , 2};", "index 1 of the list for 'Vec': a value is missing"),
        ("Point p = {1, 2};", "index 2 of the list for 'Point': a value is missing"),
        ("Point p = {1, 2, 3, 4};", "index 3 of the list for 'Point': this value is one too many"),
        ('Table t = {{"a", 1}, {"b"}};', "index 1, 1 of the list for 'Table': a value is missing"),
        ('Table t = {"a"};', "index 0 of the list for 'Table': a list in braces is expected here"),
        ('Table t = {{"a", null}};', "index 0, 1 of the list for 'Table': a value with a type is expected here"),
        (
            "Matrix m = {{1, 2}, {3}};",
            "the list at index 1 of that for 'Matrix' has 1 values, those before it have 2",
        ),
    ],
)
def test_what_does_not_fit(statement: str, message: str) -> None:
    with pytest.raises(BuildError) as caught:
        shown(f'{statement} return "";')
    assert caught.value.diagnostics[0].message == message


@pytest.mark.row("REG-28")
def test_buffers() -> None:
    got: list[Any] = []
    module = Module()
    table = module.register_type("Table", Table)

    def make(values: ListBuffer) -> Table:
        got.append(values)
        return Table(values)

    table.list_factory("{repeat {string, ?}}", make)
    run('class Foo {} void f() { Foo o; Table t = {{"a", 1}, {"b", o}, {"c", true}}; }', module).call("void f()")
    values = got[0]
    assert isinstance(values, TupleListBuffer)
    assert len(values) == 3
    assert values.get(0) == values[0] == ("a", 1)
    assert values.element_types == ("string", "?")
    assert [values.types_of(i)[1] for i in range(3)] == ["int", "Foo@", "bool"]
    assert values.type_of(2) == "{string, bool}"
    assert [key for key, _ in values] == ["a", "b", "c"]
    with pytest.raises(IndexError, match="list index 3 out of bounds"):
        values.get(3)
    assert values[-1] == ("c", True)


@pytest.mark.row("REG-28")
def test_nested_patterns() -> None:
    got: list[Any] = []
    module = Module()
    for name, python, pattern in (
        ("A", type("A", (Kept,), {}), "{int, repeat string}"),
        ("B", type("B", (Kept,), {}), "{string, {int, int}, repeat {repeat int}}"),
        ("C", type("C", (Kept,), {}), "{repeat ?}"),
        ("D", type("D", (Kept,), {}), "{repeat array<int>@}"),
    ):
        def make(values: Any, python: Callable[[Any], Any] = python) -> Any:  # noqa: ANN401
            got.append(values)
            return python(values)

        module.register_type(name, python).list_factory(pattern, make)
    run(
        'void f() { A a = {1, "x", "y"}; B b = {"n", {1, 2}, {3}, {}, {4, 5}}; C c = {1, 2.5, "s", 2};'
        "array<int> own = {9}; D d = {{1, 2}, own, {}}; }",
        module,
    ).call("void f()")
    a, b, c, d = got
    assert [a[0], list(a[1])] == [1, ["x", "y"]]
    assert a.element_types == ("int", "repeat string")
    assert [b[0], b[1], [list(inner) for inner in b[2]]] == ["n", (1, 2), [[3], [], [4, 5]]]
    assert list(c) == [1, 2.5, "s", 2]
    assert c.element_types == ("int", "double", "string", "int")
    assert list(d) == [[1, 2], [9], []]


@pytest.mark.row("REG-27")
def test_long_lists_and_no_modules() -> None:
    module = Module()
    vec = module.register_type("Vec", Vec).list_factory("{repeat int}")
    vec.method("int64 sum() const", lambda self: sum(self.values))
    numbers = ", ".join(map(str, range(70_000)))
    unit = run(f"int64 f() {{ Vec v = {{{numbers}}}; return v.sum(); }}", module, default_modules=False)
    assert unit.call("int64 f()") == sum(range(70_000))


@pytest.mark.row("REG-27")
def test_lists_as_arguments_and_results() -> None:
    module = patterns()
    module.register_function("int count(Vec@ v)", lambda v: len(v.values))
    text = "Vec@ make() { return {1, 2}; } int f() { return count({1, 2, 3}) * 10 + count(make()); } Vec g = {7};"
    assert run(text + " string h() { return g.shown(); }", module).call("int f()") == 32
    assert run(text + " string h() { return g.shown(); }", module).call("string h()") == "ListBuffer([7]) of int"


@pytest.mark.row("REG-27")
def test_what_the_host_does_not_make() -> None:
    def refuse(values: ListBuffer) -> Vec | None:
        if values[0] == 1:
            raise ValueError("not one")
        return None

    module = Module()
    module.register_type("Vec", Vec).list_factory("{repeat int}", refuse)
    unit = run("void f(int k) { Vec v = {k}; }", module)
    with pytest.raises(ScriptException, match="not one"):
        unit.call("void f(int)", 1)
    with pytest.raises(ScriptException, match="result of the list factory 'refuse': an object expected, not None"):
        unit.call("void f(int)", 2)


@pytest.mark.row("REG-29")
def test_factories_come_first() -> None:
    module = Module()
    vec = module.register_type("Vec", Vec)
    vec.list_constructor("Vec(int &in) {repeat string}", lambda values: Vec(ListBuffer(["constructor"], ("string",))))
    assert [item.declaration.name for item in vec.list_behaviors()] == ["<list_construct>"]
    vec.list_factory("Vec@ f(int &in)", pattern=repeat("int"))
    vec.method("string shown() const")
    assert [item.declaration.name for item in vec.list_behaviors()] == ["<list_factory>"]
    text = "string f() { Vec v = {1, 2}; return v.shown(); }"
    assert run(text, module).call("string f()") == "ListBuffer([1, 2]) of int"


@pytest.mark.row("REG-27", "REG-28")
def test_patterns_are_checked() -> None:
    assert str(repeat("int")) == "{repeat int}"
    assert str(repeat_same("int")) == "{repeat {repeat_same int}}"
    assert str(fixed("float", "float")) == "{float, float}"
    assert str(repeat_tuple("string", "?")) == "{repeat {string, ?}}"
    assert ListPattern.parse("{ repeat { string , ? } }").structure == "{r{..}}"
    for text, message in [
        ("{}", "expected a type"),
        ("{repeat int, int}", "a repeat must be the last"),
        ("{repeat void}", "no values of type void"),
        ("{int", "expected '}'"),
        ("{int} x", "expected the end"),
        ("{" + ", ".join(["int"] * 17) + "}", "at most 16 values"),
    ]:
        with pytest.raises(DeclarationError, match=message):
            ListPattern.parse(text)
    vec = Module().register_type("Vec", Vec)
    with pytest.raises(DeclarationError) as caught:
        vec.list_constructor("Vec(int &in)")
    assert caught.value.message == "list_construct behavior requires a list_pattern for function 'Vec(int &in)'"
    with pytest.raises(DeclarationError, match="list_factory behavior requires a list_pattern for function"):
        vec.list_factory("Vec@ f(int &in)")
    with pytest.raises(DeclarationError, match="stands in the declaration already"):
        vec.list_factory("Vec@ f(int &in) {repeat int}", pattern=repeat("int"))
    with pytest.raises(DeclarationError, match="cannot be called with 1 argument"):
        vec.list_factory("{repeat int}", lambda: None)
    vec.list_factory("{repeat int}")
    with pytest.raises(DeclarationError, match="has a list_factory already"):
        vec.list_factory("{repeat int}")


@pytest.mark.row("REG-27")
def test_lists_in_files(tmp_path: Path) -> None:
    module = patterns()
    context = Context().install(module)
    unit = context.create_unit("u")
    unit.add_source("u.as", 'string f() { Table t = {{"a", 1}}; Vec v = {4}; return t.shown() + v.shown(); }')
    unit.build()
    expected = unit.call("string f()")
    unit.save(tmp_path / "u.sbc")
    context.save_registry(tmp_path / "r.sfr")
    loaded = Context.load_registry(tmp_path / "r.sfr", [module], check=True)
    assert loaded.ffi_registry is not None
    assert context.ffi_registry is not None
    assert loaded.ffi_registry.fingerprint == context.ffi_registry.fingerprint
    with loaded.instantiate(loaded.load_program(tmp_path / "u.sbc")) as world:
        assert world.call("string f()") == expected
    again = loaded.create_unit("v")
    again.add_source("v.as", "string f() { Vec v = {4, 5}; return v.shown(); }")
    again.build()
    assert again.call("string f()") == "ListBuffer([4, 5]) of int"
    by_key = {"Vec": Vec, "::Vec::<list_factory>(int)": Vec, "::Vec::shown() const": lambda self: "by key"}
    keyed = Context.load_registry(tmp_path / "r.sfr", by_key)
    third = keyed.create_unit("w")
    third.add_source("w.as", "string f() { Vec v = {4, 5}; return v.shown(); }")
    third.build()
    assert third.call("string f()") == "by key"
