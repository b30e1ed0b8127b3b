"""The runner of the language scripts must itself be able to fail: every kind of broken promise is noticed."""

from __future__ import annotations

import pytest
from expectations import ExpectationError, Outcome, parse

OUTPUT = 'void main() {\n  println("a");  // expect: a\n  println("");  // expect:\n}\n'
ERROR = "void main() {\n  int x = y;  // expect error: 'y'\n}\n"
EXCEPTION = "void main() {\n  println(1);  // expect: 1\n  f();  // expect exception: no luck\n}\n"


@pytest.mark.parametrize(
    ("text", "outcome"),
    [
        (OUTPUT, Outcome("a\n\n")),
        (OUTPUT, Outcome("a  \n\n")),
        (ERROR, Outcome(errors=[(2, "No symbol 'y'")])),
        (ERROR, Outcome(errors=[(1, "Something else"), (2, "No symbol 'y'")])),
        (EXCEPTION, Outcome("1\n", exception="no luck at all")),
        ("void main() {  // expect error", Outcome(errors=[(2, "Unexpected end of file")])),
    ],
)
def test_kept(text: str, outcome: Outcome) -> None:
    assert list(parse(text).problems(outcome)) == []


@pytest.mark.parametrize(
    ("text", "outcome", "problem"),
    [
        (OUTPUT, Outcome("a\n"), "output line 2: expected '', got nothing"),
        (OUTPUT, Outcome("b\n\n"), "output line 1: expected 'a', got 'b'"),
        (OUTPUT, Outcome("a\n\nc\n"), "output line 3: expected nothing, got 'c'"),
        (OUTPUT, Outcome("a\n\n", exception="bang"), "unexpected exception: bang"),
        (OUTPUT, Outcome(errors=[(2, "bad")]), "line 2: unexpected error: bad"),
        (ERROR, Outcome(), "line 2: expected an error here, got none"),
        (ERROR, Outcome("1\n", errors=[(2, "No symbol 'y'")]), "a script that must not compile wrote '1\\n'"),
        (ERROR, Outcome(errors=[(1, "No symbol 'y'")]), "line 2: expected an error here"),
        (ERROR, Outcome(errors=[(2, "No symbol 'z'")]), "line 2: expected \"'y'\" in the error"),
        (ERROR, Outcome(errors=[(2, "'y' is not supported yet")]), "line 2: expected an error here"),
        (EXCEPTION, Outcome("1\n"), "expected exception 'no luck', got nothing"),
        (EXCEPTION, Outcome("1\n", exception="other"), "expected exception 'no luck', got 'other'"),
        (EXCEPTION, Outcome("", exception="no luck"), "output line 1: expected '1', got nothing"),
    ],
)
def test_broken(text: str, outcome: Outcome, problem: str) -> None:
    problems = list(parse(text).problems(outcome))
    assert len(problems) == 1
    assert problems[0].startswith(problem)


@pytest.mark.parametrize(
    "text",
    [
        "void main() {}",
        "// expects: x",
        "// expect exception: a\n// expect exception: b",
        "// expect exception",
        "// expect: a\n// expect error",
    ],
)
def test_unusable_expectations(text: str) -> None:
    with pytest.raises(ExpectationError):
        parse(text)


def test_rows() -> None:
    assert parse("// row: STM-03 EXP-01\n// expect: a").rows == ["STM-03", "EXP-01"]
