"""Functions that return references: `T& f()`."""
from libc.stdint cimport uint32_t

from seraphscript.compiler.gen cimport Gen, Value
from seraphscript.registry.tier cimport FuncRef

# Does the function return the place of a number, a string or a handle? Its result is then the owner of the place, its
# last out value the number of it. References to objects are returned as handles to them.
cdef int returns_place(const Gen *g, FuncRef f) noexcept nogil
# The kind of the register with the owner of a place.
cdef uint32_t owner_kind() noexcept nogil
# The value of a V_REF in a register; handles and strings are borrowed.
cdef uint32_t load_place(Gen *g, Value v) noexcept nogil
# What is in a register into the place of a V_REF (counted).
cdef void store_place(Gen *g, Value target, uint32_t reg) noexcept nogil
# The expression of a return statement. Registers to return: result (NO_REG after a diagnostic) and number of the place
# (NO_REG: none).
cdef void returned_reference(Gen *g, uint32_t node, uint32_t *reg, uint32_t *index) noexcept nogil
