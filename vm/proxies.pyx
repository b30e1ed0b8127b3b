# cython: language_level=3, boundscheck=False, wraparound=False, cdivision=True, initializedcheck=False
"""Script objects for Python: ScriptObject, and the classes that they belong to.

What it is: a proxy that counts its object, with the fields, property accessors and methods of the class as attributes;
ScriptType, which makes objects; the choice among overloads by the arguments. What it is not: calls (`function.pyx`) or
objects of the host (`hostobjects.pyx`).

Two proxies are equal if they stand for the same object. A proxy may die on any thread: it only appends its handle to the
instance's list of releases. After the instance has been closed every use raises ContextError.

Names are looked up as fields first (only names that begin with two underscores are Python's before), then as property accessors (`get_x`, `set_x`), then as methods. What is private or
protected in the script cannot be reached.
"""
from collections.abc import Mapping

cimport cython
from libc.stdint cimport int32_t, int64_t, uint8_t, uint32_t, uint64_t

from cpython.object cimport PyObject

from .callables cimport function_fitness, function_from_slot, function_to_slot
from .convert cimport from_slot, is_bool, kind_text, release_slots, to_slot
from .driver cimport INT64_MAX, InstanceState, budget_units, deadline_time, invoke
from .entry cimport enter, leave, release_later
from .fiber cimport fiber_handle, fiber_of
from .function cimport call_function, take_arguments
from .heap cimport NO_HANDLE, Heap, block_type, heap_new, heap_release, heap_retain, heap_valid
from .hostobjects cimport host_handle, host_object
from .layout cimport (
    FD_CONST, FD_HANDLE, FD_PRIVATE, FD_PROTECTED, FN_CTOR, FN_DTOR, FN_METHOD, FN_PRIVATE, HDR_DEAD, HDR_FLAG_SHIFT,
    MAX_OUTS, NO_FUNC, TD_ABSTRACT, TD_VALUE, TY_CLASS, TY_DICT, TY_FIBER, TY_FUNC, TY_HOST, TY_INTERFACE, TYPE_FIBER, TYPE_FIRST, TYPE_OBJECT,
    FieldDef, FuncDef, ProgramData, TypeDef,
)
from .opcodes cimport (
    K_ARR, K_BOOL, K_F32, K_F64, K_I8, K_I16, K_I32, K_I64, K_OBJ, K_STR, K_U8, K_U16, K_U32, K_U64, K_VOID,
)
from .program cimport Program
from .subtype cimport is_type
from .values cimport is_value, value_fits

from .class_view import ClassView, FieldView, method_view, name_of_field
from .errors import (
    ConversionError, ConversionTypeError, InstanceBusyError, LimitError, MemoryLimitExceeded, no_pickle, unexpected,
)
from .suggest import nearest

cdef extern from "Python.h":
    PyObject **PySequence_Fast_ITEMS(PyObject *o)
    object PyObject_GenericGetAttr(object o, object name)

cdef extern from "<stdint.h>":
    const int64_t INT64_MIN

cdef enum:
    SHOWN = 4                   # fields in repr()

cdef bint making = False


# ------------------------------------------------------------------------------------- conversions

cdef int object_to_slot(Heap *heap, const ProgramData *prog, uint32_t kind, PyObject *value, int64_t *slot) except -1:
    cdef uint32_t wanted = kind >> 8
    cdef object given = <object>value
    cdef InstanceState st
    cdef ScriptObject proxy
    cdef int64_t h
    if given is None:
        slot[0] = 0
        return 0
    if heap.user != NULL and wanted < prog.ntypes:
        st = <InstanceState>heap.user
        if prog.types[wanted].sort == TY_FUNC:
            return function_to_slot(st, wanted, given, slot)
        if isinstance(given, ScriptObject):
            proxy = given
            if proxy.state is not st:
                raise unexpected(kind_text(prog, kind), given, "an object of another instance")
            if is_type(prog, block_type(heap, proxy.handle), wanted):
                heap_retain(heap, proxy.handle)
                slot[0] = proxy.handle
                return 0
            raise unexpected(kind_text(prog, kind), given, view_of(st, proxy.handle).name)
        h = 0
        if wanted == TYPE_FIBER or wanted == TYPE_OBJECT:
            h = fiber_handle(st, given)
        if h == 0:
            h = host_handle(st, wanted, given)
        if h:
            slot[0] = h
            return 0
    raise unexpected(kind_text(prog, kind), given)


cdef object object_from_slot(Heap *heap, const ProgramData *prog, int64_t slot):
    cdef uint32_t type
    cdef uint8_t sort
    if not heap_valid(heap, slot):
        return None
    type = block_type(heap, slot)
    if type >= prog.ntypes or heap.user == NULL:
        return None
    sort = prog.types[type].sort
    if sort == TY_CLASS:
        return make_proxy(<InstanceState>heap.user, slot)
    if sort == TY_HOST:
        return host_object(<InstanceState>heap.user, slot)
    if sort == TY_FUNC:
        return function_from_slot(<InstanceState>heap.user, slot)
    if sort == TY_FIBER:
        return fiber_of(<InstanceState>heap.user, slot)
    raise ConversionTypeError(f"values of type {kind_text(prog, <uint32_t>K_OBJ | type << 8)} do not convert to Python")


cdef ScriptObject make_proxy(InstanceState st, int64_t handle):
    global making
    cdef ScriptObject proxy
    heap_retain(&st.heap, handle)       # first: making an object may run Python's garbage collector
    making = True
    try:
        proxy = ScriptObject.__new__(ScriptObject)
    except BaseException:
        heap_release(&st.heap, handle)
        raise
    finally:
        making = False
    proxy.state = st
    proxy.handle = handle
    proxy.row = block_type(&st.heap, handle)
    return proxy


# ----------------------------------------------------------------------------------------- classes

cdef dict class_views(Program program):
    """Row -> ClassView of all classes and interfaces; made once."""
    cdef const ProgramData *p = &program.data
    cdef const FuncDef *f
    cdef const TypeDef *t
    cdef uint32_t i, row
    cdef dict views, own
    if program.views_ is not None:
        return program.views_
    own = {}
    for i in range(p.nfuncs):
        f = &p.funcs[i]
        if f.owner and not f.flags & FN_DTOR:
            decl = program.debug_str(f.decl)
            name = "" if f.flags & FN_CTOR else program.debug_str(f.name).rpartition("::")[2]
            view = method_view(i, decl, (f.flags & FN_PRIVATE) != 0)
            own.setdefault(f.owner, {}).setdefault(name, []).append(view)
    views = {}
    for i in range(TYPE_FIRST, p.ntypes):
        t = &p.types[i]
        if (t.sort != TY_CLASS and t.sort != TY_INTERFACE) or t.flags & TD_VALUE:
            continue                    # what stands for these in Python is no proxy
        view = ClassView(
            program.debug_str(t.name), i, t.sort == TY_INTERFACE, (t.flags & TD_ABSTRACT) != 0,
            {name_of_field(field.declaration): field for field in [field_view(program, t, k) for k in range(t.nfields)]},
        )
        view.constructors = own.get(i, {}).get("", [])
        view.reads = {
            name: <uint64_t>field_kind_of(program, i, field.slot) << 16 | <uint32_t>field.slot
            for name, field in view.fields.items() if not field.access
        }
        row = i
        while row:
            for name, methods in own.get(row, {}).items():
                if name:
                    view.add_methods(name, methods)
            row = p.types[row].base
        views[i] = view
    program.views_ = views
    return views


cdef object field_view(Program program, const TypeDef *t, uint32_t index):
    cdef const FieldDef *f = &program.data.fields[t.fields + index]
    access = "private" if f.flags & FD_PRIVATE else "protected" if f.flags & FD_PROTECTED else ""
    return FieldView(index, program.debug_str(f.decl), access, (f.flags & FD_HANDLE) != 0, (f.flags & FD_CONST) != 0)


cdef object view_of(InstanceState st, int64_t handle):
    """The class of an object."""
    return class_views(st.program)[block_type(&st.heap, handle)]


cdef inline object view_of_proxy(ScriptObject self):
    cdef dict views = self.state.program.views_
    return (views if views is not None else class_views(self.state.program))[self.row]


cdef dict type_names(Program program):
    """Name -> ClassView; classes of one name in several linked programs go by "unit:name"."""
    cdef dict found = {}, names
    if program.type_names_ is None:
        for view in class_views(program).values():
            found.setdefault(view.name, []).append(view)
        names = {}
        for name, views in found.items():
            for number, view in enumerate(views):
                unit = program.unit_of_type(view.row)
                key = name if len(views) == 1 else f"{unit}:{name}"
                names[key if key not in names else f"{key}#{number + 1}"] = view
        program.type_names_ = names
    return program.type_names_


# --------------------------------------------------------------------------------------- overloads

cdef int fitness(InstanceState st, uint32_t kind, object value) except -2:
    """How well a value suits a parameter, 0 best; -1: not at all. Ranges count: 300 is no uint8."""
    cdef uint32_t k = kind & 0xff
    cdef int64_t low, high
    if is_bool(value):
        value = bool(value)
    if k == K_BOOL:
        return 0 if isinstance(value, bool) else -1
    if K_I8 <= k <= K_F64 and isinstance(value, (bool, int)):
        if k == K_F64 or k == K_F32:
            return 6
        if k == K_U64:
            low, high = 0, INT64_MAX
            if value > high and value < 1 << 64:
                return 0
        elif k >= K_U8:
            low, high = 0, (<int64_t>1 << (8 << (k - K_U8))) - 1
        elif k == K_I64:
            low, high = INT64_MIN, INT64_MAX
        else:
            high = (<int64_t>1 << ((8 << (k - K_I8)) - 1)) - 1
            low = -high - 1
        if not low <= value <= high:
            return -1
        return (0 if k == K_I32 else 1 if k == K_I64 else 3) + (2 if isinstance(value, bool) else 0)
    if k == K_F64 or k == K_F32:
        return (0 if k == K_F64 else 1) if isinstance(value, float) else 7 if hasattr(value, "__float__") else -1
    if K_I8 <= k <= K_U64:
        return 7 if hasattr(value, "__index__") else -1
    if k == K_STR:
        return 0 if isinstance(value, str) else 1 if isinstance(value, bytes) else -1
    if k == K_OBJ and is_value(&st.program.data, kind >> 8):
        return 0 if value_fits(st, kind >> 8, value) else -1
    if value is None:
        return 2
    if k == K_ARR:
        return -1 if isinstance(value, (str, bytes, ScriptObject)) or not hasattr(value, "__len__") else 1
    if k == K_OBJ and st.program.data.types[kind >> 8].sort == TY_DICT:
        return 1 if isinstance(value, Mapping) else -1
    return object_fitness(st, kind >> 8, value) if k == K_OBJ else -1


cdef int object_fitness(InstanceState st, uint32_t wanted, object value) except -2:
    cdef const ProgramData *p = &st.program.data
    cdef uint32_t have = 0
    cdef int steps = 0
    if p.types[wanted].sort == TY_FUNC:
        return function_fitness(st, wanted, value)
    if isinstance(value, ScriptObject):
        if (<ScriptObject>value).state is not st:
            return -1
        have = block_type(&st.heap, (<ScriptObject>value).handle)
    elif st.hosts is not None:
        have = st.hosts.row_of(type(value))
    if have == 0 or not is_type(p, have, wanted):
        return -1
    if wanted == TYPE_OBJECT:
        return 100
    if p.types[wanted].sort == TY_INTERFACE:
        return 99
    while have > wanted:
        have = p.types[have].base
        steps += 1
    return steps


cdef uint32_t choose(InstanceState st, str what, list candidates, uint32_t hidden, tuple args) except? 0xffffffff:
    """The function for these arguments among MethodViews; `hidden`: parameters in front that the arguments leave out."""
    cdef const FuncDef *f
    cdef uint32_t i, n = <uint32_t>len(args)
    cdef int total, one, best = -1
    cdef list found = []
    if len(candidates) == 1:
        return candidates[0].function
    for view in candidates:
        f = &st.program.data.funcs[<uint32_t>view.function]
        if f.nparams != n + hidden:
            continue
        total = 0
        for i in range(n):
            one = fitness(st, st.program.data.kinds[f.kinds + hidden + i], args[i])
            if one < 0:
                break
            total += one
        else:
            if best < 0 or total < best:
                best = total
                found = []
            if total == best:
                found.append(view)
    if len(found) > 1:              # const and non-const forms of one method: the object is not const here
        found = [view for view in found if not view.declaration.endswith(" const")] or found
    if len(found) == 1:
        return found[0].function
    given = ", ".join([type(arg).__name__ for arg in args])
    several = ", ".join([f"'{view.declaration}'" for view in found or candidates])
    if found:
        raise TypeError(f"{what}({given}) is ambiguous: {several}")
    raise TypeError(f"{what}({given}) matches none of {several}")


# ----------------------------------------------------------------------------------------- objects

@cython.final
@cython.no_gc_clear                     # __dealloc__ needs `state`
@cython.freelist(32)
cdef class ScriptObject:
    """An object of a script class: its fields and methods are attributes."""

    def __cinit__(self) -> None:
        if not making:
            raise TypeError("objects of scripts are made by their types: world.types.Name(...)")

    def __dealloc__(self) -> None:
        if self.handle:
            release_later(self.state, self.handle)

    def __getattribute__(self, str name not None):
        cdef InstanceState st = self.state
        cdef uint64_t read
        cdef object found
        if name.startswith("__"):
            try:
                return PyObject_GenericGetAttr(self, name)
            except AttributeError:
                pass
        view = view_of_proxy(self)
        enter(st)
        try:
            found = (<dict>view.reads).get(name)
            if found is not None:
                read = found
                return from_slot(&st.heap, &st.program.data, <uint32_t>(read >> 16),
                                 st.heap.mem[self.handle + 1 + <int64_t>(read & 0xffff)])
        finally:
            leave(st)
        found = (<dict>view.callables).get(name)
        if found is None:
            found = public(view.methods.get("get_" + name), 0)
            found = found[0].function if found else public(view.methods.get(name), -1)
            if isinstance(found, list) and not found:
                raise AttributeError(missing(view, name, False), name=name, obj=self)
            (<dict>view.callables)[name] = found
        if isinstance(found, list):
            return make_method(self, name, found)
        return call_method(self, found, (), None, None)

    def __setattr__(self, str name not None, value):
        cdef InstanceState st = self.state
        cdef uint32_t kind, setter = NO_FUNC
        cdef int64_t new, old, place
        enter(st)
        try:
            view = view_of(st, self.handle)
            field = view.fields.get(name)
            if field is None or field.access:
                setters = public(view.methods.get("set_" + name), 1)
                if not setters:
                    raise AttributeError(missing(view, name, True), name=name, obj=self)
                setter = choose(st, f"{view.name}.set_{name}", setters, 1, (value,))
        finally:
            leave(st)
        if setter != NO_FUNC:
            call_method(self, setter, (value,), None, None)
            return
        enter(st)
        try:
            kind = field_kind(st, view.row, field.slot)
            if field.is_const:
                raise AttributeError(f"'{field.declaration}' of {view.name} is const", name=name, obj=self)
            if (kind & 0xff) == K_OBJ and not field.is_handle and not is_value(&st.program.data, kind >> 8):
                raise AttributeError(
                    f"'{field.declaration}' of {view.name} holds an object of its own: set its attributes",
                    name=name, obj=self,
                )
            try:
                to_slot(&st.heap, &st.program.data, kind, <PyObject *>value, &new)
            except ConversionError as error:
                raise error.within(f"'{field.declaration}' of {view.name}") from error.__cause__
            place = self.handle + 1 + <int64_t>field.slot
            old = st.heap.mem[place]
            st.heap.mem[place] = new
            if (kind & 0xff) >= K_STR:
                heap_release(&st.heap, old)
        finally:
            leave(st)

    def __delattr__(self, name):
        raise AttributeError("members of script objects cannot be deleted", name=name, obj=self)

    def __dir__(self):
        return [*object.__dir__(self), *view_of_proxy(self).names()]

    def __eq__(self, other):
        if not isinstance(other, ScriptObject):
            return NotImplemented
        return self.state is (<ScriptObject>other).state and self.handle == (<ScriptObject>other).handle

    def __hash__(self):
        return hash((id(self.state), self.handle))

    def __repr__(self):
        cdef InstanceState st = self.state
        cdef list shown = []
        cdef uint32_t kind
        view = view_of_proxy(self)
        if st.is_closed:
            return f"<{view.name} (closed)>"
        try:
            enter(st)
        except (InstanceBusyError, LimitError):
            return f"<{view.name} (busy)>"
        try:
            for name, field in view.fields.items():
                kind = field_kind(st, view.row, field.slot)
                if (kind & 0xff) <= K_STR and not field.access and len(shown) < SHOWN:
                    value = from_slot(&st.heap, &st.program.data, kind, st.heap.mem[self.handle + 1 + <int64_t>field.slot])
                    shown.append(f" {name}={short(value)}")
            return f"<{view.name}{''.join(shown)}>"
        finally:
            leave(st)

    def __reduce__(self):
        raise no_pickle("an object of a script", "pass its fields as plain values")


cdef str short(object value):
    text = repr(value)
    return text if len(text) <= 40 else text[:36] + "...'"


cdef uint32_t field_kind_of(Program program, uint32_t row, uint32_t index) noexcept:
    return program.data.fields[program.data.types[row].fields + index].kind


cdef uint32_t field_kind(InstanceState st, uint32_t row, uint32_t index) noexcept:
    return st.program.data.fields[st.program.data.types[row].fields + index].kind


cdef list public(object methods, int nargs):
    """Those of MethodViews that are not private and take that many arguments (-1: any number)."""
    if methods is None:
        return []
    return [m for m in methods if not m.is_private and (nargs < 0 or len(m.parameters) == nargs)]


cdef str missing(object view, str name, bint assigned):
    """Why an attribute cannot be read, or assigned."""
    field = view.fields.get(name)
    if field is not None:
        return f"'{field.declaration}' of {view.name} is {field.access}"
    if public(view.methods.get(name), -1):
        return f"'{name}' of {view.name} is a method and cannot be assigned"
    if public(view.methods.get("get_" + name), 0):
        return f"property '{name}' of {view.name} is read-only"
    if public(view.methods.get("set_" + name), 1):
        return f"property '{name}' of {view.name} can only be assigned"
    if name in view.methods or "get_" + name in view.methods or "set_" + name in view.methods:
        return f"'{name}' of {view.name} is not public"
    return f"{view.name} has no member '{name}'"


cdef object call_method(ScriptObject self, uint32_t index, tuple args, object budget, object deadline):
    cdef tuple all_args = (self, *args)
    return call_function(self.state, index, PySequence_Fast_ITEMS(<PyObject *>all_args), len(all_args),
                         budget_units(budget), deadline_time(deadline))


cdef ScriptMethod make_method(ScriptObject owner, str name, list candidates):
    global making
    cdef ScriptMethod method
    making = True
    try:
        method = ScriptMethod.__new__(ScriptMethod)
    finally:
        making = False
    method.owner = owner
    method.name = name
    method.candidates = candidates
    return method


@cython.final
@cython.freelist(16)
cdef class ScriptMethod:
    """A method of an object; calling it runs the script, overloads are chosen by the arguments."""

    def __cinit__(self) -> None:
        if not making:
            raise TypeError("methods of scripts belong to their objects")

    cdef object run(self, tuple args, object budget, object deadline):
        cdef InstanceState st = self.owner.state
        cdef uint32_t index
        enter(st)
        try:
            index = choose(st, self.name, self.candidates, 1, args)
        finally:
            leave(st)
        return call_method(self.owner, index, args, budget, deadline)

    def __call__(self, *args):
        return self.run(args, None, None)

    def call(self, *args, budget=None, deadline=None):
        """Call with limits: `budget` in cost units, `deadline` in seconds from now."""
        return self.run(args, budget, deadline)

    @property
    def __self__(self):
        return self.owner

    @property
    def __name__(self):
        return self.name

    @property
    def declarations(self):
        """The overloads."""
        return [view.declaration for view in self.candidates]

    def __eq__(self, other):
        if not isinstance(other, ScriptMethod):
            return NotImplemented
        return self.owner == (<ScriptMethod>other).owner and self.name == (<ScriptMethod>other).name

    def __hash__(self):
        return hash((self.owner, self.name))

    def __reduce__(self):
        raise no_pickle("a method of a script object", "pass plain values")

    def __repr__(self):
        return f"<ScriptMethod {', '.join(self.declarations)}>"


# ------------------------------------------------------------------------------------------- types

cdef object make_types(InstanceState st):
    return Types(st, "")


class Types:
    """The classes and interfaces of an instance: `world.types.Player`, `world.types.game.Enemy`, `types["game::Enemy"]`."""

    __slots__ = ("_prefix", "_world")

    def __init__(self, world, prefix):
        self._world = world
        self._prefix = prefix

    def __getitem__(self, name):
        cdef InstanceState st = self._world
        full = self._prefix + name
        view = type_names(st.program).get(full)
        if view is None:
            raise st.program.ambiguous("the class", full, type_names(st.program)) or KeyError(full)
        return make_type(st, view)

    def __getattr__(self, name):
        cdef InstanceState st
        if name in ("_world", "_prefix"):           # of an object that was never made
            raise AttributeError(name)
        st = self._world
        try:
            return self[name]
        except KeyError:
            pass
        inner = f"{self._prefix}{name}::"
        if any([known.startswith(inner) for known in type_names(st.program)]):
            return Types(st, inner)
        hint = nearest(self._prefix + name, type_names(st.program)) or "; enums of scripts are numbers for the host"
        raise AttributeError(f"no class '{self._prefix}{name}'{hint}", name=name, obj=self)

    def _names(self):
        cdef InstanceState st = self._world
        n = len(self._prefix)
        return [name[n:] for name in type_names(st.program) if name.startswith(self._prefix)]

    def __contains__(self, name):
        return name in self._names()

    def __iter__(self):
        return iter(self._names())

    def __len__(self):
        return len(self._names())

    def __dir__(self):
        return [*object.__dir__(self), *[name.partition("::")[0] for name in self._names()]]

    def __reduce__(self):
        raise no_pickle("the types of an instance", "pickle its program")

    def __repr__(self):
        return f"<Types: {', '.join(self._names())}>"


cdef ScriptType make_type(InstanceState st, object view):
    global making
    cdef ScriptType made
    making = True
    try:
        made = ScriptType.__new__(ScriptType)
    finally:
        making = False
    made.state = st
    made.view = view
    return made


@cython.final
cdef class ScriptType:
    """A class of a script: calling it makes an object; isinstance() knows derived classes and interfaces."""

    def __cinit__(self) -> None:
        if not making:
            raise TypeError("classes of scripts belong to an instance: world.types.Name")

    @property
    def name(self):
        """Qualified name."""
        return self.view.name

    @property
    def __name__(self):
        return self.view.name.rpartition("::")[2]

    @property
    def instance(self):
        return self.state

    @property
    def fields(self):
        """Declarations of the fields that Python can reach, by name."""
        return {name: field.declaration for name, field in self.view.fields.items() if not field.access}

    @property
    def methods(self):
        """Declarations of the methods that Python can call, by name."""
        found = {name: [m.declaration for m in public(methods, -1)] for name, methods in self.view.methods.items()}
        return {name: methods for name, methods in found.items() if methods}

    @property
    def constructors(self):
        """Declarations of the constructors."""
        return [method.declaration for method in public(self.view.constructors, -1)]

    def __call__(self, *args):
        return construct(self.state, self.view, args)

    def __instancecheck__(self, value):
        cdef InstanceState st = self.state
        if not isinstance(value, ScriptObject) or (<ScriptObject>value).state is not st:
            return False
        return is_type(&st.program.data, (<ScriptObject>value).row, self.view.row)

    def __eq__(self, other):
        if not isinstance(other, ScriptType):
            return NotImplemented
        return self.state is (<ScriptType>other).state and self.view is (<ScriptType>other).view

    def __hash__(self):
        return hash((id(self.state), self.view.row))

    def __reduce__(self):
        raise no_pickle("a class of a script", "pickle the program and the name of the class")

    def __repr__(self):
        return f"<ScriptType {self.view.name}>"


cdef bint is_copying(object view, object method) except -1:
    return method.parameters in ((f"const {view.name}&in",), (f"const {view.name.rpartition('::')[2]}&in",))


cdef list constructors_of(object view, Py_ssize_t nargs):
    found = public(view.constructors, -1)
    if nargs == 0 and all([is_copying(view, method) for method in found]):
        return []                       # nothing is initialised: no constructor was needed
    return found


cdef object construct(InstanceState st, object view, tuple args):
    """A new object; one whose constructor raises gets no destructor."""
    cdef const FuncDef *f
    cdef uint32_t row = view.row, index = NO_FUNC
    cdef int64_t results[MAX_OUTS + 1]
    cdef int64_t slots[256]
    cdef int64_t h, budget = INT64_MAX
    cdef ScriptObject made
    cdef tuple all_args
    enter(st)
    try:
        if view.is_interface or view.is_abstract:
            raise TypeError(f"{view.name} is {'an interface' if view.is_interface else 'abstract'}: no objects can be made")
        constructors = constructors_of(view, len(args))
        if constructors:
            index = choose(st, view.name, constructors, 1, args)
        elif args:
            raise TypeError(f"{view.name}() takes no arguments")
        h = heap_new(&st.heap, row)
        if h == NO_HANDLE:
            raise MemoryLimitExceeded()
        try:
            made = make_proxy(st, h)
        finally:
            heap_release(&st.heap, h)
        if index != NO_FUNC:
            f = &st.program.data.funcs[index]
            all_args = (made, *args)
            take_arguments(st, index, 0, PySequence_Fast_ITEMS(<PyObject *>all_args), len(all_args), slots, &budget,
                           INT64_MAX)
            try:
                invoke(st, index, slots, f.nparams, results, budget_units(None), deadline_time(None))
            finally:
                release_slots(&st.heap, st.program.data.kinds + f.kinds, slots, f.nparams)
            release_slots(&st.heap, &f.ret, results, 1)
            release_slots(&st.heap, st.program.data.kinds + f.outs, results + 1, f.nouts)
        st.heap.mem[h] &= ~(<int64_t>HDR_DEAD << HDR_FLAG_SHIFT)
        return made
    finally:
        leave(st)
