"""Switches for debugging: environment variables that are read when the package is imported. No game needs them.

SERAPH_GC_STRESS=N: instances look for cycles whenever N blocks were allocated, instead of every 20,000 or
more. With 1 every allocation of an object, array or dictionary collects: an object that something still uses without
a counted reference is then freed at the first opportunity, and the checking build traps its use.

SERAPH_TINY_LIMITS=1: everything that starts small and grows starts at its least and grows by just what is asked for,
and each growth moves it and overwrites the old place (`growth.pyx`): registers and frames, linear memory, arrays,
strings, dictionaries, output, and the tables of the compiler and the registry. There is a poll at each function entry
and back edge, which looks for signals, flushes output, gives the GIL away, cuts the stacks down to what is in use and
forgets the cache of interface calls. Linear memory moves at every allocation until it is a mapping (from 32 KiB on, not
1 MiB). Nothing is kept in a pool. So whatever keeps a pointer, a view or a size across something that may move, or
relies on room that is usually there, fails in the first test. No result changes but costs, which count moves.

Switches of the build stand in setup.py: SERAPH_CHECKED (traps uses of freed objects), SERAPH_SANITIZE, SERAPH_ANNOTATE,
SERAPH_NO_COMPUTED_GOTO.
"""

from __future__ import annotations

import os


def number(name: str) -> int:
    """The value of a switch; 0 if it is not set to a positive number."""
    text = os.environ.get(name, "")
    return int(text) if text.isdecimal() else 0


def gc_stress() -> int:
    return number("SERAPH_GC_STRESS")


def tiny_limits() -> bool:
    return number("SERAPH_TINY_LIMITS") > 0
