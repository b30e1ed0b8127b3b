"""Python callables as functions of scripts, and the reverse. See callables.pyx."""
from libc.stdint cimport int64_t, uint32_t

from cpython.object cimport PyObject

from .driver cimport InstanceState

cdef class ScriptDelegate:
    cdef InstanceState state
    cdef int64_t handle         # of the function object, counted
    cdef uint32_t index         # its function
    cdef object __weakref__

    cdef object run(self, tuple args, object budget, object deadline)

# Python -> handle of a type of functions (row `type`), counted for the caller. Raises ConversionTypeError,
# MemoryLimitExceeded. [moves]
cdef int function_to_slot(InstanceState st, uint32_t type, object given, int64_t *slot) except -1
# Handle (borrowed) to a function object -> Python. Runs no Python code.
cdef object function_from_slot(InstanceState st, int64_t handle)
# How well a value suits a parameter of that type, 0 best; -1: not at all.
cdef int function_fitness(InstanceState st, uint32_t type, object value) except -2
# What a shape is called with as its object: the callable (borrowed) that stands behind it; NULL: there is none.
cdef PyObject *callable_behind(InstanceState st, int64_t object) noexcept
# The block `handle` of a callable has died: forgets it. The callable, for the caller to let go; None: there was none.
cdef object take_callable(InstanceState st, int64_t handle, uint32_t type, int64_t object)
