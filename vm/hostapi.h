/* What the bridge needs of Python and the system beyond Cython's own declarations.

   seraph_small_int(o, &v)   1 and the value if `o` is an int of one digit (the common case, no call); else 0.
   seraph_now()              monotonic clock in nanoseconds.
   seraph_load / _store      a flag that another thread sets.
   seraph_is_ascii(p, n)     no byte above 127.
   seraph_take_error()       the pending exception as a new reference, with its traceback; nothing is pending then.
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

#if defined(__GNUC__)
static inline int seraph_load(const int *flag) { return __atomic_load_n(flag, __ATOMIC_RELAXED); }
static inline void seraph_store(int *flag, int value) { __atomic_store_n(flag, value, __ATOMIC_RELAXED); }
#else
static inline int seraph_load(const int *flag) { return *(const volatile int *)flag; }
static inline void seraph_store(int *flag, int value) { *(volatile int *)flag = value; }
#endif

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

static inline PyObject *seraph_frame(const char *section, const char *function, int line, PyObject *globals) {
    PyCodeObject *code = PyCode_NewEmpty(section, function, line);
    PyFrameObject *frame = code ? PyFrame_New(PyThreadState_Get(), code, globals, NULL) : NULL;
    Py_XDECREF(code);
    return (PyObject *)frame;
}
#endif
