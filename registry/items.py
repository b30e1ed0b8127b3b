"""What a module is made of: the records that Module's calls append and the builder reads.

What it is: checked declarations with what implements them, and the builders of types that come with methods to add
members. What it is not: the namespace that they stand in (`module.py`), or the resolution of type names (`builder.py`).
"""

from __future__ import annotations

import difflib
import types
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from functools import lru_cache, partial
from typing import Any, NamedTuple, TypeGuard

from seraphscript.registry import hints, kinds
from seraphscript.registry.blame import module_of, names_module, shown
from seraphscript.registry.datatype import ANY, FfiDataType
from seraphscript.registry.declaration import (
    CONVERSIONS,
    MAX_PARAMS,
    FunctionDecl,
    ParamDecl,
    check_name,
    check_text,
    parse_constructor,
    parse_funcdef,
    parse_function,
    parse_variable,
)
from seraphscript.registry.intrinsics import NUMBERS
from seraphscript.registry.name_table import METHODS
from seraphscript.registry.patterns import ListPattern
from seraphscript.registry.plain_declarations import untracked
from seraphscript.registry.raw import CallContext, RawFunction
from seraphscript.vm.errors import DeclarationError
from seraphscript.vm.hostcall import HostMember

LIST_FACTORY = "<list_factory>"
LIST_CONSTRUCT = "<list_construct>"
VALIDATION = "<validation>"
STRING_FACTORY = "<string_factory>"
"""Names of functions that only generated code calls: no script can write them."""

STRING_PATTERN = '"'

METHOD_DECLARATION = "__script_declaration__"
"""Attribute of a function that Module.method() has given a declaration."""

MAX_TEMPLATE_PARAMS = 8

TYPE_SORTS: tuple[str, ...] = ("string", "array", "dictionary", "any", "ref", "weakref", "const_weakref", "fiber")
"""Sorts of types that native_type can make so far."""


@dataclass(frozen=True, slots=True)
class Native:
    """Implemented by the C function that is registered under the id of this key."""

    key: str


@dataclass(frozen=True, slots=True)
class Intrinsic:
    """Implemented by opcodes; a name out of `intrinsics.py`."""

    name: str


@dataclass(frozen=True, slots=True)
class Script:
    """Implemented by AngelScript: the body of a member of a value type."""

    text: str


@dataclass(frozen=True, slots=True)
class Abstract:
    """Implemented by nothing: a method of an interface, or what a funcdef calls."""


Host = Callable[..., Any] | HostMember
"""Implemented by a Python callable, or by a member of the object that it is called on."""
Implementation = Host | Native | Intrinsic | Script | Abstract


OTHERS = (Native, Intrinsic, Script, Abstract)
"""Types of implementations that are not the host's."""


def is_host(implementation: Implementation | None) -> TypeGuard[Host]:
    """Whether a function is implemented by the host."""
    return implementation is not None and type(implementation) not in OTHERS


method_named = lru_cache(4096)(partial(HostMember, "method"))
"""The method of the object that has a name; many classes of a host have one of the same name."""


class FunctionItem(NamedTuple):
    """A function of a module, or a method or constructor of one of its types."""

    declaration: FunctionDecl
    implementation: Implementation
    constructor: bool = False
    in_global_scope: bool = False
    signature: str = ""  # its key within the module or class; "": that of the declaration
    pattern: str = ""  # structure of the lists that it takes (patterns.py); STRING_PATTERN: it takes string literals


@dataclass(frozen=True, slots=True)
class EnumItem:
    """An enum and its values, in order."""

    name: str
    base: str
    values: tuple[tuple[str, int], ...]
    python: type | None = None


@dataclass(frozen=True, slots=True)
class ConstItem:
    """A constant whose value is folded into the code that uses it; `bits` as a register holds it."""

    name: str
    type: FfiDataType
    value: float
    bits: int
    namespace: tuple[str, ...] = ()
    """The namespace within the module's that it stands in."""


@dataclass(frozen=True, slots=True)
class AliasItem:
    """Another name for a type."""

    name: str
    target: FfiDataType


@dataclass(frozen=True, slots=True)
class FuncdefItem:
    """A type of functions; `python` is the hint `Callable[[...], ...]` that it comes from, if any."""

    name: str
    declaration: FunctionDecl


@names_module()
@dataclass(slots=True)
class InterfaceType:
    """An interface: what classes of scripts implement and the host calls.

    Its methods are declared, or come from the hints of a class (a typing.Protocol), which are looked at when a context
    is sealed.
    """

    name: str
    python: type | None = None
    methods: list[FunctionDecl] = field(default_factory=list)
    frozen: Callable[[], None] = field(default=lambda: None, compare=False)

    __repr__ = shown

    def method(self, declaration: str) -> InterfaceType:
        """Add a method: `void draw(int layer) const`."""
        self.frozen()
        parsed = parse_function(declaration)
        refuse_templates(parsed)
        if parsed.is_variadic or any(p.default is not None for p in parsed.params):
            raise DeclarationError("a method of an interface has no defaults and is not variadic", declaration)
        if any(other.signature == parsed.signature for other in self.methods):
            raise DeclarationError(f"duplicate registration: {self.name} has this method already", declaration)
        self.methods.append(parsed)
        return self


@dataclass(slots=True)
class NativeType:
    """A type that opcodes and C functions implement, with its members."""

    name: str
    template_params: tuple[str, ...]
    sort: str
    members: list[FunctionItem] = field(default_factory=list)

    __repr__ = shown

    def method(self, declaration: str, *, native: str = "", intrinsic: str = "") -> NativeType:
        """Add a method."""
        return self._add(parse_function(declaration), native, intrinsic, False)

    def constructor(self, declaration: str, *, native: str = "", intrinsic: str = "") -> NativeType:
        """Add a constructor or factory; its name must be the type's."""
        parsed = parse_function(declaration)
        if parsed.name != self.name:
            raise DeclarationError(f"a constructor of {self.name} must be named {self.name}", declaration)
        return self._add(parsed, native, intrinsic, True)

    def _add(self, declaration: FunctionDecl, native: str, intrinsic: str, constructor: bool) -> NativeType:
        refuse_templates(declaration)
        self.members.append(FunctionItem(declaration, implementation_of(declaration, native, intrinsic), constructor))
        return self


OPERATORS: tuple[str, ...] = tuple(METHODS)
"""Names of methods that are operators; opForValue may have a number up to 255."""


@names_module(but=("method",))
@dataclass(slots=True)
class HostType:
    """A Python class whose objects scripts refer to by handle.

    If it is `hinted`, annotations of the class are members, too; they are looked at when a context is sealed. The
    methods here add members by declaration, for classes that are not the host's own or have no annotations::

        t = game.register_type("Date", datetime.date)
        t.factory("Date@ make(int year, int month, int day)")
        t.property("const int year")
        t.method("string isoformat() const")
        t.method("int daysUntil(const Date &in other) const", lambda self, other: (other - self).days)
        t.operator("bool opEquals(const Date &in other) const", lambda self, other: self == other)
    """

    name: str
    python: type
    hinted: bool = True
    members: list[FunctionItem] = field(default_factory=list)
    frozen: Callable[[], None] = field(default=lambda: None, compare=False)
    template_params: tuple[str, ...] = ()
    base: FfiDataType | None = None  # what it derives from, if that is not its first registered base class
    specializes: FfiDataType | None = None  # the instance of a template that this type is: its name is that of it
    funcdefs: tuple[FuncdefItem, ...] = ()  # of a template
    kind: str = ""  # a name out of kinds.KINDS; "": that of its base, or the default
    weak: bool = False  # there are weak references to its objects
    signatures: dict[str, None] = field(default_factory=dict, repr=False)  # of its members
    behaves: bool = False  # some of them are behaviours

    __repr__ = shown

    @property
    def plain_name(self) -> str:
        """The name without arguments of a template: what its constructors are called."""
        return self.name.partition("<")[0]

    @property
    def made(self) -> FfiDataType:
        """What a constructor gives."""
        if self.specializes is not None:
            return replace(self.specializes, is_handle=True)
        if self.template_params:
            return FfiDataType(self.name, tuple(map(FfiDataType, self.template_params)), is_handle=True)
        return FfiDataType(self.name, is_handle=True, python=self.python, required=True)

    # -- kind and behaviours

    def reference_type(self) -> HostType:
        """Make it of the kind "standard": the host counts references, addref() and release() have to be given."""
        return self.of_kind("standard")

    def scoped_type(self) -> HostType:
        """Make it of the kind "scoped": no handles; release() is called where the scope of a variable ends."""
        return self.of_kind("scoped")

    def nocount(self) -> HostType:
        """Make it of the kind "nocount": handles do not keep objects alive, the host does."""
        return self.of_kind("nocount")

    def single_ref_type(self) -> HostType:
        """Make it of the kind "nohandle": scripts get the host's one object from a global property or a function."""
        return self.of_kind("nohandle")

    def of_kind(self, kind: str) -> HostType:
        """Make it of a kind, by name; what a kind requires and forbids is checked when a context is sealed."""
        self.frozen()
        kinds.check_kind(kind)
        if self.kind and self.kind != kind:
            raise DeclarationError(f"{self.name} is of kind {self.kind!r} already, it cannot be of kind {kind!r}, too")
        self.kind = kind
        return self

    def addref(self, function: Callable[[Any], object] | str) -> HostType:
        """Call `function(object)`, or the method of that name, when an object enters a world."""
        return self.behaviour("addref", function)

    def release(self, function: Callable[[Any], object] | str) -> HostType:
        """Call `function(object)` when the last handle to an object in a world is gone, or its scope ends."""
        return self.behaviour("release", function)

    def destructor(self, function: Callable[[Any], object] | str) -> HostType:
        """Call `function(object)` once for each object that a script has constructed, when its last handle is gone."""
        return self.behaviour("destructor", function)

    def gc_getrefcount(self, function: Callable[[Any], int] | str) -> HostType:
        """`function(object)` gives the number of references that the host counts, that of the world included."""
        return self.behaviour("gc_getrefcount", function)

    def gc_setflag(self, function: Callable[[Any], object] | str) -> HostType:
        """Call `function(object)` before a collection looks; whoever uses the object meanwhile clears the flag."""
        return self.behaviour("gc_setflag", function)

    def gc_getflag(self, function: Callable[[Any], bool] | str) -> HostType:
        """`function(object)` tells whether the flag is still set: then nobody has used the object meanwhile."""
        return self.behaviour("gc_getflag", function)

    def gc_enumrefs(self, function: Callable[[Any], Iterable[object]] | str) -> HostType:
        """`function(object)` gives what the object refers to, each as often as it does."""
        return self.behaviour("gc_enumrefs", function)

    def gc_releaserefs(self, function: Callable[[Any], object] | str) -> HostType:
        """Call `function(object)` to let an object drop all references when it is garbage."""
        return self.behaviour("gc_releaserefs", function)

    def get_weakref_flag(self) -> HostType:
        """Allow weak references to objects, `weakref<T>`; the class must allow Python's."""
        self.frozen()
        self.weak = True
        return self

    def behaviour(self, name: str, function: Callable[[Any], Any] | str) -> HostType:
        """Add a behaviour by name."""
        declaration = kinds.declaration_of(kinds.check_behaviour(name))
        if name == kinds.WEAK:
            raise DeclarationError(f"{name} takes no function")
        if declaration.signature in self.signatures:
            raise DeclarationError(f"duplicate registration: {self.name} has {name} already")
        if callable(function):
            check_callable(f"{name} of {self.name}", function, 1)
            self._add(declaration, function)
        elif isinstance(function, str) and function:
            try:
                self._check_attribute(function, declaration)
            except DeclarationError as error:
                raise DeclarationError(f"{name} of {self.name}: {error.message}") from None
            self._add(declaration, method_named(function))
        else:
            message = f"{name} of {self.name} takes a callable or the name of a method, not {function!r:.80}"
            raise DeclarationError(message)
        self.behaves = True
        return self

    def behaviours(self) -> set[str]:
        """The names of the behaviours that it has, without those of a base."""
        if not self.behaves:
            return {kinds.WEAK} if self.weak else set()
        names = {item.declaration.name for item in self.members}
        return {name for name in kinds.BEHAVIOURS if kinds.PREFIX + name in names or (self.weak and name == kinds.WEAK)}

    # -- members

    def method(self, declaration: str, function: Callable[..., Any] | str = "") -> HostType:
        """Add a method: a callable that gets the object first, or the method of the object that has the given name or,
        without one, that of the declaration."""
        try:
            return self._method(parse_function(declaration), function)
        except DeclarationError as error:
            error.in_module(module_of(self))
            raise

    def operator(self, declaration: str, function: Callable[..., Any] | str = "") -> HostType:
        """Add an operator, opAdd, opIndex, opImplConv ...: a method whose name is one of OPERATORS."""
        parsed = parse_function(declaration)
        check_operator(parsed)
        return self._method(parsed, function)

    def property(
        self, declaration: str, getter: Callable[..., Any] | str = "", setter: Callable[..., Any] | str = ""
    ) -> HostType:
        """Add a property, `int hp`: callables get(object) and set(object, value), or the name of an attribute.

        Without getter and setter it is the attribute of its own name. `const int hp`, or a getter alone, can only be
        read.
        """
        kind, name = parse_variable(declaration)
        changeable = not kind.is_const or (kind.is_handle and not kind.is_const_handle)
        writable = changeable and (bool(setter) or not callable(getter))
        if setter and not writable:
            raise DeclarationError("a const property has no setter", declaration)
        for given in (getter, setter):
            if not callable(given) and not isinstance(given, str):
                message = f"a property takes callables or names of attributes, not {given!r:.80}"
                raise DeclarationError(message, declaration)
        attribute = getter if isinstance(getter, str) and getter else name
        return self._property(
            kind, name,
            getter if callable(getter) else HostMember("get", attribute),
            (setter if callable(setter) else HostMember("set", setter or attribute)) if writable else None,
        )

    def property_get(self, declaration: str, getter: Callable[..., Any] | str = "") -> HostType:
        """Add a property that can only be read."""
        kind, name = parse_variable(declaration)
        return self._property(kind, name, getter if callable(getter) else HostMember("get", getter or name), None)

    def constructor(self, declaration: str, function: Callable[..., Any] | None = None) -> HostType:
        """Add a constructor, `Vec(double x, double y)` or `Vec@ make(double x, double y)`.

        What is called must give an object; without a callable the class itself is called.
        """
        self.frozen()
        parsed = parse_constructor(declaration, self.plain_name)
        if parsed.is_const or parsed.is_property or parsed.template_params:
            raise DeclarationError("a constructor is neither const nor a property nor a template", declaration)
        made = self.python if function is None else function
        hints.check_arity(parsed, made, int(bool(self.template_params)))
        declared = parsed._replace(name=self.plain_name, returns=self.made)
        return self._add(declared, made, constructor=True)

    factory = constructor

    def list_factory(
        self, declaration: str, function: Callable[..., Any] | None = None, *, pattern: ListPattern | str = "",
    ) -> HostType:
        """Add what makes an object of an initialisation list: `list_factory("Vec@ f(int &in) {float, float, float}")`.

        The callable, or the class itself, gets a ListBuffer; that of a template a TemplateInfo in front. The pattern
        stands behind the declaration, or is given: `list_factory("{repeat int}")`, `pattern=repeat("int")`.
        """
        return self._list(LIST_FACTORY, "list_factory", declaration, function, pattern)

    def list_constructor(
        self, declaration: str, function: Callable[..., Any] | None = None, *, pattern: ListPattern | str = "",
    ) -> HostType:
        """The same as list_factory(). If a type has both, lists go to the factory."""
        return self._list(LIST_CONSTRUCT, "list_construct", declaration, function, pattern)

    def list_behaviors(self) -> list[FunctionItem]:
        """What takes initialisation lists: the factory if there is one, else the constructor."""
        named = {item.declaration.name: item for item in self.members if item.pattern}
        found = named.get(LIST_FACTORY) or named.get(LIST_CONSTRUCT)
        return [found] if found is not None else []

    def _list(
        self, name: str, behavior: str, declaration: str, function: Callable[..., Any] | None,
        pattern: ListPattern | str,
    ) -> HostType:
        self.frozen()
        check_text(declaration)
        head, brace, _ = declaration.partition("{")
        if head.strip():
            parse_constructor(head, self.plain_name)
        if brace and pattern:
            raise DeclarationError("the pattern stands in the declaration already", declaration)
        if brace:
            pattern = ListPattern.parse(declaration, len(head))
        elif isinstance(pattern, str) and pattern:
            pattern = ListPattern.parse(pattern)
        elif not isinstance(pattern, ListPattern | str):
            message = f'pattern= takes a pattern, repeat("int") or "{{repeat int}}", not {pattern!r:.80}'
            raise DeclarationError(message, declaration)
        if isinstance(pattern, str):
            raise DeclarationError(
                f"{behavior} behavior requires a list_pattern for function '{declaration.strip()}'", declaration
            )
        if any(item.declaration.name == name for item in self.members):
            raise DeclarationError(f"duplicate registration: {self.name} has a {behavior} already", declaration)
        made = self.python if function is None else function
        one = FunctionDecl(name, self.made, (ParamDecl(FfiDataType(ANY)),))
        check_callable(f"{behavior} of {self.name}", made, 1 + bool(self.template_params))
        declared = one._replace(params=tuple(map(ParamDecl, pattern.types)))
        return self._add(declared, made, constructor=True, pattern=pattern.structure)

    def funcdef(self, declaration: str) -> HostType:
        """Add a type of functions within a template: `funcdef("funcdef bool Filter(const T &in)")`."""
        self.frozen()
        parsed = parse_funcdef(declaration, word=False)
        if not self.template_params:
            raise DeclarationError("only a template has types of functions of its own", declaration)
        if any(other.name == parsed.name for other in self.funcdefs):
            raise DeclarationError(f"duplicate registration: {self.name} has a {parsed.name} already", declaration)
        self.funcdefs = (*self.funcdefs, FuncdefItem(parsed.name, parsed))
        return self

    def method_raw(self, declaration: str, function: Callable[[CallContext], object]) -> HostType:
        """Add a method with the generic calling convention: the callable gets a CallContext."""
        parsed = parse_function(declaration)
        if parsed.template_params:
            refuse_template_defaults(parsed)
        return self._add(parsed, RawFunction(parsed, function, is_method=True))

    def factory_raw(self, declaration: str, function: Callable[[CallContext], object]) -> HostType:
        """Add a constructor with the generic calling convention: the callable sets the result of its CallContext."""
        parsed = parse_constructor(declaration, self.plain_name)
        if self.template_params:
            raise DeclarationError("a constructor of a template gets a TemplateInfo and no CallContext", declaration)
        return self.constructor(declaration, RawFunction(parsed, function))

    def _method(self, declaration: FunctionDecl, function: Callable[..., Any] | str) -> HostType:
        if declaration.template_params:
            refuse_template_defaults(declaration)
        if declaration.name == self.plain_name:
            raise DeclarationError(f"a method cannot be named like its type {self.name}", str(declaration))
        if callable(function):
            hints.check_arity(declaration, function, 1)
            self._check_this(declaration, function)
            return self._add(declaration, function)
        name = function or declaration.name
        if not isinstance(name, str):
            message = f"a method takes a callable or the name of a method, not {name!r:.80}"
            raise DeclarationError(message, str(declaration))
        self._check_attribute(name, declaration)
        return self._add(declaration, method_named(name))

    def _property(
        self, kind: FfiDataType, name: str, getter: Callable[..., Any] | HostMember,
        setter: Callable[..., Any] | HostMember | None,
    ) -> HostType:
        for item in accessors(kind, name, getter, setter, is_member=True):
            self._add(item.declaration, item.implementation)
        return self

    def _check_this(self, declaration: FunctionDecl, function: object) -> None:
        """A method of a built-in class takes objects of that class alone."""
        owner = getattr(function, "__objclass__", None)
        if isinstance(function, types.MethodDescriptorType | types.WrapperDescriptorType) and not issubclass(
            self.python, owner  # type: ignore[arg-type]
        ):
            raise DeclarationError(
                f"'this' type mismatch: {function!r} takes a {owner.__name__}, "  # type: ignore[union-attr]
                f"the objects of {self.name} are of class {self.python.__name__}",
                str(declaration),
            )

    def _check_attribute(self, name: str, declaration: FunctionDecl) -> None:
        """The method must be there, unless objects can have methods that their class does not know."""
        found = getattr(self.python, name, None)
        if found is None and not hasattr(self.python, "__getattr__"):
            known = [n for n in dir(self.python) if not n.startswith("_") and callable(getattr(self.python, n, None))]
            close = difflib.get_close_matches(name, known, 1)
            hint = f" (did you mean '{close[0]}'?)" if close else ""
            message = f"the class {self.python.__name__} has no method '{name}'{hint}: give a callable or a name"
            raise DeclarationError(message, str(declaration))
        if found is not None and callable(found) and not isinstance(found, type):
            hints.check_arity(declaration, found, 1)

    def _add(
        self, declaration: FunctionDecl, implementation: Implementation, constructor: bool = False, pattern: str = ""
    ) -> HostType:
        self.frozen()
        signature = declaration.signature
        if signature in self.signatures:
            raise DeclarationError(
                f"duplicate registration: {self.name} has a member with this name and these parameters already",
                str(declaration),
            )
        self.signatures[signature] = None
        item = FunctionItem(declaration, implementation, constructor, False, signature, pattern)
        self.members.append(untracked(item) if isinstance(implementation, HostMember) else item)
        return self


def check_callable(what: str, function: Any, count: int) -> None:  # noqa: ANN401
    """check_arity() for what no declaration of the host's tells about."""
    try:
        hints.check_arity(FunctionDecl("", FfiDataType("void")), function, count)
    except DeclarationError as error:
        raise DeclarationError(f"{what}: {error.message}") from None


def accessors(
    kind: FfiDataType, name: str, getter: Callable[..., Any] | HostMember,
    setter: Callable[..., Any] | HostMember | None, *, is_member: bool,
) -> list[FunctionItem]:
    """The functions get_NAME and set_NAME that a property consists of; without a setter it can only be read."""
    check_name(name, "a property")
    plain = kind if kind.is_handle else replace(kind, is_const=False)
    param = ParamDecl(hints.value_parameter(plain), "value")
    found = []
    for function, declaration in (
        (getter, FunctionDecl(f"get_{name}", plain, is_const=is_member, is_property=True)),
        (setter, FunctionDecl(f"set_{name}", FfiDataType("void"), (param,), is_property=True)),
    ):
        if function is not None:
            if not isinstance(function, HostMember):
                hints.check_arity(declaration, function, int(is_member))
            found.append(FunctionItem(declaration, function))
    return found


def check_operator(declaration: FunctionDecl) -> None:
    """DeclarationError unless the name is that of an operator, with the parameters and the result that it has."""
    name = declaration.name
    number = name.removeprefix("opForValue")
    if name not in OPERATORS and not (name.startswith("opForValue") and number.isdigit() and int(number) < 256):
        close = difflib.get_close_matches(name, OPERATORS, 3)
        known = f"did you mean {' or '.join(close)}?" if close else f"operators are {', '.join(OPERATORS)}"
        raise DeclarationError(f"{name!r} is no operator: {known}", str(declaration))
    if declaration.returns.is_void and name in CONVERSIONS:
        raise DeclarationError(f"{name} converts to the type of its result, which cannot be void", str(declaration))
    if name in ("opCast", "opImplCast") and not declaration.returns.is_handle:
        raise DeclarationError(f"{name} gives a handle: write '{declaration.returns}@'", str(declaration))
    least, most, result = operator_shape(name)
    if declaration.is_variadic or declaration.required > most or len(declaration.params) < least:
        count = "no parameter" if not most else "one parameter" if most == 1 else f"{least} or more parameters"
        raise DeclarationError(f"{name} has {count}, not {len(declaration.params)}", str(declaration))
    given = "" if declaration.returns.is_handle else declaration.returns.name
    if result == "?" and declaration.returns.is_void:
        raise DeclarationError(f"{name} gives a value: its result cannot be void", str(declaration))
    if result not in ("", "?", given):
        raise DeclarationError(f"{name} gives {result}, not {declaration.returns}", str(declaration))


def operator_shape(name: str) -> tuple[int, int, str]:
    """How many parameters an operator has, at least and at most, and the type of its result ("?": any but void)."""
    if name in ("opEquals", "opForEnd"):
        return 1, 1, "bool"
    if name == "opCmp":
        return 1, 1, "int"
    if name == "opCall":
        return 0, MAX_PARAMS, ""
    if name in ("opIndex", "get_opIndex"):
        return 1, MAX_PARAMS, "?"
    if name == "set_opIndex":
        return 2, MAX_PARAMS, ""
    if name in CONVERSIONS or name in ("opNeg", "opCom", "opForBegin"):
        return 0, 0, "?"
    if name in ("opPreInc", "opPreDec", "opPostInc", "opPostDec"):
        return 0, 0, ""
    return 1, 1, "" if name.endswith("Assign") else "?"


ClassItem = FunctionItem | EnumItem | ConstItem | AliasItem | NativeType | HostType | InterfaceType | FuncdefItem


def refuse_templates(declaration: FunctionDecl) -> None:
    if declaration.template_params:
        raise DeclarationError("this cannot be a template: functions and methods of host types can", str(declaration))


def refuse_template_defaults(declaration: FunctionDecl) -> None:
    """A template function has no defaults that would have to fit any type."""
    params = set(declaration.template_params)
    if len(params) != len(declaration.template_params) or len(params) > MAX_TEMPLATE_PARAMS:
        message = f"a template has at most {MAX_TEMPLATE_PARAMS} parameters, with names of their own"
        raise DeclarationError(message, str(declaration))
    if any(p.default is not None and p.type.name in params for p in declaration.params):
        raise DeclarationError("a parameter of a template's type has no default", str(declaration))


def implementation_of(declaration: FunctionDecl, native: str, intrinsic: str) -> Native | Intrinsic:
    if bool(native) == bool(intrinsic):
        raise DeclarationError("needs the key of a native function or the name of an intrinsic", str(declaration))
    if native:
        return Native(native)
    if intrinsic not in NUMBERS or intrinsic == "NONE":
        raise DeclarationError(f"there is no intrinsic {intrinsic!r}", str(declaration))
    return Intrinsic(intrinsic)


