"""Loops and switch: the statements that break and continue leave."""
from libc.stdint cimport uint32_t
from seraphscript.compiler.gen cimport Gen, Loop

# Enter a loop or switch; NULL after a diagnostic. Labels are new, heights those of now.
cdef Loop *loop_push(Gen *g, uint32_t node, int is_switch) noexcept nogil

cdef void stmt_while(Gen *g, uint32_t node) noexcept nogil
cdef void stmt_do(Gen *g, uint32_t node) noexcept nogil
cdef void stmt_for(Gen *g, uint32_t node) noexcept nogil
cdef void stmt_switch(Gen *g, uint32_t node) noexcept nogil
cdef void stmt_break(Gen *g, uint32_t node) noexcept nogil
cdef void stmt_continue(Gen *g, uint32_t node) noexcept nogil
