"""Linear memory: the one buffer that holds all state of an instance.

What it is: allocation in size classes, reference counts, growth by relocation, range checks.
What it is not: the layout of strings and arrays (`strings.pxd`, `arrays.pxd`) or of block headers
(`layout.pxd`).

Invariants
- A handle is a slot index; 0 is null. `heap_valid(heap, h)` is the one test before every access: null
  and out of range in one unsigned compare. Behind the last slot lie heap.slack slots, so that the fixed
  header fields and the fields of the largest class lie inside the buffer for any valid handle (and for the number
  `slots`, which spares the loop an addition).
- Everything that describes the memory's contents (bump pointer, free lists) is in its own first slots,
  so a snapshot is one copy of `slots` slots. Like all memory it is never trusted: each value is checked
  where it is used.
- Functions marked [moves] may relocate the buffer: pointers into it, `heap.mem` copies included, are stale
  afterwards, handles are not. Failures return NO_HANDLE (or non-zero) and set `heap.error`.
- Every walk is bounded by the number of slots, whatever the memory contains.
- Any allocation may collect cycles (`gc.pxd`) when there is no room. So whoever allocates holds only handles that are
  counted, or borrowed from such, and leaves no handle in memory that is not counted yet.
"""
from libc.stdint cimport int32_t, int64_t, uint8_t, uint32_t, uint64_t
from libc.string cimport memset

from .layout cimport (
    FUNC_LINK, HDR_CLASS_SHIFT, HDR_FLAG_SHIFT, HDR_PENDING, HOST_LINK, TY_FUNC, ClassLink, FieldDef, MethodLink, ProgramData, TypeDef,
)

cdef extern from "platform.h" nogil:
    const bint CHECKED          # SERAPH_CHECKED: freed blocks are filled with POISON, and every use of one traps
    const int64_t POISON
    void checked_trap()
    bint UNLIKELY(bint condition)

cdef enum:
    HEAP_WEAK = 3               # slot with the table of weak references (`weak.pxd`; slot 1 is the length of null) ...
    HEAP_WEAK_COUNT = 67        # ... and the number of its entries
    HEAP_BUMP = 4               # slot of the first never used slot
    HEAP_LISTS = 5              # first of the slots with the free list heads, two u32 each
    HEAP_CLASSES = 124          # size classes: 1 .. 8 slots, then four a doubling up to 2 ** 32
    HEAP_FIRST = 68             # globals, literal table, then blocks
    HEAP_SLACK = 8              # the least heap.slack
    HEAP_MIN_SLOTS = 128        # initial size of a small instance
    QUICK_FIELDS = 7            # slots behind the header up to which objects are made and released within the loop
    HEAP_RESERVE = 131072       # slots (1 MiB) above which the buffer moves into a reserved mapping
    NO_HANDLE = -1              # failure; null is a good handle
    MAX_WORK = 0x4000000        # work of one native function that compares strings of strings: some 100 ms

cdef extern from *:
    """
    #define HDR_FIXED 0x0fffffff00000000ll
    """
    const int64_t HDR_FIXED     # type and size class of a header

cdef struct Heap:
    int64_t *mem
    uint64_t slots              # size of the buffer, without the slack
    uint64_t bound              # slots - HEAP_FIRST
    uint64_t limit              # slots that it may have
    uint64_t slack              # slots behind the buffer: at least HEAP_SLACK, and fields of the largest class + 2
    const TypeDef *types        # the program's tables; not owned
    const FieldDef *fields
    const ClassLink *classes    # one for each type
    const ProgramData *prog     # the program; not owned
    uint32_t ntypes
    uint32_t nglobals           # globals stand from HEAP_FIRST on ...
    uint32_t lits               # ... the literal table from this slot on ...
    uint32_t first              # ... and blocks from this slot on
    uint8_t fast[128]           # FAST_FLAGS: built-in functions whose instructions may do without a call (`dualpath`)
    const void *natives         # NativeFn of each of prog.natives: the program's table, or the instance's own; NULL: something
                                # else stands in its place (`dualpath`)
    int64_t work                # cost units of bulk work that the loop has not charged yet
    uint64_t frees              # blocks ever freed
    uint64_t merged             # `frees` when free neighbours were merged last
    uint64_t used               # slots in live blocks
    int64_t pending             # first object that waits for its destructor, 0: none ...
    int64_t pending_last        # ... and the last one; each links to the next in the low half of its header
    uint64_t gc_at              # number of allocations at which the next collection of cycles is due ...
    int64_t gc_left             # ... and how many are left until then; see heap_allocs
    uint64_t gc_used            # slots in use from which on it is due as well
    uint64_t gc_every           # debugging: collect whenever that many blocks were allocated; 0: as `gc.pxd` says
    uint32_t *gc_queue          # dead objects in cycles that wait for their destructors, each counted once (`gc.pxd`)
    uint32_t gc_nqueue, gc_cap
    uint32_t gc_taken           # a destroy frame has taken the queue over
    int64_t dead                # first block of the list of dead objects and callables of the host (`dead_link`) ...
    uint64_t ndead              # ... and how many there are: the owner of the Python objects drops them
    void *user                  # the driver's own
    uint32_t error              # ExcCode of the last failure: EXC_MEMORY or EXC_TOO_LARGE
    uint32_t mapped             # the buffer is a mapping of `limit` slots
    uint32_t futile             # the last collection for want of room has freed next to nothing

# 0, or EXC_MEMORY. `limit` in bytes; the globals are zero, the literal table is empty. `classes`: of heap_link.
cdef int heap_init(Heap *heap, const ProgramData *prog, const ClassLink *classes, uint64_t limit) noexcept nogil
# Fills in one row for each type, and for each place in a vtable, of a program.
cdef void heap_link(const ProgramData *prog, ClassLink *classes, MethodLink *methods) noexcept nogil
cdef void heap_free(Heap *heap) noexcept nogil
# [moves] Makes the buffer a mapping, which never moves again: pointers into it are good as long as it is there. 0 or EXC_MEMORY.
cdef int heap_pin(Heap *heap) noexcept nogil
# Leaves the buffer of a heap that is given up to somebody who gives it back later, with heap_unmap; it is a mapping.
cdef void *heap_detach(Heap *heap, uint64_t *size) noexcept nogil
cdef void heap_unmap(void *mapping, uint64_t size) noexcept nogil

# [moves] A block with `payload` slots behind its header, count 1, payload zero.
cdef int64_t heap_alloc(Heap *heap, uint32_t type, uint64_t payload) noexcept nogil
# [moves] The same without clearing the payload.
cdef int64_t heap_alloc_raw(Heap *heap, uint32_t type, uint64_t payload) noexcept nogil
# [moves] A new object of a class with all fields zero, count 1.
cdef int64_t heap_new(Heap *heap, uint32_t type) noexcept nogil
# [moves] Grows a block in place if it is the last one; 1 if that worked.
cdef bint heap_extend(Heap *heap, int64_t h, uint64_t payload) noexcept nogil
# Gives one block back, whatever its count; references inside are not released.
cdef void heap_drop_block(Heap *heap, int64_t h) noexcept nogil
# Gives back one of the references to the data block of an array: its own, or that of an exported view.
cdef void heap_drop_data(Heap *heap, int64_t h) noexcept nogil
# Releases a reference whose count is not above 1: frees the block and all it owns. No recursion. Objects with a destructor
# are put on the list `pending` instead, in the order in which they died, objects of the host on the list `dead`.
cdef void heap_release_last(Heap *heap, int64_t h) noexcept nogil
# Releases n handles that stand from slot `at` on and nulls them.
cdef void heap_release_range(Heap *heap, uint64_t at, uint64_t n) noexcept nogil
# Copies the state: a new buffer with the contents of `source` (same types); 0 or EXC_MEMORY.
cdef int heap_clone(Heap *heap, const Heap *source) noexcept nogil


cdef inline bint heap_valid(const Heap *heap, int64_t h) noexcept nogil:
    return <uint64_t>h - HEAP_FIRST < heap.bound


cdef inline uint32_t block_type(const Heap *heap, int64_t h) noexcept nogil:
    """Type index in the header of a valid handle; not below ntypes if the memory is corrupt."""
    return <uint32_t>(<uint64_t>heap.mem[h] >> 32) & 0xfffff


cdef inline int64_t dead_link(const Heap *heap, int64_t h) noexcept nogil:
    """Where a dead object or callable of the host leads to the next one."""
    cdef uint32_t type = block_type(heap, h)
    return h + (FUNC_LINK if type < heap.ntypes and heap.types[type].sort == TY_FUNC else HOST_LINK)


cdef inline uint64_t class_slots(uint32_t cls) noexcept nogil:
    """Slots of a block of that class, header included."""
    if cls < 8:
        return cls + 1
    return (<uint64_t>(5 + (cls & 3))) << (((cls - 8) >> 2) + 1)


cdef inline uint64_t block_slots(const Heap *heap, int64_t h) noexcept nogil:
    """Payload slots of a valid handle's block, never past the end of the buffer."""
    cdef uint64_t n = class_slots(<uint32_t>(<uint64_t>heap.mem[h] >> 52) & 0x7f) - 1
    cdef uint64_t room = heap.slots - 1 - <uint64_t>h
    return n if n < room else room


cdef inline void checked_use(const Heap *heap, int64_t h) noexcept nogil:
    """In the checking build: trap if h is a freed block or waits for its destructor. Otherwise nothing."""
    if CHECKED and heap_valid(heap, h) and (
            <int32_t>heap.mem[h] == 0 or <uint64_t>heap.mem[h] >> HDR_FLAG_SHIFT & HDR_PENDING):
        checked_trap()


# Counts are 31 bits; the bit above marks a saturated count, which never changes again.
cdef inline void heap_retain(Heap *heap, int64_t h) noexcept nogil:
    checked_use(heap, h)
    if heap_valid(heap, h) and <int32_t>heap.mem[h] >= 0:
        heap.mem[h] += 1


cdef inline void heap_release(Heap *heap, int64_t h) noexcept nogil:
    """Gives one reference back; null is ignored."""
    if heap_valid(heap, h):
        if <int32_t>heap.mem[h] > 1:
            heap.mem[h] -= 1
        elif <int32_t>heap.mem[h] >= 0:
            heap_release_last(heap, h)


cdef inline uint64_t heap_allocs(const Heap *heap) noexcept nogil:
    """Blocks ever allocated: one field is counted down, not one up and compared with another."""
    return heap.gc_at - <uint64_t>heap.gc_left


cdef inline int64_t quick_new(Heap *heap, int64_t *mem, uint64_t slots, uint32_t type) noexcept nogil:
    """heap_new for the loop as long as the list of free blocks has one; else 0. `mem`, `slots`: of the heap.

    The list may lead anywhere, but no further than a handle may: what is written lies within the slack.
    """
    cdef uint64_t header = heap.classes[type].header, n = header >> HDR_CLASS_SHIFT & 0xff
    cdef uint32_t *head = <uint32_t *>(mem + HEAP_LISTS) + n
    cdef int64_t h
    if CHECKED or UNLIKELY(n > QUICK_FIELDS):
        return 0
    h = head[0]
    if UNLIKELY(<uint64_t>h - 1 >= slots or heap.gc_left <= 0):
        return 0
    head[0] = <uint32_t>mem[h + 1]
    heap.gc_left -= 1
    heap.used += n + 1
    mem[h] = <int64_t>header
    if n == 1:
        mem[h + 1] = 0
    else:                                   # stores of a constant size, which may overlap
        memset(mem + h + 1, 0, 16)
        memset(mem + h + n - 1, 0, 16)
        if n > 4:
            memset(mem + h + 3, 0, 16)
            memset(mem + h + 4, 0, 16)
    return h


cdef inline bint quick_release(Heap *heap, int64_t *mem, uint64_t slots, int64_t h) noexcept nogil:
    """heap_release for the loop; 1 if heap.work is to be looked at."""
    cdef int64_t header
    cdef uint64_t n
    cdef uint32_t *head
    if <uint64_t>h - 1 >= slots:
        return 0
    header = mem[h]
    if CHECKED or UNLIKELY(<int32_t>header != 1):
        if <int32_t>header > 1:
            mem[h] = header - 1
            return 0
        if CHECKED or <int32_t>header == 0:
            heap_release(heap, h)
            return heap.work != 0
        return 0
    if header >= 0:                         # not HDR_PLAIN
        heap_release_last(heap, h)
        return heap.work != 0
    n = <uint64_t>header >> HDR_CLASS_SHIFT & QUICK_FIELDS
    head = <uint32_t *>(mem + HEAP_LISTS) + n
    mem[h] = <int64_t>(n << HDR_CLASS_SHIFT)
    mem[h + 1] = head[0]
    head[0] = <uint32_t>h
    heap.frees += 1
    heap.used -= n + 1
    return 0
