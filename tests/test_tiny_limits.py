"""SERAPH_TINY_LIMITS: every growth and every way to suspend and resume, under all scripts."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

LANGUAGE = Path(__file__).parent / "language"
LARGE = "hundred_thousand or sort_with_function or deep.as"  # the switch makes these quadratic


def run(arguments: list[str], **switches: str) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "SERAPH_TINY_LIMITS": "1", **switches}
    return subprocess.run(
        [sys.executable, *arguments],
        env=environment,
        capture_output=True,
        text=True,
        cwd=LANGUAGE.parent.parent,
        check=False,
    )


@pytest.mark.parametrize(("mode", "gc_stress"), [("source", "0"), ("source", "1"), ("sbc", "0")])
def test_every_script_passes(mode: str, gc_stress: str) -> None:
    command = ["-m", "pytest", "-q", "-p", "no:cacheprovider", str(LANGUAGE), "-k", f"{mode} and not ({LARGE})"]
    done = run(command, SERAPH_GC_STRESS=gc_stress)
    assert done.returncode == 0, done.stdout[-3000:] + done.stderr[-1000:]


def test_the_switch_is_on() -> None:
    """Memory does not start with 1 KiB, and a call is suspended at the first poll."""
    program = """
from seraphscript import Context
unit = Context().create_unit("a")
unit.add_source("a.as", "int n; void main() { for (int i = 0; i < 9; i++) n += i; }")
unit.build()
world = unit.instantiate()
fiber = world.start("void main()")
times = 0
while not fiber.resume(budget=1):
    times += 1
print(times >= 9, world.stats().memory_size < 1024)
"""
    done = run(["-c", program])
    assert done.stdout == "True True\n", done.stdout + done.stderr


def test_a_loop_over_a_dictionary_whose_entries_get_new_numbers() -> None:
    """After more insertions than there are numbers a loop in progress raises, and others go on."""
    program = """
from seraphscript import Context
unit = Context().create_unit("a")
unit.add_source("a.as", '''
    string f() {
        dictionary<int, int> d;
        string all;
        for (int i = 0; i < 4; i++) d[i] = i;
        for (int round = 0; round < 70; round++) {
            try {
                foreach (int v, int k : d) {
                    for (int i = 0; i < 1500; i++) { d[9 + i] = i; d.delete(8 + i); }
                    d.delete(1508);
                }
                return "not noticed";
            } catch { all = getExceptionInfo(); }
        }
        foreach (int v, int k : d) all += " " + k;
        return all;
    }
''')
unit.build()
print(unit.instantiate().call("f"))
"""
    done = run(["-c", program])
    assert done.stdout == "The dictionary was changed too often during foreach 0 1 2 3\n", done.stdout + done.stderr
