# cython: language_level=3, boundscheck=False, wraparound=False, cdivision=True, initializedcheck=False
"""Which calls of built-in functions get a fast path in front of them.

What it is: the numbers of `vm/fast_table.py` by the ids of the functions. What it is not: the flags that switch a fast
path off while a program runs (`vm/dualpath.pyx`).

The instruction FAST, SLENF or ALENF does what the NATIVE behind it would do and jumps over it, as long as the flag of
its function is on. So what is put into the function's place needs no new code.
"""
from libc.stdint cimport uint32_t, uint64_t

from seraphscript.compiler.emit cimport emit_fast
from seraphscript.compiler.gen cimport Gen
from seraphscript.compiler.intmap cimport IntMap, map_get, map_put
from seraphscript.vm.opcodes cimport OP_FAST

from seraphscript.registry.ids import native_id
from seraphscript.vm.fast_table import FAST

cdef IntMap numbers             # id -> number + 1


def _fill_tables() -> None:
    global ID_STRING_LENGTH, ID_ARRAY_LENGTH
    for number, function in enumerate(FAST):
        if function.expression and not map_put(&numbers, native_id(function.key), number + 1):
            raise MemoryError
    ID_STRING_LENGTH = native_id("string.length")
    ID_ARRAY_LENGTH = native_id("array.length")


_fill_tables()


cdef void emit_fast_call(Gen *g, uint64_t id, uint32_t dst, const uint32_t *regs, uint32_t nregs) noexcept nogil:
    cdef uint32_t number = map_get(&numbers, id)
    if number:
        emit_fast(g, OP_FAST, number - 1, dst, regs[0], regs[1 if nregs > 1 else 0])
