"""Expressions: the dispatch over nodes, logic, conditions and conditional expressions."""
from libc.stdint cimport uint32_t

from seraphscript.compiler.gen cimport Gen, Value
from seraphscript.registry.tier cimport TypeRef

# Compile an expression. The result may be a constant, a variable (not loaded) or a register.
cdef Value expr(Gen *g, uint32_t node) noexcept nogil
# The same, but a property stays what it is (V_PROP): the target of an assignment.
cdef Value place(Gen *g, uint32_t node) noexcept nogil
# Type of an expression without emitting code (generates and rolls back).
cdef TypeRef expr_type(Gen *g, uint32_t node) noexcept nogil
# Type of what an expression assigns to; a property need not be readable. TR_ERROR with a diagnostic.
cdef TypeRef place_type(Gen *g, uint32_t node) noexcept nogil
# Compile for side effects only (expression statement, steps of a for loop).
cdef void expr_discard(Gen *g, uint32_t node) noexcept nogil
# Compile a condition: jump to `label` if it is (not) `sense`, else fall through. Temporaries are dropped on both paths.
cdef void expr_jump(Gen *g, uint32_t node, int sense, uint32_t label) noexcept nogil
# A compile-time constant of an integer, enum, bool, float type; V_CONST or V_NONE + diagnostic.
cdef Value const_expr(Gen *g, uint32_t node, TypeRef wanted) noexcept nogil
