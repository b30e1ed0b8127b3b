"""Values between Python and script. See convert.pyx."""
from libc.stdint cimport int64_t, uint32_t
from libc.string cimport memcpy

from cpython.object cimport PyObject

from .heap cimport Heap
from .layout cimport ProgramData
from .opcodes cimport K_F64, K_I8, K_I32, K_I64

cdef extern from "Python.h":
    bint PyFloat_CheckExact(PyObject *value)
    double PyFloat_AS_DOUBLE(PyObject *value)
    PyObject *PyFloat_FromDouble(double value)

cdef extern from "hostapi.h":
    PyObject *seraph_new_int(int64_t value)

cdef extern from "hostapi.h" nogil:
    bint seraph_small_int(PyObject *value, int64_t *out)
    int64_t seraph_now()
    int64_t seraph_now_coarse()
    int seraph_load(const int *flag)
    void seraph_store(int *flag, int value)

# Python -> slot of that kind word; a handle is owned by the caller. Raises ConversionError (expected type and what came
# instead), MemoryLimitExceeded, or what the object's own methods raise. [moves]
cdef int to_slot(Heap *heap, const ProgramData *prog, uint32_t kind, PyObject *value, int64_t *slot) except -1
# Slot -> new Python object; a handle is borrowed. Runs no Python code that could use the instance meanwhile.
cdef object from_slot(Heap *heap, const ProgramData *prog, uint32_t kind, int64_t slot)
# Script bytes -> str; bytes that are not UTF-8 become surrogate escapes.
cdef str decode_text(const char *text, uint32_t n)
# UTF-8 of a str, surrogate escapes back to their bytes. Raises UnicodeEncodeError.
cdef bytes encode_text(object text)
# A value within a container, or the container itself. `shared`: block -> object of those that are made or begun.
cdef object part_from_slot(Heap *heap, const ProgramData *prog, uint32_t kind, int64_t slot, dict shared, int depth)
# Raise ConversionError for a value of another type; MemoryLimitExceeded, or that a value is too large.
cdef int refuse(const ProgramData *prog, uint32_t kind, object value) except -1
cdef int heap_failed(Heap *heap) except -1
# Is it a bool of NumPy's? It counts as one of Python's.
cdef bint is_bool(object value) except -1
# Name of a kind in scripts: "int", "array<string>".
cdef str kind_text(const ProgramData *prog, uint32_t kind)


# Releases n handles of these kinds (others are skipped).
cdef void release_slots(Heap *heap, const uint32_t *kinds, int64_t *slots, uint32_t n) noexcept


cdef inline bint quick_slot(uint32_t kind, PyObject *value, int64_t *slot) noexcept:
    """The common cases of to_slot, without a call: a small int for int or int64, a float for double."""
    cdef double d
    if kind == K_I32 or kind == K_I64:
        return seraph_small_int(value, slot)            # one digit has at most 30 bits
    if kind == K_F64 and PyFloat_CheckExact(value):
        d = PyFloat_AS_DOUBLE(value)
        memcpy(slot, &d, sizeof(double))
        return True
    return False


cdef inline bint quick_object(uint32_t kind, int64_t slot, PyObject **value) noexcept:
    """The common cases of from_slot: a signed integer, a double. True with NULL: no memory, Python's error is set."""
    cdef double d
    if K_I8 <= kind <= K_I64:
        value[0] = seraph_new_int(slot)
        return True
    if kind == K_F64:
        memcpy(&d, &slot, sizeof(double))
        value[0] = PyFloat_FromDouble(d)
        return True
    return False
