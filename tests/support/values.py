"""The module with value types that the scripts in tests/value_types are written for."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from seraphscript import Module


def number(value: float) -> str:
    """As scripts print numbers."""
    return f"{value:g}"


def vectors(game: Module) -> None:
    """Vec3 and Segment: plain data, implemented by script."""
    vec = game.value_type("Vec3", fields=[("x", "float"), ("y", "float")], size=12, align=4)
    vec.field("float z")
    vec.constructor("Vec3(float x, float y, float z)", script="this.x = x; this.y = y; this.z = z;")
    for sign, name in (("+", "opAdd"), ("-", "opSub")):
        body = f"return Vec3(x {sign} o.x, y {sign} o.y, z {sign} o.z);"
        vec.operator(f"Vec3 {name}(const Vec3 &in o) const", script=body)
    vec.operator("Vec3 opMul(float f) const", script="return Vec3(x * f, y * f, z * f);")
    vec.operator("Vec3 opNeg() const", script="return Vec3(-x, -y, -z);")
    vec.operator("Vec3 &opAddAssign(const Vec3 &in o)", script="x += o.x; y += o.y; z += o.z;\nreturn this;")
    vec.operator("Vec3 &opMulAssign(float f)", script="x *= f; y *= f; z *= f; return this;")
    vec.operator("bool opEquals(const Vec3 &in o) const", script="return x == o.x && y == o.y && z == o.z;")
    vec.operator("int opCmp(const Vec3 &in o) const", script="return x < o.x ? -1 : x > o.x ? 1 : 0;")
    vec.operator("float get_opIndex(int i) const property", script="return i == 0 ? x : i == 1 ? y : z;")
    vec.operator(
        "void set_opIndex(int i, float v) property", script="if (i == 0) x = v; else if (i == 1) y = v; else z = v;"
    )
    vec.operator("float opImplConv() const", script="return x;")
    vec.property("float length2", script="return x * x + y * y + z * z;", set_script="x = y = z = value;")
    game.register_function("string show(const Vec3 &in v)", lambda v: f"({','.join(map(number, v))})")
    segment = game.value_type("Segment", fields=[("from", "Vec3"), ("to", "Vec3")])
    segment.constructor("Segment(Vec3 from, const Vec3 &in to)", script="this.from = from; this.to = to;")
    segment.method("Vec3 along() const", script="return to - from;")


def tokens(game: Module) -> None:
    """Token: constructed and destroyed by Python."""
    log: list[str] = []

    def made(id: int) -> tuple[int]:
        if id < 0:
            raise ValueError("no token")
        return (id,)

    def notes() -> str:
        text = " ".join(log)
        log.clear()
        return text

    token = game.value_type("Token", fields=[("id", "int")], pod=False)
    token.constructor("Token(int id)", made)
    token.constructor("Token(const Token &in other)", script='id = other.id; game::note("copy " + id);')
    token.destructor(lambda value: log.append(f"~{value[0]}"))
    game.register_function("void note(const string &in text)", log.append)
    game.register_function("string notes()", notes)


@dataclass
class Counter:
    """A value type of a Python class."""

    count: Annotated[int, "int"] = 0
    name: str = "counter"

    def __post_init__(self) -> None:
        if self.count < 0:
            raise ValueError("negative")

    def add(self, n: int) -> None:
        self.count += n
        if n > 100:
            raise ValueError("too much")

    @Module.method("int doubled() const")
    def doubled(self) -> int:
        return 2 * self.count

    @property
    def half(self) -> int:
        return self.count // 2

    @half.setter
    def half(self, value: int) -> None:
        self.count = 2 * value

    @Module.method("Counter opAdd(const Counter &in other) const")
    def opAdd(self, other: Counter) -> Counter:
        return Counter(self.count + other.count)

    @Module.method("Counter &opAddAssign(const Counter &in other)")
    def opAddAssign(self, other: Counter) -> None:
        self.count += other.count

    @Module.method("Counter &opAssign(const Counter &in other)")
    def opAssign(self, other: Counter) -> None:
        self.count, self.name = other.count, other.name


def bump(counter: Counter) -> None:
    counter.count += 1


def initial(counter: Counter) -> int:
    assert type(counter) is Counter
    return counter.count


def counters(game: Module) -> None:
    game.value(Counter)
    game.register_function("void bump(Counter &inout counter)", bump)
    game.register_function("int initial(Counter counter = Counter(7))", initial)


def game_module() -> Module:
    """A new module `game` with all of them."""
    game = Module("game")
    vectors(game)
    tokens(game)
    counters(game)
    return game
