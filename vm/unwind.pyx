# cython: language_level=3, boundscheck=False, wraparound=False, cdivision=True, initializedcheck=False
"""Script exceptions: unwinding. See `unwind.pxd` for what it is.

Frames and program tables are the VM's own and verified; only what the owned registers refer to lies in linear
memory, and releasing it is safe whatever it contains.
"""
from libc.stdint cimport int64_t, uint32_t, uint64_t

from .coroutine cimport FIBER_ABORTED, FIBER_EXCEPTION, fiber_fail
from .destroy cimport destroy_abandon
from .heap cimport heap_release
from .layout cimport (
    EXC_BUDGET, EXC_CATCHABLE_LAST, EXC_DEADLINE, EXC_DEPTH, EXC_DIV_OVERFLOW, EXC_DIV_ZERO, EXC_HOST, EXC_INDEX,
    EXC_INTERRUPT, EXC_MEMORY, EXC_MISMATCH, EXC_NONE, EXC_NULL, EXC_POW_OVERFLOW, EXC_RANGE, EXC_STACK, EXC_TOO_LARGE,
    EXC_UNBOUND, FIBER_FUNC, KEEP_COUNT, KEEP_FIRST, KEEP_FUNC, NO_FUNC, Frame, FuncDef, TryDef,
)
from .vmstate cimport MAX_TRACE, NATIVE_SLOTS


cdef const char *exc_code_text(uint32_t code) noexcept nogil:
    if code == EXC_DIV_ZERO:
        return b"Divide by zero"
    if code == EXC_DIV_OVERFLOW:
        return b"Overflow in integer division"
    if code == EXC_POW_OVERFLOW:
        return b"Overflow in exponent operation"
    if code == EXC_NULL:
        return b"Null pointer access"
    if code == EXC_INDEX:
        return b"Index out of bounds"
    if code == EXC_RANGE:
        return b"Out of range"
    if code == EXC_STACK or code == EXC_DEPTH:
        return b"Stack overflow"
    if code == EXC_TOO_LARGE:
        return b"Too large"
    if code == EXC_UNBOUND:
        return b"Unbound function called"
    if code == EXC_MISMATCH:
        return b"Mismatching types in value assignment"
    if code == EXC_MEMORY:
        return b"Memory limit exceeded"
    if code == EXC_BUDGET:
        return b"Budget exceeded"
    if code == EXC_DEADLINE:
        return b"Deadline exceeded"
    if code == EXC_INTERRUPT:
        return b"Interrupted"
    if code == EXC_HOST:
        return b"Exception in the host"
    return b""


cdef void release_owned(Vm *vm, const FuncDef *f, uint32_t first) noexcept nogil:
    """Releases and nulls the owned registers of the frame in charge, from `first` on, last one first."""
    cdef int64_t *r = vm.regs + vm.base
    cdef int64_t h
    cdef uint32_t at = <uint32_t>f.own + f.nown
    if first < f.own:
        first = f.own
    if vm.pc == f.code:                     # a poll at the entry: ENTER has not cleared them yet
        return
    while at > first:
        at -= 1
        h = r[at]
        r[at] = 0
        heap_release(vm.heap, h)


cdef void release_kept(Vm *vm) noexcept nogil:
    """Releases what the frame in charge, one of CALLK, holds for the function that it has called."""
    cdef int64_t *r = vm.regs + vm.base
    cdef int64_t held = r[KEEP_COUNT]
    r[KEEP_COUNT] = 0
    if <uint64_t>held <= NATIVE_SLOTS:
        while held:
            held -= 1
            heap_release(vm.heap, r[KEEP_FIRST + held])


cdef bint vm_unwind(Vm *vm) noexcept nogil:
    cdef const FuncDef *f
    cdef const TryDef *t
    cdef Frame *frame
    cdef uint32_t at, i
    # Limits stop a call between two instructions, often after a jump: then the next one tells the place. Those with
    # a tag come from a host function, as other exceptions do.
    cdef bint stopped = vm.exc_tag == 0 and (vm.exc == EXC_BUDGET or vm.exc == EXC_DEADLINE or vm.exc == EXC_INTERRUPT)
    vm.trace_total = 0
    while vm.fp:
        frame = vm.frames + vm.fp
        if frame.fn == KEEP_FUNC:
            release_kept(vm)
            vm.pc = frame.pc
            vm.base = frame.base
            vm.fp -= 1
            continue
        if frame.fn == NO_FUNC:
            if vm.exc <= EXC_CATCHABLE_LAST:    # leaves a destructor
                vm.dropped = 1
                return 1
            destroy_abandon(vm, vm.regs + vm.base)
            vm.pc = frame.pc
            vm.base = frame.base
            vm.fp -= 1
            if frame.pc == 0:
                break
            continue
        f = vm.prog.funcs + frame.fn
        at = vm.pc - f.code
        if at and not stopped:
            at -= 1                         # a word of the instruction that raised or called
        stopped = False
        if vm.trace_total < MAX_TRACE:
            vm.trace[vm.trace_total].fn = frame.fn
            vm.trace[vm.trace_total].pc = f.code + at
        vm.trace_total += 1
        if vm.exc <= EXC_CATCHABLE_LAST:
            for i in range(f.ntries):
                t = vm.prog.tries + f.tries + i
                if t.start <= at < t.end:
                    release_owned(vm, f, t.own)
                    vm.pc = f.code + t.handler
                    vm.caught = vm.exc
                    vm.exc = EXC_NONE
                    return 1
        release_owned(vm, f, 0)
        vm.pc = frame.pc
        vm.base = frame.base
        vm.fp -= 1
        if frame.pc == 0:
            if vm.frames[vm.fp].fn != FIBER_FUNC:
                break
            fiber_fail(vm, FIBER_EXCEPTION)         # goes on in the one who has resumed it
            if vm.pc == 0:
                break
    return 0


cdef bint walk_next(const Vm *vm, CallWalk *walk) noexcept nogil:
    cdef const Frame *frame
    while walk.next_fp:
        frame = vm.frames + walk.next_fp
        walk.fn = frame.fn
        walk.pc = walk.next_pc
        walk.base = walk.next_base
        walk.next_base = frame.base
        walk.next_fp -= 1
        if frame.fn >= KEEP_FUNC:
            if frame.pc == 0:
                break
            # a destroy frame leads to the next instruction of the function around it, others to a call
            walk.next_pc = frame.pc - (frame.fn != NO_FUNC)
            continue
        walk.next_pc = frame.pc - 1             # a word of the call
        if frame.pc == 0 and vm.frames[walk.next_fp].fn != FIBER_FUNC:
            walk.next_fp = 0
        return 1
    walk.next_fp = 0
    return 0


cdef void vm_trace(Vm *vm) noexcept nogil:
    cdef CallWalk walk
    walk_begin(vm, &walk)
    vm.trace_total = 0
    while walk_next(vm, &walk):
        if vm.trace_total < MAX_TRACE:
            vm.trace[vm.trace_total].fn = walk.fn
            vm.trace[vm.trace_total].pc = walk.pc
        vm.trace_total += 1


cdef void vm_abandon(Vm *vm) noexcept nogil:
    cdef Frame *frame
    while vm.fp:
        frame = vm.frames + vm.fp
        if frame.fn == NO_FUNC:
            destroy_abandon(vm, vm.regs + vm.base)
        elif frame.fn == KEEP_FUNC:
            release_kept(vm)
        else:
            release_owned(vm, vm.prog.funcs + frame.fn, 0)
        vm.pc = frame.pc
        vm.base = frame.base
        vm.fp -= 1
        if frame.pc == 0:
            if vm.frames[vm.fp].fn != FIBER_FUNC:
                break
            fiber_fail(vm, FIBER_ABORTED)
            if vm.pc == 0:
                break
