"""Calls from script to Python. See hostcall.pyx."""
from libc.stdint cimport int64_t, uint16_t, uint32_t, uint64_t

from cpython.object cimport PyObject

from .convert cimport quick_object, quick_slot
from .program cimport Program
from .vmstate cimport Vm

cdef extern from "Python.h":
    void Py_DECREF(PyObject *value)

cdef extern from "hostapi.h":
    PyObject *seraph_call(PyObject *callable, PyObject **args, size_t nargs)
    void seraph_drop(PyObject *value)

cdef enum:
    QUICK_ARGS = 8              # arguments that need no allocation

cdef enum HostAction:
    HOST_CALL = 0               # call the callable
    HOST_METHOD = 1             # the callable is a name: call that method of the first argument,
    HOST_GET = 2                # read that attribute of it,
    HOST_SET = 3                # or set it to the second argument;
    HOST_BEHIND = 4             # call the callable that stands behind the first argument, with the others;
    HOST_BOUND = 5              # call the callable, the first argument is the object that it is a method of;
    HOST_INIT = 6               # call the callable with the other arguments: the first one becomes what it gives

cdef enum HostGift:             # what a result can be, if a type has rules (`hostrules.pyx`)
    HOST_NOTHING = 0            # nothing that there are rules for
    HOST_GIVES = 1              # an object
    HOST_MAKES = 2              # an object that has just been constructed

cdef struct HostLink:           # one host function as a program calls it
    PyObject *callable          # or name; owned by the HostTable, like the next
    PyObject *owner             # the class that the first argument must be an object of, or NULL
    const uint32_t *kinds       # nparams + 1 + nouts kind words: parameters, result, outs; HOST_BEHIND: without the first
    uint64_t required           # HostFunction.required
    uint64_t copied             # HostFunction.copied
    uint16_t nparams
    uint16_t nouts
    uint16_t action             # HostAction
    uint16_t gives              # HostGift

cdef class HostTable:
    cdef readonly Program program
    cdef HostLink *links        # program.data.nhosts
    cdef tuple callables        # keeps them alive
    cdef object functions       # what it was made from
    cdef object types
    cdef dict rows              # Python class -> row of its type in the program; 0: none of its classes has one
    cdef set instances          # rows of instances of templates, of which one class may serve several
    cdef list classes           # row -> Python class; empty if the program has no host types
    cdef dict values            # row -> ValueForm of each value type of the host
    cdef dict value_rows        # Python class -> row of its value type
    cdef list rules             # row -> HostRules or None; None: no type has any
    cdef object __weakref__

    cdef uint32_t row_of(self, object python) except? 0xffffffff
    cdef uint32_t value_row_of(self, object python) except? 0xffffffff

# The table of a program and its host: the one that another instance holds already, or a new one.
cdef HostTable host_table(Program program, object functions, object types)

# The parts of a host call that are rarely needed, out of line. call_many: more than QUICK_ARGS arguments. call_copied: some
# are values that the callable changes. call_member: the actions on an object.
cdef int put_arg(PyObject **into, Vm *vm, const HostLink *link, uint32_t i) except -1
cdef int store_result(Vm *vm, const HostLink *link, PyObject *value) except -1
cdef int call_many(Vm *vm, const HostLink *link) noexcept
cdef int call_copied(Vm *vm, const HostLink *link, PyObject **argv) noexcept
cdef PyObject *call_member(const HostLink *link, PyObject **args, uint32_t nargs) noexcept

# The same for callers that have something to clean up: -1 with Python's error set.
ctypedef int (*PutArg)(PyObject **into, Vm *vm, const HostLink *link, uint32_t i) noexcept
ctypedef int (*StoreResult)(Vm *vm, const HostLink *link, PyObject *value) noexcept


cdef inline int call_with(Vm *vm, const HostLink *link, PyObject **argv) noexcept:
    """The host call with room for one object more than there are arguments."""
    cdef PyObject *result
    cdef uint32_t nargs = link.nparams
    cdef uint32_t i = 0
    cdef uint32_t kind
    cdef int64_t slot
    cdef int status = 0
    if link.copied:
        return call_copied(vm, link, argv)
    while i < nargs:
        kind = link.kinds[i]
        if quick_object(kind, vm.regs[vm.call_args + i], &argv[i + 1]):
            if argv[i + 1] == NULL:
                break
        elif (<PutArg>put_arg)(&argv[i + 1], vm, link, i):
            break
        i += 1
    else:
        status = 1
    if status == 0:
        result = NULL
    elif link.action == HOST_CALL:
        result = seraph_call(link.callable, argv + 1, nargs)
    else:
        result = call_member(link, argv + 1, nargs)
    while i:
        seraph_drop(argv[i])
        i -= 1
    if result == NULL:
        return -1
    status = 0
    if link.nouts == 0 and quick_slot(link.kinds[nargs], result, &slot):
        vm.regs[vm.call_dst] = slot
    else:
        status = (<StoreResult>store_result)(vm, link, result)
    seraph_drop(result)
    return status


# Performs the host call that vm.call_* describe, and stores its results. 0, or -1 with Python's error set: what the
# callable raised, or ConversionError. The instance may be re-entered meanwhile.
cdef inline int call_host(Vm *vm, const HostLink *link) noexcept:
    cdef PyObject *argv[QUICK_ARGS + 1]
    if link.nparams > QUICK_ARGS:
        return call_many(vm, link)
    return call_with(vm, link, argv)
