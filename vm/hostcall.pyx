# cython: language_level=3, boundscheck=False, wraparound=False, cdivision=True, initializedcheck=False
"""Calls from script to Python: binding of a program's host functions, and the call itself.

What it is: HostTable (which callable serves which row of the program's host functions, made once for any number of
instances) and call_host. What it is not: exceptions' way into the script (`driver.pyx`).

A host function gets the parameters that are not &out, and gives back its result; with &out parameters a tuple of the
result (unless void) and the out values in order, or the bare value if there is just one.

Invariants
- A callable is called by vectorcall with arguments on the C stack; no tuple, no dict.
- Nothing that was read from the VM before the call is used after it, except call_dst, which nested calls put back, as they do
  with call_index, by which errors name the function.
- Results are converted to a buffer of the C stack first: a conversion can run Python code, and that can use the VM.
"""
import sys
from collections.abc import Mapping
from typing import Any, NamedTuple
from weakref import WeakValueDictionary

from libc.stddef cimport size_t
from libc.stdint cimport int64_t, uint16_t, uint32_t, uint64_t
from libc.stdlib cimport calloc, free

from cpython.object cimport PyObject, PyTypeObject

from .convert cimport from_slot, kind_text, release_slots, to_slot
from .heap cimport heap_release, heap_retain
from .hostrules cimport host_rules
from .layout cimport (
    FN_REF, MAX_OUTS, TD_COPY, TD_DTOR, TD_KIND_SHIFT, TD_VALUE, TY_ARRAY, TY_FUNC, TY_HOST, TY_INTERFACE, TYPE_FIRST, TYPE_OBJECT,
    ExternDef, FuncDef, ProgramData, TypeDef,
)
from .natives cimport NativeDef, find_native
from .opcode_info cimport kind_names
from .opcodes cimport K_ARR, K_OBJ, K_VOID
from .program cimport Program, is_import, is_shape
from .values cimport form_of_value, store_value
from .vmstate cimport NATIVE_CALL, Vm

from .declarations import parse_declaration, signature_fits
from .errors import ConversionError, ConversionNullError, ConversionTypeError, LoadError, unexpected

cdef extern from "Python.h":
    void *PyMem_Malloc(size_t n)
    void PyMem_Free(void *p)
    void *PyErr_NoMemory()
    void Py_INCREF(PyObject *o)
    PyObject *Py_None
    size_t PY_VECTORCALL_ARGUMENTS_OFFSET
    PyObject *PyObject_VectorcallMethod(PyObject *name, PyObject **args, size_t nargsf, PyObject *kwnames)
    PyObject *PyObject_GetAttr(PyObject *o, PyObject *name)
    bint PyObject_TypeCheck(PyObject *o, PyTypeObject *type)
    int PyObject_SetAttr(PyObject *o, PyObject *name, PyObject *value)


cdef extern from "hostapi.h":
    object seraph_take_error()

cdef enum:
    MAX_CLASSES = 4096          # Python classes whose type is remembered


class HostMember(NamedTuple):
    """What a host function does with the object that it is called on: its `action` is "method", "get" or "set"."""

    action: str
    name: str


class HostFunction(NamedTuple):
    """What a host offers under an id: the callable, its declaration, and its signature in kinds: "i32(str, [f64]) u8".

    Bits of `required`: arguments of the callable that must not be null, behind them that of the result. `owner`: the
    class whose method it is, which the first argument must be an object of. Bits of `copied`: arguments that are values which
    the callable may change; they are copied back behind the call. `makes`: the first argument becomes what the callable
    gives, which gets the others. `constructs`: it is a constructor that gives an object.
    """

    callable: Any
    decl: str
    signature: str
    required: int = 0
    owner: type | None = None
    copied: int = 0
    makes: bool = False
    constructs: bool = False


class HostType(NamedTuple):
    """A class of the host: its qualified name for scripts, the id of the one that it is derived from (0: none), its kind, a
    number of `hostobjects.pxd`, and what implements its behaviours, by their names (`registry/kinds.py`)."""

    python: type
    name: str
    base: int
    kind: int = 0
    behaviours: Mapping[str, Any] | None = None


class HostValue(NamedTuple):
    """A value type of the host: the Python class that its values are objects of, or None for tuples; its qualified name;
    the declarations of its fields; how these become enum members (`registry/hints.py`), (): none does."""

    python: type | None
    name: str
    fields: tuple[str, ...]
    members: tuple[Any, ...] = ()


HOST_ACTIONS = {"method": HOST_METHOD, "get": HOST_GET, "set": HOST_SET}
INTEGERS = {f"{sign}int{size}" for sign in ("", "u") for size in ("", 8, 16, 64)}
HOST_ARGUMENTS = {"get": 1, "set": 2}       # what a call reads, whatever the row says


cdef str kind_signature(const ProgramData *p, uint32_t kind, int inner=0):
    cdef uint32_t type = kind >> 8
    cdef int depth = 0
    while (kind & 0xff) == K_ARR and type < p.ntypes and p.types[type].sort == TY_ARRAY and depth < 64:
        kind = p.types[type].elem
        type = kind >> 8
        depth += 1
    text = kind_names[kind & 0xff].decode().lower()
    if (kind & 0xff) == K_OBJ and inner == 0 and type < p.ntypes and p.types[type].sort == TY_FUNC:
        text = callable_signature(p, &p.funcs[p.vtables[p.types[type].vtable]])
    return "[" * depth + text + "]" * depth


cdef str callable_signature(const ProgramData *p, const FuncDef *f):
    """A type of functions: result, parameters behind the object that is called, &out parameters."""
    cdef uint32_t i
    if f.flags & FN_REF:
        return "obj"
    inputs = " ".join([kind_signature(p, p.kinds[f.kinds + i], 1) for i in range(1, f.nparams)])
    outs = " ".join([kind_signature(p, p.kinds[f.outs + i], 1) for i in range(f.nouts)])
    return f"func<{kind_signature(p, f.ret, 1)}|{inputs}|{outs}>"


cdef str extern_signature(const ProgramData *p, const ExternDef *row):
    cdef const uint32_t *kinds = p.kinds + row.kinds
    cdef uint32_t i
    params = ", ".join([kind_signature(p, kinds[i]) for i in range(row.nparams)])
    outs = ", ".join([kind_signature(p, kinds[row.nparams + 1 + i]) for i in range(row.nouts)])
    return f"{kind_signature(p, kinds[row.nparams])}({params})" + (f" {outs}" if outs else "")


cdef tuple value_types(Program program, const ExternDef *row):
    """What the types of values and of outs of a call are called: enums by their names."""
    cdef uint32_t i
    names = [kind_text(&program.data, program.data.kinds[row.kinds + i]) for i in range(row.nparams + 1 + row.nouts)]
    del names[row.nparams]              # of the result
    enums = program.debug_str(row.enums).split(";")
    for i, name in enumerate(enums[:len(names)]):
        if name and names[i] in INTEGERS:
            names[i] = name
    return tuple(names[:row.nparams]), tuple(names[row.nparams:])


cdef class HostTable:
    """The host functions and classes of one program, bound to what implements them; instances of the program share it."""

    def __cinit__(
        self, Program program not None, functions: Mapping[int, HostFunction], types: Mapping[int, HostType] | None = None
    ) -> None:
        cdef uint32_t i, n = program.data.nhosts
        cdef const ExternDef *row
        cdef const NativeDef *native
        cdef list callables = []
        cdef list problems = []
        self.program = program
        self.functions = functions
        self.types = types
        self.rows = {}
        self.classes = []
        self.values = {}
        self.value_rows = {}
        self.instances = set()
        self.rules = None
        self.links = <HostLink *>calloc(n if n else 1, sizeof(HostLink))
        if self.links == NULL:
            raise MemoryError()
        for i in range(n):
            row = &program.data.hosts[i]
            if is_import(row.id):
                continue                        # instances bind it
            decl = program.debug_str(row.decl)
            if is_shape(row.id):
                if row.nparams == 0 or program.data.kinds[row.kinds] != (<uint32_t>K_OBJ | TYPE_OBJECT << 8):
                    problems.append(f"'{decl}' has no object")
                    continue
                self.links[i].action = HOST_BEHIND
                self.links[i].required = required_of_shape(decl)
                self.links[i].kinds = program.data.kinds + row.kinds + 1
                self.links[i].nparams = row.nparams - 1
                self.links[i].nouts = row.nouts
                continue
            function = functions.get(row.id)
            if function is None:
                problems.append(missing_text(decl, functions))
                continue
            signature = extern_signature(&program.data, row)
            if function.decl != decl or not signature_fits(function.signature, signature):
                problems.append(f"'{decl}' is '{function.decl}' here" if function.decl != decl else
                                f"'{decl}' has the signature {function.signature} here, {signature} in the program")
                continue
            target = function.callable
            if function.owner is not None:
                self.links[i].action = HOST_BOUND
                callables.append(function.owner)
                self.links[i].owner = <PyObject *>function.owner
            if isinstance(target, HostMember):
                if HOST_ARGUMENTS.get(target.action, row.nparams) != row.nparams or row.nparams == 0:
                    problems.append(f"'{decl}' is {target.action} {target.name!r} of an object here")
                    continue
                self.links[i].action = <uint16_t><int>HOST_ACTIONS[target.action]
                target = sys.intern(target.name)
            if function.makes:
                self.links[i].action = HOST_INIT
            if hasattr(type(target), "for_call"):       # it wants to know the types of values (`registry/raw.py`)
                target = target.for_call(*value_types(program, row))
            callables.append(target)
            self.links[i].callable = <PyObject *>target
            self.links[i].required = function.required & 0xffffffffffffffff
            self.links[i].copied = function.copied & ((<uint64_t>1 << min(<int>row.nparams, 63)) - 1)
            if function.makes and not self.links[i].copied & 1:
                problems.append(f"'{decl}' has no object")
            self.links[i].kinds = program.data.kinds + row.kinds
            self.links[i].nparams = row.nparams
            self.links[i].nouts = row.nouts
            if (program.data.kinds[row.kinds + row.nparams] & 0xff) == K_OBJ:
                self.links[i].gives = HOST_MAKES if function.constructs else HOST_GIVES
        self.callables = tuple(callables)
        offers = getattr(functions, "offers_native", None)
        for i in range(program.data.nnatives):
            native = find_native(program.data.natives[i].id)
            if native != NULL and native.offered and (offers is None or not offers(native.id)):
                problems.append(f"'{program.debug_str(program.data.natives[i].decl)}' is missing")
        if problems:
            raise LoadError("host functions", "; ".join(problems))
        shape = getattr(functions, "shape", None)
        for i in range(TYPE_FIRST, program.data.ntypes):
            problem = "" if shape is None else misshapen(program, i, shape)
            if problem:
                pass
            elif program.data.types[i].sort == TY_HOST:
                problem = bind_type(self, i, {} if types is None else types)
            elif program.data.types[i].flags & TD_VALUE:
                problem = bind_value(self, i, {} if types is None else types)
            if problem:
                problems.append(problem)
        if problems:
            raise LoadError("host classes", "; ".join(problems))
        for i in range(n if self.rules is None else 0):
            self.links[i].gives = HOST_NOTHING

    def __dealloc__(self) -> None:
        free(self.links)

    cdef uint32_t row_of(self, object python) except? 0xffffffff:
        """The row of the first of a class and its bases that the program knows, 0 if it knows none."""
        cdef uint32_t row = 0
        found = self.rows.get(python)
        if found is None:
            for base in python.__mro__:
                row = self.rows.get(base, 0)
                if row:
                    break
            if len(self.rows) > MAX_CLASSES:            # a host that makes classes without end
                self.rows = {base: i for i, base in enumerate(self.classes) if base is not None}
            self.rows[python] = row
            return row
        return found


    cdef uint32_t value_row_of(self, object python) except? 0xffffffff:
        """The row of the value type of a class or of one of its bases, 0 if there is none."""
        for base in python.__mro__:
            found = self.value_rows.get(base)
            if found is not None:
                return found
        return 0


cdef str misshapen(Program program, uint32_t row, object shape):
    """Whether a type of the host is another one than when the program was compiled: what is wrong, or ""."""
    cdef const TypeDef *t = &program.data.types[row]
    name = program.debug_str(t.name)
    if not t.id or "<" in name:             # instances of templates are what their arguments make them
        return ""
    have = shape(name)
    if t.sort == TY_INTERFACE:
        return "" if have == ("interface", t.id) else f"the interface '{name}' is {'missing' if have is None else 'another one here'}"
    if have is None:
        return ""                           # its own problem
    if t.sort == TY_HOST and have[0] == "class" and have[1] != t.flags >> TD_KIND_SHIFT:
        return f"'{name}' is a class of another kind here"
    if t.flags & TD_VALUE and have[0] == "value":
        for one, flag, there in zip(("destructor", "copy constructor"), (TD_DTOR, TD_COPY), have[1:]):
            if there != (t.flags & flag != 0):
                return f"'{name}' has {'a' if there else 'no'} {one} here"
    return ""


cdef str bind_value(HostTable table, uint32_t row, object types):
    """Find the fields of a value type, and its Python class if it has one; what is wrong, or ""."""
    cdef Program program = table.program
    cdef const TypeDef *t = &program.data.types[row]
    cdef uint32_t k
    name = program.debug_str(t.name)
    found = types.get(t.id)
    if found is None:
        return f"'{name}' is missing"
    if not isinstance(found, HostValue) or found.name != name:
        return f"'{name}' is {'no value type' if found.name == name else repr(found.name)} here"
    fields = tuple([program.debug_str(program.data.fields[t.fields + k].decl) for k in range(t.nfields)])
    if fields != found.fields:
        return f"'{name}' has the fields {'; '.join(found.fields)} here, {'; '.join(fields)} in the program"
    table.values[row] = form_of_value(found.python, fields, found.members)
    if found.python is not None:
        table.value_rows[found.python] = row
    return ""


cdef bint derived(HostTable table, uint32_t row, object found, object types):
    """Does the class of a type derive from that of its base, which has been bound before? Of instances of templates, which
    are no types of the mapping, their Python classes tell it."""
    cdef Program program = table.program
    cdef uint32_t base = program.data.types[row].base
    cdef bint instance = row in table.instances or base in table.instances
    wanted, one = program.data.types[base].id, found
    while not instance and one.base != wanted:
        if not one.base:
            return False
        instance = one.base not in types
        one = None if instance else types[one.base]
    python = table.classes[base]            # None: its own problem has been noted
    return not instance or python is None or found.python is not python and issubclass(found.python, python)


cdef str bind_type(HostTable table, uint32_t row, object types):
    """Find the Python class of a type; what is wrong, or ""."""
    cdef Program program = table.program
    cdef const TypeDef *t = &program.data.types[row]
    name = program.debug_str(t.name)
    found = types.get(t.id)
    if found is None and "<" in name:
        found = types.get(name.partition("<")[0])
        if found is not None:
            table.instances.add(row)
    if found is None:
        return f"'{name}' is missing"
    if not isinstance(found, HostType):
        return f"'{name}' is a value type here"
    if found.name != name and row not in table.instances:
        return f"'{name}' is '{found.name}' here"
    while len(table.classes) <= row:
        table.classes.append(None)
    if t.base and not derived(table, row, found, types):
        return f"'{name}' is not derived from '{program.debug_str(program.data.types[t.base].name)}' here"
    table.classes[row] = found.python
    table.rows[found.python] = row
    if found.kind or found.behaviours:
        if table.rules is None:
            table.rules = [None] * program.data.ntypes
        table.rules[row] = host_rules(found.kind, found.behaviours or {})
    return ""


tables: WeakValueDictionary[tuple[int, int, int], HostTable] = WeakValueDictionary()
"""Tables in use, by the identities of program and mappings, which they keep alive."""


cdef HostTable host_table(Program program, object functions, object types):
    key = (id(program), id(functions), id(types))
    table = tables.get(key)
    if table is None:
        table = tables[key] = HostTable(program, functions, types)
    return table


def required_of_shape(decl: str) -> int:
    """HostFunction.required of a callable that a type of functions stands for: a value cannot be null."""
    found = parse_declaration(decl)
    if found is None or "@" in found.result.rpartition(">")[2]:
        return 0
    return 1 << sum([not kind.endswith("&out") for kind in found.parameters]) & 0xffffffffffffffff


def missing_text(decl: str, functions: Mapping[int, HostFunction]) -> str:
    """Why a function was not found under its id: there is none of that name, or it has another signature."""
    def name_of(text: str) -> str:
        return text.partition("(")[0].rpartition(" ")[2]

    others = sorted([f.decl for f in functions.values() if name_of(f.decl) == name_of(decl)])
    return f"'{decl}' is '{others[0]}' here" if others else f"'{decl}' is missing"


# -------------------------------------------------------------------------------------------- the call

cdef str called(Vm *vm):
    """The declaration of the function in call, for errors."""
    cdef const ProgramData *p = vm.prog
    cdef uint32_t i = vm.call_index & ~NATIVE_CALL
    cdef uint32_t text = p.natives[i].decl if vm.call_index & NATIVE_CALL else p.hosts[i].decl
    return p.dbg[p.dbg_offsets[text]:p.dbg_offsets[text + 1]].decode("utf-8", "replace")


cdef str argument_text(Vm *vm, const HostLink *link, uint32_t i):
    """Which argument of the call it is, for errors; a method's first one is its object."""
    place = f"argument {i + 1}" if link.action == HOST_CALL else f"argument {i}" if i else "the object"
    return f"{place} of '{called(vm)}'"


cdef int call_many(Vm *vm, const HostLink *link) noexcept:
    cdef int status
    cdef PyObject **argv = <PyObject **>PyMem_Malloc((link.nparams + 1) * sizeof(PyObject *))
    if argv == NULL:
        PyErr_NoMemory()
        return -1
    status = call_with(vm, link, argv)
    PyMem_Free(argv)
    return status


cdef int call_copied(Vm *vm, const HostLink *link, PyObject **argv) noexcept:
    cdef int64_t kept[64]               # the values that are copied back; counted, the callable may use the instance
    cdef PyObject *result = NULL
    cdef uint32_t n = link.nparams, first = 1 if link.action == HOST_INIT else 0, i, done = first
    cdef int status = 0
    for i in range(min(n, <uint32_t>63)):
        kept[i] = vm.regs[vm.call_args + i] if link.copied >> i & 1 else 0
        heap_retain(vm.heap, kept[i])
    while done < n and status == 0:
        status = (<PutArg>put_arg)(&argv[done + 1], vm, link, done)
        done += status == 0
    if status == 0:
        if link.action == HOST_CALL or link.action == HOST_INIT:
            result = seraph_call(link.callable, argv + 1 + first, n - first)
        else:
            result = call_member(link, argv + 1, n)
    status = -1 if result == NULL else 0
    for i in range(min(n, <uint32_t>63)):
        if kept[i] == 0:
            continue
        if status == 0:
            status = (<CopyBack>copy_back)(vm, link.kinds[i], result if i < first else argv[i + 1], kept[i])
            if status:
                (<CopyFailed>copy_failed)(vm, link, i)
        heap_release(vm.heap, kept[i])
    if status == 0 and link.action != HOST_INIT:
        status = (<StoreResult>store_result)(vm, link, result)
    if result != NULL:
        seraph_drop(result)
    while done > first:
        seraph_drop(argv[done])
        done -= 1
    return status


ctypedef int (*CopyBack)(Vm *vm, uint32_t kind, PyObject *value, int64_t handle) noexcept
ctypedef int (*CopyFailed)(Vm *vm, const HostLink *link, uint32_t i) noexcept


cdef int copy_back(Vm *vm, uint32_t kind, PyObject *value, int64_t handle) except -1:
    """A value of linear memory := what a callable has made of it."""
    return store_value(vm.heap, vm.prog, kind >> 8, <object>value, handle)


cdef int copy_failed(Vm *vm, const HostLink *link, uint32_t i) except -1:
    """Python's error is set: say which value it was."""
    cdef object error = seraph_take_error()
    if not isinstance(error, ConversionError):
        raise error
    if i or link.action != HOST_INIT:
        raise error.within(argument_text(vm, link, i)) from error.__cause__
    name = kind_text(vm.prog, link.kinds[0])            # its constructor is declared by a name that is not for scripts
    place = f"result of '{name}::{name.rpartition('::')[2]}({called(vm).partition('(')[2]}'"
    raise error.within(place) from error.__cause__


cdef int put_arg(PyObject **into, Vm *vm, const HostLink *link, uint32_t i) except -1:
    """Argument i as a new object."""
    cdef object value = from_slot(vm.heap, vm.prog, link.kinds[i], vm.regs[vm.call_args + i])
    if value is None and i < 64 and link.required >> i & 1:
        expected = kind_text(vm.prog, link.kinds[i])
        raise ConversionNullError(f"{argument_text(vm, link, i)}: null, but {expected} expected", expected=expected,
                                  actual="null")
    Py_INCREF(<PyObject *>value)
    into[0] = <PyObject *>value
    return 0


cdef int wrong_this(const HostLink *link, object this) except -1:
    raise unexpected((<object>link.owner).__name__, this).within("'this' type mismatch")


ctypedef int (*WrongThis)(const HostLink *link, PyObject *this) noexcept


cdef PyObject *call_member(const HostLink *link, PyObject **args, uint32_t nargs) noexcept:
    if link.owner != NULL and not PyObject_TypeCheck(args[0], <PyTypeObject *>link.owner):
        (<WrongThis>wrong_this)(link, args[0])
        return NULL
    if link.action == HOST_BOUND:
        return seraph_call(link.callable, args, nargs)
    if link.action == HOST_METHOD:
        return PyObject_VectorcallMethod(link.callable, args, nargs | PY_VECTORCALL_ARGUMENTS_OFFSET, NULL)
    if link.action == HOST_GET:
        return PyObject_GetAttr(args[0], link.callable)
    if PyObject_SetAttr(args[0], link.callable, args[1]) < 0:
        return NULL
    Py_INCREF(Py_None)
    return Py_None


cdef int store_result(Vm *vm, const HostLink *link, PyObject *value) except -1:
    cdef int64_t slot
    if link.nouts:
        return store_many(vm, link, <object>value)
    if link.kinds[link.nparams] == K_VOID:
        return 0
    if value == Py_None and link.nparams < 64 and link.required >> link.nparams & 1:
        raise unexpected(kind_text(vm.prog, link.kinds[link.nparams]), None, "None").within(f"result of '{called(vm)}'")
    try:
        to_slot(vm.heap, vm.prog, link.kinds[link.nparams], value, &slot)
    except ConversionError as error:
        raise error.within(f"result of '{called(vm)}'") from error.__cause__
    vm.regs[vm.call_dst] = slot
    return 0


cdef int store_many(Vm *vm, const HostLink *link, object value) except -1:
    """The results of a host function with &out parameters."""
    cdef int64_t slots[MAX_OUTS + 1]
    cdef uint32_t first = 0 if (link.kinds[link.nparams] & 0xff) != K_VOID else 1
    cdef const uint32_t *kinds = link.kinds + link.nparams + first
    cdef uint32_t n = link.nouts + 1 - first
    cdef uint32_t done = 0
    cdef tuple values = (value,) if n == 1 else tuple(value) if isinstance(value, (tuple, list)) else None
    if values is None or <uint32_t>len(values) != n:
        raise ConversionTypeError(f"result of '{called(vm)}': a tuple of {n} values expected",
                                  expected=f"a tuple of {n} values", actual=type(value).__name__)
    try:
        for item in values:
            to_slot(vm.heap, vm.prog, kinds[done], <PyObject *>item, &slots[done])
            done += 1
    except BaseException as error:
        release_slots(vm.heap, kinds, slots, done)
        if isinstance(error, ConversionError):
            number = f" {done + 1} of {n}" if n > 1 else ""
            raise error.within(f"result{number} of '{called(vm)}'") from error.__cause__
        raise
    if first == 0:
        vm.regs[vm.call_dst] = slots[0]
    for done in range(link.nouts):
        vm.outs[done] = slots[done + 1 - first]
    return 0
