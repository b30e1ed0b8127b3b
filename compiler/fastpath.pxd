"""Built-in functions with a fast path, as the code generator sees them."""
from libc.stdint cimport uint32_t, uint64_t
from seraphscript.compiler.gen cimport Gen

# Puts FAST in front of the NATIVE that comes next, if the function with this id has an expression in the table.
cdef void emit_fast_call(Gen *g, uint64_t id, uint32_t dst, const uint32_t *regs, uint32_t nregs) noexcept nogil

cdef:
    uint64_t ID_STRING_LENGTH, ID_ARRAY_LENGTH      # ids of the C functions
