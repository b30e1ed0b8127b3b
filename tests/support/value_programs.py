"""Random programs on a value type of the host, for two contexts: in one its values fit into registers.

What it is: a module with such a type, whose members are of every sort that is compiled in one way or another, and
programs that use its values in every position. What it is not: a check of what they print, which must be equal.

Left out: operators that are not const on a conditional expression.
"""

from __future__ import annotations

import random

from seraphscript import Module

CONSTRUCTORS = {
    "V(float x, float y, int z)": "this.x = x; this.y = y; this.z = z;",
    "V(float all)": "x = y = all; z = int(all);",
    "V(const V &in o, float f)": "x = o.x * f; y = o.y; z = o.z; y += f;",
}
OPERATORS = {
    "V opAdd(const V &in o) const": "return V(x + o.x, y + o.y, z + o.z);",
    "V opSub(V o) const": "return V(x - o.x, y - o.y, z - o.z);",
    "V opMul(float f) const": "return V(x * f, y * f, z);",
    "V opMul_r(float f) const": "return V(f * x, f * y, z);",
    "V opMul(const V &in o) const": "float a = y * o.x - x * o.y; V r(a, x, o.z); r.x += o.y; return r;",
    "V opDiv(float f)": "x += 1; return V(x, f, z);",  # changes its left operand
    "V opMod(const V &in o) const": "for (int i = 0; i < 2; i++) { if (i == 1) return o; } return this;",
    "V opNeg() const": "return V(-x, -y, -z);",
    "V &opAddAssign(const V &in o)": "x += o.x; y += o.y; z += o.z; return this;",
    "V &opSubAssign(V o)": "x -= o.x; y -= o.x; z -= o.z; return this;",
    "V &opMulAssign(float f)": "x *= f; y *= f; z *= 2; return this;",
    "V &opDivAssign(const V &in o)": "for (int i = 0; i < 1; i++) { x = o.y; y = o.x; } z += 1; return this;",
    "bool opEquals(const V &in o) const": "return x == o.x && y == o.y && z == o.z;",
    "int opCmp(const V &in o) const": "return x < o.x ? -1 : x > o.x ? 1 : 0;",
    "V &opPreInc()": "x += 1; return this;",
    "V opPostInc()": "V old = this; y += 1; return old;",
    "float get_opIndex(uint i) const property": "return i == 0 ? x : i == 1 ? y : float(z);",
    "void set_opIndex(uint i, float value) property": (
        "if (i == 0) x = value; else if (i == 1) { y = value; } else z = int(value);"
    ),
}
METHODS = {
    "V turn()": "float t = x; x = y; y = t; return this;",
    "V long_turn()": "for (int i = 0; i < 3; i++) { float t = x; x = y; y = t; } return this;",
    "V copy() const": "return this;",
    "V other(V o) const": "return o;",
    "V pick(const V &in o, bool which) const": "return which ? o : this;",
    "float mix(float f) const": "f = f + x; f *= 2; return f;",
    "float first() const": "return x;",
    "float same(float f) const": "return f;",
    "void scale(float f)": "x *= f; y *= f;",
    "void twice()": "scale(2); scale(x > 100 ? 0.5f : 1.0f);",
    "void add(const V &in o, const V &in p)": "x += o.x; y += p.x; x += p.y;",
    "void addv(V o, V p)": "o.x += 1; x += o.x; y += p.x; p = o; x += p.y;",
    "void set(const V &in o)": "this = o; x += 1;",
    "float long_one() const": "float r = 0; for (int i = 0; i < 3; i++) r += x; return r;",
    "void long_change()": "for (int i = 0; i < 3; i++) x += y;",
    "void calls_long()": "long_change(); y += x; V t = this; t.long_change(); x = t.x + long_one();",
}
DECLARATIONS = """
using namespace game;
string show(const V &in v) { return "(" + v.x + " " + v.y + " " + v.z + ")"; }
class H { V v = V(1, 2, 3); V w; V get() { return v; } V ahead() const { return v + w; } }
V ga(1, 0.5f, 2), gb(3, 4, 5);
V f(V a, const V &in b) { a += b; return a; }
V fr(const V &in b) { return b; }
V side(float k) { ga.x += k; return ga; }
void io(V &inout a, const V &in b) { a.x = b.y; a += b; }
void out2(V &out a, V &out b) { a = ga; b = V(2.5f); }
float num(const V &in b) { return b.x - b.y; }
float bump(V &inout a) { a.y += 1; return a.y; }
V rec(V a, int n) { if (n == 0) return a; a.x += 1; return rec(a, n - 1) + a; }
"""
PLACES = ("ga", "gb", "h.v", "h.w", "list[1]", "list[0]")


def module(boxed: bool) -> Module:
    """The module `game` with the type V; `boxed`: with a string that nobody uses, so that its values are objects."""
    game = Module("game")
    fields = [("x", "float"), ("y", "float"), ("z", "int"), *([("s", "string")] if boxed else [])]
    value = game.value_type("V", fields=fields)
    for declaration, script in CONSTRUCTORS.items():
        value.constructor(declaration, script=script)
    for declaration, script in OPERATORS.items():
        value.operator(declaration, script=script)
    for declaration, script in METHODS.items():
        value.method(declaration, script=script)
    value.property("float len", script="return x * x + y * y;", set_script="x = y = value;")
    value.property("V swapped", script="return V(y, x, z);", set_script="x = value.y; y = value.x;")
    value.method("float host(float f) const", lambda v, f: v[0] + f)
    return game


class Programs:
    """Programs of one seed."""

    def __init__(self, seed: int) -> None:
        self.random = random.Random(seed)
        self.variables: list[str] = []
        self.loops = 0

    def one_of(self, *texts: str) -> str:
        return self.random.choice(texts)

    def place(self) -> str:
        if self.variables and self.random.random() < 0.7:
            return self.random.choice(self.variables)
        return self.random.choice(PLACES)

    def condition(self, depth: int = 1) -> str:
        kind = self.random.randrange(4)
        if kind < 2:
            return f"{self.value(depth - 1)} {'==' if kind else '<'} {self.value(depth - 1)}"
        return f"{self.number(depth - 1)} {self.one_of('<', '>', '==')} {self.number(depth - 1)}"

    def number(self, depth: int = 2) -> str:
        kind = self.random.randrange(13)
        if depth <= 0 or kind < 3:
            return self.one_of("1.5f", "2", "0.5f", "k", "3", "-1.25f")
        if kind < 7:
            return self.place() + self.one_of(".x", ".y", ".z")
        less = depth - 1
        if kind == 7:
            return f"({self.number(less)} {self.one_of('+', '-', '*')} {self.number(less)})"
        if kind == 8:
            member = self.one_of(
                "x", "y", "len", "first()", "long_one()", f"mix({self.number(less - 1)})",
                f"same({self.number(less - 1)})",
            )  # fmt: skip
            return f"({self.value(less)}).{member}"
        if kind == 9:
            return f"{self.place()}[{self.random.randrange(3)}]"
        if kind == 10:
            return f"num({self.value(less)})"
        if kind == 11:
            return self.place() + self.one_of(".x++", ".x--", ".host(1)") if self.random.random() < 0.7 else (
                f"bump({self.place()})"
            )
        return f"({self.condition(less)} ? {self.number(less)} : {self.number(less)})"

    def value(self, depth: int = 3) -> str:
        kind = self.random.randrange(24)
        if depth <= 0 or kind < 5:
            return self.place()
        a, b = self.value(depth - 1), self.value(depth - 1)
        n = self.number(depth - 1)
        texts = (
            f"V({n}, {self.number(depth - 1)}, int({self.number(depth - 1)}))", f"V({n})", f"V({a}, {n})", f"V({a})",
            f"({a} {self.one_of('+', '-', '*', '%')} {b})", f"({a} {self.one_of('*', '/')} {n})", f"(2 * {a})",
            f"(-{a})", f"{a}.swapped", f"{a}.{self.one_of('turn()', 'long_turn()', 'copy()')}", f"{a}.other({b})",
            f"{a}.pick({b}, {self.condition()})", f"f({a}, {b})", f"fr({a})", f"side({n})",
            self.one_of("h.get()", "h.ahead()", f"rec({a}, 2)"), f"({self.condition()} ? {a} : {b}).copy()",
            f"({self.place()} {self.one_of('+=', '-=', '=')} {a})", f"({self.place()} *= {n})",
            f"({self.place()}++)", f"(++{self.place()})",
        )  # fmt: skip
        return self.random.choice(texts)

    def change(self) -> str:
        a, b, n = self.value(), self.value(2), self.number()
        texts = (
            f"= {a}", f"= {a}", f"= {a}", f"= {self.condition()} ? {a} : {b}", f"{self.one_of('+=', '-=', '/=')} {a}",
            f"*= {n}", f".{self.one_of('x', 'y')} {self.one_of('=', '+=', '*=')} {n}", f".scale({n})", ".twice()",
            f".add({a}, {b})", f".addv({a}, {b})", f".set({a})", ".long_change()", ".calls_long()", ".turn()",
            f"[{self.random.randrange(3)}] {self.one_of('=', '+=')} {n}", f".len = {n}", f".len += {n}",
            f".swapped = {a}",
        )  # fmt: skip
        text = self.random.choice(texts)
        return f"{self.place()}{'' if text[0] in '.[' else ' '}{text};"

    def statement(self, depth: int) -> str:
        kind = self.random.randrange(16)
        if kind < 4 and len(self.variables) < 6 and depth == 0:
            name = f"v{len(self.variables)}"
            text = self.one_of(
                f"V {name} = {self.value()};", f"V {name}({self.number()}, {self.number()}, 1);", f"V {name};",
                f"auto {name} = {self.value()};",
            )  # fmt: skip
            self.variables.append(name)
            return text
        if kind == 4:
            return f"io({self.place()}, {self.value()});"
        if kind == 5:
            return f"out2({self.place()}, {self.place()});"
        if depth < 2 and kind > 10:
            inner, more, last = (self.statement(depth + 1) for _ in range(3))
            if kind == 11:
                return f"if ({self.condition()}) {{ {inner} {more} }} else {{ {last} }}"
            if kind == 12:
                self.loops += 1
                return f"for (int i{self.loops} = 0; i{self.loops} < 3; i{self.loops}++) {{ {inner} {more} }}"
            if kind == 13:
                return f'try {{ {inner} if ({self.condition()}) throw("x"); {more} }} catch {{ {last} }}'
            if kind == 14:
                return f"foreach (auto e : list) {{ {self.place()} += e; {inner} }}"
            return f"({self.condition()} ? {self.place()} : {self.place()}) = {self.value()};"
        return self.change()

    def program(self) -> str:
        body = ["float k = 2; H h; array<V> list = {V(1, 1, 1), V(2, 3, 4)};"]
        for _ in range(self.random.randrange(4, 14)):
            body.append(self.statement(0))
            if self.variables and self.random.random() < 0.3:
                body.append(f"println(show({self.random.choice(self.variables)}));")
        body += [f"println(show({name}));" for name in (*self.variables, *PLACES)]
        return DECLARATIONS + "void main() {\n    " + "\n    ".join(body) + "\n}\n"
