# cython: language_level=3, boundscheck=False, wraparound=False, cdivision=True, initializedcheck=False
"""The C functions of the std module: output, assertions, exceptions, fibers.

The print functions take any number of primitives and strings; their kinds are those of the program's row for this call
(`vm.call_index`). Numbers are written as the engine formats them everywhere (`vm/numbers`).
"""
from libc.stdint cimport int64_t, uint32_t, uint64_t
from libc.string cimport memcpy

from seraphscript.vm.coroutine cimport FIBER_FINISHED, FIBER_RUNNING, fiber_abort, fiber_new, fiber_state, is_fiber
from seraphscript.vm.heap cimport NO_HANDLE, heap_release, heap_retain, heap_valid
from seraphscript.vm.layout cimport (
    EXC_CUSTOM, EXC_NULL, EXC_UNBOUND, FN_METHOD, FUNC_FN, FUNC_OBJECT, ExternDef, FuncDef,
)
from seraphscript.vm.natives cimport register_native
from seraphscript.vm.numbers cimport NUMBER_TEXT, fmt_bool, fmt_f32, fmt_f64, fmt_i64, fmt_u64
from seraphscript.vm.opcodes cimport K_BOOL, K_F32, K_F64, K_STR, K_U64
from seraphscript.vm.strings cimport str_new, str_view
from seraphscript.vm.vmstate cimport (
    SWITCH_YIELD, VM_SWITCH, NativeFn, Vm, vm_exc_text, vm_raise, vm_raise_str, vm_write, vm_write_err,
)

from seraphscript.registry.ids import native_id


cdef enum:
    SWITCH_WORK = 8             # cost units of a switch, besides those for what it copies


cdef inline int write(Vm *vm, int err, const char *text, uint64_t n) noexcept nogil:
    return vm_write_err(vm, text, n) if err else vm_write(vm, text, n)


cdef int write_value(Vm *vm, int err, uint32_t kind, int64_t slot) noexcept nogil:
    cdef char text[NUMBER_TEXT]
    cdef const char *p
    cdef uint64_t n
    cdef double d
    cdef float f
    kind &= 0xff
    if kind == K_STR:
        p = str_view(vm.heap, slot, &n)
        return write(vm, err, p, n)
    if kind == K_BOOL:
        n = fmt_bool(text, slot)
    elif kind == K_F64:
        memcpy(&d, &slot, 8)
        n = fmt_f64(text, d)
    elif kind == K_F32:
        memcpy(&f, &slot, 4)
        n = fmt_f32(text, f)
    elif kind == K_U64:
        n = fmt_u64(text, <uint64_t>slot)
    else:
        n = fmt_i64(text, slot)
    return write(vm, err, text, n)


cdef int write_values(Vm *vm, int64_t *args, int err, int newline) noexcept nogil:
    """All values one behind the other; if the first is a string with others behind it, it is a format.

    `{}` stands for the next value, `{{` and `}}` for a brace. Placeholders without a value stay as they are; values
    without a placeholder follow at the end.
    """
    cdef const ExternDef *row = &vm.prog.natives[vm.call_index]
    cdef const uint32_t *kinds = vm.prog.kinds + row.kinds
    cdef uint32_t count = row.nparams, next = 0
    cdef const char *p
    cdef uint64_t n, i = 0, start = 0
    cdef int error
    if count > 1 and kinds[0] == K_STR:
        next = 1
        p = str_view(vm.heap, args[0], &n)
        vm.heap.work += <int64_t>(n >> 2)
        while i + 1 < n:
            if p[i] == p[i + 1] and (p[i] == c'{' or p[i] == c'}'):
                error = write(vm, err, p + start, i + 1 - start)
                i += 2
                start = i
            elif p[i] == c'{' and p[i + 1] == c'}' and next < count:
                error = write(vm, err, p + start, i - start)
                if not error:
                    error = write_value(vm, err, kinds[next], args[next])
                next += 1
                i += 2
                start = i
            else:
                i += 1
                continue
            if error:
                return error
        error = write(vm, err, p + start, n - start)
        if error:
            return error
    while next < count:
        error = write_value(vm, err, kinds[next], args[next])
        if error:
            return error
        next += 1
    return write(vm, err, "\n", 1) if newline else 0


cdef int std_print(Vm *vm, int64_t *args) noexcept nogil:
    return write_values(vm, args, 0, 0)


cdef int std_println(Vm *vm, int64_t *args) noexcept nogil:
    return write_values(vm, args, 0, 1)


cdef int std_eprint(Vm *vm, int64_t *args) noexcept nogil:
    return write_values(vm, args, 1, 0)


cdef int std_eprintln(Vm *vm, int64_t *args) noexcept nogil:
    return write_values(vm, args, 1, 1)


cdef int std_assert(Vm *vm, int64_t *args) noexcept nogil:
    return 0 if args[0] else vm_raise(vm, "assert failed", 13)


cdef int std_assert_message(Vm *vm, int64_t *args) noexcept nogil:
    return 0 if args[0] else vm_raise_str(vm, args[1])


cdef int std_throw(Vm *vm, int64_t *args) noexcept nogil:
    return vm_raise_str(vm, args[0])


cdef int std_exception_info(Vm *vm, int64_t *args) noexcept nogil:
    """Text of the exception that the last catch took; "" if there was none."""
    cdef uint32_t code = vm.exc if vm.exc else vm.caught
    cdef uint64_t n
    cdef const char *p
    cdef int64_t s
    if code == EXC_CUSTOM and vm.exc_text:  # a string of the heap already: share it
        heap_retain(vm.heap, vm.exc_text)
        s = vm.exc_text
    else:
        p = vm_exc_text(vm, &n)
        s = str_new(vm.heap, p, n)
    if s == NO_HANDLE:
        return <int>vm.heap.error
    args[0] = s
    return 0


cdef int std_yield(Vm *vm, int64_t *args) noexcept nogil:
    vm.switch_to = SWITCH_YIELD
    vm.flush |= VM_SWITCH
    vm.heap.work += SWITCH_WORK
    return 0


cdef int fiber_make(Vm *vm, int64_t *args) noexcept nogil:
    """The function is checked as at a call through its handle. A callable of the host is called as its shape, with the
    function object as the object that it stands behind."""
    cdef uint32_t row = vm.prog.kinds[vm.prog.natives[vm.call_index].kinds] >> 8
    cdef int64_t h = args[0], object = 0
    cdef uint64_t fn
    cdef const FuncDef *f
    if not heap_valid(vm.heap, h):
        return EXC_NULL
    fn = <uint64_t>vm.heap.mem[h + FUNC_FN]
    if fn >= vm.nfuncs or vm.signatures[fn] != <uint32_t>vm.classes[row].handles:
        return EXC_UNBOUND
    f = vm.prog.funcs + fn
    if f.flags & FN_METHOD:
        object = vm.heap.mem[h + FUNC_OBJECT]
        if object < 0:
            object = h
        elif not heap_valid(vm.heap, object):
            return EXC_NULL
    if f.nparams != (f.flags & FN_METHOD != 0):
        return EXC_UNBOUND
    heap_retain(vm.heap, object)
    h = fiber_new(vm.heap, <uint32_t>fn, &object)
    if h == NO_HANDLE:
        heap_release(vm.heap, object)
        return <int>vm.heap.error
    args[0] = h
    return 0


cdef int fiber_resume(Vm *vm, int64_t *args) noexcept nogil:
    if not is_fiber(vm.heap, args[0]):
        return EXC_NULL
    vm.switch_to = args[0]
    vm.flush |= VM_SWITCH
    vm.heap.work += SWITCH_WORK
    return 0


cdef int fiber_end(Vm *vm, int64_t *args) noexcept nogil:
    if not is_fiber(vm.heap, args[0]):
        return EXC_NULL
    if fiber_state(vm.heap, args[0]) == FIBER_RUNNING:
        return vm_raise(vm, "The fiber is running", 20)
    fiber_abort(vm.heap, args[0])
    return 0


cdef int fiber_get_state(Vm *vm, int64_t *args) noexcept nogil:
    if not is_fiber(vm.heap, args[0]):
        return EXC_NULL
    args[0] = fiber_state(vm.heap, args[0])
    return 0


cdef int fiber_get_done(Vm *vm, int64_t *args) noexcept nogil:
    if not is_fiber(vm.heap, args[0]):
        return EXC_NULL
    args[0] = fiber_state(vm.heap, args[0]) >= FIBER_FINISHED
    return 0


cdef int add(str name, NativeFn fn, str signature, bint yields=False) except -1:
    register_native(native_id(name), fn, signature, name, yields)
    return 0


def register() -> None:
    """Register all functions of the module; done once, when the default modules are imported."""
    add("std.print", std_print, "void(*)")
    add("std.println", std_println, "void(*)")
    add("std.eprint", std_eprint, "void(*)")
    add("std.eprintln", std_eprintln, "void(*)")
    add("std.assert", std_assert, "void(bool)")
    add("std.assert_message", std_assert_message, "void(bool, str)")
    add("std.throw", std_throw, "void(str)")
    add("std.getExceptionInfo", std_exception_info, "str()")
    add("std.yield", std_yield, "void()", True)
    add("fiber.new", fiber_make, "F(H)")
    add("fiber.resume", fiber_resume, "bool(F)")
    add("fiber.abort", fiber_end, "void(F)")
    add("fiber.state", fiber_get_state, "i32(F)")
    add("fiber.done", fiber_get_done, "bool(F)")


register()
