"""Objects of the host that an instance refers to. See hostobjects.pyx."""
from libc.stdint cimport int64_t, uint32_t

from .driver cimport InstanceState

# The handle for an object of the host where the type row `wanted` is expected, counted for the caller. 0: its class is
# not one that may stand there. [moves]
cdef int64_t host_handle(InstanceState st, uint32_t wanted, object value) except -1
# The object that a handle to a block of a TY_HOST type stands for.
cdef object host_object(InstanceState st, int64_t handle)
# A function of the host has given this object to the script; `makes`: a constructor.
cdef void taken_over(InstanceState st, int64_t handle, bint makes) noexcept
# Gives back the objects whose blocks have died. May run Python code, which may use the instance.
cdef void drop_host_objects(InstanceState st) noexcept
# The end of an instance: what the host has not been told yet.
cdef void drop_all_host_objects(InstanceState st) noexcept
