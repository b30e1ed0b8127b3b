"""Frames of a game: a fiber of endless work that gets one millisecond a frame and goes on where it stopped.

Tracked are milliseconds that frames took, in the middle and in the worst one of a hundred; what is beyond the deadline
is the delay of the clock that deadlines are read from, and whatever else the machine does.
"""

from __future__ import annotations

import time

from .common import build, make_context

SCRIPT = """
class Node { Node@ other; array<int> values; Node(int n) { values.resize(n); } }
array<Node@> kept;
void work() {
    int n = 0;
    while (true) {
        Node a(n % 50), b(3);
        @a.other = b;
        @b.other = a;                       // a cycle: the collector has work in each frame
        if (n % 100 == 0) kept.insertLast(a);
        if (kept.length() > 1000) kept.resize(0);
        n++;
    }
}
"""
DEADLINE = 0.001
FRAMES = 300


class FrameBudget:
    """One millisecond a frame."""

    def setup(self) -> None:
        self.world = build(make_context(), "frames", SCRIPT).instantiate()
        self.fiber = self.world.start("work")

    def teardown(self) -> None:
        self.world.close()

    def frames(self) -> list[float]:
        """Milliseconds of each frame, sorted."""
        taken = []
        for _ in range(FRAMES):
            before = time.perf_counter()
            ended = self.fiber.resume(deadline=DEADLINE)
            taken.append((time.perf_counter() - before) * 1e3)
            if ended or self.fiber.reason != "deadline":
                raise AssertionError(f"the work stopped: {self.fiber.reason}")
        return sorted(taken)

    def track_median(self) -> float:
        return self.frames()[FRAMES // 2]

    def track_p99(self) -> float:
        return self.frames()[FRAMES * 99 // 100]

    track_median.unit = track_p99.unit = "ms"  # type: ignore[attr-defined]
