"""Module: what a host registers under one namespace.

What it is: a list of checked declarations with what implements them. A module belongs to no context; several contexts
may install it, and it is read when a context is sealed, so a failed sealing can be repaired by registering what was
missing. What it is not: resolution of type names (`builder.py`) or the sealed tables (`ffi_registry.pyx`).

Besides the calls for hosts there are three for modules that come with their own C functions or opcodes: native_type,
register_native and register_intrinsic.
"""

from __future__ import annotations

import enum
import inspect
import struct
from collections.abc import Callable, Iterable, Mapping
from functools import partial
from typing import Any, TypeVar, overload
from weakref import WeakSet

from seraphscript.registry import hints, kinds
from seraphscript.registry.blame import names_module
from seraphscript.registry.datatype import ANY, INT_RANGES, PRIMITIVES, FfiDataType
from seraphscript.registry.declaration import (
    FunctionDecl,
    check_name,
    check_text,
    is_encodable,
    parse_funcdef,
    parse_function,
    parse_type,
    parse_type_declaration,
    parse_variable,
)
from seraphscript.registry.items import (
    MAX_TEMPLATE_PARAMS,
    METHOD_DECLARATION,
    STRING_FACTORY,
    STRING_PATTERN,
    TYPE_SORTS,
    VALIDATION,
    AliasItem,
    ClassItem,
    ConstItem,
    EnumItem,
    FuncdefItem,
    FunctionItem,
    HostType,
    Implementation,
    InterfaceType,
    Native,
    NativeType,
    accessors,
    check_callable,
    is_host,
    refuse_template_defaults,
    refuse_templates,
)
from seraphscript.registry.native_types import VALUE, bind_native
from seraphscript.registry.raw import CallContext, RawFunction
from seraphscript.registry.template_info import TemplateInfo, TemplateValidation
from seraphscript.registry.value_types import ValueType, check_class
from seraphscript.vm.errors import ContextError, DeclarationError

_F = TypeVar("_F", bound=Callable[..., Any])
_E = TypeVar("_E", bound=type[enum.Enum])
_C = TypeVar("_C", bound=type)
_Type = type
_VALUES: tuple[type, ...] = (object, type, bool, int, float, str, bytes, list, dict, tuple, type(None))

def constant_bits(kind: FfiDataType, value: object) -> tuple[float, int]:
    """A constant's value, checked against its type, and its 64 bits as a register holds them (signed)."""
    name = kind.name
    if name == "bool":
        if not isinstance(value, bool):
            raise DeclarationError(f"{value!r} is no bool")
        return value, int(value)
    if name in INT_RANGES:
        if isinstance(value, bool) or not isinstance(value, int):
            raise DeclarationError(f"{value!r} is no integer")
        low, high = INT_RANGES[name]
        if not low <= value <= high:
            raise DeclarationError(f"{value} does not fit into {name}")
        return value, value - (1 << 64) if value >= 1 << 63 else value
    if name in ("float", "double"):
        if isinstance(value, bool) or not isinstance(value, int | float):
            raise DeclarationError(f"{value!r} is no number")
        try:
            packed = struct.pack("<d" if name == "double" else "<f", value)
        except OverflowError:
            raise DeclarationError(f"{value!r} does not fit into {name}") from None
        # A float sits in the low 32 bits with zeros above.
        return float(value), int.from_bytes(packed, "little", signed=name == "double")
    raise DeclarationError(f"a constant cannot be of type {kind}: only bool, integers and floating-point numbers can")


def counted(
    enum: str, values: Mapping[str, int | None] | Iterable[str | tuple[str, int | None]]
) -> list[tuple[str, Any]]:
    """The values of an enum, with those that count up from the one before."""
    found: list[tuple[str, Any]] = []
    value: Any = -1
    for one in values.items() if isinstance(values, Mapping) else values:
        if isinstance(one, str):
            one = one, None
        if not isinstance(one, tuple) or len(one) != 2:
            raise DeclarationError(f"the values of enum {enum} are names, or names and integers, not {one!r}")
        name, given = one
        if given is None and not isinstance(value, int):
            raise DeclarationError(f"enum value {enum}::{name} has no integer before it to count up from")
        value = value + 1 if given is None else given
        found.append((name, value))
    return found


def parts_of(namespace: str | Iterable[str]) -> tuple[str, ...]:
    """The names in a namespace, "a::b" or a list of them."""
    if not isinstance(namespace, str | Iterable):
        raise DeclarationError(f"a namespace is a str or a list of names, not {namespace!r}")
    parts = namespace.split("::") if isinstance(namespace, str) else list(namespace)
    return tuple(check_name(p, "a namespace") for p in parts if p or len(parts) > 1)


_BASES = ("int", "uint", "int64", "uint64")
"""What the values of an enum class may be: the first type that holds all of them."""

Item = ClassItem | ValueType
"""What a module may register."""

_known: WeakSet[Module] = WeakSet()


def known_modules() -> list[Module]:
    """The modules that there are in this process, installed or not, by name."""
    return sorted(_known, key=lambda module: module.name)


@names_module(but=("register_function",))
class Module:
    """What a host registers under one namespace: `Module("game")`, `Module("a::b")`, `Module()` for the global scope.

    ::

        game = Module("game")

        @game.function
        def spawn(kind: str, x: float = 0.0) -> int: ...

        @game.function("void log(const string &in text)")
        def log(text): ...

        game.const("MAX", 5)
        game.enum("Color", ["Red", "Green"])
    """

    def __init__(self, namespace: str | Iterable[str] = "", *, name: str = "") -> None:
        self.parts: tuple[str, ...] = parts_of(namespace)
        self._namespace = "::".join(self.parts)
        self._open = self._check_open  # one object for all types
        self.name = name or self._namespace
        self.items: list[Item] = []
        self._frozen = False
        self._signatures: dict[str, int] = {}  # where its item stands; of values that no cycle can go through
        self._functions: dict[str, None] = {}
        self._names: set[str] = set()
        self._properties: set[str] = set()
        self._classes: dict[str, type] = {}
        self._types: set[type] = set()
        _known.add(self)

    @property
    def namespace(self) -> str:
        """The namespace, "" for the global scope."""
        return self._namespace

    @property
    def is_root(self) -> bool:
        """Whether the module stands in the global scope."""
        return not self.parts

    def qualified_name(self, name: str) -> str:
        """A name with the module's namespace in front."""
        return "::".join([*self.parts, name])

    def has_name(self, name: str) -> bool:
        """Whether something of that name is registered, without the namespace."""
        return name in self._names or name in self._functions

    def function_item(self, signature: str) -> FunctionItem | None:
        """The global function of a signature, which has `::` in front if it is declared in the global scope."""
        at = self._signatures.get(signature)
        item = None if at is None else self.items[at]
        return item if isinstance(item, FunctionItem) else None

    def signatures(self) -> list[str]:
        """The signatures of all global functions."""
        return list(self._signatures)

    def clash(self, other: Module) -> tuple[str, str]:
        """What another module of the same namespace declares, too: its qualified name and declaration, "" for nothing.

        Spellings of one type may differ, and so sealing looks again.
        """
        if self is other or self.parts != other.parts:
            return "", ""
        for name in sorted(self._names & other._names):
            return self.qualified_name(name), name
        for signature in sorted(self._signatures.keys() & other._signatures.keys()):
            item = self.function_item(signature)
            if item is not None and not item.pattern:       # of two string factories sealing tells
                return self.qualified_name(item.declaration.name), str(item.declaration)
        return "", ""

    def freeze(self) -> None:
        """Refuse any further registration: contexts of the whole process share the module."""
        self._frozen = True

    def _check_open(self) -> None:
        if self._frozen:
            raise ContextError(
                f"the module {self.name!r} is shared by all contexts: register in a new Module, which may have the "
                "same namespace"
            )

    def __repr__(self) -> str:
        return f"<Module {self.name or '(global)'!s}: {len(self.items)} items>"

    def __len__(self) -> int:
        return len(self.items)

    # -- functions

    @overload
    def function(self, target: _F) -> _F: ...
    @overload
    def function(self, target: str) -> Callable[[_F], _F]: ...

    def function(self, target: _F | str) -> _F | Callable[[_F], _F]:
        """Decorator: register a function by its type hints, or by the declaration that is given.

        Hints: bool, int (int64), float (double), str (string), list[...], dict[str, ...], Callable[[...], ...], enum
        classes, classes of the host, None as result, and Annotated[int, "uint8"] for any other script type.
        """
        if isinstance(target, str):
            declaration = target

            def register(function: _F) -> _F:
                self.register_function(declaration, function)
                return function

            return register
        if not callable(target):
            raise DeclarationError("function() takes a function or a declaration")
        parsed = hints.declaration_of(target, self.class_names())
        self._add_function(parsed, hints.with_members(target, self.class_names()))
        return target

    def class_names(self) -> dict[str, type]:
        """The Python classes of the module by their names."""
        return self._classes

    def register_function(self, declaration: str, function: Callable[..., Any]) -> Module:
        """Register a callable under a declaration: `int add(int a, int b = 1)`.

        The callable gets the arguments by position, without those of &out parameters; it returns the result, or a
        tuple of the result (unless it is void) and the &out values in order.
        """
        try:
            parsed = parse_function(declaration)
            hints.check_arity(parsed, function)
            return self._add_function(parsed, function)
        except DeclarationError as error:
            error.in_module(self.name)
            raise

    def register_function_raw(self, declaration: str, function: Callable[[CallContext], object]) -> Module:
        """Register a callable that gets everything about the call in one CallContext: arguments by number, &out
        parameters and the result to set, the number of variadic arguments."""
        parsed = parse_function(declaration)
        return self._add_function(parsed, RawFunction(parsed, function))

    def property(
        self, declaration: str, getter: Callable[[], Any] | None = None, setter: Callable[[Any], Any] | None = None,
        *, of: object = None, attribute: str = "",
    ) -> Module:
        """Register a variable that scripts share with the host: `property("int score", of=state)`.

        Either callables get() and set(value), or an attribute (by default the one of that name) of an object of the
        host. `const int score`, or a getter alone, can only be read: assigning is an error of the script.
        """
        kind, name = parse_variable(declaration)
        if kind.is_void or kind.name == ANY:
            raise DeclarationError(f"a property cannot be of type {kind}", declaration)
        writable = not kind.is_const or (kind.is_handle and not kind.is_const_handle)
        if (getter is None) == (of is None):
            raise DeclarationError("a property needs a getter or the object that it is an attribute of", declaration)
        if of is not None:
            if setter is not None:
                raise DeclarationError("an attribute of an object has no setter of its own", declaration)
            attribute = attribute or name
            if not hasattr(of, attribute):
                raise DeclarationError(f"{type(of).__name__} has no attribute '{attribute}'", declaration)
            getter = partial(getattr, of, attribute)
            setter = partial(setattr, of, attribute) if writable else None
        elif setter is not None and not writable:
            raise DeclarationError("a const property has no setter", declaration)
        assert getter is not None
        for item in accessors(kind, name, getter, setter, is_member=False):
            self._add_function(item.declaration, item.implementation)
        return self

    def native(
        self, declaration: str, function: object, *, of: str = "", general: Callable[..., object] | None = None
    ) -> Module:
        """Register a C function of another package, which scripts call without Python.

        The function comes as a capsule that `native.function()` of Cython's `seraphscript.native` has made, or
        seraph_function() of `seraph_native.h`. It takes bool, numbers, string, arrays of numbers, and enums and
        value types of this module. With `of` it is a method of a value type. `general` is a callable that does the
        same: calls go there where a world has switched the fast path of the function off.
        """
        parsed = parse_function(declaration)
        values = {item.name: item for item in self.items if isinstance(item, ValueType)}
        enums = {item.name: item.base for item in self.items if isinstance(item, EnumItem)}
        names = enums | dict.fromkeys(values, VALUE)
        if not of:
            key = f"{self.namespace}::{parsed.signature}"
            bind_native(parsed, function, key, names, general)
            return self._add_function(parsed, Native(key))
        if of not in values:
            raise DeclarationError(f"{self.qualified_name(of)} is no value type of this module", declaration)
        key = f"{self.namespace}::{of}::{parsed.signature}"
        bind_native(parsed, function, key, names, general, method=True)
        values[of].native_method(parsed, key)
        return self

    def register_native(self, declaration: str, key: str, *, in_global_scope: bool = False) -> Module:
        """Register the C function that has this key in the table of native functions.

        With `in_global_scope` it is declared there and not in the module's namespace.
        """
        if not isinstance(key, str) or not is_encodable(key):
            raise DeclarationError(f"the key of a native function is a text, not {key!r}", declaration)
        return self._add_function(parse_function(declaration), Native(key), in_global_scope)

    def _add_function(
        self, declaration: FunctionDecl, implementation: Implementation,
        in_global_scope: bool = False, pattern: str = "",
    ) -> Module:
        self._check_open()
        if declaration.is_const:
            raise DeclarationError("a global function cannot be const", str(declaration))
        if declaration.template_params:
            (refuse_template_defaults if is_host(implementation) else refuse_templates)(declaration)
        if declaration.is_property:
            self._check_property(declaration)
        if declaration.name in self._names:
            raise DeclarationError(f"{self.qualified_name(declaration.name)} is already registered", str(declaration))
        signature = declaration.signature
        if in_global_scope:
            signature = f"::{signature}"
        if signature in self._signatures:
            raise DeclarationError(
                f"duplicate registration: {self.qualified_name(declaration.name)} with these parameters is already "
                "registered as a function",
                str(declaration),
            )
        item = FunctionItem(declaration, implementation, False, in_global_scope, signature, pattern)
        self._signatures[signature] = len(self.items)
        self._functions[declaration.name] = None
        self.items.append(item)
        return self

    def _check_property(self, declaration: FunctionDecl) -> None:
        """A constant or type of the same name would hide the property."""
        name = declaration.name.removeprefix("get_").removeprefix("set_")
        if name in self._names:
            message = f"duplicate registration: {self.qualified_name(name)} is already registered"
            raise DeclarationError(message, str(declaration))
        self._properties.add(name)

    # -- values and types

    def const(self, name: str, value: object, *, namespace: str | Iterable[str] = "") -> Module:
        """Register a constant: `const("MAX", 5)`, or with its type `const("const uint8 MAX", 5)`.

        Without a type an int becomes int (int64 or uint64 if it is too large), a float double, a bool bool. `namespace`
        is one within the module's: `const("MAX", 5, namespace="limits")` of a module "game" is `game::limits::MAX`.
        """
        parts = parts_of(namespace)
        check_text(name)
        if " " in name.strip():
            kind, plain = parse_variable(name)
        else:
            plain = check_name(name, "a constant")
            kind = FfiDataType(self._type_of_constant(value))
        number, bits = constant_bits(kind, value)
        self._add_name("::".join([*parts, plain]))
        self.items.append(ConstItem(plain, FfiDataType(kind.name, is_const=True), number, bits, parts))
        return self

    @staticmethod
    def _type_of_constant(value: object) -> str:
        if isinstance(value, bool):
            return "bool"
        if isinstance(value, int):
            for name in ("int", "int64", "uint64"):
                if INT_RANGES[name][0] <= value <= INT_RANGES[name][1]:
                    return name
            raise DeclarationError(f"{value} does not fit into 64 bits")
        if isinstance(value, float):
            return "double"
        raise DeclarationError(f"a constant cannot be {value!r}: only bool, int and float can")

    @overload
    def enum(self, target: _E) -> _E: ...
    @overload
    def enum(
        self, target: str, values: Mapping[str, int | None] | Iterable[str | tuple[str, int | None]], base: str = ...
    ) -> Module: ...

    def enum(
        self, target: _E | str, values: Mapping[str, int | None] | Iterable[str | tuple[str, int | None]] | None = None,
        base: str = "int",
    ) -> _E | Module:
        """Register an enum: a Python enum class (also as a decorator), or a name and its values.

        Values are a mapping, or names and pairs of name and value. A name alone, or None as its value, counts up from
        the one before, the first is 0. They must fit into the base type. A class must be an
        IntEnum or IntFlag; functions, methods and attributes with hints of it get its members. Its base type is the
        first of int, uint, int64 and uint64 that holds its values.
        """
        if isinstance(target, str):
            if values is None:
                raise DeclarationError(f"enum {target} needs values")
            if isinstance(values, str) or not isinstance(values, Iterable):
                raise DeclarationError(f"the values of enum {target} are names, or names and integers, not {values!r}")
            self._add_enum(target, counted(target, values), base)
            return self
        if not inspect.isclass(target) or not issubclass(target, enum.Enum):
            raise DeclarationError(f"enum() takes an enum class, or a name and values, not {target!r}")
        if not issubclass(target, int):
            raise DeclarationError(
                f"enum {target.__name__} must derive from enum.IntEnum or enum.IntFlag: its values cross as integers"
            )
        pairs = [(name, member.value) for name, member in target.__members__.items()]
        values_there = [value for _, value in pairs]
        fits = [name for name in _BASES if all(INT_RANGES[name][0] <= v <= INT_RANGES[name][1] for v in values_there)]
        if not fits:
            known = f"{', '.join(_BASES[:-1])} and {_BASES[-1]}"
            raise DeclarationError(f"the values of enum {target.__name__} fit into none of {known}")
        self._add_enum(target.__name__, pairs, fits[0], target)
        return target

    def _add_enum(self, name: str, pairs: list[tuple[str, Any]], base: str, python: type | None = None) -> None:
        check_name(name, "an enum")
        parsed = parse_type(base)
        if parsed.name not in INT_RANGES or parsed.is_const or parsed.mode:
            raise DeclarationError(f"the base of enum {name} must be an integer type, not {base}")
        low, high = INT_RANGES[parsed.name]
        seen: set[str] = set()
        for value_name, value in pairs:
            check_name(value_name, "an enum value")
            if value_name in seen:
                raise DeclarationError(f"duplicate enum value: '{value_name}' already exists in enum '{name}'")
            seen.add(value_name)
            if isinstance(value, bool) or not isinstance(value, int):
                raise DeclarationError(f"enum value {name}::{value_name} is {value!r}, no integer")
            if not low <= value <= high:
                raise DeclarationError(f"enum value {name}::{value_name} = {value} does not fit into {parsed.name}")
        self._add_name(name)
        if python is not None:
            self._classes[python.__name__] = python
        self.items.append(EnumItem(name, parsed.name, tuple((n, int(v)) for n, v in pairs), python))

    # -- value types

    def value_type(
        self, name: str, python: _Type | None = None, *, fields: Iterable[tuple[str, str]] = (),
        pod: bool | None = None, size: int = 0, align: int = 0,
    ) -> ValueType:
        """Register a type whose values scripts copy, with fields and members that are then declared.

        Python sees values as objects of the class, or as tuples if none is given. Plain data (`pod`) needs neither
        constructor nor destructor; it is the default for a type with fields and without destructor. `size` and `align`
        are those of a C struct with these fields, and checked.
        """
        for number, what in ((size, "size"), (align, "align")):
            if not isinstance(number, int) or number < 0 or (what == "align" and number & (number - 1)):
                raise DeclarationError(f"the {what} of {name} cannot be {number!r}")
        if python is not None:
            self._check_value_class(python)
        item = ValueType(check_name(name, "a type"), python, False, pod, size, align, frozen=self._open)
        if isinstance(fields, str | Mapping) or not isinstance(fields, Iterable):
            raise DeclarationError(f"the fields of {name} are pairs [(name, type), ...], not {fields!r:.80}")
        for pair in fields:
            if not isinstance(pair, tuple | list) or len(pair) != 2 or not all(isinstance(one, str) for one in pair):
                raise DeclarationError(f"a field of {name} is a pair (name, type), not {pair!r:.80}")
            item.field(f"{pair[1]} {pair[0]}")
        self._add_value(item)
        return item

    @overload
    def value(self, target: _C) -> _C: ...
    @overload
    def value(self, target: str) -> Callable[[_C], _C]: ...

    def value(self, target: _C | str) -> _C | Callable[[_C], _C]:
        """Decorator: register a class with annotated fields, a dataclass or a named tuple, as a value type.

        Its annotations are the fields, with their defaults (`Annotated[float, "float"]` gives a narrower type than the
        widest one), __init__ is a constructor, and methods and properties with hints are members.
        """
        if isinstance(target, str):
            name = target

            def register(python: _C) -> _C:
                self._add_value_class(name, python)
                return python

            return register
        return self.value(getattr(target, "__name__", ""))(target)

    def _add_value_class(self, name: str, python: _Type) -> None:
        self._check_value_class(python)
        self._add_value(ValueType(check_name(name, "a type"), python, True, frozen=self._open))

    def _check_value_class(self, python: object) -> None:
        if not inspect.isclass(python) or issubclass(python, enum.Enum) or python in _VALUES:
            raise DeclarationError(f"a value type takes a class of the host, not {python!r}")
        if python in self._types:
            raise DeclarationError(f"duplicate registration: the class {python.__name__} is already registered")
        check_class(python)

    def _add_value(self, item: ValueType) -> None:
        self._add_name(item.name)
        if item.python is not None:
            self._types.add(item.python)
            self._classes[item.python.__name__] = item.python
            hints.VALUE_CLASSES.add(item.python)
        self.items.append(item)

    # -- classes

    @overload
    def type(self, target: _C) -> _C: ...
    @overload
    def type(
        self, target: str = "", *, kind: str = "", **behaviours: Callable[[Any], Any] | str | bool
    ) -> Callable[[_C], _C]: ...

    def type(
        self, target: _C | str = "", *, kind: str = "", **behaviours: Callable[[Any], Any] | str | bool
    ) -> _C | Callable[[_C], _C]:
        """Decorator: register a Python class, under its own name or the one given; scripts hold its objects by handle.

        Annotated attributes (those that are Final or a property without a setter can only be read), methods with hints
        and, if its parameters have hints, __init__ become members, unless the name begins with an underscore. Base
        classes that are registered too become its base type. `Module.method(declaration)` before a method gives it a
        declaration instead of hints. Methods without any hint, class and static methods stay Python's alone.

        `@module.type(kind="scoped", release="close")` names a kind of reference types and behaviours (`kinds.py`):
        callables, or names of methods.
        """
        if isinstance(target, str):
            name = target
            if kind:
                kinds.check_kind(kind)
            for behaviour in behaviours:
                kinds.check_behaviour(behaviour)

            def register(python: _C) -> _C:
                made = self._add_class(name or getattr(python, "__name__", ""), python)
                if kind:
                    made.of_kind(kind)
                for behaviour, function in behaviours.items():
                    if behaviour == kinds.WEAK:
                        made.weak = bool(function)
                    elif isinstance(function, bool):
                        raise DeclarationError(f"{behaviour} takes a callable or the name of a method")
                    else:
                        made.behaviour(behaviour, function)
                return python

            return register
        self._add_class(getattr(target, "__name__", ""), target)
        return target

    def _add_class(
        self, name: str, python: object, *, hinted: bool = True, params: tuple[str, ...] = ()
    ) -> HostType:
        if not inspect.isclass(python) or issubclass(python, enum.Enum) or (hinted and python.__module__ == "builtins"):
            raise DeclarationError(f"type() takes a class of the host or a name, not {python!r}")
        if python in _VALUES:
            raise DeclarationError(f"{python.__name__} cannot be registered: its objects are values of scripts")
        check_name(name, "a type")
        if python in self._types:
            raise DeclarationError(f"duplicate registration: the class {python.__name__} is already registered")
        self._add_name(name)
        item = HostType(name, python, hinted, frozen=self._open, template_params=params)
        self._types.add(python)
        if not params:
            self._classes[python.__name__] = python
        self.items.append(item)
        return item

    @overload
    def register_type(
        self, name: str, python: _Type, *, kind: str = ..., template: str = ..., base: str = ...,
        template_callback: Callable[[TemplateInfo], TemplateValidation] | None = ...,
    ) -> HostType: ...
    @overload
    def register_type(self, name: str, python: None = ..., *, kind: str) -> Module: ...

    def register_type(
        self, name: str, python: _Type | None = None, *, kind: str = "", template: str = "", base: str = "",
        template_callback: Callable[[TemplateInfo], TemplateValidation] | None = None,
    ) -> HostType | Module:
        """Register any Python class under a name, with nothing but the members that are then declared.

        A template is declared by its name, `Grid<class T>`, or by `template="<T>"`. Its constructors get a TemplateInfo
        in front of their arguments. `template_callback` is asked once for each instance whether there is one.

        For classes that are not the host's own (datetime.date), or have no annotations::

            date = game.register_type("Date", datetime.date)
            date.factory("Date@ make(int year, int month, int day)").property("const int year")

        A class derives from its first base class that is registered as a plain type. `base` says what it derives from
        instead: an instance of a template, whose class is a base class of this one (`base="Grid<int>"`), for a template
        in terms of its own parameters (`template="<T>", base="Grid<T>"`).

        `kind` is one of "managed" (the default), "standard", "scoped", "nocount" and "nohandle" (`kinds.py`). With
        "as_handle" there is no class: the name stands for handles to anything, as `ref` does.
        """
        if kind == kinds.GENERIC:
            if python is not None:
                raise DeclarationError(f"{name}: a type of kind {kind!r} holds handles to anything and has no class")
            return self.alias(name, "::ref")
        if python is None:
            raise DeclarationError(f"{name}: a type of the host needs a Python class")
        check_text(name)
        if not isinstance(template, str):
            raise DeclarationError(f'template= takes the parameters of a template, "<T>", not {template!r:.80}', name)
        if kind:
            kinds.check_kind(kind)
        if "<" in name and template:
            raise DeclarationError("the parameters of a template are given once", name + template)
        plain, params = parse_type_declaration(name + template) if template or "<" in name else (name, ())
        if len(params) > MAX_TEMPLATE_PARAMS:
            raise DeclarationError(f"a template has at most {MAX_TEMPLATE_PARAMS} parameters", name + template)
        if template_callback is not None and not params:
            raise DeclarationError("only a template has a template_callback", name)
        parent = self._base_type(base) if base else None
        if template_callback is not None:
            check_callable(f"template_callback of {plain}", template_callback, 1)
        item = self._add_class(plain, python, hinted=False, params=params)
        item.base = parent
        if template_callback is not None:
            item.members.append(FunctionItem(FunctionDecl(VALIDATION, FfiDataType("bool")), template_callback))
        return item.of_kind(kind) if kind else item

    @staticmethod
    def _base_type(base: str) -> FfiDataType:
        """What stands for `base`: a type without const, handle or mode."""
        kind = parse_type(base)
        if kind.is_const or kind.is_handle or kind.mode or kind.is_void or kind.name == ANY:
            raise DeclarationError("a base is the name of a class or an instance of a template: Grid<int>", base)
        return kind

    def specialize(self, instance: str, python: _Type) -> HostType:
        """Register a class for one instance of a template, `specialize("Grid<float>", FloatGrid)`: it has the members
        that are then declared instead of the template's, and its constructors get no TemplateInfo."""
        kind = parse_type(instance)
        if not kind.args or kind.is_const or kind.is_handle or kind.mode or "::" in kind.name:
            message = "a specialisation is an instance of a template of this module: Grid<float>"
            raise DeclarationError(message, instance)
        if not inspect.isclass(python):
            raise DeclarationError(f"specialize() takes a class, not {python!r}")
        name = str(kind)
        self._add_name(name)
        item = HostType(name, python, False, frozen=self._open, specializes=kind)
        self.items.append(item)
        return item

    def string_factory(self, type: str, create: Callable[[bytes], Any]) -> Module:
        """Let string literals be of a type: `create` makes its value of the bytes of one whenever it is evaluated.

        One module of a context can have one. See Context.set_string_factory().
        """
        kind = parse_type(type)
        if kind.is_void or kind.name == ANY or kind.mode:
            raise DeclarationError(f"string literals cannot be of type {type}")
        check_callable("string_factory", create, 1)
        return self._add_function(FunctionDecl(STRING_FACTORY, kind), create, pattern=STRING_PATTERN)

    @overload
    def interface(self, target: _C) -> _C: ...
    @overload
    def interface(self, target: str, methods: Iterable[str] = ...) -> InterfaceType: ...

    def interface(self, target: _C | str, methods: Iterable[str] = ()) -> _C | InterfaceType:
        """Register an interface that classes of scripts implement, and whose methods the host calls on their objects.

        A name and declarations, `interface("Drawable", ["void draw() const"])`, or as a decorator a class whose methods
        have hints, usually a typing.Protocol; functions with hints of that class take objects that implement it.
        """
        if isinstance(target, str):
            item = InterfaceType(check_name(target, "an interface"), frozen=self._open)
            if isinstance(methods, str) or not isinstance(methods, Iterable):
                raise DeclarationError(f"the methods of interface {target} are a list of declarations, not {methods!r}")
            for declaration in methods:
                item.method(declaration)
        elif inspect.isclass(target):
            item = InterfaceType(check_name(target.__name__, "an interface"), target)
        else:
            raise DeclarationError(f"interface() takes a name or a class, not {target!r}")
        self._add_name(item.name)
        if item.python is not None:
            self._classes[item.python.__name__] = item.python
        self.items.append(item)
        return item if isinstance(target, str) else target

    def register_funcdef(self, declaration: str) -> Module:
        """Register a type of functions: `funcdef bool Filter(int, const string &in)`.

        Host functions that take a `Filter@` get a callable; where scripts get one from the host it gives any callable.
        """
        parsed = parse_funcdef(declaration)
        self._add_name(parsed.name)
        self.items.append(FuncdefItem(parsed.name, parsed))
        return self

    @staticmethod
    def method(declaration: str) -> Callable[[_F], _F]:
        """Decorator for a method of a class that is registered with type(): `@Module.method("int count() const")`."""
        parsed = parse_function(declaration)
        refuse_templates(parsed)

        def declare(function: _F) -> _F:
            function.__dict__[METHOD_DECLARATION] = parsed
            return function

        return declare

    def alias(self, name: str, target: str) -> Module:
        """Register another name for a type: `alias("Id", "uint64")`."""
        self._add_name(check_name(name, "a type"))
        self.items.append(AliasItem(name, parse_type(target)))
        return self

    def native_type(self, declaration: str, sort: str) -> NativeType:
        """Register a type that opcodes know: `string`, `array<class T>`."""
        name, params = parse_type_declaration(declaration)
        if sort not in TYPE_SORTS:
            raise DeclarationError(f"the sort must be one of {', '.join(TYPE_SORTS)}, not {sort!r}", declaration)
        if any(p in PRIMITIVES for p in params):
            raise DeclarationError("a template parameter needs a name of its own", declaration)
        self._add_name(name)
        item = NativeType(name, params, sort)
        self.items.append(item)
        return item

    def _add_name(self, name: str) -> None:
        self._check_open()
        if name in self._names or name in self._functions or name in self._properties:
            raise DeclarationError(f"duplicate registration: {self.qualified_name(name)} is already registered")
        self._names.add(name)
