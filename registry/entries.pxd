"""Entry. See entries.pyx."""

cdef class Entry:
    cdef readonly object module, item, owner
    cdef Py_ssize_t number, index, sub

    cpdef Entry member(self, Py_ssize_t sub, item, owner)
    cdef Entry within(self, Py_ssize_t sub, object item, object owner)
    cdef bint is_global(self)
    cdef str name(self)
    cdef str overload(self)
