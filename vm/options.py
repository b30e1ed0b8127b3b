"""Options of new instances, for the messages of errors.

What it is: their names. What it is not: their checks and their meaning (`instance.pyx`).
"""

from __future__ import annotations

import difflib
from collections.abc import Iterable

OPTIONS = (
    "memory_limit", "max_depth", "output", "error_output", "on_exception", "budget", "deadline", "overrides", "seed",
)
"""The options of Instance(), Context.instantiate() and Unit.instantiate()."""


def check_options(options: Iterable[str], maker: str) -> None:
    """TypeError for an option that there is not; `maker`: what it was given to."""
    for name in options:
        if name not in OPTIONS:
            close = difflib.get_close_matches(name, OPTIONS, 1, 0.5)
            hint = f"did you mean {close[0]!r}?" if close else f"there are {', '.join(OPTIONS)}"
            raise TypeError(f"{maker}() has no option {name!r}: {hint}") from None
