"""What functions that return references give Python, and dictionaries both ways."""

from __future__ import annotations

from collections import UserDict
from typing import Any

import pytest
from scripts import script
from seraphscript.vm.errors import ConversionError, ConversionRangeError, ConversionTypeError, MemoryLimitExceeded

REFERENCES = """
class T {
    int v = 7; string name = "seven"; T@ other;
    int& number() { return v; }
    string& text() { return name; }
    T@& link() { return other; }
    int& get_prop() property { return v; }
    const T& me() const { return this; }
}
interface Numbered { int& number(); }
class U : T, Numbered { int& number() override { return second; } int second = 8; }
int g = 5;
string s = "text";
T@ t = T();
U u;
array<int8> bytes = {1, 2, -3};
array<string> words = {"a", "b"};
dictionary d = {{"x", 1}};
int& number() { return g; }
string& text() { return s; }
T@& handle() { return t; }
int8& byte_at(int i) { return bytes[i]; }
string& word(int i) { return words[i]; }
double twice(double x) { return 2 * x; }
int& both(int a, int &out b) { b = a + 1; return g; }
dictionary& entries() { return d; }
T@ make() { return u; }
void shrink() { words.resize(1); }
"""


def test_references_are_read() -> None:
    w = script(REFERENCES)
    assert w.call("number") == 5
    w.globals["g"] = 6
    assert w.call("int& number()") == 6
    assert w.function("number")() == 6
    assert w.call("text") == "text"
    assert w.call("byte_at", 2) == -3
    assert w.call("word", 1) == "b"
    assert w.call("both", 3) == (6, 4)
    assert w.call("entries") == {"x": 1}
    handle = w.call("handle")
    assert handle.v == 7
    w.globals["t"] = None
    assert w.call("handle") is None


def test_references_of_methods_are_read() -> None:
    w = script(REFERENCES)
    t = w.types.T()
    assert (t.number(), t.text(), t.link(), t.prop) == (7, "seven", None, 7)
    assert t.me() == t
    t.other = t
    t.v = 9
    assert t.link() == t
    assert t.number() == 9
    assert w.call("make").number() == 8  # of the derived class
    blocks = w.stats().live_blocks
    for _ in range(10):
        t.number()
        t.text()
        w.call("word", 0)
    assert w.stats().live_blocks == blocks


def test_exceptions_of_functions_that_return_references() -> None:
    w = script(REFERENCES)
    with pytest.raises(Exception, match="Index out of bounds"):
        w.call("byte_at", 3)
    assert w.call("byte_at", 0) == 1


DICTIONARIES = """
class T { int v = 7; }
int integer(dictionary@ d) { return int(d["i"]); }
double real(const dictionary &in d) { return double(d["f"]); }
string text(dictionary d) { return string(d["s"]); }
bool truth(dictionary@ d) { return bool(d["b"]); }
int inner(dictionary@ d) { dictionary e; return d.get("n", e) ? int(e["i"]) : -1; }
T@ object(dictionary@ d) { T@ t; d.get("o", @t); return t; }
string keys(dictionary@ d) { if (d is null) return "null"; return join(d.getKeys(), ","); }
dictionary@ same(dictionary@ d) { return d; }
dictionary@ kept;
void keep(dictionary@ d) { @kept = d; }
int add(dictionary@ d) { kept["i"] = int(kept["i"]) + 1; return int(kept["i"]); }
int which(int) { return 1; }
int which(dictionary@) { return 2; }
class M { int f(int) { return 1; } int f(dictionary@ d) { return 2; } }
"""


def test_dictionaries_from_python() -> None:
    w = script(DICTIONARIES)
    t = w.types.T()
    values: dict[str, Any] = {"i": 3, "f": 2.5, "s": "é", "b": True, "n": {"i": 4}, "o": t, "z": None, "": b"x"}
    assert w.call("integer", values) == 3
    assert w.call("real", values) == 2.5
    assert w.call("text", values) == "é"
    assert w.call("truth", values) is True
    assert w.call("inner", values) == 4
    assert w.call("object", values) == t
    assert w.call("keys", values) == "i,f,s,b,n,o,z,"
    assert w.call("same", values) == {**values, "": "x"}
    assert w.call("keys", {}) == ""
    assert w.call("keys", None) == "null"
    assert w.call("keys", UserDict(a=1)) == "a"
    assert w.types.M().f({}) == 2
    assert w.types.M().f(1) == 1


def test_a_dictionary_from_python_is_a_copy() -> None:
    w = script(DICTIONARIES)
    values = {"i": 1}
    w.call("keep", values)
    assert w.call("add", None) == 2
    assert values == {"i": 1}
    assert w.globals["kept"] == {"i": 2}
    w.globals["kept"] = {"i": 10}
    assert w.call("add", None) == 11


def circle() -> dict[str, Any]:
    made: dict[str, Any] = {}
    made["c"] = made
    return made


@pytest.mark.parametrize(
    ("value", "error", "text"),
    [
        ({1: 2}, ConversionTypeError, "1: string expected, not int"),
        ({"a": [1]}, ConversionTypeError, "'a': a dictionary cannot hold this list"),
        ({"a": {"b": object()}}, ConversionTypeError, "'a': 'b': a dictionary cannot hold this object"),
        ({"a": 1 << 70}, ConversionRangeError, "'a': .* does not fit into int64"),
        ({"x" * 100: 1j}, ConversionTypeError, r"xxx\.\.\.: a dictionary cannot hold this complex"),
        ([("a", 1)], ConversionTypeError, "dictionary expected, not list"),
        ("text", ConversionTypeError, "dictionary expected, not str"),
        (circle(), ConversionTypeError, "nested too deeply"),
    ],
)
def test_values_that_are_no_dictionaries(value: object, error: type[ConversionError], text: str) -> None:
    w = script(DICTIONARIES)
    w.call("keys", {"warm": 1})
    blocks = w.stats().live_blocks
    with pytest.raises(error, match=text):
        w.call("keys", value)
    assert w.stats().live_blocks == blocks


def test_dictionaries_count_for_the_memory_limit() -> None:
    w = script(DICTIONARIES, memory_limit=1 << 16)
    with pytest.raises(MemoryLimitExceeded):
        w.call("keys", {str(i): i for i in range(100_000)})
    assert w.call("keys", {"a": 1}) == "a"


def test_arrays_of_dictionaries_take_lists_of_dicts() -> None:
    w = script("""
        int sum(array<dictionary>@ list) { int s = 0; foreach (auto d : list) s += int(d["n"]); return s; }
        array<dictionary>@ same(array<dictionary> list) { return list; }
        dictionary@ kept;
        void keep(array<dictionary>@ list) { @kept = list[0]; }
    """)
    given = [{"n": 1}, {"n": 2, "in": {"x": "y"}}]
    assert w.call("sum", given) == 3
    assert w.call("same", given) == given
    assert w.call("same", ()) == []
    with pytest.raises(ConversionTypeError, match="element 1: "):
        w.call("sum", [{}, None])
    with pytest.raises(ConversionTypeError, match=r"element 0: .*'n'.*list"):
        w.call("sum", [{"n": []}])
