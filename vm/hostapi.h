/* What the bridge needs of Python and the system beyond Cython's own declarations.

   seraph_small_int(o, &v)   1 and the value if `o` is an int of one digit (the common case, no call); else 0.
   seraph_has_float(o)       its type has __float__.
   seraph_call(f, args, n)   vectorcall; args[-1] is free for the callee.
   seraph_new_int(v)         a new int as argument of a call, seraph_drop(o) gives it back after the call.
   seraph_now()              monotonic clock in nanoseconds.
   seraph_now_coarse()       the same as of the last tick, where that is cheaper: up to some milliseconds behind, never ahead.
   seraph_load / _store      a flag that another thread sets.
   seraph_sent(state)        an exception waits that PyThreadState_SetAsyncExc has sent to the thread; needs no GIL.
   seraph_is_ascii(p, n)     no byte above 127.
   seraph_take_error()       the pending exception as a new reference, with its traceback; nothing is pending then.
   seraph_refcount(o)        how many references there are to an object; seraph_is_gc(o), seraph_traverse(o, visit, arg): what
                             Python's garbage collector would ask.
   seraph_frame(...)         a new Python frame that stands for a script function in tracebacks. */
#ifndef SERAPH_HOSTAPI_H
#define SERAPH_HOSTAPI_H
#include <Python.h>
#include <frameobject.h>
#include <stdint.h>
#include <string.h>
#if defined(_WIN32)
#include <windows.h>
#else
#include <time.h>
#endif

static inline int seraph_small_int(PyObject *o, int64_t *value) {
    if (!PyLong_Check(o)) return 0;
#if PY_VERSION_HEX >= 0x030C0000
    if (!PyUnstable_Long_IsCompact((PyLongObject *)o)) return 0;
    *value = (int64_t)PyUnstable_Long_CompactValue((PyLongObject *)o);
    return 1;
#else
    {
        Py_ssize_t size = Py_SIZE(o);
        if (size < -1 || size > 1) return 0;
        *value = size ? (int64_t)size * (int64_t)((PyLongObject *)o)->ob_digit[0] : 0;
        return 1;
    }
#endif
}

static inline int seraph_has_float(PyObject *o) {
    return Py_TYPE(o)->tp_as_number != NULL && Py_TYPE(o)->tp_as_number->nb_float != NULL;
}

/* Arguments live as long as a call, and an int costs an allocation that takes a tenth of a call. So ints that nobody else
   holds after the call are kept and take the next value (CPython 3.12 has another layout of ints: there they are not).
   All of this happens with the GIL held. */
#if PY_VERSION_HEX < 0x030C0000
#define SERAPH_SPARE_INTS 4
static PyObject *seraph_spare[SERAPH_SPARE_INTS];
static int seraph_spares = 0;

static inline PyObject *seraph_new_int(int64_t value) {
    PyObject *o;
    if (seraph_spares == 0 || value > PyLong_MASK || value < -(int64_t)PyLong_MASK || (value >= -5 && value <= 256))
        return PyLong_FromLongLong(value);
    o = seraph_spare[--seraph_spares];
    ((PyLongObject *)o)->ob_digit[0] = (digit)(value < 0 ? -value : value);
    Py_SET_SIZE(o, value < 0 ? -1 : 1);
    return o;
}

static inline void seraph_drop(PyObject *o) {
    if (Py_REFCNT(o) == 1 && PyLong_CheckExact(o) && (Py_SIZE(o) == 1 || Py_SIZE(o) == -1) &&
        seraph_spares < SERAPH_SPARE_INTS)
        seraph_spare[seraph_spares++] = o;
    else
        Py_DECREF(o);
}
#else
static inline PyObject *seraph_new_int(int64_t value) { return PyLong_FromLongLong(value); }
static inline void seraph_drop(PyObject *o) { Py_DECREF(o); }
#endif

/* A Python function keeps its promises (a result, or NULL and an exception); others are watched by the general call. */
static inline PyObject *seraph_call(PyObject *callable, PyObject *const *args, size_t nargs) {
    nargs |= PY_VECTORCALL_ARGUMENTS_OFFSET;
    if (PyFunction_Check(callable)) return ((PyFunctionObject *)callable)->vectorcall(callable, args, nargs, NULL);
    return PyObject_Vectorcall(callable, args, nargs, NULL);
}

static inline int64_t seraph_now(void) {
#if defined(_WIN32)
    LARGE_INTEGER count, frequency;
    QueryPerformanceCounter(&count);
    QueryPerformanceFrequency(&frequency);
    return (int64_t)(count.QuadPart / frequency.QuadPart) * 1000000000 +
           (int64_t)(count.QuadPart % frequency.QuadPart) * 1000000000 / frequency.QuadPart;
#else
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (int64_t)t.tv_sec * 1000000000 + t.tv_nsec;
#endif
}

static inline int64_t seraph_now_coarse(void) {
#if defined(CLOCK_MONOTONIC_COARSE)
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC_COARSE, &t);
    return (int64_t)t.tv_sec * 1000000000 + t.tv_nsec;
#else
    return seraph_now();
#endif
}

#if defined(__GNUC__)
static inline int seraph_load(const int *flag) { return __atomic_load_n(flag, __ATOMIC_RELAXED); }
static inline void seraph_store(int *flag, int value) { __atomic_store_n(flag, value, __ATOMIC_RELAXED); }
#else
static inline int seraph_load(const int *flag) { return *(const volatile int *)flag; }
static inline void seraph_store(int *flag, int value) { *(volatile int *)flag = value; }
#endif

/* The field is no part of the stable interface: for versions of Python that are not known yet it is not looked at. */
static inline int seraph_sent(PyThreadState *state) {
#if PY_VERSION_HEX < 0x030F0000
    return *(PyObject *const volatile *)&state->async_exc != NULL;
#else
    (void)state;
    return 0;
#endif
}

static inline int seraph_is_ascii(const char *p, size_t n) {
    uint64_t word, high = 0;
    while (n >= 8) {
        memcpy(&word, p, 8);
        high |= word;
        p += 8;
        n -= 8;
    }
    while (n--) high |= (uint64_t)(*p++ & 0x80) << 56;
    return !(high & 0x8080808080808080ULL);
}

static inline PyObject *seraph_take_error(void) {
#if PY_VERSION_HEX >= 0x030C0000
    return PyErr_GetRaisedException();
#else
    PyObject *type, *value, *traceback;
    PyErr_Fetch(&type, &value, &traceback);
    PyErr_NormalizeException(&type, &value, &traceback);
    if (traceback) PyException_SetTraceback(value, traceback);
    Py_XDECREF(type);
    Py_XDECREF(traceback);
    return value;
#endif
}

/* References to an object. Where threads count on their own the number says nothing: as if there were very many. */
static inline int64_t seraph_refcount(PyObject *o) {
#if defined(Py_GIL_DISABLED)
    (void)o;
    return (int64_t)1 << 40;
#else
    return (int64_t)Py_REFCNT(o);
#endif
}

static inline int seraph_is_gc(PyObject *o) { return PyObject_IS_GC(o) && Py_TYPE(o)->tp_traverse != NULL; }

static inline void seraph_traverse(PyObject *o, visitproc visit, void *arg) { Py_TYPE(o)->tp_traverse(o, visit, arg); }

static inline PyObject *seraph_frame(const char *section, const char *function, int line, PyObject *globals) {
    PyCodeObject *code = PyCode_NewEmpty(section, function, line);
    PyFrameObject *frame = code ? PyFrame_New(PyThreadState_Get(), code, globals, NULL) : NULL;
    Py_XDECREF(code);
    return (PyObject *)frame;
}
#endif
