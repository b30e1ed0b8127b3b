"""What C functions of other packages take and give: the kinds of a declaration, and whether a C function has them.

What it is: the check of `Module.native()`. What it is not: the calling convention (`vm/seraph_native.h`), or the C
functions of the default modules, whose tables name their kinds themselves.
"""

from __future__ import annotations

from collections.abc import Mapping

from seraphscript.registry.datatype import PRIMITIVES, FfiDataType, RefMode
from seraphscript.registry.declaration import FunctionDecl
from seraphscript.registry.ids import native_id
from seraphscript.vm.errors import DeclarationError
from seraphscript.vm.kinds import KINDS
from seraphscript.vm.native_api import define_native, types_of_capsule

_KINDS = {name: KINDS[index].lower() for index, name in enumerate(PRIMITIVES)}  # a primitive's index is its kind


def _kind(kind: FfiDataType, enums: Mapping[str, str], where: str) -> str:
    """The kind of a parameter or result; `enums` are the base types of the module's enums."""
    found = ""
    if not kind.args and not kind.is_handle:
        found = "str" if kind.name == "string" else _KINDS.get(enums.get(kind.name, kind.name), "")
    elif kind.name == "array" and len(kind.args) == 1 and kind.args[0].is_primitive and not kind.args[0].is_handle:
        found = f"[{_KINDS[kind.args[0].name]}]"
    if not found:
        raise DeclarationError(
            f"{where} is '{kind}': C functions take bool, numbers, enums of their module, string and arrays of numbers"
        )
    if kind.mode is RefMode.INOUT and not found.startswith("["):
        raise DeclarationError(f"{where} is '{kind}': C functions change arrays only, use &out")
    if kind.mode is RefMode.OUT and found.startswith("["):
        raise DeclarationError(f"{where} is '{kind}': C functions change the array that they are given, use &inout")
    return found


def kinds_of(declaration: FunctionDecl, enums: Mapping[str, str]) -> str:
    """The types of a C function for a declaration, as the table of native functions has them: `f64(f64, [f32]) i32`."""
    if declaration.is_variadic or declaration.template_params or declaration.is_property:
        raise DeclarationError("a C function is neither variadic nor a template nor a property", str(declaration))
    returns = declaration.returns
    try:
        if returns.mode is not RefMode.VALUE:
            raise DeclarationError(f"the result is '{returns}': C functions give no references")
        if returns.name == "array" and not returns.is_handle:
            raise DeclarationError(f"the result is '{returns}': arrays are given by handle, '{returns}@'")
        result = _kind(returns, enums, "the result")
        inputs: list[str] = []
        outs: list[str] = []
        for index, param in enumerate(declaration.params):
            where = f"parameter {param.name!r}" if param.name else f"parameter {index}"
            kind = _kind(param.type, enums, where)
            (outs if param.type.mode is RefMode.OUT else inputs).append(kind)
    except DeclarationError as error:
        raise DeclarationError(error.message, str(declaration)) from None
    return f"{result}({', '.join(inputs)}) {', '.join(outs)}".rstrip()


def bind_native(declaration: FunctionDecl, capsule: object, key: str, enums: Mapping[str, str]) -> None:
    """Make a C function the one of a key; DeclarationError if it does not fit the declaration, or the key is taken."""
    kinds = kinds_of(declaration, enums)
    try:
        given = types_of_capsule(capsule)
        if given is not None and given != kinds:
            message = f"the C function has the types {given}, the declaration says {kinds}"
            raise DeclarationError(message, str(declaration))
        define_native(native_id(key), capsule, kinds, key)
    except (TypeError, ValueError) as error:
        if isinstance(error, DeclarationError):
            raise
        raise DeclarationError(str(error), str(declaration)) from None
