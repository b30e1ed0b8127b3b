"""Count the indirect jumps of the built interpreter loop: threaded dispatch needs at least one per opcode.

    python tools/check_dispatch.py EXTENSION            threaded: as many indirect jumps as opcodes, or more
    python tools/check_dispatch.py --switch EXTENSION   switch fall-back: a handful

EXTENSION is the compiled interpreter module. gcc may merge the jumps of all opcodes into a few, which costs 7-8 % and
shows nowhere else. Counted is the one function with most of them, so that neither calls through the procedure linkage
table nor other functions can make up for merged dispatches. Needs objdump; knows x86-64 and AArch64.
"""

from __future__ import annotations

import argparse
import re
import subprocess
import sys
from collections import Counter
from pathlib import Path

OPCODES = Path(__file__).resolve().parent.parent / "vm" / "opcodes.h"
FUNCTION = re.compile(r"^[0-9a-f]+ <(.+)>:$")
# x86-64: jmp *%rax, jmp *(%rdx,%rax,8) but not jmp *name(%rip), which is a tail call; AArch64: br x16.
JUMP = re.compile(r"\t(?:notrack )?(?:bnd )?jmpq?\s+\*(?!.*\(%rip\))|\tbr\s+x\d+")
FEW = 8


def opcode_count() -> int:
    return len(re.findall(r"^\s*OP_\w+ = \d+,", OPCODES.read_text(encoding="utf-8"), re.MULTILINE))


def indirect_jumps(extension: Path) -> tuple[str, int]:
    """The function with most indirect jumps, and how many it has (its cold part belongs to it)."""
    listing = subprocess.run(
        ["objdump", "-d", "--no-show-raw-insn", str(extension)], capture_output=True, check=True, encoding="utf-8"
    ).stdout
    counts: Counter[str] = Counter()
    function = ""
    for line in listing.splitlines():
        if found := FUNCTION.match(line):
            function = found[1].removesuffix(".cold")
        elif JUMP.search(line):
            counts[function] += 1
    return counts.most_common(1)[0] if counts else ("", 0)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--switch", action="store_true", help="the build without computed goto")
    parser.add_argument("extension", type=Path)
    arguments = parser.parse_args()
    opcodes = opcode_count()
    function, jumps = indirect_jumps(arguments.extension)
    print(f"{opcodes} opcodes, {jumps} indirect jumps in {function or 'no function'}")
    if opcodes == 0:
        sys.exit(f"no opcodes found in {OPCODES}")
    good = jumps <= FEW if arguments.switch else jumps >= opcodes
    return 0 if good else 1


if __name__ == "__main__":
    sys.exit(main())
