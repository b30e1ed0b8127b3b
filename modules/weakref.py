"""weakref<T> and const_weakref<T>: references that do not keep their object alive.

Declarations only. A weak reference is a value: it is copied, not referred to, and is null once the destructor of its
object begins. Setting one, comparing one and using one as a handle is compiled with the types of both sides
(`compiler/weakref.pyx`); the rest are C functions.
"""

from __future__ import annotations

from seraphscript.registry.module import Module


def module() -> Module:
    """The module, new."""
    weakref = Module(name="weakref")
    kind = weakref.native_type("weakref<class T>", "weakref")
    kind.method("T@ get() const", native="weakref.get")
    kind = weakref.native_type("const_weakref<class T>", "const_weakref")
    kind.method("const T@ get() const", native="weakref.get")
    return weakref
