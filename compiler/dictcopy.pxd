"""Copies of dictionaries and `any` values that own class objects."""
from libc.stdint cimport uint32_t

from seraphscript.compiler.gen cimport Gen
from seraphscript.registry.tier cimport TypeRef

# An object (or array of objects) of this type is stored by value in a dictionary or box.
cdef void note_stored(Gen *g, TypeRef type) noexcept nogil
# Does copying a container of the type take more than the VM does, because it may own class objects?
cdef int needs_objects(Gen *g, TypeRef type) noexcept nogil
# Behind the copy of a container (in an owned register): replace the class objects that it shares with its source.
cdef void own_objects(Gen *g, uint32_t reg, TypeRef type, uint32_t node) noexcept nogil
# The function that copies such objects, if the unit calls it. All others are compiled.
cdef void gen_copier(Gen *g) noexcept nogil
