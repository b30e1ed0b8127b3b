"""Expressions and statements that print themselves as AngelScript and run themselves.

Every expression knows its value only by evaluation; its static type and whether it is a constant follow from the same
rules, so `Env` is all that evaluation needs. Parentheses are printed only where precedence asks for them.

Invariant: `text()` of a tree and `evaluate()` of the same tree mean the same program.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from . import values
from .values import (
    BOOL,
    FLOAT,
    INT,
    INT64,
    UINT64,
    Number,
    Raised,
    Type,
    Value,
    binary,
    convert,
    unary,
)

PRECEDENCE = {
    op: rank
    for rank, ops in enumerate(
        [
            ["||"],
            ["&&"],
            ["==", "!=", "^^"],
            ["<", "<=", ">", ">="],
            ["|"],
            ["^"],
            ["&"],
            ["<<", ">>", ">>>"],
            ["+", "-"],
            ["*", "/", "%"],
            ["**"],
        ],
        start=1,
    )
    for op in ops
}
CHOICE_RANK, UNARY_RANK, ATOM_RANK = 0, 20, 30
STEP_LIMIT = 20_000


class TooLong(Exception):
    """The program runs for longer than a test should."""


class BreakLoop(Exception):
    pass


class ContinueLoop(Exception):
    pass


class ReturnFrom(Exception):
    def __init__(self, value: Value) -> None:
        self.value = value


@dataclass
class Env:
    """The variables of one function call, and the helper functions that it may call."""

    variables: dict[str, Value] = field(default_factory=dict)
    functions: dict[str, Function] = field(default_factory=dict)
    steps: int = 0

    def step(self) -> None:
        self.steps += 1
        if self.steps > STEP_LIMIT:
            raise TooLong


class Node:
    """An expression."""

    rank = ATOM_RANK

    def text(self) -> str:
        raise NotImplementedError

    def evaluate(self, env: Env) -> Value:
        raise NotImplementedError

    def children(self) -> tuple[Node, ...]:
        return ()

    def inner(self, child: Node, rank: int) -> str:
        """The text of a child, in parentheses if it binds weaker than `rank`."""
        text = child.text()
        return text if child.rank >= rank else f"({text})"


def float_literal(type_: Type, number: float) -> str:
    digits = repr(abs(number)) + ("f" if type_ is FLOAT else "")
    return f"(-{digits})" if str(number).startswith("-") else digits


def literal(type_: Type, number: Number) -> str:
    """Source text of a constant of exactly this type."""
    if type_ is BOOL:
        return "true" if number else "false"
    if type_.floating:
        return float_literal(type_, float(number))
    whole = int(number)
    if type_ is UINT64:
        return f"uint64(0x{whole:X})" if whole >= 2**63 else f"uint64({whole})"
    if type_ is INT64 and whole == INT64.low:
        return f"int64(0x{2**63:X})"
    if type_ is INT and INT.low < whole <= INT.high:
        return str(whole) if whole >= 0 else f"(-{-whole})"
    return f"{type_}({whole})"


@dataclass(frozen=True)
class Constant(Node):
    type: Type
    number: Number

    def text(self) -> str:
        return literal(self.type, self.number)

    def evaluate(self, env: Env) -> Value:
        return Value(self.type, self.number, True)


@dataclass(frozen=True)
class Variable(Node):
    name: str

    def text(self) -> str:
        return self.name

    def evaluate(self, env: Env) -> Value:
        return env.variables[self.name]


@dataclass(frozen=True)
class Unary(Node):
    op: str
    operand: Node
    rank = UNARY_RANK

    def text(self) -> str:
        inner = self.inner(self.operand, UNARY_RANK)
        # "- -x" is no decrement
        return self.op + (" " if inner[0] == self.op else "") + inner

    def evaluate(self, env: Env) -> Value:
        return unary(self.op, self.operand.evaluate(env))

    def children(self) -> tuple[Node, ...]:
        return (self.operand,)


@dataclass(frozen=True)
class Binary(Node):
    op: str
    left: Node
    right: Node

    @property
    def rank(self) -> int:  # type: ignore[override]
        return PRECEDENCE[self.op]

    def text(self) -> str:
        # all binary operators are left-associative, ** too
        return f"{self.inner(self.left, self.rank)} {self.op} {self.inner(self.right, self.rank + 1)}"

    def evaluate(self, env: Env) -> Value:
        left = self.left.evaluate(env)
        if self.op in ("&&", "||") and bool(left.number) == (self.op == "||"):
            return Value(BOOL, left.number)
        return binary(self.op, left, self.right.evaluate(env))

    def children(self) -> tuple[Node, ...]:
        return (self.left, self.right)


@dataclass(frozen=True)
class Cast(Node):
    type: Type
    operand: Node

    def text(self) -> str:
        return f"{self.type}({self.operand.text()})"

    def evaluate(self, env: Env) -> Value:
        return convert(self.operand.evaluate(env), self.type)

    def children(self) -> tuple[Node, ...]:
        return (self.operand,)


@dataclass(frozen=True)
class Choice(Node):
    """`condition ? yes : no`; both of one type."""

    condition: Node
    yes: Node
    no: Node
    rank = CHOICE_RANK

    def text(self) -> str:
        return f"{self.inner(self.condition, 1)} ? {self.inner(self.yes, 1)} : {self.inner(self.no, 1)}"

    def evaluate(self, env: Env) -> Value:
        condition = self.condition.evaluate(env)
        value = (self.yes if condition.number else self.no).evaluate(env)
        folds = isinstance(self.condition, Constant) and value.constant and not values.cpp_conversions
        return Value(value.type, value.number, folds)

    def children(self) -> tuple[Node, ...]:
        return (self.condition, self.yes, self.no)


@dataclass(frozen=True)
class Call(Node):
    """A helper function with arguments that are converted implicitly; they are evaluated last to first."""

    name: str
    arguments: tuple[Node, ...]

    def text(self) -> str:
        return f"{self.name}({', '.join(argument.text() for argument in self.arguments)})"

    def evaluate(self, env: Env) -> Value:
        env.step()
        function = env.functions[self.name]
        numbers = [argument.evaluate(env) for argument in reversed(self.arguments)][::-1]
        return function.call(numbers, env)

    def children(self) -> tuple[Node, ...]:
        return self.arguments


class Statement:
    def lines(self, indent: str) -> Iterator[str]:
        raise NotImplementedError

    def run(self, env: Env) -> None:
        raise NotImplementedError


@dataclass(frozen=True)
class Declare(Statement):
    type: Type
    name: str
    value: Node

    def lines(self, indent: str) -> Iterator[str]:
        yield f"{indent}{self.type} {self.name} = {self.value.text()};"

    def run(self, env: Env) -> None:
        env.step()
        value = convert(self.value.evaluate(env), self.type)
        env.variables[self.name] = Value(self.type, value.number)


@dataclass(frozen=True)
class Assign(Statement):
    """`name = value` or `name op= value`, the latter being `name = T(name op value)`."""

    name: str
    op: str
    value: Node

    def lines(self, indent: str) -> Iterator[str]:
        yield f"{indent}{self.name} {self.op}= {self.value.text()};"

    def run(self, env: Env) -> None:
        env.step()
        value = self.value.evaluate(env)
        old = env.variables[self.name]
        if self.op:
            value = binary(self.op, old, value)
        env.variables[self.name] = Value(old.type, convert(value, old.type).number)


@dataclass(frozen=True)
class Step(Statement):
    """++ and --, before or behind the name."""

    name: str
    op: str
    prefix: bool

    def lines(self, indent: str) -> Iterator[str]:
        yield f"{indent}{self.op}{self.name};" if self.prefix else f"{indent}{self.name}{self.op};"

    def run(self, env: Env) -> None:
        env.step()
        old = env.variables[self.name]
        one = Value(old.type, 1.0 if old.type.floating else 1)
        value = binary(self.op[0], old, one)
        env.variables[self.name] = Value(old.type, convert(value, old.type).number)


@dataclass(frozen=True)
class Block(Statement):
    body: tuple[Statement, ...]

    def lines(self, indent: str) -> Iterator[str]:
        for statement in self.body:
            yield from statement.lines(indent)

    def run(self, env: Env) -> None:
        for statement in self.body:
            statement.run(env)


@dataclass(frozen=True)
class If(Statement):
    condition: Node
    yes: Block
    no: Block | None

    def lines(self, indent: str) -> Iterator[str]:
        yield f"{indent}if ({self.condition.text()}) {{"
        yield from self.yes.lines(indent + "    ")
        if self.no is not None:
            yield f"{indent}}} else {{"
            yield from self.no.lines(indent + "    ")
        yield f"{indent}}}"

    def run(self, env: Env) -> None:
        env.step()
        if self.condition.evaluate(env).number:
            self.yes.run(env)
        elif self.no is not None:
            self.no.run(env)


@dataclass(frozen=True)
class Loop(Statement):
    """A loop of at most `count` rounds over its own counter, as `for`, `while` or `do`."""

    kind: str
    counter: str
    count: int
    condition: Node | None  # leaves the loop when false, asked with the counter
    body: Block

    def lines(self, indent: str) -> Iterator[str]:
        test = f"{self.counter} < {self.count}"
        if self.condition is not None:
            condition = self.condition.text()
            test += f" && {condition}" if self.condition.rank > PRECEDENCE["&&"] else f" && ({condition})"
        inside = indent + "    "
        if self.kind == "for":
            yield f"{indent}for (int {self.counter} = 0; {test}; {self.counter}++) {{"
            yield from self.body.lines(inside)
            yield f"{indent}}}"
            return
        yield f"{indent}int {self.counter} = -1;"
        if self.kind == "while":
            yield f"{indent}while (++{test}) {{"
            yield from self.body.lines(inside)
            yield f"{indent}}}"
        else:
            yield f"{indent}do {{"
            yield f"{inside}{self.counter}++;"
            yield from self.body.lines(inside)
            yield f"{indent}}} while ({test});"

    def holds(self, env: Env) -> bool:
        if int(env.variables[self.counter].number) >= self.count:
            return False
        return self.condition is None or bool(self.condition.evaluate(env).number)

    def run(self, env: Env) -> None:
        def advance(by: int) -> None:
            env.step()
            env.variables[self.counter] = Value(INT, int(env.variables[self.counter].number) + by)

        env.variables[self.counter] = Value(INT, 0 if self.kind == "for" else -1)
        if self.kind == "while":
            advance(1)
        if self.kind == "do" or self.holds(env):
            while True:
                if self.kind == "do":
                    advance(1)
                try:
                    self.body.run(env)
                except BreakLoop:
                    break
                except ContinueLoop:
                    pass
                if self.kind != "do":
                    advance(1)
                if not self.holds(env):
                    break


@dataclass(frozen=True)
class Switch(Statement):
    subject: Node
    cases: tuple[tuple[int | None, Block, bool], ...]  # label (None: default), body, whether it ends in break

    def lines(self, indent: str) -> Iterator[str]:
        yield f"{indent}switch ({self.subject.text()}) {{"
        for label, body, stops in self.cases:
            yield f"{indent}default:" if label is None else f"{indent}case {label}:"
            yield from body.lines(indent + "    ")
            if stops:
                yield f"{indent}    break;"
        yield f"{indent}}}"

    def run(self, env: Env) -> None:
        env.step()
        number = self.subject.evaluate(env).number
        labels = [label for label, _, _ in self.cases]
        if number not in labels and None not in labels:
            return
        start = labels.index(int(number)) if number in labels else labels.index(None)
        for _, body, stops in self.cases[start:]:
            try:
                body.run(env)
            except BreakLoop:
                return
            if stops:
                return


@dataclass(frozen=True)
class Leave(Statement):
    """`break` or `continue`."""

    word: str

    def lines(self, indent: str) -> Iterator[str]:
        yield f"{indent}{self.word};"

    def run(self, env: Env) -> None:
        raise BreakLoop if self.word == "break" else ContinueLoop


@dataclass(frozen=True)
class Return(Statement):
    value: Node

    def lines(self, indent: str) -> Iterator[str]:
        yield f"{indent}return {self.value.text()};"

    def run(self, env: Env) -> None:
        raise ReturnFrom(self.value.evaluate(env))


@dataclass(frozen=True)
class Function:
    name: str
    result: Type
    parameters: tuple[tuple[Type, str], ...]
    body: Block

    def declaration(self) -> str:
        return f"{self.result} {self.name}({', '.join(f'{type_} {name}' for type_, name in self.parameters)})"

    def text(self) -> str:
        return "\n".join([f"{self.declaration()} {{", *self.body.lines("    "), "}"])

    def call(self, arguments: list[Value], caller: Env) -> Value:
        env = Env(functions=caller.functions, steps=caller.steps)
        for (type_, name), value in zip(self.parameters, arguments, strict=True):
            env.variables[name] = Value(type_, convert(value, type_).number)
        try:
            self.body.run(env)
        except ReturnFrom as done:
            caller.steps = env.steps
            return Value(self.result, convert(done.value, self.result).number)
        raise AssertionError("a generated function always returns")


def broken_constants(node: Node) -> bool:
    """Whether a part that the compiler folds raises: that is a compile error and not what is tested here."""
    if any(broken_constants(child) for child in node.children()):
        return True
    if not isinstance(node, Binary):
        return False
    try:
        right = node.right.evaluate(Env())
    except (KeyError, Raised):
        return False
    if right.constant and right.number == 0 and node.op in ("/", "%"):
        return True
    try:
        node.evaluate(Env())
    except Raised:
        return True
    except KeyError:
        return False
    return False
