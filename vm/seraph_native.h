/* C functions for scripts: what an extension outside of the package includes (its folder: seraphscript.get_include()).

   A C function is given to a Module with its declaration, and scripts call it without Python:

       static double mix(double a, double b, double t) { return a + (b - a) * t; }
       SERAPH_WRAP3(mix, f64, f64, f64, f64)                        result first, then the parameters

       SERAPH_ADD(module, "double mix(double a, double b, double t)", mix)          -1 with a Python exception set

   bool i8 i16 i32 i64 u8 u16 u32 u64 f32 f64    C99 types of these widths (int is i32, float f32, double f64)
   str     as a parameter two arguments, const char *text and size_t size (UTF-8, not terminated); as a result SeraphText
   void    no result

   What does more (raises, takes arrays, has &out parameters) is written for slots, and is given with seraph_function():

       static int scale(SeraphCall *call, SeraphSlot *slots) {      "void scale(array<float> &inout values, float by)"
           size_t n;
           float *values = SERAPH_ARRAY(call, slots, 0, float, &n);
           float by = seraph_get_f32(slots, 1);
           for (size_t i = 0; i < n; i++) values[i] *= by;
           seraph_charge(call, n / 8);
           return 0;
       }

   slots[0], slots[1] ... are the arguments without those of &out parameters; the result goes to slots[0], so read first.
   Give back 0, or what seraph_raise() or a failed seraph_put_str() gave. Text and arrays that were got are good until the
   function makes a value. C functions may run without the GIL and must not touch Python; they cannot be interrupted, so
   long ones belong into pieces. They are called by one thread at a time for an instance, by many for many.

   Everything here is a stable interface: a compiled extension goes on working with later versions of the package. */
#ifndef SERAPH_NATIVE_H
#define SERAPH_NATIVE_H
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#define SERAPH_NATIVE_VERSION 1u
#define SERAPH_CAPSULE "seraphscript.native.function"

typedef int64_t SeraphSlot;
typedef struct SeraphCall SeraphCall;
typedef int (*SeraphFunction)(SeraphCall *call, SeraphSlot *slots);
typedef struct { const char *data; size_t size; } SeraphText;

typedef struct {
    uint32_t version;           /* SERAPH_NATIVE_VERSION of the package: entries are only ever added */
    const char *(*text)(SeraphCall *call, SeraphSlot slot, size_t *size);
    int (*new_text)(SeraphCall *call, SeraphSlot *slot, const char *text, size_t size);
    void *(*array)(SeraphCall *call, SeraphSlot slot, size_t width, size_t *size);
    void *(*new_array)(SeraphCall *call, SeraphSlot *slot, size_t width, size_t size);
    SeraphSlot *(*outs)(SeraphCall *call);
    int (*raise)(SeraphCall *call, const char *message, size_t size);
    int (*write)(SeraphCall *call, const char *text, size_t size);
    void (*charge)(SeraphCall *call, uint64_t units);
    SeraphSlot *(*fields)(SeraphCall *call, SeraphSlot slot, size_t count);
    SeraphSlot *(*new_fields)(SeraphCall *call, SeraphSlot *slot, size_t count);
} SeraphApi;

struct SeraphCall { const SeraphApi *api; };    /* more follows that is not public */

/* ---- numbers: argument i, and results */

#define SERAPH_INTEGER(tag, type) \
    static inline type seraph_get_##tag(const SeraphSlot *slots, int i) { return (type)slots[i]; } \
    static inline int seraph_put_##tag(SeraphSlot *slots, type value) { *slots = (SeraphSlot)value; return 0; }
SERAPH_INTEGER(i8, int8_t)
SERAPH_INTEGER(i16, int16_t)
SERAPH_INTEGER(i32, int32_t)
SERAPH_INTEGER(i64, int64_t)
SERAPH_INTEGER(u8, uint8_t)
SERAPH_INTEGER(u16, uint16_t)
SERAPH_INTEGER(u32, uint32_t)
SERAPH_INTEGER(u64, uint64_t)
#undef SERAPH_INTEGER

static inline int seraph_get_bool(const SeraphSlot *slots, int i) { return slots[i] != 0; }
static inline int seraph_put_bool(SeraphSlot *slots, int value) { *slots = value != 0; return 0; }
static inline double seraph_get_f64(const SeraphSlot *slots, int i) { double v; memcpy(&v, slots + i, 8); return v; }
static inline int seraph_put_f64(SeraphSlot *slots, double value) { memcpy(slots, &value, 8); return 0; }
static inline float seraph_get_f32(const SeraphSlot *slots, int i) {
    uint32_t bits = (uint32_t)slots[i];
    float v;
    memcpy(&v, &bits, 4);
    return v;
}
static inline int seraph_put_f32(SeraphSlot *slots, float value) {
    uint32_t bits;
    memcpy(&bits, &value, 4);
    *slots = (SeraphSlot)bits;
    return 0;
}

/* ---- text */

static inline const char *seraph_get_str(SeraphCall *call, const SeraphSlot *slots, int i, size_t *size) {
    return call->api->text(call, slots[i], size);
}
static inline size_t seraph_str_size(SeraphCall *call, const SeraphSlot *slots, int i) {
    size_t size;
    (void)call->api->text(call, slots[i], &size);
    return size;
}
/* A new string; the bytes are copied, and may be part of an argument. */
static inline int seraph_put_str(SeraphCall *call, SeraphSlot *slots, const char *text, size_t size) {
    return call->api->new_text(call, slots, text, size);
}

/* ---- arrays of numbers */

/* The elements of an array, writable where the declaration says &inout or @; NULL without any. */
#define SERAPH_ARRAY(call, slots, i, type, size) \
    ((type *)(call)->api->array((call), (slots)[i], sizeof(type), (size)))
/* The elements, all 0, of a new array as the result; NULL and nothing to do for `size` 0, NULL and call->api->raise was
   not called when there is no room: give back SERAPH_NO_ROOM then. */
#define SERAPH_NEW_ARRAY(call, slots, type, size) \
    ((type *)(call)->api->new_array((call), (slots), sizeof(type), (size)))
#define SERAPH_NO_ROOM 64       /* the memory limit of the instance is reached; no script catches this */

/* ---- values: objects of value types whose fields are all numbers, bool or enums, a slot each */

/* The fields of argument i, to be read and written like slots; NULL if it is no value with that many: give back
   SERAPH_NULL then. Writing changes the argument where it is the object of a method that is not const, or &inout. */
static inline SeraphSlot *seraph_fields(SeraphCall *call, const SeraphSlot *slots, int i, size_t count) {
    return call->api->fields(call, slots[i], count);
}
/* The fields, all 0, of a new value as the result; NULL when there is no room: give back SERAPH_NO_ROOM then. */
static inline SeraphSlot *seraph_new_fields(SeraphCall *call, SeraphSlot *slots, size_t count) {
    return call->api->new_fields(call, slots, count);
}
#define SERAPH_NULL 5           /* "Null pointer access" */

/* ---- the call */

/* Where the values of &out parameters go, in order; all 0 until they are written. Ask once. */
static inline SeraphSlot *seraph_outs(SeraphCall *call) { return call->api->outs(call); }
/* Raises a script exception with a message (terminated): return seraph_raise(call, "...") */
static inline int seraph_raise(SeraphCall *call, const char *message) {
    return call->api->raise(call, message, strlen(message));
}
/* Writes to the output of the instance. 0, or what to give back. */
static inline int seraph_write(SeraphCall *call, const char *text, size_t size) {
    return call->api->write(call, text, size);
}
/* Adds to the metered cost of the script: one unit for each some 16 bytes or 4 nanoseconds of work. */
static inline void seraph_charge(SeraphCall *call, uint64_t units) { call->api->charge(call, units); }

/* ---- functions of C types: SERAPH_WRAPn(name, result, n parameters) makes name_call and name_types */

#define SERAPH_ARG_bool(i) seraph_get_bool(slots, i)
#define SERAPH_ARG_i8(i) seraph_get_i8(slots, i)
#define SERAPH_ARG_i16(i) seraph_get_i16(slots, i)
#define SERAPH_ARG_i32(i) seraph_get_i32(slots, i)
#define SERAPH_ARG_i64(i) seraph_get_i64(slots, i)
#define SERAPH_ARG_u8(i) seraph_get_u8(slots, i)
#define SERAPH_ARG_u16(i) seraph_get_u16(slots, i)
#define SERAPH_ARG_u32(i) seraph_get_u32(slots, i)
#define SERAPH_ARG_u64(i) seraph_get_u64(slots, i)
#define SERAPH_ARG_f32(i) seraph_get_f32(slots, i)
#define SERAPH_ARG_f64(i) seraph_get_f64(slots, i)
#define SERAPH_ARG_str(i) seraph_get_str(call, slots, i, &seraph_size_[i]), seraph_str_size(call, slots, i)

#define SERAPH_RESULT_void(expression) expression; return 0;
#define SERAPH_RESULT_bool(expression) return seraph_put_bool(slots, expression);
#define SERAPH_RESULT_i8(expression) return seraph_put_i8(slots, expression);
#define SERAPH_RESULT_i16(expression) return seraph_put_i16(slots, expression);
#define SERAPH_RESULT_i32(expression) return seraph_put_i32(slots, expression);
#define SERAPH_RESULT_i64(expression) return seraph_put_i64(slots, expression);
#define SERAPH_RESULT_u8(expression) return seraph_put_u8(slots, expression);
#define SERAPH_RESULT_u16(expression) return seraph_put_u16(slots, expression);
#define SERAPH_RESULT_u32(expression) return seraph_put_u32(slots, expression);
#define SERAPH_RESULT_u64(expression) return seraph_put_u64(slots, expression);
#define SERAPH_RESULT_f32(expression) return seraph_put_f32(slots, expression);
#define SERAPH_RESULT_f64(expression) return seraph_put_f64(slots, expression);
#define SERAPH_RESULT_str(expression) \
    { SeraphText seraph_text_ = expression; return seraph_put_str(call, slots, seraph_text_.data, seraph_text_.size); }

#define SERAPH_WRAPPER(name, result, types, call_) \
    static const char name##_types[] = types; \
    static int name##_call(SeraphCall *call, SeraphSlot *slots) { \
        size_t seraph_size_[8]; \
        (void)call; (void)slots; (void)seraph_size_; (void)name##_types; \
        SERAPH_RESULT_##result(call_) \
    }

#define SERAPH_WRAP0(name, r) SERAPH_WRAPPER(name, r, #r "()", name())
#define SERAPH_WRAP1(name, r, a) SERAPH_WRAPPER(name, r, #r "(" #a ")", name(SERAPH_ARG_##a(0)))
#define SERAPH_WRAP2(name, r, a, b) \
    SERAPH_WRAPPER(name, r, #r "(" #a ", " #b ")", name(SERAPH_ARG_##a(0), SERAPH_ARG_##b(1)))
#define SERAPH_WRAP3(name, r, a, b, c) \
    SERAPH_WRAPPER(name, r, #r "(" #a ", " #b ", " #c ")", \
                   name(SERAPH_ARG_##a(0), SERAPH_ARG_##b(1), SERAPH_ARG_##c(2)))
#define SERAPH_WRAP4(name, r, a, b, c, d) \
    SERAPH_WRAPPER(name, r, #r "(" #a ", " #b ", " #c ", " #d ")", \
                   name(SERAPH_ARG_##a(0), SERAPH_ARG_##b(1), SERAPH_ARG_##c(2), SERAPH_ARG_##d(3)))
#define SERAPH_WRAP5(name, r, a, b, c, d, e) \
    SERAPH_WRAPPER(name, r, #r "(" #a ", " #b ", " #c ", " #d ", " #e ")", \
                   name(SERAPH_ARG_##a(0), SERAPH_ARG_##b(1), SERAPH_ARG_##c(2), SERAPH_ARG_##d(3), SERAPH_ARG_##e(4)))
#define SERAPH_WRAP6(name, r, a, b, c, d, e, f) \
    SERAPH_WRAPPER(name, r, #r "(" #a ", " #b ", " #c ", " #d ", " #e ", " #f ")", \
                   name(SERAPH_ARG_##a(0), SERAPH_ARG_##b(1), SERAPH_ARG_##c(2), SERAPH_ARG_##d(3), SERAPH_ARG_##e(4), \
                        SERAPH_ARG_##f(5)))

/* ---- giving functions to a Module; these need Python.h in front and the GIL */

#ifdef Py_PYTHON_H
/* What Module.native() takes: a function, and its types or NULL. Both must live as long as the process. */
static inline PyObject *seraph_function(SeraphFunction function, const char *types) {
    PyObject *capsule = PyCapsule_New((void *)function, SERAPH_CAPSULE, NULL);
    if (capsule != NULL && PyCapsule_SetContext(capsule, (void *)types) != 0) {
        Py_DECREF(capsule);
        return NULL;
    }
    return capsule;
}
static inline int seraph_add(PyObject *module, const char *declaration, SeraphFunction function, const char *types) {
    PyObject *capsule = seraph_function(function, types), *done;
    if (capsule == NULL) return -1;
    done = PyObject_CallMethod(module, "native", "sO", declaration, capsule);
    Py_DECREF(capsule);
    Py_XDECREF(done);
    return done == NULL ? -1 : 0;
}
#define SERAPH_ADD(module, declaration, name) seraph_add((module), (declaration), name##_call, name##_types)
#endif
#endif
