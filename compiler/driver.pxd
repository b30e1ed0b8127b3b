"""A build: from sources to a verified Program."""
from seraphscript.registry.ffi_registry cimport FfiRegistry
from seraphscript.vm.program cimport Program

# sources: a list of (name, text) pairs, both str (text may be bytes in UTF-8). warnings: a list that gets the
# Diagnostic objects of warnings, or None. Raises BuildError with all diagnostics.
cdef Program build_unit(FfiRegistry registry, list sources, bint strict, list warnings)
