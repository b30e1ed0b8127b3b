"""Where a script stands, for the callbacks of a debugger. See stop.pyx."""
from libc.stdint cimport int64_t, uint32_t

from .driver cimport InstanceState
from .layout cimport FuncDef, LocalDef
from .unwind cimport CallWalk
from .vmstate cimport TraceEntry, Vm

cdef enum:
    STOP_CALLS = 48             # MAX_TRACE: calls of which a Stop knows the place

cdef class Stop:
    cdef InstanceState st
    cdef Vm *vm                         # NULL: the callback has returned
    cdef readonly str reason            # "line", "breakpoint" or "step"
    cdef uint32_t kept                  # calls in trace[], innermost first
    cdef uint32_t total                 # calls in progress; 0: not counted yet
    cdef CallWalk start
    cdef TraceEntry trace[48]           # STOP_CALLS
    cdef uint32_t bases[48]             # where their registers begin
    cdef object last                    # the innermost as a TracebackFrame, None: not made yet

    cdef object innermost(self)
    cdef int in_progress(self) except -1
    cdef const FuncDef *function_of(self, uint32_t index) except NULL
    cdef const LocalDef *row_of(self, uint32_t index, uint32_t row) except NULL
    cdef tuple variables(self, object frame, uint32_t index)
    cdef object read(self, uint32_t index, uint32_t row)
    cdef int write(self, uint32_t index, object variable, object value) except -1

# The calls of a VM that has stopped between two instructions. Whoever makes it sets vm to NULL when its callback is over.
cdef Stop make_stop(InstanceState st, Vm *vm, str reason)
