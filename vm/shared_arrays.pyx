# cython: language_level=3, boundscheck=False, wraparound=False, cdivision=True, initializedcheck=False
"""Arrays of numbers in the memory of an instance, for Python: ScriptArray, which exports them as buffers without a copy.

What it is: a proxy that counts its array, with its elements, and the buffer protocol. What it is not: arrays that cross as
arguments and results, which are copied (`convert.pyx`).

Invariants
- The first view makes the memory of the instance a mapping that does not move any more (`heap_pin`), and every view counts
  the data block that it shows. Whatever changes the number of elements of an array with such a block gives it another
  one (`arrays.pyx`), so that a view shows its elements until it is released.
- Views may be released on any thread, with the GIL, and outlive the close of their instance: its mapping stays until the
  last one is gone. Elements that a script changes meanwhile are seen; nothing is locked.
"""
from libc.stdint cimport int64_t, uint32_t, uint64_t
from libc.stdlib cimport free, malloc

from cpython.buffer cimport PyBUF_FORMAT, PyBUF_ND, PyBUF_STRIDES, PyBUF_WRITABLE
from cpython.object cimport PyObject
cimport cython

from .arrays cimport ArrayView, arr_assign, arr_get, arr_set, arr_view
from .convert cimport from_slot, kind_text, to_slot
from .driver cimport InstanceState
from .entry cimport enter, leave, release_later
from .heap cimport HEAP_FIRST, heap_pin, heap_release, heap_retain, heap_unmap
from .layout cimport EXC_NULL, FD_CONST, GL_CONST, FieldDef
from .opcode_info cimport kind_width
from .opcodes cimport K_ARR, K_F64, K_VOID
from .proxies cimport ScriptObject, class_views

from .errors import ContextError, MemoryLimitExceeded, no_pickle

cdef struct Shown:              # what a view needs until it is released
    Py_ssize_t length
    Py_ssize_t stride
    int64_t data                # the block that it counts, 0 for an empty array

cdef enum:
    NO_ELEMENTS = 8

cdef int64_t[NO_ELEMENTS] empty  # what the view of an empty array points to
# By kind, as the module struct has them; each is a string.
cdef const char *FORMATS = b"x\0?\0b\0h\0i\0q\0B\0H\0I\0Q\0f\0d"


@cython.final
cdef object MADE_HERE = object()    # what classes are called with that only this module makes objects of


cdef class ScriptArray:
    """An array of numbers in the memory of an instance."""

    cdef InstanceState state
    cdef int64_t handle         # counted
    cdef uint32_t kind          # kind word of the array
    cdef readonly bint readonly
    cdef object __weakref__

    def __cinit__(self, token=None):
        if token is not MADE_HERE:
            raise TypeError("Instance.array() makes these")

    def __dealloc__(self):
        if self.state is not None and self.handle:
            release_later(self.state, self.handle)

    @property
    def type(self) -> str:
        """`array<float>`"""
        return kind_text(&self.state.program.data, self.kind)

    def __len__(self):
        cdef ArrayView view
        enter(self.state)
        try:
            return 0 if arr_view(&self.state.heap, self.handle, &view) else view.length
        finally:
            leave(self.state)

    cdef int64_t place(self, object index) except -1:
        """The number of an element; the instance is entered."""
        cdef ArrayView view
        cdef int64_t at = index
        if arr_view(&self.state.heap, self.handle, &view):
            view.length = 0
        if at < 0:
            at += <int64_t>view.length
        if not 0 <= at < <int64_t>view.length:
            raise IndexError("index out of range")
        return at

    cdef uint32_t element(self):
        return self.state.program.data.types[self.kind >> 8].elem

    def __getitem__(self, index):
        cdef int64_t value
        enter(self.state)
        try:
            arr_get(&self.state.heap, self.handle, self.place(index), &value)
            return from_slot(&self.state.heap, &self.state.program.data, self.element(), value)
        finally:
            leave(self.state)

    def __setitem__(self, index, value):
        cdef int64_t new
        if self.readonly:
            raise TypeError("the array is const")
        enter(self.state)
        try:
            to_slot(&self.state.heap, &self.state.program.data, self.element(), <PyObject *>value, &new)
            arr_set(&self.state.heap, self.handle, self.place(index), new)
        finally:
            leave(self.state)

    def __iter__(self):
        return iter(self.tolist())

    def tolist(self) -> list:
        """The elements as a list."""
        enter(self.state)
        try:
            return from_slot(&self.state.heap, &self.state.program.data, self.kind, self.handle)
        finally:
            leave(self.state)

    def assign(self, values) -> None:
        """Give the array these elements. If their number changes, views keep the old ones."""
        cdef int64_t made
        cdef int error
        if self.readonly:
            raise TypeError("the array is const")
        enter(self.state)
        try:
            to_slot(&self.state.heap, &self.state.program.data, self.kind, <PyObject *>values, &made)
            error = arr_assign(&self.state.heap, self.handle, made)
            heap_release(&self.state.heap, made)
            if error == EXC_NULL:
                raise TypeError("None is no array")
            if error:
                raise MemoryLimitExceeded()
        finally:
            leave(self.state)

    def __getbuffer__(self, Py_buffer *buffer, int flags):
        cdef InstanceState st = self.state
        cdef ArrayView view
        cdef Shown *shown
        cdef uint32_t elem = self.element() & 0xff
        if flags & PyBUF_WRITABLE and self.readonly:
            raise BufferError("the array is const")
        enter(st)
        try:
            if heap_pin(&st.heap):
                raise MemoryLimitExceeded()
            shown = <Shown *>malloc(sizeof(Shown))
            if shown == NULL:
                raise MemoryError
            if arr_view(&st.heap, self.handle, &view):
                view.length = 0
            shown.length = <Py_ssize_t>view.length
            shown.stride = <Py_ssize_t>kind_width[elem]
            shown.data = <int64_t>view.data - 1 if view.length else 0
            if shown.data:
                st.heap.mem[shown.data] += 1
            st.exports += 1
            buffer.buf = <void *>(st.heap.mem + view.data) if shown.data else <void *>empty
        finally:
            leave(st)
        buffer.obj = self
        buffer.len = shown.length * shown.stride
        buffer.itemsize = shown.stride
        buffer.readonly = self.readonly
        buffer.ndim = 1
        buffer.format = <char *>FORMATS + 2 * elem if flags & PyBUF_FORMAT else NULL
        buffer.shape = &shown.length if flags & PyBUF_ND else NULL
        buffer.strides = &shown.stride if flags & PyBUF_STRIDES == PyBUF_STRIDES else NULL
        buffer.suboffsets = NULL
        buffer.internal = shown

    def __releasebuffer__(self, Py_buffer *buffer):
        cdef InstanceState st = self.state
        cdef Shown *shown = <Shown *>buffer.internal
        if shown.data:
            release_later(st, -shown.data)
        free(shown)
        st.exports -= 1
        if st.exports == 0 and st.kept != NULL:
            heap_unmap(st.kept, st.kept_size)
            st.kept = NULL

    def __reduce__(self):
        raise no_pickle("an array of a script", "pass its elements")

    def __repr__(self) -> str:
        if self.state.is_closed:
            return f"<ScriptArray {self.type} (closed)>"
        return f"<ScriptArray {self.type}: {len(self)}>"


cdef object shared_array(InstanceState st, object name, object owner):
    cdef ScriptArray made
    cdef ScriptObject proxy
    cdef const FieldDef *field
    cdef uint32_t kind, flags
    cdef int64_t handle
    if not isinstance(name, str):
        raise TypeError(f"the name of an array is a str, not {type(name).__name__}")
    enter(st)
    try:
        if owner is None:
            found = st.program.global_index().get(name)
            if found is None:
                raise st.program.ambiguous("the global", name, st.program.global_index()) or KeyError(name)
            kind = st.program.data.globals[<uint32_t>found].kind
            flags = GL_CONST & st.program.data.globals[<uint32_t>found].flags
            handle = st.heap.mem[HEAP_FIRST + <uint32_t>found]
        else:
            if not isinstance(owner, ScriptObject) or (<ScriptObject>owner).state is not st:
                raise TypeError(f"'of' is an object of this instance, not {type(owner).__name__}")
            proxy = owner
            found = class_views(st.program)[proxy.row].fields.get(name)
            if found is None or found.access:
                raise AttributeError(f"no field '{name}' that can be read")
            field = &st.program.data.fields[st.program.data.types[proxy.row].fields + <uint32_t>found.slot]
            kind = field.kind
            flags = field.flags & FD_CONST
            handle = st.heap.mem[proxy.handle + 1 + <uint32_t>found.slot]
        if kind & 0xff != K_ARR or not K_VOID < st.program.data.types[kind >> 8].elem <= K_F64:
            raise TypeError(f"'{name}' is of type {kind_text(&st.program.data, kind)}, no array of numbers")
        if handle == 0:
            raise ContextError(f"'{name}' is null")
        made = ScriptArray.__new__(ScriptArray, MADE_HERE)
        made.state = st
        made.kind = kind
        made.readonly = flags != 0
        heap_retain(&st.heap, handle)
        made.handle = handle
        return made
    finally:
        leave(st)
