"""Native functions of the default modules against hostile bytecode and against scripts that want to keep the host busy.

The bytecode gives them registers and memory with any bits; the scripts are ordinary ones.
"""

from __future__ import annotations

import contextlib
import itertools
import random

import pytest
from seraphscript import Context
from seraphscript.registry.ids import native_id
from seraphscript.vm.assembler import assemble
from seraphscript.vm.errors import ScriptException, SeraphError
from seraphscript.vm.instance import Instance


@pytest.fixture(scope="module")
def context() -> Context:
    made = Context()
    made.seal()
    return made


def run(context: Context, source: str) -> object:
    unit = context.create_unit("test")
    unit.add_source("test.as", source)
    unit.build()
    with context.instantiate(unit.program, output=lambda text: None) as world:
        return world.call("main")


PATTERNS = (0, 1, -1, -5, -(1 << 31), (1 << 32) - 1, 1 << 32, (1 << 62) + 3, 1 << 63, 0x7FFFFFFF)
NATIVES = {
    "array.sortAscRange": "void(ints, u32, u32)",
    "array.sortDescRange": "void(ints, u32, u32)",
    "array.removeRange": "void(ints, u32, u32)",
    "array.removeAt": "void(ints, u32)",
    "array.insertAt": "void(ints, u32, i32)",
    "array.resize": "void(ints, u32)",
    "array.reserve": "void(ints, u32)",
    "array.findFrom": "i32(ints, u32, i32)",
    "array.insertArray": "void(ints, u32, ints)",
    "string.substr": "str(str, u32, i32)",
    "string.slice": "str(str, u32, u32)",
    "string.resize": "void(str, u32) str",
    "string.truncate": "void(str, u32) str",
    "string.insert": "void(str, u32, str) str",
    "string.erase": "void(str, u32, i32) str",
    "string.replaceRange": "void(str, u32, u32, str) str",
    "string.repeat": "str(str, u32)",
    "string.findFirst": "i32(str, str, u32)",
    "string.findLast": "i32(str, str, i32)",
    "string.findLastOf": "i32(str, str, i32)",
    "string.findFirstOf": "i32(str, str, u32)",
}


@pytest.mark.parametrize("name", NATIVES)
def test_arguments_of_any_bits(name: str, context: Context) -> None:
    """Numbers that are what a called function left behind: they need not fit their kind."""
    signature = NATIVES[name]
    result, _, rest = signature.partition("(")
    params, _, outs = rest.partition(")")
    kinds = [kind.strip() for kind in params.split(",")]
    owned = {"str": "s", "ints": "a"}
    numbers = iter("xy")
    arguments = ", ".join(owned.get(kind) or next(numbers) for kind in kinds)
    target = {"void": "", "str": " -> t", "i32": " -> n"}[result]
    text = (
        'type ints = array i32\nlit l = "some text that is long enough for this"\n'
        f'native f = {native_id(name):#x} {signature} "{name}"\n'
        "func leave(i64 p, i64 q, i64 r, i64 x, i64 y) void\nRETV\nend\n"
        "func use(  ) void\nown s str\nown t str\nown a ints\n"
        f"reg x {([k for k in kinds[1:] if k not in owned] or ['u32'])[0]}\n"
        f"reg y {([k for k in kinds[1:] if k not in owned] * 2 + ['u32', 'u32'])[1]}\n"
        "reg n i32\nreg l str\nLDS l, l\nMOVH s, l\nNEWARRI a, 9, ints\n"
        f"NATIVE f({arguments}){target}\n" + ("GETOUT t, 0\n" if outs.strip() else "") + "RETV\nend\n"
        "func main(i64 x, i64 y) void\nreg z i64\nCALL leave(z, z, z, x, y)\nCALL use()\nRETV\nend"
    )
    program = assemble(text)
    for x, y in itertools.product(PATTERNS, repeat=2):
        world = Instance(program, memory_limit=1 << 20)
        with contextlib.suppress(SeraphError):
            world.call("main", _signed(x), _signed(y), budget=1_000_000)
        world.close()


def _signed(value: int) -> int:
    value &= (1 << 64) - 1
    return value - (1 << 64) if value >> 63 else value


OVERLAID = {
    "replaceAll": ("str(str, str, str)", "f(s, w, w2) -> t"),
    "replaceFirst": ("str(str, str, str)", "f(s, w, w2) -> t"),
    "insert": ("void(str, u32, str) str", "f(s, five, w2)\nGETOUT t, 0"),
    "erase": ("void(str, u32, i32) str", "f(s, five, i)\nGETOUT t, 0"),
    "push": ("void(str, u8) str", "f(s, byte)\nGETOUT t, 0"),
    "split": ("strs(str, str)", "f(s, w) -> many"),
    "repeat": ("str(str, u32)", "f(s, five) -> t"),
    "reversed": ("str(str)", "f(s) -> t"),
    "join": ("str(strs, str)", "f(many, s) -> t"),
}


@pytest.mark.parametrize("name", OVERLAID)
def test_blocks_laid_over_the_arguments(name: str, context: Context) -> None:
    """Bump pointer and free lists are overwritten, so that new blocks lie over the strings that a function works on.

    `poke` writes to any slot: its array handle is a number that another frame left behind and leads to a forged header
    (length, data block) among the elements of `big`.
    """
    signature, call = OVERLAID[name]
    program = assemble(
        "type wide = array i64\ntype strs = array str\n"
        'lit a = "abababababababababababababababababababababababab"\nlit b = "a"\nlit c = "xyz"\nlit d = ""\n'
        "const length = i64 0x10000000000\nconst data = i64 -1\n"
        f'native f = {native_id("string." + name):#x} {signature} "f"\n'
        "func leave(i64 p, i64 q, i64 handle) void\nRETV\nend\n"
        "func poke(i64 slot, i64 value) void\nreg x wide\nASET_64 x, slot, value\nRETV\nend\n"
        "func main(i64 handle, i64 slot, i64 value) i64\nown s str\nown t str\nown many strs\nown big wide\n"
        "reg w str\nreg w2 str\nreg five u32\nreg i i32\nreg k i64\nreg byte u8\n"
        "NEWARRI big, 8, wide\nLDI i, 1\nLDK k, length\nASET_64 big, i, k\nLDI i, 2\nLDK k, data\nASET_64 big, i, k\n"
        "LDS w, 1\nLDS w2, 2\nLDI five, 5\nLDI byte, 65\nSFI s, five\nLDS w, 0\nSAPP s, w\nLDS w, 1\n"
        "NEWARRI many, 4, strs\nLDI i, 3\nASETH many, i, w2\nLDI i, 1\nASETH many, i, s\nLDI i, 9\n"
        "CALL leave(k, k, handle)\nCALL poke(slot, value)\n"
        f"NATIVE {call}\nLDI i, 5\nAGET_64 k, big, i\nRET k\nend"
    )
    forged = 68 + 4 + 4 + 1  # globals, literals, big's header block, header of its data
    world = Instance(program, memory_limit=1 << 16)
    assert world.call("main", forged, forged + 5, 4711) == 4711
    for slot, value in itertools.product((4, 5, 6, 7, 8, 9, 10, 13, 20), range(68, 120)):
        for packed in (value, value | value << 32):
            world = Instance(program, memory_limit=1 << 12)
            with contextlib.suppress(SeraphError):
                world.call("main", forged, slot, packed, budget=100_000)


# ------------------------------------------------------------------------------------ ordinary scripts


def test_find_last_is_linear(context: Context) -> None:
    source = """
    int main() {
        string a = "a"; string text = a.repeat(2000000); string word = a.repeat(1000000);
        word.insert(0, "b"); text.insert(0, "b");
        return text.findLast(word) * 10 + (text.findLast(a.repeat(1000000)) == 1000001 ? 1 : 0);
    }
    """
    assert run(context, source) == 1


def test_find_last_finds() -> None:
    rng = random.Random(5)
    made = Context()
    unit = made.create_unit("t")
    unit.add_source("t.as", "int last(const string &in a, const string &in b, int at) { return a.findLast(b, at); }")
    unit.build()
    with made.instantiate(unit.program) as world:
        find = world.function("last")
        for _ in range(3000):
            text = "".join(rng.choice("ab") for _ in range(rng.randrange(40)))
            word = "".join(rng.choice("ab") for _ in range(rng.randrange(1, 22)))
            at = rng.randrange(-1, 45)
            assert find(text, word, at) == (text.rfind(word) if at < 0 else text.rfind(word, 0, at + len(word)))


@pytest.mark.parametrize("call", ["a.sortAsc();", "a.find('no');", "if (a == b) n = 1;"])
def test_comparisons_of_long_strings_end(call: str, context: Context) -> None:
    source = f"""
    void main() {{
        string s = "s"; s = s.repeat(2000000);
        string[] a(20000); string[] b(20000);
        for (uint i = 0; i < a.length(); i++) {{ string t = s; if (i < 8) t += "x"; a[i] = i < 8 ? t : a[i % 8]; }}
        for (uint i = 0; i < a.length(); i++) {{ string t = s; if (i < 8) t += "x"; b[i] = i < 8 ? t : b[i % 8]; }}
        int n = 0;
        {call}
    }}
    """.replace("'no'", "b[0].substr(0, 2000000) + 'y'".replace("'", '"'))
    with pytest.raises(ScriptException, match="Too large"):
        run(context, source)


def test_one_call_cannot_fill_the_memory_with_output(context: Context) -> None:
    arguments = ", ".join(["s"] * 60)
    source = f'void main() {{ string s = "s"; s = s.repeat(10000000); println({arguments}); }}'
    with pytest.raises(ScriptException, match="Too large"):
        run(context, source)
