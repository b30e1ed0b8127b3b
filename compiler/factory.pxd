"""Objects of host classes: their factories."""
from libc.stdint cimport uint32_t

from seraphscript.compiler.gen cimport Gen, Value
from seraphscript.registry.tier cimport FuncRef, TypeRef

# Is this a class of the host?
cdef int is_host_class(Gen *g, TypeRef type) noexcept nogil
# T x(args): a new object into the owned register `reg`, which is null.
cdef void factory_object(Gen *g, TypeRef type, uint32_t args, uint32_t reg, uint32_t node) noexcept nogil
# Has the class a constructor without arguments; a constructor, or an opAssign, that takes an object of it?
cdef int has_default_factory(Gen *g, TypeRef type) noexcept nogil
cdef int has_copy_factory(Gen *g, TypeRef type) noexcept nogil
cdef int has_host_assign(Gen *g, TypeRef type) noexcept nogil
# Is the argument for a parameter of that type a copy, as an object of the host by value? For T of a template it is not.
cdef int takes_copy(Gen *g, FuncRef f, uint32_t p, TypeRef type) noexcept nogil
# A copy by that constructor in the owned register `reg` (which is given back); a diagnostic without one.
cdef uint32_t factory_copy(Gen *g, Value v, TypeRef type, uint32_t reg) noexcept nogil
# Assignment by the class's opAssign; a diagnostic without one.
cdef void host_assign(Gen *g, uint32_t target, uint32_t value, TypeRef type, uint32_t node) noexcept nogil
# A diagnostic if there are no handles to objects of a type of the host, and 1.
cdef int no_handle_error(Gen *g, TypeRef t, uint32_t node) noexcept nogil
# A diagnostic if a type of the host cannot be that of a parameter, and 1.
cdef int is_parameter_error(Gen *g, TypeRef t, uint32_t node) noexcept nogil
# Completes the result of a call to the host, whose type may have no handles.
cdef void host_result(Gen *g, Value *v) noexcept nogil
