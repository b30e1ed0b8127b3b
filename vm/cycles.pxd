"""Cycles through Python. See cycles.pyx."""
from libc.stdint cimport uint64_t

from .driver cimport InstanceState

# A collection (`gc.pxd`) that sees the objects of the host, and what they refer to. The instance is entered; may run
# Python code.
cdef uint64_t collect_cycles(InstanceState st) noexcept
