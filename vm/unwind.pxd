"""Script exceptions: unwinding to the innermost try block, releasing what the frames own.

What it is: the one way an exception travels. What it is not: the texts' origin for Python (`errors.py`) or
the raising itself (opcodes, natives and the driver set `vm.exc`).
"""
from libc.stdint cimport uint32_t

from .vmstate cimport Vm

# vm.exc is set; vm.pc is behind the word that raised. Returns 1 when a try block took it: vm.pc, base and fp
# are the handler's and run() may be called. Returns 0 when the exception left the innermost sentinel frame, which is
# popped as well. Adds to vm.trace[]. Also 1 when it has left a destructor: vm.dropped is set, and run() returns RUN_REPORT.
# What the frames owned may wait for its destructor now (heap.pending).
cdef bint vm_unwind(Vm *vm) noexcept nogil
# Abandons the calls down to and including the innermost sentinel: releases what their frames own.
cdef void vm_abandon(Vm *vm) noexcept nogil
# The calls in progress of a VM that has stopped between two instructions, innermost first, down to the innermost sentinel:
# while walk_next(vm, &walk): function fn stands at word pc (of its call; the innermost: at the next instruction), and its
# registers begin at regs[base].
cdef struct CallWalk:
    uint32_t fn, pc, base
    uint32_t next_fp, next_pc, next_base        # the walk's own

cdef inline void walk_begin(const Vm *vm, CallWalk *walk) noexcept nogil:
    walk.next_fp = vm.fp
    walk.next_pc = vm.pc
    walk.next_base = vm.base

cdef bint walk_next(const Vm *vm, CallWalk *walk) noexcept nogil
# Fills vm.trace[] with the calls in progress down to the innermost sentinel.
cdef void vm_trace(Vm *vm) noexcept nogil
# Text of a code; "" for EXC_CUSTOM.
cdef const char *exc_code_text(uint32_t code) noexcept nogil
