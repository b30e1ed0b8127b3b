"""FfiRegistry: the sealed FFI tier.

What it is: owner of the tables (flat, contiguous, without Python objects but for the host's callables) and a read API that
makes objects only for what is asked for. Immutable once the writer has finished; any number of units, contexts and threads
share one. What it is not: how they are filled (`ffi_writer.pyx`), resolution of type names and error reports (`builder.py`).

The fingerprint is a hash of everything that compiled programs depend on: equal fingerprints mean that a program compiled
against one registry links to the other without a look-up.
"""
# cython: language_level=3, boundscheck=False, wraparound=False, cdivision=True, initializedcheck=False

from cpython.bytes cimport PyBytes_AS_STRING
from libc.string cimport memcpy
from seraphscript.registry.context cimport (
    ctx_find, ctx_func, ctx_global, ctx_name, ctx_open, ctx_params, ctx_scope_text, ctx_targ, ctx_type, ctx_type_text,
)
from seraphscript.registry.kinds cimport HB_WEAK, host_kind
from seraphscript.registry.tier cimport (
    FF_ABSTRACT, FF_CONST, FF_CONSTRUCTOR, FF_EXPLICIT, FF_HOST, FF_INTRINSIC, FF_LIST, FF_NATIVE, FF_PRIVATE, FF_PROPERTY, FF_RETURNS_REF,
    FF_SCRIPT, FF_TEMPLATE, FF_VARIADIC, GF_ENUM_VALUE, INDEX_MASK, PM_INOUT, PM_OUT, REF_MASK, SYM_FUNC, SYM_GLOBAL, SYM_SCOPE, SYM_TYPE,
    TF_ABSTRACT, TF_ARRAY, TF_HOST, TF_PYTHON,
    TI_FIRST_USER, TI_VAR, TIER_FFI, TS_ANY, TS_CLASS, TS_ENUM, TS_FUNCDEF, TS_INSTANCE, TS_INTERFACE, TS_PARAM,
    TS_PRIMITIVE, TS_STRING, TS_TEMPLATE, TS_VALUE, FuncRec, GlobalRec, ParamRec, Symbol, TypeRec, tier_free, tier_func_by_id, tier_init,
)
from seraphscript.vm cimport opcodes
from seraphscript.vm.natives cimport find_native
from seraphscript.vm.opcode_info cimport kind_names

from threading import get_ident

from seraphscript.registry.items import STRING_PATTERN
from seraphscript.registry.listbuffer import InstanceCall, ListCall, StringCall
from seraphscript.registry.template_info import refusal
from seraphscript.registry.bindings import NO_BINDINGS, Call, HostClasses, HostFunctions
from seraphscript.registry.kinds import BEHAVIOURS, KINDS, PREFIX
from seraphscript.registry.value_types import CONSTRUCT, fields_of_text
from seraphscript.vm.errors import no_pickle
from seraphscript.vm.hostcall import HostFunction

FUNCTION_FLAGS = {
    "const": FF_CONST, "native": FF_NATIVE, "host": FF_HOST, "variadic": FF_VARIADIC, "explicit": FF_EXPLICIT,
    "property": FF_PROPERTY, "ref": FF_RETURNS_REF, "intrinsic": FF_INTRINSIC, "constructor": FF_CONSTRUCTOR,
    "abstract": FF_ABSTRACT, "script": FF_SCRIPT, "private": FF_PRIVATE, "list": FF_LIST, "template": FF_TEMPLATE,
}
_SORTS = {
    TS_PRIMITIVE: "primitive", TS_ENUM: "enum", TS_STRING: "string", TS_TEMPLATE: "template", TS_INSTANCE: "instance",
    TS_CLASS: "class", TS_ANY: "any", TS_INTERFACE: "interface", TS_FUNCDEF: "funcdef",
    TS_VALUE: "value",
}


cdef str c_text(const char *text, uint32_t n):
    return text[:n].decode()


cdef object MADE_HERE = object()    # what classes are called with that only this module makes objects of


cdef class FunctionView:
    """A function of the sealed tier: name, types and what implements it."""

    def __cinit__(self, token=None):
        if token is not MADE_HERE:
            raise TypeError("functions of a registry come from its methods")

    @property
    def tier(self) -> str:
        """Which tier it is in: "ffi", the sealed one."""
        return "ffi"

    @property
    def name(self) -> str:
        return self.registry.name_of(ctx_func(&self.registry.cx, self.ref).name)

    @property
    def qualified_name(self) -> str:
        scope = self.registry.scope_text(ctx_func(&self.registry.cx, self.ref).scope)
        return f"{scope}::{self.name}" if scope else self.name

    @property
    def declaration(self) -> str:
        """Result, qualified name and parameter types: what the id stands for."""
        cdef FuncRec *f = ctx_func(&self.registry.cx, self.ref)
        return c_text(self.registry.tier.text + f.decl, f.decl_len)

    @property
    def id(self) -> int:
        return ctx_func(&self.registry.cx, self.ref).id

    @property
    def return_type(self) -> str:
        return self.registry.type_text(ctx_func(&self.registry.cx, self.ref).ret)

    @property
    def owner(self) -> str:
        """The type that it is a method of, "" for a global function."""
        owner = ctx_func(&self.registry.cx, self.ref).owner
        return self.registry.type_text(owner) if owner else ""

    @property
    def key(self) -> str:
        """What a function of the host is bound by when its registry comes from a file, "" for other functions."""
        cdef const FuncRec *f = ctx_func(&self.registry.cx, self.ref)
        return self.registry.key_of(f.impl) if f.flags & FF_HOST else ""

    def check_bound(self) -> None:
        """LoadError if what a function of the host is bound to is missing or does not fit."""
        self.registry.host_target(self.ref & INDEX_MASK)

    @property
    def param_count(self) -> int:
        return ctx_func(&self.registry.cx, self.ref).nparams

    @property
    def required_param_count(self) -> int:
        return ctx_func(&self.registry.cx, self.ref).nrequired

    @property
    def has_defaults(self) -> bool:
        cdef FuncRec *f = ctx_func(&self.registry.cx, self.ref)
        return f.nrequired + (1 if f.flags & FF_VARIADIC else 0) < f.nparams

    @property
    def params(self) -> list[tuple[str, str, str, str | None]]:
        """(type, way of passing, name, default or None) of each parameter."""
        cdef FuncRec *f = ctx_func(&self.registry.cx, self.ref)
        cdef ParamRec *p = ctx_params(&self.registry.cx, self.ref)
        cdef uint32_t i
        found = []
        for i in range(f.nparams):
            default = c_text(self.registry.tier.text + p[i].default_text, p[i].default_len) if p[i].has_default else None
            mode = ("", "&in", "&out", "&inout")[p[i].mode] + ("..." if p[i].variadic else "")
            found.append((self.registry.type_text(p[i].type), mode, self.registry.name_of(p[i].name), default))
        return found

    @property
    def template_params(self) -> list[str]:
        """The parameters of a template function."""
        cdef FuncRec *f = ctx_func(&self.registry.cx, self.ref)
        cdef uint32_t template = f.slot | TIER_FFI
        if not f.flags & FF_TEMPLATE:
            return []
        return [self.registry.type_text(ctx_targ(&self.registry.cx, template, i))
                for i in range(ctx_type(&self.registry.cx, template).nargs)]

    @property
    def traits(self) -> frozenset[str]:
        flags = ctx_func(&self.registry.cx, self.ref).flags
        return frozenset([name for name, bit in FUNCTION_FLAGS.items() if flags & bit])

    def __reduce__(self):
        raise no_pickle("a function of a registry", "take its declaration")

    def __repr__(self) -> str:
        return f"<FunctionView {self.declaration}>"


cdef class TypeView:
    """A type of the sealed tier."""

    def __cinit__(self, token=None):
        if token is not MADE_HERE:
            raise TypeError("types of a registry come from its methods")

    @property
    def tier(self) -> str:
        """Which tier it is in: "ffi", the sealed one."""
        return "ffi"

    @property
    def name(self) -> str:
        """The qualified name, with template arguments."""
        return self.registry.type_text(self.ref)

    @property
    def id(self) -> int:
        return ctx_type(&self.registry.cx, self.ref).id

    @property
    def sort(self) -> str:
        cdef const TypeRec *rec = ctx_type(&self.registry.cx, self.ref)
        if rec.sort == TS_INSTANCE and rec.members != ctx_type(&self.registry.cx, rec.base).members:
            return "specialization"
        return _SORTS[rec.sort]

    @property
    def base(self) -> str:
        """The base class, the integer type of an enum, the template of an instance; "" if there is none."""
        base = ctx_type(&self.registry.cx, self.ref).base
        return self.registry.type_text(base) if base else ""

    @property
    def kind(self) -> str:
        """The kind of a class of the host (`kinds.py`), "" for other types."""
        cdef const TypeRec *rec = ctx_type(&self.registry.cx, self.ref)
        if rec.sort != TS_CLASS or not rec.id in self.registry.host_types:
            return ""
        return [name for name, kind in KINDS.items() if kind.number == host_kind(rec)][0]

    @property
    def allows_weak(self) -> bool:
        """Whether the host lets weak references refer to objects of this class."""
        cdef const TypeRec *rec = ctx_type(&self.registry.cx, self.ref)
        return rec.sort == TS_CLASS and rec.offset & HB_WEAK != 0

    @property
    def is_template(self) -> bool:
        return ctx_type(&self.registry.cx, self.ref).sort == TS_TEMPLATE

    @property
    def arguments(self) -> list[str]:
        """Template parameters or arguments."""
        return [
            self.registry.type_text(ctx_targ(&self.registry.cx, self.ref, i))
            for i in range(ctx_type(&self.registry.cx, self.ref).nargs)
        ]

    @property
    def values(self) -> dict[str, int]:
        """The values of an enum."""
        cdef uint32_t members = ctx_type(&self.registry.cx, self.ref).members
        cdef uint32_t i
        cdef GlobalRec *g
        found = {}
        for i in range(1, self.registry.tier.nglobals):
            g = &self.registry.tier.globals[i]
            if g.flags & GF_ENUM_VALUE and g.scope == members:
                found[self.registry.name_of(g.name)] = g.value
        return found

    @property
    def is_bits(self) -> bool:
        """Whether it is an enum whose values are bits that a host combines: an enum.IntFlag."""
        cdef const TypeRec *rec = ctx_type(&self.registry.cx, self.ref)
        return rec.sort == TS_ENUM and rec.flags & TF_PYTHON != 0

    @property
    def fields(self) -> tuple[str, ...]:
        """The declarations of a value type's fields, nothing for other types."""
        cdef const TypeRec *rec = ctx_type(&self.registry.cx, self.ref)
        if rec.sort != TS_VALUE:
            return ()
        return fields_of_text(c_text(self.registry.tier.text + rec.node, rec.offset))

    @property
    def methods(self) -> list[FunctionView]:
        cdef uint32_t members = ctx_type(&self.registry.cx, self.ref).members
        cdef uint32_t i
        return [
            self.registry.function_view(TIER_FFI | i) for i in range(1, self.registry.tier.nfuncs)
            if members and self.registry.tier.funcs[i].scope == members
        ]

    def __reduce__(self):
        raise no_pickle("a type of a registry", "take its name")

    def __repr__(self) -> str:
        return f"<TypeView {self.sort} {self.name}>"


cdef dict stopped = {}              # by thread: what stopped a validation during a build


cdef object raise_what_stopped():
    """Raise what a validation of this thread has raised that is no Exception."""
    if stopped:
        error = stopped.pop(get_ident(), None)
        if error is not None:
            raise error


cdef int validated(void *owner, void *context, uint32_t template, const uint32_t *args, uint32_t nargs, char *reason,
                   uint32_t size) noexcept nogil:
    """TierValidate: asks the callable that the host registered for a template."""
    with gil:
        return ask((<FfiRegistry>owner), <CompilationContext *>context, template, args, nargs, reason, size)


cdef int ask(FfiRegistry registry, CompilationContext *cx, uint32_t template, const uint32_t *args, uint32_t nargs,
             char *reason, uint32_t size) noexcept:
    cdef char[1024] buf
    cdef bytes words
    cdef uint32_t i
    cdef const FuncRec *f = &registry.tier.funcs[ctx_type(cx, template).offset]
    try:
        names = [c_text(buf, ctx_type_text(cx, args[i], buf, sizeof(buf))) for i in range(nargs)]
        name = f"{c_text(buf, ctx_type_text(cx, template, buf, sizeof(buf)))}<{', '.join(names)}>"
        refused = refusal(registry.host_target(ctx_type(cx, template).offset), name)
    except Exception as error:
        refused = str(error)
    except BaseException as error:          # KeyboardInterrupt: the build ends, then it is raised
        stopped[get_ident()] = error
        refused = "stopped"
    if not refused:
        return 1
    words = refused.encode("utf-8", "replace")[:size - 1].decode("utf-8", "ignore").encode()
    memcpy(reason, <const char *>words, len(words))
    reason[len(words)] = 0
    return 0


cdef class FfiRegistry:
    """Everything that a context's modules registered, sealed. Made by sealing a context, never directly."""

    def __cinit__(self):
        self.names = Names()
        self.hosts = [None]
        self.keys = [""]
        self.required = {}
        self.host_types = {}
        self.host_functions = HostFunctions(self)
        self.fingerprint = b""
        self.phases = {}
        self.views = {}
        if tier_init(&self.tier, &self.names.table, TIER_FFI) < 0:
            raise MemoryError
        ctx_open(&self.cx, &self.tier, NULL, 0)

    def __dealloc__(self):
        tier_free(&self.tier)

    def host_function(self, uint64_t id):
        """What programs bind to under an id: callable, declaration and signature in kinds; None if there is nothing."""
        cdef uint32_t index = tier_func_by_id(&self.tier, id) & INDEX_MASK
        cdef const FuncRec *f = &self.tier.funcs[index]
        if not index or not f.flags & FF_HOST:
            return None
        text = c_text(self.tier.text + f.decl, f.decl_len)
        target = self.called(index, self.host_target(index))
        return HostFunction(target, text, self.signature(index), self.required.get(f.impl, 0),
                            self.class_of(f.owner, f.flags), self.copied(f), self.makes(f),
                            f.flags & FF_CONSTRUCTOR != 0)

    cdef bint makes(self, const FuncRec *f):
        """Does a function make the value that it is called on?"""
        return (f.flags & FF_PRIVATE != 0 and ctx_type(&self.cx, f.owner).sort == TS_VALUE
                and self.name_of(f.name) == CONSTRUCT)

    cdef object copied(self, const FuncRec *f):
        """Which arguments are values that the host may change: HostFunction.copied."""
        cdef uint32_t i, n = 0
        cdef object bits = 0
        if f.owner and not f.flags & FF_CONSTRUCTOR:
            n = 1
            if not f.flags & FF_CONST and ctx_type(&self.cx, f.owner).sort == TS_VALUE:
                bits = 1
        for i in range(f.params, f.params + f.nparams):
            if self.tier.params[i].mode == PM_OUT:
                continue
            if self.tier.params[i].mode == PM_INOUT and ctx_type(&self.cx, self.tier.params[i].type).sort == TS_VALUE:
                bits |= 1 << n
            n += 1
        return bits

    cdef object called(self, uint32_t index, object target):
        """What programs call: the callable itself, or what stands in front of one that generated code calls."""
        cdef const FuncRec *f = &self.tier.funcs[index]
        cdef bint instance
        if not f.flags & (FF_LIST | FF_CONSTRUCTOR):
            return target
        instance = self.makes_instances(f.owner)
        if f.flags & FF_LIST:
            pattern = c_text(self.tier.text + f.node, f.offset)
            return StringCall(target) if pattern == STRING_PATTERN else ListCall(pattern, target, instance=instance)
        return InstanceCall(target) if instance else target

    def makes_instances(self, owner: int) -> bool:
        """Whether the constructors of a type make objects of all instances of a template."""
        cdef const TypeRec *rec = ctx_type(&self.cx, owner)
        return rec.sort == TS_INSTANCE and rec.flags & TF_HOST and rec.members == ctx_type(&self.cx, rec.base).members

    cdef void open_for_units(self):
        """Let the compiler ask the host about instances of templates."""
        self.tier.owner = <void *>self
        self.tier.validate = validated

    def host_ids(self) -> list[int]:
        """The ids of all host functions."""
        cdef uint32_t i
        return [self.tier.funcs[i].id for i in range(1, self.tier.nfuncs) if self.tier.funcs[i].flags & FF_HOST]

    def offers_native(self, id: int) -> bool:
        """Whether a function is the C function with an id."""
        cdef uint64_t wanted = id
        cdef uint32_t i
        for i in range(1, self.tier.nnatives):
            if self.tier.natives[i] == wanted:
                return True
        return False

    def missing_natives(self) -> list[str]:
        """The declarations of functions whose C functions this process does not have."""
        cdef uint32_t i
        cdef const FuncRec *f
        found = []
        for i in range(1, self.tier.nfuncs):
            f = &self.tier.funcs[i]
            if f.flags & FF_NATIVE and find_native(self.tier.natives[f.impl]) == NULL:
                found.append(f"the C function {c_text(self.tier.text + f.decl, f.decl_len)}")
        return found

    def host_keys(self) -> list[str]:
        """The keys that host functions are bound by, in the order of the file."""
        cdef uint32_t i
        return [self.key_of(i) for i in range(1, self.nhosts())]

    def host_class(self, uint32_t type) -> tuple:
        """Id, qualified name and id of the base of a type that is a Python class; of a value type the declarations of its
        fields, and whether it has a class."""
        cdef const TypeRec *rec = ctx_type(&self.cx, type | TIER_FFI)
        if rec.sort == TS_VALUE:
            fields = fields_of_text(c_text(self.tier.text + rec.node, rec.offset))
            return rec.id, self.type_text(type | TIER_FFI), fields, rec.flags & TF_PYTHON != 0
        base = ctx_type(&self.cx, rec.base).id if rec.base else 0
        return rec.id, self.type_text(type | TIER_FFI), base

    def class_rules(self, uint32_t type) -> tuple[int, dict[str, object]]:
        """The kind of a Python class, and what implements its behaviours, its bases' included, by their names (`kinds.py`)."""
        cdef uint32_t members = ctx_type(&self.cx, type | TIER_FFI).members, name, f
        cdef const FuncRec *rec
        found = {}
        for behaviour in BEHAVIOURS:
            name = self.names.find(PREFIX + behaviour)
            f = ctx_find(&self.cx, members, name, SYM_FUNC) if name else 0
            if not f:
                continue
            rec = ctx_func(&self.cx, f)
            if rec.flags & FF_HOST:
                found[behaviour] = self.host_target(f & INDEX_MASK)
        return <int>host_kind(ctx_type(&self.cx, type | TIER_FFI)), found

    cdef object host_target(self, uint32_t index):
        """What a function of the host is implemented by."""
        cdef const FuncRec *f = &self.tier.funcs[index]
        if self.hosts is not None:
            return self.hosts[f.impl]
        return self.bindings.function(self.key_of(f.impl), self.call_of(index))

    cdef object call_of(self, uint32_t index):
        """How programs call a function of the host: what is bound to it must fit."""
        cdef const FuncRec *f = &self.tier.funcs[index]
        cdef const ParamRec *p = &self.tier.params[f.params]
        cdef uint32_t i
        cdef uint32_t inputs = 0
        cdef bint constructor = f.flags & FF_CONSTRUCTOR != 0
        cdef bint lists = f.flags & FF_LIST != 0
        cdef bint method = f.owner != 0 and not constructor and not lists
        for i in range(f.nparams):
            inputs += p[i].mode != PM_OUT and not p[i].variadic
        more = method or ((constructor or lists) and self.makes_instances(f.owner))
        return Call(c_text(self.tier.text + f.decl, f.decl_len), self.scope_text(f.scope), self.name_of(f.name),
                    (1 if lists else inputs) + more, inputs, f.owner != 0, method, constructor,
                    f.flags & FF_VARIADIC != 0, lists)

    def bind(self, bindings: object) -> None:
        """Say what finds the callables and classes of a registry that came from a file."""
        self.bindings = bindings

    cdef str key_of(self, uint32_t impl):
        cdef const uint32_t *offsets
        if self.keys is not None:
            return self.keys[impl]
        offsets = <const uint32_t *>PyBytes_AS_STRING(self.key_offsets)
        return self.key_blob[offsets[impl]:offsets[impl + 1]].decode()

    cdef uint32_t nhosts(self):
        return <uint32_t>(len(self.keys) if self.keys is not None else len(self.key_offsets) // 4 - 1)

    cdef take_keys(self, bytes keys, bytes offsets, dict required, bytes classes):
        """Become a registry that came from a file."""
        self.hosts = self.keys = None
        self.key_blob = keys
        self.key_offsets = offsets
        self.required = required
        self.bindings = NO_BINDINGS
        self.host_types = HostClasses(self, classes)
        self.open_for_units()

    cdef object class_of(self, uint32_t owner, uint32_t flags):
        """The Python class that a method is called on objects of; None for other functions."""
        if not owner or flags & FF_CONSTRUCTOR:
            return None
        found = self.host_types.get(ctx_type(&self.cx, owner).id)
        if found is None and ctx_type(&self.cx, owner).flags & TF_HOST:
            found = self.host_types.get(ctx_type(&self.cx, ctx_type(&self.cx, owner).base).id)
        return None if found is None else found.python

    cdef str signature(self, uint32_t index):
        """Kinds of parameters, result and &out parameters: `i32(str, [f64]) u32`."""
        cdef const FuncRec *f = &self.tier.funcs[index]
        cdef const ParamRec *p = &self.tier.params[f.params]
        cdef uint32_t i
        inputs, outs = [], []
        if f.owner and not f.flags & FF_CONSTRUCTOR:
            inputs.append(self.kind_text(f.owner))
        elif f.owner and self.makes_instances(f.owner):
            inputs.append("str")
        if f.flags & FF_LIST:
            kinds = [self.kind_text(p[i].type) for i in range(f.nparams)]
            columns = ["?*"] if "?" in kinds else [f"[{kind}]" for kind in kinds]
            return f"{self.kind_text(f.ret)}({', '.join([*inputs, 'str', *columns])})"
        for i in range(f.nparams):
            kind = self.kind_text(p[i].type) + ("*" if p[i].variadic else "")
            (outs if p[i].mode == PM_OUT else inputs).append(kind)
        text = f"{self.kind_text(f.ret)}({', '.join(inputs)})"
        return f"{text} {', '.join(outs)}" if outs else text

    cdef str kind_text(self, uint32_t t):
        cdef const TypeRec *rec = ctx_type(&self.cx, t)
        if t & REF_MASK == TIER_FFI | TI_VAR or rec.sort == TS_PARAM:
            return "?"
        if rec.flags & TF_ARRAY and rec.sort == TS_INSTANCE:
            return f"[{self.kind_text(ctx_targ(&self.cx, t, 0))}]"
        return kind_names[rec.kind].decode().lower()

    cdef str name_of(self, uint32_t name):
        cdef uint32_t n
        cdef const char *text = ctx_name(&self.cx, name, &n)
        return c_text(text, n)

    cdef str type_text(self, uint32_t t):
        cdef char[4096] buf
        return c_text(buf, ctx_type_text(&self.cx, t, buf, sizeof(buf)))

    cdef str scope_text(self, uint32_t scope):
        cdef char[4096] buf
        return c_text(buf, ctx_scope_text(&self.cx, scope, buf, sizeof(buf)))

    cdef uint32_t scope_named(self, list parts):
        """The scope of a namespace or of a type's members, 0 if there is none."""
        cdef uint32_t scope = TIER_FFI | 1, inner, name
        for part in parts:
            name = self.names.find(part)
            inner = ctx_find(&self.cx, scope, name, SYM_SCOPE)
            if not inner:
                inner = ctx_find(&self.cx, scope, name, SYM_TYPE)
                inner = ctx_type(&self.cx, inner).members if inner else 0
            if not inner:
                return 0
            scope = inner
        return scope

    cdef uint32_t find(self, str qualified, uint32_t sort):
        """What a qualified name stands for, 0 if nothing."""
        cdef uint32_t scope, name
        *parts, last = qualified.removeprefix("::").split("::")
        scope = self.scope_named(parts)
        name = self.names.find(last)
        return ctx_find(&self.cx, scope, name, sort) if scope and name else 0

    @property
    def type_count(self) -> int:
        """Types, the fixed ones included."""
        return self.tier.ntypes

    @property
    def function_count(self) -> int:
        """Functions and methods."""
        return self.tier.nfuncs - 1

    @property
    def global_count(self) -> int:
        """Constants and enum values."""
        return self.tier.nglobals - 1

    def functions(self) -> list[FunctionView]:
        """All functions and methods."""
        return [self.function_view(TIER_FFI | i) for i in range(1, self.tier.nfuncs)]

    def types(self) -> list[TypeView]:
        """All types that modules registered or named, without the fixed ones."""
        return [
            self.type_view(TIER_FFI | i) for i in range(TI_FIRST_USER, self.tier.ntypes)
            if self.tier.types[i].sort in _SORTS and not (self.tier.types[i].flags & TF_HOST
                                                          and self.tier.types[i].flags & TF_ABSTRACT)
        ]

    cdef FunctionView function_view(self, uint32_t ref):
        found = self.views.get(ref)
        if found is None:
            found = FunctionView.__new__(FunctionView, MADE_HERE)
            (<FunctionView>found).registry = self
            (<FunctionView>found).ref = ref
            self.views[ref] = found
        return found

    cdef TypeView type_view(self, uint32_t ref):
        view = <TypeView>TypeView.__new__(TypeView, MADE_HERE)
        view.registry = self
        view.ref = ref
        return view

    def lookup_functions(self, name: str) -> list[FunctionView]:
        """The overloads of a qualified name, `math::sin`."""
        cdef uint32_t f
        found = []
        f = self.find(name, SYM_FUNC)
        while f:
            found.append(self.function_view(f))
            f = ctx_func(&self.cx, f).next
        return found

    def function_by_id(self, id: int) -> FunctionView | None:
        """The function with a stable id."""
        cdef uint32_t f = tier_func_by_id(&self.tier, id)
        return self.function_view(f) if f else None

    def find_type(self, name: str) -> TypeView | None:
        """A type by its qualified name (without template arguments)."""
        cdef uint32_t i, t
        for i in range(opcodes.K_F64 + 1):
            if self.name_of(self.tier.types[i].name) == name:
                return self.type_view(TIER_FFI | i)
        t = self.find(name, SYM_TYPE)
        return self.type_view(t) if t else None

    def has_namespace(self, name: str) -> bool:
        """Whether any module contributed to a namespace."""
        return self.find(name, SYM_SCOPE) != 0

    def constant(self, name: str) -> int | float | bool | None:
        """The value of a constant or enum value by its qualified name (`limits::MAX`, `Color::Red`)."""
        cdef uint32_t g = self.find(name, SYM_GLOBAL)
        return self.value_of(g) if g else None

    cdef object value_of(self, uint32_t g):
        cdef const GlobalRec *rec = ctx_global(&self.cx, g)
        kind = ctx_type(&self.cx, rec.type).kind
        if kind == opcodes.K_BOOL:
            return rec.value != 0
        if kind == opcodes.K_F64:
            return (<double *>&rec.value)[0]
        if kind == opcodes.K_F32:
            return (<float *>&rec.value)[0]
        return <uint64_t>rec.value if kind == opcodes.K_U64 else rec.value

    def constants(self) -> list[tuple[str, str, int | float | bool]]:
        """Type, qualified name and value of all constants but values of enums."""
        cdef uint32_t i
        cdef const GlobalRec *rec
        found = []
        for i in range(1, self.tier.nglobals):
            rec = &self.tier.globals[i]
            if not rec.flags & GF_ENUM_VALUE:
                scope = self.scope_text(rec.scope)
                name = self.name_of(rec.name)
                found.append((self.type_text(rec.type), f"{scope}::{name}" if scope else name, self.value_of(TIER_FFI | i)))
        return found

    def aliases(self) -> list[tuple[str, str]]:
        """Qualified names that stand for types of other names, and these types; in order."""
        cdef size_t i
        cdef const Symbol *s
        cdef const TypeRec *rec
        found = []
        for i in range(<size_t>self.tier.symbol_mask + 1):
            s = &self.tier.symbols[i]
            if s.build != self.tier.build or s.cls != SYM_TYPE:
                continue
            rec = ctx_type(&self.cx, s.ref)
            if rec.sort != TS_PARAM and (rec.sort == TS_INSTANCE or rec.name != s.name or rec.scope != s.scope):
                scope = self.scope_text(s.scope)
                name = self.name_of(s.name)
                found.append((f"{scope}::{name}" if scope else name, self.type_text(s.ref)))
        return sorted(found)

    def __reduce__(self):
        raise no_pickle("a sealed registry", "pickle its context")

    def __repr__(self) -> str:
        return f"<FfiRegistry {self.fingerprint.hex()[:12]}: {len(self.types())} types, {self.function_count} functions>"
