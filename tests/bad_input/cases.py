"""The sources of test_bad_input.py: name -> how to make the bytes. Large ones are made when they are asked for."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

HERE = Path(__file__).resolve().parent
BLOCKS = 10_000
DIMENSIONS = 100_000


def binary_junk() -> bytes:
    """64 KiB without any pattern, the same every time."""
    state, out = 1, bytearray()
    for _ in range(64 << 10):
        state = (state * 6364136223846793005 + 1442695040888963407) % 2**64
        out.append(state >> 56)
    return bytes(out)


def nested(before: str, after: str, middle: str, times: int = BLOCKS) -> str:
    return before * times + middle + after * times


def in_main(text: str) -> bytes:
    return f"void main() {{ {text} }}\n".encode()


def chain(link: str) -> bytes:
    """Declarations that each refer to the next; the last one refers to the first."""
    return "".join(link.format(n=n, m=(n + 1) % BLOCKS) for n in range(BLOCKS)).encode()


# Sources with one thing wrong: exactly one error must come of it.
SINGLE: dict[str, Callable[[], bytes]] = {
    "invalid_utf8_in_string": lambda: b'void main() { string s = "a\xff\xfeb"; }\n',
    "invalid_utf8_in_comment": lambda: b"// caf\xe9\nvoid main() {}\n",
    "truncated_utf8": lambda: b"void main() {} // \xe2\x82",
    "unterminated_string": lambda: (HERE / "unterminated_string.as").read_bytes(),
    "unterminated_comment": lambda: (HERE / "unterminated_comment.as").read_bytes(),
    "unterminated_heredoc": lambda: (HERE / "unterminated_heredoc.as").read_bytes(),
    "nested_blocks": lambda: in_main(nested("{", "}", "int a;")),
    "nested_parentheses": lambda: in_main("int a = " + nested("(", ")", "1") + ";"),
    "array_type": lambda: in_main(nested("array<", ">", "int", DIMENSIONS) + " a;"),
    "array_type_open": lambda: in_main("array<" * DIMENSIONS),
    "array_suffixes": lambda: in_main("int" + "[]" * DIMENSIONS + " a;"),
}

# Nested deeply without being wrong: they may compile, or be refused with one error.
DEEP: dict[str, Callable[[], bytes]] = {
    "nested_ifs": lambda: in_main(nested("if (true) ", "", ";")),
    "nested_unary": lambda: in_main("int a = " + nested("- ", "", "1") + ";"),
    "nested_indexing": lambda: in_main("array<int> a(1); int b = " + nested("a[", "]", "0") + ";"),
    "nested_calls": lambda: b"int f(int a) { return a; }\n" + in_main("int a = " + nested("f(", ")", "1") + ";"),
    "nested_lists": lambda: in_main("array<int> a = " + nested("{", "}", "1") + ";"),
    "nested_namespaces": lambda: nested("namespace n { ", "} ", "int a;").encode(),
    "nested_choices": lambda: in_main("int a = " + nested("true ? 1 : ", "", "2") + ";"),
}

# Sources with a lot wrong: errors, but not one for every character.
MANY: dict[str, Callable[[], bytes]] = {
    "binary_junk": binary_junk,
    "zeros": lambda: bytes(4096),
    "closing_braces": lambda: b"}" * BLOCKS,
    "operators": lambda: b"+" * BLOCKS,
    "unknown_names": lambda: in_main("".join(f"a{n} = b{n};" for n in range(BLOCKS))),
    "unfinished_functions": lambda: b"void f( " * BLOCKS,
    # Values that depend on later ones, and defaults within defaults: recursion that no nesting of the source shows.
    "chain_of_globals": lambda: chain("int a{n} = a{m};"),
    "chain_of_constants": lambda: chain("const int a{n} = a{m};"),
    "chain_of_auto": lambda: chain("auto a{n} = a{m};"),
    "chain_of_enum_values": lambda: b"enum E { " + chain("a{n} = a{m},") + b" z }",
    "recursive_default": lambda: b"int f(int x = f()) { return x; } int y = f();",
    "multiplying_defaults": lambda: (
        chain("int f{n}(int x = f{m}(), int y = f{m}()) {{ return x; }}") + b"int y = f0();"
    ),
}
MOST_ERRORS = 300
