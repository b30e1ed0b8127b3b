"""Diagnostics: exact places, messages, hints and related places; warnings; recovery; the document of all codes."""

from __future__ import annotations

import re
import runpy
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from seraphscript import BuildError, Context, Module
from seraphscript.compiler.diagnostics import Diagnostic
from seraphscript.compiler.error_codes import CODES, NAMES, WARNINGS, warning_masks

ROOT = Path(__file__).resolve().parent.parent
FOLDER = ROOT / "tests" / "diagnostics"


def check(source: str, warnings: list[str] | None = None, context: Context | None = None) -> list[Diagnostic]:
    unit = (context or Context()).create_unit(warnings=warnings)
    unit.add_source("t.as", source)
    try:
        unit.build()
    except BuildError as error:
        return list(error.diagnostics)
    return unit.warnings


def names(source: str, warnings: list[str] | None = None, context: Context | None = None) -> list[tuple[str, int]]:
    return [(item.name, item.line) for item in check(source, warnings, context)]


# -- scripts that state their diagnostics


@dataclass
class Stated:
    """What a script states, or the compiler says, in comparable form."""

    line: int
    text: str
    hint: str = ""
    places: list[str] = field(default_factory=list)


def stated(text: str) -> list[Stated]:
    found: list[Stated] = []
    line = 0
    for number, row in enumerate(text.split("\n"), 1):
        if not row.startswith("//! "):
            line = number
        elif row.startswith("//! hint: "):
            found[-1].hint = row.removeprefix("//! hint: ")
        elif row.startswith("//! place "):
            found[-1].places.append(row.removeprefix("//! place "))
        else:
            found.append(Stated(line, row.removeprefix("//! ")))
    return found


def said(text: str) -> list[Stated]:
    """What the compiler says of the script without its statements, at the lines of the script with them."""
    rows = text.split("\n")
    kept = [number for number, row in enumerate(rows, 1) if not row.startswith("//! ")]
    source = "\n".join(rows[number - 1] for number in kept)
    found = []
    for item in check(source):
        end = f"{item.end_column}" if item.end_line == item.line else f"{item.end_line}:{item.end_column}"
        places = [f"{place.line}:{place.column}: {place.message}" for place in item.related]
        text = f"{item.column}-{end} {item.code} {item.message}"
        found.append(Stated(kept[item.line - 1], text, item.hint, places))
    return found


@pytest.mark.row("ERR-01", "ERR-05")
@pytest.mark.parametrize("path", sorted(FOLDER.glob("*.as")), ids=lambda path: path.stem)
def test_script(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    expected = stated(text)
    assert expected, "the script states nothing"
    assert said(text) == expected


# -- recovery


@pytest.mark.row("ERR-02")
def test_each_broken_function_has_its_error() -> None:
    source = 'void f() { unknown(); }\nvoid g() { int x = "a"; }\nint h() { }\nvoid good() { println(1); }'
    assert names(source) == [("unknown-name", 1), ("conversion", 2), ("missing-return", 3)]


@pytest.mark.row("LEX-07")
def test_each_syntax_error_is_reported() -> None:
    source = "void f() { int = 1; }\nvoid g() { f(; }\nclass { }\nvoid h() { }"
    assert [line for _, line in names(source)] == [1, 2, 3]


@pytest.mark.row("LEX-08")
def test_layout_of_a_message() -> None:
    (item,) = check("class A { int health; }\nvoid main() {\n\tA a; a.helth = 1;\n}")
    assert item.format().split("\n") == [
        "t.as (3, 9) : ERR : 'A' has no member 'helth'",
        "  \tA a; a.helth = 1;",
        "  \t       ^~~~~",
        "  hint: did you mean 'health'?",
    ]


@pytest.mark.row("ERR-04")
def test_candidates_of_an_ambiguous_call() -> None:
    (item,) = check("void f(int64 x) {}\nvoid f(uint64 x) {}\nvoid main() { f(1.5); }")
    assert item.hint == "it could mean void f(int64) or void f(uint64)"
    assert [place.line for place in item.related] == [1, 2]


@pytest.mark.row("ERR-03")
def test_module_that_is_not_installed() -> None:
    module = Module("colosseum", name="a module of this test")  # not named as those of other tests
    module.register_function("void summon_lions(int n)", lambda n: None)
    message = "the module 'a module of this test' has it, but is not installed in this context"
    assert [item.hint for item in check("void main() { colosseum::summon_lions(1); }")] == [message]
    assert [item.hint for item in check("void main() { summon_lions(1); }")] == [message]
    context = Context()
    context.install(module)
    (item,) = check("void main() { summon_lions(1); }", context=context)
    assert item.hint == "did you mean 'colosseum::summon_lions'?"
    assert check("void main() { colosseum::summon_lions(1); }", context=context) == []
    (item,) = check("void main() { array<int> a; }", context=Context(default_modules=False))
    assert item.message == "unknown type 'array'"
    assert item.hint == "the module 'array' has it, but is not installed in this context"
    (item,) = check("void main() { vec::Vec2 v; }")
    assert item.hint == "the module 'vec' has it: Context(modules=['vec']), or the option -m vec"


def test_hints_do_not_take_long() -> None:
    """Many names and many errors: the search for similar names is bounded."""
    declarations = "".join(f"int a_rather_long_name_of_a_variable_{i};\n" for i in range(20000))
    body = "".join(f"a_rather_long_nime_of_a_variable_{i}x = 1;\n" for i in range(200))
    assert len(check(f"{declarations}void main() {{\n{body}}}")) == 101


# -- warnings

WARNING_SCRIPTS = {
    "unreachable-code": ("int f() {\n  return 1;\n  println(1);\n}", 3),
    "unused-variable": ("void f() {\n  int x = 1;\n}", 2),
    "shadowing": ("void f() {\n  int x = 1;\n  { int x = 2; println(x); }\n  println(x);\n}", 3),
    "precision-loss": ("int f(double d) {\n  return d;\n}", 2),
    "value-range": ("uint8 f() {\n  return 300;\n}", 2),
    "sign-mismatch": ("bool f(int a, uint b) {\n  return a < b;\n}", 2),
    "unused-value": ("void f(int a) {\n  a == 1;\n}", 2),
    "assignment-in-condition": ("void f(bool b) {\n  if (b = true) println(1);\n}", 2),
    "lost-change": ("void f(game::Chest@ c) {\n  c.items.insertLast('a');\n}", 2),
}


class Chest:
    items: list[str]
    inner: Chest | None


def host() -> Context:
    module = Module("game")
    module.type(Chest)
    context = Context()
    context.install(module)
    return context


def test_every_warning_has_a_script() -> None:
    assert set(WARNING_SCRIPTS) == set(WARNINGS)


@pytest.mark.parametrize("name", WARNINGS)
def test_warning(name: str) -> None:
    source, line = WARNING_SCRIPTS[name]
    context = host() if "game::" in source else None
    assert names(source, context=context) == [(name, line)]
    assert names(source, [f"no-{name}"], context) == []
    assert names(source, ["no-all"], context) == []
    assert names(source, ["no-all", name], context) == [(name, line)]
    (item,) = check(source, [f"error={name}"], context)
    assert (item.severity, item.name) == ("error", name)
    assert item.format().split("\n")[0].endswith(f"[{name}]")


@pytest.mark.parametrize(
    "source",
    [
        "class A { int x; A(int x) { this.x = x; } }",  # a parameter may have the name of a member
        "class Guard { ~Guard() { println(1); } }\nvoid f() { Guard g; }",  # its destructor is what it is for
        "void f() { int _unused = 1; }",
        "void f(int unused) {}",
        "void f() { foreach (int x : array<int> = {1}) println(1); }",
        "void f() { for (int i = 0; i < 3; i++) println(i); for (int i = 0; i < 3; i++) println(i); }",
        "float f(double d) { return d; }",
        "float f() { return 0.1; }",
        "int f(double d) { return int(d); }",
        "bool f(int i, array<int> a) { return i < int(a.length()) && i < a.length(); }",
        "bool f(int i, uint8 u) { return i < u; }",
        "bool f(uint u) { return u == 5; }",
        "void f() { bool b = true; if ((b = false)) println(1); }",
        "void f() { string s = 'abc'; println(s.substr(1)); }",  # a default of the host that is converted
        "int8 f() { return -128; }",
        "uint f() { return 0xFFFFFFFF; }",
    ],
)
def test_no_warning(source: str) -> None:
    assert check(source) == []


def test_changes_of_copies() -> None:
    context = host()
    for lost in ("c.items[0] = 'a'", "c.inner.items.removeLast()"):
        assert names(f"void f(game::Chest@ c) {{ {lost}; }}", context=context) == [("lost-change", 1)], lost
    for fine in (
        "println(c.items.length())",
        "println(c.items[0])",
        "println(c.items.find('a'))",
        "c.items = {'a'}",
        "@c.inner = c",
        "auto items = c.items; items.insertLast('a'); c.items = items",
    ):
        assert names(f"void f(game::Chest@ c) {{ {fine}; }}", context=context) == [], fine
    source = "class A { string[] items; }\nclass B { A a; void f() { a.items.insertLast('a'); } }"
    assert names(source, context=context) == []


def test_identity_of_objects_of_the_host() -> None:
    (item,) = check("bool f(game::Chest@ a, game::Chest@ b) { return a == b; }", context=host())
    assert (item.name, item.hint) == ("operator", "to ask whether both are the same object use 'is'")
    (item,) = check("bool f(game::Chest@ a, game::Chest@ b) { return a != b; }", context=host())
    assert item.hint == "to ask whether both are the same object use '!is'"


def test_errors_hide_what_may_follow_from_them() -> None:
    assert names("void f() { int x = 1; unknown(x); }") == [("unknown-name", 1)]


def test_words_of_warnings() -> None:
    everything = (1 << len(WARNINGS)) - 1
    assert warning_masks([]) == (0, 0)
    assert warning_masks(["no-all"]) == (everything, 0)
    assert warning_masks("error") == (0, everything)
    bit = 1 << WARNINGS.index("shadowing")
    assert warning_masks(["no-all", "error=shadowing"]) == (everything & ~bit, bit)
    for word in ("nothing", "no-", "no-error", "error=", "error=nothing", ""):
        with pytest.raises(ValueError, match="there is no warning"):
            warning_masks([word])
    with pytest.raises(TypeError):
        Context().create_unit(warnings=[1])  # type: ignore[list-item]


# -- the table and the document


def test_names_are_distinct() -> None:
    assert len(set(NAMES.values())) == len(CODES)
    assert all(re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", name) for name in NAMES.values())


def test_document_is_complete_and_fresh() -> None:
    tool = runpy.run_path(str(ROOT / "tools" / "gen_errors.py"))
    text = (ROOT / "docs" / "errors.md").read_text(encoding="utf-8")
    assert tool["document"](text) == text, "run python tools/gen_errors.py"
