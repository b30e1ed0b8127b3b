# cython: language_level=3, boundscheck=False, wraparound=False, cdivision=True, initializedcheck=False
"""Values between Python and script, both ways, by register kind.

What it is: one function a direction; the kind word, prepared by the compiler and checked by the verifier, selects
the conversion, so a call needs no further preparation. What it is not: calls (`function.pyx`, `hostcall.pyx`).

    script              from Python                                             to Python
    bool                bool, also NumPy's                                      bool
    int8 .. uint64      int, bool, anything with __index__; range-checked       int
    enum                as its underlying int                                   int
    float, double       float, int, anything with __float__ or __index__;       float
                        a finite value beyond float's range is refused, and
                        what NumPy only makes a float of: `is_real`
    string              str (surrogate escapes give back their bytes), bytes    str; bytes that are no UTF-8 become
                                                                                surrogate escapes
    array<T>            None (null), list, tuple or another sequence, or an     list, a new one at each crossing; None
                        object with a matching one-dimensional buffer           for a null handle
    dictionary          None (null), dict or another mapping: values None,      dict, a new one at each crossing
                        bool, int, float, also NumPy's, str, bytes,
                        objects, mappings
    script class        None (null), ScriptObject of the instance               ScriptObject; None for a null handle
    class of the host   None (null), object of the class or a derived one       the object itself
    value type of host  object of its class, or a tuple of its fields           the same, a new one at each crossing

Invariants
- Conversions from Python may run Python code (`__index__`), which may use the instance: only handles are kept across
  it, never pointers into linear memory. The block being filled is not reachable for scripts.
- What methods of a value raise (`__index__`, `__float__`, `__getitem__`) leaves the conversion as it is, but NumPy's and
  memoryview's refusals, which say nothing about the script, become ConversionErrors. NumPy is not imported for it.
- Conversions to Python run no Python code: a collection by Python's garbage collector (finalizers!) while a list is
  made from linear memory is held off.
- The script decides about nesting and sharing, so an array block or long string that occurs many times becomes one
  Python object: the result is never much larger than the linear memory it comes from.
"""
from collections.abc import Mapping

from libc.math cimport isfinite
from libc.stdint cimport int8_t, int16_t, int32_t, int64_t, uint8_t, uint16_t, uint32_t, uint64_t
from libc.string cimport memcpy

from cpython.buffer cimport PyBUF_RECORDS_RO, PyBuffer_Release, PyObject_CheckBuffer, PyObject_GetBuffer
from cpython.object cimport PyObject

from .arrays cimport ArrayView, arr_give, arr_load, arr_new, arr_set, arr_view
from .heap cimport NO_HANDLE, Heap, block_type, heap_release, heap_valid
from .layout cimport (
    EXC_TOO_LARGE, MAX_ARRAY, MAX_STRING, TD_VALUE, TY_ANY, TY_ARRAY, TY_CLASS, TY_DICT, TY_NONE, TY_STRING, TY_WEAK, TYPE_FIBER, TYPE_FIRST,
    TYPE_OBJECT, ProgramData, TypeDef,
)
from .opcodes cimport (
    K_ARR, K_BOOL, K_F32, K_F64, K_FUNC, K_HOST, K_I8, K_I16, K_I32, K_I64, K_OBJ, K_STR, K_U8, K_U16, K_U32, K_U64,
    K_VOID,
)
from .dicts cimport (
    ANY_KIND, ANY_VALUE, ENTRY_BY_VALUE, ENTRY_KEY, ENTRY_KIND, ENTRY_VALUE, DictView, dict_entry, dict_new, dict_next,
    dict_set, dict_view,
)
from .proxies cimport object_from_slot, object_to_slot
from .strings cimport str_new, str_view
from .values cimport is_value, value_from_slot, value_row, value_to_slot
from .weak cimport weak_get

from .errors import (
    ConversionError, ConversionRangeError, ConversionTextError, ConversionTypeError, MemoryLimitExceeded, unexpected,
)

cdef extern from "Python.h":
    bint PyBool_Check(PyObject *o)
    bint PyLong_Check(PyObject *o)
    bint PyFloat_Check(PyObject *o)
    double PyFloat_AsDouble(object o) except? -1.0
    object new_int "PyLong_FromLongLong"(long long value)
    object PyLong_FromUnsignedLongLong(unsigned long long value)
    object new_float "PyFloat_FromDouble"(double value)
    long long PyLong_AsLongLongAndOverflow(object o, int *overflow) except? -1
    unsigned long long PyLong_AsUnsignedLongLong(object o) except? 0xFFFFFFFFFFFFFFFF
    object PyNumber_Index(object o)
    bint PyIndex_Check(object o)
    bint PySequence_Check(object o)
    bint PyUnicode_IS_COMPACT_ASCII(PyObject *o)
    Py_ssize_t PyUnicode_GET_LENGTH(PyObject *o)
    void *PyUnicode_DATA(PyObject *o)
    object PyUnicode_New(Py_ssize_t size, Py_UCS4 maxchar)
    object PyUnicode_DecodeUTF8(const char *text, Py_ssize_t n, const char *errors)
    bytes PyUnicode_AsEncodedString(object o, const char *encoding, const char *errors)
    bytes PyBytes_FromStringAndSize(const char *text, Py_ssize_t n)
    list PyList_New(Py_ssize_t n)
    void PyList_SET_ITEM(PyObject *target, Py_ssize_t i, PyObject *item)
    void Py_INCREF(PyObject *o)
    int PyGC_Disable()
    int PyGC_Enable()
    PyObject *Py_True
    PyObject *Py_None

cdef extern from "hostapi.h" nogil:
    bint seraph_is_ascii(const char *text, size_t n)
    bint seraph_has_float(PyObject *o)

cdef enum:
    MAX_PARTS_DEPTH = 200       # containers within containers
    SHOWN_DEPTH = 4             # keys on the way to a wrong value that its error names
    SHARED_TEXT = 64            # strings in arrays from this length on are looked up before they are copied

KIND_TEXTS: tuple[str, ...] = (
    "void", "bool", "int8", "int16", "int", "int64", "uint8", "uint16", "uint", "uint64", "float", "double",
    "string", "array", "object", "host object", "function",
)


cdef str kind_text(const ProgramData *prog, uint32_t kind):
    cdef uint32_t type = kind >> 8
    cdef int depth = 0
    while (kind & 0xff) == K_ARR and type < prog.ntypes and depth < 64:
        kind = prog.types[type].elem
        type = kind >> 8
        depth += 1
    cdef uint32_t k = kind & 0xff, name
    cdef str text = KIND_TEXTS[k] if k <= K_FUNC else "?"
    if k == K_OBJ and type == TYPE_FIBER:
        text = "Fiber"
    elif k == K_OBJ and TYPE_FIRST <= type < prog.ntypes:
        name = prog.types[type].name
        if name and name < prog.ndbg:
            text = prog.dbg[prog.dbg_offsets[name]:prog.dbg_offsets[name + 1]].decode("utf-8", "replace")
    return "array<" * depth + text + ">" * depth


# ----------------------------------------------------------------------------------------- from Python

cdef int refuse(const ProgramData *prog, uint32_t kind, object value) except -1:
    raise unexpected(kind_text(prog, kind), value)


cdef int refuse_range(const ProgramData *prog, uint32_t kind, object value) except -1:
    cdef str text
    try:
        text = repr(value)
        text = text if len(text) <= 40 else "the value"
    except ValueError:                  # an int too long to be printed
        text = "the value"
    expected = kind_text(prog, kind)
    raise ConversionRangeError(f"{text} does not fit into {expected}", expected=expected, actual=type(value).__name__, value=value)


cdef str numpy_kind(object value):
    """NumPy's letter for what a scalar or an array of it holds ("b": bool, "c": complex), "" for all other objects."""
    if not PyObject_CheckBuffer(value):
        return ""
    kind = getattr(getattr(value, "dtype", None), "kind", "")
    return kind if type(kind) is str else ""


cdef object real_type = None            # the class that is_real has last found to be one of numbers, whatever the object


cdef bint is_real(object value) except -1:
    """Is it one number? NumPy makes a float of a complex number, a date, a text or an array, too, at least of some."""
    global real_type
    cdef str kind
    if not PyObject_CheckBuffer(value) or type(value) is real_type:
        return True
    kind = numpy_kind(value)
    if kind == "":
        return True
    if kind in "cmMSTU" or getattr(value, "ndim", 0):
        return False
    if not PySequence_Check(value):     # no array, which could hold anything
        real_type = type(value)
    return True


cdef bint is_bool(object value) except -1:
    """Is it a bool of NumPy's?"""
    return PyObject_CheckBuffer(value) and numpy_kind(value) == "b" and not getattr(value, "ndim", 0)


cdef uint32_t number_kind(object value) except? 0xffffffff:
    """What a number or bool of NumPy's is in a dictionary, K_VOID for all other objects."""
    if not PyObject_CheckBuffer(value) or getattr(value, "ndim", 0):
        return K_VOID
    kind = numpy_kind(value)
    return K_BOOL if kind == "b" else K_I64 if kind == "i" or kind == "u" else K_F64 if kind == "f" else K_VOID


cdef int refuse_number(const ProgramData *prog, uint32_t kind, object value, object cause=None) except -1:
    """For what is no number or bool: arrays are told with their shapes."""
    shape = getattr(value, "shape", None) if numpy_kind(value) else None
    raise unexpected(kind_text(prog, kind), value, f"{type(value).__name__} of shape {shape}" if shape else "") from cause


cdef int heap_failed(Heap *heap) except -1:
    if heap.error == EXC_TOO_LARGE:
        raise ConversionRangeError("too large for a script")
    raise MemoryLimitExceeded()


cdef object index_of(const ProgramData *prog, uint32_t kind, object value):
    """The int that an object stands for."""
    cause = None
    if PyIndex_Check(value):
        try:
            return PyNumber_Index(value)
        except TypeError as error:
            if not numpy_kind(value):
                raise
            cause = error
    if is_bool(value):                  # it has no __index__
        return bool(value)
    refuse_number(prog, kind, value, cause)


cdef int int_to_slot(const ProgramData *prog, uint32_t kind, PyObject *p, int64_t *slot) except -1:
    cdef int64_t v
    cdef int overflow = 0
    cdef bint fits
    cdef object value
    if not seraph_small_int(p, &v):
        value = <object>p
        if not PyLong_Check(p):
            value = index_of(prog, kind, value)
        v = PyLong_AsLongLongAndOverflow(value, &overflow)
        if overflow > 0 and kind == K_U64:
            try:
                slot[0] = <int64_t>PyLong_AsUnsignedLongLong(value)
            except OverflowError:
                return refuse_range(prog, kind, value)
            return 0
        if overflow:
            return refuse_range(prog, kind, value)
    if kind == K_I32:
        fits = v == <int32_t>v
    elif kind == K_I64:
        fits = True
    elif kind == K_U32:
        fits = v == <uint32_t>v
    elif kind == K_U64:
        fits = v >= 0
    elif kind == K_U8:
        fits = v == <uint8_t>v
    elif kind == K_I8:
        fits = v == <int8_t>v
    elif kind == K_I16:
        fits = v == <int16_t>v
    else:
        fits = v == <uint16_t>v
    if not fits:
        return refuse_range(prog, kind, <object>p)
    slot[0] = v
    return 0


cdef double float_of(const ProgramData *prog, uint32_t kind, PyObject *p) except? -1.0:
    """The float that an object stands for."""
    cdef object value = <object>p
    if not (PyFloat_Check(p) or PyLong_Check(p)) and not (
            (seraph_has_float(p) or PyIndex_Check(value)) and is_real(value)):
        refuse_number(prog, kind, value)
    try:
        return PyFloat_AsDouble(value)
    except OverflowError:
        refuse_range(prog, kind, value)
    except (TypeError, ValueError) as error:
        if numpy_kind(value) != "V":            # bytes or a structure; but there are packages whose numbers are such
            raise
        refuse_number(prog, kind, value, error)


cdef int float_to_slot(const ProgramData *prog, uint32_t kind, PyObject *p, int64_t *slot) except -1:
    cdef double d
    cdef float f
    cdef uint32_t bits
    cdef int64_t v
    if PyFloat_CheckExact(p):
        d = PyFloat_AS_DOUBLE(p)
    elif seraph_small_int(p, &v):
        d = <double>v
    else:
        d = float_of(prog, kind, p)
    if kind == K_F64:
        memcpy(slot, &d, 8)
        return 0
    f = <float>d
    if not isfinite(f) and isfinite(d):
        return refuse_range(prog, kind, <object>p)
    memcpy(&bits, &f, 4)
    slot[0] = bits
    return 0


cdef bytes encode_text(object text):
    return PyUnicode_AsEncodedString(text, "utf-8", "surrogateescape")


cdef int text_to_slot(Heap *heap, const ProgramData *prog, PyObject *p, int64_t *slot) except -1:
    cdef object value = <object>p
    cdef bytes encoded
    cdef int64_t h
    if isinstance(value, str):
        if PyUnicode_IS_COMPACT_ASCII(p):
            h = str_new(heap, <const char *>PyUnicode_DATA(p), <uint64_t>PyUnicode_GET_LENGTH(p))
            if h == NO_HANDLE:
                return heap_failed(heap)
            slot[0] = h
            return 0
        try:
            encoded = encode_text(value)
        except UnicodeEncodeError as error:
            raise ConversionTextError(
                "a lone surrogate cannot be part of a string", expected="string", actual="str", value=value) from error
    elif isinstance(value, bytes):
        encoded = bytes(value)
    else:
        return refuse(prog, K_STR, value)
    h = str_new(heap, encoded, <uint64_t>len(encoded))
    if h == NO_HANDLE:
        return heap_failed(heap)
    slot[0] = h
    return 0


cdef int to_slot(Heap *heap, const ProgramData *prog, uint32_t kind, PyObject *value, int64_t *slot) except -1:
    cdef uint32_t k = kind & 0xff
    if K_I8 <= k <= K_U64:
        return int_to_slot(prog, k, value, slot)
    if k == K_F32 or k == K_F64:
        return float_to_slot(prog, k, value, slot)
    if k == K_BOOL:
        if PyBool_Check(value):
            slot[0] = value == Py_True
        elif is_bool(<object>value):
            slot[0] = bool(<object>value)
        else:
            return refuse_number(prog, kind, <object>value)
        return 0
    if k == K_STR:
        return text_to_slot(heap, prog, value, slot)
    if k == K_ARR:
        return array_to_slot(heap, prog, kind, <object>value, slot)
    if k == K_OBJ:
        if is_value(prog, kind >> 8):
            return value_to_slot(heap, prog, kind >> 8, <object>value, slot)
        if value != Py_None and kind >> 8 < prog.ntypes and prog.types[kind >> 8].sort == TY_DICT:
            return dict_to_slot(heap, prog, kind, <object>value, slot, 0)
        return object_to_slot(heap, prog, kind, value, slot)
    raise ConversionTypeError(f"values of type {kind_text(prog, kind)} do not convert from Python")


cdef int refuse_shape(const ProgramData *prog, uint32_t kind, uint32_t elem, object value) except -1:
    """For buffers of other than one dimension, unless their rows may be elements."""
    ndim = getattr(value, "ndim", 1)
    if ndim == 0 or ndim != 1 and (elem & 0xff) < K_STR:
        expected, actual = kind_text(prog, kind), f"{type(value).__name__} of shape {getattr(value, 'shape', ())}"
        raise ConversionTypeError(f"{expected} expected, a buffer of one dimension, not {actual}", expected=expected, actual=actual)
    return 0


cdef tuple items_of(const ProgramData *prog, uint32_t kind, object value):
    try:
        return tuple(value)
    except NotImplementedError as error:
        if not isinstance(value, memoryview):
            raise
        raise unexpected(kind_text(prog, kind), value, f"memoryview of format '{value.format}'") from error


cdef int array_to_slot(Heap *heap, const ProgramData *prog, uint32_t kind, object value, int64_t *slot) except -1:
    cdef uint32_t type = kind >> 8
    cdef uint32_t elem
    cdef const TypeDef *t
    cdef tuple items
    cdef object item
    cdef int64_t a, v = 0
    cdef int64_t i = 0
    cdef int status
    if type >= prog.ntypes or prog.types[type].sort != TY_ARRAY:
        raise ConversionTypeError("not an array type")
    if value is None:
        slot[0] = 0
        return 0
    t = &prog.types[type]
    elem = t.elem
    if PyObject_CheckBuffer(value) and buffer_to_slot(heap, type, elem & 0xff, value, slot):
        return 0
    if isinstance(value, (str, bytes)) or not PySequence_Check(value):
        return refuse(prog, kind, value)
    if PyObject_CheckBuffer(value):
        refuse_shape(prog, kind, elem, value)
    items = items_of(prog, kind, value)
    if len(items) > MAX_ARRAY:
        raise ConversionRangeError("too large for a script")
    a = arr_new(heap, type, len(items))
    if a == NO_HANDLE:
        return heap_failed(heap)
    try:
        for item in items:
            if not t.elem_handle and (elem & 0xff) >= K_ARR:
                if item is None:
                    refuse(prog, elem, item)
                if (elem & 0xff) == K_OBJ and elem >> 8 < prog.ntypes and not is_value(prog, elem >> 8) and prog.types[elem >> 8].sort != TY_DICT:
                    raise ConversionTypeError(f"the array holds objects of its own; array<{kind_text(prog, elem)}@> could "
                                              "take handles to those of others")
            to_slot(heap, prog, elem, <PyObject *>item, &v)
            status = arr_give(heap, a, i, v) if (elem & 0xff) >= K_STR else arr_set(heap, a, i, v)
            if status:
                heap_failed(heap)
            i += 1
    except ConversionError as error:
        heap_release(heap, a)
        raise error.within(f"element {i}") from error.__cause__
    except BaseException:
        heap_release(heap, a)
        raise
    slot[0] = a
    return 0


cdef int dict_to_slot(Heap *heap, const ProgramData *prog, uint32_t kind, object value, int64_t *slot, int depth) except -1:
    """A dictionary of its own with the entries of a mapping."""
    cdef const TypeDef *t = prog.types + (kind >> 8)
    cdef int64_t d, k = 0, v = 0, stored
    cdef int status
    cdef list items
    cdef object key = None, item
    if not isinstance(value, Mapping):
        return refuse(prog, kind, value)
    if depth > MAX_PARTS_DEPTH:
        raise ConversionTypeError("mappings are nested too deeply")
    items = list(value.items())
    d = dict_new(heap, kind >> 8)
    if d == NO_HANDLE:
        return heap_failed(heap)
    try:
        for key, item in items:
            to_slot(heap, prog, t.base, <PyObject *>key, &k)
            try:
                stored = entry_to_slot(heap, prog, kind, item, &v, depth)
                status = dict_set(heap, d, k, v, stored)
            finally:
                if (t.base & 0xff) >= K_STR:
                    heap_release(heap, k)
            if status:
                heap.error = <uint32_t>status
                heap_failed(heap)
    except ConversionError as error:
        heap_release(heap, d)
        if depth > SHOWN_DEPTH:
            raise
        text = repr(key) if isinstance(key, (str, int)) and not (isinstance(key, int) and key.bit_length() > 64) else "key"
        raise error.within(text if len(text) <= 40 else text[:36] + "...") from error.__cause__
    except BaseException:
        heap_release(heap, d)
        raise
    slot[0] = d
    return 0


cdef int64_t entry_to_slot(Heap *heap, const ProgramData *prog, uint32_t kind, object item, int64_t *slot, int depth) except -1:
    """A value for a dictionary of the kind; as what it is stored (ENTRY_KIND)."""
    cdef const TypeDef *t = prog.types + (kind >> 8)
    cdef uint32_t elem = t.elem, k = t.elem & 0xff, row
    if elem != K_VOID:
        if not t.elem_handle and k >= K_ARR and (
                item is None or (k == K_OBJ and not isinstance(item, Mapping) and not is_value(prog, elem >> 8))):
            refuse(prog, elem, item)
        to_slot(heap, prog, elem, <PyObject *>item, slot)
        return elem | (ENTRY_BY_VALUE if k >= K_ARR and not t.elem_handle else 0)
    if isinstance(item, bool):
        elem = K_BOOL
    elif isinstance(item, int):
        elem = K_I64
    elif isinstance(item, float):
        elem = K_F64
    elif isinstance(item, (str, bytes)):
        elem = K_STR
    elif isinstance(item, Mapping):
        dict_to_slot(heap, prog, kind, item, slot, depth + 1)
        return kind | ENTRY_BY_VALUE
    else:
        row = value_row(heap, item)
        if row:
            to_slot(heap, prog, <uint32_t>K_OBJ | row << 8, <PyObject *>item, slot)
            return <int64_t>(<uint32_t>K_OBJ | row << 8) | ENTRY_BY_VALUE
        elem = number_kind(item)
        if elem != K_VOID:
            to_slot(heap, prog, elem, <PyObject *>item, slot)
            return elem
        elem = K_OBJ | <uint32_t>TYPE_OBJECT << 8
        try:
            to_slot(heap, prog, elem, <PyObject *>item, slot)
        except ConversionTypeError as error:
            raise ConversionTypeError(
                f"a dictionary cannot hold this {type(item).__name__}", expected=error.expected, actual=type(item).__name__) from error
        return elem
    to_slot(heap, prog, elem, <PyObject *>item, slot)
    return elem


cdef bint buffer_fits(uint32_t kind, const char *format, Py_ssize_t width) noexcept:
    """Does a buffer's format say the same as the kind of an element?"""
    cdef char c
    if format == NULL:
        c = c'B'
    else:
        if format[0] == c'@' or format[0] == c'=':
            format += 1
        c = format[0]
        if c == 0 or format[1] != 0:
            return False
    if kind == K_F32:
        return c == c'f' and width == 4
    if kind == K_F64:
        return c == c'd' and width == 8
    if kind == K_BOOL:
        return c == c'?' and width == 1
    if c == c'b' or c == c'h' or c == c'i' or c == c'l' or c == c'q' or c == c'n':
        return (kind == K_I8 and width == 1 or kind == K_I16 and width == 2 or kind == K_I32 and width == 4
                or kind == K_I64 and width == 8)
    if c == c'B' or c == c'H' or c == c'I' or c == c'L' or c == c'Q' or c == c'N':
        return (kind == K_U8 and width == 1 or kind == K_U16 and width == 2 or kind == K_U32 and width == 4
                or kind == K_U64 and width == 8)
    return False


cdef void copy_items(uint8_t *data, const Py_buffer *buf, Py_ssize_t n) noexcept:
    """The elements of a one-dimensional buffer."""
    cdef Py_ssize_t i, width = buf.itemsize, step = width if buf.strides == NULL else buf.strides[0]
    cdef const uint8_t *source = <const uint8_t *>buf.buf
    if step == width:
        memcpy(data, source, <size_t>(n * width))
    elif width == 4:
        for i in range(n):
            memcpy(data + 4 * i, source + i * step, 4)
    elif width == 8:
        for i in range(n):
            memcpy(data + 8 * i, source + i * step, 8)
    else:
        for i in range(n):
            memcpy(data + i * width, source + i * step, <size_t>width)


cdef bint buffer_to_slot(Heap *heap, uint32_t type, uint32_t kind, object value, int64_t *slot) except -1:
    """One copy from a one-dimensional buffer of the very element type; False: convert element by element."""
    cdef Py_buffer buf
    cdef ArrayView view
    cdef int64_t a, n
    cdef uint8_t *data
    if kind >= K_STR:
        return False
    try:
        PyObject_GetBuffer(value, &buf, PyBUF_RECORDS_RO)
    except BufferError:
        return False
    except ValueError:
        if not numpy_kind(value):
            raise
        return False                            # there is no format for what it holds, dates for instance
    try:
        if buf.ndim != 1 or not buffer_fits(kind, buf.format, buf.itemsize):
            return False
        n = buf.len // buf.itemsize
        if n > MAX_ARRAY:
            raise ConversionRangeError("too large for a script")
        a = arr_new(heap, type, n)
        if a == NO_HANDLE:
            heap_failed(heap)
        if n and arr_view(heap, a, &view) == 0 and view.length >= <uint64_t>n:
            data = <uint8_t *>(heap.mem + view.data)
            copy_items(data, &buf, <Py_ssize_t>n)
            if kind == K_BOOL:
                while n:
                    n -= 1
                    data[n] = data[n] != 0
        slot[0] = a
        return True
    finally:
        PyBuffer_Release(&buf)


# ------------------------------------------------------------------------------------------- to Python

cdef str decode_text(const char *text, uint32_t n):
    cdef object result
    if seraph_is_ascii(text, n):
        result = PyUnicode_New(n, 127)
        memcpy(PyUnicode_DATA(<PyObject *>result), text, n)
        return result
    # The copy first: an error handler makes objects, so Python's collector may run and linear memory may move.
    cdef bytes copy = PyBytes_FromStringAndSize(text, n)
    return PyUnicode_DecodeUTF8(copy, n, "surrogateescape")


cdef str text_from_slot(Heap *heap, int64_t slot):
    cdef uint64_t n
    cdef const char *text = str_view(heap, slot, &n)
    return decode_text(text, <uint32_t>n)


cdef object from_slot(Heap *heap, const ProgramData *prog, uint32_t kind, int64_t slot):
    cdef uint32_t k = kind & 0xff
    cdef double d
    cdef float f
    cdef uint32_t bits
    cdef bint collecting
    if k == K_BOOL:
        return slot != 0
    if k == K_U64:
        return PyLong_FromUnsignedLongLong(<uint64_t>slot)
    if k < K_F32 and k != K_VOID:
        return new_int(slot)
    if k == K_F64:
        memcpy(&d, &slot, 8)
        return new_float(d)
    if k == K_F32:
        bits = <uint32_t>slot
        memcpy(&f, &bits, 4)
        return new_float(f)
    if k == K_STR:
        return text_from_slot(heap, slot)
    if k == K_ARR or k == K_OBJ:
        if not is_container(heap, slot):
            return object_from_slot(heap, prog, slot) if k == K_OBJ else None
        collecting = PyGC_Disable()
        try:
            return part_from_slot(heap, prog, kind, slot, {}, 0)
        finally:
            if collecting:
                PyGC_Enable()
    if k == K_VOID:
        return None
    raise ConversionTypeError(f"values of type {kind_text(prog, kind)} do not convert to Python")


cdef inline uint32_t sort_of(const Heap *heap, int64_t h) noexcept nogil:
    cdef uint32_t type = block_type(heap, h) if heap_valid(heap, h) else <uint32_t>0
    return heap.types[type].sort if type < heap.ntypes else TY_NONE


cdef inline bint is_container(const Heap *heap, int64_t h) noexcept nogil:
    cdef uint32_t sort = sort_of(heap, h)
    if sort == TY_CLASS:
        return heap.types[block_type(heap, h)].flags & TD_VALUE != 0
    return sort == TY_ARRAY or sort == TY_DICT or sort == TY_ANY or sort == TY_WEAK or sort == TY_STRING


cdef object part_from_slot(Heap *heap, const ProgramData *prog, uint32_t kind, int64_t slot, dict shared, int depth):
    """A value within a container, or the container itself. `shared`: block -> object of those that are made or begun,
    so that what occurs many times, or contains itself, becomes one object."""
    cdef uint32_t k = kind & 0xff, sort
    if k < K_STR:
        return from_slot(heap, prog, k, slot)
    if slot == 0:
        return "" if k == K_STR else None
    sort = sort_of(heap, slot)
    if sort == TY_STRING and text_length(heap, slot) < SHARED_TEXT:
        return text_from_slot(heap, slot)
    item = shared.get(slot)
    if item is not None:
        return item
    if depth > MAX_PARTS_DEPTH:
        raise ConversionTypeError("containers are nested too deeply for Python")
    if sort == TY_ARRAY:
        return list_from_slot(heap, prog, slot, shared, depth)
    if sort == TY_DICT:
        return dict_from_slot(heap, prog, slot, shared, depth)
    if sort == TY_ANY:
        return part_from_slot(heap, prog, <uint32_t>heap.mem[slot + ANY_KIND], heap.mem[slot + ANY_VALUE], shared,
                              depth + 1)
    if sort == TY_WEAK:                     # its object, None if that is dead
        return part_from_slot(heap, prog, K_OBJ, weak_get(heap, slot), shared, depth + 1)
    if sort == TY_STRING:
        item = text_from_slot(heap, slot)
    elif sort == TY_CLASS and heap.types[block_type(heap, slot)].flags & TD_VALUE:
        item = value_from_slot(heap, prog, slot, shared, depth)
    else:
        item = object_from_slot(heap, prog, slot)
    shared[slot] = item
    return item


cdef object dict_from_slot(Heap *heap, const ProgramData *prog, int64_t slot, dict shared, int depth):
    cdef DictView view
    cdef int64_t i = 0
    cdef int64_t *entry
    cdef dict result = {}
    if dict_view(heap, slot, &view) != 0:
        return None
    shared[slot] = result
    while True:
        i = dict_next(heap, &view, i)
        if i < 0:
            return result
        entry = dict_entry(heap, &view, <uint64_t>i)
        key = part_from_slot(heap, prog, view.type.base, entry[ENTRY_KEY], shared, depth + 1)
        result[key] = part_from_slot(heap, prog, <uint32_t>entry[ENTRY_KIND], entry[ENTRY_VALUE], shared, depth + 1)
        i += 1


cdef object list_from_slot(Heap *heap, const ProgramData *prog, int64_t slot, dict shared, int depth):
    cdef ArrayView view
    cdef uint64_t i, length
    cdef list result
    cdef object item
    if arr_view(heap, slot, &view) != 0:
        return None
    length = view.length
    if (view.elem & 0xff) > K_OBJ:
        raise ConversionTypeError(f"values of type {kind_text(prog, view.elem)} do not convert to Python")
    result = PyList_New(<Py_ssize_t>length)
    shared[slot] = result               # not yet filled: nobody looks into it before it is
    for i in range(length):
        item = part_from_slot(heap, prog, view.elem, arr_load(heap, &view, i), shared, depth + 1)
        Py_INCREF(<PyObject *>item)
        PyList_SET_ITEM(<PyObject *>result, <Py_ssize_t>i, <PyObject *>item)
    return result


cdef uint64_t text_length(Heap *heap, int64_t slot) noexcept:
    cdef uint64_t n
    str_view(heap, slot, &n)
    return n


cdef void release_slots(Heap *heap, const uint32_t *kinds, int64_t *slots, uint32_t n) noexcept:
    cdef uint32_t i
    for i in range(n):
        if (kinds[i] & 0xff) >= K_STR:
            heap_release(heap, slots[i])
            slots[i] = 0
