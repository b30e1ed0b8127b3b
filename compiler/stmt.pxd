"""Statements and function bodies."""
from libc.stdint cimport int64_t, uint16_t, uint32_t, uint64_t
from seraphscript.compiler.gen cimport Gen, Value
from seraphscript.registry.tier cimport FuncRef, ScopeRef, TypeRef

cdef void stmt(Gen *g, uint32_t node) noexcept nogil
cdef void block_open(Gen *g, uint32_t *saved) noexcept nogil
cdef void gen_function(Gen *g, FuncRef f) noexcept nogil
