"""complex: a class that the library writes in AngelScript, declared in the units that name it."""

from __future__ import annotations

import pytest
from seraphscript import BuildError, Context, Module

SCRIPT = """
complex square(complex c) { return c * c; }
double test() { complex c = {1, 2}; return square(c).i; }
"""


def test_proxies() -> None:
    unit = Context().create_unit("c")
    unit.add_source("c.as", SCRIPT)
    unit.build()
    with unit.instantiate() as world:
        square = world.call("complex square(complex)", world.types.complex(2.0, 1.0))
        assert (square.r, square.i) == (3.0, 4.0)
        assert square.abs() == 5.0


def test_only_units_that_name_it_have_it() -> None:
    context = Context()
    for text, there in (("int complicated = 1; // complex", False), (SCRIPT, True)):
        unit = context.create_unit("c")
        unit.add_source("c.as", text)
        unit.build()
        with unit.instantiate() as world:
            assert hasattr(world.types, "complex") == there


def test_part_of_math() -> None:
    unit = Context(default_modules=False).create_unit("c")
    unit.add_source("c.as", "void f() { complex c; }")
    with pytest.raises(BuildError, match="unknown type 'complex'"):
        unit.build()


def test_the_hosts_own_goes_before() -> None:
    module = Module()
    module.register_function("int complex(int)", lambda x: x + 1)
    context = Context()
    context.install(module)
    unit = context.create_unit("c")
    unit.add_source("c.as", "int f() { return complex(1); }")
    unit.build()
    with unit.instantiate() as world:
        assert world.call("int f()") == 2


def test_one_type_in_linked_programs() -> None:
    context = Context()
    library = context.create_unit("library")
    library.add_source("library.as", "complex twice(const complex &in c) { return c + c; }")
    library.build()
    user = context.create_unit("user")
    text = 'import complex twice(const complex &in c) from "library";'
    text += "float f() { complex c = {1, 2}; return twice(c).i; }"
    user.add_source("user.as", text)
    user.build()
    with context.instantiate([library.program, user.program]) as world:
        assert world.call("float f()") == 4.0


def test_units_that_use_each_other() -> None:
    context = Context()
    library = context.create_unit("library")
    library.add_source("library.as", "shared class Wave { complex z = {1, 2}; }")
    library.build()
    user = context.create_unit("user", uses=[library])
    text = "external shared class Wave; float f() { Wave w; complex c = {3, 4}; return (w.z + c).i; }"
    user.add_source("user.as", text)
    user.build()
    with context.instantiate([library.program, user.program]) as world:
        assert world.call("float f()") == 6.0


def test_rebuild() -> None:
    context = Context()
    unit = context.create_unit("c")
    unit.add_source("c.as", "float f() { return 1; }")
    unit.build()
    unit.update_source("c.as", "float f() { return complex(3, 4).abs(); }")
    unit.rebuild()
    unit.update_source("c.as", "float f() { return complex(6, 8).abs(); }")
    unit.rebuild()
    with unit.instantiate() as world:
        assert world.call("float f()") == 10.0
