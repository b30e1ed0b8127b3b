"""What stands behind the functions and classes of a registry from a file: it fits, whatever the file says."""

from __future__ import annotations

import re
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from seraphscript import Context, LoadError, Module
from seraphscript.vm.hostcall import HostMember, HostTable

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "tools"))

from sfr_mutator import HOST, Decoded


class A:
    """A class with what a binding can do to an object."""

    def __init__(self, name: str = "a") -> None:
        self.x = self.y = name

    def now(self) -> int:
        return 3

    def later(self, by: int) -> int:
        return by


def module() -> Module:
    made = Module("m")
    kind = made.register_type("A", A)
    kind.factory("A@ make(const string &in name)").list_factory("{repeat int}", lambda values: A())
    kind.method("int now()").method("int later(int by)")
    kind.property("string x").property("string y")
    made.register_function("int f()", lambda: 1)
    made.register_function("int g(int a)", lambda a: a)
    made.register_function("int h(A@ a)", lambda a: 2)
    return made


KEYS = (
    "m::f()", "m::g(int)", "m::h(A@)", "m::A::now()", "m::A::later(int)", "m::A::get_x() const",
    "m::A::set_y(const string &in)", "m::A::A(const string &in)",
)  # fmt: skip
USES = {
    "m::f()": "int use() { g(7); return m::f(); }",
    "m::g(int)": "int use() { g(7); return m::g(4); }",
    "m::h(A@)": "int use() { return m::h(m::A('a')); }",
    "m::A::now()": "int use() { return m::A('a').now(); }",
    "m::A::later(int)": "int use() { return m::A('a').later(3); }",
    "m::A::get_x() const": "int use() { m::A@ a = m::A('a'); string s = a.x + a.x; return 1; }",
    "m::A::set_y(const string &in)": "int use() { m::A@ a = m::A('a'); a.y = 'b' + 1; return 1; }",
    "m::A::A(const string &in)": "int use() { m::A('b' + 2); return 1; }",
}


def changed(path: Path, change: Callable[[Decoded], None]) -> None:
    """Another file with a valid checksum."""
    decoded = Decoded(path.read_bytes())
    change(decoded)
    path.write_bytes(decoded.file(decoded.encode()))


def use(context: Context, source: str) -> Any:  # noqa: ANN401
    unit = context.create_unit()
    unit.add_source("main.as", f"int g(int a) {{ return a; }} {source}")
    unit.build()
    return unit.call("use")


@pytest.mark.parametrize("key", KEYS)
def test_a_key_of_another_function_is_refused(key: str, tmp_path: Path) -> None:
    path = tmp_path / "m.sfr"
    for other in KEYS:
        Context().install(module()).save_registry(path)

        def swap(d: Decoded, other: str = other) -> None:
            keys = d.texts["keys"]
            keys[keys.index(key.encode())] = other.encode()

        changed(path, swap)
        loaded = Context.load_registry(path, [module()])
        if other == key:
            assert use(loaded, USES[key]) > 0
            continue
        with pytest.raises(LoadError, match="is no key of '"):
            use(loaded, USES[key])
        with pytest.raises(LoadError, match="is no key of '"):
            Context.load_registry(path, [module()], check=True)


def test_a_function_that_calls_with_other_arguments_is_refused(tmp_path: Path) -> None:
    """The key and the name are right, the record is another one's."""
    path = tmp_path / "m.sfr"
    Context().install(module()).save_registry(path)

    def fewer(d: Decoded) -> None:
        at = d.texts["keys"].index(b"m::A::later(int)")
        rows = range(1, len(d.rows["funcs"]))
        row = next(i for i in rows if d.get("funcs", i, "flags") & HOST and d.get("funcs", i, "impl") == at)
        d.set("funcs", row, "nparams", 0)
        d.set("funcs", row, "nrequired", 0)

    changed(path, fewer)
    with pytest.raises(LoadError, match=r"bound to 'm::A::later\(int\)' is not '.*takes other arguments"):
        Context.load_registry(path, [module()], check=True)


@pytest.mark.parametrize(
    ("key", "bound", "said"),
    [
        ("m::g(int)", lambda: 1, "cannot be called with 1 argument"),
        ("m::A::later(int)", lambda self: 1, "cannot be called with 2 arguments"),
        ("m::A::A(const string &in)", lambda: 1, "cannot be called with 1 argument"),
        ("m::A::<list_factory>(int)", lambda: 1, "cannot be called with 1 argument"),
        ("m::f()", 5, "is not callable: 5"),
        ("m::A", 5, "'m::A' is no class: 5"),
    ],
)
def test_what_a_mapping_has_is_checked(key: str, bound: object, said: str, tmp_path: Path) -> None:
    path = tmp_path / "m.sfr"
    context = Context().install(module())
    context.save_registry(path)
    names = [view.key for view in context.seal().functions() if view.key]
    key = next((name for name in names if "<list_factory>" in name), key) if "<" in key else key
    assert key in [*names, "m::A"]
    with pytest.raises(LoadError, match=r"is not|is no class") as caught:
        Context.load_registry(path, [module(), {key: bound}], check=True)
    assert said in str(caught.value)


class Slotted:
    __slots__ = ("other",)


@pytest.mark.parametrize("bound", [int, Slotted, 5])
def test_the_class_of_a_value_type_has_its_fields(bound: object, tmp_path: Path) -> None:
    made = Module("m")
    made.value_type("V", A, fields=[("x", "int"), ("y", "int")])
    made.register_function("int f(V v)", lambda v: 1)
    path = tmp_path / "m.sfr"
    Context().install(made).save_registry(path)
    bindings = {"m::f(V)": lambda v: 1, "m::V": bound}
    with pytest.raises(LoadError, match="'m::V'"):
        Context.load_registry(path, bindings, check=True)
    with pytest.raises(LoadError, match="'m::V'"):
        use(Context.load_registry(path, bindings), "int use() { m::V v; return m::f(v); }")


def test_modules_and_mappings_together(tmp_path: Path) -> None:
    path = tmp_path / "m.sfr"
    Context().install(module()).save_registry(path)
    source = "int use() { return m::f() + m::g(1); }"
    assert use(Context.load_registry(path, module(), check=True), source) == 2
    assert use(Context.load_registry(path, [{"m::f()": lambda: 40}, module()], check=True), source) == 41
    with pytest.raises(TypeError, match="or a list of these, not str"):
        Context.load_registry(path, ["m"])  # type: ignore[list-item]


def test_a_string_factory_is_given_again(tmp_path: Path) -> None:
    made = Module("m")
    made.register_type("A", A).property("const string x")
    context = Context().install(made)
    context.set_string_factory("m::A@", lambda raw: A(raw.decode()))
    path = tmp_path / "m.sfr"
    context.save_registry(path)
    source = 'int use() { m::A@ a = "abc"; return int(a.x.length()); }'

    def create(raw: bytes) -> A:
        return A(raw.decode() * 2)

    assert use(Context.load_registry(path, made, string_factory=create, check=True), source) == 6
    assert use(Context.load_registry(path, [made, {"::<string_factory>()": create}]), source) == 6
    with pytest.raises(LoadError, match=r"nothing is bound to '::<string_factory>\(\)'.*string_factory="):
        use(Context.load_registry(path, made), source)
    with pytest.raises(LoadError, match="cannot be called with 1 argument"):
        Context.load_registry(path, made, string_factory=lambda: 1, check=True)  # type: ignore[arg-type, misc]


@pytest.mark.parametrize(("action", "key"), [("method", "m::f()"), ("get", "m::f()"), ("set", "m::g(int)")])
def test_a_member_is_never_linked_to_a_call_without_its_arguments(
    action: Any,  # noqa: ANN401
    key: str,
) -> None:
    """Whoever offers it: what is called reads its object, and what it sets it to."""
    context = Context().install(module())
    unit = context.create_unit()
    unit.add_source("main.as", USES[key].replace("g(7); ", ""))
    program = unit.build()
    functions = context.seal().host_functions
    offered = {
        id: function._replace(callable=HostMember(action, "x")) if function.decl.startswith("int m::") else function
        for id, function in functions.items()
    }
    with pytest.raises(LoadError, match=f"is {action} 'x' of an object here"):
        HostTable(program, offered, context.seal().host_types)


def test_keys_that_nothing_has_and_what_is_no_binding(tmp_path: Path) -> None:
    path = tmp_path / "m.sfr"
    made = Module("game")
    made.register_function("int take(int n)", abs)
    Context().install(made).save_registry(path)
    wrong = {"game::tkae(int)": abs}
    Context.load_registry(path, [made, wrong])
    with pytest.raises(LoadError, match=r"nothing has the key 'game::tkae\(int\)'; there is game::take\(int\)$"):
        Context.load_registry(path, [made, wrong], check=True)
    with pytest.raises(LoadError, match=r"nothing has the key 'game::take\(uint\)'; there is game::take\(int\)$"):
        Context.load_registry(path, {"game::take(int)": abs, "game::take(uint)": abs}, check=True)
    Context.load_registry(path, {"game::take(int)": abs}, check=True)
    for bindings, kind in ((5, "int"), (None, "NoneType"), ("xy", "str"), ([5], "int"), ([made, None], "NoneType")):
        with pytest.raises(TypeError, match=f"bindings are a Module, a mapping from keys .*, not {kind}$"):
            Context.load_registry(path, bindings)  # type: ignore[arg-type]


XY = (("x", "int"), ("y", "int"))


@pytest.mark.row("REG-53", "CTX-05")
@pytest.mark.parametrize("check", [False, True])
@pytest.mark.parametrize(
    ("fields", "result", "values", "said"),
    [
        (XY, "int", {"A": 1}, ""),
        ((("x", "int"), ("z", "int")), "int", {"A": 1}, "has the fields int x; int z, not int x; int y"),
        ((("x", "int"), ("y", "float")), "int", {"A": 1}, "has the fields int x; float y, not int x; int y"),
        (XY, "string", {"A": 1}, "'string f(V v)' gives something else"),
        (XY, "int", {"A": 2}, "'enum m::E : int { A = 1 }' is 'enum m::E : int { A = 2 }' in the modules"),
    ],
)
def test_modules_that_contradict_the_file(
    fields: list[tuple[str, str]], result: str, values: dict[str, int], said: str, check: bool, tmp_path: Path
) -> None:
    def made(fields: Any, result: str, values: dict[str, int]) -> Module:  # noqa: ANN401
        module = Module("m")
        module.value_type("V", fields=fields)
        module.enum("E", values)
        return module.register_function(f"{result} f(V v)", lambda v: len(v))

    path = tmp_path / "m.sfr"
    Context().install(made(XY, "int", {"A": 1})).save_registry(path)
    source = "int use() { m::V v; return m::f(v); }"
    if said and (check or "enum" not in said):
        with pytest.raises(LoadError, match=re.escape(said)):
            use(Context.load_registry(path, made(fields, result, values), check=check), source)
    else:
        assert use(Context.load_registry(path, made(fields, result, values), check=check), source) == 2


def test_operations_of_strings_belong_to_strings(tmp_path: Path) -> None:
    """A string that is a class of the host would be assigned by its opAssign, which assigns a string."""
    path = tmp_path / "m.sfr"
    context = Context(["string", "array"]).install(module())
    context.save_registry(path)
    registry = context.seal()
    string, host = registry.find_type("string"), registry.find_type("m::A")
    assert string is not None and host is not None
    wanted = {string.id: "string", host.id: "A"}

    def disguise(d: Decoded) -> None:
        rows = {wanted.get(d.get("types", i, "id")): i for i in range(len(d.rows["types"]))}
        d.roots[0] = 0
        for name in ("sort", "kind", "flags", "base", "args", "nargs", "depth"):
            d.set("types", rows["string"], name, d.get("types", rows["A"], name))

    changed(path, disguise)
    with pytest.raises(LoadError, match="not the function of the default modules that it looks like"):
        Context.load_registry(path, [module()])
