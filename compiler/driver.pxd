"""A build: from sources to a verified Program."""
from libc.stdint cimport uint32_t

from seraphscript.compiler.rebuild cimport Kept
from seraphscript.registry.ffi_registry cimport FfiRegistry
from seraphscript.vm.program cimport Program

cdef enum:
    NOGIL_SOURCE = 256 << 10    # bytes of source from which on giving up the GIL pays beside threads that do other work
    NOGIL_SHARED = 8 << 10      # ... where the other threads build, too: they hold the GIL for microseconds only

# sources: a list of (name, text) pairs, both str (text may be bytes in UTF-8). warnings: a list that gets the
# Diagnostic objects of warnings. name: of the unit, for imports. uses: programs whose
# shared entities it uses, or None. Raises BuildError with all diagnostics. warnings_off, warning_errors: masks of
# error_codes.warning_masks(). kept: gets what the build used, if not None. nogil_from: bytes of source from which on it is
# compiled without the GIL.
cdef Program build_unit(
    FfiRegistry registry, str name, list sources, list uses, bint strict, uint32_t warnings_off, uint32_t warning_errors, list warnings, Kept kept,
    size_t nogil_from, bint all_values=*)
