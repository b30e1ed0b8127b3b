"""Calls of functions in C: from a script, and the same function from C. Needs a C compiler."""

from __future__ import annotations

import importlib.util
import subprocess
import sys
import sysconfig
import tempfile
from collections.abc import Callable
from functools import cache
from pathlib import Path
from types import ModuleType

import seraphscript
from seraphscript import Context, Module

from .common import BENCH, build

SOURCE = BENCH.parent / "examples" / "native_extension" / "noise.c"
SCRIPT = """
int64 called(int64 n) { int64 sum = 0; for (int64 i = 0; i < n; i++) sum = native::add(sum, i); return sum; }
int64 inline_(int64 n) { int64 sum = 0; for (int64 i = 0; i < n; i++) sum = sum + i; return sum; }
double mixed(int64 n) { double x = 0; for (int64 i = 0; i < n; i++) x = native::mix(x, 1.0, 0.5); return x; }
int64 words(int64 n) { int64 sum = 0; for (int64 i = 0; i < n; i++) sum += native::seedOf("forest"); return sum; }
"""


def compiled(source: Path, folder: Path) -> ModuleType:
    """An extension of one C file, imported. What the compiler needs is what it built Python with."""
    name = source.stem
    target = folder / f"{name}{sysconfig.get_config_var('EXT_SUFFIX')}"
    compiler = (sysconfig.get_config_var("CC") or "cc").split()
    includes = [f"-I{seraphscript.get_include()}", f"-I{sysconfig.get_path('include')}"]
    flags = ["-O2", "-shared", "-fPIC", *includes]
    if sys.platform == "darwin":
        flags += ["-undefined", "dynamic_lookup"]
    subprocess.run([*compiler, *flags, str(source), "-o", str(target)], check=True)
    spec = importlib.util.spec_from_file_location(name, target)
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@cache
def calls() -> tuple[dict[str, Callable[[int], object]], Callable[[int], object]]:
    """Loops of a script by name, and the loop in C."""
    with tempfile.TemporaryDirectory() as folder:
        noise = compiled(SOURCE, Path(folder))
    module = Module("native")
    noise.register(module)
    world = build(Context().install(module), "native", SCRIPT).instantiate()
    names = ("called", "inline_", "mixed", "words")
    return {name: world.function(name) for name in names}, noise.time_calls


class NativeCalls:
    """A million rounds of a loop."""

    params = ("called", "inline_", "mixed", "words", "c")
    param_names = ("loop",)

    def setup(self, loop: str) -> None:
        loops, in_c = calls()
        self.run = in_c if loop == "c" else loops[loop]

    def time_million(self, loop: str) -> None:
        self.run(1_000_000)
