"""Built-in functions that an instance replaces, and their fast paths. See dualpath.pyx."""
from .driver cimport InstanceState

cdef int override(InstanceState st, str text, object target) except -1
# Lets the instance run the code that its replacements need (`redirect`): at once while calls are in progress, else before the next
# one: st.redirect_due says so.
cdef int redirect_calls(InstanceState st) except -1
cdef dict call_counts(InstanceState st)
cdef int count_calls(InstanceState st, bint enable) except -1
