"""Checks of the tables of a registry file. See sfr_check.pyx."""
from libc.stdint cimport uint32_t

from seraphscript.registry.tier cimport FuncRec, Symbol, Tier

cdef struct Flaw:               # the first thing that is wrong
    const char *table
    uint32_t row
    const char *what

# Are the records of a tier that came from a file what a builder could have made? 1, or 0 with the flaw. `known` is the tier
# of the default modules or NULL: types and functions that the code generator has opcodes for must be as they are there.
cdef int check_tier(const Tier *t, uint32_t nhosts, const Tier *known, Flaw *flaw) noexcept nogil
# Does a symbol stand for something that has its name?
cdef int check_symbol(const Tier *t, const Symbol *s) noexcept nogil
# Can a type be a Python class?
cdef int is_host_class(const Tier *t, uint32_t row) noexcept nogil
# Are rows, in order, those of types that are classes of the host?
cdef int check_classes(const Tier *t, const uint32_t *rows, size_t n) noexcept nogil
# Is a function a derived class's copy of one that it inherits?
cdef int is_copy(const Tier *t, const FuncRec *a, const FuncRec *b) noexcept nogil
