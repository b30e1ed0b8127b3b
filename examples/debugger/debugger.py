"""A console debugger in a page: `python debugger.py FILE.as`.

s  step into    n  step over    o  step out    c  continue
b LINE  breakpoint    d  delete all    w  where    g NAME  value of a global    locals  variables in scope    q  quit
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path

from seraphscript import Context, Instance, Step, Stop

STEPS = {"s": Step.INTO, "n": Step.OVER, "o": Step.OUT}


class Quit(Exception):
    """The user has had enough; leaves the script as a host exception."""


class Console:
    """What a stop shows and what the user answers."""

    def __init__(self, world: Instance, section: str, source: list[str], ask: Callable[[str], str] = input) -> None:
        self.world, self.section, self.source, self.ask = world, section, source, ask
        world.debugger.on_break = self.stopped

    def stopped(self, stop: Stop) -> Step | None:
        text = self.source[stop.line - 1].strip() if stop.section == self.section else ""
        print(f"{stop.section}:{stop.line} in {stop.function}: {text}")
        while True:
            try:
                command, _, rest = self.ask("> ").strip().partition(" ")
            except EOFError:
                raise Quit from None
            if command in STEPS:
                return STEPS[command]
            if command == "c":
                return None
            if command == "q":
                raise Quit
            self.look(command, rest, stop)

    def look(self, command: str, rest: str, stop: Stop) -> None:
        match command:
            case "w":
                for frame in stop.frames:
                    print(f"  {frame.section}:{frame.line} in {frame.function}")
            case "b":
                print(f"  {self.world.debugger.break_at(self.section, int(rest))}")
            case "d":
                self.world.debugger.clear()
            case "locals":
                for name, value in stop.frames[-1].locals.items():
                    print(f"  {name} = {value!r}")
            case "g":
                print(f"  {rest} = {self.world.globals.get(rest)!r}")
            case _:
                print(__doc__)


def main(path: str, ask: Callable[[str], str] = input) -> None:
    source = Path(path).read_text(encoding="utf-8")
    unit = Context().create_unit("debugged")
    unit.add_source(Path(path).name, source)
    unit.build()
    with unit.instantiate() as world:
        Console(world, Path(path).name, source.splitlines(), ask)
        world.debugger.break_in("main")
        try:
            world.call("main")
        except Quit:
            print("quit")


if __name__ == "__main__":
    main(sys.argv[1])
