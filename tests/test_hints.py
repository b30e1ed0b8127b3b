"""Python hints as declarations: callables, containers, enums, dataclasses, and clear refusals of the rest."""

from __future__ import annotations

import enum
import sys
import types
import typing
from collections.abc import Callable, Iterator
from dataclasses import KW_ONLY, InitVar, dataclass, field
from pathlib import Path
from typing import Annotated, Any, ClassVar, Final, Literal, NamedTuple, NewType, Optional, Protocol, Union

import pytest
from seraphscript import BuildError, Context, DeclarationError, Module, RegistryBuildError, ScriptException
from seraphscript.registry.hints import type_of_hint

Meters = NewType("Meters", float)


class Color(enum.IntEnum):
    Red = 1
    Green = 2


class Access(enum.IntFlag):
    Read = 1
    Write = 2
    Full = 3
    Far = 1 << 40


class Plain(enum.Enum):
    A = "a"


def run(context: Context, source: str, *arguments: Any) -> Any:  # noqa: ANN401
    unit = context.create_unit("test")
    unit.add_source("test.as", source)
    unit.build()
    with unit.instantiate() as world:
        return world.call("main", *arguments)


def refused(hint: object) -> str:
    with pytest.raises(DeclarationError) as caught:
        type_of_hint(hint)
    return str(caught.value)


def test_texts() -> None:
    assert str(type_of_hint(dict[str, list[int]])) == "dictionary<string, array<int64>>"
    assert str(type_of_hint(dict[str, object])) == str(type_of_hint(dict)) == "dictionary"
    assert str(type_of_hint(dict[str, Any])) == "dictionary"
    assert str(type_of_hint(Meters)) == "double"
    assert str(type_of_hint(InitVar[int])) == "int64"
    optional = type_of_hint(Optional[Callable[[int], None]])  # noqa: UP045
    assert optional.is_handle and not optional.required
    assert type_of_hint(Callable[[int], None]).required


def test_refusals_say_what_to_write() -> None:
    assert "use str, or an enum" in refused(Literal["a", "b"])
    assert "use int or str" in refused(Literal["a", 1])
    assert "only handles to objects can be None" in refused(Optional[int])  # noqa: UP045
    assert "only handles to objects can be None" in refused(str | None)
    assert "a value has one type" in refused(Union[int, str])  # noqa: UP007
    assert "write Callable[[int, str], bool]" in refused(Callable)
    assert "write Callable[[int, str], bool]" in refused(Callable[..., int])
    assert "a parameter cannot be void" in refused(Callable[[None], int])
    assert "write list[int]" in refused(list)
    assert "&out parameters" in refused(tuple[int, str])
    assert "&out parameters" in refused(tuple)
    assert "must derive from enum.IntEnum or enum.IntFlag" in refused(Plain)
    assert "a container cannot hold" in refused(list[None])
    assert "a container cannot hold object" in refused(dict[int, object])
    for hint in (bytes, set[int], frozenset, complex, 3, range):
        assert "stands for no script type; use bool" in refused(hint)
    with pytest.raises(DeclarationError, match="parameter 'x' of f: the enum Plain must derive"):

        @Module("m").function
        def f(x: Plain) -> None: ...


def test_callables_both_ways() -> None:
    calls = Module("calls")
    kept: list[Callable[[int, str], str]] = []

    @calls.function
    def apply(f: Callable[[int, str], str], n: int) -> str:
        kept.append(f)
        return f(n, "x")

    @calls.function
    def repeater(times: int) -> Callable[[int, str], str]:
        return lambda n, text: text * (n * times)

    @calls.function
    def maybe(f: Callable[[], None] | None) -> bool:
        if f is not None:
            f()
        return f is None

    @calls.function
    def each(items: list[int], f: Callable[[Annotated[int, "int"]], bool]) -> list[int]:
        return [item for item in items if f(item)]

    context = Context().install(calls)
    source = """
        string twice(int64 n, const string &in text) { return text + text + n; }
        class Times { string by = "!"; string run(int64 n, const string &in text) { return text + by + n; } }
        int done = 0;
        void note() { done++; }
        bool even(int n) { return n % 2 == 0; }
        string main() {
            Times t;
            string s = calls::apply(twice, 3) + " " + calls::apply(Callable_int64_string_to_string(t.run), 4);
            s += " " + calls::repeater(2)(2, "ab") + " " + calls::apply(calls::repeater(1), 5);
            s += " " + calls::apply(function(n, text) { return text + (n + 1); }, 6);
            s += " " + calls::maybe(note) + calls::maybe(null) + done;
            array<int64>@ found = calls::each({1, 2, 3, 4}, even);
            return s + " " + found.length();
        }
    """
    assert run(context, source) == "xx3 x!4 abababab xxxxx x7 falsetrue1 2"
    names = {kind.name for kind in context.seal().types() if kind.sort == "funcdef"}
    assert names == {"Callable_int_to_bool", "Callable_int64_string_to_string", "Callable_to_void"}
    with pytest.raises(BuildError, match="wrong"):
        run(context, "void wrong(int n) {} string main() { return calls::apply(wrong, 1); }")
    with pytest.raises(ScriptException):
        run(context, "string main() { return calls::apply(null, 1); }")


def test_callables_in_classes_and_registry_files(tmp_path: Path) -> None:
    class Button:
        action: Callable[[int], int] | None

        def __init__(self, action: Callable[[int], int]) -> None:
            self.action = action

        def press(self, n: int) -> int:
            return self.action(n) if self.action is not None else -1

        def take(self) -> Callable[[int], int] | None:
            found, self.action = self.action, None
            return found

    class Handler(Protocol):
        def on(self, then: Callable[[int], int]) -> int: ...

    ui = Module("ui")
    ui.type(Button)
    ui.interface(Handler)
    taken: list[Any] = []

    @ui.function
    def handle(handler: Handler) -> int:
        taken.append(handler)
        return int(handler.on(lambda n: n + 7))

    other = Module("other")

    @other.function
    def same(f: Callable[[int], int]) -> int:
        return f(100)

    context = Context().install(ui).install(other)
    source = """
        int64 twice(int64 n) { return 2 * n; }
        class H : ui::Handler { int64 on(Callable_int64_to_int64@ then) { return then(1); } }
        string main() {
            ui::Button@ b = ui::Button(twice);
            string s = "" + b.press(4) + " " + b.action(5) + " " + b.take()(6) + " " + b.press(1);
            return s + " " + ui::handle(H()) + " " + other::same(twice) + " " + (b.action is null);
        }
    """
    expected = "8 10 12 -1 8 200 true"
    assert run(context, source) == expected
    context.save_registry(tmp_path / "ui.sfr")
    loaded = Context.load_registry(tmp_path / "ui.sfr", [other, ui])
    assert loaded.seal().fingerprint == context.seal().fingerprint
    assert run(loaded, source) == expected
    swapped = Context().install(other).install(ui)
    assert swapped.seal().fingerprint == context.seal().fingerprint


def test_dictionaries() -> None:
    data = Module("data")
    seen: list[object] = []

    @data.function
    def total(values: dict[str, int]) -> int:
        seen.append(values)
        return sum(values.values())

    @data.function
    def groups() -> dict[str, list[str]]:
        return {"a": ["x", "y"], "b": []}

    @data.function
    def options(values: dict[str, Any]) -> dict[str, object]:
        seen.append(values)
        return {"n": 3, "s": "t"}

    @data.function
    def names(values: dict[int, str]) -> list[list[int]]:
        return [[key] for key in values]

    @data.enum
    class Kind(enum.IntEnum):
        Low = 0
        High = 1

    @data.function
    def kinds(values: dict[str, Kind]) -> bool:
        return all(type(value) is Kind for value in values.values())

    context = Context().install(data)
    source = """string main() {
        dictionary<string, int64> d = {{"a", 2}, {"b", 40}};
        dictionary<int64, string> n = {{7, "x"}};
        dictionary<string, data::Kind> k = {{"q", data::Kind::High}};
        dictionary@ o = data::options({{"x", 1}});
        array<string> a;
        data::groups().get("a", a);
        string s = data::total(d) + " " + a.length() + " " + int(o["n"]) + " " + data::names(n)[0][0];
        return s + " " + data::kinds(k);
    }"""
    assert run(context, source) == "42 2 3 7 true"
    assert seen == [{"x": 1}, {"a": 2, "b": 40}]


def test_flags() -> None:
    files = Module("files")
    files.enum(Access)

    @files.function
    def given(access: Access = Access.Read | Access.Write) -> Access:
        assert isinstance(access, Access)
        return access | Access.Far

    @files.function
    def both(access: Access = Access.Full) -> bool:
        return access == Access.Full

    context = Context().install(files)
    assert run(context, "int64 main() { return files::given(); }") == 3 | 1 << 40
    assert run(context, "int64 main() { return files::given(files::Access(files::Access::Write | 0)); }") == 2 | 1 << 40
    assert run(context, "bool main() { return files::both() && files::both(files::Full); }") is True
    with pytest.raises(DeclarationError, match="enum Plain must derive from"):
        files.enum(Plain)


@dataclass
class Item:
    name: str
    weight: float = 1.5
    tags: list[str] = field(default_factory=list)
    kind: Color = Color.Green
    scale: InitVar[int] = 1
    LIMIT: ClassVar[int] = 5

    def __post_init__(self, scale: int) -> None:
        self.weight *= scale

    def heavier(self, other: Item | None) -> bool:
        return other is None or self.weight > other.weight


@dataclass(frozen=True)
class Point:
    x: float
    y: float = 0.0


class Pair(NamedTuple):
    left: int
    right: str


def test_dataclasses() -> None:
    world = Module("world")
    world.enum(Color)
    for python in (Item, Point, Pair):
        world.type(python)
    world.function("Pair@ pair(int left, const string &in right)")(Pair)
    made: list[Item] = []

    @world.function
    def keep(item: Item, more: list[Item]) -> Item:
        made.extend([item, *more])
        return item

    context = Context().install(world)
    source = """string main() {
        world::Item@ a = world::Item("axe"), b = world::Item("bow", 3, {"wood"}, world::Color::Red, 2);
        a.name = "ax";
        a.tags = {"old", "iron"};
        world::Item@ same = world::keep(a, {b});
        world::Point@ p = world::Point(3);
        return same.name + " " + b.weight + " " + b.heavier(a) + b.heavier(null) + " " + b.tags[0] + " " + p.x + p.y
            + " " + world::pair(3, "r").right + " " + int(b.kind);
    }"""
    assert run(context, source) == "ax 6 truetrue wood 30 r 1"
    assert made[0] == Item("ax", 1.5, ["old", "iron"]) and type(made[1].kind) is Color
    for name in ("Point(1).x = 2", "pair(1, 'x').left = 2"):
        with pytest.raises(BuildError, match="cannot be written"):
            run(context, f"void main() {{ world::{name}; }}")
    with pytest.raises(BuildError):
        run(context, "void main() { world::Item('x').scale; }")


def test_problems_of_classes_name_the_member() -> None:
    module = Module("m")

    @module.type
    class Wrong:
        mode: Literal["a"]
        plain: Plain

        def f(self, x: Callable[..., int]) -> None: ...

    with pytest.raises(RegistryBuildError) as caught:
        Context().install(module).seal()
    text = str(caught.value)
    assert "class m::Wrong::mode" in text and "use str, or an enum" in text
    assert "class m::Wrong::plain" in text and "IntEnum" in text
    assert "class m::Wrong::f: parameter 'x' of f: the hint" in text


def problems_of(module: Module) -> list[str]:
    with pytest.raises(RegistryBuildError) as caught:
        Context().install(module).seal()
    return [str(error) for error in caught.value.errors]


def test_final_fields_of_dataclasses() -> None:
    game = Module("game")

    @dataclass
    class Piece:
        name: str
        serial: Final[int] = 3
        small: Final[Annotated[int, "uint8"]] = 4
        other: Annotated[Final[int], "uint8"] = 5  # type: ignore[valid-type]
        color: Final[Color] = Color.Green
        tags: Final[list[int]] = field(default_factory=list)

    made: list[Piece] = []
    game.type(Piece)
    game.enum(Color)

    @game.function
    def keep(item: Piece) -> None:
        made.append(item)

    context = Context().install(game)
    source = """
        int64 main() {
            game::Piece a("x"), b("y", 30, 40, 50, game::Color::Red, {1, 2});
            game::keep(b);
            b.name = "z";
            return a.serial + a.small + b.serial + b.other + b.tags.length();
        }
    """
    assert run(context, source) == 3 + 4 + 30 + 50 + 2
    assert made == [Piece("z", 30, 40, 50, Color.Red, [1, 2])] and made[0].color is Color.Red
    for name in ("serial = 1", "small = 1", "other = 1", "color = game::Color::Red", "tags = {}"):
        with pytest.raises(BuildError, match="cannot be written: it has no setter"):
            run(context, f'void main() {{ game::Piece a("x"); a.{name}; }}')


def test_fields_of_dataclasses_that_are_no_plain_ones() -> None:
    game = Module("game")

    @game.type
    @dataclass
    class Item:
        name: str
        start: InitVar[int]
        count: ClassVar[int] = 7
        later: int = field(init=False)
        tags: list[int] = field(default_factory=list)

        def __post_init__(self, start: int) -> None:
            self.later = start + 1

    source = """
        int64 main() {
            game::Item a("x", 10), b("y", 20, {1, 2});
            b.later += 100;
            b.tags = {5, 6, 7};
            return a.later * 1000 + b.later + b.tags.length();
        }
    """
    context = Context().install(game)
    assert run(context, source) == 11124
    for name in ("start", "count"):
        with pytest.raises(BuildError, match=name):
            run(context, f'int64 main() {{ return game::Item("x", 1).{name}; }}')

    @dataclass
    class Marked:
        x: int
        _: KW_ONLY
        y: int = 1

    @dataclass(kw_only=True)
    class Named:
        x: int

    for python, name in ((Marked, "y"), (Named, "x")):
        module = Module("game")
        module.type(python)
        problem = f"class game::{python.__name__}::__init__: the field {name!r} is keyword-only"
        assert [text for text in problems_of(module) if problem in text]


def test_dataclasses_with_bases_of_other_modules() -> None:
    """__init__ has the hints of inherited fields, as they are written, in a module that knows none of their names."""
    base = types.ModuleType("hints_of_base")
    sys.modules[base.__name__] = base
    try:
        exec(
            "from __future__ import annotations\nfrom dataclasses import dataclass\nfrom typing import Final as Fixed\n"
            "@dataclass\nclass Base:\n    size: Fixed[int] = 2\n",
            base.__dict__,
        )

        @dataclass
        class Derived(base.Base):  # type: ignore[misc, name-defined]
            more: int = 5

        game = Module("game")
        game.type(Derived)
        source = "int64 main() { return game::Derived().size + game::Derived(10, 20).more; }"
        assert run(Context().install(game), source) == 22
    finally:
        del sys.modules[base.__name__]


def test_hints_that_nobody_can_evaluate() -> None:
    class Item:
        name: str

    def method(self: object, a: int) -> int:
        return a

    texts = {
        "Nowhere": "NameError: name 'Nowhere' is not defined",
        "list['Nowhere']": "NameError: name 'Nowhere' is not defined",
        "1 +": "SyntaxError",
        "int[3]": "TypeError: type 'int' is not subscriptable",
        "pytest.nothing": "AttributeError",
        "1 / 0": "ZeroDivisionError",
        "Annotated[int, []] | None": "TypeError: unhashable type: 'list'",
    }
    for hint, why in texts.items():
        said = f"the hint {hint!r} cannot be evaluated: {why}"
        for one, where in (("a", "parameter 'a' of method"), ("return", "the result of method")):
            method.__annotations__ = {"a": "int", "return": "int", one: hint}
            module = Module("game")
            with pytest.raises(DeclarationError) as caught:
                module.function(method)
            assert str(caught.value).startswith(f"module 'game': {where}: {said}")
            Item.method = method  # type: ignore[attr-defined]
            Item.__annotations__ = {"name": "str"}
            module.type(Item)
            assert problems_of(module)[0].startswith(f"class game::Item::method: {where}: {said}")
            del Item.method  # type: ignore[attr-defined]
        Item.__annotations__ = {"name": "str", "bad": hint}
        for register, sort in ((Module.type, "class"), (Module.value, "value type"), (Module.interface, "interface")):
            module = Module("game")
            register(module, type("Item", (), {"__annotations__": Item.__annotations__, "__module__": __name__}))
            assert problems_of(module)[0].startswith(f"{sort} game::Item: attribute 'bad': {said}")


def test_refused_results_name_the_function() -> None:
    for hint in (Iterator[int], tuple[int, int], int | None, object, list, Callable, dict[str, object] | None):
        def work(a: int) -> None: ...

        work.__annotations__["return"] = hint
        module = Module("game")
        with pytest.raises(DeclarationError, match="module 'game': the result of work: "):
            module.function(work)


def test_hints_that_do_not_say_of_what() -> None:
    assert "write Final[int]" in refused(Final)
    assert "write InitVar[int]" in refused(InitVar)
    for hint in (dict[int], dict[int, int, int], typing.Dict, ClassVar[int]):  # type: ignore[misc]  # noqa: UP006
        assert "stands for no script type" in refused(hint)
    with pytest.raises(DeclarationError, match=r"parameter 'a' of f: the hint typing.ClassVar\[int\] stands for no"):

        @Module("m").function
        def f(a: ClassVar[int]) -> None: ...  # type: ignore[misc]


def test_hints_that_are_nested_too_deeply() -> None:
    deep: Any = int
    for _ in range(300):
        deep = list[deep]

    def takes(x: int) -> None: ...

    def gives() -> int: ...  # type: ignore[empty-body]

    class Held:
        x: int

    @dataclass
    class Value:
        x: int

    takes.__annotations__["x"] = gives.__annotations__["return"] = deep
    Held.__annotations__["x"] = Value.__annotations__["x"] = deep
    module = Module("m")
    for function, where in ((takes, "parameter 'x' of takes"), (gives, "the result of gives")):
        with pytest.raises(DeclarationError, match=f"{where}: the hint is nested too deeply"):
            module.function(function)
    module.type(Held)
    module.value(Value)
    with pytest.raises(RegistryBuildError) as caught:
        Context().install(module).seal()
    assert [str(error) for error in caught.value.errors] == [
        "class m::Held: attribute 'x': the hint is nested too deeply",
        "value type m::Value: attribute 'x': the hint is nested too deeply",
    ]


def test_flags_of_which_not_all_combinations_are_valid() -> None:
    class Odd(enum.IntFlag, boundary=enum.STRICT):
        A = 3
        B = 8

    @dataclass
    class Value:
        odd: Odd = Odd.A

    module = Module("m")
    module.enum(Odd)
    module.value(Value)
    given: list[Any] = []
    module.register_function("void give(Value v)", given.append)
    unit = Context().install(module).create_unit()
    unit.add_source("m.as", "void f(int odd) { m::Value v; v.odd = m::Odd(odd); m::give(v); }")
    unit.build()
    for odd in (3, 11, 1):
        unit.call("f", odd)
    assert [value.odd for value in given] == [Odd.A, Odd.A | Odd.B, 1]
