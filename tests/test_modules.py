"""The default modules as a whole: what is declared can be called, with the kinds its C function was made for."""

from __future__ import annotations

import pytest
from seraphscript import Context, ContextError, ScriptException
from seraphscript.modules import default_modules
from seraphscript.registry.datatype import FfiDataType, RefMode
from seraphscript.registry.declaration import FunctionDecl
from seraphscript.registry.items import FunctionItem, Native, NativeType

ELEMENTS = ("bool", "int8", "uint16", "int", "int64", "uint64", "float", "double", "string", "array<string>@")
VALUES = {"bool": "true", "string": '"ab"', "array": "{}", "dictionary": "{}", "float": "1.5f", "double": "1.5"}


def declared() -> list[tuple[str, str, FunctionDecl]]:
    """(namespace, owner or "", declaration) of every C function of the default modules."""
    return [
        (
            "" if item.in_global_scope else module.namespace,
            entry.name if isinstance(entry, NativeType) else "",
            item.declaration,
        )
        for module in default_modules()
        for entry in module.items
        for item in (entry.members if isinstance(entry, NativeType) else [entry])
        if isinstance(item, FunctionItem) and isinstance(item.implementation, Native)
    ]


def type_text(kind: FfiDataType, element: str) -> str:
    """A type as a variable has it, with the element type for T."""
    if kind.name in ("T", "V"):
        return element
    if kind.name == "K":
        return "string"
    if kind.args:
        return f"{kind.name}<{', '.join(type_text(arg, element) for arg in kind.args)}>"
    return kind.name


def call_of(namespace: str, owner: str, declaration: FunctionDecl, element: str) -> str:
    """A script whose main calls the function with all its arguments."""
    lines, arguments = [], []
    for number, param in enumerate(declaration.params):
        if param.variadic:
            arguments += ["1", '"x"', "2.5", "true", "int8(3)", "1.5f", "uint64(7)"]
            continue
        kind = type_text(param.type, element)
        value = VALUES.get(kind.partition("<")[0], "null" if kind.endswith("@") else "1")
        initial = f" = {value}" if param.type.mode is not RefMode.OUT and value not in ("{}", "null") else ""
        lines.append(f"{kind} a{number}{initial};")
        arguments.append(f"@a{number}" if kind.endswith("@") else f"a{number}")
    target = f"{namespace}::" if namespace else ""
    if owner:
        arguments_of = {"array": f"<{element}>", "dictionary": f"<string, {element}>"}
        arguments_of |= {"weakref": "<Object>", "const_weakref": "<Object>"}
        lines.append(f"{owner}{arguments_of.get(owner, '@' if owner == 'Fiber' else '')} self;")
        target = "self."
    return f"class Object {{}} void main() {{ {' '.join(lines)} {target}{declaration.name}({', '.join(arguments)}); }}"


@pytest.mark.parametrize(
    ("namespace", "owner", "declaration"),
    [pytest.param(*entry, id=f"{entry[0]}::{entry[1]}.{entry[2]}".strip(":.")) for entry in declared()],
)
@pytest.mark.row("MOD-02")
def test_every_function_has_its_c_function(namespace: str, owner: str, declaration: FunctionDecl) -> None:
    context = Context()
    for element in ELEMENTS if owner in ("array", "dictionary") else ("int",):
        unit = context.create_unit()
        unit.add_source("call.as", call_of(namespace, owner, declaration, element))
        unit.build()
        unit.instantiate()  # links the program: the C function is there and takes these kinds


@pytest.mark.parametrize(
    ("namespace", "owner", "declaration"),
    [pytest.param(*entry, id=f"{entry[0]}::{entry[1]}.{entry[2]}".strip(":.")) for entry in declared()],
)
@pytest.mark.row("DUAL-02", "DUAL-07")
def test_every_function_can_be_removed(namespace: str, owner: str, declaration: FunctionDecl) -> None:
    """By the name that scripts have for it, used or not; nothing is accepted without effect."""
    name = "::".join(part for part in (namespace, owner, declaration.name) if part)
    context = Context()
    texts = {"": "void main() {}", "used": call_of(namespace, owner, declaration, "int").replace("Fiber@ self;", FIBER)}
    for used, text in texts.items():
        unit = context.create_unit()
        unit.add_source("call.as", text)
        unit.build()
        world = unit.instantiate(output=lambda text: None, error_output=lambda text: None)
        world.override(name, None)
        if used:
            with pytest.raises(ScriptException, match="Attempt to call non-function"):
                world.call("main")
        world.restore(name)


FIBER = "Fiber@ self = Fiber(function() {});"


@pytest.mark.row("DUAL-02")
@pytest.mark.parametrize("name", ["any::retrieve", "any::store", "array::sort", "dictionary::get", "dictionary::set"])
def test_what_cannot_be_removed(name: str) -> None:
    unit = Context().create_unit()
    unit.add_source("empty.as", "")
    unit.build()
    with pytest.raises(ContextError, match="are compiled into the script"):
        unit.instantiate().override(name, None)
