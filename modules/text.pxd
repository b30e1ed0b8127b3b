"""Helpers that the C functions of the string module share.

What it is: giving results, charging for work, and pointers that stay good. A string's length is read once, before
anything allocates: the buffer never shrinks, so the bytes stay inside it wherever it moves and whatever the memory says
afterwards; `bytes_at` gives the pointer anew.
"""
from libc.stdint cimport int64_t, uint8_t, uint32_t, uint64_t

from seraphscript.vm.heap cimport NO_HANDLE, Heap
from seraphscript.vm.layout cimport STR_BYTES
from seraphscript.vm.strings cimport str_alloc
from seraphscript.vm.vmstate cimport Vm


cdef inline int give(Vm *vm, int64_t *args, int64_t s) noexcept nogil:
    """The result is the owned string s."""
    if s == NO_HANDLE:
        return <int>vm.heap.error
    args[0] = s
    return 0


cdef inline int change(Vm *vm, int64_t s) noexcept nogil:
    """The string itself becomes the owned string s."""
    if s == NO_HANDLE:
        return <int>vm.heap.error
    vm.outs[0] = s
    return 0


cdef inline void charge(Vm *vm, uint64_t bytes) noexcept nogil:
    vm.heap.work += <int64_t>(bytes >> 4)


cdef inline char *bytes_at(Heap *heap, int64_t s, uint64_t n) noexcept nogil:
    """The bytes of a string that had n of them; for n = 0 a pointer that is good for nothing else."""
    return <char *>(heap.mem + (s if n else 0) + STR_BYTES)


cdef inline int64_t new_text(Vm *vm, uint64_t n) noexcept nogil:
    """[moves] A string of n bytes to write into; null for n = 0."""
    return str_alloc(vm.heap, n) if n else 0


cdef inline bint is_ascii_text(const char *p, uint64_t n) noexcept nogil:
    """Of a string in the heap, whose bytes begin with a slot and fill the last one."""
    cdef const uint64_t *words = <const uint64_t *>p
    cdef uint64_t high = 0, i
    for i in range(n >> 3):
        high |= words[i]
    if n & 7:
        high |= words[n >> 3] << (64 - 8 * (n & 7))
    return not high & 0x8080808080808080ULL
