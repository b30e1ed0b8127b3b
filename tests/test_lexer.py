"""The lexer: token kinds, values of literals, and the errors of malformed ones."""

from __future__ import annotations

import math
import string
import struct
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from seraphscript.compiler.ast_dump import check, tokens


def values(source: str | bytes) -> list[object]:
    found, errors = tokens(source)
    assert errors == []
    assert found[-1][0] == "TK_EOF"
    return [value for _, value in found[:-1]]


def kinds(source: str) -> list[str]:
    found, errors = tokens(source)
    assert errors == []
    return [kind.removeprefix("TK_") for kind, _ in found[:-1]]


def error(source: str | bytes) -> tuple[str, int, int, str]:
    """The one error of a source: code, line, column, message."""
    _, errors = tokens(source)
    assert len(errors) == 1, errors
    first = errors[0]
    return first.code, first.line, first.column, first.message


@pytest.mark.row("LEX-02")
@pytest.mark.parametrize(
    ("text", "type_", "value"),
    [
        ("0", "int", 0),
        ("052", "int", 52),
        ("2147483647", "int", 2147483647),
        ("2147483648", "int64", 2147483648),
        ("9223372036854775807", "int64", 9223372036854775807),
        ("9223372036854775808", "uint64", 9223372036854775808),
        ("18446744073709551615", "uint64", 18446744073709551615),
        ("0xFF", "uint", 255),
        ("0Xcafe", "uint", 0xCAFE),
        ("0xFFFFFFFF", "uint", 0xFFFFFFFF),
        ("0x100000000", "uint64", 0x100000000),
        ("0b1011", "uint", 11),
        ("0B1", "uint", 1),
        ("0o755", "uint", 0o755),
        ("0O17", "uint", 15),
        ("0d1234", "int", 1234),
        ("0D9", "int", 9),
        ("1'000'000", "int", 1000000),
        ("0xFF'FF", "uint", 65535),
        ("0b1111'0000", "uint", 240),
    ],
)
def test_integers(text: str, type_: str, value: int) -> None:
    assert values(text) == [(type_, value)]


@pytest.mark.row("LEX-02")
@pytest.mark.parametrize(
    ("text", "type_", "value"),
    [
        ("1.5", "double", 1.5),
        (".25", "double", 0.25),
        ("2.", "double", 2.0),
        ("1e3", "double", 1000.0),
        ("2.5E+1", "double", 25.0),
        ("1.5e-2", "double", 0.015),
        ("10.f", "float", 10.0),
        ("3.25F", "float", 3.25),
        ("1e1f", "float", 10.0),
        ("12'345.5", "double", 12345.5),
        ("0.0", "double", 0.0),
        ("000.5", "double", 0.5),
        ("1e400", "double", math.inf),
        ("1e-400", "double", 0.0),
        ("1e99999999999", "double", math.inf),
        ("0e99999999999", "double", 0.0),
    ],
)
def test_floats(text: str, type_: str, value: float) -> None:
    assert values(text) == [(type_, value)]


@given(st.floats(min_value=0, allow_nan=False, allow_infinity=False))
def test_doubles_are_correctly_rounded(value: float) -> None:
    text = repr(value)
    if "." not in text and "e" not in text:
        text += "."
    assert values(text) == [("double", value)]


@given(st.integers(0, (1 << 63) - 1).map(lambda bits: struct.unpack("<d", struct.pack("<q", bits))[0]))
def test_every_digit_counts(value: float) -> None:
    """Exactly between two doubles, one digit far behind decides; the literal has hundreds of digits."""
    following = math.nextafter(value, math.inf)
    if not math.isfinite(value) or not math.isfinite(following):
        return
    middle = (Decimal(value) + Decimal(following)) / 2
    with_context = f"{middle:f}"
    if "." not in with_context:
        with_context += ".0"
    assert values(with_context + "0" * 900 + "1") == [("double", float(with_context + "0" * 900 + "1"))]


def test_float_is_rounded_once() -> None:
    # Rounded to double first, this would fall on a tie and come out one unit smaller.
    assert values("1.00000005960464488641292746251565404236316680908203125f") == [("float", 1.00000011920928955078125)]


@pytest.mark.row("LEX-06")
@pytest.mark.parametrize(
    ("text", "part"),
    [
        ("0x", "digits expected after '0x'"),
        ("0b", "digits expected after '0b'"),
        ("0b12", "unexpected '2'"),
        ("0o8", "digits expected after '0o'"),
        ("5u", "unexpected 'u'"),
        ("12abc", "unexpected 'abc'"),
        ("1.5e", "the exponent has no digits"),
        ("1.5e+", "the exponent has no digits"),
        ("1.5x", "unexpected 'x'"),
        ("18446744073709551616", "more than 64 bits"),
        ("0x1'0000'0000'0000'0000", "more than 64 bits"),
    ],
)
def test_bad_numbers(text: str, part: str) -> None:
    code, line, column, message = error(f"\n  {text} ;")
    assert (code, line, column) == ("E0105", 2, 3)
    assert part in message


def test_suffix_hint() -> None:
    _, errors = tokens("10f")
    assert "decimal point" in errors[0].hint


@pytest.mark.row("LEX-03", "LEX-05")
@pytest.mark.parametrize(
    ("text", "value"),
    [
        ('""', b""),
        ('"a"', b"a"),
        ("'it\\'s'", b"it's"),
        ("'a\"b'", b'a"b'),
        (r'"\n\r\t\0\\\"\'"', b"\n\r\t\0\\\"'"),
        (r'"\xFF"', b"\xff"),
        (r'"\x4g"', b"\x04g"),
        (r'"\x0041"', b"A"),
        (r'"\u0041\u00E9\u20ac"', "Aé€".encode()),
        (r'"\U0001F600"', "😀".encode()),
        ('"😀"', "😀".encode()),
        ('"// no comment /* at all"', b"// no comment /* at all"),
        ('""""""', b""),
        ('"""a "b" \\n c"""', b'a "b" \\n c'),
        ('"""\n  indented\nend\n"""', b"  indented\nend\n"),
        ('"""  \t\n  a\n  """', b"  a\n"),
        ('"""a  \n  b  """', b"a  \n  b  "),
        ('"""   """', b""),
        ('"""\n"""', b""),
        ('"""\n\n"""', b"\n"),
        ('"""\r\na\r\n\t"""', b"a\r\n"),
    ],
)
def test_strings(text: str, value: bytes) -> None:
    assert values(text) == [value]


@pytest.mark.row("LEX-04")
@pytest.mark.parametrize(
    ("escape", "part", "width"),
    [
        (r"\q", r"'\q'", 2),
        (r"\é", r"'\é'", 2),
        (r"\x", "takes hexadecimal digits", 2),
        (r"\x100", "does not fit into a byte", 5),
        (r"\u12", "exactly 4", 4),
        (r"\U1234567", "exactly 8", 9),
        (r"\uD800", "U+D800 is not a character", 6),
        (r"\uDFFF", "U+DFFF is not a character", 6),
        (r"\U00110000", "U+110000 is not a character", 10),
    ],
)
def test_bad_escapes(escape: str, part: str, width: int) -> None:
    _, errors = tokens(f'"ab{escape} z"')
    assert [e.code for e in errors] == ["E0106"]
    assert (errors[0].column, errors[0].end_column - errors[0].column) == (4, width)
    assert part in errors[0].message


@pytest.mark.row("LEX-06")
@pytest.mark.parametrize(
    ("source", "code", "line", "column"),
    [
        ('x "abc;\n y', "E0102", 1, 3),
        ("x 'abc", "E0102", 1, 3),
        ('"a\\\nb"', "E0102", 1, 1),
        ('\n  """abc', "E0103", 2, 3),
        ("a\n /* b", "E0104", 2, 2),
        ("/*/", "E0104", 1, 1),
        ("a $ b", "E0101", 1, 3),
        ("é", "E0101", 1, 1),
        ("a\x01", "E0101", 1, 2),
        (b"ab\0c", "E0101", 1, 3),
        (b"// \xe9\n", "E0107", 1, 4),
        (b"\xc0\x80", "E0107", 1, 1),
        (b"abc\xed\xa0\x80", "E0107", 1, 4),
        (b"\xf5\x80\x80\x80", "E0107", 1, 1),
        (b"aaaaaaaa\xe2\x82", "E0107", 1, 9),
    ],
)
def test_malformed_text(source: str | bytes, code: str, line: int, column: int) -> None:
    if isinstance(source, str) and code == "E0102" and "\\" in source:
        _, errors = tokens(source)
        assert errors[0].code == code
    else:
        assert error(source)[:3] == (code, line, column)


def test_unexpected_character_is_named() -> None:
    assert "'€'" in error("€€")[3]
    assert "0x01" in error("\x01")[3]


@pytest.mark.row("LEX-06")
def test_comments_and_byte_order_mark() -> None:
    assert values("\ufeffa // b\n/* c\n * d **/ e /**/ f//") == ["a", "e", "f"]


@pytest.mark.row("LEX-10")
def test_operators_are_the_longest() -> None:
    text = "+ += ++ - -= -- * *= ** **= / /= % %= & &= && | |= || ^ ^= ^^ < <= << <<= > >= >> >>= >>> >>>= = =="
    text += " ! != : :: . ... ? @ ~"
    found, errors = tokens(text)
    assert errors == []
    assert [value for _, value in found[:-1]] == text.split()
    # Without the blanks the same tokens come out wherever a longer one does not begin.
    assert values("a>>>=b>>=c>>d") == ["a", ">>>=", "b", ">>=", "c", ">>", "d"]
    assert values("a**=b**c*=d") == ["a", "**=", "b", "**", "c", "*=", "d"]
    assert values("1..5") == [("double", 1.0), ("double", 0.5)]


@pytest.mark.row("LEX-10")
def test_word_operators() -> None:
    assert kinds("and or xor not is !is !isx ! is") == [
        "ANDAND", "OROR", "XORXOR", "NOT", "KW_IS", "NOTIS", "NOT", "IDENT", "NOT", "KW_IS",
    ]  # fmt: skip
    assert kinds("int int32 uint uint32") == ["KW_INT", "KW_INT", "KW_UINT", "KW_UINT"]


@pytest.mark.row("LEX-09")
def test_contextual_words_are_names() -> None:
    words = "foreach property override final explicit delete shared external abstract mixin get set from in out inout"
    assert kinds(words) == ["IDENT"] * 16


def test_names_differ_in_every_byte() -> None:
    eight = "abcdefgh"
    names = ["a", "b", "ab", eight, "abcdefgi", eight + "i", eight * 2, eight + "abcdefgi", "_", "int_", "Int"]
    assert values(" ".join(names)) == names


def test_names_and_blanks_of_any_length_before_any_byte() -> None:
    """Both are read in words of eight bytes, so every length and every byte behind them counts."""
    inside = string.ascii_letters + string.digits + "_"
    for length in range(1, 20):
        name = ("q" + inside[length:] + inside)[:length]
        for code in range(1, 128):
            found, _ = tokens(" " * length + name + chr(code) + " " * length + "z")
            if chr(code) not in "\"'":
                whole = name + chr(code) if chr(code) in inside else name
                assert found[0] == ("TK_IDENT", whole), (length, code)
                assert found[-2] == ("TK_IDENT", "z"), (length, code)
        found, errors = tokens((name + "\u00e4").encode())
        assert found[0] == ("TK_IDENT", name)
        assert errors[0].column == length + 1
    assert values(f"q{inside}.{inside[:26]}") == [f"q{inside}", ".", inside[:26]]


def test_many_names() -> None:
    names = [f"name_{i}" for i in range(5000)]
    assert values(" ".join(names)) == names
    assert values(" ".join(reversed(names))) == names[::-1]


def test_name_length_is_limited() -> None:
    assert check(b"int " + b"a" * 65535 + b";") == []
    assert [e.code for e in check(b"int " + b"a" * 65536 + b";")] == ["E0802"]


@given(st.binary(max_size=200))
def test_any_bytes(data: bytes) -> None:
    found, errors = tokens(data)
    assert found[-1][0] == "TK_EOF"
    valid = len(data.decode(errors="replace").encode()) == len(data) and data.decode(errors="ignore").encode() == data
    if b"\0" not in data:
        assert ([e.code for e in errors] == ["E0107"]) == (not valid)


@given(st.text(st.characters(exclude_characters="\\\"\r\n\0", exclude_categories=["Cs"])))
def test_string_bytes_are_kept(text: str) -> None:
    assert values(f'"{text}"') == [text.encode()]


@given(st.text(st.characters(exclude_characters='"\0', exclude_categories=["Cs"])))
def test_heredoc_bytes_are_kept(text: str) -> None:
    assert values(f'"""x{text}x"""') == [f"x{text}x".encode()]
