"""Every example runs, and gives the same output from source and from a compiled file."""

from __future__ import annotations

import importlib.util
import os
import subprocess
import sys
import sysconfig
from pathlib import Path

import pytest

EXAMPLES = Path(__file__).resolve().parent.parent / "examples"
SERAPH = Path(sysconfig.get_path("scripts"), "seraph")

# What the C++ engine prints for `nbody.as 2000`.
PLANETS = """\
energy -0.169202165
energy -0.169198688 after 20.00 years
Jupiter is 5.430 from the Sun
Saturn is 10.089 from the Sun
Uranus is 19.891 from the Sun
Neptune is 29.923 from the Sun
"""
TRANSCRIPT = EXAMPLES / "dungeon" / "transcript.txt"  # also from the C++ engine


def output(*command: str | Path) -> str:
    done = subprocess.run(
        command, stdin=subprocess.DEVNULL, capture_output=True, encoding="utf-8", timeout=120, check=False
    )
    assert done.returncode == 0, done.stderr
    assert done.stderr == ""
    return done.stdout


COMMANDS = """\
> look
== Gate ==
Wind moves the broken gate. The hill rises to the north.
Here: lamp.
Exits: north.
> take lamp
You take the lamp.
> bag
You carry lamp. Health 24.
> jump
No: nobody understands "jump".
Score 24 in 3 turns.
"""

CASES = [
    pytest.param("hello.as", [], "Hello, world!\n", id="hello"),
    pytest.param("hello.as", ["Ann", "Bob"], "Hello, Ann!\nHello, Bob!\n", id="hello-names"),
    pytest.param("nbody/nbody.as", ["2000"], PLANETS, id="nbody"),
    pytest.param("dungeon/dungeon.as", [], TRANSCRIPT.read_text(encoding="utf-8"), id="dungeon"),
    pytest.param("dungeon/dungeon.as", ["look", "take lamp", "bag", "jump"], COMMANDS, id="dungeon-commands"),
]


@pytest.mark.parametrize(("script", "arguments", "expected"), CASES)
def test_script(script: str, arguments: list[str], expected: str, tmp_path: Path) -> None:
    assert output(SERAPH, "run", EXAMPLES / script, *arguments) == expected
    compiled = tmp_path / "example.sbc"
    output(SERAPH, "build", EXAMPLES / script, "-o", compiled)
    assert output(SERAPH, "run", compiled, *arguments) == expected


def test_dungeon_depends_on_the_seed() -> None:
    game = EXAMPLES / "dungeon" / "dungeon.as"
    assert output(SERAPH, "run", game, "seed=9") != TRANSCRIPT.read_text(encoding="utf-8")


def test_host(tmp_path: Path) -> None:
    host = EXAMPLES / "host" / "host.py"
    plain = output(sys.executable, host)
    assert output(sys.executable, host, "--through", tmp_path / "bees.sbc") == plain
    lines = plain.splitlines()
    assert lines[0] == "[bees] hive at 24,16 with 12 bees"
    assert [line for line in lines if line.startswith("[host] tick")] == [
        f"[host] tick {tick}: the script ran out of its budget" for tick in (299, 599, 899)
    ]
    assert lines[-1].startswith("[host] 1000 ticks, 3 given up: honey ")
    honey = int(lines[-1].split("honey ")[1].split()[0])
    assert honey > 0


def test_arcade(tmp_path: Path) -> None:
    """600 frames, played by the computer without a screen; random numbers and steps are fixed, so the score is, too."""
    screenshot = tmp_path / "last.png"
    environment = {
        **os.environ, "SDL_VIDEODRIVER": "dummy", "SDL_AUDIODRIVER": "dummy", "PYGAME_HIDE_SUPPORT_PROMPT": "1"
    }  # fmt: skip
    done = subprocess.run(
        [sys.executable, EXAMPLES / "arcade" / "arcade.py", "--auto", "600", "--screenshot", screenshot],
        env=environment, capture_output=True, encoding="utf-8", timeout=120, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    first, *_, last = done.stdout.splitlines()
    assert first == "mod broken.as is left out:"
    assert last == "frames 600, score 90, wave 2, lives 3"
    assert screenshot.stat().st_size > 1000


TOURNAMENT = EXAMPLES / "tournament" / "tournament.py"


def test_tournament() -> None:
    """The table is the same however many processes play."""
    command = (sys.executable, TOURNAMENT, "--games", "60")
    table = output(*command, "--processes", "1")
    assert output(*command, "--processes", "2") == table
    rows = [line.split() for line in table.splitlines()[1:6]]
    assert sorted(row[0] for row in rows) == ["dreamer", "equal", "luck", "miser", "scholar"]
    assert {row[1] for row in rows} == {"24"}
    assert sum(int(row[2]) for row in rows) == sum(int(row[4]) for row in rows)
    assert table.endswith("forfeits of dreamer: Budget exceeded\n")


@pytest.mark.skipif(importlib.util.find_spec("distributed") is None, reason="needs dask[distributed]")
def test_tournament_on_dask() -> None:
    command = (sys.executable, TOURNAMENT, "--games", "60", "--processes", "2")
    assert output(*command, "--dask") == output(*command)
