# cython: language_level=3
"""Records that Python's cyclic collector need not visit.

What it is: one call, for what a host has by the hundred thousand and what can be in no cycle: tuples of strings and of
types that declarations spell. What it is not: for records with objects or classes of the host in them, which may be.
"""
cdef extern from "Python.h":
    void PyObject_GC_UnTrack(object)


def untracked(record):
    """The record, which the collector does not visit any more. Nothing in it may lead back to it."""
    PyObject_GC_UnTrack(record)
    return record
