"""What templates of the host, and classes beside them, derive from: conversions, inherited members, what is refused."""

from __future__ import annotations

import sys
from bisect import insort
from enum import IntEnum
from pathlib import Path

import pytest
from seraphscript import (
    BuildError,
    Context,
    DeclarationError,
    LoadError,
    Module,
    RegistryBuildError,
    ScriptException,
    TemplateInfo,
    TemplateValidation,
    Unit,
)
from seraphscript.registry import listing

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "tools"))

from sfr_mutator import FFI, Decoded


class Shape:
    def __init__(self) -> None:
        self.name = "shape"


class Bag(Shape):
    """Values of one type."""

    def __init__(self, info: TemplateInfo) -> None:
        super().__init__()
        self.info = info
        self.values: list[object] = []


class Sorted(Bag):
    """... in order."""


class Pair(Bag):
    def __init__(self, info: TemplateInfo) -> None:
        super().__init__(info)
        self.first = info.arguments[0].zero


class Numbers(Bag):
    """A class of its own that is a Bag<int>."""

    def __init__(self) -> None:
        self.name = "numbers"
        self.values = [4, 2]


class Color(IntEnum):
    RED = 1


class Lone(Shape):
    """A shape that is no bag."""

    def __init__(self, info: TemplateInfo) -> None:
        super().__init__()


class FastSorted(Bag):
    """What Sorted<double> is."""

    def __init__(self) -> None:
        self.name = "fast"
        self.values = [0.5]


def bags(order_class: type = Sorted, base: str = "Bag<T>") -> Module:
    module = Module("b")
    shape = module.register_type("Shape", Shape)
    shape.factory("Shape@ f()").property("string name").method("int sides() const", lambda self: 4)
    bag = module.register_type("Bag", Bag, template="<T>")
    bag.factory("Bag@ f()")
    bag.method("void add(const T &in value)", lambda self, value: self.values.append(value))
    bag.method("const T &at(int i) const", lambda self, i: self.values[i])
    bag.method("T &opIndex(int i)", lambda self, i: self.values[i])
    bag.method("int find(const T &in if_handle_then_const value) const", lambda self, value: self.values.index(value))
    bag.method("string what() const", lambda self: "bag of " + self.info.argument)
    bag.method("array<T>@ all() const", lambda self: self.values)
    bag.method("Bag<T>@ same()", lambda self: self)
    bag.property_get("const int size", lambda self: len(self.values))
    bag.funcdef("bool Filter(const T &in)")
    bag.method("int count(Filter@ wanted) const", lambda self, wanted: sum(map(bool, map(wanted, self.values))))
    bag.method("U pick<U>(const T &in, U other) const", lambda self, own, other: other)
    order = module.register_type("Sorted<class T>", order_class, base=base)
    order.factory("Sorted@ f()")
    order.method("void add(const T &in value)", lambda self, value: insort(self.values, value))
    order.method("const T &least() const", lambda self: self.values[0])
    pair = module.register_type("Pair<K, V>", Pair, base="Bag<V>")
    pair.factory("Pair@ f()").method("const K &key() const", lambda self: self.first)
    numbers = module.register_type("Numbers", Numbers, base="Bag<int>")
    numbers.factory("Numbers@ f()").method("int total() const", lambda self: sum(self.values))
    module.specialize("Sorted<double>", FastSorted).factory("Sorted<double>@ f()")
    kept: list[object] = []
    module.register_function("void keep(Shape@)", kept.append)
    module.register_function("Shape@ keptShape()", lambda: kept[-1])
    module.register_function("Bag<int>@ makeSorted()", lambda: Sorted(None))  # type: ignore[arg-type]
    module.register_function("int sizeOf(Bag<int>@ bag)", lambda bag: len(bag.values))
    module.register_function("int sizeIn(const Bag<int> &in bag)", lambda bag: len(bag.values))
    return module


def build(text: str, context: Context | None = None, module: Module | None = None) -> Unit:
    context = context or Context().install(module or bags())
    unit = context.create_unit("u")
    unit.add_source("bags.as", "using namespace b; class Foo { int x = 3; } " + text)
    unit.build()
    return unit


def result(kind: str, statements: str, module: Module | None = None) -> object:
    return build(f"{kind} f() {{ {statements} }}", module=module).call(f"{kind} f()")


def refused(statements: str, module: Module | None = None) -> str:
    with pytest.raises(BuildError) as caught:
        build(f"void f() {{ {statements} }}", module=module)
    message: str = caught.value.diagnostics[0].message
    return message


def unsealed(module: Module) -> str:
    with pytest.raises(RegistryBuildError) as caught:
        Context().install(module).seal()
    return str(caught.value)


@pytest.mark.row("TYP-23")
def test_an_instance_converts_to_the_base_with_its_arguments() -> None:
    text = "Sorted<int> s; s.add(5); s.add(2); Bag<int>@ b = s; Shape@ any = b; @any = s; {}"
    assert result("int", text.format("return b.at(0) * 10 + any.sides();")) == 24
    assert result("int", text.format("return sizeOf(s) * 10 + sizeIn(s);")) == 22
    assert result("string", text.format("return s.name + any.name;")) == "shapeshape"
    assert result("int", text.format("return cast<Sorted<int>>(b).least() + cast<Bag<int>>(any).at(1);")) == 7
    assert result("bool", text.format("return cast<Sorted<double>>(any) is null && cast<Numbers>(b) is null;"))
    assert result("bool", text.format("Sorted<string> t; return cast<Bag<int>>(cast<Shape>(t)) is null && b is any;"))
    assert result("int", "Foo o; o.x = 7; Sorted<Foo@> s; cast<Bag<Foo@>>(s); Bag<Foo@>@ b = s; return b.size;") == 0
    assert refused("Sorted<int> s; Bag<string>@ b = s;") == "no conversion from 'b::Sorted<int>' to 'b::Bag<string>@'"
    assert refused("Bag<int> b; Sorted<int>@ s = b;") == "no conversion from 'b::Bag<int>' to 'b::Sorted<int>@'"


@pytest.mark.row("TYP-23", "TYP-22", "TYP-24")
def test_members_of_the_base_are_inherited_with_the_arguments() -> None:
    text = "Sorted<int> s; s.add(5); s.add(2); s.add(9); "
    assert result("int", text + "return s.at(0) * 100 + s[1] * 10 + s.size;") == 253
    assert result("int", text + "return s.find(9) + s.count(function(v) { return v > 4; }) * 10;") == 22
    assert (
        result(
            "uint", text + "Bag<int>::Filter@ f = function(v) { return v < 9; }; return s.all().length() + s.count(f);"
        )
        == 5
    )
    assert result("int", text + "return s.same().at(0) + int(s.pick(1, 2.5) * 2);") == 7
    assert result("string", text + "return s.what();") == "bag of int"
    assert (
        result("int", "Pair<string, int> p; p.add(3); Bag<int>@ b = p; return p.at(0) + b.at(0) + p.key().length();")
        == 6
    )
    assert (
        result("int", "Numbers n; n.add(10); Bag<int>@ b = n; return n.total() + b.at(2) + n[1] + n.same().size;") == 31
    )
    assert result("int", "Numbers n; return n.count(function(v) { return v > 3; });") == 1
    assert result("double", "Sorted<double> s; Bag<double>@ b = s; return s.at(0) + b.at(0) + s[0];") == 1.5
    statements = (
        "Foo o; const Foo@ c = o; Sorted<Foo@> s; Bag<Foo@>@ b = s; return s.count(function(v) { return true; });"
    )
    assert result("int", statements) == 0
    assert refused("Sorted<int> s; s.find('x');") == (
        "no conversion from 'string' to 'const int', for parameter 1 of 'int b::Sorted<int>::find(const int &in) const'"
    )
    assert refused("Sorted<double> s; s.least();") == "'b::Sorted<double>' has no method 'least'"


@pytest.mark.row("TYP-23", "REG-40")
def test_an_object_is_of_the_one_instance_that_fits() -> None:
    one = "Shape@ s = keptShape(); return cast<Sorted<int>>(s) !is null;"
    assert result("bool", "Bag<int>@ b = makeSorted(); return cast<Sorted<int>>(b) !is null;")
    assert result("bool", "Bag<int>@ b = makeSorted(); return cast<Numbers>(b) is null;")
    unit = build(f"void put() {{ keep(Sorted<int>()); }} bool f() {{ {one} }}")
    unit.call("void put()")
    assert unit.call("bool f()")
    unit = build(f"void put() {{ keep(Sorted<int>()); }} bool f() {{ {one} }} Sorted<string> other;")
    unit.call("void put()")
    assert not unit.call("bool f()")  # of which of the two, nobody knows: it is a Shape
    held = "Sorted<int> own; Sorted<string> other; bool f() { keep(own); " + one + " }"
    assert build(held).call("bool f()")  # scripts know it


@pytest.mark.row("TYP-23", "CTX-14")
def test_saved_programs_and_registries_know_bases(tmp_path: Path) -> None:
    text = "int f() { Sorted<int> s; s.add(4); Bag<int>@ b = s; Numbers n; @b = n; return s.at(0) + b.at(0) + n.size; }"
    context = Context().install(bags())
    before = build(text, context)
    assert before.call("int f()") == 10
    path = tmp_path / "bags.sfr"
    context.save_registry(path)
    loaded = Context.load_registry(path, [bags()])
    assert build(text, loaded).call("int f()") == 10
    for name in ("b::Sorted", "b::Numbers", "b::Pair", "b::Sorted<double>"):
        old, new = (one.seal().find_type(name) for one in (context, loaded))
        assert old is not None and new is not None
        assert [str(each.name) for each in old.base_classes] == [str(each.name) for each in new.base_classes] != []
        assert [str(each) for each in old.all_methods] == [str(each) for each in new.all_methods]
    program = tmp_path / "bags.sbc"
    before.program.save(program)
    for one in (context, loaded):
        assert one.instantiate(one.load_program(program)).call("int f()") == 10
    changed = bags(Lone, "Shape")
    with pytest.raises(LoadError, match="'b::Sorted<int>' is not derived from 'b::Bag<int>' here"):
        Context().install(changed).load_program(program)


@pytest.mark.row("TYP-23", "TYP-21")
def test_an_instance_needs_a_base_that_is_valid() -> None:
    def no_strings(info: TemplateInfo) -> TemplateValidation:
        if info.argument == "string":
            return TemplateValidation.invalid("a bag holds no strings")
        return TemplateValidation.valid()

    def module(host: str = "", handles: bool = False) -> Module:
        made = Module("b")
        bag = made.register_type("Bag", Bag, template="<T>", template_callback=no_strings).factory("Bag@ f()")
        if handles:
            bag.method("void put(T@ value)", lambda self, value: None)
        made.register_type("Sorted", Sorted, template="<T>", base="Bag<T>").factory("Sorted@ f()")
        if host:
            made.register_function(host, lambda bag: None)
        return made

    no_handles = "it holds handles, and there are none to this type"
    assert result("int", "Sorted<Foo@> s; s.put(null); return 1;", module(handles=True)) == 1
    assert (
        refused("Sorted<int> s;", module(handles=True)) == f"invalid template instantiation 'Sorted<int>': {no_handles}"
    )
    with pytest.raises(BuildError) as caught:
        build("void f() { Sorted<string> s; } void g() { Sorted<string> s; }", module=module())
    assert [one.message for one in caught.value.diagnostics] == [
        "invalid template instantiation 'Sorted<string>': a bag holds no strings"
    ] * 2
    Context().install(module("void f(Sorted<int>@ s)")).seal()
    assert "'Sorted<string>': a bag holds no strings" in unsealed(module("void f(Sorted<string>@ s)"))
    assert f"'Sorted<int>': {no_handles}" in unsealed(module("void f(Sorted<int>@ s)", handles=True))


@pytest.mark.row("TYP-21", "TYP-23")
@pytest.mark.parametrize(
    ("base", "python", "message"),
    [
        ("Bag<T>", Shape, "type 'b::Other' has the base 'b::Bag<T>': Shape must derive from Bag"),
        ("Bag<int, T>", Sorted, "the base of b::Other: Bag: template expects 1 type argument(s), got 2"),
        ("Bag<U>", Sorted, "the base of b::Other: unknown type 'U'"),
        ("array<T>", Sorted, "the base of b::Other: 'array<T>' is no class of the host"),
        ("int", Sorted, "the base of b::Other: 'int' is no class of the host"),
            ("Color", Sorted, "the base of b::Other: 'Color' is no class of the host"),
        ("Nothing<T>", Sorted, "the base of b::Other: unknown type 'Nothing'"),
        ("Other<T>", Sorted, "type 'b::Other' has the base 'b::Other<T>': Sorted must derive from Sorted"),
        ("T", Sorted, "the base of b::Other: 'T' is no class of the host"),
    ],
)
def test_what_is_no_base_is_refused(base: str, python: type, message: str) -> None:
    module = Module("b")
    if python is not Shape:
        module.register_type("Shape", Shape)
    module.enum(Color)
    module.register_type("Bag", Bag, template="<T>")
    module.register_type("Other", python, template="<T>", base=base)
    assert message in unsealed(module)


@pytest.mark.row("TYP-23")
def test_a_base_is_a_plain_name_of_a_type() -> None:
    for base in ("Bag<T>@", "const Bag<T>", "Bag<T> &in", "void", "?", "Bag<"):
        with pytest.raises(DeclarationError):
            Module("b").register_type("Sorted", Sorted, template="<T>", base=base)
    module = Module("b")
    module.register_type("Bag", Bag, template="<T>")
    module.register_type("Sorted", Sorted, template="<T>", base="Bag<T>")
    module.specialize("Sorted<int>", Shape)
    assert "type 'b::Sorted<int>' has the base 'b::Bag<int>': Shape must derive from Bag" in unsealed(module)
    module = Module("b")
    module.register_type("Shape", Shape, kind="scoped").factory("Shape@ f()").release(lambda self: None)
    module.register_type("Bag", Bag, template="<T>")
    assert "a template cannot derive from 'b::Shape', which is of kind 'scoped'" in unsealed(module)


@pytest.mark.row("TYP-23")
def test_a_template_can_be_an_argument_of_its_own_base() -> None:
    module = Module("b")
    bag = module.register_type("Bag", Bag, template="<T>")
    bag.factory("Bag@ f()").method("int size() const", lambda self: len(self.values))
    bag.method("void add(const T &in value)", lambda self, value: self.values.append(value))
    module.register_type("Sorted", Sorted, template="<T>", base="Bag<Sorted<T>@>").factory("Sorted@ f()")
    assert result("int", "Sorted<int> s; s.add(Sorted<int>()); Bag<Sorted<int>@>@ b = s; return b.size();", module) == 1
    assert refused("Sorted<int> s; s.add(5);", module).startswith("no conversion from 'int' to 'b::Sorted<int>@ const'")


@pytest.mark.row("TYP-23")
def test_an_endless_base_is_refused() -> None:
    module = Module("b")
    module.register_type("Bag", Bag, template="<T>").factory("Bag@ f()")
    module.register_type("Sorted", Sorted, template="<T>", base="Bag<Sorted<Sorted<T>@>@>").factory("Sorted@ f()")
    message = "invalid template instantiation 'Sorted<int>': there is no such type as its base"
    assert refused("Sorted<int> s;", module) == message
    module = Module("b")
    module.register_type("Bag", Bag, template="<T>").factory("Bag@ f()")
    module.register_type("Pair", Pair, template="<K, V>", base="Bag<Pair<Pair<V, K>@, Pair<K, K>@>@>").factory(
        "Pair@ f()"
    )
    message = "invalid template instantiation 'Pair<int, bool>': there is no such type as its base"
    assert refused("Pair<int, bool> s;", module) == message


@pytest.mark.row("TYP-21", "TYP-23")
def test_a_base_that_names_all_permutations_is_refused() -> None:
    arguments = ["bool", "int8", "int16", "int", "int64", "float", "double", "string"]
    names = [f"T{i}" for i in range(len(arguments))]
    swapped, shifted = [names[1], names[0], *names[2:]], [*names[1:], names[0]]
    others = ", ".join(f"Pair<{', '.join(each)}>@" for each in (swapped, shifted))
    module = Module("b")
    module.register_type("Bag", Bag, template="<A, B>").factory("Bag@ f()")
    module.register_type("Pair", Pair, template=f"<{', '.join(names)}>", base=f"Bag<{others}>").factory("Pair@ f()")
    text = f"Pair<{', '.join(arguments)}>"
    no_base = f"invalid template instantiation '{text}': there is no such type as its base"
    assert refused(f"{text} p;", module) == no_base
    assert result("int", f"Pair<{', '.join(['int', *['bool'] * 7])}> p; return 1;", module) == 1
    module.register_function(f"void f({text}@ pair)", lambda pair: None)
    assert no_base in unsealed(module)


@pytest.mark.row("TYP-23")
def test_a_method_of_the_base_needs_an_object_of_its_class() -> None:
    module = bags()
    module.register_function("Numbers@ wrong()", lambda: Shape())
    unit = build("int f() { return wrong().at(0); }", module=module)
    with pytest.raises(ScriptException, match="Numbers"):
        unit.call("int f()")


@pytest.mark.row("TYP-23", "TYP-27")
def test_bases_are_listed() -> None:
    registry = Context().install(bags()).seal()
    found = {kind: listing.dump(registry, kind) for kind in ("text", "as", "pyi")}
    assert "template b::Sorted<T> : b::Bag<T>  " in found["text"]
    assert "specialization b::Sorted<double> : b::Bag<double>  " in found["text"]
    assert "class Numbers : b::Bag<int> {" in found["as"] and "class Pair<K, V> : b::Bag<V> {" in found["as"]
    assert "class Pair(b.Bag[_V], Generic[_K, _V]):" in found["pyi"] and "class Numbers(b.Bag[int]):" in found["pyi"]


@pytest.mark.row("TYP-23", "CTX-16")
def test_bases_come_from_other_modules_and_layers() -> None:
    first, second = Module("a"), Module("b")
    bag = first.register_type("Bag", Bag, template="<T>").factory("Bag@ f()")
    bag.method("void add(const T &in v)", lambda self, v: self.values.append(v)).funcdef("bool Filter(const T &in)")
    bag.method("int count(Filter@ f) const", lambda self, f: sum(map(bool, map(f, self.values))))
    second.register_type("Sorted", Sorted, template="<T>", base="a::Bag<T>").factory("Sorted@ f()")
    text = """int f() { Sorted<string> s; s.add('x'); a::Bag<string>@ b = s; b.add('yy');
        return s.count(function(t) { return t.length() == 2; }) + b.count(function(t) { return true; }); }"""
    assert build(text, Context().install(second).install(first)).call("int f()") == 3
    below = Context().install(first)
    below.seal()
    assert build(text, below.fork().install(second)).call("int f()") == 3


@pytest.mark.row("TYP-23", "TYP-28")
def test_containers_take_what_derives_from_their_elements() -> None:
    text = """Sorted<int> s; s.add(3);
        dictionary d; d.set("a", @s); Bag<int>@ b; d.get("a", @b);
        any x; x.store(@s); Shape@ p; x.retrieve(@p);
        array<Bag<int>@> a = {s, Numbers()}; Bag<int>@ t = a[0] is b ? a[1] : null;
        return a.length() * 100 + p.sides() * 10 + t.at(0) + a[0].at(0);"""
    assert result("int", text) == 247


@pytest.mark.row("TYP-23", "CTX-14")
def test_questions_about_bases_change_no_registry(tmp_path: Path) -> None:
    path = tmp_path / "bags.sfr"
    context = Context().install(bags())
    context.save_registry(path)
    decoded = Decoded(path.read_bytes())
    ids = {decoded.get("types", row, "id"): row for row in range(len(decoded.rows["types"]))}
    rows = {}
    for name in ("b::Sorted<double>", "b::Numbers", "Fiber"):
        kind = context.seal().find_type(name)
        assert kind is not None
        rows[name] = ids[kind.id]
    double = decoded.rows["targs"][decoded.get("types", rows["b::Sorted<double>"], "args")]
    other = decoded.copy()
    for row in range(rows["b::Sorted<double>"] + 1, len(other.rows["types"])):
        argument = other.rows["targs"][other.get("types", row, "args")]
        if argument == double:
            argument[0] = rows["Fiber"] | FFI  # there is no Bag<double>
    path.write_bytes(other.file(other.encode()))
    loaded = Context.load_registry(path, [bags()])
    loaded.save_registry(path)
    before = path.read_bytes()
    special = loaded.seal().find_type("b::Sorted<double>")
    assert special is not None and special.base_classes == []
    loaded.save_registry(path)
    assert path.read_bytes() == before
    decoded.set("types", rows["b::Numbers"], "base", rows["Fiber"] | FFI)
    path.write_bytes(decoded.file(decoded.encode()))
    with pytest.raises(LoadError, match="its bases are no chain of classes"):
        Context.load_registry(path, [bags()])


@pytest.mark.row("TYP-23")
def test_programs_know_a_base_that_is_further_away_by_now(tmp_path: Path) -> None:
    def shapes(base: str = "") -> Context:
        module = Module("b")
        module.register_type("Shape", Shape).method("int sides() const", lambda self: 4)
        if base:
            module.register_type("Bag", Bag, template="<T>").factory("Bag@ f()")
        module.register_type("Numbers", Numbers, base=base).factory("Numbers@ f()")
        return Context().install(module)

    program = tmp_path / "shape.sbc"
    before = shapes()
    build("int f() { Numbers n; Shape@ s = n; return s.sides() + n.sides(); }", before).program.save(program)
    between = shapes("Bag<int>")
    between.save_registry(tmp_path / "b.sfr")
    loaded = Context.load_registry(tmp_path / "b.sfr", between.modules)
    for context in (before, between, loaded):
        assert context.instantiate(context.load_program(program)).call("int f()") == 8
    alone = Module("b")
    alone.register_type("Shape", Lone).method("int sides() const", lambda self: 4)
    alone.register_type("Bag", Bag, template="<T>")
    alone.register_type("Numbers", Numbers, base="Bag<int>").factory("Numbers@ f()")
    with pytest.raises(LoadError, match="'b::Numbers' is not derived from 'b::Shape' here"):
        Context().install(alone).load_program(program)


@pytest.mark.row("TYP-23")
def test_what_derives_from_an_instance_tells_type_arguments() -> None:
    module = bags()
    module.register_function("int size<T>(const Bag<T> &in bag)", lambda bag: len(bag.values))
    module.register_function("int least<T>(Sorted<T>@ bag)", lambda bag: len(bag.values))
    module.register_function("void put<T>(Bag<T>@ bag, T value)", lambda bag, value: bag.values.append(value))
    text = "Sorted<string> s; s.add('x'); Pair<int, string> p; Numbers n; Pair<int, string>@ h = p; "
    assert result("int", text + "put(h, 'a'); return size(s) * 100 + size(p) * 10 + size(n);", module) == 112
    message = "no argument tells what 'T' of 'least' is"
    assert refused("Pair<int, string> p; least(p);", module) == message
    assert refused("Foo f; least(f);", module) == message
    assert refused("Numbers n; put(n, 'a');", module) == (
        "'T' of 'put' would be 'int' by argument 1 and 'string' by argument 2"
    )


@pytest.mark.row("TYP-23", "REG-42")
def test_what_derives_from_a_specialisation_is_one() -> None:
    class Fast(Shape):
        def __init__(self) -> None:
            super().__init__()
            self.values = [1]

    class FastOrder(Fast): ...

    def module(host: str = "", special: bool = False) -> Module:
        made = Module("b")
        made.register_type("Bag", Bag, template="<T>").factory("Bag@ f()")
        made.register_type("Sorted", Sorted, template="<T>", base="Bag<T>").factory("Sorted@ f()")
        fast = made.specialize("Bag<double>", Fast).factory("Bag<double>@ f()")
        fast.method("int size() const", lambda self: len(self.values))
        if special:
            made.specialize("Sorted<double>", FastOrder).factory("Sorted<double>@ f()")
        if host:
            made.register_function(host, lambda *bags: 1)
        return made

    assert refused("Sorted<double> s;", module()) == (
        "invalid template instantiation 'Sorted<double>': its base is a specialisation, so it has to be one, too"
    )
    assert result("int", "Sorted<int> s; Bag<int>@ b = s; return 3;", module()) == 3
    assert "'b::Bag<double>' is a specialisation, what derives from it has to be one, too" in unsealed(
        module("int f(Sorted<double>@ s)")
    )
    text = "Sorted<double> s; Bag<double>@ b = s; return s.size() + b.size() * 10 + f(s) * 100;"
    assert result("int", text, module("int f(Bag<double>@ b)", special=True)) == 111
