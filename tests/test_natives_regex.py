"""Regular expressions against Python's re, on patterns that both understand alike, and hostile ones."""

from __future__ import annotations

import re

import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st
from scripts import data, script, text
from seraphscript.vm.errors import ScriptException

FIND = script("int find(string s, string regex, uint start, uint &out n) { return s.regexFind(regex, start, n); }")
ATOMS = st.sampled_from(
    ["a", "b", "c", "ä", "€", ".", "[ab]", "[^a]", "[^b-z]", "[a-c]", r"\d", r"\w", r"\s", r"\D", r"\W", r"\S",
     r"[\d_b]", r"[^\w]", r"\.", r"\n", r"[ä-€]", "[^ä]", r"\b", r"\B", "^", "$", r"[\-a]", "[a-]",
     r"\x61", r"[\x00-b]"]
)  # fmt: skip
COUNTS = st.sampled_from(["", "", "", "*", "+", "?", "{2}", "{1,2}", "{2,}", "{0,2}", "*?", "+?", "??", "{1,3}?"])
SUBJECT = st.text("abc1_ .ä€\n", max_size=12)


def repeated(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    """A group or a character with a quantifier; nothing that can be empty is repeated, there engines differ."""

    def join(parts: tuple[str, str]) -> str:
        part, count = parts
        return part if part in ("^", "$", r"\b", r"\B") or re.compile(part).match("") else part + count

    return st.tuples(inner, COUNTS).map(join)


PATTERNS = st.recursive(
    repeated(ATOMS),
    lambda inner: st.one_of(
        st.lists(inner, min_size=1, max_size=4).map("".join),
        repeated(st.lists(inner, min_size=1, max_size=3).map(lambda parts: f"({'|'.join(parts)})")),
        repeated(inner.map(lambda part: f"(?:{part})")),
    ),
    max_leaves=8,
)


def python_find(pattern: str, subject: str) -> tuple[int, int]:
    """Byte position and length of Python's match; `.` and `$` as ECMAScript has them."""
    pattern = re.sub(r"(?<!\\)\$", r"\\Z", pattern)
    match = re.compile(pattern, re.ASCII).search(subject)
    if match is None or not subject:
        return -1, 0
    return len(subject[: match.start()].encode()), len(match[0].encode())


@given(PATTERNS, SUBJECT)
@example("a|ab", "ab")
@example("(a|ab)(c|bcd)", "abcd")
@example("(a*?)(a*)b", "aaab")
@example("x*", "aaa")
@example(r"\bb", "a b")
def test_against_python(pattern: str, subject: str) -> None:
    # Where an iteration matches nothing, ECMAScript tries its other alternatives; Python ends the loop.
    assume(not re.search(r"(\\[bB]|\$|(?<!\[)\^).*\)[*+{?]", pattern))
    assert FIND.call("find", subject, pattern, 0) == python_find(pattern, subject)


def test_repetition_that_matches_nothing() -> None:
    assert FIND.call("find", "ä1", r"((\b|.))*", 0) == (0, 3)


@given(SUBJECT, st.integers(0, 12))
def test_the_start_is_the_beginning_of_the_text(subject: str, start: int) -> None:
    rest = text(subject.encode()[start:])
    for pattern in ("^.", "b+", "[^a]c", "$"):
        assert FIND.call("find", subject, pattern, start) == FIND.call("find", rest, pattern, 0)


@pytest.mark.parametrize(
    ("pattern", "subject", "found"),
    [
        ("[[:alpha:]]+", "12ab3", (2, 2)),
        ("[[:digit:][:space:]]+", "ab 1 c", (2, 3)),
        ("[^[:alnum:]]", "ab-c", (2, 1)),
        ("[[:xdigit:]]{2}", "xyzfa", (3, 2)),
        (r"[\]x]+", "a]x", (1, 2)),
        ("[]a]", "a]", (-1, 0)),
        ("[]", "a", (-1, 0)),
        ("[^]", "\n", (0, 1)),
        (r"\cJ", "a\n", (1, 1)),
        (r"\u20ac+", "a€€", (1, 6)),
        ("]}", "a]}", (1, 2)),
        (r"\0", "a\0", (1, 1)),
        (".", "\r\na", (2, 1)),
        ("(|a)*", "aa", (0, 0)),
        ("(|a)+", "aa", (0, 0)),
        ("(a|b*)*", "aab", (0, 3)),
        ("()", "a", (0, 0)),
        ("(()*)*a", "ba", (1, 1)),
        ("a{0}b", "ab", (1, 1)),
        ("", "abc", (0, 0)),
    ],
)
def test_other_patterns(pattern: str, subject: str, found: tuple[int, int]) -> None:
    assert FIND.call("find", subject, pattern, 0) == found


@pytest.mark.parametrize(
    ("pattern", "message"),
    [
        ("(", "missing )"), (")", "missing ("), ("a)b", "missing ("), ("[a", "missing ]"), ("[^", "missing ]"),
        ("*a", "nothing to repeat"), ("a**", "nothing to repeat"), ("a|+", "nothing to repeat"), ("(?", "group"),
        ("{2}", "nothing to repeat"), ("a{", "bad repetition"), ("a{2,1}", "bad repetition"),
        ("a{x}", "bad repetition"),
        ("a{1001}", "too many repetitions"), ("[b-a]", "bad range"), (r"[\d-z]", "bad range"), ("\\", "backslash"),
        ("[\\", "backslash"), (r"\q", "unknown escape"), (r"(a)\1", "back references"), ("(?=a)", "group"),
        (r"\x1g", "hexadecimal"), (r"\u12", "hexadecimal"), ("[[:nope:]]", "unknown name"), ("(?<n>a)", "group"),
        ("(" * 1000 + ")" * 1000, "too many groups"), ("a" * 5000, "too large"),
        ("((a{100}){100}){100}", "too large"), ("((((){1000}){1000}){1000}){1000}", None),
        ("(((^{1000}){1000}){1000}){1000}", "too large"), ("[" + "\\W" * 2000 + "]", None),
        ("((((((((((a?){9}){9}){9}){9}){9}){9}){9}){9}){9}){9}", "too large"),
    ],
)  # fmt: skip
def test_bad_patterns(pattern: str, message: str | None) -> None:
    if message is None:
        FIND.call("find", "aaa", pattern, 0)
        return
    with pytest.raises(ScriptException, match="regular expression: .*" + re.escape(message)):
        FIND.call("find", "aaa", pattern, 0)


@given(
    st.one_of(st.binary(max_size=30), st.text("()[]{}|*+?^$\\-,:ab1dwsx", max_size=20).map(str.encode)),
    st.binary(max_size=9),
)
def test_any_pattern_ends(pattern: bytes, subject: bytes) -> None:
    try:
        at, n = FIND.call("find", text(subject), text(pattern), 0)
    except ScriptException as error:
        if not str(error).startswith("regular expression: "):
            raise
        return
    assert (at == -1 and n == 0) or 0 <= at <= at + n <= len(subject)


def test_bytes_that_are_no_utf8_are_characters() -> None:
    assert FIND.call("find", text(b"a\xffb"), "a.b", 0) == (0, 3)
    assert FIND.call("find", text(b"\xc3x"), "^[^x]x", 0) == (0, 2)
    assert FIND.call("find", text(b"ab\xfe"), text(b"[\xfe]"), 0) == (2, 1)
    assert data(text(b"\xfe")) == b"\xfe"


@pytest.mark.parametrize("pattern", ["(a*)*b", "(a|aa)+$b", "(a?){30}a{30}b", "(.*)(.*)(.*)(.*)[bc]"])
def test_no_pattern_explodes(pattern: str) -> None:
    assert FIND.call("find", "a" * 5000, pattern, 0) == (-1, 0)


def test_a_search_has_an_end() -> None:
    source = 'string s = "a"; void main() { s = s.repeat(1000000); s.regexFind("(a|aa){300}b"); }'
    with script(source) as world, pytest.raises(ScriptException, match="takes too long"):
        world.call("void main()")
