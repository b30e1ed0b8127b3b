"""Code in which calls of replaced built-in functions lead elsewhere. See redirect.pyx."""
from libc.stdint cimport uint32_t, uint64_t

from .program cimport Program

cdef class Redirected:
    cdef object __weakref__
    cdef uint64_t *code

# The code for an instance whose calls of native row i go to function instead[i] of the program; NO_FUNC: to the native itself.
# None: instead has nothing else. The caller has seen to it that parameters and results are of the same kinds.
cdef Redirected redirected_code(Program program, const uint32_t *instead)
