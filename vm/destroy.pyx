# cython: language_level=3, boundscheck=False, wraparound=False, cdivision=True, initializedcheck=False
"""Destruction. See `destroy.pxd` for what it is.

Links and types are read from linear memory: each is checked before it is used. An object leaves the list with its flag
HDR_PENDING, so a walk ends whatever the links say.
"""
from libc.stdint cimport int64_t, uint32_t, uint64_t
from libc.string cimport memcpy

from .gc cimport GC_PENDING, gc_next
from .heap cimport HDR_FIXED, Heap, block_type, heap_release, heap_valid
from .layout cimport HDR_DEAD, HDR_FLAG_SHIFT, HDR_PENDING, NO_FUNC, TY_CLASS, Frame
from .vmstate cimport MAX_MESSAGE, Vm, vm_clear_exc, vm_frame_regs, vm_room

cdef struct SavedExc:           # from register 4 on
    uint32_t code, length
    int64_t text
    char message[MAX_MESSAGE]

cdef enum:
    LOW_HALF = 0xffffffff


cdef int destroy_begin(Vm *vm, bint outermost) noexcept nogil:
    cdef uint64_t top = <uint64_t>vm.base + vm_frame_regs(vm)
    cdef Frame *frame
    cdef int64_t *r
    cdef int error
    if vm.fp == 0:
        top = 0
    elif outermost and top < <uint64_t>vm.call_args + vm.call_nargs:
        top = <uint64_t>vm.call_args + vm.call_nargs
    error = vm_room(vm, top + DESTROY_REGS, <uint64_t>vm.fp + 2)
    if error:
        return error
    vm.fp += 1
    frame = vm.frames + vm.fp
    frame.pc = 0 if outermost else vm.pc
    frame.base = vm.base
    frame.dst = 0
    frame.fn = NO_FUNC
    vm.base = <uint32_t>top
    vm.pc = DESTROY_PC
    r = vm.regs + top
    r[0] = 0
    r[1] = vm.heap.pending
    r[2] = 0
    r[3] = vm.heap.gc_nqueue and not vm.heap.gc_taken
    vm.heap.pending = vm.heap.pending_last = 0
    if r[3]:
        vm.heap.gc_taken = 1
    save_caught(vm, r + 4)
    if outermost:
        vm.call_args = vm.call_nargs = 0
    return 0


cdef void save_caught(Vm *vm, int64_t *place) noexcept nogil:
    cdef SavedExc *saved = <SavedExc *>place
    saved.code = vm.caught
    if vm.caught:
        saved.length = vm.exc_len
        saved.text = vm.exc_text
        memcpy(saved.message, vm.exc_message, MAX_MESSAGE)
        vm.exc_text = 0
        vm.caught = 0


cdef void restore_caught(Vm *vm, int64_t *place) noexcept nogil:
    cdef SavedExc *saved = <SavedExc *>place
    if saved.code:
        vm_clear_exc(vm)
        vm.caught = saved.code
        vm.exc_len = saved.length
        vm.exc_text = saved.text
        memcpy(vm.exc_message, saved.message, MAX_MESSAGE)
        saved.code = 0


cdef void drop_saved(Vm *vm, int64_t *place) noexcept nogil:
    cdef SavedExc *saved = <SavedExc *>place
    if saved.code:
        heap_release(vm.heap, saved.text)
        saved.code = 0


cdef void give_queue_back(Vm *vm, int64_t *r) noexcept nogil:
    if r[3]:
        r[3] = 0
        vm.heap.gc_taken = 0
        if vm.heap.gc_nqueue and vm.heap.pending == 0:
            vm.heap.pending = GC_PENDING


cdef void destroy_end(Vm *vm, int64_t *r) noexcept nogil:
    give_queue_back(vm, r)
    restore_caught(vm, r + 4)


cdef inline int64_t link_of(const Heap *heap, int64_t h) noexcept nogil:
    return heap.mem[h] & LOW_HALF


cdef inline bint waits(const Heap *heap, int64_t h) noexcept nogil:
    return heap_valid(heap, h) and <uint64_t>heap.mem[h] >> HDR_FLAG_SHIFT & HDR_PENDING


cdef inline int64_t take_first(Heap *heap, int64_t *first) noexcept nogil:
    """The first object of a list, with a count of 1; 0 if there is none."""
    cdef int64_t h = first[0]
    if not waits(heap, h):
        first[0] = 0
        return 0
    first[0] = link_of(heap, h)
    heap.mem[h] = (heap.mem[h] & HDR_FIXED) | <int64_t>HDR_DEAD << HDR_FLAG_SHIFT | 1
    return h


cdef void put_in_front(Heap *heap, int64_t *first) noexcept nogil:
    """What has died meanwhile goes before a list."""
    if waits(heap, heap.pending_last):
        heap.mem[heap.pending_last] = (heap.mem[heap.pending_last] & ~<int64_t>LOW_HALF) | first[0]
        first[0] = heap.pending
    heap.pending = heap.pending_last = 0


cdef uint32_t destroy_next(Vm *vm, int64_t *r) noexcept nogil:
    cdef Heap *heap = vm.heap
    cdef uint32_t type
    while True:
        if r[0]:
            type = <uint32_t>r[2]
            while type and vm.prog.types[type].dtor == NO_FUNC:
                type = vm.prog.types[type].base
            r[2] = type
            if type:
                return type
            heap_release(heap, r[0])
            r[0] = 0
            if heap.pending:
                put_in_front(heap, &r[1])
        r[0] = take_first(heap, &r[1])
        if r[0] == 0 and r[3]:
            r[0] = gc_next(heap)                # still referred to by other members of its cycle
        if r[0] == 0:
            return 0
        type = block_type(heap, r[0])
        r[2] = type if type < vm.ntypes and vm.prog.types[type].sort == TY_CLASS else 0


cdef void destroy_abandon(Vm *vm, int64_t *r) noexcept nogil:
    cdef Heap *heap = vm.heap
    cdef int64_t last = r[1]
    cdef uint64_t left = heap.slots
    heap_release(heap, r[0])
    r[0] = 0
    if waits(heap, r[1]):
        while waits(heap, link_of(heap, last)) and left:
            last = link_of(heap, last)
            left -= 1
        if waits(heap, heap.pending_last):
            heap.mem[heap.pending_last] = (heap.mem[heap.pending_last] & ~<int64_t>LOW_HALF) | r[1]
        else:
            heap.pending = r[1]
        heap.pending_last = last
    r[1] = 0
    give_queue_back(vm, r)
    drop_saved(vm, r + 4)                   # not put back: the exception that ends the frame is pending


cdef void drop_pending(Heap *heap) noexcept nogil:
    cdef int64_t first = heap.pending, h = gc_next(heap)
    heap.pending = heap.pending_last = 0
    while h:
        heap_release(heap, h)
        if heap.pending:
            put_in_front(heap, &first)
        h = gc_next(heap)
    while True:
        h = take_first(heap, &first)
        if h == 0:
            return
        heap_release(heap, h)
        if heap.pending:
            put_in_front(heap, &first)
