"""The prelude: library methods that call script code, as AngelScript that is compiled into a unit where it is used."""
from libc.stdint cimport uint32_t

from seraphscript.compiler.gen cimport Gen
from seraphscript.registry.tier cimport FuncRef, TypeRef

# The prelude function that stands for a method of array<T> on objects of a class T (by value or handles): it takes the
# array in front of the method's arguments. 0: the method is a C function for these, too. A class without the operators
# that it needs is an error at `node`.
cdef FuncRef prelude_method(Gen *g, FuncRef method, TypeRef array, uint32_t node) noexcept nogil
# A method that arrays have in the prelude alone, by name; 0: there is none.
cdef FuncRef prelude_function(Gen *g, uint32_t name, TypeRef array) noexcept nogil
# A type of functions that arrays have in the prelude, `array<int>::less`; 0: there is none of the name.
cdef TypeRef prelude_funcdef(Gen *g, uint32_t name, TypeRef array) noexcept nogil
# Row of a function of the prelude in the program; from now on it is going to be compiled.
cdef uint32_t prelude_row(Gen *g, FuncRef f) noexcept nogil
# Debug strings for the names of sections that were added.
cdef void name_sections(Gen *g) noexcept nogil
# Declares the types of the library that the unit names; between its own names and what they mean.
cdef void prelude_types(Gen *g) noexcept nogil
# Compile what is used and not compiled yet.
cdef void prelude_compile(Gen *g) noexcept nogil
