"""Views: what is declared in a tier, its functions and its types, as Python sees them.

What it is: the one read API of both tiers. Declarations answers the questions, FunctionView and TypeView are what it gives; a
sealed registry is Declarations (`ffi_registry.pyx`), so is what a unit declares (`api/declared.pyx`). Objects are made only for what
is asked for. What it is not: lookup for the compiler, which uses the records themselves (`context.pxd`).

Types stand in type_view.pxi. A view holds its tier, which nobody changes any more: no view ever looks at freed or changed records.
"""
# cython: language_level=3, boundscheck=False, wraparound=False, cdivision=True, initializedcheck=False

from cpython.bytes cimport PyBytes_AS_STRING, PyBytes_GET_SIZE
from libc.stdint cimport uint8_t, uint32_t, uint64_t
from libc.string cimport memset

from seraphscript.registry.context cimport (
    ctx_base, ctx_find, ctx_find_ffi_func, ctx_find_namespace, ctx_func, ctx_func_id, ctx_func_text, ctx_global, ctx_name, ctx_open, ctx_params,
    ctx_scope, ctx_scope_text, ctx_targ, ctx_type, ctx_type_text,
)
from seraphscript.registry.kinds cimport HB_WEAK, host_kind
from seraphscript.registry.name_ids cimport NAME_opCall
from seraphscript.registry.names cimport NameTable, names_find
from seraphscript.registry.tier cimport (
    FF_ABSTRACT, FF_ALIAS, FF_CONST, FF_CONSTRUCTOR, FF_DESTRUCTOR, FF_EXPLICIT, FF_FINAL, FF_HOST, FF_IMPORT, FF_INTRINSIC, FF_LIST,
    FF_NATIVE, FF_OVERRIDE, FF_PRIVATE, FF_PROPERTY, FF_PROTECTED, FF_RETURNS_REF, FF_SCRIPT, FF_SHARED, FF_TEMPLATE, FF_VARIADIC,
    GF_CONST, GF_ENUM_VALUE, GF_VALUE, REF_MASK, SYM_FUNC, SYM_GLOBAL, SYM_SCOPE, SYM_TYPE, TF_ABSTRACT, TF_GENERIC, TF_HOST,
    TF_PYTHON, TI_FIRST_USER, TI_VAR, TIER_FFI, TS_ANY, TS_CLASS, TS_ENUM, TS_FUNCDEF, TS_INSTANCE, TS_INTERFACE, TS_PARAM,
    TS_PRIMITIVE, TS_STRING, TS_TEMPLATE, TS_VALUE, T_CONST, T_CONST_HANDLE, T_HANDLE, FuncRec, GlobalRec, ParamRec, Symbol, TypeRec,
    tier_func_by_id, tier_init,
)
from seraphscript.vm cimport opcodes

from typing import NamedTuple

from seraphscript.registry.datatype import ANY, FfiDataType
from seraphscript.registry.kinds import KINDS, PREFIX
from seraphscript.registry.value_types import fields_of_text
from seraphscript.vm.errors import DeclarationError, no_pickle

FUNCTION_FLAGS = {
    "const": FF_CONST, "native": FF_NATIVE, "host": FF_HOST, "variadic": FF_VARIADIC, "explicit": FF_EXPLICIT,
    "property": FF_PROPERTY, "ref": FF_RETURNS_REF, "intrinsic": FF_INTRINSIC, "constructor": FF_CONSTRUCTOR,
    "abstract": FF_ABSTRACT, "script": FF_SCRIPT, "private": FF_PRIVATE, "list": FF_LIST, "template": FF_TEMPLATE,
}
_SCRIPT_FLAGS = {
    "protected": FF_PROTECTED, "final": FF_FINAL, "override": FF_OVERRIDE, "destructor": FF_DESTRUCTOR, "shared": FF_SHARED,
    "import": FF_IMPORT,
}
_SORTS = {
    TS_PRIMITIVE: "primitive", TS_ENUM: "enum", TS_STRING: "string", TS_TEMPLATE: "template", TS_INSTANCE: "instance",
    TS_CLASS: "class", TS_ANY: "any", TS_INTERFACE: "interface", TS_FUNCDEF: "funcdef",
    TS_VALUE: "value",
}
_MODES = ("", "&in", "&out", "&inout")
_HIDDEN = ("<", PREFIX)
"""How names begin that no script can write."""

cdef NameTable no_names
cdef Tier no_tier
memset(&no_names, 0, sizeof(NameTable))
if tier_init(&no_tier, &no_names, 0) < 0:
    raise MemoryError


cdef str c_text(const char *text, uint32_t n):
    return text[:n].decode("utf-8", "replace")      # what is too long for a buffer may end within a character


cdef object MADE_HERE = object()    # what classes are called with that only this module makes objects of


class PropertyView(NamedTuple):
    """A variable of an object or a namespace: a field, a global, or what accessors make look like one."""

    name: str
    qualified_name: str
    type: str
    getter: FunctionView | None
    """None for storage, and for what can only be written."""
    setter: FunctionView | None
    is_const: bool
    """Whether scripts can only read it."""


def fits(view, types):
    """Whether a function has parameters of these types, written with or without `const` and `&in`."""
    names = view.param_types
    if len(names) != len(types):
        return False
    for name, wanted in zip(names, types):
        text = str(FfiDataType.parse(wanted)) if "..." not in wanted else wanted
        plain = name.removesuffix(" &in").removesuffix(" const").removeprefix("const ") if name.endswith(" &in") else name
        if text not in (name, plain):
            return False
    return True


cdef class FunctionView:
    """A function of a registry or a unit: name, types and what implements it."""

    def __cinit__(self, token=None):
        if token is not MADE_HERE:
            raise TypeError("functions of a registry come from its methods")

    @property
    def tier(self):
        """Which tier it is in: "ffi", the sealed one of the host, or "script"."""
        return "ffi" if self.ref & TIER_FFI else "script"

    @property
    def name(self):
        return self.tables.name_of(ctx_func(&self.tables.cx, self.ref).name)

    @property
    def namespace(self):
        """The namespace, or the type, that it is declared in."""
        return self.tables.scope_text(ctx_func(&self.tables.cx, self.ref).scope)

    @property
    def qualified_name(self):
        scope = self.namespace
        return f"{scope}::{self.name}" if scope else self.name

    @property
    def declaration(self):
        """Result, qualified name and parameter types: what the id stands for."""
        cdef const FuncRec *f = ctx_func(&self.tables.cx, self.ref)
        cdef char[4096] buf
        if self.instance:
            result = "" if f.flags & FF_CONSTRUCTOR else f"{self.return_type} {'&' if f.flags & FF_RETURNS_REF else ''}"
            end = " const" if f.flags & FF_CONST else ""
            return f"{result}{self.owner}::{self.name}({', '.join(self.param_types)}){end}"
        if self.ref & TIER_FFI:
            return c_text(self.tables.own.text + f.decl, f.decl_len)
        return c_text(buf, ctx_func_text(&self.tables.cx, self.ref, 0, buf, sizeof(buf)))

    @property
    def id(self):
        return ctx_func_id(&self.tables.cx, self.ref)

    @property
    def return_type(self):
        cdef const FuncRec *f = ctx_func(&self.tables.cx, self.ref)
        # A reference to an object of a script is a handle with another name.
        cdef uint32_t ret = f.ret & ~<uint32_t>T_HANDLE if f.flags & FF_RETURNS_REF and not self.ref & TIER_FFI else f.ret
        return self.tables.text_in(ret, self.instance, False)

    @property
    def owner(self):
        """The type that it is a method of, "" for a global function."""
        owner = self.instance or ctx_func(&self.tables.cx, self.ref).owner
        return self.tables.type_text(owner) if owner else ""

    @property
    def key(self):
        """What a function of the host is bound by when its registry comes from a file, "" for other functions."""
        return self.tables.binding_key(self.ref)

    @property
    def implementation(self):
        """The callable behind a function of the host, None for others. LoadError if that of a file is missing or unfit."""
        return self.tables.implementation(self.ref)

    @property
    def native_id(self):
        """The id of the C function that implements it, 0 for other functions."""
        cdef const FuncRec *f = ctx_func(&self.tables.cx, self.ref)
        cdef const Tier *tier = self.tables.cx.ffi
        return tier.natives[f.impl] if self.ref & TIER_FFI and f.flags & FF_NATIVE and f.impl < tier.nnatives else 0

    def check_bound(self):
        """LoadError if what a function of the host is bound to is missing or does not fit."""
        self.tables.implementation(self.ref)

    @property
    def param_count(self):
        return ctx_func(&self.tables.cx, self.ref).nparams

    @property
    def required_param_count(self):
        """How many arguments a call needs at least."""
        cdef const FuncRec *f = ctx_func(&self.tables.cx, self.ref)
        cdef const ParamRec *p = ctx_params(&self.tables.cx, self.ref)
        cdef uint32_t i
        if self.ref & TIER_FFI:
            return f.nrequired
        for i in range(f.nparams):
            if p[i].has_default or p[i].variadic:
                return i
        return f.nparams

    @property
    def has_defaults(self):
        cdef const FuncRec *f = ctx_func(&self.tables.cx, self.ref)
        return self.required_param_count + (1 if f.flags & FF_VARIADIC else 0) < f.nparams

    @property
    def params(self):
        """(type, way of passing, name, default or None) of each parameter."""
        cdef const FuncRec *f = ctx_func(&self.tables.cx, self.ref)
        cdef const ParamRec *p = ctx_params(&self.tables.cx, self.ref)
        cdef uint32_t i
        found = []
        for i in range(f.nparams):
            mode = _MODES[p[i].mode] + ("..." if p[i].variadic else "")
            default = self.tables.default_of(self.ref, i) if p[i].has_default else None
            kind = self.tables.text_in(p[i].type, self.instance, p[i].handle_const)
            found.append((kind, mode, self.tables.name_of(p[i].name), default))
        return found

    @property
    def param_types(self):
        """The types of the parameters with their ways of passing, `const string &in`."""
        cdef const FuncRec *f = ctx_func(&self.tables.cx, self.ref)
        cdef const ParamRec *p = ctx_params(&self.tables.cx, self.ref)
        cdef uint32_t i
        found = []
        for i in range(f.nparams):
            kind = self.tables.text_in(p[i].type, self.instance, p[i].handle_const)
            mode = _MODES[p[i].mode]
            found.append((f"{kind} {mode}" if mode else kind) + ("..." if p[i].variadic else ""))
        return found

    @property
    def template_params(self):
        """The parameters of a template function."""
        cdef const FuncRec *f = ctx_func(&self.tables.cx, self.ref)
        cdef uint32_t template = f.slot | TIER_FFI
        if not f.flags & FF_TEMPLATE or not self.ref & TIER_FFI:
            return []
        return [self.tables.type_text(ctx_targ(&self.tables.cx, template, i))
                for i in range(ctx_type(&self.tables.cx, template).nargs)]

    @property
    def traits(self):
        flags = ctx_func(&self.tables.cx, self.ref).flags
        found = [name for name, bit in FUNCTION_FLAGS.items() if flags & bit]
        if not self.ref & TIER_FFI:
            found = ["script", *found, *[name for name, bit in _SCRIPT_FLAGS.items() if flags & bit]]
        return frozenset(found)

    def __reduce__(self):
        raise no_pickle("a function of a registry", "take its declaration")

    def __repr__(self):
        return f"<FunctionView {self.declaration}>"


include "type_view.pxi"


cdef class Declarations:
    """What is declared in a tier: the read API of sealed registries and of units."""

    def __cinit__(self):
        if type(self) is Declarations:
            raise TypeError("declarations are those of registries and units")
        self.views = {}
        self.own = &no_tier
        self.bit = TIER_FFI
        ctx_open(&self.cx, &no_tier, NULL, 0)

    # -- what tiers answer differently

    cdef Declarations home(self, uint32_t ref):
        return self

    cdef bint is_shown(self, uint32_t f):
        return True

    cdef bint is_declared(self, uint32_t t):
        return t >= TI_FIRST_USER

    cdef bint is_own_global(self, uint32_t g):
        return True

    cdef object default_of(self, uint32_t f, uint32_t i):
        cdef const ParamRec *p = &ctx_params(&self.cx, f)[i]
        return c_text(self.own.text + p.default_text, p.default_len)

    cdef list interfaces_of(self, uint32_t t):
        return []

    cdef str binding_key(self, uint32_t f):
        return ""

    cdef object implementation(self, uint32_t f):
        return None

    cdef bint is_host_type(self, uint64_t id):
        return False

    # -- texts

    cdef str name_of(self, uint32_t name):
        cdef uint32_t n
        cdef const char *text = ctx_name(&self.cx, name, &n)
        return c_text(text, n)

    cdef str type_text(self, uint32_t t):
        cdef char[4096] buf
        return c_text(buf, ctx_type_text(&self.cx, t, buf, sizeof(buf)))

    cdef str text_in(self, uint32_t t, uint32_t instance, bint handle_const):
        """A type of a template's member as it is in an instance; nothing is instantiated for it."""
        cdef const TypeRec *rec = ctx_type(&self.cx, t)
        cdef const TypeRec *inst = ctx_type(&self.cx, instance)
        cdef uint32_t i, arg
        if not instance or not rec.flags & TF_GENERIC or inst.sort != TS_INSTANCE:
            return self.type_text(t)
        if rec.sort == TS_PARAM:
            for i in range(inst.nargs):
                if (ctx_targ(&self.cx, inst.base, i) ^ t) & REF_MASK == 0:
                    arg = ctx_targ(&self.cx, instance, i)
                    if t & T_HANDLE:
                        arg |= T_HANDLE | (t & (T_CONST | T_CONST_HANDLE))
                    elif t & T_CONST and arg & T_HANDLE:
                        arg |= T_CONST_HANDLE | (T_CONST if handle_const else 0)
                    elif t & T_CONST:
                        arg |= T_CONST
                    return self.type_text(arg)
        if rec.sort != TS_INSTANCE:
            return self.type_text(t)
        args = ", ".join([self.text_in(ctx_targ(&self.cx, t, i), instance, False) for i in range(rec.nargs)])
        text = f"{'const ' if t & T_CONST else ''}{self.type_text(rec.base)}<{args}>"
        return text + ("@ const" if t & T_CONST_HANDLE else "@" if t & T_HANDLE else "")

    cdef str scope_text(self, uint32_t scope):
        cdef char[4096] buf
        return c_text(buf, ctx_scope_text(&self.cx, scope, buf, sizeof(buf)))

    cdef str qualified(self, uint32_t scope, uint32_t name):
        text = self.scope_text(scope)
        return f"{text}::{self.name_of(name)}" if text else self.name_of(name)

    # -- lookup

    cdef uint32_t name_id(self, str name):
        cdef bytes data = name.encode("utf-8", "surrogatepass")
        return names_find(self.own.names, <const uint8_t *>PyBytes_AS_STRING(data), <uint32_t>PyBytes_GET_SIZE(data))

    cdef uint32_t scope_named(self, list parts):
        """The scope of a namespace or of a type's members, 0 if there is none."""
        cdef uint32_t scope = self.bit | 1, inner, name
        for part in parts:
            name = self.name_id(part)
            inner = ctx_find(&self.cx, scope, name, SYM_SCOPE) if name else 0
            if not inner and name:
                inner = ctx_find(&self.cx, scope, name, SYM_TYPE)
                inner = ctx_type(&self.cx, inner).members if inner else 0
            if not inner:
                return 0
            scope = inner
        return scope

    cdef uint32_t find(self, str text, uint32_t sort):
        """What a qualified name stands for, 0 if nothing."""
        cdef uint32_t scope, name
        *parts, last = text.removeprefix("::").split("::")
        scope = self.scope_named(parts)
        name = self.name_id(last)
        return ctx_find(&self.cx, scope, name, sort) if scope and name else 0

    cdef uint32_t instance_of(self, uint32_t template, list args):
        """The instance of a template with these arguments, 0 if there is none in the tier or below."""
        cdef const Tier *tier
        cdef uint32_t i, k, below
        for below in range(2):
            if below and self.bit:
                break
            tier = self.cx.ffi if below else self.own
            for i in range(1, tier.ntypes):
                if tier.types[i].sort != TS_INSTANCE or (tier.types[i].base ^ template) & REF_MASK:
                    continue
                if tier.types[i].nargs != <uint32_t>len(args):
                    continue
                for k in range(tier.types[i].nargs):
                    if tier.targs[tier.types[i].args + k] != <uint32_t>args[k]:
                        break
                else:
                    return i | (TIER_FFI if below else self.bit)
        return 0

    cdef uint32_t resolved(self, kind):
        """The type that a text stands for, with handles and const; 0 if there is none."""
        cdef uint32_t t
        if kind.name == ANY:
            t = TIER_FFI | TI_VAR
        elif kind.ref is not None:
            t = TIER_FFI | <uint32_t>kind.ref
        else:
            t = self.find(kind.name, SYM_TYPE)
        if t and kind.args:
            args = [self.resolved(arg) for arg in kind.args]
            t = self.instance_of(t, args) if all(args) else 0
        if t and kind.is_handle:
            t |= T_HANDLE | (T_CONST_HANDLE if kind.is_const_handle else 0)
        return t | (T_CONST if kind.is_const else 0) if t else 0

    cdef bint stands_in(self, uint32_t scope, object namespace):
        return namespace is None or self.scope_text(scope) == namespace

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

    # -- views

    cdef FunctionView function_view(self, uint32_t ref):
        cdef Declarations at = self.home(ref)
        found = at.views.get(ref)
        if found is None:
            found = at.member_view(ref, 0)
            at.views[ref] = found
        return found

    cdef FunctionView member_view(self, uint32_t ref, uint32_t instance):
        if ctx_func(&self.cx, ref).flags & FF_ALIAS and not ref & TIER_FFI:
            ref = ctx_func(&self.cx, ref).decl
        found = <FunctionView>FunctionView.__new__(FunctionView, MADE_HERE)
        found.tables = self if instance else self.home(ref)
        found.ref = ref
        found.instance = instance
        return found

    cdef TypeView type_view(self, uint32_t ref):
        view = <TypeView>TypeView.__new__(TypeView, MADE_HERE)
        view.tables = self.home(ref)
        view.ref = ref
        return view

    cdef list overloads(self, uint32_t scope, uint32_t name, uint32_t instance):
        """The overloads of a name in a scope, those of the tier first."""
        cdef uint32_t f = ctx_find(&self.cx, scope, name, SYM_FUNC) if scope and name else 0
        cdef bint below = f != 0 and not f & TIER_FFI
        found = []
        while f:
            found.append(self.member_view(f, instance) if instance else self.function_view(f))
            f = ctx_func(&self.cx, f).next
            if not f and below:
                below = False
                f = ctx_find_ffi_func(&self.cx, scope, name)
        return found

    @property
    def type_count(self):
        """Types, the fixed ones of a registry included."""
        return self.own.ntypes

    @property
    def function_count(self):
        """Functions and methods."""
        return self.own.nfuncs - 1

    @property
    def global_count(self):
        """Constants, enum values and, of a unit, global variables."""
        return self.own.nglobals - 1

    def functions(self, str namespace=None):
        """All functions and methods, or the functions of one namespace ("" is the global one)."""
        cdef uint32_t i
        return [
            self.function_view(self.bit | i) for i in range(1, self.own.nfuncs) if self.is_shown(i) and (
                namespace is None or (not self.own.funcs[i].owner and self.stands_in(self.own.funcs[i].scope, namespace)))
        ]

    def types(self, str namespace=None):
        """All types that modules or sources declare or name, or those of one namespace, without the fixed ones."""
        cdef uint32_t i
        return [
            self.type_view(self.bit | i) for i in range(1, self.own.ntypes)
            if self.own.types[i].sort in _SORTS and self.is_declared(i)
            and not (self.own.types[i].flags & TF_HOST and self.own.types[i].flags & TF_ABSTRACT)
            and self.stands_in(self.own.types[i].scope, namespace)
        ]

    def properties(self, str namespace=None):
        """Global variables and what global accessors make look like them, of one namespace if it is named."""
        cdef uint32_t i
        cdef const GlobalRec *g
        found = []
        if not self.bit:
            for i in range(1, self.own.nglobals):
                g = &self.own.globals[i]
                if not g.flags & GF_ENUM_VALUE and self.is_own_global(i) and self.stands_in(g.scope, namespace):
                    name = self.qualified(g.scope, g.name)
                    kind = self.type_text(g.type)
                    found.append(PropertyView(self.name_of(g.name), name, kind, None, None, g.flags & GF_CONST != 0))
        functions = []
        for i in range(1, self.own.nfuncs):
            if self.own.funcs[i].flags & FF_PROPERTY and not self.own.funcs[i].owner and self.is_shown(i) and self.stands_in(
                    self.own.funcs[i].scope, namespace):
                functions.append(self.function_view(self.bit | i))
        return found + of_accessors(functions)

    def find_property(self, str name not None):
        """A global property by its qualified name, None if there is none."""
        for each in self.properties(name.removeprefix("::").rpartition("::")[0]):
            if each.qualified_name == name.removeprefix("::"):
                return each
        return None

    def lookup_functions(self, str name not None):
        """The overloads of a qualified name, `math::sin`, `string::substr`."""
        *parts, last = name.removeprefix("::").split("::")
        return self.overloads(self.scope_named(parts), self.name_id(last), 0)

    def find_function(self, str name not None, *types):
        """The function of a qualified name with parameters of these types, None if there is none."""
        for view in self.lookup_functions(name):
            if fits(view, types):
                return view
        return None

    def function_by_id(self, uint64_t id):
        """The function with a stable id."""
        cdef uint32_t f = 0, i
        if self.bit:
            f = tier_func_by_id(&self.own[0], id)
        else:
            for i in range(1, self.own.nfuncs):
                if self.is_shown(i) and ctx_func_id(&self.cx, i) == id:
                    f = i
                    break
        return self.function_view(f) if f else None

    def find_type(self, str name not None):
        """A type by its name: `game::Kind`, `int`, `array` (the template), `array<string>` if a declaration names it."""
        cdef uint32_t t
        try:
            t = self.resolved(FfiDataType.parse(name))
        except DeclarationError:
            return None
        return self.type_view(t) if t and not t & ~<uint32_t>REF_MASK else None

    def type_by_id(self, uint64_t id):
        """The type with a stable id."""
        cdef uint32_t i
        for i in range(self.own.ntypes):
            if self.own.types[i].id == id and self.own.types[i].sort in _SORTS:
                return self.type_view(self.bit | i)
        return None

    def namespaces(self):
        """The namespaces in which something is declared, in order."""
        cdef uint32_t i
        return sorted([self.scope_text(self.bit | i) for i in range(2, self.own.nscopes)
                       if not self.own.scopes[i].type and self.own.scopes[i].parent])

    def has_namespace(self, str name not None):
        """Whether any module or source contributed to a namespace."""
        *parts, last = name.removeprefix("::").split("::")
        scope = self.scope_named(parts)
        id = self.name_id(last)
        return scope != 0 and id != 0 and ctx_find_namespace(&self.cx, scope, id) != 0

    def constant(self, str name not None):
        """The value of a constant or enum value by its qualified name (`limits::MAX`, `Color::Red`)."""
        cdef uint32_t g = self.find(name, SYM_GLOBAL)
        return self.value_of(g) if g and ctx_global(&self.cx, g).flags & GF_VALUE else None

    def constants(self, str namespace=None):
        """Type, qualified name and value of all constants but values of enums, or of those in one namespace."""
        cdef uint32_t i
        cdef const GlobalRec *rec
        found = []
        for i in range(1, self.own.nglobals):
            rec = &self.own.globals[i]
            if rec.flags & GF_VALUE and not rec.flags & GF_ENUM_VALUE and self.is_own_global(i) and self.stands_in(rec.scope, namespace):
                found.append((self.type_text(rec.type), self.qualified(rec.scope, rec.name), self.value_of(self.bit | i)))
        return found

    def aliases(self):
        """Qualified names that stand for types of other names, and these types; in order."""
        cdef size_t i
        cdef const Symbol *s
        cdef const TypeRec *rec
        found = []
        for i in range(<size_t>self.own.symbol_mask + 1):
            s = &self.own.symbols[i]
            if s.build != self.own.build or s.cls != SYM_TYPE:
                continue
            rec = ctx_type(&self.cx, s.ref)
            if rec.sort != TS_PARAM and (rec.sort == TS_INSTANCE or rec.name != s.name or rec.scope != s.scope):
                found.append((self.qualified(s.scope, s.name), self.type_text(s.ref)))
        return sorted(found)
