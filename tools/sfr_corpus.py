"""Registries that `fuzz_sfr.py` mutates, and scripts that touch all that stands in them.

What it is: modules with whatever can be registered, and a generator that reads a sealed registry and writes a function
of a script for each of its functions, types and constants. What it is not: the mutations (`sfr_mutator.py`). The
generator knows little of the language: what does not compile against the registry as it is, is left out.
"""

from __future__ import annotations

import datetime
import enum
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

from seraphscript import BuildError, Context, Module, TemplateValidation, Unit
from seraphscript.modules import NAMES
from seraphscript.registry.ffi_registry import FfiRegistry
from seraphscript.registry.items import ConstItem
from seraphscript.registry.kinds import KINDS
from seraphscript.registry.raw import CallContext
from seraphscript.registry.views import FunctionView, TypeView

USES = Path(__file__).with_name("sfr_uses.as")
ARGUMENTS = {"T": "int", "K": "string", "V": "double"}  # what a template's parameters become
NUMBERS = ("int8", "int16", "int", "int64", "uint8", "uint16", "uint", "uint64", "float", "double")

STATEMENTS = (  # with an object `o` of a type
    "auto c = o;",
    "NAME c = o; c = o;",
    "NAME@ h = o; @h = null;",
    "const NAME@ c = o; bool same = c is o;",
    "array<NAME> a; a.resize(2); a.insertLast(o); a[1] = a[0];",
    "array<NAME@> b(2); @b[0] = o; b.removeLast();",
    "ref@ r = o; auto k = cast<NAME>(r);",
    "weakref<NAME> w(o); auto g = w.get();",
    "any x; x.store(@o); NAME@ y; x.retrieve(@y);",
    "dictionary<string, NAME@> d; @d['a'] = o; foreach (auto v : d) { }",
    "dictionary e; e.set('a', o); e.set('b', @o);",
    "foreach (auto v : o) { auto u = v; }",
    "foreach (auto v, auto n : o) { }",
    "o += o;",
    "o++;",
    "o[1] = o[0];",
    'o["a"] = o["b"];',
    "game::shapes::take(o);",
    "println('{}', o);",
)
EXPRESSIONS = (
    "o + o", "o == o", "o < o", "-o", "o[1]", 'o["a"]', "o(1)", "string(o)", "int(o)", '"" + o', "o * 2", "2 * o",
)  # fmt: skip


class Color(enum.IntEnum):
    Red = 1
    Green = 2


class Rights(enum.IntFlag):
    Read = 1
    Write = 2


class Shape:
    """A class with annotations, a base of another one."""

    name: str
    sides: int
    color: Color

    def __init__(self, name: str = "shape", sides: int = 0) -> None:
        self.name = name
        self.sides = sides
        self.color = Color.Red

    def grow(self, by: int = 1) -> None:
        self.sides += by

    def twin(self) -> Shape:
        return Shape(self.name, self.sides)


class Circle(Shape):
    radius: float

    def __init__(self, radius: float = 1.0) -> None:
        super().__init__("circle", 1)
        self.radius = radius

    def area(self) -> float:
        return 3.0 * self.radius

    def grow(self, by: int = 1) -> None:
        self.radius += by


class Vec:
    """A class that is declared member by member."""

    def __init__(self, *values: float) -> None:
        self.values = [*values, 0.0, 0.0][:2]


def shapes_module() -> Module:
    """Classes, enums, properties, aliases, variadics, values of any type, templates, defaults of each form."""
    module = Module("game::shapes")
    module.type(get_weakref_flag=True)(Shape)
    module.type(Circle)
    module.enum(Color)
    module.enum(Rights)
    module.enum("Wide", {"Low": -(1 << 63), "High": (1 << 63) - 1}, "int64")
    module.enum("Other", ["Red", "Blue"], "uint8")
    module.alias("Count", "uint")
    module.alias("Table", "dictionary<string, int>")
    module.alias("Form", "Shape")
    for name, value in (("LIMIT", 5), ("HALF", 0.5), ("YES", True), ("BIG", (1 << 64) - 1)):
        module.const(name, value)
    module.const("const float PART", 0.25)
    module.const("const int8 TINY", -3)

    @module.function
    def make(name: str, sides: int) -> Shape:
        return Shape(name, sides)

    @module.function
    def count(shapes: list[Shape], color: Color = Color.Green) -> int:
        return len(shapes) + color

    @module.function
    def words(text: str) -> list[str]:
        return text.split()

    for declaration in (
        "int sum(int... values)",
        "int all(const string &in format, ...)",
        "void take(const ?&in value)",
        "Shape@ same(Shape@ shape, const Circle@ other = null)",
        'int defaults(int a = LIMIT + 1, double b = -HALF, string c = "a\\"b", Color d = Color::Green, bool e = !YES)',
        "int more(uint64 a = BIG, Other o = Other::Blue, Wide w = Wide::Low, float f = 1.5f)",
        "int split(const string &in text, int &out count, string &out first)",
        "double mean(array<double>@ values)",
        "array<array<int>@>@ grid(Count width, uint8 height)",
        "Table@ table(const Table &in other)",
        "dictionary@ loose(dictionary@ other)",
        "weakref<Shape> weak(Shape@ shape)",
        "void each(array<Circle@>@ list)",
        "ref@ anything(ref@ r)",
        "int get_level() property",
        "void set_level(int value) property",
    ):
        try:
            module.register_function(declaration, anything)
        except Exception as error:
            raise AssertionError(declaration) from error
    module.interface("Drawable", ["string draw(int depth)", "void resize(float by) const"])
    module.register_funcdef("funcdef int Op(int a, int b)")
    for declaration in ("int apply(Op@ op, int a, int b)", "Drawable@ last(Drawable@ one = null)", "Op@ adder()"):
        module.register_function(declaration, anything)
    module.property("double speed", lambda: 0.5, lambda value: None)
    module.property("const string title", lambda: "title")
    module.register_function_raw("int raw(int a, int &out b, int... rest)", raw)
    return module


def anything(*arguments: object) -> object:
    """Stands for any function of a host: gives what fits sometimes."""
    return arguments[0] if arguments else 1


def raw(call: CallContext) -> None:
    call.set_return(1)


def vec_module() -> Module:
    """A class with all operators, declared; at the root, so that its names are global."""
    module = Module()
    vec = module.register_type("Vec", Vec)
    vec.constructor("Vec(double x, double y)")
    vec.factory("Vec@ make(int both = 3)", lambda both: Vec(both, both))
    for operator in ("opAdd", "opSub", "opMul"):
        vec.operator(f"Vec@ {operator}(const Vec &in other) const", lambda self, other: self)
        vec.operator(f"Vec@ {operator}(double by) const", lambda self, by: self)
    vec.operator("Vec@ opMul_r(double by) const", lambda self, by: self)
    vec.operator("Vec@ opNeg() const", lambda self: self)
    vec.operator("Vec@ opAddAssign(const Vec &in other)", lambda self, other: self)
    vec.operator("bool opEquals(const Vec &in other) const", lambda self, other: True)
    vec.operator("int opCmp(const Vec &in other) const", lambda self, other: 0)
    vec.operator("double opIndex(uint at) const", lambda self, at: self.values[at])
    vec.operator('double opCall(int a, string b = "b") const', lambda self, a, b: 0.5)
    vec.operator("double opConv() const", lambda self: 0.5)
    vec.operator("string opImplConv() const", lambda self: "vec")
    vec.operator("int opForBegin() const", lambda self: 0)
    vec.operator("bool opForEnd(int at) const", lambda self, at: at >= 2)
    vec.operator("int opForNext(int at) const", lambda self, at: at + 1)
    vec.operator("double opForValue(int at) const", lambda self, at: 0.5)
    vec.property("double x", lambda self: self.values[0], lambda self, value: None)
    vec.property("const double length", lambda self: 1.0)
    return module


def time_module() -> Module:
    module = Module("time")
    date = module.register_type("Date", datetime.date)
    date.factory("Date@ make(int year, int month, int day)")
    date.property("const int year")
    date.method("string isoformat() const")
    date.method("int daysUntil(const Date &in other) const", lambda self, other: 1)
    module.function("Date@ today()")(lambda: datetime.date(2000, 1, 1))
    return module


class Rect(NamedTuple):
    left: int
    name: str = "rect"


def values_module() -> Module:
    """Value types with members by script and by the host, within each other, with a destructor."""
    module = Module("game")
    vec = module.value_type("Vec3", fields=[("x", "float"), ("y", "float"), ("z", "float")])
    vec.constructor("Vec3(float x, float y = 1, float z = 2)", script="this.x = x; this.y = y; this.z = z;")
    vec.operator("Vec3 opAdd(const Vec3 &in o) const", script="return Vec3(x + o.x, y + o.y, z + o.z);")
    vec.operator("Vec3 &opAddAssign(const Vec3 &in o)", script="x += o.x; return this;")
    vec.operator("bool opEquals(const Vec3 &in o) const", script="return x == o.x;")
    vec.operator("float opIndex(int i) const", script="return i == 0 ? x : y;")
    vec.operator("int opCmp(const Vec3 &in o) const", lambda self, other: 0)
    vec.method("float length() const", lambda self: 1.5)
    vec.method("void shift(float by)", lambda self, by: None)
    vec.property("float sum", script="return x + y + z;", set_script="x = value;")
    segment = module.value_type("Segment", fields=[("from", "Vec3"), ("tags", "array<string>"), ("more", "dictionary")])
    segment.field("Vec3 to = Vec3(3)")
    token = module.value_type("Token", fields=[("id", "int")], pod=False)
    token.constructor("Token(int id = 1)", lambda id: (id,))
    token.constructor("Token(const Token &in other)", script="id = other.id + 1;")
    token.destructor(lambda self: None)
    module.value(Rect)
    for declaration in (
        "Vec3 same(Vec3 v)",
        "void change(Vec3 &inout v, Segment &out s, Token t = Token(4))",
        "array<Vec3>@ list(const array<Vec3> &in all)",
        "Rect rect(const Rect &in r)",
        "dictionary@ named(const dictionary<string, Segment> &in d)",
    ):
        module.register_function(declaration, anything)
    return module


class Part:
    """What is of each kind."""

    name = "part"

    def __init__(self, name: str = "part") -> None:
        self.name = name

    def tell(self) -> None:
        """A behaviour."""


def kinds_module() -> Module:
    """A type of each kind of reference types, with behaviours."""
    module = Module("kinds")
    classes = {kind: type(kind.title(), (Part,), {}) for kind in KINDS}
    for kind, python in classes.items():
        part = module.register_type(kind.title(), python, kind=kind)
        if kind != "nohandle":
            part.constructor(f"{kind.title()}(const string &in name)")
        if kind in ("standard", "scoped"):
            part.release("tell")
        part.property("string name")
        part.method("void tell()")
        if kind == "standard":
            part.addref("tell").gc_getrefcount(lambda self: 9).gc_setflag("tell").gc_getflag(lambda self: True)
        if kind in ("standard", "managed"):
            part.gc_enumrefs(lambda self: ()).gc_releaserefs("tell")
            part.get_weakref_flag()
    module.register_function("Scoped@ lock()", classes["scoped"])
    module.register_function("Nohandle &only()", classes["nohandle"])
    module.property("Nohandle game", classes["nohandle"])
    module.register_type("Anything", kind="as_handle")
    return module


def plain_module() -> Module:
    """What there can be without default modules."""
    module = Module("plain")
    module.enum("Mode", ["Off", "On"])
    module.const("LIMIT", 7)
    module.function("int twice(int n, Mode m = Mode::On)")(lambda n, m: 2 * n)
    module.function("double half(double x = LIMIT)")(lambda x: x / 2)
    return module


class Plain: ...


class Grid(Plain):
    """A template, and what takes lists."""

    def __init__(self, *arguments: object) -> None:
        self.cells = [argument for argument in arguments if isinstance(argument, int | str)]


def templates_module() -> Module:
    """Types with parameters, lists, template functions."""
    module = Module()
    grid = module.register_type("Grid<class T>", Grid, template_callback=lambda info: TemplateValidation.valid())
    grid.factory("Grid@ f(int width = 2)").list_factory("{repeat T}")
    grid.method("const T &at(int i) const", lambda self, i: self.cells[i])
    grid.method("void set(int i, const T &in if_handle_then_const value)", lambda self, i, value: None)
    grid.method("Grid<T>@ same()", lambda self: self)
    grid.method("array<T>@ all() const", lambda self: self.cells)
    grid.method("U pick<U>(const T &in, U other) const", lambda self, own, other: other)
    grid.operator("T &opIndex(int i)", lambda self, i: self.cells[i])
    grid.property("const int size", lambda self: len(self.cells))
    grid.funcdef("bool Filter(const T &in)")
    grid.method("int count(Filter@ wanted) const", lambda self, wanted: 1)
    module.specialize("Grid<double>", Grid).factory("Grid@ f()").method("int special()", lambda self: 1)
    pairs = module.register_type("Pairs<class K, class V>", Grid2).list_factory("{repeat {K, V}}")
    pairs.method("bool get(const K &in, V &out)", lambda self, key: (True, 1))
    shape = module.register_type("Plain", Plain).method("int sides() const", lambda self: 4)
    shape.factory("Plain@ f()")
    ordered = module.register_type("Ordered<class T>", Ordered, base="Grid<T>").factory("Ordered@ f()")
    ordered.method("void set(int i, const T &in if_handle_then_const value)", lambda self, i, value: None)
    two = module.register_type("Two<class A, class B>", Two, base="Ordered<B>").factory("Two@ f()")
    two.method("bool first(const A &in, B &out)", lambda self, key: (True, 1))
    module.register_type("Whole", Whole, base="Ordered<int>").factory("Whole@ f()")
    module.register_type("Own<class T>", Own, base="Grid<Own<T>@>").factory("Own@ f()")
    module.register_type("Row", Row).list_factory("{string, {int, int}, repeat {repeat_same ?}}")
    module.register_function("T best<T>(T a, T b)", lambda a, b: a)
    module.register_function("string both<T, U>(const array<T> &in a, U b)", lambda a, b: "both")
    module.register_function("Grid<string>@ names(Grid<int>@ of)", lambda of: Grid())
    return module


class Grid2(Grid): ...


class Row(Grid): ...


class Ordered(Grid): ...


class Two(Ordered): ...


class Whole(Ordered): ...


class Own(Grid): ...


TEMPLATES = """class Foo { int x; } class Bar : Foo { Grid<Foo@>@ inner; }
bool big(const int &in v) { return v > 1; }
void hand0() { Grid<int> a = {1, 2, 3}; a.set(0, a[1]); a.count(@big); a.count(function(v) { return v == 3; }); }
void hand1() { Grid<Foo@> a = {Foo(), Bar()}; a.set(0, a.at(1)); Bar b; @b.inner = a.same(); a.pick(Foo(), 2.5); }
void hand2() { Pairs<string, int> p = {{"a", 1}, {"b", 2}}; int v; p.get("a", v); Pairs<int, Foo@> q = {{1, null}}; }
void hand3() { Row r = {"a", {1, 2}, {1, "x"}, {Foo(), true}}; Row@ s = {"b", {0, 0}}; }
void hand4() { int n = best(1, 2); double d = best<double>(n, 0.5); string t = both(array<int> = {1}, "x"); }
void hand5() { Grid<double> d; d.special(); auto n = names(Grid<int>(3)); Foo@ f = best(Foo(), Foo()); }
void hand6() { Grid<Grid<int>@> g = {{1, 2}, {3}}; auto k = g.at(0).at(1); auto all = Grid<string>().all(); }
void hand7() { Ordered<Foo@> o; Grid<Foo@>@ g = o; g.count(function(v) { return v is null; }); o.set(0, Foo()); }
void hand8() { Two<string, int> t; Ordered<int>@ o = t; auto w = cast<Whole>(o); int v; t.first("a", v); o.set(1, v); }
void hand11() { Two<bool, double> t; Plain@ p = t; p.sides(); auto back = cast<Two<bool, double>>(p); back.same(); }
void hand9() { Whole w; w.set(0, 1); names(w); Grid<int>@ g = w; auto n = w.count(@big) + g[0] + w.at(0) + w.size; }
void hand10() { Own<int> o; Grid<Own<int>@>@ g = o; g.set(0, o); auto p = g.at(0).all(); o.pick(o, 1.5); }
"""


class Name:
    def __init__(self, raw: bytes) -> None:
        self.raw = raw


def names_module() -> Module:
    """What string literals are without a string type."""
    module = Module().string_factory("Name@", Name)
    name = module.register_type("Name", Name).property_get("const int size", lambda self: len(self.raw))
    name.operator("Name@ opAdd(const Name &in other) const", lambda self, other: self)
    module.register_function("int take(Name@ a, Name@ b)", lambda a, b: 1)
    return module


NAMED = """void hand0() { int n = "abc".size + ("a" + "b").size; Name@ k = "x"; auto s = "y"; take("a", k); }
"""


@dataclass
class Seed:
    """A registry as a file, what it is bound to, and functions of a script: sources that compile against it."""

    name: str
    file: bytes
    modules: list[Module]
    head: str
    functions: list[str]


def value(type: str, registry: FfiRegistry) -> str:
    """An expression of a type; "" if there is no easy one."""
    plain = re.sub(r"\bconst\b|[@&]", "", type).strip()
    if plain in NUMBERS:
        return f"{plain}(2)"
    if plain == "bool":
        return "true"
    if plain == "string":
        return '"a b"'
    if plain == "?":
        return "3"
    found = registry.find_type(plain)
    if found is not None and found.sort == "enum":
        return f"{plain}::{next(iter(found.values))}"
    if found is not None and found.sort in ("class", "value"):
        made = [m for m in found.methods if "constructor" in m.traits and all(plain not in p[0] for p in m.params)]
        if made:
            return call(made[0], registry, plain, False)
        return f"{plain}()" if found.sort == "value" else "null"
    if "<" in plain or plain == "dictionary":
        return f"{plain}()"
    return "null"


def filled(text: str) -> str:
    """A type with arguments for its template's parameters."""
    return re.sub(r"\b[TKV]\b", lambda m: ARGUMENTS[m.group()], text)


def call(function: FunctionView, registry: FfiRegistry, name: str, all_arguments: bool) -> str:
    """An expression that calls a function, with its optional arguments or without."""
    arguments = []
    for index, (type, mode, _, default) in enumerate(function.params):
        if mode.startswith("&out"):
            arguments.append(f"o{index}")
        elif default is None or all_arguments:
            arguments.append(value(filled(type), registry))
            if mode.endswith("..."):
                arguments.append(arguments[-1])
    return f"{name}({', '.join(arguments)})"


def outputs(function: FunctionView) -> str:
    """Variables for what comes out of a function."""
    found = []
    for index, (type, mode, _, _) in enumerate(function.params):
        if mode.startswith("&out"):
            plain = filled(type).replace("const ", "")
            found.append(f"{'int' if plain == '?' else plain} o{index};")
    return " ".join(found)


def kept(function: FunctionView, expression: str) -> str:
    """A statement that uses what a call gives."""
    result = filled(function.return_type)
    if result == "void":
        return f"{expression};"
    return f"auto r = {expression}; auto q = r;" if "@" not in result else f"auto@ r = {expression};"


def instance(kind: TypeView) -> str:
    """A type that a variable can have."""
    return f"{kind.name}<{', '.join(filled(a) for a in kind.arguments)}>" if kind.is_template else kind.name


def of_functions(registry: FfiRegistry) -> Iterator[str]:
    for number, function in enumerate(registry.functions()):
        if function.owner or not function.declaration:
            continue
        for all_arguments in sorted({True, not function.has_defaults}):
            expression = call(function, registry, function.qualified_name, all_arguments)
            yield f"{outputs(function)} {kept(function, expression)}"
        types = ", ".join(filled(f"{p[0]} {p[1]}") for p in function.params)
        declared = f"funcdef {function.return_type} F{number}({types});"
        yield f"F{number}@ f = {function.qualified_name}; }} {declared} void f{number}() {{"
        if "property" in function.traits:
            name = re.sub(r"(^|::)[gs]et_", r"\1", function.qualified_name)
            yield f"auto p = {name};" if "get_" in function.qualified_name else f"{name} = {name};"


def of_types(registry: FfiRegistry) -> Iterator[str]:
    for kind in registry.types():
        if kind.sort == "enum":
            yield from of_enum(kind)
        elif kind.is_template or not any(argument in ARGUMENTS for argument in kind.arguments):
            yield from of_objects(kind, registry)


def of_enum(kind: TypeView) -> Iterator[str]:
    name = kind.name
    for value_name in kind.values:
        one = f"{name}::{value_name}"
        yield f"{name} e = {one}; int64 n = e; double d = e; switch (e) {{ case {one}: break; }}"
    yield f"array<{name}> a(3); a[1] = a[0]; dictionary<string, {name}> d; d['a'] = a[0];"
    yield f"{name} e; {name} f = e; bool same = e == f; println('' + e);"


def of_objects(kind: TypeView, registry: FfiRegistry) -> Iterator[str]:
    """Objects made, copied, converted, in containers, with operators, and their methods."""
    name = instance(kind)
    made = value(name, registry) if kind.sort in ("class", "value") else f"{name}()"
    by_handle = f"{name}@ o = {made};"
    for variable in (by_handle, f"{name} o;", f"{name} o{made.removeprefix(name)};"):
        for statement in STATEMENTS:
            yield f"{variable} {statement.replace('NAME', name)}"
        for expression in EXPRESSIONS:
            yield f"{variable} auto r = {expression};"
    for method in kind.methods:
        if "constructor" in method.traits:
            for all_arguments in sorted({True, not method.has_defaults}):
                yield f"{outputs(method)} {name}@ h = {call(method, registry, name, all_arguments)};"
            yield f"{outputs(method)} {name} {call(method, registry, 'h', True)};"
            continue
        for variable in (by_handle, f"{name} o;"):
            for all_arguments in sorted({True, not method.has_defaults}):
                expression = call(method, registry, f"o.{method.name}", all_arguments)
                yield f"{outputs(method)} {variable} {kept(method, expression)}"
            if "property" in method.traits:
                plain = method.name[4:]
                yield f"{variable} auto p = o.{plain};"
                yield f"{variable} auto p = o.{plain}; o.{plain} = p;"
                yield f"{variable} o.{plain} += o.{plain};"


def of_constants(names: list[tuple[str, str]]) -> Iterator[str]:
    for kind, name in names:
        yield f"auto c = {name}; {kind} k = {name}; const {kind} m = {name} * 2; bool b = {name} == {name};"


def constants(modules: list[Module]) -> list[tuple[str, str]]:
    """Type and qualified name of each constant."""
    found = []
    for module in modules:
        for item in module.items:
            if isinstance(item, ConstItem):
                found.append((item.type.name, module.qualified_name(item.name)))
    return found


def compiled(context: Context, head: str, functions: list[str], most: int = 8) -> tuple[Unit | None, list[str]]:
    """A unit with those of the functions that compile, and these; None if not even the others do."""
    for _ in range(most):
        unit = context.create_unit("uses", warnings=["no-all"])
        unit.add_source("head.as", head)
        unit.add_source("uses.as", "\n".join(functions))
        try:
            unit.build()
        except BuildError as error:
            errors = [d for d in error.diagnostics if d.severity == "error"]
            if any(d.section == "head.as" for d in errors):
                head = ""
                continue
            bad = {d.line for d in errors if d.section == "uses.as"}
            functions = [text for line, text in enumerate(functions, 1) if line not in bad]
            if not bad:
                return None, functions
        else:
            return unit, functions
    return None, functions


def seed(name: str, default_modules: bool | list[str], modules: list[Module], head: str = "") -> Seed:
    """The registry of some modules with the functions that use it."""
    from seraphscript.registry.sfr import dump_registry

    context = Context(default_modules=default_modules)
    for module in modules:
        context.install(module)
    registry = context.seal()
    bodies = [*of_functions(registry), *of_types(registry), *of_constants(constants(context.modules))]
    functions = [f"void use{i}() {{ {body} }}" for i, body in enumerate(bodies)]
    functions += [line for line in head.splitlines() if line.startswith("void ")]
    head = "\n".join(line for line in head.splitlines() if not line.startswith("void "))
    unit, good = compiled(context, head, functions, 1000)
    if unit is None:
        raise AssertionError(f"seed {name}: nothing compiles")
    return Seed(name, dump_registry(registry), context.modules, head, good)


class Member:
    """What keys can confuse: methods, getters and setters, of few functions in all."""

    def __init__(self, name: str = "member", number: int = 1) -> None:
        self.name = self.title = name
        self.number = self.count = number

    def now(self) -> int:
        return self.number

    def later(self, by: int) -> int:
        return self.number + by


def members_module() -> Module:
    """Functions of the host that act on an object by name, and others of the same types."""
    module = Module("m")
    member = module.register_type("Member", Member)
    member.constructor("Member(const string &in name, int number)").constructor("Member()")
    member.method("int now()").method("int later(int by)").method("int with(const Member &in o)", lambda self, o: 1)
    for declaration in ("string name", "string title", "int number", "int count"):
        member.property(declaration)
    module.property("int level", lambda: 1, lambda value: None)
    module.property("string text", lambda: "text", lambda value: None)
    for declaration, function in (
        ("int f()", lambda: 1),
        ("int g(int a)", lambda a: a),
        ("int h(Member@ a, int b)", lambda a, b: b),
        ("string s(const string &in a)", lambda a: a),
        ("Member@ make()", Member),
        ("void nothing()", lambda: None),
    ):
        module.register_function(declaration, function)
    return module


MEMBERS = """int fill(int a, int b, int c) { return a + b + c; } string fill(string a, string b) { return a + b; }
void hand0() { fill(7, 8, 9); m::f(); fill("a", "b"); m::g(3); m::nothing(); m::level += 1; m::text = m::s("c"); }
void hand1() { m::Member@ a = m::Member("a", 3); fill(7, 8, 9); a.now(); a.later(2); m::h(a, 2); a.with(m::make()); }
void hand2() { m::Member@ a = m::make(); string s = a.name + a.title; a.title = s; a.name = fill(s, a.title); }
void hand3() { m::Member@ a = m::Member(); int n = a.number + a.count; a.count = n; a.number = fill(n, a.count, 1); }
"""


def seeds() -> list[Seed]:
    """All registries that are mutated."""
    rich = [shapes_module(), vec_module(), time_module(), kinds_module()]
    return [
        seed("defaults", list(NAMES), []),
        seed("rich", True, rich, USES.read_text(encoding="utf-8")),
        seed("few", ["std", "string", "array"], [plain_module(), time_module()]),
        seed("none", False, [plain_module()]),
        seed("values", True, [values_module()]),
        seed("templates", True, [templates_module()], TEMPLATES),
        seed("names", False, [names_module()], NAMED),
        seed("members", ["std", "string", "array"], [members_module()], MEMBERS),
    ]
