"""Words of other languages, and what is written here instead."""
from libc.stdint cimport uint32_t

from seraphscript.compiler.gen cimport Gen

cdef enum Habit:                # where a word stands: letters of the table
    HABIT_TYPE = 84             # T
    HABIT_NAME = 78             # N: a variable, a function, a namespace
    HABIT_STRING = 83           # S: a member of a string
    HABIT_ARRAY = 65            # A
    HABIT_DICTIONARY = 68       # D

# A hint for the last diagnostic, about a name that nothing declares; 0: nothing is known of it.
cdef int hint_habit(Gen *g, uint32_t name, int where) noexcept nogil
