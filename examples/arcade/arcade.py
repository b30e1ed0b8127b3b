"""An arcade game: the host draws and decides who was hit, scripts decide how enemies move and when they come.

    python examples/arcade/arcade.py                 play: arrow keys, space
    python examples/arcade/arcade.py --auto 600      the computer plays that many frames and prints the score
    ... --screenshot FILE.png                        write the last frame there

Enemies are objects of script classes (enemies.as), waves come from a script (waves.as), every file in mods/ may add an
enemy. Each frame has a budget: a script that hangs loses its turn, not the game.
"""

from __future__ import annotations

import argparse
import random
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pygame
from seraphscript import BuildError, Context, Instance, LimitError, Module, ScriptException

HERE = Path(__file__).resolve().parent
WIDTH, HEIGHT = 640, 480
FRAME = 1 / 60
BUDGET = 200_000  # cost units for the scripts of a frame; a busy one takes some 5,000
COLOURS = {"drone": "tomato", "weaver": "gold", "hunter": "orchid", "bouncer": "skyblue"}


class Ship:
    """The player's ship. Scripts see the annotated attributes."""

    x: float
    y: float
    lives: int

    def __init__(self) -> None:
        self.x, self.y = WIDTH / 2, HEIGHT - 30.0
        self.lives = 3
        self.reload = 0.0


@dataclass
class Shot:
    x: float
    y: float
    vx: float
    vy: float
    by_player: bool


class Game:
    """The host's state, and the module through which scripts reach it."""

    def __init__(self, seed: int) -> None:
        self.ship = Ship()
        self.shots: list[Shot] = []
        self.enemies: list[Any] = []  # objects of script classes
        self.score = 0
        self.wave = 0
        self.chance = random.Random(seed)
        self.messages: list[str] = []
        self.world, self.mods = self.load()
        self.next_wave = self.world.function("wave")

    def module(self) -> Module:
        module = Module("game")
        module.type(Ship)
        module.const("WIDTH", float(WIDTH))
        module.const("HEIGHT", float(HEIGHT))

        @module.function
        def random(below: int) -> int:
            return self.chance.randrange(below)

        @module.function
        def shoot(x: float, y: float, vx: float, vy: float) -> None:
            self.shots.append(Shot(x, y, vx, vy, by_player=False))

        return module

    def load(self) -> tuple[Instance, list[Any]]:
        """Compile the game's scripts and those mods that have no errors; each mod's function `create`."""
        context = Context()
        context.install(self.module())
        sources = {name: (HERE / name).read_text(encoding="utf-8") for name in ("enemies.as", "waves.as")}
        mods: list[str] = []
        for path in sorted((HERE / "mods").glob("*.as")):
            text = path.read_text(encoding="utf-8")
            trial = context.create_unit(path.stem)
            for name, source in {**sources, path.name: text}.items():
                trial.add_source(name, source)
            try:
                trial.build()
            except BuildError as error:
                self.messages.append(f"mod {path.name} is left out:\n{error}")
            else:
                sources[path.name] = text
                mods.append(path.stem)
        unit = context.create_unit("arcade")
        for name, source in sources.items():
            unit.add_source(name, source)
        unit.build()
        world = unit.instantiate(memory_limit=8 << 20, budget=BUDGET)
        return world, [world.function(f"{mod}::create") for mod in mods]

    def start_wave(self) -> None:
        self.wave += 1
        self.enemies = list(self.next_wave(self.wave))
        for create in self.mods:
            enemy = create(self.wave)
            if enemy is not None:
                self.enemies.append(enemy)

    def update(self, steer: float, fire: bool) -> None:
        """One frame. steer: -1 .. 1."""
        ship = self.ship
        ship.x = min(max(ship.x + 240 * steer * FRAME, 16), WIDTH - 16)
        ship.reload -= FRAME
        if fire and ship.reload <= 0:
            ship.reload = 0.2
            self.shots.append(Shot(ship.x, ship.y - 16, 0, -320, by_player=True))
        if not self.enemies:
            self.start_wave()
        for enemy in self.enemies:
            try:
                enemy.update(FRAME, ship)
            except (ScriptException, LimitError) as error:
                self.messages.append(str(error))
                enemy.hp = 0
        for shot in self.shots:
            shot.x += shot.vx * FRAME
            shot.y += shot.vy * FRAME
        self.collide()

    def collide(self) -> None:
        ship = self.ship
        left: list[Shot] = []
        for shot in self.shots:
            if shot.by_player:
                near = (e for e in self.enemies if abs(e.x - shot.x) < e.size and abs(e.y - shot.y) < e.size)
                target = next(near, None)
                if target is not None:
                    if target.hit(1):
                        self.score += target.points
                    continue
            elif abs(ship.x - shot.x) < 14 and abs(ship.y - shot.y) < 14:
                ship.lives -= 1
                continue
            if -20 < shot.y < HEIGHT + 20:
                left.append(shot)
        self.shots = left
        arrived = [e for e in self.enemies if e.y > HEIGHT]
        self.score -= 5 * len(arrived)
        self.enemies = [e for e in self.enemies if e.hp > 0 and e.y <= HEIGHT]

    def draw(self, screen: pygame.Surface, font: pygame.font.Font) -> None:
        screen.fill("midnightblue")
        for enemy in self.enemies:
            box = pygame.Rect(0, 0, 2 * enemy.size, 2 * enemy.size)
            box.center = (round(enemy.x), round(enemy.y))
            pygame.draw.rect(screen, COLOURS.get(enemy.name(), "white"), box, border_radius=5)
        for shot in self.shots:
            pygame.draw.circle(screen, "palegreen" if shot.by_player else "red", (shot.x, shot.y), 3)
        x, y = self.ship.x, self.ship.y
        pygame.draw.polygon(screen, "white", [(x, y - 16), (x - 14, y + 12), (x + 14, y + 12)])
        text = f"score {self.score}   wave {self.wave}   lives {self.ship.lives}"
        screen.blit(font.render(text, True, "white"), (10, 8))


def autopilot(game: Game) -> tuple[float, bool]:
    """Steer to the lowest enemy and keep firing."""
    if not game.enemies:
        return 0.0, False
    target = max(game.enemies, key=lambda enemy: enemy.y)
    distance = target.x - game.ship.x
    return max(-1.0, min(1.0, distance / 10)), abs(distance) < 20


def keyboard() -> tuple[float, bool]:
    keys = pygame.key.get_pressed()
    return float(keys[pygame.K_RIGHT]) - float(keys[pygame.K_LEFT]), bool(keys[pygame.K_SPACE])


def main() -> int:
    parser = argparse.ArgumentParser(description="An arcade game whose enemies are scripts.")
    parser.add_argument("--auto", type=int, metavar="FRAMES", help="let the computer play that long")
    parser.add_argument("--screenshot", type=Path, metavar="FILE", help="write the last frame there (.png)")
    parser.add_argument("--seed", type=int, default=7)
    options = parser.parse_args()

    pygame.init()
    screen = pygame.display.set_mode((WIDTH, HEIGHT))
    pygame.display.set_caption("Seraphscript arcade")
    font = pygame.font.Font(None, 24)
    clock = pygame.time.Clock()
    game = Game(options.seed)
    for message in game.messages:
        print(message)
    frame = 0
    with game.world:
        while game.ship.lives > 0 and (options.auto is None or frame < options.auto):
            frame += 1
            if any(event.type == pygame.QUIT for event in pygame.event.get()):
                break
            game.update(*(keyboard() if options.auto is None else autopilot(game)))
            game.draw(screen, font)
            pygame.display.flip()
            if options.auto is None:
                clock.tick(60)
        if options.screenshot is not None:
            pygame.image.save(screen, options.screenshot)
    print(f"frames {frame}, score {game.score}, wave {game.wave}, lives {game.ship.lives}")
    pygame.quit()
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
