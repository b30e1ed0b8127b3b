"""Seraphscript: AngelScript for Python, an embeddable, statically typed, sandboxed scripting engine.

::

    import seraphscript
    from seraphscript import Context, Module

    seraphscript.run('println("hello " + who);', who="world")

What is exported here is the public interface. Its parts are loaded when they are first used, so that importing the
package costs little.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from seraphscript.compiler.diagnostics import Diagnostic
    from seraphscript.context import Context
    from seraphscript.pickling import SharedContext, shared_context
    from seraphscript.quick import run
    from seraphscript.registry.datatype import FfiDataType
    from seraphscript.registry.ffi_registry import FfiRegistry
    from seraphscript.registry.items import HostType
    from seraphscript.registry.listbuffer import ListBuffer, TupleListBuffer
    from seraphscript.registry.module import Module
    from seraphscript.registry.patterns import (
        ListPattern,
        fixed,
        repeat,
        repeat_same,
        repeat_template,
        repeat_tuple,
        repeat_tuple_template,
    )
    from seraphscript.registry.raw import CallContext
    from seraphscript.registry.template_info import TemplateInfo, TemplateValidation
    from seraphscript.registry.views import FunctionView, PropertyView, TypeView
    from seraphscript.unit import Unit
    from seraphscript.vm.callables import ScriptDelegate
    from seraphscript.vm.debugger import Breakpoint, Debugger, Step
    from seraphscript.vm.errors import (
        AlreadySealedError,
        BudgetExceeded,
        BuildError,
        ContextError,
        ConversionError,
        ConversionNullError,
        ConversionRangeError,
        ConversionTextError,
        ConversionTypeError,
        DeadlineExceeded,
        DeclarationError,
        DepthLimitExceeded,
        InstanceBusyError,
        Interrupted,
        LimitError,
        LoadError,
        MemoryLimitExceeded,
        RegistryBuildError,
        ScriptException,
        SeraphError,
        Span,
        TracebackError,
        UnknownModuleError,
    )
    from seraphscript.vm.fiber import Fiber
    from seraphscript.vm.fiberstate import FiberState
    from seraphscript.vm.function import ScriptFunction
    from seraphscript.vm.instance import Instance, InstanceStats
    from seraphscript.vm.program import Program
    from seraphscript.vm.proxies import ScriptMethod, ScriptObject, ScriptType
    from seraphscript.vm.shared_arrays import ScriptArray
    from seraphscript.vm.stop import CallFrame, Stop, Unconvertible, Variable
    from seraphscript.vm.traceback import TracebackFrame

__version__ = "0.1.0"

_HOMES = {
    "Breakpoint": "vm.debugger",
    "CallContext": "registry.raw",
    "CallFrame": "vm.stop",
    "Context": "context",
    "Debugger": "vm.debugger",
    "Diagnostic": "compiler.diagnostics",
    "FfiDataType": "registry.datatype",
    "Fiber": "vm.fiber",
    "FiberState": "vm.fiberstate",
    "FfiRegistry": "registry.ffi_registry",
    "FunctionView": "registry.views",
    "PropertyView": "registry.views",
    "TypeView": "registry.views",
    "HostType": "registry.items",
    "Instance": "vm.instance",
    "ListBuffer": "registry.listbuffer",
    "ListPattern": "registry.patterns",
    "Module": "registry.module",
    "Program": "vm.program",
    "SharedContext": "pickling",
    "ScriptObject": "vm.proxies",
    "Step": "vm.debugger",
    "Stop": "vm.stop",
    "InstanceStats": "vm.instance",
    "ScriptArray": "vm.shared_arrays",
    "ScriptDelegate": "vm.callables",
    "ScriptFunction": "vm.function",
    "ScriptMethod": "vm.proxies",
    "ScriptType": "vm.proxies",
    "TemplateInfo": "registry.template_info",
    "TemplateValidation": "registry.template_info",
    "TracebackFrame": "vm.traceback",
    "TupleListBuffer": "registry.listbuffer",
    "Unconvertible": "vm.stop",
    "Unit": "unit",
    "Variable": "vm.stop",
    "fixed": "registry.patterns",
    "repeat": "registry.patterns",
    "repeat_same": "registry.patterns",
    "repeat_template": "registry.patterns",
    "repeat_tuple": "registry.patterns",
    "repeat_tuple_template": "registry.patterns",
    "run": "quick",
    "shared_context": "pickling",
}

__all__ = [
    "AlreadySealedError",
    "Breakpoint",
    "BudgetExceeded",
    "BuildError",
    "CallContext",
    "CallFrame",
    "Context",
    "ContextError",
    "ConversionError",
    "ConversionNullError",
    "ConversionRangeError",
    "ConversionTextError",
    "ConversionTypeError",
    "DeadlineExceeded",
    "Debugger",
    "DeclarationError",
    "DepthLimitExceeded",
    "Diagnostic",
    "FfiDataType",
    "FfiRegistry",
    "Fiber",
    "FiberState",
    "FunctionView",
    "HostType",
    "Instance",
    "InstanceBusyError",
    "InstanceStats",
    "Interrupted",
    "LimitError",
    "ListBuffer",
    "ListPattern",
    "LoadError",
    "MemoryLimitExceeded",
    "Module",
    "Program",
    "PropertyView",
    "RegistryBuildError",
    "ScriptArray",
    "ScriptDelegate",
    "ScriptException",
    "ScriptFunction",
    "ScriptMethod",
    "ScriptObject",
    "ScriptType",
    "SeraphError",
    "SharedContext",
    "Span",
    "Step",
    "Stop",
    "TemplateInfo",
    "TemplateValidation",
    "TracebackError",
    "TracebackFrame",
    "TupleListBuffer",
    "TypeView",
    "Unconvertible",
    "Unit",
    "UnknownModuleError",
    "Variable",
    "fixed",
    "get_include",
    "repeat",
    "repeat_same",
    "repeat_template",
    "repeat_tuple",
    "repeat_tuple_template",
    "run",
    "shared_context",
]


def get_include() -> str:
    """The folder of the C header for extensions that register functions in C (`seraph_native.h`)."""
    from pathlib import Path

    from seraphscript import vm

    return str(Path(vm.__file__).parent)


def __getattr__(name: str) -> object:
    if name not in __all__:
        raise AttributeError(f"module 'seraphscript' has no attribute {name!r}")
    found: object = getattr(import_module(f"seraphscript.{_HOMES.get(name, 'vm.errors')}"), name)
    globals()[name] = found
    return found


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
