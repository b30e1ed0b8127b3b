# cython: language_level=3, boundscheck=False, wraparound=False, cdivision=True, initializedcheck=False
"""Objects of the host that an instance refers to: the handle table between linear memory and Python.

What it is: the list of Python objects that blocks of linear memory stand for, and their way back when a block dies. What it
is not: what scripts may do with them (registry) or the calls (`hostcall.pyx`).

A block of a TY_HOST type holds an index into `host_objects`, never a pointer. There is one block for an object of the host
as long as any script refers to it, so that identity holds on both sides. When its count reaches zero, possibly without
the GIL, the block goes to the list `heap.dead`; the owner of the instance gives block and object back at the next host
call, poll with the GIL or end of a call, in the order in which they died. So do the blocks of Python callables
(`callables.pyx`).

Types with a kind or behaviours (`registry/kinds.py`) have HostRules, and their objects are in the table as HostEntry:

    standard    AddRef when an object enters the table, Release when it leaves it
    scoped      a block, and so an owner, for each object that a function of the host gives; Release when the block dies.
                What the host passes to the script stays the host's: no Release
    nocount     the table holds a weak reference; a handle whose object is gone raises
    managed     Destructor when an object leaves the table that a constructor has made

What is due is called once, whatever happens: it is taken off before the call. What it raises is reported.

Invariants
- `host_blocks` maps the id of each object in `host_objects` to its block; the object is alive, so the id is its own. Of
  weakly held objects it may not be: the block it leads to is compared.
- Indices, and the list of the dead, come from linear memory: they are checked before use.
"""
from weakref import ref

from libc.stdint cimport int64_t, uint32_t

from .callables cimport take_callable
from .driver cimport InstanceState
from .failure cimport report
from .heap cimport NO_HANDLE, Heap, block_type, dead_link, heap_alloc, heap_drop_block, heap_release, heap_retain, heap_valid
from .hostrules cimport KIND_NOCOUNT, KIND_SCOPED, KIND_STANDARD, HostEntry, HostRules
from .layout cimport FUNC_OBJECT, HOST_INDEX, HOST_PAYLOAD, TY_FUNC, TY_HOST, TYPE_OBJECT
from .subtype cimport is_type

from .errors import ConversionTypeError, MemoryLimitExceeded


cdef inline bint is_host_block(const Heap *heap, int64_t h) noexcept nogil:
    return heap_valid(heap, h) and block_type(heap, h) < heap.ntypes and heap.types[block_type(heap, h)].sort == TY_HOST


cdef int64_t host_handle(InstanceState st, uint32_t wanted, object value) except -1:
    cdef Heap *heap = &st.heap
    cdef uint32_t row
    cdef int64_t h
    cdef HostRules rules = None
    cdef object key
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
    if st.hosts.rules is not None:
        rules = st.hosts.rules[row]
    key = id(value)
    if rules is None or rules.kind != KIND_SCOPED:
        found = st.host_blocks.get(key)
        if found is not None and (rules is None or rules.kind != KIND_NOCOUNT or stands_for(st, found, value)):
            h = found
            heap_retain(heap, h)
            return h
    h = heap_alloc(heap, row, HOST_PAYLOAD)
    if h == NO_HANDLE:
        raise MemoryLimitExceeded()
    if rules is None:
        heap.mem[h + HOST_INDEX] = new_index(st, value)
        st.host_blocks[key] = h
        return h
    return with_rules(st, h, rules, value, key)


cdef Py_ssize_t new_index(InstanceState st, object entry):
    """A place in the table."""
    cdef Py_ssize_t index
    if st.free_indices:
        index = st.free_indices.pop()
        st.host_objects[index] = entry
        return index
    st.host_objects.append(entry)
    return len(st.host_objects) - 1


cdef int64_t with_rules(InstanceState st, int64_t h, HostRules rules, object value, object key) except -1:
    """The new block of an object whose type has rules."""
    cdef HostEntry entry = HostEntry.__new__(HostEntry)
    entry.rules = rules
    entry.value = ref(value) if rules.kind == KIND_NOCOUNT else value
    st.heap.mem[h + HOST_INDEX] = new_index(st, entry)
    if rules.kind != KIND_SCOPED:
        entry.key = key
        st.host_blocks[key] = h
    if rules.kind == KIND_STANDARD and rules.addref is not None:
        try:
            rules.addref(value)             # may use the instance, which has this block already
        except BaseException:
            heap_release(&st.heap, h)
            raise
        entry.due = True
    return h


cdef uint32_t instance_row(InstanceState st, uint32_t row, uint32_t wanted, object value) except? 0:
    """Of which instance of its template an object is: of that which scripts know it as; else of the only one of its class
    that derives from the wanted type, or of the wanted type itself. 0 if it is none of that."""
    cdef int64_t h
    cdef uint32_t one, fits = 0
    found = st.host_blocks.get(id(value)) if st.host_blocks is not None else None
    if found is not None:
        h = found
        return block_type(&st.heap, h)
    if wanted != TYPE_OBJECT:
        for one in st.hosts.instances:
            if one != wanted and st.hosts.classes[one] is st.hosts.classes[row] and is_type(&st.program.data, one, wanted):
                if fits:
                    fits = wanted               # there are several: which of them it is, nobody knows
                    break
                fits = one
        if fits and fits != wanted:
            return fits
    if wanted < <uint32_t>len(st.hosts.classes) and st.hosts.classes[wanted] is not None and (
            isinstance(value, st.hosts.classes[wanted])):
        return wanted
    return 0


cdef bint stands_for(InstanceState st, int64_t h, object value):
    """Is a block that of this very object, and not of one that had the same id before?"""
    cdef object entry = entry_of(st, h)
    return isinstance(entry, HostEntry) and (<HostEntry>entry).value() is value


cdef object entry_of(InstanceState st, int64_t handle):
    """What the table has for a block; None if the memory is corrupt."""
    cdef int64_t index
    if is_host_block(&st.heap, handle) and st.host_objects is not None:
        index = st.heap.mem[handle + HOST_INDEX]
        if 0 <= index < len(st.host_objects):
            return st.host_objects[index]
    return None


cdef object host_object(InstanceState st, int64_t handle):
    cdef object found = entry_of(st, handle)
    if isinstance(found, HostEntry):
        found = (<HostEntry>found).value() if (<HostEntry>found).rules.kind == KIND_NOCOUNT else (<HostEntry>found).value
    if found is not None:
        return found
    raise ConversionTypeError("the object of the host is gone")


cdef void taken_over(InstanceState st, int64_t handle, bint makes) noexcept:
    cdef HostEntry entry
    cdef object found
    if st.hosts is None or st.hosts.rules is None:
        return
    found = entry_of(st, handle)
    if not isinstance(found, HostEntry):
        return
    entry = found
    if entry.rules.kind == KIND_SCOPED or (makes and entry.rules.destructor is not None):
        entry.due = True


cdef void settle_entry(InstanceState st, HostEntry entry) noexcept:
    """Tells the host, once, that its object has left the instance."""
    cdef object function = entry.rules.release if entry.rules.release is not None else entry.rules.destructor
    cdef object value = entry.value
    entry.value = None
    if not entry.due or function is None:
        return
    entry.due = False
    try:
        function(value)
    except BaseException as error:
        report(st, error)


cdef void drop_host_objects(InstanceState st) noexcept:
    # First the tables, without Python code: whoever gets one of the objects again meanwhile makes a new block for it.
    cdef Heap *heap = &st.heap
    cdef int64_t h, next, first = 0, count = 0, index
    cdef uint32_t type
    cdef list dropped = None
    cdef object entry, key
    while heap.ndead:                           # turn the list round: the first to die goes first
        h = heap.dead
        type = block_type(heap, h) if heap_valid(heap, h) else <uint32_t>0xffffffff
        if type >= heap.ntypes or (heap.types[type].sort != TY_HOST and heap.types[type].sort != TY_FUNC):
            heap.dead = heap.ndead = 0          # a corrupt memory: what it has lost stays in the table
            break
        heap.ndead -= 1
        heap.dead = heap.mem[dead_link(heap, h)]
        heap.mem[dead_link(heap, h)] = first
        first = h
        count += 1
    while count:
        h = first
        type = block_type(heap, h) if heap_valid(heap, h) else <uint32_t>0xffffffff
        if type >= heap.ntypes or (heap.types[type].sort != TY_HOST and heap.types[type].sort != TY_FUNC):
            break                               # a block that is there twice: a corrupt memory again
        first = heap.mem[dead_link(heap, h)]
        count -= 1
        if heap.types[type].sort == TY_FUNC:
            index = heap.mem[h + FUNC_OBJECT]
            heap_drop_block(heap, h)
            entry = take_callable(st, h, type, index)
        else:
            entry = entry_of(st, h)
            index = heap.mem[h + HOST_INDEX]
            heap_drop_block(heap, h)
            if entry is None:
                continue
            key = (<HostEntry>entry).key if isinstance(entry, HostEntry) else id(entry)
            if key is not None:
                if st.host_blocks.get(key) == h:
                    del st.host_blocks[key]
                elif not isinstance(entry, HostEntry):
                    continue
            st.host_objects[index] = None
            st.free_indices.append(index)
        if dropped is None:
            dropped = []
        dropped.append(entry)
    entry = None
    if dropped is not None:
        let_go(st, dropped)


cdef void let_go(InstanceState st, list dropped) noexcept:
    """The last references of the instance to these, one after the other: finalizers may run."""
    cdef Py_ssize_t i
    for i in range(len(dropped)):
        if isinstance(dropped[i], HostEntry):
            settle_entry(st, dropped[i])
        dropped[i] = None


cdef void drop_all_host_objects(InstanceState st) noexcept:
    cdef list all = st.host_objects
    if all is not None:
        st.host_objects = []
        let_go(st, all)
