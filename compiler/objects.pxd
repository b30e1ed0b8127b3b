"""Objects and handles: which types stand for which, when an object is safe during a call, copies, casts."""
from libc.stdint cimport uint32_t

from seraphscript.compiler.gen cimport Gen, Value
from seraphscript.registry.tier cimport TypeRef

# A reference type: array, class, interface, dictionary ... (with or without T_HANDLE).
cdef int is_reference(const Gen *g, TypeRef t) noexcept nogil
# A reference type that is no array: its registers have the kind K_OBJ.
cdef int is_object(const Gen *g, TypeRef t) noexcept nogil
# A class or interface of the script, or a value type of the host, which is a class in each unit.
cdef int is_script_type(const Gen *g, TypeRef t) noexcept nogil
# An object of type t is one of type `base`, too: the same, derived from it, or an implementation of it.
cdef int derives(Gen *g, TypeRef t, TypeRef base) noexcept nogil
# An array by value whose elements (at any depth) are objects by value, so that script code makes and copies them.
cdef int has_objects(Gen *g, TypeRef t) noexcept nogil
# Is the object of a value safe while a script function runs (if nothing else is evaluated before)?
cdef int is_lent(Gen *g, Value v) noexcept nogil
# Is it, as the object of a call, the only handle in its registers, and safe though its register does not hold it?
cdef int is_held(Gen *g, Value v, const uint32_t *regs, const uint32_t *kinds, uint32_t nregs) noexcept nogil
# The register of an object that is passed to script code: lent where that is safe, else counted.
cdef uint32_t lend(Gen *g, Value v) noexcept nogil
# Raise "Null pointer access" if a handle is null (no code where it cannot be).
cdef Value not_null(Gen *g, Value v) noexcept nogil
# A copy of an object as an owned temporary; a fresh one is taken as it is.
cdef uint32_t copy_value(Gen *g, Value v, TypeRef type) noexcept nogil
# Objects in all elements of a new array (count: register with its length).
cdef void fill_elements(Gen *g, TypeRef type, uint32_t array, uint32_t count, uint32_t node) noexcept nogil
# `f = g` of handles to functions: an error with the hint that @ is missing.
cdef void no_content_error(Gen *g, uint32_t node) noexcept nogil
# target = value for reference types: the content is assigned. target: any expression with an object.
cdef Value assign_objects(Gen *g, Value target, Value value, uint32_t node) noexcept nogil
# cast<T>(v) for a reference type T.
cdef Value cast_object(Gen *g, Value v, TypeRef to, uint32_t node) noexcept nogil
# Set g.hidden_calls: does a class of the unit have operators or property accessors?
cdef void find_hidden_calls(Gen *g) noexcept nogil
# Cost of the implicit conversion of an object to a reference type (ConvCost).
cdef int object_cost(Gen *g, Value v, TypeRef to) noexcept nogil
# What a method of a dictionary gives: of an array of objects that the dictionary owns, one with copies of them.
cdef Value values_apart(Gen *g, Value v) noexcept nogil
