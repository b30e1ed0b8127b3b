"""random: random numbers that can be repeated. No default module: a host that wants it installs it.

The state belongs to the instance: `instantiate(seed=...)` and `Instance.random_state` are the host's, `seed()` the
script's. Without a seed every instance begins with the same one. Declarations only; upper bounds do not belong to the
range, and a range without a number raises "Out of range".
"""

from __future__ import annotations

from seraphscript.registry.module import Module

RAND_MAX = 2**31 - 1
"""The largest number that rand() gives."""


def module() -> Module:
    """The module, new."""
    random = Module(name="random")
    random.const("const int RAND_MAX", RAND_MAX)
    random.register_native("double random()", "random.random")
    random.register_native("int rand()", "random.rand")
    random.register_native("int rand(int max)", "random.randBelow")
    random.register_native("int rand(int min, int max)", "random.randBetween")
    random.register_native("double randomRange(double min, double max)", "random.randomRange")
    random.register_native("void seed(uint64 value)", "random.seed")
    return random
