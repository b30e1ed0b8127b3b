# cython: language_level=3, boundscheck=False, wraparound=False, cdivision=True, initializedcheck=False
"""Exceptions between script and host: what each side reads of the other's. See excinfo.pxd."""
from types import TracebackType

from libc.stdint cimport uint32_t

from .convert cimport encode_text
from .layout cimport FN_GLOBAL_INIT, FuncDef, LineDef, ProgramData
from .program cimport Program
from .vmstate cimport TraceEntry

from .errors import ConversionError, TracebackError
from .traceback import FRAME_GLOBALS, TracebackFrame

cdef extern from "hostapi.h":
    object seraph_frame(const char *section, const char *function, int line, dict globals)


cdef str error_text(object error):
    if isinstance(error, TracebackError):
        return error.message
    name = type(error).__name__
    try:
        text = str(error)
    except Exception:
        return name
    if isinstance(error, ConversionError):
        return text
    return f"{name}: {text}" if text else name


cdef bytes encode_error(object error):
    cdef str text = error_text(error)
    try:
        return encode_text(text)
    except UnicodeError:
        return text.encode("utf-8", "replace")


cdef tuple frames_of(Program program, const TraceEntry *trace, uint32_t n):
    cdef const ProgramData *p = &program.data
    cdef const FuncDef *f
    cdef const LineDef *lines
    cdef uint32_t pc, low, high, middle
    cdef list frames = []
    while n:
        n -= 1
        f = p.funcs + trace[n].fn
        if n and f.flags & p.funcs[trace[n - 1].fn].flags & FN_GLOBAL_INIT:
            continue                    # of linked programs: it does nothing but call theirs
        pc = trace[n].pc - f.code
        lines = p.lines + f.lines
        low = 0
        high = f.nlines
        while low < high:
            middle = (low + high) >> 1
            if lines[middle].pc <= pc:
                low = middle + 1
            else:
                high = middle
        frames.append(TracebackFrame(
            program.debug_str(f.name), program.debug_str(f.section),
            lines[low - 1].line if low else 0, lines[low - 1].col if low else 0,
        ))
    return tuple(frames)


cdef object with_frames(object traceback, tuple frames):
    cdef bytes section, function
    for frame in reversed(frames):
        section = frame.section.encode() or b"?"
        function = frame.function.encode() or b"?"
        line = max(frame.line, 1)
        traceback = TracebackType(traceback, seraph_frame(section, function, line, FRAME_GLOBALS), 0, line)
    return traceback
