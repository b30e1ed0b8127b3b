"""The parser of host declarations: functions, types, properties and their default expressions.

What it is: a small recursive-descent parser of single declarations as hosts write them (`const string &in`, `?&out`,
`int...`, `array<class T>`), and the values it makes. It checks everything that one declaration can tell by itself;
names of types are looked up later by the builder. What it is not: the parser of scripts (`compiler/parser.pyx`),
which is made for whole sources and typed arrays.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from functools import cached_property, lru_cache
from typing import NamedTuple, NoReturn

from seraphscript.registry import exprs
from seraphscript.registry.datatype import ANY, PRIMITIVES, SYNONYMS, FfiDataType, RefMode
from seraphscript.registry.defaults import literal_problem
from seraphscript.registry.exprs import FfiExpr
from seraphscript.registry.name_table import KEYWORDS
from seraphscript.registry.plain_declarations import plain_function
from seraphscript.vm.errors import DeclarationError

MAX_PARAMS = 254            # of 255 arguments of a call, one may be the object
MAX_OUTS = 64
MAX_NESTING = 32
MAX_LENGTH = 64 * 1024
MAX_TERMS = 64
"""Operands in a row of which an expression is kept as a tree."""
MAX_OPERANDS = 256

CONVERSIONS = frozenset(["opConv", "opImplConv", "opCast", "opImplCast"])
"""Operators of which a class has one for each type that it converts to."""

_RESERVED = frozenset(word for word, _ in KEYWORDS)
_TOKEN = re.compile(
    r"""\s*(?:
      (?P<number>0[xX][0-9a-fA-F']+|0[bB][01']+|0[oO][0-7']+|0[dD][0-9']+
        |(?:[0-9][0-9']*\.?[0-9']*|\.[0-9][0-9']*)(?:[eE][+-]?[0-9]+)?[fF]?)
    | (?P<name>[A-Za-z_][A-Za-z0-9_]*)
    | (?P<string>"(?:\\.|[^"\\\n])*"|'(?:\\.|[^'\\\n])*')
    | (?P<op>>>>=|\.\.\.|<<=|>>=|>>>|\*\*=|!is\b|::|\+\+|--|&&|\|\||\^\^|==|!=|<=|>=|<<|>>|\*\*|[-+*/%&|^]=
        |[-+*/%&|^~!<>=()\[\]{},.?:;@])
    | (?P<end>\Z)
    | (?P<bad>.))""",
    re.VERBOSE | re.DOTALL | re.ASCII,
)
_BINARY = (
    ("||", "or"), ("&&", "and"), ("==", "!=", "is", "!is", "^^", "xor"), ("<", "<=", ">", ">="), ("|",), ("^",), ("&",),
    ("<<", ">>", ">>>"), ("+", "-"), ("*", "/", "%"), ("**",),
)
_ASSIGNMENTS = frozenset(["=", "+=", "-=", "*=", "/=", "%=", "**=", "&=", "|=", "^=", "<<=", ">>=", ">>>="])
_SURROGATE = re.compile("[\ud800-\udfff]")
_ESCAPES = {"n": "\n", "r": "\r", "t": "\t", "0": "\0", "\\": "\\", '"': '"', "'": "'"}


@dataclass(frozen=True, slots=True)
class ParamDecl:
    """One parameter; its way of passing is `type.mode`."""

    type: FfiDataType
    name: str = ""
    default: FfiExpr | None = None
    variadic: bool = False
    handle_const: bool = False

    def __str__(self) -> str:
        text = str(self.type) + (" if_handle_then_const" if self.handle_const else "")
        text += ("..." if self.variadic else "") + (f" {self.name}" if self.name else "")
        return text if self.default is None else f"{text} = {self.default}"


class Params(tuple[ParamDecl, ...]):
    """The parameters of a function, with what follows from them; many functions of a host share one."""

    @cached_property
    def inputs(self) -> int:
        """How many arguments the host's callable gets (the variadic one not counted): all but &out."""
        return len([p for p in self if p.type.mode is not RefMode.OUT and not p.variadic])

    @cached_property
    def plain(self) -> int:
        """As `inputs`; far less than none if there is a variadic one."""
        return -1000 if self.is_variadic else self.inputs

    @cached_property
    def types(self) -> str:
        """Their types, as they are written."""
        return ",".join([p.type.text or str(p.type) for p in self if not p.variadic])

    @cached_property
    def is_variadic(self) -> bool:
        """Whether the last parameter takes any number of arguments."""
        return bool(self) and self[-1].variadic


class FunctionDecl(NamedTuple):
    """A function or method."""

    name: str
    returns: FfiDataType
    params: tuple[ParamDecl, ...] = ()
    is_const: bool = False
    is_property: bool = False
    is_explicit: bool = False
    template_params: tuple[str, ...] = ()

    @property
    def is_variadic(self) -> bool:
        """Whether the last parameter takes any number of arguments."""
        params = self.params
        return params.is_variadic if type(params) is Params else Params(params).is_variadic

    @property
    def inputs(self) -> int:
        """How many arguments the host's callable gets (the variadic one not counted): all but &out."""
        params = self.params
        return params.inputs if type(params) is Params else Params(params).inputs

    @property
    def required(self) -> int:
        """Parameters without a default."""
        return sum(not p.variadic and p.default is None for p in self.params)

    @property
    def signature(self) -> str:
        """Name and types of parameters, as they are written: what tells functions of one scope apart."""
        params = self.params
        types = params.types if type(params) is Params else Params(params).types
        text = f"{self.name}({types}) const" if self.is_const else f"{self.name}({types})"
        return f"{self.returns} {text}" if self.name in CONVERSIONS else text

    def __str__(self) -> str:
        space = "" if self.returns.mode else " "
        templates = f"<{', '.join(self.template_params)}>" if self.template_params else ""
        text = f"{self.returns}{space}{self.name}{templates}({', '.join(map(str, self.params))})"
        text += " const" if self.is_const else ""
        text += " property" if self.is_property else ""
        return text + (" explicit" if self.is_explicit else "")


class DeclarationParser:
    """A cursor over the tokens of one declaration; `before` stands in front of what the host has written."""

    def __init__(self, text: str, before: str = "") -> None:
        check_text(text)
        self.before = len(before)
        text = before + text
        self.text = text
        self.depth = 0
        if len(text) > MAX_LENGTH:
            raise DeclarationError(f"longer than {MAX_LENGTH} characters", text[self.before :][:40] + "...")
        if not is_encodable(text):
            self.fail("a declaration is text in UTF-8: it cannot have lone surrogates")
        self.tokens = [(str(m.lastgroup), m[str(m.lastgroup)], m.start(str(m.lastgroup)), m.end())
                       for m in _TOKEN.finditer(text)]
        self.at = 0
        for kind, word, start, _ in self.tokens:
            if kind == "bad":
                self.fail(f"unexpected {word!r} at column {self.column(start)}")

    # -- tokens

    @property
    def kind(self) -> str:
        return self.tokens[self.at][0]

    @property
    def word(self) -> str:
        """The current token unless it is a string or the end."""
        kind, word, _, _ = self.tokens[self.at]
        return word if kind in ("op", "name", "number") else ""

    def peek(self, ahead: int) -> str:
        at = min(self.at + ahead, len(self.tokens) - 1)
        return self.tokens[at][1] if self.tokens[at][0] in ("op", "name") else ""

    def accept(self, *words: str) -> str:
        word = self.word
        if word in words and self.kind in ("op", "name"):
            self.at += 1
            return word
        return ""

    def expect(self, word: str) -> None:
        if not self.accept(word):
            self.fail_here(f"expected {word!r}")

    def name(self, what: str) -> str:
        if self.kind != "name" or self.word in _RESERVED:
            self.fail_here(f"expected {what}")
        word = self.word
        self.at += 1
        return word

    def end(self) -> None:
        self.accept(";")
        if self.kind != "end":
            self.fail_here("expected the end")

    def column(self, start: int) -> int:
        return start - self.before + 1

    def fail(self, message: str) -> NoReturn:
        raise DeclarationError(message, self.text[self.before :])       # as it was given: columns count all of it

    def fail_here(self, message: str) -> NoReturn:
        kind, word, start, _ = self.tokens[self.at]
        self.fail(f"{message} but found {'the end' if kind == 'end' else repr(word)} at column {self.column(start)}")

    def deeper(self) -> None:
        self.depth += 1
        if self.depth > MAX_NESTING:
            self.fail("nested too deeply")

    # -- types

    def type(self) -> FfiDataType:
        """A type without its way of passing."""
        self.deeper()
        const = bool(self.accept("const"))
        if self.accept("?"):
            self.depth -= 1
            return FfiDataType(ANY, is_const=const)
        scope = "::" if self.accept("::") else ""
        word = self.word
        if self.kind != "name" or (word in _RESERVED and SYNONYMS.get(word, word) not in PRIMITIVES):
            self.fail_here("expected a type")
        self.at += 1
        name = SYNONYMS.get(word, word)
        while name not in PRIMITIVES and self.accept("::"):
            name += "::" + self.name("a name after '::'")
        args: list[FfiDataType] = []
        if name not in PRIMITIVES and self.accept("<"):
            args.append(self.type())
            while self.accept(","):
                args.append(self.type())
            self.close_angle()
        found = FfiDataType(scope + name, tuple(args), is_const=const)
        while True:
            if self.word == "[" and self.peek(1) == "]":
                self.at += 2
                # `const` in front belongs to the outermost array, not to its elements.
                found = FfiDataType("array", (replace(found, is_const=False),), is_const=const)
            elif not found.is_handle and self.accept("@"):
                if found.name in PRIMITIVES:
                    self.fail(f"there are no handles to {found.name}")
                found = replace(found, is_handle=True, is_const_handle=bool(self.accept("const")))
            else:
                break
        self.depth -= 1
        return found

    def close_angle(self) -> None:
        """A closing `>`, which may be the first character of `>>` or `>>>`."""
        kind, word, start, end = self.tokens[self.at]
        if kind == "op" and word in (">>", ">>>"):
            self.tokens[self.at] = (kind, word[1:], start + 1, end)
        else:
            self.expect(">")

    def variable(self) -> tuple[FfiDataType, str]:
        """Type and name of a variable."""
        found = self.type()
        if found.is_void or found.name == ANY:
            self.fail(f"a variable cannot be of type {found}")
        return found, self.name("the name of the variable")

    def mode(self) -> RefMode:
        if not self.accept("&"):
            return RefMode.VALUE
        word = self.accept("in", "out", "inout")
        return RefMode("&" + word) if word else RefMode.INOUT

    # -- functions

    def parameter(self) -> ParamDecl:
        if self.accept("..."):
            kind = FfiDataType(ANY, is_const=True, mode=RefMode.IN)
            return ParamDecl(kind, self.name("a name") if self.kind == "name" else "", variadic=True)
        base = self.type()
        kind = base.with_mode(self.mode())
        handle_const = bool(self.accept("if_handle_then_const"))
        variadic = bool(self.accept("..."))
        name = self.name("a name") if self.kind == "name" else ""
        if kind.is_void:
            self.fail("a parameter cannot be void")
        if kind.mode is RefMode.INOUT and base.is_primitive:
            self.fail(f"a parameter of type {base} cannot be &inout: only reference types can")
        if kind.name == ANY and kind.mode not in (RefMode.IN, RefMode.OUT):
            self.fail("a parameter of type ? must be &in or &out")
        default = None
        if self.accept("="):
            if variadic:
                self.fail("a variadic parameter has no default")
            default = self.default(kind)
            if problem := literal_problem(kind, default):
                self.fail(f"the default of parameter '{name}': {problem}")
        return ParamDecl(kind, name, default, variadic, handle_const)

    def default(self, kind: FfiDataType) -> FfiExpr:
        if kind.mode is RefMode.OUT:
            self.expect("void")
            return exprs.TextExpr("void")
        return self.owned_expression()

    def result(self) -> FfiDataType:
        returns = self.type()
        if self.accept("&"):
            if returns.is_void:
                self.fail("there are no references to void")
            returns = returns.with_mode(RefMode.RESULT)
        return returns

    def function(self, returns: FfiDataType | None = None) -> FunctionDecl:
        returns = returns or self.result()
        name = self.name("the name of the function")
        templates: list[str] = []
        if self.accept("<"):
            templates.append(self.name("a template parameter"))
            while self.accept(","):
                templates.append(self.name("a template parameter"))
            self.close_angle()
        self.expect("(")
        params: list[ParamDecl] = []
        if self.word == "void" and self.peek(1) == ")":
            self.at += 1
        if not self.accept(")"):
            params.append(self.parameter())
            while self.accept(","):
                params.append(self.parameter())
            self.expect(")")
        decorations = set()
        while word := self.accept("const", "property", "explicit"):
            decorations.add(word)
        self.check_parameters(params)
        if "property" in decorations:
            self.check_accessor(name, returns, params)
        return FunctionDecl(
            name, returns, tuple(params), "const" in decorations, "property" in decorations,
            "explicit" in decorations, tuple(templates),
        )

    def check_accessor(self, name: str, returns: FfiDataType, params: list[ParamDecl]) -> None:
        if name[:4] not in ("get_", "set_") or len(name) == 4:
            self.fail("a property accessor is named get_ or set_ with the property behind it")
        if name.startswith("get_") and (returns.is_void or len(params) > 1):
            self.fail("a getter returns a value and takes at most an index")
        if name.startswith("set_") and (not returns.is_void or len(params) not in (1, 2)):
            self.fail("a setter returns nothing and takes a value, or an index and a value")
        if any(param.variadic or param.default is not None or param.type.mode is RefMode.OUT for param in params):
            self.fail("the parameters of a property accessor are given: no default, no &out, not variadic")

    def check_parameters(self, params: list[ParamDecl]) -> None:
        if len(params) > MAX_PARAMS:
            self.fail(f"more than {MAX_PARAMS} parameters")
        if sum(p.type.mode is RefMode.OUT for p in params) > MAX_OUTS:
            self.fail(f"more than {MAX_OUTS} &out parameters")
        named = [p.name for p in params if p.name]
        for index, param in enumerate(params):
            what = param.name or f"{index + 1}"
            if param.variadic and index + 1 < len(params):
                self.fail("only the last parameter can be variadic")
            if param.default is None and not param.variadic and any(p.default is not None for p in params[:index]):
                self.fail(f"parameter {what} needs a default because an earlier parameter has one")
            if param.name and named.count(param.name) > 1:
                self.fail(f"two parameters are named {param.name}")

    # -- expressions: None stands for a valid expression that has no shape of its own

    def owned_expression(self) -> FfiExpr:
        start = self.tokens[self.at][2]
        found = self.expression()
        if found is None:
            return exprs.TextExpr(self.text[start : self.tokens[self.at - 1][3]].strip())
        return found

    def expression(self) -> FfiExpr | None:
        self.deeper()
        found = self.binary(0)
        if self.accept("?"):
            self.expression()
            self.expect(":")
            self.expression()
            found = None
        elif self.kind == "op" and self.word in _ASSIGNMENTS:
            self.at += 1
            self.expression()
            found = None
        self.depth -= 1
        return found

    def binary(self, level: int) -> FfiExpr | None:
        if level == len(_BINARY):
            return self.unary()
        left = self.binary(level + 1)
        terms = 1
        while op := self.accept(*_BINARY[level]):
            right = self.binary(level + 1)
            terms += 1
            if terms > MAX_OPERANDS:
                self.fail(f"an expression has at most {MAX_OPERANDS} operands in a row")
            if left is not None:
                left = exprs.BinaryExpr(op, left, right) if right is not None and terms <= MAX_TERMS else None
        return left

    def unary(self) -> FfiExpr | None:
        op = self.accept("-", "+", "!", "~", "not", "++", "--", "@")
        if not op:
            return self.postfix(self.primary())
        self.deeper()
        operand = self.unary()
        self.depth -= 1
        if operand is None or op in ("++", "--", "@"):
            return None
        return exprs.UnaryExpr("!" if op == "not" else op, operand)

    def postfix(self, found: FfiExpr | None) -> FfiExpr | None:
        while op := self.accept("++", "--", ".", "[", "("):
            if op == ".":
                self.name("a member")
            elif op == "[":
                self.arguments("]")
            elif op == "(":
                args = self.arguments(")")
                if args is not None and isinstance(found, exprs.IdentExpr | exprs.ScopedIdentExpr):
                    found = exprs.ConstructExpr(str(found), args)
                    continue
            found = None
        return found

    def arguments(self, close: str) -> tuple[FfiExpr, ...] | None:
        args: list[FfiExpr | None] = []
        if not self.accept(close):
            while True:
                args.append(self.expression())
                if not self.accept(","):
                    break
            self.expect(close)
        return tuple(a for a in args if a is not None) if None not in args else None

    def primary(self) -> FfiExpr | None:
        kind, word, _, _ = self.tokens[self.at]
        if kind == "number":
            self.at += 1
            return self.number(word)
        if kind == "string":
            text = ""
            while self.kind == "string":
                text += self.string(self.tokens[self.at][1])
                self.at += 1
            return exprs.StringExpr(text)
        if self.accept("("):
            found = self.expression()
            self.expect(")")
            return found
        if self.accept("{"):
            self.arguments("}")
            return None
        if self.accept("cast"):
            self.expect("<")
            self.type()
            self.close_angle()
            self.expect("(")
            self.expression()
            self.expect(")")
            return None
        if constant := self.accept("true", "false"):
            return exprs.BoolExpr(constant == "true")
        if self.accept("null"):
            return exprs.NullExpr()
        if kind == "name" and SYNONYMS.get(word, word) in PRIMITIVES[1:]:
            self.at += 1
            self.expect("(")
            args = self.arguments(")")
            return exprs.ConstructExpr(SYNONYMS.get(word, word), args) if args is not None else None
        return self.identifier()

    def identifier(self) -> FfiExpr | None:
        scope = "::" if self.accept("::") else ""
        parts = [self.name("an expression")]
        while self.accept("::"):
            parts.append(self.name("a name after '::'"))
        if self.word == "<" and self.is_construction():
            return None
        if len(parts) == 1 and not scope:
            return exprs.IdentExpr(parts[0])
        return exprs.ScopedIdentExpr("::".join([*([""] if scope else []), *parts[:-1]]), parts[-1])

    def is_construction(self) -> bool:
        """After a name: `<types>` with a `(` behind is passed over, anything else stays."""
        tokens, at, depth = list(self.tokens), self.at, self.depth
        try:
            self.expect("<")
            self.type()
            while self.accept(","):
                self.type()
            self.close_angle()
            if self.word == "(":
                return True
        except DeclarationError:
            pass
        self.tokens, self.at, self.depth = tokens, at, depth
        return False

    def number(self, word: str) -> FfiExpr:
        digits = word.replace("'", "").lower()
        prefix = digits[:2]
        if prefix in ("0x", "0b", "0o", "0d"):
            value = int(digits[2:], {"0x": 16, "0b": 2, "0o": 8, "0d": 10}[prefix])
            expr: FfiExpr = exprs.UIntExpr(value)
        elif digits.isdigit():
            value = int(digits)
            expr = exprs.IntExpr(value)
        else:
            number = float(digits.rstrip("f"))
            if number == float("inf"):
                self.fail(f"{word} is too large")
            return exprs.FloatExpr(number, digits.endswith("f"))
        if value >= 1 << 64:
            self.fail(f"{word} does not fit into 64 bits")
        return expr

    def string(self, word: str) -> str:
        def escape(match: re.Match[str]) -> str:
            code = match[1]
            if code[0] in "xuU":
                return chr(int(code[1:], 16))
            if code not in _ESCAPES:
                self.fail(f"unknown escape sequence \\{code}")
            return _ESCAPES[code]

        return re.sub(r"\\(x[0-9a-fA-F]{1,2}|u[0-9a-fA-F]{4}|U[0-9a-fA-F]{8}|.)", escape, word[1:-1])


@lru_cache(4096)
def _result_type(text: str) -> FfiDataType:
    parser = DeclarationParser(text)
    found = parser.type()
    parser.end()
    return found


@lru_cache(4096)
def _parameters(text: str) -> Params:
    """The parameters between the parentheses; many functions of a host have the same ones."""
    parser = DeclarationParser(f"void f({text})")
    found = parser.function()
    parser.end()
    return Params(found.params)


def check_text(text: object) -> None:
    """DeclarationError for what is no text at all."""
    if not isinstance(text, str):
        raise DeclarationError(f"a declaration is a str, not {text!r}")


def is_encodable(text: str) -> bool:
    """Whether a text is Unicode that UTF-8 has bytes for: without halves of surrogate pairs."""
    return text.isascii() or _SURROGATE.search(text) is None


def parse_function(text: str) -> FunctionDecl:
    """A function declaration, `int f(int a, const string &in b = "x")`."""
    if type(text) is not str:
        check_text(text)
        text = str.__str__(text)
    try:
        found = plain_function(text, FunctionDecl, _result_type, _parameters, _RESERVED)
        if found is not None:
            return found
    except DeclarationError:
        pass  # the whole is parsed again, so that the message shows it
    parser = DeclarationParser(text)
    found = parser.function()
    parser.end()
    return found


def parse_funcdef(text: str, *, word: bool = True) -> FunctionDecl:
    """A type of functions, `funcdef bool Filter(int value)`; the word may be left out if there is none."""
    parser = DeclarationParser(text)
    if not parser.accept("funcdef") and word:
        parser.expect("funcdef")
    found = parser.function()
    parser.end()
    if found.is_const or found.is_property or found.is_explicit or found.template_params:
        parser.fail("a funcdef is neither const nor a property nor a template")
    if found.is_variadic or any(p.default is not None for p in found.params):
        parser.fail("the parameters of a funcdef have no defaults and are not variadic")
    return found


def parse_value_constructor(text: str) -> FunctionDecl:
    """A constructor of a value type, `Vec(float x)`, as a function without result."""
    parser = DeclarationParser(text, "void ")
    found = parser.function()
    parser.end()
    return found


def parse_constructor(text: str, type_name: str) -> FunctionDecl:
    """A constructor, `Vec(double x)`, or a factory, `Vec@ make(double x)`, of a type."""
    parser = DeclarationParser(text)
    if parser.kind == "name" and parser.peek(1) == "(":
        if parser.word != type_name:
            parser.fail(f"a constructor of {type_name} is declared '{type_name}(...)' or '{type_name}@ name(...)'")
        returns = FfiDataType(type_name, is_handle=True)
    else:
        returns = parser.result()
        if returns.name == type_name and returns.args and parser.word == "(":
            parser.fail(f"a constructor of a template is declared '{type_name}(...)', without '{returns}'")
        if returns.name.split("::")[-1] != type_name or not returns.is_handle:
            parser.fail(f"a factory of {type_name} gives '{type_name}@', not '{returns}'")
    found = parser.function(returns)
    parser.end()
    return found


def parse_type(text: str) -> FfiDataType:
    """A type with its way of passing, `const array<int> &in`."""
    parser = DeclarationParser(text)
    found = parser.type()
    found = found.with_mode(parser.mode())
    parser.end()
    return found


def parse_type_declaration(text: str) -> tuple[str, tuple[str, ...]]:
    """The name of a type and its template parameters: `string`, `array<class T>`, `dictionary<class K, class V>`."""
    parser = DeclarationParser(text)
    name = parser.name("the name of the type")
    params: list[str] = []
    if parser.accept("<"):
        while True:
            parser.accept("class")
            params.append(parser.name("a template parameter"))
            if not parser.accept(","):
                break
        parser.close_angle()
    parser.end()
    if len(set(params)) != len(params):
        parser.fail("two template parameters have the same name")
    return name, tuple(params)


def parse_variable(text: str) -> tuple[FfiDataType, str]:
    """Type and name of a global property or constant, `const int MAX`."""
    parser = DeclarationParser(text)
    found = parser.variable()
    parser.end()
    return found


def parse_field(text: str) -> tuple[FfiDataType, str, FfiExpr | None]:
    """Type, name and default of a field, `float x = 1`."""
    parser = DeclarationParser(text)
    kind, name = parser.variable()
    default = parser.owned_expression() if parser.accept("=") else None
    parser.end()
    return kind, name, default


def parse_expression(text: str) -> FfiExpr:
    """A default expression on its own."""
    parser = DeclarationParser(text)
    found = parser.owned_expression()
    parser.end()
    return found


def check_name(name: str, what: str) -> str:
    """A plain name as a script may write it; DeclarationError otherwise."""
    if not isinstance(name, str):
        raise DeclarationError(f"{name!r} cannot be the name of {what}: a name is a str, not {type(name).__name__}")
    if not re.fullmatch(r"[A-Za-z_][A-Za-z0-9_]{0,999}", name, re.ASCII) or name in _RESERVED:
        raise DeclarationError(f"{name[:40]!r} cannot be the name of {what}")
    return name
