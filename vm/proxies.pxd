"""Script objects for Python. See proxies.pyx."""
from libc.stdint cimport int64_t, uint32_t

from cpython.object cimport PyObject

from .driver cimport InstanceState
from .heap cimport Heap
from .layout cimport ProgramData
from .program cimport Program

cdef class ScriptObject:
    cdef InstanceState state
    cdef int64_t handle         # counted
    cdef uint32_t row           # its type
    cdef object __weakref__

cdef class ScriptMethod:
    cdef ScriptObject owner
    cdef str name
    cdef list candidates        # MethodViews

    cdef object run(self, tuple args, object budget, object deadline)

cdef class ScriptType:
    cdef InstanceState state
    cdef object view            # ClassView

# The constructors that a call of a class with that many arguments chooses from; none: it needs none, or there is none.
cdef list constructors_of(object view, Py_ssize_t nargs)
# Python -> handle for the kind word K_OBJ, counted for the caller. Raises ConversionTypeError, MemoryLimitExceeded. [moves]
cdef int object_to_slot(Heap *heap, const ProgramData *prog, uint32_t kind, PyObject *value, int64_t *slot) except -1
# Handle (borrowed) -> Python; a null handle is None. Runs no Python code.
cdef object object_from_slot(Heap *heap, const ProgramData *prog, int64_t slot)
# Row -> ClassView of all classes and interfaces.
cdef dict class_views(Program program)
# The classes of an instance as Python sees them.
cdef object make_types(InstanceState st)
