"""Imported functions: what an instance has bound them to. See imports.pyx."""
from libc.stdint cimport uint32_t

from .driver cimport Binding, InstanceState
from .layout cimport ExternDef, FuncDef, ProgramData
from .program cimport Program

# Binds every import of this name or declaration; target: a ScriptFunction, any other callable, or the name or declaration
# of a function of the same instance (None: of the same name).
cdef int bind_import(InstanceState st, str text, object target) except -1
cdef int unbind_import(InstanceState st, str text) except -1
# Binds what link() has found among the programs that make up this one; the imports that are bound to nothing.
cdef list bind_linked(InstanceState st)
# What a binding leads to: fn, 1 + a function of the instance, or a callable (None: nothing). x: the row of what is called;
# key: of the callable among those that the instance keeps.
cdef int put_binding(
    InstanceState st, Binding *b, object key, const ExternDef *x, uint32_t fn, object callable_
) except -1
# Does a function take and give what calls of an external one pass?
cdef bint same_kinds(const ProgramData *p, const ExternDef *x, const FuncDef *f) noexcept
