"""Hypothesis strategies: random expressions and small programs with the arguments to call them with.

What is left out on purpose: power of floats (its last bit differs between C libraries), constants that raise (a
compile error), and loops without a bound. Shrinking works as usual: small depth and small numbers come first.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from hypothesis import strategies as st

from .nodes import (
    Assign,
    Binary,
    Block,
    Call,
    Cast,
    Choice,
    Constant,
    Declare,
    Env,
    Function,
    If,
    Leave,
    Loop,
    Node,
    Return,
    Statement,
    Step,
    Switch,
    TooLong,
    Unary,
    Variable,
    broken_constants,
)
from .values import BOOL, DOUBLE, FLOAT, INT, INTEGERS, NUMBERS, Number, Raised, Type, Value, round_to_float

ARITHMETIC = ["+", "-", "*", "+", "-", "/", "%"]
COMPARE = ["==", "!=", "<", "<=", ">", ">="]
LEAVES = ("constants", "variables", "mixed")
SPECIAL_FLOATS = [0.0, -0.0, 0.5, -1.5, 2.0**24, 2.0**31, -(2.0**31), 2.0**32 - 1.0, 2.0**63, -(2.0**63), 2.0**64, 1e10]


class PrettyPrinter(Protocol):
    def text(self, text: str, /) -> None: ...


@dataclass(frozen=True, repr=False)
class Program:
    """Functions, the last of which is called with the arguments."""

    functions: tuple[Function, ...]
    arguments: tuple[Number, ...]

    def __repr__(self) -> str:
        return f"{self.text()}with arguments {self.arguments}"

    def _repr_pretty_(self, printer: PrettyPrinter, cycle: bool) -> None:
        """How hypothesis shows a failing example."""
        printer.text(repr(self))

    @property
    def main(self) -> Function:
        return self.functions[-1]

    def text(self) -> str:
        return "\n".join(function.text() for function in self.functions) + "\n"

    def run(self) -> Value | str:
        """The result, or the message of the script exception; TooLong if it takes too many steps."""
        env = Env(functions={function.name: function for function in self.functions})
        arguments = [
            Value(type_, number) for (type_, _), number in zip(self.main.parameters, self.arguments, strict=True)
        ]
        try:
            return self.main.call(arguments, env)
        except Raised as error:
            return str(error)


def numbers_of(type_: Type) -> st.SearchStrategy[Number]:
    """Values of a type: small ones, the borders, powers of two, anything."""
    if type_ is BOOL:
        return st.booleans()
    if type_.floating:
        plain = st.integers(-4096, 4096).map(lambda n: n / 16)
        special = st.sampled_from(SPECIAL_FLOATS)
        found = plain | special
        return found.map(round_to_float) if type_ is FLOAT else found
    edges = {type_.low, type_.low + 1, type_.high, type_.high - 1, 0, 1, 2}
    edges |= {-1, -2} if type_.signed else set()
    powers = st.integers(0, type_.bits - 2).map(lambda n: 1 << n)
    small = st.integers(max(-20, type_.low), 20)
    return small | st.sampled_from(sorted(edges)) | powers | st.integers(type_.low, type_.high)


class Maker:
    """Draws expressions over the variables in scope; new parameters are added as leaves need them."""

    def __init__(self, draw: st.DrawFn, leaves: str) -> None:
        self.draw = draw
        self.leaves = leaves
        self.parameters: list[tuple[Type, str]] = []
        self.arguments: list[Number] = []
        self.scope: list[tuple[Type, str]] = []
        self.fixed: set[str] = set()  # loop counters: read only
        self.helpers: list[Function] = []
        self.names = 0

    def pick(self, items: list[str] | tuple[str, ...]) -> str:
        return self.draw(st.sampled_from(items))

    def chance(self, one_in: int) -> bool:
        return self.draw(st.integers(0, one_in - 1)) == one_in - 1

    def name(self, prefix: str) -> str:
        self.names += 1
        return f"{prefix}{self.names}"

    def leaf(self, types: tuple[Type, ...]) -> Node:
        usable = [(type_, name) for type_, name in self.scope if type_ in types]
        if usable and self.chance(2):
            return Variable(self.draw(st.sampled_from(usable))[1])
        type_ = self.draw(st.sampled_from(types))
        number = self.draw(numbers_of(type_))
        if self.leaves == "constants" or (self.leaves == "mixed" and self.chance(2)):
            return Constant(type_, number)
        name = self.name("p")
        self.parameters.append((type_, name))
        self.arguments.append(number)
        return Variable(name)

    def integer(self, depth: int) -> Node:
        """An expression of an integer type."""
        form = self.draw(st.integers(0, 9)) if depth else 0
        if form <= 1:
            return self.leaf(INTEGERS)
        if form <= 4:
            return Binary(self.pick(ARITHMETIC), self.integer(depth - 1), self.integer(depth - 1))
        if form == 5:
            return Binary(self.pick(["&", "|", "^"]), self.integer(depth - 1), self.integer(depth - 1))
        if form == 6:
            return Binary(self.pick(["<<", ">>", ">>>"]), self.integer(depth - 1), self.integer(depth - 1))
        if form == 7:
            return Unary(self.pick(["-", "~", "+"]), self.integer(depth - 1))
        if form == 8:
            return Cast(self.draw(st.sampled_from(INTEGERS)), self.number(depth - 1))
        exponent = Constant(INT, self.draw(st.integers(0, 9)))
        return Binary("**", self.integer(depth - 1), self.leaf(INTEGERS) if self.chance(6) else exponent)

    def number(self, depth: int) -> Node:
        """An expression of any type but bool."""
        form = self.draw(st.integers(0, 9)) if depth else 0
        if form <= 1:
            return self.leaf(NUMBERS)
        if form <= 4:
            return Binary(self.pick(ARITHMETIC), self.number(depth - 1), self.number(depth - 1))
        if form == 5:
            return Unary(self.pick(["-", "+"]), self.number(depth - 1))
        if form == 6:
            return Cast(self.draw(st.sampled_from(NUMBERS)), self.number(depth - 1))
        if form == 7:
            type_ = self.draw(st.sampled_from(NUMBERS))
            yes, no = Cast(type_, self.number(depth - 1)), Cast(type_, self.number(depth - 1))
            return Choice(self.truth(depth - 1), yes, no)
        if form == 8 and self.helpers:
            helper = self.draw(st.sampled_from(self.helpers))
            return Call(helper.name, tuple(self.number(depth - 1) for _ in helper.parameters))
        return self.integer(depth)

    def truth(self, depth: int) -> Node:
        """An expression of type bool."""
        form = self.draw(st.integers(0, 5)) if depth else 0
        if form == 0:
            return self.leaf((BOOL,))
        if form <= 3:
            return Binary(self.pick(COMPARE), self.number(depth - 1), self.number(depth - 1))
        if form == 4:
            return Unary("!", self.truth(depth - 1))
        return Binary(self.pick(["&&", "||", "^^", "==", "!="]), self.truth(depth - 1), self.truth(depth - 1))

    def sound(self, node: Node) -> Node:
        """The node, or a plain constant where the compiler would refuse it."""
        return Constant(INT, 1) if broken_constants(node) else node

    def sound_truth(self, depth: int) -> Node:
        node = self.truth(depth)
        return Constant(BOOL, True) if broken_constants(node) else node

    # ---- statements ----

    def block(self, depth: int, in_loop: bool, length: int) -> Block:
        outer = list(self.scope)
        body = tuple(self.statement(depth, in_loop) for _ in range(self.draw(st.integers(1, length))))
        self.scope = outer
        return Block(body)

    def statement(self, depth: int, in_loop: bool) -> Statement:
        form = self.draw(st.integers(0, 11 if depth else 5))
        targets = [(type_, name) for type_, name in self.scope if name not in self.fixed and type_ is not BOOL]
        if form == 0 or not targets:
            type_, name = self.draw(st.sampled_from(NUMBERS)), self.name("v")
            made = Declare(type_, name, self.sound(self.number(2)))
            self.scope.append((type_, name))
            return made
        type_, name = self.draw(st.sampled_from(targets))
        if form <= 4:
            return self.assignment(type_, name)
        if form == 5:
            return Step(name, self.pick(["++", "--"]), self.chance(2))
        if form <= 8:
            no = self.block(depth - 1, in_loop, 2) if self.chance(2) else None
            return If(self.sound_truth(2), self.leaving_block(depth, in_loop), no)
        if form <= 10:
            return self.loop(depth)
        return self.switch(depth, in_loop)

    def leaving_block(self, depth: int, in_loop: bool) -> Block:
        """A block that may end in break, continue or, rarely, return."""
        block = self.block(depth - 1, in_loop, 3)
        if in_loop and self.chance(3):
            return Block((*block.body, Leave(self.pick(["break", "continue"]))))
        if self.chance(8):
            return Block((*block.body, Return(self.sound(self.number(1)))))
        return block

    def assignment(self, type_: Type, name: str) -> Statement:
        op = self.pick(["", "+", "-", "*", "/", "%", "&", "|", "^", "<<", ">>", ">>>", "**"])
        if op in ("&", "|", "^", "<<", ">>", ">>>") and type_.floating:
            op = ""
        if op == "**":
            if type_.floating:
                op = ""
            else:
                return Assign(name, op, Constant(INT, self.draw(st.integers(0, 5))))
        value = self.sound(self.integer(2) if op in ("&", "|", "^", "<<", ">>", ">>>") else self.number(2))
        if op in ("/", "%") and broken_constants(Binary(op, Variable(name), value)):
            op = "-"
        return Assign(name, op, value)

    def loop(self, depth: int) -> Statement:
        outer = list(self.scope)
        counter, kind = self.name("i"), self.pick(["for", "while", "do"])
        condition = self.sound_truth(1) if self.chance(3) else None
        self.scope.append((INT, counter))
        self.fixed.add(counter)
        body = self.block(depth - 1, True, 3)
        self.scope = outer
        return Loop(kind, counter, self.draw(st.integers(0, 6)), condition, body)

    def switch(self, depth: int, in_loop: bool) -> Statement:
        labels = self.draw(st.lists(st.integers(-3, 6), min_size=1, max_size=4, unique=True))
        cases: list[tuple[int | None, Block, bool]] = []
        for label in labels:
            # a case has a scope of its own only in braces, so nothing is declared directly in it
            body = Block((self.assignment_of_any(),))
            cases.append((label, body, self.chance(2)))
        if self.chance(2):
            cases.append((None, Block((self.assignment_of_any(),)), True))
        subject = Cast(INT, self.sound(self.integer(2)))
        if self.chance(2):
            subject = Cast(INT, Binary("%", subject, Constant(INT, 7)))
        if broken_constants(subject):
            subject = Cast(INT, Constant(INT, 3))
        return Switch(subject, tuple(cases))

    def assignment_of_any(self) -> Statement:
        targets = [(type_, name) for type_, name in self.scope if name not in self.fixed and type_ is not BOOL]
        return self.assignment(*self.draw(st.sampled_from(targets)))


def natural_type(node: Node, maker: Maker) -> Type | None:
    """The type of the expression with these arguments, if it does not raise."""
    env = Env(functions={helper.name: helper for helper in maker.helpers})
    for (type_, name), number in zip(maker.parameters, maker.arguments, strict=True):
        env.variables[name] = Value(type_, number)
    try:
        return node.evaluate(env).type
    except (Raised, TooLong):
        return None


@st.composite
def expressions(draw: st.DrawFn, leaves: str, depth: int = 4) -> Program:
    """A function that returns one expression."""
    maker = Maker(draw, leaves)
    truth = maker.chance(4)
    node: Node = maker.truth(depth) if truth else maker.number(depth)
    if broken_constants(node):
        node = Constant(BOOL, False) if truth else Constant(INT, 0)
    natural = natural_type(node, maker)
    result = natural or (BOOL if truth else DOUBLE)
    if result is not BOOL and natural is not None and maker.chance(4):
        result = draw(st.sampled_from(NUMBERS))
    main = Function("f", result, tuple(maker.parameters), Block((Return(node),)))
    return Program((main,), tuple(maker.arguments))


@st.composite
def programs(draw: st.DrawFn, leaves: str) -> Program:
    """A function of several statements, with helpers that it may call."""
    helpers: list[Function] = []
    for number in range(draw(st.integers(0, 2))):
        maker = Maker(draw, "constants")
        maker.scope = [(draw(st.sampled_from(NUMBERS)), f"a{n}") for n in range(draw(st.integers(1, 3)))]
        parameters = tuple(maker.scope)
        result = draw(st.sampled_from(NUMBERS))
        body = Block((Return(maker.sound(maker.number(2))),))
        helpers.append(Function(f"h{number}", result, parameters, body))
    maker = Maker(draw, leaves)
    maker.helpers = helpers
    first = draw(st.sampled_from(NUMBERS))
    head = Declare(first, "v0", maker.sound(maker.leaf((first,))))
    maker.scope.append((first, "v0"))
    rest = [maker.statement(2, False) for _ in range(draw(st.integers(1, 6)))]
    end = Return(maker.sound(maker.number(2)))
    main = Function("f", draw(st.sampled_from(NUMBERS)), tuple(maker.parameters), Block((head, *rest, end)))
    return Program((*helpers, main), tuple(maker.arguments))
