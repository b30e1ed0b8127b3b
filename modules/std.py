"""std: output, assertions, exceptions and fibers, in the global scope.

`print` and `eprint` write without a newline, `println` and `eprintln` with one. A first argument that is a string and
is followed by others is a format: each `{}` in it is replaced by the next argument, `{{` is a brace.

A fiber is a call that `yield()` suspends: control goes back to whoever has called resume(), and the next resume() goes
on behind the yield(). resume() says whether the fiber has ended, as `done` does; an exception that ends it leaves
resume(). The compiler makes one of a function, `Fiber(function)`: see the native "fiber.new".
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
    std.register_native("void yield()", "std.yield")
    std.enum("FiberState", ("Ready", "Suspended", "Running", "Finished", "Exception", "Aborted"))
    fiber = std.native_type("Fiber", "fiber")
    fiber.method("bool resume()", native="fiber.resume")
    fiber.method("void abort()", native="fiber.abort")
    fiber.method("FiberState get_state() const property", native="fiber.state")
    fiber.method("bool get_done() const property", native="fiber.done")
    return std
