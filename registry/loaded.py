"""Registries of files that this process has loaded: equal files with equal bindings are one registry.

What it is: who asks for a file that is in use already gets what is there, and threads that ask at once wait for one
that loads. What it is not: the file, whose digest the caller has checked (`sfr.pyx`), or a cache that keeps anything
alive: a registry goes when the last context, unit and instance that uses it does.

A forked child has what its parent had loaded; a spawned one loads by itself.
"""

from __future__ import annotations

import os
import threading
from collections.abc import Callable
from typing import TYPE_CHECKING
from weakref import ReferenceType, WeakValueDictionary, ref

if TYPE_CHECKING:
    from seraphscript.registry.bindings import Bindings
    from seraphscript.registry.ffi_registry import FfiRegistry


class _Turn:
    """Who loads a file: one thread at a time."""

    def __init__(self) -> None:
        self.lock = threading.Lock()


_registries: dict[bytes, list[ReferenceType[FfiRegistry]]] = {}  # by the digest of the file
_turns: WeakValueDictionary[bytes, _Turn] = WeakValueDictionary()
_guard = threading.RLock()  # of both


def _after_fork() -> None:
    """The threads that held locks do not exist in the child."""
    global _guard, _turns
    _guard, _turns = threading.RLock(), WeakValueDictionary()


if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_after_fork)


def loaded(digest: bytes, bindings: Bindings, load: Callable[[], FfiRegistry]) -> FfiRegistry:
    """The registry of a file of this digest with these bindings; load() makes it if there is none."""
    with _guard:
        turn = _turns.get(digest)
        if turn is None:
            turn = _turns[digest] = _Turn()
    with turn.lock:
        with _guard:
            known = [registry for each in _registries.get(digest, ()) if (registry := each()) is not None]
        for registry in known:
            if registry.bindings.is_like(bindings):
                return registry
        made = load()
        made.bind(bindings)
        with _guard:
            _registries.setdefault(digest, []).append(ref(made))
            for key, refs in list(_registries.items()):
                alive = [each for each in refs if each() is not None]
                if alive:
                    _registries[key] = alive
                else:
                    del _registries[key]
        return made
