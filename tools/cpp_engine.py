"""The C++ AngelScript engine as an optional oracle: builds `tools/oracle/asrun.cpp` and talks to it.

What it is: the one place that knows how to find, build and run the engine; used by the comparison
tools. What it is not: needed by the package or its tests.

Invariant: nothing is downloaded. Without the engine's headers, its libraries or a C++ compiler
`find` raises `EngineMissing` with the reason.
"""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
SOURCE = ROOT / "tools" / "oracle" / "asrun.cpp"
BINARY = ROOT / "build" / "oracle" / "asrun"
HEADERS = Path("/usr/include/angelscript")
PACKAGES = "angelscript-dev and libangelscript-addon2.35.1 (Debian)"


class EngineMissing(Exception):
    """The C++ engine cannot be had here; the text says why."""


def find() -> Path:
    """The path of `asrun`, built first if it is missing or older than its source. ASRUN names another one."""
    if named := os.environ.get("ASRUN"):
        if not Path(named).is_file():
            raise EngineMissing(f"ASRUN names no file: {named}")
        return Path(named)
    if BINARY.is_file() and BINARY.stat().st_mtime >= SOURCE.stat().st_mtime:
        return BINARY
    if not HEADERS.is_dir():
        raise EngineMissing(f"no headers in {HEADERS}; they come with {PACKAGES}")
    compiler = shutil.which("g++") or shutil.which("c++")
    if compiler is None:
        raise EngineMissing("no C++ compiler")
    BINARY.parent.mkdir(parents=True, exist_ok=True)
    command = [compiler, "-O2", "-std=c++17", "-DAS_USE_NAMESPACE", f"-I{HEADERS}", str(SOURCE), "-o", str(BINARY)]
    done = subprocess.run(
        [*command, "-langelscript-addon", "-langelscript"], capture_output=True, encoding="utf-8", check=False
    )
    if done.returncode:
        raise EngineMissing(f"asrun.cpp does not build:\n{done.stderr.strip()}")
    return BINARY


def run(script: Path | str, asrun: Path | None = None) -> subprocess.CompletedProcess[str]:
    """Run `void main()` of a script: exit code 0 ok, 1 compile error, 2 script exception."""
    command = [str(asrun or find()), "exec", str(script)]
    return subprocess.run(command, capture_output=True, encoding="utf-8", errors="replace", check=False)


def build_time(script: Path, builds: int, asrun: Path | None = None) -> tuple[float, float]:
    """The smallest and the median time of a build in microseconds; the engine is set up once."""
    command = [str(asrun or find()), "build", str(script), str(builds)]
    done = subprocess.run(command, capture_output=True, encoding="utf-8", check=False)
    words = done.stdout.split()
    if done.returncode or words[:1] != ["min_us"]:
        raise EngineMissing(f"the C++ engine does not build {script}: {done.stderr.strip()}")
    return float(words[1]), float(words[3])


class Server:
    """A process that built a script once and runs one function for every line of arguments it is sent."""

    def __init__(self, script: Path, declaration: str) -> None:
        command = [str(find()), "serve", str(script), declaration]
        self.process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, encoding="utf-8")

    def call(self, argument: int) -> tuple[float, float]:
        """Milliseconds and result of one run."""
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        self.process.stdin.write(f"{argument}\n")
        self.process.stdin.flush()
        answer = self.process.stdout.readline().split()
        if len(answer) != 2:
            raise EngineMissing(f"the C++ engine gave no answer (exit code {self.process.wait()})")
        return float(answer[0]), float(answer[1])

    def close(self) -> None:
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        self.process.stdin.close()
        self.process.stdout.close()
        self.process.wait()
