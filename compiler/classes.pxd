"""Script classes and interfaces: their declaration, and what other parts ask about them."""
from libc.stdint cimport uint32_t

from seraphscript.compiler.gen cimport ClassInfo, Gen
from seraphscript.registry.tier cimport FieldRec, FuncRef, ScopeRef, TypeRef

# Facts about a class or interface of the unit (row 0, all zero, for other types). Valid until a class is added, which
# happens only while names are declared.
cdef ClassInfo *class_info(Gen *g, TypeRef t) noexcept nogil
# A variable of the objects of a class by name, inherited ones too; NULL if there is none.
cdef FieldRec *class_field(Gen *g, TypeRef t, uint32_t name) noexcept nogil
# Is t the same as `base`, derived from it, or an implementation or extension of it? Flags of both are not looked at.
cdef int class_is(Gen *g, TypeRef t, TypeRef base) noexcept nogil
# May code of the class g.fs.owner use a member of `owner`? private_, protected: how it is declared.
cdef int may_access(Gen *g, TypeRef owner, int private_, int protected) noexcept nogil
# May it call this function? It may call everything that is no private or protected member.
cdef int may_call(Gen *g, FuncRef f) noexcept nogil
# Variables and methods of a class, from a VarDecl or Func node; inclusion: 0, or where they come from if from a mixin.
cdef void declare_fields(Gen *g, ClassInfo *c, uint32_t node, ScopeRef members, uint32_t inclusion) noexcept nogil
cdef void declare_method(Gen *g, ClassInfo *c, uint32_t node, ScopeRef members, uint32_t inclusion) noexcept nogil
# 1 if an object of the class contains, at any depth, one of a class that is being looked at (CI_CYCLE_BUSY); 2 if too many
# contain one another. Reports it.
cdef int contains(Gen *g, ClassInfo *c, uint32_t height) noexcept nogil
# Fields and methods of a class whose bases are done.
cdef void declare_members(Gen *g, ClassInfo *c) noexcept nogil
# Report parameters and a result that a function declared `property` cannot have.
cdef void check_accessor(Gen *g, uint32_t node, FuncRef f) noexcept nogil
# Append to Gen.vtable_refs; 0 after a diagnostic.
cdef int vtable_add(Gen *g, FuncRef f) noexcept nogil
# Row of a class or interface in the program's types.
cdef uint32_t class_row(Gen *g, TypeRef t) noexcept nogil
# Number of a method among those of an object's static type: vtable slot, or number among an interface's methods.
cdef uint32_t method_slot(Gen *g, TypeRef object, FuncRef f) noexcept nogil

# What a class has for a method of an interface; 0: nothing.
cdef FuncRef class_implementation(Gen *g, const ClassInfo *c, FuncRef method) noexcept nogil

# Passes. The name of a Class or Interface node; then, when all names and typedefs of the unit are known, everything else.
cdef void class_name(Gen *g, uint32_t node, ScopeRef scope) noexcept nogil
cdef void classes_declare(Gen *g) noexcept nogil
