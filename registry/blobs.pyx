"""Reading the MessagePack of a registry file without copying the tables in it.

What it is: the part of MessagePack that such files use (integers from 0 on, strings, binary data, lists, and one map of
binary data), with limits that follow from the size of the file. Binary data in the map becomes a Blob, a range of the
file; the rest becomes plain values. What it is not: a check of what the values say (`sfr.pyx`).
"""
# cython: language_level=3, boundscheck=False, wraparound=False, cdivision=True, initializedcheck=False

from cpython.bytes cimport PyBytes_AS_STRING, PyBytes_FromStringAndSize, PyBytes_GET_SIZE
from libc.stdint cimport uint8_t, uint64_t

cdef enum:
    MAX_DEPTH = 3
    MAX_NAME = 64               # bytes of a string, entries of a map


cdef object MADE_HERE = object()    # what classes are called with that only this module makes objects of


cdef class Blob:
    """Binary data that stands in a file. Not aligned."""

    def __cinit__(self, token=None):
        if token is not MADE_HERE:
            raise TypeError("blobs come from unpack()")

    cdef const char *at(self) noexcept:
        return PyBytes_AS_STRING(self.owner) + self.start

    def __len__(self):
        return self.size

    def __bytes__(self):
        return PyBytes_FromStringAndSize(self.at(), self.size)


cdef object damaged(Py_ssize_t at):
    return ValueError(f"nothing that a registry is made of at byte {at}")


cdef class Reader:
    cdef bytes data
    cdef const uint8_t *bytes
    cdef Py_ssize_t pos
    cdef Py_ssize_t end

    def __cinit__(self, token=None):
        if token is not MADE_HERE:
            raise TypeError("unpack() makes readers")

    cdef uint64_t number(self, int width) except? 0xffffffff:
        """An integer of some bytes, the highest first."""
        cdef uint64_t found = 0
        if self.end - self.pos < width:
            raise damaged(self.end)
        for _ in range(width):
            found = found << 8 | self.bytes[self.pos]
            self.pos += 1
        return found

    cdef Py_ssize_t take(self, uint64_t size) except -1:
        """Where that many bytes begin; they are passed over."""
        cdef Py_ssize_t start = self.pos
        if size > <uint64_t>(self.end - self.pos):
            raise damaged(self.end)
        self.pos += <Py_ssize_t>size
        return start

    cdef object text(self, uint64_t size):
        cdef Py_ssize_t start = self.take(size)
        if size > MAX_NAME:
            raise damaged(start)
        return self.data[start:self.pos].decode()

    cdef object blob(self, uint64_t size, bint copied):
        cdef Blob made
        cdef Py_ssize_t start = self.take(size)
        if copied:
            return self.data[start:self.pos]
        made = Blob.__new__(Blob, MADE_HERE)
        made.owner = self.data
        made.start = start
        made.size = <Py_ssize_t>size
        return made

    cdef list array(self, uint64_t n, int depth):
        if depth == MAX_DEPTH or n > <uint64_t>(self.end - self.pos):     # each value takes a byte at least
            raise damaged(self.pos)
        return [self.value(depth + 1, True) for _ in range(<Py_ssize_t>n)]

    cdef dict map(self, uint64_t n, int depth):
        cdef dict found = {}
        if depth == MAX_DEPTH or n > MAX_NAME:
            raise damaged(self.pos)
        for _ in range(<Py_ssize_t>n):
            name = self.value(MAX_DEPTH, True)
            if type(name) is not str or name in found:
                raise damaged(self.pos)
            found[name] = self.value(MAX_DEPTH, False)
        return found

    cdef object value(self, int depth, bint copied):
        cdef uint8_t code = <uint8_t>self.number(1)
        if code < 0x80:
            return code
        if code < 0x90:
            return self.map(code & 15, depth)
        if code < 0xa0:
            return self.array(code & 15, depth)
        if code < 0xc0:
            return self.text(code & 31)
        if 0xc4 <= code <= 0xc6:
            return self.blob(self.number(1 << (code - 0xc4)), copied)
        if 0xcc <= code <= 0xcf:
            return self.number(1 << (code - 0xcc))
        if 0xd9 <= code <= 0xdb:
            return self.text(self.number(1 << (code - 0xd9)))
        if 0xdc <= code <= 0xdd:
            return self.array(self.number(2 << (code - 0xdc)), depth)
        if 0xde <= code <= 0xdf:
            return self.map(self.number(2 << (code - 0xde)), depth)
        raise damaged(self.pos - 1)


cdef object unpack(bytes data, Py_ssize_t start):
    cdef Reader reader = Reader.__new__(Reader, MADE_HERE)
    reader.data = data
    reader.bytes = <const uint8_t *>PyBytes_AS_STRING(data)
    reader.pos = start
    reader.end = PyBytes_GET_SIZE(data)
    found = reader.value(0, True)
    if reader.pos != reader.end:
        raise damaged(reader.pos)
    return found
