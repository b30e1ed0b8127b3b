/* Value noise for terrain, in C alone: functions of C types, wrapped by a line each.

   `noise.register(module)` gives them to a seraphscript Module. `time_calls(n)` calls one of them n times from C, through
   a pointer: what a call from a script is compared with. */
#include <Python.h>
#include <math.h>
#include <stdbool.h>
#include "seraph_native.h"

static uint32_t scramble(uint32_t x, uint32_t y, uint32_t seed)
{
    uint32_t h = x * 0x8da6b343u ^ y * 0xd8163841u ^ seed * 0xcb1ab31fu;
    h = (h ^ h >> 15) * 0x2c1b3c6du;
    h = (h ^ h >> 12) * 0x297a2d39u;
    return h ^ h >> 15;
}

static double smooth(double t) { return t * t * (3 - 2 * t); }

static double mix(double a, double b, double t) { return a + (b - a) * t; }

/* Between 0 and 1, and without jumps. */
static double noise(double x, double y, uint32_t seed)
{
    double column = floor(x), row = floor(y), u = smooth(x - column), v = smooth(y - row);
    uint32_t i = (uint32_t)(int64_t)column, j = (uint32_t)(int64_t)row;
    double top = mix(scramble(i, j, seed), scramble(i + 1, j, seed), u);
    double bottom = mix(scramble(i, j + 1, seed), scramble(i + 1, j + 1, seed), u);
    return mix(top, bottom, v) / 4294967295.0;
}

/* A seed that is a word. */
static uint32_t seed_of(const char *text, size_t size)
{
    uint32_t h = 2166136261u;
    for (size_t i = 0; i < size; i++)
        h = (h ^ (unsigned char)text[i]) * 16777619u;
    return h;
}

/* Pieces of constant text need no copy of their own. */
static SeraphText biome(float height, bool warm)
{
    if (height < 0.3f) return (SeraphText){"sea", 3};
    if (height < 0.7f) return warm ? (SeraphText){"meadow", 6} : (SeraphText){"tundra", 6};
    return (SeraphText){"rock", 4};
}

static int64_t add(int64_t a, int64_t b) { return a + b; }

SERAPH_WRAP3(mix, f64, f64, f64, f64)
SERAPH_WRAP3(noise, f64, f64, f64, u32)
SERAPH_WRAP1(seed_of, u32, str)
SERAPH_WRAP2(biome, str, f32, bool)
SERAPH_WRAP2(add, i64, i64, i64)

static PyObject *register_functions(PyObject *self, PyObject *module)
{
    (void)self;
    if (SERAPH_ADD(module, "double mix(double a, double b, double t)", mix) < 0 ||
        SERAPH_ADD(module, "double noise(double x, double y, uint seed = 1)", noise) < 0 ||
        SERAPH_ADD(module, "uint seedOf(const string &in word)", seed_of) < 0 ||
        SERAPH_ADD(module, "string biome(float height, bool warm)", biome) < 0 ||
        SERAPH_ADD(module, "int64 add(int64 a, int64 b)", add) < 0)
        return NULL;
    Py_RETURN_NONE;
}

static PyObject *time_calls(PyObject *self, PyObject *count)
{
    int64_t (*volatile function)(int64_t, int64_t) = add;       /* not inlined */
    int64_t n = PyLong_AsLongLong(count), sum = 0;
    (void)self;
    if (n == -1 && PyErr_Occurred()) return NULL;
    for (int64_t i = 0; i < n; i++)
        sum = function(sum, i);
    return PyLong_FromLongLong(sum);
}

static PyMethodDef functions[] = {
    {"register", register_functions, METH_O, "Give the functions to a Module."},
    {"time_calls", time_calls, METH_O, "Call add() that often from C; the sum."},
    {NULL, NULL, 0, NULL},
};
static struct PyModuleDef definition = {PyModuleDef_HEAD_INIT, "noise", NULL, 0, functions, NULL, NULL, NULL, NULL};

PyMODINIT_FUNC PyInit_noise(void) { return PyModule_Create(&definition); }
