"""Kinds of classes of the host, as their records have them (TypeRec.offset). See kinds.py."""
from libc.stdint cimport uint32_t

from seraphscript.registry.tier cimport TIER_FFI, TS_CLASS, TypeRec

cdef enum HostKind:
    HK_MANAGED = 0              # Python's own counts serve
    HK_STANDARD = 1             # AddRef and Release
    HK_SCOPED = 2               # no handles: Release where the scope ends
    HK_NOCOUNT = 3              # handles that keep nothing alive
    HK_NOHANDLE = 4             # the one object, of the host
    HK_COUNT = 5

cdef enum:                      # TypeRec.offset of a TS_CLASS of the FFI tier
    HB_KIND = 7                 # its HostKind
    HB_WEAK = 8                 # there are weak references to its objects
    HB_ALL = 15


cdef inline uint32_t host_kind(const TypeRec *rec) noexcept nogil:
    """The kind of a class of the host; templates, whose offset says something else, are standard ones."""
    return rec.offset & HB_KIND if rec.sort == TS_CLASS else 0


cdef inline int has_no_handles(uint32_t ref, const TypeRec *rec) noexcept nogil:
    """Is this a class of the host that scripts have no handles to?"""
    return ref & TIER_FFI and rec.sort == TS_CLASS and (host_kind(rec) == HK_SCOPED or host_kind(rec) == HK_NOHANDLE)
