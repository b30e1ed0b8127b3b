# cython: language_level=3, boundscheck=False, wraparound=False, cdivision=True, initializedcheck=False
"""Coroutines. See `coroutine.pxd` for what they are."""
from libc.stdint cimport int64_t, uint8_t, uint32_t, uint64_t
from libc.stdlib cimport calloc
from libc.string cimport memcpy, strlen

from .destroy cimport drop_saved, restore_caught, save_caught
from .gc cimport GC_MIN
from .heap cimport (
    NO_HANDLE, Heap, block_slots, block_type, heap_alloc, heap_alloc_raw, heap_allocs, heap_drop_block, heap_release, heap_retain, heap_valid,
)
from .layout cimport (
    EXC_CUSTOM, FIBER_FUNC, FIBER_REGS, KEEP_COUNT, KEEP_FIRST, KEEP_FUNC, KEEP_PC, KEEP_REGS, NO_FUNC, RUN_DONE, RUN_RAISE, TYPE_DATA, TYPE_FIBER, Frame,
    FuncDef, ProgramData,
)
from .opcode_info cimport op_words
from .opcodes cimport HANDLE_KINDS, K_VOID
from .strings cimport str_new
from .unwind cimport vm_unwind
from .vmstate cimport NATIVE_SLOTS, NO_REG, SERVED, SWITCH_YIELD, VM_SWITCH, Vm, vm_clear_exc, vm_frame_regs, vm_raise, vm_room

cdef enum:
    LOW_HALF = 0xffffffff
    FRAME_SLOTS = 2
    BOUNDARY_RESULT = 1
    BOUNDARY_CAUGHT = 4


cdef struct View:               # what a fiber says about itself, checked against the memory
    const FuncDef *entry
    uint32_t state
    uint32_t nvalues
    uint32_t nframes
    uint64_t values             # slots
    uint64_t frames
    uint64_t regs
    uint64_t nregs


cdef inline bint is_handle(uint32_t kind) noexcept nogil:
    return (HANDLE_KINDS >> (kind & 0x1f)) & 1


cdef inline uint32_t value_count(const FuncDef *f) noexcept nogil:
    """Slots for the arguments, and later for the results."""
    cdef uint32_t results = 1 + <uint32_t>f.nouts if f.ret != K_VOID or f.nouts else 0
    return max(<uint32_t>f.nparams, results)


cdef inline uint32_t state_of(const Heap *heap, int64_t h) noexcept nogil:
    return <uint32_t>heap.mem[h + FIBER_STATE]


cdef inline void set_state(Heap *heap, int64_t h, uint32_t state) noexcept nogil:
    heap.mem[h + FIBER_STATE] = (heap.mem[h + FIBER_STATE] & ~<int64_t>LOW_HALF) | state


cdef bint open_fiber(const Heap *heap, int64_t h, View *view) noexcept nogil:
    """0 if the block is no fiber, or its memory is corrupt."""
    cdef uint32_t fn
    cdef uint64_t size = 0
    cdef int64_t data
    if not heap_valid(heap, h) or block_type(heap, h) != TYPE_FIBER:
        return 0
    fn = <uint32_t>(<uint64_t>heap.mem[h + FIBER_STATE] >> 32)
    if fn >= heap.prog.nfuncs:
        return 0
    view.entry = heap.prog.funcs + fn
    view.state = state_of(heap, h)
    view.nvalues = value_count(view.entry) if view.state <= FIBER_FINISHED else <uint32_t>0
    view.nframes = <uint32_t>(<uint64_t>heap.mem[h + FIBER_CAUGHT] >> 32) if view.state == FIBER_SUSPENDED else 0
    data = heap.mem[h + FIBER_DATA]
    if heap_valid(heap, data) and block_type(heap, data) == TYPE_DATA:
        size = block_slots(heap, data)
    view.values = <uint64_t>data + 1
    view.frames = view.values + view.nvalues
    view.regs = view.frames + <uint64_t>view.nframes * FRAME_SLOTS
    if view.nvalues + <uint64_t>view.nframes * FRAME_SLOTS > size:
        return 0
    view.nregs = size - (view.regs - view.values)
    return 1


cdef bint is_fiber(const Heap *heap, int64_t h) noexcept nogil:
    return heap_valid(heap, h) and block_type(heap, h) == TYPE_FIBER


cdef uint32_t fiber_state(const Heap *heap, int64_t h) noexcept nogil:
    return state_of(heap, h) if is_fiber(heap, h) else <uint32_t>FIBER_ABORTED


cdef uint32_t fiber_function(const Heap *heap, int64_t h) noexcept nogil:
    cdef View view
    return <uint32_t>(view.entry - heap.prog.funcs) if open_fiber(heap, h, &view) else 0


cdef int64_t fiber_new(Heap *heap, uint32_t fn, const int64_t *args) noexcept nogil:
    cdef const FuncDef *f = heap.prog.funcs + fn
    cdef uint32_t n = value_count(f), i
    cdef int64_t h = heap_alloc(heap, TYPE_FIBER, FIBER_PAYLOAD), data = 0
    if h == NO_HANDLE:
        return h
    if n:
        data = heap_alloc_raw(heap, TYPE_DATA, n)
        if data == NO_HANDLE:
            heap_drop_block(heap, h)
            return data
        for i in range(n):
            heap.mem[data + 1 + i] = args[i] if i < f.nparams else 0
    heap.mem[h + FIBER_STATE] = FIBER_READY | <int64_t>fn << 32
    heap.mem[h + FIBER_DATA] = data
    heap.mem[h + FIBER_DATA + 1] = 0
    heap.mem[h + FIBER_CAUGHT] = 0
    heap.mem[h + FIBER_TEXT] = 0
    heap.work += 8 + (n >> 2)
    if heap.gc_at >> 61:                            # no other cycles; a local variable of a fiber can refer to the fiber
        heap.gc_at = heap_allocs(heap) + GC_MIN
        heap.gc_left = GC_MIN
        heap.gc_used = heap.limit >> 1
    return h


# ------------------------------------------------------------------------------------------- references

cdef uint64_t fiber_part(const Heap *heap, int64_t h, uint64_t *cursor) noexcept nogil:
    # The cursor: in the high half how many frames are done, from the innermost on, then the values, then the message;
    # in the low half how many of their references.
    cdef View view
    cdef uint64_t k = cursor[0] >> 32, at
    cdef uint32_t j = <uint32_t>cursor[0], fn
    cdef const FuncDef *f
    cdef const uint32_t *kinds
    if not open_fiber(heap, h, &view):
        return 0
    while k < view.nframes:
        at = view.frames + (view.nframes - 1 - k) * FRAME_SLOTS
        fn = <uint32_t>heap.mem[at]
        if fn < heap.prog.nfuncs:
            f = heap.prog.funcs + fn
            at = <uint64_t>heap.mem[at + 1] & LOW_HALF
            if j < f.nown and at + f.own + f.nown <= view.nregs:
                cursor[0] = k << 32 | (j + 1)
                return view.regs + at + f.own + f.nown - 1 - j
        elif fn == KEEP_FUNC:
            at = <uint64_t>heap.mem[at + 1] & LOW_HALF
            if at + KEEP_REGS <= view.nregs and j < NATIVE_SLOTS and j < <uint64_t>heap.mem[view.regs + at + KEEP_COUNT]:
                cursor[0] = k << 32 | (j + 1)
                return view.regs + at + KEEP_FIRST + j
        k += 1
        j = 0
    if k == view.nframes:
        kinds = heap.prog.kinds + view.entry.kinds
        while view.state < FIBER_FINISHED and j < view.entry.nparams:
            j += 1
            if is_handle(kinds[j - 1]):
                cursor[0] = k << 32 | j
                return view.values + j - 1
        kinds = heap.prog.kinds + view.entry.outs
        while view.state == FIBER_FINISHED and j < view.nvalues and j <= view.entry.nouts:
            j += 1
            if is_handle(view.entry.ret if j == 1 else kinds[j - 2]):
                cursor[0] = k << 32 | j
                return view.values + j - 1
        k += 1
        j = 0
    cursor[0] = (k + 1) << 32
    return <uint64_t>h + FIBER_TEXT if k == view.nframes + 1 else 0


cdef void release_parts(Heap *heap, int64_t h) noexcept nogil:
    cdef uint64_t cursor = 0, slot = fiber_part(heap, h, &cursor)
    cdef int64_t part
    while slot:
        part = heap.mem[slot]
        heap.mem[slot] = 0
        heap_release(heap, part)
        slot = fiber_part(heap, h, &cursor)


cdef void drop_data(Heap *heap, int64_t h) noexcept nogil:
    cdef int64_t data = heap.mem[h + FIBER_DATA]
    heap.mem[h + FIBER_DATA] = 0
    if heap_valid(heap, data) and block_type(heap, data) == TYPE_DATA:
        heap_drop_block(heap, data)


cdef void fiber_abort(Heap *heap, int64_t h) noexcept nogil:
    if not is_fiber(heap, h) or state_of(heap, h) >= FIBER_FINISHED:
        return
    release_parts(heap, h)
    drop_data(heap, h)
    heap.mem[h + FIBER_CAUGHT] = 0
    set_state(heap, h, FIBER_ABORTED)


# --------------------------------------------------------------------------------------------- resuming

cdef int refuse(Vm *vm, const char *text) noexcept nogil:
    vm_raise(vm, text, strlen(text))
    vm.exc_tag = 0
    return EXC_CUSTOM


cdef bint good_frames(const Vm *vm, const View *view) noexcept nogil:
    """Are the suspended frames ones that code of the program could have left?"""
    cdef const int64_t *frame = vm.heap.mem + view.frames
    cdef const FuncDef *f
    cdef uint64_t at = 0
    cdef uint32_t i, fn, pc, wanted = 0
    cdef bint kept = 0                          # is the frame before one of CALLK?
    if vm.starts == NULL or view.nframes == 0:
        return 0
    for i in range(view.nframes):
        fn = <uint32_t>frame[0]
        pc = <uint32_t>(<uint64_t>frame[0] >> 32)
        if fn == KEEP_FUNC and not kept and i and i + 1 < view.nframes:
            kept = 1
            if pc != KEEP_PC or <uint64_t>frame[1] != at:               # the result goes to register 0
                return 0
            wanted = 0
            at += KEEP_REGS
            frame += FRAME_SLOTS
            continue
        kept = 0
        if fn >= vm.prog.nfuncs or <uint64_t>frame[1] & LOW_HALF != at:
            return 0
        f = vm.prog.funcs + fn
        if (wanted == NO_REG and f.ret != K_VOID) or pc - f.code >= f.ncode or not vm.starts[pc >> 3] >> (pc & 7) & 1:
            return 0
        wanted = <uint32_t>(<uint64_t>frame[1] >> 32)
        at += f.nregs
        # CALLV and CALLI without a result: the register behind the frame.
        if (wanted > f.nregs and wanted != NO_REG and i + 1 < view.nframes) or at > view.nregs:
            return 0
        frame += FRAME_SLOTS
    return 1


cdef int fiber_resume(Vm *vm, int64_t h, uint32_t dst, bint outermost) noexcept nogil:
    cdef View view
    cdef Heap *heap = vm.heap
    cdef Frame *frame
    cdef const int64_t *saved
    cdef int64_t *r
    cdef uint64_t top, nregs, at
    cdef uint32_t i, n
    cdef int error
    if not open_fiber(heap, h, &view):
        return refuse(vm, b"Null pointer access" if h == 0 else b"The fiber is damaged")
    if view.state == FIBER_RUNNING:
        return refuse(vm, b"The fiber is running")
    if view.state >= FIBER_FINISHED:
        return refuse(vm, b"The fiber has ended")
    n = view.nframes
    if view.state == FIBER_READY:
        nregs = view.entry.nregs
    elif good_frames(vm, &view):
        saved = heap.mem + view.frames + <uint64_t>(n - 1) * FRAME_SLOTS
        nregs = (<uint64_t>saved[1] & LOW_HALF) + vm.prog.funcs[<uint32_t>saved[0]].nregs
    else:
        return refuse(vm, b"The fiber is damaged")
    top = 0
    if vm.fp:
        top = <uint64_t>vm.base + vm_frame_regs(vm)
        if outermost:
            top = max(top, <uint64_t>vm.call_args + vm.call_nargs)
    error = vm_room(vm, top + FIBER_REGS + nregs, <uint64_t>vm.fp + 2 + max(n, <uint32_t>1))
    if error:
        vm.exc = <uint32_t>error
        vm.exc_tag = 0
        return error
    vm.fp += 1
    frame = vm.frames + vm.fp
    frame.pc = 0 if outermost else vm.pc
    frame.base = vm.base
    frame.dst = dst
    frame.fn = FIBER_FUNC
    r = vm.regs + top
    heap_retain(heap, h)
    r[0] = h
    r[BOUNDARY_RESULT] = 0
    save_caught(vm, r + BOUNDARY_CAUGHT)
    vm.base = <uint32_t>top
    r += FIBER_REGS
    set_state(heap, h, FIBER_RUNNING)
    if outermost:
        vm.call_args = vm.call_nargs = 0
    if view.state == FIBER_READY:
        vm.fp += 1
        frame += 1
        frame.pc = 0
        frame.base = vm.base
        frame.dst = BOUNDARY_RESULT
        frame.fn = <uint32_t>(view.entry - vm.prog.funcs)
        for i in range(view.entry.nparams):
            r[i] = heap.mem[view.values + i]
        vm.base = <uint32_t>top + FIBER_REGS
        vm.pc = vm.links[frame.fn].entry
        heap.work += vm.links[frame.fn].cost
        return 0
    saved = heap.mem + view.frames
    memcpy(r, heap.mem + view.regs, nregs * sizeof(int64_t))
    vm.pc = 0
    frame.dst = dst
    at = BOUNDARY_RESULT
    for i in range(n):
        vm.fp += 1
        frame += 1
        frame.pc = vm.pc
        frame.base = vm.base
        frame.dst = <uint32_t>at
        frame.fn = <uint32_t>saved[0]
        vm.base = <uint32_t>top + FIBER_REGS + <uint32_t>saved[1]
        vm.pc = <uint32_t>(<uint64_t>saved[0] >> 32)
        at = <uint64_t>saved[1] >> 32
        saved += FRAME_SLOTS
    if <uint32_t>heap.mem[h + FIBER_CAUGHT]:
        vm.caught = <uint32_t>heap.mem[h + FIBER_CAUGHT]
        vm.exc_text = heap.mem[h + FIBER_TEXT]
        vm.exc_len = 0
        heap.mem[h + FIBER_TEXT] = 0
    heap.mem[h + FIBER_CAUGHT] = 0
    heap.work += 2 * n + (nregs >> 3)
    return 0


# --------------------------------------------------------------------------------------------- yielding

cdef uint32_t find_boundary(const Vm *vm, const char **why) noexcept nogil:
    """The frame below the fiber in charge, or 0."""
    cdef uint32_t fp = vm.fp
    while fp:
        if vm.frames[fp].fn == NO_FUNC:
            why[0] = b"A destructor cannot yield"
            return 0
        fp -= 1
        if vm.frames[fp + 1].pc == 0:
            break
    if fp and vm.frames[fp].fn == FIBER_FUNC:
        return fp
    why[0] = b"Only a fiber can yield"
    while fp:
        if vm.frames[fp].fn == FIBER_FUNC:
            why[0] = b"A fiber cannot yield across a call of a host function"
            return 0
        fp -= 1
    return 0


cdef int64_t fiber_current(const Vm *vm) noexcept nogil:
    cdef const char *why = b""
    cdef uint32_t fp = find_boundary(vm, &why)
    return vm.regs[vm.frames[fp + 1].base] if fp else 0


cdef int leave_fiber(Vm *vm, bint over) noexcept nogil:
    """The boundary frame is in charge and has given up its fiber: pops it. SERVED or RUN_DONE."""
    cdef Frame *frame = vm.frames + vm.fp
    cdef int64_t h = vm.regs[vm.base]
    vm.regs[vm.base] = 0
    restore_caught(vm, vm.regs + vm.base + BOUNDARY_CAUGHT)
    vm.pc = frame.pc
    vm.base = frame.base
    vm.fp -= 1
    if frame.pc and frame.dst != NO_REG:
        vm.regs[vm.base + frame.dst] = over
    heap_release(vm.heap, h)
    return SERVED if frame.pc else <int>RUN_DONE


cdef int yield_now(Vm *vm) noexcept nogil:
    cdef const char *why = b""
    cdef uint32_t fp = find_boundary(vm, &why), n, i, base
    cdef Heap *heap = vm.heap
    cdef uint64_t nregs, need, values
    cdef int64_t h, data, old
    cdef int64_t *to
    cdef const Frame *frame
    cdef View view
    if fp == 0:
        return refuse(vm, why)
    frame = vm.frames + fp + 1
    base = frame.base                           # of the boundary frame
    h = vm.regs[base]
    if not open_fiber(heap, h, &view) or view.state != FIBER_RUNNING:
        return refuse(vm, b"The fiber is damaged")
    n = vm.fp - fp
    nregs = <uint64_t>vm.base + vm_frame_regs(vm) - base - FIBER_REGS
    need = view.nvalues + <uint64_t>n * FRAME_SLOTS + nregs
    old = heap.mem[h + FIBER_DATA]
    data = old
    if not heap_valid(heap, old) or need > block_slots(heap, old) or need + 64 < block_slots(heap, old) >> 2:
        data = heap_alloc_raw(heap, TYPE_DATA, need)
        if data == NO_HANDLE:
            vm.exc = heap.error
            vm.exc_tag = 0
            return <int>vm.exc
        if view.nvalues:
            memcpy(heap.mem + data + 1, heap.mem + view.values, view.nvalues * sizeof(int64_t))
        drop_data(heap, h)
        heap.mem[h + FIBER_DATA] = data
    if vm.caught:                               # what getExceptionInfo() tells in the handler when it goes on
        if vm.caught == EXC_CUSTOM and vm.exc_text == 0:
            vm.exc_text = str_new(heap, vm.exc_message, vm.exc_len)
            if vm.exc_text == NO_HANDLE:
                vm.exc_text = 0
                vm.exc = heap.error
                vm.exc_tag = 0
                return <int>vm.exc
        heap.mem[h + FIBER_TEXT] = vm.exc_text
        vm.exc_text = 0
    heap.mem[h + FIBER_CAUGHT] = <int64_t>(vm.caught | <uint64_t>n << 32)
    vm_clear_exc(vm)
    to = heap.mem + data + 1 + view.nvalues
    for i in range(n):
        to[0] = <int64_t>(frame.fn | <uint64_t>(vm.pc if i + 1 == n else frame[1].pc) << 32)
        to[1] = <int64_t>((vm.base if i + 1 == n else frame[1].base) - base - <uint32_t>FIBER_REGS)
        if i + 1 < n:
            to[1] |= <int64_t>frame[1].dst << 32
        to += FRAME_SLOTS
        frame += 1
    memcpy(to, vm.regs + base + FIBER_REGS, nregs * sizeof(int64_t))
    heap.work += 2 * n + (nregs >> 3)
    set_state(heap, h, FIBER_SUSPENDED)
    vm.fp = fp
    vm.base = base
    return leave_fiber(vm, False)


cdef int fiber_switch(Vm *vm) noexcept nogil:
    cdef int64_t h = vm.switch_to
    cdef int status = SERVED
    vm.flush &= ~<uint32_t>VM_SWITCH
    if h == SWITCH_YIELD:
        status = yield_now(vm)
    else:
        # A call that a native function has asked for: the second of its two words names the register of the result.
        fiber_resume(vm, h, <uint32_t>(vm.code[vm.pc - 1] >> 32) & 0xffff, False)
    vm.slice -= vm.heap.work
    vm.heap.work = 0
    if vm.exc:
        return SERVED if vm_unwind(vm) else <int>RUN_RAISE
    return status


cdef int fiber_return(Vm *vm) noexcept nogil:
    cdef Heap *heap = vm.heap
    cdef int64_t *r = vm.regs + vm.base
    cdef int64_t h = r[0], result = r[BOUNDARY_RESULT]
    cdef const FuncDef *f = vm.prog.funcs + vm.frames[vm.fp + 1].fn
    cdef int64_t *to
    cdef View view
    cdef uint32_t i
    release_parts(heap, h)
    if open_fiber(heap, h, &view) and view.entry == f:
        set_state(heap, h, FIBER_FINISHED)
        heap.mem[h + FIBER_CAUGHT] = 0
        if view.nvalues:
            to = heap.mem + view.values
            to[0] = result
            for i in range(f.nouts):
                to[1 + i] = vm.outs[i]
        else:
            drop_data(heap, h)
    status = leave_fiber(vm, True)
    vm.slice -= heap.work
    heap.work = 0
    return status


cdef void fiber_fail(Vm *vm, uint32_t state) noexcept nogil:
    cdef Frame *frame = vm.frames + vm.fp
    cdef int64_t *r = vm.regs + vm.base
    cdef int64_t h = r[0]
    r[0] = 0
    drop_saved(vm, r + BOUNDARY_CAUGHT)
    fiber_abort(vm.heap, h)
    if is_fiber(vm.heap, h):
        set_state(vm.heap, h, state)
    vm.pc = frame.pc
    vm.base = frame.base
    vm.fp -= 1
    heap_release(vm.heap, h)


cdef int64_t *fiber_results(const Heap *heap, int64_t h) noexcept nogil:
    cdef View view
    if not open_fiber(heap, h, &view) or view.state != FIBER_FINISHED or view.nvalues <= view.entry.nouts:
        return NULL
    return heap.mem + view.values


cdef uint8_t *instruction_starts(const ProgramData *p) noexcept nogil:
    cdef uint8_t *bits = <uint8_t *>calloc((p.ncode >> 3) + 1, 1)
    cdef uint32_t at = 0
    if bits != NULL:
        while at < p.ncode:
            bits[at >> 3] |= <uint8_t>(1 << (at & 7))
            at += op_words(p.code + at, p.ncode - at)
    return bits
