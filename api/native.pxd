"""C functions for scripts, for extensions written in Cython; the C side and all explanations: seraph_native.h.

    from seraphscript cimport native
    from seraphscript import Module

    cdef int mix(native.Call *call, native.Slot *slots) noexcept nogil:
        cdef double a = native.get_f64(slots, 0), b = native.get_f64(slots, 1), t = native.get_f64(slots, 2)
        return native.put_f64(slots, a + (b - a) * t)

    geo = Module("geo")
    geo.native("double mix(double a, double b, double t)", native.function(mix, b"f64(f64, f64, f64)"))

The second argument of native.function is checked against the declaration; NULL leaves that out. The extension is
built with include_dirs=[seraphscript.get_include()].
"""
from libc.stddef cimport size_t
from libc.stdint cimport int8_t, int16_t, int32_t, int64_t, uint8_t, uint16_t, uint32_t, uint64_t

cdef extern from "seraph_native.h" nogil:
    ctypedef struct Call "SeraphCall":
        pass
    ctypedef int64_t Slot "SeraphSlot"
    ctypedef int (*Function "SeraphFunction")(Call *call, Slot *slots) noexcept nogil
    enum:
        NO_ROOM "SERAPH_NO_ROOM"        # what to give back where new_array or new_fields had no room,
        NO_VALUE "SERAPH_NULL"          # where fields gave NULL

    # Arguments, counted from 0.
    bint get_bool "seraph_get_bool"(const Slot *slots, int i)
    int8_t get_i8 "seraph_get_i8"(const Slot *slots, int i)
    int16_t get_i16 "seraph_get_i16"(const Slot *slots, int i)
    int32_t get_i32 "seraph_get_i32"(const Slot *slots, int i)
    int64_t get_i64 "seraph_get_i64"(const Slot *slots, int i)
    uint8_t get_u8 "seraph_get_u8"(const Slot *slots, int i)
    uint16_t get_u16 "seraph_get_u16"(const Slot *slots, int i)
    uint32_t get_u32 "seraph_get_u32"(const Slot *slots, int i)
    uint64_t get_u64 "seraph_get_u64"(const Slot *slots, int i)
    float get_f32 "seraph_get_f32"(const Slot *slots, int i)
    double get_f64 "seraph_get_f64"(const Slot *slots, int i)
    const char *get_str "seraph_get_str"(Call *call, const Slot *slots, int i, size_t *size)

    # The result, or a value at seraph_outs() + i; all give 0, so that they can be what the function gives back.
    int put_bool "seraph_put_bool"(Slot *slots, bint value)
    int put_i8 "seraph_put_i8"(Slot *slots, int8_t value)
    int put_i16 "seraph_put_i16"(Slot *slots, int16_t value)
    int put_i32 "seraph_put_i32"(Slot *slots, int32_t value)
    int put_i64 "seraph_put_i64"(Slot *slots, int64_t value)
    int put_u8 "seraph_put_u8"(Slot *slots, uint8_t value)
    int put_u16 "seraph_put_u16"(Slot *slots, uint16_t value)
    int put_u32 "seraph_put_u32"(Slot *slots, uint32_t value)
    int put_u64 "seraph_put_u64"(Slot *slots, uint64_t value)
    int put_f32 "seraph_put_f32"(Slot *slots, float value)
    int put_f64 "seraph_put_f64"(Slot *slots, double value)
    int put_str "seraph_put_str"(Call *call, Slot *slots, const char *text, size_t size)   # 0, or what to give back

    # The fields of values, a slot each, for get_ and put_: NULL if it is no value with that many plain fields.
    Slot *fields "seraph_fields"(Call *call, const Slot *slots, int i, size_t count)
    Slot *new_fields "seraph_new_fields"(Call *call, Slot *slots, size_t count)

    Slot *outs "seraph_outs"(Call *call)
    int raise_error "seraph_raise"(Call *call, const char *message)
    int write "seraph_write"(Call *call, const char *text, size_t size)
    void charge "seraph_charge"(Call *call, uint64_t units)

    # The elements of arrays, for the casts that name their type:
    #     cdef float *values = <float *>native.array(call, slots, 0, sizeof(float), &n)
    ctypedef struct Api "SeraphApi":
        void *(*array)(Call *call, Slot slot, size_t width, size_t *size) noexcept nogil
        void *(*new_array)(Call *call, Slot *slot, size_t width, size_t size) noexcept nogil
    ctypedef struct CallTable "SeraphCall":
        const Api *api

cdef extern from "seraph_native.h":
    object function "seraph_function"(Function function, const char *types)

cdef inline void *array(Call *call, const Slot *slots, int i, size_t width, size_t *size) noexcept nogil:
    return (<CallTable *>call).api.array(call, slots[i], width, size)

cdef inline void *new_array(Call *call, Slot *slots, size_t width, size_t size) noexcept nogil:
    return (<CallTable *>call).api.new_array(call, slots, width, size)
