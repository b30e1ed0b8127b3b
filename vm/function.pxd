"""Script functions for Python. See function.pyx."""
from libc.stdint cimport int64_t, uint32_t

from cpython.object cimport PyObject

from .driver cimport InstanceState
from .layout cimport FuncDef

ctypedef object (*Vectorcall)(ScriptFunction self, PyObject **args, size_t nargsf, PyObject *kwnames)

cdef class ScriptFunction:
    cdef Vectorcall vectorcall          # tp_vectorcall_offset points here
    cdef InstanceState state
    cdef const FuncDef *func
    cdef const uint32_t *kinds          # of the parameters
    cdef uint32_t index
    cdef uint32_t nparams
    cdef bint plain                     # at most QUICK_ARGS parameters, no handles among them, no &out results

# The function as an object that Python can call. The index must be one that the host may call.
cdef ScriptFunction make_function(InstanceState st, uint32_t index)
# Calls a function with any arguments; limits as for invoke().
cdef object call_function(InstanceState st, uint32_t index, PyObject **args, Py_ssize_t nargs,
                          int64_t budget, int64_t deadline)
# The same of a method for an object that is no argument: `object` is its handle, borrowed. 0: no method.
cdef object call_bound(InstanceState st, uint32_t index, int64_t object, PyObject **args, Py_ssize_t nargs,
                       int64_t budget, int64_t deadline)
# Results of a call as one Python value; their handles are released.
cdef object take_results(InstanceState st, const FuncDef *f, int64_t *results)
# Converts the arguments of a function but for the `first` ones, which stand in `slots` already; that has room for all,
# handles in it are the caller's afterwards.
cdef int take_arguments(InstanceState st, uint32_t index, uint32_t first, PyObject **args, Py_ssize_t nargs, int64_t *slots,
                        int64_t *budget, int64_t deadline) except -1
