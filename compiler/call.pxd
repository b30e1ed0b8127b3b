"""Calls: functions, methods, natives and host functions, arguments and results."""
from libc.stdint cimport uint32_t

from seraphscript.compiler.gen cimport Gen, Value
from seraphscript.compiler.overload cimport Overloads
from seraphscript.registry.tier cimport FuncRef, TypeRef

cdef enum:
    FORM_SCRIPT = 0             # forms of emit_call
    FORM_NATIVE = 1
    FORM_HOST = 2
    FORM_VIRTUAL = 3            # index: slot of the class
    FORM_INTERFACE = 4          # index: number of the interface's method
    FORM_FUNC = 5               # index: type of the handle
    FORM_KEEPS = 6              # for pass_value: a native method that stores objects of script classes in an array

# Call of a method by name with compiled values as arguments (foreach, array helpers).
cdef Value call_method(Gen *g, Value object, uint32_t name, Value *args, uint32_t nargs, uint32_t node) noexcept nogil
# Resolve among functions and call one, with written arguments (a list of nodes). object_node: the object is to be
# evaluated behind them; 0: it is in `object`. Constructors are called as methods of the new object.
cdef Value call_overloads(
    Gen *g, const Overloads *o, Value object, uint32_t object_node, uint32_t args, uint32_t node) noexcept nogil
# The same with compiled arguments; found: whether any fits (quiet: no diagnostic if not).
cdef Value call_with(
    Gen *g, const Overloads *o, Value object, const Value *args, uint32_t nargs, uint32_t node, int quiet, int *found
) noexcept nogil
# A call of the chosen one of `o` with one compiled argument.
cdef Value call_one(Gen *g, FuncRef f, const Overloads *o, Value object, Value arg, uint32_t node) noexcept nogil
# Emit the call of a function whose arguments stand in registers (Arg.reg of g.args[pbase ..]).
cdef Value finish_call(
    Gen *g, FuncRef f, const Overloads *o, Value object, uint32_t base, uint32_t n, uint32_t pbase, uint32_t np,
    uint32_t node) noexcept nogil
# The register in which an evaluated argument is passed to a function of the unit.
cdef uint32_t pass_to_script(Gen *g, Value v, TypeRef type, uint32_t mode) noexcept nogil
# A call of one function with arguments that are bound to its parameters: g.args[base .. base+n-1].
cdef Value call_bound(
    Gen *g, FuncRef f, const Overloads *o, Value object, uint32_t object_node, uint32_t base, uint32_t n, uint32_t
    node
) noexcept nogil
# May the method be called on this object? Else a diagnostic.
cdef int check_object(Gen *g, FuncRef f, Value object, uint32_t node) noexcept nogil
# Call of a method that arrays have in the prelude alone.
cdef Value call_library(
    Gen *g, FuncRef p, Value object, uint32_t object_node, uint32_t args, uint32_t node) noexcept nogil
# Call of one certain method without arguments.
cdef Value call_exact(Gen *g, FuncRef f, Value object, uint32_t node) noexcept nogil
# a OP b through a method of a's type (or the reversed one of b's): 0 if there is none that fits, else 1 and the result.
cdef int operator_method(Gen *g, uint32_t name, Value a, Value b, uint32_t node, Value *result) noexcept nogil
