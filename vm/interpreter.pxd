"""The interpreter loop."""
from .vmstate cimport Vm

# Runs from vm.pc until one of RunStatus.
cdef int run(Vm *vm) noexcept nogil
