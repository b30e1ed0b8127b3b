# cython: language_level=3, boundscheck=False, wraparound=False, cdivision=True, initializedcheck=False
"""Objects of the host that an instance refers to: the handle table between linear memory and Python.

What it is: the list of Python objects that blocks of linear memory stand for, and their way back when a block dies. What it
is not: what scripts may do with them (registry) or the calls (`hostcall.pyx`).

A block of a TY_HOST type holds an index into `host_objects`, never a pointer. There is one block for an object of the host
as long as any script refers to it, so that identity holds on both sides. When its count reaches zero, possibly without
the GIL, the block goes to the list `heap.dead`; the owner of the instance gives block and object back at the next host
call, poll with the GIL or end of a call. So do the blocks of Python callables (`callables.pyx`).

Invariants
- `host_blocks` maps the id of each object in `host_objects` to its block; the object is alive, so the id is its own.
- Indices, and the list of the dead, come from linear memory: they are checked before use.
"""
from libc.stdint cimport int64_t, uint32_t

from .callables cimport drop_callable
from .driver cimport InstanceState
from .heap cimport NO_HANDLE, Heap, block_type, dead_link, heap_alloc, heap_drop_block, heap_retain, heap_valid
from .layout cimport FUNC_OBJECT, HOST_INDEX, HOST_PAYLOAD, TY_FUNC, TY_HOST
from .subtype cimport is_type

from .errors import ConversionTypeError, MemoryLimitExceeded


cdef inline bint is_host_block(const Heap *heap, int64_t h) noexcept nogil:
    return heap_valid(heap, h) and block_type(heap, h) < heap.ntypes and heap.types[block_type(heap, h)].sort == TY_HOST


cdef int64_t host_handle(InstanceState st, uint32_t wanted, object value) except -1:
    cdef Heap *heap = &st.heap
    cdef uint32_t row
    cdef int64_t h
    cdef Py_ssize_t index
    if st.hosts is None or not st.hosts.classes:
        return 0
    row = st.hosts.row_of(type(value))
    if st.hosts.instances and row in st.hosts.instances:
        row = instance_row(st, row, wanted, value)
    if row == 0 or not is_type(&st.program.data, row, wanted):
        return 0
    if heap.ndead:
        drop_host_objects(st)
    if st.host_objects is None:
        st.host_objects = []
        st.free_indices = []
        st.host_blocks = {}
    key = id(value)
    found = st.host_blocks.get(key)
    if found is not None:
        h = found
        heap_retain(heap, h)
        return h
    h = heap_alloc(heap, row, HOST_PAYLOAD)
    if h == NO_HANDLE:
        raise MemoryLimitExceeded()
    if st.free_indices:
        index = st.free_indices.pop()
        st.host_objects[index] = value
    else:
        index = len(st.host_objects)
        st.host_objects.append(value)
    heap.mem[h + HOST_INDEX] = index
    st.host_blocks[key] = h
    return h


cdef uint32_t instance_row(InstanceState st, uint32_t row, uint32_t wanted, object value) except? 0:
    """Of which instance of its template an object is: of that which scripts know it as, else of the one that is wanted; 0 if
    its class is not that of the wanted one."""
    cdef int64_t h
    found = st.host_blocks.get(id(value)) if st.host_blocks is not None else None
    if found is not None:
        h = found
        return block_type(&st.heap, h)
    if wanted in st.hosts.instances and isinstance(value, st.hosts.classes[wanted]):
        return wanted
    return 0


cdef object host_object(InstanceState st, int64_t handle):
    cdef int64_t index
    if is_host_block(&st.heap, handle) and st.host_objects is not None:
        index = st.heap.mem[handle + HOST_INDEX]
        if 0 <= index < len(st.host_objects):
            value = st.host_objects[index]
            if value is not None:
                return value
    raise ConversionTypeError("the object of the host is gone")


cdef void drop_host_objects(InstanceState st) noexcept:
    cdef Heap *heap = &st.heap
    cdef int64_t h, index
    cdef uint32_t type
    cdef object value
    while heap.ndead:
        h = heap.dead
        type = block_type(heap, h) if heap_valid(heap, h) else <uint32_t>0xffffffff
        if type >= heap.ntypes or (heap.types[type].sort != TY_HOST and heap.types[type].sort != TY_FUNC):
            heap.dead = heap.ndead = 0          # a corrupt memory: what it has lost stays in the table
            break
        heap.ndead -= 1
        heap.dead = heap.mem[dead_link(heap, h)]
        if heap.types[type].sort == TY_FUNC:
            index = heap.mem[h + FUNC_OBJECT]
            heap_drop_block(heap, h)
            drop_callable(st, h, type, index)
            continue
        index = heap.mem[h + HOST_INDEX]
        heap_drop_block(heap, h)
        if st.host_objects is None or not 0 <= index < len(st.host_objects):
            continue
        value = st.host_objects[index]
        if value is None or st.host_blocks.get(id(value)) != h:
            continue
        del st.host_blocks[id(value)]
        st.host_objects[index] = None
        st.free_indices.append(index)
        value = None                            # runs its finalizer, if this was the last reference
