"""Overload resolution: which function a call means, and which argument goes to which parameter."""
from libc.stdint cimport uint32_t

from seraphscript.compiler.gen cimport Gen, Value
from seraphscript.registry.tier cimport FuncRef, TypeRef

cdef enum:
    NO_ARG = 0xFFFFFFFFu
    QUIET_NO_MATCH = 2          # a mode of best_overload
    MAX_ORDER = 5               # arguments that fitting_order tries

cdef struct Overloads:          # the functions that a name stands for
    FuncRef script              # first of the script tier's chain, 0: none
    FuncRef ffi                 # first of the FFI tier's chain
    TypeRef instance            # type whose methods they are, 0: functions
    int const_object            # the object is read-only
    int direct                  # never virtual: Base::f()
    uint32_t targs              # written arguments of a template function, a list of types; 0: none

# The methods of a type by name.
cdef Overloads methods_of(Gen *g, TypeRef type, int const_object, uint32_t name) noexcept nogil
# The function if there is just one, else 0.
cdef FuncRef only_one(Gen *g, const Overloads *o) noexcept nogil
# The next candidate behind f (0: the first one); 0 at the end.
cdef FuncRef next_candidate(Gen *g, const Overloads *o, FuncRef f) noexcept nogil
# Room for one more argument on g.args; its index, or NO_ARG when out of memory.
cdef uint32_t arg_push(Gen *g, uint32_t node, uint32_t name) noexcept nogil
# Push the written arguments (a list of expressions and NamedArgs). Their number; -1 after a diagnostic.
cdef int args_push(Gen *g, uint32_t list, uint32_t node) noexcept nogil
# Set Arg.param of the arguments base .. base+n-1; variadic ones all get the last parameter. 1 if f can be called so;
# with `report` a diagnostic says why not.
cdef int bind(Gen *g, FuncRef f, uint32_t base, uint32_t n, uint32_t node, int report) noexcept nogil
# Can some candidate take argument i of n as &out?
cdef int may_be_out(Gen *g, const Overloads *o, uint32_t base, uint32_t i) noexcept nogil
# The best candidate for the evaluated arguments; 0 and a diagnostic if there is none or several.
# quiet: no diagnostic; QUIET_NO_MATCH: only if there are several.
cdef FuncRef best_overload(
    Gen *g, const Overloads *o, uint32_t base, uint32_t n, uint32_t node, int quiet
) noexcept nogil
# The order in which evaluated arguments would fit the parameters of a function, of which they do not fit as they stand;
# order[p]: the argument for parameter p. 0 if there is none.
cdef int fitting_order(
    Gen *g, FuncRef f, const Overloads *o, uint32_t base, uint32_t n, uint32_t *order) noexcept nogil
# The type of an expression as far as it can be told without code; 0 if unknown.
cdef TypeRef quick_type(Gen *g, uint32_t node) noexcept nogil
