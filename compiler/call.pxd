"""Calls: functions, methods, natives and host functions, arguments and results."""
from libc.stdint cimport uint32_t

from seraphscript.compiler.gen cimport Gen, Value

# A Call node.
cdef Value call_value(Gen *g, uint32_t node) noexcept nogil
# x.name that is not called.
cdef Value member_value(Gen *g, uint32_t node) noexcept nogil
# Call of a method by name with compiled values as arguments (foreach, array helpers).
cdef Value call_method(Gen *g, Value object, uint32_t name, Value *args, uint32_t nargs, uint32_t node) noexcept nogil
# a OP b through a method of a's type (or the reversed one of b's): 0 if there is none that fits, else 1 and the result.
cdef int operator_method(Gen *g, uint32_t name, Value a, Value b, uint32_t node, Value *result) noexcept nogil
