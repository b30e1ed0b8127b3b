"""Handles to functions below the language: what the verifier refuses, forged memory, linking, and the host's side."""

from __future__ import annotations

import pytest
from seraphscript import BuildError, Context, Module, ScriptException
from seraphscript.vm.assembler import assemble
from seraphscript.vm.errors import LoadError
from seraphscript.vm.instance import Instance

HEAD = """
type ops = func shape
type texts = func text_shape
class Box
    field i32 k
end
value larger_ = ops larger
func shape(obj host, i32 a, i32 b) i32
    UNBOUND
end
func text_shape(obj host, str a)
    UNBOUND
end
func larger(i32 a, i32 b) i32
    JLT_I a, b, no
    RET a
no:
    RET b
end
func Box.add(Box this, i32 a, i32 b) i32
    reg t i32
    GETF t, this, 0
    ADD_I32 t, t, a
    ADD_I32 t, t, b
    RET t
end
func Box.one(Box this, i32 a) i32
    RET a
end
"""

PICK = """
func pick(i32 a, i32 b) i32
    reg h ops
    reg r i32
    LDFN h, larger_
    CALLF ops(h, a, b) -> r
    RET r
end
"""

BOUND = """
func bound(i32 a, i32 b) i32
    own x Box
    own h ops
    reg r i32
    NEW x, Box
    BINDF h, Box.add, x
    CALLF ops(h, a, b) -> r
    DROP h
    DROP x
    RET r
end
"""


def test_plain_functions_and_methods_are_called() -> None:
    world = Instance(assemble(HEAD + PICK + BOUND))
    assert world.call("pick", 3, 9) == 9
    assert world.call("bound", 3, 9) == 12
    assert list(world.globals) == []  # where handles to functions are kept is no variable


def test_null_is_unbound() -> None:
    world = Instance(assemble(HEAD + PICK.replace("LDFN h, larger_", "LDNULL h")))
    with pytest.raises(ScriptException, match="Unbound function called"):
        world.call("pick", 1, 2)


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        (HEAD.replace("value larger_ = ops larger", "value larger_ = texts larger"), "does not fit the method"),
        (HEAD.replace("value larger_ = ops larger", "value larger_ = ops Box.add"), "does not fit the method"),
        (HEAD.replace("value larger_ = ops larger", "value larger_ = Box larger"), "is not allowed here"),
        (HEAD.replace("shape(obj host, i32 a, i32 b)", "shape(i32 a, i32 b)"), "does not fit the method"),
        (HEAD + PICK.replace("CALLF ops(h, a, b)", "CALLF ops(h, a)"), "2 arguments, 3 wanted"),
        (HEAD + PICK.replace("CALLF ops(h, a, b)", "CALLF texts(h, a, b)"), "of kind obj .* is not accepted"),
        (HEAD + PICK.replace("CALLF ops(h, a, b)", "CALLF Box(h, a, b)"), "of kind obj .* is not accepted"),
        (HEAD + PICK.replace("CALLF ops(h, a, b)", "CALLF ops(h, a, h)"), "argument 2 is obj"),
        (HEAD + PICK.replace("CALLF ops(h, a, b) -> r", "CALLF ops(h, a, b)"), "does not exist"),
        (HEAD + PICK.replace("reg h ops", "reg h texts"), "does not fit"),
        (HEAD + "global plain = ops" + PICK.replace("LDFN h, larger_", "LDFN h, plain"), "does not exist"),
        (HEAD + BOUND.replace("BINDF h, Box.add, x", "BINDF h, Box.one, x"), "does not fit the method"),
        (HEAD + BOUND.replace("BINDF h, Box.add, x", "BINDF h, larger, x"), "method 2 of"),
        (HEAD + BOUND.replace("BINDF h, Box.add, x", "BINDV h, 0, x"), "method 0 of"),
        (HEAD + BOUND.replace("BINDF h, Box.add, x", "BINDF h, Box.add, a"), "is not accepted"),
    ],
)
def test_verifier_refuses(text: str, reason: str) -> None:
    with pytest.raises(LoadError, match=reason):
        assemble(text)


def test_a_forged_function_number_is_refused_at_the_call() -> None:
    # Plain registers keep what an earlier call left there: `use` finds an object of another class in its handle.
    world = Instance(
        assemble(
            HEAD
            + """
class Liar
    field i64 function
    field i64 object
end
func leave(i64 number)
    own x Liar
    NEW x, Liar
    SETF x, 0, number
    RETV
end
func use(i64 number) i32
    reg h ops
    reg r i32
    reg two i32
    LDI two, 2
    CALLF ops(h, two, two) -> r
    RET r
end
func lie(i64 number) i32
    reg r i32
    CALL leave(number)
    CALL use(number) -> r
    RET r
end
"""
        )
    )
    assert world.call("lie", 2) == 2  # `larger` has the signature
    with pytest.raises(ScriptException, match="Null pointer access"):
        world.call("lie", 3)  # Box.add has it too, but there is no object
    for number in (0, 1, 4, 5, 6, 7, 1000, 1 << 40, -1):
        with pytest.raises(ScriptException, match="Unbound function called"):
            world.call("lie", number)


SCRIPT = """
funcdef int F(int);
funcdef int64 H(int64);
int twice(int x) { return 2 * x; }
int64 through(int64 x) { H@ h = offer; return h(x) + (h is offer ? 0 : 1000); }
"""


def world_of(source: str) -> Instance:
    host = Module("")

    @host.function
    def offer(a: int) -> int:
        return a + 100

    @host.function("int split(int, int &out)")
    def split(a: int) -> tuple[int, int]:
        return a, a

    context = Context()
    context.install(host)
    unit = context.create_unit("functions")
    unit.add_source("functions.as", source)
    unit.build()
    return unit.instantiate()


def test_functions_of_the_host_are_values() -> None:
    assert world_of(SCRIPT).call("through", 1) == 101


def test_functions_with_out_parameters_are_refused_by_name() -> None:
    with pytest.raises(BuildError, match=r"split.*has &out parameters"):
        world_of("funcdef int S(int, int &out); void main() { S@ s = split; int y; s(1, y); }")


def test_delegates_in_cycles_are_collected() -> None:
    world = world_of("""
        funcdef int F(int);
        class K { F@ f; int m(int q) { return q + 7; } }
        int make(int n) { int s = 0; for (int i = 0; i < n; i++) { K k; @k.f = F(k.m); s += k.f(0); } return s; }
    """)
    assert world.call("make", 30_000) == 210_000
    world.collect()
    assert world.stats().live_blocks < 100
