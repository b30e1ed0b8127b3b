# cython: language_level=3, boundscheck=False, wraparound=False, cdivision=True, initializedcheck=False
"""Output of scripts: from the VM's buffer to the host's sink.

What it is: the one place where text that scripts print meets Python. What it is not: formatting (the std module).

Invariants
- The buffers are emptied before a sink runs: it may call back into the instance, and text that it refuses by an
  exception is not offered twice.
- Text is UTF-8; what is not becomes U+FFFD, because sinks are text streams.
"""
import sys

from libc.stdint cimport uint8_t, uint64_t
from libc.string cimport memmove

from cpython.bytes cimport PyBytes_FromStringAndSize

from .vmstate cimport Vm


cdef uint64_t cut_off(const char *text, uint64_t n) noexcept nogil:
    """Number of bytes at the end that begin a UTF-8 sequence without finishing it."""
    cdef uint64_t back
    cdef uint8_t byte
    for back in range(1, 4):
        if back > n:
            return 0
        byte = <uint8_t>text[n - back]
        if byte < 0x80:
            return 0
        if byte >= 0xc0:
            return back if (byte >= 0xf0 or byte >= 0xe0 and back < 3 or back < 2) else 0
    return 0


cdef str take(char *text, uint64_t *length, bint final):
    """What a buffer holds, as text; the buffer is empty then, but for a cut off sequence."""
    cdef uint64_t n = length[0]
    cdef uint64_t keep = 0 if final else cut_off(text, n)
    cdef bytes data = PyBytes_FromStringAndSize(text, <Py_ssize_t>(n - keep))
    memmove(text, text + (n - keep), keep)
    length[0] = keep
    return data.decode("utf-8", "replace")


cdef int give(str text, object sink, object stream) except -1:
    if not text:
        return 0
    if sink is not None:
        sink(text)
    elif stream is not None:            # Python without a console has none
        stream.write(text)
    return 0


cdef int flush_output(Vm *vm, object sink, object err_sink, bint final) except -1:
    cdef str out = take(vm.out, &vm.out_len, final) if vm.out_len else ""
    cdef str err = take(vm.err, &vm.err_len, final) if vm.err_len else ""
    vm.flush = 0
    try:
        give(out, sink, sys.stdout)
        if err and sink is None and sys.stdout is not None:
            sys.stdout.flush()          # both streams may be the same terminal: keep their order
    finally:
        give(err, err_sink, sys.stderr)
    return 0
