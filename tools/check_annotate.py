"""Fail on every yellow line of `cython -a` in the interpreter loop and in the helpers that it reaches.

    python tools/check_annotate.py [FOLDER]      FOLDER: the staged vm/ folder of a build with SERAPH_ANNOTATE=1
                                                 (default build/view/seraphscript/vm)

The loop is each function that uses the macro DISPATCH; from there the check follows calls by name, within a module and
along its cimports. A call through a pointer (a host call, a native function of a host) ends the walk: Python may be its
purpose. Inline functions in
.pxd files have no annotated page; they must be `noexcept nogil`, which leaves Cython nothing to put there.
"""

from __future__ import annotations

import argparse
import re
import sys
from dataclasses import dataclass
from pathlib import Path

LOOP = "DISPATCH("
DEFINITION = re.compile(r"^(\s*)c(?:p)?def\s+(?!extern|class|enum|struct|union|packed)[^=]*?(\w+)\s*\(")
CALL = re.compile(r"(?<![.\w])(\w+)\s*\(")
CIMPORT = re.compile(r"^from\s+([.\w]+)\s+cimport\s+(\([^)]*\)|[^(\n]+)", re.MULTILINE)
SCORE = re.compile(r'<pre class="cython line score-(\d+)"[^>]*>[^<]*<span class="">0*(\d+)</span>')


@dataclass
class Function:
    path: Path
    name: str
    first: int  # line numbers from 1, both ends included
    last: int
    signature: str
    body: str


def indent(line: str) -> int:
    return len(line) - len(line.lstrip())


def functions_of(path: Path) -> list[Function]:
    lines = path.read_text(encoding="utf-8").splitlines()
    found = []
    for start, line in enumerate(lines):
        match = DEFINITION.match(line)
        if match is None:
            continue
        body = start + 1  # first line behind the signature, which may go over several lines
        while body < len(lines) and "".join(lines[start:body]).count("(") > "".join(lines[start:body]).count(")"):
            body += 1
        signature = " ".join(lines[start:body])
        if not re.search(r":\s*(#.*)?$", lines[body - 1]):
            continue  # a declaration
        end = body
        while end < len(lines) and (
            not lines[end].strip() or len(lines[end]) - len(lines[end].lstrip()) > len(match[1])
        ):
            end += 1
        code = "\n".join(text.split("#")[0] for text in lines[body:end])
        found.append(Function(path, match[2], start + 1, end, signature, code))
    return found


def cimports_of(folder: Path, module: str) -> dict[str, str]:
    """Name to the module that it is cimported from, by the module or by its own .pxd."""
    found: dict[str, str] = {}
    for suffix in (".pxd", ".pyx"):
        path = folder / f"{module}{suffix}"
        text = path.read_text(encoding="utf-8") if path.is_file() else ""
        for source, names in CIMPORT.findall(text):
            found |= dict.fromkeys(re.findall(r"\w+", re.sub(r"#.*", "", names)), source.rpartition(".")[2])
    return found


def yellow_lines(page: Path) -> dict[int, int]:
    """Line number to score, for the lines that are not white."""
    if not page.is_file() or page.stat().st_mtime < page.with_suffix(".pyx").stat().st_mtime:
        sys.exit(f"{page} is missing or stale: build with SERAPH_ANNOTATE=1")
    scores = {int(number): int(score) for score, number in SCORE.findall(page.read_text(encoding="utf-8"))}
    if not scores:
        sys.exit(f"{page} is not an annotated page as this tool knows them")
    return {number: score for number, score in scores.items() if score}


def main() -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("folder", nargs="?", type=Path, default=Path("build/view/seraphscript/vm"))
    folder: Path = parser.parse_args().folder
    if not folder.is_dir():
        parser.error(f"{folder} is not a folder")
    paths = sorted(path for path in folder.iterdir() if path.suffix in (".pyx", ".pxd"))
    functions = [function for path in paths for function in functions_of(path)]
    pending = [function for function in functions if LOOP in function.body]
    if not pending:
        sys.exit(f"no interpreter loop in {folder}")
    cimports = {path.stem: cimports_of(folder, path.stem) for path in paths}
    reached: list[Function] = []
    while pending:
        function = pending.pop()
        if function in reached:
            continue
        reached.append(function)
        module = function.path.stem
        for name in set(CALL.findall(function.body)):
            home = cimports[module].get(name, module)
            pending += [callee for callee in functions if callee.name == name and callee.path.stem == home]
    pages = {f.path: yellow_lines(f.path.with_suffix(".html")) for f in reached if f.path.suffix == ".pyx"}
    problems = []
    for function in sorted(reached, key=lambda f: (f.path, f.first)):
        place = f"{function.path.name}:{function.first}: {function.name}"
        if function.path.suffix == ".pxd":
            if not re.search(r"\bnoexcept\s+nogil\b", function.signature):
                problems.append(f"{place} is not noexcept nogil")
            continue
        problems += [
            f"{function.path.name}:{number}: score {score} in {function.name}"
            for number, score in pages[function.path].items()
            if function.first <= number <= function.last
        ]
    print(*problems, sep="\n", end="\n" if problems else "")
    print(f"{len(reached)} functions in and below the loop, {len(problems)} yellow lines")
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
