"""Funcdefs and handles to functions."""
from libc.stdint cimport uint32_t

from seraphscript.compiler.gen cimport Gen, Value
from seraphscript.registry.tier cimport FuncRef, ScopeRef, TypeRef

# Is it a funcdef, or a handle to one?
cdef int is_funcdef(const Gen *g, TypeRef t) noexcept nogil
# The method opCall of a funcdef: its signature. 0: the type is none.
cdef FuncRef signature_of(Gen *g, TypeRef t) noexcept nogil
# The same parameters, modes and result; the instances fill in the parameters of templates.
cdef int equal_signatures(Gen *g, FuncRef a, TypeRef a_instance, FuncRef b, TypeRef b_instance) noexcept nogil
# May functions of the one be called through the other?
cdef int same_funcdef(Gen *g, TypeRef a, TypeRef b) noexcept nogil

# Passes. The name of a Funcdef node; then the signatures of all, when all names and typedefs of the unit are known.
cdef void funcdef_name(Gen *g, uint32_t node, ScopeRef scope) noexcept nogil
cdef void funcdefs_declare(Gen *g, uint32_t first_type) noexcept nogil

# Row of a funcdef in the program's types: one for all funcdefs of a signature.
cdef uint32_t funcdef_row(Gen *g, TypeRef t) noexcept nogil
# The code behind that row: a callable of the host is called.
cdef void gen_shape(Gen *g, FuncRef f) noexcept nogil

# What has no type of its own until it is converted: a name of functions, an anonymous function. (Lists are another.)
cdef int is_untyped(Value v) noexcept nogil
# Can it become a handle to this funcdef?
cdef int function_fits(Gen *g, Value v, TypeRef to) noexcept nogil
# It becomes one, or a diagnostic tells why not.
cdef Value function_value(Gen *g, Value v, TypeRef to) noexcept nogil
# F(x) of a funcdef: a function, or a method of an object.
cdef Value construct_function(Gen *g, TypeRef type, uint32_t args, uint32_t count, uint32_t node) noexcept nogil
# Fiber(x): a call of a function without parameters and result that has not begun.
cdef Value construct_fiber(Gen *g, TypeRef type, uint32_t args, uint32_t count, uint32_t node) noexcept nogil
# The body of a script function around one of the FFI tier.
cdef void wrapper_body(Gen *g, FuncRef f) noexcept nogil
