"""What a build leaves for the next one, and builds that compile only the functions whose bodies were edited."""
from libc.stdint cimport uint32_t

from seraphscript.compiler.gen cimport Gen
from seraphscript.compiler.workspace cimport Workspace
from seraphscript.registry.context cimport CompilationContext
from seraphscript.registry.tier cimport FuncRef, Tier
from seraphscript.vm.program cimport Program


cdef struct Body:               # the block of a function that can be compiled again by itself
    uint32_t section
    uint32_t start, end         # in the present text of the section, bytes, both braces included
    FuncRef func
    uint32_t changed            # number of the text in Kept.moved that holds its new block, 0: unchanged


cdef class Kept:
    """Workspace, script tier and tables of the last build; empty until kept()."""
    cdef Workspace *w
    cdef Tier *tier
    cdef CompilationContext cx
    cdef uint32_t init          # the function that initialises the globals, or NO_FUNC
    cdef Body *bodies           # by section and start; of functions with one block in common (mixins) all are there;
                                # NULL: no edit has asked for them
    cdef uint32_t nbodies
    cdef uint32_t first_code, first_source      # sizes after the full build
    cdef bint to_look_at        # never updated: kept whatever the unit shares, for those who look at its tables
    cdef list warnings          # Diagnostic objects of the program as it is now

    # Takes over what a successful build used.
    cdef void keep(self, Workspace *w, Tier *tier, const CompilationContext *cx, uint32_t init, list warnings) noexcept
    cdef bint find_bodies(self) noexcept
    # The program for the new texts, or None if more than bodies of functions has changed: then a full build is needed,
    # and this object is spent. old and new: lists of (section name, text) pairs.
    cdef Program update(self, list old, list new, bytes fingerprint)
