"""Fail if the log of a verbose build has warnings of Cython or of the C compiler about our files.

    python tools/check_build_log.py LOG

Counted are Cython's warnings and "performance hint" lines (what a hint names costs about 100 ns a call in vm/, and is
easy to avoid elsewhere) and the C compiler's warnings in the staged view. A log that shows no compilation is an error:
an incremental build that did nothing proves nothing.
"""

from __future__ import annotations

import argparse
import re
import sys
from pathlib import Path

CYTHON = r"\s*(?:warning|performance hint): \S+\.(?:pyx|pxd|pxi|py):\d+:"
C_COMPILER = r"\s*build/view/\S+: (?:warning\b|warning C\d+:)"
WARNING = re.compile(f"{CYTHON}|{C_COMPILER}")


def main() -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("log", type=Path)
    log: Path = parser.parse_args().log
    if not log.is_file():
        parser.error(f"{log} is not a file")
    lines = log.read_text(encoding="utf-8", errors="replace").splitlines()
    modules = sum("Cythonizing" in line for line in lines)
    if not modules:
        sys.exit("the log shows no compilation")
    warnings = [line.strip() for line in lines if WARNING.match(line)]
    print(*warnings, sep="\n", end="\n" if warnings else "")
    print(f"{modules} modules, {len(warnings)} warnings")
    return 1 if warnings else 0


if __name__ == "__main__":
    sys.exit(main())
