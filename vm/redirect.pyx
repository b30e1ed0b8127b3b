# cython: language_level=3, boundscheck=False, wraparound=False, cdivision=True, initializedcheck=False
"""Code in which calls of replaced built-in functions are calls of functions of the script.

What it is: a copy of a program's code for the instances that replace the same functions by the same ones. In it a NATIVE is
the CALL of the replacement, which costs what any other call does: both have the same words. What it is not: what replaces
what (`dualpath.pyx`), or the breakpoints of a debugger, whose copies are made of this one.

    FAST, SLENF, ALENF      CALLB1, CALLB2, CALLBK1: the call that stands behind, done at once
    NATIVE                  CALL0 .. CALL3, CALL if all handles that it passes are held while the function runs; else
                            CALLK1 or CALLK, which hold them

A native function borrows handles; a function of the script needs them held while it runs. Those in parameters and in owned
registers of the caller are, and literals (the compiler says so: EX_HELD). If a file says so and it is not true, a handle may
lead to another object, as after a CALL with such a handle: nothing read from memory is trusted.

Invariants
- Only first words of instructions differ from the program's code, which stays right at each of them: flags are cleared and
  entries of the table are NULL (`dualpath`), so that a call that has begun there finds the way through the driver.
- A copy never changes. It lives as long as an instance runs it, or has calls in progress that may.
"""
from weakref import WeakValueDictionary

from libc.stdint cimport uint32_t, uint64_t
from libc.stdlib cimport free, malloc
from libc.string cimport memcpy

from .layout cimport EX_HELD, NO_FUNC, ExternDef, FuncDef, ProgramData
from .opcode_info cimport op_words
from .opcodes cimport (
    HANDLE_KINDS, OP_ALENF, OP_CALL, OP_CALL0, OP_CALLB1, OP_CALLB2, OP_CALLBK1, OP_CALLK, OP_CALLK1, OP_FAST, OP_NATIVE, OP_SLENF,
)


cdef class Redirected:

    def __cinit__(self, Program program not None):
        cdef size_t size = program.data.ncode * sizeof(uint64_t)
        self.code = <uint64_t *>malloc(size)
        if self.code == NULL:
            raise MemoryError
        memcpy(self.code, program.data.code, size)

    def __dealloc__(self) -> None:
        free(self.code)


cdef inline uint32_t argument(const uint64_t *call, uint32_t i) noexcept nogil:
    """The register of argument i of a call that begins with this word."""
    if i == 0:
        return call[0] >> 16 & 0xffff
    if i < 3:
        return call[1] >> (16 * (i - 1)) & 0xffff
    return call[2 + ((i - 3) >> 2)] >> (16 * ((i - 3) & 3)) & 0xffff


cdef uint32_t handles(const ProgramData *p, const ExternDef *x) noexcept nogil:
    """Which arguments are handles, a bit each."""
    cdef uint32_t i, found = 0
    for i in range(x.nparams):
        if HANDLE_KINDS >> (p.kinds[x.kinds + i] & 0xff) & 1:
            found |= 1u << i
    return found


cdef bint all_held(const FuncDef *f, const ExternDef *x, uint32_t mask, const uint64_t *call) noexcept nogil:
    cdef uint32_t i, reg
    for i in range(0 if x.flags & EX_HELD else x.nparams):
        reg = argument(call, i)
        if mask >> i & 1 and reg >= f.nparams and not f.own <= reg < <uint32_t>f.own + f.nown:
            return 0
    return 1


cdef void redirect(const ProgramData *p, const uint32_t *instead, uint64_t *code) noexcept nogil:
    cdef const FuncDef *f
    cdef const uint64_t *call
    cdef uint64_t rest
    cdef uint32_t i, pc, end, before, op, row, n, mask
    for i in range(p.nfuncs):
        f = p.funcs + i
        pc = f.code
        end = pc + f.ncode
        before = 0                              # FAST, SLENF or ALENF, and the instruction in front of this one
        while pc < end:
            call = p.code + pc
            op = call[0] & 0xff
            row = <uint32_t>(call[0] >> 32)
            if op == OP_NATIVE and instead[row] != NO_FUNC:
                n = call[0] >> 8 & 0xff
                rest = (call[0] & <uint64_t>0xffffff00) | <uint64_t>instead[row] << 32
                mask = handles(p, &p.natives[row])
                if not all_held(f, &p.natives[row], mask, call):
                    code[pc] = rest | (<uint32_t>OP_CALLK1 if mask == 1 and n <= 3 else <uint32_t>OP_CALLK)
                    if before and mask == 1 and n == 1:
                        code[before] = rest | OP_CALLBK1
                else:
                    code[pc] = rest | (<uint32_t>OP_CALL0 + n if n <= 3 else <uint32_t>OP_CALL)
                    if before and 0 < n <= 2:
                        code[before] = rest | (<uint32_t>OP_CALLB1 if n == 1 else <uint32_t>OP_CALLB2)
            before = pc if op == OP_FAST or op == OP_SLENF or op == OP_ALENF else 0
            pc += op_words(call, end - pc)


cdef Redirected redirected_code(Program program, const uint32_t *instead):
    cdef Redirected made
    cdef uint32_t i, n = program.data.nnatives
    for i in range(n):
        if instead[i] != NO_FUNC:
            break
    else:
        return None
    key = (<const char *>instead)[:n * sizeof(uint32_t)]
    if program.redirected_ is None:
        program.redirected_ = WeakValueDictionary()
    made = program.redirected_.get(key)
    if made is None:
        made = Redirected(program)
        redirect(&program.data, instead, made.code)
        program.redirected_[key] = made
    return made
