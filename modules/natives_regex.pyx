# cython: language_level=3, boundscheck=False, wraparound=False, cdivision=True, initializedcheck=False
"""The C function of the string module that searches with a regular expression; the matcher is `regex.pyx`.

A pattern that is none, or a search that takes too long, is a script exception.
"""
from libc.stdint cimport int64_t, uint32_t, uint64_t
from libc.stdio cimport snprintf

from seraphscript.modules.regex cimport Regex, regex_compile, regex_free, regex_search
from seraphscript.vm.layout cimport EXC_MEMORY
from seraphscript.vm.natives cimport register_native
from seraphscript.vm.strings cimport str_view
from seraphscript.vm.vmstate cimport NativeFn, Vm, vm_raise

from seraphscript.registry.ids import native_id

cdef enum:
    STEP_COST = 4               # cost units of a step of the search


cdef int bad_pattern(Vm *vm, const Regex *re) noexcept nogil:
    cdef char text[128]
    cdef int n = snprintf(text, sizeof(text), "regular expression: %s at byte %u", re.error, <uint32_t>re.at)
    return vm_raise(vm, text, <uint64_t>n)


cdef int s_regex_find(Vm *vm, int64_t *args) noexcept nogil:
    """Position of the first match, counted from the start position, and its length; -1 and 0 if there is none."""
    cdef Regex re
    cdef uint64_t n, m, first = 0, end = 0, start = <uint32_t>args[2]
    cdef const char *p = str_view(vm.heap, args[0], &n)
    cdef const char *q = str_view(vm.heap, args[1], &m)
    cdef int found = 0, error = 0
    if start < n:
        if regex_compile(&re, q, m):
            error = EXC_MEMORY if re.no_memory else bad_pattern(vm, &re)
        else:
            found = regex_search(&re, p + start, n - start, &first, &end)
            vm.heap.work += <int64_t>(STEP_COST * re.steps + ((n - start) >> 2))
            if found == -1:
                error = EXC_MEMORY
            elif found == -2:
                error = vm_raise(vm, "regular expression: the search takes too long", 45)
        vm.heap.work += <int64_t>(16 * m + 4 * re.emitted)
        regex_free(&re)
    args[0] = <int64_t>first if found == 1 else -1
    vm.outs[0] = <int64_t>(end - first) if found == 1 else 0
    return error


def register() -> None:
    """Register the function; done once, when the default modules are imported."""
    cdef NativeFn fn = s_regex_find
    register_native(native_id("string.regexFind"), fn, "i32(str, str, u32) u32", "string.regexFind")


register()
