# cython: language_level=3, boundscheck=False, wraparound=False, cdivision=True
"""Height maps, in Cython: functions for slots, which take arrays, have &out parameters and raise."""
from libc.stddef cimport size_t
from libc.string cimport memchr

from seraphscript cimport native


cdef int smoothed(native.Call *call, native.Slot *slots) noexcept nogil:
    """Each height becomes the mean of itself and its neighbours."""
    cdef size_t n, i
    cdef float *heights = <float *>native.array(call, slots, 0, sizeof(float), &n)
    cdef float before, here
    if n > 1:
        before = heights[0]
        for i in range(1, n - 1):
            here = heights[i]
            heights[i] = (before + here + heights[i + 1]) / 3
            before = here
    native.charge(call, n // 4)         # 16 bytes a unit
    return 0


cdef int spread(native.Call *call, native.Slot *slots) noexcept nogil:
    """The lowest and the highest one."""
    cdef size_t n, i
    cdef const float *heights = <const float *>native.array(call, slots, 0, sizeof(float), &n)
    cdef native.Slot *outs = native.outs(call)
    cdef float low, high
    if n == 0:
        return native.raise_error(call, b"there are no heights")
    low = high = heights[0]
    for i in range(1, n):
        low = min(low, heights[i])
        high = max(high, heights[i])
    native.put_f32(outs, low)
    return native.put_f32(outs + 1, high)


cdef int ramp(native.Call *call, native.Slot *slots) noexcept nogil:
    """A new array."""
    cdef int n = native.get_i32(slots, 0), i
    cdef float step = native.get_f32(slots, 1)
    cdef float *heights
    if n < 0:
        return native.raise_error(call, b"fewer than no heights")
    heights = <float *>native.new_array(call, slots, sizeof(float), <size_t>n)
    if heights == NULL and n:
        return native.NO_ROOM
    for i in range(n):
        heights[i] = step * i
    return 0


cdef int first_word(native.Call *call, native.Slot *slots) noexcept nogil:
    """A part of an argument may be the result."""
    cdef size_t n
    cdef const char *text = native.get_str(call, slots, 0, &n)
    cdef const char *blank = <const char *>memchr(text, c' ', n)
    return native.put_str(call, slots, text, n if blank == NULL else <size_t>(blank - text))


def register(module: object) -> None:
    """Give the functions to a Module."""
    module.native("void smoothed(array<float> &inout heights)", native.function(smoothed, b"void([f32])"))
    module.native("void spread(const array<float> &in heights, float &out low, float &out high)",
                  native.function(spread, b"void([f32]) f32, f32"))
    module.native("array<float>@ ramp(int count, float step)", native.function(ramp, b"[f32](i32, f32)"))
    module.native("string firstWord(const string &in text)", native.function(first_word, NULL))
