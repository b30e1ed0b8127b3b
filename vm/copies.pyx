# cython: language_level=3, boundscheck=False, wraparound=False, cdivision=True, initializedcheck=False
"""Copies of script objects that Python passes by value.

What it is: what a script does at the call site for a parameter `P p` or `P &in p`, done for calls from the host: the
copy constructor of the class, else its default constructor and opAssign. The compiler adds generated ones to a program
wherever a function takes such a parameter. What it is not: conversion of other values (`convert.pyx`).

Copying runs script code, before the call begins: within its budget and deadline, but not as a part that can be continued.
"""
from libc.stdint cimport int64_t, uint32_t

from .driver cimport INT64_MAX, InstanceState, invoke
from .heap cimport NO_HANDLE, heap_new, heap_release
from .layout cimport (
    FN_CTOR, FN_METHOD, HDR_DEAD, HDR_FLAG_SHIFT, NO_FUNC, TD_ABSTRACT, FuncDef, ProgramData,
)
from .convert cimport release_slots
from .opcodes cimport K_OBJ
from .program cimport Program

from typing import NamedTuple

from .declarations import parse_own
from .errors import ConversionTypeError, LimitError, MemoryLimitExceeded


class Copier(NamedTuple):
    """Functions that make a copy; NO_FUNC: not called."""

    default: int
    copy: int
    """Copy constructor or opAssign."""


cdef bint is_copied(InstanceState st, uint32_t index, uint32_t i) except -1:
    cdef Program program = st.program
    cdef uint32_t k, hidden
    if program.by_value_ is None:
        program.by_value_ = {}
    bits = program.by_value_.get(index)
    if bits is None:
        bits = 0
        declaration = parse_own(program.debug_str(program.data.funcs[index].decl))
        if declaration is not None:
            hidden = program.data.funcs[index].owner != 0
            inputs = [kind for kind in declaration.parameters if not kind.endswith("&out")]
            for k, kind in enumerate(inputs):
                if "@" not in kind.rpartition(">")[2] and (
                        "&" not in kind or (kind.endswith("&in") and not kind.startswith("const "))):
                    bits |= 1 << <object>(k + hidden)       # Python's ints: there can be 255
        program.by_value_[index] = bits
    return bits >> <object>i & 1


cdef object copier_of(Program program, uint32_t row):
    """The Copier of a class, None if there is no way."""
    cdef const ProgramData *p = &program.data
    cdef const FuncDef *f
    cdef uint32_t i, kind = <uint32_t>K_OBJ | row << 8
    cdef uint32_t default = NO_FUNC, copy = NO_FUNC, assign = NO_FUNC
    cdef bint constructors = False
    if program.copiers_ is None:
        program.copiers_ = {}
    if row in program.copiers_:
        return program.copiers_[row]
    for i in range(p.nfuncs):
        f = &p.funcs[i]
        if f.owner != row or f.nouts != 0:
            continue
        if f.flags & FN_CTOR:
            if f.nparams == 1:
                default = i
                constructors = True
            elif f.nparams == 2 and p.kinds[f.kinds + 1] == kind and takes_object(program, f):
                copy = i
            else:
                constructors = True
        elif f.flags & FN_METHOD and f.nparams == 2 and p.kinds[f.kinds + 1] == kind and takes_object(program, f):
            name = program.debug_str(f.name)
            if name == "opAssign" or name.endswith("::opAssign"):
                assign = i
    found = None
    if not p.types[row].flags & TD_ABSTRACT:
        if copy != NO_FUNC:
            found = Copier(<uint32_t>NO_FUNC, copy)
        elif assign != NO_FUNC and (default != NO_FUNC or not constructors):
            found = Copier(default, assign)
    program.copiers_[row] = found
    return found


cdef bint takes_object(Program program, const FuncDef *f) except -1:
    """Is the only parameter an object, not a handle?"""
    declaration = parse_own(program.debug_str(f.decl))
    return declaration is not None and len(declaration.parameters) == 1 and "@" not in declaration.parameters[0]


cdef int run_limited(InstanceState st, uint32_t fn, const int64_t *args, uint32_t nargs, int64_t *budget,
                     int64_t deadline) except -1:
    cdef const FuncDef *f = &st.program.data.funcs[fn]
    cdef int64_t result
    cdef int64_t before = spent(st)
    try:
        invoke(st, fn, args, nargs, &result, budget[0], deadline)
    except LimitError as error:
        error.fiber = None              # to go on with the constructor alone would call nothing
        raise
    release_slots(&st.heap, &f.ret, &result, 1)
    if budget[0] != INT64_MAX:
        budget[0] = max(budget[0] - (spent(st) - before), <int64_t>0)
    return 0


cdef int64_t spent(InstanceState st) noexcept:
    return st.cost + (st.given - st.vm.slice if st.vm != NULL else 0)


cdef int copy_argument(InstanceState st, uint32_t row, int64_t *slot, int64_t *budget, int64_t deadline) except -1:
    cdef int64_t args[2]
    cdef int64_t made
    copier = copier_of(st.program, row)
    if copier is None:
        name = st.program.debug_str(st.program.data.types[row].name)
        raise ConversionTypeError(f"{name} is passed by value, but has no copy constructor")
    made = heap_new(&st.heap, row)
    if made == NO_HANDLE:
        raise MemoryLimitExceeded()
    args[0] = made
    args[1] = slot[0]
    try:
        if <uint32_t>copier.default != NO_FUNC:
            run_limited(st, copier.default, args, 1, budget, deadline)
        run_limited(st, copier.copy, args, 2, budget, deadline)
    except BaseException:
        heap_release(&st.heap, made)
        raise
    st.heap.mem[made] &= ~(<int64_t>HDR_DEAD << HDR_FLAG_SHIFT)
    heap_release(&st.heap, slot[0])
    slot[0] = made
    return 0
