"""Random programs over strings, arrays, arrays of arrays and handles to arrays, with a model in Python lists.

Each operation is a line of source text and what it does to the model. A program is a list of operations, with loops,
conditions and try/catch around some; it ends with the text of all its variables, so that model and engine can be
compared. What ownership mistakes would do (a shared copy, an early release) shows in that text, and leaks in the number
of blocks that the instance holds afterwards.

Invariant: growth is bounded by guards that stand in the source text too.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from hypothesis import strategies as st

from .values import Raised

OUT_OF_BOUNDS = "Index out of bounds"
OUT_OF_RANGE = "Out of range"
NULL = "Null pointer access"
MOST = 40  # elements or characters, above which nothing is added

NUMBERS = ("i0", "i1")
STRINGS = ("s1", "s2", "s0")
LISTS = ("a1", "a2", "a0")
TEXTS = ("t1", "t0")
GRIDS = ("m1", "m0")
HANDLES = ("h1", "h0")
INDEX = st.sampled_from([0, 1, 2, 0, 1, 0, 3, 5])  # mostly within the arrays

VARIABLES = """
int i0 = 0, i1 = 0;
string s0, s1 = "onetwo", s2 = "a,b,c";
array<int> a0, a1 = {1, 2, 3, 4}, a2(4);
array<string> t0, t1 = {"x", "yy", "z,z"};
array<array<int>> m0, m1 = {{1, 5, 6}, {2, 3}, {}};
array<int>@ h0, h1 = a1;
"""

HELPERS = """
void push(array<int> &inout v, int x) { v.insertLast(x); }
int sum(const array<int> &in v) { int s = 0; for (uint i = 0; i < v.length(); i++) s += v[i]; return s; }
array<int> longer(array<int> v) { v.insertLast(int(v.length())); return v; }
void fill(int x, array<int> &out v, string &out s) { v = {x, x + 1}; s = "o" + x; }
string twice(string s) { s += s; return s; }
array<int>@ choose(array<int>@ a, array<int>@ b, bool first) { if (first) return a; return b; }
array<string> words(const string &in s) { array<string> r = {s, s + "!"}; return r; }
string text(const array<int> &in v) {
    string s = "[";
    for (uint i = 0; i < v.length(); i++) s += v[i] + " ";
    return s + "]";
}
string text(const array<string> &in v) { return "<" + join(v, "|") + ">"; }
string text(const array<array<int>> &in v) {
    string s = "{";
    for (uint i = 0; i < v.length(); i++) s += text(v[i]);
    return s + "}";
}
string handle(const array<int>@ v) { return v is null ? "null" : text(v); }
"""

RESULT = """
return "" + i0 + " " + i1 + " " + s1 + " " + s2 + " " + s0 + " " + text(a1) + text(a2) + text(a0)
    + text(t1) + text(t0) + text(m1) + text(m0) + handle(h1) + handle(h0) + " " + caught;
"""


@dataclass
class Model:
    """The variables as Python values. Lists are objects: a handle holds the list itself."""

    of: dict[str, Any] = field(default_factory=dict)
    caught: int = 0

    @staticmethod
    def fresh() -> Model:
        a1 = [1, 2, 3, 4]
        texts = {"s0": "", "s1": "onetwo", "s2": "a,b,c", "t0": [], "t1": ["x", "yy", "z,z"]}
        lists = {"a0": [], "a1": a1, "a2": [0, 0, 0, 0], "m0": [], "m1": [[1, 5, 6], [2, 3], []], "h0": None, "h1": a1}
        return Model({"i0": 0, "i1": 0, **texts, **lists})

    def text(self) -> str:
        def show(value: Any) -> str:  # noqa: ANN401
            if value is None:
                return "null"
            if not isinstance(value, list):
                return str(value)
            if value and isinstance(value[0], list):
                return "{" + "".join(show(row) for row in value) + "}"
            return "[" + "".join(f"{x} " for x in value) + "]"

        v = self.of
        plain = " ".join(str(v[name]) for name in (*NUMBERS, *STRINGS))
        texts = "".join(f"<{'|'.join(v[name])}>" for name in TEXTS)
        grids = "".join("{" + "".join(show(row) for row in v[name]) + "}" for name in GRIDS)
        lists = "".join(show(v[name]) for name in LISTS)
        handles = "".join(show(v[name]) for name in HANDLES)
        return f"{plain} {lists}{texts}{grids}{handles} {self.caught}"


@dataclass(frozen=True)
class Op:
    """Source lines, and their effect."""

    lines: tuple[str, ...]
    effect: Callable[[Model], None]


def at(items: Any, index: int) -> Any:  # noqa: ANN401
    if items is None:
        raise Raised(NULL)
    if index >= len(items):
        raise Raised(OUT_OF_RANGE if isinstance(items, str) else OUT_OF_BOUNDS)
    return items[index]


def target(model: Model, name: str) -> list[Any]:
    items: list[Any] | None = model.of[name]
    if items is None:
        raise Raised(NULL)
    return items


def simple(text: str, effect: Callable[[Model], None]) -> Op:
    return Op((text,), effect)


def list_ops(draw: st.DrawFn) -> Op:
    """Operations on an array of integers, held by value or by handle."""
    a, b = draw(st.sampled_from(LISTS + HANDLES)), draw(st.sampled_from(LISTS + HANDLES))
    i, n, x = draw(INDEX), draw(st.sampled_from(NUMBERS)), draw(st.integers(-9, 99))
    form = draw(st.integers(0, 16))

    def grows(m: Model, change: Callable[[list[Any]], None]) -> None:
        items = target(m, a)
        if len(items) < MOST:
            change(items)

    def insert_at(items: list[Any]) -> None:
        if i > len(items):
            raise Raised(OUT_OF_BOUNDS)
        items.insert(i, x)

    def store(m: Model, change: Callable[[int], int]) -> None:
        items = target(m, a)
        items[i] = change(at(items, i))

    def remove(m: Model, index: int) -> None:
        items = target(m, a)
        at(items, index if index >= 0 else 10**9)
        del items[index]

    def assign(m: Model, value: Callable[[], list[Any]]) -> None:
        new = value()
        target(m, a)[:] = new

    if form == 0:
        return simple(f"if ({a}.length() < {MOST}) {a}.insertLast({x});", lambda m: grows(m, lambda v: v.append(x)))
    if form == 1:
        return simple(f"if ({a}.length() < {MOST}) {a}.insertAt({i}, {x});", lambda m: grows(m, insert_at))
    if form == 2:
        return simple(f"{a}.removeAt({i});", lambda m: remove(m, i))
    if form == 3:
        return simple(f"{a}.removeLast();", lambda m: remove(m, len(target(m, a)) - 1))
    if form == 4:
        return simple(
            f"{a}.resize({i});", lambda m: target(m, a).__setitem__(slice(None), (target(m, a) + [0] * i)[:i])
        )
    if form == 5:
        return simple(f"{a}.reverse();", lambda m: target(m, a).reverse())
    if form == 6:
        return simple(f"{a}.sortAsc();", lambda m: target(m, a).sort())
    if form == 7:
        return simple(f"{a}[{i}] = {x};", lambda m: store(m, lambda old: x))
    if form == 8:
        return simple(f"{a}[{i}] += {x};", lambda m: store(m, lambda old: old + x))
    if form == 9:
        return simple(f"{a}[{i}]++;", lambda m: store(m, lambda old: old + 1))
    if form == 10:
        return simple(f"{n} = {a}[{i}];", lambda m: m.of.__setitem__(n, at(m.of[a], i)))
    if form == 11:
        return simple(f"{n} = int({a}.length());", lambda m: m.of.__setitem__(n, len(target(m, a))))
    if form == 12:
        found = "(v.index(x) if x in v else -1)"
        return simple(f"{n} = {a}.find({x});", lambda m: m.of.__setitem__(n, eval(found, {"v": target(m, a), "x": x})))
    if form == 13:
        return simple(f"{a} = {b};", lambda m: assign(m, lambda: list(target(m, b))))
    if form == 14 and a in LISTS:
        return simple(f"{a} = {{{x}, {i}}};", lambda m: assign(m, lambda: [x, i]))
    if form == 15 and a in LISTS:
        return simple(f"if ({a}.length() < {MOST}) {a} = longer({a});", lambda m: grows(m, lambda v: v.append(len(v))))
    return simple(f"{n} = sum({a});", lambda m: m.of.__setitem__(n, sum(target(m, a))))


def handle_ops(draw: st.DrawFn) -> Op:
    h, g = draw(st.sampled_from(HANDLES)), draw(st.sampled_from(HANDLES))
    a, b = draw(st.sampled_from(LISTS)), draw(st.sampled_from(LISTS))
    x = draw(st.integers(-9, 99))
    first = draw(st.booleans())
    form = draw(st.integers(0, 5))
    if form == 0:
        return simple(f"@{h} = {a};", lambda m: m.of.__setitem__(h, m.of[a]))
    if form == 1:
        return simple(f"@{h} = null;", lambda m: m.of.__setitem__(h, None))
    if form == 2:
        return simple(f"@{h} = {g};", lambda m: m.of.__setitem__(h, m.of[g]))
    if form == 3:
        return simple(f"@{h} = array<int>(2, {x});", lambda m: m.of.__setitem__(h, [x, x]))
    if form == 4:
        which = a if first else b
        return simple(
            f"@{h} = choose({a}, {b}, {'true' if first else 'false'});",
            lambda m: m.of.__setitem__(h, m.of[which]),
        )
    return simple(f"i1 = @{h} is {a} ? 1 : 0;", lambda m: m.of.__setitem__("i1", int(m.of[h] is m.of[a])))


def grid_ops(draw: st.DrawFn) -> Op:
    g, k = draw(st.sampled_from(GRIDS)), draw(st.sampled_from(GRIDS))
    a = draw(st.sampled_from(LISTS))
    i, j, x = draw(INDEX), draw(INDEX), draw(st.integers(-9, 99))
    form = draw(st.integers(0, 8))

    def grows(m: Model, row: list[int]) -> None:
        if len(m.of[g]) < 8:
            m.of[g].append(row)

    def store(m: Model) -> None:
        row = at(m.of[g], i)
        at(row, j)
        row[j] = x

    def push(m: Model) -> None:
        row = at(m.of[g], i)
        if len(row) < MOST:
            row.append(x)

    if form == 0:
        return simple(f"if ({g}.length() < 8) {g}.insertLast({a});", lambda m: grows(m, list(m.of[a])))
    if form == 1:
        return simple(f"{g}[{i}][{j}] = {x};", store)
    if form == 2:
        return simple(f"{a} = {g}[{i}];", lambda m: m.of[a].__setitem__(slice(None), list(at(m.of[g], i))))
    if form == 3:
        return simple(f"{g}[{i}] = {a};", lambda m: at(m.of[g], i).__setitem__(slice(None), list(m.of[a])))
    if form == 4:
        return simple(f"{g} = {k};", lambda m: m.of.__setitem__(g, [list(row) for row in m.of[k]]))
    if form == 5:
        return simple(f"if ({g}[{i}].length() < {MOST}) push({g}[{i}], {x});", push)
    if form == 6:
        return simple(f"{g}.removeAt({i});", lambda m: (at(m.of[g], i), m.of[g].pop(i), None)[2])
    if form == 7:
        return simple(
            f"{g}.resize({i});",
            lambda m: m.of.__setitem__(g, (m.of[g] + [[] for _ in range(i)])[:i]),
        )
    return simple(f"i0 = {g}[{i}][{j}] + sum({g}[{i}]);", lambda m: m.of.__setitem__("i0", _cell(m, g, i, j)))


def _cell(model: Model, name: str, i: int, j: int) -> int:
    # both operands raise the same exception, so their order does not show
    row = at(model.of[name], i)
    value: int = at(row, j) + sum(row)
    return value


def text_ops(draw: st.DrawFn) -> Op:
    """Operations on strings and arrays of strings."""
    s, r = draw(st.sampled_from(STRINGS)), draw(st.sampled_from(STRINGS))
    t, u = draw(st.sampled_from(TEXTS)), draw(st.sampled_from(TEXTS))
    i, j = draw(INDEX), draw(st.integers(0, 5))
    form = draw(st.integers(0, 15))

    def put(name: str, value: Callable[[Model], Any]) -> Callable[[Model], None]:
        return lambda m: m.of.__setitem__(name, value(m))

    def bounded(value: Callable[[Model], str]) -> Callable[[Model], None]:
        return lambda m: m.of.__setitem__(s, value(m)) if len(m.of[s]) < MOST and len(m.of[r]) < MOST else None

    guard = f"if ({s}.length() < {MOST} && {r}.length() < {MOST}) "

    def set_byte(m: Model) -> None:
        at(m.of[s], i)
        m.of[s] = m.of[s][:i] + "Q" + m.of[s][i + 1 :]

    def add(m: Model) -> None:
        if len(m.of[t]) < 8:
            m.of[t].append(m.of[s])

    def store(m: Model, change: Callable[[str], str]) -> None:
        old = at(m.of[t], i)
        if len(old) < MOST:
            m.of[t][i] = change(old)

    if form == 0:
        return simple(f"{guard}{s} += {r};", bounded(lambda m: m.of[s] + m.of[r]))
    if form == 1:
        return simple(f'{guard}{s} = {r} + i0 + "-";', bounded(lambda m: f"{m.of[r]}{m.of['i0']}-"))
    if form == 2:
        return simple(f"{s} = {r}.substr({i}, {j});", put(s, lambda m: m.of[r][i : i + j]))
    if form == 3:
        return simple(f"{s}[{i}] = 81;", set_byte)
    if form == 4:
        return simple(f"{s} = {r};", put(s, lambda m: m.of[r]))
    if form == 5:
        return simple(f"if ({t}.length() < 8) {t}.insertLast({s});", add)
    if form == 6:
        return simple(f"{s} = {t}[{i}];", put(s, lambda m: at(m.of[t], i)))
    if form == 7:
        return simple(f'if ({t}[{i}].length() < {MOST}) {t}[{i}] += "z";', lambda m: store(m, lambda old: old + "z"))
    if form == 8:
        return simple(f"{t} = {u};", put(t, lambda m: list(m.of[u])))
    if form == 9:
        return simple(f'if ({s}.length() < {MOST}) {t} = {s}.split(",");', lambda m: _split(m, t, s))
    if form == 10:
        return simple(f"{guard}{s} = twice({r});", bounded(lambda m: m.of[r] * 2))
    if form == 11:
        return simple(f"{t}.removeAt({i});", lambda m: (at(m.of[t], i), m.of[t].pop(i), None)[2])
    if form == 12:
        return simple(f'i0 = {s}.findFirst("{"xyzo,"[j % 5]}");', put("i0", lambda m: m.of[s].find("xyzo,"[j % 5])))
    if form == 13:
        return simple(f"i1 = {s} < {r} ? 1 : {s} == {r} ? 0 : -1;", put("i1", lambda m: _order(m.of[s], m.of[r])))
    if form == 14:
        return simple(f"{t} = words({s});", put(t, lambda m: [m.of[s], m.of[s] + "!"]))
    a = draw(st.sampled_from(LISTS))

    def fill(m: Model) -> None:
        m.of[a][:] = [i, i + 1]
        m.of[s] = f"o{i}"

    return simple(f"fill({i}, {a}, {s});", fill)


def _split(model: Model, name: str, source: str) -> None:
    if len(model.of[source]) < MOST:
        model.of[name] = model.of[source].split(",")


def _order(a: str, b: str) -> int:
    return 1 if a < b else 0 if a == b else -1


def indented(ops: list[Op]) -> tuple[str, ...]:
    return tuple(f"    {line}" for op in ops for line in op.lines)


def run_all(ops: list[Op], model: Model) -> None:
    for op in ops:
        op.effect(model)


def block(draw: st.DrawFn, depth: int, names: list[int]) -> list[Op]:
    return [operation(draw, depth, names) for _ in range(draw(st.integers(1, 4)))]


def operation(draw: st.DrawFn, depth: int, names: list[int]) -> Op:
    form = draw(st.integers(0, 14 if depth else 9))
    if form <= 3:
        return list_ops(draw)
    if form <= 5:
        return handle_ops(draw)
    if form <= 7:
        return grid_ops(draw)
    if form <= 9:
        return text_ops(draw)
    inner = block(draw, depth - 1, names)
    if form == 10:
        count = draw(st.integers(0, 3))
        names.append(0)
        k = f"k{len(names)}"

        def repeat(m: Model) -> None:
            for _ in range(count):
                run_all(inner, m)

        return Op((f"for (int {k} = 0; {k} < {count}; {k}++) {{", *indented(inner), "}"), repeat)
    if form == 11:
        other = block(draw, depth - 1, names)
        limit = draw(st.integers(-2, 4))

        def decide(m: Model) -> None:
            run_all(inner if m.of["i0"] < limit else other, m)

        return Op((f"if (i0 < {limit}) {{", *indented(inner), "} else {", *indented(other), "}"), decide)

    def guarded(m: Model) -> None:
        try:
            run_all(inner, m)
        except Raised:
            m.caught += 1

    return Op(("try {", *indented(inner), "}", "catch {", "    caught++;", "}"), guarded)


@dataclass(frozen=True, repr=False)
class ContainerProgram:
    ops: tuple[Op, ...]
    shared: bool  # variables are globals

    def text(self) -> str:
        start = VARIABLES + "int caught = 0;\n"
        lines = "\n".join(line for op in self.ops for line in op.lines)
        if not self.shared:
            return f"{HELPERS}\nstring f() {{{start}{lines}{RESULT}}}\n"
        return f"{HELPERS}{start}string f() {{\n{lines}{RESULT}}}\n"

    def __repr__(self) -> str:
        return self.text()

    def _repr_pretty_(self, printer: Any, cycle: bool) -> None:  # noqa: ANN401
        printer.text(repr(self))

    def run(self) -> tuple[str, bool]:
        """The result and False, or the message of an exception and True."""
        model = Model.fresh()
        try:
            run_all(list(self.ops), model)
        except Raised as error:
            return str(error), True
        return model.text(), False


@st.composite
def container_programs(draw: st.DrawFn) -> ContainerProgram:
    names: list[int] = []
    ops = [operation(draw, 2, names) for _ in range(draw(st.integers(1, 12)))]
    return ContainerProgram(tuple(ops), draw(st.booleans()))
