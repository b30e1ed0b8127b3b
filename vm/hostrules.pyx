# cython: language_level=3, boundscheck=False, wraparound=False, cdivision=True, initializedcheck=False
"""What types of the host ask for beyond Python's own counts, as records; `hostobjects.pyx` does it."""
from operator import methodcaller

cimport cython
from libc.stdint cimport uint32_t


@cython.final
cdef class HostRules:
    """What a type of the host asks for: its kind and its behaviours."""


@cython.final
cdef class HostEntry:
    """An object in the table of an instance whose type has rules."""


cdef object called(object behaviours, str name):
    """What implements a behaviour, as a callable; None if the type does not have it."""
    found = behaviours.get(name)
    return found if found is None or callable(found) else methodcaller(found.name)


cdef HostRules host_rules(uint32_t kind, object behaviours):
    cdef HostRules rules = HostRules.__new__(HostRules)
    rules.kind = kind
    rules.addref = called(behaviours, "addref")
    rules.release = called(behaviours, "release")
    rules.destructor = called(behaviours, "destructor")
    rules.getrefcount = called(behaviours, "gc_getrefcount")
    rules.setflag = called(behaviours, "gc_setflag")
    rules.getflag = called(behaviours, "gc_getflag")
    rules.enumrefs = called(behaviours, "gc_enumrefs")
    rules.releaserefs = called(behaviours, "gc_releaserefs")
    return rules
