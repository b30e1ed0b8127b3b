"""Random programs over a hierarchy of classes, with a model that predicts every line that they print.

What it is: classes with a common root (fields with initialisers, three constructors, a destructor, virtual and const
methods, overloads, operators, properties, an interface), and a main function of operations on variables, handles and an
array of handles. Each operation is source text and what it does to the model, which counts references as the language
does, so that the lines that constructors and destructors print prove lifetimes. What it is not: cycles (when the C++
engine collects them is its own affair), temporaries of classes (the same), value members that print.

Invariant: the same seed gives the same program, with any hash seed.
"""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass, field

NULL = "Null pointer access"


class Thrown(Exception):
    """A script exception."""


@dataclass
class Method:
    """`int m(int x)`: a form, a constant and whether the class has it at all."""

    form: str
    constant: int

    def text(self, base: str | None) -> str:
        c = self.constant
        bodies = {
            "scale": f"return a * {c} + x;",
            "change": f"a += x + {c}; return a;",
            "throw": f'if (x > {c}) throw("too big: " + x); return a - x;',
            "other": f"return n() + x * {c};",
            "super": f"return {base}::m(x) + {c};",
            "loop": f"int s = 0; for (int i = 0; i < x; i++) {{ if (i == {c}) continue; s += n() + i; }} return s;",
            "switch": f"switch (x) {{ case 0: return {c}; case 1: a++; default: return a + x; }}",
        }
        return bodies[self.form] + (" return 0;" if self.form == "switch" else "")


@dataclass
class Class:
    """A class of the hierarchy; number 0 is the root."""

    number: int
    base: Class | None
    start: int  # initialiser of its own field
    m: Method | None
    n: tuple[int, int] | None  # `int n() const`: factor and summand
    tagged: bool  # implements Tagged itself
    tag: int

    @property
    def name(self) -> str:
        return f"C{self.number}"

    def bases(self) -> list[Class]:
        """The class and all above it."""
        return [self, *(self.base.bases() if self.base else [])]

    def is_a(self, other: Class) -> bool:
        return other in self.bases()

    @property
    def is_tagged(self) -> bool:
        return any(c.tagged for c in self.bases())

    def text(self) -> str:
        name, base = self.name, self.base.name if self.base else None
        heads = [base] if base else []
        if self.tagged:
            heads.append("Tagged")
        lines = [f"class {name}" + (f" : {', '.join(heads)}" if heads else "") + " {"]
        lines.append(f"    int f{self.number} = {self.start};")
        if base is None:
            lines += [
                "    int id; int a = 1;",
                f'    {name}() {{ id = ++made; println("{name}() " + id); }}',
                f'    {name}(int x) {{ id = ++made; a = x; println("{name}(" + x + ") " + id); }}',
                f"    {name}(const {name} &in o) {{ id = ++made; a = o.a; f0 = o.f0; "
                f'println("{name}(copy) " + id + " of " + o.id); }}',
                f"    {name} &opAssign(const {name} &in o) {{ take(o); return this; }}",
                f"    void take(const {name} &in o) {{ a = o.a; f0 = o.f0; "
                f'println("assign " + id + " from " + o.id); }}',
                "    int opAdd(int x) const { return a + x; }",
                "    int opAdd_r(int x) const { return x * 100 + a; }",
                f"    int opAdd(const {name} &in o) const {{ return a * 10 + o.a; }}",
                "    int opSub(double x) const { return int(a - x); }",
                "    int opNeg() const { return -a; }",
                f"    bool opEquals(const {name} &in o) const {{ return a == o.a; }}",
                f"    int opCmp(const {name} &in o) const {{ return a - o.a; }}",
                f"    {name} &opAddAssign(int x) {{ a += x; return this; }}",
                "    int opIndex(int i) const { return a * i; }",
                "    int opCall(int x, int y) { a = x; return x - y; }",
                f"    {name}@ opPreInc() {{ a++; return this; }}",
                "    int get_p() const property { return a * 2; }",
                '    void set_p(int v) property { println("p = " + v); a = v; }',
                '    string kind(int) const { return "int"; }',
                '    string kind(double) const { return "double"; }',
                '    string kind(const string &in) const { return "string"; }',
                "    int opConv() const { return a + 1000; }",
            ]
        else:
            own = f"f{self.number}"
            fields = " ".join(f"f{c.number} = o.f{c.number};" for c in self.bases()[:-1])
            lines += [
                f'    {name}() {{ super(); println("{name}() " + id); }}',
                f'    {name}(int x) {{ super(x + 1); {own} = x; println("{name}(" + x + ") " + id); }}',
                f'    {name}(const {name} &in o) {{ super(o); {own} = o.{own}; println("{name}(copy) " + id); }}',
                f"    {name} &opAssign(const {name} &in o) {{ take(o); {fields} return this; }}",
            ]
        lines.append(f'    ~{name}() {{ println("~{name} " + id + " " + f{self.number}); }}')
        if self.m:
            mark = " override" if base else ""
            lines.append(f"    int m(int x){mark} {{ {self.m.text(base)} }}")
        if self.n:
            mark = " override" if base else ""
            lines.append(f"    int n() const{mark} {{ return a * {self.n[0]} + {self.n[1]}; }}")
        if self.tagged:
            lines.append(f"    int tag(int x) {{ return {self.tag} + x + f{self.number}; }}")
        return "\n".join([*lines, "}"])


@dataclass
class Object:
    """An object of the model."""

    cls: Class
    id: int
    a: int = 1
    own: dict[int, int] = field(default_factory=dict)
    refs: int = 1


class Model:
    """What the program does: variables, counts, and the lines printed so far."""

    def __init__(self, classes: list[Class]) -> None:
        self.classes = classes
        self.lines: list[str] = []
        self.made = 0
        self.variables: dict[str, Object | None] = {}
        self.list: list[Object | None] = []

    def print(self, text: object) -> None:
        self.lines.append("true" if text is True else "false" if text is False else str(text))

    # ---- lifetime ----

    def make(self, cls: Class, x: int | None = None, copy: Object | None = None) -> Object:
        self.made += 1
        made = Object(cls, self.made, own={c.number: c.start for c in cls.bases()})
        self.construct(made, cls, x, copy)
        return made

    def construct(self, made: Object, cls: Class, x: int | None, copy: Object | None) -> None:
        if cls.base:
            self.construct(made, cls.base, None if x is None else x + 1, copy)
        if copy is not None:
            made.own[cls.number] = copy.own[cls.number]
            if cls.base is None:
                made.a = copy.a
                self.print(f"{cls.name}(copy) {made.id} of {copy.id}")
            else:
                self.print(f"{cls.name}(copy) {made.id}")
        elif x is None:
            self.print(f"{cls.name}() {made.id}")
        else:
            if cls.base is None:
                made.a = x
            else:
                made.own[cls.number] = x
            self.print(f"{cls.name}({x}) {made.id}")

    def release(self, held: Object | None) -> None:
        if held is None:
            return
        held.refs -= 1
        if held.refs == 0:
            for cls in held.cls.bases():
                self.print(f"~{cls.name} {held.id} {held.own[cls.number]}")

    def set_handle(self, name: str, held: Object | None) -> None:
        if held is not None:
            held.refs += 1
        old = self.variables.get(name)
        self.variables[name] = held
        self.release(old)

    def drop(self, name: str) -> None:
        self.release(self.variables.pop(name))

    def get(self, name: str) -> Object:
        held = self.variables[name]
        if held is None:
            raise Thrown(NULL)
        return held

    # ---- members ----

    def assign(self, to: Object, of: Object, cls: Class) -> None:
        """`opAssign` of a class."""
        if cls.base:
            self.assign(to, of, cls.base)
        else:
            to.a = of.a
            self.print(f"assign {to.id} from {of.id}")
        to.own[cls.number] = of.own[cls.number]

    def n(self, obj: Object) -> int:
        for cls in obj.cls.bases():
            if cls.n:
                return obj.a * cls.n[0] + cls.n[1]
        raise AssertionError("the root has n()")

    def m(self, obj: Object, x: int, cls: Class | None = None) -> int:
        """Method m of an object, as seen from a class (None: its own)."""
        found = next(c for c in (cls or obj.cls).bases() if c.m)
        method = found.m
        assert method is not None
        c = method.constant
        match method.form:
            case "scale":
                return obj.a * c + x
            case "change":
                obj.a += x + c
                return obj.a
            case "throw":
                if x > c:
                    raise Thrown(f"too big: {x}")
                return obj.a - x
            case "other":
                return self.n(obj) + x * c
            case "super":
                assert found.base is not None
                return self.m(obj, x, found.base) + c
            case "loop":
                return sum(self.n(obj) + i for i in range(x) if i != c)
            case _:
                if x == 0:
                    return c
                if x == 1:
                    obj.a += 1
                return obj.a + x

    def tag(self, obj: Object, x: int) -> int:
        cls = next(c for c in obj.cls.bases() if c.tagged)
        return cls.tag + x + obj.own[cls.number]


Action = Callable[[Model], None]


@dataclass
class Op:
    """Lines of source and what they do."""

    lines: list[str]
    act: Action


@dataclass(frozen=True)
class ClassProgram:
    text: str
    expected: tuple[str, ...]


HELPERS = """
int made = 0;
interface Tagged { int tag(int x); }
int by_value(C0 o, int x) { o.a += x; return o.m(1); }
int by_reference(const C0 &in o) { return o.n(); }
int by_handle(C0@ o, int x) { if (o is null) return -1; return o.m(x); }
C0@ through(C0@ o) { return o; }
"""


class Maker:
    """Draws a program."""

    def __init__(self, seed: int) -> None:
        self.rng = random.Random(seed)
        self.classes: list[Class] = []
        self.values: dict[str, Class] = {}  # variables that hold an object of exactly this class
        self.handles: dict[str, Class] = {}  # static types; may be null
        self.count = 0

    def chance(self, one_in: int) -> bool:
        return self.rng.randrange(one_in) == 0

    def make_classes(self) -> None:
        forms = ["scale", "change", "throw", "other", "loop", "switch"]
        for number in range(self.rng.randint(1, 5)):
            base = self.rng.choice(self.classes) if self.classes else None
            form = self.rng.choice([*forms, "super", "super"] if base else forms)
            has_m = base is None or self.chance(2)
            has_n = base is None or self.chance(2)
            tagged = not (base and base.is_tagged) and self.chance(2)
            made = Class(
                number,
                base,
                self.rng.randint(0, 9),
                Method(form, self.rng.randint(-2, 4)) if has_m else None,
                (self.rng.randint(-2, 3), self.rng.randint(0, 9)) if has_n else None,
                tagged,
                self.rng.randint(10, 99),
            )
            self.classes.append(made)

    def name(self, prefix: str) -> str:
        self.count += 1
        return f"{prefix}{self.count}"

    # ---- operations ----

    def declare(self) -> tuple[Op, str]:
        """A new variable."""
        cls = self.rng.choice(self.classes)
        form = self.rng.randrange(6)
        same = [v for v, c in self.values.items() if c is cls]
        if form <= 1 and same:
            name, of = self.name("v"), self.rng.choice(same)
            text = f"{cls.name} {name} = {of};" if form else f"{cls.name} {name}({of});"
            self.values[name] = cls

            def copy(model: Model) -> None:
                model.variables[name] = model.make(cls, copy=model.get(of))

            return Op([text], copy), name
        if form <= 3:
            name, x = self.name("v"), self.rng.choice([None, self.rng.randint(-3, 9)])
            text = f"{cls.name} {name};" if x is None else f"{cls.name} {name}({x});"
            self.values[name] = cls

            def make(model: Model) -> None:
                model.variables[name] = model.make(cls, x)

            return Op([text], make), name
        name, x = self.name("h"), self.rng.randint(0, 9)
        static = self.rng.choice(cls.bases())
        text = f"{static.name}@ {name} = {cls.name}({x});"
        self.handles[name] = static

        def hold(model: Model) -> None:
            model.variables[name] = model.make(cls, x)

        return Op([text], hold), name

    def any_name(self) -> str:
        return self.rng.choice([*self.values, *self.handles])

    def static(self, name: str) -> Class:
        return self.values.get(name) or self.handles[name]

    def show(self, text: str, value: Callable[[Model], object]) -> Op:
        """println of an expression that may raise."""

        def act(model: Model) -> None:
            try:
                model.print(value(model))
            except Thrown as error:
                model.print(f"! {error}")

        return Op([f"try {{ println({text}); }}", 'catch { println("! " + getExceptionInfo()); }'], act)

    def expression(self) -> Op:
        name, x, y = self.any_name(), self.rng.randint(-2, 6), self.rng.randint(0, 9)
        other = self.any_name()
        forms: list[tuple[str, Callable[[Model], object]]] = [
            (f"{name}.m({x})", lambda model: model.m(model.get(name), x)),
            (f"{name}.m({x})", lambda model: model.m(model.get(name), x)),
            (f"{name}.n()", lambda model: model.n(model.get(name))),
            (f"{name} + {x}", lambda model: model.get(name).a + x),
            (f"{y} + {name}", lambda model: y * 100 + model.get(name).a),
            (f"{name} - {y}.25", lambda model: int(model.get(name).a - (y + 0.25))),
            (f"-{name}", lambda model: -model.get(name).a),
            (f"{name}[{x}]", lambda model: model.get(name).a * x),
            (f"{name}.p", lambda model: model.get(name).a * 2),
            (f"int({name})", lambda model: model.get(name).a + 1000),
            (f"{name}.a * {x} + {name}.f0", lambda model: model.get(name).a * x + model.get(name).own[0]),
            (f"{name}.kind({y})", lambda model: model.get(name) and "int"),
            (f"{name}.kind({y}.5)", lambda model: model.get(name) and "double"),
            (f'{name}.kind("{y}")', lambda model: model.get(name) and "string"),
            (f"by_handle({name}, {y})", lambda model: self.by_handle(model, name, y)),
        ]
        if name in self.values and other in self.values:
            forms += [
                (f"{name} + {other}", lambda model: model.get(name).a * 10 + model.get(other).a),
                (f"{name} == {other}", lambda model: model.get(name).a == model.get(other).a),
                (f"{name} != {other}", lambda model: model.get(name).a != model.get(other).a),
                (f"{name} < {other}", lambda model: model.get(name).a < model.get(other).a),
                (f"{name} >= {other}", lambda model: model.get(name).a >= model.get(other).a),
            ]
        if name in self.values:
            forms += [
                (f"by_reference({name})", lambda model: model.n(model.get(name))),
                (f"{name}({x}, {y})", lambda model: self.call(model, name, x, y)),
            ]
            if self.values[name].base is None:
                forms.append((f"by_value({name}, {x})", lambda model: self.by_value(model, name, x)))
        if name in self.handles:
            cls = self.rng.choice(self.classes)
            forms += [
                (f"cast<{cls.name}>({name}) is null", lambda model: not self.casts(model, name, cls)),
                (f"{name} !is null", lambda model: model.variables[name] is not None),
                (f"through({name}).m({x})", lambda model: model.m(model.get(name), x)),
            ]
        related = self.static(name).is_a(self.static(other)) or self.static(other).is_a(self.static(name))
        if name in self.handles and related:
            forms.append((f"{name} is {other}", lambda model: model.variables[name] is model.variables[other]))
        if self.static(name).is_tagged:
            forms.append((f"{name}.tag({x})", lambda model: model.tag(model.get(name), x)))
        return self.show(*self.rng.choice(forms))

    @staticmethod
    def by_handle(model: Model, name: str, x: int) -> int:
        held = model.variables[name]
        return -1 if held is None else model.m(held, x)

    @staticmethod
    def by_value(model: Model, name: str, x: int) -> int:
        copy = model.make(model.get(name).cls, copy=model.get(name))
        try:
            copy.a += x
            return model.m(copy, 1)
        finally:
            model.release(copy)

    @staticmethod
    def call(model: Model, name: str, x: int, y: int) -> int:
        model.get(name).a = x
        return x - y

    @staticmethod
    def casts(model: Model, name: str, cls: Class) -> bool:
        held = model.variables[name]
        return held is not None and held.cls.is_a(cls)

    def guarded(self, text: str, act: Action) -> Op:
        """A statement that may raise."""

        def run(model: Model) -> None:
            try:
                act(model)
            except Thrown as error:
                model.print(f"! {error}")

        return Op([f"try {{ {text} }}", 'catch { println("! " + getExceptionInfo()); }'], run)

    def change(self) -> Op:
        name, x = self.any_name(), self.rng.randint(-2, 6)
        forms: list[tuple[str, Action]] = [
            (f"{name}.p = {x};", lambda model: self.set_property(model, name, x)),
            (f"{name} += {x};", lambda model: self.add(model, name, x)),
            (f"++{name};", lambda model: self.add(model, name, 1)),
            (f"{name}.a = {x};", lambda model: setattr(model.get(name), "a", x)),
        ]
        if name in self.values:
            cls = self.values[name]
            same = [v for v, c in self.values.items() if c is cls]
            of = self.rng.choice(same)
            forms += [(f"{name} = {of};", lambda model: model.assign(model.get(name), model.get(of), cls))] * 3
        else:
            static = self.handles[name]
            fitting = [v for v in [*self.values, *self.handles] if self.static(v).is_a(static)]
            of = self.rng.choice(fitting)
            derived = self.rng.choice([c for c in self.classes if c.is_a(static)])
            forms += [
                (f"@{name} = {of};", lambda model: model.set_handle(name, model.variables[of])),
                (f"@{name} = {of};", lambda model: model.set_handle(name, model.variables[of])),
                (f"@{name} = null;", lambda model: model.set_handle(name, None)),
                (f"@{name} = {derived.name}({x});", lambda model: self.renew(model, name, derived, x)),
                (f"@{name} = cast<{derived.name}>({of});", lambda model: self.cast(model, name, of, derived)),
            ]
        return self.guarded(*self.rng.choice(forms))

    @staticmethod
    def set_property(model: Model, name: str, x: int) -> None:
        held = model.get(name)
        model.print(f"p = {x}")
        held.a = x

    @staticmethod
    def add(model: Model, name: str, x: int) -> None:
        model.get(name).a += x

    @staticmethod
    def renew(model: Model, name: str, cls: Class, x: int) -> None:
        made = model.make(cls, x)
        model.set_handle(name, made)
        model.release(made)

    @staticmethod
    def cast(model: Model, name: str, of: str, cls: Class) -> None:
        held = model.variables[of]
        model.set_handle(name, held if held is not None and held.cls.is_a(cls) else None)

    def listing(self) -> Op:
        """Something with the array of handles."""
        name, x = self.any_name(), self.rng.randint(0, 3)
        form = self.rng.randrange(5)
        if form == 0:

            def clear(model: Model) -> None:
                old, model.list = model.list, []
                for held in old:
                    model.release(held)

            return Op(["list.resize(0);"], clear)
        if form == 1:

            def remove(model: Model) -> None:
                if x < len(model.list):
                    model.release(model.list.pop(x))

            return Op([f"if (list.length() > {x}) list.removeAt({x});"], remove)
        if form == 2:

            def total(model: Model) -> None:
                sum_ = 0
                for held in model.list:
                    if held is not None:
                        sum_ = sum_ * 3 + model.n(held)
                model.print(sum_)

            lines = [
                "{ int sum = 0;",
                "  for (uint i = 0; i < list.length(); i++) if (list[i] !is null) sum = sum * 3 + list[i].n();",
                "  println(sum); }",
            ]
            return Op(lines, total)
        if form == 3:
            return self.show(f"list[{x}].m({x})", lambda model: self.element(model, x))

        def append(model: Model) -> None:
            held = model.variables[name]
            if held is not None:
                held.refs += 1
            model.list.append(held)

        return Op([f"list.insertLast({name});"], append)

    @staticmethod
    def element(model: Model, x: int) -> int:
        if x >= len(model.list):
            raise Thrown("Index out of bounds")
        held = model.list[x]
        if held is None:
            raise Thrown(NULL)
        return model.m(held, x)

    def block(self, depth: int) -> Op:
        """A scope, run once, several times, or on a condition. Its variables go in reverse order of declaration."""
        values, handles = dict(self.values), dict(self.handles)
        ops: list[Op] = []
        names: list[str] = []
        for _ in range(self.rng.randint(1, 4)):
            if self.chance(2):
                op, name = self.declare()
                names.append(name)
            else:
                op = self.operation(depth - 1)
            ops.append(op)
        self.values, self.handles = values, handles
        times, counter = self.rng.randint(1, 3), self.name("i")
        head = self.rng.choice(["{", f"for (int {counter} = 0; {counter} < {times}; {counter}++) {{"])
        if head == "{":
            times = 1

        def run(model: Model) -> None:
            for _ in range(times):
                for op in ops:
                    op.act(model)
                for name in reversed(names):
                    model.drop(name)

        return Op([head, *("    " + line for op in ops for line in op.lines), "}"], run)

    def operation(self, depth: int) -> Op:
        form = self.rng.randrange(10)
        if form == 0 and depth > 0:
            return self.block(depth)
        if form <= 4:
            return self.expression()
        if form <= 7:
            return self.change()
        return self.listing()

    def program(self) -> ClassProgram:
        self.make_classes()
        ops: list[Op] = []
        names: list[str] = []
        for _ in range(self.rng.randint(2, 4)):
            op, name = self.declare()
            ops.append(op)
            names.append(name)
        for _ in range(self.rng.randint(4, 14)):
            ops.append(self.operation(2))
        model = Model(self.classes)
        for op in ops:
            op.act(model)
        for name in reversed(names):
            model.drop(name)
        for held in model.list:
            model.release(held)
        lines = ["void main() {", "    array<C0@> list;"]
        lines += ["    " + line for op in ops for line in op.lines]
        text = "\n".join([HELPERS.strip(), *(c.text() for c in self.classes), *lines, "}", ""])
        return ClassProgram(text, tuple(model.lines))


def class_program(seed: int) -> ClassProgram:
    """The program of a seed."""
    return Maker(seed).program()
