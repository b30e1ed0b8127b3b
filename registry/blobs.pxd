"""What a registry file is made of, as Python values; see blobs.pyx."""

cdef class Blob:
    cdef readonly bytes owner       # the file
    cdef readonly Py_ssize_t start
    cdef readonly Py_ssize_t size

    cdef const char *at(self) noexcept

# The value that stands in `data` from `start` to the end; ValueError if there is none, or more than one.
cdef object unpack(bytes data, Py_ssize_t start)
