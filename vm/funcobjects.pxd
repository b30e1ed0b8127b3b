"""Function objects: what handles to functions refer to.

What it is: blocks of the sort TY_FUNC, and the comparison of signatures. A plain function has one block an instance, kept by
a global of its own (GL_FUNC), so that handles to it are equal; a delegate is a new block that keeps its object alive. What
it is not: calls through them (CALLF in `interpreter`), the tables of callables (`callables`).

A callable of the host has a block as well: its function is the shape of its type, its object a negative number. Its death is
the owner's affair, as that of objects of the host is (`Heap.dead`).

Memory is not trusted, so a call compares the signature of the function that it finds with that of the handle's type:
numbers that `Program.link` gives out, equal where the kinds of all parameters, the result and the outs are.
"""
from libc.stdint cimport int64_t, uint32_t

from .heap cimport Heap
from .layout cimport ProgramData
from .vmstate cimport Vm

# [moves] A new function object, count 1, with its object counted; or NO_HANDLE.
cdef int64_t func_new(Heap *heap, uint32_t type, uint32_t fn, int64_t object) noexcept nogil
# [moves] LDFN: the function that a global stands for, borrowed; or NO_HANDLE.
cdef int64_t func_value(Heap *heap, uint32_t index) noexcept nogil
# The function that a method of an object comes down to: a slot of the class of register `reg` of the function fn, or a
# number of its interface. NO_FUNC if the object, which is valid, has no such method.
cdef uint32_t func_method(const Vm *vm, int64_t h, uint32_t fn, uint32_t reg, uint32_t number) noexcept nogil

# The function whose parameters behind the first one are the signature of a type of the sort TY_FUNC.
cdef inline uint32_t func_shape(const ProgramData *p, uint32_t type) noexcept nogil:
    return p.vtables[p.types[type].vtable]


# Can the function be called through handles of a type of the sort TY_FUNC? `bound`: as a method of an object.
cdef bint func_fits(const ProgramData *p, uint32_t fn, uint32_t type, bint bound) noexcept nogil
# What stands for the signature of a function in comparisons, without its `this`.
cdef bytes func_key(const ProgramData *p, uint32_t fn, bint bound)
