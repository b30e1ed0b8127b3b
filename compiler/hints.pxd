"""What helps with an error: similar names, where things are declared, what would fit instead."""
from libc.stdint cimport uint32_t

from seraphscript.compiler.gen cimport ClassInfo, Gen, Value
from seraphscript.compiler.overload cimport Overloads
from seraphscript.registry.tier cimport FieldRec, FuncRef, ScopeRef, TypeRef

cdef enum Wanted:               # what a misspelled name can have been meant to be
    WANT_VALUE = 1              # a variable, a function, a type (of which an object is made)
    WANT_TYPE = 2
    WANT_SCOPE = 4              # a namespace, or a type with members
    WANT_ONLY_HERE = 8          # in this very scope: the name is qualified

# Hints for the last diagnostic: the visible name that is nearest to a misspelled one, or one of another namespace.
cdef void hint_name(Gen *g, uint32_t name, ScopeRef scope, int wanted) noexcept nogil
# The same for members of a type.
cdef void hint_member(Gen *g, TypeRef type, uint32_t name) noexcept nogil
# The same for the parameters of a function, for a named argument.
cdef void hint_parameter(Gen *g, FuncRef f, uint32_t name) noexcept nogil
# How a value of one type can be made one of the other.
cdef void hint_conversion(Gen *g, Value v, TypeRef to) noexcept nogil
# The method that would give a type an operator: "opAdd"; what there is of that name.
cdef void hint_operator(Gen *g, TypeRef type, uint32_t name) noexcept nogil
# Report a method that overrides nothing, with what its base has.
cdef void override_error(Gen *g, const ClassInfo *c, FuncRef f) noexcept nogil
# A type where a value is wanted: an enum's value is written with `::`.
cdef void hint_type_as_value(Gen *g, Value v) noexcept nogil
# A method of a class, given the scope of its members, that differs only in `const` from a method of an interface.
cdef void hint_const_method(Gen *g, ScopeRef members, FuncRef method) noexcept nogil
# All candidates of a call, up to five.
cdef void hint_candidates(Gen *g, const Overloads *o) noexcept nogil
# The place where a function is declared, for those of the script.
cdef void note_function(Gen *g, FuncRef f, const char *text) noexcept nogil
# The place at a source offset where a name stands.
cdef void note_name(Gen *g, uint32_t offset, uint32_t name, const char *text) noexcept nogil

# Report a target that is read-only, with the reason.
cdef void read_only_error(Gen *g, Value target) noexcept nogil
# Report the call of a method that is not const on an object that is read-only.
cdef void const_method_error(Gen *g, FuncRef f, TypeRef type, uint32_t node) noexcept nogil
# Report a method or variable that is private or protected.
cdef void access_error(Gen *g, FuncRef f, uint32_t node) noexcept nogil
cdef void field_access_error(Gen *g, const FieldRec *field, uint32_t node) noexcept nogil
# A condition that is no bool.
cdef void condition_error(Gen *g, Value v, uint32_t node) noexcept nogil
# An assignment of a bool as a condition, unless it stands in parentheses of its own.
cdef void condition_warning(Gen *g, uint32_t node) noexcept nogil
# A local variable that nothing mentions; one that hides another variable (`old`: 1 + a local variable, or 0).
cdef void warn_unused(Gen *g, uint32_t local) noexcept nogil
cdef inline void check_used(Gen *g, uint32_t first) noexcept nogil:    # the variables from number `first` on
    while first < g.nlocals:
        if not g.locals[first].used:
            warn_unused(g, first)
        first += 1
cdef void warn_hiding(Gen *g, uint32_t var, uint32_t old) noexcept nogil
# An implicit conversion of a number that may change it: from `v` to what became of it.
cdef void warn_conversion(Gen *g, Value v, Value to) noexcept nogil
# Which way through the body of a function leads to its end.
cdef void note_missing_return(Gen *g, uint32_t body) noexcept nogil
# The order in which the arguments of a call would fit (see fitting_order).
cdef void hint_order(Gen *g, FuncRef f, TypeRef instance, const uint32_t *order, uint32_t n) noexcept nogil
# The diagnostics from number `first` on are about arguments of the call `node`: say which parameters they were for.
cdef void explain_arguments(
    Gen *g, FuncRef f, const Overloads *o, uint32_t slots, uint32_t n, uint32_t first, uint32_t node) noexcept nogil
