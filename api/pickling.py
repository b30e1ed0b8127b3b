"""Contexts in other processes: how they get there, and that a process makes each of them only once.

What it is: `shared_context`, for hosts that run scripts in worker processes, and the two ways in which a Context
pickles. One that a shared_context() function made is a reference to that function, which the other process imports and
calls once. Any other is packed as its modules, and these as what they register: Python callables and classes go by
name, as everywhere in pickles. What it is not: a way to move state; instances stay in their process.

A pickled context has a token: whoever unpickles it a second time gets the same object; the last few are kept for that.
"""

from __future__ import annotations

import functools
import os
import sys
import threading
from collections import OrderedDict
from collections.abc import Callable, Iterable, Iterator, Sequence
from weakref import WeakSet, WeakValueDictionary

from seraphscript.context import Context, identify
from seraphscript.modules import NAMES
from seraphscript.registry.hints import WithMembers
from seraphscript.registry.items import EnumItem, FunctionItem, HostType, is_host
from seraphscript.registry.module import Item, Module
from seraphscript.registry.raw import RawFunction
from seraphscript.registry.value_types import ValueType
from seraphscript.vm.errors import ContextError
from seraphscript.vm.hostcall import HostMember

KEPT = 8
"""How many contexts that came from elsewhere a process keeps."""

_lock = threading.RLock()
_kept: OrderedDict[str, Context] = OrderedDict()
_known: WeakValueDictionary[str, Context] = WeakValueDictionary()
_shared: WeakSet[SharedContext] = WeakSet()


class SharedContext:
    """A function without arguments that gives the same sealed Context whenever it is called in a process."""

    __name__: str
    __qualname__: str

    def __init__(self, make: Callable[[], Context]) -> None:
        if not callable(make):
            raise TypeError(f"shared_context() takes a function that makes a Context, not {type(make).__name__}")
        self._make = make
        self._made: Context | None = None
        self._lock = threading.RLock()
        functools.update_wrapper(self, make)
        _shared.add(self)

    def __call__(self) -> Context:
        if self._made is None:
            with self._lock:
                if self._made is None:
                    made = self._make()
                    if not isinstance(made, Context):
                        raise TypeError(f"{self.__qualname__}() must give a Context, not {type(made).__name__}")
                    made.seal()
                    identify(made, shared=self)
                    self._made = made
        return self._made

    def __reduce__(self) -> str:
        return self.__qualname__

    def __repr__(self) -> str:
        return f"<shared_context {self.__module__}.{self.__qualname__}>"


def shared_context(make: Callable[[], Context]) -> SharedContext:
    """Decorates a function that makes a Context: it runs once per process, and its context pickles as a reference.

    The function must be importable by its name, as functions for worker processes must be.
    """
    return SharedContext(make)


def packed(context: Context, defaults: Sequence[Module]) -> list[str | Module]:
    """The modules of a context, default ones by name; TypeError if another process could not import what they are."""
    for module in context.modules:
        if module not in defaults:
            _check(module)
    return [module.name if module in defaults else module for module in context.modules]


def restored(modules: Sequence[str | Module], strict: bool, token: str = "", fingerprint: bytes = b"") -> Context:
    """The context of a pickle. Without a token it was open, and is a new one."""
    if not token:
        return _made(modules, strict)
    with _lock:
        found = _known.get(token)
        if found is None:
            found = _made(modules, strict)
            if found.seal().fingerprint != fingerprint:
                raise ContextError("the modules of the pickled context are not those that it was sealed with")
            identify(found, token=token)
            _known[token] = found
            _kept[token] = found
            if len(_kept) > KEPT:
                _kept.popitem(last=False)
        elif token in _kept:
            _kept.move_to_end(token)
        return found


def remember(token: str, context: Context) -> None:
    """A context of this process that is being pickled: if it comes back, it is the same."""
    with _lock:
        _known[token] = context


def _made(modules: Sequence[str | Module], strict: bool) -> Context:
    names = [module for module in modules if isinstance(module, str)]
    context = Context(default_modules=True if names == list(NAMES) else names, strict=strict)
    for module in modules:
        if isinstance(module, Module):
            context.install(module)
    return context


def _check(module: Module) -> None:
    for name, behind in _behind(module.items):
        if not _importable(behind):
            raise TypeError(
                f"this context cannot be pickled: '{name}' of module {module.name!r} is {behind!r}, which another "
                "process cannot import; make the context in a function decorated with seraphscript.shared_context"
            )


def _behind(items: Iterable[Item]) -> Iterator[tuple[str, object]]:
    """Python classes and functions that the items of a module stand for, with what declares them."""
    for item in items:
        if isinstance(item, HostType):
            yield item.name, item.python
            yield from _behind(item.members)
        elif isinstance(item, ValueType):
            if item.python is not None:
                yield item.name, item.python
            yield from _behind(item.members)
            if is_host(item.destroyer) and not isinstance(item.destroyer, HostMember):
                yield f"~{item.name}()", item.destroyer
        elif isinstance(item, EnumItem) and item.python is not None:
            yield item.name, item.python
        elif isinstance(item, FunctionItem) and is_host(item.implementation):
            function: object = item.implementation
            while isinstance(function, functools.partial | RawFunction | WithMembers):
                function = function.func if isinstance(function, functools.partial) else function.function
            if not isinstance(function, HostMember):
                yield str(item.declaration), function


def _importable(thing: object) -> bool:
    name = getattr(thing, "__qualname__", None)
    if name is None:
        return True  # an instance: its own pickling decides
    owner = getattr(thing, "__self__", None)
    if owner is not None and not isinstance(owner, type(sys)):
        return True  # a bound method pickles with its object
    found: object = sys.modules.get(getattr(thing, "__module__", None) or "builtins")
    for part in name.split("."):
        found = getattr(found, part, None)
    return found is thing


def _after_fork() -> None:
    global _lock
    _lock = threading.RLock()
    for shared in _shared:
        shared._lock = threading.RLock()


if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_after_fork)
