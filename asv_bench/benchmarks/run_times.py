"""Run times: whole programs, calls from Python into a script and from a script into Python."""

from __future__ import annotations

from .common import SIZES, build, make_context, program_world


class Programs:
    """Each comparison program at the size of `programs.json`."""

    params = tuple(SIZES)
    param_names = ("program",)
    timeout = 120.0

    def setup(self, name: str) -> None:
        self.world = program_world(name)
        self.function = self.world.function("bench")
        self.function(2)

    def teardown(self, name: str) -> None:
        self.world.close()

    def time_run(self, name: str) -> None:
        self.function(SIZES[name])


class CallsFromPython:
    """One call across the border, by kind of arguments and result."""

    SCRIPT = """
        void nothing() {}
        int add(int a, int b) { return a + b; }
        double mix(double a, float b, int64 c, bool d) { return d ? a + b : double(c); }
        string greet(const string &in name) { return "hello " + name; }
        void divide(int a, int b, int &out quotient, int &out rest) { quotient = a / b; rest = a % b; }
    """

    def setup(self) -> None:
        self.world = build(make_context(), "calls", self.SCRIPT).instantiate()
        self.nothing = self.world.function("nothing")
        self.add = self.world.function("add")
        self.mix = self.world.function("mix")
        self.greet = self.world.function("greet")
        self.divide = self.world.function("divide")

    def teardown(self) -> None:
        self.world.close()

    def time_nothing(self) -> None:
        self.nothing()

    def time_two_integers(self) -> None:
        self.add(1, 2)

    def time_mixed_numbers(self) -> None:
        self.mix(1.5, 2.5, 3, True)

    def time_string(self) -> None:
        self.greet("world")

    def time_out_arguments(self) -> None:
        self.divide(17, 5)

    def time_by_declaration(self) -> None:
        self.world.call("int add(int, int)", 1, 2)

    def time_with_budget(self) -> None:
        self.world.call("int add(int, int)", 1, 2, budget=1000)


class Fibers:
    """A thousand pairs of resume() and yield(), driven by a script, by depth of calls below the fiber."""

    params = (0, 3, 30)
    param_names = ("depth",)
    SCRIPT = """
        void work(int depth) { if (depth > 0) work(depth - 1); else while (true) yield(); }
        void drive(Fiber@ f) { for (int i = 0; i < 1000; i++) f.resume(); }
    """

    def setup(self, depth: int) -> None:
        self.world = build(make_context(), "fibers", self.SCRIPT).instantiate()
        self.fiber = self.world.start("work", depth)
        self.drive = self.world.function("drive")

    def teardown(self, _depth: int) -> None:
        self.world.close()

    def time_switches(self, _depth: int) -> None:
        self.drive(self.fiber)
