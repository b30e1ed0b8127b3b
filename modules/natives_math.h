/* The C functions of the math module, and the table that registers them.

   One macro a shape of function: it defines the function for each kind of operand and, listed in MATH_TABLE, gives its
   rows (key, C function, signature). Floating-point results are those of the C library; domain errors give NaN or
   infinity, never an exception. Functions of floating-point numbers take integers, too, and compute with double. */
#ifndef SERAPH_NATIVES_MATH_H
#define SERAPH_NATIVES_MATH_H
#include <math.h>
#include <stdint.h>
#include <string.h>

struct Vm;

static inline double get_f64(const int64_t *slot) { double v; memcpy(&v, slot, 8); return v; }
static inline float get_f32(const int64_t *slot) { float v; uint32_t b = (uint32_t)*slot; memcpy(&v, &b, 4); return v; }
static inline void put_f64(int64_t *slot, double v) { memcpy(slot, &v, 8); }
static inline void put_f32(int64_t *slot, float v) { uint32_t b; memcpy(&b, &v, 4); *slot = (int64_t)b; }
static inline double get_i64(const int64_t *slot) { return (double)*slot; }
static inline double get_u64(const int64_t *slot) { return (double)(uint64_t)*slot; }

#define FN(name, kind) static int m_##name##_##kind(struct Vm *vm, int64_t *a) { (void)vm;

/* one operand x, two x and y, three x, y and z; the last argument is the expression for float */
#define REAL1(name, expr, exprf) \
    FN(name, f64) double x = get_f64(a); put_f64(a, expr); return 0; } \
    FN(name, f32) float x = get_f32(a); put_f32(a, exprf); return 0; } \
    FN(name, i64) double x = get_i64(a); put_f64(a, expr); return 0; } \
    FN(name, u64) double x = get_u64(a); put_f64(a, expr); return 0; }
#define REAL2(name, expr, exprf) \
    FN(name, f64) double x = get_f64(a), y = get_f64(a + 1); put_f64(a, expr); return 0; } \
    FN(name, f32) float x = get_f32(a), y = get_f32(a + 1); put_f32(a, exprf); return 0; } \
    FN(name, i64) double x = get_i64(a), y = get_i64(a + 1); put_f64(a, expr); return 0; } \
    FN(name, u64) double x = get_u64(a), y = get_u64(a + 1); put_f64(a, expr); return 0; }
#define REAL3(name, call, callf) \
    FN(name, f64) put_f64(a, call(get_f64(a), get_f64(a + 1), get_f64(a + 2))); return 0; } \
    FN(name, f32) put_f32(a, callf(get_f32(a), get_f32(a + 1), get_f32(a + 2))); return 0; } \
    FN(name, i64) put_f64(a, call(get_i64(a), get_i64(a + 1), get_i64(a + 2))); return 0; } \
    FN(name, u64) put_f64(a, call(get_u64(a), get_u64(a + 1), get_u64(a + 2))); return 0; }
#define TEST(name, expr) \
    FN(name, f64) double x = get_f64(a); *a = (expr) ? 1 : 0; return 0; } \
    FN(name, f32) float x = get_f32(a); *a = (expr) ? 1 : 0; return 0; }

#define PI_ 3.14159265358979323846

static double fract(double x) { double whole; return modf(x, &whole); }
static float fractf_(float x) { float whole; return modff(x, &whole); }
static double lerp_(double p, double q, double t) { return p + (q - p) * t; }
static float lerpf_(float p, float q, float t) { return p + (q - p) * t; }
static double inv_lerp(double p, double q, double x) { double d = q - p; return fabs(d) < 2.220446049250313e-16 ? 0 : (x - p) / d; }
static float inv_lerpf(float p, float q, float x) { float d = q - p; return fabsf(d) < 1.1920929e-7f ? 0 : (x - p) / d; }
/* equal edges make a step: 0 below, 1 from the edge on */
static double smoothstep_(double p, double q, double x)
{
    double t = p == q ? (x < p ? 0 : 1) : (x - p) / (q - p);
    t = t < 0 ? 0 : t > 1 ? 1 : t;
    return t * t * (3 - 2 * t);
}
static float smoothstepf_(float p, float q, float x)
{
    float t = p == q ? (x < p ? 0 : 1) : (x - p) / (q - p);
    t = t < 0 ? 0 : t > 1 ? 1 : t;
    return t * t * (3 - 2 * t);
}

REAL1(sin, sin(x), sinf(x)) REAL1(cos, cos(x), cosf(x)) REAL1(tan, tan(x), tanf(x))
REAL1(asin, asin(x), asinf(x)) REAL1(acos, acos(x), acosf(x)) REAL1(atan, atan(x), atanf(x))
REAL1(sinh, sinh(x), sinhf(x)) REAL1(cosh, cosh(x), coshf(x)) REAL1(tanh, tanh(x), tanhf(x))
REAL1(asinh, asinh(x), asinhf(x)) REAL1(acosh, acosh(x), acoshf(x)) REAL1(atanh, atanh(x), atanhf(x))
REAL1(exp, exp(x), expf(x)) REAL1(exp2, exp2(x), exp2f(x)) REAL1(expM1, expm1(x), expm1f(x))
REAL1(ln, log(x), logf(x)) REAL1(log, log(x), logf(x)) REAL1(log2, log2(x), log2f(x))
REAL1(log10, log10(x), log10f(x)) REAL1(ln1p, log1p(x), log1pf(x))
REAL1(sqrt, sqrt(x), sqrtf(x)) REAL1(cbrt, cbrt(x), cbrtf(x))
REAL1(floor, floor(x), floorf(x)) REAL1(ceil, ceil(x), ceilf(x)) REAL1(round, round(x), roundf(x))
REAL1(trunc, trunc(x), truncf(x)) REAL1(fract, fract(x), fractf_(x)) REAL1(fraction, fract(x), fractf_(x))
REAL1(toRadians, x * (PI_ / 180), (float)(x * (PI_ / 180))) REAL1(toDegrees, x * (180 / PI_), (float)(x * (180 / PI_)))
REAL2(atan2, atan2(x, y), atan2f(x, y)) REAL2(pow, pow(x, y), powf(x, y)) REAL2(hypot, hypot(x, y), hypotf(x, y))
REAL2(copysign, copysign(x, y), copysignf(x, y)) REAL2(fmod, fmod(x, y), fmodf(x, y))
REAL2(remainder, remainder(x, y), remainderf(x, y))
REAL3(lerp, lerp_, lerpf_) REAL3(invLerp, inv_lerp, inv_lerpf) REAL3(smoothstep, smoothstep_, smoothstepf_)
REAL3(mulAdd, fma, fmaf)
TEST(isNan, isnan(x)) TEST(isInfinite, isinf(x)) TEST(isFinite, isfinite(x)) TEST(isNormal, isnormal(x))
TEST(isSubnormal, fpclassify(x) == FP_SUBNORMAL) TEST(isSignPositive, !signbit(x)) TEST(isSignNegative, signbit(x))

FN(logBase, f64) put_f64(a, log(get_f64(a)) / log(get_f64(a + 1))); return 0; }
FN(logBase, f32) put_f32(a, logf(get_f32(a)) / logf(get_f32(a + 1))); return 0; }
FN(powi, f64) put_f64(a, pow(get_f64(a), (double)a[1])); return 0; }
FN(powi, f32) put_f32(a, (float)pow(get_f32(a), (double)a[1])); return 0; }

/* the smallest integer is its own absolute value, as in two's complement arithmetic */
FN(abs, f64) put_f64(a, fabs(get_f64(a))); return 0; }
FN(abs, f32) put_f32(a, fabsf(get_f32(a))); return 0; }
FN(abs, i32) *a = (int32_t)(*a < 0 ? 0u - (uint32_t)*a : (uint32_t)*a); return 0; }
FN(abs, i64) *a = (int64_t)(*a < 0 ? 0u - (uint64_t)*a : (uint64_t)*a); return 0; }

FN(sign, f64) double x = get_f64(a); put_f64(a, x > 0 ? 1 : x < 0 ? -1 : isnan(x) ? x : 0); return 0; }
FN(sign, f32) float x = get_f32(a); put_f32(a, x > 0 ? 1 : x < 0 ? -1 : isnan(x) ? x : 0); return 0; }
FN(sign, i32) *a = *a > 0 ? 1 : *a < 0 ? -1 : 0; return 0; }
FN(sign, i64) *a = *a > 0 ? 1 : *a < 0 ? -1 : 0; return 0; }

/* canonical slots: int, uint and int64 compare as signed 64-bit numbers; a NaN operand loses; of equal ones, as are
   both zeros, it is the first */
#define ORDERED(kind, type) \
    FN(min, kind) *a = (type)a[1] < (type)a[0] ? a[1] : a[0]; return 0; } \
    FN(max, kind) *a = (type)a[1] > (type)a[0] ? a[1] : a[0]; return 0; } \
    FN(clamp, kind) \
        if ((type)a[1] > (type)a[2]) return seraph_bad_range(vm); \
        *a = (type)a[0] < (type)a[1] ? a[1] : (type)a[0] > (type)a[2] ? a[2] : a[0]; return 0; }

static int (*seraph_raise)(struct Vm *vm, const char *text, uint64_t n);
static int seraph_bad_range(struct Vm *vm)
{
    static const char text[] = "clamp: the lower bound is above the upper one";
    return seraph_raise(vm, text, sizeof text - 1);
}

ORDERED(i32, int64_t) ORDERED(i64, int64_t) ORDERED(u32, int64_t) ORDERED(u64, uint64_t)
FN(min, f64) double x = get_f64(a), y = get_f64(a + 1); put_f64(a, y < x || x != x ? y : x); return 0; }
FN(min, f32) float x = get_f32(a), y = get_f32(a + 1); put_f32(a, y < x || x != x ? y : x); return 0; }
FN(max, f64) double x = get_f64(a), y = get_f64(a + 1); put_f64(a, y > x || x != x ? y : x); return 0; }
FN(max, f32) float x = get_f32(a), y = get_f32(a + 1); put_f32(a, y > x || x != x ? y : x); return 0; }
FN(clamp, f64)
    double x = get_f64(a), lo = get_f64(a + 1), hi = get_f64(a + 2);
    if (!(lo <= hi)) return seraph_bad_range(vm);
    put_f64(a, x < lo ? lo : x > hi ? hi : x); return 0; }
FN(clamp, f32)
    float x = get_f32(a), lo = get_f32(a + 1), hi = get_f32(a + 2);
    if (!(lo <= hi)) return seraph_bad_range(vm);
    put_f32(a, x < lo ? lo : x > hi ? hi : x); return 0; }

/* Euclidean division: the remainder is never negative. EXC_DIV_ZERO and EXC_DIV_OVERFLOW as in layout.pxd. */
enum { DIV_ZERO = 2, DIV_OVERFLOW = 3 };
#define EUCLID_INT(kind, type, least) \
    FN(divEuclid, kind) \
        type x = (type)a[0], y = (type)a[1], q; \
        if (y == 0) return DIV_ZERO; \
        if (x == least && y == -1) return DIV_OVERFLOW; \
        q = x / y; *a = x % y < 0 ? (y > 0 ? q - 1 : q + 1) : q; return 0; } \
    FN(remEuclid, kind) \
        type x = (type)a[0], y = (type)a[1], r; \
        if (y == 0) return DIV_ZERO; \
        r = y == -1 ? 0 : x % y; *a = r < 0 ? (y > 0 ? r + y : r - y) : r; return 0; }
EUCLID_INT(i32, int32_t, INT32_MIN) EUCLID_INT(i64, int64_t, INT64_MIN)
/* The quotient follows from the remainder: x / y may round up to a whole number that x does not reach. A remainder that is
   not a number leaves the infinity, or what else is no number, of x / y. */
FN(divEuclid, f64)
    double x = get_f64(a), y = get_f64(a + 1), r = fmod(x, y), q = isnan(r) ? x / y : round((x - r) / y);
    if (y == 0) return DIV_ZERO;
    put_f64(a, r < 0 ? (y > 0 ? q - 1 : q + 1) : q); return 0; }
FN(remEuclid, f64)
    double x = get_f64(a), y = get_f64(a + 1), r;
    if (y == 0) return DIV_ZERO;
    r = fmod(x, y); put_f64(a, r < 0 ? r + fabs(y) : r); return 0; }
FN(divEuclid, f32)
    float x = get_f32(a), y = get_f32(a + 1), r = fmodf(x, y);
    float q = isnan(r) ? x / y : (float)round(((double)x - r) / y);
    if (y == 0) return DIV_ZERO;
    put_f32(a, r < 0 ? (y > 0 ? q - 1 : q + 1) : q); return 0; }
FN(remEuclid, f32)
    float x = get_f32(a), y = get_f32(a + 1), r;
    if (y == 0) return DIV_ZERO;
    r = fmodf(x, y); put_f32(a, r < 0 ? r + fabsf(y) : r); return 0; }

/* slots hold the bits of floating-point numbers already */
static int m_bits(struct Vm *vm, int64_t *a) { (void)vm; (void)a; return 0; }

FN(closeTo, f64)
    double x = get_f64(a), y = get_f64(a + 1), e = get_f64(a + 2), d = fabs(x - y);
    *a = x == y || ((x == 0 || y == 0) && d < e) || d / (fabs(x) + fabs(y)) < e; return 0; }
FN(closeTo, f32)
    float x = get_f32(a), y = get_f32(a + 1), e = get_f32(a + 2), d = fabsf(x - y);
    *a = x == y || ((x == 0 || y == 0) && d < e) || d / (fabsf(x) + fabsf(y)) < e; return 0; }

typedef struct { const char *key; int (*fn)(struct Vm *, int64_t *); const char *signature; } MathNative;

#define ROW(name, kind, signature) {"math." #name "." #kind, m_##name##_##kind, signature},
#define ROW1(name) ROW(name, f64, "f64(f64)") ROW(name, f32, "f32(f32)") ROW(name, i64, "f64(i64)") ROW(name, u64, "f64(u64)")
#define ROW2(name) ROW(name, f64, "f64(f64, f64)") ROW(name, f32, "f32(f32, f32)") ROW(name, i64, "f64(i64, i64)") \
    ROW(name, u64, "f64(u64, u64)")
#define ROW3(name) ROW(name, f64, "f64(f64, f64, f64)") ROW(name, f32, "f32(f32, f32, f32)") \
    ROW(name, i64, "f64(i64, i64, i64)") ROW(name, u64, "f64(u64, u64, u64)")
#define ROWT(name) ROW(name, f64, "bool(f64)") ROW(name, f32, "bool(f32)")
#define SAME1(name, kind) ROW(name, kind, #kind "(" #kind ")")
#define SAME2(name, kind) ROW(name, kind, #kind "(" #kind ", " #kind ")")
#define SAME3(name, kind) ROW(name, kind, #kind "(" #kind ", " #kind ", " #kind ")")
#define SIGNED(SAME, name) SAME(name, f64) SAME(name, f32) SAME(name, i32) SAME(name, i64)
#define ALL(SAME, name) SIGNED(SAME, name) SAME(name, u32) SAME(name, u64)

static const MathNative math_natives[] = {
    ROW1(sin) ROW1(cos) ROW1(tan) ROW1(asin) ROW1(acos) ROW1(atan) ROW1(sinh) ROW1(cosh) ROW1(tanh) ROW1(asinh)
    ROW1(acosh) ROW1(atanh) ROW1(exp) ROW1(exp2) ROW1(expM1) ROW1(ln) ROW1(log) ROW1(log2) ROW1(log10) ROW1(ln1p)
    ROW1(sqrt) ROW1(cbrt) ROW1(floor) ROW1(ceil) ROW1(round) ROW1(trunc) ROW1(fract) ROW1(fraction) ROW1(toRadians)
    ROW1(toDegrees)
    ROW2(atan2) ROW2(pow) ROW2(hypot) ROW2(copysign) ROW2(fmod) ROW2(remainder)
    ROW3(lerp) ROW3(invLerp) ROW3(smoothstep) ROW3(mulAdd)
    ROWT(isNan) ROWT(isInfinite) ROWT(isFinite) ROWT(isNormal) ROWT(isSubnormal) ROWT(isSignPositive) ROWT(isSignNegative)
    SAME2(logBase, f64) SAME2(logBase, f32) ROW(powi, f64, "f64(f64, i32)") ROW(powi, f32, "f32(f32, i32)")
    SIGNED(SAME1, abs) SIGNED(SAME1, sign) ALL(SAME2, min) ALL(SAME2, max) ALL(SAME3, clamp)
    SIGNED(SAME2, divEuclid) SIGNED(SAME2, remEuclid)
    {"math.toBits.f64", m_bits, "u64(f64)"}, {"math.toBits.f32", m_bits, "u32(f32)"},
    {"math.fromBits.f64", m_bits, "f64(u64)"}, {"math.fromBits.f32", m_bits, "f32(u32)"},
    ROW(closeTo, f64, "bool(f64, f64, f64)") ROW(closeTo, f32, "bool(f32, f32, f32)")
};
enum { MATH_NATIVES = sizeof math_natives / sizeof math_natives[0] };
#endif
