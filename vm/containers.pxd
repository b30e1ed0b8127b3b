"""Containers by value: new ones, deep copies and comparison of arrays, dictionaries, `any` values and weak
references (which contain nothing: copies refer to the same object).

What it is: what holds for all containers alike, whatever they are nested in. What it is not: the containers themselves
(`arrays.pxd`, `dicts.pxd`), or copies of class objects: these run script code, so a copied container
shares the class objects that it owns until compiled code has replaced them (`container_owned`).

Invariants
- No recursion: what is still to be copied forms a list through the copies, what is to be compared lies on a stack.
- A container by value is never null in a good heap; null and what is no container at all copy to null.
- [moves]: may relocate the memory, see `heap.pxd`.
"""
from libc.stdint cimport int64_t, uint32_t

from .heap cimport Heap

cdef enum:
    CONTAINER_LINK = 3          # slot of the lists through containers: ARR_LINK, DICT_LINK, ANY_LINK

# Is this the type of an array, a dictionary, an `any` or a weak reference?
cdef bint is_container_type(const Heap *heap, uint32_t type) noexcept nogil
# Are places with this kind word (elements, values; not handles) containers by value?
cdef bint owns_container(const Heap *heap, int64_t kind) noexcept nogil
# [moves] New and empty; owned, or NO_HANDLE.
cdef int64_t container_new(Heap *heap, uint32_t type) noexcept nogil
# [moves] Copy with value semantics; strings and handles are shared. Owned, or NO_HANDLE; 0 if h is no container.
cdef int64_t container_copy(Heap *heap, int64_t h) noexcept nogil
# [moves] Content of b into a (both of one type), by value. 0 or an ExcCode.
cdef int container_assign(Heap *heap, int64_t a, int64_t b) noexcept nogil
# [moves] The class objects that a container owns, at any depth: counted in a list (an array of handles, longer
# afterwards); or, with `place`, replaced by those of the list in the same order. 0 or an ExcCode. The container must be
# a copy that nobody else refers to.
cdef int container_owned(Heap *heap, int64_t h, int64_t list, bint place) noexcept nogil
# 1 equal, 0 not; strings and containers by content (array elements also behind handles), other objects by identity.
# -1 with heap.error if the walk is longer than a good heap allows.
cdef int container_equal(Heap *heap, int64_t a, int64_t b) noexcept nogil
