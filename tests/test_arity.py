"""Functions and classes of scripts as callables: what cannot take the arguments is refused where it is given."""

from __future__ import annotations

import pytest
from seraphscript import Context, ConversionTypeError, Instance

WANTING = """
funcdef int F(int);
F@ variable;
class Thing { F@ callback; Thing(int n) {} }
"""
GIVING = """
funcdef int None();
class Empty {}
class One {
    One(int n) {}
    int none() { return 0; }
    int two(int a, int b) { return a; }
    int two(int a) { return a; }
}
class Several { Several(int a, int b) {} Several(int a, int b, int c) {} }
class Either { Either() {} Either(int n) {} }
class Copied { Copied(const Copied &in other) {} }
abstract class Abstract {}
interface Face {}
int none() { return 1; }
int twice(int n) { return 2 * n; }
void out(int n, int &out a) { a = n; }
None@ delegate(One@ one) { return None(one.none); }
"""


def instance(text: str) -> Instance:
    unit = Context().create_unit("arity")
    unit.add_source("arity.as", text)
    unit.build()
    return unit.instantiate()


@pytest.fixture
def world() -> Instance:
    return instance(WANTING)


@pytest.fixture
def other() -> Instance:
    return instance(GIVING)


def test_what_cannot_take_the_arguments(world: Instance, other: Instance) -> None:
    one = other.types.One(1)
    thing = world.types.Thing(1)
    for given, message in (
        (other.types.Empty, r"int\(int\) expected, but Empty\(\) takes no arguments$"),
        (other.types.Several, r"none of '.*Several\(int, int\)', '.*' takes 1 argument$"),
        (other.types.Abstract, r"Abstract is abstract: no objects can be made$"),
        (other.types.Face, r"Face is an interface: no objects can be made$"),
        (other.function("none"), r"'int none\(\)' takes 0 arguments$"),
        (other.call("delegate", one), r"'int One::none\(\)' takes 0 arguments$"),
        (one.none, r"'int One::none\(\)' takes 0 arguments$"),
    ):
        with pytest.raises(ConversionTypeError, match=message):
            world.globals["variable"] = given
        with pytest.raises(ConversionTypeError, match=message):
            thing.callback = given
    assert world.globals["variable"] is None


def test_what_can_take_them(world: Instance, other: Instance) -> None:
    types, function = other.types, other.function
    for given in (types.One, types.Either, types.Copied, function("twice"), function("out"), types.One(1).two):
        world.globals["variable"] = given
        assert world.globals["variable"] == given
    world.globals["variable"] = world.types.Thing
