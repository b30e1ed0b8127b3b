"""FfiRegistryBuilder: modules in, a sealed FfiRegistry or the list of all errors out.

What it is: lazy resolution. Declarations name types that any module may declare, in any order; build() looks
everything up at once, in a fresh set of tables, and collects all problems in one RegistryBuildError, so that a failed
build changes nothing. The tables come out in one canonical order: the same modules give the same registry in any
order of installation, in any process. What it is not: the parser of declarations, or the tables themselves.
"""

from __future__ import annotations

import difflib
import enum
import gc
import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import cached_property, partial
from time import perf_counter
from typing import NamedTuple, TypeVar, cast

from seraphscript.registry import host_copies
from seraphscript.registry.bases import classes_of, declare_bases, inherit, parent_of
from seraphscript.registry.datatype import ANY, PRIMITIVES, FfiDataType, RefMode, Unresolved
from seraphscript.registry.declaration import ParamDecl
from seraphscript.registry.defaults import default_text, is_for_compiler
from seraphscript.registry.entries import Entry, in_order
from seraphscript.registry.ffi_registry import FfiRegistry
from seraphscript.registry.ffi_writer import ANY_TYPE, CONST, CONST_HANDLE, HANDLE, MODES, ParamList, RegistryWriter
from seraphscript.registry.hints import CALLABLE
from seraphscript.registry.host_kinds import NOHANDLE, SCOPED, declare_kinds, no_handle
from seraphscript.registry.host_types import ClassProblem, members_of, methods_of
from seraphscript.registry.ids import native_id
from seraphscript.registry.intrinsics import NUMBERS
from seraphscript.registry.items import (
    LIST_FACTORY,
    STRING_PATTERN,
    VALIDATION,
    Abstract,
    AliasItem,
    ConstItem,
    EnumItem,
    FuncdefItem,
    FunctionItem,
    HostType,
    InterfaceType,
    Intrinsic,
    Native,
    NativeType,
    Script,
    is_host,
)
from seraphscript.registry.module import Module
from seraphscript.registry.plain_functions import PlainFunctions, required_values
from seraphscript.registry.problems import RegistryProblem, column_of
from seraphscript.registry.template_info import TemplateInfo, refusal
from seraphscript.registry.value_layout import declare_values
from seraphscript.registry.value_types import PRIVATE, ValueMembers, ValueType
from seraphscript.registry.value_types import members_of as values_members
from seraphscript.registry.views import FUNCTION_FLAGS
from seraphscript.vm.errors import DeclarationError, RegistryBuildError

_T = TypeVar("_T")
_PRIMITIVE_REFS = {name: (1 << 23) | index for index, name in enumerate(PRIMITIVES)}
_REF_MASK = 0xFFFFFF
MAX_COPIED = 60
"""Parameters that can be values which the host changes: a call has a bit for each, and for its object."""
_IMPLEMENTED: dict[type, int] = {
    Native: FUNCTION_FLAGS["native"], Intrinsic: FUNCTION_FLAGS["intrinsic"],
    Abstract: FUNCTION_FLAGS["abstract"], Script: FUNCTION_FLAGS["script"],
}


_TypeItem = EnumItem | NativeType | InterfaceType | FuncdefItem | ValueType | HostType
LIBRARY_TYPES = {
    "Fiber": "std", "FiberState": "std", "string": "string", "array": "array", "dictionary": "dictionary",
    "dictionaryValue": "dictionary", "any": "dictionary", "ref": "dictionary", "weakref": "weakref",
    "const_weakref": "weakref",
}  # fmt: skip
"""The default module of each type that one has; a test compares them."""
_Default = tuple[str, str, Callable[[str], RegistryProblem]]
_SORTS: dict[type, str] = {HostType: "host", InterfaceType: "interface", FuncdefItem: "funcdef", ValueType: "value"}


class _Params(NamedTuple):
    """What a list of parameters is in a scope. Many functions of a host share one."""

    list: ParamList
    inputs: int
    required: int


class FfiRegistryBuilder:
    """Collects modules until build() is called."""

    def __init__(self) -> None:
        self.modules: list[Module] = []
        self.defaults: list[_Default] = []
        """Of the last build(): namespaces and texts of defaults that are yet to be compiled, and what makes problems of
        messages about them."""

    def add(self, module: Module) -> None:
        """Install a module; the same namespace may come from several."""
        self.modules.append(module)

    def lookup_type(self, name: str) -> FfiDataType | None:
        """A primitive type, resolved, or what modules declare under a qualified name, not yet resolved."""
        found = FfiDataType.parse(name)
        if found.is_resolved:
            return found
        for module in self.modules:
            for item in module.items:
                if not isinstance(item, FunctionItem | ConstItem) and module.qualified_name(item.name) == name:
                    return found
        return None

    def build(self) -> FfiRegistry:
        """The sealed registry, or RegistryBuildError with everything that is wrong."""
        collecting = gc.isenabled()
        gc.disable()  # very many objects are made here and none is in a cycle
        try:
            attempt = _Build(self.modules)
            registry = attempt.run()
            self.defaults = attempt.defaults
            return registry
        finally:
            if collecting:
                gc.enable()


class _Build:
    """One attempt."""

    def __init__(self, modules: list[Module]) -> None:
        self.writer = RegistryWriter()
        self.entries: dict[type, list[Entry]] = {}  # by the type of their items, in canonical order
        self.problems: list[tuple[tuple[int, int, int], RegistryProblem]] = []
        self.types: dict[int, str] = {}
        self.sorted: dict[type, int] = {}  # how many of them are in order
        self.seen: set[int] = set()
        self.namespaces: dict[tuple[str, ...], int] = {}
        self.results: dict[tuple[int, int], int] = {}
        self.params: dict[tuple[int, int], _Params] = {}
        self.classes: dict[type, int] = {}
        self.bases: dict[type, type | None] = {}
        self.values: dict[int, tuple[Entry, ValueMembers]] = {}
        self.kinds: dict[type, tuple[str, set[str]]] = {}
        self.own: dict[int, dict[str, list[int]]] = {}
        self.parents: dict[int, tuple[type, int]] = {}  # a type with a base: its class, the base
        self.families: set[int] = set()  # types with bases, and these
        self.plain = PlainFunctions(self.writer)
        self.callables: dict[tuple[object, ...], int] = {}
        self.refs: dict[int, int] = {}  # identity of an item that is a type -> the type
        self.validations: dict[int, Callable[[TemplateInfo], object]] = {}  # template -> what is asked about instances
        self.refused: dict[int, str] = {}  # instance -> what it said
        self.lists: dict[int, tuple[bool, int]] = {}  # type -> is it the factory, what takes its lists
        self.specialized = False  # all specialisations are known
        self.literals = 0  # the string factory
        self.defaults: list[_Default] = []  # what the compiler has to look at
        self.kept: list[FunctionItem] = []  # what results and params know by identity
        for number, module in enumerate(modules):
            if id(module) in self.seen:
                continue
            self.seen.add(id(module))
            for index, item in enumerate(module.items):
                self.add(Entry(module, item, None, number, index))
                if isinstance(item, NativeType):
                    for sub, member in enumerate(item.members, 1):
                        self.add(Entry(module, member, item, number, index, sub))

    def run(self) -> FfiRegistry:
        phases: dict[str, Callable[[], object]] = {
            "type shells": self.declare_types,
            "template bases": partial(declare_bases, self),
            "specialisations": self.declare_specializations,
            "type details": self.find_members,
            "aliases": self.declare_aliases,
            "value types": partial(declare_values, self),
            "constants": self.declare_constants,
            "interfaces": self.declare_interfaces,
            "funcdefs": self.declare_funcdefs,
            "functions": self.declare_functions,
            "inheritance": partial(inherit, self),
            "tables": self.writer.seal,
        }
        taken = {}
        for name, phase in phases.items():
            if name == "tables" and self.problems:
                raise RegistryBuildError([problem for _, problem in sorted(self.problems, key=lambda p: p[0])])
            before = perf_counter()
            registry = phase()
            taken[name] = perf_counter() - before
        assert isinstance(registry, FfiRegistry)
        self.writer.took(registry, taken)
        return registry

    def named(self, entry: Entry, item: FunctionItem) -> str:
        """A function by its qualified name, for messages."""
        name = item.declaration.name
        return entry.qualified(f"{entry.owner.name}::{name}" if entry.owner is not None else name)

    def of(self, kind: type[_T]) -> Iterator[tuple[Entry, _T]]:
        entries = self.entries.get(kind, [])
        if self.sorted.get(kind, 0) != len(entries):
            self.sorted[kind] = len(entries)
            self.entries[kind] = entries = in_order(entries)
        for entry in entries:
            yield entry, entry.item  # type: ignore[misc]

    def add(self, entry: Entry) -> None:
        self.entries.setdefault(type(entry.item), []).append(entry)

    def problem(self, entry: Entry, message: str, **fields: object) -> None:
        self.problems.append((entry.order, self.described(entry, message, **fields)))

    @staticmethod
    def described(entry: Entry, message: str, **fields: object) -> RegistryProblem:
        """A problem with the declaration that it is about."""
        found = replace(RegistryProblem(message, module=entry.module.name), **fields)  # type: ignore[arg-type]
        if isinstance(entry.item, FunctionItem):
            declared = entry.item.declaration
            column = column_of(declared, found.index, found.type_name) if found.function else 0
            found = replace(found, declaration=str(declared), column=column)
        return found

    # -- types and values

    def declare_types(self) -> None:
        """The names of all types. Templates come last: theirs are the types of functions within them."""
        kinds: tuple[type[_TypeItem], ...] = (EnumItem, NativeType, InterfaceType, FuncdefItem, ValueType, HostType)
        for entry, item in [pair for kind in kinds for pair in self.of(kind)]:
            if isinstance(item, EnumItem):
                sort = "bits" if item.python is not None and issubclass(item.python, enum.IntFlag) else "enum"
                ref = self.writer.add_type(self.writer.scope(entry.parts), item.name, sort, (), item.base)
                self.writer.note(f"enum {entry.qualified(item.name)} {item.base} {item.values}")
            elif isinstance(item, NativeType):
                scope = self.writer.scope(entry.parts)
                ref = self.writer.add_type(scope, item.name, item.sort, item.template_params)
                self.writer.note(f"type {entry.qualified(item.name)} {item.sort} {item.template_params}")
            else:
                if isinstance(item, HostType) and item.specializes is not None:
                    continue                # its arguments may come later
                params = item.template_params if isinstance(item, HostType) else ()
                ref = self.writer.add_type(self.writer.scope(entry.parts), item.name, _SORTS[type(item)], params)
            name = entry.qualified(item.name)
            if not ref:
                self.problem(entry, f"duplicate type: {name}", type_name=name)
                continue
            self.types[ref] = name
            self.refs[id(item)] = ref
            if isinstance(item, HostType) and item.template_params:
                self.declare_template(entry, item, ref)
            if isinstance(item, HostType | InterfaceType | ValueType) and item.python in self.classes:
                message = f"duplicate type: {name}: the class {item.python.__name__} is already registered"
                self.problem(entry, message, type_name=name)
            elif isinstance(item, HostType | EnumItem | InterfaceType | ValueType) and item.python is not None:
                self.classes[item.python] = ref
            if isinstance(item, EnumItem):
                for value_name, value in item.values:
                    bits = value - (1 << 64) if value >= 1 << 63 else value
                    self.writer.add_enum_value(ref, value_name, bits)

    def declare_template(self, entry: Entry, item: HostType, ref: int) -> None:
        """The types of functions within a template, and who is asked about its instances."""
        self.writer.note(f"template {self.types[ref]} {item.template_params}")
        for funcdef in item.funcdefs:
            inner = self.writer.add_type(self.writer.members(ref), funcdef.name, "funcdef of template")
            if inner:
                self.refs[id(funcdef)] = inner
                self.add(entry.member(0, funcdef, item))
            else:
                self.problem(entry, f"duplicate type: {self.types[ref]}::{funcdef.name}")
        for member in item.members:
            for kind in [member.declaration.returns, *[param.type for param in member.declaration.params]]:
                if kind.is_handle and kind.name in item.template_params and kind.name not in (
                    member.declaration.template_params
                ):
                    self.writer.needs_handles(ref, item.template_params.index(kind.name))
            if member.declaration.name == VALIDATION and is_host(member.implementation):
                self.validations[ref] = cast(Callable[[TemplateInfo], object], member.implementation)

    def declare_specializations(self) -> None:
        """Instances of templates with members of their own."""
        for entry, item in self.of(HostType):
            if item.specializes is None:
                for param in item.template_params:
                    if self.find(param, self.scope(entry.parts)) or param in PRIMITIVES:
                        message = f"template {self.types[self.refs[id(item)]]}: its parameter '{param}' is a type"
                        self.problem(entry, message, type_name=param)
                continue
            name = entry.qualified(item.name)
            try:
                template = self.find(item.specializes.name, self.scope(entry.parts))
                if template and not self.writer.is_host_template(template):
                    raise Unresolved(name, f"'{item.specializes.name}' is not a template of the host")
                ref = self.resolve(item.specializes, self.scope(entry.parts))
            except Unresolved as error:
                self.problem(entry, f"specialisation {name}: {error}", type_name=error.type_name)
                continue
            if not self.writer.specialize(ref, item.name):
                self.problem(entry, f"duplicate type: {name}", type_name=name)
                continue
            self.types[ref] = name
            self.refs[id(item)] = ref
        self.specialized = True

    def find_members(self) -> None:
        """Base types of host classes, and what scripts see of each class."""
        plain = [pair for pair in self.of(HostType) if not pair[1].template_params and pair[1].specializes is None]
        hosts = {item.python: item for _, item in plain}
        names = {python.__name__: python for python in self.classes}
        known: list[tuple[Entry, HostType, bool]] = []
        classes = classes_of(self)
        for entry, item in self.of(HostType):
            ref = self.refs.get(id(item), 0)
            if not ref or (not item.template_params and item.specializes is None and hosts[item.python] is not item):
                continue                    # reported
            try:
                base, parent = parent_of(self, entry, item, ref, hosts, classes)
            except DeclarationError as error:
                self.problem(entry, error.message, type_name=entry.qualified(item.name))
                continue
            self.bases[item.python] = base
            if parent:
                self.parents[ref] = item.python, parent
                self.families.update([parent, ref])
            self.writer.bind_class(ref, item.python)
            name = self.writer.type_text(parent) if parent else ""
            self.writer.note(f"type {entry.qualified(item.name)} host {name}")
            constructed = False
            for sub, member in enumerate(members_of(item, base, names), 1):
                if isinstance(member, ClassProblem):
                    where = entry.qualified(f"{item.name}::{member.member}" if member.member else item.name)
                    self.problem(entry, f"class {where}: {member.message}", type_name=entry.qualified(item.name))
                else:
                    self.add(entry.member(sub, member, item))
                    constructed = constructed or member.constructor
            known.append((entry, item, constructed))
        for entry, value in self.of(ValueType):
            members = values_members(value, names)
            ref = self.writer.find_type(self.writer.scope(entry.parts), value.name)
            self.values.setdefault(ref, (entry, members))
            for wrong in members.problems:
                where = entry.qualified(f"{value.name}::{wrong.member}" if wrong.member else value.name)
                self.problem(entry, f"value type {where}: {wrong.message}", type_name=entry.qualified(value.name))
            for sub, record in enumerate(members.records(value.name), 1):
                self.kept.append(record)
                self.add(entry.member(sub, record, value))
        declare_kinds(self, known)

    def declare_interfaces(self) -> None:
        """The methods of interfaces, in the order of their numbers."""
        names = {python.__name__: python for python in self.classes}
        for entry, item in self.of(InterfaceType):
            refs = []
            for member in methods_of(item, names):
                if isinstance(member, ClassProblem):
                    where = entry.qualified(f"{item.name}::{member.member}" if member.member else item.name)
                    message = f"interface {where}: {member.message}"
                    self.problem(entry, message, type_name=entry.qualified(item.name))
                    continue
                self.kept.append(member)
                refs.append(self.declare_function(entry.member(0, member, item), member))
            if all(refs):
                self.writer.set_methods(self.writer.find_type(self.scope(entry.parts), item.name), refs)
            self.writer.note(f"interface {entry.qualified(item.name)} {len(refs)}")

    def declare_funcdefs(self) -> None:
        """The signatures of types of functions."""
        for entry, funcdef in self.of(FuncdefItem):
            call = FunctionItem(funcdef.declaration._replace(name="opCall"), Abstract())
            self.kept.append(call)
            self.declare_function(entry.member(0, call, funcdef), call)
            name = f"{entry.owner.name}::{funcdef.name}" if entry.owner is not None else funcdef.name
            self.writer.note(f"funcdef {entry.qualified(name)} {funcdef.declaration.returns}")

    def declare_aliases(self) -> None:
        pending = list(self.of(AliasItem))
        progress = True
        while pending and progress:
            progress = False
            waiting = []
            for entry, item in pending:
                try:
                    ref = self.resolve(item.target, self.writer.scope(entry.parts))
                except Unresolved:
                    waiting.append((entry, item))
                    continue
                progress = True
                self.declare_alias(entry, item, ref)
            pending = waiting
        for entry, item in pending:
            try:
                self.resolve(item.target, self.writer.scope(entry.parts))
            except Unresolved as error:
                name = entry.qualified(item.name)
                self.problem(entry, f"type alias {name}: {error}", type_name=error.type_name)

    def declare_alias(self, entry: Entry, item: AliasItem, ref: int) -> None:
        name = entry.qualified(item.name)
        if ref & ~_REF_MASK or item.target.mode or item.target.is_void or item.target.name == ANY:
            message = f"type alias {name}: {item.target} cannot have another name"
            self.problem(entry, message, type_name=str(item.target))
        elif not self.writer.add_alias(self.writer.scope(entry.parts), item.name, ref):
            self.problem(entry, f"duplicate type: {name}", type_name=name)
        self.writer.note(f"alias {name} {self.writer.type_text(ref)}")

    def declare_constants(self) -> None:
        found = list(self.of(ConstItem))
        if any(item.namespace for _, item in found):
            found.sort(key=lambda pair: (pair[0].parts + pair[1].namespace, pair[1].name))
        for entry, item in found:
            name = entry.qualified("::".join([*item.namespace, item.name]))
            scope = self.writer.scope(entry.parts + item.namespace)
            self.writer.note(f"const {name} {item.type.name} {item.bits}")
            if name in self.property_names:
                self.problem(entry, f"duplicate registration: {name} already registered as property")
            elif not self.writer.add_constant(scope, item.name, _PRIMITIVE_REFS[item.type.name], item.bits):
                self.problem(entry, f"duplicate registration: {name} already registered as constant or enum value")

    # -- resolution

    def scope(self, parts: tuple[str, ...]) -> int:
        """The scope of a namespace."""
        found = self.namespaces.get(parts)
        if found is None:
            found = self.namespaces[parts] = self.writer.scope(parts)
        return found

    @cached_property
    def function_names(self) -> set[str]:
        """The qualified names of all global functions, and of the properties that some of them are."""
        found = set()
        for entry in self.entries.get(FunctionItem, ()):
            if entry.owner is None:
                name = cast(FunctionItem, entry.item).declaration.name
                found.update([entry.qualified(name), entry.qualified(name.removeprefix("get_"))])
        return found

    @cached_property
    def property_names(self) -> set[str]:
        """The qualified names of all global properties."""
        return {
            entry.qualified(item.declaration.name[4:])
            for entry in self.entries.get(FunctionItem, ())
            if entry.owner is None and (item := cast(FunctionItem, entry.item)).declaration.is_property
        }

    @cached_property
    def has_string_factory(self) -> bool:
        """Whether a module says of what type string literals are."""
        functions = [entry.item for entry in self.entries.get(FunctionItem, ()) if entry.owner is None]
        return any(cast(FunctionItem, item).pattern == STRING_PATTERN for item in functions)

    def scopes(self, scope: int) -> Iterator[int]:
        """A scope and those around it."""
        while scope:
            yield scope
            scope = self.writer.parent(scope)

    def find(self, name: str, scope: int) -> int:
        """A type by its name as seen from a scope, 0 if there is none."""
        absolute = name.startswith("::")
        *path, last = name.removeprefix("::").split("::")
        for start in self.scopes(scope):
            if absolute and self.writer.parent(start):
                continue
            inner = start
            for part in path:
                inner = self.writer.find_scope(inner, part)
                if not inner:
                    break
            if inner and (found := self.writer.find_type(inner, last)):
                return found
        return 0

    def resolve(self, kind: FfiDataType, scope: int) -> int:
        """The TypeRef of a type as seen from a scope."""
        if kind.name == ANY:
            return ANY_TYPE | (CONST if kind.is_const else 0)
        if kind.python is CALLABLE:
            return self.callable_type(kind, scope) | HANDLE
        ref = self.classes.get(kind.python, 0) if kind.python is not None else 0
        if not ref and kind.python is not None and kind.is_handle:
            raise Unresolved(kind.name, f"the class '{kind.python.__name__}' is not registered")
        ref = ref or _PRIMITIVE_REFS.get(kind.name, 0) or self.find(kind.name, scope)
        if not ref:
            raise Unresolved(kind.name, f"unknown type '{kind.name}'{self.hint(kind.name)}")
        arity = self.writer.template_arity(ref)
        if kind.args:
            if not arity:
                raise Unresolved(kind.name, f"'{kind.name}' is not a template")
            if arity != len(kind.args):
                count = f"template expects {arity} type argument(s), got {len(kind.args)}"
                raise Unresolved(kind.name, f"{kind.name}: {count}")
            args = [self.resolve(arg, scope) for arg in kind.args]
            arity_ref = ref
            try:
                ref = self.writer.instance(ref, args)
            except ValueError as error:
                raise Unresolved(str(kind), f"invalid template instantiation '{_plain(kind)}': {error}") from None
            self.validate(kind, arity_ref, ref)
        elif plain := self.writer.plain_dictionary(ref):
            ref = plain
        elif arity:
            raise Unresolved(kind.name, f"template '{kind.name}' needs {arity} type argument(s)")
        if kind.is_handle:
            if not self.writer.is_reference(ref) or ref in self.values:
                raise Unresolved(str(kind), f"there are no handles to '{kind.name}', it is no reference type")
            ref |= HANDLE | (CONST_HANDLE if kind.is_const_handle else 0)
        return ref | (CONST if kind.is_const else 0)

    def callable_type(self, kind: FfiDataType, scope: int) -> int:
        """The funcdef of a hint `Callable[[...], ...]`, made when it is used first: one for each signature."""
        returns = self.resolve(kind.args[-1], scope)
        params = [self.parameter(ParamDecl(arg, ""), scope) for arg in kind.args[:-1]]
        key = (returns, *[param[:2] for param in params])
        if key not in self.callables:
            parts = [*[self.writer.type_text(param[0] & _REF_MASK) for param in params], "to"]
            name = "_".join(["Callable", *parts, self.writer.type_text(returns & _REF_MASK)])
            name = re.sub(r"[\W_]+", "_", name).strip("_")
            while not (found := self.writer.add_type(self.writer.scope(()), name, "funcdef")):
                name += "_"
            self.callables[key] = found
            self.types[found] = name
            flags = FUNCTION_FLAGS["abstract"]
            members, given = self.writer.members(found), self.writer.add_params(params)
            self.writer.add_function(members, found, "opCall", returns, flags, given, 0)
            self.writer.note(f"funcdef {name} {self.writer.type_text(returns)}")
        return self.callables[key]

    def validate(self, kind: FfiDataType, template: int, instance: int) -> None:
        """Ask the host about an instance and what it derives from, once each."""
        while template and not self.writer.is_generic(instance):
            callback = self.validations.get(template)
            if callback is not None and instance not in self.refused:
                self.refused[instance] = refusal(callback, self.writer.type_text(instance))
            if self.refused.get(instance):
                reason = self.refused[instance]
                raise Unresolved(str(kind), f"invalid template instantiation '{_plain(kind)}': {reason}")
            base = self.writer.base(instance)
            if self.specialized and self.writer.is_specialized(base) and not self.writer.is_specialized(instance):
                reason = f"'{self.writer.type_text(base)}' is a specialisation, what derives from it has to be one, too"
                raise Unresolved(str(kind), f"invalid template instantiation '{_plain(kind)}': {reason}")
            instance, template = base, self.writer.template(base)

    def hint(self, name: str) -> str:
        """What may have been meant."""
        last = name.split("::")[-1]
        known = [*self.types.values(), *PRIMITIVES]
        by_name = {k.split("::")[-1]: k for k in known}
        close = [by_name[c] for c in ([last] if last in by_name else difflib.get_close_matches(last, by_name, 1, 0.7))]
        if close and close[0] != name:
            return f" (did you mean '{close[0]}'?)"
        if last in LIBRARY_TYPES:
            return f" (the module {LIBRARY_TYPES[last]} is not installed)"
        return ""

    # -- functions

    def declare_function(self, entry: Entry, item: FunctionItem) -> int:
        """Its reference, 0 with a problem noted."""
        if (short := self.plain.declare(self, entry)) is not None:
            return short
        declaration = item.declaration
        scope = self.scope(entry.parts)
        owner = 0
        if entry.owner is not None:
            base = self.refs.get(id(entry.owner), 0)
            if not base:
                return 0                    # reported
            scope, owner = self.writer.members(base), self.writer.array_of_self(base)
        host = entry.owner if type(entry.owner) is HostType else None
        if host is not None and host.template_params and not item.pattern:
            self.check_template(entry, item, host)
        inner, template = scope, 0
        if declaration.template_params:
            template = self.writer.add_function_template(scope, declaration.signature, declaration.template_params)
            inner = self.writer.members(template)
        returns = self.result(entry, item, inner)
        params = self.parameters(entry, item, inner)
        if returns is None or params is None:
            return 0
        flags = self.flags(item)
        if type(entry.owner) is ValueType and declaration.name.startswith(PRIVATE):
            flags |= FUNCTION_FLAGS["private"]
        wrapped = item.pattern or (item.constructor and host is not None and host.template_params)
        ref = self.writer.add_function(
            scope, owner, declaration.name, returns, flags, params.list, self.implementation(item),
            self.key(entry, item),
            0 if wrapped else required_values(
                item, params, owner != 0 and not item.constructor, self.writer.host_kind(returns)),
            item.pattern, template,
        )
        if item.pattern == STRING_PATTERN:
            if self.literals:
                self.problem(entry, "duplicate registration: there is a string factory already")
                return 0
            self.literals = ref
            self.writer.set_string_factory(ref)
        elif ref and item.pattern:
            factory = declaration.name == LIST_FACTORY
            if factory or base not in self.lists:
                self.lists[base] = factory, ref
        elif ref and declaration.name == VALIDATION:
            self.writer.set_validation(base, ref)
        if owner and not item.constructor:
            self.own.setdefault(owner, {}).setdefault(declaration.name, []).append(ref)
        if not ref:
            text = self.writer.function_text(scope, owner, declaration.name, returns, flags, params.list)
            self.problem(entry, f"duplicate registration: {text} already registered as a function", function="")
        return ref

    def declare_functions(self) -> None:
        """All other functions, and what takes the lists of each type."""
        for entry, item in self.of(FunctionItem):
            self.declare_function(entry, item)
        for type, (_, function) in self.lists.items():
            self.writer.set_list(type, function)

    def check_template(self, entry: Entry, item: FunctionItem, host: HostType) -> None:
        """What the members of a template cannot do, as nothing is known about T."""
        declaration = item.declaration
        params = set(host.template_params).difference(declaration.template_params)
        for index, kind in [(-1, declaration.returns), *enumerate(param.type for param in declaration.params)]:
            if kind.name not in params or kind.args:
                continue
            if kind.mode is RefMode.VALUE and not kind.is_handle:
                what = "property" if declaration.is_property else "result" if index < 0 else "parameter"
                name = declaration.params[index].name if index >= 0 else ""
                message = f"a {what} of a template cannot be of type '{kind.name}' by value"
                if not declaration.is_property:
                    message += f": write 'const {kind.name} &{'in' if index >= 0 else ''}'"
                self.problem(
                    entry, message, function=self.named(entry, item), index=index, parameter=name, type_name=kind.name
                )

    def result(self, entry: Entry, item: FunctionItem, scope: int) -> int | None:
        """The TypeRef of a result, None with a problem noted."""
        returns = item.declaration.returns
        found = self.results.get((scope, id(returns)))  # modules keep the types alive
        if found is None:
            found = self.checked(entry, self.named(entry, item), -1, "", partial(self.result_type, returns, scope))
            if found is not None:
                self.results[scope, id(returns)] = found
        return found

    def parameters(self, entry: Entry, item: FunctionItem, scope: int) -> _Params | None:
        """What the tier needs to know of parameters, None with problems noted."""
        params = item.declaration.params
        known = self.params.get((scope, id(params)))
        if known is not None:
            return known
        records = []
        function = self.named(entry, item)
        for index, param in enumerate(params):
            found = self.checked(
                entry, function, index, param.name, partial(self.parameter, param, scope, copied=not item.pattern)
            )
            if found is not None:
                records.append(found)
                self.note_default(entry, item, index, found[3])
        if len(records) != len(params):
            return None
        for index, param in enumerate(params[MAX_COPIED:], MAX_COPIED):
            if param.type.mode is RefMode.INOUT and records[index][0] & _REF_MASK in self.values:
                message = f"a value can be changed by one of the first {MAX_COPIED} parameters"
                self.problem(entry, message, function=function, index=index, parameter=param.name)
                return None
        inputs = [p.type.required for p in params if not p.variadic and p.type.mode is not RefMode.OUT]
        required = sum(1 << index for index, needed in enumerate(inputs) if needed)
        known = _Params(self.writer.add_params(records), len(inputs), required)
        self.params[scope, id(params)] = known
        return known

    def note_default(self, entry: Entry, item: FunctionItem, index: int, text: str | None) -> None:
        """Keep a default that is yet to be compiled, with the problem that it may be. What T is nobody knows."""
        default = item.declaration.params[index].default
        generic = item.declaration.template_params or getattr(entry.owner, "template_params", ())
        if default is not None and text is not None and is_for_compiler(default) and not generic:
            self.defaults.append(("::".join(entry.parts), text, partial(
                self.described, entry, function=self.named(entry, item), index=index,
                parameter=item.declaration.params[index].name)))

    def checked(self, entry: Entry, function: str, index: int, parameter: str, action: Callable[[], _T]) -> _T | None:
        """The result, or None with a problem noted."""
        try:
            return action()
        except Unresolved as error:
            self.problem(
                entry, str(error), function=function, index=index, parameter=parameter, type_name=error.type_name
            )
            return None

    def result_type(self, returns: FfiDataType, scope: int) -> int:
        ref = self.resolve(returns, scope)
        kind = self.writer.host_kind(ref)
        if kind == NOHANDLE and returns.is_handle:
            if returns.python is None:
                raise Unresolved(returns.name, no_handle(returns.name, "nohandle"))
            ref &= _REF_MASK
        if kind != NOHANDLE:
            host_copies.refuse_copies(self, returns, ref, "given back")
        return ref

    @cached_property
    def copied_classes(self) -> set[int]:
        """The member scopes of classes of the host with a copy constructor."""
        return host_copies.copied_classes(self)

    def parameter(
        self, param: ParamDecl, scope: int, *, copied: bool = True
    ) -> tuple[int, int, str, str | None, bool, bool]:
        ref = self.resolve(param.type, scope)
        kind = self.writer.host_kind(ref)
        if kind == NOHANDLE:
            message = f"type '{param.type.name}' cannot be used as a parameter: it is a nohandle reference type"
            raise Unresolved(param.type.name, message)
        if kind == SCOPED and ref & HANDLE:
            if param.type.python is None:
                raise Unresolved(param.type.name, no_handle(param.type.name, "scoped"))
            return ref & _REF_MASK, MODES[RefMode.INOUT], param.name, None, False, False
        host_copies.refuse_copies(self, param.type, ref, "passed", copied=copied)
        if param.type.mode is RefMode.INOUT and not self.writer.is_reference(ref):
            name = param.type.name
            raise Unresolved(name, f"'{name}' cannot be passed by &inout, it is no reference type")
        if param.type.mode is RefMode.VALUE and not ref & HANDLE:
            ref &= ~CONST  # a copy is the callee's own
        default = None if param.default is None else default_text(self, param, ref, scope)
        return ref, MODES[param.type.mode], param.name, default, param.variadic, param.handle_const

    @staticmethod
    def flags(item: FunctionItem) -> int:
        declaration = item.declaration
        flags = _IMPLEMENTED.get(type(item.implementation), FUNCTION_FLAGS["host"])
        if declaration.is_const:
            flags |= FUNCTION_FLAGS["const"]
        if declaration.is_variadic:
            flags |= FUNCTION_FLAGS["variadic"]
        if declaration.is_explicit:
            flags |= FUNCTION_FLAGS["explicit"]
        if declaration.is_property:
            flags |= FUNCTION_FLAGS["property"]
        if declaration.returns.mode is RefMode.RESULT:
            flags |= FUNCTION_FLAGS["ref"]
        if item.constructor:
            flags |= FUNCTION_FLAGS["constructor"]
        if item.pattern:
            flags |= FUNCTION_FLAGS["list"]
        if declaration.template_params:
            flags |= FUNCTION_FLAGS["template"]
        return flags

    @staticmethod
    def implementation(item: FunctionItem) -> object:
        implementation = item.implementation
        if is_host(implementation):
            return implementation
        if isinstance(implementation, Native):
            return native_id(implementation.key)
        return NUMBERS[implementation.name] if isinstance(implementation, Intrinsic) else 0

    @staticmethod
    def key(entry: Entry, item: FunctionItem) -> str:
        """What a host function is bound by: module, class and the declaration as it is written."""
        if not is_host(item.implementation):
            return ""
        owner = f"{entry.owner.name}::" if entry.owner is not None else ""
        return f"{entry.module.namespace}::{owner}{item.signature or item.declaration.signature}"


def _plain(kind: FfiDataType) -> FfiDataType:
    """A type without modifiers."""
    return FfiDataType(kind.name, kind.args)
