"""What a callable of the host gets that makes an object of an initialisation list, and other calls of generated code.

What it is: ListBuffer and TupleListBuffer, and the callables that stand between the call that the compiler makes and
the host's callable: of a list, of a constructor of a template, of the string factory. What it is not: patterns
(`patterns.py`), or the check of a list, which is done before any of this runs (`compiler/hostlist.pyx`).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from functools import lru_cache
from itertools import repeat
from typing import Any, NoReturn, overload

from seraphscript.registry.template_info import TemplateInfo, template_info
from seraphscript.vm.errors import unexpected


class ListBuffer(Sequence[Any]):
    """The values of a list, in order; lists within it are ListBuffers, too, those of fixed length tuples."""

    __slots__ = ("_types", "_values")

    def __init__(self, values: Sequence[Any], types: tuple[str, ...]) -> None:
        self._values = values
        self._types = types

    @property
    def element_types(self) -> tuple[str, ...]:
        """The types of the values, each named once for values of one type, else one for each value."""
        return self._types

    @property
    def element_type(self) -> str:
        """The type of the values; "?" if they have several."""
        return self._types[0] if len(set(self._types)) == 1 else "?"

    def get(self, index: int) -> Any:  # noqa: ANN401
        """The value at an index; IndexError that names the index and the length."""
        if not 0 <= index < len(self._values):
            raise IndexError(f"list index {index} out of bounds (the list has {len(self._values)} values)")
        return self._values[index]

    def type_of(self, index: int) -> str:
        """The type of the value at an index."""
        self.get(index)
        return self._types[0] if len(self._types) == 1 else self._types[index]

    @overload
    def __getitem__(self, index: int) -> Any: ...  # noqa: ANN401
    @overload
    def __getitem__(self, index: slice) -> Sequence[Any]: ...

    def __getitem__(self, index: int | slice) -> Any:
        return self._values[index]

    def __len__(self) -> int:
        return len(self._values)

    def __iter__(self) -> Iterator[Any]:
        return iter(self._values)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Sequence) and list(self._values) == list(other)

    __hash__ = None  # type: ignore[assignment]

    def __repr__(self) -> str:
        return f"{type(self).__name__}({list(self._values)!r})"


class TupleListBuffer(ListBuffer):
    """The tuples that a list of lists of one form has, `{{"a", 1}, {"b", 2}}`."""

    __slots__ = ("_rows",)

    def __init__(self, values: Sequence[tuple[Any, ...]], types: tuple[str, ...], rows: list[tuple[str, ...]]) -> None:
        super().__init__(values, types)
        self._rows = rows

    @property
    def element_type(self) -> str:
        """The form of the tuples."""
        return "{" + ", ".join(self._types) + "}"

    def type_of(self, index: int) -> str:
        """The form of one tuple, with the types of its values."""
        self.get(index)
        return "{" + ", ".join(self._rows[index]) + "}"

    def types_of(self, index: int) -> tuple[str, ...]:
        """The types of the values of one tuple."""
        self.get(index)
        return self._rows[index]


_Shape = tuple[list[int], list[list[str]], list[list[int] | None]]


@lru_cache(1024)
def _shape(text: str) -> _Shape:
    from json import loads

    counts, types, which = loads(text)
    return counts, types, which


class _Reader:
    """Values and their types, out of the columns, in the order of the list."""

    def __init__(self, structure: str, shape: _Shape, columns: Sequence[Sequence[Any]]) -> None:
        counts, types, which = shape
        self.structure = structure
        self.counts = iter(counts)
        self.leaves: list[Iterator[tuple[Any, str]]] = []
        self.names: list[str] = []
        start = 0
        for own, order in zip(types, which, strict=True):
            mine = columns[start : start + len(own)]
            start += len(own)
            self.names.append("?" if order is not None else own[0])
            if order is None:
                self.leaves.append(zip(mine[0], repeat(own[0])))
            else:
                self.leaves.append(self.mixed([iter(column) for column in mine], own, order))

    @staticmethod
    def mixed(columns: list[Iterator[Any]], types: list[str], order: list[int]) -> Iterator[tuple[Any, str]]:
        for number in order:
            yield next(columns[number]), types[number]

    def behind(self, at: int) -> int:
        """The place behind an item of the structure."""
        while self.structure[at] in "rs":
            at += 1
        depth = 0
        while True:
            depth += (self.structure[at] == "{") - (self.structure[at] == "}")
            at += 1
            if depth == 0:
                return at

    def leaf(self, at: int) -> int:
        return self.structure.count(".", 0, at)

    def form(self, at: int) -> str:
        """An item as a pattern writes it."""
        what = self.structure[at]
        if what == ".":
            return self.names[self.leaf(at)]
        if what in "rs":
            return f"repeat{'_same' if what == 's' else ''} {self.form(at + 1)}"
        return "{" + ", ".join(self.form(inner) for inner in self.inner(at)) + "}"

    def inner(self, at: int) -> Iterator[int]:
        """The places of the items within braces."""
        at += 1
        while self.structure[at] != "}":
            yield at
            at = self.behind(at)

    def list(self, at: int, *, outermost: bool) -> tuple[Any, str]:
        """What stands between braces, and its form."""
        items = list(self.inner(at))
        if self.structure[items[0]] in "rs":
            return self.repeated(items[0] + 1), self.form(at)
        values: list[Any] = []
        types: list[str] = []
        for item in items:
            value, kind = (
                (self.repeated(item + 1), self.form(item)) if self.structure[item] in "rs" else self.value(item)
            )
            values.append(value)
            types.append(kind)
        if outermost or self.structure[items[-1]] in "rs":
            return ListBuffer(values, tuple(types)), self.form(at)
        return tuple(values), "{" + ", ".join(types) + "}"

    def value(self, at: int) -> tuple[Any, str]:
        return next(self.leaves[self.leaf(at)]) if self.structure[at] == "." else self.list(at, outermost=False)

    def repeated(self, at: int) -> ListBuffer:
        count = next(self.counts)
        tuples = self.structure[at] == "{" and not any(self.structure[item] in "rs" for item in self.inner(at))
        if tuples:
            rows: list[tuple[str, ...]] = []
            values = []
            for _ in range(count):
                pairs = [self.value(item) for item in self.inner(at)]
                values.append(tuple(value for value, _ in pairs))
                rows.append(tuple(kind for _, kind in pairs))
            return TupleListBuffer(values, tuple(self.form(item) for item in self.inner(at)), rows)
        found = [self.value(at) for _ in range(count)]
        kinds = [kind for _, kind in found]
        same = len(set(kinds)) < 2 and self.form(at) != "?"
        return ListBuffer([value for value, _ in found], (self.form(at),) if same else tuple(kinds))


class ListCall:
    """Calls the host's callable with the values of a list."""

    __slots__ = ("function", "instance", "structure")

    def __init__(self, structure: str, function: Callable[..., Any], *, instance: bool) -> None:
        self.structure = structure
        self.function = function
        self.instance = instance  # of a template: the callable is told of which instance

    def __call__(self, *args: Any) -> Any:  # noqa: ANN401
        """The object; the first argument says which instance it is of, if need be, the next is the shape."""
        at = int(self.instance)
        shape, columns = _shape(args[at]), args[at + 1 :]
        if self.structure == "{r.}" and shape[2][0] is None:
            made = ListBuffer(columns[0], (shape[1][0][0],))
        else:
            made = _Reader(self.structure, shape, columns).list(0, outermost=True)[0]
        if self.instance:
            found = self.function(template_info(args[0]), made)
            return found if found is not None else _no_object("list factory", self.function, args[0])
        found = self.function(made)
        return found if found is not None else _no_object("list factory", self.function)


class InstanceCall:
    """Calls a constructor of a template with the TemplateInfo in front."""

    __slots__ = ("function",)

    def __init__(self, function: Callable[..., Any]) -> None:
        self.function = function

    def __call__(self, instance: str, *args: Any) -> Any:  # noqa: ANN401
        """The object; `instance` is the name of its type."""
        found = self.function(template_info(instance), *args)
        return found if found is not None else _no_object("constructor", self.function, instance)


class StringCall:
    """Calls the string factory with the bytes of a literal."""

    __slots__ = ("function",)

    def __init__(self, function: Callable[[bytes], Any]) -> None:
        self.function = function

    def __call__(self, text: str) -> Any:  # noqa: ANN401
        """The value of a literal."""
        found = self.function(text.encode("utf-8", "surrogateescape"))
        return found if found is not None else _no_object("string factory", self.function)


def _no_object(what: str, function: Callable[..., Any], instance: str = "") -> NoReturn:
    name = getattr(function, "__name__", None) or repr(function)
    of = f" of '{instance}'" if instance else ""
    raise unexpected(instance or "an object", None, "None").within(f"result of the {what} '{name}'{of}")


__all__ = ["InstanceCall", "ListBuffer", "ListCall", "StringCall", "TemplateInfo", "TupleListBuffer"]
