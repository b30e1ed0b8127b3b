"""What the benchmarks share: where scripts and programs are, and a context with the host function they call.

Invariant: nothing here is timed; the benchmarks call it in `setup`.
"""

from __future__ import annotations

import json
from pathlib import Path

from seraphscript import Context, Instance, Module, Unit

BENCH = Path(__file__).resolve().parent.parent
SCRIPTS = BENCH / "scripts"
PROGRAMS = BENCH / "programs"

# group -> benchmark -> script, or None where the engine lacks what the script is about
GROUPS: dict[str, dict[str, str | None]] = json.loads((SCRIPTS / "scripts.json").read_text(encoding="utf-8"))
LISTED: dict[str, dict[str, object]] = json.loads((PROGRAMS / "programs.json").read_text(encoding="utf-8"))
# program -> size at which it runs for a good part of a second in the slowest engine compared
SIZES: dict[str, int] = {name: int(str(entry["size"])) for name, entry in LISTED.items() if "needs" not in entry}


def host_add(a: int, b: int) -> int:
    return a + b


def host_method(self: object, a: int, b: int) -> int:
    return a + b


def make_context() -> Context:
    """A sealed context with the default modules and `host_add`."""
    module = Module()
    module.function("int host_add(int, int)")(host_add)
    context = Context()
    context.install(module)
    context.seal()
    return context


def make_classes(types: int, derived: bool = False) -> list[type]:
    """Classes of a host; `derived`: nine of ten derive from the tenth."""
    found: list[type] = []
    for number in range(types):
        bases = (found[number - number % 10],) if derived and number % 10 else ()
        found.append(type(f"Type{number}", bases, {"method": host_method}))
    return found


def make_module(classes: list[type], functions: int) -> Module:
    """A module with these classes, and that many functions: half of them are methods of the classes."""
    module = Module("host")
    types = len(classes)
    methods = functions // 2 // types if types else 0
    for python in classes:
        declared = module.register_type(python.__name__, python)
        for index in range(methods):
            declared.method(f"int method{index}(int a, int b = 1) const", "method")
    for number in range(functions - types * methods):
        module.register_function(f"int function{number}(int a, int b = 1)", host_add)
    return module


def script(name: str) -> str:
    return (SCRIPTS / f"{name}.as").read_text(encoding="utf-8")


def build(context: Context, name: str, text: str) -> Unit:
    unit = context.create_unit(name)
    unit.add_source(f"{name}.as", text)
    unit.build()
    return unit


def program(context: Context, name: str) -> Unit:
    return build(context, name, (PROGRAMS / f"{name}.as").read_text(encoding="utf-8"))


def program_world(name: str) -> Instance:
    return program(make_context(), name).instantiate()
