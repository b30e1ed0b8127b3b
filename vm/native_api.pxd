"""What C functions of other packages can ask of a call. See native_api.pyx."""

# The table that a Vm begins with.
cdef const void *native_api() noexcept nogil
