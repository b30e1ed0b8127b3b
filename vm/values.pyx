# cython: language_level=3, boundscheck=False, wraparound=False, cdivision=True, initializedcheck=False
"""Values of the host's value types between Python and script.

What it is: the fields of such an object, read into and written from an object of the type's Python class, or a tuple if it
has none. What it is not: the other conversions (`convert.pyx`), or objects that cross by reference (`proxies.pyx`,
`hostobjects.pyx`).

A value of a script and an object of Python are never the same thing: each crossing copies all fields.

Invariants
- Nothing of the class runs when Python gets a value: the object is made by object.__new__ or tuple.__new__, its attributes are
  put into its dict, or through the slots that the class had when the program was bound. Members of enums that its hints name
  are looked up in a dict that was made then: no Python code runs while a script's memory is read.
- Reading attributes of what Python gives may run any code. A value that is written is complete before any of it is stored.
"""
from types import MemberDescriptorType

from cpython.object cimport PyObject

from libc.stdint cimport int64_t, uint32_t

from .convert cimport heap_failed, kind_text, part_from_slot, refuse, to_slot
from .driver cimport InstanceState
from .heap cimport NO_HANDLE, Heap, block_type, heap_new, heap_release, heap_valid
from .layout cimport FD_HANDLE, HDR_DEAD, HDR_FLAG_SHIFT, FieldDef, ProgramData
from .opcodes cimport K_ARR, K_OBJ, K_STR

from .errors import ConversionError, ConversionTypeError

cdef class ValueForm:
    """The Python side of a value type."""

    cdef readonly object python         # None: values are tuples
    cdef readonly tuple names
    cdef bint is_tuple                  # the class is a named tuple
    cdef tuple members                  # how fields become enum members (`as_members`); (): none does
    cdef tuple slots                    # descriptors, by field (None: in the dict); None: all are in the object's dict


cdef object form_of_value(object python, tuple fields, tuple members):
    cdef ValueForm form = ValueForm.__new__(ValueForm)
    form.python = python
    form.members = members
    form.names = tuple([text.rpartition(" ")[2] for text in fields])
    if python is not None:
        form.is_tuple = issubclass(python, tuple)
        if not form.is_tuple:
            slots = [slot_of(python, name) for name in form.names]
            form.slots = tuple(slots) if any(slots) else None
    return form


cdef object slot_of(object python, str name):
    """The descriptor of a slot, also if other attributes of the object are in a dict; None: the dict has it."""
    for owner in python.__mro__:
        if name in owner.__dict__:
            found = owner.__dict__[name]
            return found if isinstance(found, MemberDescriptorType) else None
    return None


cdef ValueForm form_of(Heap *heap, uint32_t row):
    cdef InstanceState st
    if heap.user == NULL:
        return None
    st = <InstanceState>heap.user
    return st.hosts.values.get(row) if st.hosts is not None else None


cdef uint32_t value_row(Heap *heap, object value) except? 0xffffffff:
    cdef InstanceState st
    if heap.user == NULL:
        return 0
    st = <InstanceState>heap.user
    return st.hosts.value_row_of(type(value)) if st.hosts is not None and st.hosts.values else 0


cdef bint value_fits(object state, uint32_t row, object value) except -1:
    cdef InstanceState st = state
    cdef ValueForm form = form_of(&st.heap, row)
    if form is None or form.python is None:
        return isinstance(value, (tuple, list)) and len(value) == st.program.data.types[row].nfields
    return isinstance(value, form.python)


cdef list parts_of(Heap *heap, const ProgramData *prog, uint32_t row, object value):
    """What the fields of a value are in Python."""
    cdef ValueForm form = form_of(heap, row)
    cdef uint32_t kind = <uint32_t>K_OBJ | row << 8, n = prog.types[row].nfields
    if form is None or form.python is None:
        if not isinstance(value, (tuple, list)):
            refuse(prog, kind, value)
        parts = list(value)
        if <uint32_t>len(parts) != n:
            expected = kind_text(prog, kind)
            raise ConversionTypeError(f"{expected} expected, a tuple of {n}, not of {len(parts)}", expected=expected,
                                      actual=f"a tuple of {len(parts)}")
        return parts
    if not isinstance(value, form.python):
        refuse(prog, kind, value)
    parts = []
    for name in form.names:
        try:
            parts.append(getattr(value, name))
        except AttributeError as error:
            raise ConversionTypeError(f"this {type(value).__name__} has no attribute '{name}'", expected=kind_text(prog, kind),
                                      actual=type(value).__name__) from error
    return parts


cdef str field_text(const ProgramData *prog, uint32_t row, uint32_t k):
    cdef uint32_t text = prog.fields[prog.types[row].fields + k].decl
    return prog.dbg[prog.dbg_offsets[text]:prog.dbg_offsets[text + 1]].decode("utf-8", "replace")


cdef int fill(Heap *heap, const ProgramData *prog, uint32_t row, list parts, int64_t h) except -1:
    """The fields of a new object."""
    cdef const FieldDef *field
    cdef uint32_t k, n = prog.types[row].nfields
    cdef int64_t v = 0
    for k in range(n):
        field = &prog.fields[prog.types[row].fields + k]
        part = parts[k]
        try:
            if part is None and (field.kind & 0xff) >= K_ARR and not field.flags & FD_HANDLE:
                refuse(prog, field.kind, part)
            to_slot(heap, prog, field.kind, <PyObject *>part, &v)
        except ConversionError as error:
            raise error.within(f"'{field_text(prog, row, k)}'") from error.__cause__
        heap.mem[h + 1 + k] = v
    return 0


cdef int value_to_slot(Heap *heap, const ProgramData *prog, uint32_t row, object value, int64_t *slot) except -1:
    cdef list parts = parts_of(heap, prog, row, value)
    cdef int64_t h = heap_new(heap, row)
    if h == NO_HANDLE:
        return heap_failed(heap)
    try:
        fill(heap, prog, row, parts, h)
    except BaseException:
        heap_release(heap, h)                   # not born: no destructor
        raise
    heap.mem[h] &= ~(<int64_t>HDR_DEAD << HDR_FLAG_SHIFT)
    slot[0] = h
    return 0


cdef int store_value(Heap *heap, const ProgramData *prog, uint32_t row, object value, int64_t handle) except -1:
    cdef list parts = parts_of(heap, prog, row, value)
    cdef uint32_t k, n = prog.types[row].nfields, kind
    cdef int64_t h = heap_new(heap, row), old
    if h == NO_HANDLE:
        return heap_failed(heap)
    try:
        fill(heap, prog, row, parts, h)
        if not heap_valid(heap, handle) or block_type(heap, handle) != row:
            raise ConversionTypeError("the value is gone")
        for k in range(n):
            kind = prog.fields[prog.types[row].fields + k].kind & 0xff
            old = heap.mem[handle + 1 + k]
            heap.mem[handle + 1 + k] = heap.mem[h + 1 + k]
            heap.mem[h + 1 + k] = old if kind >= K_STR else 0
    finally:
        heap.mem[h] |= <int64_t>HDR_DEAD << HDR_FLAG_SHIFT
        heap_release(heap, h)
    return 0


cdef object as_members(object members, object part):
    """What has been read, with members of enums: `members` has them by their numbers, or says where they are in a container."""
    if members is None or part is None:
        return part
    if type(members) is dict:
        return (<dict>members).get(part, part) if type(part) is int else part
    if len(members) == 1:
        return [as_members(members[0], one) for one in part] if type(part) is list else part
    return {as_members(members[0], key): as_members(members[1], one) for key, one in (<dict>part).items()} \
        if type(part) is dict else part


cdef object value_from_slot(Heap *heap, const ProgramData *prog, int64_t slot, dict shared, int depth):
    cdef uint32_t row = block_type(heap, slot), k, n = prog.types[row].nfields
    cdef ValueForm form = form_of(heap, row)
    cdef list parts = []
    cdef object made
    for k in range(n):
        parts.append(part_from_slot(heap, prog, prog.fields[prog.types[row].fields + k].kind, heap.mem[slot + 1 + k], shared,
                                    depth + 1))
    if form is None or form.python is None:
        return tuple(parts)
    if form.members:
        parts = [as_members(members, part) for members, part in zip(form.members, parts)]
    if form.is_tuple:
        return tuple.__new__(form.python, parts)
    made = object.__new__(form.python)
    if form.slots is None:
        made.__dict__.update(zip(form.names, parts))
    else:
        for name, descriptor, part in zip(form.names, form.slots, parts):
            if descriptor is None:
                made.__dict__[name] = part
            else:
                descriptor.__set__(made, part)
    return made
