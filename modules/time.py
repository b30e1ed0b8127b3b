"""time: the clocks of the system. No default module: installing it is how a host grants them.

The system's time is counted from the beginning of 1970 (UTC), in milliseconds or nanoseconds, and can be set back; the
monotonic one, in nanoseconds from anywhere, cannot. A replay overrides the functions. Declarations only.
"""

from __future__ import annotations

from seraphscript.registry.module import Module


def module() -> Module:
    """The module, new."""
    time = Module(name="time")
    for name in ("getSystemTime", "getSystemTimeNs", "getMonotonicTime"):
        time.register_native(f"int64 {name}()", f"time.{name}")
    return time
