"""Variables: index expressions, assignment, compound assignment, ++ and --."""
from libc.stdint cimport uint32_t

from seraphscript.compiler.gen cimport Gen, Value

# x[i]: an element (V_ELEM) or a byte of a string (V_BYTE).
cdef Value index_value(Gen *g, uint32_t node) noexcept nogil
# The same of compiled values.
cdef Value element_of(Gen *g, Value object, Value index, uint32_t node) noexcept nogil
# Assignment target = value (both compiled): stores, with conversion; returns the target as a value.
cdef Value assign(Gen *g, Value target, Value value, uint32_t node) noexcept nogil
# target @= value: the handle is rebound.
cdef Value assign_handle(Gen *g, Value target, Value value, uint32_t node) noexcept nogil
# An Assign node; `used`: its value matters.
cdef Value assignment(Gen *g, uint32_t node, int used) noexcept nogil
# ++ and -- (Unary or Postfix node); `used`: its value matters.
cdef Value step(Gen *g, uint32_t node, int used) noexcept nogil
