"""std: output, assertions and exceptions, in the global scope.

`print` and `eprint` write without a newline, `println` and `eprintln` with one. A first argument that is a string and
is followed by others is a format: each `{}` in it is replaced by the next argument, `{{` is a brace.
"""

from __future__ import annotations

from seraphscript.registry.module import Module


def module() -> Module:
    """The module, new."""
    std = Module(name="std")
    for name in ("print", "println", "eprint", "eprintln"):
        std.register_native(f"void {name}(const ?&in... values)", f"std.{name}")
    std.register_native("void assert(bool condition)", "std.assert")
    std.register_native("void assert(bool condition, const string &in message)", "std.assert_message")
    std.register_native("void throw(const string &in message)", "std.throw")
    std.register_native("string getExceptionInfo()", "std.getExceptionInfo")
    return std
