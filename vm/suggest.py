"""Names that may have been meant, for the messages of errors.

What it is: the nearest of the names that there are. What it is not: the hints of the compiler (`compiler/hints.pyx`).
Its work is bounded: programs may be large, and hosts may ask for names that users typed.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterable

MOST_NAMES = 500
LONGEST_NAME = 100


def nearest(wanted: str, known: Iterable[str]) -> str:
    """ " (did you mean 'x'?)" or "". Another namespace counts as a small mistake."""
    if not 1 < len(wanted) <= LONGEST_NAME:
        return ""
    last = wanted.rpartition("::")[2]
    similar = []
    for name in known:
        if name != wanted and name.rpartition("::")[2] == last:
            return f" (did you mean '{name}'?)"
        if abs(len(name) - len(wanted)) <= 3:
            similar.append(name)
            if len(similar) == MOST_NAMES:
                break
    close = difflib.get_close_matches(wanted, similar, 1, 0.7)
    return f" (did you mean '{close[0]}'?)" if close else ""
