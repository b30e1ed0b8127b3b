# cython: language_level=3, boundscheck=False, wraparound=False, cdivision=True, initializedcheck=False
"""The interpreter loop: every opcode of `opcode_table.py`, in the order of the table.

What it is: one function that runs verified code until there is something to do that is not its business. What
it is not: the effects themselves where they need memory (`heap`, `strings`, `arrays`), unwinding (`unwind`) or
host calls, growth and polls (the driver).

How it is written
- Each opcode fetches the next word itself and dispatches to it (threaded code; see `dispatch.h`); without
  computed goto DISPATCH is empty and the `if` chain, which Cython turns into a C switch, decides.
- Leaving: `break` with `exc` set raises, `break` with `status` set returns that status. `pc` is behind the word
  that raised, at the word to continue with otherwise.
- After anything that may move linear memory: REBASE_MEM and `slots`.
- `link`, `N` and `F` are the VM's own and need no checks beyond those of the verifier and of calls. What is read from
  linear memory is checked before it is used as a place.
- Element opcodes check the handle against the end of the memory only: null has length 0 (slot 1 of the memory), so its
  index check fails, and that slow path tells the two apart. The place of the element is checked by itself.
- `heap.work` (bulk work) is charged by every opcode that can do much at once, and when the loop is left.
- An object that dies and has a destructor makes `heap.work` not zero: the opcode leaves the inner loop, the outer one
  pushes a destroy frame (`destroy.pxd`), and the destructor runs before the next opcode. Only GETOUT goes before it.
- Registers may hold any bits, whatever their kind: code need not set them first, and memory can be overwritten through
  wrong handles. So a divisor is tested at the width that is divided by.
"""
from libc.math cimport fmod
from libc.stdint cimport INT32_MIN, INT64_MIN, int8_t, int16_t, int32_t, int64_t, uint8_t, uint16_t, uint32_t, uint64_t

from .coroutine cimport fiber_return, fiber_switch
from .arrays cimport arr_assign, arr_copy, arr_new
from .dicts cimport (
    DICT_DATA, DICT_LAST, DICT_TABLE, ENTRY_KEY, ENTRY_KIND, ENTRY_SLOTS, ENTRY_VALUE, dict_find_number, dict_set, table_slots,
)
from .destroy cimport DESTROY_PC, DESTROY_REGS, destroy_begin, destroy_end, destroy_next
from .funcobjects cimport func_method, func_new, func_value
from .fast cimport FAST_ARRAY_LENGTH, FAST_STRING_LENGTH, fast_value
from .heap cimport CHECKED, HEAP_FIRST, NO_HANDLE, UNLIKELY, checked_use, heap_new, heap_release, heap_retain, quick_new, quick_release
from .layout cimport (
    ARR_DATA, ARR_LEN, EXC_DIV_OVERFLOW, EXC_DIV_ZERO, EXC_INDEX, EXC_NULL, EXC_RANGE, EXC_UNBOUND, FN_METHOD, FUNC_FN,
    FUNC_OBJECT, HDR_DEAD, HDR_FLAG_SHIFT, HDR_TYPE_SHIFT, KEEP_COUNT, KEEP_FIRST, KEEP_FUNC, KEEP_PC, KEEP_REGS, MAX_ARRAY, MAX_OUTS, NO_FUNC, RUN_BREAK, RUN_DONE, RUN_GROW, RUN_HOST,
    RUN_POLL, RUN_RAISE,
    RUN_REPORT, STR_BYTES, STR_LEN, FIBER_FUNC, Frame, FuncDef, FuncLink, MethodLink,
)
from .numbers cimport (
    NUMBER_TEXT, f64_to_i32, f64_to_i64, f64_to_u64, fmt_bool, fmt_f32, fmt_f64, fmt_i64, fmt_u64, pow_f32, pow_f64,
    pow_i32, pow_i64, pow_u32, pow_u64,
)
from .objects cimport interface_method, object_cast, object_match, ref_load, ref_store
from .opcodes cimport *
from .strings cimport str_append, str_append_str, str_cmp, str_equal, str_len, str_new, str_unique
from .unwind cimport vm_unwind
from .vmstate cimport (
    CALL_CACHE, NATIVE_CALL, NATIVE_REPLACED, NATIVE_SLOTS, NO_REG, SERVED, VM_SWITCH, NativeFn, Vm, vm_literal,
)

cdef extern from "<math.h>" nogil:
    float fmodf(float x, float y)

cdef extern from "dispatch.h" nogil:
    const bint SERAPH_THREADED
    void DISPATCH_TABLE()
    void TARGET(int op)
    void DISPATCH(uint64_t op)
    void REBASE_CODE "REBASE"(uint64_t[::1] view, const uint64_t *base)
    void REBASE_MEM "REBASE"(int64_t[::1] view, int64_t *base)
    float f32_of(int64_t bits)
    int64_t bits_of(float value)
    void clear_slots(int64_t *first, uint32_t n)


# How this build came about, for tests: switches of setup.py.
BUILD = {"threaded": bool(SERAPH_THREADED), "checked": bool(CHECKED)}


# Fields of an instruction word. S: signed.

cdef inline uint32_t A(uint64_t w) noexcept nogil:
    return <uint16_t>(w >> 16)


cdef inline uint32_t B(uint64_t w) noexcept nogil:
    return <uint16_t>(w >> 32)


cdef inline uint32_t C(uint64_t w) noexcept nogil:
    return <uint32_t>(w >> 48)


cdef inline uint32_t X(uint64_t w) noexcept nogil:
    return <uint8_t>(w >> 8)


cdef inline int64_t SB(uint64_t w) noexcept nogil:
    return <int16_t>(w >> 32)


cdef inline int64_t SC(uint64_t w) noexcept nogil:
    return <int64_t>w >> 48


cdef inline int64_t I(uint64_t w) noexcept nogil:
    return <int64_t>w >> 32


cdef inline uint32_t U(uint64_t w) noexcept nogil:
    return <uint32_t>(w >> 32)


# Fields of the second word of a call.

cdef inline uint32_t D2(uint64_t u) noexcept nogil:
    return <uint16_t>u


cdef inline uint32_t E2(uint64_t u) noexcept nogil:
    return <uint16_t>(u >> 16)


cdef inline uint32_t F2(uint64_t u) noexcept nogil:
    return <uint16_t>(u >> 32)


cdef inline uint32_t G2(uint64_t u) noexcept nogil:
    return <uint32_t>(u >> 48)


cdef inline void copy_args(const uint64_t *more, uint64_t w, const int64_t *R, int64_t *N) noexcept nogil:
    """Arguments of a call with x arguments: registers a, d, e, then four to a word."""
    cdef uint32_t i, n = X(w)
    cdef uint64_t u = more[0]
    if n:
        N[0] = R[A(w)]
        if n > 1:
            N[1] = R[D2(u)]
            if n > 2:
                N[2] = R[E2(u)]
                for i in range(3, n):
                    N[i] = R[<uint16_t>(more[1 + ((i - 3) >> 2)] >> (((i - 3) & 3) << 4))]


cdef inline void copy_rest(const uint64_t *more, uint64_t w, const int64_t *R, int64_t *N) noexcept nogil:
    """The same without the first argument."""
    cdef uint32_t i, n = X(w)
    cdef uint64_t u = more[0]
    if n > 1:
        N[0] = R[D2(u)]
        if n > 2:
            N[1] = R[E2(u)]
            for i in range(3, n):
                N[i - 1] = R[<uint16_t>(more[1 + ((i - 3) >> 2)] >> (((i - 3) & 3) << 4))]


cdef inline void hold_args(Vm *vm, uint32_t fn, int64_t *N) noexcept nogil:
    """The registers of the frame that CALLK pushes: it counts the handles among the arguments of the function above it."""
    cdef const FuncDef *f = vm.prog.funcs + fn
    cdef const uint32_t *kinds = vm.prog.kinds + f.kinds
    cdef uint32_t i, held = 0
    for i in range(f.nparams):
        if HANDLE_KINDS >> (kinds[i] & 0xff) & 1:
            heap_retain(vm.heap, N[KEEP_REGS + i])
            N[KEEP_FIRST + held] = N[KEEP_REGS + i]
            held += 1
    N[KEEP_COUNT] = held


cdef bint release_others(Vm *vm, const int64_t *R) noexcept nogil:
    """What such a frame holds besides the first handle, when that is gone; 1 if heap.work is to be looked at."""
    cdef int64_t i
    if <uint64_t>R[KEEP_COUNT] <= NATIVE_SLOTS:             # else a fiber has been damaged
        for i in range(1, R[KEEP_COUNT]):
            heap_release(vm.heap, R[KEEP_FIRST + i])
    return vm.heap.work != 0


# What the views of the loop show until it points them at the program's code and at linear memory.
cdef uint64_t no_code[1]
cdef int64_t no_memory[1]
cdef uint64_t[::1] code_view = <uint64_t[:1]>no_code
cdef int64_t[::1] memory_view = <int64_t[:1]>no_memory


cdef int run(Vm *vm) noexcept nogil:
    return loop(vm, code_view, memory_view)


cdef int loop(Vm *vm, uint64_t[::1] code, int64_t[::1] mem) noexcept nogil:
    cdef uint64_t w, u, pc, op, i, k, n, slots
    cdef int64_t h, v, slice, result
    cdef int64_t *R
    cdef int64_t *N
    cdef NativeFn native
    cdef Frame *F
    cdef const FuncLink *link
    cdef const MethodLink *method
    cdef uint32_t exc = 0
    cdef int status, error
    cdef float f, g, pf
    cdef double d, pd
    cdef char text[NUMBER_TEXT]
    DISPATCH_TABLE()
    while True:                         # once, and again after host calls, caught exceptions and for dead objects
        if UNLIKELY(vm.dropped):
            return RUN_REPORT
        if UNLIKELY(vm.flush & VM_SWITCH) and (vm.code[vm.pc] & 0xff) != OP_GETOUT:
            status = fiber_switch(vm)
            if status != SERVED:
                return status
            if vm.slice < 0:
                return RUN_POLL
        if UNLIKELY(vm.heap.pending) and (vm.code[vm.pc] & 0xff) != OP_GETOUT:
            exc = <uint32_t>destroy_begin(vm, False)
            if exc:
                vm.exc = exc
                vm.exc_tag = 0
                if not vm_unwind(vm):
                    return RUN_RAISE
                continue
        pc = vm.pc
        R = vm.regs + vm.base
        F = vm.frames + vm.fp
        slice = vm.slice
        REBASE_CODE(code, vm.code)
        REBASE_MEM(mem, vm.heap.mem)
        slots = vm.heap.slots
        status = RUN_RAISE
        exc = 0                         # known, not carried from one opcode to the next
        w = code[pc]
        if UNLIKELY(vm.skip_break):
            vm.skip_break = 0
            w = vm.plain[pc]
        pc += 1
        DISPATCH(w & 0xff)
        while True:
            op = w & 0xff
            if op == OP_TRAP:
                TARGET(OP_TRAP)
                exc = EXC_UNBOUND                   # no verified program comes here
                break
            elif op == OP_NOP:
                TARGET(OP_NOP)
                w = code[pc]
                pc += 1
                DISPATCH(w & 0xff)
            elif op == OP_EXIT:
                TARGET(OP_EXIT)
                pc -= 1
                vm.result = F[1].base + F[1].dst
                status = RUN_DONE
                break

            elif op == OP_DESTROY:
                TARGET(OP_DESTROY)
                k = destroy_next(vm, R)
                if UNLIKELY(vm.heap.work):
                    slice -= vm.heap.work
                    vm.heap.work = 0
                    if slice < 0:
                        pc -= 1
                        status = RUN_POLL
                        break
                if k == 0:
                    destroy_end(vm, R)
                    pc = F.pc
                    R = vm.regs + F.base
                    F -= 1
                    w = code[pc]
                    pc += 1
                    DISPATCH(w & 0xff)
                else:
                    link = vm.links + vm.prog.types[k].dtor
                    N = R + DESTROY_REGS
                    if UNLIKELY(N + link.nregs > vm.reg_end or F == vm.frame_last):
                        vm.need = <uint64_t>(N - vm.regs) + link.nregs
                        pc -= 1
                        status = RUN_GROW
                        break
                    N[0] = R[0]
                    R[2] = vm.prog.types[k].base
                    F += 1
                    F.pc = DESTROY_PC
                    F.base = <uint32_t>(R - vm.regs)
                    F.dst = DESTROY_REGS
                    F.fn = vm.prog.types[k].dtor
                    R = N
                    pc = link.entry
                    slice -= link.cost
                    if UNLIKELY(slice < 0):
                        status = RUN_POLL
                        break
                    w = code[pc]
                    pc += 1
                    DISPATCH(w & 0xff)

            elif op == OP_BREAK:
                TARGET(OP_BREAK)
                pc -= 1
                status = RUN_BREAK
                break

            # ---- moves and constants
            elif op == OP_MOV:
                TARGET(OP_MOV)
                R[A(w)] = R[B(w)]
                w = code[pc]
                pc += 1
                DISPATCH(w & 0xff)
            elif op == OP_LDI:
                TARGET(OP_LDI)
                R[A(w)] = I(w)
                w = code[pc]
                pc += 1
                DISPATCH(w & 0xff)
            elif op == OP_LDF32:
                TARGET(OP_LDF32)
                R[A(w)] = <int64_t>U(w)
                w = code[pc]
                pc += 1
                DISPATCH(w & 0xff)
            elif op == OP_LDF64:
                TARGET(OP_LDF64)
                (<double *>R)[A(w)] = f32_of(<int64_t>U(w))
                w = code[pc]
                pc += 1
                DISPATCH(w & 0xff)
            elif op == OP_LDK:
                TARGET(OP_LDK)
                R[A(w)] = <int64_t>vm.prog.consts[U(w)]
                w = code[pc]
                pc += 1
                DISPATCH(w & 0xff)
            elif op == OP_LDS:
                TARGET(OP_LDS)
                h = mem[vm.heap.lits + U(w)]
                if UNLIKELY(h == 0):
                    h = vm_literal(vm, U(w))
                    REBASE_MEM(mem, vm.heap.mem)
                    slots = vm.heap.slots
                    if UNLIKELY(h == NO_HANDLE):
                        exc = vm.heap.error
                        break
                R[A(w)] = h
                w = code[pc]
                pc += 1
                DISPATCH(w & 0xff)
            elif op == OP_LDNULL:
                TARGET(OP_LDNULL)
                R[A(w)] = 0
                w = code[pc]
                pc += 1
                DISPATCH(w & 0xff)
            elif op == OP_MOVB:
                TARGET(OP_MOVB)
                R[A(w)] = R[B(w)]
                w = code[pc]
                pc += 1
                DISPATCH(w & 0xff)
            elif op == OP_MOVH:
                TARGET(OP_MOVH)
                h = R[B(w)]
                heap_retain(vm.heap, h)
                v = R[A(w)]
                R[A(w)] = h
                if UNLIKELY(quick_release(vm.heap, &mem[0], slots, v)):
                    slice -= vm.heap.work
                    vm.heap.work = 0
                    if slice < 0 or vm.heap.pending:
                        status = RUN_POLL
                        break
                w = code[pc]
                pc += 1
                DISPATCH(w & 0xff)
            elif op == OP_MVH:
                TARGET(OP_MVH)
                h = R[B(w)]
                R[B(w)] = 0
                v = R[A(w)]
                R[A(w)] = h
                if UNLIKELY(quick_release(vm.heap, &mem[0], slots, v)):
                    slice -= vm.heap.work
                    vm.heap.work = 0
                    if slice < 0 or vm.heap.pending:
                        status = RUN_POLL
                        break
                w = code[pc]
                pc += 1
                DISPATCH(w & 0xff)
            elif op == OP_DROP:
                TARGET(OP_DROP)
                h = R[A(w)]
                R[A(w)] = 0
                if UNLIKELY(quick_release(vm.heap, &mem[0], slots, h)):
                    slice -= vm.heap.work
                    vm.heap.work = 0
                    if slice < 0 or vm.heap.pending:
                        status = RUN_POLL
                        break
                w = code[pc]
                pc += 1
                DISPATCH(w & 0xff)
            elif op == OP_ENTER:
                TARGET(OP_ENTER)
                clear_slots(R + A(w), B(w))
                w = code[pc]
                pc += 1
                DISPATCH(w & 0xff)
            elif op == OP_COST:
                TARGET(OP_COST)
                slice -= U(w)
                if UNLIKELY(slice < 0):
                    status = RUN_POLL
                    break
                w = code[pc]
                pc += 1
                DISPATCH(w & 0xff)

            # ---- arithmetic
            elif op == OP_ADD_I32:
                TARGET(OP_ADD_I32)
                R[A(w)] = <int32_t>(R[B(w)] + R[C(w)])
                w = code[pc]
                pc += 1
                DISPATCH(w & 0xff)
            elif op == OP_SUB_I32:
                TARGET(OP_SUB_I32)
                R[A(w)] = <int32_t>(R[B(w)] - R[C(w)])
                w = code[pc]
                pc += 1
                DISPATCH(w & 0xff)
            elif op == OP_MUL_I32:
                TARGET(OP_MUL_I32)
                R[A(w)] = <int32_t>(R[B(w)] * R[C(w)])
                w = code[pc]
                pc += 1
                DISPATCH(w & 0xff)
            elif op == OP_DIV_I32:
                TARGET(OP_DIV_I32)
                v = <int32_t>R[C(w)]
                if UNLIKELY(<uint64_t>(v + 1) <= 1):        # 0 or -1
                    if v == 0:
                        exc = EXC_DIV_ZERO
                        break
                    if <int32_t>R[B(w)] == INT32_MIN:
                        exc = EXC_DIV_OVERFLOW
                        break
                R[A(w)] = <int32_t>R[B(w)] // <int32_t>v
                w = code[pc]
                pc += 1
                DISPATCH(w & 0xff)
            elif op == OP_MOD_I32:
                TARGET(OP_MOD_I32)
                v = <int32_t>R[C(w)]
                if UNLIKELY(<uint64_t>(v + 1) <= 1):        # 0 or -1
                    if v == 0:
                        exc = EXC_DIV_ZERO
                        break
                    if <int32_t>R[B(w)] == INT32_MIN:
                        exc = EXC_DIV_OVERFLOW
                        break
                R[A(w)] = <int32_t>R[B(w)] % <int32_t>v
                w = code[pc]
                pc += 1
                DISPATCH(w & 0xff)
            elif op == OP_ADDI_I32:
                TARGET(OP_ADDI_I32)
                R[A(w)] = <int32_t>(R[B(w)] + SC(w))
                w = code[pc]
                pc += 1
                DISPATCH(w & 0xff)
            elif op == OP_MULI_I32:
                TARGET(OP_MULI_I32)
                R[A(w)] = <int32_t>(R[B(w)] * SC(w))
                w = code[pc]
                pc += 1
                DISPATCH(w & 0xff)
            elif op == OP_MODI_I32:
                TARGET(OP_MODI_I32)
                k = <uint64_t>SC(w)
                if k & (k - 1):
                    v = <int32_t>R[B(w)] % <int32_t>k
                else:                                   # a power of two: no division
                    v = <int32_t>R[B(w)]
                    v -= (v + (<int32_t>v >> 31 & <int64_t>(k - 1))) & -<int64_t>k
                R[A(w)] = v
                w = code[pc]
                pc += 1
                DISPATCH(w & 0xff)
            elif op == OP_ADD_U32:
                TARGET(OP_ADD_U32)
                R[A(w)] = <uint32_t>(R[B(w)] + R[C(w)])
                w = code[pc]
                pc += 1
                DISPATCH(w & 0xff)
            elif op == OP_SUB_U32:
                TARGET(OP_SUB_U32)
                R[A(w)] = <uint32_t>(R[B(w)] - R[C(w)])
                w = code[pc]
                pc += 1
                DISPATCH(w & 0xff)
            elif op == OP_MUL_U32:
                TARGET(OP_MUL_U32)
                R[A(w)] = <uint32_t>(R[B(w)] * R[C(w)])
                w = code[pc]
                pc += 1
                DISPATCH(w & 0xff)
            elif op == OP_DIV_U32:
                TARGET(OP_DIV_U32)
                v = <uint32_t>R[C(w)]
                if UNLIKELY(v == 0):
                    exc = EXC_DIV_ZERO
                    break
                R[A(w)] = <int64_t>(<uint32_t>R[B(w)] // <uint32_t>v)
                w = code[pc]
                pc += 1
                DISPATCH(w & 0xff)
            elif op == OP_MOD_U32:
                TARGET(OP_MOD_U32)
                v = <uint32_t>R[C(w)]
                if UNLIKELY(v == 0):
                    exc = EXC_DIV_ZERO
                    break
                R[A(w)] = <int64_t>(<uint32_t>R[B(w)] % <uint32_t>v)
                w = code[pc]
                pc += 1
                DISPATCH(w & 0xff)
            elif op == OP_ADDI_U32:
                TARGET(OP_ADDI_U32)
                R[A(w)] = <uint32_t>(R[B(w)] + SC(w))
                w = code[pc]
                pc += 1
                DISPATCH(w & 0xff)
            elif op == OP_ADD_I64:
                TARGET(OP_ADD_I64)
                R[A(w)] = R[B(w)] + R[C(w)]
                w = code[pc]
                pc += 1
                DISPATCH(w & 0xff)
            elif op == OP_SUB_I64:
                TARGET(OP_SUB_I64)
                R[A(w)] = R[B(w)] - R[C(w)]
                w = code[pc]
                pc += 1
                DISPATCH(w & 0xff)
            elif op == OP_MUL_I64:
                TARGET(OP_MUL_I64)
                R[A(w)] = R[B(w)] * R[C(w)]
                w = code[pc]
                pc += 1
                DISPATCH(w & 0xff)
            elif op == OP_DIV_I64:
                TARGET(OP_DIV_I64)
                v = R[C(w)]
                if UNLIKELY(<uint64_t>(v + 1) <= 1):        # 0 or -1
                    if v == 0:
                        exc = EXC_DIV_ZERO
                        break
                    if R[B(w)] == INT64_MIN:
                        exc = EXC_DIV_OVERFLOW
                        break
                R[A(w)] = R[B(w)] // v
                w = code[pc]
                pc += 1
                DISPATCH(w & 0xff)
            elif op == OP_MOD_I64:
                TARGET(OP_MOD_I64)
                v = R[C(w)]
                if UNLIKELY(<uint64_t>(v + 1) <= 1):        # 0 or -1
                    if v == 0:
                        exc = EXC_DIV_ZERO
                        break
                    if R[B(w)] == INT64_MIN:
                        exc = EXC_DIV_OVERFLOW
                        break
                R[A(w)] = R[B(w)] % v
                w = code[pc]
                pc += 1
                DISPATCH(w & 0xff)
            elif op == OP_ADDI_I64:
                TARGET(OP_ADDI_I64)
                R[A(w)] = R[B(w)] + SC(w)
                w = code[pc]
                pc += 1
                DISPATCH(w & 0xff)
            elif op == OP_ADD_U64:
                TARGET(OP_ADD_U64)
                R[A(w)] = R[B(w)] + R[C(w)]
                w = code[pc]
                pc += 1
                DISPATCH(w & 0xff)
            elif op == OP_SUB_U64:
                TARGET(OP_SUB_U64)
                R[A(w)] = R[B(w)] - R[C(w)]
                w = code[pc]
                pc += 1
                DISPATCH(w & 0xff)
            elif op == OP_MUL_U64:
                TARGET(OP_MUL_U64)
                R[A(w)] = R[B(w)] * R[C(w)]
                w = code[pc]
                pc += 1
                DISPATCH(w & 0xff)
            elif op == OP_DIV_U64:
                TARGET(OP_DIV_U64)
                v = R[C(w)]
                if UNLIKELY(v == 0):
                    exc = EXC_DIV_ZERO
                    break
                R[A(w)] = <int64_t>(<uint64_t>R[B(w)] // <uint64_t>v)
                w = code[pc]
                pc += 1
                DISPATCH(w & 0xff)
            elif op == OP_MOD_U64:
                TARGET(OP_MOD_U64)
                v = R[C(w)]
                if UNLIKELY(v == 0):
                    exc = EXC_DIV_ZERO
                    break
                R[A(w)] = <int64_t>(<uint64_t>R[B(w)] % <uint64_t>v)
                w = code[pc]
                pc += 1
                DISPATCH(w & 0xff)
            elif op == OP_ADD_F32:
                TARGET(OP_ADD_F32)
                R[A(w)] = bits_of(f32_of(R[B(w)]) + f32_of(R[C(w)]))
                w = code[pc]
                pc += 1
                DISPATCH(w & 0xff)
            elif op == OP_SUB_F32:
                TARGET(OP_SUB_F32)
                R[A(w)] = bits_of(f32_of(R[B(w)]) - f32_of(R[C(w)]))
                w = code[pc]
                pc += 1
                DISPATCH(w & 0xff)
            elif op == OP_MUL_F32:
                TARGET(OP_MUL_F32)
                R[A(w)] = bits_of(f32_of(R[B(w)]) * f32_of(R[C(w)]))
                w = code[pc]
                pc += 1
                DISPATCH(w & 0xff)
            elif op == OP_DIV_F32:
                TARGET(OP_DIV_F32)
                f = f32_of(R[B(w)])
                g = f32_of(R[C(w)])
                if UNLIKELY(g == 0):
                    exc = EXC_DIV_ZERO
                    break
                R[A(w)] = bits_of(f / g)
                w = code[pc]
                pc += 1
                DISPATCH(w & 0xff)
            elif op == OP_MOD_F32:
                TARGET(OP_MOD_F32)
                f = f32_of(R[B(w)])
                g = f32_of(R[C(w)])
                if UNLIKELY(g == 0):
                    exc = EXC_DIV_ZERO
                    break
                R[A(w)] = bits_of(fmodf(f, g))
                w = code[pc]
                pc += 1
                DISPATCH(w & 0xff)
            elif op == OP_ADD_F64:
                TARGET(OP_ADD_F64)
                (<double *>R)[A(w)] = (<double *>R)[B(w)] + (<double *>R)[C(w)]
                w = code[pc]
                pc += 1
                DISPATCH(w & 0xff)
            elif op == OP_SUB_F64:
                TARGET(OP_SUB_F64)
                (<double *>R)[A(w)] = (<double *>R)[B(w)] - (<double *>R)[C(w)]
                w = code[pc]
                pc += 1
                DISPATCH(w & 0xff)
            elif op == OP_MUL_F64:
                TARGET(OP_MUL_F64)
                (<double *>R)[A(w)] = (<double *>R)[B(w)] * (<double *>R)[C(w)]
                w = code[pc]
                pc += 1
                DISPATCH(w & 0xff)
            elif op == OP_DIV_F64:
                TARGET(OP_DIV_F64)
                d = (<double *>R)[C(w)]
                if UNLIKELY(d == 0):
                    exc = EXC_DIV_ZERO
                    break
                (<double *>R)[A(w)] = (<double *>R)[B(w)] / d
                w = code[pc]
                pc += 1
                DISPATCH(w & 0xff)
            elif op == OP_MOD_F64:
                TARGET(OP_MOD_F64)
                d = (<double *>R)[C(w)]
                if UNLIKELY(d == 0):
                    exc = EXC_DIV_ZERO
                    break
                (<double *>R)[A(w)] = fmod((<double *>R)[B(w)], d)
                w = code[pc]
                pc += 1
                DISPATCH(w & 0xff)
            elif op == OP_POW_I32:
                TARGET(OP_POW_I32)
                error = pow_i32(R[B(w)], R[C(w)], &result)
                if UNLIKELY(error):
                    exc = <uint32_t>error
                    break
                R[A(w)] = result
                w = code[pc]
                pc += 1
                DISPATCH(w & 0xff)
            elif op == OP_POW_U32:
                TARGET(OP_POW_U32)
                error = pow_u32(<uint64_t>R[B(w)], <uint64_t>R[C(w)], &result)
                if UNLIKELY(error):
                    exc = <uint32_t>error
                    break
                R[A(w)] = result
                w = code[pc]
                pc += 1
                DISPATCH(w & 0xff)
            elif op == OP_POW_I64:
                TARGET(OP_POW_I64)
                error = pow_i64(R[B(w)], R[C(w)], &result)
                if UNLIKELY(error):
                    exc = <uint32_t>error
                    break
                R[A(w)] = result
                w = code[pc]
                pc += 1
                DISPATCH(w & 0xff)
            elif op == OP_POW_U64:
                TARGET(OP_POW_U64)
                error = pow_u64(<uint64_t>R[B(w)], <uint64_t>R[C(w)], &result)
                if UNLIKELY(error):
                    exc = <uint32_t>error
                    break
                R[A(w)] = result
                w = code[pc]
                pc += 1
                DISPATCH(w & 0xff)
            elif op == OP_POW_F32:
                TARGET(OP_POW_F32)
                error = pow_f32(f32_of(R[B(w)]), f32_of(R[C(w)]), &pf)
                if UNLIKELY(error):
                    exc = <uint32_t>error
                    break
                R[A(w)] = bits_of(pf)
                w = code[pc]
                pc += 1
                DISPATCH(w & 0xff)
            elif op == OP_POW_F64:
                TARGET(OP_POW_F64)
                error = pow_f64((<double *>R)[B(w)], (<double *>R)[C(w)], &pd)
                if UNLIKELY(error):
                    exc = <uint32_t>error
                    break
                (<double *>R)[A(w)] = pd
                w = code[pc]
                pc += 1
                DISPATCH(w & 0xff)
            elif op == OP_NEG_I32:
                TARGET(OP_NEG_I32)
                R[A(w)] = <int32_t>-R[B(w)]
                w = code[pc]
                pc += 1
                DISPATCH(w & 0xff)
            elif op == OP_NEG_I64:
                TARGET(OP_NEG_I64)
                R[A(w)] = -R[B(w)]
                w = code[pc]
                pc += 1
                DISPATCH(w & 0xff)
            elif op == OP_NEG_F32:
                TARGET(OP_NEG_F32)
                R[A(w)] = R[B(w)] ^ 0x80000000LL
                w = code[pc]
                pc += 1
                DISPATCH(w & 0xff)
            elif op == OP_NEG_F64:
                TARGET(OP_NEG_F64)
                (<double *>R)[A(w)] = -(<double *>R)[B(w)]
                w = code[pc]
                pc += 1
                DISPATCH(w & 0xff)
            elif op == OP_NOT:
                TARGET(OP_NOT)
                R[A(w)] = R[B(w)] ^ 1
                w = code[pc]
                pc += 1
                DISPATCH(w & 0xff)
            elif op == OP_XOR_BOOL:
                TARGET(OP_XOR_BOOL)
                R[A(w)] = R[B(w)] ^ R[C(w)]
                w = code[pc]
                pc += 1
                DISPATCH(w & 0xff)
            elif op == OP_AND:
                TARGET(OP_AND)
                R[A(w)] = R[B(w)] & R[C(w)]
                w = code[pc]
                pc += 1
                DISPATCH(w & 0xff)
            elif op == OP_OR:
                TARGET(OP_OR)
                R[A(w)] = R[B(w)] | R[C(w)]
                w = code[pc]
                pc += 1
                DISPATCH(w & 0xff)
            elif op == OP_XOR:
                TARGET(OP_XOR)
                R[A(w)] = R[B(w)] ^ R[C(w)]
                w = code[pc]
                pc += 1
                DISPATCH(w & 0xff)
            elif op == OP_ANDI:
                TARGET(OP_ANDI)
                R[A(w)] = R[B(w)] & <int64_t>C(w)
                w = code[pc]
                pc += 1
                DISPATCH(w & 0xff)
            elif op == OP_BNOT_I32:
                TARGET(OP_BNOT_I32)
                R[A(w)] = ~R[B(w)]
                w = code[pc]
                pc += 1
                DISPATCH(w & 0xff)
            elif op == OP_BNOT_U32:
                TARGET(OP_BNOT_U32)
                R[A(w)] = <uint32_t>~R[B(w)]
                w = code[pc]
                pc += 1
                DISPATCH(w & 0xff)
            elif op == OP_BNOT_I64:
                TARGET(OP_BNOT_I64)
                R[A(w)] = ~R[B(w)]
                w = code[pc]
                pc += 1
                DISPATCH(w & 0xff)
            elif op == OP_BNOT_U64:
                TARGET(OP_BNOT_U64)
                R[A(w)] = ~R[B(w)]
                w = code[pc]
                pc += 1
                DISPATCH(w & 0xff)
            elif op == OP_SHL_I32:
                TARGET(OP_SHL_I32)
                R[A(w)] = <int32_t>(<uint32_t>R[B(w)] << (R[C(w)] & 31))
                w = code[pc]
                pc += 1
                DISPATCH(w & 0xff)
            elif op == OP_SHR_I32:
                TARGET(OP_SHR_I32)
                R[A(w)] = <int32_t>(<uint32_t>R[B(w)] >> (R[C(w)] & 31))
                w = code[pc]
                pc += 1
                DISPATCH(w & 0xff)
            elif op == OP_SAR_I32:
                TARGET(OP_SAR_I32)
                R[A(w)] = <int32_t>R[B(w)] >> (R[C(w)] & 31)
                w = code[pc]
                pc += 1
                DISPATCH(w & 0xff)
            elif op == OP_SHL_U32:
                TARGET(OP_SHL_U32)
                R[A(w)] = <uint32_t>R[B(w)] << (R[C(w)] & 31)
                w = code[pc]
                pc += 1
                DISPATCH(w & 0xff)
            elif op == OP_SHR_U32:
                TARGET(OP_SHR_U32)
                R[A(w)] = <uint32_t>R[B(w)] >> (R[C(w)] & 31)
                w = code[pc]
                pc += 1
                DISPATCH(w & 0xff)
            elif op == OP_SAR_U32:
                TARGET(OP_SAR_U32)
                R[A(w)] = <uint32_t>(<int32_t>R[B(w)] >> (R[C(w)] & 31))
                w = code[pc]
                pc += 1
                DISPATCH(w & 0xff)
            elif op == OP_SHL_I64:
                TARGET(OP_SHL_I64)
                R[A(w)] = <int64_t>(<uint64_t>R[B(w)] << (R[C(w)] & 63))
                w = code[pc]
                pc += 1
                DISPATCH(w & 0xff)
            elif op == OP_SHR_I64:
                TARGET(OP_SHR_I64)
                R[A(w)] = <int64_t>(<uint64_t>R[B(w)] >> (R[C(w)] & 63))
                w = code[pc]
                pc += 1
                DISPATCH(w & 0xff)
            elif op == OP_SAR_I64:
                TARGET(OP_SAR_I64)
                R[A(w)] = R[B(w)] >> (R[C(w)] & 63)
                w = code[pc]
                pc += 1
                DISPATCH(w & 0xff)
            elif op == OP_SHL_U64:
                TARGET(OP_SHL_U64)
                R[A(w)] = <int64_t>(<uint64_t>R[B(w)] << (R[C(w)] & 63))
                w = code[pc]
                pc += 1
                DISPATCH(w & 0xff)
            elif op == OP_SHR_U64:
                TARGET(OP_SHR_U64)
                R[A(w)] = <int64_t>(<uint64_t>R[B(w)] >> (R[C(w)] & 63))
                w = code[pc]
                pc += 1
                DISPATCH(w & 0xff)
            elif op == OP_SAR_U64:
                TARGET(OP_SAR_U64)
                R[A(w)] = R[B(w)] >> (R[C(w)] & 63)
                w = code[pc]
                pc += 1
                DISPATCH(w & 0xff)

            # ---- conversions
            elif op == OP_SX8:
                TARGET(OP_SX8)
                R[A(w)] = <int8_t>R[B(w)]
                w = code[pc]
                pc += 1
                DISPATCH(w & 0xff)
            elif op == OP_SX16:
                TARGET(OP_SX16)
                R[A(w)] = <int16_t>R[B(w)]
                w = code[pc]
                pc += 1
                DISPATCH(w & 0xff)
            elif op == OP_SX32:
                TARGET(OP_SX32)
                R[A(w)] = <int32_t>R[B(w)]
                w = code[pc]
                pc += 1
                DISPATCH(w & 0xff)
            elif op == OP_ZX8:
                TARGET(OP_ZX8)
                R[A(w)] = <uint8_t>R[B(w)]
                w = code[pc]
                pc += 1
                DISPATCH(w & 0xff)
            elif op == OP_ZX16:
                TARGET(OP_ZX16)
                R[A(w)] = <uint16_t>R[B(w)]
                w = code[pc]
                pc += 1
                DISPATCH(w & 0xff)
            elif op == OP_ZX32:
                TARGET(OP_ZX32)
                R[A(w)] = <uint32_t>R[B(w)]
                w = code[pc]
                pc += 1
                DISPATCH(w & 0xff)
            elif op == OP_BITS64:
                TARGET(OP_BITS64)
                R[A(w)] = R[B(w)]
                w = code[pc]
                pc += 1
                DISPATCH(w & 0xff)
            elif op == OP_I2F32:
                TARGET(OP_I2F32)
                R[A(w)] = bits_of(<float>R[B(w)])
                w = code[pc]
                pc += 1
                DISPATCH(w & 0xff)
            elif op == OP_U2F32:
                TARGET(OP_U2F32)
                R[A(w)] = bits_of(<float><uint64_t>R[B(w)])
                w = code[pc]
                pc += 1
                DISPATCH(w & 0xff)
            elif op == OP_I2F64:
                TARGET(OP_I2F64)
                (<double *>R)[A(w)] = <double>R[B(w)]
                w = code[pc]
                pc += 1
                DISPATCH(w & 0xff)
            elif op == OP_U2F64:
                TARGET(OP_U2F64)
                (<double *>R)[A(w)] = <double><uint64_t>R[B(w)]
                w = code[pc]
                pc += 1
                DISPATCH(w & 0xff)
            elif op == OP_F32TOF64:
                TARGET(OP_F32TOF64)
                (<double *>R)[A(w)] = f32_of(R[B(w)])
                w = code[pc]
                pc += 1
                DISPATCH(w & 0xff)
            elif op == OP_F64TOF32:
                TARGET(OP_F64TOF32)
                R[A(w)] = bits_of(<float>(<double *>R)[B(w)])
                w = code[pc]
                pc += 1
                DISPATCH(w & 0xff)
            elif op == OP_F64TOI32:
                TARGET(OP_F64TOI32)
                R[A(w)] = f64_to_i32((<double *>R)[B(w)])
                w = code[pc]
                pc += 1
                DISPATCH(w & 0xff)
            elif op == OP_F64TOI64:
                TARGET(OP_F64TOI64)
                R[A(w)] = f64_to_i64((<double *>R)[B(w)])
                w = code[pc]
                pc += 1
                DISPATCH(w & 0xff)
            elif op == OP_F64TOU64:
                TARGET(OP_F64TOU64)
                R[A(w)] = f64_to_u64((<double *>R)[B(w)])
                w = code[pc]
                pc += 1
                DISPATCH(w & 0xff)

            # ---- comparisons
            elif op == OP_EQ:
                TARGET(OP_EQ)
                R[A(w)] = R[B(w)] == R[C(w)]
                w = code[pc]
                pc += 1
                DISPATCH(w & 0xff)
            elif op == OP_NE:
                TARGET(OP_NE)
                R[A(w)] = R[B(w)] != R[C(w)]
                w = code[pc]
                pc += 1
                DISPATCH(w & 0xff)
            elif op == OP_LT_I:
                TARGET(OP_LT_I)
                R[A(w)] = R[B(w)] < R[C(w)]
                w = code[pc]
                pc += 1
                DISPATCH(w & 0xff)
            elif op == OP_LE_I:
                TARGET(OP_LE_I)
                R[A(w)] = R[B(w)] <= R[C(w)]
                w = code[pc]
                pc += 1
                DISPATCH(w & 0xff)
            elif op == OP_LT_U64:
                TARGET(OP_LT_U64)
                R[A(w)] = <uint64_t>R[B(w)] < <uint64_t>R[C(w)]
                w = code[pc]
                pc += 1
                DISPATCH(w & 0xff)
            elif op == OP_LE_U64:
                TARGET(OP_LE_U64)
                R[A(w)] = <uint64_t>R[B(w)] <= <uint64_t>R[C(w)]
                w = code[pc]
                pc += 1
                DISPATCH(w & 0xff)
            elif op == OP_EQ_F32:
                TARGET(OP_EQ_F32)
                R[A(w)] = f32_of(R[B(w)]) == f32_of(R[C(w)])
                w = code[pc]
                pc += 1
                DISPATCH(w & 0xff)
            elif op == OP_NE_F32:
                TARGET(OP_NE_F32)
                R[A(w)] = f32_of(R[B(w)]) != f32_of(R[C(w)])
                w = code[pc]
                pc += 1
                DISPATCH(w & 0xff)
            elif op == OP_LT_F32:
                TARGET(OP_LT_F32)
                R[A(w)] = f32_of(R[B(w)]) < f32_of(R[C(w)])
                w = code[pc]
                pc += 1
                DISPATCH(w & 0xff)
            elif op == OP_LE_F32:
                TARGET(OP_LE_F32)
                R[A(w)] = f32_of(R[B(w)]) <= f32_of(R[C(w)])
                w = code[pc]
                pc += 1
                DISPATCH(w & 0xff)
            elif op == OP_EQ_F64:
                TARGET(OP_EQ_F64)
                R[A(w)] = (<double *>R)[B(w)] == (<double *>R)[C(w)]
                w = code[pc]
                pc += 1
                DISPATCH(w & 0xff)
            elif op == OP_NE_F64:
                TARGET(OP_NE_F64)
                R[A(w)] = (<double *>R)[B(w)] != (<double *>R)[C(w)]
                w = code[pc]
                pc += 1
                DISPATCH(w & 0xff)
            elif op == OP_LT_F64:
                TARGET(OP_LT_F64)
                R[A(w)] = (<double *>R)[B(w)] < (<double *>R)[C(w)]
                w = code[pc]
                pc += 1
                DISPATCH(w & 0xff)
            elif op == OP_LE_F64:
                TARGET(OP_LE_F64)
                R[A(w)] = (<double *>R)[B(w)] <= (<double *>R)[C(w)]
                w = code[pc]
                pc += 1
                DISPATCH(w & 0xff)

            # ---- jumps
            elif op == OP_JMP:
                TARGET(OP_JMP)
                pc += I(w)
                w = code[pc]
                pc += 1
                DISPATCH(w & 0xff)
            elif op == OP_JT:
                TARGET(OP_JT)
                if R[A(w)]:
                    pc += I(w)
                    w = code[pc]
                    pc += 1
                    DISPATCH(w & 0xff)
                else:
                    w = code[pc]
                    pc += 1
                    DISPATCH(w & 0xff)
            elif op == OP_JF:
                TARGET(OP_JF)
                if not R[A(w)]:
                    pc += I(w)
                    w = code[pc]
                    pc += 1
                    DISPATCH(w & 0xff)
                else:
                    w = code[pc]
                    pc += 1
                    DISPATCH(w & 0xff)
            elif op == OP_JEQ:
                TARGET(OP_JEQ)
                if R[A(w)] == R[B(w)]:
                    pc += SC(w)
                    w = code[pc]
                    pc += 1
                    DISPATCH(w & 0xff)
                else:
                    w = code[pc]
                    pc += 1
                    DISPATCH(w & 0xff)
            elif op == OP_JNE:
                TARGET(OP_JNE)
                if R[A(w)] != R[B(w)]:
                    pc += SC(w)
                    w = code[pc]
                    pc += 1
                    DISPATCH(w & 0xff)
                else:
                    w = code[pc]
                    pc += 1
                    DISPATCH(w & 0xff)
            elif op == OP_JLT_I:
                TARGET(OP_JLT_I)
                if R[A(w)] < R[B(w)]:
                    pc += SC(w)
                    w = code[pc]
                    pc += 1
                    DISPATCH(w & 0xff)
                else:
                    w = code[pc]
                    pc += 1
                    DISPATCH(w & 0xff)
            elif op == OP_JLE_I:
                TARGET(OP_JLE_I)
                if R[A(w)] <= R[B(w)]:
                    pc += SC(w)
                    w = code[pc]
                    pc += 1
                    DISPATCH(w & 0xff)
                else:
                    w = code[pc]
                    pc += 1
                    DISPATCH(w & 0xff)
            elif op == OP_JLT_U64:
                TARGET(OP_JLT_U64)
                if <uint64_t>R[A(w)] < <uint64_t>R[B(w)]:
                    pc += SC(w)
                    w = code[pc]
                    pc += 1
                    DISPATCH(w & 0xff)
                else:
                    w = code[pc]
                    pc += 1
                    DISPATCH(w & 0xff)
            elif op == OP_JLE_U64:
                TARGET(OP_JLE_U64)
                if <uint64_t>R[A(w)] <= <uint64_t>R[B(w)]:
                    pc += SC(w)
                    w = code[pc]
                    pc += 1
                    DISPATCH(w & 0xff)
                else:
                    w = code[pc]
                    pc += 1
                    DISPATCH(w & 0xff)
            elif op == OP_JLT_F64:
                TARGET(OP_JLT_F64)
                if (<double *>R)[A(w)] < (<double *>R)[B(w)]:
                    pc += SC(w)
                    w = code[pc]
                    pc += 1
                    DISPATCH(w & 0xff)
                else:
                    w = code[pc]
                    pc += 1
                    DISPATCH(w & 0xff)
            elif op == OP_JLE_F64:
                TARGET(OP_JLE_F64)
                if (<double *>R)[A(w)] <= (<double *>R)[B(w)]:
                    pc += SC(w)
                    w = code[pc]
                    pc += 1
                    DISPATCH(w & 0xff)
                else:
                    w = code[pc]
                    pc += 1
                    DISPATCH(w & 0xff)
            elif op == OP_JNLT_F64:
                TARGET(OP_JNLT_F64)
                if not (<double *>R)[A(w)] < (<double *>R)[B(w)]:
                    pc += SC(w)
                    w = code[pc]
                    pc += 1
                    DISPATCH(w & 0xff)
                else:
                    w = code[pc]
                    pc += 1
                    DISPATCH(w & 0xff)
            elif op == OP_JNLE_F64:
                TARGET(OP_JNLE_F64)
                if not (<double *>R)[A(w)] <= (<double *>R)[B(w)]:
                    pc += SC(w)
                    w = code[pc]
                    pc += 1
                    DISPATCH(w & 0xff)
                else:
                    w = code[pc]
                    pc += 1
                    DISPATCH(w & 0xff)
            elif op == OP_JEQI:
                TARGET(OP_JEQI)
                if R[A(w)] == SB(w):
                    pc += SC(w)
                    w = code[pc]
                    pc += 1
                    DISPATCH(w & 0xff)
                else:
                    w = code[pc]
                    pc += 1
                    DISPATCH(w & 0xff)
            elif op == OP_JNEI:
                TARGET(OP_JNEI)
                if R[A(w)] != SB(w):
                    pc += SC(w)
                    w = code[pc]
                    pc += 1
                    DISPATCH(w & 0xff)
                else:
                    w = code[pc]
                    pc += 1
                    DISPATCH(w & 0xff)
            elif op == OP_JLTI:
                TARGET(OP_JLTI)
                if R[A(w)] < SB(w):
                    pc += SC(w)
                    w = code[pc]
                    pc += 1
                    DISPATCH(w & 0xff)
                else:
                    w = code[pc]
                    pc += 1
                    DISPATCH(w & 0xff)
            elif op == OP_JLEI:
                TARGET(OP_JLEI)
                if R[A(w)] <= SB(w):
                    pc += SC(w)
                    w = code[pc]
                    pc += 1
                    DISPATCH(w & 0xff)
                else:
                    w = code[pc]
                    pc += 1
                    DISPATCH(w & 0xff)
            elif op == OP_JGTI:
                TARGET(OP_JGTI)
                if R[A(w)] > SB(w):
                    pc += SC(w)
                    w = code[pc]
                    pc += 1
                    DISPATCH(w & 0xff)
                else:
                    w = code[pc]
                    pc += 1
                    DISPATCH(w & 0xff)
            elif op == OP_JGEI:
                TARGET(OP_JGEI)
                if R[A(w)] >= SB(w):
                    pc += SC(w)
                    w = code[pc]
                    pc += 1
                    DISPATCH(w & 0xff)
                else:
                    w = code[pc]
                    pc += 1
                    DISPATCH(w & 0xff)
            elif op == OP_SWITCH:
                TARGET(OP_SWITCH)
                v = <int64_t>code[pc]
                n = <uint64_t>v & 0xffffffffULL     # entries, two a word behind the word with the default
                i = <uint64_t>(R[A(w)] - I(w))
                if i < n:
                    w = code[pc + 1 + (i >> 1)]
                    v = <int32_t>(w >> 32) if i & 1 else <int32_t>w
                else:
                    v >>= 32
                pc += 1 + ((n + 1) >> 1) + v
                w = code[pc]
                pc += 1
                DISPATCH(w & 0xff)
            elif op == OP_LOOP:
                TARGET(OP_LOOP)
                slice -= <int64_t>(w >> 8 & 0xffffffU)
                pc += I(w)
                if UNLIKELY(slice < 0):
                    status = RUN_POLL
                    break
                w = code[pc]
                pc += 1
                DISPATCH(w & 0xff)
            elif op == OP_BT:
                TARGET(OP_BT)
                if R[A(w)]:
                    slice -= X(w)
                    pc += I(w)
                    if UNLIKELY(slice < 0):
                        status = RUN_POLL
                        break
                    w = code[pc]
                    pc += 1
                    DISPATCH(w & 0xff)
                else:
                    w = code[pc]
                    pc += 1
                    DISPATCH(w & 0xff)
            elif op == OP_BF:
                TARGET(OP_BF)
                if not R[A(w)]:
                    slice -= X(w)
                    pc += I(w)
                    if UNLIKELY(slice < 0):
                        status = RUN_POLL
                        break
                    w = code[pc]
                    pc += 1
                    DISPATCH(w & 0xff)
                else:
                    w = code[pc]
                    pc += 1
                    DISPATCH(w & 0xff)
            elif op == OP_BEQ:
                TARGET(OP_BEQ)
                if R[A(w)] == R[B(w)]:
                    slice -= X(w)
                    pc += SC(w)
                    if UNLIKELY(slice < 0):
                        status = RUN_POLL
                        break
                    w = code[pc]
                    pc += 1
                    DISPATCH(w & 0xff)
                else:
                    w = code[pc]
                    pc += 1
                    DISPATCH(w & 0xff)
            elif op == OP_BNE:
                TARGET(OP_BNE)
                if R[A(w)] != R[B(w)]:
                    slice -= X(w)
                    pc += SC(w)
                    if UNLIKELY(slice < 0):
                        status = RUN_POLL
                        break
                    w = code[pc]
                    pc += 1
                    DISPATCH(w & 0xff)
                else:
                    w = code[pc]
                    pc += 1
                    DISPATCH(w & 0xff)
            elif op == OP_BLT_I:
                TARGET(OP_BLT_I)
                if R[A(w)] < R[B(w)]:
                    slice -= X(w)
                    pc += SC(w)
                    if UNLIKELY(slice < 0):
                        status = RUN_POLL
                        break
                    w = code[pc]
                    pc += 1
                    DISPATCH(w & 0xff)
                else:
                    w = code[pc]
                    pc += 1
                    DISPATCH(w & 0xff)
            elif op == OP_BLE_I:
                TARGET(OP_BLE_I)
                if R[A(w)] <= R[B(w)]:
                    slice -= X(w)
                    pc += SC(w)
                    if UNLIKELY(slice < 0):
                        status = RUN_POLL
                        break
                    w = code[pc]
                    pc += 1
                    DISPATCH(w & 0xff)
                else:
                    w = code[pc]
                    pc += 1
                    DISPATCH(w & 0xff)
            elif op == OP_BLT_F64:
                TARGET(OP_BLT_F64)
                if (<double *>R)[A(w)] < (<double *>R)[B(w)]:
                    slice -= X(w)
                    pc += SC(w)
                    if UNLIKELY(slice < 0):
                        status = RUN_POLL
                        break
                    w = code[pc]
                    pc += 1
                    DISPATCH(w & 0xff)
                else:
                    w = code[pc]
                    pc += 1
                    DISPATCH(w & 0xff)
            elif op == OP_BLE_F64:
                TARGET(OP_BLE_F64)
                if (<double *>R)[A(w)] <= (<double *>R)[B(w)]:
                    slice -= X(w)
                    pc += SC(w)
                    if UNLIKELY(slice < 0):
                        status = RUN_POLL
                        break
                    w = code[pc]
                    pc += 1
                    DISPATCH(w & 0xff)
                else:
                    w = code[pc]
                    pc += 1
                    DISPATCH(w & 0xff)
            elif op == OP_BNEI:
                TARGET(OP_BNEI)
                if R[A(w)] != SB(w):
                    slice -= X(w)
                    pc += SC(w)
                    if UNLIKELY(slice < 0):
                        status = RUN_POLL
                        break
                    w = code[pc]
                    pc += 1
                    DISPATCH(w & 0xff)
                else:
                    w = code[pc]
                    pc += 1
                    DISPATCH(w & 0xff)
            elif op == OP_BLTI:
                TARGET(OP_BLTI)
                if R[A(w)] < SB(w):
                    slice -= X(w)
                    pc += SC(w)
                    if UNLIKELY(slice < 0):
                        status = RUN_POLL
                        break
                    w = code[pc]
                    pc += 1
                    DISPATCH(w & 0xff)
                else:
                    w = code[pc]
                    pc += 1
                    DISPATCH(w & 0xff)
            elif op == OP_BLEI:
                TARGET(OP_BLEI)
                if R[A(w)] <= SB(w):
                    slice -= X(w)
                    pc += SC(w)
                    if UNLIKELY(slice < 0):
                        status = RUN_POLL
                        break
                    w = code[pc]
                    pc += 1
                    DISPATCH(w & 0xff)
                else:
                    w = code[pc]
                    pc += 1
                    DISPATCH(w & 0xff)
            elif op == OP_BGTI:
                TARGET(OP_BGTI)
                if R[A(w)] > SB(w):
                    slice -= X(w)
                    pc += SC(w)
                    if UNLIKELY(slice < 0):
                        status = RUN_POLL
                        break
                    w = code[pc]
                    pc += 1
                    DISPATCH(w & 0xff)
                else:
                    w = code[pc]
                    pc += 1
                    DISPATCH(w & 0xff)
            elif op == OP_BGEI:
                TARGET(OP_BGEI)
                if R[A(w)] >= SB(w):
                    slice -= X(w)
                    pc += SC(w)
                    if UNLIKELY(slice < 0):
                        status = RUN_POLL
                        break
                    w = code[pc]
                    pc += 1
                    DISPATCH(w & 0xff)
                else:
                    w = code[pc]
                    pc += 1
                    DISPATCH(w & 0xff)
            elif op == OP_INCBLT_I32:
                TARGET(OP_INCBLT_I32)
                v = <int32_t>(R[A(w)] + 1)
                R[A(w)] = v
                if v < R[B(w)]:
                    slice -= X(w)
                    pc += SC(w)
                    if UNLIKELY(slice < 0):
                        status = RUN_POLL
                        break
                    w = code[pc]
                    pc += 1
                    DISPATCH(w & 0xff)
                else:
                    w = code[pc]
                    pc += 1
                    DISPATCH(w & 0xff)
            elif op == OP_INCBLE_I32:
                TARGET(OP_INCBLE_I32)
                v = <int32_t>(R[A(w)] + 1)
                R[A(w)] = v
                if v <= R[B(w)]:
                    slice -= X(w)
                    pc += SC(w)
                    if UNLIKELY(slice < 0):
                        status = RUN_POLL
                        break
                    w = code[pc]
                    pc += 1
                    DISPATCH(w & 0xff)
                else:
                    w = code[pc]
                    pc += 1
                    DISPATCH(w & 0xff)
            elif op == OP_INCBLTI_I32:
                TARGET(OP_INCBLTI_I32)
                v = <int32_t>(R[A(w)] + 1)
                R[A(w)] = v
                if v < SB(w):
                    slice -= X(w)
                    pc += SC(w)
                    if UNLIKELY(slice < 0):
                        status = RUN_POLL
                        break
                    w = code[pc]
                    pc += 1
                    DISPATCH(w & 0xff)
                else:
                    w = code[pc]
                    pc += 1
                    DISPATCH(w & 0xff)
            elif op == OP_ADDBLT_I32:
                TARGET(OP_ADDBLT_I32)
                v = <int32_t>(R[A(w)] + R[code[pc] & 0xffff])
                R[A(w)] = v
                pc += 1
                if v < R[B(w)]:
                    slice -= X(w)
                    pc += SC(w)
                    if UNLIKELY(slice < 0):
                        status = RUN_POLL
                        break
                    w = code[pc]
                    pc += 1
                    DISPATCH(w & 0xff)
                else:
                    w = code[pc]
                    pc += 1
                    DISPATCH(w & 0xff)
            elif op == OP_ADDBLE_I32:
                TARGET(OP_ADDBLE_I32)
                v = <int32_t>(R[A(w)] + R[code[pc] & 0xffff])
                R[A(w)] = v
                pc += 1
                if v <= R[B(w)]:
                    slice -= X(w)
                    pc += SC(w)
                    if UNLIKELY(slice < 0):
                        status = RUN_POLL
                        break
                    w = code[pc]
                    pc += 1
                    DISPATCH(w & 0xff)
                else:
                    w = code[pc]
                    pc += 1
                    DISPATCH(w & 0xff)

            # ---- calls
            elif op == OP_CALL0:
                TARGET(OP_CALL0)
                u = code[pc]
                link = vm.links + U(w)
                N = R + G2(u)
                if UNLIKELY(N + link.nregs > vm.reg_end or F == vm.frame_last):
                    vm.need = <uint64_t>(N - vm.regs) + link.nregs
                    pc -= 1
                    status = RUN_GROW
                    break
                F += 1
                F.pc = <uint32_t>(pc + 1)
                F.base = <uint32_t>(R - vm.regs)
                F.dst = F2(u)
                F.fn = U(w)
                R = N
                pc = link.entry
                slice -= link.cost
                if UNLIKELY(slice < 0):
                    status = RUN_POLL
                    break
                w = code[pc]
                pc += 1
                DISPATCH(w & 0xff)
            elif op == OP_CALL1:
                TARGET(OP_CALL1)
                u = code[pc]
                link = vm.links + U(w)
                N = R + G2(u)
                if UNLIKELY(N + link.nregs > vm.reg_end or F == vm.frame_last):
                    vm.need = <uint64_t>(N - vm.regs) + link.nregs
                    pc -= 1
                    status = RUN_GROW
                    break
                N[0] = R[A(w)]
                F += 1
                F.pc = <uint32_t>(pc + 1)
                F.base = <uint32_t>(R - vm.regs)
                F.dst = F2(u)
                F.fn = U(w)
                R = N
                pc = link.entry
                slice -= link.cost
                if UNLIKELY(slice < 0):
                    status = RUN_POLL
                    break
                w = code[pc]
                pc += 1
                DISPATCH(w & 0xff)
            elif op == OP_CALL2:
                TARGET(OP_CALL2)
                u = code[pc]
                link = vm.links + U(w)
                N = R + G2(u)
                if UNLIKELY(N + link.nregs > vm.reg_end or F == vm.frame_last):
                    vm.need = <uint64_t>(N - vm.regs) + link.nregs
                    pc -= 1
                    status = RUN_GROW
                    break
                N[0] = R[A(w)]
                N[1] = R[D2(u)]
                F += 1
                F.pc = <uint32_t>(pc + 1)
                F.base = <uint32_t>(R - vm.regs)
                F.dst = F2(u)
                F.fn = U(w)
                R = N
                pc = link.entry
                slice -= link.cost
                if UNLIKELY(slice < 0):
                    status = RUN_POLL
                    break
                w = code[pc]
                pc += 1
                DISPATCH(w & 0xff)
            elif op == OP_CALL3:
                TARGET(OP_CALL3)
                u = code[pc]
                link = vm.links + U(w)
                N = R + G2(u)
                if UNLIKELY(N + link.nregs > vm.reg_end or F == vm.frame_last):
                    vm.need = <uint64_t>(N - vm.regs) + link.nregs
                    pc -= 1
                    status = RUN_GROW
                    break
                N[0] = R[A(w)]
                N[1] = R[D2(u)]
                N[2] = R[E2(u)]
                F += 1
                F.pc = <uint32_t>(pc + 1)
                F.base = <uint32_t>(R - vm.regs)
                F.dst = F2(u)
                F.fn = U(w)
                R = N
                pc = link.entry
                slice -= link.cost
                if UNLIKELY(slice < 0):
                    status = RUN_POLL
                    break
                w = code[pc]
                pc += 1
                DISPATCH(w & 0xff)
            elif op == OP_CALL:
                TARGET(OP_CALL)
                u = code[pc]
                link = vm.links + U(w)
                N = R + G2(u)
                if UNLIKELY(N + link.nregs > vm.reg_end or F == vm.frame_last):
                    vm.need = <uint64_t>(N - vm.regs) + link.nregs
                    pc -= 1
                    status = RUN_GROW
                    break
                copy_args(&code[pc], w, R, N)
                F += 1
                F.pc = <uint32_t>(pc + 1 + (X(w) >> 2))
                F.base = <uint32_t>(R - vm.regs)
                F.dst = F2(u)
                F.fn = U(w)
                R = N
                pc = link.entry
                slice -= link.cost
                if UNLIKELY(slice < 0):
                    status = RUN_POLL
                    break
                w = code[pc]
                pc += 1
                DISPATCH(w & 0xff)
            elif op == OP_CALLV1:
                TARGET(OP_CALLV1)
                u = code[pc]
                h = R[A(w)]
                if UNLIKELY(<uint64_t>h - 1 >= slots):
                    exc = EXC_NULL
                    break
                checked_use(vm.heap, h)
                k = <uint64_t>mem[h] >> HDR_TYPE_SHIFT & 0xfffff
                if UNLIKELY(k >= vm.ntypes or U(w) >= vm.classes[k].nvtable):
                    exc = EXC_NULL
                    break
                method = vm.classes[k].methods + U(w)
                N = R + G2(u)
                if UNLIKELY(N + method.nregs > vm.reg_end or F == vm.frame_last):
                    vm.need = <uint64_t>(N - vm.regs) + method.nregs
                    pc -= 1
                    status = RUN_GROW
                    break
                N[0] = h
                F += 1
                F.pc = <uint32_t>(pc + 1)
                F.base = <uint32_t>(R - vm.regs)
                F.dst = F2(u)
                F.fn = method.fn
                R = N
                pc = method.entry
                slice -= method.cost
                if UNLIKELY(slice < 0):
                    status = RUN_POLL
                    break
                w = code[pc]
                pc += 1
                DISPATCH(w & 0xff)
            elif op == OP_CALLV2:
                TARGET(OP_CALLV2)
                u = code[pc]
                h = R[A(w)]
                if UNLIKELY(<uint64_t>h - 1 >= slots):
                    exc = EXC_NULL
                    break
                checked_use(vm.heap, h)
                k = <uint64_t>mem[h] >> HDR_TYPE_SHIFT & 0xfffff
                if UNLIKELY(k >= vm.ntypes or U(w) >= vm.classes[k].nvtable):
                    exc = EXC_NULL
                    break
                method = vm.classes[k].methods + U(w)
                N = R + G2(u)
                if UNLIKELY(N + method.nregs > vm.reg_end or F == vm.frame_last):
                    vm.need = <uint64_t>(N - vm.regs) + method.nregs
                    pc -= 1
                    status = RUN_GROW
                    break
                N[0] = h
                N[1] = R[D2(u)]
                F += 1
                F.pc = <uint32_t>(pc + 1)
                F.base = <uint32_t>(R - vm.regs)
                F.dst = F2(u)
                F.fn = method.fn
                R = N
                pc = method.entry
                slice -= method.cost
                if UNLIKELY(slice < 0):
                    status = RUN_POLL
                    break
                w = code[pc]
                pc += 1
                DISPATCH(w & 0xff)
            elif op == OP_CALLV3:
                TARGET(OP_CALLV3)
                u = code[pc]
                h = R[A(w)]
                if UNLIKELY(<uint64_t>h - 1 >= slots):
                    exc = EXC_NULL
                    break
                checked_use(vm.heap, h)
                k = <uint64_t>mem[h] >> HDR_TYPE_SHIFT & 0xfffff
                if UNLIKELY(k >= vm.ntypes or U(w) >= vm.classes[k].nvtable):
                    exc = EXC_NULL
                    break
                method = vm.classes[k].methods + U(w)
                N = R + G2(u)
                if UNLIKELY(N + method.nregs > vm.reg_end or F == vm.frame_last):
                    vm.need = <uint64_t>(N - vm.regs) + method.nregs
                    pc -= 1
                    status = RUN_GROW
                    break
                N[0] = h
                N[1] = R[D2(u)]
                N[2] = R[E2(u)]
                F += 1
                F.pc = <uint32_t>(pc + 1)
                F.base = <uint32_t>(R - vm.regs)
                F.dst = F2(u)
                F.fn = method.fn
                R = N
                pc = method.entry
                slice -= method.cost
                if UNLIKELY(slice < 0):
                    status = RUN_POLL
                    break
                w = code[pc]
                pc += 1
                DISPATCH(w & 0xff)
            elif op == OP_CALLV:
                TARGET(OP_CALLV)
                u = code[pc]
                h = R[A(w)]
                if UNLIKELY(<uint64_t>h - 1 >= slots):
                    exc = EXC_NULL
                    break
                checked_use(vm.heap, h)
                k = <uint64_t>mem[h] >> HDR_TYPE_SHIFT & 0xfffff
                if UNLIKELY(k >= vm.ntypes or U(w) >= vm.classes[k].nvtable):
                    exc = EXC_NULL
                    break
                method = vm.classes[k].methods + U(w)
                N = R + G2(u)
                if UNLIKELY(N + method.nregs > vm.reg_end or F == vm.frame_last):
                    vm.need = <uint64_t>(N - vm.regs) + method.nregs
                    pc -= 1
                    status = RUN_GROW
                    break
                copy_args(&code[pc], w, R, N)
                F += 1
                F.pc = <uint32_t>(pc + 1 + (X(w) >> 2))
                F.base = <uint32_t>(R - vm.regs)
                F.dst = F2(u)
                F.fn = method.fn
                R = N
                pc = method.entry
                slice -= method.cost
                if UNLIKELY(slice < 0):
                    status = RUN_POLL
                    break
                w = code[pc]
                pc += 1
                DISPATCH(w & 0xff)
            elif op == OP_CALLI:
                TARGET(OP_CALLI)
                u = code[pc]
                h = R[A(w)]
                if UNLIKELY(<uint64_t>h - 1 >= slots):
                    exc = EXC_NULL
                    break
                checked_use(vm.heap, h)
                i = pc << 20 | (<uint64_t>mem[h] >> HDR_TYPE_SHIFT & 0xfffff)
                n = (pc + i) & (CALL_CACHE - 1)
                k = vm.cached_fn[n]
                if UNLIKELY(vm.cached_key[n] != i):
                    k = interface_method(vm, h, F.fn, A(w), U(w))
                    if UNLIKELY(k == NO_FUNC):
                        exc = EXC_NULL
                        break
                    vm.cached_key[n] = i
                    vm.cached_fn[n] = <uint32_t>k
                link = vm.links + k
                N = R + G2(u)
                if UNLIKELY(N + link.nregs > vm.reg_end or F == vm.frame_last):
                    vm.need = <uint64_t>(N - vm.regs) + link.nregs
                    pc -= 1
                    status = RUN_GROW
                    break
                copy_args(&code[pc], w, R, N)
                F += 1
                F.pc = <uint32_t>(pc + 1 + (X(w) >> 2))
                F.base = <uint32_t>(R - vm.regs)
                F.dst = F2(u)
                F.fn = <uint32_t>k
                R = N
                pc = link.entry
                slice -= link.cost
                if UNLIKELY(slice < 0):
                    status = RUN_POLL
                    break
                w = code[pc]
                pc += 1
                DISPATCH(w & 0xff)
            elif op == OP_CALLF1:
                TARGET(OP_CALLF1)
                u = code[pc]
                h = R[A(w)]
                if UNLIKELY(<uint64_t>h - 1 >= slots):
                    exc = EXC_UNBOUND
                    break
                checked_use(vm.heap, h)
                k = <uint64_t>mem[h + FUNC_FN]
                # The number of a signature is that of the first type that has it: most often this one.
                if UNLIKELY(k >= vm.nfuncs or vm.signatures[k] != U(w) and vm.signatures[k] != vm.classes[U(w)].handles):
                    exc = EXC_UNBOUND
                    break
                link = vm.links + k
                N = R + G2(u)
                if UNLIKELY(N + link.nregs > vm.reg_end or F == vm.frame_last):
                    vm.need = <uint64_t>(N - vm.regs) + link.nregs
                    pc -= 1
                    status = RUN_GROW
                    break
                if link.flags & FN_METHOD:
                    N[0] = mem[h + FUNC_OBJECT]
                F += 1
                F.pc = <uint32_t>(pc + 1)
                F.base = <uint32_t>(R - vm.regs)
                F.dst = F2(u)
                F.fn = <uint32_t>k
                R = N
                pc = link.entry
                slice -= link.cost
                if UNLIKELY(slice < 0):
                    status = RUN_POLL
                    break
                w = code[pc]
                pc += 1
                DISPATCH(w & 0xff)
            elif op == OP_CALLF2:
                TARGET(OP_CALLF2)
                u = code[pc]
                h = R[A(w)]
                if UNLIKELY(<uint64_t>h - 1 >= slots):
                    exc = EXC_UNBOUND
                    break
                checked_use(vm.heap, h)
                k = <uint64_t>mem[h + FUNC_FN]
                if UNLIKELY(k >= vm.nfuncs or vm.signatures[k] != U(w) and vm.signatures[k] != vm.classes[U(w)].handles):
                    exc = EXC_UNBOUND
                    break
                link = vm.links + k
                N = R + G2(u)
                if UNLIKELY(N + link.nregs > vm.reg_end or F == vm.frame_last):
                    vm.need = <uint64_t>(N - vm.regs) + link.nregs
                    pc -= 1
                    status = RUN_GROW
                    break
                if link.flags & FN_METHOD:
                    N[0] = mem[h + FUNC_OBJECT]
                    N[1] = R[D2(u)]
                else:
                    N[0] = R[D2(u)]
                F += 1
                F.pc = <uint32_t>(pc + 1)
                F.base = <uint32_t>(R - vm.regs)
                F.dst = F2(u)
                F.fn = <uint32_t>k
                R = N
                pc = link.entry
                slice -= link.cost
                if UNLIKELY(slice < 0):
                    status = RUN_POLL
                    break
                w = code[pc]
                pc += 1
                DISPATCH(w & 0xff)
            elif op == OP_CALLF3:
                TARGET(OP_CALLF3)
                u = code[pc]
                h = R[A(w)]
                if UNLIKELY(<uint64_t>h - 1 >= slots):
                    exc = EXC_UNBOUND
                    break
                checked_use(vm.heap, h)
                k = <uint64_t>mem[h + FUNC_FN]
                if UNLIKELY(k >= vm.nfuncs or vm.signatures[k] != U(w) and vm.signatures[k] != vm.classes[U(w)].handles):
                    exc = EXC_UNBOUND
                    break
                link = vm.links + k
                N = R + G2(u)
                if UNLIKELY(N + link.nregs > vm.reg_end or F == vm.frame_last):
                    vm.need = <uint64_t>(N - vm.regs) + link.nregs
                    pc -= 1
                    status = RUN_GROW
                    break
                if link.flags & FN_METHOD:
                    N[0] = mem[h + FUNC_OBJECT]
                    N[1] = R[D2(u)]
                    N[2] = R[E2(u)]
                else:
                    N[0] = R[D2(u)]
                    N[1] = R[E2(u)]
                F += 1
                F.pc = <uint32_t>(pc + 1)
                F.base = <uint32_t>(R - vm.regs)
                F.dst = F2(u)
                F.fn = <uint32_t>k
                R = N
                pc = link.entry
                slice -= link.cost
                if UNLIKELY(slice < 0):
                    status = RUN_POLL
                    break
                w = code[pc]
                pc += 1
                DISPATCH(w & 0xff)
            elif op == OP_CALLF:
                TARGET(OP_CALLF)
                u = code[pc]
                h = R[A(w)]
                if UNLIKELY(<uint64_t>h - 1 >= slots):
                    exc = EXC_UNBOUND
                    break
                checked_use(vm.heap, h)
                k = <uint64_t>mem[h + FUNC_FN]
                if UNLIKELY(k >= vm.nfuncs or vm.signatures[k] != U(w) and vm.signatures[k] != vm.classes[U(w)].handles):
                    exc = EXC_UNBOUND
                    break
                link = vm.links + k
                N = R + G2(u)
                if UNLIKELY(N + link.nregs > vm.reg_end or F == vm.frame_last):
                    vm.need = <uint64_t>(N - vm.regs) + link.nregs
                    pc -= 1
                    status = RUN_GROW
                    break
                if link.flags & FN_METHOD:
                    N[0] = mem[h + FUNC_OBJECT]
                    copy_rest(&code[pc], w, R, N + 1)
                else:
                    copy_rest(&code[pc], w, R, N)
                F += 1
                F.pc = <uint32_t>(pc + 1 + (X(w) >> 2))
                F.base = <uint32_t>(R - vm.regs)
                F.dst = F2(u)
                F.fn = <uint32_t>k
                R = N
                pc = link.entry
                slice -= link.cost
                if UNLIKELY(slice < 0):
                    status = RUN_POLL
                    break
                w = code[pc]
                pc += 1
                DISPATCH(w & 0xff)
            elif op == OP_NATIVE:
                TARGET(OP_NATIVE)
                u = code[pc]
                N = R + G2(u)
                copy_args(&code[pc], w, R, N)
                pc += 1 + (X(w) >> 2)
                vm.call_index = U(w)                        # for natives that look at the kinds of their arguments
                native = (<NativeFn *>vm.heap.natives)[U(w)]
                if UNLIKELY(native == NULL):
                    error = NATIVE_REPLACED
                else:
                    error = native(vm, N)
                    REBASE_MEM(mem, vm.heap.mem)
                    slots = vm.heap.slots
                if UNLIKELY(error):
                    if error == NATIVE_REPLACED:            # as HOST below
                        vm.call_index = U(w) | NATIVE_CALL
                        vm.call_nargs = X(w)
                        vm.call_args = <uint32_t>(N - vm.regs)
                        vm.call_dst = <uint32_t>(R - vm.regs) + F2(u)
                        status = RUN_HOST
                        break
                    exc = <uint32_t>error
                    break
                if F2(u) != NO_REG:
                    R[F2(u)] = N[0]
                if UNLIKELY(vm.heap.work):
                    slice -= vm.heap.work
                    vm.heap.work = 0
                    # Not between a call and its GETOUT: whoever polls may call into the VM, which has one set of outs.
                    if (slice < 0 or vm.flush or vm.heap.pending) and (code[pc] & 0xff) != OP_GETOUT:
                        status = RUN_POLL
                        break
                w = code[pc]
                pc += 1
                DISPATCH(w & 0xff)
            elif op == OP_HOST:
                TARGET(OP_HOST)
                u = code[pc]
                N = R + G2(u)
                copy_args(&code[pc], w, R, N)
                pc += 1 + (X(w) >> 2)
                vm.call_index = U(w)
                vm.call_nargs = X(w)
                vm.call_args = <uint32_t>(N - vm.regs)
                vm.call_dst = <uint32_t>(R - vm.regs) + F2(u)
                status = RUN_HOST
                break
            elif op == OP_RET:
                TARGET(OP_RET)
                v = R[A(w)]
                pc = F.pc
                R = vm.regs + F.base
                R[F.dst] = v
                F -= 1
                w = code[pc]
                pc += 1
                DISPATCH(w & 0xff)
            elif op == OP_RETV:
                TARGET(OP_RETV)
                pc = F.pc
                R = vm.regs + F.base
                F -= 1
                w = code[pc]
                pc += 1
                DISPATCH(w & 0xff)
            elif op == OP_UNBOUND:
                TARGET(OP_UNBOUND)
                exc = EXC_UNBOUND
                break
            elif op == OP_OUT:
                TARGET(OP_OUT)
                vm.outs[B(w) & (MAX_OUTS - 1)] = R[A(w)]
                link = vm.links + F.fn
                if A(w) - link.own < link.nown:     # owned: moved
                    R[A(w)] = 0
                w = code[pc]
                pc += 1
                DISPATCH(w & 0xff)
            elif op == OP_GETOUT:
                TARGET(OP_GETOUT)
                R[A(w)] = vm.outs[B(w) & (MAX_OUTS - 1)]
                if UNLIKELY(vm.heap.pending or slice < 0) and (code[pc] & 0xff) != OP_GETOUT:
                    status = RUN_POLL
                    break
                w = code[pc]
                pc += 1
                DISPATCH(w & 0xff)

            # ---- globals
            elif op == OP_FAST:
                TARGET(OP_FAST)
                if UNLIKELY(not vm.heap.fast[X(w)]):
                    w = code[pc]
                    pc += 1
                else:
                    R[A(w)] = fast_value(X(w), R[B(w)], R[C(w)])
                    w = code[pc + 2]
                    pc += 3
                DISPATCH(w & 0xff)
            elif op == OP_SLENF:
                TARGET(OP_SLENF)
                if UNLIKELY(not vm.heap.fast[FAST_STRING_LENGTH]):
                    w = code[pc]
                    pc += 1
                else:
                    R[A(w)] = <int64_t>str_len(vm.heap, R[B(w)])
                    w = code[pc + 2]
                    pc += 3
                DISPATCH(w & 0xff)
            elif op == OP_ALENF:
                TARGET(OP_ALENF)
                if UNLIKELY(not vm.heap.fast[FAST_ARRAY_LENGTH]):
                    w = code[pc]
                    pc += 1
                else:
                    h = R[B(w)]
                    if UNLIKELY(<uint64_t>h - 1 >= slots - 1):
                        exc = EXC_NULL
                        break
                    checked_use(vm.heap, h)
                    R[A(w)] = mem[h + ARR_LEN] & MAX_ARRAY
                    w = code[pc + 2]
                    pc += 3
                DISPATCH(w & 0xff)
            elif op == OP_LDG:
                TARGET(OP_LDG)
                R[A(w)] = mem[HEAP_FIRST + U(w)]
                w = code[pc]
                pc += 1
                DISPATCH(w & 0xff)
            elif op == OP_STG:
                TARGET(OP_STG)
                mem[HEAP_FIRST + U(w)] = R[A(w)]
                w = code[pc]
                pc += 1
                DISPATCH(w & 0xff)
            elif op == OP_STGH:
                TARGET(OP_STGH)
                h = R[A(w)]
                heap_retain(vm.heap, h)
                v = mem[HEAP_FIRST + U(w)]
                mem[HEAP_FIRST + U(w)] = h
                if UNLIKELY(quick_release(vm.heap, &mem[0], slots, v)):
                    slice -= vm.heap.work
                    vm.heap.work = 0
                    if slice < 0 or vm.heap.pending:
                        status = RUN_POLL
                        break
                w = code[pc]
                pc += 1
                DISPATCH(w & 0xff)
            elif op == OP_TAKEG:
                TARGET(OP_TAKEG)
                R[A(w)] = mem[HEAP_FIRST + U(w)]
                mem[HEAP_FIRST + U(w)] = 0
                w = code[pc]
                pc += 1
                DISPATCH(w & 0xff)
            elif op == OP_GIVEG:
                TARGET(OP_GIVEG)
                h = R[A(w)]
                R[A(w)] = 0
                v = mem[HEAP_FIRST + U(w)]
                mem[HEAP_FIRST + U(w)] = h
                if UNLIKELY(quick_release(vm.heap, &mem[0], slots, v)):
                    slice -= vm.heap.work
                    vm.heap.work = 0
                    if slice < 0 or vm.heap.pending:
                        status = RUN_POLL
                        break
                w = code[pc]
                pc += 1
                DISPATCH(w & 0xff)

            # ---- strings
            elif op == OP_SFI:
                TARGET(OP_SFI)
                h = str_new(vm.heap, text, fmt_i64(text, R[B(w)]))
                REBASE_MEM(mem, vm.heap.mem)
                slots = vm.heap.slots
                if UNLIKELY(h == NO_HANDLE):
                    exc = vm.heap.error
                    break
                R[A(w)] = h
                w = code[pc]
                pc += 1
                DISPATCH(w & 0xff)
            elif op == OP_SFU:
                TARGET(OP_SFU)
                h = str_new(vm.heap, text, fmt_u64(text, <uint64_t>R[B(w)]))
                REBASE_MEM(mem, vm.heap.mem)
                slots = vm.heap.slots
                if UNLIKELY(h == NO_HANDLE):
                    exc = vm.heap.error
                    break
                R[A(w)] = h
                w = code[pc]
                pc += 1
                DISPATCH(w & 0xff)
            elif op == OP_SFF:
                TARGET(OP_SFF)
                h = str_new(vm.heap, text, fmt_f32(text, f32_of(R[B(w)])))
                REBASE_MEM(mem, vm.heap.mem)
                slots = vm.heap.slots
                if UNLIKELY(h == NO_HANDLE):
                    exc = vm.heap.error
                    break
                R[A(w)] = h
                w = code[pc]
                pc += 1
                DISPATCH(w & 0xff)
            elif op == OP_SFD:
                TARGET(OP_SFD)
                h = str_new(vm.heap, text, fmt_f64(text, (<double *>R)[B(w)]))
                REBASE_MEM(mem, vm.heap.mem)
                slots = vm.heap.slots
                if UNLIKELY(h == NO_HANDLE):
                    exc = vm.heap.error
                    break
                R[A(w)] = h
                w = code[pc]
                pc += 1
                DISPATCH(w & 0xff)
            elif op == OP_SFB:
                TARGET(OP_SFB)
                h = str_new(vm.heap, text, fmt_bool(text, R[B(w)]))
                REBASE_MEM(mem, vm.heap.mem)
                slots = vm.heap.slots
                if UNLIKELY(h == NO_HANDLE):
                    exc = vm.heap.error
                    break
                R[A(w)] = h
                w = code[pc]
                pc += 1
                DISPATCH(w & 0xff)
            elif op == OP_SAPP:
                TARGET(OP_SAPP)
                h = R[A(w)]
                v = R[B(w)]
                R[A(w)] = 0                         # consumed, even on failure
                h = str_append_str(vm.heap, h, v)
                REBASE_MEM(mem, vm.heap.mem)
                slots = vm.heap.slots
                if UNLIKELY(h == NO_HANDLE):
                    exc = vm.heap.error
                    break
                R[A(w)] = h
                if UNLIKELY(vm.heap.work):
                    slice -= vm.heap.work
                    vm.heap.work = 0
                    if slice < 0 or vm.heap.pending:
                        status = RUN_POLL
                        break
                w = code[pc]
                pc += 1
                DISPATCH(w & 0xff)
            elif op == OP_SAPPI:
                TARGET(OP_SAPPI)
                h = R[A(w)]
                R[A(w)] = 0                         # consumed, even on failure
                h = str_append(vm.heap, h, text, fmt_i64(text, R[B(w)]))
                REBASE_MEM(mem, vm.heap.mem)
                slots = vm.heap.slots
                if UNLIKELY(h == NO_HANDLE):
                    exc = vm.heap.error
                    break
                R[A(w)] = h
                w = code[pc]
                pc += 1
                DISPATCH(w & 0xff)
            elif op == OP_SAPPU:
                TARGET(OP_SAPPU)
                h = R[A(w)]
                R[A(w)] = 0                         # consumed, even on failure
                h = str_append(vm.heap, h, text, fmt_u64(text, <uint64_t>R[B(w)]))
                REBASE_MEM(mem, vm.heap.mem)
                slots = vm.heap.slots
                if UNLIKELY(h == NO_HANDLE):
                    exc = vm.heap.error
                    break
                R[A(w)] = h
                w = code[pc]
                pc += 1
                DISPATCH(w & 0xff)
            elif op == OP_SAPPF:
                TARGET(OP_SAPPF)
                h = R[A(w)]
                R[A(w)] = 0                         # consumed, even on failure
                h = str_append(vm.heap, h, text, fmt_f32(text, f32_of(R[B(w)])))
                REBASE_MEM(mem, vm.heap.mem)
                slots = vm.heap.slots
                if UNLIKELY(h == NO_HANDLE):
                    exc = vm.heap.error
                    break
                R[A(w)] = h
                w = code[pc]
                pc += 1
                DISPATCH(w & 0xff)
            elif op == OP_SAPPD:
                TARGET(OP_SAPPD)
                h = R[A(w)]
                R[A(w)] = 0                         # consumed, even on failure
                h = str_append(vm.heap, h, text, fmt_f64(text, (<double *>R)[B(w)]))
                REBASE_MEM(mem, vm.heap.mem)
                slots = vm.heap.slots
                if UNLIKELY(h == NO_HANDLE):
                    exc = vm.heap.error
                    break
                R[A(w)] = h
                w = code[pc]
                pc += 1
                DISPATCH(w & 0xff)
            elif op == OP_SAPPB:
                TARGET(OP_SAPPB)
                h = R[A(w)]
                R[A(w)] = 0                         # consumed, even on failure
                h = str_append(vm.heap, h, text, fmt_bool(text, R[B(w)]))
                REBASE_MEM(mem, vm.heap.mem)
                slots = vm.heap.slots
                if UNLIKELY(h == NO_HANDLE):
                    exc = vm.heap.error
                    break
                R[A(w)] = h
                w = code[pc]
                pc += 1
                DISPATCH(w & 0xff)
            elif op == OP_SLEN:
                TARGET(OP_SLEN)
                R[A(w)] = <int64_t>str_len(vm.heap, R[B(w)])
                w = code[pc]
                pc += 1
                DISPATCH(w & 0xff)
            elif op == OP_SIDX:
                TARGET(OP_SIDX)
                h = R[B(w)]
                i = <uint64_t>R[C(w)]
                if UNLIKELY(i >= str_len(vm.heap, h)):
                    exc = EXC_RANGE
                    break
                R[A(w)] = (<uint8_t *>&mem[h + STR_BYTES])[i]
                w = code[pc]
                pc += 1
                DISPATCH(w & 0xff)
            elif op == OP_SSET:
                TARGET(OP_SSET)
                h = R[A(w)]
                i = <uint64_t>R[B(w)]
                if UNLIKELY(i >= str_len(vm.heap, h)):
                    exc = EXC_RANGE
                    break
                R[A(w)] = 0
                h = str_unique(vm.heap, h)
                REBASE_MEM(mem, vm.heap.mem)
                slots = vm.heap.slots
                if UNLIKELY(h == NO_HANDLE):
                    exc = vm.heap.error
                    break
                R[A(w)] = h
                (<uint8_t *>&mem[h + STR_BYTES])[i] = <uint8_t>R[C(w)]
                if UNLIKELY(vm.heap.work):
                    slice -= vm.heap.work
                    vm.heap.work = 0
                    if slice < 0 or vm.heap.pending:
                        status = RUN_POLL
                        break
                w = code[pc]
                pc += 1
                DISPATCH(w & 0xff)
            elif op == OP_SEQ:
                TARGET(OP_SEQ)
                R[A(w)] = str_equal(vm.heap, R[B(w)], R[C(w)])
                if UNLIKELY(vm.heap.work):
                    slice -= vm.heap.work
                    vm.heap.work = 0
                    if slice < 0 or vm.heap.pending:
                        status = RUN_POLL
                        break
                w = code[pc]
                pc += 1
                DISPATCH(w & 0xff)
            elif op == OP_SNE:
                TARGET(OP_SNE)
                R[A(w)] = not str_equal(vm.heap, R[B(w)], R[C(w)])
                if UNLIKELY(vm.heap.work):
                    slice -= vm.heap.work
                    vm.heap.work = 0
                    if slice < 0 or vm.heap.pending:
                        status = RUN_POLL
                        break
                w = code[pc]
                pc += 1
                DISPATCH(w & 0xff)
            elif op == OP_SCMP:
                TARGET(OP_SCMP)
                R[A(w)] = str_cmp(vm.heap, R[B(w)], R[C(w)])
                if UNLIKELY(vm.heap.work):
                    slice -= vm.heap.work
                    vm.heap.work = 0
                    if slice < 0 or vm.heap.pending:
                        status = RUN_POLL
                        break
                w = code[pc]
                pc += 1
                DISPATCH(w & 0xff)

            # ---- arrays
            elif op == OP_NEWARR:
                TARGET(OP_NEWARR)
                h = arr_new(vm.heap, C(w), R[B(w)])
                REBASE_MEM(mem, vm.heap.mem)
                slots = vm.heap.slots
                if UNLIKELY(h == NO_HANDLE):
                    if vm.heap.pending:         # dead objects take up the room: again after their destructors
                        pc -= 1
                        status = RUN_POLL
                    else:
                        exc = vm.heap.error
                    break
                R[A(w)] = h
                if UNLIKELY(vm.heap.work):
                    slice -= vm.heap.work
                    vm.heap.work = 0
                    if slice < 0 or vm.heap.pending:
                        status = RUN_POLL
                        break
                w = code[pc]
                pc += 1
                DISPATCH(w & 0xff)
            elif op == OP_NEWARRI:
                TARGET(OP_NEWARRI)
                h = arr_new(vm.heap, C(w), <int64_t>B(w))
                REBASE_MEM(mem, vm.heap.mem)
                slots = vm.heap.slots
                if UNLIKELY(h == NO_HANDLE):
                    if vm.heap.pending:         # dead objects take up the room: again after their destructors
                        pc -= 1
                        status = RUN_POLL
                    else:
                        exc = vm.heap.error
                    break
                R[A(w)] = h
                if UNLIKELY(vm.heap.work):
                    slice -= vm.heap.work
                    vm.heap.work = 0
                    if slice < 0 or vm.heap.pending:
                        status = RUN_POLL
                        break
                w = code[pc]
                pc += 1
                DISPATCH(w & 0xff)
            elif op == OP_ALEN:
                TARGET(OP_ALEN)
                h = R[B(w)]
                if UNLIKELY(<uint64_t>h - 1 >= slots - 1):
                    exc = EXC_NULL
                    break
                checked_use(vm.heap, h)
                R[A(w)] = mem[h + ARR_LEN] & MAX_ARRAY
                w = code[pc]
                pc += 1
                DISPATCH(w & 0xff)
            elif op == OP_AGET_I8:
                TARGET(OP_AGET_I8)
                h = R[B(w)]
                i = <uint64_t>R[C(w)]
                if UNLIKELY(<uint64_t>h >= slots):
                    exc = EXC_NULL
                    break
                checked_use(vm.heap, h)
                if UNLIKELY(i >= <uint64_t>mem[h + ARR_LEN]):
                    exc = EXC_INDEX if h else EXC_NULL
                    break
                k = ((<uint64_t>mem[h + ARR_DATA] + 1) << 3) + i
                if UNLIKELY((k >> 3) >= slots):
                    exc = EXC_INDEX
                    break
                R[A(w)] = (<int8_t *>&mem[0])[k]
                w = code[pc]
                pc += 1
                DISPATCH(w & 0xff)
            elif op == OP_AGET_U8:
                TARGET(OP_AGET_U8)
                h = R[B(w)]
                i = <uint64_t>R[C(w)]
                if UNLIKELY(<uint64_t>h >= slots):
                    exc = EXC_NULL
                    break
                checked_use(vm.heap, h)
                if UNLIKELY(i >= <uint64_t>mem[h + ARR_LEN]):
                    exc = EXC_INDEX if h else EXC_NULL
                    break
                k = ((<uint64_t>mem[h + ARR_DATA] + 1) << 3) + i
                if UNLIKELY((k >> 3) >= slots):
                    exc = EXC_INDEX
                    break
                R[A(w)] = (<uint8_t *>&mem[0])[k]
                w = code[pc]
                pc += 1
                DISPATCH(w & 0xff)
            elif op == OP_AGET_I16:
                TARGET(OP_AGET_I16)
                h = R[B(w)]
                i = <uint64_t>R[C(w)]
                if UNLIKELY(<uint64_t>h >= slots):
                    exc = EXC_NULL
                    break
                checked_use(vm.heap, h)
                if UNLIKELY(i >= <uint64_t>mem[h + ARR_LEN]):
                    exc = EXC_INDEX if h else EXC_NULL
                    break
                k = ((<uint64_t>mem[h + ARR_DATA] + 1) << 2) + i
                if UNLIKELY((k >> 2) >= slots):
                    exc = EXC_INDEX
                    break
                R[A(w)] = (<int16_t *>&mem[0])[k]
                w = code[pc]
                pc += 1
                DISPATCH(w & 0xff)
            elif op == OP_AGET_U16:
                TARGET(OP_AGET_U16)
                h = R[B(w)]
                i = <uint64_t>R[C(w)]
                if UNLIKELY(<uint64_t>h >= slots):
                    exc = EXC_NULL
                    break
                checked_use(vm.heap, h)
                if UNLIKELY(i >= <uint64_t>mem[h + ARR_LEN]):
                    exc = EXC_INDEX if h else EXC_NULL
                    break
                k = ((<uint64_t>mem[h + ARR_DATA] + 1) << 2) + i
                if UNLIKELY((k >> 2) >= slots):
                    exc = EXC_INDEX
                    break
                R[A(w)] = (<uint16_t *>&mem[0])[k]
                w = code[pc]
                pc += 1
                DISPATCH(w & 0xff)
            elif op == OP_AGET_I32:
                TARGET(OP_AGET_I32)
                h = R[B(w)]
                i = <uint64_t>R[C(w)]
                if UNLIKELY(<uint64_t>h >= slots):
                    exc = EXC_NULL
                    break
                checked_use(vm.heap, h)
                if UNLIKELY(i >= <uint64_t>mem[h + ARR_LEN]):
                    exc = EXC_INDEX if h else EXC_NULL
                    break
                k = ((<uint64_t>mem[h + ARR_DATA] + 1) << 1) + i
                if UNLIKELY((k >> 1) >= slots):
                    exc = EXC_INDEX
                    break
                R[A(w)] = (<int32_t *>&mem[0])[k]
                w = code[pc]
                pc += 1
                DISPATCH(w & 0xff)
            elif op == OP_AGET_U32:
                TARGET(OP_AGET_U32)
                h = R[B(w)]
                i = <uint64_t>R[C(w)]
                if UNLIKELY(<uint64_t>h >= slots):
                    exc = EXC_NULL
                    break
                checked_use(vm.heap, h)
                if UNLIKELY(i >= <uint64_t>mem[h + ARR_LEN]):
                    exc = EXC_INDEX if h else EXC_NULL
                    break
                k = ((<uint64_t>mem[h + ARR_DATA] + 1) << 1) + i
                if UNLIKELY((k >> 1) >= slots):
                    exc = EXC_INDEX
                    break
                R[A(w)] = (<uint32_t *>&mem[0])[k]
                w = code[pc]
                pc += 1
                DISPATCH(w & 0xff)
            elif op == OP_AGET_64:
                TARGET(OP_AGET_64)
                h = R[B(w)]
                i = <uint64_t>R[C(w)]
                if UNLIKELY(<uint64_t>h >= slots):
                    exc = EXC_NULL
                    break
                checked_use(vm.heap, h)
                if UNLIKELY(i >= <uint64_t>mem[h + ARR_LEN]):
                    exc = EXC_INDEX if h else EXC_NULL
                    break
                k = <uint64_t>mem[h + ARR_DATA] + 1 + i
                if UNLIKELY(k >= slots):
                    exc = EXC_INDEX
                    break
                R[A(w)] = mem[k]
                w = code[pc]
                pc += 1
                DISPATCH(w & 0xff)
            elif op == OP_ASET_8:
                TARGET(OP_ASET_8)
                h = R[A(w)]
                i = <uint64_t>R[B(w)]
                if UNLIKELY(<uint64_t>h >= slots):
                    exc = EXC_NULL
                    break
                checked_use(vm.heap, h)
                if UNLIKELY(i >= <uint64_t>mem[h + ARR_LEN]):
                    exc = EXC_INDEX if h else EXC_NULL
                    break
                k = ((<uint64_t>mem[h + ARR_DATA] + 1) << 3) + i
                if UNLIKELY((k >> 3) >= slots):
                    exc = EXC_INDEX
                    break
                (<uint8_t *>&mem[0])[k] = <uint8_t>R[C(w)]
                w = code[pc]
                pc += 1
                DISPATCH(w & 0xff)
            elif op == OP_ASET_16:
                TARGET(OP_ASET_16)
                h = R[A(w)]
                i = <uint64_t>R[B(w)]
                if UNLIKELY(<uint64_t>h >= slots):
                    exc = EXC_NULL
                    break
                checked_use(vm.heap, h)
                if UNLIKELY(i >= <uint64_t>mem[h + ARR_LEN]):
                    exc = EXC_INDEX if h else EXC_NULL
                    break
                k = ((<uint64_t>mem[h + ARR_DATA] + 1) << 2) + i
                if UNLIKELY((k >> 2) >= slots):
                    exc = EXC_INDEX
                    break
                (<uint16_t *>&mem[0])[k] = <uint16_t>R[C(w)]
                w = code[pc]
                pc += 1
                DISPATCH(w & 0xff)
            elif op == OP_ASET_32:
                TARGET(OP_ASET_32)
                h = R[A(w)]
                i = <uint64_t>R[B(w)]
                if UNLIKELY(<uint64_t>h >= slots):
                    exc = EXC_NULL
                    break
                checked_use(vm.heap, h)
                if UNLIKELY(i >= <uint64_t>mem[h + ARR_LEN]):
                    exc = EXC_INDEX if h else EXC_NULL
                    break
                k = ((<uint64_t>mem[h + ARR_DATA] + 1) << 1) + i
                if UNLIKELY((k >> 1) >= slots):
                    exc = EXC_INDEX
                    break
                (<uint32_t *>&mem[0])[k] = <uint32_t>R[C(w)]
                w = code[pc]
                pc += 1
                DISPATCH(w & 0xff)
            elif op == OP_ASET_64:
                TARGET(OP_ASET_64)
                h = R[A(w)]
                i = <uint64_t>R[B(w)]
                if UNLIKELY(<uint64_t>h >= slots):
                    exc = EXC_NULL
                    break
                checked_use(vm.heap, h)
                if UNLIKELY(i >= <uint64_t>mem[h + ARR_LEN]):
                    exc = EXC_INDEX if h else EXC_NULL
                    break
                k = <uint64_t>mem[h + ARR_DATA] + 1 + i
                if UNLIKELY(k >= slots):
                    exc = EXC_INDEX
                    break
                mem[k] = R[C(w)]
                w = code[pc]
                pc += 1
                DISPATCH(w & 0xff)
            elif op == OP_ASETH:
                TARGET(OP_ASETH)
                h = R[A(w)]
                i = <uint64_t>R[B(w)]
                if UNLIKELY(<uint64_t>h >= slots):
                    exc = EXC_NULL
                    break
                checked_use(vm.heap, h)
                if UNLIKELY(i >= <uint64_t>mem[h + ARR_LEN]):
                    exc = EXC_INDEX if h else EXC_NULL
                    break
                k = <uint64_t>mem[h + ARR_DATA] + 1 + i
                if UNLIKELY(k >= slots):
                    exc = EXC_INDEX
                    break
                h = R[C(w)]
                heap_retain(vm.heap, h)
                v = mem[k]
                mem[k] = h
                if UNLIKELY(quick_release(vm.heap, &mem[0], slots, v)):
                    slice -= vm.heap.work
                    vm.heap.work = 0
                    if slice < 0 or vm.heap.pending:
                        status = RUN_POLL
                        break
                w = code[pc]
                pc += 1
                DISPATCH(w & 0xff)
            elif op == OP_ATAKE:
                TARGET(OP_ATAKE)
                h = R[B(w)]
                i = <uint64_t>R[C(w)]
                if UNLIKELY(<uint64_t>h >= slots):
                    exc = EXC_NULL
                    break
                checked_use(vm.heap, h)
                if UNLIKELY(i >= <uint64_t>mem[h + ARR_LEN]):
                    exc = EXC_INDEX if h else EXC_NULL
                    break
                k = <uint64_t>mem[h + ARR_DATA] + 1 + i
                if UNLIKELY(k >= slots):
                    exc = EXC_INDEX
                    break
                R[A(w)] = mem[k]
                mem[k] = 0
                w = code[pc]
                pc += 1
                DISPATCH(w & 0xff)
            elif op == OP_AGIVE:
                TARGET(OP_AGIVE)
                h = R[A(w)]
                i = <uint64_t>R[B(w)]
                if UNLIKELY(<uint64_t>h >= slots):
                    exc = EXC_NULL
                    break
                checked_use(vm.heap, h)
                if UNLIKELY(i >= <uint64_t>mem[h + ARR_LEN]):
                    exc = EXC_INDEX if h else EXC_NULL
                    break
                k = <uint64_t>mem[h + ARR_DATA] + 1 + i
                if UNLIKELY(k >= slots):
                    exc = EXC_INDEX
                    break
                h = R[C(w)]
                R[C(w)] = 0
                v = mem[k]
                mem[k] = h
                if UNLIKELY(quick_release(vm.heap, &mem[0], slots, v)):
                    slice -= vm.heap.work
                    vm.heap.work = 0
                    if slice < 0 or vm.heap.pending:
                        status = RUN_POLL
                        break
                w = code[pc]
                pc += 1
                DISPATCH(w & 0xff)
            elif op == OP_DGET:
                TARGET(OP_DGET)
                h = R[B(w)]
                v = R[C(w)]
                # Most lookups end here: the entry is the first of its chain and has this very string. (Whatever the keys
                # are: one with the same slot is the same key. And whatever the handles lead to: it is in range.)
                if <uint64_t>h - HEAP_FIRST < slots - HEAP_FIRST and <uint64_t>v < slots:
                    checked_use(vm.heap, h)
                    k = <uint64_t>mem[h + DICT_DATA]
                    n = <uint64_t>mem[h + DICT_TABLE] >> 32
                    if n and k < slots and k + table_slots(<uint32_t>n) < slots:
                        i = (<const uint32_t *>&mem[k + 1 + n * ENTRY_SLOTS])[
                            <uint64_t>mem[v + STR_LEN] >> 32 & (4 * n - 1)]
                        if i - 1 < n:
                            k += 1 + (i - 1) * ENTRY_SLOTS
                            if mem[k + ENTRY_KEY] == v and <uint32_t>mem[k + ENTRY_KIND] == X(w):
                                mem[h + DICT_LAST] = <int64_t>k
                                R[A(w)] = 1
                                R[code[pc] & 0xffff] = mem[k + ENTRY_VALUE]
                                w = code[pc + 1]
                                pc += 2
                                DISPATCH(w & 0xff)
                                continue
                k = <uint64_t><int64_t>dict_find_number(vm.heap, h, v, X(w), &R[code[pc] & 0xffff])
                pc += 1
                if UNLIKELY(<int64_t>k < 0):
                    exc = EXC_NULL
                    break
                R[A(w)] = <int64_t>k
                if UNLIKELY(vm.heap.work):
                    slice -= vm.heap.work
                    vm.heap.work = 0
                    if slice < 0 or vm.heap.pending:
                        status = RUN_POLL
                        break
                w = code[pc]
                pc += 1
                DISPATCH(w & 0xff)
            elif op == OP_DSET:
                TARGET(OP_DSET)
                h = R[A(w)]
                if <uint64_t>h - HEAP_FIRST < slots - HEAP_FIRST:       # the entry that was found last needs no search
                    checked_use(vm.heap, h)
                    k = <uint64_t>mem[h + DICT_LAST]
                    if k - HEAP_FIRST < slots - HEAP_FIRST and mem[k + ENTRY_KEY] == R[B(w)] \
                            and <uint32_t>mem[k + ENTRY_KIND] == X(w):
                        mem[k + ENTRY_VALUE] = R[C(w)]
                        w = code[pc]
                        pc += 1
                        DISPATCH(w & 0xff)
                        continue
                error = dict_set(vm.heap, h, R[B(w)], R[C(w)], X(w))
                REBASE_MEM(mem, vm.heap.mem)
                slots = vm.heap.slots
                if UNLIKELY(error):
                    exc = <uint32_t>error
                    break
                if UNLIKELY(vm.heap.work):
                    slice -= vm.heap.work
                    vm.heap.work = 0
                    if slice < 0 or vm.heap.pending:
                        status = RUN_POLL
                        break
                w = code[pc]
                pc += 1
                DISPATCH(w & 0xff)
            elif op == OP_AGETH:
                TARGET(OP_AGETH)
                h = R[B(w)]
                i = <uint64_t>R[C(w)]
                if UNLIKELY(<uint64_t>h >= slots):
                    exc = EXC_NULL
                    break
                checked_use(vm.heap, h)
                if UNLIKELY(i >= <uint64_t>mem[h + ARR_LEN]):
                    exc = EXC_INDEX if h else EXC_NULL
                    break
                k = <uint64_t>mem[h + ARR_DATA] + 1 + i
                if UNLIKELY(k >= slots):
                    exc = EXC_INDEX
                    break
                h = mem[k]
                heap_retain(vm.heap, h)
                v = R[A(w)]
                R[A(w)] = h
                if UNLIKELY(quick_release(vm.heap, &mem[0], slots, v)):
                    slice -= vm.heap.work
                    vm.heap.work = 0
                    if slice < 0 or vm.heap.pending:
                        status = RUN_POLL
                        break
                w = code[pc]
                pc += 1
                DISPATCH(w & 0xff)
            elif op == OP_ACOPY:
                TARGET(OP_ACOPY)
                h = R[B(w)]
                if UNLIKELY(<uint64_t>h - 1 >= slots - 1):
                    exc = EXC_NULL
                    break
                h = arr_copy(vm.heap, h)
                REBASE_MEM(mem, vm.heap.mem)
                slots = vm.heap.slots
                if UNLIKELY(h == NO_HANDLE):
                    exc = vm.heap.error
                    break
                R[A(w)] = h
                if UNLIKELY(vm.heap.work):
                    slice -= vm.heap.work
                    vm.heap.work = 0
                    if slice < 0 or vm.heap.pending:
                        status = RUN_POLL
                        break
                w = code[pc]
                pc += 1
                DISPATCH(w & 0xff)
            elif op == OP_AASSIGN:
                TARGET(OP_AASSIGN)
                error = arr_assign(vm.heap, R[A(w)], R[B(w)])
                REBASE_MEM(mem, vm.heap.mem)
                slots = vm.heap.slots
                if UNLIKELY(error):
                    exc = <uint32_t>error
                    break
                if UNLIKELY(vm.heap.work):
                    slice -= vm.heap.work
                    vm.heap.work = 0
                    if slice < 0 or vm.heap.pending:
                        status = RUN_POLL
                        break
                w = code[pc]
                pc += 1
                DISPATCH(w & 0xff)

            # ---- objects
            elif op == OP_NEW:
                TARGET(OP_NEW)
                h = quick_new(vm.heap, &mem[0], slots, U(w))
                if UNLIKELY(h == 0):
                    h = heap_new(vm.heap, U(w))
                    REBASE_MEM(mem, vm.heap.mem)
                    slots = vm.heap.slots
                    if UNLIKELY(h == NO_HANDLE):
                        if vm.heap.pending:         # dead objects take up the room: again after their destructors
                            pc -= 1
                            status = RUN_POLL
                        else:
                            exc = vm.heap.error
                        break
                    slice -= vm.heap.work
                    vm.heap.work = 0
                    if slice < 0 or vm.heap.pending:
                        R[A(w)] = h
                        status = RUN_POLL
                        break
                R[A(w)] = h
                w = code[pc]
                pc += 1
                DISPATCH(w & 0xff)
            elif op == OP_BORN:
                TARGET(OP_BORN)
                h = R[A(w)]
                if UNLIKELY(<uint64_t>h - 1 >= slots):
                    exc = EXC_NULL
                    break
                checked_use(vm.heap, h)
                mem[h] &= ~(<int64_t>HDR_DEAD << HDR_FLAG_SHIFT)
                w = code[pc]
                pc += 1
                DISPATCH(w & 0xff)
            elif op == OP_NONULL:
                TARGET(OP_NONULL)
                if UNLIKELY(<uint64_t>R[A(w)] - 1 >= slots):
                    exc = EXC_NULL
                    break
                w = code[pc]
                pc += 1
                DISPATCH(w & 0xff)
            elif op == OP_GETF:
                TARGET(OP_GETF)
                h = R[B(w)]
                if UNLIKELY(<uint64_t>h - 1 >= slots):
                    exc = EXC_NULL
                    break
                checked_use(vm.heap, h)
                R[A(w)] = mem[h + 1 + C(w)]
                w = code[pc]
                pc += 1
                DISPATCH(w & 0xff)
            elif op == OP_SETF:
                TARGET(OP_SETF)
                h = R[A(w)]
                if UNLIKELY(<uint64_t>h - 1 >= slots):
                    exc = EXC_NULL
                    break
                checked_use(vm.heap, h)
                mem[h + 1 + B(w)] = R[C(w)]
                w = code[pc]
                pc += 1
                DISPATCH(w & 0xff)
            elif op == OP_SETFH:
                TARGET(OP_SETFH)
                h = R[A(w)]
                if UNLIKELY(<uint64_t>h - 1 >= slots):
                    exc = EXC_NULL
                    break
                checked_use(vm.heap, h)
                i = <uint64_t>h + 1 + B(w)
                h = R[C(w)]
                heap_retain(vm.heap, h)
                v = mem[i]
                mem[i] = h
                if UNLIKELY(quick_release(vm.heap, &mem[0], slots, v)):
                    slice -= vm.heap.work
                    vm.heap.work = 0
                    if slice < 0 or vm.heap.pending:
                        status = RUN_POLL
                        break
                w = code[pc]
                pc += 1
                DISPATCH(w & 0xff)
            elif op == OP_TAKEF:
                TARGET(OP_TAKEF)
                h = R[B(w)]
                if UNLIKELY(<uint64_t>h - 1 >= slots):
                    exc = EXC_NULL
                    break
                checked_use(vm.heap, h)
                R[A(w)] = mem[h + 1 + C(w)]
                mem[h + 1 + C(w)] = 0
                w = code[pc]
                pc += 1
                DISPATCH(w & 0xff)
            elif op == OP_GIVEF:
                TARGET(OP_GIVEF)
                h = R[A(w)]
                if UNLIKELY(<uint64_t>h - 1 >= slots):
                    exc = EXC_NULL
                    break
                checked_use(vm.heap, h)
                i = <uint64_t>h + 1 + B(w)
                v = mem[i]
                mem[i] = R[C(w)]
                R[C(w)] = 0
                if UNLIKELY(quick_release(vm.heap, &mem[0], slots, v)):
                    slice -= vm.heap.work
                    vm.heap.work = 0
                    if slice < 0 or vm.heap.pending:
                        status = RUN_POLL
                        break
                w = code[pc]
                pc += 1
                DISPATCH(w & 0xff)
            elif op == OP_GETFH:
                TARGET(OP_GETFH)
                h = R[B(w)]
                if UNLIKELY(<uint64_t>h - 1 >= slots):
                    exc = EXC_NULL
                    break
                checked_use(vm.heap, h)
                h = mem[h + 1 + C(w)]
                heap_retain(vm.heap, h)
                v = R[A(w)]
                R[A(w)] = h
                if UNLIKELY(quick_release(vm.heap, &mem[0], slots, v)):
                    slice -= vm.heap.work
                    vm.heap.work = 0
                    if slice < 0 or vm.heap.pending:
                        status = RUN_POLL
                        break
                w = code[pc]
                pc += 1
                DISPATCH(w & 0xff)
            elif op == OP_LDFN:
                TARGET(OP_LDFN)
                h = mem[<int64_t>(HEAP_FIRST + <uint64_t>U(w))]
                if UNLIKELY(h == 0):
                    h = func_value(vm.heap, U(w))
                    REBASE_MEM(mem, vm.heap.mem)
                    slots = vm.heap.slots
                    if UNLIKELY(h == NO_HANDLE):
                        exc = vm.heap.error
                        break
                R[A(w)] = h
                w = code[pc]
                pc += 1
                DISPATCH(w & 0xff)
            elif op == OP_BINDF:
                TARGET(OP_BINDF)
                u = code[pc]
                h = R[D2(u)]
                if UNLIKELY(<uint64_t>h - 1 >= slots):
                    exc = EXC_NULL
                    break
                checked_use(vm.heap, h)
                h = func_new(vm.heap, vm.prog.kinds[vm.prog.funcs[F.fn].kinds + A(w)] >> 8, U(w), h)
                REBASE_MEM(mem, vm.heap.mem)
                slots = vm.heap.slots
                if UNLIKELY(h == NO_HANDLE):
                    exc = vm.heap.error
                    break
                R[A(w)] = h
                pc += 1
                if UNLIKELY(vm.heap.work):
                    slice -= vm.heap.work
                    vm.heap.work = 0
                    if slice < 0 or vm.heap.pending:
                        status = RUN_POLL
                        break
                w = code[pc]
                pc += 1
                DISPATCH(w & 0xff)
            elif op == OP_BINDV:
                TARGET(OP_BINDV)
                u = code[pc]
                h = R[D2(u)]
                if UNLIKELY(<uint64_t>h - 1 >= slots):
                    exc = EXC_NULL
                    break
                checked_use(vm.heap, h)
                k = func_method(vm, h, F.fn, D2(u), U(w))
                if UNLIKELY(k == NO_FUNC):
                    exc = EXC_NULL
                    break
                h = func_new(vm.heap, vm.prog.kinds[vm.prog.funcs[F.fn].kinds + A(w)] >> 8, <uint32_t>k, h)
                REBASE_MEM(mem, vm.heap.mem)
                slots = vm.heap.slots
                if UNLIKELY(h == NO_HANDLE):
                    exc = vm.heap.error
                    break
                R[A(w)] = h
                pc += 1
                if UNLIKELY(vm.heap.work):
                    slice -= vm.heap.work
                    vm.heap.work = 0
                    if slice < 0 or vm.heap.pending:
                        status = RUN_POLL
                        break
                w = code[pc]
                pc += 1
                DISPATCH(w & 0xff)
            elif op == OP_CASTO:
                TARGET(OP_CASTO)
                R[A(w)] = object_cast(vm, R[B(w)], C(w))
                w = code[pc]
                pc += 1
                DISPATCH(w & 0xff)
            elif op == OP_MATCH:
                TARGET(OP_MATCH)
                exc = object_match(vm, R[A(w)], R[B(w)])
                if exc:
                    break
                w = code[pc]
                pc += 1
                DISPATCH(w & 0xff)
            elif op == OP_FADD_F64:
                TARGET(OP_FADD_F64)
                h = R[A(w)]
                if UNLIKELY(<uint64_t>h - 1 >= slots):
                    exc = EXC_NULL
                    break
                checked_use(vm.heap, h)
                (<double *>&mem[h + 1])[B(w)] += (<double *>R)[C(w)]
                w = code[pc]
                pc += 1
                DISPATCH(w & 0xff)
            elif op == OP_FSUB_F64:
                TARGET(OP_FSUB_F64)
                h = R[A(w)]
                if UNLIKELY(<uint64_t>h - 1 >= slots):
                    exc = EXC_NULL
                    break
                checked_use(vm.heap, h)
                (<double *>&mem[h + 1])[B(w)] -= (<double *>R)[C(w)]
                w = code[pc]
                pc += 1
                DISPATCH(w & 0xff)
            elif op == OP_FADD_I32:
                TARGET(OP_FADD_I32)
                h = R[A(w)]
                if UNLIKELY(<uint64_t>h - 1 >= slots):
                    exc = EXC_NULL
                    break
                checked_use(vm.heap, h)
                h += 1 + <int64_t>B(w)
                mem[h] = <int32_t>(mem[h] + R[C(w)])
                w = code[pc]
                pc += 1
                DISPATCH(w & 0xff)
            elif op == OP_FADDI_I32:
                TARGET(OP_FADDI_I32)
                h = R[A(w)]
                if UNLIKELY(<uint64_t>h - 1 >= slots):
                    exc = EXC_NULL
                    break
                checked_use(vm.heap, h)
                h += 1 + <int64_t>B(w)
                mem[h] = <int32_t>(mem[h] + SC(w))
                w = code[pc]
                pc += 1
                DISPATCH(w & 0xff)
            elif op == OP_ADDF_F64:
                TARGET(OP_ADDF_F64)
                h = R[C(w)]
                if UNLIKELY(<uint64_t>h - 1 >= slots):
                    exc = EXC_NULL
                    break
                checked_use(vm.heap, h)
                (<double *>R)[A(w)] = (<double *>R)[B(w)] + (<double *>&mem[h + 1])[X(w)]
                w = code[pc]
                pc += 1
                DISPATCH(w & 0xff)
            elif op == OP_SUBF_F64:
                TARGET(OP_SUBF_F64)
                h = R[C(w)]
                if UNLIKELY(<uint64_t>h - 1 >= slots):
                    exc = EXC_NULL
                    break
                checked_use(vm.heap, h)
                (<double *>R)[A(w)] = (<double *>R)[B(w)] - (<double *>&mem[h + 1])[X(w)]
                w = code[pc]
                pc += 1
                DISPATCH(w & 0xff)
            elif op == OP_RSUBF_F64:
                TARGET(OP_RSUBF_F64)
                h = R[C(w)]
                if UNLIKELY(<uint64_t>h - 1 >= slots):
                    exc = EXC_NULL
                    break
                checked_use(vm.heap, h)
                (<double *>R)[A(w)] = (<double *>&mem[h + 1])[X(w)] - (<double *>R)[B(w)]
                w = code[pc]
                pc += 1
                DISPATCH(w & 0xff)
            elif op == OP_MULF_F64:
                TARGET(OP_MULF_F64)
                h = R[C(w)]
                if UNLIKELY(<uint64_t>h - 1 >= slots):
                    exc = EXC_NULL
                    break
                checked_use(vm.heap, h)
                (<double *>R)[A(w)] = (<double *>R)[B(w)] * (<double *>&mem[h + 1])[X(w)]
                w = code[pc]
                pc += 1
                DISPATCH(w & 0xff)
            elif op == OP_SUBFF_F64:
                TARGET(OP_SUBFF_F64)
                h = R[B(w)]
                v = R[C(w)]
                if UNLIKELY(<uint64_t>h - 1 >= slots or <uint64_t>v - 1 >= slots):
                    exc = EXC_NULL
                    break
                checked_use(vm.heap, h)
                checked_use(vm.heap, v)
                (<double *>R)[A(w)] = (<double *>&mem[h + 1])[X(w)] - (<double *>&mem[v + 1])[X(w)]
                w = code[pc]
                pc += 1
                DISPATCH(w & 0xff)
            elif op == OP_MULFF_F64:
                TARGET(OP_MULFF_F64)
                h = R[B(w)]
                v = R[C(w)]
                if UNLIKELY(<uint64_t>h - 1 >= slots or <uint64_t>v - 1 >= slots):
                    exc = EXC_NULL
                    break
                checked_use(vm.heap, h)
                checked_use(vm.heap, v)
                (<double *>R)[A(w)] = (<double *>&mem[h + 1])[X(w)] * (<double *>&mem[v + 1])[X(w)]
                w = code[pc]
                pc += 1
                DISPATCH(w & 0xff)
            elif op == OP_LDREF:
                TARGET(OP_LDREF)
                error = ref_load(vm, R[B(w)], R[C(w)], F.fn, A(w), &result)
                if UNLIKELY(error):
                    exc = <uint32_t>error
                    break
                R[A(w)] = result
                w = code[pc]
                pc += 1
                DISPATCH(w & 0xff)
            elif op == OP_STREF:
                TARGET(OP_STREF)
                error = ref_store(vm, R[A(w)], R[B(w)], F.fn, C(w), R[C(w)])
                if UNLIKELY(error):
                    exc = <uint32_t>error
                    break
                w = code[pc]
                pc += 1
                DISPATCH(w & 0xff)
            elif op == OP_STREFH:
                TARGET(OP_STREFH)
                error = ref_store(vm, R[A(w)], R[B(w)], F.fn, C(w), R[C(w)])
                if UNLIKELY(error):
                    exc = <uint32_t>error
                    break
                if UNLIKELY(vm.heap.work):
                    slice -= vm.heap.work
                    vm.heap.work = 0
                    if slice < 0 or vm.heap.pending:
                        status = RUN_POLL
                        break
                w = code[pc]
                pc += 1
                DISPATCH(w & 0xff)

            # ---- in an instance's copy of the code
            elif op == OP_CALLB1:
                TARGET(OP_CALLB1)
                u = code[pc + 1]
                link = vm.links + U(w)
                N = R + G2(u)
                if UNLIKELY(N + link.nregs > vm.reg_end or F == vm.frame_last):
                    vm.need = <uint64_t>(N - vm.regs) + link.nregs
                    pc -= 1
                    status = RUN_GROW
                    break
                N[0] = R[A(w)]
                F += 1
                F.pc = <uint32_t>(pc + 2)
                F.base = <uint32_t>(R - vm.regs)
                F.dst = F2(u)
                F.fn = U(w)
                R = N
                pc = link.entry
                slice -= link.cost
                if UNLIKELY(slice < 0):
                    status = RUN_POLL
                    break
                w = code[pc]
                pc += 1
                DISPATCH(w & 0xff)
            elif op == OP_CALLB2:
                TARGET(OP_CALLB2)
                u = code[pc + 1]
                link = vm.links + U(w)
                N = R + G2(u)
                if UNLIKELY(N + link.nregs > vm.reg_end or F == vm.frame_last):
                    vm.need = <uint64_t>(N - vm.regs) + link.nregs
                    pc -= 1
                    status = RUN_GROW
                    break
                N[0] = R[A(w)]
                N[1] = R[D2(u)]
                F += 1
                F.pc = <uint32_t>(pc + 2)
                F.base = <uint32_t>(R - vm.regs)
                F.dst = F2(u)
                F.fn = U(w)
                R = N
                pc = link.entry
                slice -= link.cost
                if UNLIKELY(slice < 0):
                    status = RUN_POLL
                    break
                w = code[pc]
                pc += 1
                DISPATCH(w & 0xff)
            elif op == OP_CALLK:
                TARGET(OP_CALLK)
                u = code[pc]
                link = vm.links + U(w)
                N = R + G2(u)
                if UNLIKELY(N + KEEP_REGS + link.nregs > vm.reg_end or F + 1 >= vm.frame_last):
                    vm.need = <uint64_t>(N - vm.regs) + KEEP_REGS + link.nregs
                    pc -= 1
                    status = RUN_GROW
                    break
                copy_args(&code[pc], w, R, N + KEEP_REGS)
                hold_args(vm, U(w), N)
                F[1].pc = <uint32_t>(pc + 1 + (X(w) >> 2))
                F[1].base = <uint32_t>(R - vm.regs)
                F[1].dst = F2(u)
                F[1].fn = KEEP_FUNC
                F[2].pc = KEEP_PC
                F[2].base = <uint32_t>(N - vm.regs)
                F[2].dst = 0
                F[2].fn = U(w)
                F += 2
                R = N + KEEP_REGS
                pc = link.entry
                slice -= link.cost
                if UNLIKELY(slice < 0):
                    status = RUN_POLL
                    break
                w = code[pc]
                pc += 1
                DISPATCH(w & 0xff)
            elif op == OP_CALLK1:
                TARGET(OP_CALLK1)
                u = code[pc]
                link = vm.links + U(w)
                N = R + G2(u)
                if UNLIKELY(N + KEEP_REGS + link.nregs > vm.reg_end or F + 1 >= vm.frame_last):
                    vm.need = <uint64_t>(N - vm.regs) + KEEP_REGS + link.nregs
                    pc -= 1
                    status = RUN_GROW
                    break
                h = R[A(w)]
                checked_use(vm.heap, h)
                if <uint64_t>h - HEAP_FIRST < slots - HEAP_FIRST and <int32_t>mem[h] >= 0:      # heap_retain
                    mem[h] += 1
                N[KEEP_REGS] = N[KEEP_FIRST] = h
                N[KEEP_COUNT] = 1
                if X(w) > 1:
                    N[KEEP_REGS + 1] = R[D2(u)]
                    if X(w) > 2:
                        N[KEEP_REGS + 2] = R[E2(u)]
                F[1].pc = <uint32_t>(pc + 1)
                F[1].base = <uint32_t>(R - vm.regs)
                F[1].dst = F2(u)
                F[1].fn = KEEP_FUNC
                F[2].pc = KEEP_PC
                F[2].base = <uint32_t>(N - vm.regs)
                F[2].dst = 0
                F[2].fn = U(w)
                F += 2
                R = N + KEEP_REGS
                pc = link.entry
                slice -= link.cost
                if UNLIKELY(slice < 0):
                    status = RUN_POLL
                    break
                w = code[pc]
                pc += 1
                DISPATCH(w & 0xff)
            elif op == OP_CALLBK1:
                TARGET(OP_CALLBK1)
                u = code[pc + 1]
                link = vm.links + U(w)
                N = R + G2(u)
                if UNLIKELY(N + KEEP_REGS + link.nregs > vm.reg_end or F + 1 >= vm.frame_last):
                    vm.need = <uint64_t>(N - vm.regs) + KEEP_REGS + link.nregs
                    pc -= 1
                    status = RUN_GROW
                    break
                h = R[A(w)]
                checked_use(vm.heap, h)
                if <uint64_t>h - HEAP_FIRST < slots - HEAP_FIRST and <int32_t>mem[h] >= 0:      # heap_retain
                    mem[h] += 1
                N[KEEP_REGS] = N[KEEP_FIRST] = h
                N[KEEP_COUNT] = 1
                F[1].pc = <uint32_t>(pc + 2)
                F[1].base = <uint32_t>(R - vm.regs)
                F[1].dst = F2(u)
                F[1].fn = KEEP_FUNC
                F[2].pc = KEEP_PC
                F[2].base = <uint32_t>(N - vm.regs)
                F[2].dst = 0
                F[2].fn = U(w)
                F += 2
                R = N + KEEP_REGS
                pc = link.entry
                slice -= link.cost
                if UNLIKELY(slice < 0):
                    status = RUN_POLL
                    break
                w = code[pc]
                pc += 1
                DISPATCH(w & 0xff)
            elif op == OP_KEPT:
                TARGET(OP_KEPT)
                pc = F.pc
                N = vm.regs + F.base
                if F.dst != NO_REG:
                    N[F.dst] = R[0]
                F -= 1
                k = quick_release(vm.heap, &mem[0], slots, R[KEEP_FIRST])
                if UNLIKELY(R[KEEP_COUNT] != 1):
                    k = release_others(vm, R)
                R = N
                if UNLIKELY(k):
                    slice -= vm.heap.work
                    vm.heap.work = 0
                    if slice < 0 or vm.heap.pending:
                        status = RUN_POLL
                        break
                w = code[pc]
                pc += 1
                DISPATCH(w & 0xff)
            else:
                exc = EXC_UNBOUND
                break

        vm.pc = <uint32_t>pc
        vm.base = <uint32_t>(R - vm.regs)
        vm.fp = <uint32_t>(F - vm.frames)
        vm.slice = slice - vm.heap.work
        vm.heap.work = 0
        if status != RUN_RAISE:
            if status == RUN_POLL and vm.flush & VM_SWITCH:
                continue
            if status == RUN_DONE and vm.frames[vm.fp].fn == FIBER_FUNC:
                status = fiber_return(vm)
                if status == SERVED:
                    if vm.slice >= 0:
                        continue
                    status = RUN_POLL
            if status == RUN_HOST and vm.serve != NULL:
                status = vm.serve(vm)
                if status == SERVED:
                    continue
            if status == RUN_POLL and vm.heap.pending and vm.slice >= 0 and not vm.flush:
                continue
            return status
        vm.exc = exc
        vm.exc_tag = 0
        if not vm_unwind(vm):
            return RUN_RAISE
