"""What a test script promises in its comments, and whether a run kept the promise.

    // expect: TEXT               one line of output; the comments stand in the order of the output
    // expect error[: PART]       the script must not compile: an error on this line (PART stands in its message)
    // expect exception: TEXT     the script ends in a script exception with TEXT in its message
    // row: ID [ID ...]           the script proves these rows of the acceptance table

Blanks at the end of a line do not count. This module knows nothing of pytest or of the engine.
Invariant: every script promises something, so that no script can pass by doing nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import zip_longest

EXPECT = re.compile(r"//\s?expect( error| exception)?(?::[ ]?(.*))?$")
UNSUPPORTED = "not supported yet"  # what the compiler says of a feature that it lacks: never the expected error
ROWS = re.compile(r"//\s?row:\s*(.+)$")


class ExpectationError(ValueError):
    """A script whose expectations cannot be read or contradict each other."""


@dataclass
class Outcome:
    """What happened: the output and, if it went wrong, either the errors (row, message) or the exception."""

    output: str = ""
    errors: list[tuple[int, str]] = field(default_factory=list)
    exception: str | None = None


@dataclass
class Expectations:
    output: list[str] = field(default_factory=list)
    errors: list[tuple[int, str]] = field(default_factory=list)
    exception: str | None = None
    rows: list[str] = field(default_factory=list)
    line_count: int = 0

    def problems(self, outcome: Outcome) -> Iterator[str]:
        """Each difference between the promise and the outcome, in words."""
        if self.errors:
            yield from self._error_problems(outcome)
            return
        for row, message in outcome.errors:
            yield f"line {row}: unexpected error: {message}"
        if outcome.errors:
            return
        lines = [line.rstrip() for line in outcome.output.split("\n")]
        if lines[-1] == "":
            lines.pop()
        for number, (expected, got) in enumerate(zip_longest(self.output, lines), 1):
            if expected != got:
                yield f"output line {number}: expected {_shown(expected)}, got {_shown(got)}"
                break
        if self.exception is None and outcome.exception is not None:
            yield f"unexpected exception: {outcome.exception}"
        elif self.exception is not None and self.exception not in (outcome.exception or ""):
            yield f"expected exception {self.exception!r}, got {_shown(outcome.exception)}"

    def _error_problems(self, outcome: Outcome) -> Iterator[str]:
        if outcome.output:
            yield f"a script that must not compile wrote {outcome.output!r}"
        # An error at the end of the file may be reported behind the last line.
        errors = [(min(row, self.line_count), message) for row, message in outcome.errors]
        for row, part in self.errors:
            on_row = [message for error_row, message in errors if error_row == row and UNSUPPORTED not in message]
            if not on_row:
                yield f"line {row}: expected an error here, got {errors or 'none'}"
            elif not any(part in message for message in on_row):
                yield f"line {row}: expected {part!r} in the error, got {on_row}"


def _shown(text: str | None) -> str:
    return "nothing" if text is None else repr(text)


def parse(text: str) -> Expectations:
    lines = text.rstrip("\n").split("\n")
    result = Expectations(line_count=len(lines))
    for row, line in enumerate(lines, 1):
        if rows := ROWS.search(line):
            result.rows += rows[1].split()
        start = line.find("// expect")
        if start < 0:
            continue
        match = EXPECT.match(line[start:].rstrip("\r"))
        if match is None:
            raise ExpectationError(f"line {row}: cannot read {line[start:]!r}")
        kind, argument = match[1], match[2]
        if kind == " error":
            result.errors.append((row, argument or ""))
        elif argument is None:
            raise ExpectationError(f"line {row}: the expectation has no text")
        elif kind is None:
            result.output.append(argument.rstrip())
        elif result.exception is not None:
            raise ExpectationError(f"line {row}: a script ends in one exception only")
        else:
            result.exception = argument
    if result.errors and (result.output or result.exception is not None):
        raise ExpectationError("a script that must not compile can have no other expectations")
    if not (result.errors or result.output or result.exception is not None):
        raise ExpectationError("the script expects nothing")
    return result
