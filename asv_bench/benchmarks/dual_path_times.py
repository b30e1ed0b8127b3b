"""Built-in functions with a fast path: as they are, replaced, taken as handles, and with the fast path switched off.

What it is: one loop for each function of `vm/fast_table.py` and the worlds that run it (`worlds`). The list of calls
below covers every function of the table; a test sees to that. What it is not: the ratios, `tools/dual_path.py`.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache

from seraphscript import Context, Instance, Module
from seraphscript.vm.fast_table import FAST, Fast

from .common import build

TYPES = {"F64": "double", "F32": "float", "I32": "int", "I64": "int64", "U32": "uint", "U64": "uint64"}
METHODS = {
    "string.length": "uint text.length()",
    "array.length": "uint numbers.length()",
    "string.toUppercase": "string text.toUppercase()",
    "string.toLowercase": "string text.toLowercase()",
    "string.substr": "string text.substr(7, 5)",
    "string.reversed": "string text.reversed()",
    "string.repeat": "string text.repeat(2)",
}
"""Result and call of the functions without an expression in the table: `text` has 16 bytes."""

WAYS = ("fast", "switched off", "Python", "host call", "script", "script call", "extracted")
"""As it is; without the fast path; replaced by a callable, or by a function of the script, each with an ordinary call
of the same function to compare with; through a handle to the built-in."""


def call_of(function: Fast) -> tuple[str, str, str, str]:
    """Type of the result, the call, and parameters and arguments of a function that takes the same."""
    if function.key in METHODS:
        result, _, call = METHODS[function.key].partition(" ")
        owner, _, rest = call.partition(".")
        more = [
            f"{'uint' if i == 0 else 'int'} p{i}"
            for i, part in enumerate(rest.partition("(")[2][:-1].split(","))
            if part
        ]
        first = "const array<int> &in a" if owner == "numbers" else "const string &in a"
        given = rest.partition("(")[2][:-1]
        return result, call, ", ".join([first, *more]), f"{owner}, {given}".rstrip(", ")
    kind = TYPES[function.operands[0]]
    arguments = ", ".join(["x", "y"][: len(function.operands)])
    parameters = ", ".join(f"{kind} {name}" for name in arguments.split(", "))
    return TYPES[function.result], f"{function.name}({arguments})", parameters, arguments


def source_of(function: Fast) -> str:
    """The loops, each of n calls: `built_in`, `ordinary` (a function of the script), `hosted`, `extracted`, `empty`."""
    result, call, parameters, arguments = call_of(function)
    kind = TYPES[function.operands[0]] if function.operands else "int"
    start = f"{kind} x = {kind}(3); {kind} y = {kind}(2);"
    start += ' string text = "Hello, World 16b"; array<int> numbers = {1, 2, 3};'
    value = '"Hello, World"' if result == "string" else f"{result}(1)"
    text = f"{result} mine({parameters}) {{ return {value}; }}\n"
    loops = {"built_in": call, "ordinary": f"mine({arguments})", "hosted": f"host::f({arguments})", "empty": ""}
    if function.operands:
        text += f"funcdef {result} Handle({parameters});\n"
        loops["extracted"] = f"f({arguments})"
    for name, inner in loops.items():
        begin = f"Handle@ f = {function.name}; " if name == "extracted" else ""
        last = "" if result == "string" else f"{result} last = {result}(0); "
        step = f"{inner};" if result == "string" or not inner else f"last = {inner};"
        text += f"void {name}(int n) {{ {start} {begin}{last}for (int i = 0; i < n; i++) {{ {step} }} }}\n"
    return text


@cache
def worlds(key: str) -> dict[str, tuple[Instance, str]]:
    """For each way a world and the name of its loop."""
    function = next(f for f in FAST if f.key == key)
    result, _, parameters, _ = call_of(function)
    value: object = "Hello, World" if result == "string" else 1.0 if result in ("double", "float") else 1

    def constant(*arguments: object) -> object:
        return value

    module = Module("host")
    module.register_function(f"{result} f({parameters})", constant)
    unit = build(Context().install(module), "dual", source_of(function))
    made = {name: unit.instantiate() for name in ("plain", "off", "python", "script")}
    library, _, name = function.name.partition("::")
    made["off"].library(library).disable_fast_path(name)
    made["python"].override(function.name, constant)
    made["script"].override(function.name, "mine")
    found = {
        "empty": (made["plain"], "empty"),
        "fast": (made["plain"], "built_in"),
        "switched off": (made["off"], "built_in"),
        "Python": (made["python"], "built_in"),
        "host call": (made["plain"], "hosted"),
        "script": (made["script"], "built_in"),
        "script call": (made["plain"], "ordinary"),
    }
    if function.operands:
        found["extracted"] = (made["plain"], "extracted")
    return found


PLACES = {
    "variable": "text",
    "literal": '"Hello, World 16b"',
    "global": "shared",
    "field": "box.text",
    "element": "texts[1]",
    "temporary": "(shared + text)",
}
"""Where the string comes from that is passed to a function."""


@cache
def place_worlds() -> tuple[Instance, Instance]:
    """A world as it is, and one that replaces length and repeat; loops are named after function, way and place."""
    text = 'class Box { string text = "Hello, World 16b"; }\nstring shared = "Hello, World 16b";\n'
    text += "uint size(const string &in a) { return 1; }\n"
    text += 'string twice(const string &in a, uint n) { return "Hello"; }\n'
    start = 'string text = "Hello, World 16b"; Box box; array<string> texts = {text, text}; uint last;'
    loops = {"empty": ""}
    for place, given in PLACES.items():
        loops[f"length_script_{place}"] = f"last = {given}.length();"
        loops[f"length_ordinary_{place}"] = f"last = size({given});"
        loops[f"repeat_script_{place}"] = f"{given}.repeat(2);"
        loops[f"repeat_ordinary_{place}"] = f"twice({given}, 2);"
    for name, inner in loops.items():
        text += f"void {name}(int n) {{ {start} for (int i = 0; i < n; i++) {{ {inner} }} }}\n"
    unit = build(Context(), "places", text)
    plain, replaced = unit.instantiate(), unit.instantiate()
    replaced.override("string::length", "size")
    replaced.override("string::repeat", "twice")
    return plain, replaced


def loop(key: str, way: str) -> Callable[[int], object]:
    """What runs a loop; NotImplementedError for a handle to a method, which there is not."""
    found = worlds(key).get(way)
    if found is None:
        raise NotImplementedError
    return found[0].function(found[1])


KEYS = tuple({f.name: f.key for f in reversed(FAST)}.values())[::-1]
"""One overload of each function: the first of the table."""


class BuiltinFunctions:
    """A hundred thousand calls."""

    params = (KEYS, WAYS)
    param_names = ("function", "way")

    def setup(self, key: str, way: str) -> None:
        self.run = loop(key, way)

    def time_calls(self, key: str, way: str) -> None:
        self.run(100_000)
