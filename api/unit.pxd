"""Unit: sources and what they compile to. See unit.pyx."""
from seraphscript.registry.ffi_registry cimport FfiRegistry
from seraphscript.vm.program cimport Program

cdef class Unit:
    cdef FfiRegistry registry
    cdef readonly str name
    cdef bint strict
    cdef dict texts                     # section name -> source, in order of their first addition
    cdef Program compiled               # None until built
    cdef list found_warnings            # Diagnostic objects, or None
    cdef object default_instance        # what call() runs in, made on request

# A unit of a sealed context; `name` is for messages only.
cdef Unit make_unit(FfiRegistry registry, str name, bint strict)
