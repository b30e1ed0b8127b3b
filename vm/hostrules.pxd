"""Rules of types of the host. See hostrules.pyx."""
from libc.stdint cimport uint32_t

cdef enum HostKind:             # numbers of registry/kinds.pxd
    KIND_MANAGED = 0
    KIND_STANDARD = 1
    KIND_SCOPED = 2
    KIND_NOCOUNT = 3

cdef class HostRules:           # what a type of the host asks for; each may be None
    cdef uint32_t kind
    cdef object addref, release, destructor
    cdef object getrefcount, setflag, getflag, enumrefs, releaserefs

cdef class HostEntry:           # an object of such a type in the table of an instance
    cdef object value           # KIND_NOCOUNT: a weak reference to it
    cdef HostRules rules
    cdef object key             # under which it is in host_blocks; None: it is not
    cdef bint due               # release or destructor is to be called

cdef HostRules host_rules(uint32_t kind, object behaviours)
