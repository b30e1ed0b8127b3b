"""Exceptions between script and host: texts and tracebacks.

What it is: the text of a Python exception for scripts, and the calls of a script for Python's tracebacks. What it is not: the
way an exception takes (`unwind`, `driver`).
"""
from libc.stdint cimport uint32_t

from .program cimport Program
from .vmstate cimport TraceEntry

# What a script sees of a Python exception, as UTF-8.
cdef bytes encode_error(object error)
# n calls as frames for Python, outermost call first.
cdef tuple frames_of(Program program, const TraceEntry *trace, uint32_t n)
# A traceback of Python with script functions as the calls around those that it shows.
cdef object with_frames(object traceback, tuple frames)
