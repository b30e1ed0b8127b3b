# cython: language_level=3, boundscheck=False, wraparound=False, cdivision=True
"""Height maps, in Cython: functions for slots, which take arrays, have &out parameters and raise."""
from libc.math cimport hypotf
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


cdef int length(native.Call *call, native.Slot *slots) noexcept nogil:
    """A method: the object is the first argument. Its fields are slots."""
    cdef const native.Slot *point = native.fields(call, slots, 0, 2)
    if point == NULL:
        return native.NO_VALUE
    return native.put_f32(slots, hypotf(native.get_f32(point, 0), native.get_f32(point, 1)))


cdef int scale(native.Call *call, native.Slot *slots) noexcept nogil:
    """A method that changes its object."""
    cdef native.Slot *point = native.fields(call, slots, 0, 2)
    cdef float by = native.get_f32(slots, 1)
    if point == NULL:
        return native.NO_VALUE
    native.put_f32(point, native.get_f32(point, 0) * by)
    return native.put_f32(point + 1, native.get_f32(point, 1) * by)


cdef int between(native.Call *call, native.Slot *slots) noexcept nogil:
    """A new value. Making it may move the arguments, so they are read before."""
    cdef const native.Slot *a = native.fields(call, slots, 0, 2)
    cdef const native.Slot *b = native.fields(call, slots, 1, 2)
    cdef native.Slot *made
    cdef float x, y
    if a == NULL or b == NULL:
        return native.NO_VALUE
    x = (native.get_f32(a, 0) + native.get_f32(b, 0)) / 2
    y = (native.get_f32(a, 1) + native.get_f32(b, 1)) / 2
    made = native.new_fields(call, slots, 2)
    if made == NULL:
        return native.NO_ROOM
    native.put_f32(made, x)
    return native.put_f32(made + 1, y)


def register(module: object) -> None:
    """Give the functions to a Module."""
    point = module.value_type("Point", fields=[("x", "float"), ("y", "float")])
    point.constructor("Point(float x, float y)", script="this.x = x; this.y = y;")
    module.native("float length() const", native.function(length, b"f32(S)"), of="Point")
    module.native("void scale(float by)", native.function(scale, b"void(S, f32)"), of="Point")
    module.native("Point between(const Point &in a, const Point &in b)", native.function(between, b"S(S, S)"))
    module.native("void smoothed(array<float> &inout heights)", native.function(smoothed, b"void([f32])"))
    module.native("void spread(const array<float> &in heights, float &out low, float &out high)",
                  native.function(spread, b"void([f32]) f32, f32"))
    module.native("array<float>@ ramp(int count, float step)", native.function(ramp, b"[f32](i32, f32)"))
    module.native("string firstWord(const string &in text)", native.function(first_word, NULL))
