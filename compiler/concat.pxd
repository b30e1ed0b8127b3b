"""Concatenation of strings: +, +=, and chains of them in place."""
from libc.stdint cimport uint32_t

from seraphscript.compiler.gen cimport Gen, Value

# left + right, at least one of them a string: an owned temporary; the left one is extended in place if it is one.
cdef Value concat_values(Gen *g, Value left, Value right, uint32_t node) noexcept nogil
# target += value for a string variable that may be written; returns the target.
cdef Value append_value(Gen *g, Value target, Value value, uint32_t node) noexcept nogil
# `s += a + b + c` and `s = s + a + b + c`: append the pieces to the variable one by one, where nobody can tell
# the difference. 1 if done.
cdef int append_chain(Gen *g, uint32_t node, Value *result) noexcept nogil
# Is an Assign node of the form `s = s + ...`?
cdef int is_self_append(Gen *g, uint32_t node) noexcept nogil
