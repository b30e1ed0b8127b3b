"""Time of a resume() and yield() pair against Lua's coroutines (needs lupa), in one run.

Prints, for some depths of calls below the fiber, nanoseconds of both and their ratio; the best of several rounds.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Callable
from functools import partial

from seraphscript import Context

SCRIPT = """
void work(int depth) { if (depth > 0) work(depth - 1); else while (true) yield(); }
void drive(Fiber@ f, int n) { for (int i = 0; i < n; i++) f.resume(); }
"""
LUA = """
function work(depth)
    if depth > 0 then work(depth - 1) else while true do coroutine.yield() end end
    return 1
end
function drive(f, n, depth)
    local co = coroutine.create(f)
    for i = 1, n do coroutine.resume(co, depth) end
end
"""
PAIRS = 200_000
ROUNDS = 7


def best(run: Callable[[], object]) -> float:
    """Nanoseconds of one pair."""
    times = []
    for _ in range(ROUNDS):
        start = time.perf_counter()
        run()
        times.append(time.perf_counter() - start)
    return min(times) / PAIRS * 1e9


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--depths", default="0,3,30", help="calls below the fiber, default %(default)s")
    depths = [int(depth) for depth in parser.parse_args().depths.split(",")]
    import lupa.lua54  # not needed to say what the tool is

    unit = Context().create_unit("fibers")
    unit.add_source("fibers.as", SCRIPT)
    unit.build()
    world = unit.instantiate()
    lua = lupa.lua54.LuaRuntime()
    lua.execute(LUA)
    names = lua.globals()

    def drive(depth: int) -> None:
        world.call("drive", world.start("work", depth), PAIRS)

    for depth in depths:
        ours = best(partial(drive, depth))
        theirs = best(partial(names.drive, names.work, PAIRS, depth))
        print(f"depth {depth:3}: {ours:6.1f} ns, Lua {theirs:6.1f} ns, ratio {ours / theirs:.2f}")


if __name__ == "__main__":
    main()
