"""The end of a function that has been emitted. See finish.pyx."""
from libc.stdint cimport uint32_t
from seraphscript.compiler.gen cimport Gen

# Finishes the function in progress: fills in costs and writes its row, `row` of g.funcs.
cdef void gen_finish(Gen *g, uint32_t row) noexcept nogil
