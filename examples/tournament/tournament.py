"""A tournament of bots over several processes: everybody plays everybody, the same table every time.

usage: python tournament.py [--games N] [--processes N] [--seed N] [--dask [ADDRESS]]

The bots are the scripts in bots/. They are compiled once, here; workers get the compiled programs. With --dask the
games run on a local Dask cluster, or on the one at ADDRESS, whose workers must be able to import arena.py; this needs
`dask[distributed]`. One process plays without any workers.
"""

from __future__ import annotations

import argparse
import importlib
import itertools
import os
import sys
from collections.abc import Iterator
from concurrent.futures import Executor, ProcessPoolExecutor
from contextlib import contextmanager
from functools import partial

import arena
from arena import Game, Result

BATCH = 25  # games of one task: enough that sending it costs little beside playing it


def schedule(names: list[str], count: int) -> list[Game]:
    """Each pair plays as often as any other, give or take one game, and takes turns at playing first."""
    pairs = [*itertools.combinations(names, 2), *((b, a) for a, b in itertools.combinations(names, 2))]
    return [Game(number, *pair) for number, pair in zip(range(count), itertools.cycle(pairs), strict=False)]


@contextmanager
def local_pool(processes: int) -> Iterator[Executor | None]:
    """Processes of this machine; None stands for this process."""
    if processes == 1:
        yield None
    else:
        with ProcessPoolExecutor(processes) as pool:
            yield pool


@contextmanager
def dask_pool(processes: int, address: str) -> Iterator[Executor]:
    """The workers of a Dask cluster, through the same interface."""
    try:
        dask = importlib.import_module("dask.distributed")
    except ImportError:
        sys.exit("--dask needs Dask: pip install 'dask[distributed]'")
    if address:
        with dask.Client(address) as client:
            yield client.get_executor()
    else:
        settings = {"n_workers": processes, "threads_per_worker": 1, "dashboard_address": None}
        with dask.LocalCluster(**settings) as cluster, dask.Client(cluster) as client:
            yield client.get_executor()


def played(games: list[Game], pool: Executor | None, seed: int) -> list[Result]:
    """The results of all games, in their order."""
    batches = [games[start : start + BATCH] for start in range(0, len(games), BATCH)]
    work = partial(arena.play_all, programs=arena.compiled(), seed=seed)
    return list(itertools.chain.from_iterable((pool.map if pool is not None else map)(work, batches)))


def table(names: list[str], results: list[Result]) -> list[str]:
    """A line for each bot, the best one first: a win counts 2, a draw 1."""
    rows = {name: dict.fromkeys(("games", "won", "drawn", "lost", "forfeits", "points"), 0) for name in names}
    for result in results:
        for player, name in enumerate((result.game.first, result.game.second)):
            mine, theirs = result.points[player], result.points[1 - player]
            row = rows[name]
            row["games"] += 1
            row["won" if mine > theirs else "lost" if mine < theirs else "drawn"] += 1
            row["forfeits"] += bool(result.forfeits[player])
            row["points"] += mine

    def rank(pair: tuple[str, dict[str, int]]) -> tuple[int, int, str]:
        name, row = pair
        return -2 * row["won"] - row["drawn"], -row["points"], name

    ranked = sorted(rows.items(), key=rank)
    head = f"{'':10}" + "".join(f"{title:>10}" for title in ranked[0][1])
    return [head, *(f"{name:10}" + "".join(f"{value:10}" for value in row.values()) for name, row in ranked)]


def main() -> None:
    parser = argparse.ArgumentParser(description="A tournament of bots over several processes.")
    parser.add_argument("--games", type=int, default=1000)
    parser.add_argument("--processes", type=int, default=os.cpu_count() or 1)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--dask", nargs="?", const="", metavar="ADDRESS", help="play on a Dask cluster")
    options = parser.parse_args()
    names = sorted(path.stem for path in arena.BOTS.glob("*.as"))
    games = schedule(names, options.games)
    processes = max(1, options.processes)
    with local_pool(processes) if options.dask is None else dask_pool(processes, options.dask) as pool:
        results = played(games, pool, options.seed)
    reasons = {(result.game[1 + i], why) for result in results for i, why in enumerate(result.forfeits) if why}
    print("\n".join([*table(names, results), *(f"forfeits of {name}: {why}" for name, why in sorted(reasons))]))


if __name__ == "__main__":
    main()
