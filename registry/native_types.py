"""What C functions of other packages take and give: the kinds of a declaration, and whether a C function has them.

What it is: the check of `Module.native()`. What it is not: the calling convention (`vm/seraph_native.h`), or the C
functions of the default modules, whose tables name their kinds themselves.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from seraphscript.registry.datatype import PRIMITIVES, FfiDataType, RefMode
from seraphscript.registry.declaration import FunctionDecl
from seraphscript.registry.ids import native_id
from seraphscript.vm.arity import misfit
from seraphscript.vm.errors import DeclarationError
from seraphscript.vm.kinds import KINDS
from seraphscript.vm.native_api import define_native, types_of_capsule

_KINDS = {name: KINDS[index].lower() for index, name in enumerate(PRIMITIVES)}  # a primitive's index is its kind


VALUE = "S"
"""The kind of an object of a value type."""


def _kind(kind: FfiDataType, names: Mapping[str, str], where: str) -> str:
    """The kind of a parameter or result; `names` are the base types of the module's enums, and VALUE of value types."""
    found = ""
    if not kind.args and not kind.is_handle:
        found = "str" if kind.name == "string" else _KINDS.get(names.get(kind.name, kind.name), "")
        found = VALUE if names.get(kind.name) == VALUE else found
    elif kind.name == "array" and len(kind.args) == 1 and kind.args[0].is_primitive and not kind.args[0].is_handle:
        found = f"[{_KINDS[kind.args[0].name]}]"
    if not found:
        raise DeclarationError(
            f"{where} is '{kind}': C functions take bool, numbers, string, arrays of numbers, and enums and value "
            "types of their module"
        )
    is_whole = found == VALUE or found.startswith("[")
    if kind.mode is RefMode.INOUT and not is_whole:
        raise DeclarationError(f"{where} is '{kind}': C functions change arrays and values only, use &out")
    if kind.mode is RefMode.OUT and is_whole:
        raise DeclarationError(f"{where} is '{kind}': C functions change what they are given, use &inout")
    return found


def kinds_of(declaration: FunctionDecl, names: Mapping[str, str], *, method: bool = False) -> str:
    """The types of a C function for a declaration, as the table of native functions has them: `f64(f64, [f32]) i32`."""
    if declaration.is_variadic or declaration.template_params or declaration.is_property:
        raise DeclarationError("a C function is neither variadic nor a template nor a property", str(declaration))
    returns = declaration.returns
    try:
        if returns.mode is not RefMode.VALUE:
            raise DeclarationError(f"the result is '{returns}': C functions give no references")
        if returns.name == "array" and not returns.is_handle:
            raise DeclarationError(f"the result is '{returns}': arrays are given by handle, '{returns}@'")
        result = _kind(returns, names, "the result")
        inputs = [VALUE] if method else []
        outs: list[str] = []
        for index, param in enumerate(declaration.params):
            where = f"parameter {param.name!r}" if param.name else f"parameter {index}"
            kind = _kind(param.type, names, where)
            (outs if param.type.mode is RefMode.OUT else inputs).append(kind)
    except DeclarationError as error:
        raise DeclarationError(error.message, str(declaration)) from None
    return f"{result}({', '.join(inputs)}) {', '.join(outs)}".rstrip()


def bind_native(
    declaration: FunctionDecl,
    capsule: object,
    key: str,
    names: Mapping[str, str],
    general: Callable[..., object] | None = None,
    *,
    method: bool = False,
) -> None:
    """Make a C function the one of a key; DeclarationError if it does not fit the declaration, or the key is taken."""
    kinds = kinds_of(declaration, names, method=method)
    if general is not None:
        inputs = sum(param.type.mode is not RefMode.OUT for param in declaration.params) + method
        problem = misfit(general, inputs) if callable(general) else f"{general!r} is no callable"
        if problem:
            raise DeclarationError(problem, str(declaration))
    try:
        given = types_of_capsule(capsule)
        if given is not None and given != kinds:
            message = f"the C function has the types {given}, the declaration says {kinds}"
            raise DeclarationError(message, str(declaration))
        define_native(native_id(key), capsule, kinds, key, general)
    except (TypeError, ValueError) as error:
        if isinstance(error, DeclarationError):
            raise
        raise DeclarationError(str(error), str(declaration)) from None
