"""What a unit declares, to look at. See declared.pyx."""
from seraphscript.registry.ffi_registry cimport FfiRegistry
from seraphscript.registry.views cimport Declarations

# Of a unit that was built of these sources (build_unit).
cdef Declarations declared_by(FfiRegistry registry, str name, list sources, list uses, bint strict)
