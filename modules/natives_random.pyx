# cython: language_level=3, boundscheck=False, wraparound=False, cdivision=True, initializedcheck=False
"""The C functions of the modules random and time.

What it is not: the generator (`vm/random.pxd`); its state is the instance's, so that two instances do not disturb each
other and a replay is exact. The functions are offered by hosts only: a program of a host that has not installed the
module cannot call them, wherever it comes from.
"""
from libc.stdint cimport int64_t, uint32_t, uint64_t
from libc.string cimport memcpy

from seraphscript.vm.convert cimport seraph_now
from seraphscript.vm.driver cimport InstanceState
from seraphscript.vm.layout cimport EXC_RANGE
from seraphscript.vm.natives cimport register_native
from seraphscript.vm.random cimport rng_next, rng_seed
from seraphscript.vm.vmstate cimport NativeFn, Vm

from seraphscript.registry.ids import native_id

cdef extern from *:
    """
    #include <time.h>
    static int64_t seraph_wall_clock(void)
    {
        struct timespec t;
        timespec_get(&t, TIME_UTC);
        return (int64_t)t.tv_sec * 1000000000 + t.tv_nsec;
    }
    """
    int64_t seraph_wall_clock() noexcept nogil


cdef inline uint64_t *state(Vm *vm) noexcept nogil:
    return (<InstanceState>vm.user).random


cdef inline double unit(Vm *vm) noexcept nogil:
    """0 <= x < 1: one of the 2**53 numbers at equal distances."""
    return <double>(rng_next(state(vm)) >> 11) * (1.0 / 9007199254740992.0)


cdef uint32_t below(Vm *vm, uint32_t n) noexcept nogil:
    """0 <= x < n, all equally likely; n > 0. The upper half of a product, again if the lower half falls into the rest."""
    cdef uint64_t product = (rng_next(state(vm)) >> 32) * n
    cdef uint32_t rest
    if <uint32_t>product < n:
        rest = (0 - n) % n
        while <uint32_t>product < rest:
            product = (rng_next(state(vm)) >> 32) * n
    return <uint32_t>(product >> 32)


cdef int r_random(Vm *vm, int64_t *args) noexcept nogil:
    cdef double x = unit(vm)
    memcpy(args, &x, 8)
    return 0


cdef int r_rand(Vm *vm, int64_t *args) noexcept nogil:
    args[0] = <int64_t>(rng_next(state(vm)) >> 33)
    return 0


cdef int r_rand_below(Vm *vm, int64_t *args) noexcept nogil:
    if args[0] <= 0:
        return EXC_RANGE
    args[0] = below(vm, <uint32_t>args[0])
    return 0


cdef int r_rand_between(Vm *vm, int64_t *args) noexcept nogil:
    if args[1] <= args[0]:
        return EXC_RANGE
    args[0] += below(vm, <uint32_t>(args[1] - args[0]))
    return 0


cdef int r_range(Vm *vm, int64_t *args) noexcept nogil:
    """low <= x < high; the halves, as the difference of two large numbers is none."""
    cdef double low, high, x, part
    memcpy(&low, args, 8)
    memcpy(&high, args + 1, 8)
    if not (low < high and high - high == 0 and low - low == 0):
        return EXC_RANGE
    part = unit(vm)
    x = low * (1 - part) + high * part
    if not low <= x < high:                     # rounded
        x = low
    memcpy(args, &x, 8)
    return 0


cdef int r_seed(Vm *vm, int64_t *args) noexcept nogil:
    rng_seed(state(vm), <uint64_t>args[0])
    return 0


cdef int t_milliseconds(Vm *vm, int64_t *args) noexcept nogil:
    args[0] = seraph_wall_clock() / 1000000
    return 0


cdef int t_nanoseconds(Vm *vm, int64_t *args) noexcept nogil:
    args[0] = seraph_wall_clock()
    return 0


cdef int t_monotonic(Vm *vm, int64_t *args) noexcept nogil:
    args[0] = seraph_now()
    return 0


cdef int add(str name, NativeFn fn, str signature) except -1:
    register_native(native_id(name), fn, signature, name, False, True)
    return 0


def register() -> None:
    """Register all functions of this file; done once, when the default modules are imported."""
    add("random.random", r_random, "f64()")
    add("random.rand", r_rand, "i32()")
    add("random.randBelow", r_rand_below, "i32(i32)")
    add("random.randBetween", r_rand_between, "i32(i32, i32)")
    add("random.randomRange", r_range, "f64(f64, f64)")
    add("random.seed", r_seed, "void(u64)")
    add("time.getSystemTime", t_milliseconds, "i64()")
    add("time.getSystemTimeNs", t_nanoseconds, "i64()")
    add("time.getMonotonicTime", t_monotonic, "i64()")


register()
