"""RegistryWriter: fills the tables of a new FfiRegistry.

What it is: one call per record of the sealed tier, with the symbols, ids and texts that belong to it; the builder decides
what is called. What it is not: resolution of names or reports of errors (`builder.py`), or the API for reading
(`ffi_registry.pyx`).

Invariants
- Nothing refers to a Python object but `hosts` (callables, by FuncRec.impl) and `host_types` (classes, by id).
- The fingerprint is a sum over texts, so it does not depend on the order in which things are registered.
- After seal() the writer has no registry any more.
"""
# cython: language_level=3, boundscheck=False, wraparound=False, cdivision=True, initializedcheck=False

from libc.stdint cimport int64_t, uint8_t, uint16_t, uint32_t, uint64_t
from libc.stdlib cimport free, malloc
from libc.string cimport memcpy

from seraphscript.registry.context cimport (
    INST_MEMORY, INST_OK, CompilationContext, ctx_base, ctx_find, ctx_func, ctx_func_text, ctx_global, ctx_inst_message,
    ctx_instance, ctx_open, ctx_param_type, ctx_params, ctx_return_type, ctx_scope, ctx_specialized, ctx_targ, ctx_type, ctx_func_id,
)
from seraphscript.registry.ffi_registry cimport FfiRegistry
from seraphscript.registry.kinds cimport HB_WEAK, host_kind
from seraphscript.registry.ids cimport id_mix, id_scope, id_text, id_type
from seraphscript.registry.name_ids cimport NAME_opAdd, NAME_opCast, NAME_opImplConv
from seraphscript.registry.tier cimport (
    FF_CONST, FF_HOST, FF_NATIVE, FF_PROPERTY, FF_SCRIPT, GF_CONST, GF_ENUM_VALUE, GF_VALUE, INDEX_MASK, PM_IN, PM_INOUT, PM_OUT, SYM_AMBIGUOUS, SYM_FUNC,
    SYM_GLOBAL, SYM_ID, SYM_NONE, SYM_SCOPE, SYM_TYPE, T_CONST, T_CONST_HANDLE, T_HANDLE, TF_ABSTRACT, TF_ARRAY, TF_DICTIONARY,
    TF_FINAL, TF_GENERIC, TF_FIBER, TF_HOST, TF_POD, TF_PYTHON, TF_REFERENCE, TF_RESOLVED, TF_ROOT, TF_WEAK, TF_WEAK_CONST, TI_VAR, TIER_FFI, TS_ANY,
    TS_CLASS, TS_ENUM, TS_FUNCDEF, TS_INSTANCE, TS_INTERFACE, TS_PARAM, TS_STRING, TS_TEMPLATE, TS_VALUE, FuncRec, GlobalRec, ParamRec, ScopeRec, Symbol, Tier,
    TypeRec, tier_find, tier_new_func, tier_new_global, tier_new_native, tier_new_params, tier_new_scope,
    tier_new_targs, tier_new_text, tier_new_type, tier_put,
    tier_sort_ids,
)
from seraphscript.registry.views cimport c_text
from seraphscript.vm cimport opcodes

from types import MappingProxyType

from seraphscript.registry.ids import stable_hash
from seraphscript.vm.hostcall import HostMember, HostType, HostValue

cdef enum:
    TEXT_SIZE = 2048
    LONG_TEXT = 1 << 16

HANDLE = T_HANDLE
CONST = T_CONST
CONST_HANDLE = T_CONST_HANDLE
ANY_TYPE = TIER_FFI | TI_VAR
MODES = {"": 0, "&in": PM_IN, "&out": PM_OUT, "&inout": PM_INOUT}
_KINDS = {
    "int8": opcodes.K_I8, "int16": opcodes.K_I16, "int": opcodes.K_I32, "int64": opcodes.K_I64,
    "uint8": opcodes.K_U8, "uint16": opcodes.K_U16, "uint": opcodes.K_U32, "uint64": opcodes.K_U64,
}


cdef class ParamList:
    """Parameters in the tier, which functions share."""


cdef class RegistryWriter:
    """Fills a new FfiRegistry; used by the builder only. References are those of `tier.pxd`."""

    def __cinit__(self):
        self.registry = FfiRegistry.__new__(FfiRegistry)
        self.special = []

    cdef int check(self) except -1:
        if self.registry.tier.failed:
            raise MemoryError("the registry is full")
        return 0

    cdef int symbol(self, uint32_t scope, uint32_t name, uint32_t sort, uint32_t ref) except -1:
        """1, or 0 if the name is taken there."""
        cdef uint32_t cls = SYM_GLOBAL if sort == SYM_AMBIGUOUS else sort
        cdef Symbol *s = tier_put(&self.registry.tier, scope, name, cls)
        self.check()
        if s.sort != SYM_NONE:
            return 0
        s.sort = <uint16_t>sort
        s.ref = s.last = ref
        return 1

    cdef uint32_t new_scope(self, uint32_t parent, str name, uint32_t type) except 0:
        cdef uint32_t index = tier_new_scope(&self.registry.tier)
        cdef bytes text = name.encode()
        cdef ScopeRec *rec
        self.check()
        rec = &self.registry.tier.scopes[index]
        rec.name = self.registry.names.intern(text)
        rec.parent = parent
        rec.ffi = index | TIER_FFI
        rec.type = type
        rec.id = id_scope(ctx_scope(&self.registry.cx, parent).id, text, <size_t>len(text))
        return index | TIER_FFI

    def scope(self, parts: tuple[str, ...]) -> int:
        """The scope of a namespace, made if it is not there."""
        cdef uint32_t scope = TIER_FFI | 1, name, found
        for part in parts:
            name = self.registry.names.intern(part)
            found = ctx_find(&self.registry.cx, scope, name, SYM_SCOPE)
            if not found:
                found = self.new_scope(scope, part, 0)
                self.symbol(scope, name, SYM_SCOPE, found)
            scope = found
        return scope

    cdef uint32_t new_type(self, uint32_t scope, str name, uint32_t sort, uint32_t kind, uint32_t flags) except 0:
        cdef uint32_t index = tier_new_type(&self.registry.tier)
        cdef bytes text = name.encode()
        cdef TypeRec *rec
        self.check()
        rec = &self.registry.tier.types[index]
        rec.sort = <uint8_t>sort
        rec.kind = <uint8_t>kind
        rec.flags = <uint16_t>(flags | TF_RESOLVED)
        rec.name = self.registry.names.intern(text)
        rec.scope = scope
        rec.id = id_type(ctx_scope(&self.registry.cx, scope).id, text, <size_t>len(text), 1)
        return index | TIER_FFI

    def add_type(self, scope: int, name: str, sort: str, params: tuple[str, ...] = (), base: str = "int") -> int:
        """A type of sort enum, bits (an enum of them), string, host or one of TYPE_SORTS; 0 if the name is taken."""
        cdef uint32_t t, member
        cdef Tier *tier = &self.registry.tier
        if ctx_find(&self.registry.cx, scope, self.registry.names.intern(name), SYM_TYPE):
            return 0
        if sort == "enum" or sort == "bits":
            t = self.new_type(scope, name, TS_ENUM, _KINDS[base], TF_PYTHON if sort == "bits" else 0)
            tier.types[t & INDEX_MASK].base = TIER_FFI | <uint32_t>_KINDS[base]
        elif sort == "string":
            t = self.new_type(scope, name, TS_STRING, opcodes.K_STR, 0)
            tier.string_type = t
        elif sort == "host":
            if params:
                t = self.new_type(scope, name, TS_TEMPLATE, opcodes.K_OBJ, TF_REFERENCE | TF_HOST)
            else:
                t = self.new_type(scope, name, TS_CLASS, opcodes.K_OBJ, TF_REFERENCE)
        elif sort == "value":
            t = self.new_type(scope, name, TS_VALUE, opcodes.K_OBJ, TF_REFERENCE | TF_FINAL)
            tier.has_values = 1
        elif sort == "interface":
            t = self.new_type(scope, name, TS_INTERFACE, opcodes.K_OBJ, TF_REFERENCE | TF_ABSTRACT)
            tier.has_interfaces = 1
        elif sort == "funcdef" or sort == "funcdef of template":
            t = self.new_type(scope, name, TS_FUNCDEF, opcodes.K_OBJ, TF_REFERENCE | (TF_GENERIC if sort != "funcdef" else 0))
        elif sort == "array":
            t = self.new_type(scope, name, TS_TEMPLATE, opcodes.K_ARR, TF_ARRAY | TF_REFERENCE)
            tier.array_template = t
        elif sort == "dictionary":
            t = self.new_type(scope, name, TS_TEMPLATE, opcodes.K_OBJ, TF_DICTIONARY | TF_REFERENCE)
            tier.dict_template = t
        elif sort == "weakref" or sort == "const_weakref":
            t = self.new_type(scope, name, TS_TEMPLATE, opcodes.K_OBJ,
                              TF_WEAK | TF_REFERENCE | (TF_WEAK_CONST if sort == "const_weakref" else 0))
        elif sort == "fiber":
            t = self.new_type(scope, name, TS_CLASS, opcodes.K_OBJ, TF_FIBER | TF_REFERENCE)
        elif sort == "ref":
            t = self.new_type(scope, name, TS_INTERFACE, opcodes.K_OBJ, TF_ROOT | TF_REFERENCE)
            tier.root_type = t
        else:
            t = self.new_type(scope, name, TS_ANY, opcodes.K_OBJ, TF_REFERENCE)
            if name == "dictionaryValue":
                tier.dict_value = t
        self.symbol(scope, self.registry.names.intern(name), SYM_TYPE, t)
        member = self.new_scope(scope, name, t)
        tier.types[t & INDEX_MASK].members = member
        if params:
            self.add_type_params(t, params)
        ctx_open(&self.registry.cx, tier, NULL, 0)
        return t

    cdef int add_type_params(self, uint32_t t, tuple params) except -1:
        """The parameters of a template, as types among its members."""
        cdef Tier *tier = &self.registry.tier
        cdef uint32_t member = tier.types[t & INDEX_MASK].members, param, i
        cdef uint32_t first = tier_new_targs(tier, <uint32_t>len(params))
        self.check()
        for i in range(<uint32_t>len(params)):
            param = self.new_type(member, params[i], TS_PARAM, opcodes.K_VOID, TF_GENERIC)
            tier.types[param & INDEX_MASK].scope = 0        # messages say T, not array::T
            self.symbol(member, self.registry.names.intern(params[i]), SYM_TYPE, param)
            tier.targs[first + i] = param
        tier.types[t & INDEX_MASK].args = first
        tier.types[t & INDEX_MASK].nargs = <uint32_t>len(params)
        return 0

    def add_function_template(self, scope: int, name: str, params: tuple[str, ...]) -> int:
        """The template that has the parameters of a template function; no name stands for it."""
        cdef uint32_t t = self.new_type(scope, name, TS_TEMPLATE, opcodes.K_OBJ, TF_REFERENCE | TF_HOST | TF_ABSTRACT)
        cdef uint32_t member = self.new_scope(scope, name, t)
        self.registry.tier.types[t & INDEX_MASK].members = member
        self.add_type_params(t, params)
        return t

    def specialize(self, instance: int, name: str) -> bool:
        """Give an instance members of its own, in a scope of this name; False if it has."""
        cdef TypeRec *rec = ctx_type(&self.registry.cx, instance)
        cdef uint32_t member
        if rec.members != ctx_type(&self.registry.cx, rec.base).members:
            return False
        member = self.new_scope(rec.scope, name, instance)
        ctx_type(&self.registry.cx, instance).members = member
        return True

    def is_host_template(self, type: int) -> bool:
        """Whether a type is a template of the host."""
        cdef const TypeRec *rec = ctx_type(&self.registry.cx, type)
        return rec.sort == TS_TEMPLATE and rec.flags & TF_HOST != 0

    def is_generic(self, type: int) -> bool:
        """Whether a type has a template parameter in it."""
        return ctx_type(&self.registry.cx, type).flags & TF_GENERIC != 0

    def needs_handles(self, template: int, parameter: int) -> None:
        """A template has handles to a parameter: there must be such."""
        ctx_type(&self.registry.cx, template).user |= <uint32_t>1 << <int>parameter

    def set_list(self, type: int, function: int) -> None:
        """The function that takes the initialisation lists of a type."""
        ctx_type(&self.registry.cx, type).node = function & INDEX_MASK

    def set_validation(self, type: int, function: int) -> None:
        """The function that says whether arguments of a template are valid."""
        ctx_type(&self.registry.cx, type).offset = function & INDEX_MASK

    def set_string_factory(self, function: int) -> None:
        """The function that makes the values of string literals."""
        self.registry.tier.string_factory = function

    def set_methods(self, type: int, methods: list[int]) -> None:
        """The methods of an interface, which were added one behind the other."""
        cdef uint32_t i, first = methods[0] if methods else 0
        for i in range(<uint32_t>len(methods)):
            self.registry.tier.funcs[(first & INDEX_MASK) + i].slot = i
        ctx_type(&self.registry.cx, type).node = first & INDEX_MASK
        ctx_type(&self.registry.cx, type).offset = <uint32_t>len(methods)

    def set_base(self, type: int, base: int) -> None:
        """Let a host class, or a template, derive from a class or an instance of a template."""
        ctx_type(&self.registry.cx, type).base = base

    def base(self, type: int) -> int:
        """What a host class or an instance of a template derives from, 0 if it is nothing."""
        return ctx_base(&self.registry.cx, type)

    def base_of_template(self, type: int) -> int:
        """What the instances of a template derive from, in terms of its parameters; 0 if it is nothing."""
        return ctx_type(&self.registry.cx, type).base

    def template(self, type: int) -> int:
        """The template of an instance, 0 for other types."""
        cdef const TypeRec *rec = ctx_type(&self.registry.cx, type)
        return rec.base if rec.sort == TS_INSTANCE else 0

    def is_specialized(self, type: int) -> bool:
        """Whether an instance has members of its own."""
        return ctx_specialized(&self.registry.cx, type) != 0

    def bind_class(self, type: int, python: object) -> None:
        """The Python class that a host class stands for; its base is set."""
        cdef const TypeRec *rec = ctx_type(&self.registry.cx, type)
        base = self.registry.base_id(type)
        self.registry.host_types[rec.id] = HostType(python, self.registry.type_text(type), base)
        if rec.sort == TS_TEMPLATE:         # instances are found by the name of their template
            self.registry.host_types[self.registry.type_text(type)] = self.registry.host_types[rec.id]

    def set_kind(self, type: int, kind: int, weak: bool) -> None:
        """The kind of a host class, a number out of kinds.pxd, and whether there are weak references to its objects."""
        ctx_type(&self.registry.cx, type).offset = <uint32_t>kind | (HB_WEAK if weak else 0)
        self.special.append(type)

    def host_kind(self, type: int) -> int:
        """The kind of a host class; 0 for other types."""
        cdef const TypeRec *rec = ctx_type(&self.registry.cx, type)
        return <int>host_kind(rec) if rec.sort == TS_CLASS and type & TIER_FFI else 0

    def is_host_class(self, type: int) -> bool:
        """Whether a type is a Python class, by handle."""
        cdef const TypeRec *rec = ctx_type(&self.registry.cx, type)
        return rec.sort == TS_CLASS and rec.id in self.registry.host_types or (
            rec.sort == TS_INSTANCE and rec.flags & TF_HOST != 0)

    def sort_name(self, type: int) -> str:
        """What sort of type it is, as FfiRegistry.types() says."""
        return self.registry.type_view(type).sort

    def kind_of(self, type: int) -> int:
        """Register kind of a type."""
        return ctx_type(&self.registry.cx, type).kind

    def set_value(self, type: int, text: str, pod: bool, python: object, fields: tuple[str, ...],
                  members: tuple[object, ...]) -> None:
        """The text of a value type, a class; whether it is plain data; the Python class and declarations of fields, and how
        these become enum members."""
        cdef TypeRec *rec = ctx_type(&self.registry.cx, type)
        cdef bytes coded = text.encode()
        rec.node = tier_new_text(&self.registry.tier, coded, <uint32_t>len(coded))
        rec.offset = <uint32_t>len(coded)
        self.check()
        rec.flags |= (TF_POD if pod else 0) | (TF_PYTHON if python is not None else 0)
        self.registry.host_types[rec.id] = HostValue(python, self.registry.type_text(type), fields, members)

    def inherit(self, type: int, name: str, own: list[int], inherited: list[int], instance: int = 0) -> list[int]:
        """Give a host class the methods of a name that its base has: all of them, its own ones first. `instance`: the base
        if it is one of a template, whose arguments are put in."""
        cdef Tier *tier = &self.registry.tier
        cdef uint32_t members = ctx_type(&self.registry.cx, type).members, id = self.registry.names.intern(name)
        cdef uint32_t f, first
        cdef Symbol *s
        if not own and not instance:
            self.symbol(members, id, SYM_FUNC, inherited[0])
            tier_find(tier, members, id, SYM_FUNC).last = inherited[-1]
            return inherited
        kept = [old for old in inherited if not any([self.same_parameters(old, new, instance) for new in own])]
        for old in kept:                    # a chain ends where its class ends: those of the base are taken once more
            f = tier_new_func(tier)
            self.check()
            first = old
            tier.funcs[f] = tier.funcs[first & INDEX_MASK]
            tier.funcs[f].next = 0
            if instance:
                self.put_in(f, instance)
            s = tier_find(tier, members, id, SYM_FUNC)
            if s == NULL:
                self.symbol(members, id, SYM_FUNC, f | TIER_FFI)
                s = tier_find(tier, members, id, SYM_FUNC)
            else:
                tier.funcs[s.last & INDEX_MASK].next = f | TIER_FFI
            s.last = f | TIER_FFI
            own = [*own, f | TIER_FFI]
        return own

    cdef int put_in(self, uint32_t f, uint32_t instance) except -1:
        """Put the arguments of an instance into the types of a function, which gets parameters of its own for it."""
        cdef Tier *tier = &self.registry.tier
        cdef uint32_t n = tier.funcs[f].nparams, i, first, type
        cdef bint changed = False
        type = ctx_return_type(&self.registry.cx, f | TIER_FFI, instance)
        tier.funcs[f].ret = type
        for i in range(n):
            changed |= ctx_param_type(&self.registry.cx, f | TIER_FFI, i, instance) != tier.params[tier.funcs[f].params + i].type
        if changed:
            first = tier_new_params(tier, n)
            self.check()
            memcpy(&tier.params[first], &tier.params[tier.funcs[f].params], n * sizeof(ParamRec))
            for i in range(n):
                type = ctx_param_type(&self.registry.cx, f | TIER_FFI, i, instance)
                tier.params[first + i].type = type
            tier.funcs[f].params = first
        self.check()
        return 0

    cdef bint same_parameters(self, uint32_t a, uint32_t b, uint32_t instance):
        """Does a function of a class replace one of its base?"""
        cdef CompilationContext *cx = &self.registry.cx
        cdef uint32_t i, n = ctx_func(cx, a).nparams, name = ctx_func(cx, a).name
        if n != ctx_func(cx, b).nparams or (ctx_func(cx, a).flags ^ ctx_func(cx, b).flags) & FF_CONST:
            return False
        if NAME_opCast <= name <= NAME_opImplConv and ctx_return_type(cx, a, instance) != ctx_func(cx, b).ret:
            return False
        for i in range(n):
            if (ctx_param_type(cx, a, i, instance) != ctx_params(cx, b)[i].type
                    or ctx_params(cx, a)[i].mode != ctx_params(cx, b)[i].mode):
                return False
        return True

    def add_alias(self, scope: int, name: str, target: int) -> bool:
        """Another name for a type; False if the name is taken."""
        return self.symbol(scope, self.registry.names.intern(name), SYM_TYPE, target) != 0

    def members(self, type: int) -> int:
        """The member scope of a type."""
        return ctx_type(&self.registry.cx, type).members

    def find_type(self, scope: int, name: str) -> int:
        """A type by its plain name in exactly one scope, 0 if there is none."""
        return ctx_find(&self.registry.cx, scope, self.registry.names.find(name), SYM_TYPE)

    def find_scope(self, scope: int, name: str) -> int:
        """A namespace in exactly one scope, 0 if there is none."""
        return ctx_find(&self.registry.cx, scope, self.registry.names.find(name), SYM_SCOPE)

    def parent(self, scope: int) -> int:
        """The enclosing scope, 0 for the global one."""
        return ctx_scope(&self.registry.cx, scope).parent

    def template_arity(self, type: int) -> int:
        """How many arguments a template takes, 0 if the type is no template."""
        cdef const TypeRec *rec = ctx_type(&self.registry.cx, type)
        return rec.nargs if rec.sort == TS_TEMPLATE else 0

    def plain_dictionary(self, type: int) -> int:
        """What the name of a dictionary template stands for without arguments; 0 for other types."""
        cdef Tier *tier = &self.registry.tier
        if type != tier.dict_template or not tier.string_type:
            return 0
        if not tier.dict_type:
            tier.dict_type = self.instance(type, [tier.string_type, TIER_FFI | TI_VAR])
            ctx_open(&self.registry.cx, tier, NULL, 0)
        return tier.dict_type

    def is_reference(self, type: int) -> bool:
        """Whether handles to a type are allowed (a template parameter may turn out to be one)."""
        cdef const TypeRec *rec = ctx_type(&self.registry.cx, type)
        return rec.flags & TF_REFERENCE != 0 or rec.sort == TS_PARAM

    def is_enum(self, type: int) -> bool:
        """Whether a type is an enum."""
        return ctx_type(&self.registry.cx, type).sort == TS_ENUM

    def has_value(self, scope: int, name: str) -> bool:
        """Whether a scope has a constant or enum value of a name."""
        return ctx_find(&self.registry.cx, scope, self.registry.names.find(name), SYM_GLOBAL) != 0

    def array_of_self(self, type: int) -> int:
        """Within a template: the instance with its own parameters (`array<T>`), other types as they are."""
        cdef const TypeRec *rec = ctx_type(&self.registry.cx, type)
        if rec.sort != TS_TEMPLATE:
            return type
        return self.instance(type, [ctx_targ(&self.registry.cx, type, i) for i in range(rec.nargs)])

    def instance(self, template: int, args: list[int]) -> int:
        """The instance of a template; ValueError with a sentence about what is wrong."""
        cdef uint32_t[16] buf
        cdef uint32_t i, found
        cdef int error = INST_OK
        if len(args) > 16:
            raise ValueError("has too many type arguments")
        for i in range(<uint32_t>len(args)):
            buf[i] = args[i]
        found = ctx_instance(&self.registry.cx, template, buf, <uint32_t>len(args), &error)
        if error == INST_MEMORY:
            raise MemoryError
        if not found:
            raise ValueError((<bytes>ctx_inst_message(&self.registry.cx, error)).decode())
        return found

    def type_text(self, type: int) -> str:
        """A type as messages show it."""
        return self.registry.type_text(type)

    def scope_text(self, scope: int) -> str:
        """A scope's qualified name."""
        return self.registry.scope_text(scope)

    def add_params(self, params: list[tuple]) -> ParamList:
        """Parameters as (type, mode, name, default text or None, variadic, handle_const), for any number of functions."""
        cdef Tier *tier = &self.registry.tier
        cdef ParamList made = ParamList.__new__(ParamList)
        cdef ParamRec *param
        cdef bytes text
        cdef uint32_t i
        made.count = <uint32_t>len(params)
        if params:
            made.first = tier_new_params(tier, made.count)
            self.check()
        for i in range(made.count):
            type, mode, name, default, variadic, handle_const = params[i]
            param = &tier.params[made.first + i]
            param.type = type
            param.mode = mode
            param.name = self.registry.names.intern(name) if name else 0
            param.variadic = variadic
            param.handle_const = handle_const
            if default is not None:
                text = default.encode()
                param.has_default = 1
                param.default_text = tier_new_text(tier, text, <uint32_t>len(text))
                param.default_len = <uint32_t>len(text)
                made.hash = id_mix(made.hash + i, id_text(text, <size_t>len(text)))
            elif not variadic:
                made.required += 1
        self.check()
        return made

    cdef uint32_t new_func(
        self, uint32_t scope, uint32_t owner, str name, uint32_t returns, uint32_t flags, ParamList params
    ) except 0:
        """The record of a function without id, text and implementation."""
        cdef Tier *tier = &self.registry.tier
        cdef uint32_t f = tier_new_func(tier)
        cdef FuncRec *rec
        self.check()
        rec = &tier.funcs[f]
        rec.name = self.registry.names.intern(name)
        rec.scope = scope
        rec.owner = owner
        rec.ret = returns
        rec.flags = flags
        rec.params = params.first
        rec.nparams = <uint8_t>params.count
        rec.nrequired = <uint8_t>params.required
        return f

    def add_function(
        self, scope: int, owner: int, name: str, returns: int, flags: int, params: ParamList, implementation: object,
        key: str = "", required: int = 0, pattern: str = "", template: int = 0,
    ) -> int:
        """A function. The implementation is a callable or HostMember with the key that it is bound by and the bits of
        HostFunction, the id of a native function or the number of an intrinsic, as the flags say. `pattern` is that of the
        lists that it takes, `template` what add_function_template() gave. Gives its reference, or 0 if one with the same
        parameters exists."""
        return self.put_function(
            scope, owner, name, returns, flags, params, implementation, key, required, pattern or None, template)

    cdef uint32_t put_function(
        self, uint32_t scope, uint32_t owner, str name, uint32_t returns, uint32_t flags, ParamList params,
        object implementation, str key, object required, str pattern, uint32_t template
    ) except? 0:
        cdef Tier *tier = &self.registry.tier
        cdef uint32_t f = self.new_func(scope, owner, name, returns, flags, params), n
        cdef FuncRec *rec
        cdef Symbol *s
        cdef char[TEXT_SIZE] small
        cdef char *buf = small
        cdef uint64_t id, hash
        cdef bytes text
        ctx_func(&self.registry.cx, f | TIER_FFI).slot = template & INDEX_MASK
        id = ctx_func_id(&self.registry.cx, f | TIER_FFI)
        s = tier_put(tier, <uint32_t>id, <uint32_t>(id >> 32), SYM_ID)
        if s == NULL or s.sort != SYM_NONE:
            self.check()
            tier.nfuncs -= 1
            return 0
        s.sort = SYM_ID
        s.ref = f | TIER_FFI
        rec = &tier.funcs[f]
        rec.id = id
        n = ctx_func_text(&self.registry.cx, f | TIER_FFI, owner, small, TEXT_SIZE)
        if n + 1 >= TEXT_SIZE:
            buf = <char *>malloc(LONG_TEXT)
            if buf == NULL:
                raise MemoryError
            n = ctx_func_text(&self.registry.cx, f | TIER_FFI, owner, buf, LONG_TEXT)
        rec.decl = tier_new_text(tier, buf, n)
        rec.decl_len = n
        hash = id_mix(params.hash, rec.flags)
        if pattern is not None:
            text = pattern.encode()
            rec.node = tier_new_text(tier, text, <uint32_t>len(text))
            rec.offset = <uint32_t>len(text)
            hash = id_mix(hash, id_text(text, <size_t>len(text)))
        if flags & FF_HOST and (flags & FF_PROPERTY or NAME_opAdd <= rec.name <= NAME_opImplConv):
            tier.hidden_calls = 1
        if flags & FF_HOST:
            rec.impl = <uint32_t>len(self.registry.hosts)
            self.registry.hosts.append(implementation)
            self.registry.keys.append(key)
            if required:
                self.registry.required[rec.impl] = required
            if type(implementation) is HostMember:
                hash = id_mix(hash, self.member_hash(implementation))
        elif flags & FF_NATIVE:
            rec.impl = tier_new_native(tier, implementation)
            hash = id_mix(hash, implementation)
        else:
            rec.impl = implementation
            hash = id_mix(hash, rec.impl)
        self.add_line(buf, n, hash)
        if buf != small:
            free(buf)
        if flags & FF_SCRIPT:
            return f | TIER_FFI
        s = tier_put(tier, scope, rec.name, SYM_FUNC)
        self.check()
        if s.sort == SYM_NONE:
            s.sort = SYM_FUNC
            s.ref = f | TIER_FFI
        else:
            tier.funcs[s.last & INDEX_MASK].next = f | TIER_FFI
        s.last = f | TIER_FFI
        return f | TIER_FFI

    cdef uint64_t member_hash(self, object member) except? 0:
        """The hash of what a HostMember does."""
        if member is not self.member:
            self.member = member
            self.hashed = stable_hash(f"{member.action} {member.name}")
        return self.hashed

    def function_text(
        self, scope: int, owner: int, name: str, returns: int, flags: int, params: ParamList
    ) -> str:
        """The declaration of a function that is not added, for messages."""
        cdef uint32_t f = self.new_func(scope, owner, name, returns, flags, params)
        cdef char[TEXT_SIZE] buf
        text = c_text(buf, ctx_func_text(&self.registry.cx, f | TIER_FFI, owner, buf, TEXT_SIZE))
        self.registry.tier.nfuncs -= 1
        return text

    cdef void add_line(self, const char *text, size_t n, uint64_t more):
        """Let the fingerprint depend on a text, but not on the order of texts."""
        cdef uint64_t hash = id_text(text, n)
        self.low += id_mix(hash, more)
        self.high += id_mix(id_mix(more + 1, hash), id_text(text, n // 2))

    def note(self, line: str) -> None:
        """Let the fingerprint depend on a line, but not on the order of lines."""
        cdef bytes text = line.encode()
        self.add_line(text, <size_t>len(text), 0)

    def add_constant(self, scope: int, name: str, type: int, bits: int) -> bool:
        """A constant that is folded where it is used; False if the name is taken."""
        return self.add_global(scope, self.registry.names.intern(name), type, GF_CONST | GF_VALUE, bits) != 0

    cdef uint32_t add_global(self, uint32_t scope, uint32_t name, uint32_t type, uint32_t flags, int64_t bits) except? 0:
        cdef uint32_t g
        cdef GlobalRec *rec
        if tier_find(&self.registry.tier, scope, name, SYM_GLOBAL) != NULL:
            return 0
        g = tier_new_global(&self.registry.tier)
        self.check()
        rec = &self.registry.tier.globals[g]    # a literal would leave its padding open, and files are compared
        rec.name = name
        rec.scope = scope
        rec.type = type
        rec.flags = <uint16_t>flags
        rec.value = bits
        self.symbol(scope, name, SYM_GLOBAL, g | TIER_FFI)
        return g | TIER_FFI

    def add_enum_value(self, type: int, name: str, bits: int) -> None:
        """A value of an enum: `Color::Red`, and `Red` in the enum's scope as long as that is unambiguous."""
        cdef const TypeRec *rec = ctx_type(&self.registry.cx, type)
        cdef uint32_t scope = rec.scope, id = self.registry.names.intern(name)
        cdef uint32_t g = self.add_global(rec.members, id, type, GF_CONST | GF_VALUE | GF_ENUM_VALUE, bits)
        cdef Symbol *s
        if g and not self.symbol(scope, id, SYM_GLOBAL, g):
            s = tier_find(&self.registry.tier, scope, id, SYM_GLOBAL)
            if ctx_global(&self.registry.cx, s.ref).flags & GF_ENUM_VALUE:
                s.sort = SYM_AMBIGUOUS

    def seal(self) -> FfiRegistry:
        """Finish: the registry is immutable from now on, and the writer of no more use."""
        registry = self.registry
        if registry.tier.dict_template:
            self.plain_dictionary(registry.tier.dict_template)
        if not tier_sort_ids(&registry.tier):
            raise MemoryError
        registry.names.seal()
        for type in self.special:
            kind, behaviours = registry.class_rules(type)
            id = ctx_type(&registry.cx, type).id
            registry.host_types[id] = registry.host_types[id]._replace(kind=kind, behaviours=behaviours)
        registry.open_for_units()
        registry.fingerprint = self.low.to_bytes(8, "little") + self.high.to_bytes(8, "little")
        ctx_open(&registry.cx, &registry.tier, NULL, 0)
        self.registry = None
        return registry

    def took(self, FfiRegistry registry not None, phases: dict[str, float]) -> None:
        """Note how long each phase of making a registry took."""
        registry.phases = MappingProxyType(phases)
