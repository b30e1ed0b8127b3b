"""Value types of the host: what a host declares, and the class that each unit gets of it.

What it is: `ValueType`, the fields and members of one type as `Module.value_type` and `Module.value` collect them; its
members as records of the sealed tier; and its text, a class in AngelScript which units compile as far as they use it.
What it is not: resolution of types (`builder.py`), rules (`value_layout.py`), the class within a unit
(compiler/values.pyx), values of Python (vm/values.pyx).

A member is implemented by a callable of the host, which gets and gives copies, or by script. What is the host's is
a method of the sealed tier. Constructors, the destructor, opAssign and whatever returns a reference to the value
itself are always part of the text; if the host implements them, the text calls a private method of the sealed tier,
named with two underscores in front: `__construct`, `__destruct`, `__opAssign` ...
"""

from __future__ import annotations

import dataclasses
import inspect
import re
import typing
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import KW_ONLY, InitVar, dataclass, field, replace
from typing import Any, Literal, NamedTuple

from seraphscript.registry import exprs, hints
from seraphscript.registry.blame import names_module, shown
from seraphscript.registry.datatype import FfiDataType, RefMode
from seraphscript.registry.declaration import (
    FunctionDecl,
    ParamDecl,
    check_name,
    is_encodable,
    parse_expression,
    parse_field,
    parse_function,
    parse_value_constructor,
    parse_variable,
)
from seraphscript.registry.defaults import literal_problem
from seraphscript.registry.host_types import ClassProblem, overloads, refuse_keyword_only, with_enums
from seraphscript.registry.items import (
    METHOD_DECLARATION,
    FunctionItem,
    Host,
    Native,
    Script,
    check_operator,
    is_host,
    refuse_templates,
)
from seraphscript.vm.errors import DeclarationError
from seraphscript.vm.hostcall import HostMember

PRIVATE = "__"
"""How the names of methods begin that the text of a type calls and nobody else can."""
CONSTRUCT = "__construct"
DESTRUCT = "__destruct"
_VOID = FfiDataType("void")
_Member = Callable[..., Any] | str
_PASSIVE = re.compile(
    r"""//[^\n]*|/\*.*?\*/|\"{3}.*?\"{3}|(?P<open>/\*|\"{3})|"(?:\\.|[^"\\\n])*"|'(?:\\.|[^'\\\n])*'""", re.DOTALL
)
"""Comments and strings of scripts, in which braces mean nothing; or the beginning of one that has no end."""


def is_body(script: str) -> bool:
    """Does a text stay within the braces that are put around it?"""
    depth = 0
    for mark in re.findall(r'[{}]|/\*|"""', _PASSIVE.sub(lambda found: found["open"] or " ", script)):
        depth += 1 if mark == "{" else -1
        if depth < 0 or mark not in "{}":
            return False
    return not depth


class Field(NamedTuple):
    """A variable of each value, with the expression that it begins with ("": zero)."""

    type: FfiDataType
    name: str
    default: str = ""


@names_module()
@dataclass(slots=True)
class ValueType:
    """A type whose values scripts copy: assigned, passed and returned by value, without handles and derived types::

        vec = game.value_type("Vec3", fields=[("x", "float"), ("y", "float"), ("z", "float")])
        vec.constructor("Vec3(float x, float y, float z)", script="this.x = x; this.y = y; this.z = z;")
        vec.operator("Vec3 opAdd(const Vec3 &in o) const", script="return Vec3(x + o.x, y + o.y, z + o.z);")
        vec.method("float length() const", lambda v: math.hypot(*v))

    A member is a callable, the name of a method of the Python class, or `script`, the body of a method in AngelScript.
    Callables get values as objects of the Python class, or as tuples of their fields if there is none; what a method
    that is not const does to its object is copied back.
    """

    name: str
    python: type | None = None
    hinted: bool = False
    pod: bool | None = None
    size: int = 0
    align: int = 0
    fields: list[Field] = field(default_factory=list)
    members: list[FunctionItem] = field(default_factory=list)
    destroyer: Host | Script | None = None
    frozen: Callable[[], None] = field(default=lambda: None, compare=False)
    names: set[str] = field(default_factory=set, repr=False, compare=False)  # of the fields

    __repr__ = shown

    def field(self, declaration: str) -> ValueType:
        """Add a variable: `float x`, or `float x = 1` with the value that it begins with."""
        self.frozen()
        kind, name, default = parse_field(declaration)
        self._check_field(name, declaration)
        if kind.is_const or kind.mode:
            raise DeclarationError("a field is neither const nor a reference", declaration)
        self.fields.append(Field(kind, name, "" if default is None else _field_default(kind, name, default)))
        self.names.add(name)
        return self

    def constructor(
        self, declaration: str, function: Callable[..., Any] | None = None, *, script: str | None = None
    ) -> ValueType:
        """Add a constructor, `Vec3(float x)`: a callable that gives the value (without one, the Python class itself),
        or the body that sets the fields."""
        parsed = parse_value_constructor(declaration)
        if parsed.name != self.name or parsed.is_const or parsed.is_property:
            raise DeclarationError(f"a constructor of {self.name} is declared '{self.name}(...)'", declaration)
        made = function if function is not None else self.python
        if script is None and made is None:
            raise DeclarationError("a constructor needs a callable or script=", declaration)
        implementation = self._implementation(parsed, made, script, 0)
        return self._add(FunctionItem(parsed, implementation, constructor=True))

    def destructor(self, function: _Member | None = None, *, script: str | None = None) -> ValueType:
        """Say what happens when a value dies: a callable (or the name of a method) that gets it, or script."""
        self.frozen()
        if self.destroyer is not None:
            raise DeclarationError(f"duplicate registration: {self.name} has a destructor already")
        if function is None and script is None:
            raise DeclarationError("a destructor needs a callable or script=")
        decl = FunctionDecl("destructor", _VOID)
        self.destroyer = self._implementation(decl, function, script, 1)
        return self

    def method(self, declaration: str, function: _Member = "", *, script: str | None = None) -> ValueType:
        """Add a method: a callable that gets the value first, the name of a method of the Python class (by default the
        one in the declaration), or its body."""
        return self._method(parse_function(declaration), function, script)

    def operator(self, declaration: str, function: _Member = "", *, script: str | None = None) -> ValueType:
        """Add an operator: a method whose name is one of OPERATORS."""
        parsed = parse_function(declaration)
        check_operator(parsed)
        return self._method(parsed, function, script)

    def property(
        self, declaration: str, getter: _Member = "", setter: _Member = "", *, script: str | None = None,
        set_script: str | None = None,
    ) -> ValueType:
        """Add a property, `float length`.

        Its getter is a callable get(value), the name of an attribute of the Python class, or `script`, the body of
        get_length(). With a setter set(value, new), or `set_script`, whose parameter is `value`, it can be assigned.
        """
        kind, name = parse_variable(declaration)
        check_name(name, "a property")
        self._check_field(name, declaration)
        plain = kind if kind.is_handle else replace(kind, is_const=False)
        getting = FunctionDecl(f"get_{name}", plain, is_const=True, is_property=True)
        value = ParamDecl(hints.value_parameter(plain), "value")
        setting = FunctionDecl(f"set_{name}", _VOID, (value,), is_property=True)
        self._add(FunctionItem(getting, self._accessor(getting, "get", getter or name, script)))
        if setter or set_script is not None:
            self._add(FunctionItem(setting, self._accessor(setting, "set", setter, set_script)))
        return self

    def _accessor(
        self, declaration: FunctionDecl, action: Literal["get", "set"], function: _Member, script: str | None
    ) -> Host | Script:
        if script is None and isinstance(function, str):
            if self.python is None:
                raise DeclarationError(f"{declaration.name} needs a callable or script=", str(declaration))
            return HostMember(action, function)
        return self._implementation(declaration, None if isinstance(function, str) else function, script, 1)

    def native_method(self, declaration: FunctionDecl, key: str) -> ValueType:
        """Add a method that is the C function of a key; `Module.native` has made sure that it fits."""
        refuse_templates(declaration)
        if declaration.name == self.name:
            raise DeclarationError(f"a method cannot be named like its type {self.name}", str(declaration))
        self._check_field(declaration.name, str(declaration))
        return self._add(FunctionItem(declaration, Native(key)))

    def _method(self, declaration: FunctionDecl, function: _Member, script: str | None) -> ValueType:
        refuse_templates(declaration)
        if declaration.name == self.name:
            raise DeclarationError(f"a method cannot be named like its type {self.name}", str(declaration))
        self._check_field(declaration.name, str(declaration))
        found = function or (declaration.name if script is None else None)
        return self._add(FunctionItem(declaration, self._implementation(declaration, found, script, 1)))

    def _implementation(
        self, declaration: FunctionDecl, function: _Member | None, script: str | None, more: int
    ) -> Host | Script:
        """What implements a member; `more`: arguments in front of the declared ones."""
        text = str(declaration)
        if declaration.is_variadic:
            raise DeclarationError("a member of a value type is not variadic", text)
        if script is not None:
            if function is not None and function is not self.python:
                raise DeclarationError("a member is implemented by a callable or by script=, not by both", text)
            if not isinstance(script, str):
                raise DeclarationError(f"script= takes the body of the member, not {script!r}", text)
            if not is_body(script):
                raise DeclarationError("script= takes one body: its braces and comments have to be closed", text)
            if not is_encodable(script):
                raise DeclarationError("script= is no valid Unicode: it has halves of surrogate pairs", text)
            return Script(script)
        if isinstance(function, str):
            found = getattr(self.python, function, None)
            if not callable(found):
                owner = f"{self.name}, which has no Python class,"
                if self.python is not None:
                    owner = f"the class {self.python.__name__}"
                raise DeclarationError(f"{owner} has no method '{function}': give a callable or script=", text)
            hints.check_arity(declaration, found, more)
            return HostMember("method", function)
        assert function is not None
        hints.check_arity(declaration, function, more)
        return function

    def _check_field(self, name: str, declaration: str) -> None:
        if name.startswith(PRIVATE):
            raise DeclarationError(f"names of members do not begin with '{PRIVATE}'", declaration)
        if name in self.names:
            raise DeclarationError(f"duplicate registration: {self.name} has a field '{name}' already", declaration)

    def _add(self, item: FunctionItem) -> ValueType:
        self.frozen()
        if any(
            other.declaration.signature == item.declaration.signature and other.constructor == item.constructor
            for other in self.members
        ):
            raise DeclarationError(
                f"duplicate registration: {self.name} has a member with this name and these parameters already",
                str(item.declaration),
            )
        self.members.append(item)
        return self


@dataclass(frozen=True, slots=True)
class ValueMembers:
    """Everything that a value type has: its own declarations, and those that the hints of its class make."""

    fields: list[Field]
    members: list[FunctionItem]
    problems: list[ClassProblem]
    destroyer: Host | Script | None

    def records(self, name: str) -> Iterator[FunctionItem]:
        """What stands in the sealed tier: methods of the host, and what the text has."""
        for item in self.members:
            if not _in_text(item, name):
                yield item
                continue
            if is_host(item.implementation):
                yield _private(item)
            yield item._replace(implementation=Script(""))
        if is_host(self.destroyer):
            yield FunctionItem(FunctionDecl(DESTRUCT, _VOID, is_const=True), self.destroyer)

    def text(self, name: str, spell: Callable[[FfiDataType], str]) -> str:
        """The class, as units compile it. Fields come first, one a line; `spell` writes a type."""
        lines = [f"final class {name} {{"]
        for one in self.fields:
            lines.append(f"    {spell(one.type)} {one.name}" + (f" = {one.default};" if one.default else ";"))
        lines.append("")
        for item in self.members:
            if _in_text(item, name):
                lines += _member_text(item, spell)
        if isinstance(self.destroyer, Script):
            lines.append(f"    ~{name}() {{\n{_indented(self.destroyer.text)}\n    }}")
        elif self.destroyer is not None:
            lines.append(f"    ~{name}() {{ {DESTRUCT}(); }}")
        return "\n".join([*lines, "}", ""])


def _in_text(item: FunctionItem, name: str) -> bool:
    """Is a member part of the text, whatever implements it?"""
    declaration = item.declaration
    own = bool(declaration.params) and declaration.params[0].type.name.rpartition("::")[2] == name
    return (
        item.constructor
        or isinstance(item.implementation, Script)
        or declaration.returns.mode is RefMode.RESULT
        or (declaration.name == "opAssign" and own)
    )


def _private(item: FunctionItem) -> FunctionItem:
    """The method of the sealed tier behind a member of the text that the host implements."""
    params = tuple([replace(param, default=None) for param in _named(item.declaration.params)])
    if item.constructor:
        return FunctionItem(FunctionDecl(CONSTRUCT, _VOID, params), item.implementation)
    return FunctionItem(
        FunctionDecl(f"{PRIVATE}{item.declaration.name}", _VOID, params, item.declaration.is_const),
        item.implementation,
    )


def _named(params: Iterable[ParamDecl]) -> tuple[ParamDecl, ...]:
    return tuple([p if p.name else replace(p, name=f"a{i}") for i, p in enumerate(params)])


def _indented(body: str) -> str:
    return "\n".join(f"        {line.strip()}" for line in body.strip().splitlines())


def _member_text(item: FunctionItem, spell: Callable[[FfiDataType], str]) -> list[str]:
    declaration = item.declaration
    params = _named(declaration.params)
    texts = []
    for param in params:
        mode = f" {param.type.mode}" if param.type.mode else ""
        default = f" = {param.default}" if param.default is not None else ""
        texts.append(f"{spell(param.type)}{mode} {param.name}{default}")
    result = ""
    if not item.constructor:
        result = f"{spell(declaration.returns)} {'&' if declaration.returns.mode is RefMode.RESULT else ''}"
    marks = " const" if declaration.is_const else ""
    marks += " property" if declaration.is_property else ""
    marks += " explicit" if declaration.is_explicit else ""
    head = f"    {result}{declaration.name}({', '.join(texts)}){marks} {{"
    if isinstance(item.implementation, Script):
        return [head, _indented(item.implementation.text), "    }"]
    call = f"{_private(item).declaration.name}({', '.join([p.name for p in params])});"
    back = " return this;" if declaration.returns.mode is RefMode.RESULT else ""
    return [f"{head} {call}{back} }}"]


# ------------------------------------------------------------------------------------------------- classes


def check_class(python: type) -> None:
    """DeclarationError for a class of which values cannot be made without running its code."""
    if issubclass(python, tuple):
        if not hasattr(python, "_fields") or len(python.__mro__) < 3:
            raise DeclarationError(f"{python.__name__} is no named tuple: its items have no names")
        return
    try:
        object.__new__(python)
    except TypeError as error:
        raise DeclarationError(f"values of {python.__name__} cannot be made from their fields: {error}") from None


def members_of(item: ValueType, names: Mapping[str, type]) -> ValueMembers:
    """All members; `names` are those of all registered classes."""
    found = ValueMembers(list(item.fields), list(item.members), [], item.destroyer)
    python = item.python
    if python is not None:
        hints.VALUE_CLASSES.add(python)  # the module may come out of a pickle
    if not item.hinted or python is None:
        _check_slots(item, found)
        return found
    try:
        attributes = hints.hints_of(python, python.__name__, names)
    except DeclarationError as error:
        found.problems.append(ClassProblem("", error.message))
        return found
    defaults = _defaults(python)
    declared = {one.name for one in item.fields}
    for name, hint in attributes.items():
        if hints.unqualified(hint)[1] in (typing.ClassVar, InitVar) or hint is KW_ONLY:
            continue
        if name.startswith("_"):
            if not hasattr(python, name):
                found.problems.append(ClassProblem(name, "an attribute that scripts do not see needs a default"))
            continue
        if name not in declared:
            with _noting(found, name):
                kind = _field_type(hint)
                default = _field_default(kind, name, defaults[name]) if name in defaults else ""
                found.fields.append(Field(kind, check_name(name, "a field"), default))
    taken = {one.declaration.name for one in item.members}
    with _noting(found, "__init__"):
        if not any(one.constructor for one in item.members):
            found.members.extend(_constructors(item, found.fields, names))
    for cls in python.__mro__:
        for name, value in cls.__dict__.items() if cls not in (object, tuple) else ():
            if name.startswith("_") or name in attributes or name in taken:
                continue
            taken.add(name)
            with _noting(found, name):
                found.members.extend(_method_items(python, name, value, names))
    _check_slots(item, found)
    return found


def _check_slots(item: ValueType, found: ValueMembers) -> None:
    """Fields of a class without a dict are its slots; those of a named tuple are its items, in order."""
    python = item.python
    if python is None:
        return
    names = [one.name for one in found.fields]
    if issubclass(python, tuple):
        items = list(getattr(python, "_fields", ()))
        if items != names:
            found.problems.append(ClassProblem("", f"its items are {', '.join(items)}"))
    elif not python.__dictoffset__:
        for name in names:
            if not inspect.ismemberdescriptor(inspect.getattr_static(python, name, None)):
                found.problems.append(ClassProblem(name, f"{python.__name__} has no slot of this name"))


class _noting:
    """What is raised within becomes a problem of a member."""

    def __init__(self, found: ValueMembers, name: str) -> None:
        self.found = found
        self.name = name

    def __enter__(self) -> None:
        pass

    def __exit__(self, kind: object, error: BaseException | None, trace: object) -> bool:
        if isinstance(error, DeclarationError):
            self.found.problems.append(ClassProblem(self.name, error.message))
            return True
        return False


def _field_type(hint: object) -> FfiDataType:
    if typing.get_origin(hint) is typing.Final:
        hint = typing.get_args(hint)[0]
    kind = hints.type_of_hint(hint)
    if kind.is_void or kind.mode:
        raise DeclarationError(f"a field cannot be of type {kind}")
    return replace(kind, required=False)


def _field_default(kind: FfiDataType, name: str, default: exprs.FfiExpr) -> str:
    """The text of what a field begins with; DeclarationError if it does not fit the type."""
    if problem := literal_problem(kind, default):
        raise DeclarationError(f"the default of field '{name}': {problem}")
    return str(default)


def _defaults(python: type) -> dict[str, exprs.FfiExpr]:
    """The values that attributes have from the beginning, as far as an expression can say them."""
    found: dict[str, object] = {}
    if dataclasses.is_dataclass(python):
        found = {f.name: f.default for f in dataclasses.fields(python) if f.default is not dataclasses.MISSING}
    elif issubclass(python, tuple):
        found = dict(getattr(python, "_field_defaults", {}))
    else:
        for cls in reversed(python.__mro__[:-1]):
            found.update({name: cls.__dict__[name] for name in inspect.get_annotations(cls) if name in cls.__dict__})
    texts = {}
    for name, value in found.items():
        try:
            texts[name] = exprs.from_python(value)
        except ValueError:
            continue
    return texts


def _constructors(item: ValueType, fields: list[Field], names: Mapping[str, type]) -> Iterator[FunctionItem]:
    """What __init__ says; where a dataclass or named tuple only sets its fields, that is written as script."""
    python = item.python
    assert python is not None
    made = _maker_of(python)
    if made is None or _sets_fields(python, made, fields):
        if not fields or (made is None and not issubclass(python, tuple)):
            return
        params: list[ParamDecl] = []
        for one in fields:
            default = parse_expression(one.default) if one.default else None
            if default is None and params and params[-1].default is not None:
                message = f"the default of field '{one.name}' cannot be written in a script, as those before it can"
                raise DeclarationError(message)
            params.append(ParamDecl(hints.value_parameter(one.type), one.name, default))
        body = " ".join([f"this.{one.name} = {one.name};" for one in fields])
        if any(one.type.is_handle for one in fields):
            body = " ".join([f"{'@' if one.type.is_handle else ''}this.{one.name} = {one.name};" for one in fields])
        yield FunctionItem(FunctionDecl(item.name, _VOID, tuple(params)), Script(body), constructor=True)
        return
    declared = made.__dict__.get(METHOD_DECLARATION)
    if declared is not None:
        hints.check_arity(declared, made, 1)
        yield FunctionItem(declared._replace(name=item.name, returns=_VOID), python, constructor=True)
    elif made.__annotations__ or len(inspect.signature(made).parameters) < 2 or _names_fields(python):
        refuse_keyword_only(python, made)
        if made is inspect.getattr_static(python, "__init__"):
            evaluated = hints.hints_of_init(python, names)
        else:
            evaluated = hints.hints_of(made, python.__name__, names)
        decl = hints.declaration_of(made, names, name=item.name, method=True, returns=_VOID, evaluated=evaluated)
        for each in overloads(decl):
            yield FunctionItem(each, with_enums(python, made, evaluated), constructor=True)


def _names_fields(python: type) -> bool:
    """Does Python make such a class an __init__ of its fields, so that another one needs hints?"""
    return dataclasses.is_dataclass(python) or issubclass(python, tuple)


def _maker_of(python: type) -> Any:  # noqa: ANN401
    """The function that says what objects are made of, __init__ or __new__ of a named tuple; None: nobody wrote one."""
    init = inspect.getattr_static(python, "__init__")
    if inspect.isfunction(init):
        return init
    new: Any = python.__new__
    if issubclass(python, tuple) and "_tuple_new" not in getattr(new, "__globals__", {}):  # namedtuple() has it
        return new if inspect.isfunction(new) else None
    return None


def _sets_fields(python: type, init: Any, fields: list[Field]) -> bool:  # noqa: ANN401
    """Is __init__ the one that dataclass() writes, with nothing behind it and defaults that scripts can write?"""
    if not dataclasses.is_dataclass(python) or not init.__code__.co_qualname.startswith("__create_fn__."):
        return False                        # a class keeps an __init__ of its own
    params = list(inspect.signature(init).parameters)[1:]
    declared = [one.name for one in fields]
    frozen = python.__dataclass_params__.frozen  # type: ignore[attr-defined]
    return (
        params[: len(declared)] == declared
        and all(name.startswith("_") for name in params[len(declared) :])
        and not hasattr(python, "__post_init__")
        and python.__new__ is object.__new__
        and type(python).__call__ is type.__call__
        and (frozen or python.__setattr__ is object.__setattr__)
        and all(f.init and not f.kw_only for f in dataclasses.fields(python))
        and all(f.default_factory is dataclasses.MISSING for f in dataclasses.fields(python))
        and len(_defaults(python)) == sum(f.default is not dataclasses.MISSING for f in dataclasses.fields(python))
    )


def _method_items(python: type, name: str, value: object, names: Mapping[str, type]) -> Iterator[FunctionItem]:
    if isinstance(value, property):
        if value.fget is None or "return" not in getattr(value.fget, "__annotations__", ()):
            return
        kind = hints.result_of_hint(hints.hints_of(value.fget, name, names)["return"])
        get = FunctionDecl(f"get_{name}", kind, is_const=True, is_property=True)
        yield FunctionItem(get, HostMember("get", name))
        if value.fset is not None:
            param = ParamDecl(hints.value_parameter(kind), "value")
            set_ = FunctionDecl(f"set_{name}", _VOID, (param,), is_property=True)
            yield FunctionItem(set_, HostMember("set", name))
    elif inspect.isfunction(value):
        declared = value.__dict__.get(METHOD_DECLARATION)
        if declared is not None:
            hints.check_arity(declared, value, 1)
            yield FunctionItem(declared, HostMember("method", name))
        elif value.__annotations__:
            frozen = dataclasses.is_dataclass(python) and python.__dataclass_params__.frozen  # type: ignore[attr-defined]
            decl = hints.declaration_of(value, names, method=True)
            is_const = frozen or issubclass(python, tuple)
            called = hints.with_members(value, names, method=True)
            member = HostMember("method", name) if called is value else called
            for one in overloads(decl._replace(is_const=is_const)):
                yield FunctionItem(one, member)


def missing_behaviours(found: ValueMembers) -> list[str]:
    """What a type that is no plain data must have and has not."""
    missing = []
    if not any(item.constructor for item in found.members):
        missing.append("Constructor")
    if found.destroyer is None:
        missing.append("Destructor")
    return missing


def has_destructor(text: str) -> bool:
    """Whether the text of a value type has a destructor, which its methods and their bodies do not begin like."""
    return "\n    ~" in text


def fields_of_text(text: str) -> tuple[str, ...]:
    """The declarations of the fields in a type's text."""
    head = text.partition("\n\n")[0].splitlines()[1:]
    return tuple([line.strip().partition(" = ")[0].rstrip(";") for line in head])
