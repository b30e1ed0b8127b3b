"""FfiRegistry: the sealed FFI tier.

What it is: owner of the tables (flat, contiguous, without Python objects but for the host's callables), and what programs bind to.
What it offers for reading is that of all Declarations (`views.pyx`). Immutable once the writer has finished; any number of units, contexts and threads
share one. What it is not: how they are filled (`ffi_writer.pyx`), resolution of type names and error reports (`builder.py`).

The fingerprint is a hash of everything that compiled programs depend on: equal fingerprints mean that a program compiled
against one registry links to the other without a look-up.
"""
# cython: language_level=3, boundscheck=False, wraparound=False, cdivision=True, initializedcheck=False

from cpython.bytes cimport PyBytes_AS_STRING
from libc.string cimport memcpy
from seraphscript.registry.context cimport (
    CompilationContext, ctx_base, ctx_find, ctx_func, ctx_interface_id, ctx_open, ctx_takes_own_type, ctx_targ, ctx_type,
    ctx_type_text,
)
from seraphscript.registry.kinds cimport host_kind
from seraphscript.registry.tier cimport (
    FF_CONST, FF_CONSTRUCTOR, FF_HOST, FF_LIST, FF_NATIVE, FF_PRIVATE, FF_RETURNS_REF, FF_VARIADIC, INDEX_MASK, PM_INOUT, PM_OUT, REF_MASK, SYM_FUNC, SYM_TYPE,
    TF_ARRAY, TF_HOST, TF_PYTHON, TI_VAR, TIER_FFI, TS_CLASS, TS_FUNCDEF, TS_INSTANCE, TS_INTERFACE, TS_PARAM, TS_VALUE, FuncRec, ParamRec, TypeRec, tier_free,
    tier_func_by_id, tier_init,
)
from seraphscript.registry.views cimport Declarations, c_text
from seraphscript.vm.natives cimport find_native
from seraphscript.vm.opcode_info cimport kind_names

from threading import get_ident
from types import MappingProxyType

from seraphscript.registry.items import STRING_PATTERN
from seraphscript.registry.listbuffer import InstanceCall, ListCall, StringCall
from seraphscript.registry.template_info import refusal
from seraphscript.registry.bindings import NO_BINDINGS, Call, HostClasses, HostFunctions
from seraphscript.registry.kinds import BEHAVIOURS, PREFIX
from seraphscript.registry.value_types import CONSTRUCT, fields_of_text, has_destructor
from seraphscript.vm.errors import no_pickle
from seraphscript.vm.hostcall import HostFunction

NO_PHASES = MappingProxyType({})

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


cdef class FfiRegistry(Declarations):
    """Everything that a context's modules registered, sealed. Made by sealing a context, never directly."""

    def __cinit__(self):
        self.names = Names()
        self.hosts = [None]
        self.keys = [""]
        self.required = {}
        self.host_types = {}
        self.host_functions = HostFunctions(self)
        self.fingerprint = b""
        self.phases = NO_PHASES
        if tier_init(&self.tier, &self.names.table, TIER_FFI) < 0:
            raise MemoryError
        self.own = &self.tier
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
        return rec.id, self.type_text(type | TIER_FFI), self.base_id(type | TIER_FFI)

    cdef uint64_t base_id(self, uint32_t type):
        """The id of what a class or a specialisation derives from, 0 for nothing and for templates."""
        cdef uint32_t base = ctx_base(&self.cx, type)
        return ctx_type(&self.cx, base).id if base else 0

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

    def shape(self, str name) -> tuple[object, ...] | None:
        """What programs know of a class, a value type or an interface of the host besides its name; None for other types.

        Of a class its kind; of a value type whether it has a destructor and whether a copy constructor; of an interface a
        number that another one has which asks for something else.
        """
        cdef uint32_t t = self.find(name, SYM_TYPE), f       # the name comes from a file: it may be no type's
        cdef const TypeRec *rec = ctx_type(&self.cx, t)
        cdef bint copies = False
        if not t:
            return None
        if rec.sort == TS_CLASS:
            return "class", <int>host_kind(rec)
        if rec.sort == TS_INTERFACE:
            return "interface", ctx_interface_id(&self.cx, t)
        if rec.sort != TS_VALUE:
            return None
        for f in range(1, self.tier.nfuncs):                # what units compile has no names here
            if self.tier.funcs[f].scope == rec.members and self.tier.funcs[f].flags & FF_CONSTRUCTOR:
                copies |= ctx_takes_own_type(&self.cx, t, f | TIER_FFI) != 0
        return "value", has_destructor(c_text(self.tier.text + rec.node, rec.offset)), copies

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
        if rec.sort == TS_FUNCDEF:
            return self.callable_text(rec)
        return kind_names[rec.kind].decode().lower()

    cdef str callable_text(self, const TypeRec *rec):
        """A type of functions, as `vm/hostcall.pyx` says it; any object if it depends on arguments of a template."""
        cdef uint32_t found = ctx_find(&self.cx, rec.members, self.names.find("opCall"), SYM_FUNC), i
        cdef const FuncRec *f = ctx_func(&self.cx, found)
        cdef const ParamRec *p
        if not found or f.flags & FF_RETURNS_REF:
            return "obj"
        p = &self.tier.params[f.params]
        inputs, outs = [], []
        for i in range(f.nparams):
            kind = "obj" if ctx_type(&self.cx, p[i].type).sort == TS_FUNCDEF else self.kind_text(p[i].type)
            (outs if p[i].mode == PM_OUT else inputs).append(kind)
        kinds = [self.kind_text(f.ret), *inputs, *outs]
        return "obj" if "?" in "".join(kinds) else f"func<{'|'.join([kinds[0], ' '.join(inputs), ' '.join(outs)])}>"

    # -- what it answers as Declarations

    cdef str binding_key(self, uint32_t f):
        cdef const FuncRec *rec = ctx_func(&self.cx, f)
        return self.key_of(rec.impl) if rec.flags & FF_HOST else ""

    cdef object implementation(self, uint32_t f):
        return self.host_target(f & INDEX_MASK) if ctx_func(&self.cx, f).flags & FF_HOST else None

    cdef bint is_host_type(self, uint64_t id):
        return id in self.host_types

    def __reduce__(self):
        raise no_pickle("a sealed registry", "pickle its context")

    def __repr__(self) -> str:
        return f"<FfiRegistry {self.fingerprint.hex()[:12]}: {len(self.types())} types, {self.function_count} functions>"
