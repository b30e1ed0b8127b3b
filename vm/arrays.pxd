"""Arrays in linear memory: packed elements in a data block of their own.

What it is: the operations behind the array opcodes and the array module, by element kind and width.
What it is not: sorting, searching or text of arrays (the array module).

Invariants
- Functions take any handle: for null and for what is no array they return EXC_NULL (or 0, as said).
- Values move as canonical slots (`kinds.py`): narrow integers extended by their signedness, a float's bits
  in the low half, handles as they are.
- Container elements by value are never null in a good heap: new ones are empty containers; strings start as null,
  which is "". Objects of classes by value are the business of compiled code: here they are handles.
- An index or length from memory is checked against the buffer before use.
- [moves]: may relocate the memory, see `heap.pxd`.
"""
from libc.stdint cimport int64_t, uint8_t, uint32_t, uint64_t

from .heap cimport Heap

# What an array handle says about itself, checked: `data` is the slot of the first element (0: none),
# `length` fits into the buffer.
cdef struct ArrayView:
    uint64_t data
    uint64_t length
    uint32_t type               # index of the array's type
    uint32_t elem               # kind word of the element
    uint32_t width              # bytes of an element
    bint handles                # elements are handles of any sort
    bint values                 # elements are containers by value (arrays, dictionaries, any)

cdef int arr_view(const Heap *heap, int64_t a, ArrayView *view) noexcept nogil     # 0 or EXC_NULL

# [moves] New array of n zero elements (n as an int64: negative is EXC_TOO_LARGE), owned, or NO_HANDLE.
cdef int64_t arr_new(Heap *heap, uint32_t type, int64_t n) noexcept nogil
cdef int64_t arr_len(const Heap *heap, int64_t a) noexcept nogil                   # 0 for null
cdef int64_t arr_capacity(const Heap *heap, int64_t a) noexcept nogil
# The following return 0 or an ExcCode.
cdef int arr_reserve(Heap *heap, int64_t a, int64_t n) noexcept nogil              # [moves]
cdef int arr_resize(Heap *heap, int64_t a, int64_t n) noexcept nogil               # [moves]
cdef int arr_clear(Heap *heap, int64_t a) noexcept nogil
# [moves] n zero elements before `at`; `at` beyond the length is EXC_INDEX.
cdef int arr_insert(Heap *heap, int64_t a, int64_t at, int64_t n) noexcept nogil
# Removes n elements from `at` on and releases them; a range that leaves the array is EXC_INDEX.
cdef int arr_remove(Heap *heap, int64_t a, int64_t at, int64_t n) noexcept nogil
# Element as canonical slot, handles borrowed.
cdef int arr_get(const Heap *heap, int64_t a, int64_t at, int64_t *value) noexcept nogil
# Replaces an element; a handle is counted here (the caller keeps its own reference), the old one released.
# For containers by value pass a fresh copy and use arr_give.
cdef int arr_set(Heap *heap, int64_t a, int64_t at, int64_t value) noexcept nogil
# The same, but an owned handle moves into the array (on failure it is released).
cdef int arr_give(Heap *heap, int64_t a, int64_t at, int64_t value) noexcept nogil
# Moves a handle out; null stays behind.
cdef int arr_take(Heap *heap, int64_t a, int64_t at, int64_t *value) noexcept nogil
cdef int arr_swap(Heap *heap, int64_t a, int64_t i, int64_t j) noexcept nogil
# [moves] Copy with value semantics: nested containers by value are copied, strings and handles shared.
# Owned, or NO_HANDLE; the copy of null is null.
cdef int64_t arr_copy(Heap *heap, int64_t a) noexcept nogil
# [moves] a := copy of b, element for element, a stays the same block; types must be equal. 0 or ExcCode.
cdef int arr_assign(Heap *heap, int64_t a, int64_t b) noexcept nogil
# [moves] What an element of `a` becomes from a borrowed `value`: containers by value are copied, other handles
# counted. Owned, or NO_HANDLE.
cdef int64_t arr_own_value(Heap *heap, const ArrayView *view, int64_t value) noexcept nogil
# 1 equal, 0 not; strings by content, arrays element by element, handles to objects by identity.
# -1 with heap.error if the walk exceeds what a good heap can hold.
cdef int arr_equal(Heap *heap, int64_t a, int64_t b) noexcept nogil


cdef inline int64_t arr_load(const Heap *heap, const ArrayView *view, uint64_t i) noexcept nogil:
    """Element i < view.length as canonical slot; for loops over a whole array."""
    return load_element(<const uint8_t *>(heap.mem + view.data), view.elem & 0xff, i)


cdef int64_t load_element(const uint8_t *data, uint32_t kind, uint64_t i) noexcept nogil
cdef void store_element(uint8_t *data, uint32_t kind, uint64_t i, int64_t value) noexcept nogil
