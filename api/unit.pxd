"""Unit: sources and what they compile to. See unit.pyx."""
from libc.stdint cimport uint32_t

from seraphscript.compiler.rebuild cimport Kept
from seraphscript.registry.ffi_registry cimport FfiRegistry
from seraphscript.registry.views cimport Declarations
from seraphscript.vm.program cimport Program

cdef class Unit:
    cdef FfiRegistry registry
    cdef readonly str name
    cdef list uses                      # units and programs whose shared entities it uses, or None
    cdef bint strict
    cdef uint32_t warnings_off          # masks of error_codes.warning_masks
    cdef uint32_t warning_errors
    cdef dict texts                     # section name -> source, in order of their first addition
    cdef Program compiled               # None until built
    cdef list built                     # (section name, text) pairs that it was made of
    cdef list built_with                # the programs of `uses` then, or None
    cdef Kept kept                      # what the next rebuild() starts from, or None
    cdef list found_warnings            # Diagnostic objects, or None
    cdef Declarations declared          # what the built sources declare, made on request
    cdef object default_instance        # what call() runs in, made on request
    cdef unsigned long built_by         # the thread that builds it now, 0: none
    cdef dict overrides                 # what stands for built-in functions in new instances, or None
    cdef dict context_overrides         # the same of the context, which shares it; None where it has none

    cdef object world(self)
    cdef Declarations look(self)
    cdef int build_now(self, size_t nogil_from) except -1       # build(), see compiler.driver.build_unit

cdef object world_of(program, FfiRegistry registry, dict options)

# A unit of a sealed context; `name` is what imports call it.
cdef Unit make_unit(
    FfiRegistry registry, str name, bint strict, uint32_t warnings_off, uint32_t warning_errors, list used
)
