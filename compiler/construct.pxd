"""Objects of script classes: construction, copies, assignment of the content, and the functions generated for that."""
from libc.stdint cimport uint32_t

from seraphscript.compiler.gen cimport ClassInfo, Gen, Value
from seraphscript.compiler.overload cimport Overloads
from seraphscript.registry.tier cimport FuncRef, TypeRef

# R[reg] (an owned register that is null) := a new object of a class, made with the `count` written arguments.
cdef void construct_object(Gen *g, TypeRef type, uint32_t args, uint32_t count, uint32_t reg, uint32_t node) noexcept nogil
cdef void construct_default(Gen *g, TypeRef type, uint32_t reg, uint32_t node) noexcept nogil
# A new object of a script class, made of `v` by one of its constructors, as an owned temporary.
cdef Value construct_from(Gen *g, FuncRef ctor, TypeRef type, Value v) noexcept nogil
# A copy of an object as an object of the class `type`, in an owned register. v: not null, and safe while script code runs.
cdef uint32_t copy_object(Gen *g, Value v, TypeRef type) noexcept nogil
# The content of the object in register `value` (of the class, or derived from it) becomes that of the one in `target`.
# Both are safe while script code runs.
cdef void assign_object(Gen *g, uint32_t target, uint32_t value, TypeRef type, uint32_t node) noexcept nogil
# The same where the target may be an object of a derived class: its own class decides what is assigned.
cdef void assign_dynamic(Gen *g, uint32_t target, uint32_t value, TypeRef type, uint32_t node) noexcept nogil

# The constructors of a type as candidates of a call, and a hint that lists them.
cdef Overloads constructors_of(TypeRef type, FuncRef first) noexcept nogil
cdef void hint_constructors(Gen *g, TypeRef type, FuncRef first) noexcept nogil
# A new object in an owned register, before its constructor.
cdef Value new_object(Gen *g, const ClassInfo *c, uint32_t reg, uint32_t node) noexcept nogil
# Can an object be made without arguments, copied, assigned to?
cdef int can_default(Gen *g, TypeRef type) noexcept nogil
cdef int can_copy(Gen *g, TypeRef type) noexcept nogil
cdef int can_assign(Gen *g, TypeRef type) noexcept nogil

# Row of a script function in the program; a generated one comes into being with the first call.
cdef uint32_t func_row(Gen *g, FuncRef f) noexcept nogil
# The constructors that the compiler provides, behind the declaration of all classes.
cdef void constructors_declare(Gen *g) noexcept nogil
# The same for a value type of the host: always one that copies, and without arguments if it is plain data (pod).
cdef void value_constructors(Gen *g, ClassInfo *c, int pod) noexcept nogil
# The bodies of the generated functions that have been asked for since the last call.
cdef void gen_requested(Gen *g) noexcept nogil
# Asks for the generated functions that copy what the host passes to a function by value.
cdef void request_copies(Gen *g, FuncRef f) noexcept nogil
# The statements of a generated copy constructor or opAssign (nothing for a default constructor).
cdef void generated_body(Gen *g, FuncRef f) noexcept nogil
# Call the constructor without arguments, or the copy constructor, of a base class for `this`.
cdef void base_default(Gen *g, const ClassInfo *c, uint32_t node) noexcept nogil
