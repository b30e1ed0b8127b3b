"""The members of host classes: what of a Python class scripts see.

What it is: from a class that `Module.type` registered to declarations, with the member of the object that implements
each. All of them act on the object by name, so that overriding methods of Python subclasses, properties and __getattr__
work as in Python. What it is not: resolution of the types in the declarations (`builder.py`).

    attribute `x: T`, or a property         T get_x() const property, void set_x(T) property (not if it is Final ...)
    method with hints                       a method of its name, opXxx included
    __init__ with hints, not abstract       a factory: C@ C(...)
    `Module.method(declaration)`            the method with that declaration

Parameters with a default that no declaration can hold make one overload without them, one with all.
"""

from __future__ import annotations

import inspect
import typing
from collections.abc import Callable, Iterator, Mapping
from dataclasses import InitVar, dataclass, replace
from typing import Any

from seraphscript.registry import hints
from seraphscript.registry.datatype import FfiDataType
from seraphscript.registry.declaration import FunctionDecl, ParamDecl, check_name
from seraphscript.registry.items import METHOD_DECLARATION, Abstract, FunctionItem, HostType, InterfaceType
from seraphscript.vm.errors import DeclarationError
from seraphscript.vm.hostcall import HostMember

MAX_BASES = 64
"""Registered classes above one, as many as a program may have."""


@dataclass(frozen=True, slots=True)
class ClassProblem:
    """A member that cannot be registered, and why."""

    member: str
    message: str


def base_of(python: type, registered: Mapping[type, object]) -> type | None:
    """The registered base class; DeclarationError if there are several that do not derive from each other."""
    bases = [c for c in python.__mro__[1:] if c in registered]
    if not bases:
        return None
    if len(bases) > MAX_BASES:
        raise DeclarationError(f"the class {python.__name__} has more than {MAX_BASES} registered bases")
    for other in bases[1:]:
        if not issubclass(bases[0], other):
            raise DeclarationError(
                f"the class {python.__name__} derives from {bases[0].__name__} and {other.__name__}: only one base "
                "class can be registered"
            )
    return bases[0]


def members_of(item: HostType, base: type | None, names: Mapping[str, type]) -> Iterator[FunctionItem | ClassProblem]:
    """What a class has beyond its registered base; `names` are those of all registered classes."""
    yield from item.members
    if not item.hinted:
        return
    python = item.python
    inherited = set(base.__mro__) if base is not None else {object}
    own = [c for c in python.__mro__ if c not in inherited and c is not object]
    yield from _checked("__init__", lambda: _factories(item, names))
    try:
        attributes = hints.hints_of(python, python.__name__, names)
    except DeclarationError as error:
        yield ClassProblem("", error.message)
        attributes = {}
    seen: set[str] = set()
    for cls in own:
        for name in [*inspect.get_annotations(cls), *cls.__dict__]:
            if name in seen or name.startswith("_"):
                continue
            seen.add(name)
            yield from _checked(name, lambda name=name: _member(python, name, attributes, names))


def methods_of(item: InterfaceType, names: Mapping[str, type]) -> Iterator[FunctionItem | ClassProblem]:
    """The methods of an interface: those that were declared, then those of its class and the bases of that."""
    for declaration in item.methods:
        yield FunctionItem(declaration, Abstract())
    if item.python is None:
        return
    try:
        attributes = hints.hints_of(item.python, item.python.__name__, names)
    except DeclarationError as error:
        yield ClassProblem("", error.message)
        return
    seen: set[str] = set()
    for cls in item.python.__mro__:
        if cls.__module__ in ("builtins", "typing"):
            continue
        for name in [*inspect.get_annotations(cls), *cls.__dict__]:
            if name in seen or name.startswith("_"):
                continue
            seen.add(name)
            for member in _checked(name, lambda name=name: _member(item.python, name, attributes, names)):
                if isinstance(member, FunctionItem):
                    params = tuple([replace(param, default=None) for param in member.declaration.params])
                    yield FunctionItem(member.declaration._replace(params=params), Abstract())
                else:
                    yield member


def _checked(name: str, make: Any) -> Iterator[FunctionItem | ClassProblem]:  # noqa: ANN401
    """The items, or the problem if they cannot be made."""
    try:
        yield from list(make())
    except DeclarationError as error:
        yield ClassProblem(name, error.message)


def _member(
    python: type, name: str, attributes: Mapping[str, Any], names: Mapping[str, type]
) -> Iterator[FunctionItem]:
    value = inspect.getattr_static(python, name, None)
    if isinstance(value, property):
        if value.fget is not None and "return" in getattr(value.fget, "__annotations__", ()):
            kind = hints.hints_of(value.fget, name, names)["return"]
            yield from _accessors(name, kind, value.fset is not None)
    elif inspect.isfunction(value):
        declared = value.__dict__.get(METHOD_DECLARATION)
        if declared is not None:
            hints.check_arity(declared, value, 1)
            yield FunctionItem(declared, HostMember("method", name))
        elif value.__annotations__:
            called = hints.with_members(value, names, method=True)
            member = HostMember("method", name) if called is value else called
            for declaration in overloads(hints.declaration_of(value, names, method=True)):
                yield FunctionItem(declaration, member)
    elif name in attributes and not isinstance(value, staticmethod | classmethod):
        yield from _accessors(name, attributes[name], not is_frozen(python))


def is_frozen(python: type) -> bool:
    """Whether attributes of the objects cannot be assigned: a frozen dataclass or a named tuple."""
    params = getattr(python, "__dataclass_params__", None)
    return getattr(params, "frozen", False) or (issubclass(python, tuple) and hasattr(python, "_fields"))


def _accessors(name: str, hint: object, writable: bool) -> Iterator[FunctionItem]:
    check_name(name, "an attribute")
    hint, mark = hints.unqualified(hint)
    if mark is typing.ClassVar or mark is InitVar:
        return
    writable = writable and mark is not typing.Final
    getter = FunctionDecl(f"get_{name}", hints.result_of_hint(hint), is_const=True, is_property=True)
    if getter.returns.is_void:
        raise DeclarationError("an attribute cannot be void")
    yield FunctionItem(getter, HostMember("get", name))
    if writable:
        kind = hints.value_parameter(hints.type_of_hint(hint))
        setter = FunctionDecl(f"set_{name}", FfiDataType("void"), (ParamDecl(kind, "value"),), is_property=True)
        convert = hints.member_converter(hint)
        yield FunctionItem(setter, HostMember("set", name) if convert is None else _setter(name, convert))


def _setter(name: str, convert: Callable[[Any], Any]) -> Callable[[Any, Any], None]:
    def assign(owner: object, value: object) -> None:
        setattr(owner, name, convert(value))

    return assign


def _factories(item: HostType, names: Mapping[str, type]) -> Iterator[FunctionItem]:
    init = inspect.getattr_static(item.python, "__init__")
    if not inspect.isfunction(init) or inspect.isabstract(item.python):
        return
    declared = init.__dict__.get(METHOD_DECLARATION)
    result = FfiDataType(item.name, is_handle=True, python=item.python, required=True)
    if declared is not None:
        hints.check_arity(declared, init, 1)
        yield FunctionItem(declared._replace(name=item.name, returns=result), item.python, constructor=True)
    elif init.__annotations__:
        found = hints.hints_of_init(item.python, names)
        refuse_keyword_only(item.python, init)
        for declaration in overloads(
            hints.declaration_of(init, names, name=item.name, method=True, returns=result, evaluated=found)
        ):
            yield FunctionItem(declaration, with_enums(item.python, init, found), constructor=True)


def refuse_keyword_only(python: type, init: Any) -> None:  # noqa: ANN401
    """DeclarationError for fields of a dataclass that its __init__ takes by name alone."""
    fields = getattr(python, "__dataclass_fields__", {})
    for param in inspect.signature(init).parameters.values():
        if param.kind is param.KEYWORD_ONLY and param.name in fields:
            raise DeclarationError(f"the field {param.name!r} is keyword-only, which scripts cannot pass: write an "
                                   "__init__ with positional parameters")


def with_enums(python: type, init: Any, found: Mapping[str, Any]) -> Callable[..., Any]:  # noqa: ANN401
    """The class, or what calls it with enum members; `found` are the hints."""
    converters = [hints.member_converter(found.get(name)) for name in list(inspect.signature(init).parameters)[1:]]
    if not any(converters):
        return python

    def make(*args: object) -> object:
        return python(*[arg if one is None else one(arg) for one, arg in zip(converters, args, strict=False)])

    return make


def overloads(declaration: FunctionDecl) -> Iterator[FunctionDecl]:
    """The declaration; one without its trailing defaults first if not all of these are constants."""
    open_defaults = [i for i, param in enumerate(declaration.params) if param.default is hints.NO_CONSTANT]
    if not open_defaults:
        yield declaration
        return
    yield declaration._replace(params=declaration.params[: open_defaults[0]])
    yield declaration._replace(params=tuple(replace(param, default=None) for param in declaration.params))
