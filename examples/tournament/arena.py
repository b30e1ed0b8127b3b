"""The game, and what a worker process does: play games between bots, which are scripts.

Thirteen prizes, worth 1 to 13, come up in random order. For each both players bid one of their thirteen cards, the
higher bid takes the prize, and both cards are gone; equal bids: nobody has it. A bot defines

    int bid(int prize, const array<int>@ mine, const array<int>@ theirs)    // cards that are left, in order
    void seen(int prize, int bid)                                           // optional: what the other one has bid

A bot that raises an exception, bids a card that it does not have or takes too long, forfeits the game.

This module is imported by name in every worker, so what goes to a worker is small: references to its functions,
numbers, and compiled programs. The context, with all that scripts may use, is made once per process by shared_context.
"""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

from seraphscript import Context, Instance, Module, Program, SeraphError, shared_context

BOTS = Path(__file__).with_name("bots")
BUDGET = 200_000  # of one bid; in cost units, not in time, so that every machine comes to the same results
MEMORY = 1 << 20
CARDS = range(1, 14)
BID = "int bid(int, const array<int>@, const array<int>@)"

dice = random.Random()
"""The random numbers of the game in progress: those of the deck, and of bots."""


class Game(NamedTuple):
    """One game to be played; its number and the tournament's seed decide about all random numbers."""

    number: int
    first: str
    second: str


class Result(NamedTuple):
    """How a game ended; a forfeit counts as lost by all points."""

    game: Game
    points: tuple[int, int]
    forfeits: tuple[str, str]
    """Why a player gave the game away, "" if it did not."""


@shared_context
def context() -> Context:
    """What scripts can use, made once per process."""
    game = Module("game")

    @game.function("int random(int below)")
    def random_below(below: int) -> int:
        return dice.randrange(below) if below > 0 else 0

    return Context().install(game)


def compiled() -> dict[str, Program]:
    """The bots, compiled at once."""
    units = []
    for path in sorted(BOTS.glob("*.as")):
        unit = context().create_unit(path.stem)
        unit.add_source(path.name, path.read_text(encoding="utf-8"))
        units.append(unit)
    return {unit.name: program for unit, program in zip(units, context().build_many(units), strict=True)}


class Player:
    def __init__(self, program: Program) -> None:
        self.world: Instance = context().instantiate(program, memory_limit=MEMORY, budget=BUDGET)
        self.tells = program.find_function("seen") is not None
        self.cards = list(CARDS)
        self.points = 0
        self.forfeit = ""

    def choose(self, prize: int, theirs: Sequence[int]) -> int:
        """A bid, 0 if the bot has none."""
        try:
            card = int(self.world.call(BID, prize, self.cards, theirs, budget=BUDGET))
        except SeraphError as error:
            self.forfeit = str(error)
            return 0
        if card not in self.cards:
            self.forfeit = f"has no {card}"
            return 0
        return card

    def learn(self, prize: int, bid: int) -> None:
        """Tell the bot what the other one has bid."""
        if self.tells:
            try:
                self.world.call("seen", prize, bid, budget=BUDGET)
            except SeraphError as error:
                self.forfeit = str(error)


def play(game: Game, programs: Mapping[str, Program], seed: int) -> Result:
    """Play one game."""
    dice.seed(f"{seed} {game.number}")
    prizes = list(CARDS)
    dice.shuffle(prizes)
    players = Player(programs[game.first]), Player(programs[game.second])
    for prize in prizes:
        bids = [one.choose(prize, other.cards) for one, other in (players, players[::-1])]
        if not any(player.forfeit for player in players):
            for player, bid, against in zip(players, bids, bids[::-1], strict=True):
                player.cards.remove(bid)
                player.points += prize if bid > against else 0
                player.learn(prize, against)
        if any(player.forfeit for player in players):
            break
    first, second = players
    for one, other in (players, players[::-1]):
        if one.forfeit:
            one.points, other.points = 0, 0 if other.forfeit else sum(CARDS)
    return Result(game, (first.points, second.points), (first.forfeit, second.forfeit))


def play_all(games: Sequence[Game], programs: Mapping[str, Program], seed: int) -> list[Result]:
    """The task of a worker."""
    return [play(game, programs, seed) for game in games]
