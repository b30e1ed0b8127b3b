"""The interpreter loop."""
from libc.stdint cimport int64_t, uint64_t

from .vmstate cimport Vm

# Runs from vm.pc until one of RunStatus. `code` and `mem` are views that the driver makes once per VM, of any
# storage of one element or more: the loop points them at the program's code and at linear memory.
cdef int run(Vm *vm, uint64_t[::1] code, int64_t[::1] mem) noexcept nogil
