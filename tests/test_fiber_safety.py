"""Fibers in a memory that hostile code has overwritten: nonsense within the instance, never a crash.

The program writes anywhere into its own memory, through a register that holds any bits as an object. So it can change
what suspended fibers look like: their functions, places, registers and states.
"""

from __future__ import annotations

import contextlib
import random

import pytest
from seraphscript.modules import default_modules
from seraphscript.registry.ids import native_id
from seraphscript.vm.assembler import assemble
from seraphscript.vm.errors import SeraphError
from seraphscript.vm.instance import Instance

SOURCE = f"""
native pause = {native_id("std.yield"):#x} void() "yield"
native go = {native_id("fiber.resume"):#x} bool(fiber) "resume"
native end = {native_id("fiber.abort"):#x} void(fiber) "abort"
lit text = "a string"
type list = array str
class Cell
    field i64 value
end
class Loud
    field i64 value
    dtor ~
end
func Loud.~(Loud this) void
    RETV
end
func below(i32 n, str s) i32
    own mine str
    own many list
    own loud Loud
    reg t str
    reg k i32
    LDS t, text
    MOVH mine, t
    NEWARRI many, 3, list
    NEW loud, Loud
    BORN loud
    NATIVE pause()
    LDI k, 3
    ASETH many, k, mine
    RET n
end
func work(i32 n, str s) i32
    own mine list
    reg a i32
    reg b i32
    NEWARRI mine, 5, list
    CALL below(n, s) -> a
    NATIVE pause()
    CALL below(a, s) -> b
    ADD_I32 a, a, b
    RET a
end
func leave(i64 a, i64 b) void
    RETV
end
func write() void
    reg cell Cell
    reg value i64
    SETF cell, 0, value
    RETV
end
func drive(fiber f) bool
    reg r bool
    NATIVE go(f) -> r
    RET r
end
func stop(fiber f) void
    NATIVE end(f)
    RETV
end
"""
ODD = (
    0,
    1,
    -1,
    2,
    3,
    4,
    5,
    68,
    70,
    100,
    1 << 16,
    1 << 31,
    (1 << 32) - 1,
    1 << 32,
    3 << 32,
    0xFFFF << 32,
    1 << 62,
    -(1 << 63),
)


@pytest.mark.parametrize("seed", range(40))
def test_overwritten_fibers(seed: int) -> None:
    default_modules()  # registers the C functions
    code = assemble(SOURCE)
    chance = random.Random(seed)
    refused = 0
    for _ in range(25):
        world = Instance(code, memory_limit=1 << 14, on_exception=lambda _error: None)
        fibers = [world.start("work", i, "an argument") for i in range(3)]
        for fiber in fibers:
            fiber.resume()
        top = world.memory_used // 8
        for _ in range(chance.randrange(1, 6)):
            value = chance.choice(
                (chance.choice(ODD), chance.randrange(top), chance.getrandbits(40), chance.randrange(60) << 32)
            )
            world.call("leave", chance.randrange(68, top), value)
            with contextlib.suppress(SeraphError):
                world.call("write")
        for fiber in fibers:
            for _ in range(chance.randrange(4)):
                try:
                    fiber.resume(budget=10_000)
                except SeraphError as error:
                    refused += "damaged" in str(error)
            with contextlib.suppress(SeraphError):
                world.call(chance.choice(("drive", "stop")), fiber)
        if chance.random() < 0.5:
            del fiber, fibers
        with contextlib.suppress(SeraphError):
            world.collect()
        world.close()
    assert refused
