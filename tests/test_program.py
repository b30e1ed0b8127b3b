"""Program: what Python sees of one, and looking functions up by name and declaration."""

from __future__ import annotations

import gc

import pytest
from seraphscript.vm.assembler import AssemblyError, assemble
from seraphscript.vm.declarations import Signature, parse_declaration
from seraphscript.vm.errors import LoadError, SeraphError
from seraphscript.vm.program import Program

SOURCE = """
type ints = array i32
func main() void
    RETV
end
func math::f(i32 a, ints b) i32 outs(u8)
    reg c u8
    OUT c, 0
    RET a
end
func setup() void
    RETV
end
init setup
"""


def test_programs_come_from_compiler_or_file_only() -> None:
    with pytest.raises(TypeError, match="made by the compiler"):
        Program()
    with pytest.raises(TypeError, match="made by the compiler"):
        Program.__new__(Program)


def test_functions() -> None:
    program = assemble(SOURCE)
    assert program.function_count == 2
    main, f = program.functions()
    assert (main.number, main.name, main.declaration, main.private) == (0, "main", "void main()", False)
    assert (f.number, f.name, f.parameters, f.result, f.outs) == (1, "math::f", ("i32", "arr ints"), "i32", ("u8",))
    assert program.functions()[0] is main
    assert program.function(2).private
    with pytest.raises(IndexError):
        program.function(3)
    assert program.bytecode_size == 8 * (3 + 1 + 2 + 1)
    assert program.section_names == []
    assert len(program.fingerprint) == 16
    assert repr(program) == "<Program: 2 functions, 56 bytes of code>"


def test_find_function() -> None:
    program = assemble(SOURCE)
    assert program.find_function("main") == program.function(0)
    assert program.find_function(" void   main ( ) ") == program.function(0)
    assert program.find_function("math::f") == program.function(1)
    assert program.find_function("i32 math::f(i32 x, ints y)") == program.function(1)
    for text in (
        "f",
        "nothing",
        "int main()",
        "void main(int)",
        "void main(",
        "",
        "()",
        "\udcff",
        "setup",
        "void setup()",
    ):
        assert program.find_function(text) is None


def test_empty_program() -> None:
    program = assemble("")
    assert program.function_count == 0
    assert program.functions() == []
    assert program.find_function("main") is None


def test_programs_are_freed() -> None:
    data = [assemble(SOURCE).memory_size for _ in range(3)]
    assert len(set(data)) == 1
    assert not any(isinstance(thing, Program) for thing in gc.get_objects())


@pytest.mark.parametrize(
    ("text", "signature"),
    [
        ("void f()", Signature("void", "f", ())),
        ("void f(void)", Signature("void", "f", ())),
        ("int  ns :: f ( const string&in name , int32 n = 3 )", Signature("int", "ns::f", ("const string&in", "int"))),
        ("int[]@ f(dictionary<string, int[]>@ const a, ? &in)",
         Signature("array<int>@", "f", ("dictionary<string,array<int>>@ const", "?&in"))),
        ("uint32 f(T & x, T &out y = g(1, 2), T&inout) const", Signature("uint", "f", ("T&inout", "T&out", "T&inout"))),
        ("string f(string s = \"a, b)\", int n)", Signature("string", "f", ("string", "int"))),
        ("const T& f(const T)", Signature("const T&", "f", ("const T",))),
        ("f()", None),
        ("int f", None),
        ("int f(", None),
        ("int f(int", None),
        ("int f(int,)", None),
        ("int f() {", None),
        ("int f(array<int a)", None),
        ("int (int)", None),
        ("a" * 10_000, None),
        ("a<" * 10_000, None),
        ("(" * 10_000, None),
    ],
)  # fmt: skip
def test_declarations(text: str, signature: Signature | None) -> None:
    assert parse_declaration(text) == signature


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("nonsense", "line 1: no declaration 'nonsense'"),
        ("func f() void\nJUNK 1\nend", "no opcode 'JUNK'"),
        ("func f() void\nRET q\nend", "line 2: RET q: no register 'q'"),
        ("func f() void\nRET\nend", "0 operands, 1 wanted"),
        ("func f() void\nJMP x\nend", "line 2"),
        ("func f() void", "the last function or class has no end"),
        ("type t = array what", "no kind 'what'"),
        ("func f() void\nCALL x\nRETV\nend", "line"),
    ],
)
def test_assembly_errors(text: str, message: str) -> None:
    with pytest.raises(AssemblyError, match=message.replace("(", r"\(")):
        assemble(text)


def test_load_error_is_complete() -> None:
    with pytest.raises(LoadError) as caught:
        assemble("func f() void\nNOP\nend")
    assert isinstance(caught.value, SeraphError)
    assert str(caught.value) == f"{caught.value.where}: {caught.value.reason}"
