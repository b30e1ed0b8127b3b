"""Templates of the host: types with methods in terms of T, their validation, and template functions."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from seraphscript import (
    BuildError,
    Context,
    ContextError,
    DeclarationError,
    ListBuffer,
    Module,
    RegistryBuildError,
    ScriptException,
    TemplateInfo,
    TemplateValidation,
    Unit,
    repeat_template,
    repeat_tuple_template,
)


class Grid:
    """Cells of one type."""

    def __init__(self, info: TemplateInfo, width: int = 0, height: int = 1) -> None:
        self.info = info
        self.cells = [info.argument.zero] * (width * height)

    @classmethod
    def of(cls, info: TemplateInfo, values: ListBuffer) -> Grid:
        made = cls(info)
        made.cells = list(values)
        return made


class Exact:
    """What Grid<double> is."""

    def __init__(self, values: ListBuffer | None = None) -> None:
        self.values = list(values or [])


def grids(
    callback: Callable[[TemplateInfo], TemplateValidation] | None = None, *, declaration: str = "Grid<class T>"
) -> Module:
    module = Module("g")
    template = "" if "<" in declaration else "<T>"
    grid = module.register_type(declaration, Grid, template=template, template_callback=callback)
    grid.factory("Grid@ f()").factory("Grid@ f(int width, int height = 2)").list_factory(
        "Grid@ f(int &in)", Grid.of, pattern=repeat_template()
    )
    grid.method("const T &at(int i) const", lambda self, i: self.cells[i])
    grid.method("T &opIndex(int i)", lambda self, i: self.cells[i])
    grid.method("void set(int i, const T &in value)", lambda self, i, value: self.cells.__setitem__(i, value))
    grid.method("bool get(int i, T &out value) const", lambda self, i: (True, self.cells[i]))
    grid.method(
        "int find(const T &in if_handle_then_const value) const", lambda self, value: self.cells.index(value)
    )
    grid.method("Grid<T>@ same()", lambda self: self)
    grid.method("int opCmp(const Grid<T> &in other) const", lambda self, other: len(self.cells) - len(other.cells))
    grid.method("array<T>@ all() const", lambda self: self.cells)
    grid.property_get("const int size", lambda self: len(self.cells))
    grid.property_get("const string type", lambda self: self.info.name)
    grid.funcdef("bool Filter(const T &in)")
    grid.method("int count(Filter@ wanted) const", lambda self, wanted: sum(map(bool, map(wanted, self.cells))))
    grid.method("U pick<U>(const T &in, U other) const", lambda self, own, other: other)
    return module


def build(text: str, module: Module, context: Context | None = None) -> Unit:
    context = context or Context().install(module)
    unit = context.create_unit("u")
    unit.add_source("grids.as", "using namespace g; class Foo { int x = 3; } class Bar {} " + text)
    unit.build()
    return unit


def result(kind: str, statements: str, module: Module | None = None) -> object:
    return build(f"{kind} f() {{ {statements} }}", module or grids()).call(f"{kind} f()")


def refused(statements: str, module: Module | None = None, outside: str = "") -> str:
    with pytest.raises(BuildError) as caught:
        build(f"{outside} void f() {{ {statements} }}", module or grids())
    message: str = caught.value.diagnostics[0].message
    return message


@pytest.mark.row("REG-40", "REG-41", "TYP-22", "TYP-23")
@pytest.mark.parametrize("declaration", ["Grid<class T>", "Grid<T>", "Grid"])
def test_instances(declaration: str) -> None:
    module = grids(declaration=declaration)
    assert result("int", "Grid<int> a(2, 3); a.set(1, 42); return a.at(1) + a.size + a[1];", module) == 90
    text = "Grid<string>@ a = Grid<string>(3); a.set(0, 'x' + 1); return a.at(0) + a.type;"
    assert result("string", text, module) == "x1g::Grid<string>"
    assert result("int", "Grid<int> a = {5, 6, 7}; int v; a.get(2, v); return v + a.find(6);", module) == 8
    assert result("int", "Foo o; o.x = 9; Grid<Foo@> a = {o, Foo()}; return a.at(0).x * 10 + a.at(1).x;", module) == 93
    assert result("bool", "Grid<int> a(2); return a.same() is a && a > Grid<int>(1) && a.same().size == 4;", module)
    assert result("uint", "Grid<string> a = {'p', 'q'}; return a.all().length();", module) == 2
    assert result("string", "Grid<array<int>@> a = {{1}, {2, 3}}; return a.type + a.at(1)[1];", module) == (
        "g::Grid<array<int>@>3"
    )


@pytest.mark.row("TYP-21", "TYP-22")
def test_instances_are_types_of_their_own() -> None:
    assert "no conversion from 'g::Grid<int>' to 'g::Grid<string>@'" in refused("Grid<int> a; Grid<string>@ b = a;")
    assert refused("Grid<int> a; a[0].foo();") == "'int' has no method 'foo'"
    assert result("int", "Grid<int> a = {4}; auto x = a[0]; return x + 1;") == 5
    assert refused("Grid<int, int> a;") == "template 'Grid' expects 1 type argument(s), got 2"
    assert refused("Grid a;") == "template 'g::Grid' expects 1 type argument(s), got 0"
    assert refused("Foo<int> a;") == "'Foo' is not a template"
    assert refused("Grid<void> a;") == (
        "invalid template instantiation 'Grid<void>': cannot be instantiated with this type"
    )
    assert refused("dictionary<Foo, int> d;") == (
        "invalid template instantiation 'dictionary<Foo, int>': Dictionary key must be hashable (primitive, string, or "
        "handle)"
    )


@pytest.mark.row("REG-41", "TYP-21")
def test_validation() -> None:
    asked: list[str] = []

    def check(info: TemplateInfo) -> TemplateValidation:
        asked.append(info.name)
        argument = info.arguments[0]
        if argument == "float":
            return TemplateValidation.invalid("floats do not add up")
        return TemplateValidation.with_gc() if argument.is_handle else TemplateValidation.valid()

    module = grids(check)
    module.register_function("void use(Grid<bool>@ g)", lambda g: None)
    context = Context().install(module)
    context.seal()
    assert asked == ["g::Grid<bool>"]
    asked.clear()
    build("Grid<int> a; Grid<int> b; void f(Grid<int>@ c, Grid<Foo@>@ d) { Grid<int> e; }", module, context)
    assert asked == ["g::Grid<int>", "g::Grid<Foo@>"]
    message = "invalid template instantiation 'Grid<float>': floats do not add up"
    assert refused("Grid<float> a;", module) == message
    bad = Module("g")
    bad.register_function("void bad(Grid<float>@ g)", lambda g: None)
    with pytest.raises(RegistryBuildError, match="invalid template instantiation 'Grid<float>': floats do not add up"):
        Context().install(module).install(bad).seal()

    def broken(info: TemplateInfo) -> TemplateValidation:
        raise LookupError("broken")

    assert refused("Grid<int> a;", grids(broken)) == "invalid template instantiation 'Grid<int>': LookupError: broken"
    wrong: Any = lambda info: True  # noqa: E731
    assert "its validation gave bool, not a TemplateValidation" in refused("Grid<int> a;", grids(wrong))


@pytest.mark.row("REG-41", "REG-40")
def test_several_parameters() -> None:
    class Pairs:
        def __init__(self, info: TemplateInfo, values: ListBuffer) -> None:
            self.text = f"{info.arguments} {dict(values)}"

    def check(info: TemplateInfo) -> TemplateValidation:
        key = info.arguments[0]
        if key.is_primitive or key.is_string or key.is_handle:
            return TemplateValidation.valid()
        return TemplateValidation.invalid("Dictionary key must be hashable (primitive, string, or handle)")

    module = Module()
    pairs = module.register_type("Pairs", Pairs, template="<K, V>", template_callback=check)
    pairs.list_factory("Pairs@ f(int &in)", pattern=repeat_tuple_template()).property_get(
        "const string text", lambda self: self.text
    )
    context = Context().install(module)
    unit = context.create_unit()
    unit.add_source("p.as", 'string f() { Pairs<string, int> p = {{"a", 1}, {"b", 2}}; return p.text; }')
    unit.build()
    assert unit.call("string f()") == "('string', 'int') {'a': 1, 'b': 2}"
    bad = context.create_unit()
    bad.add_source("p.as", "class Obj {} void f() { Pairs<Obj, int> p = {}; }")
    with pytest.raises(BuildError, match=r"invalid template instantiation 'Pairs<Obj, int>': Dictionary key must be"):
        bad.build()


@pytest.mark.row("REG-38", "TYP-23")
def test_types_of_functions_within_templates() -> None:
    module = grids()
    text = "bool big(const int &in v) { return v > 1; } int f() { Grid<int> a = {1, 2, 3}; return a.count(@big) * 10"
    assert build(text + " + a.count(function(v) { return v == 3; }); }", module).call("int f()") == 21
    text = "bool named(const string &in v) { return v == 'x'; } int f() { Grid<string> a = {'x', 'y'};"
    assert build(text + " return a.count(@named); }", module).call("int f()") == 1
    for params in ("int v", "const string &in v", ""):
        message = refused("Grid<int> a; a.count(@odd);", module, f"bool odd({params}) {{ return true; }}")
        assert "odd" in message
        assert "Filter" in message


@pytest.mark.row("REG-38")
def test_types_of_functions_within_templates_by_name() -> None:
    module = grids()
    outside = """
        bool big(const int &in v) { return v > 1; }
        class Keeper { Grid<int>::Filter@ kept = big; }
        g::Grid<int>::Filter@ chosen() { return big; }
    """
    statements = "Grid<int> a = {1, 2, 3}; Grid<int>::Filter@ f = @big; Keeper k; array<Grid<int>::Filter@> all = {f};"
    counted = " + ".join(f"a.count({one})" for one in ("f", "k.kept", "chosen()", "all[0]"))
    text = f"{outside} int f() {{ {statements} return {counted}; }}"
    assert build(text, module).call("int f()") == 8
    assert "signature of 'g::Grid::Filter'" in refused("Grid<string>::Filter@ f = big;", module, outside)
    assert refused("Grid::Filter@ f;", module) == "template 'g::Grid' expects 1 type argument(s), got 0"
    assert refused("Grid<int, int>::Filter@ f;", module) == "template 'Grid' expects 1 type argument(s), got 2"
    assert refused("double x = math<int>::PI;", module) == "'math' is not a template"
    assert refused("g<int>::Thing x;", module) == "'g' is not a template"


@pytest.mark.row("REG-42")
def test_specialisations() -> None:
    module = grids()
    exact = module.specialize("Grid<double>", Exact)
    exact.factory("Grid@ f()").list_factory("{repeat double}")
    exact.method("double sum() const", lambda self: sum(self.values))
    module.register_function("int length(Grid<double>@ g)", lambda g: len(g.values))
    assert result("double", "Grid<double> a = {1, 2.5}; return a.sum();", module) == 3.5
    assert result("int", "Grid<double> a = {1, 2.5}; return length(a);", module) == 2
    assert result("int", "Grid<int> a(2); return a.size;", module) == 4
    assert "has no method 'sum'" in refused("Grid<int> a; a.sum();", module)
    assert "has no method 'at'" in refused("Grid<double> a; a.at(0);", module)
    bad = Module("g")
    bad.specialize("Nothing<double>", Exact)
    with pytest.raises(RegistryBuildError, match="specialisation g::Nothing<double>: unknown type 'Nothing'"):
        Context().install(bad).seal()
    with pytest.raises(DeclarationError, match=r"is declared 'Grid\(\.\.\.\)', without 'Grid<T>'"):
        Module("g").register_type("Grid<class T>", Grid).constructor("Grid<T>(int width)")
    with pytest.raises(DeclarationError, match="a specialisation is an instance of a template"):
        module.specialize("Grid", Exact)
    twice = Module("g")
    twice.specialize("Grid<double>", Exact)
    with pytest.raises(DeclarationError, match="duplicate registration: g::Grid<double> is already"):
        Context().install(module).install(twice)
    array = Module()
    array.specialize("array<float>", Exact)
    with pytest.raises(RegistryBuildError, match="'array' is not a template of the host"):
        Context().install(array).seal()


@pytest.mark.row("REG-42")
def test_a_template_of_the_host_can_be_called_array() -> None:
    class Arr:
        def __init__(self, info: TemplateInfo, n: int = 0) -> None:
            self.cells = [info.argument.zero] * n

    class Floats:
        def __init__(self, n: int = 0) -> None:
            self.cells = [0.5] * n

    module = Module()
    array = module.register_type("array", Arr, template="<T>")
    array.factory("array@ f(int n = 0)").method("T &opIndex(int i)", lambda self, i: self.cells[i])
    array.method("int kind() const", lambda self: 1)
    floats = module.specialize("array<float>", Floats)
    floats.factory("array<float>@ f(int n = 0)").method("float &opIndex(int i)", lambda self, i: self.cells[i])
    floats.method("int kind() const", lambda self: 2)
    context = Context(["math"]).install(module)
    unit = context.create_unit()
    unit.add_source("a.as", """
        array<float>@ same() { array<float> a(2); return a; }
        int f() { array<int> i(1); array<double> d(1); return i.kind() * 100 + d.kind() * 10 + same().kind(); }
        float g() { return same()[1] + array<double>(1)[0]; }
    """)
    unit.build()
    assert unit.call("int f()") == 112
    assert unit.call("float g()") == 0.5
    wrong = context.create_unit()
    wrong.add_source("a.as", "int[] a;")
    with pytest.raises(BuildError, match=r"there is no type 'int\[\]': the module array is not installed"):
        wrong.build()


@pytest.mark.row("REG-43", "TYP-24")
def test_handles_as_arguments() -> None:
    find = "Foo o; Grid<Foo@> a = {o}; const Foo@ c = o; return a.find(c);"
    assert result("int", find) == 0
    message = refused("Foo o; Grid<Foo@> a = {o}; const Foo@ c = o; a.set(0, c);")
    assert "Foo" in message
    assert result("int", "Foo o; o.x = 5; Grid<Foo@> a(1); a.set(0, o); return a[0].x;") == 5


@pytest.mark.row("REG-44")
def test_what_a_template_cannot_have() -> None:
    def sealed(add: Callable[[Any], object]) -> None:
        module = Module()
        add(module.register_type("Box<T>", Exact))
        Context().install(module).seal()

    cases: list[tuple[Callable[[Any], object], str]] = [
        (
            lambda t: t.method("void set(T value)", lambda self, value: None),
            "a parameter of a template cannot be of type 'T' by value: write 'const T &in'",
        ),
        (
            lambda t: t.method("T get()", lambda self: None),
            "a result of a template cannot be of type 'T' by value: write 'const T &'",
        ),
        (
            lambda t: t.property("T value", lambda self: 1, lambda self, value: None),
            "a property of a template cannot be of type 'T' by value",
        ),
    ]
    for add, message in cases:
        with pytest.raises(RegistryBuildError, match=message):
            sealed(add)
    module = Module("g")
    box = module.register_type("Box<class T>", Grid)
    box.factory("Box@ f()").method("void put(T@ value)", lambda self, value: None)
    assert result("int", "Box<Foo> b; Foo o; b.put(o); return 1;", module) == 1
    message = "invalid template instantiation 'Box<int>': it holds handles, and there are none to this type"
    assert refused("Box<int> b;", module) == message
    module.register_function("void use(Box<int>@ b)", lambda b: None)
    with pytest.raises(RegistryBuildError, match="it holds handles"):
        Context().install(module).seal()


@pytest.mark.row("REG-40")
def test_declarations_of_templates() -> None:
    module = Module()
    for declaration, message in [
        ("Box<int>", "expected a template parameter"),
        ("Box<T, T>", "the same name"),
        ("Box<T", "expected '>'"),
        ("Box<A, B, C, D, E, F, G, H, I>", "at most 8 parameters"),
    ]:
        with pytest.raises(DeclarationError, match=message):
            module.register_type(declaration, Exact)
    with pytest.raises(DeclarationError, match="given once"):
        module.register_type("Box<T>", Exact, template="<T>")
    with pytest.raises(DeclarationError, match="only a template has a template_callback"):
        module.register_type("Box", Exact, template_callback=lambda info: TemplateValidation.valid())
    with pytest.raises(DeclarationError, match="only a template has types of functions"):
        module.register_type("Box", Exact).funcdef("bool F(int)")
    concrete = Module()
    concrete.register_type("Box<string>", Exact)
    with pytest.raises(RegistryBuildError, match="template Box: its parameter 'string' is a type"):
        Context().install(concrete).seal()
    with pytest.raises(RegistryBuildError, match="needs 1 type argument"):
        Context().install(grids()).install(_function("void f(g::Grid@ a)", lambda a: None)).seal()


def _function(declaration: str, function: Callable[..., Any]) -> Module:
    return Module().register_function(declaration, function)


@pytest.mark.row("REG-41")
def test_objects_of_templates_on_both_sides() -> None:
    module = grids()
    kept: list[Grid] = []
    module.register_function("void keep(Grid<int>@ a)", kept.append)
    module.register_function("Grid<int>@ kept()", lambda: kept[0])
    module.register_function("Grid<string>@ wrong()", lambda: kept[0])
    module.register_function("Grid<int>@ other()", lambda: 1)
    text = "void f() { Grid<int> a(1); keep(a); } int g() { return kept().size; } void h() { Grid<int>@ a = kept();"
    text += " wrong(); } void i() { other(); } Grid<int>@ j() { return kept(); } int k(Grid<int>@ a) { return a.size; }"
    unit = build(text, module)
    unit.call("void f()")
    assert unit.call("int g()") == 2
    with pytest.raises(ScriptException, match=r"g::Grid<string> expected, not Grid"):
        unit.call("void h()")
    with pytest.raises(ScriptException, match=r"g::Grid<int> expected, not int"):
        unit.call("void i()")
    assert unit.call("g::Grid<int>@ j()") is kept[0]
    assert unit.call("int k(g::Grid<int>@)", kept[0]) == 2


@pytest.mark.row("REG-41", "REG-07", "REG-38", "REG-42")
def test_templates_in_files(tmp_path: Path) -> None:
    asked: list[str] = []

    def check(info: TemplateInfo) -> TemplateValidation:
        asked.append(info.name)
        return TemplateValidation.invalid("no") if info.argument == "uint8" else TemplateValidation.valid()

    module = grids(check)
    module.specialize("Grid<double>", Exact).list_factory("{repeat double}").method("int size()", lambda self: 77)
    module.register_function("T max<T>(T a, T b)", max)
    text = "int f() { Grid<int> a = {1, 2}; Grid<double> b = {1}; Grid<Foo@> c(1, 1); return a.count(function(v) {"
    text += " return v > 1; }) + b.size() + max(a[0], 9) + c.size + a.pick(1, 2); }"
    context = Context().install(module)
    unit = build(text, module, context)
    assert unit.call("int f()") == 1 + 77 + 9 + 1 + 2
    unit.save(tmp_path / "u.sbc")
    context.save_registry(tmp_path / "r.sfr")
    other = Context().install(module)
    other.save_registry(tmp_path / "s.sfr")
    assert (tmp_path / "r.sfr").read_bytes() == (tmp_path / "s.sfr").read_bytes()
    loaded = Context.load_registry(tmp_path / "r.sfr", [module], check=True)
    asked.clear()
    with loaded.instantiate(loaded.load_program(tmp_path / "u.sbc")) as world:
        assert world.call("int f()") == 90
    assert asked == []
    again = build(text, module, loaded)
    assert again.call("int f()") == 90
    assert asked == ["g::Grid<int>", "g::Grid<Foo@>"]
    with pytest.raises(BuildError, match="'Grid<uint8>': no"):
        build("Grid<uint8> a;", module, loaded)
    with pytest.raises(Exception, match="this host does not have it"):
        Context().load_program(tmp_path / "u.sbc")


@pytest.mark.row("REG-41")
def test_units_share_nothing() -> None:
    module = grids()
    context = Context().install(module)
    build("Grid<int> a; Grid<Foo@> b;", module, context)
    sealed = context.ffi_registry
    assert sealed is not None
    before = sealed.type_count, sealed.function_count
    for _ in range(3):
        build("Grid<int> a; Grid<Foo@> b; Grid<string> c;", module, context)
    assert (sealed.type_count, sealed.function_count) == before


def functions() -> Module:
    module = Module("g")
    module.register_function("T max<T>(T a, T b)", max)
    module.register_function("T first<T>(const array<T> &in values)", lambda values: values[0])
    module.register_function("string both<T, U>(const T &in a, U b)", lambda a, b: f"{a!r} {b!r}")
    module.register_function("T@ same<T>(T@ object)", lambda object: object)
    module.register_function("int pick(int a)", lambda a: a)
    module.register_function("int pick<T>(T a)", lambda a: -1)
    module.register_function("U made<U>(int a)", lambda a: a)
    module.register_function("int with<T>(T a, int more = 4)", lambda a, more: more)
    return module


@pytest.mark.row("REG-07", "TYP-23")
@pytest.mark.parametrize(
    ("kind", "expression", "expected"),
    [
        ("int", "max(1, 2)", 2),
        ("double", "max<double>(1, 2.5)", 2.5),
        ("string", "max('a', 'b')", "b"),
        ("int", "first(array<int> = {4, 5})", 4),
        ("string", "first(array<string> = {'q'})", "q"),
        ("string", "both(1, 'x')", "1 'x'"),
        ("string", "both<uint8, string>(1, 'x')", "1 'x'"),
        ("int", "same(Foo()).x", 3),
        ("int", "pick(7)", 7),
        ("int", "pick('x')", -1),
        ("int", "pick<int>(7)", -1),
        ("double", "made<double>(3)", 3.0),
        ("string", "made<double>(3) + both(2, made<int8>(4))", "32 4"),
        ("int", "with('x')", 4),
        ("int", "g::with(2.5, 6)", 6),
    ],
)
def test_template_functions(kind: str, expression: str, expected: object) -> None:
    assert result(kind, f"return {expression};", functions()) == expected


@pytest.mark.row("REG-07")
def test_a_template_function_gives_its_arguments_back() -> None:
    module = Module("g")
    module.register_function("T id<T>(T value)", lambda value: value)
    assert result("bool", "Foo a; Foo@ b = id(a); return b is a;", module)
    assert result("int", "Foo a; Foo b = id<Foo>(a); b.x = 9; return a.x;", module) == 3
    assert result("int", "int[] a = {1}; int[] b = id(a); b[0] = 5; return a[0];", module) == 1


@pytest.mark.row("REG-07")
@pytest.mark.parametrize(
    ("statement", "message"),
    [
        ("max(1, 2.5);", "'T' of 'max' would be 'int' by argument 1 and 'double' by argument 2"),
        ("max(null, null);", "no argument tells what 'T' of 'max' is"),
        ("made(1);", "no argument tells what 'U' of 'made' is"),
        ("max<int, int>(1, 2);", "template 'max' expects 1 type argument(s), got more"),
        ("max<Nothing>(1, 2);", "unknown type 'Nothing'"),
        ("max(1);", "'max' takes 2 argument(s), got 1"),
        ("first(1);", "no argument tells what 'T' of 'first' is"),
        ("max<string>(1, 2);", "no function 'max' takes the arguments (int, int)"),
        ("println<int>(1);", "'println' is not a template"),
    ],
)
def test_calls_of_template_functions_that_do_not_fit(statement: str, message: str) -> None:
    assert refused(statement, functions()) == message


@pytest.mark.row("REG-07")
def test_template_methods() -> None:
    class Tool:
        def test(self, a: object, b: object) -> object:
            return b

    module = Module("g")
    tool = module.register_type("Tool", Tool).factory("Tool@ f()")
    tool.method("U Test<T, U>(T a, U b)", lambda self, a, b: b)
    tool.method("string named<T>(const T &in a) const", lambda self, a: type(a).__name__)
    assert result("string", "Tool t; return t.Test(1, 'x') + t.named(2.5) + t.named('s');", module) == "xfloatstr"
    assert result("double", "Tool t; return t.Test<int, double>(1, 3) / 2;", module) == 1.5
    for statement, message in [
        ("Tool t; t.Test<int, int, int>(1, 2);", "template 'Test' expects 2 type argument(s), got more"),
        ("Tool t; t.Test<Nothing, int>(1, 2);", "unknown type 'Nothing'"),
        ("Tool t; t.Test<string, int>(1, 2);", "no method 'Test' of 'g::Tool' takes the arguments (int, int)"),
        ("array<int> a; a.reserve<int>(1);", "'reserve' is not a template"),
    ]:
        assert refused(statement, module) == message
    assert result("int", "Grid<int> a = {4}; return a.pick(1, 20) + a.pick(2, 3);") == 23
    assert result("string", "Grid<string> a = {'y'}; return a.pick('1', 'z');") == "z"


def test_a_validation_that_stops_the_build() -> None:
    def stop(info: TemplateInfo) -> TemplateValidation:
        raise KeyboardInterrupt

    module = Module("g")
    module.register_type("Cell<class T>", Grid, template_callback=stop)
    unit = Context().install(module).create_unit("u")
    unit.add_source("a.as", "void f(g::Cell<int>@ c) {}")
    for _ in range(2):
        with pytest.raises(KeyboardInterrupt):
            unit.build()
    assert not unit.is_built


def test_a_validation_that_builds_the_unit_again() -> None:
    units: list[Unit] = []

    def again(info: TemplateInfo) -> TemplateValidation:
        units[0].build()
        return TemplateValidation.valid()

    module = Module("g")
    module.register_type("Cell<class T>", Grid, template_callback=again)
    unit = Context().install(module).create_unit("u")
    units.append(unit)
    unit.add_source("a.as", "void f(g::Cell<int>@ c, g::Cell<string>@ d) {}")
    with pytest.raises(BuildError, match="the unit 'u' is being built"):
        unit.build()


@pytest.mark.row("TYP-21")
def test_types_whose_names_double() -> None:
    module = Module()
    module.register_type("Pair<class A, class B>", Grid).factory("Pair@ f()")
    names = " ".join(f"typedef Pair<P{i}, P{i}> P{i + 1};" for i in range(50))
    unit = Context().install(module).create_unit("u")
    unit.add_source("a.as", f"typedef Pair<int, int> P0; {names} bool f() {{ P50 p; P50@ q = p; return q is p; }}")
    unit.build()
    assert unit.call("f") is True
    assert all(len(type.name) < 5000 for type in unit.types())
    unit.update_source("a.as", f"typedef Pair<int, int> P0; {names} void f() {{ P50 p; p = 1; }}")
    with pytest.raises(BuildError) as caught:
        unit.rebuild()
    assert caught.value.diagnostics[0].message.startswith("no conversion from 'int' to 'Pair<Pair<Pair<")


@pytest.mark.row("REG-41", "REG-53")
@pytest.mark.parametrize("before", range(9))
def test_validated_templates_out_of_a_file_keep_their_objects(tmp_path: Path, before: int) -> None:
    """Whatever number the validation has among the functions of the file."""
    module = Module("g")
    grid = module.register_type("Grid<class T>", Grid, template_callback=lambda info: TemplateValidation.valid())
    grid.constructor("Grid(int w)").method("Grid<T>@ self()", lambda self: self)
    for number in range(before):
        module.register_function(f"void f{number}()", lambda: None)
    path = tmp_path / "grids.sfr"
    Context().install(module).save_registry(path)
    unit = Context.load_registry(path, module).create_unit()
    unit.add_source("grids.as", "bool f() { g::Grid<int>@ grid = g::Grid<int>(3); return grid.self() is grid; }")
    unit.build()
    assert unit.call("f") is True


@pytest.mark.row("REG-41", "CTX-03")
@pytest.mark.parametrize("action", ["seal", "install", "create_unit"])
def test_a_validation_cannot_seal_its_context(action: str) -> None:
    errors: list[Exception] = []
    context = Context()

    def valid(info: TemplateInfo) -> TemplateValidation:
        try:
            context.install(Module("late")) if action == "install" else getattr(context, action)()
        except ContextError as error:
            errors.append(error)
        return TemplateValidation.valid()

    module = Module("g")
    module.register_type("Grid<class T>", Grid, template_callback=valid)
    module.register_function("void f(Grid<int>@ grid)", lambda grid: None)
    assert context.install(module).seal() is context.seal()
    assert [str(error).partition(":")[0] for error in errors] == ["the context is being sealed"]
    assert context.modules[-1] is module
