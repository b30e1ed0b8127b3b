"""The states of a fiber, in the order of their numbers in `coroutine.pxd`; scripts have the same as `FiberState`."""

from __future__ import annotations

from enum import StrEnum


class FiberState(StrEnum):
    """What a fiber is doing."""

    READY = "ready"
    """Not begun."""
    SUSPENDED = "suspended"
    """By `yield()`, or by a limit: `Fiber.reason` says which."""
    RUNNING = "running"
    """Or waiting for a fiber or host function that it has called."""
    FINISHED = "finished"
    """Its function has returned: `Fiber.result`."""
    EXCEPTION = "exception"
    """An exception has left its function."""
    ABORTED = "aborted"
    """Ended by `Fiber.abort()` or with its instance."""


STATES: tuple[FiberState, ...] = tuple(FiberState)
