"""Large arrays: a million to ten million insertions, and sorting against C's qsort. The latter needs a C compiler."""

from __future__ import annotations

import subprocess
import sysconfig
import tempfile
from collections.abc import Callable
from pathlib import Path

from seraphscript import Context, Instance

from .common import build

MILLION = 1_000_000

SCRIPT = """
array<int> numbers;
void inserted(int n) { array<int> a; for (int i = 0; i < n; i++) a.insertLast(i); }
void inserted_texts(int n) { array<string> a; string s = "text"; for (int i = 0; i < n; i++) a.insertLast(s); }
void filled(int n) {
    numbers.resize(n);
    uint x = 12345;
    for (int i = 0; i < n; i++) { x = x * 1664525 + 1013904223; numbers[i] = int(x); }
}
void sorted() { numbers.sortAsc(); }
bool less(const int &in a, const int &in b) { return a < b; }
void sorted_by() { numbers.sort(less); }
bool in_order() {
    for (uint i = 1; i < numbers.length(); i++) if (numbers[i - 1] > numbers[i]) return false;
    return true;
}
"""

QSORT = """
#include <stdio.h>
#include <stdlib.h>
#include <time.h>
static int order(const void *p, const void *q)
{
    int x = *(const int *)p, y = *(const int *)q;
    return x < y ? -1 : x > y;
}
int main(int count, char **words)
{
    int n = atoi(words[count - 1]), i;
    int *a = malloc(n * sizeof *a);
    unsigned x = 12345;
    clock_t start;
    for (i = 0; i < n; i++) a[i] = (int)(x = x * 1664525u + 1013904223u);
    start = clock();
    qsort(a, n, sizeof *a, order);
    printf("%g\\n", (double)(clock() - start) / CLOCKS_PER_SEC);
    return a[0] > a[n - 1];
}
"""


def world() -> Instance:
    return build(Context(), "bulk", SCRIPT).instantiate(memory_limit=1 << 30)


def qsort() -> Callable[[int], float]:
    """Seconds that qsort() takes for the numbers of filled(n): the same data."""
    folder = tempfile.TemporaryDirectory()
    source, program = Path(folder.name, "qsort.c"), Path(folder.name, "qsort")
    source.write_text(QSORT, encoding="utf-8")
    compiler = (sysconfig.get_config_var("CC") or "cc").split()[0]
    subprocess.run([compiler, "-O2", str(source), "-o", str(program)], check=True)

    def run(n: int, kept: object = folder) -> float:
        return float(subprocess.run([program, str(n)], check=True, capture_output=True, text=True).stdout)

    return run


class Insertions:
    """insertLast; linear if ten million take ten times as long as a million."""

    params = ([MILLION, 10 * MILLION], ["inserted", "inserted_texts"])
    param_names = ("elements", "loop")

    def setup(self, elements: int, loop: str) -> None:
        self.run = world().function(loop)

    def time_insert_last(self, elements: int, loop: str) -> None:
        self.run(elements)


class Sorting:
    """A million integers in the order of a simple generator."""

    number = 1

    def setup(self) -> None:
        self.world = world()
        self.world.call("filled", MILLION)

    def time_sort(self) -> None:
        self.world.call("sorted")

    def time_sort_by_function(self) -> None:
        self.world.call("sorted_by")
