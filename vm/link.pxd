"""Linking: several programs become one, for an instance that runs them together. See link.pyx."""
from .program cimport Program

# One program that is all of `programs` (two or more), which must have been compiled for the same host. Types of the host
# and containers of the same elements are one type in it, and so are shared classes; others stay those of their program. The globals are
# initialised in the order of the programs. LoadError if together they exceed a limit of the format.
cdef Program link_programs(list programs, list names)
