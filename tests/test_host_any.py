"""Parameters of any type, `?`, among overloads."""

from __future__ import annotations

from pathlib import Path

import pytest
from seraphscript import BuildError, CallContext, Context, Module
from seraphscript.vm.link import link

CODE = """
class C {}
enum E { A = 3 }
interface I {}
class D : I {}
funcdef int F(int);
int twice(int a) { return a * 2; }
"""


def called(body: str, *declarations: str) -> list[tuple[str, str]]:
    """Which of some functions `p` were called, with the classes of what they got."""
    calls: list[tuple[str, str]] = []
    module = Module()
    for declaration in declarations:
        def function(*args: object, declaration: str = declaration) -> None:
            calls.append((declaration, " ".join(type(arg).__name__ for arg in args)))

        module.register_function(declaration, function)
    unit = Context().install(module).create_unit("any")
    unit.add_source("any.as", f"{CODE} void main() {{ C c; dictionary d; int[] a = {{1}}; {body} }}")
    unit.build()
    unit.instantiate().call("main")
    return calls


ANY, TEXT = "void p(const ?&in)", "void p(const string &in)"


@pytest.mark.row("REG-45", "REG-04")
@pytest.mark.parametrize(
    ("body", "python"),
    [
        ("p(c);", "ScriptObject"),
        ("p(@c);", "ScriptObject"),
        ("const C@ k = c; p(k);", "ScriptObject"),
        ("I@ i = D(); p(i);", "ScriptObject"),
        ("p(a);", "list"),
        ("p(d);", "dict"),
        ("p(1.5f);", "float"),
        ("p(E::A);", "int"),
        ("p(true);", "bool"),
        ("F@ f = @twice; p(f);", "ScriptFunction"),
    ],
)
def test_any_type_takes_what_no_other_does(body: str, python: str) -> None:
    assert called(body, ANY, TEXT) == [(ANY, python)]
    assert called(body, ANY) == [(ANY, python)]


@pytest.mark.row("REG-45")
def test_any_type_is_the_last_choice() -> None:
    number, handle = "void p(double)", "void p(dictionary@)"
    assert called("p('x'); p(1); p(d); p(null); p(c);", ANY, TEXT, number, handle) == [
        (TEXT, "str"), (number, "float"), (handle, "dict"), (handle, "NoneType"), (ANY, "ScriptObject"),
    ]
    for body in ("p(null);", "p(twice);", "p({1});"):
        with pytest.raises(BuildError, match="no function 'p' takes the arguments"):
            called(body, ANY, TEXT)


@pytest.mark.row("REG-45", "REG-04")
def test_variadic_ones() -> None:
    first, second = "void p(int, const ?&in...)", "void p(const string &in, const ?&in...)"
    assert called("p(1); p('a'); p(1, c, a); p('x', d, 1.5);", first, second) == [
        (first, "int"), (second, "str"), (first, "int ScriptObject list"), (second, "str dict float"),
    ]


@pytest.mark.row("REG-45")
def test_out_parameters_of_any_type() -> None:
    module = Module()
    module.register_function("bool get(const string &in, ?&out)", lambda name: (True, name.upper()))
    module.register_function("bool get(int, ?&out)", lambda number: (True, number + 1))
    unit = Context().install(module).create_unit("any")
    unit.add_source("any.as", "string main() { string s; int n; get('a', s); get(4, n); return s + n; }")
    unit.build()
    assert unit.instantiate().call("main") == "A5"
    unit.clear()
    unit.add_source("more.as", "void f() { get(4, 5); }")
    with pytest.raises(BuildError, match="no function 'get' takes the arguments"):
        unit.build()


@pytest.mark.row("REG-45")
@pytest.mark.parametrize("way", ["built", "loaded", "stripped", "linked"])
def test_the_generic_convention_tells_types(tmp_path: Path, way: str) -> None:
    module = Module("g")
    seen: list[list[str]] = []

    class Item:
        pass

    def types(call: CallContext) -> None:
        seen.append([call.arg_type(index) for index in range(call.arg_count)])

    def wanted(call: CallContext) -> None:
        types(call)
        call.set_arg(1, "x" if call.arg_type(1) == "string" else 5)
        call.set_return(True)

    module.enum("Size", {"SMALL": 1, "BIG": 2}, "uint8")
    module.register_function_raw("void paint(Size, int)", types)
    item = module.register_type("Item", Item).constructor("Item()")
    item.method_raw("void tell(const ?&in)", types)
    module.register_function_raw("void tell(int, const ?&in, const ?&in...)", types)
    module.register_function_raw("bool get(const string &in, ?&out)", wanted)
    context = Context().install(module)
    unit = context.create_unit("types")
    unit.add_source("types.as", """
        class K {}
        enum E { A }
        namespace far { enum Mode { ON } }
        string main() {
            K k; int[] a; g::Item item; dictionary d; int n; string s; double x;
            g::tell(1, int8(1));
            g::tell(1, E::A, 1.5f, 's', k, a, item, d, true);
            item.tell(k);
            far::Mode mode = far::ON; E[] all = { A };
            g::tell(E::A, mode, 8, A, uint16(9));
            g::tell(2, mode);
            item.tell(mode); item.tell(g::BIG); item.tell(all);
            g::paint(g::BIG, mode);
            g::get('a', mode);
            g::get('a', n); g::get('a', s); g::get('a', x);
            return s + n + x;
        }
    """)
    unit.build()
    program = unit.program
    if way in ("loaded", "stripped"):
        program.save(tmp_path / "types.sbc", strip=way == "stripped")
        program = context.load_program(tmp_path / "types.sbc")
    elif way == "linked":
        other = context.create_unit("other")
        other.add_source("other.as", "int unused() { return 1; }")
        program = link([other.build(), program])
    world = context.instantiate(program)
    assert world.call("main") == "x55"
    assert seen == [
        ["int", "int8"],
        ["int", "E", "float", "string", "K", "array<int>", "g::Item", "dictionary", "bool"],
        ["K"],
        ["int", "far::Mode", "int", "E", "uint16"], ["int", "far::Mode"],
        ["far::Mode"], ["g::Size"], ["array<int>"],
        ["g::Size", "int"],
        ["string", "far::Mode"],
        ["string", "int"], ["string", "string"], ["string", "double"],
    ]


@pytest.mark.row("REG-06", "REG-45")
def test_variadic_out_parameters() -> None:
    module = Module("g")

    def fill(call: CallContext) -> None:
        assert call.arg_count == call.variadic_count + 1
        for index in range(1, call.arg_count):
            with pytest.raises(ValueError, match="is &out"):
                call.arg(index)
            call.set_arg(index, call.arg(0) + index if call.arg_type(index) == "int" else call.arg_type(index))

    module.register_function_raw("void fill(int first, ?&out... rest)", fill)
    module.register_function("void count(int n, int &out... rest)", lambda n, *_: tuple(range(n)) if n > 1 else 0)
    unit = Context().install(module).create_unit("any")
    unit.add_source("any.as", """string main() {
        int a, b, c; string s;
        g::count(2, a, b); g::count(1, c);
        string text = '' + a + b + c;
        g::fill(7); g::fill(3, a, s, b);
        return text + a + s + b;
    }""")
    unit.build()
    assert unit.call("main") == "0104string6"
