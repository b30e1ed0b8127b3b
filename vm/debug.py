"""Switches for debugging: environment variables that are read when the package is imported. No game needs them.

SERAPH_GC_STRESS=N: instances look for cycles whenever N blocks were allocated, instead of every 20,000 or
more. With 1 every allocation of an object, array or dictionary collects: an object that something still uses without
a counted reference is then freed at the first opportunity, and the checking build traps its use.

Switches of the build stand in setup.py: SERAPH_CHECKED (traps uses of freed objects), SERAPH_SANITIZE, SERAPH_ANNOTATE,
SERAPH_NO_COMPUTED_GOTO.
"""

from __future__ import annotations

import os


def gc_stress() -> int:
    """The value of SERAPH_GC_STRESS; 0 if it is not set to a positive number."""
    text = os.environ.get("SERAPH_GC_STRESS", "")
    return int(text) if text.isdecimal() else 0
