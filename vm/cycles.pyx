# cython: language_level=3, boundscheck=False, wraparound=False, cdivision=True, initializedcheck=False
"""Cycles that lead through Python: what the cycle collector of an instance needs to know of the objects of the host.

What it is: a picture of the objects that can be reached from the host's objects and callables in the table of an instance,
with the references between them and the proxies of scripts among them. What it is not: the search (`gc.pyx`), which works
on the picture alone.

Python tells what an object refers to (tp_traverse) and how many references there are to it. What has more of them than the
picture explains is used by somebody else and alive. An object whose type has GC behaviours (`registry/kinds.py`) tells
both itself: EnumRefs gives what it refers to, GetRefCount how many references its host counts, that of the instance
included. SetGCFlag is called before and GetGCFlag after: where the flag is gone the object has been used meanwhile and is
alive. ReleaseRefs is called for those that are found dead.

Steps: the behaviours, which may run anything; then, without any Python code, the picture, the counts, and the collection.

Invariants
- What is not looked at explains nothing, and so keeps alive: types, modules, the globals of functions, other instances,
  and whatever lies beyond MAX_OBJECTS.
- Behaviours that collect, or run scripts that do, have only the script's own cycles found: they are not asked within each other.
- The picture counts each of its objects once, so none goes away before the collection is over.
"""
from operator import index

cimport cython
from libc.stddef cimport size_t
from libc.stdint cimport int64_t, uint8_t, uint32_t, uint64_t
from libc.stdlib cimport calloc, free, malloc, realloc
from libc.string cimport memset

from cpython.number cimport PyIndex_Check
from cpython.object cimport PyObject

from .callables cimport ScriptDelegate, callable_behind
from .driver cimport InstanceState
from .failure cimport report
from .gc cimport GcOutside, gc_collect_with
from .heap cimport HEAP_BUMP, HEAP_CLASSES, Heap, block_type, class_slots
from .hostcall cimport HostTable
from .hostrules cimport HostEntry, HostRules
from .layout cimport FUNC_OBJECT, HDR_CLASS_SHIFT, HOST_INDEX, TY_FUNC, TY_HOST
from .program cimport Program
from .proxies cimport ScriptObject

from .errors import unexpected

cdef extern from "Python.h":
    void Py_INCREF(PyObject *o)
    void Py_DECREF(PyObject *o)
    bint PyType_Check(PyObject *o)
    bint PyModule_Check(PyObject *o)
    bint PyFunction_Check(PyObject *o)
    PyObject *PyFunction_GetGlobals(PyObject *o)

cdef extern from "hostapi.h":
    int64_t seraph_refcount(PyObject *o)
    bint seraph_is_gc(PyObject *o)
    void seraph_traverse(PyObject *o, int (*visit)(PyObject *, void *) noexcept, void *arg)

cdef enum:
    MAX_OBJECTS = 1 << 20
    USED = 1 << 30              # references to an object that nothing explains


cdef struct Picture:
    GcOutside outside
    PyObject **objects
    uint32_t *table             # open addressing: 1 + number of an object
    uint32_t mask
    uint32_t nedges
    size_t cap_objects, cap_edges
    PyObject *globals           # of the function that is being looked at
    bint failed                 # no memory


cdef inline uint32_t place_of(const Picture *p, PyObject *o) noexcept nogil:
    """The place of an object in the table, or the free one where it would go."""
    cdef uint32_t at = <uint32_t>((<uint64_t>o >> 4) * 0x9E3779B97F4A7C15ULL >> 32) & p.mask
    while p.table[at] and p.objects[p.table[at] - 1] != o:
        at = (at + 1) & p.mask
    return at


cdef bint rehash(Picture *p) noexcept nogil:
    """Twice the table."""
    cdef uint32_t *old = p.table
    cdef uint32_t size = (p.mask + 1) << 1 if old != NULL else <uint32_t>256, i
    p.table = <uint32_t *>calloc(size, sizeof(uint32_t))
    if p.table == NULL:
        p.table = old
        return False
    free(old)
    p.mask = size - 1
    for i in range(p.outside.n):
        p.table[place_of(p, p.objects[i])] = i + 1
    return True


cdef int64_t number_of(Picture *p, PyObject *o, bint add) noexcept:
    """The number of an object in the picture; -1: it is not there, and cannot be or was not to be added."""
    cdef uint32_t at
    cdef PyObject **objects
    if p.table == NULL or p.outside.n >= p.mask >> 1:
        if not rehash(p):
            p.failed = True
            return -1
    at = place_of(p, o)
    if p.table[at] or not add or p.outside.n >= MAX_OBJECTS:
        return <int64_t>p.table[at] - 1
    if p.outside.n == p.cap_objects:
        p.cap_objects = p.cap_objects * 2 if p.cap_objects else 256
        objects = <PyObject **>realloc(p.objects, p.cap_objects * sizeof(PyObject *))
        if objects == NULL:
            p.failed = True
            return -1
        p.objects = objects
    p.objects[p.outside.n] = o
    p.outside.n += 1
    p.table[at] = p.outside.n
    Py_INCREF(o)
    return p.outside.n - 1


cdef bint is_opaque(PyObject *o) noexcept:
    """What is nobody's part, or leads everywhere."""
    cdef object value
    if not seraph_is_gc(o) or PyType_Check(o) or PyModule_Check(o):
        return True
    value = <object>o
    return isinstance(value, (InstanceState, HostTable, HostRules, HostEntry, Program))


cdef int visit(PyObject *o, void *arg) noexcept:
    """One reference of the object that is being looked at."""
    cdef Picture *p = <Picture *>arg
    if o == NULL or o == p.globals or p.failed or is_opaque(o):
        return 0
    add_edge(p, number_of(p, o, True))
    return 0


cdef void add_edge(Picture *p, int64_t number) noexcept nogil:
    cdef uint32_t *edges
    if number < 0:
        return
    if p.nedges == p.cap_edges:
        p.cap_edges = p.cap_edges * 2 if p.cap_edges else 1024
        if p.cap_edges > 0x7fffffff:
            p.failed = True
            return
        edges = <uint32_t *>realloc(p.outside.edges, p.cap_edges * sizeof(uint32_t))
        if edges == NULL:
            p.failed = True
            return
        p.outside.edges = edges
    p.outside.edges[p.nedges] = <uint32_t>number
    p.nedges += 1


# ------------------------------------------------------------------------------------------ behaviours

@cython.final
cdef class Asked:
    """What an object with GC behaviours says of itself."""
    cdef HostEntry entry
    cdef object value
    cdef list references        # None: what Python says
    cdef int64_t count          # -1: what Python says
    cdef bint used


cdef list given_references(object value, object given):
    """What EnumRefs gave."""
    if given is None:
        return []
    if not hasattr(type(given), "__iter__"):
        raise unexpected("an iterable of objects", given).within(f"result of gc_enumrefs of a {type(value).__name__}")
    return list(given)


cdef int64_t given_count(object value, object given) except? -1:
    """What GetRefCount gave."""
    if not PyIndex_Check(given):
        raise unexpected("int", given).within(f"result of gc_getrefcount of a {type(value).__name__}")
    return min(max(index(given), 0), USED)


cdef list ask(InstanceState st):
    """Those objects of the table that have GC behaviours, asked."""
    cdef list found = []
    cdef Asked one
    for entry in list(st.host_objects or ()):
        if isinstance(entry, HostEntry) and (<HostEntry>entry).rules.enumrefs is not None:
            one = Asked.__new__(Asked)
            one.entry = entry
            one.value = (<HostEntry>entry).value
            one.count = -1
            found.append(one)
    for one in found:
        try:
            if one.entry.rules.setflag is not None:
                one.entry.rules.setflag(one.value)
            one.references = given_references(one.value, one.entry.rules.enumrefs(one.value))
            if one.entry.rules.getrefcount is not None:
                one.count = given_count(one.value, one.entry.rules.getrefcount(one.value))
        except BaseException as error:
            one.used = True
            report(st, error)
    for one in found:
        try:
            if one.entry.rules.getflag is not None and not one.entry.rules.getflag(one.value):
                one.used = True
        except BaseException as error:
            one.used = True
            report(st, error)
    return found


# ---------------------------------------------------------------------------------------- the picture

cdef uint64_t next_block(const Heap *heap, uint64_t at, uint64_t top) noexcept nogil:
    cdef uint32_t cls = <uint32_t>(<uint64_t>heap.mem[at] >> HDR_CLASS_SHIFT) & 0xff
    cdef uint64_t n = class_slots(cls) if cls < HEAP_CLASSES else 0
    return at + n if n and n <= top - at else top


cdef PyObject *object_of_block(InstanceState st, int64_t h) noexcept:
    """What a block stands for, borrowed; NULL: nothing of the host."""
    cdef Heap *heap = &st.heap
    cdef uint32_t type = block_type(heap, h)
    cdef int64_t index
    cdef object entry
    if type >= heap.ntypes:
        return NULL
    if heap.types[type].sort == TY_FUNC:
        return callable_behind(st, heap.mem[h + FUNC_OBJECT]) if heap.mem[h + FUNC_OBJECT] < 0 else NULL
    if heap.types[type].sort != TY_HOST or st.host_objects is None:
        return NULL
    index = heap.mem[h + HOST_INDEX]
    if not 0 <= index < len(st.host_objects):
        return NULL
    entry = st.host_objects[index]
    if isinstance(entry, HostEntry):
        return <PyObject *>(<HostEntry>entry).value
    return <PyObject *>entry


cdef bint add_blocks(InstanceState st, Picture *p) noexcept:
    """The blocks that stand for objects, and these objects."""
    cdef uint64_t at = st.heap.first, top = <uint64_t>st.heap.mem[HEAP_BUMP]
    cdef size_t cap = 0
    cdef PyObject *o
    cdef int64_t number
    cdef void *grown_
    if not 0 < at < top <= st.heap.slots:
        return False
    while at < top:
        o = object_of_block(st, <int64_t>at)
        number = number_of(p, o, True) if o != NULL and not is_opaque(o) else -1
        if number >= 0:
            if p.outside.nblocks == cap:
                cap = cap * 2 if cap else 64
                grown_ = realloc(p.outside.blocks, cap * sizeof(int64_t))
                if grown_ == NULL:
                    return False
                p.outside.blocks = <int64_t *>grown_
                grown_ = realloc(p.outside.objects, cap * sizeof(uint32_t))
                if grown_ == NULL:
                    return False
                p.outside.objects = <uint32_t *>grown_
            p.outside.blocks[p.outside.nblocks] = <int64_t>at
            p.outside.objects[p.outside.nblocks] = <uint32_t>number
            p.outside.nblocks += 1
        at = next_block(&st.heap, at, top)
    return p.outside.nblocks != 0 and not p.failed


cdef bint draw(InstanceState st, Picture *p, dict asked) noexcept:
    """All that the objects of the table lead to. Runs no Python code."""
    cdef uint32_t i = 0
    cdef size_t cap = 0
    cdef void *first
    cdef Asked one
    if not add_blocks(st, p):
        return False
    while i < p.outside.n and not p.failed:
        if i + 1 >= cap:
            cap = cap * 2 if cap else 256
            first = realloc(p.outside.first, (cap + 1) * sizeof(uint32_t))
            if first == NULL:
                return False
            p.outside.first = <uint32_t *>first
        p.outside.first[i] = p.nedges
        one = asked.get(<size_t>p.objects[i]) if asked is not None else None
        if one is not None and one.references is not None:
            for reference in one.references:
                visit(<PyObject *>reference, p)
        elif one is None and not isinstance(<object>p.objects[i], (ScriptObject, ScriptDelegate)):
            p.globals = PyFunction_GetGlobals(p.objects[i]) if PyFunction_Check(p.objects[i]) else NULL
            seraph_traverse(p.objects[i], visit, p)
            p.globals = NULL
        i += 1
    if p.failed or i == 0:
        return False
    p.outside.first[i] = p.nedges
    return True


cdef bint count(InstanceState st, Picture *p, dict asked) noexcept:
    """References to each object, and what proxies count."""
    cdef GcOutside *o = &p.outside
    cdef uint32_t i
    cdef Asked one
    cdef object value
    o.counts = <int64_t *>malloc(o.n * sizeof(int64_t))
    o.handles = <int64_t *>calloc(o.n, sizeof(int64_t))
    o.counted = <uint8_t *>calloc(o.n, 1)
    o.tells = <uint8_t *>calloc(o.n, 1)
    o.live = <uint8_t *>calloc(o.n, 1)
    o.todo = <uint32_t *>malloc(o.n * sizeof(uint32_t))
    if o.counts == NULL or o.handles == NULL or o.counted == NULL or o.tells == NULL or o.live == NULL or o.todo == NULL:
        return False
    for i in range(o.n):
        value = <object>p.objects[i]                        # one reference more, and one is the picture's
        one = asked.get(<size_t>p.objects[i]) if asked is not None else None
        o.counts[i] = seraph_refcount(p.objects[i]) - 2
        if one is not None:
            o.tells[i] = 1
            if one.count >= 0:
                o.counted[i] = 1
                o.counts[i] = one.count
            else:
                o.counts[i] -= 1                            # that of `one`
            if one.used:
                o.counts[i] += USED
        if isinstance(value, ScriptObject):
            o.handles[i] = (<ScriptObject>value).handle if (<ScriptObject>value).state is st else 0
        elif isinstance(value, ScriptDelegate):
            o.handles[i] = (<ScriptDelegate>value).handle if (<ScriptDelegate>value).state is st else 0
    return True


cdef list dead_ones(const Picture *p, list asked):
    """Those of the asked objects that the collection has found dead."""
    cdef Asked one
    cdef int64_t number
    cdef list found = []
    for one in asked:
        number = number_of(<Picture *>p, <PyObject *>one.value, False)
        if number >= 0 and not p.outside.live[number]:
            found.append(one)
    return found


cdef uint64_t collect_cycles(InstanceState st) noexcept:
    cdef Picture p
    cdef uint64_t found
    cdef uint32_t i
    cdef list asked = [], dead = []
    cdef dict by_id = None
    cdef Asked one
    memset(&p, 0, sizeof(p))
    if st.collecting or st.host_objects is None and st.callables is None:
        return gc_collect_with(&st.heap, NULL)
    st.collecting = 1
    if st.hosts is not None and st.hosts.rules is not None:
        asked = ask(st)
        for one in asked:
            if by_id is None:
                by_id = {}
            by_id[<size_t><PyObject *>one.value] = one
        # The lists of references stay where they are until the picture is drawn: they count what they name.
    if draw(st, &p, by_id):
        for one in asked:
            one.references = None
        one = None
        if count(st, &p, by_id):
            found = gc_collect_with(&st.heap, &p.outside)
        else:
            found = gc_collect_with(&st.heap, NULL)
    else:
        found = gc_collect_with(&st.heap, NULL)
    if p.outside.done:
        dead = dead_ones(&p, asked)
    for one in dead:
        try:
            if one.entry.rules.releaserefs is not None:
                one.entry.rules.releaserefs(one.value)
        except BaseException as error:
            report(st, error)
    i = p.outside.n
    while i:
        i -= 1
        Py_DECREF(p.objects[i])                             # the last ones go: finalizers may run
    free(p.objects)
    free(p.table)
    free(p.outside.counts)
    free(p.outside.counted)
    free(p.outside.tells)
    free(p.outside.first)
    free(p.outside.edges)
    free(p.outside.handles)
    free(p.outside.live)
    free(p.outside.blocks)
    free(p.outside.objects)
    free(p.outside.todo)
    st.collecting = 0
    return found
