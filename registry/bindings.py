"""What stands behind the host functions and classes of a sealed registry, found when somebody asks.

What it is: the mappings that programs are linked against (`HostFunctions`, `HostClasses`), which make objects only
for what a program uses; and `Bindings`, which finds callables and classes for a registry that came from a file, by key,
in mappings or in the modules that it was made of. What it is not: the file (`sfr.pyx`).

Invariant: what `Bindings.function` gives can be called as the record of the function says. A file is not trusted: its
keys may name anything that the host has.

The key of a function is the namespace of its module, its class if it has one, and its name with the types of the
parameters as the module declares them: `game::spawn(const string &in,double)`, `game::Entity::get_name() const`. That
of a class is its qualified name, `game::Entity`.
"""

from __future__ import annotations

import difflib
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import partial
from typing import TYPE_CHECKING, Any, NamedTuple

from seraphscript.registry.datatype import PRIMITIVES
from seraphscript.registry.hints import MembersOf, field_members
from seraphscript.registry.host_types import ClassProblem, base_of, members_of, methods_of
from seraphscript.registry.items import (
    STRING_FACTORY,
    EnumItem,
    FunctionItem,
    HostType,
    InterfaceType,
    is_host,
)
from seraphscript.registry.module import Module
from seraphscript.registry.value_types import Field, ValueType
from seraphscript.registry.value_types import members_of as values_members
from seraphscript.vm import hostcall
from seraphscript.vm.arity import misfit
from seraphscript.vm.declarations import parse_declaration, plain_name
from seraphscript.vm.errors import DeclarationError, LoadError

if TYPE_CHECKING:
    from seraphscript.registry.ffi_registry import FfiRegistry
    from seraphscript.vm.hostcall import HostFunction, HostMember


class HostFunctions(Mapping[int, "HostFunction"]):
    """The host functions of a registry by id."""

    def __init__(self, registry: FfiRegistry) -> None:
        self._registry = registry
        self._made: dict[int, HostFunction] = {}
        self._builtins: dict[str, list[str]] | None = None

    def __getitem__(self, id: int) -> HostFunction:
        found = self._made.get(id)
        if found is None:
            made = self._registry.host_function(id)
            if made is None:
                raise KeyError(id)
            found = self._made.setdefault(id, made)
        return found

    def shape(self, name: str) -> tuple[object, ...] | None:
        """What programs know of a type of the host besides its name; None if there is none that can be compared."""
        return self._registry.shape(name)

    def offers_native(self, id: int) -> bool:
        """Whether the registry has a function that is the C function of an id."""
        return self._registry.offers_native(id)

    def builtins(self, name: str) -> list[str]:
        """The declarations of what has a qualified name and is implemented by C functions or opcodes."""
        if self._builtins is None:
            self._builtins = {}
            for view in self._registry.functions():
                if not {"host", "abstract", "script"}.intersection(view.traits):
                    self._builtins.setdefault(plain_name(view.declaration), []).append(view.declaration)
        return self._builtins.get(name, [])

    def __iter__(self) -> Iterator[int]:
        return iter(self._registry.host_ids())

    def __len__(self) -> int:
        return len(self._registry.host_ids())

    def __repr__(self) -> str:
        return f"<HostFunctions: {len(self)}>"


class HostClasses(Mapping[int | str, "hostcall.HostType | hostcall.HostValue"]):
    """The host classes and value types of a registry that came from a file, by the ids of their types."""

    def __init__(self, registry: FfiRegistry, rows: bytes) -> None:
        self._registry = registry
        self._rows = memoryview(rows).cast("I")
        self._row_of: dict[int, int] = {}
        self._known: dict[int, tuple[int, str, Any] | tuple[int, str, Any, bool]] | None = None
        self._names: dict[str, int] = {}
        self._made: dict[int, hostcall.HostType | hostcall.HostValue] = {}

    def _table(self) -> dict[int, tuple[int, str, Any] | tuple[int, str, Any, bool]]:
        if self._known is None:
            rows = [self._registry.host_class(row) for row in self._rows]
            self._row_of = {row[0]: number for row, number in zip(rows, self._rows, strict=True)}
            self._known = {row[0]: row for row in rows}
            self._names = {row[1]: row[0] for row in rows}
        return self._known

    def names(self) -> list[str]:
        """The qualified names of all Python classes, which they are bound by."""
        return [row[1] for id, row in self._table().items() if self.has_class(id)]

    def ids(self) -> list[tuple[int, str]]:
        """The ids of all types, with their names."""
        return [(id, row[1]) for id, row in self._table().items()]

    def has_class(self, id: int) -> bool:
        """Whether a Python class must be bound to its name: a value type may have none."""
        row = self._table()[id]
        return len(row) == 3 or row[3]

    def bound(self, id: int) -> type | None:
        """The Python class of a type, None if it needs none; LoadError if there is none or it does not fit."""
        _, name, more = self._table()[id][:3]
        if isinstance(more, tuple):
            self._registry.bindings.check_value(name, more)
        if not self.has_class(id):
            return None
        python = self._registry.bindings.python_class(name)
        if isinstance(more, tuple):
            check_fields(name, python, more)
        return python

    def __getitem__(self, id: int | str) -> hostcall.HostType | hostcall.HostValue:
        """The class of an id, or the template of a name."""
        if isinstance(id, str):
            self._table()
            id = self._names[id]
        found = self._made.get(id)
        if found is None:
            _, name, more = self._table()[id][:3]
            python = self.bound(id)
            if isinstance(more, tuple):
                found = hostcall.HostValue(python, name, more, self._registry.bindings.members(python, more))
            else:
                assert python is not None
                found = hostcall.HostType(python, name, more, *self._registry.class_rules(self._row_of[id]))
            self._made[id] = found
        return found

    def __contains__(self, id: object) -> bool:
        return id in self._table()

    def __iter__(self) -> Iterator[int | str]:
        return iter(self._table())

    def __len__(self) -> int:
        return len(self._rows)

    def __repr__(self) -> str:
        return f"<HostClasses: {len(self)}>"


def _hint(key: str, known: Iterable[str]) -> str:
    """What may have been meant: the same name with other types, or a similar one."""
    names = sorted(known)
    name = key.partition("(")[0]
    close = [other for other in names if other.partition("(")[0] == name] or difflib.get_close_matches(
        key, names, 3, 0.7
    )
    return f"; there is {', '.join(close[:3])}" if close else ""


def check_fields(name: str, python: type, declared: tuple[str, ...]) -> None:
    """LoadError if the objects of a class cannot have the fields of a value type."""
    names = tuple(text.rpartition(" ")[2] for text in declared)
    if issubclass(python, tuple):
        fits = getattr(python, "_fields", names) == names
    else:
        fits = bool(python.__dictoffset__) or all(hasattr(python, field) for field in names)
    if not fits:
        fields = "; ".join(declared)
        raise LoadError("bindings", f"the class {python.__name__}, bound to {name!r}, has not the fields {fields}")


class Call(NamedTuple):
    """How programs call a function of the host, by its record: what is bound to its key must fit."""

    declaration: str
    scope: str  # the namespace or class that it stands in
    name: str
    arguments: int  # of the callable, without the variadic ones
    inputs: int  # parameters that are not &out, without the variadic one
    member: bool  # of a class, constructors included
    method: bool  # the first argument is an object
    constructor: bool
    variadic: bool
    lists: bool  # generated code calls it, with a list or the text of a literal

    def is_named(self, key: str) -> bool:
        """Whether a key is that of a function of this name and scope."""
        path = key.partition("(")[0]
        plain = path.rpartition("::::")[2].removeprefix("::")  # :::: a module declares in the global scope
        scope = f"{self.scope}::" if self.scope else ""
        if plain == scope + self.name:
            return True  # conversions have their result in front
        return self.method and plain.startswith(scope) and plain.endswith(f" {self.name}")

    def misfit(self, found: Callable[..., Any] | HostMember) -> str:
        """Why a callable or member cannot be called like this, "" if it can."""
        if not isinstance(found, hostcall.HostMember):
            return misfit(found, self.arguments + (2 if self.variadic else 0))
        wanted = {"get": self.arguments == 1, "set": self.arguments == 2, "method": True}.get(found.action, False)
        return "" if self.method and wanted else f"{found.action} {found.name!r} of an object does not fit"

    def misfit_of_item(self, item: FunctionItem, member: bool) -> str:
        """Why what a module has is not the function of the record."""
        declaration = item.declaration
        if (member, item.constructor, bool(item.pattern)) != (self.member, self.constructor, self.lists):
            return f"'{declaration}' is another sort of function"
        if not self.lists and (declaration.inputs, declaration.is_variadic) != (self.inputs, self.variadic):
            return f"'{declaration}' takes other arguments"
        recorded = None if self.lists or self.constructor else parse_declaration(self.declaration)
        if recorded is not None and not is_like(str(declaration.returns), recorded.result):
            return f"'{declaration}' gives something else"
        found = item.implementation
        return self.misfit(found) if isinstance(found, hostcall.HostMember) else ""


def is_like(declared: str, recorded: str) -> bool:
    """Whether a type that a module declares may be one of a file, where other names are qualified."""
    one, other = (text.removeprefix("const ").rstrip("&").replace("int32", "int") for text in (declared, recorded))
    return one == other or not {one, other}.intersection([*PRIMITIVES, "string"])


Bound = Module | Mapping[str, Any] | Iterable["Module | Mapping[str, Any]"]

STRING_FACTORY_KEY = f"::{STRING_FACTORY}()"
"""The key of what Context.set_string_factory() was given."""


def size_of(module: Module) -> int:
    """How much a module has registered: it only grows."""
    return len(module.items) + sum(len(item.members) for item in module.items if isinstance(item, HostType | ValueType))


def _is_same(a: dict[str, Any], b: dict[str, Any]) -> bool:
    return len(a) == len(b) and all(key in b and b[key] is value for key, value in a.items())


def _no_bindings(given: object) -> TypeError:
    return TypeError(
        "bindings are a Module, a mapping from keys to callables and classes, or a list of these, not "
        f"{type(given).__name__}"
    )


class Bindings:
    """Callables and classes by key, out of mappings or out of modules; what the mappings have comes first."""

    def __init__(self, source: Bound, string_factory: Callable[[bytes], Any] | None = None) -> None:
        self.modules: list[Module] = []
        self._mappings: list[Mapping[str, Any]] = []
        if string_factory is not None:
            self._mappings.append({STRING_FACTORY_KEY: string_factory})
        self._by_namespace: dict[str, list[Module]] = {}
        self._members: dict[tuple[str, str], dict[str, FunctionItem]] = {}
        self._known: Classes | None = None
        if isinstance(source, str | bytes) or not isinstance(source, Module | Mapping | Iterable):
            raise _no_bindings(source)
        for one in (source,) if isinstance(source, Module | Mapping) else source:
            if isinstance(one, Mapping):
                self._mappings.append(one)
            elif isinstance(one, Module):
                self.modules.append(one)
                self._by_namespace.setdefault(one.namespace, []).append(one)
            else:
                raise _no_bindings(one)
        self._sizes = [size_of(module) for module in self.modules]
        self._copies = [dict(one) for one in self._mappings if type(one) is dict]

    def is_like(self, other: Bindings) -> bool:
        """Whether the other one binds the same, now and later: the same modules and callables."""
        if len(self._copies) != len(self._mappings) or len(other._copies) != len(other._mappings):
            return False                    # a mapping that may answer as it likes
        return (
            len(self.modules) == len(other.modules)
            and all(a is b for a, b in zip(self.modules, other.modules, strict=True))
            and self._sizes == other._sizes
            and len(self._copies) == len(other._copies)
            and all(_is_same(a, b) for a, b in zip(self._copies, other._copies, strict=True))
        )

    def function(self, key: str, call: Call) -> Callable[..., Any] | HostMember:
        """What a key is bound to; LoadError that names it if there is nothing, or what does not fit."""
        problem = ""
        if not call.is_named(key):
            raise LoadError("bindings", f"{key!r} is no key of '{call.declaration}'")
        found = self._in_mappings(key)
        if found is None:
            item, member = self._item(key)
            if item is None:
                hint = "; give string_factory=" if key == STRING_FACTORY_KEY else _hint(key, self.keys())
                raise LoadError("bindings", f"nothing is bound to {key!r}, which is '{call.declaration}'{hint}")
            found = item.implementation
            problem = call.misfit_of_item(item, member)
        elif not callable(found) and not isinstance(found, hostcall.HostMember):
            raise LoadError("bindings", f"what is bound to {key!r} is not callable: {found!r}")
        else:
            problem = call.misfit(found)
        if problem:
            raise LoadError("bindings", f"what is bound to {key!r} is not '{call.declaration}': {problem}")
        bound: Callable[..., Any] | HostMember = found
        return bound

    def find(self, key: str) -> Any:  # noqa: ANN401
        """What a key of a function is bound to, None if there is nothing."""
        found = self._in_mappings(key)
        if found is None:
            item, _ = self._item(key)
            found = item.implementation if item is not None else None
        return found

    def find_class(self, name: str) -> Any:  # noqa: ANN401
        """What the qualified name of a class is bound to, None if there is nothing."""
        found = self._in_mappings(name)
        if found is None:
            item = self._classes().by_name.get(_split(name))
            found = item.python if item is not None else None
        return found

    def python_class(self, name: str) -> type:
        """The class of a qualified name; LoadError if there is none."""
        found = self.find_class(name)
        if found is None:
            raise LoadError("bindings", f"no class is bound to {name!r}{_hint(name, self.keys())}")
        if not isinstance(found, type):
            raise LoadError("bindings", f"what is bound to {name!r} is no class: {found!r}")
        return found

    def members(self, python: type | None, fields: tuple[str, ...]) -> tuple[MembersOf, ...]:
        """How fields of a class become enum members."""
        return field_members(python, fields, self._classes().names)

    def check_value(self, name: str, recorded: tuple[str, ...]) -> None:
        """LoadError if a module declares a value type with other fields."""
        item = self._classes().by_name.get(_split(name))
        if not isinstance(item, ValueType) or self._in_mappings(name) is not None:
            return
        fields = [(str(one.type), one.name) for one in self._classes().fields(item)]
        wanted = [text.rpartition(" ")[::2] for text in recorded]
        if [one[1] for one in fields] != [one[1] for one in wanted] or not all(
            is_like(one, other) for (one, _), (other, _) in zip(fields, wanted, strict=True)
        ):
            have = "; ".join(" ".join(one) for one in fields)
            raise LoadError("bindings", f"the value type {name!r} has the fields {have}, not {'; '.join(recorded)}")

    def keys(self) -> list[str]:
        """What there is, but for members of classes."""
        found = [key for mapping in self._mappings for key in mapping if isinstance(key, str)]
        for module in self.modules:
            found += [f"{module.namespace}::{signature}" for signature in module.signatures()]
            classes = [item for item in module.items if isinstance(item, HostType | ValueType)]
            found += [module.qualified_name(item.name) for item in classes]
        return found

    def mapped(self) -> list[str]:
        """The keys of the mappings."""
        return [key for mapping in self._mappings for key in mapping]

    def _in_mappings(self, key: str) -> Any:  # noqa: ANN401
        return next((found for mapping in self._mappings if (found := mapping.get(key)) is not None), None)

    def _item(self, key: str) -> tuple[FunctionItem | None, bool]:
        """The function of a module that a key names, and whether it is a member of a class."""
        path, paren, types = key.partition("(")
        namespace, last = _split(path)
        for module in self._by_namespace.get(namespace, []):
            item = module.function_item(f"{last}{paren}{types}")
            if item is not None and is_host(item.implementation):
                return item, False
        if namespace.endswith("::"):  # declared in the global scope
            for module in self._by_namespace.get(namespace[:-2], []):
                item = module.function_item(f"::{last}{paren}{types}")
                if item is not None and is_host(item.implementation):
                    return item, False
        outer, owner = _split(namespace)
        return self._members_of(outer, owner).get(f"{last}{paren}{types}"), True

    def _classes(self) -> Classes:
        """The classes of all modules, looked at again if more was registered since."""
        if self._known is None or self._known.size != sum(map(len, self.modules)):
            self._known = Classes(self.modules)
        return self._known

    def _members_of(self, namespace: str, name: str) -> dict[str, FunctionItem]:
        """The members of a class that the host implements, by their signatures."""
        known = self._members.get((namespace, name))
        if known is not None:
            return known
        found: dict[str, FunctionItem] = {}
        classes = self._classes()
        item = classes.by_name.get((namespace, name))
        if item is not None:
            for member in classes.members(item):
                if isinstance(member, FunctionItem) and is_host(member.implementation):
                    found[member.declaration.signature] = member
        self._members[namespace, name] = found
        return found


class Classes:
    """The classes of some modules, and what scripts see of each."""

    def __init__(self, modules: Iterable[Module]) -> None:
        entries = [(module.namespace, entry) for module in modules for entry in module.items]
        self.size = len(entries)
        hosts = [(space, entry) for space, entry in entries if isinstance(entry, HostType | ValueType)]
        self.by_name = {(space, entry.name): entry for space, entry in hosts}
        self._hosts = {entry.python: entry for _, entry in hosts if isinstance(entry, HostType)}
        known = HostType | EnumItem | InterfaceType | ValueType
        hinted = [entry.python for _, entry in entries if isinstance(entry, known)]
        self.names = {python.__name__: python for python in hinted if python is not None}

    def members(self, item: HostType | ValueType) -> Iterator[FunctionItem | ClassProblem]:
        """What scripts see of a class, and what the text of a value type calls."""
        if isinstance(item, ValueType):
            return values_members(item, self.names).records(item.name)
        try:
            base = base_of(item.python, self._hosts)
        except DeclarationError as error:  # sealing reports it
            return iter([ClassProblem("", error.message)])
        return members_of(item, base, self.names)

    def fields(self, item: ValueType) -> list[Field]:
        """The fields of a value type."""
        return values_members(item, self.names).fields

    def methods(self, item: InterfaceType) -> Iterator[FunctionItem | ClassProblem]:
        """What classes of scripts must have that implement an interface."""
        return methods_of(item, self.names)


def _split(path: str) -> tuple[str, str]:
    """Namespace and name; the arguments of an instance of a template belong to its name."""
    head, angle, arguments = path.partition("<") if not path.rpartition("::")[2].startswith("<") else (path, "", "")
    if angle and "::" in arguments.rpartition(">")[2]:
        namespace, _, last = path.rpartition("::")
    else:
        namespace, _, last = head.rpartition("::")
        last += angle + arguments
    return namespace, last


NO_BINDINGS = Bindings({})


def missing(registry: FfiRegistry, defaults: Iterable[Module] = ()) -> list[str]:
    """What is wrong with the bindings of a registry from a file: "nothing is bound to KEY" and the like.

    `defaults`: modules that the file may have been made of without being bound.
    """
    bindings, classes = registry.bindings, registry.host_types
    names = classes.names() if isinstance(classes, HostClasses) else []
    absent = [key for key in registry.host_keys() if bindings.find(key) is None]
    absent += [name for name in names if bindings.find_class(name) is None]
    problems = [f"nothing is bound to {key}" for key in absent]
    problems += [f"{native} is missing" for native in registry.missing_natives()]
    known = set(absent)
    for view in registry.functions():
        if "host" in view.traits and view.key not in known:
            _note(problems, view.check_bound)
    if isinstance(classes, HostClasses):
        for id, name in classes.ids():
            if name not in known:
                _note(problems, partial(classes.bound, id))
    known = {*registry.host_keys(), *names}
    for key in bindings.mapped():
        if key not in known and key != STRING_FACTORY_KEY:
            problems.append(f"nothing has the key {key!r}{_hint(str(key), known)}")
    if not problems:
        from seraphscript.registry.contradictions import contradictions

        problems = contradictions(registry, defaults)
    return list(dict.fromkeys(problems))


def _note(problems: list[str], look: Callable[[], object]) -> None:
    try:
        look()
    except LoadError as error:
        problems.append(error.reason)


def checked(registry: FfiRegistry, defaults: Iterable[Module] = ()) -> FfiRegistry:
    """The registry; LoadError that lists what is wrong with its bindings, `defaults` as in missing()."""
    problems = missing(registry, defaults)
    if problems:
        more = f"; and {len(problems) - 5} more" if len(problems) > 5 else ""
        raise LoadError("bindings", f"{'; '.join(problems[:5])}{more}")
    return registry
