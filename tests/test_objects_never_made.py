"""Objects of compiled classes that nobody made: `cls.__new__(cls)`, and methods that are called too early."""

from __future__ import annotations

import importlib
import subprocess
import sys
from pathlib import Path

import pytest
import seraphscript
from seraphscript import Context

PACKAGE = Path(seraphscript.__file__).parent
ROOT = Path(__file__).resolve().parent.parent
MODULES = [
    f"seraphscript.{folder}.{path.stem}" for folder in ("vm", "registry", "compiler") for path in
    sorted((ROOT / folder).glob("*.pyx"))
]
USE = """
import importlib, sys
for name in sys.argv[1:]:
    for found in list(vars(importlib.import_module(name)).values()):
        if not isinstance(found, type) or found.__module__ != name or issubclass(found, BaseException):
            continue
        print(name, found.__name__, flush=True)
        try:
            made = found.__new__(found)
        except Exception:
            continue
        names = []
        for use in (repr, len, iter, bytes, memoryview, hash, bool, str, lambda made: names.extend(dir(made))):
            try:
                use(made)
            except Exception:
                pass
        for attribute in names:
            if attribute.startswith("__"):
                continue
            try:
                getattr(made, attribute)
            except Exception:
                pass
        del made
print("done")
"""


def test_objects_that_were_never_made() -> None:
    done = subprocess.run(
        [sys.executable, "-c", USE, *MODULES], capture_output=True, encoding="utf-8", timeout=120, check=False
    )
    assert done.stdout.splitlines()[-1:] == ["done"], (done.stdout.splitlines()[-1:], done.stderr[-500:])


@pytest.mark.parametrize(
    "name",
    ["vm.dualpath.Library", "vm.shared_arrays.ScriptArray", "registry.views.TypeView", "registry.blobs.Blob"],
)
def test_only_the_package_makes_them(name: str) -> None:
    module, _, kind = f"seraphscript.{name}".rpartition(".")
    found = getattr(importlib.import_module(module), kind)
    with pytest.raises(TypeError):
        found.__new__(found)
    with pytest.raises(TypeError):
        found()


def test_types_of_an_instance() -> None:
    unit = Context().create_unit()
    unit.add_source("a", "class A {}")
    unit.build()
    kind = type(unit.instantiate().types)
    with pytest.raises(AttributeError):
        repr(kind.__new__(kind))


def test_methods_seal_before_they_look() -> None:
    unit = Context().create_unit()
    unit.add_source("a", "int f() { return 1; }")
    program = unit.build()
    assert Context().bound(program) is program  # type: ignore[attr-defined]
    with pytest.raises(AttributeError):
        Context().misfit(None)  # type: ignore[arg-type]


def test_units_are_units() -> None:
    unit = Context().create_unit("u")
    unit.add_source("a", "int f() { return 1; }")
    unit.build()
    for wrong in ("a", None, 3):
        with pytest.raises(TypeError):
            unit.bind_all_imports(wrong)  # type: ignore[arg-type]
