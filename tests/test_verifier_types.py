"""The verifier's rules for classes and interfaces: each one is broken once, and the refusal names what and where."""

from __future__ import annotations

import struct
from collections.abc import Callable

import pytest
from seraphscript import Context
from seraphscript.registry.ids import native_id
from seraphscript.vm.assembler import assemble, parse
from seraphscript.vm.errors import LoadError
from seraphscript.vm.instance import Instance
from seraphscript.vm.opcode_table import OPCODES
from seraphscript.vm.sbc import join_parts, parse_program, split_parts

NONE = 0xFFFFFFFF
SOURCE = """
interface Named
    virtual name
end
interface Shape : Named
    virtual area
    impl Named
end
class Base
    field i32 number
    field Base@ next
    virtual area name
    dtor ~
end
class Derived : Base, Named, Shape
    field f64 more
    virtual area
    impl Named name
    impl Shape area
end
abstract class Other
    field i32 number
end
type list = array Base@
func Named.name(Named this) i32
    UNBOUND
end
func Shape.area(Shape this) i32
    UNBOUND
end
func Base.area(Base this) i32
    reg r i32
    GETF r, this, 0
    RET r
end
func Base.name(Base this) i32
    reg r i32
    LDI r, 1
    RET r
end
func Base.~(Base this) void
    RETV
end
func Derived.area(Derived this) i32
    reg r i32
    LDI r, 2
    RET r
end
func Other.area(Other this) i32
    reg r i32
    LDI r, 3
    RET r
end
func wrong(Base this, i32 n) i32
    RET n
end
"""
# types: 5 Named, 6 Shape, 7 Base, 8 Derived, 9 Other, 10 list
NAMED, SHAPE, BASE, DERIVED, OTHER, LIST = range(5, 11)
# fields of a type's row: place and form
ROW = {
    "sort": (0, "B"), "elem_handle": (1, "B"), "depth": (2, "H"), "elem": (4, "I"), "name": (8, "I"), "base": (12, "I"),
    "fields": (16, "I"), "nfields": (20, "I"), "vtable": (24, "I"), "nvtable": (28, "I"), "impls": (32, "I"),
    "nimpls": (36, "I"), "dtor": (40, "I"), "flags": (44, "I"), "id": (48, "Q"),
}  # fmt: skip
Change = Callable[[dict[str, bytes]], None]


def type_row(row: int, column: str, value: int) -> Change:
    offset, form = ROW[column]
    return entry("types", row * 56 + offset, form, value)


def entry(table: str, at: int, form: str, value: int) -> Change:
    def change(tables: dict[str, bytes]) -> None:
        data = bytearray(tables[table])
        struct.pack_into("<" + form, data, at, value)
        tables[table] = bytes(data)

    return change


def number(name: str) -> int:
    return list(parse(SOURCE).functions).index(name)


def refusal(*changes: Change) -> LoadError:
    tables = parse(SOURCE).tables()
    parse_program(join_parts(None, [NONE, 0, 0, 0], tables), link=False)
    for change in changes:
        change(tables)
    with pytest.raises(LoadError) as caught:
        parse_program(join_parts(None, [NONE, 0, 0, 0], tables), link=False)
    return caught.value


@pytest.mark.parametrize(
    ("change", "message"),
    [
        # fixed types
        (type_row(3, "sort", 4), "the first types are fixed"),
        (type_row(3, "nvtable", 1), "the first types are fixed"),
        (type_row(0, "dtor", 0), "the first types are fixed"),
        # bases
        (type_row(DERIVED, "base", DERIVED), "is no base class"),
        (type_row(DERIVED, "base", LIST), "is no base class"),
        (type_row(DERIVED, "base", NAMED), "is no base class"),
        (type_row(DERIVED, "base", NONE), "is no base class"),
        (type_row(BASE, "base", OTHER), "is no base class"),
        (type_row(NAMED, "base", 3), "is no base class"),
        (type_row(DERIVED, "depth", 0), "depth 0, counted 1"),
        (type_row(BASE, "depth", 1), "depth 1, counted 0"),
        # fields
        (type_row(DERIVED, "fields", NONE), "does not lie inside the table"),
        (type_row(DERIVED, "nfields", 0x7FFFFFFF), "share ranges"),
        (type_row(DERIVED, "nfields", 1), "differs from that of the base"),
        (type_row(DERIVED, "fields", 3), "differs from that of the base"),
        (type_row(NAMED, "nfields", 1), "unknown sort"),
        (type_row(OTHER, "nfields", 3), "share ranges"),
        (entry("fields", 4 * 12, "I", 0), "kind void is not allowed here"),
        (entry("fields", 4 * 12, "I", 14 | 2 << 8), "is not allowed here"),
        (entry("fields", 4 * 12, "I", 14 | LIST << 8), "is not allowed here"),
        (entry("fields", 4 * 12, "I", 14 | 11 << 8), "is not allowed here"),
        (entry("fields", 0, "I", 5), "differs from that of the base"),
        (entry("fields", 4, "I", 999), "string 999 does not exist"),
        (entry("fields", 8, "I", 16), "unknown flags 16"),
        # virtual functions
        (type_row(DERIVED, "vtable", NONE), "does not lie inside the table"),
        (type_row(DERIVED, "nvtable", 1), "differs from that of the base"),
        (type_row(OTHER, "nvtable", 0x7FFFFFFF), "does not lie inside the table"),
        (entry("vtables", 8, "I", 99), "does not lie inside the table"),
        (entry("vtables", 4 * 4, "I", number("Other.area")), "does not fit the method"),
        (entry("vtables", 4 * 4, "I", number("wrong")), "does not fit the method"),
        (entry("vtables", 4 * 2, "I", number("Derived.area")), "does not fit the method"),
        (entry("vtables", 0, "I", number("Base.name")), "does not fit the method"),
        # interfaces
        (type_row(DERIVED, "nimpls", 0x7FFFFFFF), "does not lie inside the table"),
        (entry("impls", 8, "I", BASE), "is no interface"),
        (entry("impls", 8, "I", 3), "is no interface"),
        (entry("impls", 8, "I", NONE), "is no interface"),
        (entry("impls", 8, "I", SHAPE), "is no interface, out of order"),
        (entry("impls", 12, "I", NONE), "does not lie inside the table"),
        (entry("vtables", 4 * 7, "I", number("Other.area")), "does not fit the method"),
        (entry("impls", 0, "I", SHAPE), "is no interface, out of order"),
        (entry("impls", 4, "I", 0), "is no interface"),
        # destructors
        (type_row(BASE, "flags", 0), "cannot be the destructor, or the flags"),
        (type_row(DERIVED, "flags", 0), "cannot be the destructor, or the flags"),
        (type_row(OTHER, "flags", 3), "cannot be the destructor, or the flags"),
        (type_row(BASE, "flags", 17), "unknown flags 17"),
        (type_row(BASE, "flags", 8), "id 0 for a type of sort 4"),
        (type_row(BASE, "dtor", 99), "cannot be the destructor"),
        (type_row(BASE, "dtor", number("Base.name")), "cannot be the destructor"),
        (type_row(DERIVED, "dtor", number("Base.~")), "cannot be the destructor"),
        # the rest
        (type_row(BASE, "sort", 12), "unknown sort of type 12"),
        (type_row(4, "sort", 5), "the first types are fixed"),
        (type_row(BASE, "sort", 2), "unknown sort of type 2"),
        (type_row(BASE, "id", 1), "id 1 for a type of sort 4"),
        (type_row(BASE, "sort", 6), "for a type of sort 6"),
        (type_row(BASE, "elem_handle", 1), "unknown flags 1"),
        (type_row(BASE, "elem", 4), "unknown flags 0"),
        (type_row(LIST, "elem", 14 | NONE << 8 & NONE), "is not allowed here"),
        (type_row(LIST, "nfields", 1), "unknown sort of type 3"),
        (type_row(BASE, "name", 999), "string 999 does not exist"),
        (entry("funcs", 2 * 76 + 64, "I", DERIVED), "the first parameter is not an object of type 8"),
        (entry("funcs", 2 * 76 + 64, "I", 99), "the first parameter is not an object of type 99"),
        (entry("funcs", 2 * 76 + 64, "I", 0), "unknown flags 4"),
    ],
)
def test_refuses_rows(change: Change, message: str) -> None:
    assert message in refusal(change).reason


def test_implied_interfaces() -> None:
    """Shape extends Named: a class with the one has the other."""
    error = refusal(type_row(DERIVED, "impls", 2), type_row(DERIVED, "nimpls", 1))
    assert "leaves out one that it implies" in error.reason


def test_ranges_of_their_own() -> None:
    """Work grows with the tables, not with how often rows of types refer to them."""
    source = "".join(f"class C{i}\nfield i32 a\nvirtual f\nend\n" for i in range(50))
    source += "func f(obj this) void\nRETV\nend\n"
    tables = parse(source).tables()
    for column, table in (("nfields", "fields"), ("nvtable", "vtables")):
        broken = dict(tables)
        for row in range(5, 55):
            type_row(row, column.removeprefix("n") if column == "nfields" else "vtable", 0)(broken)
            type_row(row, column, len(tables[table]) // (12 if table == "fields" else 4))(broken)
        with pytest.raises(LoadError, match="share ranges"):
            parse_program(join_parts(None, [NONE, 0, 0, 0], broken), link=False)


def test_depth_of_bases() -> None:
    source = "class C0\nend\n" + "".join(f"class C{i} : C{i - 1}\nend\n" for i in range(1, 66))
    assemble(source.partition("class C65")[0])
    with pytest.raises(LoadError, match="or above more than 64"):
        assemble(source)


@pytest.mark.parametrize("count", [8192, 8193])
def test_number_of_fields(count: int) -> None:
    source = "class Big\n" + "".join(f"field i32 f{i}\n" for i in range(count)) + "end\n"
    source += f"func f(i32 n) i32\nown b Big\nreg r i32\nNEW b, Big\nSETF b, {count - 1}, n\nGETF r, b, {count - 1}\n"
    source += "DROP b\nRET r\nend"
    if count == 8192:
        assemble(source)
        return
    with pytest.raises(LoadError, match="8193 is beyond the limit of 8192"):
        assemble(source)


INSTRUCTIONS = [
    ("NEW o, Named", "has no objects that can be made"),
    ("NEW o, list", "has no objects that can be made"),
    ("NEW t, Other", "has no objects that can be made"),
    ("NEW d, Base", "obj 7 does not fit obj 8"),
    ("NEW o, 99", "index 99 does not exist"),
    ("BORN l", "of kind arr 10 is not accepted"),
    ("GETF i, b, 2", "field 2 of obj 7 does not exist"),
    ("GETF i, o, 0", "field 0 of obj 3 does not exist"),
    ("GETF i, n, 0", "field 0 of obj 5 does not exist"),
    ("GETF x, b, 0", "i32 does not fit f64"),
    ("GETF d, b, 1", "obj 7 does not fit obj 8"),
    ("SETF b, 0, x", "f64 does not fit i32"),
    ("SETF b, 1, d", "elements of kind obj 7 need another instruction"),
    ("SETFH b, 0, d", "elements of kind i32 need another instruction"),
    ("SETFH b, 1, o", "obj 3 does not fit obj 7"),
    ("TAKEF o, b, 0", "elements of kind i32 need another instruction"),
    ("TAKEF p, b, 1", "is not in the owned range"),
    ("GIVEF b, 1, p", "is not in the owned range"),
    ("GETFH o, b, 0", "elements of kind i32 need another instruction"),
    ("CASTO i, b, Base", "of kind i32 is not accepted"),
    ("CASTO d, b, Base", "obj 7 does not fit obj 8"),
    ("CASTO d, b, 77", "index 77 does not exist"),
    ("CALLV 2(b) -> i", "method 2 of obj 7 does not exist"),
    ("CALLV 0(n) -> i", "method 0 of obj 5 does not exist"),
    ("CALLV 0(i) -> i", "of kind i32 is not accepted"),
    ("CALLV 0(b, i) -> i", "2 arguments, 1 wanted"),
    ("CALLV 0(b) -> x", "i32 does not fit f64"),
    ("CALLV 0(b)", "register 11 does not exist"),
    ("CALLI 0(b) -> i", "method 0 of obj 7 does not exist"),
    ("CALLI 1(n) -> i", "method 1 of obj 5 does not exist"),
    ("CALLI 4294967295(n) -> i", "method 4294967295 of obj 5 does not exist"),
    ("MOVB d, b", "obj 7 does not fit obj 8"),
    ("MOVB n, b", "obj 7 does not fit obj 5"),
    ("MOVB b, o", "obj 3 does not fit obj 7"),
    ("MOVB l, o", "obj 3 does not fit arr 10"),
    ("EQ y, b, i", "does not fit"),
    ("EQ y, s, b", "obj 7 does not fit str"),
    ("FADD_F64 b, 0, x", "field 0 of obj 7 does not exist"),
    ("FADD_I32 d, 2, i", "field 2 of obj 8 does not exist"),
    ("FADDI_I32 d, 3, 1", "field 3 of obj 8 does not exist"),
    ("ADDF_F64 1, x, x, d", "field 1 of obj 8 does not exist"),
    ("SUBFF_F64 2, x, d, b", "field 2 of obj 7 does not exist"),
    ("SUBFF_F64 2, x, b, d", "field 2 of obj 7 does not exist"),
    ("STREF o, i, d", "elements of kind obj 8 need another instruction"),
    ("LDREF i, i, i", "of kind i32 is not accepted"),
    ("DESTROY", "no such instruction"),
]


@pytest.mark.parametrize(("code", "message"), INSTRUCTIONS, ids=[code for code, _ in INSTRUCTIONS])
def test_refuses_instructions(code: str, message: str) -> None:
    head = "func f() void\nown o obj\nown t Other\nown d Derived\nreg i i32\nreg x f64\nreg y bool\n"
    head += "reg b Base\nreg p Base\n"
    with pytest.raises(LoadError) as caught:
        assemble(f"{SOURCE}{head}reg n Named\nreg l list\nreg s str\n{code}\nRETV\nend")
    assert message in caught.value.reason


@pytest.mark.parametrize("name", ["DGET", "DSET"])
def test_kinds_of_dictionary_entries(name: str) -> None:
    """The kind stands in a byte of the instruction; under the sanitizers a byte that is none read past a table."""
    unit = Context().create_unit("entries")
    unit.add_source("entries.as", 'void main() { dictionary d; int64 c = 0; d.get("a", c); d.set("a", c + 1); }')
    unit.build()
    _, _, fingerprint, scalars, tables = split_parts(unit.program.to_bytes())
    number = [op.name for op in OPCODES].index(name)
    words = struct.unpack(f"<{len(tables['code']) // 8}Q", tables["code"])
    (at,) = [i for i, word in enumerate(words) if word & 0xFF == number]
    good = words[at] >> 8 & 0xFF
    for kind in range(256):
        code = bytearray(tables["code"])
        code[8 * at + 1] = kind
        file = join_parts(fingerprint, scalars, {**tables, "code": bytes(code)})
        if kind == good:
            parse_program(file, link=False)
            continue
        with pytest.raises(LoadError, match=name):
            parse_program(file, link=False)


@pytest.mark.parametrize("name", ["CALLV1", "CALLI"])
def test_result_of_virtual_calls_without_result(name: str) -> None:
    """The field must name the frame of the callee, which a function with a result may write to: memory that was
    overwritten through wrong handles can lead the call to one."""
    unit = Context().create_unit("calls")
    unit.add_source(
        "calls.as",
        "interface I { void f(); } class A : I { void f() {} } class B : A { void f() override {} }"
        f"void main({'A' if name == 'CALLV1' else 'I'}@ a) {{ a.f(); }}",
    )
    unit.build()
    _, _, fingerprint, scalars, tables = split_parts(unit.program.to_bytes())
    words = struct.unpack(f"<{len(tables['code']) // 8}Q", tables["code"])
    number = [op.name for op in OPCODES].index(name)
    (at,) = [i for i, word in enumerate(words) if word & 0xFF == number]
    frame = words[at + 1] >> 48
    for register in (0, frame - 1, frame, frame + 1, 0xFFFF):
        code = bytearray(tables["code"])
        struct.pack_into("<H", code, 8 * (at + 1) + 4, register)
        file = join_parts(fingerprint, scalars, {**tables, "code": bytes(code)})
        if register == frame:
            parse_program(file, link=False)
            continue
        with pytest.raises(LoadError, match=f"{name}.*result"):
            parse_program(file, link=False)


@pytest.mark.parametrize("key", ["str", "Base", "list"])
def test_a_dictionary_has_no_base(key: str) -> None:
    """What the row of a class has its base in holds the kind of the keys; strings are kind 12."""
    text = f"""
type list = array i32
{"".join(f"type t{i} = array i{8 << i}{chr(10)}" for i in range(4))}
class Other
    field i32 number
end
class Base
    field i32 number
end
type map = dict {key} i32
native new_map = {native_id("container.new"):#x} map() "container.new"
func cast() bool
    own d map
    reg b Base
    reg none Base
    reg found bool
    NATIVE new_map() -> d
    CASTO b, d, Base
    LDNULL none
    NE found, b, none
    DROP d
    RET found
end
"""
    made = parse(text)
    assert made.types["map"].index == 12
    assert Instance(parse_program(made.file())).call("cast") is False
    with pytest.raises(LoadError, match="does not fit"):
        assemble(text.replace("CASTO b, d, Base", "MOVB b, d"))


def test_programs_of_compilers_are_not_refused() -> None:
    """Long lists of parameters, inherited by many classes, and interfaces far above one another."""
    types, names = ", ".join(["int"] * 60), ", ".join(f"int p{i}" for i in range(60))
    methods = [f"int m{i}" for i in range(20)]
    wide = f"interface I {{ {' '.join(f'{m}({types});' for m in methods)} }}"
    wide += f"class A : I {{ {' '.join(f'{m}({names}) {{ return 1; }}' for m in methods)} }}"
    wide += "".join(f"class B{k} : A {{ int m0({names}) {{ return {k}; }} }}" for k in range(200))
    high = "interface I0 {}" + "".join(f"interface I{k + 1} : I{k} {{}}" for k in range(62)) + "class A : I62 {}"
    for source in (wide, high):
        unit = Context().create_unit()
        unit.add_source("t.as", source + " int main() { A a; return 5; }")
        unit.build()
        assert unit.call("main") == 5
