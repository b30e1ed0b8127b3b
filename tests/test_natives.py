"""The C functions of the default modules: each declaration has one of the right signature; strings against Python."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scripts import data, script, text
from seraphscript import Context
from seraphscript.modules import default_modules
from seraphscript.registry.datatype import FfiDataType, RefMode
from seraphscript.registry.ids import native_id
from seraphscript.registry.items import FunctionItem, Native, NativeType
from seraphscript.vm.errors import MemoryLimitExceeded, ScriptException
from seraphscript.vm.natives import signature_of

PRIMITIVES = {
    "void": "void", "bool": "bool", "int8": "i8", "int16": "i16", "int": "i32", "int64": "i64", "uint8": "u8",
    "uint16": "u16", "uint": "u32", "uint64": "u64", "float": "f32", "double": "f64", "string": "str", "T": "T",
}  # fmt: skip
SIZE = st.integers(0, 12)
SIGNED = st.integers(-3, 12)
WORD = st.text("ab", max_size=4).map(str.encode)
BYTES = st.one_of(st.text("ab", max_size=40).map(str.encode), st.binary(max_size=24))

FIND = script("""
int findFirst(string s, string t, uint start) { return s.findFirst(t, start); }
int findLast(string s, string t, int start) { return s.findLast(t, start); }
int findFirstOf(string s, string t, uint start) { return s.findFirstOf(t, start); }
int findFirstNotOf(string s, string t, uint start) { return s.findFirstNotOf(t, start); }
int findLastOf(string s, string t, int start) { return s.findLastOf(t, start); }
int findLastNotOf(string s, string t, int start) { return s.findLastNotOf(t, start); }
bool contains(string s, string t) { return s.contains(t); }
bool startsWith(string s, string t) { return s.startsWith(t); }
bool endsWith(string s, string t) { return s.endsWith(t); }
uint countOccurrences(string s, string t) { return s.countOccurrences(t); }
array<string>@ split(string s, string t) { return s.split(t); }
string joined(array<string>@ parts, string t) { return join(parts, t); }
string replaceAll(string s, string t, string r) { return s.replaceAll(t, r); }
string replaceFirst(string s, string t, string r) { return s.replaceFirst(t, r); }
""")
CHANGE = script("""
string insert(string s, uint at, string t) { s.insert(at, t); return s; }
string erase(string s, uint at, int n) { s.erase(at, n); return s; }
string replaceRange(string s, uint a, uint b, string t) { s.replaceRange(a, b, t); return s; }
string push(string s, uint8 c) { s.push(c); return s; }
string pop(string s, uint8 &out last) { last = s.pop(); return s; }
string truncate(string s, uint n) { s.truncate(n); return s; }
string resize(string s, uint n) { s.resize(n); return s; }
string reserve(string s, uint n) { s.reserve(n); assert(s.capacity() >= n); return s; }
string shrink(string s) { s.reserve(1000); s.shrinkToFit(); assert(s.capacity() < 1000); return s; }
string clear(string s) { s.clear(); return s; }
string repeat(string s, uint n) { return s.repeat(n); }
string reversed(string s) { return s.reversed(); }
string substr(string s, uint a, int n) { return s.substr(a, n); }
string slice(string s, uint a, uint b) { return s.slice(a, b) + "|" + s.sliceFrom(a) + "|" + s.sliceTo(b); }
""")
CASE = script("""
string upper(string s) { return s.toUppercase(); }
string lower(string s) { return s.toLowercase(); }
string asciiUpper(string s) { return s.toAsciiUppercase(); }
string asciiLower(string s) { return s.toAsciiLowercase(); }
string trim(string s) { return s.trim() + "|" + s.trimStart() + "|" + s.trimEnd(); }
string trimMatches(string s, string t) { return s.trimMatches(t); }
bool isAscii(string s) { return s.isAscii(); }
bool isAsciiAlphabetic(string s) { return s.isAsciiAlphabetic(); }
bool isAsciiAlphanumeric(string s) { return s.isAsciiAlphanumeric(); }
bool isAsciiDigit(string s) { return s.isAsciiDigit(); }
bool isAsciiHexdigit(string s) { return s.isAsciiHexdigit(); }
bool isAsciiWhitespace(string s) { return s.isAsciiWhitespace(); }
""")


# ------------------------------------------------------------------------------------- declarations


def code(kind: FfiDataType, owner: str) -> str:
    """The signature code of a declared type; `owner` is the type whose method it is."""
    if owner.endswith("weakref") and kind.name == "T":
        return "E"
    if kind.name == "FiberState":
        return "i32"
    if not kind.args:
        return kind.name if owner == "dictionary" and kind.name in "KV" else PRIMITIVES[kind.name]
    element = kind.args[0].name
    if kind.name == "dictionary" or (element == "T" and owner == "array"):
        return "A0"
    return f"[{element if owner == 'dictionary' else PRIMITIVES[element]}]"


def expected_signature(item: FunctionItem, owner: str) -> str:
    """What a C function must be registered with to implement a declaration."""
    declaration = item.declaration
    params = {"": [], "string": ["str"], "array": ["A"], "dictionary": ["D"], "Fiber": ["F"]}.get(owner, ["W"])
    outs: list[str] = []
    for param in declaration.params:
        if param.variadic:
            params.append("*")
        elif param.type.mode is RefMode.OUT:
            outs.append(code(param.type, owner))
        else:
            params.append(code(param.type, owner))
    if owner == "string" and not declaration.is_const:
        outs.append("str")
    return f"{code(declaration.returns, owner)}({', '.join(params)}) {', '.join(outs)}".rstrip()


def native_functions() -> Iterator[tuple[FunctionItem, str]]:
    for module in default_modules():
        for item in module.items:
            if isinstance(item, FunctionItem):
                yield item, ""
            elif isinstance(item, NativeType):
                for member in item.members:
                    yield member, item.name


def test_each_declaration_has_a_c_function_of_its_signature() -> None:
    seen = 0
    for item, owner in native_functions():
        if isinstance(item.implementation, Native):
            key = item.implementation.key
            assert (key, signature_of(native_id(key))) == (key, expected_signature(item, owner))
            seen += 1
    assert seen > 250


def test_unknown_key_has_no_c_function() -> None:
    assert signature_of(native_id("string.nonsense")) is None


# ---------------------------------------------------------------------------------------- searching


@given(BYTES, WORD, SIZE, SIGNED)
def test_finding(s: bytes, t: bytes, start: int, last: int) -> None:
    call, a, b = FIND.call, text(s), text(t)
    assert call("findFirst", a, b, start) == (s.find(t, start) if start <= len(s) else -1)
    end = len(s) if last < 0 else last + len(t)
    assert call("findLast", a, b, last) == s.rfind(t, 0, max(end, 0))
    inside = [i for i, c in enumerate(s) if c in t]
    outside = [i for i, c in enumerate(s) if c not in t]
    for positions, first_name, last_name in (
        (inside, "findFirstOf", "findLastOf"),
        (outside, "findFirstNotOf", "findLastNotOf"),
    ):
        assert call(first_name, a, b, start) == min([i for i in positions if i >= start], default=-1)
        assert call(last_name, a, b, last) == max([i for i in positions if last < 0 or i <= last], default=-1)
    assert call("contains", a, b) == (t in s)
    assert call("startsWith", a, b) == s.startswith(t)
    assert call("endsWith", a, b) == s.endswith(t)
    assert call("countOccurrences", a, b) == (s.count(t) if t else 0)


@given(st.text("ab", max_size=200), st.integers(0, 180), st.integers(17, 40), st.integers(-1, 200))
def test_finding_long_words_from_the_right(s: str, at: int, length: int, start: int) -> None:
    word = s[at : at + length]
    end = len(s) if start < 0 else start + len(word)
    assert FIND.call("findLast", s, word, start) == s.rfind(word, 0, end)


@given(BYTES, WORD, WORD)
def test_splitting_joining_replacing(s: bytes, t: bytes, r: bytes) -> None:
    parts = [data(part) for part in FIND.call("split", text(s), text(t))]
    assert parts == (s.split(t) if t else [s])
    assert data(FIND.call("joined", [text(part) for part in parts], text(r))) == r.join(parts)
    assert data(FIND.call("replaceAll", text(s), text(t), text(r))) == (s.replace(t, r) if t else s)
    assert data(FIND.call("replaceFirst", text(s), text(t), text(r))) == (s.replace(t, r, 1) if t else s)


def test_searches_take_linear_time() -> None:
    """Words of which the text is full: a naive search would compare 10 ** 11 bytes."""
    n = 1_000_000
    with script(
        f'string s = "a"; string w = "a"; void main() {{ s = s.repeat({n}); w = w.repeat({n // 4}) + "b";'
        f' assert(s.findFirst(w) == -1 && s.findLast(w) == -1 && s.findLast("b" + w) == -1);'
        f" w.truncate({n // 4}); assert(s.findLast(w) == {n - n // 4} && s.countOccurrences(w) == 4); }}"
    ) as world:
        world.call("void main()", deadline=20)


# ----------------------------------------------------------------------------------------- changing


@given(BYTES, SIZE, SIZE, SIGNED, WORD, st.integers(0, 255))
def test_changing(s: bytes, a: int, b: int, n: int, t: bytes, c: int) -> None:
    call, u, v = CHANGE.call, text(s), text(t)
    assert data(call("insert", u, a, v)) == s[:a] + t + s[a:]
    assert data(call("erase", u, a, n)) == (s[:a] + s[a + n :] if n >= 0 else s[:a])
    assert data(call("replaceRange", u, a, b, v)) == (s[: min(a, b)] + t + s[b:])
    assert data(call("push", u, c)) == s + bytes([c])
    rest, last = call("pop", u)
    assert (data(rest), last) == (s[:-1], s[-1] if s else 0)
    assert data(call("truncate", u, a)) == s[:a]
    assert data(call("resize", u, a)) == s[:a].ljust(a, b"\0")
    assert data(call("reserve", u, a)) == s
    assert data(call("shrink", u)) == s
    assert call("clear", u) == ""
    assert data(call("repeat", u, a)) == s * a
    assert data(call("substr", u, a, n)) == (s[a : a + n] if n >= 0 else s[a:])
    assert data(call("slice", u, a, b)) == s[a:b] + b"|" + s[a:] + b"|" + s[:b]


@given(st.text(max_size=20))
def test_reversing_keeps_characters_whole(s: str) -> None:
    assert CHANGE.call("reversed", s) == s[::-1]


@given(st.lists(st.tuples(st.integers(0, 7), SIZE, WORD), max_size=30))
def test_changes_in_place_do_not_show_in_copies(steps: list[tuple[int, int, bytes]]) -> None:
    source = ['array<string> kept; string s; string was; void main() { string t = "x";']
    model, kept = b"x", []
    for what, n, word in steps:
        name = text(word)
        match what:
            case 0:
                source.append(f't.insert({n}, "{name}");')
                model = model[:n] + word + model[n:]
            case 1:
                source.append(f"t.erase({n}, 2);")
                model = model[:n] + model[n + 2 :]
            case 2:
                source.append("t.push(99);")
                model += b"c"
            case 3:
                source.append("t.pop();")
                model = model[:-1]
            case 4:
                source.append(f"t.insert({n}, t);")
                model = model[:n] + model + model[n:]
            case 5:
                source.append(f't.replaceRange(1, {n}, "{name}");')
                model = model[: min(1, n)] + word + model[n:]
            case 6:
                source.append(f"t.resize({n}); t = t.replaceAll(t.substr(t.length() - 1), t);")
                model = model[:n].ljust(n, b"\0")
                model = model.replace(model[-1:], model) if model else model
            case 7:
                source.append("t.reserve(40); t.shrinkToFit();")
        if len(model) > 2000:
            source.append("t.truncate(3);")
            model = model[:3]
        source.append("kept.insertLast(t);")
        kept.append(model)
    with script("\n".join([*source, "s = t; }"])) as world:
        world.call("void main()")
        assert data(world.globals["s"]) == model
        assert [data(s) for s in world.globals["kept"]] == kept


def test_push_is_amortised() -> None:
    with script("string s; void main() { for (int i = 0; i < 20000; i++) s.push(97); }") as world:
        world.call("void main()")
        assert world.globals["s"] == "a" * 20000
        assert world.stats().allocations < 200


@pytest.mark.parametrize(
    "expression",
    [
        '"ab".repeat(4000000000)', '"ab".repeat(1000000000)', "resized(4000000000)", "resized(0x3fffffff)",
        'formatInt(1, "", 4000000000)', 'formatFloat(1, "", 0, 4000000000)', "grown()", "replaced()",
    ],
)  # fmt: skip
def test_what_is_too_large_raises(expression: str) -> None:
    source = """
string resized(uint n) { string s; s.resize(n); return s; }
string grown() { string s = "x"; while (true) s.insert(1, s); return s; }
string replaced() { string s = "x"; while (true) s = s.replaceAll("x", "xxxxxxxxxxxxxxxx"); return s; }
"""
    with script(source + f"string f() {{ return {expression}; }}", memory_limit=1 << 20) as world:
        with pytest.raises((ScriptException, MemoryLimitExceeded)):
            world.call("f")
        assert world.call("resized", 3) == "\0\0\0"


# -------------------------------------------------------------------------------------------- case


@given(st.text(max_size=30))
@pytest.mark.row("MOD-10", "MOD-11")
def test_case_and_trimming(s: str) -> None:
    if unicodedata.unidata_version == "14.0.0":
        assert CASE.call("upper", s) == s.upper()
        assert CASE.call("lower", s) == s.lower()
    table = {i: i - 32 for i in range(97, 123)}
    assert CASE.call("asciiUpper", s) == s.translate(table)
    assert CASE.call("asciiLower", s) == s.translate({v: k for k, v in table.items()})
    space = "".join(chr(c) for c in (*range(9, 14), 32, 0x85, 0xA0, 0x1680, *range(0x2000, 0x200B), 0x2028, 0x2029,
                                     0x202F, 0x205F, 0x3000))  # fmt: skip
    padded = "\u3000 " + s + "\x85\t"
    assert CASE.call("trim", padded) == "|".join((padded.strip(space), padded.lstrip(space), padded.rstrip(space)))


def test_every_character_changes_its_case_as_in_unicode() -> None:
    newer = unicodedata.unidata_version != "14.0.0"  # of the tables: later versions add mappings
    every = [chr(c) for c in range(0x110000) if not 0xD800 <= c < 0xE000 and chr(c) not in "\n\u03a3"]
    for name, change in (("upper", str.upper), ("lower", str.lower)):
        for start in range(0, len(every), 20000):
            part = every[start : start + 20000]
            for c, changed in zip(part, CASE.call(name, "\n".join(part)).split("\n"), strict=True):
                assert changed == change(c) or (newer and changed == c)


@pytest.mark.parametrize("word", ["Σ", "AΣ", "AΣ.", "AΣ.A", "Σ A", "A'Σ'", "ΣΣΣ", "AΣ\u0301", "1Σ", "AΣ1", ".Σ"])
def test_final_sigma(word: str) -> None:
    assert CASE.call("lower", word) == word.lower()


def test_bytes_that_are_no_utf8_keep_their_case() -> None:
    for junk in (b"a\xffb", b"\xc3", b"\xe2\x82", b"\xed\xa0\x80z", b"\xf4\x90\x80\x80", b"\xc0\xafq", b"\x80\xce\xa3"):
        upper = bytes(c - 32 if 97 <= c < 123 else c for c in junk)
        assert data(CASE.call("upper", text(junk))) == upper


@given(st.text("aäß€😀 ", max_size=12), st.text("aß😀", max_size=3))
def test_trimming_characters(s: str, members: str) -> None:
    assert CASE.call("trimMatches", s, members) == (s.strip(members) if members else s)


@given(st.one_of(st.text(max_size=4), st.text(" \t0aZ9fgé", max_size=6)))
@pytest.mark.row("MOD-12")
def test_classes_of_bytes(s: str) -> None:
    ascii_ = s.isascii()
    assert CASE.call("isAscii", s) == ascii_
    assert CASE.call("isAsciiAlphabetic", s) == (ascii_ and s.isalpha())
    assert CASE.call("isAsciiAlphanumeric", s) == (ascii_ and s.isalnum())
    assert CASE.call("isAsciiDigit", s) == (ascii_ and s.isdigit())
    assert CASE.call("isAsciiHexdigit", s) == bool(re.fullmatch("[0-9a-fA-F]+", s))
    assert CASE.call("isAsciiWhitespace", s) == bool(re.fullmatch("[ \t\n\f\r]+", s))


@pytest.mark.row("MOD-03", "MOD-04")
def test_the_error_stream_is_another_one() -> None:
    unit = Context().create_unit("streams")
    unit.add_source("s.as", 'void main() { print(); eprint("a{}", 1); println("b"); eprintln(); eprintln(2.5, true); }')
    unit.build()
    out: list[str] = []
    err: list[str] = []
    with unit.instantiate(output=out.append, error_output=err.append) as world:
        world.call("void main()")
    assert ("".join(out), "".join(err)) == ("b\n", "a1\n2.5true\n")
