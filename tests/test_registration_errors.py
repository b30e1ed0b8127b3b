"""What a host is told at registration: wrong arguments, operators that cannot be, names that hide each other."""

from __future__ import annotations

import enum
from collections.abc import Callable
from dataclasses import dataclass, field

import pytest
from seraphscript import Context, Module, RegistryBuildError
from seraphscript.vm.errors import DeclarationError


class Thing:
    """A class of the host."""

    def call(self, *args: object) -> int:
        """Whatever is declared."""
        return len(args)


def problems(module: Module) -> list[str]:
    """What is found when a context with the module is sealed."""
    context = Context()
    context.install(module)
    with pytest.raises(RegistryBuildError) as caught:
        context.seal()
    return [str(error) for error in caught.value.errors]


@pytest.mark.parametrize(
    ("declaration", "message"),
    [
        ("int opAdd()", "opAdd has one parameter, not 0"),
        ("int opAdd(int a, int b)", "opAdd has one parameter, not 2"),
        ("void opAdd(int a)", "opAdd gives a value"),
        ("int opCmp(int a, int b)", "opCmp has one parameter, not 2"),
        ("string opCmp(int a)", "opCmp gives int, not string"),
        ("int opEquals(int a)", "opEquals gives bool, not int"),
        ("void opIndex(int a)", "opIndex gives a value"),
        ("int opIndex()", "opIndex has 1 or more parameters, not 0"),
        ("void set_opIndex(int a)", "set_opIndex has 2 or more parameters, not 1"),
        ("void opNeg(int x)", "opNeg has no parameter, not 1"),
        ("void opNeg()", "opNeg gives a value"),
        ("int opAssign()", "opAssign has one parameter, not 0"),
        ("int opImplConv(int x)", "opImplConv has no parameter, not 1"),
        ("int opForEnd(int x)", "opForEnd gives bool, not int"),
        ("int opForBegin(int x)", "opForBegin has no parameter, not 1"),
    ],
)
def test_operators_that_cannot_be(declaration: str, message: str) -> None:
    for owner in (Module("game").register_type("Thing", Thing), Module("game").value_type("V", Thing)):
        with pytest.raises(DeclarationError, match=message):
            owner.operator(declaration, "call")


@pytest.mark.parametrize(
    "declaration",
    [
        "int opAdd(int a)", "int opAdd_r(int a)", "void opAddAssign(int a)", "bool opEquals(int a)", "int opCmp(int a)",
        "int opIndex(int a, int b)", "int get_opIndex(int a) property", "void set_opIndex(int a, int b) property",
        "int opNeg()", "int opCall()", "void opCall(int a, int b)", "double opConv()", "void opPreInc()",
        "int opForBegin()", "bool opForEnd(int it)", "int opForNext(int it)",
        "int opForValue(int it)", "int opForValue1(int it)",
    ],
)
def test_operators_that_can_be(declaration: str) -> None:
    module = Module("game")
    module.register_type("Thing", Thing).operator(declaration, "call")


@pytest.mark.parametrize(
    ("register", "message"),
    [
        (lambda m: m.register_function(None, print), "a declaration is a str, not None"),
        (lambda m: Module(5), "a namespace is a str or a list of names, not 5"),  # type: ignore[arg-type]
        (lambda m: Module([5]), "a name is a str, not int"),  # type: ignore[list-item]
        (lambda m: m.enum(5), "takes an enum class, or a name and values, not 5"),
        (lambda m: m.enum("E", 5), "the values of enum E"),
        (lambda m: m.enum("E", "AB"), "the values of enum E"),
        (lambda m: m.enum(enum.IntEnum("Huge", {"A": 1 << 70})), "fit into none of int, uint, int64 and uint64"),
        (lambda m: m.interface("I", "void f()"), "are a list of declarations"),
        (lambda m: m.value_type("V", fields=[5]), "a pair \\(name, type\\), not 5"),
        (lambda m: m.value_type("V", fields={"x": "int"}), "are pairs"),
        (lambda m: m.register_type("Thing", Thing).list_factory(None), "a declaration is a str"),
        (lambda m: m.register_type(5, Thing), "a declaration is a str"),
        (lambda m: m.const(5, 1), "a declaration is a str"),
        (lambda m: m.alias("A", 5), "a declaration is a str"),
        (lambda m: m.property(None, print), "a declaration is a str"),
        (lambda m: m.register_function_raw("int g(int a)", lambda: 1), "takes one CallContext: .* 1 argument"),
        (lambda m: m.register_function_raw("int g(int a)", lambda call, a: 1), "takes one CallContext"),
        (lambda m: m.register_type("Thing", Thing).method_raw("int g()", lambda: 1), "takes one CallContext"),
        (lambda m: m.register_type("Thing", Thing).of_kind(["nocount"]), r"no kind \['nocount'\] of types"),
        (lambda m: m.register_type("Thing", Thing, kind=["nocount"]), r"no kind \['nocount'\] of types"),
        (lambda m: m.register_type("Thing", Thing).behaviour(["addref"], print), r"no behaviour \['addref'\]"),
        (lambda m: m.register_type("Thing", Thing).destructor(["call"]), "destructor of Thing takes a callable or the"),
        (lambda m: m.register_type("Thing", Thing).addref("nope"), "'game': addref of Thing: .* has no method 'nope'"),
        (lambda m: m.register_type("Thing", Thing).addref(lambda: 1), "'game': addref of Thing: the callable"),
        (lambda m: m.register_type("Thing", Thing).method("int f()", 5), "takes a callable or the name of a method"),
        (lambda m: m.register_type("Thing", Thing).property("int x", 5), "takes callables or names of attributes"),
        (lambda m: m.register_type("Thing", Thing).list_factory("{int}", lambda: 1), "'game': list_factory of Thing:"),
        (
            lambda m: m.register_type("Thing", Thing).list_constructor("Thing(int &in)", pattern=["int"]),
            r"pattern= takes a pattern, .*, not \['int'\]",
        ),
        (lambda m: m.register_type("Thing", Thing, template=["T"]), "template= takes the parameters of a template"),
        (
            lambda m: m.register_type("Thing<class T>", Thing, template_callback=lambda: None),
            "'game': template_callback of Thing: the callable",
        ),
        (lambda m: m.string_factory("string", lambda: ""), "'game': string_factory: the callable"),
    ],
)
def test_wrong_arguments(register: Callable[[Module], object], message: str) -> None:
    with pytest.raises(DeclarationError, match=message):
        register(Module("game"))


def test_types_that_are_refused_are_not_there() -> None:
    module = Module("game")
    for wrong in ({"kind": "nope"}, {"template": "<T>", "template_callback": 5}):
        with pytest.raises(DeclarationError):
            module.register_type("Thing", Thing, **wrong)
    module.register_type("Thing", Thing).addref("call")
    with pytest.raises(DeclarationError, match=r"duplicate registration: Thing has addref already$"):
        module.items[-1].addref("call")  # type: ignore[union-attr]


def test_a_constant_does_not_hide_a_property() -> None:
    module = Module("game")
    module.const("A", 1)
    with pytest.raises(DeclarationError, match="game::A is already registered"):
        module.property("int A", lambda: 2)
    module.property("int B", lambda: 2)
    with pytest.raises(DeclarationError, match="game::B is already registered"):
        module.const("B", 1)
    other = Module("game")
    other.const("B", 1)
    context = Context()
    context.install(module)
    context.install(other)
    with pytest.raises(RegistryBuildError, match="game::B already registered as property"):
        context.seal()


def test_errors_name_the_module_and_cut_long_declarations() -> None:
    module = Module("game")
    host, value = module.register_type("Thing", Thing), module.value_type("V", fields=[("x", "int")])
    for action in (
        lambda: module.register_function("int f(", print), lambda: module.function("int f(")(print),
        lambda: host.method("int f("), lambda: host.property("int"), lambda: value.field("int"),
        lambda: module.value("V")(type("W", (), {})), lambda: module.type("Thing")(type("W", (), {})),
        lambda: module.interface("I").method("void f("),
    ):
        with pytest.raises(DeclarationError, match=r"^module 'game': ") as caught:
            action()
        assert caught.value.module == "game" and "game" not in caught.value.message.partition("::")[2]
    with pytest.raises(DeclarationError, match="at column 7") as caught:
        module.register_function("int f(", print)
    with pytest.raises(DeclarationError, match=r"^invalid declaration"):
        Module().register_function("int f(", print)
    with pytest.raises(DeclarationError, match="nested too deeply") as caught:
        module.register_function("int f(int x = " + "(" * 10_000 + ")", print)
    assert len(str(caught.value)) < 400 and len(caught.value.declaration or "") > 10_000


def test_chains_are_limited_when_a_context_is_sealed() -> None:
    module = Module("game")
    base: type = object
    for index in range(66):
        base = type(f"C{index}", (base,), {})
        module.register_type(base.__name__, base)
    assert problems(module) == ["the class C65 has more than 64 registered bases"]
    for count, found in ((201, 1), (1500, 1300)):
        module = Module("game")
        module.value_type("V0", fields=[("x", "int")])
        for index in range(1, count):
            module.value_type(f"V{index}", fields=[("x", f"V{index - 1}")])
        messages = problems(module)
        assert len(messages) == found
        assert messages[0] == "type 'game::V200': more than 200 values contain one another"


def test_long_circles_of_values() -> None:
    module = Module("game")
    for index in range(1500):
        module.value_type(f"V{index}", fields=[("x", f"V{(index + 1) % 1500}")])
    assert any("would contain itself" in message for message in problems(module))


@pytest.mark.parametrize(
    "script",
    [
        "return 1; } int z() { return 2;", "return 1; }", "{ return 1;", "/* return 1;", 'string s = """; return 1;',
        "}{",
    ],
)
def test_bodies_that_leave_their_braces(script: str) -> None:
    value = Module("game").value_type("V", fields=[("x", "int")])
    with pytest.raises(DeclarationError, match="its braces and comments have to be closed"):
        value.method("int f()", script=script)


def test_braces_in_strings_and_comments_mean_nothing() -> None:
    module = Module("game")
    value = module.value_type("V", fields=[("x", "int")])
    value.method("int f() const", script='string s = "}" + \'{\' + """}}"""; // }\n/* } */ { return int(s.length()); }')
    context = Context()
    context.install(module)
    unit = context.create_unit("u")
    unit.add_source("u", "int run() { game::V v; return v.f(); }")
    unit.build()
    assert unit.call("run") == 4


def test_defaults_that_scripts_cannot_write() -> None:
    module = Module("game")

    @module.value
    @dataclass
    class Bag:
        count: int = 2
        items: list[int] = field(default_factory=lambda: [7, 8])
        more: list[int] = ()  # type: ignore[assignment]

        def total(self, extra: list[int] = ()) -> int:  # type: ignore[assignment]
            return self.count + sum(self.items) + sum(self.more) + sum(extra)

    context = Context()
    context.install(module)
    unit = context.create_unit("u")
    script = "int64 run() { game::Bag b(1); array<int64> e = {1, 2}; return b.total() * 100 + b.total(e); }"
    unit.add_source("u", script)
    unit.build()
    assert unit.call("run") == 1619
    assert Bag().total() == 17


def test_a_class_without_fields_is_told_so() -> None:
    module = Module("game")

    @module.value
    class Empty:
        pass

    assert problems(module) == [
        "type 'game::Empty' is missing required behaviors: Constructor, Destructor (its class has no fields: "
        "annotations say what values hold)"
    ]
    assert Empty.__name__ == "Empty"


def test_slots_of_classes_that_have_a_dict() -> None:
    class Base:
        __slots__ = ("x",)
        x: int

    module = Module("game")

    @module.value
    class V(Base):
        y: int

    @module.value
    class W:
        __slots__ = ("__dict__", "x", "y")
        x: int
        y: int

    seen: list[tuple[int, int]] = []

    def back(given: V | W) -> V | W:
        seen.append((given.x, given.y))
        return given

    module.register_function("V back(V v)", back).register_function("W again(W w)", back)
    context = Context()
    context.install(module)
    unit = context.create_unit("u")
    unit.add_source(
        "u",
        """int64 run() { game::V v; v.x = 3; v.y = 4; game::W w; w.x = 5; w.y = 6;
        v = game::back(v); w = game::again(w); return v.x * 1000 + v.y * 100 + w.x * 10 + w.y; }""",
    )
    unit.build()
    assert unit.call("run") == 3456
    assert seen == [(3, 4), (5, 6)]


def test_declarations_of_spaces_are_shown() -> None:
    with pytest.raises(DeclarationError, match="module 'game': invalid declaration '   ': expected a type"):
        Module("game").register_function("   ", abs)
    with pytest.raises(DeclarationError, match=r"invalid declaration '  ': expected a type but .* at column 3"):
        Module("game").property("  ", int)


@pytest.mark.parametrize(
    ("register", "declaration"),
    [
        (lambda m, text: m.register_function(text, abs), "  int f(%)"),
        (lambda m, text: m.property(text, int), "  %"),
        (lambda m, text: m.value_type("V").constructor(text, abs), "  V(int %)"),
        (lambda m, text: m.value_type("V").field(text), " float x = 1 + %"),
        (lambda m, text: m.value_type("V").field(text), " float x y%"),
        (lambda m, text: m.register_type("Grid<class T>", Thing).funcdef(text), "\tbool F(%)"),
        (lambda m, text: m.register_type("Thing", Thing).list_factory(text), " Thing@ f(int &in) {int, %}"),
        (lambda m, text: m.register_type("Thing", Thing).list_factory(text), " Thing@ f(int &in %) {int}"),
    ],
)
def test_columns_are_those_of_the_text_that_is_shown(
    register: Callable[[Module, str], object], declaration: str
) -> None:
    with pytest.raises(DeclarationError) as caught:
        register(Module("game"), declaration)
    shown = caught.value.declaration
    assert shown is not None and declaration.startswith(shown)
    column = int(caught.value.message.rpartition("at column ")[2])
    assert shown[column - 1] == declaration.partition("%")[0][-1] if "y%" in declaration else shown[column - 1] == "%"


def test_types_are_shown_shortly() -> None:
    game = Module("game")
    made = game.register_type("Item", type("Item", (), {}))
    for number in range(20):
        made.method(f"int m{number}(int a, int b)", lambda self, a, b: a)
    assert repr(made) == "<HostType 'game::Item'>"
    assert repr(Module().register_type("Item", type("Item", (), {}))) == "<HostType 'Item'>"
    assert repr(game.interface("Named", ["string name() const"])) == "<InterfaceType 'game::Named'>"
    assert len(repr(game.native_type("Pair<class T>", "array"))) < 50
    assert repr(game.value_type("V", fields=[("x", "int")])) == "<ValueType 'game::V'>"


@pytest.mark.row("CTX-09")
def test_problems_show_the_declaration_and_the_place() -> None:
    class A:
        def get(self, x: int) -> int:
            return x

    module = Module("g")
    module.register_function("void f(int a, array<Nope> b)", lambda *given: None)
    module.register_function("void f(string a, int c, Nope@ b = null)", lambda *given: None)
    module.register_type("A", A).method("Gone@ get(int x)")
    with pytest.raises(RegistryBuildError) as caught:
        Context().install(module).seal()
    places = [(error.declaration, error.column) for error in caught.value.errors]
    assert places == [
        ("void f(int a, array<Nope> b)", 21),
        ("void f(string a, int c, Nope@ b = null)", 25),
        ("Gone@ get(int x)", 1),
    ]
    assert str(caught.value).splitlines()[:2] == [
        "failed to resolve parameter 'b' (index 1) of function 'g::f': unknown type 'Nope'",
        "    module 'g', column 21: void f(int a, array<Nope> b)",
    ]


@pytest.mark.row("CTX-09")
def test_problems_of_fields_name_the_type_and_the_field() -> None:
    module = Module("g")
    module.value_type("V", fields=[("x", "flot"), ("y", "array<Nope>")])
    with pytest.raises(RegistryBuildError) as caught:
        Context().install(module).seal()
    first, second = caught.value.errors
    assert str(first) == "field 'x' of type 'g::V': unknown type 'flot' (did you mean 'float'?)"
    assert (first.module, first.type_name, first.parameter) == ("g", "flot", "x")
    assert (second.declaration, second.column) == ("array<Nope> y", 7)
    assert "    module 'g', column 7: array<Nope> y" in str(caught.value)


@pytest.mark.row("REG-48")
def test_halves_of_surrogate_pairs_are_refused_where_they_are_given() -> None:
    module = Module("g")
    value = module.value_type("V", fields=[("x", "int")])
    with pytest.raises(DeclarationError, match=r"string f.*script= is no valid Unicode"):
        value.method("string f() const", script='return "\ud800";')
    with pytest.raises(DeclarationError, match="the key of a native function"):
        module.register_native("int f()", "\ud800")
    Context().install(module).seal()
