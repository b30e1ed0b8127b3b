"""FfiRegistry: the sealed FFI tier. See ffi_registry.pyx."""
from libc.stdint cimport int64_t, uint32_t, uint64_t

from seraphscript.registry.context cimport CompilationContext
from seraphscript.registry.names cimport Names
from seraphscript.registry.tier cimport FuncRec, Tier

cdef class FfiRegistry:
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
    cdef public dict phases         # what each phase of sealing took, seconds, in order; empty if it is from a file
    cdef CompilationContext cx  # a view without a script tier
    cdef dict views             # made on request

    cdef object host_target(self, uint32_t index)
    cdef object call_of(self, uint32_t index)
    cdef object class_of(self, uint32_t owner, uint32_t flags)
    cdef bint makes(self, const FuncRec *f)
    cdef object copied(self, const FuncRec *f)
    cdef void open_for_units(self)
    cdef object called(self, uint32_t index, object target)
    cdef str key_of(self, uint32_t impl)
    cdef uint32_t nhosts(self)
    cdef take_keys(self, bytes keys, bytes offsets, dict required, bytes classes)
    cdef str signature(self, uint32_t index)
    cdef str kind_text(self, uint32_t t)
    cdef str name_of(self, uint32_t name)
    cdef str type_text(self, uint32_t t)
    cdef str scope_text(self, uint32_t scope)
    cdef uint32_t scope_named(self, list parts)
    cdef uint32_t find(self, str qualified, uint32_t sort)
    cdef object value_of(self, uint32_t g)
    cdef FunctionView function_view(self, uint32_t ref)
    cdef TypeView type_view(self, uint32_t ref)


cdef class FunctionView:
    cdef FfiRegistry registry
    cdef uint32_t ref


cdef class TypeView:
    cdef FfiRegistry registry
    cdef uint32_t ref


cdef str c_text(const char *text, uint32_t n)
cdef object raise_what_stopped()
