"""Values of the host in registers. See parts.pyx."""
from libc.stdint cimport uint32_t

from seraphscript.compiler.gen cimport Gen, Value
from seraphscript.compiler.overload cimport Overloads
from seraphscript.registry.tier cimport FuncRef, TypeRef

cdef enum:
    MAX_PARTS = 16              # fields of a value that can lie in registers


# Can values of a type lie in registers?
cdef int is_parts_type(Gen *g, TypeRef t) noexcept nogil
# Number of fields of such a type.
cdef uint32_t parts_count(Gen *g, TypeRef t) noexcept nogil
# A temporary whose registers are still to be filled in.
cdef Value parts_blank(Gen *g, TypeRef t, uint32_t node) noexcept nogil
# The fields that have no register yet become zero, in registers of their own.
cdef void parts_zero(Gen *g, Value v) noexcept nogil
# The fields of any value of such a type: an object is read.
cdef Value parts_of(Gen *g, Value v) noexcept nogil
# A temporary in registers of its own, which may be changed and which no change of a variable reaches.
cdef Value parts_detached(Gen *g, Value v) noexcept nogil
# An object with this value in an owned register.
cdef uint32_t parts_box(Gen *g, Value v) noexcept nogil
# The same in a given one, which is null.
cdef void parts_fill_object(Gen *g, Value v, uint32_t reg) noexcept nogil
# Take over the fields of an object that was made of `v`, after something has changed it.
cdef void parts_take_back(Gen *g, Value v, uint32_t reg) noexcept nogil
# A field as a value.
cdef Value parts_field(Gen *g, Value object, uint32_t slot, TypeRef type, uint32_t node) noexcept nogil
# target := value, both of one such type, one of them at least in registers.
cdef void parts_assign(Gen *g, Value target, Value value, uint32_t node) noexcept nogil
# Registers for the result of a conditional expression, and a branch's value into them.
cdef Value parts_result(Gen *g, TypeRef t, uint32_t node) noexcept nogil
cdef void parts_fill(Gen *g, Value target, Value value) noexcept nogil
# Keep the registers of a temporary, free the others above the marks.
cdef void parts_keep(Gen *g, Value v, uint32_t top, uint32_t own_top) noexcept nogil
# May the variable that is declared at a token lie in registers?
cdef int parts_variable(Gen *g, TypeRef t, uint32_t token) noexcept nogil
# Declare a variable with this value, in registers; what was taken above the marks otherwise is free again.
cdef void parts_declare(
    Gen *g, uint32_t name, TypeRef type, Value v, int is_const, uint32_t token, uint32_t top, uint32_t own_top) noexcept nogil
# The same for a variable that is the value itself (its registers, which nothing else has).
cdef void parts_be_variable(Gen *g, uint32_t name, TypeRef type, Value v, int is_const, uint32_t token) noexcept nogil
# A variable without a row for debuggers that is this value itself, of a function that is being inlined; its index.
cdef uint32_t parts_name(Gen *g, uint32_t name, TypeRef type, Value v, int is_const) noexcept nogil
# The variable has to be an object: generate the function again.
cdef void parts_must_be_object(Gen *g, Value v) noexcept nogil
# Is a function the generated copy constructor of a temporary that has no registers yet?
cdef int copies_parts(Gen *g, FuncRef f, Value object) noexcept nogil
# Call a function whose arguments are evaluated: an inlined one, or one whose object lies in registers.
cdef Value call_on_parts(
    Gen *g, FuncRef f, const Overloads *o, Value object, uint32_t base, uint32_t n, uint32_t pbase, uint32_t np, uint32_t node,
    int inlined) noexcept nogil
# Type(args): a temporary.
cdef Value parts_construct(Gen *g, TypeRef type, uint32_t args, uint32_t count, uint32_t node) noexcept nogil
