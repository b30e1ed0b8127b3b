"""Values of the host's value types between Python and script. See values.pyx."""
from libc.stdint cimport int64_t, uint32_t

from .heap cimport Heap
from .layout cimport TD_VALUE, ProgramData


cdef inline bint is_value(const ProgramData *prog, uint32_t row) noexcept nogil:
    return row < prog.ntypes and prog.types[row].flags & TD_VALUE != 0


# What a value type is to Python: fields are the declarations of its fields.
cdef object form_of_value(object python, tuple fields, tuple members)
# Python -> a new object of the type in linear memory, owned by the caller. [moves]
cdef int value_to_slot(Heap *heap, const ProgramData *prog, uint32_t row, object value, int64_t *slot) except -1
# An object in linear memory := a value of Python; all of it or, when that raises, nothing. [moves]
cdef int store_value(Heap *heap, const ProgramData *prog, uint32_t row, object value, int64_t handle) except -1
# An object in linear memory -> Python; see part_from_slot. Runs no Python code.
cdef object value_from_slot(Heap *heap, const ProgramData *prog, int64_t slot, dict shared, int depth)
# Row of the value type whose class this object belongs to, 0: none.
cdef uint32_t value_row(Heap *heap, object value) except? 0xffffffff
# Has an object the form of a value of this type? (Its fields may still be refused.)
cdef bint value_fits(object state, uint32_t row, object value) except -1
