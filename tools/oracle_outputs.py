#!/usr/bin/env python3
"""Takes what the benchmark scripts and the comparison programs print from the C++ engine.

    python tools/oracle_outputs.py [--check]

Writes asv_bench/expected.json: the output of each script of asv_bench/scripts/ and the checksum of each
program of asv_bench/programs/ at a small size, as the C++ engine gives them. The tests hold our engine to
these. With --check it writes nothing and fails if the file is stale. Needs the C++ engine.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent))
import cpp_engine

BENCH = cpp_engine.ROOT / "asv_bench"
TARGET = BENCH / "expected.json"
SIZE = 12  # at which the programs are checked: small, because fib is exponential


def checksum(program: Path, asrun: Path) -> float:
    command = [str(asrun), "time", str(program), "double bench(int)", "1", str(SIZE)]
    done = subprocess.run(command, capture_output=True, encoding="utf-8", check=True)
    return float(done.stdout.split()[-1])


def collect(asrun: Path) -> dict[str, Any]:
    scripts: dict[str, list[str]] = {}
    for path in sorted((BENCH / "scripts").rglob("*.as")):
        done = cpp_engine.run(path, asrun)
        if done.returncode:
            sys.exit(f"{path.name}: the C++ engine ends with {done.returncode}: {done.stderr.strip()}")
        scripts[path.relative_to(BENCH / "scripts").with_suffix("").as_posix()] = done.stdout.splitlines()
    names = json.loads((BENCH / "programs" / "programs.json").read_text(encoding="utf-8"))
    programs = {name: checksum(BENCH / "programs" / f"{name}.as", asrun) for name in names}
    return {"scripts": scripts, "size": SIZE, "programs": programs}


def main() -> int:
    parser = argparse.ArgumentParser(description="Outputs of the benchmark scripts on the C++ engine.")
    parser.add_argument("--check", action="store_true", help="write nothing; exit 1 if the file is stale")
    options = parser.parse_args()
    try:
        text = json.dumps(collect(cpp_engine.find()), indent=1) + "\n"
    except cpp_engine.EngineMissing as error:
        print(f"oracle_outputs: {error}", file=sys.stderr)
        return 1
    if options.check:
        stale = not TARGET.is_file() or TARGET.read_text(encoding="utf-8") != text
        print("stale" if stale else "fresh")
        return int(stale)
    TARGET.write_text(text, encoding="utf-8")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
