"""Copies of script objects that are passed by value. See copies.pyx."""
from libc.stdint cimport int64_t, uint32_t

from .driver cimport InstanceState

# Must the host's argument for parameter i (the object of a method counts) be copied?
cdef bint is_copied(InstanceState st, uint32_t index, uint32_t i) except -1
# slot, a handle that is counted, becomes a copy as an object of the class `row`, also counted. What the constructor
# costs is taken off the budget. Raises ConversionTypeError if there is no way to copy. [moves]
cdef int copy_argument(InstanceState st, uint32_t row, int64_t *slot, int64_t *budget, int64_t deadline) except -1
