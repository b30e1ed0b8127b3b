"""Imported functions: what an instance has bound them to. See imports.pyx."""
from libc.stdint cimport uint32_t

from .driver cimport InstanceState
from .program cimport Program

# Binds every import of this name or declaration; target: a ScriptFunction, any other callable, or the name or declaration
# of a function of the same instance (None: of the same name).
cdef int bind_import(InstanceState st, str text, object target) except -1
cdef int unbind_import(InstanceState st, str text) except -1
# Binds what link() has found among the programs that make up this one; the imports that are bound to nothing.
cdef list bind_linked(InstanceState st)
