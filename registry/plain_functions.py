"""Plain functions and methods of the host when a context is sealed: the short way for what a host has by the thousand.

What it is: `declare_function` of `builder.py` without constructors, lists, templates and value types, with everything
that functions have in common looked up once: their scope, the types of their results and parameters, the beginning of
their keys. What it is not: another rule; whatever is not plain, or wrong, goes the long way, which notes the problem.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from seraphscript.registry import exprs
from seraphscript.registry.datatype import RefMode
from seraphscript.registry.ffi_registry import FUNCTION_FLAGS
from seraphscript.registry.ffi_writer import ParamList
from seraphscript.registry.host_kinds import NOHANDLE, SCOPED
from seraphscript.registry.items import FunctionItem, HostType, is_host

if TYPE_CHECKING:
    from seraphscript.registry.builder import _Build, _Entry, _Params

_HOST = FUNCTION_FLAGS["host"]
_CONST = FUNCTION_FLAGS["const"]
_PLAIN = (False, False, ())
"""The last fields of a plain declaration: no property, not explicit, no template parameters."""


_LITERAL = (
    type(None), exprs.IntExpr, exprs.UIntExpr, exprs.FloatExpr, exprs.BoolExpr, exprs.StringExpr, exprs.NullExpr,
)
"""Defaults that mean the same in every scope."""


class Shape(NamedTuple):
    """Result and parameters that functions share, resolved."""

    returns: int
    params: ParamList
    flags: int
    required: int  # bits of HostFunction.required, without an object that the function is called on
    required_method: int


class Home(NamedTuple):
    """Where functions stand: in a namespace, or as methods of a class."""

    scope: int
    owner: int
    key: str


def declare_plain(build: _Build, entry: _Entry, item: FunctionItem) -> int | None:
    """Its reference; 0: there is none, and a problem is noted; None: it has to go the long way."""
    declaration, implementation, constructor, in_global_scope, signature, pattern = item
    if constructor or in_global_scope or pattern or declaration[4:] != _PLAIN or not is_host(implementation):
        return None
    home = build.homes.get((id(entry.module), id(entry.owner))) or _home(build, entry)
    if home is None:
        return None
    returns, params = declaration.returns, declaration.params
    shape = build.shapes.get((id(returns), id(params)))
    if shape is None:
        shape = build.shapes.get((home.scope, id(returns), id(params))) or _shape(build, entry, item, home)
        if shape is None:
            return 0
    ref = build.writer.add_function(
        home.scope, home.owner, declaration.name, shape.returns, shape.flags | (_CONST if declaration.is_const else 0),
        shape.params, implementation, home.key + (signature or declaration.signature),
        shape.required_method if home.owner else shape.required,
    )
    if ref and home.owner:
        build.own.setdefault(home.owner, {}).setdefault(declaration.name, []).append(ref)
    return ref or None


def _home(build: _Build, entry: _Entry) -> Home | None:
    item = entry.owner
    if item is None:
        found = Home(build.scope(entry.module.parts), 0, f"{entry.module.namespace}::")
    elif type(item) is HostType and not item.template_params and (base := build.refs.get(id(item), 0)):
        scope, owner = build.writer.members(base), build.writer.array_of_self(base)
        found = Home(scope, owner, f"{entry.module.namespace}::{item.name}::")
    else:
        return None
    build.homes[id(entry.module), id(item)] = found
    return found


def _shape(build: _Build, entry: _Entry, item: FunctionItem, home: Home) -> Shape | None:
    declaration = item.declaration
    returns, params = declaration.returns, declaration.params
    ref, known = build.result(entry, item, home.scope), build.parameters(entry, item, home.scope)
    if ref is None or known is None:
        return None
    flags = _HOST | (FUNCTION_FLAGS["variadic"] if declaration.is_variadic else 0)
    flags |= FUNCTION_FLAGS["ref"] if returns.mode is RefMode.RESULT else 0
    kind = build.writer.host_kind(ref)
    shape = Shape(
        ref, known.list, flags, required_values(item, known, own=False, kind=kind),
        required_values(item, known, own=True, kind=kind),
    )
    if returns.ref is not None and all(p.type.ref is not None and type(p.default) in _LITERAL for p in params):
        build.shapes[id(returns), id(params)] = shape       # primitive types are the same in every scope
    else:
        build.shapes[home.scope, id(returns), id(params)] = shape
    return shape


def required_values(item: FunctionItem, params: _Params, own: bool, kind: int) -> int:
    """Which values the host wants not to be null: a bit for each argument of the callable, the result's behind them.
    `own`: its first argument is the object that it is a method of. `kind`: that of the result's class."""
    bits = params.required << own
    required = item.declaration.returns.required or kind in (SCOPED, NOHANDLE)
    return bits | (1 << params.inputs + own if required else 0)
