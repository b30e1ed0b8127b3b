"""Arrays of scripts whose elements Python shares. See shared_arrays.pyx."""
from .driver cimport InstanceState

# The array of numbers in a global, or in a field of an object (None: a global).
cdef object shared_array(InstanceState st, object name, object owner)
