"""Objects at work: dynamic types, calls through interfaces, references to fields and elements. See objects.pyx."""
from libc.stdint cimport int64_t, uint32_t

from .heap cimport Heap
from .layout cimport ProgramData
from .vmstate cimport Vm

# The object if it is of the type, derived from it or implements it, else 0.
cdef int64_t object_cast(const Vm *vm, int64_t h, uint32_t type) noexcept nogil
# Exception code, 0: the object `from_` has all members that the object `to` has.
cdef uint32_t object_match(const Vm *vm, int64_t to, int64_t from_) noexcept nogil
# Row of the function that method `number` of the interface in register `reg` of function `fn` is for an object;
# NO_FUNC: the object does not have it.
cdef uint32_t interface_method(const Vm *vm, int64_t h, uint32_t fn, uint32_t reg, uint32_t number) noexcept nogil
# LDREF and STREF: the place is field or element `index` of the owner, or a global of that number for null; its kind must
# be that of register `reg` of function `fn`. 0 or an ExcCode. A handle is borrowed from the place.
cdef int ref_load(Vm *vm, int64_t owner, int64_t index, uint32_t fn, uint32_t reg, int64_t *value) noexcept nogil
# What a place that a function has returned holds, with its kind, for the host. 0 or an ExcCode. A handle is borrowed.
cdef int ref_read(Heap *heap, const ProgramData *prog, int64_t owner, int64_t index, uint32_t *kind, int64_t *value) noexcept nogil
# A handle is counted here and the old one released.
cdef int ref_store(Vm *vm, int64_t owner, int64_t index, uint32_t fn, uint32_t reg, int64_t value) noexcept nogil
