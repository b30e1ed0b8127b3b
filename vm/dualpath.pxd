"""Built-in functions that an instance replaces, and their fast paths. See dualpath.pyx."""
from .driver cimport InstanceState

cdef int override(InstanceState st, str text, object target) except -1
cdef dict call_counts(InstanceState st)
cdef int count_calls(InstanceState st, bint enable) except -1
