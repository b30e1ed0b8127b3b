"""Declarations from Python type hints.

What a hint becomes: `bool` bool, `int` int64, `float` double, `str` string (as a parameter `const string &in`),
`None` as result void, `list[T]` array<T>, `dict[K, T]` dictionary<K, T> (`dict` and `dict[str, object]` the open
`dictionary`), an enum class the registered enum, `Callable[[A, B], R]` a handle to functions of that signature, a
class of a value type that type (as a parameter `const T &in`), any other class `C` of the host a handle `C@` that is
never null, `C | None` one that may be; `object` as a parameter takes a value of any type. A Python int and float know
no width, so they get the widest type that holds them; `Annotated[int, "uint8"]` (or any other type of the language as
the annotation) names one. Defaults must be constants.
What it is not: a conversion of values.
"""

from __future__ import annotations

import collections.abc
import contextlib
import enum
import functools
import inspect
import itertools
import operator
import sys
import types
import typing
from collections import ChainMap
from collections.abc import Callable, Iterable, Mapping
from dataclasses import InitVar, replace
from typing import Annotated, Any, NamedTuple
from weakref import WeakSet

from seraphscript.registry import exprs
from seraphscript.registry.datatype import ANY, FfiDataType, RefMode
from seraphscript.registry.declaration import (
    MAX_NESTING,
    MAX_PARAMS,
    FunctionDecl,
    ParamDecl,
    Params,
    check_name,
    parse_type,
)
from seraphscript.registry.defaults import literal_problem
from seraphscript.vm.errors import DeclarationError

_PLAIN: dict[object, str] = {bool: "bool", int: "int64", float: "double", str: "string"}


VALUE_CLASSES: WeakSet[type] = WeakSet()
"""Classes whose objects cross by value."""


CALLABLE: type = collections.abc.Callable  # type: ignore[assignment]
"""FfiDataType.python of a type that stands for `Callable[...]`; its arguments are those of functions and the result."""


def type_of_hint(hint: object) -> FfiDataType:
    """The type for a hint, without a way of passing unless the hint names one; DeclarationError if there is none."""
    origin, args = typing.get_origin(hint), typing.get_args(hint)
    if origin is Annotated:
        for note in args[1:]:
            if isinstance(note, str):
                return parse_type(note)
        return type_of_hint(args[0])
    if isinstance(hint, InitVar):
        return type_of_hint(hint.type)
    if hint is InitVar:
        raise _no_type(hint)
    if isinstance(hint, typing.NewType):
        return type_of_hint(hint.__supertype__)
    if hint is None or hint is types.NoneType:
        return FfiDataType("void")
    if isinstance(hint, type) and hint in _PLAIN:
        return FfiDataType(_PLAIN[hint])
    if isinstance(hint, type) and issubclass(hint, enum.Enum):
        if not issubclass(hint, int):
            raise _no_type(hint)
        return FfiDataType(hint.__name__, python=hint)
    if hint is object or hint is Any:
        return FfiDataType(ANY, is_const=True, mode=RefMode.IN)
    if origin in (typing.Union, types.UnionType):
        others = [arg for arg in args if arg is not types.NoneType]
        if len(others) == 1 and (kind := type_of_hint(others[0])).is_handle:
            return replace(kind, required=False)
        raise _no_type(hint)
    if origin is CALLABLE:
        return _callable(hint, args)
    if hint is dict or (origin is dict and len(args) == 2 and args[0] is str and args[1] in (object, Any)):
        return FfiDataType("dictionary")
    if origin is dict and len(args) == 2:
        return FfiDataType("dictionary", (_item(args[0]), _item(args[1])))
    if origin is list and len(args) == 1:
        return FfiDataType("array", (_item(args[0]),))
    if isinstance(hint, type) and hint in VALUE_CLASSES:
        return FfiDataType(hint.__name__, python=hint)
    if isinstance(hint, type) and hint.__module__ != "builtins" and not args and hint is not CALLABLE:
        return FfiDataType(hint.__name__, is_handle=True, python=hint, required=True)
    raise _no_type(hint)


def _item(hint: object) -> FfiDataType:
    """The type of what a container holds."""
    kind = type_of_hint(hint)
    if kind.is_void or kind.name == ANY:
        name = getattr(hint, "__name__", hint)
        raise DeclarationError(f"a container cannot hold {name}: give the type of its values")
    return kind


def _callable(hint: object, args: tuple[Any, ...]) -> FfiDataType:
    """The type of functions with the signature of a `Callable[[...], ...]`."""
    if len(args) != 2 or not isinstance(args[0], list):
        raise _no_type(hint)
    params = [value_parameter(type_of_hint(arg)) for arg in args[0]]
    if any(param.is_void for param in params):
        raise DeclarationError(f"the hint {hint!r}: a parameter cannot be void")
    return FfiDataType(
        "Callable", (*params, result_of_hint(args[1])), is_handle=True, python=CALLABLE, required=True
    )


def _no_type(hint: object) -> DeclarationError:
    """What is wrong with a hint that stands for no type, and what may have been meant."""
    origin, args = typing.get_origin(hint), typing.get_args(hint)
    name = repr(hint)
    if isinstance(hint, type) and issubclass(hint, enum.Enum):
        return DeclarationError(
            f"the enum {hint.__name__} must derive from enum.IntEnum or enum.IntFlag: its values cross as integers"
        )
    if origin is typing.Literal:
        kinds = sorted({type(arg).__name__ for arg in args})
        return DeclarationError(f"the hint {name} stands for no script type: use {' or '.join(kinds)}, or an enum")
    if origin in (typing.Union, types.UnionType):
        plain = [arg for arg in args if arg is not types.NoneType]
        why = "only handles to objects can be None" if len(plain) == 1 else "a value has one type"
        return DeclarationError(f"the hint {name} stands for no script type: {why}")
    if hint is Callable or hint is typing.Callable or origin is CALLABLE:
        return DeclarationError(f"the hint {name} does not say which functions: write Callable[[int, str], bool]")
    for bare in (list, typing.Final, InitVar):
        if hint is bare or (hint is typing.List and bare is list):  # noqa: UP006
            short = str(getattr(bare, "__name__", "")) or str(bare).rpartition(".")[2]
            return DeclarationError(f"the hint {short} does not say of what: write {short}[int]")
    if hint is tuple or origin is tuple:
        return DeclarationError(
            f"the hint {name} stands for no script type: use list[...], or a declaration with &out parameters for "
            "several results"
        )
    return DeclarationError(
        f"the hint {name} stands for no script type; use bool, int, float, str, list[...], dict[str, ...], "
        "Callable[[...], ...], an enum or host class, Annotated[..., 'script type'] or a declaration"
    )


NO_CONSTANT = exprs.TextExpr("")
"""The default of a method's parameter that no declaration can hold."""


def _default(value: object, open_defaults: bool) -> exprs.FfiExpr:
    try:
        return exprs.from_python(value)
    except ValueError:
        if open_defaults:
            return NO_CONSTANT
        raise


def _parameter(function: str, param: inspect.Parameter, hints: dict[str, Any], open_defaults: bool) -> ParamDecl:
    where = f"parameter {param.name!r} of {function}"
    if param.kind in (param.KEYWORD_ONLY, param.VAR_KEYWORD, param.VAR_POSITIONAL):
        raise DeclarationError(f"{where} cannot be passed by position; use a declaration")
    if param.name not in hints:
        raise DeclarationError(f"{where} has no type hint")
    try:
        plain, mark = unqualified(hints[param.name])
        kind = type_of_hint(hints[param.name] if mark is typing.ClassVar else plain)
        if kind.is_void:
            raise DeclarationError("a parameter cannot be void")
        default = None
        if param.default is not param.empty:
            default = _default(param.default, open_defaults)
            if problem := literal_problem(kind, default):
                raise DeclarationError(f"its default: {problem}")
    except ValueError as error:
        raise DeclarationError(f"{where}: {error}") from None
    return ParamDecl(value_parameter(kind), check_name(param.name, "a parameter"), default)


def hints_of(target: object, name: str, names: Mapping[str, type]) -> dict[str, Any]:
    """The evaluated hints of a function or class; `names` are those of host classes that its module may not know."""
    try:
        found = typing.get_type_hints(target, include_extras=True)
    except Exception:  # a hint may be any expression
        found = _evaluated(target, name, names)
    for one, hint in found.items():
        if _is_deep(hint):
            raise DeclarationError(f"{_place(one, target, name)}: the hint is nested too deeply")
    return found


def _place(one: str, target: object, name: str) -> str:
    """Where a hint stands."""
    if isinstance(target, type):
        return f"attribute {one!r}"
    return f"parameter {one!r} of {name}" if one != "return" else f"the result of {name}"


def _is_deep(hint: object) -> bool:
    """Whether a hint is nested deeper than declarations may be, or has very many parts."""
    level: list[Any] = [hint]
    for _ in range(MAX_NESTING):
        parts = [part for one in level for part in (one if isinstance(one, list) else typing.get_args(one))]
        level = [part for part in parts if isinstance(part, list) or typing.get_args(part)]
        if not level or len(parts) > MAX_PARAMS * MAX_NESTING:
            return bool(level)
    return True


def _evaluated(target: object, name: str, names: Mapping[str, type]) -> dict[str, Any]:
    """The same for hints that typing does not evaluate as they are: those of a class which is known here alone, and
    `Final` of a parameter, as dataclass() writes it. DeclarationError that names the one that nobody can evaluate."""
    found: dict[str, Any] = {}
    owner: Any
    for owner in reversed(target.__mro__) if isinstance(target, type) else [target]:
        known: list[Any] = [names, getattr(inspect.unwrap(owner), "__globals__", {})]
        if isinstance(owner, type):
            known = [names, getattr(sys.modules.get(owner.__module__), "__dict__", {}), dict(vars(owner))]
        written = inspect.get_annotations(owner)
        try:
            found.update(_of_class(written, known))
        except Exception:
            for one, hint in written.items():
                try:
                    found.update(_of_class({one: hint}, known))
                except Exception as error:
                    where = _place(one, owner, name)
                    if isinstance(error, RecursionError):
                        raise DeclarationError(f"{where}: the hint is nested too deeply") from None
                    why = f"{type(error).__name__}: {error}"
                    raise DeclarationError(f"{where}: the hint {hint!r:.80} cannot be evaluated: {why}") from None
    return found


def _of_class(written: Mapping[str, Any], known: list[Any]) -> dict[str, Any]:
    """Hints as a class may have them, with the names that are known, the first ones first."""
    holder = type("", (), {"__annotations__": dict(written)})
    return typing.get_type_hints(holder, {}, ChainMap(*known), include_extras=True)


def hints_of_init(python: type, names: Mapping[str, type]) -> dict[str, Any]:
    """The evaluated hints of a class's __init__. Those that dataclass() copied from fields are evaluated where the
    fields are: in a base class of another module they may have names that the module of this class does not know."""
    owner = next(cls for cls in python.__mro__ if "__init__" in vars(cls))
    init: Any = vars(owner)["__init__"]
    fields = vars(owner).get("__dataclass_fields__", {})
    copied = {name for name, hint in init.__annotations__.items() if name in fields and fields[name].type is hint}
    if not copied or len(copied) + ("return" in init.__annotations__) < len(init.__annotations__):
        return hints_of(init, python.__name__, names)
    found = hints_of(owner, owner.__name__, names)
    return {**{name: found[name] for name in copied}, "return": types.NoneType}


def unqualified(hint: object) -> tuple[object, object]:
    """A hint without what an attribute or a field of a dataclass may have around it, and that: Final, ClassVar,
    InitVar or None."""
    origin = typing.get_origin(hint)
    if origin is Annotated:
        inner, *notes = typing.get_args(hint)
        plain, mark = unqualified(inner)
        return (hint, None) if mark is None else (Annotated[(plain, *notes)], mark)
    if origin is typing.Final or origin is typing.ClassVar:
        return typing.get_args(hint)[0], origin
    if isinstance(hint, InitVar):
        return hint.type, InitVar
    return hint, typing.ClassVar if hint is typing.ClassVar else None


def result_of_hint(hint: object) -> FfiDataType:
    """The type of a result: containers are given back by handle."""
    kind = type_of_hint(hint)
    if kind.name == ANY:
        raise DeclarationError("a result cannot be of any type: only parameters can")
    if kind.name in ("array", "dictionary") and not kind.is_handle:
        return FfiDataType(kind.name, kind.args, is_handle=True)
    return kind


def value_parameter(kind: FfiDataType) -> FfiDataType:
    """The way in which a value of a type is passed in."""
    by_value = kind.mode is RefMode.VALUE and not kind.is_handle
    if by_value and (kind.name in ("string", "array", "dictionary") or kind.python in VALUE_CLASSES):
        return FfiDataType(kind.name, kind.args, is_const=True, mode=RefMode.IN, python=kind.python)
    return kind


def refuse_async(function: object, name: str) -> None:
    """DeclarationError for what gives a coroutine or an asynchronous generator: nobody would wait for it."""
    if inspect.iscoroutinefunction(function) or inspect.isasyncgenfunction(function):
        raise DeclarationError(f"{name} is async: scripts call host functions synchronously")


def member_converter(hint: object) -> Callable[[Any], Any] | None:
    """What makes enum members of the integers that arrive for a hint; None if there are none."""
    hint, _ = unqualified(hint)
    if typing.get_origin(hint) is Annotated:
        return member_converter(typing.get_args(hint)[0])
    if isinstance(hint, type) and issubclass(hint, enum.Enum):
        return hint
    if typing.get_origin(hint) is list and len(typing.get_args(hint)) == 1:
        inner = member_converter(typing.get_args(hint)[0])
        return None if inner is None else lambda values: [inner(value) for value in values]
    if typing.get_origin(hint) is dict and len(typing.get_args(hint)) == 2:
        of_key, of_value = [member_converter(arg) or (lambda given: given) for arg in typing.get_args(hint)]
        if any(map(member_converter, typing.get_args(hint))):
            return lambda given: {of_key(key): of_value(value) for key, value in given.items()}
    return None


MAX_FLAGS = 8
"""Flags of an IntFlag whose combinations are made in advance."""


class ListOf(NamedTuple):
    """How the elements of a list become enum members."""

    element: MembersOf


class DictOf(NamedTuple):
    """How keys and values of a dict become enum members."""

    key: MembersOf
    value: MembersOf


MembersOf = dict[int, enum.Enum] | ListOf | DictOf | None
"""The members of an enum by their numbers, or where they are within a container; None: it is left as it is."""


def members_of_hint(hint: object) -> MembersOf:
    """How what is read out of a script becomes enum members, without Python code: numbers that no member has stay."""
    args = typing.get_args(hint)
    origin = typing.get_origin(hint)
    if origin in (Annotated, typing.Final):
        return members_of_hint(args[0])
    if isinstance(hint, type) and issubclass(hint, enum.IntEnum | enum.IntFlag):
        found: dict[int, enum.Enum] = {int(member): member for member in hint.__members__.values()}
        bits = functools.reduce(operator.or_, found, 0) if issubclass(hint, enum.IntFlag) else 0
        if 0 < bits < 1 << MAX_FLAGS:
            for number in range(bits + 1):
                with contextlib.suppress(ValueError):       # what is no combination of the flags
                    found.setdefault(number, hint(number))
        return found
    inner = [members_of_hint(arg) for arg in args]
    if origin is list and len(args) == 1 and inner[0] is not None:
        return ListOf(inner[0])
    return DictOf(inner[0], inner[1]) if origin is dict and len(args) == 2 and inner != [None, None] else None


def field_members(python: type | None, fields: Iterable[str], names: Mapping[str, type]) -> tuple[MembersOf, ...]:
    """How fields of a class, given as "type name", become enum members; () if none does."""
    if python is None:
        return ()
    try:
        found = hints_of(python, python.__name__, names)
    except DeclarationError:
        return ()                           # sealing reports it; a class that is bound to a file needs no hints
    made = tuple([members_of_hint(found.get(field.rpartition(" ")[2])) for field in fields])
    return made if any(one is not None for one in made) else ()


class WithMembers:
    """Calls a function with enum members where its hints name enums; a method by its name. Pickles as the function."""

    __slots__ = ("converters", "function", "method", "names")

    def __init__(
        self, function: Callable[..., Any], names: Mapping[str, type], method: bool,
        converters: list[Callable[[Any], Any] | None],
    ) -> None:
        self.function = function
        self.names = names
        self.method = method
        self.converters = converters

    @property
    def __name__(self) -> str:
        return self.function.__name__

    def __call__(self, *args: object) -> object:
        """Call the function."""
        given: list[Any] = [
            arg if make is None else make(arg) for make, arg in zip(self.converters, args, strict=False)
        ]
        if self.method:
            return getattr(given[0], self.function.__name__)(*given[1:])
        return self.function(*given)

    def __reduce__(self) -> tuple[Any, ...]:
        return with_members, (self.function, dict(self.names), self.method)


def with_members(
    function: Callable[..., Any], names: Mapping[str, type], method: bool = False
) -> Callable[..., Any]:
    """The function itself, or what calls it with enum members where its hints name enums; a method by its name."""
    found = hints_of(function, function.__name__, names)
    converters = [member_converter(found.get(name)) for name in inspect.signature(function).parameters]
    return WithMembers(function, names, method, converters) if any(converters) else function


def declaration_of(
    function: Callable[..., Any], names: Mapping[str, type] | None = None, *, name: str = "", method: bool = False,
    returns: FfiDataType | None = None, evaluated: Mapping[str, Any] | None = None,
) -> FunctionDecl:
    """The declaration that a function's type hints make; a method's first parameter is left out.

    `name` and `returns` replace the function's own; `names` are those of host classes that hints may use, `evaluated`
    the hints if they are known.
    """
    name = name or getattr(function, "__name__", "")
    check_name(name, "a function")
    refuse_async(function, name)
    hints = hints_of(function, name, names or {}) if evaluated is None else dict(evaluated)
    if returns is None:
        if "return" not in hints:
            raise DeclarationError(f"{name} has no type hint for its result (-> None for none)")
        try:
            returns = result_of_hint(hints["return"])
        except DeclarationError as error:
            raise DeclarationError(f"the result of {name}: {error.message}", error.declaration) from None
    signature = list(inspect.signature(function).parameters.values())
    params = [_parameter(name, p, hints, method) for p in signature[1 if method else 0 :]]
    required = [p.default is None for p in params]
    if any(later and not earlier for earlier, later in itertools.pairwise(required)):
        raise DeclarationError(f"{name}: a parameter without a default follows one with a default")
    return FunctionDecl(name, returns, tuple(params))


_UNUSUAL = inspect.CO_COROUTINE | inspect.CO_ASYNC_GENERATOR


def _takes(function: types.FunctionType, count: int) -> bool:
    """Whether a plain function certainly takes that many arguments by position."""
    code = function.__code__
    most = code.co_argcount
    least = most - len(function.__defaults__ or ())
    return least <= count <= most and not code.co_kwonlyargcount and not code.co_flags & _UNUSUAL


def check_arity(declaration: FunctionDecl, function: Callable[..., Any], more: int = 0) -> None:
    """DeclarationError if a callable cannot take the arguments that its declaration promises, and `more`."""
    if type(function) is types.FunctionType:
        params = declaration.params
        if type(params) is Params and params.plain + more == function.__code__.co_argcount and not (
            function.__code__.co_kwonlyargcount or function.__code__.co_flags & _UNUSUAL
        ):
            return
        if not declaration.is_variadic and _takes(function, declaration.inputs + more):
            return
    if not callable(function):
        raise DeclarationError(f"{function!r} is not callable", str(declaration))
    refuse_async(function, getattr(function, "__name__", repr(function)))
    try:
        signature = inspect.signature(function)
    except (ValueError, TypeError):  # some C functions do not tell
        return
    arguments = [None] * (declaration.inputs + more)
    try:
        signature.bind(*arguments)
        if declaration.is_variadic:
            signature.bind(*arguments, None, None)
    except TypeError as error:
        count = f"{len(arguments)} argument{'' if len(arguments) == 1 else 's'}"
        if declaration.is_variadic:
            count += " or more"
        name = getattr(function, "__name__", repr(function))
        message = f"the callable {name}{signature} cannot be called with {count}: {error}"
        raise DeclarationError(message, str(declaration)) from None
