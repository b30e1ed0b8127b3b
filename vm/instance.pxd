"""Instance: one isolated world. See instance.pyx."""
from libc.stdint cimport int64_t, uint32_t

from .driver cimport InstanceState

cdef class Instance(InstanceState):
    cdef object __weakref__

    cdef int tidy(self) except -1
    cdef uint32_t function_index(self, str text) except? 0xffffffff
    cdef int64_t *global_slot(self, object name, uint32_t *kind) except NULL
