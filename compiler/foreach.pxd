"""foreach over arrays and over objects with opForBegin, opForEnd, opForNext and opForValue."""
from libc.stdint cimport uint32_t
from seraphscript.compiler.gen cimport Gen

cdef void stmt_foreach(Gen *g, uint32_t node) noexcept nogil
