# cython: language_level=3, boundscheck=False, wraparound=False, cdivision=True, initializedcheck=False
"""The state of a virtual machine. See `vmstate.pxd` for what it is and the conventions."""
from libc.stdint cimport int64_t, uint32_t, uint64_t
from libc.stdlib cimport calloc, free
from libc.string cimport memcpy, memset, strlen

from .destroy cimport DESTROY_REGS
from .growth cimport TINY_MOST, grown, moved, tiny_limits
from .heap cimport NO_HANDLE, heap_release, heap_retain
from .layout cimport EXC_CUSTOM, EXC_DEPTH, EXC_MEMORY, EXC_TOO_LARGE, KEEP_FUNC, RUN_POLL, RUN_RAISE, Frame, FuncLink
from .opcodes cimport OP_CALLBK1, OP_CALLK, OP_CALLK1
from .strings cimport str_new, str_view
from .unwind cimport exc_code_text, vm_unwind

cdef enum:
    FIRST_REGS = 256
    FIRST_FRAMES = 32
    FIRST_OUTPUT = 1024
    MAX_OUTPUT = 0x8000000      # bytes that one call of a print function may hold back


cdef int vm_init(Vm *vm, uint64_t max_regs, uint32_t max_frames) noexcept nogil:
    memset(vm, 0, sizeof(Vm))
    vm.max_regs = min(max_regs, <uint64_t>0x7fffffff)
    vm.max_frames = max(max_frames, <uint32_t>2)
    vm.nregs = min(<uint64_t>1 if tiny_limits else <uint64_t>FIRST_REGS, vm.max_regs)
    vm.nframes = min(<uint32_t>1 if tiny_limits else <uint32_t>FIRST_FRAMES, vm.max_frames)
    vm.regs = <int64_t *>calloc(vm.nregs + REG_SLACK, sizeof(int64_t))
    vm.frames = <Frame *>calloc(vm.nframes, sizeof(Frame))
    if vm.regs == NULL or vm.frames == NULL:
        vm_free(vm)
        return EXC_MEMORY
    vm.reg_end = vm.regs + vm.nregs
    vm.frame_last = vm.frames + vm.nframes - 1
    return 0


cdef void vm_free(Vm *vm) noexcept nogil:
    free(vm.regs)
    free(vm.frames)
    free(vm.out)
    free(vm.err)
    vm.regs = NULL
    vm.frames = NULL
    vm.out = NULL
    vm.err = NULL
    vm.nregs = vm.out_len = vm.out_cap = 0
    vm.nframes = 0


cdef int vm_room(Vm *vm, uint64_t regs, uint64_t frames) noexcept nogil:
    cdef uint64_t n
    cdef void *p
    if regs > vm.max_regs or frames > vm.max_frames:
        return EXC_DEPTH
    if regs > vm.nregs:
        n = min(grown(vm.nregs, regs, FIRST_REGS), vm.max_regs)
        p = moved(vm.regs, (vm.nregs + REG_SLACK) * sizeof(int64_t), (n + REG_SLACK) * sizeof(int64_t))
        if p == NULL:
            return EXC_MEMORY
        vm.regs = <int64_t *>p
        memset(vm.regs + vm.nregs + REG_SLACK, 0, (n - vm.nregs) * sizeof(int64_t))
        vm.nregs = n
        vm.reg_end = vm.regs + n
    if frames > vm.nframes:
        n = min(grown(vm.nframes, frames, FIRST_FRAMES), <uint64_t>vm.max_frames)
        p = moved(vm.frames, vm.nframes * sizeof(Frame), n * sizeof(Frame))
        if p == NULL:
            return EXC_MEMORY
        vm.frames = <Frame *>p
        vm.nframes = <uint32_t>n
        vm.frame_last = vm.frames + n - 1
    return 0


cdef void vm_shrink(Vm *vm) noexcept nogil:
    cdef uint64_t regs = <uint64_t>vm.base + vm_frame_regs(vm), frames = <uint64_t>vm.fp + 1
    cdef void *p
    if regs > TINY_MOST:
        return
    p = moved(vm.regs, (regs + REG_SLACK) * sizeof(int64_t), (regs + REG_SLACK) * sizeof(int64_t))
    if p != NULL:
        vm.regs = <int64_t *>p
        vm.nregs = regs
        vm.reg_end = vm.regs + regs
    p = moved(vm.frames, frames * sizeof(Frame), frames * sizeof(Frame))
    if p != NULL:
        vm.frames = <Frame *>p
        vm.nframes = <uint32_t>frames
        vm.frame_last = vm.frames + frames - 1
    memset(vm.cached_key, 0, sizeof(vm.cached_key))


cdef int vm_grow(Vm *vm) noexcept nogil:
    cdef uint32_t op = vm.plain[vm.pc] & 0xff
    cdef bint two = op == OP_CALLK or op == OP_CALLK1 or op == OP_CALLBK1       # frames
    cdef int error = vm_room(vm, vm.need, <uint64_t>vm.fp + 2 + two)
    if error:
        vm.exc = <uint32_t>error
        vm.exc_tag = 0
        vm.pc += 1                          # as after any word that raised
    return error


cdef uint32_t vm_frame_regs(const Vm *vm) noexcept nogil:
    cdef uint32_t fn = vm.frames[vm.fp].fn
    return vm.links[fn].nregs if fn < KEEP_FUNC else <uint32_t>DESTROY_REGS     # the largest of the others


cdef int64_t *vm_enter(Vm *vm, uint32_t fn) noexcept nogil:
    cdef const FuncLink *link = vm.links + fn
    cdef uint64_t top = 0
    cdef Frame *frame
    cdef int error
    if vm.fp:
        top = max(<uint64_t>vm.base + vm_frame_regs(vm), <uint64_t>vm.call_args + vm.call_nargs)
    error = 0
    if top + 1 + link.nregs > vm.nregs or vm.fp + 2 > vm.nframes:
        error = vm_room(vm, top + 1 + link.nregs, <uint64_t>vm.fp + 2)
    if error:
        vm.exc = <uint32_t>error
        vm.exc_tag = 0
        return NULL
    vm.fp += 1
    frame = vm.frames + vm.fp
    frame.pc = 0
    frame.base = vm.base
    frame.dst = <uint32_t>(top - vm.base)
    frame.fn = fn
    vm.result = <uint32_t>top
    vm.regs[top] = 0
    vm.base = <uint32_t>top + 1
    vm.pc = link.entry
    vm.slice -= link.cost
    vm.call_args = vm.call_nargs = 0
    return vm.regs + vm.base


cdef int vm_go_on(Vm *vm, uint32_t fn) noexcept nogil:
    cdef const FuncLink *link = vm.links + fn
    cdef uint64_t top = <uint64_t>vm.call_args + link.nregs
    cdef Frame *frame
    cdef int error
    if top > vm.nregs or vm.fp + 2 > vm.nframes:
        error = vm_room(vm, top, <uint64_t>vm.fp + 2)
        if error:
            vm_clear_exc(vm)
            vm.exc = <uint32_t>error
            return SERVED if vm_unwind(vm) else RUN_RAISE
    vm.fp += 1
    frame = vm.frames + vm.fp
    frame.pc = vm.pc
    frame.base = vm.base
    frame.dst = vm.call_dst - vm.base
    frame.fn = fn
    vm.base = vm.call_args
    vm.pc = link.entry
    vm.slice -= link.cost
    vm.call_args = vm.call_nargs = 0
    return SERVED if vm.slice >= 0 else RUN_POLL


cdef void vm_mark(const Vm *vm, VmMark *mark) noexcept nogil:
    mark.pc = vm.pc
    mark.base = vm.base
    mark.fp = vm.fp
    mark.call_index = vm.call_index
    mark.call_nargs = vm.call_nargs
    mark.call_args = vm.call_args
    mark.call_dst = vm.call_dst


cdef void vm_restore(Vm *vm, const VmMark *mark) noexcept nogil:
    vm.pc = mark.pc
    vm.base = mark.base
    vm.fp = mark.fp
    vm.call_index = mark.call_index
    vm.call_nargs = mark.call_nargs
    vm.call_args = mark.call_args
    vm.call_dst = mark.call_dst


cdef int64_t vm_literal(Vm *vm, uint32_t index) noexcept nogil:
    cdef uint32_t start = vm.prog.lit_offsets[index]
    cdef int64_t s = vm.heap.mem[vm.heap.lits + index]
    if s == 0:
        s = str_new(vm.heap, vm.prog.lits + start, vm.prog.lit_offsets[index + 1] - start)
        if s != NO_HANDLE:
            vm.heap.mem[vm.heap.lits + index] = s
    return s


# --------------------------------------------------------------------------------------- exceptions

cdef void vm_clear_exc(Vm *vm) noexcept nogil:
    if vm.exc_text:
        heap_release(vm.heap, vm.exc_text)
        vm.exc_text = 0
    vm.exc = vm.caught = vm.exc_tag = vm.exc_len = vm.trace_total = vm.dropped = 0


cdef int vm_raise(Vm *vm, const char *text, uint64_t n) noexcept nogil:
    if n > MAX_MESSAGE:
        n = MAX_MESSAGE
        while n and (text[n] & 0xc0) == 0x80:
            n -= 1
    vm_clear_exc(vm)
    memcpy(vm.exc_message, text, n)
    vm.exc_len = <uint32_t>n
    vm.exc = EXC_CUSTOM
    return EXC_CUSTOM


cdef int vm_raise_str(Vm *vm, int64_t text) noexcept nogil:
    heap_retain(vm.heap, text)              # first: it may be the message of the exception that is cleared
    vm_clear_exc(vm)
    vm.exc_text = text
    vm.exc = EXC_CUSTOM
    return EXC_CUSTOM


cdef const char *vm_exc_text(Vm *vm, uint64_t *n) noexcept nogil:
    cdef uint32_t code = vm.exc if vm.exc else vm.caught
    cdef const char *text
    if code != EXC_CUSTOM:
        text = exc_code_text(code)
        n[0] = strlen(text)
        return text
    if vm.exc_text:
        return str_view(vm.heap, vm.exc_text, n)
    n[0] = vm.exc_len
    return vm.exc_message


# ------------------------------------------------------------------------------------------- output

cdef int append(char **buffer, uint64_t *length, uint64_t *capacity, const char *text, uint64_t n) noexcept nogil:
    cdef uint64_t need = length[0] + n, room
    cdef char *p
    if need > MAX_OUTPUT:
        return EXC_TOO_LARGE
    if need > capacity[0]:
        room = grown(capacity[0], need, FIRST_OUTPUT)
        p = <char *>moved(buffer[0], capacity[0], room)
        if p == NULL:
            return EXC_MEMORY
        buffer[0] = p
        capacity[0] = room
    if n:
        memcpy(buffer[0] + length[0], text, n)
    length[0] += n
    return 0


cdef int vm_write(Vm *vm, const char *text, uint64_t n) noexcept nogil:
    vm.heap.work += 1 + <int64_t>(n >> 4)
    cdef int error = append(&vm.out, &vm.out_len, &vm.out_cap, text, n)
    if error:
        return error
    if vm.out_len >= OUTPUT_FLUSH or tiny_limits:
        vm.flush |= VM_FLUSH
    return 0


cdef int vm_write_err(Vm *vm, const char *text, uint64_t n) noexcept nogil:
    vm.heap.work += 1 + <int64_t>(n >> 4)
    vm.flush |= VM_FLUSH
    return append(&vm.err, &vm.err_len, &vm.err_cap, text, n)
