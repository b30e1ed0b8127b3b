"""FfiRegistry: the sealed FFI tier. See ffi_registry.pyx."""
from libc.stdint cimport int64_t, uint32_t, uint64_t

from seraphscript.registry.names cimport Names
from seraphscript.registry.tier cimport FuncRec, Tier, TypeRec
from seraphscript.registry.views cimport Declarations

cdef class FfiRegistry(Declarations):
    cdef Tier tier              # sealed; read-only, shared by all units and threads
    cdef Names names            # its names, sealed; &names.table is what a unit's names stand on
    cdef list hosts             # Python callables, by FuncRec.impl; entry 0 is None. None if the registry is from a file
    cdef list keys              # ... the keys that they are bound by, also None then
    cdef dict required          # ... and which of their values must not be null (HostFunction.required), if any
    cdef bytes key_blob         # from a file: the keys, ...
    cdef bytes key_offsets      # ... where they begin,
    cdef readonly object bindings   # ... and what finds callables and classes by their keys (`bindings.py`)
    cdef readonly object host_types # stable id -> HostType of each Python class that is registered
    cdef readonly object host_functions # stable id -> HostFunction: what programs bind to
    cdef readonly bytes fingerprint
    cdef readonly object phases     # what each phase of sealing took, seconds, in order; empty if it is from a file

    cdef object __weakref__

    cdef object host_target(self, uint32_t index)
    cdef object call_of(self, uint32_t index)
    cdef object class_of(self, uint32_t owner, uint32_t flags)
    cdef bint makes(self, const FuncRec *f)
    cdef object copied(self, const FuncRec *f)
    cdef void open_for_units(self)
    cdef object called(self, uint32_t index, object target)
    cdef str key_of(self, uint32_t impl)
    cdef uint32_t nhosts(self)
    cdef uint64_t base_id(self, uint32_t type)
    cdef take_keys(self, bytes keys, bytes offsets, dict required, bytes classes)
    cdef str signature(self, uint32_t index)
    cdef str kind_text(self, uint32_t t)
    cdef str callable_text(self, const TypeRec *rec)


cdef object raise_what_stopped()
