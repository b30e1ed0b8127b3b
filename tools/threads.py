"""What threads gain: units that are built and run, pure script code, and build_many().

usage: python tools/threads.py [--threads N] [--units N] [--rounds N] [--gate RATIO]

1. THREADS threads each create, build and run UNITS units of one context, small and large ones, beside a thread of
   their own for each unit; every result must be that of one thread.
2. Two calls of pure script code at once in two threads, against one after the other, and against two processes.
   Processes share nothing: what they need is what the machine takes for two things at once (two processors of a virtual
   machine may be one core), what threads need beyond them would be ours. The threads are there before the calls, as in
   a pool: where a new thread first runs is up to the system, which often takes the processor of its maker.
3. build_many() of large units with two threads, against one thread.

2 and 3 measure in turns. 2 prints medians of the ratios within a round, 3 the ratio of the best rounds. Exit status 1:
a result differs, or with --gate the ratio of threads in 2 is larger.
"""

from __future__ import annotations

import argparse
import multiprocessing
import statistics
import threading
import time
from collections.abc import Callable
from functools import partial
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess
from typing import NamedTuple

from seraphscript import Context, Module, Program, Unit

RUN = """
int collatz(int n) { int steps = 0; while (n != 1) { n = (n & 1) == 0 ? n / 2 : 3 * n + 1; steps++; } return steps; }
class Node { Node@ next; int value; Node(int v) { value = v; } }
int64 work(int rounds) {
    int64 sum = 0;
    array<int> seen(64);
    for (int i = 1; i <= rounds; i++) {
        Node@ node = Node(i);
        @node.next = Node(i * 2);
        seen[i & 63] += node.next.value;
        sum += collatz(i % 1000 + 1) + seen[(i * 7) & 63] % 5;
    }
    return sum;
}
"""
FUNCTION = """
class C{0} {{ int n = {0}; string name = "c{0}"; int get(int k) {{ return n * k + game::twice(k); }} }}
int f{0}(int x) {{
    C{0} c; array<C{0}@> all; int sum = {1};
    for (int i = 0; i < x; i++) {{
        all.insertLast(c); sum += all[i].get(i);
        if (sum > 1000 && i % 3 == 0) {{ sum -= 7; }}
    }}
    return sum + int(c.name.length());
}}
"""


def twice(n: int) -> int:
    return n * 2


def context() -> Context:
    module = Module("game")
    module.register_function("int twice(int n)", twice)
    return Context().install(module)


def source(number: int, functions: int) -> str:
    """A text that differs from those of all other numbers."""
    parts = [FUNCTION.format(i, number) for i in range(functions)]
    calls = "".join(f"    sum += f{i}({number % 7 + 3});\n" for i in range(functions))
    return f"{''.join(parts)}int main() {{\n    int sum = 0;\n{calls}    return sum;\n}}\n"


def unit_of(made: Context, number: int, functions: int) -> Unit:
    unit = made.create_unit(f"unit {number}")
    unit.add_source("main.as", source(number, functions))
    return unit


def results(made: Context, count: int) -> list[object]:
    """What `count` units give; every tenth is a large one."""
    found: list[object] = []
    for number in range(count):
        unit = unit_of(made, number, 100 if number % 10 == 0 else 2)
        unit.build()
        with unit.instantiate() as world:
            found.append(world.call("main"))
    return found


def in_threads(works: list[Callable[[], object]]) -> list[object]:
    """What functions give, each in a thread of its own; an exception is a result."""
    found: list[object] = [None] * len(works)

    def run(index: int) -> None:
        try:
            found[index] = works[index]()
        except Exception as error:
            found[index] = error

    threads = [threading.Thread(target=run, args=(index,)) for index in range(len(works))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return found


def same_as_one_thread(threads: int, units: int) -> bool:
    """Whether units of one context give in many threads what they give in one; also who sealed is left to chance."""
    wanted = results(context(), units)
    made = context()
    return in_threads([partial(results, made, units)] * threads) == [wanted] * threads


def seconds(run: Callable[[], object]) -> float:
    start = time.perf_counter()
    run()
    return time.perf_counter() - start


class Ratios(NamedTuple):
    """Medians of what two calls take."""

    threads: float
    """In two threads, against one after the other."""
    processes: float
    """In two processes, against one after the other."""
    beyond: float
    """In two threads, against two processes."""


def answer(pipe: Connection, program: Program, size: int) -> None:
    """What a thread or process does that runs script code: one call for each message, until None comes."""
    call = partial(Context().instantiate(program).call, "work", size)
    with pipe:
        while pipe.recv() is not None:
            pipe.send(call())


def run_ratios(rounds: int, size: int = 200_000) -> Ratios:
    """Two calls one after the other, in two threads and in two processes, in turns."""
    unit = Context().create_unit("run")
    unit.add_source("run.as", RUN)
    program: Program = unit.build()
    make_process = partial(multiprocessing.get_context("spawn").Process, target=answer, daemon=True)
    make_thread = partial(threading.Thread, target=answer, daemon=True)
    pipes: list[Connection] = []
    started: list[threading.Thread | BaseProcess] = []
    for make in (make_thread, make_thread, make_process, make_process):
        ours, theirs = multiprocessing.Pipe()
        started.append(make(args=(theirs, program, size)))
        started[-1].start()
        pipes.append(ours)

    def ask(*asked: Connection) -> list[object]:
        for pipe in asked:
            pipe.send("run")
        return [pipe.recv() for pipe in asked]

    if len(set(ask(*pipes))) != 1:  # the first answers also wait until the processes are there
        raise RuntimeError("a process does not give what a thread gives")
    times = [
        (
            seconds(lambda: [ask(pipe) for pipe in pipes[:2]]),
            seconds(partial(ask, *pipes[:2])),
            seconds(partial(ask, *pipes[2:])),
        )
        for _ in range(rounds)
    ]
    for pipe, one in zip(pipes, started, strict=True):
        pipe.send(None)
        one.join()
        pipe.close()
    return Ratios(
        statistics.median(two / one for one, two, _ in times),
        statistics.median(processes / one for one, _, processes in times),
        statistics.median(two / processes for _, two, processes in times),
    )


def build_ratio(rounds: int, units: int = 24, functions: int = 200) -> float:
    """Time of build_many() with two threads against one."""
    made = context()
    made.seal()
    one = two = float("inf")
    for _ in range(rounds):
        for threads in (1, 2):
            many = [unit_of(made, number, functions) for number in range(units)]
            taken = seconds(partial(made.build_many, many, threads=threads))
            one, two = (min(one, taken), two) if threads == 1 else (one, min(two, taken))
    return two / one


def main() -> int:
    parser = argparse.ArgumentParser(description="What threads gain.")
    parser.add_argument("--threads", type=int, default=8)
    parser.add_argument("--units", type=int, default=200, help="units of each thread (default 200)")
    parser.add_argument("--rounds", type=int, default=25)
    parser.add_argument("--gate", type=float, help="the largest ratio of script code in two threads that is accepted")
    options = parser.parse_args()
    same = same_as_one_thread(options.threads, options.units)
    print(f"{options.threads} threads, {options.units} units each: results {'as' if same else 'NOT as'} in one thread")
    ratios = run_ratios(options.rounds)
    print(f"script code in two threads, against one after the other: {ratios.threads:.2f}")
    print(f"  in two processes {ratios.processes:.2f}; threads against processes {ratios.beyond:.2f}")
    print(f"build_many() with two threads, against one: {build_ratio(options.rounds):.2f}")
    return 0 if same and (options.gate is None or ratios.threads <= options.gate) else 1


if __name__ == "__main__":
    raise SystemExit(main())
