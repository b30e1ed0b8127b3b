# cython: language_level=3, boundscheck=False, wraparound=False, cdivision=True, initializedcheck=False
"""Weak references. See `weak.pxd` for what they are."""
from libc.stdint cimport int64_t, uint64_t

from .heap cimport (
    HEAP_WEAK, HEAP_WEAK_COUNT, NO_HANDLE, block_slots, block_type, heap_alloc, heap_drop_block, heap_release, heap_retain,
    heap_valid,
)
from .layout cimport EXC_MEMORY, HDR_FLAG_SHIFT, HDR_PLAIN, HDR_WEAK, TYPE_DATA

cdef enum:
    TABLE_MIN = 8               # entries of the smallest table: two slots each, target (0: free) and first reference


cdef inline uint64_t capacity(const Heap *heap) noexcept nogil:
    """Entries of the table, a power of two; 0 if there is none."""
    cdef int64_t table = heap.mem[HEAP_WEAK]
    cdef uint64_t n, size = TABLE_MIN
    if not heap_valid(heap, table) or block_type(heap, table) != TYPE_DATA:
        return 0
    n = block_slots(heap, table) >> 1
    if n < TABLE_MIN:
        return 0
    while size << 1 <= n:
        size <<= 1
    return size


cdef inline uint64_t place(int64_t target, uint64_t size) noexcept nogil:
    return (<uint64_t>target * 0x9E3779B97F4A7C15ULL >> 32) & (size - 1)


cdef int64_t find(const Heap *heap, int64_t target, uint64_t size) noexcept nogil:
    """The slot of the target's entry, or of the free entry where it would go; 0 if the table is corrupt."""
    cdef int64_t base = heap.mem[HEAP_WEAK] + 1, entry
    cdef uint64_t at = place(target, size), i
    for i in range(size):
        entry = base + <int64_t>(at << 1)
        if heap.mem[entry] == target or heap.mem[entry] == 0:
            return entry
        at = (at + 1) & (size - 1)
    return 0


cdef int grow(Heap *heap, uint64_t size) noexcept nogil:
    """[moves] A table of twice the size with the entries of the old one. 0 or EXC_MEMORY."""
    cdef uint64_t larger = size << 1 if size else <uint64_t>TABLE_MIN, i
    cdef int64_t table = heap_alloc(heap, TYPE_DATA, larger << 1), old, entry
    if table == NO_HANDLE:
        return EXC_MEMORY
    size = capacity(heap)                   # 0 if a collection has taken the last entry meanwhile
    old = heap.mem[HEAP_WEAK]
    heap.work += size
    heap.mem[HEAP_WEAK] = table
    for i in range(size):
        if heap.mem[old + 1 + <int64_t>(i << 1)] != 0:
            entry = find(heap, heap.mem[old + 1 + <int64_t>(i << 1)], larger)
            if entry:
                heap.mem[entry] = heap.mem[old + 1 + <int64_t>(i << 1)]
                heap.mem[entry + 1] = heap.mem[old + 2 + <int64_t>(i << 1)]
    if size:
        heap_drop_block(heap, old)
    return 0


cdef void remove(Heap *heap, int64_t entry, uint64_t size) noexcept nogil:
    """Takes an entry out; those behind it that it kept from their place move up."""
    cdef int64_t base = heap.mem[HEAP_WEAK] + 1, other
    cdef uint64_t hole = <uint64_t>(entry - base) >> 1, at = hole, home, i
    for i in range(size):
        at = (at + 1) & (size - 1)
        other = base + <int64_t>(at << 1)
        if heap.mem[other] == 0:
            break
        home = place(heap.mem[other], size)
        if ((at - home) & (size - 1)) >= ((at - hole) & (size - 1)):
            heap.mem[base + <int64_t>(hole << 1)] = heap.mem[other]
            heap.mem[base + <int64_t>(hole << 1) + 1] = heap.mem[other + 1]
            hole = at
    heap.mem[base + <int64_t>(hole << 1)] = 0
    heap.mem[base + <int64_t>(hole << 1) + 1] = 0
    heap.mem[HEAP_WEAK_COUNT] -= 1
    if heap.mem[HEAP_WEAK_COUNT] <= 0:
        heap_drop_block(heap, heap.mem[HEAP_WEAK])
        heap.mem[HEAP_WEAK] = heap.mem[HEAP_WEAK_COUNT] = 0


cdef void unlink(Heap *heap, int64_t w) noexcept nogil:
    """Takes w out of the chain of its target, which loses its entry with the last one."""
    cdef int64_t target = heap.mem[w + WEAK_TARGET], next = heap.mem[w + WEAK_NEXT], before = heap.mem[w + WEAK_BEFORE]
    cdef int64_t entry
    cdef uint64_t size = capacity(heap)
    heap.mem[w + WEAK_TARGET] = heap.mem[w + WEAK_NEXT] = heap.mem[w + WEAK_BEFORE] = 0
    if target == 0 or size == 0:
        return
    if is_weak(heap, next):
        heap.mem[next + WEAK_BEFORE] = before
    if is_weak(heap, before):
        heap.mem[before + WEAK_NEXT] = next
        return
    entry = find(heap, target, size)
    if entry == 0 or heap.mem[entry] != target:
        return
    if next != 0:
        heap.mem[entry + 1] = next
        return
    remove(heap, entry, size)
    if heap_valid(heap, target):
        heap.mem[target] &= ~(<int64_t>HDR_WEAK << HDR_FLAG_SHIFT)


cdef int weak_set(Heap *heap, int64_t w, int64_t target) noexcept nogil:
    cdef uint64_t size
    cdef int64_t entry
    cdef int error
    if not is_weak(heap, w) or heap.mem[w + WEAK_TARGET] == target:
        return 0
    unlink(heap, w)
    if not heap_valid(heap, target):
        return 0
    size = capacity(heap)
    if <uint64_t>heap.mem[HEAP_WEAK_COUNT] + 1 > (size >> 1) + (size >> 2):
        heap_retain(heap, target)           # may come from another weak reference: a collection must not free it
        error = grow(heap, size)
        heap_release(heap, target)
        if error:
            return error
        size = capacity(heap)
    entry = find(heap, target, size)
    if entry == 0:
        return EXC_MEMORY
    if heap.mem[entry] == 0:
        heap.mem[entry] = target
        heap.mem[entry + 1] = 0
        heap.mem[HEAP_WEAK_COUNT] += 1
        heap.mem[target] &= ~<int64_t>(<uint64_t>HDR_PLAIN << HDR_FLAG_SHIFT)
        heap.mem[target] |= <int64_t>HDR_WEAK << HDR_FLAG_SHIFT
    heap.mem[w + WEAK_TARGET] = target
    heap.mem[w + WEAK_NEXT] = heap.mem[entry + 1]
    if is_weak(heap, heap.mem[entry + 1]):
        heap.mem[heap.mem[entry + 1] + WEAK_BEFORE] = w
    heap.mem[entry + 1] = w
    return 0


cdef int64_t weak_get(const Heap *heap, int64_t w) noexcept nogil:
    cdef int64_t target
    if not is_weak(heap, w):
        return 0
    target = heap.mem[w + WEAK_TARGET]
    return target if heap_valid(heap, target) else 0


cdef void weak_clear(Heap *heap, int64_t target) noexcept nogil:
    cdef uint64_t size = capacity(heap), budget = heap.slots
    cdef int64_t entry, at, next
    heap.mem[target] &= ~(<int64_t>HDR_WEAK << HDR_FLAG_SHIFT)
    if size == 0:
        return
    entry = find(heap, target, size)
    if entry == 0 or heap.mem[entry] != target:
        return
    at = heap.mem[entry + 1]
    remove(heap, entry, size)
    while is_weak(heap, at) and budget:
        next = heap.mem[at + WEAK_NEXT]
        heap.mem[at + WEAK_TARGET] = heap.mem[at + WEAK_NEXT] = heap.mem[at + WEAK_BEFORE] = 0
        at = next
        budget -= 1
        heap.work += 1


cdef void weak_drop(Heap *heap, int64_t w) noexcept nogil:
    if is_weak(heap, w):
        unlink(heap, w)
